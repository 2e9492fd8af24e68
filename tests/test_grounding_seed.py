"""The seed's claims against the words they quote, and each field of them changed."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml12

from claims.load import load
from claims.tree import Tree
from claims.vocabulary import shipped
from rules import catalogue
from rules.contract import Severity
from rules.engine import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.contract import Finding

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
FILE = "korea-2021-09-15"
DATA: Any = yaml12.parse_yaml((SEEDS / f"{FILE}.yaml").read_text(encoding="utf-8"))
RULES = [rule for rule in catalogue.rule_ids() if rule.startswith("source/")]
OPEN = {
    # What neither the quote nor the words around it say, so that nothing can be held against it.
    ("reach-bases", "target"): "the quote says no more than that there are bases",
    ("reach-bases", "from"): "the sentence does not say from where",
    ("reach-japan", "from"): "the sentence does not say from where",
    ("north-launches", "from"): "the quote says from the middle of its territory",
    ("damage", "hedge"): "no damage denied is damage, of which the quote says nothing",
}


class Change(NamedTuple):
    claim: str
    field: str
    record: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.claim}-{self.field}-{self.record.get(self.field)}"


def told(records: list[dict[str, Any]]) -> list[Finding]:
    text = (SEEDS / f"{FILE}.md").read_text(encoding="utf-8")
    document = {**DATA["document"], "text": {"inline": text, "format": "markdown"}}
    data = {"document": document, "claims": records}
    outcome = check(load([Tree("seed.yaml", data, lambda: None)], shipped()), RULES)
    return list(outcome.findings)


NUMBERS = {"two": "three", "six": "eight", "a": "four"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
UNITS = {"miles": "km", "tons": "kg", "days": "weeks", "months": "years", "hours": "weeks"}


def changed_number(text: str) -> Iterator[str]:
    number = re.search(r"\d[\d,]*", text)
    if number:
        whole = int(number[0].replace(",", ""))
        for other in (whole * 10 or 10, whole + 1, int(str(whole + 1)[::-1]) + 3):
            yield text.replace(number[0], f"{other:,}")
    for word, other_word in NUMBERS.items():
        if re.search(rf"\b{word}\b", text):
            yield re.sub(rf"\b{word}\b", other_word, text)
    for unit, other_unit in UNITS.items():
        if unit in text:
            yield text.replace(unit, other_unit)


def changed_day(text: str) -> Iterator[str]:
    for at, day in enumerate(DAYS):
        if day in text:
            yield text.replace(day, DAYS[(at + 1) % 7])
            yield text.replace(day, DAYS[(at - 1) % 7])
    if re.fullmatch(r"\d{4}", text):
        yield str(int(text) + 1)
        yield str(int(text) - 1)
    if "weekend" in text:
        yield "2021-09-04"
        yield "Tuesday"
    if "March" in text:
        yield text.replace("March", "April")


def changes() -> Iterator[Change]:
    for claim in DATA["claims"]:
        for field, new in changed(claim):
            record = copy.deepcopy(claim)
            record[field] = new
            yield Change(claim["id"], field, record)


def changed(claim: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in ("value", "distance", "count", "by", "within"):
        yield from ((field, new) for new in changed_number(str(claim.get(field, ""))))
    if claim["kind"] in {"event", "state", "pause", "measurement"}:
        for field in ("when", "from", "since", "until"):
            yield from ((field, new) for new in changed_day(str(claim.get(field, ""))))
    if claim["kind"] in {"event", "reach"}:
        places = ("place", "from", "to", "target")
        yield from ((field, "Oslo") for field in places if isinstance(claim.get(field), str))
    yield from changed_words(claim)


def changed_words(claim: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "said_by" in claim:
        yield "said_by", "the mayor of Oslo"
    hedge = claim.get("hedge", "asserted")
    yield "hedge", "asserted" if hedge == "denied" else "denied"
    if hedge == "believed":
        yield "hedge", "asserted"
    if claim.get("status") == "planned":
        yield "status", "happened"


ALL = [change for change in changes() if (change.claim, change.field) not in OPEN]


def test_every_claim_of_the_seed_agrees_with_its_quote() -> None:
    complaints = [
        (finding.rule, finding.judgement.message)
        for finding in told(DATA["claims"])
        if finding.severity is not Severity.NOTE
    ]
    assert complaints == []


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.name)
def test_a_changed_field_is_told(change: Change) -> None:
    records = [change.record if claim["id"] == change.claim else claim for claim in DATA["claims"]]
    keys = {
        part.claim
        for finding in told(records)
        if finding.severity is not Severity.NOTE
        for part in finding.judgement.parts
    }
    assert f"{FILE}#{change.claim}" in keys
