"""A claim has no kind, or one that is unknown."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A claim has no kind, or one that is unknown.",
    told("record/kind"),
    Severity.ERROR,
    of_structure=True,
)
