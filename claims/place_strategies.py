"""Hypothesis strategies for claims of places: a true geography, and lies about it.

For tests, as `claims.strategies`. What is true is reckoned here on a sphere, apart from the kernel
under test, and told with room for what that leaves out (distances differ by at most 0.6 per cent).

    from hypothesis import given
    from claims.place_strategies import true_places

    @given(true_places())
    def test_mine(file):
        text = claim_text(file)
"""

from __future__ import annotations

from math import acos, asin, atan2, cos, degrees, radians, sin
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Row = dict[str, Any]
_RADIUS = 6_371_000.0

INLAND = {
    "Australia": (-24.0, 134.0), "Brazil": (-10.0, -55.0), "Canada": (55.0, -105.0),
    "Chad": (15.0, 18.5), "China": (33.0, 105.0), "Germany": (51.0, 10.0), "Iran": (32.5, 54.5),
    "Kazakhstan": (48.0, 67.0), "Mexico": (24.0, -102.0), "Mongolia": (46.5, 103.0),
    "Poland": (52.0, 19.5), "South Africa": (-30.0, 24.0), "Spain": (40.0, -4.0),
    "United States": (41.0, -100.0),
}  # fmt: skip
"""A point far inside of a country, 50 km or more from its frontier: latitude, longitude."""

_COMPASS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")


class Point(NamedTuple):
    """A point in degrees."""

    lat: float
    lon: float

    @property
    def text(self) -> str:
        """Return it as a claim has it, to a thousandth of a degree."""
        north, east = "N" if self.lat >= 0 else "S", "E" if self.lon >= 0 else "W"
        return f"{abs(self.lat):.3f}{north} {abs(self.lon):.3f}{east}"


class Lied(NamedTuple):
    """A claim file with one lie, the id of that claim, and the rule that finds it."""

    file: Row
    lie: str
    rule: str


@st.composite
def points(draw: st.DrawFn) -> Point:
    """Return a point anywhere but within ten degrees of a pole, where directions turn quickly."""
    lat, lon = draw(st.integers(-80_000, 80_000)), draw(st.integers(-180_000, 180_000))
    return Point(lat / 1000, lon / 1000)


def apart(one: Point, other: Point) -> tuple[float, float]:
    """Return distance in metres and bearing in degrees, on a sphere."""
    a, b = radians(one.lat), radians(other.lat)
    turn = radians(other.lon - one.lon)
    cosine = sin(a) * sin(b) + cos(a) * cos(b) * cos(turn)
    bearing = atan2(sin(turn) * cos(b), cos(a) * sin(b) - sin(a) * cos(b) * cos(turn))
    return _RADIUS * acos(max(-1.0, min(1.0, cosine))), degrees(bearing) % 360


def beyond(start: Point, bearing: float, distance: float) -> Point:
    """Return the point at that bearing and distance, on a sphere."""
    lat, along, turn = radians(start.lat), distance / _RADIUS, radians(bearing)
    end = asin(sin(lat) * cos(along) + cos(lat) * sin(along) * cos(turn))
    east = atan2(sin(turn) * sin(along) * cos(lat), cos(along) - sin(lat) * sin(end))
    lon = (start.lon + degrees(east) + 180) % 360 - 180
    return Point(round(degrees(end), 3), round(lon, 3))


class _Telling(NamedTuple):
    """Draws two points some way apart, and says what is true of them, or a lie."""

    draw: st.DrawFn
    start: Point
    end: Point
    distance: float
    bearing: float

    def spoken(self, metres: float) -> str:
        """Return a distance to two digits, in words that take in what a sphere leaves out."""
        unit, size = self.draw(st.sampled_from((("km", 1000.0), ("nautical miles", 1852.0))))
        step = 10 ** (len(str(round(metres / size))) - 2)
        word = self.draw(st.sampled_from(("about", "around", "roughly")))
        return f"{word} {round(metres / size / step) * step} {unit}"

    def flight(self, activity: str) -> Row:
        """Return the event of a way from the one point to the other."""
        row = {"id": "flight", "kind": "event", "activity": activity}
        return row | {"from": self.start.text, "to": self.end.text}


def _telling(draw: st.DrawFn) -> _Telling:
    start = draw(points())
    far, turn = draw(st.integers(60_000, 3_000_000)), draw(st.integers(0, 359))
    end = beyond(start, turn, far)
    assume(abs(end.lat) <= 80)
    distance, bearing = apart(start, end)
    return _Telling(draw, start, end, distance, bearing)


def _reach(told: _Telling, factor: float) -> list[Row]:
    metres = round(told.distance * factor / 1000)
    row = {"id": "claim", "kind": "reach", "of": "the rocket", "distance": f"{metres} km"}
    return [row | {"from": told.start.text, "target": told.end.text}]


def _bearing(told: _Telling, turn: int) -> list[Row]:
    side = _COMPASS[(round(told.bearing / 45) + turn) % 8]
    event = {"id": "found", "kind": "event", "activity": "grounding", "place": told.end.text}
    row = {"id": "claim", "kind": "location", "of": "found", "place": told.start.text}
    return [event, row | {"bearing": side, "distance": told.spoken(told.distance)}]


def _landing(told: _Telling, *, true: bool) -> list[Row]:
    name = told.draw(st.sampled_from(sorted(INLAND)))
    others = [other for other in sorted(INLAND) if other != name]
    place = name if true else told.draw(st.sampled_from(others))
    event = {"id": "found", "kind": "event", "activity": "landing"}
    row = {"id": "claim", "kind": "location", "of": "found", "relation": "in", "place": place}
    return [event | {"place": Point(*INLAND[name]).text}, row]


def _flight(told: _Telling, factor: float) -> list[Row]:
    row = {"id": "claim", "kind": "measurement", "of": "flight", "property": "distance travelled"}
    said = told.spoken(told.distance) if factor == 1 else f"{told.distance * factor / 1000:.0f} km"
    return [told.flight("ballistic missile launch"), row | {"value": said}]


def _speed(told: _Telling, kmh: int) -> list[Row]:
    seconds = round(told.distance * 3.6 / kmh)
    row = {"id": "claim", "kind": "measurement", "of": "flight", "property": "duration"}
    voyage = told.flight("voyage") | {"actor": "survey ship Lisbeth"}
    return [voyage, row | {"value": f"{seconds} seconds"}]


_TRUE: Mapping[str, Callable[[_Telling], list[Row]]] = {
    "reach": lambda told: _reach(told, 1.15),
    "bearing": lambda told: _bearing(told, 0),
    "landing": lambda told: _landing(told, true=True),
    "flight": lambda told: _flight(told, 1),
    "speed": lambda told: _speed(told, 40),
}

LIES: Mapping[str, tuple[Callable[[_Telling], list[Row]], str]] = {
    "reach": (lambda told: _reach(told, 0.7), "reach/target"),
    "bearing": (lambda told: _bearing(told, 4), "reach/bearing"),
    "landing": (lambda told: _landing(told, true=False), "reach/landing"),
    "flight": (lambda told: _flight(told, 0.5), "reach/flight"),
    "speed": (lambda told: _speed(told, 900), "reach/speed"),
}
"""The kinds of lie about places, with the rule that finds each."""


def _file(groups: list[list[Row]]) -> Row:
    """Put groups of claims into one file, with ids of their own."""
    claims = []
    for number, group in enumerate(groups):
        names = {row["id"]: f"{row['id']}{number}" for row in group}
        for row in group:
            renamed = {**row, "id": names[row["id"]]}
            if "of" in row:
                renamed["of"] = names.get(row["of"], row["of"])
            claims.append(renamed)
    return {"document": {"id": "atlas", "published": "2024-03-06"}, "claims": claims}


@st.composite
def true_places(draw: st.DrawFn, most: int = 4) -> Row:
    """Return a claim file of which every claim is true, however roughly it is put."""
    kinds = draw(st.lists(st.sampled_from(sorted(_TRUE)), min_size=1, max_size=most))
    return _file([_TRUE[kind](_telling(draw)) for kind in kinds])


@st.composite
def lied_places(draw: st.DrawFn, kind: str) -> Lied:
    """Return such a file with one lie of a kind of `LIES` among what is true."""
    made, rule = LIES[kind]
    kinds = draw(st.lists(st.sampled_from(sorted(_TRUE)), max_size=2))
    groups = [_TRUE[each](_telling(draw)) for each in kinds]
    return Lied(_file([*groups, made(_telling(draw))]), f"atlas#claim{len(groups)}", rule)
