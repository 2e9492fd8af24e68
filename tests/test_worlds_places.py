"""Of a true geography nothing is accused; one lie about it is found, and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import accusations, keys_of, outcome_of

from claims.place_strategies import LIES, lied_places, true_places

if TYPE_CHECKING:
    from rules.engine import Outcome

NIGHTLY = os.environ.get("COUNTERCLAIM_PROFILE") == "nightly"
TRUE = settings(max_examples=2_000 if NIGHTLY else 80, deadline=None)
LIED = settings(max_examples=300 if NIGHTLY else 15, deadline=None)


@TRUE
@given(true_places())
def test_what_is_true_of_places_is_never_accused(file: dict[str, Any]) -> None:
    outcome: Outcome = outcome_of([file])
    assert outcome.unread == 0
    assert [f.judgement.message for f in accusations(outcome)] == []


@pytest.mark.parametrize("kind", sorted(LIES))
@LIED
@given(data=st.data())
def test_a_lie_about_places_is_found_and_nothing_else_is_accused(
    kind: str, data: st.DataObject
) -> None:
    lied = data.draw(lied_places(kind))
    found = accusations(outcome_of([lied.file]))
    assert any(finding.rule == lied.rule for finding in found)
    assert all(lied.lie in keys_of(finding) for finding in found)
