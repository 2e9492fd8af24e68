"""What a place is: where it lies, how exactly that is known, and from what source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from claims.places.shape import Shape

Kind = Literal[
    "country", "region", "island", "group", "waters", "site", "city", "coordinates", "geojson",
    "phrase",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Doubt:
    """Land of which it is not plain whether the place has it, and why."""

    name: str
    why: str
    shape: Shape


class Part(NamedTuple):
    """An island by its name: a point of it, longitude and latitude in degrees.

    `within` is how far in metres its land may reach from there, where the outlines lack it; else 0.
    """

    name: str
    lon: float
    lat: float
    within: float = 0.0


@dataclass(frozen=True, eq=False)
class Place:
    """A place that a text names.

    It is what `shape` covers and what lies within `margin` of it; of a place `at_sea` land is no
    part. `tolerance` says how far its true edge, or the point meant, may lie from the drawn one.
    All three are in metres. `construction` says in words how the area of a phrase is made.
    """

    name: str
    kind: Kind
    shape: Shape
    tolerance: float
    source: str
    country: str | None = None
    margin: float = 0.0
    at_sea: bool = False
    construction: str = ""
    doubts: tuple[Doubt, ...] = ()
    parts: tuple[Part, ...] = ()
    without: tuple[str, ...] = ()
    """The dependencies of a country, which are no part of it here."""

    @cached_property
    def is_point(self) -> bool:
        """Say whether it is one point, however roughly it is known."""
        return not self.shape.polygons and len(self.shape.points) == 1 and not self.margin


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A text of which it is not known where it lies: why, and the way out.

    `candidates` are the places of that name where there are several.
    """

    text: str
    reason: str
    help: str
    candidates: tuple[str, ...] = ()
