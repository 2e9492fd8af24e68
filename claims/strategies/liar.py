"""Who adds a lie to a world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from claims.calendar import DAY, show_day
from claims.strategies.times import local_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.strategies.rows import Row
    from claims.strategies.truth import Happening, World


class Planted(NamedTuple):
    """A world with one lie.

    `lie` is the key of the claim that is not true; without it all others are. `with_` are the keys
    of true claims that it cannot stand beside.
    """

    kind: str
    world: World
    lie: str
    with_: frozenset[str]


@dataclass(frozen=True, slots=True)
class Liar:
    """Adds claims to a copy of a world."""

    draw: st.DrawFn
    world: World

    def add(self, document: int, row: Row) -> str:
        """Add a claim to a document and return its key."""
        self.world.files[document]["claims"].append(row)
        return self.world.key(document, row["id"])

    def day(self, document: int, happening: Happening) -> int:
        """Return the day on which a happening began, where a document is."""
        return local_moment(happening.start, self.world.sources[document].zone) // DAY

    def tell(self, document: int, number: int, name: str, off: int = 0) -> str:
        """Tell a happening by its date, so many days from the true one."""
        happening = self.world.happenings[number]
        zone = self.world.sources[document].zone
        first, last = (local_moment(m, zone) // DAY + off for m in happening[2:])
        row: Row = {"id": name, "kind": "event", "activity": happening.activity}
        row |= {"actor": happening.actor, "when": show_day(first)}
        if not happening.momentary:
            row["when"] = f"{show_day(first)}/{show_day(last)}"
        elsewhere = [(d, claim) for (d, h), claim in self.world.told.items() if h == number]
        own = [claim for d, claim in elsewhere if d == document]
        if own:
            row["same_as"] = own
        elif elsewhere:
            row["same_as"] = [self.world.key(*elsewhere[0])]
        return self.add(document, row)

    def documents_after(self, numbers: Sequence[int]) -> list[int]:
        """Return the documents that can tell some happenings as past."""
        zones = enumerate(self.world.sources)
        happened = [self.world.happenings[n].end for n in numbers]
        return [
            d
            for d, s in zones
            if all(local_moment(m, s.zone) // DAY <= s.published for m in happened)
        ]

    def one_of(self, options: Sequence[Any]) -> Any:
        """Return one of some options; with none the draw is given up."""
        assume(options)
        return self.draw(st.sampled_from(options))

    def moments(self) -> list[int]:
        """Return the happenings that were over in a moment."""
        return [n for n, h in enumerate(self.world.happenings) if h.momentary]

    def apart(self, least: int) -> tuple[int, int, int]:
        """Return a document and two happenings that it can tell, some days apart, in order."""
        happenings = self.world.happenings
        pairs = [
            (d, one, other)
            for one in self.moments()
            for other in self.moments()
            for d in self.documents_after((one, other))
            if self.day(d, happenings[other]) - self.day(d, happenings[one]) >= least
        ]
        found: tuple[int, int, int] = self.one_of(pairs)
        return found
