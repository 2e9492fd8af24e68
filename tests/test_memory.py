"""A run that remembers the one before finds what a run finds that remembers nothing."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import corpus_of

from claims.strategies import claim_text, planted, worlds
from rules.claimset import ClaimSet
from rules.engine import check
from rules.temporal import timeline
from rules.temporal.doubt import Doubt
from rules.temporal.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest
    from worlds import File

NIGHTLY = os.environ.get("COUNTERCLAIM_PROFILE") == "nightly"
HISTORIES = settings(max_examples=2_000 if NIGHTLY else 80)
TIME_LIES = ("date", "order")


def named(files: Sequence[File], world: int) -> list[File]:
    """Return the files of a world with names that no other world has for its documents."""
    text = re.sub(r'"d(\d)(["#])', rf'"w{world}d\1\2', claim_text(list(files), "json"))
    found: list[File] = json.loads(text)
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[list[File]]:
    """Return states of a folder, each with documents and claims added, gone or changed."""
    files: list[File] = []
    for number in range(draw(st.integers(1, 2))):
        world = draw(worlds())
        if draw(st.booleans()):
            world = draw(planted(world, draw(st.sampled_from(TIME_LIES)))).world
        files += named(world.files, number)
    states = [files]
    for _ in range(draw(st.integers(1, 4))):
        state = [dict(file) for file in states[-1 if draw(st.booleans()) else 0]]
        at = draw(st.integers(0, max(0, len(state) - 1)))
        change = draw(st.sampled_from(("drop document", "drop claim", "time", "text")))
        if not state or change == "drop document":
            del state[at : at + 1]
        elif rows := [dict(row) for row in state[at]["claims"]]:
            row = draw(st.sampled_from(rows))
            if change == "drop claim":
                rows.remove(row)
            elif change == "time" and "when" in row:
                row["when"] = draw(st.sampled_from([r["when"] for r in rows if "when" in r]))
            else:
                row["quote"] = "otherwise"
            state[at] = {**state[at], "claims": rows}
        states.append(state)
    return states


@HISTORIES
@given(histories())
def test_the_outcome_is_that_of_a_fresh_check(states: list[list[File]]) -> None:
    memory = Memory()
    for state in states:
        corpus = corpus_of(state)
        assert check(corpus, memory=memory) == check(corpus)
        assert ClaimSet(corpus, memory).timeline == ClaimSet(corpus).timeline
        assert memory.decided == 0


def test_a_search_stands_for_what_another_effort_would_find() -> None:
    doubt = Doubt(((), ()))
    assert not doubt.is_searched(100)
    doubt.take(((), True), 100, 40)
    assert [doubt.is_searched(lent) for lent in (39, 40, 100, 1000)] == [False, True, True, True]
    doubt.take(((), False), 100, 103)
    assert [doubt.is_searched(lent) for lent in (99, 100, 200)] == [False, True, False]


def ship(number: int, arrived: int = 3) -> File:
    return {
        "document": {"id": f"ship{number}", "published": "2024-03-20", "timezone": "Europe/Oslo"},
        "claims": [
            {"id": "left", "kind": "event", "activity": "departure", "when": "2024-03-01"},
            {"id": "came", "kind": "event", "activity": "arrival", "when": f"2024-03-{arrived:02}"},
            {
                "id": "took", "kind": "order",
                "of": "came", "relation": "after", "than": "left", "by": "two days",
            },
        ],
    }  # fmt: skip


def test_only_what_changed_is_decided_again() -> None:
    memory = Memory()
    ships = [ship(number) for number in range(30)]
    check(corpus_of(ships), memory=memory)
    assert (memory.decided, memory.parts) == (30, 30)
    check(corpus_of(ships[1:]), memory=memory)
    assert (memory.decided, memory.parts) == (0, 29)
    ships[7] = ship(7, arrived=5)
    wrong = check(corpus_of(ships), memory=memory)
    assert (memory.decided, memory.parts) == (2, 30)
    assert [f.rule for f in wrong.findings] == ["time/order"]
    check(corpus_of([*ships, ship(99)]), memory=memory)
    assert (memory.decided, memory.parts) == (1, 31)
    ships[7] = ship(7)
    right = check(corpus_of(ships), memory=memory)
    assert (memory.decided, memory.parts) == (1, 30)
    assert right.findings == ()


def test_what_is_left_of_the_effort_is_that_of_a_fresh_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeline, "LEAST_STEPS", 0)
    wrong = [ship(number, arrived=5) for number in range(3)]
    states = [wrong, [ship(0), *wrong[1:]], wrong, wrong[1:], [*wrong, ship(3, arrived=9)]]
    given_up = set()
    for steps in range(0, 400, 7):
        monkeypatch.setattr(timeline, "RUN_STEPS", steps)
        memory = Memory()
        for state in states:
            corpus = corpus_of(state)
            fresh = ClaimSet(corpus).timeline
            assert ClaimSet(corpus, memory).timeline == fresh
            given_up.add(len(fresh.unsearched))
    assert given_up == {0, 1, 2, 3, 4}
