"""A case of the benchmark: a record, and the same record with one field changed."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corrupted_quotes.articles import Article, Record

SEED = 20_240_306


@dataclass(frozen=True)
class Case:
    """A changed record. `field` is the route of what was changed, as `quote` or `among.place`.

    A faithful one still says what its quote says; one that is not contradicts it, or says more.
    """

    kind: str
    article: str
    before: Record
    after: Record
    faithful: bool
    field: str


def chance(*names: object) -> random.Random:
    """Return a source of chance that depends on nothing but these names and the seed."""
    return random.Random("/".join(map(str, (SEED, *names))))


def changed(
    kind: str, article: Article, record: Record, field: str, value: object, *, faithful: bool
) -> Case:
    """Make the case in which a field of a record has another value; None takes the field out."""
    after = copy.deepcopy(record)
    *outer, last = field.split(".")
    holder: Any = after
    for step in outer:
        holder = holder[step]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return Case(kind, article.name, record, after, faithful, field)


def exact(record: Record) -> str:
    """Return the words that a record quotes."""
    quote = record["quote"]
    return str(quote["exact"] if isinstance(quote, dict) else quote)


def requoted(kind: str, article: Article, record: Record, words: str, *, faithful: bool) -> Case:
    """Make the case in which a record quotes other words."""
    field = "quote.exact" if isinstance(record["quote"], dict) else "quote"
    return changed(kind, article, record, field, words, faithful=faithful)
