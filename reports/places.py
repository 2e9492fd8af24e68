"""Where findings point: from claims and fields to files, lines and columns."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.contract import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.faults import Place, Span
    from claims.load import Corpus
    from claims.source import Source
    from claims.tree import Cell, Tree

_BYTE_ORDER_MARK = "\ufeff"
_SEARCHED = 1000


@dataclass(frozen=True, slots=True)
class Location:
    """A stretch of a file: lines and columns from 1, columns in characters, the end not included.

    Without a line it is the file as a whole. `record_line` is where the id of the claim stands
    that the stretch belongs to. A byte order mark is no column.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    record_line: int | None = None
    cell: Cell | None = None
    """The cell of a table that the stretch is; of one that is no text, lines are its rows."""
    source: Source | None = field(default=None, repr=False, compare=False)


class Locator:
    """Finds where in the files that were read the parts of findings stand."""

    __slots__ = ("_places", "_sources", "_trees", "claims")

    def __init__(self, sources: Iterable[Source], trees: Iterable[Tree], corpus: Corpus) -> None:
        self._sources = {source.name: source for source in sources}
        self.claims = tuple(entry.key for entry in corpus.entries)
        """The keys of the claims that were read, in order."""
        self._trees = {(tree.file, tree.number): tree for tree in trees}
        self._places = {
            statement.key: statement.place
            for statement in (*corpus.documents, *corpus.mentions, *corpus.entries)
        }

    @property
    def files(self) -> int:
        """Return how many files were read."""
        return len(self._sources)

    def locate(self, at: Anchor | Place) -> Location:
        """Return where a claim, a field or a place in a file stands.

        A claim as a whole is at its id, a field that is not there at what would hold it. What has
        no place in a file that was read gives a location without a line; for a claim that nobody
        knows, its key stands in for the file.
        """
        if not isinstance(at, Anchor):
            return self._location(at, None)
        record = self._places.get(at.claim)
        if record is None:
            return Location(at.claim)
        identity = record.below("id")
        at_identity = self._location(identity, None)
        if not at.field:
            return at_identity
        return self._location(record.below(*at.field), at_identity.line)

    def _location(self, place: Place, record_line: int | None) -> Location:
        name = _shown_name(place.file)
        source = self._sources.get(place.file)
        span = self._span(place)
        cell = self._cell(place)
        if source is None or span is None:
            return Location(name)
        if place.span is None and not place.on_key:
            span = _without_header(source.text, span)
        marked = source.text.startswith(_BYTE_ORDER_MARK)
        first, last = source.position(span.start), source.position(max(span.start, span.end))
        return Location(
            name,
            first.line,
            _column(first.line, first.column, marked=marked),
            last.line,
            _column(last.line, last.column, marked=marked),
            record_line,
            cell,
            source,
        )

    def _cell(self, place: Place) -> Cell | None:
        tree = self._trees.get((place.file, place.tree))
        return None if tree is None or place.route is None else tree.cell(place.route)

    def _span(self, place: Place) -> Span | None:
        if place.span is not None or place.route is None:
            return place.span
        tree = self._trees.get((place.file, place.tree))
        return None if tree is None else tree.span(place.route, place.on_key)


def line_bounds(location: Location, number: int) -> tuple[int, int]:
    """Return the offsets between which a line of the location's file stands, without its end.

    The line is never copied: a file may be one line of many megabytes.
    """
    source = location.source
    if source is None:
        return 0, 0
    text, start, stop = source.text, source.line_start(number), source.line_start(number + 1)
    if number == 1 and text.startswith(_BYTE_ORDER_MARK):
        start = 1
    while stop > start and text[stop - 1] in "\r\n":
        stop -= 1
    return start, max(start, stop)


def _without_header(text: str, span: Span) -> Span:
    """Return the stretch of a value without the line that opens a block scalar of YAML.

    No other value begins with its signs. Blank lines are skipped too, a thousand characters at
    most.
    """
    if text[span.start : span.start + 1] not in {"|", ">"}:
        return span
    at = text.find("\n", span.start, min(span.end, span.start + _SEARCHED))
    stop = min(span.end, at + _SEARCHED)
    while 0 <= at < stop and text[at].isspace():
        at += 1
    return span._replace(start=at) if 0 <= at < stop else span


def _column(line: int, column: int, *, marked: bool) -> int:
    return max(1, column - 1) if marked and line == 1 else column


def _shown_name(file: str) -> str:
    return file if os.sep == "/" else file.replace(os.sep, "/")
