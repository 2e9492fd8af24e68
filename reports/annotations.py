"""The reports for places that annotate lines of a change: GitHub, GitLab and reviewdog.

What is suppressed or known from before is left out: it would be noise on every change.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reports.display import encodable, one_line
from reports.fingerprints import fingerprints
from reports.json_report import as_text
from reports.places import line_bounds
from rules.contract import Severity

if TYPE_CHECKING:
    from reports.places import Location, Locator
    from rules.contract import Finding, Part
    from rules.engine import Outcome

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_QUALITY = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}
_REVIEW = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def github(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return a workflow command for each finding, a line each.

    The form: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    del version
    return "".join(_command(finding, locator) for finding in outcome.counting)


def _command(finding: Finding, locator: Locator) -> str:
    judgement = finding.judgement
    properties = {"title": finding.rule}
    if judgement.parts:
        found = locator.locate(judgement.parts[0].at)
        properties = {"file": found.file.removeprefix("./"), **_lines(found), **properties}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {told}::{_data(whole(finding))}\n"


def _lines(found: Location) -> dict[str, str]:
    if found.line is None or found.end_line is None:
        return {}
    lines = {"line": str(found.line), "endLine": str(found.end_line)}
    if found.line == found.end_line:  # columns are read only within one line
        lines |= {"col": str(found.column), "endColumn": str(found.end_column)}
    return lines


def whole(finding: Finding) -> str:
    """Return all that a finding says but its places: message, working, background and help."""
    judgement = finding.judgement
    lines = [judgement.message, *judgement.working]
    lines += [f"background: {fact}" for fact in judgement.background]
    lines += [finding.standing] if finding.standing else []
    lines += [f"help: {judgement.help}"] if judgement.help else []
    return "\n".join(one_line(line) for line in lines)


def _data(text: str) -> str:
    return encodable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return the outcome as a code quality report, a list of JSON, with a line end.

    The form: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """
    del version
    marks = fingerprints(outcome.findings)
    rows: list[dict[str, Any]] = []
    for finding, mark in zip(outcome.findings, marks, strict=True):
        if not finding.counts:
            continue
        parts = finding.judgement.parts
        found = locator.locate(parts[0].at) if parts else None
        path = "." if found is None else found.file.removeprefix("./")
        first = 1 if found is None or found.line is None else found.line
        rows.append({
            "description": one_line(finding.judgement.message),
            "check_name": finding.rule,
            "fingerprint": mark,
            "severity": _QUALITY[finding.severity],
            "content": {"body": whole(finding)},
            "location": {"path": path, "lines": {"begin": first}},
        })  # fmt: skip
    return json.dumps(rows, ensure_ascii=True, indent=2) + "\n"


def rdjson(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return the outcome in reviewdog's format, one JSON object with a line end.

    Columns count bytes of UTF-8 there. The form:
    https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
    """
    del version
    report = {
        "source": {"name": "counterclaim"},
        "diagnostics": [_diagnostic(finding, locator) for finding in outcome.counting],
    }
    return as_text(report)


def _diagnostic(finding: Finding, locator: Locator) -> dict[str, Any]:
    judgement = finding.judgement
    others = [*judgement.parts[1:], *judgement.related]
    row: dict[str, Any] = {
        "message": whole(finding),
        "severity": _REVIEW[finding.severity],
        "code": {"value": finding.rule},
    }
    if judgement.parts:
        row["location"] = _reviewed(judgement.parts[0], locator)
    if others:
        row["relatedLocations"] = [_related(part, locator) for part in others]
    return row


def _related(part: Part, locator: Locator) -> dict[str, Any]:
    told = part.label or part.claim or ""
    return {"message": one_line(told), "location": _reviewed(part, locator)}


def _reviewed(part: Part, locator: Locator) -> dict[str, Any]:
    found = locator.locate(part.at)
    location: dict[str, Any] = {"path": found.file.removeprefix("./")}
    if found.line is not None and found.end_line is not None:
        location["range"] = {
            "start": _position(found, found.line, found.column),
            "end": _position(found, found.end_line, found.end_column),
        }
    return location


def _position(found: Location, line: int, column: int | None) -> dict[str, int]:
    if column is None or found.source is None:
        return {"line": line}
    start, stop = line_bounds(found, line)
    before = found.source.text[start : min(stop, start + column - 1)]
    return {"line": line, "column": len(before.encode("utf-8", "replace")) + 1}
