"""Whom the words before a verb name as its subject."""

from __future__ import annotations

import re

from rules.grounding.frame import LONGEST_NAME, Frame
from rules.grounding.words import pattern, rule, words


def is_plural(near: str) -> bool:
    """Say whether whoever is named is more than one: "health officials in Boyacá"."""
    head = re.split(
        r" (?:of|at|in|from|for|on|with|who|to|there|near|close|behind|across|around|familiar) ",
        near,
    )[0]
    return bool(
        rule("plural").search(head) or rule("plural").search(near) or re.search(r" and ", near)
    )


def subject(text: str, left: str, low: int, found: list[Frame]) -> tuple[int, str, str] | None:
    """Return where whoever speaks is named, the words beside the verb and those around them."""
    joined = rule("joined").search(left)
    if joined is not None:
        return shared_subject(left[: joined.start()], low, found)
    cuts = list(rule("stop").finditer(left))
    tail_at = cuts[-1].end() if cuts else 0
    tail = left[tail_at:]
    if re.search(r"(?:^|\s)who$", tail) or not tail.strip():
        return _antecedent(left, low)
    closes = tail.rstrip().endswith(",")
    pieces = [
        (m.start(), m[0])
        for m in re.finditer(r"(?:[^,]|,(?! ))+", tail.rstrip(" ,"))
        if m[0].strip(" ,")
    ]
    at = len(pieces) - 1
    if closes:
        while at > 0 and rule("aside").match(pieces[at][1]):
            at -= 1
    begin, near = pieces[at]
    first = max(0, at - 1) if closes else at
    named = ",".join(piece for _, piece in pieces[first:])
    near = near.strip(" ,")
    # "Earlier in the evening he": the pronoun is the subject.
    inner = re.search(r"(?<!\w)(he|she|they|it)$", near, re.IGNORECASE)
    if inner:
        begin, near = begin + inner.start(), inner[0]
    # "A score, [found] in Graz": a participle.
    if (closes and len(pieces) == 1) or not _may_speak(near):
        return None
    start = low + tail_at + begin
    while start < len(text) and text[start] in " ,":
        start += 1
    return start, near, named.strip(" ,")


def _may_speak(near: str) -> bool:
    """Say whether words may name a speaker: no adverbial, no day, and no clause."""
    if not near or len(near) > LONGEST_NAME or not (rule("naming").search(near) or is_source(near)):
        return False
    barred = rule("no_subject_begins").match(near) or rule("no_speaker").search(near)
    return not (barred or near.lower() in words("not_persons") or rule("finite").search(near))


def shared_subject(left: str, low: int, found: list[Frame]) -> tuple[int, str, str] | None:
    """Return the subject of the verb before: "welcomed the plan but [said]"."""
    before = [one for one in found if low <= one.start and one.end <= low + len(left)]
    if before:
        return before[-1].start, before[-1].near, before[-1].named
    clause = re.split(r"[;:—] ?| - ", left)[-1]
    begin = low + len(left) - len(clause)
    named = subject_of(clause)
    return (begin, named, named) if named else None


def subject_of(clause: str) -> str:
    """Return the words of a clause before its verb, where they are few enough to be its subject."""
    verb = min(
        (m for verbs in (rule("verb"), pattern("past_forms")) if (m := verbs.search(clause, 1))),
        key=lambda match: match.start(),
        default=None,
    )
    words_said = (clause[: verb.start()] if verb else clause).strip(" ,")
    pieces = [p for p in words_said.split(", ") if p]
    named = words_said if len(words_said) <= LONGEST_NAME else (pieces[0] if pieces else "")
    return named if len(named) <= LONGEST_NAME and rule("naming").search(named) else ""


def _antecedent(left: str, low: int) -> tuple[int, str, str] | None:
    """Return whom "who" stands for: "Pryce, who [denied it]"."""
    head = re.sub(r"\s*(?:who|which)$", "", left)
    if head == left:
        return None
    tail = re.split(r"[;:\"] ?| - ", head)[-1]
    pieces = [piece for piece in tail.split(", ") if piece.strip(" ,")]
    if not pieces:
        return None
    near = pieces[-1].strip(" ,")
    at = low + len(head) - len(pieces[-1])
    return (at, near, near) if len(near) <= LONGEST_NAME and rule("naming").search(near) else None


def is_source(near: str) -> bool:
    """Say whether whoever is named speaks by what it finds or records: "a study", "his log"."""
    said = re.findall(r"[a-z]+", near.lower())
    return any(
        word in words("sources") or word.removesuffix("s") in words("sources") for word in said
    )
