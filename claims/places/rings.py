"""Rings as files give them, cut so that no area crosses the antimeridian or goes round a pole.

Of an edge that spans more than half the globe the shorter way is meant: the ring crosses the
antimeridian there. (An edge of exactly 360 degrees runs along a parallel, as in a box of the whole
world.) A ring that goes round the globe once holds the pole that is nearer to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.affinity

from claims.places.shape import Polygon, Shape, of_geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from claims.places.geodesy import Points


MOST_CROSSINGS = 1_000
"""Crossings of a ring that are resolved; the time that takes grows with their square."""

_EDGES_AT_ONCE = 50


class TangledError(ValueError):
    """A ring crosses itself too often to say what it goes round."""


def shape_of(
    polygons: Sequence[Polygon],
    points: Points | None = None,
    *,
    stitched: bool = False,
) -> Shape:
    """Return polygons and points as a shape: self-crossings resolved, overlaps joined.

    `stitched` rings cross the antimeridian also where an edge spans 360 degrees.

    Raises:
        TangledError: a ring crosses itself more than `MOST_CROSSINGS` times.

    """
    widest = 360.0 if stitched else 359.999999
    every: list[BaseGeometry] = []
    plain: list[Polygon] = []
    for rings in polygons:
        straight = [_straight(ring, widest) for ring in rings]
        outer = straight[0]
        if len(outer) < 4:
            continue
        if outer[:, 0].min() >= -180 and outer[:, 0].max() <= 180 and len(outer) == len(rings[0]):
            plain.append((outer, *(ring for ring in straight[1:] if len(ring) >= 4)))
        else:
            holes = [_beside(outer, ring) for ring in straight[1:] if len(ring) >= 4]
            every += _cut(_valid((outer, *holes)))
    alone = np.empty((0, 2)) if points is None else points
    made = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in plain])
    sound = made.is_valid
    if sound and not every:
        return Shape(tuple(plain), alone)
    every += [made] if sound else [_valid(rings) for rings in plain]
    joined = of_geometry(shapely.union_all(every))
    return Shape(joined.polygons, alone)


def _valid(rings: Polygon) -> BaseGeometry:
    """Return the area of a ring that may cross itself: what it goes round an odd number of times.

    Holes are taken away from it, wherever they lie.
    """
    outer, *holes = (_untangled(ring) for ring in rings)
    return shapely.difference(outer, shapely.union_all(holes)) if holes else outer


def _untangled(ring: Points) -> BaseGeometry:
    made = shapely.Polygon(ring)
    if made.is_valid:
        return made
    edges = np.asarray(shapely.linestrings(np.stack([ring[:-1], ring[1:]], axis=1)))
    tree = shapely.STRtree(edges)
    crossings = 0
    for first in range(0, len(edges), _EDGES_AT_ONCE):
        found = tree.query(edges[first : first + _EDGES_AT_ONCE], predicate="crosses")
        crossings += found.shape[1]  # each crossing is met from both of its edges
        if crossings > 2 * MOST_CROSSINGS:
            raise TangledError
    return shapely.make_valid(made)


def _straight(ring: Points, widest: float) -> Points:
    """Return a ring with longitudes that never jump; one round a pole goes on over the pole."""
    steps = np.diff(ring[:, 0])
    jumps = (np.abs(steps) > 180) & (np.abs(steps) <= widest)
    if not jumps.any():
        return ring
    turned = np.where(jumps, steps - 360 * np.sign(steps), steps)
    lon = ring[0, 0] + np.concatenate([[0.0], np.cumsum(turned)])
    # Only whole turns are added: the sum must not wear the digits off.
    lon = ring[:, 0] + 360 * np.round((lon - ring[:, 0]) / 360)
    straight = np.column_stack([lon, ring[:, 1]])
    if abs(lon[-1] - lon[0]) > 180:
        pole = 90.0 if ring[:, 1].mean() > 0 else -90.0
        over = np.array([[lon[-1], pole], [lon[0], pole], straight[0]])
        straight = np.concatenate([straight, over])
    middle = (straight[:, 0].min() + straight[:, 0].max()) / 2
    return np.asarray(straight - np.array([360 * np.round(middle / 360), 0.0]), dtype=np.float64)


def _beside(outer: Points, hole: Points) -> Points:
    """Shift a hole by whole turns, so that it lies where its outer ring is."""
    turns = np.round((outer[:, 0].mean() - hole[:, 0].mean()) / 360)
    return np.asarray(hole + np.array([360 * turns, 0.0]), dtype=np.float64)


def _cut(area: BaseGeometry) -> list[BaseGeometry]:
    """Cut an area at the antimeridian, its parts with longitudes from -180 to 180."""
    west, _, east, _ = area.bounds
    parts = []
    for turn in range(int(np.floor((west + 180) / 360)), int(np.ceil((east - 180) / 360)) + 1):
        window = shapely.box(-180 + 360 * turn, -90, 180 + 360 * turn, 90)
        parts.append(shapely.affinity.translate(shapely.intersection(area, window), -360 * turn))
    return parts
