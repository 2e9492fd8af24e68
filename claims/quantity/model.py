"""What a phrase is read as: a quantity, a length of time, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from claims.interval import Interval
    from claims.units import Unit

LONGEST = 200
"""The longest text, in characters, that is looked at as a quantity or a span of time."""

MOST_READINGS = 8
"""How many readings of one phrase are kept, the default among them."""

QUANTITY_FORMS = (
    "about 500 miles",
    "500 ± 20 km",
    "between 480 and 520 km",
    "[480, 520] km",
    "at least 3,000 tons",
    "25 %",
    "$3 million",
    "6 ft 2 in",
    "3,700 kilometers (2,300 miles)",
)
SPAN_FORMS = (
    "two days",
    "about three weeks",
    "six months",
    "more than two years",
    "36 hours",
    "2 h 30 min",
    "a day and a half",
    "yearlong",
    "P6M",
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A phrase read as a quantity. All intervals are in base units: metres, kilograms, kelvin.

    `exact` lies within `default`, and `default` within `loose`. `alternatives` are the same phrase
    with another meaning of its unit or of its number. `second` is the value in brackets behind it,
    under the same words ("about 500 miles (800 km)"). `plain` is the quantity without the words
    that hedge it, where there are any: two ways to write one value must agree even when both are
    only a lower bound.
    """

    text: str
    unit: Unit
    exact: Interval
    default: Interval
    loose: Interval
    alternatives: tuple[Quantity, ...] = ()
    second: Quantity | None = None
    hedge: str | None = None
    plain: Quantity | None = None


SpanUnit = Literal["second", "minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class SpanOfTime:
    """A phrase read as a length of time; all intervals are in its unit.

    Days are dates of a calendar and are counted exactly: only the loose reading of fourteen or more
    is rounded. Weeks, months and years are the calendar's too, but are rounded as numbers are.
    Seconds, minutes and hours are elapsed time. A decade is ten years, a quarter three months, a
    fortnight two weeks.
    """

    text: str
    unit: SpanUnit
    exact: Interval
    default: Interval
    loose: Interval
    hedge: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A phrase that cannot be read, why, and forms that would be.

    `unit` is the undefined unit where that is the reason; `suggestions` are known units close to
    it.
    """

    text: str
    reason: str
    forms: tuple[str, ...]
    unit: str | None = None
    suggestions: tuple[str, ...] = ()
