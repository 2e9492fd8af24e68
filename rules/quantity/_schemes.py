"""The pack of schemes: which values a class covers, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
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


@dataclass(frozen=True)
class Class:
    """A class of a scheme by its ends as they are written; they are read when they are asked for.

    Raises:
        ValueError: an end cannot be read, or the class has none.

    """

    name: str
    names: frozenset[str]
    lower: str | None
    upper: str | None

    @cached_property
    def _ends(self) -> tuple[Quantity | None, Quantity | None]:
        return _end(self.lower), _end(self.upper)

    @cached_property
    def interval(self) -> Interval:
        """Return the values that it covers, in base units."""
        lower, upper = self._ends
        low: Bound = -inf if lower is None else lower.exact.lower
        high: Bound = inf if upper is None else upper.exact.upper
        return Interval(low, high)

    @cached_property
    def unit(self) -> Unit:
        """Return the unit of its ends."""
        known = self._ends[0] or self._ends[1]
        if known is None:
            raise ValueError(f"the class {self.name} has no end")
        return known.unit

    @property
    def words(self) -> str:
        """Return its ends in words: "from 300 km to 1,000 km"."""
        ends = zip(("from", "to"), (self.lower, self.upper), strict=True)
        return " ".join(f"{joint} {end}" for joint, end in ends if end is not None)


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
        f"{row['source']} ({row['date']})" + ("" if row["seen"] else ", not confirmed"),
        row.get("moment", False),
    )


def _names(name: str, also: list[str]) -> frozenset[str]:
    return frozenset(fold(each) for each in (name, *also))


def _class(row: dict[str, Any]) -> Class:
    names = _names(row["name"], row.get("also", []))
    return Class(row["name"], names, row.get("lower"), row.get("upper"))


def _end(text: str | None) -> Quantity | None:
    if text is None:
        return None
    quantity = read_quantity(text)
    if not isinstance(quantity, Quantity):
        raise ValueError(quantity.reason)  # noqa: TRY004 - the text is wrong, not its type
    return quantity
