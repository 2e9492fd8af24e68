"""Words that a text attributes to somebody, where a record names nobody."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from claims import records
from rules.grounding.attribution import LONGEST_NAME, NAMING, Attribution, adjoins
from rules.grounding.names import fits, name_of
from rules.grounding.stems import stem, stems
from rules.grounding.verdict import Outcome, Said
from rules.grounding.words import words

if TYPE_CHECKING:
    from rules.grounding.case import Case
    from rules.grounding.passage import Passage


def unattributed(case: Case, found: list[Attribution]) -> Said | None:
    """Tell words that the text attributes to somebody, where the record names nobody."""
    passage = case.passage
    record = case.entry.record
    sentence = passage.sentence.words
    start, end = passage.start - passage.sentence.start, passage.end - passage.sentence.start
    for one in found:
        if _is_passing(record, one, sentence, start, end) or _is_own(case, one):
            continue
        if _governs(one, sentence, start, end):
            reason = f'the text has "{one.near}" say it'
            return Said(Outcome.STRONGER, "no speaker", one.near, reason, one.near)
    if (judge := _who_judges(record, passage)) is not None:
        reason = "it is somebody's opinion"
        return Said(Outcome.STRONGER, "no speaker", judge, reason, judge)
    spoken = passage.text.count('"', passage.paragraph.start, passage.start) % 2
    if (
        spoken
        and not _is_saying(record, sentence)
        and passage.text.find('"', passage.end, passage.paragraph.end) >= 0
    ):
        reason = "the text has it in quotation marks: somebody says it"
        return Said(Outcome.STRONGER, "no speaker", passage.words, reason)
    return None


def _who_judges(record: records.BaseClaim, passage: Passage) -> str | None:
    """Return who "called it a breach" in the quote itself; an event may be the calling."""
    if isinstance(record, (records.Event, records.Order)):
        return None
    found = _judging().match(passage.words)
    if found is None:
        return None
    lead = re.split(r"[;:.!?\"] |(?<!\w)(?:and|but|that|which|while) ", passage.lead.words)[-1]
    who = found["who"] or lead
    return who.strip(" ,") if NAMING.search(who) and len(who) <= LONGEST_NAME else None


@cache
def _judging() -> re.Pattern[str]:
    verbs = "|".join(sorted(words("judging_verbs")))
    hedged = "(?:up to |about |around |between |almost |nearly )?"
    return re.compile(
        rf'(?P<who>(?:[A-ZÀ-Þ]|the )[^,;:."]{{0,50}}? )?'
        rf"(?:(?:{verbs}) (?!for |on |off |a halt)"
        rf"|puts? [^,;.]{{1,40}}? at {hedged}[^\W_]*\W?\d)",
        re.IGNORECASE,
    )


def _is_passing(
    record: records.BaseClaim, one: Attribution, sentence: str, start: int, end: int
) -> bool:
    """Say whether a record may be of what is no part of what is said."""
    if isinstance(record, records.Order) and start <= one.start < end:
        return bool(re.search(r"(?<!\w)(?:said|says)$", one.verb))  # it may be of the saying itself
    # Where something lies is said in passing, and seldom by whom.
    between = sentence[one.end : start] if one.end <= start else None
    return isinstance(record, records.Location) and not (
        between is not None and re.fullmatch(r'\s*(?:that\s+)?"?', between)
    )


def _is_saying(record: records.BaseClaim, speaker: str) -> bool:
    """Say whether a record is of the saying itself: its actor speaks."""
    if not isinstance(record, records.Event) or not isinstance(record.actor, str):
        return False
    acts = frozenset(stem(word) for word in words("saying_nouns"))
    return bool(stems(record.actor) & stems(speaker) and stems(record.activity) & acts)


# "X said", with nothing of what X said behind it: that stands before.
_CLOSED = re.compile(
    r"\s*(?:$|[,.;:!?\"]|-|(?:on|in|at|to|by|late|early|earlier|later|this|last|yesterday"
    r"|today|after|during|when"
    r"|while|as|before|from|over|through|again)(?!\w)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    re.IGNORECASE,
)
# "a strike that their unions say will last": the verb of saying is put in.
_INSERTED = re.compile(r"\s+(?:will|would|is|are|was|were|has|have|can|could|may|might)(?!\w)")
# ", [ending a quarrel]", "and [has withdrawn]": what the sentence says of its own.
_BESIDE = re.compile(
    r", \[(?:\w+ing|who|which|where|when|but|while|although|as|an? \w+ (?:that|which|\w+ing))(?!\w)"
    r"|(?<!\w)and \[(?:has|have"
    r"|had|is|was|will)(?!\w)"
    # Reporters say themselves how a thing ranks: "in its first test in six months".
    r"|(?<!\w)in (?:\[(?:its|his|her|their|what|the|a) |(?:its|his|her|their|what|the|a) \[)"
    r"(?:first|second|third|latest|biggest|largest|worst|longest|highest|lowest|deadliest)(?!\w)",
    re.IGNORECASE,
)


def _names_a_speaker(one: Attribution, sentence: str, end: int) -> bool:
    """Say whether an attribution may be one at all: somebody, and a verb that says something."""
    if len(one.near) > LONGEST_NAME or _NOBODY.search(one.near):
        return False
    if re.match(r"\s+to \w", sentence[one.end :]):
        return False  # "hopes to plant": what is meant, and by whom, the record says itself
    if one.inverted or one.verb.strip().lower() not in words("two_senses") or one.start >= end:
        return True
    return bool(re.match(r"\s+(?:out|(?:\w+ ){0,4}that)(?!\w)", sentence[one.end :]))


# "it's said" names nobody, and "two days after the North said so" is said in passing.
_NOBODY = re.compile(
    r"(?<!\w)an?$|^it(?:'s| is)|\w (?:after|before|when|since|because|until|as) ", re.IGNORECASE
)


def _governs(one: Attribution, sentence: str, start: int, end: int) -> bool:
    """Say whether a stretch of a sentence is beyond doubt what an attribution is said of."""
    if not _names_a_speaker(one, sentence, end):
        return False
    if one.start >= end:
        return _closes(one, sentence, start, end)
    if not NAMING.search(one.near):
        return False
    if one.end <= start:
        return _opens(one, sentence, start, end)
    if re.search(r"(?<!\w)who(?!\w)", one.near):
        return False  # "Pryce, who denied it, did not comment": said in passing
    if one.by_phrase:
        # A quote of "a count by volunteers" in "according to a count by volunteers" is no saying.
        return one.start >= start and not one.verb.strip().lower().startswith("charges")
    if sentence[start : one.start].endswith(", ") and _CLOSED.match(sentence, one.end):
        return one.is_speech and not _HARD_BREAK.search(sentence[start : one.start])
    said = re.match(r"\s+\w", sentence[one.end : end])
    return one.verb.strip().lower() in words("opinion") and bool(said)


def _opens(one: Attribution, sentence: str, start: int, end: int) -> bool:
    """Say whether what is said begins behind the attribution and reaches to the quote."""
    between = sentence[one.end : start]
    if one.by_phrase and not re.search(r"(?:^|[;:.!?\"])\s*$", sentence[: one.start]):
        return False
    if not one.is_speech and not adjoins(one, sentence, start):
        return False
    if _INSERTED.match(sentence, one.end) and start > one.end + 1:
        return False
    beside = _BESIDE.search(f"{sentence[:start]}[{sentence[start:end]}")
    if beside and not (one.is_past and _BACKSHIFTED.match(sentence, start)):
        return False
    return _reaches(_PASSING.sub("", between))


# "said that the firm had known and [had hidden it]": still what was said.
_BACKSHIFTED = re.compile(r"(?:had|would)(?!\w)")
_PASSING = re.compile(
    r", (?:who|whose|which|where|when) [^,;]*,(?= (?:had|would|is|was|has|were|are) )"
)


# "a negotiator told Radio Sahel on Sunday."
_TOLD = re.compile(
    r"[^;.\"]{1,60}? told (?!(?:[\w'-]+ ){1,5}?(?:that|to) )[^,;.:\"]{1,50}(?:[.,;]|$)"
)


def _closes(one: Attribution, sentence: str, start: int, end: int) -> bool:
    """Say whether an attribution behind a quote closes what is said."""
    between = sentence[end : one.start]
    if sentence[start:end] in one.near or one.verb.lower().startswith("charges"):
        return False
    if not one.inverted and not (
        _CLOSED.match(sentence, one.end) or _TOLD.match(sentence, one.start)
    ):
        return False
    if not one.is_speech:
        return False
    # ", scholars in Vienna said on Monday.": of the whole sentence.
    put_in = between.rstrip(' "').endswith(",")
    if (_HARD_BREAK if put_in else _BREAK).search(between):
        return False
    if not put_in and not NAMING.search(one.near):
        return False
    return '"' in between or put_in or not one.is_pronoun


_HARD_BREAK = re.compile(
    r"[;:](?=\s)|[.!?] |, (?:and|but|while|although|though|as|or|because|since|one of)(?!\w)",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[;:]|[.!?] |, (?:and|but|while|although|as)(?!\w)|, one of"
    r"|(?<!\w)(?:that|which|who|is|are|was|were|has|have|had|will|would|can|could|may|might)(?!\w)",
    re.IGNORECASE,
)
# What a verb of saying does not reach over: another sentence, a relative clause, a new subject.
_REACH = re.compile(
    r"[;:]|[.!?] |, (?:who|which|where|when|but|while|as|after|before|although|though|because"
    r"|since|\w+ing|an? \w+ (?:that|which|\w+ing))(?!\w)"
    r"|(?<!\w)and (?:has|have|had|is|was|will)(?!\w)",
    re.IGNORECASE,
)


def _reaches(between: str) -> bool:
    """Say whether what follows a verb of saying is still what is said."""
    return not _REACH.search(between) and between.count('"') % 2 == int('"' in between)


def _is_own(case: Case, one: Attribution) -> bool:
    """Say whether a record needs no speaker: its actor's, the publisher's, or the saying itself."""
    record = case.entry.record
    if _is_publisher(case, one) or _is_saying(record, one.near):
        return True
    if not isinstance(record, records.Event):
        return False
    return stem(one.verb.strip().split()[0]) in stems(record.activity)


def _is_publisher(case: Case, one: Attribution) -> bool:
    publisher = case.entry.document.record.publisher
    return publisher is not None and fits(name_of(publisher, case.vocabulary), one.near)
