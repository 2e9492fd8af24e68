"""Reports for programs have the form that is published for them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml12
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from report_cases import GOLDEN, small, whole
from typer.testing import CliRunner
from worlds import corpus_of

from claims.strategies import Planted, planted, worlds
from reports.baseline import compared, known_findings
from reports.formats import render
from reports.places import Locator
from reports.schema import line_schema, report_schema
from rules import catalogue
from rules.engine import check
from validator import app

ROOT = Path(__file__).resolve().parents[1]
FORMS: Any = yaml12.read_yaml(str(ROOT / "tests" / "data" / "report_forms.yaml"))
"""What other programs require of a report, each from their documentation."""


def closed(node: Any) -> Any:
    """Return a schema that lets in no field that it does not describe."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: closed(value) for key, value in node.items()}
    if "properties" in made and isinstance(made["properties"], dict):
        made["additionalProperties"] = False
    return made


@cache
def report() -> Draft202012Validator:
    return Draft202012Validator(closed(report_schema()))


@cache
def line() -> Draft202012Validator:
    return Draft202012Validator(closed(line_schema()))


def fields(node: Any) -> list[dict[str, Any]]:
    """Return all fields that a schema describes."""
    found: list[dict[str, Any]] = []
    if isinstance(node, dict):
        found += node.get("properties", {}).values()
        found += [field for value in node.values() for field in fields(value)]
    return found


@pytest.mark.parametrize("schema", [report_schema(), line_schema()], ids=["report", "line"])
def test_a_published_schema_is_one_and_describes_every_field(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(":1")
    told = [schema, *schema["$defs"].values(), *fields(schema["$defs"]), *fields(schema)]
    assert [part for part in told if "$ref" not in part and not part.get("description")] == []


@pytest.mark.parametrize(("of", "schema"), [("report", report_schema()), ("line", line_schema())])
def test_the_command_prints_it(of: str, schema: dict[str, Any]) -> None:
    ran = CliRunner().invoke(app, ["schema", "--of", of])
    assert json.loads(ran.stdout) == schema


@pytest.mark.parametrize("file", [GOLDEN / "report.json", GOLDEN.parent / "seeds.json"])
def test_kept_reports_fit(file: Path) -> None:
    held = json.loads(file.read_text(encoding="utf-8"))
    assert [error.message for error in report().iter_errors(held)] == []


def test_kept_lines_fit() -> None:
    for row in (GOLDEN / "report.jsonl").read_text(encoding="utf-8").splitlines():
        assert line().is_valid(json.loads(row)), row


@settings(max_examples=25)
@given(worlds().flatmap(planted))
def test_reports_of_worlds_fit(lied: Planted) -> None:
    corpus = corpus_of(lied.world.files)
    outcome = check(corpus)
    locator = Locator((), (), corpus)
    for held in (outcome, compared(outcome, known_findings(outcome)[1:], "x", ())):
        assert report().is_valid(json.loads(render("json", held, locator, "1")))
        for row in render("jsonl", held, locator, "1").splitlines():
            assert line().is_valid(json.loads(row))
        for form in ("gitlab", "rdjson"):
            assert fitting(form).is_valid(json.loads(render(form, held, locator, "1")))


def fitting(form: str) -> Draft202012Validator:
    return Draft202012Validator(FORMS[form]["schema"])


@pytest.mark.parametrize(
    "broken",
    [
        {"schema": "counterclaim-report/2"},
        {"summary": None},
        {"findings": [{"rule": "time/order"}]},
    ],
)
def test_what_is_no_report_does_not_fit(broken: dict[str, object]) -> None:
    held = json.loads((GOLDEN / "report.json").read_text(encoding="utf-8"))
    assert not report().is_valid({**held, **broken})


# What other programs read


@pytest.mark.parametrize("form", ["gitlab", "rdjson"])
def test_annotations_have_the_documented_form(form: str) -> None:
    checked = fitting(form)
    checked.check_schema(FORMS[form]["schema"])
    held = json.loads(render(form, whole(), small(), "1"))
    assert [error.message for error in checked.iter_errors(held)] == []


def test_gitlab_has_each_fingerprint_once() -> None:
    held = json.loads(render("gitlab", whole(), small(), "1"))
    marks = [row["fingerprint"] for row in held]
    assert len(set(marks)) == len(marks) > 0


def test_junit_has_the_documented_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "page", "{0}".format)
    root = ET.fromstring(render("junit", whole(), small(), "1"))  # noqa: S314  our own output
    elements = FORMS["junit"]["elements"]
    for element in root.iter():
        form = elements[element.tag]
        assert set(form.get("needs", ())) <= element.attrib.keys() <= set(form["attributes"])
        assert {child.tag for child in element} <= set(form.get("children", ()))
        for name in form.get("counts", ()):
            assert element.attrib[name].isdecimal()
    assert root.tag == "testsuites"
