"""Flights of ballistic missiles: whether times, heights, ranges and speeds can go together."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, product
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.source import quoted
from claims.vocabulary import Fit
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.quantity._ballistic import (
    fall_time,
    farthest,
    flight_time,
    highest,
    longest_time,
)
from rules.quantity._spread import hung, spread_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.quantity._relations import Flight, Table
    from rules.quantity._rivals import Said
    from rules.quantity._spread import View

_MOST = 50
_CLIMB = 0.95
"""The climb takes no less than this part of the fall: an engine may save a twentieth."""
_SPARED = 0.85
"""A flight takes no less than this part of that along an ellipse of its range and apogee."""
_ENGINE = 600.0
"""Seconds left for the engine, which lifts a missile more slowly than it would fly by itself."""
_LONGER = 1.25
"""And so many times the time along the ellipse, which tells in flights of hours."""
_VACUUM = 150_000.0
"""Height in metres of an apogee from which on a flight is one through empty space."""
_STEEP = 3
"""Of a steep flight the range is no more than so many times the apogee."""


class _Flown(NamedTuple):
    """Values of one flight by their use, and the claim that says that it was ballistic."""

    event: Entry
    flight: Flight
    said: Mapping[str, Said]

    def least(self, use: str, view: View) -> float:
        """Return the least that a value may be; 0 where it has no least."""
        lower = spread_of(self.said[use]).at(view).lower
        return float(max(Fraction(0), lower)) if isinstance(lower, Fraction) else 0.0

    def most(self, use: str, view: View) -> float:
        """Return the most that a value may be."""
        return float(spread_of(self.said[use]).at(view).upper)

    def text(self, use: str) -> str:
        """Return a value as it was written."""
        return quoted(self.said[use].quantity.text)


class _Check(NamedTuple):
    """Whether values of a flight can go together in a reading; what is held, and the bound.

    `surely` says so of the loosest reading, without what holds by default only.
    """

    fits: Callable[[View], bool]
    surely: bool
    told: str
    line: str


def judge_flights(
    claims: ClaimSet,
    subject: str,
    held: Mapping[tuple[str, str | None], Sequence[Said]],
    known: Table,
) -> Iterator[Judgement]:
    """Hold what is said of a ballistic flight against the bounds on such flights."""
    for flight in known.flights:
        lists = {
            use: held.get((name, "greatest" if use == "speed" else None), ())
            for use, name in flight.uses.items()
        }
        if not all(lists.values()):
            continue
        event = _ballistic(claims, subject, flight)
        if event is None:
            return
        for said in islice(product(*lists.values()), _MOST):
            if {s.role for s in said} - {None, "actual"}:
                continue
            flown = _Flown(event, flight, dict(zip(lists, said, strict=True)))
            for check in _CHECKS[flight.bound](flown):
                yield _told(flown, check)


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


# --- bounds --------------------------------------------------------------------------------------


def _fall(flown: _Flown) -> Iterator[_Check]:
    """Yield that it takes as long as the fall from the apogee, and about as long to climb there."""

    def fits(view: View) -> bool:
        return flown.most("duration", view) >= (1 + _CLIMB) * fall_time(flown.least("apogee", view))

    fall = fall_time(flown.least("apogee", "default"))
    surely = flown.most("duration", "loose") < fall_time(flown.least("apogee", "loose"))
    told = f"{flown.text('duration')} from the ground to {flown.text('apogee')} and back"
    line = f"at least {_minutes(fall)}, with the climb {_minutes((1 + _CLIMB) * fall)}"
    yield _Check(fits, surely, told, line)


def _ellipse(flown: _Flown) -> Iterator[_Check]:
    """Yield that it takes about as long as along the ellipse of its range and apogee."""
    told = (
        f"{flown.text('duration')} over {flown.text('distance')} by way of {flown.text('apogee')}"
    )

    def least(view: View) -> float:
        along = flight_time(flown.least("distance", view), flown.least("apogee", view))
        return _SPARED * (along or 0.0)

    def lasts(view: View) -> bool:
        return flown.most("duration", view) >= least(view)

    if flown.least("apogee", "default") >= _VACUUM:
        yield _Check(lasts, False, told, f"at least {_minutes(least('default'))}")

    def most(view: View) -> float:
        high, wide = flown.most("apogee", view), flown.most("distance", view)
        if inf in {high, wide} or flown.least("apogee", view) < max(_VACUUM, wide / _STEEP):
            return inf
        along = longest_time(wide, high)
        return inf if along is None else _LONGER * along + _ENGINE

    def ends(view: View) -> bool:
        return flown.least("duration", view) <= most(view)

    if most("default") < inf:
        line = f"at most {_minutes(most('default'))}, ten minutes and more of them for the engine"
        yield _Check(ends, False, told, line)


def _reach(flown: _Flown) -> Iterator[_Check]:
    """Yield that no more ground is covered than its top speed carries it over."""

    def most(view: View) -> float:
        speed = flown.most("speed", view)
        found = None if speed == inf else farthest(speed)
        return inf if found is None else found

    def fits(view: View) -> bool:
        return flown.least("distance", view) <= most(view)

    line = f"at most {most('default') / 1000:,.0f} km"
    told = f"{flown.text('distance')} at {flown.text('speed')} at the most"
    yield _Check(fits, False, told, line)


def _height(flown: _Flown) -> Iterator[_Check]:
    """Yield that it rises no higher than its top speed lifts it."""

    def most(view: View) -> float:
        speed = flown.most("speed", view)
        found = None if speed == inf else highest(speed)
        return inf if found is None else found

    def fits(view: View) -> bool:
        return flown.least("apogee", view) <= most(view)

    line = f"at most {most('default') / 1000:,.0f} km"
    told = f"{flown.text('apogee')} at {flown.text('speed')} at the most"
    yield _Check(fits, False, told, line)


_CHECKS: Mapping[str, Callable[[_Flown], Iterator[_Check]]] = {
    "fall": _fall,
    "ellipse": _ellipse,
    "reach": _reach,
    "height": _height,
}


# --- words ---------------------------------------------------------------------------------------


def _told(flown: _Flown, check: _Check) -> Judgement:
    said = [*flown.said.values()]
    parts = (
        *(Part(Anchor(s.entry.key, ("value",)), f"{s.quantity.text} here") for s in said),
        Part(Anchor(flown.event.key, ("activity",)), flown.flight.of),
    )
    background = (flown.flight.background,)
    if check.fits("default"):
        return Judgement(Verdict.HOLDS, f"{check.told} is possible", parts, background=background)
    if any(s.several for s in said):
        return Judgement(
            Verdict.UNDECIDED,
            f"whether {check.told} is possible is open: the event took place more than once",
            parts,
            background=background,
        )
    lines = tuple(f"{s.quantity.text}: {spread_of(s).shown}" for s in said)
    tolerance = hung(check.fits)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{check.told} is not possible for a {flown.flight.of}",
        parts,
        background=background,
        working=(
            *lines,
            f"{flown.flight.name}: {check.line}",
            *([tolerance] if tolerance else []),
        ),
        help="correct one of the values, or say of what each of them is",
        strict=check.surely,
    )


def _minutes(seconds: float) -> str:
    return f"{seconds:,.0f} s ({seconds / 60:.1f} min)"
