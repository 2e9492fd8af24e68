"""Lies on when things were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.calendar import DAY, MONTHS, WEEKDAYS, civil_from_days, show_day, weekday
from claims.strategies.truth import plural

if TYPE_CHECKING:
    from claims.strategies.liar import Liar


def date(liar: Liar) -> tuple[str, set[str]]:
    """Tell a happening some days from its true date."""
    numbers = [n for n in range(len(liar.world.happenings)) if liar.documents_after((n,))]
    number = liar.one_of(numbers)
    documents = liar.documents_after((number,))
    told = liar.one_of(documents)
    truth = liar.tell(told, number, "truth")
    wrong = liar.one_of(documents)
    happening = liar.world.happenings[number]
    length = (happening.end - happening.start) // DAY
    lie = liar.tell(wrong, number, "lie", -liar.draw(st.integers(3, 40)) - length)
    liar.world.files[wrong]["claims"][-1]["same_as"] = [truth]
    return lie, {truth}


def order(liar: Liar) -> tuple[str, set[str]]:
    """Say that the later of two happenings came first."""
    document, early, late = liar.apart(3)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    row = {"id": "lie", "kind": "order", "of": "early", "relation": "after", "than": "late"}
    return liar.add(document, row), others


def days_after(liar: Liar) -> tuple[str, set[str]]:
    """Say that there were more days between two happenings than there were."""
    document, early, late = liar.apart(1)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    days = [liar.day(document, liar.world.happenings[n]) for n in (early, late)]
    true = days[1] - days[0]
    by = true + 2 + true // 4 + liar.draw(st.integers(0, 20))
    row = {"id": "lie", "kind": "order", "of": "late", "relation": "after", "than": "early"}
    return liar.add(document, {**row, "by": plural(by, "day")}), others


def apart(liar: Liar) -> tuple[str, set[str]]:
    """Say that two happenings were further apart than they were."""
    document, early, late = liar.apart(1)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    days = [liar.day(document, liar.world.happenings[n]) for n in (early, late)]
    by = days[1] - days[0] + 2 + (days[1] - days[0]) // 4 + liar.draw(st.integers(0, 20))
    row = {"id": "lie", "kind": "order", "of": "early", "relation": "apart", "than": "late"}
    return liar.add(document, {**row, "by": plural(by, "day")}), others


def denial(liar: Liar) -> tuple[str, set[str]]:
    """Deny a true order."""
    document, early, late = liar.apart(3)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    row = {"id": "lie", "kind": "order", "of": "early", "relation": "before", "than": "late"}
    return liar.add(document, {**row, "hedge": "denied"}), others


def wrong_weekday(liar: Liar) -> tuple[str, set[str]]:
    """Give a date another weekday than it has."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    day = liar.world.sources[document].published - liar.draw(st.integers(0, 300))
    name = WEEKDAYS[(weekday(day) + liar.draw(st.integers(1, 6))) % 7]
    year, month, date = civil_from_days(day)
    row = {"id": "lie", "kind": "event", "activity": "visit"}
    row["when"] = f"{name}, {date} {MONTHS[month - 1]} {year}"
    return liar.add(document, row), set()


def future(liar: Liar) -> tuple[str, set[str]]:
    """Tell as past what lies after the publication."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    day = liar.world.sources[document].published + liar.draw(st.integers(2, 100))
    row = {"id": "lie", "kind": "event", "activity": "visit", "when": show_day(day)}
    return liar.add(document, row), set()
