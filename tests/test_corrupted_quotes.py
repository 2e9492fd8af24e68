"""The benchmark of corrupted quotes holds what it says: sound records, and one change a case."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from corrupted_quotes import days
from corrupted_quotes.articles import articles, data
from corrupted_quotes.cases import exact
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
    "hedge: bound": "few values are bounds",
    "hedge: plan": "few events are only planned",
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
    assert 120 <= len(article.text.split()) <= 250
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
        assert day is not None
        assert when[:10] == day.isoformat(), record["id"]


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
    odd = [case for case in cases if int(case.article.split("-")[0]) % 2]
    assert list(generate(chosen("odd"))) == odd


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
