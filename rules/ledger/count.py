"""How many events there are said to be must fit those that are known."""

from __future__ import annotations

from fractions import Fraction
from math import inf, isinf
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.interval import Bound, Interval
from claims.quantity import Quantity, SpanOfTime, describe
from claims.units import BARE
from claims.vocabulary import Fit
from claims.when import When
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.ledger._window import (
    ABSENCE,
    LONG_AGO,
    Candidate,
    Edge,
    Window,
    before_end_of,
    candidates,
    complete,
    complete_part,
    end_of_day,
    lies_in,
    local_days,
    may_lie_in,
    outside_because,
    parts_for,
    published_days,
    published_readings,
    rank,
    ruled_out_of,
    says,
    span_before,
    with_teller,
)
from rules.temporal.readings import in_every_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry, SourceDocument
    from rules.claimset import ClaimSet

_DAY_SECONDS = 86_400


class _Inside(NamedTuple):
    """An event that is certainly counted, and as how many at the least."""

    candidate: Candidate
    least: Fraction


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each count against the events that are known."""
    for entry, record in claims.each(records.Count):
        number = entry.quantity("number")
        if record.hedge == "denied" or entry.key in claims.superseded:
            continue
        if record.status != "happened":
            continue
        if number is None or ("within",) in entry.unread:
            yield _open(entry, "its number or its time could not be read")
            continue
        yield _judge(claims, entry, record, number)


class _Listed(NamedTuple):
    """The events of a whole list that may be counted."""

    whole: tuple[SourceDocument, int]
    events: list[Candidate]

    def most(self, claims: ClaimSet, window: Window) -> Bound:
        """Return how many of them there can be in a window."""
        inside = [c for c in self.events if may_lie_in(claims, c.entry, window)]
        keys = {c.entry.key for c in inside}
        # What takes others together is not counted beside them.
        wholes = {
            c.entry.key
            for c in inside
            if len(c.entry.record.same_as) > 1
            and any(same.key in keys for same in claims.same_as(c.entry))
        }
        return _sum(_most(c.entry) for c in inside if c.entry.key not in wholes)


def _among(entry: Entry) -> records.Among:
    if not isinstance(entry.record, records.Count):
        raise TypeError(entry.key)
    return entry.record.among


def _part(entry: Entry) -> Part:
    return Part(Anchor(entry.key, ("number",)), "this many")


def _open(entry: Entry, reason: str, *others: Part) -> Judgement:
    message = f"whether the count {entry.record.id} is right is open: {reason}"
    return Judgement(Verdict.UNDECIDED, message, (_part(entry),), related=others)


def _judge(claims: ClaimSet, entry: Entry, record: records.Count, number: Quantity) -> Judgement:
    span = _span(claims, entry)
    if span is None:
        return _open(entry, f'"{record.within}" has no beginning or end to count between')
    inner, outer, days = span
    found = list(candidates(claims, record.among))
    certain = _distinct(claims, list(_certain(claims, found, inner)))
    least = sum((one.least for one in certain), Fraction(0))
    if number.default.upper < least:
        return _too_many(claims, entry, number, certain, inner)
    whole = complete(claims, entry.document, record.among, *days)
    if whole is None:
        return _open(entry, ABSENCE)
    # An event that several documents tell stands in the list if one of them is the list.
    own = {claims.identity(e.key) for e in claims.entries if e.document is whole[0]}
    listed = _Listed(whole, [c for c in found if claims.identity(c.entry.key) in own])
    most = listed.most(claims, outer)
    if number.default.lower > most:
        return _too_few(claims, entry, number, listed, outer)
    if number.default.lower <= least and most <= number.default.upper:
        message = f"the count {record.id} fits: {_shown(least, most)}"
        return Judgement(Verdict.HOLDS, message, (_part(entry),), related=(complete_part(whole),))
    return _open(entry, f"{_shown(least, most)} are listed, for what is known of their times")


class _Choice(NamedTuple):
    """Which reading is taken: of the date of the document, and of the time that is counted in."""

    published: int = 0
    within: int = 0


def _choices(entry: Entry) -> list[_Choice]:
    within = entry.when("within")
    times = 1 if within is None else len(within.readings)
    dates = max(1, len(published_readings(entry.document)))
    return [_Choice(date, time) for date in range(dates) for time in range(times)]


def _span(
    claims: ClaimSet,
    entry: Entry,
    choice: _Choice = _Choice(),  # noqa: B008  nothing changes it
) -> tuple[Window, Window, tuple[int | None, int | None]] | None:
    """Return the window as narrow and as wide as the words allow, and its first and last day."""
    within = entry.values.get(("within",))
    document = entry.document
    published = published_days(document, choice.published)
    if within is None:
        last = None if published is None else published[1]
        if last is None:
            return None
        inner = Window(Edge(LONG_AGO), before_end_of(claims, document, last))
        return inner, Window(inner.after, Edge(end_of_day(document, last) + 1)), (None, last)
    if isinstance(within, SpanOfTime):
        if published is None:
            return None
        narrow = span_before(document, published, within, within.loose)
        widest = within.loose.upper
        wide = Interval(widest, widest) if not isinf(widest) else None
        far = None if wide is None else span_before(document, published, within, wide)
        if narrow is None or far is None:
            return None
        last = published[1]
        inner = Window(Edge(narrow), before_end_of(claims, document, last))
        first = far // (_DAY_SECONDS * 1_000_000) - 1
        return inner, Window(Edge(far), Edge(end_of_day(document, last) + 1)), (first, last)
    return _between(claims, entry, within, choice) if isinstance(within, When) else None


def _between(
    claims: ClaimSet, entry: Entry, when: When, choice: _Choice
) -> tuple[Window, Window, tuple[int | None, int | None]] | None:
    document = entry.document
    extent = when.readings[choice.within].extent
    published = published_days(document, choice.published)
    start = extent.start
    ends_at = extent.end.latest
    if published is not None:
        # A count is of what had happened when it was published.
        told = (published[1] + 1) * _DAY_SECONDS - 1
        ends_at = told if ends_at is None else min(ends_at, told)
    if start.earliest is None or start.latest is None or ends_at is None:
        return None
    since = extent.end.latest is None
    first = start.earliest // _DAY_SECONDS
    inner_first = start.latest // _DAY_SECONDS if since else first
    last = ends_at // _DAY_SECONDS
    inner = Window(
        Edge(end_of_day(document, inner_first - 1)),
        before_end_of(claims, document, last),
    )
    outer = Window(
        Edge(end_of_day(document, first - 1, early=True)), Edge(end_of_day(document, last) + 1)
    )
    return inner, outer, (first, last)


def _certain(claims: ClaimSet, found: list[Candidate], window: Window) -> Iterator[_Inside]:
    for candidate in found:
        if candidate.match.fit is not Fit.IS:
            continue
        least = _count(candidate.entry).lower
        if not isinstance(least, Fraction) or least <= 0:
            continue
        if lies_in(claims, candidate.entry, window):
            # "count: 2" may be two of them at once: one event at the least, and two at the most.
            yield _Inside(candidate, min(least, Fraction(1)))


def _rests_on(
    claims: ClaimSet, among: records.Among, events: list[_Inside], window: Window
) -> frozenset[str]:
    """Return the claims by which events are certainly counted."""
    needs = frozenset[str]()
    for candidate, _ in events:
        why = ruled_out_of(claims, candidate.entry, window) or frozenset()
        needs |= with_teller(claims, among, candidate, why)
    return needs


def _count(entry: Entry) -> Interval:
    quantity = entry.quantity("count")
    return Interval.point(1) if quantity is None else quantity.default


def _most(entry: Entry) -> Bound:
    return _count(entry).upper


def _sum(values: Iterator[Bound]) -> Bound:
    total: Bound = Fraction(0)
    for value in values:
        total = inf if isinf(value) or isinf(total) else total + value
    return total


class _Told(NamedTuple):
    """What tells an event from others: who tells it, what it is part of, and its days."""

    entry: Entry
    kin: frozenset[str]
    tellers: frozenset[str]
    days: dict[str, tuple[int, int] | None]
    """Its first and last day in the time of each document that was asked for."""

    def days_in(self, claims: ClaimSet, document: SourceDocument) -> tuple[int, int] | None:
        """Return its first and last day in the time of a document."""
        if document.key not in self.days:
            self.days[document.key] = local_days(claims, document, self.entry.key)
        return self.days[document.key]

    def differs(self, claims: ClaimSet, other: _Told) -> bool:
        """Say whether events that no document tells both of are surely two."""
        document = self.entry.document
        days, others = self.days_in(claims, document), other.days_in(claims, document)
        if days is None or others is None:
            return False
        return days[1] < others[0] or others[1] < days[0]


def _distinct(claims: ClaimSet, events: list[_Inside]) -> list[_Inside]:
    """Return events no two of which can be the same one told twice.

    Two events of one document are two; of different documents they are where their days differ.
    """
    chosen: list[_Inside] = []
    identities: set[str] = set()
    known: dict[frozenset[str], list[_Told]] = {}
    for event in sorted(events, key=lambda e: (_is_whole(claims, e), rank(claims, e.candidate))):
        entry = event.candidate.entry
        identity, kin = claims.identity(entry.key), claims.kin(entry.key)
        told = _Told(entry, kin, claims.tellers(entry), {})
        # Those that one document tells are known to differ, and need not be compared one by one.
        apart = (group for teller, group in known.items() if teller.isdisjoint(told.tellers))
        if told.kin.isdisjoint(identities) and all(
            told.differs(claims, other) for group in apart for other in group
        ):
            chosen.append(event)
            identities.add(identity)
            known.setdefault(told.tellers, []).append(told)
    return chosen


def _is_whole(claims: ClaimSet, event: _Inside) -> bool:
    """Say whether a claim takes several others together."""
    return len(claims.same_as(event.candidate.entry)) > 1


def _too_many(
    claims: ClaimSet, entry: Entry, number: Quantity, certain: list[_Inside], window: Window
) -> Judgement:
    # As few as do: leaving out any one of them must leave the count possible.
    needed: list[_Inside] = []
    total = Fraction(0)
    for one in certain:
        if total <= number.default.upper:
            needed.append(one)
            total += one.least
    keys = sorted(_rests_on(claims, _among(entry), needed, window) - {entry.key})
    labels = {one.candidate.entry.key: "one of them" for one in needed}
    strict = number.loose.upper < total
    return Judgement(
        Verdict.CONTRADICTS,
        f"the count {entry.record.id} is {number.text}, and at least {total} are known",
        (_part(entry), *parts_for(claims, keys, labels)),
        working=tuple(f"{claims.called(o.candidate.entry)}: {o.least}" for o in needed),
        help='write "at least", or say which events are meant',
        strict=strict and in_every_reading(claims, keys, lambda view: _stand(view, entry, needed)),
    )


def _stand(claims: ClaimSet, entry: Entry, needed: list[_Inside]) -> bool:
    """Say whether events are as many, and lie in the time however it is read."""
    spans = [_span(claims, entry, choice) for choice in _choices(entry)]
    return len(_distinct(claims, needed)) == len(needed) and all(
        span is not None and lies_in(claims, one.candidate.entry, span[0])
        for span in spans
        for one in needed
    )


def _are_few(claims: ClaimSet, entry: Entry, listed: _Listed, number: Quantity) -> bool:
    """Say whether a list has too few for a count, however its time is read."""
    among = _among(entry)
    for choice in _choices(entry):
        span = _span(claims, entry, choice)
        if (
            span is None
            or complete(claims, entry.document, among, *span[2], choice.published) != listed.whole
        ):
            return False
        if number.loose.lower <= listed.most(claims, span[1]):
            return False
    return True


def _kept_out(
    claims: ClaimSet, others: list[Candidate], window: Window, room: Bound
) -> frozenset[str]:
    """Return the claims by which listed events lie outside the time that is counted.

    So many of them as might lie inside with the count still too high are not needed.
    """
    needed = frozenset[str]()
    for other in others:
        size = _most(other.entry)
        if size < room:
            room -= size
            continue
        needed |= outside_because(claims, other.entry, window) or frozenset()
    return needed


def _too_few(
    claims: ClaimSet, entry: Entry, number: Quantity, listed: _Listed, outer: Window
) -> Judgement:
    most = listed.most(claims, outer)
    lower = number.loose.lower if number.loose.lower > most else number.default.lower
    others = [c for c in listed.events if not may_lie_in(claims, c.entry, outer)]
    keys = sorted(_kept_out(claims, others, outer, lower - most) - {entry.key})
    return Judgement(
        Verdict.CONTRADICTS,
        f"the count {entry.record.id} is {number.text}, and the whole list has {most}",
        (_part(entry), complete_part(listed.whole), *parts_for(claims, keys, {})),
        working=(
            f"{number.text} is {describe(number.default, BARE)}; listed: {most}",
            *(says(claims, key) for key in keys),
        ),
        help="add what is missing to the list, or correct the count",
        strict=in_every_reading(claims, keys, lambda view: _are_few(view, entry, listed, number)),
    )


def _shown(least: Bound, most: Bound) -> str:
    return f"{least}" if least == most else f"{least} to {most}"


RULE = Rule("The number of events does not fit those that are known.", judge)
