"""The benchmark of corrupted quotes holds what it says: sound records, and one change a case."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from corrupted_quotes import days
from corrupted_quotes.articles import HERE, articles, data
from corrupted_quotes.cases import exact
from corrupted_quotes.figures import contradicts, first_number, written
from corrupted_quotes.generate import chosen, generate

from claims.load import load
from claims.records import KINDS
from claims.tree import Tree
from claims.vocabulary import shipped
from rules.catalogue import select
from rules.contract import Severity
from rules.engine import check

if TYPE_CHECKING:
    from corrupted_quotes.articles import Article, Record
    from corrupted_quotes.cases import Case

FEW = {
    "hedge: belief": "few records are only believed or reported",
    "negation: holds flipped": "few texts speak of a breach",
    "day: weekday": "most texts name one or two weekdays",
}
"""Kinds of corruption of which the texts allow fewer than a hundred, and why."""


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return tuple(generate())


def tree_of(article: Article, records: tuple[Record, ...]) -> Tree:
    document = dict(article.document)
    return Tree(str(article.file), {"document": document, "claims": list(records)}, lambda: None)


def flat(value: object, route: tuple[str, ...] = ()) -> dict[str, object]:
    """Give every leaf of a record by its route; lists are leaves."""
    if not isinstance(value, dict):
        return {".".join(route): value}
    found: dict[str, object] = {}
    for key, inner in value.items():
        found |= flat(inner, (*route, key))
    return found


def test_there_are_forty_texts_and_six_hundred_records_of_every_kind() -> None:
    records = [record for article in articles() for record in article.records]
    assert len(articles()) >= 40
    assert len(records) >= 600
    assert {record["kind"] for record in records} == set(KINDS)


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.name)
def test_each_quote_stands_exactly_once_in_its_text(article: Article) -> None:
    for record in article.records:
        quote: Any = record["quote"]
        around = quote if isinstance(quote, dict) else {"exact": quote}
        whole = around.get("prefix", "") + around["exact"] + around.get("suffix", "")
        assert article.text.count(whole) == 1, record["id"]


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.name)
def test_each_text_is_of_the_length_of_a_short_report(article: Article) -> None:
    assert 120 <= len(article.text.split()) <= 300
    assert article.text.count("\n\n") >= 2


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.name)
def test_no_record_has_an_error_of_form(article: Article) -> None:
    outcome = check(load([tree_of(article, article.records)], shipped()), select(only=["record"]))
    assert not [f for f in outcome.findings if f.severity is Severity.ERROR]
    assert outcome.claims == len(article.records)


def test_ids_of_texts_and_of_their_records_are_unique() -> None:
    documents = [article.document["id"] for article in articles()]
    assert len(set(documents)) == len(documents)
    for article in articles():
        ids = [record["id"] for record in article.records]
        assert len(set(ids)) == len(ids), article.name


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.name)
def test_days_in_digits_are_the_weekdays_that_quotes_name(article: Article) -> None:
    for record in article.records:
        named, when = days.weekday(exact(record)), record.get("when", "")
        if named is None or not days.is_day(when) or record["kind"] != "event":
            continue
        future = record.get("status") in days.FUTURE
        day = days.day_of_weekday(named, article.published, future=future)
        # On the day itself news names its weekday too.
        assert when[:10] == (day or article.published).isoformat(), record["id"]


@pytest.mark.parametrize("article", articles(), ids=lambda article: article.name)
def test_every_speaker_of_a_record_is_listed_once(article: Article) -> None:
    listed = [name for group in data("speakers.yaml")[article.name] for name in group]
    assert len(set(listed)) == len(listed)
    assert {record["said_by"] for record in article.records if "said_by" in record} <= set(listed)


def test_each_kind_of_corruption_has_a_hundred_cases_or_is_listed_as_rare(
    cases: tuple[Case, ...],
) -> None:
    number = Counter(case.kind for case in cases if not case.faithful)
    assert {kind for kind, count in number.items() if count < 100} == set(FEW)


def test_the_generator_gives_the_same_cases_again(cases: tuple[Case, ...]) -> None:
    again = [(c.kind, c.article, c.before, c.after, c.faithful, c.field) for c in generate()]
    once = [(c.kind, c.article, c.before, c.after, c.faithful, c.field) for c in cases]
    assert json.dumps(once) == json.dumps(again)


def test_the_cases_of_a_text_do_not_depend_on_other_texts(cases: tuple[Case, ...]) -> None:
    for group in ("odd", "held-out"):
        names = {article.name for article in chosen(group)}
        assert list(generate(chosen(group))) == [c for c in cases if c.article in names]


def test_texts_that_are_held_out_are_of_no_half() -> None:
    groups = [chosen(group) for group in ("odd", "even", "held-out")]
    numbers = [{article.number for article in group} for group in groups]
    assert numbers == [set(range(1, 73, 2)), set(range(2, 73, 2)), set(range(73, 97))]
    assert len(chosen("all")) == sum(len(group) for group in groups)


def test_each_case_differs_from_its_record_in_the_named_field_alone(
    cases: tuple[Case, ...],
) -> None:
    for case in cases:
        before, after = flat(case.before), flat(case.after)
        routes = before.keys() | after.keys()
        differing = {route for route in routes if before.get(route) != after.get(route)}
        expected = set() if case.kind == "unchanged" else {case.field}
        assert differing == expected, (case.kind, case.article, case.before["id"])


def test_no_corrupted_quote_stands_in_its_text(cases: tuple[Case, ...]) -> None:
    texts = {article.name: " ".join(article.text.casefold().split()) for article in articles()}
    for case in cases:
        if case.kind.startswith("quote: "):
            words = " ".join(exact(case.after).casefold().split())
            assert words not in texts[case.article]


def test_an_ellipsis_leaves_out_no_number_and_no_negation(cases: tuple[Case, ...]) -> None:
    words = "|".join([*data("words.yaml")["negations"], *data("words.yaml")["cardinals"]])
    kept = re.compile(rf"\d|\b(?:{words})\b", re.IGNORECASE)
    for case in cases:
        if case.kind == "ellipsis":
            assert len(kept.findall(exact(case.before))) == len(kept.findall(exact(case.after)))


def test_every_case_is_a_record_that_the_program_can_read(cases: tuple[Case, ...]) -> None:
    by_name = {article.name: article for article in articles()}
    for name, article in by_name.items():
        own = [case for case in cases if case.article == name]
        records = tuple(dict(case.after, id=f"case-{at}") for at, case in enumerate(own))
        corpus = load([tree_of(article, (*article.records, *records))], shipped())
        assert not corpus.broken
        assert len(corpus.entries) == len(article.records) + len(records)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("930 miles", "934 miles", False),  # within the rounding of 930
        ("930 miles", "980 miles", True),
        ("about 40 minutes", "about 45 minutes", False),
        ("about 40 minutes", "about 400 minutes", True),
        ("at least nine", "at least eight", False),  # follows from it
        ("at least nine", "at least 19", True),
        ("up to 110", "up to 190", False),
        ("up to 110", "up to 11", True),
        ("7 hours", "7 kilometers", True),
        ("$5.2 billion", "€5.2 billion", True),
        ("750 naira", "950 naira", True),  # a unit nobody knows: the numbers alone
        ("750 naira", "760 naira", False),
        ("between 30 and 45 mm", "between 300 and 45 mm", False),  # no value at all
    ],
)
def test_values_contradict_where_no_reading_of_one_meets_the_other(
    old: str, new: str, *, expected: bool
) -> None:
    assert contradicts(old, new, "United States") is expected


def test_counts_below_a_hundred_contradict_at_a_difference_of_one() -> None:
    assert contradicts("14", "15", "Norway", counting=True)
    assert not contradicts("14", "14", "Norway", counting=True)


def test_the_first_number_of_a_value_is_none_in_a_fraction_in_words() -> None:
    assert first_number("two thirds of it") is None
    assert first_number("some 1,400.5 t") == (5, 12, "1,400.5")
    assert first_number("nine years and five months") == (0, 4, "nine")


def test_numbers_are_written_as_the_one_they_replace() -> None:
    assert written(Fraction(12000), "1,200") == "12,000"
    assert written(Fraction(12000), "1200") == "12000"
    assert written(Fraction(192, 10), "1.92") == "19.20"


def test_a_weekday_is_the_nearest_on_one_side_of_the_dateline() -> None:
    wednesday = date(2024, 3, 6)
    assert days.day_of_weekday("Friday", wednesday, future=False) == date(2024, 3, 1)
    assert days.day_of_weekday("Friday", wednesday, future=True) == date(2024, 3, 8)
    assert days.day_of_weekday("Wednesday", wednesday, future=False) is None
    assert days.day_of("29 January", wednesday, future=False) == date(2024, 1, 29)
    assert days.weekday("last Friday") is None


def test_the_program_prints_a_row_for_each_kind(cases: tuple[Case, ...]) -> None:
    command = [sys.executable, str(HERE), "--alone", "--failures", "1"]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    number = Counter(case.kind for case in cases)
    for kind, count in number.items():
        assert re.search(rf"^{re.escape(kind)} +{count} +\d", told, re.MULTILINE), kind
    assert "rapidfuzz: not asked" in told
