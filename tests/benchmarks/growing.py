"""What a change costs, as ratios to doing all of it anew.

Run it as `python tests/benchmarks/growing.py [DOCUMENTS] [EVENTS…]`. First, documents of forty
claims are checked again after one claim of one of them has changed, as `check --watch` does it, and
freshly. Then networks of stories of 200 events, half of them dated, with about three bounds an
event, are decided again after one claim has changed, and anew. Both are run in turn in one process;
medians are printed, with the least and the greatest.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from claims.files import read_file, read_paths
from claims.load import load
from claims.vocabulary import shipped
from reports.rounds import Session
from rules.engine import check
from rules.temporal.growing import START, GrowingNetwork, Limit, Point, check_potentials
from rules.temporal.network import DAY, Bound, Solution, decide

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.engine import Outcome

DOCUMENTS = 300
EVENTS = (10_000, 100_000)
RUNS = 7
STORY = 200
HOUR = DAY // 24


def document(number: int, days_between: str = "one day") -> str:
    """Return a claim file of forty claims: events in a row, their order, what they measured."""
    activities = ("departure", "arrival", "grounding", "statement", "meeting")
    lines = [
        f"document: {{id: d{number}, published: 2024-03-06, timezone: Europe/Oslo}}",
        "claims:",
        *(
            f"- {{id: e{i}, kind: event, actor: ship {number}, activity: {activities[i % 5]}, "
            f"when: 2024-02-{i + 1:02}}}"
            for i in range(18)
        ),
        *(
            f"- {{id: o{i}, kind: order, of: e{i + 1}, relation: after, than: e{i}, "
            f"by: {days_between if i == 3 else 'one day'}}}"
            for i in range(12)
        ),
        *(
            f"- {{id: m{i}, kind: measurement, of: e{i}, property: distance travelled, "
            f"value: about {200 + i} nautical miles}}"
            for i in range(10)
        ),
    ]
    return "\n".join(lines) + "\n"


def timed(what: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begin = time.perf_counter()
    what()
    return time.perf_counter() - begin


def tell(name: str, ratios: list[float]) -> None:
    """Print the median of some ratios, with the least and the greatest."""
    middle = statistics.median(ratios)
    print(f"{name}: {middle:.4f} ({min(ratios):.4f} to {max(ratios):.4f}, {len(ratios)} runs)")


def checked(folder: Path, session: Session | None = None) -> Outcome:
    """Read and judge all files of a folder, with what an earlier round knows or without."""
    if session is not None:
        session.kept.begin()
    read = session.kept.read_file if session else read_file
    inputs = read_paths([str(folder)], read=read)
    corpus = load(inputs.trees, shipped(), inputs.faults)
    return check(corpus, memory=session.memory if session else None)


def compare_checks(documents: int) -> None:
    """Print what a check after a change takes, as a ratio to a fresh one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(documents):
            (folder / f"{number}.yaml").write_text(document(number), encoding="utf-8")
        session = Session(0)
        checked(folder, session)
        ratios = []
        for run in range(RUNS):
            changed = document(7, "one day" if run % 2 else "four days")
            (folder / "7.yaml").write_text(changed, encoding="utf-8")
            again = timed(lambda: checked(folder, session))
            ratios.append(again / timed(lambda: checked(folder)))
        assert checked(folder, session) == checked(folder)
        tell(f"{documents} documents, one claim changed / fresh check", ratios)


def said(events: int) -> dict[str, list[Limit]]:
    """Return what claims say in stories: an order of neighbours, a link further back, a date."""
    draw = random.Random(events)
    found: dict[str, list[Limit]] = {}
    for number in range(events):
        story, place = divmod(number, STORY)
        point = Point((str(story), str(place)))
        limits: list[Limit] = []
        if place:
            before = Point((str(story), str(place - 1)))
            far = draw.randrange(place)
            limits += [
                Limit(point, before, -HOUR),
                Limit(Point((str(story), str(far))), point, (place - far) * 2 * DAY),
            ]
        if place % 2 == 0:
            limits += [Limit(START, point, (place + 1) * DAY), Limit(point, START, -place * HOUR)]
        found[f"{story}-{place}"] = limits
    return found


def compare_networks(events: int) -> None:
    """Print what a change takes, as a ratio to deciding the whole network."""
    claims = said(events)
    points = {point for limits in claims.values() for limit in limits for point in limit[:2]}
    node = {point: number for number, point in enumerate(sorted(points))}
    bounds = [
        Bound(node[source], node[target], limit)
        for limits in claims.values()
        for source, target, limit in limits
    ]
    network = GrowingNetwork[str]()
    first = timed(lambda: network.change((), claims))
    fits = [Limit(Point(("3", "20")), Point(("3", "150")), 90 * DAY)]
    breaks = [Limit(Point(("3", "20")), Point(("3", "150")), 0)]
    pulls = [Limit(Point(("3", "160")), START, -158 * DAY)]
    ratios: dict[str, list[float]] = {}
    for _ in range(RUNS):
        anew = timed(lambda: decide(len(node), bounds, ()))
        ratios.setdefault("first / anew", []).append(first / anew)
        for what, limits in (("fits", fits), ("contradicts", breaks), ("pulls", pulls)):
            added = timed(lambda limits=limits: network.add("new", limits))  # type: ignore[misc]
            ratios.setdefault(f"add what {what} / anew", []).append(added / anew)
            removed = timed(lambda: network.remove("new"))
            ratios.setdefault(f"remove what {what} / anew", []).append(removed / anew)
    assert isinstance(decide(len(node), bounds, ()), Solution)
    assert check_potentials(network)
    for what, found in ratios.items():
        tell(f"{events} events, {what}", found)


def main() -> None:
    """Print the ratios."""
    gc.set_threshold(100_000, 20, 20)  # as the command line does
    numbers = [int(argument) for argument in sys.argv[1:]]
    compare_checks(numbers[0] if numbers else DOCUMENTS)
    for events in numbers[1:] or EVENTS:
        compare_networks(events)


if __name__ == "__main__":
    main()
