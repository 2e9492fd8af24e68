"""Where names stand on a map: beside their dots, inside the sheet, and none on another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports.display import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GLYPH = 0.58
"""Width of a column of text for each pixel of its size, on the generous side."""
_RADIUS = 4.0
_GAP = 3.0
_ROWS = 12
"""Lines up or down that a name may stand away from its dot; it has a line that leads to it then."""


_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""How much of a text stands before the point that it is anchored at."""


class Dot(NamedTuple):
    """A point with a name, in pixels."""

    x: float
    y: float
    words: str


class Label(NamedTuple):
    """A name: where its line of text stands, `y` being the foot of the letters.

    `anchor` says what of the text is at `x`, in the words of SVG: its start, its middle, its end.
    `leader` is where a line from the dot to the name ends, None where the name stands beside it.
    """

    dot: Dot
    x: float
    y: float
    anchor: str = "start"
    leader: tuple[float, float] | None = None


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> float:
        """Return the area that two boxes share."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0


def placed(dots: Sequence[Dot], size: float, width: float, height: float) -> Iterator[Label]:
    """Give a label for each dot; `size` is that of the text and the sheet is `width` by `height`.

    Each stands where it hides nothing, if there is such a place, and else where it hides least.
    """
    taken = [_around(dot) for dot in dots]
    sheet = _Box(2.0, 2.0, width - 2.0, height - 2.0)
    for dot in dots:
        wide = _GLYPH * size * columns(dot.words)
        best: tuple[float, Label, _Box] | None = None
        for label in _candidates(dot, wide, size, sheet):
            left = label.x - wide * _BEFORE[label.anchor]
            box = _Box(left, label.y - 0.8 * size, left + wide, label.y + 0.25 * size)
            outside = wide * size * 1.05 - box.meets(sheet)
            hidden = sum(box.meets(other) for other in taken) + max(0.0, outside) * 4
            if best is None or hidden < best[0] - 0.5:
                best = (hidden, label, box)
            if best[0] < 0.5:
                break
        if best is not None:
            taken.append(best[2])
            yield best[1]


def _around(dot: Dot) -> _Box:
    return _Box(dot.x - _RADIUS, dot.y - _RADIUS, dot.x + _RADIUS, dot.y + _RADIUS)


def _candidates(dot: Dot, wide: float, size: float, sheet: _Box) -> Iterable[Label]:
    """Give places for a name, the best in front: at its sides, above, below, and farther away."""
    right, left = dot.x + _RADIUS + _GAP, dot.x - _RADIUS - _GAP
    middle = dot.y + 0.28 * size
    over, under = dot.y - _RADIUS - _GAP, dot.y + _RADIUS + 0.8 * size + 1
    half = wide / 2
    centred = min(max(dot.x, sheet.left + half), max(sheet.left + half, sheet.right - half))
    yield Label(dot, right, middle)
    yield Label(dot, left, middle, "end")
    for y in (over, under):
        yield Label(dot, centred, y, "middle")
    for y in (over, under):
        yield Label(dot, right - _RADIUS, y)
        yield Label(dot, left + _RADIUS, y, "end")
    for row in range(1, _ROWS + 1):
        for way in (row, -row):
            y = middle + way * 1.15 * size
            for x, end, anchor in ((right + 8, right + 6, "start"), (left - 8, left - 6, "end")):
                yield Label(dot, x, y, anchor, (end, y - 0.3 * size))
