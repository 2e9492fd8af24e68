"""Judges distance over time; loads the map only where the distance is one between places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from claims import records
from claims.names import fold
from claims.places.effort import GaveUpError
from claims.quantity import Quantity, read_quantity
from claims.source import Source, quoted
from claims.yaml_reader import read_yaml
from rules.contract import Anchor, Judgement, Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from claims.places.model import Place
    from rules.claimset import ClaimSet
    from rules.reach.speed import Timed


@dataclass(frozen=True, slots=True)
class Limit:
    """A class of things and how fast they go at most, in metres a second, with the source."""

    names: tuple[str, ...]
    limit: Fraction
    extreme: Fraction
    source: str


class _Way(NamedTuple):
    """How far something went at least: metres as read and more loosely, and who says so."""

    default: Fraction
    loose: Fraction
    words: str
    parts: tuple[Part, ...]
    background: tuple[str, ...]


@cache
def limits() -> tuple[Limit, ...]:
    """Return the limits that come with the program."""
    text = resources.files("rules.reach").joinpath("speeds.yaml").read_text(encoding="utf-8")
    trees, faults = read_yaml(Source("speeds.yaml", text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    known = f"{data['date']}, {data['confidence']}"
    return tuple(
        Limit(
            tuple(row["names"]),
            _speed(row["limit"]),
            _speed(row["extreme"]),
            f"{row['because']} ({known})",
        )
        for row in data["speeds"]
    )


def _speed(text: str) -> Fraction:
    quantity = read_quantity(text)
    if not isinstance(quantity, Quantity):
        raise ValueError(quantity.reason)  # noqa: TRY004 - the text is wrong, not its type
    return Fraction(quantity.exact.upper)


def judge_speed(claims: ClaimSet, timed: Timed) -> Iterator[Judgement]:
    """Judge one event by how long it took."""
    duration = timed.lasted.quantity("value")
    event = timed.event.record
    if duration is None or not isinstance(event, records.Event):
        return
    if duration.unit.dimension != "[time]" or duration.default.upper <= 0:
        return
    limit = _limit(claims, event)
    if limit is None:
        return
    try:
        for way in _ways(claims, timed, event):
            yield _judge(timed, duration, way, limit)
    except GaveUpError:
        part = Part(Anchor(timed.lasted.key, ("value",)))
        yield Judgement(
            Verdict.UNDECIDED,
            f"how far {claims.called(timed.event)} went was not found: measuring it gave up",
            (part,),
            help="give the distance, or simpler shapes",
        )


def _limit(claims: ClaimSet, event: records.Event) -> Limit | None:
    """Return the limit of the event's class; of several the highest."""
    taxonomy = claims.vocabulary.classes
    own = {*event.classes, *claims.vocabulary.activities.implied(event.activity)}
    wider = {fold(name) for each in own for name in taxonomy.ancestors(each)}
    named = " ".join(fold(text) for text in (event.actor, event.object) if text)
    found = [
        limit
        for limit in limits()
        if any(
            fold(name) in wider or re.search(rf"\b{re.escape(fold(name))}\b", named)
            for name in limit.names
        )
    ]
    return max(found, key=lambda limit: limit.limit, default=None)


def _ways(claims: ClaimSet, timed: Timed, event: records.Event) -> Iterator[_Way]:
    for entry in timed.went:
        quantity = entry.quantity("value")
        if quantity is not None and quantity.unit.dimension == "[length]":
            # Of several meanings of the unit the shortest counts: nothing less is certain.
            every = (quantity, *quantity.alternatives)
            low = min((q.loose.lower for q in every), default=quantity.loose.lower)
            part = Part(Anchor(entry.key, ("value",)), f"{quantity.text} here")
            yield _Way(
                max(Fraction(0), _finite(quantity.default.lower)),
                max(Fraction(0), _finite(low)),
                quoted(quantity.text),
                (part,),
                (),
            )
    if event.from_ is not None and event.to is not None:
        yield from _between(claims, timed.event, event)


def _finite(bound: Fraction | float) -> Fraction:
    return bound if isinstance(bound, Fraction) else Fraction(0)


def _between(claims: ClaimSet, entry: Entry, event: records.Event) -> Iterator[_Way]:
    from claims.places.model import Place  # noqa: PLC0415 - only ways between places need the map
    from rules.reach._places import sources  # noqa: PLC0415 - likewise
    from rules.reach._positions import gap  # noqa: PLC0415 - likewise

    ends: list[Place] = []
    for text in (event.from_, event.to):
        found = claims.atlas.place(text or "", entry.document)
        if not isinstance(found, Place):
            return  # told by the rules that ask where it lies
        ends.append(found)
    with claims.effort.lent():
        away = gap(ends[0], ends[1])
    least = Fraction(max(0.0, away.distance - away.slack))
    parts = (
        Part(Anchor(entry.key, ("from",)), f"from {ends[0].name}"),
        Part(Anchor(entry.key, ("to",)), f"to {ends[1].name}"),
    )
    words = f"the way from {ends[0].name} to {ends[1].name}"
    yield _Way(least, least, words, parts, sources(*ends))


def _judge(timed: Timed, duration: Quantity, way: _Way, limit: Limit) -> Judgement:
    every = (duration, *duration.alternatives)
    longest = max(q.loose.upper for q in every)
    default = way.default / Fraction(duration.default.upper) if _ends(duration.default.upper) else 0
    loose = way.loose / Fraction(longest) if _ends(longest) else 0
    last = Part(Anchor(timed.lasted.key, ("value",)), f"{duration.text} here")
    parts = tuple(dict.fromkeys((last, *way.parts, *_class_part(timed))))
    name = limit.names[0]
    told = f"{way.words} in {quoted(duration.text)}"
    if default <= limit.limit:
        return Judgement(Verdict.HOLDS, f"{told} is within what a {name} can do", parts)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{told} takes at least {_kmh(default)}, and a {name} does {_kmh(limit.limit)} at most",
        parts,
        background=(*way.background, limit.source),
        working=(_working(way, duration, default),),
        help="correct the distance, the time or the class",
        strict=loose > limit.extreme,
    )


def _working(way: _Way, duration: Quantity, speed: Fraction | float) -> str:
    longest = float(duration.default.upper)
    return f"{_km(way.default)} at least in {longest:,.0f} s at most is {_kmh(speed)} at least"


def _ends(bound: Fraction | float) -> bool:
    return isinstance(bound, Fraction) and bound > 0


def _class_part(timed: Timed) -> tuple[Part, ...]:
    record = timed.event.record
    if not isinstance(record, records.Event):
        return ()
    field = "classes" if record.classes else "actor" if record.actor else "activity"
    return (Part(Anchor(timed.event.key, (field,)), ""),)


def _kmh(speed: Fraction | float) -> str:
    return f"{float(speed) * 3.6:,.0f} km/h"


def _km(metres: Fraction) -> str:
    return f"{float(metres) / 1000:,.1f} km"
