"""Check large tables beside what a user would otherwise write: ratios from one run.

python -m scale [ROWS …]      from tests/benchmarks; 100,000 and 1,000,000 rows by default
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import duckdb

from scale.generate import Made, write

ROOT = Path(__file__).parents[3]
MAPPING = Path(__file__).with_name("mapping.yaml")
_RIVALS = {"per_record": ("pint", 100_000), "solver": ("z3", 100_000)}


class Ran(NamedTuple):
    """A program's run, from its start to its end: seconds, megabytes at most, output."""

    seconds: float
    megabytes: float
    out: str


def run(*command: str) -> Ran:
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, cwd=ROOT)
        _, _, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        out.seek(0)
        return Ran(seconds, usage.ru_maxrss / 1024, out.read().decode())


def check(table: Path) -> Ran:
    return run(sys.executable, "validator.py", "check", str(table), "--mapping", str(MAPPING),
               "--engine", "columns", "--format", "json")  # fmt: skip


def rival(name: str, table: Path) -> Ran:
    return run(sys.executable, str(Path(__file__).with_name("rivals.py")), name, str(table))


def judged(ran: Ran, made: Made, table: Path) -> str:
    """Say how many of the planted conflicts were found, and how many others."""
    report = json.loads(ran.out)
    rows = {p["cell"]["row"] for f in report["findings"] if f["severity"] != "note"
            for p in f["parts"]}  # fmt: skip
    listed = ", ".join(map(str, sorted(rows))) or "-1"
    events = duckdb.sql(
        f"SELECT DISTINCT event FROM '{table.with_suffix('.parquet')}' WHERE CAST(row AS BIGINT) "
        f"IN ({listed})"
    ).fetchall()
    found = {event for (event,) in events}
    stayed = report["summary"]["in_columns"]["claims"] / report["summary"]["claims"]
    return (
        f"{len(found & made.planted)} of {len(made.planted)} planted found, "
        f"{len(found - made.planted)} others accused, {stayed:.1%} of claims stayed in columns"
    )


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            table = Path(folder) / f"t{rows}.jsonl"
            made = write(table, rows)
            parquet = table.with_suffix(".parquet")
            names = ", ".join(f"{n}: 'VARCHAR'" for n in json.loads(table.open().readline()))
            duckdb.sql(
                f"COPY (SELECT * FROM read_json('{table}', format = 'newline_delimited', "
                f"columns = {{{names}}})) TO '{parquet}'"
            )
            print(f"{rows:,} rows, {made.claims:,} claims")
            for form in (table, parquet):
                own, raw = check(form), rival("sql", form)
                print(
                    f"  {form.suffix[1:]:8} {own.seconds:6.2f} s, {own.megabytes:5.0f} MB; "
                    f"raw SQL {raw.seconds:6.2f} s ({raw.out.strip()} groups): "
                    f"{own.seconds / raw.seconds:.2f} times; {judged(own, made, table)}"
                )
                base = own
            for name, (module, most) in _RIVALS.items():
                if rows <= most and find_spec(module):
                    other = rival(name, table)
                    print(
                        f"  {name:10} {other.seconds:6.2f} s ({other.out.strip()} groups): "
                        f"{other.seconds / base.seconds:.1f} times as long"
                    )


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [100_000, 1_000_000])
