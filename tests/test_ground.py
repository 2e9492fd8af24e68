"""Records and extractions held to the texts they quote, from the command and the rules."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_cli import Ran, run

from claims.extractions import as_claim_files
from claims.json_reader import read_json, read_json_lines
from claims.load import load
from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from rules.catalogue import select
from rules.claimset import ClaimSet
from rules.contract import Anchor, Judgement, Part, Rule, Severity, Verdict
from rules.engine import check, stamp

if TYPE_CHECKING:
    from rules.engine import Outcome

TEXT = "The Lisbeth sailed 500 miles on Friday. It did not carry oil. It sailed home."
SOURCE_RULES = select(["record", "source"], ["record/vocabulary"])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder below another, with the text beside the claim files to come."""
    inside = tmp_path / "in"
    inside.mkdir()
    monkeypatch.chdir(inside)
    Path("text.txt").write_text(TEXT, encoding="utf-8")
    return inside


def put(name: str, data: object) -> str:
    Path(name).write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return name


def claim_file(text: object, *quotes: object) -> dict[str, object]:
    claims = [
        {"id": f"c{number}", "kind": "event", "activity": "voyage", "quote": quote}
        for number, quote in enumerate(quotes)
    ]
    return {"document": {"id": "d", "text": text}, "claims": claims}


def ground(data: object, *arguments: str) -> Ran:
    return run("ground", put("c.json", data), "--format", "concise", *arguments)


# Where a text comes from


@pytest.mark.parametrize(
    "text",
    ["text.txt", {"file": "text.txt"}, {"inline": TEXT}, {"file": "text.txt", "format": "plain"},
     {"inline": TEXT, "sha256": hashlib.sha256(TEXT.encode()).hexdigest().upper()}],
)  # fmt: skip
def test_a_text_is_a_file_or_stands_in_the_claim_file(text: object) -> None:
    ran = ground(claim_file(text, "sailed 500 miles", "sailed 900 miles"))
    assert ran.code == 1
    assert '"900" for "500"' in ran.out
    assert ran.out.count("source/quote") == 1


def test_the_ending_of_a_file_says_what_marks_it_up() -> None:
    put("a.html", "<p>The <b>Lis</b>beth &amp; crew</p><script>The crew</script>")
    put("a.md", "The *Lis*beth \\& crew")
    for name in ("a.html", "a.md"):
        assert ground(claim_file(name, "The Lisbeth & crew")).code == 0
    assert ground(claim_file({"file": "a.html", "format": "plain"}, "The Lisbeth & crew")).code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("none.txt", "does not exist"),
        ("../out.txt", "leads out of the folder"),
        ("link.txt", "leads out of the folder"),
        ("pipe", "named pipe"),
        (".", "a folder"),
        ("latin.txt", "not UTF-8: byte 0xe9 on line 1, column 4"),
        ({"file": "text.txt", "sha256": "0" * 64}, "not the text that was recorded"),
        ({"inline": TEXT, "sha256": "0" * 64}, "not the text that was recorded"),
    ],
)
def test_a_text_that_cannot_be_used_is_told_and_hides_nothing_else(
    tmp_path: Path, text: object, said: str
) -> None:
    put("../out.txt", TEXT)
    Path("link.txt").symlink_to(tmp_path / "out.txt")
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe")
    Path("latin.txt").write_bytes(b"caf\xe9")
    put("other.json", claim_file({"inline": TEXT}, "sailed 900 miles") | {"document": {
        "id": "e", "text": {"inline": TEXT}}})  # fmt: skip
    ran = ground(claim_file(text, "sailed 900 miles"), "other.json")
    assert ran.code == 2
    assert said in ran.out
    assert ran.out.count("error[source/text]") == 1
    assert ran.out.count("error[source/quote]") == 1


@pytest.mark.parametrize("text", [{}, {"file": "a", "inline": "b"}, {"inline": " "}, 7, [],
                                  {"inline": "a", "sha256": "xyz"}])  # fmt: skip
def test_a_text_that_is_put_wrongly_is_told(text: object) -> None:
    assert "record/field" in ground(claim_file(text, "a")).out


def test_a_user_may_name_a_text_in_any_folder(tmp_path: Path) -> None:
    put("../out.txt", "It sailed 900 miles.")
    data = claim_file("text.txt", "sailed 900 miles")
    for source in ("../out.txt", "d=../out.txt", f"d={tmp_path / 'out.txt'}"):
        assert ground(data, "--source", source).code == 0
        assert run("check", "c.json", "--source", source).code == 0
    assert ground(data).code == 1


def test_a_text_that_a_user_names_must_be_the_recorded_one() -> None:
    data = claim_file({"file": "text.txt", "sha256": "0" * 64}, "sailed 500 miles")
    assert "not the text that was recorded" in ground(data, "--source", "text.txt").out


@pytest.mark.parametrize("source", ["x=text.txt", "d=text.txt"])
def test_a_document_is_named_once_and_by_its_id(source: str) -> None:
    ran = ground(claim_file("text.txt", "sailed"), "--source", "d=text.txt", "--source", source)
    assert (ran.code, ran.out) == (2, "")
    assert "document" in ran.err or "twice" in ran.err


def test_a_path_alone_is_refused_where_there_are_several_documents() -> None:
    put("other.yaml", "document: {id: e}")
    ran = ground(claim_file("text.txt", "sailed"), "other.yaml", "--source", "text.txt")
    assert ran.code == 2
    assert "ID=PATH" in ran.err


def test_a_device_is_refused_even_to_the_user() -> None:
    if Path("/dev/zero").exists():
        ran = ground(claim_file("text.txt", "sailed"), "--source", "/dev/zero")
        assert ran.code == 2
        assert "is a device" in ran.out


def test_without_a_text_nothing_is_said_of_quotes() -> None:
    data = {"claims": claim_file("", "anything")["claims"]}
    ran = ground(data)
    assert ran.code == 0
    assert "1 claim not judged" in ran.out


def test_only_words_are_judged() -> None:
    clash = """
document: {id: d, text: text.txt}
claims:
- {id: a, kind: measurement, of: it, property: length, value: 90 m, quote: The Lisbeth}
- {id: b, kind: measurement, of: it, property: length, value: 120 m, quote: on Friday}
"""
    put("c.yaml", clash)
    ran = run("ground", "c.yaml", "--format", "json")
    assert {f["rule"].split("/")[0] for f in json.loads(ran.out)["findings"]} <= {"source"}
    assert run("check", "c.yaml").code == 1


# Extractions


def extraction(words: str, start: int | None = None, **more: object) -> dict[str, object]:
    interval = None if start is None else {"start_pos": start, "end_pos": start + len(words)}
    return {"extraction_class": "x", "extraction_text": words, "char_interval": interval, **more}


def lines(*extractions: object, **more: Any) -> str:
    return json.dumps({"extractions": extractions, "text": TEXT, "document_id": "doc_1", **more})


def test_extractions_are_held_to_their_text_and_interval() -> None:
    given = lines(
        extraction("sailed 500 miles", 12),
        extraction("It sailed", 62),
        extraction("It sailed", 0),
        extraction("500 mile"),
        extraction("It"),
        extraction("sailed 900 miles", 12, attributes={"value": "900 miles"}),
    )
    ran = run("ground", put("e.jsonl", given), "--format", "json")
    told = [(f["severity"], f["message"]) for f in json.loads(ran.out)["findings"]
            if f["rule"] == "source/quote"]  # fmt: skip
    assert [severity for severity, _ in told] == ["error", "error", "error", "warning"]
    assert any("does not stand where it is said to" in message for _, message in told)


def test_a_finding_of_an_extraction_stands_on_its_line() -> None:
    given = lines(extraction("sailed 500 miles")) + "\n" + lines(
        extraction("sailed 900 miles"), document_id="doc_2")  # fmt: skip
    ran = run("ground", put("e.jsonl", given), "--format", "concise")
    assert ran.out.startswith("e.jsonl:2:")


def outcome(text: str, form: str) -> Outcome:
    reader = {"json": read_json, "jsonl": read_json_lines, "yaml": read_yaml}[form]
    trees, faults = reader(Source(f"file.{form}", text))
    converted, odd = as_claim_files(trees)
    return check(load(converted, shipped(), [*faults, *odd]), SOURCE_RULES)


def test_attributes_that_no_claim_has_are_told_as_not_judged() -> None:
    given = lines(extraction("500 miles", attributes={"mood": "calm"}),
                  extraction("on Friday", attributes={"mood": "calm"}))  # fmt: skip
    (finding,) = outcome(given, "jsonl").findings
    assert finding.severity is Severity.NOTE
    assert "of 2 in doc_1 only the quote is judged, and not: mood" in finding.judgement.message


KINDS = [
    ({"quote": "a", "value": "3 km"}, "measurement"),
    ({"quote": "a", "value": "3 km", "of": "b", "property": "length"}, "measurement"),
    ({"quote": "a", "count": 3}, "event"),
    ({"quote": "a", "when": "2024-03-01", "actor": "b"}, "event"),
    ({"quote": "a", "kind": "state", "of": "b", "state": "c"}, "state"),
    ({"quote": "a"}, "mention"),
    ({"quote": "a", "number": 3}, "mention"),
    ({"quote": "a", "value": "3 km", "colour": "red"}, "mention"),
]


@pytest.mark.parametrize(("fields", "kind"), KINDS)
def test_a_kind_is_guessed_only_where_it_is_plain(fields: dict[str, object], kind: str) -> None:
    for form, text in (("json", json.dumps([fields])), ("jsonl", json.dumps(fields))):
        reader = read_json if form == "json" else read_json_lines
        trees, _ = reader(Source(f"file.{form}", text))
        converted, odd = as_claim_files(trees)
        corpus = load(converted, shipped(), odd)
        kinds = [m.record.kind for m in corpus.mentions] + [e.kind for e in corpus.entries]
        assert kinds == [kind]
        assert not corpus.faults


@pytest.mark.parametrize(
    ("text", "said"),
    [("[{}]", "neither a `quote`"), ("[7]", "a mapping of fields"),
     ('{"extractions": 7}', "a list"),
     ('{"extractions": [{"extraction_text": 7}]}', "is the text that was extracted"),
     ('[{"quote": []}]', "record/field"), ("7", "a mapping with the keys")],
)  # fmt: skip
def test_an_unknown_shape_is_told_with_its_place(text: str, said: str) -> None:
    found = outcome(text, "json").findings
    assert {finding.rule for finding in found} == {"record/field"}
    assert any(said in f"{f.rule} {f.judgement.message}" for f in found)


def test_claim_files_are_read_as_ever() -> None:
    text = "document: {id: d}\nclaims:\n- {id: a, kind: event, activity: storm}\n"
    trees, _ = read_yaml(Source("c.yaml", text))
    assert as_claim_files(trees) == (tuple(trees), ())


# What the engine makes of rules on words


def finding_of(hedge: str, **fields: Any) -> tuple[Severity, str]:
    text = (
        "document: {id: d, publisher: Gazette}\n"
        f"claims:\n- {{id: a, kind: event, activity: storm, hedge: {hedge}, said_by: the mayor}}\n"
    )
    trees, _ = read_yaml(Source("c.yaml", text))
    claims = ClaimSet(load(trees, shipped()))
    judgement = Judgement(Verdict.CONTRADICTS, "m", (Part(Anchor("d#a")),), **fields)
    rule = Rule("s", lambda _: (), of_words=True)
    found = stamp(claims, "source/quote", rule, judgement)
    assert found is not None
    return found.severity, found.standing


@pytest.mark.parametrize("hedge", ["asserted", "reported", "believed", "denied"])
def test_who_says_a_thing_excuses_no_record_that_says_another(hedge: str) -> None:
    assert finding_of(hedge) == (Severity.ERROR, "")
    assert finding_of(hedge, standing="firmer") == (Severity.WARNING, "firmer")
    assert finding_of(hedge, strict=False)[0] is Severity.WARNING


def test_a_claim_whose_words_alone_were_judged_is_not_judged_beside_other_rules() -> None:
    data = put("c.json", claim_file("text.txt", "sailed 500 miles"))
    assert "1 claim not judged" in run("check", data, "--format", "concise").out
    assert "not judged" not in run("ground", data, "--format", "concise").out


def test_a_check_without_texts_loads_nothing_that_reads_them() -> None:
    data = put("c.json", {"claims": claim_file("", "anything")["claims"]})
    program = (
        "import sys, validator\n"
        "try:\n"
        f"    validator.app(['check', {data!r}])\n"
        "except SystemExit:\n"
        "    pass\n"
        "sys.exit(any(name.startswith('claims.texts') for name in sys.modules))\n"
    )
    root = Path(__file__).resolve().parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, check=False, timeout=120)
    assert ran.returncode == 0
