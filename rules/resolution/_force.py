"""Whether an instrument was in force at an event.

Times: the days of an instrument are days of some place, and no pack says which. So it is in force
for certain once the first day is over everywhere, and not yet before it began anywhere.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import show_day
from claims.vocabulary import Fit
from rules.contract import Anchor, Part
from rules.temporal.network import DAY, MICROS, ORIGIN, Bound
from rules.temporal.points import EARLIEST_OFFSET, LATEST_OFFSET
from rules.temporal.readings import in_every_reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.faults import Route
    from claims.load import Entry
    from rules.claimset import ClaimSet


class Force(Enum):
    """How the time of an event stands to that in which an instrument is in force."""

    IN = "in force"
    OPEN = "open"
    NOT_YET = "not yet in force"
    NO_LONGER = "no longer in force"


IN_FORCE = "in force"
"""What is said of a window that is the same for all parties."""

FITS = {
    Force.IN: Fit.IS,
    Force.OPEN: Fit.MAY_BE,
    Force.NOT_YET: Fit.IS_NOT,
    Force.NO_LONGER: Fit.IS_NOT,
}


class Window(NamedTuple):
    """Days from `since` to `until`; None: no such end. `opens` and `closes` say of what."""

    since: int | None
    until: int | None
    opens: str
    closes: str


def in_force(claims: ClaimSet, entry: Entry, window: Window) -> tuple[Force, str]:
    """Say whether an event lies within a window of days; if that is open, why."""
    start = claims.timeline.span(entry.key, "start")
    end = claims.timeline.span(entry.key, "end")
    since, until = window.since, window.until
    if since is not None and end.latest is not None and end.latest < _first_moment(since):
        return Force.NOT_YET, ""
    began = start.earliest is not None and (since is None or start.earliest > _last_moment(since))
    if until is None:
        return (Force.IN, "") if began else (Force.OPEN, _why_open(entry, since or 0))
    if start.earliest is not None and start.earliest > _last_moment(until):
        return Force.NO_LONGER, ""
    over = end.latest is None or end.latest >= _first_moment(until)
    if (began or since is None) and not over:
        return Force.IN, ""
    return Force.OPEN, _why_open(entry, until if began or since is None else since)


def outside_because(claims: ClaimSet, entry: Entry, window: Window, force: Force) -> frozenset[str]:
    """Return an irreducible set of claims whose times keep an event out of a window."""
    nobody = frozenset[str]()
    if force is Force.NOT_YET and window.since is not None:
        node = claims.timeline.node(entry.key, "end")
        case = Bound(node or ORIGIN, ORIGIN, -_first_moment(window.since), nobody)
    elif force is Force.NO_LONGER and window.until is not None:
        node = claims.timeline.node(entry.key, "start")
        case = Bound(ORIGIN, node or ORIGIN, _last_moment(window.until), nobody)
    else:
        return nobody
    return (node and claims.timeline.refute((case,))) or nobody


def inside_because(claims: ClaimSet, entry: Entry, window: Window) -> frozenset[str]:
    """Return an irreducible set of claims whose times keep an event within a window."""
    nobody = frozenset[str]()
    start = claims.timeline.node(entry.key, "start")
    end = claims.timeline.node(entry.key, "end")
    if start is None or end is None:
        return nobody
    cases = []
    if window.since is not None:
        cases.append(Bound(ORIGIN, start, _last_moment(window.since), nobody))
    if window.until is not None:
        cases.append(Bound(end, ORIGIN, -_first_moment(window.until), nobody))
    return (cases and claims.timeline.refute(tuple(cases))) or nobody


def stands_however_read(
    claims: ClaimSet, entry: Entry, window: Window, force: Force, needs: frozenset[str]
) -> bool:
    """Say whether an event stands so to a window in every reading of the times it rests on."""
    return in_every_reading(claims, needs, lambda view: in_force(view, entry, window)[0] is force)


def timed(claims: ClaimSet, keys: Iterable[str], first: str) -> tuple[Part, ...]:
    """Return the parts of claims that bound a time, that of the event in front."""
    ordered = sorted(keys, key=lambda key: (key != first, key))
    return tuple(_timed(claims, key) for key in ordered)


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


def _first_moment(day: int) -> int:
    return day * DAY - LATEST_OFFSET * MICROS


def _last_moment(day: int) -> int:
    return (day + 1) * DAY - EARLIEST_OFFSET * MICROS - 1


def _why_open(entry: Entry, day: int) -> str:
    when = entry.record.when if isinstance(entry.record, records.Event) else None
    if when is None:
        return f"nothing says whether it was before or after {show_day(day)}"
    if ("when",) in entry.unread:
        return f'its time "{when}" could not be read'
    return f'its time "{when}" does not say whether it was before or after {show_day(day)}'
