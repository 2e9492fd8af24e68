"""HTML as values: whatever is not made here is text, and text never becomes markup."""

from __future__ import annotations

from html import escape
from unicodedata import bidirectional

from reports.display import one_line

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
"""Characters that turn those beside them; marks of direction are shown as signs instead."""
_QUOTE = '"'
_EMPTY = frozenset({"br", "col", "meta", "rect", "line", "circle", "use"})


class Markup(str):
    """HTML that is whole and safe to put into other HTML."""

    __slots__ = ()


Child = str | Markup | None


def text(words: str) -> Markup:
    """Return a text as HTML; what cannot be seen, marks of direction too, has a visible sign."""
    return words if isinstance(words, Markup) else Markup(escape(one_line(words), quote=False))


def element(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """Return an element with its children in it, each of them text unless it is markup.

    An attribute is named as in HTML, with `_` for `-` and after a name that Python has: `class_`.
    One that is None or False is left out, and one that is True has no value.
    """
    head = "".join(
        f" {_named(key)}"
        if value is True
        else f' {_named(key)}="{text(str(value)).replace(_QUOTE, "&quot;")}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Markup(f"<{name}{head}>" if name in {"br", "col", "meta"} else f"<{name}{head}/>")
    return Markup(f"<{name}{head}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """Return some pieces of text and markup one after the other."""
    return Markup("".join(text(child) for child in children if child is not None))


def words(given: str) -> Markup:
    """Return a text of somebody else's, on one line, that cannot change the direction of others."""
    line = " ".join(given.split())
    if line.isascii() or not any(bidirectional(char) in _RIGHT_TO_LEFT for char in line):
        return text(line)
    return element("bdi", line)


def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
