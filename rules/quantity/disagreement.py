"""Two values of one property of one subject must agree."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.quantity import describe
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.quantity._rivals import Pair, Said, Timing, groups, pairs
from rules.quantity._values import chain, is_money, least_tolerance, sort_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from claims.interval import Bound, Interval
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet
    from rules.quantity._rates import Rate

MOST_TOLD = 50
"""Findings told of one property of one subject."""
_MOST_ECHOES = 5


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Compare the values of each property of each subject."""
    stated = cache(lambda: _rates(claims))
    for _, group in groups(claims):
        leaders = _leaders(claims, group)
        for same in leaders.values():
            for echo in same[1:]:
                yield _echo(same[0], echo)
        yield from _told(claims, leaders, stated)


def _leaders(claims: ClaimSet, group: Iterable[Said]) -> dict[str, list[Said]]:
    """Put together what one speaker says alike; each key is that of the first."""
    found: dict[object, list[Said]] = {}
    for said in sorted(group, key=lambda s: s.entry.key):
        entry = said.entry
        corrected = entry.record.supersedes or entry.key in claims.superseded
        alone = entry.key if corrected or not _is_timed(said) else ""
        document = entry.document.record
        key = (
            *(said.quantity.default, said.quantity.loose, said.readings[1:], said.sort),
            *(said.time, said.extent, claims.speaker(entry), entry.record.hedge, alone),
            *(document.published, document.reference, said.quantity.second),
        )
        found.setdefault(key, []).append(said)
    return {same[0].entry.key: same for same in found.values()}


def _is_timed(said: Said) -> bool:
    return bool(said.time) or said.timeless


def _echo(first: Said, echo: Said) -> Judgement:
    message = f"{quoted(echo.quantity.text)} agrees with {quoted(first.quantity.text)}"
    return Judgement(Verdict.HOLDS, message, (_part(echo), _part(first)))


def _rates(claims: ClaimSet) -> tuple[Rate, ...]:
    from rules.quantity._rates import rates  # noqa: PLC0415 - few claims are of money

    return rates(claims)


def _told(
    claims: ClaimSet,
    leaders: Mapping[str, Sequence[Said]],
    stated: Callable[[], tuple[Rate, ...]],
) -> Iterator[Judgement]:
    """Yield what holds, and of what does not the clearest up to a number."""
    found: list[tuple[_Rank, _Clash]] = []
    for pair in pairs([same[0] for same in leaders.values()]):
        result = _compare(claims, pair, stated)
        if isinstance(result, Judgement):
            yield result
        elif result is not None:
            found.append((_rank(result), result))
    found.sort(key=lambda row: row[0])
    shown = [_describe(claims, clash, leaders) for _, clash in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        more = f"{len(found) - MOST_TOLD} more pairs of values disagree and are not shown"
        shown[-1] = replace(shown[-1], working=(*shown[-1].working, more))
    yield from shown


class _Clash(NamedTuple):
    """Two values that do not agree, the one to look at first in front; words come later, if told.

    `default` are their default readings and `way_out` readings that agree, if there are any.
    `unsaid` is what one of them leaves unsaid, so that they may be no rivals.
    """

    one: Said
    other: Said
    timing: Timing
    default: tuple[Quantity, Quantity]
    way_out: tuple[Quantity, Quantity] | None
    doubt: str
    unsaid: str


class _Rank(NamedTuple):
    """The order in which findings of a group are told, the clearest first."""

    undecided: bool
    loose: bool
    gap: Bound
    texts: tuple[str, ...]
    keys: tuple[str, ...]


def _rank(clash: _Clash) -> _Rank:
    one, other = clash.one, clash.other
    return _Rank(
        bool(clash.unsaid),
        clash.way_out is not None or bool(clash.doubt),
        -one.quantity.default.gap(other.quantity.default),
        tuple(sorted((one.quantity.text, other.quantity.text))),
        tuple(sorted((one.entry.key, other.entry.key))),
    )


# --- one pair ------------------------------------------------------------------------------------


def _compare(
    claims: ClaimSet, pair: Pair, stated: Callable[[], tuple[Rate, ...]]
) -> Judgement | _Clash | None:
    one, other, timing = pair
    if claims.supersedes(one.entry, other.entry) or (one.denied and other.denied):
        return None
    unsaid = _unsaid(one, other)
    if unsaid is None:
        return None
    one, other = _in_front(one, other) if timing is Timing.ALWAYS else (other, one)
    matched = _matched(one.readings, other.readings)
    if not matched:
        return _exchanged(one, other, unsaid, stated)
    if one.denied or other.denied:
        return None if unsaid or timing is Timing.GREW else _against_denial(one, other)
    first, second = matched[0]
    if _agrees(first.default, second.default, timing):
        words = f"{quoted(first.text)} agrees with {quoted(second.text)}"
        alike = first.unit == second.unit
        working = () if alike else _working(first, second, "meets")
        hung = least_tolerance(first, second) if timing is Timing.ALWAYS else ""
        working = (*working, hung) if hung else working
        return Judgement(Verdict.HOLDS, words, (_part(one), _part(other)), working=working)
    ways = _matched(_all_readings(one), _all_readings(other))
    way_out = next(((a, b) for a, b in ways if _agrees(a.loose, b.loose, timing)), None)
    return _Clash(one, other, timing, (first, second), way_out, _doubt(one, other, timing), unsaid)


def _unsaid(one: Said, other: Said) -> str | None:
    """Return what one of two values leaves unsaid, "" for nothing; None: they are no rivals."""
    unsaid = ""
    for name in ("role", "statistic"):
        own, their = getattr(one, name), getattr(other, name)
        if own == their or (name == "statistic" and _is_whole(one, other)):
            continue
        if own is not None and their is not None:
            return None
        unsaid = unsaid or name
    return unsaid


def _is_whole(one: Said, other: Said) -> bool:
    """Say whether one is the whole of a sum, and the other nothing but a total either."""
    whole = any(isinstance(said.entry.record, records.Total) for said in (one, other))
    return whole and {one.statistic, other.statistic} <= {None, "total"}


def _in_front(one: Said, other: Said) -> tuple[Said, Said]:
    """Return first the value to look at first: not background, then the later, then the greater."""
    return (one, other) if _weight(one) > _weight(other) else (other, one)


def _weight(said: Said) -> tuple[object, ...]:
    document = said.entry.document
    published = document.dateline.published
    moment = published.start.earliest if published is not None else None
    interval = said.quantity.default
    return (
        not document.record.reference,
        -inf if moment is None else moment,
        *(interval.lower, interval.upper, said.quantity.text, said.entry.key),
    )


def _matched(
    ones: Sequence[Quantity], others: Sequence[Quantity]
) -> list[tuple[Quantity, Quantity]]:
    return [
        (one, other) for one in ones for other in others if sort_of(one.unit) == sort_of(other.unit)
    ]


def _agrees(one: Interval, other: Interval, timing: Timing) -> bool:
    """Say whether a value fits another; of one that only grows, the later one comes first."""
    return not one.below(other) if timing is Timing.GREW else one.meets(other)


def _all_readings(said: Said) -> tuple[Quantity, ...]:
    """Return every reading, that of the value in brackets among them: either may be the rounded."""
    second = said.quantity.second
    return said.readings if second is None else (*said.readings, second, *second.alternatives)


def _describe(claims: ClaimSet, clash: _Clash, leaders: Mapping[str, Sequence[Said]]) -> Judgement:
    one, other = clash.one, clash.other
    if clash.unsaid:
        return _open(one, other, clash.unsaid)
    record = _measured(one)
    mine, theirs = quoted(one.quantity.text), quoted(other.quantity.text)
    if clash.timing is Timing.GREW:
        message = f"the {record.property} of {record.of} cannot fall from {theirs} to {mine}"
        relation = "is below"
    else:
        message = f"{mine} and {theirs} cannot both be the {record.property} of {record.of}"
        relation = "does not meet"
    working = _working(*clash.default, relation)
    if clash.way_out is not None:
        a, b = clash.way_out
        read = f"{describe(a.loose, b.unit)} against {describe(b.loose, b.unit)}"
        working = (*working, f"read more loosely they would agree: {read}")
    if one.entry.speaker != other.entry.speaker:
        working = (*working, *_who_says_what(one, other, leaders))
    tolerance = least_tolerance(*clash.default)
    if tolerance:
        working = (*working, tolerance)
    if clash.doubt:
        working = (*working, clash.doubt)
    return Judgement(
        Verdict.CONTRADICTS,
        message,
        (_part(one), _part(other)),
        related=_related(claims, one, other, leaders),
        working=working,
        help="correct one of them, or say with `role`, `statistic` or `when` how they differ",
        strict=clash.way_out is None and not clash.doubt,
    )


def _who_says_what(
    one: Said, other: Said, leaders: Mapping[str, Sequence[Said]]
) -> tuple[str, ...]:
    """Return a table of the values in dispute, and of some others, with all who say each.

    What belongs to another role, statistic or time is no part of the dispute.
    """
    rivals = [
        same
        for same in leaders.values()
        if (same[0].sort, same[0].time) in {(one.sort, one.time), (other.sort, other.time)}
    ]
    first = [leaders[said.entry.key] for said in (one, other)]
    others = [same for same in rivals if same not in first]
    others.sort(key=lambda same: (same[0].quantity.text, same[0].entry.speaker))
    rows: dict[str, tuple[str, list[str]]] = {}
    for said in (said for same in (*first, *others[:_MOST_ECHOES]) for said in same):
        value = said.quantity
        read = describe(value.default, value.unit)
        names = rows.setdefault(quoted(value.text), (read, []))[1]
        if said.entry.speaker not in names:
            names.append(said.entry.speaker)
    wide = max(map(len, rows))
    read_wide = max(len(read) for read, _ in rows.values())
    left = len(others) - _MOST_ECHOES
    return (
        f"{'said':{wide}}  {'read as':{read_wide}}  by",
        *(
            f"{text:{wide}}  {read:{read_wide}}  {', '.join(names)}"
            for text, (read, names) in rows.items()
        ),
        *((f"and {left} more",) if left > 0 else ()),
    )


def _doubt(one: Said, other: Said, timing: Timing) -> str:
    """Say which plausible reading would keep the two values apart."""
    if one.several and other.several:
        return "the event took place more than once, and each value may be of another time"
    if one.timeless and other.timeless:
        return ""
    if one.words_of_time != other.words_of_time:
        return "their times have other readings, under which they are no rivals"
    if timing is Timing.ALWAYS and one.zone != other.zone:
        return "their days may be counted in different time zones"
    return ""


def _related(
    claims: ClaimSet, one: Said, other: Said, leaders: Mapping[str, Sequence[Said]]
) -> tuple[Part, ...]:
    """Return the event that they are of, and others that say the same."""
    targets = {
        target.key: Part(Anchor(target.key), "what they are of")
        for said in (one, other)
        if (target := claims.target(said.entry, _measured(said).of)) is not None
    }
    echoes = [
        Part(Anchor(echo.entry.key, ("value",)), "says the same")
        for said in (one, other)
        for echo in leaders[said.entry.key][1 : _MOST_ECHOES + 1]
    ]
    return (*(targets[key] for key in sorted(targets)), *echoes)


def _open(one: Said, other: Said, unsaid: str) -> Judgement:
    record = _measured(one)
    mine, theirs = quoted(one.quantity.text), quoted(other.quantity.text)
    known = getattr(one, unsaid) or getattr(other, unsaid)
    return Judgement(
        Verdict.UNDECIDED,
        f"whether {mine} and {theirs} are rival values of {record.property} is open: "
        f"only one of them gives its {unsaid} ({known})",
        (_part(one), _part(other)),
        help=f"add `{unsaid}:` to the other",
    )


def _exchanged(
    one: Said, other: Said, unsaid: str, stated: Callable[[], tuple[Rate, ...]]
) -> Judgement | None:
    """Hold amounts of two currencies against each rate that is stated for the time of both."""
    if not (is_money(one.quantity.unit) and is_money(other.quantity.unit)):
        return None
    if one.denied or other.denied:
        return None
    unit = other.quantity.unit
    results = [
        _at_rate(one, other, rate, paid)
        for rate in stated()
        if {rate.time} == {one.time, other.time}
        and (paid := rate.converted(one.quantity, unit)) is not None
    ]
    results.sort(key=lambda r: (r.verdict is not Verdict.CONTRADICTS, not r.strict))
    if not results:
        return _no_rate(one, other)
    if unsaid and results[0].verdict is Verdict.CONTRADICTS:
        return _open(one, other, unsaid)
    return results[0]


def _at_rate(one: Said, other: Said, rate: Rate, paid: Quantity) -> Judgement:
    record = _measured(one)
    mine, theirs = quoted(one.quantity.text), quoted(other.quantity.text)
    at, unit = quoted(rate.value.text), paid.unit
    parts = (_part(one), _part(other), rate.part)
    if paid.default.meets(other.quantity.default):
        message = f"{mine} agrees with {theirs} at the rate of {at}"
        hung = least_tolerance(paid, other.quantity)
        return Judgement(Verdict.HOLDS, message, parts, working=(hung,) if hung else ())
    several = len(one.readings) > 1 or len(other.readings) > 1
    tolerance = least_tolerance(paid, other.quantity)
    doubt = _doubt(one, other, Timing.ALWAYS)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{mine} and {theirs} cannot both be the {record.property} of {record.of} at the rate of "
        f"{at}",
        parts,
        working=(
            f"{chain(one.quantity, one.quantity.unit)}; at {at}: {describe(paid.default, unit)}",
            f"it does not meet {describe(other.quantity.default, unit)}",
            *([tolerance] if tolerance else []),
            *([doubt] if doubt else []),
        ),
        help="correct one of the amounts or the rate, or say with `when` that it is of another day",
        strict=not (several or doubt) and not paid.loose.meets(other.quantity.loose),
    )


def _no_rate(one: Said, other: Said) -> Judgement | None:
    mine, theirs = quoted(one.quantity.text), quoted(other.quantity.text)
    message = (
        f"{mine} and {theirs} are not compared: two currencies, and no rate is stated for that day"
    )
    return Judgement(Verdict.UNDECIDED, message, (_part(one), _part(other)))


def _against_denial(one: Said, other: Said) -> Judgement | None:
    """Tell a contradiction only where all that the value leaves open is denied."""
    said, denial = (other, one) if one.denied else (one, other)
    (first, second) = _matched(said.readings, denial.readings)[0]
    mine, theirs = quoted(first.text), quoted(second.text)
    parts = (_part(said), _part(denial, "denied here"))
    if not first.default.within(second.default):
        return Judgement(Verdict.HOLDS, f"{mine} can be although {theirs} is denied", parts)
    ways = _matched(_all_readings(said), _all_readings(denial))
    record = _measured(said)
    doubt = _doubt(one, other, Timing.ALWAYS)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{mine} is what {theirs} denies of the {record.property} of {record.of}",
        parts,
        working=(
            f"{chain(first, second.unit)}; all within {describe(second.default, second.unit)}",
        ),
        help="correct one of them",
        strict=not doubt and all(a.loose.within(b.exact) for a, b in ways),
    )


def _working(one: Quantity, other: Quantity, relation: str) -> tuple[str, ...]:
    meeting = f"{chain(one, other.unit)}; {relation} {describe(other.default, other.unit)}"
    if other.default == other.exact:
        return (meeting,)
    return (meeting, chain(other, other.unit))


def _part(said: Said, label: str = "") -> Part:
    words = label or f"{describe(said.quantity.exact, said.quantity.unit)} here"
    return Part(Anchor(said.entry.key, ("value",)), words)


def _measured(said: Said) -> records.Measurement | records.Total:
    record = said.entry.record
    if not isinstance(record, (records.Measurement, records.Total)):
        raise TypeError("only these two give a property a value")
    return record


RULE = Rule("Two values of one property of one subject disagree.", judge)
