"""YAML 1.2 as data, with places, and what is kept of a broken file."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
import yaml
import yaml12
from hypothesis import given
from hypothesis import strategies as st

from claims.source import Source
from claims.tree import DEPTH_LIMIT, Numeral, Tree, WholeNumeral
from claims.yaml_reader import ALIAS_NODES, SCALAR_LENGTH, read_yaml, resolve

VALID = """\
document:
  id: gazette
  published: 2024-03-06
claims:
- id: one
  quote: "left Bergen, \\u00c5lesund"
  count: 12
- id: two
  among: {activity: departure, parts: [1, 2.50, '3']}
- id: three
  quote: |
    a block
    of lines
- id: four
after: end
"""

SCALARS: list[tuple[str, object]] = [
    ("", None),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("nUll", "nUll"),
    ("true", True),
    ("TRUE", True),
    ("False", False),
    ("no", "no"),
    ("on", "on"),
    ("y", "y"),
    ("1:30", "1:30"),
    ("2024-03-06", "2024-03-06"),
    ("010", 10),
    ("0o10", 8),
    ("0x1F", 31),
    ("-0o7", "-0o7"),
    ("0b11", "0b11"),
    ("1_000", "1_000"),
    ("1,000", "1,000"),
    ("+5", 5),
    ("-5", -5),
    ("٣", "٣"),
    ("930.0", 930.0),
    (".5", 0.5),
    ("5.", 5.0),
    ("1e3", 1000.0),
    ("1e400", math.inf),
    ("-.inf", -math.inf),
    (".Inf", math.inf),
    ("-", "-"),
    ("+", "+"),
    (".", "."),
    ("...5", "...5"),
]


def read(text: str) -> tuple[list[Tree], list[str]]:
    trees, faults = read_yaml(Source("f.yaml", text))
    return trees, [fault.message for fault in faults]


def lines_of_faults(text: str) -> list[int]:
    source = Source("f.yaml", text)
    spans = [fault.place.span for fault in read_yaml(source)[1]]
    return [source.position(span.start).line for span in spans if span]


def ids(tree: Tree) -> list[object]:
    assert isinstance(tree.data, dict)
    return [item.get("id") if isinstance(item, dict) else item for item in tree.data["claims"]]


# What a plain scalar means

KEYS = st.text(alphabet="abcdé😀", min_size=1, max_size=5)
VALUES: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet="ab:-#'\"\\\n 0.~!&*[]{},é😀\u2028\x85\t", max_size=12)
    | st.sampled_from([text for text, _ in SCALARS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_data_written_by_another_library_come_back(value: object) -> None:
    trees, messages = read("a: 1\n---\n" + yaml12.format_yaml(value) + "\n")
    assert messages == []
    assert (trees[1].data if len(trees) > 1 else None) == value


@given(VALUES)
def test_data_agree_with_another_parser(value: object) -> None:
    text = yaml.safe_dump({"k": value}, allow_unicode=True)
    try:
        expected = yaml12.parse_yaml(text)
    except ValueError:
        return
    trees, messages = read(text)
    assert messages == []
    assert trees[0].data == expected


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_plain_scalars_follow_the_core_schema(text: str, value: object) -> None:
    assert resolve(text) == value
    assert isinstance(resolve(text), bool) is isinstance(value, bool)


def test_nan_keeps_its_text() -> None:
    value = resolve(".NaN")
    assert isinstance(value, Numeral)
    assert math.isnan(value)
    assert value.text == ".NaN"


@pytest.mark.parametrize("text", ["930", "930.0", "0x1F", "1e400", "9" * 5000, "0x" + "f" * 5000])
def test_a_number_keeps_the_text_it_was_written_with(text: str) -> None:
    value = resolve(text)
    assert isinstance(value, (Numeral, WholeNumeral))
    assert value.text == text
    for copied in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301 - our own
        assert (copied, copied.text) == (value, text)


def test_quoted_scalars_are_texts() -> None:
    assert read("- '12'\n- \"true\"\n- |\n  1\n")[0][0].data == ["12", "true", "1\n"]


def test_the_tags_of_the_core_schema_are_honoured() -> None:
    trees, messages = read("[!!str 12, !!int '12', !!float 3, !!bool true, !!null '', ! 5]")
    assert messages == []
    assert trees[0].data == ["12", 12, 3.0, True, None, "5"]


@pytest.mark.parametrize(
    "text", ["- !foo a", "- !!int x", "- !!timestamp 2024-01-01", "- !!set {a: 1}", "- !!map [1]"]
)
def test_other_tags_are_told_and_the_value_is_kept(text: str) -> None:
    trees, messages = read(text + "\n- next\n")
    assert len(messages) == 1
    assert isinstance(trees[0].data, list)
    assert trees[0].data[0]
    assert trees[0].data[1] == "next"


# Places


@given(VALUES, st.sampled_from(["", "\ufeff", "# 😀\u2028\n", "\ufeff# é\r\n"]))
def test_the_text_at_a_place_reads_as_the_value_there(value: object, before: str) -> None:
    text = before + yaml.safe_dump({"k": value, "z": 1}, allow_unicode=True, width=1000)
    source = Source("f", text)
    (tree,), _ = read_yaml(source)
    assert isinstance(tree.data, dict)
    for key, expected in tree.data.items():
        span = tree.span((key,))
        on_key = tree.span((key,), on_key=True)
        assert span
        assert on_key
        assert text[on_key.start : on_key.end] == key
        padding = " " * (span.start - source.line_start(source.position(span.start).line))
        again, _ = read(padding + text[span.start : span.end] + "\n")
        assert (again[0].data if again else None) == expected


def test_places_are_right_after_line_ends_of_every_kind() -> None:
    text = "\ufeffa: 😀\r\nb:\r- c\u2028d\n- 'x'\r\n"
    (tree,), _ = read_yaml(Source("f", text))
    assert tree.data == {"a": "😀", "b": ["c\u2028d", "x"]}
    shown = [text[slice(*(tree.span(route) or ()))] for route in (("a",), ("b", 0), ("b", 1))]
    assert shown == ["😀", "c\u2028d", "'x'"]


def test_a_route_that_leads_nowhere_has_the_place_of_its_nearest_ancestor() -> None:
    (tree,), _ = read_yaml(Source("f", VALID))
    for route in [("claims", 1, "when", 3), ("claims", 1, "id2"), ("claims", 1, 5)]:
        assert tree.span(route) == tree.span(("claims", 1))
    assert tree.span(("claims", 0, "id", "x")) == tree.span(("claims", 0, "id"))
    assert tree.span(("claims", -1)) == tree.span(("claims",))


def test_a_block_ends_with_its_last_character() -> None:
    (tree,), _ = read_yaml(Source("f", VALID))
    span = tree.span(("claims", 2))
    assert span
    assert VALID[span.start : span.end].endswith("of lines")


def test_places_inside_an_aliased_value_are_those_of_its_anchor() -> None:
    text = "a: &x {b: 1}\nc: *x\n"
    (tree,), messages = read(text)
    assert messages == []
    assert tree.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert tree.span(("c",)) == (16, 18)
    assert tree.span(("c", "b")) == tree.span(("a", "b"))


# What is wrong with a file


def test_a_repeated_key_is_told_with_both_lines_and_the_first_value_is_kept() -> None:
    (tree,), messages = read("a: 1\nb: {c: 1}\na: {d: 2}\ne: 3\n")
    assert messages == ['the key "a" stands twice in one mapping, on line 1 and on line 3']
    assert tree.data == {"a": 1, "b": {"c": 1}, "e": 3}
    assert lines_of_faults("a: 1\nb: 2\na: 3\n") == [3]


@pytest.mark.parametrize("key", ["1", "true", "~", "2.5", "*n"])
def test_a_key_that_is_no_text_is_told(key: str) -> None:
    (tree,), messages = read(f"x: &n 5\ny: {{{key} : a, b: c}}\n")
    assert len(messages) == 1
    assert "a key must be a text" in messages[0]
    assert isinstance(tree.data, dict)
    assert tree.data["y"]["b"] == "c"


def test_a_key_that_is_a_collection_is_told_and_left_out() -> None:
    (tree,), messages = read("{? [1, {a: b}] : 2, c: 3}")
    assert messages == ["a key must be a text"]
    assert tree.data == {"c": 3}


def test_a_merge_key_is_a_plain_key() -> None:
    (tree,), messages = read("a: &a {b: 1}\nc:\n  <<: *a\n")
    assert messages == []
    assert tree.data == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


def test_aliases_that_repeat_without_bound_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    (tree,), messages = read("\n".join(lines))
    assert any(f"{ALIAS_NODES:,}" in message for message in messages)
    order, total = [tree.data], 0
    while order:
        value = order.pop()
        total += 1
        if isinstance(value, (dict, list)):
            order += value.values() if isinstance(value, dict) else value
    assert total < 2 * ALIAS_NODES


def test_aliases_cannot_nest_deeper_than_the_limit() -> None:
    lines = ["- &a0 [x]"] + [f"- &a{n} [*a{n - 1}]" for n in range(1, 200)]
    (tree,), messages = read("\n".join(lines))
    assert "nested more than" in messages[0]
    depth, level = 0, [tree.data]
    while level:
        depth += 1
        level = [part for outer in level if isinstance(outer, list) for part in outer]
    assert depth <= DEPTH_LIMIT + 1


@pytest.mark.parametrize("text", ["&a [*a]", "a: &a {b: *a}", "- *b\n- c"])
def test_an_alias_without_an_end_or_a_beginning_is_told(text: str) -> None:
    trees, messages = read(text)
    assert len(messages) == 1
    assert len(trees) == 1


def test_a_value_at_the_depth_limit_is_read_and_one_below_is_not() -> None:
    fits = "[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT
    assert read(fits)[1] == []
    trees, messages = read("- a\n- [" + fits + "]\n- b\n")
    assert len(messages) == 1
    assert isinstance(trees[0].data, list)
    assert (trees[0].data[0], trees[0].data[2]) == ("a", "b")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "{a: " * 10_000,
        "- " * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "".join(" " * depth + "-\n" for depth in range(1_000)),
        "? " * 10_000,
        "!" * 10_000,
        "&" * 10_000,
        '"' * 10_001,
        "- [\n" * 10_000,
    ],
)
def test_absurd_nesting_is_told(text: str) -> None:
    assert read(text)[1]


def test_a_text_beyond_the_limit_is_refused_and_its_neighbours_are_kept() -> None:
    long = "x" * (SCALAR_LENGTH + 1)
    (tree,), messages = read(f"claims:\n- id: a\n  quote: {long}\n- id: b\n")
    assert len(messages) == 1
    assert tree.data == {"claims": [{"id": "a", "quote": None}, {"id": "b"}]}


@pytest.mark.parametrize("text", ["", "\n", "# only\n", "---\n", "---\n---\n", "\ufeff"])
def test_an_empty_file_is_told_and_nothing_is_lost(text: str) -> None:
    trees, faults = read_yaml(Source("f", text))
    assert trees == []
    assert [(fault.message, fault.fatal) for fault in faults] == [("the file is empty", False)]


def test_a_control_character_is_told_and_the_rest_is_read() -> None:
    (tree,), messages = read("claims:\n- id: a\x00b\n- id: \ud800\n- id: c\n")
    assert len(messages) == 2
    assert ids(tree) == ["a\ufffdb", "\ufffd", "c"]


# What is kept of a broken file

BROKEN: list[tuple[str, list[object], list[int]]] = [
    ("claims:\n- id: a\n- id: b: c\n- id: d\n", ["a", "d"], [3]),
    ('claims:\n- id: a\n- id: "b\n- id: c\n- id: "d"\n', ["a", "c", "d"], [3]),
    ("claims:\n- id: a\n- {id: b\n- id: c\n", ["a", "c"], [3]),
    ("claims:\n- id: a\n- id: @b\n- id: c: d\n- id: e\n", ["a", "e"], [3, 4]),
    ("d:\n  a: b: c\nclaims:\n  - id: a\n  - id: b\n", ["a", "b"], [2]),
    ("claims:\n- id: [\n- id: b\n", ["b"], [2]),
    ("claims:\n  - id: a\n  - id: 'b\n  - id: c\nz: 1\ny: 2: 3\n", ["a", "c"], [3, 6]),
    ("claims:\r\n- id: a\r\n- id: b: c\r\n- id: d\r\n", ["a", "d"], [3]),
    ("claims: [{id: a}, {id: b}, {id: @c}]", ["a", "b"], [1]),
]


@pytest.mark.parametrize(("text", "kept", "lines"), BROKEN)
def test_whole_items_around_a_syntax_error_are_kept(
    text: str, kept: list[object], lines: list[int]
) -> None:
    trees, _ = read(text)
    assert ids(trees[0]) == kept
    assert lines_of_faults(text) == lines


def test_places_after_a_syntax_error_are_right() -> None:
    text = "\ufeffclaims:\n- id: a\n- id: 😀: c\n- id: dd\nlast: yes\n"
    (tree,), _ = read(text)
    span, last = tree.span(("claims", 1, "id")), tree.span(("last",))
    assert span
    assert last
    assert text[span.start : span.end] == "dd"
    assert text[last.start : last.end] == "yes"


def test_documents_around_a_broken_one_are_kept() -> None:
    trees, messages = read("a: 1\n---\nb: [\n...\n%YAML 1.2\n---\nc: 3\n---\n@\n---\nd: 4\n")
    data = [tree.data for tree in trees]
    assert data[0] == {"a": 1}
    assert data[-2:] == [{"c": 3}, {"d": 4}]
    assert len(messages) == 2


def test_a_repeated_key_after_a_syntax_error_is_still_told() -> None:
    _, messages = read("a: 1\nb: c: d\na: 2\n")
    assert any('"a" stands twice' in message for message in messages)


@given(st.integers(0, len(VALID)))
def test_a_cut_file_keeps_the_items_before_the_cut(cut: int) -> None:
    trees, _ = read(VALID[:cut])
    last = VALID.rfind("\n- id", 0, cut)
    whole = VALID[:last].count("\n- id") if last > 0 else 0
    if whole:
        assert ids(trees[0])[:whole] == ["one", "two", "three", "four"][:whole]


@given(st.data())
def test_a_file_with_a_character_changed_is_read_or_told(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(VALID) - 1))
    to = data.draw(st.text(alphabet="[]{}:-'\"\n\t #&*!|>%@`\x00😀,?", max_size=3))
    text = VALID[:at] + to + VALID[at + 1 :]
    source = Source("f", text)
    trees, faults = read_yaml(source)
    assert trees or faults
    for fault in faults:
        assert fault.place.span
        assert 0 <= fault.place.span.start <= fault.place.span.end <= len(text)


@given(st.text(max_size=60) | st.text(alphabet="[]{}:-'\"\n\t #&*!|>%@`a1.?,", max_size=60))
def test_no_text_ends_in_an_exception(text: str) -> None:
    trees, faults = read_yaml(Source("f", text))
    assert trees or faults
    for tree in trees:
        assert tree.span(())


@pytest.mark.parametrize("count", [2, 3_000])
def test_many_broken_items_are_told_up_to_a_limit(count: int) -> None:
    (tree,), messages = read("claims:\n" + "- id: 'x\n- id: y: z\n" * count + "- id: ok\n")
    assert len(messages) <= 201
    assert ids(tree)[-1] == "ok"


def test_a_fault_names_the_tree_it_is_in_and_no_item_that_took_a_lost_ones_place() -> None:
    broken = "claims:\n- id: a\n- {id: b, id: c, d: [e}\n- {id: f, id: g}\n"
    _, faults = read_yaml(Source("f", "---\n---\n@\n---\n" + broken + "---\n" + broken))
    assert [(fault.place.tree, fault.place.route) for fault in faults][1:] == [
        (tree, route)
        for tree in (0, 1)
        for route in [("claims",), ("claims",), ("claims", 1, "id")]
    ]
