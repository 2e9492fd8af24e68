"""What the properties share: how data is checked, and what of an outcome is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from claims.json_reader import read_json
from claims.load import load
from claims.source import Source
from claims.strategies import claim_text
from claims.vocabulary import shipped
from rules.contract import Severity, Verdict
from rules.engine import Outcome, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from claims.load import Corpus
    from rules.contract import Finding

File = dict[str, Any]


class Told(NamedTuple):
    """What of a finding does not hang on its words."""

    rule: str
    severity: str
    verdict: str
    claims: tuple[str, ...]


def corpus_of(files: Sequence[File]) -> Corpus:
    trees = []
    faults = []
    for number, file in enumerate(files):
        read, wrong = read_json(Source(f"{number}.json", claim_text(file, "json")))
        trees += read
        faults += wrong
    return load(trees, shipped(), faults)


def outcome_of(files: Sequence[File]) -> Outcome:
    return check(corpus_of(files))


def keys_of(finding: Finding) -> frozenset[str]:
    """Return the keys of the claims and documents that take part."""
    return frozenset(p.claim for p in finding.judgement.parts if p.claim is not None)


def accusations(outcome: Outcome) -> list[Finding]:
    return [f for f in outcome.findings if f.severity is not Severity.NOTE]


def contradictions(outcome: Outcome) -> list[Finding]:
    return [f for f in outcome.findings if f.judgement.verdict is Verdict.CONTRADICTS]


def told(findings: Iterable[Finding], names: Mapping[str, str] | None = None) -> list[Told]:
    """Return findings as they compare, with claims renamed by `names`."""
    names = names or {}
    return sorted(
        Told(
            finding.rule,
            finding.severity.value,
            finding.judgement.verdict.value,
            tuple(sorted(names.get(key, key) for key in keys_of(finding))),
        )
        for finding in findings
    )
