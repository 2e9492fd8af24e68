"""A claimed breach must be one that some instrument covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import show_day
from claims.vocabulary import Fit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.resolution._coverage import (
    Force,
    clearest,
    coverage,
    is_free,
    is_unbound,
    of_row,
    out_of_force,
    settled,
)
from rules.resolution._packs import named, packs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.faults import Route
    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.resolution._coverage import Cover
    from rules.resolution._packs import Bar, Meant


class _Claimed(NamedTuple):
    """A claim of a breach, with the event that it is of."""

    claims: ClaimSet
    entry: Entry
    violation: records.Violation
    target: Entry
    event: records.Event

    @property
    def part(self) -> Part:
        """Return the claim itself, where it names the instrument."""
        return Part(Anchor(self.entry.key, ("instrument",)), "claimed to be breached")

    @property
    def name(self) -> str:
        """Return how messages name the event."""
        return self.claims.called(self.target)


class _Reason(NamedTuple):
    """Why an event falls under none of some instruments.

    `at` are the claims that say so, each with its part.
    """

    words: str
    at: tuple[Part, ...]
    working: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    strict: bool = True


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold every claimed breach against the instruments that it names."""
    for entry, violation in claims.each(records.Violation):
        if (
            violation.holds
            and violation.hedge != "denied"
            and violation.status != "cancelled"
            and entry.key not in claims.superseded
        ):
            yield from _judge(claims, entry, violation)


def _judge(claims: ClaimSet, entry: Entry, violation: records.Violation) -> Iterator[Judgement]:
    target = claims.event(entry, violation.of)
    if target is None or not isinstance(target.record, records.Event):
        if claims.is_broken(entry, violation.of):
            part = Part(Anchor(entry.key, ("of",)), "could not be read")
            words = f'a breach of "{violation.instrument}" is claimed of {violation.of}, '
            yield Judgement(Verdict.UNDECIDED, words + "which could not be read", (part,))
        return
    claimed = _Claimed(claims, entry, violation, target, target.record)
    found = named(violation.instrument, packs())
    if not found:
        reason = f'no pack knows the instrument "{violation.instrument}"'
        yield _open(claimed, reason, (), "name the instrument as its issuer does")
        return
    covers = [
        coverage(claims, target, meant.pack, item) for meant in found for item in meant.instruments
    ]
    yield _held(claimed, found, covers)


def _held(claimed: _Claimed, found: Sequence[Meant], covers: Sequence[Cover]) -> Judgement:
    target = claimed.target
    if claimed.event.hedge == "denied":
        return _open(claimed, f"{claimed.name} is said not to have been", ())
    if target.key in claimed.claims.superseded:
        return _open(claimed, f"a later claim corrects {claimed.name}", ())
    covering = [cover for cover in covers if cover.fit is Fit.IS]
    if covering:
        return _holds(claimed, covering)
    if claimed.event.actor is None:
        return _open(claimed, "the event names no actor", (), "say who did it")
    nearest = clearest(cover for cover in covers if cover.fit is Fit.MAY_BE)
    if nearest is not None:
        return _open(claimed, "; ".join(nearest.open_reasons), (of_row(nearest),))
    for meant in found:
        own = [cover for cover in covers if cover.pack is meant.pack]
        doubt = settled(claimed.claims, target, own, meant.parties)
        if doubt:
            return _open(claimed, doubt, _listed(own))
    return _contradicts(claimed, covers)


def _holds(claimed: _Claimed, covering: Sequence[Cover]) -> Judgement:
    label = f"barred to {claimed.event.actor}"
    ids = ", ".join(cover.instrument.id for cover in covering)
    return Judgement(
        Verdict.HOLDS,
        f'a breach of "{claimed.violation.instrument}" by {claimed.name}: covered by {ids}',
        (claimed.part, Part(Anchor(claimed.target.key, ("activity",)), label)),
        background=tuple(of_row(cover) for cover in covering),
    )


def _open(
    claimed: _Claimed, reason: str, background: tuple[str, ...], way_out: str = ""
) -> Judgement:
    instrument = claimed.violation.instrument
    return Judgement(
        Verdict.UNDECIDED,
        f'it is open whether {claimed.name} breaches "{instrument}": {reason}',
        (claimed.part,),
        related=(Part(Anchor(claimed.target.key, ("activity",))),),
        background=background,
        help=way_out or "say who did what, and when, as closely as the source does",
    )


def _contradicts(claimed: _Claimed, covers: Sequence[Cover]) -> Judgement:
    reasons = _reasons(claimed, covers)
    said: dict[str | None, Part] = {}
    for part in (claimed.part, *(part for reason in reasons for part in reason.at)):
        said.setdefault(part.claim, part)
    event = Part(Anchor(claimed.target.key, ("activity",)))
    ids = [cover.instrument.id for cover in covers]
    none = f"none of {len(ids)} instruments covers" if len(ids) > 1 else f"{ids[0]} does not cover"
    words = " and ".join(reason.words for reason in reasons)
    return Judgement(
        Verdict.CONTRADICTS,
        f'{claimed.name} cannot breach "{claimed.violation.instrument}": {none} it, as {words}',
        tuple(said.values()),
        related=() if claimed.target.key in said else (event,),
        background=(*_listed(covers), *dict.fromkeys(b for r in reasons for b in r.background)),
        working=tuple(dict.fromkeys(line for reason in reasons for line in reason.working)),
        help="name an instrument that covers it, or correct what is said of the event",
        strict=all(reason.strict for reason in reasons),
    )


def _reasons(claimed: _Claimed, covers: Sequence[Cover]) -> list[_Reason]:
    """Return the fewest reasons that take in all instruments: the actor first, then the act."""
    claims, target = claimed.claims, claimed.target
    unbound = [c for c in covers if is_unbound(claims, target, c)]
    free = [c for c in covers if is_free(claims, target, c)]
    late = [c for c in covers if c.force in {Force.NOT_YET, Force.NO_LONGER}]
    for some, reason in ((unbound, _actor), (free, _act), (late, _time)):
        if len(some) == len(covers):
            return [reason(claimed, some)]
    by_act = [c for c in free if c not in unbound]
    rest = [c for c in covers if c not in unbound and c not in free]
    choices = ((unbound, _actor), (by_act, _act), (rest, _time))
    return [reason(claimed, some) for some, reason in choices if some]


def _actor(claimed: _Claimed, covers: Sequence[Cover]) -> _Reason:
    bound = sorted({party for cover in covers for party in cover.instrument.binds})
    label = f"binds {', '.join(bound)}"
    return _Reason(
        f'the actor "{claimed.event.actor}" is not bound',
        (Part(Anchor(claimed.target.key, ("actor",)), "not bound"),),
        (f"{_some(covers)} {label}; the actor is {claimed.event.actor}",),
        _whole(covers),
    )


def _act(claimed: _Claimed, covers: Sequence[Cover]) -> _Reason:
    act = f'"{claimed.event.activity}"'
    if claimed.event.classes:
        act += " of " + ", ".join(f'"{name}"' for name in claimed.event.classes)
    barred = dict.fromkeys(_barred(bar) for cover in covers for bar in cover.instrument.bars)
    return _Reason(
        f"the act {act} is not barred",
        (Part(Anchor(claimed.target.key, ("activity",)), "not barred"),),
        (f"{_some(covers)} bars: " + "; ".join(barred),),
        _whole(covers),
    )


def _barred(bar: Bar) -> str:
    classes = f" ({', '.join(bar.classes)})" if bar.classes else ""
    exempt = f" (not {', '.join(bar.exempt)})" if bar.exempt else ""
    return f"{bar.activity}{classes}{exempt}"


def _time(claimed: _Claimed, covers: Sequence[Cover]) -> _Reason:
    """Tell the one instrument on either side that comes nearest: the others lie further off."""
    early = [c for c in covers if c.force is Force.NOT_YET]
    over = [c for c in covers if c.force is Force.NO_LONGER]
    nearest: list[tuple[Cover, str]] = []
    if early:
        cover = min(early, key=lambda c: c.instrument.since)
        nearest.append((cover, f"not in force before {show_day(cover.instrument.since)}"))
    if over:
        cover = max(over, key=lambda c: c.instrument.until or 0)
        nearest.append((cover, f"in force until {show_day(cover.instrument.until or 0)}"))
    timeline = claimed.claims.timeline
    needs = frozenset[str]().union(
        *(out_of_force(claimed.claims, claimed.target, cover) for cover, _ in nearest)
    )
    # The event itself first, so that its own time is where the reader is sent.
    keys = sorted(needs, key=lambda key: (key != claimed.target.key, key))
    return _Reason(
        " and ".join(f"{cover.instrument.id} was {words}" for cover, words in nearest),
        tuple(_timed(claimed.claims, key) for key in keys),
        timeline.words(needs),
        strict=all(timeline.has_one_reading(key) for key in needs),
    )


def _timed(claims: ClaimSet, key: str) -> Part:
    """Return the part of a claim that bounds a time, at the field that does so."""
    entry = claims.get(key)
    record = None if entry is None else entry.record
    route: Route = ()
    if isinstance(record, records.Order):
        route = ("relation",)
    elif isinstance(record, records.Event) and record.when is not None:
        route = ("when",)
    elif isinstance(record, records.Measurement):
        route = ("value",)
    return Part(Anchor(key, route), "bounds its time")


def _some(covers: Sequence[Cover]) -> str:
    ids = [cover.instrument.id for cover in covers]
    return ids[0] if len(ids) == 1 else f"each of {ids[0]} to {ids[-1]}"


def _listed(covers: Sequence[Cover]) -> tuple[str, ...]:
    items = [cover.instrument for cover in covers]
    return tuple(f"{item.id} of {show_day(item.adopted)} (source: {item.source})" for item in items)


def _whole(covers: Sequence[Cover]) -> tuple[str, ...]:
    sources = dict.fromkeys((c.pack.name, c.pack.whole_source) for c in covers)
    return tuple(f"what the pack {name} is a whole list of ({source})" for name, source in sources)


RULE = Rule("A claimed breach that no instrument covers.", judge)
