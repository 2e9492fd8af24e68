"""Distances, bearings and destinations on the ellipsoid WGS 84; all lengths are in metres.

Geodesics are computed by PROJ (`pyproj.Geod`, the algorithm of Karney 2013: exact to nanometres).
To find which of many points is nearest, the sphere is enough: on it points are unit vectors by
geodetic latitude and longitude. A path is at least `LEAST` and at most `MOST` metres long for each
radian that it takes there, since these are the extreme radii of curvature of the ellipsoid, and so
is the shortest one.
"""

from __future__ import annotations

from functools import cache
from math import asinh, atan2, degrees, pi, radians, sin, sqrt, tan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from claims.places.effort import ESTIMATE, LOOK, PAIR, spend

Array = npt.NDArray[np.float64]
Points = npt.NDArray[np.float64]
"""Longitude and latitude in degrees, a row for each point."""

EQUATOR = 6_378_137.0
FLATTENING = 1 / 298.257223563
"""The ellipsoid WGS 84 (NGA.STND.0036)."""

_E2 = FLATTENING * (2 - FLATTENING)
LEAST = EQUATOR * (1 - _E2)
MOST = EQUATOR / sqrt(1 - _E2)
"""The least and the greatest radius of curvature: along the meridian at the equator, and at a pole,
in metres."""

SLACK = 1e-7
"""Radians by which an angle from a scalar product of unit vectors may be wrong, with room."""


class Spot(NamedTuple):
    """A point: longitude and latitude in degrees."""

    lon: float
    lat: float


class Way(NamedTuple):
    """From one point to another: metres, and degrees clockwise from north at the first."""

    distance: float
    bearing: float


@cache
def _ellipsoid() -> Geod:
    return Geod(a=EQUATOR, f=FLATTENING)


def distances(start: Points, end: Points) -> Array:
    """Return the geodesic distance of each point of one array to its like in another."""
    spend(PAIR * len(start))
    found = _ellipsoid().inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2]
    return np.asarray(found, dtype=np.float64)


def bearings(start: Points, end: Points) -> Array:
    """Return the bearing of the geodesic from each point to its like, 0 to 360 degrees."""
    found = _ellipsoid().inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[0]
    return np.asarray(found, dtype=np.float64) % 360.0


def way(start: Spot, end: Spot) -> Way:
    """Return the shortest way between two points."""
    bearing, _, distance = _ellipsoid().inv(start.lon, start.lat, end.lon, end.lat)
    return Way(float(distance), float(bearing) % 360.0)


def destination(start: Spot, bearing: float, distance: float) -> Spot:
    """Return where a geodesic of that bearing in degrees and length ends."""
    lon, lat, _ = _ellipsoid().fwd(start.lon, start.lat, bearing, distance)
    return Spot(float(lon), float(lat))


def circle(centre: Spot, radius: float, corners: int = 180) -> Points:
    """Return a closed ring of points at one distance from a centre."""
    turns = np.linspace(0.0, 360.0, corners + 1)
    lon, lat, _ = _ellipsoid().fwd(
        np.full_like(turns, centre.lon),
        np.full_like(turns, centre.lat),
        turns,
        np.full_like(turns, radius),
    )
    return np.column_stack([lon, lat])


def line(start: Spot, end: Spot, steps: int) -> Points:
    """Return points along the shortest way, both ends among them, in so many equal steps."""
    known = way(start, end)
    along = np.linspace(0.0, known.distance, steps + 1)
    lon, lat, _ = _ellipsoid().fwd(
        np.full_like(along, start.lon),
        np.full_like(along, start.lat),
        np.full_like(along, known.bearing),
        along,
    )
    return np.column_stack([lon, lat])


def rhumb_bearing(start: Spot, end: Spot) -> float:
    """Return the bearing in degrees of the line that keeps one bearing, the shorter way round.

    The isometric latitude is that of the ellipsoid (Snyder, Map Projections: A Working Manual,
    equations 3-1 and 7-7).
    """
    east = (end.lon - start.lon + 180.0) % 360.0 - 180.0
    north = _isometric(end.lat) - _isometric(start.lat)
    return degrees(atan2(radians(east), north)) % 360.0


def _isometric(lat: float) -> float:
    clipped = max(-89.999999, min(89.999999, lat))
    phi = radians(clipped)
    e = sqrt(_E2)
    inner = e * sin(phi)
    return asinh(tan(phi)) - e / 2 * float(np.log((1 + inner) / (1 - inner)))


def turn(first: float, second: float) -> float:
    """Return the angle between two bearings, 0 to 180 degrees."""
    return abs((first - second + 180.0) % 360.0 - 180.0)


# --- the sphere that shortlists ------------------------------------------------------------------


def vectors(points: Points) -> Array:
    """Return unit vectors by geodetic latitude and longitude."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    level = np.cos(lat)
    return np.column_stack([level * np.cos(lon), level * np.sin(lon), np.sin(lat)])


SURE = 2.6
"""Radians up to which `estimates` are as good as they say; nearer to the antipode they fail."""

DOUBT = (1e-4, 100.0)
"""How far an estimate may be off: a share of it, and metres on top. Random pairs of points are
off by a tenth of that."""


def reduced(points: Points) -> Array:
    """Return unit vectors by parametric latitude, on which `estimates` rest."""
    lat = np.radians(points[:, 1])
    parametric = np.arctan2((1 - FLATTENING) * np.sin(lat), np.cos(lat))
    return vectors(np.column_stack([points[:, 0], np.degrees(parametric)]))


class About(NamedTuple):
    """About how far points are apart, and by how much that may be off, in metres."""

    distance: Array
    off: Array


def rough(start: Array, end: Array) -> About:
    """Return about how far points are apart, to a six-hundredth, from their reduced vectors.

    On the sphere of parametric latitudes a radian is no more than the equator's radius on the
    ellipsoid, and no less than the polar one.
    """
    spend(LOOK * len(start))
    return _rough(np.arccos(np.clip(np.einsum("ij,ij->i", start, end), -1.0, 1.0)))


def _rough(sigma: Array) -> About:
    middle = EQUATOR * (1 - FLATTENING / 2)
    return About(sigma * middle, sigma * (EQUATOR - middle) + DOUBT[1])


def estimates(start: Array, end: Array) -> About:
    """Return about how far points are apart, from their reduced vectors.

    The formula of Andoyer and Lambert: first order in the flattening (Lambert, The distance between
    two widely separated points, 1942). Beyond `SURE` they are no better than rough.
    """
    spend(ESTIMATE * len(start))
    cosine = np.clip(np.einsum("ij,ij->i", start, end), -1.0, 1.0)
    sigma = np.arccos(cosine)
    sine = np.sin(sigma)
    more, less = (start[:, 2] + end[:, 2]) ** 2, (start[:, 2] - end[:, 2]) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (sigma - sine) * more / (2 * (1 + cosine))
        across = (sigma + sine) * less / (2 * (1 - cosine))
    # Of points less than a kilometre apart the second term is lost in rounding; it is below 4 m.
    across = np.where(sigma < 1e-4, 0.0, across)
    found = EQUATOR * (sigma - FLATTENING / 2 * (along + across))
    share, rest = DOUBT
    off = share * found + rest
    far = sigma > SURE
    if far.any():
        safe = _rough(sigma)
        return About(np.where(far, safe.distance, found), np.where(far, safe.off, off))
    return About(found, off)


def angles(cosines: Array) -> Array:
    """Return angles in radians from scalar products of unit vectors, right to `SLACK`."""
    return np.arccos(np.clip(cosines, -1.0, 1.0))


# --- areas ---------------------------------------------------------------------------------------


def equal_area(points: Points) -> Points:
    """Return points on a plane where areas are those of the ellipsoid, in square metres.

    The cylindrical equal-area projection: x is longitude times the equator's radius, y the area
    from the equator to a latitude over the length of the equator (Snyder, equation 3-12).
    """
    x = np.radians(points[:, 0]) * EQUATOR
    return np.column_stack([x, _heights(points[:, 1])])


def _heights(lat: Array) -> Array:
    e = sqrt(_E2)
    s = np.sin(np.radians(lat))
    part = s / (1 - _E2 * s**2) - np.log((1 - e * s) / (1 + e * s)) / (2 * e)
    return np.asarray(EQUATOR * (1 - _E2) / 2 * part, dtype=np.float64)


def cell_radii(boxes: Array) -> Array:
    """Return how far at most the middle of each cell of the grid is from any point of it.

    The cells are rows of west, south, east and north. The way first along a meridian and then along
    the parallel nearer to the equator is never shorter than the shortest.
    """
    west, south, east, north = boxes.T
    over = (south <= 0) & (north >= 0)
    nearer = np.where(over, 0.0, np.minimum(np.abs(south), np.abs(north)))
    up = np.radians(north - south) / 2 * MOST
    along = np.radians(east - west) / 2 * MOST * np.cos(np.radians(nearer))
    return np.asarray(np.minimum(up + along, pi * MOST), dtype=np.float64)
