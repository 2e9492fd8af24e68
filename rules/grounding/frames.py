"""The words of a sentence that give words to somebody, and how far they reach.

A *frame* is a speaker and a verb ("the judge held") or a phrase ("according to the judge"). What it
reaches over beyond doubt is its scope; a relative clause within, or what stands behind "but" or a
semicolon, may be the reporter's own and is looked at with more doubt.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.grounding.frame import LOOK_BACK, Cue, Frame, Span
from rules.grounding.passage import Stretch, sentences
from rules.grounding.phrases import before_quote, by_noun, by_phrase
from rules.grounding.reach import (
    after_colon,
    onward,
    relatives,
    resumed,
    segment,
)
from rules.grounding.subjects import is_plural, is_source, shared_subject, subject
from rules.grounding.words import lemma_of, lemmas, rule, verb_pattern, words

if TYPE_CHECKING:
    from collections.abc import Iterator


def frames_in(stretch: Stretch) -> tuple[Frame, ...]:
    """Return the frames of a stretch, sentence by sentence; offsets are those of its text."""
    found = []
    quoted = False
    for sentence in sentences(stretch):
        found += [_moved(frame, sentence.start) for frame in _frames(sentence.words, quoted=quoted)]
        quoted ^= sentence.words.count('"') % 2 == 1
    return tuple(found)


def _moved(frame: Frame, by: int) -> Frame:
    scope = tuple((low + by, high + by) for low, high in frame.scope)
    doubtful = tuple((low + by, high + by) for low, high in frame.doubtful)
    start, end = frame.start + by, frame.end + by
    return replace(frame, start=start, end=end, scope=scope, doubtful=doubtful)


@lru_cache(maxsize=2048)
def _frames(text: str, *, quoted: bool) -> tuple[Frame, ...]:
    # A stop within a sentence is an abbreviation's, and ends nothing.
    plain = re.sub(r"(?<=\w)\.(?=.*\w)", "_", text)
    spoken = _spoken(plain, quoted=quoted)
    found = [
        frame for make in (by_phrase, by_noun, before_quote) for frame in make(plain, text, spoken)
    ]
    for cue in _cues(plain):
        if cue.start and cue.words[0].isupper():
            continue  # "the United States", "Hope Street"
        if any(low <= cue.start < high for low, high in spoken):
            continue
        frame = _frame(plain, text, cue, found)
        if frame is not None:
            found.append(frame)
    named = [
        replace(one, near=one.near.replace("_", "."), named=one.named.replace("_", "."))
        for one in found
    ]
    return tuple(_without_new_speakers(sorted(named, key=lambda one: (one.start, one.end))))


def _without_new_speakers(frames: list[Frame]) -> Iterator[Frame]:
    """Cut what is said behind a frame that was put in, where somebody else begins to speak."""
    for frame in frames:
        if not frame.scope or frame.scope[0][0] >= frame.end:
            yield frame
            continue
        begins = [one.start for one in frames if one.scope and one.scope[0][0] >= one.end]
        scope, weak = [], list(frame.doubtful)
        for low, high in frame.scope:
            cut = min((at for at in begins if frame.end <= low < at < high), default=high)
            scope.append((low, cut))
            if cut < high:
                weak.append((cut, high))
        yield replace(frame, scope=tuple(scope), doubtful=tuple(weak))


def _spoken(text: str, *, quoted: bool) -> list[Span]:
    """Return the stretches in quotation marks."""
    marks = [match.start() for match in re.finditer('"', text)]
    if quoted:
        marks.insert(0, -1)
    if len(marks) % 2:
        marks.append(len(text))
    return [(marks[at] + 1, marks[at + 1]) for at in range(0, len(marks), 2)]


def _cues(text: str) -> list[Cue]:
    """Return the verbs of saying, and whatever verb stands beside a closing quotation mark."""
    found = [
        Cue(match.start(), match.end(), match[0], lemma_of(match[0]))
        for match in verb_pattern().finditer(text)
    ]
    taken = {cue.start for cue in found}
    for match in rule("beside_quote").finditer(text):
        name = "inverted" if match["inverted"] else "direct"
        if match.start(name) not in taken:
            found.append(Cue(match.start(name), match.end(name), match[name], match[name], True))
    return sorted(found)


_OPINIONS = frozenset({"expect", "think", "believe", "foresee", "consider", "regard", "see"})


def _frame(text: str, shown: str, cue: Cue, found: list[Frame]) -> Frame | None:
    low = max(segment(text, cue.start)[0], cue.start - LOOK_BACK)
    head = text[low : cue.start]
    inverted = _inverted(text, shown, cue, head)
    if inverted is not None:
        return inverted
    left = head.rstrip()
    if cue.lemma in _OPINIONS:
        left = rule("do_not").sub("", left)
    progressive = cue.words.lower().endswith("ing")
    if progressive and rule("being").search(left):
        left = rule("being").sub("", left)
    elif progressive:
        return _participle(text, cue, head, low, found)
    left = rule("help").sub("", left)
    if rule("barred").search(left) or rule("determined").search(left) or not re.search(r"\w", left):
        return None
    passing = re.search(r"(?<!\w)(?:who|which)$", left)
    of = subject(text, left, low, found)
    if of is None:
        return None
    begin, near, named = of
    joined = rule("joined").search(left) is not None
    if not joined and any(begin < one.end <= cue.start for one in found):
        return None  # "confirmed the second [report]": the object of another verb
    base = cue.words.lower() == cue.lemma and not cue.bound and cue.lemma not in _PAST_ALIKE
    if base and not rule("auxiliary").search(head) and not is_plural(near):
        return None  # "a weather report": no verb
    made = _reach(text, cue, begin, near, named, low, joined=joined)
    if made is not None and passing:
        stop = text.find(",", cue.end)
        stop = len(text) if stop < 0 else stop
        scope = tuple((a, min(b, stop)) for a, b in made.scope if a < stop)
        return replace(made, scope=scope, passing=True)
    return made


_PAST_ALIKE = frozenset({"put", "forecast", "rule out"})


def _reach(
    text: str, cue: Cue, begin: int, near: str, named: str, low: int, *, joined: bool
) -> Frame | None:
    """Return the frame of a subject and its verb, with what it reaches over."""
    before = text[low:begin]
    closed = rule("closed").match(text, cue.end)
    if closed and rule("day_then_clause").match(closed[0]):
        closed = None  # "said Monday the river had risen"
    if cue.lemma == "tell":
        closed = closed or rule("told_whom").match(text, cue.end)
    content = re.search(r"[\w\"].*[,\"?!—-]\s*$", before, re.DOTALL)
    what = re.search(r", which\s*$|^which\s*$", before)
    if (
        closed
        and closed[0].rstrip().endswith(",")
        and re.fullmatch(r"\W*as\s+", before, re.IGNORECASE)
    ):
        strong, doubt = onward(text, closed.end())  # "As the coroner noted, the brakes …"
        return Frame(begin, cue.end, near, named, cue.words, strong, doubt)
    if what or (closed and content and not joined):
        return _behind(text, cue, begin, near, named, low, what=bool(what))
    that = rule("that").match(text, cue.end)
    begins = cue.end
    if closed and (closed[0].rstrip().endswith(":") or re.match(r'\s*"', text[closed.end() :])):
        begins, that = closed.end(), closed
    sure = (
        that is not None
        or cue.lemma in lemmas("said_of")
        or cue.bound
        or (cue.lemma in lemmas("said_of_that") and rule("clause").match(text, cue.end) is not None)
        or _is_judging(text, cue, closed)
        or (cue.lemma in lemmas("finding") and is_source(near))
    )
    if re.match(r"\s+to \w", text[cue.end :]) or (closed and not that):
        sure = False
    clausal = that or cue.lemma == "tell" or rule("clause").match(text, cue.end)
    scope, weak = onward(text, begins, "break" if clausal else "object_ends")
    if not sure:
        scope, weak = (), (*scope, *weak)
    return Frame(begin, cue.end, near, named, cue.words, scope, weak)


def _is_judging(text: str, cue: Cue, closed: re.Match[str] | None) -> bool:
    """Say whether a verb has its subject's opinion of something behind it: "called it a breach"."""
    if closed or cue.lemma not in lemmas("judging"):
        return False
    if cue.lemma == "see":
        return False
    if cue.words.lower().endswith("ing"):
        return False
    if cue.lemma in {"dismiss", "reject"}:
        return rule("of_a_claim").match(text, cue.end) is not None
    if cue.lemma in {"put", "value", "estimate", "assess"}:
        return rule("at_number").match(text, cue.end) is not None
    return not re.match(
        r"\s+(?:for|off|on|out|up|a halt)(?!\w)(?! (?:the|an?) \w+ing)", text[cue.end :]
    )


def _behind(
    text: str, cue: Cue, begin: int, near: str, named: str, low: int, *, what: bool
) -> Frame:
    """Return a frame that stands behind what is said, or is put in between."""
    high = segment(text, cue.end)[1]
    if what:
        return Frame(begin, cue.end, near, named, cue.words, (), ((low, begin),), behind=True)
    scope: tuple[Span, ...] = ((after_colon(text, low, begin), begin),)
    put_in = re.compile(r"[^,;:\".]{0,60}(?P<mark>[,:])").match(text, cue.end)
    weak: tuple[Span, ...] = ((low, scope[0][0]),)
    if put_in and re.search(r"\w", text[put_in.end() : high]):
        strong, doubt = resumed(text, put_in.start("mark"), high)
        scope, weak = (*scope, *strong), (*weak, *doubt)
    if high < len(text):
        rest = (high + 1, len(text))
        scope, weak = (
            (scope, (*weak, rest)) if verb_pattern().search(text, high) else ((*scope, rest), weak)
        )
    return Frame(begin, cue.end, near, named, cue.words, scope, (*weak, *relatives(text, scope)))


def _inverted(text: str, shown: str, cue: Cue, head: str) -> Frame | None:
    """Return the frame of a verb before its subject: "…," said Nadia Farouk."""
    if cue.words.lower().endswith("ing") or not re.search(r"[,\"?!—-]\s*$", head):
        return None
    match = rule("who").match(text, cue.end)
    if match is None:
        return None
    begin = match.start("who")
    ends = rule("who_ends").search(text, begin + 1)
    end = ends.start() if ends else len(text)
    near = shown[begin:end].strip(" .")
    after_quote = re.search(r'[,?!.—-]?"\s*$', head) is not None
    if not after_quote:
        if rule("finite_in").search(text, begin, end) or text[end : end + 1] == '"':
            return None  # "Osei, said the vote had failed": what is said begins
        if cue.words.lower() not in words("inverting"):
            return None
        if re.match(r" (?:to|that) ", text[end:]) or not rule("clause_in").search(head):
            return None
    named = re.split(r";|\"", shown[begin : begin + 140])[0]
    low, high = segment(text, cue.start)
    begins = low if after_quote else after_colon(text, low, cue.start)
    scope: tuple[Span, ...] = ((begins, cue.start),)
    weak: tuple[Span, ...] = ((low, begins),)
    rest = _rest_behind(text, end, high)
    if rest is not None and text[rest : rest + 1]:
        strong, doubt = resumed(text, rest, high)
        scope, weak = (*scope, *strong), (*weak, *doubt)
    return Frame(cue.start, end, near, named, cue.words, scope, (*weak, *relatives(text, scope)))


def _rest_behind(text: str, end: int, high: int) -> int | None:
    """Return where what is said goes on behind "said his lawyer, Tom Abruzzi,"."""
    at = end
    while apposed := rule("apposed").match(text, at, high):
        at = apposed.end() - 1 if apposed[0].endswith(",") else apposed.end()
    if text[at : at + 1] != "," or not re.search(r"\w", text[at:high]):
        quote = text.find('"', at, high)
        return quote if quote >= 0 else None
    return at


def _participle(text: str, cue: Cue, head: str, low: int, found: list[Frame]) -> Frame | None:
    """Return the frame of ", claiming that": whoever the sentence is about says it."""
    that = rule("that").match(text, cue.end)
    if not head.rstrip().endswith(",") or not (that or cue.lemma in lemmas("said_of")):
        return None
    of = shared_subject(head.rstrip(" ,"), low, found)
    if of is None:
        return None
    scope, weak = onward(text, that.end() if that else cue.end)
    return Frame(cue.start, cue.end, of[1], of[2], cue.words, scope, weak)


def frames_of(text: str, start: int, end: int) -> tuple[Frame, ...]:
    """Return the frames of a stretch of a text."""
    return frames_in(Stretch(text, start, end))
