"""An id is given twice."""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "An id is given twice.",
    told("record/duplicate"),
    Severity.ERROR,
    of_structure=True,
)
