"""A value has a unit that is not known."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A value has a unit that is not known.",
    told("record/unit"),
    Severity.WARNING,
)
