"""Texts as places: names, phrases, coordinates and GeoJSON.

A name that nothing knows is told as unknown, and one that several places have with all of them;
neither is ever guessed. What settles it: coordinates, "geonames:" and an id, a country behind a
comma ("Paris, France"), or a row under `places` in the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from claims.coordinates import FORMS, Coordinates, Impossible, read_coordinates
from claims.names import fold
from claims.places import gazetteer, phrases, regions
from claims.places.gazetteer import MOST_CANDIDATES, Country
from claims.places.geodesy import Spot
from claims.places.geojson import (
    read_geojson,
    read_geojson_file,
    read_geojson_from,
    read_geojson_text,
)
from claims.places.measure import farthest, nearest
from claims.places.model import Place, Unplaced
from claims.places.shape import point
from claims.quantity import Quantity, read_quantity
from claims.source import quoted

if TYPE_CHECKING:
    from claims.files import Shelf
    from claims.load import SourceDocument
    from claims.places.regions import Region
    from claims.places.shape import Shape
    from claims.records import NamedPlace

LONGEST = 300
"""The longest text, in characters, that is looked at as a place, but for GeoJSON."""

HALF_ROUND = 20_004_000.0
"""The greatest distance there is, in metres: half the meridian, rounded up (WGS 84)."""

_DEPTH = 4

SIDES = {
    "north": (0.0, 22.5), "north northeast": (22.5, 11.25), "northeast": (45.0, 22.5),
    "east northeast": (67.5, 11.25), "east": (90.0, 22.5), "east southeast": (112.5, 11.25),
    "southeast": (135.0, 22.5), "south southeast": (157.5, 11.25), "south": (180.0, 22.5),
    "south southwest": (202.5, 11.25), "southwest": (225.0, 22.5), "west southwest": (247.5, 11.25),
    "west": (270.0, 22.5), "west northwest": (292.5, 11.25), "northwest": (315.0, 22.5),
    "north northwest": (337.5, 11.25),
}  # fmt: skip
"""Compass words: the middle of the sector and half its width, in degrees."""

_SHORT = {
    "n": "north", "nne": "north northeast", "ne": "northeast", "ene": "east northeast",
    "e": "east", "ese": "east southeast", "se": "southeast", "sse": "south southeast",
    "s": "south", "ssw": "south southwest", "sw": "southwest", "wsw": "west southwest",
    "w": "west", "wnw": "west northwest", "nw": "northwest", "nnw": "north northwest",
}  # fmt: skip

_SIDE = r"(?P<side>(?:north|south)?[ -]?(?:east|west)|north|south)"
_WORD = "(?:north|south|east|west)"
_COMPASS = rf"(?P<side>(?:due )?{_WORD}(?:[ -]?{_WORD}){{0,2}}(?:ern|wards?)?|[nsew]{{1,3}})"


def read_bearing(text: str) -> tuple[float, float] | None:
    """Read a direction: a compass word, its letters or degrees.

    Returns the middle of a sector and half its width, in degrees; None where it is none.
    """
    if text.lstrip()[:1] in {"-", "−"}:
        return None  # folding would drop the sign
    folded = fold(text)
    degrees = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?) ?(?:°|º|o|degrees?|deg)?(?: true)?", folded)
    if degrees:
        value = float(degrees[1])
        step = 10.0 ** -len(degrees[1].partition(".")[2])
        # A bearing in whole tens or fives is hardly exact to the degree.
        if step == 1.0:
            step = 10.0 if value % 10 == 0 else 5.0 if value % 5 == 0 else 1.0
        return (value % 360, step / 2) if value <= 360 else None
    joined = re.sub(r"\b(north|south) (east|west)\b", r"\1\2", folded).removesuffix("wards")
    joined = re.sub(r"ern$|ward$|erly$", "", joined)
    joined = re.sub(r"^due ", "", joined)
    return SIDES.get(_SHORT.get(joined.replace(" ", ""), joined))


class Atlas:
    """The places that the texts of some documents name; each text of a document is read once.

    Files that documents name are read from the `shelf`, the file system where none is given.
    """

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = shelf
        self._known: dict[tuple[str, str], Place | Unplaced] = {}

    def place(self, text: str, document: SourceDocument) -> Place | Unplaced:
        """Return the place that a text of a document names."""
        key = (document.key, text)
        if key not in self._known:
            self._known[key] = _Reader(document, self._shelf).read(text)
        return self._known[key]


class _Reader:
    """Reads texts in the context of one document."""

    def __init__(self, document: SourceDocument, shelf: Shelf | None) -> None:
        country = document.record.country
        self.country = gazetteer.country_named(country) if country else None
        self.defined = {
            fold(name): row for row in document.record.places for name in (row.name, *row.also)
        }
        self.file = document.place.file
        self.shelf = shelf
        self.folder = None if self.file == "<stdin>" else Path(self.file).parent
        self.units_of = document.dateline.country

    def read(self, text: str, depth: int = 0, *, cities: bool = True) -> Place | Unplaced:
        """Return the place of a text; without cities only where no city is needed for it."""
        text = " ".join(text.split())
        row = self.defined.get(fold(text))
        if row is not None:
            return self._defined(row)
        plain = self._plain(text)
        if plain is not None:
            return plain
        found = gazetteer.in_packs(text)
        if found:
            return self._of_packs(text, found)
        # Looking among cities takes half a second: first what can be read without them.
        phrase = self._phrase(text, depth, cities=False)
        if isinstance(phrase, Place) and text[:1].isupper() and regions.main_regions(text):
            return self._region_or_city(text)  # "Western Australia" is a name
        if isinstance(phrase, Place) or not cities:
            return phrase or _unknown(text)
        phrase = self._phrase(text, depth, cities=True) or phrase
        if isinstance(phrase, Place):
            return phrase
        named = self._named(text)
        if isinstance(named, Place) or named.candidates:
            return named
        return phrase or named

    def _plain(self, text: str) -> Place | Unplaced | None:
        """Read what says itself where it lies: GeoJSON, a file of it, or coordinates."""
        if text.startswith("{"):
            return _drawn(text, read_geojson_text(text))
        if re.search(r"\.(?:geo)?json$", text, re.IGNORECASE):
            return self._file(text, text)
        if len(text) > LONGEST:
            return Unplaced(text[:40] + "…", f"it is longer than {LONGEST} characters", _WAY_OUT)
        coordinates = read_coordinates(text)
        if isinstance(coordinates, Impossible):
            return Unplaced(text, coordinates.reason, coordinates.help)
        return None if coordinates is None else _at(text, coordinates)

    def _phrase(self, text: str, depth: int, *, cities: bool) -> Place | Unplaced | None:
        """Read a phrase; the first that makes sense, or tells of several places, counts."""
        told = None
        if depth >= _DEPTH:
            return None
        for form, build in _FORMS:
            match = form.fullmatch(text)
            if match is not None:
                found = build(_Inner(self, depth, cities), match, text)
                if isinstance(found, Place):
                    return found
                if told is None and (found.candidates or found.reason != _UNKNOWN):
                    told = found
        return told

    # names

    def _named(self, text: str) -> Place | Unplaced:
        by_id = re.fullmatch(r"geonames?:(\d{1,9})", text, re.IGNORECASE)
        if by_id:
            city = gazetteer.city_by_id(int(by_id[1]))
            if city is None:
                return Unplaced(text, "no city of 5,000 people or more has that id", _WAY_OUT)
            return city.place()
        by_code = re.fullmatch(r"iso:([A-Z]{2})", text, re.IGNORECASE)
        if by_code:
            code = by_code[1].upper()
            known = code in gazetteer.countries()
            return gazetteer.country(code) if known else _unknown(text)
        head, comma, tail = text.rpartition(",")
        if comma and head.strip():
            return self._qualified(text, head.strip(), tail.strip())
        return self._region_or_city(text)

    def _region_or_city(self, text: str) -> Place | Unplaced:
        """Return the region or city of a name; where one name means both, it must be said which."""
        return self._either(text, *_meant(text))

    def _either(
        self, text: str, named: tuple[Region, ...], own: tuple[gazetteer.City, ...]
    ) -> Place | Unplaced:
        if not named or not own:
            found = self._of_regions(text, named) if named else None
            return found or (self._of_cities(text, own) if own else _unknown(text))
        others = [region for region in named if not _is_around(region, own[0])]
        if not others:
            return self._of_cities(text, own)
        shown = [*(region.words for region in others), *(city.words for city in own)]
        return Unplaced(text, _SEVERAL, _SETTLE, tuple(shown[:MOST_CANDIDATES]))

    def _of_regions(self, text: str, found: tuple[Region, ...]) -> Place | Unplaced:
        if len(found) == 1:
            return found[0].place()
        home = [r for r in found if self.country and r.country_id == self.country.id]
        if len(home) == 1:
            return home[0].place()
        shown = tuple(region.words for region in found[:MOST_CANDIDATES])
        return Unplaced(text, _SEVERAL, _SETTLE, shown)

    def _of_packs(self, text: str, found: tuple[Country | gazetteer.Row, ...]) -> Place | Unplaced:
        candidates = [_words(entry) for entry in found]
        if fold(text) in gazetteer.others():
            candidates.append(f"{text}, {gazetteer.others()[fold(text)]}")
        if len(candidates) > 1:
            return Unplaced(text, _SEVERAL, _SETTLE, tuple(sorted(candidates)))
        place = gazetteer.placed(found[0])
        if place is None:
            return Unplaced(text, "the outlines have nothing of it", _WAY_OUT)
        return place

    def _qualified(self, text: str, head: str, tail: str) -> Place | Unplaced:
        country = gazetteer.country_named(tail)
        state = gazetteer.states().get(fold(tail))
        own = [
            entry
            for entry in gazetteer.in_packs(head)
            if isinstance(entry, gazetteer.Row) and country and entry.data.get("of") == country.id
        ]
        if own:
            return self._of_packs(head, (own[0],))
        if country is not None:
            named, cities = _meant(head, country.id)
            return self._either(text, named, cities)
        within = () if state else regions.regions(tail)
        if within:
            inside = tuple(
                city
                for city in gazetteer.cities(head)
                if any(r.country_id == city.country and _holds(r, city) for r in within)
            )
            return self._of_cities(text, inside) if inside else _unknown(text)
        cities = tuple(
            city
            for city in gazetteer.cities(head)
            if state and city.country == "US" and city.region == state
        )
        return self._of_cities(text, cities) if cities else _unknown(text)

    def _of_cities(self, text: str, cities: tuple[gazetteer.City, ...]) -> Place | Unplaced:
        if len(cities) == 1:
            return cities[0].place()
        largest = cities[0]
        home = [city for city in cities if self.country and city.country == self.country.id]
        # The document's country chooses, unless a larger city elsewhere has the name.
        if len(home) == 1 and home[0] is largest:
            return largest.place()
        shown = tuple(city.words for city in cities[:MOST_CANDIDATES])
        more = len(cities) - len(shown)
        listed = (*shown, f"and {more} more") if more > 0 else shown
        return Unplaced(text, _SEVERAL, _SETTLE, listed)

    # places that the document defines

    def _defined(self, row: NamedPlace) -> Place | Unplaced:
        within = row.within
        tolerance = None
        if within is not None:
            read = read_quantity(within, country=self.units_of)
            if not isinstance(read, Quantity) or read.unit.dimension != "[length]":
                reason = f"{quoted(within)} is no distance"
                return Unplaced(row.name, reason, "write `within: 5 km`")
            tolerance = float(read.exact.upper)
        found: Place | Unplaced
        if row.at is not None:
            coordinates = read_coordinates(row.at)
            if isinstance(coordinates, Impossible):
                return Unplaced(row.name, coordinates.reason, coordinates.help)
            if coordinates is None:
                return Unplaced(row.name, f"{quoted(row.at)} is no pair of coordinates", _WAY_OUT)
            found = _at(row.name, coordinates)
        elif isinstance(row.geojson, str) and not row.geojson.lstrip().startswith("{"):
            found = self._file(row.name, row.geojson)
        elif isinstance(row.geojson, str):
            found = _drawn(row.name, read_geojson_text(row.geojson))
        else:
            found = _drawn(row.name, read_geojson(row.geojson))
        if isinstance(found, Unplaced) or tolerance is None:
            return found
        return Place(found.name, found.kind, found.shape, tolerance, found.source)

    def _file(self, name: str, path: str) -> Place | Unplaced:
        if self.folder is None:
            reason = "standard input has no folder that a file could be in"
            return Unplaced(name, f"{quoted(path)}: {reason}", "give the GeoJSON itself")
        if self.shelf is not None:
            found = read_geojson_from(self.shelf, self.file, path)
        else:
            found = read_geojson_file(path, self.folder)
        if isinstance(found, str):
            return Unplaced(name, f"{quoted(path)}: {found}", "correct the file or its name")
        return _drawn(name, found)


class _Inner:
    """Reads the place inside of a phrase."""

    def __init__(self, reader: _Reader, depth: int, cities: bool) -> None:  # noqa: FBT001 - private
        self.reader = reader
        self.depth = depth
        self.cities = cities

    def read(self, text: str) -> Place | Unplaced:
        """Return the place of a name, of another phrase, or of a word such as "Norwegian"."""
        text = re.sub(r"['’]s$", "", text.strip())
        country = gazetteer.of_adjective(text)
        if country is not None and not gazetteer.in_packs(text):
            return gazetteer.country(country.id)
        return self.reader.read(text, self.depth + 1, cities=self.cities)

    def distance(self, text: str) -> Quantity | None:
        """Return the distance that a text gives, if it gives one that can be."""
        found = read_quantity(text, country=self.reader.units_of)
        if not isinstance(found, Quantity) or found.unit.dimension != "[length]":
            return None
        return found if 0 <= found.default.lower <= found.default.upper <= HALF_ROUND else None


def _words(entry: Country | gazetteer.Row) -> str:
    if isinstance(entry, Country):
        return f"{entry.name}, a country or territory"
    of = entry.data.get("of", entry.data.get("held"))
    holder = f" of {gazetteer.countries()[of].name}" if of else ""
    sort = {"waters": "waters", "groups": "a group"}.get(entry.section, entry.section[:-1])
    return f"{entry.name}, {sort}{holder}"


_WAY_OUT = "give coordinates, or a row under `places` of the document; forms: " + ", ".join(FORMS)
_SETTLE = 'add a country ("Paris, France"), an id ("geonames:2988507") or coordinates'


_Named = TypeVar("_Named")

_UNKNOWN = "no place of that name is known"
_SEVERAL = "several places are called so"

_AROUND = 150_000.0
"""A region that reaches no farther than so many metres from the city of its name is meant when the
city is: Hamburg, Tokyo without its far islands. "New York" may be either."""


def _meant(
    name: str, country: str | None = None
) -> tuple[tuple[Region, ...], tuple[gazetteer.City, ...]]:
    """Return the regions and cities that a name may mean, in a country where one is given.

    Other names of a region count where no city of some size goes by the name, and small towns,
    which are many, where nothing else does.
    """

    def of(found: tuple[_Named, ...], held: Callable[[_Named], str | None]) -> tuple[_Named, ...]:
        return tuple(each for each in found if country is None or held(each) == country)

    def cities(found: tuple[gazetteer.City, ...]) -> tuple[gazetteer.City, ...]:
        return of(found, lambda city: city.country)

    own = of(regions.main_regions(name), lambda region: region.country_id)
    large = cities(gazetteer.large_cities(name))
    if own or large:
        return own, large
    other = of(regions.regions(name), lambda region: region.country_id)
    return (other, ()) if other else ((), cities(gazetteer.cities(name)))


def _holds(region: Region, city: gazetteer.City) -> bool:
    return nearest(region.shape(), point(city.spot)).distance == 0


def _is_around(region: Region, city: gazetteer.City) -> bool:
    """Say whether who names the city of a region does not mean the region.

    That is so where the region is little more than the city, and where usage says what it is of
    with its name: "Kharkiv" is the city, and the region is the Kharkiv region.
    """
    if region.country_id != city.country:
        return False
    shape, at, reach = region.shape(), point(city.spot), city.place().tolerance
    if region.is_said_with_its_sort and nearest(shape, at).distance <= reach:
        return True
    # Far islands of it are left aside: the greater part of its land is what counts.
    main = max(range(len(shape.areas)), key=lambda number: shape.areas[number], default=None)
    part = shape if main is None else shape.part(main)
    return nearest(part, at).distance <= reach and farthest(at, part).distance <= _AROUND


def _unknown(text: str) -> Unplaced:
    return Unplaced(text, _UNKNOWN, _WAY_OUT)


def _at(name: str, found: Coordinates) -> Place:
    spot = Spot(found.lon, found.lat)
    return Place(name, "coordinates", point(spot), found.tolerance, "coordinates in the file")


def _drawn(name: str, found: Shape | str) -> Place | Unplaced:
    if isinstance(found, str):
        return Unplaced(name if len(name) <= 60 else name[:57] + "…", found, "correct the GeoJSON")
    shown = name if not name.startswith("{") else "the place given as GeoJSON"
    return Place(shown, "geojson", found, 0.0, "GeoJSON in the file's folder")


# --- phrases -------------------------------------------------------------------------------------


def _central(inner: _Inner, match: re.Match[str], text: str) -> Place | Unplaced:
    place = inner.read(match["of"])
    if isinstance(place, Unplaced):
        return place
    return phrases.central(place) or Unplaced(text, f"{place.name} has no area", _WAY_OUT)


def _side(inner: _Inner, match: re.Match[str], text: str) -> Place | Unplaced:
    place = inner.read(match["of"])
    if isinstance(place, Unplaced):
        return place
    short = _letters(match["side"])
    found = phrases.part_towards(place, short, text)
    return found or Unplaced(text, f"{place.name} has no such part", _WAY_OUT)


def _letters(side: str) -> str:
    joined = re.sub(r"[ -]", "", side.lower())
    return "".join(w[0] for w in re.findall("north|south|east|west", joined))


def _off(inner: _Inner, match: re.Match[str], text: str) -> Place | Unplaced:
    place = inner.read(match["of"])
    if isinstance(place, Unplaced):
        return place
    side = match.groupdict().get("side")
    if side:
        place = phrases.part_towards(place, _letters(side), text) or place
    told = (
        f"the sea within {phrases.OFF / 1852:.0f} nautical miles of {place.name}, half as much "
        "more or less"
    )
    return phrases.around(place, text, phrases.OFF, told, at_sea=True)


def _near(inner: _Inner, match: re.Match[str], text: str) -> Place | Unplaced:
    place = inner.read(match["of"])
    if isinstance(place, Unplaced):
        return place
    told = (
        f"what lies within {phrases.NEAR / 1000:.0f} km of {place.name}, half as much more or less"
    )
    return phrases.around(place, text, phrases.NEAR, told, at_sea=False)


def _between(inner: _Inner, match: re.Match[str], text: str) -> Place | Unplaced:
    first, second = inner.read(match["one"]), inner.read(match["other"])
    if isinstance(first, Unplaced):
        return first
    if isinstance(second, Unplaced):
        return second
    at_sea = match["what"] is not None and match["what"].lower() not in {"area", "land"}
    found = phrases.between(first, second, text, at_sea=at_sea)
    return found if isinstance(found, Place) else Unplaced(text, found, _WAY_OUT)


def _away(inner: _Inner, match: re.Match[str], text: str) -> Place | Unplaced:
    distance = inner.distance(match["distance"])
    if distance is None:
        return _unknown(text)
    side = match.groupdict().get("side")
    bearing = read_bearing(side) if side else None
    if side and bearing is None:
        return _unknown(text)
    place = inner.read(match["of"])
    if isinstance(place, Unplaced):
        return place
    return phrases.away(place, text, distance.default, bearing)


def _zone(inner: _Inner, match: re.Match[str], text: str) -> Place | Unplaced:
    place = inner.read(match["of"])
    if isinstance(place, Unplaced):
        return place
    what = fold(match["what"])
    if what in {"exclusive economic zone", "eez"}:
        told = (
            f"the sea within 200 nautical miles of {place.name}: an approximation by distance "
            "alone, which knows no agreed boundary"
        )
        return phrases.zone(place, text, phrases.OFF, told)
    if "waters" in what:
        told = (
            f"the sea within 12 nautical miles of {place.name}: an approximation by distance alone"
        )
        return phrases.zone(place, text, phrases.TERRITORIAL, told)
    return place


_PART = r"(?:(?:part|half|area|region|interior|section) of )?"
_THE = r"(?:the )?"
_OF = r"(?P<of>.{1,200})"
_COAST = rf"{_SIDE}(?:ern)? coast"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_Build = Callable[[_Inner, re.Match[str], str], Place | Unplaced]
_FORMS: tuple[tuple[re.Pattern[str], _Build], ...] = (
    (
        _form(
            r"(?:in )?(?:(?:the )?(?P<what>waters|sea|seas|strait|water|area|land) )?"
            r"between (?P<one>.{1,120}?) and (?P<other>.{1,120})"
        ),
        _between,
    ),
    (
        _form(rf"(?P<distance>.{{1,60}}?) {_COMPASS} (?:of|from|off) {_OF}"),
        _away,
    ),
    (_form(r"(?P<distance>.{1,60}?) (?:away )?(?:from|off|outside) (?P<of>.{1,200})"), _away),
    (_form(rf"off {_THE}{_COAST} of (?P<of>.{{1,200}})"), _off),
    (_form(rf"off (?P<of>.{{1,200}}?)(?:['’]s?)? {_COAST}"), _off),
    (_form(rf"off {_THE}(?:coast|shore|shores) of (?P<of>.{{1,200}})"), _off),
    (_form(r"off (?P<of>.{1,200}?)(?:['’]s?)? (?:coast|shore|shores)"), _off),
    (_form(r"off (?P<of>.{1,200})"), _off),
    (_form(r"(?:near|close to|around|in the vicinity of) (?P<of>.{1,200})"), _near),
    (
        _form(rf"{_THE}(?:central|heart of|cent(?:re|er) of|middle of|middle) {_PART}{_OF}"),
        _central,
    ),
    (_form(rf"(?:the )?{_SIDE}(?:ern)? {_PART}(?P<of>.{{1,200}})"), _side),
    (_form(rf"(?:the )?{_SIDE}(?:ern)? of (?P<of>.{{1,200}})"), _side),
    (
        _form(
            r"(?:the )?(?P<of>.{1,200}?)(?:['’]s?)? (?:claimed )?"
            r"(?P<what>exclusive economic zone|EEZ|territorial waters|waters|territory|soil|"
            r"mainland|airspace|side)"
        ),
        _zone,
    ),
    (
        _form(
            r"(?:the )?(?P<what>exclusive economic zone|EEZ|territorial waters|waters|territory|"
            r"airspace) of (?P<of>.{1,200})"
        ),
        _zone,
    ),
    (_form(r"(?P<what>in|inside|within|at|over) (?P<of>.{1,200})"), _zone),
)
