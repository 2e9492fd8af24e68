"""Whether a record's rank, first or last, largest or smallest, is the one its quote gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.grounding.case import Case

RANK = "rank"
OPPOSITES = {
    "first": "last",
    "last": "first",
    "largest": "smallest",
    "smallest": "largest",
    "longest": "shortest",
    "shortest": "longest",
}


def judge_ranks(case: Case) -> Iterator[FieldVerdict]:
    """Hold a rank against the words for it; only its opposite alone contradicts it."""
    record = case.entry.record
    if not isinstance(record, records.First):
        return
    quote, opposite = case.passage.words, OPPOSITES[record.rank]
    own = pattern(f"rank_{record.rank}").search(quote)
    other = pattern(f"rank_{opposite}").search(quote)
    if own:
        said = Said(Outcome.AGREES, record.rank, own[0])
    elif other:
        reason = "the text says the opposite"
        said = Said(Outcome.DISAGREES, record.rank, other[0], reason, opposite)
    else:
        said = Said(Outcome.NOT_JUDGED, record.rank, "", "no word of the quote says which")
    yield FieldVerdict(("rank",), RANK, said)
