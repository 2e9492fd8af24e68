"""What a quote says: the mentions in a stretch of words, and how a record's fields stand to them.

No family of rules: the rules of `rules/source` ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.claimset import ClaimSet


def has_texts(claims: ClaimSet) -> bool:
    """Say whether any document has a text, without which no quote is held against anything."""
    return any(claims.text(document) is not None for document in claims.documents)
