"""Claims as a map: the places, ranges and ways that they speak of, as one SVG picture.

The picture stands by itself: no script, no font and nothing from a network. It is the same, byte
for byte, whenever the claims are.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from claims import records
from claims.places import gazetteer, geodesy, outlines, search
from claims.places.model import Place
from reports.display import one_line
from reports.projection import Array, Cylindrical, EqualArea, fitting
from rules.claimset import ClaimSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claims.load import Corpus, Entry

WIDTH = 960.0
MARGIN = 24.0
LEGEND = 18.0
MOST = 60
"""Places, ranges and ways of each sort that are drawn; the legend tells how many more there are."""

_LONGEST = 60
_STYLE = (
    "text{font:12px sans-serif;fill:#222}"
    ".sea{fill:#eef4f8}.land{fill:#e3e0d6;stroke:#a9a493;stroke-width:.5}"
    ".net{fill:none;stroke:#d5e0e8;stroke-width:.6}"
    ".area{fill:#4477aa;fill-opacity:.22;stroke:#4477aa;stroke-width:1}"
    ".target{fill:#aa7744;fill-opacity:.28;stroke:#aa7744;stroke-width:1}"
    ".margin{fill:none;stroke:#4477aa;stroke-dasharray:3 3}"
    ".ring{fill:none;stroke:#b2182b;stroke-width:1.5}"
    ".way{fill:none;stroke:#225522;stroke-width:1.5;stroke-dasharray:6 3}"
    ".dot{fill:#222;stroke:#fff;stroke-width:1}"
    ".name{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
)


class Ring(NamedTuple):
    """A range about a place, in metres: about its nearest point, or about every point of it."""

    place: Place
    radius: float
    every: bool
    words: str


class Way(NamedTuple):
    """A way from one place to another, and the words for it."""

    start: Place
    end: Place
    words: str


class Drawing(NamedTuple):
    """What is drawn: places, those that are targets, ranges and ways, each once and in order.

    `unplaced` are texts of which it is not known where they lie.
    """

    places: tuple[Place, ...]
    targets: tuple[Place, ...]
    rings: tuple[Ring, ...]
    ways: tuple[Way, ...]
    unplaced: tuple[str, ...]


def drawing_of(corpus: Corpus) -> Drawing:
    """Return what the claims of a corpus speak of on a map."""
    found = _Gathered(ClaimSet(corpus))
    for entry in corpus.entries:
        record = entry.record
        if isinstance(record, records.Event):
            found.event(entry, record)
        elif isinstance(record, records.Location):
            for text in record.place:
                found.placed(entry, text)
        elif isinstance(record, records.Reach):
            found.reach(entry, record)
    return found.drawing()


class _Gathered:
    """What has been found so far; lives for one call of `drawing_of` only."""

    def __init__(self, claims: ClaimSet) -> None:
        self.claims = claims
        self.places: dict[str, Place] = {}
        self.targets: dict[str, Place] = {}
        self.rings: dict[tuple[str, float, bool], Ring] = {}
        self.ways: dict[tuple[str, str], Way] = {}
        self.unplaced: dict[str, None] = {}

    def placed(self, entry: Entry, text: str | None, *, target: bool = False) -> Place | None:
        """Keep the place of a text, and return it."""
        if text is None:
            return None
        place = self.claims.atlas.place(text, entry.document)
        if not isinstance(place, Place):
            self.unplaced[text] = None
            return None
        return (self.targets if target else self.places).setdefault(place.name, place)

    def event(self, entry: Entry, record: records.Event) -> None:
        """Keep the places of an event, and its way."""
        self.placed(entry, record.place)
        start, end = self.placed(entry, record.from_), self.placed(entry, record.to)
        if start is not None and end is not None:
            words = f"{record.id}: from {start.name} to {end.name}"
            self.ways.setdefault((start.name, end.name), Way(start, end, words))

    def reach(self, entry: Entry, record: records.Reach) -> None:
        """Keep the targets of a range, and the range."""
        for text in record.target:
            self.placed(entry, text, target=True)
        event = self.claims.event(entry, record.of)
        origin = record.from_
        if origin is None and event is not None and isinstance(event.record, records.Event):
            origin = event.record.from_
        place = self.placed(entry, origin)
        radius = _radius(entry)
        if place is not None and radius is not None:
            every = record.origin == "every"
            words = f"{record.id}: {record.distance} from {'every point of ' if every else ''}"
            ring = Ring(place, radius, every, words + place.name)
            known = self.rings.get((place.name, radius, every))
            if known is not None:
                ring = known._replace(words=f"{record.id}, {known.words}")
            self.rings[place.name, radius, every] = ring

    def drawing(self) -> Drawing:
        """Return all of it, in the order of names."""
        places = (place for name, place in sorted(self.places.items()) if name not in self.targets)
        return Drawing(
            tuple(places),
            tuple(self.targets[name] for name in sorted(self.targets)),
            tuple(self.rings[key] for key in sorted(self.rings)),
            tuple(self.ways[key] for key in sorted(self.ways)),
            tuple(sorted(self.unplaced)),
        )


def _radius(entry: Entry) -> float | None:
    """Return the range of a claim in metres, where it is one that can be drawn."""
    quantity = entry.quantity("distance")
    if quantity is None or quantity.unit.dimension != "[length]":
        return None
    exact = (quantity.plain or quantity).exact
    radius = float(exact.upper)
    return radius if 0 < radius < 20_000_000 else None


def render(corpus: Corpus) -> str:
    """Return the map of the claims as SVG; raises NothingToDrawError where there is none."""
    drawing = drawing_of(corpus)
    if not (drawing.places or drawing.targets):
        raise NothingToDrawError
    return _svg(drawing)


class NothingToDrawError(LookupError):
    """No claim names a place that is known."""


# --- the sheet -----------------------------------------------------------------------------------


class _Sheet(NamedTuple):
    """A projection, and what it takes to get from its plane to the picture."""

    projection: EqualArea | Cylindrical
    west: float
    north: float
    scale: float
    height: float

    def points(self, points: Array) -> Array:
        """Return points of the picture, x to the right and y down."""
        plane = self.projection(points)
        x = MARGIN + (plane[:, 0] - self.west) * self.scale
        y = MARGIN + (self.north - plane[:, 1]) * self.scale
        return np.column_stack([x, y])


def _sheet(drawing: Drawing) -> _Sheet:
    shown = np.concatenate([*_extents(drawing)])
    projection = fitting(shown)
    plane = projection(shown)
    plane = plane[~np.isnan(plane).any(axis=1)]
    (west, south), (east, north) = plane.min(axis=0), plane.max(axis=0)
    wide, high = max(east - west, 0.02), max(north - south, 0.02)
    # Room around, and no strip so thin that nothing can be seen beside it.
    wide, high = max(wide, high * 0.6) * 1.08, max(high, wide * 0.45) * 1.08
    scale = (WIDTH - 2 * MARGIN) / wide
    middle = (west + east) / 2, (south + north) / 2
    return _Sheet(
        projection,
        middle[0] - wide / 2,
        middle[1] + high / 2,
        scale,
        high * scale + 2 * MARGIN,
    )


def _extents(drawing: Drawing) -> Iterator[Array]:
    for place in (*drawing.places, *drawing.targets):
        yield place.shape.sample.points
        if place.margin:
            yield geodesy.circle(place.shape.centre, place.margin, 24)
    for ring in drawing.rings[:MOST]:
        # A range that goes half round the globe would leave nothing of the rest.
        if ring.radius < 9_000_000:
            yield _edge(ring)


@lru_cache(maxsize=MOST)
def _edge(ring: Ring) -> Array:
    """Return the edge of a range: how far it goes in each direction from the middle of its place.

    About an area it is sought by halving: a range that is longer than the area is wide has one
    edge in each direction, and of a shorter one the circle about the middle is drawn.
    """
    shape, centre = ring.place.shape, ring.place.shape.centre
    if ring.place.is_point or not _has_edge(ring):
        return geodesy.circle(centre, ring.radius, _CORNERS)
    wide = _width(ring.place)
    turns = np.linspace(0.0, 360.0, _CORNERS + 1)
    low, high = np.full_like(turns, ring.radius - wide), np.full_like(turns, ring.radius + wide)
    reached = search.to_farthest if ring.every else search.to_nearest
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        spots = np.array(
            [geodesy.destination(centre, *way) for way in zip(turns, middle, strict=True)]
        )
        within = reached(shape.sample, spots) <= ring.radius
        low, high = np.where(within, middle, low), np.where(within, high, middle)
    return spots


def _has_edge(ring: Ring) -> bool:
    """Say whether a range is long enough, and not too long, to be drawn about all of its place."""
    wide = _width(ring.place)
    return ring.place.is_point or wide < ring.radius < _HALF_ROUND - wide


def _width(place: Place) -> float:
    """Return how far a place reaches from its middle, in metres."""
    return float(search.to_farthest(place.shape.sample, np.array([place.shape.centre]))[0])


_CORNERS = 180
_HALVINGS = 11
_HALF_ROUND = 19_000_000.0


# --- the drawing ---------------------------------------------------------------------------------


def _svg(drawing: Drawing) -> str:
    sheet = _sheet(drawing)
    legend = _legend(drawing)
    height = sheet.height + LEGEND * (len(legend) + 1)
    title = "Places, ranges and ways of the claims"
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}"',
        f'     width="{WIDTH:.0f}" height="{height:.0f}" role="img" aria-label="{title}">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f'<clipPath id="sheet"><rect width="{WIDTH:.0f}" height="{sheet.height:.0f}"/></clipPath>',
        f'<rect class="sea" width="{WIDTH:.0f}" height="{height:.0f}"/>',
        '<g clip-path="url(#sheet)">',
        *_net(sheet),
        *_land(sheet),
        *_areas(sheet, drawing.targets[:MOST], "target"),
        *_areas(sheet, drawing.places[:MOST], "area"),
        *(f'<path class="ring" d="{d}"/>' for d in _rings(sheet, drawing.rings[:MOST])),
        *(f'<path class="way" d="{d}"/>' for d in _ways(sheet, drawing.ways[:MOST])),
        *_names(sheet, (*drawing.places[:MOST], *drawing.targets[:MOST])),
        "</g>",
        *(
            f'<text x="{MARGIN:.0f}" y="{sheet.height + LEGEND * (number + 1):.0f}">{row}</text>'
            for number, row in enumerate(legend)
        ),
        "</svg>",
    ]
    return "\n".join(row for row in rows if row) + "\n"


def _legend(drawing: Drawing) -> list[str]:
    rows = [
        f"red: {_text(ring.words)}{'' if _has_edge(ring) else ' (drawn about its middle)'}"
        for ring in drawing.rings[:MOST]
    ]
    rows += [f"green: {_text(way.words)}" for way in drawing.ways[:MOST]]
    hidden = sum(
        max(0, len(held) - MOST)
        for held in (drawing.places, drawing.targets, drawing.rings, drawing.ways)
    )
    if hidden:
        rows.append(f"{hidden} more are not drawn")
    if drawing.unplaced:
        names = ", ".join(_text(name) for name in drawing.unplaced[:8])
        more = len(drawing.unplaced) - 8
        rows.append(f"not on the map: {names}" + (f" and {more} more" if more > 0 else ""))
    rows.append("Outlines: Natural Earth, 1:10 million. Blue: places; brown: targets.")
    return rows


def _text(words: str) -> str:
    """Return a text that is safe in SVG: on one line, not too long, escaped."""
    shown = one_line(words)
    shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    return escape(shown)


def _net(sheet: _Sheet) -> Iterator[str]:
    """Draw meridians and parallels, ten degrees apart."""
    lat = np.linspace(-80, 80, 161)
    for meridian in range(-180, 180, 10):
        yield _line(sheet, np.column_stack([np.full_like(lat, meridian), lat]), "net")
    lon = np.linspace(-180, 180, 361)
    for parallel in range(-80, 81, 10):
        yield _line(sheet, np.column_stack([lon, np.full_like(lon, parallel)]), "net")


def _line(sheet: _Sheet, points: Array, sort: str) -> str:
    path = _path(sheet.points(points), closed=False)
    return f'<path class="{sort}" d="{path}"/>' if path else ""


def _land(sheet: _Sheet) -> Iterator[str]:
    """Draw every country that may be seen, each corner that makes a difference."""
    for name in outlines.names():
        paths = [_ring_path(sheet, rings[0]) for rings in _near(sheet, name)]
        shown = "".join(path for path in paths if path)
        if shown:
            yield f'<path class="land" d="{shown}"/>'


def _near(sheet: _Sheet, name: str) -> Iterable[tuple[Array, ...]]:
    """Return the polygons of a country, none where its box lies out of sight."""
    west, south, east, north = outlines.box(name)
    lon, lat = np.meshgrid(np.linspace(west, east, 24), np.linspace(south, north, 24))
    seen = sheet.points(np.column_stack([lon.ravel(), lat.ravel()]))
    inside = (seen > -WIDTH / 2).all(axis=1) & (seen < 1.5 * max(WIDTH, sheet.height)).all(axis=1)
    return gazetteer.drawn(name).polygons if inside.any() else ()


def _ring_path(sheet: _Sheet, ring: Array) -> str:
    seen = sheet.points(ring)
    known = ~np.isnan(seen).any(axis=1)
    inside = known & (seen > -MARGIN).all(axis=1)
    inside &= (seen[:, 0] < WIDTH + MARGIN) & (seen[:, 1] < sheet.height + MARGIN)
    return _path(seen, closed=True) if inside.any() else ""


def _path(points: Array, *, closed: bool) -> str:
    """Return points as the data of a path, broken where one is not shown or far from the last.

    Points less than half a pixel from the one before are left out.
    """
    parts: list[str] = []
    last: tuple[float, float] | None = None
    begun = False
    broken = False
    for x, y in points.tolist():
        if x != x or y != y or abs(x) > 1e5 or abs(y) > 1e5:  # noqa: PLR0124 - not a number
            last, broken = None, True
            continue
        if last is not None and abs(x - last[0]) < 0.5 and abs(y - last[1]) < 0.5:
            continue
        jump = last is not None and abs(x - last[0]) > WIDTH / 2
        letter = "M" if last is None or jump else "L"
        parts.append(f"{letter}{x:.1f} {y:.1f}")
        begun, last, broken = True, (x, y), broken or jump
    if not begun or (len(parts) < 3 and closed):
        return ""
    return "".join(parts) + ("Z" if closed and not broken else "")


def _areas(sheet: _Sheet, places: Iterable[Place], sort: str) -> Iterator[str]:
    for place in places:
        paths = [_ring_path(sheet, ring) for rings in place.shape.polygons for ring in rings]
        shown = "".join(path for path in paths if path)
        if shown:
            yield f'<path class="{sort}" fill-rule="evenodd" d="{shown}"/>'
        if place.margin:
            edge = geodesy.circle(place.shape.centre, place.margin, 90)
            yield _line(sheet, edge, "margin")
        yield from _islets(sheet, place, sort)


def _islets(sheet: _Sheet, place: Place, sort: str) -> Iterator[str]:
    """Draw a small disc for each part that would hardly be seen; a lone point has its dot."""
    if place.is_point:
        return
    small = [rings[0].mean(axis=0) for rings in place.shape.polygons if _is_tiny(sheet, rings[0])]
    for x, y in sheet.points(np.array([*small, *place.shape.points]).reshape(-1, 2)).tolist():
        if x == x and y == y:  # noqa: PLR0124 - not a number: on the far side
            yield f'<circle class="{sort}" cx="{x:.1f}" cy="{y:.1f}" r="2"/>'


def _is_tiny(sheet: _Sheet, ring: Array) -> bool:
    seen = sheet.points(ring)
    known = not np.isnan(seen).any()
    return known and bool((seen.max(axis=0) - seen.min(axis=0)).max() < 3.0)


def _rings(sheet: _Sheet, rings: Iterable[Ring]) -> Iterator[str]:
    for ring in rings:
        path = _path(sheet.points(_edge(ring)), closed=True)
        if path:
            yield path


def _ways(sheet: _Sheet, ways: Iterable[Way]) -> Iterator[str]:
    for way in ways:
        along = geodesy.line(way.start.shape.centre, way.end.shape.centre, 64)
        path = _path(sheet.points(along), closed=False)
        if path:
            yield path


def _names(sheet: _Sheet, places: Iterable[Place]) -> Iterator[str]:
    """Write each place's name beside its middle, a little lower where another name stands."""
    taken: list[tuple[float, float, float]] = []
    for place in places:
        (x, y), *_ = sheet.points(np.array([place.shape.centre])).tolist()
        if x != x or y != y:  # noqa: PLR0124 - not a number: on the far side
            continue
        words = _text(place.name)
        width = 6.5 * len(words)
        line = y
        while any(abs(line - b) < 13 and x < a + w and a < x + width for a, b, w in taken):
            line += 13
        taken.append((x, line, width))
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
        yield f'<text class="name" x="{x + 6:.1f}" y="{line + 4:.1f}">{words}</text>'
