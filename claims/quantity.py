"""Quantities and spans of time as people write them: "some 200 nautical miles", "a day and a half".

A phrase is read as three intervals. *Exact* is the number as written. *Default* adds the rounding
that its digits show and what the words around it say. *Loose* allows the whole step where default
allows half of it. What words such as "about" do is data: `data/policy.yaml`; they widen on top of
the rounding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from itertools import islice
from math import inf, isinf
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from claims.interval import Bound, Interval
from claims.numbers import Number, fold, format_number, leading_numbers, magnitude, read_number
from claims.units import BARE, Unit, country_name, read_unit, suggest
from claims.units import LONGEST as LONGEST_UNIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    _Units = Callable[[str], tuple[Unit, ...] | None]

LONGEST = 200
"""The longest text, in characters, that is looked at as a quantity or a span of time."""

MOST_READINGS = 8
"""How many readings of one phrase are kept, the default among them."""

QUANTITY_FORMS = (
    "about 500 miles",
    "500 ± 20 km",
    "between 480 and 520 km",
    "[480, 520] km",
    "at least 3,000 tons",
    "25 %",
    "$3 million",
    "6 ft 2 in",
    "3,700 kilometers (2,300 miles)",
)
SPAN_FORMS = (
    "two days",
    "about three weeks",
    "six months",
    "more than two years",
    "36 hours",
    "2 h 30 min",
    "a day and a half",
    "yearlong",
    "P6M",
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A phrase read as a quantity. All intervals are in base units: metres, kilograms, kelvin.

    `exact` lies within `default`, and `default` within `loose`. `alternatives` are the same phrase
    with another meaning of its unit or of its number. `second` is the value in brackets behind it,
    under the same words ("about 500 miles (800 km)"). `plain` is the quantity without the words
    that hedge it, where there are any: two ways to write one value must agree even when both are
    only a lower bound.
    """

    text: str
    unit: Unit
    exact: Interval
    default: Interval
    loose: Interval
    alternatives: tuple[Quantity, ...] = ()
    second: Quantity | None = None
    hedge: str | None = None
    plain: Quantity | None = None


SpanUnit = Literal["second", "minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class SpanOfTime:
    """A phrase read as a length of time; all intervals are in its unit.

    Days are dates of a calendar and are counted exactly: only the loose reading of fourteen or more
    is rounded. Weeks, months and years are the calendar's too, but are rounded as numbers are.
    Seconds, minutes and hours are elapsed time. A decade is ten years, a quarter three months, a
    fortnight two weeks.
    """

    text: str
    unit: SpanUnit
    exact: Interval
    default: Interval
    loose: Interval
    hedge: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A phrase that cannot be read, why, and forms that would be.

    `unit` is the undefined unit where that is the reason; `suggestions` are known units close to
    it.
    """

    text: str
    reason: str
    forms: tuple[str, ...]
    unit: str | None = None
    suggestions: tuple[str, ...] = ()


# --- front ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def read_quantity(
    text: str, *, country: str | None = None, counting: bool = False
) -> Quantity | Unreadable:
    """Read a phrase as a quantity; never raises.

    The country chooses among the meanings of a word such as "ton". With `counting` a number below
    100 counts things and is exact.
    """
    folded = _usable(text, QUANTITY_FORMS)
    if isinstance(folded, Unreadable):
        return folded
    rounding: _Rounding = "count" if counting else "number"
    main, inner = _split_brackets(folded)
    reader = _units_of(country)
    phrase = _read_phrase(main, reader)
    if isinstance(phrase, _No):
        return _unreadable(text, phrase, QUANTITY_FORMS)
    first = _quantity(text, phrase, rounding, country)
    if inner is None:
        return first
    other = _read_phrase(inner, reader)
    if isinstance(other, _No):
        no = other._replace(reason=f"in brackets: {other.reason}")
        return _unreadable(text, no, QUANTITY_FORMS)
    if not other.hedges:
        other = other._replace(hedges=phrase.hedges, hedge=phrase.hedge)
    return replace(first, second=_quantity(inner, other, rounding, country))


@lru_cache(maxsize=4096)
def read_span(text: str) -> SpanOfTime | Unreadable:
    """Read a phrase as a length of time; never raises. Durations of ISO 8601 are read too."""
    folded = _usable(text, SPAN_FORMS)
    if isinstance(folded, Unreadable):
        return folded
    spelled = _iso_duration(folded)
    phrase = _read_phrase(spelled or folded, _span_unit)
    if isinstance(phrase, _No):
        if spelled:
            phrase = _No("It adds up units of the calendar that have no fixed ratio.")
        lone = _lone_span(folded)
        return _unreadable(text, phrase, SPAN_FORMS) if lone is None else replace(lone, text=text)
    unit = phrase.units[0]
    size = _SPAN_SIZES.get(unit.name, Fraction(1))
    # A day is a day of the calendar; a week is rounded as a number is.
    shape = _shape(phrase.stems[0], phrase.hedges, "day" if unit.name == "day" else "number")
    shape = shape.scaled(unit.factor / size)
    return SpanOfTime(text, _span_name(unit.name), *shape, hedge=phrase.hedge)


def _usable(text: str, forms: tuple[str, ...]) -> str | Unreadable:
    if len(text) > LONGEST:
        reason = f"It is longer than {LONGEST} characters."
        return Unreadable(text[:40] + "…", reason, forms)
    return fold(text) or Unreadable(text, "It is empty.", forms)


def _unreadable(text: str, no: _No, forms: tuple[str, ...]) -> Unreadable:
    suggestions = suggest(no.unit) if no.unit else ()
    return Unreadable(text, no.reason, forms, no.unit, suggestions)


def _split_brackets(text: str) -> tuple[str, str | None]:
    """Split "3,700 kilometers (2,300 miles)"; "(480, 520] km" is one value and stays whole."""
    if text.endswith(")") and not text.startswith(("[", "(")):
        head, opening, inner = text[:-1].rpartition("(")
        if opening and head.strip() and inner.strip() and ")" not in inner:
            return head.strip(), inner.strip()
    return text, None


def _quantity(text: str, phrase: _Phrase, rounding: _Rounding, country: str | None) -> Quantity:
    stems = phrase.stems
    if country_name(country) in _policy().english:
        stems = stems[:1]
    every = []
    for stem in stems:
        counted = _shapes(stem, phrase.hedges, rounding)
        measured = counted if rounding == "number" else _shapes(stem, phrase.hedges, "number")
        for unit in phrase.units:
            # Only what is itself a number can be a count: not 3 dozen percent, not 3 km.
            shapes = measured if unit.dimension or unit.factor != 1 else counted
            every.append(_one_quantity(text, unit, shapes, phrase.hedge))
    others = dict.fromkeys(every[1:])
    return replace(every[0], alternatives=tuple(islice(others, MOST_READINGS - 1)))


def _shapes(
    stem: _Stem, hedges: tuple[Hedge, ...], rounding: _Rounding
) -> tuple[_Shape, _Shape | None]:
    """Return what a stem stands for with its hedges, and without where it has any."""
    return _shape(stem, hedges, rounding), _shape(stem, (), rounding) if hedges else None


def _one_quantity(
    text: str, unit: Unit, shapes: tuple[_Shape, _Shape | None], hedge: str | None
) -> Quantity:
    hedged, bare = shapes
    plain = None
    if bare is not None:
        plain = Quantity(text, unit, *bare.scaled(unit.factor, unit.offset))
    shape = hedged.scaled(unit.factor, unit.offset)
    return Quantity(text, unit, *shape, hedge=hedge, plain=plain)


# --- reading policy ------------------------------------------------------------------------------

_Effect = Literal["widen", "share", "lower", "upper", "exact"]


class Hedge(NamedTuple):
    """A row of the reading policy: what some words do to the number beside them."""

    effect: _Effect
    default: tuple[Fraction, ...]
    loose: tuple[Fraction, ...]
    open: bool


class PhraseWords(NamedTuple):
    """The words of the reading policy, in lower case, for those who look for phrases in a text."""

    before: frozenset[str]
    after: frozenset[str]
    amounts: frozenset[str]


@cache
def phrase_words() -> PhraseWords:
    """Return the words that hedge a number before and behind it, and those that stand for one."""
    policy = _policy()
    return PhraseWords(frozenset(policy.before), frozenset(policy.after), frozenset(policy.amounts))


class _Policy(NamedTuple):
    before: dict[str, Hedge]
    after: dict[str, Hedge]
    amounts: dict[str, _Shape]
    spans: dict[str, _Shape]
    long: Hedge
    english: frozenset[str]
    before_pattern: re.Pattern[str]
    after_pattern: re.Pattern[str]
    amount_pattern: re.Pattern[str]


@cache
def _policy() -> _Policy:
    import yaml  # noqa: PLC0415 - a caller that reads no hedges does without

    text = resources.files("claims").joinpath("data", "policy.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    before = {word: _hedge(row) for row in data["hedges"] for word in row["words"]}
    after = {word: _hedge(row) for row in data["hedges"] for word in row.get("after", [])}
    amounts = {word: _amount(row) for row in data["amounts"] for word in row["words"]}
    spans = {word: _amount(row) for row in data["spans"] for word in row["words"]}
    return _Policy(
        before,
        after,
        amounts,
        spans,
        _hedge({"effect": "share", **data["long"]}),
        frozenset(data["conventions"]["english"]),
        re.compile(rf"({_any_of(before)})", re.IGNORECASE),
        re.compile(rf"({_any_of(after)})", re.IGNORECASE),
        re.compile(rf"({_any_of(amounts)})", re.IGNORECASE),
    )


def _hedge(row: dict[str, Any]) -> Hedge:
    default, loose = (_percents(row.get(key, [])) for key in ("default", "loose"))
    return Hedge(row["effect"], default, loose, row.get("open", False))


def _percents(value: int | list[int]) -> tuple[Fraction, ...]:
    return tuple(Fraction(n, 100) for n in (value if isinstance(value, list) else [value]))


def _amount(row: dict[str, Any]) -> _Shape:
    default, loose = (
        Interval(Fraction(row[key][0]), Fraction(row[key][1])) for key in ("default", "loose")
    )
    return _Shape(default, default, loose)


def _any_of(words: dict[str, Any]) -> str:
    """Return a pattern for any of some phrases, the longest first, ending where a word ends."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) + (r"(?!\w)" if word[-1].isalpha() else "") for word in ordered)


# --- shapes: from what is said to intervals ------------------------------------------------------

_Rounding = Literal["number", "count", "day"]
"""How a number is rounded: as its digits say, not below 100, or not at all by default."""


class _Shape(NamedTuple):
    exact: Interval
    default: Interval
    loose: Interval

    def scaled(self, factor: Fraction, offset: Fraction = Fraction(0)) -> _Shape:
        return _Shape(*(interval.scaled(factor, offset) for interval in self))


class _End(NamedTuple):
    """A number said: its value, its rounding step, and one unit of its last digit."""

    value: Fraction
    step: Fraction
    last: Fraction

    def times(self, factor: Fraction) -> _End:
        return _End(self.value * factor, self.step * factor, self.last * factor)


class _Stem(NamedTuple):
    """What is said without its hedges: from one number to another, or intervals as they stand."""

    low: _End
    high: _End
    fixed: _Shape | None = None


class _Phrase(NamedTuple):
    """A phrase taken apart: readings of its number and of its unit, and hedges, outermost first."""

    stems: tuple[_Stem, ...]
    units: tuple[Unit, ...]
    hedges: tuple[Hedge, ...] = ()
    hedge: str | None = None


class _No(NamedTuple):
    """Why a phrase cannot be read, and the undefined unit if that is why."""

    reason: str
    unit: str | None = None


def rounding_step(value: Fraction, last: Fraction) -> Fraction:
    """Return the step to which a number looks rounded.

    The larger of one unit of its last written digit and the largest step 1, 2 or 5 times a power of
    ten that divides it and is at most a tenth of it: 10 for 930, 100 for 1,500, 20 for 200.
    """
    tenth = abs(value) / 10
    if tenth <= last:
        return last
    power = Fraction(1)
    while power * 10 <= tenth:
        power *= 10
    while power > tenth:
        power /= 10
    while 5 * power > last:
        for times in (5, 2, 1):
            step = times * power
            if last < step <= tenth and value % step == 0:
                return step
        power /= 10
    return last


def _end(number: Number) -> _End:
    return _End(number.value, rounding_step(number.value, number.step), number.step)


def _shape(stem: _Stem, hedges: tuple[Hedge, ...], rounding: _Rounding) -> _Shape:
    """Return the three intervals of what is said, hedges applied from the number outwards."""
    vague = any(hedge.effect in {"widen", "share"} for hedge in hedges)
    shape = stem.fixed or _rounded(stem, "number" if vague else rounding)
    bent = stem.fixed is not None
    for hedge in reversed(hedges):
        shape = _bend(shape, hedge, stem, bent=bent)
        bent = True
    return shape


def _rounded(stem: _Stem, rounding: _Rounding) -> _Shape:
    low, high = stem.low, stem.high
    exact = Interval(low.value, high.value)
    below, above = _slack(low, rounding), _slack(high, rounding)
    return _Shape(
        exact,
        Interval(low.value - below[0], high.value + above[0]),
        Interval(low.value - below[1], high.value + above[1]),
    )


def _slack(end: _End, rounding: _Rounding) -> tuple[Fraction, Fraction]:
    """Return by how much a number may be off by default and in the loose reading."""
    counted = end.value.denominator == 1 and end.last <= 1
    if rounding == "count" and counted and abs(end.value) < 100:
        return Fraction(0), Fraction(0)
    if rounding == "day" and counted:
        return Fraction(0), end.step if end.value >= 14 else Fraction(0)
    return end.step / 2, end.step


def _bend(shape: _Shape, hedge: Hedge, stem: _Stem, *, bent: bool) -> _Shape:
    """Apply one hedge; `bent` says that the default reading no longer is mere rounding."""
    exact, default, loose = shape
    match hedge.effect:
        case "widen":
            default = _widened(default, exact, hedge.default[0])
            loose = _widened(loose, exact, hedge.loose[0])
        case "share":
            default = _share(exact, hedge.default)
            loose = _share(exact, hedge.loose)
        case "lower":
            least = default.lower if bent else exact.lower
            exact = Interval(exact.lower, inf, hedge.open)
            default = Interval(least, inf, hedge.open and least == exact.lower)
            loose = Interval(loose.lower, inf, hedge.open and loose.lower == exact.lower)
        case "upper":
            most = default.upper if bent else exact.upper
            exact = Interval(-inf, exact.upper, upper_open=hedge.open)
            default = Interval(-inf, most, upper_open=hedge.open and most == exact.upper)
            loose = Interval(
                -inf, loose.upper, upper_open=hedge.open and loose.upper == exact.upper
            )
        case "exact":
            default = exact
            half = Interval(-stem.low.last / 2, stem.high.last / 2)
            loose = exact.plus(half) if stem.fixed is None else exact
    loose = loose.hull(default)
    return _Shape(exact, default, loose)


def _widened(interval: Interval, exact: Interval, share: Fraction) -> Interval:
    below, above = _part(exact.lower, share), _part(exact.upper, share)
    return Interval(
        interval.lower - below, interval.upper + above, interval.lower_open, interval.upper_open
    )


def _part(bound: Bound, share: Fraction) -> Fraction:
    return Fraction(0) if isinf(bound) else abs(Fraction(bound)) * share


def _share(exact: Interval, shares: tuple[Fraction, ...]) -> Interval:
    """Return from the first share of an interval's number to the second, and the number itself."""
    ends = [exact.lower, exact.upper]
    ends += [Fraction(end) * share for end in ends[:2] for share in shares if not isinf(end)]
    return Interval(min(ends), max(ends), exact.lower_open, exact.upper_open)


# --- grammar -------------------------------------------------------------------------------------

_MOST_HEDGES = 3
_MOST_PARTS = 4
_MOST_CONNECTORS = 4


def _units_of(country: str | None) -> _Units:
    """Return a reader of units for one country; no unit at all is that of a bare number."""
    return lambda text: read_unit(text, country) if text else (BARE,)


def _read_phrase(text: str, units: _Units) -> _Phrase | _No:
    """Take hedges off both ends of a phrase and read what is left."""
    hedges: list[Hedge] = []
    said: list[str] = []
    while len(hedges) < _MOST_HEDGES and (match := _policy().before_pattern.match(text)):
        rest = text[match.end() :].lstrip()
        if not rest:
            break
        hedges.append(_policy().before[match[1].lower()])
        said.append(match[1])
        text = rest
    text = re.sub(r"^(?:an?|the) (?=\d)", "", text, flags=re.IGNORECASE)
    tail = _tail_hedge(text)
    if tail:
        text, words = tail
        hedges.insert(0, _policy().after[words.lower()])
        said.append(words)
    phrase = _read_body(text, units)
    if isinstance(phrase, _No):
        return phrase
    hedges = [*phrase.hedges, *hedges]
    if phrase.hedge:
        said.append(phrase.hedge)
    if len({hedge.effect for hedge in hedges} & {"lower", "upper"}) > 1:
        return _No("Its words give a least and a greatest value for one number.")
    return phrase._replace(hedges=tuple(hedges), hedge=" … ".join(said) or None)


def _tail_hedge(text: str) -> tuple[str, str] | None:
    """Split "500 km or more" before the words behind it."""
    for words in sorted(_policy().after, key=len, reverse=True):
        if text.lower().endswith(words) and len(text) > len(words):
            head = text[: -len(words)]
            if not words[0].isalpha() or head.endswith((" ", ",")):
                return head.rstrip(" ,"), text[-len(words) :]
    return None


def _read_body(text: str, units: _Units) -> _Phrase | _No:
    """Read a phrase that has lost its leading hedges, trying one form after another."""
    if text.startswith(("[", "(")):
        return _read_interval(text, units)
    if "±" in text or "+/-" in text or "+-" in text:
        return _read_margin(text, units)
    between = re.match(r"(between|from) ", text, re.IGNORECASE)
    if between:
        return _read_range(text[between.end() :], units)
    amount = _read_amount(text, units)
    if amount is not None:
        return amount
    single = _read_single(text, units)
    if isinstance(single, _Phrase):
        return single
    ranged = _read_range(text, units)
    if isinstance(ranged, _Phrase) or (ranged.unit is None and ranged is not _NO_RANGE):
        return ranged
    return single


# Patterns are kept as text, so that importing this module compiles none; `re` keeps them compiled.

# The currency is set before its number in most English texts: "$3 million", "US$3m", "USD 3".
_CURRENCY = (
    r"((?:US|U\.S\.|A|AU|C|CA|NZ|S|NT|R)?\$|[€£¥₩₹₽₺₴₪]|(?:USD|EUR|GBP|JPY|KRW|KPW|CNY|RMB|INR|RUB|CHF"
    r"|CAD|AUD|NZD|NOK|SEK|DKK|TRY|UAH|PLN|BRL|ZAR|ILS|HKD|SGD|TWD)(?= ?[\d.]))(?! ?[-+ ]*$) ?"
)
_MONEY_SCALE = r" ?(k|m|b|t)(?![\w])"
_MONEY_SCALES = {"k": "thousand", "m": "million", "b": "billion", "t": "trillion"}


def _terms(text: str) -> Iterator[tuple[Number, str, str]]:
    """Yield numbers that a text may start with, the currency before it, and what follows it."""
    sign, unsigned = ("-", text[1:].lstrip()) if text[:1] == "-" else ("", text)
    currency = re.match(_CURRENCY, unsigned)
    if currency is None:
        for number, rest in leading_numbers(text):
            yield number, "", rest
        return
    bare = unsigned[currency.end() :]
    for number, rest in leading_numbers(sign + bare):
        scale = re.match(_MONEY_SCALE, rest, re.IGNORECASE)
        if scale:
            spelled = f"{number.text} {_MONEY_SCALES[scale[1].lower()]}"
            scaled = read_number(spelled)
            if scaled:
                yield scaled, currency[1], rest[scale.end() :].lstrip()
        yield number, currency[1], rest


def _unit_text(text: str, number: Number | None = None) -> str:
    """Return a unit's text without what joins it to its number: "-mile", " km", "-ton-class".

    Behind a share an article belongs to the unit: "half a mile", "a third of a mile"; behind other
    numbers it would mean "per".
    """
    text = re.sub(r"[- ]class$", "", text.lstrip(" -"), flags=re.IGNORECASE)
    if number is not None and number.value < 1:
        text = re.sub(r"^(?:of )?(?:an? )?", "", text, flags=re.IGNORECASE)
    return text.strip()


_NO_RANGE = _No("It is no range.")


def _read_single(text: str, units: _Units, depth: int = 0) -> _Phrase | _No:
    """Read one number with its unit, or a sum such as "6 ft 2 in"."""
    no = _No(_no_number(text))
    for number, currency, behind in _terms(text):
        hedge, rest = _inner_hedge(behind)
        found = units(currency or _unit_text(rest, number)) if not (currency and rest) else None
        if found is None and depth < _MOST_PARTS and not currency:
            phrase = _read_sum(number, rest, units, depth)
            if phrase is not None:
                return phrase
        if found is not None:
            readings = (number, number.other) if number.other else (number,)
            stems = tuple(_Stem(end, end) for end in map(_end, readings))
            if hedge is None:
                return _Phrase(stems, found)
            return _Phrase(stems, found, (_policy().after[hedge.lower()],), hedge)
        unit = _unit_text(rest, number)
        if not unit:
            no = _No("No unit stands behind its number.")
            continue
        shown = unit if len(unit) <= LONGEST_UNIT else unit[:LONGEST_UNIT] + "…"
        if no.unit is None:
            no = _No(f'"{shown}" is not a unit that is known.', shown)
    return no


def _no_number(text: str) -> str:
    if re.search(r"\d,\d{1,2}(?!\d)|\d\.\d{3},\d", text):
        return "A comma is read between groups of digits only; the decimal sign is a point."
    if re.match(r"[-+]?[\d.,]", text):
        return "The number in it cannot be read."
    shown = text if len(text) <= 40 else text[:40] + "…"
    return f'No number stands at "{shown}".'


def _inner_hedge(rest: str) -> tuple[str | None, str]:
    """Take "or more" off the front of "or more people"."""
    match = _policy().after_pattern.match(rest)
    if match is None:
        return None, rest
    return match[1], rest[match.end() :].lstrip()


_NEXT_PART = r"([^\d]{1,40}?)(?:,? and |, ?| ?)(?=\d)|([^\d]{1,40}?),? and (?=[a-z])"
_AND_A_HALF = r"(.{1,60}) and an? (half|third|quarter)"


def _read_sum(number: Number, rest: str, units: _Units, depth: int) -> _Phrase | None:
    """Read "… ft 2 in" or "… days and a half" behind a number; the last part gives the rounding."""
    half = re.fullmatch(_AND_A_HALF, rest, re.IGNORECASE)
    if half:
        found = units(_unit_text(half[1]))
        share = read_number(f"a {half[2]}")
        if found and share:
            value = number.value + share.value * number.scale
            step = share.step * number.scale
            end = _End(value, step, step)
            return _Phrase((_Stem(end, end),), found)
    match = re.match(_NEXT_PART, rest, re.IGNORECASE)
    if match is None:
        return None
    found = units(_unit_text(match[1] or match[2]))
    if not found or not found[0].dimension:
        return None
    tail = _read_single(rest[match.end() :], units, depth + 1)
    if isinstance(tail, _No) or tail.hedges or tail.stems[0].fixed:
        return None
    pairs = ((big, small) for big in found for small in tail.units)
    for big, small in pairs:
        smaller = small.dimension == big.dimension and small.factor < big.factor
        if smaller and not (small.offset or big.offset):
            last = tail.stems[0].low
            larger = number.value * big.factor / small.factor
            # "-6 ft 2 in" is 74 inches below, not 70.
            value = larger - last.value if larger < 0 else larger + last.value
            end = last._replace(value=value)
            return _Phrase((_Stem(end, end),), (small,))
    return None


_CONNECTOR = r" ?(?:-|\.\.\.?|…) ?| (?:to|and|or|through) (?:about |around )?"


def _read_range(text: str, units: _Units) -> _Phrase | _No:
    """Read "480 to 520 km", "480-520 km", "480 km and 520 km"."""
    no = _NO_RANGE
    for low, low_currency, behind in _terms(text):
        rest = f" {behind}"
        for connector in islice(re.finditer(_CONNECTOR, rest, re.IGNORECASE), _MOST_CONNECTORS):
            low_unit = _unit_text(rest[: connector.start()])
            if low_unit and (low_currency or units(low_unit) is None):
                continue
            for high, high_currency, tail in _terms(rest[connector.end() :]):
                high_unit = high_currency or _unit_text(tail)
                if high_currency and tail:
                    continue
                phrase = _range(low, low_currency or low_unit, high, high_unit, units)
                if isinstance(phrase, _Phrase):
                    return phrase
                no = phrase if no is _NO_RANGE else no
    return no


def _range(
    low: Number,
    low_unit: str,
    high: Number,
    high_unit: str,
    units: _Units,
) -> _Phrase | _No:
    found = units(high_unit or low_unit)
    if found is None:
        return _No(f'"{high_unit}" is not a unit that is known.', high_unit)
    below: tuple[Unit, ...] = found
    if low_unit and high_unit:
        below = units(low_unit) or ()
    pair = next(
        ((one, two) for two in found for one in below if one.dimension == two.dimension), None
    )
    if pair is None:
        return _No("Its two ends are in units that do not compare.")
    if high.scale > 1 and low.scale == 1 and low.value * high.scale <= high.value:
        low = _carried(low, high)
    ends = [(low, high)]
    if low.other or high.other:
        ends.append((low.other or low, high.other or high))
    stems = []
    for start, end in ends:
        first = _converted(_end(start), *pair)
        if first.value <= end.value:
            stems.append(_Stem(first, _end(end)))
    if not stems or stems[0].high.value != high.value:
        return _No("Its first number is greater than its second.")
    kept = found if below == found else (pair[1],)
    return _Phrase(tuple(stems), kept)


def _carried(low: Number, high: Number) -> Number:
    """Give the first number of "3 to 5 million" the second one's millions."""
    other = None
    if high.other:
        scale = high.other.scale
        other = Number(low.value * scale, low.step * scale, low.text, scale)
    return Number(low.value * high.scale, low.step * high.scale, low.text, high.scale, other)


def _converted(end: _End, source: Unit, target: Unit) -> _End:
    if source == target:
        return end
    scaled = end.times(source.factor / target.factor)
    return scaled._replace(value=scaled.value + (source.offset - target.offset) / target.factor)


def _read_margin(text: str, units: _Units) -> _Phrase | _No:
    """Read "500 ± 20 km", "500 km ± 20 km", "500 km ± 5 %"; the ends are not rounded again."""
    left, right = re.split(r" ?(?:±|\+/-|\+-) ?", text, maxsplit=1)
    for middle, currency, middle_rest in _terms(left):
        for margin, _, margin_rest in _terms(right):
            phrase = _margin(
                middle, currency or _unit_text(middle_rest), margin, _unit_text(margin_rest), units
            )
            if phrase is not None:
                return phrase
    return _No('A margin is read as "500 ± 20 km", "500 km ± 20 km" or "500 km ± 5 %".')


def _margin(
    middle: Number,
    middle_unit: str,
    margin: Number,
    margin_unit: str,
    units: _Units,
) -> _Phrase | None:
    found = units(middle_unit or margin_unit)
    spread = units(margin_unit or middle_unit)
    if not found or not spread or margin.value < 0:
        return None
    width = margin.value * spread[0].factor / found[0].factor
    if spread[0].name == "%" and found[0].name != "%":
        width = abs(middle.value) * margin.value / 100
    elif found[0].dimension != spread[0].dimension:
        return None
    elif middle_unit and margin_unit and found != spread:
        found = found[:1]
    interval = Interval(middle.value - width, middle.value + width)
    return _Phrase((_fixed(interval, interval, interval),), found)


_INTERVAL = r"([\[(]) ?([^\[\]()]{1,180}?) ?([\])]) ?-?([^\[\]()]{0,180})"
_ENDLESS = {"": inf, "inf": inf, "∞": inf, "+inf": inf, "+∞": inf, "-inf": -inf, "-∞": -inf}


def _read_interval(text: str, units: _Units) -> _Phrase | _No:
    """Read "[480, 520] km" and "(480, 520] km"; the interval stands as it is."""
    no = _No('An interval is read as "[480, 520] km", with "(" or ")" where an end is left out.')
    match = re.fullmatch(_INTERVAL, text)
    if match is None:
        return no
    parts = next(
        (parts for sign in (";", "..", ", ", ",") if len(parts := match[2].split(sign)) == 2),
        None,
    )
    if parts is None:
        return no
    bounds = _bound(parts[0], -inf), _bound(parts[1], inf)
    if bounds[0] is None or bounds[1] is None:
        return no
    unit = _unit_text(match[4])
    found = units(unit)
    if found is None:
        return _No(f'"{unit}" is not a unit that is known.', unit)
    try:
        interval = Interval(bounds[0], bounds[1], match[1] == "(", match[3] == ")")
    except ValueError:
        return _No("No number lies between its two ends.")
    return _Phrase((_fixed(interval, interval, interval),), found)


def _bound(text: str, empty: float) -> Bound | None:
    text = text.strip()
    if text.lower() in _ENDLESS:
        end = _ENDLESS[text.lower()]
        return empty if not text or end == empty else None
    number = read_number(text)
    return number.value if number else None


def _fixed(exact: Interval, default: Interval, loose: Interval) -> _Stem:
    nothing = _End(Fraction(0), Fraction(0), Fraction(0))
    return _Stem(nothing, nothing, _Shape(exact, default, loose))


def _read_amount(text: str, units: _Units) -> _Phrase | None:
    """Read "dozens of people", "several hundred miles", "a few days"."""
    match = _policy().amount_pattern.match(text)
    if match is None:
        return None
    shape = _policy().amounts[match[1].lower()]
    rest = text[match.end() :].lstrip()
    found = units(_unit_text(rest))
    if found is None:
        word, _, tail = rest.partition(" ")
        power = read_number(f"a {word}") if word.isalpha() else None
        found = units(_unit_text(tail)) if power and power.value >= 12 else None
        if found is None or power is None:
            return None
        shape = shape.scaled(power.value)
    return _Phrase((_fixed(*shape),), found, hedge=match[1])


# --- spans of time -------------------------------------------------------------------------------

# Unit, dimension and size in it. Seconds to hours are elapsed time and add up; so do days and
# weeks, and months and years; these three do not convert into one another.
_SPAN_UNITS: dict[str, tuple[str, str, int]] = {
    "second": ("second", "[elapsed]", 1),
    "minute": ("minute", "[elapsed]", 60),
    "hour": ("hour", "[elapsed]", 3600),
    "day": ("day", "[days]", 1),
    "night": ("day", "[days]", 1),
    "week": ("week", "[days]", 7),
    "fortnight": ("week", "[days]", 14),
    "month": ("month", "[months]", 1),
    "quarter": ("month", "[months]", 3),
    "year": ("year", "[months]", 12),
    "decade": ("year", "[months]", 120),
    "century": ("year", "[months]", 1200),
}
_SPAN_SIZES = {
    name: Fraction(_SPAN_UNITS[name][2])
    for name in ("second", "minute", "hour", "day", "week", "month", "year")
}
_SPAN_SHORT = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day",
    "wk": "week", "mo": "month", "yr": "year", "centurie": "century",
    "calendar day": "day", "full day": "day", "calendar month": "month", "calendar year": "year",
}  # fmt: skip


def _span_unit(text: str) -> tuple[Unit, ...] | None:
    text = text.lower().rstrip(".")
    word = text if text in _SPAN_UNITS or text in _SPAN_SHORT else text.removesuffix("s")
    word = _SPAN_SHORT.get(word, word)
    if word not in _SPAN_UNITS:
        return None
    name, dimension, size = _SPAN_UNITS[word]
    return (Unit(name, Fraction(size), Fraction(0), dimension),)


def _span_name(name: str) -> SpanUnit:
    """Return a span unit's name as one of the seven."""
    names: tuple[SpanUnit, ...] = ("second", "minute", "hour", "day", "week", "month", "year")
    return next(known for known in names if known == name)


def _lone_span(text: str) -> SpanOfTime | None:
    """Read a length without a number, or joined to one: "hours", "yearlong", "two-week-long"."""
    bare = _policy().spans.get(text.lower().removesuffix("long").rstrip(" -"))
    unit = _span_unit(text.lower().removesuffix("long").rstrip(" -"))
    if bare and unit:
        shape = bare.scaled(unit[0].factor / _SPAN_SIZES[unit[0].name])
        return SpanOfTime(text, _span_name(unit[0].name), *shape, hedge=text)
    long = re.fullmatch(r"(?:an? )?(.{1,60}?)[ -]?long", text, re.IGNORECASE)
    if not long:
        return None
    phrase = _read_phrase(long[1], _span_unit)
    if isinstance(phrase, _No):
        phrase = _read_phrase(f"one {long[1]}", _span_unit)
    if isinstance(phrase, _No) or phrase.hedges:
        return None
    unit_read = phrase.units[0]
    shape = _shape(phrase.stems[0], (_policy().long,), "number")
    shape = shape.scaled(unit_read.factor / _SPAN_SIZES[unit_read.name])
    return SpanOfTime(text, _span_name(unit_read.name), *shape, hedge="long")


_ISO = (
    r"P(?:(?P<year>\d{1,9}(?:\.\d{1,9})?)Y)?(?:(?P<month>\d{1,9}(?:\.\d{1,9})?)M)?"
    r"(?:(?P<week>\d{1,9}(?:\.\d{1,9})?)W)?(?:(?P<day>\d{1,9}(?:\.\d{1,9})?)D)?"
    r"(?:T(?:(?P<hour>\d{1,9}(?:\.\d{1,9})?)H)?(?:(?P<minute>\d{1,9}(?:\.\d{1,9})?)M)?"
    r"(?:(?P<second>\d{1,9}(?:\.\d{1,9})?)S)?)?"
)


def _iso_duration(text: str) -> str | None:
    """Spell out a duration of ISO 8601 ("P1Y6M" as "1 year 6 month"); None where it is none."""
    match = re.fullmatch(_ISO, text, re.ASCII) if text[:1] == "P" else None
    if match is None:
        return None
    parts = {name: said for name, said in match.groupdict().items() if said}
    if "day" in parts and parts.keys() & {"hour", "minute", "second"}:
        # A day of the calendar beside hours can only be meant as 24 of them.
        hours = Fraction(parts.pop("day")) * 24 + Fraction(parts.get("hour", "0"))
        parts = {"hour": format_number(hours)} | {k: v for k, v in parts.items() if k != "hour"}
    return " ".join(f"{said} {name}" for name, said in parts.items()) or None


# --- showing -------------------------------------------------------------------------------------


def describe(interval: Interval, unit: Unit, *, places: int | None = None) -> str:
    """Write an interval of base units in a unit: "1488.6 to 1504.7 km" with a dash.

    Rounded half to even, to `places` decimals if given, else to six digits for a point and to a
    hundredth or so of the width for an interval.
    """
    back = interval.scaled(1 / unit.factor, -unit.offset / unit.factor)
    lower, upper = back.lower, back.upper
    name = unit.name if unit.name in {"", "°"} else f" {unit.name}"
    if isinf(lower) and isinf(upper):
        return "any value"
    if isinf(lower):
        words = "less than" if back.upper_open else "at most"
        return f"{words} {_shown(Fraction(upper), places)}{name}"
    low = Fraction(lower)
    if isinf(upper):
        words = "more than" if back.lower_open else "at least"
        return f"{words} {_shown(low, places)}{name}"
    high = Fraction(upper)
    if back.is_point:
        return f"{_shown(low, places)}{name}"
    if places is None:
        places = min(12, max(0, 2 - magnitude(high - low)))
    first, second = format_number(low, places), format_number(high, places)
    if back.lower_open or back.upper_open:
        start = "more than" if back.lower_open else "at least"
        end = "less than" if back.upper_open else "at most"
        return f"{start} {first} and {end} {second}{name}"
    joint = " to " if low < 0 or "e" in first + second else "\u2013"
    return f"{first}{joint}{second}{name}"


def _shown(value: Fraction, places: int | None) -> str:
    if places is None:
        places = min(12, max(0, 5 - magnitude(value)))
    return format_number(value, places)
