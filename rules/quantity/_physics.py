"""Flights of ballistic missiles and densities of substances, held against what is said of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, product
from math import isinf
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.names import fold
from claims.quantity import describe
from claims.source import quoted
from claims.units import BARE, read_unit
from claims.vocabulary import Fit
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.quantity._ballistic import fall_time, flight_time
from rules.quantity._spread import not_below_zero, over, spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claims.interval import Interval
    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.quantity._relations import Flight, Substance, Table
    from rules.quantity._rivals import Said

_MOST = 50
_CLIMB = 0.95
"""The climb takes no less than this part of the fall: an engine may save a twentieth."""
_ENGINE = 600.0
"""Seconds left for the engine, which lifts a missile more slowly than it would fly by itself."""
_VACUUM = 150_000.0
"""Height in metres of an apogee from which on a flight is one through empty space."""
_STEEP = 3


class _Flown(NamedTuple):
    """Values of one flight, and the claim that says that it was ballistic."""

    event: Entry
    flight: Flight
    duration: Said
    apogee: Said
    distance: Said | None


# --- flights -------------------------------------------------------------------------------------


def judge_flights(
    claims: ClaimSet,
    subject: str,
    held: Mapping[tuple[str, str | None], Sequence[Said]],
    known: Table,
) -> Iterator[Judgement]:
    """Hold the time of a ballistic flight against its apogee and its range."""
    for name, flight in known.flights.items():
        lists = {use: held.get((prop, None), ()) for use, prop in flight.uses.items()}
        if not all(lists.values()):
            continue
        event = _ballistic(claims, subject, flight)
        if event is None:
            return
        for said in islice(product(*lists.values()), _MOST):
            by_use = dict(zip(lists, said, strict=True))
            flown = _Flown(
                event, flight, by_use["duration"], by_use["apogee"], by_use.get("distance")
            )
            if {s.role for s in said} - {None, "actual"}:
                continue
            result = _too_short(flown, name) if flown.distance is None else _too_long(flown, name)
            if result is not None:
                yield result


def _ballistic(claims: ClaimSet, subject: str, flight: Flight) -> Entry | None:
    """Return the claim that says that an event was a flight of such a missile."""
    classes = claims.vocabulary.classes
    for key in claims.tellings(subject.removeprefix("#")):
        entry = claims.get(key)
        if entry is None or not isinstance(entry.record, records.Event):
            continue
        event = entry.record
        own = {*event.classes, *claims.vocabulary.activities.implied(event.activity)}
        if event.status == "happened" and event.hedge != "denied":
            fits = {classes.fit(name, flight.of) for name in own}
            if Fit.IS in fits and not any(classes.excludes(name, flight.of) for name in own):
                return entry
    return None


def _too_short(flown: _Flown, name: str) -> Judgement | None:
    lasted, apogee = spread_of(flown.duration), spread_of(flown.apogee)
    least = (1 + _CLIMB) * fall_time(float(max(Fraction(0), _finite(apogee.default.lower))))
    surely = fall_time(float(max(Fraction(0), _finite(apogee.loose.lower))))
    fits = float(lasted.default.upper) >= least
    told = f"{quoted(lasted.text)} from the ground to {quoted(apogee.text)} and back"
    line = f"{name}: at least {_minutes(least / (1 + _CLIMB))}, with the climb {_minutes(least)}"
    return _flight(flown, told, line, fits=fits, strict=float(lasted.loose.upper) < surely)


def _too_long(flown: _Flown, name: str) -> Judgement | None:
    if flown.distance is None:
        return None
    lasted, apogee = spread_of(flown.duration), spread_of(flown.apogee)
    far = spread_of(flown.distance)
    high, wide = float(apogee.default.upper), float(far.default.upper)
    low = float(_finite(apogee.default.lower))
    if isinf(high) or isinf(wide) or low < max(_VACUUM, wide / _STEEP):
        return None
    most = flight_time(wide, high)
    if most is None:
        return None
    fits = float(_finite(lasted.default.lower)) <= most + _ENGINE
    told = f"{quoted(lasted.text)} over {quoted(far.text)} by way of {quoted(apogee.text)}"
    line = f"{name}: at most {_minutes(most)}, with the engine {_minutes(most + _ENGINE)}"
    return _flight(flown, told, line, fits=fits, strict=False)


def _finite(bound: Fraction | float) -> Fraction:
    return bound if isinstance(bound, Fraction) else Fraction(0)


def _flight(flown: _Flown, told: str, line: str, *, fits: bool, strict: bool) -> Judgement:
    said = [flown.duration, flown.apogee, *([flown.distance] if flown.distance else [])]
    parts = (
        *(Part(Anchor(s.entry.key, ("value",)), f"{s.quantity.text} here") for s in said),
        Part(Anchor(flown.event.key, ("activity",)), flown.flight.of),
    )
    background = (flown.flight.background,)
    if fits:
        return Judgement(Verdict.HOLDS, f"{told} is possible", parts, background=background)
    if any(s.several for s in said):
        return Judgement(
            Verdict.UNDECIDED,
            f"whether {told} is possible is open: the event took place more than once",
            parts,
            background=background,
        )
    lines = tuple(f"{s.quantity.text}: {spread_of(s).shown}" for s in said)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{told} is not possible for a {flown.flight.of}",
        parts,
        background=background,
        working=(*lines, line),
        help="correct the time, the height or the range",
        strict=strict,
    )


def _minutes(seconds: float) -> str:
    return f"{seconds:,.0f} s ({seconds / 60:.1f} min)"


# --- substances ----------------------------------------------------------------------------------


def judge_bodies(
    claims: ClaimSet, held: Mapping[tuple[str, str | None], Sequence[Said]], known: Table
) -> Iterator[Judgement]:
    """Hold mass and volume, or the density, against the substance that a thing is called after."""
    pairs = product(held.get((known.mass, None), ()), held.get((known.volume, None), ()))
    groups = [*((mass, volume) for mass, volume in islice(pairs, _MOST)), *_alone(held, known)]
    for said in groups:
        at_one_time = len({s.time for s in said}) == 1 and (said[0].time or said[0].timeless)
        if not at_one_time or len({s.role for s in said}) > 1:
            continue
        substance = _substance(claims, said[0], known)
        if substance is not None:
            yield _dense(said, substance)


def _alone(
    held: Mapping[tuple[str, str | None], Sequence[Said]], known: Table
) -> Iterator[tuple[Said, ...]]:
    for said in held.get((known.density, None), ()):
        yield (said,)


def _substance(claims: ClaimSet, said: Said, known: Table) -> Substance | None:
    """Return what a thing, or the object of an event, is called after as a whole."""
    record = said.entry.record
    if not isinstance(record, records.Measurement | records.Total):
        return None
    event = claims.event(said.entry, record.of)
    name: str | None = record.of
    if event is not None:
        name = event.record.object if isinstance(event.record, records.Event) else None
    if name is None:
        return None
    folded = fold(name).removeprefix("the ")
    return next((row for row in known.substances if folded in row.names), None)


def _dense(said: Sequence[Said], substance: Substance) -> Judgement:
    unit = (read_unit("kg/m3") or (BARE,))[0]
    parts = tuple(Part(Anchor(s.entry.key, ("value",)), f"{s.quantity.text} here") for s in said)
    default, exact = (_density(said, view) for view in ("default", "exact"))
    told = " in ".join(quoted(s.quantity.text) for s in said)
    background = (substance.background,)
    if default.meets(substance.density):
        return Judgement(Verdict.HOLDS, f"{told} can be its density", parts, background=background)
    allowed = describe(substance.density, unit)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{told} of it is {describe(exact, unit)}, and its density is {allowed}",
        parts,
        background=background,
        working=(f"{told}: {describe(default, unit)}; not within {allowed}",),
        help="correct one of them, or say what else it consists of",
        strict=False,
    )


def _density(said: Sequence[Said], view: str) -> Interval:
    intervals = [not_below_zero(getattr(spread_of(s), view)) for s in said]
    return intervals[0] if len(intervals) == 1 else over(intervals[0], intervals[1])
