"""What stands at a place of a claim file: which record, which field, key or value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from claims import records
from claims.faults import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.faults import Route
    from claims.load import Statement
    from claims.tree import Shape, Tree
    from reports.editor.folder import Checked

Model = type[records.Record]
PLACES = frozenset(("place", "from", "to", "target"))
"""Fields that name places, where an event, a reach or a location has them."""
TAXONOMIES = {
    "activity": "activities",
    "property": "properties",
    "classes": "classes",
    "class": "classes",
    "actor": "parties",
    "said_by": "parties",
    "publisher": "parties",
}
"""Which of the taxonomies of a vocabulary knows the names of a field."""


class Spot(NamedTuple):
    """A key or a value of a file's data: the route to it, and where in the text it stands."""

    tree: Tree
    route: Route
    on_key: bool
    span: Span


def spot_at(trees: Iterable[Tree], offset: int) -> Spot | None:
    """Return the innermost key or value that an offset is in or at the end of."""
    for tree in trees:
        shape = tree.shape()
        if shape is not None and shape.start <= offset <= shape.end:
            return _innermost(tree, shape, offset)
    return None


def _innermost(tree: Tree, shape: Shape, offset: int) -> Spot:
    route: list[str | int] = []
    span = Span(shape.start, shape.end)
    while True:
        steps = range(len(shape.marks) // 2) if shape.names is None else list(shape.names)
        part = _last_before(shape, len(steps), offset)
        if part is None:
            return Spot(tree, tuple(route), False, span)
        key, value = shape.key_span(part), shape.value_span(part)
        if shape.names is not None and key.start <= offset <= key.end:
            return Spot(tree, (*route, steps[part]), True, key)
        if not value.start <= offset <= value.end:
            return Spot(tree, tuple(route), False, span)
        route.append(steps[part])
        span = value
        inner = shape.inner.get(part)
        if inner is None:
            return Spot(tree, tuple(route), False, span)
        shape = inner


def _last_before(shape: Shape, parts: int, offset: int) -> int | None:
    """Return the last part that begins at an offset or before it; parts stand in their order."""
    low, high = 0, parts
    while low < high:
        middle = (low + high) // 2
        if shape.key_span(middle).start <= offset:
            low = middle + 1
        else:
            high = middle
    return low - 1 if low else None


def statement_at(checked: Checked, spot: Spot) -> tuple[Statement, Route] | None:
    """Return the claim or document that a spot is in, and the route within its record."""
    for length in range(len(spot.route), -1, -1):
        found = checked.statements.get((spot.tree.file, spot.tree.number, spot.route[:length]))
        if found is not None:
            return found, spot.route[length:]
    return None


def model_at(data: object, route: Route) -> tuple[Model, Mapping[str, object], Route] | None:
    """Return the sort of the record that a route leads into, its data, and what is left of it.

    What is left begins with the field. Nothing is returned where no record can stand.
    """
    if not isinstance(data, dict):
        return None
    model: Model
    held: object
    if "kind" in data and "claims" not in data:
        model, held, rest = _claim(data), data, route
    elif route[:1] == ("document",) and len(route) > 1:
        model, held, rest = records.Document, data.get("document"), route[1:]
    elif route[:1] == ("claims",) and len(route) > 2:
        items = data.get("claims")
        at = route[1]
        held = items[at] if isinstance(items, list) and isinstance(at, int) else None
        model, rest = _claim(held), route[2:]
    else:
        model, held, rest = records.ClaimFile, data, route
    while (inner := inner_of(model, str(rest[0]))) is not None:
        steps = 2 if len(rest) > 1 and isinstance(rest[1], int) else 1
        if len(rest) <= steps:
            break
        model, held, rest = inner, data_at(held, rest[:steps]), rest[steps:]
    return model, held if isinstance(held, dict) else {}, rest


@cache
def inner_of(model: Model, field: str) -> Model | None:
    """Return the sort of the records that stand in a field of a record; None where none do."""
    if model is records.ClaimFile:
        return None
    fields = model.model_fields.items()
    return next((_record_in(i.annotation) for n, i in fields if (i.alias or n) == field), None)


def _record_in(annotation: Any) -> Model | None:
    if isinstance(annotation, type) and issubclass(annotation, records.Record):
        return annotation
    found = (_record_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _claim(held: object) -> Model:
    kind = held.get("kind") if isinstance(held, dict) else None
    return records.KINDS.get(str(kind), records.BaseClaim)


def data_at(data: object, route: Route) -> object:
    """Return what stands at a route of some data; None where it leads nowhere."""
    for step in route:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def fields_of(model: Model) -> Mapping[str, str]:
    """Return the fields of a sort of record, each with what it is."""
    return {info.alias or name: info.description or "" for name, info in model.model_fields.items()}
