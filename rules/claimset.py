"""The claims of a run, with the few questions that rules ask of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from claims import records
from claims.faults import Fault
from claims.names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.load import Corpus, Entry, Mentioned, SourceDocument, Statement
    from claims.places.effort import Effort
    from claims.places.read import Atlas
    from claims.texts.find import Found, Text
    from claims.texts.model import Normal, Placed
    from claims.texts.near import Near
    from claims.vocabulary import Vocabulary
    from rules.temporal.memory import Memory
    from rules.temporal.timeline import Timeline

_Kind = TypeVar("_Kind", bound=records.BaseClaim)


class ClaimSet:
    """A corpus as rules see it. Nothing here changes after it is made; answers are kept.

    `memory` has what an earlier run over nearly the same claims found out about times. `brief` says
    that only which findings there are is asked for: rules may leave out the working and the help.
    """

    def __init__(
        self, corpus: Corpus, memory: Memory | None = None, *, brief: bool = False
    ) -> None:
        self.corpus = corpus
        self.brief = brief
        self._memory = memory
        self._texts: dict[str, Text | Fault | None] = {}
        self._found: dict[str, Found] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary that names are looked up in."""
        return self.corpus.vocabulary

    @property
    def documents(self) -> tuple[SourceDocument, ...]:
        """Return all documents by id."""
        return self.corpus.documents

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return all claims by key."""
        return self.corpus.entries

    @property
    def mentions(self) -> tuple[Mentioned, ...]:
        """Return the words that extractions found and said nothing of that a claim could hold."""
        return self.corpus.mentions

    @cached_property
    def _by_key(self) -> Mapping[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def _documents(self) -> Mapping[str, SourceDocument]:
        return {document.key: document for document in self.documents}

    @cached_property
    def _by_kind(self) -> Mapping[type, tuple[Entry, ...]]:
        groups: dict[type, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(type(entry.record), []).append(entry)
        return {kind: tuple(group) for kind, group in groups.items()}

    def each(self, kind: type[_Kind]) -> tuple[tuple[Entry, _Kind], ...]:
        """Return the claims of one kind, each with its record."""
        return tuple(
            (entry, entry.record)
            for entry in self._by_kind.get(kind, ())
            if isinstance(entry.record, kind)
        )

    def get(self, key: str) -> Entry | None:
        """Return the claim of that key, if it could be read."""
        return self._by_key.get(key)

    def statement(self, key: str) -> Statement | None:
        """Return the claim or document of that key."""
        return self._by_key.get(key) or self._documents.get(key)

    def key_of(self, entry: Entry, ref: str) -> str:
        """Return the key that a reference in a claim stands for."""
        return ref if "#" in ref else f"{entry.document.record.id}#{ref}"

    def target(self, entry: Entry, ref: str) -> Entry | None:
        """Return the claim that a reference points at; nothing where it names a thing."""
        return self._by_key.get(self.key_of(entry, ref))

    def is_broken(self, entry: Entry, ref: str) -> bool:
        """Say whether the reference points at a claim that could not be read."""
        return self.key_of(entry, ref) in self.corpus.broken

    def called(self, entry: Entry | Mentioned) -> str:
        """Return how messages name a claim: by its id, in full where there are more documents."""
        return entry.record.id if len(self.documents) == 1 else entry.key

    def names(self, entry: Entry, ref: str) -> str:
        """Return how messages name what a reference in a claim points at."""
        target = self.target(entry, ref)
        return ref if target is None else self.called(target)

    def event(self, entry: Entry, ref: str) -> Entry | None:
        """Return the event that a reference points at."""
        found = self.target(entry, ref)
        return found if found is not None and isinstance(found.record, records.Event) else None

    def subject(self, entry: Entry, ref: str) -> str:
        """Return what identifies the event or thing that a claim is of.

        Claims joined by `same_as` are one subject. A thing is known by its folded name, or by its
        vocabulary's name where it is a party.
        """
        found = self.target(entry, ref)
        if found is not None:
            return "#" + self.identity(found.key)
        return self.vocabulary.parties.canonical(ref)

    @cached_property
    def _measurements(self) -> Mapping[str, tuple[tuple[Entry, records.Measurement], ...]]:
        groups: dict[str, list[tuple[Entry, records.Measurement]]] = {}
        for entry, record in self.each(records.Measurement):
            groups.setdefault(self.subject(entry, record.of), []).append((entry, record))
        return {subject: tuple(group) for subject, group in groups.items()}

    def measurements(self, entry: Entry) -> tuple[tuple[Entry, records.Measurement], ...]:
        """Return what is measured of the event that a claim tells."""
        return self._measurements.get(self.subject(entry, entry.record.id), ())

    @cached_property
    def _identities(self) -> Mapping[str, str]:
        leaders: dict[str, str] = {}

        def leader(key: str) -> str:
            while leaders.get(key, key) != key:
                key = leaders[key]
            return key

        for entry in self.entries:
            same = self.same_as(entry)
            if len(same) == 1:
                first, second = sorted((leader(entry.key), leader(same[0].key)))
                leaders[second] = first
        return {key: leader(key) for key in leaders}

    def identity(self, key: str) -> str:
        """Return one key for all claims that are said to be of the same event or thing."""
        return self._identities.get(key, key)

    @cached_property
    def _tellers(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            found.setdefault(self.identity(entry.key), set()).add(entry.document.key)
        return {key: frozenset(documents) for key, documents in found.items()}

    def tellers(self, entry: Entry) -> frozenset[str]:
        """Return the documents with claims of the same event or thing."""
        return self._tellers[self.identity(entry.key)]

    @cached_property
    def _kin(self) -> Mapping[str, frozenset[str]]:
        """Return for each event the others that it is said to be, to take in or to be part of."""
        kin: dict[str, set[str]] = {}
        for entry in self.entries:
            own = self.identity(entry.key)
            for same in self.same_as(entry):
                other = self.identity(same.key)
                kin.setdefault(own, set()).add(other)
                kin.setdefault(other, set()).add(own)
        return {key: frozenset(others) for key, others in kin.items()}

    def kin(self, key: str) -> frozenset[str]:
        """Return what identifies the event of a claim, its parts and its wholes."""
        own = self.identity(key)
        return self._kin.get(own, frozenset()) | {own}

    @cached_property
    def _tellings(self) -> Mapping[str, tuple[str, ...]]:
        groups: dict[str, list[str]] = {}
        for entry in self.entries:
            groups.setdefault(self.identity(entry.key), []).append(entry.key)
        return {key: tuple(keys) for key, keys in groups.items()}

    def tellings(self, identity: str) -> tuple[str, ...]:
        """Return the keys of all claims of one event or thing."""
        return self._tellings.get(identity, ())

    def same_as(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the claims that this one says it is the same as."""
        found = (self.target(entry, ref) for ref in entry.record.same_as)
        return tuple(other for other in found if other is not None and other is not entry)

    def supersedes(self, entry: Entry, other: Entry) -> bool:
        """Say whether one of the two claims corrects the other."""
        return self._corrects(entry, other) or self._corrects(other, entry)

    def _corrects(self, entry: Entry, other: Entry) -> bool:
        return any(self.key_of(entry, ref) == other.key for ref in entry.record.supersedes)

    @cached_property
    def superseded(self) -> frozenset[str]:
        """Return the keys of claims that a later claim corrects."""
        return frozenset(
            self.key_of(entry, ref) for entry in self.entries for ref in entry.record.supersedes
        )

    def same_speaker(self, first: Entry, second: Entry) -> bool:
        """Say whether two claims are one speaker's."""
        return self.speaker(first) == self.speaker(second)

    def speaker(self, entry: Entry) -> str:
        """Return what identifies the speaker of a claim."""
        return self.vocabulary.parties.canonical(fold(entry.speaker))

    @cached_property
    def timeline(self) -> Timeline:
        """Return what the claims say of times, solved."""
        from rules.temporal.timeline import solve_timeline  # noqa: PLC0415  only runs that ask for it

        return solve_timeline(self, self._memory)

    @cached_property
    def atlas(self) -> Atlas:
        """Return the reader of places; the first question loads the map."""
        from claims.places.read import Atlas  # noqa: PLC0415  only runs that ask for it

        return Atlas(self.corpus.shelf)

    def text(self, document: SourceDocument) -> Normal | None:
        """Return the text of a document in one typography; nothing where none can be read."""
        found = self._searched(document)
        return None if found is None or isinstance(found, Fault) else found.normal

    def text_fault(self, document: SourceDocument) -> Fault | None:
        """Return why the text of a document cannot be used, where it has one."""
        found = self._searched(document)
        return found if isinstance(found, Fault) else None

    def near(self, entry: Entry | Mentioned) -> Near | None:
        """Return what the text of a claim has in the place of a quote that is not in it."""
        text, quote = self._searched(entry.document), entry.record.quote
        if quote is None or text is None or isinstance(text, Fault):
            return None
        return text.near(quote if isinstance(quote, str) else quote.exact)

    def _searched(self, document: SourceDocument) -> Text | Fault | None:
        path = self.corpus.articles.get(document.key)
        if path is None and document.record.text is None:
            return None
        if document.key not in self._texts:
            from claims.texts.find import Text  # noqa: PLC0415  only runs that ask for it
            from claims.texts.read import read_document  # noqa: PLC0415  likewise

            read = read_document(document, path, self.corpus.shelf)
            self._texts[document.key] = (
                read if read is None or isinstance(read, Fault) else Text(read)
            )
        return self._texts[document.key]

    def found(self, entry: Entry | Mentioned) -> Found | None:
        """Return how the quote of a claim stands in its text; nothing where one is missing."""
        text, quote = self._searched(entry.document), entry.record.quote
        if quote is None or text is None or isinstance(text, Fault):
            return None
        if entry.key not in self._found:
            if isinstance(quote, str):
                self._found[entry.key] = text.find(quote)
            else:
                self._found[entry.key] = text.find(
                    quote.exact, quote.prefix, quote.suffix, quote.start, quote.end
                )
        return self._found[entry.key]

    def placed(self, entry: Entry) -> Placed | None:
        """Return the quote of a claim in its text, for what asks whether it says what is recorded.

        Where the document has no text, or the words stand in it more than once, it is the quote by
        itself. Nothing where the claim has no quote, or one that is not in the text.
        """
        from claims.texts.find import place  # noqa: PLC0415  only runs that ask for it

        quote = entry.record.quote
        text = self._searched(entry.document)
        if quote is None or isinstance(text, Fault):
            return None
        exact = quote if isinstance(quote, str) else quote.exact
        return place(exact, self.text(entry.document), self.found(entry))

    @cached_property
    def effort(self) -> Effort:
        """Return the effort that measuring on the map may take."""
        from claims.places.effort import Effort  # noqa: PLC0415  only runs that ask for it

        return Effort()

    def seen_by(self, timeline: Timeline) -> ClaimSet:
        """Return the same claims with another reading of their times."""
        view = ClaimSet(self.corpus)
        view.__dict__.update(self.__dict__, timeline=timeline)
        return view
