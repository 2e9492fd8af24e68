"""How faults that readers found become judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.contract import Judgement, Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules.claimset import ClaimSet


def told(rule_id: str) -> Callable[[ClaimSet], Iterator[Judgement]]:
    """Return the judge of a rule that tells the readers' faults of its own name."""

    def judge(claims: ClaimSet) -> Iterator[Judgement]:
        for fault in claims.corpus.faults:
            if fault.rule == rule_id:
                part = (Part(fault.place),)
                yield Judgement(
                    Verdict.CONTRADICTS,
                    fault.message,
                    part,
                    help=fault.help,
                    instead=fault.instead,
                )

    return judge
