"""Reads JSON (RFC 8259) and JSON Lines as plain data.

The standard library reads what is in order. Anything else, and the places of keys and values when
they are asked for, is the work of a scanner of our own, which uses no recursion. After a syntax
error it goes on at the next line on which a like item of the same list begins.
"""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import pairwise
from json import JSONDecodeError, JSONDecoder

from claims.faults import Fault, Span
from claims.source import Source, quoted
from claims.tree import (
    DEPTH_LIMIT,
    Complaints,
    Growing,
    Shape,
    Tree,
    kept_route,
    not_finite,
    real,
    route_of,
    tell_empty,
    tell_repeated,
    tell_too_deep,
    whole,
    without_surrogates,
)

_BLANKS = re.compile(r"[ \t\r\n]*")
_CONSTANT = re.compile(r"NaN|-?Infinity")
_BRACKET = re.compile(r'"[^"\\]*(?>(?:\\.[^"\\]*)*)(?:"|\Z)|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile(
    "[\ud800-\udfff]"
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F])\\u[dD][c-fC-F]"
)
_LINE_BLANKS = " \t\r"


class _OddError(ValueError):
    """Well-formed for the standard library, but not for us."""


class _BrokenError(Exception):
    """The text stops being JSON at an offset."""

    def __init__(self, offset: int, message: str, way_out: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.way_out = way_out


def read_json(source: Source) -> tuple[list[Tree], list[Fault]]:
    """Return the tree of a JSON text, none where nothing can be read, and what is wrong with it.

    Objects keep the first of two equal keys. NaN and the infinities, which are not JSON, are told
    and kept. A value nested more than 64 levels deep is told and null in the data.
    """
    shift = 1 if source.text.startswith("\ufeff") else 0
    complaints = Complaints(source)
    if not source.text[shift:].strip(" \t\r\n"):
        tell_empty(complaints)
        return [], complaints.listed()
    tree = _read(complaints, shift, len(source.text), number=0, keep_partial=True)
    return [tree] if tree else [], complaints.listed()


def read_json_lines(source: Source) -> tuple[list[Tree], list[Fault]]:
    """Return one tree for each line that holds a JSON value, and what is wrong with the others.

    Blank lines are skipped. Places count from the beginning of the file.
    """
    complaints = Complaints(source)
    trees: list[Tree] = []
    for number in range(1, source.line_count + 1):
        start, stop = source.line_start(number), source.line_start(number + 1)
        if source.text.startswith("\ufeff", start) and number == 1:
            start += 1
        stop = start + len(source.text[start:stop].rstrip(" \t\r\n"))
        if stop == start:
            continue
        tree = _read(complaints, start, stop, number=len(trees), keep_partial=False)
        if tree is not None:
            trees.append(tree)
    if not trees and not complaints.faults:
        tell_empty(complaints)
    return trees, complaints.listed()


def _read(
    complaints: Complaints, start: int, stop: int, *, number: int, keep_partial: bool
) -> Tree | None:
    source = complaints.source
    text = source.text[start:stop]
    if _SURROGATE.search(text) is None:
        try:
            data = _decoder().decode(text)
        except (ValueError, RecursionError):
            pass
        else:
            if not _too_deep(data):
                located = cache(partial(_locate, source, start, stop))
                return Tree(source.name, data, located, number)
    scan = _Scan(complaints, start, stop)
    complaints.tree = number
    if not scan.read(keep_partial=keep_partial) or scan.root is None:
        complaints.detach()
        return None
    scanned, shape = scan.root
    return Tree(source.name, scanned, lambda: shape, number)


def _locate(source: Source, start: int, stop: int) -> Shape | None:
    scan = _Scan(Complaints(source), start, stop)
    scan.read(keep_partial=True)
    return scan.root[1] if scan.root else None


@cache
def _decoder() -> JSONDecoder:
    return JSONDecoder(
        object_pairs_hook=_object,
        parse_int=whole,
        parse_float=real,
        parse_constant=_refuse,
    )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _OddError
    return made


def _refuse(name: str) -> object:
    raise _OddError(name)


def _too_deep(data: object) -> bool:
    """Say whether collections stand inside one another deeper than is read."""
    level = [data] if isinstance(data, (dict, list)) else []
    for _ in range(DEPTH_LIMIT):
        level = [
            part
            for outer in level
            for part in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(part, (dict, list))
        ]
        if not level:
            return False
    return True


class _Scan:
    """The state of scanning one JSON value of a text."""

    def __init__(self, complaints: Complaints, start: int, stop: int) -> None:
        self.complaints = complaints
        self.base = start
        self.text = complaints.source.text[start:stop]
        self.frames: list[Growing] = []
        self.root: tuple[object, Shape] | None = None
        self.at = 0
        self.stop = stop - start

    def read(self, *, keep_partial: bool) -> bool:
        """Scan to the end; say whether there is data. What is complete is kept where asked."""
        try:
            self._blanks()
            self._value()
            self._run()
        except _BrokenError as broken:
            if not keep_partial:
                self.frames.clear()
                self._tell_broken(broken)
                return False
            self._salvage(broken)
        return self.root is not None

    def _run(self) -> None:
        """Go on after a value until the root is closed and nothing follows."""
        while self.frames:
            self._step()
        self._blanks()
        if self.at < self.stop:
            raise _BrokenError(
                self.at,
                "something follows the end of the JSON value",
                "One file holds one value. A file with a value on each line is named .jsonl.",
            )

    def _step(self) -> None:
        """Read one entry or item, or the end, of the collection that is open."""
        frame = self.frames[-1]
        mapping = isinstance(frame.data, dict)
        close = "}" if mapping else "]"
        self._blanks()
        char = self._char()
        if char == close:
            self.at += 1
            self._close()
            return
        if frame.end != frame.start:
            self._expect(",", f'a "," or the closing "{close}" is missing here')
            if self._char() == close:
                raise _BrokenError(
                    self.at, f'a "," stands before "{close}"', "Take the comma away."
                )
        if mapping:
            self._key(frame)
        self._value()

    def _key(self, frame: Growing) -> None:
        start = self.at
        if self._char() != '"':
            raise _BrokenError(start, "a key is missing here", 'Write "key": value, in quotes.')
        key = str(self._scalar())
        repeated = key in frame.data
        span = Span(start + self.base, self.at + self.base)
        frame.open_key(key, *span, dropped=repeated)
        if repeated:
            tell_repeated(self.complaints, frame, key, span, route_of(self.frames))
        self._blanks()
        self._expect(":", 'a ":" is missing here')

    def _value(self) -> None:
        start = self.at
        char = self._char()
        if char in {"{", "["}:
            self._open(start, {} if char == "{" else [])
            return
        value = self._scalar()
        self._attach(value, start, self.at)

    def _open(self, start: int, data: dict[str, object] | list[object]) -> None:
        if len(self.frames) >= DEPTH_LIMIT:
            self._skip()
            return
        self.frames.append(Growing(data, start + self.base))
        self.at += 1

    def _close(self) -> None:
        frame = self.frames.pop()
        self._attach(frame.data, frame.start - self.base, self.at, frame.close(self.at + self.base))

    def _attach(self, value: object, start: int, end: int, shape: Shape | None = None) -> None:
        span = Span(start + self.base, end + self.base)
        if self.frames:
            self.frames[-1].add(value, *span, shape)
        else:
            self.root = value, shape or Shape(*span)

    def _skip(self) -> None:
        """Pass over a collection that is too deep."""
        start = self.at
        span = Span(start + self.base, start + self.base + 1)
        tell_too_deep(self.complaints, span, route_of(self.frames))
        depth = 0
        for token in _BRACKET.finditer(self.text, start, self.stop):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
            if depth == 0:
                self.at = token.end()
                self._attach(None, start, self.at)
                return
        raise _BrokenError(self.stop, *_UNCLOSED)

    def _scalar(self) -> object:
        """Read a text, a number or a word; move behind it."""
        start = self.at
        if constant := _CONSTANT.match(self.text, start, self.stop):
            self.at = constant.end()
            self._tell(f"{quoted(constant[0])} is not JSON", start, "Write a number or null.")
            return not_finite(constant[0])
        try:
            value, self.at = _decoder().raw_decode(self.text, start)
        except JSONDecodeError as error:
            raise self._unreadable(start, error) from None
        if isinstance(value, str) and (mended := without_surrogates(value)) is not None:
            self._tell(
                "half of a surrogate pair is no character; it is read as U+FFFD",
                start,
                r"Write both halves, as in \ud83d\ude00, or the character itself.",
            )
            return mended
        return value

    def _unreadable(self, start: int, error: JSONDecodeError) -> _BrokenError:
        offset = min(error.pos, self.stop)
        if start >= self.stop:
            return _BrokenError(self.stop, *_UNCLOSED)
        if not self.text.startswith('"', start):
            return _BrokenError(
                start, "a value cannot begin like this", "Put texts in double quotes."
            )
        if "scape" in error.msg:
            return _BrokenError(
                offset, "a backslash before what makes no escape", "Write two backslashes."
            )
        if "control" in error.msg:
            return _BrokenError(
                offset,
                "a control character or the end of the line stands inside a text",
                r"Close the text with a double quote, or write the character as \n, \t or \u0000.",
            )
        return _BrokenError(start, "a text has no closing quote", "Close it with a double quote.")

    # After a syntax error

    def _salvage(self, broken: _BrokenError) -> None:
        """Keep what is complete, and the later items of the list that broke."""
        if not self.frames:
            self._tell_broken(broken)
            return
        has_list = isinstance(self.frames[0].data, dict) and len(self.frames) > 1
        keep = 2 if has_list and isinstance(self.frames[1].data, list) else 1
        frame = self.frames[keep - 1]
        open_item = self.frames[keep].start - self.base if len(self.frames) > keep else None
        self._drop(keep)
        self._tell_broken(broken)
        if isinstance(frame.data, list):
            like = frame.marks[-2] - self.base if frame.data else open_item
            if like is not None:
                after = frame.end - self.base if open_item is None else open_item + 1
                self._salvage_items(like, after, broken.offset)
        while self.frames:
            self.frames[-1].drop_open_key()
            self.at = max(self.at, self.frames[-1].end - self.base)
            if len(self.frames) == 1 and not self.frames[0].data:
                return
            self._close()

    def _drop(self, depth: int) -> None:
        """Drop the collections that are open within so many others, and what is noted of them."""
        if len(self.frames) > depth or (self.frames and self.frames[-1].key is not None):
            self.complaints.cut(route_of(self.frames[:depth]))
        del self.frames[depth:]

    def _salvage_items(self, last: int, after: int, told: int) -> None:
        """Read the items after an offset that begin a line just as the item at `last` does.

        An error at the offset `told` has been told.
        """
        line_start = self.text.rfind("\n", 0, last) + 1
        indent = self.text[line_start:last]
        if indent.strip(_LINE_BLANKS):
            return
        sibling = re.compile(f"(?<=\\n){re.escape(indent)}(?={re.escape(self.text[last])})")
        starts = [match.end() for match in sibling.finditer(self.text, after)]
        outer = len(self.frames)
        for start, stop in pairwise([*starts, len(self.text)]):
            self.at, self.stop = start, stop
            try:
                self._value()
                while len(self.frames) > outer:
                    self._step()
                if stop == len(self.text):
                    self._run()
            except _BrokenError as broken:
                self._drop(outer)
                if broken.offset != told:
                    self._tell_broken(broken)
            if len(self.frames) < outer:
                return
        self.stop = len(self.text)

    # Places

    def _char(self) -> str:
        if self.at >= self.stop:
            raise _BrokenError(self.stop, *_UNCLOSED)
        return self.text[self.at]

    def _expect(self, char: str, message: str) -> None:
        if self._char() != char:
            raise _BrokenError(self.at, message, "JSON has no comments and no bare words.")
        self.at += 1
        self._blanks()

    def _blanks(self) -> None:
        match = _BLANKS.match(self.text, self.at, self.stop)
        self.at = match.end() if match else self.at

    def _tell(self, message: str, start: int, way_out: str) -> None:
        span = Span(start + self.base, self.at + self.base)
        self.complaints.add(message, span, way_out, route=route_of(self.frames))

    def _tell_broken(self, broken: _BrokenError) -> None:
        offset = broken.offset + self.base
        end = min(offset + 1, len(self.complaints.source.text))
        route = kept_route(self.frames)
        self.complaints.add(broken.message, Span(offset, end), broken.way_out, route=route)


_UNCLOSED = (
    "the text ends before the value does",
    "Something is missing at the end: a value, a bracket or a brace.",
)
