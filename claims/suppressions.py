"""Suppressions: what a claim file says is not to count, of which claim, why, and until when.

They stand in comments of YAML (`# counterclaim: ignore[rule] until 2026-12-31: reason`) or in the
field `ignore` of a record. Which rules there are is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.faults import Fault, Place, Span
from claims.source import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.faults import Route
    from claims.load import Statement
    from claims.tree import Remark, Tree

RULE = "record/suppression"
"""The rule that tells what is wrong with a suppression."""

_FORM = "# counterclaim: ignore[rule] until 2026-12-31: reason"
_WAY_OUT = f"write `{_FORM}`, with `until` and its date where it is to end"
_OPENS = re.compile(r"\s*ignore\s*\[([^\]\[]*)\]\s*")
_UNTIL = re.compile(r"until\b\s*([^\s:]*)\s*")
_NAME = re.compile(r"[^\s,](?:[^,]*[^\s,])?")


class Named(NamedTuple):
    """A rule or a family as a suppression names it, and where."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is not to count: findings of some rules that a claim or document takes part in.

    With a `field`, only those that rest on that field. `until` is the last day on which it holds,
    as YYYY-MM-DD; none: it holds for good.
    """

    key: str
    field: Route
    rules: tuple[Named, ...]
    reason: str
    until: str | None
    place: Place


class _WrongError(Exception):
    """A suppression cannot be read; where in its text, why, and what to do."""

    def __init__(self, at: int, message: str, way_out: str = _WAY_OUT) -> None:
        super().__init__(message)
        self.at = at
        self.message = message
        self.way_out = way_out


def read_suppressions(
    trees: Iterable[Tree], statements: Iterable[Statement], ignoring: Iterable[Statement]
) -> tuple[tuple[Suppression, ...], tuple[Fault, ...]]:
    """Return what comments and records suppress, in order of place, and what is wrong with it.

    `statements` are all that was read, `ignoring` those whose records have the field `ignore`. A
    comment on a claim that could not be read is passed over: that is told already.
    """
    found: list[Suppression] = []
    faults: list[Fault] = []
    marked = [tree for tree in trees if tree.remarks]
    at = by_place(statements) if marked else {}
    for tree in marked:
        for remark in tree.remarks:
            try:
                made = _of_remark(tree, remark, at)
            except _WrongError as wrong:
                span = Span(wrong.at, remark.said_at + len(remark.said))
                place = Place(tree.file, None, span, tree=tree.number)
                faults.append(Fault(RULE, wrong.message, place, wrong.way_out, fatal=False))
            else:
                found += [] if made is None else [made]
    for statement in ignoring:
        for index in range(len(_ignored(statement))):
            try:
                found.append(_of_record(statement, index))
            except _WrongError as wrong:
                place = statement.place.below("ignore", index, "until")
                faults.append(Fault(RULE, wrong.message, place, wrong.way_out, fatal=False))
    return tuple(found), tuple(faults)


def owner(place: Place, at: Mapping[object, Statement]) -> tuple[Statement, Route] | None:
    """Return the claim or document that a place lies in, and the route from there."""
    route = place.route or ()
    for length in range(len(route), -1, -1):
        statement = at.get((place.file, place.tree, route[:length]))
        if statement is not None:
            return statement, route[length:]
    return None


def by_place(statements: Iterable[Statement]) -> Mapping[object, Statement]:
    """Return statements by where they stand, for `owner`."""
    return {_key(statement.place): statement for statement in statements}


def _key(place: Place) -> object:
    return (place.file, place.tree, place.route or ())


def _of_remark(tree: Tree, remark: Remark, at: Mapping[object, Statement]) -> Suppression | None:
    rules, reason, until = _said(tree, remark)
    if remark.route is None or not _is_of_claim(tree, remark.route):
        message = "this comment stands at no claim, so that it suppresses nothing"
        way_out = "put it on a line of a claim, or on the line above a claim or one of its fields"
        raise _WrongError(remark.start, message, way_out)
    held = owner(Place(tree.file, remark.route, tree=tree.number), at)
    if held is None:
        return None
    statement, field = held
    if not remark.exact or field == ("id",):
        field = ()
    span = Span(remark.start, remark.said_at + len(remark.said))
    place = Place(tree.file, None, span, tree=tree.number)
    return Suppression(statement.key, field, rules, reason, until, place)


def _is_of_claim(tree: Tree, route: Route) -> bool:
    """Say whether a route leads to a claim or a document, read or not, or into one."""
    data = tree.data
    if isinstance(data, dict) and "kind" in data and "claims" not in data:
        return True
    return route[:1] == ("document",) or (route[:1] == ("claims",) and len(route) > 1)


def _said(tree: Tree, remark: Remark) -> tuple[tuple[Named, ...], str, str | None]:
    """Take apart what a comment says: its rules, its reason and its end."""
    text, base = remark.said, remark.said_at
    opens = _OPENS.match(text)
    if opens is None:
        raise _WrongError(remark.start, "this comment to the program is not understood")
    rules = []
    for name in _NAME.finditer(opens[1]):
        start = base + opens.start(1) + name.start()
        place = Place(tree.file, None, Span(start, start + len(name[0])), tree=tree.number)
        rules.append(Named(name[0], place))
    if not rules:
        raise _WrongError(remark.start, "this suppression names no rule")
    rest = opens.end()
    until = _UNTIL.match(text, rest)
    if until is not None:
        _check_day(until[1], base + until.start())
        rest = until.end()
    if text[rest : rest + 1] != ":" or not text[rest + 1 :].strip():
        raise _WrongError(remark.start, "this suppression gives no reason")
    return tuple(rules), text[rest + 1 :].strip(), until[1] if until else None


def _check_day(text: str, at: int) -> None:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return
    except ValueError:
        pass
    message = f"{quoted(text)} is not a day on which a suppression can end"
    raise _WrongError(at, message, "write a day of the calendar as 2026-12-31")


def _of_record(statement: Statement, index: int) -> Suppression:
    ignored = _ignored(statement)[index]
    place = statement.place.below("ignore", index)
    if ignored.until is not None:
        _check_day(ignored.until, 0)
    rules = tuple(Named(name, place.below("rule", n)) for n, name in enumerate(ignored.rule))
    return Suppression(statement.key, (), rules, ignored.reason, ignored.until, place)


def _ignored(statement: Statement) -> tuple[records.Ignored, ...]:
    record = getattr(statement, "record", None)
    return record.ignore if isinstance(record, records.BaseClaim) else ()
