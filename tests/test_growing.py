"""A network that grows and shrinks is decided as a new one is; a change costs what it touches."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.temporal.graph import Groups
from rules.temporal.growing import START, GrowingNetwork, Limit, Point, check_potentials
from rules.temporal.network import DAY, Bound, Effort, Solution, decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NIGHTLY = os.environ.get("COUNTERCLAIM_PROFILE") == "nightly"
HISTORIES = settings(max_examples=20_000 if NIGHTLY else 400)
HOUR = DAY // 24
POINTS = [START, *(Point((f"p{i}",), is_day=i % 3 == 0) for i in range(9))]
MUCH = 10**12

limits = st.builds(
    Limit,
    st.sampled_from(POINTS),
    st.sampled_from(POINTS),
    st.builds(
        lambda hours, more: hours * HOUR + more,
        st.integers(-60, 72),
        st.sampled_from((-1, 0, 0, 1)),
    ),
)
documents = st.lists(limits, max_size=6)
changes = st.tuples(
    st.lists(st.integers(0, 6), max_size=2),
    st.dictionaries(st.integers(0, 6), documents, max_size=3),
)


def decided_anew(limits: Sequence[Limit]) -> dict[frozenset[Limit], bool]:
    """Return for the bounds of each component whether it is consistent."""
    groups = Groups(len(POINTS))
    for source, target, _ in limits:
        groups.join({POINTS.index(p) for p in (source, target)} - {0})
    parts: dict[int, list[Limit]] = {}
    for limit in limits:
        at = max(POINTS.index(limit.source), POINTS.index(limit.target))
        parts.setdefault(groups.find(at), []).append(limit)
    days = [i for i, point in enumerate(POINTS) if point.is_day and i]
    return {
        frozenset(part): isinstance(
            decide(
                len(POINTS),
                [Bound(POINTS.index(s), POINTS.index(t), limit) for s, t, limit in part],
                days,
            ),
            Solution,
        )
        for part in parts.values()
    }


@HISTORIES
@given(st.lists(changes, max_size=10))
def test_every_step_is_decided_as_if_it_were_the_first(
    steps: list[tuple[list[int], dict[int, list[Limit]]]],
) -> None:
    network = GrowingNetwork[int]()
    held: dict[int, list[Limit]] = {}
    for gone, new in steps:
        going = [key for key in dict.fromkeys([*gone, *new]) if key in held]
        network.change(going, new)
        for key in going:
            del held[key]
        held |= new
        limits = [limit for key in held for limit in held[key]]
        accepted = set(network.in_force())
        assert check_potentials(network)
        for part, consistent in decided_anew(limits).items():
            assert (part <= accepted) is consistent
        for key, said in held.items():
            assert network.is_refused(key) is not all(limit in accepted for limit in said)


@HISTORIES
@given(st.dictionaries(st.integers(0, 6), documents))
def test_what_is_removed_leaves_nothing_behind(said: Mapping[int, list[Limit]]) -> None:
    network = GrowingNetwork[int]()
    network.change((), said)
    for key in said:
        network.remove(key)
    assert list(network.in_force()) == []
    with pytest.raises(KeyError):
        network.potential(POINTS[1])


A, B, C = (Point((name,)) for name in "abc")


def within(point: Point, low: int, high: int) -> list[Limit]:
    return [Limit(START, point, high), Limit(point, START, -low)]


def test_what_was_refused_is_tried_again_when_what_refused_it_goes() -> None:
    network = GrowingNetwork[str]()
    network.add("first", within(A, 0, 10))
    network.add("second", within(A, 20, 30))
    assert network.is_refused("second")
    network.add("elsewhere", within(B, 5, 6))
    network.remove("elsewhere")
    assert network.is_refused("second")
    network.remove("first")
    assert not network.is_refused("second")
    assert 20 <= network.potential(A) <= 30


def test_a_key_is_held_once() -> None:
    network = GrowingNetwork[str]()
    network.add("a", within(A, 0, 10))
    with pytest.raises(KeyError):
        network.add("a", ())
    with pytest.raises(KeyError):
        network.remove("b")
    assert sorted(network.in_force()) == sorted(within(A, 0, 10))


def test_pieces_go_their_own_ways_after_what_joined_them_is_gone() -> None:
    network = GrowingNetwork[str]()
    network.add("a", within(A, 0, 10))
    network.add("b", within(B, 5 * DAY, 9 * DAY))
    network.add("joined", [Limit(A, B, -1), Limit(B, C, 7)])
    assert network.is_refused("joined")
    network.remove("a")
    assert not network.is_refused("joined")
    network.change(("joined",), {"a": within(A, 3, 4)})
    assert check_potentials(network)
    with pytest.raises(KeyError):
        network.potential(C)


def story(name: str, events: int) -> dict[str, list[Limit]]:
    """Return a chain of events, each a day or two after the one before, every other one dated."""
    points = [Point((name, str(i))) for i in range(events)]
    said: dict[str, list[Limit]] = {}
    for i in range(1, events):
        said[f"{name} order {i}"] = [
            Limit(points[i - 1], points[i], 2 * DAY),
            Limit(points[i], points[i - 1], -DAY),
        ]
    for i in range(0, events, 2):
        said[f"{name} date {i}"] = within(points[i], i * DAY, i * 2 * DAY)
    return said


def looked_at(stories: Iterable[str], changed: str) -> int:
    """Return how many bounds are looked at when a claim of one story comes, goes and changes."""
    effort = Effort(MUCH)
    network = GrowingNetwork[str](effort)
    for name in stories:
        network.change((), story(name, 20))
    before = effort.left
    last = Point((changed, "19"))
    # The second pulls the origin of the story down, since what was removed had lowered the rest.
    for low, high in ((21, 22), (30, 38), (90, 99), (19, 20)):
        network.add("new", within(last, low * DAY, high * DAY))
        network.remove("new")
    assert check_potentials(network)
    return before - effort.left


def test_the_work_of_a_change_does_not_grow_with_what_it_does_not_touch() -> None:
    few = looked_at([f"s{i}" for i in range(3)], "s1")
    many = looked_at([f"s{i}" for i in range(60)], "s1")
    assert 0 < few == many


def test_the_work_does_not_grow_after_stories_were_joined_and_parted() -> None:
    effort = Effort(MUCH)
    network = GrowingNetwork[str](effort)
    names = [f"s{i}" for i in range(40)]
    for name in names:
        network.change((), story(name, 20))
    thirds = [Point((name, "3")) for name in names]
    links = [Limit(one, other, 90 * DAY) for one, other in pairwise(thirds)]
    network.add("links", links)
    network.remove("links")
    before = effort.left
    network.change(["s7 date 18"], {"s7 date 18": within(Point(("s7", "18")), 24 * DAY, 25 * DAY)})
    assert not network.is_refused("s7 date 18")
    assert before - effort.left < 20 * 20
