"""Outputs of extraction as claim files: langextract's, and bare lists of quotes with values.

What names fields of a claim becomes a claim. Where that leaves open which kind it is, the quote
alone is kept, as a mention: nothing is guessed from a field that has another name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claims.faults import Fault
from claims.records import KINDS
from claims.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.faults import Route, Span

_SHARED = frozenset({"id", "kind", "quote", "said_by", "hedge", "status", "note", "document"})


class Extracted(dict[str, object]):
    """The fields of a mention: of `claims.records.Mention`, and nothing that a file could say."""


@dataclass(frozen=True, slots=True)
class ConvertedTree(Tree):
    """A claim file made from data of another form; its places are those of that data."""

    routes: Mapping[Route, Route] = field(default_factory=dict, compare=False)

    def span(self, route: Route, on_key: bool = False) -> Span | None:  # noqa: FBT001, FBT002  as in Tree
        """Return where what became the value at a route stands."""
        for length in range(len(route), -1, -1):
            origin = self.routes.get(route[:length])
            if origin is not None:
                return Tree.span(self, (*origin, *route[length:]), on_key)
        return Tree.span(self, (), on_key)


def as_claim_files(trees: Iterable[Tree]) -> tuple[tuple[Tree, ...], tuple[Fault, ...]]:
    """Return trees, those of extractions as claim files, and what is wrong with them."""
    made: list[Tree] = []
    faults: list[Fault] = []
    for tree in trees:
        converted = _converted(tree, faults)
        if converted is not None:
            made.append(converted)
    return tuple(made), tuple(faults)


def _converted(tree: Tree, faults: list[Fault]) -> Tree | None:
    data = tree.data
    if isinstance(data, dict) and "extractions" in data:
        return _of_langextract(tree, data, faults)
    if isinstance(data, list):
        return _Making(tree, faults).tree(None, data, ())
    if isinstance(data, dict) and "quote" in data and not {"id", "kind"} <= data.keys():
        made = _of_fields({"id": str(tree.number + 1), **data}, "")
        return ConvertedTree(tree.file, made, tree.shape, tree.number, routes={(): ()})
    return tree


def _of_langextract(tree: Tree, data: dict[str, object], faults: list[Fault]) -> Tree | None:
    held = data["extractions"]
    if not isinstance(held, list):
        place = tree.place(("extractions",))
        faults.append(Fault("record/field", "`extractions` is a list of extractions", place))
        return None
    document: dict[str, object] = {}
    name, text = data.get("document_id"), data.get("text")
    if isinstance(name, str) and name.strip():
        document["id"] = "-".join(name.replace("#", " ").replace("/", " ").split())
    if isinstance(text, str) and text.strip():
        document["text"] = {"inline": text}
        document.setdefault("id", f"line-{tree.number + 1}")
    return _Making(tree, faults).tree(document or None, held, ("extractions",))


class _Making:
    """Makes the claim file of one tree."""

    def __init__(self, tree: Tree, faults: list[Fault]) -> None:
        self._tree = tree
        self._faults = faults
        self._routes: dict[Route, Route] = {(): ()}

    def tree(self, document: dict[str, object] | None, held: list[object], base: Route) -> Tree:
        """Return the claim file of the extractions that stand at a route of the data."""
        claims: list[object] = []
        self._routes["document", "text"] = ("text",)
        self._routes["document", "id"] = ("document_id",)
        for index, item in enumerate(held):
            origin = (*base, index)
            self._routes["claims", len(claims)] = origin
            made = self._claim(item, str(index + 1), origin, ("claims", len(claims)))
            if made is not None:
                claims.append(made)
        data: dict[str, object] = {"claims": claims}
        if document is not None:
            data["document"] = document
        tree = self._tree
        return ConvertedTree(tree.file, data, tree.shape, tree.number, routes=self._routes)

    def _claim(self, item: object, name: str, origin: Route, route: Route) -> object | None:
        if not isinstance(item, dict):
            self._complain("an extraction is a mapping of fields", origin)
            return None
        if "extraction_text" in item:
            return self._extraction(item, name, origin, route)
        if "kind" in item:
            return {"id": name, **item}
        quote = item.get("quote")
        if quote is None:
            self._complain("an extraction has neither a `quote` nor an `extraction_text`", origin)
            return None
        return _of_fields({"id": name, **item}, "")

    def _extraction(
        self, item: dict[str, object], name: str, origin: Route, route: Route
    ) -> object | None:
        words, sort = item["extraction_text"], item.get("extraction_class")
        if not isinstance(words, str) or not words.strip():
            self._complain("`extraction_text` is the text that was extracted", origin)
            return None
        self._routes[(*route, "quote")] = (*origin, "extraction_text")
        quote: dict[str, object] = {"exact": words}
        self._routes[(*route, "quote", "exact")] = (*origin, "extraction_text")
        interval = item.get("char_interval")
        if isinstance(interval, dict):
            for step, key in (("start", "start_pos"), ("end", "end_pos")):
                if isinstance(interval.get(key), int):
                    quote[step] = interval[key]
                    self._routes[(*route, "quote", step)] = (*origin, "char_interval", key)
        attributes = item.get("attributes")
        fields = dict(attributes) if isinstance(attributes, dict) else {}
        for key in fields:
            self._routes[(*route, key)] = (*origin, "attributes", key)
        return _of_fields(
            {"id": name, **fields, "quote": quote}, sort if isinstance(sort, str) else ""
        )

    def _complain(self, message: str, origin: Route) -> None:
        way_out = "give each a `quote` and the fields of a claim, or the form of langextract"
        place = self._tree.place(origin)
        self._faults.append(Fault("record/field", message, place, way_out))


def _of_fields(fields: dict[str, object], sort: str) -> dict[str, object]:
    """Return the claim that some fields make, or the mention that is left of them."""
    fields = {key: value for key, value in fields.items() if value is not None}
    kind = fields.get("kind", sort if sort in KINDS else None)
    if kind is not None:
        return {**fields, "kind": kind}
    if "value" in fields and fields.keys() <= _SHARED | {"value", "of", "property", "when", "role",
                                                         "statistic"}:  # fmt: skip
        return {"kind": "measurement", "of": sort or "it", "property": sort or "value", **fields}
    known = {"activity", "actor", "object", "count", "when", "place", "from", "to", "classes"}
    if fields.keys() & {"count", "when", "place"} and fields.keys() <= _SHARED | known:
        return {"kind": "event", "activity": sort or "event", **fields}
    unread = sorted(key for key in fields.keys() - _SHARED if key.strip())
    made = Extracted(kind="mention", id=fields["id"], quote=fields["quote"], unread=unread)
    if "document" in fields:
        made["document"] = fields["document"]
    return made
