"""Judges claims of reach; loads the map."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING, NamedTuple

from claims.places import gazetteer
from claims.places.model import Place, Unplaced
from claims.places.shape import point
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Verdict
from rules.reach._cover import Far, Left, Piece, doubt_far, far, left_out, reverse, shares
from rules.reach._extents import Share, read_extent
from rules.reach._places import (
    Range,
    Span,
    at,
    chain,
    km,
    km_span,
    listed,
    place_of,
    ranges,
    sources,
    unplaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims import records
    from claims.faults import Route
    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet

_OPPOSITE = {
    Verdict.HOLDS: Verdict.CONTRADICTS,
    Verdict.CONTRADICTS: Verdict.HOLDS,
    Verdict.UNDECIDED: Verdict.UNDECIDED,
}


class _Question(NamedTuple):
    """What is asked of the map: from where, to where, how much of it."""

    origin: Place
    target: Place
    extent: Share | str
    quantifier: str


class _Answer(NamedTuple):
    """What the map says under one meaning of the range; `strict` under its loose reading too."""

    verdict: Verdict
    strict: bool
    shares: tuple[float, float, float] | None = None
    """At the range as written, and at both ends of its reading."""


def judge_reach(claims: ClaimSet, entry: Entry, record: records.Reach) -> Iterator[Judgement]:
    """Judge one claim of reach, target by target."""
    origin, start = _origin(claims, entry, record)
    if isinstance(origin, Judgement):
        yield origin
        return
    quantity = entry.quantity("distance")
    if quantity is None:
        return  # told where it was read
    meanings = ranges(quantity)
    if not meanings:
        shown = quoted(quantity.text)
        part = Part(Anchor(entry.key, ("distance",)))
        yield Judgement(Verdict.UNDECIDED, f"{shown} is no distance", (part,))
        return
    extent = read_extent(record.extent)
    if extent is None:
        part = Part(Anchor(entry.key, ("extent",)))
        message = f"{quoted(record.extent)} is no share of a target"
        way_out = "use all, part, a share such as 90 %, or nearly all"
        yield Judgement(Verdict.UNDECIDED, message, (part,), help=way_out)
        return
    for number, text in enumerate(record.target):
        route: Route = ("target", number)
        target = place_of(claims, entry, text)
        if isinstance(target, Unplaced):
            yield unplaced(entry, route, target)
            continue
        asked = _Question(origin, target, extent, _quantifier(record, origin))
        yield _judge(entry, record, route, start, quantity, meanings, asked)


def _origin(
    claims: ClaimSet, entry: Entry, record: records.Reach
) -> tuple[Place | Judgement, tuple[Part, ...]]:
    """Return from where: what the claim says, or else the event that it is of."""
    if record.from_ is not None:
        found = place_of(claims, entry, record.from_)
        if isinstance(found, Unplaced):
            return unplaced(entry, ("from",), found), ()
        return found, (Part(Anchor(entry.key, ("from",)), f"from {found.name}"),)
    event = claims.event(entry, record.of)
    start = event.record.from_ if event is not None and hasattr(event.record, "from_") else None
    if event is not None and isinstance(start, str):
        found = place_of(claims, event, start)
        if isinstance(found, Unplaced):
            return unplaced(event, ("from",), found, Part(Anchor(entry.key))), ()
        return found, (Part(Anchor(event.key, ("from",)), f"from {found.name}"),)
    message = "it is not said from where the range is measured"
    part = Part(Anchor(entry.key))
    return Judgement(Verdict.UNDECIDED, message, (part,), help="add `from:`"), ()


def _quantifier(record: records.Reach, origin: Place) -> str:
    """Return which points of the origin are meant; a country stands for some point of it."""
    if record.origin is not None:
        return record.origin
    return "stated" if origin.is_point or origin.kind == "phrase" else "some"


# --- the verdict ---------------------------------------------------------------------------------


def _judge(
    entry: Entry,
    record: records.Reach,
    route: Route,
    start: tuple[Part, ...],
    quantity: Quantity,
    meanings: tuple[Range, ...],
    asked: _Question,
) -> Judgement:
    answers = [_answer(asked, meaning) for meaning in meanings]
    first = answers[0]
    agreed = {answer.verdict for answer in answers} == {first.verdict}
    strict = agreed and all(answer.strict for answer in answers)
    verdict = first.verdict
    doubts = _doubts(asked, meanings[0])
    if verdict is Verdict.HOLDS and asked.extent == "all" and any(d.hangs for d in doubts):
        verdict = Verdict.UNDECIDED
    if verdict is Verdict.CONTRADICTS and asked.extent == "part" and any(d.helps for d in doubts):
        verdict = Verdict.UNDECIDED
    denied = record.hedge == "denied"
    parts = (
        Part(Anchor(entry.key, route), f"{_extent_words(asked)}"),
        *(
            Part(Anchor(entry.key, ("distance",)), f"{km(meanings[0].exact)}"),
            *start,
        ),
    )
    return Judgement(
        _OPPOSITE[verdict] if denied else verdict,
        _message(asked, quantity, meanings[0], first, verdict, doubts, denied=denied),
        _merged(parts),
        background=sources(asked.origin, asked.target),
        working=_working(asked, quantity, meanings[0], first, verdict, doubts),
        help=_help(asked, meanings[0], verdict, denied=denied),
        strict=strict if not denied else agreed and _surely(asked, meanings),
    )


def _merged(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Keep each part once: the origin may be of the claim itself."""
    return tuple(dict.fromkeys(parts))


def _answer(asked: _Question, reach: Range) -> _Answer:
    """Hold a range against the map under each quantifier that the claim leaves open."""
    if asked.quantifier == "every":
        return _decide(asked, reach, every=True)
    some = _decide(asked, reach, every=False)
    if asked.quantifier == "some" or asked.origin.is_point:
        return some
    # A stated place that is an area: wherever in it the point lies, it is worse than every point
    # for itself, and better than all of them at once.
    if some.verdict is Verdict.CONTRADICTS:
        return some
    every = _decide(asked, reach, every=True)
    if every.verdict is Verdict.HOLDS:
        return every
    return _Answer(Verdict.UNDECIDED, False, some.shares)


def _decide(asked: _Question, reach: Range, *, every: bool) -> _Answer:
    if isinstance(asked.extent, Share):
        return _decide_share(asked, reach, asked.extent, every=every)
    found = far(asked.origin, asked.target, every=every)
    if asked.extent == "all":
        reached = found.farthest
    elif every:
        reached = reverse(asked.origin, asked.target)
    else:
        reached = found.nearest
    if reached.low > reach.default.high:
        return _Answer(Verdict.CONTRADICTS, reached.low > reach.loose.high)
    holds = reached.high <= reach.default.low
    return _Answer(Verdict.HOLDS if holds else Verdict.UNDECIDED, strict=False)


def _decide_share(asked: _Question, reach: Range, wanted: Share, *, every: bool) -> _Answer:
    held = _covered(asked, reach, every=every)
    if held is None:
        return _Answer(Verdict.UNDECIDED, strict=False)
    told = (held.exact, held.least, held.most)
    if held.most < wanted.least:
        return _Answer(Verdict.CONTRADICTS, held.loosest < wanted.loose, told)
    holds = held.least >= wanted.least
    return _Answer(Verdict.HOLDS if holds else Verdict.UNDECIDED, False, told)


class _Covered(NamedTuple):
    """Shares of a target's area within a range.

    The range as written, both ends of its reading, the two with what the map may be off by, and
    with that the end of its loose reading.
    """

    exact: float
    low: float
    high: float
    least: float
    most: float
    loosest: float


def _covered(asked: _Question, reach: Range, *, every: bool) -> _Covered | None:
    """Return what a range covers; None where the target has no area. All at one go, and kept."""
    slack = asked.origin.tolerance + asked.target.tolerance
    low, high = reach.default
    radii = (reach.exact, low, high, max(0.0, low - slack), high + slack, reach.loose.high + slack)
    found = shares(asked.origin, asked.target, radii, every=every)
    return None if found is None else _Covered(*found)


def _surely(asked: _Question, meanings: tuple[Range, ...]) -> bool:
    """Say whether a claim that something is out of reach fails under every reading too."""
    tight = [Range(m.exact, m.loose, m.loose) for m in meanings]
    return all(_answer(asked, each).verdict is Verdict.HOLDS for each in tight)


class _Doubtful(NamedTuple):
    """A doubtful part of the target: whether a verdict of "all" hangs on it, or one of "part"."""

    name: str
    why: str
    distance: Span
    hangs: bool
    helps: bool


def _doubts(asked: _Question, reach: Range) -> tuple[_Doubtful, ...]:
    every = asked.quantifier == "every"
    found = []
    for doubt in asked.target.doubts:
        distance = doubt_far(asked.origin, doubt, every=every)
        hangs = distance.high > reach.default.low
        helps = distance.low <= reach.default.high
        found.append(_Doubtful(doubt.name, doubt.why, distance, hangs, helps))
    return tuple(found)


# --- the words -----------------------------------------------------------------------------------


def _extent_words(asked: _Question) -> str:
    if isinstance(asked.extent, Share):
        return f"at least {100 * asked.extent.least:g} % of {asked.target.name}"
    if asked.target.is_point:
        return asked.target.name
    return f"{'all' if asked.extent == 'all' else 'part'} of {asked.target.name}"


def _from_words(asked: _Question) -> str:
    name = asked.origin.name
    if asked.origin.is_point:
        return f"from {name}"
    words = {"some": "from the nearest point of", "every": "from the farthest point of"}
    return f"{words.get(asked.quantifier, 'from somewhere in')} {name}"


def _message(
    asked: _Question,
    quantity: Quantity,
    reach: Range,
    answer: _Answer,
    verdict: Verdict,
    doubts: tuple[_Doubtful, ...],
    *,
    denied: bool,
) -> str:
    shown, what, start = quoted(quantity.text), _extent_words(asked), _from_words(asked)
    if verdict is Verdict.HOLDS:
        return f"{shown} {start}: {what} is within reach" + (", though denied" if denied else "")
    if verdict is Verdict.CONTRADICTS:
        said = f"{shown} {start} does not reach {what}"
        if answer.shares is not None:
            return f"{said}: it covers {_percent(answer.shares[0])} of it"
        found = far(asked.origin, asked.target, every=asked.quantifier == "every")
        if asked.target.is_point:
            return f"{said}, {km(_middle(found.nearest))} away"
        if asked.extent == "all":
            return f"{said}: {_left_words(asked, reach, found)}"
        if asked.quantifier == "every":
            away = _middle(reverse(asked.origin, asked.target))
            return f"{said}, which from one of them begins {km(away)} away"
        return f"{said}, which begins {km(_middle(found.nearest))} away"
    hanging = [d.name for d in doubts if (d.hangs if asked.extent == "all" else d.helps)]
    if hanging and answer.verdict is not Verdict.UNDECIDED:
        return f"whether {shown} {start} reaches {what} hangs on {listed(hanging)}"
    if asked.quantifier == "stated" and not asked.origin.is_point:
        return f"whether {shown} reaches {what} hangs on where in {asked.origin.name} it starts"
    if isinstance(asked.extent, Share) and answer.shares is None:
        return f"{asked.target.name} has no area of which {shown} could cover a share"
    return f"whether {shown} {start} reaches {what} hangs on rounding"


def _left_words(asked: _Question, reach: Range, found: Far) -> str:
    """Say how much is in range, and what is farthest out of it."""
    every = asked.quantifier == "every"
    left = left_out(asked.origin, asked.target, reach.default, every=every)
    pieces = sorted((*left.outside, *left.cut), key=lambda piece: -piece.farthest)
    last = pieces[0].name if pieces else "its farthest point"
    away = f"{last} is {km(_middle(found.farthest))} away"
    covered = _read_shares(asked, reach, every=every)
    if covered is None:
        return away
    return f"{_percent(covered[0])} of its land is in range, but {away}"


def _percent(value: float) -> str:
    """Write a share, never rounded up to all of it."""
    shown = f"{100 * value:.2f}"
    if shown == "100.00" and value < 1:
        return "all but less than 0.01 %"
    return f"{shown} %"


def _working(
    asked: _Question,
    quantity: Quantity,
    reach: Range,
    answer: _Answer,
    verdict: Verdict,
    doubts: tuple[_Doubtful, ...],
) -> tuple[str, ...]:
    every = asked.quantifier == "every"
    found = far(asked.origin, asked.target, every=every)
    lines = [chain(quantity), _distances(asked, found)]
    if verdict is Verdict.HOLDS:
        return tuple(lines)
    covered = answer.shares or _read_shares(asked, reach, every=every)
    if covered is not None:
        exact, low, high = covered
        ends = _percent(low), _percent(high)
        spread = "" if ends[0] == ends[1] else f" ({ends[0]} to {ends[1]})"
        lines.append(f"{_percent(exact)} of its land is within the range as written{spread}")
    if not asked.target.is_point and asked.extent != "part":
        lines += _left_lines(left_out(asked.origin, asked.target, reach.default, every=every))
    lines += [f"not counted: {d.name} ({d.why}), {km_span(*d.distance)} away" for d in doubts]
    if asked.target.without:
        lines.append(
            f"taken without its dependencies ({listed(asked.target.without, 5)}): name them to "
            "have them count"
        )
    lines += _other_origins(asked, reach)
    return tuple(lines)


def _distances(asked: _Question, found: Far) -> str:
    slack = km(asked.origin.tolerance + asked.target.tolerance)
    low, high = _middle(found.nearest), _middle(found.farthest)
    what = asked.target.name
    if asked.target.is_point:
        return f"{_from_words(asked)} to {what}: {km(high)} (± {slack})"
    ends = f"{km_span(low, high)} away (± {slack}), the farthest at {at(found.farthest_at)}"
    return f"{_from_words(asked)}, {what} is {ends}"


def _middle(span: Span) -> float:
    return (span.low + span.high) / 2


def _read_shares(
    asked: _Question, reach: Range, *, every: bool
) -> tuple[float, float, float] | None:
    low, high = reach.default
    found = shares(asked.origin, asked.target, (reach.exact, low, high), every=every)
    return None if found is None else (found[0], found[1], found[2])


def _as_written(asked: _Question, reach: Range, *, every: bool) -> float | None:
    """Return the share of the target's area within the range as written."""
    if isinstance(asked.extent, Share):
        held = _covered(asked, reach, every=every)  # the verdict asks for all of it
        return None if held is None else held.exact
    found = shares(asked.origin, asked.target, (reach.exact,), every=every)
    return None if found is None else found[0]


_UNNAMED = 3
"""Parts without a name that are listed by where they lie; of more only the number is told."""


def _left_lines(left: Left) -> list[str]:
    lines = []
    if left.outside:
        named = [piece for piece in left.outside if piece.named]
        rest = [piece for piece in left.outside if not piece.named]
        shown = [_outside(piece) for piece in (*named[:24], *rest[:_UNNAMED])]
        hidden = len(left.outside) - len(shown)
        shown += [f"{hidden} more"] if hidden > 0 else []
        lines.append("out of range, each from its nearest point: " + listed(shown, 30))
    if left.cut:
        lines.append(
            "out of range in part, each up to its farthest point: "
            + listed(map(_up_to, left.cut), 24)
        )
    if left.rounding:
        what = "within the rounding of the range, each up to its farthest point: "
        lines.append(what + listed(map(_up_to, left.rounding), 24))
    if left.more:
        lines.append(f"{left.more:,} more parts of it were not looked at one by one")
    return lines


def _outside(piece: Piece) -> str:
    return f"{piece.name} {km(piece.nearest)}"


def _up_to(piece: Piece) -> str:
    return f"{piece.name} {km(piece.farthest)}"


def _other_origins(asked: _Question, reach: Range) -> list[str]:
    """Say how the answer changes with another origin."""
    origin = asked.origin
    if origin.is_point or not origin.shape.polygons:
        return []
    centre = origin.shape.centre
    middle = Place(
        f"the middle of {origin.name} ({at(centre)})", "coordinates", point(centre),
        0.0, origin.source,
    )  # fmt: skip
    others = [(middle, "stated", f"from {middle.name}")]
    for quantifier, words in (("some", "the nearest"), ("every", "the farthest")):
        if quantifier != asked.quantifier:
            others.append((origin, quantifier, f"from {words} point of {origin.name}"))
    return [
        _other(asked._replace(origin=place, quantifier=quantifier), words, reach)
        for place, quantifier, words in others
    ]


def _other(asked: _Question, words: str, reach: Range) -> str:
    every = asked.quantifier == "every"
    found = far(asked.origin, asked.target, every=every)
    said = {
        Verdict.HOLDS: "it would hold",
        Verdict.CONTRADICTS: "it fails too" if asked.extent != "part" else "it fails",
        Verdict.UNDECIDED: "it stays open",
    }[_decide(asked, reach, every=every).verdict]
    covered = _as_written(asked, reach, every=every)
    land = "" if covered is None else f", {_percent(covered)} of the land within range"
    ends = km_span(_middle(found.nearest), _middle(found.farthest))
    return f"{words}: {ends} away{land}; {said}"


def _help(asked: _Question, reach: Range, verdict: Verdict, *, denied: bool) -> str:
    """Name what would be true instead."""
    if verdict is Verdict.HOLDS:
        return "" if not denied else "leave out the denial, or correct the range"
    if isinf(reach.default.high):
        return ""
    if verdict is Verdict.UNDECIDED:
        return "" if not asked.target.doubts else "name the parts that are meant in `target`"
    ways = []
    if asked.extent == "all" and not asked.target.is_point:
        if _nearly(asked, reach):
            ways.append('"nearly all" (`extent: nearly all`)')
        main = _main_islands(asked.target)
        if main is not None and _holds(asked._replace(target=main), reach):
            ways.append(f'"the {main.name}" (`target: {main.name}`)')
        if not ways and _holds(asked._replace(extent="part"), reach):
            ways.append('"part of it" (`extent: part`)')
    if ways:
        return f"{' or '.join(ways)} would hold; or name what is left out"
    return "correct the range, the origin or the target"


def _nearly(asked: _Question, reach: Range) -> bool:
    """Say whether "nearly all" would hold; not asked of the map where too little is known to be."""
    nearly = read_extent("nearly all")
    known = _read_shares(asked, reach, every=asked.quantifier == "every")
    if not isinstance(nearly, Share) or known is None or known[1] < nearly.least:
        return False
    return _holds(asked._replace(extent=nearly), reach)


def _holds(asked: _Question, reach: Range) -> bool:
    return _answer(asked, reach).verdict is Verdict.HOLDS


def _main_islands(target: Place) -> Place | None:
    """Return the main islands of a country, where the packs know them as a group."""
    found = gazetteer.in_packs(f"main islands of {target.name}")
    return gazetteer.placed(found[0]) if found else None
