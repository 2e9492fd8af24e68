"""Whose words a quote is, as the frames of its paragraph and its quotation marks have it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.grounding.frames import frames_of
from rules.grounding.words import rule

if TYPE_CHECKING:
    from rules.grounding.frame import Frame
    from rules.grounding.passage import Passage

_EDGE = " \"'.,;:!?-—"
_SENTENCE_LIKE = 3
"""How many words in quotation marks are more than one that is only called so."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The frames that bear on a quote.

    `sure` reach over it beyond doubt, `within` stand in it, `beside` frame the quotation marks it
    stands in, and `maybe` may reach over it. `quoted` says that it stands in quotation marks.
    """

    sure: tuple[Frame, ...]
    within: tuple[Frame, ...]
    beside: tuple[Frame, ...]
    maybe: tuple[Frame, ...]
    quoted: bool

    @property
    def all(self) -> tuple[Frame, ...]:
        """Return all of them, the surest first."""
        return tuple(dict.fromkeys((*self.sure, *self.within, *self.beside, *self.maybe)))


def speech_of(passage: Passage) -> Speech:
    """Return whose words a quote is."""
    text, paragraph = passage.text, passage.paragraph
    start, end = passage.start, passage.end
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    frames = frames_of(text, paragraph.start, paragraph.end)
    run = _run_around(passage, start, end)
    beside = _framing(frames, run) if run is not None else ()
    within = tuple(f for f in frames if _stands_in(f, start, end))
    sure = tuple(f for f in frames if f not in within and f.reaches(start, end))
    if beside:
        sure = tuple(f for f in sure if f in beside)
    maybe = tuple(f for f in frames if f.touches(start, end))
    said = _by_nearness(sure, start, end)
    if not (said or within or maybe or run):
        said = _running_on(passage, frames)
    return Speech(said, within, beside, _by_nearness(maybe, start, end), run is not None)


def _running_on(passage: Passage, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Return the frame of the sentence before, where what it says goes on in the quote's own."""
    sentence = passage.sentence
    if not rule("moved_back").search(sentence.words) or any(
        sentence.start <= frame.start < sentence.end for frame in frames
    ):
        return ()
    before = [frame for frame in frames if frame.end <= sentence.start and frame.scope]
    if not before or not rule("in_the_past").search(before[-1].verb):
        return ()
    last = before[-1]
    between = passage.text[last.end : sentence.start]
    reaches = max((high for _, high in last.scope), default=0)
    close = reaches >= sentence.start - 2 and re.search(r"[.!?] [A-Z]", between) is None
    return (last,) if close else ()


def _stands_in(frame: Frame, start: int, end: int) -> bool:
    """Say whether a quote has a frame in it, with some of what is said."""
    if frame.passing or not (start < frame.end and frame.start < end):
        return False
    if frame.behind:
        return start >= frame.start - len(", which ")
    return any(max(low, start) < min(high, end) for low, high in frame.scope)


def _by_nearness(frames: tuple[Frame, ...], start: int, end: int) -> tuple[Frame, ...]:
    def distance(frame: Frame) -> int:
        return max(0, start - frame.end, frame.start - end)

    return tuple(sorted(frames, key=distance))


def _run_around(passage: Passage, start: int, end: int) -> tuple[int, int] | None:
    """Return the stretch in quotation marks that a quote stands in, if it stands in any."""
    text, paragraph = passage.text, passage.paragraph
    if text.count('"', paragraph.start, start) % 2 == 0:
        return None
    opening = text.rfind('"', paragraph.start, start)
    closing = text.find('"', start, paragraph.end)
    stop = closing if closing >= 0 else paragraph.end
    if closing < 0 and end == paragraph.end:
        stop = end
    if stop < end or len(re.findall(r"\w+", text[opening:stop])) < _SENTENCE_LIKE:
        return None
    return opening, stop


def _framing(frames: tuple[Frame, ...], run: tuple[int, int]) -> tuple[Frame, ...]:
    """Return the frame of what stands in quotation marks; else the last one before it."""
    low, high = run
    own = [
        f
        for f in frames
        if any(max(low, a) < min(high, b) for a, b in f.scope)
        and (f.end <= low + 1 or f.start >= high)
    ]
    if own:
        return _by_nearness(tuple(own), low, high)[:1]
    before = [f for f in frames if f.end <= low and (f.scope or f.doubtful)]
    return tuple(before[-1:])
