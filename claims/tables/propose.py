"""Proposes a mapping for a table, from the names of its columns and what is in their cells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from claims.source import Source, quoted
from claims.tables.sorting import Sort, sort_of
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claims.tables.model import Table
    from claims.vocabulary import Vocabulary

LOOKED_AT = 1_000
"""Rows that a proposal is made from."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "~"})
_SHOWN = 40
_NAMES_COLUMN = "column|key|joined_by|latitude|longitude|unit_column"


@dataclass(frozen=True, slots=True)
class _Guess:
    """A column with what it is taken for: its role by name, and its sort by values."""

    column: str
    role: str | None
    sort: Sort


@cache
def table_of_names() -> dict[str, Any]:
    """Return what columns are called, by the data that comes with the program.

    Raises:
        ValueError: the data is not as it should be.

    """
    text = resources.files("claims").joinpath("data", "columns.yaml").read_text(encoding="utf-8")
    trees, faults = read_yaml(Source("columns.yaml", text))
    if faults:
        raise ValueError(faults[0].message)
    data: Any = trees[0].data
    return dict(data)


def propose(table: Table, file: str, sheet: str | None, vocabulary: Vocabulary) -> str:
    """Return a mapping for a table as YAML, with a remark wherever a guess was made."""
    guesses = _guesses(table, vocabulary)
    roles: dict[str, _Guess] = {}
    for guess in guesses:
        if guess.role is not None and _suits(guess):
            roles.setdefault(guess.role, guess)
    lines = [
        f"# Proposed from {len(table.rows):,} rows of {quoted(table.name)}: read it before use.",
        "# `{column: …}` takes the value of a column; all else is the same in every row.",
        f"table: {_scalar(file)}",
    ]
    if sheet is not None:
        lines.append(f"sheet: {_scalar(sheet)}")
    lines += _key(roles)
    empty = sorted({text for guess in guesses for text in guess.sort.empty})
    if empty:
        lines.append(f"empty: [{', '.join(map(_scalar, empty))}]  # cells that say nothing")
    preset = next((p for p in table_of_names()["presets"] if _fits(p, roles)), None)
    body = _from_preset(preset, roles) if preset else _from_roles(table, guesses, roles)
    used = {column for column in _columns(table, guesses) if _mentions(column, [*lines, *body])}
    unused = [guess for guess in guesses if guess.column not in used]
    return "\n".join([*lines, *body, *_unused(unused)]) + "\n"


def _guesses(table: Table, vocabulary: Vocabulary) -> list[_Guess]:
    data = table_of_names()
    roles = {name: row["role"] for row in reversed(data["roles"]) for name in row["names"]}
    found = []
    for column in table.columns:
        values = [row.cells.get(column) for row in table.rows]
        plain = spaced(column)
        role = roles.get(plain) or roles.get(plain.removeprefix("properties."))
        if column in {"type", "geometry.type"} and "geometry.type" in table.columns:
            role = None  # words of GeoJSON's own
        sort = sort_of(
            column, values, role, data["empty"]["texts"], data["formats"]["texts"], vocabulary
        )
        found.append(_Guess(column, role, sort))
    return found


def spaced(column: str) -> str:
    """Return the name of a column in small letters with spaces between its words."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return " ".join(re.sub(r"[_-]", " ", text).lower().split())


def _suits(guess: _Guess) -> bool:
    """Say whether the cells of a column are of the sort that its role needs."""
    if guess.role in {"when", "published", "uploaded", "archived"}:
        return guess.sort.kind == "time"
    if guess.role in {"latitude", "longitude"}:
        return guess.sort.kind == "number"
    return guess.sort.kind != "nothing"


def _key(roles: Mapping[str, _Guess]) -> list[str]:
    guess = roles.get("key")
    if guess is None or not guess.sort.distinct:
        return []
    return [f"key: {_scalar(guess.column)}  # names the rows; its values are all different"]


# --- the parts of a mapping ----------------------------------------------------------------------


def _from_roles(table: Table, guesses: Sequence[_Guess], roles: Mapping[str, _Guess]) -> list[str]:
    lines = _document(roles, {"url": "url", "published": "published", "publisher": "publisher"})
    lines.append("claims:")
    lines += _event(table, roles)
    for at, guess in enumerate(guesses):
        after = guesses[at + 1] if at + 1 < len(guesses) else None
        unit = after if after is not None and _is_unit(after) else roles.get("unit")
        lines += _measurement(guess, roles, unit)
    return lines


def _is_unit(guess: _Guess) -> bool:
    """Say whether a column has the units of the one before it, by its name."""
    return spaced(guess.column).rpartition(" ")[2] in {"unit", "units"}


def _document(roles: Mapping[str, _Guess], wanted: Mapping[str, str]) -> list[str]:
    fields = [f"  {name}: {_spec(roles[role])}" for name, role in wanted.items() if role in roles]
    remark = "  # timezone: Europe/Oslo  # of clock times; country: Norway  # of tons and dates"
    head = "document:" if fields else "document: {}"
    return [head, *fields, *([remark] if fields else [])]


def _event(table: Table, roles: Mapping[str, _Guess]) -> list[str]:
    lines = ["- id: event", "  kind: event"]
    key = roles.get("key")
    if key is not None and not key.sort.distinct:
        lines.append(f"  joined_by: {_scalar(key.column)}  # rows with one value tell one event")
    activity = roles.get("activity")
    if activity is None:
        lines.append("  activity: event  # say what happened")
    else:
        lines.append(f"  activity: {_spec(activity)}")
    names = {"actor": "actor", "object": "object", "when": "when", "said_by": "speaker"}
    lines += [f"  {name}: {_spec(roles[role])}" for name, role in names.items() if role in roles]
    lines += [f"  # {line}" for line in _doubts(roles)]
    lines += _place(table, roles)
    return lines


def _doubts(roles: Mapping[str, _Guess]) -> Iterator[str]:
    when = roles.get("when")
    if when is not None and when.sort.formats:
        forms = " and ".join(when.sort.formats)
        yield f"{when.column}: {forms} fit all cells; say which by `format:`"


def _place(table: Table, roles: Mapping[str, _Guess]) -> list[str]:
    lat, lon = roles.get("latitude"), roles.get("longitude")
    if "geometry.type" in table.columns:
        return ["  place: {geojson: geometry}"]
    if lat is not None and lon is not None:
        at = f"{{latitude: {_scalar(lat.column)}, longitude: {_scalar(lon.column)}}}"
        return [f"  place: {at}"]
    return [f"  place: {_spec(roles['place'])}"] if "place" in roles else []


def _measurement(guess: _Guess, roles: Mapping[str, _Guess], unit: _Guess | None) -> list[str]:
    sort = guess.sort
    if guess in roles.values() or sort.kind not in {"number", "quantity"}:
        return []
    name = _id(sort.property or spaced(guess.column))
    parts = [f"column: {_scalar(guess.column)}"]
    known = sort.unit is not None or sort.kind == "quantity" or sort.is_known
    if sort.unit is not None:
        parts.append(f"unit: {_scalar(sort.unit)}")
    elif sort.kind == "number" and unit is not None and not sort.counting:
        parts.append(f"unit_column: {_scalar(unit.column)}")
        known = True
    if sort.decimal:
        parts.append('decimal: ","')
    value = f"{{{', '.join(parts)}}}"
    rows = [
        f"- id: {name}",
        "  kind: measurement",
        "  of: event",
        f"  property: {_scalar(sort.property or spaced(guess.column))}",
        f"  value: {value}",
    ]
    if known:
        return rows
    return ["# No unit is known of this one:", *(f"# {row}" for row in rows)]


def _id(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "value"


def _fits(preset: Mapping[str, Any], roles: Mapping[str, _Guess]) -> bool:
    return all(role in roles for role in preset["needs"]) and any(
        role in roles for role in preset["any"]
    )


def _from_preset(preset: Mapping[str, Any], roles: Mapping[str, _Guess]) -> list[str]:
    lines = [f"# {preset['name'].capitalize()}: {' '.join(preset['because'].split())}"]
    lines += _document(roles, preset["document"])
    lines.append("claims:")
    for claim in preset["claims"]:
        if not all(role in roles for role in claim["needs"]):
            continue
        lines += [f"- id: {claim['id']}", f"  kind: {claim['kind']}"]
        held = [_scalar(roles[role].column) for role in claim.get("hold", ())]
        if held:
            lines.append(f"  only_with: [{', '.join(held)}]")
        lines += [f"  {name}: {_scalar(v)}" for name, v in claim["constants"].items()]
        for name, role in claim.get("columns", {}).items():
            if role in roles:
                lines.append(f"  {name}: {_spec(roles[role])}")
    return lines


def _spec(guess: _Guess) -> str:
    parts = [f"column: {_scalar(guess.column)}"]
    if guess.sort.format is not None:
        parts.append(f"format: {_scalar(guess.sort.format)}")
    return f"{{{', '.join(parts)}}}"


def _columns(table: Table, guesses: Sequence[_Guess]) -> Iterator[str]:
    geometry = "geometry.type" in table.columns
    for guess in guesses:
        if not (geometry and guess.column.startswith("geometry.")):
            yield guess.column


def _mentions(column: str, lines: Sequence[str]) -> bool:
    name = re.escape(_scalar(column))
    named = re.compile(rf"(?:{_NAMES_COLUMN}): {name}(?=[,}}\s]|$)")
    return any(named.search(line) for line in lines)


def _unused(guesses: Sequence[_Guess]) -> Iterator[str]:
    shown = [guess for guess in guesses if not guess.column.startswith("geometry.")]
    if shown:
        yield "# Not used:"
    for guess in shown:
        sample = guess.sort.sample[:_SHOWN]
        example = f", such as {quoted(sample)}" if sample else ""
        yield f"#   {_scalar(guess.column)}: {guess.sort.told}{example}"


def _scalar(text: object) -> str:
    """Return a text as YAML writes it, in quotation marks wherever it might be read otherwise."""
    held = str(text)
    if _PLAIN.fullmatch(held) and held.lower() not in _WORDS:
        return held
    return json.dumps(held, ensure_ascii=False)
