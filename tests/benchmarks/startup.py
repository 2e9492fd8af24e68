"""How long a cold run takes, as ratios to what its libraries take to import.

Run it as `python tests/benchmarks/startup.py [RUNS]`. Commands run in turn, A B A B, so that a
machine whose speed drifts slows both; the ratio is taken pair by pair, and its median is printed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 11
BARE = "import typer, pydantic, pint; pint.UnitRegistry()"
ROOT = Path(__file__).parents[2]


def forty_claims() -> str:
    """Return a claim file of forty claims of nine kinds, with values and times of each sort."""
    lines = ["document: {id: bench, published: 2024-03-06, timezone: Europe/Oslo}", "claims:"]
    activities = ("departure", "arrival", "grounding", "statement", "meeting")
    lines += [
        f"- {{id: e{i}, kind: event, actor: ship {i}, activity: {activities[i % 5]}, "
        f"when: 2024-02-{i + 1:02}}}"
        for i in range(14)
    ]
    lines += [
        f"- {{id: o{i}, kind: order, of: e{i + 1}, relation: after, than: e{i}, by: one day}}"
        for i in range(8)
    ]
    lines += [
        f"- {{id: m{i}, kind: measurement, of: e{i}, property: distance travelled, "
        f"value: about {200 + i} nautical miles}}"
        for i in range(12)
    ]
    lines += [
        "- {id: c, kind: count, among: {activity: departure}, within: since January, number: 3}",
        "- {id: f, kind: first, of: e0, among: {activity: departure}}",
        "- {id: s, kind: state, of: the fairway, state: closed, from: Sunday night}",
        "- {id: k, kind: classification, of: e3, class: short-range}",
        "- {id: t, kind: total, of: ship 1, property: crew, value: 9, parts: {deck: 5, engine: 4}}",
        "- {id: p, kind: pause, among: {activity: eruption}, for: a year}",
    ]
    return "\n".join(lines) + "\n"


def seconds(command: list[str]) -> float:
    """Return the wall time of one run of a command."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    return time.perf_counter() - begin


def compare(name: str, one: list[str], other: list[str], runs: int) -> None:
    """Print the median ratio of two commands' times, run in turn after a run of each to warm up."""
    seconds(one)
    seconds(other)
    pairs = [(seconds(one), seconds(other)) for _ in range(runs)]
    ratios = sorted(a / b for a, b in pairs)
    low, high = ratios[0], ratios[-1]
    print(f"{name}: {statistics.median(ratios):.2f} ({low:.2f} to {high:.2f}, {runs} runs)")


def main() -> None:
    """Print the ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    python = [sys.executable]
    program = [*python, str(ROOT / "validator.py")]
    with tempfile.TemporaryDirectory() as folder:
        claims = Path(folder) / "forty.yaml"
        claims.write_text(forty_claims(), encoding="utf-8")
        check = [*program, "check", str(claims)]
        compare("40 claims / bare imports", check, [*python, "-c", BARE], runs)
        compare(
            "--version / import typer",
            [*program, "--version"],
            [*python, "-c", "import typer"],
            runs,
        )
        checker = shutil.which("check-jsonschema", path=str(Path(sys.executable).parent))
        if checker is None:
            print("40 claims / check-jsonschema: not measured, it is not installed")
            return
        schema = Path(folder) / "schema.json"
        told = subprocess.run([*program, "schema"], capture_output=True, check=True, cwd=ROOT)
        schema.write_bytes(told.stdout)
        other = [checker, "--schemafile", str(schema), str(claims)]
        compare("40 claims / check-jsonschema with the schema", check, other, runs)


if __name__ == "__main__":
    main()
