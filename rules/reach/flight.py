"""A distance flown must fit the places between which it was flown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from rules.claimset import ClaimSet


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each distance that an event covered against where it began and ended."""
    held = list(_travelled(claims))
    if not held:
        return
    from rules.reach._flight import judge_flight  # noqa: PLC0415 - loads the map
    from rules.reach._places import within_effort  # noqa: PLC0415 - likewise

    for entry, event in held:
        part = Part(Anchor(entry.key, ("value",)))
        yield from within_effort(claims, part, judge_flight(claims, entry, event))


def _travelled(claims: ClaimSet) -> Iterator[tuple[Entry, Entry]]:
    """Return the distances travelled whose event has a beginning and an end that are told."""
    wanted = claims.vocabulary.properties.canonical("distance travelled")
    located: set[str] = set()
    for entry, location in claims.each(records.Location):
        located.add(claims.subject(entry, location.of))
    for entry, record in claims.each(records.Measurement):
        if claims.vocabulary.properties.canonical(record.property) != wanted:
            continue
        if record.role in {"planned", "limit", "capability"} or record.statistic == "total":
            continue
        if record.hedge == "denied" or record.status != "happened":
            continue
        event = claims.event(entry, record.of)
        if event is None or not isinstance(event.record, records.Event):
            continue
        begins = event.record.from_ is not None
        ends = event.record.to is not None or claims.subject(entry, record.of) in located
        if begins and ends and event.record.status == "happened":
            yield entry, event


RULE = Rule("A distance flown does not fit where the flight began and ended.", judge)
