"""How a field of a record stands to the words that it quotes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.faults import Route


class Outcome(Enum):
    """What a field's words are worth; the order is from the best to the worst."""

    AGREES = "agrees"
    WEAKER = "weaker"
    """Entailed by the quote, which says more."""
    NOT_JUDGED = "not judged"
    STRONGER = "stronger"
    """Says more than the quote: a bound, a doubt or a roundness is dropped."""
    AMBIGUOUS = "ambiguous"
    """Agrees only under a reading that is not the default."""
    ELSEWHERE = "elsewhere"
    """The quote leaves it to the words around it, and those say something else."""
    DISAGREES = "disagrees"
    """No reading of the quote gives this value."""

    @property
    def is_told(self) -> bool:
        """Say whether the outcome is a complaint."""
        return self.rank > Outcome.NOT_JUDGED.rank

    @property
    def rank(self) -> int:
        """Return the place in the order from the best to the worst."""
        return list(Outcome).index(self)


@dataclass(frozen=True, slots=True)
class Said:
    """The verdict on one field.

    `record` is what the record says, `words` what the text does, verbatim; both as they stand.
    `reason` says in a few words why, and `correct` is a value for the field that would agree.
    """

    outcome: Outcome
    record: str
    words: str = ""
    reason: str = ""
    correct: str = ""


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """The verdict on the field at a route of a record, and the sort of field that it is."""

    route: Route
    sort: str
    said: Said


def best(verdicts: list[Said]) -> Said:
    """Return the verdict of the mention that suits the record best; the first of equals."""
    return min(verdicts, key=lambda said: said.outcome.rank)
