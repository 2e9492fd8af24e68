"""Where lines begin, and how the user's text is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.source import Position, Source, quoted

TEXTS = st.text(alphabet="ab\n\r\u2028\x85😀", max_size=30)


@given(TEXTS, st.integers(0, 30))
def test_a_position_leads_back_to_its_offset(text: str, offset: int) -> None:
    source = Source("f", text)
    line, column = source.position(min(offset, len(text)))
    assert source.line_start(line) + column - 1 == min(offset, len(text))


@given(TEXTS)
def test_lines_are_those_between_line_ends(text: str) -> None:
    source = Source("f", text)
    expected = re.split(r"\r\n|\n|\r", text)
    assert [source.line(n + 1) for n in range(source.line_count)] == expected


@given(st.text(max_size=200))
def test_quoted_text_is_short_and_can_be_printed(text: str) -> None:
    shown = quoted(text)
    assert len(shown) <= 62 + 5 * 60
    assert "\n" not in shown
    assert "\x1b" not in shown


def test_an_offset_outside_the_text_counts_as_its_nearest() -> None:
    source = Source("f", "ab\nc")
    assert source.position(99) == Position(2, 2)
    assert source.position(-5) == Position(1, 1)


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_line_that_does_not_exist_is_empty(number: int) -> None:
    assert Source("f", "ab\nc").line(number) == ""
