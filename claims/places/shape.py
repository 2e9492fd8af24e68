"""Points and areas: what a place covers, and the sample of its edge that distances are taken from.

An edge between two corners is straight in longitude and latitude, as GeoJSON has it (RFC 7946,
section 3.1.1); outlines at 1:10m have corners so close that this makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from claims.places.geodesy import (
    LEAST,
    MOST,
    SLACK,
    Array,
    Points,
    Spot,
    angles,
    equal_area,
    reduced,
    vectors,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Ring = Points
Polygon = tuple[Ring, ...]
"""An outer ring and its holes; rings are closed, with longitudes from -180 to 180."""

BLOCK = 48
"""Points of the edge that are kept together under one bound."""

_SPACING = 2000.0
_MOST_SAMPLES = 150_000
_NOTHING: Points = np.empty((0, 2))


@dataclass(frozen=True, eq=False)
class Shape:
    """Points and polygons. `parts` are counted polygons first, then points."""

    polygons: tuple[Polygon, ...] = ()
    points: Points = field(default_factory=lambda: _NOTHING)

    @property
    def empty(self) -> bool:
        """Say whether there is nothing in it."""
        return not self.polygons and not len(self.points)

    @property
    def parts(self) -> int:
        """Return the number of polygons and points."""
        return len(self.polygons) + len(self.points)

    @cached_property
    def geometry(self) -> shapely.MultiPolygon:
        """Return the polygons in degrees, prepared for questions of containment."""
        made = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in self.polygons])
        shapely.prepare(made)
        return made

    @cached_property
    def areas(self) -> Array:
        """Return the area of each polygon in square metres."""
        return np.asarray(shapely.area(np.array(self.flat, dtype=object)), dtype=np.float64)

    @cached_property
    def flat(self) -> tuple[shapely.Polygon, ...]:
        """Return the polygons on the equal-area plane, in metres."""
        return tuple(_flat(rings) for rings in self.polygons)

    @property
    def area(self) -> float:
        """Return the area of all polygons in square metres."""
        return float(self.areas.sum()) if self.polygons else 0.0

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north in degrees."""
        every = np.concatenate([*(rings[0] for rings in self.polygons), self.points])
        (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def sample(self) -> Sample:
        """Return points of the edge, and those that stand alone."""
        return _sampled(self)

    @cached_property
    def centre(self) -> Spot:
        """Return the middle: of the area, of the points where there is none."""
        if not self.polygons:
            middle = vectors(self.points).mean(axis=0)
        else:
            middle = np.zeros(3)
            for rings, area in zip(self.polygons, self.areas, strict=True):
                at = shapely.centroid(shapely.Polygon(rings[0], rings[1:]))
                middle += vectors(np.array([[at.x, at.y]]))[0] * area
        return spot_of(middle)

    def contains(self, points: Points) -> npt_bool:
        """Say of each point whether it lies in the area or on its edge."""
        if not self.polygons:
            return np.zeros(len(points), dtype=np.bool_)
        return shapely.intersects_xy(self.geometry, points[:, 0], points[:, 1]) | _at_seam(
            self.geometry, points
        )

    def holds(self, spot: Spot) -> bool:
        """Say whether a point lies in the area or on its edge."""
        return bool(self.contains(np.array([spot]))[0])

    def part(self, number: int) -> Shape:
        """Return one part as a shape of its own."""
        if number < len(self.polygons):
            return Shape((self.polygons[number],))
        return Shape((), self.points[number - len(self.polygons)][None])

    def only(self, numbers: Iterable[int]) -> Shape:
        """Return some of the parts as a shape of their own."""
        kept = sorted(set(numbers))
        count = len(self.polygons)
        points = [self.points[n - count] for n in kept if n >= count]
        return Shape(
            tuple(self.polygons[n] for n in kept if n < count),
            np.array(points).reshape(-1, 2),
        )


npt_bool = np.ndarray[tuple[int], np.dtype[np.bool_]]


def _at_seam(geometry: shapely.MultiPolygon, points: Points) -> npt_bool:
    """Look on the other side of the antimeridian for points that lie on it, and at the poles."""
    seam = np.abs(points[:, 0]) == 180.0
    found: npt_bool = np.zeros(len(points), dtype=np.bool_)
    if seam.any():
        found[seam] = shapely.intersects_xy(geometry, -points[seam, 0], points[seam, 1])
    for at in np.flatnonzero(np.abs(points[:, 1]) == 90.0):
        pole = shapely.LineString([(-180, points[at, 1]), (180, points[at, 1])])
        found[at] |= bool(shapely.intersects(geometry, pole))
    return found


def _flat(rings: Polygon) -> shapely.Polygon:
    flat = [equal_area(dense(ring, 0.5)) for ring in rings]
    return shapely.Polygon(flat[0], flat[1:])


def dense(ring: Ring, step: float) -> Ring:
    """Return a ring with further corners, so that no edge spans more than `step` degrees."""
    spans = np.abs(np.diff(ring, axis=0)).max(axis=1)
    counts = np.maximum(1, np.ceil(spans / step)).astype(np.int64)
    return divided(ring, counts)


def divided(ring: Ring, counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Ring:
    """Return a line with each of its edges cut into so many."""
    if (counts == 1).all():
        return ring
    owner = np.repeat(np.arange(len(counts)), counts)
    inside = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (inside / counts[owner])[:, None]
    cut = ring[:-1][owner] * (1 - share) + ring[1:][owner] * share
    return np.concatenate([cut, ring[-1:]])


def spot_of(vector: Array) -> Spot:
    """Return the point that a vector of any length points at."""
    x, y, z = (float(v) for v in vector)
    lon, lat = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    return Spot(float(lon), float(lat))


def spots_of(middles: Array) -> Points:
    """Return the points that unit vectors point at, by geodetic latitude."""
    lon = np.arctan2(middles[:, 1], middles[:, 0])
    lat = np.arctan2(middles[:, 2], np.hypot(middles[:, 0], middles[:, 1]))
    return np.asarray(np.degrees(np.column_stack([lon, lat])), dtype=np.float64)


def point(spot: Spot) -> Shape:
    """Return the shape of one point."""
    return Shape((), np.array([spot], dtype=np.float64))


def together(shapes: Sequence[Shape]) -> Shape:
    """Return several shapes as one; parts may overlap where shapes do."""
    return Shape(
        tuple(rings for shape in shapes for rings in shape.polygons),
        np.concatenate([_NOTHING, *(shape.points for shape in shapes)]),
    )


def of_geometry(geometry: shapely.Geometry) -> Shape:
    """Return the areas and points of a shapely geometry in degrees; lines are left out."""
    polygons = []
    points = []
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        if isinstance(part, shapely.Polygon) and not part.is_empty and part.area > 0:
            rings = (part.exterior, *part.interiors)
            polygons.append(tuple(np.asarray(ring.coords)[:, :2] for ring in rings))
        elif isinstance(part, shapely.Point) and not part.is_empty:
            points.append((part.x, part.y))
    return Shape(tuple(polygons), np.array(points, dtype=np.float64).reshape(-1, 2))


# --- the sample of an edge -----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Sample:
    """Points of an edge in the order of their rings, in blocks that never span two parts.

    `before` and `after` are the neighbours of each point on its ring; a point that stands alone is
    its own. `spacing` is the greatest distance of neighbours in metres, at most.
    """

    points: Points
    before: np.ndarray[tuple[int], np.dtype[np.int64]]
    after: np.ndarray[tuple[int], np.dtype[np.int64]]
    starts: np.ndarray[tuple[int], np.dtype[np.int64]]
    counts: np.ndarray[tuple[int], np.dtype[np.int64]]
    part: np.ndarray[tuple[int], np.dtype[np.int64]]
    """The part that each block belongs to."""
    spacing: float

    @cached_property
    def vectors(self) -> Array:
        """Return the points as unit vectors."""
        return vectors(self.points)

    @cached_property
    def reduced(self) -> Array:
        """Return the points as unit vectors by parametric latitude."""
        return reduced(self.points)

    @cached_property
    def bounds(self) -> Bounds:
        """Return the middle of each block, and the angle from it to its farthest point."""
        return caps_over(self.vectors, np.zeros(len(self.points)), self.starts)

    @cached_property
    def runs(self) -> Level:
        """Return the blocks cut into runs of few points, in the order of the points."""
        counts = self.run_counts
        inside = _LEAF * (np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts))
        starts = np.repeat(self.starts, counts) + inside
        caps = caps_over(self.vectors, np.zeros(len(self.points)), starts)
        return Level(*caps, starts, np.diff(starts, append=len(self.points)))

    @cached_property
    def run_counts(self) -> npt_int:
        """Return the number of runs in each block."""
        return -(-self.counts // _LEAF)

    @cached_property
    def tree(self) -> Tree:
        """Return the points as a tree of caps."""
        return _tree(self)


class Bounds(NamedTuple):
    """Caps on the sphere: unit vectors of their middles, and radii in radians."""

    middles: Array
    radii: Array


class Level(NamedTuple):
    """A level of a tree of caps; each holds the caps from `starts` on, `counts` of them, below it.

    In the lowest level `starts` and `counts` are points of the sample.
    """

    middles: Array
    radii: Array
    starts: npt_int
    counts: npt_int


class Tree(NamedTuple):
    """Levels of caps on the sphere of parametric latitudes, the root first."""

    levels: tuple[Level, ...]


_LEAF = 8
_BRANCHES = 8


def _tree(sample: Sample) -> Tree:
    """Return a tree over runs of points: those that lie close together are put together."""
    starts, counts = sample.runs.starts, sample.runs.counts
    leaves = caps_over(sample.reduced, np.zeros(len(sample.points)), starts)
    order = np.argsort(_interleaved(leaves.middles), kind="stable")
    levels = [Level(leaves.middles[order], leaves.radii[order], starts[order], counts[order])]
    while len(levels[0].radii) > _BRANCHES:
        below = levels[0]
        starts = np.arange(0, len(below.radii), _BRANCHES)
        counts = np.diff(starts, append=len(below.radii))
        caps = caps_over(below.middles, below.radii, starts)
        levels.insert(0, Level(caps.middles, caps.radii, starts, counts))
    return Tree(tuple(levels))


def caps_over(middles: Array, radii: Array, starts: npt_int) -> Bounds:
    """Return caps that hold runs of smaller ones: the middle is the mean of theirs.

    Each run goes from one of the starts to the next, the last to the end.
    """
    counts = np.diff(starts, append=len(middles))
    sums = np.add.reduceat(middles, starts, axis=0)
    sizes = np.linalg.norm(sums, axis=1, keepdims=True)
    centres = np.where(sizes > 1e-9, sums / np.maximum(sizes, 1e-9), middles[starts])
    cosines = np.einsum("ij,ij->i", middles, np.repeat(centres, counts, axis=0))
    return Bounds(centres, np.maximum.reduceat(angles(cosines) + radii + SLACK, starts))


def _interleaved(middles: Array) -> npt_int:
    """Return keys in whose order points of the sphere that lie close together stand together."""
    cells = np.clip(((middles + 1) * 512).astype(np.int64), 0, 1023)
    keys = np.zeros(len(middles), dtype=np.int64)
    for bit in range(10):
        for axis in range(3):
            keys |= ((cells[:, axis] >> bit) & 1) << (3 * bit + axis)
    return keys


def _sampled(shape: Shape) -> Sample:
    spacing = _SPACING
    rough = sum(_length(ring) for rings in shape.polygons for ring in rings)
    spacing = max(spacing, rough / _MOST_SAMPLES)
    pieces: list[Points] = []
    before: list[npt_int] = []
    after: list[npt_int] = []
    sizes: list[int] = []
    parts: list[int] = []
    at = 0
    for number, rings in enumerate(shape.polygons):
        for ring in rings:
            cut = _spaced(ring, spacing)[:-1]
            order = np.arange(len(cut))
            pieces.append(cut)
            before.append(at + np.roll(order, 1))
            after.append(at + np.roll(order, -1))
            at += len(cut)
            blocks = [min(BLOCK, len(cut) - n) for n in range(0, len(cut), BLOCK)]
            sizes += blocks
            parts += [number] * len(blocks)
    for number in range(len(shape.points)):
        pieces.append(shape.points[number][None])
        before.append(np.array([at]))
        after.append(np.array([at]))
        sizes.append(1)
        parts.append(len(shape.polygons) + number)
        at += 1
    counts = np.array(sizes, dtype=np.int64)
    return Sample(
        np.concatenate([_NOTHING, *pieces]),
        np.concatenate(before),
        np.concatenate(after),
        np.cumsum(counts) - counts,
        counts,
        np.array(parts, dtype=np.int64),
        spacing,
    )


npt_int = np.ndarray[tuple[int], np.dtype[np.int64]]


def _edges(ring: Ring) -> Array:
    """Return a bound in metres for the length of each edge."""
    steps = np.radians(np.abs(np.diff(ring, axis=0)))
    crossing = ring[:-1, 1] * ring[1:, 1] < 0
    nearer = np.minimum(np.abs(ring[:-1, 1]), np.abs(ring[1:, 1]))
    low = np.radians(np.where(crossing, 0.0, nearer))
    return np.asarray(np.hypot(steps[:, 0] * np.cos(low), steps[:, 1]) * MOST, dtype=np.float64)


def _length(ring: Ring) -> float:
    return float(_edges(ring).sum()) / MOST * LEAST


def _spaced(ring: Ring, spacing: float) -> Ring:
    return divided(ring, np.maximum(1, np.ceil(_edges(ring) / spacing)).astype(np.int64))
