"""Phrases of days: weekdays, weekends, and distances counted from the dateline.

`DAYS` has a handler for each shape of tokens; it gets the scene and the words' values, in the order
in which they are said, and returns the windows, the usual one first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claims.calendar import (
    DAY,
    WEEKDAYS,
    add_months,
    civil_from_days,
    days_from_civil,
    first_of_month,
    last_of_month,
    weekday,
)
from claims.phrase_policy import rows_by_word
from claims.phrase_readings import Scene, Unread, Window, day_window, days_window, months_window
from claims.phrase_words import UNITS, vague_words

if TYPE_CHECKING:
    from collections.abc import Callable


def _weekday(scene: Scene, wanted: int) -> list[Window]:
    today = scene.today()
    name = WEEKDAYS[wanted]
    if scene.future:
        day = today + (wanted - today - 3) % 7
        return [day_window(day, f"the next {name}"), day_window(day + 7, "a week later")]
    day = today - (weekday(today) - wanted) % 7
    return [
        day_window(day, f"the latest {name} up to the dateline"),
        day_window(day - 7, "a week earlier"),
    ]


def _last_weekday(scene: Scene, wanted: int) -> list[Window]:
    day = scene.today() - 1 - (weekday(scene.today()) - 1 - wanted) % 7
    return [
        day_window(day, f"the latest {WEEKDAYS[wanted]} before the dateline"),
        day_window(day - 7, "a week earlier"),
    ]


def _next_weekday(scene: Scene, wanted: int) -> list[Window]:
    day = scene.today() + 1 + (wanted - weekday(scene.today()) - 1) % 7
    return [
        day_window(day, f"the first {WEEKDAYS[wanted]} after the dateline"),
        day_window(day + 7, "a week later"),
    ]


def _this_weekday(scene: Scene, wanted: int) -> list[Window]:
    other = replace(scene, future=not scene.future)
    return [_weekday(scene, wanted)[0], _weekday(other, wanted)[0]]


def _days_off(scene: Scene, days: int) -> list[Window]:
    return [day_window(scene.today() + days)]


def _now(scene: Scene) -> list[Window]:
    today = scene.today()
    if scene.published is not None:
        earliest, latest = scene.published
        if earliest is not None and latest is not None and earliest // DAY == latest // DAY:
            return [Window(earliest, latest, "day", "the dateline")]
    return [day_window(today, "the dateline")]


def _weekend(saturday: int, note: str) -> Window:
    return days_window(saturday, saturday + 1, "weekend", note)


def _the_weekend(scene: Scene) -> list[Window]:
    today = scene.today()
    past = today - (weekday(today) - 5) % 7
    if scene.future:
        day = past if weekday(today) >= 5 else past + 7
        first = [_weekend(day, "the coming weekend")]
        return [*first, _weekend(day + 7, "a week later")]
    return [
        _weekend(past, "the latest weekend up to the dateline"),
        _loose_weekend(past),
        _weekend(past - 7, "a week earlier"),
    ]


def _loose_weekend(saturday: int) -> Window:
    return Window(
        saturday * DAY - 6 * 3600,
        (saturday + 2) * DAY + 6 * 3600 - 1,
        "weekend",
        "from Friday evening into the night to Monday",
    )


def _last_weekend(scene: Scene) -> list[Window]:
    today = scene.today()
    day = today - 1 - weekday(today) - 1
    running = [_weekend(day + 7, "the weekend of the dateline")]
    return [
        _weekend(day, "the latest weekend before the dateline's week"),
        _loose_weekend(day),
        _weekend(day - 7, "a week earlier"),
        *(running if weekday(today) >= 5 else []),
    ]


def _this_weekend(scene: Scene) -> list[Window]:
    other = replace(scene, future=not scene.future)
    return [_the_weekend(scene)[0], _the_weekend(other)[0]]


def _next_weekend(scene: Scene) -> list[Window]:
    day = scene.today() + 1 + (4 - weekday(scene.today())) % 7
    return [
        _weekend(day, "the first weekend after the dateline"),
        _weekend(day + 7, "a week later"),
    ]


UNIT_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": DAY, "week": 7 * DAY}


def _rolling(scene: Scene, count: int, unit: int) -> list[Window]:
    """Read "in the past six months": some time from then to the dateline, or looking ahead."""
    today, name = scene.today(), UNITS[unit]
    sign = 1 if scene.future else -1
    far = _shifted(today * DAY, 2 * count * sign, name)
    farther = _shifted(today * DAY, (2 * count + _step(count)) * sign, name)
    ends = [(far, ""), (farther, "the number being rounded")]
    if scene.future:
        return [Window(today * DAY, end + DAY - 1, name, note) for end, note in ends]
    return [Window(start, today * DAY + DAY - 1, name, note) for start, note in ends]


def _shifted(moment: int, halves: int, unit: str) -> int:
    """Move a moment by a number of half units."""
    if unit in _UNIT_SECONDS:
        return moment + halves * _UNIT_SECONDS[unit] // 2
    months, odd = divmod(halves * UNIT_MONTHS[unit], 2)
    day, seconds = divmod(moment, DAY)
    return add_months(day, months) * DAY + seconds + odd * 15 * DAY


def _step(count: int) -> int:
    """Return the largest of 1, 2, 5, 10, 20 … that divides a number and is at most its tenth."""
    best, power = 1, 1
    while power * 10 <= count:
        for factor in (1, 2, 5):
            step = factor * power
            if count % step == 0 and step * 10 <= count:
                best = max(best, step)
        power *= 10
    return best


def _distance(scene: Scene, count: int, unit: int, sign: int) -> list[Window]:
    """Read "two weeks ago": days exactly, longer units rounded as numbers are."""
    today, name = scene.today(), UNITS[unit]
    if count > 99_999:
        raise Unread
    if name in {"minute", "hour"}:
        return [_from_moment(scene, count * sign, name)]
    if name == "day":
        exact = today + sign * count
        loose = [] if count < 14 else [_step(count)]
        wide = [days_window(exact - s, exact + s, "day", "the number being rounded") for s in loose]
        return [day_window(exact), *wide]
    windows = []
    for step, note in ((_step(count), "rounded as numbers are"), (2 * _step(count), "cruder")):
        near, far = (
            _shifted(today * DAY, (2 * count + end * step) * sign, name) // DAY for end in (-1, 1)
        )
        windows.append(days_window(min(near, far), max(near, far), name, note))
    return windows


def _from_moment(scene: Scene, count: int, unit: str) -> Window:
    today = scene.today()
    earliest, latest = today * DAY, today * DAY + DAY - 1
    if scene.published is not None and None not in scene.published:
        earliest, latest = scene.published[0] or 0, scene.published[1] or 0
    half = _step(abs(count)) * _UNIT_SECONDS[unit] // 2
    gap = count * _UNIT_SECONDS[unit]
    return Window(earliest + gap - half, latest + gap + half, unit, "from the hour of publication")


def _unit_ago_weekday(scene: Scene, count: int, unit: int, wanted: int) -> list[Window]:
    if count > 99:
        raise Unread
    latest = _weekday(replace(scene, future=False), wanted)
    if UNITS[unit] in UNIT_MONTHS:
        return _anniversaries(scene, -count * UNIT_MONTHS[UNITS[unit]], wanted)
    if UNITS[unit] != "week":
        raise Unread
    counted = [_moved_days(window, -7 * count) for window in latest]
    windows = [w._replace(note="counted in weeks from that day") for w in counted]
    return windows + _weekday_of_week(scene.today() - 7 * count, wanted)


def _unit_from_weekday(scene: Scene, count: int, unit: int, wanted: int) -> list[Window]:
    if UNITS[unit] != "week" or count > 99:
        raise Unread
    ahead = _weekday(replace(scene, future=True), wanted)
    return [_moved_days(window, 7 * count) for window in ahead]


def _weekday_from_now(scene: Scene, wanted: int, count: int, unit: int) -> list[Window]:
    counted = _unit_from_weekday(scene, count, unit, wanted)
    return counted + _weekday_of_week(scene.today() + 7 * count, wanted)


def _anniversaries(scene: Scene, months: int, wanted: int) -> list[Window]:
    """Read "a year ago Monday": the date that many months off, or such a weekday near it."""
    near = [w.earliest // DAY for w in _this_weekday(scene, wanted)]
    dates = [add_months(day, months) for day in near]
    there = add_months(scene.today(), months)
    before = there - (weekday(there) - wanted) % 7
    return [
        *(day_window(day, "the same date, counted from that weekday") for day in dates),
        *(day_window(day, "the weekday of that name about then") for day in (before, before + 7)),
    ]


def _weekday_of_week(day: int, wanted: int) -> list[Window]:
    """Return a weekday of the calendar week of a day, which may begin on Monday or on Sunday."""
    monday = day - weekday(day)
    sunday = day - (weekday(day) + 1) % 7
    return [
        day_window(monday + wanted, "of the week from Monday to Sunday"),
        day_window(sunday + (wanted + 1) % 7, "of the week from Sunday to Saturday"),
    ]


def _weekday_in(scene: Scene, wanted: int, unit: int, step: int) -> list[Window]:
    """Read "Tuesday of last week"."""
    if UNITS[unit] != "week":
        raise Unread
    return _weekday_of_week(scene.today() + 7 * step, wanted)


def _exactly(scene: Scene, count: int, unit: int, sign: int, step: int = 0) -> list[Window]:
    """Read "a week from tomorrow" and "a year ago today", which count exactly from a day."""
    day, name = scene.today() + step, UNITS[unit]
    if count > 9_999 or name in {"minute", "hour"}:
        raise Unread
    if name in UNIT_MONTHS:
        return [day_window(add_months(day, sign * count * UNIT_MONTHS[name]))]
    return [day_window(day + sign * count * (7 if name == "week" else 1))]


def _day_of_month_on(scene: Scene, wanted: int, number: int) -> list[Window]:
    """Read "Wednesday the 15th": the nearest such days that have both."""
    if not 1 <= number <= 31:
        raise Unread(f"a month has no day {number}", impossible=True)
    today = scene.today()
    year, month, _ = civil_from_days(today)
    found = []
    # A day of the month falls on each weekday again within a few years.
    for step in range(-150, 151):
        first = first_of_month(year, month + step)
        day = first + number - 1
        if day <= last_of_month(year, month + step) and weekday(day) == wanted:
            found.append(day)
    before, after = [d for d in found if d <= today], [d for d in found if d >= today]
    nearest = [*after[:2], before[-1]] if scene.future else [*before[:-3:-1], after[0]]
    return [day_window(d, "where the date and the weekday meet") for d in nearest]


def week_of(day: int, word: str) -> list[Window]:
    """Return the week named by a day: "of" it, "beginning" or "ending" with it."""
    if word in {"beginning", "starting"}:
        return [days_window(day, day + 6, "week", "seven days from that day")]
    if word in {"ending", "ended"}:
        return [days_window(day - 6, day, "week", "seven days to that day")]
    monday, sunday = day - weekday(day), day - (weekday(day) + 1) % 7
    return [
        days_window(monday, monday + 6, "week", "the week from Monday to Sunday"),
        days_window(sunday, sunday + 6, "week", "the week from Sunday to Saturday"),
        days_window(day, day + 6, "week", "seven days from that day"),
    ]


def weekend_of(day: int) -> list[Window]:
    """Return the weekend named by a day: its own, or else the nearer and the other beside it."""
    before = day - (weekday(day) + 2) % 7
    if weekday(day) >= 5:
        saturdays = [day + 5 - weekday(day)]
    else:
        saturdays = [before, before + 7] if weekday(day) < 2 else [before + 7, before]
    return [
        window
        for saturday in saturdays
        for window in (_weekend(saturday, "the weekend of that day"), _loose_weekend(saturday))
    ]


def _then(scene: Scene, count: int, unit: int, named: int) -> list[Window]:
    """Read "a year ago this week": that week a year back, or the days of this week a year back."""
    name = UNITS[unit]
    if name not in UNIT_MONTHS or UNITS[named] not in {"week", "month"} or count > 9_999:
        raise Unread
    today, months = scene.today(), -count * UNIT_MONTHS[name]
    if UNITS[named] == "month":
        year, month, _ = civil_from_days(add_months(today, months))
        return [months_window(year, month, 1, "month")]
    now = week_of(today, "")[:2]
    same = [
        days_window(
            add_months(w.earliest // DAY, months), add_months(w.latest // DAY, months), "week"
        )
        for w in now
    ]
    return week_of(add_months(today, months), "")[:2] + same


def _vague(scene: Scene, index: int, unit: int, sign: int) -> list[Window]:
    """Read "a few days ago" and "in several weeks"."""
    name = UNITS[unit]
    if name in {"minute", "hour"}:
        raise Unread
    row = rows_by_word("vague_counts")[vague_words()[index]]
    windows = []
    for low, high in row["numbers"]:
        # Days are counted out, longer units rounded by half of one.
        loose = 0 if name == "day" else 1
        halves = (sign * (2 * low - loose), sign * (2 * high + loose))
        ends = sorted(_shifted(scene.today() * DAY, half, name) // DAY for half in halves)
        windows.append(days_window(ends[0], ends[1], name, str(row["reason"])))
    return windows


def _vague_past(scene: Scene, index: int, unit: int) -> list[Window]:
    """Read "the past few days": from then to the dateline."""
    today = scene.today()
    return [
        window._replace(latest=today * DAY + DAY - 1) for window in _vague(scene, index, unit, -1)
    ]


def _turn(scene: Scene, unit: int) -> list[Window]:
    """Read "the turn of the year": days about the 1 January last or next, as the scene looks."""
    if UNITS[unit] != "year":
        raise Unread
    today = scene.today()
    year = civil_from_days(today)[0]
    years = [year + 1, year] if scene.future else [year, year + 1, year - 1]
    row = rows_by_word("turn_of_year")["turn"]
    reason = str(row["reason"])
    turns = [days_from_civil(y, 1, 1) for y in years]
    first, loose = row["windows"]
    return [
        days_window(turns[0] + first[0], turns[0] + first[1], "month", reason),
        *(days_window(turn + loose[0], turn + loose[1] - 1, "month", reason) for turn in turns),
    ]


def _moved_days(window: Window, days: int) -> Window:
    return window._replace(earliest=window.earliest + days * DAY, latest=window.latest + days * DAY)


DAYS: dict[str, Callable[..., list[Window]]] = {
    "W": _weekday,
    "last W": _last_weekday,
    "past W": _last_weekday,
    "this past W": _last_weekday,
    "next W": _next_weekday,
    "coming W": _next_weekday,
    "this coming W": _next_weekday,
    "this W": _this_weekday,
    "today": lambda s: _days_off(s, 0),
    "yesterday": lambda s: _days_off(s, -1),
    "tomorrow": lambda s: _days_off(s, 1),
    "U before yesterday": lambda s, _: _days_off(s, -2),
    "U after tomorrow": lambda s, _: _days_off(s, 2),
    "now": _now,
    "present": _now,
    "currently": _now,
    "weekend": _the_weekend,
    "weekend before last": lambda s: [_moved_days(w, -7) for w in _last_weekend(s)],
    "W before last": lambda s, w: [_moved_days(d, -7) for d in _last_weekday(s, w)],
    "last weekend": _last_weekend,
    "past weekend": _the_weekend,
    "this past weekend": _the_weekend,
    "this weekend": _this_weekend,
    "coming weekend": _next_weekend,
    "next weekend": _next_weekend,
    "past U": lambda s, u: _rolling(replace(s, future=False), 1, u),
    "last C U": lambda s, n, u: _rolling(replace(s, future=False), n, u),
    "past C U": lambda s, n, u: _rolling(replace(s, future=False), n, u),
    "next C U": lambda s, n, u: _rolling(replace(s, future=True), n, u),
    "coming C U": lambda s, n, u: _rolling(replace(s, future=True), n, u),
    "C U ago": lambda s, n, u: _distance(s, n, u, -1),
    "in C U": lambda s, n, u: _distance(s, n, u, 1),
    "C U from now": lambda s, n, u: _distance(s, n, u, 1),
    "C U ago W": _unit_ago_weekday,
    "C U from W": _unit_from_weekday,
    "C U W": _unit_from_weekday,
    "W U": lambda s, w, u: _unit_from_weekday(s, 1, u, w),
    "W C U from now": _weekday_from_now,
    "W C U ago": lambda s, w, n, u: _unit_ago_weekday(s, n, u, w),
    "W last": _last_weekday,
    "W O": _day_of_month_on,
    "W last U": lambda s, w, u: _weekday_in(s, w, u, -1),
    "W this U": lambda s, w, u: _weekday_in(s, w, u, 0),
    "W next U": lambda s, w, u: _weekday_in(s, w, u, 1),
    "last U W": lambda s, u, w: _weekday_in(s, w, u, -1),
    "this U W": lambda s, u, w: _weekday_in(s, w, u, 0),
    "next U W": lambda s, u, w: _weekday_in(s, w, u, 1),
    "C U from today": lambda s, n, u: _exactly(s, n, u, 1),
    "C U today": lambda s, n, u: _exactly(s, n, u, 1),
    "C U from tomorrow": lambda s, n, u: _exactly(s, n, u, 1, 1),
    "C U from yesterday": lambda s, n, u: _exactly(s, n, u, 1, -1),
    "C U ago today": lambda s, n, u: _exactly(s, n, u, -1),
    "C U ago yesterday": lambda s, n, u: _exactly(s, n, u, -1, -1),
    "C U ago tomorrow": lambda s, n, u: _exactly(s, n, u, -1, 1),
    "C U ago this U": _then,
    "V U ago": lambda s, v, u: _vague(s, v, u, -1),
    "in V U": lambda s, v, u: _vague(s, v, u, 1),
    "V U from now": lambda s, v, u: _vague(s, v, u, 1),
    "past V U": _vague_past,
    "last V U": _vague_past,
    "turn U": _turn,
}
