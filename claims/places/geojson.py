"""GeoJSON (RFC 7946) as places: what is in it, or in a sentence why that cannot be used."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from claims.files import UnreadableError
from claims.places.rings import MOST_CROSSINGS, TangledError, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from claims.files import Shelf
    from claims.places.geodesy import Points
    from claims.places.shape import Polygon, Shape

MOST_BYTES = 64_000_000
MOST_CORNERS = 250_000
"""Corners of one place; more take too long to compare, and no claim needs them."""

_DEPTH = 20


class _WrongError(Exception):
    """What is wrong with some GeoJSON, in a sentence; never leaves this module."""


def read_geojson_file(path: str, folder: Path) -> Shape | str:
    """Read a file in a folder or below it; nothing outside of it is ever opened."""
    try:
        root = folder.resolve()
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            return "it lies outside of the folder of the claim file"
        if not file.is_file():
            return "there is no such file"
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        return "the file cannot be read"
    if len(data) > MOST_BYTES:
        return f"the file has more than {MOST_BYTES // 1_000_000} MB"
    return read_geojson_text(data)


def read_geojson_from(shelf: Shelf, claim_file: str, path: str) -> Shape | str:
    """Read a file that a claim file names from where files are kept."""
    try:
        data = shelf.beside(claim_file, path, MOST_BYTES)
    except UnreadableError:
        return "the file cannot be read"
    return read_geojson_text(data)


_DIGITS = 12


def read_geojson_text(text: str | bytes) -> Shape | str:
    """Read GeoJSON that is written as JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return "it is not JSON"
    return read_geojson(data)


def read_geojson(data: object) -> Shape | str:
    """Read GeoJSON that is given as data."""
    polygons: list[Polygon] = []
    points: list[Points] = []
    try:
        for part in _geometries(data, 0):
            _take(part, polygons, points)
        _count(sum(len(ring) for rings in polygons for ring in rings) + len(points))
        alone = np.array(points, dtype=np.float64).reshape(-1, 2)
        shape = shape_of(polygons, alone)
    except _WrongError as wrong:
        return str(wrong)
    except TangledError:
        return f"a ring crosses itself more than {MOST_CROSSINGS:,} times"
    if shape.empty:
        return "it covers no area and no point"
    return shape


def _count(corners: int) -> None:
    if corners > MOST_CORNERS:
        raise _WrongError(f"it has {corners:,} corners, and {MOST_CORNERS:,} are read at most")


def _geometries(data: object, depth: int) -> Iterator[dict[str, object]]:
    if not isinstance(data, dict):
        raise _WrongError("a GeoJSON object is a mapping with a `type`")
    if depth > _DEPTH:
        raise _WrongError("its collections are nested too deeply")
    sort = data.get("type")
    if sort == "FeatureCollection":
        for feature in _items(data.get("features"), "features"):
            yield from _geometries(feature, depth + 1)
    elif sort == "Feature":
        if data.get("geometry") is not None:
            yield from _geometries(data["geometry"], depth + 1)
    elif sort == "GeometryCollection":
        for each in _items(data.get("geometries"), "geometries"):
            yield from _geometries(each, depth + 1)
    else:
        yield data


def _items(value: object, name: str) -> list[object]:
    if not isinstance(value, (list, tuple)):
        raise _WrongError(f"`{name}` is a list")
    return list(value)


def _take(part: dict[str, object], polygons: list[Polygon], points: list[Points]) -> None:
    sort, held = part.get("type"), part.get("coordinates")
    if sort == "Point":
        points.append(_positions([held])[0])
    elif sort == "MultiPoint":
        points += list(_positions(_items(held, "coordinates")))
    elif sort == "Polygon":
        polygons.append(_polygon(held))
    elif sort == "MultiPolygon":
        polygons += [_polygon(each) for each in _items(held, "coordinates")]
    elif sort in ("LineString", "MultiLineString"):
        raise _WrongError("a line has no area; give a polygon or points")
    else:
        shown = sort if isinstance(sort, str) and len(sort) <= 40 else "that"
        raise _WrongError(
            f'no geometry is called "{shown}"' if sort else "a geometry has no `type`"
        )


def _polygon(held: object) -> Polygon:
    rings = tuple(_ring(each) for each in _items(held, "coordinates"))
    if not rings:
        raise _WrongError("a polygon has no rings")
    return rings


def _ring(held: object) -> Points:
    ring = _positions(_items(held, "coordinates"))
    if (ring[0] != ring[-1]).any():
        ring = np.concatenate([ring, ring[:1]])
    if len(ring) < 4:
        raise _WrongError("a ring has fewer than three corners")
    return ring


def _positions(held: list[object]) -> Points:
    if not held:
        raise _WrongError("a list of positions is empty")
    _count(len(held))
    found = np.array([_position(each) for each in held], dtype=np.float64)
    high = np.abs(found[:, 1]) > 90
    if high.any():
        lat = float(found[high][0, 1])
        hint = ""
        if (np.abs(found[:, 0]) <= 90).all() and (np.abs(found[:, 1]) <= 180).all():
            hint = "; longitude comes first in GeoJSON, and the two seem swapped"
        raise _WrongError(f"a latitude of {lat:g} degrees does not exist{hint}")
    if (np.abs(found[:, 0]) > 180).any():
        lon = float(found[np.abs(found[:, 0]) > 180][0, 0])
        raise _WrongError(f"a longitude of {lon:g} degrees does not exist")
    # To a tenth of a micrometre: numbers near zero make the arithmetic of overlays fail.
    return np.round(found, _DIGITS)


def _position(each: object) -> tuple[float, float]:
    if isinstance(each, (list, tuple)) and len(each) >= 2:
        lon, lat = each[0], each[1]
        plain = all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in (lon, lat))
        if plain and abs(lon) < 1e6 and abs(lat) < 1e6 and isfinite(lon) and isfinite(lat):
            return float(lon), float(lat)
    raise _WrongError("a position is a longitude and a latitude in degrees")
