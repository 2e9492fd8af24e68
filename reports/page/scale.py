"""The time axis of the page: from moments to places between its ends, and the marks on it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from claims.calendar import (
    DAY,
    MONTHS,
    civil_from_days,
    first_of_month,
    first_of_year,
    show_clock,
    show_day,
    show_year,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claims.calendar import Range

_POWERS = (1.0, 0.5, 0.3, 0.15)
_READABLE = 0.02
"""Part of the axis that the middle one of all windows should take."""
_BETWEEN = 0.14
"""Part of the axis between two marks, so that their words have room."""
_EDGE = 0.004
_HOURS = (6, 1)
_MOST = 400
"""Moments for which marks are sought; of more, these are taken evenly."""


class Tick(NamedTuple):
    """A mark on the axis: where it stands, from 0 to 1, and its words."""

    at: float
    words: str


class Scale:
    """A time axis.

    Where windows are of lengths so different that most would not be seen, the spans between their
    ends are shortened, long ones more than short ones: the order of moments stays as it is.
    """

    def __init__(self, windows: Sequence[Range]) -> None:
        """Make an axis that has the ends of some windows, in seconds, on it."""
        ends = {w.earliest for w in windows} | {w.latest + 1 for w in windows if w.latest}
        self._moments = sorted(moment for moment in ends if moment is not None) or [0]
        self._places = [0.0] * len(self._moments)
        bounded = [
            (w.earliest, w.latest + 1)
            for w in windows
            if w.earliest is not None and w.latest is not None
        ]
        for power in _POWERS:
            self.is_even = power == 1.0
            self._places = self._laid_out(power)
            widths = [self.at(latest) - self.at(earliest) for earliest, latest in bounded]
            if not widths or median(widths) >= _READABLE:
                break

    def _laid_out(self, power: float) -> list[float]:
        spans = [float(later - earlier) ** power for earlier, later in pairwise(self._moments)]
        whole = sum(spans) or 1.0
        return [place / whole for place in accumulate(spans, initial=0.0)]

    def at(self, moment: int) -> float:
        """Return where a moment stands, from 0 to 1, with a little room at both ends."""
        return _EDGE + (1 - 2 * _EDGE) * self._at(moment)

    def _at(self, moment: int) -> float:
        index = bisect_right(self._moments, moment) - 1
        if index < 0:
            return 0.0
        if index >= len(self._moments) - 1:
            return 1.0
        early, late = self._moments[index : index + 2]
        from_, to = self._places[index : index + 2]
        return from_ + (to - from_) * (moment - early) / (late - early)

    def ticks(self) -> list[Tick]:
        """Return marks that have room for their words, at years first, then months, days, hours."""
        step = max(1, len(self._moments) // _MOST)
        moments = self._moments[::step]
        first, last = self._moments[0], self._moments[-1]
        found: list[Tick] = []
        for level in (_years, _months, _days, *(_at_hours(hours) for hours in _HOURS)):
            marks = {mark for moment in moments for mark in level(moment)}
            for at, said in sorted(marks):
                tick = Tick(self.at(at), said)
                within = first <= at <= last and tick.at < 1 - _BETWEEN * 0.8
                if within and all(abs(tick.at - other.at) >= _BETWEEN for other in found):
                    found.append(tick)
        return sorted(found)


def _years(moment: int) -> Iterable[tuple[int, str]]:
    year = civil_from_days(moment // DAY)[0]
    return [(first_of_year(y) * DAY, show_year(y)) for y in (year, year + 1)]


def _months(moment: int) -> Iterable[tuple[int, str]]:
    year, month, _ = civil_from_days(moment // DAY)
    return [(first_of_month(year, month) * DAY, f"{MONTHS[month - 1][:3]} {show_year(year)}")]


def _days(moment: int) -> Iterable[tuple[int, str]]:
    day = moment // DAY
    return [(d * DAY, show_day(d)) for d in (day, day + 1)]


def _at_hours(hours: int) -> _Level:
    def level(moment: int) -> Iterable[tuple[int, str]]:
        at = moment - moment % (hours * 3600)
        return [(at, f"{show_day(at // DAY)[5:]} {show_clock(at % DAY)}")]

    return level


if TYPE_CHECKING:
    from collections.abc import Callable

    _Level = Callable[[int], Iterable[tuple[int, str]]]
