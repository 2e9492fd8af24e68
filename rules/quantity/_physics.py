"""Densities of substances, held against what is said of mass and volume."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from claims import records
from claims.names import fold
from claims.quantity import describe
from claims.source import quoted
from claims.units import BARE, read_unit
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.quantity._spread import hung, not_below_zero, over, spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claims.interval import Interval
    from rules.claimset import ClaimSet
    from rules.quantity._relations import Substance, Table
    from rules.quantity._rivals import Said
    from rules.quantity._spread import View

_MOST = 50


def judge_bodies(
    claims: ClaimSet, held: Mapping[tuple[str, str | None], Sequence[Said]], known: Table
) -> Iterator[Judgement]:
    """Hold mass and volume, or the density, against the substance that a thing is called after."""
    pairs = product(held.get((known.mass, None), ()), held.get((known.volume, None), ()))
    groups = [*((mass, volume) for mass, volume in islice(pairs, _MOST)), *_alone(held, known)]
    for said in groups:
        at_one_time = len({s.time for s in said}) == 1 and (said[0].time or said[0].timeless)
        if not at_one_time or len({s.role for s in said}) > 1:
            continue
        substance = _substance(claims, said[0], known)
        if substance is not None:
            yield _dense(said, substance)


def _alone(
    held: Mapping[tuple[str, str | None], Sequence[Said]], known: Table
) -> Iterator[tuple[Said, ...]]:
    for said in held.get((known.density, None), ()):
        yield (said,)


def _substance(claims: ClaimSet, said: Said, known: Table) -> Substance | None:
    """Return what a thing, or the object of an event, is called after as a whole."""
    record = said.entry.record
    if not isinstance(record, records.Measurement | records.Total):
        return None
    event = claims.event(said.entry, record.of)
    name: str | None = record.of
    if event is not None:
        name = event.record.object if isinstance(event.record, records.Event) else None
    if name is None:
        return None
    folded = fold(name).removeprefix("the ")
    return next((row for row in known.substances if folded in row.names), None)


def _dense(said: Sequence[Said], substance: Substance) -> Judgement:
    unit = (read_unit("kg/m3") or (BARE,))[0]
    parts = tuple(Part(Anchor(s.entry.key, ("value",)), f"{s.quantity.text} here") for s in said)
    default, exact = _density(said, "default"), _density(said, "exact")
    told = " in ".join(quoted(s.quantity.text) for s in said)
    background = (substance.background,)
    tolerance = hung(lambda view: _density(said, view).meets(substance.density))
    line = (tolerance,) if tolerance else ()
    if default.meets(substance.density):
        message = f"{told} can be its density"
        return Judgement(Verdict.HOLDS, message, parts, background=background, working=line)
    allowed = describe(substance.density, unit)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{told} of it is {describe(exact, unit)}, and its density is {allowed}",
        parts,
        background=background,
        working=(f"{told}: {describe(default, unit)}; not within {allowed}", *line),
        help="correct one of them, or say what else it consists of",
        strict=False,
    )


def _density(said: Sequence[Said], view: View) -> Interval:
    intervals = [not_below_zero(spread_of(s).at(view)) for s in said]
    return intervals[0] if len(intervals) == 1 else over(intervals[0], intervals[1])
