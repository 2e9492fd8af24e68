"""A suppression must be well-formed, still hold, and hide something.

What a suppression hides is known once every other rule has judged: those that hide nothing, and
those that have ended, are found by `rules.suppressing`. Here are those that cannot be read.
"""

from __future__ import annotations

from rules.contract import Rule, Severity
from rules.record._faults import told

RULE = Rule(
    "A suppression cannot be read, has ended, or hides nothing.",
    told("record/suppression"),
    Severity.WARNING,
    of_structure=True,
)
