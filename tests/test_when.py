"""Phrases of time, read against a dateline."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.calendar import (
    DAY,
    ERA_DAYS,
    MONTHS,
    WEEKDAYS,
    Extent,
    Range,
    civil_from_days,
    days_from_civil,
    show_day,
    some_time,
    weekday,
)
from claims.when import MOST_READINGS, Dateline, UnreadableTime, When, read_when

# The first example of a test may have to load a data file.
UNTIMED = settings(deadline=None)
TABLE = Path(__file__).parent / "data" / "whens.yaml"
NOWHERE = Dateline()


def of_day(day: int, country: str | None = None) -> Dateline:
    return Dateline(some_time(day * DAY, day * DAY + DAY - 1), "Asia/Seoul", country)


WEDNESDAY = of_day(days_from_civil(2021, 9, 15))


@cache
def table() -> dict[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return rows


def read(text: str, dateline: Dateline = WEDNESDAY, *, future: bool = False) -> When:
    found = read_when(text, dateline, future)
    assert isinstance(found, When), found
    return found


def refused(text: str, dateline: Dateline = WEDNESDAY) -> UnreadableTime:
    found = read_when(text, dateline, False)
    assert isinstance(found, UnreadableTime), found
    return found


def default(text: str, dateline: Dateline = WEDNESDAY, *, future: bool = False) -> Range:
    return read(text, dateline, future=future).readings[0].extent.start


def holds(window: Range, day: int) -> bool:
    earliest, latest = window
    return (earliest is None or earliest < (day + 1) * DAY) and (
        latest is None or day * DAY <= latest
    )


DATELINES = st.integers(-(10**6), 10**7)
# Rows of the table of cases name a country fourth, without which some are not read.
PHRASES = [row[0] for rows in table().values() for row in rows if len(row) < 5 or not row[3]]
WORDS = sorted({word for phrase in PHRASES for word in phrase.split()})
GRAMMAR = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@UNTIMED
@given(DATELINES, st.integers(0, 6))
def test_a_weekday_said_of_the_last_week_is_that_day(today: int, back: int) -> None:
    day = today - back
    assert default(WEEKDAYS[weekday(day)], of_day(today)) == Range(day * DAY, day * DAY + DAY - 1)


@UNTIMED
@given(DATELINES, st.integers(0, 6))
def test_a_weekday_said_of_the_week_ahead_is_that_day(today: int, ahead: int) -> None:
    day = today + ahead
    found = default(WEEKDAYS[weekday(day)], of_day(today), future=True)
    assert found == Range(day * DAY, day * DAY + DAY - 1)


@UNTIMED
@given(DATELINES, st.integers(0, 300))
def test_a_day_and_month_said_of_the_last_months_are_that_day(today: int, back: int) -> None:
    _, month, day = civil_from_days(today - back)
    for text in (f"{day} {MONTHS[month - 1]}", f"{MONTHS[month - 1][:3]}. {day}"):
        assert default(text, of_day(today)).earliest == (today - back) * DAY


@UNTIMED
@given(DATELINES, st.integers(0, 300))
def test_a_month_said_of_the_last_months_holds_its_days(today: int, back: int) -> None:
    _, month, _ = civil_from_days(today - back)
    assert holds(default(f"in {MONTHS[month - 1]}", of_day(today)), today - back)


@UNTIMED
@given(st.integers(days_from_civil(1000, 1, 1), days_from_civil(9999, 12, 31)))
def test_a_full_date_is_its_day_however_written(day: int) -> None:
    year, month, number = civil_from_days(day)
    name = MONTHS[month - 1]
    for text in (
        show_day(day),
        f"{number} {name} {year}",
        f"{name} {number}, {year}",
        f"{WEEKDAYS[weekday(day)]}, {number} {name[:3]} {year}",
        f"{year}/{month}/{number}",
    ):
        found = read(text, NOWHERE)
        assert found.readings[0].extent == some_time(day * DAY, day * DAY + DAY - 1)
        assert not found.relative


@UNTIMED
@given(DATELINES, st.integers(0, 500))
def test_days_ago_count_exactly(today: int, count: int) -> None:
    assert default(f"{count} days ago", of_day(today)).earliest == (today - count) * DAY


@UNTIMED
@given(DATELINES, st.sampled_from(["weeks", "months", "years"]), st.integers(2, 60))
def test_longer_units_ago_hold_the_day_counted_back(today: int, unit: str, count: int) -> None:
    year, month, day = civil_from_days(today)
    months = {"months": count, "years": 12 * count}.get(unit, 0)
    index = year * 12 + month - 1 - months
    there = days_from_civil(index // 12, index % 12 + 1, min(day, 28))
    if unit == "weeks":
        there = today - 7 * count
    assert holds(default(f"{count} {unit} ago", of_day(today)), there)


@UNTIMED
@given(text=st.sampled_from(PHRASES), today=DATELINES, future=st.booleans())
def test_400_years_later_a_relative_phrase_reads_the_same(
    text: str, today: int, *, future: bool
) -> None:
    early = read_when(text, of_day(today), future)
    late = read_when(text, of_day(today + ERA_DAYS), future)
    # Where one end is a year of its own, the order of the two ends may change.
    words = "".join(c if c.isalnum() else " " for c in text).split()
    if any(len(word) == 4 and word.isdigit() for word in words):
        return
    if not isinstance(early, When) or not isinstance(late, When) or not early.relative:
        assert type(early) is type(late)
        return
    shift = ERA_DAYS * DAY
    assert [r.extent for r in late.readings] == [
        Extent(shifted(r.extent.start, shift), shifted(r.extent.end, shift)) for r in early.readings
    ]


def shifted(window: Range, by: int) -> Range:
    low, high = window
    return Range(None if low is None else low + by, None if high is None else high + by)


@UNTIMED
@given(
    text=st.one_of(st.text(max_size=130), GRAMMAR, st.sampled_from(PHRASES)),
    today=st.one_of(st.none(), DATELINES),
    country=st.sampled_from([None, "U.S.", "Japan", "India", "New Zealand"]),
    future=st.booleans(),
)
def test_any_text_is_read_in_order_or_refused(
    text: str, today: int | None, country: str | None, *, future: bool
) -> None:
    dateline = NOWHERE if today is None else of_day(today, country)
    found = read_when(text, dateline, future)
    assert found.text == text
    if isinstance(found, UnreadableTime):
        assert found.reason
        assert found.forms
        return
    assert 1 <= len(found.readings) <= MOST_READINGS
    assert len({(r.extent, r.offset) for r in found.readings}) == len(found.readings)
    for reading in found.readings:
        start, end = reading.extent
        for low, high in (start, end, (start.earliest, end.latest)):
            assert low is None or high is None or low <= high
        assert reading.label


@UNTIMED
@given(st.sampled_from(PHRASES), st.sampled_from([str.upper, str.lower, str.title]))
def test_capitals_make_no_difference(text: str, change: object) -> None:
    assert callable(change)
    assert read(change(text)).readings == read(text).readings


@pytest.mark.parametrize(("text", "first", "other"), table()["past"])
def test_a_past_phrase_reads_as_its_words(text: str, first: str, other: str) -> None:
    labels = [reading.label for reading in read(text).readings]
    assert labels[0] == first
    assert other in labels[1:] if other != "-" else len(labels) == 1


@pytest.mark.parametrize(("text", "first", "other"), table()["future"])
def test_a_future_phrase_reads_as_its_words(text: str, first: str, other: str) -> None:
    labels = [reading.label for reading in read(text, future=True).readings]
    assert labels[0] == first
    assert other in labels[1:]


@pytest.mark.parametrize(("text", "day", "tense", "country", "labels"), table()["cases"])
def test_a_phrase_has_just_these_readings(
    text: str, day: str, tense: str, country: str, labels: list[str]
) -> None:
    dateline = of_day(days_from_civil(*map(int, day.split("-"))), country or None)
    found = read(text, dateline, future=tense == "future")
    assert [reading.label for reading in found.readings] == labels


IMPOSSIBLE_COUNTS = ["the fifth quarter of 2021", "the third half of 2021", "Monday the 32nd"]


@pytest.mark.parametrize("text", [*IMPOSSIBLE_COUNTS, "the sixth Monday of September"])
def test_a_count_beyond_its_whole_is_impossible(text: str) -> None:
    assert refused(text).impossible


@pytest.mark.parametrize(
    "text", ["Wednesday", "in March", "15 September", "14:30", "since January", "two weeks ago"]
)
def test_a_relative_phrase_needs_a_dateline(text: str) -> None:
    assert "the document has no date" in refused(text, NOWHERE).reason
    assert read(text).relative


IMPOSSIBLE = [
    ("2022-02-29", "February 2022 has 28 days"),
    ("Feb. 29, 2022", "February 2022 has 28 days"),
    ("30 February", "February has at most 29 days"),
    ("30/30/2021", "a year has 12 months, not 30"),
    ("25:00", "a day has 24 hours"),
    ("from 2021 to 2019", "it ends before it begins"),
    ("the 32nd", "a month has no day 32"),
]


@pytest.mark.parametrize(("text", "reason"), IMPOSSIBLE)
def test_what_cannot_be_is_impossible(text: str, reason: str) -> None:
    found = refused(text)
    assert (found.reason, found.impossible) == (reason, True)


UNREADABLE = [
    ("", "no date"),
    ("whenever", "no date"),
    ("Christmas", "holiday"),
    ("New Year's Eve", "holiday"),
    ("the Lunar New Year", "holiday"),
    ("Labor Day", "holiday"),
    ("Good Friday", "holiday"),
    ("a day later", "another event"),
    ("the turn of the century", "no date"),
    ("in recent weeks", "no date"),
    ("the week of 2021-09", "no date"),
    ("shortly after Monday", "another event"),
    ("the first three years of 2021", "no date"),
    ("last season", "no date"),
    ("two years earlier", "another event"),
    ("the following day", "another event"),
    ("fiscal year 2021", "fiscal year"),
    ("13 p.m.", "1 to 12"),
    ("last week at 14:30", "one day"),
    ("2019-20", "2019/2020"),
    ("x" * 121, "120 characters"),
]


@pytest.mark.parametrize(("text", "reason"), UNREADABLE)
def test_what_is_not_read_says_why(text: str, reason: str) -> None:
    found = refused(text)
    assert reason in found.reason
    assert not found.impossible


def test_the_country_orders_day_and_month() -> None:
    abroad = [reading.label for reading in read("9/11/2021").readings]
    at_home = of_day(days_from_civil(2021, 9, 15), "United States")
    assert [reading.label for reading in read("9/11/2021", at_home).readings] == abroad[::-1]


def test_the_country_chooses_the_season() -> None:
    southern = of_day(days_from_civil(2021, 9, 15), "New Zealand")
    assert read("spring 2021", southern).readings[0].label == "September\u2013November 2021"


def test_the_country_chooses_the_fiscal_year() -> None:
    at_home = of_day(days_from_civil(2021, 9, 15), "U.S.")
    assert read("FY2021", at_home).readings[0].label == "October 2020 \u2013 September 2021"


def test_a_zone_beside_a_clock_time_is_its_offset() -> None:
    assert read("0900 GMT").readings[0].offset == 0
    assert read("14:30 KST Wednesday").readings[0].offset == 9 * 3600
    assert read("14:30 local time").readings[0].offset is None
    assert {r.offset for r in read("9 am IST").readings} == {19_800, 3600, 7200}


def test_the_ends_of_an_interval_share_one_offset() -> None:
    found = read("9 am EST to 4 pm GMT").readings[0]
    assert found.offset == 0
    assert (
        found.label
        == "from Wednesday 2021-09-15, 13:30\u201314:30 to Wednesday 2021-09-15, 15:30\u201316:30"
    )


def test_a_weekday_said_beside_a_date_is_kept_for_judging() -> None:
    assert read("Wednesday, 16 September 2021").weekday == 2
    assert read("Wednesday, 16 September 2021").readings[0].label == "Thursday 2021-09-16"
    assert read("16 September 2021").weekday is None


def test_an_approximation_is_told() -> None:
    assert read("about March 2021").approximate
    assert read("2021-03?").approximate
    assert not read("March 2021").approximate


def test_many_readings_end_in_one_that_holds_the_rest() -> None:
    last = read("9:00 IST Monday").readings[-1]
    assert last.note == "all further readings together"
    assert last.offset == 3600
    assert last.extent.start.earliest == (days_from_civil(2021, 9, 6) * DAY) + 4 * 3600 + 25 * 60


def test_a_dateline_of_two_days_gives_the_readings_of_both() -> None:
    first = days_from_civil(2021, 9, 15)
    two_days = Dateline(some_time(first * DAY, (first + 2) * DAY - 1))
    labels = [reading.label for reading in read("yesterday", two_days).readings]
    assert labels == ["Tuesday 2021-09-14", "Wednesday 2021-09-15"]


def test_a_dateline_known_to_the_month_carries_years_but_no_weekdays() -> None:
    first, last = days_from_civil(2021, 9, 1), days_from_civil(2021, 9, 30)
    month = Dateline(some_time(first * DAY, last * DAY + DAY - 1))
    assert read("last year", month).readings[0].label == "2020"
    assert "known only as 2021-09-01 to 2021-09-30" in refused("Monday", month).reason


def test_hours_ago_count_from_the_hour_of_publication() -> None:
    noon = days_from_civil(2021, 9, 15) * DAY + 12 * 3600
    at_noon = Dateline(some_time(noon, noon + 59))
    assert (
        read("two hours ago", at_noon).readings[0].label == "Wednesday 2021-09-15, 09:30\u201310:31"
    )


@pytest.mark.parametrize("year", [1895, 1897, 1903, 1905, 2097, 2103])
def test_a_29_february_is_found_across_a_year_of_hundreds_without_one(year: int) -> None:
    today = of_day(days_from_civil(year, 6, 1))
    assert len(read("February 29", today).readings) == 2
    assert len(read("February 29", today, future=True).readings) == 2


def read_as(text: str, today: int, *, future: bool = False) -> list[Range]:
    return [r.extent.start for r in read(text, of_day(today), future=future).readings]


@UNTIMED
@given(DATELINES, st.integers(0, 6), st.sampled_from(["last", "this", "next"]))
def test_a_weekday_of_a_week_is_read_for_weeks_from_monday_and_from_sunday(
    today: int, index: int, which: str
) -> None:
    step = {"last": -7, "this": 0, "next": 7}[which]
    monday, sunday = today - weekday(today) + step, today - (weekday(today) + 1) % 7 + step
    for first in (monday, sunday):
        day = first + index
        name = WEEKDAYS[weekday(day)]
        for text in (f"{name} of {which} week", f"{which} week on {name}"):
            assert any(holds(window, day) for window in read_as(text, today))


@UNTIMED
@given(DATELINES, st.integers(0, 6), st.integers(1, 9))
def test_weeks_ago_on_a_weekday_count_from_it_or_name_the_week(
    today: int, index: int, count: int
) -> None:
    latest = today - (weekday(today) - index) % 7
    monday = today - weekday(today)
    for text in (f"{count} weeks ago {WEEKDAYS[index]}", f"{WEEKDAYS[index]} {count} weeks ago"):
        found = read_as(text, today)
        assert holds(found[0], latest - 7 * count)
        assert any(holds(window, monday + index - 7 * count) for window in found)


@UNTIMED
@given(st.integers(days_from_civil(1583, 1, 1), days_from_civil(9998, 12, 31)))
def test_a_counted_weekday_of_a_month_is_that_day(day: int) -> None:
    year, month, number = civil_from_days(day)
    words = ("first", "second", "third", "fourth", "fifth")
    name, month_name = WEEKDAYS[weekday(day)], MONTHS[month - 1]
    text = f"the {words[(number - 1) // 7]} {name} of {month_name} {year}"
    assert read_as(text, day) == [Range(day * DAY, day * DAY + DAY - 1)]
    is_last = civil_from_days(day + 7)[1] != month
    last = read_as(f"the last {name} of {month_name} {year}", day)[0]
    assert holds(last, day) == is_last


@UNTIMED
@given(DATELINES, st.integers(0, 6), st.integers(0, 400))
def test_a_week_named_by_a_day_holds_the_days_of_its_calendar_weeks(
    today: int, index: int, back: int
) -> None:
    year, month, number = civil_from_days(today - back)
    if not 1000 <= year <= 9999:
        return
    text = f"the week of {number} {MONTHS[month - 1]} {year}"
    for first in (today - back - weekday(today - back), today - back):
        assert any(holds(window, first + index) for window in read_as(text, today))


@UNTIMED
@given(DATELINES, st.integers(0, 270))
def test_a_quarter_said_of_the_last_months_holds_its_days(today: int, back: int) -> None:
    _, month, _ = civil_from_days(today - back)
    words = ("first", "second", "third", "fourth")
    text = f"the {words[(month - 1) // 3]} quarter"
    assert holds(read_as(text, today)[0], today - back)
