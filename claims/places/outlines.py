"""The outlines of all countries, as they ship: `claims/data/outlines.bin`.

The file is made by `tests/make_outlines.py` from Natural Earth 1:10m (public domain). After the
line `outlines 1` come four bytes, the length of a header (little endian), then the header: JSON,
compressed by zlib, with a row for each country. A row says where its block lies after the header,
and how many points each ring of each of its polygons has; a ring of one point is an islet that the
grid left no area. A block, compressed by zlib, holds the points of all rings in a row as steps on
a grid of whole numbers: zigzag, 32 bits, all x and then all y, the four bytes of each in planes.

Only the countries that are asked for are unpacked.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Longitude and latitude in degrees, a row for each point."""

MAGIC = b"outlines 1\n"
TOLERANCE = 1000.0
"""How far in metres a drawn coast may lie from the true one: 0.1 mm on a map of 1 : 10 million,
the width of its finest line, as a map cannot show more."""


class Outline(NamedTuple):
    """A country as it is drawn: polygons (an outer ring and its holes), and islets as points.

    `sound` polygons neither cross themselves nor the antimeridian.
    """

    polygons: tuple[tuple[Points, ...], ...]
    islets: Points
    sound: bool


class _Row(NamedTuple):
    start: int
    size: int
    rings: list[list[int]]
    box: tuple[float, float, float, float]
    sound: bool


class _File(NamedTuple):
    data: bytes
    source: str
    origin: tuple[float, float]
    step: tuple[float, float]
    rows: dict[str, _Row]


@cache
def _file() -> _File:
    data = resources.files("claims").joinpath("data", "outlines.bin").read_bytes()
    if not data.startswith(MAGIC):
        raise ValueError("outlines.bin is not a file of outlines")
    begin = len(MAGIC) + 4
    blocks = begin + int.from_bytes(data[len(MAGIC) : begin], "little")
    head = json.loads(zlib.decompress(data[begin:blocks]))
    (west, south), (width, height) = head["origin"], head["step"]
    rows = {
        row["name"]: _Row(
            blocks + row["at"],
            row["size"],
            row["rings"],
            (
                west + row["box"][0] * width,
                south + row["box"][1] * height,
                west + row["box"][2] * width,
                south + row["box"][3] * height,
            ),
            row["sound"],
        )
        for row in head["countries"]
    }
    return _File(data, head["source"], (west, south), (width, height), rows)


def source() -> str:
    """Return where the outlines come from."""
    return _file().source


def names() -> tuple[str, ...]:
    """Return the names under which the outlines are kept, in the order of the file."""
    return tuple(_file().rows)


def box(name: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a country in degrees, without unpacking it."""
    return _file().rows[name].box


@cache
def outline(name: str) -> Outline:
    """Return the outline kept under that name; raises KeyError where there is none."""
    file = _file()
    row = file.rows[name]
    packed = zlib.decompress(file.data[row.start : row.start + row.size])
    planes = np.frombuffer(packed, dtype=np.uint8).reshape(4, -1)
    zigzag = planes.T.copy().view("<u4").reshape(2, -1).astype(np.int64)
    grid = np.cumsum((zigzag >> 1) ^ -(zigzag & 1), axis=1).T
    points = grid * np.array(file.step) + np.array(file.origin)
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
    return Outline(tuple(polygons), np.array(islets, dtype=np.float64).reshape(-1, 2), row.sound)
