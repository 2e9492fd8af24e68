"""A frame: words that give words to somebody, and how far they reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from rules.grounding.words import words

LONGEST_NAME = 90
"""How many characters whoever speaks is named with at most."""

LOOK_BACK = 400
"""How many characters before a verb of saying its subject is looked for."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """Words that say who speaks: where they stand, what they name, and what they reach over.

    `near` are the words beside the verb, `named` those with what stands in apposition to them.
    """

    start: int
    end: int
    near: str
    named: str
    verb: str
    scope: tuple[Span, ...]
    doubtful: tuple[Span, ...] = ()
    passing: bool = False
    """It stands in a relative clause: "Pryce, who denied it, did not comment"."""
    behind: bool = False
    """It takes up what stands before it: ", which the company denied"."""

    @property
    def is_pronoun(self) -> bool:
        """Say whether a pronoun speaks."""
        said = re.findall(r"\w+", self.near.lower())
        alone = len(said) == 1 and said[0] in words("possessives")
        return alone or (bool(said) and said[0] in words("subject_pronouns"))

    def reaches(self, start: int, end: int) -> bool:
        """Say whether a stretch is beyond doubt what is said."""
        return any(low <= start and end <= high for low, high in self.scope) and not any(
            low < high and (low <= start < high or low < end <= high) for low, high in self.doubtful
        )

    def touches(self, start: int, end: int) -> bool:
        """Say whether a stretch may be what is said, or has the frame in it."""
        inside = any(low <= start and end <= high for low, high in (*self.scope, *self.doubtful))
        return inside or (start < self.end and self.start < end)


class Cue(NamedTuple):
    """A verb of saying in a sentence: its place and its first form."""

    start: int
    end: int
    words: str
    lemma: str
    bound: bool = False
    """It stands beside a closing quotation mark."""
