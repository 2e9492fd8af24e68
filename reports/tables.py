"""The tables of a run: which of its paths are tables, and what of them becomes claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claims.tables.suffixes import is_table, names_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from claims.files import Inputs
    from claims.source import Source
    from claims.tables.read import Asked, Select
    from claims.tree import Tree
    from rules.columns.select import Selection
    from rules.engine import Outcome

RECORDS, COLUMNS, AUTO = "records", "columns", "auto"
"""How tables are judged: all rows as records, in columns, or large ones in columns."""


class TablesError(Exception):
    """A table cannot be judged in the way that was asked for."""


@dataclass(frozen=True)
class Tables:
    """How the tables of a run are read.

    `mapping` is the file that says what the columns of the tables in the paths claim. `tell` gets
    what is to be said beside the report. `selections` has what stayed in columns.
    """

    mapping: str | None
    engine: str
    vocabulary: Sequence[str]
    tell: Callable[[str], object]
    selections: list[Selection] = field(default_factory=list)

    def is_table(self, path: str) -> bool:
        """Say whether a path is that of a table."""
        return is_table(path, mapped=self.mapping is not None)

    def read(
        self, paths: Sequence[str], gather: Callable[[Sequence[str]], Inputs], *, refused: str = ""
    ) -> Inputs:
        """Return what paths hold, the rows of tables among it as claims.

        Raises:
            TablesError: there is a table, and they are `refused` for that reason.

        """
        given = [path for path in paths if self.is_table(path)]
        inputs = gather([path for path in paths if path not in given])
        named = any(map(names_table, inputs.trees))
        if not (named or given or self.mapping):
            return inputs
        if refused:
            raise TablesError(refused)
        from claims.tables.read import read_given, read_named  # noqa: PLC0415  only with tables

        select = None if self.engine == RECORDS else self._select()
        if named:
            inputs = read_named(inputs, select)
        if given or self.mapping:
            inputs = read_given(inputs, given, self.mapping, select)
        return inputs

    def watched(self, paths: Iterable[str], trees: Iterable[Tree]) -> tuple[str, ...]:
        """Return the tables that a run went by, for who watches them."""
        found = {tree.file for tree in trees if tree.is_of_table}
        return tuple(sorted(found | {path for path in paths if self.is_table(path)}))

    def added_to(self, outcome: Outcome) -> Outcome:
        """Return an outcome with the claims that stayed in columns counted in."""
        for selection in self.selections:
            outcome = selection.added_to(outcome)
        return outcome

    def _select(self) -> Select:
        """Return what chooses the rows of a large table that become records, and notes it."""

        def select(asked: Asked) -> Selection | None:
            from claims.files import read_paths  # noqa: PLC0415  only runs with tables
            from claims.tables.columnar import NotInColumnsError, is_large  # noqa: PLC0415  likewise
            from claims.tables.missing import MissingExtraError  # noqa: PLC0415  likewise
            from claims.vocabulary import build, shipped, shipped_tree  # noqa: PLC0415  likewise

            if self.engine == AUTO and not is_large(asked.path):
                return None
            from rules.columns import select as columns  # noqa: PLC0415  only with large ones

            words = shipped()
            if self.vocabulary:
                words, _ = build([shipped_tree(), *read_paths(self.vocabulary).trees])
            try:
                self.selections.append(columns.select(asked.path, asked.mapping, words))
            except (NotInColumnsError, MissingExtraError) as error:
                if self.engine == COLUMNS:
                    raise TablesError(f"{asked.name} is not judged in columns: {error}") from error
                self.tell(f"{asked.name} is judged on records: {error}")
                return None
            return self.selections[-1]

        return select


def of_tables(trees: tuple[Tree, ...]) -> tuple[Source, ...]:
    """Return the texts by which places are told in tables of files that are no text."""
    if not any(tree.is_of_table for tree in trees):
        return ()
    from claims.tables.read import shown_sources  # noqa: PLC0415  only runs with tables

    return shown_sources(trees)
