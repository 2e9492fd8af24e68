"""What the cells of a column are: times, numbers, quantities or texts, and in which form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from claims.edtf import Edtf, parse_edtf
from claims.quantity import Quantity, read_quantity
from claims.tables.model import told
from claims.units import BARE, listed_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.tables.model import Value
    from claims.vocabulary import Vocabulary

_NUMBER = re.compile(r"[-+−]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_COMMA_NUMBER = re.compile(r"[-+−]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+|[-+−]?\d+")
_TIMES = frozenset({"when", "published", "uploaded", "archived"})
_BRACKETS = re.compile(r"(?P<name>.*?)\s*[(\[](?P<unit>[^)\]]+)[)\]]\s*")
_ENOUGH = 0.75
"""Share of the filled cells that must be of one sort for the column to be: tables have slips."""
_READ = 300
"""Cells of a column that are read as quantities."""
_SECONDS = (100_000_000, 4_000_000_000)
"""From 1973 to 2096 in seconds since 1970: smaller numbers may be something else."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What a column holds.

    `kind` is time, number, quantity, text or nothing. `format` is the form of its dates, `formats`
    those between which its cells leave open. `unit` and `property` come from its name.
    """

    kind: str
    told: str
    sample: str = ""
    distinct: bool = False
    format: str | None = None
    formats: tuple[str, ...] = ()
    unit: str | None = None
    property: str | None = None
    is_known: bool = False
    """The vocabulary knows the property, so that a bare number of it says enough."""
    counting: bool = False
    decimal: bool = False
    """Its numbers have decimal commas."""
    empty: tuple[str, ...] = ()


def sort_of(
    column: str,
    values: Sequence[Value],
    role: str | None,
    empties: Sequence[str],
    formats: Sequence[str],
    vocabulary: Vocabulary,
) -> Sort:
    """Return what a column holds, by its name, its role and its cells."""
    filled = [told(value) for value in values if value is not None]
    empty = tuple(sorted({text for text in filled if text in empties}))
    texts = [text for text in filled if text not in empties]
    if not texts:
        return Sort("nothing", "empty")
    distinct = len(set(texts)) == len(values)
    sample = texts[0]
    if role in _TIMES:
        found = _time(texts, formats)
        if found is not None:
            form, open_forms = found
            told_as = "times" if form is None else f"times as {form}"
            return Sort("time", told_as, sample, distinct, form, open_forms, empty=empty)
    name, unit = _named(column)
    concept = vocabulary.properties.get(name)
    known = name if concept is None else concept.name
    commas = _share(texts, _COMMA_NUMBER)
    decimal = commas >= _ENOUGH and commas > _share(texts, _NUMBER)
    bare, measured = _numeric(texts)
    if decimal or (bare + measured >= _ENOUGH and bare >= measured):
        return Sort(
            "number",
            "numbers",
            sample,
            distinct,
            unit=unit,
            property=known,
            is_known=concept is not None and (concept.counting or not concept.unit),
            counting=concept is not None and concept.counting,
            decimal=decimal,
            empty=empty,
        )
    if bare + measured >= _ENOUGH:
        return Sort("quantity", "quantities", sample, distinct, property=known, empty=empty)
    return Sort("text", "texts", sample, distinct)


def _share(texts: Sequence[str], form: re.Pattern[str]) -> float:
    return sum(form.fullmatch(text) is not None for text in texts) / len(texts)


def _numeric(texts: Sequence[str]) -> tuple[float, float]:
    """Return the shares of cells that are a number by itself, and one with its unit."""
    bare = measured = 0
    looked = texts[:_READ]
    for text in looked:
        if _NUMBER.fullmatch(text):
            bare += 1
        elif any(sign.isdigit() for sign in text):
            value = read_quantity(text)
            bare += isinstance(value, Quantity) and value.unit == BARE
            measured += isinstance(value, Quantity) and value.unit != BARE
    return bare / len(looked), measured / len(looked)


def _time(
    texts: Sequence[str], formats: Sequence[str]
) -> tuple[str | None, tuple[str, ...]] | None:
    """Return the form of a column's times (None for EDTF), and forms between which it is open."""
    edtf = sum(isinstance(parse_edtf(text), Edtf) for text in texts) / len(texts)
    if edtf >= _ENOUGH:
        epoch = _epoch(texts)
        return (epoch, ()) if epoch else (None, ())
    epoch = _epoch(texts)
    if epoch:
        return epoch, ()
    fitting = [form for form in formats if _written(texts, form) >= _ENOUGH]
    if len(fitting) == 1:
        return fitting[0], ()
    return (None, tuple(fitting)) if fitting else None


def _epoch(texts: Sequence[str]) -> str | None:
    if not all(re.fullmatch(r"\d{9,13}", text) for text in texts):
        return None
    low, high = _SECONDS
    numbers = [int(text) for text in texts]
    if all(low <= number <= high for number in numbers):
        return "epoch"
    return "epoch-ms" if all(low * 1000 <= n <= high * 1000 for n in numbers) else None


def _written(texts: Sequence[str], form: str) -> float:
    found = 0
    for text in texts:
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
        except ValueError:
            continue
        found += 1
    return found / len(texts)


def _named(column: str) -> tuple[str, str | None]:
    """Return the property that a column's name tells, and the unit behind it."""
    bare = column.rpartition(".")[2]
    match = _BRACKETS.fullmatch(bare)
    if match is not None and listed_unit(match["unit"].strip()):
        return _words(match["name"]), match["unit"].strip()
    words = _words(bare).split(" ")
    original = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", bare).split()
    for count in (2, 1):
        if len(words) <= count:
            continue
        end = original[-count:]
        for unit in dict.fromkeys(("/".join(end), "/".join(end).lower(), " ".join(end).lower())):
            if listed_unit(unit):
                return " ".join(words[:-count]), unit
    return " ".join(words), None


def _words(name: str) -> str:
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[_-]", " ", text).lower().split())
