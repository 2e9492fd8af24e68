"""From the rows of a table to claim files: one for each document that the rows are of."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from claims.faults import Fault, Place
from claims.tables.filling import cell, filled, truth
from claims.tables.mapping import REFERENCES, Column, columns_of
from claims.tables.model import Odd, told
from claims.tree import FAULT_LIMIT, Cell, Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable

    from claims.faults import Route, Span
    from claims.tables.mapping import TableMapping, Template
    from claims.tables.model import Row, Table

_NOT_IN_IDS = re.compile(r"[\s#/\\]+")
_LONGEST_KEY = 150
_STRICT_TRUTHS = frozenset({"reference", "exhaustive", "holds"})
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class TableTree(Tree):
    """The claim file that some rows of a table make; its places are cells."""

    table: Table = field(kw_only=True, compare=False)
    origins: list[tuple[int, Template]] = field(kw_only=True, compare=False)
    """For each claim the position of its row, and its template."""
    head: tuple[int, Template] = field(kw_only=True, compare=False)
    """The same of the document."""

    @property
    def is_of_table(self) -> bool:
        """Say that the data is made of the rows of a table."""
        return True

    def span(self, route: Route, on_key: bool = False) -> Span | None:  # noqa: ARG002, FBT001, FBT002 - as in Tree
        """Return where the cell stands that became the value at a route."""
        index, column = self._cell(route)
        return self.table.span(index, column)

    def cell(self, route: Route) -> Cell:
        """Return the cell that became the value at a route."""
        index, column = self._cell(route)
        row = self.table.rows[index]
        return Cell(row.number, column or "", told(row.get(column or "")), self.table.is_text)

    def _cell(self, route: Route) -> tuple[int, str | None]:
        index, template = self.head
        rest = route[1:]
        if route[:1] == ("claims",) and len(route) > 1 and isinstance(route[1], int):
            index, template = self.origins[route[1]]
            rest = route[2:]
        for length in range(len(rest), 0, -1):
            spec = template.specs.get(rest[:length])
            if spec is not None:
                return index, next(name for _, name in columns_of(spec))
        first = next(iter(template.specs.values()), None)
        return index, None if first is None else next(name for _, name in columns_of(first))


@dataclass(slots=True)
class _Group:
    """The claims of the rows of one document."""

    raw: dict[str, Any]
    row: int
    claims: list[object] = field(default_factory=list)
    origins: list[tuple[int, Template]] = field(default_factory=list)


def claim_trees(
    mapping: TableMapping,
    table: Table,
    first_number: int = 0,
    silent: Container[int] = frozenset(),
) -> tuple[list[TableTree], list[Fault]]:
    """Return the claim files that the rows of a table make, and what is wrong with cells.

    A faulty cell leaves out the field that it would have filled. The trees are numbered from
    `first_number` on. Rows with the `silent` numbers only tell of their document.
    """
    making = _Making(mapping, table, first_number)
    for index, row in enumerate(table.rows):
        making.place_row(index, row)
    for index, row in enumerate(table.rows):
        if row.number not in silent:
            making.add(index, row)
    return making.trees(), making.faults


class _Making:
    """Makes the claim files of one table."""

    def __init__(self, mapping: TableMapping, table: Table, first_number: int) -> None:
        self._mapping = mapping
        self._table = table
        self._first = first_number
        self._empty = frozenset(mapping.header.empty)
        self._names = {template.name for template in mapping.claims}
        self._groups: dict[str, _Group] = {}
        self._numbers: dict[str, int] = {}
        self._of_row: list[str] = []
        self._keys: list[str] = []
        self._by_key: dict[str, int] = {}
        self._joined: dict[tuple[str, str], int] = {}
        self.faults: list[Fault] = []

    def place_row(self, index: int, row: Row) -> None:
        """Note the document and the key of a row, which other rows may point at."""
        template = self._mapping.document
        odd: list[tuple[Route, str]] = []
        raw = self._filled(template.data, (), template, row, odd)
        raw = raw if isinstance(raw, dict) else {}
        group = json.dumps(raw, default=str, sort_keys=True)
        if group not in self._groups:
            if "id" not in raw:
                raw = {"id": self._document_id(row), **raw}
            else:
                raw["id"] = _in_id(str(raw["id"]))
            self._groups[group] = _Group(raw, index)
            self._numbers[group] = self._first + len(self._numbers)
            place = Place(self._table.name, (), tree=self._numbers[group])
            self.faults += [self._of_cell(place.below("document", *at), why) for at, why in odd]
        self._of_row.append(group)
        key = self._key(row)
        self._keys.append(key)
        self._by_key.setdefault(key, index)

    def add(self, index: int, row: Row) -> None:
        """Make the claims of a row."""
        made = {t.name: t for t in self._mapping.claims if self._is_made(t, row)}
        group = self._groups[self._of_row[index]]
        for template in made.values():
            at = Place(
                self._table.name, ("claims", len(group.claims)), tree=self._tree_number(index)
            )
            odd: list[tuple[Route, str]] = []
            raw = self._filled(template.data, (), template, row, odd)
            raw = raw if isinstance(raw, dict) else {}
            self.faults += [self._of_cell(at.below(*route), why) for route, why in odd]
            claim = {"id": f"{self._keys[index]}.{template.name}", **raw}
            self._point(claim, template, index, made)
            self._join(claim, template, index, row)
            group.claims.append(claim)
            group.origins.append((index, template))

    def trees(self) -> list[TableTree]:
        """Return the claim files made so far."""
        return [
            TableTree(
                self._table.name,
                {"document": group.raw, "claims": group.claims},
                _no_shape,
                self._numbers[key],
                table=self._table,
                origins=group.origins,
                head=(group.row, self._mapping.document),
            )
            for key, group in self._groups.items()
        ]

    def _tree_number(self, index: int) -> int:
        return self._numbers[self._of_row[index]]

    def _document_id(self, row: Row) -> str:
        stem = _in_id(PurePath(self._table.name).stem) or "table"
        return f"{stem}-{row.number}" if self._mapping.document.specs else stem

    def _key(self, row: Row) -> str:
        column = self._mapping.header.key
        held = None if column is None else cell(row, column, self._empty)
        text = _in_id(told(held)) if held is not None else ""
        return text[:_LONGEST_KEY] or str(row.number)

    def _is_made(self, template: Template, row: Row) -> bool:
        if any(cell(row, name, self._empty) is None for name in template.only_with):
            return False
        return not template.needed or any(
            filled(template.specs[route], row, self._empty) is not None for route in template.needed
        )

    def _filled(
        self, data: Any, route: Route, template: Template, row: Row, odd: list[tuple[Route, str]]
    ) -> Any:
        """Return some data of a template with the cells of a row in it."""
        spec = template.specs.get(route) if route else None
        if spec is not None:
            held = filled(spec, row, self._empty)
            if isinstance(held, Odd):
                odd.append((route, held.reason))
                return _ABSENT
            if isinstance(held, str) and route[-1] in _STRICT_TRUTHS:
                meant = truth(held)
                return held if meant is None else meant
            if isinstance(spec, Column) and spec.claim is not None and held is not None:
                return self._elsewhere(spec.claim, held)
            return _ABSENT if held is None else held
        if isinstance(data, Mapping):
            made = {k: self._filled(v, (*route, k), template, row, odd) for k, v in data.items()}
            kept = {key: value for key, value in made.items() if value is not _ABSENT}
            return kept if kept or not data or not route else _ABSENT
        if isinstance(data, list):
            items = [self._filled(v, (*route, i), template, row, odd) for i, v in enumerate(data)]
            kept_items = [item for item in items if item is not _ABSENT]
            return kept_items if kept_items or not data else _ABSENT
        return data

    def _elsewhere(self, name: str, held: object) -> object:
        """Return the key of a claim of the rows that cells name."""
        if isinstance(held, list):
            return [self._elsewhere(name, item) for item in held]
        key = _in_id(str(held))[:_LONGEST_KEY]
        index = self._by_key.get(key)
        claim = f"{key}.{name}"
        return claim if index is None else f"{self._document_of(index)}#{claim}"

    def _document_of(self, index: int) -> str:
        return str(self._groups[self._of_row[index]].raw["id"])

    def _point(
        self, claim: dict[str, Any], template: Template, index: int, made: Mapping[str, Template]
    ) -> None:
        """Let the names of the mapping's claims mean those of the same row."""
        for field_name in REFERENCES & claim.keys():
            if any(route[0] == field_name for route in template.specs):
                continue
            held = claim[field_name]
            several = held if isinstance(held, list) else [held]
            turned = [self._own(name, index, made) for name in several]
            claim[field_name] = turned if isinstance(held, list) else turned[0]

    def _own(self, name: object, index: int, made: Mapping[str, Template]) -> object:
        text = str(getattr(name, "text", name))
        if text not in self._names:
            return name
        key = f"{self._keys[index]}.{text}"
        # Of a claim that this row does not make the full key is given, so that it is told.
        return key if text in made else f"{self._document_of(index)}#{key}"

    def _join(self, claim: dict[str, Any], template: Template, index: int, row: Row) -> None:
        """Say that the event of a row is that of the first row with the same value."""
        if template.joined_by is None:
            return
        held = cell(row, template.joined_by, self._empty)
        if held is None:
            return
        first = self._joined.setdefault((template.name, told(held)), index)
        if first != index:
            same = claim.get("same_as", [])
            other = f"{self._document_of(first)}#{self._keys[first]}.{template.name}"
            claim["same_as"] = [*(same if isinstance(same, list) else [same]), other]

    def _of_cell(self, place: Place, reason: str) -> Fault:
        return Fault("record/unreadable", f"the cell {reason}", place)


def _in_id(text: str) -> str:
    """Return a text as a part of an id, in which no spaces, strokes and number signs stand."""
    return _NOT_IN_IDS.sub("-", text.strip())


def _no_shape() -> None:
    return None


def listed(
    faults: Iterable[Fault], files: Collection[str], most: int = FAULT_LIMIT
) -> tuple[Fault, ...]:
    """Return faults; of those of one rule in one of the files at most a number.

    A fault of a column has as many of them as the table has rows. The rest is counted.
    """
    kept: list[Fault] = []
    seen: Counter[tuple[str, str]] = Counter()
    for fault in faults:
        key = (fault.place.file, fault.rule)
        seen[key] += fault.place.file in files
        if seen[key] <= most:
            kept.append(fault)
    for (file, rule), number in seen.items():
        if number > most:
            message = f"{number - most} more faults like these are not listed"
            kept.append(
                Fault(rule, message, Place(file), "Mend the listed ones, then check again.")
            )
    return tuple(kept)
