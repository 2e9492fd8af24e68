"""Nearest and farthest distances between places, and shares of an area within a range.

The work is done in three steps. Blocks of points of an edge are compared by the caps that hold
them; points of the blocks that may matter, by angles on the sphere, which bound the distance on
the ellipsoid from both sides; and what is left is measured on the ellipsoid. Last, the edge near
the best points is sampled more finely, so that the answer does not hang on where its points lie.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf, pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from claims.places.geodesy import (
    DOUBT,
    LEAST,
    MOST,
    SLACK,
    Array,
    Points,
    Spot,
    angles,
    cell_radius,
    distances,
    equal_area,
    estimates,
    reduced,
    vectors,
)
from claims.places.shape import Shape, dense, npt_bool, npt_int, spot_of

if TYPE_CHECKING:
    from claims.places.shape import Bounds, Sample

RATIO = MOST / LEAST
"""How far two distances may differ that are one angle on the sphere: 1.0102."""

_CHUNK = 4_000_000
"""Comparisons that are made at once; bounds the memory that a question takes."""

_FINE = 24
"""Points that an edge is cut into when its nearest or farthest point is sought."""


class Reached(NamedTuple):
    """A distance in metres, and the two points that are so far apart."""

    distance: float
    start: Spot
    end: Spot


# --- from points to a shape ----------------------------------------------------------------------


def to_nearest(sample: Sample, points: Points) -> Array:
    """Return for each point the distance to the nearest point of a sample, in metres."""
    return _measured(sample, points, vectors(points), far=False)


def to_farthest(sample: Sample, points: Points) -> Array:
    """Return for each point the distance to the farthest point of a sample, in metres."""
    return _measured(sample, points, vectors(points), far=True)


def _measured(sample: Sample, points: Points, at: Array, *, far: bool) -> Array:
    """Measure on the ellipsoid what the sphere leaves as candidates."""
    found = np.empty(len(points))
    size = max(1, _CHUNK // max(1, len(sample.starts)))
    for first in range(0, len(points), size):
        chunk = slice(first, first + size)
        found[chunk] = _chunk(sample, points[chunk], at[chunk], far=far)
    return found


def _chunk(sample: Sample, points: Points, at: Array, *, far: bool) -> Array:
    """Seek the farthest as the point nearest to the antipode, by angle."""
    aim = -at if far else at
    query, member, angle = _near_members(sample, aim, 1.0 if far else RATIO)
    if far:
        # A point at the angle t from the antipode is at pi - t: nearer by less than the ratio.
        best = np.minimum.reduceat(angle, np.flatnonzero(np.diff(query, prepend=-1)))
        kept = pi - angle >= ((pi - best) / RATIO - SLACK)[query]
        query, member = query[kept], member[kept]
    query, member = _likely(sample, points, query, member, far=far)
    length = distances(points[query], sample.points[member])
    starts = np.flatnonzero(np.diff(query, prepend=-1))
    reduce = np.maximum if far else np.minimum
    return np.asarray(reduce.reduceat(length, starts), dtype=np.float64)


def _likely(
    sample: Sample, points: Points, query: npt_int, member: npt_int, *, far: bool
) -> tuple[npt_int, npt_int]:
    """Leave out the candidates that an estimate shows not to be the nearest, or the farthest.

    A query with a candidate beyond the reach of the estimates keeps all of its own.
    """
    about = estimates(reduced(points)[query], sample.reduced[member])
    starts = np.flatnonzero(np.diff(query, prepend=-1))
    reduce = np.maximum if far else np.minimum
    best = np.repeat(reduce.reduceat(about, starts), np.diff(starts, append=len(about)))
    share, rest = DOUBT
    open_ones = np.isinf(about) | np.isinf(best)
    with np.errstate(invalid="ignore"):
        near = open_ones | (np.abs(about - best) <= 2 * (share * best + rest))
    return query[near], member[near]


def _near_members(sample: Sample, aim: Array, ratio: float) -> tuple[npt_int, npt_int, Array]:
    """Return pairs of a query and a point of the sample, with their angle, in order of queries.

    For a ratio above 1 only points whose angle is at most the least one times the ratio; for 1 all
    points of blocks that a point within `RATIO` of the greatest distance can be in.
    """
    middles, radii = sample.bounds
    between = angles(aim @ middles.T)
    upper = (between + radii).min(axis=1)
    lower = np.maximum(between - radii, 0.0)
    limit = SLACK + (upper * ratio if ratio > 1 else pi - (pi - upper) / RATIO)
    query, block = np.nonzero(lower <= limit[:, None])
    member = _members(sample, block)
    owner = np.repeat(query, sample.counts[block])
    angle = angles(np.einsum("ij,ij->i", aim[owner], sample.vectors[member]))
    if ratio > 1:
        best = np.minimum.reduceat(angle, np.flatnonzero(np.diff(owner, prepend=-1)))
        kept = angle <= (best * ratio + 2 * SLACK)[owner]
        return owner[kept], member[kept], angle[kept]
    return owner, member, angle


def _members(sample: Sample, blocks: npt_int) -> npt_int:
    """Return the points of some blocks, one block after another."""
    counts = sample.counts[blocks]
    inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(np.repeat(sample.starts[blocks], counts) + inside, dtype=np.int64)


# --- from a shape to a shape ---------------------------------------------------------------------


class Limits(NamedTuple):
    """For each block of an edge: the distance that all of its points have, at least and at most."""

    least: Array
    most: Array


def block_limits(of: Sample, origin: Shape, *, every: bool = False) -> Limits:
    """Bound the distances of whole blocks from the nearest point of `origin`, in metres.

    With `every` from the farthest one. A block holds the edge between its points too.
    """
    sample = origin.sample
    middles, radii = of.bounds
    aim = -middles if every else middles
    angle = np.concatenate(
        [
            _least_angles(sample.bounds, sample, aim[first : first + 512])
            for first in range(0, len(aim), 512)
        ]
    )
    if every:
        angle = pi - angle
    half = (of.spacing + sample.spacing) / 2
    least = np.maximum(angle - radii - SLACK, 0.0) * LEAST - half
    most = np.minimum(angle + radii + SLACK, pi) * MOST + half
    if not every and origin.polygons:
        # Inside of the area the nearest point is the point itself.
        reach = of.points[of.starts]
        near = least < 0
        near |= origin.contains(reach)
        least = np.where(near, 0.0, least)
    return Limits(np.maximum(least, 0.0), most)


def _least_angles(bounds: Bounds, sample: Sample, aim: Array) -> Array:
    between = angles(aim @ bounds.middles.T)
    limit = (between + bounds.radii).min(axis=1) + SLACK
    query, block = np.nonzero(between - bounds.radii <= limit[:, None])
    member = _members(sample, block)
    owner = np.repeat(query, sample.counts[block])
    angle = angles(np.einsum("ij,ij->i", aim[owner], sample.vectors[member]))
    return np.asarray(
        np.minimum.reduceat(angle, np.flatnonzero(np.diff(owner, prepend=-1))), dtype=np.float64
    )


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
    limits = block_limits(second.sample, first)
    blocks = np.flatnonzero(limits.least <= limits.most.min())
    return _best(first, second.sample, blocks, far=False, every=False)


def farthest(origin: Shape, target: Shape, *, every: bool = False) -> Reached:
    """Return how far the farthest point of `target` is from the nearest point of `origin`.

    With `every` from the farthest point of `origin`.
    """
    best = _inner_farthest(origin, target, every=every)
    limits = block_limits(target.sample, origin, every=every)
    floor = limits.least.max()
    if best is not None:
        floor = max(floor, best.distance)
    blocks = np.flatnonzero(limits.most >= floor)
    if best is not None and not len(blocks):
        return best
    found = _best(origin, target.sample, blocks, far=True, every=every)
    return best if best is not None and best.distance > found.distance else found


def _best(origin: Shape, sample: Sample, blocks: npt_int, far: bool, every: bool) -> Reached:  # noqa: FBT001 - the two are named where it is called
    """Return the extreme distance over the points of some blocks, and of the edge near them."""
    member = _members(sample, blocks)
    points = sample.points[member]
    measure = _from_every if every else _from_nearest
    length = measure(origin, points)
    best = int(length.argmax() if far else length.argmin())
    margin = sample.spacing / 2
    close = np.abs(length - length[best]) <= margin
    chosen = np.flatnonzero(close)[:16]
    ring = member[chosen]
    ends = [sample.before[ring], ring, sample.after[ring]]
    lines = np.stack([sample.points[each] for each in ends], axis=1)
    spot = _refined(origin, lines, points[best], float(length[best]), far=far, every=every)
    start, distance = _partner(origin, spot, every=every)
    return Reached(distance, start, spot)


def _from_nearest(origin: Shape, points: Points) -> Array:
    length = to_nearest(origin.sample, points)
    if origin.polygons:
        length[origin.contains(points)] = 0.0
    return length


def _from_every(origin: Shape, points: Points) -> Array:
    return to_farthest(origin.sample, points)


def _refined(
    origin: Shape, lines: Array, point: Points, length: float, *, far: bool, every: bool
) -> Spot:
    """Seek the extreme point on the edge to both sides of some of its points."""
    spot, best = Spot(float(point[0]), float(point[1])), length
    measure = _from_every if every else _from_nearest
    share = np.linspace(0.0, 1.0, _FINE + 1)[:, None]
    for _ in range(2):
        cut = [
            _along(one, two, share)
            for before, middle, after in lines
            for one, two in ((before, middle), (middle, after))
        ]
        fine = np.concatenate(cut)
        found = measure(origin, fine)
        at = int(found.argmax() if far else found.argmin())
        if (found[at] > best) if far else (found[at] < best):
            best, spot = float(found[at]), Spot(float(fine[at, 0]), float(fine[at, 1]))
        low, high = max(0, at - 1), min(len(fine) - 1, at + 1)
        lines = np.array([[fine[low], fine[at], fine[high]]])
    return spot


def _along(one: Points, two: Points, share: Array) -> Points:
    """Cut the edge between two neighbours; across the antimeridian there is no edge to cut."""
    return one * (1 - share) + two * share if abs(one[0] - two[0]) <= 180 else one[None]


def _partner(origin: Shape, spot: Spot, *, every: bool) -> tuple[Spot, float]:
    """Return the point of the origin that a point is measured from, and the distance."""
    at = np.array([spot], dtype=np.float64)
    if not every and origin.contains(at)[0]:
        return spot, 0.0
    sample = origin.sample
    angle = angles(sample.vectors @ vectors(at)[0])
    if every:
        close = np.flatnonzero(angle >= angle.max() / RATIO - SLACK)
    else:
        close = np.flatnonzero(angle <= angle.min() * RATIO + 2 * SLACK)
    length = distances(np.repeat(at, len(close), axis=0), sample.points[close])
    chosen = close[int(length.argmax() if every else length.argmin())]
    share = np.linspace(0.0, 1.0, 8 * _FINE + 1)[:, None]
    ends = sample.points[[sample.before[chosen], chosen, sample.after[chosen]]]
    fine = np.concatenate([_along(ends[0], ends[1], share), _along(ends[1], ends[2], share)])
    length = distances(np.repeat(at, len(fine), axis=0), fine)
    best = int(length.argmax() if every else length.argmin())
    return Spot(float(fine[best, 0]), float(fine[best, 1])), float(length[best])


# --- the inside of areas -------------------------------------------------------------------------


class _Cells(NamedTuple):
    """Cells of longitude and latitude; what of an area lies in each, on the equal-area plane."""

    boxes: Array
    pieces: list[shapely.Geometry]

    @property
    def middles(self) -> Points:
        """Return the middle of each cell in degrees."""
        return np.asarray((self.boxes[:, :2] + self.boxes[:, 2:]) / 2, dtype=np.float64)

    @property
    def radii(self) -> Array:
        """Return how far at most a point of each cell is from its middle, in metres."""
        return np.array([cell_radius(s, n, e - w) for w, s, e, n in self.boxes.tolist()])


def _whole(shape: Shape) -> _Cells:
    """Return a cell for each polygon."""
    boxes = np.array([(*ring[0].min(axis=0), *ring[0].max(axis=0)) for ring in shape.polygons])
    flat = [[equal_area(dense(ring, 0.5)) for ring in rings] for rings in shape.polygons]
    pieces: list[shapely.Geometry] = [shapely.Polygon(rings[0], rings[1:]) for rings in flat]
    return _Cells(boxes, pieces)


def _quartered(cells: _Cells, wanted: npt_bool) -> _Cells:
    """Return the quarters of the cells that are wanted; of thin ones the halves."""
    boxes: list[tuple[float, float, float, float]] = []
    pieces: list[shapely.Geometry] = []
    for at in np.flatnonzero(wanted).tolist():
        for box in _parts_of(*cells.boxes[at].tolist()):
            (x0, y0), (x1, y1) = equal_area(np.array([box[:2], box[2:]])).tolist()
            piece = shapely.clip_by_rect(cells.pieces[at], x0, y0, x1, y1)
            if not piece.is_empty:
                boxes.append(box)
                pieces.append(piece)
    return _Cells(np.array(boxes).reshape(-1, 4), pieces)


def _parts_of(
    west: float, south: float, east: float, north: float
) -> list[tuple[float, float, float, float]]:
    wide = cell_radius(south, south, east - west)
    high = cell_radius(south, north, 0.0)
    columns = [west, east] if high > 2 * wide else [west, (west + east) / 2, east]
    rows = [south, north] if wide > 2 * high else [south, (south + north) / 2, north]
    return [(w, s, e, n) for w, e in pairwise(columns) for s, n in pairwise(rows)]


def _inner_farthest(origin: Shape, target: Shape, *, every: bool) -> Reached | None:
    """Return the farthest point inside of the target, where it need not lie on the edge.

    The distance from a point has no greatest value inside of an area but at the antipode. That
    from the nearest point of several has one only where they lie on all sides: within the cap that
    holds them, or the one opposite.
    """
    if not target.polygons or not _may_peak_inside(origin, target, every=every):
        return None
    measure = _from_every if every else _from_nearest
    best, spot = -inf, None
    floor = float(block_limits(target.sample, origin, every=every).least.max())
    cells = _whole(target)
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
        cells = _quartered(cells, order)
    if spot is None:
        return None
    start, distance = _partner(origin, spot, every=every)
    return Reached(distance, start, spot)


def _may_peak_inside(origin: Shape, target: Shape, *, every: bool) -> bool:
    middle = vectors(np.array([origin.centre]))[0]
    caps = origin.sample.bounds
    radius = float((angles(caps.middles @ middle) + caps.radii).max()) + SLACK
    opposite = _cap_meets(target, -middle, radius)
    if every or len(origin.sample.points) == 1:
        return opposite
    return opposite or _cap_meets(target, middle, radius)


def _cap_meets(target: Shape, middle: Array, radius: float) -> bool:
    """Say whether an area may have a point in common with a cap on the sphere."""
    if radius >= pi / 2 or target.holds(spot_of(middle)):
        return True
    bounds = target.sample.bounds
    return bool((angles(bounds.middles @ middle) - bounds.radii <= radius * RATIO + SLACK).any())


_INNER_STEP = 250.0
"""Metres to which the farthest point inside of an area is found."""

_MOST_CELLS = 20_000


class PartLimits(NamedTuple):
    """For each part of an area: the distance of all of it, at least and at most, in metres."""

    least: Array
    most: Array


def part_limits(origin: Shape, target: Shape, *, every: bool = False) -> PartLimits:
    """Bound the distances of each part of `target` from the nearest point of `origin`.

    With `every` from the farthest point of it.
    """
    limits = block_limits(target.sample, origin, every=every)
    part = target.sample.part
    first = np.flatnonzero(np.diff(part, prepend=-1))
    least = np.minimum.reduceat(limits.least, first)
    most = np.maximum.reduceat(limits.most, first)
    if _may_peak_inside(origin, target, every=every):
        # What lies inside of a part is no farther from its edge than its box is wide.
        boxes = [(*rings[0].min(axis=0), *rings[0].max(axis=0)) for rings in target.polygons]
        for number, (west, south, east, north) in enumerate(boxes):
            most[number] += cell_radius(south, north, east - west)
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


def area_within(origin: Shape, target: Shape, radius: float, *, every: bool = False) -> float:
    """Return how many square metres of the target lie within a distance of the origin's nearest.

    With `every` of the farthest point of it. The parts that the edge of the range cuts are divided
    into cells, the smallest a 300th as wide as the target; one that is still cut then counts in
    proportion.
    """
    if not target.polygons:
        return 0.0
    limits = part_limits(origin, target, every=every)
    count = len(target.polygons)
    whole = limits.most[:count] <= radius
    found = float(target.areas[whole].sum())
    cut = ~whole & (limits.least[:count] <= radius)
    if not cut.any():
        return found
    leaf = sqrt(target.area) / 300
    measure = _from_every if every else _from_nearest
    cells = _whole(target.only(np.flatnonzero(cut).tolist()))
    while len(cells.boxes):
        length, radii = measure(origin, cells.middles), cells.radii
        within = length + radii <= radius
        split = ~within & (length - radii <= radius) & (radii > leaf)
        last = ~within & ~split & (length - radii <= radius)
        areas = shapely.area(np.array(cells.pieces))
        found += float(areas[within].sum())
        # A cell is about two thirds as wide as the circle round it.
        width = np.maximum(2 * radii[last] / 1.5, 1e-9)
        share = np.clip(0.5 + (radius - length[last]) / width, 0, 1)
        found += float((areas[last] * share).sum())
        cells = _quartered(cells, split)
    return found
