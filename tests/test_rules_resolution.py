"""Breaches of instruments of law: which events are barred, and which claims have no ground."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


PACK = """\
pack: toy
complete_for: {bars: [missile test], source: a book}
groups:
- {names: [the treaties], parties: [Norway]}
instruments:
- id: T/1
  issuer: a conference
  adopted: 1990-02-28
  in_force_until: 2000-01-01
  binds: [Norway]
  source: a book
  bars:
  - {activity: missile test, paragraph: 1, confidence: confirmed, source: a book}
"""

FAULTY = [
    ("pack: toy\n", "", ()),
    ("pack: toy", "pack: []", ("pack",)),
    ("pack: toy", "pack: toy\nextra: 1", ("extra",)),
    (", source: a book}\ngroups", "}\ngroups", ("complete_for",)),
    ("bars: [missile test]", "bars: missile test", ("complete_for", "bars")),
    ("names: [the treaties]", "names: [3]", ("groups", 0, "names", 0)),
    (", parties: [Norway]", "", ("groups", 0)),
    ("names: [the treaties]", "names: [t/1]", ("groups", 0, "names", 0)),
    ("1990-02-28", "1990-02-29", ("instruments", 0, "adopted")),
    ("1990-02-28", "28 February 1990", ("instruments", 0, "adopted")),
    ("2000-01-01", "1980-01-01", ("instruments", 0, "in_force_until")),
    ("  binds: [Norway]\n", "", ("instruments", 0)),
    ("binds: [Norway]", "binds: []", ("instruments", 0, "binds")),
    ("  issuer: a conference\n", "", ("instruments", 0)),
    ("confirmed", "sure", ("instruments", 0, "bars", 0, "confidence")),
    ("paragraph: 1, ", "", ("instruments", 0, "bars", 0)),
    ("paragraph: 1", "paragraph: true", ("instruments", 0, "bars", 0, "paragraph")),
    ("activity:", "activty:", ("instruments", 0, "bars", 0, "activty")),
]


FULL = """\
pack: toy
instruments:
- id: T/1
  issuer: a conference
  nature: commitment
  adopted: 1990-02-28
  in_force_from: 1991-01-01
  in_force_until: 2000-01-01
  superseded_by: [T/2]
  amended_by: [T/2]
  binds: [{party: Norway, from: 1992-01-01, until: 1999-12-31}]
  unbound: [Japan]
  source: a book
  bars:
  - activity: missile test
    limits: [{property: range, from: 500 km, to: 900 km}]
    except: [cruise missile]
    presumed: true
    paragraph: 1
    confidence: confirmed
    source: a book
  permits:
  - activity: missile test
    from: 1993-01-01
    until: 1993-12-31
    paragraph: 2
    confidence: confirmed
    source: a book
- id: T/2
  issuer: a conference
  adopted: 1995-02-28
  binds: [Norway]
  source: a book
  requires:
  - {activity: missile elimination launch, paragraph: 1, confidence: confirmed, source: a book}
"""
FIRST: tuple[str | int, ...] = ("instruments", 0)
FAULTY_IN_FULL = [
    ("nature: commitment", "nature: custom", (*FIRST, "nature")),
    ("from: 1991-01-01", "from: 1989-01-01", (*FIRST, "in_force_from")),
    ("until: 2000-01-01", "until: 1990-12-31", (*FIRST, "in_force_until")),
    ("  in_force_until: 2000-01-01\n", "", FIRST),
    ("superseded_by: [T/2]", "superseded_by: [T/3]", (*FIRST, "superseded_by", 0)),
    ("amended_by: [T/2]", "amended_by: [T/1]", (*FIRST, "amended_by", 0)),
    ("adopted: 1995-02-28", "adopted: 1985-02-28", (*FIRST, "superseded_by", 0)),
    ("party: Norway", "party: Norwegia", (*FIRST, "binds", 0, "party")),
    ("party: Norway, ", "", (*FIRST, "binds", 0)),
    ("from: 1992-01-01", "from: 2001-01-01", (*FIRST, "binds", 0, "from")),
    ("until: 1999-12-31", "until: 1990-12-31", (*FIRST, "binds", 0, "until")),
    ("until: 1999-12-31", "till: 1999-12-31", (*FIRST, "binds", 0, "till")),
    ("unbound: [Japan]", "unbound: [Nippon]", (*FIRST, "unbound", 0)),
    ("from: 500 km", "from: 500 kg", (*FIRST, "bars", 0, "limits", 0, "from")),
    ("from: 500 km", "from: some", (*FIRST, "bars", 0, "limits", 0, "from")),
    ("to: 900 km", "to: 90 km", (*FIRST, "bars", 0, "limits", 0, "to")),
    (", from: 500 km, to: 900 km", "", (*FIRST, "bars", 0, "limits", 0)),
    ("property: range", "property: rnge", (*FIRST, "bars", 0, "limits", 0, "property")),
    ("except: [cruise missile]", "except: [bird]", (*FIRST, "bars", 0, "except", 0)),
    ("presumed: true", "presumed: perhaps", (*FIRST, "bars", 0, "presumed")),
    ("until: 1993-12-31", "until: 1992-12-31", (*FIRST, "permits", 0, "until")),
    ("    confidence: confirmed\n", "", (*FIRST, "bars", 0)),
    ("  requires:", "  require:", ("instruments", 1)),
]


@pytest.mark.parametrize(("old", "new", "route"), FAULTY_IN_FULL)
def test_a_fault_of_any_field_is_told_with_its_place(
    old: str, new: str, route: tuple[str | int, ...]
) -> None:
    assert read_pack(Source("toy.yaml", FULL), shipped())[1] == []
    assert old in FULL
    pack, faults = read_pack(Source("toy.yaml", FULL.replace(old, new, 1)), shipped())
    assert pack is None
    assert route in [fault.place.route for fault in faults]


def nodes(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the route of each part of some data."""
    found = [at]
    if isinstance(data, dict):
        found += [route for key, inner in data.items() for route in nodes(inner, (*at, key))]
    elif isinstance(data, list):
        found += [route for i, inner in enumerate(data) for route in nodes(inner, (*at, i))]
    return found


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    (None, True, 3, -0.5, "", "x", [], {}, [[]], {"a": 1}, ["Norway"], "1990-02-30", "9999-12-31")
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_pack_with_anything_in_any_place_is_told_or_read_and_never_raised(
    data: st.DataObject,
) -> None:
    whole = read_yaml(Source("toy.yaml", FULL))[0][0].data
    route = data.draw(st.sampled_from([route for route in nodes(whole) if route]))
    holder = whole
    for step in route[:-1]:
        holder = holder[step]  # type: ignore[index]  # a route of the data itself
    holder[route[-1]] = data.draw(JUNK)  # type: ignore[index]
    text = json.dumps(whole, default=lambda value: getattr(value, "text", str(value)))
    pack, faults = read_pack(Source("toy.yaml", text), shipped())
    assert (pack is None) == bool(faults)
    assert all(fault.place.route in nodes(whole) for fault in faults)


@pytest.mark.parametrize(("old", "new", "route"), FAULTY)
def test_a_fault_of_a_pack_is_told_with_its_place(
    old: str, new: str, route: tuple[str | int, ...]
) -> None:
    assert old in PACK
    pack, faults = read_pack(Source("toy.yaml", PACK.replace(old, new, 1)))
    assert pack is None
    assert route in [fault.place.route for fault in faults]


def test_a_pack_without_a_fault_is_read() -> None:
    pack, faults = read_pack(Source("toy.yaml", PACK))
    assert not faults
    assert pack is not None
    assert pack.instruments[0].until is not None


@pytest.mark.parametrize(
    "text", ["", "3", "[]", "pack: {", "---\n---\n", "instruments: [3, [], {}]"]
)
def test_what_is_no_pack_is_told_and_never_raised(text: str) -> None:
    pack, faults = read_pack(Source("toy.yaml", text))
    assert pack is None
    assert faults


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
