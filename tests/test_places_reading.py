"""Texts as places: a table of cases, what a document defines, and what settles an ambiguity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml12
from hypothesis import given
from hypothesis import strategies as st

from claims.coordinates import Coordinates, Impossible, read_coordinates
from claims.load import load
from claims.places import gazetteer, outlines
from claims.places.geodesy import Spot
from claims.places.model import Place, Unplaced
from claims.places.read import Atlas, read_bearing
from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from claims.places.gazetteer import Country, Row

DATA: Any = yaml12.parse_yaml(
    (Path(__file__).parent / "data" / "places.yaml").read_text(encoding="utf-8")
)
CASES: list[dict[str, Any]] = DATA


def read(
    text: str, country: str = "Norway", places: object = None, file: str = "gazette.yaml"
) -> Place | Unplaced:
    head = {"id": "gazette", "published": "2024-03-06", "country": country}
    if places is not None:
        head["places"] = places  # type: ignore[assignment] # plain data
    data = json.dumps({"document": head, "claims": []})
    trees, faults = read_yaml(Source(file, data))
    corpus = load(trees, shipped(), faults)
    assert corpus.faults == ()
    return Atlas().place(text, corpus.documents[0])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_text_is_read_as_the_place_it_names(case: dict[str, Any]) -> None:
    found = read(case["text"], case.get("country", "Norway"))
    if "not" in case:
        assert isinstance(found, Unplaced)
        assert case["not"] in found.reason
        assert len(found.candidates) == case.get("candidates", 0)
        assert found.help or case["not"] == "fewer than 60 minutes"
        return
    assert isinstance(found, Place)
    assert found.kind == case["kind"]
    within = case.get("within", 1)
    assert found.shape.centre.lat == pytest.approx(case["lat"], abs=within)
    assert found.shape.centre.lon == pytest.approx(case["lon"], abs=within)
    assert found.tolerance > 0
    assert found.source


def test_every_phrase_says_how_its_area_is_made() -> None:
    for case in CASES:
        if case.get("kind") == "phrase":
            found = read(case["text"])
            assert isinstance(found, Place)
            assert found.construction
            assert found.shape.area > 0 or found.margin > 0


# What a document defines


BOX = {"type": "Polygon", "coordinates": [[[5, 60], [6, 60], [6, 61], [5, 61], [5, 60]]]}


def test_a_document_may_define_places_by_coordinates_and_by_geojson(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "area.geojson").write_text(json.dumps(BOX), encoding="utf-8")
    rows = [
        {"name": "the range", "also": ["Range 4"], "at": "39.2N 126.6E", "within": "2 km"},
        {"name": "the box", "geojson": BOX},
        {"name": "the text", "geojson": json.dumps(BOX)},
        {"name": "the file", "geojson": "deep/area.geojson", "within": "300 m"},
    ]
    file = str(tmp_path / "gazette.yaml")
    by_point = read("range 4", places=rows, file=file)
    assert isinstance(by_point, Place)
    assert by_point.tolerance == 2000
    for name in ("the box", "the text", "the file"):
        area = read(name, places=rows, file=file)
        assert isinstance(area, Place)
        assert area.shape.holds(Spot(5.5, 60.5))
        assert area.tolerance == (300 if name == "the file" else 0)


def test_a_place_of_the_document_comes_before_one_of_the_same_name_elsewhere() -> None:
    found = read("Paris", places=[{"name": "Paris", "at": "10.0N 20.0E"}])
    assert isinstance(found, Place)
    assert found.shape.centre.lat == pytest.approx(10)


def test_no_file_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.geojson").write_text(json.dumps(BOX), encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.geojson").symlink_to(tmp_path / "secret.geojson")
    (inner / "folder.geojson").mkdir()
    file = str(inner / "gazette.yaml")
    for path in ("../secret.geojson", str(tmp_path / "secret.geojson"), "link.geojson"):
        found = read(path, file=file)
        assert isinstance(found, Unplaced)
        assert "outside of the folder" in found.reason
    for path in ("folder.geojson", "missing.geojson", "nul\0.geojson"):
        assert isinstance(read(path, file=file), Unplaced)
    found = read("a.geojson", file="<stdin>")
    assert isinstance(found, Unplaced)
    assert "standard input" in found.reason


# The packs


def test_every_row_of_the_packs_becomes_a_place() -> None:
    every: list[Country | Row] = [*gazetteer.countries().values(), *gazetteer.rows()]
    for row in every:
        place = gazetteer.placed(row)
        assert place is not None, row.name
        assert not place.shape.empty, row.name
        assert place.source, row.name


def test_every_outline_has_a_country_and_every_name_of_the_packs_leads_somewhere() -> None:
    held = {country.outline for country in gazetteer.countries().values()}
    assert held == set(outlines.names())
    for row in gazetteer.rows():
        for key in ("of", "held"):
            assert row.data.get(key, "JP") in gazetteer.countries(), row.name
        for code in row.data.get("claimed", []):
            assert code in gazetteer.countries(), row.name
        for member in row.data.get("members", []):
            assert gazetteer.in_packs(member), member
        assert row.source or row.section == "groups", row.name
    for country in gazetteer.countries().values():
        assert country.of is None or country.of in gazetteer.countries()


def test_all_of_a_country_leaves_out_its_dependencies_and_doubtful_parts() -> None:
    denmark, norway = gazetteer.country("DK"), gazetteer.country("NO")
    assert "Greenland" in denmark.without
    assert not denmark.shape.holds(Spot(-40, 72))
    assert not norway.shape.holds(Spot(18, 78.5))
    assert "Svalbard" in {doubt.name for doubt in norway.doubts}
    japan = gazetteer.country("JP")
    assert {doubt.name for doubt in japan.doubts} == {
        "Senkaku Islands", "southern Kuril Islands", "Liancourt Rocks",
    }  # fmt: skip
    ukraine = gazetteer.country("UA")
    assert [doubt.name for doubt in ukraine.doubts] == ["Crimea"]
    assert not gazetteer.country("RU").shape.holds(Spot(34.2, 45.2))


# Coordinates and directions


@given(st.integers(-900_000, 900_000), st.integers(-1_800_000, 1_800_000))
def test_coordinates_are_read_as_they_are_written(lat: int, lon: int) -> None:
    north, east = lat / 10_000, lon / 10_000
    letters = "S" if lat < 0 else "N", "W" if lon < 0 else "E"
    for text in (
        f"{north:.4f}, {east:.4f}",
        f"{abs(north):.4f}{letters[0]} {abs(east):.4f}{letters[1]}",
        f"{abs(east):.4f}° {letters[1]}, {abs(north):.4f}° {letters[0]}",
    ):
        found = read_coordinates(text)
        assert isinstance(found, Coordinates)
        assert found.lat == pytest.approx(north)
        assert found.lon == pytest.approx(east)
        assert 5 < found.tolerance < 10


@given(st.text(max_size=40))
def test_any_text_is_read_as_coordinates_or_not_without_an_accident(text: str) -> None:
    found = read_coordinates(text)
    assert found is None or isinstance(found, (Coordinates, Impossible))


@pytest.mark.parametrize(
    ("text", "middle", "half"),
    [
        ("north", 0, 22.5), ("NNE", 22.5, 11.25), ("northwest", 315, 22.5),
        ("north-west", 315, 22.5), ("north-northeast", 22.5, 11.25), ("due east", 90, 22.5),
        ("310°", 310, 5), ("312 degrees", 312, 0.5), ("45", 45, 2.5), ("southwards", 180, 22.5),
        ("westerly", 270, 22.5), ("312.5°", 312.5, 0.05), ("360°", 0, 5),
    ],
)  # fmt: skip
def test_a_direction_is_a_sector(text: str, middle: float, half: float) -> None:
    found = read_bearing(text)
    assert found is not None
    assert found[0] == pytest.approx(middle)
    assert found[1] == pytest.approx(half)


@pytest.mark.parametrize("text", ["up", "400°", "", "northish", "-10°"])
def test_what_is_no_direction_is_not_guessed(text: str) -> None:
    assert read_bearing(text) is None
