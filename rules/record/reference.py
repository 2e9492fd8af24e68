"""What a claim points at must be there, and must not lead back to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.contract import Anchor, Judgement, Part, Rule, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claims.faults import Route
    from claims.load import Entry
    from rules.claimset import ClaimSet

_EVENT = (records.Event,)
_TIMED = (records.Event, records.State)
POINTERS: Mapping[type, tuple[tuple[str, tuple[type, ...]], ...]] = {
    records.Order: (("of", _TIMED), ("than", _TIMED)),
    records.First: (("of", _EVENT),),
    records.Pause: (("begun_by", _EVENT), ("ended_by", _EVENT)),
    records.Violation: (("of", _EVENT),),
}
"""Fields that point at a claim of these sorts; elsewhere a name may stand for a thing."""
LISTS = ("supersedes", "same_as")
"""Fields of any claim that list claims."""


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Look up every reference of every claim."""
    for entry in claims.entries:
        for field, sorts in POINTERS.get(type(entry.record), ()):
            ref = getattr(entry.record, field)
            if ref is not None:
                yield from _look_up(claims, entry, (field,), ref, sorts)
        of = getattr(entry.record, "of", None)
        if of is not None and "#" in of and type(entry.record) not in POINTERS:
            yield from _look_up(claims, entry, ("of",), of, ())
        for field in LISTS:
            for index, ref in enumerate(getattr(entry.record, field)):
                at = (field, index) if len(getattr(entry.record, field)) > 1 else (field,)
                yield from _look_up(claims, entry, at, ref, ())
    yield from _circles(claims)


def _look_up(
    claims: ClaimSet, entry: Entry, field: Route, ref: str, sorts: tuple[type, ...]
) -> Iterator[Judgement]:
    target = claims.target(entry, ref)
    part = (Part(Anchor(entry.key, field)),)
    if target is None:
        if not claims.is_broken(entry, ref):
            near = _near(claims, entry, ref)
            yield Judgement(
                Verdict.CONTRADICTS,
                f'no claim is called "{ref}"',
                part,
                help=_help(near),
                instead=near,
            )
    elif target is entry:
        yield Judgement(Verdict.CONTRADICTS, f'"{ref}" points at the claim itself', part)
    elif sorts and not isinstance(target.record, sorts):
        wanted = " or a ".join(sort.__name__.lower() for sort in sorts)
        message = f'"{ref}" is a {target.kind}, and `{field[0]}` needs an {wanted}'
        yield Judgement(Verdict.CONTRADICTS, message, part)


def _near(claims: ClaimSet, entry: Entry, ref: str) -> tuple[str, ...]:
    import difflib  # noqa: PLC0415  needed only where something is wrong

    known = [e.record.id for e in claims.entries if e.document is entry.document]
    known += [e.key for e in claims.entries] if "#" in ref else []
    return tuple(difflib.get_close_matches(ref[:100], known, n=1))


def _help(near: tuple[str, ...]) -> str:
    if near:
        return f"did you mean {near[0]}?"
    return "name a claim of this document by its id, another by document-id#claim-id"


def _circles(claims: ClaimSet) -> Iterator[Judgement]:
    """Find claims that supersede each other in a circle."""
    after: dict[str, list[str]] = {}
    for entry in claims.entries:
        refs = entry.record.supersedes
        after[entry.key] = [t.key for r in refs if (t := claims.target(entry, r)) is not None]
    told: set[str] = set()
    for start in sorted(_without_end(after)):
        if start not in told:
            circle = _circle(start, after)
            if len(circle) > 1:
                told.update(circle)
                parts = tuple(Part(Anchor(key, ("supersedes",))) for key in circle)
                message = "claims supersede each other in a circle: " + ", ".join(circle)
                yield Judgement(Verdict.CONTRADICTS, message, parts)


def _without_end(after: Mapping[str, list[str]]) -> set[str]:
    """Return the claims whose corrections lead on and on: a long line that ends is not searched."""
    before: dict[str, list[str]] = {}
    for key, targets in after.items():
        for target in targets:
            before.setdefault(target, []).append(key)
    left = {key: len(targets) for key, targets in after.items()}
    ended = [key for key, number in left.items() if not number]
    for key in ended:
        for other in before.get(key, ()):
            left[other] -= 1
            if not left[other]:
                ended.append(other)
    return left.keys() - set(ended)


def _circle(start: str, after: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return a way from a claim back to itself, the shortest; empty where there is none."""
    came_from: dict[str, str] = {}
    queue = [start]
    for key in queue:
        for target in after[key]:
            if target == start:
                way = [key]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(sorted(way))
            if target not in came_from:
                came_from[target] = key
                queue.append(target)
    return ()


RULE = Rule("A claim points at one that is not there, or back at itself.", judge, Severity.ERROR)
