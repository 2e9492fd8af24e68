"""The JSON Schema of a claim file, for editors and for the structured output of models."""

from __future__ import annotations

from typing import Any

from claims.records import ClaimFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def claim_file_schema() -> dict[str, Any]:
    """Return the schema of a claim file, in JSON Schema 2020-12."""
    schema = ClaimFile.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, **tidied(schema)}


def tidied(node: Any) -> Any:
    """Drop the titles that pydantic makes of field names, and give what is fixed its example."""
    if isinstance(node, list):
        return [tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: tidied(value) for key, value in node.items()}
    for name, field in made.get("properties", {}).items():
        if isinstance(field, dict):
            field.pop("title", None)
            _exemplify(field)
            if name == "kind" and "const" in field:
                field.setdefault("description", f"What sort of claim it is: {field['const']}.")
    return made


def _exemplify(field: dict[str, Any]) -> None:
    if "examples" in field:
        return
    if "const" in field:
        field["examples"] = [field["const"]]
    elif "enum" in field:
        field["examples"] = field["enum"][:3]
    elif field.get("type") == "boolean":
        field["examples"] = [True, False]
    else:
        choices = (c["enum"][:3] for c in field.get("anyOf", ()) if "enum" in c)
        found = next(choices, None)
        if found is not None:
            field["examples"] = found
