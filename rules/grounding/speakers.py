"""Who says what a record quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from claims import records
from rules.grounding.names import Name, fits, name_of
from rules.grounding.passage import Stretch, sentences
from rules.grounding.stems import stem, stems
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import pattern, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.grounding.case import Case
from rules.grounding.passage import Passage

SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that say who speaks: where they stand, and the words that name the speaker.

    `near` are the words beside the verb, `named` those with what stands in apposition to them.
    """

    start: int
    end: int
    near: str
    named: str
    verb: str
    inverted: bool = False

    @property
    def is_pronoun(self) -> bool:
        """Say whether a pronoun speaks."""
        said = [word.split("'")[0] for word in re.findall(r"[\w']+", self.near.lower())]
        first = said[0] in words("subject_pronouns") if said else False
        return bool(said) and (
            all(w in words("pronouns") for w in said) or (first and len(said) < 4)
        )


_ACCORDING = re.compile(
    r"(?<!\w)(?:according to|in the (?:words|view|opinion) of|as told to|charges by|claims by"
    r"|allegations by|accusations by|reports by|figures from|data from|in a statement from)\s+"
    r"(?P<who>[^,;.\n:\"]{1,80}(?:, [^,;.\n:\"]{1,60})?)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?<!\w)by (?P<who>[^,;.\n\"]{1,50}?)'s? (?:own )?(?:account|count|reckoning|estimate"
    r"|figures|telling)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;:\n—!?\"“”]|(?<!\w)(?:that|which|but|while|because|whether|although)(?!\w)")
_INVERTED = re.compile(
    r"\s+(?P<who>(?:[A-ZÀ-Þ]|the |a |an |its |his |her |their |one "
    r"|(?!(?:on|in|at|to|by|from|late|early|for|of|after|when) )[a-z]+ (?=[A-ZÀ-Þ]))"
    r"[^;.\n\"]{1,90})"
)


# The stop behind a title ends nothing.
_TITLE = re.compile(
    r"(?<!\w)(Drs?|Mrs?|Ms|Prof|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|St|Rev|Maj|Adm|[A-Z])\.(?= )"
)
_PASSIVE = re.compile(
    r"(?<!\w)(?:(?:is|are|was|were|be|been|being)(?: \w+)?|not|to|widely|also|\w+n't)$",
    re.IGNORECASE,
)


_DETERMINED = re.compile(
    r"(?<!\w)(?:the|an?|its|their|his|her|this|that|these|of|no|any|for)\s*$", re.IGNORECASE
)
_ADVERB = re.compile(r"(?:always|never|often|still|now|again|once|only|first|\w+ly)", re.IGNORECASE)
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'-]+(?: (?:[A-ZÀ-Þ][\w'-]*|van|von|de|da|al|el|bin|der))+")


@lru_cache(maxsize=1024)
def attributions(text: str) -> tuple[Attribution, ...]:
    """Return what a sentence says of who speaks, in order; offsets are within it."""
    text = _TITLE.sub(r"\1 ", text)
    found = [_by_phrase(m) for rule in (_ACCORDING, _ACCOUNT) for m in rule.finditer(text)]
    for match in pattern("saying").finditer(text):
        head = text[: match.start()]
        inverted = _INVERTED.match(text, match.end())
        if (
            inverted
            and match[0].lower() in words("inverting")
            and _is_name(text, match, inverted["who"])
            and re.search(r"[,\"”?!…—]\s*$", head)
        ):
            who = re.split(r" (?:on|in a|after|at a|by|to|when|as|told) ", inverted["who"])[0]
            found.append(
                Attribution(
                    match.start(), match.end() + len(who), who, who, match[0], inverted=True
                )
            )
            continue
        cuts = list(_STOP.finditer(head))
        named = head[cuts[-1].end() if cuts else 0 :]
        named = re.split(r", (?:and|when|where|as) ", named)[-1]
        near = re.split(
            r", |(?<!\w)(?:after what|what|and|who|also|has|have|had|later|then) ", named.rstrip()
        )[-1]
        if near.strip() in {"", "who", "has", "have", "had"} or _ADVERB.fullmatch(near.strip()):
            near = named
        participle = (
            not _PERSON.fullmatch(near.strip(" ,"))
            and head.rstrip().endswith(",")
            and match[0].lower() in words("participles")
        )
        if _DETERMINED.search(near):
            continue  # "rejected the claims": a noun
        if near.strip() and not participle and not _PASSIVE.search(head.rstrip()):
            start = max(head.rfind(near.strip()), 0)
            found.append(
                Attribution(start, match.end(), near.strip(" ,"), named.strip(" ,"), match[0])
            )
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


_TOLD = re.compile(
    r"(?<!\w)(?:\w{2,}ed|had|has|have|was|were|is|are|would|will|could|can|may|that|to be|to"
    r" have)(?!\w)"
)


def _is_name(text: str, verb: re.Match[str], who: str) -> bool:
    """Say whether what follows a verb names who speaks, and is not what is said."""
    if text[: verb.start()].rstrip()[-1:] in {'"', "!", "?"}:
        return True
    if text[verb.end() :].lstrip()[len(who.lstrip()) :][:1] == '"':
        return False  # "Senator Osei, said the vote "is not a defeat"": what is said begins
    first = re.split(r"[,;.]", who)[0]
    return not _TOLD.search(first) and not re.match(r" to ", text[verb.end() + 1 + len(first) :])


def _by_phrase(match: re.Match[str]) -> Attribution:
    """Return what "according to the owner, a bank" says: the owner speaks."""
    who = re.split(r" that |, ", match["who"])[0]
    lead = match[0][: match.start("who") - match.start()]
    end = match.start("who") + len(who)
    return Attribution(match.start(), end, who, match["who"], lead, inverted=True)


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
    plain = [one for one in found if not one.is_pronoun and _is_certain(one)]
    if any(one.is_pronoun for one in found) or not plain:
        pronouns = [one.near.lower().split()[0] for one in found if one.is_pronoun]
        pronoun = pronouns[0] if pronouns else ""
        return _from_before(name, said_by, passage, pointed=bool(found), pronoun=pronoun)
    if _named_close(name, passage):
        reason = f'the text has "{plain[0].near}" say it'
        return Said(Outcome.AMBIGUOUS, said_by, plain[0].near, reason, plain[0].near)
    reason = f'the text has "{plain[0].near}" say it'
    return Said(Outcome.DISAGREES, said_by, plain[0].near, reason, plain[0].near)


def _is_certain(one: Attribution) -> bool:
    verb = one.verb.strip().lower()
    if one.inverted is False and verb not in words("speech") and verb not in words("opinion"):
        return False
    return len(one.near) <= 90 and bool(re.search(r"\w", one.near))


def _named_close(name: Name, passage: Passage) -> bool:
    return fits(name, passage.sentence.words)


def _from_before(
    name: Name, said_by: str, passage: Passage, *, pointed: bool, pronoun: str = ""
) -> Said:
    """Look for the speaker of running speech, or of "she said", in what was said before."""
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
    if rival is not None:
        return _other_speaker(Outcome.ELSEWHERE, said_by, rival)
    if fits(name, passage.earlier.words):
        reason = "the speaker is named further away"
        if not pointed:
            reason = "no words near the quote say who speaks"
        return Said(Outcome.NOT_JUDGED, said_by, "", reason)
    behind = Stretch(passage.text, passage.end, min(len(passage.text), passage.end + FURTHER))
    if fits(name, behind.words):
        return Said(Outcome.NOT_JUDGED, said_by, "", "the speaker is named further on")
    return Said(Outcome.ELSEWHERE, said_by, "", "nobody of that name speaks near the quote")


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
    if isinstance(case.entry.record, records.Location):
        return None  # where something lies is said in passing, and seldom by whom
    sentence = passage.sentence.words
    start, end = passage.start - passage.sentence.start, passage.end - passage.sentence.start
    for one in found:
        if _governs(one, sentence, start, end) and not _is_own(case, one):
            reason = f'the text has "{one.near}" say it'
            return Said(Outcome.STRONGER, "no speaker", one.near, reason, one.near)
    spoken = passage.text.count('"', passage.paragraph.start, passage.start) % 2
    if spoken and passage.text.find('"', passage.end, passage.paragraph.end) >= 0:
        reason = "the text has it in quotation marks: somebody says it"
        return Said(Outcome.STRONGER, "no speaker", passage.words, reason)
    return None


# A name, a noun with an article, a plural or a pronoun; "earlier reported" names nobody.
_NAMING = re.compile(
    r"[A-ZÀ-Þ]|(?<!\w)(?:the|an?|its|his|her|their|one|two|three|some|he|she|they|it|we|i)(?!\w)|s$"
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
    r", \[(?:\w+ing|who|which|where|when|but|while|although|as)(?!\w)|(?<!\w)and \[(?:has|have"
    r"|had|is|was|will)(?!\w)",
    re.IGNORECASE,
)
_LONGEST_NAME = 60
"""How many characters whoever speaks is named with at most, where nothing but that is judged."""


def _governs(one: Attribution, sentence: str, start: int, end: int) -> bool:
    """Say whether a stretch of a sentence is beyond doubt what an attribution is said of."""
    verb = one.verb.strip().lower()
    quoted_words = sentence[start:end]
    according = verb.startswith(("according", "in the", "charges", "by"))
    if start <= one.start and re.search(r"(?<!\w)who(?!\w)", one.near):
        return False  # "Pryce, who denied it, did not comment": said in passing
    if re.match(r"\s+to \w", sentence[one.end :]):
        return False  # "hopes to plant": what is meant, and by whom, the record says itself
    if (
        not _NAMING.search(one.near)
        or len(one.near) > _LONGEST_NAME
        or re.search(r"(?<!\w)an?$", one.near)
    ):
        return False
    if not according and verb not in words("speech") and verb not in words("opinion"):
        return False
    if one.end <= start:
        opens = not according or re.search(r"(?:^|[;:.!?\"])\s*$", sentence[: one.start])
        if _INSERTED.match(sentence, one.end):
            return False
        beside = _BESIDE.search(f"{sentence[:start]}[{quoted_words}")
        return bool(opens) and not beside and _reaches(sentence[one.end : start])
    if one.start >= end:
        between = sentence[end : one.start]
        if _BREAK.search(between) or quoted_words in one.near or verb.startswith("charges"):
            return False
        if not one.inverted and not _CLOSED.match(sentence, one.end):
            return False
        return '"' in between or not one.is_pronoun
    if according:
        return not verb.startswith("charges")
    return verb in words("opinion") and bool(re.match(r"\s+\w", sentence[one.end : end]))


_BREAK = re.compile(
    r"[;:]|[.!?] |, (?:and|but|while|although|as)(?!\w)|, one of"
    r"|(?<!\w)(?:that|which|who|is|are|was|were|has|have|had|will|would|can|could|may|might)(?!\w)",
    re.IGNORECASE,
)
# What a verb of saying does not reach over: another sentence, a relative clause, a new subject.
_REACH = re.compile(
    r"[;:]|[.!?] |, (?:who|which|where|when|but|while|as|after|before|although|though|because"
    r"|since|\w+ing)(?!\w)"
    r"|(?<!\w)and (?:has|have|had|is|was|will)(?!\w)",
    re.IGNORECASE,
)


def _reaches(between: str) -> bool:
    """Say whether what follows a verb of saying is still what is said."""
    return not _REACH.search(between) and between.count('"') % 2 == int('"' in between)


def _is_own(case: Case, one: Attribution) -> bool:
    """Say whether a record needs no speaker: its actor's, the publisher's, or the saying itself."""
    record = case.entry.record
    if _is_publisher(case, one):
        return True
    if not isinstance(record, records.Event):
        return False
    return stem(one.verb.strip().split()[0]) in stems(record.activity)


def _is_publisher(case: Case, one: Attribution) -> bool:
    publisher = case.entry.document.record.publisher
    return publisher is not None and fits(name_of(publisher, case.vocabulary), one.near)
