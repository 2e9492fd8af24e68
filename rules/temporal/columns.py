"""A whole network given as columns of integers, decided component by component.

Row i is a bound: `targets[i] − sources[i] ≤ limits[i]`, in microseconds, over nodes from 0; node 0
is the origin. `array('q')` is our form of a column; numpy's arrays of 64-bit integers do as well. A
simple cycle meets the origin at most once, so that the network is consistent exactly when each
component with a copy of the origin of its own is.

`rules.temporal.network` decides each component. Where numba is installed and the network is large,
compiled code does so first, and hands over what is not plainly consistent. Both give certificates,
which `verify` checks without regard to how they were found.
"""

from __future__ import annotations

import sys
from array import array
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from rules.temporal.graph import Groups
from rules.temporal.network import DAY, FREE, ORIGIN, Bound, Cycle, check_cycle, decide

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from types import ModuleType

COMPILED_FROM = 200_000
"""From how many bounds on importing numba and our compiled code takes less time than it saves."""
COMPILING_FROM = 5_000_000
"""The same where compiled code cannot be kept from one run to the next."""
RUNNING_FROM = 1_000
"""The same where numba is imported already."""


class Decided(NamedTuple):
    """The decision on a network, with a certificate for each component.

    `component` gives the component of each node: its least node, for the origin the origin, which
    belongs to all. `potentials` gives each node of a consistent component a value in microseconds
    that meets all its bounds, with the origin at 0; others get 0, which means nothing. `cycles`
    gives for each contradictory component the bounds, by their rows, along one way round with a
    negative sum.
    """

    component: Sequence[int]
    potentials: Sequence[int]
    cycles: Mapping[int, tuple[int, ...]]

    @property
    def is_consistent(self) -> bool:
        """Say whether all bounds can be met."""
        return not self.cycles


def solve(
    size: int,
    sources: Sequence[int],
    targets: Sequence[int],
    limits: Sequence[int],
    days: Collection[int] = (),
) -> Decided:
    """Decide a network of `size` nodes, of which those in `days` are whole days.

    Raises:
        ValueError: the columns have not the same length, or a node is not from 0 to `size` − 1.

    """
    if not len(sources) == len(targets) == len(limits):
        raise ValueError("sources, targets and limits must have the same length")
    kernel = _kernel_for(len(limits))
    if kernel is not None:
        found = _solve_compiled(kernel, size, sources, targets, limits, days)
        if found is not None:
            return found
    return _solve_plainly(size, sources, targets, limits, days)


def _kernel_for(bounds: int) -> ModuleType | None:
    """Return the compiled code, where it is to be had and the number of bounds is worth it."""
    if bounds < (RUNNING_FROM if "numba" in sys.modules else COMPILED_FROM):
        return None
    try:
        from rules.temporal import _kernel  # noqa: PLC0415 - numba takes long to import
    except ImportError:
        return None
    return _kernel if _kernel.KEPT or bounds >= COMPILING_FROM else None


def _solve_plainly(
    size: int,
    sources: Sequence[int],
    targets: Sequence[int],
    limits: Sequence[int],
    days: Collection[int],
) -> Decided:
    for nodes in (sources, targets, days):
        if len(nodes) and not (min(nodes) >= 0 and max(nodes) < size):
            raise ValueError(f"nodes must be from 0 to {size - 1}")
    groups = Groups(size)
    for source, target in zip(sources, targets, strict=True):
        if ORIGIN not in (source, target):
            groups.pair(source, target)
    component = array("q", map(groups.find, range(size)))
    found = Decided(component, [0] * size, {})
    potentials, cycles = _Parts(found, sources, targets, limits, days).decided(
        dict.fromkeys(sorted(component))
    )
    return Decided(component, potentials, MappingProxyType(cycles))


class _Parts:
    """The components of a network, to be decided each by itself in Python."""

    def __init__(
        self,
        found: Decided,
        sources: Sequence[int],
        targets: Sequence[int],
        limits: Sequence[int],
        days: Collection[int],
    ) -> None:
        self._found = found
        self._columns = (sources, targets, limits)
        self._days = frozenset(days)

    def decided(self, wanted: Collection[int]) -> tuple[Sequence[int], dict[int, tuple[int, ...]]]:
        """Return all potentials and cycles, with those of the components that are wanted new."""
        component = self._found.component
        potentials = list(self._found.potentials)
        cycles = dict(self._found.cycles)
        members: dict[int, list[int]] = {leader: [] for leader in wanted}
        for node, leader in enumerate(component):
            if leader in members and node != ORIGIN:
                members[leader].append(node)
        rows: dict[int, list[int]] = {leader: [] for leader in wanted}
        for row, (source, target) in enumerate(zip(*self._columns[:2], strict=True)):
            leader = component[source or target]
            if leader in rows:
                rows[leader].append(row)
        for leader, nodes in members.items():
            cycle = self._decide(nodes, rows[leader], potentials)
            if cycle:
                cycles[leader] = cycle
        return _column(potentials), dict(sorted(cycles.items()))

    def _decide(
        self, nodes: Sequence[int], rows: Sequence[int], potentials: list[int]
    ) -> tuple[int, ...]:
        """Decide one component: set the potentials of its nodes, or return a cycle."""
        sources, targets, limits = self._columns
        number = {ORIGIN: ORIGIN} | dict(zip(nodes, range(1, len(nodes) + 1), strict=True))
        bounds = [Bound(number[sources[r]], number[targets[r]], int(limits[r])) for r in rows]
        days = self._days.intersection(nodes)
        found = decide(len(number), bounds, [number[day] for day in days])
        if isinstance(found, Cycle):
            row_of = dict(zip(bounds, rows, strict=True))
            return tuple(row_of[bound] for bound in found.bounds)
        for node, value in zip(nodes, _lowered(found.potentials, bounds)[1:], strict=True):
            potentials[node] = value
        return ()


def _lowered(values: Sequence[int], bounds: Iterable[Bound]) -> Sequence[int]:
    """Bring values that nothing bounds from above as near as what they bound allows.

    They keep their distances to each other. What is bounded from above bounds none of them, and so
    all that counts is what they themselves bound from above.
    """
    by = 0
    for source, target, limit, *_ in bounds:
        if values[source] > FREE // 2 > values[target]:
            by = max(by, values[target] - limit - (values[source] - FREE))
    by += -by % DAY
    return [value - FREE + by if value > FREE // 2 else value for value in values]


def _column(values: list[int]) -> Sequence[int]:
    """Return values as a column, where they fit one."""
    try:
        return array("q", values)
    except OverflowError:
        return tuple(values)


def _solve_compiled(
    kernel: ModuleType,
    size: int,
    sources: Sequence[int],
    targets: Sequence[int],
    limits: Sequence[int],
    days: Collection[int],
) -> Decided | None:
    """Decide by compiled code; None where these numbers are not for it."""
    answer = kernel.decided(size, sources, targets, limits, days)
    if answer is None:
        return None
    component, potentials, ways, suspects = answer
    cycles: dict[int, tuple[int, ...]] = {}
    kept = frozenset(days) | {ORIGIN} if ways else frozenset()
    for leader, rows in ways.items():
        if _is_cycle(rows, sources, targets, limits, kept):
            cycles[leader] = rows
        else:
            suspects.append(leader)
    found = Decided(component, potentials, cycles)
    if suspects:
        parts = _Parts(found, sources, targets, limits, days)
        potentials, cycles = parts.decided(dict.fromkeys(sorted(suspects)))
    return Decided(component, potentials, MappingProxyType(cycles))


def _is_cycle(
    rows: Sequence[int],
    sources: Sequence[int],
    targets: Sequence[int],
    limits: Sequence[int],
    days: frozenset[int],
) -> bool:
    bounds = tuple(Bound(int(sources[r]), int(targets[r]), int(limits[r])) for r in rows)
    return check_cycle(Cycle(bounds, days))


def verify(
    found: Decided,
    sources: Sequence[int],
    targets: Sequence[int],
    limits: Sequence[int],
    days: Collection[int] = (),
) -> bool:
    """Check the certificates of a decision against the columns that it is about.

    The potentials must meet every bound of their component and be whole days where they must; each
    cycle must lie in its component, lead round, and have a negative sum, rounded down at days.
    """
    component, values, cycles = found.component, found.potentials, found.cycles
    for source, target, limit in zip(sources, targets, limits, strict=True):
        leader = component[source or target]
        if leader != component[target or source]:
            return False
        if values[target] - values[source] > limit and leader not in cycles:
            return False
    whole = all(values[day] % DAY == 0 or component[day] in cycles for day in days)
    kept = frozenset(days) | {ORIGIN}
    return (
        (not values or values[ORIGIN] == 0)
        and whole
        and all(
            all(component[sources[row] or targets[row]] == leader for row in rows)
            and _is_cycle(rows, sources, targets, limits, kept)
            for leader, rows in cycles.items()
        )
    )
