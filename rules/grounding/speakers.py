"""Who says what a record quotes."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from rules.grounding.attribution import (
    LONGEST_NAME,
    NAMING,
    PERSON,
    Attribution,
    adjoins,
    attributions,
)
from rules.grounding.names import Name, fits, name_of
from rules.grounding.passage import Passage, Stretch, sentences
from rules.grounding.stems import stem
from rules.grounding.unattributed import unattributed
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
        said = unattributed(case, found)
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
        if fits(name, one.near) or fits(name, _with_apposition(one)):
            return Said(Outcome.AGREES, said_by, one.near)
    sentence, start = passage.sentence.words, passage.start - passage.sentence.start
    if _subject_fits(name, sentence[:start]):
        return Said(Outcome.AGREES, said_by, sentence[:start], "it is the subject")
    plain = [
        one
        for one in found
        if not one.is_pronoun and (_is_certain(one) or _is_direct(one, sentence, start))
    ]
    if not plain or found[0].is_pronoun:
        if not found and fits(name, sentence[:start]):
            return Said(Outcome.AGREES, said_by, sentence[:start], "it stands before it")
        pronouns = [one.near.lower().split()[0] for one in found if one.is_pronoun]
        pronoun = pronouns[0] if pronouns else ""
        return _from_before(name, said_by, passage, pointed=bool(found), pronoun=pronoun)
    beside = re.split(r'[.;"]', sentence[plain[0].end : plain[0].end + LONGEST_NAME])[0]
    if _may_be_one(said_by, plain[0].near) or (plain[0].inverted and fits(name, beside)):
        return Said(Outcome.NOT_JUDGED, said_by, plain[0].near, "one body may bear both names")
    if _named_close(name, passage):
        reason = f'the text has "{plain[0].near}" say it'
        return Said(Outcome.AMBIGUOUS, said_by, plain[0].near, reason, plain[0].near)
    reason = f'the text has "{plain[0].near}" say it'
    return Said(Outcome.DISAGREES, said_by, plain[0].near, reason, plain[0].near)


def _is_certain(one: Attribution) -> bool:
    if not one.inverted and not one.is_speech:
        return False
    return len(one.near) <= 90 and bool(re.search(r"\w", one.near))


def _subject_fits(name: Name, lead: str) -> bool:
    """Say whether the speaker stands directly before a quote that begins with its verb."""
    last = re.split(r"[;:.!?,\"] |(?<!\w)(?:and|but|that|which|while) ", lead.rstrip(" ,"))[-1]
    return bool(last.strip()) and lead[-1:] == " " and fits(name, last)


def _is_direct(one: Attribution, sentence: str, start: int) -> bool:
    """Say whether a quote begins with the verb of an attribution, or with what it says."""
    if not NAMING.search(one.near):
        return False
    begins = one.end - len(one.verb) == start and len(one.near) <= LONGEST_NAME
    return begins or adjoins(one, sentence, start)


def _with_apposition(one: Attribution) -> str:
    """Return whoever speaks with what stands beside the name: "its owner, Norrmalm AB"."""
    if one.inverted:
        return one.named
    return ", ".join(part for part in one.named.split(", ")[-3:] if len(part) <= LONGEST_NAME)


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
        if pronoun == "it":
            known = [one for one in known if not PERSON.fullmatch(one.near)]
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
