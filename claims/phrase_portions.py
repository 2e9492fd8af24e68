"""Portions of a time: hours of a day, "early" and "late", "earlier" and "later", halves."""

from __future__ import annotations

from typing import Any

from claims.calendar import DAY, Extent, Range, add_months
from claims.phrase_readings import Reading, Scene, Unread, Window


def hours_of(day: Window, low: float, high: float, note: str) -> Window:
    """Return some hours of a day, which may run into the days beside it."""
    start = day.earliest + int(low * 3600)
    return Window(start, day.earliest + int(high * 3600) - 1, "part", note)


def noted(note: str, row: dict[str, Any] | None) -> str:
    """Return a note with the reason of a row of the policy."""
    reason = str(row["reason"]) if row else ""
    return f"{note}; {reason}" if note and reason else note or reason


def clipped(window: Window, scene: Scene, word: str) -> Window:
    """Return what "earlier" and "later" leave of a window that holds the dateline."""
    if window.unit == "day" or scene.day is None:
        if scene.day is None and window.unit != "day":
            scene.today()
        return window
    day = scene.day
    if not window.earliest <= day * DAY <= window.latest:
        return window
    if word == "earlier":
        return window._replace(latest=day * DAY + DAY - 1, note="up to the dateline")
    return window._replace(earliest=day * DAY, note="from the dateline on")


def portion_of(window: Window, row: dict[str, Any]) -> list[Window]:
    """Return what "early", "mid" and "late" may mean of a window, the usual portion first."""
    spans = row.get(window.unit)
    if spans is None:
        return [window._replace(note="the whole of it, since its parts have no settled names")]
    return [_cut(window, low, high, str(row["reason"])) for low, high in spans]


def _cut(window: Window, low: int, high: int, reason: str) -> Window:
    if window.unit == "day":
        return hours_of(window, low, high, reason)
    first, last = window.earliest // DAY, window.latest // DAY
    if window.unit in {"week", "month"}:
        anchor, end = (first, last + 1) if low >= 0 else (last + 1, last + 1)
        start, stop = anchor + low, min(anchor + high + 1, end)
    else:
        scale = 1 if window.unit == "year" else 12
        anchor = first if low >= 0 else last + 1
        start = add_months(anchor, low * scale)
        stop = min(add_months(anchor, (high + 1) * scale), last + 1)
    return Window(start * DAY, stop * DAY - 1, window.unit, reason)


_HALVES = {"week": "day", "month": "week", "year": "season", "decade": "year", "century": "decade"}


def half_of(window: Window, number: int) -> Window:
    """Return the first or second half of a month, a year or longer, in whole days or months."""
    if number not in {1, 2}:
        raise Unread(f"there is no half {number}", impossible=True)
    if window.unit not in _HALVES:
        raise Unread
    first, after = window.earliest // DAY, window.latest // DAY + 1
    middle = first + 4 if window.unit == "week" else first + 15
    if window.unit not in {"week", "month"}:
        middle = add_months(first, {"year": 6, "decade": 60, "century": 600}[window.unit])
    ends = (first, middle) if number == 1 else (middle, after)
    return Window(ends[0] * DAY, ends[1] * DAY - 1, _HALVES[window.unit], window.note)


def close_to(reading: Reading, word: str, row: dict[str, Any]) -> list[Reading]:
    """Return what "shortly before" or "just after" a time may mean: the time itself included.

    How near that is to a whole day or longer nobody knows.
    """
    if reading.unit not in {"second", "minute", "hour", "part"}:
        raise Unread
    (earliest, latest), found = reading.extent.start, []
    for seconds in row["seconds"]:
        before = int(seconds) if word == "before" else 0
        after = int(seconds) if word == "after" else 0
        within = Range(
            None if earliest is None else earliest - before,
            None if latest is None else latest + after,
        )
        found.append(reading._replace(extent=Extent(within, within), note=noted(reading.note, row)))
    return found
