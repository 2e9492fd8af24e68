"""The JSON Schema of claim files says what the program accepts, and explains every field."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml12
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mutilated import WRONG, in_file, mistaken_claims, whole_claim
from test_pages import Example, examples

from claims.json_reader import read_json
from claims.load import load
from claims.records import KINDS
from claims.schema import claim_file_schema
from claims.source import Source
from claims.strategies import claim_files, claim_text
from claims.vocabulary import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.yaml"))
STRUCTURE = {"record/field", "record/kind"}


@cache
def the_schema() -> dict[str, Any]:
    return claim_file_schema()


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(the_schema())


def accepts(data: object) -> bool:
    return bool(validator().is_valid(data))


def structure_faults(text: str) -> list[str]:
    trees, faults = read_json(Source("file.json", text))
    found = load(trees, shipped(), faults).faults
    return [fault.message for fault in found if fault.rule in STRUCTURE]


def parts_of_the_schema() -> list[tuple[str, dict[str, Any]]]:
    schema = the_schema()
    return [("the file", schema), *schema["$defs"].items()]


def fields() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{name}.{key}", field)
        for name, part in parts_of_the_schema()
        for key, field in part["properties"].items()
    ]


NAMES = [name for name, _ in fields()]
FIELDS = [field for _, field in fields()]


# What it looks like


def test_it_is_a_json_schema() -> None:
    schema = claim_file_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_it_is_the_same_every_time() -> None:
    assert json.dumps(claim_file_schema()) == json.dumps(claim_file_schema())


def test_it_has_a_part_for_every_kind() -> None:
    kinds = {field["const"] for name, field in fields() if name.endswith(".kind")}
    assert kinds == set(KINDS)


@pytest.mark.parametrize("part", [part for _, part in parts_of_the_schema()])
def test_every_part_is_described_and_closed(part: dict[str, Any]) -> None:
    assert part["description"].endswith((".", ")."))
    assert part["additionalProperties"] is False


@pytest.mark.parametrize("field", FIELDS, ids=NAMES)
def test_every_field_is_described(field: dict[str, Any]) -> None:
    assert field["description"].strip().endswith(".")


@pytest.mark.parametrize("field", FIELDS, ids=NAMES)
def test_every_field_has_examples_that_it_accepts(field: dict[str, Any]) -> None:
    checked = Draft202012Validator({"$defs": the_schema()["$defs"], **field})
    assert field["examples"]
    for example in field["examples"]:
        assert checked.is_valid(example), example


# What it accepts


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: str(seed.stem))
def test_it_accepts_the_seeds(seed: Path) -> None:
    errors = validator().iter_errors(yaml12.parse_yaml(seed.read_text(encoding="utf-8")))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_accepts_a_claim_with_every_field(kind: str) -> None:
    assert accepts(json.loads(in_file(whole_claim(kind))))


@pytest.mark.parametrize("kind", KINDS)
def test_the_program_reads_the_example_of_every_field(kind: str) -> None:
    assert structure_faults(in_file(whole_claim(kind))) == []


def readable_examples() -> list[Example]:
    """Return the examples of pages that are claim files with no fault of their own."""
    return [e for e in examples() if not e.form and not e.rule.startswith("record/")]


@pytest.mark.parametrize("example", readable_examples(), ids=lambda e: f"{e.rule}-{e.section}")
def test_it_accepts_the_examples_of_the_rules(example: Example) -> None:
    assert accepts(yaml12.parse_yaml(example.text))


@settings(max_examples=40)
@given(claim_files(most=3))
def test_it_accepts_every_claim_file_that_the_program_reads(file: dict[str, Any]) -> None:
    assert accepts(json.loads(claim_text(file, "json")))


# What it rejects


@pytest.mark.parametrize("kind", KINDS)
def test_it_rejects_the_mistakes_that_the_program_rejects(kind: str) -> None:
    for claim in mistaken_claims(kind):
        text = in_file(claim)
        assert accepts(json.loads(text)) is not bool(structure_faults(text)), claim


@pytest.mark.parametrize("data", [None, True, 3, "x", [], {}, {"$schema": "x"}, {"colour": "red"}])
def test_it_rejects_what_is_no_claim_file(data: object) -> None:
    assert not accepts(data)
    assert structure_faults(json.dumps(data))


@pytest.mark.parametrize("data", [{"claims": None}, {"document": None}, {"claims": []}])
def test_it_accepts_a_file_that_says_nothing_yet(data: object) -> None:
    assert accepts(data)
    assert structure_faults(json.dumps(data)) == []


@pytest.mark.parametrize("value", ["yes", "no", "true", "", 0, 1, None, "maybe"])
@pytest.mark.parametrize(("kind", "field"), [("violation", "holds"), ("total", "exhaustive")])
def test_only_true_and_false_answer_yes_or_no(kind: str, field: str, value: object) -> None:
    text = in_file({**whole_claim(kind), field: value})
    assert not accepts(json.loads(text))
    assert structure_faults(text)


BLANK = [" ", "", "x" * 100_001, " a "]


@pytest.mark.parametrize("text", BLANK, ids=["blank", "empty", "too long", "padded"])
def test_it_measures_texts_as_the_program_does(text: str) -> None:
    file = in_file({"id": "a", "kind": "event", "activity": "departure", "note": text})
    assert accepts(json.loads(file)) is not bool(structure_faults(file))


def paths_in(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_in(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths_in(inner, (*path, index))


def mutated(data: st.DataObject, file: Any) -> Any:
    path = data.draw(st.sampled_from(list(paths_in(file))))
    holder = file
    for step in path[:-1]:
        holder = holder[step]
    way = data.draw(st.sampled_from(["replace", "drop", "add"]))
    if way == "replace":
        holder[path[-1]] = data.draw(st.sampled_from(WRONG))
    elif way == "drop":
        del holder[path[-1]]
    elif isinstance(holder, dict):
        holder["colour"] = "red"
    else:
        holder.append(data.draw(st.sampled_from(WRONG)))
    return file


def says_nothing(file: Any) -> bool:
    """Say whether an `among` has fields and all of them are empty: beyond the schema."""
    if isinstance(file, dict):
        among = file.get("among")
        empty = isinstance(among, dict) and among and all(v in (None, []) for v in among.values())
        return bool(empty) or any(map(says_nothing, file.values()))
    return isinstance(file, list) and any(map(says_nothing, file))


@settings(max_examples=60)
@given(claim_files(most=3), st.data())
def test_it_rejects_what_the_program_rejects(file: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(mutated(data, json.loads(claim_text(file, "json"))))
    if not says_nothing(json.loads(text)):
        assert accepts(json.loads(text)) is not bool(structure_faults(text)), text
