"""The compiled form of `rules.temporal.columns`: the same decision, for large sizes.

Each component is decided by the method of Bellman and Ford with Tarjan's subtree disassembly
(Cherkassky and Goldberg, "Negative-cycle detection algorithms", 1999). The tree of what lowered
what is kept as a ring in preorder, so that taking a subtree off costs what stands in it. First the
nodes that the origin bounds from above are settled; then those that it does not, among themselves
from 0, and all of these are then moved up together until they meet what they bound. The origin
itself never moves: a bound that would lower it closes a negative cycle.

What is not plainly consistent is left to the caller, as a *suspect*: a way round that the tree
shows (where values are rounded to days it may prove nothing), values near the end of 64 bits, and
more steps than a plain case takes. Values are int64 and no sum here can leave it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

Ints = Any
"""A numpy array of integers; numba knows the type, and mypy nothing of numba."""

DAY = 86_400_000_000
FURTHEST = 1 << 60
"""Values and limits beyond this many microseconds are left to Python's own integers."""
UNSET = FURTHEST << 2
MOST = 1 << 30
"""Of so many nodes or bounds places fit 32 bits, twice over."""
STEPS_PER_BOUND = 40
"""How often, on the average, a bound is looked at before its component counts as suspect."""


def _cache_folder() -> str | None:
    """Return the user's folder for our compiled code, made for us alone; None: there is none.

    Compiled code is loaded from it and run, so it must belong to the user, and its name tells what
    it was compiled from: numba itself looks at a file's size and time only, which an installer may
    set. By itself numba would write beside the source, which may be shared or not be ours.
    """
    try:
        import platformdirs  # noqa: PLC0415 - comes with pint

        source = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]
        name = f"numba-{numba.__version__}-{source}"
        path = Path(platformdirs.user_cache_path("counterclaim")) / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        with tempfile.TemporaryFile(dir=path):
            pass
    except (ImportError, OSError, RuntimeError):
        return None
    return str(path)


_FOLDER = numba.config.CACHE_DIR or _cache_folder()
KEPT = bool(_FOLDER)
"""Whether compiled code is kept from one run to the next."""


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function when it is first called, and keep its code where there is a folder.

    numba settles where to keep code when a function is decorated, by a setting of the process. That
    is set for this moment only; what the user set is left to stand.
    """
    if not KEPT:
        return numba.njit(function)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _FOLDER
    try:
        return numba.njit(cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before


IDLE, WAITING, STALE, ASIDE = 0, 1, 2, 3
"""Of a node: nothing to pass on; in the queue; there, but its cause was lowered; the same, out."""
NONE, DOUBT = -1, -2
"""Of a search for a bound that closes a cycle: there is none; it was not found out."""
CYCLE, SUSPECT = 1, 2


class Part(NamedTuple):
    """One component, its nodes numbered from 1, and its bounds sorted by source.

    The memory is that of the largest component, used for one after another: it stays near the
    processor, and so time grows with the number of components and no faster.
    """

    start: Ints
    """Where the bounds of each node start in the next three."""
    target: Ints
    limit: Ints
    index: Ints
    """The place of a bound in the columns."""
    days: Ints
    value: Ints
    cause: Ints
    """The place in the columns of the bound that lowered a node last."""
    fixed: Ints
    """The nodes not to be lowered: the origin, and in the second phase what it bounds."""
    state: Ints
    depth: Ints
    """How deep in the tree; -1: not there."""
    after: Ints
    before: Ints
    queue: Ints
    place: Ints
    """How far the bounds of a node were followed to put nodes in order; -1: not at all."""
    stack: Ints
    order: Ints


@_compiled
def _find(leader: Ints, node: int) -> int:
    while leader[node] != node:
        leader[node] = leader[leader[node]]
        node = leader[node]
    return node


@_compiled
def _leaders(size: int, sources: Ints, targets: Ints) -> Ints:
    """Join the ends of all bounds that do not touch the origin; the least node leads."""
    leader: Ints = np.arange(size, dtype=np.int32)
    for i in range(len(sources)):
        one, other = sources[i], targets[i]
        if one != 0 and other != 0:
            one, other = _find(leader, one), _find(leader, other)
            if one < other:
                leader[other] = one
            elif other < one:
                leader[one] = other
    # A leader is never greater than those it leads, so that one pass in order reaches all.
    for node in range(size):
        leader[node] = leader[leader[node]]
    return leader


@_compiled
def _by_key(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """Return where the entries of each key start, and the entries in order of their keys."""
    start: Ints = np.zeros(size + 1, np.int32)
    for key in keys:
        start[key + 1] += 1
    for key in range(size):
        start[key + 1] += start[key]
    entries: Ints = np.empty(len(keys), np.int32)
    at = start[:-1].copy()
    for i in range(len(keys)):
        entries[at[keys[i]]] = i
        at[keys[i]] += 1
    return start, entries


@_compiled
def _downhill(part: Part, size: int) -> None:
    """Order nodes, each before those that its bounds of at most 0 lead to, but for cycles.

    A chain of bounds that pull their targets down, however its nodes are numbered, then takes one
    round.
    """
    start, targets, limits, place, stack, order = (
        part.start, part.target, part.limit, part.place, part.stack, part.order,
    )  # fmt: skip
    free = size
    for root in range(1, size + 1):
        if place[root] >= 0:
            continue
        place[root] = start[root]
        stack[0] = root
        height = 1
        while height:
            node = stack[height - 1]
            edge = place[node]
            if edge == start[node + 1]:
                free -= 1
                order[free] = node
                height -= 1
                continue
            place[node] = edge + 1
            target = targets[edge]
            if limits[edge] <= 0 and place[target] < 0:
                place[target] = start[target]
                stack[height] = target
                height += 1


@_compiled
def _put(depth: Ints, after: Ints, before: Ints, node: int, parent: int) -> None:
    """Put a node into the tree, first below its parent."""
    further = after[parent]
    after[parent] = node
    before[node] = parent
    after[node] = further
    before[further] = node
    depth[node] = depth[parent] + 1


@_compiled
def _take_off(depth: Ints, after: Ints, before: Ints, state: Ints, root: int, source: int) -> bool:
    """Take a node and all below it off the tree; say whether a source stood there."""
    deep = depth[root]
    if deep < 0:
        return False
    depth[root] = -1
    found = root == source
    node = after[root]
    while depth[node] > deep:
        found = found or node == source
        depth[node] = -1
        if state[node] == WAITING:
            state[node] = STALE
        node = after[node]
    after[before[root]] = node
    before[node] = before[root]
    return found


@_compiled
def _lower(part: Part, queued: int, room: int, budget: int, first: bool) -> int:  # noqa: FBT001  compiled
    """Lower values from the nodes in the queue; return the bound that closes a cycle."""
    start, targets, limits, index, days = (
        part.start, part.target, part.limit, part.index, part.days,
    )  # fmt: skip
    values, cause, fixed, state, queue = (
        part.value, part.cause, part.fixed, part.state, part.queue,
    )  # fmt: skip
    depth, after, before = part.depth, part.after, part.before
    head, tail = 0, queued % room
    while queued:
        node = queue[head]
        head = head + 1 if head + 1 < room else 0
        queued -= 1
        if state[node] == STALE:
            state[node] = ASIDE
            continue
        state[node] = IDLE
        budget -= start[node + 1] - start[node] + 1
        if budget < 0:
            return DOUBT
        for edge in range(start[node], start[node + 1]):
            target = targets[edge]
            value = values[node] + limits[edge]
            if value >= values[target] or (fixed[target] and not first):
                continue
            if days[target]:
                value -= value % DAY
            if abs(value) > FURTHEST:
                return DOUBT
            if fixed[target] or _take_off(depth, after, before, state, target, node):
                return edge
            _put(depth, after, before, target, node)
            values[target] = value
            cause[target] = index[edge]
            if state[target] == IDLE or state[target] == ASIDE:
                queue[tail] = target
                tail = tail + 1 if tail + 1 < room else 0
                queued += 1
            state[target] = WAITING
    return NONE


@_compiled
def _settle(part: Part, size: int, first: bool) -> int:  # noqa: FBT001  compiled
    """Lower values from the nodes that wait until all bounds are met.

    A node set aside is reached again, but where rounding swallows the difference: it is then still
    aside when the queue has run empty, and a further round begins with a new tree.
    """
    budget = STEPS_PER_BOUND * (part.start[size + 1] + size)
    while True:
        part.after[0] = part.before[0] = 0
        queued = 0
        for i in range(size):
            node = part.order[i]
            part.depth[node] = -1
            if part.state[node] == WAITING or part.state[node] == ASIDE:
                part.state[node] = WAITING
                part.queue[queued] = node
                queued += 1
        if queued == 0:
            return NONE
        for i in range(queued):
            _put(part.depth, part.after, part.before, part.queue[i], 0)
        budget -= size
        edge = _lower(part, queued, size, budget, first)
        if edge != NONE:
            return edge


@_compiled
def _lift(part: Part, size: int) -> None:
    """Move the nodes that nothing bounds from above up until what they bound is met."""
    by = 0
    for node in range(1, size + 1):
        if not part.fixed[node]:
            for edge in range(part.start[node], part.start[node + 1]):
                target = part.target[edge]
                if part.fixed[target]:
                    by = max(by, part.value[target] - part.limit[edge] - part.value[node])
    by += -by % DAY
    for node in range(1, size + 1):
        if not part.fixed[node]:
            part.value[node] += by


@_compiled
def _decide_part(part: Part, size: int) -> int:
    """Decide one component; return the bound that closes a cycle."""
    _downhill(part, size)
    edge = _settle(part, size, True)
    if edge != NONE:
        return edge
    free = 0
    for node in range(1, size + 1):
        if part.value[node] < UNSET:
            part.fixed[node] = True
        else:
            part.value[node] = 0
            part.state[node] = WAITING
            free += 1
    if free == 0:
        return NONE
    edge = _settle(part, size, False)
    if edge == NONE:
        _lift(part, size)
    return edge


@_compiled
def _trace(part: Part, size: int, edge: int, sources: Ints, number: Ints, way: Ints) -> int:
    """Write the bounds that lead round to the one that closes a cycle; return how many."""
    stop = part.target[edge]
    row = part.index[edge]
    for length in range(size + 1):
        way[length] = row
        node = number[sources[row]]
        if node == stop:
            return length + 1
        row = part.cause[node]
        if row < 0:
            return 0
    return 0


@_compiled
def _room(nodes: int, bounds: int) -> Part:
    """Make room for components of so many nodes and bounds, with the origin."""
    return Part(
        np.empty(nodes + 2, np.int32),
        np.empty(bounds, np.int32),
        np.empty(bounds, np.int64),
        np.empty(bounds, np.int32),
        np.empty(nodes + 1, np.bool_),
        np.empty(nodes + 1, np.int64),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.bool_),
        np.empty(nodes + 1, np.int8),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.int32),
        np.empty(nodes + 1, np.int32),
    )


@_compiled
def _fill(
    part: Part, rows: Ints, size: int, sources: Ints, targets: Ints, limits: Ints, number: Ints
) -> bool:
    """Sort the bounds of a component by source; say whether all limits are in range."""
    start, place = part.start, part.place
    start[: size + 2] = 0
    for row in rows:
        start[number[sources[row]] + 1] += 1
        if limits[row] > FURTHEST or limits[row] < -FURTHEST:
            return False
    for node in range(size + 1):
        place[node] = start[node]
        start[node + 1] += start[node]
    for row in rows:
        source = number[sources[row]]
        at = place[source]
        place[source] = at + 1
        part.target[at] = number[targets[row]]
        part.limit[at] = limits[row]
        part.index[at] = row
    return True


@_compiled
def _begin(part: Part, size: int) -> bool:
    """Give each node the least value that a bound of the origin allows; say whether that can be."""
    part.value[: size + 1] = UNSET
    part.value[0] = 0
    part.cause[: size + 1] = NONE
    part.fixed[: size + 1] = False
    part.fixed[0] = True
    part.state[: size + 1] = IDLE
    part.depth[0] = 0
    part.place[: size + 1] = -1
    part.place[0] = 0
    for edge in range(part.start[0], part.start[1]):
        target, value = part.target[edge], part.limit[edge]
        if part.days[target]:
            value -= value % DAY
        if value < part.value[target]:
            part.value[target] = value
            part.cause[target] = part.index[edge]
            part.state[target] = WAITING
    return part.value[0] == 0


@_compiled
def _numbers(start: Ints, members: Ints) -> Ints:
    """Return the number of each node in its component, counted from 1; the origin is 0."""
    number: Ints = np.zeros(len(members), np.int32)
    for leader in range(1, len(members)):
        for at in range(start[leader], start[leader + 1]):
            number[members[at]] = at - start[leader] + 1
    return number


@_compiled
def _most(start: Ints) -> int:
    """Return how many entries the key with the most has."""
    most = 0
    for key in range(len(start) - 1):
        most = max(most, start[key + 1] - start[key])
    return most


@_compiled
def _homes(leader: Ints, sources: Ints, targets: Ints) -> Ints:
    """Return the component of each bound."""
    home: Ints = np.empty(len(sources), np.int32)
    for i in range(len(sources)):
        home[i] = leader[max(sources[i], targets[i])]
    return home


@_compiled
def _decide(
    size: int, sources: Ints, targets: Ints, limits: Ints, days: Ints
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Decide a network, component by component.

    Returns the leader of each node, a value for each, for each leader a verdict, and for those
    whose verdict is CYCLE where the bounds of a way round start and end among the last: in order
    against the way, to be checked.
    """
    leader = _leaders(size, sources, targets)
    start, members = _by_key(leader, size)
    number = _numbers(start, members)
    first_row, rows = _by_key(_homes(leader, sources, targets), size)
    part = _room(_most(start), _most(first_row))
    part.days[0] = True
    values: Ints = np.zeros(size, np.int64)
    verdict: Ints = np.zeros(size, np.int8)
    ways: Ints = np.empty(2 * size, np.int32)
    ends: Ints = np.zeros(size + 1, np.int32)
    used = 0
    for one in range(size):
        ends[one + 1] = used
        own = rows[first_row[one] : first_row[one + 1]]
        if len(own) == 0:
            continue
        # Bounds of the origin alone have no further node.
        nodes = members[start[one] : start[one + 1]] if one else members[:0]
        part.days[1 : len(nodes) + 1] = days[nodes]
        edge = DOUBT
        if _fill(part, own, len(nodes), sources, targets, limits, number) and _begin(
            part, len(nodes)
        ):
            edge = _decide_part(part, len(nodes))
        if edge == NONE:
            values[nodes] = part.value[1 : len(nodes) + 1]
            continue
        verdict[one] = SUSPECT
        if edge != DOUBT:
            used += _trace(part, len(nodes), edge, sources, number, ways[used:])
            if used > ends[one]:
                verdict[one] = CYCLE
                ends[one + 1] = used
    return leader, values, verdict, ends, ways[:used]


def decided(
    size: int, sources: Any, targets: Any, limits: Any, days: Collection[int]
) -> tuple[array[int], array[int], dict[int, tuple[int, ...]], list[int]] | None:
    """Decide a network.

    Returns the component and a potential of each node; for components that seem to contradict the
    bounds along a way round, to be checked; and the components that are to be decided otherwise.
    None where its numbers do not fit this code, or are out of range.
    """
    if size >= MOST or len(limits) >= MOST or size == 0:
        return None
    try:
        columns = [_int64(column) for column in (sources, targets, limits)]
        whole = _int64(days if isinstance(days, (array, np.ndarray)) else list(days))
    except OverflowError:
        return None
    for nodes in (columns[0], columns[1], whole):
        if len(nodes) and (nodes.min() < 0 or nodes.max() >= size):
            return None
    is_day: Ints = np.zeros(size, np.bool_)
    is_day[whole] = True
    leader, value, verdict, ends, way = _decide(size, *columns, is_day)
    ways = {
        int(one): tuple(int(row) for row in way[ends[one] : ends[one + 1]][::-1])
        for one in np.flatnonzero(verdict == CYCLE)
    }
    suspects = [int(one) for one in np.flatnonzero(verdict == SUSPECT)]
    return _column(leader.astype(np.int64)), _column(value), ways, suspects


def _int64(values: Any) -> Ints:
    """Return integers as numpy's, without a copy where their memory can be shared.

    Raises:
        OverflowError: one of them does not fit 64 bits.

    """
    if isinstance(values, np.ndarray) and values.dtype.kind == "u":
        values = values.tolist()
    return np.asarray(values, dtype=np.int64)


def _column(values: Ints) -> array[int]:
    column = array("q")
    column.frombytes(values.tobytes())
    return column
