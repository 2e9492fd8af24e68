"""What a world is made of before anybody speaks, and the world."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from claims.strategies.numbers import NUMBER_WORDS
from claims.vocabulary import Fit, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.strategies.rows import ClaimFile, Row


class Happening(NamedTuple):
    """Something that truly happened, from one second of UTC to another; the same: in a moment."""

    activity: str
    actor: str
    start: int
    end: int

    @property
    def momentary(self) -> bool:
        """Say whether it was over in a moment."""
        return self.start == self.end


class Source(NamedTuple):
    """A document of a world: its zone in truth, said or not, and its local day of publication."""

    name: str
    zone: str
    published: int


@dataclass(frozen=True, slots=True)
class World:
    """What truly happened, and claim files that tell of it truly.

    `told` gives the claim id by which a document (by its place in `files`) tells a happening (by
    its place in `happenings`). `values` has the true value of each fixed property of a thing, in
    base units. `phrases` says whether times are said in words of news as well.
    """

    files: tuple[ClaimFile, ...]
    happenings: tuple[Happening, ...]
    sources: tuple[Source, ...]
    told: Mapping[tuple[int, int], str]
    values: Mapping[tuple[str, str], Fraction]
    phrases: bool

    def key(self, document: int, claim: str) -> str:
        """Return the global key of a claim."""
        return f"{self.sources[document].name}#{claim}"


MOMENTARY = (
    "departure", "arrival", "collision", "statement", "missile test", "ballistic missile test",
    "submarine-launched ballistic missile test", "cruise missile test", "nuclear test",
)  # fmt: skip
LASTING = ("voyage", "exercise", "storm", "meeting", "fire")
ACTORS = ("North Korea", "South Korea", "survey ship Lisbeth", "tug Åse")
FIXED: Mapping[str, tuple[str, int, int]] = {
    "range": ("length", 50_000, 12_000_000),
    "length": ("length", 4, 400),
    "height": ("length", 1, 300),
    "displacement": ("mass", 10_000, 10**8),
    "payload": ("mass", 10, 10_000),
}
CHANGING: Mapping[str, tuple[str, int, int]] = {
    "speed": ("speed", 1, 300),
    "temperature": ("temperature", 260, 310),
    "depth": ("length", 2, 4000),
}
CROWDS = ("people aboard", "crew", "deaths", "injured")
THINGS = ("survey ship Lisbeth", "tug Åse", "the barge")
MISSILE = "Hawk-2 missile"
SPEAKERS = ("the harbour master", "the coast guard", "North Korean state media")
CLASSES = (
    ("medium-range", 1_000_000, 3_000_000),
    ("intermediate-range", 3_000_000, 5_500_000),
    ("intercontinental", 5_500_000, 10**9),
)
"""Classes of the scheme "common usage", by range in metres; below them is short-range."""
_ERA = 10
"""Days for which a property that changes keeps its value, but for the two at either end."""


class Truth(NamedTuple):
    """What a world is made of before anybody speaks."""

    first: int
    """The first day of it, since 1970-01-01."""
    happenings: tuple[Happening, ...]
    values: Mapping[tuple[str, str], Fraction]
    seed: int
    """Settles the values of what changes."""
    phrases: bool

    def era(self, day: int) -> int | None:
        """Return the number of the stretch a day is in; None near its ends, in any zone."""
        number, inside = divmod(day - self.first, _ERA)
        return number if 2 <= inside < _ERA - 2 else None

    def changing(self, thing: str, name: str, era: int) -> Fraction:
        """Return the value of a property that changes in a stretch of days."""
        _, low, high = CHANGING[name]
        spread = Fraction(_mixed(self.seed, thing, name, era) % 1000, 1000)
        return low + spread * (high - low)

    def rate(self, era: int) -> Fraction:
        """Return what a euro is worth in dollars in a stretch of days."""
        return Fraction(1_000 + _mixed(self.seed, "rate", era) % 250, 1_000)

    def speed(self, number: int) -> Fraction:
        """Return the mean speed in a happening, in metres a second."""
        return 1 + Fraction(_mixed(self.seed, "speed", number) % 700, 100)

    def crowd(self, thing: str, name: str, era: int) -> int:
        """Return a number of people in a stretch of days; of the dead and injured a growing one."""
        if name in {"deaths", "injured"}:
            return sum(_mixed(self.seed, thing, name, e) % 60 for e in range(-3, era + 1))
        return 2 + _mixed(self.seed, thing, name, era) % 400


def _mixed(*parts: object) -> int:
    """Return a number that hangs on all parts, the same in every run."""
    number = 0
    for character in repr(parts):
        number = (number * 1_000_003 + ord(character)) % 2_147_483_647
    return number // 7


def is_of(happening: Happening, among: Row) -> bool:
    """Say whether a happening truly is of the sort that `among` describes."""
    known = shipped()
    activity, actor = among.get("activity"), among.get("actor")
    return (activity is None or known.activities.fit(happening.activity, activity) is Fit.IS) and (
        actor is None or known.parties.fit(happening.actor, actor) is Fit.IS
    )


def is_length(name: str) -> bool:
    """Say whether a property is a length."""
    return FIXED[name][0] == "length"


def plural(number: int, unit: str) -> str:
    """Write a number of days, weeks or the like."""
    return f"{number} {unit}" + ("" if number == 1 else "s")


def word_of(number: int, unit: str) -> str:
    """Write a number of days, weeks or the like, in words where it is small."""
    word = NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)
    return f"{word} {unit}" + ("" if number == 1 else "s")
