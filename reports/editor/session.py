"""What an editor has open, the claim sets that it belongs to, and checks of them that keep up.

One thread does all checking and looking up, so that nothing is read while it changes; the loop of
the protocol stays free meanwhile. A check that was overtaken by a change is never told.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from claims import __version__
from claims.files import SUFFIXES, inside
from claims.source import Source
from reports.editor.diagnostics import diagnostics
from reports.editor.folder import Folder
from reports.editor.positions import Position, offset_of, position_of
from rules.contract import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from claims.faults import Span
    from reports.editor.diagnostics import Diagnostic
    from reports.editor.folder import Checked
    from reports.editor.links import Target
    from reports.editor.positions import Encoding

_Found = TypeVar("_Found")

PAUSE = 0.05
"""Seconds without a further change after which claims are checked: while one types on, none are."""
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
_ENCODINGS: dict[str, Encoding] = {"utf-8": "utf-8", "utf-32": "utf-32"}
_LOOK = 2.0
"""Seconds between two looks at files, where the editor cannot tell that they changed."""


class _Buffer(NamedTuple):
    """A file as the editor has it."""

    uri: str
    path: str
    source: Source
    version: int | None


class _Answer(NamedTuple, Generic[_Found]):
    """What was found out about a place in an open file, and what it was found in."""

    set: _Set
    checked: Checked
    source: Source | None
    found: _Found


class _Set:
    """A folder with what is known of it: the latest check, and whether it still holds."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.checked: Checked | None = None
        self.change = 0
        """Goes up with each change."""
        self.of = -1
        """The change up to which `checked` is."""
        self.gone = False
        """The editor has closed it: nothing of it is told any more."""
        self.waiting: asyncio.Task[None] | None = None
        self.running: asyncio.Task[None] | None = None
        self.shown: set[str] = set()
        """The URIs of files that something is shown in."""
        self.told: set[str] = set()


class Claims(LanguageServer):
    """A language server that knows claims."""

    def __init__(self) -> None:
        super().__init__(
            "counterclaim", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full
        )
        self.buffers: dict[str, _Buffer] = {}
        """What the editor has open, by paths without links."""
        self.sets: list[_Set] = []
        self.lone: dict[str, _Set] = {}
        """Files that are checked each by itself, where the editor has no folder open."""
        self.worker = ThreadPoolExecutor(max_workers=1)
        self.looking: asyncio.Task[None] | None = None
        self.ended = False
        """The editor has said that it will go."""

    @property
    def encoding(self) -> Encoding:
        """Return how the editor counts columns."""
        agreed = self.server_capabilities.position_encoding
        name = agreed.value if isinstance(agreed, lsp.PositionEncodingKind) else str(agreed)
        return _ENCODINGS.get(name, "utf-16")

    # The workspace

    def set_folders(self, uris: Iterable[str]) -> None:
        """Take these as the folders of the workspace; one inside another is part of it."""
        roots: list[str] = []
        for path in sorted(filter(None, map(to_fs_path, uris)), key=os.path.realpath):
            if not any(inside(os.path.realpath(path), os.path.realpath(top)) for top in roots):
                roots.append(path)
        for each in [each for each in self.sets if each.folder.root not in roots]:
            self.sets.remove(each)
            self._forget(each)
        known = {each.folder.root for each in self.sets}
        self.sets += [_Set(Folder(path)) for path in roots if path not in known]
        if self.sets:
            for lone in self.lone.values():
                self._forget(lone)
            self.lone = {}

    def _forget(self, each: _Set) -> None:
        """Take back what was shown of a set, and let no check of it be told any more."""
        each.gone = True
        if each.waiting is not None:
            each.waiting.cancel()
        self._clear(each, each.shown)

    def put(self, uri: str, text: str, version: int | None) -> None:
        """Take the text that the editor has of a file."""
        path = to_fs_path(uri)
        if path is None or not uri.startswith("file:"):
            return
        real = os.path.realpath(path)
        self.buffers[real] = _Buffer(uri, real, Source(real, text), version)
        if not self.sets and real not in self.lone and _is_claim_file(real):
            self.lone[real] = _Set(Folder(path, lone=True))
        self.changed(real)

    def drop(self, uri: str) -> None:
        """Take the file on disk again in the place of what the editor had."""
        path = to_fs_path(uri)
        real = os.path.realpath(path) if path is not None else ""
        if self.buffers.pop(real, None) is None:
            return
        lone = self.lone.pop(real, None)
        if lone is not None:
            self._forget(lone)
        self.changed(real)

    def changed(self, path: str | None = None) -> None:
        """Check all sets that a file belongs to, or all there are, after a pause."""
        for each in (*self.sets, *self.lone.values()):
            if path is None or each.folder.holds(path):
                each.change += 1
                if each.waiting is not None:
                    each.waiting.cancel()
                each.waiting = asyncio.ensure_future(self._after_pause(each))

    def set_of(self, uri: str) -> tuple[_Set, _Buffer] | None:
        """Return the set of an open file."""
        path = to_fs_path(uri)
        buffer = self.buffers.get(os.path.realpath(path)) if path is not None else None
        if buffer is None:
            return None
        every = (*self.sets, *self.lone.values())
        each = next((each for each in every if each.folder.holds(buffer.path)), None)
        return None if each is None else (each, buffer)

    # Checking

    async def _after_pause(self, each: _Set) -> None:
        await asyncio.sleep(PAUSE)
        each.waiting = None
        try:
            await self.up_to_date(each)
        except Exception as error:  # noqa: BLE001  whatever goes wrong, the editor should hear of it
            message = f"counterclaim: the claims could not be checked: {error!r}"
            self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, message))

    async def up_to_date(self, each: _Set) -> Checked | None:
        """Return a check of a set as it is now; None where it could not be had."""
        while each.of != each.change and not each.gone:
            if each.running is None:
                each.running = asyncio.ensure_future(self._check(each))
            # Whoever waits may be cancelled; the check goes on for the others.
            await asyncio.shield(each.running)
        return each.checked

    async def _check(self, each: _Set) -> None:
        change = each.change
        texts = {path: buffer.source.text for path, buffer in self.buffers.items()}
        checked = None
        try:
            checked = await self.work(each.folder.check, texts)
            told = await self.work(diagnostics, checked)
            if change == each.change and not each.gone:
                self._publish(each, checked, told)
        finally:
            each.running = None
            if change == each.change:
                each.checked, each.of = checked, change

    async def work(self, function: Callable[..., _Found], *given: object) -> _Found:
        """Do something in the thread that does all the work."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, function, *given)

    def _publish(
        self, each: _Set, checked: Checked, found: Mapping[str, Sequence[Diagnostic]]
    ) -> None:
        uris = {}
        for file, told in found.items():
            buffer = self.buffers.get(file)
            uri = buffer.uri if buffer else _uri(each.folder.path_of(file))
            if not os.path.isdir(file):  # noqa: PTH112
                uris[uri] = (file, told, buffer)
        shown = {uri for uri, (_, told, buffer) in uris.items() if told or buffer}
        for uri in sorted(shown):
            file, told, buffer = uris[uri]
            source = checked.sources.get(file)
            self.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(
                    uri,
                    [self._diagnostic(each, checked, source, one) for one in told],
                    buffer.version if buffer else None,
                )
            )
        self._clear(each, each.shown - shown)
        each.shown = shown
        for complaint in set(checked.complaints) - each.told:
            self.window_show_message(
                lsp.ShowMessageParams(lsp.MessageType.Warning, f"counterclaim: {complaint}")
            )
        each.told = set(checked.complaints)

    def _clear(self, each: _Set, uris: Iterable[str]) -> None:
        for uri in sorted(uris):
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))
        each.shown = each.shown - set(uris)

    def _diagnostic(
        self, each: _Set, checked: Checked, source: Source | None, told: Diagnostic
    ) -> lsp.Diagnostic:
        related = [
            lsp.DiagnosticRelatedInformation(
                lsp.Location(
                    self._uri_of(each, other.file),
                    self.range(checked.sources.get(other.file), other.span),
                ),
                other.message,
            )
            for other in told.related
        ]
        return lsp.Diagnostic(
            range=self.range(source, told.span),
            severity=_SEVERITIES[told.severity],
            code=told.rule,
            source="counterclaim",
            message=told.message,
            related_information=related or None,
        )

    def _uri_of(self, each: _Set, file: str) -> str:
        buffer = self.buffers.get(file)
        return buffer.uri if buffer else _uri(each.folder.path_of(file))

    # Between texts and the protocol

    def range(self, source: Source | None, span: Span) -> lsp.Range:
        """Return a stretch of a text as the editor counts it."""
        if source is None:
            return lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        start, end = (position_of(source, offset, self.encoding) for offset in span)
        return lsp.Range(lsp.Position(*start), lsp.Position(*end))

    def offset(self, source: Source, position: lsp.Position) -> int:
        """Return the offset of a place as the editor counts it."""
        return offset_of(source, Position(position.line, position.character), self.encoding)

    def locations(
        self, each: _Set, checked: Checked, targets: Iterable[Target]
    ) -> list[lsp.Location]:
        """Return stretches of files as the editor names them."""
        return [
            lsp.Location(
                self._uri_of(each, target.file),
                self.range(checked.sources.get(target.file), target.span),
            )
            for target in targets
        ]

    async def asked(
        self, uri: str, position: lsp.Position, answer: Callable[[Checked, str, int], _Found]
    ) -> _Answer[_Found] | None:
        """Answer a question about a place of an open file, once what is known is up to date."""
        found = self.set_of(uri)
        checked = None if found is None else await self.up_to_date(found[0])
        found = self.set_of(uri)
        if found is None or checked is None:
            return None
        each, buffer = found
        offset = self.offset(buffer.source, position)
        told = await self.work(answer, checked, buffer.path, offset)
        return _Answer(each, checked, checked.sources.get(buffer.path), told)

    def touched(self, events: Iterable[lsp.FileEvent]) -> None:
        """Check again what changes of files on disk may make a difference to."""
        for event in events:
            path = to_fs_path(event.uri)
            # Of a folder that is gone, the editor may not name the files.
            gone = event.type == lsp.FileChangeType.Deleted
            if path is not None and (gone or any(s.folder.minds(path) for s in self.sets)):
                self.changed(path)

    def keep_looking(self) -> None:
        """Look every now and then whether files have changed, for editors that do not tell."""
        self.looking = asyncio.ensure_future(self._look_again())

    async def _look_again(self) -> None:
        looks: dict[str, object] = {}
        while True:
            await asyncio.sleep(_LOOK)
            for each in list(self.sets):
                root = each.folder.root
                before, looks[root] = looks.get(root), await self.work(each.folder.look)
                # The first time, what was checked may already have been something else.
                if before != looks[root]:
                    self.changed(root)


def _uri(path: str) -> str:
    return str(from_fs_path(path))


def _is_claim_file(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in SUFFIXES  # noqa: PTH122
