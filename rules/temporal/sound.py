"""What follows from claims on times that can all hold: the tightest bounds, and what they rule out.

Components are solved when first asked for, each with a copy of the origin of its own.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rules.temporal.facets import moved, points
from rules.temporal.graph import Groups
from rules.temporal.network import DAY, FREE, ORIGIN, Bound, Effort, GaveUpError, Network
from rules.temporal.search import READING_STEPS, Split, refute, split_cases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rules.temporal.facets import Facet, Reading


class Sound:
    """A consistent network in its usual readings."""

    def __init__(
        self,
        size: int,
        days: Collection[int],
        facets: Iterable[Facet],
        structure: Sequence[Bound],
    ) -> None:
        self._size = size
        self._days = days
        self._readings = tuple(facet.readings[0] for facet in facets)
        self._structure = structure
        self._solved: dict[frozenset[int], _Component] = {}

    @cached_property
    def _groups(self) -> Groups:
        groups = Groups(self._size)
        for bound in self._structure:
            groups.join(points((bound,)))
        for reading in self._readings:
            for bound in reading.bounds:
                groups.join(points((bound,)))
            if reading.cases:
                groups.join(points(reading.all_bounds()))
        return groups

    @cached_property
    def _members(self) -> Mapping[int, tuple[list[Bound], list[Reading]]]:
        """Return the bounds, and the readings that leave a choice, of each component."""
        found: dict[int, tuple[list[Bound], list[Reading]]] = {}
        bounds = [*self._structure, *(b for reading in self._readings for b in reading.bounds)]
        for bound in bounds:
            node = bound[0] if bound[0] != ORIGIN else bound[1]
            found.setdefault(self._groups.find(node), ([], []))[0].append(bound)
        for reading in self._readings:
            if reading.cases:
                at = self._groups.find(min(points(reading.all_bounds())))
                found.setdefault(at, ([], []))[1].append(reading)
        return found

    def _component(self, nodes: Iterable[int]) -> _Component:
        """Return the components of some nodes, as one."""
        leaders = frozenset(self._groups.find(node) for node in nodes if node != ORIGIN)
        if leaders not in self._solved:
            bounds: list[Bound] = []
            readings: list[Reading] = []
            for leader in sorted(leaders):
                more = self._members.get(leader, ([], []))
                bounds += more[0]
                readings += more[1]
            self._solved[leaders] = _Component(self._days, leaders, bounds, readings)
        return self._solved[leaders]

    def earliest(self, node: int) -> int | None:
        """Return the tightest bound from below, in microseconds; None: unbounded."""
        return self._component((node,)).earliest(node)

    def latest(self, node: int) -> int | None:
        """Return the tightest bound from above, in microseconds; None: unbounded."""
        return self._component((node,)).latest(node)

    def planned(self, node: int) -> int:
        """Return when a point is where all are as early as can be, in microseconds.

        These times are one solution of the usual bounds, choices left aside, so that points sorted
        by them stand in every order that is certain. A point without a bound from below is as late
        as the earliest times of the others leave it. Of points that hang on nothing dated, the
        times only say how they stand to each other.
        """
        return self._component((node,)).planned(node)

    def part_of(self, node: int) -> int:
        """Return what stands for all points that bounds join with one, not through the origin."""
        return self._groups.find(node)

    def why_latest(self, node: int) -> frozenset[str]:
        """Return claims that the latest time of a node rests on."""
        latest = self.latest(node)
        if latest is None:
            return frozenset()
        return self._component((node,)).ruled_out(Bound(node, ORIGIN, -latest - 1)) or frozenset()

    def why_earliest(self, node: int) -> frozenset[str]:
        """Return claims that the earliest time of a node rests on."""
        earliest = self.earliest(node)
        if earliest is None:
            return frozenset()
        component = self._component((node,))
        return component.ruled_out(Bound(ORIGIN, node, earliest - 1)) or frozenset()

    def apart(self, source: int, target: int) -> tuple[int | None, int | None]:
        """Return the least and the most that a node comes after another, in microseconds.

        They are the tightest where the other is a day; else they may leave too much.
        """
        component = self._component((source, target))
        return component.apart(source, target)

    def causes_latest(self, node: int) -> frozenset[str]:
        """Return the claims of the shortest chain of bounds that sets the latest time of a node.

        Unlike `why_latest` it asks nothing new of the network, and costs what the chain is long.
        """
        return self._component((node,)).causes_latest(node) or self.why_latest(node)

    def causes_earliest(self, node: int) -> frozenset[str]:
        """Return the claims of the shortest chain of bounds that sets the earliest time of one."""
        return self._component((node,)).causes_earliest(node) or self.why_earliest(node)

    def refute(self, cases: Iterable[Bound]) -> frozenset[str] | None:
        """Return claims that rule out each of some further bounds; None: one of them can hold.

        Where the effort of the search is spent, a bound counts as one that can hold.
        """
        claims = frozenset[str]()
        for bound in cases:
            found = self._ruled_out(bound)
            if found is None:
                return None
            claims |= found
        return claims

    def refute_together(self, choices: Sequence[Sequence[Bound]]) -> frozenset[str] | None:
        """Return claims with which no further bound of each choice can hold; None: some can.

        Where the effort of the search is spent, they count as ones that can hold.
        """
        nodes = {node for cases in choices for bound in cases for node in bound[:2]}
        return self._component(nodes).ruled_out_together(choices)

    def allows(self, bound: Bound) -> bool:
        """Say whether a further bound can hold; where the effort is spent, it counts as one."""
        if ORIGIN in bound[:2] or self.part_of(bound[0]) == self.part_of(bound[1]):
            return self._component(bound[:2]).allows(bound)
        return self._ruled_out(bound) is None

    def _ruled_out(self, bound: Bound) -> frozenset[str] | None:
        source, target = bound[0], bound[1]
        if ORIGIN not in bound[:2] and self._groups.find(source) != self._groups.find(target):
            low, high = self.earliest(target), self.latest(source)
            if not self._component((source, target)).splits:
                # Components know of each other through the origin only.
                if low is None or high is None or low - high <= bound[2]:
                    return None
                return self.why_earliest(target) | self.why_latest(source)
        return self._component((source, target)).ruled_out(bound)


class _Component:
    """A consistent part of a network, with its own numbers for nodes."""

    def __init__(
        self,
        days: Collection[int],
        leaders: frozenset[int],
        bounds: Sequence[Bound],
        readings: Sequence[Reading],
    ) -> None:
        cases = [bound for reading in readings for bound in reading.all_bounds()]
        used = sorted(points([*bounds, *cases]) | leaders)
        self._number = {ORIGIN: ORIGIN} | dict(zip(used, range(1, len(used) + 1), strict=True))
        self._days = [self._number[node] for node in used if node in days]
        self._bounds = [moved(bound, self._number) for bound in bounds]
        self.splits: tuple[Split, ...] = tuple(
            split
            for reading in readings
            for split in split_cases(
                reading._replace(
                    cases=tuple(
                        tuple(moved(b, self._number) for b in case) for case in reading.cases
                    )
                )
            )
        )
        self._asked: tuple[int, ...] = ()
        self._counted: _Counted | None = None

    @cached_property
    def _forward(self) -> Network:
        return self._solved(self._bounds)

    @cached_property
    def _backward(self) -> Network:
        """Return the network with all times turned: what bounds from above bounds from below."""
        return self._solved(self._turned)

    @cached_property
    def _turned(self) -> Sequence[Bound]:
        return [b._replace(source=b[1], target=b[0]) for b in self._bounds]

    def _solved(self, bounds: Sequence[Bound]) -> Network:
        network = Network(len(self._number), self._days)
        if network.add(bounds) is not None:
            raise TypeError("without its conflicts a network is consistent")
        return network

    def latest(self, node: int) -> int | None:
        value = self._forward.values[self._number[node]]
        return None if value > FREE // 2 else value

    def earliest(self, node: int) -> int | None:
        value = self._backward.values[self._number[node]]
        return None if value > FREE // 2 else -value

    def apart(self, source: int, target: int) -> tuple[int | None, int | None]:
        """Return the least and the most that a node comes after another.

        Only from a day on can be counted in whole days: from elsewhere nothing is rounded.
        """
        start, node = self._number[source], self._number[target]
        least, most = (self._from(start, bounds).values[node] for bounds in self._both_ways)
        return (None if least > FREE // 2 else -least), (None if most > FREE // 2 else most)

    @property
    def _both_ways(self) -> tuple[Sequence[Bound], Sequence[Bound]]:
        return self._turned, self._bounds

    def _from(self, start: int, bounds: Sequence[Bound]) -> Network:
        network = Network(len(self._number), self._days_from(start), start=start)
        if network.add(bounds) is not None:
            raise TypeError("without its conflicts a network is consistent")
        return network

    def _days_from(self, start: int) -> Sequence[int]:
        if start == ORIGIN:
            return self._days
        # The origin is a midnight as well, whole days from every other.
        return (ORIGIN, *self._days) if start in self._days else ()

    def _counted_from(self, start: int) -> _Counted:
        turned, straight = (self._from(start, bounds) for bounds in self._both_ways)
        exact = not self._days or bool(self._days_from(start))
        return _Counted(start, turned, straight, self._held(start), exact)

    def _held(self, start: int) -> tuple[Sequence[int], ...]:
        """Return solutions with a node as late as can be and all else early, and turned about."""
        found: list[Sequence[int]] = []
        for network, limits in ((self._backward, self._forward), (self._forward, self._backward)):
            limit = limits.values[start]
            if limit > FREE // 2 or network.add([Bound(ORIGIN, start, -limit)]) is not None:
                continue
            turned = network is self._backward
            found.append([-value if turned else value for value in network.values])
            network.undo()
        return tuple(found)

    def _often(self, source: int, target: int) -> _Counted | None:
        """Return the network counted from that one of two nodes that was just asked of as well.

        None where neither was: one question costs less by itself.
        """
        pair = (source, target)
        if self._counted is None or self._counted.start not in pair:
            again = next((node for node in pair if node in self._asked), None)
            self._counted = None if again is None else self._counted_from(again)
        self._asked = pair
        return self._counted

    def causes_latest(self, node: int) -> frozenset[str]:
        return _causes(self._chains_forward, self._number[node])

    def causes_earliest(self, node: int) -> frozenset[str]:
        return _causes(self._chains_backward, self._number[node])

    @cached_property
    def _chains_forward(self) -> Mapping[int, Bound]:
        return _chains(self._forward)

    @cached_property
    def _chains_backward(self) -> Mapping[int, Bound]:
        return _chains(self._backward)

    @cached_property
    def _planned(self) -> Network:
        """Return the network with what is bounded from below held at its earliest times."""
        held = [
            Bound(ORIGIN, node, -value)
            for node, value in enumerate(self._backward.values)
            if node != ORIGIN and value <= FREE // 2
        ]
        return self._solved([*self._bounds, *held])

    def planned(self, node: int) -> int:
        return self._planned.values[self._number[node]]

    def allows(self, bound: Bound) -> bool:
        """Say whether a further bound can hold."""
        answer = self._at_hand(bound)
        return self.ruled_out(bound) is None if answer is None else answer

    def ruled_out(self, bound: Bound) -> frozenset[str] | None:
        """Return claims with which a further bound cannot hold; None where it can."""
        answer = self._at_hand(bound)
        if answer is True:
            return None
        causes = self._causes_against(bound) if answer is False else frozenset()
        return causes or self.ruled_out_together(((bound,),))

    def _at_hand(self, bound: Bound) -> bool | None:
        """Say whether a further bound can hold, where the tightest bounds tell; None: they do not.

        They do not where claims leave a choice, and not always where days are counted from
        another node than the origin.
        """
        source, target, room = moved(bound, self._number)[:3]
        if source == target:
            return room >= 0
        if source == ORIGIN and -self._backward.values[target] > room:
            return False
        if target == ORIGIN and self._forward.values[source] < -room:
            return False
        if self.splits:
            return None
        if self._is_shown(source, target, room):
            return True
        counted = self._often(source, target)
        return None if counted is None else counted.allows(source, target, room)

    def _causes_against(self, bound: Bound) -> frozenset[str]:
        source, target, _ = moved(bound, self._number)[:3]
        if source == ORIGIN:
            return _causes(self._chains_backward, target)
        if target == ORIGIN:
            return _causes(self._chains_forward, source)
        counted = self._often(source, target)
        return frozenset() if counted is None else counted.causes(source, target)

    def _is_shown(self, source: int, target: int, room: int) -> bool:
        """Say whether a bound holds in one of two solutions that are at hand.

        With all points as late, or as early, as they can be. That decides every bound from or to
        the origin, and costs nothing.
        """
        late, early = self._forward.values, self._backward.values
        return late[target] - late[source] <= room or early[source] - early[target] <= room

    def ruled_out_together(self, choices: Sequence[Sequence[Bound]]) -> frozenset[str] | None:
        """Return claims with which no further bound of each choice can hold; None where some can.

        A choice of one bound is taken in as it is: only where there are more is there a search.
        """
        network = self._forward
        fixed = [moved(cases[0], self._number) for cases in choices if len(cases) == 1]
        splits = [
            *(self._split(cases) for cases in choices if len(cases) > 1),
            *self.splits,
        ]
        network.effort = Effort(READING_STEPS) if splits else None
        try:
            cycle = network.add(fixed)
            if cycle is not None:
                return cycle.claims
            refutation = refute(network, splits)
        except GaveUpError:
            # The search broke off in the middle of what it had taken in.
            del self.__dict__["_forward"]
            return None
        network.undo()
        if refutation is None:
            return None
        return frozenset[str]().union(*(cycle.claims for cycle in refutation))

    def _split(self, cases: Sequence[Bound]) -> Split:
        return Split(tuple(((moved(bound, self._number),), ()) for bound in cases))


@dataclass(frozen=True, eq=False)
class _Counted:
    """A network counted from one of its nodes, with times turned and as they are.

    It is `exact` where no days are counted, or they are counted from that node; else it leaves too
    much. `solutions` are times of all nodes, with that node far from the others.
    """

    start: int
    turned: Network
    straight: Network
    solutions: tuple[Sequence[int], ...]
    exact: bool

    def allows(self, source: int, target: int, room: int) -> bool | None:
        """Say whether a further bound from or to that node can hold; None: it is not known."""
        if source == self.start and -self.turned.values[target] > room:
            return False
        if target == self.start and self.straight.values[source] < -room:
            return False
        shown = any(times[target] - times[source] <= room for times in self.solutions)
        return True if shown or self.exact else None

    def causes(self, source: int, target: int) -> frozenset[str]:
        """Return the claims of the shortest chain of bounds that sets how the two stand."""
        if source == self.start:
            return _causes(self._chains_turned, target)
        return _causes(self._chains_straight, source)

    @cached_property
    def _chains_turned(self) -> Mapping[int, Bound]:
        return _chains(self.turned, self.start)

    @cached_property
    def _chains_straight(self) -> Mapping[int, Bound]:
        return _chains(self.straight, self.start)


def _chains(network: Network, start: int = ORIGIN) -> Mapping[int, Bound]:
    """Return the last bound of the shortest chain from the start that sets each value.

    Each bound of such a chain leaves no room: the value it leads to is what it allows at most.
    """
    values, days = network.values, network.days
    last: dict[int, Bound] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for bound in network.leading_from(node):
            target = bound[1]
            value = values[node] + bound[2]
            if target in days:
                value -= value % DAY
            if value == values[target] and target != start and target not in last:
                last[target] = bound
                queue.append(target)
    return last


def _causes(chains: Mapping[int, Bound], node: int) -> frozenset[str]:
    """Return the claims of the shortest chain of bounds that sets a value; none: there is none."""
    claims = frozenset[str]()
    step = chains.get(node)
    while step is not None:
        claims |= step.needs
        step = chains.get(step[0])
    return claims
