"""From verdicts on fields to what the rules say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.grounding.case import Case
from rules.grounding.language import is_foreign
from rules.grounding.passage import Passage
from rules.grounding.verdict import FieldVerdict, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules.claimset import ClaimSet

_SHOWN = 200
_STANDING = {
    Outcome.STRONGER: "the record says more than its quote",
    Outcome.AMBIGUOUS: "another reading of the quote would agree",
    Outcome.ELSEWHERE: "the quote itself leaves it open",
}


def cases(claims: ClaimSet) -> Iterator[Case]:
    """Yield each claim with a quote found in the text of its document, and where it stands.

    Quotes in another script than the Latin one, or in another language than English, are left out:
    nothing is judged of their fields.
    """
    for entry in claims.entries:
        if claims.text(entry.document) is None:
            continue
        placed = claims.placed(entry)
        if placed is not None and placed.spans:
            passage = Passage(placed.text, tuple(placed.spans), placed.context)
            if not (_in_another_script(passage.words) or is_foreign(passage.sentence.words)):
                yield Case(entry, passage, claims.vocabulary)


_OTHER_SCRIPT = 0.3
"""The share of letters beyond the Latin ones from which on a quote is in no language known here; a
foreign name in an English quote stays below it."""
_LAST_LATIN = "\u024f"


def _in_another_script(words: str) -> bool:
    """Say whether a quote is not in English for certain, whose grammar is the only one here."""
    letters = [char for char in words if char.isalpha()]
    foreign = sum(char > _LAST_LATIN for char in letters)
    return foreign > _OTHER_SCRIPT * len(letters)


def judgements(
    claims: ClaimSet, judge: Callable[[Case], Iterator[FieldVerdict]]
) -> Iterator[Judgement]:
    """Yield what one sort of field of every claim is worth; what cannot be judged says nothing."""
    for case in cases(claims):
        for verdict in judge(case):
            if verdict.said.outcome is not Outcome.NOT_JUDGED:
                yield _judgement(claims, case, verdict)


def _judgement(claims: ClaimSet, case: Case, verdict: FieldVerdict) -> Judgement:
    said = verdict.said
    field = ".".join(map(str, verdict.route))
    of = f"{claims.called(case.entry)}: `{field}`"
    anchor = Anchor(case.entry.key, _written(case, verdict))
    quote = _shorten(case.passage.words)
    if said.outcome is Outcome.AGREES:
        return Judgement(Verdict.HOLDS, f"{of} agrees with its quote", (Part(anchor),))
    shown = quoted(said.record)
    if said.outcome is Outcome.WEAKER:
        words = f", {quoted(_shorten(said.words))}" if said.words else ""
        message = f"{of} is {shown}, and its quote says more{words}"
        return Judgement(Verdict.HOLDS, message, (Part(anchor),), remark=True)
    words = quoted(_shorten(said.words)) if said.words else ""
    says = f"its quote says {words}" if words else "its quote does not say so"
    if said.outcome is Outcome.ELSEWHERE:
        says = f"the words around its quote say {words}" if words else "the text does not say so"
    working = [f"the quote: {quoted(quote)}"]
    if said.reason:
        working.insert(0, said.reason)
    correct = said.correct or said.words
    way_out = f"write `{field}: {_shorten(correct)}`" if correct else "give what the text says"
    mends = bool(correct) and len(correct) <= _SHOWN and anchor.field == verdict.route
    return Judgement(
        Verdict.CONTRADICTS,
        f"{of} is {shown}, and {says}",
        (Part(anchor, _shorten(said.reason)),),
        working=tuple(working),
        help=f"{way_out}, or quote the words that say {shown}",
        standing=_STANDING.get(said.outcome, ""),
        instead=(correct,) if mends else (),
    )


def _written(case: Case, verdict: FieldVerdict) -> tuple[str | int, ...]:
    """Return the route of a field that stands in the record; else that of its quote."""
    record = case.entry.record
    first = str(verdict.route[0])
    given = first in record.model_fields_set or f"{first}_" in record.model_fields_set
    return verdict.route if given else ("quote",)


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
