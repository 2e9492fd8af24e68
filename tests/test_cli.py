"""The commands as a user runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from claims import __version__
from rules import catalogue
from validator import app

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
"""Seconds after which a run counts as hanging."""

CLEAN = """\
document: {id: gazette, published: 2024-03-06, timezone: Europe/Oslo}
claims:
- {id: departure, kind: event, activity: departure, when: 2024-03-01}
- {id: grounding, kind: event, activity: grounding, when: 2024-03-03}
- {id: later, kind: order, of: grounding, relation: after, than: departure, by: two days}
"""
ERROR = CLEAN.replace("two days", "five days")
WARNING = CLEAN.replace("2024-03-01", "on the umpteenth")
NOTE = CLEAN + "- {id: one, kind: first, of: grounding, among: {activity: grounding}}\n"
BROKEN = b"document: {id: caf\xe9}\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(*arguments: str, given: str | bytes | None = None) -> Ran:
    result = CliRunner().invoke(app, list(arguments), input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout_bytes.decode("utf-8"), result.stderr)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a new folder with a claim file of each sort in folders of their own."""
    files = {"clean": CLEAN, "error": ERROR, "warning": WARNING, "note": NOTE}
    for name, text in files.items():
        (tmp_path / name).mkdir()
        named = text.replace("id: gazette", f"id: {name}")
        (tmp_path / name / f"{name}.yaml").write_text(named, encoding="utf-8")
    (tmp_path / "broken.yaml").write_bytes(BROKEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def json_of(ran: Ran) -> dict[str, object]:
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def rules_in(ran: Ran) -> set[str]:
    findings = json_of(ran)["findings"]
    assert isinstance(findings, list)
    return {finding["rule"] for finding in findings}


pytestmark = pytest.mark.usefixtures("folder")


# What is checked


def as_lines(text: str) -> str:
    data = json.loads(as_json(text))
    lines = [{"document": data["document"]}, *data["claims"]]
    return "".join(json.dumps(line) + "\n" for line in lines)


def as_json(text: str) -> str:
    import yaml12  # noqa: PLC0415  tests of the commands need it for this only

    return json.dumps(yaml12.parse_yaml(text))


FORMS: dict[str, Callable[[str], str]] = {
    ".yaml": str,
    ".yml": str,
    ".json": as_json,
    ".jsonl": as_lines,
    ".ndjson": as_lines,
}


@pytest.mark.parametrize("suffix", FORMS)
def test_a_contradiction_is_found_in_a_file_of_every_form(suffix: str) -> None:
    Path("file" + suffix).write_text(FORMS[suffix](ERROR), encoding="utf-8")
    ran = run("check", "file" + suffix, "--format", "json")
    assert (ran.code, rules_in(ran)) == (1, {"time/order"})


@pytest.mark.parametrize("form", [str, as_json, as_lines])
def test_a_contradiction_is_found_in_standard_input(form: Callable[[str], str]) -> None:
    ran = run("check", "-", "--format", "concise", given=form(ERROR))
    assert ran.code == 1
    assert ran.out.startswith("<stdin>:")
    assert "error[time/order]" in ran.out


def test_a_folder_is_checked_with_all_below_it() -> None:
    ran = run("check", ".", "--format", "json")
    assert {"time/order", "record/unreadable", "record/file"} <= rules_in(ran)


def test_the_working_folder_is_checked_where_no_path_is_given() -> None:
    assert run("check").out == run("check", ".").out


def test_the_order_of_paths_changes_nothing() -> None:
    assert run("check", "clean", "error", "note") == run("check", "note", "error", "clean", "error")


def test_a_file_that_is_not_there_is_told_with_code_2() -> None:
    ran = run("check", "nowhere.yaml", "clean")
    assert ran.code == 2
    assert '"nowhere.yaml" does not exist' in ran.out


def test_a_file_that_is_no_text_hides_no_other() -> None:
    ran = run("check", "broken.yaml", "error", "--format", "json")
    assert (ran.code, rules_in(ran)) == (2, {"record/file", "time/order"})


def test_a_file_that_is_no_text_is_told_with_code_2_even_where_its_rule_is_left_out() -> None:
    assert run("check", "broken.yaml", "--ignore", "record").code == 2


# Codes

FAIL_ON = {"error": ("error",), "warning": ("error", "warning"), "never": (),
           "note": ("error", "warning", "note")}  # fmt: skip


@pytest.mark.parametrize("least", FAIL_ON)
@pytest.mark.parametrize("sort", ["clean", "note", "warning", "error"])
def test_the_code_is_1_from_the_severity_named(sort: str, least: str) -> None:
    assert run("check", sort, "--fail-on", least).code == (1 if sort in FAIL_ON[least] else 0)


def test_warnings_and_errors_fail_where_nothing_is_named() -> None:
    codes = {sort: run("check", sort).code for sort in ("clean", "note", "warning", "error")}
    assert codes == {"clean": 0, "note": 0, "warning": 1, "error": 1}


@pytest.mark.parametrize(
    "arguments",
    [("check", "--fail-on", "sometimes"), ("check", "--format", "poem"), ("check", "--colour"),
     ("chekc",), ("explain",)],
)  # fmt: skip
def test_an_option_that_is_not_known_ends_with_code_2(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


# Rules that are selected


@pytest.mark.parametrize("name", ["time/order", "time", "record"])
def test_ignoring_a_rule_or_its_family_silences_it(name: str) -> None:
    ran = run("check", "error", "--ignore", name, "--format", "json")
    assert rules_in(ran) == ({"time/order"} if name == "record" else set())


@pytest.mark.parametrize("name", ["time/order", "time", "record"])
def test_selecting_a_rule_or_its_family_silences_the_others(name: str) -> None:
    ran = run("check", "error", "warning", "--select", name, "--format", "json")
    assert {rule for rule in rules_in(ran) if rule != name and not rule.startswith(name)} == set()
    assert bool(rules_in(ran))


def test_select_and_ignore_may_be_given_again_and_together() -> None:
    chosen = ("--select", "time", "--select", "record", "--ignore", "time/order")
    ran = run("check", "error", "warning", *chosen, "--format", "json")
    assert "time/order" not in rules_in(ran)
    assert "record/unreadable" in rules_in(ran)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("name", ["time/odrer", "tiem", "", "time/", "../time"])
def test_a_rule_that_is_not_known_ends_with_code_2(option: str, name: str) -> None:
    ran = run("check", "clean", option, name)
    assert (ran.code, ran.out) == (2, "")
    assert f'no rule or family is called "{name}"' in ran.err


# Formats


def test_the_full_format_is_the_one_that_is_used() -> None:
    assert run("check", "error").out == run("check", "error", "--format", "full").out
    assert "^^^" in run("check", "error").out


def test_the_concise_format_has_a_line_for_each_finding() -> None:
    first, *rest = run("check", "error", "--format", "concise").out.splitlines()
    assert first.startswith(f"{Path('error', 'error.yaml')}:5:")
    assert len(rest) == 2


def test_the_json_format_names_its_version() -> None:
    report = json_of(run("check", "error", "--format", "json"))
    assert report["version"] == __version__
    assert str(report["schema"]).startswith("counterclaim-report/")


@pytest.mark.parametrize("output_format", ["full", "concise"])
def test_there_is_no_colour_where_the_output_is_no_terminal(output_format: str) -> None:
    assert "\x1b" not in run("check", "error", "--format", output_format).out


# Configuration


def configure(text: str, name: str = "counterclaim.toml") -> None:
    Path(name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["counterclaim.toml", "pyproject.toml"])
def test_settings_are_read(name: str) -> None:
    head = "[tool.counterclaim]\n" if name == "pyproject.toml" else ""
    configure(head + 'format = "concise"\nfail-on = "never"\nignore = ["record"]\n', name)
    ran = run("check", "error", "warning")
    assert ran.code == 0
    assert "^^^" not in ran.out
    assert "record/" not in ran.out


def test_the_nearest_settings_above_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    configure('format = "json"\n')
    configure("[tool.other]\n", "clean/pyproject.toml")
    monkeypatch.chdir("clean")
    assert json_of(run("check"))
    configure('format = "concise"\n')
    assert run("check").out.startswith("No contradiction found")


def test_a_configuration_file_may_be_named() -> None:
    configure('format = "json"\n')
    configure('format = "concise"\n', "other.toml")
    assert run("check", "clean", "--config", "other.toml").out.startswith("No contradiction")


@pytest.mark.parametrize(
    ("setting", "option"),
    [('format = "json"', ("--format", "concise")), ('fail-on = "never"', ("--fail-on", "error")),
     ('ignore = ["time"]', ("--ignore", "record")), ('select = ["record"]', ("--select", "time"))],
)  # fmt: skip
def test_the_command_line_goes_before_the_settings(setting: str, option: tuple[str, str]) -> None:
    plain = run("check", "error", *option)
    configure(setting + "\n")
    assert run("check", "error", *option) == plain
    assert run("check", "error") != plain


@pytest.mark.parametrize("head", ["# yaml-language-server: $schema=x.json\n", "$schema: x.json\n"])
def test_a_claim_file_may_name_its_schema(head: str) -> None:
    assert run("check", "-", given=head + CLEAN).code == 0


def test_the_settings_may_say_what_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    configure('paths = ["clean"]\n')
    assert run("check") == run("check", "clean")
    assert run("check", "error").code == 1
    monkeypatch.chdir("error")
    assert run("check").code == 0


def test_a_vocabulary_that_the_settings_name_is_no_claim_file_of_its_folder() -> None:
    configure('vocabulary = ["clean/names.yaml"]\n')
    Path("clean/names.yaml").write_text("activities:\n- {name: regatta}\n", encoding="utf-8")
    assert run("check", "clean").code == 0


WRONG = {
    'fromat = "json"': 'no setting is called "fromat"; did you mean format?',
    "colour = true": 'no setting is called "colour"; settings are',
    'format = "poem"': "format is one of full, concise, json",
    "format = 3": "format is one of full, concise, json",
    "format = []": "format is one of full, concise, json",
    'format = {a = "full"}': "format is one of full, concise, json",
    "fail-on = true": "fail-on is one of error, warning, note, never",
    'select = "time"': "select is a list of texts",
    "ignore = [3]": "ignore is a list of texts",
    "vocabulary = {}": "vocabulary is a list of texts",
    'select = ["tiem"]': 'no rule or family is called "tiem"',
    "format =": "counterclaim.toml: ",
    "a = " + "[" * 5_000: "counterclaim.toml: nested too deeply",
}


@pytest.mark.parametrize("text", WRONG, ids=lambda text: str(text[:20]))
def test_a_wrong_setting_ends_with_code_2_and_says_why(text: str) -> None:
    configure(text + "\n")
    ran = run("check", "clean")
    assert (ran.code, ran.out) == (2, "")
    assert WRONG[text] in ran.err


def test_settings_that_are_no_table_end_with_code_2() -> None:
    configure("[tool]\ncounterclaim = 3\n", "pyproject.toml")
    assert run("check", "clean").code == 2


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\n", "format = ", "", "[project]\nname='x'"])
def test_a_project_file_without_settings_changes_nothing(text: str) -> None:
    plain = run("check", "clean")
    configure(text, "pyproject.toml")
    assert run("check", "clean") == plain


def test_a_named_configuration_that_is_not_there_ends_with_code_2() -> None:
    ran = run("check", "clean", "--config", "nowhere.toml")
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere.toml" in ran.err


# Further names

NAMES = "activities:\n- {name: sailing away, is: [departure], momentary: true}\n"
NAMED = """\
document: {id: gazette, published: 2024-03-06}
claims:
- {id: gone, kind: event, activity: sailing away, when: 2024-03-03}
- {id: quiet, kind: pause, among: {activity: departure}, from: 2024-03-01, until: 2024-03-05}
"""


def test_a_vocabulary_lets_names_be_known() -> None:
    configure(NAMED, "named.yaml")
    configure(NAMES, "names.yaml")
    assert run("check", "named.yaml").code == 0
    ran = run("check", "named.yaml", "--vocabulary", "names.yaml", "--format", "json")
    assert (ran.code, rules_in(ran)) == (1, {"ledger/pause"})


def test_a_vocabulary_in_the_settings_is_looked_for_beside_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure(NAMED, "clean/named.yaml")
    configure(NAMES, "names.yaml")
    configure('vocabulary = ["names.yaml"]\n')
    monkeypatch.chdir("clean")
    assert run("check", "named.yaml").code == 1


def test_a_vocabulary_that_is_not_there_ends_with_code_2() -> None:
    assert run("check", "clean", "--vocabulary", "nowhere.yaml").code == 2


def test_a_vocabulary_is_not_checked_as_claims() -> None:
    configure(NAMES, "note/names.yaml")
    assert run("check", "note").code == 1
    assert run("check", "note", "--vocabulary", "note/names.yaml").code == 0


# The other commands


@pytest.mark.parametrize("rule", catalogue.rule_ids())
def test_explain_shows_the_page_of_a_rule(rule: str) -> None:
    assert run("explain", rule) == Ran(0, catalogue.page(rule), "")


@pytest.mark.parametrize("name", ["time", "time/odrer", "", "../README", "time/order.md"])
def test_explain_ends_with_code_2_for_what_is_no_rule(name: str) -> None:
    ran = run("explain", name)
    assert (ran.code, ran.out) == (2, "")
    assert f'no rule is called "{name}"' in ran.err


def test_rules_lists_every_rule_with_its_summary() -> None:
    lines = run("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == list(catalogue.rule_ids())
    assert all(
        line.endswith(catalogue.rule(rule).summary)
        for line, rule in zip(lines, catalogue.rule_ids(), strict=True)
    )


def test_schema_prints_a_json_schema() -> None:
    Draft202012Validator.check_schema(json_of(run("schema")))


def test_version_is_told() -> None:
    assert run("--version") == Ran(0, f"counterclaim {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("check", "-h")])
def test_help_is_told(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.code == 0
    assert "Usage:" in ran.out


# As processes of their own

PYTHON = (sys.executable, str(ROOT / "validator.py"))


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, timeout=PATIENCE,
        check=False,
    )  # fmt: skip


def test_the_command_and_the_file_do_the_same() -> None:
    beside = Path(sys.executable).with_name("counterclaim")
    command = str(beside) if beside.exists() else shutil.which("counterclaim")
    if command is None:
        pytest.skip("the program is not installed")
    by_file = start(*PYTHON, "check", "error")
    by_command = start(command, "check", "error")
    assert (by_command.returncode, by_command.stdout) == (by_file.returncode, by_file.stdout)


ENVIRONMENTS = [
    {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    {"NO_COLOR": "1", "TERM": "xterm-256color"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "COLUMNS": "40"},
]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=["ascii", "no colour", "elsewhere"])
def test_the_bytes_are_the_same_everywhere(environment: dict[str, str]) -> None:
    text = ERROR.replace("grounding", "grunnstøting ved Ålesund 船")
    text = text.replace("{id: grunnstøting ved Ålesund 船", "{id: Ålesund")
    text = text.replace("of: grunnstøting ved Ålesund 船", "of: Ålesund")
    Path("file.yaml").write_text(text, encoding="utf-8")
    plain = run("check", "file.yaml")
    ran = start(*PYTHON, "check", "file.yaml", **environment)
    assert ran.stderr == b""
    assert (ran.returncode, ran.stdout.decode("utf-8")) == (plain.code, plain.out)
    assert "Ålesund" in plain.out


def on_a_terminal(*command: str, **environment: str) -> str:
    """Return what a command writes to a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    settings = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | environment
    with subprocess.Popen(command, env=settings, stdout=theirs, stdin=theirs) as process:
        os.close(theirs)
        written = b""
        try:
            while chunk := os.read(ours, 65_536):
                written += chunk
        except OSError:
            pass  # how Linux says that the other end is closed
        assert process.wait(PATIENCE) == 1
    os.close(ours)
    return written.decode("utf-8")


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False),
     ({"TERM": "dumb"}, False)],
    ids=["terminal", "no colour", "dumb"],
)  # fmt: skip
def test_a_terminal_has_colours_where_they_are_wanted(
    environment: dict[str, str], *, coloured: bool
) -> None:
    written = on_a_terminal(*PYTHON, "check", "error", **environment)
    assert "time/order" in written
    assert ("\x1b[" in written) is coloured


def test_a_complaint_can_be_written_where_little_can_be_encoded() -> None:
    ran = start(
        *PYTHON, "check", "--select", "Ålesund", LC_ALL="C", PYTHONIOENCODING="ascii",
        PYTHONUTF8="0",
    )  # fmt: skip
    assert ran.returncode == 2
    assert b"no rule or family is called" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize(("claims", "taken"), [(3_000, 10), (3, 0)], ids=["midway", "at once"])
def test_a_reader_that_goes_away_is_no_fault(claims: int, taken: int) -> None:
    many = "".join(f"- {{id: e{n}, kind: evnt}}\n" for n in range(claims))
    Path("many.yaml").write_text("claims:\n" + many, encoding="utf-8")
    with subprocess.Popen(
        [*PYTHON, "check", "many.yaml"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(taken)
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(PATIENCE) in {0, 1}
    assert complaint == b""
