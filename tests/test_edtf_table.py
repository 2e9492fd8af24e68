"""EDTF by its specification's examples, kept as data, and the `edtf` package held to them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from claims.calendar import DAY, Extent, Range, days_from_civil
from claims.edtf import Edtf, Invalid, parse_edtf
from claims.when import Dateline, UnreadableTime, read_when

TABLE = Path(__file__).parent / "data" / "edtf.yaml"
MOMENT = re.compile(r"(?:Y(-?\d+)|(-?\d{4}))-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d))?")


class Row(NamedTuple):
    text: str
    extent: Extent
    says: frozenset[str]
    zone: int | None
    unit: str
    differs: str


@cache
def table() -> dict[str, list[dict[str, Any]]]:
    # All scalars as text, so that no YAML reader's own idea of a date comes in between.
    rows: dict[str, list[dict[str, Any]]] = yaml.load(
        TABLE.read_text(encoding="utf-8"),
        Loader=yaml.BaseLoader,  # noqa: S506 - builds no objects
    )
    return rows


def bound(text: str, *, last: bool) -> int | None:
    if text == "any":
        return None
    match = MOMENT.fullmatch(text)
    assert match is not None, text
    year, month, day = (int(part) for part in (match[1] or match[2], match[3], match[4]))
    start = days_from_civil(year, month, day) * DAY
    if match[5] is None:
        return start + DAY - 1 if last else start
    return start + int(match[5]) * 3600 + int(match[6]) * 60 + int(match[7])


def window(text: str) -> Range:
    earliest, _, latest = text.partition(" to ")
    return Range(bound(earliest, last=False), bound(latest, last=True))


def rows(*levels: str) -> list[Row]:
    return [
        Row(
            row["text"],
            Extent(window(row.get("from") or row["at"]), window(row.get("until") or row["at"])),
            frozenset(row.get("says", ())),
            int(row["zone"]) if "zone" in row else None,
            row["unit"],
            row.get("differs", ""),
        )
        for level in levels
        for row in table()[level]
    ]


def test_a_text_stands_once_in_the_table() -> None:
    texts = [row["text"] for part in table().values() for row in part]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("row", rows("level 0", "level 1", "level 2"), ids=lambda row: row.text)
def test_an_example_has_its_bounds_and_flags(row: Row) -> None:
    found = parse_edtf(row.text)
    assert isinstance(found, Edtf), found
    assert found.extent == row.extent
    flags = {name for name in ("approximate", "uncertain", "lasting") if getattr(found, name)}
    assert flags == row.says
    assert found.offset == row.zone
    assert found.unit == row.unit


@pytest.mark.parametrize("row", table()["refused"], ids=lambda row: row["text"])
def test_what_the_specification_leaves_out_is_refused(row: dict[str, str]) -> None:
    found = parse_edtf(row["text"])
    assert not isinstance(found, Edtf)
    assert (isinstance(found, Invalid) and found.impossible) == ("impossible" in row)
    assert isinstance(read_when(row["text"], Dateline(), False), UnreadableTime)


def days_of_the_package(text: str) -> tuple[int | None, int | None] | None:
    """Return the first and the last day of a text as the package reads it; None: it does not."""
    import edtf  # noqa: PLC0415 - slow to import, and only the oracle of this test
    from edtf.parser.edtf_exceptions import EDTFParseException  # noqa: PLC0415 - the same

    try:
        found = edtf.parse_edtf(text)
    except EDTFParseException:
        return None
    ends = (found.lower_strict(), found.upper_strict())
    first, last = (
        None if isinstance(end, float) else days_from_civil(end.tm_year, end.tm_mon, end.tm_mday)
        for end in ends
    )
    return first, last


def days_of(extent: Extent) -> tuple[int | None, int | None]:
    earliest, latest = extent.start.earliest, extent.end.latest
    return (
        None if earliest is None else earliest // DAY,
        None if latest is None else latest // DAY,
    )


@pytest.mark.parametrize("row", rows("level 0", "level 1"), ids=lambda row: row.text)
def test_the_package_agrees_but_where_the_table_says_why_not(row: Row) -> None:
    assert (days_of_the_package(row.text) == days_of(row.extent)) == (not row.differs)
