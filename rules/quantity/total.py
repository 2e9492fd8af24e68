"""The parts of a whole must add up to it, or to no more than it where not all are named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from claims import records
from claims.quantity import describe
from claims.source import quoted
from claims.units import BARE, read_unit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.quantity._spread import (
    ONE,
    Spread,
    add,
    hung,
    minus,
    not_below_zero,
    over,
    spread,
    times,
)
from rules.quantity._values import SHARE, Measure, is_money, measure, sort_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from claims.interval import Bound, Interval
    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet
    from rules.quantity._spread import View

_TEMPERATURE = "[temperature]"
_MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part by its name: its value, its share of the whole, or both."""

    name: str
    value: Spread | None
    share: Spread | None


@dataclass(frozen=True, slots=True)
class _Sum:
    """A whole and those of its parts that can be added up."""

    entry: Entry
    record: records.Total
    whole: Spread
    pieces: tuple[_Piece, ...]
    whole_list: bool
    """These are all parts, and each of them could be read."""

    @property
    def signed(self) -> bool:
        """Say whether something in it lies below zero."""
        held = [self.whole, *(p.value for p in self.pieces if p.value is not None)]
        return any(map(_is_signed, held))


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Add up the parts of each whole."""
    for entry, record in claims.each(records.Total):
        if record.hedge == "denied" or record.status == "cancelled":
            continue
        concept = claims.vocabulary.properties.get(record.property)
        yield from _judge(entry, record, measure(concept) if concept is not None else None)
    together = [
        (entry, [f"#{claims.identity(same.key)}" for same in claims.same_as(entry)])
        for entry, record in claims.each(records.Event)
        if len(record.same_as) > 1 and record.status == "happened" and record.hedge != "denied"
    ]
    if together:
        from rules.quantity._together import Together, judge_together  # noqa: PLC0415 - seldom met

        held = [
            Together(entry, whole, tuple(dict.fromkeys(pieces)))
            for entry, pieces in together
            if (whole := f"#{claims.identity(entry.key)}") not in pieces and len(set(pieces)) > 1
        ]
        yield from judge_together(claims, held)


def _judge(entry: Entry, record: records.Total, wanted: Measure | None) -> Iterator[Judgement]:
    quantity = entry.quantity("value")
    whole = None if quantity is None else spread(quantity, wanted)
    if whole is None:
        return
    sort = sort_of(whole.unit)
    pieces = []
    for name in record.parts:
        piece = _piece(entry, name, Measure(sort, whole.unit))
        if piece is not None:
            pieces.append(piece)
        elif is_money(whole.unit) and _is_other_money(entry, name):
            message = (
                f"the parts of {record.property} of {record.of} are not added up: "
                f"{name} {quoted(entry.text('parts', name))} is in another currency than the whole"
            )
            at = (Part(Anchor(entry.key, ("parts", name))), Part(Anchor(entry.key, ("value",))))
            yield Judgement(Verdict.UNDECIDED, message, at, help="give all in one currency")
            return
    if not pieces:
        return
    if sort == _TEMPERATURE:
        message = f"whether the parts make up {quoted(whole.text)} is open: temperatures do not add"
        yield Judgement(Verdict.UNDECIDED, message, (Part(Anchor(entry.key, ("value",))),))
        return
    if sort == SHARE and whole.exact == ONE:
        whole = whole.bent(ONE, ONE)  # all there is: never a rounded number
    every = record.exhaustive and len(pieces) == len(record.parts)
    held = _Sum(entry, record, whole, tuple(pieces), every)
    yield from _shares(held)
    yield _add_up(held)


def _is_other_money(entry: Entry, name: str) -> bool:
    quantity = entry.quantity("parts", name)
    return quantity is not None and is_money(quantity.unit)


def _piece(entry: Entry, name: str, wanted: Measure) -> _Piece | None:
    """Read a part: a value such as the whole, a share of it, or one with the other in brackets."""
    quantity = entry.quantity("parts", name)
    if quantity is None:
        return None
    value = spread(quantity, wanted)
    share = None
    if wanted.sort != SHARE:
        second = quantity.second
        share = _as_share(quantity) or (None if second is None else _as_share(second))
        if value is None and second is not None:
            value = spread(second, wanted)
    return None if value is None and share is None else _Piece(name, value, share)


def _as_share(quantity: Quantity) -> Spread | None:
    if sort_of(quantity.unit) != SHARE:
        return None
    return spread(quantity, Measure(SHARE, (read_unit("%") or (BARE,))[0]))


# --- shares --------------------------------------------------------------------------------------


def _shares(held: _Sum) -> Iterator[Judgement]:
    """Hold a part that is given as a value and as a share against the whole."""
    for piece in held.pieces:
        if piece.value is None or piece.share is None or held.signed:
            continue
        parts = (*_parts(held, (piece,)),)
        told = f"{quoted(_text(held, piece))} of {quoted(held.whole.text)}"
        share = piece.share
        fits = partial(_is_share, held, piece, share)
        default = _part_of(held, piece, view="default")
        tolerance = [line] if (line := hung(fits)) else []
        shown = describe(over(piece.value.exact, held.whole.exact), piece.share.unit)
        if fits("default"):
            message = f"{told} is the share that it says"
            yield Judgement(Verdict.HOLDS, message, parts, working=tuple(tolerance))
            continue
        yield Judgement(
            Verdict.CONTRADICTS,
            f"{told} is {shown}, not {describe(piece.share.exact, piece.share.unit)}",
            parts,
            working=(
                f"{piece.name}: {piece.value.shown}; the whole: {held.whole.shown}",
                f"the share is {describe(default, piece.share.unit)}; said: {piece.share.shown}",
                *tolerance,
            ),
            help="correct the part, its share or the whole",
            strict=not fits("loose"),
        )


def _is_share(held: _Sum, piece: _Piece, share: Spread, view: View) -> bool:
    return _part_of(held, piece, view=view).meets(share.at(view))


def _part_of(held: _Sum, piece: _Piece, *, view: View) -> Interval:
    if piece.value is None:
        return ONE
    value = piece.value.at(view)
    whole = held.whole.at(view)
    return over(not_below_zero(value), not_below_zero(whole))


# --- sums ----------------------------------------------------------------------------------------


def _add_up(held: _Sum) -> Judgement:
    named = ", ".join(
        f"{piece.name} {quoted(_text(held, piece))}" for piece in held.pieces[:_MOST_SHOWN]
    )
    more = len(held.pieces) - _MOST_SHOWN
    named += f" and {more} more" if more > 0 else ""
    if held.signed and not held.whole_list:
        message = f"whether {named} fit {quoted(held.whole.text)} is open: some lie below zero"
        parts = _parts(held, held.pieces)
        return Judgement(Verdict.UNDECIDED, message, parts, help="name all parts")
    if _exceeds(held, held.pieces, view="default"):
        return _too_much(held)
    if not _falls_short(held, view="default"):
        message = f"{named} fit {quoted(held.whole.text)}"
        line = _tolerance(held, held.pieces, short=held.whole_list)
        parts = _parts(held, held.pieces)
        return Judgement(Verdict.HOLDS, message, parts, working=(line,) if line else ())
    if held.whole_list:
        if _is_split(held):
            message = f"{named} split up {quoted(held.whole.text)}"
            return Judgement(Verdict.HOLDS, message, _parts(held, held.pieces))
        return _told(held, held.pieces, "only ", strict=_falls_short(held, view="loose"))
    return _open(held, "these may not be all of its parts", "say `exhaustive: true` if they are")


def _too_much(held: _Sum) -> Judgement:
    if _is_split(held):
        if held.whole_list:
            message = f"the parts split up {quoted(held.whole.text)}"
            return Judgement(Verdict.HOLDS, message, _parts(held, held.pieces))
        return _open(held, "they may be shares of it", "name all of its parts")
    needed = held.pieces if held.whole_list else _enough(held)
    strict = _exceeds(held, needed, view="loose")
    # What is owed or lost is money too: a part that is not named may lie below zero.
    strict = strict and (held.whole_list or not is_money(held.whole.unit))
    return _told(held, needed, "", strict=strict)


def _is_split(held: _Sum) -> bool:
    """Say whether parts of a share can be shares of it instead: 60 and 40 % of those 45 %."""
    if sort_of(held.whole.unit) != SHARE or held.whole.default.upper >= 1:
        return False
    total = _values(held.pieces, view="loose")
    return total.meets(ONE) if held.whole_list else total.lower <= 1


def _enough(held: _Sum) -> tuple[_Piece, ...]:
    """Return as few parts as exceed the whole."""
    by_size = sorted(held.pieces, key=lambda p: (-_least(held, p), p.name))
    for number in range(1, len(by_size)):
        some = by_size[:number]
        if _exceeds(held, some, view="default"):
            return tuple(some)
    return held.pieces


def _least(held: _Sum, piece: _Piece) -> Bound:
    if piece.value is not None:
        return piece.value.default.lower
    share = piece.share.default if piece.share is not None else ONE
    return times(share, held.whole.exact).lower


def _values(pieces: Iterable[_Piece], *, view: View) -> Interval:
    held = [piece.value for piece in pieces if piece.value is not None]
    return add(s.at(view) for s in map(_counted, held))


def _counted(value: Spread) -> Spread:
    """Take what is said without a least value as not below zero."""
    if _is_signed(value):
        return value
    return value.bent(not_below_zero(value.default), not_below_zero(value.loose))


def _is_signed(value: Spread) -> bool:
    return value.exact.upper < 0 or -inf < value.exact.lower < 0


def _rest(pieces: Iterable[_Piece], *, view: View) -> Interval:
    """Return the share of the whole that parts given as shares leave over."""
    held = [p.share for p in pieces if p.value is None and p.share is not None]
    return minus(ONE, add(s.at(view) for s in held))


def _sides(held: _Sum, pieces: Sequence[_Piece], *, view: View) -> tuple[Interval, Interval]:
    """Return what the parts with a value come to, and what is there for them."""
    whole = _counted(held.whole)
    there = whole.at(view)
    rest = _rest(pieces, view=view)
    return _values(pieces, view=view), there if rest == ONE else times(rest, there)


def _exceeds(held: _Sum, pieces: Sequence[_Piece], *, view: View) -> bool:
    values, there = _sides(held, pieces, view=view)
    if _rest(pieces, view=view).upper < 0:
        return True
    return there.below(values)


def _falls_short(held: _Sum, *, view: View) -> bool:
    values, there = _sides(held, held.pieces, view=view)
    if all(piece.value is None for piece in held.pieces):
        return _rest(held.pieces, view=view).lower > 0
    return values.below(there)


# --- words ---------------------------------------------------------------------------------------


def _told(held: _Sum, pieces: Sequence[_Piece], only: str, *, strict: bool) -> Judgement:
    record = held.record
    what = f"the parts of {record.property} of {record.of}"
    return Judgement(
        Verdict.CONTRADICTS,
        f"{what} add up to {only}{_come_to(held, pieces)}, and the whole is "
        f"{quoted(held.whole.text)}",
        _parts(held, pieces),
        working=_working(held, pieces, strict=strict),
        help="correct a part or the whole"
        if held.whole_list
        else "correct a part or the whole; what is in two parts counts twice",
        strict=strict,
    )


def _open(held: _Sum, why: str, way_out: str) -> Judgement:
    record = held.record
    return Judgement(
        Verdict.UNDECIDED,
        f"the parts of {record.property} of {record.of} add up to {_come_to(held, held.pieces)}, "
        f"the whole is {quoted(held.whole.text)}: {why}",
        _parts(held, held.pieces),
        help=way_out,
    )


def _come_to(held: _Sum, pieces: Sequence[_Piece]) -> str:
    shares = [p.share for p in pieces if p.value is None and p.share is not None]
    values = [p.value for p in pieces if p.value is not None]
    shown = []
    if values:
        shown.append(describe(add(v.exact for v in values), held.whole.unit))
    if shares:
        shown.append(describe(add(s.exact for s in shares), shares[0].unit))
    return " and ".join(shown)


def _tolerance(held: _Sum, pieces: Sequence[_Piece], *, short: bool) -> str:
    """Say from which tolerance on parts and whole fit; `short`: they may not fall short either."""
    return hung(
        lambda view: (
            not _exceeds(held, pieces, view=view) and not (short and _falls_short(held, view=view))
        )
    )


def _working(held: _Sum, pieces: Sequence[_Piece], *, strict: bool) -> tuple[str, ...]:
    lines = [f"{piece.name}: {_shown(piece)}" for piece in pieces[:_MOST_SHOWN]]
    if len(pieces) > _MOST_SHOWN:
        lines.append(f"and {len(pieces) - _MOST_SHOWN} more")
    values, there = _sides(held, pieces, view="default")
    shares = [p.share for p in pieces if p.value is None and p.share is not None]
    if any(piece.value is not None for piece in pieces):
        left = "what the shares leave of it is" if shares else "the whole is"
        unit = held.whole.unit
        lines.append(f"together {describe(values, unit)}; {left} {describe(there, unit)}")
    else:
        together = add(share.default for share in shares)
        lines.append(f"together {describe(together, shares[0].unit)} of it")
    tolerance = _tolerance(held, pieces, short=held.whole_list)
    if tolerance:
        lines.append(tolerance)
    if not strict:
        lines.append("rounded more coarsely, or with a part below zero, they would fit")
    return tuple(lines)


def _shown(piece: _Piece) -> str:
    held = piece.value or piece.share
    return "" if held is None else held.shown


def _text(held: _Sum, piece: _Piece) -> str:
    return held.entry.text("parts", piece.name)


def _parts(held: _Sum, pieces: Sequence[_Piece]) -> tuple[Part, ...]:
    key = held.entry.key
    return (
        Part(Anchor(key, ("value",)), "the whole"),
        *(Part(Anchor(key, ("parts", piece.name)), "a part") for piece in pieces),
    )


RULE = Rule("The parts of a whole do not add up to it.", judge)
