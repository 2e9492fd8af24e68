"""The map of claims: what is on it, that it stands by itself, and that it is always the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from claims.files import read_paths
from claims.load import load
from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from reports.map import NothingToDrawError, drawing_of, render
from reports.projection import Cylindrical, EqualArea, fitting
from rules.claimset import ClaimSet

if TYPE_CHECKING:
    from claims.load import Corpus

ROOT = Path(__file__).parents[1]
SVG = "{http://www.w3.org/2000/svg}"


def corpus_of(*claims: dict[str, Any], places: object = ()) -> Corpus:
    rows = [{"id": f"c{number}", **claim} for number, claim in enumerate(claims)]
    head = {"id": "gazette", "published": "2024-03-06", "country": "Norway", "places": places}
    trees, faults = read_yaml(Source("g.yaml", json.dumps({"document": head, "claims": rows})))
    return load(trees, shipped(), faults)


def seeds() -> Corpus:
    inputs = read_paths([str(ROOT / "seeds")])
    return load(inputs.trees, shipped(), inputs.faults)


def texts(picture: str) -> list[str]:
    # Our own picture, which declares no entities.
    return [str(each.text) for each in ET.fromstring(picture).iter(f"{SVG}text")]  # noqa: S314


def test_the_seeds_are_drawn_with_their_places_and_their_range() -> None:
    drawing = drawing_of(ClaimSet(seeds()))
    assert {place.name for place in drawing.targets} >= {"Japan", "Kadena Air Base"}
    assert [ring.words for ring in drawing.rings] == [
        "reach-japan, reach-bases: 930 miles from North Korea"
    ]
    names = texts(render(seeds()))
    assert "Japan" in names
    assert "red: reach-japan, reach-bases: 930 miles from North Korea" in names


def test_the_edge_of_a_range_about_a_country_is_as_far_from_its_nearest_point() -> None:
    from claims.places import search  # noqa: PLC0415
    from reports.map import _edge  # noqa: PLC0415 - what is drawn must be what is judged

    (ring,) = drawing_of(ClaimSet(seeds())).rings
    away = search.to_nearest(ring.place.shape.sample, _edge(ring))
    assert np.abs(away - ring.radius).max() < 2_000


def test_a_picture_is_the_same_whenever_and_in_whatever_order_it_is_drawn() -> None:
    claims = [
        {"kind": "reach", "of": "x", "distance": "500 km", "from": "Oslo", "target": "Denmark"},
        {"kind": "event", "activity": "voyage", "from": "Bergen", "to": "Stavanger"},
    ]
    first = render(corpus_of(*claims))
    assert first == render(corpus_of(*claims))
    command = [sys.executable, str(ROOT / "validator.py"), "map", "seeds"]
    runs = {
        subprocess.run(
            command, cwd=ROOT, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1


HOSTILE = '<script>alert("1")</script> & \x07 ]]> ' + "x" * 400


def test_what_a_file_says_is_text_and_nothing_else() -> None:
    name = HOSTILE[:480]
    corpus = corpus_of(
        {"kind": "event", "activity": "voyage", "place": name},
        {"kind": "event", "activity": "voyage", "place": f"{name} nowhere"},
        places=[{"name": name, "at": "60.0N 5.0E"}],
    )
    picture = render(corpus)
    root = ET.fromstring(picture)  # noqa: S314 - our own picture, which declares no entities
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "style", "clipPath", "rect", "g", "path", "circle", "text",
    }  # fmt: skip
    assert not re.search(r"href|url\((?!#)|<script|\x07", picture)
    assert all(len(text) < 900 for text in texts(picture))


@pytest.mark.parametrize(
    "claims",
    [
        [{"kind": "event", "activity": "flight", "from": "89.0N 10.0E", "to": "88.0N 170.0W"}],
        [{"kind": "event", "activity": "flight", "from": "0.0N 179.0E", "to": "0.0N 179.0W"}],
        [{"kind": "event", "activity": "flight", "from": "10.0N 10.0E", "to": "10.0S 170.0W"}],
        [{"kind": "reach", "of": "x", "distance": "19000 km", "from": "Oslo", "target": "Japan"}],
        [{"kind": "reach", "of": "x", "distance": "0 km", "from": "Oslo", "target": "Japan"}],
        [{"kind": "reach", "of": "x", "distance": "50 km", "from": "Norway", "target": "Fiji"}],
        [{"kind": "location", "of": "x", "place": "60.0N 5.0E"}],
        [{"kind": "location", "of": "x", "place": "Antarctica"}],
    ],
)
def test_every_part_of_the_world_can_be_drawn(claims: list[dict[str, Any]]) -> None:
    picture = render(corpus_of(*claims))
    assert "nan" not in picture
    assert "inf" not in picture.replace("inform", "")
    assert len(picture) < 3_000_000
    ET.fromstring(picture)  # noqa: S314 - our own picture, which declares no entities


def test_without_a_place_there_is_nothing_to_draw() -> None:
    with pytest.raises(NothingToDrawError):
        render(corpus_of({"kind": "event", "activity": "voyage", "place": "Nowhere at All"}))


def test_the_projection_fits_what_is_shown() -> None:
    near = fitting(np.array([[179.0, 10.0], [-179.0, 12.0]]))
    assert isinstance(near, EqualArea)
    assert abs(near.lon) == pytest.approx(180, abs=0.1)
    assert isinstance(fitting(np.array([[0.0, 0], [120, 0], [-120, 0]])), Cylindrical)
    middle = near(np.array([[near.lon, near.lat]]))
    assert np.abs(middle).max() < 1e-12


def test_the_equal_area_projections_keep_areas() -> None:
    """A cell of one degree at the middle and one far from it: as large as on the sphere."""
    for projection in (EqualArea(10.0, 40.0, 90.0), Cylindrical(10.0)):
        for lon, lat in ((10.0, 40.0), (40.0, 10.0), (0.0, 70.0)):
            corners = np.array(
                [[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1]]
            )
            x, y = projection(corners).T
            area = abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
            true = np.radians(0.1) * (np.sin(np.radians(lat + 0.1)) - np.sin(np.radians(lat)))
            assert area == pytest.approx(float(true), rel=1e-3)


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "validator.py"), "map", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_command_writes_a_file_and_says_what_keeps_it_from_it(tmp_path: Path) -> None:
    claims = "claims:\n- {id: a, kind: event, activity: voyage, place: Norway}\n"
    (tmp_path / "a.yaml").write_text(claims)
    (tmp_path / "b.yaml").write_text("claims: []\n")
    done = run("a.yaml", "-o", "map.svg", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg")
    assert run("a.yaml", cwd=tmp_path).stdout.startswith("<svg")
    nothing = run("b.yaml", cwd=tmp_path)
    assert nothing.returncode == 2
    assert "nothing to draw" in nothing.stderr
    assert run("missing.yaml", cwd=tmp_path).returncode == 2
    barred = run("a.yaml", "-o", "none/map.svg", cwd=tmp_path)
    assert barred.returncode == 2
    assert "cannot be written" in barred.stderr
