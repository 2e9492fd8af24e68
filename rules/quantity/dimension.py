"""The unit of a value must measure the property it is said of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.source import quoted
from claims.units import BARE, read_unit
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.quantity._values import (
    NUMBER,
    SHARE,
    Measure,
    is_bare_share,
    measure,
    noun,
    readings,
    sort_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet

_SOURCE = "the vocabulary"


class _Field(NamedTuple):
    """A value to be judged: where it stands, what it is of, and what that is measured in."""

    route: tuple[str, ...]
    what: str
    wanted: Measure
    background: tuple[str, ...] = ()
    part_of: str = ""
    """The whole that it is a part of; a part may be said as a share of it."""


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold the unit of every value against what it is of."""
    for entry in claims.entries:
        if entry.record.hedge == "denied":
            continue
        for field in _fields(claims, entry):
            quantity = entry.quantity(*field.route)
            if quantity is not None:
                yield _judge(entry, field, quantity)


def _fields(claims: ClaimSet, entry: Entry) -> Iterator[_Field]:
    record = entry.record
    if isinstance(record, (records.Measurement, records.Total, records.Comparison)):
        yield from _of_property(claims, record)
    if isinstance(record, records.Comparison):
        yield _Field(("times",), "a number of times", Measure(NUMBER, BARE))
        yield _Field(("percent",), "a number of per cent", _unit_measure("%"))
        yield _Field(("points",), "a number of percentage points", _unit_measure("%"))
    elif isinstance(record, (records.Reach, records.Location)):
        yield _Field(("distance",), "a distance", _unit_measure("km"))
    elif isinstance(record, records.Event):
        yield _Field(("count",), "a number of events", Measure(NUMBER, BARE))
    elif isinstance(record, records.Count):
        yield _Field(("number",), "a number of events", Measure(NUMBER, BARE))


def _of_property(
    claims: ClaimSet, record: records.Measurement | records.Total | records.Comparison
) -> Iterator[_Field]:
    concept = claims.vocabulary.properties.get(record.property)
    wanted = measure(concept) if concept is not None else None
    if concept is None or wanted is None:
        return
    name = record.property
    told = f"{_SOURCE}: {concept.name} is {_measured_in(wanted)}"
    names = ("from", "to", "by") if isinstance(record, records.Comparison) else ("value",)
    for field in names:
        yield _Field((field,), name, wanted, (told,))
    if isinstance(record, records.Total):
        for part in record.parts:
            yield _Field(("parts", part), name, wanted, (told,), record.property)


def _unit_measure(name: str) -> Measure:
    unit = (read_unit(name) or (BARE,))[0]
    return Measure(sort_of(unit), unit)


def _measured_in(wanted: Measure) -> str:
    return f"measured in {wanted.unit.name}" if wanted.unit.name else "a number"


def _judge(entry: Entry, field: _Field, quantity: Quantity) -> Judgement:
    shown = quoted(quantity.text)
    at = Anchor(entry.key, field.route)
    said = sort_of(quantity.unit)
    if _fits(field, quantity):
        part = Part(at, noun(field.wanted.sort, field.wanted.unit))
        return Judgement(Verdict.HOLDS, f"{shown} measures {field.what}", (part,))
    open_reason = _open_reason(field, said)
    if open_reason:
        return Judgement(
            Verdict.UNDECIDED,
            f"{shown} is not held against {field.what}: {open_reason}",
            (Part(at, open_reason),),
            background=field.background,
            help=_help(field, said),
        )
    own, other = noun(said, quantity.unit), noun(field.wanted.sort, field.wanted.unit)
    return Judgement(
        Verdict.CONTRADICTS,
        f"{shown} does not measure {field.what}: it is {own}, not {other}",
        (Part(at, f"{own} here"),),
        background=field.background,
        working=(f"{shown} is {own}; {field.what} is {other}",),
        help=_help(field, said),
    )


def _fits(field: _Field, quantity: Quantity) -> bool:
    """Say whether some reading of the value measures what it is of."""
    name = field.route[0]
    if name == "points":
        return quantity.unit == BARE or quantity.unit.name in {"percentage point", "basis point"}
    if name in {"times", "percent"}:
        return sort_of(quantity.unit) in {NUMBER, SHARE}
    if field.wanted.sort == SHARE and is_bare_share(quantity):
        return True
    if field.part_of and sort_of(quantity.unit) == SHARE:
        return True
    return bool(readings(quantity, field.wanted))


def _open_reason(field: _Field, said: str) -> str:
    """Say what keeps a unit that does not fit from being wrong."""
    if field.route[0] == "points" and said == SHARE:
        return "per cent or percentage points may be meant"
    if said == NUMBER and field.wanted.sort != NUMBER:
        return "no unit said"
    return ""


def _help(field: _Field, said: str) -> str:
    if said == SHARE and field.route == ("by",):
        return "a difference in per cent goes into `percent`"
    if said == NUMBER and field.wanted.unit.name:
        return f"write the unit behind the number, such as {field.wanted.unit.name}"
    if field.wanted.unit.name:
        return f"write the value in a unit such as {field.wanted.unit.name}, or name what it is of"
    return "write a number without a unit, or name what the value is of"


RULE = Rule("The unit of a value does not measure the property it is said of.", judge, formal=True)
