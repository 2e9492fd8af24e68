"""A value written in two units must be one value."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from claims.quantity import Quantity, describe
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.quantity._values import SHARE, chain, is_money, least_tolerance, sort_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.faults import Route
    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.quantity._rates import Rate


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each value in brackets against the one before it."""
    known: tuple[Rate, ...] | None = None
    for entry in claims.entries:
        if entry.record.hedge == "denied":
            continue
        for route, value in entry.values.items():
            if not isinstance(value, Quantity) or value.second is None:
                continue
            if is_money(value.unit) and is_money(value.second.unit) and _differ(value):
                known = _rates(claims) if known is None else known
                yield _exchanged(entry, route, value, known)
            elif not _is_share_of_whole(route, value, value.second):
                yield _judge(entry, route, value, value.second)


def _differ(value: Quantity) -> bool:
    """Say whether no reading of the two values is of one currency."""
    second = value.second or value
    sorts = {sort_of(one.unit) for one in (value, *value.alternatives)}
    return sorts.isdisjoint(sort_of(other.unit) for other in (second, *second.alternatives))


def _rates(claims: ClaimSet) -> tuple[Rate, ...]:
    from rules.quantity._rates import rates  # noqa: PLC0415 - few claims are of money

    return rates(claims)


def _exchanged(entry: Entry, route: Route, first: Quantity, known: Sequence[Rate]) -> Judgement:
    """Hold money in two currencies against each rate that is stated for its time."""
    from rules.quantity._rates import money_time  # noqa: PLC0415 - few claims are of money

    second = first.second or first
    time = money_time(entry)
    results = [
        _at_rate(entry, route, first, second, rate)
        for rate in known
        if rate.time == time
        and {rate.base, rate.paid} == {first.unit.dimension, second.unit.dimension}
    ]
    results.sort(key=lambda r: (r.verdict is not Verdict.CONTRADICTS, not r.strict))
    return results[0] if results else _incomparable(entry, route, first, second)


def _at_rate(
    entry: Entry, route: Route, first: Quantity, second: Quantity, rate: Rate
) -> Judgement:
    one, other = first.plain or first, second.plain or second
    paid = rate.converted(one, other.unit) or one
    shown, at = quoted(entry.text(*route)), quoted(rate.value.text)
    parts = (
        Part(Anchor(entry.key, route), f"{describe(paid.exact, other.unit)} at that rate"),
        rate.part,
    )
    if paid.default.meets(other.default):
        hung = least_tolerance(paid, other)
        message = f"{shown} agrees with itself at {at}"
        return Judgement(Verdict.HOLDS, message, parts, working=(hung,) if hung else ())
    several = bool(first.alternatives or second.alternatives)
    tolerance = least_tolerance(paid, other)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{shown} gives two different amounts at the rate of {at}",
        parts,
        working=(
            f"{chain(one, one.unit)}; at {at} that is {describe(paid.default, other.unit)}",
            f"it does not meet {describe(other.default, other.unit)}",
            *([tolerance] if tolerance else []),
        ),
        help="correct one of the amounts or the rate, or say with `when` that it is of another day",
        strict=not several and not paid.loose.meets(other.loose),
    )


def _is_share_of_whole(route: Route, first: Quantity, second: Quantity) -> bool:
    """Say whether one of the two gives a part of a total as a share: `quantity/total` judges it."""
    sorts = [sort_of(first.unit), sort_of(second.unit)]
    return route[0] == "parts" and sorts.count(SHARE) == 1


def _judge(entry: Entry, route: Route, first: Quantity, second: Quantity) -> Judgement:
    written = entry.text(*route)
    shown = quoted(written)
    pairs = [
        (one, other)
        for one in (first, *first.alternatives)
        for other in (second, *second.alternatives)
        if sort_of(one.unit) == sort_of(other.unit)
    ]
    if not pairs:
        return _incomparable(entry, route, first, second)
    # Two ways to write one value must agree even where both are only a bound.
    plain = [(one.plain or one, other.plain or other) for one, other in pairs]
    one, other = plain[0]
    parts = (Part(Anchor(entry.key, route), _label(one, other)),)
    if one.default.meets(other.default):
        hung = least_tolerance(one, other)
        working = (hung,) if hung else ()
        return Judgement(Verdict.HOLDS, f"{shown} agrees with itself", parts, working=working)
    strict = not any(a.loose.meets(b.loose) for a, b in plain)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{shown} gives two different values",
        parts,
        working=_working(one, other, plain, strict=strict),
        help=_help(one, other),
        strict=strict,
    )


def _help(one: Quantity, other: Quantity) -> str:
    from rules.quantity._slips import likely_slip  # noqa: PLC0415 - only needed for a complaint

    slip = likely_slip(one, other)
    told = f"{describe(one.exact, one.unit)} is {describe(one.exact, other.unit)}"
    return f"correct one of the two; {told}" + (f"; {slip}" if slip else "")


def _label(one: Quantity, other: Quantity) -> str:
    return f"{describe(one.exact, other.unit)} against {describe(other.exact, other.unit)}"


def _working(
    one: Quantity, other: Quantity, pairs: list[tuple[Quantity, Quantity]], *, strict: bool
) -> tuple[str, ...]:
    lines = [f"{chain(one, other.unit)}; does not meet {describe(other.default, other.unit)}"]
    if not strict:
        a, b = next((a, b) for a, b in pairs if a.loose.meets(b.loose))
        read = f"{describe(a.loose, b.unit)} meets {describe(b.loose, b.unit)}"
        units = f"read in {a.unit.name} and {b.unit.name}"
        reading = "rounded more coarsely" if (a, b) == (one, other) else units
        lines.append(f"{reading} they would agree: {read}")
    tolerance = least_tolerance(one, other)
    if tolerance:
        lines.append(tolerance)
    way = _other_rounding(one, other)
    if way:
        lines.append(way)
    return tuple(lines)


def _other_rounding(one: Quantity, other: Quantity) -> str:
    """Say whether the second number is the first one cut off, or rounded up, instead of rounded."""
    if not (one.exact.is_point and other.exact.is_point):
        return ""
    step = Fraction(other.loose.upper) - Fraction(other.exact.upper)
    gap = Fraction(one.exact.lower) - Fraction(other.exact.lower)
    if 0 < abs(gap) < step:
        way = "cut off" if gap > 0 else "rounded up"
        return f"{describe(other.exact, other.unit)} is {way}, not rounded to the nearest"
    return ""


def _incomparable(entry: Entry, route: Route, first: Quantity, second: Quantity) -> Judgement:
    parts = (Part(Anchor(entry.key, route)),)
    shown = quoted(entry.text(*route))
    if is_money(first.unit) and is_money(second.unit):
        message = f"{shown} names two currencies, and no rate is stated for that day"
        return Judgement(Verdict.UNDECIDED, message, parts)
    message = f"{shown}: the value in brackets measures something else than the one before it"
    way_out = "give each value a claim of its own"
    return Judgement(Verdict.UNDECIDED, message, parts, help=way_out)


RULE = Rule("A value written in two units disagrees with itself.", judge, formal=True)
