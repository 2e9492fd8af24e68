"""Hypothesis strategies for claims: numbers, quantities, dates, records, files, whole worlds.

For tests of programs that write or read claim files; importing this module needs Hypothesis, which
the program itself does not. A *world* is what truly happened, with documents that tell of it: each
claim in them is true, however roughly it is put. `planted` adds one lie to a world and says which.

    from hypothesis import given
    from claims.strategies import claim_text, worlds

    @given(worlds())
    def test_mine(world):
        texts = [claim_text(file) for file in world.files]
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_origin
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from claims.calendar import (
    DAY,
    MONTHS,
    WEEKDAYS,
    add_months,
    civil_from_days,
    days_from_civil,
    days_in_month,
    fixed_offset,
    show_day,
    weekday,
)
from claims.records import (
    DAY_PATTERN,
    KINDS,
    Among,
    Document,
    Listed,
    NamedPlace,
    Record,
    Written,
)
from claims.vocabulary import Fit, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import tzinfo

Row = dict[str, Any]
"""A claim or a document as data."""
ClaimFile = dict[str, Any]
"""A claim file as data: `document` and `claims`."""

# --- numbers and quantities ----------------------------------------------------------------------


class Spoken(NamedTuple):
    """A phrase, with the interval that the true value lies in: ends included, in base units."""

    text: str
    lower: Fraction
    upper: Fraction


class _Unit(NamedTuple):
    text: str
    factor: Fraction
    offset: Fraction = Fraction(0)


def _unit(text: str, factor: str, offset: str = "0") -> _Unit:
    return _Unit(text, Fraction(factor), Fraction(offset))


UNITS: Mapping[str, tuple[_Unit, ...]] = {
    "length": (
        _unit("km", "1000"), _unit("kilometers", "1000"), _unit("m", "1"),
        _unit("miles", "1609.344"), _unit("feet", "0.3048"), _unit("nautical miles", "1852"),
    ),
    "mass": (_unit("kg", "1"), _unit("tonnes", "1000"), _unit("pounds", "0.45359237")),
    "time": (_unit("hours", "3600"), _unit("minutes", "60"), _unit("seconds", "1")),
    "speed": (
        _unit("m/s", "1"), _unit("km/h", "5/18"), _unit("knots", "463/900"),
        _unit("mph", "0.44704"),
    ),
    "temperature": (
        _unit("°C", "1", "273.15"), _unit("°F", "5/9", "45967/180"), _unit("kelvin", "1"),
    ),
}  # fmt: skip
"""Units by dimension, exact: the international mile, foot and pound of 1959, the nautical mile of
1929. A value in base units is the number times the factor plus the offset."""

NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
"""The numbers from 0 to 20 in words."""


def _exponent(value: Fraction) -> int:
    """Return the power of ten of the first digit of a positive number."""
    power = len(str(value.numerator)) - len(str(value.denominator))
    return power if value >= Fraction(10) ** power else power - 1


def _written(count: int, power: int, *, commas: bool) -> str:
    """Write `count` units of a power of ten."""
    if power >= 0:
        return f"{count * 10**power:,}" if commas else str(count * 10**power)
    digits = str(abs(count)).rjust(1 - power, "0")
    sign = "-" if count < 0 else ""
    return f"{sign}{digits[:power]}.{digits[power:]}"


@st.composite
def numbers_as_written(draw: st.DrawFn, value: Fraction | None = None) -> Spoken:
    """Return a number written to two to four digits, and what it may have been rounded from.

    `value` is the true number; left out, any from a thousandth to a million, of either sign.
    """
    if value is None:
        value = Fraction(draw(st.integers(-(10**9), 10**9)), 1000)
    power = _exponent(abs(value)) + 1 - draw(st.integers(2, 4)) if value else -1
    step = Fraction(10) ** power
    count = round(value / step)
    text = _written(count, power, commas=draw(st.booleans()))
    return Spoken(text, (count - Fraction(1, 2)) * step, (count + Fraction(1, 2)) * step)


_HEDGES = ("about", "around", "some", "roughly", "approximately")
_LEAST = ("at least", "no less than", "more than", "over")
_MOST = ("up to", "at most", "less than", "under")
_FORMS = ("plain", "plain", "hedged", "least", "most", "nearly", "between", "margin", "two units")


@st.composite
def quantities(
    draw: st.DrawFn, dimension: str | None = None, value: Fraction | None = None
) -> Spoken:
    """Return a quantity in words, and an interval in base units that the true value lies in.

    `dimension` is one of `UNITS`; `value` the true value in base units, above zero. The interval
    is what the phrase says at least; where it names no end, that end is the value's.
    """
    name = dimension or draw(st.sampled_from(sorted(UNITS)))
    if value is None:
        value = Fraction(draw(st.integers(300_000, 10**9)), 1000)
    units = [u for u in UNITS[name] if value > u.offset]
    unit = draw(st.sampled_from(units))
    number = (value - unit.offset) / unit.factor
    form = draw(st.sampled_from(_FORMS))
    if form == "two units":
        other = draw(st.sampled_from(units))
        first = draw(numbers_as_written(number))
        second = draw(numbers_as_written((value - other.offset) / other.factor))
        text = f"{first.text} {unit.text} ({second.text} {other.text})"
        return _in_base(first, unit, text)
    spoken = draw(_numbers_in_words(number, form))
    return _in_base(spoken, unit, f"{spoken.text} {unit.text}")


def _in_base(spoken: Spoken, unit: _Unit, text: str) -> Spoken:
    lower, upper = (end * unit.factor + unit.offset for end in spoken[1:])
    return Spoken(text, lower, upper)


@st.composite
def _numbers_in_words(draw: st.DrawFn, number: Fraction, form: str) -> Spoken:
    """Say a positive number in one of the ways of `_FORMS`, the unit to follow."""
    spoken = draw(numbers_as_written(number))
    if form == "plain":
        return spoken
    if form == "hedged":
        return spoken._replace(text=f"{draw(st.sampled_from(_HEDGES))} {spoken.text}")
    power = _exponent(number) - 1
    step = Fraction(10) ** power
    floor = number // step
    ceiling = -(-number // step)
    low, high = (_written(int(n), power, commas=True) for n in (floor, ceiling))
    if form == "least":
        words = _LEAST[: 2 if floor * step == number else None]
        return Spoken(f"{draw(st.sampled_from(words))} {low}", floor * step, number)
    if form == "most":
        words = _MOST[: 2 if ceiling * step == number else None]
        return Spoken(f"{draw(st.sampled_from(words))} {high}", number, ceiling * step)
    if form == "nearly":
        word, shown = draw(st.sampled_from((("nearly", high), ("just over", low))))
        return Spoken(f"{word} {shown}", floor * step, ceiling * step)
    if form == "between":
        return Spoken(f"between {low} and {high}", floor * step, ceiling * step)
    half = _written(1, power, commas=False)
    return Spoken(f"{low} ± {half}", (floor - 1) * step, (floor + 1) * step)


@st.composite
def counts(draw: st.DrawFn, number: int | None = None) -> Spoken:
    """Return a number of things in digits or words, and the interval that the true one lies in."""
    if number is None:
        number = draw(st.integers(0, 5000))
    exact = Fraction(number)
    if number < 100:
        words = [str(number), *NUMBER_WORDS[number : number + 1]]
        text = draw(st.sampled_from(words))
        bounded = [text, f"at least {text}", f"up to {text}", f"about {text}"]
        return Spoken(draw(st.sampled_from(bounded)), exact, exact)
    form = draw(st.sampled_from(("plain", "hedged", "least", "most", "nearly")))
    return draw(_numbers_in_words(exact, form))


# --- times ---------------------------------------------------------------------------------------

_FIRST_DAY = days_from_civil(1990, 1, 1)
_LAST_DAY = days_from_civil(2035, 12, 31)
ZONES = (
    "UTC", "Asia/Seoul", "+05:30", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe",
    "Pacific/Kiritimati", "Pacific/Honolulu",
)  # fmt: skip
STEADY_ZONES = ("UTC", "Asia/Seoul", "+05:30", "Pacific/Honolulu")
"""Zones that have kept one offset since 1990."""


def _tzinfo(zone: str) -> tzinfo:
    offset = fixed_offset(zone)
    return ZoneInfo(zone) if offset is None else timezone(timedelta(seconds=offset))


def local_moment(moment: int, zone: str) -> int:
    """Return what clocks in a zone show, as seconds since 1970-01-01T00:00, at a second of UTC."""
    there = datetime.fromtimestamp(moment, UTC).astimezone(_tzinfo(zone))
    offset = there.utcoffset()
    return moment if offset is None else moment + int(offset.total_seconds())


@st.composite
def edtf_dates(draw: st.DrawFn, day: int | None = None) -> str:
    """Return an EDTF text that stands for some time within a stretch that has the day in it.

    `day` counts from 1970-01-01; left out, any of 1990 to 2035.
    """
    known = draw(_days()) if day is None else day
    iso = show_day(known)
    partial = [f"{iso[:4]}-XX-XX", f"{iso[:3]}X", f"{iso[:4]}S3", f"{iso[:9]}X"]
    return draw(st.sampled_from([*_edtf_of(known), *partial]))


def _days() -> st.SearchStrategy[int]:
    return st.integers(_FIRST_DAY, _LAST_DAY)


def _edtf_of(day: int) -> list[str]:
    iso = show_day(day)
    about = f"[{show_day(day - 1)}..{show_day(day + 1)}]"
    return [iso, iso, iso[:7], iso[:4], about, f"{iso}~", f"{iso}?", f"{iso[:7]}-XX"]


@st.composite
def news_phrases(draw: st.DrawFn, day: int | None = None, published: int | None = None) -> str:
    """Return a phrase of news that stands for a day, in a document published on that or a later.

    Both are days since 1970-01-01. What was longer ago is said with more of its date.
    """
    known = draw(_days()) if day is None else day
    read = known + draw(st.integers(0, 400)) if published is None else published
    return draw(st.sampled_from(_phrases_of(known, read)))


def _phrases_of(day: int, published: int) -> list[str]:
    year, month, date = civil_from_days(day)
    name = MONTHS[month - 1]
    full = f"{date} {name} {year}"
    found = [full, f"{name} {date}, {year}", f"{WEEKDAYS[weekday(day)]}, {full}"]
    found += [f"{name} {year}", f"in {name} {year}", f"{_third(year, month, date)} {name} {year}"]
    found += [f"about {full}", str(year), f"Q{(month + 2) // 3} {year}", f"the week of {full}"]
    found += [f"the {_NTH[date // 7 - (date % 7 == 0)]} {WEEKDAYS[weekday(day)]} of {name} {year}"]
    found += [f"the {_NTH[month > 6]} half of {year}", f"the {year // 10 * 10}s"]
    ago = published - day
    if ago < 330:
        found += [f"{date} {name}", f"{name} {date}"]
    if ago < 300:
        found += [f"in {name}"]
    found += _recent(day, ago, published)
    return found


_NTH = ("first", "second", "third", "fourth", "fifth")


def _third(year: int, month: int, date: int) -> str:
    """Return which part of a month a day surely is in: its first ten days, the next, the rest."""
    if date <= 10:
        return "early"
    return "mid" if date <= 20 and days_in_month(year, month) - date >= 11 else "late"


def _recent(day: int, ago: int, published: int) -> Iterator[str]:
    if ago < 7:
        yield WEEKDAYS[weekday(day)]
        yield f"on {WEEKDAYS[weekday(day)]}"
    if ago < 2:
        yield ("today", "yesterday")[ago]
    elif ago < 14:
        yield f"{ago} days ago"
    if 7 <= ago < 14:
        yield f"a week ago {WEEKDAYS[weekday(day)]}"
    since_monday = weekday(published)
    if since_monday < 5 and weekday(day) >= 5 and ago < 7:
        yield "over the weekend"
    if since_monday < ago <= since_monday + 7:
        yield "last week"
        yield f"{WEEKDAYS[weekday(day)]} of last week"
    if _month_of(add_months(published, -1)) == _month_of(day):
        yield "last month"


def _month_of(day: int) -> tuple[int, int]:
    return civil_from_days(day)[:2]


_PARTS = (("morning", 5, 12), ("afternoon", 12, 18), ("evening", 17, 24))


def _clock(moment: int) -> str:
    return f"{moment % DAY // 3600:02}:{moment % 3600 // 60:02}"


def _times(start: int, end: int, published: int, *, phrases: bool) -> list[str]:
    """Return texts that truly say when something was, from its local moments."""
    first, last = start // DAY, end // DAY
    iso, until = show_day(first), show_day(last)
    if start != end:
        found = [f"{iso}/{until}", f"{iso}T{_clock(start)}/{until}T{_clock(end)}"]
        common = len("2024-03") if iso[:7] == until[:7] else len("2024")
        found += [iso] if first == last else []
        return found + ([iso[:common]] if iso[:common] == until[:common] else [])
    found = [*_edtf_of(first), f"{iso}T{_clock(start)}"]
    if not phrases:
        return found
    found += _phrases_of(first, published)
    if published - first < 7:
        name = WEEKDAYS[weekday(first)]
        hour = start % DAY // 3600
        found += [f"{name} {part}" for part, low, high in _PARTS if low <= hour < high]
        found += [f"{name} at {_clock(start)}"]
    return found


# --- records -------------------------------------------------------------------------------------

_NAMES = (
    "survey ship Lisbeth", "Åse Nord", "the harbour master", "North Korea", "South Korea",
    "Coast Gazette", "departure", "missile test", "ballistic missile", "Ålesund", "length",
    "short-range", "UN Security Council resolutions", "crew",
)  # fmt: skip
_SPANS = ("two days", "a week", "about three weeks", "six months", "36 hours", "more than 2 years")


def ids() -> st.SearchStrategy[str]:
    """Return ids that a claim or document may have."""
    return st.text("abcdefghij-_.0123456789é", min_size=1, max_size=8)


def _texts(mark: Written) -> st.SearchStrategy[Any]:
    if mark.sort == "quantity":
        return quantities().map(lambda spoken: spoken.text)
    if mark.sort == "count":
        return counts().map(lambda spoken: spoken.text) | st.integers(0, 50)
    if mark.sort == "when":
        return edtf_dates()
    if mark.sort == "span":
        return st.sampled_from(_SPANS)
    if mark.sort == "window":
        return st.sampled_from(_SPANS) | edtf_dates()
    if mark.pattern == DAY_PATTERN:
        return st.dates(date(1000, 1, 1)).map(date.isoformat)
    return ids() if mark.pattern is not None else st.sampled_from(_NAMES)


def _values(annotation: Any, metadata: Sequence[object] = ()) -> st.SearchStrategy[Any]:
    """Return values that are valid for a field of a record, from its type."""
    marks = (*metadata, *getattr(annotation, "__metadata__", ()))
    mark = next((m for m in marks if isinstance(m, Written)), None)
    if mark is not None:
        return _texts(mark)
    if hasattr(annotation, "__metadata__"):
        return _values(annotation.__origin__)
    arguments = get_args(annotation)
    if annotation is bool:
        return st.booleans()
    if annotation is Any:
        return st.sampled_from(_NAMES)
    if get_origin(annotation) is Literal:
        return st.sampled_from(arguments)
    if get_origin(annotation) is dict:
        return st.dictionaries(_values(arguments[0]), _values(arguments[1]), min_size=1, max_size=3)
    if get_origin(annotation) is tuple:
        least = next((m.least for m in marks if isinstance(m, Listed)), 0)
        return st.lists(_values(arguments[0]), min_size=least, max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _rows(annotation)
    if annotation is str:
        return st.sampled_from(_NAMES)
    return st.one_of([_values(inner) for inner in arguments if inner is not type(None)])


def _rows(model: type[Record], **fixed: object) -> st.SearchStrategy[Row]:
    """Return data that a model of `claims.records` accepts; `fixed` fields are as given."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, info in model.model_fields.items():
        if name in {"text", "schema_"}:
            continue  # the names of other files
        key = info.alias or name
        into = required if info.is_required() or key in fixed else optional
        given = key in fixed
        into[key] = st.just(fixed[key]) if given else _values(info.annotation, info.metadata)
    rows = st.fixed_dictionaries(required, optional=optional)
    if model is NamedPlace:
        return rows.filter(lambda row: ("at" in row) != ("geojson" in row))
    return rows.filter(lambda row: any(row.values())) if model is Among else rows


def claim_records(kind: str | None = None, **fields: object) -> st.SearchStrategy[Row]:
    """Return claims of a kind, of any kind where none is named: valid as data, true or not.

    Fields given by name have that value. References may name claims that do not exist.
    """
    kinds = sorted(KINDS) if kind is None else [kind]
    return st.one_of([_rows(KINDS[name], kind=name, **fields) for name in kinds])


def documents() -> st.SearchStrategy[Row]:
    """Return documents that are valid as data."""
    return _rows(Document).map(_in_a_known_zone)


def _in_a_known_zone(row: Row) -> Row:
    return {**row, "timezone": "Europe/Oslo"} if "timezone" in row else row


@st.composite
def claim_files(draw: st.DrawFn, most: int = 6) -> ClaimFile:
    """Return a claim file with up to `most` claims of any kinds, valid as data, true or not."""
    rows = draw(st.lists(claim_records(), max_size=most, unique_by=lambda row: row["id"]))
    return {"document": draw(documents()), "claims": rows}


def claim_text(data: object, form: Literal["yaml", "json"] = "yaml") -> str:
    """Return a claim file that is given as data, or anything else as plain, as YAML or JSON."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    import yaml  # noqa: PLC0415 - JSON does without

    class Dumper(yaml.SafeDumper):
        """Puts in quotes what does not begin with a letter: YAML 1.2 has other numbers than 1.1."""

    def written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = None if text[:1].isalpha() else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, written)
    text = yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return str(text)


# --- worlds --------------------------------------------------------------------------------------


class Happening(NamedTuple):
    """Something that truly happened, from one second of UTC to another; the same: in a moment."""

    activity: str
    actor: str
    start: int
    end: int

    @property
    def momentary(self) -> bool:
        """Say whether it was over in a moment."""
        return self.start == self.end


class Source(NamedTuple):
    """A document of a world: its zone in truth, said or not, and its local day of publication."""

    name: str
    zone: str
    published: int


@dataclass(frozen=True, slots=True)
class World:
    """What truly happened, and claim files that tell of it truly.

    `told` gives the claim id by which a document (by its place in `files`) tells a happening (by
    its place in `happenings`). `values` has the true value of each fixed property of a thing, in
    base units. `phrases` says whether times are said in words of news as well.
    """

    files: tuple[ClaimFile, ...]
    happenings: tuple[Happening, ...]
    sources: tuple[Source, ...]
    told: Mapping[tuple[int, int], str]
    values: Mapping[tuple[str, str], Fraction]
    phrases: bool

    def key(self, document: int, claim: str) -> str:
        """Return the global key of a claim."""
        return f"{self.sources[document].name}#{claim}"


MOMENTARY = (
    "departure", "arrival", "collision", "statement", "missile test", "ballistic missile test",
    "submarine-launched ballistic missile test", "cruise missile test", "nuclear test",
)  # fmt: skip
LASTING = ("voyage", "exercise", "storm", "meeting", "fire")
ACTORS = ("North Korea", "South Korea", "survey ship Lisbeth", "tug Åse")
_FIXED: Mapping[str, tuple[str, int, int]] = {
    "range": ("length", 50_000, 12_000_000),
    "length": ("length", 4, 400),
    "height": ("length", 1, 300),
    "displacement": ("mass", 10_000, 10**8),
    "payload": ("mass", 10, 10_000),
}
_CHANGING: Mapping[str, tuple[str, int, int]] = {
    "speed": ("speed", 1, 300),
    "temperature": ("temperature", 260, 310),
    "depth": ("length", 2, 4000),
}
_CROWDS = ("people aboard", "crew", "deaths", "injured")
_THINGS = ("survey ship Lisbeth", "tug Åse", "the barge")
_MISSILE = "Hawk-2 missile"
_SPEAKERS = ("the harbour master", "the coast guard", "North Korean state media")
_CLASSES = (
    ("medium-range", 1_000_000, 3_000_000),
    ("intermediate-range", 3_000_000, 5_500_000),
    ("intercontinental", 5_500_000, 10**9),
)
"""Classes of the scheme "common usage", by range in metres; below them is short-range."""
_ERA = 10
"""Days for which a property that changes keeps its value, but for the two at either end."""


class _Truth(NamedTuple):
    """What a world is made of before anybody speaks."""

    first: int
    """The first day of it, since 1970-01-01."""
    happenings: tuple[Happening, ...]
    values: Mapping[tuple[str, str], Fraction]
    seed: int
    """Settles the values of what changes."""
    phrases: bool

    def era(self, day: int) -> int | None:
        """Return the number of the stretch a day is in; None near its ends, in any zone."""
        number, inside = divmod(day - self.first, _ERA)
        return number if 2 <= inside < _ERA - 2 else None

    def changing(self, thing: str, name: str, era: int) -> Fraction:
        """Return the value of a property that changes in a stretch of days."""
        _, low, high = _CHANGING[name]
        spread = Fraction(_mixed(self.seed, thing, name, era) % 1000, 1000)
        return low + spread * (high - low)

    def speed(self, number: int) -> Fraction:
        """Return the mean speed in a happening, in metres a second."""
        return 1 + Fraction(_mixed(self.seed, "speed", number) % 700, 100)

    def crowd(self, thing: str, name: str, era: int) -> int:
        """Return a number of people in a stretch of days; of the dead and injured a growing one."""
        if name in {"deaths", "injured"}:
            return sum(_mixed(self.seed, thing, name, e) % 60 for e in range(-3, era + 1))
        return 2 + _mixed(self.seed, thing, name, era) % 400


def _mixed(*parts: object) -> int:
    """Return a number that hangs on all parts, the same in every run."""
    number = 0
    for character in repr(parts):
        number = (number * 1_000_003 + ord(character)) % 2_147_483_647
    return number // 7


@st.composite
def worlds(draw: st.DrawFn, *, phrases: bool = True, zones: Sequence[str] = ZONES) -> World:
    """Return a world: up to six happenings within some months, told in one to three documents.

    With `phrases` false every time is said in EDTF with its full year, so that dates can be moved.
    `zones` are those that the documents may be of.
    """
    first = draw(_days())
    happenings = draw(_happenings(first))
    things = [(t, n) for t in _THINGS for n in _FIXED] + [(_MISSILE, "range")]
    values = {key: draw(_magnitudes(*_FIXED[key[1]][1:])) for key in things}
    truth = _Truth(first, happenings, values, draw(st.integers(0, 10**6)), phrases)
    files: list[ClaimFile] = []
    sources: list[Source] = []
    told: dict[tuple[int, int], str] = {}
    for number in range(draw(st.integers(1, 3))):
        ledger = draw(st.integers(0, 2)) == 0
        some = draw(st.sets(st.integers(0, len(happenings) - 1)))
        chosen = tuple(range(len(happenings))) if ledger else tuple(sorted(some))
        zone = draw(st.sampled_from(zones))
        days = [local_moment(happenings[h].end, zone) // DAY for h in chosen]
        published = max(days, default=first) + draw(st.integers(0, 20))
        source = Source(f"d{number}", zone, published)
        author = _Author(draw, truth, source, chosen)
        claims = author.events()
        own = {(number, h): f"e{h}" for h in chosen}
        claims += author.more(draw(st.integers(0, 8)))
        _link(draw, claims, chosen, told)
        files.append({"document": author.document(ledger=ledger), "claims": claims})
        told |= own
        sources.append(source)
    return World(tuple(files), happenings, tuple(sources), told, values, phrases)


def _magnitudes(low: int, high: int) -> st.SearchStrategy[Fraction]:
    return st.integers(low * 100, high * 100).map(lambda n: Fraction(n, 100))


@st.composite
def _happenings(draw: st.DrawFn, first: int) -> tuple[Happening, ...]:
    found = []
    for _ in range(draw(st.integers(1, 6))):
        start = first * DAY + draw(st.integers(0, 120 * DAY))
        actor = draw(st.sampled_from(ACTORS))
        if draw(st.integers(0, 2)):
            found.append(Happening(draw(st.sampled_from(MOMENTARY)), actor, start, start))
        else:
            lasted = draw(st.integers(600, 9 * DAY))
            found.append(Happening(draw(st.sampled_from(LASTING)), actor, start, start + lasted))
    # No two at one moment: which came first must be true or false.
    apart = {h.start: h for h in found}
    return tuple(apart[moment] for moment in sorted(apart))


def _link(
    draw: st.DrawFn, claims: list[Row], chosen: Sequence[int], told: Mapping[tuple[int, int], str]
) -> None:
    """Let some tellings say that they are of the same event as those of an earlier document."""
    for row, happening in zip(claims, chosen, strict=False):
        earlier = [f"d{doc}#{claim}" for (doc, h), claim in told.items() if h == happening]
        linked: bool = draw(st.booleans())
        if earlier and linked:
            row["same_as"] = [draw(st.sampled_from(earlier))]


def _is_of(happening: Happening, among: Row) -> bool:
    """Say whether a happening truly is of the sort that `among` describes."""
    known = shipped()
    activity, actor = among.get("activity"), among.get("actor")
    return (activity is None or known.activities.fit(happening.activity, activity) is Fit.IS) and (
        actor is None or known.parties.fit(happening.actor, actor) is Fit.IS
    )


@dataclass(frozen=True, slots=True)
class _Author:
    """Writes one document of a world; each claim is true."""

    draw: st.DrawFn
    truth: _Truth
    source: Source
    chosen: tuple[int, ...]

    def one_of(self, options: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(options))

    def chance(self, in_so_many: int) -> bool:
        return bool(self.draw(st.integers(1, in_so_many)) == in_so_many)

    def local(self, moment: int) -> int:
        return local_moment(moment, self.source.zone)

    def happening(self, number: int) -> Happening:
        return self.truth.happenings[number]

    def document(self, *, ledger: bool) -> Row:
        row: Row = {"id": self.source.name, "published": show_day(self.source.published)}
        # A document that names no zone speaks of days in one all the same; a zone that changes its
        # offset is named, since days are then counted at one unknown offset.
        if self.source.zone not in STEADY_ZONES or not self.chance(4):
            row["timezone"] = self.source.zone
        if self.chance(2):
            row["publisher"] = self.one_of(("Coast Gazette", "Herald"))
        if self.chance(6):
            row["reference"] = True
        if ledger:
            among = self.sort_of(self.one_of(range(len(self.truth.happenings))))
            row["complete_for"] = [{"among": among}]
        return row

    def sort_of(self, number: int) -> Row:
        """Return a sort that a happening is of, wider or narrower."""
        happening = self.happening(number)
        above = sorted(shipped().activities.ancestors(happening.activity))
        among = {"activity": self.one_of([happening.activity, *above])}
        if self.chance(2):
            among["actor"] = happening.actor
        return among

    def events(self) -> list[Row]:
        return [self.event(number) for number in self.chosen]

    def event(self, number: int) -> Row:
        happening = self.happening(number)
        concept = shipped().activities.get(happening.activity)
        also = concept.also if concept is not None else ()
        row = {
            "id": f"e{number}",
            "kind": "event",
            "activity": self.one_of([happening.activity, *also]),
        }
        if not self.chance(5):
            row["actor"] = happening.actor
        if not self.chance(5):
            start, end = self.local(happening.start), self.local(happening.end)
            published = self.source.published
            times = _times(start, end, published, phrases=self.truth.phrases)
            row["when"] = self.one_of(times)
        return self.put(row)

    def put(self, row: Row) -> Row:
        """Give a claim a speaker and a hedge, sometimes."""
        if self.chance(4):
            row["said_by"] = self.one_of(_SPEAKERS)
        if self.chance(6):
            row["hedge"] = self.one_of(("reported", "believed"))
        return row

    def more(self, number: int) -> list[Row]:
        makers: tuple[Callable[[], Row | None], ...] = (
            self.order, self.order, self.order, self.fixed, self.fixed, self.changing, self.crowd,
            self.duration, self.first, self.pause, self.count, self.total, self.state, self.plan,
            self.violation, self.classification, self.comparison, self.reach, self.denial,
            self.motion, self.motion, self.statistic,
        )  # fmt: skip
        found = []
        for at in range(number):
            row = self.one_of(makers)()
            if row is not None:
                denied = row.get("hedge") == "denied"
                row = {"id": f"c{at}", **row}
                found.append(row if denied else self.put(row))
        return found

    # Times.

    def pair(self) -> tuple[int, int] | None:
        if len(self.chosen) < 2:
            return None
        one, other = self.draw(
            st.lists(st.sampled_from(self.chosen), min_size=2, max_size=2, unique=True)
        )
        return one, other

    def order(self) -> Row | None:
        pair = self.pair()
        if pair is None:
            return None
        relations = self.relations(*pair)
        if not relations:
            return None
        relation = self.one_of(relations)
        row = {"kind": "order", "of": f"e{pair[0]}", "relation": relation, "than": f"e{pair[1]}"}
        if relation in {"before", "after", "apart"} and self.chance(2):
            early, late = sorted(pair, key=lambda n: self.happening(n).start)
            row["by"] = self.one_of(self.distances(early, late))
        return row

    def relations(self, one: int, other: int) -> list[str]:
        a, b = self.happening(one), self.happening(other)
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
        days = [self.local(moment) // DAY for moment in (a.start, a.end, b.start, b.end)]
        found += ["same day"] if len(set(days)) == 1 else []
        found += ["same month"] if len({_month_of(day) for day in days}) == 1 else []
        found += ["same week"] if len({(day + 3) // 7 for day in days}) == 1 else []
        found += ["same year"] if len({_month_of(day)[0] for day in days}) == 1 else []
        return found

    def distances(self, early: int, late: int) -> list[str]:
        """Return how long after one the other truly was, from start to start."""
        first, second = self.happening(early), self.happening(late)
        days = self.local(second.start) // DAY - self.local(first.start) // DAY
        hours = Fraction(second.start - first.start, 3600)
        found = [_plural(days, "day"), f"at least {_plural(days, 'day')}"] if days else []
        found += [_word(days, "day")] if 0 < days <= 20 else []
        found += [f"less than {_plural(days + 1, 'day')}"]
        weeks = round(Fraction(days, 7))
        if weeks and abs(days - 7 * weeks) <= 3:
            found += [_word(weeks, "week"), f"about {_plural(weeks, 'week')}"]
        months = round(Fraction(days, 30))
        if months and abs(days - 30 * months) <= 8:
            found += [_word(months, "month"), f"about {_plural(months, 'month')}"]
        if 1 <= hours < 1000:
            found += [self.draw(numbers_as_written(hours)).text + " hours"]
            found += [f"more than {int(hours)} hours"] if hours > int(hours) else []
        return found

    def duration(self) -> Row | None:
        lasting = [n for n in self.chosen if not self.happening(n).momentary]
        if not lasting:
            return None
        number = self.one_of(lasting)
        length = self.happening(number).end - self.happening(number).start
        text = self.draw(quantities("time", Fraction(length))).text
        return {"kind": "measurement", "of": f"e{number}", "property": "duration", "value": text}

    def motion(self) -> Row | None:
        """Say how far something went, or how fast, in a happening that lasted."""
        lasting = [n for n in self.chosen if not self.happening(n).momentary]
        if not lasting:
            return None
        number = self.one_of(lasting)
        row = {"kind": "measurement", "of": f"e{number}"}
        speed = self.truth.speed(number)
        if self.chance(2):
            happening = self.happening(number)
            far = self.draw(quantities("length", speed * (happening.end - happening.start))).text
            return {**row, "property": "distance travelled", "value": far}
        statistic, share = self.one_of((("mean", 1), ("greatest", 2), ("least", Fraction(1, 2))))
        value = self.draw(quantities("speed", speed * share)).text
        if statistic == "mean" and self.chance(2):
            return {**row, "property": "mean speed", "value": value}
        return {**row, "property": "speed", "statistic": statistic, "value": value}

    def statistic(self) -> Row:
        """Say the least, the mean or the greatest of a property, the same at any time."""
        statistic, metres = self.one_of((("least", 90), ("mean", 100), ("greatest", 105)))
        text = self.draw(quantities("length", Fraction(metres))).text
        row = {"kind": "measurement", "of": "the strait", "property": "depth"}
        return {**row, "statistic": statistic, "value": text}

    def state(self) -> Row:
        start = self.truth.first - self.draw(st.integers(0, 300))
        row = {"kind": "state", "of": "the fairway", "state": "closed", "from": show_day(start)}
        if self.chance(2):
            row["until"] = show_day(start + self.draw(st.integers(0, 500)))
        return row

    def plan(self) -> Row:
        day = self.source.published + self.draw(st.integers(-60, 200))
        status = self.one_of(("planned", "expected", "cancelled"))
        activity = self.one_of(MOMENTARY)
        return {"kind": "event", "status": status, "activity": activity, "when": show_day(day)}

    def denial(self) -> Row | None:
        """Deny what is not so."""
        pair = self.pair()
        if pair is None or self.chance(2):
            thing, name = self.one_of(sorted(self.truth.values))
            far = self.truth.values[thing, name] * 3
            text = f"{self.draw(numbers_as_written(far)).text} {'m' if _is_length(name) else 'kg'}"
            row = {"kind": "measurement", "of": thing, "property": name, "value": text}
            return {**row, "hedge": "denied"}
        return {**self.untrue_order(*pair), "hedge": "denied"}

    def untrue_order(self, one: int, other: int) -> Row:
        """Return an order of two happenings that is not so, under any reading of its words."""
        a, b = sorted((one, other), key=lambda n: self.happening(n).start)
        first, second = self.happening(a), self.happening(b)
        days = [self.local(moment) // DAY for moment in (first.end, second.start)]
        found = ["after", "equals", "contains" if first.end < second.start else "during"]
        if days[0] < days[1]:
            found += ["same day"]
        if _month_of(days[0]) < _month_of(days[1]):
            found += ["same month"]
        if days[1] - days[0] > 7:
            found += ["same week"]
        if _month_of(days[0])[0] < _month_of(days[1])[0]:
            found += ["same year"]
        row = {"kind": "order", "of": f"e{a}", "relation": self.one_of(found), "than": f"e{b}"}
        if self.chance(3):
            far = days[1] - self.local(first.start) // DAY + self.draw(st.integers(20, 90))
            row |= {"relation": "before", "by": _plural(far, "day")}
        return row

    # Values.

    def fixed(self) -> Row:
        thing, name = self.one_of(sorted(self.truth.values))
        text = self.draw(quantities(_FIXED[name][0], self.truth.values[thing, name])).text
        return {"kind": "measurement", "of": thing, "property": name, "value": text}

    def dated(self) -> tuple[int, Row] | None:
        """Return the number of a stretch of days, and the fields that say that it is meant."""
        published = self.source.published
        era = self.truth.era(published)
        if era is not None and self.chance(2):
            return era, {}
        day = published - self.draw(st.integers(0, 30))
        era = self.truth.era(day)
        if era is None:
            return None
        phrases = self.truth.phrases and published - day < 7
        texts = [show_day(day), *([WEEKDAYS[weekday(day)]] if phrases else [])]
        later = day + 1
        if later <= published and self.truth.era(later) == era:
            texts.append(f"{show_day(day)}/{show_day(later)}")
        return era, {"when": self.one_of(texts)}

    def changing(self) -> Row | None:
        dated = self.dated()
        if dated is None:
            return None
        thing, name = self.one_of(_THINGS), self.one_of(sorted(_CHANGING))
        value = self.truth.changing(thing, name, dated[0])
        text = self.draw(quantities(_CHANGING[name][0], value)).text
        return {"kind": "measurement", "of": thing, "property": name, "value": text, **dated[1]}

    def crowd(self) -> Row | None:
        dated = self.dated()
        if dated is None:
            return None
        thing, name = self.one_of(_THINGS), self.one_of(_CROWDS)
        text = self.draw(counts(self.truth.crowd(thing, name, dated[0]))).text
        return {"kind": "measurement", "of": thing, "property": name, "value": text, **dated[1]}

    def total(self) -> Row | None:
        dated = self.dated()
        if dated is None:
            return None
        thing, name = self.one_of(_THINGS), self.one_of(_CROWDS[:2])
        whole = self.truth.crowd(thing, name, dated[0])
        part = self.draw(st.integers(0, whole))
        parts = {"scientists": part, "others": whole - part}
        told = {key: self.part(number, whole) for key, number in parts.items()}
        exhaustive = self.chance(2)
        if not exhaustive and self.chance(3):
            del told["others"]
        row = {"kind": "total", "of": thing, "property": name, "parts": told, **dated[1]}
        return {**row, "value": self.draw(counts(whole)).text, "exhaustive": exhaustive}

    def part(self, number: int, whole: int) -> str:
        """Say a part of a whole as a number, as a share, or as both."""
        share = self.draw(numbers_as_written(Fraction(100 * number, whole))).text
        text = self.draw(counts(number)).text
        return str(self.one_of((text, text, f"{share} %", f"{number} ({share} %)")))

    def classification(self) -> Row:
        reach = self.truth.values[_MISSILE, "range"]
        fitting = [name for name, low, high in _CLASSES if low <= reach <= high]
        name = self.one_of(fitting or ["short-range"])
        return {
            "kind": "classification", "of": _MISSILE, "scheme": "common usage", "class": name
        }  # fmt: skip

    def comparison(self) -> Row | None:
        return self.compared_in_time() if self.chance(2) else self.compared_things()

    def compared_in_time(self) -> Row:
        """Say how a property of a thing changed from one stretch of days to the next."""
        thing, name = self.one_of(_THINGS), self.one_of(sorted(_CHANGING)[::2])
        dimension = _CHANGING[name][0]
        before, after = (self.truth.changing(thing, name, era) for era in (0, 1))
        texts = [self.draw(quantities(dimension, value)).text for value in (before, after)]
        row = {"kind": "comparison", "of": thing, "property": name}
        row |= {"from": texts[0], "to": texts[1]}
        if before == after:
            return row
        change = abs(after - before)
        if dimension == "temperature":
            return {**row, "by": f"{self.draw(numbers_as_written(change)).text} °C"}
        by = self.draw(quantities(dimension, change)).text
        percent = self.draw(numbers_as_written(100 * (after - before) / before)).text
        times = self.draw(numbers_as_written(after / before)).text
        said: tuple[Row, ...] = ({}, {"by": by}, {"percent": f"{percent} %"}, {"times": times})
        return {**row, **self.one_of(said)}

    def compared_things(self) -> Row | None:
        """Say how much more of something that does not change one thing has than another."""
        name = self.one_of(sorted(_FIXED))
        one, other = self.draw(st.permutations(_THINGS))[:2]
        more, less = (self.truth.values[thing, name] for thing in (one, other))
        if more <= less:
            one, other, more, less = other, one, less, more
        if more == less:
            return None
        row = {"kind": "comparison", "of": one, "than": other, "property": name}
        percent = self.draw(numbers_as_written(100 * (more - less) / less)).text
        said = (
            {"by": self.draw(quantities(_FIXED[name][0], more - less)).text},
            {"percent": f"{percent} %"},
            {"times": self.draw(numbers_as_written(more / less)).text},
        )
        return {**row, **self.one_of(said)}

    def reach(self) -> Row:
        text = self.draw(quantities("length", self.truth.values[_MISSILE, "range"])).text
        row = {"kind": "reach", "of": _MISSILE, "distance": text, "target": "Japan"}
        return {**row, "extent": "part"}

    # Lists.

    def of_sort(self, among: Row) -> list[Happening]:
        """Return what truly happened of a sort by the end of the day of publication, in order."""
        return [
            h
            for h in self.truth.happenings
            if _is_of(h, among) and self.local(h.start) // DAY <= self.source.published
        ]

    def first(self) -> Row | None:
        if not self.chosen:
            return None
        number = self.one_of(self.chosen)
        among = self.sort_of(number)
        every = self.of_sort(among)
        happening = self.happening(number)
        row = {"kind": "first", "of": f"e{number}", "among": among}
        if every[0] == happening:
            return row
        if every[-1] == happening and self.chance(2):
            return {**row, "rank": "last"}
        before = every[every.index(happening) - 1]
        day, last = (self.local(h.start) // DAY for h in (happening, before))
        if day - last < 2:
            return None
        within = [_plural(day - last - 1, "day"), _plural(day - last, "day")]
        if day - last > 9:
            within += [_word((day - last - 4) // 7 or 1, "week") if day - last > 11 else "a week"]
        if self.truth.first < last < day:
            within += [f"since {show_day(last + 1)}"]
        return {**row, "within": self.one_of(within)}

    def pause(self) -> Row | None:
        if not self.chosen:
            return None
        number = self.one_of(self.chosen)
        among = self.sort_of(number)
        every = self.of_sort(among)
        happening = self.happening(number)
        row: Row = {"kind": "pause", "among": among}
        at = every.index(happening)
        day = self.local(happening.start) // DAY
        before = self.local(every[at - 1].start) // DAY if at else day - 400
        if day - before < 3:
            return None
        if self.chance(2):
            start = self.draw(st.integers(before + 1, day - 1))
            end = self.draw(st.integers(start, day - 1))
            return {**row, "from": show_day(start), "until": show_day(end)}
        row["ended_by"] = f"e{number}"
        begun = [n for n in self.chosen if at and self.happening(n) == every[at - 1]]
        if begun and self.chance(2):
            return {**row, "begun_by": f"e{begun[0]}"}
        if self.chance(2) and at:
            return {**row, "since": show_day(before)}
        return {**row, "for": _plural(self.draw(st.integers(1, day - before)), "day")}

    def count(self) -> Row | None:
        among = self.sort_of(self.draw(st.integers(0, len(self.truth.happenings) - 1)))
        every = self.of_sort(among)
        row: Row = {"kind": "count", "among": among}
        days = [self.local(h.start) // DAY for h in every]
        if self.chance(2):
            year, month, _ = civil_from_days(self.truth.first + self.draw(st.integers(0, 120)))
            inside = [day for day in days if _month_of(day) == (year, month)]
            row["within"] = f"{year}-{month:02}"
        elif self.chance(2):
            start = self.truth.first + self.draw(st.integers(-5, 60))
            inside = [day for day in days if day >= start]
            row["within"] = f"since {show_day(start)}"
        else:
            inside = days
        return {**row, "number": self.draw(counts(len(inside))).text}

    def violation(self) -> Row | None:
        """Say truly that an act breaches the resolutions or complies, or deny the contrary."""
        breaches = {n: _breaches(self.happening(n)) for n in self.chosen}
        known = [n for n, breach in breaches.items() if breach is not None]
        if not known:
            return None
        number = self.one_of(known)
        row = {"kind": "violation", "of": f"e{number}"}
        row["instrument"] = self.one_of(("UN Security Council resolutions", "S/RES/1718"))
        if self.chance(3):
            return {**row, "holds": not breaches[number], "hedge": "denied"}
        return row if breaches[number] else {**row, "holds": False}


_BEFORE_ALL = days_from_civil(2006, 7, 10) * DAY
"""A moment before the first of the resolutions on North Korea."""
_AFTER_1718 = days_from_civil(2006, 10, 20) * DAY
"""A moment at which S/RES/1718 was in force everywhere."""


def _breaches(happening: Happening) -> bool | None:
    """Say whether an act breaches S/RES/1718 and the group it is of; None: no pack tells."""
    activity, actor, start, end = happening
    if "missile test" not in activity or actor not in {"North Korea", "South Korea"}:
        return None
    if actor == "South Korea" or activity == "cruise missile test" or end < _BEFORE_ALL:
        return False
    return True if "ballistic" in activity and start > _AFTER_1718 else None


def _is_length(name: str) -> bool:
    return _FIXED[name][0] == "length"


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")


def _word(number: int, unit: str) -> str:
    word = NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)
    return f"{word} {unit}" + ("" if number == 1 else "s")


# --- lies ----------------------------------------------------------------------------------------


class Planted(NamedTuple):
    """A world with one lie.

    `lie` is the key of the claim that is not true; without it all others are. `with_` are the keys
    of true claims that it cannot stand beside.
    """

    kind: str
    world: World
    lie: str
    with_: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Liar:
    """Adds claims to a copy of a world."""

    draw: st.DrawFn
    world: World

    def add(self, document: int, row: Row) -> str:
        self.world.files[document]["claims"].append(row)
        return self.world.key(document, row["id"])

    def day(self, document: int, happening: Happening) -> int:
        return local_moment(happening.start, self.world.sources[document].zone) // DAY

    def tell(self, document: int, number: int, name: str, off: int = 0) -> str:
        """Tell a happening by its date, so many days from the true one."""
        happening = self.world.happenings[number]
        zone = self.world.sources[document].zone
        first, last = (local_moment(m, zone) // DAY + off for m in happening[2:])
        row: Row = {"id": name, "kind": "event", "activity": happening.activity}
        row |= {"actor": happening.actor, "when": show_day(first)}
        if not happening.momentary:
            row["when"] = f"{show_day(first)}/{show_day(last)}"
        elsewhere = [(d, claim) for (d, h), claim in self.world.told.items() if h == number]
        own = [claim for d, claim in elsewhere if d == document]
        if own:
            row["same_as"] = own
        elif elsewhere:
            row["same_as"] = [self.world.key(*elsewhere[0])]
        return self.add(document, row)

    def documents_after(self, numbers: Sequence[int]) -> list[int]:
        """Return the documents that can tell some happenings as past."""
        zones = enumerate(self.world.sources)
        happened = [self.world.happenings[n].end for n in numbers]
        return [
            d
            for d, s in zones
            if all(local_moment(m, s.zone) // DAY <= s.published for m in happened)
        ]

    def one_of(self, options: Sequence[Any]) -> Any:
        assume(options)
        return self.draw(st.sampled_from(options))

    def moments(self) -> list[int]:
        return [n for n, h in enumerate(self.world.happenings) if h.momentary]

    def apart(self, least: int, *, alike: bool = False) -> tuple[int, int, int]:
        """Return a document and two happenings that it can tell, some days apart, in order."""
        happenings = self.world.happenings
        pairs = [
            (d, one, other)
            for one in self.moments()
            for other in self.moments()
            for d in self.documents_after((one, other))
            if self.day(d, happenings[other]) - self.day(d, happenings[one]) >= least
            and (not alike or happenings[one][:2] == happenings[other][:2])
        ]
        found: tuple[int, int, int] = self.one_of(pairs)
        return found


def _lie_date(liar: _Liar) -> tuple[str, set[str]]:
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


def _lie_order(liar: _Liar) -> tuple[str, set[str]]:
    document, early, late = liar.apart(3)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    row = {"id": "lie", "kind": "order", "of": "early", "relation": "after", "than": "late"}
    return liar.add(document, row), others


def _lie_days_after(liar: _Liar) -> tuple[str, set[str]]:
    document, early, late = liar.apart(1)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    days = [liar.day(document, liar.world.happenings[n]) for n in (early, late)]
    true = days[1] - days[0]
    by = true + 2 + true // 4 + liar.draw(st.integers(0, 20))
    row = {"id": "lie", "kind": "order", "of": "late", "relation": "after", "than": "early"}
    return liar.add(document, {**row, "by": _plural(by, "day")}), others


def _lie_apart(liar: _Liar) -> tuple[str, set[str]]:
    document, early, late = liar.apart(1)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    days = [liar.day(document, liar.world.happenings[n]) for n in (early, late)]
    by = days[1] - days[0] + 2 + (days[1] - days[0]) // 4 + liar.draw(st.integers(0, 20))
    row = {"id": "lie", "kind": "order", "of": "early", "relation": "apart", "than": "late"}
    return liar.add(document, {**row, "by": _plural(by, "day")}), others


def _lie_denial(liar: _Liar) -> tuple[str, set[str]]:
    document, early, late = liar.apart(3)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    row = {"id": "lie", "kind": "order", "of": "early", "relation": "before", "than": "late"}
    return liar.add(document, {**row, "hedge": "denied"}), others


def _lie_weekday(liar: _Liar) -> tuple[str, set[str]]:
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    day = liar.world.sources[document].published - liar.draw(st.integers(0, 300))
    name = WEEKDAYS[(weekday(day) + liar.draw(st.integers(1, 6))) % 7]
    year, month, date = civil_from_days(day)
    row = {"id": "lie", "kind": "event", "activity": "visit"}
    row["when"] = f"{name}, {date} {MONTHS[month - 1]} {year}"
    return liar.add(document, row), set()


def _lie_future(liar: _Liar) -> tuple[str, set[str]]:
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    day = liar.world.sources[document].published + liar.draw(st.integers(2, 100))
    row = {"id": "lie", "kind": "event", "activity": "visit", "when": show_day(day)}
    return liar.add(document, row), set()


def _lie_rival(liar: _Liar) -> tuple[str, set[str]]:
    thing, name = liar.one_of(sorted(liar.world.values))
    unit = "m" if _is_length(name) else "kg"
    value = liar.world.values[thing, name]
    row = {"kind": "measurement", "of": thing, "property": name}
    true = liar.draw(numbers_as_written(value)).text
    last = len(liar.world.files) - 1
    documents = [liar.draw(st.integers(0, last)) for _ in range(2)]
    truth = liar.add(documents[0], {"id": "truth", **row, "value": f"{true} {unit}"})
    wrong = liar.draw(numbers_as_written(value * liar.one_of((Fraction(2), Fraction(1, 2))))).text
    return liar.add(documents[1], {"id": "lie", **row, "value": f"{wrong} {unit}"}), {truth}


def _lie_two_units(liar: _Liar) -> tuple[str, set[str]]:
    number = liar.draw(st.integers(11, 5000))
    row = {"id": "lie", "kind": "measurement", "of": "the lighter", "property": "distance"}
    row["value"] = f"{number} km ({round(number * Fraction(5, 4))} miles)"
    return liar.add(0, row), set()


def _lie_unit(liar: _Liar) -> tuple[str, set[str]]:
    name, unit = liar.one_of((("length", "kg"), ("payload", "km"), ("speed", "hours")))
    row = {"id": "lie", "kind": "measurement", "of": "the lighter", "property": name}
    return liar.add(0, {**row, "value": f"{liar.draw(st.integers(2, 900))} {unit}"}), set()


def _lie_parts(liar: _Liar) -> tuple[str, set[str]]:
    whole = liar.draw(st.integers(2, 90))
    part = liar.draw(st.integers(0, whole))
    row: Row = {"id": "lie", "kind": "total", "of": "the raft", "property": "people aboard"}
    if liar.draw(st.booleans()):
        too_many = whole + liar.draw(st.integers(1, 9))
        row |= {"parts": {"men": str(part), "women": str(too_many - part)}}
    else:
        too_few = liar.draw(st.integers(0, whole - 1))
        part = min(part, too_few)
        row |= {"parts": {"men": str(part), "women": str(too_few - part)}, "exhaustive": True}
    return liar.add(0, {**row, "value": str(whole)}), set()


def _lie_share(liar: _Liar) -> tuple[str, set[str]]:
    share = liar.draw(st.integers(60, 95))
    row: Row = {"id": "lie", "kind": "total", "of": "the raft", "property": "people aboard"}
    row |= {"value": str(liar.draw(st.integers(2, 90)))}
    parts = {"men": f"{share} %", "women": f"{share - 10} %"}
    return liar.add(0, {**row, "parts": parts}), set()


def _lie_change(liar: _Liar) -> tuple[str, set[str]]:
    before = liar.draw(st.integers(20, 900))
    row: Row = {"id": "lie", "kind": "comparison", "of": "the raft", "property": "speed"}
    row |= {"from": f"{before} km/h", "to": f"{3 * before} km/h"}
    wrong = ({"by": f"{5 * before} km/h"}, {"percent": "600 %"}, {"times": "7"})
    return liar.add(0, row | liar.one_of(wrong)), set()


def _lie_comparison(liar: _Liar) -> tuple[str, set[str]]:
    name = liar.one_of(sorted(_FIXED))
    unit = "m" if _is_length(name) else "kg"
    things = liar.draw(st.permutations(_THINGS))[:2]
    values = [liar.world.values[thing, name] for thing in things]
    last = len(liar.world.files) - 1
    truths = set()
    for thing, value, row_id in zip(things, values, ("one", "other"), strict=True):
        text = f"{liar.draw(numbers_as_written(value)).text} {unit}"
        row: Row = {"id": row_id, "kind": "measurement", "of": thing, "property": name}
        truths.add(liar.add(liar.draw(st.integers(0, last)), {**row, "value": text}))
    times = liar.draw(numbers_as_written(3 * values[0] / values[1])).text
    row = {"id": "lie", "kind": "comparison", "of": things[0], "than": things[1]}
    row |= {"property": name, "times": times}
    return liar.add(liar.draw(st.integers(0, last)), row), truths


def _lie_speed(liar: _Liar) -> tuple[str, set[str]]:
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    seconds = liar.draw(st.integers(1000, 9000))
    metres = seconds * liar.draw(st.integers(1, 8))
    told = (("duration", f"{seconds} s"), ("distance travelled", f"{metres} m"))
    liar.add(document, {"id": "trip", "kind": "event", "activity": "voyage"})
    row: Row = {"kind": "measurement", "of": "trip"}
    others = {
        liar.add(document, {**row, "id": f"true-{at}", "property": name, "value": value})
        for at, (name, value) in enumerate(told)
    }
    lie = {**row, "id": "lie", "property": "mean speed"}
    lie["value"] = f"{liar.draw(st.integers(30, 300))} m/s"
    return liar.add(document, lie), others


def _lie_statistic(liar: _Liar) -> tuple[str, set[str]]:
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    row: Row = {"kind": "measurement", "of": "the sound", "property": "depth"}
    low, high = liar.one_of((("least", "mean"), ("mean", "greatest"), ("least", "greatest")))
    metres = liar.draw(st.integers(20, 900))
    other = {**row, "id": "truth", "statistic": high, "value": f"{metres} m"}
    lie = {**row, "id": "lie", "statistic": low, "value": f"{metres * 2} m"}
    truth = liar.add(document, other)
    return liar.add(document, lie), {truth}


def _lie_together(liar: _Liar) -> tuple[str, set[str]]:
    """Tell of an accident that is two collisions, with more or fewer dead than theirs."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    dead = [liar.draw(st.integers(1, 40)) for _ in range(2)]
    others = set()
    for at, number in enumerate(dead):
        liar.add(document, {"id": f"crash-{at}", "kind": "event", "activity": "collision"})
        row: Row = {"id": f"dead-{at}", "kind": "measurement", "of": f"crash-{at}"}
        others.add(liar.add(document, {**row, "property": "deaths", "value": str(number)}))
    event = {"id": "both", "kind": "event", "activity": "accident"}
    others.add(liar.add(document, {**event, "same_as": ["crash-0", "crash-1"]}))
    wrong = sum(dead) + liar.one_of((-1, 1)) * liar.draw(st.integers(1, 2))
    lie = {"id": "lie", "kind": "measurement", "of": "both", "property": "deaths"}
    return liar.add(document, {**lie, "value": str(max(0, wrong))}), others


def _lie_impossible(liar: _Liar) -> tuple[str, set[str]]:
    row: Row = {"id": "lie", "kind": "measurement", "of": "the raft"}
    number = liar.draw(st.integers(150, 900))
    name, value = liar.one_of(
        (
            ("share", f"{number} %"),
            ("age of a person", f"{number} years"),
            ("crew", f"-{number}"),
            ("temperature", f"-{number + 200} °C"),
            ("length", f"-{number} m"),
        )
    )
    return liar.add(0, {**row, "property": name, "value": value}), set()


def _lie_first(liar: _Liar) -> tuple[str, set[str]]:
    document, early, late = liar.apart(3, alike=True)
    others = {liar.tell(document, early, "early"), liar.tell(document, late, "late")}
    happening = liar.world.happenings[early]
    among = {"activity": happening.activity, "actor": happening.actor}
    return liar.add(document, {"id": "lie", "kind": "first", "of": "late", "among": among}), others


def _lie_pause(liar: _Liar) -> tuple[str, set[str]]:
    document, number = liar.one_of([(d, n) for n in liar.moments() for d in _after(liar, n)])
    happening = liar.world.happenings[number]
    other = liar.tell(document, number, "broke")
    day = liar.day(document, happening)
    row: Row = {"id": "lie", "kind": "pause"}
    row["among"] = {"activity": happening.activity, "actor": happening.actor}
    row["from"] = show_day(day - liar.draw(st.integers(2, 40)))
    row["until"] = show_day(day + liar.draw(st.integers(2, 40)))
    return liar.add(document, row), {other}


def _after(liar: _Liar, number: int) -> list[int]:
    return liar.documents_after((number,))


def _lie_count(liar: _Liar) -> tuple[str, set[str]]:
    document, number = liar.one_of([(d, n) for n in liar.moments() for d in _after(liar, n)])
    kind = liar.world.happenings[number][:2]
    alike = [n for n in liar.moments() if liar.world.happenings[n][:2] == kind]
    known = [n for n in alike if document in _after(liar, n)]
    others = {liar.tell(document, n, f"one-{n}") for n in known}
    among = {"activity": kind[0], "actor": kind[1]}
    row = {"id": "lie", "kind": "count", "among": among, "number": str(len(known) - 1)}
    return liar.add(document, row), others


def _of_law(liar: _Liar, *, breach: bool) -> tuple[int, str]:
    """Tell an act of which the resolutions certainly say whether it is a breach."""
    happenings = liar.world.happenings
    acts = [n for n in liar.moments() if _breaches(happenings[n]) is breach]
    document, number = liar.one_of([(d, n) for n in acts for d in _after(liar, n)])
    return document, liar.tell(document, number, "test")


def _lie_breach(liar: _Liar) -> tuple[str, set[str]]:
    document, other = _of_law(liar, breach=False)
    row: Row = {"id": "lie", "kind": "violation", "of": "test"}
    row["instrument"] = liar.one_of(("UN Security Council resolutions", "S/RES/1718"))
    if liar.draw(st.booleans()):
        row |= {"holds": False, "hedge": "denied"}
    return liar.add(document, row), {other}


def _lie_compliance(liar: _Liar) -> tuple[str, set[str]]:
    document, other = _of_law(liar, breach=True)
    row: Row = {"id": "lie", "kind": "violation", "of": "test"}
    row["instrument"] = liar.one_of(("UN Security Council resolutions", "S/RES/1718"))
    row |= liar.one_of(({"holds": False}, {"hedge": "denied"}))
    return liar.add(document, row), {other}


def _lie_limits(liar: _Liar) -> tuple[str, set[str]]:
    """Claim a breach of a treaty whose limits the range of the missile is outside of."""
    for file in liar.world.files:
        # A further test must not make what is said of all tests untrue.
        file["document"].pop("complete_for", None)
        kinds = {"count", "first", "pause"}
        file["claims"] = [row for row in file["claims"] if row["kind"] not in kinds]
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


def _lie_too_early(liar: _Liar) -> tuple[str, set[str]]:
    """Claim a breach of what was not yet there."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    day = liar.draw(st.integers(days_from_civil(1950, 1, 1), days_from_civil(1987, 4, 10)))
    act: Row = {"id": "deal", "kind": "event", "actor": "Italy", "when": show_day(day)}
    act["activity"] = "transfer of missile production facilities"
    others = {liar.add(document, act)}
    row = {"id": "lie", "kind": "violation", "of": "deal", "instrument": "MTCR Guidelines"}
    return liar.add(document, row), others


LIES: Mapping[str, tuple[Callable[[_Liar], tuple[str, set[str]]], tuple[str, ...]]] = {
    "date": (_lie_date, ("time/order", "time/dateline")),
    "order": (_lie_order, ("time/order",)),
    "days after": (_lie_days_after, ("time/order", "time/dateline")),
    "days apart": (_lie_apart, ("time/order", "time/dateline")),
    "denied order": (_lie_denial, ("time/order",)),
    "weekday": (_lie_weekday, ("time/calendar",)),
    "after the dateline": (_lie_future, ("time/dateline",)),
    "rival value": (_lie_rival, ("quantity/disagreement",)),
    "two units": (_lie_two_units, ("quantity/conversion",)),
    "parts and whole": (_lie_parts, ("quantity/total",)),
    "shares of a whole": (_lie_share, ("quantity/total",)),
    "tolls together": (_lie_together, ("quantity/total",)),
    "change": (_lie_change, ("quantity/comparison",)),
    "comparison": (_lie_comparison, ("quantity/comparison",)),
    "mean speed": (_lie_speed, ("quantity/related",)),
    "order of statistics": (_lie_statistic, ("quantity/related",)),
    "impossible value": (_lie_impossible, ("quantity/plausible",)),
    "unit of another property": (_lie_unit, ("quantity/dimension",)),
    "first": (_lie_first, ("ledger/first",)),
    "pause": (_lie_pause, ("ledger/pause",)),
    "count": (_lie_count, ("ledger/count",)),
    "breach": (_lie_breach, ("resolution/unfounded",)),
    "compliance": (_lie_compliance, ("resolution/denied",)),
    "limits of a treaty": (_lie_limits, ("resolution/unfounded",)),
    "before a treaty": (_lie_too_early, ("resolution/unfounded",)),
}
"""The kinds of lie, with the rules one of which finds it."""


@st.composite
def planted(draw: st.DrawFn, world: World, kind: str | None = None) -> Planted:
    """Return a world with one lie told in it, of a kind of `LIES`, and which claims show it.

    Some kinds need happenings that a world may lack; such a draw is given up.
    """
    name = kind or draw(st.sampled_from(sorted(LIES)))
    copy = replace(world, files=deepcopy(world.files))
    lie, others = LIES[name][0](_Liar(draw, copy))
    return Planted(name, copy, lie, frozenset(others))
