"""The closing sentences of a report: how much was found, and how much was looked at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rules.contract import Severity, Verdict

if TYPE_CHECKING:
    from rules.contract import Finding
    from rules.engine import Outcome

LISTED = 60
"""Claims that no rule judged are all named up to this number."""

_FIRST = 20


def severities(outcome: Outcome) -> dict[Severity, int]:
    """Return how many findings there are of each severity, the gravest first.

    Those that are suppressed or known from before are not among them.
    """
    found = Counter(finding.severity for finding in outcome.counting)
    return {severity: found[severity] for severity in reversed(Severity)}


def headline(outcome: Outcome, files: int) -> str:
    """Return the sentence that tells what was found, in how much.

    "No contradiction found" is said only where something was compared, and none is kept back.
    """
    counts = ", ".join(
        counted(number, severity.value)
        for severity, number in severities(outcome).items()
        if number
    )
    where = (
        f"in {counted(files, 'file')} "
        f"({counted(outcome.claims, 'claim')}, {counted(outcome.documents, 'document')})."
    )
    if any(map(_is_grave, outcome.counting)):
        return f"{counts} {where}"
    compared = 0 if outcome.in_columns is None else outcome.in_columns.compared
    looked = sum(outcome.verdicts.values()) + compared > 0
    said = "No contradiction found" if looked else "Nothing could be compared"
    if any(map(_is_grave, outcome.findings)):
        said = "No further contradiction found"
    return f"{said}: {counts} {where}" if counts else f"{said} {where}"


def _is_grave(finding: Finding) -> bool:
    contradicts = finding.judgement.verdict is Verdict.CONTRADICTS
    return contradicts or finding.severity is not Severity.NOTE


def kept_back(outcome: Outcome, *, shown: bool) -> list[str]:
    """Return sentences on findings that do not count, and on those that are no more.

    `shown` says that the report has them; else the way to see them is told once.
    """
    suppressed = sum(bool(finding.suppressions) for finding in outcome.findings)
    known = Counter(finding.known for finding in outcome.findings if finding.known)
    said = [f"{counted(suppressed, 'finding')} suppressed in the claim files."]
    said = said if suppressed else []
    said += [
        f"{counted(known[against.name], 'finding')} known from {against.name}."
        for against in outcome.against
        if known[against.name]
    ]
    if said and not shown:
        said[-1] = said[-1].removesuffix(".") + " (--show-suppressed lists them)."
    for against in outcome.against:
        if against.gone:
            gone = counted(len(against.gone), "finding")
            said.append(f"{gone} of {against.name} no longer there.")
    return said


def comparisons(outcome: Outcome) -> str:
    """Return how many comparisons there were and how they ended, without a full stop."""
    number = {verdict: outcome.verdicts.get(verdict, 0) for verdict in Verdict}
    return (
        f"{counted(sum(number.values()), 'comparison')}: {number[Verdict.HOLDS]} held, "
        f"{number[Verdict.CONTRADICTS]} contradicted, {number[Verdict.UNDECIDED]} undecided"
    )


def not_judged(outcome: Outcome) -> str:
    """Return the sentence that names the claims no rule judged; nothing where there are none."""
    keys = outcome.not_judged
    if not keys:
        return ""
    said = f"{counted(len(keys), 'claim')} not judged by any rule: "
    if len(keys) <= LISTED:
        return said + ", ".join(keys) + "."
    return f"{said}{', '.join(keys[:_FIRST])} and {len(keys) - _FIRST} more (--format json: all)."


def in_columns(outcome: Outcome) -> str:
    """Return the sentence on claims that stayed in columns; nothing where none did."""
    held = outcome.in_columns
    if held is None:
        return ""
    rest = held.claims - held.compared
    return (
        f"{counted(held.claims, 'claim')} stayed in columns: {held.compared} agree with the other "
        f"values of their property, {rest} had no value to be held against."
    )


def unread(outcome: Outcome) -> str:
    """Return the sentence on claims that could not be read; nothing where there are none."""
    return f"{counted(outcome.unread, 'claim')} could not be read." if outcome.unread > 0 else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in singular or plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
