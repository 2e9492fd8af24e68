"""The benchmark of large tables tells the truth about what it planted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scale.generate import write
from test_cli import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path


def test_every_planted_conflict_is_found_and_nothing_else(tmp_path: Path) -> None:
    table = tmp_path / "t.jsonl"
    made = write(table, 3_000)
    mapping = str(ROOT / "tests" / "benchmarks" / "scale" / "mapping.yaml")
    ran = run("check", str(table), "--mapping", mapping, "--engine", "columns", "--format", "json")
    report = json.loads(ran.out)
    events = [json.loads(line)["event"] for line in table.read_text(encoding="utf-8").splitlines()]
    told = {
        events[part["cell"]["row"] - 1]
        for finding in report["findings"]
        for part in finding["parts"]
        if finding["severity"] != "note"
    }
    assert made.planted
    assert told == made.planted
    assert report["summary"]["claims"] == made.claims
