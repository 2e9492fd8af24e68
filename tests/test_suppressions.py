"""What claim files say is not to count: how it is read, what it hides, and what is told of it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
import yaml12
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import corpus_of, keys_of

from claims.files import read_file
from claims.json_reader import read_json
from claims.load import load
from claims.source import Source
from claims.strategies import Planted, claim_files, claim_text, planted, worlds
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from reports.formats import FORMATS, render
from reports.places import Locator
from rules import catalogue, suppressing
from rules.contract import Severity
from rules.engine import Outcome, check

if TYPE_CHECKING:
    from pathlib import Path

    from rules.contract import Finding

RULE = "record/suppression"
TODAY = "2026-06-30"
LIED = settings(max_examples=40)


class Run(NamedTuple):
    outcome: Outcome
    locator: Locator

    @property
    def told(self) -> list[tuple[str, int | None]]:
        """Return what is said of suppressions: how grave, and on which line."""
        return [
            (f.severity.value, self.locator.locate(f.judgement.parts[0].at).line)
            for f in self.outcome.findings
            if f.rule == RULE
        ]

    @property
    def messages(self) -> list[str]:
        return [f.judgement.message for f in self.outcome.findings if f.rule == RULE]

    @property
    def hidden(self) -> list[str]:
        return [f.rule for f in self.outcome.findings if f.suppressions]

    def report(self, form: str, *, show: bool = False) -> str:
        return render(form, self.outcome, self.locator, "1.0", show_suppressed=show)


def run(text: str, name: str = "a.yaml", today: str | None = TODAY) -> Run:
    source = Source(name, text)
    trees, faults = (read_yaml if name.endswith("yaml") else read_json)(source)
    corpus = load(trees, shipped(), faults)
    return Run(check(corpus, today=today), Locator([source], trees, corpus))


HEAD = "document: {id: gazette, published: 2024-03-06}\nclaims:\n"
WRONG_DAY = 'when: "Saturday 2024-03-01"'
STORM = f"- {{id: storm, kind: event, activity: storm, {WRONG_DAY}}}"
BLOCK = """\
- id: storm
  kind: event
  activity: storm
  when: Saturday 2024-03-01
"""
SAYS = "# counterclaim: ignore[time/calendar]: so it was printed"


# Where a comment stands


@pytest.mark.parametrize(
    "claims",
    [
        f"{STORM}  {SAYS}\n",
        f"{SAYS}\n{STORM}\n",
        f"{SAYS}\n\n# another remark\n{STORM}\n",
        f"{SAYS}\n-\n  id: storm\n  kind: event\n  activity: storm\n  {WRONG_DAY}\n",
        f"-  {SAYS}\n  id: storm\n  kind: event\n  activity: storm\n  {WRONG_DAY}\n",
        f"{SAYS}\n{BLOCK}",
        f"{BLOCK}  {SAYS}\n",
        f"{BLOCK}  {SAYS}\n- {{id: flood, kind: event, activity: flood}}\n",
        BLOCK.replace("  when", f"  {SAYS}\n  when"),
        BLOCK.replace("  when", f"{SAYS}\n  when"),
        BLOCK.replace("2024-03-01", f"2024-03-01 {SAYS}"),
        BLOCK.replace("id: storm", f"id: storm {SAYS}"),
        BLOCK.replace("kind: event", f"kind: event\t{SAYS}"),
        f"- id: flood\n  kind: event\n  activity: flood\n{SAYS}\n{BLOCK}",
        f"- {{id: storm,\n   {SAYS}\n   kind: event, activity: storm, {WRONG_DAY}}}\n".replace(
            f"{SAYS}\n   kind: event, activity: storm, ",
            f"kind: event, activity: storm,\n   {SAYS}\n   ",
        ),
        f"- {{id: storm, kind: event,  {SAYS}\n   activity: storm, {WRONG_DAY}}}\n",
        f"{BLOCK}  note: |  {SAYS}\n    told by radio\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_comment_suppresses_for_the_claim_it_stands_at(claims: str, end: str) -> None:
    ran = run((HEAD + claims).replace("\n", end))
    assert (ran.hidden, ran.told) == (["time/calendar"], [])


@pytest.mark.parametrize(
    "claims",
    [
        f"{STORM}\n{SAYS}\n",
        f"{STORM}\n{SAYS}\n- {{id: flood, kind: event, activity: flood}}\n",
        f"{BLOCK}- id: flood  {SAYS}\n  kind: event\n  activity: flood\n",
        BLOCK.replace("  activity", f"  {SAYS}\n  activity"),
    ],
)
def test_a_comment_hides_nothing_of_another_claim_or_field(claims: str) -> None:
    ran = run(HEAD + claims)
    assert ran.hidden == []
    assert len(ran.told) == 1


@pytest.mark.parametrize(
    "note",
    [
        f'  note: "{SAYS}"\n',
        f"  note: '{SAYS}'\n",
        f"  note: |\n    told {SAYS}\n    {SAYS}\n",
        f'  note: "first\n    {SAYS}"\n',
        f'  "note {SAYS}": 1\n',
        "  note: a#counterclaim ignore[time/calendar] is no comment\n",
    ],
)
def test_words_of_a_text_are_no_comment(note: str) -> None:
    ran = run(HEAD + BLOCK + note)
    assert (ran.hidden, ran.told) == ([], [])


def test_a_comment_may_stand_at_a_claim_that_is_a_document_of_its_own() -> None:
    lone = BLOCK.replace("- ", "  ").replace("  ", "", 1).replace("\n  ", "\n")
    ran = run(f"{HEAD}---\n{SAYS}\n{lone}")
    assert (ran.hidden, ran.told) == (["time/calendar"], [])


def test_a_comment_after_a_byte_order_mark_is_read() -> None:
    ran = run(f"\ufeff{SAYS}\n{HEAD}{STORM}\n")
    assert ran.told == [("note", 1)]
    assert "hides nothing" in ran.messages[0]


# What is told of a suppression


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# counterclaim: ignore[time/calendar]", "gives no reason"),
        ("# counterclaim: ignore[time/calendar]:", "gives no reason"),
        ("# counterclaim: ignore[time/calendar] because", "gives no reason"),
        ("# counterclaim: ignore[]: reason", "names no rule"),
        ("# counterclaim: ignore time/calendar: reason", "is not understood"),
        ("# counterclaim: ignroe[time/calendar]: reason", "is not understood"),
        ("# counterclaim ignore the storm", "is not understood"),
        ("# counterclaim: ignore[time/calendar] until: reason", '"" is not a day'),
        ("# counterclaim: ignore[time/calendar] until 2026-02-30: reason", '"2026-02-30" is not'),
        ("# counterclaim: ignore[time/calendar] until 20261231: reason", '"20261231" is not'),
        ("# counterclaim: ignore[time/calender]: reason", 'no rule is called "time/calender"'),
        ("# counterclaim: ignore[time]: reason", 'no rule is called "time"'),
        ("# counterclaim: ignore[*]: reason", 'no rule is called "*"'),
        ("# counterclaim: ignore[record/file]: reason", "record/file cannot be suppressed"),
        ("# counterclaim: ignore[record/suppression]: reason", "cannot be suppressed"),
        ("# counterclaim: ignore[source/text]: reason", "source/text cannot be suppressed"),
        ("# counterclaim: ignore[time/calendar] until 2026-06-29: reason", "ended on 2026-06-29"),
    ],
)
def test_what_hides_nothing_is_a_warning_at_its_place(comment: str, message: str) -> None:
    ran = run(f"{HEAD}{comment}\n{STORM}\n")
    (told,) = ran.messages
    assert message in told
    assert ran.told == [("warning", 3)]
    assert ran.hidden == []


@pytest.mark.parametrize("text", [f"{SAYS}\n{HEAD}{STORM}\n", f"{HEAD}{STORM}\n{SAYS}\n"])
def test_a_comment_at_no_claim_is_told(text: str) -> None:
    text = text.replace(SAYS, SAYS.replace(": so", " : so"))
    ran = run(text.replace("document:", "$schema: x\ndocument:", 1))
    assert [severity for severity, _ in ran.told] == ["warning"]
    assert "stands at no claim" in ran.messages[0]


def test_each_rule_that_hides_nothing_is_a_note_of_its_own() -> None:
    comment = "# counterclaim: ignore[time/calendar, time/order, reach/*]: the log is lost"
    ran = run(f"{HEAD}{comment}\n{STORM}\n")
    columns = [
        ran.locator.locate(f.judgement.parts[0].at).column
        for f in ran.outcome.findings
        if f.rule == RULE
    ]
    assert ran.told == [("note", 3)] * 2
    assert sorted(c or 0 for c in columns) == [comment.index(x) + 1 for x in ("time/o", "reach")]


def test_nothing_is_said_of_a_suppression_whose_rule_did_not_run() -> None:
    text = f"{HEAD}# counterclaim: ignore[time/order, time/*]: the log is lost\n{STORM}\n"
    trees, _ = read_yaml(Source("a.yaml", text))
    outcome = check(load(trees, shipped()), ("record/suppression", "time/calendar"), today=TODAY)
    assert [f.rule for f in outcome.counting] == []


def test_what_is_wrong_in_a_broken_record_is_told_once() -> None:
    ran = run(f"{HEAD}{SAYS}\n- {{id: storm, kind: event, colour: red}}\n")
    assert ran.told == []


def test_a_broken_file_is_not_searched_for_comments_at_no_claim() -> None:
    ran = run(f'{HEAD}{STORM}\n- {{id: flood, note: "\n{SAYS}\n')
    assert ran.told == []


@pytest.mark.parametrize(("until", "holds"), [("2026-06-30", True), ("2026-06-29", False)])
def test_a_suppression_holds_through_its_last_day(until: str, holds: bool) -> None:  # noqa: FBT001
    comment = SAYS.replace("]:", f"] until {until}:")
    ran = run(f"{HEAD}{comment}\n{STORM}\n")
    assert bool(ran.hidden) is holds
    assert bool(ran.told) is not holds


def test_the_clock_is_read_only_where_a_suppression_may_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NoClock:
        @staticmethod
        def now(_: object) -> object:
            raise AssertionError

    monkeypatch.setattr(suppressing, "datetime", NoClock)
    assert run(f"{HEAD}{SAYS}\n{STORM}\n", today=None).hidden == ["time/calendar"]
    with pytest.raises(AssertionError):
        run(f"{HEAD}{SAYS.replace(']:', '] until 2026-12-31:')}\n{STORM}\n", today=None)


# The field of a record


def in_record(**ignored: object) -> str:
    row = {"id": "storm", "kind": "event", "activity": "storm", "when": "Saturday 2024-03-01"}
    claims = [{**row, "ignore": [ignored]}]
    return json.dumps({"document": {"id": "gazette", "published": "2024-03-06"}, "claims": claims})


@pytest.mark.parametrize("rule", ["time/calendar", ["time/order", "time/calendar"], ["time/*"]])
def test_a_record_may_suppress(rule: object) -> None:
    ran = run(in_record(rule=rule, reason="so it was printed"), "a.json")
    assert ran.hidden == ["time/calendar"]
    (finding,) = [f for f in ran.outcome.findings if f.suppressions]
    assert finding.suppressions[0].reason == "so it was printed"


@pytest.mark.parametrize(
    ("ignored", "rule", "message"),
    [
        ({"rule": "time/calendar"}, "record/field", "needs the field `reason`"),
        ({"rule": "time/calendar", "reason": " "}, "record/field", "`reason` is empty"),
        ({"rule": [], "reason": "x"}, "record/field", "`rule` is empty"),
        ({"reason": "x"}, "record/field", "needs the field `rule`"),
        ({"rule": "x/y", "reason": "x"}, RULE, 'no rule is called "x/y"'),
        (
            {"rule": "time/calendar", "reason": "x", "until": "soon"},
            "record/field",
            '`until` cannot be "soon"',
        ),
        (
            {"rule": "time/calendar", "reason": "x", "until": "2026-02-30"},
            RULE,
            '"2026-02-30" is not a day',
        ),
        (
            {"rule": "time/calendar", "reason": "x", "until": "2026-06-29"},
            RULE,
            "ended on 2026-06-29",
        ),
    ],
)
def test_what_is_wrong_with_a_field_is_told(
    ignored: dict[str, object], rule: str, message: str
) -> None:
    ran = run(in_record(**ignored), "a.json")
    told = [f for f in ran.outcome.findings if f.rule == rule]
    assert [message in f.judgement.message for f in told] == [True]
    assert ran.hidden == []


# What can be suppressed


def test_a_value_that_cannot_be_read_can_be_waved_through() -> None:
    row = "- {id: storm, kind: event, activity: storm, when: umpteenth}"
    ran = run(f"{HEAD}# counterclaim: ignore[record/unreadable]: so it was printed\n{row}\n")
    assert ran.hidden == ["record/unreadable"]


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_what_could_not_be_read_is_told_whatever_is_suppressed(rule_id: str) -> None:
    loses = rule_id.startswith("record/") or rule_id == "source/text"
    kept = {"record/reference", "record/unreadable", "record/unit", "record/impossible"}
    assert catalogue.rule(rule_id).of_structure is (loses and rule_id not in kept)


def suppressing_all(file: dict[str, Any], key: str, rules: list[str]) -> dict[str, Any]:
    """Return a file in which a claim suppresses rules."""
    made = deepcopy(file)
    for row in made["claims"]:
        if f"{made['document']['id']}#{row['id']}" == key:
            row["ignore"] = [{"rule": rules, "reason": "it is known"}]
    return made


def but_for_suppressions(outcome: Outcome) -> set[tuple[str, str, tuple[object, ...]]]:
    return {
        (f.rule, f.judgement.message, f.judgement.parts) for f in outcome.findings if f.rule != RULE
    }


def identity(finding: Finding) -> tuple[str, str, tuple[object, ...]]:
    return (finding.rule, finding.judgement.message, finding.judgement.parts)


@LIED
@given(worlds().flatmap(planted), st.data())
def test_a_suppression_marks_exactly_the_findings_of_its_rule_and_claim(
    lied: Planted, data: st.DataObject
) -> None:
    corpus = corpus_of(lied.world.files)
    before = check(corpus)
    key = data.draw(st.sampled_from([*(entry.key for entry in corpus.entries), lied.lie]))
    ids = st.sampled_from([i for i in catalogue.rule_ids() if not catalogue.rule(i).of_structure])
    drawn = {f.rule for f in before.findings if key in keys_of(f)} | {data.draw(ids)}
    rule_id = data.draw(st.sampled_from(sorted(drawn)))
    after = check(
        corpus_of([suppressing_all(file, key, [rule_id]) for file in lied.world.files]),
        today=TODAY,
    )
    assert but_for_suppressions(after) == but_for_suppressions(before)
    hidden = {identity(f) for f in after.findings if f.suppressions}
    wanted = {identity(f) for f in before.findings if f.rule == rule_id and key in keys_of(f)}
    assert hidden == wanted
    assert bool([f for f in after.findings if f.rule == RULE]) is not bool(wanted)


@LIED
@given(worlds().flatmap(planted), st.randoms(use_true_random=False))
def test_the_order_of_files_and_claims_does_not_matter(lied: Planted, random: Any) -> None:
    rules = [f"{family}/*" for family in catalogue.FAMILIES]
    files = [suppressing_all(file, lied.lie, rules) for file in lied.world.files]
    shuffled = deepcopy(files)
    random.shuffle(shuffled)
    for file in shuffled:
        random.shuffle(file["claims"])
    first, second = (check(corpus_of(each), today=TODAY) for each in (files, shuffled))

    def kept(outcome: Outcome) -> list[tuple[str, str, str, bool]]:
        return sorted(
            (f.rule, f.severity.value, f.judgement.message, f.counts) for f in outcome.findings
        )

    assert kept(first) == kept(second)
    lies = [f for f in first.counting if lied.lie in keys_of(f)]
    assert all(f.rule == RULE or f.severity is Severity.NOTE for f in lies)


@settings(max_examples=40)
@given(claim_files(most=4), st.data())
def test_a_comment_above_or_at_any_claim_of_any_file_is_about_it(
    file: dict[str, Any], data: st.DataObject
) -> None:
    text = claim_text(file, "yaml")
    trees, faults = read_yaml(Source("a.yaml", text))
    rows = trees[0].data["claims"] if isinstance(trees[0].data, dict) else []
    if not rows or faults:
        return
    index = data.draw(st.integers(0, len(rows) - 1))
    span = trees[0].span(("claims", index))
    assert span is not None
    start = text.rfind("\n", 0, span.start) + 1
    indent = " " * (len(text[start:]) - len(text[start:].lstrip(" ")))
    commented = f"{text[:start]}{indent}# counterclaim: ignore[time/*]: x\n{text[start:]}"
    (tree,), _ = read_yaml(Source("a.yaml", commented))
    assert yaml12.parse_yaml(commented) == yaml12.parse_yaml(text)
    (remark,) = tree.remarks
    assert remark.route == ("claims", index)


# Reports


def wrong_and_hidden() -> Run:
    flood = STORM.replace("storm", "flood").replace("Saturday 2024-03-01", "Monday 2024-03-02")
    return run(f"{HEAD}{SAYS}\n{STORM}\n{flood}\n")


def test_text_counts_what_is_suppressed_and_lists_it_where_asked() -> None:
    ran = wrong_and_hidden()
    for form in ("full", "concise"):
        assert ran.report(form).count("time/calendar") == 1
        assert "1 finding suppressed in the claim files (--show-suppressed" in ran.report(form)
        assert ran.report(form, show=True).count("error[time/calendar]") == 2
        assert "suppressed: so it was printed" in ran.report(form, show=True)
        assert "--show-suppressed" not in ran.report(form, show=True)


def test_no_contradiction_is_claimed_to_be_absent_where_one_is_suppressed() -> None:
    report = run(f"{HEAD}{SAYS}\n{STORM}\n").report("concise")
    assert report.startswith("No further contradiction found in 1 file")


def test_json_marks_what_is_suppressed() -> None:
    report = json.loads(wrong_and_hidden().report("json"))
    held = {f["parts"][0]["claim"]: f["suppressions"] for f in report["findings"]}
    assert held["gazette#flood"] == []
    assert held["gazette#storm"] == [
        {"claim": "gazette#storm", "field": [], "reason": "so it was printed", "until": None,
         "file": "a.yaml", "line": 3}
    ]  # fmt: skip
    assert (report["summary"]["errors"], report["summary"]["suppressed"]) == (1, 1)


def test_sarif_says_of_all_results_whether_they_are_suppressed() -> None:
    results = json.loads(wrong_and_hidden().report("sarif"))["runs"][0]["results"]
    states = sorted((r["suppressions"] for r in results), key=len)
    assert states[0] == []
    (suppression,) = states[1]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "so it was printed")
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 3


@pytest.mark.parametrize("form", ["github", "gitlab", "rdjson"])
def test_annotations_leave_out_what_is_suppressed(form: str) -> None:
    text = wrong_and_hidden().report(form)
    assert ("2024-03-02" in text, "2024-03-01" in text) == (True, False)


def test_junit_skips_a_claim_whose_failures_are_suppressed() -> None:
    root = ET.fromstring(wrong_and_hidden().report("junit"))  # noqa: S314  our own output
    skipped = {c.get("name"): c.find("skipped") for c in root.iter("testcase")}
    why = skipped["storm"]
    assert why is not None
    assert why.get("message") == "time/calendar suppressed: so it was printed"
    assert skipped["flood"] is None
    assert (root.get("failures"), root.get("skipped")) == ("1", "1")


@pytest.mark.parametrize("form", FORMATS)
def test_reports_are_the_same_every_time(form: str) -> None:
    assert wrong_and_hidden().report(form) == wrong_and_hidden().report(form)


def test_a_file_is_read_with_its_comments(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"{HEAD}{SAYS}\n{STORM}\n", encoding="utf-8")
    (tree,) = read_file("a.yaml", str(file)).trees
    assert [remark.route for remark in tree.remarks] == [("claims", 0)]
