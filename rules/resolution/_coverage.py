"""Whether an instrument covers an event: whom it binds, what it bars, and when it is in force."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import show_day
from claims.vocabulary import Fit
from rules.matching import Match, fit_event, weakest
from rules.temporal.network import DAY, MICROS, ORIGIN, Bound
from rules.temporal.points import EARLIEST_OFFSET, LATEST_OFFSET

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.resolution._packs import Bar, Instrument, Pack


class Force(Enum):
    """How the time of an event stands to that in which an instrument is in force."""

    IN = "in force"
    OPEN = "open"
    NOT_YET = "not yet in force"
    NO_LONGER = "no longer in force"


class Cover(NamedTuple):
    """How an instrument stands to an event: its actor, its act, its time.

    `bar` is the row that the act fits best, where there is one. `why_then` says why the time
    leaves it open.
    """

    pack: Pack
    instrument: Instrument
    actor: Match
    act: Match
    force: Force
    bar: Bar | None
    why_then: str = ""

    @property
    def fit(self) -> Fit:
        """Say whether the event falls under the instrument: all three must fit."""
        return weakest((self.actor, self.act, Match(_FITS[self.force]))).fit

    @property
    def open_reasons(self) -> tuple[str, ...]:
        """Return what leaves it open whether the event falls under the instrument."""
        matches = (self.actor, self.act, Match(_FITS[self.force], self.why_then))
        return tuple(match.why for match in matches if match.fit is Fit.MAY_BE)


_FITS = {
    Force.IN: Fit.IS,
    Force.OPEN: Fit.MAY_BE,
    Force.NOT_YET: Fit.IS_NOT,
    Force.NO_LONGER: Fit.IS_NOT,
}


def coverage(claims: ClaimSet, entry: Entry, pack: Pack, instrument: Instrument) -> Cover:
    """Hold an event against an instrument, names as the vocabulary has them."""
    bar, act = act_fit(claims, entry, instrument.bars)
    actor = actor_fit(claims, entry, instrument.binds)
    force, why = in_force(claims, entry, instrument)
    return Cover(pack, instrument, actor, act, force, bar, why)


def actor_fit(claims: ClaimSet, entry: Entry, binds: Iterable[str]) -> Match:
    """Say whether the actor of an event is one of the parties that are bound."""
    actor = _event(entry).actor
    if actor is None:
        return Match(Fit.MAY_BE, "the event names no actor")
    fits = {claims.vocabulary.parties.fit(actor, party) for party in binds}
    if Fit.IS in fits:
        return Match(Fit.IS)
    if Fit.MAY_BE in fits:
        return Match(Fit.MAY_BE, f'"{actor}" may be a bound party or not')
    return Match(Fit.IS_NOT, f'"{actor}" is not bound')


def act_fit(claims: ClaimSet, entry: Entry, bars: Sequence[Bar]) -> tuple[Bar | None, Match]:
    """Return the row that an act fits best, and how it fits."""
    best: tuple[Bar | None, Match] = None, Match(Fit.IS_NOT)
    for bar in bars:
        match = _bar_fit(claims, entry, bar)
        if match.fit is Fit.IS:
            return bar, match
        if match.fit is Fit.MAY_BE and best[0] is None:
            best = bar, match
    return best


def _bar_fit(claims: ClaimSet, entry: Entry, bar: Bar) -> Match:
    for exempt in bar.exempt:
        among = records.Among(classes=(exempt,))
        if fit_event(claims, entry, among).fit is Fit.IS:
            return Match(Fit.IS_NOT)
    among = records.Among(activity=bar.activity, classes=bar.classes)
    return fit_event(claims, entry, among)


def _event(entry: Entry) -> records.Event:
    if not isinstance(entry.record, records.Event):
        raise TypeError(f"{entry.key} is no event")
    return entry.record


# Times: the days of an instrument are days of some place, and no pack says which. So it is in
# force for certain once the first day is over everywhere, and not yet before it began anywhere.


def in_force(claims: ClaimSet, entry: Entry, instrument: Instrument) -> tuple[Force, str]:
    """Say whether an instrument was in force at an event; if that is open, why."""
    start = claims.timeline.span(entry.key, "start")
    end = claims.timeline.span(entry.key, "end")
    first, last = _first_moment(instrument.since), _last_moment(instrument.since)
    if end.latest is not None and end.latest < first:
        return Force.NOT_YET, ""
    began = start.earliest is not None and start.earliest > last
    if instrument.until is None:
        return (Force.IN, "") if began else (Force.OPEN, _why_open(entry, instrument.since))
    if start.earliest is not None and start.earliest > _last_moment(instrument.until):
        return Force.NO_LONGER, ""
    over = end.latest is None or end.latest >= _first_moment(instrument.until)
    if began and not over:
        return Force.IN, ""
    return Force.OPEN, _why_open(entry, instrument.until if began else instrument.since)


def out_of_force(claims: ClaimSet, entry: Entry, cover: Cover) -> frozenset[str]:
    """Return an irreducible set of claims whose times keep an event out of an instrument's."""
    item = cover.instrument
    nobody = frozenset[str]()
    if cover.force is Force.NOT_YET:
        node = claims.timeline.node(entry.key, "end")
        case = Bound(node or ORIGIN, ORIGIN, -_first_moment(item.since), nobody)
    else:
        node = claims.timeline.node(entry.key, "start")
        until = item.since if item.until is None else item.until
        case = Bound(ORIGIN, node or ORIGIN, _last_moment(until), nobody)
    return (node and claims.timeline.refute((case,))) or nobody


def _first_moment(day: int) -> int:
    return day * DAY - LATEST_OFFSET * MICROS


def _last_moment(day: int) -> int:
    return (day + 1) * DAY - EARLIEST_OFFSET * MICROS - 1


def _why_open(entry: Entry, day: int) -> str:
    when = _event(entry).when
    if when is None:
        return f"nothing says whether it was before or after {show_day(day)}"
    if ("when",) in entry.unread:
        return f'its time "{when}" could not be read'
    return f'its time "{when}" does not say whether it was before or after {show_day(day)}'


# What a pack leaves out is not free: an act counts as not covered only where the pack is whole.


def settled(
    claims: ClaimSet, entry: Entry, covers: Collection[Cover], parties: Iterable[str] | None
) -> str:
    """Return why instruments that do not cover an event might after all; nothing: they do not.

    `parties` are those of whose acts the instruments are a whole list; None where the claim
    names just these instruments.
    """
    event = _event(entry)
    known = claims.vocabulary
    in_time = [c for c in covers if _FITS[c.force] is not Fit.IS_NOT]
    if not in_time:
        return _further(claims, event, parties)
    if event.actor is not None and known.parties.get(event.actor) is None:
        return f'no vocabulary knows the actor "{event.actor}"'
    if known.activities.get(event.activity) is None:
        return f'no vocabulary knows the activity "{event.activity}"'
    for cover in in_time:
        if not (is_unbound(claims, entry, cover) or is_free(claims, entry, cover)):
            name = cover.pack.name
            return f'the pack {name} does not list all that is barred of "{event.activity}"'
    return _further(claims, event, parties)


def is_unbound(claims: ClaimSet, entry: Entry, cover: Cover) -> bool:
    """Say whether an instrument certainly does not bind the actor to leave the act undone."""
    known = claims.vocabulary.parties.get(_event(entry).actor or "") is not None
    whole = cover.pack.whole_binds
    return known and cover.actor.fit is Fit.IS_NOT and _within(claims, _event(entry), whole)


def is_free(claims: ClaimSet, entry: Entry, cover: Cover) -> bool:
    """Say whether an instrument certainly does not bar the act."""
    return cover.act.fit is Fit.IS_NOT and _within(claims, _event(entry), cover.pack.whole_bars)


def _within(claims: ClaimSet, event: records.Event, activities: Iterable[str]) -> bool:
    taxonomy = claims.vocabulary.activities
    return any(taxonomy.fit(event.activity, activity) is Fit.IS for activity in activities)


def _further(claims: ClaimSet, event: records.Event, parties: Iterable[str] | None) -> str:
    """Say which instruments beyond the pack a group's name may take in."""
    if parties is None:
        return ""
    taxonomy = claims.vocabulary.parties
    if event.actor is not None and any(
        taxonomy.fit(event.actor, party) is Fit.IS for party in parties
    ):
        return ""
    who = "an unnamed actor" if event.actor is None else f'"{event.actor}"'
    return f"there may be others on {who} that no pack has"


def of_row(cover: Cover) -> str:
    """Return an instrument with the paragraph that bars the act, and how sure that is."""
    text = f"{cover.instrument.id} of {show_day(cover.instrument.adopted)}"
    if cover.bar is not None:
        text += f", paragraph {cover.bar.paragraph}"
        if not cover.bar.confirmed:
            text += ", not confirmed in a primary text"
        text += f" ({cover.bar.source})"
    return text + (f"; {cover.instrument.note}" if cover.instrument.note else "")


def clearest(covers: Iterable[Cover]) -> Cover | None:
    """Return the cover that least is open of, the latest instrument of several; none: no cover."""
    found = sorted(covers, key=lambda c: (len(c.open_reasons), -c.instrument.since))
    return found[0] if found else None
