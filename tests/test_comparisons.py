"""Dates of unequal precision compare as the page `docs/comparing-dates.md` says.

CQL's *false* is that an order contradicts the two dates, *true* that its denial does, and *null*
that neither does. What the table says of CQL is held to the rules it publishes, too.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from worlds import contradictions, outcome_of

TABLE = Path(__file__).parent / "data" / "comparisons.yaml"
FINEST = {"year": 1, "month": 2, "day": 3, "hour": 4, "minute": 5, "second": 6}
DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d))?)?(Z|[+-]\d\d:\d\d)?)?)?)?"
)

Told = bool | None
Case = dict[str, Any]


@cache
def table() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return rows


def ours(case: Case) -> Told:
    told: Told = case["ours"] if "ours" in case else case["cql"]
    return told


def name(case: Case) -> str:
    return f"{case['a']} {case['relation']} {case['b']}"


# --- what CQL publishes ---------------------------------------------------------------------------


def parts(text: str) -> tuple[list[int], timedelta]:
    """Return year, month, day and so on as far as they are said, and the offset from UTC."""
    match = DATE.fullmatch(text)
    assert match is not None, text
    offset = match[7] or "Z"
    east = timedelta(0)
    if offset != "Z":
        east = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:])) * int(f"{offset[0]}1")
    return [int(part) for part in match.groups()[:6] if part is not None], east


def in_utc(text: str) -> list[int]:
    said, east = parts(text)
    if len(said) < 4:
        return said
    moment = datetime(*said) - east  # type: ignore[arg-type]  # noqa: DTZ001 - that of UTC
    return list(moment.timetuple())[: len(said)]


def walk(a: list[int], b: list[int], finest: int) -> int | None:
    """Compare precision by precision: -1, 0, 1, or None where one of the two has none."""
    for one, other in zip(a[:finest], b[:finest], strict=False):
        if one != other:
            return -1 if one < other else 1
    return 0 if min(len(a), len(b)) >= finest else None


SIGNS = {
    "before": {-1}, "after": {1}, "same as": {0}, "on or before": {-1, 0}, "on or after": {0, 1},
}  # fmt: skip


def published(case: Case) -> Told:
    """Return what CQL's rules make of a case."""
    relation, a, b = case["relation"], case["a"], case["b"]
    if (days := re.fullmatch(r"(\d+) days? (before|after)", relation)) is not None:
        return difference_in_days(a, b, int(days[1]) * (1 if days[2] == "before" else -1))
    if (whole := re.fullmatch(r"(\d+) (hour|month|year)s? before", relation)) is not None:
        return whole_periods(a, b, whole[2]) == int(whole[1])
    words, precision = relation, None
    if (
        match := re.fullmatch(r"(same|before|after) (year|month|day) (?:as|of)", relation)
    ) is not None:
        words, precision = "same as" if match[1] == "same" else match[1], match[2]
    if precision is None:
        one, other = in_utc(a), in_utc(b)
        sign = walk(one, other, max(len(one), len(other)))
    else:
        # Offsets count only where the comparison is by hours or finer.
        sign = walk(parts(a)[0], parts(b)[0], FINEST[precision])
    return None if sign is None else sign in SIGNS[words]


def difference_in_days(a: str, b: str, wanted: int) -> Told:
    """Say whether so many midnights lie between two dates, each of which may be uncertain."""
    least = (first_day(b, last=False) - first_day(a, last=True)).days
    most = (first_day(b, last=True) - first_day(a, last=False)).days
    if not least <= wanted <= most:
        return False
    return True if least == most else None


def whole_periods(a: str, b: str, unit: str) -> int:
    """Return the duration between a date and a later one, both of full precision."""
    one, other = in_utc(a), in_utc(b)
    if unit == "hour":
        assert len(one) == len(other) == 6
        gap = datetime(*other) - datetime(*one)  # type: ignore[arg-type]  # noqa: DTZ001 - of UTC
        return gap // timedelta(hours=1)
    assert len(one) == len(other) == 3
    months = (other[0] - one[0]) * 12 + other[1] - one[1] - (other[2] < one[2])
    return months if unit == "month" else months // 12


def first_day(text: str, *, last: bool) -> datetime:
    said = parts(text)[0][:3]
    start = datetime(*[*said, 1, 1][:3])  # type: ignore[arg-type]  # noqa: DTZ001 - of one zone
    if not last or len(said) == 3:
        return start
    beyond = start + timedelta(days=31 if len(said) == 2 else 366)
    return beyond.replace(day=1, month=beyond.month if len(said) == 2 else 1) - timedelta(days=1)


# --- what the program says ------------------------------------------------------------------------

RELATIONS: dict[str, tuple[dict[str, str], ...]] = {
    "before": ({"relation": "before"},),
    "after": ({"relation": "after"},),
    "same as": ({"relation": "equals"},),
    "on or before": ({"relation": "after", "hedge": "denied"},),
    "on or after": ({"relation": "before", "hedge": "denied"},),
    "before day of": ({"relation": "before", "by": "at least 1 day"},),
    "after day of": ({"relation": "after", "by": "at least 1 day"},),
}


def orders(relation: str) -> tuple[dict[str, str], ...]:
    """Return the order claims that say a relation."""
    if relation in RELATIONS:
        return RELATIONS[relation]
    if (same := re.fullmatch(r"same (day|week|month|year) as", relation)) is not None:
        return ({"relation": f"same {same[1]}"},)
    if (of := re.fullmatch(r"(before|after) (month|year) of", relation)) is not None:
        denied = {"relation": f"same {of[2]}", "hedge": "denied"}
        return {"relation": of[1]}, denied
    span, _, word = relation.rpartition(" ")
    return ({"relation": word, "by": span},)


def contradicts(case: Case, said: tuple[dict[str, str], ...]) -> bool:
    """Say whether two dated departures and what is said of their order cannot all be true."""
    events = [
        {
            "id": key,
            "kind": "event",
            "actor": f"ship {key}",
            "activity": "departure",
            "when": case[key],
        }
        for key in "ab"
    ]
    said_of = [
        {"id": f"o{i}", "kind": "order", "of": "a", "than": "b", **order}
        for i, order in enumerate(said)
    ]
    document = {"id": "log", "published": "2032-01-01", "timezone": "UTC"}
    outcome = outcome_of([{"document": document, "claims": [*events, *said_of]}])
    assert not any(finding.rule.startswith("record/") for finding in outcome.findings)
    return bool(contradictions(outcome))


def turned(order: dict[str, str]) -> dict[str, str]:
    """Return the denial of an order, and of a denial what it denies."""
    if "hedge" in order:
        return {key: value for key, value in order.items() if key != "hedge"}
    return {**order, "hedge": "denied"}


def verdict(case: Case) -> Told:
    said = orders(case["relation"])
    if contradicts(case, said):
        return False
    # The denial of two claims together is no claim; only that they can hold is asked then.
    if len(said) == 1 and contradicts(case, (turned(said[0]),)):
        return True
    return None


def expected(case: Case) -> Told:
    told = ours(case)
    return None if told and len(orders(case["relation"])) > 1 else told


def test_the_table_has_150_cases_and_none_twice() -> None:
    cases = table()["cases"]
    assert len(cases) >= 150
    assert len({name(case) for case in cases}) == len(cases)


@pytest.mark.parametrize("case", table()["cases"], ids=name)
def test_a_difference_has_a_reason_that_the_page_gives(case: Case) -> None:
    assert ("ours" in case) == ("why" in case)
    if "why" in case:
        page = (TABLE.parents[2] / "docs" / "comparing-dates.md").read_text(encoding="utf-8")
        assert f"**{case['why']}**" in page


@pytest.mark.parametrize("case", [c for c in table()["cases"] if c["cql"] != "none"], ids=name)
def test_what_cql_says_follows_from_its_published_rules(case: Case) -> None:
    assert published(case) is case["cql"]


@pytest.mark.parametrize("case", table()["cases"], ids=name)
def test_two_dates_compare_as_the_table_says(case: Case) -> None:
    assert verdict(case) is expected(case)
