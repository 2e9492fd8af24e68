"""A date names what the calendar does not have."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A date names what the calendar does not have.",
    told("record/impossible"),
    Severity.ERROR,
)
