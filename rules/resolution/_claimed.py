"""Claims that an event breaches an instrument, or complies with it, and what they are held to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import show_day
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.resolution._coverage import coverage, one_each
from rules.resolution._packs import named, packs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.resolution._coverage import Cover
    from rules.resolution._packs import Meant


class Claimed(NamedTuple):
    """A claim of a breach or of compliance, with the event that it is of."""

    claims: ClaimSet
    entry: Entry
    violation: records.Violation
    target: Entry
    event: records.Event
    is_breach: bool

    @property
    def part(self) -> Part:
        """Return the claim itself, where it names the instrument."""
        label = "claimed to be breached" if self.is_breach else "claimed to be complied with"
        return Part(Anchor(self.entry.key, ("instrument",)), label)

    @property
    def name(self) -> str:
        """Return how messages name the event."""
        return self.claims.called(self.target)

    @property
    def _question(self) -> str:
        verb = "breaches" if self.is_breach else "complies with"
        return f'it is open whether {self.name} {verb} "{self.violation.instrument}"'

    def open(self, reason: str, background: tuple[str, ...] = (), way_out: str = "") -> Judgement:
        """Return that it is undecided, and why."""
        return Judgement(
            Verdict.UNDECIDED,
            f"{self._question}: {reason}",
            (self.part,),
            related=(Part(Anchor(self.target.key, ("activity",))),),
            background=background,
            help=way_out or "say who did what, and when, as closely as the source does",
        )


class Against(NamedTuple):
    """What a claim is held against: the instruments meant, and how each stands to the event."""

    claimed: Claimed
    found: Sequence[Meant]
    covers: Sequence[Cover]


def held(claims: ClaimSet, *, breach: bool) -> Iterator[Judgement | Against]:
    """Return claims of a breach, or of compliance, with the instruments that they name.

    A denied claim of the one sort is one of the other. Where there is nothing to hold a claim
    against, a judgement says so.
    """
    for entry, violation in claims.each(records.Violation):
        says_breach = violation.holds != (violation.hedge == "denied")
        if (
            says_breach is breach
            and violation.status != "cancelled"
            and entry.key not in claims.superseded
        ):
            yield from _held(claims, entry, violation, breach=breach)


def _held(
    claims: ClaimSet, entry: Entry, violation: records.Violation, *, breach: bool
) -> Iterator[Judgement | Against]:
    target = claims.event(entry, violation.of)
    if target is None or not isinstance(target.record, records.Event):
        if claims.is_broken(entry, violation.of):
            part = Part(Anchor(entry.key, ("of",)), "could not be read")
            what = "a breach" if breach else "compliance"
            words = f'{what} of "{violation.instrument}" is claimed of {violation.of}, '
            yield Judgement(Verdict.UNDECIDED, words + "which could not be read", (part,))
        return
    claimed = Claimed(claims, entry, violation, target, target.record, breach)
    found = named(violation.instrument, packs_of(claims))
    if not found:
        reason = f'no pack knows the instrument "{violation.instrument}"'
        yield claimed.open(reason, (), "name the instrument as its issuer does, or give a pack")
        return
    if claimed.event.hedge == "denied":
        yield claimed.open(f"{claimed.name} is said not to have been")
    elif claimed.event.status == "cancelled":
        yield claimed.open(f"{claimed.name} is said to have been called off")
    elif target.key in claims.superseded:
        yield claimed.open(f"a later claim corrects {claimed.name}")
    else:
        covers = [
            cover
            for meant in found
            for item in meant.instruments
            for cover in coverage(claims, target, meant.pack, item)
        ]
        yield Against(claimed, found, covers)


def listed(covers: Sequence[Cover]) -> tuple[str, ...]:
    """Return the instruments of covers with their dates and sources."""
    items = [cover.instrument for cover in one_each(covers)]
    return tuple(f"{item.id} of {show_day(item.adopted)} (source: {item.source})" for item in items)
