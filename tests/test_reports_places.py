"""From claims and fields to lines and columns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import GOLDEN, locator, small

from claims.faults import Place, Route, Span
from rules.contract import Anchor

UNTIMED = settings(deadline=None)


@UNTIMED
@given(st.text("ab\r\n\ufeff", max_size=30), st.integers(-2, 32), st.integers(-2, 32))
def test_every_span_has_a_line_and_a_column(text: str, start: int, end: int) -> None:
    found = locator({"x": text}).locate(Place("x", None, Span(start, end)))
    assert found.line is not None
    assert found.column is not None
    assert found.line >= 1
    assert found.column >= 1
    assert (found.line, found.column) <= (found.end_line, found.end_column)


# Claim, field, and what stands there: file, line, text.
STATED: list[tuple[str, Route, str, int, str]] = [
    ("gazette", (), "harbour.yaml", 2, "gazette"),
    ("gazette", ("published",), "harbour.yaml", 4, "2024-03-06"),
    ("gazette#departure", (), "harbour.yaml", 6, "departure"),
    ("gazette#departure", ("when",), "harbour.yaml", 10, "Friday morning"),
    ("gazette#grounding", ("when",), "harbour.yaml", 18, "late Sunday"),
    ("gazette#two-days", ("by",), "harbour.yaml", 19, "two days"),
    ("wire#deep", ("value",), "wire.json", 1, '"5.2 m"'),
]


@pytest.mark.parametrize(("claim", "field", "file", "line", "text"), STATED)
def test_field_is_found(claim: str, field: Route, file: str, line: int, text: str) -> None:
    found = small().locate(Anchor(claim, field))
    assert (found.file, found.line, found.end_line) == (file, line, line)
    written = (GOLDEN / file).read_text(encoding="utf-8").split("\n")[line - 1]
    assert found.column is not None
    assert found.end_column is not None
    assert written[found.column - 1 : found.end_column - 1] == text


def test_a_block_of_text_begins_with_its_first_words() -> None:
    found = small().locate(Anchor("gazette#grounding", ("quote",)))
    assert (found.line, found.column, found.end_line) == (15, 5, 16)


def test_a_field_that_is_not_there_is_its_record() -> None:
    assert small().locate(Anchor("gazette#draught", ("when",))).line == 20


def test_a_field_names_the_line_of_its_claims_id() -> None:
    assert small().locate(Anchor("gazette#draught", ("value",))).record_line == 20


def test_lines_of_one_file_are_told_apart() -> None:
    lines = (
        '{"id": "a", "kind": "event", "activity": "launch"}\n\n'
        '{"id": "b", "kind": "event", "activity": "launch", "when": "2021"}\n'
    )
    found = locator({"x.jsonl": lines}).locate(Anchor("x#b", ("when",)))
    assert (found.line, found.column) == (3, 60)


def test_a_byte_order_mark_is_no_column() -> None:
    found = locator({"x": "\ufeffab\nc"})
    assert found.locate(Place("x", None, Span(2, 3))).column == 2
    assert found.locate(Place("x", None, Span(4, 5))).column == 1


def test_a_key_can_be_meant() -> None:
    found = small().locate(Place("harbour.yaml", ("document", "id"), on_key=True))
    assert (found.line, found.column, found.end_column) == (2, 3, 5)


def test_a_file_as_a_whole_has_no_line() -> None:
    assert small().locate(Place("harbour.yaml")).line is None


def test_a_file_that_was_not_read_has_no_line() -> None:
    found = small().locate(Place("gone.yaml", ("claims", 0)))
    assert (found.file, found.line) == ("gone.yaml", None)


def test_a_claim_that_nobody_knows_is_told_by_its_key() -> None:
    assert small().locate(Anchor("a#b", ("when",))).file == "a#b"
