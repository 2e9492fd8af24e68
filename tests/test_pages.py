"""The examples on the rules' pages are their tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from claims.files import read_paths
from claims.load import load
from claims.vocabulary import build, shipped, shipped_tree
from reports.places import Locator
from rules import catalogue
from rules.claimset import ClaimSet
from rules.contract import Severity, Verdict
from rules.engine import check
from rules.resolution._reading import pack_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from claims.load import Corpus
    from rules.engine import Outcome

FENCE = re.compile(r"^```yaml ?(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
MARK = re.compile(r"#\s*(error|warning|note)\s*$")
SECTIONS = ("Flagged", "Passes", "Undecided")


class Example(NamedTuple):
    rule: str
    section: str
    form: str
    """latin-1: the file has that encoding; vocabulary, pack: it is one, without claims."""
    text: str


def examples() -> list[Example]:
    found = []
    for rule_id in catalogue.rule_ids():
        for section in catalogue.page(rule_id).split("\n## ")[1:]:
            title, _, body = section.partition("\n")
            found += [Example(rule_id, title, *fence) for fence in FENCE.findall(body)]
    return found


def ids(example: Example) -> str:
    return f"{example.rule}-{example.section}"


class Run(NamedTuple):
    outcome: Outcome
    corpus: Corpus
    locator: Locator


@pytest.fixture
def run(tmp_path: Path) -> Callable[[Example], Run]:
    def run_example(example: Example) -> Run:
        file = tmp_path / "example.yaml"
        file.write_text(example.text, encoding="latin-1" if example.form == "latin-1" else "utf-8")
        inputs = read_paths([str(file)])
        if example.form == "vocabulary":
            vocabulary, faults = build([shipped_tree(), *inputs.trees])
            corpus = load([], vocabulary, [*inputs.faults, *faults])
        elif example.form == "pack":
            faults = [fault for tree in inputs.trees for fault in pack_of(tree, shipped())[1]]
            corpus = load([], shipped(), [*inputs.faults, *faults])
        else:
            corpus = load(inputs.trees, shipped(), inputs.faults)
        return Run(check(corpus), corpus, Locator(inputs.sources, inputs.trees, corpus))

    return run_example


@pytest.mark.parametrize("example", examples(), ids=ids)
def test_findings_stand_on_the_marked_lines(
    example: Example, run: Callable[[Example], Run]
) -> None:
    found, _, locator = run(example)
    marked = {
        (number, match.group(1))
        for number, line in enumerate(example.text.splitlines(), 1)
        if (match := MARK.search(line))
    }
    told = {
        # What is wrong with a file as a whole is marked on its first line.
        (locator.locate(finding.judgement.parts[0].at).line or 1, finding.severity.value)
        for finding in found.findings
        if finding.rule == example.rule
    }
    assert told == marked


@pytest.mark.parametrize("example", examples(), ids=ids)
def test_an_example_shows_what_its_section_says(
    example: Example, run: Callable[[Example], Run]
) -> None:
    found, corpus, _ = run(example)
    own = list(catalogue.rule(example.rule).judge(ClaimSet(corpus)))
    verdicts = {judgement.verdict for judgement in own}
    of_rule = [f for f in found.findings if f.rule == example.rule]
    if example.section == "Flagged":
        assert of_rule
    elif example.section == "Undecided":
        assert Verdict.UNDECIDED in verdicts
    else:
        assert example.section == "Passes"
        assert all(f.severity is Severity.NOTE for f in of_rule)
        # A rule that only ever warns says nothing of what is as it should be.
        only_warns = catalogue.rule(example.rule).severity is not None
        assert Verdict.HOLDS in verdicts or only_warns or example.rule.startswith("record/")


@pytest.mark.parametrize("example", examples(), ids=ids)
def test_an_example_has_no_other_error_or_warning(
    example: Example, run: Callable[[Example], Run]
) -> None:
    found, _, _ = run(example)
    unreadable = "record/unreadable" if example.section == "Undecided" else ""
    others = [
        (f.rule, f.judgement.message)
        for f in found.findings
        if f.rule not in {example.rule, unreadable} and f.severity is not Severity.NOTE and f.counts
    ]
    assert others == []


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_every_page_has_examples_of_both_sorts(rule_id: str) -> None:
    sections = {example.section for example in examples() if example.rule == rule_id}
    assert {"Flagged", "Passes"} <= sections


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_a_page_opens_with_the_summary_of_its_rule(rule_id: str) -> None:
    title, _, rest = catalogue.page(rule_id).partition("\n")
    assert title == f"# {rule_id}"
    assert rest.strip().startswith(catalogue.rule(rule_id).summary)
