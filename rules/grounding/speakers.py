"""Who says what a record quotes."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING

from claims import records
from rules.grounding.attribution import PERSON, Attribution, attributions
from rules.grounding.names import Name, fits, name_of
from rules.grounding.passage import Passage, Stretch, sentences
from rules.grounding.stems import stem, stems
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.grounding.case import Case

SPEAKER = "speaker"


def judge_speaker(case: Case) -> Iterator[FieldVerdict]:
    """Hold who is said to say it against who the text says does."""
    record = case.entry.record
    if not case.passage.context:
        return
    found = _governing(case.passage)
    if record.said_by is None:
        said = _unattributed(case, found)
        if said is not None:
            yield FieldVerdict(("said_by",), SPEAKER, said)
        return
    yield FieldVerdict(("said_by",), SPEAKER, _attributed(case, record.said_by, found))


def _governing(passage: Passage) -> list[Attribution]:
    """Return the attributions in the quote's sentences, the likeliest to govern it first."""
    sentence = passage.sentence
    start, end = passage.start - sentence.start, passage.end - sentence.start
    held = attributions(sentence.words)
    before = [one for one in held if one.end <= start]
    behind = [one for one in held if one.start >= end]
    inside = [one for one in held if one not in before and one not in behind]
    near = [one for one in before if ";" not in sentence.words[one.end : start]]
    far = [one for one in behind if ";" not in sentence.words[end : one.start]]
    return [*reversed(near), *inside, *far] or _of_open_speech(passage)


def _of_open_speech(passage: Passage) -> list[Attribution]:
    """Return who says what stands in quotation marks that close in a later sentence."""
    paragraph, sentence = passage.paragraph, passage.sentence
    if passage.text.count('"', paragraph.start, passage.start) % 2 == 0:
        return []
    closing = passage.text.find('"', passage.end, paragraph.end)
    if closing < 0:
        return []
    rest = Stretch(passage.text, sentence.end, paragraph.end)
    for one in sentences(rest):
        if one.end > closing:
            return [a for a in attributions(one.words) if one.start + a.end > closing][:1]
    return []


def _attributed(case: Case, said_by: str, found: list[Attribution]) -> Said:
    name = name_of(said_by, case.vocabulary)
    passage = case.passage
    for one in found:
        if fits(name, one.near) or fits(name, one.named):
            return Said(Outcome.AGREES, said_by, one.near)
    sentence, start = passage.sentence.words, passage.start - passage.sentence.start
    if _subject_fits(name, sentence[:start]):
        return Said(Outcome.AGREES, said_by, sentence[:start], "it is the subject")
    plain = [
        one
        for one in found
        if not one.is_pronoun and (_is_certain(one) or _is_direct(one, sentence, start))
    ]
    if any(one.is_pronoun for one in found) or not plain:
        if not found and fits(name, sentence[:start]):
            return Said(Outcome.AGREES, said_by, sentence[:start], "it stands before it")
        pronouns = [one.near.lower().split()[0] for one in found if one.is_pronoun]
        pronoun = pronouns[0] if pronouns else ""
        return _from_before(name, said_by, passage, pointed=bool(found), pronoun=pronoun)
    if _may_be_one(said_by, plain[0].near):
        return Said(Outcome.NOT_JUDGED, said_by, plain[0].near, "one body may bear both names")
    if _named_close(name, passage):
        reason = f'the text has "{plain[0].near}" say it'
        return Said(Outcome.AMBIGUOUS, said_by, plain[0].near, reason, plain[0].near)
    reason = f'the text has "{plain[0].near}" say it'
    return Said(Outcome.DISAGREES, said_by, plain[0].near, reason, plain[0].near)


def _is_certain(one: Attribution) -> bool:
    if not one.inverted and not _is_speech(one):
        return False
    return len(one.near) <= 90 and bool(re.search(r"\w", one.near))


def _subject_fits(name: Name, lead: str) -> bool:
    """Say whether the speaker stands directly before a quote that begins with its verb."""
    last = re.split(r"[;:.!?,\"] |(?<!\w)(?:and|but|that|which|while) ", lead.rstrip(" ,"))[-1]
    return bool(last.strip()) and lead[-1:] == " " and fits(name, last)


def _is_direct(one: Attribution, sentence: str, start: int) -> bool:
    """Say whether a quote begins with the verb of an attribution, or with what it says."""
    if not _NAMING.search(one.near):
        return False
    begins = one.end - len(one.verb) == start and len(one.near) <= _LONGEST_NAME
    return begins or _adjoins(one, sentence, start)


def _may_be_one(said_by: str, near: str) -> bool:
    """Say whether "Moon's office" may be the office that the record calls otherwise."""
    mine, its = said_by.split(), near.split()
    return "'s" in near and "'s" not in said_by and stem(mine[-1]) == stem(its[-1])


def _named_close(name: Name, passage: Passage) -> bool:
    return fits(name, passage.sentence.words)


def _from_before(
    name: Name, said_by: str, passage: Passage, *, pointed: bool, pronoun: str = ""
) -> Said:
    """Look for the speaker of running speech, or of "she said", in what was said before."""
    person = _person_before(passage) if pronoun in _PERSONAL else None
    if person is not None:
        if fits(name, f"{person.words} {passage.sentence.words}"):
            return Said(Outcome.AGREES, said_by, person.words, "it goes on from there")
        if fits(name, _in_paragraph_before(passage)):
            reason = "he or she may be either of those who are named"
            return Said(Outcome.NOT_JUDGED, said_by, person.words, reason)
        reason = f'"{pronoun}" is whom the text names before it'
        return Said(Outcome.ELSEWHERE, said_by, person.words, reason)
    spoken = _from_speech(name, said_by, passage, pronoun)
    return spoken or _from_afar(name, said_by, passage, pointed=pointed)


def _from_speech(name: Name, said_by: str, passage: Passage, pronoun: str) -> Said | None:
    """Look for the speaker in what was said before, and in the rest of the paragraph."""
    rival: Attribution | None = None
    for sentence in _earlier_sentences(passage):
        spoken = [one for one in attributions(sentence.words) if not one.is_pronoun]
        known = [one for one in spoken if _is_certain(one)]
        if pronoun in _PERSONAL:
            known = [one for one in known if re.search(r"[A-ZÀ-Þ]", one.near)]
        rival = rival or (known[-1] if known else None)
        if fits(name, sentence.words):
            if rival is None or fits(name, rival.named):
                return Said(Outcome.AGREES, said_by, sentence.words, "it goes on from there")
            return _other_speaker(Outcome.AMBIGUOUS, said_by, rival)
    later = Stretch(passage.text, passage.sentence.start, passage.paragraph.end)
    if fits(name, later.words):
        return Said(Outcome.AGREES, said_by, later.words, "it stands in its paragraph")
    return None if rival is None else _other_speaker(Outcome.ELSEWHERE, said_by, rival)


def _from_afar(name: Name, said_by: str, passage: Passage, *, pointed: bool) -> Said:
    """Say whether the speaker is named anywhere within reach."""
    if fits(name, passage.earlier.words):
        reason = "the speaker is named further away"
        if not pointed:
            reason = "no words near the quote say who speaks"
        return Said(Outcome.NOT_JUDGED, said_by, "", reason)
    behind = Stretch(passage.text, passage.end, min(len(passage.text), passage.end + FURTHER))
    if fits(name, behind.words):
        return Said(Outcome.NOT_JUDGED, said_by, "", "the speaker is named further on")
    return Said(Outcome.ELSEWHERE, said_by, "", "nobody of that name speaks near the quote")


def _in_paragraph_before(passage: Passage) -> str:
    near = passage.text[passage.paragraph.start : passage.sentence.start]
    return near[-_NEAR:]


_NEAR = 400
"""How far, in characters, before a pronoun another person may be the one that it stands for."""


def _person_before(passage: Passage) -> Stretch | None:
    """Return the sentence whose subject is the person for whom "he" stands, where that is sure."""
    for sentence in itertools.islice(_earlier_sentences(passage), 4):
        said = sentence.words.strip()
        if re.match(r'"|(?:he|she)(?!\w)', said, re.IGNORECASE):
            if PERSON.search(said):
                return None
            continue
        named = _SUBJECT.match(said)
        if named is None or PERSON.search(said, named.end()):
            return None
        before = {word.lower() for word in re.findall(r"[\w-]+", said[: named.end("name")])}
        if named["end"] == "," or before & words("titles_of_people"):
            return sentence
        return None
    return None


_SUBJECT = re.compile(
    rf"(?:(?:The |An? )?(?:[\w'-]+,? ){{0,4}}?)(?P<name>{PERSON.pattern})(?P<end>,|(?='s)|(?= ))"
)
_PERSONAL = frozenset({"he", "she"})
FURTHER = 6_000
"""How far, in characters, behind a quote a speaker is looked for before nobody is found."""


def _earlier_sentences(passage: Passage) -> Iterator[Stretch]:
    """Yield the sentences of the quote's paragraph and of the one before it, the nearest first."""
    earlier = Stretch(passage.text, passage.paragraph.start, passage.sentence.start)
    for stretch in (earlier, passage.before):
        if stretch is not None:
            yield from reversed(sentences(stretch))


def _other_speaker(outcome: Outcome, said_by: str, rival: Attribution) -> Said:
    reason = f'before it the text has "{rival.near}" speak'
    return Said(outcome, said_by, rival.near, reason, rival.near)


def _unattributed(case: Case, found: list[Attribution]) -> Said | None:
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
    return who.strip(" ,") if _NAMING.search(who) and len(who) <= _LONGEST_NAME else None


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


# A name, a noun with an article, a plural or a pronoun; "earlier reported" names nobody.
_NAMING = re.compile(
    r"[A-ZÀ-Þ]|(?<!\w)(?:the|an?|its|his|her|their|one|two|three|some|he|she|they|it|we|i)(?!\w)|s$|(?:men|women|people|police|staff)$"
)
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
_LONGEST_NAME = 60
"""How many characters whoever speaks is named with at most, where nothing but that is judged."""


def _names_a_speaker(one: Attribution, sentence: str, end: int) -> bool:
    """Say whether an attribution may be one at all: somebody, and a verb that says something."""
    if len(one.near) > _LONGEST_NAME or _NOBODY.search(one.near):
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
    if not _NAMING.search(one.near):
        return False
    if one.end <= start:
        return _opens(one, sentence, start, end)
    if re.search(r"(?<!\w)who(?!\w)", one.near):
        return False  # "Pryce, who denied it, did not comment": said in passing
    if one.by_phrase:
        return not one.verb.strip().lower().startswith("charges")
    if sentence[start : one.start].endswith(", ") and _CLOSED.match(sentence, one.end):
        return _is_speech(one) and not _HARD_BREAK.search(sentence[start : one.start])
    said = re.match(r"\s+\w", sentence[one.end : end])
    return one.verb.strip().lower() in words("opinion") and bool(said)


def _is_speech(one: Attribution) -> bool:
    verb = one.verb.strip().lower()
    return one.by_phrase or verb in words("speech") or verb in words("opinion")


def _opens(one: Attribution, sentence: str, start: int, end: int) -> bool:
    """Say whether what is said begins behind the attribution and reaches to the quote."""
    between = sentence[one.end : start]
    if one.by_phrase and not re.search(r"(?:^|[;:.!?\"])\s*$", sentence[: one.start]):
        return False
    if not _is_speech(one) and not _adjoins(one, sentence, start):
        return False
    if _INSERTED.match(sentence, one.end):
        return False
    beside = _BESIDE.search(f"{sentence[:start]}[{sentence[start:end]}")
    if beside and not (one.is_past and _BACKSHIFTED.match(sentence, start)):
        return False
    return _reaches(_PASSING.sub("", between))


def _adjoins(one: Attribution, sentence: str, start: int) -> bool:
    """Say whether a quote stands directly behind "X found that"."""
    return bool(re.fullmatch(r'\s+that\s+"?', sentence[one.end : start]))


# "said that the firm had known and [had hidden it]": still what was said.
_BACKSHIFTED = re.compile(r"(?:had|would)(?!\w)")
_PASSING = re.compile(
    r", (?:who|whose|which|where|when) [^,;]*,(?= (?:had|would|is|was|has|were|are) )"
)


# "a negotiator told Radio Sahel on Sunday."
_TOLD = re.compile(
    r"[^,;.\"]{1,60} told (?!(?:[\w'-]+ ){1,5}?(?:that|to) )[^,;.:\"]{1,50}(?:[.,;]|$)"
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
    if not _is_speech(one):
        return False
    # ", scholars in Vienna said on Monday.": of the whole sentence.
    put_in = between.rstrip(' "').endswith(",")
    if (_HARD_BREAK if put_in else _BREAK).search(between):
        return False
    if not put_in and not _NAMING.search(one.near):
        return False
    return '"' in between or put_in or not one.is_pronoun


_HARD_BREAK = re.compile(
    r"[;:]|[.!?] |, (?:and|but|while|although|though|as|or|because|since|one of)(?!\w)",
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
