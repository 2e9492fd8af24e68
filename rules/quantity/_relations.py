"""The table of physical relations: which quantities of one thing have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal

from claims.interval import Interval
from claims.names import fold
from claims.quantity import Quantity, read_quantity
from claims.source import Source
from claims.yaml_reader import read_yaml


@dataclass(frozen=True, slots=True)
class Term:
    """A property in a relation, and which value of several it has to be."""

    property: str
    statistic: str | None


@dataclass(frozen=True, slots=True)
class Product:
    """A quantity that is a product of others, or no less or no more than it."""

    name: str
    events_only: bool
    result: Term
    holds: Literal["equals", "at least", "at most"]
    factors: tuple[Term, ...]
    divisors: tuple[Term, ...]
    background: str


@dataclass(frozen=True, slots=True)
class Items:
    """How a total follows from the number of items and what each has."""

    name: str
    number: str
    each: tuple[str, ...]
    background: str


@dataclass(frozen=True, slots=True)
class Flight:
    """A bound on a ballistic flight: the class it is for, and the properties it uses.

    `bound` is which of those of `_flights` it is. Of a speed the greatest is meant.
    """

    name: str
    bound: str
    of: str
    uses: dict[str, str]
    background: str


@dataclass(frozen=True)
class Substance:
    """A substance by its names, and its least and greatest density as they are written."""

    names: frozenset[str]
    least: str
    greatest: str
    background: str

    @cached_property
    def density(self) -> Interval:
        """Return the densities it may have, in kg/m³; read when they are asked for.

        Raises:
            ValueError: an end cannot be read.

        """
        return Interval(_density(self.least), _density(self.greatest))


@dataclass(frozen=True, slots=True)
class Table:
    """All relations; `means` are words for the mean of a property."""

    means: dict[str, str]
    products: tuple[Product, ...]
    items: tuple[Items, ...]
    flights: tuple[Flight, ...]
    mass: str
    volume: str
    density: str
    substances: tuple[Substance, ...]


@cache
def table() -> Table:
    """Return the relations that come with the program.

    Raises:
        ValueError: the table is not as it should be.

    """
    name = "relations.yaml"
    text = resources.files("rules.quantity").joinpath(name).read_text(encoding="utf-8")
    trees, faults = read_yaml(Source(name, text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    bodies = data["substances"]
    return Table(
        data["means"],
        tuple(_product(row) for row in data["products"]),
        tuple(
            Items(row["name"], row["number"], tuple(row["each"]), _background(row))
            for row in data["items"]
        ),
        tuple(
            Flight(row["name"], row["bound"], row["of"], row["uses"], _background(row))
            for row in data["flights"]
        ),
        bodies["mass"],
        bodies["volume"],
        bodies["density"],
        tuple(_substance(row) for row in bodies["rows"]),
    )


def _product(row: dict[str, Any]) -> Product:
    return Product(
        row["name"],
        row["true of"] == "event",
        _term(row["is"]),
        row.get("holds", "equals"),
        tuple(map(_term, row["of"])),
        tuple(map(_term, row.get("over", []))),
        _background(row),
    )


def _term(row: dict[str, str]) -> Term:
    return Term(row["property"], row.get("statistic"))


def _background(row: dict[str, str]) -> str:
    return f"{row['name']} ({row['source']}): {row['valid']}"


def _substance(row: dict[str, Any]) -> Substance:
    told = f"density of {row['names'][0]} ({row['source']})"
    return Substance(frozenset(map(fold, row["names"])), row["least"], row["greatest"], told)


def _density(text: str) -> Fraction:
    quantity = read_quantity(text)
    if not isinstance(quantity, Quantity):
        raise ValueError(quantity.reason)  # noqa: TRY004 - the text is wrong, not its type
    return Fraction(quantity.exact.lower)
