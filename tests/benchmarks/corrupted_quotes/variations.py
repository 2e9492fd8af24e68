"""Records that say the same as before in another way: none of them deserves a complaint."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from claims.quantity import Quantity, read_quantity
from corrupted_quotes import days
from corrupted_quotes.articles import data
from corrupted_quotes.cases import chance, changed, exact, requoted
from corrupted_quotes.figures import (
    NUMBER,
    amount,
    cardinals,
    counts,
    first_number,
    quantities,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corrupted_quotes.articles import Article, Record
    from corrupted_quotes.cases import Case

    Maker = Callable[[Article, Record], Iterator[Case]]

_WIDE_ZERO = 0xFF10
"""The code of the zero of full width, which the other digits follow."""

_LEAST_SPLIT = 7
"""Letters of the shortest word that is broken at the end of a line."""


def unchanged(article: Article, record: Record) -> Iterator[Case]:
    """Leave the record as it stands."""
    yield requoted("unchanged", article, record, exact(record), faithful=True)


def typography(article: Article, record: Record) -> Iterator[Case]:
    """Set the quote otherwise: other marks, dashes, spaces, ligatures, widths, forms of letters."""
    quote = exact(record)
    for kind, new in (
        ("quotation marks", _curled(quote)),
        ("dashes", quote.replace("—", "–").replace("-", "‑")),
        ("no-break spaces", quote.replace(" ", "\u00a0", 2)),
        ("ligatures", quote.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")),
        ("decomposed letters", unicodedata.normalize("NFD", quote)),
        ("soft hyphen", _split_word(quote, "\u00ad", article, record)),
        ("capital", quote[0].upper() + quote[1:]),
        ("full width", _wide(quote) if _has_wide_type(article) else quote),
    ):
        if new is not None and new != quote:
            yield requoted(f"typography: {kind}", article, record, new, faithful=True)


def wraps(article: Article, record: Record) -> Iterator[Case]:
    """Break the quote into lines, between words and within one."""
    quote = exact(record)
    draw = chance(article.name, record["id"], "wraps")
    spaces = [at for at, letter in enumerate(quote) if letter == " "]
    if spaces:
        at = draw.choice(spaces)
        new = quote[:at] + draw.choice(["\n", "\r\n", "\n  "]) + quote[at + 1 :]
        yield requoted("wrap: between words", article, record, new, faithful=True)
    split = _split_word(quote, "-\n", article, record)
    if split is not None:
        yield requoted("wrap: hyphen", article, record, split, faithful=True)


def ellipsis(article: Article, record: Record) -> Iterator[Case]:
    """Leave words out of the middle of the quote that neither the meaning nor a field needs."""
    parts = exact(record).split(" ")
    draw = chance(article.name, record["id"], "ellipsis")
    free = [_may_go(part, record) for part in parts]
    runs = [
        (start, start + length)
        for length in (1, 2, 3)
        for start in range(2, len(parts) - length - 1)
        if all(free[start : start + length])
    ]
    if runs:
        start, end = draw.choice(runs)
        mark = draw.choice(["…", "...", "[…]"])
        new = " ".join([*parts[:start], mark, *parts[end:]])
        yield requoted("ellipsis", article, record, new, faithful=True)


def _may_go(part: str, record: Record) -> bool:
    """Say whether a word can be left out: a plain one in lower case that no field takes up."""
    if not part.isalpha() or not part.islower() or len(part) < 2:
        return False
    if part in cardinals() or any(part in words for words in data("words.yaml")["kept"]):
        return False
    fields = {key: value for key, value in record.items() if key not in {"quote", "id", "kind"}}
    stem = part[: max(4, len(part) - 3)]
    return stem not in str(fields).casefold()


def other_unit(article: Article, record: Record) -> Iterator[Case]:
    """Convert a quantity, and round it no more coarsely than it was."""
    table = data("words.yaml")["conversions"]
    for field, text in quantities(record):
        found = re.fullmatch(rf"(?P<words>\D*?)(?P<number>{NUMBER.pattern}) (?P<unit>\D+)", text)
        if found is None or found["unit"] not in table or found["number"] == "0":
            continue
        rule = table[found["unit"]]
        factor = Fraction(rule["multiply"]) if "multiply" in rule else 1 / Fraction(rule["divide"])
        new = _converted(text, found["words"], found["number"], factor, rule["to"], article)
        if new is not None:
            yield changed("unit: converted", article, record, field, new, faithful=True)


def _converted(
    text: str, words: str, number: str, factor: Fraction, unit: str, article: Article
) -> str | None:
    """Return the value with the fewest digits that still lies within the rounding of the old."""
    country = article.document.get("country")
    plain = read_quantity(f"{number} {text[len(words) + len(number) :].strip()}", country=country)
    if not isinstance(plain, Quantity):
        return None
    value = amount(number) * factor
    least = max(2, len(number.replace(",", "").replace(".", "").strip("0")))
    for digits in range(least, 7):
        shown = _rounded(value, digits)
        there = read_quantity(f"{shown} {unit}", country=country)
        if isinstance(there, Quantity) and _close(plain, there):
            return f"{words}{shown} {unit}"
    return None


def _close(old: Quantity, new: Quantity) -> bool:
    """Say whether the new number lies within a quarter of the old one's rounding."""
    low, high = Fraction(old.default.lower), Fraction(old.default.upper)
    middle, width = (low + high) / 2, (high - low) / 4
    return abs(Fraction(new.exact.lower) - middle) <= width


def _rounded(value: Fraction, digits: int) -> str:
    places = digits - 1 - int(f"{float(value):e}".partition("e")[2])
    shown = round(value, places)
    return f"{float(shown):,.{max(places, 0)}f}"


def spelling(article: Article, record: Record) -> Iterator[Case]:
    """Write a number in words for digits or digits for words, and with or without commas."""
    for field, text in (*quantities(record), *counts(record)):
        at = first_number(text)
        if at is None:
            continue
        start, end, number = at
        if first_number(text[end:]) is not None:
            continue  # nobody writes the two ends of a range in two ways
        for kind, other in (
            ("spelling: words and digits", _spelled(number, text, end)),
            ("spelling: commas", _commas(number, text, start)),
        ):
            if other is not None:
                new = text[:start] + other + text[end:]
                yield changed(kind, article, record, field, new, faithful=True)
        scaled = re.search(rf"({NUMBER.pattern}) (million|billion)\b", text)
        if scaled is not None:
            power = 10 ** {"million": 6, "billion": 9}[scaled[2]]
            value = amount(scaled[1]) * power
            new = text[: scaled.start()] + f"{int(value):,}" + text[scaled.end() :]
            yield changed("spelling: millions", article, record, field, new, faithful=True)
        for old, new_word in (("percent", "%"), ("per cent", "percent")):
            if text.endswith(f" {old}"):
                new = text.removesuffix(old) + new_word
                yield changed("spelling: per cent", article, record, field, new, faithful=True)


def _spelled(number: str, text: str, end: int) -> str | None:
    """Write a word as digits, or a small whole number as a word; not one of a sum or a price."""
    known = cardinals()
    if number.lower() in known:
        return None if " and " in text else str(known[number.lower()])
    inside = text[end : end + 1] in {"", " "} and not re.search(r"[€£$%(]|million|billion", text)
    if not inside or " and " in text or len(NUMBER.findall(text)) > 1:
        return None
    by_value = {str(value): word for word, value in known.items()}
    word = by_value.get(number)
    return None if re.search(r"(?:^|\s)-", text) else word


def _commas(number: str, text: str, start: int) -> str | None:
    if "," in number:
        return number.replace(",", "")
    is_long = number.isdigit() and len(number) >= 4
    return f"{int(number):,}" if is_long and not text[:start].strip() else None


def dates(article: Article, record: Record) -> Iterator[Case]:
    """Write the day of an event as a date for a phrase, or as a phrase for a date."""
    text = record.get("when")
    if text is None or record["kind"] != "event":
        return
    future = record.get("status") in days.FUTURE
    published = article.published
    if days.is_day(text):
        phrase = days.weekday(exact(record))
        if phrase is not None and "T" not in text:
            yield changed("date: as a phrase", article, record, "when", phrase, faithful=True)
    elif not re.search(r"\b(before|after|by|until|since|night)\b", text):
        day = days.day_of(text, published, future=future)
        if day is not None:
            value = day.isoformat()
            yield changed("date: in digits", article, record, "when", value, faithful=True)


def _curled(quote: str) -> str:
    curled = re.sub(r'(^|[\s(])"', r"\1“", quote).replace('"', "”")
    return curled.replace("'", "’")


def _split_word(quote: str, mark: str, article: Article, record: Record) -> str | None:
    long = [m for m in re.finditer(r"[A-Za-z]+", quote) if len(m[0]) >= _LEAST_SPLIT]
    if not long:
        return None
    word = chance(article.name, record["id"], mark).choice(long)
    at = word.start() + len(word[0]) // 2
    return quote[:at] + mark + quote[at:]


def _wide(quote: str) -> str:
    return re.sub(r"[0-9]", lambda digit: chr(ord(digit[0]) - ord("0") + _WIDE_ZERO), quote)


def _has_wide_type(article: Article) -> bool:
    return article.document.get("country") in {"Japan", "South Korea", "China", "Taiwan"}


MAKERS: tuple[Maker, ...] = (
    unchanged, typography, wraps, ellipsis, other_unit, spelling, dates,
)  # fmt: skip
