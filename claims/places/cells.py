"""Cells of longitude and latitude over an area, divided where a question needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from claims.places.geodesy import Array, Points, cell_radii, equal_area

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
        return cell_radii(self.boxes)


def whole(shape: Shape) -> Cells:
    """Return a cell for each polygon."""
    boxes = np.array([(*ring[0].min(axis=0), *ring[0].max(axis=0)) for ring in shape.polygons])
    return Cells(boxes, list(shape.flat), shape.areas)


_FULL = 1 - 1e-12
"""The share of its cell that a piece covers that is all of it; the rest is rounding."""


def quartered(cells: Cells, wanted: npt_bool) -> tuple[Cells, npt_int]:
    """Return the quarters of the cells that are wanted, of thin ones the halves, and of which."""
    boxes, parents = _parts_of(cells.boxes, np.flatnonzero(wanted))
    low, high = equal_area(boxes[:, :2]), equal_area(boxes[:, 2:])
    sizes = (high - low).prod(axis=1)
    pieces: list[shapely.Geometry | None] = []
    areas: list[float] = []
    kept: list[int] = []
    corners = np.column_stack([low, high]).tolist()
    for number, (at, corner, size) in enumerate(
        zip(parents.tolist(), corners, sizes.tolist(), strict=True)
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
    return made, parents[kept]


def _parts_of(boxes: Array, numbers: npt_int) -> tuple[Array, npt_int]:
    """Return the quarters of some cells, of thin ones the halves, and which each is of."""
    west, south, east, north = boxes[numbers].T
    flat = np.zeros(len(numbers))
    wide = cell_radii(np.column_stack([west, south, east, south]))
    high = cell_radii(np.column_stack([flat, south, flat, north]))
    middle = np.where(high > 2 * wide, east, (west + east) / 2)
    centre = np.where(wide > 2 * high, north, (south + north) / 2)
    parts = np.stack(
        [
            np.column_stack([west, south, middle, centre]),
            np.column_stack([west, centre, middle, north]),
            np.column_stack([middle, south, east, centre]),
            np.column_stack([middle, centre, east, north]),
        ],
        axis=1,
    ).reshape(-1, 4)
    real = (parts[:, 0] < parts[:, 2]) & (parts[:, 1] < parts[:, 3])
    return parts[real], np.repeat(numbers, 4)[real]
