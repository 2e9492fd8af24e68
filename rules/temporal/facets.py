"""What claims say of times: bounds that all hold, and cases of which one does, by reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rules.temporal.network import DAY, ORIGIN, Bound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

Case = tuple[Bound, ...]
"""Bounds that hold together, as one of several possibilities."""
_LENGTHS = {"when", "from", "until", "duration", "order"}
FURTHEST = DAY << 80
"""No two times are further apart than this: a limit beyond it is as good as none."""


class Reading(NamedTuple):
    """One way to read what a claim says: its bounds all hold, and of its cases at least one."""

    bounds: tuple[Bound, ...]
    cases: tuple[Case, ...] = ()
    label: str = ""

    def all_bounds(self) -> Iterator[Bound]:
        """Return its bounds and those of its cases."""
        yield from self.bounds
        for case in self.cases:
            yield from case


class Facet(NamedTuple):
    """One thing that a claim says of times, under each of its readings, the default first."""

    claim: str
    name: str
    readings: tuple[Reading, ...]
    exact: Case = ()
    """What it says with no tolerance: where only these bounds fail, it holds by rounding."""

    def points(self) -> set[int]:
        """Return the nodes that any of its readings bounds, but for the origin."""
        said = [bound for reading in self.readings for bound in reading.all_bounds()]
        return points((*said, *self.exact))

    def resting_on(self, claims: Collection[str]) -> Facet:
        """Return the same facet without the bounds that need other claims as well."""
        return self._replace(
            readings=tuple(
                Reading(
                    tuple(b for b in reading.bounds if b.needs.issubset(claims)),
                    reading.cases
                    if all(b.needs.issubset(claims) for case in reading.cases for b in case)
                    else (),
                    reading.label,
                )
                for reading in self.readings
            )
        )

    def wider(self, claim: str, by: int) -> Facet:
        """Return the same facet, and a time or length that a claim gives wider at both ends.

        That is by so many microseconds; which of two events came first is not a length.
        """
        if self.claim != claim or self.name not in _LENGTHS:
            return self

        def widened(bound: Bound) -> Bound:
            return bound if bound.limit == -1 else bound._replace(limit=bound.limit + by)

        return self._replace(
            readings=tuple(
                Reading(
                    tuple(widened(b) for b in reading.bounds),
                    tuple(tuple(widened(b) for b in case) for case in reading.cases),
                    reading.label,
                )
                for reading in self.readings
            )
        )

    def renumbered(self, number: Mapping[int, int]) -> Facet:
        """Return the same facet with other numbers for its nodes."""
        readings = [
            Reading(
                tuple([moved(b, number) for b in reading.bounds]),
                tuple([tuple([moved(b, number) for b in case]) for case in reading.cases]),
                reading.label,
            )
            for reading in self.readings
        ]
        exact = tuple([moved(b, number) for b in self.exact])
        return Facet(self.claim, self.name, tuple(readings), exact)


def told(bounds: Iterable[Bound], claim: str, words: str, facet: str) -> Case:
    """Return the bounds that a claim brings, with its words for them."""
    needs = frozenset((claim,))
    return tuple(
        bound._replace(
            limit=max(bound.limit, -FURTHEST), needs=needs | bound.needs, words=words, facet=facet
        )
        for bound in bounds
        if bound.limit <= FURTHEST
    )


def points(bounds: Iterable[Bound]) -> set[int]:
    """Return the nodes of bounds, but for the origin."""
    return {node for bound in bounds for node in bound[:2] if node != ORIGIN}


def moved(bound: Bound, number: Mapping[int, int]) -> Bound:
    """Return the same bound with other numbers for its nodes."""
    source, target, limit, needs, words, facet = bound
    return Bound(number[source], number[target], limit, needs, words, facet)
