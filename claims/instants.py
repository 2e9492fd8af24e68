"""From local moments to instants and back, to the second, over the shifts of a zone's clocks.

An *instant* is a number of seconds since 1970-01-01T00:00:00 UTC; a *moment* is one of the same in
the local time of a zone (see `claims.calendar`).
"""

from __future__ import annotations

from claims.calendar import DAY, Range, offset_at


def first_instant(zone: str, moment: int) -> int:
    """Return the first instant at which the clocks of a zone show a moment, or are put past it.

    Raises:
        ValueError: the zone is not known.

    """
    return min(_instants(zone, moment) or [_shift(zone, moment)])


def last_instant(zone: str, moment: int) -> int:
    """Return the last instant at which the clocks of a zone show a moment, or are put past it.

    Raises:
        ValueError: the zone is not known.

    """
    return max(_instants(zone, moment) or [_shift(zone, moment) - 1])


def local_range(zone: str, window: Range) -> Range:
    """Return a window of instants as the clocks of a zone show its ends.

    An end that is the first or last instant of a local day is told as the day's, also where the
    day begins at one o'clock because the clocks were put forward at midnight. Where they were put
    back within the window, so that its end would seem to be before its beginning, the offset of
    the beginning is kept.

    Raises:
        ValueError: the zone is not known.

    """
    earliest, latest = window
    first = None if earliest is None else earliest + offset_at(zone, earliest)
    last = None if latest is None else latest + offset_at(zone, latest)
    if earliest is not None and first is not None:
        day = first // DAY
        if (earliest - 1 + offset_at(zone, earliest - 1)) // DAY < day:
            first = day * DAY
    if latest is not None and last is not None:
        day = last // DAY
        if (latest + 1 + offset_at(zone, latest + 1)) // DAY > day:
            last = day * DAY + DAY - 1
    if earliest is not None and latest is not None and first is not None and last is not None:
        last = last if first <= last else first + latest - earliest
    return Range(first, last)


def _instants(zone: str, moment: int) -> list[int]:
    """Return the instants that a local moment may be: none in a gap, two in an hour told twice."""
    around = {offset_at(zone, moment - DAY), offset_at(zone, moment + DAY)}
    return [moment - o for o in around if offset_at(zone, moment - o) == o]


def _shift(zone: str, moment: int) -> int:
    """Return the instant at which clocks are put forward past a moment."""
    low, high = moment - DAY, moment + DAY
    before = offset_at(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high
