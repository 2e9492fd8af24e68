"""A number that a text mentions, the words that hedge it, and what both are read as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from claims.quantity import Quantity, Unreadable, phrase_words, read_quantity

LOOK_BACK = 48
"""How many characters before a number are searched for words that hedge it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A number that a text mentions, where it stands and what it is read as.

    `sort` is "plain" for a number written out, "end" for one end of "from 12 to 9", "article" for
    "a missile", "zero" for "no missiles", "counting" for "both" and "twice", "multiple" for
    "doubled", "ordinal" for "third".
    """

    start: int
    end: int
    words: str
    quantity: Quantity
    sort: str = "plain"
    unit: str = ""
    """The words of its unit, as they stand."""
    label: bool = False
    """It looks like a name or a rank: "Flight 370"."""
    end_of: str = ""
    """"from" or "to" where it is an end of a change."""


@cache
def _hedged() -> re.Pattern[str]:
    ordered = sorted(phrase_words().before, key=lambda word: (-len(word), word))
    spelled = "|".join(
        (r"(?<![\w'-])" if word[0].isalpha() else "") + re.escape(word) for word in ordered
    )
    return re.compile(rf"(?:{spelled})\s*(?:an?\s|the\s|another\s)?$", re.IGNORECASE)


def hedge_before(text: str, start: int) -> int:
    """Return where the words that hedge a number begin, or the number itself."""
    begin = start
    between = re.search(r"(?<!\w)between $", text[max(0, start - 9) : start], re.IGNORECASE)
    if between:
        begin = max(0, start - 9) + between.start()
    for _ in range(3):
        low = max(0, begin - LOOK_BACK)
        match = _hedged().search(text, low, begin)
        if match is None or match.end() != begin:
            break
        begin = match.start()
    return begin


def reading(words: str, country: str | None) -> Quantity | None:
    """Return what words are read as; nothing where they are no quantity."""
    found = read_quantity(words.strip(), country=country, counting=True)
    return None if isinstance(found, Unreadable) else found
