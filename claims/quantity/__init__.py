"""Quantities and spans of time as people write them: "some 200 nautical miles", "a day and a half".

A phrase is read as three intervals. *Exact* is the number as written. *Default* adds the rounding
that its digits show and what the words around it say. *Loose* allows the whole step where default
allows half of it. What words such as "about" do is data: `data/policy.yaml`; they widen on top of
the rounding.
"""

from claims.quantity.model import (
    LONGEST,
    MOST_READINGS,
    QUANTITY_FORMS,
    SPAN_FORMS,
    Quantity,
    SpanOfTime,
    SpanUnit,
    Unreadable,
)
from claims.quantity.parts import Hedge, Stated
from claims.quantity.policy import PhraseWords, phrase_words
from claims.quantity.reading import read_quantity
from claims.quantity.rounding import rounding_step, unrounded
from claims.quantity.showing import describe
from claims.quantity.spans import read_span
from claims.quantity.stated import read_rounding

__all__ = [
    "LONGEST",
    "MOST_READINGS",
    "QUANTITY_FORMS",
    "SPAN_FORMS",
    "Hedge",
    "PhraseWords",
    "Quantity",
    "SpanOfTime",
    "SpanUnit",
    "Stated",
    "Unreadable",
    "describe",
    "phrase_words",
    "read_quantity",
    "read_rounding",
    "read_span",
    "rounding_step",
    "unrounded",
]
