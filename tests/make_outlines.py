"""Makes `claims/data/outlines.bin` from the outlines that npm's `world-atlas` 2.0.2 holds.

    npm pack world-atlas@2.0.2
    python tests/make_outlines.py world-atlas-2.0.2.tgz          # write the file
    python tests/make_outlines.py world-atlas-2.0.2.tgz --check  # say whether it is the same

The package has the countries of Natural Earth 4.1 at 1 : 10 million (public domain) as TopoJSON,
with coordinates on a grid of 100,000 by 100,000. That grid is kept as it is, so that nothing is
lost here; outlines that cross themselves or the antimeridian are mended on it. The bytes are those
that zlib 1.2.11 to 1.3 compress to. How the file is laid out stands in `claims.places.outlines`.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import tarfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from claims.places.rings import shape_of
from claims.places.shape import divided

OUTLINES = Path(__file__).parents[1] / "claims" / "data" / "outlines.bin"
MEMBER = "package/countries-10m.json"
SHA256 = "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79"
"""Of the member of the package that the file is made from."""
SOURCE = "Natural Earth 4.1, 1:10m Admin 0 countries, from npm world-atlas 2.0.2"
MAGIC = b"outlines 1\n"

Grid = npt.NDArray[np.int64]
Pair = tuple[float, float]
"""East and north."""


def ring(arcs: list[Grid], numbers: list[int]) -> Grid:
    """Return a ring on the grid; the last point of an arc is the first of the next."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def shrunk(found: Grid) -> Grid:
    """Return a ring, or one point where the grid left it no area."""
    x, y = found[:, 0], found[:, 1]
    twice_area = int(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return found if twice_area else found[:1]


def polygons(arcs: list[Grid], row: dict[str, Any]) -> list[list[Grid]]:
    """Return the polygons of a country, each an outer ring and its holes."""
    several = row["arcs"] if row["type"] == "MultiPolygon" else [row["arcs"]]
    found = [[shrunk(ring(arcs, numbers)) for numbers in rings] for rings in several]
    return [[outer, *(hole for hole in holes if len(hole) > 1)] for outer, *holes in found]


def sound(polygons: list[list[Grid]], half: float) -> bool:
    """Say whether the polygons neither cross themselves nor the antimeridian.

    `half` is half the way round the globe in steps of the grid.
    """
    whole = [rings for rings in polygons if len(rings[0]) > 1]
    crosses = any(bool((np.abs(np.diff(r[:, 0])) > half).any()) for rings in whole for r in rings)
    return not crosses and bool(shapely.MultiPolygon([(r[0], r[1:]) for r in whole]).is_valid)


def mended(drawn: list[list[Grid]], corner: Pair, step: Pair) -> list[list[Grid]]:
    """Return polygons that neither cross themselves nor the antimeridian, islets last.

    They are mended here, so that no run has to: what crosses is resolved, what goes round a pole or
    over the antimeridian is cut there, and the new corners are put on the grid. A polygon that this
    leaves no area is an islet.
    """
    half = 180 / step[0]
    islets = [rings for rings in drawn if len(rings[0]) == 1]
    found: list[list[Grid]] = []
    for rings in (each for each in drawn if len(each[0]) > 1):
        parts = [rings] if sound([rings], half) else resolved(rings, corner, step)
        found += parts
        islets += [] if parts else [[rings[0][:1]]]
    if not sound(found, half):
        found = disjoint(found)
    if not sound(found, half):
        raise ValueError("an outline cannot be mended on the grid")
    return found + islets


def degrees(ring: Grid, corner: Pair, step: Pair) -> npt.NDArray[np.float64]:
    """Return where the points of a ring on the grid lie."""
    return np.asarray(ring * step + corner, dtype=np.float64)


def resolved(rings: list[Grid], corner: Pair, step: Pair) -> list[list[Grid]]:
    """Return a polygon that crosses itself, or the antimeridian, as polygons that do not."""
    shape = shape_of([tuple(degrees(ring, corner, step) for ring in rings)], stitched=True)
    on_grid = [
        [np.round((ring - corner) / step).astype(np.int64) for ring in each]
        for each in shape.polygons
    ]
    widest = round(90 / step[0])
    return [[stepped(ring, widest) for ring in each] for each in disjoint(on_grid)]


def stepped(points: Grid, widest: int) -> Grid:
    """Return a ring with what goes along a pole cut in steps, so that it does not look a jump."""
    ways = np.abs(np.diff(points[:, 0])) * (points[1:, 1] == points[:-1, 1])
    counts = np.maximum(1, -(-ways // widest))
    return np.round(divided(points.astype(np.float64), counts)).astype(np.int64)


def disjoint(polygons: list[list[Grid]]) -> list[list[Grid]]:
    """Join the polygons that overlap another, or are not valid; the rest stays as it is."""
    areas = np.array([shapely.Polygon(outer, holes) for outer, *holes in polygons])
    valid = shapely.is_valid(areas)
    pairs = shapely.STRtree(areas).query(areas[valid], predicate="intersects")
    one, two = np.flatnonzero(valid)[pairs[0]], pairs[1]
    overlap = (one != two) & valid[two]
    common = shapely.intersection(areas[one[overlap]], areas[two[overlap]])
    overlap[overlap] = shapely.get_dimensions(common) >= 1
    alone = valid.copy()
    alone[one[overlap]] = False
    alone[one[~valid[two]]] = False
    joined = shapely.union_all(shapely.make_valid(areas[~alone]), grid_size=1)
    return [each for each, kept in zip(polygons, alone, strict=True) if kept] + [
        [np.asarray(r.coords).astype(np.int64) for r in (each.exterior, *each.interiors)]
        for each in shapely.get_parts(joined)
        if isinstance(each, shapely.Polygon) and not each.is_empty
    ]


def packed(points: Grid) -> bytes:
    """Return points as differences: zigzag, 32 bits, all x before all y, by planes of bytes."""
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    zigzag = ((steps << 1) ^ (steps >> 63)).astype("<u4")
    planes = zigzag.T.copy().view(np.uint8).reshape(-1, 4).T
    return zlib.compress(planes.tobytes(), 9)


def made(text: bytes) -> bytes:
    """Return the bytes of the outlines' file, from the text of a TopoJSON file."""
    topology = json.loads(text)
    arcs = [np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in topology["arcs"]]
    (west, south), (width, height) = (topology["transform"][k] for k in ("translate", "scale"))
    found: list[tuple[dict[str, Any], bytes]] = []
    for row in topology["objects"]["countries"]["geometries"]:
        drawn = mended(polygons(arcs, row), (west, south), (width, height))
        points = np.concatenate([each for rings in drawn for each in rings])
        (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
        told = {
            "name": row["properties"]["name"],
            "rings": [[len(each) for each in rings] for rings in drawn],
            "box": [int(x0), int(y0), int(x1), int(y1)],
        }
        found.append((told, packed(points)))
    return file_of(MAGIC, SOURCE, ((west, south), (width, height)), found)


def file_of(
    magic: bytes,
    source: str,
    grid: tuple[Pair, Pair],
    found: list[tuple[dict[str, Any], bytes]],
) -> bytes:
    """Return the bytes of a file of outlines, from what its header says of each, and its block.

    `grid` has the corner of the grid, and how far a step goes, in degrees east and north.
    """
    rows = []
    at = 0
    for row, block in found:
        name = {"name": row["name"]}
        rows.append({**name, "at": at, "size": len(block), **row})
        at += len(block)
    head = {"source": source, "origin": grid[0], "step": grid[1], "countries": rows}
    header = zlib.compress(json.dumps(head, separators=(",", ":")).encode(), 9)
    blocks = [block for _, block in found]
    return b"".join([magic, struct.pack("<I", len(header)), header, *blocks])


def source_of(package: Path, name: str = MEMBER, digest: str = SHA256) -> bytes:
    """Return the member of a package that a file is made from; raises ValueError for others."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(name)
        if member is None:
            raise ValueError(f"{package} has no {name}")
        text = member.read()
    if hashlib.sha256(text).hexdigest() != digest:
        raise ValueError(f"{name} in {package} is not that of the version named above")
    return text


def write_or_check(data: bytes, file: Path) -> None:
    """Write a file, or with `--check` end the program where it is another one."""
    if "--check" not in sys.argv:
        file.write_bytes(data)
    elif data != file.read_bytes():
        sys.exit(f"{file} is not what the package gives")
    print(f"{len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    write_or_check(made(source_of(Path(sys.argv[1]))), OUTLINES)
