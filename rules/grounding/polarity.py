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
)
from rules.grounding.stems import stem, stems
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.grounding.case import Case

NEGATION = "negation"
_TEXTS = ("activity", "object", "state", "property", "class_", "instrument")
_OWN_NEGATION = re.compile(
    r"\b(?:not|no|never|without|non|out of|lack|absence|none|cannot|fail\w*|refus\w*|reject\w*"
    r"|den(?:y|ies|ied|ial)|\w{3,}less)\b",
    re.IGNORECASE,
)
_LOOSE = (records.State, records.Classification, records.Location)


def judge_negation(case: Case) -> Iterator[FieldVerdict]:
    """Hold what a record asserts, denies or doubts against its quote."""
    record = case.entry.record
    keys = _keys(record)
    clauses = clauses_of(case.passage)
    if not clauses:
        return
    if isinstance(record, records.Violation):
        said = _violation(record, clauses)
        if said is not None:
            yield FieldVerdict(("holds",), NEGATION, said)
        return
    relevant, score = matching(clauses, keys, _head(record))
    # "eleven days rather than ten": what stands behind is what did not hold.
    relevant = tuple(c for c in relevant if not _INSTEAD.match(c.words)) or relevant
    denial = _denial(record, relevant, keys, score, clauses)
    yield FieldVerdict(("hedge",), NEGATION, denial)
    if denial.outcome.is_told:
        return
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
    first = re.split(r"(?<!\w)(?:of|for|by|at|in|on|to|with|from)(?!\w)", text, maxsplit=1)[0]
    said = re.findall(r"[^\W\d_]+", first)
    return stem(said[-1]) if said else ""


_INSTEAD = re.compile(r"\W*(?:instead of|rather than)(?!\w)", re.IGNORECASE)
_VALUED = (records.Measurement, records.Comparison, records.Total, records.Count)
# "neither of them deeper than 40 cm", "no longer than": a bound on the value, and no denial.
_COMPARED = re.compile(
    r"(?<!\w)(?:not|no|neither|none|never|nothing|\w+n't)(?!\w)(?=[^,.;]{0,30}\b(?:\w+er|more"
    r"|less|fewer) than\b)",
    re.IGNORECASE,
)


_SURE = 2
"""How many words a clause shares with a record before it is surely the one that is recorded."""

_BESIDES = re.compile(r"\W*(?:without|instead of|rather than)(?!\w)", re.IGNORECASE)


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
    if isinstance(record, _VALUED):
        clauses = tuple(replace(c, words=_of_the_value(c.words)) for c in clauses)
    skipping = _own_words(record)
    event = isinstance(record, records.Event)
    counts = [denials_in(clause, keys, skipping=skipping, event=event) for clause in clauses]
    inner = [
        denials_in(clause, keys, skipping=skipping, leads=False, event=event) for clause in clauses
    ]
    denied = {count % 2 == 1 for count in counts}
    wanted = _is_denied(record)
    others = [clause for clause in every if not _BESIDES.match(clause.words)]
    if (
        wanted
        and score < _SURE
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
        reason = "the text says that it is so"
        return Said(Outcome.DISAGREES, shown, words_said, reason, "asserted")
    if reason := _not_plain(record, clauses[0], score):
        return Said(Outcome.NOT_JUDGED, shown, "", reason)
    outcome = Outcome.DISAGREES if any(count % 2 for count in inner) else Outcome.ELSEWHERE
    return Said(outcome, shown, words_said, "the text denies it", "denied")


def _of_the_value(words_said: str) -> str:
    """Return what of a clause may deny a value: no bound, and nothing said of it in passing."""
    plain = _COMPARED.sub("·", words_said)
    numbers = list(_NUMBER.finditer(plain))
    aside = _ASIDE.search(plain, numbers[-1].end()) if numbers else None
    return plain[: aside.start()] if aside else plain


_ASIDE = re.compile(r"(?<!\w)(?:that|which|who)(?!\w)", re.IGNORECASE)


def _not_plain(record: records.BaseClaim, clause: Clause, score: int) -> str:
    """Return why a denial in a clause may be none of the record; nothing where it surely is."""
    if isinstance(record, _VALUED) and _SINCE_THEN.search(clause.words):
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
    own = _OWN_NEGATION.search(texts)
    if own and wanted not in denied and not stems(own[0]) & stems(clauses[0].whole):
        return Said(Outcome.NOT_JUDGED, shown, "", "the record's own words deny something")
    if all(_UNSAID.search(c.before) for c in clauses):
        # "does not say that the city is broke" neither says so nor denies it.
        if wanted:
            return Said(Outcome.NOT_JUDGED, shown, "", "the text does not say whether it is so")
        reason = "the text says only that it was not said"
        return Said(Outcome.STRONGER, shown, clauses[0].words.strip(" ,;"), reason, "denied")
    if wanted not in denied and any(_NEVER_BEFORE.search(c.words + c.after[:8]) for c in clauses):
        return Said(Outcome.NOT_JUDGED, shown, "", "not before may well be now")
    if wanted not in denied and all(_ADJUNCT.match(c.words) for c in clauses):
        skipping, event = _own_words(record), isinstance(record, records.Event)
        others = [c for c in every if c not in clauses]
        counts = [denials_in(c, _keys(record), skipping=skipping, event=event) for c in others]
        if any((count % 2 == 1) is wanted for count in counts):
            return Said(Outcome.NOT_JUDGED, shown, "", "which of the clauses is meant is not plain")
    return None


def _shown(record: records.BaseClaim) -> str:
    return record.hedge if record.status != "cancelled" else "cancelled"


_UNSAID = re.compile(
    r"(?:not|n't|never) (?:say|said|claim|claimed|mean|suggest|argue|assert|prove|show)"
    r"(?: \w+){0,2} that\s*$",
    re.IGNORECASE,
)
# "I never prayed before"
_NEVER_BEFORE = re.compile(r"(?<!\w)never [^.;,]*before(?!\w)", re.IGNORECASE)
_ADJUNCT = re.compile(r"\W*(?:after|before|until|since)(?!\w)", re.IGNORECASE)
# "had not been inspected for 71 months"
_SINCE_THEN = re.compile(
    r"(?:not|n't|never|no)(?!\w)[^,;]* for (?:\w+ ){0,2}(?:\d|[a-z]+ )", re.IGNORECASE
)


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
    if isinstance(record, _VALUED):
        relevant = tuple(c for c in clauses if _NUMBER.search(c.words)) or relevant
    doubted = record.hedge in {"believed", "reported"}
    planned = record.status in {"planned", "expected"}
    role = getattr(record, "role", None)
    mild = role in _MILD or isinstance(record, records.Reach)
    meant = role == "planned" or isinstance(record, records.Reach)
    for table, kept, field, correct in (
        ("doubts", doubted or planned or meant, "hedge", "believed"),
        ("hearsay", doubted or record.said_by is not None, "hedge", "reported"),
        ("modals", doubted or planned or mild, "status", "expected"),
        ("plans", planned or meant or record.hedge == "believed", "status", "planned"),
    ):
        if kept or (record.hedge == "denied" and field == "hedge"):
            continue
        for around in (False, True):
            looked = _where_doubt_stands(record, relevant, clauses[0], table, around=around)
            found = [doubts_in(clause, keys, table, around=around) for clause in looked]
            sure = all(found) if score and not isinstance(record, _VALUED) else any(found)
            if not sure:
                continue
            found = [word for word in found if word]
            if record.hedge == "denied" and found[0].lower() in {"would", "wouldn't", "could"}:
                continue  # "he would not say": he refused
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


def _where_doubt_stands(
    record: records.BaseClaim,
    relevant: tuple[Clause, ...],
    first: Clause,
    table: str,
    *,
    around: bool,
) -> tuple[Clause, ...]:
    """Return the clauses of a record, cut down to what a doubt or a plan must stand in."""
    if not isinstance(record, _VALUED):
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
# "while applying pressure": it has no subject of its own, so that what governs the first clause
# governs it.
_DEPENDENT = re.compile(r"\W*(?:while |when |and )?\w+ing(?!\w)", re.IGNORECASE)


def _with_lead(clause: Clause, first: Clause) -> Clause:
    return replace(clause, lead=first.lead) if _DEPENDENT.match(clause.words) else clause


_NUMBER = re.compile(
    r"\d[\d.,]*|(?<!\w)(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|twenty|hundred"
    r"|thousand|million|billion|twice|double|doubled|halved|half|third|quarter|fifth"
    r"|dozen)s?(?!\w)",
    re.IGNORECASE,
)


_THAT = re.compile(r"\s+that\s*$", re.IGNORECASE)
_FORESEEN = re.compile(
    r"(?<!\w)(?:is|are|was|were) (?:expected|planned|forecast|due|scheduled|projected)(?!\w)",
    re.IGNORECASE,
)


_DEFINITE = re.compile(
    r"(?<!\w)(?:the|its|their|his|her|all|these|those)(?: \w+)?\s$", re.IGNORECASE
)


def _before_number(text: str) -> str:
    """Return what stands before the last number: "the 930 employees will be paid" plans no 930."""
    numbers = list(_NUMBER.finditer(text))
    foreseen = _FORESEEN.search(text)
    if not numbers or foreseen:
        return text
    head = text[: numbers[-1].start()]
    # "32 ships will pass" plans a number, and "the 930 employees will be paid" does not.
    return head if _DEFINITE.search(head) or head.strip(" ,") else text


def _held(record: records.BaseClaim, field: str) -> str:
    return record.hedge if field == "hedge" else record.status


def _marked(case: Case, clauses: tuple[Clause, ...]) -> bool:
    if not clauses or case.entry.record.hedge == "reported":
        return True
    text = case.passage.sentence.words
    return any(pattern(t).search(text) for t in ("doubts", "hearsay", "modals", "plans", "saying"))
