"""How long deciding networks of times takes, as ratios to other solvers, all in one run.

Run it as `python tests/benchmarks/networks.py`; `--quick` takes seconds and only shows that it
runs. Times are those of the processor, since others may share the machine, and medians of several
rounds in which the sides take turns, without Python's garbage collector. All use one thread.

Ours begins with three columns of integers and ends with the decision and its certificates; checking
these, and what a first run in a new process costs, is printed apart. rustworkx begins with the same
columns, builds its graph, and ends with the first negative cycle. z3 and clingo-dl begin with the
text that they read, in a process of their own and with a limit of time. What is not installed is
said, and left out.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import json
import random
import statistics
import subprocess
import sys
import time
from array import array
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2]))

from rules.temporal import columns
from rules.temporal.columns import solve, verify
from rules.temporal.facets import Facet, Reading, told
from rules.temporal.network import DAY, Bound
from rules.temporal.search import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STORY = 200
"""Events of a story."""
MINUTE = 60_000_000
"""All limits are whole minutes: clingo-dl has 32 bits for a number."""
NEVER = sys.maxsize
Row = tuple[int, int, int]
Claim = list[Row]
"""What one claim says: bounds `target − source ≤ limit`, as (source, target, limit)."""


class Net(NamedTuple):
    """A network in columns, with its days."""

    size: int
    sources: array[int]
    targets: array[int]
    limits: array[int]
    days: Sequence[int] = ()


def in_columns(size: int, rows: Sequence[Row], days: Sequence[int] = ()) -> Net:
    """Return bounds as columns."""
    sources, targets, limits = (array("q", column) for column in zip(*rows, strict=True))
    return Net(size, sources, targets, limits, days)


# --- networks ------------------------------------------------------------------------------------


def true_story(rng: random.Random, first: int) -> tuple[list[Claim], dict[int, int]]:
    """Return what claims say of the events of one true story, and when these were.

    Half of the events are dated, to the day; as many claims as there are events say how long at
    least and at most one was after another. That makes three bounds an event.
    """
    begin = 1_600_000_000 * 1_000_000 // DAY * DAY + rng.randrange(1_000) * DAY
    events = range(first, first + STORY)
    times = {event: begin + rng.randrange(60 * DAY // MINUTE) * MINUTE for event in events}
    claims: list[Claim] = []
    for event in rng.sample(events, STORY // 2):
        day = times[event] - times[event] % DAY
        claims.append([(0, event, day + DAY - MINUTE), (event, 0, -day)])
    for _ in events:
        early, late = sorted(rng.sample(events, 2), key=times.__getitem__)
        gap = (times[late] - times[early]) // MINUTE
        claims.append([(late, early, -(gap // 2) * MINUTE), (early, late, gap * MINUTE + DAY)])
    return claims, times | {0: 0}


def planted(rng: random.Random, times: dict[int, int], number: int) -> list[Claim]:
    """Return claims that contradict: how long events were after each other, by an hour too short.

    Each of them is needed; a story's other claims may contradict some of them too.
    """
    events = rng.sample(sorted(set(times) - {0}), number)
    way = [*pairwise(events), (events[-1], events[0])]
    rows = [(a, b, times[b] - times[a]) for a, b in way]
    last = rows.pop()
    return [[row] for row in (*rows, (*last[:2], last[2] - DAY // 24))]


def stories(
    events: int, every: int = 0, times_wrong: int = 1
) -> tuple[list[list[Claim]], list[int]]:
    """Return stories, claim by claim, and which contradict, so many times: one of `every`."""
    rng = random.Random(events)
    found: list[list[Claim]] = []
    wrong: list[int] = []
    for number in range(events // STORY):
        claims, times = true_story(rng, 1 + number * STORY)
        if every and number % every == every // 2:
            wrong.append(number)
            for _ in range(times_wrong):
                claims += planted(rng, times, rng.randint(2, 6))
        found.append(claims)
    return found, wrong


def story_net(events: int, every: int = 0) -> tuple[Net, int]:
    """Return the network of stories, and how many of these contradict."""
    found, wrong = stories(events, every)
    rows = [row for claims in found for claim in claims for row in claim]
    return in_columns(1 + events // STORY * STORY, rows), len(wrong)


def before_chain(length: int) -> Net:
    """Return events of which each was before the next, numbered at random."""
    names = random.Random(length).sample(range(1, length + 1), length)
    rows = [(late, early, -MINUTE) for early, late in pairwise(names)]
    return in_columns(length + 1, random.Random(length).sample(rows, len(rows)))


def days_chain(length: int) -> Net:
    """Return events of which each was two days after the one before it, as day nodes say it."""
    names = random.Random(length).sample(range(length), length)
    rows = [(2 * n + 1, 2 * n + 2, DAY - MINUTE) for n in names]
    rows += [(2 * n + 2, 2 * n + 1, 0) for n in names]
    for early, late in pairwise(names):
        rows += [(2 * early + 1, 2 * late + 1, 2 * DAY), (2 * late + 1, 2 * early + 1, -2 * DAY)]
    rows = random.Random(length).sample(rows, len(rows))
    return in_columns(2 * length + 1, rows, [2 * n + 1 for n in names])


def dated_chain(length: int) -> Net:
    """Return the first chain with all of it before one dateline."""
    chained = before_chain(length)
    rows = [*zip(chained.sources, chained.targets, chained.limits, strict=True)]
    rows += [(0, node, 20_000 * DAY) for node in range(1, length + 1)]
    return in_columns(chained.size, rows)


def circle(length: int) -> Net:
    """Return events of which each was before the next, and the last before the first."""
    chained = before_chain(length)
    first = set(chained.targets).difference(chained.sources).pop()
    last = set(chained.sources).difference(chained.targets).pop()
    rows = [*zip(chained.sources, chained.targets, chained.limits, strict=True)]
    return in_columns(chained.size, [*rows, (first, last, -MINUTE)])


# --- the sides -----------------------------------------------------------------------------------


def has(module: str) -> bool:
    """Say whether a module is installed."""
    return importlib.util.find_spec(module) is not None


def ours(net: Net) -> bool:
    """Decide by the way that is chosen for the size."""
    return solve(*net).is_consistent


def plain(net: Net) -> bool:
    """Decide in Python alone."""
    with mock.patch.multiple(columns, RUNNING_FROM=NEVER, COMPILED_FROM=NEVER):
        return solve(*net).is_consistent


def rustworkx(net: Net) -> bool:
    """Build a graph and look for a negative cycle."""
    rx = importlib.import_module("rustworkx")
    graph = rx.PyDiGraph()
    rows = list(zip(net.sources, net.targets, net.limits, strict=True))
    graph.extend_from_weighted_edge_list(rows)
    try:
        rx.find_negative_cycle(graph, float)
    except ValueError:
        return True
    return False


def z3(net: Net) -> tuple[float, float, bool]:
    """Return how long z3's difference logic reads its text, and decides, in seconds."""
    solver = importlib.import_module("z3").SimpleSolver()
    solver.set("arith.solver", 1)
    text = "".join(f"(declare-const n{node} Int)" for node in range(net.size)) + "".join(
        f"(assert (<= (- n{target} n{source}) {limit if limit >= 0 else f'(- {-limit})'}))"
        for source, target, limit in zip(net.sources, net.targets, net.limits, strict=True)
    )
    begin = time.process_time()
    solver.from_string(text)
    read = time.process_time()
    answer = str(solver.check()) == "sat"
    return read - begin, time.process_time() - read, answer


def clingo_dl(net: Net) -> tuple[float, float, bool]:
    """Return how long clingo-dl reads and grounds its text, and decides, in seconds."""
    clingo = importlib.import_module("clingo")
    ast = importlib.import_module("clingo.ast")
    theory = importlib.import_module("clingodl").ClingoDLTheory()
    control = clingo.Control(["1"])
    theory.register(control)
    with ast.ProgramBuilder(control) as builder:
        rule = "&diff{n(T) - n(S)} <= L :- bound(S, T, L)."
        ast.parse_string(rule, lambda node: theory.rewrite_ast(node, builder.add))
    text = "".join(
        f"bound({source},{target},{limit // MINUTE})."
        for source, target, limit in zip(net.sources, net.targets, net.limits, strict=True)
    )
    begin = time.process_time()
    control.add("base", [], text)
    control.ground([("base", [])])
    theory.prepare(control)
    read = time.process_time()
    answer = bool(control.solve().satisfiable)
    return read - begin, time.process_time() - read, answer


def seconds(side: Callable[[Net], bool], net: Net, expected: bool) -> float:  # noqa: FBT001
    """Return how long a side takes for a decision, which must be the right one."""
    gc.collect()
    gc.disable()
    try:
        begin = time.process_time()
        answer = side(net)
        taken = time.process_time() - begin
    finally:
        gc.enable()
    if answer != expected:
        raise AssertionError(f"{side.__name__} decides otherwise")
    return taken


# --- what is printed -----------------------------------------------------------------------------


def in_turn(sides: Sequence[Callable[[Net], bool]], net: Net, rounds: int, expected: bool) -> Any:  # noqa: FBT001
    """Return the median time of each side by name, the sides taking turns."""
    taken = [[seconds(side, net, expected) for side in sides] for _ in range(rounds)]
    medians = map(statistics.median, zip(*taken, strict=True))
    return dict(zip((side.__name__ for side in sides), medians, strict=True))


def against_rustworkx(sizes: Sequence[int]) -> None:
    """Print ratios to rustworkx at each size, and the growth of our time per event."""
    print("stories, decided from columns; rustworkx with its build from the same columns")
    sides = [ours, *([rustworkx] if has("rustworkx") else [])]
    if not has("rustworkx"):
        print("  rustworkx: not measured, it is not installed")
    per_event: dict[str, list[float]] = {}
    for events in sizes:
        for name, every in (("all true", 0), ("1 story of 50 contradicts", 50)):
            net, wrong = story_net(events, every)
            taken = in_turn(sides, net, 15 if events < 10**6 else 5, wrong == 0)
            # Python alone takes long enough at the large sizes for one round.
            taken |= in_turn([plain], net, 3 if events < 10**6 else 1, wrong == 0)
            per_event.setdefault(name, []).append(taken["ours"] / events)
            words = [f"ours {taken['ours'] / len(net.limits) * 1e9:.0f} ns a bound"]
            for side in ("ours", "plain"):
                if "rustworkx" in taken:
                    ratio = taken[side] / taken["rustworkx"]
                    words.append(f"{side} / rustworkx {ratio:.2f}")
            words.append(f"plain / ours {taken['plain'] / taken['ours']:.1f}")
            print(f"  {events:>9,} events, {name}: " + ", ".join(words))
    for name, each in per_event.items():
        growth = each[-1] / each[0]
        print(f"  time per event at {sizes[-1]:,} / at {sizes[0]:,}, {name}: {growth:.2f}")


def against_solvers(events: int, limit: float) -> None:
    """Print ratios to z3 and clingo-dl."""
    print(f"stories of {events:,} events; z3 (arith.solver=1) and clingo-dl from their text")
    for every in (0, 50):
        net, wrong = story_net(events, every)
        name = f"{wrong} stories contradict" if every else "all true"
        own = in_turn([ours], net, 9, wrong == 0)["ours"]
        for solver in ("z3", "clingo-dl"):
            print(f"  {name}: ours / {solver} " + ratio_to(solver, events, every, own, limit))


def ratio_to(solver: str, events: int, every: int, own: float, limit: float) -> str:
    """Run another solver in a process of its own, and return how much longer it takes."""
    if not has({"z3": "z3", "clingo-dl": "clingodl"}[solver]):
        return "not measured, it is not installed"
    command = [sys.executable, __file__, "--solver", solver, str(events), str(every)]
    try:
        # What the process needs to start and to write its text is outside of what is measured.
        run = subprocess.run(
            command, capture_output=True, check=True, timeout=limit + 60, text=True
        )
    except subprocess.TimeoutExpired:
        return f"less than 1/{limit / own:.0f}: it was given up after {limit:.0f} s"
    read, decide = json.loads(run.stdout)
    return (
        f"1/{(read + decide) / own:.0f} with reading, 1/{decide / own:.0f} without "
        f"({read:.1f} s and {decide:.1f} s)"
    )


def run_solver(solver: str, events: int, every: int) -> None:
    """Print what another solver takes to read and to decide."""
    net, wrong = story_net(events, every)
    read, decide, answer = {"z3": z3, "clingo-dl": clingo_dl}[solver](net)
    if answer != (wrong == 0):
        raise AssertionError(f"{solver} decides otherwise")
    print(json.dumps([read, decide]))


def hard_shapes(lengths: Sequence[int]) -> None:
    """Print how time grows along shapes that are hard for a search in rounds."""
    print("hard shapes: ns for each bound at each length, ours and in Python alone")
    shapes = (before_chain, dated_chain, days_chain, circle)
    for shape in shapes:
        words = []
        for length in lengths:
            net = shape(length)
            taken = in_turn([ours, plain], net, 3, shape is not circle)
            each = {side: taken[side] / len(net.limits) * 1e9 for side in taken}
            words.append(f"{length:,}: {each['ours']:.0f} and {each['plain']:.0f}")
        print(f"  {shape.__name__}: " + "; ".join(words))


def facets_of(claims: Sequence[Claim], first: int) -> list[Facet]:
    """Return claims as the product has them, over nodes numbered from 1."""
    found = []
    for number, claim in enumerate(claims):
        bounds = (Bound(a and a - first + 1, b and b - first + 1, c) for a, b, c in claim)
        name = f"c{number:04}"
        found.append(Facet(name, "", (Reading(told(bounds, name, name, "")),)))
    return found


def explanations(events: int, every: int) -> None:
    """Print how long it takes to find and to prove all conflicts of a story that contradicts."""
    for times_wrong in (1, 2, 3):
        found, wrong = stories(events, every, times_wrong)
        shown = [explained(found[story], 1 + story * STORY) for story in wrong]
        taken = statistics.median(seconds for seconds, _ in shown) * 1e3
        each = statistics.median(seconds / len(sizes) for seconds, sizes in shown) * 1e3
        sizes = [size for _, sizes in shown for size in sizes]
        print(
            f"explanations in {events:,} events, {times_wrong} planted in each of {len(wrong)} "
            f"stories: median {taken:.1f} ms a story, {each:.1f} ms a conflict; {len(sizes)} "
            f"conflicts of {min(sizes)} to {max(sizes)} claims"
        )


def explained(claims: Sequence[Claim], first: int) -> tuple[float, list[int]]:
    """Return how long all conflicts of a story take, and how many claims each has."""
    facets = facets_of(claims, first)
    gc.collect()
    gc.disable()
    begin = time.process_time()
    part = Part((), facets, ())
    sets, complete = part.all_conflicts()
    proofs = [part.explain(conflict) for conflict in sets]
    taken = time.process_time() - begin
    gc.enable()
    if not (complete and proofs and all(proof.verify() for proof in proofs)):
        raise AssertionError("a story that contradicts is not explained")
    return taken, [len(conflict) for conflict in sets]


def checks_and_start(events: int) -> None:
    """Print what is not part of the ratios: checking certificates, and a first run."""
    net, wrong = story_net(events, 50)
    found = solve(*net)
    begin = time.process_time()
    if not verify(found, *net[1:]) or len(found.cycles) != wrong:
        raise AssertionError("a decision has no proof")
    taken = time.process_time() - begin
    print(f"checking all certificates: {taken / len(net.limits) * 1e9:.0f} ns a bound")
    if not has("numba"):
        print("compiled code: not measured, numba is not installed")
        return
    path = repr(str(Path(__file__).parents[2]))
    code = (
        f"import sys, time; sys.path.insert(0, {path}); begin = time.process_time()\n"
        "from rules.temporal import columns; columns.COMPILED_FROM = 0\n"
        "columns.solve(2, [0], [1], [5]); print(time.process_time() - begin)"
    )
    first = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    print(f"numba and our compiled code in a new process: {statistics.median(first):.2f} s")


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description="Benchmarks of networks of times.")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--limit", type=float, default=300, help="seconds for z3 and clingo-dl")
    parser.add_argument("--solver", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.solver:
        run_solver(options.solver[0], *map(int, options.solver[1:]))
        return
    # Compiled code is loaded before anything is measured.
    with mock.patch.multiple(columns, COMPILED_FROM=0, RUNNING_FROM=0, COMPILING_FROM=0):
        solve(2, array("q", [0]), array("q", [1]), array("q", [5]))
    quick = options.quick
    against_rustworkx((1_000, 10_000) if quick else (10_000, 100_000, 1_000_000))
    hard_shapes((1_000, 10_000) if quick else (1_000, 10_000, 100_000))
    explanations(10_000 if quick else 100_000, 10)
    checks_and_start(10_000 if quick else 100_000)
    against_solvers(2_000 if quick else 100_000, options.limit)


if __name__ == "__main__":
    main()
