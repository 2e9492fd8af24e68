"""What is true is never accused, and one lie among it is found, and nothing else."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import accusations, contradictions, keys_of, outcome_of

from claims.calendar import day_end, day_start, some_time
from claims.quantity import Quantity, read_quantity
from claims.records import KINDS
from claims.source import Source
from claims.strategies import (
    LIES,
    Planted,
    Spoken,
    World,
    claim_files,
    claim_records,
    claim_text,
    counts,
    edtf_dates,
    news_phrases,
    planted,
    quantities,
    worlds,
)
from claims.when import Dateline, When, read_when
from claims.yaml_reader import read_yaml

NIGHTLY = os.environ.get("COUNTERCLAIM_PROFILE") == "nightly"
TRUE = settings(max_examples=50_000 if NIGHTLY else 500)
LIED = settings(max_examples=400 if NIGHTLY else 15)
LEFT_OUT = settings(max_examples=1_000 if NIGHTLY else 50)


@TRUE
@given(worlds())
def test_a_true_world_is_never_accused(world: World) -> None:
    assert accusations(outcome_of(world.files)) == []


@pytest.mark.parametrize("kind", sorted(LIES))
@LIED
@given(data=st.data())
def test_a_lie_is_found_and_nothing_is_accused_without_it(kind: str, data: st.DataObject) -> None:
    lied = data.draw(worlds().flatmap(lambda world: planted(world, kind)))
    found = accusations(outcome_of(lied.world.files))
    assert any(finding.rule in LIES[kind][1] for finding in found)
    assert all(lied.lie in keys_of(finding) for finding in found)


@LEFT_OUT
@given(worlds().flatmap(planted))
def test_each_conflict_ends_when_any_of_its_claims_is_left_out(lied: Planted) -> None:
    for finding in accusations(outcome_of(lied.world.files)):
        claims = keys_of(finding)
        if finding.rule.startswith("ledger/") and any(
            "same_as" in row and f"{file['document']['id']}#{row['id']}" in claims
            for file in lied.world.files
            for row in file["claims"]
        ):
            # Left out: of an event that several claims tell, one may stand in the conflict beside
            # another that would do alone.
            continue
        for left_out in sorted(claims):
            rest = claims - {left_out}
            files = without(lied.world.files, left_out)
            again = [f for f in contradictions(outcome_of(files)) if f.rule == finding.rule]
            assert not [f for f in again if keys_of(f) <= rest]


def without(files: tuple[dict[str, Any], ...], key: str) -> list[dict[str, Any]]:
    """Return the files without a claim; of a document that takes part, without its whole lists."""
    kept = []
    for file in files:
        head = file["document"]
        if head["id"] == key:
            head = {name: value for name, value in head.items() if name != "complete_for"}
        rows = [row for row in file["claims"] if f"{head['id']}#{row['id']}" != key]
        kept.append({"document": head, "claims": rows})
    return kept


@LEFT_OUT
@given(world=worlds())
def test_every_claim_of_a_world_can_be_read(world: World) -> None:
    outcome = outcome_of(world.files)
    assert outcome.unread == 0
    assert not [f for f in outcome.findings if f.rule.startswith("record/")]


# The strategies that a world is made of.


@given(st.data(), st.integers(300_000, 10**9))
def test_a_quantity_is_read_as_wide_as_it_may_have_been_rounded(
    data: st.DataObject, thousandths: int
) -> None:
    value = Fraction(thousandths, 1000)
    spoken: Spoken = data.draw(quantities(value=value))
    read = read_quantity(spoken.text, country="Norway")
    assert isinstance(read, Quantity)
    assert read.default.lower <= value <= read.default.upper


@given(st.data(), st.integers(0, 100_000))
def test_a_count_is_read_as_what_was_counted(data: st.DataObject, number: int) -> None:
    read = read_quantity(data.draw(counts(number)).text, counting=True)
    assert isinstance(read, Quantity)
    assert read.default.lower <= number <= read.default.upper


@given(st.data(), st.integers(7305, 24105), st.integers(0, 500))
def test_a_phrase_of_news_takes_in_the_day_it_was_made_for(
    data: st.DataObject, day: int, ago: int
) -> None:
    published = day + ago
    text = data.draw(news_phrases(day, published) | edtf_dates(day))
    dateline = Dateline(some_time(day_start(published), day_end(published)), "UTC", None)
    read = read_when(text, dateline)
    assert isinstance(read, When)
    (start, end) = read.readings[0].extent
    assert start.earliest is not None
    assert end.latest is not None
    assert start.earliest <= day_start(day) <= day_end(day) <= end.latest


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_generated_records_are_valid(kind: str, data: st.DataObject) -> None:
    KINDS[kind].model_validate(data.draw(claim_records(kind)))


@LEFT_OUT
@given(claim_files(), st.sampled_from(("yaml", "json")))
def test_a_generated_file_is_written_and_read_as_it_is(file: dict[str, Any], form: str) -> None:
    text = claim_text(file, form)  # type: ignore[arg-type] # one of the two
    trees, faults = read_yaml(Source("a.yaml", text))
    assert faults == []
    assert json.loads(json.dumps(trees[0].data)) == json.loads(json.dumps(file))
