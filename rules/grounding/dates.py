"""The dates and times that a stretch of words mentions, read by the program's own readers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from claims.phrase_words import is_word_of_time
from claims.quantity import SpanOfTime, read_span
from claims.when import Dateline, When, read_when
from rules.grounding.mentions import hedge_before
from rules.grounding.words import pattern, words

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WORDS = 9
"""How many words one mention of a time has at most."""

MOST_MENTIONS = 60
"""How many mentions of one stretch are looked at."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time that a text mentions, read as past and as future.

    `hangs` says that it counts from something that the words do not name ("that afternoon").
    """

    start: int
    end: int
    words: str
    past: When
    future: When
    hangs: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time that a text mentions: "two days", "hours", "yearlong"."""

    start: int
    end: int
    words: str
    span: SpanOfTime


_TOKEN = re.compile(r"\[?[\w][\w:./'’-]*[\w\]]|\w|[–-](?= )")
_SAME_LENGTH = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\t\n\r", " ") | dict.fromkeys("‘’", "'")
)


def _tokens(text: str) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(text))


@lru_cache(maxsize=1024)
def moments_in(text: str, dateline: Dateline) -> tuple[Moment, ...]:
    """Return the dates and times that a stretch mentions, in order; offsets are within it."""
    plain = text.translate(_SAME_LENGTH)
    found: list[Moment] = []
    for run in _runs(plain):
        at = 0
        while at < len(run) and len(found) < MOST_MENTIONS:
            moment, used = _longest(plain, run[at:], dateline)
            if moment is not None:
                found.append(moment)
            at += max(1, used)
    return tuple(found)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the longest runs of words that all may be part of a time, one of them a sure sign."""
    run: list[re.Match[str]] = []
    for token in _tokens(text):
        joined = not run or _close(text, run[-1], token)
        if _may_be(token[0]) and joined:
            run.append(token)
            continue
        if run:
            yield from _signed(run)
        run = [token] if _may_be(token[0]) else []
    if run:
        yield from _signed(run)


def _signed(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    if any(_is_sign(token[0]) for token in run):
        yield run


def _close(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    between = text[one.end() : other.start()]
    return between in {" ", ", ", ". ", "-", " (", "–", ".-"} and not (
        between == ". " and len(one[0]) > 4
    )


@cache
def _may_be(token: str) -> bool:
    return is_word_of_time(token) or _is_digits(token)


def _is_digits(token: str) -> bool:
    return token[0].isdigit() or (token[0] == "[" and token[1:2].isdigit())


_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_DATE = re.compile(
    r"\[?\d{4}-\d\d|\d{1,2}[:.]\d\d(?:am|pm)?$|\d{1,2}(?:am|pm|a\.m|p\.m)|\d{4}s$"
    r"|\d{1,2}/\d{1,2}/\d{2,4}"
)


@cache
def _is_sign(token: str) -> bool:
    """Say whether a word shows that a time is meant."""
    lowered = token.lower()
    bare = lowered.removesuffix("'s")
    return bool(
        bare in words("time_signs")
        or _YEAR.fullmatch(lowered)
        or _DATE.match(lowered)
        or bare.split("-")[0] in {"mid", "pre"}
    )


def _longest(text: str, run: list[re.Match[str]], dateline: Dateline) -> tuple[Moment | None, int]:
    """Read the longest phrase that begins with the first word of a run."""
    if len(run) > 1 and run[1][0].lower() in {"in", "of"} and run[0][0].lower() in _COUNTED_DAYS:
        return None, 0
    for count in range(min(len(run), MOST_WORDS), 0, -1):
        part = run[:count]
        if not any(_is_sign(token[0]) for token in part):
            return None, 0
        if part[-1][0].lower() in words("before_times") or _is_verb(part):
            continue
        start, end = part[0].start(), part[-1].end()
        if text[end : end + 1] == "." and _ends_short(part[-1][0]):
            end += 1
        words_said = text[start:end]
        spelled = words_said.replace("(", "").replace("'s", "")
        past = read_when(spelled, dateline, False)
        if not isinstance(past, When):
            continue
        if count == 1 and _YEAR.fullmatch(words_said) and not _is_year(text, start, end):
            return None, 1
        future = read_when(spelled, dateline, True)
        if not isinstance(future, When):
            future = past
        hangs = (
            _hangs(text, start, words_said)
            or _COUNTED_BACK.search(text[max(0, start - 16) : start]) is not None
        )
        return Moment(start, end, words_said, past, future, hangs), count
    return None, 0


# "on three days in August 2023": the days are counted, and the time begins behind them.
_COUNTED_DAYS = frozenset({"days", "nights", "mornings", "evenings", "afternoons", "occasions"})


def names_a_time(text: str) -> bool:
    """Say whether a stretch has a word of time, read or not; a weekday or a clock among them."""
    return any(_is_sign(token[0]) or _QUARTER.fullmatch(token[0]) for token in _tokens(text))


_QUARTER = re.compile(r"[QHqh][1-4]")


def _is_verb(part: list[re.Match[str]]) -> bool:
    """Say whether the only sign of a time is "may" or "march" without a capital."""
    signs = [token[0] for token in part if _is_sign(token[0])]
    return all(sign in words("verbs_like_months") for sign in signs)


def _ends_short(token: str) -> bool:
    return token.lower() in {
        "a.m",
        "p.m",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    }


def _is_year(text: str, start: int, end: int) -> bool:
    """Say whether four digits by themselves are a year and no amount."""
    before = re.search(r"([\w']+)\s*[(,]?\s*$", text[max(0, start - 20) : start])
    after = re.match(r"\s*([\w%]+)?", text[end : end + 20])
    word = before[1].lower() if before else ""
    follows = after[1].lower() if after and after[1] else ""
    if text[end : end + 1] in "-%" and text[end : end + 1]:
        return False
    return (
        word in words("before_years")
        or text[start - 1 : start] == "("
        or follows in words("after_years")
    )


# "One hundred years ago [today]": what is counted from today is not today.
_COUNTED_BACK = re.compile(r"(?<!\w)(?:years?|weeks?|months?|decades?) ago $", re.IGNORECASE)


def _hangs(text: str, start: int, said: str) -> bool:
    """Say whether a time counts from another that is not named: "that day", "by evening"."""
    before = re.search(r"(\w+)\s$", text[max(0, start - 16) : start])
    word = before[1].lower() if before else ""
    if _OF_DAY.match(said):
        return False  # "That of 21 August": it points at a thing, and names its day
    if word in words("pointing") or (
        said.split() and said.split(maxsplit=1)[0].lower() in words("pointing")
    ):
        return True
    if words("counting_from_now").intersection(re.findall(r"\w+", said.lower())):
        return False
    spoken = re.findall(r"[\w']+", said.lower())
    lowered = [
        w
        for w in spoken
        if w not in words("silent_in_time") | words("zones") and not _CLOCK_WORD.fullmatch(w)
    ]
    return all(w in words("parts_alone") for w in lowered) or bool(_CLOCK_ONLY.fullmatch(said))


_OF_DAY = re.compile(r"of \d{1,2} [A-Z]|of [A-Z]\w+ \d")
_CLOCK_WORD = re.compile(r"\d{1,2}(?:[ap]m)?|[apm]|am|pm|gmt|utc|o'clock")
_CLOCK_ONLY = re.compile(
    r"(?:(?:at|by|from|until|before|after|around|about|since|till|to|between|and|just|shortly"
    r"|early|the|in|local|time) )*"
    r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?(?: ?(?:to|and|until|-)"
    r" ?\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?)?)"
    r"(?: (?:in the )?(?:morning|afternoon|evening|local time|gmt|utc|o'clock))?",
    re.IGNORECASE,
)


# --- lengths of time


@cache
def _lengths() -> re.Pattern[str]:
    units = (
        r"(?:calendar |full |consecutive |straight |successive )?"
        r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?"
        r"|years?|decades?|century|centuries)"
    )
    number = (
        r"(?:(?:an?|half an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
        r"|thirteen|fourteen"
        r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
        r"|eighty|ninety"
        r"|hundred|several|dozens of|a few|few|a couple of|couple of|\d(?:[\d,.]*\d)?|and a half"
        r"|and|or|to)[ -])+"
    )
    return re.compile(
        rf"(?<![\w'-])(?:(?P<counted>{number}{units}(?: and a (?:half|quarter|third))?)(?:-long)?"
        rf"|(?P<long>(?:year|month|week|day|decade|century|hour)-?long)"
        rf"|(?P<bare>seconds|minutes|hours|days|weeks|months|years|decades)"
        rf"|(?P<one>(?<=the )(?:day|night|week|month|year|hour)(?= (?:after|before|later"
        rf"|earlier|following)))"
        rf"|(?P<past>(?<=(?:past|last) )(?:day|week|month|year|decade|century))"
        rf")(?![\w'])",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1024)
def lengths_in(text: str) -> tuple[Length, ...]:
    """Return the lengths of time that a stretch mentions, with what hedges them."""
    plain = text.translate(_SAME_LENGTH)
    found: list[Length] = []
    for match in _lengths().finditer(plain):
        if len(found) >= MOST_MENTIONS:
            break
        begin = hedge_before(plain, match.start())
        single = match["one"] or match["past"]
        article = re.match(r"an? (?=\w+[- ]\w)", match[0], re.IGNORECASE)
        bare = match.start() + (article.end() if article else 0)
        tries = ((begin, match.end()), (match.start(), match.end()), (bare, match.end()))
        for low, high in dict.fromkeys(tries):
            said = f"a {single}" if single else plain[low:high]
            span = read_span(said)
            if isinstance(span, SpanOfTime):
                found.append(Length(low, high, text[low:high], span))
                break
    for match in pattern("next_day").finditer(plain):
        span = read_span("a day")
        if isinstance(span, SpanOfTime):
            found.append(Length(match.start(), match.end(), match[0], span))
    return tuple(found)
