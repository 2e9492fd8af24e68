"""Claims on times: what is told of each case of the table, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from worlds import contradictions, outcome_of

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "rules_time.yaml").read_text(encoding="utf-8")
)
OSLO = {"id": "g", "published": "2025-12-06", "timezone": "Europe/Oslo"}


def findings(case: dict[str, Any]) -> list[str]:
    document = OSLO | case.get("document", {})
    outcome = outcome_of([{"document": document, "claims": case["claims"]}])
    return sorted(f"{finding.rule} {finding.severity.value}" for finding in outcome.findings)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_told_of_times(case: dict[str, Any]) -> None:
    assert findings(case) == sorted(case["told"])


def chained(ids: tuple[str, str, str]) -> dict[str, Any]:
    first, second, order = ids
    return {
        "document": {**OSLO, "published": "2024-07-01"},
        "claims": [
            {"id": first, "kind": "event", "activity": "departure", "when": "2024-02-28"},
            {"id": second, "kind": "event", "activity": "grounding", "when": "2024-06-01"},
            {
                "id": order,
                "kind": "order",
                "of": second,
                "relation": "after",
                "than": first,
                "by": "two months",
            },
        ],
    }


@pytest.mark.parametrize("ids", [("a", "b", "m"), ("z", "b", "m"), ("a", "m", "b")])
def test_the_words_of_an_order_do_not_hang_on_names(ids: tuple[str, str, str]) -> None:
    (found,) = contradictions(outcome_of([chained(ids)]))
    first, second, _ = ids
    assert found.judgement.message == (
        f"{second} was two months after {first}, but {first} was Wednesday 2024-02-28 and "
        f"{second} was Saturday 2024-06-01"
    )


def test_a_conflict_of_two_dates_of_one_event_tells_both() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "kind": "event", "activity": "departure", "when": "2024-03-01"}
    ]
    rows.append({**rows[0], "id": "b", "when": "2024-03-02", "same_as": ["a"]})
    (found,) = contradictions(outcome_of([{"document": OSLO, "claims": rows}]))
    assert "b is a and was Saturday 2024-03-02" in found.judgement.message


def test_a_circle_too_long_to_be_shrunk_is_told_as_a_contradiction() -> None:
    number = 1_500
    rows: list[dict[str, Any]] = [
        {"id": f"e{i}", "kind": "event", "activity": "departure"} for i in range(number)
    ]
    rows += [
        {
            "id": f"o{i}",
            "kind": "order",
            "of": f"e{i}",
            "relation": "before",
            "than": f"e{(i + 1) % number}",
        }
        for i in range(number)
    ]
    found = contradictions(outcome_of([{"document": OSLO, "claims": rows}]))
    assert [f.judgement.message for f in found] == [
        "1500 claims cannot all be true; which of them are needed was not worked out"
    ]
