"""The timeline: what it shows, in which order, and that it is true of every true world."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml12
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from worlds import corpus_of

from claims.calendar import DAY, Range, offset_at
from claims.edtf import Edtf, parse_edtf
from claims.strategies import World, worlds
from reports.timeline import render, text
from rules.claimset import ClaimSet
from rules.temporal.chronicle import Chronicle, Row, make_chronicle
from rules.temporal.network import ORIGIN
from rules.temporal.sound import Sound
from validator import app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.temporal.chronicle import Window

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "data" / "golden" / "timeline"
STORY = ("gazette.yaml", "kyoto-wire.json")
NIGHTLY = os.environ.get("COUNTERCLAIM_PROFILE") == "nightly"
TRIED = settings(max_examples=2_000 if NIGHTLY else 60)
UPDATE = "COUNTERCLAIM_UPDATE_GOLDEN"
"""Set to 1, this makes the golden files anew from what the program says now."""


def run(*arguments: str, given: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["timeline", *arguments], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout_bytes.decode("utf-8"), result.stderr


def chronicle_of(*files: str, zone: str | None = None) -> Chronicle:
    return make_chronicle(claims_of(*files), zone)


def claims_of(*files: str) -> ClaimSet:
    data: list[Any] = [yaml12.parse_yaml(file) for file in files]
    return ClaimSet(corpus_of(data))


def everything(chronicle: Chronicle) -> tuple[Row, ...]:
    return (*chronicle.rows, *chronicle.undated, *chronicle.unplaced)


def keys(rows: Sequence[Row]) -> list[str]:
    return [row.key.partition("#")[2] for row in rows]


def report(*arguments: str, given: str | None = None) -> dict[str, Any]:
    found = json.loads(run(*arguments, "--format", "json", given=given)[1])
    assert isinstance(found, dict)
    return found


def events_of(*arguments: str, given: str | None = None) -> dict[str, dict[str, Any]]:
    events = report(*arguments, given=given)["events"]
    return {event["key"].partition("#")[2]: event for event in events}


def shown(*rows: str, document: str = "published: 2024-03-06, timezone: Europe/Oslo") -> str:
    lines = [f"document: {{id: d, {document}}}", "claims:", *(f"- {{{row}}}" for row in rows)]
    return "".join(line + "\n" for line in lines)


EVENT = "kind: event, activity: fire"


# Byte for byte


CASES: dict[str, tuple[str, ...]] = {
    "seeds": ("seeds",),
    "story": tuple(f"tests/data/golden/timeline/{name}" for name in STORY),
    "story-utc": (*(f"tests/data/golden/timeline/{name}" for name in STORY), "--zone", "UTC"),
    "herald": ("tests/data/golden/timeline/herald.yaml",),
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("case", CASES)
def test_the_timeline_is_as_it_was(case: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code, out, _ = run(*CASES[case], "--format", form)
    golden = GOLDEN / f"{case}.{'txt' if form == 'text' else 'json'}"
    if os.environ.get(UPDATE) == "1":
        golden.write_bytes(out.encode())
    assert out.encode() == golden.read_bytes(), f"if meant: {UPDATE}=1 pytest {__file__}"
    assert code == 0


@pytest.mark.parametrize("case", CASES)
def test_the_text_fits_its_width(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert max(map(len, run(*CASES[case])[1].splitlines())) <= 80


PAGE = (ROOT / "docs" / "timeline.md").read_text(encoding="utf-8")


def block(sort: str) -> str:
    return PAGE.split(f"```{sort}\n")[1].split("```")[0]


def test_the_page_shows_what_is_shown() -> None:
    assert run("-", given=block("yaml"))[1] == block("text")


def test_the_page_names_every_field() -> None:
    names = {cell.strip(" `") for row in PAGE.splitlines() if row.startswith("| `")
             for cell in row.split("|")[1].split(",")}  # fmt: skip
    found = report("-", given=block("yaml"))
    rows = [event for event in found["events"] if event["start"] is not None]
    written = {*found, *rows[0]["start"], *(name for row in rows for name in row)}
    assert names == written


# What must not change it


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_and_claims_changes_nothing(seed: int, tmp_path: Path) -> None:
    shuffle = random.Random(seed)
    files = [*STORY, "herald.yaml"]
    plain = run(*(str(GOLDEN / name) for name in files))
    names = []
    for name in files:
        data: Any = yaml12.parse_yaml((GOLDEN / name).read_text(encoding="utf-8"))
        shuffle.shuffle(data["claims"])
        path = tmp_path / name.replace(".yaml", ".json")
        path.write_text(json.dumps(data), encoding="utf-8")
        names.append(str(path))
    shuffle.shuffle(names)
    assert run(*names)[:2] == plain[:2]


def test_the_machine_changes_nothing() -> None:
    command = [sys.executable, str(ROOT / "validator.py"), "timeline", "seeds"]
    outputs = {
        subprocess.run(
            command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, check=True
        ).stdout
        for environment in (
            {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
            {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "COLUMNS": "40"},
        )
    }
    assert outputs == {(GOLDEN / "seeds.txt").read_bytes()}


# True of every true world


def holds(window: Window, zone: str | None, instant: int) -> bool:
    low, high = window.earliest, window.latest
    within = (low is None or low <= instant) and (high is None or instant <= high)
    if zone is None:
        return within
    return within and (window.local == Range(None, None) or _local(window, zone, instant))


def _local(window: Window, zone: str, instant: int) -> bool:
    moment = instant + offset_at(zone, instant)
    low, high = window.local
    return (low is None or low <= moment) and (high is None or moment <= high)


def truths(world: World) -> dict[str, tuple[int, int]]:
    return {
        world.key(document, claim): (
            world.happenings[number].start,
            world.happenings[number].end,
        )
        for (document, number), claim in world.told.items()
    }


@TRIED
@given(worlds(phrases=False), st.sampled_from([None, "UTC", "Asia/Tokyo"]))
def test_what_truly_happened_lies_in_every_window(world: World, zone: str | None) -> None:
    chronicle = make_chronicle(ClaimSet(corpus_of(world.files)), zone)
    known = truths(world)
    for row in everything(chronicle):
        for teller in row.tellers:
            if teller.key in known and row.start is not None and row.end is not None:
                start, end = known[teller.key]
                assert holds(row.start, row.zone, start), (row.key, row.start, start)
                assert holds(row.end, row.zone, end), (row.key, row.end, end)


@TRIED
@given(worlds(phrases=False))
def test_an_order_that_is_certain_is_the_true_one(world: World) -> None:
    chronicle = make_chronicle(ClaimSet(corpus_of(world.files)))
    known = truths(world)
    for pair in chronicle.certain:
        if pair.before in known and pair.after in known:
            before, after = known[pair.before], known[pair.after]
            assert before[0] < after[0]
            assert pair.relation == "starts before" or before[1] < after[0]


@TRIED
@given(worlds(phrases=False))
def test_no_event_stands_behind_one_that_certainly_came_later(world: World) -> None:
    claims = ClaimSet(corpus_of(world.files))
    rows = make_chronicle(claims).rows
    for place, after in enumerate(rows):
        for before in rows[:place]:
            if before.start is not None and after.start is not None:
                late, soon = before.start.earliest, after.start.latest
                assert late is None or soon is None or late <= soon


@TRIED
@given(worlds())
def test_what_causes_a_bound_suffices_for_it(world: World) -> None:
    timeline = ClaimSet(corpus_of(world.files)).timeline
    sound = timeline.sound
    for node in sorted(set(timeline.nodes.values())):
        for side, causes in (
            ("latest", sound.causes_latest(node)),
            ("earliest", sound.causes_earliest(node)),
        ):
            kept = [f.resting_on(causes) for f in timeline.facets if f.claim in causes]
            alone = Sound(timeline.size, timeline.days, kept, timeline.structure)
            assert getattr(alone, side)(node) == getattr(sound, side)(node)


@TRIED
@given(worlds())
def test_planned_times_meet_every_bound(world: World) -> None:
    timeline = ClaimSet(corpus_of(world.files)).timeline
    sound, touched = timeline.sound, timeline.touched
    kept = [
        bound
        for facet in timeline.facets
        if facet.claim not in touched
        for bound in facet.readings[0].bounds
        if bound.needs.isdisjoint(touched)
    ]
    for bound in (*kept, *timeline.structure):
        times = [0 if node == ORIGIN else sound.planned(node) for node in bound[:2]]
        assert times[1] - times[0] <= bound.limit


@TRIED
@given(worlds())
def test_every_event_and_state_stands_in_one_place(world: World) -> None:
    claims = ClaimSet(corpus_of(world.files))
    chronicle = make_chronicle(claims)
    told = [entry.key for row in everything(chronicle) for entry in row.tellers]
    told += [key for row in everything(chronicle) for key in row.corrects]
    told += [row.key for row in chronicle.corrected]
    told += chronicle.denied
    assert sorted(told) == [e.key for e in claims.entries if e.kind in {"event", "state"}]


@TRIED
@given(worlds(phrases=False), st.sampled_from([None, "America/New_York"]))
def test_edtf_and_instants_say_the_same(world: World, zone: str | None) -> None:
    claims = ClaimSet(corpus_of(world.files))
    for event in json.loads(render(make_chronicle(claims, zone), claims, zone))["events"]:
        for window in (event["start"], event["end"]):
            if window is None or event["zone"] is None:
                continue
            edtf = None if window["edtf"] is None else parse_edtf(window["edtf"])
            low, high = window["earliest"], window["latest"]
            assert (edtf is None) == (low is None and high is None)
            if isinstance(edtf, Edtf) and edtf.offset is not None:
                assert instant(low) == less(edtf.extent.start.earliest, edtf.offset)
                assert instant(high) == less(edtf.extent.start.latest, edtf.offset)


def instant(written: str | None) -> int | None:
    if written is None:
        return None
    moment = datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return int(moment.timestamp())


def less(moment: int | None, offset: int) -> int | None:
    return None if moment is None else moment - offset


# Windows, and what narrowed them


def test_a_window_is_what_the_claim_says_where_nothing_is_added() -> None:
    event = events_of("-", given=shown(f"id: a, {EVENT}, when: 2024-03"))["a"]
    assert event["start"]["edtf"] == "[2024-03-01..2024-03-06]"
    assert event["start"]["narrowed_by"] == ["d"]
    assert event["end"]["edtf"] == event["tellers"][0]["end"] == "2024-03"
    assert event["end"]["narrowed_by"] == []
    assert event["end"]["slack"] == 31 * DAY - 3600 * 1


def test_the_claims_that_narrow_a_window_are_named() -> None:
    given = shown(
        "id: a, kind: event, activity: departure, when: 2024-03-01",
        'id: b, kind: event, activity: arrival, when: "[2024-02-01..2024-03-31]"',
        "id: o, kind: order, of: b, relation: after, than: a, by: two days",
    )
    event = events_of("-", given=given)["b"]
    assert event["start"]["edtf"] == "2024-03-03"
    assert event["start"]["narrowed_by"] == ["d#a", "d#o"]
    out = run("-", given=given)[1]
    assert 'said: "[2024-02-01..2024-03-31]"; narrowed by a, o' in out


def test_two_days_after_is_exact_to_the_day_in_its_zone() -> None:
    given = shown(
        "id: a, kind: event, activity: departure, when: 2024-03-29",
        "id: b, kind: event, activity: arrival",
        "id: o, kind: order, of: b, relation: after, than: a, by: two days",
        document="published: 2024-04-06, timezone: Europe/Oslo",
    )
    event = events_of("-", given=given)["b"]
    # Clocks were put forward on that day.
    assert event["start"] == {
        "edtf": "2024-03-31",
        "earliest": "2024-03-30T23:00:00Z",
        "latest": "2024-03-31T21:59:59Z",
        "slack": 23 * 3600,
        "narrowed_by": ["d#a", "d#o"],
    }


def test_what_hangs_on_a_day_is_exact_to_the_day_too() -> None:
    given = shown(
        "id: a, kind: event, activity: departure, when: 2024-03-29",
        "id: b, kind: event, activity: arrival",
        "id: o, kind: order, of: b, relation: after, than: a, by: two days",
        'id: c, kind: event, activity: statement, when: "[2024-03-01..2024-04-10]"',
        "id: p, kind: order, of: c, relation: after, than: b",
        document="published: 2024-04-20, timezone: Europe/Oslo",
    )
    event = events_of("-", given=given)["c"]
    assert event["start"]["edtf"] == "[2024-03-31..2024-04-10]"
    assert event["start"]["narrowed_by"] == ["d#a", "d#b", "d#o", "d#p"]


@pytest.mark.parametrize(
    ("when", "slack"),
    [
        ("2024-03-01", "exact to the day"),
        ("2024-02", "exact to the month"),
        ("2023", "exact to the year"),
        ("202X", "10 years"),
        ("[2024-03-01..2024-03-03]", "3 days"),
        ("2024-03-01T10:00:05", "exact to the second"),
        ("2024-03-01T10:00", "exact to the minute"),
        ("2024-03-01T10", "1 hour"),
        ("[..2024-03-01]", "open before"),
        ("[2024-03-01..]", "open after"),
    ],
)
def test_slack_is_told_in_words(when: str, slack: str) -> None:
    row = f'id: a, kind: event, activity: departure, status: planned, when: "{when}"'
    assert slack in run("-", given=shown(row))[1]


def test_a_state_has_a_line_for_its_start_and_one_for_its_end() -> None:
    row = "id: a, kind: state, of: the road, state: closed, from: 2024-03-01, until: 2024-03-03"
    out = run("-", given=shown(row))[1]
    assert "◆ began Friday 2024-03-01  exact to the day\n" in out
    assert "  ended Sunday 2024-03-03  exact to the day\n" in out


def test_a_state_that_goes_on_has_an_open_end() -> None:
    row = "id: a, kind: state, of: the road, state: closed, from: 2019"
    assert "began 2019  exact to the year; end open" in run("-", given=shown(row))[1]


# Order


def test_open_events_stand_just_before_what_they_precede() -> None:
    given = shown(
        "id: old, kind: event, activity: departure, when: 2019-05-01",
        "id: new, kind: event, activity: arrival, when: 2024-03-01",
        "id: open, kind: event, activity: statement",
        "id: o, kind: order, of: open, relation: before, than: new",
    )
    assert keys(chronicle_of(given).rows) == ["old", "open", "new"]


def test_undated_events_keep_the_order_that_is_told() -> None:
    given = shown(
        f"id: a, {EVENT}", f"id: b, {EVENT}", f"id: c, {EVENT}",
        "id: o, kind: order, of: c, relation: before, than: b",
        "id: p, kind: order, of: b, relation: before, than: a",
    )  # fmt: skip
    chronicle = chronicle_of(given)
    assert keys(chronicle.undated) == ["c", "b", "a"]
    assert [pair.relation for pair in chronicle.certain] == ["ends before", "ends before"]


def test_overlapping_windows_leave_the_order_open() -> None:
    given = shown(
        f"id: a, {EVENT}, when: 2024-03-01", f"id: b, {EVENT}, when: 2024-03-01",
        f"id: c, {EVENT}, when: 2024-03-02",
    )  # fmt: skip
    chronicle = chronicle_of(given)
    assert keys(chronicle.rows) == ["a", "b", "c"]
    assert [(pair.before, pair.after) for pair in chronicle.certain] == [("d#b", "d#c")]


def test_a_state_that_lasts_only_certainly_begins_before_the_next() -> None:
    given = shown(
        "id: a, kind: state, of: the road, state: closed, from: 2024-03-01",
        "id: b, kind: event, activity: departure, when: 2024-03-02",
    )
    assert [pair.relation for pair in chronicle_of(given).certain] == ["starts before"]
    assert "┊" in run("-", given=given)[1]


def test_a_day_on_which_clocks_are_shifted_stands_behind_the_evening_before() -> None:
    given = shown(
        "id: a, kind: event, activity: departure, when: 2024-03-31",
        'id: b, kind: event, activity: arrival, when: "2024-03-30T22:30:00Z"',
        document="published: 2024-04-06, timezone: Europe/Oslo",
    )
    chronicle = chronicle_of(given)
    assert keys(chronicle.rows) == ["b", "a"]
    assert [pair.relation for pair in chronicle.certain] == ["ends before"]


def test_a_window_is_never_empty_where_clocks_are_shifted() -> None:
    files = (
        shown("id: a, kind: event, activity: departure, when: 2024-03-31"),
        shown('id: b, kind: event, activity: departure, same_as: "d#a", '
              'when: "2024-03-30T22:30:00Z"').replace("{id: d,", "{id: e,"),
    )  # fmt: skip
    later = [file.replace("2024-03-06", "2024-04-06") for file in files]
    for row in chronicle_of(*later).rows:
        assert row.start is not None
        assert row.start.earliest is not None
        assert row.start.latest is not None
        assert row.start.earliest <= row.start.latest


# Tellers


TOLD_TWICE = (
    shown(f"id: a, {EVENT}, when: 2024-03"),
    shown(f'id: b, {EVENT}, when: 2024-03-04, same_as: "d#a"').replace("{id: d,", "{id: e,"),
)


def test_claims_of_one_event_are_one_row() -> None:
    (row,) = chronicle_of(*TOLD_TWICE).rows
    assert [teller.key for teller in row.tellers] == ["d#a", "e#b"]
    assert row.start is not None
    assert row.start.narrowed_by == ()


def test_a_plan_is_no_teller_of_what_came_of_it() -> None:
    planned = TOLD_TWICE[1].replace("when:", "status: planned, when:")
    assert keys(chronicle_of(TOLD_TWICE[0], planned).rows) == ["a", "b"]


def test_a_claim_that_another_corrects_is_not_corrected_by_what_is_the_same() -> None:
    old = shown(f"id: a, {EVENT}, when: 2024-03-01")
    same = shown(f'id: b, {EVENT}, same_as: "d#a"').replace("{id: d,", "{id: e,")
    new = shown(f'id: c, {EVENT}, when: 2024-03-04, supersedes: "d#a"').replace("{id: d", "{id: f")
    chronicle = chronicle_of(old, same, new)
    assert [row.corrects for row in everything(chronicle)] == [(), ()]
    assert [(row.key, row.by) for row in chronicle.corrected] == [("d#a", ("f#c",))]


def test_a_correction_stands_in_place_of_what_it_corrects() -> None:
    corrected = TOLD_TWICE[1].replace("2024-03-04", '2024-03-04, supersedes: "d#a"')
    chronicle = chronicle_of(TOLD_TWICE[0], corrected)
    (row,) = chronicle.rows
    assert ([t.key for t in row.tellers], row.corrects) == (["e#b"], ("d#a",))
    alone = corrected.replace(', same_as: "d#a"', "")
    chronicle = chronicle_of(TOLD_TWICE[0], alone)
    assert [(row.key, row.by) for row in chronicle.corrected] == [("d#a", ("e#b",))]


# Conflicts

RIVALS = shown(
    "id: a, kind: event, activity: departure, when: 2024-03-01",
    "id: b, kind: event, activity: arrival, when: 2024-03-04",
    "id: o, kind: order, of: b, relation: after, than: a, by: two days",
    "id: c, kind: event, activity: statement, when: 2024-03-02",
    "id: p, kind: order, of: c, relation: after, than: b",
)


def test_what_is_in_conflict_has_no_window() -> None:
    events = events_of("-", given=RIVALS)
    for key, others in (("a", ["d#b", "d#o"]), ("c", ["d#b", "d#p"])):
        event = events[key]
        assert (event["conflict"], event["start"], event["end"]) == (True, None, None)
        assert event["contradicts"] == others
    out = run("-", given=RIVALS)[1]
    assert "`counterclaim check`" in out
    assert "× departure [a]" in out


def test_claims_in_conflict_that_speak_of_an_event_are_named() -> None:
    given = shown(
        "id: a, kind: event, activity: departure, when: 2024-03-01",
        f"id: b, {EVENT}",
        "id: o, kind: order, of: b, relation: after, than: a",
        "id: p, kind: order, of: b, relation: before, than: a",
    )
    (event,) = (row for row in everything(chronicle_of(given)) if row.key == "d#b")
    assert event.left_out == ("d#o", "d#p")


def test_an_event_after_its_document_is_in_conflict_by_itself() -> None:
    given = shown("id: a, kind: event, activity: departure, when: 2024-03-20")
    event = events_of("-", given=given)["a"]
    assert (event["conflict"], event["contradicts"]) == (True, [])


# Zones

TOKYO_NOON = shown("id: a, kind: event, activity: departure, when: 2024-03-01T12:00:00")


@pytest.mark.parametrize(
    ("zone", "edtf"),
    [(None, "2024-03-01T12:00:00+01:00"), ("UTC", "2024-03-01T11:00:00Z"),
     ("Asia/Tokyo", "2024-03-01T20:00:00+09:00"), ("-03:30", "2024-03-01T07:30:00-03:30")],
)  # fmt: skip
def test_times_are_told_in_the_zone_that_is_asked_for(zone: str | None, edtf: str) -> None:
    arguments = ("-",) if zone is None else ("-", "--zone", zone)
    assert events_of(*arguments, given=TOKYO_NOON)["a"]["start"]["edtf"] == edtf


def test_a_zone_that_is_not_known_ends_with_code_2() -> None:
    code, out, err = run("-", "--zone", "Europe/Atlantis\x1b[31m", given=TOKYO_NOON)
    assert (code, out) == (2, "")
    assert 'no time zone is called "Europe/Atlantis' in err
    assert "\x1b" not in err


def test_a_document_without_a_zone_keeps_its_own_dates() -> None:
    given = shown(
        "id: a, kind: event, activity: departure, when: 2024-03-01",
        "id: b, kind: event, activity: arrival",
        "id: o, kind: order, of: b, relation: after, than: a, by: two days",
        document="published: 2024-03-06",
    )
    events = events_of("-", given=given)
    assert events["a"]["start"]["edtf"] == "2024-03-01"
    assert events["a"]["start"]["slack"] == DAY
    assert events["a"]["start"]["earliest"] == "2024-02-29T10:00:00Z"
    assert events["a"]["zone"] is None
    assert events["b"]["start"]["edtf"] == "2024-03-03"
    assert "in the local time of its document" in run("-", given=given)[1]


# What is wrong with the input


def test_what_cannot_be_read_is_told_on_standard_error() -> None:
    given = shown(f"id: a, {EVENT}, when: on the umpteenth", "id: b, kind: event")
    code, out, err = run("-", given=given)
    assert code == 0
    assert "record/unreadable" in err
    assert "record/field" in err
    assert '"on the umpteenth" could not be read' in out
    assert "1 claim could not be read." in out


def test_a_file_that_cannot_be_read_ends_with_code_2(tmp_path: Path) -> None:
    file = tmp_path / "good.yaml"
    file.write_text(TOKYO_NOON, encoding="utf-8")
    code, out, err = run(str(file), str(tmp_path / "nowhere.yaml"))
    assert code == 2
    assert "departure [a]" in out
    assert "nowhere.yaml" in err


@pytest.mark.parametrize("arguments", [("--zone",), ("--format", "poem"), ("--colour",)])
def test_an_option_that_is_not_known_ends_with_code_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_nothing_to_show_is_said() -> None:
    assert run("-", given=shown())[1] == "No event or state is told of here.\n"


HOSTILE = "\x1b[31m\u202e\x07\u2028\x85"


def test_hostile_names_reach_no_terminal() -> None:
    data = {
        "document": {"id": f"d{HOSTILE[:7]}", "published": "2024-03-06"},
        "claims": [
            {"id": "a\x07\u202eb", "kind": "event", "activity": f"fire{HOSTILE}\n● fake",
             "actor": "x" * 400, "place": HOSTILE + "y", "when": "2024-03-01"},
            {"id": "c", "kind": "event", "activity": "fire", "when": f"umpteenth{HOSTILE}"},
            {"id": "s", "kind": "state", "of": HOSTILE + "z", "state": HOSTILE + "z"},
        ],
    }  # fmt: skip
    for form in ("text", "json"):
        _, out, err = run("-", "--format", form, given=json.dumps(data))
        unseen = set(HOSTILE) - set("[31m")
        assert not unseen & set(out)
        assert not unseen & set(err)
        assert "\n● fake" not in out


@pytest.mark.parametrize("width", [1, 40, 60, 80, 100, 300])
def test_the_text_adapts_to_the_terminal(width: int) -> None:
    files = [(GOLDEN / name).read_text(encoding="utf-8") for name in STORY]
    claims = claims_of(*files)
    plain = text(make_chronicle(claims), claims, colour=False, width=width)
    assert max(map(len, plain.splitlines())) <= max(40, min(width, 110))
    coloured = text(make_chronicle(claims), claims, colour=True, width=width)
    assert "\x1b[" in coloured


def test_settings_give_the_vocabulary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "claims").mkdir()
    monkeypatch.chdir(tmp_path / "claims")
    Path("../names.yaml").write_text(
        "activities:\n- {name: sailing away, is: [departure], momentary: true}\n", encoding="utf-8"
    )
    Path("claims.yaml").write_text(
        shown("id: a, kind: event, activity: sailing away, when: 2024-03-01"), encoding="utf-8"
    )
    Path("counterclaim.toml").write_text('vocabulary = ["../names.yaml"]\n', encoding="utf-8")
    plain = run()
    assert plain[0] == 0
    assert run("claims.yaml", "--vocabulary", "../names.yaml") == plain
    Path("counterclaim.toml").write_text("colour = true\n", encoding="utf-8")
    assert run()[0] == 2


def test_two_thousand_events_are_shown() -> None:
    rows = [
        f"id: e{n}, kind: event, activity: fire {n}"
        + (f", when: 2020-{n % 12 + 1:02}" if n % 400 == 0 else "")
        for n in range(2_000)
    ]
    rows += [f"id: o{n}, kind: order, of: e{n + 1}, relation: after, than: e{n}"
             for n in range(1_999) if n % 400 != 399]  # fmt: skip
    chronicle = chronicle_of(shown(*rows))
    assert len(chronicle.rows) == 2_000
    assert len(chronicle.certain) == 1_995
