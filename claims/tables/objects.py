"""Tables of objects: JSON Lines, lists of objects in JSON, and the features of GeoJSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.faults import Fault, Place
from claims.json_reader import read_json, read_json_lines
from claims.tables.cells import flattened
from claims.tables.model import Read, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.faults import Route, Span
    from claims.source import Source
    from claims.tables.model import Wanted
    from claims.tree import Tree


class ObjectTable(Table):
    """A table whose rows are objects of JSON."""

    def __init__(
        self,
        source: Source,
        columns: Sequence[str],
        rows: Sequence[Row],
        held: Sequence[tuple[Tree, Route]],
        *,
        cut: bool,
    ) -> None:
        super().__init__(source.name, columns, rows, cut=cut)
        self._source = source
        self._held = held

    @property
    def source(self) -> Source:
        """Return the text of the file."""
        return self._source

    def span(self, index: int, column: str | None) -> Span | None:
        """Return where the value of that dotted name stands in the object of a row."""
        tree, route = self._held[index]
        if column is None:
            return tree.span(route)
        data: object = tree.data
        for step in route:
            data = data[step] if isinstance(data, (dict, list)) else None  # type: ignore[call-overload, index, unused-ignore]
        return tree.span((*route, *_steps(data, column)))


def _steps(data: object, column: str) -> Route:
    """Return the keys that lead to a dotted name: keys may have dots of their own."""
    parts = column.split(".")
    steps: list[str | int] = []
    at = 0
    while at < len(parts) and isinstance(data, dict):
        for end in range(at + 1, len(parts) + 1):
            key = ".".join(parts[at:end])
            if key in data:
                steps.append(key)
                data, at = data[key], end
                break
        else:
            break
    return tuple(steps)


def read_objects(source: Source, *, lines: bool, wanted: Wanted, limit: int) -> Read:
    """Read rows of JSON, up to a limit; values of columns that are not wanted are not kept.

    With `lines` each line is a row. Else the text is a list of objects, or a collection of
    features of GeoJSON, each of them a row.
    """
    trees, faults = read_json_lines(source) if lines else read_json(source)
    columns: dict[str, None] = {}
    rows: list[Row] = []
    held: list[tuple[Tree, Route]] = []
    cut = False
    told = list(faults)
    for number, (tree, route, data) in enumerate(_objects(trees, lines=lines), 1):
        if not isinstance(data, dict):
            message = "a row of the table is an object of names and values; it is not read"
            told.append(Fault("record/syntax", message, tree.place(route)))
            continue
        if len(rows) >= limit:
            cut = True
            break
        cells = flattened(data)
        columns.update(dict.fromkeys(cells))
        rows.append(Row(number, {n: v for n, v in cells.items() if n in wanted}))
        held.append((tree, route))
    if not trees:
        told = told or [Fault("record/syntax", "the table has no rows", Place(source.name))]
        return Read(None, tuple(told))
    return Read(ObjectTable(source, tuple(columns), rows, held, cut=cut), tuple(told))


def _objects(trees: Sequence[Tree], *, lines: bool) -> Iterator[tuple[Tree, Route, object]]:
    for tree in trees:
        data = tree.data
        if lines:
            yield tree, (), data
        elif isinstance(data, list):
            yield from ((tree, (index,), item) for index, item in enumerate(data))
        elif isinstance(data, dict) and isinstance(data.get("features"), list):
            features = data["features"]
            yield from ((tree, ("features", i), item) for i, item in enumerate(features))
        else:
            yield tree, (), data
