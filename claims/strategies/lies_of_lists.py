"""Lies on lists of events and on law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from claims.calendar import days_from_civil, show_day
from claims.strategies.tales_of_lists import breaches
from claims.vocabulary import Fit, shipped

if TYPE_CHECKING:
    from claims.strategies.liar import Liar
    from claims.strategies.rows import Row
    from claims.strategies.truth import Happening


def first(liar: Liar) -> tuple[str, set[str]]:
    """Call the later of two alike the first."""
    document, early, late = liar.apart(3)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    one, other = (liar.world.happenings[n] for n in (early, late))
    among: Row = {"activity": _wide(one, other)}
    if one.actor == other.actor:
        among["actor"] = one.actor
    return liar.add(document, {"id": "lie", "kind": "first", "of": "late", "among": among}), others


def _wide(one: Happening, other: Happening) -> str:
    """Return the narrowest activity that both are of; a draw is given up where there is none."""
    known = shipped().activities
    sorts = [one.activity, *sorted(known.ancestors(one.activity))]
    common = [sort for sort in sorts if known.fit(other.activity, sort) is Fit.IS]
    assume(common)
    return max(common, key=lambda sort: (len(known.ancestors(sort)), sort))


def pause(liar: Liar) -> tuple[str, set[str]]:
    """Say that nothing happened on a day when something did."""
    document, number = liar.one_of([(d, n) for n in liar.moments() for d in _after(liar, n)])
    happening = liar.world.happenings[number]
    other = liar.tell(document, number, "broke")
    day = liar.day(document, happening)
    row: Row = {"id": "lie", "kind": "pause"}
    row["among"] = {"activity": happening.activity, "actor": happening.actor}
    row["from"] = show_day(day - liar.draw(st.integers(2, 40)))
    row["until"] = show_day(day + liar.draw(st.integers(2, 40)))
    return liar.add(document, row), {other}


def _after(liar: Liar, number: int) -> list[int]:
    return liar.documents_after((number,))


def count(liar: Liar) -> tuple[str, set[str]]:
    """Say one fewer than happened."""
    document, number = liar.one_of([(d, n) for n in liar.moments() for d in _after(liar, n)])
    kind = liar.world.happenings[number][:2]
    alike = [n for n in liar.moments() if liar.world.happenings[n][:2] == kind]
    known = [n for n in alike if document in _after(liar, n)]
    others = {liar.tell(document, n, f"one-{n}") for n in known}
    among = {"activity": kind[0], "actor": kind[1]}
    row = {"id": "lie", "kind": "count", "among": among, "number": str(len(known) - 1)}
    return liar.add(document, row), others


def _lawful(liar: Liar) -> tuple[int, str]:
    """Tell an act that certainly is no breach of the resolutions."""
    happenings = liar.world.happenings
    acts = [n for n in liar.moments() if breaches(happenings[n]) is False]
    document, number = liar.one_of([(d, n) for n in acts for d in _after(liar, n)])
    return document, liar.tell(document, number, "test")


def breach(liar: Liar) -> tuple[str, set[str]]:
    """Claim a breach where nothing is barred."""
    document, other = _lawful(liar)
    row: Row = {"id": "lie", "kind": "violation", "of": "test"}
    row["instrument"] = liar.one_of(("UN Security Council resolutions", "S/RES/1718"))
    if liar.draw(st.booleans()):
        row |= {"holds": False, "hedge": "denied"}
    return liar.add(document, row), {other}


def compliance(liar: Liar) -> tuple[str, set[str]]:
    """Claim compliance of a breach."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    published = liar.world.sources[document].published
    since = days_from_civil(2006, 11, 1)
    assume(published > since + 2)
    day = max(since, published - liar.draw(st.integers(2, 300)))
    _without_lists(liar)
    act: Row = {"id": "test", "kind": "event", "activity": "ballistic missile test"}
    other = liar.add(document, {**act, "actor": "North Korea", "when": show_day(day)})
    row: Row = {"id": "lie", "kind": "violation", "of": "test"}
    row["instrument"] = liar.one_of(("UN Security Council resolutions", "S/RES/1718"))
    row |= liar.one_of(({"holds": False}, {"hedge": "denied"}))
    return liar.add(document, row), {other}


def _without_lists(liar: Liar) -> None:
    """Take out what a further event might make untrue: what is said of all events of a sort."""
    for file in liar.world.files:
        file["document"].pop("complete_for", None)
        kinds = {"count", "first", "pause"}
        file["claims"] = [row for row in file["claims"] if row["kind"] not in kinds]


def limits(liar: Liar) -> tuple[str, set[str]]:
    """Claim a breach of a treaty whose limits the range of the missile is outside of."""
    _without_lists(liar)
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    day = liar.world.sources[document].published - liar.draw(st.integers(2, 300))
    act: Row = {"id": "test", "kind": "event", "activity": "missile test"}
    act |= {"actor": "United States", "classes": ["ground-launched cruise missile"]}
    others = {liar.add(document, {**act, "when": show_day(day)})}
    kilometres = liar.draw(st.integers(20, 400) | st.integers(6_600, 15_000))
    value = {"of": "test", "property": "range", "value": f"{kilometres} km"}
    others.add(liar.add(document, {"id": "range", "kind": "measurement", **value}))
    row = {"id": "lie", "kind": "violation", "of": "test", "instrument": "INF Treaty"}
    return liar.add(document, row), others


def too_early(liar: Liar) -> tuple[str, set[str]]:
    """Claim a breach of what was not yet there."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    day = liar.draw(st.integers(days_from_civil(1950, 1, 1), days_from_civil(1987, 4, 10)))
    act: Row = {"id": "deal", "kind": "event", "actor": "Italy", "when": show_day(day)}
    act["activity"] = "transfer of missile production facilities"
    others = {liar.add(document, act)}
    row = {"id": "lie", "kind": "violation", "of": "deal", "instrument": "MTCR Guidelines"}
    return liar.add(document, row), others
