"""Phrases of days: weekdays, weekends, and distances counted from the dateline.

`DAYS` has a handler for each shape of tokens; it gets the scene and the words' values, in the order
in which they are said, and returns the windows, the usual one first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claims.calendar import DAY, WEEKDAYS, add_months, weekday
from claims.phrase_readings import Scene, Unread, Window, day_window, days_window
from claims.phrase_words import UNITS

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


_UNIT_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
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
    months, odd = divmod(halves * _UNIT_MONTHS[unit], 2)
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
    if UNITS[unit] != "week" or count > 99:
        raise Unread
    return [
        w._replace(note="counted in weeks from that day")
        for w in (
            _moved_days(window, -7 * count)
            for window in _weekday(replace(scene, future=False), wanted)
        )
    ]


def _unit_from_weekday(scene: Scene, count: int, unit: int, wanted: int) -> list[Window]:
    if UNITS[unit] != "week" or count > 99:
        raise Unread
    ahead = _weekday(replace(scene, future=True), wanted)
    return [_moved_days(window, 7 * count) for window in ahead]


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
}
