"""Mappings: every fault has its place, and every column gives a claim what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml12
from jsonschema import Draft202012Validator
from tables import MAPPING, WRITERS, csv_text
from test_cli import run

from claims.source import Source
from claims.tables.filling import filled
from claims.tables.mapping import Column, Geometry, Point, Spec, read_mapping
from claims.tables.model import Odd, Row
from claims.tables.schema import mapping_schema
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# What a column gives

GIVEN: list[tuple[dict[str, Any], dict[str, Any], object]] = [
    ({"column": "a"}, {"a": "500 km"}, "500 km"),
    ({"column": "a"}, {"a": None}, None),
    ({"column": "a"}, {"a": "n/a"}, None),
    ({"column": "a", "unit": "km"}, {"a": "500"}, "500 km"),
    ({"column": "a", "unit": "km"}, {"a": "about 500"}, "about 500 km"),
    ({"column": "a", "unit": "km"}, {"a": "500-600"}, "500-600 km"),
    ({"column": "a", "unit": "km"}, {"a": "500 miles"}, "500 miles"),
    ({"column": "a", "unit": "%"}, {"a": "12"}, "12%"),
    ({"column": "a", "unit_column": "u"}, {"a": "500", "u": "km"}, "500 km"),
    ({"column": "a", "unit_column": "u"}, {"a": "500", "u": None}, "500"),
    ({"column": "a", "decimal": ","}, {"a": "1.234,5"}, "1234.5"),
    ({"column": "a", "format": "%d/%m/%Y"}, {"a": "03/04/2021"}, "2021-04-03"),
    ({"column": "a", "format": "%m/%Y"}, {"a": "04/2021"}, "2021-04"),
    ({"column": "a", "format": "%d.%m.%Y %H:%M"}, {"a": "3.4.2021 05:06"}, "2021-04-03T05:06"),
    ({"column": "a", "format": "epoch-ms"}, {"a": "1631664000000"}, "2021-09-15T00:00:00Z"),
    ({"column": "a", "zone": "Asia/Seoul"}, {"a": "2021-09-15T12:30"}, "2021-09-15T12:30+09:00"),
    ({"column": "a", "zone_column": "z"}, {"a": "2021-09-15 12:30", "z": "UTC"},
     "2021-09-15T12:30Z"),
    ({"column": "a", "zone": "Europe/Oslo"}, {"a": "2021-10-31T02:30"},
     "[2021-10-31T02:30+02:00..2021-10-31T02:30+01:00]"),
    ({"column": "a", "zone": "Asia/Seoul"}, {"a": "2021-09-15"},
     "[2021-09-15T00:00+09:00..2021-09-15T23:59+09:00]"),
    ({"column": "a", "values": {"C": "cancelled"}}, {"a": "C"}, "cancelled"),
    ({"column": "a", "split": ";"}, {"a": "x; y;"}, ["x", "y"]),
    ({"column": "a.1"}, {"a": ("x", "y")}, "y"),
    ({"latitude": "a", "longitude": "b"}, {"a": "39.2", "b": "-12"}, "39.2, -12"),
    ({"latitude": "a", "longitude": "b"}, {"a": None, "b": "n/a"}, None),
    ({"geojson": "g"}, {"g.type": "Point", "g.coordinates": ("126.6", "39.2")}, "39.2, 126.6"),
]  # fmt: skip
ODD: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"column": "a", "values": {"C": "cancelled"}}, {"a": "D"}, "`values` does not list"),
    ({"column": "a", "format": "%d/%m/%Y"}, {"a": "2021-04-03"}, "is not written as %d/%m/%Y"),
    ({"column": "a", "zone_column": "z"}, {"a": "2021-09-15", "z": "Mars"}, "no time zone"),
    ({"latitude": "a", "longitude": "b"}, {"a": "39.2", "b": None}, "no longitude beside it"),
    ({"latitude": "a", "longitude": "b"}, {"a": "north", "b": "1"}, "no latitude in degrees"),
    ({"geojson": "g"}, {"g.type": "Polygon", "g.coordinates": ()}, "only points"),
]


def spec_of(data: dict[str, Any]) -> Spec:
    model = Point if "latitude" in data else Geometry if "geojson" in data else Column
    return model.model_validate(data)


@pytest.mark.parametrize(("spec", "cells", "wanted"), GIVEN)
def test_a_column_gives_a_claim_its_text(
    spec: dict[str, Any], cells: dict[str, Any], wanted: object
) -> None:
    assert filled(spec_of(spec), Row(1, cells), frozenset({"n/a"})) == wanted


@pytest.mark.parametrize(("spec", "cells", "reason"), ODD)
def test_a_cell_that_says_nothing_readable_has_its_reason(
    spec: dict[str, Any], cells: dict[str, Any], reason: str
) -> None:
    held = filled(spec_of(spec), Row(1, cells), frozenset())
    assert isinstance(held, Odd)
    assert reason in held.reason


# What is wrong with a mapping: what is changed, the rule, its line, and words of the message.

FAULTS = [
    ("kind: event", "kind: evnt", "record/kind", 5, 'no kind of claim is called "evnt"'),
    ("kind: event", "kind: event\n  actr: x", "record/field", 6, 'no field "actr"'),
    ("unit: km", "unit: kmm", "record/unit", 16, 'no unit is called "kmm"'),
    ("unit: km", "units: km", "record/field", 16, 'a column has no field "units"'),
    ("column: date", "column: date, format: '%q'", "record/field", 9, "is no form of dates"),
    ("column: date", "column: date, zone: Mars", "record/unreadable", 9, "no time zone is called"),
    ("id: range", "id: launch", "record/duplicate", 11, "two claims of the mapping are called"),
    ("  property: range\n", "", "record/field", 11, "needs the field `property`"),
    ("kind: measurement", "kind: measurement\n  joined_by: date", "record/field", 13,
     "cannot be joined"),
    ("value: {{column: range_km, unit: km}}", "value: 500 kmm", "record/unreadable", 16,
     "cannot be read as a value"),
    ("claims:", "key: launch\nclaims:", "record/field", 3, 'has no column "launch"'),
    ("publisher: KCNA", "publisher: KCNA, publishd: 3", "record/field", 2, 'no field "publishd"'),
    ("id: range", "id: range\n  only_with: [z]", "record/field", 12, 'has no column "z"'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "line", "words"), FAULTS)
def test_a_fault_of_a_mapping_is_told_once_at_its_place(
    old: str, new: str, rule: str, line: int, words: str
) -> None:
    assert old in MAPPING
    WRITERS[".csv"](Path("t.csv"))
    text = MAPPING.replace(old, new.replace("{{", "{").replace("}}", "}"), 1)
    Path("m.yaml").write_text(text.format(table="t.csv"), encoding="utf-8")
    report = json.loads(run("check", "m.yaml", "--format", "json").out)
    told = [f for f in report["findings"] if f["parts"][0]["file"] == "m.yaml"]
    assert [(f["rule"], f["parts"][0]["line"]) for f in told] == [(rule, line)]
    assert words in told[0]["message"]
    others = {f["rule"] for f in report["findings"] if f["parts"][0]["file"] == "t.csv"}
    assert others & {"record/impossible", "quantity/dimension"}


# Which claims a row makes


def claims_of(rows: Sequence[Sequence[str]], mapping: str) -> tuple[list[str], dict[str, Any]]:
    Path("t.csv").write_text(csv_text(rows), encoding="utf-8")
    Path("m.yaml").write_text(mapping, encoding="utf-8")
    ran = run("check", "m.yaml", "--select", "record", "--format", "json")
    report: dict[str, Any] = json.loads(ran.out)
    return sorted(report["not_judged"]), report


TWO = """\
table: t.csv
key: id
document: {publisher: {column: paper}}
claims:
- {id: a, kind: event, activity: launch, joined_by: event, when: {column: day}}
- {id: b, kind: measurement, of: a, property: range, value: {column: far, unit: km}}
- {id: c, kind: order, of: a, relation: after, than: {column: before, claim: a}}
"""
HEAD = ("id", "paper", "event", "day", "far", "before")


def test_a_row_makes_the_claims_that_it_has_values_for() -> None:
    keys, _ = claims_of([HEAD, ("r 1", "X", "", "2021", "", ""), ("r2", "X", "", "", "5", "r 1")],
                        TWO)  # fmt: skip
    assert keys == ["t-2#r-1.a", "t-2#r2.a", "t-2#r2.b", "t-2#r2.c"]


def test_rows_are_of_the_documents_that_their_cells_tell() -> None:
    keys, report = claims_of([HEAD, ("1", "X", "", "2021", "", ""), ("2", "Y", "", "2021", "", "")],
                             TWO)  # fmt: skip
    assert keys == ["t-2#1.a", "t-3#2.a"]
    assert report["summary"]["documents"] == 2


def test_a_row_may_point_at_another_of_another_document() -> None:
    rows = [HEAD, ("1", "X", "", "2021-02-13", "", ""), ("2", "Y", "", "2021-02-01", "", "1")]
    claims_of(rows, TWO)
    report = json.loads(run("check", "m.yaml", "--select", "time/order", "--format", "json").out)
    (finding,) = report["findings"]
    assert {part["cell"]["row"] for part in finding["parts"]} == {2, 3}


def test_a_reference_to_a_claim_that_the_row_does_not_make_is_told() -> None:
    mapping = TWO.replace("- {id: a, kind: event,", "- {id: a, only_with: [day], kind: event,")
    _, report = claims_of([HEAD, ("1", "X", "", "", "5", "")], mapping)
    assert [f["rule"] for f in report["findings"]] == ["record/reference"]


def test_several_rows_tell_one_event() -> None:
    rows = [HEAD, ("1", "X", "e", "2021", "500", ""), ("2", "X", "e", "2021", "900", "")]
    claims_of(rows, TWO)
    report = json.loads(run("check", "m.yaml", "--select", "quantity", "--format", "json").out)
    assert [f["rule"] for f in report["findings"]] == ["quantity/disagreement"]


# The schema, and proposals


def test_the_schema_is_one_and_knows_good_mappings_from_bad() -> None:
    schema = mapping_schema()
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    good = yaml12.parse_yaml(MAPPING.format(table="t.csv"))
    assert judge.is_valid(good)
    assert judge.is_valid(yaml12.parse_yaml(TWO))
    for old, new in (("column: date", "colum: date"), ("kind: event", "kind: evnt"),
                     ("table:", "tabel:"), ("property: range", "property: [range]")):  # fmt: skip
        text = MAPPING.format(table="t.csv").replace(old, new)
        assert not judge.is_valid(yaml12.parse_yaml(text)), new


def test_a_command_prints_the_schema() -> None:
    assert json.loads(run("schema", "--of", "mapping").out) == mapping_schema()


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_proposal_is_a_mapping_that_finds_what_is_wrong(suffix: str) -> None:
    WRITERS[suffix](Path(f"launches{suffix}"))
    text = run("columns", f"launches{suffix}").out
    trees, faults = read_yaml(Source("m.yaml", text))
    assert not faults
    mapping, wrong = read_mapping(trees[0])
    assert mapping is not None
    assert not wrong
    assert Draft202012Validator(mapping_schema()).is_valid(yaml12.parse_yaml(text))
    Path("m.yaml").write_text(text, encoding="utf-8")
    report = json.loads(run("check", "m.yaml", "--format", "json").out)
    found = {finding["rule"] for finding in report["findings"]}
    assert {"quantity/disagreement", "quantity/dimension", "record/impossible"} <= found


PROPOSED = [
    ("range_km", ["500", "600"], "value: {column: range_km, unit: km}"),
    ("Range (mi)", ["500", "about 600"], 'value: {column: "Range (mi)", unit: mi}'),
    ("mass", ["500 kg", "1 t"], "value: {column: mass}"),
    ("deaths", ["5", "6"], "property: deaths"),
    ("score", ["5", "6"], "# - id: score"),
    ("speed_km_h", ["5", "6"], "unit: km/h"),
    ("date", ["13/04/2021", "01/05/2021"], 'when: {column: date, format: "%d/%m/%Y"}'),
    ("date", ["03/04/2021", "01/05/2021"], "# date: %d/%m/%Y and %m/%d/%Y fit all cells"),
    ("time", ["1631664000000"], "when: {column: time, format: epoch-ms}"),
    ("range_km", ["1.234,5", "3,5"], 'decimal: ","'),
    ("range_km", ["5", "6", "7", "8", "n/a"], "empty: [n/a]"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cells", "line"), PROPOSED)
def test_a_proposal_reads_names_and_cells(column: str, cells: list[str], line: str) -> None:
    rows = [("id", column), *((str(number), cell) for number, cell in enumerate(cells))]
    Path("t.csv").write_text(csv_text(rows), encoding="utf-8")
    assert line in run("columns", "t.csv").out


def test_a_sheet_of_links_and_copies_has_a_preset() -> None:
    head = ("Link", "Archive location", "Archive date", "Upload timestamp")
    rows = [
        (f"https://a.example/{n}", f"https://b.example/{n}", copied, "2022-03-04T11:00Z")
        for n, copied in enumerate(("2022-03-05T10:00Z", "2022-03-03T10:00Z"))
    ]
    Path("t.csv").write_text(csv_text([head, *rows]), encoding="utf-8")
    Path("m.yaml").write_text(run("columns", "t.csv").out, encoding="utf-8")
    report = json.loads(run("check", "m.yaml", "--format", "json").out)
    (finding,) = report["findings"]
    assert finding["rule"] == "time/order"
    assert finding["parts"][0]["cell"]["row"] == 3


def test_features_of_geojson_have_a_preset() -> None:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [126.6, 39.2]},
               "properties": {"date": "2021-09-15", "type": "launch", "mag": 3}}  # fmt: skip
    data = {"type": "FeatureCollection", "features": [feature]}
    Path("t.geojson").write_text(json.dumps(data), encoding="utf-8")
    text = run("columns", "t.geojson").out
    assert "place: {geojson: geometry}" in text
    assert "when: {column: properties.date}" in text
