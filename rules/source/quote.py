"""A quote must stand in the text of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.source import Source, quoted
from rules.contract import Anchor, Judgement, Part, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.load import Entry
    from claims.texts.find import Found, Stretch
    from claims.texts.model import Normal
    from claims.texts.near import Difference, Near
    from rules.claimset import ClaimSet

_SHOWN = 3
"""Places, or differing words, that a finding tells."""


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Look for each quote in the text of its document."""
    for entry in claims.entries:
        found = claims.found(entry)
        text = claims.text(entry.document)
        if found is not None and text is not None:
            yield _Quote(claims, entry, text, found).judgement()


class _Quote:
    """A quote that was looked for, and what there is to say of it."""

    def __init__(self, claims: ClaimSet, entry: Entry, text: Normal, found: Found) -> None:
        self.claims, self.entry, self.text, self.found = claims, entry, text, found
        quote = entry.record.quote
        self.route = ("quote",) if isinstance(quote, str) else ("quote", "exact")
        self.words = quote if isinstance(quote, str) else getattr(quote, "exact", "")
        self.of = f"the quote of {claims.called(entry)}"

    def judgement(self) -> Judgement:
        """Return what the rule says of it."""
        verdict = self.found.verdict.value
        if verdict == "ambiguous":
            return self._ambiguous()
        if verdict == "elision":
            return self._elision()
        if verdict == "misplaced":
            return self._misplaced()
        if verdict == "absent":
            near = self.claims.near(self.entry)
            return self._absent() if near is None else self._drift(near)
        manner = "word for word" if verdict == "exact" else "in another typography"
        message = f"{self.of} stands in the text, {manner}"
        return Judgement(Verdict.HOLDS, message, (Part(Anchor(self.entry.key, self.route)),))

    def _contradicts(
        self, message: str, working: tuple[str, ...], way_out: str, standing: str = ""
    ) -> Judgement:
        part = Part(Anchor(self.entry.key, self.route))
        return Judgement(
            Verdict.CONTRADICTS, message, (part,), working=working, help=way_out, standing=standing
        )

    def _absent(self) -> Judgement:
        message = f"{self.of} is not in the text of {self.entry.document.key}: {quoted(self.words)}"
        return self._contradicts(message, (), "quote words that the text has, or drop the claim")

    def _drift(self, near: Near) -> Judgement:
        told = [_told(difference) for difference in near.differences[:_SHOWN]]
        more = len(near.differences) - _SHOWN
        if more > 0:
            told.append(f"and {more} more")
        how = "; ".join(told) or "it is cut within a word, or its signs differ"
        return self._contradicts(
            f"{self.of} is not what the text says: {how}",
            (self._shown(near.start, near.end),),
            "quote the text as it stands, and see whether the claim still holds",
        )

    def _ambiguous(self) -> Judgement:
        number = len(self.found.stretches)
        times = f"{number:,} times or more" if self.found.most else f"{number:,} times"
        places = tuple(self._stretch(each) for each in self.found.stretches[:_SHOWN])
        return self._contradicts(
            f"{self.of} stands in the text {times}, and which is meant is not said",
            places,
            "add the words before it as `prefix`, or those after it as `suffix`, or quote more",
            "the words are those of the text",
        )

    def _elision(self) -> Judgement:
        return self._contradicts(
            f"{self.of} changes what the text says: {self.found.reason}",
            (self._stretch(self.found.stretches[0]),),
            "quote what is left out too, or make it two claims",
            "all that is quoted stands in the text",
        )

    def _misplaced(self) -> Judgement:
        return self._contradicts(
            f"{self.of} stands in the text, but not with the words given before and after it",
            tuple(self._stretch(each) for each in self.found.stretches[:_SHOWN]),
            "give `prefix` and `suffix` as the text has them",
        )

    def _stretch(self, stretch: Stretch) -> str:
        return self._shown(stretch.spans[0][0], stretch.spans[-1][1])

    def _shown(self, start: int, end: int) -> str:
        span = self.text.origin(start, end)
        line, column = Source("", self.text.given).position(span.start)
        words = quoted(self.text.text[start:end])
        return f"the text has {words} on line {line}, column {column}"


def _told(difference: Difference) -> str:
    if not difference.text:
        return f"it adds {quoted(difference.quote)}"
    if not difference.quote:
        return f"it leaves out {quoted(difference.text)}"
    return f"it has {quoted(difference.quote)} for {quoted(difference.text)}"


RULE = Rule(
    "The quote of a claim does not stand in the text of its document.",
    judge,
    of_words=True,
)
