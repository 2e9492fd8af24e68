"""The nearest and the farthest point of a sample, for each of many points.

Runs of points of an edge are kept in a tree of caps on the sphere of parametric latitudes. A query
goes down the tree, and an estimate of how far each cap is leaves out what cannot hold the answer;
so it does with the points that are left; and what may still be the answer is measured on the
ellipsoid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from claims.places.geodesy import (
    EQUATOR,
    About,
    Array,
    Points,
    distances,
    estimates,
    reduced,
    rough,
)
from claims.places.shape import Bounds, caps_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from claims.places.shape import Level, Sample, npt_bool, npt_int

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
    """Measure on the ellipsoid what the estimates leave as candidates."""
    found = np.empty(len(points))
    asked = reduced(points)
    for first in range(0, len(points), _QUERIES):
        for some in _portions(sample, _down(sample, asked[first : first + _QUERIES], far=far)):
            ends = first + int(some.query[0]), first + int(some.query[-1]) + 1
            query, member = _members(sample, asked[slice(*ends)], some, far=far)
            length = distances(points[slice(*ends)][query], sample.points[member])
            reduce = np.maximum if far else np.minimum
            found[slice(*ends)] = reduce.reduceat(length, _firsts(query))
    return found


def nearest_member(sample: Sample, at: Points) -> int:
    """Return which point of a sample is nearest to one point."""
    return _member(sample, at, far=False)


def farthest_member(sample: Sample, at: Points) -> int:
    """Return which point of a sample is farthest from one point."""
    return _member(sample, at, far=True)


def _member(sample: Sample, at: Points, *, far: bool) -> int:
    asked = reduced(at)
    query, member = _members(sample, asked, _down(sample, asked, far=far), far=far)
    length = distances(at[query], sample.points[member])
    return int(member[int(length.argmax() if far else length.argmin())])


# --- down the tree -------------------------------------------------------------------------------


class _Pairs(NamedTuple):
    """Runs of a sample that may hold the answer to a query, in the order of the queries.

    A run is a cap of the lowest level of the sample's tree.
    """

    query: npt_int
    run: npt_int


def _down(sample: Sample, asked: Array, *, far: bool) -> _Pairs:
    """Find the runs that may hold the nearest point to each query, or the farthest.

    `asked` are the reduced vectors of the queries.
    """
    *upper, lowest = sample.tree.levels
    starts = _group_starts(asked)
    sizes = np.diff(starts, append=len(asked))
    group = caps_over(asked, np.zeros(len(asked)), starts)
    top = (upper or [lowest])[0]
    count = len(top.radii)
    query = np.repeat(np.arange(len(starts)), count)
    node = np.tile(np.arange(count), len(starts))
    for level in upper:
        # The caps of these are so wide that no better estimate would leave out more.
        kept = _may_hold(level, group, query, node, far=far, measure=rough)
        query, node = query[kept], node[kept]
        counts = level.counts[node]
        query, node = np.repeat(query, counts), ranges(level.starts[node], counts)
    if len(starts) < len(asked):
        if upper:
            kept = _may_hold(lowest, group, query, node, far=far)
            query, node = query[kept], node[kept]
        # From groups to the queries in them, each with all that its group may need.
        held = np.bincount(query, minlength=len(starts))
        per_query = np.repeat(held, sizes)
        firsts = np.repeat(np.cumsum(held) - held, sizes)
        node = node[ranges(firsts, per_query)]
        query = np.repeat(np.arange(len(asked)), per_query)
    each = Bounds(asked, np.zeros(len(asked)))
    kept = _may_hold(lowest, each, query, node, far=far)
    return _Pairs(query[kept], node[kept])


_GROUP = 8
_CLOSE = 0.01
"""Radians within which queries that follow each other go down the tree as one."""


def _group_starts(asked: Array) -> npt_int:
    starts = np.arange(0, len(asked), _GROUP)
    sizes = np.diff(starts, append=len(asked))
    wide = caps_over(asked, np.zeros(len(asked)), starts).radii > _CLOSE
    alone = np.repeat(wide, sizes)
    alone[starts] = True
    return np.flatnonzero(alone)


def _may_hold(
    level: Level,
    asked: Bounds,
    query: npt_int,
    node: npt_int,
    *,
    far: bool,
    measure: Callable[[Array, Array], About] = estimates,
) -> npt_bool:
    """Say which caps of a level may hold what any query in the cap of its group asks for."""
    about = measure(asked.middles[query], level.middles[node])
    # No way on the ellipsoid is longer than its radius at the equator for each radian here.
    reach = (level.radii[node] + asked.radii[query]) * EQUATOR
    return _may_be(About(about.distance, about.off + reach), query, far=far)


def _may_be(about: About, query: npt_int, *, far: bool) -> npt_bool:
    """Say which candidates of each query are not shown to be beaten by another one."""
    starts = _firsts(query)
    sizes = np.diff(starts, append=len(query))
    least, most = about.distance - about.off, about.distance + about.off
    kept: npt_bool
    if far:
        kept = most >= np.repeat(np.maximum.reduceat(least, starts), sizes)
    else:
        kept = least <= np.repeat(np.minimum.reduceat(most, starts), sizes)
    return kept


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


def _members(sample: Sample, asked: Array, pairs: _Pairs, *, far: bool) -> tuple[npt_int, npt_int]:
    """Return each query, counted from the first one, with each point that may be its answer."""
    runs = sample.tree.levels[-1]
    counts = runs.counts[pairs.run]
    member = ranges(runs.starts[pairs.run], counts)
    query = np.repeat(pairs.query - pairs.query[0], counts)
    kept = _may_be(estimates(asked[query], sample.reduced[member]), query, far=far)
    return query[kept], member[kept]
