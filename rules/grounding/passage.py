"""A quote where it stands: its words, its sentence, its paragraph and the paragraph before.

Everything is looked for outwards from the quote and no further than a limit, so that a claim costs
the same in a text of ten million characters as in one of a hundred.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cached_property

from rules.grounding.words import words

SENTENCE_LIMIT = 1_000
"""How far, in characters, a sentence is followed beyond the quote to either side."""

PARAGRAPH_LIMIT = 3_000
"""How far, in characters, a paragraph is followed beyond the quote to either side."""

QUOTE_LIMIT = 2_000
"""How many characters of a quote are looked at."""

PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text: offsets in characters, the end not included."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """Return the text of the stretch."""
        return self.text[self.start : self.end]


@dataclass(frozen=True)
class Passage:
    """A text, and where the words of a quote stand in it, in order.

    `context` is false where nothing but the quote is known.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    context: bool = True

    @cached_property
    def quote(self) -> tuple[Stretch, ...]:
        """Return the stretches of the quote.

        Where it leaves words out and the text has them, they are part of it: what a quote says is
        what its whole stretch of the text says.
        """
        first, last = self.spans[0][0], self.spans[-1][1]
        if self.context and first < last <= first + QUOTE_LIMIT:
            return (Stretch(self.text, first, last),)
        left = QUOTE_LIMIT
        kept = []
        for start, end in self.spans:
            if left > 0:
                kept.append(Stretch(self.text, start, min(end, start + left)))
                left -= end - start
        return tuple(kept)

    @property
    def start(self) -> int:
        """Return where the quote begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Return where the quote ends, as far as it is looked at."""
        return self.quote[-1].end

    @property
    def words(self) -> str:
        """Return the words of the quote, an ellipsis where some are left out."""
        return " … ".join(stretch.words for stretch in self.quote)

    @cached_property
    def paragraph(self) -> Stretch:
        """Return the paragraph or paragraphs of the quote."""
        if not self.context:
            return Stretch(self.text, self.start, self.end)
        floor = max(0, self.start - PARAGRAPH_LIMIT)
        ceiling = min(len(self.text), self.end + PARAGRAPH_LIMIT)
        start = self.text.rfind(PARAGRAPH, floor, self.start)
        end = self.text.find(PARAGRAPH, self.end, ceiling)
        start = floor if start < 0 else start + len(PARAGRAPH)
        return Stretch(self.text, start, ceiling if end < 0 else end)

    @cached_property
    def before(self) -> Stretch | None:
        """Return the paragraph before the quote's own; None where there is none."""
        end = self.paragraph.start - len(PARAGRAPH)
        if not self.context or end <= 0 or not self.text.startswith(PARAGRAPH, end):
            return None
        floor = max(0, end - PARAGRAPH_LIMIT)
        start = self.text.rfind(PARAGRAPH, floor, end)
        return Stretch(self.text, floor if start < 0 else start + len(PARAGRAPH), end)

    @cached_property
    def earlier(self) -> Stretch:
        """Return what stands before the quote's sentence, up to the limit of two paragraphs."""
        floor = max(0, self.sentence.start - 2 * PARAGRAPH_LIMIT)
        return Stretch(self.text, floor if self.context else self.start, self.sentence.start)

    @cached_property
    def sentence(self) -> Stretch:
        """Return the sentence or sentences that the quote stands in."""
        if not self.context:
            return Stretch(self.text, self.start, self.end)
        low = max(self.paragraph.start, self.start - SENTENCE_LIMIT)
        high = min(self.paragraph.end, self.end + SENTENCE_LIMIT)
        start, end = low, high
        for cut in sentence_ends(self.text, low, high):
            if cut <= self.start:
                start = cut
            elif cut >= self.end:
                end = cut
                break
        while start < self.start and self.text[start].isspace():
            start += 1
        return Stretch(self.text, start, end)

    @cached_property
    def lead(self) -> Stretch:
        """Return the quote's sentence up to the quote."""
        return Stretch(self.text, min(self.sentence.start, self.start), self.start)


_END = re.compile(r"(?:[.!?]+|…)[\"')\]]*(?=\s)|\n")
_NEXT = re.compile(r"\s*([\"'(\[]*)(\w+)?(['.]?)")


def sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Return the offsets at which sentences of a stretch end."""
    marks = _END.finditer(text, start, end)
    return [mark.end() for mark in marks if mark[0] == "\n" or _is_end(text, start, mark)]


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    after = _NEXT.match(text, match.end())
    opening, word = (after[1], after[2] or "") if after else ("", "")
    if word and word[0].islower() and not opening:
        return False
    if match[0][0] != "." or len(match[0]) > 1:
        return True
    token = re.search(r"[\w.'-]*$", text[max(start, match.start() - 20) : match.start()])
    before = token[0].lower() if token else ""
    if before in words("titles"):
        return False
    if before in words("before_numbers"):
        return not word[:1].isdigit()
    if len(before) == 1 and before.isalpha():
        return before != "i" and word.lower() in words("sentence_starters")
    if re.search(r"[^\W\d]\.", before) or before in words("abbreviations"):
        # "in the U.S. The launch": an abbreviation may end a sentence too.
        return word.lower() in words("sentence_starters") or bool(opening)
    return True


def sentences(stretch: Stretch) -> list[Stretch]:
    """Return the sentences of a stretch."""
    cuts = [stretch.start, *sentence_ends(stretch.text, stretch.start, stretch.end), stretch.end]
    pairs = itertools.pairwise(cuts)
    return [Stretch(stretch.text, a, b) for a, b in pairs if stretch.text[a:b].strip()]
