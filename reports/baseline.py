"""Baselines: findings of an earlier run that are known, and do not count in later ones.

A baseline is a file of JSON with a line for each finding. A finding is known by its rule, its
claims and its fingerprint, so that no line numbers are needed and moving a claim changes nothing;
one that has become graver than it was counts again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from claims.faults import Fault, Place
from claims.files import DEFAULT_LIMIT, read_text
from claims.json_reader import read_json
from claims.source import quoted
from reports.display import one_line
from reports.fingerprints import fingerprints
from reports.json_report import as_line, known_row
from reports.outputs import write_whole
from reports.summary import counted
from rules import catalogue
from rules.contract import Against, Anchor, Known, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claims.source import Source
    from claims.tree import Tree
    from rules.contract import Finding
    from rules.engine import Outcome

FORMAT = "counterclaim-baseline/1"
"""Names the form of the file; the number changes when a field does."""

_LONGEST = 200
_MARK = re.compile(r"[0-9a-f]{32}")
_FIELDS = ("rule", "severity", "claims", "fingerprint", "message")


class BaselineError(ValueError):
    """A baseline cannot be used or written; the message says where and why."""


class Baselines(NamedTuple):
    """What a run does with baselines: the file it reads, and whether to prune it, or writes."""

    read: str | None = None
    write: str | None = None
    prune: bool = False

    def check(self) -> None:
        """Say what does not go together.

        Raises:
            BaselineError: it is asked for.

        """
        if self.write is not None and self.prune:
            raise BaselineError("--write-baseline makes a new baseline; there is nothing to prune")
        if self.prune and self.read is None:
            raise BaselineError("--prune-baseline needs --baseline FILE")


def apply(
    baselines: Baselines, outcome: Outcome, ran: Sequence[str], *, readable: bool
) -> tuple[Outcome, str]:
    """Return an outcome with known findings marked, and what to say of the files, if anything.

    `ran` are the rules of the run: of others, a baseline is kept as it is. Where not everything was
    `readable`, no file is written.

    Raises:
        BaselineError: a baseline cannot be read or written.

    """
    if (baselines.write is not None or baselines.prune) and not readable:
        raise BaselineError("no baseline is written, as not every file could be read")
    if baselines.write is not None:
        found = known_findings(outcome)
        write(baselines.write, found)
        marked = compared(outcome, found, baselines.write, ran)
        return marked, f"{counted(len(found), 'finding')} written to {baselines.write}"
    if baselines.read is None:
        return outcome, ""
    known = read(baselines.read)
    marked = compared(outcome, known, baselines.read, ran)
    gone = frozenset(marked.against[-1].gone)
    if not (baselines.prune and gone):
        return marked, ""
    write(baselines.read, [each for each in known if each not in gone])
    marked = replace(marked, against=(*outcome.against, Against(baselines.read)))
    return marked, f"{counted(len(gone), 'finding')} taken out of {baselines.read}"


def known_findings(outcome: Outcome) -> list[Known]:
    """Return the findings of an outcome as a later one may know them.

    Those that are suppressed in the claim files are left out: they count again when the suppression
    goes.
    """
    marks = fingerprints(outcome.findings)
    told = zip(outcome.findings, marks, strict=True)
    return [_known(finding, mark) for finding, mark in told if not finding.suppressions]


def compared(outcome: Outcome, known: Iterable[Known], name: str, ran: Sequence[str]) -> Outcome:
    """Return an outcome whose findings that are known are marked as known from `name`.

    What is known and was not found is told as gone, where its rule is one of those that `ran`, or
    is no rule any more.
    """
    left = {each.fingerprint: each for each in known}
    findings = []
    for finding, mark in zip(outcome.findings, fingerprints(outcome.findings), strict=True):
        before = left.get(mark)
        if before is None or not _is(finding, before):
            findings.append(finding)
            continue
        del left[mark]
        findings.append(replace(finding, known=finding.known or name))
    judged = frozenset(ran) | (frozenset(each.rule for each in left.values()) - _rules())
    gone = sorted((each for each in left.values() if each.rule in judged), key=_order)
    against = (*outcome.against, Against(name, tuple(gone)))
    return replace(outcome, findings=tuple(findings), against=against)


def write(path: str, known: Iterable[Known]) -> None:
    """Write a baseline, whole or not at all.

    Raises:
        BaselineError: the file cannot be written.

    """
    rows = ",\n".join(f"    {as_line(known_row(each))}" for each in sorted(known, key=_order))
    held = f"[\n{rows}\n  ]" if rows else "[]"
    try:
        write_whole(path, f'{{\n  "format": "{FORMAT}",\n  "findings": {held}\n}}\n')
    except OSError as error:
        raise BaselineError(f"{path} cannot be written: {error.strerror}") from error


def read(path: str) -> tuple[Known, ...]:
    """Read a baseline.

    Raises:
        BaselineError: the file cannot be read, or is none, or not one of this form.

    """
    article = read_text(path, Place(path), DEFAULT_LIMIT)
    if isinstance(article, Fault):
        raise BaselineError(f"the baseline {article.message}")
    trees, faults = read_json(article.source)
    if faults or not trees:
        fault = faults[0]
        at = fault.place.span.start if fault.place.span else 0
        raise _wrong(article.source, at, fault.message)
    return _Reader(article.source, trees[0]).read()


class _Reader:
    """Reads the rows of a baseline, and says where one is wrong."""

    def __init__(self, source: Source, tree: Tree) -> None:
        self._source = source
        self._tree = tree

    def read(self) -> tuple[Known, ...]:
        data = self._tree.data
        if not isinstance(data, dict) or not isinstance(data.get("format"), str):
            self._fail((), f'this is no baseline: it has no "format" such as "{FORMAT}"')
        if data["format"] != FORMAT:
            shown = quoted(data["format"])
            self._fail(("format",), f'the format is {shown}, and this program reads "{FORMAT}"')
        if data.keys() != {"format", "findings"} or not isinstance(data["findings"], list):
            self._fail((), 'a baseline has a "format" and a list of "findings", and nothing else')
        found: dict[str, Known] = {}
        for index, row in enumerate(data["findings"]):
            known = self._row(row, index)
            if known.fingerprint in found:
                at = ("findings", index, "fingerprint")
                self._fail(at, f"the fingerprint {known.fingerprint} stands twice")
            found[known.fingerprint] = known
        return tuple(found.values())

    def _row(self, row: Any, index: int) -> Known:
        at = ("findings", index)
        if not isinstance(row, dict) or row.keys() != set(_FIELDS):
            self._fail(at, "a finding has the fields " + ", ".join(_FIELDS) + ", and no others")
        for name in ("rule", "severity", "fingerprint", "message"):
            if not isinstance(row[name], str):
                self._fail((*at, name), f'"{name}" is a text')
        if row["severity"] not in {severity.value for severity in Severity}:
            self._fail((*at, "severity"), '"severity" is error, warning or note')
        if not _MARK.fullmatch(row["fingerprint"]):
            self._fail((*at, "fingerprint"), "a fingerprint has 32 hexadecimal digits")
        claims = row["claims"]
        if not isinstance(claims, list) or not all(isinstance(claim, str) for claim in claims):
            self._fail((*at, "claims"), '"claims" is a list of texts')
        severity = Severity(row["severity"])
        return Known(row["fingerprint"], row["rule"], severity, tuple(claims), row["message"])

    def _fail(self, route: tuple[str | int, ...], message: str) -> NoReturn:
        span = self._tree.span(route)
        raise _wrong(self._source, span.start if span else 0, message)


def _wrong(source: Source, at: int, message: str) -> BaselineError:
    line, column = source.position(at)
    return BaselineError(f"{source.name}:{line}:{column}: {message}")


def _known(finding: Finding, mark: str) -> Known:
    message = one_line(finding.judgement.message)
    places = [part.at for part in finding.judgement.parts if not isinstance(part.at, Anchor)]
    if places:
        message = f"{one_line(places[0].file)}: {message}"
    message = message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
    return Known(mark, finding.rule, finding.severity, _claims(finding), message)


def _claims(finding: Finding) -> tuple[str, ...]:
    parts = finding.judgement.parts
    return tuple(sorted({part.claim for part in parts if part.claim is not None}))


def _is(finding: Finding, known: Known) -> bool:
    """Say whether a finding of that fingerprint is the known one, and no graver than it was."""
    same = (known.rule, known.claims) == (finding.rule, _claims(finding))
    return same and finding.severity.rank <= known.severity.rank


def _rules() -> frozenset[str]:
    return frozenset(catalogue.rule_ids())


def _order(known: Known) -> tuple[object, ...]:
    return (known.rule, known.claims, known.fingerprint)
