"""Phrases of news as readings: bounds and ranges, parts of days and of longer stretches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.calendar import DAY, Extent, Range, show_day, weekday
from claims.edtf import Edtf, Invalid, parse_edtf
from claims.phrase_calendar import CALENDAR, nth_within, numeric_date, run_within
from claims.phrase_days import DAYS, week_of, weekend_of
from claims.phrase_policy import parts_of_day, portions_of_time, rows_by_word
from claims.phrase_portions import clipped, close_to, half_of, hours_of, noted, portion_of
from claims.phrase_readings import (
    NoDateline,
    Reading,
    Scene,
    Unread,
    Window,
    day_window,
    moved_range,
    reading_of,
    widened,
)
from claims.phrase_words import Token, tokens_of, why_unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Phrase(NamedTuple):
    """What a phrase says: its readings, the usual one first, some of which may be the same."""

    readings: list[Reading]
    doubtful: bool
    """The words themselves say that they are approximate."""
    relative: bool
    """It was read against the dateline."""
    weekday: int | None
    """The weekday said beside a date, 0 for Monday."""


class Refusal(NamedTuple):
    """Why a phrase has no reading; `impossible` where it names what the calendar does not have."""

    reason: str
    impossible: bool = False
    forms: tuple[str, ...] = ()
    """What would be read, where that is not just any date."""


def read_phrase(
    text: str, published: Extent | None, country: str, *, future: bool
) -> Phrase | Refusal:
    """Read a phrase against the day or days of publication, in the zone of the document.

    Any text is accepted; the work grows with its length, which the caller bounds.
    """
    tokens = tokens_of(text)
    days, dated = _days_of(published)
    country = country.casefold().replace(".", "").removeprefix("the ").strip()
    scene = Scene(None, None, country, future)
    said = _said_weekday(tokens)
    try:
        doubtful, readings = _phrase(tokens, scene)
        return Phrase(readings, doubtful, relative=False, weekday=said)
    except NoDateline:
        pass
    except Unread as unread:
        return _refusal(text, tokens, unread)
    if dated is None:
        reason = f'"{text}" counts from the day of publication, and the document has no date'
        return Refusal(reason, forms=("2021-09-15", "published: 2021-09-15"))
    try:
        spoken = [_phrase(tokens, replace(scene, day=d, published=dated)) for d in days]
    except Unread as unread:
        return _refusal(text, tokens, unread)
    doubtful = spoken[0][0]
    if any(other[1] != spoken[0][1] for other in spoken[1:]) and days[-1] - days[0] > 2:
        span = f"{show_day(days[0])} to {show_day(days[-1])}"
        return Refusal(f'"{text}" counts from the day of publication, known only as {span}')
    # Readings of the several possible days take turns, the likelier ones first.
    longest = max(len(readings) for _, readings in spoken)
    mixed = [r[i] for i in range(longest) for _, r in spoken if i < len(r)]
    return Phrase(mixed, doubtful, relative=True, weekday=said)


def _days_of(published: Extent | None) -> tuple[list[int], Range | None]:
    if published is None:
        return [], None
    earliest, latest = published.start.earliest, published.end.latest
    if earliest is None or latest is None or latest < earliest:
        return [], None
    first, last = earliest // DAY, latest // DAY
    middle = [first + 1] if last - first == 2 else []
    return [first, *middle, last] if last > first else [first], Range(earliest, latest)


def _refusal(text: str, tokens: Sequence[Token], unread: Unread) -> Refusal:
    if unread.reason:
        return Refusal(unread.reason, unread.impossible)
    return Refusal(why_unread(text, tokens))


_DOUBTS = frozenset(
    {"about", "around", "circa", "c", "ca", "approximately", "roughly", "possibly", "probably"}
)
_SINCE = frozenset({"since", "from"})
_UNTIL = frozenset({"until", "till", "through"})
_BOUNDS = _SINCE | _UNTIL | {"before", "after", "by"}
_TO = frozenset({"to", "-", "through", "until", "till"})


def _phrase(tokens: list[Token], scene: Scene) -> tuple[bool, list[Reading]]:
    doubtful = bool(tokens) and tokens[0].word in _DOUBTS
    if doubtful:
        tokens = tokens[1:]
    readings = _bounded(tokens, scene)
    if doubtful:
        readings = [*readings, *(widened(reading) for reading in readings[:4])]
    return doubtful, readings


def _bounded(tokens: list[Token], scene: Scene) -> list[Reading]:
    if not tokens:
        raise Unread
    first = tokens[0].word
    if first in rows_by_word("close_to") and tokens[1:] and tokens[1].word in {"before", "after"}:
        near = _single(tokens[2:], scene)
        return [
            r
            for one in near
            for r in close_to(one, tokens[1].word, rows_by_word("close_to")[first])
        ]
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


def _bound(word: str, tokens: list[Token], scene: Scene) -> list[Reading]:
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
    tokens: list[Token], scene: Scene, words: Iterable[str], *, lasting: bool
) -> list[Reading]:
    """Read "A to B" and the like, the two ends each helping the other out."""
    places = [i for i, token in enumerate(tokens) if token.word in words]
    if len(places) != 1:
        raise Unread
    left, right = _completed(tokens[: places[0]], tokens[places[0] + 1 :])
    if not left or not right:
        raise Unread
    pairs = _pairs(left, right, scene)
    readings = [_joined(a, b, lasting=lasting) for a, b in pairs if _in_order(a, b)]
    if not readings:
        raise Unread("it ends before it begins", impossible=True)
    return readings


def _completed(left: list[Token], right: list[Token]) -> tuple[list[Token], list[Token]]:
    """Complete "11 to 12 September", "September 11 to 12, 2021" and "2019 to 21"."""
    kinds = ("".join(t.kind for t in left), "".join(t.kind for t in right))
    if kinds[0] in {"N", "O"} and kinds[1] in {"NM", "NMY", "OM", "OMY"}:
        return [*left, *right[1:]], right
    if kinds[0] in {"MN", "MO"} and kinds[1] in {"N", "NY", "O", "OY"}:
        return [*left, *right[1:]], [left[0], *right]
    if kinds == ("E", "N") and len(left[0].word) == 10 and len(right[0].word) == 2:
        return left, [Token("E", word=left[0].word[:8] + right[0].word)]
    if kinds == ("Y", "N") and len(right[0].word) == 2:
        year = left[0].value // 100 * 100 + right[0].value
        return left, [Token("Y", year, str(year))]
    return left, right


# Kinds of words that say a day only together with another day near it, not with the dateline.
_LEANING = frozenset("NOMSKPZW")


def _pairs(left: list[Token], right: list[Token], scene: Scene) -> list[tuple[Reading, Reading]]:
    """Return the plausible pairs of ends; an end that leans is read near the other one."""
    if _LEANING.issuperset(token.kind for token in right):
        try:
            # "March 2020 to May": the end is the first May from then on.
            start = _single(left, replace(scene, day=None, published=None))[0]
        except NoDateline:
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


def _in_order(start: Reading, end: Reading) -> bool:
    return (start.extent.start.earliest or 0) <= (end.extent.end.latest or 0)


def _joined(start: Reading, end: Reading, *, lasting: bool) -> Reading:
    a, b = start.extent.start, end.extent.end
    offset = start.offset if end.offset is None else end.offset
    if start.offset is not None and offset is not None:
        a = moved_range(a, offset - start.offset)
    hull = Range(a.earliest, b.latest)
    extent = Extent(a, b) if lasting else Extent(hull, hull)
    return Reading(extent, end.unit, end.note or start.note, offset)


def _single(tokens: list[Token], scene: Scene) -> list[Reading]:
    for token in tokens:
        if token.kind == "no-clock":
            raise Unread(token.word, impossible=bool(token.value))
    clocks = [t for t in tokens if t.kind == "K"]
    zones = [t for t in tokens if t.kind == "Z"]
    parts = [t for t in tokens if t.kind == "P"]
    rest = [t for t in tokens if t.kind not in {"K", "Z", "P"} and t.word != "local"]
    if len(clocks) > 1 or len(parts) > 1 or len(zones) > 1 or (zones and not clocks):
        raise Unread
    if not clocks and not parts:
        return [reading_of(window) for window in _portioned(rest, scene)]
    portion = ""
    if rest and rest[0].word in portions_of_time() and parts:
        portion, rest = f"{rest[0].word} ", rest[1:]
    row = _part_row(portion, parts[0].word) if parts else None
    days = _days_for(rest, scene, parts[0].word if parts else "")
    if any(window.unit != "day" for window in days):
        raise Unread("a time of day belongs to one day")
    windows = [w for d in days for w in _within_day(d, clocks, row)]
    offsets = _zone_offsets(zones[0].word) if zones else [None]
    return [reading_of(window, offset) for window in windows for offset in offsets]


def _part_row(portion: str, part: str) -> dict[str, Any]:
    rows = parts_of_day()
    return rows.get(portion + part, rows[part])


def _zone_offsets(word: str) -> list[int | None]:
    return [int(hours * 3600) for hours in rows_by_word("zones")[word]["hours"]]


def _days_for(rest: list[Token], scene: Scene, part: str) -> list[Window]:
    """Return the days of a clock time or a part of day; alone it belongs to the dateline's day."""
    words = " ".join(token.word for token in rest)
    if words == "last" or (not words and part == "overnight" and not scene.future):
        return [day_window(scene.today() - 1, f"{words} {part}".strip())]
    if words in {"", "this"}:
        return [day_window(scene.today(), "the dateline's own day")]
    return _portioned(rest, scene)


def _within_day(day: Window, clocks: list[Token], row: dict[str, Any] | None) -> list[Window]:
    if not clocks:
        windows = row["windows"] if row else []
        return [hours_of(day, low, high, noted(day.note, row)) for low, high in windows]
    low, high = row["windows"][-1] if row else (0, 24)
    seconds, unit = clocks[0].value, clocks[0].word
    candidates = [seconds]
    if unit.endswith("?"):
        candidates = [seconds, seconds + DAY // 2]
        candidates = [c for c in candidates if low * 3600 <= c <= high * 3600] or candidates
    return [w for c in candidates for w in _clock_windows(day, c, unit.rstrip("?"))]


def _clock_windows(day: Window, seconds: int, unit: str) -> list[Window]:
    """Read a clock time at its precision, and more loosely where it is a round one."""
    at = day.earliest + seconds
    if unit == "second":
        return [day._replace(earliest=at, latest=at, unit=unit)]
    if unit == "minute":
        windows = [day._replace(earliest=at, latest=at + 59, unit=unit)]
        if seconds % 300 == 0:
            note = "rounded to five minutes"
            windows.append(Window(at - 300, at + 359, unit, note))
        return windows
    rounded = Window(at - 1800, at + 1799, "hour", "a full hour, rounded")
    return [rounded, Window(at - 1800, at + 3599, "hour", "some time in the hour")]


def _portioned(tokens: list[Token], scene: Scene) -> list[Window]:
    """Read "early …", "mid …", "late …", "earlier …", "later …" and what they are said of."""
    if not tokens:
        raise Unread
    word, rest = tokens[0].word, tokens[1:]
    if not rest:
        return _dated(tokens, scene)
    if word in {"earlier", "later"}:
        return [clipped(w, scene, word) for w in _dated(_of_this(rest), scene)]
    if word not in portions_of_time() and tokens[0].kind != "H":
        return _dated(tokens, scene)
    windows = _whole(rest, scene)
    if tokens[0].kind == "H":
        return [half_of(w, tokens[0].value) for w in windows]
    portions = [p for w in windows for p in portion_of(w, portions_of_time()[word])]
    if [token.kind for token in rest] == ["U"]:
        # Of two years, the one whose portion lies the scene's way is meant first.
        portions.sort(key=lambda w: _is_elsewhere(w, scene))
    # "Beginning Monday" may say only that it went on from then.
    whole = [w for w in windows if w.unit == "day"] if word in _SINCE_THEN else []
    return portions + whole


_SINCE_THEN = frozenset({"beginning", "start"})


def _whole(tokens: list[Token], scene: Scene) -> list[Window]:
    """Read what a portion is said of: "the end of the year" is of this year or the one beside."""
    windows = _dated(_of_this(tokens), scene)
    if [token.kind for token in tokens] == ["U"]:
        beside = "next" if scene.future else "last"
        windows += _dated([Token(beside, word=beside), *tokens], scene)
    return windows


def _is_elsewhere(window: Window, scene: Scene) -> bool:
    """Say whether a window lies wholly on the side of the dateline that a scene looks away from."""
    today = scene.today()
    return window.latest // DAY < today if scene.future else window.earliest // DAY > today


def _of_this(tokens: list[Token]) -> list[Token]:
    """Read "the end of the year" as that of this year."""
    if [token.kind for token in tokens] == ["U"]:
        return [Token("this", word="this"), *tokens]
    return tokens


def _dated(tokens: list[Token], scene: Scene) -> list[Window]:
    """Read a date with or without its weekday."""
    shape = " ".join(t.kind for t in tokens)
    if _is_whole(tokens):
        return _plain(tokens, scene)
    if (named := _named_by_day(tokens, scene)) is not None:
        return named
    if shape in {"S E", "E S"}:
        tokens = _season_first(tokens)
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


def _named_by_day(tokens: list[Token], scene: Scene) -> list[Window] | None:
    """Read "the week of 13 September" and "the first week of September"; None: it is neither."""
    kinds = [t.kind for t in tokens]
    word, rest = tokens[0].word, tokens[1:]
    if kinds[:3] in (["O", "C", "U"], ["last", "C", "U"]) and tokens[3:]:
        longer = _dated(_of_this(tokens[3:]), scene)
        return [w for one in longer for w in run_within(one, *(t.value for t in tokens[:3]))]
    if kinds[:2] in (["O", "U"], ["last", "U"]) and tokens[2:]:
        longer = _dated(_of_this(tokens[2:]), scene)
        if all(window.unit in {"month", "year"} for window in longer):
            return [w for one in longer for w in nth_within(one, tokens[0].value, tokens[1].word)]
    if word not in {"week", "weekend"} or not rest:
        return None
    how = rest[0].word if rest[0].word in _ENDS_OF_WEEKS else ""
    rest = rest[1:] if how else rest
    if not (_is_date(rest) or [t.kind for t in rest] in (["W"], ["O"])):
        return None
    other = replace(scene, future=not scene.future)
    windows = [*_dated(rest, scene), *_dated(rest, other)[:1]]
    days = [window.earliest // DAY for window in windows if window.unit == "day"]
    if not days:
        raise Unread
    return [w for d in days for w in (weekend_of(d) if word == "weekend" else week_of(d, how))]


_ENDS_OF_WEEKS = frozenset({"beginning", "starting", "ending", "ended"})


def _season_first(tokens: list[Token]) -> list[Token]:
    """Turn "winter of 2020-21" into the two years it means, where the second follows the first."""
    season, date = sorted(tokens, key=lambda token: token.kind != "S")
    year, _, second = date.word.partition("-")
    if len(date.word) != 7 or (int(year) + 1) % 100 != int(second):
        raise Unread
    return [season, Token("T", int(year), date.word)]


def _is_whole(tokens: list[Token]) -> bool:
    """Say whether a weekday belongs to the phrase, and does not stand beside a date."""
    if [t.kind for t in tokens[:2]] == ["O", "W"] and tokens[0].word[0].isdigit():
        # "13th Thursday, February" is a date; no month has six of a weekday.
        return tokens[0].value <= 5
    return " ".join(t.kind for t in tokens) in _HANDLERS


def _falls_on(window: Window, said: int) -> bool:
    return weekday(window.earliest // DAY) == said


def _is_date(tokens: list[Token]) -> bool:
    kinds = "".join(t.kind for t in tokens).replace("O", "N")
    return kinds in {"NMY", "MNY", "YMN", "NM", "MN", "X", "E"}


def _said_weekday(tokens: list[Token]) -> int | None:
    if _is_whole(tokens):
        return None
    days = [t for t in tokens if t.kind == "W"]
    others = [t for t in tokens if t.kind not in {"W", "K", "Z", "P"} and t.word != "local"]
    return days[0].value if len(days) == 1 and _is_date(others) else None


_HANDLERS: dict[str, Callable[..., list[Window]]] = {**DAYS, **CALENDAR}


def _plain(tokens: list[Token], scene: Scene) -> list[Window]:
    shape = " ".join(t.kind for t in tokens)
    values = [t.value for t in tokens if len(t.kind) == 1 and t.kind.isupper()]
    if shape == "E":
        return [_edtf_window(tokens[0].word)]
    if shape == "X":
        return numeric_date(tokens[0].word, scene)
    handler = _HANDLERS.get(shape) or _HANDLERS.get(shape.replace("O", "N"))
    handler = handler or _HANDLERS.get(shape.replace("N", "C").replace("O", "C"))
    if handler is None:
        raise Unread
    return handler(scene, *values)


def _edtf_window(text: str) -> Window:
    edtf = parse_edtf(text)
    if isinstance(edtf, Edtf):
        earliest, latest = edtf.extent.start
        if earliest is not None and latest is not None:
            return Window(earliest, latest, edtf.unit)
    if isinstance(edtf, Invalid):
        raise Unread(edtf.reason, impossible=edtf.impossible)
    raise Unread
