"""What a user would otherwise write for the same table: each prints how many events it finds."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parents[1])]

from scale.generate import UNITS  # noqa: E402 - found by the line above

_PATTERN = r"^(?:(about|around|roughly|some) )?([0-9]+)(?:\.([0-9]+))?$"


def sql(path: str) -> int:
    """DuckDB alone: units normalised, values widened by their digits, disagreeing groups counted.

    It leaves out the places, the dates, every other rule, the minimal conflict, and what a row that
    cannot be read needs to be told.
    """
    import duckdb  # noqa: PLC0415 - each rival loads its own

    relation = f"read_parquet('{path}')"
    if path.endswith(".jsonl"):
        columns = ", ".join(f"{name}: 'VARCHAR'" for name in ("event", "property", "value", "unit"))
        relation = f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})"
    units = ", ".join(
        f"('{measured}', '{unit}', CAST({factor} AS DOUBLE))"
        for measured, held in UNITS.items()
        for unit, factor in held.items()
    )
    found = duckdb.sql(
        f"""  -- figures and names of our own
        WITH units(property, unit, factor) AS (VALUES {units}),
        split AS (SELECT event, property, unit,
          regexp_extract(value, '{_PATTERN}', ['hedge', 'whole', 'part']) AS f FROM {relation}),
        numbers AS (SELECT event, s.property, factor,
          CAST(f.whole || CASE WHEN f.part <> '' THEN '.' || f.part ELSE '' END AS DOUBLE) AS x,
          CASE WHEN f.part = '' THEN greatest(1, power(10, floor(log10(greatest(1,
            CAST(f.whole AS DOUBLE))) - 1))) ELSE power(10, -length(f.part)) END / 2 AS h,
          CASE WHEN f.hedge <> '' THEN 0.05 ELSE 0 END AS p
          FROM split s JOIN units u ON s.property = u.property AND s.unit = u.unit),
        said AS (SELECT event, property, factor * (x - h - p * x) AS low,
          factor * (x + h + p * x) AS high FROM numbers)
        SELECT count(*) FROM (SELECT event, property FROM said GROUP BY ALL
          HAVING max(low) > min(high))
        """
    ).fetchall()
    return int(found[0][0])


def per_record(path: str) -> int:
    """Pydantic and a pint quantity for each record, and a comparison for each group."""
    import pint  # noqa: PLC0415 - as above
    from pydantic import BaseModel  # noqa: PLC0415 - as above

    class Row(BaseModel):
        event: str
        property: str
        value: str
        unit: str

    registry: Any = pint.UnitRegistry()
    named = {"km²": "km**2", "m²": "m**2", "square miles": "mile**2", "cm²": "cm**2",
             "square kilometres": "km**2", "square metres": "m**2", "nmi": "nautical_mile",
             "nautical miles": "nautical_mile", "ha": "hectare", "lbs": "lb",
             "t": "tonne"}  # fmt: skip
    groups: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            row = Row.model_validate(json.loads(line))
            match = re.match(_PATTERN, row.value)
            if match is None:
                continue
            x = float(match[2] + (f".{match[3]}" if match[3] else ""))
            quantity = registry.Quantity(x, named.get(row.unit, row.unit)).to_base_units().magnitude
            slack = quantity * (0.1 if match[1] else 0.05)
            groups[row.event, row.property].append((quantity - slack, quantity + slack))
    return sum(max(low for low, _ in g) > min(high for _, high in g) for g in groups.values())


def solver(path: str) -> int:
    """Ask z3 of each group whether one number lies in all of its intervals."""
    import z3  # noqa: PLC0415 - as above

    groups: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            match = re.match(_PATTERN, row["value"])
            if match is None:
                continue
            x = float(match[2] + (f".{match[3]}" if match[3] else ""))
            x *= UNITS[row["property"]][row["unit"]]
            slack = x * (0.1 if match[1] else 0.05)
            groups[row["event"], row["property"]].append((x - slack, x + slack))
    found = 0
    value = z3.Real("value")
    for group in groups.values():
        asked = z3.Solver()
        for low, high in group:
            asked.add(value >= low, value <= high)
        found += asked.check() == z3.unsat
    return found


if __name__ == "__main__":
    sys.stdout.write(f"{globals()[sys.argv[1]](sys.argv[2])}\n")
