"""Places in a row of things: "the third largest", "second-highest of five"."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from claims.names import fold
from claims.numbers import read_number
from claims.source import Source
from claims.yaml_reader import read_yaml

RANK_FORMS = ("largest", "third largest", "2nd-smallest", "second-highest of five")
_MOST = 1_000_000


class Rank(NamedTuple):
    """A place from the greatest value down or the least up, and of how many, if it is said."""

    place: int
    from_greatest: bool
    of: int | None = None


@cache
def _words() -> dict[str, tuple[str, ...]]:
    text = resources.files("claims").joinpath("data", "ranks.yaml").read_text(encoding="utf-8")
    trees, faults = read_yaml(Source("ranks.yaml", text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    return {name: tuple(w for row in rows for w in row["words"]) for name, rows in data.items()}


@cache
def _pattern() -> re.Pattern[str]:
    words = _words()
    sizes = sorted((*words["greatest"], *words["least"]), key=lambda word: (-len(word), word))
    return re.compile(
        rf"(?:the )?(?:(?:{'|'.join(words['shared'])})[- ])?"
        rf"(?:(?P<nth>{'|'.join(words['ordinals'])}|\d{{1,6}}(?:st|nd|rd|th))[- ])?"
        rf"(?P<size>{'|'.join(sizes)})(?: (?:one )?(?:of|among)(?: the)? (?P<all>[\w ,-]{{1,40}}))?"
    )


def read_rank(text: str) -> Rank | None:
    """Read a place in a row; None where the text is none."""
    found = _pattern().fullmatch(fold(text))
    if found is None:
        return None
    words = _words()
    nth, every = found["nth"], found["all"]
    place = 1
    if nth is not None:
        digits = re.match(r"\d+", nth)
        place = int(digits[0]) if digits else words["ordinals"].index(nth) + 1
    number = read_number(every) if every is not None else None
    if place < 1 or (every is not None and number is None):
        return None
    if number is not None and not (number.value.denominator == 1 and 1 <= number.value <= _MOST):
        return None
    of = None if number is None else int(number.value)
    return Rank(place, found["size"] in words["greatest"], of)
