"""Whether what rests on times stands however their words are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from rules.claimset import ClaimSet


def in_every_reading(
    claims: ClaimSet, keys: Collection[str], ruled_out: Callable[[ClaimSet], bool]
) -> bool:
    """Say whether a verdict stands however the times of the claims it rests on are read."""
    variants = claims.timeline.variants(keys)
    return variants is not None and all(
        not variant.is_consistent or ruled_out(claims.seen_by(variant)) for variant in variants
    )
