"""The catalogue of rules: which there are, found by their files and loaded one by one.

A rule is a file `rules/<family>/<name>.py` that has a `RULE`, with its page
`rules/<family>/<name>.md` beside it; the pair is all that it takes to add one. The families are
listed here, so that a folder elsewhere can never slip a rule in.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module, resources
from typing import TYPE_CHECKING

from rules.contract import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

FAMILIES = ("record", "source", "quantity", "time", "reach", "ledger", "resolution")


class UnknownRuleError(LookupError):
    """No rule or family is called so."""


@cache
def rule_ids() -> tuple[str, ...]:
    """Return the id of every rule, in the order of families and then of names."""
    found: list[str] = []
    for family in FAMILIES:
        folder = resources.files("rules").joinpath(family)
        pages = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md"))
        found.extend(f"{family}/{page.removesuffix('.md')}" for page in pages)
    return tuple(found)


@cache
def rule(rule_id: str) -> Rule:
    """Return a rule by its id.

    Raises:
        UnknownRuleError: no rule is called so.

    """
    if rule_id not in rule_ids():
        raise UnknownRuleError(rule_id)
    family, name = rule_id.split("/")
    found = import_module(f"rules.{family}.{name}").RULE
    if not isinstance(found, Rule):
        raise TypeError(f"RULE of {rule_id} is no rule")
    return found


def page(rule_id: str) -> str:
    """Return the page of a rule, as Markdown.

    Raises:
        UnknownRuleError: no rule is called so.

    """
    if rule_id not in rule_ids():
        raise UnknownRuleError(rule_id)
    return resources.files("rules").joinpath(*f"{rule_id}.md".split("/")).read_text("utf-8")


def select(only: Iterable[str] = (), but: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ids of the rules and families named in `only` (none: all), but for those in `but`.

    Raises:
        UnknownRuleError: a name is neither a rule nor a family.

    """
    wanted = {i for name in only for i in _named(name)} or set(rule_ids())
    unwanted = {i for name in but for i in _named(name)}
    return tuple(i for i in rule_ids() if i in wanted and i not in unwanted)


def _named(name: str) -> tuple[str, ...]:
    if name in FAMILIES:
        return tuple(i for i in rule_ids() if i.startswith(f"{name}/"))
    if name in rule_ids():
        return (name,)
    raise UnknownRuleError(name)
