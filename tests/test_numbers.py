"""Numbers in digits and words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.numbers import fold, format_number, leading_numbers, read_number

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def spelled(number: int) -> str:
    """Write a number below 10^12 in words: the oracle of the words' grammar."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            head = f"{spelled(number // size)} {word}"
            return head + (joint + spelled(rest) if rest else "")
    rest = number % 100
    return f"{ONES[number // 100]} hundred" + (f" and {spelled(rest)}" if rest else "")


@given(st.integers(0, 10**12 - 1))
def test_a_number_spelled_out_is_read_back(value: int) -> None:
    number = read_number(spelled(value))
    assert number is not None
    assert number.value == value


@given(
    st.integers(-(10**15), 10**15), st.sampled_from(("", ",", " ", "\u00a0", "\u202f", "\u2009"))
)
def test_a_number_grouped_in_threes_is_read_back(value: int, separator: str) -> None:
    number = read_number(f"{value:,}".replace(",", separator))
    assert number is not None
    assert number.value == value
    assert number.step == 1


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_the_step_is_one_unit_of_the_last_digit(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    text = f"{float(digits) / 10**places:.{places}f}"
    number = read_number(text)
    assert number is not None
    assert number.step == Fraction(1, 10**places)
    assert abs(number.value - value) <= abs(value) * Fraction(1, 10**12) + number.step / 2


@given(st.fractions(-(10**9), 10**9))
def test_a_formatted_number_is_read_back_but_for_its_rounding(value: Fraction) -> None:
    number = read_number(format_number(value))
    assert number is not None
    assert abs(number.value - value) <= abs(value) / 10**5


@given(st.integers(-(10**9), 10**9), st.integers(-12, 60))
def test_a_decimal_is_formatted_without_loss(digits: int, power: int) -> None:
    value = Fraction(digits) * Fraction(10) ** power
    number = read_number(format_number(value))
    assert number is not None
    assert number.value == value


@given(st.text(max_size=300))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = read_number(text)
    assert number is None or number.step > 0
    assert all(len(rest) < len(text) * 5 for _, rest in leading_numbers(fold(text)[:200]))


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("\u22121.5", "-1.5", "0.1"),
        ("1e5", "100000", "100000"),
        ("1.5e3", "1500", "100"),
        ("1.5 \u00d7 10^6", "1500000", "100000"),
        ("1/2", "1/2", "1/6"),
        ("2 1/2", "5/2", "1/6"),
        ("2½", "5/2", "1/6"),
        ("½", "1/2", "1/6"),
        ("six", "6", "1"),
        ("Twenty-One", "21", "1"),
        ("a hundred and five", "105", "1"),
        ("half a million", "500000", "500000/3"),
        ("two and a half", "5/2", "1/6"),
        ("two and a half million", "2500000", "500000/3"),
        ("a dozen", "12", "4"),
        ("half a dozen", "6", "2"),
        ("a score", "20", "20/3"),
        ("three million", "3000000", "1000000"),
        ("2.5 million", "2500000", "100000"),
        ("3bn", "3000000000", "1000000000"),
        ("5k", "5000", "1000"),
        ("three hundred", "300", "1"),
        ("12,34,567", "1234567", "1"),
        ("two thirds", "2/3", "1/9"),
        ("twice", "2", "1"),
    ],
)
def test_a_number_is_read_as_written(text: str, value: str, step: str) -> None:
    number = read_number(text)
    assert number is not None
    assert (number.value, number.step) == (Fraction(value), Fraction(step))


@pytest.mark.parametrize(
    "text",
    [
        *("", "3,5", "3,00", "3.000,5", "1.2.3", "1,2345", "5.", "٣", "1/0", "1e999", "9" * 150),
        *("and", "five and", "two one", "million", "third", "first", "one million billion x", "-"),
    ],
)
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read_number(text) is None


def test_three_digits_behind_a_point_may_be_thousands() -> None:
    number = read_number("3.000")
    assert number is not None
    assert number.other is not None
    assert number.value == 3
    assert number.other.value == 3000


def test_a_billion_may_be_a_million_millions() -> None:
    number = read_number("three billion")
    assert number is not None
    assert number.other is not None
    assert number.other.value == 3 * 10**12


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(149669, 100), None, "1496.69"),
        (Fraction(1, 3), None, "0.333333"),
        (Fraction(5, 2), 0, "2"),
        (Fraction(-1, 8), 2, "-0.12"),
        (Fraction(-1, 1000), 2, "0"),
        (Fraction(10**20, 3), None, "3.33333e19"),
        (Fraction(0), None, "0"),
    ],
)
def test_a_number_is_rounded_half_to_even(value: Fraction, places: int | None, shown: str) -> None:
    assert format_number(value, places) == shown
