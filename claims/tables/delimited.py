"""Tables of text: CSV (RFC 4180) and TSV, with the place of every cell."""

from __future__ import annotations

import csv
from array import array
from typing import TYPE_CHECKING

from claims.faults import Fault, Place, Span
from claims.source import quoted
from claims.tables.model import Read, Row, Table
from claims.tree import FAULT_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.source import Source
    from claims.tables.model import Wanted

DELIMITERS = (",", ";", "\t", "|")


class DelimitedTable(Table):
    """A table in a text. Where a cell stands is found by reading its row again when asked."""

    def __init__(
        self,
        source: Source,
        columns: Sequence[str],
        rows: Sequence[Row],
        starts: array[int],
        delimiter: str,
        *,
        cut: bool,
    ) -> None:
        super().__init__(source.name, columns, rows, cut=cut)
        self._source = source
        self._starts = starts
        self._delimiter = delimiter

    @property
    def source(self) -> Source:
        """Return the text of the file."""
        return self._source

    def span(self, index: int, column: str | None) -> Span | None:
        """Return where a cell stands, in its quotes if it has some."""
        spans = cell_spans(self._source.text, self._starts[index], self._delimiter)
        if column is None or column not in self.columns:
            return Span(spans[0].start, spans[-1].end)
        at = self.columns.index(column)
        return spans[at] if at < len(spans) else Span(spans[-1].end, spans[-1].end)


def read_delimited(
    source: Source, delimiter: str | None, header: int, wanted: Wanted, limit: int
) -> Read:
    """Read rows of a text, up to a limit; `header` is the row of the names, counted from 1.

    Without a delimiter it is the one that the header has most of. Cells of columns that are not
    wanted are not kept.
    """
    reading = _Reading(source, delimiter or _sniffed(source, header), wanted, limit)
    lines = _Lines(source.text)
    reader = csv.reader(lines, delimiter=reading.delimiter, strict=True)
    number = 0
    while not reading.cut and not reading.hopeless:
        lines.begin()
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if number >= header:
                reading.broken(lines.start, str(error))
            continue
        if number >= header and cells:
            reading.row(number, lines.start, cells)
    return reading.read()


class _Reading:
    """What was read of one text so far."""

    def __init__(self, source: Source, delimiter: str, wanted: Wanted, limit: int) -> None:
        self.delimiter = delimiter
        self.cut = False
        self.hopeless = False
        self._source = source
        self._wanted = wanted
        self._limit = limit
        self._names: list[str] = []
        self._kept: list[tuple[int, str]] = []
        self._rows: list[Row] = []
        self._starts: array[int] = array("q")
        self._faults: list[Fault] = []
        self._unlisted = 0

    def row(self, number: int, start: int, cells: list[str]) -> None:
        """Take a row; the first one has the names."""
        if not self._names:
            self._names = [name.strip() for name in cells]
            self._faults += _of_header(self._source, self._names, start, self.delimiter)
            named = enumerate(self._names)
            self._kept = [(at, name) for at, name in named if name and name in self._wanted]
        elif len(cells) != len(self._names):
            self._complain(_uneven(self._source, start, len(cells), len(self._names)))
        elif len(self._rows) >= self._limit:
            self.cut = True
        else:
            held = {name: cells[at].strip() or None for at, name in self._kept}
            self._rows.append(Row(number, held))
            self._starts.append(start)

    def broken(self, start: int, reason: str) -> None:
        """Take a row that is no row of CSV; without the names, nothing else can be read."""
        self._complain(_broken(self._source, start, reason))
        self.hopeless = not self._names

    def read(self) -> Read:
        """Return all that was read."""
        if not self._names:
            place = Place(self._source.name, None, Span(0, 0))
            nothing = Fault("record/syntax", "the table has no header", place)
            return Read(None, tuple(self._faults or [nothing]))
        if self._unlisted:
            message = f"{self._unlisted} more faults of this file are not listed"
            self._faults.append(Fault("record/syntax", message, Place(self._source.name)))
        table = DelimitedTable(
            self._source, self._names, self._rows, self._starts, self.delimiter, cut=self.cut
        )
        return Read(table, tuple(self._faults))

    def _complain(self, fault: Fault) -> None:
        if len(self._faults) < FAULT_LIMIT:
            self._faults.append(fault)
        else:
            self._unlisted += 1


class _Lines:
    """The lines of a text one by one, with where the first one since `begin` starts."""

    def __init__(self, text: str) -> None:
        self._each = _lines(text)
        self._next = 0
        self.start = 0

    def begin(self) -> None:
        self.start = self._next

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._each)
        self._next += len(line)
        return line


def _lines(text: str) -> Iterator[str]:
    """Give lines with their ends, as editors have them and not as `splitlines` does."""
    at = 0
    while at < len(text):
        feed = text.find("\n", at)
        stop = feed if feed >= 0 else len(text) - 1
        back = text.find("\r", at, stop + 1)
        end = stop + 1 if back < 0 or back + 1 == feed else back + 1
        yield text[at:end]
        at = end


def _sniffed(source: Source, header: int) -> str:
    line = source.line(header)
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _broken(source: Source, start: int, reason: str) -> Fault:
    line = source.position(start).line
    span = Span(start, max(start, start + len(source.line(line))))
    if "end of data" in reason:
        message = "a quotation mark in this row is never closed"
    elif "limit" in reason:
        message = f"a cell of this row is longer than {csv.field_size_limit()} characters"
    else:
        message = "the quotation marks of this row are not in order"
    way_out = 'close each cell that begins with ", and write a quotation mark in it twice'
    return Fault("record/syntax", message, Place(source.name, None, span), way_out)


def _uneven(source: Source, start: int, found: int, wanted: int) -> Fault:
    line = source.position(start).line
    span = Span(start, start + len(source.line(line)))
    cells = "1 cell" if found == 1 else f"{found} cells"
    message = f"the row has {cells}, and the header {wanted}; the row is not read"
    way_out = "put a cell that holds the delimiter into quotation marks"
    return Fault("record/syntax", message, Place(source.name, None, span), way_out)


def _of_header(source: Source, names: list[str], start: int, delimiter: str) -> Iterator[Fault]:
    spans = cell_spans(source.text, start, delimiter)
    for at, name in enumerate(names):
        if name and name in names[:at]:
            message = f"two columns are called {quoted(name)}; the second is not read"
            names[at] = ""
            place = Place(source.name, None, spans[at])
            yield Fault("record/syntax", message, place, "give each column a name of its own")


def cell_spans(text: str, start: int, delimiter: str) -> list[Span]:
    """Return where the cells of the row that begins at an offset stand, one at least."""
    spans: list[Span] = []
    at, stop = start, len(text)
    while True:
        begin = at
        if at < stop and text[at] == '"':
            at = _after_quotes(text, at)
        while at < stop and text[at] not in (delimiter, "\n", "\r"):
            at += 1
        spans.append(Span(begin, at))
        if at >= stop or text[at] != delimiter:
            return spans
        at += 1


def _after_quotes(text: str, at: int) -> int:
    at += 1
    while True:
        at = text.find('"', at)
        if at < 0:
            return len(text)
        if text[at + 1 : at + 2] != '"':
            return at + 1
        at += 2
