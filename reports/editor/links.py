"""From a claim to others: those it conflicts with, those it points at, those that point at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.load import Entry
from reports.editor.cursor import spot_at, statement_at
from reports.editor.positions import span_of
from rules.contract import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claims.faults import Place, Route, Span
    from reports.editor.folder import Checked

POINTING = ("of", "than", "among", "begun_by", "ended_by", "supersedes", "same_as")
"""Fields of claims that name claims, or may."""


class Target(NamedTuple):
    """A stretch of a file to go to."""

    file: str
    span: Span


def definitions(checked: Checked, file: str, offset: int) -> tuple[Target, ...]:
    """Return where a reference leads; elsewhere in a claim, the others of its conflicts."""
    found = _claim_at(checked, file, offset)
    if found is None:
        return ()
    entry, route = found
    targets = [key for key in references_of(checked, entry, route) if checked.claims.get(key)]
    if targets:
        return _places(checked, (Anchor(key) for key in targets))
    return _places(checked, _rivals(checked, entry))


def references(checked: Checked, file: str, offset: int) -> tuple[Target, ...]:
    """Return where a claim is pointed at, and the other claims of its conflicts.

    At a reference it is the claim pointed at that is meant.
    """
    found = _claim_at(checked, file, offset)
    if found is None:
        return ()
    entry, route = found
    pointed = (checked.claims.get(key) for key in references_of(checked, entry, route))
    meant = next((target for target in pointed if target is not None), entry)
    pointers = (
        Anchor(other.key, at)
        for other in checked.claims.entries
        for at, key in _pointers(checked, other)
        if key == meant.key
    )
    return _places(checked, (*pointers, *_rivals(checked, meant)))


def references_of(checked: Checked, entry: Entry, route: Route) -> tuple[str, ...]:
    """Return the keys that a field of a claim points at, whether there are such claims or not."""
    if not route or route[0] not in POINTING:
        return ()
    return tuple(
        key
        for at, key in _pointers(checked, entry)
        if at[: len(route)] == route or route[: len(at)] == at
    )


def _claim_at(checked: Checked, file: str, offset: int) -> tuple[Entry, Route] | None:
    spot = spot_at(checked.trees.get(file, ()), offset)
    found = None if spot is None else statement_at(checked, spot)
    if found is None or not isinstance(found[0], Entry):
        return None
    return found[0], found[1]


def _pointers(checked: Checked, entry: Entry) -> Iterator[tuple[Route, str]]:
    for name in POINTING:
        value = getattr(entry.record, name, None)
        if isinstance(value, str):
            yield (name,), checked.claims.key_of(entry, value)
        elif isinstance(value, tuple):
            for index, ref in enumerate(value):
                at: Route = (name, index) if len(value) > 1 else (name,)
                yield at, checked.claims.key_of(entry, ref)


def _rivals(checked: Checked, entry: Entry) -> Iterator[Anchor | Place]:
    for finding in checked.conflicts.get(entry.key, ()):
        for part in finding.judgement.parts:
            if part.claim != entry.key:
                yield part.at


def _places(checked: Checked, anchors: Iterable[Anchor | Place]) -> tuple[Target, ...]:
    found: dict[Target, None] = {}
    for at in anchors:
        location = checked.locator.locate(at)
        if location.source is not None:
            found[Target(location.source.name, span_of(location))] = None
    return tuple(found)
