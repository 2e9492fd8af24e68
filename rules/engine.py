"""Runs rules over a claim set, and stamps what they say with rule id and severity."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rules import catalogue
from rules.claimset import ClaimSet
from rules.contract import Anchor, Finding, Rule, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from claims.load import Corpus, Entry
    from rules.contract import Against, Judgement
    from rules.temporal.memory import Memory


SUPPRESSION = "record/suppression"
"""The rule that tells what is wrong with suppressions."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a run went by, for a report that shows more than findings.

    `judgements` has all of them, each with the id of its rule, those that make no finding too.
    """

    claims: ClaimSet
    judgements: tuple[tuple[str, Judgement], ...]


class InColumns(NamedTuple):
    """Claims of tables of which it was proved that no rule finds anything in them.

    `compared` of them were held against another value of their property.
    """

    claims: int
    compared: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found, and how much it looked at.

    `verdicts` counts judgements that compare claims; what is wrong with the input itself is not
    among them. `not_judged` has the keys of claims that no rule could hold against anything.
    """

    findings: tuple[Finding, ...]
    claims: int
    documents: int
    verdicts: dict[Verdict, int]
    not_judged: tuple[str, ...]
    unread: int
    """Claims that stand in the files and could not be read."""
    against: tuple[Against, ...] = ()
    """What the findings were compared with, for what is known from there."""
    in_columns: InColumns | None = None
    """What stayed in the columns of large tables; such claims are among `claims`."""
    kept: Kept | None = field(default=None, repr=False, compare=False)
    """Only where it was asked for."""

    @property
    def counting(self) -> tuple[Finding, ...]:
        """Return the findings that are neither suppressed nor known from before."""
        return tuple(finding for finding in self.findings if finding.counts)


def check(
    corpus: Corpus,
    rule_ids: Sequence[str] | None = None,
    memory: Memory | None = None,
    *,
    today: str | None = None,
    begins: Callable[[str], object] | None = None,
    keep: bool = False,
    brief: bool = False,
) -> Outcome:
    """Judge a corpus by the rules of those ids; by all where none are given.

    The outcome is the same with `memory` and without: it spares deciding again what an earlier run
    that had it decided, and gets what this run finds. `today`, as YYYY-MM-DD, is the day by which
    suppressions end; where none is given and one may end, it is that of the clock in UTC. `begins`
    is told the id of each rule before it judges. `keep` keeps the claims and every judgement.
    `brief` is for who asks only which findings there are: some then lack their working and help.
    """
    claims = ClaimSet(corpus, memory, brief=brief)
    findings: set[Finding] = set()
    verdicts: Counter[Verdict] = Counter()
    judged: set[str] = set()
    kept: list[tuple[str, Judgement]] = []
    chosen = catalogue.rule_ids() if rule_ids is None else rule_ids
    rules = {rule_id: catalogue.rule(rule_id) for rule_id in chosen}
    only_words = all(rule.of_words for rule_id, rule in rules.items() if not _of_input(rule_id))
    for rule_id, rule in rules.items():
        of_input = _of_input(rule_id)
        if begins is not None:
            begins(rule_id)
        for judgement in rule.judge(claims):
            if not of_input:
                verdicts[judgement.verdict] += 1
                if only_words or _judges(rule, judgement):
                    judged.update(_claims(judgement))
            if keep:
                kept.append((rule_id, judgement))
            finding = stamp(claims, rule_id, rule, judgement)
            if finding is not None:
                findings.add(finding)
    if corpus.suppressions:
        from rules.suppressing import suppress  # noqa: PLC0415  only runs that have some

        findings, told = suppress(corpus, findings, tuple(rules), today)
        if SUPPRESSION in rules:
            rule = rules[SUPPRESSION]
            stamped = (stamp(claims, SUPPRESSION, rule, judgement) for judgement in told)
            findings.update(finding for finding in stamped if finding is not None)
    return Outcome(
        tuple(sorted(findings, key=_order)),
        len(corpus.entries) + len(corpus.mentions),
        len(corpus.documents),
        {verdict: verdicts[verdict] for verdict in Verdict},
        tuple(each.key for each in (*corpus.entries, *corpus.mentions) if each.key not in judged),
        corpus.read - len(corpus.entries),
        kept=Kept(claims, tuple(kept)) if keep else None,
    )


def _of_input(rule_id: str) -> bool:
    return rule_id.startswith("record/")


def _judges(rule: Rule, judgement: Judgement) -> bool:
    """Say whether a judgement is one of whether its claims are true."""
    return not rule.of_words and (not rule.formal or judgement.verdict is not Verdict.HOLDS)


def stamp(claims: ClaimSet, rule_id: str, rule: Rule, judgement: Judgement) -> Finding | None:
    """Return the finding that a judgement makes; nothing where there is nothing to tell."""
    if judgement.verdict is Verdict.HOLDS:
        if judgement.tolerance or judgement.remark:
            return Finding(rule_id, Severity.NOTE, judgement)
        return None
    if rule.severity is not None:
        return Finding(rule_id, rule.severity, judgement)
    if judgement.verdict is Verdict.UNDECIDED:
        return Finding(rule_id, Severity.NOTE, judgement)
    standing = judgement.standing or _standing(claims, judgement, of_words=rule.of_words)
    severity = Severity.WARNING if standing else Severity.ERROR
    return Finding(rule_id, severity, judgement, standing)


def _standing(claims: ClaimSet, judgement: Judgement, *, of_words: bool) -> str:
    """Say why a contradiction is less than an error; nothing where it is one."""
    if not judgement.strict:
        return "contradicts under the usual reading of the words only"
    if of_words:
        return ""
    found = (claims.get(part.claim) for part in judgement.parts if part.claim is not None)
    members = [e for e in found if e is not None and not e.document.record.reference]
    doubted = [e for e in members if e.record.hedge in {"reported", "believed"}]
    if doubted:
        return f"its speaker only {_doubt(doubted[0])} {doubted[0].record.id}"
    if len({claims.speaker(e) for e in members}) > 1:
        return "a dispute: the claims are of different speakers"
    if len({(e.document.key, e.document.record.published) for e in members}) > 1:
        return "a changed account: one speaker, in documents of different dates"
    return ""


def _doubt(entry: Entry) -> str:
    return {"reported": "reports", "believed": "believes"}[entry.record.hedge]


def _claims(judgement: Judgement) -> Iterable[str]:
    return (part.claim for part in judgement.parts if part.claim is not None)


def _order(finding: Finding) -> tuple[object, ...]:
    judgement = finding.judgement
    return (
        -finding.severity.rank,
        catalogue.rule_ids().index(finding.rule),
        tuple(_place(part.at) for part in judgement.parts),
        judgement.message,
        judgement.working,
    )


def _place(at: object) -> tuple[str, ...]:
    if isinstance(at, Anchor):
        return (at.claim, *map(str, at.field))
    return (repr(at),)
