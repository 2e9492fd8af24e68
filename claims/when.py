"""When something is said to have happened: EDTF, or a phrase of news read against a dateline.

A phrase may have several readings. The first is the default one of the reading policy, whose rows
(with their reasons) are in `data/times.yaml`; the others are what the words may mean as well, so
that only what contradicts all of them is an error. Nothing here looks at the machine's clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.calendar import (
    DAY,
    MONTHS,
    WEEKDAYS,
    Extent,
    Range,
    add_months,
    civil_from_days,
    days_from_civil,
    days_in_month,
    first_of_month,
    last_of_month,
    show_day,
    show_extent,
    weekday,
)
from claims.edtf import (
    Edtf,
    Invalid,
    impossible_clock,
    impossible_date,
    parse_edtf,
    season_windows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LONGEST = 120
"""Characters of the longest text that is read."""
MOST_READINGS = 8
FORMS = ("2021-09-15", "2021-09", "15 September 2021", "Wednesday afternoon", "since March 2020")


class Dateline(NamedTuple):
    """What phrases are read against: a document's date, zone and country, each if known."""

    published: Extent | None = None
    zone: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class TimeReading:
    """One reading of a text: an extent in local seconds, that in words, and why it is read so."""

    extent: Extent
    label: str
    offset: int | None = None
    """Seconds east of UTC where the text names its zone; None for the document's zone."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A text with its readings, 1 to 8, the default first."""

    text: str
    readings: tuple[TimeReading, ...]
    approximate: bool = False
    """The text itself says that it is approximate or uncertain."""
    relative: bool = False
    """It was read against the dateline."""
    weekday: int | None = None
    """The weekday said beside a date, 0 for Monday; whether they agree is not judged here."""


@dataclass(frozen=True, slots=True)
class UnreadableTime:
    """Why a text has no reading; `impossible` where it names what the calendar does not have."""

    text: str
    reason: str
    forms: tuple[str, ...] = FORMS
    impossible: bool = False


@lru_cache(maxsize=8192)
def read_when(text: str, dateline: Dateline, future: bool = False) -> When | UnreadableTime:  # noqa: FBT001, FBT002 - a cached function is called by position
    """Read a date, a time, an interval or a phrase.

    Past phrases look back from the dateline, its own day included; with `future` they look ahead.
    Any text is accepted, and the work is bounded by its greatest length, 120 characters.
    """
    if len(text) > LONGEST:
        return UnreadableTime(text, f"a date or time of over {LONGEST} characters is not read")
    edtf = parse_edtf(text)
    if isinstance(edtf, Edtf):
        return _from_edtf(text, edtf, dateline)
    if isinstance(edtf, Invalid) and edtf.impossible:
        return UnreadableTime(text, edtf.reason, impossible=True)
    found = _from_phrase(text, dateline, future=future)
    if isinstance(edtf, Invalid) and isinstance(found, UnreadableTime) and not found.impossible:
        return UnreadableTime(text, edtf.reason)
    return found


# --- what is passed around ------------------------------------------------------------------------


class _Window(NamedTuple):
    """Some time from `earliest` to `latest`, said to the precision of `unit`."""

    earliest: int
    latest: int
    unit: str
    note: str = ""


class _Reading(NamedTuple):
    extent: Extent
    unit: str
    note: str = ""
    offset: int | None = None


class _Unread(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: str = "", *, impossible: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.impossible = impossible


class _NoDateline(_Unread):
    pass


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where a phrase stands: the day it is said, None where nobody knows, and the way it looks."""

    day: int | None
    published: Range | None
    country: str
    future: bool

    def today(self) -> int:
        if self.day is None:
            raise _NoDateline
        return self.day

    def moved(self, day: int, *, future: bool) -> _Scene:
        return replace(self, day=day, future=future)


class _Token(NamedTuple):
    kind: str
    """A letter of `_HANDLERS` for a word with a value, else the word itself."""
    value: int = 0
    word: str = ""


# --- EDTF -----------------------------------------------------------------------------------------


def _from_edtf(text: str, edtf: Edtf, dateline: Dateline) -> When:
    doubtful = edtf.approximate or edtf.uncertain
    readings = [_Reading(edtf.extent, edtf.unit, "", edtf.offset)]
    if edtf.wide is not None:
        readings = _season_readings(edtf, dateline)
        readings += _two_years(text)
    if doubtful:
        readings += [_widened(reading) for reading in readings]
    return When(text, _told(readings), doubtful)


def _season_readings(edtf: Edtf, dateline: Dateline) -> list[_Reading]:
    default = _Reading(edtf.extent, edtf.unit, "seasons of the northern half of the Earth")
    if edtf.wide is None:
        return [default]
    wide = _Reading(edtf.wide, edtf.unit, "whichever half of the Earth and naming of winters")
    return [wide, default] if _country_in("southern", dateline.country or "") else [default, wide]


def _two_years(text: str) -> list[_Reading]:
    # "2021-22" is the summer of 2021 in EDTF, and in prose the turn from one year to the next.
    year, _, rest = text.strip().partition("-")
    if not (len(year) == 4 and year.isdigit() and len(rest) == 2 and rest.isdigit()):
        return []
    years = int(rest) - int(year) % 100 + 1
    if years < 2:
        return []
    note = f"the years {year} to {int(year) + years - 1}"
    return [_reading(_months(int(year), 1, 12 * years, "year", note))]


# --- phrases --------------------------------------------------------------------------------------


def _from_phrase(text: str, dateline: Dateline, *, future: bool) -> When | UnreadableTime:
    tokens = _tokens(text)
    days, published = _days_of(dateline)
    country = (dateline.country or "").casefold().replace(".", "").removeprefix("the ").strip()
    scene = _Scene(None, None, country, future)
    said = _said_weekday(tokens)
    try:
        doubtful, readings = _phrase(tokens, scene)
        return When(text, _told(readings), doubtful, weekday=said)
    except _NoDateline:
        pass
    except _Unread as unread:
        return _unreadable(text, tokens, unread)
    if published is None:
        reason = f'"{text}" counts from the day of publication, and the document has no date'
        return UnreadableTime(text, reason, ("2021-09-15", "published: 2021-09-15"))
    try:
        spoken = [_phrase(tokens, replace(scene, day=d, published=published)) for d in days]
    except _Unread as unread:
        return _unreadable(text, tokens, unread)
    doubtful = spoken[0][0]
    if any(other[1] != spoken[0][1] for other in spoken[1:]) and days[-1] - days[0] > 2:
        span = f"{show_day(days[0])} to {show_day(days[-1])}"
        reason = f'"{text}" counts from the day of publication, known only as {span}'
        return UnreadableTime(text, reason)
    # Readings of the several possible days take turns, the likelier ones first.
    longest = max(len(readings) for _, readings in spoken)
    mixed = [r[i] for i in range(longest) for _, r in spoken if i < len(r)]
    return When(text, _told(mixed), doubtful, relative=True, weekday=said)


def _days_of(dateline: Dateline) -> tuple[list[int], Range | None]:
    if dateline.published is None:
        return [], None
    earliest, latest = dateline.published.start.earliest, dateline.published.end.latest
    if earliest is None or latest is None or latest < earliest:
        return [], None
    first, last = earliest // DAY, latest // DAY
    middle = [first + 1] if last - first == 2 else []
    return [first, *middle, last] if last > first else [first], Range(earliest, latest)


def _unreadable(text: str, tokens: Sequence[_Token], unread: _Unread) -> UnreadableTime:
    if unread.reason:
        return UnreadableTime(text, unread.reason, impossible=unread.impossible)
    words = {token.word for token in tokens}
    if words & _HOLIDAYS:
        return UnreadableTime(text, f'"{text}" names a holiday, and dates of holidays are not kept')
    if words & _ELSEWHERE:
        reason = f'"{text}" counts from another event, which a claim of kind order can name'
        return UnreadableTime(text, reason)
    return UnreadableTime(text, f'"{text}" is no date, time or phrase that is read')


_HOLIDAYS = frozenset(
    {"christmas", "easter", "ramadan", "eid", "thanksgiving", "halloween", "passover", "diwali"}
    | {"hanukkah", "pentecost", "chuseok", "holiday", "holidays"}
)
_ELSEWHERE = frozenset(
    {"earlier", "later", "following", "same", "that", "previous", "preceding", "after", "before"}
)


def _told(readings: Iterable[_Reading]) -> tuple[TimeReading, ...]:
    """Drop repeated readings; where too many are left, let the last stand for all the others."""
    told: dict[tuple[Extent, int | None], str] = {}
    for extent, _, note, offset in readings:
        told.setdefault((extent, offset), note)
    kept = list(told.items())
    if len(kept) > MOST_READINGS:
        rest = [key for key, _ in kept[MOST_READINGS - 1 :]]
        kept[MOST_READINGS - 1 :] = [(_hull(rest), "all further readings together")]
    return tuple(
        TimeReading(extent, show_extent(extent), offset, note) for (extent, offset), note in kept
    )


def _hull(keys: Sequence[tuple[Extent, int | None]]) -> tuple[Extent, int | None]:
    """Return what holds all the extents, told in the offset of the first."""
    offset = keys[0][1]
    shifts = [(offset or 0) - (other or 0) if offset is not None else 0 for _, other in keys]
    starts = [_moved_range(e.start, by) for (e, _), by in zip(keys, shifts, strict=True)]
    ends = [_moved_range(e.end, by) for (e, _), by in zip(keys, shifts, strict=True)]
    return Extent(_hull_of(starts), _hull_of(ends)), offset


def _hull_of(windows: Sequence[Range]) -> Range:
    earliest = [w.earliest for w in windows if w.earliest is not None]
    latest = [w.latest for w in windows if w.latest is not None]
    return Range(
        min(earliest) if len(earliest) == len(windows) else None,
        max(latest) if len(latest) == len(windows) else None,
    )


def _moved_range(window: Range, seconds: int) -> Range:
    earliest, latest = window
    return Range(
        None if earliest is None else earliest + seconds,
        None if latest is None else latest + seconds,
    )


def _reading(window: _Window, offset: int | None = None) -> _Reading:
    within = Range(window.earliest, window.latest)
    return _Reading(Extent(within, within), window.unit, window.note, offset)


_DOUBTS = frozenset(
    {"about", "around", "circa", "c", "ca", "approximately", "roughly", "possibly", "probably"}
)
_SINCE = frozenset({"since", "from"})
_UNTIL = frozenset({"until", "till", "through"})
_BOUNDS = _SINCE | _UNTIL | {"before", "after", "by"}
_TO = frozenset({"to", "-", "through", "until", "till"})


def _phrase(tokens: list[_Token], scene: _Scene) -> tuple[bool, list[_Reading]]:
    doubtful = bool(tokens) and tokens[0].word in _DOUBTS
    if doubtful:
        tokens = tokens[1:]
    readings = _bounded(tokens, scene)
    if doubtful:
        readings = [*readings, *(_widened(reading) for reading in readings[:4])]
    return doubtful, readings


def _bounded(tokens: list[_Token], scene: _Scene) -> list[_Reading]:
    if not tokens:
        raise _Unread
    first = tokens[0].word
    if first == "between":
        return _split(tokens[1:], scene, {"and"}, lasting=False)
    body = tokens[1:] if first in _SINCE else tokens
    if any(token.word in _TO for token in body[1:]):
        return _split(body, scene, _TO, lasting=True)
    if any(token.word == "or" for token in tokens):
        return _split(tokens, scene, {"or"}, lasting=False)
    if any(token.word == "and" for token in tokens):
        return _split(tokens, scene, {"and"}, lasting=True)
    if first in _BOUNDS:
        return _bound(first, tokens[1:], scene)
    return _single(tokens, scene)


def _bound(word: str, tokens: list[_Token], scene: _Scene) -> list[_Reading]:
    readings = _single(tokens, scene)
    if word not in _SINCE and word != "after":
        # What something lasts until may lie either side of the dateline, whatever the tense.
        readings += _single(tokens, replace(scene, future=not scene.future))
    bounded = [r._replace(extent=_one_sided(word, r.extent.start)) for r in readings]
    if word in {"before", "after"}:
        # By default clear of the whole of it; loosely, of a moment within it.
        bounded += [r._replace(extent=_beyond_part(word, r.extent.start)) for r in readings]
    return bounded


def _one_sided(word: str, said: Range) -> Extent:
    earliest, latest = said
    if word in _SINCE:
        return Extent(said, Range(earliest, None))
    if word in _UNTIL:
        return Extent(Range(None, latest), said)
    if word == "after":
        within = Range(None if latest is None else latest + 1, None)
    elif word == "before":
        within = Range(None, None if earliest is None else earliest - 1)
    else:
        within = Range(None, latest)
    return Extent(within, within)


def _beyond_part(word: str, said: Range) -> Extent:
    within = Range(said.earliest, None) if word == "after" else Range(None, said.latest)
    return Extent(within, within)


def _split(
    tokens: list[_Token], scene: _Scene, words: Iterable[str], *, lasting: bool
) -> list[_Reading]:
    """Read "A to B" and the like, the two ends each helping the other out."""
    places = [i for i, token in enumerate(tokens) if token.word in words]
    if len(places) != 1:
        raise _Unread
    left, right = _completed(tokens[: places[0]], tokens[places[0] + 1 :])
    if not left or not right:
        raise _Unread
    pairs = _pairs(left, right, scene)
    readings = [_joined(a, b, lasting=lasting) for a, b in pairs if _in_order(a, b)]
    if not readings:
        raise _Unread("it ends before it begins", impossible=True)
    return readings


def _completed(left: list[_Token], right: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """Complete "11 to 12 September", "September 11 to 12, 2021" and "2019 to 21"."""
    kinds = ("".join(t.kind for t in left), "".join(t.kind for t in right))
    if kinds[0] in {"N", "O"} and kinds[1] in {"NM", "NMY", "OM", "OMY"}:
        return [*left, *right[1:]], right
    if kinds[0] in {"MN", "MO"} and kinds[1] in {"N", "NY", "O", "OY"}:
        return [*left, *right[1:]], [left[0], *right]
    if kinds == ("Y", "N") and len(right[0].word) == 2:
        year = left[0].value // 100 * 100 + right[0].value
        return left, [_Token("Y", year, str(year))]
    return left, right


# Kinds of words that say a day only together with another day near it, not with the dateline.
_LEANING = frozenset("NOMSKPZW")


def _pairs(
    left: list[_Token], right: list[_Token], scene: _Scene
) -> list[tuple[_Reading, _Reading]]:
    """Return the plausible pairs of ends; an end that leans is read near the other one."""
    if _LEANING.issuperset(token.kind for token in right):
        try:
            # "March 2020 to May": the end is the first May from then on.
            start = _single(left, replace(scene, day=None, published=None))[0]
        except _NoDateline:
            pass
        else:
            anchor = scene.moved((start.extent.start.earliest or 0) // DAY, future=True)
            return [(start, end) for end in _single(right, anchor)]
    ends = _single(right, scene)
    if scene.day is not None:
        ends += _single(right, replace(scene, future=not scene.future))
    leans = _LEANING.issuperset(token.kind for token in left)
    pairs = []
    for end in ends:
        last = (end.extent.end.latest or 0) // DAY
        near = scene.moved(last, future=False) if leans else scene
        pairs.append((_single(left, near)[0], end))
    return pairs


def _in_order(start: _Reading, end: _Reading) -> bool:
    return (start.extent.start.earliest or 0) <= (end.extent.end.latest or 0)


def _joined(start: _Reading, end: _Reading, *, lasting: bool) -> _Reading:
    a, b = start.extent.start, end.extent.end
    offset = start.offset if end.offset is None else end.offset
    if start.offset is not None and offset is not None:
        a = _moved_range(a, offset - start.offset)
    hull = Range(a.earliest, b.latest)
    extent = Extent(a, b) if lasting else Extent(hull, hull)
    return _Reading(extent, end.unit, end.note or start.note, offset)


# --- one time: a day or longer, with a part of the day or a clock time ----------------------------


def _single(tokens: list[_Token], scene: _Scene) -> list[_Reading]:
    for token in tokens:
        if token.kind == "no-clock":
            raise _Unread(token.word, impossible=bool(token.value))
    clocks = [t for t in tokens if t.kind == "K"]
    zones = [t for t in tokens if t.kind == "Z"]
    parts = [t for t in tokens if t.kind == "P"]
    rest = [t for t in tokens if t.kind not in {"K", "Z", "P"} and t.word != "local"]
    if len(clocks) > 1 or len(parts) > 1 or len(zones) > 1 or (zones and not clocks):
        raise _Unread
    if not clocks and not parts:
        return [_reading(window) for window in _portioned(rest, scene)]
    portion = ""
    if rest and rest[0].word in _portions() and parts:
        portion, rest = f"{rest[0].word} ", rest[1:]
    row = _part_row(portion, parts[0].word) if parts else None
    days = _days_for(rest, scene, parts[0].word if parts else "")
    if any(window.unit != "day" for window in days):
        raise _Unread("a time of day belongs to one day")
    windows = [w for d in days for w in _within_day(d, clocks, row)]
    offsets = _zone_offsets(zones[0].word) if zones else [None]
    return [_reading(window, offset) for window in windows for offset in offsets]


def _part_row(portion: str, part: str) -> dict[str, Any]:
    rows = _parts()
    return rows.get(portion + part, rows[part])


def _zone_offsets(word: str) -> list[int | None]:
    return [int(hours * 3600) for hours in _rows_by_word("zones")[word]["hours"]]


def _days_for(rest: list[_Token], scene: _Scene, part: str) -> list[_Window]:
    """Return the days of a clock time or a part of day; alone it belongs to the dateline's day."""
    words = " ".join(token.word for token in rest)
    if words == "last" or (not words and part == "overnight" and not scene.future):
        return [_day(scene.today() - 1, f"{words} {part}".strip())]
    if words in {"", "this"}:
        return [_day(scene.today(), "the dateline's own day")]
    return _portioned(rest, scene)


def _within_day(day: _Window, clocks: list[_Token], row: dict[str, Any] | None) -> list[_Window]:
    if not clocks:
        windows = row["windows"] if row else []
        return [_hours(day, low, high, _note(day.note, row)) for low, high in windows]
    low, high = row["windows"][-1] if row else (0, 24)
    seconds, unit = clocks[0].value, clocks[0].word
    candidates = [seconds]
    if unit.endswith("?"):
        candidates = [seconds, seconds + DAY // 2]
        candidates = [c for c in candidates if low * 3600 <= c <= high * 3600] or candidates
    return [w for c in candidates for w in _clock_windows(day, c, unit.rstrip("?"))]


def _clock_windows(day: _Window, seconds: int, unit: str) -> list[_Window]:
    """Read a clock time at its precision, and more loosely where it is a round one."""
    at = day.earliest + seconds
    if unit == "second":
        return [day._replace(earliest=at, latest=at, unit=unit)]
    if unit == "minute":
        windows = [day._replace(earliest=at, latest=at + 59, unit=unit)]
        if seconds % 300 == 0:
            note = "rounded to five minutes"
            windows.append(_Window(at - 300, at + 359, unit, note))
        return windows
    rounded = _Window(at - 1800, at + 1799, "hour", "a full hour, rounded")
    return [rounded, _Window(at - 1800, at + 3599, "hour", "some time in the hour")]


def _hours(day: _Window, low: float, high: float, note: str) -> _Window:
    start = day.earliest + int(low * 3600)
    return _Window(start, day.earliest + int(high * 3600) - 1, "part", note)


def _note(note: str, row: dict[str, Any] | None) -> str:
    reason = str(row["reason"]) if row else ""
    return f"{note}; {reason}" if note and reason else note or reason


def _portioned(tokens: list[_Token], scene: _Scene) -> list[_Window]:
    """Read "early …", "mid …", "late …", "earlier …", "later …" and what they are said of."""
    if not tokens:
        raise _Unread
    word = tokens[0].word
    if len(tokens) > 1 and word in {"earlier", "later"}:
        return [_clipped(w, scene, word) for w in _dated(tokens[1:], scene)]
    if len(tokens) > 1 and word in _portions():
        windows = _dated(tokens[1:], scene)
        return [p for w in windows for p in _portion(w, _portions()[word])]
    return _dated(tokens, scene)


def _clipped(window: _Window, scene: _Scene, word: str) -> _Window:
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


def _portion(window: _Window, row: dict[str, Any]) -> list[_Window]:
    spans = row.get(window.unit)
    if spans is None:
        return [window._replace(note="the whole of it, since its parts have no settled names")]
    return [_cut(window, low, high, str(row["reason"])) for low, high in spans]


def _cut(window: _Window, low: int, high: int, reason: str) -> _Window:
    if window.unit == "day":
        return _hours(window, low, high, reason)
    first, last = window.earliest // DAY, window.latest // DAY
    if window.unit in {"week", "month"}:
        anchor, end = (first, last + 1) if low >= 0 else (last + 1, last + 1)
        start, stop = anchor + low, min(anchor + high + 1, end)
    else:
        scale = 1 if window.unit == "year" else 12
        anchor = first if low >= 0 else last + 1
        start = add_months(anchor, low * scale)
        stop = min(add_months(anchor, (high + 1) * scale), last + 1)
    return _Window(start * DAY, stop * DAY - 1, window.unit, reason)


def _dated(tokens: list[_Token], scene: _Scene) -> list[_Window]:
    """Read a date with or without its weekday."""
    bare = [t for t in tokens if t.kind != "W"]
    if len(bare) != len(tokens) - 1 or not _is_date(bare):
        return _plain(tokens, scene)
    windows = _plain(bare, scene)
    said = next(t.value for t in tokens if t.kind == "W")
    if scene.day is None or any(_falls_on(window, said) for window in windows):
        return windows
    # A weekday that fits the same date on the dateline's other side says which way it looks.
    others = _plain(bare, replace(scene, future=not scene.future))
    return windows + [window for window in others if _falls_on(window, said)]


def _falls_on(window: _Window, said: int) -> bool:
    return weekday(window.earliest // DAY) == said


def _is_date(tokens: list[_Token]) -> bool:
    kinds = "".join(t.kind for t in tokens).replace("O", "N")
    return kinds in {"NMY", "MNY", "YMN", "NM", "MN", "X", "E"}


def _said_weekday(tokens: list[_Token]) -> int | None:
    days = [t for t in tokens if t.kind == "W"]
    others = [t for t in tokens if t.kind not in {"W", "K", "Z", "P"} and t.word != "local"]
    return days[0].value if len(days) == 1 and _is_date(others) else None


def _plain(tokens: list[_Token], scene: _Scene) -> list[_Window]:
    shape = " ".join(t.kind for t in tokens)
    values = [t.value for t in tokens if len(t.kind) == 1 and t.kind.isupper()]
    if shape == "E":
        return [_edtf_window(tokens[0].word)]
    if shape == "X":
        return _numeric(tokens[0].word, scene)
    handlers = _HANDLERS
    handler = handlers.get(shape) or handlers.get(shape.replace("O", "N"))
    handler = handler or handlers.get(shape.replace("N", "C").replace("O", "C"))
    if handler is None:
        raise _Unread
    return handler(scene, *values)


def _edtf_window(text: str) -> _Window:
    edtf = parse_edtf(text)
    if isinstance(edtf, Edtf):
        earliest, latest = edtf.extent.start
        if earliest is not None and latest is not None:
            return _Window(earliest, latest, edtf.unit)
    if isinstance(edtf, Invalid):
        raise _Unread(edtf.reason, impossible=edtf.impossible)
    raise _Unread


# --- windows --------------------------------------------------------------------------------------


def _day(day: int, note: str = "") -> _Window:
    return _Window(day * DAY, day * DAY + DAY - 1, "day", note)


def _days(first: int, last: int, unit: str, note: str = "") -> _Window:
    return _Window(first * DAY, last * DAY + DAY - 1, unit, note)


def _months(year: int, month: int, length: int, unit: str, note: str = "") -> _Window:
    return _days(first_of_month(year, month), last_of_month(year, month + length - 1), unit, note)


def _date(year: int, month: int, day: int) -> _Window:
    reason = impossible_date(year, month, day)
    if reason is not None:
        raise _Unread(reason, impossible=True)
    return _day(days_from_civil(year, month, day))


_HALF_SEASON = "seasons of weather services, in whole months"


def _widened(reading: _Reading) -> _Reading:
    row = _approximations()[reading.unit]
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


# --- words with a value: W weekday, M month, S season, Y year, N number, O ordinal, C count, U unit
# --- of time, D decade, Q quarter. Handlers get those values in the order in which they are said.


def _weekday(scene: _Scene, wanted: int) -> list[_Window]:
    today = scene.today()
    name = WEEKDAYS[wanted]
    if scene.future:
        day = today + (wanted - today - 3) % 7
        return [_day(day, f"the next {name}"), _day(day + 7, "a week later")]
    day = today - (weekday(today) - wanted) % 7
    return [_day(day, f"the latest {name} up to the dateline"), _day(day - 7, "a week earlier")]


def _last_weekday(scene: _Scene, wanted: int) -> list[_Window]:
    day = scene.today() - 1 - (weekday(scene.today()) - 1 - wanted) % 7
    return [
        _day(day, f"the latest {WEEKDAYS[wanted]} before the dateline"),
        _day(day - 7, "a week earlier"),
    ]


def _next_weekday(scene: _Scene, wanted: int) -> list[_Window]:
    day = scene.today() + 1 + (wanted - weekday(scene.today()) - 1) % 7
    return [
        _day(day, f"the first {WEEKDAYS[wanted]} after the dateline"),
        _day(day + 7, "a week later"),
    ]


def _this_weekday(scene: _Scene, wanted: int) -> list[_Window]:
    other = replace(scene, future=not scene.future)
    return [_weekday(scene, wanted)[0], _weekday(other, wanted)[0]]


def _days_off(scene: _Scene, days: int) -> list[_Window]:
    return [_day(scene.today() + days)]


def _now(scene: _Scene) -> list[_Window]:
    today = scene.today()
    if scene.published is not None:
        earliest, latest = scene.published
        if earliest is not None and latest is not None and earliest // DAY == latest // DAY:
            return [_Window(earliest, latest, "day", "the dateline")]
    return [_day(today, "the dateline")]


def _weekend(saturday: int, note: str) -> _Window:
    return _days(saturday, saturday + 1, "weekend", note)


def _the_weekend(scene: _Scene) -> list[_Window]:
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


def _loose_weekend(saturday: int) -> _Window:
    return _Window(
        saturday * DAY - 6 * 3600,
        (saturday + 2) * DAY + 6 * 3600 - 1,
        "weekend",
        "from Friday evening into the night to Monday",
    )


def _last_weekend(scene: _Scene) -> list[_Window]:
    today = scene.today()
    day = today - 1 - weekday(today) - 1
    running = [_weekend(day + 7, "the weekend of the dateline")]
    return [
        _weekend(day, "the latest weekend before the dateline's week"),
        _loose_weekend(day),
        _weekend(day - 7, "a week earlier"),
        *(running if weekday(today) >= 5 else []),
    ]


def _this_weekend(scene: _Scene) -> list[_Window]:
    other = replace(scene, future=not scene.future)
    return [_the_weekend(scene)[0], _the_weekend(other)[0]]


def _next_weekend(scene: _Scene) -> list[_Window]:
    day = scene.today() + 1 + (4 - weekday(scene.today())) % 7
    return [
        _weekend(day, "the first weekend after the dateline"),
        _weekend(day + 7, "a week later"),
    ]


_UNITS = ("minute", "hour", "day", "week", "month", "year", "decade", "century")
_UNIT_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_UNIT_SECONDS = {"minute": 60, "hour": 3600, "day": DAY, "week": 7 * DAY}


def _calendar_unit(scene: _Scene, unit: int, step: int) -> list[_Window]:
    """Read "last week", "this month", "next year" by the calendar; `step` is -1, 0 or 1."""
    today, name = scene.today(), _UNITS[unit]
    if name == "week":
        return _calendar_week(today, step)
    year, month, _ = civil_from_days(today)
    if name == "month":
        return [_months(year, month + step, 1, "month", "by the calendar")]
    if name == "year":
        return [_months(year + step, 1, 12, "year", "by the calendar")]
    if name == "decade":
        return [_months(year // 10 * 10 + 10 * step, 1, 120, "decade", "by the calendar")]
    if name == "century":
        return _century(scene, (year - 1) // 100 + 1 + step)
    raise _Unread


def _calendar_week(today: int, step: int) -> list[_Window]:
    monday = today - weekday(today) + 7 * step
    sunday = today - (weekday(today) + 1) % 7 + 7 * step
    windows = [
        _days(monday, monday + 6, "week", "a week from Monday to Sunday"),
        _days(sunday, sunday + 6, "week", "a week from Sunday to Saturday"),
    ]
    if step:
        first = today - 7 if step < 0 else today
        windows.append(_days(first, first + 7, "week", "seven days from the dateline"))
    return windows


def _rolling(scene: _Scene, count: int, unit: int) -> list[_Window]:
    """Read "in the past six months": some time from then to the dateline, or looking ahead."""
    today, name = scene.today(), _UNITS[unit]
    sign = 1 if scene.future else -1
    far = _shifted(today * DAY, 2 * count * sign, name)
    farther = _shifted(today * DAY, (2 * count + _step(count)) * sign, name)
    ends = [(far, ""), (farther, "the number being rounded")]
    if scene.future:
        return [_Window(today * DAY, end + DAY - 1, name, note) for end, note in ends]
    return [_Window(start, today * DAY + DAY - 1, name, note) for start, note in ends]


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


def _distance(scene: _Scene, count: int, unit: int, sign: int) -> list[_Window]:
    """Read "two weeks ago": days exactly, longer units rounded as numbers are."""
    today, name = scene.today(), _UNITS[unit]
    if count > 99_999:
        raise _Unread
    if name in {"minute", "hour"}:
        return [_from_moment(scene, count * sign, name)]
    if name == "day":
        exact = today + sign * count
        loose = [] if count < 14 else [_step(count)]
        wide = [_days(exact - s, exact + s, "day", "the number being rounded") for s in loose]
        return [_day(exact), *wide]
    windows = []
    for step, note in ((_step(count), "rounded as numbers are"), (2 * _step(count), "cruder")):
        near, far = (
            _shifted(today * DAY, (2 * count + end * step) * sign, name) // DAY for end in (-1, 1)
        )
        windows.append(_days(min(near, far), max(near, far), name, note))
    return windows


def _from_moment(scene: _Scene, count: int, unit: str) -> _Window:
    today = scene.today()
    earliest, latest = today * DAY, today * DAY + DAY - 1
    if scene.published is not None and None not in scene.published:
        earliest, latest = scene.published[0] or 0, scene.published[1] or 0
    half = _step(abs(count)) * _UNIT_SECONDS[unit] // 2
    gap = count * _UNIT_SECONDS[unit]
    return _Window(earliest + gap - half, latest + gap + half, unit, "from the hour of publication")


def _unit_ago_weekday(scene: _Scene, count: int, unit: int, wanted: int) -> list[_Window]:
    if _UNITS[unit] != "week" or count > 99:
        raise _Unread
    return [
        w._replace(note="counted in weeks from that day")
        for w in (
            _moved_days(window, -7 * count)
            for window in _weekday(replace(scene, future=False), wanted)
        )
    ]


def _unit_from_weekday(scene: _Scene, count: int, unit: int, wanted: int) -> list[_Window]:
    if _UNITS[unit] != "week" or count > 99:
        raise _Unread
    ahead = _weekday(replace(scene, future=True), wanted)
    return [_moved_days(window, 7 * count) for window in ahead]


def _moved_days(window: _Window, days: int) -> _Window:
    return window._replace(earliest=window.earliest + days * DAY, latest=window.latest + days * DAY)


def _day_month(scene: _Scene, day: int, month: int) -> list[_Window]:
    """Read a date without its year: the nearest such date, looking the scene's way."""
    if impossible_date(2000, month, day) is not None:
        longest = days_in_month(2000, month)
        raise _Unread(f"{MONTHS[month - 1]} has at most {longest} days", impossible=True)
    today = scene.today()
    this_year = civil_from_days(today)[0]
    # No run of years without a 29 February is longer than eight.
    years = range(this_year - 9, this_year + 10)
    days = [days_from_civil(y, month, day) for y in years if day <= days_in_month(y, month)]
    if scene.future:
        ahead = [d for d in days if d >= today]
        return [_day(ahead[0], "the next such date"), _day(ahead[1], "the year after")]
    past = [d for d in days if d <= today]
    return [_day(past[-1], "the latest such date"), _day(past[-2], "the year before")]


def _month_day(scene: _Scene, month: int, day: int) -> list[_Window]:
    return _day_month(scene, day, month)


def _day_only(scene: _Scene, day: int) -> list[_Window]:
    """Read "the 15th", of the dateline's month or the one beside it."""
    if not 1 <= day <= 31:
        raise _Unread(f"a month has no day {day}", impossible=True)
    today = scene.today()
    year, month, _ = civil_from_days(today)
    found = []
    for step in range(-3, 4):
        first = first_of_month(year, month + step)
        if first + day - 1 <= last_of_month(year, month + step):
            found.append(first + day - 1)
    if scene.future:
        return [_day(d, "the next such day of a month") for d in found if d >= today][:2]
    return [_day(d, "the latest such day of a month") for d in found if d <= today][:-3:-1]


def _month(scene: _Scene, month: int) -> list[_Window]:
    year, this_month, _ = civil_from_days(scene.today())
    if scene.future:
        year += month < this_month
        return [
            _months(year, month, 1, "month", "the next such month, the dateline's included"),
            _months(year + 1, month, 1, "month", "the year after"),
        ]
    year -= month > this_month
    return [
        _months(year, month, 1, "month", "the latest such month, the dateline's included"),
        _months(year - 1, month, 1, "month", "the year before"),
    ]


def _last_month_named(scene: _Scene, month: int) -> list[_Window]:
    year, this_month, _ = civil_from_days(scene.today())
    year -= month >= this_month
    return [
        _months(year, month, 1, "month", "the latest such month before the dateline's"),
        _months(year - 1, month, 1, "month", "the year before"),
    ]


def _next_month_named(scene: _Scene, month: int) -> list[_Window]:
    year, this_month, _ = civil_from_days(scene.today())
    year += month <= this_month
    return [
        _months(year, month, 1, "month", "the first such month after the dateline's"),
        _months(year + 1, month, 1, "month", "the year after"),
    ]


def _month_of_year(scene: _Scene, month: int, step: int) -> list[_Window]:
    year = civil_from_days(scene.today())[0] + step
    return [_months(year, month, 1, "month", "of the dateline's year")]


def _month_year(_: _Scene, month: int, year: int) -> list[_Window]:
    return [_months(year, month, 1, "month")]


def _year(_: _Scene, year: int) -> list[_Window]:
    return [_months(year, 1, 12, "year")]


def _decade(_: _Scene, year: int) -> list[_Window]:
    return [_months(year, 1, 120, "decade")]


def _century(_: _Scene, number: int) -> list[_Window]:
    if not 1 <= number <= 99:
        raise _Unread
    start = number * 100 - 99
    return [
        _months(start, 1, 1200, "century", "from the year 1 on"),
        _months(start - 1, 1, 1200, "century", "by the hundreds"),
    ]


def _season(scene: _Scene, season: int, year: int) -> list[_Window]:
    code = season
    if _country_in("southern", scene.country):
        code = {21: 29, 22: 30, 23: 31, 24: 32}[season]
    default = season_windows(year, code)[0]
    wide = season_windows(year, season)[1]
    return [
        _Window(default.earliest or 0, default.latest or 0, "season", _HALF_SEASON),
        _Window(wide.earliest or 0, wide.latest or 0, "season", "whichever half of the Earth"),
    ]


def _season_alone(scene: _Scene, season: int) -> list[_Window]:
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


def _last_season(scene: _Scene, season: int) -> list[_Window]:
    today = scene.today()
    year = civil_from_days(today)[0]
    found = [_season(scene, season, y) for y in (year, year - 1, year - 2, year - 3)]
    over = [f for f in found if f[0].latest < today * DAY]
    return [over[0][0], over[1][0], over[0][1]]


def _next_season(scene: _Scene, season: int) -> list[_Window]:
    today = scene.today()
    year = civil_from_days(today)[0]
    found = [_season(scene, season, y) for y in (year - 1, year, year + 1, year + 2)]
    ahead = [f for f in found if f[0].earliest > today * DAY]
    return [ahead[0][0], ahead[1][0], ahead[0][1]]


def _quarter(scene: _Scene, quarter: int, year: int) -> list[_Window]:
    if not 1 <= quarter <= 4:
        raise _Unread(f"a year has no quarter {quarter}", impossible=True)
    windows = [_months(year, 3 * quarter - 2, 3, "season", "quarter of the calendar year")]
    if _country_in("fiscal", scene.country):
        windows += _fiscal_quarter(scene, quarter, year)
    return windows


def _half(_: _Scene, half: int, year: int) -> list[_Window]:
    if half not in {1, 2}:
        raise _Unread(f"a year has no half {half}", impossible=True)
    return [_months(year, 6 * half - 5, 6, "season")]


def _fiscal_year(scene: _Scene, year: int) -> list[_Window]:
    month = _fiscal_month(scene)
    return [_months(year - 1, month, 12, "year", "fiscal year, named by the year it ends in")]


def _fiscal_quarter(scene: _Scene, quarter: int, year: int) -> list[_Window]:
    month = _fiscal_month(scene) + 3 * (quarter - 1)
    return [_months(year - 1, month, 3, "season", "quarter of the fiscal year")]


def _fiscal_month(scene: _Scene) -> int:
    row = _rows_by_word("fiscal").get(scene.country)
    if row is None:
        raise _Unread("the fiscal year of the document's country is not kept; write its dates")
    return int(row["month"])


def _numeric(text: str, scene: _Scene) -> list[_Window]:
    """Read "9/11/2021": by the country's order, with the other order as a further reading."""
    a, b, c = (int(piece) for piece in re.split("[./-]", text))
    if len(re.split("[./-]", text)[0]) == 4:
        return [_date(a, b, c)]
    month_first = "." not in text and _country_in("month_first", scene.country)
    orders = [(a, b), (b, a)] if month_first else [(b, a), (a, b)]
    notes = ("month before day", "day before month")
    windows = [
        _day(days_from_civil(c, month, day), notes[(month, day) != (a, b)])
        for month, day in orders
        if impossible_date(c, month, day) is None
    ]
    return windows or [_date(c, *orders[0])]


def _dated_in_year(scene: _Scene, day: int, month: int, unit: int, step: int) -> list[_Window]:
    if _UNITS[unit] != "year":
        raise _Unread
    return [_date(civil_from_days(scene.today())[0] + step, month, day)]


def _month_of_unit(scene: _Scene, month: int, unit: int, step: int) -> list[_Window]:
    if _UNITS[unit] != "year":
        raise _Unread
    return _month_of_year(scene, month, step)


def _ordinal_unit(scene: _Scene, number: int, unit: int) -> list[_Window]:
    if _UNITS[unit] != "century":
        raise _Unread
    return _century(scene, number)


_HANDLERS: dict[str, Callable[..., list[_Window]]] = {
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
    "last U": lambda s, u: _calendar_unit(s, u, -1),
    "this U": lambda s, u: _calendar_unit(s, u, 0),
    "next U": lambda s, u: _calendar_unit(s, u, 1),
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
    "N M Y": lambda _, d, m, y: [_date(y, m, d)],
    "M N Y": lambda _, m, d, y: [_date(y, m, d)],
    "Y M N": lambda _, y, m, d: [_date(y, m, d)],
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
    "this S": _season_alone,
    "Q Y": _quarter,
    "Y Q": lambda s, y, q: _quarter(s, q, y),
    "O quarter Y": _quarter,
    "O half Y": _half,
    "fiscal Y": _fiscal_year,
    "fiscal U Y": lambda s, _, y: _fiscal_year(s, y),
    "Q fiscal Y": _fiscal_quarter,
    "O quarter fiscal Y": _fiscal_quarter,
    "O quarter fiscal U Y": lambda s, q, _, y: _fiscal_quarter(s, q, y),
}


# --- from text to tokens --------------------------------------------------------------------------

_SILENT = frozenset(
    {"the", "on", "at", "of", "during", "over", "sometime", "onwards", "onward", "sharp", "ever"}
    | {"o'clock", "time"}
)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_COUNTS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first"),
)
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        **dict.fromkeys("\u2013\u2014", " - "),
        **dict.fromkeys("\u2010\u2011\u2012\u2212", "-"),
        **dict.fromkeys(",\u00a0\u202f\u2009();", " "),
    }
)


def _tokens(text: str) -> list[_Token]:
    words = text.strip().translate(_PLAIN).lower().replace("a.m", "am").replace("p.m", "pm").split()
    pieces = [piece for word in words for piece in _pieces(word.strip(".'\""))]
    merged = _merged(pieces)
    tokens = [token for piece in merged for token in _classified(piece)]
    if tokens and tokens[0].word == "some" and len(tokens) > 1:
        tokens = tokens[1:]
    if tokens and tokens[0].word == "no" and tokens[1:2] and tokens[1].word == "later":
        tokens = [_Token("by", word="by"), *(t for t in tokens[2:] if t.word != "than")]
    return _without_in(tokens)


def _without_in(tokens: list[_Token]) -> list[_Token]:
    # "in" says something only before a count: "in three days".
    counted = [i + 1 < len(tokens) and tokens[i + 1].kind in "CN" for i in range(len(tokens))]
    last = len(tokens) - 1
    return [
        token
        for i, token in enumerate(tokens)
        if token.word not in {"in", "within"}
        or (counted[i] and i + 2 <= last and tokens[i + 2].kind == "U")
    ]


def _pieces(word: str) -> list[str]:
    """Take hyphened words apart, but no dates; a hyphen between them says "to"."""
    if "-" not in word or word == "-" or _numeric_date().fullmatch(word):
        return [word]
    if len(word) == 7 and word[4] == "-" and (word[:4] + word[5:]).isdigit():
        return [word]
    if word[0] == "-":
        # "2019 -2021"; a hyphen with nothing before it is left to be refused.
        return ["-", *_pieces(word[1:])]
    parts = [part for part in word.split("-") if part]
    if parts and parts[0] in {"early", "mid", "late"}:
        return parts
    if "-".join(parts) in _vocabulary():
        return ["-".join(parts)]
    if parts[:2] == ["pre", "dawn"]:
        return ["predawn"]
    return [piece for part in parts for piece in ("-", part)][1:]


def _merged(pieces: list[str]) -> list[str]:
    """Join "2:30" and "pm", and mark the digits that a following word makes a clock time."""
    merged: list[str] = []
    for piece in pieces:
        before = merged[-1] if merged else ""
        if piece in {"am", "pm"} and before and before[0].isdigit():
            merged[-1] = before + piece
        elif piece == "o'clock" and before.isdigit():
            merged[-1] = before + "?"
        elif _is_military(before) and (
            piece in {"hours", "hrs"} or piece in _rows_by_word("zones")
        ):
            merged[-1] = f"{before[:2]}:{before[2:]}"
            merged += [piece] if piece not in {"hours", "hrs"} else []
        else:
            merged.append(piece)
    return merged


def _is_military(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit()


@cache
def _clock_text() -> re.Pattern[str]:
    return re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?::([0-9]{2}))?)?(am|pm|\?|z)?")


@cache
def _numeric_date() -> re.Pattern[str]:
    return re.compile(
        r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}([./-])[0-9]{1,2}\2[0-9]{1,2}"
    )


@cache
def _vocabulary() -> dict[str, _Token]:
    """Return the words that are tokens of their own, months and weekdays with short forms."""
    words: dict[str, _Token] = {}
    for kind, names in (("W", WEEKDAYS), ("M", MONTHS)):
        for index, name in enumerate(names):
            full = name.lower()
            token = _Token(kind, index + (kind == "M"), full)
            words |= dict.fromkeys((full, full[:3]), token)
    words |= {"sept": words["september"], "tues": words["tuesday"]}
    words |= {"thur": words["thursday"], "thurs": words["thursday"]}
    for index, unit in enumerate(_UNITS):
        words |= dict.fromkeys((unit, f"{unit}s"), _Token("U", index, unit))
    words |= {"centuries": words["century"]}
    words |= {name: _Token("S", code, name) for name, code in _SEASONS.items()}
    words |= {name: _Token("C", number, name) for number, name in enumerate(_COUNTS, 1)}
    words |= {name: _Token("O", number, name) for number, name in enumerate(_ORDINALS, 1)}
    words |= {"a": _Token("C", 1, "a"), "an": _Token("C", 1, "an")}
    words |= {f"q{n}": _Token("Q", n, f"q{n}") for n in range(1, 5)}
    return words


def _classified(word: str) -> list[_Token]:
    if word.endswith("'s") and not word[0].isdigit():
        word = word[:-2]
    found = _vocabulary().get(word)
    if found is not None:
        return [found]
    if not word or word in _SILENT:
        return []
    if word[0].isdigit() and word.isascii():
        return [_number(word)]
    if word == "tonight":
        return [_Token("today", word="today"), _Token("P", word="night")]
    if word[:2] == "fy" and _is_military(word[2:]):
        return [_Token("fiscal", word="fiscal"), _Token("Y", int(word[2:]), word[2:])]
    if word in _parts():
        return [_Token("P", word=word)]
    if word in _rows_by_word("zones"):
        return [_Token("Z", word=word)]
    return [_Token(word, word=word)]


def _number(word: str) -> _Token:
    if word.isdigit():
        if len(word) == 4:
            return _Token("Y", int(word), word)
        return _Token("N", int(word), word) if len(word) <= 3 else _Token(word, word=word)
    if _numeric_date().fullmatch(word):
        iso = len(word) == 10 and word[4] == "-"
        return _Token("E" if iso else "X", word=word)
    if len(word) == 7 and word[4] == "-":
        return _Token("E", word=word)
    stem, ending = word[:-2], word[-2:]
    if stem.isdigit() and len(stem) <= 2 and ending in {"st", "nd", "rd", "th"}:
        return _Token("O", int(stem), word)
    decade = word.replace("'", "")
    if len(decade) == 5 and decade[:4].isdigit() and decade[3:] == "0s":
        return _Token("D", int(decade[:4]), word)
    clock = _clock_text().fullmatch(word)
    return _clock(clock) if clock is not None else _Token(word, word=word)


def _clock(match: re.Match[str]) -> _Token:
    """Return a clock token: seconds of the day, and as its word the unit, "?" where am or pm."""
    hour, minute, second = (int(match.group(i) or 0) for i in (1, 2, 3))
    half = match.group(4)
    unit = "second" if match.group(3) else "minute" if match.group(2) else "hour"
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12 or minute > 59 or second > 59:
            return _Token("no-clock", word="before a.m. and p.m. stand hours from 1 to 12")
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif (reason := impossible_clock(hour, minute, second)) is not None:
        return _Token("no-clock", ":" in match.group(), reason)
    elif half == "?" or (1 <= hour <= 11 and match.group(1)[0] != "0" and half != "z"):
        unit += "?"
    return _Token("K", hour * 3600 + minute * 60 + min(second, 59), unit)


# --- the reading policy ---------------------------------------------------------------------------


@cache
def _policy() -> dict[str, list[dict[str, Any]]]:
    from importlib.resources import files  # noqa: PLC0415 - only phrases need it

    import yaml  # noqa: PLC0415 - only phrases need it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("claims").joinpath("data", "times.yaml").read_text(encoding="utf-8")
    rows: dict[str, list[dict[str, Any]]] = yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are safe ones
    return rows


@cache
def _rows_by_word(table: str) -> dict[str, dict[str, Any]]:
    return {word: row for row in _policy()[table] for word in row["words"]}


def _parts() -> dict[str, dict[str, Any]]:
    return _rows_by_word("parts_of_day")


def _portions() -> dict[str, dict[str, Any]]:
    return _rows_by_word("portions")


@cache
def _approximations() -> dict[str, dict[str, Any]]:
    return {str(row["unit"]): row for row in _policy()["approximate"]}


def _country_in(table: str, country: str) -> bool:
    name = country.casefold().replace(".", "").removeprefix("the ").strip()
    return name in _rows_by_word(table)
