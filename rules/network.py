"""Simple temporal networks: bounds on differences of times, decided completely.

A network is a set of bounds `target − source ≤ limit` over points of time, in whole microseconds.
It is consistent exactly when it has no cycle of bounds with a negative sum (Dechter, Meiri and
Pearl, "Temporal constraint networks", 1991). Node 0 is the origin, a fixed point.

Some nodes are *days*: the local midnight at which a calendar day begins, so that their values are
multiples of a day. For them bounds that pass through other nodes are rounded down to whole days,
which makes the decision exact: eliminating the other nodes of a network of differences leaves
bounds along paths only, and between whole numbers such a bound may be rounded.
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MICROS = 1_000_000
DAY = 86_400 * MICROS
ORIGIN = 0


class Bound(NamedTuple):
    """`target − source ≤ limit`, in microseconds, because of the claims in `needs`.

    `via` leads to the bounds that a derived one stands for.
    """

    source: int
    target: int
    limit: int
    needs: frozenset[str]
    words: str = ""
    facet: str = ""
    via: Trail | None = None

    def written(self) -> tuple[Bound, ...]:
        """Return the bounds that claims made, in the order of the path."""
        if self.via is None:
            return (self,)
        path = trace(self.source, self.target, self.via.reached)
        return tuple(w for bound in path for w in bound.written())

    def rests_on(self) -> frozenset[str]:
        """Return the claims that it needs, those of what it stands for among them."""
        if self.via is None:
            return self.needs
        return frozenset[str]().union(*(bound.needs for bound in self.written()))


class Trail:
    """Where a derived bound comes from: a search whose paths are walked only when asked for.

    There may be as many derived bounds as pairs of days, each of a path as long as the network.
    """

    __slots__ = ("reached",)

    def __init__(self, reached: Mapping[int, tuple[int, Bound]]) -> None:
        self.reached = reached


class Solution(NamedTuple):
    """A network that is consistent: a potential for each node, and the bounds used.

    A potential assigns each node a value that meets every bound: the certificate.
    """

    potentials: Sequence[int]
    bounds: tuple[Bound, ...]


class Cycle(NamedTuple):
    """A network that is not: bounds that lead back to where they began with a negative sum."""

    bounds: tuple[Bound, ...]

    @property
    def short_by(self) -> int:
        """Return by how many microseconds the bounds miss each other."""
        return -sum(bound.limit for bound in self.bounds)


def decide(nodes: int, bounds: Sequence[Bound], days: frozenset[int]) -> Solution | Cycle:
    """Decide a network of `nodes` nodes, of which those in `days` are whole days."""
    found = _relax(nodes, bounds)
    if isinstance(found, Cycle):
        return found
    if not days:
        return Solution(found, tuple(bounds))
    # The origin is a midnight too: whole days are counted from it.
    whole = days | {ORIGIN}
    between = _between_days(bounds, whole, found)
    found = _relax(nodes, [*bounds, *between])
    if isinstance(found, Cycle):
        return found
    among_days = [b for b in [*bounds, *between] if b.source in whole and b.target in whole]
    rounded = [b._replace(limit=b.limit // DAY * DAY) for b in among_days]
    decided = _relax(nodes, rounded)
    if isinstance(decided, Cycle):
        return decided
    everything = (*bounds, *between)
    return Solution(found, everything)


def check_solution(solution: Solution) -> bool:
    """Verify the certificate of a consistent network."""
    values = solution.potentials
    return all(values[b.target] - values[b.source] <= b.limit for b in solution.bounds)


def check_cycle(cycle: Cycle) -> bool:
    """Verify the certificate of an inconsistent network."""
    bounds = cycle.bounds
    linked = all(
        bound.target == after.source
        for bound, after in zip(bounds, (*bounds[1:], *bounds[:1]), strict=True)
    )
    return bool(bounds) and linked and cycle.short_by > 0


def _between_days(
    bounds: Sequence[Bound], whole: frozenset[int], potentials: Sequence[int]
) -> list[Bound]:
    """Return the tightest bounds between day nodes through other nodes only, in whole days."""
    inner = _by_source(b for b in bounds if b.source not in whole)
    leaving = _by_source(b for b in bounds if b.source in whole and b.target not in whole)
    found = []
    for day in sorted(leaving):
        reached = shortest(day, {**inner, day: leaving[day]}, potentials, stop_at=whole)
        trail = Trail(reached)
        for target, (length, _) in reached.items():
            if target in whole and target != day:
                limit = length // DAY * DAY
                found.append(Bound(day, target, limit, frozenset(), via=trail))
    return found


def by_source(bounds: Iterable[Bound]) -> Mapping[int, list[Bound]]:
    """Group bounds by the node they lead from."""
    return _by_source(bounds)


def _by_source(bounds: Iterable[Bound]) -> dict[int, list[Bound]]:
    groups: dict[int, list[Bound]] = {}
    for bound in bounds:
        groups.setdefault(bound.source, []).append(bound)
    return groups


def shortest(
    start: int,
    outgoing: Mapping[int, Sequence[Bound]],
    potentials: Sequence[int],
    stop_at: frozenset[int] = frozenset(),
) -> dict[int, tuple[int, Bound]]:
    """Return the shortest distance from `start` to each node it reaches, with the last bound.

    The distance to a node is the tightest limit on its value less that of `start`. Dijkstra's
    algorithm on lengths that the potentials make non-negative; paths end at nodes in `stop_at`.
    """
    done: dict[int, tuple[int, Bound]] = {}
    heap: list[tuple[int, int, int, Bound | None]] = [(0, 0, start, None)]
    made = 0
    base = potentials[start]
    closed: set[int] = set()
    while heap:
        reduced, _, node, last = heappop(heap)
        if node in closed:
            continue
        closed.add(node)
        if last is not None:
            done[node] = (reduced + potentials[node] - base, last)
            if node in stop_at:
                continue
        for bound in outgoing.get(node, ()):
            if bound.target not in closed:
                made += 1
                step = bound.limit + potentials[node] - potentials[bound.target]
                heappush(heap, (reduced + step, made, bound.target, bound))
    return done


def trace(start: int, end: int, reached: Mapping[int, tuple[int, Bound]]) -> tuple[Bound, ...]:
    """Return the bounds of the path that `shortest` found from `start` to `end`."""
    path: list[Bound] = []
    node = end
    while node != start:
        bound = reached[node][1]
        path.append(bound)
        node = bound.source
    return tuple(reversed(path))


def _relax(nodes: int, bounds: Sequence[Bound]) -> list[int] | Cycle:
    """Bellman and Ford with a queue; looks for a cycle among parents once every round.

    Nodes stand in line so that a bound that pulls its target down is met before the bounds that
    lead on from there: a chain of them, however its nodes are numbered, then takes one round.
    """
    outgoing = _by_source(bounds)
    value = [0] * nodes
    parent: list[Bound | None] = [None] * nodes
    queue = deque(_downhill(nodes, outgoing))
    waiting = [True] * nodes
    relaxed = 0
    while queue:
        node = queue.popleft()
        waiting[node] = False
        here = value[node]
        for bound in outgoing.get(node, ()):
            target = bound.target
            if here + bound.limit < value[target]:
                if target == node:
                    return Cycle((bound,))
                value[target] = here + bound.limit
                parent[target] = bound
                relaxed += 1
                if not waiting[target]:
                    waiting[target] = True
                    queue.append(target)
        if relaxed >= nodes:
            relaxed = 0
            cycle = _parent_cycle(parent)
            if cycle is not None:
                return cycle
    return value


def _downhill(nodes: int, outgoing: Mapping[int, Sequence[Bound]]) -> list[int]:
    """Return all nodes, each before those that bounds of at most 0 lead to, but for cycles."""
    pulls = {
        source: [bound.target for bound in bounds if bound.limit <= 0]
        for source, bounds in outgoing.items()
    }
    seen = [False] * nodes
    finished: list[int] = []
    for root in range(nodes):
        if seen[root]:
            continue
        seen[root] = True
        stack = [(root, iter(pulls.get(root, ())))]
        while stack:
            node, rest = stack[-1]
            for target in rest:
                if not seen[target]:
                    seen[target] = True
                    stack.append((target, iter(pulls.get(target, ()))))
                    break
            else:
                finished.append(node)
                stack.pop()
    return finished[::-1]


def _parent_cycle(parent: Sequence[Bound | None]) -> Cycle | None:
    seen = [0] * len(parent)
    for start in range(len(parent)):
        node = start
        while seen[node] == 0:
            seen[node] = start + 1
            bound = parent[node]
            if bound is None:
                break
            node = bound.source
        else:
            if seen[node] == start + 1:
                return _walk(parent, node)
    return None


def _walk(parent: Sequence[Bound | None], start: int) -> Cycle:
    path: list[Bound] = []
    node = start
    while True:
        bound = parent[node]
        if bound is None:
            raise AssertionError("a cycle of parents has no end")
        path.append(bound)
        node = bound.source
        if node == start:
            return Cycle(tuple(reversed(path)))
