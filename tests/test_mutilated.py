"""Broken input of every sort ends with a message that has a place: no traceback, no hang."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml12
from hypothesis import given, settings
from hypothesis import strategies as st
from mutilated import in_file, mistaken_claims, run_on, whole_claim

from claims.files import DEFAULT_LIMIT
from claims.records import KINDS
from claims.strategies import claim_files, claim_text

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
"""Seconds after which a run counts as hanging; no run should take a tenth of it."""

EVERY = 37
SEED = (ROOT / "seeds" / "korea-2021-09-15.yaml").read_bytes()
LEDGER = (ROOT / "seeds" / "korea-ledger.yaml").read_bytes()


def as_json(text: bytes) -> bytes:
    return json.dumps(yaml12.parse_yaml(text.decode())).encode()


FILES = {
    ".yaml": SEED.replace(b"  text: korea-2021-09-15.md\n", b""),
    ".json": as_json(LEDGER),
}


# Files that are cut, or have other bytes in them


@pytest.mark.parametrize("suffix", FILES)
def test_a_file_cut_anywhere_is_reported_on(suffix: str) -> None:
    whole = FILES[suffix]
    for end in range(0, len(whole), EVERY):
        run = run_on(whole[:end], suffix)
        if suffix == ".json":
            assert run.messages("record/syntax"), end


@pytest.mark.parametrize("end", [10, 30, 70])
def test_a_file_cut_within_a_character_tells_where(end: int) -> None:
    text = ("# Å" * 40).encode()
    cut = text[: end + next(i for i in range(4) if text[end + i - 1] == 0xC3)]
    (message,) = run_on(cut).messages("record/file")
    assert "byte 0xc3 on line 1" in message


@settings(max_examples=60)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_file_with_other_bytes_in_it_is_reported_on(suffix: str, data: st.DataObject) -> None:
    content = bytearray(FILES[suffix])
    places = st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))
    for at, byte in data.draw(st.lists(places, min_size=1, max_size=6)):
        content[at] = byte
    run_on(bytes(content), suffix)


@given(st.binary(max_size=200), st.sampled_from([".yaml", ".json", ".jsonl"]))
def test_any_bytes_are_reported_on(content: bytes, suffix: str) -> None:
    assert run_on(content, suffix).told


SIGNS = "{}[]:,-?#&*!|>'\"%@` \n\tab0.~\\\u2028\x85é\ufeff"


@given(st.text(alphabet=SIGNS, max_size=60), st.sampled_from([".yaml", ".json", ".jsonl"]))
def test_any_arrangement_of_signs_is_reported_on(text: str, suffix: str) -> None:
    run_on(text, suffix)


@settings(max_examples=40)
@given(claim_files(), st.sampled_from(("yaml", "json")), st.data())
def test_a_claim_file_cut_anywhere_is_reported_on(
    file: dict[str, object], form: str, data: st.DataObject
) -> None:
    text = claim_text(file, "json" if form == "json" else "yaml")
    run_on(text[: data.draw(st.integers(0, len(text)))], f".{form}")


# Wrong sorts of values in the fields


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_of_the_wrong_sort_is_reported_on(kind: str) -> None:
    claims = mistaken_claims(kind)
    run = run_on(in_file(*claims), ".json")
    assert run.messages("record/field")
    assert run.outcome.claims + run.outcome.unread == len(claims)


@pytest.mark.parametrize("kind", KINDS)
def test_a_faulty_claim_hides_none_of_the_others(kind: str) -> None:
    good = {"id": "good", "kind": "event", "activity": "departure", "when": "2024-02-31"}
    run = run_on(in_file(*mistaken_claims(kind), good), ".json")
    assert [m for m in run.messages("record/impossible") if '"2024-02-31"' in m]


WRONG_FILES = ["null", "true", "3", '"x"', "[]", "{}", "[[]]", '{"a": {}}', "[null]", "-0", "NaN"]


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".jsonl"])
@pytest.mark.parametrize("text", WRONG_FILES)
def test_a_file_of_another_sort_of_data_is_told(text: str, suffix: str) -> None:
    assert run_on(text, suffix).messages("record/")


@pytest.mark.parametrize("value", ["null", "true", "3", '"x"', "[]", "{}", "[[]]", '{"a": {}}'])
@pytest.mark.parametrize("field", ["document", "claims", "id", "published", "timezone", "country",
                                   "complete_for", "reference", "text"])  # fmt: skip
def test_a_wrong_value_in_a_document_leaves_its_claims_judged(field: str, value: str) -> None:
    top = field in {"document", "claims"}
    file = {"document": {"id": "d", "published": "2024-03-06"}, "claims": [whole_claim("event")]}
    (file if top else file["document"])[field] = json.loads(value)  # type: ignore[index] # plain data
    run = run_on(json.dumps(file), ".json")
    assert field == "claims" or run.outcome.claims == 1


# Values that no one can mean

WHENS = [
    "10000", "Y10000", "Y17E9", "Y170000000002", "Y-170000000002", "Y" + "9" * 400, "-9999",
    "-9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T24:00", "0000", "0000-01-01",
    "0001-01-01T00:00+14:00", "2024-02-30", "2024-13", "[..]", "../..", "/", "[1667,,1668]",
    "Y-17E7/Y17E7", "{1960..1961-12}", "999999999999 days ago", "10^99 years ago", "since 99999",
    "1e400", "NaN", "25:00", "2024-03-06T10:00+99:99", "2024-W99", "the 99th of May",
]  # fmt: skip


@pytest.mark.parametrize("when", WHENS)
def test_a_time_beyond_all_calendars_is_reported_on(when: str) -> None:
    event = {"id": "a", "kind": "event", "activity": "departure", "when": when}
    span = {**event, "id": "b", "kind": "state", "of": "ship", "state": "closed"}
    state = {key: value for key, value in span.items() if key not in {"activity", "when"}}
    pause = {"id": "p", "kind": "pause", "among": {"activity": "departure"}, "since": when}
    order = {"id": "o", "kind": "order", "of": "a", "relation": "after", "than": "c", "by": "a day"}
    other = {**event, "id": "c", "when": "2024-03-01"}
    claims = (event, {**state, "from": when, "until": when}, pause, order, other)
    run_on(in_file(*claims), ".json")


UNREADABLE_WHENS = ["10000", "since 99999", "1e400", "NaN", "25:00", "2024-13", "10^99 years ago"]


@pytest.mark.parametrize("when", UNREADABLE_WHENS)
def test_a_time_that_is_none_is_told_where_it_stands(when: str) -> None:
    event = {"id": "a", "kind": "event", "activity": "departure", "when": when}
    run = run_on(in_file(event), ".json")
    assert [f for f in run.told if f'"{when}"' in f.judgement.message]


SPANS = [
    "10^99 years", "1" + "0" * 99 + " years", "999999999999 days", "1e99 hours", "-3 days",
    "0 days", "99999999999999999999999 centuries", "1e-400 seconds", "1e400 months", "½ of a year",
    "between 3 and 1 days", "NaN days", "inf years", "9" * 400 + " weeks",
]  # fmt: skip


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("relation", ["after", "during", "apart", "same day"])
def test_a_span_beyond_all_times_is_reported_on(span: str, relation: str) -> None:
    first = {"id": "a", "kind": "event", "activity": "departure", "when": "2024-03-01"}
    claims = [
        first,
        {**first, "id": "b", "when": "2024-03-02"},
        {"id": "o", "kind": "order", "of": "b", "relation": relation, "than": "a", "by": span},
        {"id": "p", "kind": "pause", "among": {"activity": "departure"}, "for": span},
        {"id": "f", "kind": "first", "of": "b", "among": {"activity": "departure"}, "within": span},
        {"id": "m", "kind": "measurement", "of": "b", "property": "duration", "value": span},
    ]
    run_on(in_file(*claims), ".json")


QUANTITIES: list[object] = [
    "1e400 km", "10^999999999 km", "1e999999999 km", "1e-999999999 km", "-5 km", "9" * 490 + " km",
    "0." + "0" * 480 + "1 km", "NaN km", "inf km", "∞", "1/0 km", "km", "5 km^999999999",
    "5 km**9999999", "5 " + "km " * 150, "((((5))))) km", "between 5 and", "[520, 480] km",
    "5 ± km", "5 ± 1e400 km", "5 − 6 − 7 km", "5 __import__('os')", "twice twice", "٣ km",
    "5 kilo" * 80, 1e308, -1, 0, 5.5, 10**300,
]  # fmt: skip


@pytest.mark.parametrize("value", QUANTITIES, ids=lambda value: str(value)[:20])
def test_a_quantity_beyond_all_measure_is_reported_on(value: object) -> None:
    length = {"id": "a", "kind": "measurement", "of": "ship", "property": "length"}
    claims = [
        {**length, "value": value},
        {**length, "id": "b", "value": "12 m"},
        {"id": "e", "kind": "event", "activity": "departure", "count": value, "when": "2024"},
        {"id": "c", "kind": "count", "among": {"activity": "departure"}, "number": value},
        {"id": "t", "kind": "total", "of": "s", "property": "people", "value": value,
         "parts": {"x": value}},
        {"id": "r", "kind": "comparison", "of": "s", "property": "length", "percent": value},
    ]  # fmt: skip
    run_on(in_file(*claims), ".json")


@pytest.mark.parametrize(
    "literal", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1E+999999"]
)
def test_a_number_that_is_none_is_told_where_it_stands(literal: str) -> None:
    text = in_file({**whole_claim("measurement"), "when": "2024", "value": 7})
    run = run_on(text.replace('"value": 7', f'"value": {literal}'), ".json")
    assert run.told


ZONES = ["Europe/Nowhere", "../../etc/passwd", "UTC+99", "x" * 400, "/", "Europe", "+99:99"]


@pytest.mark.parametrize("zone", [*ZONES, "\u0000", "localtime", "Europe/Oslo\n"])
def test_an_unknown_zone_is_told(zone: str) -> None:
    event = {"id": "a", "kind": "event", "activity": "departure", "when": "on Monday"}
    document = {"id": "d", "published": "2024-03-06", "timezone": zone}
    run = run_on(json.dumps({"document": document, "claims": [event]}), ".json")
    assert zone.endswith("\n") or [m for m in run.messages("record/") if "zone" in m]


# Text that is hard to show

TEXTS = ["\u202egnirts", "a\u0000b", "\ud800", "\udfff\ud800", "\u2028", "\x1b[31mred", "é" * 400,
         "\ufeff", "👩‍👩‍👧‍👦" * 40, "\x7f", "\u200b", "a\tb", "\U0010ffff"]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_text_that_a_terminal_would_obey_is_reported_on(text: str) -> None:
    event = {"id": "a", "kind": "event", "activity": text, "when": text, "count": text}
    claims = [
        event,
        {**event, "id": text},
        {"id": "b", "kind": text},
        {**event, "id": "c", text: 1},
        {**event, "id": "e", "same_as": [text]},
    ]
    run = run_on(in_file(*claims), ".json")
    assert run.told


@pytest.mark.parametrize("length", [501, 1_000_000])
@pytest.mark.parametrize("field", ["id", "kind", "activity", "when", "same_as", "colour"])
def test_a_text_of_any_length_is_told_in_few_words(field: str, length: int) -> None:
    claim = {"id": "a", "kind": "event", "activity": "departure", field: "x" * length}
    run = run_on(in_file(claim), ".json")
    assert run.told
    assert max(map(len, run.messages())) < 1_000


# Nesting, references and repetition

DEEP = 10_000
NESTED: list[tuple[str, str]] = [
    (".yaml", "claims: " + "[" * DEEP),
    (".yaml", "claims: " + "[" * DEEP + "]" * DEEP),
    (".yaml", "claims: " + "{a: " * DEEP + "}" * DEEP),
    (".yaml", "- " * DEEP + "x"),
    (".yaml", "".join(" " * depth + "a:\n" for depth in range(2_000))),
    (".yaml", "? " * DEEP + "x"),
    (".json", '{"claims": ' + "[" * DEEP + "]" * DEEP + "}"),
    (".json", '{"claims": ' + "[" * DEEP),
    (".json", '{"a":' * DEEP + "1" + "}" * DEEP),
    (".jsonl", '{"a":' * DEEP + "1" + "}" * DEEP),
]


@pytest.mark.parametrize(("suffix", "text"), NESTED, ids=range(len(NESTED)))
def test_nesting_without_end_is_told(suffix: str, text: str) -> None:
    assert run_on(text, suffix).messages("record/syntax")


def test_an_alias_bomb_is_told() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{chr(98 + n)}: &{chr(98 + n)} [" + ", ".join([f"*{chr(97 + n)}"] * 9) + "]"
        for n in range(20)
    ]
    assert run_on("\n".join([*lines, "claims: *u\n"])).messages("record/syntax")


@pytest.mark.parametrize("text", ["claims: &a [*a]\n", "claims: &a\n- {id: x, kind: *a}\n", "*a"])
def test_an_alias_to_itself_is_told(text: str) -> None:
    assert run_on(text).messages("record/syntax")


def event(name: str, **fields: object) -> dict[str, object]:
    return {"id": name, "kind": "event", "activity": "departure", **fields}


def after(name: str, other: str) -> dict[str, object]:
    return {"id": f"{name}-{other}", "kind": "order", "of": name, "relation": "after",
            "than": other}  # fmt: skip


MANY = 10_000
SOME = 40
REFERENCES: dict[str, tuple[bool, Callable[[], list[dict[str, object]]]]] = {
    "to itself": (True, lambda: [event("a", same_as=["a"], supersedes=["a"]), after("a", "a")]),
    "many to nothing": (True, lambda: [event("a", same_as=[f"e{n}" for n in range(MANY)])]),
    "the same again and again": (True, lambda: [event("a", same_as=["a"] * SOME)]),
    "of a circle of orders": (
        True,
        lambda: [
            *(event(f"e{n}") for n in range(SOME)),
            *(after(f"e{n}", f"e{(n + 1) % SOME}") for n in range(SOME)),
        ],
    ),
    "of a circle of corrections": (
        True,
        lambda: [event(f"e{n}", supersedes=[f"e{(n + 1) % SOME}"]) for n in range(SOME)],
    ),
    "of a circle of the same": (
        False,
        lambda: [event(f"e{n}", same_as=[f"e{(n + 1) % SOME}"]) for n in range(SOME)],
    ),
    "of a long chain of corrections": (
        False,
        lambda: [event("e0"), *(event(f"e{n}", supersedes=[f"e{n - 1}"]) for n in range(1, 1_000))],
    ),
}


@pytest.mark.parametrize("sort", REFERENCES)
def test_references_of_every_sort_are_reported_on(sort: str) -> None:
    faulty, claims = REFERENCES[sort]
    assert bool(run_on(in_file(*claims()), ".json").told) is faulty


# The program itself


def check_as_a_user(data: bytes, suffix: str, folder: Path) -> tuple[int, str]:
    file = folder / f"file{suffix}"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, str(ROOT / "validator.py"), "check", file.name, "--format", "concise"],
        cwd=folder, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.stderr == b""
    return done.returncode, done.stdout.decode("utf-8")


ALONE = re.sub(rb"\n  text: \S+", b"", SEED)
"""The seed without its text, which stands in another folder."""


WHOLE: list[tuple[str, Callable[[], bytes], int, str]] = [
    ("a huge scalar", lambda: b"a: " + b"x" * 100_000_000, 2, ".yaml"),
    ("a huge scalar", lambda: b'{"a": "' + b"x" * 100_000_000 + b'"}', 2, ".json"),
    ("a large scalar", lambda: b"claims: " + b"x" * 8_000_000, 1, ".yaml"),
    ("a large scalar", lambda: b'{"claims": "' + b"x" * 8_000_000 + b'"}', 1, ".json"),
    ("a large number", lambda: b'{"claims": ' + b"1" * 8_000_000 + b"}", 1, ".json"),
    ("a cut file", lambda: ALONE[: len(ALONE) // 2 + 3] + b"\n  when: [", 1, ".yaml"),
    ("deep nesting", lambda: b"claims: " + b"[" * 1_000_000, 1, ".yaml"),
    ("deep nesting", lambda: b"[" * 1_000_000, 1, ".json"),
    ("no text", lambda: bytes(range(256)), 2, ".yaml"),
]


@pytest.mark.parametrize(
    ("content", "code", "suffix"),
    [case[1:] for case in WHOLE],
    ids=[f"{name}{suffix}" for name, _, _, suffix in WHOLE],
)
def test_the_program_ends_with_a_code_and_a_place(
    content: Callable[[], bytes], code: int, suffix: str, tmp_path: Path
) -> None:
    found, out = check_as_a_user(content(), suffix, tmp_path)
    assert found == code
    assert out.startswith(f"file{suffix}:")
    assert max(map(len, out.splitlines())) < 1_000


def test_a_file_larger_than_the_limit_is_not_read() -> None:
    assert DEFAULT_LIMIT < 100_000_000
