"""How far words that give words to somebody reach over their sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.grounding.words import rule

if TYPE_CHECKING:
    from rules.grounding.frame import Span


def segment(text: str, at: int) -> Span:
    """Return where the part of a sentence between semicolons begins and ends."""
    low = max(text.rfind(";", 0, at), text.rfind("\n", 0, at)) + 1
    high = text.find(";", at)
    return low, len(text) if high < 0 else high


def after_colon(text: str, low: int, high: int) -> int:
    """Return where what is said begins, behind a colon that the reporter's own words end with."""
    colon = text.rfind(": ", low, high)
    return low if colon < 0 else colon + 1


def resumed(text: str, mark: int, high: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return what of the words behind a frame that was put in is said, and what may be."""
    if rule("tail").match(text, mark):
        return (), ((mark, high),)
    new = re.compile(r",\s+(?:and|but|though|although|while)(?!\w)").match(text, mark)
    if new and not rule("own_tense").search(text, new.end(), high):
        return (), ((mark, high),)
    return ((mark + 1, high),), ()


def onward(text: str, start: int, ends: str = "break") -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return what a verb before what is said reaches over, and what it may reach over."""
    cut = next(
        (
            m
            for m in rule(ends).finditer(text, start)
            if not _carries_on(text, m) and text.count('"', 0, m.start()) % 2 == 0
        ),
        None,
    )
    end = cut.start() if cut else len(text)
    scope = ((start, end),)
    weak = relatives(text, scope)
    if cut:
        weak = (*weak, (cut.start(), len(text)))
    return scope, weak


def _carries_on(text: str, joint: re.Match[str]) -> bool:
    """Say whether a clause behind "and" is moved back in time, as what is said is."""
    clause = re.split(r"[;,] ", text[joint.end() :], maxsplit=1)[0]
    return joint[0] != ";" and bool(re.search(r"(?<!\w)(?:had|would)(?!\w)", clause))


def relatives(text: str, spans: tuple[Span, ...], sort: str = "relative") -> tuple[Span, ...]:
    """Return the relative clauses and brackets within spans, outside of quotation marks."""
    return tuple(
        (match.start(), match.end() - match[0].endswith(")"))
        for low, high in spans
        for match in rule(sort).finditer(text, low, high)
        if text.count('"', 0, match.start()) % 2 == 0
    )
