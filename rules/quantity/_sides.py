"""Values that claims give of the things that a comparison compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.quantity import describe
from claims.vocabulary import Changes
from rules.contract import Anchor, Part
from rules.quantity._rivals import few, time_of
from rules.quantity._spread import Spread, spread_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.quantity._rivals import Said


class Side(NamedTuple):
    """One of the two values that are compared, and where it is said."""

    value: Spread
    part: Part


class Sided(NamedTuple):
    """A value that a claim gives of one of the two that are compared."""

    said: Said | None
    side: Side


def candidates(
    claims: ClaimSet,
    entry: Entry,
    ref: str,
    name: str,
    known: Mapping[tuple[str, str], list[Said]],
) -> list[Sided]:
    """Return the values of one side: that of the claim pointed at, or those of its subject."""
    if claims.is_broken(entry, ref):
        return []
    target = claims.target(entry, ref)
    record = entry.record
    if not isinstance(record, records.Comparison):
        return []
    time, _ = time_of(entry, record)
    found = []
    if target is not None and not isinstance(target.record, records.Event):
        for said in (s for group in known.values() for s in group if s.entry is target):
            same = claims.vocabulary.properties.canonical(_property(said)) == name
            if same and not said.denied:
                found.append(Sided(None, _side(said)))
        return found
    timely = [
        said
        for said in known.get((claims.subject(entry, ref), name), ())
        if (said.changes is Changes.FIXED or (said.time != "" and said.time == time))
        and not (said.denied or said.several or said.role == "planned")
    ]
    return [Sided(said, _side(said)) for said in few(timely)]


def _property(said: Said) -> str:
    record = said.entry.record
    return record.property if isinstance(record, records.Measurement | records.Total) else ""


def _side(said: Said) -> Side:
    label = f"{describe(said.quantity.exact, said.quantity.unit)} here"
    return Side(spread_of(said), Part(Anchor(said.entry.key, ("value",)), label))


def unsaid_of(one: Sided, other: Sided) -> str | None:
    """Return what keeps open that the two values are those compared; None: they are not."""
    if one.said is None or other.said is None:
        return ""
    for name in ("role", "statistic"):
        own, their = getattr(one.said, name), getattr(other.said, name)
        if own is not None and their is not None and own != their:
            return None
        if own != their:
            return f"only one of them gives its {name} ({own or their})"
        if own is not None and name == "role":
            return f"the comparison does not say whether it is of the {own}"
    return ""
