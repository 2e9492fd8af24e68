"""Packs of a user's own: the option, the setting, the command, and the page that tells of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from rules.resolution import _reading
from validator import app

CLEAN = "document: {id: clean, published: 2024-03-06}\nclaims: []\n"
NAMES = "activities:\n- {name: sailing away, is: [departure], momentary: true}\n"
PACKS = Path(__file__).parent.parent / "docs" / "packs.md"
FENCES = re.findall(r"^```yaml\n(.*?)^```$", PACKS.read_text("utf-8"), re.DOTALL | re.MULTILINE)


class Ran(NamedTuple):
    code: int
    out: str


def run(*arguments: str) -> Ran:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout_bytes.decode("utf-8"))


def rules_in(ran: Ran) -> set[str]:
    return {finding["rule"] for finding in json.loads(ran.out)["findings"]}


def configure(text: str, name: str = "counterclaim.toml") -> None:
    Path(name).write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a new folder with a claim file in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    Path("clean").mkdir()
    configure(CLEAN, "clean/clean.yaml")


def test_the_pack_and_the_claims_of_the_page_on_packs_do_what_it_says() -> None:
    pack, claims = FENCES
    configure(pack, "harbour.yaml")
    configure(claims, "claims.yaml")
    ran = run("pack", "harbour.yaml")
    assert (ran.code, ran.out) == (0, "No fault was found.\n")
    ran = run("check", "claims.yaml", "--pack", "harbour.yaml", "--format", "concise")
    assert ran.code == 1
    errors = [line.split(": ")[1] for line in ran.out.splitlines() if "error[" in line]
    assert errors == [
        'error[resolution/unfounded] shallow cannot breach "Harbour Act"',
        'error[resolution/unfounded] late cannot breach "Act on Harbours"',
    ]


def test_every_field_of_a_pack_is_told_of_on_its_page() -> None:
    page = PACKS.read_text("utf-8")
    lists = [value for name, value in vars(_reading).items() if name.endswith("_FIELDS")]
    fields = sorted({field for some in lists for field in some})
    assert len(fields) > 20
    assert [name for name in fields if f"`{name}`" not in page and f"`{name}:" not in page] == []


def test_a_pack_in_the_settings_is_looked_for_beside_them(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(FENCES[0], "harbour.yaml")
    configure(FENCES[1], "clean/claims.yaml")
    configure('pack = ["harbour.yaml"]\n')
    monkeypatch.chdir("clean")
    assert rules_in(run("check", "claims.yaml", "--format", "json")) >= {"resolution/unfounded"}


def test_without_its_pack_an_instrument_is_not_known() -> None:
    configure(FENCES[1], "claims.yaml")
    assert run("check", "claims.yaml").code == 0


def test_each_fault_of_a_pack_is_told_with_its_line_and_column() -> None:
    wrong = FENCES[0].replace("1999-06-11", "1999-06-31").replace("10 m", "10 kg")
    configure(wrong.replace("activity: grounding\n", "activity: groundng\n"), "harbour.yaml")
    ran = run("pack", "harbour.yaml", "--format", "concise")
    assert ran.code == 1
    assert [line.split(": ")[0] for line in ran.out.splitlines()[:3]] == [
        "harbour.yaml:16:12",
        "harbour.yaml:26:15",
        "harbour.yaml:27:40",
    ]


def test_a_pack_with_a_fault_is_told_and_left_out_of_a_check() -> None:
    configure(FENCES[0].replace("1999-06-11", "1999-06-31"), "harbour.yaml")
    configure(FENCES[1], "claims.yaml")
    ran = run("check", "claims.yaml", "--pack", "harbour.yaml", "--format", "json")
    assert ran.code == 1
    assert "record/pack" in rules_in(ran)
    assert json.loads(ran.out)["findings"]
    assert "resolution/breach" not in rules_in(ran)


@pytest.mark.parametrize("command", [["pack"], ["check", "clean", "--pack"]])
def test_a_pack_that_is_not_there_ends_with_code_2(command: list[str]) -> None:
    assert run(*command, "nowhere.yaml").code == 2


def test_a_pack_is_not_checked_as_claims() -> None:
    configure(FENCES[0], "clean/harbour.yaml")
    assert run("check", "clean").code == 1
    assert run("check", "clean", "--pack", "clean/harbour.yaml").code == 0


def test_a_name_that_a_vocabulary_adds_may_stand_in_a_pack() -> None:
    configure(
        FENCES[0].replace("activity: grounding\n", "activity: sailing away\n"), "harbour.yaml"
    )
    configure(NAMES, "names.yaml")
    assert run("pack", "harbour.yaml").code == 1
    assert run("pack", "harbour.yaml", "--vocabulary", "names.yaml").code == 0


def test_two_packs_of_one_name_are_told() -> None:
    configure(FENCES[0], "harbour.yaml")
    configure(FENCES[0], "other.yaml")
    ran = run("pack", "harbour.yaml", "other.yaml", "--format", "concise")
    assert ran.code == 1
    assert ran.out.startswith("other.yaml:1:7: error[record/pack]")
