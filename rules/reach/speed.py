"""What covers a distance in a time must be able to go that fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from rules.contract import Judgement, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from rules.claimset import ClaimSet


class Timed(NamedTuple):
    """An event, a claim of how long it took, and claims of how far it went."""

    event: Entry
    lasted: Entry
    went: tuple[Entry, ...]


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold the speed of each event of known length in space and time against its class."""
    held = list(_timed(claims))
    if not held:
        return
    from rules.reach._speed import judge_speed  # noqa: PLC0415 - may load the map

    for timed in held:
        yield from judge_speed(claims, timed)


def _timed(claims: ClaimSet) -> Iterator[Timed]:
    properties = claims.vocabulary.properties
    lasted: dict[str, list[tuple[Entry, Entry]]] = {}
    went: dict[str, list[Entry]] = {}
    for entry, record in claims.each(records.Measurement):
        counts = record.hedge != "denied" and record.status == "happened"
        if not counts or record.role in {"planned", "limit", "capability"}:
            continue
        event = claims.event(entry, record.of)
        if event is None or record.statistic == "total":
            continue
        name = properties.canonical(record.property)
        subject = claims.subject(entry, record.of)
        if name == properties.canonical("duration"):
            lasted.setdefault(subject, []).append((event, entry))
        elif name == properties.canonical("distance travelled"):
            went.setdefault(subject, []).append(entry)
    for subject in sorted(lasted):
        for event, entry in lasted[subject]:
            yield Timed(event, entry, tuple(went.get(subject, ())))


RULE = Rule("Something is said to have gone faster than things of its class can.", judge)
