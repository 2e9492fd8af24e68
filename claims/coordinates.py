"""Coordinates as people write them: "39.2N 126.6E", "39°12′N, 126°36′E", "39.2, 126.6"."""

from __future__ import annotations

import re
from math import inf, isinf
from typing import NamedTuple

FORMS = ("39.2N 126.6E", "39°12′N 126°36′E", "39.2, 126.6", "geo:39.2,126.6")

_METRES = 111_320.0
"""A degree of the equator, rounded up to tens of metres (WGS 84)."""


class Coordinates(NamedTuple):
    """A point in degrees, north and east positive, and in metres how far off its last digits leave.

    That is half a unit of the last digit, of each of the two, at the equator.
    """

    lat: float
    lon: float
    tolerance: float


class Impossible(NamedTuple):
    """Numbers in the form of coordinates that no point has, and why; `help` is the way out."""

    reason: str
    help: str


class _Part(NamedTuple):
    value: float
    step: float
    """One unit of the last digit, in degrees."""
    letter: str


_NUMBER = r"\d{1,4}(?:\.\d{1,12})?"
_ANGLE = (
    rf"(?P<sign>[-+−]?)(?P<d>{_NUMBER})\s?°?"
    rf"(?:\s?(?P<m>{_NUMBER})\s?(?:[′’'ʹ]|(?=[\s\dNSEW]))"
    rf"(?:\s?(?P<s>{_NUMBER})\s?(?:[″”\"ʺ]|′′|''|(?=[\sNSEW])))?)?"
)
_AHEAD = re.compile(rf"(?P<letter>[NSEW])\s?{_ANGLE}", re.IGNORECASE)
_BEHIND = re.compile(rf"{_ANGLE}\s?(?P<letter>[NSEW])", re.IGNORECASE)
_PLAIN = re.compile(
    rf"(?:geo:)?(?P<lat>[-+−]?{_NUMBER})°?\s?[,;]\s?(?P<lon>[-+−]?{_NUMBER})°?(?:;.{{0,40}})?"
)
_LIKE = re.compile(r"[\s\d.,;°′″’”'\"ʹʺ+−NSEWnsew-]{3,80}")
LONGEST = 100


def read_coordinates(text: str) -> Coordinates | Impossible | None:
    """Read a text as coordinates; None where it does not look like any."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    plain = _PLAIN.fullmatch(text)
    # "3,700" is a number with its thousands set apart.
    if plain and re.search(r"[.;\s]|geo:", text):
        return _checked(_number(plain["lat"]), _number(plain["lon"]), lettered=False)
    letters = re.search("[NSEW]", text, re.IGNORECASE)
    if not letters or not _LIKE.fullmatch(text) or not re.search(r"\d", text):
        return None
    parts = _lettered(text)
    if parts is None:
        return None
    by_letter = {("lat" if part.letter in "NS" else "lon"): part for part in parts}
    if len(by_letter) < 2:
        return Impossible(
            "it gives two angles of one direction", "write one of N or S and one of E or W"
        )
    return _checked(by_letter["lat"], by_letter["lon"], lettered=True)


def _lettered(text: str) -> tuple[_Part, _Part] | None:
    """Read two angles, each with its letter, before both or behind both."""
    form = _AHEAD if text[0].isalpha() else _BEHIND
    first = form.match(text)
    if first is None:
        return None
    second = form.fullmatch(text[first.end() :].lstrip(" ,;"))
    return None if second is None else (_angle(first), _angle(second))


def _angle(match: re.Match[str]) -> _Part:
    said = [match[name] for name in ("d", "m", "s")]
    value, step = 0.0, 1.0
    for text, size in zip(said, (1.0, 60.0, 3600.0), strict=True):
        if text is not None:
            value += float(text) / size
            step = 10.0 ** -len(text.partition(".")[2]) / size
            if size > 1 and float(text) >= 60:
                value = inf  # no angle has sixty minutes
    letter = match["letter"].upper()
    negative = match["sign"] in {"-", "−"}
    if letter in {"S", "W"}:
        negative = not negative
    return _Part(-value if negative else value, step, letter)


def _number(text: str) -> _Part:
    return _Part(float(text.replace("−", "-")), 10.0 ** -len(text.partition(".")[2]), "")


def _checked(lat: _Part, lon: _Part, *, lettered: bool) -> Coordinates | Impossible:
    if isinf(lat.value) or isinf(lon.value):
        return Impossible("an angle has fewer than 60 minutes, and a minute 60 seconds", "")
    if abs(lat.value) > 90:
        swapped = not lettered and abs(lon.value) <= 90 and abs(lat.value) <= 180
        way_out = (
            f"latitude comes first; the two seem swapped: {lon.value:g}, {lat.value:g}"
            if swapped
            else "a latitude goes from -90 to 90"
        )
        return Impossible(f"a latitude of {lat.value:g} degrees does not exist", way_out)
    if abs(lon.value) > 180:
        reason = f"a longitude of {lon.value:g} degrees does not exist"
        return Impossible(reason, "a longitude goes from -180 to 180")
    tolerance = (lat.step**2 + lon.step**2) ** 0.5 / 2 * _METRES
    return Coordinates(lat.value, lon.value, tolerance)
