"""EDTF, held to the `edtf` package for dates and to the standard library for clock times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.calendar import DAY, ERA_DAYS, Extent, Range, days_from_civil, show_extent
from claims.edtf import Edtf, Invalid, parse_edtf

# The first example of a test may have to load a data file.
UNTIMED = settings(deadline=None)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(text: str) -> Edtf:
    found = parse_edtf(text)
    assert isinstance(found, Edtf), (text, found)
    return found


YEARS = st.integers(0, 9999).map("{:04d}".format)
MONTHS = st.integers(1, 12).map("{:02d}".format)
DAYS = st.integers(1, 28).map("{:02d}".format)
DATES = st.one_of(
    YEARS,
    st.builds("{}-{}".format, YEARS, MONTHS),
    st.builds("{}-{}-{}".format, YEARS, MONTHS, DAYS),
    st.builds("-{}".format, st.integers(1, 9999).map("{:04d}".format)),
    st.builds("{}X".format, st.integers(0, 999).map("{:03d}".format)),
    st.builds("{}XX".format, st.integers(0, 99).map("{:02d}".format)),
    st.builds("{}-XX".format, YEARS),
    st.builds("{}-{}-XX".format, YEARS, MONTHS),
    st.builds("{}-XX-XX".format, YEARS),
    st.builds("Y{}".format, st.integers(10_000, 10**9)),
    st.builds("Y-{}".format, st.integers(10_000, 10**9)),
)
QUALIFIED = st.builds("{}{}".format, DATES, st.sampled_from(["", "?", "~", "%"]))
ALPHABET = st.text("0123456789XYTZ:+-./?~%,[]{} ", max_size=40)


@settings(UNTIMED, max_examples=60)
@given(QUALIFIED.map(lambda text: text.rstrip("?~%") if text[0] == "Y" else text))
def test_bounds_are_those_of_the_edtf_package(text: str) -> None:
    # The package refuses a qualifier behind a long year, which level 1 allows.
    import edtf  # noqa: PLC0415 - slow to import, and only the oracle of this test

    theirs = edtf.parse_edtf(text)
    low, high = theirs.lower_strict(), theirs.upper_strict()
    first = days_from_civil(low.tm_year, low.tm_mon, low.tm_mday)
    last = days_from_civil(high.tm_year, high.tm_mon, high.tm_mday)
    assert read(text).extent.start == Range(first * DAY, last * DAY + DAY - 1)


@UNTIMED
@given(QUALIFIED)
def test_a_qualifier_is_told(text: str) -> None:
    found = read(text)
    assert found.approximate == (text[-1] in "~%")
    assert found.uncertain == (text[-1] in "?%")


@UNTIMED
@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 1)),  # noqa: DTZ001 - the zone is drawn
    st.integers(-14 * 60, 14 * 60),
)
def test_a_clock_time_with_an_offset_is_the_moment_it_names(moment: datetime, minutes: int) -> None:
    said = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    found = read(said.isoformat())
    assert found.offset == minutes * 60
    assert found.extent.start.earliest == found.extent.start.latest
    local = (said - EPOCH) // timedelta(seconds=1) + minutes * 60
    assert found.extent.start.earliest == local


@UNTIMED
@given(DATES, DATES)
def test_an_interval_lasts_from_its_first_date_to_its_second(first: str, second: str) -> None:
    a, b = read(first).extent, read(second).extent
    found = parse_edtf(f"{first}/{second}")
    assert a.start.earliest is not None
    assert b.end.latest is not None
    if a.start.earliest > b.end.latest:
        assert isinstance(found, Invalid)
        assert found.impossible
    else:
        assert isinstance(found, Edtf)
        assert found.lasting
        assert found.extent == Extent(a.start, b.end)


@UNTIMED
@given(st.dates(), st.integers(0, 400))
def test_a_set_is_some_time_between_its_ends(first: date, length: int) -> None:
    try:
        last = first + timedelta(days=length)
    except OverflowError:
        return
    found = read(f"[{first}..{last}]")
    hull = Range(read(str(first)).extent.start.earliest, read(str(last)).extent.end.latest)
    assert found.extent == Extent(hull, hull)
    assert not found.lasting
    assert read(f"[{last}, {first}]").extent == found.extent


@UNTIMED
@given(DATES.filter(lambda text: text[0] != "Y" and text[0] != "-" and text[:4] < "9600"))
def test_400_years_later_everything_is_the_same(text: str) -> None:
    if "X" in text[:4]:
        return
    later = f"{int(text[:4]) + 400:04d}{text[4:]}"
    early, late = read(text).extent.start, read(later).extent.start
    assert early.earliest is not None
    assert early.latest is not None
    shift = ERA_DAYS * DAY
    assert late == Range(early.earliest + shift, early.latest + shift)


@UNTIMED
@given(st.one_of(st.text(max_size=60), ALPHABET))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = parse_edtf(text)
    if isinstance(found, Edtf):
        for low, high in found.extent:
            assert low is None or high is None or low <= high
    elif isinstance(found, Invalid):
        assert found.reason


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "Y" + "9" * 100_000, "[" + "1," * 100_000, "X" * 199, "-" * 199]
)
def test_a_long_text_is_refused(text: str) -> None:
    assert not isinstance(parse_edtf(text), Edtf)


READ = [
    ("2021", "2021"),
    ("2021-09", "September 2021"),
    ("2021-09-15", "Wednesday 2021-09-15"),
    (" 2021-09-15 ", "Wednesday 2021-09-15"),
    ("201X", "2010\u20132019"),
    ("20XX", "2000\u20132099"),
    ("1985-04-XX", "April 1985"),
    ("2016-02-2X", "Saturday 2016-02-20 \u2013 Monday 2016-02-29"),
    ("XXXX-12-25", "Monday 0000-12-25 \u2013 Saturday 9999-12-25"),
    ("Y170000002", "Y170000002"),
    ("-0100", "-0100"),
    ("2021-21", "March\u2013May 2021"),
    ("2021-24", "December 2021 \u2013 February 2022"),
    ("2021-35", "July\u2013September 2021"),
    ("2021-09-11/2021-09-12", "from Saturday 2021-09-11 to Sunday 2021-09-12"),
    ("2021/..", "from 2021 on"),
    ("2021/", "from 2021 on"),
    ("../2021", "until 2021"),
    ("/2021", "until 2021"),
    ("[..2021]", "2021-12-31 or earlier"),
    ("[2021..]", "2021-01-01 or later"),
    ("{2021-09-11..2021-09-12}", "from Saturday 2021-09-11 to Sunday 2021-09-12"),
    ("2004-06~-11", "Friday 2004-06-11"),
    ("?2004-06-~11", "Friday 2004-06-11"),
    ("2021-09-15T14:30", "Wednesday 2021-09-15, 14:30"),
    ("2021-09-15T14", "Wednesday 2021-09-15, 14:00\u201315:00"),
    ("2001-02-03T09:30:01", "Saturday 2001-02-03, 09:30:01"),
    ("2001-02-03T09:30:01-04", "Saturday 2001-02-03, 09:30:01"),
    ("2016-12-31T23:59:60Z", "Saturday 2016-12-31, 23:59:59"),
    ("2021-09-15T24:00", "Thursday 2021-09-16, 00:00"),
    (
        "2021-09-15T14:30/2021-09-15T15:00",
        "from Wednesday 2021-09-15, 14:30 to Wednesday 2021-09-15, 15:00",
    ),
    (
        "2021-09-15T14:30Z/2021-09-15T23:50+09:00",
        "from Wednesday 2021-09-15, 14:30 to Wednesday 2021-09-15, 14:50",
    ),
]


@pytest.mark.parametrize(("text", "words"), READ)
def test_a_text_reads_as_its_words(text: str, words: str) -> None:
    assert show_extent(read(text).extent) == words


IMPOSSIBLE = [
    ("2022-02-29", "February 2022 has 28 days"),
    ("1900-02-29", "February 1900 has 28 days"),
    ("2021-04-31", "April has 30 days"),
    ("2021-13-01", "a year has 12 months, not 13"),
    ("2021-13", "a year has 12 months, not 13; seasons are 21 to 24"),
    ("2021-00-10", "there is no month 0"),
    ("2021-09-00", "there is no day 0"),
    ("2021-XX-32", "the calendar has no such date"),
    ("2021-09-15T25:00", "a day has 24 hours"),
    ("2021-09-15T10:60", "an hour has 60 minutes"),
    ("2021-09-15T10:30:61", "a minute has 60 seconds"),
    ("2021-09-15T10:30+15:00", "clocks differ from UTC by at most 14 hours"),
]


@pytest.mark.parametrize(("text", "reason"), IMPOSSIBLE)
def test_what_the_calendar_lacks_is_impossible(text: str, reason: str) -> None:
    assert parse_edtf(text) == Invalid(reason, impossible=True)


@pytest.mark.parametrize(
    "text",
    [
        *("12021", "2021-9-15", "Y2021", "Y12021-01", "2019-20", "[2021", "/", "../.."),
        *("2021/2022/2023", "Y9999999999999", "2021-09T14:30", "2021-XX-XXT10:00"),
    ],
)
def test_what_is_written_wrongly_is_refused_but_not_impossible(text: str) -> None:
    found = parse_edtf(text)
    assert isinstance(found, Invalid)
    assert not found.impossible


@pytest.mark.parametrize(
    "text",
    ["", "Wednesday", "14:30", "2010s", "9/11/2021", "2021/09/15", "2021\u201322", "\u0662021"],
)
def test_what_does_not_look_like_edtf_is_left_alone(text: str) -> None:
    assert parse_edtf(text) is None


def test_a_season_says_what_else_it_may_mean() -> None:
    wide = read("2021-24").wide
    assert wide is not None
    assert show_extent(wide) == "December 2020 \u2013 March 2022"
    assert read("2021-28").wide is None
