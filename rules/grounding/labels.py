"""Numbers that measure nothing: names, ranks and ages."""

from __future__ import annotations

import re

from rules.grounding.words import words


def is_inside_name(text: str, start: int) -> bool:
    """Say whether a number continues a word: "COVID-19", "F-16"."""
    return start > 1 and text[start - 1] in "-/" and text[start - 2].isalnum()


def is_label(text: str, start: int) -> bool:
    """Say whether the words before a number make it a name or a rank: "Flight 370"."""
    before = re.search(r"([\w.]+)\s$", text[max(0, start - 24) : start])
    if before is None:
        return False
    word = before[1]
    return word.lower() in words("labels") or (
        word[0].isupper() and not _begins(text, before, start)
    )


# "a woman of 71"
_AGE = re.compile(
    r"(?<!\w)(?:\w*(?:wo)?m[ae]n|boy|girl|child|teenager|youth|person|mother|father) of $",
    re.IGNORECASE,
)


# "Kessler, 29, broke serve", "a third, aged 54"
_APPOSED = re.compile(r"[A-ZÀ-Þ][\w'-]*, \d{1,3}(?=[,.;)]|$)")
_AGED = re.compile(r"(?<!\w)(?:aged?|aged between) $", re.IGNORECASE)


def is_age(text: str, start: int) -> bool:
    """Say whether a bare number is how old somebody is."""
    head = text[max(0, start - 24) : start]
    return bool(_AGE.search(head) or _AGED.search(head)) or _is_apposed(text, start)


def _is_apposed(text: str, start: int) -> bool:
    """Say whether a bare number stands in apposition to a name, as an age does."""
    name = re.search(r"(?<![\w'-])[A-ZÀ-Þ][\w'-]*, $", text[max(0, start - 24) : start])
    return bool(name and _APPOSED.match(text, max(0, start - 24) + name.start()))


def _begins(text: str, before: re.Match[str], start: int) -> bool:
    """Say whether the word before a number stands first in a sentence."""
    head = text[max(0, start - 24) : start][: before.start()].rstrip()
    return not head or head[-1] in '.!?"“('
