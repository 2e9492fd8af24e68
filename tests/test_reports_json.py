"""The report for programs."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import GOLDEN, error, judged, locator, outcome, part, small, whole

from claims.faults import Place, Span
from reports.json_report import SCHEMA, render
from rules.contract import Part

UNTIMED = settings(deadline=None)
ANYTHING = st.text(st.characters(), max_size=50)


@UNTIMED
@given(ANYTHING, ANYTHING, ANYTHING)
def test_any_text_comes_back_as_it_was(message: str, label: str, name: str) -> None:
    place = Place(name, None, Span(0, 1))
    held = outcome(error(judged(Part(place, label), message=message)), not_judged=(message,))
    report = json.loads(render(held, locator({name: message}), "1"))
    (finding,) = report["findings"]
    assert finding["message"] == message
    assert finding["parts"][0]["label"] == label
    assert finding["parts"][0]["file"] == name
    assert report["not_judged"] == [message]


@UNTIMED
@given(ANYTHING)
def test_what_cannot_be_seen_is_escaped(message: str) -> None:
    text = render(outcome(error(judged(message=message))), small(), "1")
    text.encode()
    assert not {c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}} - {"\n"}
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_report_is_the_kept_one() -> None:
    assert render(whole(), small(), "0.0").encode() == (GOLDEN / "report.json").read_bytes()


def test_report_names_its_schema_and_the_version() -> None:
    report = json.loads(render(outcome(), small(), "1.2"))
    assert (report["schema"], report["version"]) == (SCHEMA, "1.2")


def test_all_claims_not_judged_are_listed() -> None:
    keys = tuple(f"d#{number}" for number in range(100))
    assert json.loads(render(outcome(not_judged=keys), small(), "1"))["not_judged"] == list(keys)


def test_part_names_claim_and_field_and_place() -> None:
    held = outcome(error(judged(part("gazette#draught", "value", label="here"))))
    (found,) = json.loads(render(held, small(), "1"))["findings"][0]["parts"]
    assert found == {
        "claim": "gazette#draught",
        "field": ["value"],
        "label": "here",
        "file": "harbour.yaml",
        "line": 24,
        "column": 10,
        "end_line": 24,
        "end_column": 15,
    }


def test_a_part_that_is_a_whole_file_has_no_line() -> None:
    held = outcome(error(judged(Part(Place("gone.yaml")))))
    (found,) = json.loads(render(held, small(), "1"))["findings"][0]["parts"]
    assert (found["claim"], found["field"], found["line"]) == (None, [], None)
