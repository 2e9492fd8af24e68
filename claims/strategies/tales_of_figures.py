"""True claims on figures: numbers that say how they were rounded, ranks, money, flights."""

from __future__ import annotations

from fractions import Fraction
from math import acos, cos, pi, sin, sqrt
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.strategies.numbers import (
    UNITS,
    WAYS,
    exponent_of,
    numbers_as_written,
    quantities,
    rounded,
    written_out,
)
from claims.strategies.tales_of_values import dated
from claims.strategies.truth import FIXED, THINGS

if TYPE_CHECKING:
    from claims.strategies.author import Author
    from claims.strategies.rows import Row

_ORDINALS = ("", "second", "third")
_GREATEST = ("largest", "greatest", "highest")
_LEAST = ("smallest", "least", "lowest")
_PRICE = 3_217_456
"""What each thing costs, in euros."""


def said_rounded(author: Author) -> Row | None:
    """Say a value that does not change, and to what it was rounded."""
    thing, name = author.one_of(sorted(author.truth.values))
    value = author.truth.values[thing, name]
    unit = author.one_of(UNITS[FIXED[name][0]])
    number = (value - unit.offset) / unit.factor
    power = exponent_of(number) - author.draw(st.integers(0, 2))
    times = author.one_of((1, 2, 5))
    step = times * Fraction(10) ** power
    way = author.one_of(sorted(WAYS))
    multiple = rounded(number, step, way) / Fraction(10) ** power
    if not multiple:
        return None
    text = f"{written_out(int(multiple), power, commas=author.chance(2))} {unit.text}"
    to = written_out(times, power, commas=False)
    row = {"kind": "measurement", "of": thing, "property": name}
    if author.chance(2):
        return {**row, "value": text, "rounding": f"{way}, to the nearest {to}"}
    return {**row, "value": f"{text}, {WAYS[way].format(step=to)}"}


def rank(author: Author) -> Row:
    """Say the place of a thing among others by a property that does not change."""
    name = author.one_of(sorted(FIXED))
    every = sorted(THINGS, key=lambda thing: author.truth.values[thing, name], reverse=True)
    kept = author.draw(st.lists(st.sampled_from(every), min_size=2, max_size=3, unique=True))
    of = author.one_of(kept)
    whole = author.chance(2)
    among = [thing for thing in every if whole or thing in kept]
    words, at = author.one_of(((_GREATEST, among.index(of)), (_LEAST, among[::-1].index(of))))
    text = f"{_ORDINALS[at]} {author.one_of(words)}".strip()
    if whole:
        text += f" of {author.one_of(('three', '3'))}"
    others = [thing for thing in kept if thing != of]
    row = {"kind": "comparison", "of": of, "property": name, "rank": text}
    return {**row, "among": others}


def rate(author: Author) -> Row | None:
    """Say what a euro was worth."""
    when = dated(author)
    if when is None:
        return None
    text = author.draw(numbers_as_written(author.truth.rate(when[0]))).text
    row = {"kind": "measurement", "of": "euro", "property": "exchange rate"}
    return {**row, "value": f"{text} dollars", **when[1]}


def price(author: Author) -> Row | None:
    """Say what something costs, in one currency or in two."""
    when = dated(author)
    if when is None:
        return None
    worth = _PRICE * author.truth.rate(when[0])
    euros = author.draw(numbers_as_written(Fraction(_PRICE))).text
    dollars = author.draw(numbers_as_written(worth)).text
    texts = (f"€{euros}", f"${dollars}", f"€{euros} (${dollars})", f"{dollars} dollars (€{euros})")
    row = {"kind": "measurement", "of": author.one_of(THINGS), "property": "price"}
    return {**row, "value": author.one_of(texts), **when[1]}


# The Earth's mean radius in metres and its constant of gravity, here apart from those of the rules.
_RADIUS, _GRAVITY = 6.371e6, 3.986e14


def flight(author: Author) -> list[Row]:
    """Tell a flight of a ballistic missile: some of its height, range, time and greatest speed.

    Its activity is none that a list of others counts.
    """
    speed = float(author.draw(st.integers(900, 7_400)))
    slope = author.draw(st.integers(25, 80)) * pi / 180
    ground, apogee, lasted = _thrown(speed, slope)
    lasted += author.draw(st.integers(0, 120))  # the engine
    event: Row = {"id": "shot", "kind": "event", "activity": "research flight"}
    found = [author.put({**event, "classes": ["ballistic missile"]})]
    values: tuple[tuple[str, str, float, Row], ...] = (
        ("apogee", "length", apogee, {}),
        ("distance travelled", "length", ground, {}),
        ("flight time", "time", lasted, {}),
        ("speed", "speed", speed, {"statistic": "greatest"}),
    )
    for at, (name, dimension, value, more) in enumerate(values):
        if author.chance(3):
            continue
        text = author.draw(quantities(dimension, Fraction(round(value)))).text
        row: Row = {"id": f"shot-{at}", "kind": "measurement", "of": "shot", "property": name}
        found.append(author.put({**row, "value": text, **more}))
    return found


def _thrown(speed: float, slope: float) -> tuple[float, float, float]:
    """Return range, height and time of a body that is thrown from the ground, by its orbit."""
    moment = _RADIUS * speed * cos(slope)
    axis = 1 / (2 / _RADIUS - speed**2 / _GRAVITY)
    round_by = sqrt(max(0.0, 1 - moment**2 / (_GRAVITY * axis)))
    top = axis * (1 + round_by)
    # Half the angle between start and end, from the apogee; and the same by the eccentric anomaly.
    from_top = acos(-((moment**2 / (_GRAVITY * _RADIUS) - 1) / round_by))
    eccentric = acos((1 - _RADIUS / axis) / round_by)
    lasted = 2 * sqrt(axis**3 / _GRAVITY) * (pi - eccentric + round_by * sin(eccentric))
    return 2 * _RADIUS * from_top, top - _RADIUS, lasted
