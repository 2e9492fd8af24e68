"""True claims on when things were: their order, states, plans, and what is not so."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.calendar import DAY, show_day
from claims.strategies.numbers import numbers_as_written
from claims.strategies.times import month_of
from claims.strategies.truth import MOMENTARY, is_length, plural, word_of

if TYPE_CHECKING:
    from claims.strategies.author import Author
    from claims.strategies.rows import Row


def order(author: Author) -> Row | None:
    """Say truly how two happenings stand to each other."""
    pair = author.pair()
    if pair is None:
        return None
    known = relations(author, *pair)
    if not known:
        return None
    relation = author.one_of(known)
    row = {"kind": "order", "of": f"e{pair[0]}", "relation": relation, "than": f"e{pair[1]}"}
    if relation in {"before", "after", "apart"} and author.chance(2):
        early, late = sorted(pair, key=lambda n: author.happening(n).start)
        row["by"] = author.one_of(distances(author, early, late))
    return row


def relations(author: Author, one: int, other: int) -> list[str]:
    """Return the relations in which one happening truly stands to another."""
    a, b = author.happening(one), author.happening(other)
    found = ["apart"] if a.end < b.start or b.end < a.start else []
    if a.end < b.start:
        found += ["before", "before"]
    elif b.end < a.start:
        found += ["after", "after"]
    elif b.start < a.start and a.end < b.end:
        found += ["during"]
    elif a.start < b.start and b.end < a.end:
        found += ["contains"]
    elif a.start < b.start < a.end < b.end:
        found += ["overlaps"]
    elif b.start < a.start < b.end < a.end:
        found += ["overlapped by"]
    days = [author.local(moment) // DAY for moment in (a.start, a.end, b.start, b.end)]
    found += ["same day"] if len(set(days)) == 1 else []
    found += ["same month"] if len({month_of(day) for day in days}) == 1 else []
    found += ["same week"] if len({(day + 3) // 7 for day in days}) == 1 else []
    found += ["same year"] if len({month_of(day)[0] for day in days}) == 1 else []
    return found


def distances(author: Author, early: int, late: int) -> list[str]:
    """Return how long after one the other truly was, from start to start."""
    first, second = author.happening(early), author.happening(late)
    days = author.local(second.start) // DAY - author.local(first.start) // DAY
    hours = Fraction(second.start - first.start, 3600)
    found = [plural(days, "day"), f"at least {plural(days, 'day')}"] if days else []
    found += [word_of(days, "day")] if 0 < days <= 20 else []
    found += [f"less than {plural(days + 1, 'day')}"]
    weeks = round(Fraction(days, 7))
    if weeks and abs(days - 7 * weeks) <= 3:
        found += [word_of(weeks, "week"), f"about {plural(weeks, 'week')}"]
    months = round(Fraction(days, 30))
    if months and abs(days - 30 * months) <= 8:
        found += [word_of(months, "month"), f"about {plural(months, 'month')}"]
    if 1 <= hours < 1000:
        found += [author.draw(numbers_as_written(hours)).text + " hours"]
        found += [f"more than {int(hours)} hours"] if hours > int(hours) else []
    return found


def state(author: Author) -> Row:
    """Say since when something holds, which nothing else speaks of."""
    start = min(author.truth.first, author.source.published) - author.draw(st.integers(0, 300))
    row = {"kind": "state", "of": "the fairway", "state": "closed", "from": show_day(start)}
    if author.chance(2):
        row["until"] = show_day(start + author.draw(st.integers(0, 500)))
    return row


def plan(author: Author) -> Row:
    """Say what was planned, which nothing need have come of."""
    day = author.source.published + author.draw(st.integers(-60, 200))
    status = author.one_of(("planned", "expected", "cancelled"))
    activity = author.one_of(MOMENTARY)
    return {"kind": "event", "status": status, "activity": activity, "when": show_day(day)}


def denial(author: Author) -> Row | None:
    """Deny what is not so."""
    pair = author.pair()
    if pair is None or author.chance(2):
        thing, name = author.one_of(sorted(author.truth.values))
        far = author.truth.values[thing, name] * 3
        text = f"{author.draw(numbers_as_written(far)).text} {'m' if is_length(name) else 'kg'}"
        row = {"kind": "measurement", "of": thing, "property": name, "value": text}
        return {**row, "hedge": "denied"}
    return {**untrue_order(author, *pair), "hedge": "denied"}


def untrue_order(author: Author, one: int, other: int) -> Row:
    """Return an order of two happenings that is not so, under any reading of its words."""
    a, b = sorted((one, other), key=lambda n: author.happening(n).start)
    first, second = author.happening(a), author.happening(b)
    days = [author.local(moment) // DAY for moment in (first.end, second.start)]
    found = ["after", "equals", "contains" if first.end < second.start else "during"]
    if days[0] < days[1]:
        found += ["same day"]
    if month_of(days[0]) < month_of(days[1]):
        found += ["same month"]
    if days[1] - days[0] > 7:
        found += ["same week"]
    if month_of(days[0])[0] < month_of(days[1])[0]:
        found += ["same year"]
    row = {"kind": "order", "of": f"e{a}", "relation": author.one_of(found), "than": f"e{b}"}
    if author.chance(3):
        far = days[1] - author.local(first.start) // DAY + author.draw(st.integers(20, 90))
        row |= {"relation": "before", "by": plural(far, "day")}
    return row
