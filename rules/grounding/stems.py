"""Words cut down to what their forms have in common, so that "launches" meets "launched"."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.names import fold
from rules.grounding.words import words

_ENDINGS = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ings", "ing", "ions", "ion", "ures",
    "ure", "ers", "ors", "er", "or", "ies", "ied", "als", "al", "ed", "es", "ly", "ence", "ance",
    "ity", "s", "e", "y",
)  # fmt: skip


_LONG = 5
_VERB_IN_ATE = re.compile(r"[^aeiou]at$")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return what is left of a word without one ending; at least three letters of it stay."""
    lowered = fold(word)
    special = words_of_one_root().get(lowered)
    if special:
        return special
    for ending in _ENDINGS:
        if lowered.endswith(ending) and len(lowered) - len(ending) >= 3:
            rest = lowered.removesuffix(ending)
            if len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "sl":
                rest = rest[:-1]
            # "relegated" and "relegation"
            return rest[:-2] if len(rest) > _LONG and _VERB_IN_ATE.search(rest) else rest
    return lowered


@lru_cache(maxsize=1)
def words_of_one_root() -> dict[str, str]:
    """Return the root of each word whose forms have no letters in common, or too few."""
    from rules.grounding.words import table  # noqa: PLC0415 - the same data

    return {str(word).lower(): str(row["root"]) for row in table("roots") for word in row["words"]}


_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that say something."""
    said = (match[0].lower().removesuffix("'s") for match in _WORD.finditer(text))
    return frozenset(stem(word) for word in said if word not in words("empty") and len(word) > 1)
