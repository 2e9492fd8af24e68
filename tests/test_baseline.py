"""What is known from a baseline or a revision of git, and what is new."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from worlds import corpus_of, keys_of

from claims.strategies import LIES, Planted, planted, worlds
from reports.baseline import (
    FORMAT,
    BaselineError,
    Baselines,
    apply,
    compared,
    known_findings,
    read,
    write,
)
from rules import catalogue
from rules.contract import Severity
from rules.engine import check
from validator import app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rules.engine import Outcome

RULES = catalogue.rule_ids()
LIED = settings(max_examples=25)
HEAD = "document: {id: gazette, published: 2024-03-06}\nclaims:\n"
STORM = '- {id: storm, kind: event, activity: storm, when: "Saturday 2024-03-01"}\n'
FLOOD = '- {id: flood, kind: event, activity: flood, when: "Monday 2024-03-02"}\n'


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(*arguments: str) -> Ran:
    result = CliRunner().invoke(app, ["check", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "a.yaml").write_text(HEAD + STORM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Properties


@LIED
@given(worlds().flatmap(planted))
def test_what_a_run_found_makes_the_same_run_clean(lied: Planted) -> None:
    outcome = check(corpus_of(lied.world.files))
    again = compared(outcome, known_findings(outcome), "known", RULES)
    assert again.counting == ()
    assert again.against[0].gone == ()


@pytest.mark.parametrize("kind", sorted(LIES))
@settings(max_examples=6)
@given(data=st.data())
def test_one_lie_is_new_and_nothing_else(kind: str, data: st.DataObject) -> None:
    lied = data.draw(worlds().flatmap(lambda world: planted(world, kind)))
    after = check(corpus_of(lied.world.files))
    true = [
        {
            **file,
            "claims": [
                row for row in file["claims"] if f"{file['document']['id']}#{row['id']}" != lied.lie
            ],
        }
        for file in lied.world.files
    ]
    before = check(corpus_of(true))
    marked = compared(after, known_findings(before), "before", RULES)
    new = [f for f in marked.counting if f.severity is not Severity.NOTE]
    assert any(finding.rule in LIES[kind][1] for finding in new)
    assert all(lied.lie in keys_of(finding) for finding in new)


def test_findings_alike_are_counted() -> None:
    outcome = check(corpus_of([]))
    (fault,) = [f for f in _storm().findings if f.rule == "time/calendar"]
    twice = replace(outcome, findings=(fault, fault))
    once = replace(outcome, findings=(fault,))
    assert len(compared(twice, known_findings(once), "x", RULES).counting) == 1
    assert len(compared(once, known_findings(twice), "x", RULES).against[0].gone) == 1


def _storm() -> Outcome:
    rows = [{"id": "storm", "kind": "event", "activity": "storm", "when": "Saturday 2024-03-01"}]
    return check(corpus_of([{"document": {"id": "gazette"}, "claims": rows}]))


def test_a_graver_finding_counts_again() -> None:
    outcome = _storm()
    milder = [replace(known, severity=Severity.NOTE) for known in known_findings(outcome)]
    assert compared(outcome, milder, "x", RULES).counting == outcome.findings


def test_nothing_is_gone_whose_rule_did_not_run() -> None:
    known = known_findings(_storm())
    empty = check(corpus_of([]))
    assert compared(empty, known, "x", ("time/order",)).against[0].gone == ()
    assert len(compared(empty, known, "x", RULES).against[0].gone) == 1


# The file


def test_a_baseline_makes_a_run_clean_and_knows_no_lines(folder: Path) -> None:
    assert run("claims").code == 1
    wrote = run("claims", "--write-baseline", "known.json")
    assert (wrote.code, wrote.err) == (0, "counterclaim: 1 finding written to known.json\n")
    text = (folder / "known.json").read_text(encoding="utf-8")
    assert '"line"' not in text
    moved = f"# first\n\n{HEAD}- {{id: calm, kind: event, activity: calm}}\n# more\n{STORM}"
    (folder / "claims" / "a.yaml").write_text(moved, encoding="utf-8")
    again = run("claims", "--baseline", "known.json")
    assert again.code == 0
    assert "1 finding known from known.json" in again.out
    run("claims", "--write-baseline", "again.json")
    assert (folder / "again.json").read_text(encoding="utf-8") == text


def test_what_is_new_counts_beside_what_is_known(folder: Path) -> None:
    run("claims", "--write-baseline", "known.json")
    (folder / "claims" / "a.yaml").write_text(HEAD + STORM + FLOOD, encoding="utf-8")
    ran = run("claims", "--baseline", "known.json", "--format", "concise")
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if "time/calendar" in line] == [
        "claims/a.yaml:4:51: error[time/calendar] 2024-03-02 was a Saturday, not a Monday"
    ]


def test_what_is_no_more_is_told_and_pruned(folder: Path) -> None:
    (folder / "claims" / "a.yaml").write_text(HEAD + STORM + FLOOD, encoding="utf-8")
    run("claims", "--write-baseline", "known.json")
    (folder / "claims" / "a.yaml").write_text(HEAD + STORM, encoding="utf-8")
    told = run("claims", "--baseline", "known.json")
    assert "1 finding of known.json no longer there" in told.out
    report = json.loads(run("claims", "--baseline", "known.json", "--format", "json").out)
    assert [g["claims"] for g in report["summary"]["against"][0]["gone"]] == [["gazette#flood"]]
    pruned = run("claims", "--baseline", "known.json", "--prune-baseline")
    assert pruned.err == "counterclaim: 1 finding taken out of known.json\n"
    assert [known.claims for known in read("known.json")] == [("gazette#storm",)]
    assert "no longer there" not in run("claims", "--baseline", "known.json").out


def test_what_is_suppressed_is_not_in_a_baseline(folder: Path) -> None:
    text = f"{HEAD}# counterclaim: ignore[time/*]: printed so\n{STORM}"
    (folder / "claims" / "a.yaml").write_text(text, encoding="utf-8")
    run("claims", "--write-baseline", "known.json")
    assert read("known.json") == ()


def test_no_baseline_is_written_where_not_all_could_be_read(folder: Path) -> None:
    (folder / "claims" / "b.yaml").write_bytes(b"caf\xe9")
    ran = run("claims", "--write-baseline", "known.json")
    assert (ran.code, (folder / "known.json").exists()) == (2, False)
    assert "not every file could be read" in ran.err


def test_the_settings_may_name_a_baseline(folder: Path) -> None:
    run("claims", "--write-baseline", "known.json")
    (folder / "counterclaim.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    assert run("claims").code == 0


ROW = {
    "rule": "time/order",
    "severity": "error",
    "claims": ["a#b"],
    "fingerprint": "0" * 32,
    "message": "x",
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1:1: the file is empty"),
        ("[", ":1:2: "),
        ('{"format": "x"', ":1:15: "),
        ("<<<<<<< HEAD\n", ":1:1: "),
        ("{}", ":1:1: this is no baseline"),
        ("[]", ":1:1: this is no baseline"),
        ('{"format": "counterclaim-baseline/2", "findings": []}', "/2"),
        (json.dumps({"format": FORMAT}), "and nothing else"),
        (json.dumps({"format": FORMAT, "findings": {}}), "and nothing else"),
        (json.dumps({"format": FORMAT, "findings": [], "more": 1}), "and nothing else"),
        (json.dumps({"format": FORMAT, "findings": [3]}), "and no others"),
        (json.dumps({"format": FORMAT, "findings": [{**ROW, "line": 3}]}), "and no others"),
        (json.dumps({"format": FORMAT, "findings": [{**ROW, "rule": 3}]}), '"rule" is a text'),
        (json.dumps({"format": FORMAT, "findings": [{**ROW, "severity": "bad"}]}), "is error,"),
        (json.dumps({"format": FORMAT, "findings": [{**ROW, "fingerprint": "x"}]}), "32 hexa"),
        (json.dumps({"format": FORMAT, "findings": [{**ROW, "claims": "a"}]}), "a list of texts"),
        (json.dumps({"format": FORMAT, "findings": [ROW, ROW]}), "stands twice"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_with_its_place(
    folder: Path, text: str, message: str
) -> None:
    (folder / "known.json").write_text(text, encoding="utf-8")
    ran = run("claims", "--baseline", "known.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("counterclaim: known.json:1:")
    assert message in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--baseline", "none.json"), '"none.json" does not exist'),
        (("--prune-baseline",), "needs --baseline"),
        (("--write-baseline", "a.json", "--prune-baseline"), "nothing to prune"),
        (("--write-baseline", "none/a.json"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    del folder
    ran = run("claims", *arguments)
    assert (ran.code, message in ran.err) == (2, True)


def test_a_baseline_is_written_whole_or_not_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("known.json", known_findings(_storm()))
    before = (folder / "known.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(BaselineError, match="No space"):
        apply(Baselines(write="known.json"), check(corpus_of([])), RULES, readable=True)
    assert (folder / "known.json").read_bytes() == before


def test_sarif_says_what_is_new(folder: Path) -> None:
    run("claims", "--write-baseline", "known.json")
    (folder / "claims" / "a.yaml").write_text(HEAD + STORM + FLOOD, encoding="utf-8")
    ran = run("claims", "--baseline", "known.json", "--format", "sarif")
    states = {
        r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: (
            r["baselineState"],
            [s["kind"] for s in r["suppressions"]],
        )
        for r in json.loads(ran.out)["runs"][0]["results"]
    }
    assert states == {
        "gazette#storm": ("unchanged", ["external"]),
        "gazette#flood": ("new", []),
    }


# Revisions of git

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def git(folder: Path) -> Callable[..., str]:
    quiet = {
        **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    own = ("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "protocol.file.allow=always")

    def call(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *own, *arguments],
            check=True, capture_output=True, text=True, env=quiet,
        )  # fmt: skip
        return done.stdout

    call("init", "-q")
    call("add", "-A")
    call("commit", "-q", "-m", "first")
    return call


@needs_git
@pytest.mark.usefixtures("git")
def test_only_what_is_new_since_a_revision_counts(folder: Path) -> None:
    known = run("claims", "--diff-base", "HEAD")
    assert known.code == 0
    assert "1 finding known from HEAD" in known.out
    (folder / "claims" / "b.yaml").write_text(
        HEAD.replace("gazette", "wire") + FLOOD, encoding="utf-8"
    )
    ran = run("claims", "--diff-base", "HEAD", "--format", "json")
    held = {
        f["parts"][0]["claim"]: f["known"]
        for f in json.loads(ran.out)["findings"]
        if f["severity"] == "error"
    }
    assert (ran.code, held) == (1, {"gazette#storm": "HEAD", "wire#flood": None})


@needs_git
@pytest.mark.usefixtures("git")
@pytest.mark.parametrize("path", [".", "claims", "claims/", "./claims", "claims/a.yaml"])
def test_a_path_may_be_any_that_leads_to_the_files(path: str) -> None:
    ran = run(path, "--diff-base", "HEAD")
    assert (ran.code, "1 finding known from HEAD" in ran.out) == (0, True)


@needs_git
@pytest.mark.usefixtures("git")
def test_a_file_that_was_renamed_has_nothing_new(folder: Path) -> None:
    (folder / "claims" / "a.yaml").rename(folder / "claims" / "z.yaml")
    assert run("claims", "--diff-base", "HEAD").code == 0
    assert run(str(folder / "claims" / "z.yaml"), "--diff-base", "HEAD").code == 1


@needs_git
def test_both_sides_are_checked_whole(folder: Path, git: Callable[..., str]) -> None:
    text = "document: {id: wire}\nclaims:\n- {id: m, kind: measurement, of: the Lisbeth, "
    deep = f"{text}property: length, value: 4.50 m}}\n"
    (folder / "claims" / "b.yaml").write_text(deep, encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    other = deep.replace("wire", "herald").replace("4.50", "5.20")
    (folder / "claims" / "c.yaml").write_text(other, encoding="utf-8")
    ran = run("claims", "--diff-base", "HEAD", "--format", "concise")
    assert ran.code == 1
    assert "quantity/disagreement" in ran.out
    assert "time/calendar" not in ran.out


@needs_git
def test_texts_are_those_of_the_revision(folder: Path, git: Callable[..., str]) -> None:
    record = (
        "document: {id: gazette, published: 2024-03-06, text: t.txt}\nclaims:\n"
        "- {id: storm, kind: event, activity: storm, quote: a storm at sea}\n"
    )
    (folder / "claims" / "a.yaml").write_text(record, encoding="utf-8")
    (folder / "claims" / "t.txt").write_text("There was a storm at sea.", encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    assert run("claims", "--diff-base", "HEAD").code == 0
    (folder / "claims" / "t.txt").write_text("There was a calm at sea.", encoding="utf-8")
    assert run("claims", "--diff-base", "HEAD").code == 1
    git("commit", "-q", "-a", "-m", "third")
    assert run("claims", "--diff-base", "HEAD").code == 0


@needs_git
def test_a_link_of_the_tree_does_not_lead_out(folder: Path, git: Callable[..., str]) -> None:
    (folder / "secret.txt").write_text("a storm at sea", encoding="utf-8")
    (folder / "claims" / "t.txt").symlink_to("../secret.txt")
    record = (
        "document: {id: gazette, text: t.txt}\nclaims:\n"
        "- {id: storm, kind: event, activity: storm, quote: a storm at sea}\n"
    )
    (folder / "claims" / "a.yaml").write_text(record, encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    ran = run("claims", "--diff-base", "HEAD", "--show-suppressed")
    assert ran.code == 2
    assert "leads out of the folder" in ran.out
    assert "known from HEAD" in ran.out


@needs_git
@pytest.mark.parametrize("name", ["-x", "--output=x", "", "nope", "HEAD:claims", "HEAD^{tree}"])
@pytest.mark.usefixtures("git")
def test_what_is_no_revision_is_refused(name: str) -> None:
    ran = run("claims", f"--diff-base={name}")
    assert (ran.code, ran.out) == (2, "")
    assert "revision" in ran.err


@needs_git
def test_a_folder_without_git_is_refused(folder: Path) -> None:
    del folder
    ran = run("claims", "--diff-base", "HEAD")
    assert (ran.code, ran.err) == (2, "counterclaim: claims is in no git repository\n")


@needs_git
@pytest.mark.usefixtures("git")
def test_standard_input_has_no_revision() -> None:
    ran = run("-", "--diff-base", "HEAD")
    assert (ran.code, "standard input has no revisions" in ran.err) == (2, True)


@needs_git
def test_a_submodule_is_to_be_checked_by_itself(folder: Path, git: Callable[..., str]) -> None:
    git("clone", "-q", ".", "other")
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", "./other", "claims/inner")
    git("commit", "-q", "-m", "second")
    ran = run("claims", "--diff-base", "HEAD")
    assert ran.code == 2
    assert "lies in the submodule claims/inner" in ran.err
    del folder


@needs_git
@pytest.mark.usefixtures("git")
def test_no_program_of_the_repository_is_run(folder: Path) -> None:
    ran = folder / "ran"
    script = folder / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    with (folder / ".git" / "config").open("a", encoding="utf-8") as file:
        file.write(f'[core]\n fsmonitor = "{script}"\n[filter "x"]\n smudge = "{script}"\n')
    (folder / ".git" / "info" / "attributes").write_text("*.yaml filter=x\n", encoding="utf-8")
    assert run("claims", "--diff-base", "HEAD").code == 0
    assert not ran.exists()
