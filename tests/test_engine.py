"""How severe a contradiction is depends on who says what, how firmly, and where."""

from __future__ import annotations

import pytest

from claims.load import load
from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from rules.contract import Finding, Severity, Verdict
from rules.engine import Outcome, check


def outcome(text: str) -> Outcome:
    trees, faults = read_yaml(Source("claims.yaml", text))
    return check(load(trees, shipped(), faults))


def contradiction(text: str) -> Finding:
    found = [f for f in outcome(text).findings if f.judgement.verdict is Verdict.CONTRADICTS]
    assert len(found) == 1
    return found[0]


def two_lengths(first: str, second: str, documents: tuple[str, str] | None = None) -> str:
    """Return two claims of one length; `documents` puts each in one of its own."""
    one = f"- {{id: a, kind: measurement, of: the ferry, property: length, value: 90 m{first}}}\n"
    two = f"- {{id: b, kind: measurement, of: the ferry, property: length, value: 120 m{second}}}\n"
    if documents is None:
        return f"document: {{id: d, publisher: Gazette}}\nclaims:\n{one}{two}"
    heads = [f"document: {{{fields}}}\nclaims:\n" for fields in documents]
    return f"{heads[0]}{one}---\n{heads[1]}{two}"


def test_one_speaker_in_one_document_is_in_error() -> None:
    assert contradiction(two_lengths("", "")).severity is Severity.ERROR


def test_two_speakers_have_a_dispute() -> None:
    found = contradiction(two_lengths("", ", said_by: the captain"))
    assert found.severity is Severity.WARNING
    assert "dispute" in found.standing


def test_a_speaker_is_known_under_each_name_of_the_vocabulary() -> None:
    found = contradiction(two_lengths(", said_by: DPRK", ", said_by: north korea"))
    assert found.severity is Severity.ERROR


def test_one_speaker_in_documents_of_two_dates_changed_the_account() -> None:
    documents = (
        "id: d, publisher: Gazette, published: 2024-01-01",
        "id: e, publisher: Gazette, published: 2024-02-01",
    )
    found = contradiction(two_lengths("", "", documents))
    assert found.severity is Severity.WARNING
    assert "changed account" in found.standing


@pytest.mark.parametrize("hedge", ["reported", "believed"])
def test_what_is_only_reported_or_believed_makes_a_warning(hedge: str) -> None:
    found = contradiction(two_lengths("", f", hedge: {hedge}"))
    assert found.severity is Severity.WARNING


def test_who_contradicts_a_reference_is_in_error() -> None:
    documents = ("id: d, publisher: Gazette", "id: e, publisher: Register, reference: true")
    assert contradiction(two_lengths("", "", documents)).severity is Severity.ERROR


def test_a_correction_is_no_contradiction() -> None:
    found = outcome(two_lengths("", ", supersedes: a"))
    assert found.verdicts[Verdict.CONTRADICTS] == 0


def test_a_claim_that_only_formal_rules_looked_at_counts_as_not_judged() -> None:
    found = outcome(
        "document: {id: d}\n"
        "claims:\n"
        "- {id: a, kind: measurement, of: the ferry, property: length, value: 90 m}\n"
    )
    assert found.not_judged == ("d#a",)


def test_a_broken_record_hides_no_other() -> None:
    found = outcome(
        "document: {id: d}\n"
        "claims:\n"
        "- {id: broken, kind: measurement}\n"
        "- {id: a, kind: measurement, of: the ferry, property: length, value: 90 m}\n"
        "- {id: b, kind: measurement, of: the ferry, property: length, value: 120 m}\n"
    )
    assert {f.rule for f in found.findings} == {"record/field", "quantity/disagreement"}
    assert (found.claims, found.unread) == (2, 1)


def test_a_reference_to_a_broken_record_is_not_told_again() -> None:
    found = outcome(
        "document: {id: d}\n"
        "claims:\n"
        "- {id: broken, kind: event}\n"
        "- {id: b, kind: event, activity: storm}\n"
        "- {id: c, kind: order, of: b, relation: after, than: broken}\n"
    )
    assert [f.rule for f in found.findings if f.severity is Severity.ERROR] == ["record/field"]
