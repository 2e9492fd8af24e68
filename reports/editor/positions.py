"""Places in a text as editors count them: lines from 0, columns in units of some encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from claims.faults import Span
from reports.places import line_bounds

if TYPE_CHECKING:
    from claims.source import Source
    from reports.places import Location

Encoding = Literal["utf-8", "utf-16", "utf-32"]


class Position(NamedTuple):
    """A line, counted from 0, and how many units of the encoding stand before it on that line."""

    line: int
    character: int


def position_of(source: Source, offset: int, encoding: Encoding) -> Position:
    """Return where an offset of a text is."""
    line = source.position(offset).line
    return Position(line - 1, _units(source.text[source.line_start(line) : offset], encoding))


def offset_of(source: Source, position: Position, encoding: Encoding) -> int:
    """Return the offset of a position; one behind the end of its line is taken as that end."""
    line = max(0, position.line) + 1
    if line > source.line_count:
        return len(source.text)
    start, text = source.line_start(line), source.line(line)
    left = position.character
    for index, char in enumerate(text):
        left -= _units(char, encoding)
        if left < 0:
            return start + index
    return start + len(text)


def span_of(location: Location) -> Span:
    """Return the stretch of its file that a location is; the first character's place for none."""
    if location.line is None or location.end_line is None:
        return Span(0, 0)
    start = line_bounds(location, location.line)[0] + (location.column or 1) - 1
    end = line_bounds(location, location.end_line)[0] + (location.end_column or 1) - 1
    return Span(start, max(start, end))


def _units(text: str, encoding: Encoding) -> int:
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-16":
        return len(text) + sum(char > "\uffff" for char in text)
    return len(text.encode("utf-8", "surrogatepass"))
