"""Whether a word of denial, refusal or doubt may reach over what a record is of.

How far a denial reaches is judged in `clauses` where the grammar is plain. Here stands what keeps a
judge from a complaint where it is not: such a word stands where it may be meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims import records
from rules.grounding.stems import stem
from rules.grounding.words import pattern, rule

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from rules.grounding.clauses import Clause

VALUED = (records.Measurement, records.Comparison, records.Total, records.Count)
"""The kinds of record that say how much or how many."""

_VALUES = ("value", "by", "times", "percent", "points", "to", "number")
_BLANK = "·"


def may_be_denied(
    clauses: tuple[Clause, ...], every: tuple[Clause, ...], keys: frozenset[str], *, valued: bool
) -> bool:
    """Say whether a word that denies, refuses or doubts may reach over any of these clauses.

    `every` are the clauses of the quote that `clauses` are taken from, and `keys` the stems of the
    record's own words, which deny nothing of it. A bound on a value ("no more than 12") denies no
    `valued` record, and neither does what stands behind the number.
    """
    return any(
        rule("denied_behind").search(clause.after) or _is_signed(clause, keys, valued=valued)
        for clause in _with_adjuncts(clauses, every)
    )


def is_no_denial(record: records.BaseClaim, clause: Clause, *, inner: bool) -> str:
    """Return why a denial that a clause shows may be none of the record; nothing where it is one.

    `inner` says that it stands in the quote, and not only in the words before.
    """
    doubted = record.hedge in {"believed", "reported"}
    if doubted and (not inner or rule("possibly").search(clause.before + clause.whole)):
        return "what cannot be ruled out may be believed"
    if rule("cut_short").search(clause.words):
        return "the verb that is denied stands outside of the quote"
    if not inner and clause.first and _is_part(clause.words):
        return "what is denied of a part of a sentence is not plain"
    if isinstance(record, VALUED):
        return _of_no_value(record, clause, inner=inner)
    return ""


def _is_part(words_said: str) -> bool:
    return any(rule(name).match(words_said) for name in ("hanging", "begins_noun"))


def is_no_doubt(
    record: records.BaseClaim, looked: tuple[Clause, ...], word: str, table: str, *, around: bool
) -> bool:
    """Say whether a word of doubt or of a plan may say nothing of a record.

    `looked` are the clauses that it was found in; with `around` it stands before the quote.
    """
    said = looked[0].words
    if table == "modals" and record.hedge == "denied":
        return True  # "nobody should be turned away, and nobody was"
    apart = len(looked) > 1 or rule("conditional").match(said) or _is_part(said)
    if around and table in {"modals", "plans"} and apart:
        return True
    if not isinstance(record, VALUED):
        return False
    values = [str(v) for name in _VALUES if (v := getattr(record, name, None))]
    if table != "doubts":
        return False
    estimate = word.lower().startswith("estimat")
    before_it = looked[0].before + said[: max(0, said.find(word))]
    told = rule("number").search(before_it) is not None
    if any(rule("ranged").search(value) for value in values) and (estimate or told):
        return True  # "we saw 14, possibly 15", as 14 to 15
    if estimate and not told and any(rule("vague").match(value) for value in values):
        return True  # "an estimated 12 tonnes", as about 12 tonnes
    return estimate and record.said_by is not None


def _of_no_value(record: records.BaseClaim, clause: Clause, *, inner: bool) -> str:
    if any(rule("bounded").match(str(v)) for n in _VALUES if (v := getattr(record, n, None))):
        return "a negation may be how a bound is told"
    text = _plain(clause.words)
    numbers = list(rule("number").finditer(text))
    text = text[: numbers[-1].start()] if numbers else text
    denied = pattern("denials").search(clause.whole)
    if inner and not (pattern("negations").search(text) or denied):
        return "what is denied is not the value"
    if not inner and not rule("finite").search(clause.words):
        return "what is denied of a part of a sentence is not plain"
    return ""


def own_negations(record: records.BaseClaim) -> frozenset[str]:
    """Return the stems of what negates in a record's own words: "of: wheat not harvested"."""
    found = (getattr(record, name, None) for name in ("of", "than", "actor", "object", "property"))
    texts = [text for text in found if isinstance(text, str)]
    return frozenset(stem(m[0]) for text in texts for m in pattern("negations").finditer(text))


def _is_signed(clause: Clause, keys: frozenset[str], *, valued: bool) -> bool:
    if valued:
        text = _plain(clause.words)
        numbers = list(rule("number").finditer(text))
        text = text[: numbers[-1].start()] if numbers else text
        return pattern("negations").search(text) is not None
    text = _reaching(clause) + clause.words
    until = rule("begins_until").match(clause.after)
    text = rule("proper_no").sub(_blanked, text + until[0] if until else text)
    text = pattern("no_denial").sub(_unless_of_time, text)
    for plain in (rule("not_until"), rule("without_its")):
        text = plain.sub(_blanked, text)
    return any(stem(m[0].split()[0]) not in keys for m in pattern("denial_signs").finditer(text))


def _with_adjuncts(clauses: tuple[Clause, ...], every: tuple[Clause, ...]) -> Iterator[Clause]:
    """Yield clauses and what hangs on them: "ran [without a break]", "it[, on Friday,] was"."""
    for at, clause in enumerate(every):
        beside = (*every[max(0, at - 1) : at], *every[at + 1 : at + 2])
        near = [one for one in beside if one in clauses]
        added = at and every[at - 1] in clauses and rule("besides").match(clause.words)
        hangs = near and rule("hanging").match(clause.words)
        if clause in clauses or added or hangs or any(rule("hanging").match(c.words) for c in near):
            yield clause


def _reaching(clause: Clause) -> str:
    """Return the words before a clause that may reach into it."""
    before = clause.before + clause.lead
    if rule("relative_begins").match(clause.words):
        return ""
    if rule("infinitive_begins").match(clause.words):
        return before
    cuts = list(rule("ends_reach").finditer(before))
    return before[cuts[-1].end() :] if cuts else before


def _plain(text: str) -> str:
    for bound in (pattern("no_denial"), rule("bound"), rule("compared"), rule("proper_no")):
        text = bound.sub(_blanked, text)
    return text


def _blanked(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])


def _unless_of_time(match: re.Match[str]) -> str:
    """Blank a bound but one of time: what is "not before Monday" is denied of Sunday."""
    return match[0] if rule("of_time").search(match[0]) else _blanked(match)
