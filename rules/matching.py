"""Whether an event is of the sort that a claim speaks of: yes, no, or it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.names import fold
from claims.vocabulary import Fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claims.load import Entry
    from claims.vocabulary import Taxonomy
    from rules.claimset import ClaimSet


class Match(NamedTuple):
    """How an event fits; `why` says what keeps it from a plain yes."""

    fit: Fit
    why: str = ""


def fit_event(claims: ClaimSet, entry: Entry, among: records.Among) -> Match:
    """Say whether an event is one of those that `among` describes.

    Every field must fit. A field that the event does not state may fit.
    """
    event = entry.record
    if not isinstance(event, records.Event):
        return Match(Fit.IS_NOT, f"{event.id} is no event")
    return weakest(_fields(claims, event, among))


def weakest(matches: Iterable[Match]) -> Match:
    """Return what several demands come to: all must fit."""
    result = Match(Fit.IS)
    for match in matches:
        if match.fit is Fit.IS_NOT:
            return match
        if match.fit is Fit.MAY_BE and result.fit is Fit.IS:
            result = match
    return result


def covers(claims: ClaimSet, wide: records.Among, narrow: records.Among) -> bool:
    """Say whether every event that `narrow` describes is certainly one that `wide` describes."""
    vocabulary = claims.vocabulary
    if wide.activity is not None and (
        narrow.activity is None
        or vocabulary.activities.fit(narrow.activity, wide.activity) is not Fit.IS
    ):
        return False
    if wide.actor is not None and (
        narrow.actor is None or vocabulary.parties.fit(narrow.actor, wide.actor) is not Fit.IS
    ):
        return False
    for one, other in ((wide.object, narrow.object), (wide.place, narrow.place)):
        if one is not None and (other is None or fold(one) != fold(other)):
            return False
    known = [*narrow.classes]
    if narrow.activity is not None:
        known += vocabulary.activities.implied(narrow.activity)
    return all(
        any(vocabulary.classes.fit(k, wanted) is Fit.IS for k in known) for wanted in wide.classes
    )


def _fields(claims: ClaimSet, event: records.Event, among: records.Among) -> Iterator[Match]:
    vocabulary = claims.vocabulary
    if among.activity is not None:
        fit = vocabulary.activities.fit(event.activity, among.activity)
        yield Match(fit, _words("activity", event.activity, among.activity, fit))
    if among.actor is not None:
        yield _named(vocabulary.parties, "actor", event.actor, among.actor)
    if among.object is not None:
        yield _same("object", event.object, among.object)
    if among.place is not None:
        yield _same("place", event.place, among.place)
    for wanted in among.classes:
        yield _class_fit(claims, event, wanted)


def _words(field: str, own: str, wanted: str, fit: Fit) -> str:
    if fit is Fit.IS:
        return ""
    if fit is Fit.IS_NOT:
        return f'the {field} "{own}" is not "{wanted}"'
    return f'the {field} "{own}" may be "{wanted}" or not'


def _named(parties: Taxonomy, field: str, own: str | None, wanted: str) -> Match:
    if own is None:
        return Match(Fit.MAY_BE, f"the event names no {field}")
    fit = parties.fit(own, wanted)
    return Match(fit, _words(field, own, wanted, fit))


def _same(field: str, own: str | None, wanted: str) -> Match:
    if own is None:
        return Match(Fit.MAY_BE, f"the event names no {field}")
    if fold(own) == fold(wanted):
        return Match(Fit.IS)
    # A place may lie in another and an object be part of one: names alone do not say.
    return Match(Fit.MAY_BE, f'the {field} "{own}" may belong to "{wanted}" or not')


def _class_fit(claims: ClaimSet, event: records.Event, wanted: str) -> Match:
    """Hold the classes of an event against one that is asked for, under each of its readings."""
    classes = claims.vocabulary.classes
    own = {*event.classes, *claims.vocabulary.activities.implied(event.activity)}
    fits = [_best(classes, own, reading) for reading in classes.readings(wanted)]
    if len(set(fits)) == 1:
        return Match(fits[0], _class_words(event, wanted, fits[0]))
    readings = " or ".join(f'"{reading}"' for reading in classes.readings(wanted))
    return Match(Fit.MAY_BE, f'"{wanted}" may mean {readings}, and only one of them fits')


def _best(classes: Taxonomy, own: Iterable[str], wanted: str) -> Fit:
    """Hold classes that a thing belongs to against a further one.

    Belonging to one class does not exclude another, unless the vocabulary says so.
    """
    names = [meant for name in own for meant in classes.readings(name)]
    if any(classes.fit(name, wanted) is Fit.IS for name in names):
        return Fit.IS
    excluded = any(classes.excludes(name, wanted) for name in names)
    return Fit.IS_NOT if excluded else Fit.MAY_BE


def _class_words(event: records.Event, wanted: str, fit: Fit) -> str:
    if fit is Fit.IS:
        return ""
    if not event.classes:
        return f'the event may be of a "{wanted}" or not'
    own = ", ".join(f'"{name}"' for name in event.classes)
    stands = "is not" if fit is Fit.IS_NOT else "may be"
    return f'the event is said to be of {own}, which {stands} "{wanted}"'
