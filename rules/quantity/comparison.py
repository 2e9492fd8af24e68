"""How much more or less a value is must fit the two values that are compared."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.interval import Interval
from claims.quantity import describe
from claims.source import quoted
from claims.units import BARE, Unit, read_unit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.quantity._rivals import values
from rules.quantity._sides import Side, candidates, unsaid_of
from rules.quantity._spread import (
    ANY,
    ONE,
    Spread,
    difference,
    hung,
    minus,
    over,
    spread,
    times,
)
from rules.quantity._values import NUMBER, SHARE, Measure, is_bare_share, measure, sort_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet
    from rules.quantity._rivals import Said
    from rules.quantity._spread import View

MOST_PAIRS = 64
"""Pairs of values that one comparison is held against."""
_TEMPERATURE = "[temperature]"
_HUNDREDTH = Fraction(1, 100)


class _Step(NamedTuple):
    """What a comparison says of the way from the one value to the other."""

    field: str
    value: Spread
    kind: str
    """"by": a difference; "ratio": a factor, of a change in per cent one more than it."""
    part: Part
    either_way: bool
    """It may be less where it says more: "from 12 to 9, by 3"."""


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each comparison against itself and against the values that it compares."""
    held = [
        (entry, record)
        for entry, record in claims.each(records.Comparison)
        if record.hedge != "denied" and record.status == "happened"
    ]
    if not held:
        return
    against = any(record.than is not None or record.rank is not None for _, record in held)
    known = values(claims) if against else {}
    for entry, record in held:
        yield from _judge(claims, entry, record, known)


def _judge(
    claims: ClaimSet,
    entry: Entry,
    record: records.Comparison,
    known: Mapping[tuple[str, str], list[Said]],
) -> Iterator[Judgement]:
    concept = claims.vocabulary.properties.get(record.property)
    wanted = measure(concept) if concept is not None else None
    ends = [_end(entry, name, wanted) for name in ("from", "to")]
    before, after = ends
    sort = _sort(entry, wanted, ends)
    steps = list(_steps(entry, sort, both=before is not None and after is not None))
    yield from _steps_agree(steps, ends)
    if before is not None and after is not None:
        if sort_of(before.value.unit) == sort_of(after.value.unit):
            for step in steps:
                yield _hold(step, before, after, "")
    elif record.than is not None and steps:
        yield from _against_values(claims, entry, record, steps, known)
    if record.rank is not None:
        from rules.quantity._ranks import judge_rank  # noqa: PLC0415 - few claims have a rank

        yield from judge_rank(claims, entry, record, known)


def _sort(entry: Entry, wanted: Measure | None, ends: Sequence[Side | None]) -> str:
    """Return what sort of value is compared; empty where nothing says."""
    if wanted is not None:
        return wanted.sort
    said = [end.value.unit for end in ends if end is not None]
    by = entry.quantity("by")
    units = [*said, *([by.unit] if by is not None else [])]
    return sort_of(units[0]) if units else ""


def _end(entry: Entry, name: str, wanted: Measure | None) -> Side | None:
    quantity = entry.quantity(name)
    value = None if quantity is None else spread(quantity, wanted)
    if value is None:
        return None
    return Side(value, Part(Anchor(entry.key, (name,)), f"{describe(value.exact, value.unit)}"))


# --- what is said of the way ---------------------------------------------------------------------


def _steps(entry: Entry, sort: str, *, both: bool) -> Iterator[_Step]:
    readers: tuple[tuple[str, Callable[[Quantity, str], tuple[Spread, str] | None]], ...] = (
        ("by", _by),
        ("times", _times),
        ("percent", _percent),
        ("points", _points),
    )
    for name, read in readers:
        quantity = entry.quantity(name)
        found = None if quantity is None else read(quantity, sort)
        if quantity is None or found is None:
            continue
        value, kind = found
        part = Part(Anchor(entry.key, (name,)), f"{quoted(quantity.text)} here")
        positive = value.exact.lower > (0 if name != "percent" else 1)
        yield _Step(name, value, kind, part, both and positive and name != "times")


def _by(quantity: Quantity, sort: str) -> tuple[Spread, str] | None:
    unit = quantity.unit
    found = spread(quantity, Measure(sort, unit) if sort else None)
    if found is None or (sort == SHARE and unit == BARE):
        return None
    bent = found._replace(
        exact=difference(found.exact, found.unit),
        default=difference(found.default, found.unit),
        loose=difference(found.loose, found.unit),
        unit=Unit(found.unit.name, found.unit.factor, Fraction(0), found.unit.dimension),
    )
    return bent, "by"


def _times(quantity: Quantity, sort: str) -> tuple[Spread, str] | None:
    if sort == _TEMPERATURE or sort_of(quantity.unit) not in {NUMBER, SHARE}:
        return None
    found = spread(quantity, None)
    return None if found is None else (found, "ratio")


def _percent(quantity: Quantity, sort: str) -> tuple[Spread, str] | None:
    """Read a change in per cent as a factor: 25 % more is 1.25 times."""
    if sort == _TEMPERATURE:
        return None
    found = _in_hundredths(quantity)
    if found is None:
        return None
    more = found._replace(
        exact=found.exact.plus(ONE), default=found.default.plus(ONE), loose=found.loose.plus(ONE)
    )
    return more, "ratio"


def _points(quantity: Quantity, sort: str) -> tuple[Spread, str] | None:
    if sort not in {SHARE, ""}:
        return None
    if sort_of(quantity.unit) == SHARE and quantity.unit.name == "%":
        return None  # per cent or percentage points: the rule on dimensions asks
    found = _in_hundredths(quantity)
    return None if found is None else (found, "by")


def _in_hundredths(quantity: Quantity) -> Spread | None:
    """Read a number of per cent with its sign or without."""
    percent = (read_unit("%") or (BARE,))[0]
    if sort_of(quantity.unit) == SHARE:
        return spread(quantity, Measure(SHARE, percent))
    if sort_of(quantity.unit) != NUMBER:
        return None
    found = spread(quantity, None)
    if found is None:
        return None
    scaled = [found.exact, found.default, found.loose]
    exact, default, loose = (interval.scaled(_HUNDREDTH) for interval in scaled)
    if is_bare_share(quantity):  # "half" may be one half per cent, and 0.5 a half
        loose = loose.hull(found.loose)
    return Spread(exact, default, loose, percent, quantity.text)


# --- one comparison ------------------------------------------------------------------------------


def _steps_agree(steps: Sequence[_Step], ends: Sequence[Side | None]) -> Iterator[Judgement]:
    """Hold two ways to say one change against each other: doubled, and up by 100 %."""
    ratios = [step for step in steps if step.kind == "ratio"]
    if len(ratios) == 2:
        one, other = ratios
        told = f"{_said(one)} and {_said(other)}"
        parts = (one.part, other.part)
        fits = partial(_meet, one, other)
        if fits("default"):
            yield Judgement(Verdict.HOLDS, f"{told} agree", parts, working=_tolerance(fits))
        else:
            yield Judgement(
                Verdict.CONTRADICTS,
                f"{told} are not the same change",
                parts,
                working=(
                    *(f"{_said(s)} is {_as_times(s.value.default)}" for s in ratios),
                    *_tolerance(fits),
                ),
                help=_more_help(one),
                strict=not fits("loose"),
            )
    bys = [step for step in steps if step.kind == "by" and step.field == "by"]
    one_end = [end for end in ends if end is not None]
    if bys and ratios and len(one_end) == 1:
        before = ends[0] is not None
        for ratio in ratios:
            yield from _change_of_one(one_end[0], bys[0], ratio, before=before)


def _meet(one: _Step, other: _Step, view: View) -> bool:
    return one.value.at(view).meets(other.value.at(view))


def _change_of_one(end: Side, by: _Step, ratio: _Step, *, before: bool) -> Iterator[Judgement]:
    """Hold a difference and a factor against the one value that is known: 3 of 12 is a quarter."""
    if sort_of(by.value.unit) != sort_of(end.value.unit):
        return

    def told(view: View) -> Interval:
        value, factor = end.value.at(view), ratio.value.at(view)
        other = times(value, factor) if before else over(value, factor)
        return minus(other, value) if before else minus(value, other)

    def fits(view: View) -> bool:
        return told(view).meets(by.value.at(view))

    parts = (by.part, ratio.part, end.part)
    way = f"{'from' if before else 'to'} {quoted(end.value.text)}"
    both = f"{_said(by)} and {_said(ratio)}, {way}"
    if fits("default"):
        yield Judgement(Verdict.HOLDS, f"{both} agree", parts, working=_tolerance(fits))
        return
    would_be = f"{_said(ratio)} would be by {describe(told('default'), by.value.unit)}"
    yield Judgement(
        Verdict.CONTRADICTS,
        f"{both}, are not the same change",
        parts,
        working=(would_be, *_tolerance(fits)),
        help="correct one of the three",
        strict=not fits("loose"),
    )


def _tolerance(fits: Callable[[View], bool]) -> tuple[str, ...]:
    line = hung(fits)
    return (line,) if line else ()


def _more_help(one: _Step) -> str:
    more = '"three times as much" is 200 % more'
    return f"correct one of them; {more}" if one.field == "times" else "correct one of them"


def _hold(step: _Step, before: Side, after: Side, told: str) -> Judgement:
    """Hold a step against the value that it starts from and the one that it leads to."""
    fits = partial(_fits, step, before, after)
    parts = tuple(dict.fromkeys((step.part, before.part, after.part)))
    way = told or f"from {quoted(before.value.text)} to {quoted(after.value.text)}"
    message = f"{_said(step)} fits {way}"
    if fits("default"):
        return Judgement(Verdict.HOLDS, message, parts, working=_tolerance(fits))
    return Judgement(
        Verdict.CONTRADICTS,
        f"{_said(step)} does not fit {way}: that is {_change(step, before, after)}",
        parts,
        working=(*_working(step, before, after), *_tolerance(fits)),
        help=_help(step, before, after),
        strict=not fits("loose"),
    )


def _fits(step: _Step, before: Side, after: Side, view: View) -> bool:
    first, second, said = (s.value.at(view) for s in (before, after, step))
    options = [said]
    if step.either_way:
        turned = said.scaled(Fraction(-1))
        options.append(turned if step.kind == "by" else turned.plus(Interval.point(2)))
    if step.kind == "by":
        change = minus(second, first)
        return any(change.meets(option) for option in options)
    if _crosses_zero(first):
        return True  # a share of nothing can be anything
    return any(second.meets(times(first, option)) for option in options)


def _crosses_zero(interval: Interval) -> bool:
    return interval.lower <= 0 <= interval.upper


def _change(step: _Step, before: Side, after: Side) -> str:
    """Say what the change really is, in the terms in which it was told."""
    if step.kind == "by":
        return describe(minus(after.value.exact, before.value.exact), step.value.unit)
    ratio = over(after.value.exact, before.value.exact)
    if step.field == "times":
        return _as_times(ratio)
    return describe(minus(ratio, ONE), step.value.unit)


def _as_times(ratio: Interval) -> str:
    return "any number of times" if ratio == ANY else f"{describe(ratio, BARE)} times"


def _working(step: _Step, before: Side, after: Side) -> tuple[str, ...]:
    lines = [f"{before.value.shown}; {after.value.shown}"]
    first, second = before.value.default, after.value.default
    if step.kind == "by":
        change = describe(minus(second, first), step.value.unit)
        lines.append(f"the change is {change}, and {step.value.shown} is said")
    else:
        lines.append(
            f"the change is {_as_times(over(second, first))}, "
            f"and {_as_times(step.value.default)} is said"
        )
    return tuple(lines)


def _help(step: _Step, before: Side, after: Side) -> str:
    """Point out per cent for percentage points, and "times more" for "times as much"."""
    change = minus(after.value.default, before.value.default)
    ratio = over(after.value.default, before.value.default)
    if step.field == "percent" and sort_of(before.value.unit) == SHARE:
        points = minus(step.value.default, ONE)
        if change.meets(points) or change.scaled(Fraction(-1)).meets(points):
            return "it fits as percentage points: use `points`"
    if step.field == "points" and minus(ratio, ONE).meets(step.value.default):
        return "it fits as per cent: use `percent`"
    if step.field == "times" and minus(ratio, ONE).meets(step.value.default):
        return "it fits as so many times more, which is one more times as much"
    if step.field == "percent" and ratio.meets(minus(step.value.default, ONE)):
        return "it fits as a share of the other value, not as a change"
    backwards = over(ONE, ratio)
    if step.kind == "ratio" and backwards.meets(step.value.default):
        return "it fits the other way round"
    return "correct one of the three"


def _said(step: _Step) -> str:
    text = quoted(step.value.text)
    return {"by": f"by {text}", "times": f"{text} as much"}.get(step.field, f"{text} more")


# --- values that other claims give ---------------------------------------------------------------


def _against_values(
    claims: ClaimSet,
    entry: Entry,
    record: records.Comparison,
    steps: Sequence[_Step],
    known: Mapping[tuple[str, str], list[Said]],
) -> Iterator[Judgement]:
    name = claims.vocabulary.properties.canonical(record.property)
    own = candidates(claims, entry, record.of, name, known)
    others = candidates(claims, entry, record.than or "", name, known)
    pairs = (
        (one, other)
        for one in own
        for other in others
        if sort_of(one.side.value.unit) == sort_of(other.side.value.unit)
    )
    for one, other in islice(pairs, MOST_PAIRS):
        unsaid = unsaid_of(one, other)
        if unsaid is None:
            continue
        told = f"{quoted(one.side.value.text)} against {quoted(other.side.value.text)}"
        for step in steps:
            result = _hold(step, other.side, one.side, told)
            if result.verdict is Verdict.CONTRADICTS and unsaid:
                yield Judgement(
                    Verdict.UNDECIDED,
                    f"whether {_said(step)} is of {told} is open: {unsaid}",
                    result.parts,
                )
            else:
                yield result


RULE = Rule("How much more or less a value is does not fit the two values compared.", judge)
