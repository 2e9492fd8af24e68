"""A folder of an editor's workspace: its claim files are one set, as the editor holds them.

Nothing outside the folder is read, whatever its settings, its links and its claims say.
"""

# Paths are compared as text, with what editors name.
# ruff: noqa: PTH110, PTH118, PTH119, PTH122

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claims.files import SUFFIXES, Inputs, inside, read_held, read_paths
from claims.watching import look_at, text_files
from reports.baseline import BaselineError, compared
from reports.baseline import read as read_baseline
from reports.places import Locator
from reports.reading import put_together
from reports.rounds import Session
from reports.settings import Settings, SettingsError, read_settings, settings_files
from rules.catalogue import UnknownRuleError, select
from rules.claimset import ClaimSet
from rules.engine import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claims.faults import Route
    from claims.load import Statement
    from claims.source import Source
    from claims.tree import Tree
    from claims.watching import Look
    from reports.reading import Read
    from rules.contract import Finding
    from rules.engine import Outcome
    from rules.temporal.chronicle import Row

_CLAIM_KEYS = frozenset(("document", "claims", "kind"))


@dataclass(frozen=True)
class Checked:
    """The claims of a folder at one time, and what was found of them."""

    claims: ClaimSet
    outcome: Outcome
    locator: Locator
    sources: Mapping[str, Source]
    trees: Mapping[str, Sequence[Tree]]
    complaints: tuple[str, ...] = ()
    """What of the settings could not be used."""

    @cached_property
    def statements(self) -> Mapping[tuple[str, int, Route], Statement]:
        """Return claims and documents by where they stand."""
        corpus = self.claims.corpus
        return {
            (s.place.file, s.place.tree, s.place.route or ()): s
            for s in (*corpus.documents, *corpus.entries)
        }

    @cached_property
    def conflicts(self) -> Mapping[str, Sequence[Finding]]:
        """Return the findings that count and name each claim or document among their parts."""
        found: dict[str, list[Finding]] = {}
        for finding in self.outcome.counting:
            for key in dict.fromkeys(part.claim for part in finding.judgement.parts):
                if key is not None:
                    found.setdefault(key, []).append(finding)
        return found

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Return the solved times of each claim that tells an event or a state."""
        from rules.temporal.chronicle import make_chronicle  # noqa: PLC0415  only where it is asked

        chronicle = make_chronicle(self.claims)
        rows = (*chronicle.rows, *chronicle.undated, *chronicle.unplaced)
        return {entry.key: row for row in rows for entry in row.tellers}


class Folder:
    """One claim set of a workspace, checked again and again.

    `root` is a folder, or, with `lone`, the one file that is checked by itself.
    """

    def __init__(self, root: str, *, lone: bool = False) -> None:
        self.root = root
        self.lone = lone
        self._real = os.path.realpath(root)
        """The same without links: names of files begin with it."""
        self._session = Session(0)
        self._held: dict[str, tuple[str, Inputs]] = {}
        self._others: tuple[str, ...] = ()
        """Files beside claim files that the latest check looked into."""
        self._paths: tuple[str, ...] = (self._real,)

    def holds(self, path: str) -> bool:
        """Say whether a path, its links followed, is in the folder."""
        return inside(os.path.realpath(path), self._real)

    def minds(self, path: str) -> bool:
        """Say whether a change of a file may make a difference."""
        if not self.holds(path):
            return False
        name = os.path.basename(path)
        return (
            os.path.splitext(name)[1].lower() in {*SUFFIXES, ".geojson"}
            or name in {"counterclaim.toml", "pyproject.toml"}
            or os.path.realpath(path) in map(os.path.realpath, self._others)
        )

    def look(self) -> Look:
        """Look at the files that the latest check read, and at those that are new."""
        settings = settings_files(None, Path(self._real), above=False)
        return look_at(self._paths, (*map(str, settings), *self._others))

    def path_of(self, name: str) -> str:
        """Return the path of a file by the name that findings have for it, as the root is given."""
        if self.lone or not inside(name, self._real):
            return self.root if self.lone else name
        return os.path.join(self.root, os.path.relpath(name, self._real))

    def check(self, buffers: Mapping[str, str]) -> Checked:
        """Check the folder with the texts that an editor holds, by their paths without links."""
        self._session.begin()
        self._held = {name: held for name, held in self._held.items() if name in buffers}
        settings, complaints = (Settings(), []) if self.lone else self._settings()
        read = self._read(buffers, settings)
        try:
            rule_ids = select(settings.select, settings.ignore)
        except UnknownRuleError as error:
            complaints.append(f'no rule or family is called "{error}"')
            rule_ids = select()
        outcome = check(read.corpus, rule_ids, self._session.memory)
        if settings.baseline is not None:
            try:
                known = read_baseline(settings.baseline)
                outcome = compared(outcome, known, settings.baseline, rule_ids)
            except BaselineError as error:
                complaints.append(str(error))
        self._paths = settings.paths or (self._real,)
        named = (*settings.vocabulary, *settings.pack, settings.baseline or "")
        self._others = (*filter(None, named), *text_files(read.corpus))
        trees: dict[str, list[Tree]] = {}
        for tree in read.trees:
            trees.setdefault(tree.file, []).append(tree)
        return Checked(
            ClaimSet(read.corpus),
            outcome,
            Locator(read.sources, read.trees, read.corpus),
            {source.name: source for source in read.sources},
            trees,
            tuple(complaints),
        )

    def _settings(self) -> tuple[Settings, list[str]]:
        """Return the settings that stand in the folder, without what leads out of it."""
        for file in settings_files(None, Path(self._real), above=False):
            if file.exists() and not self.holds(str(file)):
                return Settings(), [f"{file} leads out of the folder and is not read"]
        try:
            settings = read_settings(None, Path(self._real), above=False)
        except SettingsError as error:
            return Settings(), [str(error)]
        named = (*settings.vocabulary, *settings.pack, *settings.paths)
        complaints = [
            f"{path} leads out of the folder and is not read"
            for path in (*named, *filter(None, [settings.baseline]))
            if not self.holds(path)
        ]
        held = replace(
            settings,
            vocabulary=tuple(filter(self.holds, settings.vocabulary)),
            pack=tuple(filter(self.holds, settings.pack)),
            paths=tuple(filter(self.holds, settings.paths)),
            baseline=next(filter(self.holds, filter(None, [settings.baseline])), None),
        )
        return held, complaints

    def _read(self, buffers: Mapping[str, str], settings: Settings) -> Read:
        def read(name: str, path: str, limit: int) -> Inputs:
            text = buffers.get(os.path.realpath(path))
            if text is None:
                return self._session.kept.read_file(name, path, limit)
            return self._read_held(os.path.realpath(path), text)

        if self.lone:
            text = buffers.get(self._real)
            held = Inputs((), (), ()) if text is None else self._read_held(self._real, text)
            return put_together(held)
        paths = list(settings.paths) or [self._real]
        found = read_paths(paths, read=read)
        found = _joined([found, *self._unsaved(found, paths, buffers)])
        if not settings.paths:
            found = _only_claims(found)
        names = read_paths(settings.vocabulary, read=read) if settings.vocabulary else None
        laws = read_paths(settings.pack, read=read) if settings.pack else None
        return put_together(found, names, laws)

    def _read_held(self, name: str, text: str) -> Inputs:
        known = self._held.get(name)
        if known is None or known[0] != text:
            known = self._held[name] = (text, read_held(name, text))
        return known[1]

    def _unsaved(
        self, found: Inputs, paths: Sequence[str], buffers: Mapping[str, str]
    ) -> Iterator[Inputs]:
        """Give the claim files that only the editor has yet."""
        known = {os.path.realpath(source.name) for source in found.sources}
        tops = [os.path.realpath(path) for path in paths]
        for path, text in sorted(buffers.items()):
            if path in known or os.path.splitext(path)[1].lower() not in SUFFIXES:
                continue
            top = next((top for top in tops if inside(path, top)), None)
            if top is not None and not _is_hidden(path, top) and not os.path.exists(path):
                yield self._read_held(path, text)


def _is_hidden(path: str, top: str) -> bool:
    return any(step.startswith(".") for step in Path(path).relative_to(top).parts)


def _joined(all_inputs: Iterable[Inputs]) -> Inputs:
    every = list(all_inputs)
    return Inputs(
        tuple(sorted((s for inputs in every for s in inputs.sources), key=lambda s: s.name)),
        tuple(sorted((t for inputs in every for t in inputs.trees), key=lambda t: t.file)),
        tuple(fault for inputs in every for fault in inputs.faults),
    )


def _only_claims(inputs: Inputs) -> Inputs:
    """Leave out files that plainly are something else, as where nobody said which are claims.

    A file is one of claims where some of its data has a key that only those have. What could not be
    read at all is told.
    """
    files = {
        tree.file
        for tree in inputs.trees
        if isinstance(tree.data, dict) and not _CLAIM_KEYS.isdisjoint(tree.data)
    }
    others = {source.name for source in inputs.sources} - files
    return Inputs(
        tuple(source for source in inputs.sources if source.name in files),
        tuple(tree for tree in inputs.trees if tree.file in files),
        tuple(fault for fault in inputs.faults if fault.place.file not in others),
    )
