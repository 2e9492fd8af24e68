"""How a number says by itself that it was rounded: "to the nearest 50", "rounded up"."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache

from claims.numbers import read_number
from claims.quantity.model import Unreadable
from claims.quantity.parts import Mode, Stated
from claims.quantity.policy import reading_policy
from claims.quantity.terms import terms, unit_text
from claims.units import read_unit

ROUNDING_FORMS = (
    "half-up",
    "half-even",
    "truncated",
    "nearest 50",
    "2 significant figures",
    "rounded up to the nearest 100 km",
)

_MOST_FIGURES = 30
_STEP = (
    r"(?:(?:to )?(?:the )?nearest (?P<step>[^()]{1,60})"
    r"|(?:to )?(?P<figures>\w{1,12}) (?:significant (?:figures?|digits?)|sig\.? ?figs?\.?)"
    r"|(?:to )?(?P<places>\w{1,12}) decimal(?: place)?s?)"
)
_OWN = {"whole number", "integer", "unit", "degree", "full number"}
"""Words for one unit of the number itself."""
_PARTS = {"tenth": 1, "hundredth": 2, "thousandth": 3}


def _any_of(words: dict[str, Mode]) -> str:
    return "|".join(map(re.escape, words))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return patterns: of a sign of any of it, in front of, behind a number, and in a field."""
    words = reading_policy().rounding
    told = rf"(?:(?P<mode>{_any_of(words.after)})(?: {_STEP})?|{_STEP_ALONE})"
    signs = "|".join(dict.fromkeys(word.split()[0] for word in (*words.before, *words.after)))
    return (
        re.compile(rf"\b(?:{signs}|nearest|significant|sig|decimals?)\b", re.IGNORECASE),
        re.compile(rf"(?P<mode>{_any_of(words.before)}) (?=\S)", re.IGNORECASE),
        re.compile(rf"(?: \({told}\)|,? {told.replace('?P<', '?P<x')})", re.IGNORECASE),
        re.compile(
            rf"(?P<mode>{_any_of(words.names)})?(?:,? ?(?<![^ ,]){_STEP})?|{_STEP_ALONE}",
            re.IGNORECASE,
        ),
    )


_STEP_ALONE = _STEP.replace("?P<", "?P<only_")


def take_rounding(text: str) -> tuple[str, Stated | None]:
    """Return a text without its words on rounding, and what they say; None where it has none."""
    sign, before, behind, _ = _patterns()
    if not sign.search(text):
        return text, None
    front = before.match(text)
    if front is not None:
        mode = reading_policy().rounding.before[front["mode"].lower()]
        return text[front.end() :], Stated(mode)
    for start in (match.start() for match in re.finditer(r",? ", text)):
        found = behind.fullmatch(text, start) if start else None
        if found is not None:
            parts = {key.removeprefix("x"): v for key, v in found.groupdict().items() if v}
            stated = _stated(parts, reading_policy().rounding.after)
            if stated is not None:
                return text[:start], stated
    return text, None


@lru_cache(maxsize=256)
def read_rounding(text: str) -> Stated | Unreadable:
    """Read a field that says how values were rounded; never raises."""
    folded = " ".join(text.split())
    if len(folded) <= 100:
        found = _patterns()[3].fullmatch(folded)
        parts = {} if found is None else {key: v for key, v in found.groupdict().items() if v}
        stated = _stated(parts, reading_policy().rounding.names) if parts else None
        if stated is not None:
            return stated
    return Unreadable(folded[:60], "It names no way of rounding that is known.", ROUNDING_FORMS)


def _stated(parts: dict[str, str], words: dict[str, Mode]) -> Stated | None:
    parts = {key.removeprefix("only_"): said for key, said in parts.items()}
    mode: Mode = words[parts["mode"].lower()] if "mode" in parts else "nearest"
    if "step" in parts:
        return _with_step(mode, parts["step"].strip())
    for name in ("figures", "places"):
        if name in parts:
            number = read_number(parts[name])
            if number is None or number.value.denominator != 1:
                return None
            if not (name == "places") <= number.value <= _MOST_FIGURES:
                return None
            if name == "places":
                return Stated(mode, Fraction(1, 10 ** int(number.value)))
            return Stated(mode, figures=int(number.value)) if number.value else None
    return Stated(mode)


def _with_step(mode: Mode, text: str) -> Stated | None:
    found = _step(text)
    if found[1] and read_unit(found[1]) is None:
        return None
    return Stated(mode, *found)


def _step(text: str) -> tuple[Fraction, str]:
    """Read "50", "50 km", "hundred", "thousand tons", "mile", "tenth of a mile"."""
    word = text.lower()
    if word in _OWN:
        return Fraction(1), ""
    first, _, rest = word.partition(" ")
    if first in _PARTS:
        return Fraction(1, 10 ** _PARTS[first]), re.sub(r"^of an? ", "", rest)
    for spelled in (text, f"a {text}"):
        for number, currency, behind in terms(spelled):
            if number.value > 0:
                return number.value, currency or unit_text(behind)
    return Fraction(1), text
