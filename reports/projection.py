"""Map projections that fit what is drawn: from longitude and latitude to points on a sheet.

Formulas are those of Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395,
1987), on the sphere: at the scale of a picture the ellipsoid makes no difference.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

WIDEST = 85.0
"""Degrees from the middle up to which one side of the globe is drawn as from above."""


class Projection(Protocol):
    """Turns points into points on a plane; what cannot be shown becomes not-a-number."""

    def __call__(self, points: Array) -> Array:
        """Return x to the east and y to the north, in radians at the middle."""
        ...


class EqualArea(NamedTuple):
    """Lambert's azimuthal equal-area projection about a point (Snyder, equations 24-2 to 24-4)."""

    lon: float
    lat: float
    reach: float
    """Degrees from the middle up to which points are shown."""

    def __call__(self, points: Array) -> Array:
        """Project points; those farther than the reach from the middle are not shown."""
        turn = np.radians(points[:, 0] - self.lon)
        lat, middle = np.radians(points[:, 1]), np.radians(self.lat)
        cosine = np.sin(middle) * np.sin(lat) + np.cos(middle) * np.cos(lat) * np.cos(turn)
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = np.sqrt(2 / (1 + cosine))
            x = scale * np.cos(lat) * np.sin(turn)
            y = scale * (np.cos(middle) * np.sin(lat) - np.sin(middle) * np.cos(lat) * np.cos(turn))
        found = np.column_stack([x, y])
        found[cosine < np.cos(np.radians(self.reach))] = np.nan
        return np.asarray(found, dtype=np.float64)


class Cylindrical(NamedTuple):
    """The cylindrical equal-area projection of the whole world (Snyder, equations 10-1 and 10-2).

    True to shape at 35 degrees, about a meridian.
    """

    lon: float

    def __call__(self, points: Array) -> Array:
        """Project points; none is left out."""
        true = np.cos(np.radians(35.0))
        east = (points[:, 0] - self.lon + 180.0) % 360.0 - 180.0
        return np.column_stack([np.radians(east) * true, np.sin(np.radians(points[:, 1])) / true])


def fitting(points: Array) -> EqualArea | Cylindrical:
    """Return the projection that suits some points: seen from above their middle, or the world."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    every = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    # The middle of the box that holds them, not of the points: a dense coast must not pull.
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    size = float(np.linalg.norm(middle))
    if size < 0.1:
        return Cylindrical(float(np.degrees(np.arctan2(middle[1], middle[0]))))
    middle /= size
    spread = float(np.degrees(np.arccos(np.clip(every @ middle, -1, 1)).max()))
    at_lon = float(np.degrees(np.arctan2(middle[1], middle[0])))
    at_lat = float(np.degrees(np.arcsin(np.clip(middle[2], -1, 1))))
    if spread > WIDEST:
        return Cylindrical(at_lon)
    return EqualArea(at_lon, at_lat, min(WIDEST + 5.0, spread * 1.9 + 8.0))
