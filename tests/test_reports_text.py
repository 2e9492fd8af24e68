"""The reports for people: what is marked, where, and that nothing in them acts on a terminal."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import GOLDEN, error, judged, locator, outcome, part, small, whole

from claims.faults import Place, Span
from reports.display import columns, wrap
from reports.text import concise, full
from rules.contract import Finding, Part, Severity, Verdict

UNTIMED = settings(deadline=None)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
ROW = re.compile(r"^ *(\d*) \|(?: (.*))?$")
ANYTHING = st.text(st.characters(), max_size=200)
NARROW = st.none() | st.integers(0, 130)

# What a source may hold, with what is shown for it and how wide that is.
PIECES = {
    "a": ("a", 1),
    "漢": ("漢", 2),
    "e\u0301": ("e\u0301", 1),
    "\t": ("    ", 4),
    "\x1b": ("␛", 1),
    "\u202e": ("\u2039U+202E\u203a", 8),
    "👩\u200d🚀": ("👩\u200d🚀", 2),
    "조": ("조", 2),
    "\u1112\u1161\u11ab": ("\u1112\u1161\u11ab", 2),
}
SHOWN_WIDE = {"漢": 2, "조": 2, "👩": 2, "\u1112": 2}
SHOWN_NARROW = dict.fromkeys("\u0301\u200d🚀\u1161\u11ab", 0)


def oracle_columns(shown: str) -> int:
    return sum((SHOWN_WIDE | SHOWN_NARROW).get(char, 1) for char in shown)


def rows(report: str) -> list[tuple[str, str]]:
    found = (ROW.match(line) for line in report.split("\n"))
    return [(row[1], row[2] or "") for row in found if row is not None]


@UNTIMED
@given(st.lists(st.sampled_from(sorted(PIECES)), max_size=250), st.data(), NARROW)
def test_the_caret_is_under_the_character_it_marks(
    pieces: list[str], data: st.DataObject, width: int | None
) -> None:
    before = data.draw(st.integers(0, len(pieces)))
    text = "".join(pieces[:before]) + "Z" + "".join(pieces[before:])
    at = text.index("Z")
    place = Place("x", None, Span(at, at + 1))
    report = full(
        outcome(error(judged(Part(place)))), locator({"x": text}), colour=False, width=width
    )
    (_, source), (_, under) = rows(report)[1:3]
    assert under.strip() == "^"
    assert under.index("^") == oracle_columns(source[: source.index("Z")])


@pytest.mark.parametrize("width", range(40, 52))
def test_a_cut_never_splits_what_is_shown_as_one(width: int) -> None:
    text = "👩\u200d🚀" * 60 + "Z"
    place = Place("x", None, Span(len(text) - 1, len(text)))
    report = full(
        outcome(error(judged(Part(place)))), locator({"x": text}), colour=False, width=width
    )
    assert rows(report)[1][1].startswith("…👩\u200d🚀")


@UNTIMED
@given(st.lists(st.sampled_from(sorted(PIECES)), max_size=250), st.data(), st.integers(40, 130))
def test_source_lines_keep_to_the_width(pieces: list[str], data: st.DataObject, width: int) -> None:
    text = "".join(pieces)
    place = Place("x", None, Span(data.draw(st.integers(0, len(text))), len(text)))
    report = full(
        outcome(error(judged(Part(place)))), locator({"x": text}), colour=False, width=width
    )
    assert all(oracle_columns(source) + 4 <= width for _, source in rows(report))


@UNTIMED
@given(st.sampled_from(sorted(PIECES)), st.sampled_from(sorted(PIECES)))
def test_the_underlining_is_as_wide_as_what_it_marks(first: str, second: str) -> None:
    place = Place("x", None, Span(1, 1 + len(first + second)))
    report = full(
        outcome(error(judged(Part(place)))),
        locator({"x": f"<{first}{second}>"}),
        colour=False,
        width=None,
    )
    assert rows(report)[2][1] == " " + "^" * (PIECES[first][1] + PIECES[second][1])


@UNTIMED
@given(
    text=ANYTHING,
    name=ANYTHING,
    said=ANYTHING,
    data=st.data(),
    width=NARROW,
    colour=st.booleans(),
)
def test_no_text_breaks_a_report_or_reaches_the_terminal_raw(
    text: str, name: str, said: str, data: st.DataObject, width: int | None, *, colour: bool
) -> None:
    offsets = st.integers(-1, len(text) + 1)
    spans = data.draw(st.lists(st.tuples(offsets, offsets), max_size=5))
    parts = tuple(Part(Place(name, None, Span(*span)), said) for span in spans)
    found = Finding("time/order", Severity.WARNING, judged(*parts, message=said), said)
    held = outcome(found, not_judged=(said,))
    for report in (
        full(held, locator({name: text}), colour=colour, width=width),
        concise(held, locator({name: text}), colour=colour),
    ):
        plain = ANSI.sub("", report) if colour else report
        unseen = {char for char in plain if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl"}}
        assert unseen <= {"\n", "\u200c", "\u200d"}
        assert report.endswith("\n")
        report.encode()


@UNTIMED
@given(st.text("ab漢\t\n", max_size=300), st.data(), NARROW)
def test_every_label_is_shown_wherever_it_stands(
    text: str, data: st.DataObject, width: int | None
) -> None:
    offsets = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(offsets, offsets), min_size=1, max_size=8))
    parts = [Part(Place("x", None, Span(*span)), f"L{n}") for n, span in enumerate(spans)]
    report = full(outcome(error(judged(*parts))), locator({"x": text}), colour=False, width=width)
    assert all(re.search(rf"L{n}\b", report) for n in range(len(spans)))


@UNTIMED
@given(st.text("ab 漢", max_size=80), st.integers(1, 30), st.integers(0, 4))
def test_wrapping_loses_no_word(text: str, limit: int, hanging: int) -> None:
    assert " ".join(wrap(text, limit, hanging)).split() == text.split()


@UNTIMED
@given(st.lists(st.sampled_from(["a", "bb", "漢字", "words"]), max_size=30), st.integers(8, 30))
def test_wrapped_lines_keep_to_the_limit(words: list[str], limit: int) -> None:
    assert all(columns(line) <= limit for line in wrap(" ".join(words), limit, 2))


@UNTIMED
@given(NARROW)
def test_colour_only_adds_escapes(width: int | None) -> None:
    coloured = full(whole(), small(), colour=True, width=width)
    assert coloured != ANSI.sub("", coloured)
    assert ANSI.sub("", coloured) == full(whole(), small(), colour=False, width=width)


# The whole of a report, byte for byte.
GOLDEN_REPORTS = [
    ("full.txt", lambda: full(whole(), small(), colour=False, width=None)),
    ("narrow.txt", lambda: full(whole(), small(), colour=False, width=50)),
    ("colour.txt", lambda: full(whole(), small(), colour=True, width=80)),
    ("concise.txt", lambda: concise(whole(), small(), colour=False)),
]


@pytest.mark.parametrize(("name", "render"), GOLDEN_REPORTS, ids=[row[0] for row in GOLDEN_REPORTS])
def test_report_is_the_kept_one(name: str, render: object) -> None:
    assert callable(render)
    assert render().encode() == (GOLDEN / name).read_bytes()


def closing(report: str) -> str:
    return report.rsplit("\n\n", 1)[-1]


def test_nothing_found_still_tells_what_was_looked_at() -> None:
    report = full(outcome(not_judged=("gazette#a",)), small(), colour=False, width=None)
    assert report == (
        "No contradiction found in 2 files (6 claims, 2 documents).\n"
        "7 comparisons: 7 held, 0 contradicted, 0 undecided.\n"
        "1 claim not judged by any rule: gazette#a.\n"
    )


def test_nothing_compared_is_not_called_free_of_contradiction() -> None:
    report = full(outcome(compared=0), small(), colour=False, width=None)
    assert report.startswith("Nothing could be compared in 2 files (6 claims, 2 documents).\n")


def test_notes_alone_are_no_contradiction() -> None:
    note = Finding("time/order", Severity.NOTE, judged(verdict=Verdict.UNDECIDED))
    report = concise(outcome(note), small(), colour=False)
    assert "\nNo contradiction found: 1 note in 2 files (6 claims, 2 documents).\n" in report


def test_concise_counts_what_was_not_judged() -> None:
    report = concise(outcome(not_judged=("a#b", "a#c")), small(), colour=False)
    assert report.endswith("0 undecided; 2 claims not judged.\n")


def test_a_long_list_of_claims_not_judged_is_cut_and_says_so() -> None:
    keys = tuple(f"d#{number}" for number in range(100))
    report = full(outcome(not_judged=keys), small(), colour=False, width=None)
    assert "d#19 and 80 more (--format json: all)." in " ".join(closing(report).split())
    assert "d#20" not in report


def test_a_list_of_sixty_claims_not_judged_is_whole() -> None:
    keys = tuple(f"d#{number}" for number in range(60))
    report = full(outcome(not_judged=keys), small(), colour=False, width=None)
    assert all(re.search(rf"{key}\b", report) for key in keys)


def test_a_finding_without_a_part_is_told() -> None:
    report = full(outcome(error(judged(message="odd"))), small(), colour=False, width=None)
    assert report.startswith("error[time/order]: odd\n\n")


def test_lines_of_one_claim_show_its_id() -> None:
    held = outcome(error(judged(part("gazette#draught", "value"))))
    report = full(held, small(), colour=False, width=None)
    assert [source for number, source in rows(report) if number] == [
        "- id: draught",
        "  value: 4.5 m",
    ]


def test_reports_import_nothing_heavy() -> None:
    code = "import sys, reports.text, reports.json_report; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"pydantic", "pint", "rich", "typer", "yaml"} & set(done.stdout.split())
