"""Times, durations and the order of events, taken together, must fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.time._conflict import EFFORT, conflict_judgement
from rules.timeline import order_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from rules.claimset import ClaimSet


_METRIC = {"before", "after", "meets", "met by", "apart"}


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Tell each conflict of the network, and how each claim of an order fares."""
    timeline = claims.timeline
    for conflict in timeline.conflicts:
        if not any(bound.facet == "dateline" for bound in conflict.bounds):
            yield conflict_judgement(claims, conflict)
    for entry, order in claims.each(records.Order):
        if entry.key not in timeline.conflicting:
            yield from _judge(claims, entry, order)
    for entry, measurement in claims.each(records.Measurement):
        if (entry.key, "duration") in timeline.tested and entry.key not in timeline.touched:
            words = f"{measurement.of} lasting {measurement.value} fits its times"
            yield Judgement(Verdict.HOLDS, words, (Part(Anchor(entry.key, ("value",))),))


def _judge(claims: ClaimSet, entry: Entry, order: records.Order) -> Iterator[Judgement]:
    timeline = claims.timeline
    words = order_words(claims, entry, order)
    part = Part(Anchor(entry.key, ("relation",)), words)
    reason = _unread(claims, entry, order)
    if entry.key in timeline.given_up:
        yield Judgement(Verdict.UNDECIDED, f"gave up on whether {words}: {EFFORT}", (part,))
    elif reason:
        yield Judgement(Verdict.UNDECIDED, f"it is open whether {words}: {reason}", (part,))
    elif entry.key in timeline.cases:
        yield from _judge_cases(claims, entry, order, part)
    elif (entry.key, "order") in timeline.tested:
        yield Judgement(Verdict.HOLDS, f"{words}: fits all other times", (part,))


def _judge_cases(
    claims: ClaimSet, entry: Entry, order: records.Order, part: Part
) -> Iterator[Judgement]:
    """Judge an order that leaves a choice: one that is denied, or events so far apart.

    It contradicts when every case that it leaves is ruled out by other times.
    """
    timeline = claims.timeline
    cases = timeline.cases[entry.key]
    words = order_words(claims, entry, order)
    ruled_out = timeline.refute(cases[0])
    if ruled_out is None:
        if entry.key in timeline.linked:
            yield Judgement(Verdict.HOLDS, f"{words}: fits all other times", (part,))
        return
    others = ruled_out - {entry.key}
    strict = timeline.refute(cases[-1]) is not None and all(
        timeline.has_one_reading(key) for key in others
    )
    stands = f"it is denied that {words}" if order.hedge == "denied" else words
    parts = (part, *(Part(Anchor(key), "rules that out") for key in sorted(others)))
    yield Judgement(
        Verdict.CONTRADICTS,
        f"{stands}, but the other times leave no room for that",
        parts,
        working=timeline.words(others),
        help="leaving out any one of these would settle it: " + ", ".join(_ids(claims, parts)),
        strict=strict,
    )


def _ids(claims: ClaimSet, parts: tuple[Part, ...]) -> list[str]:
    found = (claims.get(part.claim) for part in parts if part.claim is not None)
    return [claims.called(entry) for entry in found if entry is not None]


def _unread(claims: ClaimSet, entry: Entry, order: records.Order) -> str:
    """Say which text that the order needs could not be read."""
    if order.by is not None and order.relation not in _METRIC:
        return f'"{order.relation}" leaves nothing to be {order.by} apart; leave `by` out'
    if ("by",) in entry.unread:
        return f'"{order.by}" could not be read'
    for ref in (order.of, order.than):
        target = claims.target(entry, ref)
        if claims.is_broken(entry, ref):
            return f"the claim {ref} could not be read"
        if target is not None and ("when",) in target.unread:
            return f"the time of {ref} could not be read"
    return ""


RULE = Rule("Times, durations and order of events do not fit together.", judge)
