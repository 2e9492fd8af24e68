"""The clauses of a quote, and whether what they say is denied, doubted or still to come."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rules.grounding.stems import stem, stems
from rules.grounding.words import pattern, rule, verb_pattern, words

if TYPE_CHECKING:
    from rules.grounding.passage import Passage


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a quote, with the words before the quote that belong to its first clause.

    `before` is what stands in the same sentence before the clause, and `after` what stands behind.
    """

    lead: str
    words: str
    before: str
    after: str
    first: bool = True

    @property
    def whole(self) -> str:
        """Return the clause with its words before the quote."""
        return f"{self.lead}{self.words}"


def clauses_of(passage: Passage) -> tuple[Clause, ...]:
    """Return the clauses of a quote, in order; a quote that is cut short gets its sentence's."""
    quote = passage.words
    lead = passage.lead.words
    tail = passage.text[passage.end : passage.sentence.end]
    return _clauses(lead, quote, tail)


def _put_in_blanked(text: str) -> str:
    """Take the commas off what is put in, the length kept."""
    plain = rule("put_in").sub(lambda match: f" {match['aside']} "[: len(match[0])], text)
    return _SAID_BETWEEN.sub(_without_commas, plain)


# "It was not, Finch conceded, a great success"
_SAID_BETWEEN = re.compile(
    r",(?P<aside> (?!who|which|whose|where|when|and|but|though)[^,;.\":]{1,60} (?P<verb>[a-z]+)),"
    r"(?= )"
)


def _without_commas(match: re.Match[str]) -> str:
    """Blank the commas around an attribution that is put in, the length kept."""
    said = verb_pattern().fullmatch(match["verb"]) is not None
    return f" {match['aside']} " if said else match[0]


@lru_cache(maxsize=2048)
def _clauses(lead: str, quote: str, tail: str) -> tuple[Clause, ...]:
    quote = _put_in_blanked(quote)
    told = [match.end() for match in rule("clause_that").finditer(quote)]
    marks_in = [
        m.start()
        for m in rule("boundary").finditer(quote)
        if not rule("kept").search(quote, 0, m.end())
    ]
    marks_in += [match.start() for match in rule("says_no").finditer(quote)]
    cuts = [0, *sorted({*marks_in, *told}), len(quote)]
    pairs = [(a, b) for a, b in itertools.pairwise(cuts) if quote[a:b].strip(' ,;:—."')]
    # "The flight, which will carry a lander, [is planned]": the verb of the first clause.
    late = [(a, b) for a, b in pairs[1:] if rule("late_verb").match(quote, a)]
    pairs = [pair for pair in pairs if pair not in late]
    marks = list(rule("boundary").finditer(lead))
    opening = lead[marks[-1].start() :] if marks else lead
    found = []
    for number, (start, end) in enumerate(pairs):
        first = number == 0
        before = lead[: len(lead) - len(opening)] if first else lead + quote[:start]
        said = quote[start:end] + ("".join(quote[a:b] for a, b in late) if first else "")
        found.append(Clause(opening if first else "", said, before, quote[end:] + tail, first))
    return tuple(found)


def matching(
    clauses: tuple[Clause, ...], keys: frozenset[str], head: str
) -> tuple[tuple[Clause, ...], int]:
    """Return the clauses that share most words with a record, and how many they share.

    `head` is the root of the word that says what was done, which counts twice.
    """
    said = [(stems(clause.words), clause) for clause in clauses]
    scored = [(len(found & keys) + (head in found), clause) for found, clause in said]
    most = max((score for score, _ in scored), default=0)
    return tuple(clause for score, clause in scored if score == most), most


@cache
def _negator() -> re.Pattern[str]:
    spelled = "|".join(
        re.escape(word) for word in sorted(words("negators") - {"n't"}, key=lambda w: (-len(w), w))
    )
    return re.compile(rf"(?<![\w'-])(?:{spelled})(?![\w-]|'(?!s\b))|\w+n't(?!\w)", re.IGNORECASE)


def without_negators(text: str) -> str:
    """Return a text with its negations blanked out."""
    return _negator().sub(lambda match: "·" * len(match[0]), text)


def _blank(text: str, table: str) -> str:
    """Return a text with the phrases of a table blanked out."""
    return pattern(table).sub(lambda match: "·" * len(match[0]), text)


def denials_in(
    clause: Clause,
    keys: frozenset[str],
    *,
    skipping: int = 0,
    leads: bool = True,
    event: bool = True,
) -> int:
    """Count what denies a clause; an even number denies nothing.

    `keys` are the stems of the record's own words: a refusal is no denial of a record of a refusal.
    Calling off denies an `event` only. The first `skipping` words of negation are the record's own,
    such as the "no" of a zero. With `leads` the words of the sentence before the quote count too.
    """
    lead = rule("preposed").sub(lambda m: "·" * len(m[0]), clause.lead) if leads else ""
    lead = _OWN_OBJECT.sub("", lead)
    text = lead + rule("without_first").sub("·······", clause.words)
    plain = rule("bound").sub(lambda m: "·" * len(m[0]), _blank(text, "no_denial"))
    plain = rule("clause_relative").sub(lambda m: "·" * len(m[0]), plain)
    if re.search(r"until\b", clause.words + clause.after[:200], re.IGNORECASE):
        waited = rule("waited").search(text + clause.after)
        if waited is None and not stems(_behind_until(text + clause.after)) & keys:
            plain = _without_until(plain, clause)
    subject = leads and bool(rule("no_subject").search(clause.before)) and not clause.lead
    own = _negations(_blank(plain, "denials"), keys) + subject
    verbs = [
        match[0]
        for table in (("denying_verbs", "calling_off") if event else ("denying_verbs",))
        for match in pattern(table).finditer(plain)
        if stem(match[0].split()[0]) not in keys
        and not (clause.first and match[0].lower() in {"instead of", "rather than"})
    ]
    outer = _before_and((clause.before if leads else "") + lead) + clause.words
    far = [
        match[0]
        for match in pattern("denials").finditer(_last_sentence(outer))
        if stem(match[0].split()[0]) not in keys
    ]
    return max(0, own + len(verbs) - skipping) + len(far[:1])


def _before_and(outer: str) -> str:
    """Drop what another verb is said of: "disputes the figure and [puts it at 4 per cent]"."""
    cut = outer.rfind(" and ")
    return outer[cut:] if cut >= 0 and pattern("denials").search(outer[:cut]) else outer


def _negations(text: str, keys: frozenset[str]) -> int:
    """Count negations; "neither … nor" and "did not, and will not" are one."""
    count, end = 0, None
    for match in _negator().finditer(text):
        if stem(match[0]) in keys:
            continue
        joined = end is not None and (
            match[0].lower() == "nor"
            or re.search(r",|(?<!\w)(?:and|or)(?!\w)", text[end : match.start()])
        )
        count += not joined
        end = match.end()
    return count


def _behind_until(text: str) -> str:
    """Return the few words behind "until", which a record may have for its own."""
    found = re.search(r"until ((?:[\w'-]+ ?){1,3})", text, re.IGNORECASE)
    return found[1] if found else ""


def _without_until(plain: str, clause: Clause) -> str:
    """Take "not … until" for what it says: that it happened then."""
    until = plain.lower().find("until")
    head, rest = (plain[:until], plain[until:]) if until >= 0 else (plain, "")
    marks = list(_negator().finditer(head))
    if not marks or (until < 0 and not re.match(r"[^,.;:]*\buntil\b", clause.after, re.IGNORECASE)):
        return plain
    last = marks[-1]
    return head[: last.start()] + "·" * len(last[0]) + head[last.end() :] + rest


# "found no breach and [dismissed the appeal]": the "no" is of another verb's object.
_OWN_OBJECT = re.compile(r"(?<!\w)no [^,.;:]* and $", re.IGNORECASE)


def _last_sentence(text: str) -> str:
    cuts = list(rule("reach").finditer(text))
    return text[cuts[-1].end() :] if cuts else text


def doubts_in(clause: Clause, keys: frozenset[str], table: str, *, around: bool = False) -> str:
    """Return a word of a table that bears on a clause; with `around` one beside the quote.

    Beside the quote only words of the same clause bear on it: "they believe" before it, and "she
    thinks" behind it.
    """
    texts = [_blank(clause.whole, "plan_exceptions")[len(clause.lead) :]]
    if around:
        lead = clause.lead
        if rule("begins_finite").match(clause.words):
            lead = rule("thought_to_be").sub("", lead)
        texts = [_blank(_of_this_clause(lead, table), "plan_exceptions")]
        if table == "doubts" and (behind := rule("behind").match(clause.after)):
            texts.append(behind[0].split()[-1].strip(","))
    if table == "plans" and (short := _SHORT_WILL.search(texts[0])):
        return short[0]
    for text in texts:
        for match in pattern(table).finditer(text):
            is_month = match[0] == "May" and match.start() > 0
            if not is_month and stem(match[0].split()[0]) not in keys:
                return match[0]
    return ""


_SHORT_WILL = re.compile(r"\w+'ll(?!\w)")


def _of_this_clause(lead: str, table: str) -> str:
    """Return what of the words before a quote bears on it: not all that a verb there governs."""
    if table == "doubts":
        return lead
    cuts = list(rule("joint").finditer(lead))
    # "is to [close]" and "plans to [open]" reach into the quote.
    if cuts and not lead[cuts[-1].end() :].strip():
        return lead[cuts[-2].end() :] if len(cuts) > 1 else lead
    return after_last_joint(lead)


def after_last_joint(lead: str) -> str:
    """Return the words behind the last one that hangs something else on what stands before."""
    cuts = list(rule("joint").finditer(lead))
    return lead[cuts[-1].end() :] if cuts else lead
