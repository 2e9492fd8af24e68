"""Which mappings can be judged in columns, and why the others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.tables.mapping import Column, Geometry, Point, columns_of
from rules.quantity._rates import PROPERTY as RATE
from rules.quantity._relations import table as relations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from claims.tables.mapping import TableMapping, Template
    from claims.vocabulary import Vocabulary

_EVENT = frozenset({"kind", "activity", "actor", "object", "when", "place", "said_by", "note"})
_MEASUREMENT = frozenset({"kind", "of", "property", "value", "role", "when", "said_by", "note"})
_DOCUMENT = frozenset({"id", "title", "publisher", "published", "url", "note"})
"""Fields of a document that may differ from row to row; all others must be the same."""
_DOCUMENT_EVER = _DOCUMENT | {"timezone", "country", "reference"}
_TELLS_TIME = frozenset({"duration"})
"""Properties that say when an event ended."""


def why_not(mapping: TableMapping) -> str | None:
    """Say why the claims of a mapping cannot be judged in columns; None where they can."""
    document = mapping.document
    for name in sorted(document.data.keys() - _DOCUMENT_EVER):
        return f"the document has `{name}`"
    for route in document.specs:
        if route[0] not in _DOCUMENT:
            return f"the `{route[0]}` of the document comes from a column"
    events = {t.name for t in mapping.claims if t.data["kind"] == "event"}
    for template in mapping.claims:
        reason = _why_not(template, events)
        if reason is not None:
            return f"{template.name}: {reason}"
    return None


def _why_not(template: Template, events: AbstractSet[str]) -> str | None:
    kind = template.data["kind"]
    if kind not in {"event", "measurement"}:
        return f"claims of kind {kind} are judged as records"
    known = _EVENT if kind == "event" else _MEASUREMENT
    for name in sorted(template.data.keys() - known):
        return f"`{name}` is judged on records"
    if kind == "measurement" and str(template.data["of"]) not in events:
        return "what is not of an event of its row is judged on records"
    return next(_odd(template), None)


def _odd(template: Template) -> Iterator[str]:
    for route, spec in template.specs.items():
        if isinstance(spec, Geometry) or any("." in name for _, name in columns_of(spec)):
            yield "values in objects are judged on records"
        if isinstance(spec, Column) and (spec.claim or spec.split):
            yield "cells that list several, or name other rows, are judged on records"
        if isinstance(spec, Point) and route != ("place",):
            yield "coordinates are read in columns for `place` only"
        if route[0] == "property" and isinstance(spec, Column) and spec.values is not None:
            yield "names of properties are not translated in columns"


def related(names: AbstractSet[str], vocabulary: Vocabulary) -> str | None:
    """Say which of some properties physics ties together; None where none are."""
    table = relations()
    held = {vocabulary.properties.canonical(name) for name in names}

    def all_in(wanted: Iterator[str]) -> bool:
        return {vocabulary.properties.canonical(name) for name in wanted} <= held

    for product in table.products:
        terms = (product.result, *product.factors, *product.divisors)
        if all_in(term.property for term in terms):
            return product.name
    for flight in table.flights:
        if all_in(iter(flight.uses.values())):
            return flight.name
    if table.density in held or {table.mass, table.volume} <= held:
        return "density"
    if vocabulary.properties.canonical(RATE) in held:
        return "a rate of exchange bears on other values"
    means = held & table.means.keys()
    if means:
        return f"{min(means)} is a mean"
    if held & _TELLS_TIME:
        return "a duration says when an event ended"
    return None
