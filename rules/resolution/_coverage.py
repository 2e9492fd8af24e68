"""Whether an instrument covers an event: whom it binds, what it bars, and when it is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.calendar import show_day
from claims.vocabulary import Fit
from rules.matching import Match, fit_event, weakest
from rules.resolution._force import FITS, IN_FORCE, Force, Window, in_force
from rules.resolution._limits import Held, hold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.resolution._packs import Act, Instrument, Pack, Party


class Deed(NamedTuple):
    """How an act stands to the rows of an instrument.

    `row` is the row that it fits best: one that permits or requires it where `is_allowed`. `needs`
    are the measurements that this rests on, `strict` says that it stands under each reading of
    them, and `doubt` why the act may after all be of a sort that is exempt. A `blind` one may be
    of a row only because neither its sort nor its measure is said: nothing points at the row.
    """

    match: Match
    row: Act | None = None
    needs: frozenset[str] = frozenset()
    strict: bool = True
    is_allowed: bool = False
    doubt: str = ""
    blind: bool = False


class Cover(NamedTuple):
    """How an instrument stands to an event: its actor, its act, its time.

    `window` is the time in which it binds that actor, and `why_then` says why the time of the event
    leaves it open.
    """

    pack: Pack
    instrument: Instrument
    actor: Match
    deed: Deed
    window: Window
    force: Force
    why_then: str = ""

    @property
    def fit(self) -> Fit:
        """Say whether the event falls under the instrument: all three must fit."""
        return weakest((self.actor, self.deed.match, Match(FITS[self.force]))).fit

    @property
    def open_reasons(self) -> tuple[str, ...]:
        """Return what leaves it open whether the event falls under the instrument."""
        matches = (self.actor, self.deed.match, Match(FITS[self.force], self.why_then))
        return tuple(match.why for match in matches if match.fit is Fit.MAY_BE)


def coverage(
    claims: ClaimSet, entry: Entry, pack: Pack, instrument: Instrument
) -> tuple[Cover, ...]:
    """Hold an event against an instrument: a cover for each party that its actor may be.

    Where it is none of them there is one cover, which says so.
    """
    deed = deed_fit(claims, entry, instrument)
    covers = []
    parties = list(parties_fit(claims, entry, instrument)) or [(None, unbound(entry))]
    for party, actor in parties:
        window = _window(instrument, party)
        force, why = in_force(claims, entry, window)
        covers.append(Cover(pack, instrument, actor, deed, window, force, why))
    return tuple(covers)


def may_bar(claims: ClaimSet, entry: Entry, instrument: Instrument) -> bool:
    """Say whether actor and act may fall under an instrument: times cost more to look up."""
    actors = [match.fit for _, match in parties_fit(claims, entry, instrument)]
    if not actors:
        return False
    fits = [_row_fit(claims, entry, row, Held(Match(Fit.IS))).fit for row in instrument.bars]
    # That anybody at all may have done what may be a barred act says nothing.
    return Fit.IS in fits or (Fit.MAY_BE in fits and Fit.IS in actors)


# Who: the parties.


def parties_fit(
    claims: ClaimSet, entry: Entry, instrument: Instrument
) -> Iterator[tuple[Party | None, Match]]:
    """Return the parties that the actor of an event is or may be."""
    actor = _event(entry).actor
    if actor is None:
        yield None, Match(Fit.MAY_BE, "the event names no actor")
        return
    taxonomy = claims.vocabulary.parties
    for party in instrument.binds:
        fit = taxonomy.fit(actor, party.name)
        if fit is Fit.IS:
            yield party, Match(Fit.IS)
        elif fit is Fit.MAY_BE:
            yield party, Match(Fit.MAY_BE, f'"{actor}" may be a bound party or not')


def unbound(entry: Entry) -> Match:
    """Return how an actor fits that is none of the parties."""
    return Match(Fit.IS_NOT, f'"{_event(entry).actor}" is not bound')


def _window(instrument: Instrument, party: Party | None) -> Window:
    """Return when an instrument binds a party: while both are in."""
    since, until = instrument.since, instrument.until
    opens = closes = IN_FORCE
    if party is not None and party.since is not None and party.since > since:
        since, opens = party.since, f"binding on {party.name}"
    if party is not None and party.until is not None and (until is None or party.until < until):
        until, closes = party.until, f"binding on {party.name}"
    return Window(since, until, opens, closes)


# What: the rows.


def deed_fit(claims: ClaimSet, entry: Entry, instrument: Instrument) -> Deed:
    """Hold an act against what an instrument bars, and against what it permits or requires."""
    deed = _barred(claims, entry, instrument.bars)
    if deed.match.fit is Fit.IS_NOT:
        return deed
    for row in (*instrument.permits, *instrument.requires):
        match = _leave_fit(claims, entry, row)
        if match.fit is Fit.IS:
            allowed = "requires" if row in instrument.requires else "permits"
            match = Match(Fit.IS_NOT, f"paragraph {row.paragraph} {allowed} it")
            held = hold(claims, entry, row.limits)
            return Deed(match, row, held.needs, held.strict, is_allowed=True)
        if match.fit is Fit.MAY_BE:
            why = f"it may be of a sort that paragraph {row.paragraph} allows"
            deed = deed._replace(match=weakest((deed.match, Match(Fit.MAY_BE, why))))
    return deed


def _leave_fit(claims: ClaimSet, entry: Entry, row: Act) -> Match:
    """Say whether an act is of a sort that a row allows, at a time at which it does."""
    match = _row_fit(claims, entry, row, hold(claims, entry, row.limits))
    if match.fit is Fit.IS_NOT or (row.since is None and row.until is None):
        return match
    return weakest((match, Match(FITS[in_force(claims, entry, leave_window(row))[0]])))


def leave_window(row: Act) -> Window:
    """Return the time in which a row permits or requires an act."""
    return Window(row.since, row.until, "permitted", "permitted")


def _barred(claims: ClaimSet, entry: Entry, rows: Sequence[Act]) -> Deed:
    """Return how an act fits the row that it fits best."""
    best: Deed | None = None
    measured: list[Held] = []
    for row in rows:
        held = hold(claims, entry, row.limits) if row.limits else Held(Match(Fit.IS))
        match = _row_fit(claims, entry, row, held)
        if match.fit is Fit.IS:
            doubt = _exempt_doubt(claims, entry, row)
            return Deed(match, row, held.needs, held.strict, doubt=doubt)
        if match.fit is Fit.MAY_BE and (best is None or best.blind):
            sort = _row_fit(claims, entry, row, Held(_YES)).fit
            deed = Deed(match, row, blind=not held.said and sort is Fit.MAY_BE)
            best = best if best is not None and deed.blind else deed
        if held.match.fit is Fit.IS_NOT and _row_fit(claims, entry, row, Held(_YES)).fit is not _NO:
            measured.append(held)
    if best is not None:
        return best
    # Each row that only a value keeps the act out of needs that value.
    needs = frozenset[str]().union(*(held.needs for held in measured))
    why = measured[0].match.why if measured else ""
    return Deed(Match(_NO, why), None, needs, all(held.strict for held in measured))


_YES, _NO = Match(Fit.IS), Fit.IS_NOT


def _row_fit(claims: ClaimSet, entry: Entry, row: Act, held: Held) -> Match:
    """Say whether an act is of the sort of a row, with what is known of its limits."""
    for exempt in row.exempt:
        if fit_event(claims, entry, records.Among(classes=(exempt,))).fit is Fit.IS:
            return Match(Fit.IS_NOT)
    among = records.Among(activity=row.activity, classes=row.classes, place=row.place)
    match = weakest((fit_event(claims, entry, among), held.match))
    if match.fit is Fit.IS and row.presumed:
        why = f"paragraph {row.paragraph} is a presumption that leaves room for exceptions"
        return Match(Fit.MAY_BE, why)
    return match


def _exempt_doubt(claims: ClaimSet, entry: Entry, row: Act) -> str:
    for exempt in row.exempt:
        match = fit_event(claims, entry, records.Among(classes=(exempt,)))
        if match.fit is Fit.MAY_BE:
            return f"what is exempt ({exempt}) is not ruled out"
    return ""


def _event(entry: Entry) -> records.Event:
    if not isinstance(entry.record, records.Event):
        raise TypeError(f"{entry.key} is no event")
    return entry.record


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
    in_time = [c for c in covers if FITS[c.force] is not Fit.IS_NOT and not c.deed.is_allowed]
    if not in_time:
        return _further(claims, event, parties)
    listed_free = all(_is_listed_free(claims, event, c.instrument) for c in in_time)
    if not listed_free and event.actor is not None and known.parties.get(event.actor) is None:
        return f'no vocabulary knows the actor "{event.actor}"'
    if not listed_free and known.activities.get(event.activity) is None:
        return f'no vocabulary knows the activity "{event.activity}"'
    for cover in in_time:
        if is_unbound(claims, entry, cover) or is_free(claims, entry, cover):
            continue
        name = cover.pack.name
        if cover.actor.fit is Fit.IS_NOT and _within(claims, event, cover.pack.whole_bars):
            return f'the pack {name} does not list all who are bound, and "{event.actor}" may be'
        return f'the pack {name} does not list all that is barred of "{event.activity}"'
    return _further(claims, event, parties)


def is_unbound(claims: ClaimSet, entry: Entry, cover: Cover) -> bool:
    """Say whether an instrument certainly does not bind the actor to leave the act undone."""
    event = _event(entry)
    if cover.actor.fit is not Fit.IS_NOT:
        return False
    if _is_listed_free(claims, event, cover.instrument):
        return True
    known = claims.vocabulary.parties.get(event.actor or "") is not None
    return known and _within(claims, event, cover.pack.whole_binds)


def _is_listed_free(claims: ClaimSet, event: records.Event, instrument: Instrument) -> bool:
    fit = claims.vocabulary.parties.fit
    actor = event.actor
    return actor is not None and any(fit(actor, name) is Fit.IS for name in instrument.unbound)


def is_free(claims: ClaimSet, entry: Entry, cover: Cover) -> bool:
    """Say whether an instrument certainly does not bar the act."""
    if cover.deed.is_allowed:
        return True
    whole = cover.pack.whole_bars
    return cover.deed.match.fit is Fit.IS_NOT and _within(claims, _event(entry), whole)


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


# In words.


def of_row(cover: Cover) -> str:
    """Return an instrument with the paragraph that bars the act, and how sure that is."""
    text = f"{cover.instrument.id} of {show_day(cover.instrument.adopted)}"
    row = cover.deed.row
    if row is not None:
        text += f", paragraph {row.paragraph}"
        if not row.confirmed:
            text += ", not confirmed in a primary text"
        text += f" ({row.source})"
    notes = [cover.instrument.note] if cover.instrument.note else []
    if cover.instrument.commitment:
        notes.insert(0, "a political commitment and no binding law")
    for what, ids in (
        ("amended by", cover.instrument.amended_by),
        ("superseded by", cover.instrument.superseded_by),
    ):
        notes += [f"{what} {', '.join(ids)}"] if ids else []
    return "; ".join((text, *notes))


def clearest(covers: Iterable[Cover]) -> Cover | None:
    """Return the cover that least is open of, the latest instrument of several; none: no cover."""
    found = sorted(covers, key=lambda c: (len(c.open_reasons), -c.instrument.since))
    return found[0] if found else None


def one_each(covers: Iterable[Cover]) -> list[Cover]:
    """Return the first cover of each instrument."""
    found: dict[str, Cover] = {}
    for cover in covers:
        found.setdefault(cover.instrument.id, cover)
    return list(found.values())
