"""Claim files as tests of a throw-away project, run as a user runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
INSTALLED = bool(entry_points(group="pytest11", name="counterclaim"))
LEFT = """\
document: {id: gazette, published: 2024-03-06, timezone: Europe/Oslo}
claims:
- {id: left, kind: event, activity: departure, when: 2024-03-01}
- {id: ashore, kind: event, activity: grounding, when: 2024-03-03}
"""
LATER = """\
document: {id: herald, published: 2024-03-06}
claims:
- {id: later, kind: order, of: gazette#ashore, relation: after, than: gazette#left, by: two days}
"""


class Ran(NamedTuple):
    code: int
    out: str


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "left.yaml").write_text(LEFT, encoding="utf-8")
    (tmp_path / "claims" / "later.yaml").write_text(LATER, encoding="utf-8")
    (tmp_path / "test_own.py").write_text("def test_own() -> None: pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str) -> Ran:
    loaded = () if INSTALLED else ("-p", "reports.pytest_plugin")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *loaded, *arguments],
        cwd=project,
        env={**environment, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    return Ran(done.returncode, done.stdout + done.stderr)


def wrong(project: Path) -> None:
    text = LATER.replace("two days", "five days")
    (project / "claims" / "later.yaml").write_text(text, encoding="utf-8")


def test_each_claim_file_is_a_test(project: Path) -> None:
    ran = run(project, "--claims", "claims", "-v")
    assert ran.code == 0
    assert "claims/left.yaml::claims PASSED" in ran.out
    assert "claims/later.yaml::claims PASSED" in ran.out
    assert "3 passed" in ran.out


def test_without_the_option_there_are_no_further_tests(project: Path) -> None:
    wrong(project)
    ran = run(project)
    assert (ran.code, "1 passed" in ran.out) == (0, True)


def test_a_conflict_fails_each_file_that_it_names_a_claim_of(project: Path) -> None:
    wrong(project)
    ran = run(project, "--claims", "claims")
    assert ran.code == 1
    assert "2 failed, 1 passed" in ran.out
    assert "claims of claims/later.yaml" in ran.out
    assert "claims of claims/left.yaml" in ran.out
    assert "warning[time/order]: gazette#ashore was five days after gazette#left" in ran.out
    assert "Traceback" not in ran.out


@pytest.mark.parametrize(("least", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_the_severity_that_fails_may_be_set(project: Path, least: str, code: int) -> None:
    wrong(project)
    assert run(project, "--claims", "claims", "--claims-fail-on", least).code == code
    (project / "counterclaim.toml").write_text(f'fail-on = "{least}"\n')
    assert run(project, "--claims", "claims").code == code


def test_tests_of_claims_are_chosen_and_spread_as_others_are(project: Path) -> None:
    wrong(project)
    assert "1 failed, 2 deselected" in run(project, "--claims", "claims", "-k", "later.yaml").out
    assert "2 failed, 1 passed" in run(project, "--claims", "claims", "-n", "2").out
    assert "claims/left.yaml::claims" in run(project, "--claims=claims", "--collect-only", "-q").out


def test_files_are_named_one_by_one(project: Path) -> None:
    ran = run(project, "--claims", "claims/left.yaml", "--claims", "claims/later.yaml")
    assert "3 passed" in ran.out
    assert "2 passed" in run(project, "--claims", "claims/left.yaml").out


def test_what_cannot_be_read_fails(project: Path, tmp_path: Path) -> None:
    (project / "claims" / "left.yaml").write_bytes(b"document: {id: caf\xe9}\n")
    (tmp_path / "outside").mkdir()
    outside = tmp_path.parent / "outside.yaml"
    outside.write_text(LEFT, encoding="utf-8")
    (project / "claims" / "link.yaml").symlink_to(outside)
    ran = run(project, "--claims", "claims")
    assert "error[record/file]" in ran.out
    assert "claims/left.yaml::claims" in ran.out
    assert "claims/link.yaml::claims" in ran.out


def test_settings_and_names_of_the_project_are_used(project: Path) -> None:
    wrong(project)
    (project / "claims" / "names.yaml").write_text("activities:\n- {nmae: regatta}\n")
    (project / "counterclaim.toml").write_text(
        'ignore = ["time"]\nvocabulary = ["claims/names.yaml"]\n'
    )
    ran = run(project, "--claims", "claims")
    assert "names.yaml::claims" not in ran.out
    assert "error[record/vocabulary]" in ran.out  # it has no test, and is told all the same


def test_what_is_suppressed_or_known_does_not_fail(project: Path) -> None:
    wrong(project)
    command = [sys.executable, str(ROOT / "validator.py"), "check", "claims"]
    subprocess.run(
        [*command, "--write-baseline", "known.json"], cwd=project, check=False, capture_output=True
    )
    (project / "counterclaim.toml").write_text('baseline = "known.json"\n')
    assert run(project, "--claims", "claims").code == 0
    (project / "counterclaim.toml").write_text('baseline = "claims/left.yaml"\n')
    assert run(project, "--claims", "claims").code == pytest.ExitCode.USAGE_ERROR
    (project / "counterclaim.toml").unlink()
    assert run(project, "--claims", "claims").code == 1
    file = project / "claims" / "later.yaml"
    hidden = "# counterclaim: ignore[time/order]: as the report has it\n- {id: later"
    text = file.read_text(encoding="utf-8").replace("- {id: later", hidden)
    file.write_text(text, encoding="utf-8")
    assert run(project, "--claims", "claims").code == 0


@pytest.mark.parametrize(
    ("settings", "paths", "said"),
    [
        ("", "nowhere", "nowhere does not exist"),
        ("fali-on = 1\n", "claims", 'no setting is called "fali-on"'),
        ('select = ["tiem"]\n', "claims", 'no rule or family is called "tiem"'),
    ],
)
def test_what_cannot_be_meant_is_an_error_of_usage(
    project: Path, settings: str, paths: str, said: str
) -> None:
    (project / "counterclaim.toml").write_text(settings)
    ran = run(project, "--claims", paths)
    assert ran.code == pytest.ExitCode.USAGE_ERROR
    assert said in ran.out


def test_the_plugin_loads_nothing_but_itself() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import reports.pytest_plugin; "
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['reports']"
