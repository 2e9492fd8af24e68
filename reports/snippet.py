"""Source lines with marks under the stretches that a finding is about."""

from __future__ import annotations

from collections import deque
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from reports.display import columns, glyphs, one_line, wrap
from reports.places import line_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reports.display import Page
    from reports.places import Location

_CUT = "…"
_TRIMMED = 1000


class Mark(NamedTuple):
    """A stretch of a file to underline: how it is coloured, and what to say of it."""

    location: Location
    label: str
    role: str
    primary: bool


class _Stretch(NamedTuple):
    """A mark on one line: from and to, as offsets in the text or as columns shown."""

    start: int
    stop: int
    primary: bool
    role: str
    label: str


class _Piece(NamedTuple):
    """Some text at a column of a row."""

    column: int
    text: str
    role: str


class _View(NamedTuple):
    """The part of a line that is shown, between two offsets, and the column of each offset."""

    start: int
    stop: int
    text: str
    edges: list[int]
    whole: bool


def snippet(marks: Sequence[Mark], gutter: int, page: Page) -> list[str]:
    """Return the lines of one file that marks stand in, with the marks under them.

    `gutter` is the width of the greatest line number. Each mark of a claim's field shows the line
    with the claim's id too. Lines left out between are told by dots.
    """
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.location.line is not None:
            by_line.setdefault(mark.location.line, []).append(mark)
    if not by_line:
        return []
    room = page.width - gutter - 3
    limit = None if page.limit is None else room
    bar = page.paint("frame", f"{'':{gutter}} |")
    rows = [bar]
    for number in _numbers(by_line, marks):
        if number is None:
            rows.append(page.paint("frame", "..."))
            continue
        head = page.paint("frame", f"{number:>{gutter}} |")
        for text, under in _line(marks[0].location, number, by_line.get(number, ()), room, limit):
            rows.append(f"{head} {text}" if text else head)
            rows.extend(f"{bar} {_drawn(pieces, page)}" for pieces in under)
    return rows


def _numbers(by_line: dict[int, list[Mark]], marks: Iterable[Mark]) -> Iterator[int | None]:
    """Give the numbers of the lines to show, and None where lines are left out."""
    headings = {
        location.record_line
        for location in (mark.location for mark in marks)
        if location.record_line is not None
        and location.line is not None
        and location.record_line < location.line
    }
    before: int | None = None
    for number in sorted(by_line.keys() | headings):
        if before is not None and number == before + 2:
            yield before + 1
        elif before is not None and number > before + 2:
            yield None
        yield number
        before = number


def _line(
    location: Location, number: int, marks: Sequence[Mark], room: int, limit: int | None
) -> Iterator[tuple[str, list[list[_Piece]]]]:
    """Give a line as it is shown, with the rows under it; more than once where it is too long."""
    text = location.source.text if location.source is not None else ""
    start, stop = line_bounds(location, number)
    left = _stretches(marks, number, start, stop, text)
    if not left:
        yield _view(text, start, stop, _Stretch(start, start, False, "", ""), room).text, []
    while left:
        view = _view(text, start, stop, left[0], room)
        inside = [left.popleft()]
        while left and left[0].start < view.stop + view.whole:
            inside.append(left.popleft())
        yield view.text, _rows([_shown(s, view) for s in inside], limit)


def _stretches(
    marks: Iterable[Mark], number: int, start: int, stop: int, text: str
) -> deque[_Stretch]:
    """Return the marks of a line in order, those of the same stretch joined to one."""
    floor = max(start, stop - _TRIMMED)
    while stop > floor and text[stop - 1] in " \t":
        stop -= 1
    joined: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        location = mark.location
        begin = start + (location.column or 1) - 1
        end = start + (location.end_column or 1) - 1 if location.end_line == number else stop
        joined.setdefault((begin, max(begin, end)), []).append(mark)
    found: deque[_Stretch] = deque()
    for (begin, end), same in sorted(joined.items(), key=itemgetter(0)):
        label = "; ".join(dict.fromkeys(mark.label for mark in same if mark.label))
        found.append(_Stretch(begin, end, same[0].primary, same[0].role, label))
    return found


def _view(text: str, start: int, stop: int, mark: _Stretch, room: int) -> _View:
    """Return the part of a line, at most `room` columns of it, that shows where the mark begins.

    Only the surroundings of the mark are looked at, however long the line is.
    """
    anchor = min(max(mark.start, start), stop)
    low, high = max(start, anchor - room), min(stop, anchor + 2 * room)
    widths = [glyph.width for glyph in glyphs(text[low:high])]
    marked = max(anchor, min(mark.stop, high)) - low
    if low == start and high == stop and sum(widths) <= room:
        first, end = 0, len(widths)
    else:
        from_start = low == start and sum(widths[:marked]) < room - 1
        first = 0 if from_start else _back(widths, anchor - low, room // 3)
        end = _onward(widths, first, room - 2)
    cut_left, cut_right = low + first > start, low + end < stop
    shown = glyphs(text[low + first : low + end])
    edges = list(accumulate((glyph.width for glyph in shown), initial=int(cut_left)))
    body = "".join(glyph.text for glyph in shown)
    line = (_CUT if cut_left else "") + body + (_CUT if cut_right else "")
    return _View(low + first, low + end, line.rstrip(" "), edges, not cut_right)


def _back(widths: list[int], at: int, room: int) -> int:
    """Return the first position from which what comes before another fits.

    It is never inside a sequence of characters that are shown as one.
    """
    first = at
    while first and widths[first - 1] <= room:
        first -= 1
        room -= widths[first]
    while first < at and not widths[first]:
        first += 1
    return first


def _onward(widths: list[int], at: int, room: int) -> int:
    """Return the position up to which what begins at another fits."""
    while at < len(widths) and widths[at] <= room:
        room -= widths[at]
        at += 1
    return at


def _shown(stretch: _Stretch, view: _View) -> _Stretch:
    """Return a stretch in columns; one that goes on beyond the view ends under the cut."""
    inside = len(view.edges) - 1
    first = view.edges[min(max(stretch.start - view.start, 0), inside)]
    last = view.edges[min(max(stretch.stop - view.start, 0), inside)]
    if stretch.stop > view.stop and not view.whole:
        last += 1
    return stretch._replace(start=first, stop=max(last, first + 1))


def _rows(stretches: list[_Stretch], limit: int | None) -> list[list[_Piece]]:
    """Return the rows under a line: the underlining, and the labels that it has no room for."""
    rows = [_underlining(stretches)]
    below = [s for s in stretches if s.label]
    after = max(s.stop for s in stretches) + 1
    last = stretches[-1]
    if last.label and (limit is None or after + columns(one_line(last.label)) <= limit):
        rows[0].append(_Piece(after, one_line(last.label), last.role))
        below.pop()
    bars = _bars(below)
    if bars:
        rows.append(bars)
    for stretch in reversed(below):
        rows.extend(_label_rows(stretch, bars, limit))
    return rows


def _underlining(stretches: list[_Stretch]) -> list[_Piece]:
    cells: dict[int, tuple[str, str]] = {}
    for stretch in sorted(stretches, key=lambda s: s.primary):
        sign = "^" if stretch.primary else "-"
        cells.update(dict.fromkeys(range(stretch.start, stretch.stop), (sign, stretch.role)))
    pieces: list[_Piece] = []
    for column, (sign, role) in sorted(cells.items()):
        last = pieces[-1] if pieces else None
        joins = last is not None and last.column + len(last.text) == column
        if last is not None and joins and last.text[0] == sign and last.role == role:
            pieces[-1] = last._replace(text=last.text + sign)
        else:
            pieces.append(_Piece(column, sign, role))
    return pieces


def _bars(stretches: Iterable[_Stretch]) -> list[_Piece]:
    bars = {s.start: _Piece(s.start, "|", s.role) for s in stretches}
    return [bars[column] for column in sorted(bars)]


def _label_rows(stretch: _Stretch, bars: list[_Piece], limit: int | None) -> Iterator[list[_Piece]]:
    """Give the rows of a label below its mark, moved to the left where the page is too narrow."""
    label = one_line(stretch.label)
    start = stretch.start
    if limit is not None:
        start = max(0, min(start, limit - columns(label)))
    for line in wrap(label, None if limit is None else limit - start):
        left = [bar for bar in bars if bar.column < start]
        yield [*left, _Piece(start, line, stretch.role)]


def _drawn(pieces: Iterable[_Piece], page: Page) -> str:
    row, at = "", 0
    for piece in pieces:
        row += " " * (piece.column - at) + page.paint(piece.role, piece.text)
        at = piece.column + columns(piece.text)
    return row
