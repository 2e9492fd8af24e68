"""Fields of records against quotes: tables of cases, and what must hold for all of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml12
from hypothesis import given
from hypothesis import strategies as st
from worlds import outcome_of

from claims.load import load
from claims.tree import Tree
from claims.vocabulary import shipped
from rules.grounding.amounts import judge_counts, judge_values
from rules.grounding.case import Case
from rules.grounding.language import is_foreign
from rules.grounding.moments import judge_dates
from rules.grounding.passage import Passage, sentence_ends
from rules.grounding.places import judge_places
from rules.grounding.polarity import judge_negation
from rules.grounding.ranks import judge_ranks
from rules.grounding.speakers import judge_speaker
from rules.grounding.verdict import FieldVerdict, Outcome

FOLDER = Path(__file__).parent / "data"
DOCUMENT = {"id": "gazette", "published": "2024-03-06", "country": "United Kingdom"}
JUDGES = {
    "values": judge_values,
    "counts": judge_counts,
    "dates": judge_dates,
    "places": judge_places,
    "speakers": judge_speaker,
    "negation": judge_negation,
    "ranks": judge_ranks,
}
FIELDS = {"values": "value", "counts": "count", "speakers": "said_by", "ranks": "rank"}


class Row(NamedTuple):
    sort: str
    text: str
    quote: str
    record: dict[str, Any]
    field: str
    expected: str
    reason: str

    @property
    def name(self) -> str:
        shown = {k: self.record.get(k) for k in (self.field, "hedge", "status") if k in self.record}
        return f"{self.quote[:40]}-{'-'.join(map(str, shown.values()))}"


def groups(sort: str) -> list[dict[str, Any]]:
    found: Any = yaml12.parse_yaml((FOLDER / f"grounding_{sort}.yaml").read_text(encoding="utf-8"))
    return list(found)


def rows(sort: str) -> list[Row]:
    return [made(sort, group, row) for group in groups(sort) for row in group["rows"]]


def made(sort: str, group: dict[str, Any], row: list[Any]) -> Row:
    marked = group.get("text") or group["quote"]
    quote = group.get("quote") or re.findall(r"\[(.*?)\]", marked)[0]
    text = marked.replace("[", "").replace("]", "") if "quote" not in group else marked
    of = dict(group.get("of", {}))
    kind = of.pop("kind", "event")
    field = of.pop("field", FIELDS.get(sort, "hedge"))
    record: dict[str, Any] = {"kind": kind, **NEEDED[kind], **of}
    if sort == "negation":
        record |= {"hedge": row[0], "status": row[1]}
    elif sort == "counts" and kind == "count":
        field = "number"
        record["number"] = row[0]
    elif row[0] != "":
        record[field] = row[0]
    if not record.get("property", "x"):
        del record["property"]
    return Row(sort, text, quote, record, field, row[-1], group["reason"])


NEEDED: dict[str, dict[str, Any]] = {
    "event": {"activity": "thing"},
    "measurement": {"of": "thing"},
    "comparison": {"of": "thing"},
    "location": {"of": "thing", "relation": "near", "place": "Malta"},
    "state": {"of": "thing", "state": "so"},
    "pause": {"among": {"activity": "thing"}},
    "order": {"of": "one", "relation": "after", "than": "another"},
    "first": {"of": "one", "among": {"activity": "thing"}},
    "count": {"among": {"activity": "thing"}, "number": 1},
    "classification": {"of": "thing", "class": "so"},
}


def judged(
    sort: str, text: str, quote: str, record: dict[str, Any], country: str = "United Kingdom"
) -> list[FieldVerdict]:
    document = {**DOCUMENT, "country": country}
    data = {"document": document, "claims": [{"id": "claim", "quote": quote, **record}]}
    corpus = load([Tree("case.yaml", data, lambda: None)], shipped())
    assert corpus.entries, [fault.message for fault in corpus.faults]
    start = text.index(quote)
    passage = Passage(text, ((start, start + len(quote)),))
    return list(JUDGES[sort](Case(corpus.entries[0], passage, corpus.vocabulary)))


def outcome(row: Row) -> str:
    found = judged(row.sort, row.text, row.quote, row.record)
    if row.sort == "negation":
        worst = max((v.said.outcome for v in found), key=lambda o: o.rank, default=Outcome.AGREES)
        return worst.value
    own = [verdict for verdict in found if verdict.route[0] == row.field]
    return own[0].said.outcome.value if own else Outcome.AGREES.value


ALL = [row for sort in JUDGES for row in rows(sort)]


def test_there_are_cases_of_every_sort() -> None:
    assert len(ALL) >= 250
    assert {row.sort for row in ALL} == set(JUDGES)
    assert all(row.reason for row in ALL)


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_a_field_gets_the_verdict_of_the_table(row: Row) -> None:
    assert outcome(row) == row.expected, row.reason


def value(quote: str, said: str) -> Outcome:
    record = {"kind": "measurement", "of": "thing", "property": "length", "value": said}
    (verdict,) = judged("values", quote, quote, record)
    return verdict.said.outcome


@given(st.integers(2, 9_999), st.integers(2, 9_999))
def test_a_number_moved_outside_every_reading_is_told(said: int, recorded: int) -> None:
    found = value(f"The rope is {said:,} metres long", f"{recorded:,} metres")
    assert found.is_told == (said != recorded)


@given(st.integers(1, 9_999))
def test_an_exact_rewriting_of_the_unit_changes_no_verdict(number: int) -> None:
    assert value(f"The rope is {number:,} metres long", f"{number * 100:,} cm") is Outcome.AGREES
    assert value(f"The rope is {number:,} metres long", f"{number * 1000:,} cm").is_told


WORDS = ("two", "three", "five", "eight", "eleven", "sixteen", "twenty-one", "forty", "ninety-nine")
DIGITS = (2, 3, 5, 8, 11, 16, 21, 40, 99)


@given(st.sampled_from(range(len(WORDS))), st.sampled_from(range(len(WORDS))))
def test_words_and_digits_are_one_number(said: int, recorded: int) -> None:
    quote = f"The walk took {WORDS[said]} hours"
    assert value(quote, f"{DIGITS[recorded]} hours") == value(quote, f"{WORDS[recorded]} hours")
    assert value(quote, f"{DIGITS[recorded]} hours").is_told == (said != recorded)


@given(st.text(alphabet="ab1 .,'\"-\n()%$", max_size=300))
def test_no_text_makes_a_judge_stumble(words: str) -> None:
    quote = f"about 5 km {words}".strip()
    for sort in JUDGES:
        judged(sort, f"He said. {quote} It was.", quote, {"kind": "event", "activity": "thing"})


def test_abbreviations_do_not_end_sentences() -> None:
    text = (
        "Mr. Holm of the U.S. Navy met Dr. A. Berg at 9 a.m. on No. 5 Road. It cost $3.5 million."
    )
    assert sentence_ends(text, 0, len(text)) == [text.index("It cost") - 1, len(text)] or (
        sentence_ends(text, 0, len(text))[:1] == [text.index(" It cost")]
    )


class Faithful(NamedTuple):
    text: str
    record: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.record['kind']}-{self.record['quote'][:40]}"


FAITHFUL = [
    Faithful(group["text"], record) for group in groups("faithful") for record in group["records"]
]


def complaints(text: str, record: dict[str, Any]) -> list[tuple[str, str, str]]:
    whole = {**NEEDED.get(record["kind"], {}), **record}
    if not whole.get("property", "x"):
        del whole["property"]
    quote = whole.pop("quote")
    return [
        (".".join(map(str, verdict.route)), verdict.said.outcome.value, verdict.said.reason)
        for sort in JUDGES
        for verdict in judged(sort, text, quote, whole)
        if verdict.said.outcome.is_told
    ]


@pytest.mark.parametrize("case", FAITHFUL, ids=lambda case: case.name)
def test_a_faithful_record_is_never_complained_of(case: Faithful) -> None:
    assert complaints(case.text, case.record) == []


def test_fields_of_a_quote_in_another_script_are_not_judged() -> None:
    text = "배는 금요일에 500 km를 항해했다. 승무원 12명이 타고 있었다."
    claim = {"id": "a", "kind": "measurement", "of": "ship", "property": "distance travelled"}
    claims = [{**claim, "value": "500 km", "quote": "500 km를 항해했다"}]
    found = outcome_of([{"document": {"id": "d", "text": {"inline": text}}, "claims": claims}])
    assert [finding.rule for finding in found.findings] == []


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Der Minister sagte, die Brücke sei nicht sicher und werde im Mai geschlossen.", True),
        ("Le ministre a déclaré que le pont n'était pas sûr et serait fermé en mai.", True),
        ("El ministro dijo que el puente no es seguro y fue cerrado en mayo.", True),
        ("Ursula von der Leyen met Juan de la Cruz in El Salvador.", False),
        ("He sang La donna è mobile at the Met and was hailed.", False),
        ("No arrest", False),
    ],
)
def test_a_language_is_known_by_its_small_words(text: str, foreign: bool) -> None:  # noqa: FBT001
    assert is_foreign(text) is foreign


def test_fields_of_a_quote_in_another_language_are_not_judged() -> None:
    text = "Der Minister sagte nicht, dass 12 Brücken im Mai geschlossen werden."
    claim = {"id": "a", "kind": "measurement", "of": "bridges", "property": "number", "value": "15"}
    claims = [{**claim, "quote": "12 Brücken im Mai geschlossen werden"}]
    found = outcome_of([{"document": {"id": "d", "text": {"inline": text}}, "claims": claims}])
    assert [finding.rule for finding in found.findings] == []
