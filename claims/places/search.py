"""The nearest and the farthest point of a sample, for each of many points.

Runs of points of an edge are kept in a tree of caps. A query goes down the tree, and leaves out
what cannot hold the answer; the points that are left are compared by angles on the sphere, which
bound the distance on the ellipsoid from both sides; and what may still be the answer is measured
on the ellipsoid.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from claims.places.effort import LOOK, spend
from claims.places.geodesy import (
    DOUBT,
    LEAST,
    MOST,
    SLACK,
    Array,
    Points,
    angles,
    distances,
    estimates,
    reduced,
    vectors,
)
from claims.places.shape import Bounds, caps_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.places.shape import Level, Sample, npt_bool, npt_int

RATIO = MOST / LEAST
"""How far two distances may differ that are one angle on the sphere: 1.0102."""

_QUERIES = 1024
"""Points that go down the tree together."""

_MEMBERS = 1_000_000
"""Points that are compared at once; bounds the memory that a question takes."""


def to_nearest(sample: Sample, points: Points) -> Array:
    """Return for each point the distance to the nearest point of a sample, in metres."""
    return _measured(sample, points, far=False)


def to_farthest(sample: Sample, points: Points) -> Array:
    """Return for each point the distance to the farthest point of a sample, in metres."""
    return _measured(sample, points, far=True)


def _measured(sample: Sample, points: Points, *, far: bool) -> Array:
    """Measure on the ellipsoid what the sphere leaves as candidates.

    The farthest is sought as the point nearest to the antipode, by angle.
    """
    found = np.empty(len(points))
    aim = -vectors(points) if far else vectors(points)
    near = reduced(points)
    for first in range(0, len(points), _QUERIES):
        rows = slice(first, first + _QUERIES)
        pairs = _down(sample, aim[rows], far=far, share=RATIO)
        pairs = _likely_runs(sample, near[rows], pairs, far=far)
        for some in _portions(sample, pairs):
            ends = int(some.query[0]), int(some.query[-1]) + 1
            part = slice(first + ends[0], first + ends[1])
            query, member = _near_members(sample, aim[part], some, far=far)
            query, member = _likely(sample, near[part], query, member, far=far)
            length = distances(points[part][query], sample.points[member])
            reduce = np.maximum if far else np.minimum
            found[part] = reduce.reduceat(length, _firsts(query))
    return found


def nearest_member(sample: Sample, at: Points) -> int:
    """Return which point of a sample is nearest to one point."""
    return _member(sample, at, far=False)


def farthest_member(sample: Sample, at: Points) -> int:
    """Return which point of a sample is farthest from one point."""
    return _member(sample, at, far=True)


def _member(sample: Sample, at: Points, *, far: bool) -> int:
    aim = -vectors(at) if far else vectors(at)
    pairs = _down(sample, aim, far=far, share=RATIO)
    query, member = _near_members(sample, aim, pairs, far=far)
    length = distances(at[query], sample.points[member])
    return int(member[int(length.argmax() if far else length.argmin())])


# --- down the tree -------------------------------------------------------------------------------


class _Pairs(NamedTuple):
    """Runs of a sample that may hold the answer to a query, in the order of the queries.

    A run is a cap of the lowest level of the sample's tree.
    """

    query: npt_int
    run: npt_int


def _down(sample: Sample, aim: Array, *, far: bool, share: float) -> _Pairs:
    """Find the runs that may hold the nearest point, or one that is `share` as far.

    For `far` they are those that may hold a point that, measured from the antipode of the aim, is
    at the greatest distance less that share.
    """
    *upper, lowest = sample.tree.levels
    starts = _group_starts(aim)
    sizes = np.diff(starts, append=len(aim))
    group = caps_over(aim, np.zeros(len(aim)), starts, sizes)
    query = np.arange(len(starts))
    node = np.zeros(len(starts), dtype=np.int64)
    top = (upper or [lowest])[0]
    count = len(top.radii)
    query, node = np.repeat(query, count), np.tile(np.arange(count), len(starts))
    for level in upper:
        kept = _may_hold(level, group, query, node, far=far, share=share)
        query, node = query[kept], node[kept]
        counts = level.counts[node]
        query, node = np.repeat(query, counts), ranges(level.starts[node], counts)
    if len(starts) < len(aim):
        # From groups to the queries in them, each with all that its group may need.
        held = np.bincount(query, minlength=len(starts))
        per_query = np.repeat(held, sizes)
        firsts = np.repeat(np.cumsum(held) - held, sizes)
        node = node[ranges(firsts, per_query)]
        query = np.repeat(np.arange(len(aim)), per_query)
    each = Bounds(aim, np.zeros(len(aim)))
    kept = _may_hold(lowest, each, query, node, far=far, share=share)
    return _Pairs(query[kept], node[kept])


_GROUP = 8
_CLOSE = 0.01
"""Radians within which queries that follow each other go down the tree as one."""


def _group_starts(aim: Array) -> npt_int:
    starts = np.arange(0, len(aim), _GROUP)
    sizes = np.diff(starts, append=len(aim))
    wide = caps_over(aim, np.zeros(len(aim)), starts, sizes).radii > _CLOSE
    alone = np.repeat(wide, sizes)
    alone[starts] = True
    return np.flatnonzero(alone)


def _may_hold(
    level: Level, asked: Bounds, query: npt_int, node: npt_int, *, far: bool, share: float
) -> npt_bool:
    """Say which caps of a level may hold what any query in the cap of its group asks for."""
    spend(LOOK * len(query))
    between = angles(np.einsum("ij,ij->i", asked.middles[query], level.middles[node]))
    radii = level.radii[node]
    starts = _firsts(query)
    upper = np.minimum.reduceat(between + radii, starts) + asked.radii
    limit = SLACK + asked.radii + (pi - (pi - upper) / share if far else upper * share)
    kept: npt_bool = between - radii <= np.repeat(limit, np.diff(starts, append=len(query)))
    return kept


def _likely_runs(sample: Sample, near: Array, pairs: _Pairs, *, far: bool) -> _Pairs:
    """Leave out the runs that an estimate of how far their middles are shows not to matter."""
    query, run = pairs
    about = estimates(near[query], sample.tree.reduced[run])
    unknown = np.isinf(about)
    about[unknown] = 0.0
    share, rest = DOUBT
    within = share * about + rest + sample.tree.levels[-1].radii[run] * MOST
    starts = _firsts(query)
    if far:
        limit = np.maximum.reduceat(np.where(unknown, -np.inf, about - within), starts)
    else:
        limit = np.minimum.reduceat(np.where(unknown, np.inf, about + within), starts)
    limit = np.repeat(limit, np.diff(starts, append=len(query)))
    kept = unknown | (about + within >= limit if far else about - within <= limit)
    return _Pairs(query[kept], run[kept])


def _firsts(query: npt_int) -> npt_int:
    """Return where the rows of each query begin."""
    return np.flatnonzero(np.diff(query, prepend=-1))


def ranges(starts: npt_int, counts: npt_int) -> npt_int:
    """Return the whole numbers from each start, so many of each, one range after another."""
    ends = np.cumsum(counts)
    inside = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
    return np.asarray(np.repeat(starts, counts) + inside, dtype=np.int64)


def _portions(sample: Sample, pairs: _Pairs) -> Iterator[_Pairs]:
    """Divide pairs between queries, so that each portion has no more points than fit in memory."""
    counts = np.cumsum(sample.tree.levels[-1].counts[pairs.run])
    starts = _firsts(pairs.query)
    at = 0
    while at < len(starts):
        done = int(counts[starts[at] - 1]) if starts[at] else 0
        after = max(at + 1, int(np.searchsorted(counts[starts - 1][1:], done + _MEMBERS)) + 1)
        after = min(after, len(starts))
        end = int(starts[after]) if after < len(starts) else len(pairs.query)
        yield _Pairs(pairs.query[starts[at] : end], pairs.run[starts[at] : end])
        at = after


def _members_of(sample: Sample, aim: Array, pairs: _Pairs) -> tuple[npt_int, npt_int, Array]:
    """Return each query with each point of its runs, and the cosine of their angle."""
    runs = sample.tree.levels[-1]
    counts = runs.counts[pairs.run]
    member = ranges(runs.starts[pairs.run], counts)
    query = np.repeat(pairs.query - pairs.query[0], counts)
    return query, member, np.einsum("ij,ij->i", aim[query], sample.vectors[member])


def _near_members(
    sample: Sample, aim: Array, pairs: _Pairs, *, far: bool
) -> tuple[npt_int, npt_int]:
    """Return the points that may be nearest, or farthest, by angle."""
    query, member, cosine = _members_of(sample, aim, pairs)
    starts = _firsts(query)
    best = angles(np.maximum.reduceat(cosine, starts))
    # A point at the angle t from the antipode is at pi - t: nearer by less than the ratio.
    limit = (pi - ((pi - best) / RATIO - SLACK) if far else best * RATIO) + 2 * SLACK
    floor = np.cos(np.minimum(limit, pi)) - 1e-15
    kept = cosine >= np.repeat(floor, np.diff(starts, append=len(query)))
    return query[kept], member[kept]


def _likely(
    sample: Sample, near: Array, query: npt_int, member: npt_int, *, far: bool
) -> tuple[npt_int, npt_int]:
    """Leave out the candidates that an estimate shows not to be the nearest, or the farthest.

    A query with a candidate beyond the reach of the estimates keeps all of its own.
    """
    about = estimates(near[query], sample.reduced[member])
    starts = _firsts(query)
    reduce = np.maximum if far else np.minimum
    best = np.repeat(reduce.reduceat(about, starts), np.diff(starts, append=len(about)))
    share, rest = DOUBT
    open_ones = np.isinf(about) | np.isinf(best)
    with np.errstate(invalid="ignore"):
        kept = open_ones | (np.abs(about - best) <= 2 * (share * best + rest))
    return query[kept], member[kept]
