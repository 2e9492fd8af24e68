"""What is said to be the first, last or greatest of its sort must not have a rival."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import show_day
from claims.quantity import SpanOfTime, describe
from claims.vocabulary import Fit
from claims.when import When
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.ledger._window import (
    ABSENCE,
    LONG_AGO,
    Candidate,
    Edge,
    Together,
    Window,
    candidates,
    certain_rivals,
    complete,
    complete_part,
    earliest_published,
    end_of_day,
    lies_in,
    local_days,
    may_lie_in,
    parts_for,
    parts_together,
    published_days,
    ruled_out_of,
    ruled_out_together,
    same_events,
    says,
    shown_days,
    span_before,
    stands_together,
    told_last_first,
    why_day,
    with_teller,
)
from rules.matching import fit_event
from rules.temporal.readings import in_every_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.calendar import Extent
    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet

_DAY_SECONDS = 86_400
_BY_VALUE = {"largest": 1, "smallest": -1, "longest": 1, "shortest": -1}


class _Claim(NamedTuple):
    """A claim of this rule with the event it is of."""

    entry: Entry
    record: records.First
    event: Entry

    @property
    def part(self) -> Part:
        return Part(Anchor(self.entry.key, ("rank",)), self.words)

    @property
    def side(self) -> str:
        return "after" if self.record.rank == "last" else "before"

    @property
    def words(self) -> str:
        within = f" in {self.record.within}" if self.record.within else ""
        return f"the {self.record.rank}{within}"


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each claim to be first, last or greatest against the events that are known."""
    for entry, record in claims.each(records.First):
        event = claims.event(entry, record.of)
        if event is None or record.hedge == "denied" or entry.key in claims.superseded:
            continue
        if record.status != "happened":
            continue
        claim = _Claim(entry, record, event)
        own = fit_event(claims, event, record.among)
        if own.fit is not Fit.IS:
            yield _open(claim, f"it is not known to be one of them; {own.why}")
            continue
        if ("within",) in entry.unread:
            yield _open(claim, f'"{record.within}" could not be read')
        elif record.rank in _BY_VALUE:
            yield from _judge_greatest(claims, claim)
        else:
            yield from _judge_first(claims, claim)


def _open(claim: _Claim, reason: str, *others: Part) -> Judgement:
    return Judgement(
        Verdict.UNDECIDED,
        f"whether {claim.record.of} was {claim.words} is open: {reason}",
        (claim.part,),
        related=others,
    )


# First and last.


def _judge_first(claims: ClaimSet, claim: _Claim) -> Iterator[Judgement]:
    days = local_days(claims, claim.entry.document, claim.event.key)
    windows = _windows(claims, claim, days)
    if windows is None:
        yield _open(claim, _no_window(claim, days))
        return
    own = same_events(claims, claim.event)
    rivals = list(candidates(claims, claim.record.among, but=own))
    found = list(_contradictions(claims, claim, rivals, windows))
    if found:
        yield from found
    else:
        yield _without_rival(claims, claim, rivals, windows, days)


def _no_window(claim: _Claim, days: tuple[int, int] | None) -> str:
    if days is None:
        return f"the time of {claim.record.of} is not known"
    return f'"{claim.record.within}" has no beginning to look back to'


def _contradictions(
    claims: ClaimSet, claim: _Claim, rivals: list[Candidate], windows: dict[str, Window]
) -> Iterator[Judgement]:
    """Tell each event that certainly came before it, the last of them first."""
    window = windows["default"]
    found = certain_rivals(claims, claim.entry.document, rivals, window)
    yield from told_last_first(
        found, lambda rival: _contradiction(claims, claim, rival, window), f"came {claim.side} it"
    )
    if not found:
        together = ruled_out_together(claims, rivals, windows["default"])
        if together is not None:
            yield _together(claims, claim, together, windows["loose"])


def _stands(claims: ClaimSet, claim: _Claim, rival: Candidate) -> bool:
    """Say whether an event came before it in the time spoken of, as loosely as that is read."""
    windows = _windows(claims, claim, local_days(claims, claim.entry.document, claim.event.key))
    return windows is not None and lies_in(claims, rival.entry, windows["loose"])


def _without_rival(
    claims: ClaimSet,
    claim: _Claim,
    rivals: list[Candidate],
    windows: dict[str, Window],
    days: tuple[int, int] | None,
) -> Judgement:
    for rival in rivals:
        if may_lie_in(claims, rival.entry, windows["default"]):
            reason = rival.match.why or "its time leaves that open"
            other = Part(Anchor(rival.entry.key), "this one")
            return _open(
                claim,
                f"{claims.called(rival.entry)} may have come {claim.side} it; {reason}",
                other,
            )
    first, last = _first_day(windows["default"]), None if days is None else days[1]
    before = windows["default"].before
    if claim.record.rank == "last" and days is not None and before is not None:
        within = claim.entry.when("within")
        end = None if within is None else within.readings[0].extent.end.latest
        first, last = days[0], _last_day(claim, end, loose=False)
    whole = complete(claims, claim.entry.document, claim.record.among, first, last)
    if whole is None:
        return _open(claim, ABSENCE)
    held = [r for r in rivals if lies_in(claims, r.entry, windows["exact"])]
    return _holds(claims, claim, held, days, complete_part(whole))


def _first_day(window: Window) -> int | None:
    if window.after is None or window.after.moment <= LONG_AGO:
        return None
    return window.after.moment // (_DAY_SECONDS * 1_000_000) - 1


def _windows(
    claims: ClaimSet, claim: _Claim, days: tuple[int, int] | None
) -> dict[str, Window] | None:
    """Return the window under each reading; None where it cannot be told."""
    within = claim.entry.values.get(("within",))
    event = claim.event.key
    if within is None:
        edge = Edge(LONG_AGO)
        usual, narrow = (_between(claim, edge, loose=loose) for loose in (False, True))
        return {"loose": narrow, "default": usual, "exact": usual}
    if isinstance(within, SpanOfTime) and days is not None and claim.record.rank == "first":
        found = {}
        intervals = {"loose": within.loose, "default": within.default, "exact": within.exact}
        for name, interval in intervals.items():
            moment = span_before(claim.entry.document, days, within, interval)
            if moment is None:
                return None
            found[name] = Window(Edge(moment, why_day(claims, event)), None, event)
        return found
    if isinstance(within, When):
        moments = [_beginning(reading.extent) for reading in within.readings]
        known = [moment for moment in moments if moment is not None]
        if moments[0] is None or len(known) < len(moments):
            return None
        document = claim.entry.document
        ends = [reading.extent.end.latest for reading in within.readings]
        closed = [end for end in ends if end is not None]
        usual, latest = (
            _between(claim, Edge(end_of_day(document, first // _DAY_SECONDS - 1)), end, loose=loose)
            for first, end, loose in (
                (moments[0], ends[0], False),
                (max(known), min(closed, default=None), True),
            )
        )
        return {"loose": latest, "default": usual, "exact": usual}
    return None


def _between(claim: _Claim, edge: Edge, end: int | None = None, *, loose: bool) -> Window:
    """Return the time in which a rival would be one; `end` is the last local moment of it.

    `loose`: however the date of the document is read.
    """
    if claim.record.rank == "first":
        return Window(edge, None, claim.event.key)
    last = _last_day(claim, end, loose=loose)
    document = claim.entry.document
    before = None if last is None else Edge(end_of_day(document, last, early=True) + 1)
    if claim.record.rank == "last":
        return Window(None, before, starter=claim.event.key)
    return Window(edge, before)


def _last_day(claim: _Claim, end: int | None, *, loose: bool) -> int | None:
    """Return the last local day that surely lies in the time spoken of.

    Nobody can know of what came after the day of publication.
    """
    document = claim.entry.document
    usual = published_days(document)
    published = earliest_published(document) if loose else None if usual is None else usual[0]
    day = None if end is None else end // _DAY_SECONDS
    return min((day for day in (published, day) if day is not None), default=None)


def _beginning(extent: Extent) -> int | None:
    """Return where an interval begins: of "since 2019" at the latest that it can mean."""
    since = extent.end.latest is None
    return extent.start.latest if since else extent.start.earliest


def _contradiction(claims: ClaimSet, claim: _Claim, rival: Candidate, window: Window) -> Judgement:
    rests_on = ruled_out_of(claims, rival.entry, window) or frozenset()
    document = claim.entry.document
    days = local_days(claims, document, rival.entry.key)
    own = local_days(claims, document, claim.event.key)
    told = with_teller(claims, claim.record.among, rival, rests_on)
    keys = sorted(told - {claim.entry.key})
    sort = _sort(claim.record.among)
    working = [f"{claims.called(rival.entry)}, {sort}: {shown_days(days)}"]
    working.append(f"{claims.called(claim.event)}: {shown_days(own)}")
    if days is not None and own is not None:
        earlier, later = (own, days) if claim.record.rank == "last" else (days, own)
        gaps = dict.fromkeys((max(later[0] - earlier[1], 0), later[1] - earlier[0]))
        working.append(f"{' to '.join(map(str, gaps))} days {claim.side}")
    return Judgement(
        Verdict.CONTRADICTS,
        f"{claim.record.of} was not {claim.words}: {claims.called(rival.entry)} was "
        f"{shown_days(days)}",
        (
            claim.part,
            *parts_for(
                claims,
                keys,
                {
                    rival.entry.key: "a later one"
                    if claim.record.rank == "last"
                    else "an earlier one"
                },
            ),
        ),
        working=tuple(working),
        help=f"say among which events, or in which time, it is {claim.words}",
        strict=in_every_reading(claims, keys, lambda view: _stands(view, claim, rival)),
    )


def _together(claims: ClaimSet, claim: _Claim, together: Together, loose: Window) -> Judgement:
    names = [claims.called(rival.entry) for rival in together.rivals]
    keys, parts = parts_together(claims, claim.entry, claim.record.among, together)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{claim.record.of} was not {claim.words}: one of {', '.join(names)} came "
        f"{claim.side} it, whenever they were",
        (claim.part, *parts),
        working=tuple(says(claims, key) for key in keys),
        help=f"say among which events, or in which time, it is {claim.words}",
        strict=stands_together(claims, keys, together, loose),
    )


def _sort(among: records.Among) -> str:
    fields = (among.activity, among.actor, among.object, among.place, *among.classes)
    return ", ".join(field for field in fields if field)


def _holds(
    claims: ClaimSet,
    claim: _Claim,
    held: list[Candidate],
    days: tuple[int, int] | None,
    whole: Part,
) -> Judgement:
    message = f"{claim.record.of} was {claim.words}"
    if not held or days is None:
        return Judgement(Verdict.HOLDS, message, (claim.part,), related=(whole,))
    last = max(held, key=lambda c: local_days(claims, claim.entry.document, c.entry.key) or (0, 0))
    before = local_days(claims, claim.entry.document, last.entry.key)
    gap = f"{days[0] - before[1]} days" if before is not None else "some time"
    shown = show_day(days[0])
    return Judgement(
        Verdict.HOLDS,
        f"{message} only by rounding: the one before was {gap} earlier",
        (claim.part,),
        related=(Part(Anchor(last.entry.key, ("when",)), "the one before"), whole),
        working=(
            f"{claims.called(last.entry)}: {shown_days(before)}",
            f"{claims.called(claim.event)}: {shown}, {gap} later",
            f'"{claim.record.within}" as written is longer, and rounded as it is said it is not',
        ),
        tolerance=True,
    )


# Largest, smallest, longest and shortest.


def _judge_greatest(claims: ClaimSet, claim: _Claim) -> Iterator[Judgement]:
    name = claim.record.property
    if name is None:
        yield _open(claim, "it does not say by which property")
        return
    values = _values(claims, name)
    mine = values.get(claims.identity(claim.event.key))
    if mine is None:
        yield _open(claim, f"no {name} of {claim.record.of} is given")
        return
    windows = _windows(claims, claim, local_days(claims, claim.entry.document, claim.event.key))
    window = windows["default"] if windows else None
    sign = _BY_VALUE[claim.record.rank]
    own = same_events(claims, claim.event)
    left_open = False
    for rival in candidates(claims, claim.record.among, but=own):
        theirs = values.get(claims.identity(rival.entry.key))
        if theirs is None:
            left_open = True
            continue
        if (
            rival.match.fit is Fit.IS
            and _exceeds(theirs[1], mine[1], sign)
            and _inside(claims, rival, window)
        ):
            yield _greater(claims, claim, rival, mine, theirs, window)
            return
        left_open = left_open or not _exceeds(mine[1], theirs[1], sign)
    whole = complete(claims, claim.entry.document, claim.record.among, None, None)
    if whole is None or left_open:
        yield _open(claim, ABSENCE if whole is None else f"not every {name} is known well enough")
    else:
        message = f"{claim.record.of} was {claim.words}"
        yield Judgement(Verdict.HOLDS, message, (claim.part,), related=(complete_part(whole),))


def _values(claims: ClaimSet, name: str) -> dict[str, tuple[Entry, Quantity]]:
    """Return the measured value of each event, where one only is given."""
    properties = claims.vocabulary.properties
    found: dict[str, list[tuple[Entry, Quantity]]] = {}
    for entry, record in claims.each(records.Measurement):
        target = claims.event(entry, record.of)
        value = entry.quantity("value")
        usable = record.hedge != "denied" and record.role in {None, "actual"}
        if target is None or value is None or not usable:
            continue
        if properties.canonical(record.property) == properties.canonical(name):
            found.setdefault(claims.identity(target.key), []).append((entry, value))
    return {key: group[0] for key, group in found.items() if len(group) == 1}


def _exceeds(one: Quantity, other: Quantity, sign: int) -> bool:
    if one.unit.dimension != other.unit.dimension:
        return False
    return other.loose.below(one.loose) if sign > 0 else one.loose.below(other.loose)


def _inside(claims: ClaimSet, rival: Candidate, window: Window | None) -> bool:
    if window is None or window.after is None or window.before is None:
        return False
    return lies_in(claims, rival.entry, window)


def _greater(
    claims: ClaimSet,
    claim: _Claim,
    rival: Candidate,
    mine: tuple[Entry, Quantity],
    theirs: tuple[Entry, Quantity],
    window: Window | None,
) -> Judgement:
    found = None if window is None else ruled_out_of(claims, rival.entry, window)
    rests_on = found or frozenset[str]()
    windows = _windows(claims, claim, local_days(claims, claim.entry.document, claim.event.key))
    loose = None if windows is None else windows["loose"]
    shown = [describe(value.default, value.unit) for _, value in (mine, theirs)]
    name = claims.called(rival.entry)
    values = tuple(
        Part(Anchor(entry.key, ("value",)), f"{value.text} here") for entry, value in (mine, theirs)
    )
    keys = sorted((rests_on | {rival.entry.key}) - {mine[0].key, theirs[0].key})
    return Judgement(
        Verdict.CONTRADICTS,
        f"{claim.record.of} was not {claim.words}: {name} had {theirs[1].text}",
        (claim.part, *values, *parts_for(claims, keys, {rival.entry.key: "a rival"})),
        working=(f"{claim.record.of}: {shown[0]}; {name}: {shown[1]}",),
        help="say among which events, or since when, it stands out",
        strict=in_every_reading(
            claims,
            rests_on,
            lambda view: _inside(view, rival, loose),
        ),
    )


RULE = Rule("An event said to be the first, last or greatest of its sort has a rival.", judge)
