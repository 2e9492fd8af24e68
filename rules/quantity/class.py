"""A thing of a class must have a value that the class covers."""

# ruff: noqa: N999 - a rule's file is called as the rule is

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from claims import records
from claims.names import fold
from claims.quantity import describe
from claims.source import quoted
from rules.contract import Anchor, Judgement, Part, Rule, Verdict
from rules.quantity._schemes import schemes
from rules.quantity._values import chain, sort_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from claims.faults import Route
    from claims.interval import Interval
    from claims.load import Entry
    from claims.quantity import Quantity
    from rules.claimset import ClaimSet
    from rules.quantity._schemes import Class, Scheme

MOST_COMPARED = 4_000
"""Values times classes of one subject; of more values only those at the ends are compared."""


class _Held(NamedTuple):
    """What a claim says a thing is: the class by its name, where it says so, and of which scheme.

    `rows` are the classes that schemes have under that name.
    """

    entry: Entry
    route: Route
    name: str
    rows: tuple[tuple[Scheme, Class], ...]


class _Value(NamedTuple):
    """A value that bears on a class; it may be one that the class's property can only exceed."""

    entry: Entry
    quantity: Quantity
    property: str
    least_only: bool
    """The property that a class sorts by is at least so much."""
    doubtful: bool
    """It may be the value of one occasion: nothing says that it is what the thing can do."""
    statistic: str | None


class _Answer(NamedTuple):
    """How a value stands to a class of a scheme."""

    scheme: Scheme
    row: Class
    fits: bool
    strict: bool
    """Where it does not fit: under no plausible reading."""
    read: Quantity


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Hold each class that a thing is said to be of against what is said of its size."""
    held: dict[str, list[_Held]] = {}
    for subject, one in _held(claims):
        if one.rows:
            held.setdefault(subject, []).append(one)
        elif isinstance(one.entry.record, records.Classification):
            yield from _unknown(one.entry, one.entry.record)
    if not held:
        return
    values = _values(claims, held)
    for subject in sorted(held):
        given = _few(values.get(subject, []), len(held[subject]))
        for one in held[subject]:
            for value in given:
                yield from _judge(one, value)


# --- what is held against what -------------------------------------------------------------------


def _held(claims: ClaimSet) -> Iterator[tuple[str, _Held]]:
    for entry, record in claims.each(records.Classification):
        withdrawn = entry.key in claims.superseded
        if _counts(record) and not withdrawn and not claims.is_broken(entry, record.of):
            event = claims.event(entry, record.of)
            known = event.record if event is not None else None
            rows = _rows(claims, record.class_, record.scheme, known)
            yield claims.subject(entry, record.of), _Held(entry, ("class",), record.class_, rows)
    for entry, event_record in claims.each(records.Event):
        if _counts(event_record) and entry.key not in claims.superseded:
            for at, name in enumerate(event_record.classes):
                rows = _rows(claims, name, None, event_record)
                subject = "#" + claims.identity(entry.key)
                yield subject, _Held(entry, ("classes", at), name, rows)


def _counts(record: records.BaseClaim) -> bool:
    return record.hedge != "denied" and record.status == "happened"


def _rows(
    claims: ClaimSet, name: str, scheme_name: str | None, known: object
) -> tuple[tuple[Scheme, Class], ...]:
    """Return the classes of that name; those of a narrower one count, as each is one of them."""
    taxonomy = claims.vocabulary.classes
    names = {fold(name)} | {fold(wider) for wider in taxonomy.ancestors(name)}
    own = [name]
    if isinstance(known, records.Event):
        own += [*known.classes, *claims.vocabulary.activities.implied(known.activity)]
    return tuple(
        (scheme, row)
        for scheme in schemes()
        if (scheme_name is None or fold(scheme_name) in scheme.names)
        and not any(taxonomy.excludes(each, scheme.of) for each in own)
        for row in scheme.classes
        if names & row.names
    )


def _unknown(entry: Entry, record: records.Classification) -> Iterator[Judgement]:
    """Say that a scheme which a claim names is not known, or not the class in it."""
    if record.scheme is None:
        return
    known = [scheme for scheme in schemes() if fold(record.scheme) in scheme.names]
    field = "class" if known else "scheme"
    if not known:
        message = f"no scheme called {quoted(record.scheme)} is known"
        way_out = "schemes known are " + ", ".join(scheme.name for scheme in schemes())
    elif any(fold(record.class_) in row.names for scheme in known for row in scheme.classes):
        return  # known, but not for things of this sort
    else:
        message = f"{known[0].name} has no class {quoted(record.class_)}"
        way_out = "its classes are " + ", ".join(row.name for row in known[0].classes)
    part = Part(Anchor(entry.key, (field,)))
    yield Judgement(Verdict.UNDECIDED, message, (part,), help=way_out)


def _values(claims: ClaimSet, held: Mapping[str, object]) -> dict[str, list[_Value]]:
    """Return the values that bear on classes, by the subjects that are said to be of one."""
    properties = claims.vocabulary.properties
    sorted_by = {properties.canonical(scheme.property) for scheme in schemes()}
    found: dict[str, list[_Value]] = {}
    for entry, record in claims.each(records.Measurement):
        quantity = entry.quantity("value")
        if quantity is None or not _counts(record) or record.role in {"planned", "limit"}:
            continue
        if entry.key in claims.superseded:
            continue
        concept = properties.get(record.property)
        if concept is None:
            continue
        bound = properties.canonical(concept.bounds) if concept.bounds else concept.name
        subject = claims.subject(entry, record.of)
        if bound not in sorted_by or subject not in held or claims.is_broken(entry, record.of):
            continue
        # A class is of the greatest that a type can do, not of what it did on one occasion.
        once = record.role == "actual" or record.statistic in {"mean", "least", "per item"}
        least_only = bound != concept.name or once
        doubtful = record.role is None and record.statistic != "greatest"
        value = _Value(entry, quantity, bound, least_only, doubtful, record.statistic)
        found.setdefault(subject, []).append(value)
    return found


def _few(values: Sequence[_Value], classes: int) -> Sequence[_Value]:
    """Return the values to compare: of very many only the greatest and the least of each sort."""
    if len(values) * classes <= MOST_COMPARED:
        return values
    kept: dict[str, _Value] = {}
    for least_only in (False, True):
        for doubtful in (False, True):
            group = [v for v in values if (v.least_only, v.doubtful) == (least_only, doubtful)]
            if group:
                low = min(group, key=lambda v: (v.quantity.default.upper, v.entry.key))
                high = max(group, key=lambda v: (v.quantity.default.lower, v.entry.key))
                kept |= {low.entry.key: low, high.entry.key: high}
    return list(kept.values())


# --- one class against one value -----------------------------------------------------------------


def _judge(held: _Held, value: _Value) -> Iterator[Judgement]:
    answers = [
        answer
        for scheme, row in held.rows
        if scheme.property == value.property and (answer := _answer(scheme, row, value)) is not None
    ]
    if not answers:
        return
    fitting = [answer for answer in answers if answer.fits]
    denying = [answer for answer in answers if not answer.fits]
    record = value.entry.record
    own = record.property if isinstance(record, records.Measurement) else value.property
    shown = quoted(value.quantity.text)
    read = answers[0].read
    parts = (
        Part(Anchor(held.entry.key, held.route), f"{held.name} here"),
        Part(Anchor(value.entry.key, ("value",)), f"{describe(read.exact, read.unit)} here"),
    )
    working = (_read(answers[0], value, own), *(_line(answer) for answer in answers))
    background = tuple(f"{a.scheme.name}: {a.scheme.source}" for a in answers)
    if fitting and denying:
        ends = ", ".join(f"{a.scheme.name} ({a.row.words})" for a in denying)
        message = f"{own} {shown}: {held.name} under {_listed(fitting)}, not under {ends}"
        yield Judgement(
            Verdict.HOLDS, message, parts, background=background, working=working, remark=True
        )
    elif fitting:
        message = f"{own} {shown}: {held.name} under {_listed(fitting)}"
        yield Judgement(Verdict.HOLDS, message, parts, background=background, working=working)
    elif all(_may_be_of_another_time(answer, value) for answer in denying):
        yield Judgement(
            Verdict.UNDECIDED,
            f"{own} {shown} is not {held.name} under {_listed(denying)}: whether both are of one "
            "moment is open",
            parts,
            background=background,
            working=working,
            help="say with `statistic` whether the value is the greatest",
        )
    else:
        yield Judgement(
            Verdict.CONTRADICTS,
            f"{own} {shown} is not {held.name} under {_listed(denying)}",
            parts,
            background=background,
            working=working,
            help="correct the class or the value, or name the scheme that is meant in `scheme`",
            strict=all(answer.strict for answer in denying),
        )


def _answer(scheme: Scheme, row: Class, value: _Value) -> _Answer | None:
    every = (value.quantity, *value.quantity.alternatives)
    read = [one for one in every if sort_of(one.unit) == sort_of(row.unit)]
    if not read:
        return None
    first = read[0]
    if _meets(first.default, row, value):
        return _Answer(scheme, row, fits=True, strict=False, read=first)
    second = first.second
    seconds = () if second is None else (second, *second.alternatives)
    others = (*read, *(one for one in seconds if sort_of(one.unit) == sort_of(row.unit)))
    strict = not any(_meets(one.loose, row, value) for one in others)
    too_little = first.default.below(row.interval)
    return _Answer(
        scheme, row, fits=False, strict=strict and not (too_little and value.doubtful), read=first
    )


def _may_be_of_another_time(answer: _Answer, value: _Value) -> bool:
    """Say whether the class may be of a moment when the value was another."""
    if not answer.scheme.moment:
        return False
    if value.statistic == "greatest":
        return not answer.read.default.below(answer.row.interval)
    if value.statistic == "least":
        return not answer.row.interval.below(answer.read.default)
    return True


def _meets(said: Interval, row: Class, value: _Value) -> bool:
    if value.least_only:
        return not row.interval.below(said)
    return said.meets(row.interval)


def _read(answer: _Answer, value: _Value, own: str) -> str:
    line = chain(answer.read, answer.row.unit)
    if not value.least_only:
        return line
    return f"{line}; the {answer.scheme.property} is at least the {own}"


def _line(answer: _Answer) -> str:
    verdict = "fits" if answer.fits else "does not fit"
    return f"{answer.scheme.name}: {answer.row.name} is {answer.row.words}; {verdict}"


def _listed(answers: Sequence[_Answer]) -> str:
    names = [answer.scheme.name for answer in answers]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


RULE = Rule("A thing is said to be of a class that its value does not belong to.", judge)
