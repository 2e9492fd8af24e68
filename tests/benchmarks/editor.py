"""How long an editor waits: from a change to what is found, over the wire.

Run it as `python tests/benchmarks/editor.py [CLAIMS] [CHANGES]`. A file of claims (forty, unless
another number is given) is opened in a session with `counterclaim lsp`; then a word of it changes
again and again, so that a conflict comes and goes. The time from each change to the diagnostics of
that version is printed, and likewise that of hovers and completions: the median, with the least and
the greatest, in milliseconds. The pause of 50 ms in which the server waits for more is part of it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from editor_client import Editor

if TYPE_CHECKING:
    from collections.abc import Callable

CLAIMS = 40
CHANGES = 30


def claims(number: int, days: str) -> str:
    """Return a file of so many claims: trips with two times, an order, a length, and places."""
    lines = ["document: {id: gazette, published: 2024-03-06, timezone: Europe/Oslo}", "claims:"]
    for i in range(0, number, 4):
        by = days if i == 0 else "two days"
        far = "property: distance travelled, value: some 200 nautical miles"
        lines += [
            f"- {{id: left{i}, kind: event, activity: departure, actor: ship {i}, when: Friday}}",
            f"- {{id: back{i}, kind: event, activity: arrival, actor: ship {i}, when: Sunday}}",
            f"- {{id: gap{i}, kind: order, of: back{i}, relation: after, than: left{i}, by: {by}}}",
            f"- {{id: far{i}, kind: measurement, of: left{i}, {far}}}",
        ]
    return "\n".join(lines[: number + 2]) + "\n"


def timed(times: list[float], action: Callable[[], object]) -> None:
    """Do something, and note how many milliseconds it took."""
    begin = time.perf_counter()
    action()
    times.append(1000 * (time.perf_counter() - begin))


def told(what: str, times: list[float]) -> None:
    """Print the median of some times, with the least and the greatest."""
    middle, least, most = statistics.median(times), min(times), max(times)
    print(f"{what:<12} {middle:7.1f} ms   ({least:.1f} to {most:.1f}, {len(times)} times)")


def main() -> None:
    """Run one session and print what it took."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    changes = int(sys.argv[2]) if len(sys.argv) > 2 else CHANGES
    opening: list[float] = []
    diagnostics: list[float] = []
    hovers: list[float] = []
    completions: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Editor(Path(folder).resolve()) as editor:
        name, uri = "claims.yaml", editor.uri("claims.yaml")
        timed(opening, lambda: editor.open(name, claims(number, "two days")))
        for version in range(2, changes + 2):
            wrong = version % 2 == 0
            text = claims(number, "five days" if wrong else "two days")

            def change(text: str = text, version: int = version) -> None:
                editor.change(name, text, version)
                editor.published(uri, version)

            timed(diagnostics, change)
            conflicts = [d for d in editor.shown[uri] if d["code"] == "time/order"]
            assert bool(conflicts) == wrong
            place = editor.at(name, text, "200 nautical")
            timed(hovers, lambda place=place: editor.ask("textDocument/hover", **place))  # type: ignore[misc]
            place = editor.at(name, text, "departure", 3)
            timed(completions, lambda place=place: editor.ask("textDocument/completion", **place))  # type: ignore[misc]
        editor.end()
    print(f"{number} claims in one file")
    for what, times in (("open", opening), ("change", diagnostics), ("hover", hovers),
                        ("completion", completions)):  # fmt: skip
        told(what, times)


if __name__ == "__main__":
    main()
