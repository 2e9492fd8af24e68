"""Bounds on ballistic flights hold for flights that are computed step by step, air and all."""

from __future__ import annotations

import os
from math import atan2, cos, exp, hypot, pi, sin
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.quantity._ballistic import (
    GRAVITY,
    RADIUS,
    ROTATION,
    fall_time,
    farthest,
    flight_time,
    highest,
    longest_time,
)
from rules.quantity._flights import _CLIMB, _ENGINE, _LONGER, _SPARED, _STEEP, _VACUUM

NIGHTLY = os.environ.get("COUNTERCLAIM_PROFILE") == "nightly"
TRIED = settings(max_examples=5_000 if NIGHTLY else 40)
SPIN = ROTATION / RADIUS
"""Radians that the Earth turns by in a second."""


class Missile(NamedTuple):
    """A missile over the equator: its push grows from `push` m/s² as it gets lighter by a share.

    It rises straight up for ten seconds and then leans over by `lean` radians a second down to
    `flat`. `drag` is the area that air meets, over the mass, in m²/kg.
    """

    push: float
    burning: float
    lighter: float
    lean: float
    flat: float
    drag: float
    spin: float


class Flight(NamedTuple):
    ground: float
    apogee: float
    lasted: float
    top: float


State = tuple[float, float, float, float]


def acceleration(missile: Missile, time: float, state: State) -> State:
    x, y, vx, vy = state
    out = hypot(x, y)
    ax, ay = -GRAVITY * x / out**3, -GRAVITY * y / out**3
    if missile.drag and out < RADIUS + 120e3:
        # The air turns with the Earth.
        wind_x, wind_y = vx + missile.spin * y, vy - missile.spin * x
        held = missile.drag * 1.225 * exp((RADIUS - out) / 7200) * hypot(wind_x, wind_y)
        ax, ay = ax - held * wind_x, ay - held * wind_y
    if time < missile.burning:
        push = missile.push / (1 - missile.lighter * time / missile.burning)
        pitch = max(missile.flat, pi / 2 - missile.lean * max(0.0, time - 10))
        up, along = push * sin(pitch) / out, push * cos(pitch) / out
        ax, ay = ax + up * x - along * y, ay + up * y + along * x
    return vx, vy, ax, ay


def moved(state: State, change: State, step: float) -> State:
    a, b, c, d = (one + step * other for one, other in zip(state, change, strict=True))
    return a, b, c, d


def step_on(missile: Missile, time: float, state: State, step: float) -> State:
    """Go one step of Runge and Kutta's fourth order."""
    first = acceleration(missile, time, state)
    second = acceleration(missile, time + step / 2, moved(state, first, step / 2))
    third = acceleration(missile, time + step / 2, moved(state, second, step / 2))
    fourth = acceleration(missile, time + step, moved(state, third, step))
    total = moved(moved(moved(first, second, 2), third, 2), fourth, 1)
    return moved(state, total, step / 6)


def fly(missile: Missile, start: State) -> Flight | None:
    """Return how a flight goes, seen from the ground; None: it does not come down soon."""
    state, time, apogee, top, off = start, 0.0, 0.0, 0.0, False
    angle = 0.0
    while time < 15_000:
        step = 0.5 if time < missile.burning else 2.0
        before = atan2(state[1], state[0])
        state = step_on(missile, time, state, step)
        time += step
        x, y, vx, vy = state
        # Round the Earth the way it went, be it more than half.
        angle += (atan2(y, x) - before + pi) % (2 * pi) - pi
        high = hypot(x, y) - RADIUS
        apogee = max(apogee, high)
        top = max(top, hypot(vx + missile.spin * y, vy - missile.spin * x))
        off = off or high > 100
        if off and high <= 0:
            return Flight(abs(angle - missile.spin * time) * RADIUS, apogee, time, top)
    return None


missiles = st.builds(
    Missile,
    push=st.floats(12, 40),
    burning=st.floats(30, 350),
    lighter=st.floats(0, 0.9),
    lean=st.floats(0.003, 0.05),
    flat=st.floats(0.1, 1.4),
    drag=st.sampled_from((0.0, 1e-4, 3e-4)),
    spin=st.sampled_from((SPIN, -SPIN, 0.0)),
)


@TRIED
@given(missiles)
def test_no_flight_of_an_engine_in_the_air_breaks_a_bound(missile: Missile) -> None:
    flight = fly(missile, (RADIUS, 0.0, 0.0, missile.spin * RADIUS))
    assume(flight is not None)
    if flight is None:
        return
    ground, apogee, lasted, top = flight
    assume(20e3 < ground < 18e6)
    assert lasted >= (1 + _CLIMB) * fall_time(apogee) * 0.999
    assert ground <= (farthest(top) or pi * RADIUS)
    assert apogee <= (highest(top) or 1e12)
    along = flight_time(ground, apogee)
    if along is not None and apogee >= _VACUUM:
        assert lasted >= _SPARED * along
        if apogee >= ground / _STEEP:
            longest = longest_time(ground, apogee)
            assert longest is None or lasted <= _LONGER * longest + _ENGINE


@TRIED
@given(st.floats(500, 7_500), st.floats(0.1, 1.5))
def test_a_thrown_body_takes_the_time_of_its_ellipse(speed: float, slope: float) -> None:
    missile = Missile(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    flight = fly(missile, (RADIUS, 0.0, speed * sin(slope), speed * cos(slope)))
    assume(flight is not None and flight.apogee > 20e3)
    if flight is None:
        return
    along = flight_time(flight.ground, flight.apogee)
    # The steps are two seconds long.
    assert along == pytest.approx(flight.lasted, rel=0.002, abs=4)
    assert fall_time(flight.apogee) <= flight.lasted / 2 + 2


@given(st.floats(100, 7_000), st.floats(1, 500))
def test_bounds_grow_with_the_speed(speed: float, more: float) -> None:
    for bound in (farthest, highest):
        slow, fast = bound(speed), bound(speed + more)
        assert fast is None or (slow is not None and slow < fast)
