"""Numbers as people write them: in digits, in words, and in both.

A number keeps, beside its value, the unit of its last written digit, since that is what its
rounding is read from: "930" ends in ones, "1.5 million" in hundred thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

LONGEST = 200
"""The longest text, in characters, that is looked at as a number."""

GREATEST_EXPONENT = 100
"""The greatest power of ten, up or down, that a number may be written with.

Beyond any measurement, and far enough within double precision that no unit leads out of it.
"""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written.

    `step` is one unit of the last written digit, or what stands for it: a third of the unit for
    fractions ("half", "a third"), since whoever says "half" chose among halves, thirds and
    quarters, and for "dozen" and "score". `scale` is the power of ten that a word put on
    ("million"), or 1. `other` is the same text by another custom: "billion" as 10^12, "3.000" as
    three thousand.
    """

    value: Fraction
    step: Fraction
    text: str
    scale: Fraction = Fraction(1)
    other: Number | None = None


def read_number(text: str) -> Number | None:
    """Read a text that is one number and nothing else; None where it is not.

    "3,000", "3 000", "-1.5", "1e5", "2 1/2", "½", "six", "a hundred and five", "half a million",
    "two and a half", "a dozen", "1.5 million", "3bn".
    """
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    return next((number for number, rest in leading_numbers(folded) if not rest), None)


def leading_numbers(text: str) -> list[tuple[Number, str]]:
    """Return the numbers that a folded text may start with, each with what follows, longest first.

    "a hundred and five tons" starts with 105, and also with 100.
    """
    if re.match(r"[-+.\d]", text):
        return _in_digits(text)
    return _in_words(text)


@cache
def number_words() -> frozenset[str]:
    """Return the words with which a number may begin, in lower case, but for "a" and "an"."""
    parts = set(_FRACTIONS) | {f"{word}s" for word in _GROUPS}
    return frozenset({*_ONES, *_TENS, *_SCALES, *_FACTORS, *_GROUPS, *parts})


def format_number(value: Fraction, places: int | None = None) -> str:
    """Write a number in digits, without separators and without zeros at the end of a fraction.

    Rounded half to even to `places` decimals. Without `places` the number is written out if that
    takes at most twelve decimals, else it is rounded to six significant digits. From 10^15 up and
    below 10^-6 a number so rounded is written with an exponent.
    """
    if places is None:
        places = next((n for n in range(13) if (value * 10**n).denominator == 1), None)
        if places is None:
            places = 5 - magnitude(value)
            if places > 11:
                return _with_exponent(value)
    if abs(value) >= 10**15 and round(value, min(places, 0)) != value:
        return _with_exponent(value)
    if abs(value) >= 10**30:
        return _with_exponent(value)
    rounded = round(value, max(places, 0))
    whole = f"{rounded.numerator * 10 ** max(places, 0) // rounded.denominator:d}"
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if places <= 0:
        return sign + digits
    digits = digits.rjust(places + 1, "0")
    fraction = digits[-places:].rstrip("0")
    return sign + digits[:-places] + (f".{fraction}" if fraction else "")


def _with_exponent(value: Fraction) -> str:
    """Write a number as "1.23e+20": exactly where thirty digits do, else six of them."""
    power = magnitude(value)
    mantissa = value / Fraction(10) ** power
    exact = next((n for n in range(30) if (mantissa * 10**n).denominator == 1), 5)
    return f"{format_number(round(mantissa, exact), exact)}e{power}"


def magnitude(value: Fraction) -> int:
    """Return the power of ten of a number's first digit; 0 for zero."""
    if value == 0:
        return 0
    value = abs(value)
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    power = bits * 30103 // 100000 - 1
    while Fraction(10) ** (power + 1) <= value:
        power += 1
    while Fraction(10) ** power > value:
        power -= 1
    return power


# --- spelling ------------------------------------------------------------------------------------

_SIGNS = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\t\n\r", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u2018\u2019", "'")
    | {"\u00ad": None, "\u200b": None, "\u2044": "/"}
)
_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5",
    "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip


def fold(text: str) -> str:
    """Return a text with one way to write each space, dash and vulgar fraction."""
    text = text.translate(_SIGNS)
    for sign, spelled in _VULGAR.items():
        if sign in text:
            text = text.replace(sign, f" {spelled}")
    return " ".join(text.split())


# --- digits --------------------------------------------------------------------------------------

_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
}
_LONG_SCALES = {"billion": 10**12, "trillion": 10**18, "quadrillion": 10**24}
_SHORT_FORMS = {"k": "thousand", "mn": "million", "mln": "million", "bn": "billion",
                "bln": "billion", "tn": "trillion", "trn": "trillion"}  # fmt: skip


@cache
def _digits() -> re.Pattern[str]:
    return re.compile(
        r"(?P<sign>[-+]?) ?"
        r"(?:(?P<mixed>\d+) )?(?P<over>\d+) ?/ ?(?P<under>\d+)(?![\d.,]*\d)"
        r"|(?P<sign2>[-+]?) ?"
        r"(?:(?P<grouped>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+"
        r"|\d{1,2}(?:,\d{2})+,\d{3})(?!\d)"
        r"|(?P<whole>\d+))?"
        r"(?:\.(?P<part>\d+))?"
        r"(?:(?:[eE]| ?[x\u00d7] ?10 ?\^ ?)(?P<power>[-+]?\d{1,3})(?!\d))?"
        r"(?!\.\d|,\d|'\d|\d)",
        re.ASCII,
    )


@cache
def _scale_word() -> re.Pattern[str]:
    words = "|".join(sorted(_SCALES, key=len, reverse=True))
    short = "|".join(sorted(_SHORT_FORMS, key=len, reverse=True))
    return re.compile(
        rf"[ -]?(?P<word>{words})(?![^\W\d_])| ?(?P<short>{short})(?![\w/^²³%])", re.IGNORECASE
    )


_AND_A_HALF = re.compile(r" and a (half|quarter|third)(?![^\W\d_])", re.IGNORECASE)


def _in_digits(text: str) -> list[tuple[Number, str]]:
    match = _digits().match(text)
    if match is None or not re.search(r"\d", match[0], re.ASCII):
        return []
    number = _from_match(match)
    if number is None:
        return []
    found = [(number, text[match.end() :].lstrip())]
    scale = _scale_word().match(text, match.end())
    if scale:
        word = (scale["word"] or _SHORT_FORMS[scale["short"].lower()]).lower()
        scaled = _scaled(number, word, text[: scale.end()])
        found.insert(0, (scaled, text[scale.end() :].lstrip()))
    elif half := _AND_A_HALF.match(text, match.end()):
        whole = _plus(number, _FRACTIONS[half[1].lower()], text[: half.end()])
        found.insert(0, (whole, text[half.end() :].lstrip()))
    return found


def _from_match(match: re.Match[str]) -> Number | None:
    text = match[0]
    if match["under"]:
        if len(text) > GREATEST_EXPONENT or int(match["under"]) == 0:
            return None
        under = int(match["under"])
        sign = -1 if match["sign"] == "-" else 1
        whole = int(match["mixed"] or 0)
        value = whole + Fraction(int(match["over"]), under)
        return Number(sign * value, Fraction(1, 3 * under), text)
    sign = -1 if match["sign2"] == "-" else 1
    digits = re.sub(r"[, ']", "", match["grouped"] or match["whole"] or "0")
    part = match["part"] or ""
    power = int(match["power"] or 0)
    if max(abs(power), len(digits) + len(part)) > GREATEST_EXPONENT:
        return None
    step = Fraction(10) ** (power - len(part))
    value = sign * int(digits + part) * step
    pointed = len(part) == 3 and match["whole"] and len(digits) <= 3 and not match["power"]
    # "0.123" cannot be 123 with a point between the groups.
    other = Number(value * 1000, Fraction(1), text) if pointed and int(digits) else None
    return Number(value, step, text, other=other)


def _scaled(number: Number, word: str, text: str) -> Number:
    scale = Fraction(_SCALES[word])
    other = None
    if word in _LONG_SCALES:
        long = Fraction(_LONG_SCALES[word])
        other = Number(number.value * long, number.step * long, text, long)
    elif number.other:
        other = Number(number.other.value * scale, number.other.step * scale, text, scale)
    # "3 hundred" is 300 as written in digits: its hundreds are not said to be a rounding.
    step = Fraction(1) if word == "hundred" and number.step == 1 else number.step * scale
    return Number(number.value * scale, step, text, scale, other)


def _plus(number: Number, fraction: Fraction, text: str) -> Number:
    step = Fraction(1, 3 * fraction.denominator) * number.scale
    return Number(number.value + fraction * number.scale, step, text, number.scale)


# --- words ---------------------------------------------------------------------------------------

_ONES = {
    word: value
    for value, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_FRACTIONS = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "fourth": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "sixth": Fraction(1, 6),
    "eighth": Fraction(1, 8),
    "tenth": Fraction(1, 10),
    "hundredth": Fraction(1, 100),
}
_GROUPS = {"dozen": 12, "score": 20}
_FACTORS = {
    "twice": 2, "double": 2, "thrice": 3, "triple": 3, "treble": 3, "quadruple": 4,
    "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10, "hundredfold": 100,
}  # fmt: skip
_MOST_WORDS = 32
_WORD = re.compile(r"[ -]?([^\W\d_]+)")


def _in_words(text: str) -> list[tuple[Number, str]]:
    """Return every number that the first words of a text make, the longest run first."""
    words: list[str] = []
    ends: list[int] = []
    at = 0
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, at)):
        word = match[1].lower()
        if not _is_number_word(word):
            break
        words.append(word)
        ends.append(match.end())
        at = match.end()
    found = []
    for count in range(len(words), 0, -1):
        number = _from_words(tuple(words[:count]), text[: ends[count - 1]])
        if number is not None:
            found.append((number, text[ends[count - 1] :].lstrip()))
    return found


def _is_number_word(word: str) -> bool:
    known = word in _ONES or word in _TENS or word in _SCALES or word in _FACTORS
    single = word.removesuffix("s")
    return known or single in _FRACTIONS or single in _GROUPS or word in {"a", "an", "and"}


def _from_words(words: tuple[str, ...], text: str) -> Number | None:
    if len(words) == 1 and words[0] in _FACTORS:
        return Number(Fraction(_FACTORS[words[0]]), Fraction(1), text)
    return (
        _fraction_words(words, text)
        or _half_of(words, text)
        or _and_a_half(words, text)
        or _group_words(words, text)
        or _whole_words(words, text)
    )


def _fraction_words(words: tuple[str, ...], text: str) -> Number | None:
    """Read "half", "a third", "two thirds", "three quarters"."""
    *count, last = words
    unit = _FRACTIONS.get(last.removesuffix("s"))
    if unit is None or len(count) > 1 or (not count and last != "half"):
        return None
    times = 1 if not count or count[0] in {"a", "an"} else _ONES.get(count[0], 0)
    plural = last.endswith("s") or last == "halves"
    if not times or (times == 1) == plural:
        return None
    return Number(times * unit, unit / 3, text)


def _half_of(words: tuple[str, ...], text: str) -> Number | None:
    """Read "half a million", "half a dozen", "a quarter million"."""
    for count in (1, 2):
        share = _fraction_words(words[:count], text) if len(words) > count else None
        rest = words[count:]
        rest = rest[1:] if rest[:1] in {("a",), ("an",)} else rest
        if share and len(rest) == 1 and (rest[0] in _SCALES or rest[0] in _GROUPS):
            if rest[0] in _GROUPS:
                return Number(share.value * _GROUPS[rest[0]], Fraction(_GROUPS[rest[0]], 6), text)
            return _scaled(share, rest[0], text)
    return None


def _and_a_half(words: tuple[str, ...], text: str) -> Number | None:
    """Read "two and a half", "one and three quarters", "two and a half million"."""
    scale = words[-1] if words[-1] in _SCALES and words[-1] != "hundred" else None
    body = words[:-1] if scale else words
    for length in (2, 1):
        if len(body) < length + 2 or body[-length - 1] != "and":
            continue
        share = _fraction_words(body[-length:], text)
        whole = _whole_words(body[: -length - 1], text)
        if share is None or whole is None or share.value >= 1:
            continue
        number = Number(
            whole.value + share.value * whole.scale, share.step * whole.scale, text, whole.scale
        )
        return _scaled(number, scale, text) if scale else number
    return None


def _group_words(words: tuple[str, ...], text: str) -> Number | None:
    """Read "a dozen", "two dozen", "three score": rounded to a third of the group."""
    *count, last = words
    size = _GROUPS.get(last) or (_GROUPS.get(last.removesuffix("s")) if count else None)
    if size is None or not count:
        return Number(Fraction(size), Fraction(size, 3), text) if size and not count else None
    times = _whole_words(tuple(count), text)
    if times is None:
        return None
    return Number(times.value * size, Fraction(size, 3), text)


def _whole_words(words: tuple[str, ...], text: str) -> Number | None:
    """Read whole numbers: "six", "twenty-one", "a hundred and five", "two million six"."""
    total, rest, below, step, scale = 0, list(words), None, Fraction(1), Fraction(1)
    other: int | None = None
    while rest:
        part = _take_below_thousand(rest)
        if part is None:
            return None
        size = 1
        while rest and rest[0] in _SCALES and rest[0] != "hundred":
            word = rest.pop(0)
            size *= _SCALES[word]
            if word in _LONG_SCALES and not total:
                other = part * _LONG_SCALES[word]
        if below is not None and size >= below:
            return None
        below, step = size, Fraction(size)
        scale = step if total == 0 else Fraction(1)
        total += part * size
        if not rest:
            break
        if size == 1:
            return None
        other = None
    another = None
    if other is not None:
        long = Fraction(other, total) if total else Fraction(1)
        another = Number(Fraction(other), step * long, text, scale * long)
    return Number(Fraction(total), step, text, scale, another)


def _take_below_thousand(rest: list[str]) -> int | None:
    """Take the words of a number below a thousand off the front of a list; None if there is none.

    A leading "and" is passed over, as in "two thousand and six".
    """
    words = rest[1:] if rest[0] == "and" and len(rest) > 1 else list(rest)
    if words[0] in {"a", "an"}:
        value: int | None = 1
        words.pop(0)
        if words and words[0] not in _SCALES:
            return None
    else:
        value = _take_below_hundred(words)
        if value is None and words[0] == "hundred":
            value = 1
    if value is None:
        return None
    if words and words[0] == "hundred":
        words.pop(0)
        value *= 100
        tail = words[1:] if words and words[0] == "and" else list(words)
        more = _take_below_hundred(tail) if tail else None
        if more is not None:
            value, words = value + more, tail
    rest[:] = words
    return value


def _take_below_hundred(words: list[str]) -> int | None:
    if words[0] in _TENS:
        value = _TENS[words.pop(0)]
        if words and 0 < _ONES.get(words[0], 0) < 10:
            value += _ONES[words.pop(0)]
        return value
    return _ONES[words.pop(0)] if words[0] in _ONES else None
