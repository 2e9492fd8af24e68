"""The outlines of countries and their regions, as they ship in `claims/data`.

`outlines.bin` (countries) and `regions.bin` (first-level regions) are made by
`tests/make_outlines.py` and `tests/make_regions.py` from Natural Earth 1:10m (public domain).
After the line `outlines 1` come four bytes, the length of a header (little endian), then the
header: JSON, compressed by zlib, with a row for each outline. A row says where its block lies after
the header, and how many points each ring of each of its polygons has; a ring of one point is an
islet that the grid left no area. A block, compressed by zlib, holds the points of all rings in a
row as steps on a grid of whole numbers: zigzag, 32 bits, all x and then all y, the four bytes of
each in planes.

Only the outlines that are asked for are unpacked.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Longitude and latitude in degrees, a row for each point."""

MAGIC = b"outlines 1\n"
TOLERANCE = 1000.0
"""How far in metres a drawn coast may lie from the true one: 0.1 mm on a map of 1 : 10 million,
the width of its finest line, as a map cannot show more."""


class Outline(NamedTuple):
    """A country or region as it is drawn: polygons (an outer ring, then holes), islets as points.

    The polygons neither cross themselves nor the antimeridian: the scripts see to it.
    """

    polygons: tuple[tuple[Points, ...], ...]
    islets: Points


class Row(NamedTuple):
    """Where a file has an outline, and what its header says of it besides.

    `box` is west, south, east and north in degrees.
    """

    start: int
    size: int
    rings: list[list[int]]
    box: tuple[float, float, float, float]
    said: dict[str, Any]


class Pack(NamedTuple):
    """A file of outlines: its source, the corner and the step of its grid, its rows by name."""

    data: bytes
    source: str
    origin: tuple[float, float]
    step: tuple[float, float]
    rows: dict[str, Row]


@cache
def pack(file: str) -> Pack:
    """Return a file of outlines that ships in `claims/data`; raises ValueError for other files."""
    data = resources.files("claims").joinpath("data", file).read_bytes()
    if not data.startswith(MAGIC):
        raise ValueError(f"{file} is not a file of outlines")
    begin = len(MAGIC) + 4
    blocks = begin + int.from_bytes(data[len(MAGIC) : begin], "little")
    head = json.loads(zlib.decompress(data[begin:blocks]))
    (west, south), (width, height) = head["origin"], head["step"]
    rows = {
        row["name"]: Row(
            blocks + row["at"],
            row["size"],
            row["rings"],
            (
                west + row["box"][0] * width,
                south + row["box"][1] * height,
                west + row["box"][2] * width,
                south + row["box"][3] * height,
            ),
            row,
        )
        for row in head["countries"]
    }
    return Pack(data, head["source"], (west, south), (width, height), rows)


COUNTRIES = "outlines.bin"
REGIONS = "regions.bin"


def source() -> str:
    """Return where the outlines of countries come from."""
    return pack(COUNTRIES).source


def names() -> tuple[str, ...]:
    """Return the names under which countries are kept, in the order of the file."""
    return tuple(pack(COUNTRIES).rows)


def box(name: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a country in degrees, without unpacking it."""
    return pack(COUNTRIES).rows[name].box


@cache
def outline(name: str, file: str = COUNTRIES) -> Outline:
    """Return the outline kept under that name; raises KeyError where there is none."""
    held = pack(file)
    row = held.rows[name]
    packed = zlib.decompress(held.data[row.start : row.start + row.size])
    planes = np.frombuffer(packed, dtype=np.uint8).reshape(4, -1)
    zigzag = planes.T.copy().view("<u4").reshape(2, -1).astype(np.int64)
    grid = np.cumsum((zigzag >> 1) ^ -(zigzag & 1), axis=1).T
    points = grid * np.array(held.step) + np.array(held.origin)
    polygons = []
    islets = []
    at = 0
    for sizes in row.rings:
        rings = []
        for size in sizes:
            rings.append(points[at : at + size])
            at += size
        if len(rings[0]) == 1:
            islets.append(rings[0][0])
        else:
            polygons.append(tuple(rings))
    return Outline(tuple(polygons), np.array(islets, dtype=np.float64).reshape(-1, 2))
