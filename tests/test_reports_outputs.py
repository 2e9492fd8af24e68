"""Reports that go to files."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest
from report_cases import error, judged, outcome, small
from typer.testing import CliRunner

from reports.formats import FORMATS, render
from reports.outputs import Output, OutputError, read_outputs, write, write_whole
from validator import Format, app

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = "document: {id: gazette}\nclaims: []\n"


def test_the_command_has_every_format() -> None:
    assert tuple(form.value for form in Format) == FORMATS


def test_each_report_has_its_file(tmp_path: Path) -> None:
    files = [tmp_path / form for form in FORMATS]
    outputs = read_outputs([f"{form}={file}" for form, file in zip(FORMATS, files, strict=True)])
    held = outcome(error(judged(message="they differ")))
    write(outputs, held, small(), "1.0")
    assert [file.read_text(encoding="utf-8") for file in files] == [
        render(form, held, small(), "1.0") for form in FORMATS
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["sarif"], "FORMAT=FILE"),
        (["sarif="], "FORMAT=FILE"),
        (["pdf=report.pdf"], 'no format is called "pdf"'),
        (["json=a", "sarif=./a"], "given for two reports"),
    ],
)
def test_what_cannot_be_meant_is_told(texts: list[str], said: str) -> None:
    with pytest.raises(OutputError, match=said):
        read_outputs(texts)


def test_a_file_that_cannot_be_written_keeps_what_it_had(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write([Output("json", str(tmp_path / "no" / "file"))], outcome(), small(), "1.0")
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.json"
    file.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(str(file), "new")
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_a_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    file, link = tmp_path / "report.json", tmp_path / "link.json"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(str(link), "new")
    assert link.is_symlink()
    assert (file.read_text(encoding="utf-8"), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o640)


def test_check_writes_files_beside_its_report(tmp_path: Path) -> None:
    claims, report = tmp_path / "a.yaml", tmp_path / "report.json"
    claims.write_text(CLAIMS, encoding="utf-8")
    run = CliRunner().invoke(app, ["check", str(claims), "--output", f"json={report}"])
    assert (run.exit_code, run.stdout.startswith("Nothing could be compared")) == (0, True)
    assert json.loads(report.read_text(encoding="utf-8"))["summary"]["files"] == 1


def test_check_says_what_is_wrong_with_an_output_before_it_reads(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["check", str(tmp_path), "--output", "pdf=report.pdf"])
    assert (run.exit_code, run.stdout) == (2, "")
    assert 'no format is called "pdf"' in run.stderr
