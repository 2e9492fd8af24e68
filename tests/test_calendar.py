"""The calendar as integers, held to the standard library where that reaches."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.calendar import (
    DAY,
    ERA_DAYS,
    Extent,
    Range,
    add_months,
    civil_from_days,
    days_from_civil,
    days_in_month,
    extreme_offsets,
    first_of_month,
    first_of_year,
    fixed_offset,
    known_zone,
    last_of_month,
    last_of_year,
    offsets,
    show_day,
    show_extent,
    show_moment,
    show_range,
    show_weekday,
    weekday,
)

# The first example of a test may have to load a data file.
UNTIMED = settings(deadline=None)
EPOCH = date(1970, 1, 1)
ANY_DAY = st.integers(-(10**14), 10**14)
ZONES = (
    "Europe/Oslo",
    "Asia/Seoul",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
)


@cache
def packaged(zone: str) -> ZoneInfo:
    # Not the machine's own database, which may be of another year than the package.
    with files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream)


@UNTIMED
@given(st.dates())
def test_days_agree_with_the_standard_library(day: date) -> None:
    number = days_from_civil(day.year, day.month, day.day)
    assert number == (day - EPOCH).days
    assert weekday(number) == day.weekday()
    assert show_day(number) == day.isoformat()
    assert show_weekday(number) == day.strftime("%A")


@UNTIMED
@given(ANY_DAY)
def test_a_day_of_any_year_survives_the_way_through_its_date(day: int) -> None:
    year, month, day_of_month = civil_from_days(day)
    assert 1 <= day_of_month <= days_in_month(year, month)
    assert days_from_civil(year, month, day_of_month) == day


@UNTIMED
@given(ANY_DAY)
def test_the_calendar_repeats_after_400_years(day: int) -> None:
    year, month, day_of_month = civil_from_days(day)
    assert civil_from_days(day + ERA_DAYS) == (year + 400, month, day_of_month)
    assert weekday(day + ERA_DAYS) == weekday(day)


@UNTIMED
@given(ANY_DAY, st.integers(-10_000, 10_000))
def test_months_added_keep_the_day_or_end_the_month(day: int, months: int) -> None:
    year, month, day_of_month = civil_from_days(day)
    there = civil_from_days(add_months(day, months))
    assert there[0] * 12 + there[1] == year * 12 + month + months
    assert there[2] == min(day_of_month, days_in_month(there[0], there[1]))


@UNTIMED
@given(st.integers(-99_999, 99_999), st.integers(1, 12))
def test_a_month_ends_the_day_before_the_next(year: int, month: int) -> None:
    assert last_of_month(year, month) + 1 == first_of_month(year, month + 1)
    assert last_of_month(year, month) - first_of_month(year, month) + 1 == days_in_month(
        year, month
    )


@UNTIMED
@given(st.integers(-99_999, 99_999))
def test_a_year_ends_the_day_before_the_next(year: int) -> None:
    assert last_of_year(year) + 1 == first_of_year(year + 1)


@UNTIMED
@given(st.sampled_from(ZONES), st.dates(date(1850, 1, 1), date(2400, 1, 1)), st.integers(0, 23))
def test_offsets_hold_every_hour_of_the_day(zone: str, day: date, hour: int) -> None:
    number = (day - EPOCH).days
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=packaged(zone))
    gap = moment.utcoffset()
    assert gap is not None
    least, greatest = offsets(zone, number, number)
    assert least <= int(gap.total_seconds()) <= greatest


@UNTIMED
@given(st.sampled_from(ZONES), ANY_DAY, st.integers(0, 10**6))
def test_offsets_of_any_stretch_hold_those_of_its_first_day(zone: str, day: int, more: int) -> None:
    one, all_of_it = offsets(zone, day, day), offsets(zone, day, day + more)
    assert all_of_it[0] <= one[0]
    assert one[1] <= all_of_it[1]


def test_a_day_on_which_clocks_change_has_two_offsets() -> None:
    day = days_from_civil(2021, 3, 28)
    assert offsets("Europe/Oslo", day, day) == (3600, 7200)
    assert offsets("Europe/Oslo", day + ERA_DAYS * 30, day + ERA_DAYS * 30) == (3600, 7200)


def test_a_fixed_zone_has_one_offset() -> None:
    assert offsets("+09:00", 0, 10**9) == (32_400, 32_400)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        offsets("Europe/Atlantis", 0, 0)


@pytest.mark.parametrize(
    "name",
    [
        *("", "../etc/passwd", "/etc/localtime", "localtime", "posixrules", "tzdata.zi"),
        *("Europe", "europe/oslo", "Europe/Oslo\0", "+25:00", "+9:75", "+\u0663"),
        *("UTC+", "+", "x" * 10_000),
    ],
)
def test_what_names_no_zone_is_not_known(name: str) -> None:
    assert not known_zone(name)


@pytest.mark.parametrize("name", ["UTC", "Z", "+09:00", "Europe/Oslo", "America/Indiana/Knox"])
def test_what_names_a_zone_is_known(name: str) -> None:
    assert known_zone(name)


@UNTIMED
@given(st.text(max_size=12))
def test_any_text_may_be_asked_for_as_a_zone(name: str) -> None:
    assert isinstance(known_zone(name), bool)


@UNTIMED
@given(st.integers(-840, 840))
def test_a_written_offset_reads_as_its_seconds(minutes: int) -> None:
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    assert fixed_offset(f"{sign}{hours:02d}:{rest:02d}") == minutes * 60
    assert fixed_offset(f"UTC{sign}{hours:02d}{rest:02d}") == minutes * 60


@UNTIMED
@given(st.datetimes(datetime(1, 1, 1), datetime(9998, 1, 1)))  # noqa: DTZ001 - local moments
def test_a_moment_is_shown_as_its_date_and_clock(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert show_moment(seconds) == f"{moment.date().isoformat()} {moment:%H:%M}"


A = days_from_civil(2021, 9, 15)
SHOWN = [
    (A * DAY, A * DAY + DAY - 1, "Wednesday 2021-09-15"),
    (A * DAY, (A + 2) * DAY - 1, "Wednesday 2021-09-15 \u2013 Thursday 2021-09-16"),
    (A * DAY + 43_200, A * DAY + 64_799, "Wednesday 2021-09-15, 12:00\u201318:00"),
    (A * DAY + 52_200, A * DAY + 52_259, "Wednesday 2021-09-15, 14:30"),
    (A * DAY + 52_201, A * DAY + 52_201, "Wednesday 2021-09-15, 14:30:01"),
    (
        A * DAY + 64_800,
        A * DAY + DAY + 21_599,
        "Wednesday 2021-09-15, 18:00 \u2013 Thursday 2021-09-16, 06:00",
    ),
    (first_of_month(2021, 9) * DAY, first_of_month(2021, 10) * DAY - 1, "September 2021"),
    (
        first_of_month(2020, 12) * DAY,
        first_of_month(2021, 3) * DAY - 1,
        "December 2020 \u2013 February 2021",
    ),
    (first_of_year(2010) * DAY, first_of_year(2020) * DAY - 1, "2010\u20132019"),
    (None, A * DAY - 1, "2021-09-14 or earlier"),
    (A * DAY, None, "2021-09-15 or later"),
    (None, None, "any time"),
]


@pytest.mark.parametrize(("earliest", "latest", "words"), SHOWN)
def test_a_range_is_shown_in_few_words(
    earliest: int | None, latest: int | None, words: str
) -> None:
    assert show_range(Range(earliest, latest)) == words


def test_an_extent_with_two_ends_shows_both() -> None:
    one_day, onwards = Range(A * DAY, A * DAY + DAY - 1), Range(A * DAY, None)
    later = Range((A + 1) * DAY, (A + 2) * DAY - 1)
    assert show_extent(Extent(one_day, later)) == (
        "from Wednesday 2021-09-15 to Thursday 2021-09-16"
    )
    assert show_extent(Extent(one_day, onwards)) == "from Wednesday 2021-09-15 on"


@pytest.mark.parametrize(
    "zone", ["Asia/Seoul", "Europe/Oslo", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]
)
def test_the_extremes_of_a_zone_hold_every_offset_it_had(zone: str) -> None:
    least, most = extreme_offsets(zone)
    first, last = days_from_civil(1900, 1, 1), days_from_civil(2100, 12, 31)
    seen = offsets(zone, first, last)
    assert least <= seen[0] <= seen[1] <= most
