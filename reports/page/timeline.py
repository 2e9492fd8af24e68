"""The timeline of the page: each event with its bounds, and the conflicts as brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.calendar import Range
from reports.page.markup import Markup, element, joined, words
from reports.page.scale import Scale
from reports.page.view import numbers_of
from reports.summary import counted
from reports.timeline import standing, what, when_lines
from rules.temporal.chronicle import make_chronicle, said, said_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claims.load import Entry
    from reports.page.view import View
    from rules.temporal.chronicle import Row

WHOLE = 80
"""Up to this many events all are shown in their order; of more, those with findings first."""
MOST = 200
_CHUNK = 100
_LANES = 14
_LANE = 13
"""Pixels between two brackets."""
_UNKNOWN = Range(None, None)


class _Bracket(NamedTuple):
    """A conflict beside the rows: its finding, its lane, and the rows that it joins."""

    finding: int
    lane: int
    rows: tuple[int, ...]


class _Drawn(NamedTuple):
    """A row and the windows of its start and end: as solved, or as one claim says by itself."""

    row: Row
    tellers: tuple[Entry, ...]
    zone: str | None
    start: Range
    end: Range
    solved: bool


def timeline(view: View) -> Markup:
    """Return the timeline; a sentence where there is none."""
    if view.claims is None:
        return element("p", "The claims were not kept for this report.", class_="quiet")
    chronicle = make_chronicle(view.claims)
    held = (*chronicle.rows, *chronicle.unplaced, *chronicle.undated)
    rows = [drawn for row in held for drawn in _drawn(row)]
    if not rows:
        return element("p", "No event or state is told of here.", class_="quiet")
    first, rest = _parted(view, rows)
    scale = Scale([window for drawn in rows for window in (drawn.start, drawn.end)])
    brackets = _brackets(view, first)
    lanes = max((bracket.lane + 1 for bracket in brackets), default=0)
    wide = 8 + lanes * _LANE
    body = [_axis(scale, wide), _rows(view, first, scale, brackets, wide)]
    if rest:
        chunks = (
            element("div", _rows(view, rest[at : at + _CHUNK], scale, (), wide), class_="chunk")
            for at in range(0, len(rest), _CHUNK)
        )
        more = element("summary", f"{counted(len(rest), 'more event')}")
        body.append(element("details", more, *chunks))
    return joined(
        element("p", *_note(rows, scale), class_="quiet"),
        element("div", *body, class_="timeline"),
    )


def _drawn(row: Row) -> Iterable[_Drawn]:
    """Give a row as it is drawn: once, or for each of its claims where they are in a conflict."""
    if row.start is not None and row.end is not None:
        yield _Drawn(row, row.tellers, row.zone, row.start.local, row.end.local, True)
        return
    for entry in row.tellers:
        zone = said_zone(entry, "start")
        yield _Drawn(row, (entry,), zone, said(entry, "start"), said(entry, "end"), False)


def _parted(view: View, rows: list[_Drawn]) -> tuple[list[_Drawn], list[_Drawn]]:
    """Return the rows to show at once, and those to fold."""
    if len(rows) <= WHOLE:
        return rows, []
    shown = [drawn for drawn in rows if _findings(view, drawn)][:MOST]
    if not shown:
        return rows[:WHOLE], rows[WHOLE:]
    keys = {drawn.tellers for drawn in shown}
    return shown, [drawn for drawn in rows if drawn.tellers not in keys]


def _findings(view: View, drawn: _Drawn) -> tuple[int, ...]:
    return tuple(sorted({n for e in drawn.tellers for n in view.told.get(e.key, ())}))


def _note(rows: Sequence[_Drawn], scale: Scale) -> Iterable[str]:
    zones = {drawn.zone for drawn in rows}
    if zones == {None}:
        yield "In the local time of the documents, whose zone is not told. "
    elif len(zones) == 1:
        yield f"In the time of {next(iter(zones))}. "
    else:
        yield "Each in the time of its document. "
    yield "A bar reaches from the earliest start to the latest end that all claims leave; where it "
    yield "is full, the event certainly went on. "
    if not scale.is_even:
        yield "Long spans of the axis are shortened. "
    if not all(drawn.solved for drawn in rows):
        yield "A dashed bar is what the claim says by itself: its times are in a conflict. "


def _axis(scale: Scale, wide: int) -> Markup:
    ticks = scale.ticks()
    grid = element(
        "g",
        *(element("line", x1=_percent(t.at), x2=_percent(t.at), y2="100%") for t in ticks),
        id="grid",
    )
    marks = [
        element("text", tick.words, x=_percent(tick.at), y="12", class_="odd" if n % 2 else None)
        for n, tick in enumerate(ticks)
    ]
    plot = element(
        "div",
        element("span", element("svg", element("defs", grid), *marks, class_="axis bar")),
        element("span", element("svg", width=wide, height=1)),
        class_="plot",
    )
    return element("div", element("span"), plot, class_="trow head", aria_hidden="true")


def _rows(
    view: View, rows: Sequence[_Drawn], scale: Scale, brackets: Sequence[_Bracket], wide: int
) -> Markup:
    items = []
    for number, drawn in enumerate(rows):
        found = _findings(view, drawn)
        severity = view.severity(found)
        sort = "plain" if severity is None else severity.value
        plot = element(
            "div",
            element("span", element("svg", *_bar(drawn, scale), class_="bar")),
            element("span", _lanes(view, number, brackets, wide)),
            class_="plot",
            aria_hidden="true",
        )
        items.append(
            element(
                "li",
                _named(view, drawn),
                plot,
                class_=f"trow {sort}",
                data_f=numbers_of(found),
            )
        )
    return element("ol", *items, class_="rows")


def _named(view: View, drawn: _Drawn) -> Markup:
    row = drawn.row
    first = drawn.tellers[0]
    title = element("span", words(f"{what(first)}{standing(row)}"), class_="what")
    lines = [" ".join(filter(None, (f"{line.when},", line.slack))) for line in when_lines(row)]
    if not lines and row.conflict:
        lines = ["its time is in a conflict"]
    elif not lines:
        lines = ["not decided"]
    return element(
        "div",
        title,
        " ",
        view.link(first.key, "id"),
        *(element("span", line, class_="when") for line in lines),
        class_="name",
    )


def _bar(drawn: _Drawn, scale: Scale) -> Iterable[Markup]:
    yield element("use", href="#grid", class_="grid")
    low, high = drawn.start.earliest, drawn.end.latest
    if low is None and high is None:
        return
    left = 0.0 if low is None else scale.at(low)
    right = 1.0 if high is None else scale.at(high + 1)
    sort = "may" if drawn.solved else "may said"
    sort += " open" if low is None or high is None else ""
    yield _rect(left, right, sort)
    begun, over = drawn.start.latest, drawn.end.earliest
    if drawn.solved and begun is not None and over is not None and begun <= over:
        yield _rect(scale.at(begun), scale.at(over + 1), "must")


def _rect(left: float, right: float, sort: str) -> Markup:
    wide = max(right - left, 0.004)
    return element(
        "rect", x=_percent(min(left, 1 - wide)), width=_percent(wide), y="50%", height="10",
        rx="2", class_=sort,
    )  # fmt: skip


def _percent(part: float) -> str:
    return f"{part * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _brackets(view: View, rows: Sequence[_Drawn]) -> list[_Bracket]:
    """Return the brackets of conflicts that two rows or more show, in as few lanes as fit."""
    joins: dict[int, list[int]] = {}
    for number, drawn in enumerate(rows):
        for finding in _findings(view, drawn):
            joins.setdefault(finding, []).append(number)
    ends: list[int] = []
    found = []
    by_length = sorted(joins.items(), key=lambda one: (one[1][0], one[1][-1], one[0]))
    for finding, held in by_length:
        lane = next((n for n, end in enumerate(ends) if end < held[0]), len(ends))
        if lane >= _LANES:
            continue
        ends[lane : lane + 1] = [held[-1]]
        found.append(_Bracket(finding, lane, tuple(held)))
    return found


def _lanes(view: View, number: int, brackets: Sequence[_Bracket], wide: int) -> Markup:
    marks = []
    for bracket in brackets:
        first, last = bracket.rows[0], bracket.rows[-1]
        if not first <= number <= last:
            continue
        sort = f"lane {view.findings[bracket.finding].severity.value}"
        x = 10 + bracket.lane * _LANE
        lines = []
        if first != last:
            top, bottom = ("50%" if number == first else "0"), ("50%" if number == last else "100%")
            lines.append(element("line", x1=x, x2=x, y1=top, y2=bottom))
        if number in bracket.rows:
            lines.append(element("line", x1="3", x2=x, y1="50%", y2="50%"))
            lines.append(element("circle", cx="3", cy="50%", r="2.5"))
        marks.append(element("g", *lines, class_=sort, data_f=str(bracket.finding)))
    # The spacer gives the column its width, which a picture out of the flow does not.
    spacer = element("svg", width=wide, height=1)
    return joined(spacer, element("svg", *marks, class_="lanes") if marks else None)
