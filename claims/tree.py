"""Plain data as a file holds it, and where in the text each part of it stands."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field, replace
from math import inf, nan
from typing import TYPE_CHECKING, NamedTuple

from claims.faults import Fault, Place, Route, Span
from claims.source import Source, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTH_LIMIT = 64
"""How many collections may stand inside one another."""

FAULT_LIMIT = 200
"""How many faults of one file are listed; the rest are only counted."""

REMARK = "counterclaim"
"""The word with which a comment to the program begins."""

_LONGEST_WHOLE = 400
"""Digits up to which a whole number is kept as one; a double ends at 309."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Numeral(float):
    """A number with the text it was written with, so that 930.0 and 930 keep their precision.

    A number beyond what a double holds (1e400) has the value infinity; its text stands.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, value: float, text: str) -> Numeral:  # noqa: PYI034 - mypy wants the class
        """Make the number with this value and text."""
        made = super().__new__(cls, value)
        made.text = text
        return made

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override] # float's has no text
        """Give copies and pickles the text too."""
        return float(self), self.text


class WholeNumeral(int):
    """A whole number with the text it was written with: `0x1F` is 31, and says so."""

    text: str

    def __new__(cls, value: int, text: str) -> WholeNumeral:  # noqa: PYI034 - as above
        """Make the number with this value and text."""
        made = super().__new__(cls, value)
        made.text = text
        return made

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override] # int's has no text
        """Give copies and pickles the text too."""
        return int(self), self.text


def whole(text: str) -> WholeNumeral | Numeral:
    """Return the whole number that decimal digits, `0o` or `0x` digits write.

    One of more than 400 characters is a `Numeral`, of value infinity where a double cannot hold
    it: nobody counts that far, and arithmetic on it would take unbounded time.
    """
    if len(text) <= _LONGEST_WHOLE:
        return WholeNumeral(int(text, {"0o": 8, "0x": 16}.get(text[:2], 10)), text)
    if text[:2] in {"0o", "0x"}:
        return Numeral(inf, text)
    return Numeral(float(text), text)


def real(text: str) -> Numeral:
    """Return the number that a decimal or scientific notation writes."""
    return Numeral(float(text), text)


def not_finite(text: str) -> Numeral:
    """Return the infinity or the not-a-number that `.inf`, `-Infinity`, `NaN` and the like name."""
    lowered = text.lower()
    if "nan" in lowered:
        return Numeral(nan, text)
    return Numeral(-inf if lowered.startswith("-") else inf, text)


class Cell(NamedTuple):
    """A cell of a table by its row and column, and what it holds.

    Rows are counted as the table's program does; `is_text` says that its file is text.
    """

    row: int
    column: str
    value: str
    is_text: bool = True


@dataclass(slots=True)
class Shape:
    """Where a value of a file stands, and its parts if it is a collection.

    `marks` holds four offsets for each entry of a mapping (key from and to, value from and to),
    two for each item of a list. `inner` has the shapes of those parts that are collections.
    """

    start: int
    end: int
    marks: array[int] = field(default_factory=lambda: array("q"))
    inner: dict[int, Shape] = field(default_factory=dict)
    names: dict[str, object] | None = None
    _positions: dict[str, int] | None = None

    def part(self, step: str | int) -> int | None:
        """Return the position of a key or item among the parts, None where there is none."""
        if self.names is None:
            known = isinstance(step, int) and 0 <= step < len(self.marks) // 2
            return int(step) if known else None
        if self._positions is None:
            self._positions = {name: place for place, name in enumerate(self.names)}
        return self._positions.get(step) if isinstance(step, str) else None

    def key_span(self, part: int) -> Span:
        """Return where the key of a part stands; for an item of a list, the item."""
        if self.names is None:
            return self.value_span(part)
        return Span(self.marks[4 * part], self.marks[4 * part + 1])

    def value_span(self, part: int) -> Span:
        """Return where the value of a part stands."""
        first = 2 * part if self.names is None else 4 * part + 2
        return Span(self.marks[first], self.marks[first + 1])


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that speaks to the program, and what it is about.

    `start` is where it begins, `said_at` where what it says does: offsets in the file. `route`
    leads to what it is about, None where that is nothing; `exact` says that the comment stands
    right above it, so that it is about no more than that.
    """

    said: str
    start: int
    said_at: int
    route: Route | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """The data of one file, or of one document or line of it, not to be changed.

    `data` is made of dict, list, str, bool, None, Numeral and WholeNumeral. Parts that a YAML alias
    repeats are one object. `number` counts the trees of a file from 0: a route alone does not say
    which of them is meant, a place does.
    """

    file: str
    data: object
    shape: Callable[[], Shape | None] = field(repr=False, compare=False)
    number: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def is_of_table(self) -> bool:
        """Say whether the data is made of the rows of a table."""
        return False

    def span(self, route: Route, on_key: bool = False) -> Span | None:  # noqa: FBT001, FBT002 - one flag, named as in Place
        """Return where the value at a route stands, or its key.

        A route that leads nowhere gives its nearest ancestor. What stands inside an aliased value
        is found where the anchor is.
        """
        shape = self.shape()
        if shape is None:
            return None
        found = Span(shape.start, shape.end)
        for depth, step in enumerate(route, 1):
            part = shape.part(step)
            if part is None:
                break
            last = depth == len(route)
            found = shape.key_span(part) if last and on_key else shape.value_span(part)
            child = shape.inner.get(part)
            if child is None:
                break
            shape = child
        return found

    def cell(self, route: Route) -> Cell | None:  # noqa: ARG002 - trees of tables say it
        """Return the cell that a value was made of, where the data comes from a table."""
        return None

    def place(self, route: Route, on_key: bool = False) -> Place:  # noqa: FBT001, FBT002 - as above
        """Return the place of a route with its stretch of text, which names one tree of a file."""
        return Place(self.file, route, self.span(route, on_key), on_key, self.number)


@dataclass(slots=True)
class Growing:
    """A collection while it is read."""

    data: dict[str, object] | list[object]
    start: int
    column: int = 0
    block: bool = False
    """Written by indentation, not between brackets."""
    anchor: str | None = None
    nodes_before: int = 0
    key: str | None = None
    """The key whose value comes next."""
    key_start: int = 0
    key_end: int = 0
    dropped: bool = False
    """The value that comes next is not kept: its key has no place."""
    end: int = 0
    """Where the last part ends."""
    height: int = 1
    marks: list[int] = field(default_factory=list)
    inner: dict[int, Shape] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.end = self.start

    @property
    def next_step(self) -> str | int:
        """The step of a route that leads to the value that comes next."""
        return (self.key or "") if isinstance(self.data, dict) else len(self.data)

    @property
    def expects_key(self) -> bool:
        """Say whether a key comes next, not a value."""
        return self.key is None and isinstance(self.data, dict)

    def open_key(self, key: str, start: int, end: int, *, dropped: bool = False) -> None:
        """Take a key; its value comes next."""
        self.key, self.key_start, self.key_end, self.dropped = key, start, end, dropped
        self.end = end

    def add(self, value: object, start: int, end: int, shape: Shape | None = None) -> None:
        """Take the next value."""
        self.end = end
        if isinstance(self.data, list):
            self.data.append(value)
            self.marks += (start, end)
        else:
            key, self.key = self.key, None
            if self.dropped:
                self.dropped = False
                return
            self.data[key or ""] = value
            self.marks += (self.key_start, self.key_end, start, end)
        if shape is not None:
            self.inner[len(self.data) - 1] = shape

    def drop_open_key(self) -> None:
        """Forget a key whose value never came."""
        self.key = None
        self.dropped = False

    def close(self, end: int) -> Shape:
        """Return the finished collection's shape."""
        names = self.data if isinstance(self.data, dict) else None
        return Shape(self.start, end, array("q", self.marks), self.inner, names)

    def key_mark(self, key: str) -> int:
        """Return the offset at which a key that is already here stands."""
        return self.marks[4 * list(self.data).index(key)]


@dataclass(slots=True)
class Complaints:
    """The faults of one file, listed up to a limit so that a broken file stays readable."""

    source: Source
    shift: int = 0
    """What to add to an offset of the read text for one of the source: a byte order mark's 1."""
    tree: int = 0
    """The number of the tree that is read."""
    faults: list[Fault] = field(default_factory=list)
    unlisted: int = 0

    @property
    def full(self) -> bool:
        """Say whether further faults are only counted."""
        return len(self.faults) >= FAULT_LIMIT

    @property
    def count(self) -> int:
        """Say how many faults there are, listed or not."""
        return len(self.faults) + self.unlisted

    def add(
        self,
        message: str,
        span: Span,
        way_out: str = "",
        *,
        route: Route | None = None,
        on_key: bool = False,
        fatal: bool = True,
    ) -> None:
        """Note a fault of the text."""
        if self.full:
            self.unlisted += 1
            return
        shifted = Span(span.start + self.shift, span.end + self.shift)
        place = Place(self.source.name, route, shifted, on_key, self.tree)
        self.faults.append(Fault("record/syntax", message, place, way_out, fatal))

    def forget_from(self, offset: int) -> None:
        """Drop what was noted of the tree from an offset on, as it will be read again."""
        start = offset + self.shift
        self.faults = [
            fault
            for fault in self.faults
            if not (self._of_tree(fault) and fault.place.span and fault.place.span.start >= start)
        ]

    def cut(self, route: Route) -> None:
        """Let faults below a route point to what holds it, as the value there is not kept.

        What is read last is dropped first, so these are the last ones noted.
        """
        at = len(self.faults)
        while at and self._below(self.faults[at - 1], route):
            at -= 1
            place = replace(self.faults[at].place, route=route[:-1], on_key=False)
            self.faults[at] = replace(self.faults[at], place=place)

    def _below(self, fault: Fault, route: Route) -> bool:
        return self._of_tree(fault) and (fault.place.route or ())[: len(route)] == route

    def detach(self) -> None:
        """Take the routes from the faults of a tree that is not kept; their spans stay."""
        self.faults = [
            replace(fault, place=replace(fault.place, route=None, on_key=False))
            if self._of_tree(fault)
            else fault
            for fault in self.faults
        ]

    def _of_tree(self, fault: Fault) -> bool:
        return fault.place.tree == self.tree and fault.place.route is not None

    def line(self, offset: int) -> int:
        """Return the line, counted from 1, of an offset of the read text."""
        return self.source.position(offset + self.shift).line

    def listed(self) -> list[Fault]:
        """Return the faults in order of place, the last telling how many are not listed."""
        ordered = sorted(self.faults, key=_by_place)
        if self.unlisted:
            message = f"{self.unlisted} more faults of this file are not listed"
            place = Place(
                self.source.name, None, Span(len(self.source.text), len(self.source.text))
            )
            ordered.append(
                Fault("record/syntax", message, place, "Mend the listed ones, then check again.")
            )
        return ordered


def tell_repeated(
    complaints: Complaints, frame: Growing, key: str, span: Span, route: Route
) -> None:
    """Note that a mapping has a key a second time."""
    if complaints.full:
        complaints.unlisted += 1
        return
    first, second = complaints.line(frame.key_mark(key)), complaints.line(span.start)
    lines = f"on line {first}" if first == second else f"on line {first} and on line {second}"
    complaints.add(
        f"the key {quoted(key)} stands twice in one mapping, {lines}",
        span,
        "The first value is read. Remove or rename one of the two.",
        route=route,
        on_key=True,
    )


def tell_empty(complaints: Complaints) -> None:
    """Note that a file has no data; nothing is lost by that."""
    complaints.add(
        "the file is empty",
        Span(0, 0),
        'A claim file holds "document:" and "claims:".',
        fatal=False,
    )


def tell_too_deep(complaints: Complaints, span: Span, route: Route) -> None:
    """Note a collection inside more others than are read."""
    complaints.add(
        f"the value is nested more than {DEPTH_LIMIT} levels deep and is not read",
        span,
        "Write it flatter; no claim needs more than a few levels.",
        route=route,
    )


def without_surrogates(text: str) -> str | None:
    """Return the text with each half of a surrogate pair replaced; None where it has none."""
    if _SURROGATE.search(text) is None:
        return None
    return _SURROGATE.sub("\ufffd", text)


def route_of(frames: list[Growing]) -> Route:
    """Return the route to the value that comes next, or to the mapping whose key does."""
    return tuple(frame.next_step for frame in frames if not frame.expects_key)


def kept_route(frames: list[Growing]) -> Route | None:
    """Return the route to the innermost collection that is open, None where none is."""
    return route_of(frames[:-1]) if frames else None


def _by_place(fault: Fault) -> tuple[int, int, str]:
    span = fault.place.span or Span(0, 0)
    return span.start, span.end, fault.message
