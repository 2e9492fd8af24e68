"""Claims of the ledger whose verdict hangs on how a date is read, or on whose clocks it is told."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import outcome_of

G = {"activity": "grounding"}
PAUSE = {"id": "p", "kind": "pause", "among": G, "since": "2024-02-01"}
LAST = {"id": "f", "kind": "first", "rank": "last", "of": "a", "among": G}
COUNT = {"id": "c", "kind": "count", "among": G, "within": "2024", "number": 0}
LARGEST = LAST | {"rank": "largest", "property": "speed"}


def event(name: str, when: str | None = None) -> dict[str, Any]:
    row = {"id": name, "kind": "event", "activity": "grounding"}
    return row if when is None else {**row, "when": when}


def speed(name: str, of: str, value: str) -> dict[str, Any]:
    return {"id": name, "kind": "measurement", "of": of, "property": "speed", "value": value}


def told(
    rows: list[dict[str, Any]], background: list[dict[str, Any]], **head: object
) -> list[tuple[str, list[str]]]:
    """Return the severity of each finding of this family, with the claims of its conflict."""
    document = {"id": "g", "published": "2025-12-06", "timezone": "Europe/Oslo"} | head
    later = {"id": "h", "published": "2025-12-06", "timezone": "Europe/Oslo", "reference": True}
    files = [{"document": document, "claims": rows}]
    if background:
        files.append({"document": later, "claims": background})
    return [
        (f.severity.value, [str(part.claim) for part in f.judgement.parts])
        for f in outcome_of(files).findings
        if f.rule.startswith("ledger/")
    ]


def severities(
    rows: list[dict[str, Any]], background: list[dict[str, Any]], **head: object
) -> list[str]:
    return [severity for severity, _ in told(rows, background, **head)]


FAST = [event("a", "2024-01-02"), speed("m", "a", "10 km/h"), LARGEST]


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([PAUSE], []),
        ([event("a", "2024-02-01"), LAST], []),
        ([COUNT], []),
        (FAST, [speed("n", "b", "50 km/h")]),
    ],
)
@pytest.mark.parametrize(
    ("published", "severity"),
    [("2024-04-03", "error"), ("3/4/2024", "warning"), ("2024-03-04", "note")],
)
def test_what_hangs_on_how_the_date_of_a_document_is_read_is_no_error(
    rows: list[dict[str, Any]], more: list[dict[str, Any]], published: str, severity: str
) -> None:
    found = severities(rows, [event("b", "2024-03-20"), *more], published=published)
    assert found == [severity]


@pytest.mark.parametrize(("when", "severity"), [("2024-03-20", "warning"), ("2024-02-20", "error")])
def test_what_holds_however_the_date_of_a_document_is_read_is_an_error(
    when: str, severity: str
) -> None:
    assert severities([PAUSE], [event("b", when)], published="3/4/2024") == [severity]


def test_a_largest_of_a_day_of_two_readings_is_no_error() -> None:
    rows = [*FAST[:2], LARGEST | {"within": "3/4/2024"}]
    background = [event("b", "2024-04-03"), speed("n", "b", "50 km/h")]
    assert severities(rows, background) == ["warning"]


WHOLE = [{"among": G, "from": "2020"}]


@pytest.mark.parametrize(
    ("rows", "severity"),
    [
        ([event("a", "3/4/2024"), COUNT | {"within": "2024-03", "number": 1}], "warning"),
        ([event("a", "3/4/2021"), COUNT | {"within": "2024-03", "number": 1}], "error"),
        ([event("a", "2024-03-04"), COUNT | {"within": "3/4/2024", "number": 1}], "warning"),
        ([event("a", "2024-04-03"), COUNT | {"within": "3/4/2024"}], "warning"),
    ],
)
def test_a_count_is_asked_under_each_reading_of_its_times(
    rows: list[dict[str, Any]], severity: str
) -> None:
    assert severities(rows, [], complete_for=WHOLE) == [severity]


def test_a_list_is_as_long_as_its_dates_surely_say() -> None:
    rows = [event("a", "2024-02-01"), COUNT | {"within": "2024-01-01/2024-03-20", "number": 3}]
    for until, severity in (("2024-04-03", "error"), ("3/4/2024", "note")):
        whole = [{"among": G, "from": "2020", "until": until}]
        assert severities(rows, [], complete_for=whole) == [severity]


def test_a_list_and_a_count_of_one_document_have_one_date() -> None:
    rows = [event("a", "2024-02-01"), COUNT | {"number": 3}]
    assert severities(rows, [], complete_for=WHOLE, published="3/4/2024") == ["error"]


CHAIN = [
    {"id": "d", "kind": "event", "activity": "departure", "when": "2024-03-30"},
    event("e"),
    {"id": "o", "kind": "order", "of": "e", "relation": "after", "than": "d", "by": "five days"},
    COUNT | {"within": "2024-03", "number": 1},
]


def test_a_count_too_high_names_what_keeps_listed_events_out() -> None:
    assert told(CHAIN, [], complete_for=WHOLE) == [("error", ["g#c", "g", "g#d", "g#o"])]


@pytest.mark.parametrize("left_out", ["d", "o"])
def test_without_any_of_it_the_count_can_be_right(left_out: str) -> None:
    rows = [row for row in CHAIN if row["id"] != left_out]
    assert severities(rows, [], complete_for=WHOLE) == ["note"]


@pytest.mark.parametrize(
    ("published", "when", "severity"),
    [
        ("2024-03-06T23:00-05:00", "2024-03-06T20:00", "error"),
        ("2024-03-06T02:00+09:00", "2024-03-05T20:00", "note"),
        ("2024-03-06T02:00+09:00", "2024-03-04T20:00", "error"),
    ],
)
def test_days_of_publication_are_those_of_the_zone_of_the_document(
    published: str, when: str, severity: str
) -> None:
    assert severities([PAUSE], [event("b", when)], published=published) == [severity]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Oslo", "Pacific/Kiritimati"])
def test_a_list_to_the_end_of_a_month_is_whole_for_it_in_every_zone(zone: str) -> None:
    rows = [event("a", "2024-03-20"), LAST | {"within": "2024-03"}]
    whole = [{"among": G, "from": "2019", "until": "2024-03"}]
    assert severities(rows, [], complete_for=whole, timezone=zone) == []
