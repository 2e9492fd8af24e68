"""What the language server finds out, asked without an editor."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.files import read_held, read_paths
from claims.load import load
from claims.source import Source
from claims.vocabulary import shipped
from reports.baseline import known_findings
from reports.baseline import write as write_baseline
from reports.editor.completion import complete
from reports.editor.cursor import spot_at
from reports.editor.diagnostics import diagnostics
from reports.editor.fixes import as_yaml, fixes, written_like
from reports.editor.folder import Checked, Folder
from reports.editor.hover import hover
from reports.editor.links import definitions
from reports.editor.positions import Encoding, Position, offset_of, position_of
from rules.contract import Severity
from rules.engine import check as check_corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.tree import Shape

CLAIMS = """\
document:
  id: gazette
  published: 2024-03-06
  timezone: Europe/Oslo
  country: Norway
claims:
- id: left
  kind: event
  activity: departure
  when: Friday
  place: Tromsø
- {id: far, kind: measurement, of: left, property: distance travelled, value: 200 nautical miles}
"""
ENCODINGS: Sequence[Encoding] = ("utf-8", "utf-16", "utf-32")
TEXTS = st.text(st.sampled_from("ab\n\r\u2028\x85é서🚢: -{}'\"#"), max_size=40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def put(folder: Path, text: str = CLAIMS, name: str = "a.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path.resolve())


def check(folder: Path, **buffers: str) -> Checked:
    held = {str(folder.resolve() / name.replace("_", ".")): text for name, text in buffers.items()}
    return Folder(str(folder)).check(held)


def rules_in(checked: Checked) -> set[str]:
    return {finding.rule for finding in checked.outcome.findings}


# Places


@given(TEXTS, st.data(), st.sampled_from(ENCODINGS))
def test_a_place_is_the_same_there_and_back(
    text: str, data: st.DataObject, encoding: Encoding
) -> None:
    source = Source("a", text)
    offset = data.draw(st.integers(0, len(text)))
    position = position_of(source, offset, encoding)
    back = offset_of(source, position, encoding)
    # Between the two characters of one line end, and behind them, no editor has a place.
    assert text[back:offset].strip("\r\n") == ""
    assert position_of(source, back, encoding) == position or text[back:offset]
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    if not text[:offset].endswith("\r"):
        assert position.line == before.count("\n")


def test_a_place_behind_the_end_is_the_end() -> None:
    source = Source("a", "ab\ncd")
    assert offset_of(source, Position(0, 99), "utf-16") == 2
    assert offset_of(source, Position(99, 0), "utf-16") == 5


@given(TEXTS, st.integers(0, 40))
def test_whatever_the_text_what_stands_at_a_place_is_around_it(text: str, offset: int) -> None:
    for name in ("a.yaml", "a.json"):
        spot = spot_at(read_held(name, text).trees, offset)
        if spot is not None:
            assert spot.span.start <= offset <= spot.span.end


def test_every_key_and_value_is_found_at_its_place() -> None:
    (tree,) = read_held("a.yaml", CLAIMS).trees

    def each(shape: Shape, route: tuple[str | int, ...]) -> None:
        steps: Sequence[str | int] = list(shape.names or range(len(shape.marks) // 2))
        for part, step in enumerate(steps):
            inner = shape.inner.get(part)
            if shape.names is not None:
                found = spot_at([tree], shape.key_span(part).start)
                assert found is not None
                assert (found.route, found.on_key) == ((*route, step), True)
            if inner is not None:
                each(inner, (*route, step))
            else:
                found = spot_at([tree], shape.value_span(part).start + 1)
                assert found is not None
                assert (found.route, found.on_key) == ((*route, step), False)

    shape = tree.shape()
    assert shape is not None
    each(shape, ())


# What is checked


def test_what_the_editor_holds_goes_before_the_disk(folder: Path) -> None:
    put(folder, CLAIMS.replace("Friday", "the umpteenth"))
    assert rules_in(check(folder)) == {"record/unreadable"}
    assert rules_in(check(folder, a_yaml=CLAIMS)) == set()


def test_a_file_that_is_not_saved_yet_is_checked_too(folder: Path) -> None:
    put(folder)
    other = CLAIMS.replace("gazette", "herald").replace("Friday", "the umpteenth")
    assert rules_in(check(folder, b_yaml=other)) == {"record/unreadable"}
    assert rules_in(check(folder, b_txt=other)) == set()
    hidden = {str(folder.resolve() / ".git" / "b.yaml"): other}
    assert rules_in(Folder(str(folder)).check(hidden)) == set()


def test_files_that_are_no_claims_are_left_alone_unless_the_settings_name_them(
    folder: Path,
) -> None:
    put(folder)
    put(folder, '{"name": "no claims"}', "package.json")
    put(folder, "- a\n- list\n", "list.yaml")
    assert set(diagnostics(check(folder))) == {str((folder / "a.yaml").resolve())}
    (folder / "counterclaim.toml").write_text('paths = ["."]\n')
    assert rules_in(check(folder)) == {"record/field"}


def test_nothing_outside_the_folder_is_read(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("activities:\n- {name: xyzzy}\n", encoding="utf-8")
    (tmp_path / "counterclaim.toml").write_text('ignore = ["record"]\n')
    (folder / "link.yaml").symlink_to(secret)
    (folder / "names.yaml").symlink_to(secret)
    put(folder, CLAIMS.replace("  id: gazette", "  id: gazette\n  text: ../secret.yaml"))
    for named in ("../secret.yaml", "names.yaml", str(secret)):
        (folder / "counterclaim.toml").write_text(
            f'vocabulary = ["{named}"]\npack = ["{named}"]\npaths = ["a.yaml", "{named}"]\n'
        )
        checked = check(folder)
        assert checked.claims.vocabulary.activities.get("xyzzy") is None
        assert len(checked.complaints) == 3
        assert rules_in(checked) == {"source/text"}
        assert "xyzzy" not in str(checked.outcome)
    (folder / "counterclaim.toml").unlink()
    (folder / "counterclaim.toml").symlink_to(tmp_path / "counterclaim.toml")
    checked = check(folder)
    assert len(checked.complaints) == 1
    assert rules_in(checked) == {"record/file", "source/text"}


def test_a_folder_that_is_a_link_keeps_the_name_it_was_opened_by(
    folder: Path, tmp_path: Path
) -> None:
    put(folder)
    (tmp_path / "link").symlink_to(folder)
    opened = Folder(str(tmp_path / "link"))
    (name,) = opened.check({}).sources
    assert opened.path_of(name) == str(tmp_path / "link" / "a.yaml")


def test_the_set_is_that_of_check() -> None:
    seeds = Path(__file__).resolve().parents[1] / "seeds"
    read = read_paths([str(seeds)])
    corpus = load(read.trees, shipped(), read.faults)
    assert Folder(str(seeds)).check({}).outcome == check_corpus(corpus)


EDITS = st.sampled_from(
    [CLAIMS, CLAIMS.replace("Friday", "Monday"), CLAIMS.replace("Friday", "the umpteenth"),
     CLAIMS + "- {id: next, kind: order, of: left, relation: after, than: herald#left}\n",
     CLAIMS + "- {id: one, kind: event, activity: arrival, same_as: herald#left, when: Sunday}\n",
     CLAIMS.replace("  - {", "  - [{"), CLAIMS[:150], "", "a: 1\n"]
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["a.yaml", "b.yaml"]), EDITS | st.none()), max_size=6))
@settings(max_examples=25)
def test_whatever_was_edited_before_a_check_is_that_of_a_fresh_one(
    edits: list[tuple[str, str | None]],
) -> None:
    with tempfile.TemporaryDirectory() as made:
        root = os.path.realpath(made)
        put(Path(root), CLAIMS.replace("gazette", "herald"), "c.yaml")
        kept, buffers = Folder(root), dict[str, str]()
        for name, text in edits:
            path = str(Path(root) / name)
            if text is None:
                buffers.pop(path, None)
            else:
                buffers[path] = text
            assert kept.check(buffers).outcome == Folder(root).check(buffers).outcome


def test_what_is_suppressed_or_known_is_not_shown(folder: Path) -> None:
    wrong = CLAIMS.replace("when: Friday", "when: Friday\n  quote: on Friday").replace(
        "  id: gazette", "  id: gazette\n  text: {inline: She left on Monday.}"
    )
    file = put(folder, wrong)
    assert diagnostics(check(folder))[file]
    reason = "# counterclaim: ignore[source/quote]: the text is a summary\n- id: left"
    put(folder, wrong.replace("- id: left", reason))
    assert diagnostics(check(folder))[file] == ()
    put(folder, wrong)
    write_baseline(str(folder / "known.json"), known_findings(check(folder).outcome))
    (folder / "counterclaim.toml").write_text('baseline = "known.json"\npaths = ["a.yaml"]\n')
    assert diagnostics(check(folder))[file] == ()
    (folder / "counterclaim.toml").write_text('baseline = "../known.json"\npaths = ["a.yaml"]\n')
    assert diagnostics(check(folder))[file]
    assert "leads out of the folder" in check(folder).complaints[0]


# What is shown


def test_a_conflict_is_shown_at_each_of_its_claims_with_the_others(folder: Path) -> None:
    file = put(folder, CLAIMS + "- {id: again, kind: event, activity: departure, same_as: left,"
                                " when: 2024-02-12}\n")  # fmt: skip
    shown = [d for d in diagnostics(check(folder))[file] if d.rule == "time/order"]
    assert len(shown) == 2
    assert {d.span for d in shown} == {r.span for d in shown for r in d.related}
    assert all(len(d.related) == 1 and d.severity is Severity.ERROR for d in shown)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Friday", '"Friday" is read as Friday 2024-03-01'),
        ("Friday", "counted from the date of its document, Wednesday 2024-03-06"),
        ("Friday", "all claims together leave: Friday 2024-03-01 (exact to the day)"),
        ("200 naut", "200 nautical mile = 370.4 km; read as 351.9–388.9 km"),
        ("left, prop", "gazette#left: event, departure, Friday, Tromsø"),
        ("Tromsø", "GeoNames"),
        ("departure", "departure"),
        ("activity", "What was done."),
        ("far,", "gazette#far: measurement, distance travelled, 200 nautical miles"),
    ],
)
def test_what_stands_there_is_told_as_it_is_read(folder: Path, words: str, said: str) -> None:
    file = put(folder)
    told = hover(check(folder), file, CLAIMS.index(words) + 1)
    assert told is not None
    assert said in told.text
    assert told.span.start <= CLAIMS.index(words) < told.span.end


def test_what_a_claim_says_never_leaves_its_line(folder: Path) -> None:
    file = put(folder, CLAIMS.replace("departure", '"a\\nb\\u202e ![x](https://x.example)"'))
    told = hover(check(folder), file, CLAIMS.index("departure") + 1)
    assert told is not None
    assert "\u202e" not in told.text
    assert "\n" not in told.text


def test_where_nothing_is_known_nothing_is_said(folder: Path) -> None:
    file = put(folder)
    checked = check(folder)
    assert hover(checked, "elsewhere.yaml", 3) is None
    assert definitions(checked, file, 2) == ()


# What is mended


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "mended"),
    [
        ("kind: event", "kind: evnt", "record/kind", "kind: event"),
        ("  when: Friday", "  wehn: Friday", "record/field", "  when: Friday"),
        ("of: left", "of: gazette#leftt", "", None),
        ("200 nautical miles", "200 nautical milse", "record/unit", "200 nautical miles"),
        ("200 nautical miles", '"200 nautical milse"', "record/unit", '"200 nautical miles"'),
        ("activity: departure", "activity: departure\n  hedge: 'beleived'", "record/field",
         "activity: departure\n  hedge: 'believed'"),
        ("  country:", "  contry:", "record/field", "  country:"),
    ],
)  # fmt: skip
def test_a_slip_is_mended_as_it_is_written(
    folder: Path, right: str, wrong: str, rule: str, mended: str | None
) -> None:
    text = CLAIMS.replace(right, wrong)
    file = put(folder, text)
    found = [f for f in fixes(check(folder), file, 0, len(text)) if rule in {"", f.rule}]
    results = [text[: f.span.start] + f.text + text[f.span.end :] for f in found]
    if mended is None:
        assert results == [CLAIMS.replace(right, "of: gazette#left")]
    else:
        assert CLAIMS.replace(right, mended) in results


def test_what_a_help_says_to_write_is_written(folder: Path) -> None:
    (folder / "told.md").write_text("She left on Friday with 12 people and 200 miles to go.\n")
    text = """\
document: {id: gazette, published: 2024-03-06, country: Norway, text: told.md}
claims:
- {id: left, kind: event, activity: departure, quote: She left on Friday, when: Monday}
- {id: aboard, kind: measurement, of: left, property: people aboard, value: 13, quote: 12 people}
"""
    file = put(folder, text)
    mended = text
    for fix in sorted(fixes(check(folder), file, 0, len(text)), key=lambda f: -f.span.start):
        mended = mended[: fix.span.start] + fix.text + mended[fix.span.end :]
    assert mended == text.replace("Monday", "on Friday").replace("value: 13", "value: 12 people")
    put(folder, mended)
    assert rules_in(check(folder)) == set()


@pytest.mark.parametrize(
    ("before", "meant", "written"),
    [("13", "12", "12"), ("13", "12 people", "12 people"), ("true", "false", "false"),
     ("x", "12", '"12"'), ("'x'", "it's", "'it''s'"), ('"x"', "y", '"y"'), ("|", "y", None),
     ("x", "a: b", '"a: b"'), ("*x", "y", None), ("x\ny", "z", None)],
)  # fmt: skip
def test_a_text_is_written_like_the_one_before(
    before: str, meant: str, written: str | None
) -> None:
    assert written_like(before, meant, as_json=False) == written


def test_a_slip_elsewhere_in_the_file_is_not_mended(folder: Path) -> None:
    file = put(folder, CLAIMS.replace("kind: event", "kind: evnt"))
    assert list(fixes(check(folder), file, 0, 10)) == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_what_is_written_is_read_back(text: str) -> None:
    for scalar in (as_yaml(text), written_like('"x"', text, as_json=False),
                   written_like("'x'", text, as_json=False)):  # fmt: skip
        (tree,) = read_held("a.yaml", f"a: {scalar}\nb: [{scalar}, {scalar}]\n").trees
        assert tree.data == {"a": text, "b": [text, text]}


# What is completed


def offered(folder: Path, text: str, name: str = "b.yaml") -> list[str]:
    """Return what may stand at the sign `|` of a text."""
    put(folder)
    offset = text.index("|")
    text = text.replace("|", "")
    found = complete(check(folder), str((folder / name).resolve()), text, offset)
    return [] if found is None else [choice.label for choice in found.choices]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("do|", "document"),
        ("document:\n  publ|\n", "published"),
        ("document:\n  country: Nor|\n", "Norway"),
        ("document:\n  timezone: osl|\n", "Europe/Oslo"),
        ("claims:\n- id: x\n  kind: |\n", "measurement"),
        ("claims:\n- id: x\n  kind: event\n  wh|\n", "when"),
        ("claims:\n- id: x\n  kind: event\n  activity: dep|\n  when: Friday\n", "departure"),
        ("claims:\n- id: x\n  kind: event\n  hedge: |\n", "denied"),
        ("claims:\n- id: x\n  kind: event\n  classes: [short|]\n", "short-range ballistic missile"),
        ("claims:\n- {id: x, kind: order, relation: |}\n", "overlapped by"),
        ("claims:\n- {id: x, kind: order, than: |}\n", "gazette#left"),
        ("claims:\n- {id: x, kind: first, among: {act|}}\n", "activity"),
        ("claims:\n- {id: x, kind: first, among: {activity: dep|}}\n", "departure"),
        ("claims:\n- {id: x, kind: first, rank: |", "longest"),
        ("claims:\n- id: x\n  kind: event\n  activity: 'dep|\n", "departure"),
        ("claims:\n- id: x\n  kind: event\n  classes:\n  - short|\n", "short-range missile"),
        ("claims:\n- |\n", "kind"),
        ("document:\n  complete_for:\n  - am|\n", "among"),
        ("document:\n  complete_for:\n  - among: {act|}\n", "activity"),
        ("document:\n  complete_for: [{among: {activity: dep|}}]\n", "departure"),
        ("document:\n  text: {form|}\n", "format"),
        ("claims:\n- {id: x, kind: comparison, among: [|]}\n", "gazette#left"),
        ("document:\n  text: {format: |}\n", "markdown"),
        ("document:\n  places:\n  - name: x\n    geo|\n", "geojson"),
        ("claims:\n- id: x\n  kind: measurement\n  property: range\n  value: 930 m|\n", "miles"),
        ("claims:\n- id: x\n  kind: measurement\n  property: r|\n", "range"),
        ("claims:\n- id: x\n  kind: total\n  exhaustive: |\n", "true"),
        ("claims:\n- id: x\n  kind: event\n  place: Trondh|\n", "Trondheim"),
        ("claims:\n- id: x\n  kind: reach\n  target: [Jap|]\n", "Japan"),
        ("claims:\n- id: x\n  kind: event\n  place: Trom|\n", "Tromsø"),
    ],
)
def test_what_may_stand_there_is_offered(folder: Path, text: str, wanted: str) -> None:
    assert wanted in offered(folder, text)


def test_json_is_completed_in_its_quotes(folder: Path) -> None:
    text = '{"claims": [{"id": "x", "kind": "|"}]}'
    assert "event" in offered(folder, text, "b.json")
    assert "document" in offered(folder, '{"|"}', "b.json")
    assert "event" in offered(folder, '{"claims": [{"id": "x", "kind": |}]}', "b.json")
    assert "kind" in offered(folder, '{"claims": [{"id": "x", |}]}', "b.json")
    text = '{"claims": [{"id": "x", "kind": }]}'
    found = complete(check(folder), "b.json", text, text.index("}"))
    assert found is not None
    assert '"event"' in {choice.text for choice in found.choices}


def test_units_go_by_their_own_names_first(folder: Path) -> None:
    text = "claims:\n- id: x\n  kind: reach\n  distance: 930 |\n"
    found = offered(folder, text)
    assert found[0] == "m"
    assert found.index("km") < found.index("mile") < found.index("KM")


def test_units_are_those_of_the_property(folder: Path) -> None:
    text = "claims:\n- id: x\n  kind: measurement\n  property: range\n  value: 930 k|\n"
    found = offered(folder, text)
    assert "km" in found
    assert "kg" not in found


def test_a_pointer_to_an_event_is_offered_events_only(folder: Path) -> None:
    found = offered(folder, "claims:\n- {id: x, kind: order, of: |}\n")
    assert found == ["gazette#left"]
    assert "gazette#far" in offered(folder, "claims:\n- {id: x, kind: event, supersedes: |}\n")


def test_fields_that_are_there_are_not_offered_again(folder: Path) -> None:
    assert "id" not in offered(folder, "claims:\n- id: x\n  kind: event\n  |\n")


@given(st.integers(0, len(CLAIMS)), st.text("{}[]:,'\"- \n", max_size=3))
def test_wherever_one_writes_nothing_breaks(offset: int, text: str) -> None:
    global _CHECKED  # noqa: PLW0603  made once for all examples
    _CHECKED = _CHECKED or Folder(str(Path(__file__).parent / "nowhere"), lone=True).check({})
    written = CLAIMS[:offset] + text + CLAIMS[offset:]
    found = complete(_CHECKED, "a.yaml", written, offset + len(text))
    if found is not None:
        assert found.span.start <= offset + len(text) <= found.span.end


_CHECKED: Checked | None = None
