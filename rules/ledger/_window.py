"""What rules on firsts, pauses and counts share: which events there are, and when they were.

An event lies in a window when its start does. All answers have three values: what the solved
network of times makes certain, what it rules out, and what it leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import offsets, show_day
from claims.vocabulary import Fit
from rules.contract import Anchor, Part
from rules.matching import Match, covers, fit_event
from rules.temporal.network import DAY, MICROS, ORIGIN, Bound
from rules.temporal.points import EARLIEST_OFFSET, LATEST_OFFSET
from rules.temporal.spans import span_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from claims.interval import Interval
    from claims.load import Entry, SourceDocument
    from claims.quantity import SpanOfTime
    from claims.when import When
    from rules.claimset import ClaimSet
    from rules.contract import Judgement

_DAY_SECONDS = 86_400
LONG_AGO = -(10**30)
"""A moment before all others, in microseconds of UTC."""
MOST_TOLD = 20
"""Events that are told to break one claim; a last one says how many more do."""
MOST_TOGETHER = 12
"""Events with open times that are held against one claim together."""
ABSENCE = "no document says that it lists all of them, and absence proves nothing"


class Candidate(NamedTuple):
    """An event that may be one of those a claim speaks of."""

    entry: Entry
    match: Match


class Edge(NamedTuple):
    """An end of a window: a moment in microseconds, and the claims it rests on.

    It counts from `base`: the origin, for UTC, or the clocks of a document without a zone.
    """

    moment: int
    needs: frozenset[str] = frozenset()
    base: int = ORIGIN


@dataclass(frozen=True, slots=True)
class Window:
    """A window that events lie in when they start after `after` and before `before`.

    Each end is given as far in as the words allow, so that what lies inside lies inside under
    every exact time that they leave open. None: no such end is known.
    """

    after: Edge | None
    before: Edge | None
    ender: str | None = None
    """The key of the event before which it ends, where it ends with one."""
    starter: str | None = None
    """The key of the event after which it begins, where it begins with one."""


def candidates(
    claims: ClaimSet, among: records.Among, but: frozenset[str] = frozenset()
) -> Iterator[Candidate]:
    """Return the events that are or may be of a sort, each once however many claims tell it.

    Of several claims that tell it, the one that says most stands for them: by what it says and not
    by its name, so that other names change nothing.
    """
    best: dict[str, Candidate] = {}
    for entry, event in claims.each(records.Event):
        if event.status != "happened" or event.hedge == "denied":
            continue
        if entry.key in but or entry.key in claims.superseded:
            continue
        match = fit_event(claims, entry, among)
        if match.fit is Fit.IS_NOT or _is_none(entry):
            continue
        found = Candidate(entry, match)
        known = best.setdefault(claims.identity(entry.key), found)
        if rank(claims, found) < rank(claims, known):
            best[claims.identity(entry.key)] = found
    yield from best.values()


def _is_none(entry: Entry) -> bool:
    """Say whether a claim of an event says that there was none."""
    number = entry.quantity("count")
    return number is not None and number.loose.upper <= 0


def rank(claims: ClaimSet, candidate: Candidate) -> tuple[object, ...]:
    """Return what sorts claims of one event, the one that says most first."""
    entry = candidate.entry
    when = entry.when("when")
    document = entry.document.record
    return (
        candidate.match.fit is not Fit.IS,
        not document.reference,
        entry.record.hedge != "asserted",
        _width(when),
        claims.speaker(entry),
        document.published or "",
        str(entry.record.model_dump(exclude={"id", "same_as", "supersedes"})),
        entry.key,
    )


def _width(when: When | None) -> float:
    """Return how many seconds a time leaves open."""
    if when is None:
        return inf
    extent = when.readings[0].extent
    if extent.start.earliest is None or extent.end.latest is None:
        return inf
    return extent.end.latest - extent.start.earliest


def with_teller(
    claims: ClaimSet, among: records.Among, candidate: Candidate, needs: frozenset[str]
) -> frozenset[str]:
    """Return the claims of a conflict, among them one that tells the event.

    A claim that the times rest on will do where it says by itself that the event is of the sort.
    """
    identity = claims.identity(candidate.entry.key)
    for key in sorted(needs):
        entry = claims.get(key)
        if entry is None or claims.identity(key) != identity:
            continue
        if fit_event(claims, entry, among).fit is Fit.IS:
            return needs
    return needs | {candidate.entry.key}


def same_events(claims: ClaimSet, entry: Entry) -> frozenset[str]:
    """Return the keys of all claims that speak of this event, of parts of it, or of a whole."""
    return frozenset(key for one in claims.kin(entry.key) for key in claims.tellings(one))


def ruled_out_of(claims: ClaimSet, candidate: Entry, window: Window) -> frozenset[str] | None:
    """Return the claims by which an event certainly lies in a window; None where it may not."""
    cases = _outside(claims, candidate, window)
    found = None if cases is None else claims.timeline.refute(cases)
    return None if found is None else found | _edges_rest_on(window)


def lies_in(claims: ClaimSet, candidate: Entry, window: Window) -> bool:
    """Say whether an event certainly lies in a window, which costs less than to say why."""
    cases = _outside(claims, candidate, window)
    return cases is not None and not any(claims.timeline.allows(case) for case in cases)


def _outside(claims: ClaimSet, candidate: Entry, window: Window) -> list[Bound] | None:
    """Return the bounds one of which holds of an event outside a window; None: no such is known."""
    node = claims.timeline.node(candidate.key, "start")
    starter = claims.timeline.node(window.starter, "start") if window.starter else None
    ender = claims.timeline.node(window.ender, "start") if window.ender else None
    if node is None:
        return None
    cases: list[Bound] = []
    if starter is not None:
        cases.append(Bound(starter, node, 0))
    elif window.after is not None:
        cases.append(Bound(window.after.base, node, window.after.moment))
    if ender is not None:
        cases.append(Bound(node, ender, 0))
    elif window.before is not None:
        cases.append(Bound(node, window.before.base, -window.before.moment))
    return cases if len(cases) == 2 else None


def _edges_rest_on(window: Window) -> frozenset[str]:
    edges = (
        window.after if window.starter is None else None,
        window.before if window.ender is None else None,
    )
    return frozenset[str]().union(*(edge.needs for edge in edges if edge is not None))


class Together(NamedTuple):
    """Events one of which lies in a window whenever they were, and the claims that say so."""

    rivals: tuple[Candidate, ...]
    needs: frozenset[str]


def ruled_out_together(
    claims: ClaimSet, rivals: Sequence[Candidate], window: Window
) -> Together | None:
    """Return events of which none need lie in a window, but not all can lie outside it.

    None of them can be left out. More than a few that are open are not tried.
    """
    open_ones = [
        (rival, cases)
        for rival in rivals
        if rival.match.fit is Fit.IS
        and may_lie_in(claims, rival.entry, window)
        and (cases := _outside(claims, rival.entry, window)) is not None
    ]
    if not 2 <= len(open_ones) <= MOST_TOGETHER:
        return None
    together = claims.timeline.refute_together
    if together([cases for _, cases in open_ones]) is None:
        return None
    for one in list(open_ones):
        fewer = [other for other in open_ones if other is not one]
        if together([cases for _, cases in fewer]) is not None:
            open_ones = fewer
    needs = together([cases for _, cases in open_ones]) or frozenset()
    return Together(tuple(rival for rival, _ in open_ones), needs | _edges_rest_on(window))


def certain_rivals(
    claims: ClaimSet, document: SourceDocument, rivals: Sequence[Candidate], window: Window
) -> list[Candidate]:
    """Return the events that certainly lie in a window, by their days."""
    found = [r for r in rivals if r.match.fit is Fit.IS and lies_in(claims, r.entry, window)]
    found.sort(key=lambda rival: local_days(claims, document, rival.entry.key) or (0, 0))
    return found


def told_last_first(
    found: Sequence[Candidate],
    tell: Callable[[Candidate], Judgement],
    more_did: str,
) -> Iterator[Judgement]:
    """Tell what each event breaks, the last ones first, and how many more there are."""
    more = len(found) - MOST_TOLD
    for index, rival in enumerate(reversed(found[-MOST_TOLD:]), 1):
        told = tell(rival)
        if more > 0 and index == MOST_TOLD:
            told = replace(told, working=(*told.working, f"{more} more {more_did}"))
        yield told


def may_lie_in(claims: ClaimSet, candidate: Entry, window: Window) -> bool:
    """Say whether an event can lie in a window, for all that is known of its time."""
    timeline = claims.timeline
    node = timeline.node(candidate.key, "start")
    if node is None:
        return True
    ender = timeline.node(window.ender, "start") if window.ender else None
    if ender is not None:
        if not timeline.allows(Bound(ender, node, -1)):
            return False
    elif window.before is not None:
        last = Bound(window.before.base, node, window.before.moment - 1)
        if not timeline.allows(last):
            return False
    starter = timeline.node(window.starter, "start") if window.starter else None
    if starter is not None:
        return timeline.allows(Bound(node, starter, -1))
    after = window.after
    return after is None or timeline.allows(Bound(node, after.base, -after.moment - 1))


def outside_because(claims: ClaimSet, candidate: Entry, window: Window) -> frozenset[str] | None:
    """Return the claims by which an event certainly lies outside a window between two moments."""
    node = claims.timeline.node(candidate.key, "start")
    if node is None:
        return None
    inside: list[Bound] = []
    if window.after is not None:
        inside.append(Bound(node, window.after.base, -window.after.moment - 1))
    if window.before is not None:
        inside.append(Bound(window.before.base, node, window.before.moment - 1))
    found = (claims.timeline.refute((bound,)) for bound in inside)
    return next((needs for needs in found if needs is not None), None)


def before_end_of(claims: ClaimSet, document: SourceDocument, day: int) -> Edge:
    """Return the edge before which something lies that happened by the end of a local day.

    Of a document without a zone it is the earliest that this can be, but for what is counted by
    the same clocks.
    """
    clock = claims.timeline.node(document.key, f"clock {day}")
    if document.dateline.zone is None and clock is not None:
        return Edge((day + 1) * _DAY_SECONDS * MICROS, base=clock)
    return Edge(end_of_day(document, day, early=True) + 1)


def span_before(
    document: SourceDocument,
    end: tuple[int, int],
    span: SpanOfTime,
    interval: Interval,
) -> int | None:
    """Return the moment at which a window of that length back from an end begins at the latest.

    `end` has the first and the last local day on which the window may end.
    """
    least, _ = span_days(span, interval, end, back=True)
    if least is None:
        return None
    return end_of_day(document, end[1] - least)


def end_of_day(document: SourceDocument, day: int, *, early: bool = False) -> int:
    """Return the last microsecond of a local day: the latest, or the earliest that it can be.

    It is not known to the moment where the zone is not, or where clocks are changed on that day.
    """
    zone = document.dateline.zone
    known = (EARLIEST_OFFSET, LATEST_OFFSET) if zone is None else offsets(zone, day, day)
    offset = known[1 if early else 0]
    return ((day + 1) * _DAY_SECONDS - offset) * MICROS - 1


def local_days(claims: ClaimSet, document: SourceDocument, key: str) -> tuple[int, int] | None:
    """Return the first and last local day on which an event can have started."""
    span = claims.timeline.span(key, "start")
    if span.earliest is None or span.latest is None:
        return None
    least, most = _offset_range(document, span.earliest // DAY, span.latest // DAY)
    return (span.earliest + least * MICROS) // DAY, (span.latest + most * MICROS) // DAY


def _offset_range(document: SourceDocument, first: int, last: int) -> tuple[int, int]:
    zone = document.dateline.zone
    if zone is None:
        return EARLIEST_OFFSET, LATEST_OFFSET
    return offsets(zone, first - 1, last + 1)


def published_days(document: SourceDocument, choice: int = 0) -> tuple[int, int] | None:
    """Return the first and last local day on which a document can have been published.

    `choice` is the reading of its date, the default first.
    """
    readings = published_readings(document)
    return readings[choice] if readings else None


def published_readings(document: SourceDocument) -> tuple[tuple[int, int], ...]:
    """Return these days under each reading of the date; none where one leaves them open."""
    published = document.when("published")
    found: list[tuple[int, int]] = []
    for reading in published.readings if published is not None else ():
        first, last = reading.extent.start.earliest, reading.extent.end.latest
        if first is None or last is None:
            return ()
        if reading.offset is not None:
            # The text names its own zone; days are counted in that of the document.
            first, last = first - reading.offset, last - reading.offset
            least, most = _offset_range(document, first // _DAY_SECONDS, last // _DAY_SECONDS)
            first, last = first + least, last + most
        found.append((first // _DAY_SECONDS, last // _DAY_SECONDS))
    return tuple(found)


def earliest_published(document: SourceDocument) -> int | None:
    """Return the first day on which a document can have been published, however it is read."""
    return min((first for first, _ in published_readings(document)), default=None)


def why_day(claims: ClaimSet, key: str) -> frozenset[str]:
    """Return the claims that the latest day of an event rests on."""
    return claims.timeline.why(key, "start")


def complete(
    claims: ClaimSet,
    asker: SourceDocument,
    among: records.Among,
    first: int | None,
    last: int | None,
    choice: int = 0,
) -> tuple[SourceDocument, int] | None:
    """Return a document that lists all events of a sort from one local day to another.

    The days are those of the document that asks, and an hour of them that is outside the days of
    the list leaves it open. None for a day asks for all time before or after it. The number is the
    place of the statement in the document. `choice` is the reading of the date of the document that
    asks; that of any other is read as early as it can be.
    """
    for document in claims.documents:
        for index, statement in enumerate(document.record.complete_for):
            if covers(claims, statement.among, among) and _spans(
                document, index, asker, first, last, choice
            ):
                return document, index
    return None


def _spans(
    document: SourceDocument,
    index: int,
    asker: SourceDocument,
    first: int | None,
    last: int | None,
    choice: int,
) -> bool:
    one_clock = document.dateline.zone == asker.dateline.zone
    statement = document.record.complete_for[index]
    if statement.from_ is not None:
        begins = document.when("complete_for", index, "from")
        # However its dates are read: a list that may be shorter proves nothing.
        starts = [] if begins is None else [r.extent.start.latest for r in begins.readings]
        known = [start for start in starts if start is not None]
        if not known or len(known) < len(starts) or first is None:
            return False
        begun = max(known) // _DAY_SECONDS - 1
        begins_at = end_of_day(document, begun, early=one_clock)
        if end_of_day(asker, first - 1, early=True) < begins_at:
            return False
    if statement.until is not None:
        ends = document.when("complete_for", index, "until")
        # A date stands for the whole day, month or year that it names.
        lasts = [] if ends is None else [r.extent.end.latest for r in ends.readings]
        read = [end for end in lasts if end is not None]
        moment = min(read) if read and len(read) == len(lasts) else None
    else:
        days = published_days(document, choice) if document is asker else None
        day = earliest_published(document) if days is None else days[0]
        moment = None if day is None else day * _DAY_SECONDS
    if moment is None:
        return False
    if last is None:
        return False
    covered = end_of_day(document, moment // _DAY_SECONDS, early=True)
    return end_of_day(asker, last, early=one_clock) <= covered


def complete_part(found: tuple[SourceDocument, int]) -> Part:
    """Return the statement of completeness as a part of a finding."""
    document, index = found
    return Part(Anchor(document.key, ("complete_for", index)), "said to be a whole list")


def parts_for(claims: ClaimSet, keys: Sequence[str], labels: dict[str, str]) -> tuple[Part, ...]:
    """Return the parts for claims that a verdict rests on, each at what it says of time."""
    found = []
    for key in keys:
        entry = claims.get(key)
        if entry is not None:
            found.append(Part(Anchor(key, _field(entry)), labels.get(key, _says(claims, entry))))
    return tuple(found)


def parts_together(
    claims: ClaimSet, entry: Entry, among: records.Among, together: Together
) -> tuple[list[str], tuple[Part, ...]]:
    """Return the claims that a verdict on several events rests on, and the parts for them."""
    needs = together.needs
    for rival in together.rivals:
        needs = with_teller(claims, among, rival, needs)
    keys = sorted(needs - {entry.key})
    labels = {rival.entry.key: "one of these" for rival in together.rivals}
    return keys, parts_for(claims, keys, labels)


def stands_together(
    claims: ClaimSet, keys: Sequence[str], together: Together, loose: Window
) -> bool:
    """Say whether such a verdict stands as loosely as its window is read, and without readings."""
    return (
        all(claims.timeline.has_one_reading(key) for key in keys)
        and ruled_out_together(claims, together.rivals, loose) is not None
    )


def _field(entry: Entry) -> tuple[str, ...]:
    record = entry.record
    if isinstance(record, records.Event) and record.when is not None:
        return ("when",)
    return ("relation",) if isinstance(record, records.Order) else ()


def says(claims: ClaimSet, key: str) -> str:
    """Return what a claim says of times, in words."""
    entry = claims.get(key)
    return "" if entry is None else _says(claims, entry)


def _says(claims: ClaimSet, entry: Entry) -> str:
    words = claims.timeline.words((entry.key,))
    # The time that the claim itself gives stands first, before what follows from its dateline.
    return words[0] if words else ""


def shown_days(days: tuple[int, int] | None) -> str:
    """Return when an event was, in words."""
    if days is None:
        return "at a time not said"
    first, last = days
    return show_day(first) if first == last else f"{show_day(first)} to {show_day(last)}"
