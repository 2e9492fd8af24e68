"""The words of a sentence that say who speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rules.grounding.words import pattern, words

# A name, a noun with an article, a plural or a pronoun; "earlier reported" names nobody.
NAMING = re.compile(
    r"[A-ZÀ-Þ]|(?<!\w)(?:the|an?|its|his|her|their|one|two|three|some|he|she|they|it|we|i)(?!\w)"
    r"|s$|(?:men|women|people|police|staff)$"
)
LOOK_BACK = 400
"""How many characters before a verb of saying its subject is looked for."""

LONGEST_NAME = 60
"""How many characters whoever speaks is named with at most, where nothing but that is judged."""


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
    def by_phrase(self) -> bool:
        """Say whether it is no verb that says it: "according to the owner"."""
        return self.verb.strip().lower().startswith(("according", "in the", "charges", "by"))

    @property
    def is_speech(self) -> bool:
        """Say whether its verb makes what stands beside it somebody's words beyond doubt."""
        verb = self.verb.strip().lower()
        return self.by_phrase or verb in words("speech") or verb in words("opinion")

    @property
    def is_past(self) -> bool:
        """Say whether its verb is in the past, so that what is said is moved back."""
        return bool(re.search(r"(?:ed|said|told|wrote)$", self.verb.strip().lower()))

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


# "does not expect": an opinion too, where "did not say" says nothing.
_DO_NOT = re.compile(r"(?<!\w)(?:do|does|did)(?: not|n't)$", re.IGNORECASE)
_DETERMINED = re.compile(
    r"(?<!\w)(?:the|an?|its|their|his|her|this|that|these|of|no|any|for)\s*$", re.IGNORECASE
)
_ADVERB = re.compile(r"(?:always|never|often|still|now|again|once|only|first|\w+ly)", re.IGNORECASE)
PERSON = re.compile(r"[A-ZÀ-Þ][\w'-]+(?: (?:[A-ZÀ-Þ][\w'-]*|van|von|de|da|al|el|bin|der))+")


@lru_cache(maxsize=1024)
def attributions(text: str) -> tuple[Attribution, ...]:
    """Return what a sentence says of who speaks, in order; offsets are within it."""
    text = _TITLE.sub(r"\1 ", text)
    found = [_by_phrase(m) for rule in (_ACCORDING, _ACCOUNT) for m in rule.finditer(text)]
    for match in pattern("saying").finditer(text):
        low = max(0, match.start() - LOOK_BACK)
        head = text[low : match.start()]
        if match[0].lower() in words("not_opinions"):
            head = _without_do(head)
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
                    match.start(),
                    match.end() + len(who),
                    who.split(", ")[0],
                    who,
                    match[0],
                    inverted=True,
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
        near = _before_aside(near, named)
        joined = _JOINED.search(head)
        if joined and match[0].lower() in words("speech") | words("opinion"):
            near = named = _shared_subject(head[: joined.start()], found)
        participle = (
            not PERSON.fullmatch(near.strip(" ,"))
            and head.rstrip().endswith(",")
            and match[0].lower() in words("participles")
        )
        if _DETERMINED.search(near):
            continue  # "rejected the claims": a noun
        if near.strip() and not participle and not _PASSIVE.search(head.rstrip()):
            start = low + max(head.rfind(near.strip()), 0)
            found.append(
                Attribution(start, match.end(), near.strip(" ,"), named.strip(" ,"), match[0])
            )
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


# "welcomed the plan but [said]", "denied it, and also [said]": the subject stands before.
_JOINED = re.compile(r",? (?:and|but)(?: also| later| then)? $", re.IGNORECASE)


def _shared_subject(head: str, found: list[Attribution]) -> str:
    """Return whoever speaks in the clause before; its words where that says nothing."""
    spoken = [one for one in found[-1:] if not one.inverted]
    if spoken:
        return spoken[-1].near
    clause = re.split(r"[;:—\"] |(?<![.\w]\w)[.!?] ", head)[-1]
    return clause if len(clause) <= _LONGEST_CLAUSE else ""


_LONGEST_CLAUSE = 60


def _before_aside(near: str, named: str) -> str:
    """Return whoever "Officials, speaking in private," are, rather than what is said in passing."""
    parts = named.strip().split(", ")
    if not named.rstrip().endswith(",") or len(parts) < 2 or near.strip() != parts[-1]:
        return near
    return parts[-2] if re.match(r"\w+ing |who |which |one of ", parts[-1]) else near


def _without_do(head: str) -> str:
    """Blank "does not" before a verb of opinion."""
    kept = head.rstrip()
    return _DO_NOT.sub(lambda m: " " * len(m[0]), kept) + head[len(kept) :]


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


def adjoins(one: Attribution, sentence: str, start: int) -> bool:
    """Say whether what begins at `start` stands directly behind "X found that"."""
    return bool(re.fullmatch(r'\s+that\s+"?', sentence[one.end : start]))
