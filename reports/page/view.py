"""What all parts of the page ask: which findings a claim is in, and what names it on the page."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from claims import records
from reports.fingerprints import fingerprints
from reports.page.markup import Markup, element, words
from reports.text import told
from rules import catalogue
from rules.contract import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from claims.load import Entry
    from reports.places import Locator
    from rules.claimset import ClaimSet
    from rules.contract import Finding, Judgement
    from rules.engine import Outcome

SIGNS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.NOTE: "●"}
_SHORT = 12
_NAMES_OF_EVENTS = ("of", "than")


class View:
    """An outcome as the page shows it. Nothing here changes after it is made.

    Findings are known by their number, from 0, in the order of the report.
    """

    def __init__(self, outcome: Outcome, locator: Locator) -> None:
        self.outcome = outcome
        self.locator = locator
        self.claims: ClaimSet | None = None if outcome.kept is None else outcome.kept.claims
        # Those that do not count come last, as in every report that lists them.
        self.findings: tuple[Finding, ...] = told(outcome, show_suppressed=True)
        self.names = tuple(f"finding-{mark[:_SHORT]}" for mark in self._marks())

    def _marks(self) -> Sequence[str]:
        """Return what names each finding in links: the same as long as the finding is."""
        marks = fingerprints(self.findings)
        known = Counter(mark[:_SHORT] for mark in marks)
        return [m if known[m[:_SHORT]] == 1 else f"{m[:6]}{n:06}" for n, m in enumerate(marks)]

    @cached_property
    def members(self) -> Mapping[str, tuple[int, ...]]:
        """Return for the key of each claim or document the findings that rest on it."""
        return self._by_claim(related=False)

    @cached_property
    def shown(self) -> Mapping[str, tuple[int, ...]]:
        """Return for the key of each claim or document the findings that rest on it or name it."""
        return self._by_claim(related=True)

    def _by_claim(self, *, related: bool) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, dict[int, None]] = {}
        for number, finding in enumerate(self.findings):
            judgement = finding.judgement
            for part in (*judgement.parts, *(judgement.related if related else ())):
                if part.claim is not None:
                    found.setdefault(part.claim, {})[number] = None
        return {key: tuple(numbers) for key, numbers in found.items()}

    @cached_property
    def told(self) -> Mapping[str, tuple[int, ...]]:
        """Return for each event the findings on it, and on what claims say of it."""
        found: dict[str, set[int]] = {}
        if self.claims is None:
            return {}
        for key, numbers in self.members.items():
            entry = self.claims.get(key)
            if entry is None:
                continue
            for event in (entry, *self._events(entry)):
                found.setdefault(event.key, set()).update(numbers)
        return {key: tuple(sorted(numbers)) for key, numbers in found.items()}

    def _events(self, entry: Entry) -> Iterable[Entry]:
        if self.claims is None:
            return ()
        refs = (getattr(entry.record, name, None) for name in _NAMES_OF_EVENTS)
        found = (self.claims.target(entry, ref) for ref in refs if isinstance(ref, str))
        timed = (records.Event, records.State)
        return [event for event in found if event is not None and isinstance(event.record, timed)]

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Return the name in links of each claim that is a row of a table."""
        keys = () if self.claims is None else (e.key for e in self.claims.entries)
        return {key: f"c{number}" for number, key in enumerate(keys)}

    @cached_property
    def judgements(self) -> Mapping[str, tuple[tuple[str, Judgement], ...]]:
        """Return for the key of each claim the judgements that rest on it, with their rules."""
        found: dict[str, list[tuple[str, Judgement]]] = {}
        kept = self.outcome.kept
        for rule, judgement in () if kept is None else kept.judgements:
            for key in dict.fromkeys(part.claim for part in judgement.parts):
                if key is not None:
                    found.setdefault(key, []).append((rule, judgement))
        order = {rule: number for number, rule in enumerate(catalogue.rule_ids())}
        return {
            key: tuple(sorted(held, key=lambda one: (order[one[0]], one[1].message)))
            for key, held in found.items()
        }

    @cached_property
    def open_claims(self) -> frozenset[str]:
        """Return the keys of the claims that no rule judged."""
        return frozenset(self.outcome.not_judged)

    def severity(self, numbers: Iterable[int]) -> Severity | None:
        """Return the gravest severity of some findings."""
        found = [self.findings[number].severity for number in numbers]
        return max(found, key=lambda severity: severity.rank) if found else None

    @cached_property
    def _ids(self) -> Counter[str]:
        return (
            Counter(entry.record.id for entry in self.claims.entries) if self.claims else Counter()
        )

    def called(self, key: str) -> str:
        """Return how links name a claim: by its id, in full where others have the same."""
        _, _, name = key.partition("#")
        return name if self._ids[name] == 1 else key

    def link(self, key: str, sort: str | None = None) -> Markup:
        """Return the name of a claim, which leads to its row where it has one."""
        anchor = self.anchors.get(key)
        name = words(self.called(key))
        return name if anchor is None else element("a", name, href=f"#{anchor}", class_=sort)


def numbers_of(numbers: Iterable[int]) -> str | None:
    """Return findings as the attribute that ties a mark to them; None where there are none."""
    return " ".join(map(str, numbers)) or None


def badge(severity: Severity) -> Markup:
    """Return the sign and the name of a severity."""
    sign = element("span", SIGNS[severity], aria_hidden="true")
    return element("span", sign, f" {severity.value}", class_=f"badge {severity.value}")
