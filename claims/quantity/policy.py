"""The reading policy: what the words around a number do, from `data/policy.yaml`."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from claims.interval import Interval
from claims.quantity.parts import Hedge, Mode, Shape


class _Varying(NamedTuple):
    """A row of the reading policy: between which shares of its size a unit varies."""

    default: tuple[Fraction, ...]
    loose: tuple[Fraction, ...]


class PhraseWords(NamedTuple):
    """The words of the reading policy, in lower case, for those who look for phrases in a text."""

    before: frozenset[str]
    after: frozenset[str]
    amounts: frozenset[str]


@cache
def phrase_words() -> PhraseWords:
    """Return the words that hedge a number before and behind it, and those that stand for one."""
    policy = reading_policy()
    return PhraseWords(frozenset(policy.before), frozenset(policy.after), frozenset(policy.amounts))


class RoundingWords(NamedTuple):
    """Words that say how a number was rounded, each with its mode, the longest first."""

    names: dict[str, Mode]
    before: dict[str, Mode]
    after: dict[str, Mode]


class _Policy(NamedTuple):
    before: dict[str, Hedge]
    after: dict[str, Hedge]
    amounts: dict[str, Shape]
    spans: dict[str, Shape]
    long: Hedge
    varying: dict[str, _Varying]
    english: frozenset[str]
    rounding: RoundingWords
    before_pattern: re.Pattern[str]
    after_pattern: re.Pattern[str]
    amount_pattern: re.Pattern[str]


@cache
def reading_policy() -> _Policy:
    """Return the reading policy, read when first asked for."""
    import yaml  # noqa: PLC0415 - a caller that reads no hedges does without

    text = resources.files("claims").joinpath("data", "policy.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    before = {word: _hedge(row) for row in data["hedges"] for word in row["words"]}
    after = {word: _hedge(row) for row in data["hedges"] for word in row.get("after", [])}
    amounts = {word: _amount(row) for row in data["amounts"] for word in row["words"]}
    spans = {word: _amount(row) for row in data["spans"] for word in row["words"]}
    return _Policy(
        before,
        after,
        amounts,
        spans,
        _hedge({"effect": "share", **data["long"]}),
        {
            row["unit"]: _Varying(_percents(row["default"]), _percents(row["loose"]))
            for row in data["varying"]
        },
        frozenset(data["conventions"]["english"]),
        RoundingWords(*(_modes(data["rounding"], key) for key in RoundingWords._fields)),
        re.compile(rf"({_any_of(before)})", re.IGNORECASE),
        re.compile(rf"({_any_of(after)})", re.IGNORECASE),
        re.compile(rf"({_any_of(amounts)})", re.IGNORECASE),
    )


def _hedge(row: dict[str, Any]) -> Hedge:
    default, loose = (_percents(row.get(key, [])) for key in ("default", "loose"))
    return Hedge(row["effect"], default, loose, row.get("open", False))


def _modes(rows: list[dict[str, Any]], key: str) -> dict[str, Mode]:
    found: dict[str, Mode] = {word: row["mode"] for row in rows for word in row.get(key, [])}
    return {word: found[word] for word in sorted(found, key=lambda word: (-len(word), word))}


def _percents(value: int | list[int]) -> tuple[Fraction, ...]:
    return tuple(Fraction(n, 100) for n in (value if isinstance(value, list) else [value]))


def _amount(row: dict[str, Any]) -> Shape:
    default, loose = (
        Interval(Fraction(row[key][0]), Fraction(row[key][1])) for key in ("default", "loose")
    )
    return Shape(default, default, loose)


def _any_of(words: dict[str, Any]) -> str:
    """Return a pattern for any of some phrases, the longest first, ending where a word ends."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) + (r"(?!\w)" if word[-1].isalpha() else "") for word in ordered)
