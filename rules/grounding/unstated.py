"""Numbers whose unit stands elsewhere: behind "a month", in the words around, or nowhere at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claims.quantity import Quantity, read_quantity
from rules.grounding.case import Case, wide
from rules.grounding.dates import moments_in
from rules.grounding.labels import is_age
from rules.grounding.numbers import numbers_in
from rules.grounding.stems import stems
from rules.grounding.values import bends, comparable, compare, written
from rules.grounding.verdict import Outcome
from rules.grounding.words import words

if TYPE_CHECKING:
    from claims.faults import Route
    from rules.grounding.mentions import Mention
    from rules.grounding.passage import Stretch


def mentions_of_quote(case: Case) -> list[Mention]:
    """Return the numbers that the quote itself mentions."""
    return [mention for stretch in case.passage.quote for mention in mentions_of(case, stretch)]


def mentions_of(case: Case, stretch: Stretch) -> list[Mention]:
    """Return the numbers of a stretch that are no part of a date."""
    spelled = stretch.words
    dates = [(m.start, m.end) for m in moments_in(spelled, case.entry.document.dateline)]
    return [
        mention
        for mention in numbers_in(spelled, case.country)
        if mention.quantity.unit.dimension
        or mention.unit
        or _is_no_clock(spelled, mention)
        or not any(a <= mention.start and mention.end <= b for a, b in dates)
    ]


def _is_no_clock(text: str, mention: Mention) -> bool:
    """Say whether "12.50 francs" and "by 0.03" look like times of day and are none."""
    behind = re.match(r" ?([^\W\d_]+)", text[mention.end : mention.end + 24])
    money = behind is not None and behind[1].lower() in words("money")
    return money or re.search(r"(?<!\d)0\.\d", mention.words) is not None


def is_years(case: Case, quantity: Quantity, mention: Mention, stretch: Stretch) -> bool:
    """Say whether a number without a unit is an age, and the record has one."""
    of_age = "age" in stems_of_property(case)
    if quantity.unit.name != "year" and not of_age:
        return False
    told = is_age(stretch.words, mention.start)
    return told or (of_age and is_bare(mention) and _is_lone(stretch, mention, frozenset()))


def stems_of_property(case: Case) -> frozenset[str]:
    """Return the roots of the words of a record's property."""
    named = getattr(case.entry.record, "property", None)
    return (
        frozenset(re.findall(r"[a-z]+", named.lower())) if isinstance(named, str) else frozenset()
    )


def is_bare(mention: Mention) -> bool:
    """Say whether a number has no unit of its own."""
    return not mention.quantity.unit.dimension and not mention.unit


_RATE = re.compile(r" ?(?:an?|per|each|every|/) ?[^\W\d_]+", re.IGNORECASE)


def by_rate(case: Case, quantity: Quantity, mention: Mention, stretch: Stretch) -> Outcome | None:
    """Compare "30,000 yen a month", where the record has a rate."""
    if "/" not in quantity.unit.dimension:
        return None
    rate = _RATE.match(stretch.words, mention.end)
    if rate is None:
        return None
    read = read_quantity(mention.words + rate[0], country=case.country, counting=True)
    return compare(quantity, read) if isinstance(read, Quantity) else None


def unit_around(
    case: Case, quantity: Quantity, mention: Mention, stretch: Stretch
) -> Outcome | None:
    """Compare a number whose unit the words around it give: "instead of the 50 they wanted"."""
    said = re.sub(r"^[\W\d]+", "", case.entry.text(*_route_of(case, quantity)))
    wanted = stems(re.sub(r"[^\W\d_]*\d[\d,.]*", " ", said)) - stems(mention.words)
    behind = stems(stretch.words[mention.end : mention.end + 24])
    near = behind | stems(case.passage.paragraph.words)
    if case.passage.before is not None:
        near |= stems(case.passage.before.words)
    if _converts(case, quantity, mention):
        return Outcome.AGREES
    if quantity.unit.name == "year" and (
        _AGED.search(stretch.words) or is_years(case, quantity, mention, stretch)
    ):
        near |= wanted
    if quantity.unit.name == "%" and _PER_CENT.search(case.passage.sentence.words):
        near |= wanted  # "in per cent" is "percent" all the same
    plain = quantity.plain or quantity
    alike = written(plain) == (mention.quantity.plain or mention.quantity).exact
    lone = _is_lone(stretch, mention, wanted)
    told = bool(wanted & near) if wanted else _same_sort_around(case, quantity)
    if not told and not (alike and lone and _is_implied(case, quantity)):
        return None
    if alike:
        return bends(quantity, mention.quantity)
    named = mention.label and not is_years(case, quantity, mention, stretch)
    return Outcome.DISAGREES if lone and plain.exact.is_point and not named else None


def _is_lone(stretch: Stretch, mention: Mention, wanted: frozenset[str]) -> bool:
    """Say whether no noun of its own stands behind a number, so that it can only be the value."""
    follows = re.match(r"\W*([^\W\d_]*)", stretch.words[mention.end : mention.end + 24])
    word = follows[1].lower() if follows else ""
    if word in {"in", "out", "of"}:
        return False
    told = words("empty") | words("falling") | words("rising")
    return not word or word in told or bool(stems(word) & wanted)


_IMPLIED = {"year": frozenset({"age"}), "%": frozenset({"share", "percentage", "rate", "vote"})}
"""Units that are left out where the property tells them: "She was 91"."""


def _is_implied(case: Case, quantity: Quantity) -> bool:
    """Say whether the unit of a record goes without saying, or stands further off."""
    if _IMPLIED.get(quantity.unit.name, frozenset()) & stems_of_property(case):
        return True
    return _same_sort_around(case, quantity)


def _converts(case: Case, quantity: Quantity, mention: Mention) -> bool:
    """Say whether a number without a unit agrees in a unit that numbers around it have."""
    around_it = mentions_of(case, case.passage.paragraph)
    units = {
        m.quantity.unit.name
        for m in around_it
        if m.quantity.unit.name and comparable(quantity, m.quantity)
    }
    reads = (
        read_quantity(f"{mention.words} {unit}", country=case.country) for unit in sorted(units)
    )
    return any(isinstance(r, Quantity) and compare(quantity, r) is Outcome.AGREES for r in reads)


_PER_CENT = re.compile(r"per ?cent|%", re.IGNORECASE)
_AGED = re.compile(r"(?<!\w)(?:aged?|old|ages)(?!\w)", re.IGNORECASE)


def _same_sort_around(case: Case, quantity: Quantity) -> bool:
    """Say whether other numbers near the quote carry a unit that is no word: "48" of °C."""
    return any(
        m.quantity.unit.name == quantity.unit.name for m in mentions_of(case, wide(case.passage))
    )


def _route_of(case: Case, quantity: Quantity) -> Route:
    """Return where a quantity stands in its record, by the text it was read from."""
    for route, value in case.entry.values.items():
        if isinstance(value, Quantity) and value.text == quantity.text:
            return route
    return next(iter(case.entry.values), ())
