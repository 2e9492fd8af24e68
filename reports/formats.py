"""The forms that a report can take, each made by a module that is loaded for it alone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.places import Locator
    from rules.engine import Outcome

FOR_PROGRAMS = {
    "json": "json_report:render",
    "jsonl": "json_report:lines",
    "sarif": "sarif:render",
    "junit": "junit:render",
    "github": "annotations:github",
    "gitlab": "annotations:gitlab",
    "rdjson": "annotations:rdjson",
}
AS_PAGE = {"html": "page.render:render"}
"""These show more than findings: they need a run that keeps its claims and judgements."""
FOR_PEOPLE = ("full", "concise")
FORMATS = (*FOR_PEOPLE, *FOR_PROGRAMS, *AS_PAGE)


def render(
    name: str,
    outcome: Outcome,
    locator: Locator,
    version: str,
    *,
    colour: bool = False,
    width: int | None = None,
    show_suppressed: bool = False,
) -> str:
    """Return the outcome in a form of that name; `colour` and `width` are for people's terminals.

    `show_suppressed` lists findings that do not count in the forms for people, too.

    Raises:
        KeyError: no form is called so.

    """
    if name in FOR_PEOPLE:
        from reports.text import concise, full  # noqa: PLC0415  only runs that ask for it

        if name == "concise":
            return concise(outcome, locator, colour=colour, show_suppressed=show_suppressed)
        return full(outcome, locator, colour=colour, width=width, show_suppressed=show_suppressed)
    module, _, function = {**FOR_PROGRAMS, **AS_PAGE}[name].partition(":")
    made: Callable[[Outcome, Locator, str], str] = getattr(
        import_module(f"reports.{module}"), function
    )
    return made(outcome, locator, version)
