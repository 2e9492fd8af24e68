"""Within a pause no event of its sort may have taken place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.ledger._window import (
    ABSENCE,
    Candidate,
    Edge,
    Together,
    Window,
    before_end_of,
    candidates,
    certain_rivals,
    complete,
    complete_part,
    end_of_day,
    lies_in,
    local_days,
    may_lie_in,
    parts_for,
    parts_together,
    published_days,
    published_readings,
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
from rules.temporal.network import Bound
from rules.temporal.readings import in_every_reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from rules.claimset import ClaimSet

_DAY_SECONDS = 86_400
_DAY_MICROS = _DAY_SECONDS * 1_000_000


class _Claim(NamedTuple):
    """A pause with the events that began and ended it, and the days on which it can have ended."""

    entry: Entry
    record: records.Pause
    starter: Entry | None
    ender: Entry | None
    end: tuple[int, int] | None

    @property
    def part(self) -> Part:
        record = self.record
        said = {
            "for": record.for_,
            "since": record.since,
            "from": record.from_,
            "begun_by": record.begun_by,
        }
        field = next((name for name, value in said.items() if value), "among")
        return Part(Anchor(self.entry.key, (field,)), "no such event in this time")


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each pause against the events that are known."""
    for entry, record in claims.each(records.Pause):
        if record.hedge == "denied" or entry.key in claims.superseded:
            continue
        if record.status != "happened":
            continue
        starter = claims.event(entry, record.begun_by) if record.begun_by else None
        ender = claims.event(entry, record.ended_by) if record.ended_by else None
        claim = _Claim(entry, record, starter, ender, _end_days(claims, entry, record, ender))
        unread = sorted(entry.unread)
        if unread:
            yield _open(claim, f'"{entry.text(*unread[0])}" could not be read')
        elif record.for_ or record.since or record.from_ or starter is not None:
            yield from _judge(claims, claim)
        else:
            yield from _judge_without_start(claims, claim)


def _open(claim: _Claim, reason: str, *others: Part) -> Judgement:
    return Judgement(
        Verdict.UNDECIDED,
        f"whether the pause {claim.record.id} held is open: {reason}",
        (claim.part,),
        related=others,
    )


def _end_days(
    claims: ClaimSet, entry: Entry, record: records.Pause, ender: Entry | None
) -> tuple[int, int] | None:
    until = entry.when("until")
    if until is not None:
        extent = until.readings[0].extent
        if extent.start.earliest is None or extent.end.latest is None:
            return None
        return extent.start.earliest // _DAY_SECONDS, extent.end.latest // _DAY_SECONDS
    if ender is not None:
        return local_days(claims, entry.document, ender.key)
    return None if record.ended_by else published_days(entry.document)


def _judge(claims: ClaimSet, claim: _Claim) -> Iterator[Judgement]:
    record = claim.record
    beginnings = [record.since, record.from_, record.begun_by, record.for_]
    if sum(said is not None for said in beginnings) > 1:
        yield _open(claim, _TWICE)
        return
    windows = _windows(claims, claim)
    if windows is None:
        yield _open(claim, "when it ended is not known")
        return
    if _is_over_before_it_begins(claims, claim, windows["default"]):
        yield _open(claim, "it ends before it begins")
        return
    own = _own(claims, claim)
    rivals = list(candidates(claims, claim.record.among, but=own))
    found = list(_breaks(claims, claim, rivals, windows))
    if found:
        yield from found
    else:
        yield _unbroken(claims, claim, rivals, windows)


_TWICE = "it gives a beginning twice, or a beginning and a length; keep one of them"


def _own(claims: ClaimSet, claim: _Claim) -> frozenset[str]:
    """Return the keys of the events between which the pause lies: they do not break it."""
    ends = (claim.starter, claim.ender)
    return frozenset[str]().union(*(same_events(claims, e) for e in ends if e is not None))


def _breaks(
    claims: ClaimSet, claim: _Claim, rivals: list[Candidate], windows: dict[str, Window]
) -> Iterator[Judgement]:
    """Tell each event that certainly lies in the pause, the last of them first."""
    window = windows["default"]
    found = certain_rivals(claims, claim.entry.document, rivals, window)
    yield from told_last_first(
        found, lambda rival: _broken(claims, claim, rival, window), "broke it"
    )
    if not found:
        together = ruled_out_together(claims, rivals, windows["default"])
        if together is not None:
            yield _together(claims, claim, together, windows["loose"])


def _stands(claims: ClaimSet, claim: _Claim, rival: Candidate) -> bool:
    """Say whether an event lies in the pause, as loosely as its length is read.

    So it must however the date of the document is read, where the pause goes on until then.
    """
    end = _end_days(claims, claim.entry, claim.record, claim.ender)
    ends = published_readings(claim.entry.document) if _goes_on(claim) else (end,)
    for one in ends:
        windows = _windows(claims, claim._replace(end=one))
        if windows is None or not lies_in(claims, rival.entry, windows["loose"]):
            return False
    return True


def _goes_on(claim: _Claim) -> bool:
    """Say whether it is told as lasting until its document was published."""
    return claim.record.until is None and claim.record.ended_by is None


def _unbroken(
    claims: ClaimSet, claim: _Claim, rivals: list[Candidate], windows: dict[str, Window]
) -> Judgement:
    for rival in rivals:
        if may_lie_in(claims, rival.entry, windows["open"]):
            why = rival.match.why or "its time leaves open whether it lies within"
            other = Part(Anchor(rival.entry.key), "this one")
            return _open(claim, f"{claims.called(rival.entry)} may have broken it; {why}", other)
    after = windows["default"].after
    first = None if after is None else after.moment // _DAY_MICROS - 1
    if claim.starter is not None:
        begun = local_days(claims, claim.entry.document, claim.starter.key)
        first = None if begun is None else begun[0]
    last = claim.end[1] if claim.end else None
    unknown = claim.starter is not None and (first is None or last is None)
    whole = (
        None if unknown else complete(claims, claim.entry.document, claim.record.among, first, last)
    )
    if whole is None:
        return _open(claim, ABSENCE)
    held = [r for r in rivals if lies_in(claims, r.entry, windows["exact"])]
    return _holds(claims, claim, held, complete_part(whole))


def _windows(claims: ClaimSet, claim: _Claim) -> dict[str, Window] | None:
    """Return the time without events under each reading; None where its end is not known."""
    if claim.starter is not None and claim.ender is not None and claim.record.until is None:
        # Between two events: where they lie is for the network to say.
        between = Window(None, None, claim.ender.key, claim.starter.key)
        return dict.fromkeys(("loose", "default", "exact", "open"), between)
    if claim.end is None:
        return None
    document = claim.entry.document
    ender = claim.ender.key if claim.ender is not None and claim.record.until is None else None
    goes_on = claim.record.until is None and ender is None
    # A pause that goes on may have ended on the very day that its end was told.
    last = claim.end[0] - 1 if goes_on else claim.end[0]
    before = before_end_of(claims, document, last)
    if claim.starter is not None:
        since = Window(None, before, ender, claim.starter.key)
        names = ("loose", "default", "exact")
        return {**dict.fromkeys(names, since), "open": _to_the_end(claim, since)}
    start = claim.entry.when("since") or claim.entry.when("from")
    if start is not None:
        moments = [_start(claim, reading.extent.start.latest) for reading in start.readings]
        usual = Window(None if moments[0] is None else Edge(moments[0]), before, ender)
        known = [moment for moment in moments if moment is not None]
        latest = Edge(max(known)) if len(known) == len(moments) else None
        narrow = replace(usual, after=latest)
        wide = _to_the_end(claim, usual)
        return {"loose": narrow, "default": usual, "exact": usual, "open": wide}
    span = claim.entry.span("for")
    if span is None:
        return None
    found: dict[str, Window] = {}
    needs = why_day(claims, ender) if ender is not None else frozenset[str]()
    intervals = {"loose": span.loose, "default": span.default, "exact": span.exact}
    for name, interval in intervals.items():
        moment = span_before(document, claim.end, span, interval)
        if moment is None:
            return None
        found[name] = Window(Edge(moment, needs), before, ender)
    return {**found, "open": _to_the_end(claim, found["default"])}


def _is_over_before_it_begins(claims: ClaimSet, claim: _Claim, window: Window) -> bool:
    starter, ender = (
        claims.timeline.node(key, "start") if key else None
        for key in (window.starter, window.ender)
    )
    if starter is not None and ender is not None:
        return not claims.timeline.allows(Bound(ender, starter, -1))
    if claim.end is None or window.after is None:
        return False
    return end_of_day(claim.entry.document, claim.end[1]) < window.after.moment


def _to_the_end(claim: _Claim, window: Window) -> Window:
    """Return the window up to the last moment that the pause can have lasted."""
    if claim.end is None:
        return window
    return replace(window, before=Edge(end_of_day(claim.entry.document, claim.end[1]) + 1))


def _start(claim: _Claim, latest: int | None) -> int | None:
    """Return the moment after which an event breaks the pause.

    With `since` the last one was then, with `from` that was the first day without one.
    """
    if latest is None:
        return None
    day = latest // _DAY_SECONDS
    return end_of_day(claim.entry.document, day if claim.record.since else day - 1)


def _broken(claims: ClaimSet, claim: _Claim, rival: Candidate, window: Window) -> Judgement:
    rests_on = ruled_out_of(claims, rival.entry, window) or frozenset()
    document = claim.entry.document
    name = claims.called(rival.entry)
    days = shown_days(local_days(claims, document, rival.entry.key))
    told = with_teller(claims, claim.record.among, rival, rests_on)
    keys = sorted(told - {claim.entry.key})
    return Judgement(
        Verdict.CONTRADICTS,
        f"the pause {claim.record.id} was broken by {name}, {days}",
        (claim.part, *parts_for(claims, keys, {rival.entry.key: "falls within the pause"})),
        working=(f"{name}: {days}", f"the pause ended {shown_days(claim.end)}"),
        help="say which events the pause is of, or when it began",
        strict=_said_one_way(claim)
        and in_every_reading(claims, keys, lambda view: _stands(view, claim, rival)),
    )


def _together(claims: ClaimSet, claim: _Claim, together: Together, loose: Window) -> Judgement:
    names = [claims.called(rival.entry) for rival in together.rivals]
    keys, parts = parts_together(claims, claim.entry, claim.record.among, together)
    return Judgement(
        Verdict.CONTRADICTS,
        f"the pause {claim.record.id} was broken by one of {', '.join(names)}, whenever they were",
        (claim.part, *parts),
        working=tuple(says(claims, key) for key in keys),
        help="say which events the pause is of, or when it began",
        strict=_said_one_way(claim)
        and (not _goes_on(claim) or len(published_readings(claim.entry.document)) == 1)
        and stands_together(claims, keys, together, loose),
    )


def _said_one_way(claim: _Claim) -> bool:
    until = claim.entry.when("until")
    return until is None or len(until.readings) == 1


def _holds(claims: ClaimSet, claim: _Claim, held: list[Candidate], whole: Part) -> Judgement:
    message = f"the pause {claim.record.id} held"
    if not held or claim.end is None:
        return Judgement(Verdict.HOLDS, message, (claim.part,), related=(whole,))
    document = claim.entry.document
    last = max(held, key=lambda c: local_days(claims, document, c.entry.key) or (0, 0))
    before = local_days(claims, document, last.entry.key)
    gap = f"{claim.end[0] - before[1]} days" if before is not None else "some time"
    return Judgement(
        Verdict.HOLDS,
        f"{message} only by tolerance: it lasted {gap}, and is said to have lasted "
        f"{claim.record.for_}",
        (claim.part,),
        related=(Part(Anchor(last.entry.key, ("when",)), "the last one before it"), whole),
        working=(
            f"{claims.called(last.entry)}: {shown_days(before)}",
            f"the pause ended {shown_days(claim.end)}, {gap} later",
        ),
        tolerance=True,
    )


def _judge_without_start(claims: ClaimSet, claim: _Claim) -> Iterator[Judgement]:
    """Judge a pause of which only is said that it holds: no event can be shown to break it.

    It may have begun after any of them. What its own document tells beside it is worth a word,
    for a reader will wonder.
    """
    own = _own(claims, claim)
    for rival in candidates(claims, claim.record.among, but=own):
        if rival.entry.document is claim.entry.document:
            reason = f"{claims.called(rival.entry)} may have broken it; "
            reason += rival.match.why or "since when it holds is not said"
            yield _open(claim, reason, Part(Anchor(rival.entry.key), "this one"))
            return


RULE = Rule("An event falls within a pause that is said to have had none.", judge)
