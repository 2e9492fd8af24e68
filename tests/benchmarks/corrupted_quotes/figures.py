"""Numbers in the values of records: where they stand, and when two values contradict."""

from __future__ import annotations

import re
from fractions import Fraction
from math import isinf
from typing import TYPE_CHECKING

from claims.quantity import Quantity, read_quantity
from corrupted_quotes.articles import data
from corrupted_quotes.cases import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrupted_quotes.articles import Record

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

QUANTITIES = ("value", "distance", "by", "times", "percent", "points", "from", "to", "for")
"""Fields that hold a quantity, in the kinds that `_holds_quantity` allows."""

_OF_PLACES = {"event", "reach", "location"}
_OF_TIMES = {"state", "pause"}


def cardinals() -> dict[str, int]:
    """Return the number words that are spelled as one word, with what they stand for."""
    return {word: int(value) for word, value in data("words.yaml")["cardinals"].items()}


def quantities(record: Record) -> Iterator[tuple[str, str]]:
    """Give the route and the text of each quantity of a record that is no count of events."""
    for field in QUANTITIES:
        if field in {"from", "to"} and record["kind"] in _OF_PLACES | _OF_TIMES:
            continue
        if isinstance(record.get(field), str) and _is_said(field, record):
            yield field, record[field]


def _is_said(field: str, record: Record) -> bool:
    """Say whether the quote itself has the range that reaches: one that it leaves out is open."""
    at = first_number(record[field])
    return record["kind"] != "reach" or at is None or at[2] in exact(record)


def counts(record: Record) -> Iterator[tuple[str, str]]:
    """Give the route and the text of each count: of events, of things, of parts of a whole."""
    for field in ("count", "number"):
        if field in record:
            yield field, record[field]
    for name, part in record.get("parts", {}).items():
        yield f"parts.{name}", part


def first_number(text: str) -> tuple[int, int, str] | None:
    """Return where the first number in digits or in one word stands, and the number.

    The "two" of "two thirds" is none.
    """
    words = "|".join(sorted(cardinals(), key=len, reverse=True))
    whole = r"(?![- ](?:halves|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b)"
    found = re.search(rf"{NUMBER.pattern}|\b(?:{words})\b{whole}", text, re.IGNORECASE)
    return (found.start(), found.end(), found[0]) if found else None


def amount(number: str) -> Fraction:
    """Return what a number in digits or in one word stands for."""
    known = cardinals().get(number.lower())
    return Fraction(number.replace(",", "")) if known is None else Fraction(known)


def written(value: Fraction, like: str) -> str:
    """Write a number in digits, with commas in its thousands where `like` has them or needs none.

    >>> written(Fraction(12000), "1,200")
    '12,000'
    """
    whole = value.denominator == 1
    commas = "," in like or amount(like) < 1000
    if whole:
        return f"{int(value):,}" if commas else str(int(value))
    places = max(len(like.partition(".")[2]), 1)
    return f"{float(value):,.{places}f}" if commas else f"{float(value):.{places}f}"


def contradicts(old: str, new: str, country: str | None, *, counting: bool = False) -> bool:
    """Say whether no reading of one value meets a reading of the other, or the new says more.

    Of a value with one bound ("at least nine") only a stronger one counts: a weaker one follows
    from it.
    """
    first = read_quantity(old, country=country, counting=counting)
    second = read_quantity(new, country=country, counting=counting)
    if not isinstance(first, Quantity):
        return _plainly_apart(old, new)
    if not isinstance(second, Quantity):  # such as "between 300 and 45 mm": no value at all
        return False
    pairs = [(a, b) for a in _readings(first) for b in _readings(second)]
    return all(_apart(a, b) for a, b in pairs)


def is_upper_bound(text: str, country: str | None) -> bool:
    """Say whether a value is bounded above only, as "up to 110" is."""
    quantity = read_quantity(text, country=country)
    return isinstance(quantity, Quantity) and isinf(quantity.exact.lower)


def _readings(quantity: Quantity) -> tuple[Quantity, ...]:
    return (quantity, *quantity.alternatives)


def _apart(old: Quantity, new: Quantity) -> bool:
    if old.unit.dimension != new.unit.dimension:
        return True
    if isinf(old.exact.upper) and not isinf(old.exact.lower):
        return new.loose.lower > old.exact.lower
    if isinf(old.exact.lower) and not isinf(old.exact.upper):
        return new.loose.upper < old.exact.upper
    return not old.loose.meets(new.loose)


def _plainly_apart(old: str, new: str) -> bool:
    """Compare the first numbers of values whose units nobody knows: a fifth apart is plain."""
    first, second = first_number(old), first_number(new)
    if first is None or second is None:
        return False
    one, other = amount(first[2]), amount(second[2])
    return abs(one - other) * 5 > max(one, other)
