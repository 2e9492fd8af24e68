"""Tables come in as claims: every form alike, every finding with its row, column and value."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import COLUMNS, FOUND, HEADERS, MAPPING, ROWS, WRITERS, csv_text, tabled
from test_cli import Ran, run
from worlds import outcome_of, told

from claims.source import Source
from claims.strategies import World, planted, worlds
from claims.tables import missing, sheets
from claims.tables.cells import as_value, plain
from claims.tables.delimited import cell_spans, read_delimited
from claims.tables.model import Row, Wanted
from rules.engine import check

ALL = Wanted(None)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(suffix: str) -> str:
    name = f"launches{suffix}"
    WRITERS[suffix](Path(name))
    Path("mapping.yaml").write_text(MAPPING.format(table=name), encoding="utf-8")
    return name


def findings(ran: Ran) -> list[dict[str, Any]]:
    report = json.loads(ran.out)
    held: list[dict[str, Any]] = report["findings"]
    return held


def accused(ran: Ran) -> set[tuple[str, int, str]]:
    return {
        (f["rule"], f["parts"][0]["cell"]["row"], f["parts"][0]["cell"]["column"])
        for f in findings(ran)
        if f["severity"] != "note"
    }


# Every form


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_table_of_every_form_is_judged_alike(suffix: str) -> None:
    written(suffix)
    ran = run("check", "mapping.yaml", "--format", "json")
    first = HEADERS.get(suffix, 1)
    assert accused(ran) == {(rule, at + first, column) for rule, at, column in FOUND}
    assert ran.code == 1


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_finding_has_the_value_of_its_cell(suffix: str) -> None:
    written(suffix)
    ran = run("check", "mapping.yaml", "--select", "quantity/disagreement", "--format", "json")
    (finding,) = findings(ran)
    assert [part["cell"]["value"] for part in finding["parts"]] == ["800", "500"]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".json", ".geojson"])
def test_a_finding_in_a_text_has_the_stretch_of_its_cell(suffix: str) -> None:
    name = written(suffix)
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    for finding in findings(run("check", "mapping.yaml", "--format", "json")):
        for part in finding["parts"]:
            stretch = lines[part["line"] - 1][part["column"] - 1 : part["end_column"] - 1]
            assert stretch.strip('"') == part["cell"]["value"]


def test_a_table_that_is_no_text_is_told_by_row_and_column() -> None:
    written(".xlsx")
    ran = run("check", "mapping.yaml", "--format", "concise")
    assert "launches.xlsx:4:lat: error[record/impossible]" in ran.out
    shown = run("check", "mapping.yaml", "--select", "quantity/dimension").out
    assert " --> launches.xlsx:4:range_km\n" in shown
    assert "4 | launch_id: L2 | date: 2021-13-01" in shown
    ran = run("check", "mapping.yaml", "--format", "json")
    assert {part["column"] for f in findings(ran) for part in f["parts"]} == {None}


@pytest.mark.parametrize("form", ["sarif", "junit", "github", "gitlab", "rdjson", "jsonl"])
def test_every_report_can_tell_of_a_table(form: str) -> None:
    written(".parquet")
    assert "quantity/disagreement" in run("check", "mapping.yaml", "--format", form).out


# How a table is named


def test_a_mapping_is_named_beside_its_tables() -> None:
    name = written(".csv")
    by_itself = run("check", "mapping.yaml", "--format", "json")
    beside = run("check", name, "--mapping", "mapping.yaml", "--format", "json")
    alone = run("check", "--mapping", "mapping.yaml", "--format", "json")
    assert by_itself.out == beside.out == alone.out


def test_a_folder_may_hold_tables_with_their_mappings_and_claim_files() -> None:
    written(".csv")
    claims = {"document": {"id": "note"}, "claims": [
        {"id": "far", "kind": "measurement", "of": "launches#2.launch", "property": "range",
         "value": "3000 km"},
    ]}  # fmt: skip
    Path("note.json").write_text(json.dumps(claims), encoding="utf-8")
    ran = run("check", ".", "--select", "quantity/disagreement", "--format", "json")
    files = {Path(part["file"]).name for finding in findings(ran) for part in finding["parts"]}
    assert files == {"launches.csv", "note.json"}


def test_a_table_without_a_mapping_is_not_passed_over() -> None:
    name = written(".csv")
    ran = run("check", name)
    assert ran.code == 2
    assert "no mapping says what its columns claim" in ran.out
    assert f"counterclaim columns {name}" in ran.out


def test_a_table_given_with_the_file_of_its_mapping_is_read_once() -> None:
    name = written(".csv")
    both = run("check", name, "mapping.yaml", "--format", "json")
    assert both.out == run("check", "mapping.yaml", "--format", "json").out


def test_a_timeline_and_a_map_are_made_of_tables_too() -> None:
    written(".parquet")
    assert "rocket launch" in run("timeline", "mapping.yaml").out
    assert run("map", "mapping.yaml", "-o", "-").out.startswith("<svg")


# What is wrong with rows


def check_rows(text: str, mapping: str = MAPPING, suffix: str = ".csv") -> Ran:
    Path("t" + suffix).write_text(text, encoding="utf-8")
    Path("m.yaml").write_text(mapping.format(table="t" + suffix), encoding="utf-8")
    return run("check", "m.yaml", "--format", "json")


def test_a_broken_row_hides_none_of_the_others() -> None:
    rows = [COLUMNS, *(tuple(cell or "" for cell in row) for row in ROWS)]
    text = csv_text(rows) + 'L9,2021-10-19,x,"1"2,KCNA,,\r\nL8,only,three\r\n'
    ran = check_rows(text)
    told_of = {(f["rule"], f["parts"][0]["line"]) for f in findings(ran)}
    assert {("record/syntax", 6), ("record/syntax", 7)} <= told_of
    assert accused_rules(ran) >= {rule for rule, _, _ in FOUND}


def accused_rules(ran: Ran) -> set[str]:
    return {finding["rule"] for finding in findings(ran)}


def test_a_quotation_mark_that_is_never_closed_is_told_at_its_row() -> None:
    ran = check_rows(csv_text([COLUMNS]) + 'L1,2021-09-15,launch,"500,KCNA,,\n')
    (finding,) = findings(ran)
    assert finding["message"] == "a quotation mark in this row is never closed"
    assert finding["parts"][0]["line"] == 2


def test_a_column_full_of_one_fault_is_listed_up_to_a_limit() -> None:
    rows = [(f"L{n}", "2021-13-01", "launch", "5", "KCNA", "", "") for n in range(300)]
    ran = check_rows(csv_text([COLUMNS, *rows]))
    impossible = [f for f in findings(ran) if f["rule"] == "record/impossible"]
    assert len(impossible) == 201
    assert impossible[-1]["message"] == "100 more faults like these are not listed"


def test_a_missing_column_is_told_where_the_mapping_asks_for_it() -> None:
    mapping = MAPPING.replace("column: range_km", "column: range")
    ran = check_rows(csv_text([COLUMNS, *[tuple(c or "" for c in r) for r in ROWS]]), mapping)
    fault = next(f for f in findings(ran) if f["rule"] == "record/field")
    assert fault["message"] == '"t.csv" has no column "range"'
    assert (fault["parts"][0]["file"], fault["parts"][0]["line"]) == ("m.yaml", 16)


def test_a_row_is_refused_as_a_small_claim_file_would_be() -> None:
    table = check_rows(csv_text([COLUMNS, ("L1", "2021-02-30", "launch", "5 kg", "K", "", "")]))
    small = {"document": {"id": "launches", "published": "2021-12-01"}, "claims": [
        {"id": "2.launch", "kind": "event", "activity": "launch", "when": "2021-02-30"},
        {"id": "2.range", "kind": "measurement", "of": "2.launch", "property": "range",
         "value": "5 kg"},
    ]}  # fmt: skip
    Path("small.json").write_text(json.dumps(small), encoding="utf-8")
    ran = run("check", "small.json", "--format", "json")
    assert messages(table) == messages(ran)
    assert len(messages(table)) == 2


def messages(ran: Ran) -> set[tuple[str, str]]:
    return {(f["rule"], f["message"]) for f in findings(ran) if f["severity"] != "note"}


# Nothing of a table is trusted


def test_a_table_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    written(".csv")
    for table in ("../launches.csv", str(tmp_path / "launches.csv")):
        (inner / "m.yaml").write_text(MAPPING.format(table=table), encoding="utf-8")
        ran = run("check", "inner/m.yaml", "--format", "json")
        assert ran.code == 2
        assert "leads out of the folder" in findings(ran)[0]["message"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 10_000)
    written(".xlsx")
    with zipfile.ZipFile("launches.xlsx", "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/zeros", bytes(100_000))
    ran = run("check", "mapping.yaml", "--format", "json")
    assert ran.code == 2
    assert "unpacks to" in findings(ran)[0]["message"]


def test_a_formula_gives_its_stored_value_or_nothing() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(COLUMNS)
    page.append(["L1", "2021-09-15", "launch", "=SUM(1,2)", "KCNA"])
    book.save("t.xlsx")
    Path("m.yaml").write_text(MAPPING.format(table="t.xlsx"), encoding="utf-8")
    report = json.loads(run("check", "m.yaml", "--format", "json").out)
    assert report["summary"]["claims"] == 1


@pytest.mark.parametrize("suffix", [".xlsx", ".db", ".duckdb", ".parquet"])
def test_a_truncated_file_is_told_and_the_others_are_checked(suffix: str) -> None:
    name = written(suffix)
    data = Path(name).read_bytes()
    Path(name).write_bytes(data[: len(data) // 3])
    Path("more").mkdir()
    WRITERS[".csv"](Path("more/launches.csv"))
    Path("more/m.yaml").write_text(MAPPING.format(table="launches.csv"), encoding="utf-8")
    ran = run("check", "mapping.yaml", "more", "--format", "json")
    assert ran.code == 2
    assert "quantity/disagreement" in accused_rules(ran)
    (fault,) = [f for f in findings(ran) if f["rule"] == "record/file"]
    assert fault["parts"][0]["file"] == name


def test_views_of_a_database_are_not_run() -> None:
    Path("secret.csv").write_text("a\n1\n", encoding="utf-8")
    with duckdb.connect("t.duckdb") as base:
        base.execute("CREATE VIEW launches AS SELECT * FROM read_csv('secret.csv')")
    with sqlite3.connect("t.db") as lite:
        lite.execute("CREATE VIEW launches AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                     "SELECT i + 1 FROM n) SELECT i FROM n")  # fmt: skip
    lite.close()
    for name in ("t.duckdb", "t.db"):
        Path("m.yaml").write_text(MAPPING.format(table=name), encoding="utf-8")
        ran = run("check", "m.yaml", "--format", "json")
        assert (ran.code, findings(ran)[0]["message"]) == (2, f'"{name}" holds no table')


def test_a_library_that_is_missing_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    written(".parquet")
    monkeypatch.setattr(missing, "import_module", absent)
    ran = run("check", "mapping.yaml", "--format", "json")
    assert ran.code == 2
    assert "install the extra counterclaim[tables]" in findings(ran)[0]["message"]


# A world says the same as a table

WRITTEN_OUT = settings(max_examples=40, deadline=None)


@WRITTEN_OUT
@given(worlds().flatmap(lambda world: st.just(world) | planted(world).map(lambda p: p.world)))
def test_claims_written_out_as_tables_are_judged_as_before(world: World) -> None:
    corpus, names = tabled(world.files)
    assert told(check(corpus).findings, names) == told(outcome_of(world.files).findings)


# Cells

CELLS = st.text(st.sampled_from('ab ,;"\r\n\u2028'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_cell_of_a_csv_file_is_found_where_it_stands(rows: list[list[str]]) -> None:
    text = csv_text([["one", "two", "three"], *rows])
    read = read_delimited(Source("t.csv", text), ",", 1, ALL, 100)
    assert read.table is not None
    assert not read.faults
    kept = [row for row in rows if row]
    for index, row in enumerate(kept):
        for column, cell in zip(("one", "two", "three"), row, strict=True):
            span = read.table.span(index, column)
            assert span is not None
            (found,) = next(csv.reader([text[span.start : span.end]])) or [""]
            assert found == cell or "\n" in cell or "\r" in cell
            assert (read.table.rows[index].get(column) or "") == cell.strip()


@given(st.text(st.sampled_from('a,"\n'), max_size=30), st.integers(0, 30))
def test_cells_are_sought_in_any_text_and_an_end_is_found(text: str, start: int) -> None:
    spans = cell_spans(text, min(start, len(text)), ",")
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)


VALUES = [
    (930.0, "930"),
    (0.1 + 0.2, "0.3"),
    (1496.7, "1496.7"),
    (1e21, "1000000000000000000000"),
    (float("nan"), None),
    (True, True),
    (12, "12"),
    (["a", 2.0], ("a", "2")),
]


@pytest.mark.parametrize(("held", "text"), VALUES)
def test_a_stored_value_is_written_without_digits_that_nobody_claimed(
    held: object, text: object
) -> None:
    assert as_value(held) == text


PLAIN = [
    (["1.0", "2.0", None], ["1", "2", None]),
    (["1.0", "2.5"], ["1.0", "2.5"]),
    (["2021-09-15T00:00:00", "2021-09-16T00:00:00"], ["2021-09-15", "2021-09-16"]),
    (["2021-09-15T00:00:00", "noon"], ["2021-09-15T00:00:00", "noon"]),
]


@pytest.mark.parametrize(("before", "after"), PLAIN)
def test_what_the_form_of_a_column_adds_is_no_claim(
    before: list[str | None], after: list[str | None]
) -> None:
    rows = [Row(number, {"x": cell}) for number, cell in enumerate(before)]
    assert [row.get("x") for row in plain(rows)] == after
