"""Finds a quote in a text: word for word, or written in another typography, and nothing else."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from claims.texts.critical import critical_word
from claims.texts.model import Placed, rewrite
from claims.texts.near import WORD, near
from claims.texts.normal import normalise, sets_no_spaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claims.texts.model import Normal, Rewritten, Wrap
    from claims.texts.near import Near

    _Gaps = Mapping[int, tuple[str, Wrap | None]]
    """What a skeleton leaves out, by offsets in it: the characters, and what a line end allows."""

MOST_TOLD = 1000
"""Places of one quote that are counted."""

_GAP = re.compile(r"[ \n-]+")
_JOINT = re.compile(
    r"\s*(?P<dots>\[\.\.\.\]|\(\.\.\.\)|\.\.\.)\s*|(?P<letter>\[(?P<inner>\w)\])(?=\w)"
    r"|\s*\[(?P<added>[^\[\]]{1,200})\]\s*"
)
_LETTERS = re.compile("[A-Za-z]{2}")
_DROPPED = re.compile(r"[ \n-]+|\"")
_VARIES = re.compile(r"[-\"'\n]")
"""What may be written in another way although no line ends there."""
_WORK, _EACH = 8, 8
"""What bounds a search in a text that repeats itself: so many looks at each character, a place that
is looked at counting for so many more."""
_MOST_PARTS = 30
"""Parts of a quote between ellipses; one of more is not looked for."""
_CONTEXT = 500
"""Characters of a prefix and a suffix that are compared: those next to the quote."""
_FARTHEST = 5_000
"""Characters left out of a quote that are looked at."""
_MOST_REPLACED = 4
"""Words that a bracketed insertion may stand in for: "[the ministry]" for "it"."""


class Verdict(Enum):
    """How a quote stands in a text."""

    EXACT = "exact"
    TYPOGRAPHY = "typography"
    ELISION = "elision"
    """What is left out, or put in brackets, says something."""
    AMBIGUOUS = "ambiguous"
    MISPLACED = "misplaced"
    """The words stand there, but not between the prefix and the suffix."""
    ABSENT = "absent"
    """The words do not stand there; whether others like them do, `near` tells."""
    GAVE_UP = "gave up"
    """The search was broken off; `reason` says why."""


class _SpentError(Exception):
    """A search was broken off; the message says why."""


class Stretch(NamedTuple):
    """Where the parts of a quote stand in a text, and what stands between them."""

    spans: tuple[tuple[int, int], ...]
    left_out: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands in a text, and how."""

    verdict: Verdict
    stretches: tuple[Stretch, ...] = ()
    reason: str = ""
    """Of an elision: what it leaves out. Of a search that was broken off: why."""
    most: bool = False
    """There are more stretches than were counted."""


class _Part(NamedTuple):
    """Words of a quote between two joints."""

    words: Normal
    joint: str
    """What joins it to the part before: "dots", "added", "letter"; "" for the first."""
    added: str = ""


class _Words(NamedTuple):
    """The words of a text by their number: where each stands, and the numbers of each."""

    places: list[tuple[int, int]]
    numbers: dict[str, list[int]]


class Text:
    """A text that is searched; what it takes to search it is made once."""

    def __init__(self, normal: Normal) -> None:
        self.normal = normal

    @cached_property
    def words(self) -> _Words:
        """Return the words of the text, and where each stands among them."""
        places = [match.span() for match in WORD.finditer(self.normal.text)]
        index: dict[str, list[int]] = {}
        for number, (start, end) in enumerate(places):
            index.setdefault(self.normal.text[start:end].lower(), []).append(number)
        return _Words(places, index)

    def near(self, exact: str) -> Near | None:
        """Return what is most like a quote that does not stand in the text."""
        return near(self, normalise(exact).text)

    def find(
        self,
        exact: str,
        prefix: str | None = None,
        suffix: str | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> Found:
        """Find a quote, between the words before and after it where those are given.

        `start` and `end` are offsets in the text as it was given, between which it stands.
        """
        quote = normalise(exact)
        try:
            found = self._stretches(quote)
        except _SpentError as spent:
            return Found(Verdict.GAVE_UP, reason=str(spent))
        if not found:
            return Found(Verdict.ABSENT)
        fitting = [s for s in found if self._between(s, prefix, suffix)]
        fitting = [s for s in fitting if self._within(s, start, end)]
        if not fitting:
            return Found(Verdict.MISPLACED, tuple(found))
        reasons = {s: _says(s) for s in fitting}
        chosen = [s for s in fitting if not reasons[s]] or fitting
        if len(chosen) > 1:
            chosen = [s for s in chosen if self._is_whole(s)] or chosen
        if len(chosen) > 1:
            return Found(Verdict.AMBIGUOUS, tuple(chosen), most=len(found) >= MOST_TOLD)
        (one,) = chosen
        if reasons[one]:
            return Found(Verdict.ELISION, (one,), reasons[one])
        return Found(self._manner(one, exact), (one,))

    def _manner(self, stretch: Stretch, exact: str) -> Verdict:
        """Say whether a quote has the very characters of the text."""
        span = self.normal.origin(*stretch.spans[0])
        same = len(stretch.spans) == 1 and self.normal.given[span.start : span.end] == exact
        return Verdict.EXACT if same else Verdict.TYPOGRAPHY

    def _stretches(self, quote: Normal) -> list[Stretch]:
        """Return where the quote stands, first as it is, then by its parts."""
        whole = [Stretch((span,)) for span in self._places(quote)]
        if whole:
            return whole
        bare = quote.text.strip("\"'")
        if bare != quote.text and bare.strip():
            whole = [Stretch((span,)) for span in self._places(normalise(bare))]
            if whole:
                return whole
        parts = _parts(bare)
        if len(parts) < 2 and (not parts or parts[0].words.text == bare):
            return []
        return list(self._chains(parts))

    def _chains(self, parts: list[_Part]) -> Iterator[Stretch]:
        """Give each way in which the parts follow one another, each as near as can be."""
        if len(parts) > _MOST_PARTS:
            raise _SpentError(f"it has more than {_MOST_PARTS} parts between ellipses and brackets")
        places: list[list[tuple[int, int]]] = []
        for part in parts:
            places.append(self._places(part.words, part.joint == "letter"))
            if not places[-1]:
                return
        at = [0] * len(parts)
        best: dict[tuple[int, int], Stretch] = {}
        for first in places[0]:
            spans = [first]
            for index in range(1, len(parts)):
                while at[index] < len(places[index]) and places[index][at[index]][0] < spans[-1][1]:
                    at[index] += 1
                if at[index] == len(places[index]):
                    break
                spans.append(places[index][at[index]])
            else:
                left = tuple(
                    self.normal.text[before[1] : min(after[0], before[1] + _FARTHEST)]
                    for before, after in pairwise(spans)
                )
                added = tuple(part.added for part in parts if part.added)
                joints = tuple(part.joint for part in parts[1:])
                best[spans[-1]] = Stretch(tuple(spans), left, joints, added)
        yield from best.values()

    def _places(self, quote: Normal, inside: bool = False) -> list[tuple[int, int]]:  # noqa: FBT001, FBT002  one flag
        """Return where words stand; `inside` a word where a bracket begins it."""
        text = self.normal.text
        found: list[tuple[int, int]] = []
        budget = _WORK * (len(text) + len(quote.text))
        for words in _capitals(quote.text):
            at = text.find(words)
            while at >= 0 and budget > 0 and len(found) < MOST_TOLD:
                end = at + len(words)
                budget -= len(words) + _EACH
                joined = inside or at in self.normal.wraps
                if not _cuts(text, at, end, inside=joined):
                    found.append((at, end))
                at = text.find(words, at + 1)
            _must_have(found, budget)
        return sorted(found) or self._by_skeleton(quote)

    def _by_skeleton(self, quote: Normal) -> list[tuple[int, int]]:
        """Return where words stand whose hyphens and spaces a line end has moved."""
        if not quote.wraps and not self.normal.wraps and not _VARIES.search(quote.text):
            return []
        text = self.normal.text
        gaps = _gaps(quote)
        found: list[tuple[int, int]] = []
        budget = _WORK * (len(text) + len(quote.text))
        for words in _capitals(_skeleton(quote.text).text):
            at = self.skeleton.text.find(words) if words else -1
            while at >= 0 and budget > 0 and len(found) < MOST_TOLD:
                start, end = self.skeleton.back(at, at + len(words))
                budget -= end - start + _EACH
                if self._same_gaps(gaps, at, len(words)) and not _cuts(text, start, end):
                    found.append((start, end))
                at = self.skeleton.text.find(words, at + 1)
            _must_have(found, budget)
        return sorted(found)

    def _same_gaps(
        self, quote: Mapping[int, tuple[str, Wrap | None]], at: int, length: int
    ) -> bool:
        """Say whether spaces and hyphens within words differ only as line ends allow."""
        known, gaps = self.gaps
        first, last = bisect_right(known, at), bisect_left(known, at + length)
        here = {offset - at: gaps[offset] for offset in known[first:last]}
        if len(here) > len(quote) + len(self.normal.wraps):
            return False
        none: tuple[str, Wrap | None] = ("", None)
        return all(
            _alike(here.get(offset, none), quote.get(offset, none))
            for offset in here.keys() | quote.keys()
        )

    @cached_property
    def skeleton(self) -> Rewritten:
        """Return the text without spaces and hyphens, all quotation marks alike."""
        return _skeleton(self.normal.text)

    @cached_property
    def gaps(self) -> tuple[list[int], _Gaps]:
        """Return the offsets in the skeleton at which something is left out, and what it is."""
        found = _gaps(self.normal)
        return sorted(found), found

    def _is_whole(self, stretch: Stretch) -> bool:
        """Say whether a stretch begins and ends with words, where a script allows that it does not.

        In Korean a word is often quoted without its particle; where it also stands alone, that is
        what is meant.
        """
        text, start, end = self.normal.text, stretch.spans[0][0], stretch.spans[-1][1]
        return not (text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum())

    def _within(self, stretch: Stretch, start: int | None, end: int | None) -> bool:
        first = self.normal.origin(*stretch.spans[0]).start
        last = self.normal.origin(*stretch.spans[-1]).end
        return (start is None or start <= first) and (end is None or last <= end)

    def _between(self, stretch: Stretch, prefix: str | None, suffix: str | None) -> bool:
        """Say whether the words before and after a stretch are those that are given."""
        text, start, end = self.normal.text, stretch.spans[0][0], stretch.spans[-1][1]
        if prefix is not None:
            words = _bare(prefix[-_CONTEXT:])
            if not _bare(text[max(0, start - 3 * _CONTEXT) : start]).endswith(words):
                return False
        return suffix is None or _bare(text[end : end + 3 * _CONTEXT]).startswith(
            _bare(suffix[:_CONTEXT])
        )


def _must_have(found: list[tuple[int, int]], budget: int) -> None:
    """Break a search off that spent what it may without a place to show for it."""
    if budget <= 0 and not found:
        raise _SpentError("the text repeats itself too often to be searched for it")


def place(exact: str, text: Normal | None, found: Found | None) -> Placed | None:
    """Return a quote in its text, or by itself where there is none or it has several places."""
    if text is not None and found is not None:
        if found.verdict in {Verdict.ABSENT, Verdict.MISPLACED, Verdict.GAVE_UP}:
            return None
        if found.verdict is not Verdict.AMBIGUOUS:
            return Placed(text.text, found.stretches[0].spans, context=True)
    words = normalise(exact).text
    return Placed(words, ((0, len(words)),), context=False)


def _says(stretch: Stretch) -> str:
    """Return what a quote leaves out that matters, or puts in brackets; "" where it is nothing."""
    for added in stretch.added:
        word = critical_word(added)
        if word:
            return f"the bracket puts in {word}"
    for left, joint in zip(stretch.left_out, stretch.joints, strict=True):
        if "\n\n" in left:
            return "it leaves out the end of a paragraph"
        if joint != "dots" and len(left.split()) > _MOST_REPLACED:
            return "words are left out at the bracket without an ellipsis"
        word = critical_word(left)
        if word:
            return f"what is left out has {word}"
    return ""


def _parts(text: str) -> list[_Part]:
    """Return the parts that ellipses and brackets make of a quote."""
    parts: list[_Part] = []
    done, joint, added, lead = 0, "", "", ""
    for match in _JOINT.finditer(text):
        words = lead + text[done : match.start()]
        if match["letter"]:
            if words.strip():
                parts.append(_Part(normalise(words), joint, added))
                joint, added = "added", ""
            lead, done = match["inner"], match.end()
            continue
        if words.strip():
            parts.append(_Part(normalise(words), joint, added))
            joint, added = "", ""
        lead, done = "", match.end()
        joint = "dots" if match["dots"] or joint == "dots" else "added"
        added += match["added"] or ""
    words = lead + text[done:]
    if words.strip():
        parts.append(_Part(normalise(words), joint, added))
    elif added and parts:
        parts[-1] = parts[-1]._replace(added=f"{parts[-1].added} {added}")
    return parts


def _capitals(words: str) -> tuple[str, ...]:
    """Return words with their first letter as it is, and in the other case."""
    lead = len(words) - len(words.lstrip("\"'("))
    first = words[lead : lead + 1]
    other = first.lower() if first.isupper() else first.upper()
    if other == first or len(other) != 1 or not words:
        return (words,) if words else ()
    return words, words[:lead] + other + words[lead + 1 :]


def _cuts(text: str, start: int, end: int, *, inside: bool = False) -> bool:
    """Say whether a stretch begins or ends within a word or a number."""
    if start == end:
        return True
    if not inside and start and _LETTERS.match(text, start - 1):
        return True
    if _LETTERS.match(text, end - 1):
        return True
    before, first = text[max(0, start - 2) : start], text[start]
    last, after = text[end - 1], text[end : end + 2]
    if first.isdigit() and re.search(r"\d$|\d[.,]$|(?:^|[^\w])-$", before):
        return True
    if last.isdigit() and re.match(r"\d|[.,]\d", after):
        return True
    if last == "." and text[end - 2 : end - 1].isdigit() and after[:1].isdigit():
        return True
    return (not inside and _joined(before[-1:], first)) or _joined(last, after[:1])


def _joined(one: str, other: str) -> bool:
    """Say whether two neighbours are of one word, in a script that sets words apart."""
    return (
        bool(one and other)
        and one.isalnum()
        and other.isalnum()
        and one.isdigit() == other.isdigit()
        and not sets_no_spaces(one)
        and not sets_no_spaces(other)
    )


def _skeleton(text: str) -> Rewritten:
    return rewrite(text, _DROPPED, lambda match: "'" if match[0] == '"' else "")


def _bare(text: str) -> str:
    return _skeleton(normalise(text).text).text


def _gaps(normal: Normal) -> dict[int, tuple[str, Wrap | None]]:
    """Return what the skeleton leaves out, by offsets in the skeleton."""
    found: dict[int, tuple[str, Wrap | None]] = {}
    dropped = 0
    wraps = iter(sorted(normal.wraps.items()))
    wrap = next(wraps, None)
    for match in _GAP.finditer(normal.text):
        while wrap is not None and wrap[0] < match.start():
            found[wrap[0] - dropped] = ("", wrap[1])
            wrap = next(wraps, None)
        own: Wrap | None = None
        while wrap is not None and wrap[0] < match.end():
            own, wrap = wrap[1], next(wraps, None)
        found[match.start() - dropped] = (match[0], own)
        dropped += match.end() - match.start()
    while wrap is not None:
        found[wrap[0] - dropped] = ("", wrap[1])
        wrap = next(wraps, None)
    return found


def _alike(one: tuple[str, Wrap | None], other: tuple[str, Wrap | None]) -> bool:
    (here, wrap), (there, its_wrap) = one, other
    if here == there or ("-" in here and "-" in there):
        return True
    if here and there and here.isspace() and there.isspace():
        return True
    allowed = {wrap, its_wrap} - {None}
    return {here.strip(" ") or here, there.strip(" ") or there} - {""} <= allowed
