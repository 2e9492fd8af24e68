"""Breaches of instruments of law: which events are barred, and which claims have no ground."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pack_reading import PACK

from claims.load import load
from claims.source import Source
from claims.strategies import claim_text
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from rules.claimset import ClaimSet
from rules.contract import Anchor, Severity, Verdict
from rules.engine import check
from rules.resolution import _claimed, breach, denied, unfounded
from rules.resolution._packs import named, packs
from rules.resolution._reading import read_pack

if TYPE_CHECKING:
    from claims.load import Corpus
    from rules.contract import Finding, Judgement
    from rules.engine import Outcome

TABLE = Path(__file__).parent / "data" / "rules_resolution.yaml"
GROUP = "UN Security Council resolutions"
HEAD = "document: {id: report, published: 2022-01-01, timezone: Asia/Seoul}\nclaims:\n"
BARRED = "- {id: shot, kind: event, activity: ballistic missile test, actor: North Korea"
CLAIMED = f"- {{id: breach, kind: violation, of: shot, instrument: {GROUP}}}\n"


@cache
def rows() -> tuple[dict[str, Any], ...]:
    trees, faults = read_yaml(Source(TABLE.name, TABLE.read_text("utf-8")))
    assert not faults
    data = trees[0].data
    assert isinstance(data, list)
    return tuple(data)


def corpus(text: str) -> Corpus:
    trees, faults = read_yaml(Source("claims.yaml", text))
    made = load(trees, shipped(), faults)
    assert not made.faults, made.faults
    return made


def outcome(text: str) -> Outcome:
    return check(corpus(text), ["resolution/breach", "resolution/unfounded"])


def claimed(text: str) -> list[Judgement]:
    return list(unfounded.judge(ClaimSet(corpus(text))))


def barred(text: str) -> list[Judgement]:
    return list(breach.judge(ClaimSet(corpus(text))))


def of_row(row: dict[str, Any]) -> str:
    event = "".join(
        f"\n  {name}: {row[name]!r}".replace("'[", "[").replace("]'", "]")
        if name == "classes"
        else f"\n  {name}: {_quoted(str(row[name]))}"
        for name in ("activity", "actor", "when", "classes")
        if name in row
    )
    instrument = _quoted(row.get("on", GROUP))
    return (
        f"{HEAD}- id: shot\n  kind: event{event}\n"
        f"- id: breach\n  kind: violation\n  of: shot\n  instrument: {instrument}\n"
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def shown(finding: Finding) -> tuple[object, ...]:
    told = finding.judgement
    return (
        finding.rule,
        finding.severity,
        finding.standing,
        told.message,
        told.parts,
        told.background,
        told.working,
    )


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_the_order_of_claims_changes_nothing(data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(rows()), min_size=2, max_size=5))
    claims = []
    for at, row in enumerate(some):
        body = of_row(row).removeprefix(HEAD).replace("id: shot", f"id: shot{at}")
        body = body.replace("of: shot", f"of: shot{at}").replace("id: breach", f"id: breach{at}")
        claims += ["- id:" + claim for claim in body.split("- id:")[1:]]
    mixed = data.draw(st.permutations(claims))
    before = outcome(HEAD + "".join(claims))
    after = outcome(HEAD + "".join(mixed))
    assert list(map(shown, before.findings)) == list(map(shown, after.findings))
    assert before.verdicts == after.verdicts


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 20000), st.integers(0, 400))
def test_a_wider_time_never_contradicts_where_a_narrower_one_holds(day: int, more: int) -> None:
    first, last = _date(day), _date(day + more)
    row = {"activity": "ballistic missile test", "actor": "North Korea"}
    for instrument in ("S/RES/1695", "S/RES/2270", GROUP):
        narrow = claimed(of_row({**row, "when": first, "on": instrument}))[0].verdict
        wide = claimed(of_row({**row, "when": f"[{first}..{last}]", "on": instrument}))[0].verdict
        assert wide in {narrow, Verdict.UNDECIDED} or narrow is Verdict.UNDECIDED
        assert {wide, narrow} != {Verdict.HOLDS, Verdict.CONTRADICTS}


def _date(day: int) -> str:
    from datetime import date, timedelta  # noqa: PLC0415  the oracle of dates, for this alone

    return str(date(1965, 1, 1) + timedelta(days=day))


@pytest.mark.parametrize("row", rows(), ids=lambda row: "-".join(map(str, row.values())))
def test_a_claimed_breach_is_judged_as_the_table_says(row: dict[str, Any]) -> None:
    (told,) = claimed(of_row(row))
    assert told.verdict.value == row["unfounded"]
    assert row.get("why", "") in told.message


@pytest.mark.parametrize("row", rows(), ids=lambda row: "-".join(map(str, row.values())))
def test_an_event_is_held_against_the_packs_as_the_table_says(row: dict[str, Any]) -> None:
    told = barred(of_row(row))
    verdicts = {"barred": [Verdict.HOLDS], "open": [Verdict.UNDECIDED], "nothing": []}
    assert [judgement.verdict for judgement in told] == verdicts[row["breach"]]


def test_a_breach_is_a_note_that_names_the_earliest_and_the_latest_instrument() -> None:
    found = outcome(f"{HEAD}{BARRED}, when: 2021-09-15}}\n{CLAIMED}")
    (told,) = found.findings
    assert told.severity is Severity.NOTE
    assert "10 instruments" in told.judgement.message
    assert "from S/RES/1695 to S/RES/2397" in told.judgement.message
    assert "not confirmed in a primary text" in told.judgement.background[0]


@pytest.mark.parametrize(
    "fields",
    ["status: planned", "status: expected", "status: cancelled", "hedge: denied"],
)
def test_what_is_not_said_to_have_happened_is_no_breach(fields: str) -> None:
    assert not barred(f"{HEAD}{BARRED}, when: 2021-09-15, {fields}}}\n")


def test_a_ledger_is_not_told_row_by_row() -> None:
    text = f"{HEAD}{BARRED}, when: 2021-09-15}}\n".replace(
        "published", "reference: true, published"
    )
    assert not barred(text)


def test_a_superseded_event_is_not_held_against_anything() -> None:
    later = BARRED.replace("shot", "later").replace("ballistic", "cruise")
    text = f"{HEAD}{BARRED}, when: 2021-09-15}}\n{later}, when: 2021-09-15, supersedes: shot}}\n"
    assert not barred(text)


@pytest.mark.parametrize("field", ["holds: false", "hedge: denied", "status: cancelled"])
def test_only_a_claim_that_there_is_a_breach_can_be_unfounded(field: str) -> None:
    violation = CLAIMED.replace("}", f", {field}}}")
    shot = BARRED.replace("North", "South")
    assert not claimed(f"{HEAD}{shot}, when: 2021-09-15}}\n{violation}")


def test_a_breach_by_an_event_that_is_denied_is_undecided() -> None:
    text = f"{HEAD}{BARRED}, when: 2021-09-15, hedge: denied}}\n{CLAIMED}"
    assert [told.verdict for told in claimed(text)] == [Verdict.UNDECIDED]


def test_a_contradiction_points_at_the_claim_and_at_what_stands_against_it() -> None:
    (told,) = claimed(f"{HEAD}{BARRED.replace('North', 'South')}}}\n{CLAIMED}")
    anchors = [part.at for part in told.parts]
    expected = [Anchor("report#breach", ("instrument",)), Anchor("report#shot", ("actor",))]
    assert anchors == expected


def test_a_time_that_rests_on_other_claims_names_them() -> None:
    text = (
        f"{HEAD}{BARRED}}}\n{CLAIMED}"
        "- {id: visit, kind: event, activity: arrival, actor: Norway, when: 2001-05-01}\n"
        "- {id: earlier, kind: order, of: shot, relation: before, than: visit}\n"
        "- {id: aside, kind: event, activity: arrival, actor: Norway, when: 2003-05-01}\n"
    )
    (told,) = claimed(text)
    assert told.verdict is Verdict.CONTRADICTS
    assert {part.claim for part in told.parts} == {
        "report#breach",
        "report#visit",
        "report#earlier",
    }
    assert [part.claim for part in told.related] == ["report#shot"]


def test_a_denied_breach_names_the_claims_that_its_time_rests_on() -> None:
    text = (
        f"{HEAD}{BARRED}}}\n"
        + CLAIMED.replace(GROUP, "S/RES/2397, holds: false")
        + "- {id: visit, kind: event, activity: arrival, actor: Norway, when: 2018-05-01}\n"
        "- {id: later, kind: order, of: shot, relation: after, than: visit}\n"
        "- {id: aside, kind: event, activity: arrival, actor: Norway, when: 2017-05-01}\n"
        "- {id: after-that, kind: order, of: shot, relation: after, than: aside}\n"
    )
    (told,) = denied.judge(ClaimSet(corpus(text)))
    assert told.verdict is Verdict.CONTRADICTS
    keys = {"report#breach", "report#shot", "report#visit", "report#later"}
    assert {part.claim for part in told.parts} == keys


def test_when_a_party_was_bound_rests_on_who_it_was() -> None:
    text = (
        f"{HEAD}- {{id: shot, kind: event, activity: missile test, actor: Russia}}\n"
        + CLAIMED.replace(GROUP, "INF Treaty")
        + "- {id: visit, kind: event, activity: arrival, actor: Norway, when: 1990-05-01}\n"
        "- {id: earlier, kind: order, of: shot, relation: before, than: visit}\n"
    )
    (told,) = claimed(text)
    assert told.verdict is Verdict.CONTRADICTS
    assert Anchor("report#shot", ("actor",)) in [part.at for part in told.parts]


def test_a_value_that_only_the_usual_reading_puts_outside_a_limit_makes_a_warning() -> None:
    # "About 470 km" ends below the 500 km at which the treaty begins, and as loosely as "about" can
    # be read it does not.
    shot = "- {id: shot, kind: event, activity: missile test, actor: Russia, when: 2010-02-01"
    for value, severity in (("450 km", Severity.ERROR), ("about 470 km", Severity.WARNING)):
        text = (
            f"{HEAD}{shot}, classes: [GLBM]}}\n{CLAIMED.replace(GROUP, 'INF Treaty')}"
            f"- {{id: far, kind: measurement, of: shot, property: range, value: {value}}}\n"
        )
        (told,) = outcome(text).findings
        assert told.severity is severity


def test_leaving_out_a_claim_of_a_conflict_ends_it() -> None:
    claims = [
        CLAIMED,
        "- {id: visit, kind: event, activity: arrival, actor: Norway, when: 2001-05-01}\n",
        "- {id: earlier, kind: order, of: shot, relation: before, than: visit}\n",
    ]
    for out in claims:
        kept = "".join(claim for claim in claims if claim is not out)
        if "earlier" in kept and "id: visit" not in kept:
            kept = kept.replace("than: visit", "than: shot2") + BARRED.replace("shot", "shot2")
            kept += "}\n"
        told = claimed(f"{HEAD}{BARRED}}}\n{kept}")
        assert all(judgement.verdict is not Verdict.CONTRADICTS for judgement in told)


def test_two_speakers_make_a_dispute_and_no_error() -> None:
    shot = BARRED.replace("North Korea", "South Korea, said_by: Norway")
    (told,) = outcome(f"{HEAD}{shot}, when: 2021-09-15}}\n{CLAIMED}").findings
    assert told.severity is Severity.WARNING


def test_a_breach_of_an_event_that_could_not_be_read_is_undecided() -> None:
    text = f"{HEAD}- {{id: shot, kind: event, activty: launch}}\n{CLAIMED}"
    trees, faults = read_yaml(Source("claims.yaml", text))
    (told,) = unfounded.judge(ClaimSet(load(trees, shipped(), faults)))
    assert told.verdict is Verdict.UNDECIDED


def test_a_breach_by_a_thing_is_not_judged() -> None:
    assert not claimed(HEAD + CLAIMED)


# The table of cases.

CASES = Path(__file__).parent / "data" / "resolution_cases.yaml"
MEASURED = {"range": "range", "flown": "distance travelled", "payload": "payload"}


@cache
def cases() -> tuple[dict[str, Any], ...]:
    trees, faults = read_yaml(Source(CASES.name, CASES.read_text("utf-8")))
    assert not faults
    data = trees[0].data
    assert isinstance(data, list)
    return tuple(data)


def of_case(row: dict[str, Any]) -> dict[str, Any]:
    """Return the claim file of a case."""
    names = ("activity", "actor", "when", "classes", "status", "hedge")
    event = {name: row[name] for name in names if name in row}
    claims: list[dict[str, Any]] = [{"id": "shot", "kind": "event", **event}]
    for name, measured in MEASURED.items():
        if name in row:
            value = {"of": "shot", "property": measured, "value": row[name]}
            claims.append({"id": name, "kind": "measurement", **value})
    claim = {"of": "shot", "instrument": row["on"], "holds": row.get("holds", True)}
    hedge = row.get("claim", "asserted")
    claims.append({"id": "claimed", "kind": "violation", **claim, "hedge": hedge})
    document = {"id": "report", "published": "2022-01-01", "timezone": "Europe/Oslo"}
    return {"document": document, "claims": claims}


def case_corpus(file: dict[str, Any]) -> Corpus:
    trees, faults = read_yaml(Source("claims.yaml", claim_text(file, "yaml")))
    made = load(trees, shipped(), faults)
    assert not made.faults, made.faults
    return made


def case_id(row: dict[str, Any]) -> str:
    return f"{row['on']}-{row['verdict']}-{row['why']}"


def test_there_are_cases_of_each_sort_and_no_two_are_alike() -> None:
    verdicts = Counter(row["verdict"] for row in cases())
    assert len(cases()) >= 90
    assert min(verdicts.values()) >= 20
    told = [str({k: v for k, v in row.items() if k != "why"}) for row in cases()]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("row", cases(), ids=case_id)
def test_a_claim_on_law_is_judged_as_its_case_says(row: dict[str, Any]) -> None:
    made = case_corpus(of_case(row))
    claims = ClaimSet(made)
    (told,) = [*unfounded.judge(claims), *denied.judge(claims)]
    assert told.verdict.value == row["verdict"], told.message
    assert row.get("says", "") in told.message
    if told.verdict is Verdict.CONTRADICTS:
        rules = ["resolution/unfounded", "resolution/denied"]
        (finding,) = check(made, rules).findings
        assert finding.severity.value == row.get("severity", "error")


@pytest.mark.parametrize("row", cases(), ids=case_id)
def test_an_act_is_barred_or_open_or_neither_as_its_case_says(row: dict[str, Any]) -> None:
    verdicts = {"barred": [Verdict.HOLDS], "open": [Verdict.UNDECIDED], "nothing": []}
    told = list(breach.judge(ClaimSet(case_corpus(of_case(row)))))
    assert [judgement.verdict for judgement in told] == verdicts[row["breach"]]


@pytest.mark.parametrize(
    "row", [row for row in cases() if row["verdict"] == "contradicts"], ids=case_id
)
def test_each_conflict_of_a_case_ends_when_any_of_its_claims_says_nothing(
    row: dict[str, Any],
) -> None:
    file = of_case(row)
    claims = ClaimSet(case_corpus(file))
    (told,) = [*unfounded.judge(claims), *denied.judge(claims)]
    members = {part.claim for part in told.parts}
    for out in sorted(key for key in members if key is not None):
        own = out.removeprefix("report#")
        rest = deepcopy(file)
        kept = [claim for claim in rest["claims"] if claim["id"] != own]
        if own == "shot":
            # Others point at it: it stays, and says no more than that something was done.
            kept.append({"id": "shot", "kind": "event", "activity": "something"})
        fewer = ClaimSet(case_corpus({**rest, "claims": kept}))
        again = [*unfounded.judge(fewer), *denied.judge(fewer)]
        assert all(one.verdict is not Verdict.CONTRADICTS for one in again)


# Packs.


def test_shipped_packs_name_only_what_the_vocabulary_knows() -> None:
    folder = resources.files("rules.resolution").joinpath("packs")
    for file in folder.iterdir():
        pack, faults = read_pack(Source(file.name, file.read_text("utf-8")), shipped())
        assert faults == []
        assert pack is not None


def test_instruments_stand_in_the_order_of_their_days() -> None:
    for pack in packs():
        days = [item.since for item in pack.instruments]
        assert days == sorted(days)


def test_every_name_of_an_instrument_finds_it_alone() -> None:
    for pack in packs():
        for item in pack.instruments:
            for name in (item.id, *item.also):
                assert [meant.instruments for meant in named(name, packs())] == [(item,)]


VERDICTS_OF_TOY = [
    ("1990-02-20", Verdict.CONTRADICTS, "not in force before 1990-02-28"),
    ("1990-02-28", Verdict.UNDECIDED, "before or after 1990-02-28"),
    ("1995", Verdict.HOLDS, "covered by T/1"),
    ("2000-01-01", Verdict.UNDECIDED, "before or after 2000-01-01"),
    ("2000-02", Verdict.CONTRADICTS, "in force until 2000-01-01"),
]


@pytest.mark.parametrize(("when", "verdict", "words"), VERDICTS_OF_TOY)
def test_an_instrument_ends(
    monkeypatch: pytest.MonkeyPatch, when: str, verdict: Verdict, words: str
) -> None:
    pack, _ = read_pack(Source("toy.yaml", PACK))
    monkeypatch.setattr(_claimed, "packs_of", lambda _: (pack,))
    row = {"activity": "missile test", "actor": "Norway", "when": when, "on": "the treaties"}
    (told,) = claimed(of_row(row))
    assert told.verdict is verdict
    assert words in told.message


def test_every_pack_of_the_folder_is_read() -> None:
    folder = resources.files("rules.resolution").joinpath("packs")
    assert len(packs()) == len([f for f in folder.iterdir() if f.name.endswith(".yaml")])


@pytest.mark.parametrize(
    ("classes", "measured", "told"),
    [
        ("", "", []),
        ("[GLCM]", "", [Verdict.UNDECIDED]),
        ("", "{property: range, value: 2000 km}", [Verdict.UNDECIDED]),
        ("", "{property: distance travelled, value: 400 km}", [Verdict.UNDECIDED]),
        ("", "{property: range, value: 11000 km}", []),
        ("[ship-launched missile]", "", []),
        ("[cruise missile]", "", []),
    ],
)
def test_an_act_is_open_only_where_something_points_at_the_row(
    classes: str, measured: str, told: list[Verdict]
) -> None:
    text = (
        f"{HEAD}- {{id: shot, kind: event, activity: missile test, actor: Russia, "
        f"when: 2015-10-07, classes: {classes or '[]'}}}\n"
    )
    if measured:
        text += f"- {{id: m, kind: measurement, of: shot, {measured[1:]}\n"
    verdicts = [judgement.verdict for judgement in barred(text)]
    assert verdicts == told
