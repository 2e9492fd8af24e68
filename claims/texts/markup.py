"""Takes the markup off HTML and Markdown, in time linear in the length of the text.

The parsers there are do not say where in the file a word of their output stands, and some take
quadratic time over what is not closed. What is asked here is less than they do: which characters
are text, and where paragraphs end.
"""

from __future__ import annotations

import re
from html import unescape

from claims.texts.model import Rewritten, rewrite

_ENTITY = r"&(?:\#(?:[0-9]{1,8}|[xX][0-9a-fA-F]{1,7})|[a-zA-Z][a-zA-Z0-9]{1,31});"
_HIDDEN = ("script", "style", "template", "noscript", "head", "title", "textarea", "svg", "math")
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark", "nobr", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
})  # fmt: skip
"""Tags within a paragraph; all others begin or end one."""


def without_html(text: str) -> Rewritten:
    """Return a page without tags, comments, scripts and styles, its references decoded.

    Tags that begin or end a block end a paragraph, and `<br>` ends a line.
    """
    return _Html(text).rewritten()


class _Html:
    """Reads one page."""

    _TOKEN = re.compile(
        rf"(?P<comment><!--|<[!?])|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{{0,40}}+)"
        rf"|(?P<entity>{_ENTITY})|(?P<lines>[\r\n]++)"
    )
    _TAG_END = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")

    def __init__(self, text: str) -> None:
        self._text = text
        self._stretches: list[tuple[int, int, str]] = []
        self._quoting = True
        """Whether attributes may hold ">" in quotes: no longer once a quote is not closed."""
        self._preformatted = 0

    def rewritten(self) -> Rewritten:
        at = 0
        while match := self._TOKEN.search(self._text, at):
            end, new = self._token(match)
            self._stretches.append((match.start(), end, new))
            at = end
        return Rewritten(self._text, self._stretches)

    def _token(self, match: re.Match[str]) -> tuple[int, str]:
        """Return where a token ends and what stands for it."""
        if match["entity"]:
            return match.end(), unescape(match[0])
        if match["lines"]:
            # A line end in HTML is a space, wherever it is; a paragraph ends at tags.
            return match.end(), match[0] if self._preformatted else "\n"
        if match["comment"]:
            closing = "-->" if match[0] == "<!--" else ">"
            return self._behind(closing, match.end()), ""
        name = match["name"].lower()
        end = self._tag_end(match.end())
        if name in _HIDDEN and not match["close"]:
            return self._behind_element(name, end), "\n\n"
        if name == "pre":
            self._preformatted = 0 if match["close"] else 1
        if name == "br":
            return end, "\n"
        return end, "" if name in _INLINE else "\n\n"

    def _tag_end(self, start: int) -> int:
        if self._quoting:
            found = self._TAG_END.match(self._text, start)
            if found:
                return found.end()
            self._quoting = False
        return self._behind(">", start)

    def _behind(self, closing: str, start: int) -> int:
        at = self._text.find(closing, start)
        return len(self._text) if at < 0 else at + len(closing)

    def _behind_element(self, name: str, start: int) -> int:
        # What is not closed hides the rest, as browsers have it, so that this is tried once.
        found = re.compile(rf"</{name}\b[^>]*+>?", re.IGNORECASE).search(self._text, start)
        return found.end() if found else len(self._text)


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?!---[ \t]*\n).*\n){0,200}---[ \t]*\n")

_BLOCKS = re.compile(
    r"""(?mx)
    (?P<rule>    ^[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={2,}[ \t]*)$
               | ^[ ]{0,3}(?:```|~~~)[^\n`]*+$
               | ^[ ]{0,3}\|?(?:[ ]*+:?-+:?[ ]*+\|)+(?:[ ]*+:?-+:?[ ]*+)?$)
  | (?P<linked>  ^[ ]{0,3}\[[^\]\n]{1,300}\]:[ \t]+[^\n]*+$)
  | (?P<block>   ^[ \t]{0,12}(?:\#{1,6}(?=[ \t]|$)|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?))
  | (?P<quoted>  ^[ ]{0,3}(?:>[ ]?)+)
  | (?P<close>   (?<![ \t])[ \t]++\#++[ \t]*+$)
  | (?P<cell>    \|)
"""
)
"""Signs at the beginning of a line that make a heading, an item, a quotation, a table."""

_SPANS = re.compile(
    rf"""(?x)
    \\(?P<escaped>[!-/:-@\[-`{{-~])
  | (?P<line>\\\n)
  | !\[(?P<image>[^\[\]]{{0,1000}}+)\]\([^()\n]{{0,2000}}+\)
  | (?P<opened>\[(?!\^))
  | (?P<closed>\](?:\([^()\n]{{0,2000}}+(?:\([^()\n]{{0,500}}+\)[^()\n]{{0,500}}+)?\)
                 |\[[^\[\]\n]{{0,300}}+\]))
  | (?P<bare>\])
  | (?P<note>\[\^[^\]\n]{{1,100}}+\]:?)
  | <(?P<address>(?:https?|mailto):[^<>\s]{{1,2000}}+)>
  | (?P<tag></?[a-zA-Z][^<>\n]{{0,1000}}+>|<!--)
  | (?P<entity>{_ENTITY})
  | (?P<code>`+)
  | (?P<emphasis>\*+|_+|~~)
"""
)


def without_markdown(text: str) -> tuple[Rewritten, ...]:
    """Return a text without the signs of Markdown, in steps, the latest first.

    CommonMark with the tables, strikethrough and footnotes of GitHub. Where a sign may be meant as
    itself (a bracket without an address, an asterisk between spaces) it is kept.
    """
    lines = rewrite(text, re.compile(r"\r\n?"), lambda _: "\n")
    front = _FRONT_MATTER.match(lines.text)
    first = Rewritten(lines.text, [(0, front.end(), "")] if front else [])
    blocks = rewrite(first.text, _BLOCKS, _block)
    spans = Rewritten(blocks.text, _Spans(blocks.text).stretches())
    return spans, blocks, first, lines


def _block(match: re.Match[str]) -> str:
    sort = match.lastgroup
    if sort in {"rule", "linked", "block"}:
        return "\n\n"
    return " " if sort == "cell" else ""


class _Spans:
    """Finds the signs within the paragraphs of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_SPANS.finditer(text))
        self._found: list[tuple[int, int, str]] = []
        self._brackets: list[int] = []
        self._open: dict[str, list[tuple[int, int]]] = {"*": [], "_": [], "~": []}
        """Runs of a sign that may open emphasis, by their ends."""

    def stretches(self) -> list[tuple[int, int, str]]:
        """Return the stretches to be replaced, in order."""
        index, paragraph_end = 0, -1
        while index < len(self._tokens):
            token = self._tokens[index]
            if token.start() >= paragraph_end:
                self._brackets.clear()
                for runs in self._open.values():
                    runs.clear()
                found = self._text.find("\n\n", token.start())
                paragraph_end = len(self._text) if found < 0 else found
            index = self._take(index, token, paragraph_end)
        self._found.sort()
        return self._found

    def _take(self, index: int, token: re.Match[str], paragraph_end: int) -> int:
        """Take a token; return the index of the next one to be looked at."""
        sort = token.lastgroup or ""
        if sort == "code":
            return self._code(index, token, paragraph_end)
        if sort == "tag" and token[0] == "<!--":
            return self._comment(index, token)
        if sort == "emphasis":
            self._emphasis(token)
        elif sort == "opened":
            self._brackets.append(token.start())
        elif sort in {"closed", "bare"}:
            if self._brackets:
                opened = self._brackets.pop()
                if sort == "closed":
                    self._drop(opened, opened + 1)
                    self._drop(*token.span())
        else:
            self._plain(sort, token)
        return index + 1

    def _plain(self, sort: str, token: re.Match[str]) -> None:
        if sort in {"escaped", "line"}:
            self._drop(token.start(), token.start() + 1)
        elif sort == "address":
            self._drop(token.start(), token.start() + 1)
            self._drop(token.end() - 1, token.end())
        else:
            new = unescape(token[0]) if sort == "entity" else ""
            self._found.append((*token.span(), new))

    def _drop(self, start: int, end: int) -> None:
        self._found.append((start, end, ""))

    def _code(self, index: int, token: re.Match[str], paragraph_end: int) -> int:
        """Take a stretch of code, in which no other sign counts."""
        for later in range(index + 1, min(index + _FARTHEST, len(self._tokens))):
            other = self._tokens[later]
            if other.start() >= paragraph_end:
                break
            if other.lastgroup == "code" and len(other[0]) == len(token[0]):
                self._drop(*token.span())
                self._drop(*other.span())
                return later + 1
        return index + 1

    def _comment(self, index: int, token: re.Match[str]) -> int:
        end = self._text.find("-->", token.end())
        end = len(self._text) if end < 0 else end + 3
        self._drop(token.start(), end)
        while index < len(self._tokens) and self._tokens[index].start() < end:
            index += 1
        return index

    def _emphasis(self, token: re.Match[str]) -> None:
        """Pair a run of signs with runs before it, or let it wait for one behind it."""
        (start, end), sign = token.span(), token[0][0]
        before = self._text[start - 1] if start else " "
        after = self._text[end] if end < len(self._text) else " "
        opens, closes = not after.isspace(), not before.isspace()
        if sign == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        runs = self._open[sign]
        while closes and runs and start < end:
            first, last = runs.pop()
            shared = min(last - first, end - start)
            self._drop(last - shared, last)
            self._drop(start, start + shared)
            start += shared
            if last - first > shared:
                runs.append((first, last - shared))
        if opens and start < end:
            runs.append((start, end))


_FARTHEST = 200
"""Signs after which no end of a stretch of code is looked for."""
