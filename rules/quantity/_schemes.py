"""The pack of schemes: which values a class covers, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import inf
from typing import TYPE_CHECKING, Any

from claims.interval import Bound, Interval
from claims.names import fold
from claims.quantity import Quantity, read_quantity
from claims.source import Source
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from claims.units import Unit


@dataclass(frozen=True, slots=True)
class Class:
    """A class of a scheme: its interval in base units, and in words ("300 km to 1,000 km")."""

    name: str
    names: frozenset[str]
    interval: Interval
    unit: Unit
    words: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of classes by the values of one property, and its source."""

    name: str
    names: frozenset[str]
    property: str
    of: str
    classes: tuple[Class, ...]
    source: str
    moment: bool
    """A class is of one moment: a value of another may be beyond it."""


@cache
def schemes() -> tuple[Scheme, ...]:
    """Return the schemes that come with the program, in the order of the pack.

    Raises:
        ValueError: the pack is not as it should be.

    """
    name = "schemes.yaml"
    text = resources.files("rules.quantity").joinpath(name).read_text(encoding="utf-8")
    trees, faults = read_yaml(Source(name, text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    return tuple(_scheme(row) for row in data["schemes"])


def _scheme(row: dict[str, Any]) -> Scheme:
    return Scheme(
        row["scheme"],
        _names(row["scheme"], row["also"]),
        row["property"],
        row["of"],
        tuple(_class(each) for each in row["classes"]),
        f"{row['source']} ({row['date']})",
        row.get("moment", False),
    )


def _names(name: str, also: list[str]) -> frozenset[str]:
    return frozenset(fold(each) for each in (name, *also))


def _class(row: dict[str, Any]) -> Class:
    lower, upper = _end(row.get("lower")), _end(row.get("upper"))
    known = lower or upper
    if known is None:
        raise ValueError(f"the class {row['name']} has no end")
    low: Bound = -inf if lower is None else lower.exact.lower
    high: Bound = inf if upper is None else upper.exact.upper
    words = " ".join(
        f"{joint} {end.text}" for joint, end in (("from", lower), ("to", upper)) if end is not None
    )
    names = _names(row["name"], row.get("also", []))
    return Class(row["name"], names, Interval(low, high), known.unit, words)


def _end(text: str | None) -> Quantity | None:
    if text is None:
        return None
    quantity = read_quantity(text)
    if not isinstance(quantity, Quantity):
        raise ValueError(quantity.reason)  # noqa: TRY004 - the text is wrong, not its type
    return quantity
