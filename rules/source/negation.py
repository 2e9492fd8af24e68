"""A record asserts what its quote denies, or the other way round."""

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
    from rules.grounding.judging import judgements  # noqa: PLC0415 - the same
    from rules.grounding.polarity import judge_negation  # noqa: PLC0415 - only runs with texts need it

    yield from judgements(claims, judge_negation)


RULE = Rule("A record asserts what its quote denies, or the other way round.", judge, of_words=True)
