"""Packs: instruments of law as typed data, each row with its source, and how they are looked up.

A pack is one YAML file. It says what its instruments bar, allow and require, whom they bind and
since when, and of which acts it is a whole list; without that, an act that no row names is not
taken to be free.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from claims.names import fold
from claims.quantity import Quantity, read_quantity
from claims.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from rules.claimset import ClaimSet


@dataclass(frozen=True, slots=True)
class Limit:
    """The values of the property `measured` for which a row is meant, from `lower` to `upper`.

    Both ends are within. They are kept as they are written, and read when an act is held to them:
    most runs hold none to any, and units take long to load.
    """

    measured: str
    lower: str | None
    upper: str | None

    @property
    def words(self) -> str:
        """Return the limit in words, as "range from 500 km to 5,500 km"."""
        ends = (("from", self.lower), ("to", self.upper))
        joined = " ".join(f"{joint} {end}" for joint, end in ends if end is not None)
        return f"{self.measured} {joined}"

    @property
    def least(self) -> Fraction | float | None:
        """Return the lower end in base units; None: there is none."""
        return None if self.lower is None else _read(self.lower).exact.lower

    @property
    def most(self) -> Fraction | float | None:
        """Return the upper end in base units; None: there is none."""
        return None if self.upper is None else _read(self.upper).exact.upper


def _read(text: str) -> Quantity:
    read = read_quantity(text)
    if not isinstance(read, Quantity):
        raise ValueError(read.reason)  # noqa: TRY004 - the text is wrong, not its type
    return read


@dataclass(frozen=True, slots=True)
class Act:
    """A sort of act that an instrument bars, permits or requires.

    An act is of the sort if it is of `activity`, of each class in `classes`, at `place`, within
    `limits`, and of none of the classes in `exempt`. Days count from 1970-01-01 and bound only what
    is permitted or required. `presumed` says that exceptions are left to judgement, so that no act
    is certainly barred. `confirmed` says that the paragraph was seen in a text that can be relied
    on.
    """

    activity: str
    classes: tuple[str, ...]
    exempt: tuple[str, ...]
    place: str | None
    limits: tuple[Limit, ...]
    since: int | None
    until: int | None
    presumed: bool
    paragraph: str
    confirmed: bool
    source: str

    @property
    def words(self) -> str:
        """Return the sort of act in a few words."""
        inside = [*self.classes, *(limit.words for limit in self.limits)]
        if self.place is not None:
            inside.append(f"in {self.place}")
        within = f" ({', '.join(inside)})" if inside else ""
        exempt = f" (not {', '.join(self.exempt)})" if self.exempt else ""
        return f"{self.activity}{within}{exempt}"


@dataclass(frozen=True, slots=True)
class Party:
    """One who is bound, from the day of accession to the last day before withdrawal."""

    name: str
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument of law. Days count from 1970-01-01; `until` is its last day in force.

    `commitment` says that it is a political undertaking and no binding law. `unbound` are those
    whom it certainly does not bind; of anybody else who is not in `binds` that is known only where
    the pack is whole.
    """

    id: str
    also: tuple[str, ...]
    issuer: str
    commitment: bool
    adopted: int
    since: int
    until: int | None
    binds: tuple[Party, ...]
    unbound: tuple[str, ...]
    amended_by: tuple[str, ...]
    superseded_by: tuple[str, ...]
    note: str
    source: str
    bars: tuple[Act, ...]
    permits: tuple[Act, ...]
    requires: tuple[Act, ...]


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
    from rules.resolution._reading import read_pack  # noqa: PLC0415  it imports this module's types

    pack, faults = read_pack(Source(name, text))
    if pack is None or faults:
        raise ValueError(f"{name}: " + "; ".join(fault.message for fault in faults))
    return pack


def packs_of(claims: ClaimSet) -> tuple[Pack, ...]:
    """Return the packs that a check uses: those shipped, and those that its user gave.

    A user's pack stands for another of the same name; one that cannot be read counts for nothing.
    """
    given = claims.corpus.packs
    if not given:
        return packs()
    from rules.resolution._reading import pack_of  # noqa: PLC0415  only runs with packs of their own

    found = {pack.name: pack for pack in packs()}
    for tree in given:
        pack, _ = pack_of(tree, claims.vocabulary)
        if pack is not None:
            found[pack.name] = pack
    return tuple(found.values())


def named(name: str, among: Iterable[Pack]) -> tuple[Meant, ...]:
    """Return what an instrument's or a group's name stands for, in each pack that knows it."""
    plain = plain_name(name)
    return tuple(meant for pack in among if (meant := _named(plain, pack)) is not None)


def _named(plain: str, pack: Pack) -> Meant | None:
    one = tuple(i for i in pack.instruments if plain in map(plain_name, (i.id, *i.also)))
    if one:
        return Meant(pack, one, None)
    for group in pack.groups:
        if plain in map(plain_name, group.names):
            return Meant(pack, pack.instruments, group.parties)
    return None


def plain_name(name: str) -> str:
    """Fold a name so that "the U.N. …", "United Nations …" and "UN …" are one."""
    return f"{fold(name)} ".replace(".", "").replace("united nations ", "un ").strip()
