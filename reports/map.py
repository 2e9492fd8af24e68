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
from reports.labels import Dot, placed
from reports.projection import Array, fitting
from reports.sheet import COARSE, FINE, MARGIN, WIDTH, Pen, Sheet
from rules.claimset import ClaimSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from claims.load import Corpus, Entry

    Tag = Callable[[Iterable[str]], str]

TITLE = "Places, ranges and ways of the claims"
LEGEND = 18.0
MOST = 60
"""Places, ranges and ways of each sort that are drawn; the legend tells how many more there are."""

_LONGEST = 60
_SIZE = 12.0
_LARGE = 17.0
"""Size of letters on a page, which shows the map at two thirds or so of its size."""
_STYLE = (
    "text{font:12px sans-serif;fill:#222}"
    ".sea{fill:#eef4f8}.land{fill:#e3e0d6;stroke:#a9a493;stroke-width:.5}"
    ".net{fill:none;stroke:#d5e0e8;stroke-width:.6}"
    ".area{fill:#4477aa;fill-opacity:.22;stroke:#4477aa;stroke-width:1}"
    ".target{fill:#aa7744;fill-opacity:.28;stroke:#aa7744;stroke-width:1}"
    ".islets{stroke-width:4;stroke-linecap:round;stroke-opacity:.7}"
    ".margin{fill:none;stroke:#4477aa;stroke-dasharray:3 3}"
    ".ring{fill:none;stroke:#b2182b;stroke-width:1.5}"
    ".way{fill:none;stroke:#225522;stroke-width:1.5;stroke-dasharray:6 3}"
    ".leader{fill:none;stroke:#222;stroke-width:.6}"
    ".dot{fill:#222;stroke:#fff;stroke-width:1}"
    ".name{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
)


class Ring(NamedTuple):
    """A range about a place, in metres: about its nearest point, or about every point of it.

    `claims` are the keys of those that state it.
    """

    place: Place
    radius: float
    every: bool
    words: str
    claims: tuple[str, ...] = ()


class Way(NamedTuple):
    """A way from one place to another, the words for it, and the keys of its claims."""

    start: Place
    end: Place
    words: str
    claims: tuple[str, ...] = ()


class Drawing(NamedTuple):
    """What is drawn: places, those that are targets, ranges and ways, each once and in order.

    `unplaced` are texts of which it is not known where they lie. `told` has for the name of each
    place the keys of the claims that name it.
    """

    places: tuple[Place, ...]
    targets: tuple[Place, ...]
    rings: tuple[Ring, ...]
    ways: tuple[Way, ...]
    unplaced: tuple[str, ...]
    told: Mapping[str, tuple[str, ...]]


def drawing_of(claims: ClaimSet) -> Drawing:
    """Return what claims speak of on a map."""
    found = _Gathered(claims)
    for entry in claims.entries:
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
        self.told: dict[str, dict[str, None]] = {}

    def placed(self, entry: Entry, text: str | None, *, target: bool = False) -> Place | None:
        """Keep the place of a text, and return it."""
        if text is None:
            return None
        place = self.claims.atlas.place(text, entry.document)
        if not isinstance(place, Place):
            self.unplaced[text] = None
            return None
        self.told.setdefault(place.name, {})[entry.key] = None
        return (self.targets if target else self.places).setdefault(place.name, place)

    def event(self, entry: Entry, record: records.Event) -> None:
        """Keep the places of an event, and its way."""
        self.placed(entry, record.place)
        start, end = self.placed(entry, record.from_), self.placed(entry, record.to)
        if start is not None and end is not None:
            words = f"{record.id}: from {start.name} to {end.name}"
            way = self.ways.setdefault((start.name, end.name), Way(start, end, words))
            self.ways[start.name, end.name] = way._replace(claims=(*way.claims, entry.key))

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
            ring = Ring(place, radius, every, words + place.name, (entry.key,))
            known = self.rings.get((place.name, radius, every))
            if known is not None:
                told = (*known.claims, entry.key)
                ring = known._replace(words=f"{record.id}, {known.words}", claims=told)
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
            {name: tuple(keys) for name, keys in self.told.items()},
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
    drawing = drawing_of(ClaimSet(corpus))
    if not (drawing.places or drawing.targets):
        raise NothingToDrawError
    return _svg(drawing)


class NothingToDrawError(LookupError):
    """No claim names a place that is known."""


# --- the sheet -----------------------------------------------------------------------------------


def _sheet(drawing: Drawing, pen: Pen) -> Sheet:
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
    return Sheet(
        projection,
        middle[0] - wide / 2,
        middle[1] + high / 2,
        scale,
        high * scale + 2 * MARGIN,
        pen,
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
    sheet = _sheet(drawing, FINE)
    legend = legend_of(drawing)
    height = sheet.height + LEGEND * (len(legend) + 1)
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}"',
        f'     width="{WIDTH:.0f}" height="{height:.0f}" role="img" aria-label="{TITLE}">',
        f"<title>{TITLE}</title>",
        f"<style>{_STYLE}</style>",
        f'<clipPath id="sheet"><rect width="{WIDTH:.0f}" height="{sheet.height:.0f}"/></clipPath>',
        f'<rect class="sea" width="{WIDTH:.0f}" height="{height:.0f}"/>',
        '<g clip-path="url(#sheet)">',
        *_marks(sheet, drawing, _SIZE, _no_tag),
        "</g>",
        *(
            f'<text x="{MARGIN:.0f}" y="{sheet.height + LEGEND * (number + 1):.0f}">'
            f"{escape(row)}</text>"
            for number, row in enumerate(legend)
        ),
        "</svg>",
    ]
    return "\n".join(row for row in rows if row) + "\n"


def figure(drawing: Drawing, tag: Tag) -> str:
    """Return the map as an SVG element for a page that has the styles and the legend itself.

    It is drawn coarsely, to be small. `tag` gets the keys of the claims that a mark is drawn for,
    and returns the attributes that the mark shall have, each with a space in front.

    Raises:
        NothingToDrawError: there is no place to draw.

    """
    if not (drawing.places or drawing.targets):
        raise NothingToDrawError
    sheet = _sheet(drawing, COARSE)
    rows = [
        f'<svg viewBox="0 0 {WIDTH:.0f} {sheet.height:.0f}" role="img" aria-label="{TITLE}">',
        f'<rect class="sea" width="{WIDTH:.0f}" height="{sheet.height:.0f}"/>',
        *_marks(sheet, drawing, _LARGE, tag),
        "</svg>",
    ]
    return "\n".join(row for row in rows if row) + "\n"


def _no_tag(_: Iterable[str]) -> str:
    return ""


def _marks(sheet: Sheet, drawing: Drawing, size: float, tag: Tag) -> Iterator[str]:
    """Give all that stands on the sheet, from the lowest to the highest."""
    yield from _net(sheet)
    yield from _land(sheet)
    for places, sort in ((drawing.targets, "target"), (drawing.places, "area")):
        for place in places[:MOST]:
            marks = "".join(_area(sheet, place, sort))
            keys = drawing.told.get(place.name, ())
            yield f"<g{tag(keys)}>{marks}</g>" if marks else ""
    smooth = sheet._replace(pen=sheet.pen._replace(tolerance=0.3))
    for ring in drawing.rings[:MOST]:
        if edge := smooth.line(_edge(ring)):
            yield f'<path class="ring"{tag(ring.claims)} d="{edge}"/>'
    for way in drawing.ways[:MOST]:
        along = geodesy.line(way.start.shape.centre, way.end.shape.centre, 64)
        if path := sheet.line(along):
            yield f'<path class="way"{tag(way.claims)} d="{path}"/>'
    yield from _names(sheet, (*drawing.places[:MOST], *drawing.targets[:MOST]), drawing, size, tag)


def legend_of(drawing: Drawing) -> list[str]:
    """Return what a reader must know of a map, line by line: plain text, on one line each."""
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
    """Return a text on one line, and not too long."""
    shown = one_line(words)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _net(sheet: Sheet) -> Iterator[str]:
    """Draw meridians and parallels, ten degrees apart."""
    lat = np.linspace(-80, 80, 161)
    for meridian in range(-180, 180, 10):
        yield _line(sheet, np.column_stack([np.full_like(lat, meridian), lat]), "net")
    lon = np.linspace(-180, 180, 361)
    for parallel in range(-80, 81, 10):
        yield _line(sheet, np.column_stack([lon, np.full_like(lon, parallel)]), "net")


def _line(sheet: Sheet, points: Array, sort: str) -> str:
    path = sheet.line(points)
    return f'<path class="{sort}" d="{path}"/>' if path else ""


def _land(sheet: Sheet) -> Iterator[str]:
    """Draw every country that may be seen, each corner that makes a difference."""
    for name in outlines.names():
        paths = [sheet.ring(rings[0]) for rings in _near(sheet, name)]
        shown = "".join(path for path in paths if path)
        if shown:
            yield f'<path class="land" d="{shown}"/>'


def _near(sheet: Sheet, name: str) -> Iterable[tuple[Array, ...]]:
    """Return the polygons of a country, none where its box lies out of sight."""
    west, south, east, north = outlines.box(name)
    lon, lat = np.meshgrid(np.linspace(west, east, 24), np.linspace(south, north, 24))
    seen = sheet.points(np.column_stack([lon.ravel(), lat.ravel()]))
    inside = (seen > -WIDTH / 2).all(axis=1) & (seen < 1.5 * max(WIDTH, sheet.height)).all(axis=1)
    return gazetteer.drawn(name).polygons if inside.any() else ()


def _area(sheet: Sheet, place: Place, sort: str) -> Iterator[str]:
    paths = [sheet.ring(ring) for rings in place.shape.polygons for ring in rings]
    shown = "".join(path for path in paths if path)
    if shown:
        yield f'<path class="{sort}" fill-rule="evenodd" d="{shown}"/>'
    if place.margin:
        edge = geodesy.circle(place.shape.centre, place.margin, 90)
        yield _line(sheet, edge, "margin")
    yield from _islets(sheet, place, sort)


def _islets(sheet: Sheet, place: Place, sort: str) -> Iterator[str]:
    """Draw a small disc for each part that would hardly be seen; a lone point has its dot."""
    if place.is_point:
        return
    small = [rings[0].mean(axis=0) for rings in place.shape.polygons if _is_tiny(sheet, rings[0])]
    discs = sheet.dots(np.array([*small, *place.shape.points]).reshape(-1, 2))
    if discs:
        yield f'<path class="{sort} islets" d="{discs}"/>'


def _is_tiny(sheet: Sheet, ring: Array) -> bool:
    seen = sheet.points(ring)
    known = not np.isnan(seen).any()
    return known and bool((seen.max(axis=0) - seen.min(axis=0)).max() < 3.0)


def _names(
    sheet: Sheet, places: Iterable[Place], drawing: Drawing, size: float, tag: Tag
) -> Iterator[str]:
    """Write each place's name beside the dot at its middle."""
    dots, keys = [], []
    for place in places:
        (x, y), *_ = sheet.points(np.array([place.shape.centre])).tolist()
        if x == x and y == y:  # noqa: PLR0124 - not a number: on the far side
            dots.append(Dot(x, y, _text(place.name)))
            keys.append(drawing.told.get(place.name, ()))
    for label, told in zip(placed(dots, size, WIDTH, sheet.height), keys, strict=True):
        (x, y, words), leader = label.dot, ""
        anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
        if label.leader is not None:
            end_x, end_y = label.leader
            leader = f'<path class="leader" d="M{x:.1f} {y:.1f}L{end_x:.1f} {end_y:.1f}"/>'
        yield (
            f'<g{tag(told)}>{leader}<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
            f'<text class="name" x="{label.x:.1f}" y="{label.y:.1f}"{anchor}>'
            f"{escape(words)}</text></g>"
        )
