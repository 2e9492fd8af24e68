"""The word lists of the grammar: the rows of the data files beside this module, read once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_FILES = ("words.yaml", "speech.yaml")


@cache
def _patterns() -> dict[str, dict[str, Any]]:
    patterns: dict[str, dict[str, Any]] = _read("patterns.yaml")
    return patterns


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for name in _FILES:
        tables |= _read(name)
    return tables


def _read(name: str) -> Any:
    from importlib.resources import files  # noqa: PLC0415 - only runs with quotes need it

    import yaml  # noqa: PLC0415 - the same

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("rules.grounding").joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are safe ones


@cache
def words(table: str) -> frozenset[str]:
    """Return all words of a table, in lower case."""
    return frozenset(str(word).lower() for row in _tables()[table] for word in row["words"])


@cache
def rows(table: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by each of their words."""
    return {str(word).lower(): row for row in _tables()[table] for word in row["words"]}


@cache
def pattern(table: str) -> re.Pattern[str]:
    """Return a pattern that finds any phrase of a table, whole words only, the longest first."""
    ordered = sorted(words(table), key=lambda phrase: (-len(phrase), phrase))
    spelled = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)
    return re.compile(rf"(?<![\w'-])(?:{spelled})(?![\w'])", re.IGNORECASE)


def table(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return _tables()[name]


@cache
def lemmas(name: str) -> frozenset[str]:
    """Return the verbs of a table in their first form."""
    return frozenset(lemma for row in _tables()[name] for lemma in row["lemmas"])


@cache
def lemma_of(form: str) -> str:
    """Return the first form of a verb of saying, by a form of it in lower case."""
    return _forms().get(" ".join(form.lower().split()), form.lower())


@cache
def _forms() -> dict[str, str]:
    irregular = {row["lemma"]: row["forms"] for row in _tables()["forms"]}
    tables = ("said_of", "said_of_that", "judging", "finding")
    return {
        form: lemma
        for name in tables
        for lemma in sorted(lemmas(name))
        for form in irregular.get(lemma) or inflected(lemma)
    }


@cache
def verb_pattern() -> re.Pattern[str]:
    """Return a pattern that finds any form of a verb of saying, the longest first."""
    ordered = sorted(_forms(), key=lambda form: (-len(form), form))
    spelled = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)
    return re.compile(rf"(?<![\w'-])(?:{spelled})(?![\w'-])", re.IGNORECASE)


def inflected(lemma: str) -> tuple[str, ...]:
    """Return the forms of a regular verb: "deny", "denies", "denied", "denying"."""
    if re.search(r"[^aeiou]y$", lemma):
        return lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith("e"):
        return lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"
    plural = "es" if re.search(r"(?:s|sh|ch|x|z)$", lemma) else "s"
    return lemma, lemma + plural, lemma + "ed", lemma + "ing"


@cache
def rule(name: str) -> re.Pattern[str]:
    """Return a pattern of `patterns.yaml`."""
    row = _patterns()[name]
    return re.compile("".join(row["pattern"]), re.IGNORECASE if row.get("ignore_case") else 0)
