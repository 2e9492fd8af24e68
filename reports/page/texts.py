"""The text of a document with the quotes of its claims marked in it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reports.page.markup import Markup, element, joined, text, words
from reports.page.view import numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from claims.load import Entry, SourceDocument
    from reports.page.view import View

LONGEST = 40_000
"""Characters of a text that are shown; of a longer one, those around the quotes."""
_AROUND = 400
_DEEPEST = 20
"""Quotes that are marked at one place; so many claims of the same words are enough."""


def marked_text(view: View, document: SourceDocument, entries: Sequence[Entry]) -> Markup | None:
    """Return the text as it was given, with its quotes marked; None where there is no text."""
    normal = None if view.claims is None else view.claims.text(document)
    if view.claims is None or normal is None or not normal.given:
        return None
    marks: list[tuple[int, int, Entry]] = []
    for entry in entries:
        found = view.claims.found(entry)
        for stretch in () if found is None else found.stretches[:1]:
            for start, end in stretch.spans:
                span = normal.origin(start, end)
                marks.append((span.start, span.end, entry))
    marks.sort(key=lambda mark: (mark[0], mark[1], mark[2].key))
    body = joined(*_pieces(view, normal.given, marks))
    return element("div", body, class_="text chunk")


def _pieces(view: View, given: str, marks: Sequence[tuple[int, int, Entry]]) -> Iterator[Markup]:
    """Give the text piece by piece, cut wherever a quote begins or ends."""
    cuts = {0, len(given)} | {at for mark in marks for at in mark[:2]}
    begun = 0
    live: list[tuple[int, int, Entry]] = []
    for start, end in pairwise(sorted(cuts)):
        live = [mark for mark in live if mark[1] > start]
        while begun < len(marks) and marks[begun][0] <= start:
            if marks[begun][1] > start and len(live) < _DEEPEST:
                live.append(marks[begun])
            begun += 1
        piece = given[start:end]
        if live:
            yield _mark(
                view, piece, [mark[2] for mark in live], [m[2] for m in live if m[0] == start]
            )
        elif len(given) > LONGEST and len(piece) > 2 * _AROUND:
            yield joined(_lines(piece[:_AROUND]), " … ", _lines(piece[-_AROUND:]))
        else:
            yield _lines(piece)


def _mark(view: View, piece: str, entries: Sequence[Entry], begun: Sequence[Entry]) -> Markup:
    found = sorted({n for entry in entries for n in view.shown.get(entry.key, ())})
    severity = view.severity({n for e in entries for n in view.members.get(e.key, ())})
    sort = "plain" if severity is None else severity.value
    cited = (
        element("a", words(e.record.id), href=f"#{view.anchors[e.key]}", class_="cite")
        for e in begun
    )
    content = joined(_lines(piece), *cited)
    return element("mark", content, class_=sort, data_f=numbers_of(found))


def _lines(piece: str) -> Markup:
    rows: Iterable[str] = piece.replace("\t", "    ").replace("\r\n", "\n").split("\n")
    return Markup("\n".join(text(row) for row in rows))
