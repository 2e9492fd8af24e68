"""What a value, a date, a place or a name in a claim file is read as, in plain text.

It is never markup: what a claim says must not become a link or a picture in an editor.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import show_extent
from claims.load import Entry
from claims.places.model import Place
from claims.quantity import Quantity, SpanOfTime, describe
from claims.source import quoted
from claims.units import Unit, read_unit
from claims.when import When
from reports.display import one_line
from reports.editor.cursor import PLACES, TAXONOMIES, fields_of, model_at, spot_at, statement_at
from reports.editor.links import references_of
from reports.timeline import told_windows
from rules.quantity._values import chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Route, Span
    from claims.load import Statement
    from claims.vocabulary import Taxonomy
    from reports.editor.cursor import Spot
    from reports.editor.folder import Checked

_PLACED = (records.Event, records.Reach, records.Location)

_ALSO_IN = {"[length]": ("km", "m"), "[mass]": ("t", "kg"), "[length] / [time]": ("km/h",),
            "[length] ** 2": ("km²", "m²"), "[length] ** 3": ("m³", "l")}  # fmt: skip
"""Metric units that a value is told in as well, the largest first: that in which it is over one."""
_MOST = 4


class Hover(NamedTuple):
    """Lines of plain text on a stretch of a file."""

    text: str
    span: Span


def hover(checked: Checked, file: str, offset: int) -> Hover | None:
    """Return what is to be said of what stands at an offset of a file; None where nothing is."""
    spot = spot_at(checked.trees.get(file, ()), offset)
    if spot is None:
        return None
    lines = list(_on_key(spot) if spot.on_key else _on_value(checked, spot))
    return Hover("\n".join(map(one_line, lines)), spot.span) if lines else None


def _on_key(spot: Spot) -> Iterator[str]:
    found = model_at(spot.tree.data, spot.route)
    if found is not None and len(found[2]) == 1:
        told = fields_of(found[0]).get(str(found[2][0]))
        if told:
            yield told


def _on_value(checked: Checked, spot: Spot) -> Iterator[str]:
    found = statement_at(checked, spot)
    if found is None:
        return
    statement, route = found
    value = statement.values.get(route)
    if isinstance(value, Quantity):
        yield from _quantity(value)
    elif isinstance(value, SpanOfTime):
        yield from _span(value)
    elif isinstance(value, When):
        yield from _when(value, statement)
        yield from _solved(checked, statement)
    elif route in {("id",), ("kind",)}:
        yield from _claim(checked, statement)
    elif isinstance(statement, Entry) and route:
        yield from _words(checked, statement, route)


def _quantity(value: Quantity) -> Iterator[str]:
    """Tell a quantity in its own unit and in a metric one, and all that it may be read as."""
    yield _chain(value)
    if value.loose != value.default:
        unit = _metric(value)
        yield f"at its loosest {describe(value.loose, unit)}"
    for other in value.alternatives[:_MOST]:
        yield f"or else: {_chain(other)}"
    if value.second is not None:
        yield f"in brackets: {_chain(value.second)}"


def _chain(value: Quantity) -> str:
    return chain(value, _metric(value))


def _metric(value: Quantity) -> Unit:
    """Return a metric unit in which the value is neither tiny nor huge, or its own."""
    unit = value.unit
    ends = (value.exact.lower, value.exact.upper)
    size = next((abs(end) for end in ends if isinstance(end, Fraction)), Fraction(0))
    for name in _ALSO_IN.get(unit.dimension or "", ()):
        found = read_unit(name)
        if found and (size >= found[0].factor or name == _ALSO_IN[unit.dimension or ""][-1]):
            return found[0]
    return unit


def _span(value: SpanOfTime) -> Iterator[str]:
    unit = Unit(f"{value.unit}s", Fraction(1), Fraction(0), "")
    yield f"{quoted(value.text)} is read as {describe(value.default, unit)}"
    if value.loose != value.default:
        yield f"at its loosest {describe(value.loose, unit)}"


def _when(value: When, statement: Statement) -> Iterator[str]:
    first, *others = value.readings
    yield f"{quoted(value.text)} is read as {first.label}{_noted(first.note)}"
    for reading in others[:_MOST]:
        yield f"or else {reading.label}{_noted(reading.note)}"
    if value.relative and isinstance(statement, Entry):
        published = statement.document.dateline.published
        if published is not None:
            yield f"counted from the date of its document, {show_extent(published)}"


def _noted(note: str) -> str:
    return f" ({note})" if note else ""


def _solved(checked: Checked, statement: Statement) -> Iterator[str]:
    """Tell the tightest times that all claims together leave an event or a state."""
    row = checked.rows.get(statement.key)
    if row is None:
        return
    windows = told_windows(row)
    for window in windows:
        yield f"all claims together leave: {window}"
    if not windows and row.contradicts:
        yield "cannot be true together with " + ", ".join(row.contradicts)
    elif not windows and row.conflict:
        yield "its times contradict each other, or the date of its document"
    elif not windows and row.given_up:
        yield "there are more readings and conflicts here than are tried"
    named = {key for end in (row.start, row.end) if end is not None for key in end.narrowed_by}
    if named:
        yield "narrowed by " + ", ".join(sorted(named))


def _claim(checked: Checked, statement: Statement) -> Iterator[str]:
    if not isinstance(statement, Entry):
        return
    yield f"{statement.key}: {_summary(statement)}"
    yield from _solved(checked, statement)
    for finding in checked.conflicts.get(statement.key, ())[:_MOST]:
        yield f"{finding.severity.value}[{finding.rule}]: {finding.judgement.message}"
    if statement.key in checked.outcome.not_judged:
        yield "no rule could hold it against anything"


def _summary(entry: Entry) -> str:
    record = entry.record
    names = ("actor", "activity", "property", "state", "value", "when", "place")
    words = [getattr(record, name, None) for name in names]
    told = [word if isinstance(word, str) else word[0] for word in words if word]
    return ", ".join([entry.kind, *told])


def _words(checked: Checked, entry: Entry, route: Route) -> Iterator[str]:
    name, text = str(route[-1] if isinstance(route[-1], str) else route[-2]), _text(entry, route)
    if not isinstance(text, str):
        return
    for key in references_of(checked, entry, route):
        target = checked.claims.get(key)
        if target is not None:
            yield f"{key}: {_summary(target)}"
            yield from _solved(checked, target)
            return
    if name in PLACES and isinstance(entry.record, _PLACED) and len(route) < 3:
        yield from _place(checked, entry, text)
    elif name in TAXONOMIES:
        taxonomy: Taxonomy = getattr(checked.claims.vocabulary, TAXONOMIES[name])
        yield from _concept(taxonomy, text)


def _text(entry: Entry, route: Route) -> object:
    try:
        return entry.text(*route)
    except (KeyError, IndexError, ValueError):
        return None


def _place(checked: Checked, entry: Entry, text: str) -> Iterator[str]:
    place = checked.claims.atlas.place(text, entry.document)
    if isinstance(place, Place):
        yield f"{quoted(text)}: {place.name}, {place.kind}"
        if place.is_point:
            lon, lat = place.shape.points[0]
            north, east = "S" if lat < 0 else "N", "W" if lon < 0 else "E"
            yield f"at {abs(lat):.3f}{north} {abs(lon):.3f}{east}"
        if place.construction:
            yield place.construction
        yield f"source: {place.source}"
        return
    yield f"{quoted(text)}: {place.reason}"
    if place.candidates:
        yield "it may be " + "; ".join(place.candidates)
    if place.help:
        yield place.help


def _concept(taxonomy: Taxonomy, text: str) -> Iterator[str]:
    concept = taxonomy.get(text)
    if concept is None:
        yield f"no vocabulary knows {quoted(text)}: it matches only itself"
        return
    yield concept.name if concept.name == text else f"{quoted(text)} is {concept.name}"
    wider = sorted(taxonomy.ancestors(text) - {concept.name})
    if wider:
        yield "a sort of " + ", ".join(wider)
    if concept.readings:
        yield "which may be " + ", ".join(taxonomy.readings(text))
    if concept.unit:
        yield f"measured in {concept.unit}"
