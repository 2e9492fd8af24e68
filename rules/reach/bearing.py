"""A distance and a direction from a place must lead to where the thing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.claimset import ClaimSet


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each distance and direction from a place against where the same thing is put."""
    held = [
        (entry, record)
        for entry, record in claims.each(records.Location)
        if record.status == "happened"
        and (record.distance is not None or record.bearing is not None)
    ]
    if not held:
        return
    from rules.reach._bearing import judge_bearing  # noqa: PLC0415 - loads the map
    from rules.reach._places import within_effort  # noqa: PLC0415 - likewise

    for entry, record in held:
        part = Part(Anchor(entry.key, ("place",)))
        yield from within_effort(claims, part, judge_bearing(claims, entry, record))


RULE = Rule("A distance and direction from a place do not lead to where the thing is.", judge)
