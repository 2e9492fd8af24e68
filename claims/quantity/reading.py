"""Texts as quantities."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from claims.numbers import fold
from claims.quantity.grammar import read_phrase
from claims.quantity.model import LONGEST, MOST_READINGS, QUANTITY_FORMS, Quantity, Unreadable
from claims.quantity.parts import Hedge, No, Phrase, Rounding, Shape, Stem, Units
from claims.quantity.policy import reading_policy
from claims.quantity.rounding import shape_of
from claims.units import BARE, Unit, country_name, read_unit, suggest

if TYPE_CHECKING:
    from fractions import Fraction

    from claims.interval import Interval


@lru_cache(maxsize=4096)
def read_quantity(
    text: str, *, country: str | None = None, counting: bool = False
) -> Quantity | Unreadable:
    """Read a phrase as a quantity; never raises.

    The country chooses among the meanings of a word such as "ton". With `counting` a number below
    100 counts things and is exact.
    """
    folded = usable(text, QUANTITY_FORMS)
    if isinstance(folded, Unreadable):
        return folded
    rounding: Rounding = "count" if counting else "number"
    main, inner = _split_brackets(folded)
    reader = _units_of(country)
    phrase = read_phrase(main, reader)
    if isinstance(phrase, No):
        return unreadable(text, phrase, QUANTITY_FORMS)
    first = _quantity(text, phrase, rounding, country)
    if inner is None:
        return first
    other = read_phrase(inner, reader)
    if isinstance(other, No):
        no = other._replace(reason=f"in brackets: {other.reason}")
        return unreadable(text, no, QUANTITY_FORMS)
    if not other.hedges:
        other = other._replace(hedges=phrase.hedges, hedge=phrase.hedge)
    return replace(first, second=_quantity(inner, other, rounding, country))


def usable(text: str, forms: tuple[str, ...]) -> str | Unreadable:
    """Return a text folded, if it is neither empty nor too long to look at."""
    if len(text) > LONGEST:
        reason = f"It is longer than {LONGEST} characters."
        return Unreadable(text[:40] + "…", reason, forms)
    return fold(text) or Unreadable(text, "It is empty.", forms)


def unreadable(text: str, no: No, forms: tuple[str, ...]) -> Unreadable:
    """Return why a text could not be read, with known units close to one that is not."""
    suggestions = suggest(no.unit) if no.unit else ()
    return Unreadable(text, no.reason, forms, no.unit, suggestions)


def _split_brackets(text: str) -> tuple[str, str | None]:
    """Split "3,700 kilometers (2,300 miles)"; "(480, 520] km" is one value and stays whole."""
    if text.endswith(")") and not text.startswith(("[", "(")):
        head, opening, inner = text[:-1].rpartition("(")
        if opening and head.strip() and inner.strip() and ")" not in inner:
            return head.strip(), inner.strip()
    return text, None


def _quantity(text: str, phrase: Phrase, rounding: Rounding, country: str | None) -> Quantity:
    stems = phrase.stems
    if country_name(country) in reading_policy().english:
        stems = stems[:1]
    every = []
    for stem in stems:
        counted = _shapes(stem, phrase.hedges, rounding)
        measured = counted if rounding == "number" else _shapes(stem, phrase.hedges, "number")
        for unit in phrase.units:
            # Only what is itself a number can be a count: not 3 dozen percent, not 3 km.
            shapes = measured if unit.dimension or unit.factor != 1 else counted
            every.append(_one_quantity(text, unit, shapes, phrase.hedge))
    others = dict.fromkeys(every[1:])
    return replace(every[0], alternatives=tuple(islice(others, MOST_READINGS - 1)))


def _shapes(
    stem: Stem, hedges: tuple[Hedge, ...], rounding: Rounding
) -> tuple[Shape, Shape | None]:
    """Return what a stem stands for with its hedges, and without where it has any."""
    return shape_of(stem, hedges, rounding), shape_of(stem, (), rounding) if hedges else None


def _one_quantity(
    text: str, unit: Unit, shapes: tuple[Shape, Shape | None], hedge: str | None
) -> Quantity:
    hedged, bare = shapes
    plain = None
    if bare is not None:
        plain = Quantity(text, unit, *_measured(bare, unit))
    shape = _measured(hedged, unit)
    return Quantity(text, unit, *shape, hedge=hedge, plain=plain)


def _measured(shape: Shape, unit: Unit) -> Shape:
    """Return a shape in base units; of a unit that is not the same everywhere, wider."""
    exact, default, loose = shape.scaled(unit.factor, unit.offset)
    varies = reading_policy().varying.get(unit.name)
    if varies is None:
        return Shape(exact, default, loose)
    return Shape(exact, _varied(default, varies.default), _varied(loose, varies.loose))


def _varied(interval: Interval, shares: tuple[Fraction, ...]) -> Interval:
    low, high = (interval.scaled(share) for share in shares)
    return low.hull(high).hull(interval)


def _units_of(country: str | None) -> Units:
    """Return a reader of units for one country; no unit at all is that of a bare number."""
    return lambda text: read_unit(text, country) if text else (BARE,)
