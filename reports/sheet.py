"""The sheet that a map is drawn on: from points of the globe to the paths of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from reports.projection import Array, Cylindrical, EqualArea

WIDTH = 960.0
MARGIN = 24.0

_OUTSIDE = 12.0
"""Pixels beyond the edge at which outlines are cut, so that the cut itself is never seen."""
_FAR = 1e5


class Pen(NamedTuple):
    """How finely paths are drawn.

    `tolerance` is how many pixels a corner may stand out by and yet be left out, `digits` how many
    a coordinate has behind the point, and `least` how many an outline must measure to be drawn.
    """

    tolerance: float
    digits: int
    least: float


FINE = Pen(0.25, 1, 0.5)
COARSE = Pen(1.2, 0, 2.5)


class Sheet(NamedTuple):
    """A projection, what it takes to get from its plane to the picture, and the pen."""

    projection: EqualArea | Cylindrical
    west: float
    north: float
    scale: float
    height: float
    pen: Pen = FINE

    def points(self, points: Array) -> Array:
        """Return points of the picture, x to the right and y down."""
        plane = self.projection(points)
        x = MARGIN + (plane[:, 0] - self.west) * self.scale
        y = MARGIN + (self.north - plane[:, 1]) * self.scale
        return np.column_stack([x, y])

    def line(self, points: Array) -> str:
        """Return the path of a line; empty where none of it is shown."""
        return "".join(self._drawn(run) for run in _runs(self.points(points)))

    def ring(self, points: Array) -> str:
        """Return the path of an outline, cut at the edge of the sheet; empty where none is shown.

        One that goes on behind the globe is drawn as the lines that are seen of it.
        """
        seen = self.points(points)
        runs = list(_runs(seen))
        if len(runs) != 1 or len(runs[0]) != len(seen):
            return "".join(self._drawn(run) for run in runs if self._is_seen(run))
        if not self._is_seen(seen) or len(seen) < 3:
            return ""
        area = shapely.make_valid(shapely.Polygon(seen))
        shown = shapely.clip_by_rect(
            area, -_OUTSIDE, -_OUTSIDE, WIDTH + _OUTSIDE, self.height + _OUTSIDE
        )
        parts = [part for part in shapely.get_parts(shown) if isinstance(part, shapely.Polygon)]
        edges = [edge for part in parts for edge in (part.exterior, *part.interiors)]
        return "".join(self._drawn(shapely.get_coordinates(edge), closed=True) for edge in edges)

    def dots(self, points: Array) -> str:
        """Return a path that is a dot at each point, where lines have round ends."""
        seen = self.points(points)
        known = np.isfinite(seen).all(axis=1)
        return "".join(
            f"M{x:.{self.pen.digits}f} {y:.{self.pen.digits}f}h0" for x, y in seen[known]
        )

    def _is_seen(self, run: Array) -> bool:
        (west, north), (east, south) = run.min(axis=0), run.max(axis=0)
        within = west < WIDTH + MARGIN and north < self.height + MARGIN
        return bool(within and east > -MARGIN and south > -MARGIN)

    def _drawn(self, run: Array, *, closed: bool = False) -> str:
        """Return a path with the corners that make a difference, each told from the one before."""
        if len(run) < 2 or (closed and float(np.ptp(run, axis=0).max()) < self.pen.least):
            return ""
        line = shapely.simplify(shapely.LineString(run), self.pen.tolerance)
        unit = 10**self.pen.digits
        steps = np.rint(shapely.get_coordinates(line) * unit).astype(np.int64)
        if closed and len(steps) > 1:
            steps = steps[:-1]
        keep = np.ones(len(steps), dtype=bool)
        keep[1:] = (np.diff(steps, axis=0) != 0).any(axis=1)
        steps = steps[keep]
        if len(steps) < (3 if closed else 2):
            return ""
        start_x, start_y = steps[0].tolist()
        pairs = [_pair(x, y, unit) for x, y in np.diff(steps, axis=0).tolist()]
        path = "".join(pair if pair.startswith("-") else f" {pair}" for pair in pairs)
        return f"M{_pair(start_x, start_y, unit)}l{path.lstrip()}{'z' if closed else ''}"


def _pair(x: int, y: int, unit: int) -> str:
    second = f"{y / unit:g}"
    return f"{x / unit:g}{'' if second.startswith('-') else ' '}{second}"


def _runs(points: Array) -> Iterator[Array]:
    """Give the stretches of a line between what is not shown and jumps across the sheet."""
    if len(points) == 0:
        return
    known: npt.NDArray[np.bool_] = np.asarray(np.isfinite(points).all(axis=1))
    known &= (np.abs(np.nan_to_num(points)) < _FAR).all(axis=1)
    starts = np.zeros(len(points), dtype=bool)
    starts[1:] = np.abs(np.diff(np.nan_to_num(points[:, 0]))) > WIDTH / 2
    starts[1:] |= known[1:] != known[:-1]
    for run in np.split(np.arange(len(points)), np.flatnonzero(starts)):
        if known[run[0]]:
            yield points[run]
