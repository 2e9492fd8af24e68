"""Texts as quantities."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from claims.numbers import fold, format_number
from claims.quantity.grammar import read_phrase
from claims.quantity.model import LONGEST, MOST_READINGS, QUANTITY_FORMS, Quantity, Unreadable
from claims.quantity.parts import Hedge, No, Phrase, Rounding, Shape, Stated, Stem, Units
from claims.quantity.policy import reading_policy
from claims.quantity.rounding import Rule, shape_of
from claims.quantity.stated import take_rounding
from claims.units import BARE, Unit, country_name, read_unit, suggest

if TYPE_CHECKING:
    from fractions import Fraction

    from claims.interval import Interval


@lru_cache(maxsize=4096)
def read_quantity(
    text: str, *, country: str | None = None, counting: bool = False, stated: Stated | None = None
) -> Quantity | Unreadable:
    """Read a phrase as a quantity; never raises.

    The country chooses among the meanings of a word such as "ton". With `counting` a number below
    100 counts things and is exact. `stated` says how it was rounded where its own words do not.
    """
    folded = usable(text, QUANTITY_FORMS)
    if isinstance(folded, Unreadable):
        return folded
    reader = _Reader(_units_of(country), "count" if counting else "number", country)
    first, told, inner = _first(folded, reader, stated)
    if isinstance(first, No):
        return unreadable(text, first, QUANTITY_FORMS)
    value = _quantity(text, first, reader, told)
    if isinstance(value, No):
        return unreadable(text, value, QUANTITY_FORMS)
    if inner is None:
        return value
    second = _second(inner, first, reader, None if told and told.has_step else told)
    if isinstance(second, No):
        no = second._replace(reason=f"in brackets: {second.reason}")
        return unreadable(text, no, QUANTITY_FORMS)
    return replace(value, second=second)


class _Reader(NamedTuple):
    """What a phrase is read with."""

    units: Units
    rounding: Rounding
    country: str | None


def _first(
    text: str, reader: _Reader, stated: Stated | None
) -> tuple[Phrase | No, Stated | None, str | None]:
    """Read a phrase without its words on rounding and what stands in brackets behind it."""
    rest, told = take_rounding(text)
    main, inner = _split_brackets(rest)
    phrase = read_phrase(main, reader.units)
    if isinstance(phrase, No) and told is not None:
        main, inner = _split_brackets(text)
        whole = read_phrase(main, reader.units)
        if isinstance(whole, Phrase):
            return whole, stated, inner
    return phrase, told or stated, inner


def _second(text: str, first: Phrase, reader: _Reader, stated: Stated | None) -> Quantity | No:
    """Read the value in brackets behind another, under the same words."""
    rest, told = take_rounding(text)
    phrase = read_phrase(rest, reader.units)
    if isinstance(phrase, No):
        return phrase
    if not phrase.hedges:
        phrase = phrase._replace(hedges=first.hedges, hedge=first.hedge)
    return _quantity(text, phrase, reader, told or stated)


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


def _quantity(text: str, phrase: Phrase, reader: _Reader, stated: Stated | None) -> Quantity | No:
    stems = phrase.stems
    if country_name(reader.country) in reading_policy().english:
        stems = stems[:1]
    every: list[Quantity] = []
    for stem in stems:
        for unit in phrase.units:
            rule = None if stated is None else _rule(stated, unit, stem, reader.units)
            if isinstance(rule, No):
                if not every:
                    return rule
                continue
            # Only what is itself a number can be a count: not 3 dozen percent, not 3 km.
            counts = not unit.dimension and unit.factor == 1
            rounding = reader.rounding if counts else "number"
            shapes = _shapes(stem, phrase.hedges, rounding, rule)
            every.append(_one_quantity(text, unit, shapes, phrase.hedge))
    others = dict.fromkeys(every[1:])
    return replace(every[0], alternatives=tuple(islice(others, MOST_READINGS - 1)))


def _rule(stated: Stated, unit: Unit, stem: Stem, units: Units) -> Rule | No:
    """Return how a number of a unit was rounded; it must be a multiple of the step that is told."""
    step = stated.step
    if step is not None and stated.unit:
        found = units(stated.unit)
        same = next((own for own in found or () if own.dimension == unit.dimension), None)
        if same is None:
            return No(f'"{stated.unit}", to which it was rounded, is no unit of the same sort.')
        step = step * same.factor / unit.factor
    rule = Rule(stated.mode, step, stated.figures)
    if stem.fixed is None:
        for end in (stem.low, stem.high):
            to = rule.step_for(end.value)
            if to is not None and end.value % to:
                number = format_number(end.value)
                return No(f"{number}, so rounded, would be a multiple of {format_number(to)}.")
    return rule


@lru_cache(maxsize=1024)
def _shapes(
    stem: Stem, hedges: tuple[Hedge, ...], rounding: Rounding, rule: Rule | None
) -> tuple[Shape, Shape | None]:
    """Return what a stem stands for with its hedges, and without where it has any."""
    bare = shape_of(stem, (), rounding, rule) if hedges else None
    return shape_of(stem, hedges, rounding, rule), bare


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
