"""All cases of the benchmark, the same at each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrupted_quotes import corruptions, variations
from corrupted_quotes.articles import articles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrupted_quotes.articles import Article
    from corrupted_quotes.cases import Case


def generate(chosen: Iterable[Article] | None = None) -> Iterator[Case]:
    """Give every case of the texts, in the order of texts, records and kinds."""
    for article in articles() if chosen is None else chosen:
        for record in article.records:
            for maker in (*corruptions.MAKERS, *variations.MAKERS):
                yield from maker(article, record)


def chosen(texts: str) -> tuple[Article, ...]:
    """Return the texts of even or of odd numbers, or all."""
    parity = {"even": {0}, "odd": {1}, "all": {0, 1}}[texts]
    return tuple(article for article in articles() if article.number % 2 in parity)
