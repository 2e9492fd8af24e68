"""Which values are rivals: said of one property of one subject, at times that must meet.

A group may hold thousands of values, so pairs are not simply listed: `pairs` gives every pair of a
small group, and of a large one the pairs with the values at its ends, which leaves out no value
that any other contradicts.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, combinations, islice
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import DAY
from claims.vocabulary import Changes
from rules.quantity._values import measure, readings, sort_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from claims.calendar import Extent
    from claims.interval import Bound
    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet

Sort = tuple[str, str | None, str | None, bool]
"""Dimension, role, statistic, and whether it is denied."""
SMALL = 40
"""Up to so many different values at one time, every pair is compared."""
_FEW = 8
"""So many others that each value over a while is held against in a larger group."""
MOST_VALUES = 8
"""Values of one property of one subject that are reckoned with: those at the ends."""
_FURTHEST_APART = 26 * 3600
"""Two places with one clock time are at most so many seconds apart: offsets are -12 to +14 h."""


class Timing(Enum):
    """Why the times of two values do not keep them apart."""

    ALWAYS = "always"
    """The property does not change, or the two times must meet."""
    GREW = "grew"
    """The second is later, and the property never gets less."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value that a claim says of a property: its readings, and what it is the value of."""

    entry: Entry
    quantity: Quantity
    """The default reading."""
    readings: tuple[Quantity, ...]
    role: str | None
    statistic: str | None
    denied: bool
    changes: Changes
    time: str
    """What stands for its time where two of one time must meet; empty: no such."""
    extent: Extent | None
    """When it had the value, where that is known."""
    several: bool
    """It is of an event that took place more than once, and may speak of one of them only."""

    @property
    def sort(self) -> Sort:
        """Return what sort of statement it is; values of one sort compare as they stand."""
        return (sort_of(self.quantity.unit), self.role, self.statistic, self.denied)

    @property
    def words_of_time(self) -> tuple[str, str] | None:
        """Return the document and words of a time that may be another one; None: there is one."""
        when = self.entry.when("when")
        if when is None or len(when.readings) == 1:
            return None
        return self.entry.document.key, when.text

    @property
    def timeless(self) -> bool:
        """Say whether its property stays as it is."""
        return self.changes is Changes.FIXED

    @property
    def of_period(self) -> bool:
        """Say whether it is of a whole period, such as the mean of a year."""
        return isinstance(self.entry.record, records.Measurement) and self.statistic is not None

    @property
    def zone(self) -> str:
        """Return the time zone of its document; documents without one may be anywhere."""
        return self.entry.document.dateline.zone or f"?{self.entry.document.key}"


class Pair(NamedTuple):
    """Two values to be compared."""

    first: Said
    second: Said
    timing: Timing


def groups(claims: ClaimSet) -> Iterator[tuple[str, list[Said]]]:
    """Yield each property that more than one claim gives a value of one subject of."""
    found = values(claims)
    for key in sorted(found):
        if len(found[key]) > 1:
            yield key[1], found[key]


def values(
    claims: ClaimSet, subjects: Container[str] | None = None
) -> dict[tuple[str, str], list[Said]]:
    """Return all values said, of some subjects or of all, by their subject and property.

    What its speaker has corrected is no longer said.
    """
    found: dict[tuple[str, str], list[Said]] = {}
    held: list[tuple[Entry, records.Measurement | records.Total]] = []
    held.extend(claims.each(records.Measurement))
    held.extend(claims.each(records.Total))
    for entry, record in held:
        subject = claims.subject(entry, record.of)
        said = None
        if (subjects is None or subject in subjects) and entry.key not in claims.superseded:
            said = _said(claims, entry, record)
        if said is not None:
            name = claims.vocabulary.properties.canonical(record.property)
            found.setdefault((subject, name), []).append(said)
    return found


def few(group: Sequence[Said]) -> Sequence[Said]:
    """Return distinct values, and of very many those with the least and greatest ends."""
    distinct: dict[object, Said] = {}
    for said in sorted(group, key=lambda s: s.entry.key):
        told = (said.quantity.default, said.quantity.loose, said.role, said.time, said.extent)
        speaker = (said.entry.speaker, said.entry.record.hedge, said.entry.document.key)
        distinct.setdefault((told, speaker), said)
    every = list(distinct.values())
    if len(every) <= MOST_VALUES:
        return every
    low = sorted(every, key=lambda s: (s.quantity.default.upper, s.entry.key))
    high = sorted(every, key=lambda s: (s.quantity.default.lower, s.entry.key))
    half = MOST_VALUES // 2
    return list({s.entry.key: s for s in (*low[:half], *high[-half:])}.values())


def _said(
    claims: ClaimSet, entry: Entry, record: records.Measurement | records.Total
) -> Said | None:
    quantity = entry.quantity("value")
    if quantity is None or record.status == "cancelled" or claims.is_broken(entry, record.of):
        return None
    concept = claims.vocabulary.properties.get(record.property)
    wanted = measure(concept) if concept is not None else None
    meant = readings(quantity, wanted)
    if not meant:
        return None
    role = _role(record)
    event = claims.event(entry, record.of)
    changes = concept.changes if concept is not None else None
    if role == "planned":
        changes = Changes.CHANGING
    elif changes is None:
        changes = Changes.CHANGING if event is None else Changes.FIXED
    time, extent = time_of(entry, record, planned=role == "planned")
    if time is None:
        if changes is not Changes.FIXED:
            return None
        time = ""
    counting = concept is not None and concept.counting
    return Said(
        entry,
        meant[0],
        meant,
        role,
        _statistic(record),
        record.hedge == "denied",
        changes,
        time,
        extent,
        several=event is not None and not counting and _is_several(event),
    )


def _role(record: records.Measurement | records.Total) -> str | None:
    if record.status in {"planned", "expected"}:
        return "planned"
    return record.role if isinstance(record, records.Measurement) else None


def _statistic(record: records.Measurement | records.Total) -> str | None:
    return record.statistic if isinstance(record, records.Measurement) else "total"


def _is_several(event: Entry) -> bool:
    count = event.quantity("count")
    return count is not None and count.loose.upper > 1


def time_of(
    entry: Entry,
    record: records.Measurement | records.Total | records.Comparison,
    *,
    planned: bool = False,
) -> tuple[str | None, Extent | None]:
    """Return what stands for the time of a value, and its extent; None where it is unreadable.

    A plan may have been another one earlier, so its time is that of its document, not that for
    which it was made.
    """
    document = entry.document
    if record.when is not None and not planned:
        when = entry.when("when")
        if when is None:
            return None, None
        extent = when.readings[0].extent
        if isinstance(record, records.Measurement) and record.statistic is not None:
            return f"period {extent}", extent
        return _moment(extent), extent
    published = document.dateline.published
    if published is None:
        return f"document {document.key}", None
    return _moment(published) or f"document {document.key}", published


def _moment(extent: Extent) -> str:
    """Return one text for times that are the same local day, or the same part of it."""
    (start, end) = extent
    if start != end or start.earliest is None or start.latest is None:
        return ""
    return f"{start.earliest} {start.latest}" if start.latest - start.earliest < DAY else ""


def pairs(said: Sequence[Said]) -> Iterator[Pair]:
    """Yield the pairs of a group whose times do not keep them apart, each once."""
    fixed = [one for one in said if one.changes is Changes.FIXED]
    yield from (Pair(a, b, Timing.ALWAYS) for a, b in _at_one_time(fixed))
    moving = [one for one in said if one.changes is not Changes.FIXED]
    by_time: dict[str, list[Said]] = {}
    for one in moving:
        if one.time:
            by_time.setdefault(one.time, []).append(one)
    for group in by_time.values():
        yield from (Pair(a, b, Timing.ALWAYS) for a, b in _at_one_time(group))
    yield from (Pair(a, b, Timing.ALWAYS) for a, b in _overlapping(moving))
    growing = [one for one in moving if one.changes is Changes.GROWING]
    yield from (Pair(a, b, Timing.GREW) for a, b in _grown(growing))


def _at_one_time(said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    if len(said) <= SMALL:
        yield from combinations(said, 2)
        return
    ends = _ends(said)
    keys = {end.entry.key for end in ends}
    yield from combinations(ends, 2)
    for one in said:
        if one.entry.key not in keys:
            yield from ((one, end) for end in ends)


def _ends(said: Iterable[Said]) -> list[Said]:
    """Return of each sort the value with the least upper and that with the greatest lower end."""
    kept: dict[str, Said] = {}
    for group in _by_sort(said).values():
        for key in (_upper, _loose_upper):
            low = min(group, key=key)
            kept[low.entry.key] = low
        for key in (_lower, _loose_lower):
            high = max(group, key=key)
            kept[high.entry.key] = high
    return list(kept.values())


def _by_sort(said: Iterable[Said]) -> dict[Sort, list[Said]]:
    found: dict[Sort, list[Said]] = {}
    for one in said:
        found.setdefault(one.sort, []).append(one)
    return found


def _upper(said: Said) -> tuple[Bound, str]:
    return said.quantity.default.upper, said.entry.key


def _loose_upper(said: Said) -> tuple[Bound, str]:
    return said.quantity.loose.upper, said.entry.key


def _lower(said: Said) -> tuple[Bound, str]:
    return said.quantity.default.lower, said.entry.key


def _loose_lower(said: Said) -> tuple[Bound, str]:
    return said.quantity.loose.lower, said.entry.key


def _overlapping(said: Iterable[Said]) -> Iterator[tuple[Said, Said]]:
    """Yield values that held over a while, each with others that were said of some time in it.

    In a large group each is held against a few of the others only.
    """
    rows = [
        _Sure(extent.start.latest, extent.end.earliest, extent.start != extent.end, one)
        for one in said
        if (extent := one.extent) is not None
        and not one.of_period
        and extent.start.latest is not None
        and extent.end.earliest is not None
    ]
    # Of a time within some window the latest start lies behind the earliest end.
    lasting = [row for row in rows if row.lasts and row.since <= row.until]
    lasting.sort(key=lambda row: row.by_start)
    others = sorted((row for row in rows if not row.lasts), key=lambda row: row.by_end)
    ends = [row.until for row in others]
    most = SMALL if len(rows) <= SMALL else _FEW
    for at, row in enumerate(lasting):
        for later in islice(lasting, at + 1, at + 1 + most):
            if later.since > row.until:
                break
            yield row.said, later.said
        first = bisect_left(ends, row.since)
        for other in islice(others, first, first + most):
            if other.until <= row.until and other.since <= row.until:
                yield row.said, other.said


class _Sure(NamedTuple):
    """From when to when a value held at any rate; one of a single moment in a window never did."""

    since: int
    until: int
    lasts: bool
    said: Said

    @property
    def by_start(self) -> tuple[int, int, str]:
        """Return what those that last are sorted by."""
        return self.since, self.until, self.said.entry.key

    @property
    def by_end(self) -> tuple[int, int, str]:
        """Return what those of a moment are sorted by."""
        return self.until, self.since, self.said.entry.key


def _grown(said: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Yield values with later ones; of many earlier ones only the greatest."""
    dated = [one for one in said if one.extent is not None and not one.of_period and not one.denied]
    if len(dated) <= SMALL:
        for one, other in combinations(dated, 2):
            if _precedes(one, other):
                yield one, other
            elif _precedes(other, one):
                yield other, one
        return
    sorts = _by_sort(dated).values()
    for earlier in sorts:
        peaks = _Peaks(earlier)
        for later in sorts:
            for one in later:
                yield from ((peak, one) for peak in peaks.before(one))


class _Peaks:
    """The greatest value said up to each moment."""

    def __init__(self, said: Sequence[Said]) -> None:
        rows = [
            (one.extent.end.latest, one.entry.key, one)
            for one in said
            if one.extent is not None and one.extent.end.latest is not None
        ]
        rows.sort(key=lambda row: row[:2])
        self._ends = [row[0] for row in rows]
        self._peaks = list(accumulate((row[2] for row in rows), _greater))

    def before(self, one: Said) -> Iterator[Said]:
        start = one.extent.start.earliest if one.extent is not None else None
        if start is None:
            return
        found = bisect_left(self._ends, start - _FURTHEST_APART)
        if found:
            yield self._peaks[found - 1]


def _greater(one: Said, other: Said) -> Said:
    return max(one, other, key=_lower)


def _precedes(one: Said, other: Said) -> bool:
    """Say whether one value was certainly said of an earlier time than another."""
    if one.extent is None or other.extent is None:
        return False
    end, start = one.extent.end.latest, other.extent.start.earliest
    if end is None or start is None:
        return False
    return end < start - (0 if one.zone == other.zone else _FURTHEST_APART)
