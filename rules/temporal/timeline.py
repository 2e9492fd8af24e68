"""What the claims say of times, as one network, and what follows from it.

Each event and state has a start and an end. Claims bound them: the time an event is said to have
been, its order to another event, the dateline before which it must lie. Instants count in UTC;
"two days after" counts calendar dates in the zone of the document that says so, through day nodes.
Documents without a time zone have one unknown offset each, the same for all their clock times.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from rules.temporal.columns import solve, verify
from rules.temporal.doubt import Doubt
from rules.temporal.facets import Facet, points
from rules.temporal.graph import Groups, bridges
from rules.temporal.network import ORIGIN, Bound, Effort
from rules.temporal.order_facets import duration_facets, order_facets
from rules.temporal.points import Points, fulfilled, is_timed, make_nodes, measured
from rules.temporal.search import SEARCH_STEPS, Conflict, Part
from rules.temporal.sound import Sound
from rules.temporal.when_facets import time_facets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from rules.claimset import ClaimSet
    from rules.temporal.memory import Memory

RUN_STEPS = 20_000_000
"""Bounds looked at in search of the conflicts of a whole claim set."""
LEAST_STEPS = 200
"""Bounds looked at in a part, for each thing that its claims say of times, whatever is left."""
MOST_WIDENED = 64
"""How many times what claims miss each other by is tried in search of a widening."""
MOST_COMBINATIONS = 512
"""Combinations of readings tried before strictness is left open."""
_Part = tuple[tuple[Facet, ...], tuple[Bound, ...]]


class Span(NamedTuple):
    """The tightest bounds on a point of time, in microseconds of UTC; None: unbounded."""

    earliest: int | None
    latest: int | None


@dataclass(frozen=True)
class Timeline:
    """The solved network of a claim set.

    What takes part in a conflict, or was not searched to the end, bounds nothing further.
    """

    nodes: Mapping[tuple[str, str], int]
    days: frozenset[int]
    facets: tuple[Facet, ...]
    structure: tuple[Bound, ...]
    conflicts: tuple[Conflict, ...]
    unsearched: tuple[frozenset[str], ...]
    """Claims of parts whose search for conflicts was cut short, part by part."""
    size: int

    @cached_property
    def given_up(self) -> frozenset[str]:
        """Return the claims of parts whose search for conflicts was cut short."""
        return frozenset[str]().union(*self.unsearched)

    @cached_property
    def conflicting(self) -> frozenset[str]:
        """Return the claims in conflicts."""
        return frozenset[str]().union(*(c.claims for c in self.conflicts))

    @cached_property
    def touched(self) -> frozenset[str]:
        """Return the claims in conflicts, and those whose search was given up."""
        return self.conflicting | self.given_up

    @cached_property
    def facet_names(self) -> frozenset[tuple[str, str]]:
        """Return claim and name of everything that is said of times."""
        return frozenset((facet.claim, facet.name) for facet in self.facets)

    @cached_property
    def tested(self) -> frozenset[tuple[str, str]]:
        """Return claim and name of what was held against something.

        A claim that alone joins two parts of the network can always hold: nothing tests it.
        """
        groups = Groups(self.size)
        for bound in self.structure:
            groups.join(bound[:2])
        links: list[tuple[int, int, str]] = []
        for facet in self.facets:
            if facet.name == "dateline":
                continue
            ends = {groups.find(n) for b in facet.readings[0].all_bounds() for n in b[:2]}
            first = min(ends, default=ORIGIN)
            links.extend((first, other, facet.claim) for other in sorted(ends - {first}))
        alone = bridges(links)
        return frozenset(name for name in self.facet_names if name[0] not in alone)

    @cached_property
    def sound(self) -> Sound:
        """Return the network without the claims of any conflict; it is consistent."""
        kept = [facet.resting_on(self._kept) for facet in self.facets if facet.claim in self._kept]
        return Sound(self.size, self.days, kept, self.structure)

    @cached_property
    def _kept(self) -> frozenset[str]:
        return frozenset(facet.claim for facet in self.facets) - self.touched

    def variants(self, keys: Collection[str]) -> tuple[Timeline, ...] | None:
        """Return what a few claims alone say of times, once for each way to read them.

        None where there are more ways than are tried.
        """
        own = [facet for facet in self.facets if facet.claim in keys]
        if prod(len(facet.readings) for facet in own) > MOST_COMBINATIONS:
            return None
        return tuple(
            replace(
                self,
                facets=tuple(
                    facet._replace(readings=(reading,)).resting_on(keys)
                    for facet, reading in zip(own, choice, strict=True)
                ),
                conflicts=(),
                unsearched=(),
            )
            for choice in product(*(facet.readings for facet in own))
        )

    @cached_property
    def is_consistent(self) -> bool:
        """Say whether all that is said of times here can hold."""
        return Part(self.days, self.facets, self.structure).refutation() is None

    def has_one_reading(self, key: str) -> bool:
        """Say whether all that a claim says of times can be read in one way only."""
        return all(len(facet.readings) == 1 for facet in self.facets if facet.claim == key)

    def words(self, keys: Collection[str]) -> tuple[str, ...]:
        """Return what claims say of times, in words."""
        told = (
            bound.words
            for key in sorted(keys)
            for facet in self._by_claim.get(key, ())
            for bound in facet.readings[0].all_bounds()
        )
        return tuple(dict.fromkeys(told))

    @cached_property
    def _by_claim(self) -> Mapping[str, Sequence[Facet]]:
        groups: dict[str, list[Facet]] = {}
        for facet in self.facets:
            groups.setdefault(facet.claim, []).append(facet)
        return groups

    def node(self, key: str, end: str) -> int | None:
        """Return the node of the start or end of an event or state."""
        return self.nodes.get((key, end))

    def span(self, key: str, end: str) -> Span:
        """Return the tightest bounds on the start or end of an event or state."""
        node = self.nodes.get((key, end))
        if node is None:
            return Span(None, None)
        return Span(self.sound.earliest(node), self.sound.latest(node))

    def why(self, key: str, end: str) -> frozenset[str]:
        """Return the claims that the latest time of a start or end rests on."""
        node = self.nodes.get((key, end))
        return frozenset() if node is None else self.sound.why_latest(node)

    def allows(self, bound: Bound) -> bool:
        """Say whether a further bound can hold with all that is said of times."""
        return self.sound.allows(bound)

    def refute(self, cases: Sequence[Bound]) -> frozenset[str] | None:
        """Return claims that rule out every one of some further bounds; None: one can hold.

        The set is irreducible: without any one of its claims some case could hold.
        """
        needed = self.sound.refute(cases)
        if needed is None:
            return None
        kept = needed
        for claim in sorted(needed):
            fewer = kept - {claim}
            if self.of(fewer, points(cases)).refute(cases) is not None:
                kept = fewer
        return kept

    def refute_together(self, choices: Sequence[Sequence[Bound]]) -> frozenset[str] | None:
        """Return claims with which no further bound of each choice can hold; None: some can.

        The set is irreducible: without any one of its claims some could.
        """
        needed = self.sound.refute_together(choices)
        if needed is None:
            return None
        nodes = points(bound for cases in choices for bound in cases)
        kept = needed
        for claim in sorted(needed):
            fewer = kept - {claim}
            if self.of(fewer, nodes).refute_together(choices) is not None:
                kept = fewer
        return kept

    def strains(self, key: str) -> frozenset[str] | None:
        """Return the claims for which one holds by tolerance only; None where it holds without.

        Asked of claims that are in no conflict.
        """
        exact = [(b,) for facet in self._by_claim.get(key, ()) for b in facet.exact]
        if not exact:
            return None
        needed = self.sound.refute_together(exact)
        return None if needed is None else needed - {key}

    def of(self, keys: Collection[str], nodes: Collection[int] = ()) -> Sound:
        """Return what a few claims alone say of times, and of some nodes; they must be able to."""
        facets = self._facets_of(keys)
        near = set(nodes).union(*(facet.points() for facet in facets))
        return Sound(self.size, self.days, facets, self._near(near))

    def widening(self, keys: Collection[str], claim: str, about: int) -> int | None:
        """Return by how much one claim of a conflict must be widened for the others to fit.

        In microseconds, at each bound that the claim sets; None where no widening that was tried
        will do. `about` is where to begin: by how much the claims miss each other.
        """
        facets = self._facets_of(keys)
        structure = self._near(set().union(*(facet.points() for facet in facets)))

        def fits(wider: int) -> bool:
            moved = [facet.wider(claim, wider) for facet in facets]
            return Part(self.days, moved, structure).refutation() is None

        low, high = 0, about
        while not fits(high):
            low, high = high, 2 * high
            if high > MOST_WIDENED * about:
                return None
        if not low and not fits(high - 1):
            return high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if fits(middle) else (middle, high)
        return high

    def _facets_of(self, keys: Collection[str]) -> list[Facet]:
        return [f.resting_on(keys) for key in sorted(keys) for f in self._by_claim.get(key, ())]

    def _near(self, nodes: set[int]) -> list[Bound]:
        """Return the bounds of the structure near some nodes: two steps reach all that matter."""
        found: dict[int, None] = {}
        for _ in range(3):
            touching = [i for node in nodes for i in self._structure_at.get(node, ())]
            found.update(dict.fromkeys(touching))
            nodes = points(self.structure[i] for i in touching)
        return [self.structure[i] for i in sorted(found)]

    @cached_property
    def _structure_at(self) -> Mapping[int, Sequence[int]]:
        groups: dict[int, list[int]] = {}
        for index, bound in enumerate(self.structure):
            for node in bound[:2]:
                if node != ORIGIN:
                    groups.setdefault(node, []).append(index)
        return groups


def said_of_times(claims: ClaimSet) -> tuple[Points, tuple[Facet, ...]]:
    """Return the points of time of a claim set, and what its claims say of them."""
    build = Points(claims, {}, set(), [], measured(claims), fulfilled(claims))
    timed = [entry for entry in claims.entries if is_timed(entry)]
    make_nodes(build, timed)
    facets: list[Facet] = []
    # Orders before times, since these bound the day nodes that orders make.
    for entry, order in claims.each(records.Order):
        facets.extend(order_facets(build, entry, order))
    for entry in timed:
        facets.extend(time_facets(build, entry))
    for entry, measurement in claims.each(records.Measurement):
        facets.extend(duration_facets(build, entry, measurement))
    # Datelines last: where a claim's own time says as much, that is what is told.
    facets.sort(key=lambda facet: (facet.name == "dateline", facet.claim, facet.name))
    return build, tuple(facets)


def solve_timeline(claims: ClaimSet, memory: Memory | None = None) -> Timeline:
    """Build the network of a claim set, decide it, and find its conflicts.

    What `memory` knows from an earlier run is not decided again; it gets what this run finds.
    """
    build, facets = said_of_times(claims)
    days = frozenset(build.days)
    found: list[Conflict] = []
    unsearched: list[frozenset[str]] = []
    parts = tuple(components(build.size, facets, build.structure))
    effort = Effort(RUN_STEPS)
    if memory is None:
        doubts = [Doubt(part) for part in in_doubt(build.size, days, parts)]
    else:
        doubts = memory.doubts(parts, build.names())
    for doubt in doubts:
        inside, structure = doubt.part
        # Whether a part can hold at all is decided even where others spent all the effort.
        lent = max(effort.lend(SEARCH_STEPS).left, LEAST_STEPS * len(inside))
        if not doubt.is_searched(lent):
            part = Part(days, inside, structure, Effort(lent))
            doubt.take(conflicts_of(part), lent, lent - part.effort.left)
        conflicts, complete = doubt.found
        effort.left -= doubt.spent
        found.extend(conflicts)
        if not complete:
            unsearched.append(frozenset(facet.claim for facet in inside))
    found.sort(key=lambda conflict: (len(conflict.claims), sorted(conflict.claims)))
    return Timeline(
        build.nodes, days, facets, tuple(build.structure), tuple(found), tuple(unsearched),
        build.size,
    )  # fmt: skip


def in_doubt(size: int, days: Collection[int], parts: Sequence[_Part]) -> Iterator[_Part]:
    """Decide parts of the network at once; return those that contradict, or leave a choice.

    What is left out can hold as usually read, which the certificates that are checked here show.
    """
    usual = [[*s, *(b for f in inside for b in f.readings[0].bounds)] for inside, s in parts]
    bounds = [bound for of_part in usual for bound in of_part]
    columns = [b[0] for b in bounds], [b[1] for b in bounds], [b[2] for b in bounds]
    found = solve(size, *columns, days)
    if not verify(found, *columns, days):
        raise AssertionError("the decision of a network has no proof")
    for part, of_part in zip(parts, usual, strict=True):
        leaves_choice = any(facet.readings[0].cases for facet in part[0])
        if leaves_choice or any(found.component[b[0] or b[1]] in found.cycles for b in of_part):
            yield part


def conflicts_of(part: Part) -> tuple[list[Conflict], bool]:
    """Return the conflicts of a part, with their proofs, and whether they are all."""
    sets, complete = part.all_conflicts()
    found = [part.explain(claims) for claims in sets]
    if not complete and not found and part.unshrunk:
        found = [part.explain(part.unshrunk)._replace(irreducible=False)]
    if complete and len(found) > 1:
        # Only where all are known can be said that none is smaller.
        least = min(map(len, sets))
        taking_part = Counter(claim for claims in sets for claim in claims)
        found = [
            conflict._replace(
                beside={claim: taking_part[claim] - 1 for claim in conflict.claims},
                number=len(found) if len(conflict.claims) == least else 0,
            )
            for conflict in found
        ]
    for conflict in found:
        if not conflict.verify():
            raise AssertionError("a conflict has no proof")
    return found, complete


def components(size: int, facets: Sequence[Facet], structure: Sequence[Bound]) -> Iterator[_Part]:
    """Split the network into parts that share no point of time but the origin.

    A simple cycle meets the origin at most once, so that the network is consistent exactly when
    each part with a copy of the origin of its own is. All that one claim says stays together, so
    that leaving it out leaves out all of it.
    """
    groups = Groups(size)
    for bound in structure:
        groups.join(points((bound,)))
    by_claim: dict[str, set[int]] = {}
    for facet in facets:
        by_claim.setdefault(facet.claim, set()).update(facet.points())
    for nodes in by_claim.values():
        groups.join(nodes)
    parts: dict[int, tuple[list[Facet], list[Bound]]] = {}
    for facet in facets:
        nodes = by_claim[facet.claim]
        at = groups.find(min(nodes)) if nodes else ORIGIN
        parts.setdefault(at, ([], []))[0].append(facet)
    for bound in structure:
        at = groups.find(min(points((bound,))))
        if at in parts:
            parts[at][1].append(bound)
    for inside, bounds in parts.values():
        yield tuple(inside), tuple(bounds)
