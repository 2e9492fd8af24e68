"""Phrases of the calendar: dates, weeks, months, seasons, quarters, years and longer.

`CALENDAR` has a handler for each shape of tokens; it gets the scene and the words' values, in the
order in which they are said, and returns the windows, the usual one first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.calendar import (
    DAY,
    MONTHS,
    add_months,
    civil_from_days,
    days_from_civil,
    days_in_month,
    first_of_month,
    last_of_month,
    weekday,
)
from claims.edtf import impossible_date, season_windows
from claims.phrase_policy import country_in, rows_by_word
from claims.phrase_readings import (
    Scene,
    Unread,
    Window,
    date_window,
    day_window,
    days_window,
    months_window,
)
from claims.phrase_words import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable


def _calendar_unit(scene: Scene, unit: int, step: int) -> list[Window]:
    """Read "last week", "this month", "next year" by the calendar; `step` is -1, 0 or 1."""
    today, name = scene.today(), UNITS[unit]
    if name == "week":
        return _calendar_week(today, step)
    year, month, _ = civil_from_days(today)
    if name == "month":
        return [months_window(year, month + step, 1, "month", "by the calendar")]
    if name == "year":
        return [months_window(year + step, 1, 12, "year", "by the calendar")]
    if name == "decade":
        return [months_window(year // 10 * 10 + 10 * step, 1, 120, "decade", "by the calendar")]
    if name == "century":
        return _century(scene, (year - 1) // 100 + 1 + step)
    raise Unread


def _calendar_week(today: int, step: int) -> list[Window]:
    monday = today - weekday(today) + 7 * step
    sunday = today - (weekday(today) + 1) % 7 + 7 * step
    windows = [
        days_window(monday, monday + 6, "week", "a week from Monday to Sunday"),
        days_window(sunday, sunday + 6, "week", "a week from Sunday to Saturday"),
    ]
    if abs(step) == 1:
        first = today - 7 if step < 0 else today
        windows.append(days_window(first, first + 7, "week", "seven days from the dateline"))
    return windows


def _day_month(scene: Scene, day: int, month: int) -> list[Window]:
    """Read a date without its year: the nearest such date, looking the scene's way."""
    if impossible_date(2000, month, day) is not None:
        longest = days_in_month(2000, month)
        raise Unread(f"{MONTHS[month - 1]} has at most {longest} days", impossible=True)
    today = scene.today()
    this_year = civil_from_days(today)[0]
    # Eight years at most lie between one 29 February and the next, and four before or after those.
    years = range(this_year - 13, this_year + 14)
    days = [days_from_civil(y, month, day) for y in years if day <= days_in_month(y, month)]
    if scene.future:
        ahead = [d for d in days if d >= today]
        return [day_window(ahead[0], "the next such date"), day_window(ahead[1], "the year after")]
    past = [d for d in days if d <= today]
    return [day_window(past[-1], "the latest such date"), day_window(past[-2], "the year before")]


def _month_day(scene: Scene, month: int, day: int) -> list[Window]:
    return _day_month(scene, day, month)


def _day_only(scene: Scene, day: int) -> list[Window]:
    """Read "the 15th", of the dateline's month or the one beside it."""
    if not 1 <= day <= 31:
        raise Unread(f"a month has no day {day}", impossible=True)
    today = scene.today()
    year, month, _ = civil_from_days(today)
    found = []
    for step in range(-3, 4):
        first = first_of_month(year, month + step)
        if first + day - 1 <= last_of_month(year, month + step):
            found.append(first + day - 1)
    if scene.future:
        return [day_window(d, "the next such day of a month") for d in found if d >= today][:2]
    return [day_window(d, "the latest such day of a month") for d in found if d <= today][:-3:-1]


def _month(scene: Scene, month: int) -> list[Window]:
    year, this_month, _ = civil_from_days(scene.today())
    if scene.future:
        year += month < this_month
        return [
            months_window(year, month, 1, "month", "the next such month, the dateline's included"),
            months_window(year + 1, month, 1, "month", "the year after"),
        ]
    year -= month > this_month
    return [
        months_window(year, month, 1, "month", "the latest such month, the dateline's included"),
        months_window(year - 1, month, 1, "month", "the year before"),
    ]


def _last_month_named(scene: Scene, month: int) -> list[Window]:
    year, this_month, _ = civil_from_days(scene.today())
    year -= month >= this_month
    return [
        months_window(year, month, 1, "month", "the latest such month before the dateline's"),
        months_window(year - 1, month, 1, "month", "the year before"),
    ]


def _next_month_named(scene: Scene, month: int) -> list[Window]:
    year, this_month, _ = civil_from_days(scene.today())
    year += month <= this_month
    return [
        months_window(year, month, 1, "month", "the first such month after the dateline's"),
        months_window(year + 1, month, 1, "month", "the year after"),
    ]


def _month_of_year(scene: Scene, month: int, step: int) -> list[Window]:
    year = civil_from_days(scene.today())[0] + step
    return [months_window(year, month, 1, "month", "of the dateline's year")]


def _month_year(_: Scene, month: int, year: int) -> list[Window]:
    return [months_window(year, month, 1, "month")]


def _year(_: Scene, year: int) -> list[Window]:
    return [months_window(year, 1, 12, "year")]


def _decade(_: Scene, year: int) -> list[Window]:
    return [months_window(year, 1, 120, "decade")]


def _century(_: Scene, number: int) -> list[Window]:
    if not 1 <= number <= 99:
        raise Unread
    start = number * 100 - 99
    return [
        months_window(start, 1, 1200, "century", "from the year 1 on"),
        months_window(start - 1, 1, 1200, "century", "by the hundreds"),
    ]


_HALF_SEASON = "seasons of weather services, in whole months"


def _season(scene: Scene, season: int, year: int) -> list[Window]:
    code = season
    if country_in("southern", scene.country):
        code = {21: 29, 22: 30, 23: 31, 24: 32}[season]
    default = season_windows(year, code)[0]
    wide = season_windows(year, season)[1]
    return [
        Window(default.earliest or 0, default.latest or 0, "season", _HALF_SEASON),
        Window(wide.earliest or 0, wide.latest or 0, "season", "whichever half of the Earth"),
    ]


def _season_alone(scene: Scene, season: int) -> list[Window]:
    """Read a season without its year: the latest begun, or the next not over."""
    today = scene.today()
    year = civil_from_days(today)[0]
    years = [year - 2, year - 1, year, year + 1, year + 2]
    found = [_season(scene, season, y) for y in years]
    if scene.future:
        chosen = [f for f in found if f[0].latest >= today * DAY][:2]
    else:
        chosen = [f for f in found if f[0].earliest <= today * DAY][:-3:-1]
    return [chosen[0][0], chosen[1][0], chosen[0][1]]


def _last_season(scene: Scene, season: int) -> list[Window]:
    today = scene.today()
    year = civil_from_days(today)[0]
    found = [_season(scene, season, y) for y in (year, year - 1, year - 2, year - 3)]
    over = [f for f in found if f[0].latest < today * DAY]
    return [over[0][0], over[1][0], over[0][1]]


def _next_season(scene: Scene, season: int) -> list[Window]:
    today = scene.today()
    year = civil_from_days(today)[0]
    found = [_season(scene, season, y) for y in (year - 1, year, year + 1, year + 2)]
    ahead = [f for f in found if f[0].earliest > today * DAY]
    return [ahead[0][0], ahead[1][0], ahead[0][1]]


def _quarter(scene: Scene, quarter: int, year: int) -> list[Window]:
    if not 1 <= quarter <= 4:
        raise Unread(f"a year has no quarter {quarter}", impossible=True)
    windows = [months_window(year, 3 * quarter - 2, 3, "season", "quarter of the calendar year")]
    if country_in("fiscal", scene.country):
        windows += _fiscal_quarter(scene, quarter, year)
    return windows


def _quarter_alone(scene: Scene, quarter: int) -> list[Window]:
    """Read a quarter without its year: the latest begun, or the next not over."""
    year = civil_from_days(scene.today())[0]
    # A fiscal year may lie a whole year before or after the year of its number.
    found = [w for y in range(year - 3, year + 4) for w in _quarter(scene, quarter, y)]
    return _nearest(scene, found)


def _nearest(scene: Scene, found: list[Window]) -> list[Window]:
    """Return the two windows nearest to the dateline as the scene looks, of each way to count."""
    start, nearest = scene.today() * DAY, []
    for note in dict.fromkeys(w.note for w in found):
        own = sorted(w for w in found if w.note == note)
        ahead = [w for w in own if w.latest >= start][:2]
        begun = [w for w in own if w.earliest <= start][:-3:-1]
        nearest.append(ahead if scene.future else begun)
    return [w for turn in zip(*nearest, strict=True) for w in turn]


def _quarter_beside(scene: Scene, step: int) -> list[Window]:
    """Read "last quarter", "this quarter", "next quarter"."""
    year, month, _ = civil_from_days(scene.today())
    start = (month - 1) // 3 * 3 + 1 + 3 * step
    return [months_window(year, start, 3, "season", "quarter of the calendar year")]


def _quarter_of_year(scene: Scene, quarter: int, unit: int, step: int) -> list[Window]:
    if UNITS[unit] != "year":
        raise Unread
    return _quarter(scene, quarter, civil_from_days(scene.today())[0] + step)


def _fiscal_year(scene: Scene, year: int) -> list[Window]:
    return _fiscal(scene, year, 0, 12)


def _fiscal_quarter(scene: Scene, quarter: int, year: int) -> list[Window]:
    if not 1 <= quarter <= 4:
        raise Unread(f"a year has no quarter {quarter}", impossible=True)
    return _fiscal(scene, year, 3 * (quarter - 1), 3)


def _fiscal(scene: Scene, year: int, after: int, length: int) -> list[Window]:
    """Return some months of a fiscal year, counted from its first."""
    row = rows_by_word("fiscal").get(scene.country)
    if row is None:
        raise Unread("the fiscal year of the document's country is not kept; write its dates")
    unit = "year" if length == 12 else "season"
    what = "fiscal year" if length == 12 else "quarter of the fiscal year"
    named = {"end": (-1, f"{what}, named by the year it ends in")}
    named["start"] = (0, f"{what}, named by the year it begins in")
    return [
        months_window(year + step, int(row["month"]) + after, length, unit, note)
        for step, note in (named[name] for name in row["named"])
    ]


def _two_years(_: Scene, year: int) -> list[Window]:
    return [months_window(year, 1, 24, "year")]


def _short_decade(scene: Scene, number: int) -> list[Window]:
    """Read "the '90s": the latest such decade begun, or the one a century before it."""
    year = civil_from_days(scene.today())[0]
    first = year - (year - number) % 100
    return [months_window(y, 1, 120, "decade") for y in (first, first - 100)]


def _this_season(scene: Scene, season: int) -> list[Window]:
    other = replace(scene, future=not scene.future)
    return _season_alone(scene, season) + _season_alone(other, season)[:1]


def _nth_weekday(_: Scene, number: int, wanted: int, month: int, year: int) -> list[Window]:
    """Read "the first Monday of September 2021"; a number of 0 stands for the last."""
    first, last = first_of_month(year, month), last_of_month(year, month)
    day = first + (wanted - weekday(first)) % 7 + 7 * (number - 1)
    if not number:
        day = last - (weekday(last) - wanted) % 7
    if number < 0 or day > last:
        raise Unread("a month has four or five weeks", impossible=True)
    return [day_window(day)]


def _nth_weekday_alone(scene: Scene, number: int, wanted: int, month: int) -> list[Window]:
    years = [w.earliest // DAY for w in _month(scene, month)]
    return [w for day in years for w in _nth_weekday(scene, number, wanted, month, _year_of(day))]


def _year_of(day: int) -> int:
    return civil_from_days(day)[0]


def run_within(window: Window, from_end: int, count: int, unit: int) -> list[Window]:
    """Return the first units of a longer window, or with `from_end` other than 1 the last ones."""
    first, after = window.earliest // DAY, window.latest // DAY + 1
    name, last = UNITS[unit], from_end == 0
    if from_end > 1 or name not in {"day", "week", "month"} or count > 99:
        raise Unread
    if name == "month":
        edge = add_months(after, -count) if last else add_months(first, count)
    else:
        length = count * (7 if name == "week" else 1)
        edge = after - length if last else first + length
    ends = (edge, after - 1) if last else (first, edge - 1)
    if ends[0] < first or ends[1] >= after:
        raise Unread(f"it has no {count} {name}s", impossible=True)
    found = [days_window(*ends, name)]
    if name == "week":
        # Whole weeks of the calendar may be meant, up to six days off at the inner end.
        found.append(days_window(ends[0] - 6, ends[1] + 6, name, "counted in calendar weeks"))
    return found


def _season_of_year(scene: Scene, season: int, unit: int, step: int) -> list[Window]:
    if UNITS[unit] != "year":
        raise Unread
    return _season(scene, season, civil_from_days(scene.today())[0] + step)


def nth_within(window: Window, number: int, unit: str) -> list[Window]:
    """Return the nth day, week or month of a longer window; a number of 0 stands for the last."""
    first, last = window.earliest // DAY, window.latest // DAY
    if unit == "day":
        day = first + number - 1 if number else last
        found = [day_window(day)] if first <= day <= last else []
    elif unit == "week":
        start = first + 7 * number - 7 if number else last - 6
        found = [
            days_window(start, start + 6, "week", "counted in sevens"),
            # A week of the calendar that touches it may be counted as well, or not.
            days_window(start - 6, start + 12, "week", "counted in calendar weeks"),
        ]
        found = found if start <= last else []
    elif unit == "month" and window.unit == "year":
        month = civil_from_days(first)[1] + number - 1 if number else civil_from_days(last)[1]
        found = [months_window(_year_of(first), month, 1, "month")] if number <= 12 else []
    else:
        raise Unread
    if not found:
        raise Unread(f"it has no {unit} {number}", impossible=True)
    return found


def numeric_date(text: str, scene: Scene) -> list[Window]:
    """Read "9/11/2021": by the country's order, with the other order as a further reading."""
    a, b, c = (int(piece) for piece in re.split("[./-]", text))
    if len(re.split("[./-]", text)[0]) == 4:
        return [date_window(a, b, c)]
    month_first = "." not in text and country_in("month_first", scene.country)
    orders = [(a, b), (b, a)] if month_first else [(b, a), (a, b)]
    notes = ("month before day", "day before month")
    windows = [
        day_window(days_from_civil(c, month, day), notes[(month, day) != (a, b)])
        for month, day in orders
        if impossible_date(c, month, day) is None
    ]
    return windows or [date_window(c, *orders[0])]


def _dated_in_year(scene: Scene, day: int, month: int, unit: int, step: int) -> list[Window]:
    if UNITS[unit] != "year":
        raise Unread
    return [date_window(civil_from_days(scene.today())[0] + step, month, day)]


def _month_of_unit(scene: Scene, month: int, unit: int, step: int) -> list[Window]:
    if UNITS[unit] != "year":
        raise Unread
    return _month_of_year(scene, month, step)


def _ordinal_unit(scene: Scene, number: int, unit: int) -> list[Window]:
    if UNITS[unit] != "century":
        raise Unread
    return _century(scene, number)


CALENDAR: dict[str, Callable[..., list[Window]]] = {
    "last U": lambda s, u: _calendar_unit(s, u, -1),
    "this U": lambda s, u: _calendar_unit(s, u, 0),
    "next U": lambda s, u: _calendar_unit(s, u, 1),
    "N M Y": lambda _, d, m, y: [date_window(y, m, d)],
    "M N Y": lambda _, m, d, y: [date_window(y, m, d)],
    "Y M N": lambda _, y, m, d: [date_window(y, m, d)],
    "N M": _day_month,
    "M N": _month_day,
    "N M last U": lambda s, d, m, u: _dated_in_year(s, d, m, u, -1),
    "N M this U": lambda s, d, m, u: _dated_in_year(s, d, m, u, 0),
    "M N last U": lambda s, m, d, u: _dated_in_year(s, d, m, u, -1),
    "M N this U": lambda s, m, d, u: _dated_in_year(s, d, m, u, 0),
    "O": _day_only,
    "M": _month,
    "U M": lambda s, _, m: _month(s, m),
    "M Y": _month_year,
    "Y M": lambda s, y, m: _month_year(s, m, y),
    "last M": _last_month_named,
    "past M": _last_month_named,
    "next M": _next_month_named,
    "this M": lambda s, m: _month_of_year(s, m, 0),
    "M this U": lambda s, m, u: _month_of_unit(s, m, u, 0),
    "M last U": lambda s, m, u: _month_of_unit(s, m, u, -1),
    "M next U": lambda s, m, u: _month_of_unit(s, m, u, 1),
    "Y": _year,
    "U Y": lambda s, _, y: _year(s, y),
    "D": _decade,
    "O U": _ordinal_unit,
    "S Y": _season,
    "Y S": lambda s, y, season: _season(s, season, y),
    "S": _season_alone,
    "last S": _last_season,
    "past S": _last_season,
    "next S": _next_season,
    "this S": _this_season,
    "this past S": _last_season,
    "this coming S": _next_season,
    "coming S": _next_season,
    "S this U": lambda s, season, u: _season_of_year(s, season, u, 0),
    "S last U": lambda s, season, u: _season_of_year(s, season, u, -1),
    "S next U": lambda s, season, u: _season_of_year(s, season, u, 1),
    "U before last": lambda s, u: _calendar_unit(s, u, -2),
    "U after next": lambda s, u: _calendar_unit(s, u, 2),
    "S T": _season,
    "T S": lambda s, y, season: _season(s, season, y),
    "T": _two_years,
    "B": _short_decade,
    "O W M": _nth_weekday_alone,
    "O W M Y": _nth_weekday,
    "last W M": lambda s, w, m: _nth_weekday_alone(s, 0, w, m),
    "last W M Y": lambda s, w, m, y: _nth_weekday(s, 0, w, m, y),
    "Q": _quarter_alone,
    "Q Y": _quarter,
    "Y Q": lambda s, y, q: _quarter(s, q, y),
    "last quarter Y": lambda s, y: _quarter(s, 4, y),
    "final quarter Y": lambda s, y: _quarter(s, 4, y),
    "Q this U": lambda s, q, u: _quarter_of_year(s, q, u, 0),
    "Q last U": lambda s, q, u: _quarter_of_year(s, q, u, -1),
    "Q next U": lambda s, q, u: _quarter_of_year(s, q, u, 1),
    "last quarter": lambda s: _quarter_beside(s, -1),
    "past quarter": lambda s: _quarter_beside(s, -1) + _quarter_beside(s, 0),
    "this quarter": lambda s: _quarter_beside(s, 0),
    "next quarter": lambda s: _quarter_beside(s, 1),
    "coming quarter": lambda s: _quarter_beside(s, 1),
    "fiscal Y": _fiscal_year,
    "fiscal U Y": lambda s, _, y: _fiscal_year(s, y),
    "Q fiscal Y": _fiscal_quarter,
    "Q fiscal U Y": lambda s, q, _, y: _fiscal_quarter(s, q, y),
}
