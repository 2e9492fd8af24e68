"""From the text of a phrase to its tokens: words with a value, words that say themselves, numbers.

Kinds of words with a value are letters: W weekday, M month, S season, Y year, N number, O ordinal,
C count, V vague count, U unit of time, D decade, B decade without its century, Q quarter, H half,
T two years in a row, K clock time, P part of day, Z zone, E a date written as in EDTF, X a date in
numbers whose order is open.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from claims.calendar import MONTHS, WEEKDAYS
from claims.edtf import impossible_clock
from claims.phrase_policy import parts_of_day, rows_by_word

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = ("minute", "hour", "day", "week", "month", "year", "decade", "century")


class Token(NamedTuple):
    """A word or number of a phrase."""

    kind: str
    """A letter for a word with a value, else the word itself."""
    value: int = 0
    word: str = ""


_SILENT = frozenset(
    {"the", "on", "at", "of", "during", "over", "sometime", "onwards", "onward", "sharp", "ever"}
    | {"o'clock", "time"}
)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_COUNTS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first"),
)
_DECADES = (
    *("twenties", "thirties", "forties", "fifties"),
    *("sixties", "seventies", "eighties", "nineties"),
)
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        **dict.fromkeys("\u2013\u2014", " - "),
        **dict.fromkeys("\u2010\u2011\u2012\u2212", "-"),
        **dict.fromkeys(",\u00a0\u202f\u2009();", " "),
    }
)


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text, without the words that say nothing of the time."""
    words = text.strip().translate(_PLAIN).lower().replace("a.m", "am").replace("p.m", "pm").split()
    pieces = [piece for word in words for piece in _pieces(word.strip(".'\""))]
    merged = _merged(pieces)
    tokens = _counted([token for piece in merged for token in _classified(piece)])
    if tokens and tokens[0].word == "some" and len(tokens) > 1:
        tokens = tokens[1:]
    if tokens and tokens[0].word == "no" and tokens[1:2] and tokens[1].word == "later":
        tokens = [Token("by", word="by"), *(t for t in tokens[2:] if t.word != "than")]
    return _without_in(tokens)


_JOINING = frozenset(
    {"since", "from", "until", "till", "through", "before", "after", "by", "between", "and", "or"}
    | {"to", "in", "within", "last", "next", "this", "past", "earlier", "later", "ago", "now"}
    | {"today", "yesterday", "tomorrow", "tonight", "weekend", "weekday", "no", "than", "local"}
    | {"am", "pm", "a.m", "p.m", "hence", "coming", "current", "present", "fiscal", "mid", "end"}
    | {"early", "late", "beginning", "start", "middle", "half", "shortly", "just", "soon"}
    | {"midweek", "some", "quarter", "turn", "new", "following", "noon", "midnight", "bc", "ad"}
)


@cache
def is_word_of_time(word: str) -> bool:
    """Say whether a word may be part of a phrase that is read as a time.

    For running text: where words of this sort follow each other, a phrase may stand.
    """
    lowered = word.lower().strip(".,")
    bare = lowered.removesuffix("'s")
    parts = bare.split("-")
    if len(parts) > 1 and all(is_word_of_time(part) or part.isdigit() for part in parts if part):
        return True
    return (
        bare in _vocabulary()
        or bare in _SILENT
        or bare in _JOINING
        or bare in parts_of_day()
        or bare in rows_by_word("vague_counts")
        or bare in rows_by_word("zones")
        or bare in rows_by_word("close_to")
        or bare in rows_by_word("portions")
    )


_ORDERED = {"quarter": "Q", "half": "H"}
# Second words whose hyphen joins and does not say "to": "third-quarter", "2021-Q3", "year-end".
_JOINED = frozenset({*_ORDERED, "week", "end", "q1", "q2", "q3", "q4", "h1", "h2"})


def _counted(tokens: list[Token]) -> list[Token]:
    """Join "third quarter", "first half", "a fortnight" and "a few" to what they stand for."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else Token("")
        if token.word in _ORDERED and before.kind == "O":
            joined[-1] = Token(_ORDERED[token.word], before.value, token.word)
        elif token.word == "fortnight":
            counted = before.kind in {"C", "N"}
            joined = joined[:-1] if counted else joined
            number = 2 * before.value if counted else 2
            joined += [Token("C", number, "fortnight"), Token("U", UNITS.index("week"), "week")]
        elif token.kind == "V" and before.word == "a":
            joined[-1] = token
        else:
            joined.append(token)
    return joined


def _without_in(tokens: list[Token]) -> list[Token]:
    # "in" says something only before a count: "in three days".
    counted = [i + 1 < len(tokens) and tokens[i + 1].kind in "CNV" for i in range(len(tokens))]
    last = len(tokens) - 1
    return [
        token
        for i, token in enumerate(tokens)
        if token.word not in {"in", "within"}
        or (counted[i] and i + 2 <= last and tokens[i + 2].kind == "U")
    ]


def _pieces(word: str) -> list[str]:
    """Take hyphened words apart, but no dates; a hyphen between them says "to"."""
    if word == "midweek":
        return ["mid", "week"]
    if "-" not in word or word == "-" or _numeric_date().fullmatch(word):
        return [word]
    if len(word) == 7 and word[4] == "-" and (word[:4] + word[5:]).isdigit():
        return [word]
    if word[0] == "-":
        # "2019 -2021"; a hyphen with nothing before it is left to be refused.
        return ["-", *_pieces(word[1:])]
    parts = [part for part in word.split("-") if part]
    if parts and parts[0] in {"early", "mid", "late"}:
        return parts
    if len(parts) == 2 and parts[1] in _JOINED:
        return parts[::-1] if parts[1] == "end" else parts
    if "-".join(parts) in _vocabulary():
        return ["-".join(parts)]
    if parts[:2] == ["pre", "dawn"]:
        return ["predawn"]
    return [piece for part in parts for piece in ("-", part)][1:]


def _merged(pieces: list[str]) -> list[str]:
    """Join "2:30" and "pm", and mark the digits that a following word makes a clock time."""
    merged: list[str] = []
    for piece in pieces:
        before = merged[-1] if merged else ""
        if piece in {"am", "pm"} and before and before[0].isdigit():
            merged[-1] = before + piece
        elif piece == "hours" and before in {"early", "small"}:
            merged[-1] = "predawn"
        elif piece == "o'clock" and before.isdigit():
            merged[-1] = before + "?"
        elif _is_military(before) and (piece in {"hours", "hrs"} or piece in rows_by_word("zones")):
            merged[-1] = f"{before[:2]}:{before[2:]}"
            merged += [piece] if piece not in {"hours", "hrs"} else []
        else:
            merged.append(piece)
    return merged


def _is_military(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit()


@cache
def _clock_text() -> re.Pattern[str]:
    return re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?::([0-9]{2}))?)?(am|pm|\?|z)?")


@cache
def _numeric_date() -> re.Pattern[str]:
    return re.compile(
        r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}([./-])[0-9]{1,2}\2[0-9]{1,2}"
    )


@cache
def _vocabulary() -> dict[str, Token]:
    """Return the words that are tokens of their own, months and weekdays with short forms."""
    words: dict[str, Token] = {}
    for kind, names in (("W", WEEKDAYS), ("M", MONTHS)):
        for index, name in enumerate(names):
            full = name.lower()
            token = Token(kind, index + (kind == "M"), full)
            words |= dict.fromkeys((full, full[:3]), token)
    words |= {"sept": words["september"], "tues": words["tuesday"]}
    words |= {"thur": words["thursday"], "thurs": words["thursday"]}
    for index, unit in enumerate(UNITS):
        words |= dict.fromkeys((unit, f"{unit}s"), Token("U", index, unit))
    words |= {"centuries": words["century"]}
    words |= {name: Token("S", code, name) for name, code in _SEASONS.items()}
    words |= {name: Token("C", number, name) for number, name in enumerate(_COUNTS, 1)}
    words |= {name: Token("O", number, name) for number, name in enumerate(_ORDINALS, 1)}
    words |= {"a": Token("C", 1, "a"), "an": Token("C", 1, "an")}
    words |= {f"q{n}": Token("Q", n, f"q{n}") for n in range(1, 5)}
    words |= {f"h{n}": Token("H", n, f"h{n}") for n in range(1, 3)}
    words |= {name: Token("B", 10 * n, name) for n, name in enumerate(_DECADES, 2)}
    words |= {"fortnights": Token("fortnight", word="fortnight")}
    return words


def _classified(word: str) -> list[Token]:
    if word.endswith("'s") and not word[0].isdigit():
        word = word[:-2]
    found = _vocabulary().get(word)
    if found is not None:
        return [found]
    if not word or word in _SILENT:
        return []
    if word[0].isdigit() and word.isascii():
        return [_number(word)]
    if word == "tonight":
        return [Token("today", word="today"), Token("P", word="night")]
    if word[:2] == "fy" and _is_military(word[2:]):
        return [Token("fiscal", word="fiscal"), Token("Y", int(word[2:]), word[2:])]
    if word in parts_of_day():
        return [Token("P", word=word)]
    if word in rows_by_word("vague_counts"):
        return [Token("V", vague_words().index(word), word)]
    if word in rows_by_word("zones"):
        return [Token("Z", word=word)]
    return [Token(word, word=word)]


@cache
def vague_words() -> tuple[str, ...]:
    """Return the words of vague counts, in the order by which tokens point at them."""
    return tuple(rows_by_word("vague_counts"))


def _number(word: str) -> Token:
    if word.isdigit():
        if len(word) == 4:
            return Token("Y", int(word), word)
        return Token("N", int(word), word) if len(word) <= 3 else Token(word, word=word)
    if _numeric_date().fullmatch(word):
        iso = len(word) == 10 and word[4] == "-"
        return Token("E" if iso else "X", word=word)
    if len(word) == 7 and word[4] == "-":
        return Token("E", word=word)
    stem, ending = word[:-2], word[-2:]
    if stem.isdigit() and len(stem) <= 2 and ending in {"st", "nd", "rd", "th"}:
        return Token("O", int(stem), word)
    decade = word.replace("'", "")
    if len(decade) == 5 and decade[:4].isdigit() and decade[3:] == "0s":
        return Token("D", int(decade[:4]), word)
    if len(decade) == 3 and decade[:2].isdigit() and decade[1:] == "0s":
        return Token("B", int(decade[:2]), word)
    if len(word) == 7 and word[4] == "/" and (word[:4] + word[5:]).isdigit():
        year = int(word[:4])
        return Token("T", year, word) if (year + 1) % 100 == int(word[5:]) else Token(word)
    clock = _clock_text().fullmatch(word)
    return _clock(clock) if clock is not None else Token(word, word=word)


def _clock(match: re.Match[str]) -> Token:
    """Return a clock token: seconds of the day, and as its word the unit, "?" where am or pm."""
    hour, minute, second = (int(match.group(i) or 0) for i in (1, 2, 3))
    half = match.group(4)
    unit = "second" if match.group(3) else "minute" if match.group(2) else "hour"
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12 or minute > 59 or second > 59:
            return Token("no-clock", word="before a.m. and p.m. stand hours from 1 to 12")
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif (reason := impossible_clock(hour, minute, second)) is not None:
        return Token("no-clock", ":" in match.group(), reason)
    elif half == "?" or (1 <= hour <= 11 and match.group(1)[0] != "0" and half != "z"):
        unit += "?"
    return Token("K", hour * 3600 + minute * 60 + min(second, 59), unit)


_HOLIDAYS = frozenset(
    {"christmas", "easter", "ramadan", "eid", "thanksgiving", "halloween", "passover", "diwali"}
    | {"hanukkah", "pentecost", "chuseok", "holiday", "holidays", "xmas", "good", "labor", "labour"}
    | {"independence", "memorial", "veterans", "boxing", "lunar", "nowruz", "yom", "rosh", "tet"}
    | {"carnival", "valentine", "seollal", "martyrs"}
)
_ELSEWHERE = frozenset(
    {"earlier", "later", "following", "same", "that", "previous", "preceding", "after", "before"}
)


def why_unread(text: str, tokens: Sequence[Token]) -> str:
    """Say why words are no phrase that is read."""
    words = {token.word for token in tokens}
    if words & _HOLIDAYS or {"new", "year"} <= words:
        return f'"{text}" names a holiday, and dates of holidays are not kept'
    if words & _ELSEWHERE:
        return f'"{text}" counts from another event, which a claim of kind order can name'
    return f'"{text}" is no date, time or phrase that is read'
