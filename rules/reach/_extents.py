"""How much of a target a claim of reach speaks of: all, part, or a share in words or numbers."""

from __future__ import annotations

from functools import cache
from importlib import resources
from math import isinf
from typing import Any, NamedTuple

from claims.names import fold
from claims.quantity import Quantity, read_quantity
from claims.source import Source
from claims.yaml_reader import read_yaml


class Share(NamedTuple):
    """The least share of a target that is said to be covered, 0 to 1, and the most, if one is."""

    least: float
    loose: float


@cache
def _words() -> dict[str, Share]:
    text = resources.files("rules.reach").joinpath("extents.yaml").read_text(encoding="utf-8")
    trees, faults = read_yaml(Source("extents.yaml", text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    return {
        fold(word): Share(float(row["default"]) / 100, float(row["loose"]) / 100)
        for row in data["extents"]
        for word in row["words"]
    }


def read_extent(text: str) -> Share | str | None:
    """Return "all", "part" or a share; None where the text is none of them."""
    folded = fold(text).removesuffix(" of it").removesuffix(" of")
    if folded in {"all", "whole", "entire", "every part", "100 %", "100%"}:
        return "all"
    if folded in {"part", "parts", "some", "part of it", "a part"}:
        return "part"
    if folded in _words():
        return _words()[folded]
    quantity = read_quantity(text)
    if not isinstance(quantity, Quantity) or quantity.unit.dimension:
        return None
    low, loose = quantity.default.lower, quantity.loose.lower
    if isinf(low) or not 0 <= low <= 1:
        return None
    return Share(float(low), max(0.0, float(loose)))
