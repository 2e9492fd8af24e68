"""Distances and bearings on the ellipsoid, against GeographicLib and their own definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from claims.places import geodesy
from claims.places.geodesy import LEAST, MOST, Points, Spot

PAIRS = 10_000


def pairs() -> tuple[Points, Points]:
    """Return pairs of points: anywhere, almost antipodal, and with one end at or near a pole."""
    random = np.random.default_rng(20210915)
    lat = np.degrees(np.arcsin(random.uniform(-1, 1, (PAIRS, 2))))
    lon = random.uniform(-180, 180, (PAIRS, 2))
    opposite = slice(0, 2_000)
    lat[opposite, 1] = -lat[opposite, 0] + random.normal(0, 0.2, 2_000)
    lon[opposite, 1] = (lon[opposite, 0] + 360 + random.normal(0, 0.2, 2_000)) % 360 - 180
    lat[:20, 1], lon[:20, 1] = -lat[:20, 0], (lon[:20, 0] + 360) % 360 - 180
    lat[2_000:3_000, 0] = 90 - np.abs(random.normal(0, 0.01, 1_000))
    lat[3_000:3_100, 0], lat[3_100:3_200, 1] = 90, -90
    lon[3_200:3_300, 0], lon[3_300:3_400, 1] = 180, -180
    lat = np.clip(lat, -90, 90)
    return np.column_stack([lon[:, 0], lat[:, 0]]), np.column_stack([lon[:, 1], lat[:, 1]])


def test_distances_agree_with_geographiclib_to_a_millimetre() -> None:
    start, end = pairs()
    found = geodesy.distances(start, end)
    inverse = Geodesic.WGS84.Inverse
    expected = [
        inverse(a[1], a[0], b[1], b[0], Geodesic.DISTANCE)["s12"]
        for a, b in zip(start.tolist(), end.tolist(), strict=True)
    ]
    assert len(found) == PAIRS
    assert np.abs(found - np.array(expected)).max() < 0.001


def test_distances_are_the_same_both_ways() -> None:
    start, end = pairs()
    there, back = geodesy.distances(start, end), geodesy.distances(end, start)
    assert np.abs(there - back).max() < 1e-6


def test_an_angle_on_the_sphere_bounds_the_distance_from_both_sides() -> None:
    start, end = pairs()
    cosines = np.einsum("ij,ij->i", geodesy.vectors(start), geodesy.vectors(end))
    angle = geodesy.angles(cosines)
    found = geodesy.distances(start, end)
    assert (found >= (angle - geodesy.SLACK) * LEAST).all()
    assert (found <= (angle + geodesy.SLACK) * MOST).all()


def test_a_destination_is_as_far_and_in_the_direction_that_was_asked_for() -> None:
    end = geodesy.destination(Spot(126.6, 39.2), 80.0, 800_000.0)
    expected = Geodesic.WGS84.Direct(39.2, 126.6, 80.0, 800_000.0)
    assert end.lat == pytest.approx(expected["lat2"], abs=1e-9)
    assert end.lon == pytest.approx(expected["lon2"], abs=1e-9)
    # The flight of 15 September 2021 is reckoned to have ended near 40.16N 136.07E.
    assert geodesy.way(end, Spot(136.07, 40.16)).distance < 21_000
    way = geodesy.way(Spot(126.6, 39.2), end)
    assert way.distance == pytest.approx(800_000.0, abs=0.001)
    assert way.bearing == pytest.approx(80.0, abs=1e-9)


@pytest.mark.parametrize("centre", [Spot(0, 0), Spot(179.9, 51), Spot(10, 89.5), Spot(-70, -90)])
def test_a_circle_lies_at_one_distance_from_its_centre(centre: Spot) -> None:
    ring = geodesy.circle(centre, 300_000.0, 36)
    middle = np.repeat(np.array([centre]), len(ring), axis=0)
    assert np.abs(geodesy.distances(middle, ring) - 300_000.0).max() < 0.001


def test_a_rhumb_line_keeps_its_bearing() -> None:
    assert geodesy.rhumb_bearing(Spot(0, 50), Spot(20, 50)) == pytest.approx(90)
    assert geodesy.rhumb_bearing(Spot(179, -10), Spot(-179, -10)) == pytest.approx(90)
    assert geodesy.rhumb_bearing(Spot(5, 60), Spot(5, 10)) == pytest.approx(180)
    # Of a short way the shortest line and the rhumb line are one.
    start, end = Spot(12.0, 48.0), Spot(12.001, 48.001)
    assert geodesy.rhumb_bearing(start, end) == pytest.approx(
        geodesy.way(start, end).bearing, abs=0.001
    )


def test_a_rhumb_line_made_of_short_steps_ends_where_it_should() -> None:
    start, end = Spot(-10.0, 35.0), Spot(30.0, 62.0)
    bearing = geodesy.rhumb_bearing(start, end)
    spot, step = start, 1_000.0
    while spot.lat < end.lat:
        spot = geodesy.destination(spot, bearing, step)
    assert spot.lon == pytest.approx(end.lon, abs=0.02)


@pytest.mark.parametrize(
    "box", [(0, 0, 10, 10), (100, 60, 130, 80), (-20, -80, 5, -60), (5, 50, 6, 51)]
)
def test_areas_on_the_equal_area_plane_are_those_of_the_ellipsoid(
    box: tuple[float, float, float, float],
) -> None:
    west, south, east, north = box
    (x0, y0), (x1, y1) = geodesy.equal_area(np.array([[west, south], [east, north]], float))
    polygon = Geodesic.WGS84.Polygon()
    # Parallels as many short geodesics, which hug them.
    for lon in np.linspace(west, east, 4001):
        polygon.AddPoint(south, lon)
    for lon in np.linspace(east, west, 4001):
        polygon.AddPoint(north, lon)
    area = polygon.Compute()[2]
    assert (x1 - x0) * (y1 - y0) == pytest.approx(abs(area), rel=1e-6)


def test_no_point_of_a_cell_is_farther_from_its_middle_than_said() -> None:
    random = np.random.default_rng(7)
    for _ in range(300):
        south, north = np.sort(random.uniform(-90, 90, 2))
        width = random.uniform(0.01, 360)
        (radius,) = geodesy.cell_radii(np.array([[0.0, south, width, north]]))
        inside = np.column_stack(
            [random.uniform(-width / 2, width / 2, 50), random.uniform(south, north, 50)]
        )
        middle = np.repeat([[0.0, (south + north) / 2]], 50, axis=0)
        assert geodesy.distances(middle, inside).max() <= radius


def test_angles_between_bearings_go_the_shorter_way_round() -> None:
    assert geodesy.turn(350, 10) == pytest.approx(20)
    assert geodesy.turn(10, 350) == pytest.approx(20)
    assert geodesy.turn(0, 180) == pytest.approx(180)
    assert math.isclose(geodesy.turn(90, 450), 0)
