"""Packs: instruments of law as typed data, each row with its source.

A pack is one YAML file. It says what its instruments bar, whom they bind, since when, and of which
acts it is a whole list; without that, an act that no row names is not taken to be free.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from claims.calendar import days_from_civil, days_in_month
from claims.faults import Fault, Place
from claims.names import fold
from claims.source import Source, quoted
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.faults import Route
    from claims.tree import Tree

CONFIDENCES = ("confirmed", "unconfirmed")
_PACK_FIELDS = ("pack", "complete_for", "groups", "instruments")
_COMPLETE_FIELDS = ("bars", "binds", "source")
_GROUP_FIELDS = ("names", "parties")
_INSTRUMENT_FIELDS = (
    *("id", "also", "issuer", "adopted", "in_force_from", "in_force_until"),
    *("binds", "note", "source", "bars"),
)
_BAR_FIELDS = ("activity", "classes", "except", "paragraph", "confidence", "source")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Bar:
    """A sort of act that an instrument bars.

    An act is of the sort if it is of `activity` and of each class in `classes`, and of none in
    `exempt`. `confirmed` says that the paragraph was seen in a text that can be relied on.
    """

    activity: str
    classes: tuple[str, ...]
    exempt: tuple[str, ...]
    paragraph: str
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument of law. Days count from 1970-01-01; `until` is its last day in force."""

    id: str
    also: tuple[str, ...]
    issuer: str
    adopted: int
    since: int
    until: int | None
    binds: tuple[str, ...]
    note: str
    source: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Names that stand for all instruments of a pack.

    `parties` are those whose acts fall under no further instrument that the names could mean.
    """

    names: tuple[str, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Instruments in the order of their days, and of what they are a whole list.

    `whole_bars` are activities of which the instruments bar nothing but what their rows say;
    `whole_binds` those on which they bind nobody but the parties they name; `whole_source` says so.
    """

    name: str
    whole_bars: tuple[str, ...]
    whole_binds: tuple[str, ...]
    whole_source: str
    groups: tuple[Group, ...]
    instruments: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """The instruments that a name stands for; `parties` is None where it names just these."""

    pack: Pack
    instruments: tuple[Instrument, ...]
    parties: tuple[str, ...] | None


@cache
def packs() -> tuple[Pack, ...]:
    """Return the packs that come with the program, by file name.

    Raises:
        ValueError: a file has a fault.

    """
    folder = resources.files("rules.resolution").joinpath("packs")
    files = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(_shipped(name, folder.joinpath(name).read_text("utf-8")) for name in files)


def _shipped(name: str, text: str) -> Pack:
    pack, faults = parse_pack(Source(name, text))
    if pack is None or faults:
        raise ValueError(f"{name}: " + "; ".join(fault.message for fault in faults))
    return pack


def parse_pack(source: Source) -> tuple[Pack | None, list[Fault]]:
    """Read one pack; no pack comes back where anything in it is wrong."""
    trees, faults = read_yaml(source)
    if faults:
        return None, faults
    if len(trees) != 1:
        return None, [Fault("record/pack", "a pack is one YAML document", Place(source.name))]
    reading = _Reading(trees[0], faults)
    pack = _pack(reading)
    return (None if faults else pack), faults


def named(name: str, among: Iterable[Pack]) -> tuple[Meant, ...]:
    """Return what an instrument's or a group's name stands for, in each pack that knows it."""
    return tuple(meant for pack in among if (meant := _named(_plain(name), pack)) is not None)


def _named(plain: str, pack: Pack) -> Meant | None:
    one = tuple(item for item in pack.instruments if plain in map(_plain, (item.id, *item.also)))
    if one:
        return Meant(pack, one, None)
    for group in pack.groups:
        if plain in map(_plain, group.names):
            return Meant(pack, pack.instruments, group.parties)
    return None


def _plain(name: str) -> str:
    """Fold a name so that "the U.N. …", "United Nations …" and "UN …" are one."""
    return f"{fold(name)} ".replace(".", "").replace("united nations ", "un ").strip()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A pack's data with the faults found in it so far; lives for one reading only."""

    tree: Tree
    faults: list[Fault]

    def fault(self, route: Route, message: str, way_out: str = "", *, on_key: bool = False) -> None:
        place = Place(self.tree.file, route, on_key=on_key, tree=self.tree.number)
        self.faults.append(Fault("record/pack", message, place, way_out))

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
        self, fields: Mapping[str, object], name: str, route: Route, *, needed: bool = True
    ) -> tuple[str, ...]:
        if name not in fields and not needed:
            return ()
        found = []
        for at, item in enumerate(self.rows(fields, name, route)):
            if isinstance(item, str) and item.strip():
                found.append(item.strip())
            else:
                self.fault((*route, name, at), f"`{name}` is a list of texts")
        return tuple(found)

    def day(self, fields: Mapping[str, object], name: str, route: Route) -> int:
        found = _DATE.fullmatch(text := self.text(fields, name, route))
        if found is not None:
            year, month, day = map(int, found.groups())
            if 1 <= month <= 12 and 1 <= day <= days_in_month(year, month):
                return days_from_civil(year, month, day)
        if text:
            message = f"`{name}` is no date: {quoted(text)}"
            self.fault((*route, name), message, "write it as 2006-07-15")
        return 0


def _pack(reading: _Reading) -> Pack:
    fields = reading.mapping(reading.tree.data, (), _PACK_FIELDS)
    whole = reading.mapping(fields.get("complete_for", {}), ("complete_for",), _COMPLETE_FIELDS)
    source = reading.text(whole, "source", ("complete_for",)) if whole else ""
    groups = [
        _group(reading, row, ("groups", at))
        for at, row in enumerate(reading.rows(fields, "groups", ()) if "groups" in fields else ())
    ]
    instruments = [
        _instrument(reading, row, ("instruments", at))
        for at, row in enumerate(reading.rows(fields, "instruments", ()))
    ]
    pack = Pack(
        reading.text(fields, "pack", ()),
        reading.texts(whole, "bars", ("complete_for",), needed=False),
        reading.texts(whole, "binds", ("complete_for",), needed=False),
        source,
        tuple(groups),
        tuple(sorted(instruments, key=lambda item: (item.since, item.id))),
    )
    _tell_repeated(reading, instruments, groups)
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
        if name and owners.setdefault(_plain(name), own) != own:
            reading.fault(route, f"the name {quoted(name)} stands for two things in this pack")


def _group(reading: _Reading, row: object, route: Route) -> Group:
    fields = reading.mapping(row, route, _GROUP_FIELDS)
    return Group(reading.texts(fields, "names", route), reading.texts(fields, "parties", route))


def _instrument(reading: _Reading, row: object, route: Route) -> Instrument:
    fields = reading.mapping(row, route, _INSTRUMENT_FIELDS)
    adopted = reading.day(fields, "adopted", route)
    since = reading.day(fields, "in_force_from", route) if "in_force_from" in fields else adopted
    until = reading.day(fields, "in_force_until", route) if "in_force_until" in fields else None
    if until is not None and until < since:
        reading.fault((*route, "in_force_until"), "it ends before it is in force")
    bars = [
        _bar(reading, bar, (*route, "bars", at))
        for at, bar in enumerate(reading.rows(fields, "bars", route))
    ]
    return Instrument(
        reading.text(fields, "id", route),
        reading.texts(fields, "also", route, needed=False),
        reading.text(fields, "issuer", route),
        adopted,
        since,
        until,
        reading.texts(fields, "binds", route),
        reading.text(fields, "note", route, ""),
        reading.text(fields, "source", route),
        tuple(bars),
    )


def _bar(reading: _Reading, row: object, route: Route) -> Bar:
    fields = reading.mapping(row, route, _BAR_FIELDS)
    confidence = reading.text(fields, "confidence", route)
    if confidence and confidence not in CONFIDENCES:
        message = f"`confidence` cannot be {quoted(confidence)}"
        reading.fault((*route, "confidence"), message, "use " + ", ".join(CONFIDENCES))
    return Bar(
        reading.text(fields, "activity", route),
        reading.texts(fields, "classes", route, needed=False),
        reading.texts(fields, "except", route, needed=False),
        reading.text(fields, "paragraph", route),
        confidence == "confirmed",
        reading.text(fields, "source", route),
    )
