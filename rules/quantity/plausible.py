"""A value must lie between the bounds that its property has."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from math import inf
from typing import TYPE_CHECKING, Any

from claims import records
from claims.interval import Bound, Interval
from claims.quantity import Quantity, describe, read_quantity
from claims.source import Source, quoted
from claims.vocabulary import Fit
from claims.yaml_reader import read_yaml
from rules.contract import Anchor, Judgement, Part, Rule, Severity, Verdict
from rules.quantity._values import SHARE, measure, readings, sort_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Route
    from claims.load import Entry
    from claims.units import Unit
    from rules.claimset import ClaimSet

_Told = records.Measurement | records.Total | records.Comparison
_LEAST_CHANGE = Interval(Fraction(-1), inf)


@dataclass(frozen=True, slots=True)
class Range:
    """Between which values a property lies, in base units, for which events, and why."""

    interval: Interval
    unit: Unit
    activity: str | None
    because: str


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    """Return the rows of the table that comes with the program.

    Raises:
        ValueError: the table is not as it should be.

    """
    name = "plausible.yaml"
    text = resources.files("rules.quantity").joinpath(name).read_text(encoding="utf-8")
    trees, faults = read_yaml(Source(name, text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    return tuple(data["bounds"])


@cache
def ranges(name: str) -> tuple[Range, ...]:
    """Return the bounds of a property, by its name in the vocabulary.

    Raises:
        ValueError: the table is not as it should be.

    """
    return tuple(_range(row) for row in _rows() if name in row["properties"])


def _range(row: dict[str, Any]) -> Range:
    ends = [_end(row[end]) for end in ("least", "greatest") if end in row]
    low: Bound = ends[0].exact.lower if "least" in row else -inf
    high: Bound = ends[-1].exact.upper if "greatest" in row else inf
    return Range(
        Interval(low, high),
        ends[0].unit,
        row.get("activity"),
        row["because"],
    )


def _end(text: str) -> Quantity:
    quantity = read_quantity(text)
    if not isinstance(quantity, Quantity):
        raise ValueError(quantity.reason)  # noqa: TRY004 - the text is wrong, not its type
    return quantity


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each value against the bounds of its property."""
    told: list[tuple[Entry, _Told]] = [
        *claims.each(records.Measurement),
        *claims.each(records.Total),
        *claims.each(records.Comparison),
    ]
    for entry, record in told:
        if record.hedge != "denied":
            yield from _judge(claims, entry, record)


def _judge(claims: ClaimSet, entry: Entry, record: _Told) -> Iterator[Judgement]:
    if isinstance(record, records.Comparison):
        yield from _fall(entry)
    concept = claims.vocabulary.properties.get(record.property)
    wanted = measure(concept) if concept is not None else None
    if concept is None:
        return
    rows = ranges(concept.name)
    for route in _routes(record) if rows else ():
        quantity = entry.quantity(*route)
        meant = () if quantity is None else readings(quantity, wanted)
        for row in rows:
            fitting = [one for one in meant if sort_of(one.unit) == sort_of(row.unit)]
            if fitting and _applies(claims, entry, record, row):
                yield from _hold(entry, route, fitting, row, record.property)


def _routes(record: _Told) -> Iterator[tuple[str, ...]]:
    if isinstance(record, records.Comparison):
        yield from (("from",), ("to",))
        return
    yield ("value",)
    if isinstance(record, records.Total):
        yield from (("parts", name) for name in record.parts)


def _applies(claims: ClaimSet, entry: Entry, record: _Told, row: Range) -> bool:
    if row.activity is None:
        return True
    event = claims.event(entry, record.of)
    if event is None or not isinstance(event.record, records.Event):
        return False
    return claims.vocabulary.activities.fit(event.record.activity, row.activity) is Fit.IS


def _hold(
    entry: Entry, route: Route, meant: list[Quantity], row: Range, name: str
) -> Iterator[Judgement]:
    first = meant[0]
    part = Part(Anchor(entry.key, route), describe(first.exact, first.unit))
    shown = quoted(first.text)
    seconds = [] if first.second is None else [first.second, *first.second.alternatives]
    others = [one for one in seconds if sort_of(one.unit) == sort_of(row.unit)]
    if any(one.loose.meets(row.interval) for one in (*meant, *others)):
        return
    yield Judgement(
        Verdict.CONTRADICTS,
        f"{shown} is no possible {name}: {row.because}",
        (part,),
        background=(row.because,),
        working=(f"possible: {describe(row.interval, row.unit)}",),
        help="correct the number, its sign or its unit, or name what it is of",
    )


def _fall(entry: Entry) -> Iterator[Judgement]:
    """Hold a change in per cent against a loss of everything."""
    quantity = entry.quantity("percent")
    if quantity is None:
        return
    share = quantity.loose
    if sort_of(quantity.unit) != SHARE:
        share = quantity.loose.scaled(_end("1 %").unit.factor)
    part = Part(Anchor(entry.key, ("percent",)), describe(quantity.exact, quantity.unit))
    shown = quoted(quantity.text)
    if share.meets(_LEAST_CHANGE):
        return
    because = "nothing gets less by more than 100 %"
    yield Judgement(
        Verdict.CONTRADICTS,
        f"{shown} is no possible change: {because}",
        (part,),
        background=(because,),
        working=(f"{describe(quantity.default, quantity.unit)} is less than all of it",),
        help="correct the number or its sign; a value that turns below zero is told by `by`",
    )


RULE = Rule(
    "A value lies beyond what its property can be.", judge, severity=Severity.WARNING, formal=True
)
