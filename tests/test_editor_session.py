"""The language server as an editor meets it: a session over standard input and output."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pygls")

from editor_client import ROOT, Editor

from validator import app

if TYPE_CHECKING:
    from pathlib import Path

LEFT = """\
document: {id: gazette, published: 2024-03-06, timezone: Europe/Oslo}
claims:
- {id: left, kind: event, note: "서울 🚢", activity: departure, when: Friday}
- {id: ashore, kind: event, activity: grounding, when: 2024-03-03}
- {id: far, kind: measurement, of: left, property: distance travelled, value: 930 miles}
"""
LATER = """\
document: {id: herald, published: 2024-03-06}
claims:
- {id: later, kind: order, of: gazette#ashore, relation: after, than: gazette#left, by: two days}
"""


def of_rule(told: list[dict[str, Any]], rule: str) -> dict[str, Any]:
    (found,) = [each for each in told if each["code"] == rule]
    return found


def cut(text: str, where: dict[str, Any]) -> str:
    """Return what a range on one line holds, its columns counted in UTF-16."""
    line = text.split("\n")[where["start"]["line"]].encode("utf-16-le")
    assert where["start"]["line"] == where["end"]["line"]
    found: bytes = line[2 * where["start"]["character"] : 2 * where["end"]["character"]]
    return found.decode("utf-16-le")


def test_a_session_from_hello_to_goodbye(tmp_path: Path) -> None:
    (tmp_path / "left.yaml").write_text(LEFT, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "no claims"}', encoding="utf-8")
    with Editor(tmp_path) as editor:
        assert editor.capabilities["positionEncoding"] == "utf-16"
        left, later = editor.uri("left.yaml"), editor.uri("later.yaml")

        # All agrees, also with a file that is not saved yet.
        assert editor.open("later.yaml", LATER) == []
        assert editor.open("left.yaml", LEFT) == []

        # A change in one file is told in both, at every claim that it takes.
        wrong = LATER.replace("two days", "five days")
        editor.change("later.yaml", wrong, 2)
        found = of_rule(editor.published(later, 2), "time/order")
        assert found["severity"] == 2  # a dispute of two papers
        assert cut(wrong, found["range"]) == "after"
        others = {each["location"]["uri"] for each in found["relatedInformation"]}
        assert others == {left}
        there = [each for each in editor.published(left, 1) if each["code"] == "time/order"]
        assert {cut(LEFT, each["range"]) for each in there} == {"Friday", "2024-03-03"}
        assert editor.uri("package.json") not in editor.shown

        # What the words mean.
        told = editor.ask("textDocument/hover", **editor.at("left.yaml", LEFT, "930 miles"))
        assert told["contents"]["kind"] == "plaintext"
        assert "1496.69 km; read as 1488.6–1504.7 km" in told["contents"]["value"]
        assert cut(LEFT, told["range"]) == "930 miles"
        told = editor.ask("textDocument/hover", **editor.at("left.yaml", LEFT, "Friday"))
        assert '"Friday" is read as Friday 2024-03-01' in told["contents"]["value"]
        assert cut(LEFT, told["range"]) == "Friday"

        # To what is pointed at, from there to what points, and to the rest of a conflict.
        (place,) = editor.ask(
            "textDocument/definition", **editor.at("later.yaml", wrong, "gazette#left")
        )
        assert place["uri"] == left
        assert cut(LEFT, place["range"]) == "left"
        there = editor.ask(
            "textDocument/references",
            **editor.at("left.yaml", LEFT, "ashore"),
            context={"includeDeclaration": False},
        )
        assert "gazette#ashore" in {
            cut(wrong, each["range"]) for each in there if each["uri"] == later
        }
        there = editor.ask("textDocument/definition", **editor.at("left.yaml", LEFT, "Friday"))
        assert {each["uri"] for each in there} == {left, later}

        # A slip is mended.
        slip = LEFT.replace("930 miles", "930 milez").replace(
            "kind: measurement", "kind: mesurement"
        )
        editor.change("left.yaml", slip, 2)
        found = of_rule(editor.published(left, 2), "record/kind")
        assert cut(slip, found["range"]) == "mesurement"
        (action,) = editor.ask(
            "textDocument/codeAction",
            textDocument={"uri": left},
            range=found["range"],
            context={"diagnostics": [found]},
        )
        (edit,) = action["edit"]["changes"][left]
        assert (cut(slip, edit["range"]), edit["newText"]) == ("mesurement", "measurement")
        assert action["diagnostics"] == [found]

        # What is half written is completed.
        half = LEFT + "- {id: next, kind: event, object: 🚢, activity: dep}\n"
        editor.change("left.yaml", half, 3)
        place = editor.at("left.yaml", half, "dep}", 3)
        offered = editor.ask("textDocument/completion", **place)["items"]
        (item,) = [item for item in offered if item["label"] == "departure"]
        assert cut(half, item["textEdit"]["range"]) == "dep"

        # The file is put back, and all is well again.
        editor.change("left.yaml", LEFT, 4)
        editor.change("later.yaml", LATER, 3)
        assert editor.published(later, 3) == []
        assert editor.published(left, 4) == []
        assert editor.end() == 0


def test_a_session_that_ends_without_goodbye_ends_the_server(tmp_path: Path) -> None:
    with Editor(tmp_path) as editor:
        editor.tell("exit")
        assert editor.process.wait(timeout=60) == 1


def test_an_editor_that_goes_away_ends_the_server(tmp_path: Path) -> None:
    with Editor(tmp_path) as editor:
        assert editor.process.stdin is not None
        editor.process.stdin.close()
        assert editor.process.wait(timeout=60) == 1


@pytest.mark.parametrize(
    ("offered", "taken"),
    [(["utf-32", "utf-16"], "utf-32"), (["utf-8"], "utf-8"), (None, "utf-16"), (["x"], "utf-16")],
)
def test_columns_are_counted_as_the_editor_wants(
    tmp_path: Path, offered: list[str] | None, taken: str
) -> None:
    line = '- {id: x, kind: event, activity: x, note: "서울 🚢🚢", wehn: Friday}'
    before = line[: line.index("wehn")]
    units = {"utf-32": len(before), "utf-8": len(before.encode())}
    units["utf-16"] = len(before.encode("utf-16-le")) // 2
    with Editor(tmp_path, encodings=offered) as editor:
        assert editor.capabilities["positionEncoding"] == taken
        found = of_rule(editor.open("a.yaml", f"claims:\n{line}\n"), "record/field")
        assert found["range"]["start"] == {"line": 1, "character": units[taken]}


def test_what_was_overtaken_by_a_change_is_never_told(tmp_path: Path) -> None:
    with Editor(tmp_path) as editor:
        editor.open("left.yaml", LEFT)
        for version in range(2, 30):
            slip = "Friday" if version == 29 else f"umpteenth {version}"
            editor.change("left.yaml", LEFT.replace("Friday", slip), version)
        assert editor.published(editor.uri("left.yaml"), 29) == []
        for message in editor.told:
            if message["method"] == "textDocument/publishDiagnostics":
                params = message["params"]
                for found in params["diagnostics"]:
                    assert f"umpteenth {params['version']}" in found["message"]


def test_findings_go_with_the_files_they_are_in(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "wrong.yaml"
    file.write_text(LEFT.replace("Friday", "the umpteenth"), encoding="utf-8")
    with Editor(tmp_path) as editor:
        uri = editor.uri("in/wrong.yaml")
        assert [each["code"] for each in editor.published(uri)] == ["record/unreadable"]
        file.unlink()
        (tmp_path / "in").rmdir()
        gone = {"uri": editor.uri("in"), "type": 3}
        editor.tell("workspace/didChangeWatchedFiles", changes=[gone])
        assert editor.published(uri) == []


def test_files_are_looked_at_for_an_editor_that_does_not_tell(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(LEFT, encoding="utf-8")
    with Editor(tmp_path, watches=False) as editor:
        editor.open("b.yaml", LATER)
        file.write_text(LEFT.replace("Friday", "the umpteenth"), encoding="utf-8")
        found = editor.published(editor.uri("a.yaml"))
        assert "record/unreadable" in {each["code"] for each in found}


def test_what_an_editor_closes_is_read_from_the_disk_again(tmp_path: Path) -> None:
    (tmp_path / "left.yaml").write_text(LEFT, encoding="utf-8")
    with Editor(tmp_path) as editor:
        uri = editor.uri("left.yaml")
        assert editor.open("left.yaml", LEFT.replace("Friday", "the umpteenth"))
        editor.tell("textDocument/didClose", textDocument={"uri": uri})
        assert editor.published(uri) == []


def test_a_file_without_a_folder_is_checked_by_itself(tmp_path: Path) -> None:
    (tmp_path / "left.yaml").write_text(LEFT, encoding="utf-8")
    with Editor(None) as editor:
        editor.folder = tmp_path
        found = editor.open("later.yaml", LATER)
        assert {each["code"] for each in found} == {"record/reference"}
        editor.tell("textDocument/didClose", textDocument={"uri": editor.uri("later.yaml")})
        assert editor.published(editor.uri("later.yaml")) == []


def test_a_file_that_was_closed_meanwhile_is_not_told_of(tmp_path: Path) -> None:
    with Editor(None) as editor:
        editor.folder = tmp_path
        uri = editor.uri("closed.yaml")
        for _ in range(10):
            item = {"uri": uri, "languageId": "yaml", "version": 1, "text": LATER}
            editor.tell("textDocument/didOpen", textDocument=item)
            # By now it may be looked at, or not.
            editor.ask("textDocument/completion", **editor.at("closed.yaml", LATER, "kind"))
            editor.tell("textDocument/didClose", textDocument={"uri": uri})
        assert editor.open("left.yaml", LEFT) == []
        assert editor.shown.get(uri, []) == []


def test_folders_of_the_workspace_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "other" / "inner").mkdir(parents=True)
    wrong = LEFT.replace("Friday", "the umpteenth")
    (tmp_path / "other" / "inner" / "a.yaml").write_text(wrong, encoding="utf-8")
    with Editor(tmp_path / "own") as editor:
        uri = (tmp_path / "other" / "inner" / "a.yaml").as_uri()

        def change(added: list[str], removed: list[str]) -> None:
            both = {
                "added": [{"uri": (tmp_path / n).as_uri(), "name": n} for n in added],
                "removed": [{"uri": (tmp_path / n).as_uri(), "name": n} for n in removed],
            }
            editor.tell("workspace/didChangeWorkspaceFolders", event=both)

        change(["other", "other/inner"], [])
        assert editor.published(uri)
        change([], ["other"])
        assert editor.published(uri) == []
        assert editor.published(uri)
        change([], ["other/inner"])
        assert editor.published(uri) == []


def test_settings_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "counterclaim.toml").write_text('vocabulary = ["../names.yaml"]\n')
    with Editor(tmp_path) as editor:
        assert editor.open("left.yaml", LEFT) == []
        if not [m for m in editor.told if m["method"] == "window/showMessage"]:
            editor.change("left.yaml", LEFT + "\n", 2)
            editor.published(editor.uri("left.yaml"), 2)
        (message,) = [m for m in editor.told if m["method"] == "window/showMessage"]
        assert "leads out of the folder" in message["params"]["message"]


def test_without_pygls_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('no', name='pygls')\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "validator.py"), "lsp"],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "counterclaim[lsp]" in ran.stderr


def test_no_other_command_loads_pygls() -> None:
    code = (
        "import sys, validator; validator.app(['rules'], standalone_mode=False); "
        "assert not {'pygls', 'lsprotocol'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    assert app.info.name == "counterclaim"
