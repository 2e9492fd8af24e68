"""A claimed breach must be one that some instrument covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.calendar import show_day
from claims.vocabulary import Fit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.resolution._claimed import Against, held, listed
from rules.resolution._coverage import (
    clearest,
    is_free,
    is_unbound,
    leave_window,
    of_row,
    one_each,
    settled,
)
from rules.resolution._force import (
    IN_FORCE,
    Force,
    inside_because,
    outside_because,
    stands_however_read,
    timed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.claimset import ClaimSet
    from rules.resolution._claimed import Claimed
    from rules.resolution._coverage import Cover


class _Reason(NamedTuple):
    """Why an event falls under none of some instruments.

    `at` are the claims that say so, each with its part.
    """

    words: str
    at: tuple[Part, ...]
    working: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    strict: bool = True

    @property
    def members(self) -> frozenset[str | None]:
        """Return the keys of the claims that say so."""
        return frozenset(part.claim for part in self.at)


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold every claimed breach against the instruments that it names."""
    for one in held(claims, breach=True):
        yield _judge(one) if isinstance(one, Against) else one


def _judge(against: Against) -> Judgement:
    claimed, found, covers = against
    covering = [cover for cover in covers if cover.fit is Fit.IS]
    if covering:
        return _holds(claimed, one_each(covering))
    if claimed.event.actor is None:
        return claimed.open("the event names no actor", (), "say who did it")
    nearest = clearest(cover for cover in covers if cover.fit is Fit.MAY_BE)
    if nearest is not None:
        return claimed.open("; ".join(nearest.open_reasons), (of_row(nearest),))
    for meant in found:
        own = [cover for cover in covers if cover.pack is meant.pack]
        doubt = settled(claimed.claims, claimed.target, own, meant.parties)
        if doubt:
            return claimed.open(doubt, listed(own))
    return _contradicts(claimed, covers)


def _holds(claimed: Claimed, covering: Sequence[Cover]) -> Judgement:
    label = f"barred to {claimed.event.actor}"
    soft = all(cover.instrument.commitment for cover in covering)
    ids = ", ".join(cover.instrument.id for cover in covering)
    return Judgement(
        Verdict.HOLDS,
        f'a breach of "{claimed.violation.instrument}" by {claimed.name}: covered by {ids}'
        + (", a political commitment and no binding law" if soft else ""),
        (claimed.part, Part(Anchor(claimed.target.key, ("activity",)), label)),
        background=tuple(of_row(cover) for cover in covering),
        remark=soft,
    )


def _contradicts(claimed: Claimed, covers: Sequence[Cover]) -> Judgement:
    reasons = _reasons(claimed, covers)
    said: dict[str | None, Part] = {}
    for part in (claimed.part, *(part for reason in reasons for part in reason.at)):
        said.setdefault(part.claim, part)
    event = Part(Anchor(claimed.target.key, ("activity",)))
    ids = [cover.instrument.id for cover in one_each(covers)]
    none = f"none of {len(ids)} instruments covers" if len(ids) > 1 else f"{ids[0]} does not cover"
    words = " and ".join(reason.words for reason in reasons)
    return Judgement(
        Verdict.CONTRADICTS,
        f'{claimed.name} cannot breach "{claimed.violation.instrument}": {none} it, as {words}',
        tuple(said.values()),
        related=() if claimed.target.key in said else (event,),
        background=(*listed(covers), *dict.fromkeys(b for r in reasons for b in r.background)),
        working=tuple(dict.fromkeys(line for reason in reasons for line in reason.working)),
        help="name an instrument that covers it, or correct what is said of the event",
        strict=all(reason.strict for reason in reasons),
    )


def _reasons(claimed: Claimed, covers: Sequence[Cover]) -> list[_Reason]:
    """Return reasons that take in all instruments: one, where one will do.

    Of several that will do the surest stands, and of these the one that needs the fewest claims:
    another that needs more would name claims without which the conflict stands.
    """
    claims, target = claimed.claims, claimed.target
    unbound = [c for c in covers if is_unbound(claims, target, c)]
    free = [c for c in covers if is_free(claims, target, c)]
    late = [c for c in covers if c.force in {Force.NOT_YET, Force.NO_LONGER}]
    whole = [
        reason(claimed, some)
        for some, reason in ((unbound, _actor), (free, _act), (late, _time))
        if len(some) == len(covers)
    ]
    if whole:
        return [min(whole, key=lambda reason: (not reason.strict, len(reason.members)))]
    plain = [c for c in free if c not in unbound and not c.deed.needs]
    timely = [c for c in late if c not in unbound and c not in plain]
    rest = [c for c in covers if c not in unbound and c not in plain and c not in timely]
    choices = ((unbound, _actor), (plain, _act), (rest, _act), (timely, _time))
    return [reason(claimed, some) for some, reason in choices if some]


def _actor(claimed: Claimed, covers: Sequence[Cover]) -> _Reason:
    bound = sorted({party.name for cover in covers for party in cover.instrument.binds})
    label = f"binds {', '.join(bound)}"
    return _Reason(
        f'the actor "{claimed.event.actor}" is not bound',
        (Part(Anchor(claimed.target.key, ("actor",)), "not bound"),),
        (f"{_some(covers)} {label}; the actor is {claimed.event.actor}",),
        _whole(covers),
    )


def _act(claimed: Claimed, covers: Sequence[Cover]) -> _Reason:
    allowed = [cover for cover in covers if cover.deed.is_allowed]
    barring = [cover for cover in covers if not cover.deed.is_allowed]
    act = f'"{claimed.event.activity}"'
    if claimed.event.classes:
        act += " of " + ", ".join(f'"{name}"' for name in claimed.event.classes)
    apart = next((f" ({c.deed.match.why})" for c in barring if c.deed.match.why), "")
    words = [f"the act {act} is not barred{apart}"] if barring else []
    working, parts, strict = (
        [],
        [Part(Anchor(claimed.target.key, ("activity",)), "not barred")],
        True,
    )
    if barring:
        barred = dict.fromkeys(row.words for c in barring for row in c.instrument.bars)
        working.append(f"{_some(barring)} bars: " + "; ".join(barred))
    for cover in allowed:
        more, sure = _leave(claimed, cover)
        words.append(f"{cover.instrument.id} allows it ({cover.deed.match.why})")
        working.append(of_row(cover))
        parts += more
        strict = strict and sure
    values = sorted({key for cover in covers for key in cover.deed.needs})
    parts += [Part(Anchor(key, ("value",)), "sets it apart") for key in values]
    return _Reason(
        " and ".join(words),
        tuple(parts),
        tuple(working),
        _whole(barring),
        strict and all(cover.deed.strict for cover in covers),
    )


def _leave(claimed: Claimed, cover: Cover) -> tuple[tuple[Part, ...], bool]:
    """Return the claims by which an act was at a time at which it is allowed."""
    row, target = cover.deed.row, claimed.target
    if row is None or (row.since is None and row.until is None):
        return (), True
    window = leave_window(row)
    needs = inside_because(claimed.claims, target, window)
    sure = stands_however_read(claimed.claims, target, window, Force.IN, needs)
    return timed(claimed.claims, needs, target.key), sure


def _time(claimed: Claimed, covers: Sequence[Cover]) -> _Reason:
    """Tell the one instrument on either side that comes nearest: the others lie further off."""
    early = [c for c in covers if c.force is Force.NOT_YET]
    over = [c for c in covers if c.force is Force.NO_LONGER]
    nearest: list[tuple[Cover, str]] = []
    if early:
        cover = min(early, key=lambda c: c.window.since or 0)
        told = f"not {cover.window.opens} before {show_day(cover.window.since or 0)}"
        nearest.append((cover, told))
    if over:
        cover = max(over, key=lambda c: c.window.until or 0)
        told = f"{cover.window.closes} until {show_day(cover.window.until or 0)}"
        nearest.append((cover, told))
    claims, target = claimed.claims, claimed.target
    because = {c: outside_because(claims, target, c.window, c.force) for c, _ in nearest}
    needs = frozenset[str]().union(*because.values())
    # The event itself first, so that its own time is where the reader is sent. When a party was
    # bound says nothing without the actor.
    parts = timed(claims, needs, target.key)
    words = {c.window.opens if c.force is Force.NOT_YET else c.window.closes for c, _ in nearest}
    if words != {IN_FORCE} and target.key not in needs:
        parts = (*parts, Part(Anchor(target.key, ("actor",)), "bound for a time only"))
    return _Reason(
        " and ".join(f"{cover.instrument.id} was {told}" for cover, told in nearest),
        parts,
        claims.timeline.words(needs),
        strict=all(
            stands_however_read(claims, target, c.window, c.force, keys)
            for c, keys in because.items()
        ),
    )


def _some(covers: Sequence[Cover]) -> str:
    ids = [cover.instrument.id for cover in covers]
    return ids[0] if len(ids) == 1 else f"each of {ids[0]} to {ids[-1]}"


def _whole(covers: Sequence[Cover]) -> tuple[str, ...]:
    sources = dict.fromkeys((c.pack.name, c.pack.whole_source) for c in covers)
    return tuple(f"what the pack {name} is a whole list of ({source})" for name, source in sources)


RULE = Rule("A claimed breach that no instrument covers.", judge)
