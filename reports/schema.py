"""The JSON Schema of the reports for programs, as published: `report_schema.json` beside this."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def report_schema() -> dict[str, Any]:
    """Return the schema of the report `json`, in JSON Schema 2020-12."""
    schema: dict[str, Any] = json.loads(
        resources.files("reports").joinpath("report_schema.json").read_text(encoding="utf-8")
    )
    return schema


def line_schema() -> dict[str, Any]:
    """Return the schema of a line of the report `jsonl`, in JSON Schema 2020-12."""
    schema = report_schema()
    return {
        "$schema": schema["$schema"],
        "$id": schema["$id"].replace(":report:", ":line:"),
        "title": "A line of a report of counterclaim",
        "description": "A finding, or the summary of the run, which is the last line.",
        "oneOf": [{"$ref": "#/$defs/finding_line"}, {"$ref": "#/$defs/summary_line"}],
        "$defs": schema["$defs"],
    }
