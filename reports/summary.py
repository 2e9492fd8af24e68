"""The closing sentences of a report: how much was found, and how much was looked at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rules.contract import Severity, Verdict

if TYPE_CHECKING:
    from rules.engine import Outcome

LISTED = 60
"""Claims that no rule judged are all named up to this number."""

_FIRST = 20


def severities(outcome: Outcome) -> dict[Severity, int]:
    """Return how many findings there are of each severity, the gravest first."""
    found = Counter(finding.severity for finding in outcome.findings)
    return {severity: found[severity] for severity in reversed(Severity)}


def headline(outcome: Outcome, files: int) -> str:
    """Return the sentence that tells what was found, in how much.

    "No contradiction found" is said only where something was compared.
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
    if any(f.severity is not Severity.NOTE for f in outcome.findings) or any(
        f.judgement.verdict is Verdict.CONTRADICTS for f in outcome.findings
    ):
        return f"{counts} {where}"
    compared = 0 if outcome.in_columns is None else outcome.in_columns.compared
    looked = sum(outcome.verdicts.values()) + compared > 0
    said = "No contradiction found" if looked else "Nothing could be compared"
    return f"{said}: {counts} {where}" if counts else f"{said} {where}"


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
