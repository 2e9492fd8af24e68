"""Intervals of numbers, with exact bounds.

Bounds are fractions, so that a value rewritten in another unit keeps its bounds to the last digit
and a verdict never hangs on how floating point rounds. Only an end that does not exist is a float:
plus or minus infinity.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf

Bound = Fraction | float


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `lower` to `upper`, each end included unless marked open.

    An infinite end is always open.

    Raises:
        ValueError: the ends leave no number between them.

    """

    lower: Bound
    upper: Bound
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower_open", self.lower_open or self.lower == -inf)
        object.__setattr__(self, "upper_open", self.upper_open or self.upper == inf)
        empty_point = self.lower == self.upper and (self.lower_open or self.upper_open)
        if self.lower > self.upper or empty_point:
            raise ValueError(f"no number lies from {self.lower} to {self.upper}")

    @classmethod
    def point(cls, value: Fraction | int) -> Interval:
        """Return the interval that holds one number only."""
        return cls(Fraction(value), Fraction(value))

    @property
    def is_point(self) -> bool:
        """Say whether the interval holds one number only."""
        return self.lower == self.upper

    def below(self, other: Interval) -> bool:
        """Say whether every number here is less than every number there."""
        if self.upper == other.lower:
            return self.upper_open or other.lower_open
        return self.upper < other.lower

    def meets(self, other: Interval) -> bool:
        """Say whether the two have a number in common."""
        return not (self.below(other) or other.below(self))

    def within(self, other: Interval) -> bool:
        """Say whether every number here is also there."""
        low = self.lower > other.lower or (
            self.lower == other.lower and (self.lower_open or not other.lower_open)
        )
        high = self.upper < other.upper or (
            self.upper == other.upper and (self.upper_open or not other.upper_open)
        )
        return low and high

    def gap(self, other: Interval) -> Bound:
        """Return the distance between the two; 0 where they meet or touch."""
        return max(self.lower - other.upper, other.lower - self.upper, Fraction(0))

    def hull(self, other: Interval) -> Interval:
        """Return the least interval that holds both."""
        low = min((self.lower, self.lower_open), (other.lower, other.lower_open))
        high = max((self.upper, not self.upper_open), (other.upper, not other.upper_open))
        return Interval(low[0], high[0], low[1], not high[1])

    def scaled(self, factor: Fraction, offset: Fraction = Fraction(0)) -> Interval:
        """Return every number times `factor` plus `offset`; a negative factor swaps the ends."""
        ends = (
            (_affine(self.lower, factor, offset), self.lower_open),
            (_affine(self.upper, factor, offset), self.upper_open),
        )
        (lower, lower_open), (upper, upper_open) = ends if factor > 0 else ends[::-1]
        return Interval(lower, upper, lower_open, upper_open)

    def plus(self, other: Interval) -> Interval:
        """Return all sums of a number here and a number there."""
        return Interval(
            self.lower + other.lower,
            self.upper + other.upper,
            self.lower_open or other.lower_open,
            self.upper_open or other.upper_open,
        )


def _affine(value: Bound, factor: Fraction, offset: Fraction) -> Bound:
    if isinstance(value, float):  # only an end that does not exist is a float
        return value if factor > 0 else -value
    return value * factor + offset
