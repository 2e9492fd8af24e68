"""Records and files that are valid as data, true or not."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from claims.records import (
    DAY_PATTERN,
    KINDS,
    Among,
    Document,
    Listed,
    NamedPlace,
    Record,
    Written,
)
from claims.strategies.numbers import counts, quantities
from claims.strategies.times import edtf_dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.strategies.rows import ClaimFile, Row

_NAMES = (
    "survey ship Lisbeth", "Åse Nord", "the harbour master", "North Korea", "South Korea",
    "Coast Gazette", "departure", "missile test", "ballistic missile", "Ålesund", "length",
    "short-range", "UN Security Council resolutions", "crew",
)  # fmt: skip
_SPANS = ("two days", "a week", "about three weeks", "six months", "36 hours", "more than 2 years")


def ids() -> st.SearchStrategy[str]:
    """Return ids that a claim or document may have."""
    return st.text("abcdefghij-_.0123456789é", min_size=1, max_size=8)


def _texts(mark: Written) -> st.SearchStrategy[Any]:
    if mark.sort == "quantity":
        return quantities().map(lambda spoken: spoken.text)
    if mark.sort == "count":
        return counts().map(lambda spoken: spoken.text) | st.integers(0, 50)
    if mark.sort == "when":
        return edtf_dates()
    if mark.sort == "span":
        return st.sampled_from(_SPANS)
    if mark.sort == "window":
        return st.sampled_from(_SPANS) | edtf_dates()
    if mark.pattern == DAY_PATTERN:
        return st.dates(date(1000, 1, 1)).map(date.isoformat)
    return ids() if mark.pattern is not None else st.sampled_from(_NAMES)


def _values(annotation: Any, metadata: Sequence[object] = ()) -> st.SearchStrategy[Any]:
    """Return values that are valid for a field of a record, from its type."""
    marks = (*metadata, *getattr(annotation, "__metadata__", ()))
    mark = next((m for m in marks if isinstance(m, Written)), None)
    if mark is not None:
        return _texts(mark)
    if hasattr(annotation, "__metadata__"):
        return _values(annotation.__origin__)
    arguments = get_args(annotation)
    if annotation is bool:
        return st.booleans()
    if annotation is Any:
        return st.sampled_from(_NAMES)
    if get_origin(annotation) is Literal:
        return st.sampled_from(arguments)
    if get_origin(annotation) is dict:
        return st.dictionaries(_values(arguments[0]), _values(arguments[1]), min_size=1, max_size=3)
    if get_origin(annotation) is tuple:
        least = next((m.least for m in marks if isinstance(m, Listed)), 0)
        return st.lists(_values(arguments[0]), min_size=least, max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _rows(annotation)
    if annotation is str:
        return st.sampled_from(_NAMES)
    return st.one_of([_values(inner) for inner in arguments if inner is not type(None)])


def _rows(model: type[Record], **fixed: object) -> st.SearchStrategy[Row]:
    """Return data that a model of `claims.records` accepts; `fixed` fields are as given."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, info in model.model_fields.items():
        if name in {"text", "schema_"}:
            continue  # the names of other files
        key = info.alias or name
        into = required if info.is_required() or key in fixed else optional
        given = key in fixed
        into[key] = st.just(fixed[key]) if given else _values(info.annotation, info.metadata)
    rows = st.fixed_dictionaries(required, optional=optional)
    if model is NamedPlace:
        return rows.filter(lambda row: ("at" in row) != ("geojson" in row))
    return rows.filter(lambda row: any(row.values())) if model is Among else rows


def claim_records(kind: str | None = None, **fields: object) -> st.SearchStrategy[Row]:
    """Return claims of a kind, of any kind where none is named: valid as data, true or not.

    Fields given by name have that value. References may name claims that do not exist.
    """
    kinds = sorted(KINDS) if kind is None else [kind]
    return st.one_of([_rows(KINDS[name], kind=name, **fields) for name in kinds])


def documents() -> st.SearchStrategy[Row]:
    """Return documents that are valid as data."""
    return _rows(Document).map(_in_a_known_zone)


def _in_a_known_zone(row: Row) -> Row:
    return {**row, "timezone": "Europe/Oslo"} if "timezone" in row else row


@st.composite
def claim_files(draw: st.DrawFn, most: int = 6) -> ClaimFile:
    """Return a claim file with up to `most` claims of any kinds, valid as data, true or not."""
    rows = draw(st.lists(claim_records(), max_size=most, unique_by=lambda row: row["id"]))
    return {"document": draw(documents()), "claims": rows}


def claim_text(data: object, form: Literal["yaml", "json"] = "yaml") -> str:
    """Return a claim file that is given as data, or anything else as plain, as YAML or JSON."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    import yaml  # noqa: PLC0415 - JSON does without

    class Dumper(yaml.SafeDumper):
        """Puts in quotes what does not begin with a letter: YAML 1.2 has other numbers than 1.1."""

    def written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = None if text[:1].isalpha() else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, written)
    text = yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return str(text)
