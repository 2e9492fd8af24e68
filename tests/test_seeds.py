"""The seeds: the whole report on them, each expected verdict, and where their words come from."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml12

from claims import __version__
from claims.files import read_paths
from claims.load import load
from claims.vocabulary import shipped
from reports.json_report import render
from reports.places import Locator
from reports.text import full
from rules import catalogue
from rules.claimset import ClaimSet
from rules.contract import Severity, Verdict
from rules.engine import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.contract import Judgement
    from rules.engine import Outcome

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "data" / "golden"
SEEDS = sorted((ROOT / "seeds").glob("*.yaml"))
REPORT = "korea-2021-09-15"
UPDATE = "COUNTERCLAIM_UPDATE_GOLDEN"
"""Set to 1, this makes the golden files anew from what the program says now."""


def data_of(file: Path) -> Any:
    return yaml12.parse_yaml(file.read_text(encoding="utf-8"))


ROWS: list[dict[str, str]] = data_of(Path(__file__).parent / "data" / "seed_verdicts.yaml")


class Checked(NamedTuple):
    outcome: Outcome
    claims: ClaimSet
    full: str
    json: str


@cache
def checked() -> Checked:
    before = Path.cwd()
    os.chdir(ROOT)  # the report names the files as they were given
    try:
        inputs = read_paths(["seeds"])
        corpus = load(inputs.trees, shipped(), inputs.faults)
    finally:
        os.chdir(before)
    outcome = check(corpus)
    locator = Locator(inputs.sources, inputs.trees, corpus)
    return Checked(
        outcome,
        ClaimSet(corpus),
        full(outcome, locator, colour=False, width=None),
        render(outcome, locator, "VERSION"),
    )


# The whole report


def compare(name: str, text: str) -> None:
    golden = GOLDEN / name
    if os.environ.get(UPDATE) == "1":
        golden.write_bytes(text.encode("utf-8"))
    expected = golden.read_bytes().decode("utf-8")
    assert text == expected, f"if this is meant: {UPDATE}=1 pytest tests/test_seeds.py"


def test_the_report_for_people_is_as_it_was() -> None:
    compare("seeds-full.txt", checked().full)


def test_the_report_for_programs_is_as_it_was() -> None:
    assert __version__ not in checked().json
    compare("seeds.json", checked().json)


def test_only_the_reach_over_all_of_japan_is_told_as_an_error_and_nothing_as_a_warning() -> None:
    loud = [f for f in checked().outcome.findings if f.severity is not Severity.NOTE]
    assert [(f.rule, f.severity, f.judgement.parts[0].claim) for f in loud] == [
        ("reach/target", Severity.ERROR, f"{REPORT}#reach-japan")
    ]


def test_every_claim_of_the_seeds_is_read() -> None:
    assert checked().outcome.unread == 0
    assert checked().claims.corpus.faults == ()


# What each claim is expected to come to


@cache
def judgements(rule: str) -> tuple[Judgement, ...]:
    return tuple(catalogue.rule(rule).judge(checked().claims))


def verdict(judged: Iterable[Judgement]) -> str:
    """Return what a rule's judgements of one claim come to, in the words of the table."""
    sorts = set()
    for judgement in judged:
        if judgement.verdict is Verdict.HOLDS and (judgement.tolerance or judgement.remark):
            sorts.add("note")
        else:
            sorts.add(judgement.verdict.value)
    return " and ".join(sorted(sorts)) or "nothing said"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['claim']}-{row.get('rule', '')}")
def test_a_claim_comes_to_the_expected_verdict(row: dict[str, str]) -> None:
    key = f"{REPORT}#{row['claim']}"
    assert checked().claims.get(key) is not None
    if row["expected"] == "not judged":
        assert key in checked().outcome.not_judged
        return
    own = [j for j in judgements(row["rule"]) if key in {part.claim for part in j.parts}]
    assert verdict(own) == row["expected"]


@pytest.mark.parametrize("rule", catalogue.rule_ids())
def test_a_claim_of_the_table_fares_no_worse_under_another_rule(rule: str) -> None:
    told = {(f"{REPORT}#{row['claim']}", row.get("rule")) for row in ROWS}
    expected = {key for key, of_rule in told if of_rule == rule}
    open_ones = {
        judgement.parts[0].claim
        for judgement in judgements(rule)
        if judgement.verdict is not Verdict.HOLDS
    }
    assert open_ones <= expected


# Where the words come from


def folded(text: str) -> str:
    return " ".join(text.split())


def quotes() -> list[tuple[str, str, str]]:
    """Return the document, claim and words of every quote in the seeds."""
    found = []
    for seed in SEEDS:
        file = data_of(seed)
        for claim in file["claims"]:
            quote = claim.get("quote")
            if quote is not None:
                words = quote["exact"] if isinstance(quote, dict) else quote
                found.append((str(file["document"].get("text")), claim["id"], words))
    return found


QUOTES = quotes()


@pytest.mark.parametrize(("text", "claim", "words"), QUOTES, ids=[claim for _, claim, _ in QUOTES])
def test_a_quote_stands_in_its_text(text: str, claim: str, words: str) -> None:
    brief = (ROOT / "seeds" / text).read_text(encoding="utf-8")
    assert folded(words) in folded(brief), claim


def test_every_claim_of_the_report_has_a_quote() -> None:
    claims = data_of(ROOT / "seeds" / f"{REPORT}.yaml")["claims"]
    assert [claim["id"] for claim in claims if "quote" not in claim] == []


def reports_folder() -> Path:
    """Return the folder with reports as they were published, which are not part of this project."""
    named = os.environ.get("COUNTERCLAIM_REPORTS")
    return Path(named) if named else ROOT.parent / "shared" / "seeds"


SHORT = 8
"""Words up to which two people may well put a thing the same way."""


def words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_no_sentence_of_a_published_report_stands_in_the_seeds() -> None:
    published = sorted(reports_folder().glob("*.txt")) if reports_folder().is_dir() else []
    if not published:
        pytest.skip("the published reports are not here")
    own = [words_of(file.read_text(encoding="utf-8")) for file in (ROOT / "seeds").iterdir()]
    for report in published:
        sentences = re.split(r"(?<=[.!?])[\"”’']?\s+|\n\s*\n", report.read_text(encoding="utf-8"))
        for sentence in map(words_of, sentences):
            if len(sentence.split()) > SHORT:
                assert not [text for text in own if sentence in text], sentence
