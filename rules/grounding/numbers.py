"""The numbers and quantities that a stretch of words mentions.

Candidates are found by where a number may begin; the program's own readers of numbers, units and
quantities then read them, so that a quote and a record are compared as the same values.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from claims.numbers import leading_numbers, number_words
from claims.quantity import phrase_words
from claims.units import BARE, listed_unit
from rules.grounding.bounds import bounded
from rules.grounding.labels import is_age, is_inside_name, is_label
from rules.grounding.mentions import Mention, hedge_before, reading
from rules.grounding.shapes import scores, with_times
from rules.grounding.spelled import ratios, spelled
from rules.grounding.words import words

LOOK_AHEAD = 120
"""How many characters behind the start of a number belong to it at most."""


MOST_MENTIONS = 200
"""How many numbers of one stretch are looked at."""


_SAME_LENGTH = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\t\n\r", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-")
    | dict.fromkeys("\u2018\u2019", "'")
)
_CURRENCY = (
    r"(?:(?:US|U\.S\.|AU?|CA?|NZ|S|HK|NT|R)?\$|[€£¥₩₹₽₺₴₪]|(?:USD|EUR|GBP|JPY|KRW|KPW|CNY|RMB"
    r"|INR|RUB"
    r"|CHF|CAD|AUD|NZD|NOK|SEK|DKK|TRY|UAH|PLN|BRL|ZAR|ILS|HKD|SGD|TWD)(?= ?\d)) ?"
)
_MONEY_SCALE = re.compile(r" ?(?:k|m|b|t|mn|bn|tn)(?![\w])", re.IGNORECASE)
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


@cache
def _starts() -> re.Pattern[str]:
    spelled = "|".join(sorted(number_words(), key=lambda word: (-len(word), word)))
    # "a", "an" only before what makes a number with them.
    groups = "dozen|score|hundred|thousand|million|billion|trillion|half|third|quarter|fifth|tenth"
    return re.compile(
        rf"(?<![\w.])(?P<money>{_CURRENCY})\d|(?<![\w.,])(?P<digits>[-+]?\.?\d|[{_VULGAR}])"
        rf"|(?<![\w'])(?P<spelled>(?:an? )?half an?|an? (?={groups})|(?:{spelled})(?![\w']))",
        re.IGNORECASE,
    )


@cache
def _amounts() -> re.Pattern[str]:
    ordered = sorted(phrase_words().amounts, key=lambda word: (-len(word), word))
    return re.compile(
        rf"(?<![\w'-])(?:{'|'.join(map(re.escape, ordered))})(?![\w'])", re.IGNORECASE
    )


@cache
def _tails() -> re.Pattern[str]:
    ordered = sorted(phrase_words().after, key=lambda word: (-len(word), word))
    spelled = "|".join(
        (r",? " if word[0].isalpha() else "")
        + re.escape(word)
        + (r"(?!\w)" if word[-1].isalpha() else "")
        for word in ordered
    )
    return re.compile(spelled, re.IGNORECASE)


@lru_cache(maxsize=1024)
def numbers_in(words: str, country: str | None = None) -> tuple[Mention, ...]:
    """Return the numbers that a stretch of words mentions, in order; offsets are within it."""
    text = words.translate(_SAME_LENGTH)
    found: list[Mention] = []
    at = 0
    while len(found) < MOST_MENTIONS:
        number = _starts().search(text, at)
        amount = _amounts().search(text, at)
        if amount is not None and (number is None or amount.start() <= number.start()):
            mention, end = _amount(text, amount, country), amount.end()
        elif number is not None:
            mention, end = _number(text, number, country), number.end()
        else:
            break
        if mention is None:
            at = end
            continue
        found.extend(mention)
        at = max(at + 1, mention[0].end)
    found = with_times(text, found)
    found += _single_units(text, country)
    found += scores(text)
    shares = ratios(text)
    found = [m for m in found if not any(s.start <= m.start and m.end <= s.end for s in shares)]
    found += shares
    taken = [(mention.start, mention.end) for mention in found]
    found += [m for m in spelled(text) if not any(a < m.end and m.start < b for a, b in taken)]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))


def _number(text: str, match: re.Match[str], country: str | None) -> list[Mention] | None:
    start = match.start()
    if is_inside_name(text, start) or _is_numbered(text, start):
        return None
    currency = match["money"] or ""
    read = _one_number(text, start + len(currency), money=bool(currency))
    if read is None:
        return None
    end = read
    if currency:
        unit = (start, start + len(currency))
        unit_words = currency.strip()
    else:
        unit = _unit_behind(text, end, country, text[start:end])
        unit_words = text[unit[0] : unit[1]].strip(" -")
        end = max(end, unit[1])
    ranged = _range_behind(text, start, end, unit, country)
    tail_from = ranged or end
    tolerance, spelled_out = _tolerance_behind(text, start, end, unit_words, country)
    tail = _tails().match(text, tail_from)
    stop = tail.end() if tail and tail[0].strip(" ,") != "" else tail_from
    begin = hedge_before(text, start)
    bracket = _bracket_behind(text, stop)
    summed = _sum_behind(text, end, country) if unit_words and not currency else None
    tries = [
        *([(begin, summed)] if summed else []),
        *([(begin, tolerance)] if tolerance else []),
        (begin, bracket),
        (begin, stop),
        (begin, tail_from),
        (begin, end),
        (start, tail_from),
        (start, end),
    ]
    crossed = "" if unit_words else _unit_across(text, end, country)
    for low, high in dict.fromkeys(tries):
        said = text[low:start] + spelled_out if high == tolerance else text[low:high] + crossed
        quantity = reading(said, country)
        if quantity is not None:
            break
    else:
        return None
    shown = text[low:high]
    unit_words = unit_words or crossed.strip(" -")
    label = not unit_words and (is_label(text, low) or is_age(text, low))
    made = [Mention(low, high, shown, quantity, "plain", unit_words, label)]
    made = [replace(made[0], quantity=q) for q in bounded(text, low, shown, quantity, country)]
    changes = _CHANGE.search(text[max(0, start - 6) : start]) or _changed(text, start)
    if ranged is not None and changes:
        ends = _ends(text, start, ranged, country)
        made = ends if len(ends) > 1 and _is_far(*ends[:2]) else [*made, *ends]
    return made


_FAR = 20
"""How many times the first number the second is at least, to be what a thing rose or fell to."""


def _is_far(one: Mention, other: Mention) -> bool:
    """Say whether two numbers are no range: "shed $22 to $2,898"."""
    low, high = one.quantity.exact.lower, other.quantity.exact.lower
    return low > 0 and high >= _FAR * low


def _changed(text: str, start: int) -> bool:
    """Say whether the word before a number says that something rose or fell by it."""
    before = re.search(r"(\w+) $", text[max(0, start - 20) : start])
    return before is not None and before[1].lower() in words("falling") | words("rising")


def _is_numbered(text: str, start: int) -> bool:
    """Say whether a number is somebody's: "No 5", but not "No 47.5 per cent"."""
    numbered = re.search(r"\bno $", text[max(0, start - 3) : start], re.IGNORECASE)
    return numbered is not None and re.match(r"\d+\.\d", text[start : start + 9]) is None


_CHANGE = re.compile(r"(?:from|by|up|down) $", re.IGNORECASE)


def _one_number(text: str, at: int, *, money: bool) -> int | None:
    """Return where the longest number at that place ends."""
    piece = text[at : at + LOOK_AHEAD].split("\n", 1)[0]
    lowered = piece
    if piece and piece[0] in _VULGAR:
        return at + 1
    numbers = leading_numbers(lowered)
    if not numbers:
        return None
    rest = numbers[0][1]
    end = at + len(piece) - len(rest)
    while end > at and text[end - 1] == " ":
        end -= 1
    if end < len(text) and text[end] in _VULGAR:
        end += 1
    if money:
        scale = _MONEY_SCALE.match(text, end)
        end = scale.end() if scale else end
    return end


_UNIT_WORD = re.compile(
    r"[^\W\d_]+(?:\.[^\W\d_]\.?)?(?:/[^\W\d_]+)?[²³23]?(?![\w])|[%°](?: ?[CF]\b)?"
)


def _unit_behind(
    text: str, at: int, country: str | None, number: str, *, summed: bool = False
) -> tuple[int, int]:
    """Return where the words of a listed unit behind a number stand; empty where there is none.

    With `summed` another number with its unit stands before it, so that "s" in "1 min 20 s" is one.
    """
    match = re.compile(r"[ -]?(?:(?:of )?an? (?=\w))?" if _is_share(number) else r"[ -]?").match(
        text, at
    )
    begin = match.end() if match else at
    ends: list[int] = []
    place = begin
    for _ in range(4):
        word = _UNIT_WORD.match(text, place)
        if word is None:
            break
        ends.append(word.end())
        joint = text[word.end() : word.end() + 1]
        if joint not in {" ", "-"}:
            break
        place = word.end() + 1
    for end in reversed(ends):
        spelled = text[begin:end]
        bare = re.sub(r"-class$", "", spelled)
        if bare.lower() in words("not_units") and begin > at and not (summed and bare in _SUMMED):
            continue
        if listed_unit(bare, country):
            tail = re.compile(r"-class(?!\w)").match(text, end)
            return begin, tail.end() if tail else end
    return at, at


_SUMMED = frozenset({"s", "m", "h", "d", "in", "c", "st"})


def _is_share(number: str) -> bool:
    return bool(re.search(r"half|third|quarter|fifth|tenth|/", number, re.IGNORECASE))


_JOINT = re.compile(
    r"(?P<word> (?:to|or|and|through) | ?- ?)(?:about |around |nearly |almost |as many as )?",
    re.IGNORECASE,
)


def _range_behind(
    text: str, start: int, end: int, own: tuple[int, int], country: str | None
) -> int | None:
    """Return where a range that began at a number ends; `own` is where the number's unit stands."""
    joint = _JOINT.match(text, end)
    if joint is None:
        return None
    word = joint["word"].strip().lower()
    own_unit = text[own[0] : own[1]].strip(" -").lower()
    if word == "and" and not re.search(
        r"between $", text[max(0, start - 8) : start], re.IGNORECASE
    ):
        return None
    match = _starts().match(text, joint.end())
    if match is None:
        return None
    currency = match["money"] or ""
    stop = _one_number(text, match.start() + len(currency), money=bool(currency))
    if stop is None:
        return None
    unit = _unit_behind(text, stop, country, "")
    other = currency.strip() or text[unit[0] : unit[1]].strip(" -").lower()
    if own_unit and other and own_unit.rstrip("s") != other.rstrip("s"):
        return None
    if (
        own_unit
        and not other
        and word == "to"
        and not _CHANGE.search(text[max(0, start - 6) : start])
    ):
        return None  # "rose 1.4% to 5,212": what it came to, and no end of a range
    return max(stop, unit[1])


def _ends(text: str, start: int, end: int, country: str | None) -> list[Mention]:
    """Return both ends of "from 12 to 9 knots", the first with the unit of the second."""
    money = re.compile(_CURRENCY).match(text, start)
    first = _one_number(text, money.end() if money else start, money=money is not None)
    if first is None:
        return []
    joint = _JOINT.search(text, first, end)
    if joint is None:
        return []
    high_text = text[joint.end() : end]
    high = reading(high_text, country)
    own = text[start : joint.start()]
    low = reading(own, country)
    if high is None or low is None:
        return []
    if low.unit == BARE and high.unit != BARE:
        stop = _one_number(text, joint.end(), money=False)
        unit = text[stop:end] if stop else ""
        low = reading(own + unit, country) or low
    elif high.unit == BARE and low.unit != BARE:
        high = reading(high_text + text[first : joint.start()], country) or high
    by = text[max(0, start - 3) : start].lower() == "by "
    return [
        Mention(start, joint.start(), own, low, "end", end_of="by" if by else "from"),
        Mention(joint.end(), end, high_text, high, "end", end_of="to"),
    ]


def _sum_behind(text: str, at: int, country: str | None) -> int | None:
    """Return where "2in" behind "6ft" ends, and "8 seconds" behind "2 hours 21 minutes"."""
    reached = None
    while (more := _one_more(text, at, country)) is not None:
        at = reached = more
    return reached


def _one_more(text: str, at: int, country: str | None) -> int | None:
    match = re.compile(r"(?:,? and |,? )?(?=\w)(?!an? )").match(text, at)
    stop = _one_number(text, match.end(), money=False) if match else None
    if stop is None:
        return None
    unit = _unit_behind(text, stop, country, "", summed=True)
    return unit[1] if unit[1] > stop else None


_ACROSS = re.compile(r" ?(?:by|[x×]) ?(?=\d)", re.IGNORECASE)


def _unit_across(text: str, at: int, country: str | None) -> str:
    """Return the unit of "12 by 30 metres", which is that of the first number too."""
    joint = _ACROSS.match(text, at)
    stop = _one_number(text, joint.end(), money=False) if joint else None
    if stop is None:
        return ""
    return text[stop : _unit_behind(text, stop, country, "")[1]]


_TOLERANCE = re.compile(r",? ?(?:±|\+/-|plus or minus|give or take) ?(?=\d)", re.IGNORECASE)


def _tolerance_behind(
    text: str, start: int, end: int, unit: str, country: str | None
) -> tuple[int | None, str]:
    """Return where the tolerance behind a number ends, and both as they are read.

    "4,300 ± 500 years" and "17.3 metres, give or take 0.4" are one number each.
    """
    joint = _TOLERANCE.match(text, end)
    stop = _one_number(text, joint.end(), money=False) if joint else None
    if joint is None or stop is None:
        return None, ""
    last = _unit_behind(text, stop, country, "")
    number, tolerance = text[start:end].removesuffix(unit).rstrip(" -"), text[joint.end() : stop]
    its = text[last[0] : last[1]]
    if unit and its == "%":
        return last[1], f"{text[start:end]} ± {tolerance}%"
    return max(stop, last[1]), f"{number} ± {tolerance} {its or unit}"


_BRACKET = re.compile(r" ?\(([^()\n]{1,60})\)")


def _bracket_behind(text: str, at: int) -> int:
    match = _BRACKET.match(text, at)
    return match.end() if match and re.search(r"\d", match[1]) else at


def _amount(text: str, match: re.Match[str], country: str | None) -> list[Mention] | None:
    power = re.compile(r" (?:hundred|thousand|million|billion|dozen)(?:s of)?(?!\w)", re.IGNORECASE)
    more = power.match(text, match.end())
    end = more.end() if more else match.end()
    unit = _unit_behind(text, end, country, "")
    begin = hedge_before(text, match.start())
    tail = _tails().match(text, end)
    for low, high in (
        *([(begin, tail.end())] if tail and tail[0].strip(" ,") else []),
        (begin, max(end, unit[1])),
        (match.start(), max(end, unit[1])),
        (match.start(), end),
    ):
        quantity = reading(text[low:high], country)
        if quantity is not None:
            shown = text[low:high]
            return [
                Mention(low, high, shown, quantity, "plain", text[unit[0] : unit[1]].strip(" -"))
            ]
    return None


_ARTICLE = re.compile(
    r"(?<![\w'-])(?:an?|one)(?P<adjective> (?:full|whole|single|further|mere|good|further"
    r"|record))? (?=[^\W\d_])",
    re.IGNORECASE,
)


_AND_A_HALF = re.compile(r" and an? (?:half|quarter|third)(?!\w)", re.IGNORECASE)


def _single_units(text: str, country: str | None) -> list[Mention]:
    """Return "a mile", "more than a minute"; what counts things is no such."""
    found = []
    for match in _ARTICLE.finditer(text):
        unit = _unit_behind(text, match.end() - 1, country, "")
        read = listed_unit(text[match.end() : unit[1]], country) if unit[1] > unit[0] else None
        if not read or not read[0].dimension:
            continue
        begin = hedge_before(text, match.start())
        half = _AND_A_HALF.match(text, unit[1])
        end = half.end() if half else unit[1]
        spelled = text[begin : match.end()].replace(match["adjective"] or "\n", "")
        quantity = reading(spelled + text[match.end() : end], country)
        if quantity is not None:
            of = text[match.end() : unit[1]]
            found += [
                Mention(begin, end, text[begin:end], meant, "plain", of)
                for meant in bounded(text, begin, quantity.text, quantity, country)
            ]
    return found
