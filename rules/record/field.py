"""A record has a field it does not know, lacks one it needs, or has one of the wrong sort."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A record has a field it does not know, lacks one it needs, or has one of the wrong sort.",
    told("record/field"),
    Severity.ERROR,
    of_structure=True,
)
