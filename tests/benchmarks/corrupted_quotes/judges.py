"""Who is asked about a record: this program, and three tools that look for quotes in texts.

A verdict is True where the judge complains of the record. The other tools know the quote and the
text only: of a field that contradicts its quote they can say nothing.
"""

from __future__ import annotations

import time
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from claims.load import load
from claims.tree import Tree
from claims.vocabulary import shipped
from corrupted_quotes.cases import exact
from rules.catalogue import UnknownRuleError, select
from rules.contract import Anchor, Severity
from rules.engine import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrupted_quotes.articles import Article
    from corrupted_quotes.cases import Case
    from rules.contract import Finding

THRESHOLD = 95
"""What rapidfuzz must give a quote, of 100, for it to pass."""


class Judge(Protocol):
    """Says of each case of a text whether it complains."""

    name: str

    def verdicts(self, article: Article, cases: Sequence[Case]) -> list[bool]:
        """Return whether the judge complains, for each case."""


class Counterclaim:
    """The `source` family: an error or a warning that the record before the change does not get.

    All cases of a text go through one run, each under an id of its own beside the records as they
    stand. `said` has what was told of each case of the last text, and `milliseconds` the time of
    all runs for each record of them, reading included.
    """

    name = "counterclaim"

    def __init__(self) -> None:
        try:
            self.rules = select(only=["source"])
        except UnknownRuleError:
            self.rules = ()
        self.seconds = 0.0
        self.records = 0
        self.said: list[tuple[str, ...]] = []

    @property
    def milliseconds(self) -> float:
        """Return the mean time of a record."""
        return 1000 * self.seconds / max(1, self.records)

    def verdicts(self, article: Article, cases: Sequence[Case]) -> list[bool]:
        """Return, for each case, whether there is a complaint; no case has any before it is run."""
        told = self.findings(article, cases)
        plain = {
            record["id"]: _complaints(told.get(record["id"], [])) for record in article.records
        }
        result = []
        self.said = []
        for at, case in enumerate(cases):
            found = told.get(_id(at), [])
            self.said.append(tuple(f"{f.rule}: {f.judgement.message}" for f in found))
            before = set() if case.faithful else plain[case.before["id"]]
            result.append(bool(_complaints(found) - before))
        return result

    def findings(self, article: Article, cases: Sequence[Case]) -> dict[str, list[Finding]]:
        """Return what the rules tell of each record, by its id in the run."""
        records = [dict(case.after, id=_id(at)) for at, case in enumerate(cases)]
        data = {"document": dict(article.document), "claims": [*article.records, *records]}
        begin = time.perf_counter()
        corpus = load([Tree(str(article.file), data, lambda: None)], shipped())
        outcome = check(corpus, self.rules)
        self.seconds += time.perf_counter() - begin
        self.records += len(data["claims"])
        if corpus.broken:
            raise ValueError(f"{article.name}: {corpus.faults[0].message}")
        told: dict[str, list[Finding]] = {}
        for finding in outcome.findings:
            at = finding.judgement.parts[0].at
            if isinstance(at, Anchor):
                told.setdefault(at.claim.partition("#")[2], []).append(finding)
        return told


def _id(at: int) -> str:
    return f"case-{at}"


def _complaints(findings: Sequence[Finding]) -> set[tuple[object, ...]]:
    return {
        (finding.rule, finding.severity, getattr(finding.judgement.parts[0].at, "field", ()))
        for finding in findings
        if finding.severity is not Severity.NOTE
    }


class _OfQuotes:
    """A judge that looks at the quote and the text; what it said of a quote it keeps."""

    name = ""

    def verdicts(self, article: Article, cases: Sequence[Case]) -> list[bool]:
        """Return whether the judge complains, for each case."""
        known: dict[str, bool] = {}
        for case in cases:
            quote = exact(case.after)
            if quote not in known:
                known[quote] = not self.accepts(quote, article.text)
        return [known[exact(case.after)] for case in cases]

    def accepts(self, quote: str, text: str) -> bool:
        """Say whether the quote passes."""
        raise NotImplementedError


class Langextract(_OfQuotes):
    """The aligner of langextract: passes what it aligns at all, by its own default settings."""

    name = "langextract"

    def accepts(self, quote: str, text: str) -> bool:
        """Say whether the aligner finds a place for the quote."""
        return any(status is not None for status in self.found(quote, text))

    def found(self, quote: str, text: str) -> list[Any]:
        """Return how well the aligner says that the quote fits."""
        extraction = _langextract().Extraction(extraction_class="claim", extraction_text=quote)
        aligned = _aligner().align_extractions([[extraction]], text)
        return [each.alignment_status for group in aligned for each in group]


class LangextractExact(Langextract):
    """The same aligner, where only what it calls an exact match passes."""

    name = "langextract exact"

    def accepts(self, quote: str, text: str) -> bool:
        """Say whether the aligner finds the very words."""
        exactly = _langextract().AlignmentStatus.MATCH_EXACT
        return any(status is exactly for status in self.found(quote, text))


class Instructor(_OfQuotes):
    """The citations of instructor: passes where the validated record still has a quote."""

    name = "instructor"

    def accepts(self, quote: str, text: str) -> bool:
        """Say whether a quote is left after validation; it may have been rewritten."""
        record = _citation().model_validate(
            {"substring_quotes": [quote]}, context={"context": text}
        )
        return bool(record.substring_quotes)


class Rapidfuzz(_OfQuotes):
    """rapidfuzz: passes a partial ratio of 95 of 100."""

    name = "rapidfuzz"

    def accepts(self, quote: str, text: str) -> bool:
        """Say whether the quote is similar enough to some part of the text."""
        from rapidfuzz.fuzz import partial_ratio  # noqa: PLC0415

        return bool(partial_ratio(quote, text) >= THRESHOLD)


def others() -> tuple[Judge, ...]:
    """Return the judges whose packages are installed."""
    return tuple(judge for judge in all_others() if find_spec(judge.name.split()[0]))


def all_others() -> tuple[Judge, ...]:
    """Return all judges but this program, installed or not."""
    return (Langextract(), LangextractExact(), Instructor(), Rapidfuzz())


@cache
def _langextract() -> Any:
    from langextract.core import data  # noqa: PLC0415

    return data


@cache
def _aligner() -> Any:
    from langextract.resolver import WordAligner  # noqa: PLC0415

    aligner: Any = WordAligner
    return aligner()


@cache
def _citation() -> Any:
    from instructor.dsl.citation import CitationMixin  # noqa: PLC0415

    return CitationMixin
