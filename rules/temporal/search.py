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
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from rules.temporal.facets import Case, Facet, Reading
    from rules.temporal.network import Bound

SEARCH_STEPS = 2_000_000
"""Bounds looked at in search of the conflicts of one part of the network."""
READING_STEPS = 200_000
"""Bounds looked at in search of a reading under which a conflict's claims can hold."""
MOST_LEFT_OUT = 20_000
"""Sets of claims left out in search of the conflicts of one part."""
_LONGEST_SHORTENED = 64
"""Bounds of a cycle of which a shorter one is looked for."""
_DEEPEST = 300
"""Choices that are made one within another."""

Refutation = tuple[Cycle, ...]
"""Why bounds cannot hold: a cycle; where there are cases, one for each."""


class Conflict(NamedTuple):
    """Claims that cannot all hold, none of which can be left out.

    Only where there are too many to find out which are needed may some not be (`irreducible` is
    false then). `strict` says that they cannot hold under any reading; None where there were too
    many to try. `rescued_by` names the readings under
    which they can hold. `beside` counts, for each claim, the other conflicts that it takes part
    in, where all are known. `number` is how many there are, where none of them takes fewer claims.
    """

    claims: frozenset[str]
    cycles: Refutation
    strict: bool | None
    rescued_by: tuple[str, ...] = ()
    beside: Mapping[str, int] | None = None
    number: int = 0
    irreducible: bool = True

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
    network: Network, splits: Iterable[Split], chosen: dict[int, int] | None = None
) -> Refutation | None:
    """Return why no cases of the splits fit a network; None where some do.

    The network is left as it was. `chosen` gets the case taken of each split by its place, where
    they fit.

    Raises:
        GaveUpError: the effort of the network is spent, or choices are nested too deep.

    """
    return _refute(network, list(enumerate(splits)), {} if chosen is None else chosen, 0)


def _refute(
    network: Network, open_splits: list[tuple[int, Split]], chosen: dict[int, int], depth: int
) -> Refutation | None:
    if depth > _DEEPEST:
        raise GaveUpError
    met = [split.met_by(network.values) for _, split in open_splits]
    if None not in met:
        chosen.update({p: m for (p, _), m in zip(open_splits, met, strict=True) if m is not None})
        return None
    unmet = met.index(None)
    place, split = open_splits[unmet]
    others = [*open_splits[:unmet], *open_splits[unmet + 1 :]]
    cycles: list[Cycle] = []
    for index, (bounds, further) in enumerate(split.cases):
        cycle = network.add(bounds)
        if cycle is not None:
            cycles.append(cycle)
            continue
        within = [*others, *((_NESTED, inner) for inner in further)]
        deeper = _refute(network, within, chosen, depth + 1)
        network.undo()
        if deeper is None:
            chosen[place] = index
            return None
        own = {*bounds, *_bounds_within(further)}
        if own and not any(bound in own for c in deeper for bound in c.bounds):
            # What is wrong does not hang on this choice: no other case will do.
            return deeper
        cycles.extend(deeper)
    return tuple(dict.fromkeys(cycles))


def _bounds_within(splits: Iterable[Split]) -> Iterator[Bound]:
    for split in splits:
        for bounds, further in split.cases:
            yield from bounds
            yield from _bounds_within(further)


_NESTED = -1
"""The place of a split within a case."""


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
        self._explaining = Effort(SEARCH_STEPS)
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
        network = Network(self.size, self.days, self.effort)
        return self._refuted_with(network, [*self.structure, *bounds], splits)

    def _refuted_with(
        self, network: Network, bounds: Sequence[Bound], splits: Sequence[Split]
    ) -> Refutation | None:
        """Return why a network can not take in bounds and choices; it is left as it was."""
        cycle = network.add(bounds)
        if cycle is not None:
            return (_fewest(network, bounds, cycle, self.effort),)
        refutation = refute(network, splits) if splits else None
        network.undo()
        return refutation

    def _refuted_past(
        self, left_out: frozenset[str], claims: frozenset[str], rest: Network
    ) -> Refutation | None:
        """Return why all but some claims cannot hold, given the network without a few more."""
        splits = _usual(self._with_cases, left_out)[1] if self.has_cases else ()
        return self._refuted_with(rest, self.joining(left_out, claims - left_out), splits)

    def _without(self, claims: frozenset[str]) -> Network:
        """Return the network without some claims, without which the rest can hold."""
        network, cycle = self.network(_usual(self.facets, claims)[0])
        if cycle is not None:
            raise AssertionError("the conflicts known leave another one")
        return network

    def all_conflicts(self) -> tuple[list[frozenset[str]], bool]:
        """Return all irreducible conflicts, and whether there was effort enough to be sure.

        Conflicts that share no claim come first, so that they are told even where the effort ends.
        """
        found: list[frozenset[str]] = []
        try:
            first = self.refutation()
            if first is None:
                return [], True
            claims = _along(first)
            self.unshrunk = frozenset(claims)
            if self._is_only(claims):
                return [self.unshrunk], True
            found.append(self._shrunk(claims))
            self._disjoint(found)
            groups = self._grouped(found)
            if len(groups) > 1 and not Apart(self, groups).holds():
                self._look_past(frozenset(), found)
        except GaveUpError:
            return found, False
        return found, True

    def _disjoint(self, found: list[frozenset[str]]) -> None:
        """Add conflicts that share no claim with those known, until what is left can hold."""
        out = frozenset[str]().union(*found)
        while (refutation := self.refutation(out)) is not None:
            found.append(self._shrunk(_along(refutation)))
            out |= found[-1]

    def _grouped(self, found: list[frozenset[str]]) -> list[Group]:
        """Return conflicts in groups that share no claim, each complete while the others are out.

        What is found on the way is added.
        """
        while True:
            known = len(found)
            everything = frozenset[str]().union(*found)
            groups = []
            for claims in _joined(found):
                others = everything - claims
                leaves = self._look_past(others, found)
                groups.append(Group(claims, tuple(leaf - others for leaf in leaves)))
            if len(found) == known:
                return groups

    def _look_past(
        self, without: frozenset[str], found: list[frozenset[str]]
    ) -> list[frozenset[str]]:
        """Add all conflicts that there are without some claims.

        Reiter's hitting-set tree ("A theory of diagnosis from first principles", 1987): each
        conflict is found, shrunk, and then looked past by leaving out each of its claims in turn.
        Returned are the sets of claims without which the rest can hold.
        """
        leaves: list[frozenset[str]] = []
        known_claims = frozenset[str]().union(*found)
        rest = self._without(known_claims)
        seen: set[frozenset[str]] = {without}
        queue = deque([without])
        while queue:
            left_out = queue.popleft()
            known = next((c for c in found if not c & left_out), None)
            if known is None:
                refutation = self._refuted_past(left_out, known_claims, rest)
                if refutation is None:
                    leaves.append(left_out)
                    continue
                known = self._shrunk(_along(refutation))
                found.append(known)
                if not known <= known_claims:
                    known_claims |= known
                    rest = self._without(known_claims)
            for claim in sorted(known):
                further = left_out | {claim}
                if further not in seen:
                    if len(seen) > MOST_LEFT_OUT:
                        raise GaveUpError
                    seen.add(further)
                    queue.append(further)
        return leaves

    def _is_only(self, claims: Sequence[str]) -> bool:
        """Say whether all else can hold as soon as any one of some claims is left out.

        Then they are irreducible, and no other conflict stands beside them.
        """
        bounds, _ = _usual(self.facets, frozenset(claims))
        network, cycle = self.network(bounds)
        return cycle is None and self._each_settles(network, claims)

    def _each_settles(self, network: Network, left_out: Sequence[str]) -> bool:
        """Halve the claims left out, taking one half in again and then the other.

        Those that follow each other in the cycle are taken in together, which costs least.
        """
        if len(left_out) == 1:
            _, splits = _usual(self.facets, frozenset(left_out))
            return refute(network, splits) is None
        middle = len(left_out) // 2
        halves = (left_out[:middle], left_out[middle:])
        for out, taken in (halves, halves[::-1]):
            if network.add(self.joining(frozenset(out), frozenset(taken))) is not None:
                return False
            settles = self._each_settles(network, out)
            network.undo()
            if not settles:
                return False
        return True

    @property
    def has_cases(self) -> bool:
        """Say whether some claim leaves a choice, as usually read."""
        return bool(self._with_cases)

    @cached_property
    def _with_cases(self) -> Sequence[Facet]:
        return [facet for facet in self.facets if facet.readings[0].cases]

    @cached_property
    def _usual_by_need(self) -> Mapping[str, Sequence[Bound]]:
        groups: dict[str, list[Bound]] = {}
        for facet in self.facets:
            for bound in facet.readings[0].bounds:
                for claim in bound.needs:
                    groups.setdefault(claim, []).append(bound)
        return groups

    def joining(self, out: frozenset[str], taken: frozenset[str]) -> list[Bound]:
        """Return the usual bounds that come into force with some claims while others are out."""
        return [
            bound
            for claim in sorted(taken)
            for bound in self._usual_by_need.get(claim, ())
            if bound.needs.isdisjoint(out) and claim == min(bound.needs & taken)
        ]

    def _shrunk(self, claims: Sequence[str]) -> frozenset[str]:
        """Leave out claims of a conflict one by one, in a network of these claims alone."""
        part = self.restricted(claims, self.effort)
        if part._is_only(claims):  # noqa: SLF001  a part of it
            return frozenset(claims)
        kept = frozenset(claims)
        for claim in sorted(claims):
            fewer = kept - {claim}
            if part.restricted(fewer, self.effort).refutation() is not None:
                kept = fewer
        return kept

    def explain(self, claims: frozenset[str]) -> Conflict:
        """Return a conflict with its proof, and whether other readings would resolve it."""
        refutation = self.restricted(claims, Effort(SEARCH_STEPS)).refutation()
        if refutation is None:
            raise TypeError("a conflict cannot hold")
        effort = self._explaining.lend(READING_STEPS)
        lent = effort.left
        try:
            rescued_by = self._rescue(claims, effort)
            self._explaining.spend(lent - effort.left)
        except GaveUpError:
            return Conflict(claims, refutation, None)
        if rescued_by is None:
            return Conflict(claims, refutation, strict=True)
        return Conflict(claims, refutation, strict=False, rescued_by=rescued_by)

    def _rescue(self, claims: frozenset[str], effort: Effort) -> tuple[str, ...] | None:
        """Return the readings under which claims can hold: another one of a single text if so."""
        part = self.restricted(claims, effort)
        several = [facet for facet in part.facets if len(facet.readings) > 1]
        for free in [*([facet] for facet in several), several]:
            found = part._reading_of(free)  # noqa: SLF001  a part of it
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


class Group(NamedTuple):
    """Conflicts that share claims, and the sets of these that resolve them all when left out."""

    claims: frozenset[str]
    leaves: tuple[frozenset[str], ...]


def _joined(conflicts: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Return the claims of conflicts that share any, together."""
    found: list[frozenset[str]] = []
    for claims in conflicts:
        sharing = [group for group in found if group & claims]
        found = [group for group in found if not group & claims]
        found.append(claims.union(*sharing))
    return found


class Apart:
    """Whether groups of conflicts are all there are: no further one takes from several groups.

    Looked for would be all ways to leave out a leaf of each group, which are too many. But each
    leaf alone, with all the claims of the other groups out, leaves a solution. The lower of two
    solutions at each point meets every bound that both meet. So if no solution breaks a bound of
    another group's by being lower at where it leads from, the lowest of them all meets all bounds,
    whichever leaves are taken.
    """

    def __init__(self, part: Part, groups: Sequence[Group]) -> None:
        self._part = part
        self._groups = groups
        self._all = frozenset[str]().union(*(group.claims for group in groups))

    def holds(self) -> bool:
        """Say so where it is certain."""
        part = self._part
        if part.has_cases or not self._rests_within_groups():
            return False
        network, cycle = part.network(_usual(part.facets, self._all)[0])
        if cycle is not None:
            return False
        lowered: list[tuple[int, Sequence[Bound], Mapping[int, int]]] = []
        for place, group in enumerate(self._groups):
            for leaf in group.leaves:
                bounds = part.joining(leaf | (self._all - group.claims), group.claims - leaf)
                values = network.lowered_by(bounds)
                if values is None:
                    return False
                lowered.append((place, bounds, values))
        return self._compatible(lowered, network.values)

    def _rests_within_groups(self) -> bool:
        """Say whether no bound needs claims of two groups."""
        return not any(
            sum(not bound.needs.isdisjoint(group.claims) for group in self._groups) > 1
            for facet in self._part.facets
            for bound in facet.readings[0].bounds
            if len(bound.needs) > 1
        )

    def _compatible(
        self,
        lowered: Sequence[tuple[int, Sequence[Bound], Mapping[int, int]]],
        usual: Sequence[int],
    ) -> bool:
        at: dict[int, list[tuple[int, Mapping[int, int]]]] = {}
        for place, _, values in lowered:
            for node in values:
                at.setdefault(node, []).append((place, values))
        for place, bounds, values in lowered:
            for bound in bounds:
                source, target = bound[0], bound[1]
                here = values.get(source, usual[source])
                for other, theirs in at.get(source, ()):
                    if other == place or theirs[source] >= here:
                        continue
                    self._part.effort.spend(1)
                    if theirs.get(target, usual[target]) - theirs[source] > bound[2]:
                        return False
        return True


def _along(refutation: Refutation) -> tuple[str, ...]:
    """Return the claims of a refutation in the order in which its cycles meet them."""
    bounds = (bound for cycle in refutation for bound in cycle.bounds)
    return tuple(dict.fromkeys(claim for bound in bounds for claim in sorted(bound.needs)))


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


def _fewest(network: Network, further: Iterable[Bound], cycle: Cycle, effort: Effort) -> Cycle:
    """Return a cycle of as few bounds as there are through one point of a given one.

    The bounds are those of a network and some further ones. Layer by layer: the least value that
    each point gets over a path of so many bounds.
    """
    if not 2 < len(cycle.bounds) <= _LONGEST_SHORTENED:
        return cycle
    more: dict[int, list[Bound]] = {}
    for bound in further:
        more.setdefault(bound[0], []).append(bound)
    start = next((b[0] for b in cycle.bounds if b[0] in cycle.days), cycle.bounds[0][0])
    least: dict[int, int] = {start: 0}
    layer: dict[int, tuple[int, _Step | None]] = {start: (0, None)}
    for _ in range(len(cycle.bounds) - 1):
        next_layer: dict[int, tuple[int, _Step | None]] = {}
        for node, (value, step) in layer.items():
            leading_on = [*network.leading_from(node), *more.get(node, ())]
            effort.spend(len(leading_on))
            for bound in leading_on:
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
                next_layer[target] = (reached, _Step(bound, step))
        layer = next_layer
    return cycle


def _back(step: _Step | None) -> list[Bound]:
    path: list[Bound] = []
    while step is not None:
        path.append(step.bound)
        step = step.before
    return path[::-1]
