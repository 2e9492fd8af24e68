"""Who says what a record quotes."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from claims import records
from rules.grounding.frames import frames_of
from rules.grounding.names import Name, fits, name_of
from rules.grounding.passage import Passage, Stretch, sentences
from rules.grounding.speech import Speech, speech_of
from rules.grounding.stems import stem, stems
from rules.grounding.subjects import is_plural, is_source, subject_of
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import lemma_of, rule, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.grounding.case import Case
    from rules.grounding.frame import Frame

SPEAKER = "speaker"


def judge_speaker(case: Case) -> Iterator[FieldVerdict]:
    """Hold who is said to say it against who the text says does."""
    record = case.entry.record
    if not case.passage.context:
        return
    speech = speech_of(case.passage)
    said = _unnamed(case, speech) if record.said_by is None else None
    if record.said_by is not None:
        said = _named(case, record.said_by, speech)
    if said is not None:
        yield FieldVerdict(("said_by",), SPEAKER, said)


# --- the record names nobody


def _unnamed(case: Case, speech: Speech) -> Said | None:
    """Tell words that the text attributes to somebody, where the record names nobody."""
    for frame in (*speech.sure, *speech.within):
        if _is_own(case, frame, within=frame in speech.within):
            return None
        reason = f'the text has "{frame.near}" say it'
        return Said(Outcome.STRONGER, "no speaker", frame.near, reason, frame.near)
    if speech.quoted and not _is_saying(case.entry.record, case.passage.sentence.words):
        reason = "the text has it in quotation marks: somebody says it"
        speaker = next((one.near for one in speech.beside if not one.is_pronoun), "")
        return Said(Outcome.STRONGER, "no speaker", case.passage.words, reason, speaker)
    return None


def _is_own(case: Case, frame: Frame, *, within: bool) -> bool:
    """Say whether a record needs no speaker: it is of the saying, or the publisher's own words."""
    record = case.entry.record
    if _is_publisher(case, frame) or _is_saying(record, frame.near):
        return True
    if not within:
        return False
    if isinstance(record, records.Order):
        # It may be of the saying itself, where that is not put in.
        told = lemma_of(frame.verb) in {"say", "tell", "announce"}
        return told and all(low >= frame.end for low, _ in frame.scope)
    if not isinstance(record, records.Event):
        return False
    if lemma_of(frame.verb) == "rule out" and frame.is_pronoun and record.actor is not None:
        return True  # what somebody will not do, the record says of him
    said = {stem(frame.verb.split()[0]), stem(lemma_of(frame.verb).split()[0])}
    return bool(said & stems(record.activity))


def _is_saying(record: records.BaseClaim, speaker: str) -> bool:
    """Say whether a record is of the saying itself: its actor speaks."""
    if not isinstance(record, records.Event) or not isinstance(record.actor, str):
        return False
    acts = frozenset(stem(word) for word in words("saying_nouns"))
    return bool(stems(record.actor) & stems(speaker) and stems(record.activity) & acts)


def _is_publisher(case: Case, frame: Frame) -> bool:
    publisher = case.entry.document.record.publisher
    return publisher is not None and fits(name_of(publisher, case.vocabulary), frame.near)


# --- the record names somebody


def _named(case: Case, said_by: str, speech: Speech) -> Said:
    name, passage = name_of(said_by, case.vocabulary), case.passage
    surest = tuple(dict.fromkeys((*speech.sure, *speech.within, *speech.beside)))
    found = surest or speech.maybe
    for frame in found:
        if fits(name, frame.near) or fits(name, frame.named):
            return Said(Outcome.AGREES, said_by, frame.near)
    lead = passage.sentence.words[: passage.start - passage.sentence.start]
    if _subject_fits(name, lead):
        return Said(Outcome.AGREES, said_by, lead, "it is the subject")
    if not found:
        return _running(name, said_by, passage)
    first = found[0]
    if first.is_pronoun or _is_epithet(first.near):
        return _by_pronoun(name, said_by, passage, first)
    sure = bool(surest)
    if _may_be_one(said_by, first.near) or not _names_somebody(first):
        return Said(Outcome.NOT_JUDGED, said_by, first.near, "one body may bear both names")
    reason = f'the text has "{first.near}" say it'
    alike = fits(name, passage.sentence.words) or not sure
    outcome = Outcome.AMBIGUOUS if alike else Outcome.DISAGREES
    return Said(outcome, said_by, first.near, reason, first.near)


def _names_somebody(frame: Frame) -> bool:
    return bool(rule("naming").search(frame.near)) or is_source(frame.near)


def _is_epithet(near: str) -> bool:
    """Say whether words stand for a person as a pronoun does: "the Austrian"."""
    return rule("epithet").match(near) is not None


def _subject_fits(name: Name, lead: str) -> bool:
    """Say whether the speaker stands directly before a quote that begins with its verb."""
    last = re.split(r"[;:.!?,\"] |(?<!\w)(?:and|but|that|which|while) ", lead.rstrip(" ,"))[-1]
    return bool(last.strip()) and lead[-1:] == " " and fits(name, last)


def _may_be_one(said_by: str, near: str) -> bool:
    """Say whether "Moon's office" may be the office that the record calls otherwise."""
    mine, its = said_by.split(), near.split()
    return "'s" in near and "'s" not in said_by and stem(mine[-1]) == stem(its[-1])


# --- for whom a pronoun stands


_POSSESSIVES = {"his": "he", "her": "she", "their": "they", "its": "it"}
_PERSONAL = frozenset({"he", "she"})
MOST_SENTENCES = 8
"""How many sentences before a pronoun are looked at for whom it stands for."""


def _by_pronoun(name: Name, said_by: str, passage: Passage, frame: Frame) -> Said:
    pronoun = "he" if _is_epithet(frame.near) else frame.near.lower().split()[0]
    pronoun = _POSSESSIVES.get(pronoun, pronoun)
    onward = all(low >= frame.end for low, _ in frame.scope)
    start = frame.start if onward else min(frame.start, passage.sentence.start)
    if not _may_stand(pronoun, said_by, of_record=True):
        reason = f'"{frame.near}" can not stand for it'
        return Said(Outcome.ELSEWHERE, said_by, frame.near, reason)
    rival = ""
    for sentence in itertools.islice(_before(passage, start), MOST_SENTENCES):
        spoken = list(frames_of(sentence.text, sentence.start, sentence.end))
        named = [one.named for one in reversed(spoken) if _may_stand(pronoun, one.near)]
        subject = subject_of(sentence.words.strip(' "'))
        if _may_stand(pronoun, subject) and _may_speak(pronoun, subject):
            named.append(subject)
        if fits(name, sentence.words):
            if rival:
                reason = "he or she may be either of those who are named"
                return Said(Outcome.NOT_JUDGED, said_by, rival, reason)
            return Said(Outcome.AGREES, said_by, sentence.words, "it goes on from there")
        if rival:
            break
        rival = named[0] if named else ""
    if not rival:
        return _from_afar(name, said_by, passage)
    reason = f'"{frame.near}" is whom the text names before it'
    return Said(Outcome.ELSEWHERE, said_by, rival, reason, rival)


def _may_stand(pronoun: str, named: str, *, of_record: bool = False) -> bool:
    """Say whether a pronoun may stand for whoever is named."""
    said = re.findall(r"[\w'-]+", named.lower())
    if not said or said[0] in words("subject_pronouns"):
        return False
    if pronoun in _PERSONAL and of_record and is_plural(named) and not rule("person").search(named):
        return False
    body = bool(words("bodies").intersection(said))
    person = bool(rule("person").search(named)) and not body
    titled = bool(words("titles_of_people").intersection(said)) and not body
    if pronoun in _PERSONAL:
        return person or titled or (of_record and not body)
    if pronoun == "it":
        # "Corvid Homes" looks like a person's name, so that only another sign tells.
        return not titled and (of_record or not person)
    return True


def _may_speak(pronoun: str, subject: str) -> bool:
    """Say whether the subject of a sentence, which need not speak there, is one that may."""
    said = set(re.findall(r"[\w'-]+", subject.lower()))
    if pronoun in _PERSONAL:
        return True
    bodies = bool(words("bodies").intersection(said) or words("sources").intersection(said))
    if pronoun == "it":
        return bodies or bool(re.search(r"(?<=\w )[A-ZÀ-Þ]", subject))
    return bodies or is_plural(subject)


def _before(passage: Passage, start: int) -> Iterator[Stretch]:
    """Yield the sentences before a place, of its paragraph and the one before, nearest first."""
    earlier = Stretch(passage.text, passage.paragraph.start, max(passage.paragraph.start, start))
    for stretch in (earlier, passage.before):
        if stretch is not None and stretch.start < stretch.end:
            yield from reversed(sentences(stretch))


# --- running speech


def _running(name: Name, said_by: str, passage: Passage) -> Said:
    """Look for the speaker of running speech in what was said before, and behind."""
    rival: Frame | None = None
    for sentence in _before(passage, passage.sentence.start):
        spoken = [
            one
            for one in frames_of(sentence.text, sentence.start, sentence.end)
            if not one.is_pronoun and _names_somebody(one) and (one.scope or one.doubtful)
        ]
        rival = rival or (spoken[-1] if spoken else None)
        if fits(name, sentence.words):
            if rival is None or fits(name, rival.named):
                return Said(Outcome.AGREES, said_by, sentence.words, "it goes on from there")
            return _other_speaker(Outcome.AMBIGUOUS, said_by, rival)
    later = Stretch(passage.text, passage.sentence.start, passage.paragraph.end)
    if fits(name, later.words):
        return Said(Outcome.AGREES, said_by, later.words, "it stands in its paragraph")
    if rival is not None:
        return _other_speaker(Outcome.ELSEWHERE, said_by, rival)
    return _from_afar(name, said_by, passage)


FURTHER = 6_000
"""How far, in characters, behind a quote a speaker is looked for before nobody is found."""


def _from_afar(name: Name, said_by: str, passage: Passage) -> Said:
    """Say whether the speaker is named anywhere within reach."""
    if fits(name, passage.earlier.words):
        reason = "the speaker is named further away"
        return Said(Outcome.NOT_JUDGED, said_by, "", reason)
    behind = Stretch(passage.text, passage.end, min(len(passage.text), passage.end + FURTHER))
    if fits(name, behind.words):
        return Said(Outcome.NOT_JUDGED, said_by, "", "the speaker is named further on")
    return Said(Outcome.ELSEWHERE, said_by, "", "nobody of that name speaks near the quote")


def _other_speaker(outcome: Outcome, said_by: str, rival: Frame) -> Said:
    reason = f'before it the text has "{rival.near}" speak'
    return Said(outcome, said_by, rival.near, reason, rival.near)
