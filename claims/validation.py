"""What is wrong with a record: pydantic finds it, the words for it are ours."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from claims import records
from claims.faults import Fault

if TYPE_CHECKING:
    from claims.faults import Place, Route

_Model = TypeVar("_Model", bound=records.Record)


def validate_claim(raw: object, place: Place) -> tuple[records.Claim | None, list[Fault]]:
    """Return the claim that some data is, none where it is no claim, and what is wrong with it."""
    if not isinstance(raw, dict):
        message = f"a claim is a mapping of fields, and this is {_sort(raw)}"
        return None, [Fault("record/field", message, place, "begin with `id:` and `kind:`")]
    kind = raw.get("kind")
    if "kind" not in raw:
        message = "the claim has no `kind`"
        return None, [Fault("record/kind", message, place, "kinds are " + ", ".join(records.KINDS))]
    model = records.KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        shown = f'"{shorten(str(kind))}"' if isinstance(kind, str) else _sort(kind)
        message = f"no kind of claim is called {shown}"
        near = difflib.get_close_matches(str(kind)[:50], records.KINDS, n=1)
        way_out = f"did you mean {near[0]}? " if near else ""
        way_out += "kinds are " + ", ".join(records.KINDS)
        fault = Fault("record/kind", message, place.below("kind"), way_out, instead=tuple(near))
        return None, [fault]
    return validate(model, raw, place, f"a claim of kind {kind}")


def validate(
    model: type[_Model], raw: object, place: Place, what: str
) -> tuple[_Model | None, list[Fault]]:
    """Return the record that some data is, none where it is none, and what is wrong with it.

    `what` names the record in messages: "a document", "a claim of kind event".
    """
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        faults = [_told(problem, model, place, what) for problem in error.errors(include_url=False)]
        return None, faults


def _told(problem: Any, model: type[records.Record], place: Place, what: str) -> Fault:
    route = _data_route(problem["loc"])
    at = place.below(*route)
    name = ".".join(map(str, route[-2:] if route and isinstance(route[-1], int) else route[-1:]))
    if problem["type"] == "extra_forbidden":
        return unknown_field(at, name, _fields_at(model, problem["loc"]), what)
    if problem["type"] == "missing":
        missing_in = place.below(*route[:-1])
        return Fault(
            "record/field", f"{what} needs the field `{name}`", missing_in, f"add `{name}:`"
        )
    message, way_out = _wrong_value(problem, name)
    return Fault("record/field", message, at, way_out, instead=_near_choice(problem))


def _near_choice(problem: Any) -> tuple[str, ...]:
    """Return the choice that a text is nearest to, where a field has only some."""
    if problem["type"] != "literal_error" or not isinstance(problem["input"], str):
        return ()
    choices = re.findall("'([^']*)'", problem["ctx"]["expected"])
    return tuple(difflib.get_close_matches(problem["input"][:50], choices, n=1))


def _data_route(loc: tuple[str | int, ...]) -> Route:
    # pydantic marks the key of a mapping with "[key]", which is no step in the data.
    return tuple(step for step in loc if step != "[key]")


def _fields_at(model: type[records.Record], loc: tuple[str | int, ...]) -> tuple[str, ...]:
    if len(loc) > 1:
        for step in reversed(loc[:-1]):
            if isinstance(step, str) and step in records.INNER:
                model = records.INNER[step]
                break
    return tuple(info.alias or name for name, info in model.model_fields.items())


def unknown_field(at: Place, name: str, known: tuple[str, ...], what: str) -> Fault:
    """Return the fault of a key that is none of the known ones."""
    near = difflib.get_close_matches(name[:50], known, n=1)
    way_out = f"did you mean `{near[0]}`?" if near else "known fields are " + ", ".join(known)
    message = f'{what} has no field "{shorten(name)}"'
    key = replace(at, on_key=True)
    return Fault("record/field", message, key, way_out, instead=tuple(near))


def _wrong_value(problem: Any, name: str) -> tuple[str, str]:
    sort, given, context = problem["type"], problem["input"], problem.get("ctx", {})
    shown = f'"{shorten(given)}"' if isinstance(given, str) else _sort(given)
    if sort == "literal_error":
        allowed = context["expected"].replace("'", "")
        return f"`{name}` cannot be {shown}", f"use {allowed}"
    if sort == "string_pattern_mismatch" and name == "sha256":
        return f"`{name}` cannot be {shown}", "a SHA-256 has 64 hexadecimal digits"
    if sort == "string_pattern_mismatch" and name == "until":
        return f"`{name}` cannot be {shown}", "write a day of the calendar as 2026-12-31"
    if sort == "string_pattern_mismatch":
        return f"`{name}` cannot be {shown}", "use letters, digits, dots and dashes, without spaces"
    if sort == "string_too_long":
        return f"`{name}` is longer than {context['max_length']} characters", "shorten it"
    if sort in {"string_too_short", "too_short"}:
        return f"`{name}` is empty", "fill it in or leave the field out"
    if sort == "value_error":
        return f"`{name}`: {context['error']}", ""
    wanted = _WANTED.get(sort, problem["msg"].lower())
    return f"`{name}` is {wanted}, and this is {shown}", ""


_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
}


def _sort(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"the number {shorten(str(getattr(value, 'text', value)))}"
    if isinstance(value, str):
        return f'the text "{shorten(value)}"'
    return "a list" if isinstance(value, (list, tuple)) else "a mapping"


def shorten(text: str) -> str:
    """Return a text as messages quote it: cut after 60 characters."""
    return text if len(text) <= 60 else text[:57] + "…"
