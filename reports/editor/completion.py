"""What may be written at a place of a claim file: fields, ids, kinds, names, units and places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from claims import records
from claims.faults import Span
from claims.files import read_held
from claims.names import fold
from reports.editor.cursor import (
    PLACES,
    TAXONOMIES,
    data_at,
    fields_of,
    inner_of,
    model_at,
    spot_at,
)
from reports.editor.fixes import as_yaml, is_json
from reports.editor.links import POINTING
from rules.record.reference import POINTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from claims.faults import Route
    from claims.load import Entry
    from reports.editor.cursor import Model, Spot
    from reports.editor.folder import Checked

MOST = 200
"""Choices that are offered at once."""
_LEAST_OF_CITY = 3
"""Letters from which on cities are looked for."""
_MARK = "\ue000"
"""Stands for the place at which something is written: a character for private use."""
_ENDINGS = ("", ": ", ": ~}", "}", ": ~}]", "]}", "]", '"', "'", '": 0', '"}', '": 0}')
"""What may be missing behind the place for the file to be read, while it is written."""
_IN_JSON = ('"', '": 0')
"""The same behind a place where JSON wants quotes in front, too."""


class Choice(NamedTuple):
    """A text that may stand at the place, and what it is."""

    label: str
    sort: str
    """One of field, id, value, name, unit, place."""
    detail: str
    text: str
    """What is written: with quotes where the file needs them."""


class Completion(NamedTuple):
    """Choices for a stretch of a file, and whether there are more of them."""

    span: Span
    choices: tuple[Choice, ...]
    more: bool


class _Asked(NamedTuple):
    """The place at which something is written."""

    file: str
    model: Model
    data: Mapping[str, object]
    route: Route
    """Within the record, the field in front; the text up to here is `typed`."""
    on_key: bool
    typed: str
    span: Span
    quoted: bool


def complete(checked: Checked, file: str, text: str, offset: int) -> Completion | None:
    """Return what may be written at an offset of the text that an editor has of a file."""
    asked = _asked(file, text, offset)
    if asked is None:
        return None
    if asked.on_key:
        found = list(_fields(asked))
    else:
        asked, found = _values(checked, asked)
    wanted = fold(asked.typed)
    every: dict[str, Choice] = {}
    for choice in found:
        every.setdefault(choice.label, choice)
    fitting = [choice for choice in every.values() if wanted in fold(choice.label)]
    fitting.sort(key=lambda choice: _place_of(choice, wanted))
    return Completion(asked.span, tuple(fitting[:MOST]), len(fitting) > MOST)


def _place_of(choice: Choice, wanted: str) -> tuple[bool, bool, int]:
    """Return what choices are sorted by: those that begin so in front, units by their own name."""
    starts = fold(choice.label).startswith(wanted)
    if choice.sort != "unit":
        return not starts, False, 0
    return not starts, choice.label != choice.detail, len(choice.label)


def _asked(file: str, text: str, offset: int) -> _Asked | None:
    """Find out what is written at an offset: by reading the text with a mark put there."""
    if _MARK in text:
        return None
    marks = [_MARK + ending for ending in _ENDINGS]
    if is_json(file):
        marks += [f'"{_MARK}{ending}' for ending in _IN_JSON]
    for mark in marks:
        marked = text[:offset] + mark + text[offset:]
        spot = spot_at(read_held(file, marked).trees, offset)
        asked = None if spot is None else _at_mark(file, text, offset, spot)
        if asked is not None:
            return asked
    return None


def _at_mark(file: str, text: str, offset: int, spot: Spot) -> _Asked | None:
    data = data_at(spot.tree.data, spot.route)
    held = spot.route[-1] if spot.on_key and spot.route else data
    if not isinstance(held, str) or _MARK not in held:
        return None
    found = model_at(spot.tree.data, spot.route)
    if found is None:
        return None
    model, record, route = found
    if not spot.on_key and _holds_records(model, route):
        return None  # what will be a field is a text still
    opening = text[spot.span.start : spot.span.start + 1]
    quoted = opening in {'"', "'"}
    start = spot.span.start + quoted
    if start > offset or "\n" in text[start:offset]:
        return None
    end = offset
    if not quoted:
        behind = re.match(r"[\w#-]*", text[offset:])
        end += behind.end() if behind else 0
    typed = text[start:offset]
    return _Asked(file, model, record, route, spot.on_key, typed, Span(start, end), quoted)


def _holds_records(model: Model, route: Route) -> bool:
    """Say whether what a route leads to is no text that is completed, but may become a record."""
    name = _field(route)
    if model is records.ClaimFile:
        return name in {"document", "claims"}
    return inner_of(model, name) is not None


def _field(route: Route) -> str:
    return next((str(step) for step in reversed(route) if isinstance(step, str)), "")


def _fields(asked: _Asked) -> Iterator[Choice]:
    json = is_json(asked.file)
    fields = dict(fields_of(asked.model))
    if asked.model is records.BaseClaim:
        fields = {"id": fields["id"], "kind": "What sort of claim it is.", **fields}
    for name, told in fields.items():
        if name not in asked.data:
            text = name if asked.quoted else f'"{name}": ' if json else f"{name}: "
            yield Choice(name, "field", told, text)


def _values(checked: Checked, asked: _Asked) -> tuple[_Asked, list[Choice]]:
    name = _field(asked.route)
    if name == "kind":
        return asked, [_choice(asked, kind, "value", _doc(kind)) for kind in records.KINDS]
    if _annotation(asked.model, name) is bool:
        return asked, [Choice(word, "value", "", word) for word in ("true", "false")]
    fixed = tuple(_literals(_annotation(asked.model, name)))
    if fixed:
        return asked, [_choice(asked, choice, "value", "") for choice in fixed]
    if name in POINTING:
        return asked, list(_ids(checked, asked, name))
    if name in PLACES:
        return asked, list(_places(checked, asked))
    taxonomy = TAXONOMIES.get(name)
    if taxonomy is not None or name in {"object", "scheme", "instrument", "country", "timezone"}:
        return asked, list(_names(checked, asked, name, taxonomy))
    if _is_quantity(asked.model, asked.route):
        return _units(checked, asked)
    return asked, []


def _doc(kind: str) -> str:
    return (records.KINDS[kind].__doc__ or "").partition("\n")[0]


def _choice(asked: _Asked, label: str, sort: str, detail: str) -> Choice:
    if asked.quoted:
        text = label.replace("\\", "\\\\").replace('"', '\\"')
    else:
        text = f'"{label}"' if is_json(asked.file) else as_yaml(label)
    return Choice(label, sort, detail, text)


def _annotation(model: Model, name: str) -> Any:
    fields = model.model_fields.items()
    return next((i.annotation for n, i in fields if (i.alias or n) == name), None)


def _literals(annotation: Any) -> Iterator[str]:
    """Give the choices of a field that has only some."""
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        elif get_origin(argument) is not None:
            yield from _literals(argument)


def _ids(checked: Checked, asked: _Asked, name: str) -> Iterator[Choice]:
    """Give claims by id, those of the file by themselves, others with their document."""
    kind = records.KINDS.get(str(asked.data.get("kind")), records.BaseClaim)
    wanted = dict(POINTERS.get(kind, ())).get(name, ())
    for entry in checked.claims.entries:
        own = entry.place.file == asked.file
        if own and entry.record.id == asked.data.get("id"):
            continue
        if wanted and not isinstance(entry.record, wanted):
            continue
        label = entry.record.id if own else entry.key
        yield _choice(asked, label, "id", _told(entry))


def _told(entry: Entry) -> str:
    names = ("activity", "property", "state", "when", "value")
    words = (getattr(entry.record, name, None) for name in names)
    return ", ".join([entry.kind, *(word for word in words if isinstance(word, str))])


def _names(checked: Checked, asked: _Asked, name: str, taxonomy: str | None) -> Iterator[Choice]:
    if taxonomy is not None:
        for concept in getattr(checked.claims.vocabulary, taxonomy).concepts.values():
            detail = ", ".join(concept.wider) or taxonomy
            yield _choice(asked, concept.name, "name", detail)
            for also in concept.also:
                yield _choice(asked, also, "name", concept.name)
    if name == "country":
        from claims.places.gazetteer import countries  # noqa: PLC0415  only where it is asked

        for country in countries().values():
            yield _choice(asked, country.name, "name", "")
    if name == "timezone":
        from zoneinfo import available_timezones  # noqa: PLC0415  likewise

        for zone in sorted(available_timezones()):
            yield _choice(asked, zone, "name", "")
    for used in _used(checked, (name,)):
        yield _choice(asked, used, "name", "used in these files")


def _used(checked: Checked, fields: Iterable[str]) -> list[str]:
    """Return the texts that claims have in some fields."""
    names = [f"{field}_" if field in {"from", "class"} else field for field in fields]
    found: set[str] = set()
    for entry in checked.claims.entries:
        for name in names:
            value = getattr(entry.record, name, None)
            found.update((value,) if isinstance(value, str) else value or ())
    return sorted(found)


def _places(checked: Checked, asked: _Asked) -> Iterator[Choice]:
    from claims.places.gazetteer import countries, large_cities_from, rows  # noqa: PLC0415

    kind = asked.data.get("kind")
    if asked.model is not records.Among and kind not in {"event", "reach", "location"}:
        return
    for document in checked.claims.documents:
        if document.place.file == asked.file:
            for place in document.record.places:
                yield _choice(asked, place.name, "place", "a place of this document")
    for used in _used(checked, sorted(PLACES)):
        yield _choice(asked, used, "place", "used in these files")
    for country in countries().values():
        yield _choice(asked, country.name, "place", "country")
    for row in rows():
        yield _choice(asked, row.name, "place", row.section)
    if len(asked.typed.strip()) >= _LEAST_OF_CITY:
        for city in large_cities_from(asked.typed.strip(), MOST):
            yield _choice(asked, city.name, "place", f"city, {city.country}")


def _is_quantity(model: Model, route: Route) -> bool:
    """Say whether a field has a value with a unit."""
    name = str(route[0]) if route else ""
    for attribute, info in model.model_fields.items():
        if (info.alias or attribute) == name:
            return _sort_of(info.metadata, info.annotation) in {"quantity", "span", "window"}
    return False


def _sort_of(metadata: Iterable[object], annotation: Any) -> str | None:
    for each in metadata:
        if isinstance(each, records.Written):
            return each.sort
    for argument in get_args(annotation):
        found = _sort_of(getattr(argument, "__metadata__", ()), argument)
        if found is not None:
            return found
    return None


def _units(checked: Checked, asked: _Asked) -> tuple[_Asked, list[Choice]]:
    """Return the units for the word behind a number, of the property's sort where it has one."""
    from claims.units import read_unit, spellings  # noqa: PLC0415  only where it is asked

    behind = re.search(r"\d[\s-]*([^\W\d_][^\d]*)?$", asked.typed)
    if behind is None:
        return asked, []
    start = behind.start(1) if behind[1] else len(asked.typed)
    typed = asked.typed[start:]
    concept = checked.claims.vocabulary.properties.get(str(asked.data.get("property", "")))
    measured = read_unit(concept.unit) if concept is not None and concept.unit else None
    wanted = {unit.dimension for unit in measured or ()}
    if asked.route[:1] == ("distance",):
        wanted = {"[length]"}
    choices = [
        Choice(word, "unit", name, word)
        for word, name, dimension in spellings()
        if not wanted or dimension in wanted
    ]
    span = Span(asked.span.start + start, asked.span.end)
    return asked._replace(typed=typed, span=span), choices
