"""A pack of instruments that a user adds must have the form of the shipped ones."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A pack of instruments of law cannot be used.",
    told("record/pack"),
    Severity.ERROR,
    of_structure=True,
)
