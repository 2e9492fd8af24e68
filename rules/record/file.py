"""A file cannot be read."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A file cannot be read.",
    told("record/file"),
    Severity.ERROR,
    of_structure=True,
)
