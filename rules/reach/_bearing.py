"""Judges distances and directions from places; loads the map."""

from __future__ import annotations

from math import asin, degrees, inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from claims.places import geodesy, measure
from claims.places.geodesy import Spot, rhumb_bearing, turn
from claims.places.model import Place, Unplaced
from claims.places.read import read_bearing
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.reach._places import Span, at, chain, km, km_span, sources, spans, unplaced
from rules.reach._positions import (
    Position,
    fixed_thing,
    located,
    positions,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims import records
    from claims.load import Entry
    from rules.claimset import ClaimSet

_HELP = "correct the distance, the direction or the place"
_BEARING_FORMS = "directions are read as northwest, NNW or 310°"


class _Said(NamedTuple):
    """What a claim says: from a place, so far (as read, and more loosely), in a direction.

    `sector` is the middle of the direction and half its width, in degrees.
    """

    entry: Entry
    record: records.Location
    origin: Place
    lengths: tuple[tuple[Span, Span], ...]
    sector: tuple[float, float] | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the fields of the claim that take part."""
        given = [n for n in ("distance", "bearing") if getattr(self.record, n) is not None]
        return tuple(Part(Anchor(self.entry.key, (name,))) for name in given)

    @property
    def words(self) -> str:
        """Return the claim in words."""
        said = [each for each in (self.record.distance, self.record.bearing) if each is not None]
        return f"{' '.join(said)} of {self.origin.name}"


class _Seen(NamedTuple):
    """Where a position lies from the origin: metres and degrees, with what they may be off by.

    `measured` is from where a distance is usually told, `possible` from any point. `turns` are the
    bearings of the geodesic and of the rhumb line; None where the two may meet.
    """

    measured: Span
    possible: Span
    turns: tuple[float, float] | None
    blur: float


def judge_bearing(claims: ClaimSet, entry: Entry, record: records.Location) -> Iterator[Judgement]:
    """Judge one distance and direction."""
    event = claims.event(entry, record.of)
    thing = None if event is not None else fixed_thing(claims, entry, record.of)
    if event is None and thing is None:
        return
    said = _said(claims, entry, record)
    if said is None:
        return
    if isinstance(said, Judgement):
        yield said
        return
    if thing is not None:
        yield _judge(said, Position(entry, ("of",), thing))
    elif event is not None:
        yield from _of_event(claims, said, event)


def _of_event(claims: ClaimSet, said: _Said, event: Entry) -> Iterator[Judgement]:
    known = positions(claims, event)
    for other, route, found in known.unread:
        yield unplaced(other, route, found, *said.parts)
    if known.where:
        for position in known.where:
            yield _judge(said, position)
        return
    judged = [_judge(said, position) for position in known.ends]
    holding = [one for one in judged if one.verdict is Verdict.HOLDS]
    open_ones = [one for one in judged if one.verdict is Verdict.UNDECIDED]
    if holding or open_ones:
        yield (holding or open_ones)[0]
    elif judged:
        message = f"{said.words}: it is not said which point of the way is meant"
        parts = (*said.parts, *(position.part for position in known.ends))
        yield Judgement(Verdict.UNDECIDED, message, parts, help="add `place:` to the event")


def _said(claims: ClaimSet, entry: Entry, record: records.Location) -> _Said | Judgement | None:
    origins = located(claims, entry, record)
    if isinstance(origins, Unplaced):
        return unplaced(entry, ("place",), origins)
    lengths: tuple[tuple[Span, Span], ...] = ()
    if record.distance is not None:
        quantity = entry.quantity("distance")
        if quantity is None:
            return None  # told where it was read
        lengths = spans(quantity)
        if not lengths:
            message = f"{quoted(record.distance)} is no distance"
            part = Part(Anchor(entry.key, ("distance",)))
            return Judgement(Verdict.UNDECIDED, message, (part,))
    sector = None
    if record.bearing is not None:
        sector = read_bearing(record.bearing)
        if sector is None:
            message = f"{quoted(record.bearing)} is no direction"
            part = Part(Anchor(entry.key, ("bearing",)))
            return Judgement(Verdict.UNDECIDED, message, (part,), help=_BEARING_FORMS)
    return _Said(entry, record, origins[0], lengths, sector)


# --- from the origin to the position -------------------------------------------------------------


def _seen(origin: Place, position: Place) -> _Seen:
    middle, end = origin.shape.centre, position.shape.centre
    straight = geodesy.way(middle, end)
    slack = origin.tolerance + position.tolerance + position.margin + origin.margin
    if not position.is_point:
        slack += spread(position)
    near, far = straight.distance, straight.distance
    if not origin.is_point:
        near = measure.nearest(origin.shape, position.shape).distance
        far = measure.farthest(origin.shape, position.shape, every=True).distance
    measured = Span(min(near, straight.distance), max(near, straight.distance)).wider(slack)
    possible = Span(near, far).wider(slack)
    turns = straight.bearing, rhumb_bearing(middle, end)
    blur = _blur(slack, straight.distance)
    if origin.shape.polygons:
        blur = max(blur, _turn_from_area(origin, end, straight.bearing) + _blur(slack, near))
    elif not origin.is_point:
        blur = inf
    return _Seen(measured, possible, turns if blur < 180 else None, blur)


def _blur(slack: float, distance: float) -> float:
    """Return by how many degrees a direction may be off when its ends are off by so much."""
    return degrees(asin(slack / distance)) if distance > slack else inf


def _turn_from_area(origin: Place, end: Spot, bearing: float) -> float:
    """Return by how much the direction differs from any point of an area's edge at most."""
    if origin.shape.holds(end):
        return inf
    edge = origin.shape.sample.points
    found = geodesy.bearings(edge, np.repeat(np.array([end]), len(edge), axis=0))
    return max(turn(each, bearing) for each in found.tolist())


def _judge(said: _Said, position: Position) -> Judgement:
    seen = _seen(said.origin, position.place)
    negation = said.record.hedge == "denied"
    answers = [_distance_fits(said, seen), _direction_fits(said, seen)]
    wrong = [verdict for verdict, _ in answers if verdict is Verdict.CONTRADICTS]
    verdict = (
        Verdict.CONTRADICTS
        if wrong
        else max((v for v, _ in answers), key=lambda v: v is Verdict.UNDECIDED)
    )
    strict = any(strict for _, strict in answers)
    vague = not position.place.is_point
    if vague and verdict is Verdict.UNDECIDED:
        verdict = Verdict.HOLDS  # of an area some point is meant, and nothing speaks against one
    if negation:
        strict = False
        if vague and verdict is Verdict.HOLDS:
            verdict = Verdict.UNDECIDED
        opposite = {Verdict.HOLDS: Verdict.CONTRADICTS, Verdict.CONTRADICTS: Verdict.HOLDS}
        verdict = opposite.get(verdict, verdict)
    parts = (*said.parts, position.part)
    return Judgement(
        verdict,
        _message(said, position, seen, verdict),
        parts,
        background=sources(said.origin, position.place),
        working=_working(said, seen),
        help=_HELP if verdict is Verdict.CONTRADICTS else "",
        strict=strict,
    )


def _distance_fits(said: _Said, seen: _Seen) -> tuple[Verdict, bool]:
    if not said.lengths:
        return Verdict.HOLDS, False
    default = any(_meet(length, seen.measured) for length, _ in said.lengths[:1])
    if default:
        return Verdict.HOLDS, False
    loose = any(_meet(length, seen.possible) for _, length in said.lengths)
    return Verdict.CONTRADICTS, not loose


def _meet(one: Span, other: Span) -> bool:
    return one.low <= other.high and other.low <= one.high


def _direction_fits(said: _Said, seen: _Seen) -> tuple[Verdict, bool]:
    if said.sector is None:
        return Verdict.HOLDS, False
    if seen.turns is None:
        return Verdict.UNDECIDED, False
    middle, half = said.sector
    off = min(turn(each, middle) for each in seen.turns)
    if off <= half + seen.blur:
        return Verdict.HOLDS, False
    return Verdict.CONTRADICTS, off > 2 * half + seen.blur


def _message(said: _Said, position: Position, seen: _Seen, verdict: Verdict) -> str:
    name = quoted(position.place.name)
    if verdict is Verdict.HOLDS:
        return f"{name} is {said.words}"
    if verdict is Verdict.UNDECIDED:
        return f"whether {name} is {said.words} hangs on how exactly both are known"
    told = km_span(*seen.measured) if said.lengths else ""
    if seen.turns is not None and said.sector is not None:
        told = f"{told} to the {_compass(seen.turns[0])} ({seen.turns[0]:.0f}°)".strip()
    negation = "not " if said.record.hedge == "denied" else ""
    return f"{name} is said to be {negation}{said.words}, and is {told or 'elsewhere'}"


def _compass(bearing: float) -> str:
    names = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
    return names[round(bearing / 45) % 8]


def _working(said: _Said, seen: _Seen) -> tuple[str, ...]:
    lines = []
    quantity = said.entry.quantity("distance")
    if quantity is not None:
        lines.append(f"{chain(quantity)}; on the map {km_span(*seen.measured)}")
    if said.sector is not None:
        middle, half = said.sector
        read = f"{quoted(said.record.bearing or '')} is {middle:g}° ± {half:g}°"
        if seen.turns is None:
            lines.append(f"{read}; the two are too near each other to tell a direction")
        else:
            great, rhumb = seen.turns
            lines.append(
                f"{read}; from {at(said.origin.shape.centre)} it is {great:.1f}° along the "
                f"shortest way and {rhumb:.1f}° at one bearing, ± {min(seen.blur, 180):.1f}°"
            )
    if said.origin.tolerance:
        lines.append(f"{said.origin.name} may lie {km(said.origin.tolerance)} off its point")
    return tuple(lines)
