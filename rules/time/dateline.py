"""What a document tells as past lies before its publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.time._conflict import conflict_judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.claimset import ClaimSet


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Tell each conflict of times that rests on a dateline, and which datelines are met."""
    timeline = claims.timeline
    for conflict in timeline.conflicts:
        if any(bound.facet == "dateline" for bound in conflict.bounds):
            yield conflict_judgement(claims, conflict)
    for entry in claims.entries:
        record = entry.record
        field = "when" if isinstance(record, records.Event) else "from"
        when = entry.when(field)
        if (entry.key, "dateline") not in timeline.facet_names or entry.key in timeline.touched:
            continue
        part = Part(Anchor(entry.key, (field,)))
        if when is not None:
            words = f"{claims.called(entry)}, {when.readings[0].label}, lies before the publication"
            yield Judgement(Verdict.HOLDS, words, (part,))


RULE = Rule("An event told as past lies after the publication that tells it.", judge)
