"""How long, how far and how high a body flies that only gravity holds: bounds on a round Earth.

The formulas are those of a free flight without air, Bate, Mueller and White, Fundamentals of
Astrodynamics (1971), chapter 6. What they leave out is given room: the turning Earth by the speed
of its equator, the engine by a path of its own. Air only takes speed away.
"""

from __future__ import annotations

from math import acos, asin, atan, cos, pi, sin, sqrt, tan

RADIUS = 6_371_000.0
"""Mean radius of the Earth in metres (IUGG)."""
GRAVITY = 3.986_004_418e14
"""The Earth's constant of gravity in m³/s² (IERS Conventions 2010)."""

ROTATION = 465.1
"""The speed of the ground at the equator in m/s, once round in a sidereal day."""
BURNING = 180.0
"""Seconds that the top speed is flown at the most, as path under power.

No engine of a ballistic missile burns for longer than six minutes, and its push does not fall while
the missile gets lighter, so that the mean speed is at most half of that at the end.
"""

_FAR = 1e12
"""Metres beyond which nothing falls back to the Earth; bounds are reckoned no farther out."""


def fall_time(apogee: float) -> float:
    """Return in how many seconds a body at rest falls to the ground from so many metres.

    With a speed along the ground it takes longer, and with air as well, so this is the least.
    """
    if apogee <= 0:
        return 0.0
    top = RADIUS + min(apogee, _FAR)
    part = RADIUS / top
    return sqrt(top**3 / (2 * GRAVITY)) * (acos(sqrt(part)) + sqrt(part * (1 - part)))


def flight_time(distance: float, apogee: float) -> float | None:
    """Return the seconds from ground to ground along the ellipse of that range and apogee.

    Both are in metres, the range along the ground and less than half round the Earth. None where
    there is no such ellipse: the apogee is too low for the range.
    """
    angle = distance / RADIUS
    if not 0 <= angle < pi or not 0 < apogee < _FAR:
        return None
    top = RADIUS + apogee
    round_by = (top - RADIUS) / (top - RADIUS * cos(angle / 2))
    if not 0 <= round_by < 1:
        return None
    axis = top / (1 + round_by)
    # From the middle of the ellipse: where it leaves the ground, and half round at the apogee.
    half = (pi - angle / 2) / 2
    eccentric = 2 * atan(sqrt((1 - round_by) / (1 + round_by)) * tan(half))
    return 2 * sqrt(axis**3 / GRAVITY) * (pi - eccentric + round_by * sin(eccentric))


def longest_time(distance: float, apogee: float) -> float | None:
    """Return the most seconds of free flight over so many metres of ground with that apogee.

    The ground may run away from the missile meanwhile. None where there is no such flight, or one
    that goes half round the Earth.
    """
    lasted = flight_time(distance, apogee)
    for _ in range(60):
        if lasted is None:
            return None
        longer = flight_time(distance + ROTATION * lasted, apogee)
        if longer is not None and longer - lasted < 1:
            return longer + 1
        lasted = longer
    return None


def _at_ground(speed: float) -> float:
    """Return the square of the speed at the ground from which a body still has so much on top."""
    top = speed + ROTATION
    return top**2 + 2 * GRAVITY * (1 / RADIUS - 1 / (RADIUS + BURNING * speed))


def farthest(speed: float) -> float | None:
    """Return the most metres of ground that are flown with so many m/s at the most.

    None where there is no such bound: the speed is one for an orbit.
    """
    part = _at_ground(speed) * RADIUS / GRAVITY
    if part >= 1:
        return None
    return 2 * RADIUS * asin(part / (2 - part)) + BURNING * speed


def highest(speed: float) -> float | None:
    """Return the most metres of height that are reached with so many m/s at the most.

    None where there is no such bound: the speed is one to leave the Earth.
    """
    part = _at_ground(speed) * RADIUS / (2 * GRAVITY)
    return None if part >= 1 else RADIUS * part / (1 - part)
