"""How a conflict of the network of times is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.temporal.network import DAY, MICROS

if TYPE_CHECKING:
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


def conflict_judgement(claims: ClaimSet, conflict: Conflict) -> Judgement:
    """Tell a conflict: who says what, by how much it misses, and what would settle it."""
    said = _said(claims, conflict)
    parts = tuple(_part(claims, key, bound) for key, bound in said)
    chain = list(dict.fromkeys(bound.words for bound in conflict.bounds if bound.words))
    first = said[0][1].words
    chain += [bound.words for _, bound in said if bound.words and bound.words not in chain]
    words = [first, *(w for w in chain if w != first)]
    working = (*chain, _missed(conflict))
    background = ("published dates: what is told as past lies before them",)
    return Judgement(
        Verdict.UNDECIDED if conflict.strict is None else Verdict.CONTRADICTS,
        _message(words, conflict),
        parts,
        background=background if any(b.facet == "dateline" for _, b in said) else (),
        working=working,
        help=_help(claims, conflict),
        strict=bool(conflict.strict),
    )


def _said(claims: ClaimSet, conflict: Conflict) -> list[tuple[str, Bound]]:
    """Return each claim with the bound it brings, the one to look at first in front."""
    found: dict[str, Bound] = {}
    for bound in conflict.bounds:
        for key in sorted(bound.needs):
            known = found.get(key)
            if not _makes(claims, key, bound):
                # It only rests on this claim: the date that "a month after" counts from.
                words = claims.timeline.words((key,))
                bound = bound._replace(facet="when", words=words[-1] if words else "")  # noqa: PLW2901
            if known is None or _FIRST.index(bound.facet) < _FIRST.index(known.facet):
                found[key] = bound
    return sorted(found.items(), key=lambda item: (_FIRST.index(item[1].facet), item[0]))


def _makes(claims: ClaimSet, key: str, bound: Bound) -> bool:
    """Say whether a bound is what the claim says, and does not merely rest on it."""
    entry = claims.get(key)
    if bound.facet != "order" or entry is None:
        return True
    return isinstance(entry.record, records.Order)


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
    if len(words) == 1:
        return f"{words[0]}: that cannot be"
    if len(words) <= _SPELLED_OUT:
        return f"{words[0]}, but " + " and ".join(words[1:])
    return f"{words[0]}, but {len(conflict.claims) - 1} other claims leave no room for it"


def _missed(conflict: Conflict) -> str:
    return f"together they miss each other by {show_micros(conflict.cycle.short_by)}"


def show_micros(micros: int) -> str:
    """Return a length of time in words: days where it is whole days, else hours and so on."""
    if micros < MICROS:
        return "a moment"
    if micros % DAY in {0, 1, DAY - 1} and micros >= DAY - 1:
        days = (micros + 1) // DAY
        return f"{days} day" + ("s" if days > 1 else "")
    seconds = -(-micros // MICROS)
    parts = []
    for name, length in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {name}" + ("s" if count > 1 else ""))
    return " ".join(parts[:2])


def _help(claims: ClaimSet, conflict: Conflict) -> str:
    if conflict.rescued_by:
        return "they fit if " + " and ".join(conflict.rescued_by)
    found = (claims.get(key) for key in sorted(conflict.claims))
    ids = [claims.called(entry) for entry in found if entry is not None]
    if len(ids) == 1:
        dated = any(bound.facet == "dateline" for bound in conflict.bounds)
        return f"correct {ids[0]}" + (", or the published date of its document" if dated else "")
    return "leaving out any one of these would settle it: " + ", ".join(ids)
