"""A value, a time or a zone is written in a way that is not read."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A value, a time or a zone is written in a way that is not read.",
    told("record/unreadable"),
    Severity.WARNING,
)
