"""Local moments and instants, over the shifts of clocks; zoneinfo's own rules are the oracle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.calendar import DAY, Range, days_from_civil, offset_at
from claims.instants import first_instant, last_instant, local_range

ZONES = st.sampled_from(
    ["Europe/Oslo", "America/Havana", "America/Sao_Paulo", "Asia/Beirut", "Australia/Lord_Howe",
     "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "UTC", "+05:30"]
)  # fmt: skip
MOMENTS = st.integers(-4 * 10**9, 6 * 10**9)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local(zone: str, instant: int) -> int:
    return instant + offset_at(zone, instant)


# Since 1970: what a machine's own database says of times before that differs.
@given(
    st.sampled_from(["Europe/Oslo", "Asia/Beirut", "Pacific/Apia"]), st.integers(0, 1_600_000_000)
)
def test_the_offset_is_that_of_the_zone(zone: str, instant: int) -> None:
    shown = (EPOCH + timedelta(seconds=instant)).astimezone(ZoneInfo(zone))
    assert offset_at(zone, instant) == shown.utcoffset() // timedelta(seconds=1)  # type: ignore[operator]


@given(ZONES, MOMENTS)
def test_first_and_last_instant_show_the_moment_or_stand_at_a_gap(zone: str, moment: int) -> None:
    first, last = first_instant(zone, moment), last_instant(zone, moment)
    if first <= last:
        assert (local(zone, first), local(zone, last)) == (moment, moment)
    else:
        assert first == last + 1
        assert local(zone, last) < moment < local(zone, first)


@given(ZONES, MOMENTS)
def test_an_instant_lies_between_the_first_and_last_of_its_moment(zone: str, instant: int) -> None:
    moment = local(zone, instant)
    assert first_instant(zone, moment) <= instant <= last_instant(zone, moment)


@given(ZONES, st.integers(-40_000, 60_000))
def test_a_local_day_comes_back_whole(zone: str, day: int) -> None:
    moments = Range(day * DAY, day * DAY + DAY - 1)
    instants = Range(first_instant(zone, day * DAY), last_instant(zone, day * DAY + DAY - 1))
    if (zone, day) == ("Pacific/Apia", days_from_civil(2011, 12, 30)):
        return  # the day that Samoa left out
    assert local_range(zone, instants) == moments


@given(ZONES, MOMENTS, st.integers(0, 10 * DAY))
def test_a_range_never_ends_before_it_begins(zone: str, start: int, length: int) -> None:
    first, last = local_range(zone, Range(start, start + length))
    assert first is not None
    assert last is not None
    assert first <= last


def test_an_open_range_stays_open() -> None:
    assert local_range("Europe/Oslo", Range(None, None)) == Range(None, None)
    assert local_range("UTC", Range(0, None)) == Range(0, None)
    assert local_range("UTC", Range(None, 5)) == Range(None, 5)


@pytest.mark.parametrize("year", [-50_000, 1, 1799, 9999, 12_345, 10**9])
def test_years_far_away_have_an_offset_too(year: int) -> None:
    noon = days_from_civil(year, 6, 1) * DAY + DAY // 2
    assert -DAY < offset_at("Europe/Oslo", noon) < DAY
    assert local("Europe/Oslo", first_instant("Europe/Oslo", noon)) == noon


def test_a_zone_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        offset_at("Europe/Atlantis", 0)
