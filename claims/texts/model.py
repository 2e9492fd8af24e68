"""A text in one typography, where each of its characters came from, and a quote placed in it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from claims.faults import Span

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Wrap = Literal["-", " "]
    """What may stand or be left out at a place, because a line ended there."""


class Rewritten:
    """A text made from another by replacing stretches of it, with the way back.

    The stretches between those replaced are the same in both.
    """

    __slots__ = ("_ends", "_from", "_starts", "_to", "text")

    def __init__(self, text: str, stretches: Iterable[tuple[int, int, str]] = ()) -> None:
        """Replace stretches, given in order by their ends and what stands for them."""
        # Four numbers for each replaced stretch: from where to where it stands in this text, and
        # from where to where in the other.
        self._starts, self._ends = array("I"), array("I")
        self._from, self._to = array("I"), array("I")
        parts: list[str] = []
        done = length = 0
        for start, end, new in stretches:
            if start > done:
                parts.append(text[done:start])
                length += start - done
            self._starts.append(length)
            self._from.append(start)
            parts.append(new)
            length += len(new)
            self._ends.append(length)
            self._to.append(end)
            done = end
        parts.append(text[done:])
        self.text = "".join(parts) if done else text

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of this text, of one character at least, stands in the other.

        A stretch that takes in part of what was replaced takes in all of it.
        """
        return self._back(start)[0], self._back(end - 1)[1]

    def _back(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset, offset + 1
        if offset < self._ends[index]:
            return self._from[index], self._to[index]
        other = self._to[index] + offset - self._ends[index]
        return other, other + 1


def rewrite(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> Rewritten:
    """Replace each match of a pattern; `replace` gets them in order."""
    return Rewritten(text, _changes(text, pattern, replace))


def _changes(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(text):
        new = replace(match)
        if new != match[0]:
            yield match.start(), match.end(), new


@dataclass(frozen=True, slots=True, eq=False)
class Normal:
    r"""A text in one typography.

    Line ends within a paragraph are spaces, and a paragraph ends with "\n\n". Quotation marks are
    straight, dashes are "-" (with spaces around it for a long one), spaces are single, an ellipsis
    is "...", letters are composed (NFC) and of ordinary width, and what cannot be seen is gone. A
    word that a hyphen divides at the end of a line is whole.

    `wraps` has the offsets at which a line ended so that a hyphen, or a space, may belong there or
    not. `steps` lead back to the text as it was given, the latest first.

    `given` is that text.
    """

    text: str
    wraps: Mapping[int, Wrap] = field(default_factory=dict)
    steps: tuple[Rewritten, ...] = ()
    given: str = field(default="", repr=False)

    def origin(self, start: int, end: int) -> Span:
        """Return where a stretch of the text stands in the one that was given."""
        if start >= end:
            return Span(0, 0)
        for step in self.steps:
            start, end = step.back(start, end)
        return Span(start, end)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A quote in its text.

    `spans` are the stretches of `text` that the quote is, several where an ellipsis or a bracket
    joins them. `context` says whether `text` is that of the document, so that what stands around
    the quote may be asked; without it `text` is the quote alone.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    context: bool

    @property
    def words(self) -> str:
        """Return the words of the quote, its parts joined by an ellipsis."""
        return " ... ".join(self.text[start:end] for start, end in self.spans)
