"""A claim that an event complies with an instrument must not be of an act that it bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.vocabulary import Fit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.resolution._claimed import Against, held, listed
from rules.resolution._coverage import clearest, of_row, settled
from rules.resolution._force import Force, inside_because, stands_however_read, timed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.claimset import ClaimSet
    from rules.resolution._claimed import Claimed
    from rules.resolution._coverage import Cover


class _Breach(NamedTuple):
    """An instrument that bars the act, and the claims that its time and limits rest on."""

    cover: Cover
    times: frozenset[str]
    strict: bool

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Return what sorts the breach that is surest, and then needs the fewest claims, first."""
        item = self.cover.instrument
        return (not self.strict, len(self.times | self.cover.deed.needs), item.since, item.id)


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold every claim of compliance against the instruments that it names."""
    for one in held(claims, breach=False):
        yield _judge(one) if isinstance(one, Against) else one


def _judge(against: Against) -> Judgement:
    claimed = against.claimed
    if claimed.event.status != "happened":
        return claimed.open(f"{claimed.name} is not said to have happened")
    # A promise is broken by what is barred, and law too: but only law makes a breach of it.
    covering = [cover for cover in against.covers if cover.fit is Fit.IS]
    sure = [cover for cover in covering if not (cover.deed.doubt or cover.instrument.commitment)]
    if sure:
        return _contradicts(claimed, sure)
    if covering:
        cover = covering[0]
        soft = f"{cover.instrument.id} is no binding law"
        return claimed.open(cover.deed.doubt or soft, (of_row(cover),))
    nearest = clearest(cover for cover in against.covers if cover.fit is Fit.MAY_BE)
    if nearest is not None:
        return claimed.open("; ".join(nearest.open_reasons), (of_row(nearest),))
    for meant in against.found:
        own = [cover for cover in against.covers if cover.pack is meant.pack]
        doubt = settled(claimed.claims, claimed.target, own, meant.parties)
        if doubt:
            return claimed.open(doubt, listed(own))
    return Judgement(
        Verdict.HOLDS,
        f'nothing in "{claimed.violation.instrument}" bars {claimed.name}',
        (claimed.part,),
        related=(Part(Anchor(claimed.target.key, ("activity",))),),
        background=listed(against.covers),
    )


def _contradicts(claimed: Claimed, covers: Sequence[Cover]) -> Judgement:
    claims, target = claimed.claims, claimed.target
    breaches = sorted((_breach(claimed, cover) for cover in covers), key=lambda b: b.rank)
    first = breaches[0]
    event = Part(Anchor(target.key, ("activity",)), f"barred to {claimed.event.actor}")
    values = sorted(first.cover.deed.needs)
    parts = {claimed.entry.key: claimed.part, target.key: event}
    for part in (
        *(Part(Anchor(key, ("value",)), "within its limits") for key in values),
        *timed(claims, first.times, target.key),
    ):
        if part.claim is not None:
            parts.setdefault(part.claim, part)
    item = first.cover.instrument
    others = {b.cover.instrument.id for b in breaches} - {item.id}
    more = f", as {len(others)} more do" if len(others) > 1 else ""
    more = f", as does {min(others)}" if len(others) == 1 else more
    return Judgement(
        Verdict.CONTRADICTS,
        f'{claimed.name} cannot comply with "{claimed.violation.instrument}": {item.id} bars it '
        f"to {claimed.event.actor}{more}",
        tuple(parts.values()),
        background=(of_row(first.cover),),
        working=claims.timeline.words(first.times),
        help="say how the act is exempt, or correct what is said of the event",
        strict=first.strict,
    )


def _breach(claimed: Claimed, cover: Cover) -> _Breach:
    claims, target = claimed.claims, claimed.target
    times = inside_because(claims, target, cover.window)
    strict = cover.deed.strict and stands_however_read(
        claims, target, cover.window, Force.IN, times
    )
    return _Breach(cover, times, strict)


RULE = Rule("A claimed compliance with an instrument that bars the act.", judge)
