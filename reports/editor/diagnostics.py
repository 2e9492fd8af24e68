"""Findings as an editor shows them: each at every claim that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports.annotations import whole
from reports.display import one_line
from reports.editor.positions import span_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.faults import Span
    from reports.editor.folder import Checked
    from reports.places import Location
    from rules.contract import Finding, Part, Severity


class Related(NamedTuple):
    """Another claim that a finding names, and what it says."""

    file: str
    span: Span
    message: str


class Diagnostic(NamedTuple):
    """A finding at one of the places that it names."""

    span: Span
    severity: Severity
    rule: str
    message: str
    related: tuple[Related, ...]


def diagnostics(checked: Checked) -> Mapping[str, tuple[Diagnostic, ...]]:
    """Return what is to be shown in each file, those files included in which nothing is."""
    found: dict[str, list[Diagnostic]] = {name: [] for name in checked.sources}
    for finding in checked.outcome.counting:
        for file, diagnostic in _of(finding, checked):
            found.setdefault(file, []).append(diagnostic)
    return {file: tuple(dict.fromkeys(told)) for file, told in found.items()}


def _of(finding: Finding, checked: Checked) -> list[tuple[str, Diagnostic]]:
    judgement = finding.judgement
    message = whole(finding)
    placed = [
        (part, checked.locator.locate(part.at)) for part in (*judgement.parts, *judgement.related)
    ]
    shown = []
    for index, (_, location) in enumerate(placed[: len(judgement.parts)]):
        others = (pair for at, pair in enumerate(placed) if at != index)
        related = tuple(_related(part, where) for part, where in others if where.source)
        span = span_of(location)
        told = Diagnostic(span, finding.severity, finding.rule, message, related)
        shown.append((_file(location), told))
    return shown


def _related(part: Part, location: Location) -> Related:
    told = one_line(part.label or part.claim or "here")
    return Related(_file(location), span_of(location), told)


def _file(location: Location) -> str:
    return location.file if location.source is None else location.source.name
