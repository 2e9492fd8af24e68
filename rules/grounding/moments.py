"""Times of a record, held against the dates and lengths of time of its quote."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from claims import records
from claims.calendar import DAY, civil_from_days
from claims.names import fold
from claims.numbers import leading_numbers
from claims.quantity import SpanOfTime
from claims.when import When
from rules.grounding.case import Case, Found, settle, wide
from rules.grounding.dates import Moment, lengths_in, moments_in, names_a_time
from rules.grounding.times import Role, clock_fits, compare_moment, compare_spans
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.when import Dateline
    from rules.grounding.passage import Stretch

DATE = "date"
_FIELDS: dict[type[records.BaseClaim], tuple[tuple[str, Role], ...]] = {
    records.Event: (("when", "when"),),
    records.Measurement: (("when", "when"),),
    records.Comparison: (("when", "when"),),
    records.Total: (("when", "when"),),
    records.Order: (("by", "window"),),
    records.First: (("within", "window"),),
    records.Count: (("within", "window"),),
    records.Pause: (("since", "from"), ("from", "from"), ("until", "until"), ("for", "window")),
    records.State: (("from", "from"), ("until", "until")),
}


def judge_dates(case: Case) -> Iterator[FieldVerdict]:
    """Hold each time and length of time of a record against its quote."""
    for name, role in _FIELDS.get(type(case.entry.record), ()):
        value = case.entry.values.get((name,))
        text = case.entry.text(name) if value is not None else ""
        if isinstance(value, When):
            yield FieldVerdict((name,), DATE, _moment(case, value, text, role))
        elif isinstance(value, SpanOfTime):
            yield FieldVerdict((name,), DATE, _span(case, value, text))
        elif (name,) in case.entry.unread and not _is_verbatim(case.entry.text(name), case):
            yield from _unread(case, name)


def _unread(case: Case, name: str) -> Iterator[FieldVerdict]:
    """Tell a time that nobody can read where the quote has one that is read."""
    dateline = case.entry.document.dateline
    for stretch in case.passage.quote:
        said = [m.words for m in lengths_in(stretch.words)] if name in _LENGTHS else []
        said += [m.words for m in moments_in(stretch.words, dateline) if name not in _LENGTHS]
        if said:
            text = case.entry.text(name)
            reason = "the record's is no time that is read"
            verdict = Said(Outcome.AMBIGUOUS, text, said[0], reason, said[0])
            yield FieldVerdict((name,), DATE, verdict)
            return


_LENGTHS = frozenset({"by", "for"})


def _moment(case: Case, value: When, text: str, role: Role) -> Said:
    record = case.entry.record
    planned = record.status in {"planned", "expected"}
    dateline = case.entry.document.dateline

    def look(stretch: Stretch, inside: bool) -> list[Found]:  # noqa: FBT001 - called by position
        spelled = stretch.words
        found = []
        for moment in moments_in(spelled, dateline):
            barred = role == "when" and _is_barred(spelled, moment)
            if barred and not _BOUNDED.match(text):
                moment = _bare(moment, dateline)  # noqa: PLW2901 - it happened then
            if moment.hangs:
                if inside and clock_fits(value, moment) is False:
                    reason = "the text names another time of day"
                    found.append(Found(Outcome.DISAGREES, moment.words, reason, moment.words))
                continue
            to_come = _is_future(spelled, moment)
            lasting = _lasts_on(spelled, moment)
            to_come = to_come or lasting
            either = planned and _had_been(spelled, moment, to_come=to_come)
            future = planned or to_come
            outcome = _worth(value, moment, role, future=future, either=either, lasting=lasting)
            if barred and outcome.is_told:
                # "will not bear before 2029": from then on.
                then = _bare(moment, dateline)
                onward = compare_moment(value, then, "from", future=planned or to_come)
                outcome = min(outcome, onward, key=lambda one: one.rank)
            outcome = _otherwise(case, value, moment, role, outcome)
            found.append(_found(moment, outcome))
        if len(found) > 1 and not _is_statement(case):
            found = _without_saying(spelled, found, dateline)
        return found

    speaks = _speaks_of_time(case)
    said = settle(
        case.passage, text, look, sentence_decides=True, closer_around=True, speaks=speaks
    )
    if said.outcome.rank >= Outcome.NOT_JUDGED.rank and _is_verbatim(text, case):
        return Said(Outcome.AGREES, text, text)
    if said.outcome is Outcome.ELSEWHERE and _is_dateline(value, case):
        return Said(Outcome.NOT_JUDGED, text, "", "it is the day of publication")
    return said


_LASTING = re.compile(r"(?<!\w)(?:has|have|is|are|remains?|stays?)(?!\w)[^.;:,]*$", re.IGNORECASE)


def _lasts_on(text: str, moment: Moment) -> bool:
    """Say whether something that still is lasts until a time: "has been shut until Friday"."""
    bounded = re.match(r"(?:until|till)(?!\w)", moment.words, re.IGNORECASE)
    return bounded is not None and _LASTING.search(text[: moment.start]) is not None


def _worth(
    value: When, moment: Moment, role: Role, *, future: bool, either: bool, lasting: bool
) -> Outcome:
    """Compare a time with one of the quote, on the side of the dateline that is meant."""
    outcome = compare_moment(value, moment, role, future=future)
    open_ended = _BOUNDED.match(moment.words) is not None
    if outcome is Outcome.AMBIGUOUS and not lasting and (open_ended or either):
        # What had been planned, or ends on a day, may lie on either side of the dateline.
        other = compare_moment(value, moment, role, future=not future)
        return min(outcome, other, key=lambda one: one.rank)
    return outcome


def _otherwise(case: Case, value: When, moment: Moment, role: Role, outcome: Outcome) -> Outcome:
    """Read a time again that has no year, that ends a length of time, or that counts back years."""
    if not outcome.is_told:
        return outcome
    dateline = case.entry.document.dateline
    ends = _TO_AN_END.search(moment.words)
    if ends is not None:
        last = moments_in(f"in {ends[1]}", dateline)
        fits = [compare_moment(value, one, "until", future=False) for one in last]
        return min([outcome, *fits], key=lambda one: one.rank)
    year = _YEAR.search(value.text)
    if year is None:
        return outcome
    back = _YEARS_AGO.search(moment.words)
    if back is not None:
        number = leading_numbers(back[1].lower())
        published = _year_of(case)
        told = bool(number) and published is not None and value.text.strip() == year[0]
        same = told and published is not None and published - number[0][0].value == int(year[0])
        return Outcome.AGREES if same else outcome
    if _YEAR.search(moment.words) or not _MONTH.search(moment.words):
        return outcome
    before = wide(case.passage)
    if year[0] not in before.text[before.start : case.passage.end]:
        return outcome
    dated = moments_in(f"{moment.words} {year[0]}", dateline)
    again = [compare_moment(value, one, role, future=False) for one in dated]
    return min([outcome, *again], key=lambda one: one.rank)


def _year_of(case: Case) -> int | None:
    published = case.entry.document.dateline.published
    first = published.start.earliest if published is not None else None
    return None if first is None else civil_from_days(first // DAY)[0]


def _is_barred(text: str, moment: Moment) -> bool:
    """Say whether a time is the end of a denial: "will not open until Friday"."""
    first = re.match(r"\w*", moment.words)
    near = text[max(0, moment.start - 60) : moment.start] + (first[0] if first else "")
    return _NOT_UNTIL.search(near) is not None or (
        _NOT_UNTIL.search(text[max(0, moment.start - 60) : moment.start]) is not None
    )


_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)")
_YEARS_AGO = re.compile(r"^(?:about |some |almost |nearly )?(.+) years? ago$", re.IGNORECASE)
# "in the three months to the end of March": the record may give the months or their end.
_TO_AN_END = re.compile(
    r"(?:days|weeks|months|quarters?|years?) (?:to|ended|ending|up to|until) (?:the end of )?(.+)$",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?<!\w)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?!\w)", re.IGNORECASE
)


_POINTING = re.compile(
    r"(?<!\w)(?:that|same) (?:day|night|morning|afternoon|evening|week|month|year)(?!\w)",
    re.IGNORECASE,
)


def _speaks_of_time(case: Case) -> bool:
    """Say whether a quote has words of time of its own; "that afternoon" points outside it."""
    said = [_POINTING.sub("", stretch.words) for stretch in case.passage.quote]
    return any(names_a_time(text) for text in said)


def _is_verbatim(text: str, case: Case) -> bool:
    """Say whether a quote has a time word for word: "a fortnight ago", "this fiscal year"."""
    if re.search(r"\d", text):
        return False
    bare = re.sub(r"^(?:this|that|the|its|in|on|by|a|an) ", "", fold(text))
    return bool(bare) and f" {bare} " in f" {re.sub(r'[^a-z]+', ' ', fold(case.passage.words))} "


_NOT_UNTIL = re.compile(
    r"(?:\bnot|n't|\bnever|\bno)\b[^.;:]*\b(?:until|till|before) ?$", re.IGNORECASE
)


_BOUNDED = re.compile(r"(?:until|till|before|by|no later than)\b", re.IGNORECASE)


def _bare(moment: Moment, dateline: Dateline) -> Moment:
    """Return the time of "not until Friday" as one at which something happened."""
    rest = re.sub(r"^(?:until|till|before)\s+", "", moment.words, flags=re.IGNORECASE)
    inner = moments_in(rest, dateline) or moments_in(f"in {rest}", dateline)
    return replace(inner[0], words=moment.words) if inner else moment


def _found(moment: Moment, outcome: Outcome) -> Found:
    reason = {
        Outcome.STRONGER: "the text says it less closely",
        Outcome.AMBIGUOUS: "it agrees only by a reading that is not the usual one",
        Outcome.WEAKER: "the text says it more closely",
    }.get(outcome, "")
    read = moment.past.readings[0].label
    if outcome is Outcome.DISAGREES:
        reason = f'"{moment.words}" is {read}'
    return Found(outcome, moment.words, reason, moment.words)


_HAD = re.compile(r"(?<!\w)had(?!\w)", re.IGNORECASE)
_WAS = re.compile(r"(?<!\w)(?:was|were|had|would|did|should)(?!\w)", re.IGNORECASE)


def _had_been(text: str, moment: Moment, *, to_come: bool) -> bool:
    """Say whether the clause of a time may speak of what had been planned and has passed.

    "Was due on Friday" is no sign of that: reports say so of what is to come.
    """
    clause = _clause(text, moment)
    if to_come:
        return _HAD.search(clause) is not None or pattern("calling_off").search(clause) is not None
    return _WAS.search(clause) is not None


def _clause(text: str, moment: Moment) -> str:
    """Return the clause that a time stands in, as far as its marks tell."""
    start = max((text.rfind(mark, 0, moment.start) for mark in ".;:"), default=-1) + 1
    ends = [at for mark in ".;:" if (at := text.find(mark, moment.end)) >= 0]
    return text[start : min(ends, default=len(text))]


def _is_future(text: str, moment: Moment) -> bool:
    """Say whether the clause of a time speaks of what is to come."""
    clause = _clause(text, moment)
    if pattern("was_to_come").search(clause):
        return False
    return pattern("to_come").search(clause) is not None


def _is_statement(case: Case) -> bool:
    record = case.entry.record
    if not isinstance(record, records.Event):
        return False
    return "statement" in case.vocabulary.activities.ancestors(record.activity) or bool(
        pattern("saying").search(record.activity) or pattern("saying_nouns").search(record.activity)
    )


def _without_saying(text: str, found: list[Found], dateline: object) -> list[Found]:
    """Take a date that says when somebody spoke for less, where there is another."""
    saying = [one for one in found if _is_of_saying(text, one.words)]
    others = [one for one in found if one not in saying]
    if not saying or not others or dateline is None:
        return found
    reason = "that is when it was said"
    return others + [
        one if one.outcome.is_told else one._replace(outcome=Outcome.AMBIGUOUS, reason=reason)
        for one in saying
    ]


def _is_of_saying(text: str, said: str) -> bool:
    at = text.find(said)
    head = text[max(0, at - 30) : at]
    return (
        re.search(
            r"(?:said|told \w+|announced|added|reported|says|confirmed)\s(?:late |early )?$", head
        )
        is not None
    )


def _is_dateline(value: When, case: Case) -> bool:
    published = case.entry.document.dateline.published
    if published is None:
        return False
    extent = value.readings[0].extent
    low, high = extent.start.earliest, extent.end.latest
    day, last = published.start.earliest, published.end.latest
    if low is None or high is None or day is None or last is None:
        return False
    return day <= low and high <= last


def _span(case: Case, value: SpanOfTime, text: str) -> Said:
    def look(stretch: Stretch, inside: bool) -> list[Found]:  # noqa: ARG001, FBT001 - as `settle` calls
        found = []
        for length in lengths_in(stretch.words):
            outcome = compare_spans(value, length.span)
            reason = {
                Outcome.STRONGER: "the text says it less firmly",
                Outcome.AMBIGUOUS: "it agrees only by a reading that is not the usual one",
                Outcome.WEAKER: "the text says it more closely",
            }.get(outcome, "")
            found.append(Found(outcome, length.words, reason, length.words))
        return found

    speaks = _speaks_of_time(case)
    said = settle(case.passage, text, look, speaks=speaks)
    if said.outcome is Outcome.ELSEWHERE:
        # Lengths of other things stand around any quote, and say nothing of this one.
        return Said(Outcome.NOT_JUDGED, text, "", "the quote gives no length of time")
    return said
