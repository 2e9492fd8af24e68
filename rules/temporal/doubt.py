"""Parts of the network of times that may have conflicts, with what a search of them found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.temporal.facets import Facet
    from rules.temporal.network import Bound
    from rules.temporal.search import Conflict

    Found = tuple[Sequence[Conflict], bool]
    """The conflicts of a part, and whether they are all."""
    Inside = tuple[tuple[Facet, ...], tuple[Bound, ...]]
    """The facets of a part, and the bounds that its points have anyway."""


class Doubt:
    """A part that may have conflicts, with those that a search found, if there was one.

    `part` has the node numbers of the latest run. `spent` is the effort that the search took.
    """

    __slots__ = ("_lent", "found", "part", "spent")

    def __init__(self, part: Inside) -> None:
        self.part = part
        self.found: Found = ((), False)
        self.spent = 0
        self._lent: int | None = None

    def is_searched(self, lent: int) -> bool:
        """Say whether a search with an effort of so many steps would find what is known."""
        return self._lent is not None and (
            lent == self._lent or self.spent <= min(lent, self._lent)
        )

    def take(self, found: Found, lent: int, spent: int) -> None:
        """Keep what a search found with an effort of so many steps, and how many it took."""
        self.found, self._lent, self.spent = found, lent, spent
