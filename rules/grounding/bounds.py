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


def bounded(
    text: str, start: int, shown: str, read: Quantity, country: str | None
) -> tuple[Quantity, ...]:
    """Return what a number means with the bound that the words before it set, likeliest first.

    `start` is where the number with its hedges begins in `text`; `shown` is those words and `read`
    what they are read as. Without such a bound it is returned as it is.
    """
    head = text[max(0, start - LOOK_BACK) : start]
    found = _bounding().search(head)
    others: tuple[Quantity, ...] = ()
    if found is not None and read.plain is None and read.exact.is_point:
        head = head[: found.start()]
        row = rows("bounding")[" ".join(found["word"].lower().split())]
        others = (read,) if row.get("soft") else ()
        shown = f"{row['reads']} {shown}"
        read = reading(shown, country) or read
    turned = _TURNED.get(bend_of(read))
    clause = _denied(head) if turned else None
    if clause is None:
        return (read, *others)
    meant = reading(f"{turned} {_unhedged(read, shown)}", country)
    if meant is None:
        return (read, *others)
    return (meant,) if _is_tight(clause) else (meant, read)


def _unhedged(read: Quantity, shown: str) -> str:
    hedge = read.hedge or ""
    return shown[len(hedge) :].strip() if shown.lower().startswith(hedge.lower()) else shown


def _denied(head: str) -> re.Match[str] | None:
    """Return the word that denies the clause that ends here: "has never possessed"."""
    clause = re.split(r"[,.;:()\"]", head)[-1]
    last = max(_negators().finditer(clause), key=lambda match: match.end(), default=None)
    return last if last is not None and _breaks().search(clause, last.end()) is None else None


def _is_tight(denial: re.Match[str]) -> bool:
    """Say whether it can only be the bound that is denied, and no verb before it."""
    if denial[0].lower() not in words("loose_negators"):
        return True
    between = re.findall(r"\w+", denial.string[denial.end() :].lower())
    return set(between) <= words("bound_links") | words("rising") | words("falling")


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
