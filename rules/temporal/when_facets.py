"""What claims say of when something was: its time, its dateline, and what it is the same as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from claims.calendar import offsets
from claims.instants import first_instant, last_instant
from rules.temporal.facets import Facet, Reading
from rules.temporal.network import DAY, MICROS, ORIGIN, Bound
from rules.temporal.points import lasts, zone_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.calendar import Extent
    from claims.load import Entry
    from rules.temporal.points import Points

_DAY_SECONDS = 86_400


def time_facets(points: Points, entry: Entry) -> Iterator[Facet]:
    """Return what an event or state says of its own times."""
    record = entry.record
    if entry.key in points.claims.superseded:
        return
    if isinstance(record, records.Event):
        yield from _when_facet(points, entry, "when", ("start", "end"))
        if record.status == "happened":
            yield from _dateline_facet(points, entry)
    else:
        yield from _when_facet(points, entry, "from", ("start",))
        yield from _when_facet(points, entry, "until", ("end",))
        if record.status == "happened":
            yield from _dateline_facet(points, entry)
    yield from _same_facet(points, entry)


def _when_facet(points: Points, entry: Entry, field: str, ends: tuple[str, ...]) -> Iterator[Facet]:
    when = entry.when(field)
    if when is None:
        return
    needs = frozenset((entry.key,))
    readings = []
    measured = entry.key in points.measured
    for reading in when.readings:
        words = f"{points.claims.called(entry)} {_preposition(field)} {reading.label}"
        bounds: list[Bound] = []
        for end in ends:
            earliest, latest = _window(reading.extent, field, end)
            if end == "end" and field == "when" and measured and not lasts(reading.extent):
                # How long it took is told apart: the time is when it began.
                continue
            zone = reading.offset if reading.offset is not None else entry.document.dateline.zone
            made = _absolute(points, entry, end, earliest, latest, zone)
            bounds.extend(b._replace(needs=needs, words=words, facet=field) for b in made)
        readings.append(Reading(tuple(bounds), label=f"{when.text} = {reading.label}"))
    yield Facet(entry.key, field, tuple(readings))


def _preposition(field: str) -> str:
    return {"when": "was", "from": "began", "until": "ended"}[field]


def _window(extent: Extent, field: str, end: str) -> tuple[int | None, int | None]:
    """Return the window of a point; a time given for a beginning or an end is one point."""
    if field == "when":
        return extent.start if end == "start" else extent.end
    if field == "from":
        return extent.start.earliest, extent.start.latest
    latest = extent.end.latest if extent.end.latest is not None else extent.start.latest
    return extent.start.earliest, latest


def _absolute(
    points: Points,
    entry: Entry,
    end: str,
    earliest: int | None,
    latest: int | None,
    zone: str | int | None,
) -> Iterator[Bound]:
    """Bound a point by a window of local seconds, both ends within it."""
    node = points.node(entry.key, end)
    nothing = frozenset[str]()
    low_offset, high_offset = _offset_before(zone, earliest), _offset_after(zone, latest)
    if earliest is not None:
        base = _base(points, entry, zone, earliest)
        yield Bound(node, base, -(earliest - low_offset) * MICROS, nothing)
    if latest is not None:
        base = _base(points, entry, zone, latest)
        yield Bound(base, node, (latest + 1 - high_offset) * MICROS - 1, nothing)
    day = points.nodes.get((entry.key, f"{end}@{zone_name(entry)}"))
    if day is None or isinstance(zone, int):
        return
    if earliest is not None:
        yield Bound(day, ORIGIN, -(earliest // _DAY_SECONDS) * DAY, nothing)
    if latest is not None:
        yield Bound(ORIGIN, day, (latest // _DAY_SECONDS) * DAY, nothing)


def _base(points: Points, entry: Entry, zone: str | int | None, moment: int) -> int:
    """Return the point that the seconds of a local moment are counted from."""
    if zone is not None:
        return ORIGIN
    return points.clock(entry.document.key, moment // _DAY_SECONDS)


def _offset_before(zone: str | int | None, moment: int | None) -> int:
    """Return the offset that makes a local moment the earliest instant that it can be."""
    if moment is None or not isinstance(zone, str):
        return _offsets_at(zone, moment)[1]
    least, most = _offsets_at(zone, moment)
    return most if least == most else moment - first_instant(zone, moment)


def _offset_after(zone: str | int | None, moment: int | None) -> int:
    """Return the offset that makes a local moment the latest instant that it can be."""
    if moment is None or not isinstance(zone, str):
        return _offsets_at(zone, moment)[0]
    least, most = _offsets_at(zone, moment)
    return least if least == most else moment - last_instant(zone, moment)


def _offsets_at(zone: str | int | None, moment: int | None) -> tuple[int, int]:
    if zone is None or moment is None:
        return 0, 0
    if isinstance(zone, int):
        return zone, zone
    day = moment // _DAY_SECONDS
    return offsets(zone, day, day)


def _dateline_facet(points: Points, entry: Entry) -> Iterator[Facet]:
    """Bound what is said to have happened by the publication of the document that says so.

    It lies before the end of the day of publication, however its date is read: 9/11 may be in
    September or in November.
    """
    published = entry.document.when("published")
    if published is None:
        return
    own = entry.document.dateline.zone
    ends: list[tuple[int, str | int | None]] = []
    for reading in published.readings:
        if reading.extent.end.latest is None:
            return
        day = reading.extent.end.latest // _DAY_SECONDS
        zone = own if reading.offset is None else reading.offset
        ends.append(((day + 1) * _DAY_SECONDS - 1, zone))
    latest, zone = max(ends, key=lambda end: end[0] - _offsets_at(end[1], end[0])[0])
    end = "start"
    made = [
        b
        for b in _absolute(points, entry, end, None, latest, zone)
        if b.target == points.node(entry.key, end) or b.target in points.days
    ]
    words = f"{points.claims.called(entry)} is told as past in {entry.document.key}, published "
    words += entry.document.record.published or ""
    needs = frozenset((entry.key,))
    bounds = tuple(b._replace(needs=needs, words=words, facet="dateline") for b in made)
    yield Facet(entry.key, "dateline", (Reading(bounds),))


def _same_facet(points: Points, entry: Entry) -> Iterator[Facet]:
    # A plan does not contradict what came of it.
    others = [
        other
        for other in points.claims.same_as(entry)
        if (other.key, "start") in points.nodes and other.record.status == entry.record.status
    ]
    if not others:
        return
    needs = frozenset((entry.key,))
    bounds: list[Bound] = []
    own = points.claims.called(entry)
    for other in others:
        words = f"{own} is {points.claims.called(other)}"
        if len(others) > 1:
            words = f"{own} takes in {points.claims.called(other)}"
        bounds += _no_later(points, (entry.key, "start"), (other.key, "start"), needs, words)
        bounds += _no_later(points, (other.key, "end"), (entry.key, "end"), needs, words)
        if len(others) == 1:
            bounds += _no_later(points, (other.key, "start"), (entry.key, "start"), needs, words)
            bounds += _no_later(points, (entry.key, "end"), (other.key, "end"), needs, words)
    yield Facet(entry.key, "same_as", (Reading(tuple(bounds)),))


def _no_later(
    points: Points,
    first: tuple[str, str],
    second: tuple[str, str],
    needs: frozenset[str],
    words: str,
) -> list[Bound]:
    source, target = points.nodes[second], points.nodes[first]
    return [] if source == target else [Bound(source, target, 0, needs, words, "same_as")]
