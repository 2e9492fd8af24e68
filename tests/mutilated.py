"""What the tests of broken input share: a run as the program makes it, and what any run must be."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.files import read_paths
from claims.load import load
from claims.schema import claim_file_schema
from claims.vocabulary import shipped
from reports.json_report import render
from reports.places import Locator
from reports.text import concise, full
from rules.contract import Severity
from rules.engine import check

if TYPE_CHECKING:
    from claims.source import Source
    from rules.contract import Finding
    from rules.engine import Outcome

WRONG: tuple[object, ...] = (None, True, 3, "x", [], {}, [[]], {"a": {}})
"""One value of each sort that a field can be given by mistake."""


class Run(NamedTuple):
    """What a check of one file found."""

    outcome: Outcome
    locator: Locator
    sources: dict[str, Source]
    unreadable: bool

    @property
    def told(self) -> list[Finding]:
        """What is told as an error or a warning."""
        return [f for f in self.outcome.findings if f.severity is not Severity.NOTE]

    def messages(self, rule: str = "") -> list[str]:
        """Return the messages of a rule or family, of all where none is named."""
        return [f.judgement.message for f in self.outcome.findings if f.rule.startswith(rule)]


def run_on(data: str | bytes, suffix: str = ".yaml") -> Run:
    """Check a file of that content, report it in every format, and look at what came out."""
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "file" + suffix)
        file.write_bytes(content)
        inputs = read_paths([str(file)])
        corpus = load(inputs.trees, shipped(), inputs.faults)
    outcome = check(corpus)
    unreadable = any(fault.rule == "record/file" for fault in inputs.faults)
    locator = Locator(inputs.sources, inputs.trees, corpus)
    run = Run(outcome, locator, {source.name: source for source in inputs.sources}, unreadable)
    _look_at_reports(run)
    for finding in outcome.findings:
        _look_at_places(run, finding, str(file))
    return run


def _look_at_reports(run: Run) -> None:
    texts = (
        full(run.outcome, run.locator, colour=False, width=None),
        concise(run.outcome, run.locator, colour=False),
        render(run.outcome, run.locator, "0"),
    )
    for text in texts:
        assert text.endswith("\n")
        assert text.encode("utf-8")
        assert not {c for c in text if c < " " and c != "\n"}
    assert len(json.loads(texts[2])["findings"]) == len(run.outcome.findings)


def _look_at_places(run: Run, finding: Finding, file: str) -> None:
    judgement = finding.judgement
    assert judgement.message
    assert judgement.parts
    for part in (*judgement.parts, *judgement.related):
        at = run.locator.locate(part.at)
        assert at.file == file
        if at.line is None:
            continue
        assert at.column is not None
        assert at.end_line is not None
        assert at.end_column is not None
        source = run.sources[file]
        assert (at.line, at.column) <= (at.end_line, at.end_column)
        assert at.end_line <= source.line_count
        assert 1 <= at.column <= len(source.line(at.line)) + 1
        assert 1 <= at.end_column <= len(source.line(at.end_line)) + 2


def in_file(*claims: object) -> str:
    """Return a claim file in JSON with these claims."""
    document = {"id": "d", "published": "2024-03-06", "timezone": "Europe/Oslo"}
    return json.dumps({"document": document, "claims": claims}, indent=1)


@cache
def models() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of claim by the kind's name."""
    found = {}
    for model in claim_file_schema()["$defs"].values():
        kind = model.get("properties", {}).get("kind", {}).get("const")
        if kind is not None:
            found[kind] = model
    return found


def whole_claim(kind: str) -> dict[str, Any]:
    """Return a claim of a kind with every field, each with the first of its examples."""
    fields = models()[kind]["properties"]
    return {name: field["examples"][0] for name, field in fields.items()}


def mistaken_claims(kind: str) -> list[dict[str, Any]]:
    """Return claims of a kind with one field of a wrong sort, left out or not known."""
    whole = whole_claim(kind)
    found = []
    for name in whole:
        found += [{**whole, name: wrong} for wrong in WRONG]
        found.append({key: value for key, value in whole.items() if key != name})
    found.append({**whole, "colour": "red"})
    return found
