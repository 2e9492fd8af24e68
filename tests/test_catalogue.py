"""The catalogue finds rules by their files, and only in its own families."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rules
from rules import catalogue
from rules.catalogue import UnknownRuleError, select

ROOT = Path(rules.__file__).parent


def test_every_page_has_its_rule_and_every_rule_its_page() -> None:
    for family in catalogue.FAMILIES:
        pages = {page.stem for page in (ROOT / family).glob("*.md")}
        files = {file.stem for file in (ROOT / family).glob("*.py") if file.name[0] != "_"}
        assert pages == files


def test_every_folder_with_rules_is_a_family_of_the_catalogue() -> None:
    folders = {page.parent.name for page in ROOT.glob("*/*.md")}
    assert folders == set(catalogue.FAMILIES)


def test_two_files_make_a_new_rule(tmp_path: Path) -> None:
    copied = tmp_path / "rules"
    shutil.copytree(ROOT, copied, ignore=shutil.ignore_patterns("__pycache__"))
    (copied / "time" / "never.md").write_text("# time/never\n\nFinds nothing.\n", encoding="utf-8")
    (copied / "time" / "never.py").write_text(
        "from rules.contract import Rule\n\nRULE = Rule('Finds nothing.', lambda claims: ())\n",
        encoding="utf-8",
    )
    code = "from rules import catalogue; print(catalogue.rule('time/never').summary)"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0] = {[str(tmp_path), str(ROOT.parent)]!r}\n{code}",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout == "Finds nothing.\n"


def test_a_family_selects_all_its_rules() -> None:
    assert select(["time"]) == ("time/calendar", "time/dateline", "time/order")


def test_what_is_ignored_is_left_out_of_what_is_selected() -> None:
    assert select(["time"], ["time/order"]) == ("time/calendar", "time/dateline")


def test_nothing_selected_means_every_rule() -> None:
    assert select() == catalogue.rule_ids()


@pytest.mark.parametrize("name", ["tide", "time/tide", "", "time/", "../rules"])
def test_a_name_that_is_no_rule_is_refused(name: str) -> None:
    with pytest.raises(UnknownRuleError):
        select([name])
    with pytest.raises(UnknownRuleError):
        catalogue.page(name)
