"""Networks of times are decided as z3 decides them, and conflicts are all there and least."""

from __future__ import annotations

import os
from itertools import combinations
from typing import TYPE_CHECKING, Any

import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import corpus_of

from claims.calendar import days_from_civil, show_day
from rules.claimset import ClaimSet
from rules.network import (
    DAY,
    ORIGIN,
    Bound,
    Cycle,
    Solution,
    check_cycle,
    check_solution,
    decide,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.timeline import Timeline

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
        makers = frozenset[str]().union(*(bound.rests_on() for bound in found.bounds))
        made = [bound for bound in bounds if bound.needs <= makers]
        assert not is_satisfiable(size, made, days)
    else:
        assert check_solution(found)
        assert set(bounds) <= set(found.bounds)


# --- timelines -----------------------------------------------------------------------------------

FIRST = days_from_civil(2024, 3, 1)
RELATIONS = ("before", "after", "same day", "during", "meets", "overlaps", "equals")
SPANS = ("a day", "two days", "4 days", "a week", "20 hours", "36 hours", "a month")


@st.composite
def claim_sets(draw: st.DrawFn) -> dict[str, Any]:
    """Return a claim file of two to four events, said to have been on few days, in any order."""
    number = draw(st.integers(2, 4))
    rows: list[dict[str, Any]] = []
    for n in range(number):
        activity = draw(st.sampled_from(("departure", "voyage")))
        row = {"id": f"e{n}", "kind": "event", "activity": activity}
        day = FIRST + draw(st.integers(0, 9))
        dates = [show_day(day), f"[{show_day(day)}..{show_day(day + 2)}]", "2024-03"]
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
        if relation in {"before", "after"} and draw(st.booleans()):
            row["by"] = draw(st.sampled_from(SPANS))
        rows.append(row)
    zone = draw(st.sampled_from(("Europe/Oslo", "UTC", None)))
    head = {"id": "d", "published": "2024-03-10"} | ({"timezone": zone} if zone else {})
    return {"document": head, "claims": rows}


def default_bounds(timeline: Timeline, claims: Iterable[str]) -> list[Bound]:
    """Return what claims say by their default readings, with the structure that always holds."""
    chosen = frozenset(claims)
    said = [b for f in timeline.facets for b in f.readings[0] if f.claim in chosen]
    return [*timeline.structure, *(b for b in said if b.needs <= chosen)]


def least_conflicts(timeline: Timeline) -> set[frozenset[str]]:
    """Return all least sets of claims that z3 finds impossible, by trying all sets."""
    nodes = variables(timeline.size, timeline.days)
    everybody = sorted({facet.claim for facet in timeline.facets})
    says: Mapping[str, Any] = {key: z3.Bool(key) for key in everybody}
    solver = z3.Solver()
    solver.add(*(nodes[b.target] - nodes[b.source] <= b.limit for b in timeline.structure))
    for facet in timeline.facets:
        for b in facet.readings[0]:
            holds = nodes[b.target] - nodes[b.source] <= b.limit
            solver.add(z3.Implies(z3.And(*(says[key] for key in b.needs | {facet.claim})), holds))
    found: set[frozenset[str]] = set()
    for size in range(1, len(everybody) + 1):
        for group in combinations(everybody, size):
            chosen = frozenset(group)
            if any(known <= chosen for known in found):
                continue
            if solver.check(*(says[key] for key in group)) == z3.unsat:
                found.add(chosen)
    return found


@TIMELINES
@given(claim_sets())
def test_all_least_conflicts_are_found_and_no_other(file: dict[str, Any]) -> None:
    timeline = ClaimSet(corpus_of([file])).timeline
    assert timeline.given_up == frozenset()
    assert {conflict.claims for conflict in timeline.conflicts} == least_conflicts(timeline)


@TIMELINES
@given(claim_sets())
def test_every_conflict_of_a_timeline_carries_its_proof(file: dict[str, Any]) -> None:
    timeline = ClaimSet(corpus_of([file])).timeline
    for conflict in timeline.conflicts:
        assert check_cycle(conflict.cycle)
        for left_out in conflict.claims:
            rest = default_bounds(timeline, conflict.claims - {left_out})
            assert is_satisfiable(timeline.size, rest, timeline.days)
