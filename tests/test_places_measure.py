"""Distances between shapes and shares of areas, against brute force and a fine grid."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import pytest
import shapely

from claims.places import coverage, measure, search
from claims.places.geodesy import Points, Spot, circle, distances, equal_area
from claims.places.rings import shape_of
from claims.places.shape import Shape, point

CENTRES = [
    Spot(10, 50), Spot(128, 38), Spot(179.5, -17), Spot(-179.8, 65), Spot(30, 88), Spot(0, -89),
    Spot(-60, 0.2), Spot(100, -45),
]  # fmt: skip


class Blob(NamedTuple):
    """A random star-shaped polygon, and a dense sample of its edge that is made without it."""

    shape: Shape
    edge: Points


def blob(random: np.random.Generator, centre: Spot, size: float, corners: int = 9) -> Blob:
    """Return a polygon about so many metres wide, around a point that may lie at the seam."""
    ring = circle(centre, 1.0, corners)[:-1]
    spots = []
    for number in range(len(ring)):
        radius = size * random.uniform(0.4, 1.0)
        spots.append(circle(centre, radius, corners)[number])
    corners_found = np.array([*spots, spots[0]])
    shape = shape_of([(corners_found,)], stitched=True)
    rings = [r for rings in shape.polygons for r in rings]
    fine = np.linspace(0, 1, 400)[:, None]
    edge = np.concatenate(
        [a * (1 - fine) + b * fine for r in rings for a, b in itertools.pairwise(r)]
    )
    return Blob(shape, edge)


def brute(one: Points, other: Points) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return all distances from the points of one edge to those of another."""
    first = np.repeat(one, len(other), axis=0)
    second = np.tile(other, (len(one), 1))
    return distances(first, second).reshape(len(one), len(other))


def thin(edge: Points, most: int) -> Points:
    return edge[:: max(1, len(edge) // most)]


@pytest.mark.parametrize("seed", range(24))
def test_nearest_and_farthest_agree_with_brute_force(seed: int) -> None:
    random = np.random.default_rng(seed)
    one = blob(random, CENTRES[seed % 8], random.uniform(5e3, 2e5))
    centre = CENTRES[random.integers(8)] if seed % 3 else CENTRES[seed % 8]
    away = circle(centre, random.uniform(5e5, 2e6), 16)[random.integers(16)]
    other = blob(random, Spot(*away.tolist()), random.uniform(5e3, 3e5))
    every = brute(thin(one.edge, 700), thin(other.edge, 700))
    # Half the greatest step of the two samples: what brute force itself leaves open.
    open_by = max(step(thin(one.edge, 700)), step(thin(other.edge, 700)))
    nearest = measure.nearest(one.shape, other.shape)
    if not measure.meet(one.shape, other.shape):
        assert nearest.distance <= every.min() + 0.01
        assert nearest.distance >= every.min() - open_by
    some = measure.farthest(one.shape, other.shape)
    edge_best = every.min(axis=0).max()
    assert some.distance >= edge_best - open_by
    if not measure._may_peak_inside(one.shape, other.shape, every=False):  # noqa: SLF001 - else the inside counts
        assert some.distance <= edge_best + open_by
    most = measure.farthest(one.shape, other.shape, every=True)
    assert every.max() - 0.01 <= most.distance + open_by
    assert most.distance <= every.max() + open_by


def step(edge: Points) -> float:
    """Return the greatest distance of neighbours in a sample."""
    along = distances(edge[:-1], edge[1:])
    near = along[along < 3 * np.median(along) + 1.0]
    return float(near.max())


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_is_the_distance_of_the_points_that_are_told(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    one = blob(random, CENTRES[seed], 8e4).shape
    other = blob(random, CENTRES[(seed + 3) % 8], 8e4).shape
    for found in (
        measure.nearest(one, other),
        measure.farthest(one, other),
        measure.farthest(one, other, every=True),
    ):
        apart = distances(np.array([found.start]), np.array([found.end]))[0]
        assert found.distance == pytest.approx(apart, abs=0.5)


@pytest.mark.parametrize("seed", range(8))
def test_nearest_and_the_farthest_of_all_are_the_same_both_ways(seed: int) -> None:
    random = np.random.default_rng(200 + seed)
    one = blob(random, CENTRES[seed], 5e4).shape
    other = blob(random, CENTRES[(seed + 1) % 8], 5e4).shape
    there, back = measure.nearest(one, other), measure.nearest(other, one)
    assert there.distance == pytest.approx(back.distance, abs=1.0)
    there, back = (measure.farthest(a, b, every=True) for a, b in ((one, other), (other, one)))
    assert there.distance == pytest.approx(back.distance, abs=1.0)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_hangs_on_where_a_ring_begins_or_which_way_it_goes(seed: int) -> None:
    random = np.random.default_rng(300 + seed)
    one = blob(random, CENTRES[seed], 9e4).shape
    other = blob(random, CENTRES[(seed + 5) % 8], 9e4).shape
    ring = one.polygons[0][0]
    for turned in (np.roll(ring[:-1], 3, axis=0), ring[:-1][::-1]):
        again = Shape(((np.concatenate([turned, turned[:1]]),), *one.polygons[1:]))
        assert again.area == pytest.approx(one.area, rel=1e-9)
        first, second = measure.nearest(one, other), measure.nearest(again, other)
        assert first.distance == pytest.approx(second.distance, abs=1.0)
        first, second = measure.farthest(one, other), measure.farthest(again, other)
        assert first.distance == pytest.approx(second.distance, abs=1.0)


def grid_share(origin: Shape, target: Shape, radius: float, *, every: bool = False) -> float:
    """Return the share of an area within a radius, by a grid of points of equal weight."""
    west, south, east, north = target.box
    lat = np.linspace(south, north, 1200)
    lon = np.linspace(west, east, 1200)
    spots = np.array(np.meshgrid(lon, lat)).reshape(2, -1).T
    spots = spots[shapely.contains_xy(target.geometry, spots[:, 0], spots[:, 1])]
    height = equal_area(np.array([[0.0, s] for s in (-0.01, 0.01)]))
    weight = np.cos(np.radians(spots[:, 1])) * (height[1, 1] - height[0, 1])
    measured = search.to_farthest if every else search.to_nearest
    within = measured(origin.sample, spots) <= radius
    if not every and origin.polygons:
        within |= origin.contains(spots)
    return float(weight[within].sum() / weight.sum())


@pytest.mark.parametrize("seed", range(6))
def test_a_share_of_an_area_agrees_with_a_fine_grid(seed: int) -> None:
    random = np.random.default_rng(400 + seed)
    centre = (Spot(10, 50), Spot(128, 38), Spot(-60, 0.2), Spot(100, -45), Spot(20, 70), Spot(0, 5))
    target = blob(random, centre[seed], 3e5).shape
    spot = circle(centre[seed], 5e5, 8)[seed].tolist()
    origin = point(Spot(*spot)) if seed % 2 else blob(random, Spot(*spot), 6e4).shape
    near, far = measure.nearest(origin, target).distance, measure.farthest(origin, target).distance
    radius = near + (far - near) * random.uniform(0.2, 0.8)
    for every in (False, True):
        share = coverage.area_within(origin, target, radius, every=every) / target.area
        assert share == pytest.approx(grid_share(origin, target, radius, every=every), abs=0.001)


@pytest.mark.parametrize("seed", range(4))
def test_a_greater_range_covers_no_less(seed: int) -> None:
    random = np.random.default_rng(500 + seed)
    target = blob(random, CENTRES[seed], 2e5).shape
    origin = blob(random, CENTRES[seed], 2e4).shape
    end = measure.farthest(origin, target).distance
    areas = [coverage.area_within(origin, target, end * share) for share in np.linspace(0, 1.1, 23)]
    assert all(a <= b * (1 + 1e-3) for a, b in itertools.pairwise(areas))
    assert areas[-1] == pytest.approx(target.area, rel=1e-9)


def square(west: float, south: float, east: float, north: float) -> Shape:
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return shape_of([(np.array(ring, dtype=float),)])


def test_a_point_inside_of_an_area_is_at_no_distance_from_it() -> None:
    area = square(5, 50, 8, 52)
    assert measure.nearest(point(Spot(6, 51)), area).distance == 0
    assert measure.nearest(area, point(Spot(6, 51))).distance == 0
    assert measure.nearest(point(Spot(5, 51)), area).distance == 0


def test_the_farthest_point_may_lie_inside_where_an_origin_lies_on_both_sides() -> None:
    target = square(0, -1, 10, 1)
    origin = Shape((), np.array([[-0.5, 0.0], [10.5, 0.0], [5.0, 6.0], [5.0, -6.0]]))
    found = measure.farthest(origin, target)
    # Measured on a fine grid by hand of this test, not by the code under test.
    lon, lat = np.meshgrid(np.linspace(0, 10, 401), np.linspace(-1, 1, 81))
    spots = np.column_stack([lon.ravel(), lat.ravel()])
    best = np.min([distances(np.repeat([p], len(spots), axis=0), spots) for p in origin.points], 0)
    assert found.distance == pytest.approx(best.max(), abs=1500)
    assert found.distance >= best.max() - 300


def test_the_farthest_point_of_an_area_that_holds_the_antipode_is_the_antipode() -> None:
    found = measure.farthest(point(Spot(0, 0)), square(170, -5, 180, 5))
    assert found.distance > 20_000_000
    around = measure.farthest(point(Spot(0, 10)), square(175, -15, 180, -5))
    assert around.distance == pytest.approx(20_003_931, abs=30_000)


def test_a_pole_and_the_antimeridian_are_places_like_others() -> None:
    cap = shape_of([(circle(Spot(0, 90), 500_000.0),)], stitched=True)
    assert cap.holds(Spot(123, 90))
    assert cap.holds(Spot(-180, 89))
    assert not cap.holds(Spot(0, 80))
    assert cap.area == pytest.approx(np.pi * 500_000.0**2, rel=0.01)
    beyond = measure.nearest(cap, point(Spot(45, 80))).distance
    assert beyond == pytest.approx(measure_pole(80) - 500_000, abs=200)
    strip = shape_of([(np.array([[179, -1], [-179, -1], [-179, 1], [179, 1], [179, -1]], float),)])
    assert strip.holds(Spot(180, 0))
    assert strip.holds(Spot(-179.5, 0.5))
    assert not strip.holds(Spot(0, 0))
    assert strip.area == pytest.approx(square(0, -1, 2, 1).area, rel=1e-6)
    assert measure.nearest(point(Spot(-178, 0)), strip).distance == pytest.approx(111_319, abs=5)
    assert measure.nearest(point(Spot(178, 0)), strip).distance == pytest.approx(111_319, abs=5)


def measure_pole(lat: float) -> float:
    return float(distances(np.array([[0.0, lat]]), np.array([[0.0, 90.0]]))[0])


def test_a_hole_is_no_part_of_an_area() -> None:
    outer = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], dtype=float)
    hole = np.array([[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]], dtype=float)
    area = shape_of([(outer, hole)])
    assert not area.holds(Spot(5, 5))
    assert measure.nearest(point(Spot(5, 5)), area).distance == pytest.approx(110_000, rel=0.02)
    assert area.area == pytest.approx(square(0, 0, 10, 10).area - square(4, 4, 6, 6).area, rel=1e-6)


def test_crossing_rings_cover_what_they_go_round() -> None:
    bow = np.array([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]], dtype=float)
    area = shape_of([(bow,)])
    assert area.holds(Spot(0.3, 1))
    assert area.holds(Spot(1.7, 1))
    assert not area.holds(Spot(1, 0.3))
