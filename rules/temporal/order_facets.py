"""What claims say of order and length: Allen's relations, calendar distances, durations."""

from __future__ import annotations

from math import ceil, floor, isinf
from typing import TYPE_CHECKING

from claims.calendar import offsets
from rules.temporal.facets import Facet, Reading, told
from rules.temporal.network import DAY, MICROS, ORIGIN, Bound
from rules.temporal.points import is_told, zone_name
from rules.temporal.spans import LONGEST_ANCHOR, MONTHS, period_days, span_days, surely_same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from claims import records
    from claims.calendar import Extent
    from claims.interval import Interval
    from claims.load import Entry
    from claims.quantity import SpanOfTime
    from rules.claimset import ClaimSet
    from rules.temporal.facets import Case
    from rules.temporal.points import Points

_DAY_SECONDS = 86_400
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


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


_END = {"s": "start", "e": "end"}


def order_facets(points: Points, entry: Entry, order: records.Order) -> Iterator[Facet]:
    """Return what a claim says of the order of two events."""
    of, than = (points.claims.key_of(entry, ref) for ref in (order.of, order.than))
    keys = (points.meant(of), points.meant(than))
    span = entry.span("by")
    if not is_told(points.claims, entry) or (order.by is not None and span is None):
        return
    if any((key, "start") not in points.nodes for key in keys):
        return
    words = order_words(points.claims, entry, order)
    if order.hedge == "denied":
        readings = list(_denied(points, entry, keys, order.relation))
        words = f"it is denied that {words}"
    else:
        readings = list(_asserted(points, entry, keys, order.relation))

    def own(bounds: Case) -> Case:
        return told(bounds, entry.key, words, "order")

    named = tuple(
        Reading(own(r.bounds), tuple(own(case) for case in r.cases), r.label) for r in readings
    )
    if named and any(reading.bounds or reading.cases for reading in named):
        exact = own(_exactly(points, entry, keys, order)) if span is not None else ()
        yield Facet(entry.key, "order", named, exact)


def _exactly(points: Points, entry: Entry, keys: tuple[str, str], order: records.Order) -> Case:
    """Return the bounds of a span with no tolerance, where its usual reading has one."""
    span = entry.span("by")
    if span is None or order.hedge == "denied" or span.exact == span.default:
        return ()
    return tuple(_metric_bounds(points, entry, keys, order.relation, span, span.exact))


def _asserted(
    points: Points, entry: Entry, keys: tuple[str, str], relation: str
) -> Iterator[Reading]:
    fixed = tuple(_relation_bounds(points, entry, keys, relation))
    span = entry.span("by")
    if span is None:
        yield Reading(fixed)
        return
    if relation in {"before", "after"}:
        fixed = _starts_in_order(points, keys, relation)
    names = ("as usual", "rounded more coarsely")
    for interval, name in zip(dict.fromkeys((span.default, span.loose)), names, strict=False):
        metric = _metric_bounds(points, entry, keys, relation, span, interval)
        cases: tuple[Case, ...] = ()
        if relation == "apart":
            cases = tuple(_either_way(points, entry, keys, span, interval))
        yield Reading((*fixed, *metric), cases, f"{span.text}, {name}")


def _starts_in_order(points: Points, keys: tuple[str, str], relation: str) -> Case:
    """Bound only which began first: "two days after" a storm may be while it lasts."""
    later, earlier = keys if relation == "after" else keys[::-1]
    return (Bound(points.node(later, "start"), points.node(earlier, "start"), -1),)


def _denied(
    points: Points, entry: Entry, keys: tuple[str, str], relation: str
) -> Iterator[Reading]:
    """Read that an order is not so: one of the bounds that it would set does not hold."""
    if relation in {"same week", "same month", "same year"}:
        yield from _not_same_period(points, entry, keys, relation.removeprefix("same "))
        return
    if relation == "same day" and _slack(points, keys, zone_name(entry)):
        return
    said = list(_relation_bounds(points, entry, keys, relation))
    cases: list[Case] = [(_negated(bound),) for bound in said]
    span = entry.span("by")
    if span is not None:
        # A denial is surely broken only by what fits exactly, whichever of its points are meant.
        cases += _misfits(points, entry, keys, relation, span)
    if cases:
        yield Reading((), tuple(cases))


def _misfits(
    points: Points, entry: Entry, keys: tuple[str, str], relation: str, span: SpanOfTime
) -> Iterator[Case]:
    """Return how two events can be otherwise apart than a span says: too far, or too near."""
    pairs = {"after": (keys,), "met by": (keys,), "before": (keys[::-1],), "meets": (keys[::-1],)}
    ways = (keys, keys[::-1]) if relation == "apart" else pairs.get(relation, ())
    nearer: list[Bound] = []
    for later, earlier in ways:
        most, least = _strictly_apart(points, entry, later, earlier, span)
        if most is not None:
            yield (_negated(most),)
        if least is not None:
            nearer.append(_negated(least))
    if nearer:
        yield tuple(nearer)


def _strictly_apart(
    points: Points, entry: Entry, later: str, earlier: str, span: SpanOfTime
) -> tuple[Bound | None, Bound | None]:
    """Return bounds that hold when any two points of the events are so far apart, exactly."""
    lower, upper = span.exact.lower, span.exact.upper
    if span.unit in _SECONDS:
        micros = _SECONDS[span.unit] * MICROS
        # Hours are exact to the minute, and minutes to the second.
        off = micros // 60
        ends = (points.node(earlier, "start"), points.node(later, "end"))
        starts = (points.node(later, "start"), points.node(earlier, "end"))
        return (
            None if isinf(upper) else Bound(*ends, floor(upper * micros) + off),
            None if isinf(lower) else Bound(*starts, -ceil(lower * micros) + off),
        )
    zone = zone_name(entry)
    days = _days_said(points, earlier, zone) if span.unit in MONTHS else None
    if span.unit in MONTHS and (days is None or days[0] != days[1]):
        # From an unknown day on, no number of days is exactly so many months.
        return None, None
    low, high = span_days(span, span.exact, days)
    slack = _slack(points, (later, earlier), zone)
    needs = frozenset((earlier,)) if days is not None else frozenset[str]()
    first, last = points.day(earlier, "start", zone), points.day(later, "end", zone)
    begun, over = points.day(later, "start", zone), points.day(earlier, "end", zone)
    return (
        None if high is None else Bound(first, last, (high - slack) * DAY, needs),
        None if low is None else Bound(begun, over, -(low + slack) * DAY, needs),
    )


def _negated(bound: Bound) -> Bound:
    return bound._replace(source=bound.target, target=bound.source, limit=-bound.limit - 1)


def _either_way(
    points: Points, entry: Entry, keys: tuple[str, str], span: SpanOfTime, interval: Interval
) -> Iterator[Case]:
    """Return the least distance of two events, with either of them the later one."""
    for relation in ("after", "before"):
        made = _metric_bounds(points, entry, keys, relation, span, interval)
        # Of an order with both bounds the least distance is the one that is not positive.
        yield from ((bound,) for bound in made if bound.limit <= 0 and not bound.needs)


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
    points: Points, entry: Entry, keys: tuple[str, str], relation: str
) -> Iterator[Bound]:
    if relation.startswith("same "):
        yield from _same_period(points, entry, keys, relation.removeprefix("same "))
        return
    first, second = keys
    if relation in _INVERSE:
        first, second, relation = second, first, _INVERSE[relation]

    def point(name: str) -> int:
        return points.node(first if name[0] == "a" else second, _END[name[1]])

    for low, high in _LESS.get(relation, ()):
        yield Bound(point(high), point(low), -1, frozenset())
    for low, high in _EQUAL.get(relation, ()):
        if point(low) != point(high):
            yield Bound(point(high), point(low), 0, frozenset())
            yield Bound(point(low), point(high), 0, frozenset())


def _metric_bounds(
    points: Points,
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
            yield from _elapsed(points, later, earlier, span, interval, both_ways=both_ways)
        else:
            yield from _calendar(
                points, entry, (later, earlier), span, interval, both_ways=both_ways
            )


def _elapsed(
    points: Points,
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
    source, target = points.node(earlier, "end"), points.node(later, "start")
    if not isinf(upper) and source != target:
        limit = floor(upper * micros) - (1 if interval.upper_open else 0)
        yield Bound(source, target, limit, nothing)
    source, target = points.node(later, "end"), points.node(earlier, "start")
    if both_ways and not isinf(lower) and source != target:
        yield Bound(source, target, -ceil(lower * micros), nothing)


def _calendar(
    points: Points,
    entry: Entry,
    keys: tuple[str, str],
    span: SpanOfTime,
    interval: Interval,
    *,
    both_ways: bool,
) -> Iterator[Bound]:
    later, earlier = keys
    zone = zone_name(entry)
    ends = (
        (points.day(earlier, "end", zone), points.day(later, "start", zone)),
        (points.day(later, "end", zone), points.day(earlier, "start", zone)),
    )
    for (low, high), needs in _calendar_days(points, earlier, zone, span, interval):
        slack = _slack(points, keys, zone)
        least = None if low is None else low - slack
        most = None if high is None else high + slack
        if most is not None:
            yield Bound(*ends[0], most * DAY, needs)
        if both_ways and least is not None:
            yield Bound(*ends[1], -least * DAY, needs)


def _slack(points: Points, keys: Iterable[str], zone: str) -> int:
    """Return by how many days dates may be off that are said with offsets of their own.

    A clock time with an offset may be dated by that or by the zone of the document.
    """
    return 1 if any(_dated_apart(points, key, zone) for key in keys) else 0


def _dated_apart(points: Points, key: str, zone: str) -> bool:
    entry = points.claims.get(key)
    when = entry.when("when") if entry is not None else None
    if when is None:
        return False
    return any(
        reading.offset is not None and not _same_date(reading.extent, reading.offset, zone)
        for reading in when.readings
    )


def _same_date(extent: Extent, offset: int, zone: str) -> bool:
    """Say whether a local time has the same date in a zone."""
    first, last = extent.start.earliest, extent.end.latest
    if first is None or last is None or zone.startswith("?"):
        return False
    day = first // _DAY_SECONDS
    least, most = offsets(zone, day - 1, day + 1)
    there = {
        (moment - offset + east) // _DAY_SECONDS
        for moment in (first, last)
        for east in (least, most)
    }
    return there == {day}


def _calendar_days(
    points: Points, earlier: str, zone: str, span: SpanOfTime, interval: Interval
) -> Iterator[tuple[tuple[int | None, int | None], frozenset[str]]]:
    """Return least and most days of a span; of months also as the date it counts from gives it."""
    yield span_days(span, interval, None), frozenset()
    days = _days_said(points, earlier, zone) if span.unit in MONTHS else None
    if days is not None and days[1] - days[0] <= LONGEST_ANCHOR:
        yield span_days(span, interval, days), frozenset((earlier,))


def _same_period(
    points: Points, entry: Entry, keys: tuple[str, str], period: str
) -> Iterator[Bound]:
    zone = zone_name(entry)
    most = {"day": 0, "week": 6, "month": 30, "year": 365}[period]
    most += _slack(points, keys, zone)
    for one, other in (keys, keys[::-1]):
        start, end = points.day(one, "start", zone), points.day(other, "end", zone)
        yield Bound(end, start, most * DAY, frozenset())
        days = None if period == "day" else _days_said(points, other, zone)
        if days is None:
            continue
        needs = frozenset((other,))
        first, last = period_days(days[0], period)[0], period_days(days[1], period)[1]
        yield Bound(points.day(one, "end", zone), ORIGIN, -first * DAY, needs)
        yield Bound(ORIGIN, points.day(one, "start", zone), last * DAY, needs)


def _not_same_period(
    points: Points, entry: Entry, keys: tuple[str, str], period: str
) -> Iterator[Reading]:
    """Read that two events were not in one week, month or year.

    That can be told where the time of one of them lies in one such period: the other was before it
    or after it.
    """
    zone = zone_name(entry)
    for one, other in (keys, keys[::-1]):
        days = _days_said(points, other, zone)
        if days is None:
            continue
        first, last = surely_same(days[0], period)
        if not first <= days[1] <= last:
            continue
        needs = frozenset((other,))
        before = Bound(ORIGIN, points.day(one, "start", zone), (first - 1) * DAY, needs)
        after = Bound(points.day(one, "end", zone), ORIGIN, -(last + 1) * DAY, needs)
        yield Reading((), ((before,), (after,)))
        return


def _days_said(points: Points, key: str, zone: str) -> tuple[int, int] | None:
    """Return the first and last day of the time that an event is said to have been, if told so.

    The days are those of a zone; of a time told in another one they may be a day off.
    """
    entry = points.claims.get(key)
    when = entry.when("when") if entry is not None else None
    if entry is None or when is None or len(when.readings) != 1:
        return None
    if not is_told(points.claims, entry) or key in points.measured:
        return None
    reading = when.readings[0]
    first, last = reading.extent.start.earliest, reading.extent.end.latest
    if first is None or last is None:
        return None
    off = 0 if zone_name(entry) == zone and reading.offset is None else 1
    return first // _DAY_SECONDS - off, last // _DAY_SECONDS + off


def duration_facets(
    points: Points, entry: Entry, measurement: records.Measurement
) -> Iterator[Facet]:
    """Bound an event's length by a measurement of its duration."""
    claims = points.claims
    concept = claims.vocabulary.properties.get(measurement.property)
    quantity = entry.quantity("value")
    key = claims.key_of(entry, measurement.of)
    if concept is None or concept.name != "duration" or quantity is None:
        return
    wrong = (
        quantity.unit.dimension != "[time]"
        or measurement.role not in {None, "actual"}
        or measurement.statistic is not None
        or not is_told(claims, entry)
    )
    if wrong or measurement.hedge == "denied" or (key, "start") not in points.nodes:
        return
    start, end = points.node(key, "start"), points.node(key, "end")
    words = f"{claims.names(entry, measurement.of)} lasted {quantity.text}"
    readings: list[Reading] = []
    for interval in dict.fromkeys((quantity.default, quantity.loose)):
        bounds = []
        if not isinf(interval.upper):
            limit = floor(interval.upper * MICROS)
            bounds.append(Bound(start, end, limit))
        if not isinf(interval.lower):
            limit = -ceil(interval.lower * MICROS)
            bounds.append(Bound(end, start, limit))
        name = "rounded more coarsely" if readings else "as usual"
        own = told(bounds, entry.key, words, "duration")
        readings.append(Reading(own, label=f"{quantity.text}, {name}"))
    yield Facet(entry.key, "duration", tuple(readings))
