"""`counterclaim init`: what it writes checks clean, and it never writes over anything."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from reports import starter
from validator import app

ROOT = Path(__file__).resolve().parents[1]


def init(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["init", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


@pytest.mark.parametrize("name", ["", "new", "a/b c/서울"])
def test_what_is_written_checks_clean(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / name
    if not name:
        monkeypatch.chdir(tmp_path)
    code, out, _ = init(*([str(folder)] if name else []))
    assert code == 0
    assert [Path(line).name for line in out.splitlines()] == [Path(n).name for n in starter.FILES]
    monkeypatch.chdir(folder)
    ran = CliRunner().invoke(app, ["check"])
    assert ran.exit_code == 0, ran.stdout
    assert ran.stdout.startswith("No contradiction found in 1 file (4 claims, 1 document).")
    assert "not judged" not in ran.stdout
    assert "error" not in ran.stdout


def test_the_mistake_that_the_file_speaks_of_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "claims" / "gazette-2024-03-06.yaml"
    text = file.read_text(encoding="utf-8")
    assert 'write "five days" in place of "two days"' in text
    file.write_text(text.replace("by: two days", "by: five days"), encoding="utf-8")
    ran = CliRunner().invoke(app, ["check"])
    assert ran.exit_code == 1
    assert "error[time/order]" in ran.stdout


@given(st.sets(st.sampled_from(sorted(starter.FILES)), min_size=1))
def test_nothing_is_written_over_and_then_nothing_is_written(names: set[str]) -> None:
    import tempfile  # noqa: PLC0415  a folder for each example

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("mine", encoding="utf-8")
        before = contents(folder)
        code, out, err = init(made)
        assert (code, out) == (2, "")
        assert all(str(folder / name) in err for name in names)
        assert contents(folder) == before


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "counterclaim.toml").symlink_to(tmp_path / "elsewhere")
    assert init(str(tmp_path))[0] == 2
    assert not (tmp_path / "elsewhere").exists()


def test_what_cannot_be_written_whole_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("a file where a folder should be", encoding="utf-8")
    code, _, err = init(str(tmp_path))
    assert code == 2
    assert "nothing was written" in err
    assert [path.name for path in tmp_path.iterdir()] == [".github"]


def test_the_files_are_written_as_they_are_kept(tmp_path: Path) -> None:
    init(str(tmp_path))
    for name, held in starter.FILES.items():
        kept = resources.files("reports.starter").joinpath(held).read_bytes()
        assert (tmp_path / name).read_bytes() == kept


def test_the_workflow_has_the_form_of_one_and_pins_what_it_uses() -> None:
    file = ROOT / "reports" / "starter" / "workflow.yml"
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    uses = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert uses
    assert all(len(use.partition("@")[2]) == 40 for use in uses)
    pytest.importorskip("check_jsonschema")
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
