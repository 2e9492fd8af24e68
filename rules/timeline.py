"""What the claims say of times, as one network, and what follows from it.

Each event and state has a start and an end. Claims bound them: the time an event is said to have
been, its order to another event, the dateline before which it must lie. Instants count in UTC;
"two days after" counts calendar dates in the zone of the document that says so, through day nodes.
Documents without a time zone have one unknown offset each, the same for all their clock times.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice, product
from math import ceil, floor, isinf, prod
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import (
    add_months,
    civil_from_days,
    days_from_civil,
    extreme_offsets,
    offsets,
)
from rules.network import (
    DAY,
    MICROS,
    ORIGIN,
    Bound,
    Cycle,
    Solution,
    by_source,
    decide,
    shortest,
    trace,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from claims.calendar import Extent
    from claims.interval import Interval
    from claims.load import Entry
    from claims.quantity import SpanOfTime
    from rules.claimset import ClaimSet

EARLIEST_OFFSET, LATEST_OFFSET = -12 * 3600, 14 * 3600
"""Offsets that civil time has anywhere, in seconds east of UTC."""
_SUMMER = 3600
MOST_COMBINATIONS = 512
"""Combinations of readings tried before strictness is left open."""
MOST_DECISIONS = 600
"""Networks decided in search of the conflicts of one component."""
MOST_LEFT_OUT = 5_000
"""Sets of claims left out in that search."""
_DAY_SECONDS = 86_400
_LONGEST_ANCHOR = 800
"""Days over which a span of months is held against each possible first day."""
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_MONTHS = {"month": 1, "year": 12}
_NEEDS_EXTENT = {
    "meets", "met by", "overlaps", "overlapped by", "starts", "started by", "during", "contains",
    "finishes", "finished by",
}  # fmt: skip


class Facet(NamedTuple):
    """One thing that a claim says of times, under each of its readings, the default first."""

    claim: str
    name: str
    readings: tuple[tuple[Bound, ...], ...]
    labels: tuple[str, ...]


class Conflict(NamedTuple):
    """Claims that cannot all hold, none of which can be left out.

    `strict` is None where there are too many readings to try. `rescued_by` names the readings
    under which they can hold.
    """

    claims: frozenset[str]
    cycle: Cycle
    strict: bool | None
    rescued_by: tuple[str, ...]

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """Return the bounds that claims made, along the cycle."""
        return tuple(w for bound in self.cycle.bounds for w in bound.written())


class Span(NamedTuple):
    """The tightest bounds on a point of time, in microseconds of UTC; None: unbounded."""

    earliest: int | None
    latest: int | None


@dataclass(frozen=True)
class Timeline:
    """The solved network of a claim set.

    What takes part in a conflict, or was not searched to the end, bounds nothing further.
    """

    nodes: Mapping[tuple[str, str], int]
    days: frozenset[int]
    facets: tuple[Facet, ...]
    structure: tuple[Bound, ...]
    conflicts: tuple[Conflict, ...]
    given_up: frozenset[str]
    """Claims of components whose search for conflicts was cut short."""
    size: int
    cases: Mapping[str, tuple[tuple[Bound, ...], ...]]
    """Claims that leave a choice: the further bounds one of which must hold, by reading."""

    @cached_property
    def _sound(self) -> Solution:
        """Return the network without the claims of any conflict; it is consistent."""
        out = frozenset[str]().union(*(c.claims for c in self.conflicts)) | self.given_up
        bounds = _chosen(self.facets, self.structure, without=out)
        solution = decide(self.size, bounds, self.days)
        if isinstance(solution, Cycle):
            raise TypeError("without its conflicts a network is consistent")
        return solution

    @cached_property
    def _outgoing(self) -> Mapping[int, Sequence[Bound]]:
        return by_source(self._sound.bounds)

    @cached_property
    def _paths(self) -> dict[int, dict[int, tuple[int, Bound]]]:
        return {}

    # A shortest path passes the origin at most once, so that two searches from it and a search
    # that stops at it within one component tell the distance of any two points.

    @cached_property
    def _from_origin(self) -> Mapping[int, tuple[int, Bound]]:
        return shortest(ORIGIN, self._outgoing, self._sound.potentials)

    @cached_property
    def _to_origin(self) -> Mapping[int, tuple[int, Bound]]:
        """Return the tightest limit on the origin less each node: one search, all bounds turned."""
        turned = by_source(_turned(b) for b in self._sound.bounds)
        return shortest(ORIGIN, turned, [-value for value in self._sound.potentials])

    def _within(self, node: int) -> Mapping[int, tuple[int, Bound]]:
        """Return the distances from a node to those of its component."""
        if node not in self._paths:
            stop = frozenset((ORIGIN,))
            found = shortest(node, self._outgoing, self._sound.potentials, stop_at=stop)
            self._paths[node] = found
        return self._paths[node]

    def _path(self, source: int, target: int) -> tuple[Bound, ...] | None:
        """Return the bounds of the shortest path between two nodes, if there is one."""
        if source == target:
            return ()
        if ORIGIN not in {source, target}:
            direct = self._within(source).get(target)
            total = self.upper(source, target)
            if direct is not None and direct[0] == total:
                return trace(source, target, self._within(source))
        if (source != ORIGIN and source not in self._to_origin) or (
            target != ORIGIN and target not in self._from_origin
        ):
            return None
        there: list[Bound] = []
        node = source
        while node != ORIGIN:
            bound = _turned(self._to_origin[node][1])
            there.append(bound)
            node = bound.target
        return (*there, *trace(ORIGIN, target, self._from_origin))

    @cached_property
    def touched(self) -> frozenset[str]:
        """Return the claims in conflicts, and those whose search was given up."""
        return frozenset[str]().union(*(c.claims for c in self.conflicts)) | self.given_up

    @cached_property
    def conflicting(self) -> frozenset[str]:
        """Return the claims in conflicts."""
        return frozenset[str]().union(*(c.claims for c in self.conflicts))

    @cached_property
    def facet_names(self) -> frozenset[tuple[str, str]]:
        """Return claim and name of everything that is said of times."""
        return frozenset((facet.claim, facet.name) for facet in self.facets)

    @cached_property
    def tested(self) -> frozenset[tuple[str, str]]:
        """Return claim and name of what was held against something.

        A claim that alone joins two parts of the network can always hold: nothing tests it.
        """
        bridges = self._joined[0]
        return frozenset(name for name in self.facet_names if name[0] not in bridges)

    @cached_property
    def linked(self) -> frozenset[str]:
        """Return the claims with cases whose events other claims relate to each other."""
        return self._joined[1]

    @cached_property
    def _joined(self) -> tuple[frozenset[str], frozenset[str]]:
        groups = _Groups(self.size)
        for bound in self.structure:
            groups.join({bound.source, bound.target})
        links: list[tuple[int, int, str]] = []
        for facet in self.facets:
            if facet.name == "dateline":
                continue
            ends = {groups.find(n) for b in facet.readings[0] for n in (b.source, b.target)}
            first = min(ends, default=ORIGIN)
            links.extend((first, other, facet.claim) for other in sorted(ends - {first}))
        everything = _Groups(self.size)
        for one, other, _ in links:
            everything.join({one, other})
        linked = {
            key
            for key, readings in self.cases.items()
            if len({everything.find(groups.find(n)) for b in readings[0] for n in b[:2]}) == 1
        }
        return bridges(links), frozenset(linked)

    def variants(self, keys: Collection[str]) -> tuple[Timeline, ...] | None:
        """Return what a few claims alone say of times, once for each way to read them.

        None where there are more ways than are tried.
        """
        own = [facet for facet in self.facets if facet.claim in keys]
        if prod(len(facet.readings) for facet in own) > MOST_COMBINATIONS:
            return None
        return tuple(
            replace(
                self,
                facets=tuple(
                    facet._replace(readings=(reading,))
                    for facet, reading in zip(own, choice, strict=True)
                ),
                conflicts=(),
                given_up=frozenset(),
            )
            for choice in product(*(facet.readings for facet in own))
        )

    @cached_property
    def is_consistent(self) -> bool:
        """Say whether all that is said of times here can hold."""
        bounds = _chosen(self.facets, self.structure)
        return isinstance(decide(self.size, bounds, self.days), Solution)

    def has_one_reading(self, key: str) -> bool:
        """Say whether all that a claim says of times can be read in one way only."""
        return all(len(facet.readings) == 1 for facet in self.facets if facet.claim == key)

    def words(self, keys: Collection[str]) -> tuple[str, ...]:
        """Return what claims say of times, in words."""
        told = (bound.words for f in self.facets if f.claim in keys for bound in f.readings[0])
        return tuple(dict.fromkeys(told))

    def node(self, key: str, end: str) -> int | None:
        """Return the node of the start or end of an event or state."""
        return self.nodes.get((key, end))

    def upper(self, source: int, target: int) -> int | None:
        """Return the tightest limit on `target − source` in microseconds; None: unbounded."""
        if source == target:
            return 0
        if target == ORIGIN:
            found = self._to_origin.get(source)
            return None if found is None else found[0]
        onward = self._from_origin.get(target)
        if source == ORIGIN:
            return None if onward is None else onward[0]
        back = self._to_origin.get(source)
        direct = self._within(source).get(target)
        lengths = [] if direct is None else [direct[0]]
        if back is not None and onward is not None:
            lengths.append(back[0] + onward[0])
        return min(lengths, default=None)

    def why(self, source: int, target: int) -> frozenset[str]:
        """Return the claims that the tightest limit on `target − source` rests on."""
        path = self._path(source, target) or ()
        return frozenset[str]().union(*(b.rests_on() for b in path))

    def span(self, key: str, end: str) -> Span:
        """Return the tightest bounds on the start or end of an event or state."""
        node = self.nodes.get((key, end))
        if node is None:
            return Span(None, None)
        lowest = self.upper(node, ORIGIN)
        return Span(None if lowest is None else -lowest, self.upper(ORIGIN, node))

    def refute(self, cases: Sequence[Bound]) -> frozenset[str] | None:
        """Return claims that rule out every one of some further bounds; None: one can hold.

        The set is irreducible: without any one of its claims some case could hold.
        """
        paths: list[Bound] = []
        for case in cases:
            back = self.upper(case.target, case.source)
            if back is None or back + case.limit >= 0:
                return None
            paths.extend(self._path(case.target, case.source) or ())
        needed = frozenset[str]().union(*(b.rests_on() for b in paths))
        return self._shrink(needed, cases)

    def _shrink(self, claims: frozenset[str], cases: Sequence[Bound]) -> frozenset[str]:
        kept = claims
        for claim in sorted(claims):
            fewer = kept - {claim}
            bounds = _chosen(self.facets, self.structure, only=fewer)
            if all(
                isinstance(decide(self.size, [*bounds, case], self.days), Cycle) for case in cases
            ):
                kept = fewer
        return kept


# Building: what each claim says.


@dataclass(slots=True)
class _Build:
    """The nodes given out so far; lives for one call of `solve_timeline` only."""

    claims: ClaimSet
    nodes: dict[tuple[str, str], int]
    days: set[int]
    structure: list[Bound]
    measured: frozenset[str]
    """Events of which some claim says how long they lasted."""
    size: int = 1

    def new(self) -> int:
        self.size += 1
        return self.size - 1

    def node(self, key: str, end: str) -> int:
        return self.nodes[key, end]

    def clock(self, document: str, day: int) -> int:
        """Return the node of what the clocks of a document without a zone call 0 on a day.

        All its days have one unknown offset, but for an hour that summer time may add.
        """
        name = (document, f"clock {day}")
        if name not in self.nodes:
            common = (document, "clock")
            if common not in self.nodes:
                node = self.nodes[common] = self.new()
                self._between(ORIGIN, node, -LATEST_OFFSET + _SUMMER, -EARLIEST_OFFSET)
            self.nodes[name] = self.new()
            self._between(self.nodes[common], self.nodes[name], -_SUMMER, 0)
        return self.nodes[name]

    def _between(self, source: int, target: int, least: int, most: int) -> None:
        nothing = frozenset[str]()
        self.structure.append(Bound(source, target, most * MICROS, nothing))
        self.structure.append(Bound(target, source, -least * MICROS, nothing))

    def day(self, key: str, end: str, zone: str) -> int:
        """Return the node of the local date of a point, made when first asked for."""
        name = (key, f"{end}@{zone}")
        if name not in self.nodes:
            self.nodes[name] = day = self.new()
            self.days.add(day)
            least, most = _zone_range(zone)
            self._link_day(self.node(key, end), day, least, most)
        return self.nodes[name]

    def _link_day(self, instant: int, day: int, least: int, most: int) -> None:
        nothing = frozenset[str]()
        self.structure.append(Bound(instant, day, most * MICROS, nothing))
        self.structure.append(Bound(day, instant, DAY - 1 - least * MICROS, nothing))


def solve_timeline(claims: ClaimSet) -> Timeline:
    """Build the network of a claim set, decide it, and find its conflicts."""
    build = _Build(claims, {}, set(), [], _measured(claims))
    timed = [e for e in claims.entries if _is_timed(e)]
    _make_nodes(build, timed)
    facets: list[Facet] = []
    for entry, order in claims.each(records.Order):
        facets.extend(_order_facets(build, entry, order))
    # Before the times, since these bound the day nodes that orders make.
    cases = {
        entry.key: found
        for entry, order in claims.each(records.Order)
        if (found := _cases(build, entry, order))
    }
    for entry in timed:
        facets.extend(_time_facets(build, entry))
    for entry, measurement in claims.each(records.Measurement):
        facets.extend(_duration_facets(build, entry, measurement))
    facets.sort(key=lambda facet: (facet.claim, facet.name))
    conflicts, given_up = _conflicts(build, tuple(facets))
    return Timeline(
        build.nodes, frozenset(build.days), tuple(facets), tuple(build.structure), conflicts,
        given_up, build.size, cases,
    )  # fmt: skip


def _is_told(claims: ClaimSet, entry: Entry) -> bool:
    """Say whether a claim speaks of what happened, and has not been corrected."""
    return entry.record.status == "happened" and entry.key not in claims.superseded


def _is_timed(entry: Entry) -> bool:
    return isinstance(entry.record, (records.Event, records.State)) and (
        entry.record.hedge != "denied"
    )


def _make_nodes(build: _Build, timed: Sequence[Entry]) -> None:
    claims = build.claims
    extended = _extended(claims)
    # One event told by several claims is over within moments only if none of them says more.
    lasting = {claims.identity(e.key) for e in timed if not _is_momentary(claims, e, extended)}
    for entry in timed:
        start = build.new()
        end = build.new() if claims.identity(entry.key) in lasting else start
        build.nodes[entry.key, "start"] = start
        build.nodes[entry.key, "end"] = end
        if end != start:
            build.structure.append(Bound(end, start, 0, frozenset()))


def _extended(claims: ClaimSet) -> frozenset[str]:
    """Return the events that some claim treats as having an inside."""
    found: set[str] = set()
    for entry, order in claims.each(records.Order):
        if order.relation in _NEEDS_EXTENT:
            found.update(claims.key_of(entry, ref) for ref in (order.of, order.than))
    found |= _measured(claims)
    for entry in claims.entries:
        if len(entry.record.same_as) > 1:
            found.add(entry.key)
    return frozenset(found)


def _measured(claims: ClaimSet) -> frozenset[str]:
    properties = claims.vocabulary.properties
    return frozenset(
        claims.key_of(entry, measurement.of)
        for entry, measurement in claims.each(records.Measurement)
        if properties.canonical(measurement.property) == "duration"
    )


def _is_momentary(claims: ClaimSet, entry: Entry, extended: Collection[str]) -> bool:
    record = entry.record
    if not isinstance(record, records.Event) or entry.key in extended or record.count is not None:
        return False
    concept = claims.vocabulary.activities.get(record.activity)
    when = entry.when("when")
    lasted = when is not None and any(_lasts(r.extent) for r in when.readings)
    return concept is not None and concept.momentary and not lasted


def _lasts(extent: Extent) -> bool:
    return extent.start != extent.end


def _time_facets(build: _Build, entry: Entry) -> Iterator[Facet]:
    record = entry.record
    if entry.key in build.claims.superseded:
        return
    if isinstance(record, records.Event):
        yield from _when_facet(build, entry, "when", ("start", "end"))
        if record.status == "happened":
            yield from _dateline_facet(build, entry)
    else:
        yield from _when_facet(build, entry, "from", ("start",))
        yield from _when_facet(build, entry, "until", ("end",))
        if record.status == "happened":
            yield from _dateline_facet(build, entry)
    yield from _same_facet(build, entry)


def _when_facet(build: _Build, entry: Entry, field: str, ends: tuple[str, ...]) -> Iterator[Facet]:
    when = entry.when(field)
    if when is None:
        return
    needs = frozenset((entry.key,))
    readings, labels = [], []
    measured = entry.key in build.measured
    for reading in when.readings:
        words = f"{build.claims.called(entry)} {_preposition(field)} {reading.label}"
        bounds: list[Bound] = []
        for end in ends:
            earliest, latest = _window(reading.extent, field, end)
            if end == "end" and field == "when" and measured and not _lasts(reading.extent):
                # How long it took is told apart: the time is when it began.
                continue
            zone = reading.offset if reading.offset is not None else entry.document.dateline.zone
            made = _absolute(build, entry, end, earliest, latest, zone)
            bounds.extend(b._replace(needs=needs, words=words, facet=field) for b in made)
        readings.append(tuple(bounds))
        labels.append(f"{when.text} = {reading.label}")
    yield Facet(entry.key, field, tuple(readings), tuple(labels))


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
    build: _Build,
    entry: Entry,
    end: str,
    earliest: int | None,
    latest: int | None,
    zone: str | int | None,
) -> Iterator[Bound]:
    """Bound a point by a window of local seconds, both ends within it."""
    node = build.node(entry.key, end)
    nothing = frozenset[str]()
    low_offset, high_offset = _offsets_at(zone, earliest)[1], _offsets_at(zone, latest)[0]
    if earliest is not None:
        base = _base(build, entry, zone, earliest)
        yield Bound(node, base, -(earliest - low_offset) * MICROS, nothing)
    if latest is not None:
        base = _base(build, entry, zone, latest)
        yield Bound(base, node, (latest + 1 - high_offset) * MICROS - 1, nothing)
    day = build.nodes.get((entry.key, f"{end}@{_zone_name(entry)}"))
    if day is None or isinstance(zone, int):
        return
    if earliest is not None:
        yield Bound(day, ORIGIN, -(earliest // _DAY_SECONDS) * DAY, nothing)
    if latest is not None:
        yield Bound(ORIGIN, day, (latest // _DAY_SECONDS) * DAY, nothing)


def _base(build: _Build, entry: Entry, zone: str | int | None, moment: int) -> int:
    """Return the point that the seconds of a local moment are counted from."""
    if zone is not None:
        return ORIGIN
    return build.clock(entry.document.key, moment // _DAY_SECONDS)


def _offsets_at(zone: str | int | None, moment: int | None) -> tuple[int, int]:
    if zone is None or moment is None:
        return 0, 0
    if isinstance(zone, int):
        return zone, zone
    day = moment // _DAY_SECONDS
    return offsets(zone, day, day)


def _zone_name(entry: Entry) -> str:
    """Return the zone that dates of the document are counted in, or a stand-in for it."""
    return entry.document.dateline.zone or f"?{entry.document.key}"


def _zone_range(zone: str) -> tuple[int, int]:
    if zone.startswith("?"):
        return EARLIEST_OFFSET, LATEST_OFFSET
    return extreme_offsets(zone)


def _dateline_facet(build: _Build, entry: Entry) -> Iterator[Facet]:
    """Bound what is said to have happened by the publication of the document that says so."""
    published = entry.document.when("published")
    ends = [reading.extent.end.latest for reading in published.readings] if published else []
    if not ends or None in ends:
        return
    # However the date is read: 9/11 may be in September or in November.
    latest = max(end for end in ends if end is not None)
    end = "start"
    zone = entry.document.dateline.zone
    made = [
        b
        for b in _absolute(build, entry, end, None, latest, zone)
        if b.target == build.node(entry.key, end) or b.target in build.days
    ]
    words = f"{build.claims.called(entry)} is told as past in {entry.document.key}, published "
    words += entry.document.record.published or ""
    needs = frozenset((entry.key,))
    bounds = tuple(b._replace(needs=needs, words=words, facet="dateline") for b in made)
    yield Facet(entry.key, "dateline", (bounds,), ("",))


def _same_facet(build: _Build, entry: Entry) -> Iterator[Facet]:
    # A plan does not contradict what came of it.
    others = [
        other
        for other in build.claims.same_as(entry)
        if (other.key, "start") in build.nodes and other.record.status == entry.record.status
    ]
    if not others:
        return
    needs = frozenset((entry.key,))
    bounds: list[Bound] = []
    own = build.claims.called(entry)
    for other in others:
        words = f"{own} is {build.claims.called(other)}"
        if len(others) > 1:
            words = f"{own} takes in {build.claims.called(other)}"
        bounds += _no_later(build, (entry.key, "start"), (other.key, "start"), needs, words)
        bounds += _no_later(build, (other.key, "end"), (entry.key, "end"), needs, words)
        if len(others) == 1:
            bounds += _no_later(build, (other.key, "start"), (entry.key, "start"), needs, words)
            bounds += _no_later(build, (entry.key, "end"), (other.key, "end"), needs, words)
    yield Facet(entry.key, "same_as", (tuple(bounds),), ("",))


def _no_later(
    build: _Build,
    first: tuple[str, str],
    second: tuple[str, str],
    needs: frozenset[str],
    words: str,
) -> list[Bound]:
    source, target = build.nodes[second], build.nodes[first]
    return [] if source == target else [Bound(source, target, 0, needs, words, "same_as")]


# Order: Allen's relations with metric bounds, and calendar distances.

_LESS: Mapping[str, tuple[tuple[str, str], ...]] = {
    # Pairs (x, y) with x < y; a is `of`, b is `than`, s and e their start and end.
    "before": (("ae", "bs"),),
    "overlaps": (("as", "bs"), ("bs", "ae"), ("ae", "be")),
    "starts": (("ae", "be"),),
    "during": (("bs", "as"), ("ae", "be")),
    "finishes": (("bs", "as"),),
}
_EQUAL: Mapping[str, tuple[tuple[str, str], ...]] = {
    "meets": (("ae", "bs"),),
    "starts": (("as", "bs"),),
    "finishes": (("ae", "be"),),
    "equals": (("as", "bs"), ("ae", "be")),
}
_INVERSE = {
    "after": "before", "met by": "meets", "overlapped by": "overlaps", "started by": "starts",
    "contains": "during", "finished by": "finishes",
}  # fmt: skip


def _order_facets(build: _Build, entry: Entry, order: records.Order) -> Iterator[Facet]:
    keys = (build.claims.key_of(entry, order.of), build.claims.key_of(entry, order.than))
    if order.hedge == "denied" or not _is_told(build.claims, entry):
        return
    if any((key, "start") not in build.nodes for key in keys):
        return
    words = order_words(build.claims, entry, order)
    needs = frozenset((entry.key,))
    fixed = [
        b._replace(needs=needs | b.needs, words=words, facet="order")
        for b in _relation_bounds(build, entry, keys, order.relation)
    ]
    span = entry.span("by")
    if span is None:
        yield Facet(entry.key, "order", (tuple(fixed),), ("",))
        return
    if order.relation in {"before", "after"}:
        fixed = _starts_in_order(build, keys, order.relation, needs, words)
    readings = []
    for interval in dict.fromkeys((span.default, span.loose)):
        metric = _metric_bounds(build, entry, keys, order.relation, span, interval)
        told = [b._replace(needs=needs | b.needs, words=words, facet="order") for b in metric]
        readings.append((*fixed, *told))
    labels = tuple(f"{span.text}, {name}" for name in ("as usual", "rounded more coarsely"))
    yield Facet(entry.key, "order", tuple(readings), labels[: len(readings)])


def _starts_in_order(
    build: _Build, keys: tuple[str, str], relation: str, needs: frozenset[str], words: str
) -> list[Bound]:
    """Bound only which began first: "two days after" a storm may be while it lasts."""
    later, earlier = keys if relation == "after" else keys[::-1]
    points = build.node(later, "start"), build.node(earlier, "start")
    return [Bound(*points, -1, needs, words, "order")]


def _cases(build: _Build, entry: Entry, order: records.Order) -> tuple[tuple[Bound, ...], ...]:
    """Return the further bounds of which an order asks that one hold, by reading."""
    keys = (build.claims.key_of(entry, order.of), build.claims.key_of(entry, order.than))
    timed = all((key, "start") in build.nodes for key in keys)
    if not timed or not _is_told(build.claims, entry):
        return ()
    span = entry.span("by")
    if order.hedge != "denied" and (order.relation != "apart" or span is None):
        return ()
    if order.by is not None and span is None:
        return ()
    intervals = [None] if span is None else [span.default, span.loose]
    if span is not None and order.hedge == "denied":
        # A denial is surely broken only by what lies well within what it denies.
        intervals = [span.default, span.exact]
    if order.hedge == "denied" and order.relation in {"same week", "same month", "same year"}:
        return ()
    found = []
    for interval in intervals:
        if order.hedge == "denied":
            said = [*_relation_bounds(build, entry, keys, order.relation)]
            if span is not None and interval is not None:
                said += _metric_bounds(build, entry, keys, order.relation, span, interval)
            found.append(tuple(_negated(bound) for bound in said))
        elif span is not None and interval is not None:
            found.append(tuple(_either_way(build, entry, keys, span, interval)))
    return tuple(cases for cases in found if cases)


def _negated(bound: Bound) -> Bound:
    return bound._replace(source=bound.target, target=bound.source, limit=-bound.limit - 1)


def _either_way(
    build: _Build, entry: Entry, keys: tuple[str, str], span: SpanOfTime, interval: Interval
) -> Iterator[Bound]:
    """Return the least distance of two events, with either of them the later one."""
    for relation in ("after", "before"):
        made = _metric_bounds(build, entry, keys, relation, span, interval)
        # Of an order with both bounds the least distance is the one that is not positive.
        yield from (bound for bound in made if bound.limit <= 0 and not bound.needs)


def order_words(claims: ClaimSet, entry: Entry, order: records.Order) -> str:
    """Return what an order claim says, in words."""
    by = f"{order.by} " if order.by else ""
    of, than = claims.names(entry, order.of), claims.names(entry, order.than)
    relation = order.relation
    if relation in {"overlaps", "meets", "starts", "contains", "finishes"}:
        return f"{of} {relation} {than}"
    link = {
        "equals": "at the same time as",
        "apart": "apart from",
        "same day": "on the same day as",
    }.get(relation, relation)
    if link.startswith("same "):
        link = f"in the {link} as"
    return f"{of} was {by}{link} {than}"


def _relation_bounds(
    build: _Build, entry: Entry, keys: tuple[str, str], relation: str
) -> Iterator[Bound]:
    if relation.startswith("same "):
        yield from _same_period(build, entry, keys, relation.removeprefix("same "))
        return
    first, second = keys
    if relation in _INVERSE:
        first, second, relation = second, first, _INVERSE[relation]

    def point(name: str) -> int:
        return build.node(first if name[0] == "a" else second, _END[name[1]])

    for low, high in _LESS.get(relation, ()):
        yield Bound(point(high), point(low), -1, frozenset())
    for low, high in _EQUAL.get(relation, ()):
        if point(low) != point(high):
            yield Bound(point(high), point(low), 0, frozenset())
            yield Bound(point(low), point(high), 0, frozenset())


_END = {"s": "start", "e": "end"}


def _metric_bounds(
    build: _Build,
    entry: Entry,
    keys: tuple[str, str],
    relation: str,
    span: SpanOfTime,
    interval: Interval,
) -> Iterator[Bound]:
    """Bound how far apart two events are: some point of one and some point of the other.

    Of events that last, any two of their points may be meant, so only what no two points meet
    contradicts.
    """
    first, second = keys
    pairs: tuple[tuple[str, str], ...]
    if relation in {"after", "met by"}:
        pairs = ((first, second),)
    elif relation in {"before", "meets"}:
        pairs = ((second, first),)
    elif relation == "apart":
        pairs = ((first, second), (second, first))
    else:
        return
    both_ways = len(pairs) == 1
    for later, earlier in pairs:
        if span.unit in _SECONDS:
            yield from _elapsed(build, later, earlier, span, interval, both_ways=both_ways)
        else:
            yield from _calendar(
                build, entry, (later, earlier), span, interval, both_ways=both_ways
            )


def _elapsed(
    build: _Build,
    later: str,
    earlier: str,
    span: SpanOfTime,
    interval: Interval,
    *,
    both_ways: bool,
) -> Iterator[Bound]:
    micros = _SECONDS[span.unit] * MICROS
    upper, lower = interval.upper, interval.lower
    nothing = frozenset[str]()
    source, target = build.node(earlier, "end"), build.node(later, "start")
    if not isinf(upper) and source != target:
        limit = floor(upper * micros) - (1 if interval.upper_open else 0)
        yield Bound(source, target, limit, nothing)
    source, target = build.node(later, "end"), build.node(earlier, "start")
    if both_ways and not isinf(lower) and source != target:
        yield Bound(source, target, -ceil(lower * micros), nothing)


def _calendar(
    build: _Build,
    entry: Entry,
    keys: tuple[str, str],
    span: SpanOfTime,
    interval: Interval,
    *,
    both_ways: bool,
) -> Iterator[Bound]:
    later, earlier = keys
    zone = _zone_name(entry)
    ends = (
        (build.day(earlier, "end", zone), build.day(later, "start", zone)),
        (build.day(later, "end", zone), build.day(earlier, "start", zone)),
    )
    for (low, high), needs in _calendar_days(build, earlier, span, interval):
        # Dates said with offsets of their own may be counted by these: up to a day off.
        slack = 1 if any(_has_own_offset(build, key) for key in keys) else 0
        least = None if low is None else low - slack
        most = None if high is None else high + slack
        if most is not None:
            yield Bound(*ends[0], most * DAY, needs)
        if both_ways and least is not None:
            yield Bound(*ends[1], -least * DAY, needs)


def _has_own_offset(build: _Build, key: str) -> bool:
    entry = build.claims.get(key)
    when = entry.when("when") if entry is not None else None
    return when is not None and any(reading.offset is not None for reading in when.readings)


def _calendar_days(
    build: _Build, earlier: str, span: SpanOfTime, interval: Interval
) -> Iterator[tuple[tuple[int | None, int | None], frozenset[str]]]:
    """Return least and most days of a span; of months also as the date it counts from gives it."""
    yield span_days(span, interval, None), frozenset()
    anchor = build.claims.get(earlier)
    when = anchor.when("when") if anchor is not None else None
    if span.unit in _MONTHS and anchor is not None and when is not None and len(when.readings) == 1:
        extent = when.readings[0].extent
        first, last = extent.start.earliest, extent.end.latest
        if first is not None and last is not None:
            days = (first // _DAY_SECONDS, last // _DAY_SECONDS)
            if days[1] - days[0] <= _LONGEST_ANCHOR:
                yield span_days(span, interval, days), frozenset((anchor.key,))


def span_days(
    span: SpanOfTime, interval: Interval, anchor: tuple[int, int] | None, *, back: bool = False
) -> tuple[int | None, int | None]:
    """Return the least and the most calendar days that a span stands for.

    Days and weeks are exact. Months and years are calendar ones, counted from (with `back`: back
    from) some day of `anchor`; without an anchor the bounds hold from any day. A part of a month
    is that part of the days of the month it falls in, rounded outwards.
    """
    lower, upper = interval.lower, interval.upper
    if span.unit in _MONTHS:
        months = _MONTHS[span.unit]
        least = (
            None if isinf(lower) else _months_days(Fraction(lower) * months, anchor, back=back)[0]
        )
        most = (
            None if isinf(upper) else _months_days(Fraction(upper) * months, anchor, back=back)[1]
        )
        return least, most
    days = 7 if span.unit == "week" else 1
    return (
        None
        if isinf(lower)
        else floor(lower * days) + (1 if _beyond(lower * days, interval.lower_open) else 0),
        None
        if isinf(upper)
        else ceil(upper * days) - (1 if _beyond(upper * days, interval.upper_open) else 0),
    )


def _beyond(value: Fraction | float, is_open: bool) -> bool:  # noqa: FBT001  an end of an interval
    """Say whether a whole number of days at an open end is left out."""
    return is_open and value == int(value)


def _months_days(
    months: Fraction, anchor: tuple[int, int] | None, *, back: bool
) -> tuple[int, int]:
    if anchor is None or anchor[1] - anchor[0] > _LONGEST_ANCHOR:
        # Any run of n calendar months is within three days of n mean Gregorian months.
        mean = months * Fraction(146_097, 4_800)
        return max(floor(mean) - 3, 0), ceil(mean) + 3
    lengths = [_one_length(months, day, back=back) for day in range(anchor[0], anchor[1] + 1)]
    return min(floor(length) for length in lengths), max(ceil(length) for length in lengths)


def _one_length(months: Fraction, day: int, *, back: bool) -> Fraction:
    whole = floor(months)
    sign = -1 if back else 1
    reached = add_months(day, sign * whole)
    further = add_months(day, sign * (whole + 1))
    return abs(reached - day) + (months - whole) * abs(further - reached)


def _same_period(
    build: _Build, entry: Entry, keys: tuple[str, str], period: str
) -> Iterator[Bound]:
    zone = _zone_name(entry)
    most = {"day": 0, "week": 6, "month": 30, "year": 365}[period]
    for one, other in (keys, keys[::-1]):
        start, end = build.day(one, "start", zone), build.day(other, "end", zone)
        yield Bound(end, start, most * DAY, frozenset())
        known = build.claims.get(other)
        when = known.when("when") if known is not None else None
        if period == "day" or known is None or when is None or len(when.readings) != 1:
            continue
        extent = when.readings[0].extent
        needs = frozenset((known.key,))
        if extent.start.earliest is not None:
            first = _period(extent.start.earliest // _DAY_SECONDS, period)[0]
            yield Bound(build.day(one, "end", zone), ORIGIN, -first * DAY, needs)
        if extent.end.latest is not None:
            last = _period(extent.end.latest // _DAY_SECONDS, period)[1]
            yield Bound(ORIGIN, build.day(one, "start", zone), last * DAY, needs)


def _period(day: int, period: str) -> tuple[int, int]:
    """Return the first and last day of the week, month or year of a day.

    A week is taken to begin on Monday or on Sunday, and so to have eight days.
    """
    if period == "week":
        monday = day - (day + 3) % 7
        sunday = day - (day + 4) % 7
        return min(monday, sunday), max(monday, sunday) + 6
    year, month, _ = civil_from_days(day)
    first = days_from_civil(year, month if period == "month" else 1, 1)
    return first, add_months(first, 1 if period == "month" else 12) - 1


def _duration_facets(
    build: _Build, entry: Entry, measurement: records.Measurement
) -> Iterator[Facet]:
    """Bound an event's length by a measurement of its duration."""
    claims = build.claims
    concept = claims.vocabulary.properties.get(measurement.property)
    quantity = entry.quantity("value")
    key = claims.key_of(entry, measurement.of)
    if concept is None or concept.name != "duration" or quantity is None:
        return
    wrong = (
        quantity.unit.dimension != "[time]"
        or measurement.role not in {None, "actual"}
        or measurement.statistic is not None
        or not _is_told(claims, entry)
    )
    if wrong or measurement.hedge == "denied" or (key, "start") not in build.nodes:
        return
    start, end = build.node(key, "start"), build.node(key, "end")
    words = f"{claims.names(entry, measurement.of)} lasted {quantity.text}"
    needs = frozenset((entry.key,))
    readings = []
    for interval in dict.fromkeys((quantity.default, quantity.loose)):
        bounds = []
        if not isinf(interval.upper):
            limit = floor(interval.upper * MICROS)
            bounds.append(Bound(start, end, limit, needs, words, "duration"))
        if not isinf(interval.lower):
            limit = -ceil(interval.lower * MICROS)
            bounds.append(Bound(end, start, limit, needs, words, "duration"))
        readings.append(tuple(bounds))
    labels = tuple(f"{quantity.text}, {name}" for name in ("as usual", "rounded more coarsely"))
    yield Facet(entry.key, "duration", tuple(readings), labels[: len(readings)])


# Conflicts: found one by one, each shrunk until no claim can be left out.


def _chosen(
    facets: Iterable[Facet],
    structure: Sequence[Bound],
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    readings: Mapping[tuple[str, str], int] | None = None,
) -> list[Bound]:
    """Return the bounds in force: of the claims asked for, each in one reading."""
    chosen = list(structure)
    for facet in facets:
        if facet.claim in without or (only is not None and facet.claim not in only):
            continue
        index = 0 if readings is None else readings.get((facet.claim, facet.name), 0)
        for bound in facet.readings[index]:
            if only is not None and not bound.needs.issubset(only):
                continue
            if without and not bound.needs.isdisjoint(without):
                continue
            chosen.append(bound)
    return chosen


def _conflicts(
    build: _Build, facets: tuple[Facet, ...]
) -> tuple[tuple[Conflict, ...], frozenset[str]]:
    days = frozenset(build.days)
    found: list[Conflict] = []
    given_up: set[str] = set()
    for part, structure in _components(build, facets):
        search = _Search(days, part, structure)
        sets, complete = search.all_conflicts()
        found.extend(search.explain(claims) for claims in sets)
        if not complete:
            given_up.update(facet.claim for facet in part)
    found.sort(key=lambda conflict: (len(conflict.claims), sorted(conflict.claims)))
    return tuple(found), frozenset(given_up)


def _components(
    build: _Build, facets: tuple[Facet, ...]
) -> Iterator[tuple[tuple[Facet, ...], tuple[Bound, ...]]]:
    """Split the network into parts that share no point of time but the origin."""
    groups = _Groups(build.size)
    for bound in build.structure:
        groups.join(_points((bound,)))
    by_claim: dict[str, set[int]] = {}
    for facet in facets:
        by_claim.setdefault(facet.claim, set()).update(_points(chain(*facet.readings)))
    for points in by_claim.values():
        # All that one claim says stays together, so that leaving it out leaves out all of it.
        groups.join(points)
    parts: dict[int, tuple[list[Facet], list[Bound]]] = {}
    for facet in facets:
        points = by_claim[facet.claim]
        at = groups.find(min(points)) if points else ORIGIN
        parts.setdefault(at, ([], []))[0].append(facet)
    for bound in build.structure:
        at = groups.find(min(_points((bound,))))
        if at in parts:
            parts[at][1].append(bound)
    for inside, structure in parts.values():
        yield tuple(inside), tuple(structure)


def _points(bounds: Iterable[Bound]) -> set[int]:
    return {node for b in bounds for node in (b.source, b.target) if node != ORIGIN}


class _Groups:
    """Points of time that some bound joins, as disjoint sets."""

    def __init__(self, size: int) -> None:
        self.leader = list(range(size))

    def find(self, node: int) -> int:
        leader = self.leader
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    def join(self, nodes: Iterable[int]) -> None:
        roots = [self.find(node) for node in sorted(nodes)]
        for root in roots[1:]:
            self.leader[self.find(root)] = self.find(roots[0])


class _Search:
    """The conflicts of one component.

    Reiter's hitting-set tree ("A theory of diagnosis from first principles", 1987) with the
    network as the theory: each conflict is found, shrunk, and then looked past by leaving out each
    of its claims in turn.
    """

    def __init__(
        self,
        days: frozenset[int],
        facets: tuple[Facet, ...],
        structure: tuple[Bound, ...],
    ) -> None:
        used = sorted(
            {ORIGIN}
            | {n for b in structure for n in (b.source, b.target)}
            | {n for f in facets for r in f.readings for b in r for n in (b.source, b.target)}
        )
        # Nodes are numbered anew from 0, so that a small component costs little.
        number = dict(zip(used, range(len(used)), strict=True))
        self.size = len(used)
        self.days = frozenset(number[d] for d in days if d in number)
        self.facets = tuple(
            f._replace(readings=tuple(tuple(_moved(b, number) for b in r) for r in f.readings))
            for f in facets
        )
        self.structure = tuple(_moved(b, number) for b in structure)
        self.decisions = 0

    def cycle(
        self, without: Collection[str] = (), only: Collection[str] | None = None
    ) -> Cycle | None:
        self.decisions += 1
        bounds = _chosen(self.facets, self.structure, only=only, without=without)
        found = decide(self.size, bounds, self.days)
        return found if isinstance(found, Cycle) else None

    def all_conflicts(self) -> tuple[list[frozenset[str]], bool]:
        found = self._disjoint()
        seen: set[frozenset[str]] = {frozenset()}
        queue = deque([frozenset[str]()])
        while queue:
            left_out = queue.popleft()
            known = next((c for c in found if not c & left_out), None)
            if known is None:
                if self.decisions > MOST_DECISIONS:
                    return found, False
                cycle = self.cycle(without=left_out)
                if cycle is None:
                    continue
                known = self._shrink(cycle)
                found.append(known)
            for claim in sorted(known):
                further = left_out | {claim}
                if further not in seen:
                    if len(seen) > MOST_LEFT_OUT:
                        return found, False
                    seen.add(further)
                    queue.append(further)
        return found, True

    def _disjoint(self) -> list[frozenset[str]]:
        """Return conflicts that share no claim, until what is left can hold.

        They come first, so that these are told even where the search is cut short.
        """
        found: list[frozenset[str]] = []
        out = frozenset[str]()
        while self.decisions <= MOST_DECISIONS:
            cycle = self.cycle(without=out)
            if cycle is None:
                break
            found.append(self._shrink(cycle))
            out |= found[-1]
        return found

    def _shrink(self, cycle: Cycle) -> frozenset[str]:
        """Leave out claims of a conflict one by one, in a network of these claims alone."""
        claims = frozenset[str]().union(*(b.rests_on() for b in cycle.bounds))
        facets = tuple(facet for facet in self.facets if facet.claim in claims)
        part = _Search(self.days, facets, _touching(self.structure, facets))
        for claim in sorted(claims):
            fewer = claims - {claim}
            if part.cycle(only=fewer) is not None:
                claims = fewer
        return claims

    def explain(self, claims: frozenset[str]) -> Conflict:
        cycle = self.cycle(only=claims)
        if cycle is None:
            raise TypeError("a conflict cannot hold")
        own = [f for f in self.facets if f.claim in claims and len(f.readings) > 1]
        total = prod(len(f.readings) for f in own)
        if total > MOST_COMBINATIONS:
            return Conflict(claims, cycle, None, ())
        for choice in islice(product(*(range(len(f.readings)) for f in own)), 1, None):
            readings = {(f.claim, f.name): i for f, i in zip(own, choice, strict=True)}
            bounds = _chosen(self.facets, self.structure, only=claims, readings=readings)
            if isinstance(decide(self.size, bounds, self.days), Solution):
                other = tuple(f.labels[i] for f, i in zip(own, choice, strict=True) if i)
                return Conflict(claims, cycle, strict=False, rescued_by=other)
        return Conflict(claims, cycle, strict=True, rescued_by=())


def _touching(structure: Iterable[Bound], facets: Iterable[Facet]) -> tuple[Bound, ...]:
    """Return the bounds of a structure that may matter to some facets: those near their nodes.

    A structural bound joins a point to its day, its other end or its clock: two steps reach all.
    """
    near = {n for f in facets for r in f.readings for b in r for n in (b.source, b.target)}
    bounds = list(structure)
    for _ in range(2):
        near |= {n for b in bounds if near & _points((b,)) for n in (b.source, b.target)}
        near.discard(ORIGIN)
    return tuple(b for b in bounds if near & _points((b,)))


def bridges(links: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    """Return the claims that alone join two parts of a graph.

    Each link joins two nodes because of a claim. The low points of Tarjan's depth-first search
    ("A note on finding the bridges of a graph", 1974), without recursion.
    """
    around: dict[int, dict[int, set[str]]] = {}
    for one, other, claim in links:
        around.setdefault(one, {}).setdefault(other, set()).add(claim)
        around.setdefault(other, {}).setdefault(one, set()).add(claim)
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    found: set[str] = set()
    for root, neighbours in around.items():
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack = [(root, root, iter(neighbours))]
        while stack:
            node, parent, rest = stack[-1]
            for other in rest:
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append((other, node, iter(around[other])))
                    break
                if other != parent:
                    low[node] = min(low[node], order[other])
            else:
                stack.pop()
                low[parent] = min(low[parent], low[node])
                claims = around[node].get(parent, set()) if node != parent else set()
                if low[node] > order[parent] and len(claims) == 1:
                    found |= claims
    return frozenset(found)


def _turned(bound: Bound) -> Bound:
    return bound._replace(source=bound.target, target=bound.source)


def _moved(bound: Bound, number: Mapping[int, int]) -> Bound:
    return bound._replace(source=number[bound.source], target=number[bound.target])
