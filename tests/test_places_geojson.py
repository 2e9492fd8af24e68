"""GeoJSON as it comes: whole, broken, hostile."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.places.geodesy import Spot
from claims.places.geojson import MOST_CORNERS, read_geojson, read_geojson_text
from claims.places.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]


def polygon(*rings: Sequence[Sequence[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(map(list, ring)) for ring in rings]}


def shape(data: object) -> Shape:
    found = read_geojson(data)
    assert isinstance(found, Shape), found
    return found


def test_every_sort_of_geometry_that_covers_something_is_read() -> None:
    point = {"type": "Point", "coordinates": [5, 60, 120]}
    several = {"type": "MultiPoint", "coordinates": [[5, 60], [6, 61]]}
    areas = {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[9, 9], [10, 9], [10, 10]]]]}
    assert shape(point).parts == 1
    assert shape(several).parts == 2
    assert shape(areas).parts == 2
    feature = {"type": "Feature", "properties": None, "geometry": polygon(SQUARE, HOLE)}
    nested = {"type": "GeometryCollection", "geometries": [polygon(SQUARE), point]}
    both = {"type": "FeatureCollection", "features": [feature, {**feature, "geometry": nested}]}
    found = shape(both)
    assert found.holds(Spot(3, 3))
    assert len(found.points) == 1


def test_a_hole_is_left_out_and_what_crosses_itself_is_resolved() -> None:
    holed = shape(polygon(SQUARE, HOLE))
    assert holed.holds(Spot(3, 3))
    assert not holed.holds(Spot(1.5, 1.5))
    bow = shape(polygon([[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]))
    assert bow.holds(Spot(0.5, 2))
    assert bow.holds(Spot(3.5, 2))
    assert not bow.holds(Spot(2, 0.5))


def test_a_ring_across_the_antimeridian_is_the_narrow_one() -> None:
    strip = shape(polygon([[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]))
    assert strip.holds(Spot(179.5, 0.5))
    assert strip.holds(Spot(-179.5, 0.5))
    assert not strip.holds(Spot(0, 0.5))


def test_a_box_of_the_whole_world_is_the_whole_world() -> None:
    world = shape(polygon([[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]))
    assert world.area == pytest.approx(5.10066e14, rel=1e-4)  # the surface of WGS 84
    assert world.holds(Spot(0, 90))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "a mapping"),
        ({}, "has no `type`"),
        ({"type": "Circle", "coordinates": [0, 0]}, 'called "Circle"'),
        ({"type": "Point"}, "a position is"),
        ({"type": "Point", "coordinates": [181, 0]}, "longitude of 181"),
        ({"type": "Point", "coordinates": [39.2, 126.6]}, "the two seem swapped"),
        ({"type": "Point", "coordinates": [130.0, 126.6]}, "latitude of 126.6"),
        ({"type": "Point", "coordinates": ["5", "60"]}, "a position is"),
        ({"type": "Point", "coordinates": [True, 5]}, "a position is"),
        ({"type": "Point", "coordinates": [float("nan"), 5]}, "a position is"),
        ({"type": "Point", "coordinates": [10**400, 5]}, "a position is"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "a line has no area"),
        ({"type": "Polygon", "coordinates": []}, "no rings"),
        ({"type": "Polygon", "coordinates": [[]]}, "is empty"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "fewer than three corners"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}, "covers no area"),
        ({"type": "Polygon", "coordinates": 5}, "is a list"),
        ({"type": "FeatureCollection", "features": []}, "covers no area"),
        ({"type": "FeatureCollection", "features": {}}, "`features` is a list"),
        ({"type": "Feature", "geometry": None}, "covers no area"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(data: object, why: str) -> None:
    found = read_geojson(data)
    assert isinstance(found, str)
    assert why in found


def test_collections_in_collections_end_somewhere() -> None:
    data: dict[str, Any] = {"type": "Point", "coordinates": [0, 0]}
    for _ in range(200):
        data = {"type": "GeometryCollection", "geometries": [data]}
    assert read_geojson(data) == "its collections are nested too deeply"
    assert read_geojson_text("[" * 100_000) == "it is not JSON"


def test_a_million_corners_are_refused_at_once_and_a_quarter_of_them_are_read_in_time() -> None:
    turns = np.linspace(0, 2 * np.pi, 1_000_001)
    ring = np.column_stack([10 + np.cos(turns), 50 + np.sin(turns)]).tolist()
    begin = time.perf_counter()
    found = read_geojson(polygon(ring))
    assert isinstance(found, str)
    assert "1,000,001 corners" in found
    held = shape(polygon([*ring[:: 1_000_000 // (MOST_CORNERS // 2)], ring[0]]))
    assert held.holds(Spot(10, 50))
    assert time.perf_counter() - begin < 20


@pytest.mark.parametrize("corners", [400, 20_000])
def test_very_many_crossings_are_refused_in_time(corners: int) -> None:
    random = np.random.default_rng(3)
    ring = random.uniform(0, 5, (corners, 2)).tolist()
    begin = time.perf_counter()
    found = read_geojson(polygon([*ring, ring[0]]))
    assert found == "a ring crosses itself more than 1,000 times"
    assert time.perf_counter() - begin < 20


def test_many_crossings_are_resolved() -> None:
    ring = np.random.default_rng(3).uniform(0, 5, (60, 2)).tolist()
    assert not shape(polygon([*ring, ring[0]])).empty


_LEAF = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
_DATA = st.recursive(
    _LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "coordinates", "geometry", "features", "geometries"]), inner
    ), max_leaves=12,
)  # fmt: skip
_SORTS = st.sampled_from(
    ["Point", "MultiPoint", "Polygon", "MultiPolygon", "Feature", "FeatureCollection"]
)


@given(_SORTS, _DATA)
def test_any_data_is_read_or_refused_without_an_accident(sort: str, data: object) -> None:
    for key in ("coordinates", "features", "geometry"):
        found = read_geojson({"type": sort, key: data})
        assert isinstance(found, (str, Shape))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_without_an_accident(text: str) -> None:
    assert isinstance(read_geojson_text(text), (str, Shape))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=12))
def test_any_ring_becomes_a_shape_or_nothing(ring: list[tuple[float, float]]) -> None:
    found = read_geojson(json.loads(json.dumps(polygon([list(p) for p in ring]))))
    assert isinstance(found, (str, Shape))
    if isinstance(found, Shape):
        west, south, east, north = found.box
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        assert found.sample.points.size
