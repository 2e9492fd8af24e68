"""Claim files as data."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
"""A claim or a document as data."""
ClaimFile = dict[str, Any]
"""A claim file as data: `document` and `claims`."""
