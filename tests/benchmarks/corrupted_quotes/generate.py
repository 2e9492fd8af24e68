"""All cases of the benchmark, the same at each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrupted_quotes import corruptions, variations
from corrupted_quotes.articles import articles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrupted_quotes.articles import Article
    from corrupted_quotes.cases import Case

FIRST_HELD_OUT = 73
"""The number of the first text that was written after the rules; no rule is worked on by it."""


def generate(chosen: Iterable[Article] | None = None) -> Iterator[Case]:
    """Give every case of the texts, in the order of texts, records and kinds."""
    for article in articles() if chosen is None else chosen:
        for record in article.records:
            for maker in (*corruptions.MAKERS, *variations.MAKERS):
                yield from maker(article, record)


def chosen(texts: str) -> tuple[Article, ...]:
    """Return the texts of even or of odd numbers, those held out, or all of them."""
    return tuple(article for article in articles() if texts in {"all", group(article)})


def group(article: Article) -> str:
    """Return which group a text is of: `held-out`, or by its number `odd` or `even`."""
    if article.number >= FIRST_HELD_OUT:
        return "held-out"
    return "odd" if article.number % 2 else "even"
