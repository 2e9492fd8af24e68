"""A range must cover the target that it is said to cover, on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.claimset import ClaimSet


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each claim of reach against the map."""
    held = claims.each(records.Reach)
    if not held:
        return
    from rules.reach._places import within_effort  # noqa: PLC0415 - loads the map
    from rules.reach._target import judge_reach  # noqa: PLC0415 - likewise

    for entry, record in held:
        if record.status != "cancelled":
            part = Part(Anchor(entry.key, ("target",)))
            yield from within_effort(claims, part, judge_reach(claims, entry, record))


RULE = Rule("A range does not cover the target that it is said to cover.", judge)
