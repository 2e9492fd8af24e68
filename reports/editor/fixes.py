"""Quick fixes: what may be meant in the place of a text that is not known."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from claims.yaml_reader import resolve
from reports.editor.positions import span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Span
    from reports.editor.folder import Checked

_PLAIN = re.compile(r"[A-Za-z0-9_][\w .°%²³/#-]*")
"""Texts that YAML takes as they stand, wherever they stand. Others are put in quotes."""


class Fix(NamedTuple):
    """A text to put in the place of another."""

    title: str
    span: Span
    text: str
    rule: str
    preferred: bool
    """There is nothing else that may be meant."""


def fixes(checked: Checked, file: str, start: int, end: int) -> Iterator[Fix]:
    """Give the fixes for findings that begin in, or hold, a stretch of a file."""
    for finding in checked.outcome.counting:
        judgement = finding.judgement
        if not judgement.instead or not judgement.parts:
            continue
        location = checked.locator.locate(judgement.parts[0].at)
        if location.source is None or location.source.name != file:
            continue
        span = span_of(location)
        if span.end < start or end < span.start:
            continue
        before = location.source.text[span.start : span.end]
        for meant in judgement.instead:
            text = written_like(before, meant, as_json=is_json(file))
            if text is not None:
                title = f"Change to {meant}"
                yield Fix(title, span, text, finding.rule, len(judgement.instead) == 1)


def is_json(file: str) -> bool:
    """Say whether a file of that name holds JSON, and no other YAML."""
    return file.lower().endswith(("json", "jsonl"))


def written_like(before: str, meant: str, *, as_json: bool) -> str | None:
    """Return a text as it stands in a file in the place of another, with the same quotes.

    None where what is there is no plain or quoted text on one line.
    """
    if not before or "\n" in before or before[0] in "|>&*!{[":
        return None
    if not isinstance(resolve(before), str) and not isinstance(resolve(meant), str):
        return meant  # a number or a truth value in the place of another
    if as_json or before[0] == '"':
        return _in_quotes(meant)
    if before[0] == "'" and meant.isprintable():
        return "'" + meant.replace("'", "''") + "'"
    return as_yaml(meant)


def as_yaml(text: str) -> str:
    """Return a text as a scalar of YAML, in quotes where it needs them."""
    plain = _PLAIN.fullmatch(text) and " #" not in text and not text.endswith(" ")
    if plain and resolve(text) == text:
        return text
    return _in_quotes(text)


def _in_quotes(text: str) -> str:
    """Return a text in double quotes, as JSON and YAML have it; what cannot be seen is escaped."""
    return "".join(
        char if char.isprintable() or char > "\uffff" else f"\\u{ord(char):04x}"
        for char in json.dumps(text, ensure_ascii=False)
    )
