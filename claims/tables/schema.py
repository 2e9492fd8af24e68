"""The JSON Schema of a mapping file, made of that of a claim file: any value may be a column."""

from __future__ import annotations

from typing import Any

from claims.records import KINDS, Record
from claims.schema import DIALECT, claim_file_schema, tidied
from claims.tables.mapping import Column, Geometry, Header, Point, TemplateHeader

_SPECS: dict[str, type[Record]] = {"column": Column, "point": Point, "geometry": Geometry}
_PLACES = frozenset({"place", "from", "to", "target"})


def mapping_schema() -> dict[str, Any]:
    """Return the schema of a mapping, in JSON Schema 2020-12."""
    claim_file = claim_file_schema()
    own = tidied(TemplateHeader.model_json_schema(by_alias=True))["properties"]
    defs = {
        name: _with_columns(held, name in _kinds(), own)
        for name, held in claim_file["$defs"].items()
    }
    for name, model in _SPECS.items():
        defs[name] = tidied(model.model_json_schema(by_alias=True))
    header = tidied(Header.model_json_schema(by_alias=True))
    properties = header["properties"]
    properties["document"] = {**_of(properties["document"]), "$ref": "#/$defs/Document"}
    properties["claims"]["items"] = {"oneOf": [{"$ref": f"#/$defs/{n}"} for n in sorted(_kinds())]}
    # A row always has a document, and one that is not named gets a name.
    defs["Document"]["required"] = []
    return {"$schema": DIALECT, **header, "$defs": defs}


def _kinds() -> set[str]:
    return {model.__name__ for model in KINDS.values()}


def _of(field: dict[str, Any]) -> dict[str, Any]:
    return {key: field[key] for key in ("description", "examples") if key in field}


def _with_columns(held: dict[str, Any], is_claim: bool, own: dict[str, Any]) -> dict[str, Any]:  # noqa: FBT001 - one flag
    """Return a record's schema in which each field may be a column."""
    fields = {
        name: _or_column(name, field) if "const" not in field else field
        for name, field in held.get("properties", {}).items()
    }
    return {**held, "properties": {**fields, **own} if is_claim else fields}


def _or_column(name: str, field: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field, or of each value of a list or mapping, with columns beside."""
    specs = ["column", *(["point", "geometry"] if name in _PLACES else [])]
    columns = [{"$ref": f"#/$defs/{spec}"} for spec in specs]
    plain = {key: value for key, value in field.items() if key not in _of(field)}
    inner = plain.get("additionalProperties")
    if isinstance(inner, dict):
        plain["additionalProperties"] = {"anyOf": [inner, *columns]}
    return {**_of(field), "anyOf": [plain, *columns]}
