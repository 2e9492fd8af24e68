"""Texts as lengths of time: "two days", "yearlong", "P6M"."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from claims.numbers import format_number
from claims.quantity.grammar import read_phrase
from claims.quantity.model import SPAN_FORMS, SpanOfTime, SpanUnit, Unreadable
from claims.quantity.parts import No
from claims.quantity.policy import reading_policy
from claims.quantity.reading import unreadable, usable
from claims.quantity.rounding import shape_of
from claims.units import Unit

# Unit, dimension and size in it. Seconds to hours are elapsed time and add up; so do days and
# weeks, and months and years; these three do not convert into one another.
_SPAN_UNITS: dict[str, tuple[str, str, int]] = {
    "second": ("second", "[elapsed]", 1),
    "minute": ("minute", "[elapsed]", 60),
    "hour": ("hour", "[elapsed]", 3600),
    "day": ("day", "[days]", 1),
    "night": ("day", "[days]", 1),
    "week": ("week", "[days]", 7),
    "fortnight": ("week", "[days]", 14),
    "month": ("month", "[months]", 1),
    "quarter": ("month", "[months]", 3),
    "year": ("year", "[months]", 12),
    "decade": ("year", "[months]", 120),
    "century": ("year", "[months]", 1200),
}
_SPAN_SIZES = {
    name: Fraction(_SPAN_UNITS[name][2])
    for name in ("second", "minute", "hour", "day", "week", "month", "year")
}
_SPAN_SHORT = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day",
    "wk": "week", "mo": "month", "yr": "year", "centurie": "century",
    "calendar day": "day", "full day": "day", "calendar month": "month", "calendar year": "year",
}  # fmt: skip


@lru_cache(maxsize=4096)
def read_span(text: str) -> SpanOfTime | Unreadable:
    """Read a phrase as a length of time; never raises. Durations of ISO 8601 are read too."""
    folded = usable(text, SPAN_FORMS)
    if isinstance(folded, Unreadable):
        return folded
    spelled = _iso_duration(folded)
    phrase = read_phrase(spelled or folded, _span_unit)
    if isinstance(phrase, No):
        if spelled:
            phrase = No("It adds up units of the calendar that have no fixed ratio.")
        lone = _lone_span(folded)
        return unreadable(text, phrase, SPAN_FORMS) if lone is None else replace(lone, text=text)
    unit = phrase.units[0]
    size = _SPAN_SIZES.get(unit.name, Fraction(1))
    # A day is a day of the calendar; a week is rounded as a number is.
    shape = shape_of(phrase.stems[0], phrase.hedges, "day" if unit.name == "day" else "number")
    shape = shape.scaled(unit.factor / size)
    return SpanOfTime(text, _span_name(unit.name), *shape, hedge=phrase.hedge)


def _span_unit(text: str) -> tuple[Unit, ...] | None:
    text = text.lower().rstrip(".")
    word = text if text in _SPAN_UNITS or text in _SPAN_SHORT else text.removesuffix("s")
    word = _SPAN_SHORT.get(word, word)
    if word not in _SPAN_UNITS:
        return None
    name, dimension, size = _SPAN_UNITS[word]
    return (Unit(name, Fraction(size), Fraction(0), dimension),)


def _span_name(name: str) -> SpanUnit:
    """Return a span unit's name as one of the seven."""
    names: tuple[SpanUnit, ...] = ("second", "minute", "hour", "day", "week", "month", "year")
    return next(known for known in names if known == name)


def _lone_span(text: str) -> SpanOfTime | None:
    """Read a length without a number, or joined to one: "hours", "yearlong", "two-week-long"."""
    bare = reading_policy().spans.get(text.lower().removesuffix("long").rstrip(" -"))
    unit = _span_unit(text.lower().removesuffix("long").rstrip(" -"))
    if bare and unit:
        shape = bare.scaled(unit[0].factor / _SPAN_SIZES[unit[0].name])
        return SpanOfTime(text, _span_name(unit[0].name), *shape, hedge=text)
    long = re.fullmatch(r"(?:an? )?(.{1,60}?)[ -]?long", text, re.IGNORECASE)
    if not long:
        return None
    phrase = read_phrase(long[1], _span_unit)
    if isinstance(phrase, No):
        phrase = read_phrase(f"one {long[1]}", _span_unit)
    if isinstance(phrase, No) or phrase.hedges:
        return None
    unit_read = phrase.units[0]
    shape = shape_of(phrase.stems[0], (reading_policy().long,), "number")
    shape = shape.scaled(unit_read.factor / _SPAN_SIZES[unit_read.name])
    return SpanOfTime(text, _span_name(unit_read.name), *shape, hedge="long")


_ISO = (
    r"P(?:(?P<year>\d{1,9}(?:\.\d{1,9})?)Y)?(?:(?P<month>\d{1,9}(?:\.\d{1,9})?)M)?"
    r"(?:(?P<week>\d{1,9}(?:\.\d{1,9})?)W)?(?:(?P<day>\d{1,9}(?:\.\d{1,9})?)D)?"
    r"(?:T(?:(?P<hour>\d{1,9}(?:\.\d{1,9})?)H)?(?:(?P<minute>\d{1,9}(?:\.\d{1,9})?)M)?"
    r"(?:(?P<second>\d{1,9}(?:\.\d{1,9})?)S)?)?"
)


def _iso_duration(text: str) -> str | None:
    """Spell out a duration of ISO 8601 ("P1Y6M" as "1 year 6 month"); None where it is none."""
    match = re.fullmatch(_ISO, text, re.ASCII) if text[:1] == "P" else None
    if match is None:
        return None
    parts = {name: said for name, said in match.groupdict().items() if said}
    if "day" in parts and parts.keys() & {"hour", "minute", "second"}:
        # A day of the calendar beside hours can only be meant as 24 of them.
        hours = Fraction(parts.pop("day")) * 24 + Fraction(parts.get("hour", "0"))
        parts = {"hour": format_number(hours)} | {k: v for k, v in parts.items() if k != "hour"}
    return " ".join(f"{said} {name}" for name, said in parts.items()) or None
