"""The reports for code scanning, test servers and reviewers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_cases import GOLDEN, error, judged, locator, outcome, part, small, whole

from claims.faults import Place, Span
from reports.fingerprints import fingerprints
from reports.formats import FOR_PROGRAMS, render
from rules import catalogue
from rules.contract import Finding, Judgement, Part, Severity, Verdict

if TYPE_CHECKING:
    from pathlib import Path

UNTIMED = settings(deadline=None)
ANYTHING = st.text(st.characters(), max_size=50)
FILES = {
    "jsonl": "report.jsonl",
    "sarif": "report.sarif",
    "junit": "report.xml",
    "github": "report.github.txt",
    "gitlab": "report.gitlab.json",
    "rdjson": "report.rdjson",
}
MULTITOOL = os.environ.get("SARIF_MULTITOOL") or shutil.which("Sarif.Multitool")


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  our own output


def told(name: str, *findings: Finding) -> str:
    return render(name, outcome(*findings), small(), "1.0")


def sarif(*findings: Finding) -> dict[str, object]:
    run = json.loads(told("sarif", *findings))["runs"][0]
    assert isinstance(run, dict)
    return run


def result(finding: Finding) -> dict[str, object]:
    results = sarif(finding)["results"]
    assert isinstance(results, list)
    (found,) = results
    assert isinstance(found, dict)
    return found


PAGE = "# {0}\n\nA rule.\n\n## How it decides\n\nAs its page\nsays.\n\n## Flagged\n"


@pytest.mark.parametrize("name", FILES)
def test_report_is_the_kept_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The pages of rules have their own tests, and change more often than reports do.
    monkeypatch.setattr(catalogue, "page", PAGE.format)
    assert render(name, whole(), small(), "0.0").encode() == (GOLDEN / FILES[name]).read_bytes()


@UNTIMED
@given(st.sampled_from(sorted(FOR_PROGRAMS)), ANYTHING, ANYTHING)
def test_any_text_can_be_told(form: str, message: str, name: str) -> None:
    place = Place(name, None, Span(0, 1))
    held = outcome(error(judged(Part(place, message), message=message)), not_judged=(message,))
    text = render(form, held, locator({name: message}), "1")
    text.encode()
    if form == "junit":
        parsed(text)
    elif form == "jsonl":
        assert [json.loads(line)["type"] for line in text.split("\n")[:-1]] == [
            "finding",
            "summary",
        ]
    elif form == "github":
        assert re.fullmatch(r"::error [^\r\n]*::[^\r\n]*\n", text)
    else:
        json.loads(text)


# SARIF


def test_sarif_shows_the_first_place_and_links_the_others() -> None:
    parts = (part("gazette#draught", "value", label="here"), part("wire#deep", label="and [there]"))
    found = result(error(judged(*parts)))
    message = found["message"]
    assert isinstance(message, dict)
    assert message["text"].splitlines()[1] == r"- [wire#deep: and \[there\]](1)"
    related = found["relatedLocations"]
    assert isinstance(related, list)
    assert [(row["id"], row["message"]["text"]) for row in related] == [
        (1, "wire#deep: and [there]")
    ]


def test_sarif_tells_a_conflict_of_times_as_a_flow() -> None:
    parts = (part("gazette#draught"), part("wire#deep"))
    flows = result(error(judged(*parts)))["codeFlows"]
    assert isinstance(flows, list)
    (flow,) = flows
    assert len(flow["threadFlows"][0]["locations"]) == 2


@pytest.mark.parametrize(
    ("verdict", "severity", "kind", "level"),
    [
        (Verdict.CONTRADICTS, Severity.ERROR, "fail", "error"),
        (Verdict.CONTRADICTS, Severity.WARNING, "fail", "warning"),
        (Verdict.UNDECIDED, Severity.NOTE, "open", "none"),
        (Verdict.HOLDS, Severity.NOTE, "informational", "none"),
    ],
)
def test_sarif_has_kind_and_level_of_each_verdict(
    verdict: Verdict, severity: Severity, kind: str, level: str
) -> None:
    judgement = Judgement(verdict, "they differ", (part("gazette#draught"),))
    found = result(Finding("time/order", severity, judgement))
    assert (found["kind"], found["level"]) == (kind, level)


def test_sarif_names_files_as_uris() -> None:
    name = "a folder/häfen: 1.yaml"
    held = outcome(error(judged(Part(Place(name, None, Span(0, 1))))))
    run = json.loads(render("sarif", held, locator({name: "x"}), "1"))["runs"][0]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20folder/h%C3%A4fen%3A%201.yaml"


@pytest.mark.skipif(MULTITOOL is None, reason="Sarif.Multitool is not installed")
@pytest.mark.parametrize("findings", [1, 300])
def test_sarif_is_what_code_scanning_accepts(findings: int, tmp_path: Path) -> None:
    held = whole()
    many = tuple(finding for _ in range(findings) for finding in held.findings)[:findings]
    file = tmp_path / "report.sarif"
    file.write_text(render("sarif", outcome(*many), small(), "1.0"), encoding="utf-8")
    assert MULTITOOL is not None
    run = subprocess.run(
        [MULTITOOL, "validate", str(file), "--rule-kind", "Sarif;Ghas", "--level", "Error"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert " error " not in run.stdout


# Fingerprints


def test_fingerprint_does_not_hang_on_the_order_or_words_of_a_finding() -> None:
    one, other = part("gazette#draught", "value"), part("wire#deep")
    first = error(judged(one, other, message="they differ"))
    second = error(judged(other, one, message="4.5 m is not 5.2 m"))
    assert fingerprints([first]) == fingerprints([second])


def test_findings_alike_have_fingerprints_of_their_own() -> None:
    alike = [error(judged(part("gazette#draught")))] * 3
    assert len(set(fingerprints(alike))) == 3


@pytest.mark.parametrize("field", ["value", "when"])
def test_fingerprint_hangs_on_the_field(field: str) -> None:
    whole_claim = error(judged(part("gazette#draught")))
    assert fingerprints([error(judged(part("gazette#draught", field)))]) != fingerprints(
        [whole_claim]
    )


# JUnit


def test_each_claim_is_a_test_of_its_document() -> None:
    root = parsed(told("junit"))
    tests = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert [f"{document}#{claim}" for document, claim in tests] == list(small().claims)


def test_errors_fail_the_claim_they_point_at_first() -> None:
    found = error(judged(part("wire#deep"), part("gazette#draught")))
    root = parsed(told("junit", found))
    failed = [
        case.get("name") for case in root.iter("testcase") if case.find("failure") is not None
    ]
    assert failed == ["deep"]


def test_notes_fail_nothing() -> None:
    note = Finding("time/order", Severity.NOTE, judged(part("wire#deep")))
    root = parsed(told("junit", note))
    assert (root.get("failures"), len(list(root.iter("system-out")))) == ("0", 1)


# Annotations


def test_github_escapes_what_would_end_a_property_or_a_line() -> None:
    name = "a,b:c%.yaml"
    held = outcome(error(judged(Part(Place(name, None, Span(0, 1))), message="50 %\nof it")))
    text = render("github", held, locator({name: "x"}), "1")
    assert text.startswith("::error file=a%2Cb%3Ac%25.yaml,line=1,")
    assert "\n" not in text[:-1]


def test_gitlab_has_a_fingerprint_and_a_line_for_each_finding() -> None:
    rows = json.loads(told("gitlab", error(judged(part("gazette#draught", "value")))))
    (row,) = rows
    assert (row["severity"], row["location"]["lines"]) == ("critical", {"begin": 24})


def test_rdjson_counts_columns_in_bytes() -> None:
    name, text = "a.yaml", "é: x"
    held = outcome(error(judged(Part(Place(name, None, Span(3, 4))))))
    (row,) = json.loads(render("rdjson", held, locator({name: text}), "1"))["diagnostics"]
    assert row["location"]["range"] == {
        "start": {"line": 1, "column": 5},
        "end": {"line": 1, "column": 6},
    }
