"""Quantities that physics ties together must fit each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from claims import records
from claims.quantity import describe
from claims.source import quoted
from claims.vocabulary import Changes
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.quantity._rivals import few, values
from rules.quantity._spread import ONE, hung, not_below_zero, over, spread_of, times
from rules.quantity._values import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from claims.interval import Interval
    from claims.units import Unit
    from rules.claimset import ClaimSet
    from rules.quantity._relations import Items, Product, Table, Term
    from rules.quantity._rivals import Said
    from rules.quantity._spread import Spread, View

MOST_COMPARED = 600
"""Combinations of values of one subject that one relation is held against."""
_ORDER = (("least", "mean"), ("mean", "greatest"), ("least", "greatest"))
_Key = tuple[str, str | None]
"""A property and its statistic."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """All values said of one event or thing, by property and statistic."""

    claims: ClaimSet
    key: str
    held: Mapping[_Key, Sequence[Said]]
    means: frozenset[str]
    """Properties that are means by their name."""

    def says_mean(self, said: Said) -> bool:
        """Say whether the name of its property says that a value is a mean."""
        return self.claims.vocabulary.properties.canonical(_property(said)) in self.means

    @property
    def is_event(self) -> bool:
        return self.key.startswith("#")

    def of(self, term: Term, *, unsaid: bool = False) -> tuple[Said, ...]:
        """Return the values that a term may stand for; with `unsaid` those without a statistic."""
        name = self.claims.vocabulary.properties.canonical(term.property)
        found = [*self.held.get((name, term.statistic), ())]
        if term.statistic is None:
            found += self.held.get((name, "total"), ())
        elif unsaid:
            found += self.held.get((name, None), ())
        return tuple(found)


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold the quantities of each event or thing against each other."""
    subjects = _several(claims)
    if not subjects:
        return
    from rules.quantity._relations import table  # noqa: PLC0415 - only runs that have several

    for subject in _subjects(claims, subjects, table()):
        yield from _ordered(subject)
        for row in table().products:
            yield from _product(subject, row)
        for items in table().items:
            yield from _items(subject, items)
        yield from _bodies(subject, table())


def _bodies(subject: _Subject, known: Table) -> Iterator[Judgement]:
    """Judge flights and substances, where anything is said that bears on them."""
    uses = [{*flight.uses.values()} for flight in known.flights]
    names = {name for name, _ in subject.held}
    flown = subject.is_event and any(use <= names for use in uses)
    if not flown and known.density not in names and not {known.mass, known.volume} <= names:
        return
    if flown:
        from rules.quantity._flights import judge_flights  # noqa: PLC0415 - seldom met

        yield from judge_flights(subject.claims, subject.key, subject.held, known)
    from rules.quantity._physics import judge_bodies  # noqa: PLC0415 - seldom met

    yield from judge_bodies(subject.claims, subject.held, known)


def _several(claims: ClaimSet) -> frozenset[str]:
    """Return the subjects of which more than one property, or value of one, is said."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for entry, record in claims.each(records.Measurement):
        subject = claims.subject(entry, record.of)
        found.setdefault(subject, set()).add((record.property, record.statistic))
    return frozenset(key for key, names in found.items() if len(names) > 1)


def _subjects(claims: ClaimSet, wanted: frozenset[str], known: Table) -> Iterator[_Subject]:
    held: dict[str, dict[_Key, list[Said]]] = {}
    for (subject, name), group in sorted(values(claims, wanted).items()):
        for said in group:
            if said.denied or said.role in {"planned", "limit"}:
                continue
            key = (name, said.statistic)
            if said.statistic is None and name in known.means:
                key = (known.means[name], "mean")
            held.setdefault(subject, {}).setdefault(key, []).append(said)
    for subject, groups in held.items():
        kept = {key: few(group) for key, group in groups.items()}
        yield _Subject(claims, subject, kept, frozenset(known.means))


# --- least, mean and greatest --------------------------------------------------------------------


def _ordered(subject: _Subject) -> Iterator[Judgement]:
    """Hold the least of several values, their mean and the greatest against each other."""
    names = sorted({name for name, _ in subject.held})
    for name in names:
        for below, above in _ORDER:
            lows = subject.held.get((name, below), ())
            highs = subject.held.get((name, above), ())
            for low, high in islice(product(lows, highs), MOST_COMPARED):
                if low.time == high.time and (low.time or _is_fixed(low)):
                    result = _in_order(low, high, below, above)
                    if result is not None:
                        yield result


def _in_order(low: Said, high: Said, below: str, above: str) -> Judgement | None:
    doubt = _open([low, high])
    if doubt is None:
        return None
    one, other = spread_of(low), spread_of(high)
    parts = (_part(low), _part(high))
    told = f"the {below} {quoted(one.text)} and the {above} {quoted(other.text)}"
    if one.unit.dimension != other.unit.dimension:
        return None

    def fits(view: View) -> bool:
        return not other.at(view).below(one.at(view))

    if fits("default"):
        return Judgement(Verdict.HOLDS, f"{told} are in order", parts, working=_tolerance(fits))
    if doubt:
        return Judgement(
            Verdict.UNDECIDED, f"whether {told} are of one sort is open: {doubt}", parts
        )
    return Judgement(
        Verdict.CONTRADICTS,
        f"the {below} is more than the {above}: {quoted(one.text)} against {quoted(other.text)}",
        parts,
        working=(f"{below}: {one.shown}; {above}: {other.shown}", *_tolerance(fits)),
        help="correct one of them, or its `statistic`",
        strict=not fits("loose") and low.words_of_time == high.words_of_time,
    )


# --- products ------------------------------------------------------------------------------------


def _product(subject: _Subject, row: Product) -> Iterator[Judgement]:
    if row.events_only and not subject.is_event:
        return
    unsaid = row.holds == "equals"
    terms = (row.result, *row.factors, *row.divisors)
    held = [subject.of(term, unsaid=unsaid) for term in terms]
    for combination in islice(product(*held), MOST_COMPARED):
        result = _fit(subject, row, terms, combination)
        if result is not None:
            yield result


def _fit(
    subject: _Subject, row: Product, terms: Sequence[Term], said: Sequence[Said]
) -> Judgement | None:
    doubt = _open(said)
    if doubt is None or not _at_one_time(said):
        return None
    lacking = next(
        (
            (s, t)
            for s, t in zip(said, terms, strict=True)
            if t.statistic is not None and s.statistic is None and not subject.says_mean(s)
        ),
        None,
    )
    if lacking is not None:
        doubt = f"{quoted(lacking[0].quantity.text)} is not said to be the {lacking[1].statistic}"
    if not doubt and subject.is_event and any(_of_a_while(s) for s in said):
        doubt = "one of them is of a time of its own"
    count = 1 + len(row.factors)
    spreads = [spread_of(s) for s in said]

    def reckoned(view: View) -> Interval:
        return _multiplied(spreads[1:count], spreads[count:], view)

    def fits(view: View) -> bool:
        return _holds(row.holds, spreads[0].at(view), reckoned(view))

    unit = _unit(subject.claims, said[0], spreads[0])
    return _told(
        row.name,
        said,
        fits=fits,
        doubt=doubt,
        would_be=(row.holds, reckoned("default"), unit),
        background=row.background,
    )


def _multiplied(factors: Sequence[Spread], divisors: Sequence[Spread], view: View) -> Interval:
    result = ONE
    for factor in factors:
        result = times(result, not_below_zero(factor.at(view)))
    for divisor in divisors:
        result = over(result, not_below_zero(divisor.at(view)))
    return result


def _holds(how: str, value: Interval, reckoned: Interval) -> bool:
    if how == "at least":
        return not value.below(reckoned)
    if how == "at most":
        return not reckoned.below(value)
    return value.meets(reckoned)


def _of_a_while(said: Said) -> bool:
    record = said.entry.record
    return (
        said.changes is not Changes.FIXED
        and isinstance(record, records.Measurement)
        and record.when is not None
    )


def _unit(claims: ClaimSet, said: Said, spread: Spread) -> Unit:
    """Return the unit in which a property is usually measured; that of the value by default."""
    record = said.entry.record
    concept = None
    if isinstance(record, records.Measurement | records.Total):
        concept = claims.vocabulary.properties.get(record.property)
    wanted = measure(concept) if concept is not None else None
    return spread.unit if wanted is None else wanted.unit


# --- so many times what each has -----------------------------------------------------------------


def _items(subject: _Subject, row: Items) -> Iterator[Judgement]:
    number = subject.claims.vocabulary.properties.canonical(row.number)
    counts = subject.held.get((number, None), ())
    if not counts:
        return
    for (name, statistic), totals in sorted(subject.held.items(), key=str):
        if statistic != "total" or name == number:
            continue
        for kind in row.each:
            each = subject.held.get((name, kind), ())
            for said in islice(product(totals, each, counts), MOST_COMPARED):
                result = _item_fit(subject.claims, row, said)
                if result is not None:
                    yield result


def _item_fit(claims: ClaimSet, row: Items, said: Sequence[Said]) -> Judgement | None:
    doubt = _open(said)
    if doubt is None or not _at_one_time(said):
        return None
    total, each, number = (spread_of(s) for s in said)
    if total.unit.dimension != each.unit.dimension or number.unit.dimension:
        return None

    def fits(view: View) -> bool:
        return total.at(view).meets(_multiplied([each, number], [], view))

    reckoned = _multiplied([each, number], [], "default")
    return _told(
        row.name,
        said,
        fits=fits,
        doubt=doubt,
        would_be=("equals", reckoned, _unit(claims, said[0], total)),
        background=row.background,
        several=False,
    )


# --- what they share -----------------------------------------------------------------------------


def _is_fixed(said: Said) -> bool:
    return said.changes is Changes.FIXED


def _at_one_time(said: Sequence[Said]) -> bool:
    moving = {s.time for s in said if not _is_fixed(s)}
    return len(moving) <= 1 and "" not in moving


def _open(said: Sequence[Said]) -> str | None:
    """Return why it is open that values belong together, "" if it is not; None: they do not."""
    roles = {s.role for s in said}
    known = sorted(role for role in roles if role is not None)
    if len(known) > 1:
        return None
    return f"only some of them give their role ({known[0]})" if len(roles) > 1 else ""


def _told(
    name: str,
    said: Sequence[Said],
    *,
    fits: Callable[[View], bool],
    doubt: str,
    would_be: tuple[str, Interval, Unit],
    background: str,
    several: bool = True,
) -> Judgement:
    parts = tuple(_part(s) for s in said)
    first = said[0]
    others = " and ".join(f"{_named(s)} {quoted(s.quantity.text)}" for s in said[1:])
    told = f"{_named(first)} {quoted(first.quantity.text)}"
    how, reckoned, unit = would_be
    joint = {"equals": "be", "at least": "be at least", "at most": "be at most"}[how]
    end = describe(reckoned, unit)
    if fits("default"):
        message, line = f"{told} fits {others}", _tolerance(fits)
        return Judgement(Verdict.HOLDS, message, parts, background=(background,), working=line)
    if not doubt and several and any(s.several for s in said):
        doubt = "the event took place more than once, and each value may be of another time"
    if doubt:
        return Judgement(
            Verdict.UNDECIDED,
            f"whether {told} fits {others} is open: {doubt}",
            parts,
            background=(background,),
            working=(f"from the others it would {joint} {end}",),
            help="say with `role`, `statistic` and `when` what each value is of",
        )
    lines = tuple(f"{_named(s)}: {spread_of(s).shown}" for s in said)
    sure = len({s.words_of_time for s in said if not _is_fixed(s)}) <= 1
    return Judgement(
        Verdict.CONTRADICTS,
        f"{told} does not fit {others}: it would {joint} {end}",
        parts,
        background=(background,),
        working=(
            *lines,
            f"{name}: {end}, against {describe(first.quantity.default, unit)}",
            *_tolerance(fits),
        ),
        help="correct one of them, or say with `role`, `statistic` or `when` how they differ",
        strict=sure and not fits("loose"),
    )


def _tolerance(fits: Callable[[View], bool]) -> tuple[str, ...]:
    line = hung(fits)
    return (line,) if line else ()


def _property(said: Said) -> str:
    record = said.entry.record
    return record.property if isinstance(record, records.Measurement | records.Total) else ""


def _named(said: Said) -> str:
    return f"{said.statistic} {_property(said)}" if said.statistic else _property(said)


def _part(said: Said) -> Part:
    label = f"{describe(said.quantity.exact, said.quantity.unit)} here"
    return Part(Anchor(said.entry.key, ("value",)), label)


RULE = Rule("Quantities that physics ties together do not fit.", judge)
