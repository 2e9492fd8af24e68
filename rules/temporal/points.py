"""The points of time of a claim set: starts and ends, their local dates, unset clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims import records
from claims.calendar import extreme_offsets
from rules.temporal.growing import Point
from rules.temporal.network import DAY, MICROS, ORIGIN, Bound

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from claims.calendar import Extent
    from claims.load import Entry
    from rules.claimset import ClaimSet

EARLIEST_OFFSET, LATEST_OFFSET = -12 * 3600, 14 * 3600
"""Offsets that civil time has anywhere, in seconds east of UTC."""
_SUMMER = 3600
_NEEDS_EXTENT = {
    "meets", "met by", "overlaps", "overlapped by", "starts", "started by", "during", "contains",
    "finishes", "finished by",
}  # fmt: skip


@dataclass(slots=True)
class Points:
    """The nodes given out so far; lives for one building of the network only."""

    claims: ClaimSet
    nodes: dict[tuple[str, str], int]
    days: set[int]
    structure: list[Bound]
    measured: frozenset[str]
    """Events of which some claim says how long they lasted."""
    fulfilled: Mapping[str, str]
    """Of plans: the claim that tells what came of them."""
    size: int = 1

    def new(self) -> int:
        """Give out a node."""
        self.size += 1
        return self.size - 1

    def node(self, key: str, end: str) -> int:
        """Return the node of the start or end of an event or state."""
        return self.nodes[key, end]

    def names(self) -> dict[int, Point]:
        """Return a name for each node, the same whenever the same is said."""
        found: dict[int, Point] = {}
        for name, node in self.nodes.items():
            found.setdefault(node, Point(name, node in self.days))
        return found

    def meant(self, key: str) -> str:
        """Return the claim whose times an order speaks of: of a plan, what came of it if told."""
        return self.fulfilled.get(key, key)

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
        if self.node(key, "start") == self.node(key, "end"):
            end = "start"
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


def _zone_range(zone: str) -> tuple[int, int]:
    if zone.startswith("?"):
        return EARLIEST_OFFSET, LATEST_OFFSET
    return extreme_offsets(zone)


def zone_name(entry: Entry) -> str:
    """Return the zone that dates of the document are counted in, or a stand-in for it."""
    return entry.document.dateline.zone or f"?{entry.document.key}"


def is_timed(entry: Entry) -> bool:
    """Say whether a claim tells of an event or a state."""
    return isinstance(entry.record, (records.Event, records.State)) and (
        entry.record.hedge != "denied"
    )


def is_told(claims: ClaimSet, entry: Entry) -> bool:
    """Say whether a claim speaks of what happened, and has not been corrected."""
    return entry.record.status == "happened" and entry.key not in claims.superseded


def make_nodes(points: Points, timed: Sequence[Entry]) -> None:
    """Make the start and end of each event and state that claims tell of."""
    claims = points.claims
    extended = _extended(claims)
    # One event told by several claims is over within moments only if none of them says more.
    lasting = {claims.identity(e.key) for e in timed if not _is_momentary(claims, e, extended)}
    for entry in timed:
        start = points.new()
        end = points.new() if claims.identity(entry.key) in lasting else start
        points.nodes[entry.key, "start"] = start
        points.nodes[entry.key, "end"] = end
        if end != start:
            points.structure.append(Bound(end, start, 0, frozenset()))


def _extended(claims: ClaimSet) -> frozenset[str]:
    """Return the events that some claim treats as having an inside."""
    found: set[str] = set()
    for entry, order in claims.each(records.Order):
        if order.relation in _NEEDS_EXTENT:
            found.update(claims.key_of(entry, ref) for ref in (order.of, order.than))
    found |= measured(claims)
    for entry in claims.entries:
        if len(entry.record.same_as) > 1:
            found.add(entry.key)
    return frozenset(found)


def measured(claims: ClaimSet) -> frozenset[str]:
    """Return the events of which some claim says how long they lasted, by all their claims."""
    properties = claims.vocabulary.properties
    found = {
        claims.identity(claims.key_of(entry, measurement.of))
        for entry, measurement in claims.each(records.Measurement)
        if properties.canonical(measurement.property) == "duration"
    }
    return frozenset(e.key for e in claims.entries if claims.identity(e.key) in found) | found


def fulfilled(claims: ClaimSet) -> Mapping[str, str]:
    """Return for each plan the claim that tells what came of it, where there is one."""
    happened: dict[str, str] = {}
    plans: list[str] = []
    for entry in claims.entries:
        if not is_timed(entry):
            continue
        if is_told(claims, entry):
            happened.setdefault(claims.identity(entry.key), entry.key)
        elif entry.record.status != "happened":
            plans.append(entry.key)
    names = ((plan, happened.get(claims.identity(plan))) for plan in plans)
    return {plan: key for plan, key in names if key is not None}


def _is_momentary(claims: ClaimSet, entry: Entry, extended: Collection[str]) -> bool:
    record = entry.record
    if not isinstance(record, records.Event) or entry.key in extended or record.count is not None:
        return False
    concept = claims.vocabulary.activities.get(record.activity)
    when = entry.when("when")
    lasted = when is not None and any(lasts(r.extent) for r in when.readings)
    return concept is not None and concept.momentary and not lasted


def lasts(extent: Extent) -> bool:
    """Say whether something began at one time and ended at another."""
    return extent.start != extent.end
