"""A network of times that grows and shrinks, and decides again only what a change touches.

Points of time are known by name, since node numbers are given out anew for each claim set. Bounds
come and go by key: all that one claim says, or one document.

Components hang together only through the origin. Here each has an *origin of its own*, a day like
any other: a simple cycle meets the origin at most once, so that the whole is consistent exactly
when every component with its copy is, and lowering one copy lowers nothing elsewhere. That matters
once bounds have been removed: values that rested on them may lie lower than they need to, and a
further bound may then lower the origin. Where a bound joins two components, the values of the
smaller one are moved so that both copies agree, by whole days, since copies are days; so they still
meet all their bounds. Where a removal leaves a component in pieces, each takes a copy along.

Values are kept from one step to the next (Cotton and Maler, "Fast and flexible difference
constraint propagation for DPLL(T)", 2006). A bound that is added lowers only what it must. A bound
that is removed leaves all values as they are: they meet the others still. A bound that contradicts
those in force is *refused* and kept, with the cycle that refuses it. It stays refused as long as
all bounds of that cycle are there, and is tried again when one of them goes. So a component is
contradictory exactly when one of its bounds is refused. Which one that is hangs on the order in
which they came, and nobody is told of it.

A change costs what is lowered and, where bounds go, one walk over the components that had them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from rules.temporal.network import DAY, FREE, Bound, Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rules.temporal.network import Effort

_Key = TypeVar("_Key")
"""What bounds come and go by: anything that can be the key of a dictionary."""


class Point(NamedTuple):
    """A point of time by a name that stays; a day if its values are whole days."""

    name: tuple[str, ...]
    is_day: bool = False


START = Point((), is_day=True)
"""The origin, as bounds name it."""


class Limit(NamedTuple):
    """`target − source ≤ limit`, in microseconds."""

    source: Point
    target: Point
    limit: int


class _Held:
    """A bound that is there, in force or refused.

    `refused_by` has the tags of the bounds with which it closes a negative cycle. In force, it
    stands at `slot` among the bounds that lead from its source.
    """

    __slots__ = ("limit", "number", "refused_by", "slot", "tag")

    def __init__(self, number: int, limit: Limit) -> None:
        self.number = number
        self.tag = str(number)
        self.limit = limit
        self.refused_by: frozenset[str] | None = None
        self.slot = -1

    @property
    def is_of_origin(self) -> bool:
        return self.limit.source == START == self.limit.target


class _Cell:
    """A component: the origin of its own, its points, and its bounds that are refused."""

    __slots__ = ("members", "origin", "refused")

    def __init__(self, origin: int) -> None:
        self.origin = origin
        self.members: set[int] = set()
        self.refused: set[int] = set()


class _Nodes(Network):
    """A network whose nodes and bounds come and go one by one."""

    __slots__ = ("_day_nodes", "_unused")

    def __init__(self, effort: Effort | None) -> None:
        super().__init__(1, (), effort)
        self._day_nodes: set[int] = set()
        self.days = self._day_nodes
        self._unused: list[int] = []

    def new(self, value: int, *, is_day: bool) -> int:
        """Give out a node."""
        if self._unused:
            node = self._unused.pop()
            self.values[node] = value
        else:
            node = len(self.values)
            self.values.append(value)
            self._out.append([])
        if is_day:
            self._day_nodes.add(node)
        return node

    def give_back(self, node: int) -> None:
        """Let go of a node that no bound in force leads from or to."""
        self._day_nodes.discard(node)
        self._unused.append(node)

    def keep(self) -> None:
        """Keep what was added for good."""
        self._trail.clear()

    def leading_from(self, node: int) -> list[Bound]:
        """Return the bounds that lead on from a node, to change them."""
        return self._out[node]

    def spend(self, steps: int) -> None:
        """Count bounds looked at."""
        if self.effort is not None:
            self.effort.spend(steps)


class _Sets:
    """Disjoint sets of whatever numbers come."""

    __slots__ = ("_leader",)

    def __init__(self) -> None:
        self._leader: dict[int, int] = {}

    def find(self, member: int) -> int:
        leader = self._leader
        while (above := leader.setdefault(member, member)) != member:
            leader[member] = leader[above]
            member = leader[member]
        return member

    def join(self, one: int, other: int) -> None:
        self._leader[self.find(other)] = self.find(one)

    def groups(self) -> list[list[int]]:
        """Return all sets, in the order in which their first members came."""
        found: dict[int, list[int]] = {}
        for member in list(self._leader):
            found.setdefault(self.find(member), []).append(member)
        return list(found.values())


class GrowingNetwork(Generic[_Key]):
    """Bounds by key, with values that meet all that are not refused.

    `effort`, if given, is taken from for every bound looked at; where it ends in the middle of a
    change, the network is of no further use.
    """

    def __init__(self, effort: Effort | None = None) -> None:
        self._nodes = _Nodes(effort)
        self._count = 0
        self._by_key: dict[_Key, list[_Held]] = {}
        self._by_tag: dict[str, _Held] = {}
        self._refuses: dict[str, set[str]] = {}
        """Of a bound in force, the refused ones whose cycle it is part of."""
        self._number: dict[Point, int] = {}
        self._uses: dict[Point, int] = {}
        self._cells: dict[int, _Cell] = {}

    def add(self, key: _Key, limits: Iterable[Limit]) -> None:
        """Take in the bounds of a key.

        Raises:
            KeyError: the key has bounds already.

        """
        self.change((), {key: tuple(limits)})

    def remove(self, key: _Key) -> None:
        """Let go of the bounds of a key, and try again what they refused.

        Raises:
            KeyError: there is no such key.

        """
        self.change((key,), {})

    def change(self, gone: Iterable[_Key], new: Mapping[_Key, Sequence[Limit]]) -> None:
        """Remove some keys, then add others, with one look at what that touches.

        Raises:
            KeyError: a key to remove is not there, or a key to add is.

        """
        going = dict.fromkeys(gone)
        known = self._by_key
        for key in [k for k in going if k not in known] + [
            k for k in new if k in known and k not in going
        ]:
            raise KeyError(key)
        leaving = [held for key in going for held in self._by_key.pop(key)]
        again = self._let_go(sorted(leaving, key=lambda held: held.number))
        added: list[_Held] = []
        for key, limits in new.items():
            self._by_key[key] = [self._held(limit) for limit in limits]
            added += self._by_key[key]
        self._join(added)
        self._take([*again, *added])

    def is_refused(self, key: _Key) -> bool:
        """Say whether some bound of a key contradicts others, or itself.

        Raises:
            KeyError: there is no such key.

        """
        return any(held.refused_by is not None for held in self._by_key[key])

    def in_force(self) -> Iterator[Limit]:
        """Return all bounds but those that are refused."""
        for held in self._by_tag.values():
            if held.refused_by is None:
                yield held.limit

    def potential(self, point: Point) -> int:
        """Return a value in microseconds from the origin that, with the others, meets all bounds.

        Raises:
            KeyError: no bound is about that point.

        """
        if point == START:
            return 0
        node = self._number[point]
        values = self._nodes.values
        return values[node] - values[self._cells[node].origin]

    # Bounds that come

    def _held(self, limit: Limit) -> _Held:
        self._count += 1
        held = _Held(self._count, limit)
        self._by_tag[held.tag] = held
        for point in limit[:2]:
            self._uses[point] = self._uses.get(point, 0) + 1
        return held

    def _join(self, added: Sequence[_Held]) -> None:
        """Make one component of all that new bounds join; new points come into one."""
        sets = _Sets()
        for held in added:
            ends = [self._stand_in(p) for p in held.limit[:2] if p != START]
            for end in ends:
                sets.join(ends[0], end)
        cells = self._cells
        for group in sets.groups():
            known = [cells[node] for node in group if node in cells]
            new = [node for node in group if node not in cells]
            cell = max(known, key=lambda c: len(c.members)) if known else self._new_cell(0)
            for other in known:
                if other is not cell:
                    self._merge(other, cell)
            cell.members.update(new)
            cells.update(dict.fromkeys(new, cell))

    def _stand_in(self, point: Point) -> int:
        """Return the node of a new point, the origin of the component of one that is known."""
        if point not in self._number:
            self._number[point] = self._nodes.new(FREE, is_day=point.is_day)
        node = self._number[point]
        return self._cells[node].origin if node in self._cells else node

    def _new_cell(self, value: int) -> _Cell:
        cell = _Cell(self._nodes.new(value, is_day=True))
        self._cells[cell.origin] = cell
        return cell

    def _merge(self, small: _Cell, large: _Cell) -> None:
        """Move a component into another, with its values moved so that their origins agree."""
        nodes = self._nodes
        nodes.spend(len(small.members))
        shift = nodes.values[large.origin] - nodes.values[small.origin]
        for node in small.members:
            nodes.values[node] += shift
            self._cells[node] = large
        self._share_origin(small, small.members)
        large.members |= small.members
        large.refused |= small.refused
        self._drop(small)

    def _share_origin(self, old: _Cell, moved: Iterable[int]) -> None:
        """Let the bounds on nodes that have left a component count from their new origins."""
        nodes = self._nodes
        for node in moved:
            leading = nodes.leading_from(node)
            for slot, bound in enumerate(leading):
                if bound[1] == old.origin:
                    leading[slot] = bound._replace(target=self._cells[node].origin)
        shares: dict[int, list[Bound]] = {old.origin: []}
        for bound in nodes.leading_from(old.origin):
            origin = self._cells[bound[1]].origin
            shares.setdefault(origin, []).append(bound._replace(source=origin))
        nodes.leading_from(old.origin).clear()
        for origin, share in shares.items():
            leading = nodes.leading_from(origin)
            before = len(leading)
            leading += share
            self._number_slots(leading, before)

    def _number_slots(self, leading: Sequence[Bound], start: int) -> None:
        for slot in range(start, len(leading)):
            self._holder(leading[slot]).slot = slot

    def _holder(self, bound: Bound) -> _Held:
        (tag,) = bound.needs
        return self._by_tag[tag]

    def _drop(self, cell: _Cell) -> None:
        del self._cells[cell.origin]
        self._nodes.give_back(cell.origin)

    def _take(self, bounds: Sequence[_Held]) -> None:
        """Bring bounds into force as far as they fit, component by component."""
        by_cell: dict[int, list[_Held]] = {}
        for held in bounds:
            if held.is_of_origin:
                held.refused_by = frozenset() if held.limit.limit < 0 else None
            else:
                by_cell.setdefault(self._cell(held).origin, []).append(held)
        for group in by_cell.values():
            # What contradicts is found by halves, so that it costs little where it is little.
            waiting: list[Sequence[_Held]] = [group]
            while waiting:
                some = waiting.pop()
                middle = len(some) // 2
                if not self._fits(some) and middle:
                    waiting += (some[middle:], some[:middle])

    def _cell(self, held: _Held) -> _Cell:
        point = held.limit.source if held.limit.source != START else held.limit.target
        return self._cells[self._number[point]]

    def _fits(self, bounds: Sequence[_Held]) -> bool:
        """Bring bounds into force if they all fit; refuse one that does not fit alone."""
        cell = self._cell(bounds[0])
        made = [self._bound(held, cell.origin) for held in bounds]
        cycle = self._nodes.add(made)
        if cycle is None:
            self._nodes.keep()
            ends: dict[int, int] = {}
            for held, bound in zip(reversed(bounds), reversed(made), strict=True):
                end = ends.get(bound[0], len(self._nodes.leading_from(bound[0])))
                held.slot = ends[bound[0]] = end - 1
            return True
        if len(bounds) == 1:
            held = bounds[0]
            held.refused_by = cycle.claims - {held.tag}
            for tag in held.refused_by:
                self._refuses.setdefault(tag, set()).add(held.tag)
            cell.refused.add(held.number)
        return False

    def _bound(self, held: _Held, origin: int) -> Bound:
        source, target, limit = held.limit
        return Bound(
            origin if source == START else self._number[source],
            origin if target == START else self._number[target],
            limit,
            frozenset((held.tag,)),
        )

    # Bounds that go

    def _let_go(self, gone: Sequence[_Held]) -> list[_Held]:
        """Remove bounds; return those that were refused because of them."""
        again: set[str] = set()
        touched: dict[int, _Cell] = {}
        for held in gone:
            del self._by_tag[held.tag]
            if held.is_of_origin:
                continue
            cell = self._cell(held)
            touched[cell.origin] = cell
            if held.refused_by is None:
                self._take_out(held, cell)
                again |= self._refuses.pop(held.tag, set())
            else:
                self._forget_refusal(held, cell)
        for held in gone:
            self._let_go_of_points(held)
        retried = [self._by_tag[tag] for tag in sorted(again, key=int) if tag in self._by_tag]
        for cell in touched.values():
            self._fall_apart(cell)
        for held in retried:
            self._forget_refusal(held, self._cell(held))
        return retried

    def _forget_refusal(self, held: _Held, cell: _Cell) -> None:
        for tag in held.refused_by or ():
            if tag in self._refuses:
                self._refuses[tag].discard(held.tag)
        held.refused_by = None
        cell.refused.discard(held.number)

    def _take_out(self, held: _Held, cell: _Cell) -> None:
        source = held.limit.source
        node = cell.origin if source == START else self._number[source]
        leading = self._nodes.leading_from(node)
        last = leading.pop()
        if held.slot < len(leading):
            leading[held.slot] = last
            self._holder(last).slot = held.slot

    def _let_go_of_points(self, held: _Held) -> None:
        for point in held.limit[:2]:
            self._uses[point] -= 1
            if self._uses[point] > 0:
                continue
            del self._uses[point]
            if point != START:
                node = self._number.pop(point)
                self._cells.pop(node).members.discard(node)
                self._nodes.give_back(node)

    def _fall_apart(self, cell: _Cell) -> None:
        """Make components of the pieces that are left of one."""
        sets = _Sets()
        for node in sorted(cell.members):
            sets.find(node)
            leading = self._nodes.leading_from(node)
            self._nodes.spend(len(leading) + 1)
            for bound in leading:
                if bound[1] != cell.origin:
                    sets.join(node, bound[1])
        refused = [self._by_tag[str(number)] for number in sorted(cell.refused)]
        for held in refused:
            ends = [self._number[p] for p in held.limit[:2] if p != START]
            sets.join(ends[0], ends[-1])
        pieces = sorted(sets.groups(), key=len)
        if not pieces:
            self._drop(cell)
            return
        if len(pieces) == 1:
            return
        for piece in pieces[:-1]:
            new = self._new_cell(self._nodes.values[cell.origin])
            new.members.update(piece)
            cell.members.difference_update(piece)
            self._cells.update(dict.fromkeys(piece, new))
        self._share_origin(cell, [node for piece in pieces[:-1] for node in piece])
        cell.refused.clear()
        for held in refused:
            self._cell(held).refused.add(held.number)


def check_potentials(network: GrowingNetwork[_Key]) -> bool:
    """Verify that the values of a network meet all bounds in force, and of days are whole days."""
    for source, target, limit in network.in_force():
        low, high = network.potential(source), network.potential(target)
        if high - low > limit or (source.is_day and low % DAY) or (target.is_day and high % DAY):
            return False
    return True
