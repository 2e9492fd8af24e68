"""Which files are read, and which are refused."""

from __future__ import annotations

import hashlib
import io
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.faults import Fault, Place
from claims.files import STDIN, Article, Inputs, read_paths, read_text, read_text_beside

CLAIMS = "claims:\n- id: a\n"


def put(path: Path, text: str | bytes = CLAIMS) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def refused(inputs: Inputs) -> str:
    (fault,) = inputs.faults
    assert fault.rule == "record/file"
    assert fault.fatal
    return fault.message


def from_stdin(text: str | bytes) -> Inputs:
    return read_paths(["-"], io.BytesIO(text.encode() if isinstance(text, str) else text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=100), st.sampled_from(["yaml", "json", "jsonl"]))
def test_any_bytes_are_read_or_told(tmp_path: Path, data: bytes, suffix: str) -> None:
    inputs = read_paths([put(tmp_path / f"f.{suffix}", data)])
    assert inputs.trees or inputs.faults


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=10))
def test_any_path_of_a_text_is_read_inside_the_folder_or_told(tmp_path: Path, path: str) -> None:
    claim_file = put(tmp_path / "in" / "f.yaml")
    found = read_text_beside(claim_file, path, Place("f"))
    assert not isinstance(found, Article) or found.source.text == CLAIMS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["b.yaml", "a.json", "sub", "sub/c.yml", "./b.yaml", "missing.yaml"]))
def test_the_order_of_arguments_changes_nothing(tmp_path: Path, order: list[str]) -> None:
    put(tmp_path / "b.yaml")
    put(tmp_path / "a.json", "[1, 1e400]")
    put(tmp_path / "sub" / "c.yml")
    expected = read_paths([f"{tmp_path}/{name}" for name in sorted(order)])
    found = read_paths([f"{tmp_path}/{name}" for name in order])
    assert found == expected
    assert len(found.sources) == 3


def test_a_folder_gives_its_claim_files_in_order_but_no_others(tmp_path: Path) -> None:
    for name in ["z.yaml", "a/b.JSON", "a/c.jsonl", "d.ndjson", "e.yml"]:
        put(tmp_path / name, "[1]")
    for name in [".hidden.yaml", ".git/f.yaml", "counterclaim.toml", "notes.md"]:
        put(tmp_path / name)
    inputs = read_paths([str(tmp_path)])
    names = [os.path.relpath(source.name, tmp_path) for source in inputs.sources]
    assert names == ["a/b.JSON", "a/c.jsonl", "d.ndjson", "e.yml", "z.yaml"]
    assert inputs.faults == ()


def test_a_folder_without_claim_files_is_told(tmp_path: Path) -> None:
    assert "holds no claim file" in refused(read_paths([str(tmp_path)]))


def test_a_missing_file_hides_none_of_the_others(tmp_path: Path) -> None:
    inputs = read_paths([str(tmp_path / "no.yaml"), put(tmp_path / "f.yaml")])
    assert "does not exist" in refused(inputs)
    assert len(inputs.trees) == 1


@pytest.mark.parametrize("path", ["a\0b.yaml", "\udc80\ud800.yaml", "x" * 5000 + ".yaml", ""])
def test_a_path_that_cannot_be_one_is_told(path: str) -> None:
    refused(read_paths([path]))


def test_a_file_with_another_suffix_is_told_which_are_read(tmp_path: Path) -> None:
    inputs = read_paths([put(tmp_path / "claims.txt")])
    assert "suffix" in refused(inputs)
    assert ".jsonl" in inputs.faults[0].help


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f.yaml")
    assert "is a named pipe" in refused(read_paths([str(tmp_path / "f.yaml")]))
    assert "is a named pipe" in refused(read_paths([str(tmp_path)]))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such device")
def test_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").symlink_to("/dev/zero")
    assert "is a device" in refused(read_paths([str(tmp_path / "f.yaml")]))


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="the system has no such sockets")
def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("f.yaml")
        assert "is a socket" in refused(read_paths(["f.yaml"]))


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024**2)
    assert "larger than 64 MiB" in refused(read_paths([str(path)]))


def test_a_text_of_a_hundred_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"claims:\n- id: a\n- quote: " + b"x" * 100_000_000)
    inputs = read_paths([str(path)], limit=200_000_000)
    assert [fault.rule for fault in inputs.faults] == ["record/syntax"]
    assert inputs.trees[0].data == {"claims": [{"id": "a"}, {"quote": None}]}


def test_a_link_out_of_a_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "out" / "secret.yaml")
    put(tmp_path / "in" / "f.yaml")
    (tmp_path / "in" / "g.yaml").symlink_to(tmp_path / "out" / "secret.yaml")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    inputs = read_paths([str(tmp_path / "in")])
    assert len(inputs.sources) == 1
    assert ["leads out of" in fault.message for fault in inputs.faults] == [True, True]


def test_links_within_a_folder_are_read_once_and_without_end(tmp_path: Path) -> None:
    put(tmp_path / "f.yaml")
    (tmp_path / "g.yaml").symlink_to(tmp_path / "f.yaml")
    (tmp_path / "loop").symlink_to(tmp_path)
    inputs = read_paths([str(tmp_path)])
    assert [Path(source.name).name for source in inputs.sources] == ["f.yaml"]
    assert inputs.faults == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a: é".encode("latin-1"), "byte 0xe9 on line 1, column 4"),
        (b"a: 1\r\nb: \xf0\x9f\x98\x80\xff", "byte 0xff on line 2, column 5"),
        ("a: 1".encode("utf-16"), "UTF-16"),
        ("a: 1".encode("utf-32"), "UTF-32"),
        (b"\0\0\xff\0", "NUL"),
        (b"a: 1\nb\0", "NUL character on line 2, column 2"),
        (b"a: \xed\xa0\x80", "byte 0xed"),
    ],
)
def test_another_encoding_is_told_with_its_place(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(read_paths([put(tmp_path / "f.yaml", data)]))


def test_a_byte_order_mark_of_utf_8_is_left_out(tmp_path: Path) -> None:
    inputs = read_paths([put(tmp_path / "f.json", b"\xef\xbb\xbf[1]")])
    assert inputs.faults == ()
    assert inputs.sources[0].text == "[1]"


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1\n", [{"a": 1}]),
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": 1}\n{"b": 2}\n', [{"a": 1}, {"b": 2}]),
        ('{\n"a": 1}\n', [{"a": 1}]),
        ("{a: 1}", [{"a": 1}]),
        ("[\n]", [[]]),
        ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ],
)
def test_the_format_of_standard_input_is_found(text: str, data: list[object]) -> None:
    inputs = from_stdin(text)
    assert inputs.faults == ()
    assert [tree.data for tree in inputs.trees] == data
    assert inputs.trees[0].file == STDIN


def test_standard_input_has_the_limit_of_a_file() -> None:
    inputs = read_paths(["-"], io.BytesIO(b"x" * 11), limit=10)
    assert refused(inputs) == '"<stdin>" is larger than 10 bytes'


def test_no_standard_input_is_told() -> None:
    assert "no standard input" in refused(read_paths(["-"]))


def test_a_text_beside_or_below_the_claim_file_is_read(tmp_path: Path) -> None:
    claim_file = put(tmp_path / "f.yaml")
    put(tmp_path / "texts" / "a.md", "words")
    found = read_text_beside(claim_file, "texts/../texts/a.md", Place("f"))
    assert isinstance(found, Article)
    assert found.source.text == "words"
    assert found.sha256 == hashlib.sha256(b"words").hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_may_have_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path / "a.md", "Ålesund, 평양".encode(encoding))
    for found in (
        read_text_beside(put(tmp_path / "f.yaml"), "a.md", Place("f")),
        read_text(path, Place("f")),
    ):
        assert isinstance(found, Article)
        assert found.source.text == "Ålesund, 평양"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"caf\xe9", "line 1, column 4"),
        (b"\xff\xfea\0\n\0\0\xd8", "line 2, column 1"),
        ("a".encode("utf-32"), "UTF-32"),
        ("a\0".encode("utf-16"), "NUL"),
    ],
)
def test_a_text_of_another_encoding_is_told_with_its_place(
    tmp_path: Path, data: bytes, said: str
) -> None:
    put(tmp_path / "a.md", data)
    found = read_text_beside(put(tmp_path / "f.yaml"), "a.md", Place("f"))
    assert isinstance(found, Fault)
    assert said in found.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_text_that_is_a_pipe_or_a_device_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    claim_file = put(tmp_path / "f.yaml")
    for found in (
        read_text_beside(claim_file, "a.md", Place("f")),
        read_text(str(tmp_path / "a.md"), Place("f")),
        read_text("/dev/zero", Place("f")),
        read_text(str(tmp_path), Place("f")),
    ):
        assert isinstance(found, Fault)
        assert "not a regular file" in found.message


def test_a_text_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    claim_file = put(tmp_path / "in" / "f.yaml")
    outside = put(tmp_path / "secret.md", "secret")
    (tmp_path / "in" / "link.md").symlink_to(outside)
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    for path in ["../secret.md", outside, "link.md", "up/secret.md", "/etc/hosts", "C:\\x", "\\x"]:
        fault = read_text_beside(claim_file, path, Place("f", ("document", "text")))
        assert isinstance(fault, Fault)
        assert "leads out of the folder" in fault.message
        assert fault.place == Place("f", ("document", "text"))


@pytest.mark.parametrize("path", ["", ".", "none.md", "f.yaml/x", "a\0b", "x" * 5000])
def test_a_text_that_is_no_file_is_told(tmp_path: Path, path: str) -> None:
    fault = read_text_beside(put(tmp_path / "f.yaml"), path, Place("f"))
    assert isinstance(fault, Fault)


def test_standard_input_has_no_texts_beside_it() -> None:
    fault = read_text_beside(STDIN, "pyproject.toml", Place(STDIN))
    assert isinstance(fault, Fault)
    assert "no folder" in fault.message


def test_a_text_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "a.md", "x" * 11)
    fault = read_text_beside(put(tmp_path / "f.yaml"), "a.md", Place("f"), limit=10)
    assert isinstance(fault, Fault)
    assert "larger than 10 bytes" in fault.message
