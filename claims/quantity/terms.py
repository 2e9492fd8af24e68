"""Numbers and units within a phrase, with a currency set before its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claims.numbers import Number, leading_numbers, read_number

if TYPE_CHECKING:
    from collections.abc import Iterator

# Patterns are kept as text, so that importing this module compiles none; `re` keeps them compiled.

# The currency is set before its number in most English texts: "$3 million", "US$3m", "USD 3".
_CURRENCY = (
    r"((?:US|U\.S\.|A|AU|C|CA|NZ|S|NT|R)?\$|[€£¥₩₹₽₺₴₪]|(?:USD|EUR|GBP|JPY|KRW|KPW|CNY|RMB|INR|RUB|CHF"
    r"|CAD|AUD|NZD|NOK|SEK|DKK|TRY|UAH|PLN|BRL|ZAR|ILS|HKD|SGD|TWD)(?= ?[\d.]))(?! ?[-+ ]*$) ?"
)
_MONEY_SCALE = r" ?(k|m|b|t)(?![\w])"
_MONEY_SCALES = {"k": "thousand", "m": "million", "b": "billion", "t": "trillion"}


def terms(text: str) -> Iterator[tuple[Number, str, str]]:
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


def unit_text(text: str, number: Number | None = None) -> str:
    """Return a unit's text without what joins it to its number: "-mile", " km", "-ton-class".

    Behind a share an article belongs to the unit: "half a mile", "a third of a mile"; behind other
    numbers it would mean "per".
    """
    text = re.sub(r"[- ]class$", "", text.lstrip(" -"), flags=re.IGNORECASE)
    if number is not None and number.value < 1:
        text = re.sub(r"^(?:of )?(?:an? )?", "", text, flags=re.IGNORECASE)
    return text.strip()
