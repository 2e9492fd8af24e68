"""The timeline: events and states in their solved order, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from claims import records
from claims.calendar import (
    DAY,
    Range,
    civil_from_days,
    days_in_month,
    offset_at,
    show_clock,
    show_day,
    show_range,
    show_weekday,
)
from claims.edtf_writer import write_window
from claims.instants import first_instant, last_instant
from claims.source import quoted
from reports.display import Page, columns, one_line, wrap
from reports.json_report import as_text
from reports.summary import counted
from rules.temporal.chronicle import said, said_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.temporal.chronicle import Chronicle, Row, Window

SCHEMA = "counterclaim-timeline"
VERSION = 1
"""Goes up when a field is renamed, dropped or changes meaning, not when one is added."""
WIDTH = 80
"""Columns that are filled where the output is no terminal."""

_WIDEST = 110
_LONGEST_WHEN = 46
_LONGEST_SLACK = 16
_LONGEST_NAME = 60
_LISTED = 6
_LAST = "last"
_MARKS = {"ends before": "│", "starts before": "┊", "": " ", _LAST: " "}
_LEGEND = {
    "ends before": "certainly over before the next one begins",
    "starts before": "certainly begins before the next one, and may last into it",
    "": "no line: the next one may have begun first, or with it",
}
_CONTRADICTING = (
    "These have no place in the order, since what is said of their times cannot all be true. "
    "`counterclaim check` shows why:"
)
_GIVEN_UP = (
    "These have no place in the order: there are more readings and conflicts here than are tried. "
    "`counterclaim check` says where:"
)
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


# For people


def text(chronicle: Chronicle, claims: ClaimSet, *, colour: bool, width: int | None) -> str:
    """Return the timeline for people.

    `width` is that of the terminal in columns, None where the output is none: then 80 are filled.
    The text ends with a line end and has no control characters but line ends and, with `colour`,
    ANSI colours.
    """
    page = Page(colour, WIDTH if width is None else min(width, _WIDEST))
    return "".join(f"{line}\n" for line in _Text(chronicle, claims, page).lines())


class Line(NamedTuple):
    """One line on when a row was: the window in words, and how much room it leaves."""

    when: str
    slack: str


class _Text:
    """The timeline on a page; lives for one report only."""

    def __init__(self, chronicle: Chronicle, claims: ClaimSet, page: Page) -> None:
        self.chronicle = chronicle
        self.claims = claims
        self.page = page
        self.relations = {pair.before: pair.relation for pair in chronicle.certain}
        rows = (*chronicle.rows, *chronicle.undated, *chronicle.unplaced)
        self.zones = sorted({row.zone or "" for row in rows})
        told = [line for row in chronicle.rows for line in when_lines(row)]
        self.slack_width = _widest((line.slack for line in told), _LONGEST_SLACK)
        zone_width = max(map(columns, self.zones), default=0) + 2 if len(self.zones) > 1 else 0
        room = page.width - 4 - self.slack_width - zone_width
        self.when_width = _widest((line.when for line in told), min(_LONGEST_WHEN, room))

    def lines(self) -> Iterator[str]:
        yield from self._header()
        for rows, heading in self._sections():
            yield ""
            if heading:
                yield from self._paragraph(heading, "strong")
            yield from self._rows(rows)
        yield from self._closing()

    def _header(self) -> Iterator[str]:
        rows = (*self.chronicle.rows, *self.chronicle.undated, *self.chronicle.unplaced)
        if not rows:
            yield from self._paragraph("No event or state is told of here.", "strong")
            return
        kinds = [row.tellers[0].kind for row in rows]
        counts = [counted(kinds.count(k), k) for k in ("event", "state") if k in kinds]
        documents = {entry.document.key for row in rows for entry in row.tellers}
        told = f"{' and '.join(counts)} of {counted(len(documents), 'document')}"
        yield from self._paragraph(f"{told}, {self._clocks()}.", "strong")

    def _clocks(self) -> str:
        if len(self.zones) > 1:
            return "each in the time of its document (`--zone` tells all in one)"
        if self.zones[0]:
            return f"in the time of {one_line(self.zones[0])}"
        return "in the local time of its document, whose zone is not told"

    def _sections(self) -> Iterator[tuple[Sequence[Row], str]]:
        chronicle = self.chronicle
        contradicting = [row for row in chronicle.unplaced if row.conflict]
        given_up = [row for row in chronicle.unplaced if not row.conflict]
        sections: tuple[tuple[Sequence[Row], str], ...] = (
            (chronicle.rows, ""),
            (chronicle.undated, "When these were is not known:"),
            (contradicting, _CONTRADICTING),
            (given_up, _GIVEN_UP),
        )
        yield from (section for section in sections if section[0])

    def _rows(self, rows: Sequence[Row]) -> Iterator[str]:
        for row in rows:
            relation = _LAST if row is rows[-1] else self.relations.get(row.key, "")
            rail = self.page.paint("frame", _MARKS[relation].rstrip())
            bullet = self.page.paint("error" if row.conflict else "frame", _bullet(row))
            first, *rest = self._block(row, dated=rows is self.chronicle.rows)
            yield f"{bullet} {first}"
            yield from (f"{rail or ' '} {line}" for line in rest)

    def _block(self, row: Row, *, dated: bool) -> Iterator[str]:
        if dated:
            for line in when_lines(row):
                yield from self._when(row, line)
        indent = 3 if dated else 0
        name = f"[{self._called(row.key)}]"
        title = f"{what(row.tellers[0])}{standing(row)} {name}"
        for told in wrap(title, self.page.width - 2 - indent, 2):
            head = told.removesuffix(name)
            tail = self.page.paint("frame", name) if head != told else ""
            yield " " * indent + head + tail
        for remark in self._remarks(row, dated=dated):
            yield from ("   " + told for told in wrap(one_line(remark), self.page.width - 5, 2))

    def _when(self, row: Row, line: Line) -> Iterator[str]:
        zone = one_line(row.zone or "local time") if len(self.zones) > 1 else ""
        slack = f"{line.slack:<{self.slack_width}}  {zone}" if zone else line.slack
        told = f"{line.when:<{self.when_width}}  {slack}"
        if columns(told) > self.page.width - 2:
            told, *rest = wrap(
                f"{line.when}  {line.slack}  {zone}".rstrip(), self.page.width - 2, 4
            )
        else:
            rest = []
        shown = self.page.paint("strong", told[: len(line.when)]) + told[len(line.when) :]
        yield from (shown, *rest)

    def _remarks(self, row: Row, *, dated: bool) -> Iterator[str]:
        yield from self._sayings(row, dated=dated)
        for entry in row.tellers:
            for field in sorted(str(route[0]) for route in entry.unread & _TIMES):
                yield f"{quoted(entry.text(field))} could not be read"
        if row.corrects:
            yield f"corrects {self._names(row.corrects)}"
        if row.takes_in:
            yield f"takes in {self._names(row.takes_in)}"
        if row.left_out and row.start is not None:
            yield f"left out, since in a conflict or given up: {self._names(row.left_out)}"

    def _sayings(self, row: Row, *, dated: bool) -> Iterator[str]:
        """Return what the tellers say of the time, and what leaves less than that."""
        own = ""
        if len(row.tellers) > 1:
            yield f"told by {_listed([self._telling(entry) for entry in row.tellers])}"
        elif words := _words(row.tellers[0]):
            own = f"said: {words}"
        narrowed = _narrowed_by(row)
        further = ""
        if row.contradicts:
            further = f"cannot be true together with {self._names(row.contradicts)}"
        elif row.conflict:
            further = "cannot be true, by itself or with the date of its document"
        elif not dated and row.start is not None and row.start.dateline and not own:
            further = f"told as past: {_shown(row.start.local)}"
        elif narrowed:
            anything = any(_words(entry) for entry in row.tellers)
            how = "narrowed by" if anything else "known only through"
            further = f"{how} {self._names(narrowed)}"
        if further or (own and row.start is None):
            yield "; ".join(filter(None, (own, further)))

    def _telling(self, entry: Entry) -> str:
        words = _words(entry)
        return f"{self._called(entry.key)} ({words})" if words else self._called(entry.key)

    def _names(self, keys: Iterable[str]) -> str:
        return _listed([self._called(key) for key in keys])

    def _called(self, key: str) -> str:
        entry = self.claims.get(key)
        if entry is not None:
            return one_line(self.claims.called(entry))
        return f"the date of {one_line(key)}" if "#" not in key else one_line(key)

    def _closing(self) -> Iterator[str]:
        said_so: list[str] = []
        shown = [*self.chronicle.rows[:-1], *self.chronicle.undated[:-1]]
        used = {self.relations.get(row.key, "") for row in shown}
        legend = [
            f"{_MARKS[relation]} {words}" if relation else words
            for relation, words in _LEGEND.items()
            if relation in used
        ]
        if legend:
            said_so.append("; ".join(legend) + ".")
        if self.chronicle.denied:
            said_so.append(f"Denied, and so not shown: {self._names(self.chronicle.denied)}.")
        by = {row.key: row.by for row in self.chronicle.corrected}
        for key, correcting in by.items():
            said_so.append(
                f"Not shown: {self._called(key)}, corrected by {self._names(correcting)}."
            )
        corpus = self.claims.corpus
        unread = corpus.read - len(corpus.entries)
        if unread > 0:
            said_so.append(f"{counted(unread, 'claim')} could not be read.")
        for index, sentence in enumerate(said_so):
            if index == 0:
                yield ""
            yield from wrap(sentence, self.page.width, 2)

    def _paragraph(self, words: str, role: str) -> Iterator[str]:
        yield from (self.page.paint(role, line) for line in wrap(words, self.page.width, 2))


_TIMES = frozenset({("when",), ("from",), ("until",)})


def _widest(texts: Iterable[str], most: int) -> int:
    """Return the greatest width of those texts that are no wider than a column may be."""
    return max((length for text in texts if (length := columns(text)) <= most), default=0)


_VERBS = {True: ("began", "ended"), False: ("begins", "ends")}


def _bullet(row: Row) -> str:
    if row.start is None:
        return "×"
    return "●" if row.tellers[0].kind == "event" else "◆"


def standing(row: Row) -> str:
    """Return the status of a row where it is not that it happened, and who doubts it."""
    first = row.tellers[0].record
    words: list[str] = [first.status] if first.status != "happened" else []
    hedges = {entry.record.hedge for entry in row.tellers}
    if "asserted" not in hedges:
        words.append(first.hedge)
    return f" ({', '.join(words)})" if words else ""


def what(entry: Entry) -> str:
    """Return what an event or state is, in a few words."""
    record = entry.record
    if isinstance(record, records.State):
        return f"{_shortened(record.of)}: {_shortened(record.state)}"
    if not isinstance(record, records.Event):
        raise TypeError("only events and states have times of their own")
    words = [record.activity, record.object, record.place]
    told = ", ".join(_shortened(word) for word in words if word is not None)
    return told if record.actor is None else f"{_shortened(record.actor)}: {told}"


def _shortened(words: str) -> str:
    shown = one_line(" ".join(words.split()))
    return shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…"


def _words(entry: Entry) -> str:
    """Return what a claim says of its time, in its own words."""
    found = []
    for name in ("when", "from", "until"):
        if (name,) in entry.values:
            link = "" if name == "when" else f"{name} "
            found.append(link + quoted(entry.text(name)))
    return ", ".join(found) if isinstance(entry.record, (records.Event, records.State)) else ""


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _LISTED:
        return ", ".join(names)
    return f"{', '.join(names[: _LISTED - 1])} and {len(names) - _LISTED + 1} more"


def _narrowed_by(row: Row) -> tuple[str, ...]:
    windows = [window for window in (row.start, row.end) if window is not None]
    return tuple(sorted({key for window in windows for key in window.narrowed_by}))


def when_lines(row: Row) -> list[Line]:
    """Return when a row was: one line, or one for its start and one for its end."""
    start, end = row.start, row.end
    if start is None or end is None:
        return []
    began, ended = _VERBS[row.tellers[0].record.status == "happened"]
    if start.local == end.local:
        return [Line(_shown(start.local), _slack(start))]
    first = Line(f"{began} {_shown(start.local)}", _slack(start))
    if end.latest is None and end.earliest == start.earliest:
        return [first._replace(slack=f"{first.slack}; end open")]
    last = Line(f"{ended} {_shown(end.local)}", _slack(end))
    if start.earliest is None and start.latest == end.latest:
        return [Line(f"{ended} {_shown(end.local)}", f"{last.slack}; start open")]
    return [first, last]


def told_windows(row: Row) -> tuple[str, ...]:
    """Return in words when a row was and how much room that leaves, one line or two.

    There is none for a row that takes part in a conflict, or whose times were given up.
    """
    return tuple(f"{line.when} ({line.slack})" for line in when_lines(row))


def _shown(window: Range) -> str:
    """Return a window in words, one that is open on a side with its weekday too."""
    earliest, latest = window
    if (earliest is None) == (latest is None):
        return show_range(window)
    if earliest is not None:
        return f"{_moment(earliest, whole=earliest % DAY == 0)} or later"
    over = 0 if latest is None else latest + 1
    if over % DAY == 0:
        return f"{_moment(over - 1, whole=True)} or earlier"
    return f"{_moment(over if over % 60 == 0 else over - 1, whole=False)} or earlier"


def _moment(moment: int, *, whole: bool) -> str:
    day, seconds = divmod(moment, DAY)
    shown = f"{show_weekday(day)} {show_day(day)}"
    return shown if whole else f"{shown}, {show_clock(seconds)}"


def _slack(window: Window) -> str:
    """Return how much room a window leaves, in words."""
    earliest, latest = window.local
    if earliest is None or latest is None:
        if earliest is None and latest is None:
            return "open"
        return "open before" if earliest is None else "open after"
    if earliest % DAY == 0 and (latest + 1) % DAY == 0:
        return _whole_days(earliest // DAY, latest // DAY)
    length = latest - earliest + 1
    exact = {1: "second", 60: "minute"}.get(length)
    if exact is not None and earliest % length == 0:
        return f"exact to the {exact}"
    return _elapsed(length)


def _whole_days(first: int, last: int) -> str:
    year, month, day = civil_from_days(first)
    if first == last:
        return "exact to the day"
    if day == 1 and last - first + 1 == days_in_month(year, month):
        return "exact to the month"
    last_year = civil_from_days(last)[0]
    if (month, day) == (1, 1) and civil_from_days(last)[1:] == (12, 31):
        return "exact to the year" if year == last_year else f"{last_year - year + 1} years"
    return counted(last - first + 1, "day")


def _elapsed(seconds: int) -> str:
    parts = []
    for name, length in _UNITS:
        number, seconds = divmod(seconds, length)
        if number:
            parts.append(counted(number, name))
    return " ".join(parts[:2])


# For programs


def render(chronicle: Chronicle, claims: ClaimSet, zone: str | None) -> str:
    """Return the timeline as JSON, indented, with a line end; docs/timeline.md tells its fields.

    Characters that cannot be seen or encoded are written as JSON escapes.
    """
    corpus = claims.corpus
    report = {
        "schema": SCHEMA,
        "version": VERSION,
        "zone": zone,
        "documents": len(claims.documents),
        "events": [
            *(_row(row, dated=True) for row in chronicle.rows),
            *(_row(row, dated=False) for row in (*chronicle.undated, *chronicle.unplaced)),
        ],
        "certain_order": [pair._asdict() for pair in chronicle.certain],
        "corrected": [{"claim": row.key, "by": list(row.by)} for row in chronicle.corrected],
        "denied": list(chronicle.denied),
        "unread": corpus.read - len(corpus.entries),
    }
    return as_text(report)


def _row(row: Row, *, dated: bool) -> dict[str, Any]:
    first = row.tellers[0]
    return {
        "key": row.key,
        "kind": first.kind,
        **_described(first),
        "status": first.record.status,
        "tellers": [_teller(entry) for entry in row.tellers],
        "zone": row.zone,
        "start": _window(row, row.start),
        "end": _window(row, row.end),
        "dated": dated,
        "conflict": row.conflict,
        "contradicts": list(row.contradicts),
        "given_up": row.given_up,
        "left_out": list(row.left_out),
        "corrects": list(row.corrects),
        "takes_in": list(row.takes_in),
    }


def _described(entry: Entry) -> Mapping[str, str | None]:
    record = entry.record
    if isinstance(record, records.State):
        return {"of": record.of, "state": record.state}
    if not isinstance(record, records.Event):
        raise TypeError("only events and states have times of their own")
    return {
        "actor": record.actor,
        "activity": record.activity,
        "object": record.object,
        "place": record.place,
    }


def _teller(entry: Entry) -> dict[str, Any]:
    written = {
        name: entry.text(name)
        for name in ("when", "from", "until")
        if (name,) in entry.values or (name,) in entry.unread
    }
    readings = [len(when.readings) for name in written if (when := entry.when(name)) is not None]
    return {
        "claim": entry.key,
        "hedge": entry.record.hedge,
        "said": written,
        "start": _own(entry, "start"),
        "end": _own(entry, "end"),
        "readings": max(readings, default=0),
    }


def _own(entry: Entry, end: str) -> str | None:
    """Return what a claim by itself says of a start or end, as EDTF."""
    local, zone = said(entry, end), said_zone(entry, end)
    if zone is None:
        return write_window(local, None)
    earliest = None if local.earliest is None else first_instant(zone, local.earliest)
    latest = None if local.latest is None else last_instant(zone, local.latest)
    return _edtf(Range(earliest, latest), local, zone)


def _window(row: Row, window: Window | None) -> dict[str, Any] | None:
    if window is None:
        return None
    measured = window.local if row.zone is None else Range(window.earliest, window.latest)
    earliest, latest = measured
    return {
        "edtf": _edtf(Range(window.earliest, window.latest), window.local, row.zone),
        "earliest": _instant(window.earliest),
        "latest": _instant(window.latest),
        "slack": None if earliest is None or latest is None else latest - earliest + 1,
        "narrowed_by": list(window.narrowed_by),
    }


def _edtf(instants: Range, local: Range, zone: str | None) -> str | None:
    """Return a window in its zone: as dates, or as clock times with one offset for both ends."""
    earliest, latest = local
    whole = (earliest is None or earliest % DAY == 0) and (
        latest is None or (latest + 1) % DAY == 0
    )
    at = instants.earliest if instants.earliest is not None else instants.latest
    if whole or zone is None or at is None:
        return write_window(local, None)
    offset = offset_at(zone, at)
    offset -= offset % 60  # EDTF writes no seconds of an offset, which only mean local times have
    return write_window(Range(*(None if i is None else i + offset for i in instants)), offset)


def _instant(seconds: int | None) -> str | None:
    """Return an instant as ISO 8601 has it, a year of other than four digits with its sign."""
    if seconds is None:
        return None
    day, second = divmod(seconds, DAY)
    year, month, day_of_month = civil_from_days(day)
    shown = f"{year:04d}" if 0 <= year <= 9999 else f"{year:+05d}"
    minutes, second = divmod(second, 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
    return f"{shown}-{month:02d}-{day_of_month:02d}T{clock}Z"
