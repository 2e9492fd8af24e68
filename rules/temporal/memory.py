"""What a run found out about times, for the next run over nearly the same claims.

A part of the network of times that says what it said before can hold, or has the conflicts that it
had, proofs included: they hang on nothing else but the effort that the search was lent. What has
changed is decided by the growing network, and only what is contradictory there, or leaves a choice,
is in doubt and searched for conflicts. A run without a past does the same from nothing, so that the
outcome is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.temporal.doubt import Doubt
from rules.temporal.growing import START, GrowingNetwork, Limit, Point
from rules.temporal.network import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.temporal.facets import Facet
    from rules.temporal.network import Bound
    from rules.temporal.search import Conflict

    Found = tuple[Sequence[Conflict], bool]
    """The conflicts of a part, and whether they are all."""
    Inside = tuple[tuple[Facet, ...], tuple[Bound, ...]]
    """The facets of a part, and the bounds that its points have anyway."""
    _Said = tuple[tuple[object, ...], ...]
    """All that the conflicts of a part hang on, with its own numbers for nodes."""
    _Key = str | tuple[Point, Point]
    """A claim, or two points that the structure of the network joins."""
    _Limits = dict[_Key, tuple[Limit, ...]]


class Memory:
    """The parts of the network of times as the latest run left them. It is handed on to the next.

    `parts` is how many the latest run had, `decided` how many of them it decided anew.
    """

    def __init__(self) -> None:
        self.parts = 0
        self.decided = 0
        self._doubts: dict[_Said, Doubt | None] = {}
        self._limits: dict[_Said, _Limits] = {}
        self._network: GrowingNetwork[_Key] = GrowingNetwork()

    def begin(self) -> None:
        """Count from nothing again: a run may not ask for times at all."""
        self.parts = self.decided = 0

    def doubts(self, parts: Sequence[Inside], names: Mapping[int, Point]) -> list[Doubt]:
        """Return the parts that may have conflicts: those that contradict, or leave a choice.

        `names` has the name of each node, the same from run to run.
        """
        said = [_said(part, names) for part in parts]
        new = {key: part for key, part in zip(said, parts, strict=True) if key not in self._doubts}
        limits = {key: _limits(part, names) for key, part in new.items()}
        self._take_in(frozenset(said), limits)
        for key, part in new.items():
            self._doubts[key] = Doubt(part) if self._is_open(part, limits[key]) else None
        self.parts, self.decided = len(parts), len(new)
        found: list[Doubt] = []
        for key, part in zip(said, parts, strict=True):
            doubt = self._doubts[key]
            if doubt is not None:
                doubt.part = part
                found.append(doubt)
        return found

    def _take_in(self, said: frozenset[_Said], new: Mapping[_Said, _Limits]) -> None:
        """Bring the network from what the run before said of times to what this one says."""
        before: _Limits = {}
        for key in [key for key in self._limits if key not in said]:
            before |= self._limits.pop(key)
            del self._doubts[key]
        after: _Limits = {}
        for key, limits in new.items():
            self._limits[key] = limits
            after |= limits
        gone = [key for key, limits in before.items() if after.get(key) != limits]
        come = {key: limits for key, limits in after.items() if before.get(key) != limits}
        self._network.change(gone, come)

    def _is_open(self, part: Inside, limits: _Limits) -> bool:
        """Say whether a part may have conflicts."""
        leaves_choice = any(facet.readings[0].cases for facet in part[0])
        return leaves_choice or any(map(self._network.is_refused, limits))


def _said(part: Inside, names: Mapping[int, Point]) -> _Said:
    """Return what a part says, whatever the numbers of its nodes, but for their order."""
    facets, structure = part
    bounds = list(structure)
    shape: list[object] = [len(bounds)]
    for facet in facets:
        shape += facet[:2]
        for reading in facet.readings:
            shape.append((reading.label, len(reading.bounds), *map(len, reading.cases)))
            bounds += reading.all_bounds()
    nodes = sorted({ORIGIN, *(b[0] for b in bounds), *(b[1] for b in bounds)})
    number = {node: place for place, node in enumerate(nodes)}
    return (
        tuple(shape),
        tuple([(number[b[0]], number[b[1]], *b[2:]) for b in bounds]),
        tuple([node != ORIGIN and names[node].is_day for node in nodes]),
    )


def _limits(part: Inside, names: Mapping[int, Point]) -> _Limits:
    """Return the bounds that hold as the claims are usually read, by what brings them."""
    facets, structure = part
    found: dict[_Key, list[Limit]] = {}
    for facet in facets:
        found.setdefault(facet.claim, []).extend(_named(facet.readings[0].bounds, names))
    for limit in _named(structure, names):
        found.setdefault((limit.source, limit.target), []).append(limit)
    return {key: tuple(limits) for key, limits in found.items()}


def _named(bounds: Sequence[Bound], names: Mapping[int, Point]) -> Iterator[Limit]:
    for source, target, limit, *_ in bounds:
        yield Limit(
            START if source == ORIGIN else names[source],
            START if target == ORIGIN else names[target],
            limit,
        )
