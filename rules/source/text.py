"""The text that a document names must be there, and be the one that was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.contract import Judgement, Part, Rule, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.claimset import ClaimSet


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Tell each text that cannot be used."""
    for document in claims.documents:
        fault = claims.text_fault(document)
        if fault is not None:
            part = (Part(fault.place),)
            yield Judgement(Verdict.CONTRADICTS, fault.message, part, help=fault.help)
        elif claims.text(document) is not None:
            message = f"the text of {document.key} can be read"
            yield Judgement(Verdict.HOLDS, message, (Part(document.place.below("text")),))


RULE = Rule(
    "The text of a document cannot be read, or is another than was recorded.",
    judge,
    Severity.ERROR,
    of_words=True,
    of_structure=True,
)
