"""Every kind of lie, and worlds with one of them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.strategies import lies_of_lists, lies_of_times, lies_of_values
from claims.strategies.liar import Liar, Planted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from claims.strategies.truth import World

LIES: Mapping[str, tuple[Callable[[Liar], tuple[str, set[str]]], tuple[str, ...]]] = {
    "date": (lies_of_times.date, ("time/order", "time/dateline")),
    "order": (lies_of_times.order, ("time/order",)),
    "days after": (lies_of_times.days_after, ("time/order", "time/dateline")),
    "days apart": (lies_of_times.apart, ("time/order", "time/dateline")),
    "denied order": (lies_of_times.denial, ("time/order",)),
    "weekday": (lies_of_times.wrong_weekday, ("time/calendar",)),
    "after the dateline": (lies_of_times.future, ("time/dateline",)),
    "rival value": (lies_of_values.rival, ("quantity/disagreement",)),
    "two units": (lies_of_values.two_units, ("quantity/conversion",)),
    "parts and whole": (lies_of_values.parts, ("quantity/total",)),
    "shares of a whole": (lies_of_values.share, ("quantity/total",)),
    "tolls together": (lies_of_values.together, ("quantity/total",)),
    "change": (lies_of_values.change, ("quantity/comparison",)),
    "comparison": (lies_of_values.comparison, ("quantity/comparison",)),
    "mean speed": (lies_of_values.speed, ("quantity/related",)),
    "order of statistics": (lies_of_values.statistic, ("quantity/related",)),
    "impossible value": (lies_of_values.impossible, ("quantity/plausible",)),
    "way of rounding": (lies_of_values.rounding, ("quantity/conversion",)),
    "rank": (lies_of_values.wrong_rank, ("quantity/comparison",)),
    "rate of exchange": (lies_of_values.exchange, ("quantity/conversion",)),
    "ballistic flight": (lies_of_values.too_soon, ("quantity/related",)),
    "unit of another property": (lies_of_values.unit, ("quantity/dimension",)),
    "first": (lies_of_lists.first, ("ledger/first",)),
    "pause": (lies_of_lists.pause, ("ledger/pause",)),
    "count": (lies_of_lists.count, ("ledger/count",)),
    "breach": (lies_of_lists.breach, ("resolution/unfounded",)),
    "compliance": (lies_of_lists.compliance, ("resolution/denied",)),
    "limits of a treaty": (lies_of_lists.limits, ("resolution/unfounded",)),
    "before a treaty": (lies_of_lists.too_early, ("resolution/unfounded",)),
}
"""The kinds of lie, with the rules one of which finds it."""


@st.composite
def planted(draw: st.DrawFn, world: World, kind: str | None = None) -> Planted:
    """Return a world with one lie told in it, of a kind of `LIES`, and which claims show it.

    Some kinds need happenings that a world may lack; such a draw is given up.
    """
    name = kind or draw(st.sampled_from(sorted(LIES)))
    copy = replace(world, files=deepcopy(world.files))
    lie, others = LIES[name][0](Liar(draw, copy))
    return Planted(name, copy, lie, frozenset(others))
