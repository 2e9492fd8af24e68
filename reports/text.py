"""The reports for people: in full, with the lines of the files, and concise, a line a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import summary
from reports.display import Page, one_line, wrap
from reports.snippet import Mark, snippet
from rules.contract import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.places import Location, Locator
    from rules.contract import Finding
    from rules.engine import Outcome


def full(
    outcome: Outcome,
    locator: Locator,
    *,
    colour: bool,
    width: int | None,
    show_suppressed: bool = False,
) -> str:
    """Return each finding with the source lines it is about, and the summary.

    Findings that are suppressed or known from before are only counted, unless they are asked for.

    `width` is that of the terminal in columns, None where the output is none: then only source
    lines and the list of claims not judged keep to 100 columns. The text ends with a line end and
    has no control characters but line ends and, with `colour`, ANSI colours.
    """
    page = Page(colour, width)
    listed = told(outcome, show_suppressed=show_suppressed)
    blocks = [_finding(finding, locator, page) for finding in listed]
    blocks.append(_closing(outcome, locator.files, page, shown=show_suppressed))
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def concise(
    outcome: Outcome, locator: Locator, *, colour: bool, show_suppressed: bool = False
) -> str:
    """Return a line for each finding, with its first place, and the summary in two lines.

    Findings that are suppressed or known from before are only counted, unless they are asked for.
    """
    page = Page(colour, None)
    listed = told(outcome, show_suppressed=show_suppressed)
    lines = [_line(finding, locator, page) for finding in listed]
    lines.append(page.paint("strong", summary.headline(outcome, locator.files)))
    looked = [summary.comparisons(outcome)]
    if outcome.not_judged:
        looked.append(f"{summary.counted(len(outcome.not_judged), 'claim')} not judged")
    if outcome.unread > 0:
        looked.append(f"{summary.counted(outcome.unread, 'claim')} not read")
    lines.append("; ".join(looked) + ".")
    if outcome.in_columns is not None:
        lines.append(summary.in_columns(outcome))
    lines += map(one_line, summary.kept_back(outcome, shown=show_suppressed))
    return "".join(f"{line}\n" for line in lines)


def plain(finding: Finding, locator: Locator) -> str:
    """Return one finding with its source lines as `full` tells it, in no colour."""
    return "".join(f"{line}\n" for line in _finding(finding, locator, Page(False, None)))


def source_lines(finding: Finding, locator: Locator) -> list[str]:
    """Return the source lines of a finding with what it says of them, in no colour."""
    marks = _marks(finding, locator)
    gutter = len(str(max((mark.location.line or 1 for mark in marks), default=1)))
    return _sources(marks, gutter, Page(False, None))


def complaints(outcome: Outcome, locator: Locator) -> str:
    """Return a line for each finding, with its first place, in no colour and without a summary."""
    return "".join(f"{_line(f, locator, Page(False, None))}\n" for f in outcome.counting)


def set_aside(finding: Finding) -> list[str]:
    """Return for a finding that does not count why that is, a sentence each."""
    said = []
    for suppression in finding.suppressions:
        until = "" if suppression.until is None else f" until {suppression.until}"
        said.append(f"suppressed{until}: {suppression.reason}")
    return said + ([f"known from {finding.known}"] if finding.known else [])


def told(outcome: Outcome, *, show_suppressed: bool) -> tuple[Finding, ...]:
    """Return the findings to tell, in their order; those that do not count come last."""
    if not show_suppressed:
        return outcome.counting
    return (*outcome.counting, *(f for f in outcome.findings if not f.counts))


def _line(finding: Finding, locator: Locator, page: Page) -> str:
    severity = finding.severity.value
    tag = page.paint(severity, f"{severity}[{finding.rule}]")
    said = f"{tag} {one_line(finding.judgement.message)}"
    aside = "; ".join(map(one_line, set_aside(finding)))
    said += f" ({aside})" if aside else ""
    parts = finding.judgement.parts
    return f"{address(locator.locate(parts[0].at))}: {said}" if parts else said


def _finding(finding: Finding, locator: Locator, page: Page) -> list[str]:
    marks = _marks(finding, locator)
    gutter = len(str(max((mark.location.line or 1 for mark in marks), default=1)))
    body = _sources(marks, gutter, page)
    remarks = _remarks(finding, gutter, page)
    if remarks and body:
        body.append(page.paint("frame", f"{'':{gutter}} |"))
    return [*_title(finding, page), *body, *remarks]


def _title(finding: Finding, page: Page) -> list[str]:
    severity = finding.severity.value
    tag = f"{severity}[{finding.rule}]"
    lines = wrap(f"{tag}: {one_line(finding.judgement.message)}", page.limit, 4)
    first = page.paint(severity, tag) + page.paint("strong", lines[0].removeprefix(tag))
    return [first, *(page.paint("strong", line) for line in lines[1:])]


def _marks(finding: Finding, locator: Locator) -> list[Mark]:
    judgement = finding.judgement
    parts = (*judgement.parts, *judgement.related)
    marks = []
    for index, part in enumerate(parts):
        primary = index == 0 and bool(judgement.parts)
        role = finding.severity.value if primary else "frame"
        location = locator.locate(part.at)
        marks.append(Mark(location, _in_cell(location, part.label), role, primary))
    return marks


def _in_cell(location: Location, label: str) -> str:
    """Return a label with the column of its cell, which a line of a table does not show."""
    cell = location.cell
    if cell is None or not cell.is_text or not cell.column:
        return label
    return f"{cell.column}: {label}" if label else cell.column


def _sources(marks: Iterable[Mark], gutter: int, page: Page) -> list[str]:
    """Return a block of lines for each file, that of the first part in front."""
    files: dict[str, list[Mark]] = {}
    for mark in marks:
        files.setdefault(mark.location.file, []).append(mark)
    rows: list[str] = []
    for index, held in enumerate(files.values()):
        if index and rows:
            rows.append(page.paint("frame", f"{'':{gutter}} |"))
        arrow = page.paint("frame", f"{'':{gutter}}{':::' if index else '-->'}")
        placed = [mark for mark in held if mark.location.line is not None]
        first = (placed or held)[0]
        label = "" if placed or not first.label else f": {one_line(first.label)}"
        rows.append(f"{arrow} {address(first.location)}{label}")
        rows.extend(snippet(placed, gutter, page))
    return rows


def address(location: Location) -> str:
    """Return where something stands, as file, line and column on one line."""
    name = one_line(location.file)
    cell = location.cell
    if cell is not None and not cell.is_text:
        return f"{name}:{cell.row}:{one_line(cell.column)}"
    return name if location.line is None else f"{name}:{location.line}:{location.column}"


def _remarks(finding: Finding, gutter: int, page: Page) -> list[str]:
    judgement = finding.judgement
    notes = [*judgement.working, *(f"background: {fact}" for fact in judgement.background)]
    if finding.standing:
        standing = finding.standing
        if finding.severity is Severity.WARNING:
            standing += " (hence a warning, not an error)"
        notes.append(standing)
    notes += set_aside(finding)
    rows = [row for note in notes for row in _remark("note", note, gutter, page)]
    return rows + (_remark("help", judgement.help, gutter, page) if judgement.help else [])


def _remark(kind: str, text: str, gutter: int, page: Page) -> list[str]:
    head = f"{'':{gutter}} = {kind}:"
    limit = None if page.limit is None else page.limit - len(head) - 1
    lines = wrap(one_line(text), limit)
    sign = page.paint("frame", f"{'':{gutter}} =")
    first = f"{sign} {page.paint('help' if kind == 'help' else 'note', f'{kind}:')} {lines[0]}"
    return [first, *(f"{'':{len(head)}} {line}" for line in lines[1:])]


def _closing(outcome: Outcome, files: int, page: Page, *, shown: bool) -> list[str]:
    said = (summary.comparisons(outcome) + ".", summary.not_judged(outcome))
    lines = [page.paint("strong", summary.headline(outcome, files))]
    kept_back = summary.kept_back(outcome, shown=shown)
    for sentence in (*said, summary.in_columns(outcome), summary.unread(outcome), *kept_back):
        if sentence:
            lines.extend(wrap(one_line(sentence), page.width, 2))
    return lines
