"""The text of one file, and where its lines begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SHOWN_LENGTH = 60


class Position(NamedTuple):
    """A line and a column, both counted from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    r"""A file's text under the name it is shown by: its path as given, or `<stdin>`.

    Lines end at `\n`, `\r\n` and `\r`, as editors have it, and at nothing else. A text that ends
    with a line end has an empty last line.
    """

    name: str
    text: str = field(repr=False)
    _starts: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset; one outside the text counts as its nearest."""
        starts = self._line_starts()
        inside = min(max(offset, 0), len(self.text))
        line = bisect_right(starts, inside)
        return Position(line, inside - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return a line without its end, counted from 1; an empty text where there is no such."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        stop = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : stop].rstrip("\r\n")

    def line_start(self, number: int) -> int:
        """Return the offset at which a line begins; the end of the text past the last line."""
        starts = self._line_starts()
        return starts[number - 1] if number <= len(starts) else len(self.text)

    @property
    def line_count(self) -> int:
        """Say how many lines there are; an empty text has one."""
        return len(self._line_starts())

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts.extend((0, *(end.end() for end in _LINE_END.finditer(self.text))))
        return self._starts


def quoted(text: str) -> str:
    """Return the user's text in double quotes, on one line, cut after 60 characters.

    Characters that a terminal would act on, or that cannot be encoded, are written as escapes.
    """
    shown = text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
    return f'"{_UNPRINTABLE.sub(_escape, shown)}"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return {9: r"\t", 10: r"\n", 13: r"\r"}.get(
        code, f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    )
