"""What words name: activities, classes, parties and properties, each in a hierarchy.

The hierarchies are data (`claims/data/vocabulary.yaml`), and a user may add files of the same
form. A name that no vocabulary knows matches only itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from claims.faults import Fault, Place
from claims.names import fold
from claims.source import Source
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from claims.faults import Route
    from claims.tree import Tree

SECTIONS = ("activities", "classes", "parties", "properties")


class Fit(Enum):
    """How a name stands to another in a hierarchy."""

    IS = "is"
    """It is the other, or a narrower sort of it."""
    MAY_BE = "may be"
    """It is wider, or the two overlap: the thing named may be of the other sort or not."""
    IS_NOT = "is not"
    """The two have nothing in common."""


class Changes(Enum):
    """How a property behaves over time."""

    FIXED = "fixed"
    CHANGING = "changing"
    GROWING = "growing"


@dataclass(frozen=True, slots=True)
class Concept:
    """One row of a vocabulary.

    `wider` are the concepts it is a sort of, `implies` the classes that belong to it, `readings`
    the concepts that the name may stand for, the default first, `excludes` the concepts that
    nothing of its sort also is.
    """

    name: str
    also: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    momentary: bool = False
    unit: str | None = None
    changes: Changes | None = None
    counting: bool = False
    bounds: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Taxonomy:
    """Concepts of one section by folded name, with the order of wider and narrower."""

    concepts: Mapping[str, Concept] = field(default_factory=dict)

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        index = {fold(c.name): c.name for c in self.concepts.values()}
        for concept in self.concepts.values():
            for other in concept.also:
                index.setdefault(fold(other), concept.name)
        return index

    @cached_property
    def _ancestors(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name in self.concepts:
            seen: set[str] = set()
            stack = [name]
            while stack:
                current = stack.pop()
                if current not in seen:
                    seen.add(current)
                    stack.extend(self._wider(current))
            found[name] = frozenset(seen)
        return found

    @cached_property
    def _descendants(self) -> Mapping[str, frozenset[str]]:
        below: dict[str, set[str]] = {}
        for name, above in self._ancestors.items():
            for ancestor in above:
                below.setdefault(ancestor, set()).add(name)
        return {name: frozenset(names) for name, names in below.items()}

    def _wider(self, name: str) -> list[str]:
        concept = self.concepts.get(name)
        return [] if concept is None else [self.canonical(w) for w in concept.wider]

    def canonical(self, name: str) -> str:
        """Return the vocabulary's own name for it, or the folded name where it knows none."""
        folded = fold(name)
        known = self._by_name.get(folded)
        if known is None and folded.endswith("s"):
            known = self._by_name.get(folded[:-1])
        return known or folded

    def get(self, name: str) -> Concept | None:
        """Return the concept of that name, if the vocabulary knows it."""
        return self.concepts.get(self.canonical(name))

    def readings(self, name: str) -> tuple[str, ...]:
        """Return the concepts that the name may stand for, the default first."""
        own = self.canonical(name)
        concept = self.concepts.get(own)
        if concept is None or not concept.readings:
            return (own,)
        return tuple(self.canonical(r) for r in concept.readings)

    def ancestors(self, name: str) -> frozenset[str]:
        """Return the concept and all wider ones, by their canonical names."""
        own = self.canonical(name)
        return self._ancestors.get(own, frozenset((own,)))

    def implied(self, name: str) -> frozenset[str]:
        """Return the classes that the concept or a wider one implies."""
        rows = (self.concepts.get(a) for a in self.ancestors(name))
        return frozenset(i for row in rows if row is not None for i in row.implies)

    def excludes(self, name: str, other: str) -> bool:
        """Say whether the vocabulary rules out that one thing is both."""
        above, also = self.ancestors(name), self.ancestors(other)
        return self._excludes(above, also) or self._excludes(also, above)

    def _excludes(self, names: frozenset[str], others: frozenset[str]) -> bool:
        rows = (self.concepts.get(name) for name in names)
        out = {self.canonical(n) for row in rows if row is not None for n in row.excludes}
        return not out.isdisjoint(others)

    def fit(self, name: str, other: str) -> Fit:
        """Say whether what is called `name` is of the sort `other`."""
        known = self._fits.get((name, other))
        if known is None:
            known = self._fits[name, other] = self._fit(name, other)
        return known

    @cached_property
    def _fits(self) -> dict[tuple[str, str], Fit]:
        """Return what was asked already: the same few names are, of every event and every law."""
        return {}

    def _fit(self, name: str, other: str) -> Fit:
        own, wanted = self.canonical(name), self.canonical(other)
        if wanted in self.ancestors(own):
            return Fit.IS
        below = self._descendants.get(own, frozenset((own,)))
        if below & self._descendants.get(wanted, frozenset((wanted,))):
            return Fit.MAY_BE
        return Fit.IS_NOT


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The four taxonomies that a check uses."""

    activities: Taxonomy
    classes: Taxonomy
    parties: Taxonomy
    properties: Taxonomy


@cache
def shipped() -> Vocabulary:
    """Return the vocabulary that comes with the program."""
    vocabulary, faults = build([shipped_tree()])
    if faults:
        raise ValueError(faults[0].message)
    return vocabulary


def shipped_tree() -> Tree:
    """Return the data of the vocabulary that comes with the program."""
    name = "vocabulary.yaml"
    text = resources.files("claims").joinpath("data", name).read_text(encoding="utf-8")
    trees, faults = read_yaml(Source(name, text))
    if faults:
        raise ValueError(faults[0].message)
    return trees[0]


def build(trees: Iterable[Tree]) -> tuple[Vocabulary, list[Fault]]:
    """Put vocabulary files together; a later row of the same name replaces an earlier one.

    A row with a fault is left out and told with its place; the others count.
    """
    sections: dict[str, dict[str, Concept]] = {section: {} for section in SECTIONS}
    faults: list[Fault] = []
    for tree in trees:
        for section, rows in _sections(tree, faults):
            for at, row in enumerate(rows):
                concept = _concept(tree, (section, at), row, faults)
                if concept is not None:
                    sections[section][concept.name] = concept
    taxonomies = {section: Taxonomy(rows) for section, rows in sections.items()}
    return Vocabulary(**taxonomies), faults


def _sections(tree: Tree, faults: list[Fault]) -> list[tuple[str, Sequence[object]]]:
    if not isinstance(tree.data, dict):
        faults.append(_fault(tree, (), "a vocabulary file has the keys " + ", ".join(SECTIONS)))
        return []
    found: list[tuple[str, Sequence[object]]] = []
    for key, rows in tree.data.items():
        if key not in SECTIONS:
            message = f'"{key}" is no section of a vocabulary file'
            faults.append(_fault(tree, (key,), message, "use " + ", ".join(SECTIONS), on_key=True))
        elif not isinstance(rows, list):
            faults.append(_fault(tree, (key,), f"{key} is a list of rows"))
        else:
            found.append((key, rows))
    return found


_ROW_KEYS: Mapping[str, tuple[str, type]] = {
    "name": ("name", str),
    "also": ("also", list),
    "is": ("wider", list),
    "implies": ("implies", list),
    "readings": ("readings", list),
    "not": ("excludes", list),
    "momentary": ("momentary", bool),
    "measured in": ("unit", str),
    "over time": ("changes", str),
    "counting": ("counting", bool),
    "at most": ("bounds", str),
    "source": ("source", str),
}


def _concept(tree: Tree, route: Route, row: object, faults: list[Fault]) -> Concept | None:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        faults.append(_fault(tree, route, "a row of a vocabulary needs a name"))
        return None
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key not in _ROW_KEYS:
            message = f'"{key}" is no field of a vocabulary row'
            faults.append(
                _fault(tree, (*route, key), message, "use " + ", ".join(_ROW_KEYS), on_key=True)
            )
            return None
        attribute, sort = _ROW_KEYS[key]
        right = isinstance(value, sort)
        if isinstance(value, list):
            right = right and all(isinstance(item, str) for item in value)
        if attribute == "changes":
            right = value in {c.value for c in Changes}
        if not right:
            faults.append(_fault(tree, (*route, key), _expected(key, attribute, sort)))
            return None
        values[attribute] = tuple(value) if isinstance(value, list) else value
    if "changes" in values:
        values["changes"] = Changes(values["changes"])
    return Concept(**values)


def _expected(key: str, attribute: str, sort: type) -> str:
    if attribute == "changes":
        return f'"{key}" is one of ' + ", ".join(c.value for c in Changes)
    wanted = {str: "text", list: "a list of texts", bool: "true or false"}[sort]
    return f'"{key}" is {wanted}'


def _fault(
    tree: Tree, route: Route, message: str, way_out: str = "", *, on_key: bool = False
) -> Fault:
    place = Place(tree.file, route, on_key=on_key)
    return Fault("record/vocabulary", message, place, way_out)
