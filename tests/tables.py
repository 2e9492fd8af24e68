"""Tables for tests: one small one in every form, and claim files written out as tables."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl

from claims.json_reader import read_json
from claims.load import load
from claims.source import Source
from claims.tables.making import claim_trees
from claims.tables.mapping import read_mapping
from claims.tables.model import Wanted
from claims.tables.objects import read_objects
from claims.vocabulary import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from claims.faults import Route
    from claims.load import Corpus

COLUMNS = ("launch_id", "date", "type", "range_km", "source", "lat", "lon")
ROWS: tuple[tuple[str | None, ...], ...] = (
    ("L1", "2021-09-15", "rocket launch", "800", "KCNA", "39.2", "126.6"),
    ("L1", "2021-09-15", "rocket launch", "500", "JCS", "39.2", "126.6"),
    ("L2", "2021-13-01", "rocket launch", "600 kg", "KCNA", "139.2", "126.6"),
    ("L3", "2021-10-19", "rocket launch", None, "KCNA", None, None),
)
MAPPING = """\
table: {table}
document: {{id: launches, publisher: KCNA, published: 2021-12-01}}
claims:
- id: launch
  kind: event
  joined_by: launch_id
  activity: {{column: type}}
  said_by: {{column: source}}
  when: {{column: date}}
  place: {{latitude: lat, longitude: lon}}
- id: range
  kind: measurement
  of: launch
  property: range
  said_by: {{column: source}}
  value: {{column: range_km, unit: km}}
"""
FOUND = {
    ("record/impossible", 2, "date"),
    ("record/impossible", 2, "lat"),
    ("quantity/dimension", 2, "range_km"),
    ("quantity/disagreement", 0, "range_km"),
}
"""What a check of the table finds: rule, position of the row, column of the first part."""
HEADERS = {".csv": 2, ".tsv": 2, ".xlsx": 2}
"""The number of the first row, where it is not 1."""


def _delimited(path: Path, sign: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=sign)
        writer.writerows([COLUMNS, *ROWS])


def _dicts() -> list[dict[str, str | None]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


def _sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (COLUMNS, *ROWS):
        page.append(list(row))
    book.save(path)


def _sqlite(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute(f"CREATE TABLE launches ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        base.executemany(f"INSERT INTO launches VALUES ({marks})", ROWS)  # noqa: S608 - our own
    base.close()


def _in_duckdb(base: Any) -> None:
    columns = ", ".join(f"{column} VARCHAR" for column in COLUMNS)
    base.execute(f"CREATE TABLE launches ({columns})")
    base.executemany("INSERT INTO launches VALUES (?, ?, ?, ?, ?, ?, ?)", ROWS)


def _duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as base:
        _in_duckdb(base)


def _parquet(path: Path) -> None:
    with duckdb.connect() as base:
        _in_duckdb(base)
        base.execute(f"COPY launches TO '{path}' (FORMAT parquet)")


def _features(path: Path) -> None:
    features = [{"type": "Feature", **row} for row in _dicts()]
    path.write_text(json.dumps({"features": features}, indent=1), encoding="utf-8")


WRITERS: dict[str, Callable[[Path], None]] = {
    ".csv": lambda path: _delimited(path, ","),
    ".tsv": lambda path: _delimited(path, "\t"),
    ".jsonl": lambda path: _write(path, "".join(f"{json.dumps(row)}\n" for row in _dicts())),
    ".json": lambda path: _write(path, json.dumps(_dicts())),
    ".geojson": _features,
    ".xlsx": _sheet,
    ".db": _sqlite,
    ".duckdb": _duckdb,
    ".parquet": _parquet,
}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


# Claim files written out as tables


def tabled(files: Sequence[dict[str, Any]]) -> tuple[Corpus, dict[str, str]]:
    """Return the corpus of claim files that went through tables, and each claim's key by its new.

    Each kind of claim of a document is a table, a row a claim and a column for every value.
    """
    trees: list[Any] = []
    names: dict[str, str] = {}
    faults: list[Any] = []
    kinds = {f"{f['document']['id']}#{c['id']}": c["kind"] for f in files for c in f["claims"]}
    for file in files:
        document = file["document"]
        for key in (k for k in kinds if k.startswith(f"{document['id']}#")):
            names[f"{key}.{kinds[key]}"] = key
        by_kind: dict[str, list[dict[str, Any]]] = {}
        for claim in file["claims"]:
            by_kind.setdefault(claim["kind"], []).append(claim)
        if not by_kind:
            trees += read_json(Source(f"{document['id']}.json", json.dumps(file)))[0]
        for kind, claims in by_kind.items():
            rows = [_renamed(claim, document["id"], kinds) for claim in claims]
            made, wrong = _through_table(f"{document['id']}-{kind}.jsonl", document, kind, rows)
            trees += made
            faults += wrong
    return load(trees, shipped(), faults), names


def _renamed(claim: dict[str, Any], document: str, kinds: dict[str, str]) -> dict[str, Any]:
    def turned(ref: str) -> str:
        key = ref if "#" in ref else f"{document}#{ref}"
        return f"{ref}.{kinds[key]}" if key in kinds else ref

    renamed = dict(claim)
    for name in ("of", "than", "supersedes", "same_as", "begun_by", "ended_by"):
        held = claim.get(name)
        if isinstance(held, list):
            renamed[name] = [turned(ref) for ref in held]
        elif held is not None:
            renamed[name] = turned(held)
    return renamed


def _through_table(
    name: str, document: dict[str, Any], kind: str, claims: Sequence[dict[str, Any]]
) -> tuple[list[Any], list[Any]]:
    columns: dict[Route, str] = {("id",): "row key"}
    skeleton: dict[str, Any] = {"id": kind, "kind": kind}
    rows = []
    for claim in claims:
        row = {}
        for route, value in _leaves(claim, ()):
            if route == ("kind",):
                continue
            column = columns.setdefault(route, f"column {len(columns)}")
            row[column] = value
            if route != ("id",):
                _put(skeleton, route, {"column": column})
        rows.append(row)
    mapping = {"key": "row key", "document": document, "claims": [skeleton]}
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    tree = read_json(Source("mapping.json", json.dumps(mapping)))[0][0]
    read, faults = read_mapping(tree)
    assert read is not None, faults
    held = read_objects(Source(name, text), lines=True, wanted=Wanted(None), limit=10_000)
    assert held.table is not None
    trees, odd = claim_trees(read, held.table)
    return trees, [*faults, *held.faults, *odd]


def _leaves(data: object, route: Route) -> Iterator[tuple[Route, object]]:
    if isinstance(data, dict):
        for key, item in data.items():
            yield from _leaves(item, (*route, key))
    else:
        yield route, data


def _put(skeleton: dict[str, Any], route: Route, value: object) -> None:
    for step in route[:-1]:
        skeleton = skeleton.setdefault(str(step), {})
    skeleton[str(route[-1])] = value


def csv_text(rows: Sequence[Sequence[str]], sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue()
