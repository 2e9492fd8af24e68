"""A quote must stand in the text of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.source import Source, quoted
from rules.contract import Anchor, Judgement, Part, Rule, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claims.load import Entry, Mentioned
    from claims.texts.find import Found, Stretch
    from claims.texts.model import Normal
    from claims.texts.near import Difference, Near
    from rules.claimset import ClaimSet

_SHOWN = 3
"""Places, or differing words, that a finding tells."""
_NAMED = 8


def judge(claims: ClaimSet) -> Iterator[Judgement]:
    """Look for each quote in the text of its document."""
    quoted_by: list[Entry | Mentioned] = [*claims.entries, *claims.mentions]
    for entry in quoted_by:
        found = claims.found(entry)
        text = claims.text(entry.document)
        if found is not None and text is not None:
            yield _Quote(claims, entry, text, found).judgement()
    yield from _in_other_typography(claims, quoted_by)
    yield from _unread(claims)


def _in_other_typography(
    claims: ClaimSet, quoted_by: Iterable[Entry | Mentioned]
) -> Iterator[Judgement]:
    """Tell once for each document which quotes are not written as the text is.

    Where only spaces and line ends differ, nobody needs to know.
    """
    held: dict[str, list[Entry | Mentioned]] = {}
    for entry in quoted_by:
        found, text = claims.found(entry), claims.text(entry.document)
        if found is not None and text is not None and found.verdict.value == "typography":
            quote = entry.record.quote
            words = quote if isinstance(quote, str) else getattr(quote, "exact", "")
            (first, _), (_, last) = found.stretches[0].spans[0], found.stretches[0].spans[-1]
            span = text.origin(first, last)
            if text.given[span.start : span.end].split() != words.split():
                held.setdefault(entry.document.key, []).append(entry)
    for key, entries in held.items():
        names = sorted(claims.called(entry) for entry in entries)
        shown = ", ".join(names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")
        stand = "a quote stands" if len(names) == 1 else f"{len(names):,} quotes stand"
        message = f"{stand} in the text of {key} in another typography: {shown}"
        part = Part(Anchor(entries[0].key, ("quote",)))
        yield Judgement(Verdict.HOLDS, message, (part,), remark=True)


def _unread(claims: ClaimSet) -> Iterator[Judgement]:
    """Tell once for each document what extractions say that no field of a claim holds."""
    held: dict[str, list[Mentioned]] = {}
    for mention in claims.mentions:
        if mention.record.unread:
            held.setdefault(mention.document.key, []).append(mention)
    for key, mentions in held.items():
        names = sorted({name for mention in mentions for name in mention.record.unread})
        shown = ", ".join(names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")
        message = f"of {len(mentions):,} in {key} only the quote is judged, and not: {shown}"
        way_out = "give `kind` and the fields of a claim; `counterclaim schema` has them"
        part = Part(Anchor(mentions[0].key))
        yield Judgement(Verdict.UNDECIDED, message, (part,), help=way_out)


class _Quote:
    """A quote that was looked for, and what there is to say of it."""

    def __init__(
        self, claims: ClaimSet, entry: Entry | Mentioned, text: Normal, found: Found
    ) -> None:
        self.claims, self.entry, self.text, self.found = claims, entry, text, found
        quote = entry.record.quote
        self.route = ("quote",) if isinstance(quote, str) else ("quote", "exact")
        self.words = quote if isinstance(quote, str) else getattr(quote, "exact", "")
        self.of = f"the quote of {claims.called(entry)}"

    def judgement(self) -> Judgement:
        """Return what the rule says of it."""
        verdict = self.found.verdict.value
        if verdict == "gave up":
            return self._gave_up()
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

    def _gave_up(self) -> Judgement:
        return Judgement(
            Verdict.UNDECIDED,
            f"whether {self.of} stands in the text is open: {self.found.reason}",
            (Part(Anchor(self.entry.key, self.route)),),
            help="quote a stretch without gaps, and so much of it that it stands there once",
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
        quote = self.entry.record.quote
        start, end = getattr(quote, "start", None), getattr(quote, "end", None)
        if start is not None or end is not None:
            held = self.text.given[start:end]
            return self._contradicts(
                f"{self.of} does not stand where it is said to: there the text has {quoted(held)}",
                tuple(self._stretch(each) for each in self.found.stretches[:_SHOWN]),
                "give the offsets of the words in the text as it is, in characters",
            )
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
