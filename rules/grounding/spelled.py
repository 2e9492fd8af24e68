"""Numbers that are said without a number: "a missile", "both", "no ships", "one farm in five"."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

from claims.interval import Interval
from claims.numbers import leading_numbers, number_words
from claims.quantity import Quantity
from claims.units import BARE
from rules.grounding.mentions import Mention, hedge_before, reading
from rules.grounding.words import pattern, rows


@cache
def _counting_words() -> re.Pattern[str]:
    return pattern("counting_words")


def spelled(text: str) -> list[Mention]:
    """Return the words that stand for a number without being one."""
    found = []
    for table, sort in (("multiples", "multiple"), ("counting_words", "counting")):
        for match in pattern(table).finditer(text):
            if _FORMERLY.search(text[max(0, match.start() - 8) : match.end()]):
                continue
            value = Fraction(str(rows(table)[match[0].lower()]["value"]))
            found.append(_hedged_count(text, match, value, sort))
    found += [_made(match, Fraction(0), "zero") for match in pattern("zero_words").finditer(text)]
    found += [
        _made(match, Fraction(1), "article")
        for match in re.finditer(
            r"(?<![\w'-])(?:an?|another|the|one)(?= [\w'-])", text, re.IGNORECASE
        )
    ]
    order = list(rows("ordinals"))
    for match in pattern("ordinals").finditer(text):
        found.append(_made(match, Fraction(order.index(match[0].lower()) + 1), "ordinal"))
    for match in re.finditer(r"(?<![\w.,])(\d{1,3})(?:st|nd|rd|th)(?!\w)", text):
        found.append(_made(match, Fraction(int(match[1])), "ordinal"))
    return found


# "a staff that once numbered 31": long ago, and not one time.
_FORMERLY = re.compile(r"(?<!\w)(?:that|who|which|had|was|were|at) once$", re.IGNORECASE)


@cache
def _ratio() -> re.Pattern[str]:
    number = rf"\d{{1,4}}|{'|'.join(sorted(number_words(), key=lambda word: (-len(word), word)))}"
    return re.compile(
        rf"(?<![\w.,])(?P<some>{number})(?: [a-z-]+){{0,3}}? (?:in|out of|of every|in every)"
        rf" (?P<all>{number})(?![\w,.]\d|\w)",
        re.IGNORECASE,
    )


def ratios(text: str) -> list[Mention]:
    """Return "one in four" and "three out of ten" as shares."""
    found = []
    for match in _ratio().finditer(text):
        some, whole = (leading_numbers(match[name].lower()) for name in ("some", "all"))
        if some and whole and not some[0][1] and not whole[0][1]:
            part, total = some[0][0].value, whole[0][0].value
            if 0 < part < total <= 1000:
                found.append(_hedged_count(text, match, part / total, "ratio"))
    return found


def _hedged_count(text: str, match: re.Match[str], value: Fraction, sort: str) -> Mention:
    """Return "at least once" as "at least 1"."""
    begin = hedge_before(text, match.start())
    read = (
        reading(f"{text[begin : match.start()]} {value}", None) if begin < match.start() else None
    )
    if read is None:
        return _made(match, value, sort)
    return Mention(begin, match.end(), text[begin : match.end()], read, sort)


def _made(match: re.Match[str], value: Fraction, sort: str) -> Mention:
    point = Interval.point(value)
    quantity = Quantity(match[0], BARE, point, point, point)
    return Mention(match.start(), match.end(), match[0], quantity, sort)
