"""Whether words are in English, the only language whose grammar is known here."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.grounding.words import table, words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SURE = 2
"""How many words of another language are more than a name or a title in an English text."""


@lru_cache(maxsize=1024)
def is_foreign(text: str) -> bool:
    """Say whether a sentence is in another language, by the small words that join the others.

    Those that lead up to a capital may be part of a name ("Ursula von der Leyen") and count for
    nothing.
    """
    said = _WORD.findall(text)
    small = [word for word, free in zip(said, _free(said), strict=True) if free]
    known = {word.lower() for word in said}
    most = max(len({word for word in small if word in row}) for row in _languages())
    return most >= _SURE and most > len(known & words("english"))


def _free(said: list[str]) -> list[bool]:
    """Say of each word whether it is a small one that leads up to no capital."""
    found = []
    leads = False
    for word in reversed(said):
        capital = word[0].isupper()
        found.append(not capital and not leads)
        leads = capital or (leads and len(word) <= _LONGEST_PARTICLE)
    return found[::-1]


_LONGEST_PARTICLE = 3


def _languages() -> list[frozenset[str]]:
    return [frozenset(str(word) for word in row["words"]) for row in table("other_languages")]
