"""Phrases become intervals, and never more than the phrase says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from claims.interval import Interval
from claims.numbers import format_number
from claims.quantity import (
    LONGEST,
    MOST_READINGS,
    Quantity,
    SpanOfTime,
    Unreadable,
    describe,
    read_quantity,
    read_rounding,
    read_span,
    rounding_step,
    unrounded,
)
from claims.units import Unit, read_unit

CASES = yaml.safe_load(
    (Path(__file__).parent / "data" / "quantities.yaml").read_text(encoding="utf-8")
)

UNITS = ("km", "mile", "nautical mile", "ft", "m", "t", "kg", "h", "km/h", "knot", "%", "°C", "°F")
HEDGES = ("", "about ", "nearly ", "just over ", "at least ", "more than ", "up to ", "under ", "~")
PIECES = (
    *("about", "at least", "more than", "between", "and", "to", "or", "half", "a", "two", "six"),
    *("hundred", "million", "dozen", "dozens of", "or so", "or more", "-", "\u2013", "±", "[", "]"),
    *("(", ")", ",", ".", "1", "930", "3,000", "1.5", "1e5", "1/2", "½", "km", "miles", "%", "$"),
    *("°C", "ft", "in", "hours", "days", "year", "-long", "P", "T", "^", "**", "/", "per", "bn"),
)

numbers = st.builds(
    lambda digits, power: Fraction(digits) * Fraction(10) ** power,
    st.integers(-(10**6), 10**6),
    st.integers(-4, 6),
)
grammar_texts = st.lists(st.sampled_from(PIECES), max_size=12).flatmap(
    lambda parts: st.sampled_from((" ", "")).map(lambda joint: joint.join(parts))
)


def interval(text: str) -> Interval:
    """Read "[1, 2)" of the table; "-" is an end that does not exist."""
    low, high = text[1:-1].split(", ")
    lower = -inf if low == "-" else Fraction(low)
    upper = inf if high == "-" else Fraction(high)
    return Interval(lower, upper, text[0] == "(", text[-1] == ")")


def in_base(text: str, unit: Unit) -> Interval:
    return interval(text).scaled(unit.factor, unit.offset)


def read(text: str, *, country: str | None = None, counting: bool = False) -> Quantity:
    quantity = read_quantity(text, country=country, counting=counting)
    assert isinstance(quantity, Quantity), quantity
    return quantity


def span(text: str) -> SpanOfTime:
    found = read_span(text)
    assert isinstance(found, SpanOfTime), found
    return found


def is_sound(reading: Quantity | SpanOfTime) -> bool:
    return reading.exact.within(reading.default) and reading.default.within(reading.loose)


@given(st.one_of(st.text(max_size=250), grammar_texts))
@example("1e308 km")
@example("9" * 200)
@example("1/" + "9" * 190)
def test_any_text_is_read_or_said_to_be_unreadable(text: str) -> None:
    quantity, time = read_quantity(text), read_span(text)
    for found in (quantity, time):
        assert isinstance(found, Unreadable) or is_sound(found)
    if isinstance(quantity, Quantity):
        assert describe(quantity.loose, quantity.unit)


@given(grammar_texts)
def test_every_reading_is_sound(text: str) -> None:
    quantity = read_quantity(text)
    if isinstance(quantity, Quantity):
        every = [quantity, *quantity.alternatives, quantity.second, quantity.plain]
        assert all(is_sound(one) for one in every if one)
        assert len(quantity.alternatives) < MOST_READINGS


@given(numbers, st.sampled_from(UNITS), st.sampled_from(HEDGES))
def test_a_number_written_out_is_read_back(value: Fraction, unit: str, hedge: str) -> None:
    quantity = read(f"{hedge}{format_number(value)} {unit}")
    written = (quantity.plain or quantity).exact
    assert written == Interval.point(value).scaled(quantity.unit.factor, quantity.unit.offset)


@given(numbers, numbers, st.sampled_from(("km", "mile", "nautical mile", "ft", "m")))
def test_an_explicit_interval_is_the_same_in_any_unit(
    one: Fraction, other: Fraction, name: str
) -> None:
    unit = (read_unit(name) or ())[0]
    low, high = (bound * 1000 / unit.factor for bound in sorted((one, other)))
    rewritten = read(f"[{low}, {high}] {name}")
    assert rewritten.loose == read(f"[{min(one, other)}, {max(one, other)}] km").loose


@given(st.fractions(1, 10**6, max_denominator=1000), st.sampled_from((1, 10, 100)))
def test_a_rounding_step_divides_its_number(value: Fraction, last: int) -> None:
    step = rounding_step(value, Fraction(last))
    assert step == last or (value % step == 0 and last < step <= value / 10)


@given(st.integers(1, 10**9))
def test_a_rounding_step_is_the_largest_there_is(value: int) -> None:
    steps = [times * 10**power for power in range(10) for times in (1, 2, 5)]
    fitting = [step for step in steps if value % step == 0 and step * 10 <= value]
    assert rounding_step(Fraction(value), Fraction(1)) == max([1, *fitting])


@given(numbers, st.sampled_from(HEDGES))
def test_words_never_narrow_the_loose_reading(value: Fraction, hedge: str) -> None:
    quantity = read(f"{hedge}{format_number(value)} km")
    assert quantity.exact.within(quantity.loose)
    assert quantity.plain is None or quantity.plain.exact.meets(quantity.loose)


@pytest.mark.parametrize(("text", "unit", "exact", "default", "loose"), CASES["quantities"])
def test_a_phrase_is_read_as_the_table_says(
    text: str, unit: str, exact: str, default: str, loose: str
) -> None:
    quantity = read(text)
    assert quantity.unit.name == unit
    assert quantity.exact == in_base(exact, quantity.unit)
    assert quantity.default == in_base(default, quantity.unit)
    assert quantity.loose == in_base(loose, quantity.unit)


@pytest.mark.parametrize(("text", "unit", "exact", "default", "loose"), CASES["counts"])
def test_a_count_is_read_as_the_table_says(
    text: str, unit: str, exact: str, default: str, loose: str
) -> None:
    quantity = read(text, counting=True)
    assert quantity.unit.name == unit
    assert quantity.exact == in_base(exact, quantity.unit)
    assert quantity.default == in_base(default, quantity.unit)
    assert quantity.loose == in_base(loose, quantity.unit)


@pytest.mark.parametrize(("text", "unit", "exact", "default", "loose"), CASES["spans"])
def test_a_span_of_time_is_read_as_the_table_says(
    text: str, unit: str, exact: str, default: str, loose: str
) -> None:
    time = span(text)
    assert time.unit == unit
    assert time.exact == interval(exact)
    assert time.default == interval(default)
    assert time.loose == interval(loose)


@pytest.mark.parametrize(("text", "words"), CASES["unreadable"])
def test_what_cannot_be_read_says_why(text: str, words: str) -> None:
    found = read_quantity(text)
    assert isinstance(found, Unreadable)
    assert words in found.reason
    assert found.forms


def test_the_forms_that_are_offered_are_read() -> None:
    quantity, time = read_quantity(""), read_span("")
    assert isinstance(quantity, Unreadable)
    assert isinstance(time, Unreadable)
    assert all(isinstance(read_quantity(form), Quantity) for form in quantity.forms)
    assert all(isinstance(read_span(form), SpanOfTime) for form in time.forms)


def test_an_undefined_unit_is_named_and_a_known_one_suggested() -> None:
    found = read_quantity("5 kilometrs")
    assert isinstance(found, Unreadable)
    assert found.unit == "kilometrs"
    assert "kilometres" in found.suggestions


def test_a_text_that_is_too_long_is_not_read() -> None:
    assert isinstance(read_quantity("5" * (LONGEST + 1)), Unreadable)
    assert isinstance(read_span("5 days" + " " * 100_000), Unreadable)


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("3,700 kilometers (2,300 miles)", True),
        ("2 miles (3 km)", True),
        ("1,000 feet (300 m)", True),
        ("4.5 m (14.8 ft)", True),
        ("about 500 miles (800 km)", True),
        ("200 nautical miles (322 km)", False),
        ("3,700 kilometers (3,000 miles)", False),
        ("607 miles (970 km)", False),
        ("more than 607 miles (970 km)", False),
    ],
)
def test_a_value_in_two_units_agrees_with_itself_or_not(text: str, *, agrees: bool) -> None:
    first = read(text)
    second = first.second
    assert second is not None
    assert (first.plain or first).default.meets((second.plain or second).default) is agrees


def test_a_coarser_rounding_is_let_pass_by_the_loose_reading_only() -> None:
    first = read("607 miles (970 km)")
    assert first.second
    assert first.loose.meets(first.second.loose)


def test_the_value_in_brackets_is_under_the_same_words() -> None:
    second = read("more than 500 miles (800 km)").second
    assert second
    assert second.hedge == "more than"
    assert second.exact.upper == inf


@pytest.mark.parametrize(
    ("text", "country", "names"),
    [
        ("3 tons", None, ["t", "short ton", "long ton"]),
        ("3 tons", "US", ["short ton", "t", "long ton"]),
        ("3 tons", "United Kingdom", ["t", "long ton", "short ton"]),
        ("3 miles", None, ["mile", "nautical mile"]),
        ("3 gallons", "UK", ["imperial gallon", "US gallon"]),
    ],
)
def test_a_unit_with_several_meanings_gives_several_readings(
    text: str, country: str | None, names: list[str]
) -> None:
    quantity = read(text, country=country)
    assert [one.unit.name for one in (quantity, *quantity.alternatives)] == names


def test_a_billion_has_a_second_reading_outside_english_speaking_countries() -> None:
    assert [one.exact.lower for one in read("3 billion").alternatives] == [3 * 10**12]
    assert read("3 billion", country="US").alternatives == ()


def test_two_currencies_do_not_compare() -> None:
    assert read("$3 million").unit.dimension != read("€3 million").unit.dimension


UNIT = Unit("km", Fraction(1000), Fraction(0), "[length]")
BARE = Unit("", Fraction(1), Fraction(0), "")


@pytest.mark.parametrize(
    ("given_interval", "unit", "shown"),
    [
        (Interval(Fraction(1488614, 1), Fraction(1504706, 1)), UNIT, "1488.6\u20131504.7 km"),
        (Interval.point(Fraction("1496689.92")), UNIT, "1496.69 km"),
        (Interval(Fraction(1450000), Fraction(1550000)), UNIT, "1450\u20131550 km"),
        (Interval(Fraction(3000000), inf), UNIT, "at least 3000 km"),
        (Interval(Fraction(5), inf, lower_open=True), BARE, "more than 5"),
        (Interval(-inf, Fraction(5)), BARE, "at most 5"),
        (Interval(-inf, Fraction(5), upper_open=True), BARE, "less than 5"),
        (Interval(-inf, inf), BARE, "any value"),
        (Interval(Fraction(-1, 2), Fraction(1, 2)), BARE, "-0.5 to 0.5"),
        (Interval(Fraction(4), Fraction(5), lower_open=True), BARE, "more than 4 and at most 5"),
    ],
)
def test_an_interval_is_shown_in_a_unit(given_interval: Interval, unit: Unit, shown: str) -> None:
    assert describe(given_interval, unit) == shown


def test_places_are_kept_to_when_given() -> None:
    assert describe(Interval.point(Fraction(2, 3)), BARE, places=2) == "0.67"


# --- ways of rounding ----------------------------------------------------------------------------

DECIMAL = {
    "half-up": "ROUND_HALF_UP",
    "half-down": "ROUND_HALF_DOWN",
    "half-even": "ROUND_HALF_EVEN",
    "truncated": "ROUND_DOWN",
    "floor": "ROUND_FLOOR",
    "ceiling": "ROUND_CEILING",
}
"""What the decimal module of the standard library calls each way."""
STEPS = (Decimal("0.1"), Decimal(1), Decimal(20), Decimal(50), Decimal(1000))


def rounded(value: Decimal, step: Decimal, mode: str) -> Decimal:
    return (value / step).quantize(Decimal(1), rounding=DECIMAL[mode]) * step


@given(st.integers(-20_000, 20_000), st.sampled_from(STEPS), st.sampled_from(sorted(DECIMAL)))
def test_what_was_rounded_lies_in_what_it_is_unrounded_to(
    twentieths: int, step: Decimal, mode: Any
) -> None:
    value = Decimal(twentieths) / 20
    interval = unrounded(Fraction(rounded(value, step, mode)), Fraction(step), mode)
    assert Interval.point(Fraction(value)).within(interval)


@given(st.integers(0, 400), st.sampled_from(STEPS), st.sampled_from(sorted(DECIMAL)))
def test_nothing_else_lies_in_it(multiple: int, step: Decimal, mode: Any) -> None:
    value = multiple * step
    interval = unrounded(Fraction(value), Fraction(step), mode)
    for tenths in range(-12, 13):
        near = value + tenths * step / 10
        inside = Interval.point(Fraction(near)).within(interval)
        assert inside is (rounded(near, step, mode) == value)


@given(st.integers(-5000, 5000), st.sampled_from(("half-up", "half-down", "half-even", "nearest")))
def test_without_words_every_way_to_the_nearest_is_taken_in(tens: int, mode: Any) -> None:
    step = rounding_step(Fraction(tens), Fraction(1))
    spoken = read(f"{tens} km")
    thousandth = unrounded(Fraction(tens), step, mode).scaled(Fraction(1000))
    assert thousandth.within(spoken.default)


@pytest.mark.parametrize(("text", "default", "why"), CASES["stated rounding"])
def test_a_number_may_say_how_it_was_rounded(text: str, default: str, why: str) -> None:
    quantity = read_quantity(text)
    if default == "-":
        assert isinstance(quantity, Unreadable), why
    else:
        assert isinstance(quantity, Quantity), quantity
        assert quantity.default == in_base(default, quantity.unit), why


@pytest.mark.parametrize(("text", "way", "value", "default", "why"), CASES["rounding field"])
def test_a_record_may_say_how_its_values_were_rounded(
    text: str, way: str, value: str, default: str, why: str
) -> None:
    stated = read_rounding(way)
    if text == "no":
        assert isinstance(stated, Unreadable), why
        return
    assert not isinstance(stated, Unreadable)
    quantity = read_quantity(value, stated=stated)
    assert isinstance(quantity, Quantity)
    assert quantity.default == in_base(default, quantity.unit), why
