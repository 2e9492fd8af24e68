"""Whether words name the one whom a record names: by surname, title, office or short name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from claims.names import fold
from rules.grounding.stems import stem
from rules.grounding.words import words

if TYPE_CHECKING:
    from claims.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*|\d+")


LONGEST_ENDING = 4
"""How many letters more one form of a name has than another: "Palestine", "Palestinians"."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a record writes it, and the other names that the vocabulary has for it.

    Each form is its words in order, folded and without titles.
    """

    text: str
    forms: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=8192)
def _tokens(text: str, *, titles: bool = False) -> tuple[str, ...]:
    """Return the words of a name, folded; its titles too, or where it is nothing else."""
    plain = re.sub(r"'s\b|’s\b", "", text)
    found = (re.sub(r"\.", "", match[0]) for match in _WORD.finditer(plain))
    # "WHO" is no pronoun.
    said = [
        fold(word)
        for word in found
        if word.lower() not in words("empty") or (word.isupper() and len(word) > 1)
    ]
    bare = [word for word in said if word not in words("titles_of_people")]
    return tuple(said if titles or not bare else bare)


def name_of(text: str, vocabulary: Vocabulary) -> Name:
    """Return a name with what else it may be called."""
    concept = vocabulary.parties.get(text)
    others = () if concept is None else (concept.name, *concept.also)
    forms = tuple(dict.fromkeys(form for t in (text, *others) if (form := _tokens(t))))
    return Name(text, forms)


def meets(one: str, other: str) -> bool:
    """Say whether two words are forms of one: "Japan" and "Japanese"."""
    if one == other or stem(one) == stem(other):
        return True
    short = min(len(one), len(other))
    alike = short >= 5 and one[: short - 1] == other[: short - 1]
    return alike and abs(len(one) - len(other)) <= LONGEST_ENDING


def _has(word: str, said: tuple[str, ...]) -> bool:
    return any(meets(word, other) for other in said)


def fits(name: Name, said: str) -> bool:
    """Say whether words can name the one whom the record names."""
    spoken = _tokens(said, titles=True)
    return bool(spoken) and any(_form_fits(form, spoken, name.text) for form in name.forms)


def _form_fits(form: tuple[str, ...], spoken: tuple[str, ...], text: str) -> bool:
    found = [word for word in form if _has(word, spoken)]
    if not found:
        return _initials(form, spoken)
    if len(found) == len(form):
        return True
    if _is_person(text):
        return _has(form[-1], spoken) or (len(spoken) <= 2 and _has(form[0], spoken))
    short = tuple(word for word in spoken if word not in words("titles_of_people"))
    if not short:
        return False
    if len(short) <= len(form) and all(_has(word, form) for word in short):
        return True
    heads = [form[-1], *([form[_head(text)]] if _head(text) < len(form) else [])]
    return (
        any(_has(head, spoken) for head in heads) and len(found) * 2 >= len(form) and len(form) > 2
    )


def _head(text: str) -> int:
    """Return which word of a name is its noun: "a spokeswoman for the festival"."""
    first = re.split(r"(?<!\w)(?:of|for|from|in|at|with|on)(?!\w)", text, maxsplit=1)[0]
    return max(0, len(_tokens(first)) - 1)


def _is_person(text: str) -> bool:
    said = [w for w in re.findall(r"[\w'.-]+", text) if w.lower() not in words("titles_of_people")]
    capitals = [w for w in said if w[0].isupper()]
    return 0 < len(capitals) == len(said) <= 4 and not any(
        w.lower() in words("bodies") for w in said
    )


def _initials(form: tuple[str, ...], spoken: tuple[str, ...]) -> bool:
    letters = "".join(word[0] for word in form)
    if len(form) > 1 and letters in spoken:
        return True
    return len(form) == 1 and 2 <= len(form[0]) <= 5 and form[0] in _acronyms(spoken, len(form[0]))


def _acronyms(spoken: tuple[str, ...], length: int) -> set[str]:
    letters = "".join(word[0] for word in spoken)
    return {letters[at : at + length] for at in range(len(letters) - length + 1)}
