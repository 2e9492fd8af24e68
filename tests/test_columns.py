"""Networks given as columns: each component as z3 decides it, with proofs, by either route."""

from __future__ import annotations

import random
import sys
from array import array
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_network_oracle import NIGHTLY, claim_sets, is_satisfiable, limits
from worlds import corpus_of, outcome_of, told

import rules.temporal
from rules.claimset import ClaimSet
from rules.temporal import columns, timeline
from rules.temporal.columns import Decided, solve, verify
from rules.temporal.network import DAY, Bound, Effort, Network

if TYPE_CHECKING:
    from collections.abc import Iterator

NETWORKS = settings(max_examples=5_000 if NIGHTLY else 300)
TIMELINES = settings(max_examples=1_000 if NIGHTLY else 60)
NEVER = sys.maxsize
HAS_NUMBA = find_spec("numba") is not None
needs_numba = pytest.mark.skipif(not HAS_NUMBA, reason="numba is not installed")
ROUTES = ("plain", "compiled") if HAS_NUMBA else ("plain",)


class Net(NamedTuple):
    """A network in columns, with its days."""

    size: int
    sources: array[int]
    targets: array[int]
    limits: array[int]
    days: tuple[int, ...] = ()


def net(size: int, *rows: tuple[int, int, int], days: tuple[int, ...] = ()) -> Net:
    by_column = list(zip(*rows, strict=True)) or [(), (), ()]
    sources, targets, limits = (array("q", column) for column in by_column)
    return Net(size, sources, targets, limits, days)


def rows_of(network: Net) -> list[tuple[int, int, int]]:
    return list(zip(network.sources, network.targets, network.limits, strict=True))


@contextmanager
def by_route(route: str) -> Iterator[None]:
    """Have networks of any size decided in Python, or by compiled code."""
    compiled_from = 0 if route == "compiled" else NEVER
    with ExitStack() as stack:
        for name in ("COMPILED_FROM", "RUNNING_FROM", "COMPILING_FROM"):
            stack.enter_context(mock.patch.object(columns, name, compiled_from))
        yield


def decided(network: Net, route: str = "plain") -> Decided:
    with by_route(route):
        return solve(*network)


def proven(network: Net, found: Decided) -> bool:
    return verify(found, *network[1:])


@st.composite
def networks(draw: st.DrawFn) -> Net:
    size = draw(st.integers(1, 9))
    nodes = st.integers(0, size - 1)
    rows = draw(st.lists(st.tuples(nodes, nodes, limits), max_size=20))
    days = draw(st.frozensets(nodes))
    return net(size, *rows, days=tuple(sorted(days)))


@st.composite
def planted(draw: st.DrawFn) -> tuple[Net, set[int]]:
    """Return a network of several true stories, some with a contradiction, and which these are."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    rows: list[tuple[int, int, int]] = []
    wrong: set[int] = set()
    size = 1
    for _ in range(draw(st.integers(1, 8))):
        times = [rng.randrange(10 * DAY) for _ in range(rng.randint(3, 12))]
        nodes = range(size, size + len(times))
        value = dict(zip(nodes, times, strict=True)) | {0: 0}
        ends = [*pairwise(nodes)]
        ends += [(rng.choice((0, *nodes)), rng.choice(nodes)) for _ in range(2 * len(times))]
        rows += [(a, b, value[b] - value[a] + rng.randrange(DAY)) for a, b in ends]
        if draw(st.booleans()):
            wrong.add(size)
            way = rng.sample((0, *nodes), rng.randint(2, len(nodes)))
            rows += [(a, b, value[b] - value[a]) for a, b in pairwise(way)]
            rows.append((way[-1], way[0], value[way[0]] - value[way[-1]] - 1))
        size += len(times)
    return net(size, *rng.sample(rows, len(rows))), wrong


@pytest.mark.parametrize("route", ROUTES)
@NETWORKS
@given(network=networks())
def test_each_component_is_decided_as_z3_decides_it(network: Net, route: str) -> None:
    found = decided(network, route)
    for leader in set(found.component):
        inside = [Bound(*r) for r in rows_of(network) if found.component[r[0] or r[1]] == leader]
        can_hold = is_satisfiable(network.size, inside, network.days)
        assert (leader not in found.cycles) == can_hold


@pytest.mark.parametrize("route", ROUTES)
@NETWORKS
@given(network=networks())
def test_every_decision_carries_its_proof(network: Net, route: str) -> None:
    assert proven(network, decided(network, route))


@pytest.mark.parametrize("route", ROUTES)
@NETWORKS
@given(case=planted())
def test_the_components_with_a_contradiction_are_found_and_no_others(
    case: tuple[Net, set[int]], route: str
) -> None:
    network, wrong = case
    found = decided(network, route)
    assert set(found.cycles) == wrong
    assert found.is_consistent == (not wrong)
    assert proven(network, found)


@needs_numba
@NETWORKS
@given(network=networks())
def test_compiled_code_decides_as_python_does(network: Net) -> None:
    plain, compiled = decided(network), decided(network, "compiled")
    assert compiled.component == plain.component
    assert compiled.potentials == plain.potentials
    assert set(compiled.cycles) == set(plain.cycles)


@pytest.mark.parametrize("route", ROUTES)
@NETWORKS
@given(network=networks(), seed=st.integers(0, 2**32))
def test_the_order_of_bounds_does_not_matter(network: Net, seed: int, route: str) -> None:
    rows = rows_of(network)
    random.Random(seed).shuffle(rows)
    one = decided(network, route)
    other = decided(net(network.size, *rows, days=network.days), route)
    assert (one.component, one.potentials) == (other.component, other.potentials)
    assert set(one.cycles) == set(other.cycles)


@NETWORKS
@given(network=networks(), seed=st.integers(0, 2**32))
def test_a_certificate_that_is_wrong_is_refused(network: Net, seed: int) -> None:
    found = decided(network)
    rng = random.Random(seed)
    for leader, way in found.cycles.items():
        cut = dict(found.cycles) | {leader: way[1:]}
        if not is_way_round(network, way[1:]):
            assert not proven(network, found._replace(cycles=cut))
        rest = {other: rows for other, rows in found.cycles.items() if other != leader}
        assert not proven(network, found._replace(cycles=rest))
    values = list(found.potentials)
    values[rng.randrange(len(values))] += rng.choice((-1, 1)) * DAY
    moved = found._replace(potentials=values)
    met = all(
        values[b] - values[a] <= limit
        for a, b, limit in rows_of(network)
        if found.component[a or b] not in found.cycles
    )
    assert proven(network, moved) == (met and values[0] == 0)


def is_way_round(network: Net, rows: tuple[int, ...]) -> bool:
    """Say whether some bounds still lead round with a negative sum, rounded or not."""
    return bool(rows) and network.sources[rows[0]] == network.targets[rows[-1]]


@pytest.mark.parametrize("route", ROUTES)
def test_a_network_of_nothing_holds(route: str) -> None:
    assert list(decided(net(0), route).component) == []
    assert proven(net(0), decided(net(0), route))
    alone = decided(net(3), route)
    assert list(alone.component) == [0, 1, 2]
    assert alone.is_consistent
    assert proven(net(3), alone)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("node", [0, 2])
def test_a_bound_from_a_node_to_itself_holds_unless_negative(node: int, route: str) -> None:
    holds = net(3, (node, node, 0), (node, node, 5))
    assert decided(holds, route).is_consistent
    wrong = net(3, (node, node, 5), (node, node, -1))
    assert dict(decided(wrong, route).cycles) == {node: (1,)}
    assert proven(wrong, decided(wrong, route))


@pytest.mark.parametrize("route", ROUTES)
def test_a_day_between_two_midnights_is_a_contradiction(route: str) -> None:
    between = ((0, 1, DAY - 1), (1, 0, -1))
    assert decided(net(2, *between), route).is_consistent
    found = decided(net(2, *between, days=(1,)), route)
    assert set(found.cycles) == {1}
    assert proven(net(2, *between, days=(1,)), found)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("far", [2**60, 2**61 + 1, 2**63 - 1])
def test_limits_near_the_end_of_64_bits_are_decided_exactly(far: int, route: str) -> None:
    rows = [(0, 1, far), (1, 2, far), (2, 3, far), (3, 1, -far), (4, 3, -far), (1, 0, -far)]
    found = decided(net(5, *rows), route)
    assert found.is_consistent
    assert proven(net(5, *rows), found)
    wrong = net(5, *rows, (2, 1, -far - 1))
    assert set(decided(wrong, route).cycles) == {1}
    assert proven(wrong, decided(wrong, route))


@pytest.mark.parametrize("route", ROUTES)
def test_limits_beyond_64_bits_are_decided_exactly(route: str) -> None:
    far = 2**70
    with by_route(route):
        assert solve(3, [0, 1, 2], [1, 2, 0], [far, far, -2 * far]).is_consistent
        assert not solve(3, [0, 1, 2], [1, 2, 0], [far, far, -2 * far - 1]).is_consistent


@pytest.mark.parametrize("route", ROUTES)
def test_columns_that_do_not_fit_together_are_refused(route: str) -> None:
    with by_route(route):
        with pytest.raises(ValueError, match="from 0 to 1"):
            solve(2, array("q", [0]), array("q", [2]), array("q", [0]))
        with pytest.raises(ValueError, match="from 0 to 1"):
            solve(2, array("q", [-1]), array("q", [1]), array("q", [0]))
        with pytest.raises(ValueError, match="from 0 to 1"):
            solve(2, array("q"), array("q"), array("q"), (2,))
        with pytest.raises(ValueError, match="same length"):
            solve(2, array("q", [0]), array("q"), array("q", [0]))


def test_a_large_network_is_decided_where_numba_cannot_be_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(rules.temporal, "_kernel", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setitem(sys.modules, "rules.temporal._kernel", None)
    assert decided(net(2, (0, 1, 5), (1, 0, -5)), "compiled").is_consistent


@pytest.mark.parametrize("dated", [False, True])
def test_a_long_chain_takes_steps_in_proportion_to_its_length(dated: bool) -> None:  # noqa: FBT001
    for length in (1_500, 6_000):
        names = random.Random(length).sample(range(1, length + 1), length)
        bounds = [Bound(late, early, -1) for early, late in pairwise(names)]
        bounds += [Bound(0, node, DAY) for node in range(1, length + 1) if dated]
        effort = Effort(3 * len(bounds))
        assert Network(length + 1, (), effort).add(bounds) is None


@needs_numba
def test_compiled_code_is_not_kept_beside_the_source() -> None:
    decided(net(2, (0, 1, 5)), "compiled")
    assert list(Path(columns.__file__).parent.rglob("*.nb[ci]")) == []


@needs_numba
def test_numpy_columns_are_taken() -> None:
    import numpy as np  # noqa: PLC0415 - comes with numba

    network = net(3, (0, 1, 5), (1, 2, -3), (2, 0, -1))
    for dtype in (np.int64, np.int32, np.uint64):
        nodes: list[Any] = [np.array(column, dtype) for column in network[1:3]]
        limits: Any = np.array(network.limits)
        for route in ROUTES:
            with by_route(route):
                found = solve(3, nodes[0], nodes[1], limits)
            assert found.potentials == decided(network).potentials


@TIMELINES
@given(st.lists(claim_sets(), min_size=1, max_size=3))
def test_deciding_in_bulk_finds_the_same(files: list[dict[str, Any]]) -> None:
    for number, file in enumerate(files):
        file["document"]["id"] = f"d{number}"
    timelines, findings = [], []
    for in_doubt in (timeline.in_doubt, lambda *given: given[2]):
        with mock.patch.object(timeline, "in_doubt", in_doubt):
            timelines.append(ClaimSet(corpus_of(files)).timeline)
            findings.append(told(outcome_of(files).findings))
    assert timelines[0] == timelines[1]
    assert findings[0] == findings[1]
