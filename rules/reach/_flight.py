"""Judges distances flown; loads the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.places import measure
from claims.places.model import Place, Unplaced
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.reach._places import (
    Span,
    chain,
    km,
    km_span,
    place_of,
    sources,
    spans,
    unplaced,
)
from rules.reach._positions import gap, hull, located

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from rules.claimset import ClaimSet


class _End(NamedTuple):
    """Where a flight began or ended, and the claim that says so."""

    place: Place
    part: Part


def judge_flight(claims: ClaimSet, entry: Entry, event: Entry) -> Iterator[Judgement]:
    """Judge one distance that an event covered, against each place where it is said to end."""
    quantity = entry.quantity("value")
    record = event.record
    if quantity is None or not isinstance(record, records.Event) or record.from_ is None:
        return
    lengths = spans(quantity)
    if not lengths:
        return  # not a distance: `quantity/dimension` tells it
    flown = Part(Anchor(entry.key, ("value",)), f"{quantity.text} here")
    begin = place_of(claims, event, record.from_)
    if isinstance(begin, Unplaced):
        yield unplaced(event, ("from",), begin, flown)
        return
    start = _End(begin, Part(Anchor(event.key, ("from",)), f"from {begin.name}"))
    for end in _ends(claims, event, begin):
        if isinstance(end, Judgement):
            yield end
        else:
            yield _judge(claims, entry, event, lengths, flown, (start, end))


def _ends(claims: ClaimSet, event: Entry, begin: Place) -> Iterator[_End | Judgement]:
    """Return where an event is said to have ended.

    A claim of location is taken to speak of the end, unless it holds of the beginning too.
    """
    record = event.record
    if isinstance(record, records.Event) and record.to is not None:
        found = place_of(claims, event, record.to)
        if isinstance(found, Unplaced):
            yield unplaced(event, ("to",), found)
        else:
            yield _End(found, Part(Anchor(event.key, ("to",)), f"to {found.name}"))
        return
    for entry, location in claims.each(records.Location):
        of_it = claims.subject(entry, location.of) == "#" + claims.identity(event.key)
        if of_it and _tells_an_end(location):
            yield from _located_end(claims, entry, location, begin)


def _tells_an_end(location: records.Location) -> bool:
    plain = location.distance is None and location.bearing is None
    return plain and location.hedge != "denied" and location.relation != "outside"


def _located_end(
    claims: ClaimSet, entry: Entry, location: records.Location, begin: Place
) -> Iterator[_End | Judgement]:
    named = located(claims, entry, location)
    part = Part(Anchor(entry.key, ("place",)))
    if isinstance(named, Unplaced):
        yield unplaced(entry, ("place",), named)
        return
    place: Place | str = named[0]
    if location.relation == "between":
        place = hull(named, at_sea=False)
    if isinstance(place, str):
        yield Judgement(Verdict.UNDECIDED, place, (part,))
    elif gap(begin, place).beyond(0.0) or place.kind == "phrase":
        words = f"{location.relation} {' and '.join(each.name for each in named)}"
        yield _End(place, Part(Anchor(entry.key, ("place",)), words))


def _judge(
    claims: ClaimSet,
    entry: Entry,
    event: Entry,
    lengths: tuple[tuple[Span, Span], ...],
    flown: Part,
    ends: tuple[_End, _End],
) -> Judgement:
    start, stop = ends
    away = _apart(start.place, stop.place)
    default, loose = lengths[0][0], [each for _, each in lengths]
    quantity = entry.quantity("value")
    text = quoted(quantity.text) if quantity is not None else ""
    straight = _is_straight(claims, event)
    short = default.high < away.low
    long = straight and default.low > away.high
    parts = (flown, start.part, stop.part)
    way = f"from {start.place.name} to {stop.part.label.removeprefix('to ')}"
    working = (
        *((chain(quantity),) if quantity is not None else ()),
        f"{way} it is {km_span(*away)} along the shortest line",
    )
    background = sources(start.place, stop.place)
    if not short and not long:
        longer = default.low > away.high
        told = ", more than the shortest line: it went a longer way" if longer else ""
        return Judgement(Verdict.HOLDS, f"{text} {way} fits{told}", parts, background=background)
    if short:
        strict = all(each.high < away.low for each in loose)
        message = f"{text} is too short for the way {way}, which is {km(away.low)} at least"
    else:
        strict = all(each.low > away.high for each in loose)
        message = f"{text} is too long for the flight {way}, which is {km(away.high)} at most"
    return Judgement(
        Verdict.CONTRADICTS,
        message,
        parts,
        background=background,
        working=working,
        help="correct the distance or one of the two places",
        strict=strict,
    )


def _apart(first: Place, second: Place) -> Span:
    """Return how far any point of one place may be from any point of the other, in metres."""
    least = measure.nearest(first.shape, second.shape).distance
    most = measure.farthest(first.shape, second.shape, every=True).distance
    margin = first.margin + second.margin
    slack = first.tolerance + second.tolerance
    return Span(max(0.0, least - margin), most + margin).wider(slack)


def _is_straight(claims: ClaimSet, event: Entry) -> bool:
    """Say whether what was flown is the shortest line: a ballistic missile cannot turn."""
    record = event.record
    if not isinstance(record, records.Event):
        return False
    classes = claims.vocabulary.classes
    own = {*record.classes, *claims.vocabulary.activities.implied(record.activity)}
    return any("ballistic missile" in classes.ancestors(name) for name in own)
