"""What is written as EDTF says the window that it was written for, no more and no less."""

from __future__ import annotations

import edtf as oracle
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.calendar import (
    DAY,
    Range,
    civil_from_days,
    days_from_civil,
    first_of_month,
    first_of_year,
    last_of_month,
    last_of_year,
)
from claims.edtf import Edtf, parse_edtf
from claims.edtf_writer import show_offset, write_window

FIRST, LAST = first_of_year(-9999), last_of_year(9999)
DAYS = st.integers(FIRST, LAST) | st.integers(first_of_year(1900), last_of_year(2100))
MOMENTS = DAYS.flatmap(lambda day: st.integers(day * DAY, day * DAY + DAY - 1))
OFFSETS = st.none() | st.integers(-14 * 60, 14 * 60).map(lambda minutes: minutes * 60)


def month_of(day: int) -> tuple[int, int]:
    year, month, _ = civil_from_days(day)
    return first_of_month(year, month), last_of_month(year, month)


def year_of(day: int) -> tuple[int, int]:
    year = civil_from_days(day)[0]
    return first_of_year(year), last_of_year(year)


PERIODS = st.tuples(DAYS, st.sampled_from([lambda day: (day, day), month_of, year_of])).map(
    lambda drawn: drawn[1](drawn[0])
)


def between(first: int, last: int) -> Range:
    return Range(first * DAY, last * DAY + DAY - 1)


@st.composite
def windows(draw: st.DrawFn) -> Range:
    if draw(st.booleans()):
        earliest, latest = sorted((draw(MOMENTS), draw(MOMENTS)))
        window = Range(earliest, latest)
    else:
        one, other = sorted((draw(PERIODS), draw(PERIODS)))
        window = between(one[0], max(one[1], other[1]))
    left_open = draw(st.sampled_from([None, "earliest", "latest"]))
    return window if left_open is None else window._replace(**{left_open: None})


def read(text: str | None) -> Edtf:
    assert text is not None
    found = parse_edtf(text)
    assert isinstance(found, Edtf), (text, found)
    return found


@given(windows(), OFFSETS)
def test_what_is_written_is_read_as_the_same_window(window: Range, offset: int | None) -> None:
    text = write_window(window, offset)
    found = read(text)
    assert found.extent.start == window
    assert found.extent.end == window
    assert not found.lasting
    assert found.offset == (offset if "T" in (text or "") else None)


@given(PERIODS)
def test_a_day_a_month_and_a_year_are_written_as_dates(period: tuple[int, int]) -> None:
    text = write_window(between(*period), 3600)
    assert text is not None
    assert not set(text) & set("[].:T")


@given(st.integers(0, 999), st.sampled_from([10, 100]))
def test_decades_and_centuries_are_dates_too(number: int, length: int) -> None:
    first = number * length
    assume(first + length <= 10_000)
    window = between(first_of_year(first), last_of_year(first + length - 1))
    text = write_window(window, None)
    assert text == f"{first:04d}"[: -len(str(length)) + 1] + "X" * (len(str(length)) - 1)
    assert read(text).extent.start == window


@given(st.integers(10_000, 10**11) | st.integers(-(10**11), -10_000))
def test_years_of_more_digits_are_written_behind_a_y(year: int) -> None:
    window = between(first_of_year(year), last_of_year(year))
    assert write_window(window, None) == f"Y{year}"
    assert read(f"Y{year}").extent.start == window


@given(st.integers(10_000, 10**9), st.integers(0, 364 * DAY))
def test_a_moment_in_such_a_year_is_told_as_the_year(year: int, within: int) -> None:
    start = first_of_year(year) * DAY
    assert write_window(Range(start + within, start + within), None) == f"Y{year}"


TABLE = {
    ("2024-03-01", "2024-03-01"): "2024-03-01",
    ("2024-03-01", "2024-03-31"): "2024-03",
    ("2024-01-01", "2024-12-31"): "2024",
    ("2024-02-01", "2024-02-29"): "2024-02",
    ("2024-02-01", "2024-02-28"): "[2024-02-01..2024-02-28]",
    ("2019-01-01", "2021-12-31"): "[2019..2021]",
    ("2019-01-01", "2021-03-31"): "[2019-01..2021-03]",
    ("2019-01-01", "2021-03-30"): "[2019-01-01..2021-03-30]",
    ("2020-01-01", "2029-12-31"): "202X",
    ("1900-01-01", "1999-12-31"): "19XX",
    ("2021-01-01", "2030-12-31"): "[2021..2030]",
    ("2024-03-01", None): "[2024-03..]",
    ("2024-03-02", None): "[2024-03-02..]",
    (None, "2024-12-31"): "[..2024]",
    (None, None): None,
}


def day_of(text: str) -> int:
    year, month, day = map(int, text.split("-"))
    return days_from_civil(year, month, day)


@pytest.mark.parametrize(("first", "last"), TABLE)
def test_the_shortest_text_is_written(first: str | None, last: str | None) -> None:
    window = Range(
        None if first is None else day_of(first) * DAY,
        None if last is None else day_of(last) * DAY + DAY - 1,
    )
    text = TABLE[first, last]
    assert write_window(window, 3600) == text
    if text is not None and ".." not in text and "X" not in text:
        assert str(oracle.parse_edtf(text)) == text


NOON = day_of("2024-03-01") * DAY + DAY // 2


@pytest.mark.parametrize(
    ("window", "offset", "text"),
    [
        (Range(NOON, NOON), 3600, "2024-03-01T12:00:00+01:00"),
        (Range(NOON, NOON), 0, "2024-03-01T12:00:00Z"),
        (Range(NOON, NOON), None, "2024-03-01T12:00:00"),
        (Range(NOON, NOON + 59), -12_600, "[2024-03-01T12:00:00-03:30..2024-03-01T12:00:59-03:30]"),
        (Range(NOON - DAY // 2, NOON), 0, "[2024-03-01T00:00:00Z..2024-03-01T12:00:00Z]"),
        (Range(None, NOON), 0, "[..2024-03-01T12:00:00Z]"),
        (Range(NOON, None), 0, "[2024-03-01T12:00:00Z..]"),
    ],
)
def test_clock_times_are_written_with_seconds_and_offset(
    window: Range, offset: int | None, text: str
) -> None:
    assert write_window(window, offset) == text


@pytest.mark.parametrize(
    ("offset", "shown"),
    [(None, ""), (0, "Z"), (3600, "+01:00"), (-12_600, "-03:30"), (50_400, "+14:00")],
)
def test_offsets_are_written_as_iso_8601_has_them(offset: int | None, shown: str) -> None:
    assert show_offset(offset) == shown
