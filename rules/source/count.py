"""A count of a record is not what its quote says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.contract import Rule
from rules.grounding import has_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.claimset import ClaimSet
    from rules.contract import Judgement


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold the fields of this sort of each claim against its quote."""
    if not has_texts(claims):
        return
    from rules.grounding.amounts import judge_counts  # noqa: PLC0415 - only runs with texts need it
    from rules.grounding.judging import judgements  # noqa: PLC0415 - the same
    from rules.grounding.ranks import judge_ranks  # noqa: PLC0415 - the same

    yield from judgements(claims, judge_counts)
    yield from judgements(claims, judge_ranks)


RULE = Rule("A count of a record is not what its quote says.", judge, of_words=True)
