"""Quantities and counts of a record, held against the numbers of its quote."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from claims import records
from claims.quantity import Quantity, read_quantity
from claims.units import BARE
from rules.grounding.case import Case, Found, around, settle
from rules.grounding.meant import as_meant
from rules.grounding.numbers import numbers_in
from rules.grounding.stems import stems
from rules.grounding.unstated import (
    by_rate,
    is_bare,
    is_years,
    mentions_of,
    mentions_of_quote,
    unit_around,
)
from rules.grounding.values import (
    NUMBER,
    absolute,
    bend_of,
    compare,
    scaled_away,
    sort_of,
    written,
)
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import pattern, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Route
    from rules.grounding.mentions import Mention
    from rules.grounding.passage import Stretch

VALUE, COUNT = "value", "count"
_VALUES: dict[type[records.BaseClaim], tuple[str, ...]] = {
    records.Measurement: ("value",),
    records.Comparison: ("times", "by", "percent", "points", "from", "to"),
    records.Reach: ("distance",),
    records.Location: ("distance",),
}
_COUNTS: dict[type[records.BaseClaim], tuple[str, ...]] = {
    records.Event: ("count",),
    records.Count: ("number",),
    records.Total: ("value",),
}


def judge_values(case: Case) -> Iterator[FieldVerdict]:
    """Hold each quantity of a record against its quote."""
    for name in _VALUES.get(type(case.entry.record), ()):
        yield from _field(case, (name,), VALUE)


def judge_counts(case: Case) -> Iterator[FieldVerdict]:
    """Hold each count of a record against its quote."""
    record = case.entry.record
    for name in _COUNTS.get(type(record), ()):
        yield from _field(case, (name,), COUNT)
    if isinstance(record, records.Total):
        for part in record.parts:
            yield from _field(case, ("parts", part), COUNT)


def _field(case: Case, route: Route, sort: str) -> Iterator[FieldVerdict]:
    quantity = case.entry.quantity(*route)
    if quantity is None:
        if route in case.entry.unread:
            yield from _unread(case, route, sort)
        return
    text = case.entry.text(*route)
    judged = absolute(quantity) if isinstance(case.entry.record, records.Comparison) else quantity
    if route == ("percent",) and judged.unit == BARE:
        judged = _with_percent(judged)

    def look(stretch: Stretch, inside: bool) -> list[Found]:  # noqa: FBT001 - called by position
        mentions = mentions_of(case, stretch)
        if not inside:
            mentions = [m for m in mentions if m.sort in {"plain", "end", "zero"} and not m.label]
            mentions = [m for m in mentions if m.sort != "zero" or judged.exact.is_point]
        mentions = [as_meant(m, judged, stretch, route) for m in mentions]
        return _weigh(case, judged, mentions, stretch, route, inside=inside)

    speaks = sort == VALUE and sort_of(judged.unit) == NUMBER and _has_amount(case, route)
    said = settle(case.passage, text, look, speaks=speaks)
    said = _unread_here(case, judged, _by_statistic(case, judged, said))
    said = _direction(case, quantity, route, _doubted(case, said))
    yield FieldVerdict(route, sort, said)


def _has_amount(case: Case, route: Route) -> bool:
    """Say whether a quote has a number of its own, or "a point", that is no name and no age."""
    return any(
        mention.sort in {"plain", "end", "ratio", "article"}
        and not mention.label
        and mention.words.lower() != "the"
        and mention.quantity.unit.dimension != "[time]"
        for stretch in case.passage.quote
        for mention in _meant(mentions_of(case, stretch), stretch, route)
    )


def _unread_here(case: Case, quantity: Quantity, said: Said) -> Said:
    """Leave open what other words say where the quote has the record's number, in no known unit."""
    if said.outcome is not Outcome.ELSEWHERE:
        return said
    own = written(quantity.plain or quantity)
    if any(written(m.quantity.plain or m.quantity) == own for m in mentions_of_quote(case)):
        return Said(Outcome.NOT_JUDGED, said.record, "", "the quote's own words are not read")
    return said


_OF_STATISTIC = {"least": ("least", "more"), "greatest": ("most", "less")}


def _by_statistic(case: Case, quantity: Quantity, said: Said) -> Said:
    """Let the statistic of a record stand for the bound of its quote: "never closer than"."""
    bends_meant = _OF_STATISTIC.get(getattr(case.entry.record, "statistic", ""), ())
    if said.outcome is not Outcome.STRONGER or not bends_meant:
        return said
    for mention in mentions_of_quote(case):
        plain = mention.quantity.plain
        same = plain is not None and plain.exact == (quantity.plain or quantity).exact
        if same and mention.words == said.words and bend_of(mention.quantity) in bends_meant:
            return Said(Outcome.AGREES, said.record, said.words)
    return said


def _doubted(case: Case, said: Said) -> Said:
    """Let the record's own doubt stand for "an estimated" before the number."""
    if said.outcome is not Outcome.STRONGER or case.entry.record.hedge not in _DOUBTS:
        return said
    if not re.search(r"estimate|believed|reported", said.words, re.IGNORECASE):
        return said
    return Said(Outcome.AGREES, said.record, said.words)


_DOUBTS = frozenset({"believed", "reported"})


def _unread(case: Case, route: Route, sort: str) -> Iterator[FieldVerdict]:
    """Judge a value whose unit nobody knows by its number and by its words."""
    text = case.entry.text(*route)
    numbers = [m for m in numbers_in(text, case.country) if m.sort in {"plain", "ratio"}]
    if not numbers:
        return
    unit = re.findall(r"[^\W\d_]+", text[numbers[-1].end :])
    rest = stems(unit[-1]) if unit else frozenset()
    said = [m for m in mentions_of_quote(case) if m.sort in {"plain", "ratio"}]
    if not said:
        return
    wanted = {written(m.quantity.plain or m.quantity) for m in numbers}
    found = {written(m.quantity.plain or m.quantity) for m in said}
    near = stems(case.passage.words)
    for _, stretch in around(case.passage):
        near |= stems(stretch.words)
    shown = said[0].words
    if not wanted <= found:
        reason = "the text gives another number"
        yield FieldVerdict(route, sort, Said(Outcome.DISAGREES, text, shown, reason, shown))
    elif rest - near:
        reason = "the text gives no such unit"
        yield FieldVerdict(route, sort, Said(Outcome.AMBIGUOUS, text, shown, reason, shown))
    else:
        yield FieldVerdict(route, sort, Said(Outcome.AGREES, text, shown))


def _with_percent(quantity: Quantity) -> Quantity:
    read = read_quantity(f"{quantity.text} %")
    return read if isinstance(read, Quantity) else quantity


def _weigh(
    case: Case,
    quantity: Quantity,
    mentions: list[Mention],
    stretch: Stretch,
    route: Route,
    *,
    inside: bool,
) -> list[Found]:
    """Say what each number is worth to a value; numbers that cannot be meant say nothing."""
    weighed: list[tuple[Mention, Outcome]] = []
    others: list[Found] = []
    counting = sort_of(quantity.unit) == NUMBER
    counted = counting and route in {("count",), ("number",)}
    firm = _firm(case, route) if counting else _FIRM_FOR_SHARES
    for mention in _meant(mentions, stretch, route):
        if mention.sort == "article" or (counted and _is_part(quantity, mention)):
            continue
        outcome = _worth(case, quantity, mention, stretch)
        if outcome is None:
            # "On three days": a count whose noun the record need not name.
            others += [] if counted else _other_unit(quantity, mention, stretch)
            continue
        if mention.sort == "zero" and outcome is Outcome.WEAKER:
            continue  # "no ships" is no way to say "up to ten"
        aged = is_years(case, quantity, mention, stretch)
        aged = aged or "." in mention.words  # "Yes 49.5" is no name
        written_out = mention.sort in _WRITTEN_OUT and (aged or not mention.label)
        if written_out or not outcome.is_told or mention.sort in firm:
            weighed.append((mention, outcome))
    if any(mention.sort in _WRITTEN_OUT for mention, _ in weighed):
        # "below 300,000" is no way to say "first".
        weighed = [(m, o) for m, o in weighed if m.sort in _WRITTEN_OUT or o is Outcome.AGREES]
    if inside and (counted or (counting and route == ("by",))) and not weighed:
        weighed += _single(case, quantity, mentions, stretch)
    if not weighed:
        return others if inside or not counting else []
    if counting:
        weighed = _by_noun(case, weighed, stretch, route)
    return [_found(mention, outcome) for mention, outcome in weighed]


_WRITTEN_OUT = frozenset({"plain", "end"})


def _meant(mentions: list[Mention], stretch: Stretch, route: Route) -> list[Mention]:
    """Return the numbers a field may mean: no other end of a change, no limit of a multiple."""
    if route == ("times",):
        multiples = [m for m in mentions if m.unit == "times" or _TIMES.match(stretch.words, m.end)]
        return multiples or mentions
    return [mention for mention in mentions if not _is_other_end(mention, stretch, route)]


_TIMES = re.compile(r"[ -]?(?:times|fold)(?!\w)", re.IGNORECASE)


def _worth(case: Case, quantity: Quantity, mention: Mention, stretch: Stretch) -> Outcome | None:
    """Compare a value with a number of the text; nothing where the two do not compare."""
    outcome = compare(quantity, mention.quantity)
    if outcome is None and mention.sort == "ratio" and quantity.unit.name == "%":
        return Outcome.DISAGREES  # "one in five" is a share, and another one
    if outcome is None and mention.sort == "plain":
        outcome = by_rate(case, quantity, mention, stretch)
        aged = is_years(case, quantity, mention, stretch)
        named = mention.label and "." not in mention.words
        if outcome is None and is_bare(mention) and (aged or not named):
            outcome = unit_around(case, quantity, mention, stretch)
    return outcome


def _is_part(quantity: Quantity, mention: Mention) -> bool:
    """Say whether a number is a fraction, where the record counts whole things.

    "A third, aged 54" is one more, or a part of a whole that is not told.
    """
    said, mine = (mention.quantity.plain or mention.quantity).exact, quantity.exact
    return said.is_point and 0 < said.lower < 1 and mine.lower >= 1


def _other_unit(quantity: Quantity, mention: Mention, stretch: Stretch) -> list[Found]:
    """Return what a text says that has the record's number with another unit, or with none."""
    if mention.sort not in _WRITTEN_OUT:
        return []
    if not scaled_away(quantity, mention.quantity) and not _is_moved(quantity, mention):
        return []
    if is_bare(mention):
        if stretch.words[mention.end : mention.end + 1].isalpha():
            return []  # "24C": it has a unit, and one that nobody knows
        reason = "the text gives the number without a unit"
        return [Found(Outcome.AMBIGUOUS, mention.words, reason, mention.words)]
    reason = "the text gives it in another unit"
    return [Found(Outcome.DISAGREES, mention.words, reason, mention.words)]


def _found(mention: Mention, outcome: Outcome) -> Found:
    reason = {
        Outcome.STRONGER: "the text says it less firmly",
        Outcome.AMBIGUOUS: "it agrees only by a reading that is not the usual one",
        Outcome.WEAKER: "the text says it more closely",
    }.get(outcome, "")
    return Found(outcome, mention.words, reason, mention.words)


def _is_moved(quantity: Quantity, mention: Mention) -> bool:
    """Say whether a number is the record's by thousands, of another sort: 1.8 km and 1,800 kg."""
    one, other = written(quantity.plain or quantity), mention.quantity.plain or mention.quantity
    if not (quantity.unit.dimension and other.unit.dimension):
        return False
    return any(written(other).scaled(by) == one for by in (Fraction(1000), Fraction(1, 1000)))


# "One farm in five" says a share as plainly as "20 %" does.
_FIRM_FOR_SHARES = frozenset({"ratio"})


def _firm(case: Case, route: Route) -> frozenset[str]:
    """Return the sorts of words whose number counts against a record, not only for it."""
    firm = {"zero", "counting"}
    if route == ("number",):
        firm.add("ordinal")
    if route in {("from",), ("to",)}:
        firm.add("ordinal")  # "from fifteenth to ninth"
    if route == ("times",):
        firm = {"multiple"}
    if case.entry.record.hedge == "denied":
        firm.discard("zero")
    return frozenset(firm)


def _single(
    case: Case, quantity: Quantity, mentions: list[Mention], stretch: Stretch
) -> list[tuple[Mention, Outcome]]:
    """Let "a missile" count where the noun behind the article is the record's own."""
    keys = _keywords(case)
    found: list[tuple[Mention, Outcome]] = []
    for mention in mentions:
        behind = stretch.words[mention.end : mention.end + 40]
        nouns = re.findall(r"[^\W\d_]+", behind)[:3]
        if mention.sort == "article" and compare(quantity, mention.quantity) is Outcome.AGREES:
            found.append((mention, Outcome.AGREES))
            continue
        if (
            mention.sort == "article"
            and mention.words.lower() != "the"
            and mention.quantity.unit.dimension != "[time]"
            and keys & stems(" ".join(nouns))
        ):
            outcome = compare(quantity, mention.quantity)
            if outcome is not None:
                found.append((mention, outcome))
    return found


def _keywords(case: Case) -> frozenset[str]:
    record = case.entry.record
    texts = [getattr(record, name, None) for name in ("object", "activity", "property")]
    return frozenset().union(*(stems(text) for text in texts if isinstance(text, str)))


def _is_other_end(mention: Mention, stretch: Stretch, route: Route) -> bool:
    """Say whether a number is marked as the other end of a change: "down from 58" and `to`."""
    if route not in {("from",), ("to",)}:
        return False
    head = stretch.words[max(0, mention.start - 10) : mention.start]
    before = re.search(r"(?<!\w)(from|to)\s+$", head, re.IGNORECASE)
    side = mention.end_of or (before[1].lower() if before else "")
    return bool(side) and side != route[0]


def _direction(case: Case, quantity: Quantity, route: Route, said: Said) -> Said:
    """Tell a change that goes the other way than the quote's."""
    if not isinstance(case.entry.record, records.Comparison) or said.outcome.is_told:
        return said
    if route not in {("by",), ("percent",), ("points",)}:
        return said
    quote = case.passage.words
    falls, rises = pattern("falling").search(quote), pattern("rising").search(quote)
    upper = quantity.exact.upper
    negative = upper != float("inf") and upper < 0
    if negative and rises and not falls:
        reason = f"the text says that it became more: {rises[0]}"
        return Said(Outcome.DISAGREES, said.record, rises[0], reason, said.record.lstrip("-−"))
    return said


# --- which number belongs to which noun


def _by_noun(
    case: Case, weighed: list[tuple[Mention, Outcome]], stretch: Stretch, route: Route
) -> list[tuple[Mention, Outcome]]:
    """Take numbers of other groups of people for less: "12 killed and 30 injured"."""
    wanted = _groups(" ".join([*_texts(case), str(route[-1])]))
    if not wanted or len(weighed) < 2:
        return weighed
    marked = [(m, o, _group_near(m, weighed, stretch)) for m, o in weighed]
    if not any(group and group & wanted for _, _, group in marked):
        return weighed
    return [
        (m, Outcome.DISAGREES if group and not group & wanted and not o.is_told else o)
        for m, o, group in marked
    ]


def _texts(case: Case) -> list[str]:
    record = case.entry.record
    found = [getattr(record, name, None) for name in ("property", "activity", "object")]
    return [text for text in found if isinstance(text, str)]


def _groups(text: str) -> frozenset[str]:
    table = rows("properties")
    return frozenset(
        str(table[word]["group"]) for word in re.findall(r"[a-z]+", text.lower()) if word in table
    )


def _group_near(
    mention: Mention, weighed: list[tuple[Mention, Outcome]], stretch: Stretch
) -> frozenset[str]:
    """Return the groups of people that a number belongs to, by the words between its neighbours."""
    text = stretch.words
    ends = [m.end for m, _ in weighed if m.end <= mention.start]
    starts = [m.start for m, _ in weighed if m.start >= mention.end]
    low, high = max(ends, default=0), min(starts, default=len(text))
    behind = re.split(r"[,;:.]| and | but ", text[mention.end : high], maxsplit=1)[0]
    found = _groups(behind)
    if found:
        return found
    before = re.split(r"[,;:.]| and | but ", text[low : mention.start])[-1]
    return _groups(before)


__all__ = ["COUNT", "VALUE", "judge_counts", "judge_values"]
