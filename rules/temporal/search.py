"""Which claims contradict each other in times: all conflicts, none with a claim too many.

A claim may leave a choice: cases of which one holds, or readings of its words. These are decided by
search with the network as the theory, as SMT solvers do it; where a dead end does not hang on the
latest choice, earlier ones are changed first. Effort is counted, and what it did not suffice for is
said to be given up.
"""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rules.temporal.facets import moved, points
from rules.temporal.network import DAY, ORIGIN, Cycle, Effort, GaveUpError, Network, check_cycle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rules.temporal.facets import Case, Facet, Reading
    from rules.temporal.network import Bound

SEARCH_STEPS = 2_000_000
"""Bounds looked at in search of the conflicts of one part of the network."""
READING_STEPS = 200_000
"""Bounds looked at in search of a reading under which a conflict's claims can hold."""
MOST_LEFT_OUT = 5_000
"""Sets of claims left out in search of the conflicts of one part."""
_DEEPEST = 300
"""Choices that are made one within another."""

Refutation = tuple[Cycle, ...]
"""Why bounds cannot hold: a cycle; where there are cases, one for each."""


class Conflict(NamedTuple):
    """Claims that cannot all hold, none of which can be left out.

    `strict` says that they cannot under any reading; None where there were too many to try, or
    too many claims to find out which of them are needed. `rescued_by` names the readings under
    which they can hold. `beside` counts, for each claim, the other conflicts that it takes part
    in, where all are known.
    """

    claims: frozenset[str]
    cycles: Refutation
    strict: bool | None
    rescued_by: tuple[str, ...] = ()
    beside: Mapping[str, int] | None = None

    @property
    def cycle(self) -> Cycle:
        """Return the cycle, of several cases the first one's."""
        return self.cycles[0]

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """Return the bounds along its cycles."""
        return tuple(bound for cycle in self.cycles for bound in cycle.bounds)

    def verify(self) -> bool:
        """Check the proof: each cycle must go round and have a negative sum."""
        return bool(self.cycles) and all(check_cycle(cycle) for cycle in self.cycles)


class Split(NamedTuple):
    """Cases of which one must hold: each has bounds, and may leave a further choice."""

    cases: tuple[tuple[Case, tuple[Split, ...]], ...]

    def met_by(self, values: Sequence[int]) -> int | None:
        """Return the first case that values meet, if there is one."""
        for index, (bounds, further) in enumerate(self.cases):
            if all(values[b[1]] - values[b[0]] <= b[2] for b in bounds) and all(
                split.met_by(values) is not None for split in further
            ):
                return index
        return None


def split_cases(reading: Reading) -> tuple[Split, ...]:
    """Return the choice that a reading leaves, if it leaves one."""
    return (Split(tuple((case, ()) for case in reading.cases)),) if reading.cases else ()


def split_readings(facet: Facet) -> Split:
    """Return the readings of a facet as a choice."""
    return Split(tuple((r.bounds, split_cases(r)) for r in facet.readings))


def refute(
    network: Network, splits: Sequence[Split], chosen: dict[int, int] | None = None, depth: int = 0
) -> Refutation | None:
    """Return why no cases of the splits fit a network; None where some do.

    The network is left as it was. `chosen` gets the case taken of each split by its place, where
    they fit.

    Raises:
        GaveUpError: the effort of the network is spent, or choices are nested too deep.

    """
    if depth > _DEEPEST:
        raise GaveUpError
    unmet = next((i for i, s in enumerate(splits) if s.met_by(network.values) is None), None)
    if unmet is None:
        if chosen is not None:
            chosen.update({i: s.met_by(network.values) or 0 for i, s in enumerate(splits)})
        return None
    cycles: list[Cycle] = []
    for bounds, further in splits[unmet].cases:
        cycle = network.add(bounds)
        if cycle is not None:
            cycles.append(cycle)
            continue
        # The split stays among the others: its case is met now, unless further bounds undo that.
        rest = [*splits, *further]
        deeper = refute(network, rest, chosen, depth + 1)
        network.undo()
        if deeper is None:
            return None
        if not any(bound in bounds for c in deeper for bound in c.bounds):
            return deeper
        cycles.extend(deeper)
    return tuple(dict.fromkeys(cycles))


class Part:
    """A part of the network that shares no point of time with the rest but the origin."""

    def __init__(
        self,
        days: Collection[int],
        facets: Sequence[Facet],
        structure: Sequence[Bound],
        effort: Effort | None = None,
    ) -> None:
        used = sorted(points(structure).union(*(facet.points() for facet in facets)))
        # Nodes are numbered anew from 0, so that a small part costs little.
        number = {ORIGIN: ORIGIN} | dict(zip(used, range(1, len(used) + 1), strict=True))
        self.size = len(number)
        self.number = number
        self.days = frozenset(number[day] for day in days if day in number)
        self.facets = tuple(facet.renumbered(number) for facet in facets)
        self.structure = tuple(moved(bound, number) for bound in structure)
        self.effort = effort or Effort(SEARCH_STEPS)
        self.unshrunk: frozenset[str] = frozenset()
        """Claims that contradict; some may not be needed for that."""

    def restricted(self, claims: Collection[str], effort: Effort) -> Part:
        """Return the part as some claims alone make it, with an effort of its own."""
        facets = [f.resting_on(claims) for f in self.facets if f.claim in claims]
        return Part(self.days, facets, _touching(self.structure, facets), effort)

    def network(self, bounds: Iterable[Bound]) -> tuple[Network, Cycle | None]:
        """Return a network of the structure and some bounds, and the cycle it has, if any."""
        network = Network(self.size, self.days, self.effort)
        return network, network.add([*self.structure, *bounds])

    def refutation(self, without: Collection[str] = ()) -> Refutation | None:
        """Return why the claims cannot all hold, as usually read; None where they can."""
        bounds, splits = _usual(self.facets, without)
        network, cycle = self.network(bounds)
        if cycle is None:
            return refute(network, splits)
        if len(cycle.bounds) > 2:
            outgoing: dict[int, list[Bound]] = {}
            for bound in (*self.structure, *bounds):
                outgoing.setdefault(bound[0], []).append(bound)
            cycle = _fewest(outgoing, cycle, self.effort)
        return (cycle,)

    def all_conflicts(self) -> tuple[list[frozenset[str]], bool]:
        """Return all irreducible conflicts, and whether there was effort enough to be sure.

        Reiter's hitting-set tree ("A theory of diagnosis from first principles", 1987): each
        conflict is found, shrunk, and then looked past by leaving out each of its claims in turn.
        Conflicts that share no claim come first, so that they are told even where the effort ends.
        """
        found: list[frozenset[str]] = []
        try:
            first = self.refutation()
            if first is None:
                return [], True
            claims = self.unshrunk = _claims(first)
            if self._is_only(claims):
                return [claims], True
            found.append(self._shrunk(claims))
            self._disjoint(found)
            self._look_past(found)
        except GaveUpError:
            return found, False
        return found, True

    def _disjoint(self, found: list[frozenset[str]]) -> None:
        """Add conflicts that share no claim with those known, until what is left can hold."""
        out = frozenset[str]().union(*found)
        while (refutation := self.refutation(out)) is not None:
            found.append(self._shrunk(_claims(refutation)))
            out |= found[-1]

    def _look_past(self, found: list[frozenset[str]]) -> None:
        # Without the claims of all conflicts known so far the rest can hold: it is settled once.
        known_all = frozenset[str]().union(*found)
        settled, _ = self.network(_usual(self.facets, known_all)[0])
        seen: set[frozenset[str]] = {frozenset()}
        queue = deque([frozenset[str]()])
        while queue:
            left_out = queue.popleft()
            known = next((c for c in found if not c & left_out), None)
            if known is None:
                if self._can_join(settled, left_out, known_all - left_out):
                    continue
                refutation = self.refutation(left_out)
                if refutation is None:
                    continue
                known = self._shrunk(_claims(refutation))
                found.append(known)
            for claim in sorted(known):
                further = left_out | {claim}
                if further not in seen:
                    if len(seen) > MOST_LEFT_OUT:
                        raise GaveUpError
                    seen.add(further)
                    queue.append(further)

    def _can_join(self, network: Network, out: frozenset[str], joining: frozenset[str]) -> bool:
        """Say whether some claims can hold with what a network has, while others are left out."""
        if network.add(self._joining(out, joining)) is not None:
            return False
        splits = _usual(self.facets, out)[1] if self._leaves_choice else []
        can_hold = refute(network, splits) is None
        network.undo()
        return can_hold

    @cached_property
    def _leaves_choice(self) -> bool:
        return any(facet.readings[0].cases for facet in self.facets)

    def _is_only(self, claims: frozenset[str]) -> bool:
        """Say whether all else can hold as soon as any one of some claims is left out.

        Then they are irreducible, and no other conflict stands beside them.
        """
        bounds, _ = _usual(self.facets, claims)
        network, cycle = self.network(bounds)
        return cycle is None and self._each_settles(network, sorted(claims))

    def _each_settles(self, network: Network, left_out: Sequence[str]) -> bool:
        """Halve the claims left out, taking one half in again and then the other."""
        if len(left_out) == 1:
            _, splits = _usual(self.facets, frozenset(left_out))
            return refute(network, splits) is None
        middle = len(left_out) // 2
        halves = (left_out[:middle], left_out[middle:])
        for out, taken in (halves, halves[::-1]):
            if network.add(self._joining(frozenset(out), frozenset(taken))) is not None:
                return False
            settles = self._each_settles(network, out)
            network.undo()
            if not settles:
                return False
        return True

    @cached_property
    def _usual_by_need(self) -> Mapping[str, Sequence[Bound]]:
        groups: dict[str, list[Bound]] = {}
        for facet in self.facets:
            for bound in facet.readings[0].bounds:
                for claim in bound.needs:
                    groups.setdefault(claim, []).append(bound)
        return groups

    def _joining(self, out: frozenset[str], taken: frozenset[str]) -> list[Bound]:
        """Return the usual bounds that come into force with some claims while others are out."""
        return [
            bound
            for claim in sorted(taken)
            for bound in self._usual_by_need.get(claim, ())
            if bound.needs.isdisjoint(out) and claim == min(bound.needs & taken)
        ]

    def _shrunk(self, claims: frozenset[str]) -> frozenset[str]:
        """Leave out claims of a conflict one by one, in a network of these claims alone."""
        part = self.restricted(claims, self.effort)
        if part._is_only(claims):  # noqa: SLF001
            return claims
        for claim in sorted(claims):
            fewer = claims - {claim}
            if part.restricted(fewer, self.effort).refutation() is not None:
                claims = fewer
        return claims

    def explain(self, claims: frozenset[str]) -> Conflict:
        """Return a conflict with its proof, and whether other readings would resolve it."""
        part = self.restricted(claims, Effort(SEARCH_STEPS))
        refutation = part.refutation()
        if refutation is None:
            raise TypeError("a conflict cannot hold")
        try:
            rescued_by = self._rescue(claims)
        except GaveUpError:
            return Conflict(claims, refutation, None)
        if rescued_by is None:
            return Conflict(claims, refutation, strict=True)
        return Conflict(claims, refutation, strict=False, rescued_by=rescued_by)

    def _rescue(self, claims: frozenset[str]) -> tuple[str, ...] | None:
        """Return the readings under which claims can hold: another one of a single text if so."""
        part = self.restricted(claims, Effort(READING_STEPS))
        several = [facet for facet in part.facets if len(facet.readings) > 1]
        for free in [*([facet] for facet in several), several]:
            found = part._reading_of(free)  # noqa: SLF001
            if found is not None:
                return found
        return None

    def _reading_of(self, free: Sequence[Facet]) -> tuple[str, ...] | None:
        fixed = [facet for facet in self.facets if facet not in free]
        bounds, splits = _usual(fixed, ())
        network, cycle = self.network(bounds)
        if cycle is not None:
            return None
        chosen: dict[int, int] = {}
        if refute(network, [*map(split_readings, free), *splits], chosen) is not None:
            return None
        return tuple(
            facet.readings[chosen[place]].label for place, facet in enumerate(free) if chosen[place]
        )


def _claims(refutation: Refutation) -> frozenset[str]:
    return frozenset[str]().union(*(cycle.claims for cycle in refutation))


def _usual(facets: Iterable[Facet], without: Collection[str]) -> tuple[list[Bound], list[Split]]:
    """Return the bounds and choices of facets in their default readings."""
    bounds: list[Bound] = []
    splits: list[Split] = []
    for facet in facets:
        reading = facet.readings[0]
        if without:
            bounds.extend([b for b in reading.bounds if b.needs.isdisjoint(without)])
        else:
            bounds.extend(reading.bounds)
        if reading.cases and all(
            bound.needs.isdisjoint(without) for case in reading.cases for bound in case
        ):
            splits.extend(split_cases(reading))
    return bounds, splits


def _touching(structure: Iterable[Bound], facets: Iterable[Facet]) -> tuple[Bound, ...]:
    """Return the bounds of a structure that may matter to some facets: those near their nodes.

    A structural bound joins a point to its day, its other end or its clock: two steps reach all.
    """
    near = {point for facet in facets for point in facet.points()}
    bounds = list(structure)
    for _ in range(2):
        near |= {n for b in bounds if near & points((b,)) for n in b[:2]}
        near.discard(ORIGIN)
    return tuple(b for b in bounds if near & points((b,)))


class _Step(NamedTuple):
    bound: Bound
    before: _Step | None


def _fewest(outgoing: Mapping[int, Sequence[Bound]], cycle: Cycle, effort: Effort) -> Cycle:
    """Return a cycle of as few bounds as there are through one point of a given one.

    Layer by layer: the least value that each point gets over a path of so many bounds.
    """
    start = next((b[0] for b in cycle.bounds if b[0] in cycle.days), cycle.bounds[0][0])
    least: dict[int, int] = {start: 0}
    layer: dict[int, tuple[int, _Step | None]] = {start: (0, None)}
    for _ in range(len(cycle.bounds) - 1):
        further: dict[int, tuple[int, _Step | None]] = {}
        for node, (value, step) in layer.items():
            effort.spend(len(outgoing.get(node, ())))
            for bound in outgoing.get(node, ()):
                target = bound[1]
                reached = value + bound[2]
                if target in cycle.days:
                    reached -= reached % DAY
                if target in least and reached >= least[target]:
                    continue
                if target == start:
                    shorter = Cycle(tuple(_back(_Step(bound, step))), cycle.days)
                    if check_cycle(shorter):
                        return shorter
                    continue
                least[target] = reached
                further[target] = (reached, _Step(bound, step))
        layer = further
    return cycle


def _back(step: _Step | None) -> list[Bound]:
    path: list[Bound] = []
    while step is not None:
        path.append(step.bound)
        step = step.before
    return path[::-1]
