"""The rules on quantities say of each case of a table what a careful reader says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from worlds import corpus_of

from rules.contract import Verdict
from rules.engine import check

CASES: dict[str, list[list[Any]]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "quantity_cases.yaml").read_text(encoding="utf-8")
)
STATISTICS = {"mean", "least", "greatest", "total", "per item"}
Row = dict[str, Any]


def told(rule: str, *rows: Row) -> str:
    """Return what is told of rows of one document by one rule, the most severe."""
    claims = [{"id": f"c{at}", **row} for at, row in enumerate(rows)]
    head = {"id": "d", "published": "2024-03-06", "publisher": "Gazette"}
    outcome = check(corpus_of([{"document": head, "claims": claims}]), [rule])
    assert outcome.unread == 0
    if outcome.findings:
        return max(outcome.findings, key=lambda f: f.severity.rank).severity.value
    return "holds" if outcome.verdicts[Verdict.HOLDS] else "nothing"


def measured(name: str, value: Any, kind: str | None = None) -> Row:
    row = {"kind": "measurement", "of": "ship", "property": name, "value": value}
    if kind is not None:
        row["statistic" if kind in STATISTICS else "role"] = kind
    return row


@pytest.mark.parametrize(("value", "expected", "why"), CASES["conversions"])
def test_two_units(value: str, expected: str, why: str) -> None:
    assert told("quantity/conversion", measured("thing", value)) == expected, why


@pytest.mark.parametrize(
    ("name", "whole", "parts", "exhaustive", "expected", "why"), CASES["totals"]
)
def test_a_whole_and_its_parts(
    name: str, whole: Any, parts: Row, exhaustive: object, expected: str, why: str
) -> None:
    row = {"kind": "total", "of": "ship", "property": name, "value": whole, "parts": parts}
    assert told("quantity/total", {**row, "exhaustive": exhaustive}) == expected, why


@pytest.mark.parametrize(("row", "expected", "why"), CASES["comparisons"])
def test_a_comparison(row: Row, expected: str, why: str) -> None:
    base = {"kind": "comparison", "of": "ship", "property": "speed"}
    assert told("quantity/comparison", base | row) == expected, why


@pytest.mark.parametrize(("activity", "values", "expected", "why"), CASES["related"])
def test_related_quantities(
    activity: str, values: list[list[str]], expected: str, why: str
) -> None:
    event = [{"id": "e", "kind": "event", "activity": activity}] if activity else []
    of = "e" if activity else "the pond"
    rows = [measured(*value) | {"of": of} for value in values]
    assert told("quantity/related", *event, *rows) == expected, why


@pytest.mark.parametrize(("values", "rank", "among", "expected", "why"), CASES["ranks"])
def test_a_place_in_a_row(
    values: dict[str, str], rank: str, among: list[str], expected: str, why: str
) -> None:
    rows = [measured("length", value) | {"of": name} for name, value in values.items()]
    claim = {"kind": "comparison", "of": "Lisbeth", "property": "length", "rank": rank}
    assert told("quantity/comparison", *rows, claim | {"among": among}) == expected, why


@pytest.mark.parametrize(
    ("of", "rate", "rate_when", "value", "when", "rival", "rival_when", "expected", "why"),
    CASES["money"],
)
def test_money_at_a_stated_rate(
    of: str,
    rate: str,
    rate_when: str,
    value: str,
    when: str,
    rival: str,
    rival_when: str,
    expected: str,
    why: str,
) -> None:
    def dated(row: Row, text: str) -> Row:
        return row | ({"when": text} if text else {})

    rows = [dated(measured("exchange rate", rate) | {"of": of}, rate_when)]
    rows.append(dated(measured("price", value), when))
    rows += [dated(measured("price", rival), rival_when)] if rival else []
    rule = "quantity/disagreement" if rival else "quantity/conversion"
    assert told(rule, *rows) == expected, why


@pytest.mark.parametrize(("name", "value", "expected", "why"), CASES["plausible"])
def test_a_possible_value(name: str, value: Any, expected: str, why: str) -> None:
    assert told("quantity/plausible", measured(name, value)) == expected, why


@pytest.mark.parametrize(
    ("class_", "scheme", "name", "value", "kind", "expected", "why"), CASES["classes"]
)
def test_a_class(
    class_: str,
    scheme: str | None,
    name: str,
    value: str,
    kind: str | None,
    expected: str,
    why: str,
) -> None:
    row = {"kind": "classification", "of": "ship", "class": class_}
    named = {"scheme": scheme} if scheme else {}
    assert told("quantity/class", row | named, measured(name, value, kind)) == expected, why


@pytest.mark.parametrize(("first", "second", "expected", "why"), CASES["rivals"])
def test_rival_values(first: Row, second: Row, expected: str, why: str) -> None:
    rows = [measured("length", "1 m") | row for row in (first, second)]
    assert told("quantity/disagreement", *rows) == expected, why


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert sum(map(len, CASES.values())) >= 170
