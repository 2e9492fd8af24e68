"""Graphs of points of time: which hang together, and which links alone join two parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Groups:
    """Points of time that some bound joins, as disjoint sets."""

    __slots__ = ("leader",)

    def __init__(self, size: int) -> None:
        self.leader = list(range(size))

    def find(self, node: int) -> int:
        """Return what stands for the set of a node."""
        leader = self.leader
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    def join(self, nodes: Iterable[int]) -> None:
        """Make one set of the sets of some nodes."""
        roots = [self.find(node) for node in sorted(nodes)]
        for root in roots[1:]:
            self.leader[self.find(root)] = self.find(roots[0])

    def pair(self, one: int, other: int) -> None:
        """Make one set of the sets of two nodes, for which the lesser of the two stands.

        Used alone, the least node of each set stands for it.
        """
        one, other = self.find(one), self.find(other)
        if one < other:
            self.leader[other] = one
        else:
            self.leader[one] = other


def bridges(links: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    """Return the claims that alone join two parts of a graph.

    Each link joins two nodes because of a claim. The low points of Tarjan's depth-first search
    ("A note on finding the bridges of a graph", 1974), without recursion.
    """
    around: dict[int, dict[int, set[str]]] = {}
    for one, other, claim in links:
        around.setdefault(one, {}).setdefault(other, set()).add(claim)
        around.setdefault(other, {}).setdefault(one, set()).add(claim)
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    found: set[str] = set()
    for root, neighbours in around.items():
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack = [(root, root, iter(neighbours))]
        while stack:
            node, parent, rest = stack[-1]
            for other in rest:
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append((other, node, iter(around[other])))
                    break
                if other != parent:
                    low[node] = min(low[node], order[other])
            else:
                stack.pop()
                low[parent] = min(low[parent], low[node])
                claims = around[node].get(parent, set()) if node != parent else set()
                if low[node] > order[parent] and len(claims) == 1:
                    found |= claims
    return frozenset(found)
