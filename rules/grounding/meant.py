"""A number of a quote, read as the field of the record has it."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from claims.interval import Interval
from claims.quantity import Quantity, read_quantity
from claims.units import BARE
from rules.grounding.values import written
from rules.grounding.words import words

if TYPE_CHECKING:
    from claims.faults import Route
    from rules.grounding.mentions import Mention
    from rules.grounding.passage import Stretch


def as_meant(mention: Mention, quantity: Quantity, stretch: Stretch, route: Route) -> Mention:
    """Read a number as the field does: "a third less" as 2/3 times, "13 points" of a share."""
    behind = stretch.words[mention.end : mention.end + 16]
    if mention.unit == "nm" and quantity.unit.name == "nautical mile":
        read = read_quantity(f"{mention.words.removesuffix('nm')} nautical miles")
        return replace(mention, quantity=read) if isinstance(read, Quantity) else mention
    if _is_covered(mention, stretch) and quantity.plain is None and mention.quantity.plain:
        return replace(mention, quantity=mention.quantity.plain)
    if _is_one_more(mention, stretch) and quantity.exact.lower >= 1:
        point = Interval.point(Fraction(1))
        one = Quantity(mention.words, BARE, point, point, point)
        return replace(mention, quantity=one, sort="counting")
    if quantity.unit.name == "percentage point":
        return _points(mention, behind)
    part = _part_of(mention)
    if part is None:
        return mention
    if route == ("percent",) and mention.quantity.plain is None:
        whole = written(quantity.plain or quantity).lower
        rounded = isinstance(whole, Fraction) and whole.denominator == 1
        share = round(part * 100) if rounded else part * 100  # a third is 33 %
        read = read_quantity(f"{float(share):g} %")
        return replace(mention, quantity=read) if isinstance(read, Quantity) else mention
    if route == ("times",):
        return _times(mention, part, behind)
    return mention


def _is_covered(mention: Mention, stretch: Stretch) -> bool:
    """Say whether a bound says where something lies: "under 1.2 metres of snow"."""
    under = re.match(r"(?:under|below|beneath) ", mention.words, re.IGNORECASE)
    of = re.match(r" of (?:\w+ )?(\w+)", stretch.words[mention.end : mention.end + 40])
    whole = re.match(r" of (\w+)", stretch.words[mention.end : mention.end + 40])
    named = {found[1].lower() for found in (of, whole) if found}
    return under is not None and bool(named & words("solid"))


def _is_one_more(mention: Mention, stretch: Stretch) -> bool:
    """Say whether a fraction is a person more: "a third was injured"."""
    if not re.fullmatch(r"an? \w+(?:th|rd)", mention.words, re.IGNORECASE):
        return False
    behind = re.match(r",? (\w+)", stretch.words[mention.end : mention.end + 24])
    return behind is not None and behind[1].lower() in words("one_more")


def _points(mention: Mention, behind: str) -> Mention:
    points = re.match(r"[ -]points?(?!\w)", behind)
    said = re.fullmatch(r"(.*\w)[ -]points?", mention.words + (points[0] if points else ""))
    read = read_quantity(f"{said[1]} percentage points") if said else None
    return replace(mention, quantity=read) if isinstance(read, Quantity) else mention


def _part_of(mention: Mention) -> Fraction | None:
    """Return a bare number between nothing and one."""
    number = mention.quantity.plain or mention.quantity
    part = number.exact.lower
    if number.unit.dimension or number.unit.name or not isinstance(part, Fraction):
        return None
    return part if number.exact.is_point and 0 < part < 1 else None


def _times(mention: Mention, part: Fraction, behind: str) -> Mention:
    """Return "a third less" as two thirds, and "half as much again" as it stands."""
    compared = re.match(r"\s+(?:as )?(\w+)", behind)
    word = compared[1].lower() if compared else ""
    if word not in words("falling") | words("rising"):
        return mention
    value = 1 - part if word in words("falling") else 1 + part
    point = Interval.point(value)
    return replace(mention, quantity=Quantity(mention.words, BARE, point, point, point))
