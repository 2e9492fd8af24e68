"""A record held against its quote: where to look, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rules.grounding.passage import PARAGRAPH_LIMIT, Stretch
from rules.grounding.verdict import Outcome, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from claims.load import Entry
    from claims.vocabulary import Vocabulary
    from rules.grounding.passage import Passage


class Found(NamedTuple):
    """What one mention is worth to a field: its words, and the record's that would agree."""

    outcome: Outcome
    words: str
    reason: str = ""
    correct: str = ""


Look = "Callable[[Stretch, bool], Iterable[Found]]"


@dataclass(frozen=True)
class Case:
    """A claim, where its quote stands, and what names mean."""

    entry: Entry
    passage: Passage
    vocabulary: Vocabulary

    @property
    def country(self) -> str | None:
        """Return the country of the document, which chooses among readings of units."""
        return self.entry.document.record.country


def around(passage: Passage) -> list[tuple[str, Stretch]]:
    """Return the stretches that a quote may leave things to, the nearest first."""
    if not passage.context:
        return []
    found = [("the quote's sentence", passage.sentence), ("its paragraph", passage.paragraph)]
    if passage.before is not None:
        found.append(("the paragraph before", passage.before))
    return found


def wide(passage: Passage) -> Stretch:
    """Return as much of the text as is looked at before something is said to stand nowhere."""
    low = max(0, passage.paragraph.start - 2 * PARAGRAPH_LIMIT)
    high = min(len(passage.text), passage.paragraph.end + 2 * PARAGRAPH_LIMIT)
    return Stretch(passage.text, low, high)


def settle(
    passage: Passage,
    record: str,
    look: Callable[[Stretch, bool], Iterable[Found]],
    *,
    sentence_decides: bool = False,
    closer_around: bool = False,
    speaks: bool = False,
) -> Said:
    """Give the verdict on a field: by the quote where that speaks of it, else by what is around.

    `look` returns what a stretch says of the field; its second argument says that the stretch is
    the quote. With `sentence_decides` a sentence that says something else is told although the
    paragraph has what the record says. With `closer_around` the words around a quote may say more
    closely what it says loosely. A quote that `speaks` of such a thing itself, in words that are
    not read, leaves nothing to the words around it: what those say decides nothing.
    """
    said = [found for stretch in passage.quote for found in look(stretch, True)]
    if said:
        found = min(said, key=lambda one: one.outcome.rank)
        if found.outcome is Outcome.STRONGER and closer_around and _supplied(passage, look):
            return Said(Outcome.AGREES, record, found.words, "the words around it say so")
        return Said(found.outcome, record, found.words, found.reason, found.correct)
    other: Found | None = None
    for where, stretch in around(passage):
        mentions = sorted(look(stretch, False), key=lambda one: one.outcome.rank)
        if mentions and mentions[0].outcome.rank <= Outcome.WEAKER.rank:
            return Said(Outcome.AGREES, record, mentions[0].words, f"it stands in {where}")
        if mentions and other is None and mentions[0].outcome.is_told:
            other = mentions[0]._replace(reason=mentions[0].reason or f"{where} says otherwise")
            if sentence_decides and where == "the quote's sentence":
                break
    else:
        far = _from_afar(passage, record, look)
        if isinstance(far, Said):
            return far
        other = other or far
    if speaks:
        return Said(Outcome.NOT_JUDGED, record, "", "the quote's own words for it are not read")
    return Said(Outcome.ELSEWHERE, record, other.words, other.reason, other.correct)


def _from_afar(
    passage: Passage, record: str, look: Callable[[Stretch, bool], Iterable[Found]]
) -> Said | Found:
    """Return what stands further away; a verdict where that decides nothing."""
    if not passage.context:
        return Said(Outcome.NOT_JUDGED, record, "", "the quote does not say it")
    mentions = sorted(look(wide(passage), False), key=lambda one: one.outcome.rank)
    if not mentions:
        return Said(Outcome.NOT_JUDGED, record, "", "the words do not say it")
    if mentions[0].outcome.rank <= Outcome.WEAKER.rank:
        return Said(Outcome.NOT_JUDGED, record, "", "it stands further away from the quote")
    return mentions[0]._replace(reason="nothing near the quote says it")


def _supplied(passage: Passage, look: Callable[[Stretch, bool], Iterable[Found]]) -> bool:
    return any(
        found.outcome is Outcome.AGREES
        for _, stretch in around(passage)
        for found in look(stretch, False)
    )
