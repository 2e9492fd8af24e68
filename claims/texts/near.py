"""What a text has in the place of words that do not stand in it: to be shown, never to judge."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.texts.find import Text

_CLOSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
WORD = re.compile(
    rf"\d+(?:[.,]\d+)*(?![^\W\d_])|[{_CLOSE}]|[^\W{_CLOSE}]+(?:'[^\W\d_{_CLOSE}]+)*|[^\w\s]"
)
"""A number, a word, a sign; a single letter in scripts that do not set words apart."""

_MOST_WORDS = 160
"""Words of a quote that are compared; of a longer one, those around the first that differs."""
_MOST_PLACES = 200
"""Places of one word that are looked at; commoner words say nothing of where a quote belongs."""
_LEAST_SHARED = 0.5
"""The share of a quote's words that must stand in the text, in order, to call it like."""
_SIDE = 300
"""Characters of a long quote that are compared on each side of where it first differs."""
_MARGIN = 6


class Difference(NamedTuple):
    """Words of the text and those of the quote in their place; either may be none."""

    text: str
    quote: str


class Near(NamedTuple):
    """The stretch of a text that is most like a quote, and where the two differ."""

    start: int
    end: int
    differences: tuple[Difference, ...]


def near(text: Text, quote: str) -> Near | None:
    """Return what in a text is most like a quote, in one typography; nothing where little is.

    Takes time linear in the text, once, and then in the quote.
    """
    quote = _around_the_difference(text, quote)
    wanted = [match[0] for match in WORD.finditer(quote)][:_MOST_WORDS]
    at = _best_start(text, wanted)
    if at is None:
        return None
    low = max(0, at - _MARGIN)
    places = text.words.places[low : at + len(wanted) + _MARGIN]
    here = [text.normal.text[start:end] for start, end in places]
    matcher = SequenceMatcher(None, _lower(here), _lower(wanted), autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < _LEAST_SHARED * len(wanted):
        return None
    # As many words stand before the first shared one, and behind the last, as in the quote.
    first = max(0, blocks[0].a - blocks[0].b)
    rest = len(wanted) - blocks[-1].b - blocks[-1].size
    last = min(len(here), blocks[-1].a + blocks[-1].size + rest)
    start, end = places[first][0], places[last - 1][1]
    return Near(start, end, _differences(here[first:last], wanted))


def _around_the_difference(text: Text, quote: str) -> str:
    """Return a long quote without what stands in the text as it is."""
    if len(quote) < 8 * _MOST_WORDS:
        return quote
    low, high = 0, len(quote)
    while low < high:
        middle = (low + high + 1) // 2
        if quote[:middle] in text.normal.text:
            low = middle
        else:
            high = middle - 1
    start, end = max(0, low - _SIDE), low + _SIDE
    start = quote.find(" ", start, low) + 1 or start
    return quote[start : end if end >= len(quote) else quote.rfind(" ", low, end)]


def _best_start(text: Text, wanted: Sequence[str]) -> int | None:
    """Return the number of the word of the text at which most words of the quote fall in place."""
    votes: dict[int, float] = {}
    for index, word in enumerate(wanted):
        found = text.words.numbers.get(word.lower(), ())
        if len(found) <= _MOST_PLACES:
            for place in found:
                start = place - index
                votes[start] = votes.get(start, 0.0) + 1.0 / len(found)
    if not votes:
        return None
    # A word more or less shifts those behind it.
    spread = {
        start: sum(votes.get(start + shift, 0.0) for shift in range(-_MARGIN, _MARGIN + 1))
        for start in votes
    }
    return max(0, min(votes, key=lambda start: (-spread[start], -votes[start], start)))


def _lower(words: Sequence[str]) -> list[str]:
    return [word.lower() for word in words]


def _differences(here: Sequence[str], wanted: Sequence[str]) -> tuple[Difference, ...]:
    matcher = SequenceMatcher(None, here, wanted, autojunk=False)
    return tuple(
        Difference(" ".join(here[a:b]), " ".join(wanted[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )
