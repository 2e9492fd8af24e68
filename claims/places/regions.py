"""First-level regions by name: provinces, states, prefectures, and the groups they make up.

The outlines and most names are those of Natural Earth (`claims/data/regions.bin`). It follows who
holds a place in fact, and in some countries its first level is finer than the law's: there the
regions of law are groups of its rows (Brittany, Scotland).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from claims.names import fold
from claims.places import outlines
from claims.places.gazetteer import country_named, is_disputed, islands_in
from claims.places.model import Place
from claims.places.shape import Shape, together

_MAIN = 2
"""So many names of a row are its own: in English, and as the country writes it."""

_SORTS = (
    "province", "prefecture", "state", "oblast", "region", "county", "department", "district",
    "governorate", "republic", "krai", "canton", "voivodeship", "territory", "parish",
    "autonomous region", "autonomous community", "special administrative region", "municipality",
)  # fmt: skip
_BEHIND = re.compile(rf"(?P<name>.+) (?:{'|'.join(_SORTS)})")
_BEFORE = re.compile(rf"(?:the )?(?:{'|'.join(_SORTS)}) of (?P<name>.+)")


_SAID_WITH_SORT = frozenset({
    "county", "department", "district", "governorate", "metropolitan department", "municipality",
    "oblast", "prefecture", "region", "urban prefecture", "voivodeship|province",
})  # fmt: skip
"""Sorts of region that news names with the word ("Lima department"), other than states, provinces
and autonomous communities ("São Paulo", "Utrecht", "Valencia" may be either)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region, or a group of them, by the ids of its rows."""

    name: str
    sort: str
    country: str
    """The name of the country that holds it."""
    ids: tuple[str, ...]

    @property
    def country_id(self) -> str | None:
        """Return the id of its country in the pack of countries."""
        found = country_named(self.country)
        return None if found is None else found.id

    @property
    def is_said_with_its_sort(self) -> bool:
        """Say whether the region is usually named together with what it is."""
        return self.sort.lower() in _SAID_WITH_SORT | {""}

    @property
    def words(self) -> str:
        """Return the region as a list of candidates has it."""
        return f"{self.name}, {(self.sort or 'region').lower()} of {self.country}"

    def place(self) -> Place:
        """Return the region as a place."""
        return _place(self)

    def shape(self) -> Shape:
        """Return its area."""
        return together([_drawn(id_) for id_ in self.ids])


@dataclass(frozen=True, slots=True)
class _Index:
    main: dict[str, tuple[Region, ...]]
    other: dict[str, tuple[Region, ...]]
    groups: dict[frozenset[str], Region]


def regions(name: str) -> tuple[Region, ...]:
    """Return the regions of that name, by the names that they go by first."""
    found, index = fold(name), _index()
    bare = bare_name(found)
    for held in (index.main, index.other):
        for each in (found, bare):
            if each is not None and each in held:
                return _as_group(held[each])
    return ()


def _as_group(found: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return the group that some regions are, where they are all of one: Brittany."""
    if len(found) < 2:
        return found
    ids = {id_ for region in found for id_ in region.ids}
    group = _index().groups.get(frozenset(ids))
    return found if group is None else (group,)


def main_regions(name: str) -> tuple[Region, ...]:
    """Return the regions that go by a name, other spellings left aside."""
    return _index().main.get(fold(name), ())


def bare_name(folded: str) -> str | None:
    """Return a folded name without the word that says what it is of; None where it has none."""
    match = _BEHIND.fullmatch(folded) or _BEFORE.fullmatch(folded)
    return None if match is None else match["name"]


@cache
def _index() -> _Index:
    main: dict[str, list[Region]] = {}
    other: dict[str, list[Region]] = {}
    groups: dict[tuple[str, str], list[str]] = {}
    for id_, row in outlines.pack(outlines.REGIONS).rows.items():
        said = row.said
        names = [str(name) for name in said["names"]]
        region = Region(_short(names[0]), str(said["sort"]), str(said["of"]), (id_,))
        own = {fold(name) for name in names[:_MAIN]}
        for name in sorted(own):
            main.setdefault(name, []).append(region)
        # "Kyiv" is the city, where the region is called "Kyiv Oblast".
        bare = {short for name in own if (short := bare_name(name)) is not None}
        for name in sorted((bare | {fold(name) for name in names[_MAIN:]}) - own):
            other.setdefault(name, []).append(region)
        for group in said["in"]:
            groups.setdefault((group, region.country), []).append(id_)
    known: dict[frozenset[str], Region] = {}
    for (name, country), ids in groups.items():
        folded = fold(name)
        known[frozenset(ids)] = Region(name, "region", country, tuple(ids))
        if not any(held.country == country for held in main.get(folded, ())):
            main.setdefault(folded, []).append(known[frozenset(ids)])
    return _Index(_frozen(main), _frozen(other), known)


def _frozen(found: dict[str, list[Region]]) -> dict[str, tuple[Region, ...]]:
    return {
        name: tuple(sorted(group, key=lambda r: (r.country, r.name, r.ids)))
        for name, group in found.items()
    }


def _short(name: str) -> str:
    """Return "Hiroshima" of "Hiroshima Prefecture"."""
    match = re.fullmatch(rf"(.+) (?:{'|'.join(_SORTS)})", name, re.IGNORECASE)
    return name if match is None else match[1]


@cache
def _drawn(id_: str) -> Shape:
    found = outlines.outline(id_, outlines.REGIONS)
    return Shape(found.polygons, found.islets)


@cache
def _place(region: Region) -> Place:
    shape = region.shape()
    country = region.country_id
    parts = () if country is None else islands_in(country, shape)
    if is_disputed(shape.centre):
        country = None  # whose it is is what the dispute is about
    source = outlines.pack(outlines.REGIONS).source
    return Place(region.name, "region", shape, outlines.TOLERANCE, source, country, parts=parts)
