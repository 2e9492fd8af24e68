"""Reads the tables of a run: those that mapping files name, and those that the user does."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from claims.faults import Fault, Place
from claims.files import Inputs, hindrance, path_beside, read_file, read_source
from claims.load import RECORD_LIMIT
from claims.source import quoted
from claims.tables.cells import plain
from claims.tables.making import TableTree, claim_trees, listed
from claims.tables.mapping import fitting, read_mapping
from claims.tables.missing import MissingExtraError
from claims.tables.model import Read, ShownTable, Wanted
from claims.tables.suffixes import form_of, names_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from claims.load import Corpus
    from claims.source import Source
    from claims.tables.mapping import Header, TableMapping
    from claims.tables.model import Row, Table
    from claims.tree import Tree

TEXT_TABLE_LIMIT = 512 * 1024 * 1024
"""Bytes that a table of text may have: it is held in memory, with its rows beside."""
BINARY_TABLE_LIMIT = 64 * 1024**3
"""Bytes that a Parquet file or a database may have: only the rows that are read are held."""
SHEET_LIMIT = 256 * 1024 * 1024
"""Bytes that a workbook may have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A table to be read: its file, the name it is shown by, and what says what its rows claim."""

    name: str
    path: str
    mapping: TableMapping
    tree: Tree
    """The data of the mapping file."""


class Selected(Protocol):
    """The rows of a large table that are read; the others stay in columns."""

    @property
    def rows(self) -> Sequence[Row]:
        """Return the rows, in order of their numbers."""

    @property
    def silent(self) -> frozenset[int]:
        """Return the numbers of rows that only tell of their documents."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""


Select = Callable[[Asked], Selected | None]
"""Chooses the rows of a table that are read; None: all of them."""


def read_named(inputs: Inputs, select: Select | None = None) -> Inputs:
    """Return what was read, the rows of tables that mapping files name among it as claim files."""
    asked: list[Asked] = []
    faults: list[Fault] = []
    mappings = [tree for tree in inputs.trees if names_table(tree)]
    for tree in mappings:
        faults += _asked(tree, None, asked)
    return _with(inputs, {tree.file for tree in mappings}, asked, faults, select)


def read_given(
    inputs: Inputs,
    tables: Sequence[str],
    mapping_file: str | None,
    select: Select | None = None,
) -> Inputs:
    """Return what was read, with the tables that a user names and the mapping that is theirs."""
    if mapping_file is None:
        return replace(inputs, faults=(*inputs.faults, *_unmapped(inputs, tables)))
    read = read_file(mapping_file, mapping_file)
    inputs = Inputs(
        (*inputs.sources, *read.sources),
        (*inputs.trees, *read.trees),
        (*inputs.faults, *read.faults),
    )
    asked: list[Asked] = []
    faults: list[Fault] = []
    for tree in read.trees:
        for table in tables:
            faults += _asked(tree, table, asked)
        if not tables:
            faults += _asked(tree, None, asked)
    return _with(inputs, {mapping_file}, asked, faults, select)


def shown_sources(trees: Iterable[Tree]) -> tuple[Source, ...]:
    """Return the texts by which places are told in tables of files that are no text."""
    tables = {id(t.table): t.table for t in trees if isinstance(t, TableTree)}
    return tuple(table.source for table in tables.values() if not table.is_text)


def with_few_faults(corpus: Corpus, trees: Iterable[Tree]) -> Corpus:
    """Return a corpus with no more faults of its tables than a reader would look at."""
    files = {tree.file for tree in trees if tree.is_of_table}
    return replace(corpus, faults=listed(corpus.faults, files))


def read_table(name: str, path: str, header: Header, wanted: Wanted, limit: int) -> Read:
    """Read rows of a table, up to a limit; cells of columns that are not wanted are not kept."""
    form = form_of(path)
    if form is None:
        message = f"{quoted(name)} has a suffix that no table has"
        return Read(None, (Fault("record/file", message, Place(name)),))
    most = {"sheet": SHEET_LIMIT, "sqlite": BINARY_TABLE_LIMIT, "duckdb": BINARY_TABLE_LIMIT,
            "parquet": BINARY_TABLE_LIMIT}.get(form, TEXT_TABLE_LIMIT)  # fmt: skip
    hindered = hindrance(name, path, most)
    if hindered is not None:
        return Read(None, (hindered,))
    try:
        read = _READERS[form](name, path, header, wanted, limit)
    except MissingExtraError as error:
        return Read(None, (Fault("record/file", str(error), Place(name)),))
    if read.table is not None:
        read.table.rows = plain(read.table.rows)
    return read


def _delimited(name: str, path: str, header: Header, wanted: Wanted, limit: int) -> Read:
    from claims.tables.delimited import read_delimited  # noqa: PLC0415 - one form, one reader

    source = read_source(name, path, TEXT_TABLE_LIMIT)
    if isinstance(source, Fault):
        return Read(None, (source,))
    sign = {"tab": "\t"}.get(header.delimiter or "", header.delimiter)
    if sign is None and not path.lower().endswith(".csv"):
        sign = "\t"
    return read_delimited(source, sign, header.header, wanted, limit)._replace(source=source)


def _objects(name: str, path: str, header: Header, wanted: Wanted, limit: int) -> Read:
    from claims.tables.objects import read_objects  # noqa: PLC0415 - as above

    del header
    source = read_source(name, path, TEXT_TABLE_LIMIT)
    if isinstance(source, Fault):
        return Read(None, (source,))
    lines = form_of(path) == "lines"
    return read_objects(source, lines=lines, wanted=wanted, limit=limit)._replace(source=source)


def _sheet(name: str, path: str, header: Header, wanted: Wanted, limit: int) -> Read:
    from claims.tables.sheets import read_sheet  # noqa: PLC0415 - as above

    return read_sheet(name, path, header.sheet, header.header, wanted, limit)


def _sqlite(name: str, path: str, header: Header, wanted: Wanted, limit: int) -> Read:
    from claims.tables.databases import read_sqlite  # noqa: PLC0415 - as above

    return read_sqlite(name, path, header.sheet, wanted, limit)


def _duckdb(name: str, path: str, header: Header, wanted: Wanted, limit: int) -> Read:
    from claims.tables.databases import read_duckdb  # noqa: PLC0415 - as above

    return read_duckdb(name, path, header.sheet, wanted, limit)


def _parquet(name: str, path: str, header: Header, wanted: Wanted, limit: int) -> Read:
    from claims.tables.databases import read_parquet  # noqa: PLC0415 - as above

    del header
    return read_parquet(name, path, wanted, limit)


_READERS = {
    "delimited": _delimited,
    "lines": _objects,
    "objects": _objects,
    "sheet": _sheet,
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "parquet": _parquet,
}


def _asked(tree: Tree, table: str | None, asked: list[Asked]) -> list[Fault]:
    """Note which table a mapping asks for; return what is wrong with the mapping."""
    mapping, wrong = read_mapping(tree)
    faults = [_placed(fault, tree) for fault in wrong]
    if mapping is None:
        return faults
    if table is not None:
        asked.append(Asked(table, table, mapping, tree))
        return faults
    if mapping.header.table is None:
        message = "the mapping names no table"
        way_out = "add `table:` with a file beside it, or name the table before --mapping"
        return [*faults, Fault("record/field", message, tree.place(()), way_out)]
    found = path_beside(tree.file, mapping.header.table, tree.place(("table",)))
    if isinstance(found, Fault):
        return [*faults, found]
    path, name = found
    asked.append(Asked(name, path, mapping, tree))
    return faults


def _placed(fault: Fault, tree: Tree) -> Fault:
    """Return the fault of a mapping with its stretch of text: the mapping is no claim file."""
    place = fault.place
    return replace(fault, place=tree.place(place.route or (), place.on_key))


def _with(
    inputs: Inputs,
    mappings: Collection[str],
    asked: Sequence[Asked],
    faults: list[Fault],
    select: Select | None,
) -> Inputs:
    """Return what was read with tables in it; mapping files are no claim files, nor are tables."""
    made: list[Tree] = []
    tables = {each.name for each in asked}
    sources = [source for source in inputs.sources if source.name not in tables]
    own = {*tables, *mappings}
    claims = [tree for tree in inputs.trees if tree.file not in own]
    alone = len(asked) == 1 and not claims
    for each in asked:
        number = sum(tree.file == each.name for tree in made)
        chosen = select(each) if select is not None and alone else None
        read, trees, wrong = _read(each, number) if chosen is None else _chosen(each, chosen)
        made += trees
        faults += wrong
        if read.source is not None and read.source.name not in {s.name for s in sources}:
            sources.append(read.source)
    return Inputs(
        tuple(sources),
        (*claims, *made),
        (*(f for f in inputs.faults if f.place.file not in tables), *faults),
    )


def _read(asked: Asked, number: int) -> tuple[Read, list[TableTree], list[Fault]]:
    mapping = asked.mapping
    wanted = Wanted(frozenset(mapping.columns))
    limit = RECORD_LIMIT // max(1, len(mapping.claims)) + 1
    read = read_table(asked.name, asked.path, mapping.header, wanted, limit)
    table, faults, _ = read
    if table is None:
        return read, [], list(faults)
    unfit = (_placed(fault, asked.tree) for fault in fitting(mapping, table))
    told = [*faults, *_cut(table), *unfit]
    trees, odd = claim_trees(mapping, table, number)
    return read, trees, [*told, *odd]


def _chosen(asked: Asked, chosen: Selected) -> tuple[Read, list[TableTree], list[Fault]]:
    """Read the rows that were chosen of a table, whose other rows stay in columns."""
    table = ShownTable(asked.name, chosen.columns, chosen.rows)
    trees, odd = claim_trees(asked.mapping, table, silent=chosen.silent)
    return Read(table), trees, odd


def _cut(table: Table) -> list[Fault]:
    if not table.cut:
        return []
    message = (
        f"only the first {len(table.rows):,} rows are read, which make {RECORD_LIMIT:,} claims"
    )
    return [Fault("record/file", message, Place(table.name), "Split the table.")]


def _unmapped(inputs: Inputs, tables: Sequence[str]) -> list[Fault]:
    """Return the faults of tables that no mapping of the run names."""
    named = {os.path.realpath(t.table.name) for t in inputs.trees if isinstance(t, TableTree)}
    named |= {os.path.realpath(fault.place.file) for fault in inputs.faults}
    faults = []
    for table in tables:
        if os.path.realpath(table) in named:
            continue
        hindered = hindrance(table, table, BINARY_TABLE_LIMIT)
        message = f"{quoted(table)} is a table, and no mapping says what its columns claim"
        way_out = f"name one by --mapping; `counterclaim columns {table}` proposes one"
        faults.append(hindered or Fault("record/file", message, Place(table), way_out))
    return faults
