"""From the data of claim files to a corpus: documents, claims, and the values they state.

Nothing is lost on the way: what cannot be read becomes a fault with its place, and the rest is
kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from claims import records
from claims.calendar import known_zone
from claims.coordinates import Impossible, read_coordinates
from claims.extractions import Extracted
from claims.faults import Fault, Place
from claims.quantity import (
    Quantity,
    SpanOfTime,
    Stated,
    Unreadable,
    read_quantity,
    read_rounding,
    read_span,
)
from claims.validation import shorten, unknown_field, validate, validate_claim
from claims.when import Dateline, UnreadableTime, When, read_when

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from claims.faults import Route
    from claims.files import Shelf
    from claims.suppressions import Suppression
    from claims.tree import Tree
    from claims.vocabulary import Vocabulary

Value = Quantity | SpanOfTime | When
_FILE_FIELDS = ("document", "claims", "$schema")
RECORD_LIMIT = 1_000_000
"""Claims of one run; more are refused, since each takes some kilobytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A record where it stands, with the values that could be read from its texts.

    `key` is `document-id` for a document and `document-id#claim-id` for a claim. `values` has the
    route of each text in the record that was read as a value; `unread` the routes of the others.
    """

    key: str
    place: Place
    values: Mapping[Route, Value]
    unread: frozenset[Route]

    def quantity(self, *route: str | int) -> Quantity | None:
        """Return the quantity read at that place of the record, if there is one."""
        value = self.values.get(route)
        return value if isinstance(value, Quantity) else None

    def when(self, *route: str | int) -> When | None:
        """Return the time read at that place of the record, if there is one."""
        value = self.values.get(route)
        return value if isinstance(value, When) else None

    def span(self, *route: str | int) -> SpanOfTime | None:
        """Return the span of time read at that place of the record, if there is one."""
        value = self.values.get(route)
        return value if isinstance(value, SpanOfTime) else None


@dataclass(frozen=True, slots=True, eq=False)
class SourceDocument(Statement):
    """A document of the corpus."""

    record: records.Document
    dateline: Dateline

    @property
    def speaker(self) -> str:
        """Return who speaks where a claim names nobody."""
        return self.record.publisher or self.record.id


@dataclass(frozen=True, slots=True, eq=False)
class Entry(Statement):
    """A claim of the corpus, in its document."""

    record: records.Claim
    document: SourceDocument

    @property
    def speaker(self) -> str:
        """Return who says it: the one it names, else the publisher of its document."""
        return self.record.said_by or self.document.speaker

    @property
    def kind(self) -> str:
        """Return the claim's kind."""
        return self.record.kind

    def text(self, *route: str | int) -> str:
        """Return the text of a field as it was written."""
        found: object = self.record
        for step in route:
            if isinstance(found, records.Record):
                found = getattr(found, _attribute(type(found), str(step)))
            elif isinstance(found, dict):
                found = found[step]
            elif isinstance(found, tuple):
                found = found[int(step)]
        return str(found)


@dataclass(frozen=True, slots=True, eq=False)
class Mentioned(Statement):
    """Words of a document that an extraction found, and nothing that could be judged of them."""

    record: records.Mention
    document: SourceDocument


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that was read: documents and claims by key, and what was wrong with the input.

    `broken` has the keys of claims whose records could not be read: they exist, and nothing is
    known of them. `articles` has files that the user names as the texts of documents, by document
    id; they stand in for those that the documents name.
    """

    documents: tuple[SourceDocument, ...]
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    broken: frozenset[str]
    vocabulary: Vocabulary
    read: int = 0
    """How many claim records stood in the files, whole or broken."""
    articles: Mapping[str, str] = field(default_factory=dict)
    mentions: tuple[Mentioned, ...] = ()
    packs: tuple[Tree, ...] = ()
    """Packs that a user added, as they were read."""
    shelf: Shelf | None = None
    """Where files that records name are read from; none: the file system."""
    suppressions: tuple[Suppression, ...] = ()
    """What the files say is not to count, in order of place."""


@dataclass(slots=True)
class _Loading:
    """What has been put together so far; lives for one call of `load` only."""

    vocabulary: Vocabulary
    documents: dict[str, SourceDocument] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    read: int = 0
    mentions: dict[str, Mentioned] = field(default_factory=dict)
    ignoring: bool = False
    """Some record has the field `ignore`."""


def load(trees: Iterable[Tree], vocabulary: Vocabulary, faults: Iterable[Fault] = ()) -> Corpus:
    """Make the corpus that the trees of claim files hold.

    The result does not depend on the order of the trees, but for which of two claims of the same
    id is kept: the first by file name and place.
    """
    loading = _Loading(vocabulary, faults=list(faults))
    held = [(tree, _load_document(tree, loading)) for tree in trees]
    latest: dict[str, SourceDocument] = {}
    for tree, document in held:
        if document is not None:
            latest[tree.file] = document
            _load_claims(tree, document, loading)
        else:
            _load_lone_claim(tree, latest.get(tree.file), loading)
    suppressions = _suppressions([tree for tree, _ in held if tree.remarks], loading)
    return Corpus(
        tuple(loading.documents[key] for key in sorted(loading.documents)),
        tuple(loading.entries[key] for key in sorted(loading.entries)),
        tuple(loading.faults),
        frozenset(loading.broken - loading.entries.keys()),
        vocabulary,
        loading.read,
        mentions=tuple(loading.mentions[key] for key in sorted(loading.mentions)),
        suppressions=suppressions,
    )


def _suppressions(marked: list[Tree], loading: _Loading) -> tuple[Suppression, ...]:
    """Return what trees with comments to the program, and records, say is not to count."""
    if not (marked or loading.ignoring):
        return ()
    from claims.suppressions import read_suppressions  # noqa: PLC0415  only runs that have some

    entries = [loading.entries[key] for key in sorted(loading.entries)]
    ignoring = [entry for entry in entries if entry.record.ignore]
    found, faults = read_suppressions(marked, [*loading.documents.values(), *entries], ignoring)
    loading.faults.extend(faults)
    return found


def _load_document(tree: Tree, loading: _Loading) -> SourceDocument | None:
    """Return the document of a claim file; nothing where the data is a claim by itself."""
    data = tree.data
    if not isinstance(data, dict):
        message = "a claim file is a mapping with the keys document and claims"
        way_out = "write `document:` and below it `claims:`, a list of records"
        loading.faults.append(Fault("record/field", message, _root(tree), way_out))
        return _plain_document(tree, _file_id(tree.file), loading)
    if "kind" in data and "claims" not in data:
        return None
    for key in data:
        if key not in _FILE_FIELDS:
            fault = unknown_field(_root(tree).below(key), key, _FILE_FIELDS, "a claim file")
            loading.faults.append(fault)
    if "claims" not in data and "document" not in data:
        message = "the file has neither a document nor claims"
        loading.faults.append(Fault("record/field", message, _root(tree)))
    return _document(tree, data, loading)


def _load_claims(tree: Tree, document: SourceDocument, loading: _Loading) -> None:
    claims = tree.data.get("claims") if isinstance(tree.data, dict) else None
    if claims is None:
        return
    if not isinstance(claims, list):
        place = _root(tree).below("claims")
        loading.faults.append(Fault("record/field", "`claims` is a list of records", place))
        return
    for index, raw in enumerate(claims):
        _load_claim(_root(tree).below("claims", index), raw, document, loading)


def _load_mention(
    place: Place, raw: dict[str, object], document: SourceDocument, loading: _Loading
) -> None:
    record, faults = validate(records.Mention, raw, place, "an extraction")
    loading.faults.extend(faults)
    if record is not None:
        key = f"{document.record.id}#{record.id}"
        loading.mentions[key] = Mentioned(key, place, {}, frozenset(), record, document)


def _load_lone_claim(tree: Tree, before: SourceDocument | None, loading: _Loading) -> None:
    """Read a record that is a line of its own; `document` names its document.

    Without that field it belongs to the document last described in the file.
    """
    data = tree.data
    if not isinstance(data, dict):
        return
    fields = Extracted if isinstance(data, Extracted) else dict
    rest = fields({key: value for key, value in data.items() if key != "document"})
    named = data.get("document")
    if named is not None and not isinstance(named, str):
        message = "`document` of a lone record is the id of its document"
        loading.faults.append(Fault("record/field", message, _root(tree).below("document")))
        named = None
    if named is None and before is not None:
        document = before
    else:
        document = _plain_document(tree, named or _file_id(tree.file), loading)
    _load_claim(_root(tree), rest, document, loading)


def _root(tree: Tree) -> Place:
    return Place(tree.file, (), tree=tree.number)


def _file_id(file: str) -> str:
    stem = PurePath(file).stem if file != "<stdin>" else "stdin"
    return "-".join(stem.replace("#", " ").split()) or "unnamed"


def _plain_document(tree: Tree, name: str, loading: _Loading) -> SourceDocument:
    """Return the document of a file that describes none."""
    if name in loading.documents:
        return loading.documents[name]
    record = records.Document(id=name)
    document = SourceDocument(
        name, _root(tree), {}, frozenset(), record, Dateline(None, None, None)
    )
    loading.documents[name] = document
    return document


def _document(tree: Tree, data: dict[str, Any], loading: _Loading) -> SourceDocument:
    raw = data.get("document")
    if raw is None:
        return _plain_document(tree, _file_id(tree.file), loading)
    place = _root(tree).below("document")
    record, faults = validate(records.Document, raw, place, "a document")
    loading.faults.extend(faults)
    if record is None:
        record = _rescue_document(tree, raw, faults, place)
    first = loading.documents.get(record.id)
    if first is not None:
        same = first.record == record
        if not same:
            message = f'the document id "{record.id}" is given twice'
            way_out = f"it is also in {first.place.file}; give each document an id of its own"
            place = _root(tree).below("document", "id")
            loading.faults.append(Fault("record/duplicate", message, place, way_out, fatal=False))
        return first
    document = _read_document(record, place, loading)
    loading.documents[record.id] = document
    return document


def _rescue_document(
    tree: Tree, raw: object, faults: list[Fault], place: Place
) -> records.Document:
    """Keep the fields of a faulty document that are right, so that its claims can be judged."""
    name = _file_id(tree.file)
    if not isinstance(raw, dict):
        return records.Document(id=name)
    depth = len(place.route or ())
    routes = (fault.place.route or () for fault in faults)
    bad = {route[depth] for route in routes if len(route) > depth}
    kept = {key: value for key, value in raw.items() if key not in bad}
    kept.setdefault("id", name)
    record, again = validate(records.Document, kept, place, "a document")
    return records.Document(id=name) if record is None or again else record


def _read_document(record: records.Document, place: Place, loading: _Loading) -> SourceDocument:
    zone = record.timezone
    faults = loading.faults
    if zone is not None and not known_zone(zone):
        message = f'no time zone is called "{zone}"'
        way_out = 'use an IANA name such as "Europe/Oslo", or an offset such as "+09:00"'
        faults.append(Fault("record/unreadable", message, place.below("timezone"), way_out))
        zone = None
    published = None
    if record.published is not None:
        published = read_when(record.published, Dateline(None, zone, record.country))
    extent = published.readings[0].extent if isinstance(published, When) else None
    dateline = Dateline(extent, zone, record.country)
    values, unread, found = _values(record, place, dateline, counting=False, future=False)
    faults.extend(found)
    stated = None if record.rounding is None else read_rounding(record.rounding)
    if isinstance(stated, Unreadable):
        faults.append(_unreadable(stated, place.below("rounding")))
    elif stated is not None and stated.has_step:
        message = f'"{shorten(record.rounding or "")}" cannot hold for a whole document'
        way_out = "name a way of rounding only; say of each value to what it was rounded"
        faults.append(Fault("record/unreadable", message, place.below("rounding"), way_out))
    return SourceDocument(record.id, place, values, unread, record, dateline)


def _load_claim(place: Place, raw: object, document: SourceDocument, loading: _Loading) -> None:
    if isinstance(raw, Extracted):
        _load_mention(place, raw, document, loading)
        return
    loading.read += 1
    if loading.read > RECORD_LIMIT:
        if loading.read == RECORD_LIMIT + 1:
            message = f"more than {RECORD_LIMIT} claims in one run"
            loading.faults.append(
                Fault("record/file", message, place, "check fewer files at a time")
            )
        return
    key = _key(document, raw)
    record, faults = validate_claim(raw, place)
    loading.faults.extend(faults)
    if record is None:
        if key is not None:
            loading.broken.add(key)
        return
    key = f"{document.record.id}#{record.id}"
    if key in loading.entries:
        first = loading.entries[key].place
        message = f'the id "{record.id}" is given twice in {document.record.id}'
        way_out = "give each claim of a document an id of its own"
        if first.file != place.file:
            way_out += f"; the other is in {first.file}"
        id_place = place.below("id")
        loading.faults.append(Fault("record/duplicate", message, id_place, way_out))
        return
    counting = _counts(record, loading.vocabulary)
    future = record.status in {"planned", "expected"}
    way = document.record.rounding
    usual = None if way is None else read_rounding(way)
    stated = usual if isinstance(usual, Stated) and not usual.has_step else None
    values, unread, found = _values(
        record, place, document.dateline, counting=counting, future=future, stated=stated
    )
    loading.faults.extend(found)
    loading.faults.extend(_impossible_places(record, place))
    loading.faults.extend(_unreadable_rank(record, place))
    loading.ignoring = loading.ignoring or bool(record.ignore)
    loading.entries[key] = Entry(key, place, values, unread, record, document)


def _key(document: SourceDocument, raw: object) -> str | None:
    name = raw.get("id") if isinstance(raw, dict) else None
    if isinstance(name, bool) or not isinstance(name, (str, int, float)):
        return None
    return f"{document.record.id}#{getattr(name, 'text', name)}"


def _counts(record: records.Claim, vocabulary: Vocabulary) -> bool:
    if not isinstance(record, (records.Measurement, records.Total, records.Comparison)):
        return False
    concept = vocabulary.properties.get(record.property)
    return concept is not None and concept.counting


# Values: the texts of a record, read against its document.


@cache
def _readers(model: type[records.Record]) -> tuple[tuple[str, str, str], ...]:
    """Return attribute, name in the file, and sort of value for each field to be read."""
    found = []
    for name, info in model.model_fields.items():
        sort = _marked(info.metadata) or _marked_within(info.annotation)
        if sort is not None:
            found.append((name, info.alias or name, sort))
    return tuple(found)


def _marked(metadata: Iterable[object]) -> str | None:
    return next((m.sort for m in metadata if isinstance(m, records.Written)), None)


def _marked_within(annotation: Any) -> str | None:
    """Look into `X | None` and `dict[str, X]` for a marked `X`."""
    found = _marked(getattr(annotation, "__metadata__", ()))
    if found is not None:
        return found
    inner = (_marked_within(arg) for arg in getattr(annotation, "__args__", ()))
    return next((sort for sort in inner if sort is not None), None)


@cache
def _attribute(model: type[records.Record], name: str) -> str:
    for attribute, info in model.model_fields.items():
        if (info.alias or attribute) == name:
            return attribute
    raise KeyError(name)


def _texts(record: records.Record) -> Iterator[tuple[Route, str, str]]:
    for attribute, name, sort in _readers(type(record)):
        value = getattr(record, attribute)
        if isinstance(value, str):
            yield (name,), value, sort
        elif isinstance(value, dict):
            for key, text in value.items():
                yield (name, key), text, sort
    if isinstance(record, records.Document):
        for index, complete in enumerate(record.complete_for):
            for route, text, sort in _texts(complete):
                yield ("complete_for", index, *route), text, sort
        for index, named in enumerate(record.places):
            for route, text, sort in _texts(named):
                yield ("places", index, *route), text, sort


_PLACE_FIELDS = (("place", "place"), ("from_", "from"), ("to", "to"), ("target", "target"))


def _impossible_places(record: records.Claim, place: Place) -> Iterator[Fault]:
    """Tell the coordinates that no point has; what names a place is read by the rules that ask."""
    if not isinstance(record, (records.Event, records.Reach, records.Location)):
        return
    for attribute, name in _PLACE_FIELDS:
        held = getattr(record, attribute, None)
        texts = enumerate(held) if isinstance(held, tuple) else [(None, held)]
        for number, text in texts:
            found = read_coordinates(text) if isinstance(text, str) else None
            if isinstance(found, Impossible):
                at = place.below(name) if number is None else place.below(name, number)
                message = f'"{shorten(str(text))}" cannot be: {found.reason}'
                yield Fault("record/impossible", message, at, found.help)


def _unreadable_rank(record: records.Claim, place: Place) -> Iterator[Fault]:
    if isinstance(record, records.Comparison) and record.rank is not None:
        from claims.ranks import RANK_FORMS, read_rank  # noqa: PLC0415 - few claims have a rank

        if read_rank(record.rank) is None:
            message = f'"{shorten(record.rank)}" cannot be read as a rank'
            forms = "forms that would be read: " + ", ".join(RANK_FORMS)
            yield Fault("record/unreadable", message, place.below("rank"), forms)


def _values(
    record: records.Record,
    place: Place,
    dateline: Dateline,
    *,
    counting: bool,
    future: bool,
    stated: Stated | None = None,
) -> tuple[dict[Route, Value], frozenset[Route], list[Fault]]:
    values: dict[Route, Value] = {}
    unread: set[Route] = set()
    faults: list[Fault] = []
    own = getattr(record, "rounding", None)
    if own is not None and not isinstance(record, records.Document):
        read = read_rounding(own)
        if isinstance(read, Unreadable):
            faults.append(_unreadable(read, place.below("rounding")))
        else:
            stated = read
    for route, text, sort in _texts(record):
        value: Value | Unreadable | UnreadableTime
        if stated is not None and sort == "quantity":
            value = _rounded(text, stated, dateline, counting=counting, whole=route == ("value",))
        else:
            value = _read(text, sort, dateline, counting=counting, future=future)
        if isinstance(value, (Unreadable, UnreadableTime)):
            unread.add(route)
            faults.append(_unreadable(value, place.below(*route)))
        else:
            values[route] = value
    return values, frozenset(unread), faults


def _rounded(
    text: str, stated: Stated, dateline: Dateline, *, counting: bool, whole: bool
) -> Quantity | Unreadable:
    """Read a value that was rounded in a way that its record states.

    The step is that of the record's main value; another of its values may have been rounded to
    another, such as a share of a whole.
    """
    value = read_quantity(text, country=dateline.country, counting=counting, stated=stated)
    if isinstance(value, Unreadable) and stated.has_step and not whole:
        way = Stated(stated.mode)
        return read_quantity(text, country=dateline.country, counting=counting, stated=way)
    return value


def _read(
    text: str, sort: str, dateline: Dateline, *, counting: bool, future: bool
) -> Value | Unreadable | UnreadableTime:
    if sort == "quantity":
        return read_quantity(text, country=dateline.country, counting=counting)
    if sort == "count":
        return read_quantity(text, country=dateline.country, counting=True)
    if sort == "when":
        return read_when(text, dateline, future)
    span = read_span(text)
    if sort == "span" or isinstance(span, SpanOfTime):
        return span
    return read_when(text, dateline, future)


def _with_unit(value: Unreadable) -> tuple[str, ...]:
    """Return a value's text with each unit that may be meant; nothing where it is not plain how."""
    if value.unit is None or value.text.count(value.unit) != 1:
        return ()
    return tuple(value.text.replace(value.unit, unit) for unit in value.suggestions)


def _unreadable(value: Unreadable | UnreadableTime, place: Place) -> Fault:
    shown = f'"{shorten(value.text)}"'
    forms = "forms that would be read: " + ", ".join(value.forms) if value.forms else ""
    if isinstance(value, UnreadableTime):
        if value.impossible:
            return Fault("record/impossible", f"{shown} cannot be: {value.reason}", place)
        return Fault(
            "record/unreadable", f"{shown} cannot be read as a time: {value.reason}", place, forms
        )
    if value.unit is not None:
        near = ", ".join(value.suggestions)
        way_out = f"did you mean {near}?" if near else "use a unit that pint knows"
        message = f'{shown}: no unit is called "{shorten(value.unit)}"'
        return Fault("record/unit", message, place, way_out, instead=_with_unit(value))
    return Fault(
        "record/unreadable", f"{shown} cannot be read as a value: {value.reason}", place, forms
    )
