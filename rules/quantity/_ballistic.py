"""How long a body flies that only gravity holds: bounds on a round Earth without air."""

from __future__ import annotations

from math import acos, atan, cos, pi, sin, sqrt, tan

RADIUS = 6_371_000.0
"""Mean radius of the Earth in metres (IUGG)."""
GRAVITY = 3.986_004_418e14
"""The Earth's constant of gravity in m³/s² (IERS Conventions 2010)."""

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
