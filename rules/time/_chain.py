"""The working of a conflict of times, as a chain that a reader can follow by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from claims.calendar import Range, offsets, show_range
from rules.temporal.network import DAY, MICROS, ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claims.load import Entry
    from rules.claimset import ClaimSet
    from rules.temporal.network import Bound, Cycle
    from rules.temporal.search import Conflict
    from rules.temporal.sound import Sound
    from rules.temporal.timeline import Timeline

_DAY_SECONDS = 86_400
_LONGEST = 12
"""Claims of a chain that is told step by step."""


def chain(claims: ClaimSet, conflict: Conflict, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the steps: what each claim says, and what follows from it and those before.

    `words` has what each claim of the conflict says.
    """
    if len(conflict.cycles) > 1:
        return tuple(_by_case(claims, conflict, words))
    order = along(claims, conflict.cycle)
    if len(order) == 1 or len(order) > _LONGEST:
        return tuple(dict.fromkeys(words[key] for key in order))
    return tuple(_step_by_step(claims, words, order))


def makes(claims: ClaimSet, key: str, bound: Bound) -> bool:
    """Say whether a bound is what the claim says, and does not merely rest on it."""
    entry = claims.get(key)
    if bound.facet != "order" or entry is None:
        return True
    return isinstance(entry.record, records.Order)


def along(claims: ClaimSet, cycle: Cycle) -> list[str]:
    """Return the claims in the order in which the cycle meets them, from the origin if it can.

    A claim that others rest on comes before them: the date that "a month after" counts from.
    """
    bounds = cycle.bounds
    first = next((i for i, bound in enumerate(bounds) if bound.source == ORIGIN), 0)
    found: list[str] = []
    for bound in (*bounds[first:], *bounds[:first]):
        makers = sorted(key for key in bound.needs if makes(claims, key, bound))
        found += [*sorted(bound.needs.difference(makers)), *makers]
    return list(dict.fromkeys(found))


def _by_case(claims: ClaimSet, conflict: Conflict, words: Mapping[str, str]) -> Iterator[str]:
    for number, cycle in enumerate(conflict.cycles, 1):
        case = f"case {number} of {len(conflict.cycles)} misses by {show_micros(cycle.short_by)}"
        told = dict.fromkeys(words[key] for key in along(claims, cycle))
        yield f"{case}: " + "; ".join(told)


def _step_by_step(
    claims: ClaimSet, words: Mapping[str, str], order: Sequence[str]
) -> Iterator[str]:
    told: dict[str, str] = {}
    events = [_events(claims, key) for key in order]
    # Where nothing is dated the chain counts from its free end.
    ends = [event for event in events[0] if event not in events[1]]
    first = (ends or events[0] or [""])[0]
    for place, key in enumerate(order[:-1]):
        sound = claims.timeline.of(order[: place + 1])
        follows = _follows(claims, sound, events[place], told, key)
        if not follows and place and claims.get(key) is not None:
            new = [event for event in events[place] if event not in events[place - 1]]
            follows = _between(claims, sound, first, new or events[place])
        yield words[key] + (f", so {follows}" if follows else "")
    yield f"but {words[order[-1]]}"


def _events(claims: ClaimSet, key: str) -> list[str]:
    """Return the events that a claim speaks of, the one that it adds something about first."""
    entry = claims.get(key)
    if entry is None:
        return []
    record = entry.record
    if isinstance(record, records.Order):
        return [claims.key_of(entry, record.of), claims.key_of(entry, record.than)]
    if isinstance(record, records.Measurement):
        return [claims.key_of(entry, record.of)]
    return [key, *(other.key for other in claims.same_as(entry))]


def _follows(
    claims: ClaimSet,
    sound: Sound,
    events: Sequence[str],
    told: dict[str, str],
    claim: str,
) -> str:
    """Return what is new of the events after a claim, in words; nothing where nothing is."""
    found = []
    for key in events:
        entry = claims.get(key)
        shown = None if entry is None else _window(claims.timeline, sound, entry)
        if entry is None or shown is None or told.get(key) == shown:
            continue
        told[key] = shown
        verb = "began" if _lasts(claims.timeline, key) else "was"
        said = f"{claims.called(entry)} {verb} {shown}"
        if key != claim:  # what a claim says of its own event need not be said again
            found.append(said)
    return " and ".join(found)


def _lasts(timeline: Timeline, key: str) -> bool:
    return timeline.node(key, "start") != timeline.node(key, "end")


def _window(timeline: Timeline, sound: Sound, entry: Entry) -> str | None:
    """Return when an event began, for all that some claims say, in its document's zone."""
    zone = entry.document.dateline.zone
    node = timeline.node(entry.key, "start")
    if zone is None or node is None:
        return None
    day = timeline.node(entry.key, f"start@{zone}")
    if day is not None:
        low, high = sound.earliest(day), sound.latest(day)
        first = None if low is None else low // DAY * _DAY_SECONDS
        last = None if high is None else (high // DAY + 1) * _DAY_SECONDS - 1
    else:
        low, high = sound.earliest(node), sound.latest(node)
        first = None if low is None else _local(-(-low // MICROS), zone)
        last = None if high is None else _local(high // MICROS, zone)
    if first is None and last is None:
        return None
    if first is not None and last is not None and first > last:
        return None
    return show_range(Range(first, last))


def _local(moment: int, zone: str) -> int:
    day = moment // _DAY_SECONDS
    least, most = offsets(zone, day, day)
    return moment + (least if least == most else most)


def _between(claims: ClaimSet, sound: Sound, first: str, events: Sequence[str]) -> str:
    """Return how far the latest of the events lies from the first one of the chain."""
    timeline = claims.timeline
    start = timeline.node(first, "start")
    for key in events:
        node = timeline.node(key, "start")
        entry, other = claims.get(key), claims.get(first)
        if key == first or node is None or start is None or entry is None or other is None:
            continue
        least, most = sound.apart(*_same_sort(timeline, first, key, start, node))
        names = claims.called(entry), claims.called(other)
        if least is not None and least > 0:
            return f"{names[0]} was {_at_least(least)}after {names[1]}"
        if most is not None and most < 0:
            return f"{names[0]} was {_at_least(-most)}before {names[1]}"
    return ""


def _same_sort(timeline: Timeline, first: str, key: str, start: int, node: int) -> tuple[int, int]:
    """Return the day nodes of two events where both have one in the same zone, else the points."""
    zones = {name for owner, name in timeline.nodes if owner == first and "start@" in name}
    for name in sorted(zones):
        if (key, name) in timeline.nodes:
            return timeline.nodes[first, name], timeline.nodes[key, name]
    return start, node


def says_of(claims: ClaimSet, key: str) -> str:
    """Return what a claim says of times, in words; its own time rather than its dateline."""
    words = claims.timeline.words((key,))
    return words[0] if words else key


def how_far(
    claims: ClaimSet, entry: Entry, order: records.Order, others: frozenset[str]
) -> tuple[str, ...]:
    """Return how far apart other claims put the two events of an order, in days or hours."""
    timeline = claims.timeline
    keys = claims.key_of(entry, order.of), claims.key_of(entry, order.than)
    nodes = timeline.node(keys[0], "start"), timeline.node(keys[1], "start")
    if nodes[0] is None or nodes[1] is None:
        return ()
    first, second = _same_sort(timeline, keys[0], keys[1], nodes[0], nodes[1])
    sound = timeline.of(others, (first, second))
    least, most = sound.apart(second, first)
    if least is None or most is None or least * most < 0:
        return ()
    low, high = sorted((abs(least), abs(most)))
    if low % DAY == 0 and high % DAY == 0:
        low, high = low // DAY, high // DAY
        shown = f"{low} days" if low == high else f"{low} to {high} days"
    else:
        shown = show_micros(low) if low == high else f"{show_micros(low)} to {show_micros(high)}"
    return (f"these put them {shown} apart",)


def _at_least(micros: int) -> str:
    return f"at least {show_micros(micros)} " if micros >= MICROS else ""


def show_micros(micros: int) -> str:
    """Return a length of time in words: days where it is whole days, else hours and so on."""
    if micros < MICROS:
        return "a moment"
    if micros % DAY in {0, 1, DAY - 1} and micros >= DAY - 1:
        days = (micros + 1) // DAY
        return f"{days} day" + ("s" if days > 1 else "")
    seconds = -(-micros // MICROS)
    parts = []
    for name, length in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {name}" + ("s" if count > 1 else ""))
    return " ".join(parts[:2])
