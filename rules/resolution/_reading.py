"""Reads packs, and tells every fault of one with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.calendar import days_from_civil, days_in_month
from claims.faults import Fault, Place
from claims.quantity import Quantity, read_quantity
from claims.source import Source, quoted
from claims.units import read_unit
from claims.yaml_reader import read_yaml
from rules.resolution._packs import Act, Group, Instrument, Limit, Pack, Party, plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.faults import Route
    from claims.files import Inputs
    from claims.tree import Tree
    from claims.vocabulary import Taxonomy, Vocabulary

CONFIDENCES = ("confirmed", "unconfirmed")
NATURES = ("law", "commitment")
_PACK_FIELDS = ("pack", "complete_for", "groups", "instruments")
_COMPLETE_FIELDS = ("bars", "binds", "source")
_GROUP_FIELDS = ("names", "parties")
_INSTRUMENT_FIELDS = (
    *("id", "also", "issuer", "nature", "adopted", "in_force_from", "in_force_until"),
    *("binds", "unbound", "amended_by", "superseded_by", "note", "source"),
    *("bars", "permits", "requires"),
)
_PARTY_FIELDS = ("party", "from", "until")
_ROW_FIELDS = ("activity", "classes", "place", "limits", "paragraph", "confidence", "source")
_BAR_FIELDS = (*_ROW_FIELDS, "except", "presumed")
_LEAVE_FIELDS = (*_ROW_FIELDS, "from", "until")
_LIMIT_FIELDS = ("property", "from", "to")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def read_pack(
    source: Source, vocabulary: Vocabulary | None = None
) -> tuple[Pack | None, list[Fault]]:
    """Read the text of one pack; no pack comes back where anything in it is wrong.

    With a vocabulary each name in the pack must be one that it knows, and each limit a quantity of
    its property; without one these are taken on trust, as those of the shipped packs are.
    """
    trees, faults = read_yaml(source)
    if faults:
        return None, faults
    if len(trees) != 1:
        return None, [Fault("record/pack", "a pack is one YAML document", Place(source.name))]
    return pack_of(trees[0], vocabulary)


def pack_of(tree: Tree, vocabulary: Vocabulary | None = None) -> tuple[Pack | None, list[Fault]]:
    """Read a pack from its data; see `read_pack`."""
    reading = _Reading(tree, [], vocabulary)
    pack = _pack(reading)
    return (None if reading.faults else pack), reading.faults


def usable(inputs: Inputs, vocabulary: Vocabulary) -> tuple[tuple[Tree, ...], list[Fault]]:
    """Return the data of the packs that have no fault, and all faults of the others."""
    faults = list(inputs.faults)
    trees: list[Tree] = []
    seen: dict[str, str] = {}
    broken = {fault.place.file for fault in faults}
    for tree in inputs.trees:
        if tree.file in broken:
            continue  # what could be read of it is no pack
        pack, wrong = pack_of(tree, vocabulary)
        if pack is not None and (other := seen.setdefault(pack.name, tree.file)) != tree.file:
            message = f"the pack {quoted(pack.name)} is given by {other} as well"
            wrong = [Fault("record/pack", message, Place(tree.file, ("pack",), tree=tree.number))]
        if tree.number:
            place = Place(tree.file, (), tree=tree.number)
            wrong = [*wrong, Fault("record/pack", "a pack is one YAML document", place)]
        faults += wrong
        if not wrong:
            trees.append(tree)
    return tuple(trees), faults


@dataclass(frozen=True, slots=True)
class _Reading:
    """A pack's data with the faults found in it so far; lives for one reading only."""

    tree: Tree
    faults: list[Fault]
    vocabulary: Vocabulary | None

    def fault(self, route: Route, message: str, way_out: str = "", *, on_key: bool = False) -> None:
        place = Place(self.tree.file, route, on_key=on_key, tree=self.tree.number)
        self.faults.append(Fault("record/pack", message, place, way_out))

    def known(self, section: str, name: str, route: Route) -> None:
        """Tell a name that the vocabulary has not: it would match nothing but itself."""
        if self.vocabulary is None or not name:
            return
        taxonomy: Taxonomy = getattr(self.vocabulary, section)
        if taxonomy.get(name) is None:
            message = f"no vocabulary knows {quoted(name)} among {section}"
            self.fault(route, message, "use a name of the vocabulary, or add a row with it to one")

    def mapping(self, value: object, route: Route, known: tuple[str, ...]) -> Mapping[str, object]:
        """Return a mapping without the fields that are not known, and tell those."""
        if not isinstance(value, dict):
            self.fault(route, "this is a mapping with the fields " + ", ".join(known))
            return {}
        for key in value:
            if key not in known:
                message = f"a pack has no field {quoted(str(key))} here"
                self.fault((*route, key), message, "use " + ", ".join(known), on_key=True)
        return {key: item for key, item in value.items() if key in known}

    def rows(self, fields: Mapping[str, object], name: str, route: Route) -> list[object]:
        value = fields.get(name)
        if not isinstance(value, list) or not value:
            at = (*route, name) if name in fields else route
            self.fault(at, f"`{name}` is a list of one or more rows")
            return []
        return value

    def text(
        self, fields: Mapping[str, object], name: str, route: Route, default: str | None = None
    ) -> str:
        """Return a text; a number is kept with the digits that were written."""
        if name not in fields:
            if default is None:
                self.fault(route, f"the field `{name}` is missing", f"add `{name}:`")
            return default or ""
        value = fields[name]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = getattr(value, "text", str(value))
        if not isinstance(value, str) or not value.strip():
            self.fault((*route, name), f"`{name}` is a text")
            return ""
        return value.strip()

    def texts(
        self,
        fields: Mapping[str, object],
        name: str,
        route: Route,
        section: str = "",
        *,
        needed: bool = False,
    ) -> tuple[str, ...]:
        """Return a list of texts, names of a section of the vocabulary where one is given."""
        if name not in fields and not needed:
            return ()
        found = []
        for at, item in enumerate(self.rows(fields, name, route)):
            if isinstance(item, str) and item.strip():
                found.append(item.strip())
                if section:
                    self.known(section, item.strip(), (*route, name, at))
            else:
                self.fault((*route, name, at), f"`{name}` is a list of texts")
        return tuple(found)

    def choice(
        self, fields: Mapping[str, object], name: str, route: Route, among: tuple[str, ...]
    ) -> str:
        """Return one of a few words: the first where the field is left out."""
        found = self.text(fields, name, route, among[0])
        if found and found not in among:
            message = f"`{name}` cannot be {quoted(found)}"
            self.fault((*route, name), message, "use " + ", ".join(among))
        return found

    def day(self, fields: Mapping[str, object], name: str, route: Route) -> int | None:
        """Return a day, counted from 1970-01-01; None where a fault was told of it."""
        found = _DATE.fullmatch(text := self.text(fields, name, route))
        if found is not None:
            year, month, day = map(int, found.groups())
            if 1 <= month <= 12 and 1 <= day <= days_in_month(year, month):
                return days_from_civil(year, month, day)
        if text:
            message = f"`{name}` is no date: {quoted(text)}"
            self.fault((*route, name), message, "write it as 2006-07-15")
        return None

    def days(
        self, fields: Mapping[str, object], names: tuple[str, str], route: Route
    ) -> tuple[int | None, int | None]:
        """Return a first and a last day, each only where it is given."""
        since, until = (self.day(fields, name, route) if name in fields else None for name in names)
        if since is not None and until is not None and until < since:
            self.fault((*route, names[1]), f"`{names[1]}` is before `{names[0]}`")
        return since, until

    def each(
        self, fields: Mapping[str, object], name: str, route: Route
    ) -> Iterable[tuple[object, Route]]:
        """Return the rows of a list that may be left out, each with its route."""
        if name in fields:
            for at, row in enumerate(self.rows(fields, name, route)):
                yield row, (*route, name, at)


def _pack(reading: _Reading) -> Pack:
    fields = reading.mapping(reading.tree.data, (), _PACK_FIELDS)
    whole = reading.mapping(fields.get("complete_for", {}), ("complete_for",), _COMPLETE_FIELDS)
    source = reading.text(whole, "source", ("complete_for",)) if whole else ""
    groups = [_group(reading, row, at) for row, at in reading.each(fields, "groups", ())]
    instruments = [
        _instrument(reading, row, ("instruments", at))
        for at, row in enumerate(reading.rows(fields, "instruments", ()))
    ]
    pack = Pack(
        reading.text(fields, "pack", ()),
        reading.texts(whole, "bars", ("complete_for",), "activities"),
        reading.texts(whole, "binds", ("complete_for",), "activities"),
        source,
        tuple(groups),
        tuple(sorted(instruments, key=lambda item: (item.since, item.id))),
    )
    _tell_repeated(reading, instruments, groups)
    _tell_dangling(reading, instruments)
    return pack


def _tell_repeated(
    reading: _Reading, instruments: Iterable[Instrument], groups: Iterable[Group]
) -> None:
    """Tell names that stand for two things."""
    owners: dict[str, Route] = {}
    uses: list[tuple[str, Route, Route]] = []
    for at, item in enumerate(instruments):
        own: Route = ("instruments", at)
        uses.append((item.id, own, (*own, "id")))
        uses += [(name, own, (*own, "also", i)) for i, name in enumerate(item.also)]
    for at, group in enumerate(groups):
        own = ("groups", at)
        uses += [(name, own, (*own, "names", i)) for i, name in enumerate(group.names)]
    for name, own, route in uses:
        if name and owners.setdefault(plain_name(name), own) != own:
            reading.fault(route, f"the name {quoted(name)} stands for two things in this pack")


def _tell_dangling(reading: _Reading, instruments: list[Instrument]) -> None:
    """Tell what is said to amend or supersede an instrument and is none, or is no later one."""
    by_id = {item.id: item for item in instruments}
    for at, item in enumerate(instruments):
        for field, ids in (("amended_by", item.amended_by), ("superseded_by", item.superseded_by)):
            for i, other in enumerate(ids):
                route: Route = ("instruments", at, field, i)
                later = by_id.get(other)
                if later is None:
                    message = f"no instrument of this pack has the id {quoted(other)}"
                    reading.fault(route, message, "add it, or say it in `note`")
                elif later is item or later.adopted < item.adopted:
                    reading.fault(route, f"{quoted(other)} is no later instrument")
        if item.superseded_by and item.until is None:
            message = "an instrument that is superseded has an end, and `in_force_until` is missing"
            reading.fault(("instruments", at), message, "add `in_force_until:`, its last day")


def _group(reading: _Reading, row: object, route: Route) -> Group:
    fields = reading.mapping(row, route, _GROUP_FIELDS)
    return Group(
        reading.texts(fields, "names", route, needed=True),
        reading.texts(fields, "parties", route, "parties", needed=True),
    )


def _instrument(reading: _Reading, row: object, route: Route) -> Instrument:
    fields = reading.mapping(row, route, _INSTRUMENT_FIELDS)
    adopted, since, until = _times(reading, fields, route)
    if not any(name in fields for name in ("bars", "permits", "requires")):
        reading.fault(route, "the instrument bars, permits and requires nothing", "add `bars:`")
    return Instrument(
        reading.text(fields, "id", route),
        reading.texts(fields, "also", route),
        reading.text(fields, "issuer", route),
        reading.choice(fields, "nature", route, NATURES) == "commitment",
        adopted or 0,
        since or 0,
        until,
        _binds(reading, fields, route, (since, until)),
        reading.texts(fields, "unbound", route, "parties"),
        reading.texts(fields, "amended_by", route),
        reading.texts(fields, "superseded_by", route),
        reading.text(fields, "note", route, ""),
        reading.text(fields, "source", route),
        _acts(reading, fields, "bars", route),
        _acts(reading, fields, "permits", route),
        _acts(reading, fields, "requires", route),
    )


def _times(
    reading: _Reading, fields: Mapping[str, object], route: Route
) -> tuple[int | None, int | None, int | None]:
    """Return the day of adoption, the first day in force and the last one.

    A day that cannot be read is told once, and nothing else is held against it.
    """
    adopted = reading.day(fields, "adopted", route)
    since, until = reading.days(fields, ("in_force_from", "in_force_until"), route)
    if "in_force_from" not in fields:
        since = adopted
        if adopted is not None and until is not None and until < adopted:
            reading.fault((*route, "in_force_until"), "it ends before it is adopted")
    elif since is not None and adopted is not None and since < adopted:
        reading.fault((*route, "in_force_from"), "it is in force before it is adopted")
    return adopted, since, until


def _binds(
    reading: _Reading,
    fields: Mapping[str, object],
    route: Route,
    force: tuple[int | None, int | None],
) -> tuple[Party, ...]:
    """Return who is bound: a name each, or a mapping with the days of accession and withdrawal."""
    found = []
    for at, row in enumerate(reading.rows(fields, "binds", route)):
        here: Route = (*route, "binds", at)
        if isinstance(row, str) and row.strip():
            reading.known("parties", row.strip(), here)
            found.append(Party(row.strip(), None, None))
            continue
        own = reading.mapping(row, here, _PARTY_FIELDS)
        name = reading.text(own, "party", here)
        reading.known("parties", name, (*here, "party"))
        since, until = reading.days(own, ("from", "until"), here)
        if until is not None and force[0] is not None and until < force[0]:
            reading.fault((*here, "until"), "it ends before the instrument is in force")
        if since is not None and force[1] is not None and since > force[1]:
            reading.fault((*here, "from"), "it begins after the instrument has ended")
        found.append(Party(name, since, until))
    return tuple(found)


def _acts(
    reading: _Reading, fields: Mapping[str, object], name: str, route: Route
) -> tuple[Act, ...]:
    known = _BAR_FIELDS if name == "bars" else _LEAVE_FIELDS
    return tuple(_act(reading, row, at, known) for row, at in reading.each(fields, name, route))


def _act(reading: _Reading, row: object, route: Route, known: tuple[str, ...]) -> Act:
    fields = reading.mapping(row, route, known)
    activity = reading.text(fields, "activity", route)
    reading.known("activities", activity, (*route, "activity"))
    since, until = reading.days(fields, ("from", "until"), route)
    presumed = fields.get("presumed", False)
    if not isinstance(presumed, bool):
        reading.fault((*route, "presumed"), "`presumed` is true or false")
    if "confidence" not in fields:
        reading.fault(route, "the field `confidence` is missing", "add `confidence:`")
    return Act(
        activity,
        reading.texts(fields, "classes", route, "classes"),
        reading.texts(fields, "except", route, "classes"),
        reading.text(fields, "place", route, "") or None,
        tuple(_limit(reading, each, at) for each, at in reading.each(fields, "limits", route)),
        since,
        until,
        presumed is True,
        reading.text(fields, "paragraph", route),
        reading.choice(fields, "confidence", route, CONFIDENCES) == "confirmed",
        reading.text(fields, "source", route),
    )


def _limit(reading: _Reading, row: object, route: Route) -> Limit:
    fields = reading.mapping(row, route, _LIMIT_FIELDS)
    name = reading.text(fields, "property", route)
    reading.known("properties", name, (*route, "property"))
    lower, upper = (
        reading.text(fields, end, route) if end in fields else None for end in ("from", "to")
    )
    limit = Limit(name, lower or None, upper or None)
    if "from" not in fields and "to" not in fields:
        reading.fault(route, "a limit has an end, and neither `from` nor `to` is given")
    if reading.vocabulary is not None:
        _tell_limit(reading, limit, route)
    return limit


def _tell_limit(reading: _Reading, limit: Limit, route: Route) -> None:
    """Tell ends that are no quantities of the property, or stand the wrong way round."""
    concept = None
    if reading.vocabulary is not None:
        concept = reading.vocabulary.properties.get(limit.measured)
    units = read_unit(concept.unit) if concept is not None and concept.unit else None
    read = []
    for name, text in (("from", limit.lower), ("to", limit.upper)):
        if text is None:
            continue
        quantity = read_quantity(text)
        if not isinstance(quantity, Quantity):
            reading.fault((*route, name), f"`{name}` is no quantity: {quoted(text)}", "as 500 km")
        elif units and quantity.unit.dimension != units[0].dimension:
            message = f"{quoted(text)} does not measure {quoted(limit.measured)}"
            reading.fault((*route, name), message, f"give it in {units[0].name}")
        else:
            read.append(quantity)
    if len(read) == 2 and read[0].exact.lower > read[1].exact.upper:
        reading.fault((*route, "to"), "the limit ends below where it begins")
