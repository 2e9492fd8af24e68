"""Simple temporal networks: bounds on differences of times, decided completely.

A network is a set of bounds `target − source ≤ limit` over points of time, in whole microseconds.
It is consistent exactly when it has no cycle of bounds with a negative sum (Dechter, Meiri and
Pearl, "Temporal constraint networks", 1991). Node 0 is the origin, a fixed point.

Some nodes are *days*: the local midnight at which a calendar day begins, so that their values are
multiples of a day. A value that a bound gives a day is rounded down to a whole day. That keeps the
decision exact: the solutions of such a network are closed under taking the greater of two values
at each node, and so the greatest solution below a start is what lowering values step by step ends
with; and moving a solution by whole days gives a solution again, so that one below any start
exists where one exists at all.

Values are lowered by the method of Bellman and Ford with Tarjan's subtree disassembly (Cherkassky
and Goldberg, "Negative-cycle detection algorithms", 1999): when a node is lowered, all that was
lowered because of it is taken off the tree of causes, and a negative cycle shows at once as a node
that would be lowered because of itself. A network that is consistent keeps its values, so that
further bounds cost only what they touch (Cotton and Maler, "Fast and flexible difference constraint
propagation for DPLL(T)", 2006).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from collections.abc import Set as AbstractSet

MICROS = 1_000_000
DAY = 86_400 * MICROS
ORIGIN = 0
MANY = 1_000
"""When the seeds of a search have lowered more nodes than this, these are put in order."""
FREE = DAY << 120
"""Where values start that no bound has lowered yet: above all sums of limits there can be."""


class Bound(NamedTuple):
    """`target − source ≤ limit`, in microseconds, because of the claims in `needs`."""

    source: int
    target: int
    limit: int
    needs: frozenset[str] = frozenset()
    words: str = ""
    facet: str = ""


class Solution(NamedTuple):
    """A network that is consistent: a potential for each node, and the bounds used.

    A potential assigns each node a value that meets every bound: the certificate.
    """

    potentials: Sequence[int]
    bounds: tuple[Bound, ...]


class Cycle(NamedTuple):
    """A network that is not: bounds that lead back to where they began with a negative sum.

    Where some of the nodes are days, the sum is rounded down to whole days at each of them.
    """

    bounds: tuple[Bound, ...]
    days: AbstractSet[int] = frozenset()

    @property
    def short_by(self) -> int:
        """Return by how many microseconds the bounds miss each other."""
        return -_around(self.bounds, self.days)

    @property
    def claims(self) -> frozenset[str]:
        """Return the claims whose bounds it takes."""
        return frozenset[str]().union(*(bound.needs for bound in self.bounds))


class GaveUpError(Exception):
    """The effort allowed is spent before the question was decided."""


class Effort:
    """What a search may still spend, in bounds looked at; the same on every machine."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def lend(self, steps: int) -> Effort:
        """Return an effort of its own, of so many steps or as many as there are left."""
        return Effort(min(steps, max(self.left, 0)))

    def spend(self, steps: int) -> None:
        """Take some steps off.

        Raises:
            GaveUpError: there are none left.

        """
        self.left -= steps
        if self.left < 0:
            raise GaveUpError


class Network:
    """Bounds over a number of nodes, with values that meet them all.

    `add` takes bounds in or, where they contradict what is there, leaves everything as it was;
    `undo` takes back the latest ones.
    """

    __slots__ = ("_out", "_trail", "days", "effort", "values")

    def __init__(
        self, size: int, days: Collection[int] = (), effort: Effort | None = None, start: int = 0
    ) -> None:
        # The node to count from is a midnight too: whole days are counted from it.
        self.days: AbstractSet[int] = frozenset(days) | {start}
        self.effort = effort
        self.values = [FREE] * size
        self.values[start] = 0
        self._out: list[list[Bound]] = [[] for _ in range(size)]
        self._trail: list[tuple[Sequence[Bound], dict[int, int]]] = []

    def add(self, bounds: Sequence[Bound]) -> Cycle | None:
        """Take bounds in; a cycle where they contradict those already there."""
        out, values = self._out, self.values
        for bound in bounds:
            out[bound[0]].append(bound)
        before: dict[int, int] = {}
        self._trail.append((bounds, before))
        broken = {b[0] for b in bounds if values[b[0]] + b[2] < values[b[1]]}
        # What hangs on the origin first: the others then start from where that leaves them.
        bound_already = [node for node in broken if values[node] < FREE // 2]
        cycle = self._settle(sorted(bound_already), before)
        if cycle is None and len(bound_already) < len(broken):
            free = sorted(broken.difference(bound_already))
            cycle = self._settle(
                _downhill(free, out, lambda node: values[node] >= FREE // 2), before
            )
        if cycle is not None:
            self.undo()
        return cycle

    def undo(self) -> None:
        """Take back the bounds of the latest `add` that was not taken back yet."""
        bounds, before = self._trail.pop()
        for bound in reversed(bounds):
            self._out[bound[0]].pop()
        for node, value in before.items():
            self.values[node] = value

    def leading_from(self, node: int) -> Sequence[Bound]:
        """Return the bounds that lead on from a node."""
        return self._out[node]

    def lowered_by(self, bounds: Sequence[Bound]) -> dict[int, int] | None:
        """Return the values that further bounds would lower; None where they contradict."""
        if self.add(bounds) is not None:
            return None
        lowered = {node: self.values[node] for node in self._trail[-1][1]}
        self.undo()
        return lowered

    def _settle(self, seeds: Iterable[int], before: dict[int, int]) -> Cycle | None:
        """Lower values until all bounds are met; `before` gets what they were."""
        queue = deque(seeds)
        history = _History(queue, self.days)
        while queue:
            aside: set[int] = set()
            cycle = self._lower(queue, aside, history, before)
            if cycle is not None:
                return cycle
            queue = deque(sorted(aside))
        return None

    def _lower(  # noqa: C901 - the inner loop
        self, queue: deque[int], aside: set[int], history: _History, before: dict[int, int]
    ) -> Cycle | None:
        """Go on from the nodes that wait until none does.

        A node whose cause was lowered further need not be looked at before that reaches it, and is
        set aside. Only where rounding swallows the difference does it not: then it is still aside
        when the queue has run empty. Where the first nodes lower many, these go on in such an order
        that a chain of them takes one round.
        """
        out, values, days = self._out, self.values, self.days
        tree = _Tree()
        waiting = set(queue)
        first_round = len(queue)
        while queue:
            if first_round == 0 and len(queue) > MANY:
                still = [node for node in queue if node in waiting]
                queue = deque(_downhill(still, out, waiting.__contains__))
            first_round -= 1
            node = queue.popleft()
            if node not in waiting:
                continue
            waiting.discard(node)
            here = values[node]
            if self.effort is not None:
                self.effort.spend(len(out[node]) + 1)
            for bound in out[node]:
                target = bound[1]
                value = here + bound[2]
                if value >= values[target]:
                    continue
                if target in days:
                    value -= value % DAY
                below = tree.take_off(target)
                cycle = history.note(bound, node in below or target == node)
                if cycle is not None:
                    return cycle
                if below:
                    stale = waiting.intersection(below)
                    waiting -= stale
                    aside |= stale
                aside.discard(target)
                tree.put(bound)
                before.setdefault(target, values[target])
                values[target] = value
                if target not in waiting:
                    waiting.add(target)
                    queue.append(target)
        return None


class _Tree:
    """Which bound lowered each node last, as long as what it leads from was not lowered since."""

    __slots__ = ("_below", "_cause")

    def __init__(self) -> None:
        self._cause: dict[int, int] = {}
        self._below: dict[int, list[int]] = {}

    def take_off(self, root: int) -> list[int]:
        """Take off all that stands below a node, and return it."""
        below, cause = self._below, self._cause
        if root not in below:
            return []
        found = [root]
        for node in found:
            # A node that has moved elsewhere since is still in the list of where it stood.
            found += [n for n in below.pop(node, ()) if cause.get(n) == node]
            cause.pop(node, None)
        return found[1:]

    def put(self, bound: Bound) -> None:
        """Put a node below the one whose value lowered it."""
        self._cause[bound[1]] = bound[0]
        self._below.setdefault(bound[0], []).append(bound[1])


class _Lowering(NamedTuple):
    """A bound that lowered a node, what had lowered the bound's source, and how many before it."""

    bound: Bound
    cause: _Lowering | None
    depth: int


class _History:
    """All that lowered a node, to find the bounds that lead back to it.

    Where values are rounded, the way round may pass a node twice, and the tree forgets it. What
    led to a value is kept here whole. It is looked through when a node is lowered again, no more
    often than pays: as many steps back as there were steps forward.
    """

    __slots__ = ("_credit", "_days", "_last", "_seen")

    def __init__(self, seeds: Iterable[int], days: AbstractSet[int]) -> None:
        self._last: dict[int, _Lowering] = {}
        self._seen = set(seeds)
        self._days = days
        self._credit = 0

    def note(self, bound: Bound, is_below: bool) -> Cycle | None:  # noqa: FBT001  inner loop
        """Take down that a bound lowers its target; return a cycle where that proves one."""
        source, target = bound[0], bound[1]
        cause = self._last.get(source)
        depth = 1 if cause is None else cause.depth + 1
        lowering = _Lowering(bound, cause, depth)
        self._credit += 1
        again = target in self._seen
        self._seen.add(target)
        self._last[target] = lowering
        if is_below or (again and self._credit >= depth):
            if not is_below:
                self._credit -= depth
            return self._cycle(lowering)
        return None

    def _cycle(self, lowering: _Lowering) -> Cycle | None:
        """Return the shortest way back to the node that was lowered which proves a cycle."""
        target = lowering.bound[1]
        path: list[Bound] = []
        link: _Lowering | None = lowering
        while link is not None:
            path.append(link.bound)
            if link.bound[0] == target:
                cycle = Cycle(tuple(reversed(path)), self._days)
                if check_cycle(cycle):
                    return cycle
            link = link.cause
        return None


def _downhill(
    nodes: Sequence[int], out: Sequence[Sequence[Bound]], passes: Callable[[int], bool]
) -> list[int]:
    """Return nodes, each before those that bounds of at most 0 lead to, but for cycles.

    Nodes that `passes` says so of are followed on the way. A chain of bounds that pull their
    targets down, however its nodes are numbered, then takes one round.
    """
    wanted = set(nodes)
    seen: set[int] = set()
    finished: list[int] = []
    for root in nodes:
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(out[root]))]
        while stack:
            node, rest = stack[-1]
            for bound in rest:
                target = bound[1]
                if bound[2] <= 0 and target not in seen and passes(target):
                    seen.add(target)
                    stack.append((target, iter(out[target])))
                    break
            else:
                finished.append(node)
                stack.pop()
    return [node for node in reversed(finished) if node in wanted]


def _around(bounds: Sequence[Bound], days: AbstractSet[int]) -> int:
    """Return the sum of a cycle's limits, rounded down at each day on the way, from a day on."""
    first = next((i for i, bound in enumerate(bounds) if bound[0] in days), None)
    if first is None:
        return sum(bound[2] for bound in bounds)
    total = 0
    for bound in (*bounds[first:], *bounds[:first]):
        # Back where it began the sum counts as it is.
        if bound[0] in days:
            total -= total % DAY
        total += bound[2]
    return total


def decide(nodes: int, bounds: Sequence[Bound], days: Collection[int]) -> Solution | Cycle:
    """Decide a network of `nodes` nodes, of which those in `days` are whole days."""
    network = Network(nodes, days)
    found = network.add(bounds)
    return Solution(network.values, tuple(bounds)) if found is None else found


def check_solution(solution: Solution, days: Collection[int] = ()) -> bool:
    """Verify the certificate of a consistent network."""
    values = solution.potentials
    met = all(values[b[1]] - values[b[0]] <= b[2] for b in solution.bounds)
    return met and all(values[day] % DAY == 0 for day in (*days, ORIGIN))


def check_cycle(cycle: Cycle) -> bool:
    """Verify the certificate of an inconsistent network."""
    bounds = cycle.bounds
    linked = all(
        bound[1] == after[0]
        for bound, after in zip(bounds, (*bounds[1:], *bounds[:1]), strict=True)
    )
    return bool(bounds) and linked and _around(bounds, cycle.days) < 0
