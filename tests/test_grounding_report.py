"""The seed's claims against the report itself, where it lies beside this repository.

Nothing of the report is kept here but offsets into it, so these tests are skipped without it.
"""

from __future__ import annotations

import copy
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml12
from test_grounding_seed import DATA, FILE, RULES, Change, changed

from claims.load import load
from claims.tree import Tree
from claims.vocabulary import shipped
from rules.contract import Finding, Severity
from rules.engine import check

ROOT = Path(__file__).resolve().parents[1]
HELD: Any = yaml12.parse_yaml(
    (Path(__file__).parent / "data" / "seed_report_quotes.yaml").read_text(encoding="utf-8")
)
CLAIMS: dict[str, dict[str, Any]] = {claim["id"]: claim for claim in DATA["claims"]}


@cache
def report() -> str:
    named = os.environ.get("COUNTERCLAIM_REPORTS")
    folder = Path(named) if named else ROOT.parent / "shared" / "seeds"
    for file in sorted(folder.glob("*.txt")):
        held = file.read_bytes()
        if hashlib.sha256(held).hexdigest() == HELD["sha256"]:
            return held.decode("utf-8")
    pytest.skip("the report does not lie beside this repository")


def quoting(record: dict[str, Any]) -> dict[str, Any]:
    """Return a claim with the words of the report as its quote."""
    start, end = HELD["quotes"][record["id"]]
    text = report()
    quote = {"exact": text[start:end], "prefix": text[max(0, start - 30) : start]}
    return {**record, "quote": quote}


def told(record: dict[str, Any]) -> list[Finding]:
    # What other claims are named by a claim comes along, without a quote.
    others = [
        {key: value for key, value in claim.items() if key != "quote"}
        for claim in CLAIMS.values()
        if claim["id"] != record["id"]
    ]
    document = {**DATA["document"], "text": {"inline": report(), "format": "plain"}}
    data = {"document": document, "claims": [quoting(record), *others]}
    outcome = check(load([Tree("seed.yaml", data, lambda: None)], shipped()), RULES)
    return [
        finding
        for finding in outcome.findings
        if finding.severity is not Severity.NOTE
        and any(part.claim == f"{FILE}#{record['id']}" for part in finding.judgement.parts)
    ]


def changes() -> list[Change]:
    found = []
    for claim in CLAIMS.values():
        for field, new in changed(claim):
            record = copy.deepcopy(claim)
            record[field] = new
            found.append(Change(claim["id"], field, record))
    return [one for one in found if f"{one.claim}.{one.field}" not in HELD["open"]]


def test_every_claim_stands_in_the_report() -> None:
    assert set(HELD["quotes"]) == set(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim["id"])
def test_a_claim_agrees_with_the_report(claim: dict[str, Any]) -> None:
    found = {finding.rule for finding in told(claim)}
    assert found == set(HELD["otherwise"].get(claim["id"], {}))


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.name)
def test_a_changed_field_is_told_by_the_report(change: Change) -> None:
    assert {finding.rule for finding in told(change.record)} - set(
        HELD["otherwise"].get(change.claim, {})
    )
