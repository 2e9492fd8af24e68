"""When something is said to have happened: EDTF, or a phrase of news read against a dateline.

A phrase may have several readings. The first is the default one of the reading policy, whose rows
(with their reasons) are in `data/times.yaml`; the others are what the words may mean as well, so
that only what contradicts all of them is an error. Nothing here looks at the machine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from claims.calendar import Extent, Range, show_extent
from claims.edtf import Edtf, Invalid, parse_edtf
from claims.phrase_policy import country_in
from claims.phrase_readings import Reading, months_window, moved_range, reading_of, widened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 120
MOST_READINGS = 8
FORMS = ("2021-09-15", "2021-09", "15 September 2021", "Wednesday afternoon", "since March 2020")


class Dateline(NamedTuple):
    """What phrases are read against: a document's date, zone and country, each if known."""

    published: Extent | None = None
    zone: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class TimeReading:
    """One reading of a text: an extent in local seconds, that in words, and why it is read so."""

    extent: Extent
    label: str
    offset: int | None = None
    """Seconds east of UTC where the text names its zone; None for the document's zone."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A text with its readings, 1 to 8, the default first."""

    text: str
    readings: tuple[TimeReading, ...]
    approximate: bool = False
    """The text itself says that it is approximate or uncertain."""
    relative: bool = False
    """It was read against the dateline."""
    weekday: int | None = None
    """The weekday said beside a date, 0 for Monday; whether they agree is not judged here."""


@dataclass(frozen=True, slots=True)
class UnreadableTime:
    """Why a text has no reading; `impossible` where it names what the calendar does not have."""

    text: str
    reason: str
    forms: tuple[str, ...] = FORMS
    impossible: bool = False


@lru_cache(maxsize=8192)
def read_when(text: str, dateline: Dateline, future: bool = False) -> When | UnreadableTime:  # noqa: FBT001, FBT002 - a cached function is called by position
    """Read a date, a time, an interval or a phrase.

    Past phrases look back from the dateline, its own day included; with `future` they look ahead.
    Any text is accepted, and the work is bounded by its greatest length, 120 characters.
    """
    if len(text) > LONGEST:
        return UnreadableTime(text, f"a date or time of over {LONGEST} characters is not read")
    edtf = parse_edtf(text)
    if isinstance(edtf, Edtf):
        return _from_edtf(text, edtf, dateline)
    if isinstance(edtf, Invalid) and edtf.impossible:
        return UnreadableTime(text, edtf.reason, impossible=True)
    found = _from_phrase(text, dateline, future=future)
    if isinstance(edtf, Invalid) and isinstance(found, UnreadableTime) and not found.impossible:
        return UnreadableTime(text, edtf.reason)
    return found


def _from_phrase(text: str, dateline: Dateline, *, future: bool) -> When | UnreadableTime:
    from claims.phrases import Refusal, read_phrase  # noqa: PLC0415 - only phrases need it

    found = read_phrase(text, dateline.published, dateline.country or "", future=future)
    if isinstance(found, Refusal):
        return UnreadableTime(text, found.reason, found.forms or FORMS, found.impossible)
    readings = _told(found.readings)
    return When(text, readings, found.doubtful, found.relative, found.weekday)


def _from_edtf(text: str, edtf: Edtf, dateline: Dateline) -> When:
    doubtful = edtf.approximate or edtf.uncertain
    readings = [Reading(edtf.extent, edtf.unit, "", edtf.offset)]
    if edtf.wide is not None:
        readings = _season_readings(edtf, dateline)
        readings += _two_years(text)
    if doubtful:
        readings += [widened(reading) for reading in readings]
    return When(text, _told(readings), doubtful)


def _season_readings(edtf: Edtf, dateline: Dateline) -> list[Reading]:
    default = Reading(edtf.extent, edtf.unit, "seasons of the northern half of the Earth")
    if edtf.wide is None:
        return [default]
    wide = Reading(edtf.wide, edtf.unit, "whichever half of the Earth and naming of winters")
    return [wide, default] if country_in("southern", dateline.country or "") else [default, wide]


def _two_years(text: str) -> list[Reading]:
    # "2021-22" is the summer of 2021 in EDTF, and in prose the turn from one year to the next.
    year, _, rest = text.strip().partition("-")
    if not (len(year) == 4 and year.isdigit() and len(rest) == 2 and rest.isdigit()):
        return []
    years = int(rest) - int(year) % 100 + 1
    if years < 2:
        return []
    note = f"the years {year} to {int(year) + years - 1}"
    return [reading_of(months_window(int(year), 1, 12 * years, "year", note))]


def _told(readings: Iterable[Reading]) -> tuple[TimeReading, ...]:
    """Drop repeated readings; where too many are left, let the last stand for all the others."""
    told: dict[tuple[Extent, int | None], str] = {}
    for extent, _, note, offset in readings:
        told.setdefault((extent, offset), note)
    kept = list(told.items())
    if len(kept) > MOST_READINGS:
        rest = [key for key, _ in kept[MOST_READINGS - 1 :]]
        kept[MOST_READINGS - 1 :] = [(_hull(rest), "all further readings together")]
    return tuple(
        TimeReading(extent, show_extent(extent), offset, note) for (extent, offset), note in kept
    )


def _hull(keys: Sequence[tuple[Extent, int | None]]) -> tuple[Extent, int | None]:
    """Return what holds all the extents, told in the offset of the first."""
    offset = keys[0][1]
    shifts = [(offset or 0) - (other or 0) if offset is not None else 0 for _, other in keys]
    starts = [moved_range(e.start, by) for (e, _), by in zip(keys, shifts, strict=True)]
    ends = [moved_range(e.end, by) for (e, _), by in zip(keys, shifts, strict=True)]
    return Extent(_hull_of(starts), _hull_of(ends)), offset


def _hull_of(windows: Sequence[Range]) -> Range:
    earliest = [w.earliest for w in windows if w.earliest is not None]
    latest = [w.latest for w in windows if w.latest is not None]
    return Range(
        min(earliest) if len(earliest) == len(windows) else None,
        max(latest) if len(latest) == len(windows) else None,
    )
