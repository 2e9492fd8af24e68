"""The report as JUnit XML: each claim a test, which fails with the errors and warnings on it.

The form is that which CI servers read: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from reports.text import plain, set_aside
from rules.contract import Severity

if TYPE_CHECKING:
    from reports.places import Locator
    from rules.contract import Finding
    from rules.engine import Outcome

_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is written."""


def render(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return the outcome as JUnit XML, with a line end.

    A suite is a document, and a test a claim by its id. An error or a warning fails the claim that
    it points at first; a note stands in the output of its test. A claim that no rule held against
    anything is skipped, and so is one whose errors and warnings are all suppressed or known. What
    is wrong with a file itself is a test of its own, named after the rule.
    """
    suites: dict[str, dict[str, list[Finding]]] = {}
    for key in locator.claims:
        document, _, claim = key.partition("#")
        suites.setdefault(document, {})[claim] = []
    for finding in outcome.findings:
        document, test = _test_of(finding, locator)
        suites.setdefault(document, {}).setdefault(test, []).append(finding)
    skipped = frozenset(outcome.not_judged)
    root = ET.Element("testsuites", name=f"counterclaim {version}")
    for document, tests in suites.items():
        suite = ET.SubElement(root, "testsuite", name=_text(document))
        for test, findings in tests.items():
            _add(suite, document, test, findings, locator)
            message = _why_skipped(findings)
            if not findings and f"{document}#{test}" in skipped:
                message = "no rule held it against anything"
            if message and suite[-1].find("failure") is None:
                suite[-1].insert(0, ET.Element("skipped", message=_text(message)))
        _count(suite, [suite])
    _count(root, list(root))
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _test_of(finding: Finding, locator: Locator) -> tuple[str, str]:
    parts = finding.judgement.parts
    claim = parts[0].claim if parts else None
    if claim is not None and "#" in claim:
        document, _, test = claim.partition("#")
        return document, test
    return (claim or locator.locate(parts[0].at).file if parts else "input"), finding.rule


def _add(
    suite: ET.Element, document: str, test: str, findings: list[Finding], locator: Locator
) -> None:
    case = ET.SubElement(suite, "testcase", classname=_text(document), name=_text(test))
    notes = []
    for finding in findings:
        if not finding.counts:
            continue
        told = _text(plain(finding, locator))
        if finding.severity is Severity.NOTE:
            notes.append(told)
            continue
        message = _text(finding.judgement.message)
        kind = f"{finding.severity.value}[{finding.rule}]"
        ET.SubElement(case, "failure", message=message, type=kind).text = told
    if notes:
        ET.SubElement(case, "system-out").text = "\n".join(notes)


def _why_skipped(findings: list[Finding]) -> str:
    """Say why errors and warnings do not fail their claim; nothing where there are none."""
    aside = [f for f in findings if not f.counts and f.severity is not Severity.NOTE]
    return "; ".join(f"{finding.rule} {why}" for finding in aside for why in set_aside(finding))


def _count(element: ET.Element, suites: list[ET.Element]) -> None:
    """Give an element the numbers of tests, failed tests and skipped ones in it."""
    cases = [case for suite in suites for case in suite.iter("testcase")]
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))


def _text(text: str) -> str:
    return _REFUSED.sub("\ufffd", text)
