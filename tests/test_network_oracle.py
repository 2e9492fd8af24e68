"""Networks of times are decided as z3 decides them, and conflicts are all there and least."""

from __future__ import annotations

import os
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import z3
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import corpus_of

from claims.calendar import days_from_civil, show_day
from rules.claimset import ClaimSet
from rules.temporal.facets import Facet, Reading
from rules.temporal.network import (
    DAY,
    ORIGIN,
    Bound,
    Cycle,
    Network,
    Solution,
    check_cycle,
    check_solution,
    decide,
)
from rules.temporal.search import Part
from rules.temporal.sound import Sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.temporal.timeline import Timeline

NIGHTLY = os.environ.get("COUNTERCLAIM_PROFILE") == "nightly"
NETWORKS = settings(max_examples=20_000 if NIGHTLY else 500)
TIMELINES = settings(max_examples=5_000 if NIGHTLY else 120)


def variables(size: int, days: Iterable[int]) -> list[Any]:
    """Return what z3 knows the nodes as: whole numbers, of days whole days."""
    found = [z3.Int(f"n{node}") for node in range(size)]
    for day in days:
        found[day] = z3.Int(f"d{day}") * DAY
    found[ORIGIN] = z3.IntVal(0)
    return found


def is_satisfiable(size: int, bounds: Sequence[Bound], days: Iterable[int]) -> bool:
    nodes = variables(size, days)
    solver = z3.Solver()
    solver.add(*(nodes[b.target] - nodes[b.source] <= b.limit for b in bounds))
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


HOUR = DAY // 24
limits = st.builds(
    lambda hours, more: hours * HOUR + more, st.integers(-60, 72), st.sampled_from((-1, 0, 0, 1))
)


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[Bound], frozenset[int]]:
    size = draw(st.integers(2, 6))
    days = draw(st.frozensets(st.integers(1, size - 1)))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pairs = ends.filter(lambda pair: pair[0] != pair[1])
    rows = draw(st.lists(st.tuples(pairs, limits), max_size=14))
    bounds = [
        Bound(source, target, limit, frozenset((f"c{n}",)))
        for n, ((source, target), limit) in enumerate(rows)
    ]
    return size, bounds, days


@NETWORKS
@given(networks())
def test_a_network_is_decided_as_z3_decides_it(
    network: tuple[int, list[Bound], frozenset[int]],
) -> None:
    size, bounds, days = network
    found = decide(size, bounds, days)
    assert isinstance(found, Solution) == is_satisfiable(size, bounds, days)


@NETWORKS
@given(networks())
def test_every_verdict_on_a_network_carries_its_proof(
    network: tuple[int, list[Bound], frozenset[int]],
) -> None:
    size, bounds, days = network
    found = decide(size, bounds, days)
    if isinstance(found, Cycle):
        assert check_cycle(found)
        # Between days a bound is rounded to whole days, so bounds are known by who made them.
        makers = found.claims
        made = [bound for bound in bounds if bound.needs <= makers]
        assert not is_satisfiable(size, made, days)
    else:
        assert check_solution(found, days)
        assert set(bounds) <= set(found.bounds)


@st.composite
def questions(draw: st.DrawFn) -> tuple[tuple[int, list[Bound], frozenset[int]], list[Bound]]:
    size, bounds, days = draw(networks())
    # Asked about one node again and again, as firsts and pauses do, and of others in between.
    common = draw(st.integers(0, size - 1))
    ends = st.tuples(
        st.just(common) | st.integers(0, size - 1), st.integers(0, size - 1), st.booleans()
    ).filter(lambda pair: pair[0] != pair[1])
    asked = draw(st.lists(st.tuples(ends, limits), min_size=1, max_size=8))
    further = [
        Bound(*((one, other) if way else (other, one)), limit) for (one, other, way), limit in asked
    ]
    return (size, bounds, days), further


# Counted from one day another is whole days away, and so is the origin.
FROM_A_DAY = (
    (
        3,
        [
            Bound(0, 2, HOUR, frozenset({"c0"})),
            Bound(1, 0, -1, frozenset({"c1"})),
            Bound(1, 2, 0, frozenset({"c2"})),
        ],
        frozenset({1, 2}),
    ),
    [Bound(2, 1, -DAY), Bound(2, 1, 0)],
)


@NETWORKS
@example(FROM_A_DAY)
@given(questions())
def test_what_a_network_leaves_possible_is_what_z3_does(
    asked: tuple[tuple[int, list[Bound], frozenset[int]], list[Bound]],
) -> None:
    (size, bounds, days), further = asked
    if isinstance(decide(size, bounds, days), Cycle):
        return
    facets = [Facet(f"c{n}", "when", (Reading((bound,)),)) for n, bound in enumerate(bounds)]
    sound = Sound(size, days, facets, ())
    for bound in further:
        possible = is_satisfiable(size, [*bounds, bound], days)
        assert sound.allows(bound) == possible
        needed = sound.refute((bound,))
        assert (needed is None) == possible
        if needed is not None:
            kept = [other for other in bounds if other.needs <= needed]
            assert not is_satisfiable(size, [*kept, bound], days)


# --- timelines -----------------------------------------------------------------------------------

FIRST = days_from_civil(2024, 3, 1)
RELATIONS = (
    "before", "after", "same day", "during", "meets", "overlaps", "equals", "apart", "same week",
    "same month", "starts", "finishes",
)  # fmt: skip
SPANS = ("a day", "two days", "4 days", "a week", "20 hours", "36 hours", "a month", "days")
PHRASES = ("Monday", "last week", "over the weekend", "9 March", "early March")
"""Texts with several readings, against a dateline of 2024-03-10."""


@st.composite
def claim_sets(draw: st.DrawFn) -> dict[str, Any]:
    """Return a claim file of two to four events, said to have been on few days, in any order."""
    number = draw(st.integers(2, 4))
    rows: list[dict[str, Any]] = []
    for n in range(number):
        activity = draw(st.sampled_from(("departure", "voyage")))
        row = {"id": f"e{n}", "kind": "event", "activity": activity}
        day = FIRST + draw(st.integers(0, 9))
        dates = [show_day(day), f"[{show_day(day)}..{show_day(day + 2)}]", "2024-03", *PHRASES]
        dates += [f"{show_day(day)}T{draw(st.integers(0, 23)):02}:00"]
        if activity == "voyage":
            dates += [f"{show_day(day)}/{show_day(day + 1)}"]
        if draw(st.booleans()):
            row["when"] = draw(st.sampled_from(dates))
        rows.append(row)
    for n in range(draw(st.integers(1, 4))):
        of, than = draw(st.lists(st.integers(0, number - 1), min_size=2, max_size=2, unique=True))
        relation = draw(st.sampled_from(RELATIONS))
        row = {"id": f"o{n}", "kind": "order", "of": f"e{of}", "relation": relation}
        row |= {"than": f"e{than}"}
        if relation in {"before", "after", "apart"} and draw(st.booleans()):
            row["by"] = draw(st.sampled_from(SPANS))
        if draw(st.integers(0, 4)) == 0:
            row["hedge"] = "denied"
        rows.append(row)
    zone = draw(st.sampled_from(("Europe/Oslo", "UTC", None)))
    head = {"id": "d", "published": "2024-03-10"} | ({"timezone": zone} if zone else {})
    return {"document": head, "claims": rows}


class Oracle:
    """A timeline as z3 sees it: claims as propositions that imply what they say."""

    def __init__(self, timeline: Timeline, *, every_reading: bool = False) -> None:
        self.nodes = variables(timeline.size, timeline.days)
        self.says: Mapping[str, Any] = {f.claim: z3.Bool(f.claim) for f in timeline.facets}
        self.solver = z3.Solver()
        self.solver.add(*(self.holds(b) for b in timeline.structure))
        for facet in timeline.facets:
            readings = facet.readings if every_reading else facet.readings[:1]
            means = z3.Or(*(self.means(reading) for reading in readings))
            self.solver.add(z3.Implies(self.says[facet.claim], means))

    def holds(self, bound: Bound) -> Any:
        return self.nodes[bound.target] - self.nodes[bound.source] <= bound.limit

    def needed(self, bound: Bound) -> Any:
        """Return that a bound holds, if all the claims that it rests on are there."""
        return z3.Implies(z3.And(*(self.says[key] for key in bound.needs)), self.holds(bound))

    def means(self, reading: Reading) -> Any:
        cases = [z3.And(*(self.holds(b) for b in case)) for case in reading.cases]
        rests_on = {key for case in reading.cases for b in case for key in b.needs}
        one = z3.Or(*cases) if cases else z3.BoolVal(val=True)
        choice = z3.Implies(z3.And(*(self.says[key] for key in rests_on)), one)
        return z3.And(*(self.needed(b) for b in reading.bounds), choice)

    def can_hold(self, claims: Iterable[str]) -> bool:
        chosen = set(claims)
        literals = [v if key in chosen else z3.Not(v) for key, v in self.says.items()]
        answer = self.solver.check(*literals)
        assert answer != z3.unknown
        return bool(answer == z3.sat)

    def least_conflicts(self) -> set[frozenset[str]]:
        """Return all least sets of claims that are impossible, by trying all sets."""
        found: set[frozenset[str]] = set()
        everybody = sorted(self.says)
        for size in range(1, len(everybody) + 1):
            for group in combinations(everybody, size):
                chosen = frozenset(group)
                if not any(known <= chosen for known in found) and not self.can_hold(chosen):
                    found.add(chosen)
        return found


@TIMELINES
@given(claim_sets())
def test_all_least_conflicts_are_found_and_no_other(file: dict[str, Any]) -> None:
    timeline = ClaimSet(corpus_of([file])).timeline
    assert timeline.unsearched == ()
    found = {conflict.claims for conflict in timeline.conflicts}
    assert found == Oracle(timeline).least_conflicts()


@TIMELINES
@given(claim_sets())
def test_every_conflict_of_a_timeline_carries_its_proof(file: dict[str, Any]) -> None:
    timeline = ClaimSet(corpus_of([file])).timeline
    oracle = Oracle(timeline)
    for conflict in timeline.conflicts:
        assert conflict.verify()
        for left_out in conflict.claims:
            assert oracle.can_hold(conflict.claims - {left_out})


# "Days apart" is read as two days or more, or as one or more, and either way round: the second
# choice stands within the first, and a dead end of it says nothing of the other reading.
CHOICE_WITHIN_A_CHOICE = {
    "document": {"id": "d", "published": "2024-03-10", "timezone": "Europe/Oslo"},
    "claims": [
        {"id": "e0", "kind": "event", "activity": "departure"},
        {"id": "e1", "kind": "event", "activity": "departure"},
        {"id": "o0", "kind": "order", "of": "e0", "relation": "apart", "than": "e1", "by": "days"},
        {"id": "o1", "kind": "order", "of": "e0", "relation": "equals", "than": "e1"},
    ],
}


@TIMELINES
@example(CHOICE_WITHIN_A_CHOICE)
@given(claim_sets())
def test_a_conflict_is_strict_when_no_reading_resolves_it(file: dict[str, Any]) -> None:
    timeline = ClaimSet(corpus_of([file])).timeline
    oracle = Oracle(timeline, every_reading=True)
    for conflict in timeline.conflicts:
        assert conflict.strict is not oracle.can_hold(conflict.claims)


@TIMELINES
@given(claim_sets())
def test_the_tightest_bounds_are_those_that_z3_finds(file: dict[str, Any]) -> None:
    timeline = ClaimSet(corpus_of([file])).timeline
    kept = {f.claim for f in timeline.facets} - timeline.touched
    said = [b for f in timeline.facets if f.claim in kept for b in f.readings[0].bounds]
    bounds = [*timeline.structure, *(b for b in said if b.needs <= kept)]
    for (key, end), node in timeline.nodes.items():
        if end not in {"start", "end"}:
            continue
        span = timeline.span(key, end)
        for value, further in (
            (span.latest, Bound(node, ORIGIN, -1 - (span.latest or 0))),
            (span.earliest, Bound(ORIGIN, node, (span.earliest or 0) - 1)),
        ):
            if value is None:
                continue
            assert not is_satisfiable(timeline.size, [*bounds, further], timeline.days)
            moved = further._replace(limit=further.limit + 1)
            assert is_satisfiable(timeline.size, [*bounds, moved], timeline.days)


# --- parts with many conflicts -------------------------------------------------------------------


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """Return a part of few points and many claims, so that conflicts share claims or do not."""
    size = draw(st.integers(3, 7))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    rows = draw(
        st.lists(st.tuples(ends.filter(lambda p: p[0] != p[1]), limits), min_size=2, max_size=10)
    )
    facets = tuple(
        Facet(f"c{n}", "order", (Reading((Bound(*pair, limit, frozenset((f"c{n}",))),)),))
        for n, (pair, limit) in enumerate(rows)
    )
    return Part(draw(st.frozensets(st.integers(1, size - 1))), facets, ())


def brute_conflicts(part: Part) -> set[frozenset[str]]:
    found: set[frozenset[str]] = set()
    for number in range(1, len(part.facets) + 1):
        for group in combinations(part.facets, number):
            chosen = frozenset(facet.claim for facet in group)
            bounds = [b for facet in group for b in facet.readings[0].bounds]
            if any(known <= chosen for known in found):
                continue
            if isinstance(decide(part.size, bounds, part.days), Cycle):
                found.add(chosen)
    return found


@TIMELINES
@given(parts())
def test_all_least_conflicts_of_a_part_are_found_and_no_other(part: Part) -> None:
    found, complete = part.all_conflicts()
    assert complete
    assert set(found) == brute_conflicts(part)
    assert len(found) == len(set(found))


# --- stories with planted contradictions ---------------------------------------------------------


class Story(NamedTuple):
    """What claims say of true times, each bound true but for those of `planted`."""

    part: Part
    planted: frozenset[str]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Return a story of true times, with no, one or several claims that contradict the others."""
    size = draw(st.integers(3, 9))
    days = draw(st.frozensets(st.integers(1, size - 1)))
    times = [0]
    for node in range(1, size):
        hours = draw(st.integers(0, 240))
        times.append(hours // 24 * DAY if node in days else hours * HOUR)
    rows = []
    for _ in range(draw(st.integers(size, 3 * size))):
        source, target = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
        if source != target:
            room = draw(st.sampled_from((0, 1, HOUR, DAY, 3 * DAY)))
            rows.append(Bound(source, target, times[target] - times[source] + room))
    planted = []
    network = Network(size, days)
    assert network.add(rows) is None
    for number in range(draw(st.sampled_from((0, 0, 1, 1, 2, 3)))):
        source, target = draw(
            st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)
        )
        # A little less than the values leave: contradicts where a path gives that limit.
        limit = network.values[source] - network.values[target] - 1
        counter = Bound(target, source, limit, frozenset((f"p{number}",)))
        if network.add([counter]) is None:
            network.undo()
        else:
            planted.append(counter)
    said = [bound._replace(needs=frozenset((f"c{n}",))) for n, bound in enumerate(rows)]
    facets = [Facet(min(bound.needs), "order", (Reading((bound,)),)) for bound in (*said, *planted)]
    return Story(Part(days, facets, ()), frozenset(min(bound.needs) for bound in planted))


def bounds_of(part: Part, claims: Iterable[str] | None = None) -> list[Bound]:
    chosen = None if claims is None else set(claims)
    usual = [b for facet in part.facets for b in facet.readings[0].bounds]
    return usual if chosen is None else [b for b in usual if b.needs <= chosen]


@NETWORKS
@given(stories())
def test_a_story_contradicts_itself_just_when_something_was_planted(story: Story) -> None:
    part = story.part
    found, complete = part.all_conflicts()
    assert complete
    assert bool(found) is bool(story.planted)
    assert bool(found) is not is_satisfiable(part.size, bounds_of(part), part.days)
    assert all(conflict & story.planted for conflict in found)


@NETWORKS
@given(stories())
def test_each_conflict_of_a_story_is_irreducible_and_proven(story: Story) -> None:
    part = story.part
    for claims in part.all_conflicts()[0]:
        assert part.explain(claims).verify()
        for left_out in claims:
            rest = bounds_of(part, claims - {left_out})
            assert is_satisfiable(part.size, rest, part.days)
