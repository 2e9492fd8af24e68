"""What a range covers of a target: distances, shares of its land, and the parts left out."""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from claims.places import measure
from claims.places.coverage import areas_within
from claims.places.geodesy import Spot
from claims.places.measure import part_extremes, part_limits
from rules.reach._places import Span, at

if TYPE_CHECKING:
    from claims.places.model import Doubt, Place

_SAME_ISLAND = 6_000.0
_LAND = "land at "

_MOST_PARTS = 60
"""Parts that are measured one by one; those with the least to tell come last and are dropped."""


class Far(NamedTuple):
    """How far a target is: its nearest and its farthest point, in metres."""

    nearest: Span
    farthest: Span
    nearest_at: Spot
    farthest_at: Spot


class Piece(NamedTuple):
    """A part of a target that a range does not cover for certain: metres as drawn.

    `spread` is how far its land may reach beyond that, where the outlines lack it. What has no name
    is called by where it lies.
    """

    name: str
    nearest: float
    farthest: float
    spread: float
    named: bool


class Left(NamedTuple):
    """The parts that a range leaves out, wholly or in part, and those that hang on its rounding.

    `more` parts that may be among them were not looked at one by one.
    """

    outside: tuple[Piece, ...]
    cut: tuple[Piece, ...]
    rounding: tuple[Piece, ...]
    more: int = 0


@lru_cache(maxsize=256)
def far(origin: Place, target: Place, *, every: bool) -> Far:
    """Return how far a target is from the nearest point of the origin; from every point of it."""
    slack = origin.tolerance + target.tolerance
    least = measure.nearest(origin.shape, target.shape)
    most = measure.farthest(origin.shape, target.shape, every=every)
    near = max(0.0, least.distance - origin.margin - target.margin)
    shift = origin.margin if every else -origin.margin
    end = max(near, most.distance + shift + target.margin)
    ends = Span(near, near).wider(slack + _islet(target, least.end)), Span(end, end)
    last = ends[1].wider(slack + _islet(target, most.end))
    return Far(ends[0], last, least.end, most.end)


def _islet(target: Place, spot: Spot) -> float:
    """Return how far the land at a point may reach from it, where the outlines lack the islet."""
    at_it = (p.within for p in target.parts if p.within and (p.lon, p.lat) == spot)
    return max(at_it, default=0.0)


def reverse(origin: Place, target: Place) -> Span:
    """Return how far the worst point of the origin is from the nearest point of the target."""
    found = measure.farthest(target.shape, origin.shape).distance
    end = max(0.0, found + origin.margin - target.margin)
    return Span(end, end).wider(origin.tolerance + target.tolerance)


def shares(
    origin: Place, target: Place, radii: tuple[float, ...], *, every: bool
) -> tuple[float, ...] | None:
    """Return the shares of the target's area within radii in metres; None where it has none.

    Those that a verdict and its words ask for at once are measured at once.
    """
    area = target.shape.area
    if not area or target.margin:
        return None
    shift = -origin.margin if every else origin.margin
    known = measured_shares(origin, target, radii, shift, every=every)
    return tuple(
        1.0 if radius == inf else 0.0 if radius + shift < 0 else min(1.0, max(0.0, found / area))
        for radius, found in zip(radii, known, strict=True)
    )


@lru_cache(maxsize=256)
def measured_shares(
    origin: Place, target: Place, radii: tuple[float, ...], shift: float, *, every: bool
) -> tuple[float, ...]:
    """Return the square metres of the target within radii, each `shift` metres more; kept."""
    reach = [0.0 if radius == inf else max(0.0, radius + shift) for radius in radii]
    found = areas_within(origin.shape, target.shape, reach, every=every)
    return tuple(found.tolist())


def share(origin: Place, target: Place, radius: float, *, every: bool) -> float | None:
    """Return the share of the target's area within a radius in metres; None where it has none."""
    found = shares(origin, target, (radius,), every=every)
    return None if found is None else found[0]


@lru_cache(maxsize=64)
def left_out(origin: Place, target: Place, radius: Span, *, every: bool) -> Left:
    """Return the parts of a target that the range may not cover, the farthest first."""
    slack = origin.tolerance + target.tolerance
    shift = origin.margin if every else -origin.margin
    shape = target.shape
    limits = part_limits(origin.shape, shape, every=every)
    doubtful = np.flatnonzero(limits.most + shift + slack > radius.low)
    more = max(0, len(doubtful) - _MOST_PARTS)
    doubtful = doubtful[np.argsort(-limits.most[doubtful], kind="stable")][:_MOST_PARTS]
    found: dict[str, Piece] = {}
    numbers = doubtful.tolist()
    parts = [shape.part(number) for number in numbers]
    measured = part_extremes(origin.shape, shape, numbers, every=every)
    for number, part, ends in zip(numbers, parts, measured, strict=True):
        near, end = (distance + shift for distance in ends)
        name = _name(target, number)
        spread = 0.0 if part.polygons else _islet(target, Spot(*part.points[0].tolist()))
        known = found.get(name)
        if known is not None:
            near, end = min(near, known.nearest), max(end, known.farthest)
            spread = max(spread, known.spread)
        found[name] = Piece(name, max(0.0, near), max(0.0, end), spread, not name.startswith(_LAND))
    pieces = sorted(found.values(), key=lambda piece: (-piece.farthest, piece.name))
    sure = [(piece, slack + piece.spread) for piece in pieces]
    outside = tuple(p for p, off in sure if p.nearest - off > radius.high)
    cut = tuple(p for p, off in sure if p.nearest - off <= radius.high < p.farthest - off)
    rounding = tuple(p for p, off in sure if p.farthest - off <= radius.high)
    rounding = tuple(p for p in rounding if p.farthest + slack + p.spread > radius.low)
    return Left(outside, cut, rounding, more)


def _name(target: Place, number: int) -> str:
    """Name a part by the island that it is, or by where it lies."""
    part = target.shape.part(number)
    west, south, east, north = part.box
    near = [
        island
        for island in target.parts
        if west - 0.2 <= island.lon <= east + 0.2 and south - 0.2 <= island.lat <= north + 0.2
    ]
    if near:
        spots = np.array([(island.lon, island.lat) for island in near])
        away = measure.near_part(target.shape, number, spots)
        if away.min() < _SAME_ISLAND:
            return near[int(away.argmin())].name
    return f"{_LAND}{at(part.centre)}"


def doubt_far(origin: Place, doubt: Doubt, *, every: bool) -> Span:
    """Return from where to where a doubtful part lies from the origin, in metres."""
    least = measure.nearest(origin.shape, doubt.shape).distance
    most = measure.farthest(origin.shape, doubt.shape, every=every).distance
    return Span(least, most).wider(origin.tolerance)
