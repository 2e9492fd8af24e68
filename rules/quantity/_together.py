"""Tolls of an event that is several others together, held against the tolls of those."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.quantity import describe
from claims.source import quoted
from claims.vocabulary import Changes
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.quantity._rivals import values
from rules.quantity._spread import add, not_below_zero, spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.interval import Interval
    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.quantity._rivals import Said

_MOST = 50


class Together(NamedTuple):
    """An event that says that it is several others together, and the subjects of all."""

    entry: Entry
    whole: str
    pieces: tuple[str, ...]


def judge_together(claims: ClaimSet, held: Sequence[Together]) -> Iterator[Judgement]:
    """Add up what can only grow (the dead, the injured) over the events that one consists of."""
    subjects = frozenset(key for one in held for key in (one.whole, *one.pieces))
    known = values(claims, subjects)
    for one in held:
        for (subject, name), wholes in sorted(known.items()):
            if subject != one.whole or not _adds_up(wholes[0]):
                continue
            for whole in wholes:
                yield from _judge(one, whole, [known.get((p, name), ()) for p in one.pieces])


def _adds_up(said: Said) -> bool:
    """Say whether a property counts what is nowhere counted twice: it only ever grows."""
    return said.changes is Changes.GROWING


def _judge(one: Together, whole: Said, pieces: Sequence[Sequence[Said]]) -> Iterator[Judgement]:
    if whole.denied or not whole.time or whole.statistic not in {None, "total"}:
        return
    told = [[said for said in piece if _belongs(said, whole)] for piece in pieces]
    told = [piece for piece in told if piece]
    if not told:
        return
    for some in islice(product(*told), _MOST):
        result = _hold(one, whole, some, every=len(told) == len(pieces))
        if result is not None:
            yield result


def _belongs(said: Said, whole: Said) -> bool:
    """Say whether a value is of the same moment and sort as that of the whole."""
    return (
        not said.denied
        and (said.time, said.role, said.zone) == (whole.time, whole.role, whole.zone)
        and said.statistic in {None, "total"}
        and said.quantity.unit.dimension == whole.quantity.unit.dimension
    )


def _hold(one: Together, whole: Said, some: Sequence[Said], *, every: bool) -> Judgement | None:
    all_of_it = spread_of(whole)
    enough = _enough(whole, some)
    exceeds = _sum(enough, "default").lower > all_of_it.default.upper
    short = every and _sum(some, "default").upper < all_of_it.default.lower
    pieces = enough if exceeds else some
    parts = (
        Part(Anchor(whole.entry.key, ("value",)), "the whole"),
        *(Part(Anchor(said.entry.key, ("value",)), "a part") for said in pieces),
        Part(Anchor(one.entry.key, ("same_as",)), "all of them together"),
    )
    values_told = " and ".join(quoted(said.quantity.text) for said in pieces)
    if not exceeds and not short:
        if not every:
            return None
        message = f"{values_told} fit {quoted(all_of_it.text)}"
        return Judgement(Verdict.HOLDS, message, parts)
    loose = _sum(pieces, "loose")
    strict = loose.lower > all_of_it.loose.upper if exceeds else loose.upper < all_of_it.loose.lower
    come_to = describe(_sum(pieces, "exact"), all_of_it.unit)
    only = "" if exceeds else "only "
    name = whole.entry.record
    what = name.property if isinstance(name, records.Measurement | records.Total) else ""
    return Judgement(
        Verdict.CONTRADICTS,
        f"the {what} of what it takes in add up to {only}{come_to}, "
        f"and the whole is {quoted(all_of_it.text)}",
        parts,
        working=tuple(spread_of(said).shown for said in (whole, *pieces)),
        help="correct one of the numbers, or `same_as` where it takes in more or less",
        strict=strict and len({said.words_of_time for said in (whole, *pieces)}) == 1,
    )


def _enough(whole: Said, some: Sequence[Said]) -> tuple[Said, ...]:
    """Return as few as come to more than the whole; all where they do not."""
    by_size = sorted(some, key=lambda s: (-s.quantity.default.lower, s.entry.key))
    for count in range(1, len(by_size)):
        if _sum(by_size[:count], "default").lower > whole.quantity.default.upper:
            return tuple(by_size[:count])
    return tuple(some)


def _sum(some: Sequence[Said], view: str) -> Interval:
    return add(not_below_zero(getattr(spread_of(said), view)) for said in some)
