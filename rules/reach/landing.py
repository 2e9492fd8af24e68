"""What is said to lie in, outside of, near or between places must do so on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.claimset import ClaimSet


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each claim of location against where other claims put the same thing."""
    held = [
        (entry, record)
        for entry, record in claims.each(records.Location)
        if record.status == "happened" and record.distance is None and record.bearing is None
    ]
    if not held:
        return
    from rules.reach._landing import judge_landing, judge_rivals  # noqa: PLC0415 - loads the map
    from rules.reach._places import within_effort  # noqa: PLC0415 - likewise

    for entry, record in held:
        part = Part(Anchor(entry.key, ("place",)))
        yield from within_effort(claims, part, judge_landing(claims, entry, record))
    part = Part(Anchor(held[0][0].key, ("place",)))
    yield from within_effort(claims, part, judge_rivals(claims, held))


RULE = Rule("Something does not lie where it is said to lie.", judge)
