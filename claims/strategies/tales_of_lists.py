"""True claims on lists of events and on law: firsts, pauses, counts, breaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.calendar import DAY, civil_from_days, days_from_civil, show_day
from claims.strategies.numbers import counts
from claims.strategies.times import month_of
from claims.strategies.truth import Happening, plural, word_of

if TYPE_CHECKING:
    from claims.strategies.author import Author
    from claims.strategies.rows import Row


def first(author: Author) -> Row | None:
    """Say that something was the first of its sort, or the last, or the first within a time."""
    if not author.chosen:
        return None
    number = author.one_of(author.chosen)
    among = author.sort_of(number)
    every = author.of_sort(among)
    happening = author.happening(number)
    row = {"kind": "first", "of": f"e{number}", "among": among}
    if every[0] == happening:
        return row
    if every[-1] == happening and author.chance(2):
        return {**row, "rank": "last"}
    before = every[every.index(happening) - 1]
    day, last = (author.local(h.start) // DAY for h in (happening, before))
    if day - last < 2:
        return None
    within = [plural(day - last - 1, "day"), plural(day - last, "day")]
    if day - last > 9:
        within += [word_of((day - last - 4) // 7 or 1, "week") if day - last > 11 else "a week"]
    if author.truth.first < last < day:
        within += [f"since {show_day(last + 1)}"]
    return {**row, "within": author.one_of(within)}


def pause(author: Author) -> Row | None:
    """Say that nothing of a sort happened for a while."""
    if not author.chosen:
        return None
    number = author.one_of(author.chosen)
    among = author.sort_of(number)
    every = author.of_sort(among)
    happening = author.happening(number)
    row: Row = {"kind": "pause", "among": among}
    at = every.index(happening)
    day = author.local(happening.start) // DAY
    before = author.local(every[at - 1].start) // DAY if at else day - 400
    if day - before < 3:
        return None
    if author.chance(2):
        start = author.draw(st.integers(before + 1, day - 1))
        end = author.draw(st.integers(start, day - 1))
        return {**row, "from": show_day(start), "until": show_day(end)}
    row["ended_by"] = f"e{number}"
    begun = [n for n in author.chosen if at and author.happening(n) == every[at - 1]]
    if begun and author.chance(2):
        return {**row, "begun_by": f"e{begun[0]}"}
    if author.chance(2) and at:
        return {**row, "since": show_day(before)}
    return {**row, "for": plural(author.draw(st.integers(1, day - before)), "day")}


def count(author: Author) -> Row | None:
    """Say how many of a sort there were."""
    among = author.sort_of(author.draw(st.integers(0, len(author.truth.happenings) - 1)))
    every = author.of_sort(among)
    row: Row = {"kind": "count", "among": among}
    days = [author.local(h.start) // DAY for h in every]
    if author.chance(2):
        year, month, _ = civil_from_days(author.truth.first + author.draw(st.integers(0, 120)))
        inside = [day for day in days if month_of(day) == (year, month)]
        row["within"] = f"{year}-{month:02}"
    elif author.chance(2):
        start = author.truth.first + author.draw(st.integers(-5, 60))
        inside = [day for day in days if day >= start]
        row["within"] = f"since {show_day(start)}"
    else:
        inside = days
    return {**row, "number": author.draw(counts(len(inside))).text}


def violation(author: Author) -> Row | None:
    """Say truly that an act breaches the resolutions or complies, or deny the contrary."""
    against = {n: breaches(author.happening(n)) for n in author.chosen}
    known = [n for n, breach in against.items() if breach is not None]
    if not known:
        return None
    number = author.one_of(known)
    row = {"kind": "violation", "of": f"e{number}"}
    row["instrument"] = author.one_of(("UN Security Council resolutions", "S/RES/1718"))
    if author.chance(3):
        return {**row, "holds": not against[number], "hedge": "denied"}
    return row if against[number] else {**row, "holds": False}


_BEFORE_ALL = days_from_civil(2006, 7, 10) * DAY
"""A moment before the first of the resolutions on North Korea."""
_AFTER_1718 = days_from_civil(2006, 10, 20) * DAY
"""A moment at which S/RES/1718 was in force everywhere."""


def breaches(happening: Happening) -> bool | None:
    """Say whether an act breaches S/RES/1718 and the group it is of; None: no pack tells."""
    activity, actor, start, end = happening
    if "missile test" not in activity or actor not in {"North Korea", "South Korea"}:
        return None
    if actor == "South Korea" or activity == "cruise missile test" or end < _BEFORE_ALL:
        return False
    return True if "ballistic" in activity and start > _AFTER_1718 else None
