"""A small corpus with findings made by hand, for the tests of reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from claims.faults import Place
from claims.json_reader import read_json, read_json_lines
from claims.load import load
from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from reports.places import Locator
from rules.contract import Anchor, Finding, Judgement, Part, Severity, Verdict
from rules.engine import Outcome

if TYPE_CHECKING:
    from claims.tree import Tree

GOLDEN = Path(__file__).parent / "data" / "golden" / "reports"
_READERS = {".yaml": read_yaml, ".json": read_json, ".jsonl": read_json_lines}


def locator(files: dict[str, str]) -> Locator:
    """Read files, given by name and text."""
    sources = [Source(name, text) for name, text in files.items()]
    trees: list[Tree] = []
    for source in sources:
        reader = _READERS.get(Path(source.name).suffix)
        trees.extend(reader(source)[0] if reader is not None else ())
    return Locator(sources, trees, load(trees, shipped()))


@cache
def small() -> Locator:
    names = ("harbour.yaml", "wire.json")
    return locator({name: (GOLDEN / name).read_text(encoding="utf-8") for name in names})


def judged(
    *parts: Part, message: str = "they differ", verdict: Verdict = Verdict.CONTRADICTS
) -> Judgement:
    return Judgement(verdict, message, parts)


def outcome(*findings: Finding, compared: int = 7, not_judged: tuple[str, ...] = ()) -> Outcome:
    contradicted = min(compared, len(findings))
    verdicts = {
        Verdict.CONTRADICTS: contradicted,
        Verdict.UNDECIDED: 0,
        Verdict.HOLDS: compared - contradicted,
    }
    return Outcome(findings, 6, 2, verdicts, not_judged, 0)


def error(judgement: Judgement) -> Finding:
    return Finding("time/order", Severity.ERROR, judgement)


def part(claim: str, *field: str, label: str = "") -> Part:
    return Part(Anchor(claim, field), label)


def findings() -> tuple[Finding, ...]:
    """Return findings over one file and two, on lines near and far, and on none."""
    order = Judgement(
        Verdict.CONTRADICTS,
        '"two days" lie between "late Sunday" and "Friday morning", which cannot be',
        (
            part("gazette#two-days", "by", label="at most this long before"),
            part("gazette#two-days", "relation", label="the direction"),
            part("gazette#departure", "when", label="read as 2024-03-01"),
            part("gazette#grounding", "when", label="read as 2024-03-03"),
        ),
        related=(part("gazette#grounding", "quote", label="its words"),),
        background=("the Gregorian calendar",),
        working=("2024-03-01 + 2 days = 2024-03-03",),
        help="look up which of the three is meant",
    )
    draught = Judgement(
        Verdict.CONTRADICTS,
        "draught of 조선 호: 4.5 m, 5.2 m and 6.0 m have no value in common",
        (
            part("wire#deep", "value", label="5.15–5.25 m"),
            part("gazette#draught", "value", label="4.45–4.55 m"),
            part("wire#deeper", "value", label="5.95–6.05 m"),
        ),
        help="one of them may speak of another day",
    )
    unseen = judged(Part(Place("gone\x1b[31m.yaml")), message="the file cannot be opened")
    undecided = judged(part("gazette"), message="a\u202eb", verdict=Verdict.UNDECIDED)
    return (
        Finding("time/order", Severity.ERROR, order),
        Finding("record/file", Severity.ERROR, unseen),
        Finding("quantity/disagreement", Severity.WARNING, draught, "a dispute: of two speakers"),
        Finding("time/dateline", Severity.NOTE, undecided),
    )


def whole() -> Outcome:
    verdicts = {Verdict.CONTRADICTS: 2, Verdict.UNDECIDED: 1, Verdict.HOLDS: 9}
    return Outcome(findings(), 6, 2, verdicts, ("gazette#departure", "wire#deep"), 1)
