"""The findings of the page: a card for each, with its claims, its working and its source lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.page.markup import Markup, element, joined, text, words
from reports.page.view import badge, numbers_of
from reports.text import address, set_aside, source_lines
from rules import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.page.view import View
    from rules.contract import Part

MOST = 60
"""Findings that are shown at once; the others are folded."""
_NAMED = 8
_LISTED = 100
_LINES = 60
"""Source lines of one finding that are shown."""


def findings(view: View) -> Markup:
    """Return the list of findings."""
    cards = [_card(view, number) for number in range(len(view.findings))]
    if not cards:
        return element("p", "There are no findings.", class_="quiet")
    first = element("ol", *cards[:MOST], class_="cards")
    if len(cards) <= MOST:
        return first
    rest = [
        element("ol", *cards[at : at + MOST], class_="cards chunk", start=at + 1)
        for at in range(MOST, len(cards), MOST)
    ]
    more = element("summary", f"{len(cards) - MOST:,} more findings")
    return joined(first, element("details", more, *rest))


def _card(view: View, number: int) -> Markup:
    finding = view.findings[number]
    judgement = finding.judgement
    name = view.names[number]
    keys = list(dict.fromkeys(p.claim for p in judgement.parts if p.claim is not None))
    head = element(
        "p",
        badge(finding.severity),
        " ",
        element("a", finding.rule, class_="rule", href=f"#rule-{finding.rule.replace('/', '-')}"),
        " ",
        *_named(view, keys),
        class_="meta",
    )
    title = element("h3", element("a", words(judgement.message), href=f"#{name}", class_="choose"))
    standing = element("p", words(finding.standing), class_="quiet") if finding.standing else None
    aside = [element("p", words(why), class_="quiet aside") for why in set_aside(finding)]
    return element(
        "li",
        head,
        title,
        standing,
        *aside,
        _more(view, number),
        id=name,
        class_=f"card {finding.severity.value}",
        data_n=number,
        data_f=numbers_of([number]),
    )


def _named(view: View, keys: list[str]) -> Iterable[Markup]:
    for at, key in enumerate(keys[:_NAMED]):
        yield joined(", " if at else "", view.link(key))
    if len(keys) > _NAMED:
        yield text(f" and {len(keys) - _NAMED} more")


def _more(view: View, number: int) -> Markup:
    finding = view.findings[number]
    judgement = finding.judgement
    parts: list[Markup] = [_parts(view, judgement.parts, "Rests on")]
    if judgement.related:
        parts.append(_parts(view, judgement.related, "Points at"))
    if judgement.working:
        parts += [element("h4", "Working"), _list(judgement.working)]
    if judgement.background:
        parts += [element("h4", "Background"), _list(judgement.background)]
    if judgement.help:
        parts += [element("h4", "What would settle it"), element("p", words(judgement.help))]
    lines = source_lines(finding, view.locator)
    if lines:
        shown = "\n".join(text(line) for line in lines[:_LINES])
        label = "Lines of the files"
        body = element("code", Markup(shown))
        parts += [
            element("h4", label),
            element("pre", body, tabindex=0, role="group", aria_label=label),
        ]
    return element("details", element("summary", "Claims and working"), *parts)


def _parts(view: View, parts: Sequence[Part], heading: str) -> Markup:
    rows = []
    for part in parts[:_LISTED]:
        place = address(view.locator.locate(part.at))
        name = joined(view.link(part.claim), " ") if part.claim is not None else None
        label = joined(": ", words(part.label)) if part.label else None
        where = element("span", place, class_="place")
        rows.append(element("li", element("strong", name), where, label))
    if len(parts) > _LISTED:
        rows.append(element("li", f"and {len(parts) - _LISTED:,} more"))
    return joined(element("h4", heading), element("ul", *rows))


def _list(rows: Iterable[str]) -> Markup:
    return element("ul", *(element("li", words(row)) for row in rows))


def rule_pages(view: View) -> Markup:
    """Return the pages of the rules that found something, without their examples."""
    used = sorted({finding.rule for finding in view.findings}, key=catalogue.rule_ids().index)
    rows = []
    for rule in used:
        said = [element("p", words(paragraph)) for paragraph in _paragraphs(catalogue.page(rule))]
        summary = element("summary", element("code", rule), " ", catalogue.rule(rule).summary)
        whole = element("p", "In full: ", element("code", f"counterclaim explain {rule}"))
        name = f"rule-{rule.replace('/', '-')}"
        rows.append(element("details", summary, *said, whole, id=name))
    return joined(*rows)


def _paragraphs(page: str) -> Iterable[str]:
    """Return the paragraphs of the first section of a rule's page, which says how it decides."""
    _, _, rest = page.partition("\n## ")
    section, _, _ = rest.partition("\n## ")
    return section.split("\n\n")[1:]
