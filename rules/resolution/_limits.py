"""What is measured of an event, held against the limits of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims.vocabulary import Fit
from rules.matching import Match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claims.interval import Interval
    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet
    from rules.resolution._packs import Limit


class Held(NamedTuple):
    """How an event stands to limits, and the measurements that this rests on.

    `strict` says that it stands under the looser reading of the values too, and `said` that
    something is measured of it that bears on them.
    """

    match: Match
    needs: frozenset[str] = frozenset()
    strict: bool = True
    said: bool = True


def hold(claims: ClaimSet, entry: Entry, limits: Sequence[Limit]) -> Held:
    """Hold an event against limits; it must lie within each of them."""
    result = Held(Match(Fit.IS))
    for limit in limits:
        one = _hold(claims, entry, limit)
        if one.match.fit is Fit.IS_NOT:
            return one
        if one.match.fit is Fit.MAY_BE and result.match.fit is Fit.IS:
            result = Held(one.match, said=one.said)
        elif one.match.fit is Fit.IS and result.match.fit is Fit.IS:
            result = Held(Match(Fit.IS), result.needs | one.needs, result.strict and one.strict)
    return result


def _hold(claims: ClaimSet, entry: Entry, limit: Limit) -> Held:
    """Hold the values of one property against a limit; one that lies outside decides.

    Of several values outside, the one that is so under every reading stands for them.
    """
    inside: list[str] = []
    outside: list[tuple[bool, str]] = []
    some = ""
    for other, quantity, least_only in _values(claims, entry, limit.measured):
        some = some or f'"{quantity.text}"'
        read = (quantity, *quantity.alternatives)
        if _is_outside(quantity.default, limit, least_only=least_only):
            strict = all(_is_outside(one.loose, limit, least_only=least_only) for one in read)
            outside.append((not strict, other.key))
        elif not least_only and all(_is_inside(one.loose, limit) for one in read):
            inside.append(other.key)
    if outside:
        loose, key = min(outside)
        why = f"it is outside {limit.words}"
        return Held(Match(Fit.IS_NOT, why), frozenset((key,)), not loose)
    if inside:
        return Held(Match(Fit.IS), frozenset((min(inside),)))
    said = f"{some} leaves open" if some else "nothing says"
    why = f"{said} whether it is within {limit.words}"
    return Held(Match(Fit.MAY_BE, why), said=bool(some))


def _values(claims: ClaimSet, entry: Entry, wanted: str) -> Iterator[tuple[Entry, Quantity, bool]]:
    """Return what is said of a property of an event, and whether it is only at least so much."""
    properties = claims.vocabulary.properties
    own = properties.canonical(wanted)
    for other, record in claims.measurements(entry):
        if (
            record.hedge == "denied"
            or record.status != "happened"
            or record.role in {"planned", "limit"}
            or record.statistic not in {None, "greatest"}
            or other.key in claims.superseded
        ):
            continue
        quantity = other.quantity("value")
        if quantity is None:
            continue
        name = properties.canonical(record.property)
        concept = properties.get(record.property)
        bounded = concept is not None and concept.bounds is not None
        if name == own:
            yield other, quantity, False
        elif bounded and concept is not None and properties.canonical(concept.bounds or "") == own:
            yield other, quantity, True


def _is_outside(interval: Interval, limit: Limit, *, least_only: bool) -> bool:
    least, most = limit.least, limit.most
    if most is not None and interval.lower > most:
        return True
    return not least_only and least is not None and interval.upper < least


def _is_inside(interval: Interval, limit: Limit) -> bool:
    least, most = limit.least, limit.most
    return (least is None or interval.lower >= least) and (most is None or interval.upper <= most)
