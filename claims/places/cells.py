"""Cells of longitude and latitude over an area, divided where a question needs it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from claims.places.geodesy import Array, Points, cell_radius, equal_area

if TYPE_CHECKING:
    from claims.places.shape import Shape, npt_bool, npt_int


class Cells(NamedTuple):
    """Cells, and what of an area lies in each, on the equal-area plane.

    The piece of a cell that lies wholly in the area is None: it is the cell. `areas` are those of
    the pieces, in square metres.
    """

    boxes: Array
    pieces: list[shapely.Geometry | None]
    areas: Array

    @property
    def middles(self) -> Points:
        """Return the middle of each cell in degrees."""
        return np.asarray((self.boxes[:, :2] + self.boxes[:, 2:]) / 2, dtype=np.float64)

    @property
    def radii(self) -> Array:
        """Return how far at most a point of each cell is from its middle, in metres."""
        return np.array([cell_radius(s, n, e - w) for w, s, e, n in self.boxes.tolist()])


def whole(shape: Shape) -> Cells:
    """Return a cell for each polygon."""
    boxes = np.array([(*ring[0].min(axis=0), *ring[0].max(axis=0)) for ring in shape.polygons])
    return Cells(boxes, list(shape.flat), shape.areas)


_FULL = 1 - 1e-12
"""The share of its cell that a piece covers that is all of it; the rest is rounding."""


def quartered(cells: Cells, wanted: npt_bool) -> tuple[Cells, npt_int]:
    """Return the quarters of the cells that are wanted, of thin ones the halves, and of which."""
    parts = [
        (at, box)
        for at in np.flatnonzero(wanted).tolist()
        for box in _parts_of(*cells.boxes[at].tolist())
    ]
    boxes = np.array([box for _, box in parts], dtype=np.float64).reshape(-1, 4)
    low, high = equal_area(boxes[:, :2]), equal_area(boxes[:, 2:])
    sizes = (high - low).prod(axis=1)
    pieces: list[shapely.Geometry | None] = []
    areas: list[float] = []
    kept: list[int] = []
    corners = np.column_stack([low, high]).tolist()
    for number, ((at, _), corner, size) in enumerate(
        zip(parts, corners, sizes.tolist(), strict=True)
    ):
        held = cells.pieces[at]
        piece, area = None, size
        if held is not None:
            piece = shapely.clip_by_rect(held, *corner)
            area = piece.area
            if piece.is_empty:
                continue
            if area >= size * _FULL:
                piece = None
        pieces.append(piece)
        areas.append(area)
        kept.append(number)
    made = Cells(boxes[kept].reshape(-1, 4), pieces, np.array(areas, dtype=np.float64))
    return made, np.array([parts[number][0] for number in kept], dtype=np.int64)


def _parts_of(
    west: float, south: float, east: float, north: float
) -> list[tuple[float, float, float, float]]:
    wide = cell_radius(south, south, east - west)
    high = cell_radius(south, north, 0.0)
    columns = [west, east] if high > 2 * wide else [west, (west + east) / 2, east]
    rows = [south, north] if wide > 2 * high else [south, (south + north) / 2, north]
    return [(w, s, e, n) for w, e in pairwise(columns) for s, n in pairwise(rows)]
