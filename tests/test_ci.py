"""The set-ups for continuous integration, each run in a throw-away repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ACTION = ROOT / ".github" / "actions" / "check" / "action.yml"
PATIENCE = 600
CLAIMS = """\
document: {id: gazette, published: 2024-03-06, timezone: Europe/Oslo}
claims:
- {id: left, kind: event, activity: departure, when: 2024-03-01}
- {id: ashore, kind: event, activity: grounding, when: 2024-03-03}
- {id: later, kind: order, of: ashore, relation: after, than: left, by: two days}
"""
WRONG = CLAIMS.replace("two days", "five days")


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with claims in one folder, and other YAML beside it."""
    folder = tmp_path / "repository"
    (folder / "claims").mkdir(parents=True)
    (folder / "claims" / "a.yaml").write_text(CLAIMS, encoding="utf-8")
    (folder / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    (folder / "counterclaim.toml").write_text('paths = ["claims"]\n', encoding="utf-8")
    return folder


# pre-commit


def has_pre_commit() -> bool:
    return (
        shutil.which("git") is not None
        and subprocess.run(
            [sys.executable, "-m", "pre_commit", "--version"], check=False, capture_output=True
        ).returncode
        == 0
    )


@pytest.mark.skipif(not has_pre_commit(), reason="pre-commit or git is not installed")
def test_the_hook_checks_all_claims_of_a_repository(repository: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("claims", "rules", "reports"):
        shutil.copytree(ROOT / name, hooks / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("validator.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, hooks)
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    for folder in (hooks, repository):
        git(folder, "init", "-q")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "All of it")

    def run() -> subprocess.CompletedProcess[str]:
        command = ["try-repo", str(hooks), "counterclaim", "--all-files", "--verbose"]
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *command],
            cwd=repository,
            env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")},
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=PATIENCE,
        )  # fmt: skip

    ran = run()
    if "Could not find a version" in ran.stdout:
        pytest.skip("the registry that the hook is installed from is not at hand")
    assert ran.returncode == 0, ran.stdout
    (repository / "claims" / "a.yaml").write_text(WRONG, encoding="utf-8")
    ran = run()
    assert ran.returncode == 1
    assert "error[time/order]" in ran.stdout
    assert "other.yaml" not in ran.stdout


def test_the_hook_is_given_no_names_and_takes_all_texts() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"]) == ("counterclaim", "counterclaim check")
    assert hook["pass_filenames"] is False


# The GitHub Action


def action() -> dict[str, Any]:
    found = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_action_has_the_form_of_one() -> None:
    pytest.importorskip("check_jsonschema")
    ran = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions",
         str(ACTION)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_other_actions_are_pinned_and_no_input_is_part_of_a_script() -> None:
    for step in action()["runs"]["steps"]:
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", step["uses"])
        else:
            assert "${{" not in step["run"]


class Runner:
    """Runs the shell steps of the action as a runner of GitHub does, one after the other."""

    def __init__(self, repository: Path, scratch: Path) -> None:
        self.repository = repository
        self.scratch = scratch
        scratch.mkdir(exist_ok=True)
        self.outputs: dict[str, dict[str, str]] = {"python": {"python-path": sys.executable}}

    def value(self, text: str, inputs: dict[str, str]) -> str:
        """Put values in the place of the expressions of a text."""

        def meant(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith("inputs."):
                given: str = action()["inputs"][name.removeprefix("inputs.")]["default"]
                return inputs.get(name.removeprefix("inputs."), given)
            if name == "github.action_path":
                return str(ACTION.parent)
            _, step, _, output = name.split(".")
            return self.outputs[step].get(output, "")

        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", meant, text)

    def step(
        self, step: dict[str, Any], inputs: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        file = self.scratch / "output"
        file.write_text("")
        environment = {name: self.value(text, inputs) for name, text in step["env"].items()}
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.repository,
            env={**os.environ, **environment, "GITHUB_OUTPUT": str(file),
                 "RUNNER_TEMP": str(self.scratch)},
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=PATIENCE,
        )  # fmt: skip
        pairs = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines())
        self.outputs[step.get("id", "")] = {name: value for name, _, value in pairs}
        return ran


@pytest.fixture
def steps() -> dict[str, dict[str, Any]]:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    return {step.get("id", "end"): step for step in action()["runs"]["steps"] if "run" in step}


@pytest.fixture
def runner(repository: Path, tmp_path: Path) -> Runner:
    """Return a runner on which the program is installed already."""
    runner = Runner(repository, tmp_path / "scratch")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    command = bin_folder / "counterclaim"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "validator.py"}" "$@"\n')
    command.chmod(0o755)
    runner.outputs["install"] = {"bin": str(bin_folder)}
    return runner


def test_the_action_annotates_writes_sarif_and_fails_at_the_end(
    runner: Runner, steps: dict[str, dict[str, Any]], repository: Path
) -> None:
    for text, code in ((CLAIMS, 0), (WRONG, 1)):
        (repository / "claims" / "a.yaml").write_text(text, encoding="utf-8")
        ran = runner.step(steps["check"], {})
        assert ran.returncode == 0, ran.stderr
        assert ("::error file=claims/a.yaml,line=5" in ran.stdout) == bool(code)
        assert runner.outputs["check"] == {"code": str(code), "sarif": "counterclaim.sarif"}
        report = json.loads((repository / "counterclaim.sarif").read_text(encoding="utf-8"))
        assert bool(report["runs"][0]["results"]) == bool(code)
        assert runner.step(steps["end"], {}).returncode == code


def test_inputs_of_the_action_are_words_and_never_commands(
    runner: Runner, steps: dict[str, dict[str, Any]], repository: Path
) -> None:
    (repository / "a b.yaml").write_text(WRONG, encoding="utf-8")
    (repository / "--help").mkdir()
    (repository / "--help" / "c.yaml").write_text(CLAIMS, encoding="utf-8")
    inputs = {"paths": "a b.yaml\n--help\n", "sarif-file": "$(touch x) `touch x`.sarif",
              "fail-on": "never"}  # fmt: skip
    ran = runner.step(steps["check"], inputs)
    assert ran.returncode == 0, ran.stderr
    assert "::error file=a b.yaml" in ran.stdout
    assert runner.outputs["check"]["code"] == "0"
    assert (repository / "$(touch x) `touch x`.sarif").is_file()
    assert not (repository / "x").exists()
    runner.step(steps["check"], {"paths": "; touch x\n$(touch x)", "fail-on": "; touch x"})
    assert runner.outputs["check"] == {"code": "2"}
    assert not (repository / "x").exists()
    assert runner.step(steps["end"], {}).returncode == 2


def test_what_is_installed_is_a_version_and_nothing_else(
    runner: Runner, steps: dict[str, dict[str, Any]]
) -> None:
    for version in ("--index-url=https://x.example", "1.0 evil", "git+https://x.example", "$(x)"):
        ran = runner.step(steps["install"], {"version": version})
        assert ran.returncode == 2
        assert "::error::version is no version number" in ran.stdout
