"""Frames without a verb of saying: "according to the judge", "charges by prosecutors that"."""

from __future__ import annotations

import re

from rules.grounding.frame import Frame, Span
from rules.grounding.reach import after_colon, onward, relatives, resumed, segment
from rules.grounding.subjects import subject_of
from rules.grounding.words import rule, verb_pattern


def by_phrase(text: str, shown: str, spoken: list[Span]) -> list[Frame]:
    """Return "according to the judge", "by the company's account", "in their view"."""
    found = []
    for name in ("according", "account"):
        for match in rule(name).finditer(text):
            if any(low <= match.start() < high for low, high in spoken):
                continue
            start, begin = match.start(), match.start("who")
            cut = (
                rule("name_ends").search(text, begin + 4, match.end("who"))
                if name == "according"
                else None
            )
            end = cut.start() if cut else match.end("who")
            near = shown[begin:end].strip(" .")
            named = re.split(r" that ", shown[begin : match.end("who")])[0]
            stop = end if name == "according" else match.end()
            low, high = segment(text, start)
            scope, weak = _around_phrase(text, start, stop, low, high)
            found.append(Frame(start, stop, near, named, match["lead"], scope, weak))
    return found


def _around_phrase(
    text: str, start: int, stop: int, low: int, high: int
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return what a phrase between the ends of a sentence's part reaches over."""
    if re.search(r"[\w\"].*[,\w\"]\s*$", text[low:start]) and len(text[low:start].split()) > 3:
        begins = after_colon(text, low, start)
        comma = text.find(",", stop, high)
        strong: tuple[Span, ...] = ()
        doubt: tuple[Span, ...] = ()
        if comma >= 0:
            strong, doubt = resumed(text, comma, high)
            if doubt == () and re.match(r",\s+(?:an?|the|its|his|her) ", text[comma:]):
                strong, doubt = (), ((comma, high),)
        scope = ((begins, start), *strong)
        return scope, ((low, begins), *doubt, *relatives(text, scope))
    scope = ((low, start), (stop, high))
    return scope, relatives(text, scope)


def by_noun(text: str, shown: str, spoken: list[Span]) -> list[Frame]:
    """Return "charges by prosecutors that", "the captain's statement that"."""
    found = []
    for match in rule("noun").finditer(text):
        if any(low <= match.start() < high for low, high in spoken):
            continue
        name = next(name for name in ("by", "of", "judge") if match[name])
        who = shown[match.start(name) : match.end(name)]
        if verb_pattern().search(who):
            continue
        strong, weak = onward(text, match.end())
        found.append(Frame(match.start(), match.end(), who, who, match[0], strong, weak))
    return found


_COLON = re.compile(r'^\s*(?P<clause>[^":;]{3,120}): "')


def before_quote(text: str, shown: str, spoken: list[Span]) -> list[Frame]:
    """Return whoever a clause before a colon is about: "Keogh was not impressed: "…"."""
    match = _COLON.match(text)
    if match is None or any(low <= match.start("clause") < high for low, high in spoken):
        return []
    if verb_pattern().search(match["clause"]):
        return []
    near = subject_of(match["clause"])
    if not near:
        return []
    shown_near = shown[match.start("clause") : match.start("clause") + len(near)]
    scope = ((match.end() - 1, len(text)),)
    return [Frame(match.start("clause"), match.end("clause"), shown_near, near, ":", scope)]
