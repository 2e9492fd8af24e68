"""A vocabulary file that a user adds must have the form of the shipped one."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A vocabulary file has a row that cannot be used.",
    told("record/vocabulary"),
    Severity.ERROR,
    of_structure=True,
)
