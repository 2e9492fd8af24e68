"""The claims of the page: a table for each document, and its text with the quotes marked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from reports.page.markup import Markup, element, joined, text, words
from reports.page.texts import marked_text
from reports.page.view import badge, numbers_of
from reports.summary import counted
from rules import catalogue
from rules.contract import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from claims.load import Entry, SourceDocument
    from reports.page.view import View
    from rules.contract import Judgement

WHOLE = 60
"""Up to this many claims in all, those without a finding are not folded."""
_TOLD = 600
"""Up to this many claims in all, what rules say of claims without a finding is told in full."""
_CHUNK = 50
_MOST = 12
_LONGEST = 160
_ELSEWHERE = frozenset({"id", "kind", "quote", "said_by", "hedge", "note"})
_HEAD = ("Claim", "Says", "Speaker", "Judged by", "Findings")


def documents(view: View) -> Markup:
    """Return all documents with their claims, those with findings first."""
    if view.claims is None:
        return element("p", "The claims were not kept for this report.", class_="quiet")
    held: dict[str, list[Entry]] = {document.key: [] for document in view.claims.documents}
    for entry in view.claims.entries:
        held[entry.document.key].append(entry)
    first: list[Markup] = []
    rest: list[Markup] = []
    for document in view.claims.documents:
        entries = held[document.key]
        concerned = document.key in view.shown or any(e.key in view.shown for e in entries)
        (first if concerned else rest).append(_document(view, document, entries))
    if not rest or len(view.claims.entries) <= WHOLE:
        return joined(*first, *rest)
    more = element("summary", counted(len(rest), "document") + " without a finding")
    return joined(*first, element("details", more, *rest))


def _document(view: View, document: SourceDocument, entries: Sequence[Entry]) -> Markup:
    record = document.record
    facts = [record.publisher, record.published, record.timezone]
    about = [words(str(fact)) for fact in facts if fact is not None]
    if record.reference:
        about.append(text("background"))
    about.append(text(counted(len(entries), "claim")))
    separated = [joined(" · " if n else "", fact) for n, fact in enumerate(about)]
    concerned = [entry for entry in entries if entry.key in view.shown]
    others = [entry for entry in entries if entry.key not in view.shown]
    parts = [element("h3", words(record.title or record.id))]
    parts.append(element("p", element("code", words(record.id)), " · ", *separated, class_="quiet"))
    if concerned:
        parts += [_table(view, concerned[at : at + _CHUNK], record.id, "claims with a finding")
                  for at in range(0, len(concerned), _CHUNK)]  # fmt: skip
    if others:
        tables = [
            _table(view, others[at : at + _CHUNK], record.id, "claims without a finding")
            for at in range(0, len(others), _CHUNK)
        ]
        few = view.claims is not None and len(view.claims.entries) <= WHOLE
        more = element("summary", f"{counted(len(others), 'claim')} without a finding")
        parts.append(element("details", more, *tables, open=few))
    shown = marked_text(view, document, entries)
    if shown is not None:
        summary = element("summary", "The text, with the quotes marked")
        parts.append(element("details", summary, shown))
    return element("section", *parts, class_="document")


def _table(view: View, entries: Sequence[Entry], name: str, what: str) -> Markup:
    head = element("tr", *(element("th", word, scope="col") for word in _HEAD))
    label = f"{name}, {what}, from {entries[0].record.id}"
    table = element(
        "table",
        element("thead", head),
        element("tbody", *(_row(view, entry) for entry in entries)),
        aria_label=label,
    )
    return element("div", table, class_="table chunk", tabindex=0, role="group", aria_label=label)


def _row(view: View, entry: Entry) -> Markup:
    found = view.shown.get(entry.key, ())
    severity = view.severity(view.members.get(entry.key, ()))
    kind = element("span", entry.kind, class_="kind")
    hedge = None if entry.record.hedge == "asserted" else text(f", {entry.record.hedge}")
    return element(
        "tr",
        element("th", element("code", words(entry.record.id)), kind, scope="row"),
        element("td", *_says(entry)),
        element("td", words(entry.speaker), hedge),
        element("td", _judged(view, entry)),
        element("td", *_links(view, found)),
        id=view.anchors[entry.key],
        class_="plain" if severity is None else severity.value,
        data_f=numbers_of(found),
    )


def _links(view: View, found: Sequence[int]) -> Iterable[Markup]:
    for number in found[:_MOST]:
        finding = view.findings[number]
        label = joined(badge(finding.severity), " ", finding.rule)
        yield element("a", label, href=f"#{view.names[number]}", class_="to")
    if len(found) > _MOST:
        yield element("span", f"and {len(found) - _MOST} more")


def _says(entry: Entry) -> Iterable[Markup]:
    quote = entry.record.quote
    if quote is not None:
        exact = quote if isinstance(quote, str) else quote.exact
        yield element("q", words(_cut(exact)))
    fields = entry.record.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    rows = [
        joined(element("b", name), " ", words(_cut(_plain(value))))
        for name, value in fields.items()
        if name not in _ELSEWHERE
    ]
    if rows:
        yield element("span", *(joined(" · " if n else "", row) for n, row in enumerate(rows)),
                      class_="fields")  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(held)}" for name, held in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _judged(view: View, entry: Entry) -> Markup:
    """Return which rules judged a claim, and how; what findings tell is left to them."""
    held = view.judgements.get(entry.key, ())
    of_none = element("strong", "not judged", class_="open")
    if not held:
        return of_none
    counts = Counter(judgement.verdict for _, judgement in held)
    told = ", ".join(f"{counts[v]} {_VERDICTS[v]}" for v in Verdict if counts[v])
    note = of_none if entry.key in view.open_claims else None
    many = view.claims is not None and len(view.claims.entries) > _TOLD
    if many and entry.key not in view.shown:
        rules = ", ".join(f"{rule}{_times(n)}" for rule, n in Counter(r for r, _ in held).items())
        return joined(note, element("span", f"{told}: {rules}"))
    plain = Counter(rule for rule, judgement in held if _is_plain(rule, judgement))
    others = [one for one in held if not _is_plain(*one)]
    rows = [_verdict(rule, judgement) for rule, judgement in others[:_MOST]]
    if len(others) > _MOST:
        rows.append(element("li", f"and {len(others) - _MOST} more"))
    if plain:
        names = ", ".join(f"{rule}{_times(number)}" for rule, number in plain.items())
        rows.append(element("li", f"holds: {names}", class_="holds"))
    return joined(note, element("details", element("summary", told), element("ul", *rows)))


def _times(number: int) -> str:
    return f" ×{number}" if number > 1 else ""


def _is_plain(rule: str, judgement: Judgement) -> bool:
    """Say whether a judgement only says that a claim is as it should be put."""
    looked_at = catalogue.rule(rule)
    holds = judgement.verdict is Verdict.HOLDS
    return holds and (looked_at.of_words or looked_at.formal) and not judgement.tolerance


def _verdict(rule: str, judgement: Judgement) -> Markup:
    verdict = judgement.verdict.value
    told = judgement.verdict is not Verdict.HOLDS or judgement.tolerance or judgement.remark
    said = None if told else joined(" ", words(_cut(judgement.message)))
    return element("li", f"{verdict}: ", element("code", rule), said, class_=verdict)


_VERDICTS: Mapping[Verdict, str] = {
    Verdict.CONTRADICTS: "contradicted",
    Verdict.UNDECIDED: "undecided",
    Verdict.HOLDS: "held",
}
