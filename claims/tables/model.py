"""A table as it was read: its rows, and where each cell stands."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from claims.faults import Span
from claims.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from claims.faults import Fault

_LINE_ENDS = re.compile(r"[\r\n]+")


class Odd(NamedTuple):
    """A cell that holds nothing a claim could say; the reason goes on from "the cell"."""

    reason: str


Single = str | bool | Odd | None
Value = Single | tuple[Single, ...]
"""What a cell holds: a text as it was written, true or false, several of them, or nothing."""


class Row(NamedTuple):
    """A row by its number, as the program that wrote the table counts it, and its cells by column.

    The first row of a CSV file or of a sheet is its header, so that a row has the number that a
    spreadsheet shows. Elsewhere the first row of data is row 1.
    """

    number: int
    cells: Mapping[str, Value]

    def get(self, column: str) -> Value:
        """Return what a cell holds; nothing where the row has none of that column."""
        return self.cells.get(column)


class Table(ABC):
    """A table: the names of its columns in order, and the rows that were read, up to a limit.

    `cut` says that there are more rows than were read.
    """

    is_text = True
    """The file is text, and has lines and columns of its own."""

    def __init__(
        self, name: str, columns: Sequence[str], rows: Sequence[Row], *, cut: bool = False
    ) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.rows = rows
        self.cut = cut

    @property
    @abstractmethod
    def source(self) -> Source:
        """Return the text that places in the table are told by."""

    @abstractmethod
    def span(self, index: int, column: str | None) -> Span | None:
        """Return where a cell of the row at a position stands; without a column, the row."""


class Read(NamedTuple):
    """A table, none where nothing of it could be read, and what is wrong with it.

    `source` is the text of its file, where that is text and could be read.
    """

    table: Table | None
    faults: tuple[Fault, ...] = ()
    source: Source | None = None


class ShownTable(Table):
    """A table of a file that is no text: its places are told in a text made of its rows.

    The text has each row on the line of its number, and is made when something asks for it.
    """

    is_text = False

    @cached_property
    def _shown(self) -> tuple[Source, list[dict[str, Span]]]:
        pieces: list[str] = []
        spans: list[dict[str, Span]] = []
        at, line = 0, 1
        for row in self.rows:
            gap = row.number - line
            pieces.append("\n" * gap)
            at, line = at + gap, row.number
            held: dict[str, Span] = {}
            for column, value in row.cells.items():
                if value is None:
                    continue
                head = f"{' | ' if held else ''}{_on_line(column)}: "
                body = _on_line(told(value))
                held[column] = Span(at + len(head), at + len(head) + len(body))
                pieces += (head, body)
                at += len(head) + len(body)
            spans.append(held)
        return Source(self.name, "".join(pieces)), spans

    @property
    def source(self) -> Source:
        """Return the rows that were read, each on the line of its number."""
        return self._shown[0]

    def span(self, index: int, column: str | None) -> Span | None:
        """Return where a cell stands among the shown rows; the whole row for an empty one."""
        held = self._shown[1][index]
        if column in held:
            return held[column]
        spans = list(held.values())
        if not spans:
            start = self.source.line_start(self.rows[index].number)
            return Span(start, start)
        start = self.source.line_start(self.rows[index].number)
        return Span(start, spans[-1].end)


class Wanted:
    """The columns that are asked for: by name, by a name within them, or by what they are within.

    `geometry.coordinates` is wanted by `geometry`, and by `geometry.coordinates.0`.
    """

    def __init__(self, names: frozenset[str] | None) -> None:
        self._names = names
        self._known: dict[str, bool] = {}

    def __contains__(self, column: str) -> bool:
        """Say whether a column is asked for."""
        known = self._known.get(column)
        if known is None:
            names = self._names
            known = names is None or any(
                name == column or name.startswith(f"{column}.") or column.startswith(f"{name}.")
                for name in names
            )
            self._known[column] = known
        return known


def told(value: Value) -> str:
    """Return what a cell holds as one text."""
    if isinstance(value, tuple) and not isinstance(value, Odd):
        return "; ".join(map(told, value))
    if isinstance(value, Odd):
        return f"({value.reason})"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _on_line(text: str) -> str:
    return _LINE_ENDS.sub(" ", text)
