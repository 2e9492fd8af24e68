"""A file is not well-formed YAML 1.2 or JSON."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A file is not well-formed YAML 1.2 or JSON.",
    told("record/syntax"),
    Severity.ERROR,
    of_structure=True,
)
