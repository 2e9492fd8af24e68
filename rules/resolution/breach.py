"""An event that instruments of law bar: something to know, and no fault of the claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from claims.vocabulary import Fit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.resolution._coverage import clearest, coverage, may_bar, of_row, one_each
from rules.resolution._packs import named, packs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.resolution._coverage import Cover
    from rules.resolution._packs import Pack


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold what is said to have happened against every instrument of every pack."""
    events = claims.each(records.Event)
    known = packs_of(claims) if events else ()
    mentioned = _mentioned(claims, known)
    for entry, event in events:
        if (
            event.status == "happened"
            and event.hedge != "denied"
            and not entry.document.record.reference
            and entry.key not in claims.superseded
        ):
            covers = [
                cover
                for pack in known
                for instrument in pack.instruments
                if may_bar(claims, entry, instrument)
                for cover in coverage(claims, entry, pack, instrument)
            ]
            # That an act of which neither sort nor measure is said may be barred by something is
            # true of most, and worth telling only where a claim speaks of that instrument.
            pointed = [c for c in covers if not c.deed.blind or c.instrument.id in mentioned]
            yield from _judge(claims, entry, event, pointed)


def _mentioned(claims: ClaimSet, known: Sequence[Pack]) -> frozenset[str]:
    """Return the instruments that any claim speaks of."""
    names = {record.instrument for _, record in claims.each(records.Violation)}
    return frozenset(
        item.id for name in names for meant in named(name, known) for item in meant.instruments
    )


def _judge(
    claims: ClaimSet, entry: Entry, event: records.Event, covers: Sequence[Cover]
) -> Iterator[Judgement]:
    barring = one_each(cover for cover in covers if cover.fit is Fit.IS)
    barring.sort(key=lambda cover: (cover.instrument.since, cover.instrument.id))
    name = claims.called(entry)
    at = Anchor(entry.key, ("activity",))
    if barring:
        ends = [barring[0], barring[-1]] if len(barring) > 1 else barring
        values = sorted({key for cover in barring for key in cover.deed.needs})
        measured = (Part(Anchor(key, ("value",)), "within its limits") for key in values)
        yield Judgement(
            Verdict.HOLDS,
            f"{name} is an act that {_which(barring, event.actor)}",
            (Part(at, f"barred to {event.actor}"), *measured),
            background=tuple(of_row(cover) for cover in ends),
            working=(f'"{event.activity}" by "{event.actor}", while in force',),
            remark=True,
        )
        return
    nearest = clearest(cover for cover in covers if cover.fit is Fit.MAY_BE)
    if nearest is not None:
        reason = "; ".join(nearest.open_reasons)
        yield Judgement(
            Verdict.UNDECIDED,
            f"it is open whether {name} is an act that {nearest.instrument.id} bars: {reason}",
            (Part(at, "barred or not"),),
            background=(of_row(nearest),),
            help="say who did what, and when, as closely as the source does",
        )


def _which(barring: Sequence[Cover], actor: str | None) -> str:
    """Return how many instruments bar an act, the earliest and the latest by name."""
    first, last = barring[0].instrument, barring[-1].instrument
    if all(cover.instrument.commitment for cover in barring):
        names = first.id if first is last else f"{first.id} to {last.id}"
        return f"{actor} has undertaken not to do under {names}"
    if len(barring) == 1:
        return f"{first.id} bars to {actor}"
    return f"{len(barring)} instruments bar, from {first.id} to {last.id}, to {actor}"


RULE = Rule("An event is an act that an instrument in force bars to its actor.", judge)
