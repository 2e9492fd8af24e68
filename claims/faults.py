"""What was found wrong with the input itself, and where.

Readers never raise over what a file says: they return faults beside what they could read, so that
one bad record hides none of the others. Rules of the family `record` tell them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Route = tuple[str | int, ...]
"""Keys and positions from the root of a file's data to one value: `("claims", 3, "when")`."""


class Span(NamedTuple):
    """A stretch of a file's text: offsets in characters, the end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands: a route into its data, or else a stretch of its text."""

    file: str
    route: Route | None = None
    span: Span | None = None
    on_key: bool = False
    """The key at the end of the route is meant, not its value."""
    tree: int = 0
    """Which of several documents or lines of a file the route begins in, counted from 0."""

    def below(self, *steps: str | int, on_key: bool = False) -> Place:
        """Return the place of what stands under this one in the data."""
        return Place(self.file, (*(self.route or ()), *steps), None, on_key, self.tree)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input: the record rule that tells it, what, where, and the way out.

    `fatal` faults leave something unread (a file, a record, a field): nothing that hangs on it is
    judged.
    """

    rule: str
    message: str
    place: Place
    help: str = ""
    fatal: bool = True
    instead: tuple[str, ...] = ()
    """Texts that may be meant at the place, the likeliest first: an editor offers them."""
