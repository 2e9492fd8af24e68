"""How much measuring one question may take: counted, so that it is the same on every machine.

Shapes come from claim files too, and two shapes of some hundred thousand corners can take minutes.
The count stands in a context variable: what measures is pure arithmetic that knows nothing of who
asks, and keeps its answers.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIR, ESTIMATE, LOOK = 12, 2, 1
"""What a geodesic, an estimate and a rough one cost: about 0.1 microseconds each."""

EACH = 60_000_000
"""What one claim may take: some seconds. Two large countries take a tenth of that."""


class GaveUpError(Exception):
    """The effort is spent."""


class Effort:
    """What is left of the effort for all questions of a run: as much again for each asked."""

    def __init__(self, left: int = 5 * EACH, each: int = EACH, more: int = EACH // 60) -> None:
        self._left = left
        self._each = each
        self._more = more
        self._lent = 0

    def spend(self, units: int) -> None:
        """Take some units off.

        Raises:
            GaveUpError: there are none left.

        """
        self._lent -= units
        if self._lent < 0:
            raise GaveUpError

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Lend what one question may take, and take back what it left."""
        self._left += self._more
        lent = min(self._each, self._left)
        self._lent = lent
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)
            self._left -= lent - max(0, self._lent)


_CURRENT: ContextVar[Effort | None] = ContextVar("effort", default=None)


def spend(units: int) -> None:
    """Take units off the effort that is lent, if any is."""
    effort = _CURRENT.get()
    if effort is not None:
        effort.spend(units)
