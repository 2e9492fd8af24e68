"""How a conflict of the network of times is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.temporal.network import MICROS
from rules.time._chain import along, chain, makes, says_of, show_micros

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Route
    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.temporal.network import Bound
    from rules.temporal.search import Conflict

EFFORT = "there are more readings and conflicts here than are tried"
_FIELDS: dict[str, Route] = {
    "when": ("when",),
    "from": ("from",),
    "until": ("until",),
    "dateline": ("when",),
    "same_as": ("same_as",),
    "order": ("relation",),
    "duration": ("value",),
}
_FIRST = ("order", "duration", "same_as", "when", "from", "until", "dateline")
_SPELLED_OUT = 4
_MOST_WIDENED = 6
"""Claims of a conflict whose widening is worked out."""


def conflict_judgement(claims: ClaimSet, conflict: Conflict) -> Judgement:
    """Tell a conflict: who says what, by how much it misses, and what would settle it."""
    said = _said(claims, conflict)
    parts = tuple(_part(claims, key, bound) for key, bound in said)
    own = {key: bound.words for key, bound in said}
    order = dict.fromkeys(k for cycle in conflict.cycles for k in along(claims, cycle))
    words = list(dict.fromkeys((said[0][1].words, *(own[key] for key in order))))
    working = () if claims.brief else (*chain(claims, conflict, own), *_missed(conflict))
    background = ("published dates: what is told as past lies before them",)
    return Judgement(
        Verdict.UNDECIDED if conflict.strict is None else Verdict.CONTRADICTS,
        _message(words, conflict),
        parts,
        background=background if any(b.facet == "dateline" for _, b in said) else (),
        working=working,
        help="" if claims.brief else _help(claims, conflict),
        strict=bool(conflict.strict),
    )


def _said(claims: ClaimSet, conflict: Conflict) -> list[tuple[str, Bound]]:
    """Return each claim with the bound it brings, the one to look at first in front.

    The words of a bound are all that the claim brings to the conflict.
    """
    found: dict[str, Bound] = {}
    words: dict[str, list[str]] = {}
    for bound in conflict.bounds:
        for key in sorted(bound.needs):
            own = bound
            if not makes(claims, key, bound):
                # It only rests on this claim: the date that "a month after" counts from.
                own = bound._replace(facet="when", words=says_of(claims, key))
            known = found.get(key)
            if known is None or _FIRST.index(own.facet) < _FIRST.index(known.facet):
                found[key] = own
            words.setdefault(key, []).append(own.words)
    said = {key: bound._replace(words=_joined(words[key])) for key, bound in found.items()}
    return sorted(said.items(), key=lambda item: (_FIRST.index(item[1].facet), item[0]))


def _joined(words: list[str]) -> str:
    """Return words as one phrase, what they begin with in common once."""
    first, *others = list(dict.fromkeys(word for word in words if word)) or [""]
    name = f"{first.split(' ')[0]} "
    return " and ".join((first, *(other.removeprefix(name) for other in others)))


def _part(claims: ClaimSet, key: str, bound: Bound) -> Part:
    field = _FIELDS[bound.facet]
    entry = claims.get(key)
    if entry is not None and not _has(entry, field):
        field = ("when",) if _has(entry, ("when",)) else ()
    return Part(Anchor(key, field), bound.words)


def _has(entry: Entry, field: Route) -> bool:
    name = str(field[0])
    attribute = {"from": "from_"}.get(name, name)
    return getattr(entry.record, attribute, None) not in {None, ()}


def _message(words: list[str], conflict: Conflict) -> str:
    if conflict.strict is None:
        return f"gave up on {len(conflict.claims)} claims that contradict as usually read: {EFFORT}"
    if not conflict.irreducible:
        number = len(conflict.claims)
        return f"{number} claims cannot all be true; which of them are needed was not worked out"
    if len(words) == 1:
        return f"{words[0]}: that cannot be"
    if len(words) <= _SPELLED_OUT:
        return f"{words[0]}, but " + " and ".join(words[1:])
    return f"{words[0]}, but {len(conflict.claims) - 1} other claims leave no room for it"


def _missed(conflict: Conflict) -> Iterator[str]:
    if len(conflict.cycles) == 1:
        yield f"together they miss each other by {show_micros(conflict.cycle.short_by)}"
    if conflict.number:
        yield f"of {conflict.number} conflicts here, none takes fewer claims"


def _help(claims: ClaimSet, conflict: Conflict) -> str:
    if not conflict.irreducible:
        return "check fewer of them at a time"
    if conflict.rescued_by:
        return "they fit if " + " and ".join(conflict.rescued_by)
    if len(conflict.claims) == 1:
        dated = any(bound.facet == "dateline" for bound in conflict.bounds)
        (only,) = conflict.claims
        published = ", or the published date of its document" if dated else ""
        return f"correct {_called(claims, only)}{published}"
    ids = sorted(_called(claims, key) for key in conflict.claims)
    found = ["leaving out any one of these would settle it: " + ", ".join(ids)]
    return "; ".join([*found, *_widening(claims, conflict), *_settling_more(claims, conflict)])


def _called(claims: ClaimSet, key: str) -> str:
    entry = claims.get(key)
    return key if entry is None else claims.called(entry)


def _widening(claims: ClaimSet, conflict: Conflict) -> Iterator[str]:
    """Tell the smallest widening of a single claim that would settle a conflict."""
    if conflict.strict is None or len(conflict.claims) > _MOST_WIDENED:
        return
    if any(len(bound.needs) > 1 for bound in conflict.bounds):
        return  # what counts from a date would move with it
    about = max(cycle.short_by for cycle in conflict.cycles)
    found = {
        key: claims.timeline.widening(conflict.claims, key, about)
        for key in sorted(conflict.claims)
        if _has_room(claims, key)
    }
    known = {key: by for key, by in found.items() if by is not None}
    if not known:
        return
    least = min(known.values())
    if least < MICROS:
        return
    which = [_called(claims, key) for key, by in known.items() if by == least]
    these = "any one of them" if len(which) == len(conflict.claims) else " or ".join(which)
    yield f"so would {show_micros(least)} more room in {these}"


def _has_room(claims: ClaimSet, key: str) -> bool:
    """Say whether a claim gives a time or a length that could be said more roughly."""
    entry = claims.get(key)
    if entry is None or isinstance(entry.record, records.Measurement):
        return entry is not None
    if isinstance(entry.record, records.Order):
        return entry.record.by is not None
    return any(entry.when(field) is not None for field in ("when", "from", "until"))


def _settling_more(claims: ClaimSet, conflict: Conflict) -> Iterator[str]:
    """Tell which claim would settle the most other conflicts as well."""
    beside = conflict.beside or {}
    most = max(beside.values(), default=0)
    if most:
        which = " or ".join(_called(claims, key) for key in sorted(beside) if beside[key] == most)
        others = "another conflict" if most == 1 else f"{most} other conflicts"
        yield f"leaving out {which} would settle {others} too"
