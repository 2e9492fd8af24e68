"""What follows from claims on times that can all hold: the tightest bounds, and what they rule out.

Components are solved when first asked for, each with a copy of the origin of its own.
"""

from __future__ import annotations

from collections import deque
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
        start = self._number[source]
        days = self._days if start in self._days or start == ORIGIN else []
        found = []
        for bounds in (self._turned, self._bounds):
            network = Network(len(self._number), days, start=start)
            if network.add(bounds) is not None:
                raise TypeError("without its conflicts a network is consistent")
            value = network.values[self._number[target]]
            found.append(None if value > FREE // 2 else value)
        least, most = found
        return (None if least is None else -least), most

    def causes_latest(self, node: int) -> frozenset[str]:
        return _causes(self._forward, self._into_forward, self._number[node])

    def causes_earliest(self, node: int) -> frozenset[str]:
        return _causes(self._backward, self._into_backward, self._number[node])

    @cached_property
    def _into_forward(self) -> Mapping[int, Sequence[Bound]]:
        return _by_target(self._bounds)

    @cached_property
    def _into_backward(self) -> Mapping[int, Sequence[Bound]]:
        return _by_target(self._turned)

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

    def ruled_out(self, bound: Bound) -> frozenset[str] | None:
        """Return claims with which a further bound cannot hold; None where it can."""
        if bound[0] == bound[1]:
            return frozenset() if bound[2] < 0 else None
        return self.ruled_out_together(((bound,),))

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


def _by_target(bounds: Iterable[Bound]) -> Mapping[int, Sequence[Bound]]:
    groups: dict[int, list[Bound]] = {}
    for bound in bounds:
        groups.setdefault(bound[1], []).append(bound)
    return groups


def _causes(network: Network, into: Mapping[int, Sequence[Bound]], node: int) -> frozenset[str]:
    """Return the claims of the shortest chain of bounds from the origin that sets a value.

    Each bound of such a chain leaves no room: the value it leads to is what it allows at most.
    """
    values, days = network.values, network.days
    after: dict[int, Bound | None] = {node: None}
    queue = deque([node])
    while queue and ORIGIN not in after:
        target = queue.popleft()
        for bound in into.get(target, ()):
            value = values[bound[0]] + bound[2]
            if target in days:
                value -= value % DAY
            if value == values[target] and bound[0] not in after:
                after[bound[0]] = bound
                queue.append(bound[0])
    claims = frozenset[str]()
    step = after.get(ORIGIN)
    while step is not None:
        claims |= step.needs
        step = after[step[1]]
    return claims
