"""Finds the comments in a YAML file that speak to the program, and what each of them is about.

A comment at the end of a line is about what stands on that line. One on a line of its own is about
what begins on the next line with content, unless that is indented less: then it belongs to what
stands before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from claims.tree import REMARK, Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from claims.faults import Route
    from claims.tree import Shape, Tree

_COMMENT = re.compile(rf"(?<![^ \t\r\n\ufeff])#[ \t]*{REMARK}[ \t]*(?::|(?=ignore\b))([^\r\n]*)")
_NOTHING = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*[ \t]*(?:#[^\r\n]*)?")
_DASHES = re.compile(r"(?:-[ \t]+)*(?:-(?=[\r\n]|\Z))?")
_MARKER = re.compile(r"(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")
_BLANKS = " \t\ufeff"


class _About(NamedTuple):
    route: Route
    exact: bool
    """The comment stands right above what begins there."""


def with_remarks(text: str, trees: Sequence[Tree], *, broken: bool) -> list[Tree]:
    """Return the trees of a file with the comments in it that speak to the program.

    One that is about no value is given to the first tree, without a route; in a `broken` file,
    parts of which could not be read, it is left out.
    """
    found: dict[int, list[Remark]] = {}
    for match in _COMMENT.finditer(text):
        if any(_in_scalar(text, shape, match.start()) for _, shape in _shapes(trees)):
            continue
        number, about = _about(text, trees, match)
        if not broken or (about is not None and len(about.route) > 1):
            route, exact = (None, False) if about is None else about
            said, start = match[1].rstrip(_BLANKS), match.start(1)
            remark = Remark(said, match.start(), start, route, exact)
            found.setdefault(number, []).append(remark)
    return [
        replace(tree, remarks=tuple(found[tree.number])) if tree.number in found else tree
        for tree in trees
    ]


def _shapes(trees: Iterable[Tree]) -> Iterator[tuple[Tree, Shape]]:
    for tree in trees:
        shape = tree.shape()
        if shape is not None:
            yield tree, shape


def _about(text: str, trees: Sequence[Tree], comment: re.Match[str]) -> tuple[int, _About | None]:
    """Return what a comment is about, and in which tree."""
    start = comment.start()
    begin = _line_start(text, start)
    before = text[begin:start].strip(_BLANKS)
    if before:
        at = _past_dashes(text, text.index(before[0], begin))
        return _first(trees, at, exact=False)
    at = _next(text, comment.end())
    column = len(text[begin:start].lstrip("\ufeff"))
    if at == len(text) or _MARKER.match(text, at) or _column(text, at) < column:
        earlier = [pair for pair in _shapes(trees) if pair[1].start <= start]
        if not earlier:
            return 0, None
        tree, shape = earlier[-1]
        return tree.number, _before(text, shape, start, column)
    return _first(trees, _past_dashes(text, at), exact=True)


def _first(trees: Sequence[Tree], at: int, *, exact: bool) -> tuple[int, _About | None]:
    for tree, shape in _shapes(trees):
        if shape.start <= at < shape.end:
            found = _at(shape, at)
            return tree.number, _About(found.route, exact and found.exact)
    return 0, None


def _next(text: str, at: int) -> int:
    """Return where the next content begins."""
    match = _NOTHING.match(text, at)
    return at if match is None else match.end()


def _past_dashes(text: str, at: int) -> int:
    """Return where the value begins of the list items that begin at an offset."""
    match = _DASHES.match(text, at)
    if match is None or match.end() == at:
        return at
    end = match.end()
    return _next(text, end) if end == len(text) or text[end] in "\r\n#" else end


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


# Going down a shape


def _at(shape: Shape, at: int) -> _About:
    """Return the route to what begins at an offset, else to the innermost part that holds it."""
    route: Route = ()
    while True:
        part = bisect_right(_starts(shape), at) - 1
        if part < 0 or at >= shape.value_span(part).end:
            return _About(route, exact=False)
        step = _step(shape, part)
        if shape.key_span(part).start == at:
            # The first field of a mapping stands for it all.
            first = part == 0 and shape.names is not None and bool(route)
            return _About(route if first else (*route, step), exact=True)
        route = (*route, step)
        inner = shape.inner.get(part)
        if inner is None or not inner.start <= at < inner.end:
            return _About(route, exact=False)
        shape = inner


def _before(text: str, shape: Shape, at: int, column: int) -> _About | None:
    """Return the route to the last part before an offset that is indented no more than a column."""
    route: Route = ()
    while True:
        part = bisect_right(_starts(shape), at) - 1
        if part < 0 or _column(text, shape.key_span(part).start) > column:
            break
        route = (*route, _step(shape, part))
        inner = shape.inner.get(part)
        if inner is None or inner.start < shape.value_span(part).start:
            break
        shape = inner
    return _About(route, exact=False) if route else None


def _in_scalar(text: str, shape: Shape, at: int) -> bool:
    """Say whether an offset lies in a key or in a text of the data, and so in no comment."""
    while True:
        part = bisect_right(_starts(shape), at) - 1
        if part < 0:
            return not shape.marks and shape.start <= at < shape.end
        key, value = shape.key_span(part), shape.value_span(part)
        inner = shape.inner.get(part)
        if not value.start <= at < value.end:
            return shape.names is not None and key.start <= at < key.end
        if inner is None:
            # The line that opens a block scalar may end in a comment.
            heads = text[value.start : value.start + 1] in {"|", ">"}
            return not (heads and _line_start(text, at) <= value.start)
        shape = inner


def _starts(shape: Shape) -> Sequence[int]:
    return shape.marks[:: 2 if shape.names is None else 4]


def _step(shape: Shape, part: int) -> str | int:
    return part if shape.names is None else list(shape.names)[part]
