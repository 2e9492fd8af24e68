"""What reading a phrase passes around: windows of time, readings, and where the phrase stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from claims.calendar import (
    DAY,
    Extent,
    Range,
    add_months,
    days_from_civil,
    first_of_month,
    last_of_month,
)
from claims.edtf import impossible_date
from claims.phrase_policy import approximations


class Window(NamedTuple):
    """Some time from `earliest` to `latest`, said to the precision of `unit`."""

    earliest: int
    latest: int
    unit: str
    note: str = ""


class Reading(NamedTuple):
    """One reading of a text: an extent in local seconds, and the precision it was said in."""

    extent: Extent
    unit: str
    note: str = ""
    offset: int | None = None


class Unread(Exception):  # noqa: N818 - never leaves the reading of a phrase
    """Words that are no phrase, or one with a reason why it is not read."""

    def __init__(self, reason: str = "", *, impossible: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.impossible = impossible


class NoDateline(Unread):
    """The phrase counts from the day on which it is said, which nobody knows."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a phrase stands: the day it is said, None where nobody knows, and the way it looks."""

    day: int | None
    published: Range | None
    country: str
    future: bool

    def today(self) -> int:
        """Return the day on which the phrase is said, or raise `NoDateline`."""
        if self.day is None:
            raise NoDateline
        return self.day

    def moved(self, day: int, *, future: bool) -> Scene:
        """Return the same scene as of another day."""
        return replace(self, day=day, future=future)


def reading_of(window: Window, offset: int | None = None) -> Reading:
    """Return the reading of something within a window."""
    within = Range(window.earliest, window.latest)
    return Reading(Extent(within, within), window.unit, window.note, offset)


def moved_range(window: Range, seconds: int) -> Range:
    """Return a range some seconds later."""
    earliest, latest = window
    return Range(
        None if earliest is None else earliest + seconds,
        None if latest is None else latest + seconds,
    )


def day_window(day: int, note: str = "") -> Window:
    """Return the whole of a day."""
    return Window(day * DAY, day * DAY + DAY - 1, "day", note)


def days_window(first: int, last: int, unit: str, note: str = "") -> Window:
    """Return the days from the first to the last, said in some unit."""
    return Window(first * DAY, last * DAY + DAY - 1, unit, note)


def months_window(year: int, month: int, length: int, unit: str, note: str = "") -> Window:
    """Return some whole months; a month below 1 or above 12 runs into other years."""
    return days_window(
        first_of_month(year, month), last_of_month(year, month + length - 1), unit, note
    )


def date_window(year: int, month: int, day: int) -> Window:
    """Return a day by its date, or raise `Unread` where the calendar has no such date."""
    reason = impossible_date(year, month, day)
    if reason is not None:
        raise Unread(reason, impossible=True)
    return day_window(days_from_civil(year, month, day))


def widened(reading: Reading) -> Reading:
    """Return the further reading of what is said to be approximate, as the policy has it."""
    row = approximations()[reading.unit]
    start, end = reading.extent
    extent = Extent(_wider(start, row), _wider(end, row))
    return reading._replace(extent=extent, note="approximate: wider by one unit on either side")


def _wider(window: Range, row: dict[str, Any]) -> Range:
    earliest, latest = window
    return Range(
        None if earliest is None else _moved(earliest, row, -1),
        None if latest is None else _moved(latest + 1, row, 1) - 1,
    )


def _moved(moment: int, row: dict[str, Any], sign: int) -> int:
    if "seconds" in row:
        return moment + sign * int(row["seconds"])
    day, seconds = divmod(moment, DAY)
    return add_months(day, sign * int(row["months"])) * DAY + seconds
