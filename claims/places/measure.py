"""Nearest and farthest distances between places.

Blocks of points of an edge are compared by the caps that hold them; the points of those that may
matter are measured (`claims.places.search`). Last, the edge near the best points is sampled more
finely, so that the answer does not hang on where its points lie. What bounds whole blocks is kept
for the last few pairs of shapes, as one verdict asks for it again and again.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf, pi
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import shapely

from claims.places.cells import quartered, whole
from claims.places.geodesy import (
    LEAST,
    MOST,
    SLACK,
    Array,
    Points,
    Spot,
    angles,
    cell_radii,
    distances,
    vectors,
)
from claims.places.search import (
    farthest_member,
    nearest_member,
    ranges,
    to_farthest,
    to_nearest,
)
from claims.places.shape import Shape, npt_bool, npt_int, spot_of, spots_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Sized

    from claims.places.shape import Sample

_FINE = 24
"""Points that an edge is cut into when its nearest or farthest point is sought."""


class Reached(NamedTuple):
    """A distance in metres, and the two points that are so far apart."""

    distance: float
    start: Spot
    end: Spot


# --- from a shape to a shape ---------------------------------------------------------------------


class Limits(NamedTuple):
    """For each block of an edge: the distance that all of its points have, at least and at most."""

    least: Array
    most: Array


@lru_cache(maxsize=64)
def block_limits(of: Sample, origin: Shape, *, every: bool) -> Limits:
    """Bound the distances of whole blocks from the nearest point of `origin`, in metres.

    With `every` from the farthest one. A block holds the edge between its points too.
    """
    measured = (to_farthest if every else to_nearest)(origin.sample, spots_of(of.bounds.middles))
    off = _off(of, of.bounds.radii, origin)
    least, most = measured - off, measured + off
    if not every and origin.polygons:
        # Inside of the area the nearest point is the point itself.
        reach = of.points[of.starts]
        near = least < 0
        near |= origin.contains(reach)
        least = np.where(near, 0.0, least)
    return Limits(np.maximum(least, 0.0), most)


def _off(of: Sample, radii: Array, origin: Shape) -> Array:
    """Return how far the distance of a point in a cap may be from that of its middle, in metres.

    It is no farther from the middle than the radius, so its distance differs by no more; and the
    edges between the points of the samples count too.
    """
    return radii * MOST + (of.spacing + origin.sample.spacing) / 2


def meet(first: Shape, second: Shape) -> bool:
    """Say whether two shapes have a point in common."""
    if len(first.points) and second.contains(first.points).any():
        return True
    if len(second.points) and first.contains(second.points).any():
        return True
    if not (first.polygons and second.polygons):
        return False
    one, other = first.box, second.box
    seam = max(one[2], other[2]) >= 180.0 and min(one[0], other[0]) <= -180.0
    apart = one[0] > other[2] or other[0] > one[2] or one[1] > other[3] or other[1] > one[3]
    if apart and not seam:
        return False
    return bool(shapely.intersects(first.geometry, second.geometry)) or (
        seam and _meet_at_seam(first, second)
    )


def _meet_at_seam(first: Shape, second: Shape) -> bool:
    edge = second.sample.points
    on_seam = edge[np.abs(edge[:, 0]) == 180.0]
    return bool(len(on_seam)) and bool(first.contains(on_seam).any())


def nearest(first: Shape, second: Shape) -> Reached:
    """Return the least distance between two shapes; 0 where they meet."""
    if meet(first, second):
        spot = second.centre
        return Reached(0.0, spot, spot)
    limits = block_limits(second.sample, first, every=False)
    blocks = np.flatnonzero(limits.least <= limits.most.min())
    return _best(first, second.sample, blocks, far=False, every=False)


def farthest(origin: Shape, target: Shape, *, every: bool = False) -> Reached:
    """Return how far the farthest point of `target` is from the nearest point of `origin`.

    With `every` from the farthest point of `origin`.
    """
    limits = block_limits(target.sample, origin, every=every)
    floor = float(limits.least.max())
    best = _inner_farthest(origin, target, floor, every=every)
    if best is not None:
        floor = max(floor, best.distance)
    blocks = np.flatnonzero(limits.most >= floor)
    if best is not None and not len(blocks):
        return best
    found = _best(origin, target.sample, blocks, far=True, every=every)
    return best if best is not None and best.distance > found.distance else found


def _best(origin: Shape, sample: Sample, blocks: npt_int, far: bool, every: bool) -> Reached:  # noqa: FBT001 - the two are named where it is called
    """Return the extreme distance over the points of some blocks, and of the edge near them."""
    (found,) = _extremes(origin, sample, [_Sought(blocks, far)], every=every)
    start, distance = _partner(origin, found.spot, every=every)
    return Reached(distance, start, found.spot)


class _Sought(NamedTuple):
    """Blocks of a sample, and whether their farthest point is sought or their nearest."""

    blocks: npt_int
    far: bool


_Measure: TypeAlias = "Callable[[Shape, Points], Array]"


class _Found(NamedTuple):
    distance: float
    spot: Spot


def _extremes(
    origin: Shape, sample: Sample, sought: list[_Sought], *, every: bool, fine: bool = True
) -> list[_Found]:
    """Return extreme distances and where they are, each over some blocks, all at one go.

    What is `fine` looks at the edge between the best points of the sample too.
    """
    measure = from_every if every else from_nearest
    groups = _narrowed(measure, origin, sample, sought)
    length = _split(measure(origin, sample.points[np.concatenate(groups)]), groups)
    found = []
    lines = []
    for one, members, far in zip(sought, groups, length, strict=True):
        at = int(far.argmax() if one.far else far.argmin())
        found.append(_Found(float(far[at]), _spot(sample.points[members[at]])))
        close = np.flatnonzero(np.abs(far - far[at]) <= sample.spacing / 2)[:16]
        ring = members[close]
        # Each edge once, though it lies between two points that are both close to the best.
        edges = np.unique(np.concatenate([sample.before[ring], ring]))
        lines.append([(sample.points[e], sample.points[sample.after[e]]) for e in edges.tolist()])
    for _ in range(2 if fine else 0):
        found, lines = _finer(measure, origin, sought, found, lines)
    return found


def _narrowed(
    measure: _Measure, origin: Shape, sample: Sample, sought: list[_Sought]
) -> list[npt_int]:
    """Return the points of the runs, in the blocks where they are sought, that matter."""
    firsts = np.cumsum(sample.run_counts) - sample.run_counts
    runs = [ranges(firsts[one.blocks], sample.run_counts[one.blocks]) for one in sought]
    every = np.concatenate(runs)
    length = _split(measure(origin, spots_of(sample.runs.middles[every])), runs)
    off = _split(_off(sample, sample.runs.radii[every], origin), runs)
    kept = []
    for one, run, away, by in zip(sought, runs, length, off, strict=True):
        least, most = away - by, away + by
        held = run[most >= least.max() if one.far else least <= most.min()]
        kept.append(ranges(sample.runs.starts[held], sample.runs.counts[held]))
    return kept


def _finer(
    measure: _Measure,
    origin: Shape,
    sought: list[_Sought],
    found: list[_Found],
    lines: list[list[tuple[Points, Points]]],
) -> tuple[list[_Found], list[list[tuple[Points, Points]]]]:
    """Seek better points on some pieces of the edge; return them, and the pieces beside them."""
    share = np.linspace(0.0, 1.0, _FINE + 1)[:, None]
    cuts = [np.concatenate([_along(one, two, share) for one, two in pair]) for pair in lines]
    better = []
    beside = []
    length = _split(measure(origin, np.concatenate(cuts)), cuts)
    for one, known, cut, far in zip(sought, found, cuts, length, strict=True):
        at = int(far.argmax() if one.far else far.argmin())
        gained = far[at] > known.distance if one.far else far[at] < known.distance
        better.append(_Found(float(far[at]), _spot(cut[at])) if gained else known)
        low, high = max(0, at - 1), min(len(cut) - 1, at + 1)
        beside.append([(cut[low], cut[at]), (cut[at], cut[high])])
    return better, beside


def _split(values: Array, groups: Sequence[Sized]) -> list[Array]:
    return np.split(values, np.cumsum([len(group) for group in groups])[:-1])


def _spot(at: Points) -> Spot:
    return Spot(float(at[0]), float(at[1]))


def from_nearest(origin: Shape, points: Points) -> Array:
    """Return how far points are from the nearest point of an origin, 0 inside of it, in metres."""
    length = to_nearest(origin.sample, points)
    if origin.polygons:
        length[origin.contains(points)] = 0.0
    return length


def near_part(shape: Shape, number: int, points: Points) -> Array:
    """Return about how far points are from one part of a shape, 0 inside of it, in metres.

    Taken on the sphere, and from the points of the sample: right to a hundredth, and to half the
    spacing of the sample.
    """
    sample = shape.sample
    first, last = np.searchsorted(sample.part, [number, number + 1])
    edge = sample.vectors[sample.starts[first] : sample.starts[last - 1] + sample.counts[last - 1]]
    length = angles((vectors(points) @ edge.T).max(axis=1)) * MOST
    length[shape.part(number).contains(points)] = 0.0
    return np.asarray(length, dtype=np.float64)


def from_every(origin: Shape, points: Points) -> Array:
    """Return how far points are from the farthest point of an origin, in metres."""
    return to_farthest(origin.sample, points)


def _along(one: Points, two: Points, share: Array) -> Points:
    """Cut the edge between two neighbours; across the antimeridian there is no edge to cut."""
    return one * (1 - share) + two * share if abs(one[0] - two[0]) <= 180 else one[None]


def _partner(origin: Shape, spot: Spot, *, every: bool) -> tuple[Spot, float]:
    """Return the point of the origin that a point is measured from, and the distance."""
    at = np.array([spot], dtype=np.float64)
    if not every and origin.contains(at)[0]:
        return spot, 0.0
    sample = origin.sample
    chosen = (farthest_member if every else nearest_member)(sample, at)
    share = np.linspace(0.0, 1.0, 8 * _FINE + 1)[:, None]
    ends = sample.points[[sample.before[chosen], chosen, sample.after[chosen]]]
    fine = np.concatenate([_along(ends[0], ends[1], share), _along(ends[1], ends[2], share)])
    length = distances(np.repeat(at, len(fine), axis=0), fine)
    best = int(length.argmax() if every else length.argmin())
    return Spot(float(fine[best, 0]), float(fine[best, 1])), float(length[best])


# --- the inside of areas -------------------------------------------------------------------------


def _inner_farthest(origin: Shape, target: Shape, floor: float, *, every: bool) -> Reached | None:
    """Return the farthest point inside of the target, where it need not lie on the edge.

    It is known that some point of the target is `floor` metres away.

    The distance from a point has no greatest value inside of an area but at the antipode. That
    from the nearest point of several has one only where they lie on all sides: within the cap that
    holds them, or the one opposite.
    """
    if not target.polygons or not _may_peak_inside(origin, target, every=every):
        return None
    measure = from_every if every else from_nearest
    best, spot = -inf, None
    cells = whole(target)
    while len(cells.boxes):
        points = cells.middles
        length = measure(origin, points)
        inside = target.contains(points)
        if inside.any():
            at = int(np.where(inside, length, -inf).argmax())
            if length[at] > best:
                best, spot = float(length[at]), Spot(float(points[at, 0]), float(points[at, 1]))
        radii = cells.radii
        order = (length + radii > max(best, floor) + _INNER_STEP) & (radii > _INNER_STEP)
        if order.sum() > _MOST_CELLS:
            break
        cells, _ = quartered(cells, order)
    if spot is None:
        return None
    start, distance = _partner(origin, spot, every=every)
    return Reached(distance, start, spot)


def _may_peak_inside(origin: Shape, target: Shape, *, every: bool) -> bool:
    return bool(_peaks(origin, target, every=every).any())


@lru_cache(maxsize=64)
def _peaks(origin: Shape, target: Shape, *, every: bool) -> npt_bool:
    """Say of each part of a target whether its farthest point may lie inside of it."""
    middle = vectors(np.array([origin.centre]))[0]
    caps = origin.sample.bounds
    radius = float((angles(caps.middles @ middle) + caps.radii).max()) + SLACK
    opposite = _cap_meets(target, -middle, radius)
    if every or len(origin.sample.points) == 1:
        return opposite
    return opposite | _cap_meets(target, middle, radius)


def _cap_meets(target: Shape, middle: Array, radius: float) -> npt_bool:
    """Say of each part of an area whether it may have a point in common with a cap."""
    if radius >= pi / 2:
        return np.ones(target.parts, dtype=np.bool_)
    held: npt_bool = np.zeros(target.parts, dtype=np.bool_)
    bounds = target.sample.bounds
    near = angles(bounds.middles @ middle) - bounds.radii <= radius * MOST / LEAST + SLACK
    held[target.sample.part[near]] = True
    spot = spot_of(middle)
    if target.holds(spot):
        held |= [target.part(number).holds(spot) for number in range(target.parts)]
    return held


_INNER_STEP = 250.0
"""Metres to which the farthest point inside of an area is found."""

_MOST_CELLS = 20_000


class PartLimits(NamedTuple):
    """For each part of an area: the distance of all of it, at least and at most, in metres."""

    least: Array
    most: Array


@lru_cache(maxsize=16)
def part_limits(origin: Shape, target: Shape, *, every: bool = False) -> PartLimits:
    """Bound the distances of each part of `target` from the nearest point of `origin`.

    With `every` from the farthest point of it.
    """
    limits = block_limits(target.sample, origin, every=every)
    part = target.sample.part
    first = np.flatnonzero(np.diff(part, prepend=-1))
    least = np.minimum.reduceat(limits.least, first)
    most = np.maximum.reduceat(limits.most, first)
    peaks = _peaks(origin, target, every=every)
    for number in np.flatnonzero(peaks[: len(target.polygons)]).tolist():
        # What lies inside of a part is no farther from its edge than its box is wide.
        ring = target.polygons[number][0]
        box = np.concatenate([ring.min(axis=0), ring.max(axis=0)])
        most[number] += cell_radii(box[None])[0]
    if target.polygons and origin.sample.points.size:
        least = np.where(_holds_any(target, origin), 0.0, least)
    return PartLimits(least, most)


def _holds_any(target: Shape, origin: Shape) -> npt_bool:
    """Say of each part whether a point of the origin lies in it."""
    held: npt_bool = np.zeros(target.parts, dtype=np.bool_)
    edge = origin.sample.points
    inside = edge[target.contains(edge)]
    if len(inside):
        for number, rings in enumerate(target.polygons):
            one = shapely.Polygon(rings[0], rings[1:])
            held[number] = bool(shapely.intersects_xy(one, inside[:, 0], inside[:, 1]).any())
    return held


def part_extremes(
    origin: Shape, target: Shape, parts: Sequence[int], *, every: bool = False
) -> list[tuple[float, float]]:
    """Return the least and the greatest distance of each of some parts of a target, in metres.

    They are distances from the nearest point of the origin; with `every` from the farthest one.
    The edge between the points of the sample is left out: it is never farther from them than half
    the spacing, and moves what lies ten kilometres away or more by some fifty metres at most.
    """
    limits = block_limits(target.sample, origin, every=every)
    held = part_limits(origin, target, every=every).least
    inner = _peaks(origin, target, every=every)
    sought = []
    for number in parts:
        first, last = np.searchsorted(target.sample.part, [number, number + 1])
        blocks = np.arange(first, last)
        least, most = limits.least[blocks], limits.most[blocks]
        sought.append(_Sought(blocks[least <= most.min()], far=False))
        sought.append(_Sought(blocks[most >= least.max()], far=True))
    ends = _extremes(origin, target.sample, sought, every=every, fine=False) if sought else []
    found = []
    for number, near, far in zip(parts, ends[::2], ends[1::2], strict=True):
        part = target.part(number)
        end = far.distance
        if inner[number] and part.polygons:
            deep = _inner_farthest(origin, part, end, every=every)
            end = max(end, deep.distance if deep is not None else end)
        meets = not every and part.polygons and held[number] == 0.0
        found.append((0.0 if meets and _touches(part, origin) else near.distance, end))
    return found


def _touches(part: Shape, origin: Shape) -> bool:
    return bool(part.contains(origin.sample.points).any())


def forget() -> None:
    """Drop what is kept of the last pairs of shapes."""
    for kept in (block_limits, part_limits, _peaks):
        kept.cache_clear()
