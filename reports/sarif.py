"""The report as SARIF 2.1.0, as code scanning reads it.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reports.display import encodable
from reports.fingerprints import fingerprints
from reports.json_report import as_text
from rules import catalogue
from rules.contract import Part, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.suppressions import Suppression
    from reports.places import Location, Locator
    from rules.contract import Finding
    from rules.engine import Outcome

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_FLOWS = ("time/",)
"""Families whose conflicts are chains that are followed claim by claim."""
_SIGNS = re.compile(r"[\\\[\]]")
_DRIVE = re.compile(r"[A-Za-z]:/")


def render(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return the outcome as one run of SARIF, with a line end.

    Lines and columns count from 1, columns in characters. What cannot be decided, and what holds
    but should be known, is no failure: it is of the kind `open` or `informational`, which by the
    standard has no level.
    """
    used = sorted({finding.rule for finding in outcome.findings}, key=catalogue.rule_ids().index)
    marks = fingerprints(outcome.findings)
    driver = {
        "name": "counterclaim",
        "semanticVersion": version,
        "rules": [_rule(rule_id) for rule_id in used],
    }
    results = [
        {
            **_result(finding, used.index(finding.rule), mark, locator),
            **_state(finding, outcome, locator),
        }
        for finding, mark in zip(outcome.findings, marks, strict=True)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return as_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule_id: str) -> dict[str, Any]:
    page = catalogue.page(rule_id)
    summary = catalogue.rule(rule_id).summary
    return {
        "id": rule_id,
        "name": "".join(word.capitalize() for word in re.split(r"[/_-]", rule_id)),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": _paragraph(page) or summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": [rule_id.partition("/")[0]]},
    }


def _paragraph(page: str) -> str:
    """Return what the first section of a page says first."""
    _, _, rest = page.partition("\n## ")
    paragraphs = [" ".join(block.split()) for block in rest.split("\n\n")[1:2]]
    return paragraphs[0] if paragraphs else ""


def _result(finding: Finding, index: int, mark: str, locator: Locator) -> dict[str, Any]:
    judgement = finding.judgement
    # Of several places viewers show the first; the others are linked from the message.
    others = [*judgement.parts[1:], *judgement.related]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        **_kind(finding),
        "message": {"text": _message(finding, others)},
        "locations": [_location(part, locator) for part in judgement.parts[:1]],
        "relatedLocations": [
            {"id": number, **_location(part, locator), "message": {"text": _label(part)}}
            for number, part in enumerate(others, 1)
        ],
        "partialFingerprints": {"counterclaim/v1": mark},
        "properties": {
            "verdict": judgement.verdict.value,
            "severity": finding.severity.value,
            "strict": judgement.strict,
            "standing": finding.standing,
            "working": list(judgement.working),
            "background": list(judgement.background),
            "help": judgement.help,
        },
    }
    if finding.rule.startswith(_FLOWS) and len(judgement.parts) > 1:
        result["codeFlows"] = [_flow(judgement.parts, locator)]
    return result


def _state(finding: Finding, outcome: Outcome, locator: Locator) -> dict[str, Any]:
    """Return whether a result is suppressed, and whether it is new.

    By the standard either all results of a run say so or none (sections 3.27.23 and 3.27.24).
    """
    state: dict[str, Any] = {}
    if outcome.against:
        state["baselineState"] = "unchanged" if finding.known else "new"
    if len(outcome.counting) < len(outcome.findings):
        held = [_suppression(each, locator) for each in finding.suppressions]
        if finding.known:
            held.append({"kind": "external", "justification": f"known from {finding.known}"})
        state["suppressions"] = held
    return state


def _suppression(suppression: Suppression, locator: Locator) -> dict[str, Any]:
    return {
        "kind": "inSource",
        "justification": suppression.reason,
        "location": _location(Part(suppression.place), locator),
    }


def _kind(finding: Finding) -> dict[str, str]:
    if finding.judgement.verdict is Verdict.UNDECIDED and finding.severity is Severity.NOTE:
        return {"kind": "open", "level": "none"}
    if finding.judgement.verdict is Verdict.HOLDS:
        return {"kind": "informational", "level": "none"}
    return {"kind": "fail", "level": _LEVELS[finding.severity]}


def _message(finding: Finding, others: Sequence[Part]) -> str:
    judgement = finding.judgement
    lines = [_plain(judgement.message)]
    lines += [f"- [{_plain(_label(part))}]({n})" for n, part in enumerate(others, 1)]
    lines += [_plain(step) for step in judgement.working]
    lines += [_plain(f"Background: {fact}") for fact in judgement.background]
    if finding.standing:
        lines.append(_plain(finding.standing))
    if judgement.help:
        lines.append(_plain(f"Help: {judgement.help}"))
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return text in which nothing is a link."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _label(part: Part) -> str:
    name = part.claim or "here"
    return f"{name}: {part.label}" if part.label else name


def _flow(parts: Sequence[Part], locator: Locator) -> dict[str, Any]:
    steps = [
        {"location": {**_location(part, locator), "message": {"text": _label(part)}}}
        for part in parts
    ]
    return {"threadFlows": [{"locations": steps}]}


def _location(part: Part, locator: Locator) -> dict[str, Any]:
    found = locator.locate(part.at)
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(found.file)}}
    if found.line is not None:
        physical["region"] = _region(found)
    location: dict[str, Any] = {"physicalLocation": physical}
    if part.claim is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": part.claim, "kind": "member"}]
    return location


def _region(found: Location) -> dict[str, int]:
    names = {
        "startLine": found.line,
        "startColumn": found.column,
        "endLine": found.end_line,
        "endColumn": found.end_column,
    }
    return {name: number for name, number in names.items() if number is not None}


def _uri(file: str) -> str:
    """Return a file's name as a reference by URI: relative where the name is."""
    file = encodable(file)
    if file.startswith("<"):
        return quote(file.strip("<>"))
    if _DRIVE.match(file):
        return "file:///" + quote(file, safe="/:")
    if file.startswith("/"):
        return "file://" + quote(file)
    # A colon in the first step of a relative reference would be read as a scheme.
    return quote(file.removeprefix("./"))
