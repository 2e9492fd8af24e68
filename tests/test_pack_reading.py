"""Packs as they are read: each fault of one is told with its place, and nothing is raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from rules.resolution._reading import read_pack

PACK = """\
pack: toy
complete_for: {bars: [missile test], source: a book}
groups:
- {names: [the treaties], parties: [Norway]}
instruments:
- id: T/1
  issuer: a conference
  adopted: 1990-02-28
  in_force_until: 2000-01-01
  binds: [Norway]
  source: a book
  bars:
  - {activity: missile test, paragraph: 1, confidence: confirmed, source: a book}
"""

FAULTY = [
    ("pack: toy\n", "", ()),
    ("pack: toy", "pack: []", ("pack",)),
    ("pack: toy", "pack: toy\nextra: 1", ("extra",)),
    (", source: a book}\ngroups", "}\ngroups", ("complete_for",)),
    ("bars: [missile test]", "bars: missile test", ("complete_for", "bars")),
    ("names: [the treaties]", "names: [3]", ("groups", 0, "names", 0)),
    (", parties: [Norway]", "", ("groups", 0)),
    ("names: [the treaties]", "names: [t/1]", ("groups", 0, "names", 0)),
    ("1990-02-28", "1990-02-29", ("instruments", 0, "adopted")),
    ("1990-02-28", "28 February 1990", ("instruments", 0, "adopted")),
    ("2000-01-01", "1980-01-01", ("instruments", 0, "in_force_until")),
    ("  binds: [Norway]\n", "", ("instruments", 0)),
    ("binds: [Norway]", "binds: []", ("instruments", 0, "binds")),
    ("  issuer: a conference\n", "", ("instruments", 0)),
    ("confirmed", "sure", ("instruments", 0, "bars", 0, "confidence")),
    ("paragraph: 1, ", "", ("instruments", 0, "bars", 0)),
    ("paragraph: 1", "paragraph: true", ("instruments", 0, "bars", 0, "paragraph")),
    ("activity:", "activty:", ("instruments", 0, "bars", 0, "activty")),
]


FULL = """\
pack: toy
instruments:
- id: T/1
  issuer: a conference
  nature: commitment
  adopted: 1990-02-28
  in_force_from: 1991-01-01
  in_force_until: 2000-01-01
  superseded_by: [T/2]
  amended_by: [T/2]
  binds: [{party: Norway, from: 1992-01-01, until: 1999-12-31}]
  unbound: [Japan]
  source: a book
  bars:
  - activity: missile test
    limits: [{property: range, from: 500 km, to: 900 km}]
    except: [cruise missile]
    presumed: true
    paragraph: 1
    confidence: confirmed
    source: a book
  permits:
  - activity: missile test
    from: 1993-01-01
    until: 1993-12-31
    paragraph: 2
    confidence: confirmed
    source: a book
- id: T/2
  issuer: a conference
  adopted: 1995-02-28
  binds: [Norway]
  source: a book
  requires:
  - {activity: missile elimination launch, paragraph: 1, confidence: confirmed, source: a book}
"""
FIRST: tuple[str | int, ...] = ("instruments", 0)
FAULTY_IN_FULL = [
    ("nature: commitment", "nature: custom", (*FIRST, "nature")),
    ("from: 1991-01-01", "from: 1989-01-01", (*FIRST, "in_force_from")),
    ("until: 2000-01-01", "until: 1990-12-31", (*FIRST, "in_force_until")),
    ("  in_force_until: 2000-01-01\n", "", FIRST),
    ("superseded_by: [T/2]", "superseded_by: [T/3]", (*FIRST, "superseded_by", 0)),
    ("amended_by: [T/2]", "amended_by: [T/1]", (*FIRST, "amended_by", 0)),
    ("adopted: 1995-02-28", "adopted: 1985-02-28", (*FIRST, "superseded_by", 0)),
    ("party: Norway", "party: Norwegia", (*FIRST, "binds", 0, "party")),
    ("party: Norway, ", "", (*FIRST, "binds", 0)),
    ("from: 1992-01-01", "from: 2001-01-01", (*FIRST, "binds", 0, "from")),
    ("until: 1999-12-31", "until: 1990-12-31", (*FIRST, "binds", 0, "until")),
    ("until: 1999-12-31", "till: 1999-12-31", (*FIRST, "binds", 0, "till")),
    ("unbound: [Japan]", "unbound: [Nippon]", (*FIRST, "unbound", 0)),
    ("from: 500 km", "from: 500 kg", (*FIRST, "bars", 0, "limits", 0, "from")),
    ("from: 500 km", "from: some", (*FIRST, "bars", 0, "limits", 0, "from")),
    ("to: 900 km", "to: 90 km", (*FIRST, "bars", 0, "limits", 0, "to")),
    (", from: 500 km, to: 900 km", "", (*FIRST, "bars", 0, "limits", 0)),
    ("property: range", "property: rnge", (*FIRST, "bars", 0, "limits", 0, "property")),
    ("except: [cruise missile]", "except: [bird]", (*FIRST, "bars", 0, "except", 0)),
    ("presumed: true", "presumed: perhaps", (*FIRST, "bars", 0, "presumed")),
    ("until: 1993-12-31", "until: 1992-12-31", (*FIRST, "permits", 0, "until")),
    ("    confidence: confirmed\n", "", (*FIRST, "bars", 0)),
    ("  requires:", "  require:", ("instruments", 1)),
]


@pytest.mark.parametrize(("old", "new", "route"), FAULTY_IN_FULL)
def test_a_fault_of_any_field_is_told_with_its_place(
    old: str, new: str, route: tuple[str | int, ...]
) -> None:
    assert read_pack(Source("toy.yaml", FULL), shipped())[1] == []
    assert old in FULL
    pack, faults = read_pack(Source("toy.yaml", FULL.replace(old, new, 1)), shipped())
    assert pack is None
    assert route in [fault.place.route for fault in faults]


def nodes(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the route of each part of some data."""
    found = [at]
    if isinstance(data, dict):
        found += [route for key, inner in data.items() for route in nodes(inner, (*at, key))]
    elif isinstance(data, list):
        found += [route for i, inner in enumerate(data) for route in nodes(inner, (*at, i))]
    return found


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    (None, True, 3, -0.5, "", "x", [], {}, [[]], {"a": 1}, ["Norway"], "1990-02-30", "9999-12-31")
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_pack_with_anything_in_any_place_is_told_or_read_and_never_raised(
    data: st.DataObject,
) -> None:
    whole = read_yaml(Source("toy.yaml", FULL))[0][0].data
    route = data.draw(st.sampled_from([route for route in nodes(whole) if route]))
    holder = whole
    for step in route[:-1]:
        holder = holder[step]  # type: ignore[index]  # a route of the data itself
    holder[route[-1]] = data.draw(JUNK)  # type: ignore[index]
    text = json.dumps(whole, default=lambda value: getattr(value, "text", str(value)))
    pack, faults = read_pack(Source("toy.yaml", text), shipped())
    assert (pack is None) == bool(faults)
    assert all(fault.place.route in nodes(whole) for fault in faults)


@pytest.mark.parametrize(("old", "new", "route"), FAULTY)
def test_a_fault_of_a_pack_is_told_with_its_place(
    old: str, new: str, route: tuple[str | int, ...]
) -> None:
    assert old in PACK
    pack, faults = read_pack(Source("toy.yaml", PACK.replace(old, new, 1)))
    assert pack is None
    assert route in [fault.place.route for fault in faults]


def test_a_pack_without_a_fault_is_read() -> None:
    pack, faults = read_pack(Source("toy.yaml", PACK))
    assert not faults
    assert pack is not None
    assert pack.instruments[0].until is not None


@pytest.mark.parametrize(
    "text", ["", "3", "[]", "pack: {", "---\n---\n", "instruments: [3, [], {}]"]
)
def test_what_is_no_pack_is_told_and_never_raised(text: str) -> None:
    pack, faults = read_pack(Source("toy.yaml", text))
    assert pack is None
    assert faults
