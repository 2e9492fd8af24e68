"""JSON and JSON Lines as data, with places, and what is kept of a broken file."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.json_reader import read_json, read_json_lines
from claims.source import Source
from claims.tree import DEPTH_LIMIT, Numeral, Tree, WholeNumeral

VALUES: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=10,
)
LAYOUTS = st.sampled_from([{}, {"indent": 1}, {"ensure_ascii": False}])

VALID = json.dumps(
    {"document": {"id": "d"}, "claims": [{"id": name, "n": [1, 2.5]} for name in "abcd"], "z": 1},
    indent=1,
)


def read(text: str) -> tuple[Tree | None, list[str]]:
    trees, faults = read_json(Source("f.json", text))
    return trees[0] if trees else None, [fault.message for fault in faults]


def data_of(text: str) -> object:
    tree, _ = read(text)
    return tree.data if tree else None


def routes(value: object, route: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    return [route, *(found for step, part in parts for found in routes(part, (*route, step)))]


def at(value: object, route: tuple[str | int, ...]) -> object:
    for step in route:
        value = value[step]  # type: ignore[index] # the route was made from the value
    return value


@given(VALUES, LAYOUTS)
def test_data_are_those_that_were_written(value: object, layout: dict[str, int]) -> None:
    tree, messages = read(json.dumps(value, **layout))  # type: ignore[arg-type] # of options
    assert messages == []
    assert tree is not None
    assert tree.data == value


@given(VALUES, LAYOUTS, st.sampled_from(["", "\ufeff", " \r\n"]))
def test_the_text_at_each_place_is_the_value_there(
    value: object, layout: dict[str, int], before: str
) -> None:
    text = before + json.dumps(value, **layout)  # type: ignore[arg-type] # of options
    tree, _ = read(text)
    assert tree is not None
    for route in routes(value):
        span = tree.span(route)
        assert span
        assert json.loads(text[span.start : span.end]) == at(value, route)
        key = tree.span(route, on_key=True)
        assert key
        if route and isinstance(route[-1], str):
            assert json.loads(text[key.start : key.end]) == route[-1]


@given(VALUES)
def test_the_scanner_agrees_with_the_standard_library(value: object) -> None:
    # A repeated key sends the whole text through the scanner.
    text = '{"a": 1, "a": 2, "b": ' + json.dumps(value) + "}"
    tree, messages = read(text)
    assert messages == ['the key "a" stands twice in one mapping, on line 1']
    assert tree is not None
    assert tree.data == {"a": 1, "b": value}


@given(st.lists(VALUES, max_size=5), st.sampled_from(["\n", "\r\n", "\n\n", " \n"]))
def test_each_line_is_a_tree_with_places_in_the_file(values: list[object], end: str) -> None:
    lines = [json.dumps(value, ensure_ascii=False) for value in values]
    text = end.join(lines)
    trees, faults = read_json_lines(Source("f", text))
    assert [tree.data for tree in trees] == values
    assert len(faults) == (0 if values else 1)
    for number, (tree, line) in enumerate(zip(trees, lines, strict=True)):
        span = tree.span(())
        assert span
        assert text[span.start : span.end] == line
        assert tree.number == number


def test_a_bad_line_hides_none_of_the_others() -> None:
    source = Source("f", '{"a": 1}\n{"b": \n\n[3]\n{"c": 1, "c": 2}\n')
    trees, faults = read_json_lines(source)
    assert [tree.data for tree in trees] == [{"a": 1}, [3], {"c": 1}]
    lines = [source.position(fault.place.span.start).line for fault in faults if fault.place.span]
    assert lines == [2, 5]


@pytest.mark.parametrize("text", ["930", "930.0", "1e400", "-0", "9" * 5000, "1E+2"])
def test_a_number_keeps_the_text_it_was_written_with(text: str) -> None:
    value = data_of(text)
    assert isinstance(value, (Numeral, WholeNumeral))
    assert value.text == text


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_lacks_are_told_and_kept(text: str) -> None:
    tree, messages = read(f'{{"a": {text}, "b": 1}}')
    assert messages == [f'"{text}" is not JSON']
    assert tree is not None
    value = at(tree.data, ("a",))
    assert isinstance(value, Numeral)
    assert not math.isfinite(value)
    assert value.text == text


@pytest.mark.parametrize("text", [r'"\ud800"', r'"\udc00"', r'"\ud800\ud800\udc00"', '"\ud800"'])
def test_half_a_surrogate_pair_is_told(text: str) -> None:
    tree, messages = read(f'["ok", {text}]')
    assert len(messages) == 1
    assert tree is not None
    assert "\ufffd" in str(at(tree.data, (1,)))


def test_a_value_at_the_depth_limit_is_read_and_one_below_is_not() -> None:
    fits = "[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT
    assert read(fits)[1] == []
    tree, messages = read(f'["a", [{fits}, "]"], "b"]')
    assert len(messages) == 1
    assert tree is not None
    assert (at(tree.data, (0,)), at(tree.data, (2,))) == ("a", "b")


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000, '{"a":' * 10_000, "[" * 10_000 + "]" * 10_000, '["' * 10_000, '"\\"' * 10_000],
)
def test_absurd_nesting_is_told(text: str) -> None:
    assert read(text)[1]


@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_an_empty_file_is_told_and_nothing_is_lost(text: str) -> None:
    trees, faults = read_json(Source("f", text))
    assert trees == []
    assert [(fault.message, fault.fatal) for fault in faults] == [("the file is empty", False)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"claims": [\n {"id": 1},\n {"id" 2},\n {"id": 3}\n],\n "z": 1}', [1, 3]),
        ('{"claims": [\n {"id": @},\n {"id": 2},\n {"id": 3}]}', [2, 3]),
        ('{"claims": [\n {"id": 1},\n {"id": [,\n {"id": "\n},\n {"id": 3}]}', [1, 3]),
        ('{"claims": [{"id": 1}, {"id": 2}, {"id":', [1, 2]),
    ],
)
def test_whole_items_around_a_syntax_error_are_kept(text: str, kept: list[int]) -> None:
    tree, messages = read(text)
    assert messages
    assert tree is not None
    items = at(tree.data, ("claims",))
    assert isinstance(items, list)
    assert [item["id"] for item in items] == kept
    for number, value in enumerate(kept):
        span = tree.span(("claims", number, "id"))
        assert span
        assert text[span.start : span.end] == str(value)


@given(st.integers(0, len(VALID) - 1))
def test_a_cut_file_is_told_and_keeps_the_items_before_the_cut(cut: int) -> None:
    tree, messages = read(VALID[:cut])
    assert messages
    whole = VALID[:cut].count("\n  },") if cut > VALID.index("claims") else 0
    if whole:
        assert tree is not None
        items = at(tree.data, ("claims",))
        assert isinstance(items, list)
        assert [item["id"] for item in items[:whole]] == list("abcd")[:whole]


@given(st.text(max_size=60) | st.text(alphabet='[]{}:,"\\ud8 \n1eE+-.tNa', max_size=60))
def test_no_text_ends_in_an_exception(text: str) -> None:
    for reader in (read_json, read_json_lines):
        trees, faults = reader(Source("f", text))
        assert trees or faults
        for tree in trees:
            assert tree.span(())
        for fault in faults:
            assert fault.place.span
            assert 0 <= fault.place.span.start <= fault.place.span.end <= len(text)


@given(st.text(alphabet='[]{}:,"\\ud8 \n1eE+-.tNa', max_size=40))
def test_what_the_standard_library_refuses_is_told(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        assert read(text)[1]


def test_a_fault_names_the_tree_it_is_in_and_no_item_that_took_a_lost_ones_place() -> None:
    _, faults = read_json_lines(Source("f", '{"a": {"a": 1, "a": 2, @\n[{"b": 1, "b": 2}]\n'))
    assert [(fault.place.tree, fault.place.route) for fault in faults] == [
        (0, None),
        (0, None),
        (0, (0, "b")),
    ]
    _, faults = read_json(Source("f", '{"c": [\n{"a": 1, "a": 2 "b": 3},\n{"d": 4}\n]}'))
    assert [fault.place.route for fault in faults] == [("c",), ("c",)]
