"""A place among several things, held against the values that claims give of them.

Of two values only what lies wholly above the other counts as more: those that overlap may be in
either order, and equal ones share a place. So with `place` others surely above it a thing cannot be
at that place, nor with too many surely below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.ranks import Rank, read_rank
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.quantity._sides import Sided, candidates, unsaid_of
from rules.quantity._spread import hung
from rules.quantity._values import sort_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claims import records
    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.quantity._rivals import Said
    from rules.quantity._spread import View

MOST_RANKED = 1000
"""Things of one rank that are looked at."""
_MOST_NAMED = 4


class _Ranked(NamedTuple):
    """A rank, and what is known of those that it is among."""

    entry: Entry
    record: records.Comparison
    rank: Rank
    total: int
    """How many there are in all, the thing itself too."""
    others: Mapping[str, Sequence[Sided]]
    """The values of each other, by its name here."""

    @property
    def part(self) -> Part:
        return Part(Anchor(self.entry.key, ("rank",)), f"{quoted(self.record.rank or '')} here")


def judge_rank(
    claims: ClaimSet,
    entry: Entry,
    record: records.Comparison,
    known: Mapping[tuple[str, str], list[Said]],
) -> Iterator[Judgement]:
    """Hold a rank against the number of things, and against their values."""
    rank = read_rank(record.rank or "")
    if rank is None:
        return
    own = claims.subject(entry, record.of)
    names = {claims.subject(entry, name): name for name in record.among[:MOST_RANKED]}
    names.pop(own, None)
    part = Part(Anchor(entry.key, ("rank",)), f"of {len(names) + 1}")
    if not names:
        message = f"whether {record.of} is the {_short(record)} is open: nothing says among what"
        yield Judgement(Verdict.UNDECIDED, message, (part,), help="name the others in `among`")
        return
    total = len(names) + 1 if rank.of is None else rank.of
    if rank.place > total or len(names) + 1 > total:
        yield Judgement(
            Verdict.CONTRADICTS,
            f"{quoted(record.rank or '')} cannot be: "
            + (f"{len(names) + 1} are named" if rank.place <= total else f"there are {total}"),
            (part,),
            help="correct the rank, or whom it is among",
        )
        return
    name = claims.vocabulary.properties.canonical(record.property)
    others = {ref: candidates(claims, entry, ref, name, known) for ref in names.values()}
    ranked = _Ranked(entry, record, rank, total, others)
    yield from _judge(ranked, candidates(claims, entry, record.of, name, known))


def _judge(ranked: _Ranked, own: Sequence[Sided]) -> Iterator[Judgement]:
    """Yield a contradiction with one of its own values, or else what all of them leave."""
    results = [_against(ranked, sided) for sided in own]
    wrong = [result for result in results if result.verdict is Verdict.CONTRADICTS]
    wrong.sort(key=lambda result: not result.strict)
    yield from (wrong or results)[:1]


def _against(ranked: _Ranked, own: Sided) -> Judgement:
    rank = ranked.rank
    before, behind = (_beyond(ranked, own, above=above) for above in (True, False))
    if not rank.from_greatest:
        before, behind = behind, before
    room = ranked.total - rank.place
    for found, allowed, above in (
        (before, rank.place - 1, rank.from_greatest),
        (behind, room, not rank.from_greatest),
    ):
        if len(found) > allowed:
            return _misplaced(ranked, own, found[: allowed + 1], above=above)
    parts = (ranked.part, own.side.part)
    told = f"{quoted(own.side.value.text)} as the {_short(ranked.record)}"
    if len(before) == rank.place - 1 and len(behind) == room:
        values = (sided.side.part for sided in (*before, *behind))
        return Judgement(Verdict.HOLDS, f"{told} fits the others", (*parts, *values))
    return Judgement(
        Verdict.UNDECIDED,
        f"whether {told} fits is open: {_why(ranked, own, (*before, *behind))}",
        parts,
        help="give their values more closely, or name all whom it is among",
    )


def _beyond(ranked: _Ranked, own: Sided, *, above: bool) -> list[Sided]:
    """Return of each other that is surely more, or less, the value that shows it best."""
    found = []
    for values in ranked.others.values():
        fitting = [
            other
            for other in values
            if _compares(own, other) and _apart(own, other, "default", above=above)
        ]
        if fitting:
            found.append(min(fitting, key=lambda s: not _apart(own, s, "loose", above=above)))
    return sorted(found, key=lambda s: not _apart(own, s, "loose", above=above))


def _compares(own: Sided, other: Sided) -> bool:
    alike = sort_of(own.side.value.unit) == sort_of(other.side.value.unit)
    return alike and unsaid_of(own, other) == ""


def _apart(own: Sided, other: Sided, view: View, *, above: bool) -> bool:
    mine, theirs = own.side.value.at(view), other.side.value.at(view)
    return mine.below(theirs) if above else theirs.below(mine)


def _misplaced(ranked: _Ranked, own: Sided, others: Sequence[Sided], *, above: bool) -> Judgement:
    record = ranked.record

    def fits(view: View) -> bool:
        return not all(_apart(own, other, view, above=above) for other in others)

    more = "more" if above else "less"
    named = ", ".join(quoted(other.side.value.text) for other in others[:_MOST_NAMED])
    left = len(others) - _MOST_NAMED
    lines = [f"{own.side.value.shown}; {more}: " + "; ".join(o.side.value.shown for o in others)]
    tolerance = hung(fits)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{record.of} cannot be the {_short(record)} with {quoted(own.side.value.text)}: "
        f"{len(others)} of {ranked.total} have {more}, {named}"
        + (f" and {left} more" if left > 0 else ""),
        (ranked.part, own.side.part, *(other.side.part for other in others)),
        working=(*lines, *([tolerance] if tolerance else [])),
        help="correct the rank or a value, or say with `role` or `when` how they differ",
        strict=not fits("loose"),
    )


def _why(ranked: _Ranked, own: Sided, placed: Sequence[Sided]) -> str:
    """Say of which others it is open whether they have more or less."""
    keys = {sided.side.part for sided in placed}
    close: list[str] = []
    unknown: list[str] = []
    for name, values in ranked.others.items():
        if not keys.isdisjoint(sided.side.part for sided in values):
            continue
        (close if any(_compares(own, value) for value in values) else unknown).append(name)
    unnamed = ranked.total - 1 - len(ranked.others)
    reasons = []
    if close:
        reasons.append(f"its value is too close to {_listed(close)}")
    if unknown:
        reasons.append(f"no value to compare is given of {_listed(unknown)}")
    if unnamed:
        reasons.append(f"{unnamed} of {ranked.total} are not named")
    return "; ".join(reasons)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    left = len(names) - _MOST_NAMED
    return f"{shown} and {left} more" if left > 0 else shown


def _short(record: records.Comparison) -> str:
    text = record.rank or ""
    return text[4:] if text.lower().startswith("the ") else text
