"""How fast the map answers: a country against a country, cold and warm, and bearings a second.

Run it as `python tests/benchmarks/reach.py [RUNS]`. Cold is a run of the whole program on a file of
one claim of reach, its start included; warm is the same judgement again with the outlines loaded
and no answer kept. The median of the runs is printed, and the best and worst.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

RUNS = 5
CLAIM = """document: {{id: bench, published: 2024-03-06, country: United States}}
claims:
- {{id: a, kind: reach, of: x, distance: '{reach}', from: {origin}, origin: some, target: {target}}}
"""
PAIRS = (
    ("North Korea", "Japan"),
    ("Spain", "Norway"),
    ("Russia", "Canada"),
    ("Canada", "Russia"),
    ("United States", "Russia"),
    ("Russia", "Antarctica"),
    ("Canada", "Greenland"),
    ("Denmark", "Chile"),
    ("Chile", "Canada"),
    ("Australia", "Indonesia"),
    ("Indonesia", "Philippines"),
    ("New Zealand", "Fiji"),
    ("Fiji", "United States"),
    ("Iran", "Israel"),
)
RANGES = ("930 miles", "5,000 km")
""""All of it" fails for nearly all of them at the first; some are cut by the second."""


def show(name: str, seconds: list[float]) -> None:
    """Print the median of some times, and their ends."""
    low, high = min(seconds), max(seconds)
    print(f"{name}: {statistics.median(seconds):.3f} s ({low:.3f} to {high:.3f})")


def timed(runs: int, work: Callable[[], object]) -> list[float]:
    """Return how long each of some runs took."""
    found = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return found


def cold(origin: str, target: str, reach: str, runs: int) -> list[float]:
    """Time the program on a claim file, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claim.yaml"
        file.write_text(CLAIM.format(origin=origin, target=target, reach=reach), encoding="utf-8")
        command = [sys.executable, str(ROOT / "validator.py"), "check", str(file)]

        def run() -> None:
            subprocess.run(command, cwd=ROOT, capture_output=True, check=False)

        run()
        return timed(runs, run)


def warm(origin: str, target: str, reach: str, runs: int) -> list[float]:
    """Time a judgement with the outlines loaded and no answers kept."""
    from claims.load import load  # noqa: PLC0415
    from claims.places import measure  # noqa: PLC0415
    from claims.source import Source  # noqa: PLC0415
    from claims.vocabulary import shipped  # noqa: PLC0415
    from claims.yaml_reader import read_yaml  # noqa: PLC0415
    from rules.engine import check  # noqa: PLC0415
    from rules.reach import _cover  # noqa: PLC0415

    source = Source("bench.yaml", CLAIM.format(origin=origin, target=target, reach=reach))
    trees, faults = read_yaml(source)
    corpus = load(trees, shipped(), faults)

    def run() -> None:
        for kept in (_cover.far, _cover.measured_shares, _cover.left_out):
            kept.cache_clear()
        measure.forget()
        check(corpus, ["reach/target"])

    run()
    return timed(runs, run)


def bearings(runs: int) -> list[float]:
    """Time 10,000 bearings from points all over the world to a place, one by one."""
    from claims.places import geodesy  # noqa: PLC0415
    from claims.places.geodesy import Spot  # noqa: PLC0415

    random = np.random.default_rng(1)
    lon, lat = random.uniform(-180, 180, 10_000), random.uniform(-90, 90, 10_000)
    spots = [Spot(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    place = Spot(139.7, 35.7)

    def run() -> None:
        for spot in spots:
            geodesy.way(spot, place)
            geodesy.rhumb_bearing(spot, place)

    return timed(runs, run)


def main() -> None:
    """Print the times."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for origin, target in PAIRS:
        for reach in RANGES:
            name = f"{reach} from {origin} against {target}"
            show(f"{name}, cold", cold(origin, target, reach, runs))
            show(f"{name}, warm", warm(origin, target, reach, runs))
    show("10,000 bearings, shortest and rhumb line", bearings(runs))


if __name__ == "__main__":
    main()
