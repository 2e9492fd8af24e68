"""Mapping files: which columns of a table make which claims.

A mapping is written like a claim file. Where a claim file has a value, a mapping may have
`{column: NAME}`, the value of that column in each row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from claims import records
from claims.faults import Fault, Place
from claims.quantity import Quantity, read_quantity
from claims.records import KINDS, Name, Names, Record, Text
from claims.source import quoted
from claims.validation import shorten, validate, validate_claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claims.faults import Route
    from claims.tables.model import Table
    from claims.tree import Tree

REFERENCES = frozenset({"of", "than", "supersedes", "same_as", "begun_by", "ended_by"})
"""Fields that name another claim; the name of a claim of the mapping means that of the same row."""
_PLACEHOLDER = "x"
_FORMAT_SIGNS = frozenset("dmYyHMSbBfpIz%")


class Column(Record):
    """The value of a column in each row."""

    column: Name = Field(
        description="The column, by its name in the header; a dot leads into an object.",
        examples=["range_km", "properties.mag"],
    )
    unit: Name | None = Field(
        None,
        description="Unit of numbers that have none in their cell.",
        examples=["km"],
    )
    unit_column: Name | None = Field(
        None, description="The column with the unit of the same row.", examples=["range_unit"]
    )
    decimal: Literal[",", "."] = Field(
        ".", description="The sign before decimals; the other one groups thousands."
    )
    format: Text | None = Field(
        None,
        description="How dates are written, in the signs of strptime; `epoch` and `epoch-ms` for "
        "seconds and milliseconds since 1970.",
        examples=["%d/%m/%Y", "epoch-ms"],
    )
    zone: Name | None = Field(
        None,
        description="Time zone of clock times that name none, where it is not the document's.",
        examples=["Asia/Seoul"],
    )
    zone_column: Name | None = Field(
        None, description="The column with the time zone of the same row.", examples=["tz"]
    )
    values: dict[Name, Any] | None = Field(
        None,
        description="What the texts of the column stand for; one that is not listed is a fault.",
        examples=[{"C": "cancelled", "S": "happened"}],
    )
    split: Text | None = Field(
        None, description="Divides a cell that lists several.", examples=[";"]
    )
    claim: Name | None = Field(
        None,
        description="The cell is the key of another row, and its claim of this name is meant.",
        examples=["launch"],
    )


class Point(Record):
    """A place by its coordinates in two columns, in degrees."""

    latitude: Name = Field(description="The column of latitudes.", examples=["lat"])
    longitude: Name = Field(description="The column of longitudes.", examples=["lon"])


class Geometry(Record):
    """A place by a column with a geometry of GeoJSON, which is a point."""

    geojson: Name = Field(description="The column with the geometry.", examples=["geometry"])


Spec = Column | Point | Geometry
_SPECS: dict[str, type[Spec]] = {"column": Column, "latitude": Point, "geojson": Geometry}


class Header(Record):
    """What a mapping says of its table as a whole."""

    table: Text | None = Field(
        None,
        description="The table, in the folder of the mapping or below it.",
        examples=["launches.csv"],
    )
    sheet: Name | None = Field(
        None,
        description="The sheet of a workbook, or the table of a database.",
        examples=["Launches"],
    )
    header: int = Field(
        1, ge=1, le=1000, strict=True, description="The row with the names of the columns."
    )
    delimiter: Literal[",", ";", "|", "tab"] | None = Field(
        None, description="What divides the cells of a text; left out: what the header shows."
    )
    key: Name | None = Field(
        None,
        description="The column that names a row; left out: the number of the row.",
        examples=["launch_id"],
    )
    empty: Names = Field(
        (),
        description="Texts of cells that say nothing.",
        examples=[["n/a", "-"]],
    )
    document: dict[str, Any] | None = Field(
        None, description="The document, as in a claim file; rows may be of several."
    )
    claims: tuple[dict[str, Any], ...] = Field(
        description="The claims that each row makes.", min_length=1
    )


class TemplateHeader(Record):
    """What a claim of a mapping says beside the fields of its kind."""

    id: records.Id = Field(
        description="Names the claim in its row: row 17 makes `17.launch`.", examples=["launch"]
    )
    joined_by: Name | None = Field(
        None,
        description="Rows with one value in this column tell of one event.",
        examples=["launch_id"],
    )
    only_with: Names = Field(
        (),
        description="The claim is made of rows that have something in all of these columns.",
        examples=[["range_km"]],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """The claim that each row makes, or a document: data of a claim file with columns in it.

    `specs` has each column, or pair of them, by the route in the claim that it fills.
    """

    name: str
    data: dict[str, Any]
    specs: Mapping[Route, Spec]
    joined_by: str | None = None
    only_with: tuple[str, ...] = ()
    needed: tuple[Route, ...] = ()
    """Routes of required fields that columns fill: where all are empty, a row makes no claim."""


@dataclass(frozen=True, slots=True, eq=False)
class TableMapping:
    """A mapping that was read: what is said of the table, and the templates of its claims."""

    place: Place
    header: Header
    document: Template
    claims: tuple[Template, ...]
    columns: Mapping[str, Place] = field(default_factory=dict)
    """Every column that is asked for, with the first place that does."""


def read_mapping(tree: Tree) -> tuple[TableMapping | None, list[Fault]]:
    """Return the mapping that a file's data is, and what is wrong with it.

    A claim that is wrong is left out, and all others are kept.
    """
    place = Place(tree.file, (), tree=tree.number)
    header, faults = validate(Header, tree.data, place, "a mapping")
    if header is None:
        return None, faults
    reading = _Reading(faults)
    document = reading.document(header.document or {}, place.below("document"))
    claims = [
        template
        for index, raw in enumerate(header.claims)
        if (template := reading.claim(raw, place.below("claims", index))) is not None
    ]
    reading.check_names(claims)
    columns = dict(reading.columns)
    if header.key is not None:
        columns.setdefault(header.key, place.below("key"))
    return TableMapping(place, header, document, tuple(claims), columns), faults


def fitting(mapping: TableMapping, table: Table) -> list[Fault]:
    """Return the faults of columns that a mapping asks for and a table does not have."""
    faults = []
    for name, place in mapping.columns.items():
        if not _has(table, name):
            message = f"{quoted(table.name)} has no column {quoted(name)}"
            way_out = _near(name, table.columns)
            faults.append(Fault("record/field", message, place, way_out))
    return faults


def _has(table: Table, name: str) -> bool:
    return name in table.columns or any(
        name.startswith(f"{column}.") or column.startswith(f"{name}.") for column in table.columns
    )


def _near(name: str, columns: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only needed for a complaint

    near = get_close_matches(name[:50], columns, n=1)
    return f"did you mean `{near[0]}`?" if near else "its columns are " + ", ".join(columns[:30])


class _Reading:
    """Reads the parts of one mapping, and gathers what is wrong with them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.columns: dict[str, Place] = {}
        self._ids: dict[str, Place] = {}

    def document(self, raw: dict[str, Any], place: Place) -> Template:
        """Return the template of documents; without the fields that are wrong."""
        specs, bad = self._specs(raw, place)
        sample = _sampled({"id": _PLACEHOLDER, **raw}, specs)
        _, faults = validate(records.Document, sample, place, "a document")
        told = self._of_constants(faults, specs, place)
        wrong = {*bad, *(f.place.route[len(place.route or ())] for f in told if f.place.route)}
        data = {key: value for key, value in raw.items() if key not in wrong}
        kept = {route: spec for route, spec in specs.items() if route[0] not in wrong}
        return Template("document", data, kept)

    def claim(self, raw: dict[str, Any], place: Place) -> Template | None:
        """Return the template of a claim, none where something is wrong with it."""
        before = len(self.faults)
        own = {key: raw[key] for key in TemplateHeader.model_fields if key in raw}
        header, faults = validate(TemplateHeader, own, place, "a claim of a mapping")
        self.faults += faults
        data = {k: v for k, v in raw.items() if k not in TemplateHeader.model_fields}
        specs, _ = self._specs(data, place)
        sample = _sampled({"id": _PLACEHOLDER, **data}, specs)
        record, faults = validate_claim(sample, place)
        self._of_constants(faults, specs, place)
        model = KINDS.get(str(data.get("kind")))
        if record is not None:
            self._quantities(data, record, place)
        if header is None or model is None or len(self.faults) > before:
            return None
        self._name(header, place)
        if header.joined_by is not None and model is not records.Event:
            way_out = "rows tell of one event; put it on the claim of kind event"
            message = f"a claim of kind {data['kind']} cannot be joined"
            self.faults.append(Fault("record/field", message, place.below("joined_by"), way_out))
            return None
        asked = (header.joined_by,) if header.joined_by else ()
        for step, names in (("joined_by", asked), ("only_with", header.only_with)):
            for name in names:
                self.columns.setdefault(name, place.below(step))
        required = {i.alias or n for n, i in model.model_fields.items() if i.is_required()}
        needed = tuple(route for route in specs if route[0] in required)
        return Template(header.id, data, specs, header.joined_by, header.only_with, needed)

    def check_names(self, claims: Sequence[Template]) -> None:
        """Tell of the columns whose cells name claims that the mapping does not have."""
        names = {template.name for template in claims}
        for template in claims:
            for route, spec in template.specs.items():
                if isinstance(spec, Column) and spec.claim is not None and spec.claim not in names:
                    place = self._ids[template.name].below(*route, "claim")
                    message = f"no claim of the mapping is called {quoted(spec.claim)}"
                    self.faults.append(Fault("record/reference", message, place))

    def _name(self, header: TemplateHeader, place: Place) -> None:
        if header.id in self._ids:
            message = f"two claims of the mapping are called {quoted(header.id)}"
            way_out = "give each an id of its own"
            self.faults.append(Fault("record/duplicate", message, place.below("id"), way_out))
        self._ids.setdefault(header.id, place)

    def _specs(self, raw: dict[str, Any], place: Place) -> tuple[dict[Route, Spec], set[str | int]]:
        """Return the columns in some data by their routes, and the fields with faulty ones."""
        found: dict[Route, Spec] = {}
        bad: set[str | int] = set()
        for route, held in _mappings(raw, ()):
            model = next((m for key, m in _SPECS.items() if isinstance(held.get(key), str)), None)
            if model is None:
                continue
            at = place.below(*route)
            spec, faults = validate(model, held, at, "a column")
            if spec is not None:
                faults = list(_odd(spec, at))
            self.faults += faults
            if faults or spec is None:
                bad.add(route[0])
                found[route] = Column(column=_PLACEHOLDER)
                continue
            found[route] = spec
            for step, name in columns_of(spec):
                self.columns.setdefault(name, at.below(step))
        return found, bad

    def _of_constants(
        self, faults: Sequence[Fault], specs: Mapping[Route, Spec], place: Place
    ) -> list[Fault]:
        """Take the faults of what is the same in every row; return them."""
        depth = len(place.route or ())
        told = []
        for fault in faults:
            route = (fault.place.route or ())[depth:]
            if not any(route[: len(spec)] == spec for spec in specs):
                told.append(fault)
        self.faults += told
        return told

    def _quantities(self, data: dict[str, Any], record: records.Claim, place: Place) -> None:
        for name, info in type(record).model_fields.items():
            sort = next((m.sort for m in info.metadata if isinstance(m, records.Written)), None)
            text = data.get(info.alias or name)
            if sort not in {"quantity", "count"} or isinstance(text, (dict, list, type(None))):
                continue
            value = read_quantity(str(getattr(text, "text", text)), counting=sort == "count")
            if not isinstance(value, Quantity):
                message = f'"{shorten(str(text))}" cannot be read as a value: {value.reason}'
                at = place.below(info.alias or name)
                self.faults.append(Fault("record/unreadable", message, at))


def columns_of(spec: Spec) -> Iterator[tuple[str, str]]:
    """Give the columns that a value is made of, each with the key that names it."""
    if isinstance(spec, Point):
        yield "latitude", spec.latitude
        yield "longitude", spec.longitude
    elif isinstance(spec, Geometry):
        yield "geojson", spec.geojson
    else:
        yield "column", spec.column
        for key in ("unit_column", "zone_column"):
            name = getattr(spec, key)
            if name is not None:
                yield key, name


def _odd(spec: Spec, place: Place) -> Iterator[Fault]:
    from claims.calendar import known_zone  # noqa: PLC0415 - few mappings name one
    from claims.units import read_unit  # noqa: PLC0415 - likewise

    if not isinstance(spec, Column):
        return
    if spec.unit is not None and read_unit(spec.unit) is None:
        message = f"no unit is called {quoted(spec.unit)}"
        yield Fault("record/unit", message, place.below("unit"), "use a unit that pint knows")
    if spec.zone is not None and not known_zone(spec.zone):
        message = f"no time zone is called {quoted(spec.zone)}"
        yield Fault("record/unreadable", message, place.below("zone"), "use one as Europe/Oslo")
    if spec.format is not None and not _is_format(spec.format):
        message = f"{quoted(spec.format)} is no form of dates"
        way_out = "write it in the signs of strptime, such as %d/%m/%Y, or epoch, or epoch-ms"
        yield Fault("record/field", message, place.below("format"), way_out)
    for one, other in (("unit", "unit_column"), ("zone", "zone_column")):
        if getattr(spec, one) is not None and getattr(spec, other) is not None:
            message = f"give either `{one}` or `{other}`"
            yield Fault("record/field", message, place.below(other))


def _is_format(text: str) -> bool:
    if text in {"epoch", "epoch-ms"}:
        return True
    signs = set(re.findall(r"%(.?)", text))
    return signs <= _FORMAT_SIGNS and bool(signs & {"Y", "y"})


def _mappings(data: Any, route: Route) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Give the mappings in some data from the outside in, but for those within a column."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _mappings(item, (*route, index))
    elif isinstance(data, dict):
        is_spec = bool(route) and any(isinstance(data.get(key), str) for key in _SPECS)
        if route and is_spec and not _is_named_place(data):
            yield route, data
            return
        for key, item in data.items():
            yield from _mappings(item, (*route, key))


def _is_named_place(data: dict[str, Any]) -> bool:
    """Say whether it is a place of a document, which has a `geojson` of its own."""
    return "name" in data


def _sampled(data: dict[str, Any], specs: Mapping[Route, Spec]) -> dict[str, Any]:
    """Return some data with a text in the place of each column."""

    def copied(held: Any, route: Route) -> Any:
        if route in specs:
            return _PLACEHOLDER
        if isinstance(held, dict):
            return {key: copied(item, (*route, key)) for key, item in held.items()}
        if isinstance(held, list):
            return [copied(item, (*route, index)) for index, item in enumerate(held)]
        return held

    made = copied(data, ())
    return made if isinstance(made, dict) else {}
