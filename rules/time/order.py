"""Times, durations and the order of events, taken together, must fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.temporal.order_facets import order_words
from rules.time._conflict import EFFORT, conflict_judgement
from rules.time._zones import zones_apart

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
    for unsearched in timeline.unsearched:
        yield _given_up(claims, unsearched)
    for entry, order in claims.each(records.Order):
        if entry.key not in timeline.touched:
            yield from _judge(claims, entry, order)
    for entry in claims.entries:
        if (entry.key, "same_as") in timeline.tested and entry.key not in timeline.touched:
            yield from zones_apart(claims, entry)
    for entry, measurement in claims.each(records.Measurement):
        if (entry.key, "duration") in timeline.tested and entry.key not in timeline.touched:
            words = f"{measurement.of} lasting {measurement.value} fits its times"
            yield Judgement(Verdict.HOLDS, words, (Part(Anchor(entry.key, ("value",))),))


def _given_up(claims: ClaimSet, unsearched: frozenset[str]) -> Judgement:
    """Say of claims that hang together that not all their conflicts may have been found."""
    known = sorted(unsearched & claims.timeline.conflicting)
    keys = known or sorted(unsearched)
    return Judgement(
        Verdict.UNDECIDED,
        f"gave up looking for further conflicts among {len(unsearched)} claims: {EFFORT}",
        (Part(Anchor(keys[0])),),
        help="settle the conflicts that are told, and check again",
    )


def _judge(claims: ClaimSet, entry: Entry, order: records.Order) -> Iterator[Judgement]:
    timeline = claims.timeline
    words = order_words(claims, entry, order)
    part = Part(Anchor(entry.key, ("relation",)), words)
    reason = _unread(claims, entry, order)
    if reason:
        yield Judgement(Verdict.UNDECIDED, f"it is open whether {words}: {reason}", (part,))
    elif (entry.key, "order") in timeline.tested:
        yield Judgement(Verdict.HOLDS, f"{words}: fits all other times", (part,))


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
