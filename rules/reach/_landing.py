"""Judges claims of location; loads the map."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.places.model import Place, Unplaced
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.reach._places import km, listed, sources, unplaced
from rules.reach._positions import (
    Position,
    fixed_thing,
    gap,
    hull,
    inside,
    limits,
    located,
    on_land,
    positions,
    stays,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet

_WORDS = {"in": "in", "outside": "outside", "near": "near", "at": "at", "between": "between"}
MOST_RIVALS = 40
"""Claims of location of one event that are held against each other."""


class _Fit(NamedTuple):
    """How a position stands to what is claimed; `strict` under the loosest reading too."""

    verdict: Verdict
    strict: bool
    why: str


class _Claimed(NamedTuple):
    """A claim of location with its area: the place, or what lies between two."""

    entry: Entry
    record: records.Location
    area: Place
    named: tuple[Place, ...]

    @property
    def words(self) -> str:
        """Return the claim in words."""
        return f"{self.record.relation} {listed(place.name for place in self.named)}"

    @property
    def part(self) -> Part:
        """Return the claim as a part of a verdict."""
        return Part(Anchor(self.entry.key, ("place",)), self.words)


def judge_landing(claims: ClaimSet, entry: Entry, record: records.Location) -> Iterator[Judgement]:
    """Hold one claim of location against where its subject is."""
    event = claims.event(entry, record.of)
    thing = None if event is not None else fixed_thing(claims, entry, record.of)
    if event is None and thing is None:
        return
    claimed = _claimed(claims, entry, record)
    if isinstance(claimed, Judgement):
        yield claimed
        return
    if thing is not None:
        position = Position(entry, ("of",), thing)
        yield _told(claimed, position, _fit(claimed, thing))
        return
    if event is not None:
        yield from _of_event(claims, claimed, event)


def _claimed(claims: ClaimSet, entry: Entry, record: records.Location) -> _Claimed | Judgement:
    named = located(claims, entry, record)
    if isinstance(named, Unplaced):
        return unplaced(entry, ("place",), named)
    if record.relation != "between":
        return _Claimed(entry, record, named[0], named)
    area = hull(named, at_sea=False)
    if isinstance(area, Place):
        return _Claimed(entry, record, area, named)
    part = Part(Anchor(entry.key, ("place",)))
    return Judgement(Verdict.UNDECIDED, area, (part,), help="give two places that are near enough")


def _of_event(claims: ClaimSet, claimed: _Claimed, event: Entry) -> Iterator[Judgement]:
    """Judge against the event's place; without one against the ends of its way.

    What is said of an event that begins in one place and ends in another may be said of either.
    """
    known = positions(claims, event)
    for other, route, found in known.unread:
        yield unplaced(other, route, found, claimed.part)
    if known.where:
        for position in known.where:
            yield _told(claimed, position, _fit(claimed, position.place))
        return
    if not any(position.route == ("to",) for position in known.ends):
        return  # where a way begins says nothing of where it ends
    fits = [(position, _fit(claimed, position.place)) for position in known.ends]
    best = min(fits, key=lambda each: _ORDER[each[1].verdict])
    if best[1].verdict is not Verdict.CONTRADICTS:
        yield _told(claimed, *best)
    elif known.whole and len(fits) == len(known.ends) and not known.unread:
        yield _nowhere(claimed, fits)
    else:
        message = f"{claimed.words}: hangs on where {claims.called(event)} began and ended"
        parts = (claimed.part, *(position.part for position, _ in fits))
        yield Judgement(
            Verdict.UNDECIDED, message, parts, help="say `from:` and `to:` of the event"
        )


_ORDER = {Verdict.HOLDS: 0, Verdict.UNDECIDED: 1, Verdict.CONTRADICTS: 2}


def _nowhere(claimed: _Claimed, fits: Sequence[tuple[Position, _Fit]]) -> Judgement:
    """Tell that neither end of a way is where the claim has it.

    What lies on the way may be meant too, so that this is never certain.
    """
    parts = (claimed.part, *(position.part for position, _ in fits))
    message = f"it is said to be {claimed.words}, and neither end of its way is"
    working = tuple(f"{position.place.name}: {fit.why}" for position, fit in fits)
    places = [claimed.area, *(position.place for position, _ in fits)]
    return Judgement(
        Verdict.UNDECIDED, message, parts, background=sources(*places), working=working,
        help="what is meant may lie on the way between them",
    )  # fmt: skip


# --- one position against one claim --------------------------------------------------------------


def _fit(claimed: _Claimed, position: Place) -> _Fit:
    denied = claimed.record.hedge == "denied"
    relation = claimed.record.relation
    fit = _outside(position, claimed.area) if relation == "outside" else _reached(claimed, position)
    if not denied:
        return fit
    if fit.verdict is Verdict.HOLDS and not position.is_point:
        return _Fit(Verdict.UNDECIDED, strict=False, why=fit.why)
    if fit.verdict is Verdict.HOLDS:
        strict = relation in {"in", "outside"}
        return _Fit(Verdict.CONTRADICTS, strict, f"{fit.why}, and the claim denies it")
    if fit.verdict is Verdict.CONTRADICTS:
        return _Fit(Verdict.HOLDS, strict=False, why=fit.why)
    return fit


def _outside(position: Place, area: Place) -> _Fit:
    if inside(position, area):
        return _Fit(Verdict.CONTRADICTS, _laid_down(area), f"it lies in {area.name}")
    away = gap(position, area)
    if away.beyond(0.0):
        return _Fit(Verdict.HOLDS, strict=False, why=f"{km(away.distance)} away")
    if not position.is_point:
        return _Fit(Verdict.HOLDS, strict=False, why="some of its points lie outside")
    return _Fit(Verdict.UNDECIDED, strict=False, why="it lies at the edge")


def _laid_down(area: Place) -> bool:
    """Say whether an area has an edge that everybody would draw alike within its tolerance."""
    return area.kind not in {"phrase", "waters", "city", "site"}


def _reached(claimed: _Claimed, position: Place) -> _Fit:
    area = claimed.area
    default, loose = limits(claimed.record.relation)
    away = gap(position, area)
    if away.beyond(default):
        strict = away.beyond(max(loose, _blur(area)))
        return _Fit(Verdict.CONTRADICTS, strict, f"it lies {km(away.distance)} from {area.name}")
    if area.at_sea and claimed.record.relation == "in":
        land = on_land(position)
        if land is not None:
            return _Fit(Verdict.CONTRADICTS, strict=True, why=f"it lies on land, in {land}")
    held = inside(position, area)
    if claimed.record.relation in {"near", "at", "between"}:
        held = held or (away.distance + away.slack <= default)
    if held:
        return _Fit(Verdict.HOLDS, strict=False, why=f"it lies {claimed.words}")
    if not position.is_point:
        # Of an area some point is meant, and some of its points lie there.
        return _Fit(Verdict.HOLDS, strict=False, why=f"it may lie {claimed.words}")
    return _Fit(Verdict.UNDECIDED, strict=False, why="it may lie there or not")


def _blur(area: Place) -> float:
    """Return how far the edge of an area may be drawn otherwise, beyond its own tolerance."""
    return 0.0 if _laid_down(area) else area.tolerance


def _told(claimed: _Claimed, position: Position, fit: _Fit) -> Judgement:
    name = position.place.name
    negation = "not " if claimed.record.hedge == "denied" else ""
    said = f"said to be {negation}{claimed.words}"
    parts = tuple(dict.fromkeys((claimed.part, position.part)))
    background = sources(*claimed.named, position.place)
    if claimed.area not in claimed.named:
        background = (*background, *sources(claimed.area))
    if fit.verdict is Verdict.HOLDS:
        near = "" if not claimed.area.construction else ", taken as " + claimed.area.construction
        return Judgement(
            Verdict.HOLDS, f"{quoted(name)} is {claimed.words}{near}", parts, tolerance=bool(near)
        )
    if fit.verdict is Verdict.CONTRADICTS:
        return Judgement(
            Verdict.CONTRADICTS,
            f"{quoted(name)} is {said}, but {fit.why}",
            parts,
            background=background,
            help="correct one of the two",
            strict=fit.strict,
        )
    message = f"{quoted(name)} is {said}: {fit.why}"
    return Judgement(Verdict.UNDECIDED, message, parts, background=background)


# --- claims against each other -------------------------------------------------------------------


def judge_rivals(
    claims: ClaimSet, held: Sequence[tuple[Entry, records.Location]]
) -> Iterator[Judgement]:
    """Hold the claims that put one event in different places against each other."""
    groups: dict[str, list[_Claimed]] = {}
    for entry, record in held:
        event = claims.event(entry, record.of)
        if event is None or not isinstance(event.record, records.Event):
            continue
        if record.hedge == "denied" or record.relation == "outside":
            continue
        if stays(claims, event.record):
            claimed = _claimed(claims, entry, record)
            if isinstance(claimed, _Claimed):
                groups.setdefault(claims.subject(entry, record.of), []).append(claimed)
    for subject in sorted(groups):
        yield from _among(claims, groups[subject])


def _among(claims: ClaimSet, group: Sequence[_Claimed]) -> Iterator[Judgement]:
    if len(group) > MOST_RIVALS:
        yield _left_aside(group[MOST_RIVALS:])
    for first, second in combinations(group[:MOST_RIVALS], 2):
        if not claims.supersedes(first.entry, second.entry):
            yield from _rival(first, second)


def _left_aside(more: Sequence[_Claimed]) -> Judgement:
    message = (
        f"{len(more):,} more claims of where it was are not held against each other and the "
        f"{MOST_RIVALS} before them"
    )
    way_out = "say once where an event was; that is held against all that hangs on it"
    return Judgement(Verdict.UNDECIDED, message, (more[0].part,), help=way_out)


def _rival(first: _Claimed, second: _Claimed) -> Iterator[Judgement]:
    away = gap(first.area, second.area)
    pairs = zip(limits(first.record.relation), limits(second.record.relation), strict=True)
    reach = [sum(pair) for pair in pairs]
    if not away.beyond(reach[0]):
        return
    loose = max(reach[1], _blur(first.area) + _blur(second.area))
    yield Judgement(
        Verdict.CONTRADICTS,
        f"one event cannot be both {first.words} and {second.words}, {km(away.distance)} apart",
        (first.part, second.part),
        background=sources(*first.named, *second.named),
        help="correct one of the two",
        strict=away.beyond(loose),
    )
