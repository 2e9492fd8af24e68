"""Tables in columns: no rule finds anything in what stays there, and all else is told alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import csv_text
from test_cli import run

from claims.quantity import Quantity, read_quantity
from claims.vocabulary import shipped
from rules.columns.shapes import End, read_shape, slack
from rules.quantity._values import measure

if TYPE_CHECKING:
    from claims.interval import Bound

MAPPING = """\
table: {table}
{key}document: {{id: d, publisher: P, published: 2021-10-01, timezone: UTC, country: Norway}}
claims:
- id: e
  kind: event
  {joined}
  activity: {{column: what}}
  actor: {{column: who}}
  when: {{column: when}}
  place: {{latitude: lat, longitude: lon}}
- {{id: a, kind: measurement, of: e, property: range, said_by: {{column: by}},
   value: {{column: far, unit: km}}}}
- {{id: b, kind: measurement, of: e, property: {{column: name}}, value: {{column: much, unit_column: unit}}}}
"""  # noqa: E501 - as a user would write it
HEAD = ("id", "event", "what", "who", "when", "lat", "lon", "by", "far", "name", "much", "unit")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mostly(usual: list[str], *odd: str) -> st.SearchStrategy[str]:
    return st.integers(0, 9).flatmap(
        lambda n: st.sampled_from(list(odd) if odd and n == 0 else usual)
    )


def rows() -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Draw rows of which most are in order, so that some stay in columns."""
    row = st.tuples(
        st.integers(1, 40).map(str),
        mostly(["E1", "E2", "E3", "E4", ""]),
        mostly(["launch", "grounding"], "ballistic missile test", ""),
        mostly(["Norway", "party x"], "North Korea", ""),
        mostly(["2021-09-15"], "2021-09-16", "2021-13-01", "2021-10-02", "Wednesday", "2021-09",
               "2021-09-15T12:00Z", "Monday, 15 September 2021", ""),
        mostly(["39.2", "39.25"], "139", "north", ""),
        mostly(["126.6"], "-181", ""),
        mostly(["P"], "Q"),
        mostly(["500", "about 500", "500.0", "498", "0.5e3"], "900", "500-600", "500 kg",
               "more than 499", "500 furlongz", "310 miles", "-500", "500 km (311 miles)",
               "500 ± 20", ""),
        mostly(["deaths", "mass"], "magnitude", "thing", ""),
        mostly(["20", "about 20", "19.6"], "25", "at least 3", "1,000", "12.5", "-3",
               "about 120", ""),
        mostly([""], "kg", "t", "tons", "lb", "km", "kgg"),
    )  # fmt: skip
    return st.lists(row, min_size=1, max_size=12)


def told(engine: str) -> list[Any]:
    ran = run("check", "m.yaml", "--engine", engine, "--format", "json")
    assert ran.code < 2, ran.err
    return sorted(
        (
            finding["rule"], finding["severity"], finding["message"], finding["standing"],
            tuple(finding["working"]), _help(finding),
            tuple((p["claim"], p["cell"]["row"], p["cell"]["column"], p["cell"]["value"])
                  for p in (*finding["parts"], *finding["related"])),
        )
        for finding in json.loads(ran.out)["findings"]
    )  # fmt: skip


def _help(finding: dict[str, Any]) -> str:
    """Return the way out, but for the near name: it is sought among the claims that are read."""
    held: str = finding["help"]
    return "" if finding["rule"] == "record/reference" else held


@settings(max_examples=25, deadline=None)
@given(rows(), st.sets(st.sampled_from(["key", "join", "parquet"])))
def test_columns_and_records_tell_the_same(drawn: list[tuple[str, ...]], how: set[str]) -> None:
    name = "t.parquet" if "parquet" in how else "t.csv"
    Path("t.csv").write_text(csv_text([HEAD, *drawn]), encoding="utf-8")
    if "parquet" in how:
        with duckdb.connect() as base:
            base.execute("COPY (SELECT * FROM read_csv('t.csv', all_varchar = true, header = true, "
                         "delim = ',')) TO 't.parquet'")  # fmt: skip
    mapping = MAPPING.format(
        table=name,
        key="key: id\n" if "key" in how else "",
        joined="joined_by: event" if "join" in how else "",
    )
    Path("m.yaml").write_text(mapping, encoding="utf-8")
    assert told("columns") == told("records")


# What stays in columns


def summary(engine: str = "columns") -> dict[str, Any]:
    ran = run("check", "m.yaml", "--engine", engine, "--format", "json")
    held: dict[str, Any] = json.loads(ran.out)["summary"]
    return held


def wrote(cells: list[tuple[str, str]]) -> None:
    """Write a table with the range of an event in each row."""
    lines = [("event", "far"), *cells]
    Path("t.csv").write_text(csv_text(lines), encoding="utf-8")
    Path("m.yaml").write_text(
        "table: t.csv\nclaims:\n"
        "- {id: e, kind: event, activity: launch, joined_by: event}\n"
        "- {id: r, kind: measurement, of: e, property: range, value: {column: far, unit: km}}\n",
        encoding="utf-8",
    )


def test_only_the_events_that_clash_become_records() -> None:
    wrote([(f"E{n % 50}", "500" if n != 77 else "900") for n in range(200)])
    held = summary()
    assert held["claims"] == 400
    assert held["in_columns"] == {"claims": 392, "compared": 196}
    assert held["warnings"] + held["errors"] == 1


def test_values_alone_are_said_to_be_compared_with_nothing() -> None:
    wrote([(f"E{n}", "500") for n in range(20)])
    assert summary()["in_columns"] == {"claims": 40, "compared": 0}
    ran = run("check", "m.yaml", "--engine", "columns", "--format", "concise")
    assert "0 agree with the other values of their property, 40 had no value to be" in ran.out
    assert ran.out.startswith("Nothing could be compared")


def test_a_small_table_is_judged_on_records() -> None:
    wrote([("E", "500"), ("E", "500")])
    assert "in_columns" not in summary("auto")


def test_what_columns_cannot_judge_is_said_and_judged_on_records() -> None:
    wrote([("E", "500"), ("E", "900")])
    text = Path("m.yaml").read_text(encoding="utf-8")
    Path("m.yaml").write_text(text.replace("{id: r,", "{id: r, hedge: believed,"), encoding="utf-8")
    ran = run("check", "m.yaml", "--engine", "columns")
    assert ran.code == 2
    assert "t.csv is not judged in columns: r: `hedge` is judged on records" in ran.err


NOT_PLAIN = [
    ("t.csv", "event,far\nE,500\n\nE,900\n", "line breaks"),
    ("t.csv", "event,far,far\nE,500,1\n", "header"),
    ("t.csv", 'event,far\nE,"5"0\n', ""),
    ("t.csv", "event,far\nE\n", ""),
    ("t.jsonl", '{"event": "E", "far": 1.50}\n', "end in zeros"),
    ("t.jsonl", '{"event": ["E"], "far": 1}\n', "lists"),
    ("t.jsonl", '{"event": true, "far": 1}\n', "true"),
    ("t.jsonl", '{"event": "E", "far": \n', ""),
]


@pytest.mark.parametrize(("name", "text", "words"), NOT_PLAIN)
def test_a_file_that_is_not_plain_is_judged_on_records(name: str, text: str, words: str) -> None:
    wrote([])
    Path(name).write_text(text, encoding="utf-8")
    ran = run("check", name, "--mapping", "m.yaml", "--engine", "columns")
    assert ran.code == 2
    assert "is not judged in columns: " in ran.err
    assert words in ran.err


# Shapes

NUMBERS = st.from_regex(r"\A(?:[1-9][0-9]{0,6}|0)(?:\.[0-9]{1,3})?\Z")
WORDS = [("", " km"), ("about ", " miles"), ("nearly ", " ft"), ("at least ", " m"),
         ("-", " km"), ("more than ", " km"), ("up to ", " km"), ("exactly ", " km"),
         ("", " km or so")]  # fmt: skip


@pytest.mark.parametrize(("head", "tail"), WORDS)
@given(number=NUMBERS)
def test_a_shape_says_of_every_number_what_reading_it_says(
    head: str, tail: str, number: str
) -> None:
    concept = shipped().properties.get("range")
    wanted = measure(concept) if concept is not None else None
    shape = read_shape(lambda x: f"{head}{x}{tail}", wanted, None, counting=False)
    assert shape is not None
    read = read_quantity(f"{head}{number}{tail}")
    assert isinstance(read, Quantity)
    assert near(shape.lower, number, read.default.lower)
    assert near(shape.upper, number, read.default.upper)


def near(end: End, number: str, bound: Bound) -> bool:
    if end.infinite:
        return isinstance(bound, float)
    made = end.number * float(number) + end.slack * float(slack(number, counting=False))
    return abs(made - float(bound)) <= 1e-9 * max(1.0, abs(float(bound)))


def test_words_that_do_no_arithmetic_have_no_shape() -> None:
    assert read_shape(lambda x: f"{x} furlongz", None, None, counting=False) is None
    assert read_shape(lambda x: f"{x} km ({x} miles)", None, None, counting=False) is None
