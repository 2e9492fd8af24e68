"""Files that the user names as the texts of documents: `ID=PATH`, or `PATH` for the only one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from claims.source import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.load import Corpus

_SHOWN = 8


class UnknownDocumentError(LookupError):
    """It is not clear which document a file is the text of; the message says why."""


def with_articles(corpus: Corpus, named: Iterable[str]) -> Corpus:
    """Return a corpus whose documents have these texts.

    Raises:
        UnknownDocumentError: no document is called so, several could be meant, or one is named
            twice.

    """
    known = [document.key for document in corpus.documents]
    articles: dict[str, str] = {}
    for text in named:
        key, equals, path = text.partition("=")
        if not equals or (key not in known and len(known) == 1 and "/" in key):
            key, path = _only(known, text), text
        if key not in known:
            shown = ", ".join(known[:_SHOWN]) + (" and more" if len(known) > _SHOWN else "")
            raise UnknownDocumentError(
                f"no document is called {quoted(key)}; those there are: {shown or 'none'}"
            )
        if key in articles:
            raise UnknownDocumentError(f"the text of {quoted(key)} is named twice")
        articles[key] = path
    return replace(corpus, articles=articles) if articles else corpus


def _only(known: list[str], text: str) -> str:
    if len(known) == 1:
        return known[0]
    raise UnknownDocumentError(
        f"{quoted(text)} could be the text of each of {len(known):,} documents; write ID=PATH"
        if known
        else "there is no document that a text could be of"
    )
