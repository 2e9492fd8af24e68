"""When two documents date one event differently, and their zones explain it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.calendar import offsets, show_day
from rules.contract import Anchor, Judgement, Part, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from claims.when import TimeReading
    from rules.claimset import ClaimSet

_DAY_SECONDS = 86_400


class _Dated(NamedTuple):
    """The days that a claim gives an event, and the zone in which they are counted."""

    first: int
    last: int
    zone: str


def zones_apart(claims: ClaimSet, entry: Entry) -> Iterator[Judgement]:
    """Tell where two claims of one event name days that fit only because of their zones."""
    for other in claims.same_as(entry):
        one, two = _dated(entry), _dated(other)
        if one is None or two is None or one.zone == two.zone:
            continue
        if one.first <= two.last and two.first <= one.last:
            continue
        names = claims.called(entry), claims.called(other)
        yield Judgement(
            Verdict.HOLDS,
            f"{names[0]} and {names[1]} name different days, which is one time in two zones",
            (
                Part(Anchor(entry.key, ("when",)), f"counted in {one.zone}"),
                Part(Anchor(other.key, ("when",)), f"counted in {two.zone}"),
            ),
            background=("the IANA time zone database",),
            working=(_midnight(one, two),),
            remark=True,
        )


def _dated(entry: Entry) -> _Dated | None:
    when = entry.when("when")
    if when is None or len(when.readings) != 1:
        return None
    reading = when.readings[0]
    zone = _zone(entry, reading)
    first, last = reading.extent.start.earliest, reading.extent.end.latest
    if zone is None or first is None or last is None:
        return None
    return _Dated(first // _DAY_SECONDS, last // _DAY_SECONDS, zone)


def _zone(entry: Entry, reading: TimeReading) -> str | None:
    if reading.offset is None:
        return entry.document.dateline.zone
    sign, minutes = "-" if reading.offset < 0 else "+", abs(reading.offset) // 60
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"


def _midnight(one: _Dated, two: _Dated) -> str:
    """Return when the later of two days begins, as clocks in both zones show it."""
    late, early = (one, two) if one.first > two.first else (two, one)
    shift = offsets(late.zone, late.first, late.first)[1]
    there = late.first * _DAY_SECONDS - shift + offsets(early.zone, early.last, early.last)[0]
    day, seconds = divmod(there, _DAY_SECONDS)
    clock = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
    begins = f"{show_day(late.first)} begins in {late.zone}"
    return f"when {begins}, it is {clock} on {show_day(day)} in {early.zone}"
