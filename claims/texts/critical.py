"""Words that nobody may leave out of a quote: negations, hedges and numbers."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from claims.numbers import read_number

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_DIGIT = re.compile(r"\d|[½⅓⅔¼¾⅛⅜⅝⅞]|[一二三四五六七八九十百千万億兆]")
_LONGEST = 20


class _Sort(NamedTuple):
    name: str
    words: frozenset[str]
    parts: tuple[str, ...]
    other: frozenset[str]
    """Words that look like one of them and are something else."""


@cache
def _sorts() -> tuple[_Sort, ...]:
    text = resources.files("claims").joinpath("data/left_out.yaml").read_text("utf-8")
    return tuple(
        _Sort(
            row["sort"],
            frozenset(map(str, row["words"])),
            tuple(row["parts"]),
            frozenset(row["other"]),
        )
        for row in yaml.safe_load(text)
    )


def critical_word(text: str) -> str:
    """Return the first negation, hedge or number of a text and what it is; "" where it has none.

    The text is in one typography (`claims.texts.normal`).
    """
    digit = _DIGIT.search(text)
    if digit is not None:
        return f'a number, "{_around(text, digit.start())}"'
    for match in _WORD.finditer(text):
        word = match[0].lower()
        for sort in _sorts():
            if match[0] in sort.other:
                continue
            if word in sort.words or any(part in word for part in sort.parts):
                return f'{sort.name}, "{match[0]}"'
        if len(word) <= _LONGEST and word not in {"a", "an"} and read_number(word) is not None:
            return f'a number, "{match[0]}"'
    return ""


def _around(text: str, offset: int) -> str:
    """Return the word at an offset, so much of it as a message can show."""
    start = text.rfind(" ", max(0, offset - _LONGEST), offset) + 1
    end = text.find(" ", offset, offset + _LONGEST)
    return text[max(start, offset - _LONGEST) : end if end >= 0 else offset + _LONGEST]
