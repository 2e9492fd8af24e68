"""Makes realistic tables with planted conflicts, and says which they are."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

# Acres are left out: international and US survey acres differ in the sixth digit.
# Fifty units by what they measure, with the factor to metres, kilograms, seconds, joules, pascals.
UNITS = {
    "range": {"km": 1000, "m": 1, "miles": 1609.344, "nautical miles": 1852, "ft": 0.3048,
              "yards": 0.9144, "cm": 0.01, "mm": 0.001, "kilometres": 1000, "kilometers": 1000,
              "meters": 1, "metres": 1, "feet": 0.3048, "mi": 1609.344, "nmi": 1852},
    "payload": {"kg": 1, "t": 1000, "g": 0.001, "lb": 0.45359237, "pounds": 0.45359237,
                "kilograms": 1, "tonnes": 1000, "grams": 0.001, "lbs": 0.45359237, "mg": 1e-6},
    "area": {"km²": 1e6, "m²": 1, "ha": 1e4, "hectares": 1e4, "cm²": 1e-4,
             "square miles": 2589988.110336, "square kilometres": 1e6, "square metres": 1},
    "energy": {"J": 1, "kJ": 1e3, "MJ": 1e6, "GJ": 1e9, "Wh": 3600, "kWh": 3.6e6, "MWh": 3.6e9},
    "pressure": {"Pa": 1, "kPa": 1e3, "MPa": 1e6, "hPa": 100, "mbar": 100, "bar": 1e5},
    "height": {"m": 1, "ft": 0.3048, "cm": 0.01, "feet": 0.3048},
}  # fmt: skip
HEDGES = ("about", "around", "roughly", "some")
FIELDS = ("row", "event", "date", "activity", "actor", "latitude", "longitude", "source",
          "property", "value", "unit", "note")  # fmt: skip
_PLANTED = 0.001
_HEDGED = 0.2


class Made(NamedTuple):
    """A table that was written: how many claims it makes, and which events have a conflict."""

    rows: int
    claims: int
    planted: frozenset[str]


def write(path: Path, rows: int, seed: int = 1) -> Made:
    """Write a table as JSON Lines, a measurement a row, 2 to 10 rivals a property of an event.

    One row in a thousand has a value that is half as large again as the others.
    """
    draw = random.Random(seed)
    planted: set[str] = set()
    number = event = 0
    with path.open("w", encoding="utf-8") as file:
        while number < rows:
            event += 1
            name = f"E{event}"
            head = _event(draw)
            measured = draw.choice(sorted(UNITS))
            value = 10 ** draw.uniform(1.5, 3.5)
            lie = None
            rivals = min(draw.randint(2, 10), rows - number)
            if rivals > 1 and draw.random() < _PLANTED * 6:
                lie = draw.randrange(rivals)
                planted.add(name)
            factors = _fitting(measured, value)
            for rival in range(rivals):
                number += 1
                meant = value * 1.5 if rival == lie else value
                # A liar does not hedge, and names the unit of the property: the lie is plain.
                unit = factors[0] if rival == lie else draw.choice(factors)
                text = _written(draw, meant, UNITS[measured][factors[0]] / UNITS[measured][unit])
                if rival != lie and draw.random() < _HEDGED:
                    text = f"{draw.choice(HEDGES)} {text}"
                row = (str(number), name, *head, f"paper {draw.randint(1, 50)}", measured, text,
                       unit, "")  # fmt: skip
                file.write(json.dumps(dict(zip(FIELDS, row, strict=True))) + "\n")
    # An event and a measurement for every row.
    return Made(number, 2 * number, frozenset(planted))


def _event(draw: random.Random) -> tuple[str, ...]:
    year, month, day = draw.randint(1990, 2020), draw.randint(1, 12), draw.randint(1, 28)
    return (
        f"{year}-{month:02}-{day:02}",
        draw.choice(("survey", "trial", "measurement campaign", "inspection", "exercise")),
        f"institute {draw.randint(1, 40)}",
        f"{draw.uniform(-80, 80):.4f}",
        f"{draw.uniform(-179, 179):.4f}",
    )


def _fitting(measured: str, value: float) -> list[str]:
    """Return units in which a value has from two to eight digits, the usual one first."""
    units = UNITS[measured]
    usual = next(iter(units))
    inside = [u for u, f in units.items() if 20 <= value * units[usual] / f <= 50_000_000]
    return [usual, *(unit for unit in inside if unit != usual)]


def _written(draw: random.Random, value: float, factor: float) -> str:
    """Write a value in some unit, rounded to three to six digits, so that it is still the value."""
    amount = value * factor
    digits = draw.randint(3, 6)
    exponent = len(str(int(amount)))
    rounded = round(Fraction(amount), digits - exponent)
    return f"{int(rounded)}" if digits <= exponent else f"{float(rounded):.{digits - exponent}f}"
