"""Who writes one document of a world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from claims.calendar import DAY, show_day
from claims.strategies.times import STEADY_ZONES, local_moment, times_of
from claims.strategies.truth import SPEAKERS, Happening, Source, Truth, is_of
from claims.vocabulary import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.strategies.rows import Row


@dataclass(frozen=True, slots=True)
class Author:
    """Writes one document of a world; each claim is true."""

    draw: st.DrawFn
    truth: Truth
    source: Source
    chosen: tuple[int, ...]

    def one_of(self, options: Sequence[Any]) -> Any:
        """Return one of some options."""
        return self.draw(st.sampled_from(options))

    def chance(self, in_so_many: int) -> bool:
        """Say yes once in so many times."""
        return bool(self.draw(st.integers(1, in_so_many)) == in_so_many)

    def local(self, moment: int) -> int:
        """Return what clocks in the document's zone show at a second of UTC."""
        return local_moment(moment, self.source.zone)

    def happening(self, number: int) -> Happening:
        """Return a happening by its number."""
        return self.truth.happenings[number]

    def document(self, *, ledger: bool) -> Row:
        """Return the document as data."""
        row: Row = {"id": self.source.name, "published": show_day(self.source.published)}
        # A document that names no zone speaks of days in one all the same; a zone that changes its
        # offset is named, since days are then counted at one unknown offset.
        if self.source.zone not in STEADY_ZONES or not self.chance(4):
            row["timezone"] = self.source.zone
        if self.chance(2):
            row["publisher"] = self.one_of(("Coast Gazette", "Herald"))
        if self.chance(6):
            row["reference"] = True
        if ledger:
            among = self.sort_of(self.one_of(range(len(self.truth.happenings))))
            row["complete_for"] = [{"among": among}]
        return row

    def sort_of(self, number: int) -> Row:
        """Return a sort that a happening is of, wider or narrower."""
        happening = self.happening(number)
        above = sorted(shipped().activities.ancestors(happening.activity))
        among = {"activity": self.one_of([happening.activity, *above])}
        if self.chance(2):
            among["actor"] = happening.actor
        return among

    def events(self) -> list[Row]:
        """Return a telling of each happening that the document knows of."""
        return [self.event(number) for number in self.chosen]

    def event(self, number: int) -> Row:
        """Tell a happening, in more or fewer words."""
        happening = self.happening(number)
        concept = shipped().activities.get(happening.activity)
        also = concept.also if concept is not None else ()
        row = {
            "id": f"e{number}",
            "kind": "event",
            "activity": self.one_of([happening.activity, *also]),
        }
        if not self.chance(5):
            row["actor"] = happening.actor
        if not self.chance(5):
            start, end = self.local(happening.start), self.local(happening.end)
            published = self.source.published
            times = times_of(start, end, published, phrases=self.truth.phrases)
            row["when"] = self.one_of(times)
        return self.put(row)

    def put(self, row: Row) -> Row:
        """Give a claim a speaker and a hedge, sometimes."""
        if self.chance(4):
            row["said_by"] = self.one_of(SPEAKERS)
        if self.chance(6):
            row["hedge"] = self.one_of(("reported", "believed"))
        return row

    def pair(self) -> tuple[int, int] | None:
        """Return two happenings that the document knows of."""
        if len(self.chosen) < 2:
            return None
        one, other = self.draw(
            st.lists(st.sampled_from(self.chosen), min_size=2, max_size=2, unique=True)
        )
        return one, other

    def of_sort(self, among: Row) -> list[Happening]:
        """Return what truly happened of a sort by the end of the day of publication, in order."""
        return [
            h
            for h in self.truth.happenings
            if is_of(h, among) and self.local(h.start) // DAY <= self.source.published
        ]
