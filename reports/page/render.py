"""The page as a whole: one file that fetches nothing and runs no script but its own."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from reports import summary
from reports.page.claims import documents
from reports.page.findings import findings, rule_pages
from reports.page.markup import Markup, element, joined, text, words
from reports.page.timeline import timeline
from reports.page.view import SIGNS, View, numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.places import Locator
    from rules.engine import Outcome

_TITLES = 2


def render(outcome: Outcome, locator: Locator, version: str) -> str:
    """Return the outcome as a page of HTML, with a line end.

    Timeline, map and claims are shown where the run kept them. Script and style are those of the
    program, and the page's policy allows these alone, by their digest.
    """
    view = View(outcome, locator)
    style, script = _shipped("page.css"), _shipped("page.js")
    title = _title(view)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", style),
    )
    main = element(
        "main",
        element("div", _findings(view), _map(view), class_="pair"),
        _section("timeline", "When it was", timeline(view)),
        _section("claims", "Claims and texts", _unjudged(view), documents(view)),
        _section("rules", "The rules that found something", rule_pages(view))
        if view.findings
        else None,
        id="main",
    )
    status = element("p", role="status", id="status", class_="status")
    body = element("body", _skip(), _header(view, title, version), main, status,
                   element("script", script))  # fmt: skip
    return f'<!DOCTYPE html>\n<html lang="en">{head}\n{body}</html>\n'


def _shipped(name: str) -> Markup:
    """Return a file of the program's own. It holds no end tag of the element that it goes into."""
    return Markup(resources.files("reports.page").joinpath(name).read_text("utf-8"))


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; "
        f"script-src 'sha256-{_digest(script)}'; base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return b64encode(sha256(content.encode()).digest()).decode()


def _title(view: View) -> str:
    held = () if view.claims is None else view.claims.documents
    main = [document for document in held if not document.record.reference] or list(held)
    names = [document.record.title or document.record.id for document in main[:_TITLES]]
    more = f" and {len(main) - _TITLES} more" if len(main) > _TITLES else ""
    return f"Claim check: {', '.join(names)}{more}" if names else "Claim check"


def _skip() -> Markup:
    return element("a", "Skip to the findings", href="#findings", class_="skip")


def _header(view: View, title: str, version: str) -> Markup:
    outcome = view.outcome
    chips = [
        _chip(number, severity.value, SIGNS[severity])
        for severity, number in summary.severities(outcome).items()
        if number
    ]
    chips += [
        _chip(outcome.claims, "claim"),
        _chip(outcome.documents, "document"),
        _chip(len(outcome.not_judged), "claim", after=" not judged"),
    ]
    told = [summary.headline(outcome, view.locator.files), f" {summary.comparisons(outcome)}."]
    if unread := summary.unread(outcome):
        told.append(f" {unread}")
    buttons = element(
        "div",
        element("button", "Show all", type="button", id="clear", hidden=True),
        element("button", "Light / dark", type="button", id="theme", hidden=True),
        class_="buttons",
    )
    names = (
        ("findings", "Findings"),
        ("map", "Map"),
        ("timeline", "Timeline"),
        ("claims", "Claims"),
    )
    links = [element("a", label, href=f"#{name}") for name, label in names]
    return element(
        "header",
        element("div", element("h1", words(title)), buttons, class_="top"),
        element("p", *told, f" counterclaim {version}.", class_="quiet"),
        element("ul", *chips, class_="chips"),
        element("nav", *links, aria_label="Parts of the page"),
    )


def _chip(number: int, noun: str, sign: str = "", after: str = "") -> Markup:
    mark = element("span", f"{sign} ", aria_hidden="true", class_=f"badge {noun}") if sign else None
    plural = noun if number == 1 else f"{noun}s"
    return element("li", mark, element("b", f"{number:,}"), f" {plural}{after}")


def _section(name: str, heading: str, *content: Markup | None) -> Markup:
    label = f"{name}-heading"
    return element(
        "section",
        element("h2", heading, id=label),
        *content,
        id=name,
        aria_labelledby=label,
        class_="panel",
    )


def _findings(view: View) -> Markup:
    hint = None
    if view.findings:
        hint = element(
            "p", "Choose a finding to see its claims in every view; Escape shows all again.",
            class_="quiet scripted",
        )  # fmt: skip
    return _section("findings", "Findings", hint, findings(view))


def _map(view: View) -> Markup:
    if view.claims is None:
        return _section("map", "Places, distances and ranges", _quiet("Nothing was kept to draw."))
    from reports.map import NothingToDrawError, drawing_of, figure, legend_of  # noqa: PLC0415

    drawing = drawing_of(view.claims)

    def tag(keys: Iterable[str]) -> str:
        found = sorted({number for key in keys for number in _of_place(view, key)})
        severity = view.severity(found)
        sort = "" if severity is None else f' data-s="{severity.value}"'
        return f' data-f="{numbers_of(found)}"{sort}' if found else ' data-f=""'

    try:
        picture = Markup(figure(drawing, tag))
    except NothingToDrawError:
        return _section(
            "map", "Places, distances and ranges", _quiet("No claim names a place that is known.")
        )
    frame = element("div", picture, class_="map", tabindex=0, role="group", aria_label="Map")
    legend = element("ul", *(element("li", row) for row in legend_of(drawing)), class_="legend")
    return _section("map", "Places, distances and ranges", frame, legend)


def _of_place(view: View, key: str) -> set[int]:
    return {*view.members.get(key, ()), *view.told.get(key, ())}


def _quiet(said: str) -> Markup:
    return element("p", said, class_="quiet")


def _unjudged(view: View) -> Markup | None:
    keys = view.outcome.not_judged
    if not keys:
        return None
    names = [
        joined(", " if n else "", view.link(key)) for n, key in enumerate(keys[: summary.LISTED])
    ]
    more = text(f" and {len(keys) - len(names):,} more") if len(keys) > len(names) else None
    rows = element("p", *names, more)
    head = element("summary", f"{summary.counted(len(keys), 'claim')} not judged by any rule")
    return element("details", head, rows)
