"""A weekday and a date said together must be the same day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.calendar import WEEKDAYS, show_day, weekday
from claims.when import When
from rules.contract import Anchor, Judgement, Part, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Route
    from claims.load import Statement
    from rules.claimset import ClaimSet

_DAY_SECONDS = 86_400


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold every weekday against the date said with it."""
    for statement in (*claims.documents, *claims.entries):
        for route, value in statement.values.items():
            if isinstance(value, When) and value.weekday is not None:
                yield from _judge(statement, route, value, value.weekday)


def _judge(statement: Statement, route: Route, when: When, said: int) -> Iterator[Judgement]:
    parts = (Part(Anchor(statement.key, route), f"{WEEKDAYS[said]} here"),)
    days = [_day(reading.extent.start.earliest) for reading in when.readings]
    fits = [day is not None and weekday(day) == said for day in days]
    if days[0] is None:
        return
    if fits[0]:
        yield Judgement(Verdict.HOLDS, f'"{when.text}": weekday and date agree', parts)
        return
    is_on = WEEKDAYS[weekday(days[0])]
    yield Judgement(
        Verdict.CONTRADICTS,
        f"{show_day(days[0])} was a {is_on}, not a {WEEKDAYS[said]}",
        parts,
        background=("the Gregorian calendar",),
        working=(f'"{when.text}": {show_day(days[0])} is a {is_on}',),
        help=f"look up which is meant: the date, or the {WEEKDAYS[said]} near it",
        strict=not any(fits),
    )


def _day(moment: int | None) -> int | None:
    return None if moment is None else moment // _DAY_SECONDS


RULE = Rule("A weekday and the date said with it are not the same day.", judge, formal=True)
