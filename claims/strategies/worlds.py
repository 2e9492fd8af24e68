"""Worlds: what truly happened, with documents that tell of it truly."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.calendar import DAY
from claims.strategies import tales_of_figures, tales_of_lists, tales_of_times, tales_of_values
from claims.strategies.author import Author
from claims.strategies.times import ZONES, days, local_moment
from claims.strategies.truth import (
    ACTORS,
    FIXED,
    LASTING,
    MISSILE,
    MOMENTARY,
    THINGS,
    Happening,
    Source,
    Truth,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from claims.strategies.rows import ClaimFile, Row

MAKERS: tuple[Callable[[Author], Row | None], ...] = (
    tales_of_times.order,
    tales_of_times.order,
    tales_of_times.order,
    tales_of_values.fixed,
    tales_of_values.fixed,
    tales_of_values.changing,
    tales_of_values.crowd,
    tales_of_values.duration,
    tales_of_lists.first,
    tales_of_lists.pause,
    tales_of_lists.count,
    tales_of_values.total,
    tales_of_times.state,
    tales_of_times.plan,
    tales_of_lists.violation,
    tales_of_values.classification,
    tales_of_values.comparison,
    tales_of_values.reach,
    tales_of_times.denial,
    tales_of_values.motion,
    tales_of_values.motion,
    tales_of_values.statistic,
    tales_of_figures.said_rounded,
    tales_of_figures.said_rounded,
    tales_of_figures.rank,
    tales_of_figures.rate,
    tales_of_figures.price,
)
"""What an author may say; what stands here more than once is said more often."""


@st.composite
def worlds(draw: st.DrawFn, *, phrases: bool = True, zones: Sequence[str] = ZONES) -> World:
    """Return a world: up to six happenings within some months, told in one to three documents.

    With `phrases` false every time is said in EDTF with its full year, so that dates can be moved.
    `zones` are those that the documents may be of.
    """
    first = draw(days())
    happenings = draw(_happenings(first))
    things = [(t, n) for t in THINGS for n in FIXED] + [(MISSILE, "range")]
    values = {key: draw(_magnitudes(*FIXED[key[1]][1:])) for key in things}
    truth = Truth(first, happenings, values, draw(st.integers(0, 10**6)), phrases)
    files: list[ClaimFile] = []
    sources: list[Source] = []
    told: dict[tuple[int, int], str] = {}
    for number in range(draw(st.integers(1, 3))):
        ledger = draw(st.integers(0, 2)) == 0
        some = draw(st.sets(st.integers(0, len(happenings) - 1)))
        chosen = tuple(range(len(happenings))) if ledger else tuple(sorted(some))
        zone = draw(st.sampled_from(zones))
        on = [local_moment(happenings[h].end, zone) // DAY for h in chosen]
        published = max(on, default=first) + draw(st.integers(0, 20))
        source = Source(f"d{number}", zone, published)
        author = Author(draw, truth, source, chosen)
        claims = author.events()
        own = {(number, h): f"e{h}" for h in chosen}
        claims += claims_of(author, draw(st.integers(0, 8)))
        if author.chance(6):
            claims += tales_of_figures.flight(author)
        _link(draw, claims, chosen, told)
        files.append({"document": author.document(ledger=ledger), "claims": claims})
        told |= own
        sources.append(source)
    return World(tuple(files), happenings, tuple(sources), told, values, phrases)


def _magnitudes(low: int, high: int) -> st.SearchStrategy[Fraction]:
    return st.integers(low * 100, high * 100).map(lambda n: Fraction(n, 100))


@st.composite
def _happenings(draw: st.DrawFn, first: int) -> tuple[Happening, ...]:
    found = []
    for _ in range(draw(st.integers(1, 6))):
        start = first * DAY + draw(st.integers(0, 120 * DAY))
        actor = draw(st.sampled_from(ACTORS))
        if draw(st.integers(0, 2)):
            found.append(Happening(draw(st.sampled_from(MOMENTARY)), actor, start, start))
        else:
            lasted = draw(st.integers(600, 9 * DAY))
            found.append(Happening(draw(st.sampled_from(LASTING)), actor, start, start + lasted))
    # No two at one moment: which came first must be true or false.
    apart = {h.start: h for h in found}
    return tuple(apart[moment] for moment in sorted(apart))


def _link(
    draw: st.DrawFn, claims: list[Row], chosen: Sequence[int], told: Mapping[tuple[int, int], str]
) -> None:
    """Let some tellings say that they are of the same event as those of an earlier document."""
    for row, happening in zip(claims, chosen, strict=False):
        earlier = [f"d{doc}#{claim}" for (doc, h), claim in told.items() if h == happening]
        linked: bool = draw(st.booleans())
        if earlier and linked:
            row["same_as"] = [draw(st.sampled_from(earlier))]


def claims_of(author: Author, number: int) -> list[Row]:
    """Return up to so many true claims of an author, beside those on events."""
    found = []
    for at in range(number):
        row = author.one_of(MAKERS)(author)
        if row is not None:
            denied = row.get("hedge") == "denied"
            row = {"id": f"c{at}", **row}
            found.append(row if denied else author.put(row))
    return found
