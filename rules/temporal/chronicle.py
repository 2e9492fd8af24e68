"""The events and states of a claim set in their solved order, each with its tightest windows.

A row is one event or state with all claims that tell it. Windows are the bounds that the sound part
of the network leaves, told to the second. What takes part in a conflict, or was given up, has none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from claims import records
from claims.calendar import Range
from claims.edtf_writer import show_offset
from claims.instants import first_instant, last_instant, local_range
from rules.temporal.network import DAY, MICROS, ORIGIN, Bound, Cycle, decide
from rules.temporal.points import EARLIEST_OFFSET, LATEST_OFFSET, is_timed, measured
from rules.temporal.sound import Sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.temporal.timeline import Timeline

_DAY_SECONDS = 86_400
_UNKNOWN = Range(None, None)
_OWN, _DATELINE, _POINT, _LOCAL_DAY = range(4)
"""What a bound comes from, the plainest reason in front: of equal bounds it is the one told."""


@dataclass(frozen=True, slots=True)
class Window:
    """When a row began or ended: instants in seconds of UTC, both within; None: no bound.

    `local` is the same in the row's zone. Where that is not known, it is the time on the clocks of
    the row's document, and the instants allow for every zone. `narrowed_by` has the keys of the
    claims, or of the document whose date it is, that leave less than the tellers say by themselves.
    """

    earliest: int | None
    latest: int | None
    local: Range
    narrowed_by: tuple[str, ...] = ()
    dateline: bool = False
    """The latest time is that of the document which tells it as past."""


@dataclass(frozen=True, slots=True)
class Row:
    """An event or state, and the claims that tell it, the first by key in front.

    A row without windows has no place among the others: its tellers take part in a `conflict`, with
    the claims in `contradicts` (of the smallest
    one), or the search for conflicts was `given_up` there. `left_out` has
    claims that speak of its time, take part in a conflict or were given up, and so bound nothing.
    """

    tellers: tuple[Entry, ...]
    zone: str | None
    start: Window | None = None
    end: Window | None = None
    corrects: tuple[str, ...] = ()
    takes_in: tuple[str, ...] = ()
    conflict: bool = False
    contradicts: tuple[str, ...] = ()
    given_up: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return the key of the first teller, which stands for the row."""
        return self.tellers[0].key


class Pair(NamedTuple):
    """Two neighbours whose order is certain."""

    before: str
    after: str
    relation: Literal["ends before", "starts before"]
    """How far it is: the first is over before the second starts, or only starts before it."""


class Corrected(NamedTuple):
    """A claim that was corrected and tells no event of a row any more."""

    key: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Rows in their order, those without a known time, those that have no place, and the rest.

    The order is one in which all that is told can have happened, each as early as the claims leave
    it; one that nothing bounds from below is put as late as the others, at their earliest, leave
    it. So a row stands in front of every other that certainly begins after it.
    """

    rows: tuple[Row, ...]
    undated: tuple[Row, ...]
    unplaced: tuple[Row, ...]
    certain: tuple[Pair, ...]
    """Between neighbours in `rows` and in `undated`."""
    corrected: tuple[Corrected, ...]
    denied: tuple[str, ...]


def make_chronicle(claims: ClaimSet, zone: str | None = None) -> Chronicle:
    """Return the chronicle of a claim set, in a zone, or in the zone of each row's document."""
    timed = [entry for entry in claims.entries if is_timed(entry)]
    making = _sharpened(_Making(claims, zone, claims.timeline.sound), timed)
    by = _correcting(claims)
    made = list(making.rows(timed, by))
    told = {key for row in made for key in (*row.corrects, *(e.key for e in row.tellers))}
    unplaced = [row for row in made if row.start is None]
    ordered = _by_windows(making.in_order(row for row in made if row.start is not None))
    rows = [row for row in ordered if _is_dated(row)]
    undated = [row for row in ordered if not _is_dated(row)]
    return Chronicle(
        tuple(rows),
        tuple(undated),
        tuple(sorted(unplaced, key=lambda row: (_said_first(row), row.key))),
        tuple(making.certain_pairs(rows)) + tuple(making.certain_pairs(undated)),
        tuple(Corrected(e.key, by[e.key]) for e in timed if e.key not in told),
        tuple(
            entry.key
            for entry in claims.entries
            if isinstance(entry.record, (records.Event, records.State)) and not is_timed(entry)
        ),
    )


def said(entry: Entry, end: str) -> Range:
    """Return the local window that a claim itself gives a start or end, as usually read."""
    record = entry.record
    field = "when" if isinstance(record, records.Event) else {"start": "from", "end": "until"}[end]
    when = entry.when(field)
    if when is None:
        return _UNKNOWN
    extent = when.readings[0].extent
    if field == "until":
        latest = extent.end.latest if extent.end.latest is not None else extent.start.latest
        return Range(extent.start.earliest, latest)
    return extent.start if end == "start" else extent.end


def said_zone(entry: Entry, end: str) -> str | None:
    """Return the zone of what a claim says of a start or end: its own words', or its document's."""
    field = (
        "when" if isinstance(entry.record, records.Event) else {"start": "from"}.get(end, "until")
    )
    when = entry.when(field)
    offset = when.readings[0].offset if when is not None else None
    return entry.document.dateline.zone if offset is None else show_offset(offset)


def _groups(claims: ClaimSet, timed: Sequence[Entry]) -> list[list[Entry]]:
    """Return the claims of each event or state, joined as the network joins them."""
    leaders = {entry.key: entry.key for entry in timed}

    def leader(key: str) -> str:
        while leaders[key] != key:
            leaders[key] = leaders[leaders[key]]
            key = leaders[key]
        return key

    for entry in timed:
        same = _same(claims, entry)
        if len(same) == 1 and entry.key not in claims.superseded:
            first, second = sorted((leader(entry.key), leader(same[0].key)))
            leaders[second] = first
    groups: dict[str, list[Entry]] = {}
    for entry in timed:
        groups.setdefault(leader(entry.key), []).append(entry)
    return list(groups.values())


def _same(claims: ClaimSet, entry: Entry) -> list[Entry]:
    return [
        other
        for other in claims.same_as(entry)
        if is_timed(other) and other.record.status == entry.record.status
    ]


def _correcting(claims: ClaimSet) -> Mapping[str, tuple[str, ...]]:
    """Return the claims that correct each one that is corrected."""
    by: dict[str, list[str]] = {}
    for entry in claims.entries:
        for ref in entry.record.supersedes:
            by.setdefault(claims.key_of(entry, ref), []).append(entry.key)
    return {key: tuple(keys) for key, keys in by.items()}


def _by_windows(rows: Iterable[Row]) -> list[Row]:
    """Put rows before those that their windows show to have begun later.

    Windows are exact to the second in their zones, and the network may be off by the hour that
    clocks are shifted: seldom is there anything to move.
    """
    found: list[Row] = []
    last_start: int | None = None
    for row in rows:
        earliest = None if row.start is None else row.start.earliest
        latest = None if row.start is None else row.start.latest
        at = len(found)
        if latest is not None and last_start is not None and latest < last_start:
            at = next(i for i, other in enumerate(found) if _begins_after(other, latest))
        found.insert(at, row)
        if earliest is not None:
            last_start = earliest if last_start is None else max(last_start, earliest)
    return found


def _begins_after(row: Row, instant: int) -> bool:
    start = row.start
    return start is not None and start.earliest is not None and start.earliest > instant


def _is_dated(row: Row) -> bool:
    """Say whether anything but a dateline bounds a row."""
    start, end = row.start, row.end
    if start is None or end is None:
        return False
    if start.earliest is not None or end.earliest is not None:
        return True
    # What is over before something that is only told as past is itself no more than that.
    latest = {start.latest, end.latest} - {None, start.latest if start.dateline else None}
    return bool(latest)


def _said_first(row: Row) -> tuple[bool, int]:
    """Return when the tellers of a row without a place say that it began, the earliest of them."""
    found = [said(entry, "start").earliest for entry in row.tellers]
    known = [moment for moment in found if moment is not None]
    return (not known, min(known, default=0))


def _in_order(row: Row, start: Window, end: Window) -> Row:
    """Return a row with its windows, none reaching past the other.

    A day that is exact to the second in its zone tightens one end, which the network did not know.
    """
    first, last = start.earliest, end.latest
    if row.zone is not None and not _is_empty(Range(first, last)):
        if last is not None and (start.latest is None or start.latest > last):
            start = _clipped(row.zone, start, Range(first, last), end)
        if first is not None and (end.earliest is None or end.earliest < first):
            end = _clipped(row.zone, end, Range(first, last), start)
    return replace(row, start=start, end=end)


def _is_empty(window: Range) -> bool:
    earliest, latest = window
    return earliest is not None and latest is not None and earliest > latest


def _clipped(zone: str, window: Window, instants: Range, because: Window) -> Window:
    reasons = tuple(sorted({*window.narrowed_by, *because.narrowed_by}))
    return Window(*instants, local_range(zone, instants), reasons)


class _Side(NamedTuple):
    """One end of a window, and how to tighten and to explain it."""

    name: Literal["earliest", "latest"]
    sign: int

    def tightest(self, found: Iterable[_Found]) -> _Found | None:
        return max(found, key=lambda f: (f.value * self.sign, -f.source), default=None)


_EARLIEST, _LATEST = _Side("earliest", 1), _Side("latest", -1)


class _Found(NamedTuple):
    """A bound in seconds: of UTC, or of a document's clocks where its zone is not known."""

    value: int
    source: int
    node: int = 0
    document: str = ""


class _Making:
    """What is asked of the network for all rows; lives for one making of a chronicle only."""

    def __init__(self, claims: ClaimSet, zone: str | None, sound: Sound) -> None:
        self.claims = claims
        self.sound = sound
        self.timeline: Timeline = claims.timeline
        self.zone = zone
        self.local_days = _local_days(self.timeline)
        self.rivals = _rivals(self.timeline)
        self.left_out = _left_out(claims, self.timeline.touched)
        self.measured = measured(claims)

    def rows(self, timed: Sequence[Entry], by: Mapping[str, tuple[str, ...]]) -> Iterator[Row]:
        """Return the rows that are told by claims which nothing corrects."""
        for members in _groups(self.claims, timed):
            tellers = tuple(e for e in members if e.key not in self.claims.superseded)
            keys = {entry.key for entry in tellers}
            corrects = {e.key for e in members if not keys.isdisjoint(by.get(e.key, ()))} - keys
            if tellers:
                yield self.row(tellers, tuple(sorted(corrects)))

    def sharper(self, row: Row) -> Iterator[Bound]:
        """Return the bounds of a row that the network does not have as tight."""
        needs = frozenset(entry.key for entry in row.tellers)
        for end, window in (("start", row.start), ("end", row.end)):
            if window is None or row.zone is None:
                continue
            node = self._node(row, end)
            because = needs.union(key for key in window.narrowed_by if "#" in key)
            low, high = self.sound.earliest(node), self.sound.latest(node)
            if window.earliest is not None:
                least = window.earliest * MICROS
                if low is None or low // MICROS * MICROS < least:
                    yield Bound(node, ORIGIN, -least, because)
            if window.latest is not None:
                most = window.latest * MICROS + MICROS - 1
                if high is None or high > most:
                    yield Bound(ORIGIN, node, most, because)

    def row(self, tellers: tuple[Entry, ...], corrects: tuple[str, ...]) -> Row:
        keys = {entry.key for entry in tellers}
        takes_in = {
            other.key
            for entry in tellers
            if len(same := _same(self.claims, entry)) > 1
            for other in same
        }
        row = Row(
            tellers,
            self._zone(tellers),
            corrects=corrects,
            takes_in=tuple(sorted(takes_in)),
            conflict=not keys.isdisjoint(self.timeline.conflicting),
            contradicts=_others(self.rivals, keys),
            given_up=not keys.isdisjoint(self.timeline.given_up),
            left_out=_others(self.left_out, keys),
        )
        if row.conflict or row.given_up:
            return row
        start = self._window(row, "start")
        same_point = self._node(row, "start") == self._node(row, "end")
        if same_point:
            return replace(row, start=start, end=start)
        return _in_order(row, start, self._window(row, "end"))

    def _place(self, row: Row) -> tuple[int, int, str]:
        """Return what rows are sorted by."""
        latest = self.sound.latest(self._node(row, "start"))
        planned = self.sound.planned(self._node(row, "start"))
        return planned, planned if latest is None else latest, row.key

    def certain_pairs(self, rows: Sequence[Row]) -> Iterator[Pair]:
        for before, after in pairwise(rows):
            if self._is_over(before, "end", after):
                yield Pair(before.key, after.key, "ends before")
            elif self._is_over(before, "start", after):
                yield Pair(before.key, after.key, "starts before")

    def _is_over(self, before: Row, end: str, after: Row) -> bool:
        """Say whether a row certainly started or ended before another started."""
        window = before.start if end == "start" else before.end
        latest = None if window is None else window.latest
        earliest = None if after.start is None else after.start.earliest
        if latest is not None and earliest is not None and latest < earliest:
            return True
        one, other = self._node(before, end), self._node(after, "start")
        # Points that only the origin joins are as far apart as their windows, and no further.
        joined = self._part(before) == self._part(after)
        return joined and self.sound.refute((Bound(one, other, 0),)) is not None

    def _part(self, row: Row) -> int:
        return self.sound.part_of(self._node(row, "start"))

    def in_order(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Return rows by when they are planned to start, of one second those that hang together.

        Those orders that are certain among them are kept: what hangs together stays sorted, and
        the rest is known to the second at best.
        """
        planned = sorted(((self._place(row), row) for row in rows), key=itemgetter(0))
        for _, group in groupby(planned, key=lambda item: item[0][0] // MICROS):
            parts: dict[int, list[Row]] = {}
            for _, row in group:
                parts.setdefault(self._part(row), []).append(row)
            for together in parts.values():
                yield from together

    def _node(self, row: Row, end: str) -> int:
        return self.timeline.nodes[row.key, end]

    def _zone(self, tellers: tuple[Entry, ...]) -> str | None:
        if self.zone is not None:
            return self.zone
        zones = [entry.document.dateline.zone for entry in tellers]
        zones += [said_zone(entry, end) for entry in tellers for end in ("start", "end")]
        return next((zone for zone in zones if zone is not None), None)

    def _window(self, row: Row, end: str) -> Window:
        sides = {side: list(self._bounds(row, end, side)) for side in (_EARLIEST, _LATEST)}
        tight = [side.tightest(found) for side, found in sides.items()]
        window = Range(*(None if found is None else found.value for found in tight))
        if _is_empty(window):
            # To the second it cannot be, and the network was off by the hour that clocks shift.
            plain = [[f for f in found if f.source == _POINT] for found in sides.values()]
            tight = [side.tightest(found) for side, found in zip(sides, plain, strict=True)]
            window = Range(*(None if found is None else found.value for found in tight))
        narrowed: set[str] = set()
        for side, found in zip(sides, tight, strict=True):
            narrowed |= self._why(row, side, found)
        dateline = tight[1] is not None and tight[1].source == _DATELINE
        reasons = tuple(sorted(narrowed))
        if row.zone is None:
            instants = self._instants(row, end)
            return Window(*instants, window, reasons, dateline)
        return Window(*window, local_range(row.zone, window), reasons, dateline)

    def _instants(self, row: Row, end: str) -> Range:
        node = self._node(row, end)
        span = (self.sound.earliest(node), self.sound.latest(node))
        return Range(*(None if micros is None else micros // MICROS for micros in span))

    def _bounds(self, row: Row, end: str, side: _Side) -> Iterator[_Found]:
        """Return all bounds on one side of a window, in the frame that the row is told in."""
        first = row.tellers[0].document
        for entry in row.tellers:
            if row.zone is None and entry.document is not first:
                continue  # its clocks are others: that it is the same event says so in UTC
            yield from self._said(row, entry, end, side)
            if end == "start" and side is _LATEST:
                yield from self._told_as_past(row, entry)
            for zone, day in self.local_days.get((entry.key, end), ()):
                yield from self._day(row, zone, day, side)
        value: int | None = getattr(self._instants(row, end), side.name)
        if value is not None:
            if row.zone is None:
                value += EARLIEST_OFFSET if side is _EARLIEST else LATEST_OFFSET
            yield _Found(value, _POINT, self._node(row, end))

    def _said(self, row: Row, entry: Entry, end: str, side: _Side) -> Iterator[_Found]:
        # Of an event that some claim measures, a time that names no end is when it began.
        own = said(entry, end)
        is_event = isinstance(entry.record, records.Event)
        began = is_event and entry.key in self.measured and own == said(entry, "start")
        moment: int | None = getattr(own, side.name)
        if moment is not None and not (end == "end" and began):
            yield from _in_frame(row, said_zone(entry, end), moment, side, _OWN)

    def _told_as_past(self, row: Row, entry: Entry) -> Iterator[_Found]:
        published = entry.document.when("published")
        if (entry.key, "dateline") not in self.timeline.facet_names or published is None:
            return
        ends = [reading.extent.end.latest for reading in published.readings]
        latest = max(end for end in ends if end is not None)
        found = _in_frame(row, entry.document.dateline.zone, latest, _LATEST, _DATELINE)
        yield from (bound._replace(document=entry.document.key) for bound in found)

    def _day(self, row: Row, zone: str, day: int, side: _Side) -> Iterator[_Found]:
        """Return the bound that the network has on the date of a point in some zone."""
        micros: int | None = getattr(self.sound, side.name)(day)
        if micros is None:
            return
        moment = micros // DAY * _DAY_SECONDS + (_DAY_SECONDS - 1 if side is _LATEST else 0)
        if zone.startswith("?") and zone != f"?{row.tellers[0].document.key}":
            return  # the clocks of another document without a zone
        found = _in_frame(row, None if zone.startswith("?") else zone, moment, side, _LOCAL_DAY)
        yield from (bound._replace(node=day) for bound in found)

    def _why(self, row: Row, side: _Side, found: _Found | None) -> frozenset[str]:
        """Return what leaves less than the tellers say by themselves."""
        if found is None or found.source == _OWN:
            return frozenset()
        if found.source == _DATELINE:
            return frozenset((found.document,))
        sound = self.sound
        why = sound.causes_earliest if side is _EARLIEST else sound.causes_latest
        return why(found.node) - {entry.key for entry in row.tellers}


def _in_frame(
    row: Row, zone: str | None, moment: int, side: _Side, source: int
) -> Iterator[_Found]:
    """Return a local bound as an instant, or as it is where the row has no zone either.

    A bound in a zone, of a row without one, is among those that the network has in UTC.
    """
    if row.zone is None:
        if zone is None:
            yield _Found(moment, source)
    elif zone is None:
        yield _Found(moment - (LATEST_OFFSET if side is _EARLIEST else EARLIEST_OFFSET), source)
    else:
        at = first_instant(zone, moment) if side is _EARLIEST else last_instant(zone, moment)
        yield _Found(at, source)


def _sharpened(making: _Making, timed: Sequence[Entry]) -> _Making:
    """Return the same with a network that knows the windows of all rows to the second.

    It allows for any offset that a zone had, so that what hangs on a day would be an hour wider. To
    the second the claims may leave nothing: then the network stays as it was.
    """
    further = [bound for row in making.rows(timed, {}) for bound in making.sharper(row)]
    if not further:
        return making
    timeline = making.timeline
    names = frozenset(facet.claim for facet in timeline.facets) - timeline.touched
    kept = [facet.resting_on(names) for facet in timeline.facets if facet.claim in names]
    structure = (*timeline.structure, *further)
    said_of = [bound for facet in kept for bound in facet.readings[0].bounds]
    if isinstance(decide(timeline.size, [*structure, *said_of], timeline.days), Cycle):
        return making
    sound = Sound(timeline.size, timeline.days, kept, structure)
    return _Making(making.claims, making.zone, sound)


def _others(found: Mapping[str, set[str]], keys: set[str]) -> tuple[str, ...]:
    """Return what is found under some keys, but for these."""
    return tuple(sorted(set[str]().union(*(found.get(key, ()) for key in keys)) - keys))


def _local_days(timeline: Timeline) -> Mapping[tuple[str, str], Sequence[tuple[str, int]]]:
    """Return the local dates that the network keeps of each point, by zone."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for (key, name), node in timeline.nodes.items():
        end, at, zone = name.partition("@")
        if at:
            found.setdefault((key, end), []).append((zone, node))
    return found


def _rivals(timeline: Timeline) -> Mapping[str, set[str]]:
    """Return the claims of the smallest conflict that each claim takes part in."""
    found: dict[str, set[str]] = {}
    for conflict in timeline.conflicts:  # the smallest in front
        for key in conflict.claims:
            found.setdefault(key, set(conflict.claims))
    return found


def _left_out(claims: ClaimSet, touched: Iterable[str]) -> Mapping[str, set[str]]:
    """Return the claims left out of the network by the event or state that they speak of."""
    found: dict[str, set[str]] = {}
    for key in touched:
        entry = claims.get(key)
        if entry is None:
            continue
        record = entry.record
        refs: tuple[str, ...] = ()
        if isinstance(record, records.Order):
            refs = (record.of, record.than)
        elif isinstance(record, records.Measurement):
            refs = (record.of,)
        for ref in (*refs, *record.same_as):
            found.setdefault(claims.key_of(entry, ref), set()).add(key)
    return found
