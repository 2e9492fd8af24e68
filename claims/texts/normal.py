"""Brings a text to one typography, in time linear in its length."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from claims.texts.model import Normal, rewrite

if TYPE_CHECKING:
    from claims.texts.model import Rewritten, Wrap

# Characters are written by number where they cannot be seen or told apart.
# ruff: noqa: RUF001  signs that look alike are what this module is about

_DOUBLE = "“”„‟«»″「」『』〝〞〟❝❞"
_SINGLE = "‘’‚‛‹›′ʼʻʹ`´❛❜"
_HYPHENS = "‐‑‒−﹣⁃"
_LONG_DASHES = "―⸺⸻"
_SPACES = "\t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LINE_ENDS = "\x0b\x0c\x85\u2028"

_ONE_TO_ONE = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, _DOUBLE + "\uff02"), '"'),
    **dict.fromkeys(map(ord, _SINGLE + "\uff07\uff40"), "'"),
    **dict.fromkeys(map(ord, _HYPHENS + "\uff0d"), "-"),
    **dict.fromkeys(map(ord, _LONG_DASHES), "—"),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _LINE_ENDS), "\n"),
    ord("〜"): "~",
    **dict(zip(range(0xFFE0, 0xFFE7), "¢£¬¯¦¥₩", strict=True)),
}

_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_SOFT_HYPHEN = r"\u00ad(?:[ ]*+(?:\r\n?|\n)[ ]*+)?+"
_LIGATURES = "\ufb00-\ufb06\ufb13-\ufb17"
_FORMS = "\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\u2e80-\u2fd5"
_HALF_WIDTH = "\uff61-\uff9f\uffa1-\uffdc"

# What NFC may change: marks that join the letter before them, jamo, and characters that stand for
# others. The list is generous; what is in it and composed already stays as it is.
_MARKS = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u0711\u0730-\u074a\u07eb-\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08ff"
    "\u093c\u094d\u0951-\u0954\u09bc\u09be\u09cd\u09d7\u0a3c\u0a4d\u0abc\u0acd\u0b3c\u0b3e\u0b4d"
    "\u0b56\u0b57\u0bbe\u0bcd\u0bd7\u0c4d-\u0c56\u0cbc\u0cc2\u0ccd-\u0cd6\u0d3b-\u0d3e\u0d4d\u0d57"
    "\u0dca\u0dcf\u0ddf\u0e38-\u0e3a\u0e48-\u0e4b\u0eb8-\u0eba\u0ec8-\u0ecb\u0f18\u0f19\u0f35-\u0f39"
    "\u0f71-\u0fbc\u102e\u1037-\u103a\u135d-\u135f\u1ab0-\u1ace\u1b34-\u1b44\u1dc0-\u1dff"
    "\u20d0-\u20f0\u302a-\u302f\u3099\u309a\ua66f-\ua67d\ua806-\ua8f1\ufe20-\ufe2f"
)
_STAND_INS = (
    "\u0340-\u0344\u0374\u037e\u0387\u0958-\u095f\u09dc-\u09df\u0a33-\u0a5e\u0b5c\u0b5d"
    "\u0f43-\u0f69\u1f71-\u1fff\u2126\u212a\u212b\u2329\u232a\u2adc\uf900-\ufad9\ufb1d-\ufb4e"
    "\U0001d15e-\U0001d1c0\U0002f800-\U0002fa1d"
)
_MOST_MARKS = 30
"""Marks on one letter that are put in order; the stream-safe format of Unicode (UAX 15) has it."""

_FOLDED = re.compile(
    rf"(?P<gone>[{_UNSEEN}]++|{_SOFT_HYPHEN})"
    r"|(?P<line>\r\n?)|(?P<paragraph>\u2029)|(?P<dots>[…‥])|(?P<mark>'')"
    rf"|(?P<form>[{_LIGATURES}{_FORMS}]|[{_HALF_WIDTH}]{{1,64}})"
    rf"|(?P<letters>[\u1100-\u115e\ua960-\ua97c][\u1161-\u11a7][\u11a8-\u11ff]?|[\uac00-\ud7a3][\u11a8-\u11c2]"
    rf"|[^\s][{_MARKS}]{{1,{_MOST_MARKS}}}|[{_STAND_INS}][{_MARKS}]{{0,{_MOST_MARKS}}})"
)

_FOLDED_ASCII = re.compile(
    r"(?P<gone>[\x00-\x08\x0e-\x1f\x7f]++)|(?P<line>\r\n?|[\x0b\x0c])|(?P<mark>'')"
)

_LAID_OUT = re.compile(
    r"(?P<dash>[ \n]*+[-–—][ \n–—-]*+)|(?P<blank>\A[ \n]++|[ \n]++\Z| [ \n]++|\n[ \n]*+)"
    r"|(?P<dots>\.(?: ?\.){2,})"
)

_CLOSE_SET = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "，。！？：；\U00020000-\U0003134f]"
)
"""Scripts that set no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han."""
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def normalise(text: str, steps: tuple[Rewritten, ...] = (), given: str | None = None) -> Normal:
    """Return a text in one typography; `steps` lead from it back to the one that was `given`."""
    if text.isascii():
        folded = rewrite(text.replace("\t", " ").replace("`", "'"), _FOLDED_ASCII, _fold)
    else:
        folded = rewrite(text.translate(_ONE_TO_ONE), _FOLDED, _fold)
    layout = _Layout()
    laid_out = rewrite(folded.text, _LAID_OUT, layout.replace)
    return Normal(laid_out.text, layout.wraps, (laid_out, folded, *steps), given or text)


def sets_no_spaces(char: str) -> bool:
    """Say whether a character is of a script in which words are not set apart everywhere."""
    return bool(_CLOSE_SET.match(char) or _HANGUL.match(char))


def _fold(match: re.Match[str]) -> str:
    sort, found = match.lastgroup, match[0]
    if sort == "letters":
        return unicodedata.normalize("NFC", found)
    if sort == "form":
        return unicodedata.normalize("NFKC", found)
    return {"line": "\n", "paragraph": "\n\n", "dots": "...", "mark": '"'}.get(sort or "", "")


class _Layout:
    """Lays out spaces, line ends and dashes, and notes where a line end leaves a doubt."""

    def __init__(self) -> None:
        self.wraps: dict[int, Wrap] = {}
        self._shift = 0
        """How much further than in the text that was given things stand in the new one."""

    def replace(self, match: re.Match[str]) -> str:
        sort = match.lastgroup
        if sort == "dots":
            new = "..."
        else:
            new = self._blank(match) if sort == "blank" else self._dash(match)
        self._shift += len(new) - len(match[0])
        return new

    def _blank(self, match: re.Match[str]) -> str:
        text, (start, end) = match.string, match.span()
        if start == 0 or end == len(text):
            return ""
        lines = match[0].count("\n")
        if lines != 1:
            return "\n\n" if lines else " "
        before, after = text[start - 1], text[end]
        close = [bool(_CLOSE_SET.match(char)) for char in (before, after)]
        if any(close) or (_HANGUL.match(before) and _HANGUL.match(after)):
            self.wraps[start + self._shift] = " "
        return "" if all(close) else " "

    def _dash(self, match: re.Match[str]) -> str:
        text, (start, end), found = match.string, match.span(), match[0]
        core = found.strip(" \n")
        lead, trail = found[: found.index(core)], found[found.rindex(core) + len(core) :]
        if core == "-" and not lead and trail.count("\n") == 1 and start > 0 and end < len(text):
            self.wraps[start + self._shift] = "-"
            return "" if text[start - 1].isalpha() and text[end].islower() else "-"
        long = len(core) > 1 or core == "—"
        return _around(lead, long=long) + "-" + _around(trail, long=long)


def _around(blank: str, *, long: bool) -> str:
    if blank.count("\n") > 1:
        return "\n\n"
    return " " if blank or long else ""
