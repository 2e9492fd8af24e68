"""How much of an area lies within a range."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from claims.places.cells import quartered, whole
from claims.places.measure import from_every, from_nearest, part_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.places.geodesy import Array
    from claims.places.shape import Shape


def areas_within(
    origin: Shape, target: Shape, radii: Sequence[float], *, every: bool = False
) -> Array:
    """Return how many square metres of the target lie within each of some distances, in metres.

    They are distances from the origin's nearest point; with `every` from its farthest one. The
    parts that the edge of a range cuts are divided into cells, the smallest a 300th as wide as the
    target; one that is still cut then counts in proportion. A cell is measured once for all ranges.
    """
    reach = np.asarray(radii, dtype=np.float64)
    if not target.polygons:
        return np.zeros(len(reach))
    limits = part_limits(origin, target, every=every)
    count = len(target.polygons)
    inside = limits.most[:count, None] <= reach
    # Summed as the area of the whole target is, so that all of it comes to no less than all.
    found = np.array([target.areas[column].sum() for column in inside.T])
    cut = ~inside & (limits.least[:count, None] <= reach)
    numbers = np.flatnonzero(cut.any(axis=1))
    if not len(numbers):
        return np.asarray(found, dtype=np.float64)
    leaf = sqrt(target.area) / 300
    measure = from_every if every else from_nearest
    cells, asked = whole(target.only(numbers.tolist())), cut[numbers]
    while len(cells.boxes):
        length, spread = measure(origin, cells.middles)[:, None], cells.radii[:, None]
        within = asked & (length + spread <= reach)
        crossed = asked & ~within & (length - spread <= reach)
        split = crossed & (spread > leaf)
        # A cell is about two thirds as wide as the circle round it.
        share = np.clip(0.5 + (reach - length) / np.maximum(2 * spread / 1.5, 1e-9), 0, 1)
        covered = np.where(crossed & ~split, share, 1.0 * within)
        found += (cells.areas[:, None] * covered).sum(axis=0)
        cells, parents = quartered(cells, np.asarray(split.any(axis=1), dtype=np.bool_))
        asked = split[parents]
    return np.asarray(found, dtype=np.float64)


def area_within(origin: Shape, target: Shape, radius: float, *, every: bool = False) -> float:
    """Return how many square metres of the target lie within one distance."""
    return float(areas_within(origin, target, [radius], every=every)[0])
