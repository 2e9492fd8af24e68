"""Reads the text of a document, as its record or the user names it."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from claims.faults import Fault, Place
from claims.files import Article, read_text, read_text_beside
from claims.source import Source, quoted
from claims.texts.markup import without_html, without_markdown
from claims.texts.normal import normalise

if TYPE_CHECKING:
    from claims.files import Shelf
    from claims.load import SourceDocument
    from claims.records import DocumentText
    from claims.texts.model import Normal

RULE = "source/text"
"""The rule that tells what is wrong with a text."""

_FORMATS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


def read_document(
    document: SourceDocument, path: str | None = None, shelf: Shelf | None = None
) -> Normal | Fault | None:
    """Return the text of a document in one typography; nothing where it has none.

    `path` is a file that the user names for it, in place of what the record says. Files are read
    from the `shelf`, the file system where none is given.
    """
    record = document.record.text
    place = document.place.below("text")
    if path is not None:
        found = read_text(path, place, shelf=shelf)
    elif record is None:
        return None
    elif record.inline is not None:
        digest = hashlib.sha256(record.inline.encode("utf-8", "surrogatepass")).hexdigest()
        found = Article(Source(place.file, record.inline), digest)
    else:
        found = read_text_beside(place.file, record.file or "", place, shelf=shelf)
    if isinstance(found, Fault):
        return Fault(RULE, found.message, found.place, found.help)
    fault = _changed(found, record, place)
    return fault or _plain(found.source.text, _format(record, path))


def _changed(found: Article, record: DocumentText | None, place: Place) -> Fault | None:
    expected = record.sha256 if record is not None else None
    if expected is None or expected.lower() == found.sha256:
        return None
    what = "the text in the file" if record and record.inline else quoted(found.source.name)
    return Fault(
        RULE,
        f"{what} is not the text that was recorded: its SHA-256 is {found.sha256}",
        place.below("sha256"),
        "take the text that the quotes are of, or record the new SHA-256 once they have been held "
        "against it",
    )


def _format(record: DocumentText | None, path: str | None) -> str:
    if path is None and record is not None and record.format is not None:
        return record.format
    name = path or (record.file if record is not None else None) or ""
    found = _FORMATS.get(os.path.splitext(name)[1].lower())  # noqa: PTH122  a name, not a file
    return found or (record.format if record is not None else None) or "plain"


def _plain(text: str, sort: str) -> Normal:
    if sort == "html":
        bare = without_html(text)
        return normalise(bare.text, (bare,), text)
    if sort == "markdown":
        steps = without_markdown(text)
        return normalise(steps[0].text, steps, text)
    return normalise(text)
