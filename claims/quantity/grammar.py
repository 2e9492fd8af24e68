"""The grammar of a value: hedges, a number or two, a unit."""

from __future__ import annotations

import re

from claims.numbers import Number, read_number
from claims.quantity.parts import End, Hedge, No, Phrase, Stem, Units, fixed_stem
from claims.quantity.policy import reading_policy
from claims.quantity.ranges import NO_RANGE, read_interval, read_margin, read_range
from claims.quantity.rounding import end_of
from claims.quantity.terms import terms, unit_text
from claims.units import LONGEST as LONGEST_UNIT

_MOST_HEDGES = 3
_MOST_PARTS = 4


def read_phrase(text: str, units: Units) -> Phrase | No:
    """Take hedges off both ends of a phrase and read what is left."""
    hedges: list[Hedge] = []
    said: list[str] = []
    while len(hedges) < _MOST_HEDGES and (match := reading_policy().before_pattern.match(text)):
        rest = text[match.end() :].lstrip()
        if not rest:
            break
        hedges.append(reading_policy().before[match[1].lower()])
        said.append(match[1])
        text = rest
    text = re.sub(r"^(?:an?|the) (?=\d)", "", text, flags=re.IGNORECASE)
    tail = _tail_hedge(text)
    if tail:
        text, words = tail
        hedges.insert(0, reading_policy().after[words.lower()])
        said.append(words)
    phrase = _read_body(text, units)
    if isinstance(phrase, No):
        return phrase
    hedges = [*phrase.hedges, *hedges]
    if phrase.hedge:
        said.append(phrase.hedge)
    if len({hedge.effect for hedge in hedges} & {"lower", "upper"}) > 1:
        return No("Its words give a least and a greatest value for one number.")
    return phrase._replace(hedges=tuple(hedges), hedge=" … ".join(said) or None)


def _tail_hedge(text: str) -> tuple[str, str] | None:
    """Split "500 km or more" before the words behind it."""
    for words in sorted(reading_policy().after, key=len, reverse=True):
        if text.lower().endswith(words) and len(text) > len(words):
            head = text[: -len(words)]
            if not words[0].isalpha() or head.endswith((" ", ",")):
                return head.rstrip(" ,"), text[-len(words) :]
    return None


def _read_body(text: str, units: Units) -> Phrase | No:
    """Read a phrase that has lost its leading hedges, trying one form after another."""
    if "mach" in text.lower():
        text = re.sub(_MACH, r"\1 Mach", text, flags=re.IGNORECASE)
    if text.startswith(("[", "(")):
        return read_interval(text, units)
    if "±" in text or "+/-" in text or "+-" in text:
        return read_margin(text, units)
    between = re.match(r"(between|from) ", text, re.IGNORECASE)
    if between:
        return read_range(text[between.end() :], units)
    amount = _read_amount(text, units)
    if amount is not None:
        return amount
    single = _read_single(text, units)
    if isinstance(single, Phrase):
        return single
    ranged = read_range(text, units)
    if isinstance(ranged, Phrase) or (ranged.unit is None and ranged is not NO_RANGE):
        return ranged
    return single


_MACH = (
    r"\bmach(?:[- ]|(?=\d))"
    r"((?:\d[\d.,]*|[a-z]+)(?:(?: ?- ?| to | or )\d[\d.,]*)?(?![\w.]))"
)
"""A speed told in multiples of that of sound, its unit in front: "Mach 5", "Mach five"."""


def _read_single(text: str, units: Units, depth: int = 0) -> Phrase | No:
    """Read one number with its unit, or a sum such as "6 ft 2 in"."""
    no = No(_no_number(text))
    for number, currency, behind in terms(text):
        hedge, rest = _inner_hedge(behind)
        found = units(currency or unit_text(rest, number)) if not (currency and rest) else None
        if found is None and depth < _MOST_PARTS and not currency:
            phrase = _read_sum(number, rest, units, depth)
            if phrase is not None:
                return phrase
        if found is not None:
            readings = (number, number.other) if number.other else (number,)
            stems = tuple(Stem(end, end) for end in map(end_of, readings))
            if hedge is None:
                return Phrase(stems, found)
            return Phrase(stems, found, (reading_policy().after[hedge.lower()],), hedge)
        unit = unit_text(rest, number)
        if not unit:
            no = No("No unit stands behind its number.")
            continue
        shown = unit if len(unit) <= LONGEST_UNIT else unit[:LONGEST_UNIT] + "…"
        if no.unit is None:
            no = No(f'"{shown}" is not a unit that is known.', shown)
    return no


def _no_number(text: str) -> str:
    if re.search(r"\d,\d{1,2}(?!\d)|\d\.\d{3},\d", text):
        return "A comma is read between groups of digits only; the decimal sign is a point."
    if re.match(r"[-+]?[\d.,]", text):
        return "The number in it cannot be read."
    shown = text if len(text) <= 40 else text[:40] + "…"
    return f'No number stands at "{shown}".'


def _inner_hedge(rest: str) -> tuple[str | None, str]:
    """Take "or more" off the front of "or more people"."""
    match = reading_policy().after_pattern.match(rest)
    if match is None:
        return None, rest
    return match[1], rest[match.end() :].lstrip()


_NEXT_PART = r"([^\d]{1,40}?)(?:,? and |, ?| ?)(?=\d)|([^\d]{1,40}?),? and (?=[a-z])"
_AND_A_HALF = r"(.{1,60}) and an? (half|third|quarter)"


def _read_sum(number: Number, rest: str, units: Units, depth: int) -> Phrase | None:
    """Read "… ft 2 in" or "… days and a half" behind a number; the last part gives the rounding."""
    half = re.fullmatch(_AND_A_HALF, rest, re.IGNORECASE)
    if half:
        found = units(unit_text(half[1]))
        share = read_number(f"a {half[2]}")
        if found and share:
            value = number.value + share.value * number.scale
            step = share.step * number.scale
            end = End(value, step, step)
            return Phrase((Stem(end, end),), found)
    match = re.match(_NEXT_PART, rest, re.IGNORECASE)
    if match is None:
        return None
    found = units(unit_text(match[1] or match[2]))
    if not found or not found[0].dimension:
        return None
    tail = _read_single(rest[match.end() :], units, depth + 1)
    if isinstance(tail, No) or tail.hedges or tail.stems[0].fixed:
        return None
    pairs = ((big, small) for big in found for small in tail.units)
    for big, small in pairs:
        smaller = small.dimension == big.dimension and small.factor < big.factor
        if smaller and not (small.offset or big.offset):
            last = tail.stems[0].low
            larger = number.value * big.factor / small.factor
            # "-6 ft 2 in" is 74 inches below, not 70.
            value = larger - last.value if larger < 0 else larger + last.value
            end = last._replace(value=value)
            return Phrase((Stem(end, end),), (small,))
    return None


def _read_amount(text: str, units: Units) -> Phrase | None:
    """Read "dozens of people", "several hundred miles", "a few days"."""
    match = reading_policy().amount_pattern.match(text)
    if match is None:
        return None
    shape = reading_policy().amounts[match[1].lower()]
    rest = text[match.end() :].lstrip()
    found = units(unit_text(rest))
    if found is None:
        word, _, tail = rest.partition(" ")
        power = read_number(f"a {word}") if word.isalpha() else None
        found = units(unit_text(tail)) if power and power.value >= 12 else None
        if found is None or power is None:
            return None
        shape = shape.scaled(power.value)
    return Phrase((fixed_stem(*shape),), found, hedge=match[1])
