"""Text as a terminal shows it: how wide it is, and nothing in it that a terminal would obey."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

DEFAULT_WIDTH = 100
"""Columns that are counted on where the output is no terminal."""

_NARROWEST = 40
_TAB = "    "
_JOINER = "\u200d"
_NON_JOINER = "\u200c"
_EMOJI_STYLE = "\ufe0f"
_RESET = "\x1b[0m"
_ESCAPES = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "help": "\x1b[1;32m",
    "frame": "\x1b[1;34m",
    "strong": "\x1b[1m",
}


class Glyph(NamedTuple):
    """What is shown for one character, and how many columns that takes."""

    text: str
    width: int


@dataclass(frozen=True, slots=True)
class Page:
    """How to show things: with colour or not, and on how many columns; None wraps nothing."""

    colour: bool
    columns: int | None

    @property
    def width(self) -> int:
        """Return the columns that there are, 100 where nobody knows and never under 40."""
        return max(_NARROWEST, DEFAULT_WIDTH if self.columns is None else self.columns)

    @property
    def limit(self) -> int | None:
        """Return the columns to wrap at, None to wrap nothing."""
        return None if self.columns is None else self.width

    def paint(self, role: str, text: str) -> str:
        """Return the text in the colour of a severity, of `help`, the `frame`, or `strong`."""
        return f"{_ESCAPES[role]}{text}{_RESET}" if self.colour and text and role else text


def glyphs(text: str) -> list[Glyph]:
    """Return a glyph for each character of a source text; a tab is four spaces.

    Parts of an emoji sequence take no columns of their own.
    """
    found: list[Glyph] = []
    base, joined = 0, False
    for char in text:
        glyph = _glyph(char)
        category = _category(char)
        if joined and category == "So":
            glyph, base = Glyph(char, 0), 2
        elif char == _EMOJI_STYLE and found and base == 1:
            glyph, base = Glyph(char, 1), 2
        elif category == "Sk" and glyph.width == 2 and base == 2:
            glyph = Glyph(char, 0)  # a skin tone
        elif glyph.width:
            base = glyph.width if category in {"So", "Sm", "Po"} else 0
        joined = char == _JOINER and base > 0
        found.append(glyph)
    return found


def one_line(text: str) -> str:
    """Return a text with a visible sign for each character that is none, tabs and ends too."""
    if text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def encodable(text: str) -> str:
    """Return a text with halves of surrogate pairs, which no encoding has, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def columns(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(glyph.width for glyph in glyphs(text))


def wrap(text: str, limit: int | None, hanging: int = 0) -> list[str]:
    """Return the text in lines of at most `limit` columns, all but the first indented.

    A word that is longer has a line to itself. There is always at least one line.
    """
    if limit is None or columns(text) <= limit:
        return [text]
    lines: list[str] = []
    words: list[str] = []
    used = 0
    for word in text.split(" "):
        taken = columns(word)
        room = limit - (hanging if lines else 0)
        if words and used + 1 + taken > room:
            lines.append(" ".join(words).rstrip(" "))
            words, used = [word], taken
        else:
            used += taken + (1 if words else 0)
            words.append(word)
    lines.append(" ".join(words))
    return [lines[0], *(" " * hanging + line for line in lines[1:])]


@lru_cache(maxsize=4096)
def _glyph(char: str) -> Glyph:
    if char == "\t":
        return Glyph(_TAB, len(_TAB))
    shown = _visible(char)
    return Glyph(shown, _width(char) if shown == char else len(shown))


@lru_cache(maxsize=4096)
def _category(char: str) -> str:
    return unicodedata.category(char)


def _visible(char: str) -> str:
    """Return the sign for a control character, a mark of direction, or another unseen one.

    The two joiners of letters stay: scripts and emoji need them.
    """
    if char.isprintable() or char in {_JOINER, _NON_JOINER}:
        return char
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    unseen = _category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return f"\u2039U+{code:04X}\u203a" if unseen else char


def _width(char: str) -> int:
    if _category(char) in {"Mn", "Me", "Cf"}:
        return 0
    if "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return 0  # vowels and finals of a decomposed Korean syllable
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
