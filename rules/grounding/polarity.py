"""Whether a record says yes where its quote does, and as firmly."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from claims import records
from rules.grounding.clauses import (
    Clause,
    after_last_joint,
    clauses_of,
    denials_in,
    doubts_in,
    matching,
    without_negators,
)
from rules.grounding.mentions import hedge_before
from rules.grounding.signs import VALUED, is_no_denial, is_no_doubt, may_be_denied, own_negations
from rules.grounding.speech import speech_of
from rules.grounding.stems import stem, stems
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import pattern, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.grounding.case import Case

NEGATION = "negation"
_TEXTS = ("activity", "object", "state", "property", "class_", "instrument")
_LOOSE = (records.State, records.Classification, records.Location)


def judge_negation(case: Case) -> Iterator[FieldVerdict]:
    """Hold what a record asserts, denies or doubts against its quote."""
    record = case.entry.record
    keys = _keys(record)
    clauses = clauses_of(case.passage)
    if not clauses:
        return
    keys |= own_negations(record)
    if isinstance(record, records.Violation):
        said = _violation(record, clauses)
        if said is not None:
            yield FieldVerdict(("holds",), NEGATION, said)
        planned = _breach_to_come(record, clauses)
        if planned is not None:
            yield FieldVerdict(("status",), NEGATION, planned)
        return
    relevant, score = matching(clauses, keys, _head(record))
    # "eleven days rather than ten": what stands behind is what did not hold.
    relevant = tuple(c for c in relevant if not rule("instead").match(c.words)) or relevant
    relevant = tuple(c for c in relevant if not rule("adjunct").match(c.words)) or relevant
    denial = _denial(record, relevant, keys, score, clauses)
    yield FieldVerdict(("hedge",), NEGATION, denial)
    if denial.outcome.is_told:
        return
    of = getattr(record, "of", None)
    keys |= stems(of) if isinstance(of, str) else frozenset()
    doubt = _doubt(record, relevant, clauses, keys, case, score)
    if doubt is not None:
        yield doubt


def _keys(record: records.BaseClaim) -> frozenset[str]:
    found = (getattr(record, name, None) for name in (*_TEXTS, "place", "target"))
    texts = [" ".join(held) if isinstance(held, tuple) else held for held in found]
    return frozenset().union(*(stems(text) for text in texts if isinstance(text, str)))


def _head(record: records.BaseClaim) -> str:
    """Return the root of the word that says what was done: "payment of the bonus"."""
    text = getattr(record, "activity", None) or getattr(record, "state", None)
    if not isinstance(text, str):
        return ""
    first = re.split(
        r"(?<!\w)(?:of|for|by|at|in|on|to|with|from|that|after|before|during|until|since)(?!\w)",
        text,
        maxsplit=1,
    )[0]
    said = re.findall(r"[^\W\d_]+", first)
    return stem(said[-1]) if said else ""


def _is_denied(record: records.BaseClaim) -> bool:
    return record.hedge == "denied" or record.status == "cancelled"


def _denial(
    record: records.BaseClaim,
    clauses: tuple[Clause, ...],
    keys: frozenset[str],
    score: int,
    every: tuple[Clause, ...],
) -> Said:
    """Say whether record and quote agree on yes and no."""
    shown = _shown(record)
    valued = isinstance(record, VALUED)
    if valued:
        counted = tuple(
            c
            for c in every
            if rule("number").search(c.words) and not rule("instead").match(c.words)
        )
        clauses = counted if counted and not set(counted) & set(clauses) else clauses
        # "can't fill [a gap of $19 million]": what is denied before it is no value.
        clauses = tuple(
            replace(c, words=_of_the_value(c.words), lead=_with_denials(c.lead)) for c in clauses
        )
    skipping = _own_words(record)
    event = isinstance(record, records.Event)
    counts = [denials_in(clause, keys, skipping=skipping, event=event) for clause in clauses]
    inner = [
        denials_in(clause, keys, skipping=skipping, leads=False, event=event) for clause in clauses
    ]
    denied = {count % 2 == 1 for count in counts}
    wanted = _is_denied(record)
    others = [clause for clause in every if not rule("besides").match(clause.words)]
    if (
        wanted
        and not score
        and not valued
        and any(denials_in(clause, keys, skipping=skipping, event=event) % 2 for clause in others)
    ):
        denied = {True}  # which clause the record is of is no sure thing
    unsure = _undecided(record, clauses, every, denied)
    if unsure is not None:
        return unsure
    if wanted in denied:
        return Said(Outcome.AGREES, shown, clauses[0].words.strip(" ,;"))
    words_said = clauses[0].words.strip(" ,;")
    if wanted:
        if isinstance(record, records.Pause) and any(inner):
            return Said(Outcome.NOT_JUDGED, shown, "", "what is denied is not plain")
        looked = every if not (score or valued) else clauses
        # Denials that were counted are understood: two of them are none.
        understood = skipping or any(counts)
        if not understood and may_be_denied(looked, every, keys, valued=valued):
            return Said(Outcome.NOT_JUDGED, shown, "", "a word of denial may reach over it")
        reason = "the text says that it is so"
        return Said(Outcome.DISAGREES, shown, words_said, reason, "asserted")
    denying = next(c for c, count in zip(clauses, counts, strict=True) if count % 2)
    reason = _not_plain(record, clauses[0], score) or is_no_denial(
        record, denying, inner=any(inner)
    )
    if reason:
        return Said(Outcome.NOT_JUDGED, shown, "", reason)
    outcome = Outcome.DISAGREES if any(count % 2 for count in inner) else Outcome.ELSEWHERE
    return Said(outcome, shown, words_said, "the text denies it", "denied")


def _with_denials(lead: str) -> str:
    """Return the words before a quote where they deny all that follows, else none of them."""
    return lead if pattern("denials").search(lead) else without_negators(lead)


def _of_the_value(words_said: str) -> str:
    """Return what of a clause may deny a value: no bound, and nothing said of it in passing."""
    plain = rule("compared").sub("·", words_said)
    numbers = list(rule("number").finditer(plain))
    aside = rule("polarity_aside").search(plain, numbers[-1].end()) if numbers else None
    return plain[: aside.start()] if aside else plain


def _not_plain(record: records.BaseClaim, clause: Clause, score: int) -> str:
    """Return why a denial in a clause may be none of the record; nothing where it surely is."""
    if isinstance(record, VALUED) and rule("since_then").search(clause.words):
        return "the value is how long it was not so"
    if not isinstance(record, _LOOSE):
        return ""
    named = getattr(record, "state", None) or getattr(record, "class_", None) or ""
    if not score or (named and not stems(named) & stems(clause.words)):
        return "what the quote denies is not plain"
    return ""


def _undecided(
    record: records.BaseClaim,
    clauses: tuple[Clause, ...],
    every: tuple[Clause, ...],
    denied: set[bool],
) -> Said | None:
    """Say where record and quote cannot be held against each other on yes and no."""
    shown, wanted = _shown(record), _is_denied(record)
    texts = " ".join(t for n in _TEXTS if isinstance(t := getattr(record, n, None), str))
    own = rule("own_negation").search(texts)
    stands = own and " " in own[0] and own[0].lower() in clauses[0].whole.lower()
    if (
        own
        and not wanted
        and not denied & {False}
        and not stands
        and not (stems(own[0]) & stems(clauses[0].whole))
    ):
        return Said(Outcome.NOT_JUDGED, shown, "", "the record's own words deny something")
    if (
        wanted
        and True not in denied
        and any(pattern("near_denials").search(c.whole) for c in every)
    ):
        return Said(Outcome.NOT_JUDGED, shown, "", "the text all but denies it")
    if all(rule("unsaid").search(c.before) for c in clauses):
        # "does not say that the city is broke" neither says so nor denies it.
        if wanted:
            return Said(Outcome.NOT_JUDGED, shown, "", "the text does not say whether it is so")
        reason = "the text says only that it was not said"
        return Said(Outcome.STRONGER, shown, clauses[0].words.strip(" ,;"), reason, "denied")
    if (
        wanted not in denied
        and _is_onward(record)
        and any(rule("not_before").search(c.words + c.after[:_SHORT]) for c in clauses)
    ):
        return Said(Outcome.NOT_JUDGED, shown, "", "not before then may well be then")
    if wanted not in denied and any(_NEVER_BEFORE.search(c.words + c.after[:8]) for c in clauses):
        return Said(Outcome.NOT_JUDGED, shown, "", "not before may well be now")
    if wanted not in denied and all(rule("adjunct").match(c.words) for c in clauses):
        skipping, event = _own_words(record), isinstance(record, records.Event)
        others = [c for c in every if c not in clauses]
        counts = [denials_in(c, _keys(record), skipping=skipping, event=event) for c in others]
        if any((count % 2 == 1) is wanted for count in counts):
            return Said(Outcome.NOT_JUDGED, shown, "", "which of the clauses is meant is not plain")
    return None


def _shown(record: records.BaseClaim) -> str:
    return record.hedge if record.status != "cancelled" else "cancelled"


# "I never prayed before"
_NEVER_BEFORE = re.compile(r"(?<!\w)never [^.;,]*before(?!\w)", re.IGNORECASE)


def _is_onward(record: records.BaseClaim) -> bool:
    """Say whether a record puts its event at a time or later."""
    when = getattr(record, "when", None)
    return isinstance(when, str) and rule("onward").search(when) is not None


_SHORT = 30


def _own_words(record: records.BaseClaim) -> int:
    """Return how many negations the record's kind or value takes to itself."""
    if isinstance(record, (records.Pause, records.First, records.Count)):
        return 1
    if isinstance(record, records.Measurement):
        return 1 if re.match(r"(?:0|zero|no|none|nil)\b", record.value, re.IGNORECASE) else 0
    if isinstance(record, records.Event) and record.count in {"0", "zero", "none"}:
        return 1
    return 0


def _violation(record: records.Violation, clauses: tuple[Clause, ...]) -> Said | None:
    shown = "true" if record.holds else "false"
    wanted = record.holds != (record.hedge == "denied")
    for clause in clauses:
        breach = pattern("breaches").search(clause.words)
        comply = pattern("compliances").search(clause.words)
        if rule("elliptic").match(clause.words) and not (breach or comply):
            # "violated the statute, but not the charities law": the verb stands before.
            breach = pattern("breaches").search(clause.before + clause.lead)
            comply = pattern("compliances").search(clause.before + clause.lead)
        if bool(breach) == bool(comply) or pattern("modals").search(clause.words):
            continue
        denied = denials_in(clause, frozenset()) % 2 == 1
        says = bool(breach) != denied
        words_said = clause.words.strip(" ,;")
        if says == wanted:
            return Said(Outcome.AGREES, shown, words_said)
        reason = "the text says that it breaches it" if says else "the text says that it does not"
        return Said(Outcome.DISAGREES, shown, words_said, reason, "true" if says else "false")
    return None


def _breach_to_come(record: records.Violation, clauses: tuple[Clause, ...]) -> Said | None:
    """Tell a breach that would come, recorded as one that came."""
    if record.status in {"planned", "expected"} or record.hedge == "believed":
        return None
    for clause in clauses:
        named = pattern("breaches").search(clause.words) or pattern("compliances").search(
            clause.words
        )
        found = rule("to_come").search(clause.words, 0, named.start()) if named else None
        if found is not None:
            reason = f'the text says it less firmly: "{found[0]}"'
            return Said(Outcome.STRONGER, record.status, found[0], reason, "expected")
    return None


_MILD = ("capability", "planned", "limit")


def _doubt(
    record: records.BaseClaim,
    relevant: tuple[Clause, ...],
    clauses: tuple[Clause, ...],
    keys: frozenset[str],
    case: Case,
    score: int,
) -> FieldVerdict | None:
    """Say whether a doubt or a plan of the quote is kept."""
    if isinstance(record, VALUED):
        relevant = tuple(c for c in clauses if rule("number").search(c.words)) or relevant
    doubted = record.hedge in {"believed", "reported"}
    planned = record.status in {"planned", "expected"}
    role = getattr(record, "role", None)
    mild = role in _MILD or isinstance(record, records.Reach)
    meant = role == "planned" or isinstance(record, records.Reach)
    for table, kept, field, correct in (
        ("doubts", doubted or planned or meant, "hedge", "believed"),
        ("hearsay", doubted, "hedge", "reported"),
        ("modals", doubted or planned or mild, "status", "expected"),
        (
            "plans",
            planned or meant or role == "capability" or record.hedge == "believed",
            "status",
            "planned",
        ),
    ):
        if kept or (record.hedge == "denied" and field == "hedge"):
            continue
        for around in (False, True):
            looked = _where_doubt_stands(record, relevant, clauses[0], table, around=around)
            found = [doubts_in(clause, keys, table, around=around) for clause in looked]
            sure = all(found) if score and not isinstance(record, VALUED) else any(found)
            found = [word for word in found if word]
            if not sure or _is_idle(case, looked[0].words, found[0], table, around=around):
                continue
            if is_no_doubt(record, looked, found[0], table, around=around):
                continue
            shown = _held(record, field)
            reason = f'the text says it less firmly: "{found[0]}"'
            outcome = Outcome.STRONGER if not around else Outcome.ELSEWHERE
            return FieldVerdict((field,), NEGATION, Said(outcome, shown, found[0], reason, correct))
    if (doubted or planned) and not _marked(case, clauses):
        field = "hedge" if doubted else "status"
        shown = _held(record, field)
        reason = "the text says it more firmly"
        return FieldVerdict((field,), NEGATION, Said(Outcome.WEAKER, shown, "", reason))
    return None


def _is_idle(case: Case, said: str, word: str, table: str, *, around: bool) -> bool:
    """Say whether a word of doubt or of a plan says nothing of what a record says."""
    record = case.entry.record
    if record.hedge == "denied" and word.lower() in {"would", "wouldn't", "could"}:
        return True  # "he would not say": he refused
    if not around:
        return (
            table == "plans" and word.lower().startswith("next") and _hangs_on(record, said, word)
        )
    if table == "doubts" and isinstance(record, records.Location):
        return True  # what is thought of a thing is not where it is
    if table == "hearsay" and record.said_by is not None:
        return True  # whoever passes it on is named
    return record.said_by is not None and _is_own_verb(case, word)


def _hangs_on(record: records.BaseClaim, said: str, word: str) -> bool:
    """Say whether what is to come hangs on the record's own act: "voted to strike next month"."""
    head = _head(record)
    acts = [m.end() for m in re.finditer(r"[^\W\d_]+", said) if stem(m[0]) == head]
    at = said.find(word)
    return (
        bool(head and acts) and re.search(r" to \w", said[acts[0] : max(acts[0], at)]) is not None
    )


def _is_own_verb(case: Case, word: str) -> bool:
    """Say whether a word of doubt is the verb by which the text gives the words to a speaker."""
    return any(frame.verb.lower() == word.lower() for frame in speech_of(case.passage).sure)


def _where_doubt_stands(
    record: records.BaseClaim,
    relevant: tuple[Clause, ...],
    first: Clause,
    table: str,
    *,
    around: bool,
) -> tuple[Clause, ...]:
    """Return the clauses of a record, cut down to what a doubt or a plan must stand in."""
    if not isinstance(record, VALUED):
        # "will not play until the final": what governs the first clause governs the second.
        relevant = tuple(first if _UNTIL.match(c.words) else c for c in relevant)
        dependent = around and table == "doubts"
        return tuple(_with_lead(c, first) for c in relevant) if dependent else relevant
    if around and table == "doubts":
        return tuple(replace(c, lead=after_last_joint(_THAT.sub("", c.lead))) for c in relevant)
    if table in {"plans", "modals"}:
        return tuple(replace(c, words=_before_number(c.words)) for c in relevant)
    return relevant


_UNTIL = re.compile(r"\W*until(?!\w)", re.IGNORECASE)


def _with_lead(clause: Clause, first: Clause) -> Clause:
    return replace(clause, lead=first.lead) if rule("dependent").match(clause.words) else clause


_THAT = re.compile(r"\s+that\s*$", re.IGNORECASE)


def _before_number(text: str) -> str:
    """Return what stands before the last number: "the 930 employees will be paid" plans no 930."""
    numbers = list(rule("number").finditer(text))
    foreseen = rule("foreseen").search(text)
    if not numbers or foreseen:
        return text
    first = hedge_before(text, numbers[0].start())
    if not rule("definite").search(text[: numbers[0].start()]) and re.fullmatch(
        r"\W*(?:an?)?\W*", text[:first], re.IGNORECASE
    ):
        return text  # "a third of them would refuse"
    head = text[: numbers[-1].start()]
    # "32 ships will pass" plans a number, and "the 930 employees will be paid" does not.
    return head if rule("definite").search(head) or head.strip(" ,") else text


def _held(record: records.BaseClaim, field: str) -> str:
    return record.hedge if field == "hedge" else record.status


def _marked(case: Case, clauses: tuple[Clause, ...]) -> bool:
    if not clauses or case.entry.record.hedge == "reported":
        return True
    text = case.passage.sentence.words
    return any(pattern(t).search(text) for t in ("doubts", "hearsay", "modals", "plans", "saying"))
