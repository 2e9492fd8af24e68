"""An event that instruments of law bar: something to know, and no fault of the claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from claims.vocabulary import Fit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.resolution._coverage import act_fit, actor_fit, clearest, coverage, of_row
from rules.resolution._packs import packs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.resolution._coverage import Cover
    from rules.resolution._packs import Instrument


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold what is said to have happened against every instrument of every pack."""
    for entry, event in claims.each(records.Event):
        if (
            event.status == "happened"
            and event.hedge != "denied"
            and not entry.document.record.reference
            and entry.key not in claims.superseded
        ):
            covers = [
                coverage(claims, entry, pack, instrument)
                for pack in packs()
                for instrument in pack.instruments
                if _may_bar(claims, entry, instrument)
            ]
            yield from _judge(claims, entry, event, covers)


def _may_bar(claims: ClaimSet, entry: Entry, instrument: Instrument) -> bool:
    """Say whether actor and act may fall under an instrument: times cost more to look up."""
    actor = actor_fit(claims, entry, instrument.binds).fit
    if actor is Fit.IS_NOT:
        return False
    act = act_fit(claims, entry, instrument.bars)[1].fit
    # That anybody at all may have done what may be a barred act says nothing.
    return act is Fit.IS or (act is Fit.MAY_BE and actor is Fit.IS)


def _judge(
    claims: ClaimSet, entry: Entry, event: records.Event, covers: Sequence[Cover]
) -> Iterator[Judgement]:
    barring = [cover for cover in covers if cover.fit is Fit.IS]
    name = claims.called(entry)
    if barring:
        part = Part(Anchor(entry.key, ("activity",)), f"barred to {event.actor}")
        ends = [barring[0], barring[-1]] if len(barring) > 1 else barring
        yield Judgement(
            Verdict.HOLDS,
            f"{name} is an act that {_which(barring)} to {event.actor}",
            (part,),
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
            (Part(Anchor(entry.key, ("activity",)), "barred or not"),),
            background=(of_row(nearest),),
            help="say who did what, and when, as closely as the source does",
        )


def _which(barring: Sequence[Cover]) -> str:
    """Return how many instruments bar an act, the earliest and the latest by name."""
    first, last = barring[0].instrument.id, barring[-1].instrument.id
    if len(barring) == 1:
        return f"{first} bars"
    return f"{len(barring)} instruments bar, from {first} to {last},"


RULE = Rule("An event is an act that an instrument in force bars to its actor.", judge)
