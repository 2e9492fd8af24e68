"""Marks findings as suppressed where a claim file says so, and tells what is wrong with that.

A finding is suppressed where a claim or document that takes part in it says so: of a conflict, any
of its claims may. What could not be read cannot be suppressed, nor what is said of suppressions.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from claims.suppressions import RULE, by_place, owner
from rules import catalogue
from rules.contract import Anchor, Judgement, Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claims.faults import Place, Route
    from claims.load import Corpus, Statement
    from claims.suppressions import Named, Suppression
    from rules.contract import Finding


@dataclass(slots=True)
class _Live:
    """A suppression that holds, with the rules that each of its names stands for."""

    suppression: Suppression
    names: tuple[tuple[Named, frozenset[str]], ...]
    used: set[str] = field(default_factory=set)

    def hides(self, rule: str, at: Route) -> bool:
        """Say whether findings of a rule on that field are suppressed, and note that they are."""
        field_ = self.suppression.field
        if at[: len(field_)] != field_:
            return False
        hit = [named.name for named, ids in self.names if rule in ids]
        self.used.update(hit)
        return bool(hit)


def suppress(
    corpus: Corpus, findings: Iterable[Finding], ran: Sequence[str], today: str | None
) -> tuple[set[Finding], list[Judgement]]:
    """Return the findings, marked where they are suppressed, and what is to be said of that.

    `ran` are the rules that judged: only of those can be said that a suppression hides nothing of
    theirs. `today` is the day by which suppressions end (YYYY-MM-DD); where none is given and one
    may end, it is that of the clock in UTC, the same for everyone.
    """
    told: list[Judgement] = []
    live: dict[str, list[_Live]] = {}
    for suppression in corpus.suppressions:
        if suppression.until is not None:
            today = today or datetime.now(UTC).date().isoformat()
            if suppression.until < today:
                told.append(_ended(suppression))
                continue
        names = tuple(_names(suppression, told))
        live.setdefault(suppression.key, []).append(_Live(suppression, names))
    at = by_place((*corpus.documents, *corpus.entries)) if live else {}
    marked = {_marked(finding, live, at) for finding in findings}
    for each in (each for held in live.values() for each in held):
        told.extend(_unused(each, frozenset(ran)))
    return marked, told


def _names(
    suppression: Suppression, told: list[Judgement]
) -> Iterator[tuple[Named, frozenset[str]]]:
    for named in suppression.rules:
        family, star = named.name.removesuffix("/*"), named.name.endswith("/*")
        if star and family in catalogue.FAMILIES:
            ids = (i for i in catalogue.rule_ids() if i.startswith(f"{family}/"))
            yield named, frozenset(i for i in ids if not catalogue.rule(i).of_structure)
        elif named.name not in catalogue.rule_ids():
            told.append(_unknown(named))
        elif catalogue.rule(named.name).of_structure:
            message = f"{named.name} cannot be suppressed"
            way_out = "mend what it finds: what is told there is not judged, or is not hidden"
            told.append(_wrong(message, named.place, way_out))
        else:
            yield named, frozenset({named.name})


def _marked(
    finding: Finding, live: Mapping[str, list[_Live]], at: Mapping[object, Statement]
) -> Finding:
    if not live or catalogue.rule(finding.rule).of_structure:
        return finding
    hiding: dict[Suppression, None] = {}
    for part in finding.judgement.parts:
        key, route = _claim(part, at)
        for each in live.get(key, ()):
            if each.hides(finding.rule, route):
                hiding[each.suppression] = None
    return replace(finding, suppressions=tuple(hiding)) if hiding else finding


def _claim(part: Part, at: Mapping[object, Statement]) -> tuple[str, Route]:
    """Return the claim or document that a part is of, and the field of it."""
    if isinstance(part.at, Anchor):
        return part.at.claim, part.at.field
    held = owner(part.at, at)
    return ("", ()) if held is None else (held[0].key, held[1])


# What is told of suppressions


def _ended(suppression: Suppression) -> Judgement:
    names = ", ".join(named.name for named in suppression.rules)
    message = f"the suppression of {names} ended on {suppression.until}; what it hid counts again"
    return _wrong(message, suppression.place, "settle the contradiction, or say until when and why")


def _unknown(named: Named) -> Judgement:
    known = [*catalogue.rule_ids(), *(f"{family}/*" for family in catalogue.FAMILIES)]
    near = difflib.get_close_matches(named.name[:50], known, n=1)
    hint = f"did you mean {near[0]}?" if near else "`counterclaim rules` lists them"
    shown = named.name if len(named.name) <= 60 else named.name[:57] + "…"
    return _wrong(f'no rule is called "{shown}"', named.place, hint)


def _wrong(message: str, place: Place, way_out: str) -> Judgement:
    return Judgement(Verdict.CONTRADICTS, message, (Part(place),), help=way_out)


def _unused(each: _Live, ran: frozenset[str]) -> Iterator[Judgement]:
    """Tell what hides nothing; a run over other files may need it, so that it is no warning."""
    key, field_ = each.suppression.key, each.suppression.field
    of = f"`{'.'.join(map(str, field_))}` of {key}" if field_ else key
    for named, ids in each.names:
        if named.name not in each.used and RULE in ran and ids <= ran:
            yield Judgement(
                Verdict.HOLDS,
                f"the suppression of {named.name} hides nothing: it finds nothing on {of}",
                (Part(named.place),),
                help="take it out, unless it is for a run over more files than this one",
                remark=True,
            )
