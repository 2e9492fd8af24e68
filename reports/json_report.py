"""The report for programs: one JSON object, the same bytes for the same outcome.

`schema` names the shape; its number changes when a field is renamed, dropped or changes meaning,
not when one is added.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from reports.fingerprints import fingerprints
from reports.summary import severities
from rules.contract import Anchor, Verdict

if TYPE_CHECKING:
    from claims.suppressions import Suppression
    from reports.places import Locator
    from rules.contract import Finding, Known, Part
    from rules.engine import Outcome

SCHEMA = "counterclaim-report/1"


def render(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return the outcome as JSON, indented, with a line end.

    `version` is that of the program. Lines and columns count from 1, columns in characters; the
    end is not included, and all four are null where a part is a file as a whole. A part that is a
    cell of a table has its `cell`; of a table that is no text, lines are rows. Characters that
    cannot be seen or encoded are written as JSON escapes.
    """
    report = {
        "schema": SCHEMA,
        "version": version,
        "summary": _summary(outcome, locator.files),
        "findings": _findings(outcome, locator),
        "not_judged": list(outcome.not_judged),
    }
    return as_text(report)


def lines(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return the outcome as JSON Lines: a line for each finding, and one for the run at the end.

    Each has its `type`, "finding" or "summary"; else it is as in the JSON report.
    """
    rows: list[dict[str, Any]] = [
        {"type": "finding", **finding} for finding in _findings(outcome, locator)
    ]
    end = {"schema": SCHEMA, "version": version, "summary": _summary(outcome, locator.files)}
    rows.append({"type": "summary", **end, "not_judged": list(outcome.not_judged)})
    return "".join(f"{as_line(row, compact=True)}\n" for row in rows)


def as_line(row: dict[str, Any], *, compact: bool = False) -> str:
    """Return data as JSON on one line, without its end, what cannot be seen as JSON escapes."""
    separators = (",", ":") if compact else (", ", ": ")
    return _unseen().sub(_escape, json.dumps(row, ensure_ascii=False, separators=separators))


def as_text(report: dict[str, Any]) -> str:
    """Return a report as indented JSON with a line end, what cannot be seen as JSON escapes."""
    text = json.dumps(report, ensure_ascii=False, indent=2)
    return _unseen().sub(_escape, text) + "\n"


def _summary(outcome: Outcome, files: int) -> dict[str, Any]:
    found = severities(outcome)
    return {
        **{f"{severity.value}s": number for severity, number in found.items()},
        "files": files,
        "documents": outcome.documents,
        "claims": outcome.claims,
        "unread": outcome.unread,
        "not_judged": len(outcome.not_judged),
        "suppressed": sum(bool(finding.suppressions) for finding in outcome.findings),
        "known": sum(bool(finding.known) for finding in outcome.findings),
        "against": [
            {"name": against.name, "gone": [known_row(known) for known in against.gone]}
            for against in outcome.against
        ],
        **({} if outcome.in_columns is None else {"in_columns": outcome.in_columns._asdict()}),
        "comparisons": {v.value: outcome.verdicts.get(v, 0) for v in Verdict},
    }


def known_row(known: Known) -> dict[str, Any]:
    """Return what is known of a finding of an earlier run, as data."""
    return {
        "rule": known.rule,
        "severity": known.severity.value,
        "claims": list(known.claims),
        "fingerprint": known.fingerprint,
        "message": known.message,
    }


def _findings(outcome: Outcome, locator: Locator) -> list[dict[str, Any]]:
    marks = fingerprints(outcome.findings)
    told = zip(outcome.findings, marks, strict=True)
    return [_finding(finding, mark, locator) for finding, mark in told]


def _finding(finding: Finding, mark: str, locator: Locator) -> dict[str, Any]:
    judgement = finding.judgement
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "verdict": judgement.verdict.value,
        "message": judgement.message,
        "standing": finding.standing,
        "strict": judgement.strict,
        "tolerance": judgement.tolerance,
        "parts": [_part(part, locator) for part in judgement.parts],
        "related": [_part(part, locator) for part in judgement.related],
        "background": list(judgement.background),
        "working": list(judgement.working),
        "help": judgement.help,
        "fingerprint": mark,
        "suppressions": [_suppression(each, locator) for each in finding.suppressions],
        "known": finding.known or None,
    }


def _suppression(suppression: Suppression, locator: Locator) -> dict[str, Any]:
    found = locator.locate(suppression.place)
    return {
        "claim": suppression.key,
        "field": list(suppression.field),
        "reason": suppression.reason,
        "until": suppression.until,
        "file": found.file,
        "line": found.line,
    }


def _part(part: Part, locator: Locator) -> dict[str, Any]:
    found = locator.locate(part.at)
    cell = found.cell
    shown = cell is not None and not cell.is_text  # has no columns of characters
    told = (
        {"cell": {"row": cell.row, "column": cell.column, "value": cell.value}}
        if cell is not None
        else {}
    )
    return {
        "claim": part.claim,
        "field": list(part.at.field) if isinstance(part.at, Anchor) else [],
        "label": part.label,
        "file": found.file,
        "line": found.line,
        "column": None if shown else found.column,
        "end_line": found.end_line,
        "end_column": None if shown else found.end_column,
        **told,
    }


@cache
def _unseen() -> re.Pattern[str]:
    """Match what a terminal might obey or an encoding refuse; JSON escapes the rest itself."""
    return re.compile(
        "[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
        "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    )


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
