"""What a rule is, and what it says.

A rule is a pure function from a claim set to judgements. It says what it found and which claims
the verdict rests on; it knows neither its own id nor how severe its findings are (the engine
stamps both) nor lines and columns (reports find those).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from claims.faults import Place, Route
    from claims.suppressions import Suppression
    from rules.claimset import ClaimSet


class Verdict(Enum):
    """Whether claims can hold together."""

    CONTRADICTS = "contradicts"
    UNDECIDED = "undecided"
    HOLDS = "holds"


class Severity(Enum):
    """How much a finding asks of its reader, from least to most."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Return 0 for a note, 1 for a warning, 2 for an error."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A claim by its key and a field of it by its route; no route: the claim as a whole.

    The key of a document stands for the document's own record.
    """

    claim: str
    field: Route = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A claim that takes part in a verdict: where it says so, and what, in a few words."""

    at: Anchor | Place
    label: str = ""

    @property
    def claim(self) -> str | None:
        """Return the key of the claim, where the part is one."""
        return self.at.claim if isinstance(self.at, Anchor) else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of some claims.

    `parts` are the claims whose content the verdict needs, the one to look at first in front; of a
    contradiction they are the conflict, and leaving out any one of them would end it. `related`
    are claims merely pointed at. `background` names the facts that no claim makes, with their
    source. `strict` says that a contradiction holds under every reading of the words, and
    `tolerance` that claims hold only thanks to one. `working` is the chain of steps, `help` the
    way out.
    """

    verdict: Verdict
    message: str
    parts: tuple[Part, ...]
    related: tuple[Part, ...] = ()
    background: tuple[str, ...] = ()
    working: tuple[str, ...] = ()
    help: str = ""
    strict: bool = True
    tolerance: bool = False
    remark: bool = False
    """Told as a note although everything holds: something that a reader should know."""
    standing: str = ""
    """Why a contradiction is less than an error, where the rule itself knows: it is a warning."""
    instead: tuple[str, ...] = ()
    """Texts that may be meant where the first part stands, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its file gives it.

    `severity` is given only by rules whose findings are always of one severity. A `formal` rule
    looks at how a claim is put, not at whether it is true: a claim that only such rules looked at
    counts as not judged.

    A rule `of_words` holds a record against the words it was taken from. Who said them, and how
    firmly, is no excuse for a record that says something else, so that its contradictions are
    errors unless a reading of the words, or the rule, makes less of them. It says nothing of
    whether the claim is true: in a run with other rules it leaves a claim not judged.
    """

    summary: str
    judge: Callable[[ClaimSet], Iterable[Judgement]]
    severity: Severity | None = None
    formal: bool = False
    of_words: bool = False
    of_structure: bool = False
    """It tells what could not be read, or that nothing is hidden: no suppression holds of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement that is told, with the rule that made it and how severe it is."""

    rule: str
    severity: Severity
    judgement: Judgement
    standing: str = ""
    """Why a contradiction is no error: a dispute, a changed account, a reading."""
    suppressions: tuple[Suppression, ...] = ()
    """What in the claim files says that it does not count."""
    known: str = ""
    """Where it is known from, such as a baseline; empty where it is new, or nobody asked."""

    @property
    def counts(self) -> bool:
        """Say whether it is neither suppressed nor known from before: only these fail a run."""
        return not self.suppressions and not self.known


@dataclass(frozen=True, slots=True)
class Known:
    """A finding of an earlier run, by what does not hang on lines.

    `fingerprint` tells it from all others of its run, `claims` are the keys of those that took part
    (none where it was about a file), `message` is for readers alone.
    """

    fingerprint: str
    rule: str
    severity: Severity
    claims: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Against:
    """What an outcome was compared with, by its name, and what was there that is no more."""

    name: str
    gone: tuple[Known, ...] = ()
