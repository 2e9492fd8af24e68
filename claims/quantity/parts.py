"""The parts that a phrase is taken into before it becomes intervals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from claims.units import Unit

if TYPE_CHECKING:
    from claims.interval import Interval

Units = Callable[[str], tuple[Unit, ...] | None]
"""Reads the text of a unit; None where it is none that is known."""

Effect = Literal["widen", "share", "lower", "upper", "exact"]


class Hedge(NamedTuple):
    """A row of the reading policy: what some words do to the number beside them."""

    effect: Effect
    default: tuple[Fraction, ...]
    loose: tuple[Fraction, ...]
    open: bool


Rounding = Literal["number", "count", "day"]
"""How a number is rounded: as its digits say, not below 100, or not at all by default."""


Mode = Literal[
    "nearest", "half-up", "half-down", "half-even", "truncated", "floor", "ceiling", "up", "down"
]
"""Which way numbers are rounded; the reading policy says what each means."""


class Stated(NamedTuple):
    """How a number says that it was rounded, and to multiples of what, where it says that too.

    The step is in `unit`, in that of the number where this is empty; or it is so many figures.
    """

    mode: Mode
    step: Fraction | None = None
    unit: str = ""
    figures: int | None = None

    @property
    def has_step(self) -> bool:
        """Say whether it is told to multiples of what the number was rounded."""
        return self.step is not None or self.figures is not None


class Shape(NamedTuple):
    """The three intervals of a phrase, each within the next, in the unit of its number."""

    exact: Interval
    default: Interval
    loose: Interval

    def scaled(self, factor: Fraction, offset: Fraction = Fraction(0)) -> Shape:
        """Return every number times `factor` plus `offset`."""
        return Shape(*(interval.scaled(factor, offset) for interval in self))


class End(NamedTuple):
    """A number said: its value, its rounding step, and one unit of its last digit."""

    value: Fraction
    step: Fraction
    last: Fraction

    def times(self, factor: Fraction) -> End:
        """Return the number, and how finely it was said, times a factor."""
        return End(self.value * factor, self.step * factor, self.last * factor)


class Stem(NamedTuple):
    """What is said without its hedges: from one number to another, or intervals as they stand."""

    low: End
    high: End
    fixed: Shape | None = None


class Phrase(NamedTuple):
    """A phrase taken apart: readings of its number and of its unit, and hedges, outermost first."""

    stems: tuple[Stem, ...]
    units: tuple[Unit, ...]
    hedges: tuple[Hedge, ...] = ()
    hedge: str | None = None


class No(NamedTuple):
    """Why a phrase cannot be read, and the undefined unit if that is why."""

    reason: str
    unit: str | None = None


def fixed_stem(exact: Interval, default: Interval, loose: Interval) -> Stem:
    """Return what stands for intervals as they are, without digits that were rounded."""
    nothing = End(Fraction(0), Fraction(0), Fraction(0))
    return Stem(nothing, nothing, Shape(exact, default, loose))
