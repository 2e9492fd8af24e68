"""Reads YAML 1.2 as plain data, with the place of every key and value.

Data are built straight from the events of libyaml's parser. Plain scalars are resolved here by the
core schema of YAML 1.2.2, section 10.3.2, so that `no`, `1:30` and `2024-03-06` are texts.

What is not well-formed becomes a fault with its place. What can be read around it is kept: whole
documents, whole entries of a document's mapping, and whole items of a list that stands at the root
or directly under one of its keys. After a syntax error the rest is read piece by piece, a piece
being what reaches from one such item or key to the next, so each character is read at most four
times over.
"""

from __future__ import annotations

import re
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

import yaml

from claims.faults import Fault, Span
from claims.source import Source, quoted
from claims.tree import (
    DEPTH_LIMIT,
    REMARK,
    Complaints,
    Growing,
    Shape,
    Tree,
    kept_route,
    not_finite,
    real,
    route_of,
    tell_empty,
    tell_repeated,
    tell_too_deep,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALIAS_NODES = 100_000
"""How many values aliases may repeat in one document, counted as if written out."""

SCALAR_LENGTH = 1_000_000
"""How many characters one text may have."""

DOCUMENTS = 10_000
"""How many documents one stream may hold."""

SKIPPED_DEPTH = 1_000
"""How deep a value may nest to be passed over; libyaml's time grows with the square of it."""

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_TAG = "tag:yaml.org,2002:"
_SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    "int": (int, float),
    "float": (float, int),
    "bool": (bool,),
    "null": (type(None),),
}

# Line ends are LF, CR LF and CR; libyaml also breaks lines at these three, YAML 1.2 does not.
_FOREIGN_BREAKS = "\x85\u2028\u2029"
_FOREIGN_BREAK = re.compile(f"[{_FOREIGN_BREAKS}]")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LONE_CR = re.compile(r"\r(?!\n)")

_DOCUMENT = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_MARKER = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)
_NO_MORE = re.compile(r"^\.\.\.(?:[ \t][^\n]*)?\r?(?:\n(?:[%#][^\n]*|[ \t\r]*))*\Z", re.MULTILINE)

_CUT_OFF = "Close what is open at this place: a quote, a bracket or a brace."
_BEYOND_DEPTH = "nested too deeply to be passed over"
_PLAIN_WORDS = {
    _BEYOND_DEPTH: (
        "the nesting goes on so deeply that the rest of this value is not looked at",
        "Write it flatter; no claim needs more than a few levels.",
    ),
    "mapping values are not allowed in this context": (
        'a ": " stands where no key can be',
        'Put a text that holds ": " in quotes, or give the line the indentation of its neighbours.',
    ),
    "could not find expected ':'": (
        'a key without its ":"',
        'Write "key: value"; lines of a longer text are indented more than their key.',
    ),
    "found unexpected end of stream": ("a quoted text has no closing quote", _CUT_OFF),
    "found unexpected document indicator": ("a quoted text has no closing quote", _CUT_OFF),
    "did not find expected key": (
        "this does not continue the mapping it stands in",
        "Check the indentation, and put texts with quotes or colons inside in quotes.",
    ),
    "did not find expected '-' indicator": (
        "this does not continue the list it stands in",
        'Begin each item with "- ", all at the same indentation.',
    ),
    "did not find expected ',' or ']'": ('a list in brackets lacks a "," or its "]"', _CUT_OFF),
    "did not find expected ',' or '}'": ('a mapping in braces lacks a "," or its "}"', _CUT_OFF),
    "did not find expected node content": (
        "a value is missing here",
        "Write a value, or take the comma or bracket before it away.",
    ),
    "did not find expected <document start>": (
        "something stands after the end of the document",
        'Begin a further document with a line "---".',
    ),
    "found unknown escape character": (
        "a backslash before a letter that makes no escape",
        "Write two backslashes, or use single quotes, in which backslashes are plain.",
    ),
    "found character that cannot start any token": (
        "a value cannot begin with this character",
        'Put the text in quotes; indent with spaces, as tabs, "@" and "`" cannot begin a value.',
    ),
    "block sequence entries are not allowed in this context": (
        'a list item "- " stands where none can be',
        "Put the list on the lines after its key.",
    ),
    "found what does not continue the text above": (
        "this is neither a key with its value nor a list item",
        "Check the indentation, and put texts with quotes or colons inside in quotes.",
    ),
    "found undefined tag handle": (
        "a tag of an unknown kind",
        'Remove the tag, or put a text that begins with "!" in quotes.',
    ),
}
_UNCLOSED_QUOTE = {"found unexpected end of stream", "found unexpected document indicator"}
_CHECK_LINE = "Check the indentation, quotes and brackets of this line and the one before."


_MISFIT = "found what does not continue the text above"


class _MisfitError(Exception):
    """A piece of text is not the kind of thing it should continue."""


class _Mark(Protocol):
    index: int
    column: int


class _Event(Protocol):
    """What is asked of the parser's events; which of it one has hangs on its kind."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool


class _Parser(Protocol):
    def get_event(self) -> _Event | None: ...
    def dispose(self) -> None: ...


class _Anchored(NamedTuple):
    """What an alias can repeat."""

    value: object
    shape: Shape | None
    nodes: int
    height: int


class _Broken(NamedTuple):
    """Where and over what the parser stopped."""

    offset: int
    problem: str
    begun: int | None
    """Where the construct begins that it was in."""


def read_yaml(source: Source) -> tuple[list[Tree], list[Fault]]:
    """Return one tree for each document of a stream, and what is wrong with the text.

    Mappings keep the first of two equal keys. Keys are texts; another scalar is told and kept as
    its text. A tag outside the core schema is told, and its value read as if it had none (a scalar
    as text). Aliases are followed as far as they repeat at most 100,000 values. A value that is
    refused (too deep, too long, an endless alias) is null in the data.
    """
    trees, faults = _Reader(source).read()
    if REMARK not in source.text:
        return trees, faults
    from claims.remarks import with_remarks  # noqa: PLC0415  only files that have the word

    return with_remarks(source.text, trees, broken=any(f.fatal for f in faults)), faults


def resolve(text: str) -> object:
    """Return what a plain scalar stands for in the core schema of YAML 1.2."""
    if text[:1] in "0123456789+-." and text:
        if _INT.fullmatch(text):
            return whole(text)
        if _FLOAT.fullmatch(text):
            return real(text)
        if _NOT_FINITE.fullmatch(text):
            return not_finite(text)
        return text
    return _WORDS.get(text, text) if len(text) < 6 else text


class _Reader:
    """The state of reading one stream."""

    def __init__(self, source: Source) -> None:
        shift = 1 if source.text.startswith("\ufeff") else 0
        self.complaints = Complaints(source, shift)
        self.trees: list[Tree] = []
        self.documents = 0
        self.foreign: dict[int, str] = {}
        self.text = self._prepared(source.text[shift:])
        self._start_document(0)
        self.base = 0
        self.into: Growing | None = None
        self.joining = False
        self.handlers: dict[type, Callable[[_Event], None]] = {
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document_start,
            yaml.DocumentEndEvent: self._document_end,
        }

    def read(self) -> tuple[list[Tree], list[Fault]]:
        """Read the stream to its end, with a new start after each broken document."""
        pieces: Iterator[tuple[int, int]] = iter([(0, len(self.text))])
        while (piece := next(pieces, None)) is not None:
            broken = self._run(*piece)
            if broken is not None:
                resume = self._salvage(broken, piece[1])
                if piece[1] == len(self.text):
                    pieces = self._documents_from(max(resume, piece[0] + 1))
            if self.documents > DOCUMENTS:
                break
        if not self.trees and not self.complaints.faults:
            tell_empty(self.complaints)
        return self.trees, self.complaints.listed()

    # Text and pieces of it

    def _prepared(self, text: str) -> str:
        """Return a text of the same length that libyaml reads as YAML 1.2 means it."""
        for match in _REFUSED.finditer(text):
            self.complaints.add(
                f"the character U+{ord(match[0]):04X} cannot stand in YAML; it is read as U+FFFD",
                Span(*match.span()),
                r"Remove it, or write it as an escape in double quotes: \x00.",
            )
        if self.complaints.faults:
            text = _REFUSED.sub("\ufffd", text)
        if "\r" in text:
            text = _LONE_CR.sub("\n", text)
        if _FOREIGN_BREAK.search(text):
            unused = (code for code in range(0xE000, 0xF8FF) if chr(code) not in text)
            self.foreign = dict(zip(unused, _FOREIGN_BREAKS, strict=False))
            text = text.translate(
                {ord(foreign): chr(code) for code, foreign in self.foreign.items()}
            )
        return text

    def _documents_from(self, offset: int) -> Iterator[tuple[int, int]]:
        """Give the stretches of the documents that begin at or after an offset."""
        starts = [match.start() for match in _DOCUMENT.finditer(self.text, offset)]
        for start, stop in pairwise([*starts, len(self.text)]):
            tail = _NO_MORE.search(self.text, start, stop)
            yield start, (tail.start() if tail else stop)

    def _pieces(self, start: int, stop: int, column: int, *, items: bool) -> list[int]:
        """Return where items of a list, or entries of a mapping, begin at an indentation.

        The last number is where they end: at the first line that belongs to neither.
        """
        begin = re.compile(
            rf"^ {{{column}}}-(?=[ \t\r\n]|\Z)"
            if items
            else rf"^ {{{column}}}(?=[^ \t\r\n#\[\]{{}},])",
            re.MULTILINE,
        )
        leave = re.compile(rf"^ {{0,{column}}}(?=[^ \t\r\n#-]|-[^ \t\r\n])", re.MULTILINE)
        first = begin.search(self.text, start, stop)
        if first is None:
            return [stop]
        if items and (left := leave.search(self.text, first.start(), stop)):
            stop = left.start()
        starts = [match.start() for match in begin.finditer(self.text, first.start(), stop)]
        if not items:
            dash = re.compile(r" *-(?:[ \t\r\n]|\Z)")
            starts = [at for at in starts if not dash.match(self.text, at, at + column + 2)]
        return [*starts, stop]

    # Running the parser

    def _run(self, start: int, stop: int, into: Growing | None = None) -> _Broken | None:
        """Read a stretch of text; with `into`, as further parts of that collection."""
        self.base, self.into, self.joining, self.skipping = start, into, into is not None, 0
        parser = _parser(self.text[start:stop])
        try:
            self._consume(parser)
        except yaml.MarkedYAMLError as error:
            mark, context = error.problem_mark, error.context_mark
            offset = start + mark.index if mark else stop
            if offset >= stop:
                offset = self._before_blanks(start, stop)
            begun = start + context.index if context else None
            return _Broken(offset, str(error.problem or error.context or ""), begun)
        except yaml.reader.ReaderError as error:
            return _Broken(stop, str(error.reason), None)
        except _MisfitError:
            return _Broken(start, _MISFIT, None)
        finally:
            parser.dispose()
        return None

    def _consume(self, parser: _Parser) -> None:
        handlers = self.handlers
        get_event = parser.get_event
        scalar, take_plain = yaml.ScalarEvent, self._plain_scalar
        while (event := get_event()) is not None:
            kind: type = type(event)
            if self.skipping:
                self._skip(event)
            elif kind is scalar:
                if not take_plain(event):
                    self._scalar(event)
            elif kind in handlers:
                handlers[kind](event)
                if self.documents > DOCUMENTS:
                    return

    def _document_start(self, event: _Event) -> None:
        if self.into is not None:
            return
        self._start_document(event.start_mark.index + self.base)
        self.documents += 1
        if self.documents > DOCUMENTS:
            self.complaints.add(
                f"the file holds more than {DOCUMENTS} documents; from here on it is not read",
                Span(self.begun, self.begun),
                "Split the file.",
            )

    def _start_document(self, offset: int) -> None:
        self.begun = offset
        self.frames: list[Growing] = []
        self.anchors: dict[str, _Anchored | None] = {}
        self.nodes = 0
        self.repeated = 0
        self.skipping = 0
        self.skip_start = 0
        self.root: tuple[object, Shape] | None = None

    def _document_end(self, _event: _Event) -> None:
        if self.into is None:
            self._finish()

    def _finish(self) -> None:
        root, self.root = self.root, None
        if root is None or (root[0] is None and root[1].start == root[1].end):
            self.complaints.detach()
            return
        data, shape = root
        shift = self.complaints.shift
        name = self.complaints.source.name
        moved = shape if not shift else _moved(shape, shift)
        self.trees.append(Tree(name, data, lambda: moved, len(self.trees)))
        self.complaints.tree = len(self.trees)

    # Events of one document

    def _plain_scalar(self, scalar: _Event) -> bool:
        """Take a scalar with nothing special about it; say whether it was one.

        Nearly all are, so this way is kept short.
        """
        frames = self.frames
        text = scalar.value
        style = scalar.style
        if (
            not frames
            or self.joining
            or self.foreign
            or scalar.tag is not None
            or scalar.anchor is not None
            or (style and style in "|>")
            or len(text) > SCALAR_LENGTH
        ):
            return False
        frame = frames[-1]
        value = text if style else resolve(text)
        start = scalar.start_mark.index + self.base
        end = scalar.end_mark.index + self.base
        if frame.key is None and type(frame.data) is dict:
            if value is not text or text in frame.data:
                return False
            frame.key, frame.key_start, frame.key_end, frame.dropped = text, start, end, False
            frame.end = end
        else:
            frame.add(value, start, end)
        self.nodes += 1
        return True

    def _scalar(self, scalar: _Event) -> None:
        if self.joining:
            raise _MisfitError
        start = scalar.start_mark.index + self.base
        end = scalar.end_mark.index + self.base
        text: str = scalar.value
        if self.foreign:
            text = text.translate(self.foreign)
        value: object = text
        self.nodes += 1
        if len(text) > SCALAR_LENGTH:
            self._tell(
                f"a text of more than {SCALAR_LENGTH:,} characters is not read",
                Span(start, start + 1),
                "Shorten it, or keep it in a file of its own.",
            )
            value = None
        elif scalar.tag is not None:
            value = self._tagged(scalar.tag, text, plain=not scalar.style, start=start)
        elif not scalar.style:
            value = resolve(text)
        if scalar.anchor:
            self.anchors[scalar.anchor] = _Anchored(value, None, 1, 0)
        if scalar.style in {"|", ">"}:
            end = self._before_blanks(start, end)
        self._attach(value, start, end, text)

    def _attach(
        self, value: object, start: int, end: int, text: str | None, shape: Shape | None = None
    ) -> None:
        """Give a value to the collection that is open, as its next key or value."""
        if not self.frames:
            self.root = value, shape or Shape(start, end)
            return
        frame = self.frames[-1]
        if frame.expects_key:
            self._attach_key(frame, value, Span(start, end), text)
        else:
            frame.add(value, start, end, shape)

    def _attach_key(self, frame: Growing, value: object, span: Span, text: str | None) -> None:
        if text is None or len(text) > SCALAR_LENGTH:
            self._tell("a key must be a text", span, "Write a word or a quoted text as the key.")
            frame.open_key("", *span, dropped=True)
            return
        repeated = text in frame.data
        frame.open_key(text, *span, dropped=repeated)
        if repeated:
            route = route_of(self.frames)
            tell_repeated(self.complaints, frame, text, span, route)
        elif not isinstance(value, str):
            self._tell(
                f"a key must be a text; {quoted(text)} without quotes is {_kind_of(value)} in YAML",
                span,
                f'It is read as a text. Put it in quotes: "{text}".'
                if text and len(text) < 40
                else "It is read as a text. Put it in quotes.",
                on_key=True,
                fatal=False,
            )

    def _open(self, opened: _Event) -> None:
        mapping = isinstance(opened, yaml.MappingStartEvent)
        if self.joining:
            self._join(mapping=mapping, flow=opened.flow_style)
            return
        start = opened.start_mark.index + self.base
        if self.frames and self.frames[-1].expects_key:
            self._begin_skip(start)
            return
        self.nodes += 1
        if len(self.frames) >= DEPTH_LIMIT:
            tell_too_deep(self.complaints, Span(start, start + 1), route_of(self.frames))
            self._begin_skip(start)
            return
        if opened.tag is not None:
            self._check_tag(opened.tag, start, mapping=mapping)
        frame = Growing({} if mapping else [], start)
        frame.column, frame.block = opened.start_mark.column, not opened.flow_style
        frame.anchor, frame.nodes_before = opened.anchor, self.nodes
        if frame.anchor:
            self.anchors[frame.anchor] = None
        self.frames.append(frame)

    def _join(self, *, mapping: bool, flow: bool) -> None:
        """Let what a piece holds continue the collection that is open."""
        if flow or self.into is None or isinstance(self.into.data, dict) is not mapping:
            raise _MisfitError
        self.joining = False

    def _close(self, event: _Event) -> None:
        frame = self.frames[-1]
        if frame is self.into:
            return
        end = event.end_mark.index + self.base
        self._close_frame(frame.end if frame.block else end)

    def _close_frame(self, end: int) -> None:
        frame = self.frames.pop()
        shape = frame.close(end)
        if frame.anchor:
            nodes = self.nodes - frame.nodes_before + 1
            self.anchors[frame.anchor] = _Anchored(frame.data, shape, nodes, frame.height)
        if self.frames:
            parent = self.frames[-1]
            parent.height = max(parent.height, frame.height + 1)
        self._attach(frame.data, frame.start, end, None, shape)

    def _alias(self, alias: _Event) -> None:
        if self.joining:
            raise _MisfitError
        span = Span(alias.start_mark.index + self.base, alias.end_mark.index + self.base)
        anchored = self._anchored(alias.anchor or "", span)
        if anchored is None:
            self.nodes += 1
            self._attach(None, *span, None)
            return
        self.nodes += anchored.nodes
        self.repeated += anchored.nodes
        value = anchored.value
        if self.frames and not self.frames[-1].expects_key:
            parent = self.frames[-1]
            parent.height = max(parent.height, anchored.height + 1)
        self._attach(value, *span, value if isinstance(value, str) else None, anchored.shape)

    def _anchored(self, name: str, span: Span) -> _Anchored | None:
        """Return what an alias repeats, or tell why it cannot be followed."""
        shown = quoted("*" + name)
        if name not in self.anchors:
            self._tell(
                f"{shown} repeats a value that no anchor above it marks",
                span,
                f"Mark the value with {quoted('&' + name)}, or put the text in quotes.",
            )
            return None
        anchored = self.anchors[name]
        if anchored is None:
            self._tell(f"{shown} stands inside the value it repeats", span, "Write the value out.")
            return None
        if self.repeated + anchored.nodes > ALIAS_NODES:
            self._tell(
                f"{shown} is not followed: aliases would repeat more than {ALIAS_NODES:,} values",
                span,
                "Write the values out.",
            )
            return None
        if len(self.frames) + anchored.height > DEPTH_LIMIT:
            tell_too_deep(self.complaints, span, route_of(self.frames))
            return None
        return anchored

    def _begin_skip(self, start: int) -> None:
        self.skipping, self.skip_start = 1, start

    def _skip(self, event: _Event) -> None:
        kind: type = type(event)
        if issubclass(kind, yaml.CollectionStartEvent):
            self.skipping += 1
            if self.skipping > SKIPPED_DEPTH:
                mark = cast("yaml.Mark", event.start_mark)  # the C parser has marks of its own
                raise yaml.MarkedYAMLError(problem=_BEYOND_DEPTH, problem_mark=mark)
        elif issubclass(kind, yaml.CollectionEndEvent):
            self.skipping -= 1
            if not self.skipping:
                end = event.end_mark.index + self.base
                self._attach(None, self.skip_start, self._before_blanks(self.skip_start, end), None)

    # Tags

    def _tagged(self, tag: str, text: str, *, plain: bool, start: int) -> object:
        """Return the value of a scalar with a tag."""
        name = tag.removeprefix(_TAG)
        if tag in {"!", _TAG + "str"}:
            return text
        kinds = _SCALAR_TAGS.get(name) if tag.startswith(_TAG) else None
        if kinds is None:
            self._tell_tag(tag, start, "its value is read as a text")
            return text
        value = resolve(text)
        fits = isinstance(value, kinds) and (isinstance(value, bool) is (name == "bool"))
        if fits and (name == "float" or not isinstance(value, float) or _INT.fullmatch(text)):
            return real(text) if name == "float" and _FLOAT.fullmatch(text) else value
        self._tell(
            f"{quoted(text)} is not what its tag {quoted('!!' + name)} says",
            Span(start, start + 1),
            "Remove the tag. The value is read as if it were not there.",
        )
        return value if plain else text

    def _check_tag(self, tag: str, start: int, *, mapping: bool) -> None:
        if tag not in {"!", _TAG + ("map" if mapping else "seq")}:
            kind = "mapping" if mapping else "list"
            self._tell_tag(tag, start, f"its value is read as a plain {kind}")

    def _tell_tag(self, tag: str, start: int, effect: str) -> None:
        name = "!!" + tag.removeprefix(_TAG) if tag.startswith(_TAG) else tag
        self._tell(
            f"the tag {quoted(name)} does not belong here; {effect}",
            Span(start, self._word_end(start)),
            'Remove it. If it is the beginning of a text, as in "!important", use quotes.',
        )

    # After a syntax error

    def _salvage(self, broken: _Broken, limit: int) -> int:
        """Keep what a broken document still holds; return where to look for the next document."""
        resume = broken.offset
        if self.frames and self.frames[0].block:
            self.complaints.forget_from(self._resume_at())
        before = self.complaints.count
        if self.frames:
            resume = self._resume_at()
            marker = _MARKER.search(self.text, max(resume, self.begun + 1), limit)
            stop = marker.start() if marker else limit
            if self.frames[0].block:
                self._salvage_root(resume, stop)
            self._close_frames()
            resume = stop
        self._finish()
        if self.complaints.count == before:
            self._tell_broken(broken)
        return resume

    def _resume_at(self) -> int:
        """Cut off what is incomplete; return where the first piece that is not kept may begin."""
        root = self.frames[0]
        self._drop(2 if self._has_list() else 1)
        if len(self.frames) > 1:
            return self._after(self.frames[1])
        if root.key is not None:
            return self._line_start(root.key_start)
        return self._after(root)

    def _drop(self, depth: int) -> None:
        """Drop the collections that are open within so many others, and what is noted of them."""
        if len(self.frames) > depth or self.frames[-1].key is not None:
            self.complaints.cut(route_of(self.frames[:depth]))
        del self.frames[depth:]

    def _has_list(self) -> bool:
        """Say whether a list is open directly under a key of the root."""
        return (
            len(self.frames) > 1
            and isinstance(self.frames[1].data, list)
            and isinstance(self.frames[0].data, dict)
        )

    def _after(self, frame: Growing) -> int:
        if frame.data or not frame.block:
            return frame.end
        return self._line_start(frame.start)

    def _salvage_root(self, start: int, stop: int) -> None:
        """Read what is left of a document whose root is written by indentation."""
        root = self.frames[0]
        if isinstance(root.data, list):
            self._salvage_items(root, start, stop)
            return
        if len(self.frames) > 1:
            start = self._salvage_list(start, stop)
        else:
            root.drop_open_key()
        pieces = self._pieces(start, stop, root.column, items=False)
        for piece_start, piece_stop in pairwise(pieces):
            broken = self._run(piece_start, piece_stop, root)
            if broken is None:
                continue
            if self._has_list():
                self._drop(2)
                self._salvage_list(self._after(self.frames[1]), piece_stop, broken)
            else:
                self._drop(1)
                root.drop_open_key()
                self._tell_broken(broken)

    def _salvage_list(self, start: int, stop: int, broken: _Broken | None = None) -> int:
        """Read the rest of a list under a key of the root, and close it; return where it ends."""
        frame = self.frames[1]
        if frame.block:
            self.complaints.forget_from(start)
        before = self.complaints.count
        end = self._salvage_items(frame, start, stop) if frame.block else start
        if broken is not None and self.complaints.count == before:
            self._tell_broken(broken)
        self._close_frame(frame.end)
        return end

    def _salvage_items(self, frame: Growing, start: int, stop: int) -> int:
        """Read the items of a list that begin from `start` on, one by one; return where it ends."""
        depth = self.frames.index(frame) + 1
        pieces = self._pieces(start, stop, frame.column, items=True)
        for piece_start, piece_stop in pairwise(pieces):
            broken = self._run(piece_start, piece_stop, frame)
            if broken is not None:
                self._drop(depth)
                self._tell_broken(broken)
        return pieces[-1] if len(pieces) > 1 else start

    def _close_frames(self) -> None:
        while self.frames:
            frame = self.frames[-1]
            frame.drop_open_key()
            if len(self.frames) == 1 and not frame.data:
                self.frames.clear()
            else:
                self._close_frame(frame.end)

    def _tell_broken(self, broken: _Broken) -> None:
        message, way_out = _PLAIN_WORDS.get(broken.problem, (None, _CHECK_LINE))
        if message is None:
            message = f'this is not well-formed YAML: "{broken.problem}"'
        offset = min(broken.offset, len(self.text))
        if broken.begun is not None and broken.problem in _UNCLOSED_QUOTE:
            offset = broken.begun
        elif broken.begun is not None:
            begun, here = self.complaints.line(broken.begun), self.complaints.line(offset)
            if begun != here:
                message = f"{message}; what it belongs to begins on line {begun}"
        end = min(offset + 1, len(self.text))
        route = kept_route(self.frames)
        self.complaints.add(message, Span(offset, end), way_out, route=route)

    # Places

    def _tell(
        self,
        message: str,
        span: Span,
        way_out: str,
        *,
        on_key: bool = False,
        fatal: bool = True,
    ) -> None:
        route = route_of(self.frames)
        self.complaints.add(message, span, way_out, route=route, on_key=on_key, fatal=fatal)

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _before_blanks(self, start: int, end: int) -> int:
        """Return where a stretch ends without the blanks at its end."""
        while end > start and self.text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def _word_end(self, start: int) -> int:
        end = start
        while end < len(self.text) and end < start + 200 and self.text[end] not in " \t\r\n,]}":
            end += 1
        return end


def _parser(text: str) -> _Parser:
    """Return libyaml's parser of a text, or PyYAML's own where that was built without it."""
    made: _Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    return made


def _moved(shape: Shape, by: int) -> Shape:
    """Return a shape with every offset moved."""
    moved: dict[int, Shape] = {}
    order = [shape]
    for old in order:
        if id(old) in moved:
            continue
        order += old.inner.values()
        marks = array("q", [mark + by for mark in old.marks])
        moved[id(old)] = Shape(old.start + by, old.end + by, marks, {}, old.names)
    for old in order:
        moved[id(old)].inner.update((part, moved[id(child)]) for part, child in old.inner.items())
    return moved[id(shape)]


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    return "a truth value" if isinstance(value, bool) else "a number"
