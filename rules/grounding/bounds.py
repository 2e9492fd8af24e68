"""Bounds that words around a number set without being hedges: "never above 6", "exceed 15"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from rules.grounding.mentions import LOOK_BACK, reading
from rules.grounding.values import bend_of
from rules.grounding.words import rows, words

if TYPE_CHECKING:
    from claims.quantity import Quantity

_TURNED = {"more": "at most", "least": "less than", "less": "at least", "most": "more than"}
"""What a bound says when it is denied: what is not more than 6 is at most 6."""


def bounded(text: str, start: int, shown: str, read: Quantity, country: str | None) -> Quantity:
    """Return a number with the bound that the words before it set.

    `start` is where the number with its hedges begins in `text`; `shown` is those words and `read`
    what they are read as. Without such a bound it is returned as it is.
    """
    head = text[max(0, start - LOOK_BACK) : start]
    found = _bounding().search(head)
    if found is not None and read.plain is None:
        head = head[: found.start()]
        word = str(rows("bounding")[" ".join(found["word"].lower().split())]["reads"])
        shown = f"{word} {shown}"
        read = reading(shown, country) or read
    turned = _TURNED.get(bend_of(read))
    if turned is None or not _is_denied(head):
        return read
    return reading(f"{turned} {_unhedged(read, shown)}", country) or read


def _unhedged(read: Quantity, shown: str) -> str:
    hedge = read.hedge or ""
    return shown[len(hedge) :].strip() if shown.lower().startswith(hedge.lower()) else shown


def _is_denied(head: str) -> bool:
    """Say whether the clause that ends here is denied: "has never possessed"."""
    clause = re.split(r"[,.;:()\"]", head)[-1]
    denied = max((m.end() for m in _negators().finditer(clause)), default=None)
    return denied is not None and _breaks().search(clause, denied) is None


@cache
def _bounding() -> re.Pattern[str]:
    ordered = sorted(rows("bounding"), key=lambda phrase: (-len(phrase), phrase))
    spelled = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
    return re.compile(rf"(?<![\w'-])(?P<word>{spelled})\s+$", re.IGNORECASE)


@cache
def _negators() -> re.Pattern[str]:
    ordered = sorted(words("bound_negators"), key=lambda word: (-len(word), word))
    spelled = "|".join(map(re.escape, ordered))
    return re.compile(rf"(?:(?<![\w'-])|(?=n't))(?:{spelled})(?![\w'])", re.IGNORECASE)


@cache
def _breaks() -> re.Pattern[str]:
    spelled = "|".join(sorted(words("bound_breaks")))
    return re.compile(rf"(?<![\w'-])(?:{spelled})(?![\w'])", re.IGNORECASE)
