"""Texts in one typography: what they become, where they came from, and what is found in them."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml12
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.texts.find import Text, Verdict
from claims.texts.markup import without_html, without_markdown
from claims.texts.normal import normalise

if TYPE_CHECKING:
    from claims.texts.find import Found

DATA: Any = yaml12.parse_yaml((Path(__file__).parent / "data" / "texts.yaml").read_text("utf-8"))
PASSING = {Verdict.EXACT, Verdict.TYPOGRAPHY}


def plain(text: str) -> str:
    return normalise(text).text


def html(text: str) -> str:
    return plain(without_html(text).text)


def markdown(text: str) -> str:
    return plain(without_markdown(text)[0].text)


@pytest.mark.parametrize(("given_text", "expected"), DATA["normal"])
def test_a_text_is_brought_to_one_typography(given_text: str, expected: str) -> None:
    assert plain(given_text) == expected


@pytest.mark.parametrize(("given_text", "expected"), DATA["html"])
def test_the_markup_of_html_is_taken_off(given_text: str, expected: str) -> None:
    assert html(given_text) == expected


@pytest.mark.parametrize(("given_text", "expected"), DATA["markdown"])
def test_the_signs_of_markdown_are_taken_off(given_text: str, expected: str) -> None:
    assert markdown(given_text) == expected


@given(st.text(max_size=200))
def test_a_text_in_one_typography_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assume("\ufb1d" not in text)
    assert plain(once) == plain(plain(once))


@given(st.text(max_size=200))
def test_letters_are_composed_and_no_space_is_doubled(text: str) -> None:
    made = plain(text)
    assert "  " not in made
    assert "\r" not in made
    assert made == made.strip(" \n")
    assert unicodedata.is_normalized("NFC", plain(unicodedata.normalize("NFD", made)))


LATIN = "abcdefghijklmnopqrstuvwxyzåé"
KOREAN = "가나다라마바사아자차카타파하"
JAPANESE = "あいうえおかきくけこ東京都"


class Case(NamedTuple):
    """A text of distinct words, and from where to where the quote is, in words."""

    words: tuple[str, ...]
    first: int
    last: int
    glue: str

    @property
    def quote(self) -> str:
        return self.glue.join(self.words[self.first : self.last])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    letters, glue = draw(st.sampled_from([(LATIN, " "), (KOREAN, " "), (JAPANESE, "")]))
    least = 4 if letters is LATIN else 2
    word = st.text(letters, min_size=least, max_size=8) | st.integers(100, 99_999).map(
        lambda number: f"{number:,}" if letters is LATIN else f"{number}回"
    )
    words = tuple(draw(st.lists(word, min_size=6, max_size=14, unique=True)))
    first = draw(st.integers(0, len(words) - 3))
    last = draw(st.integers(first + 2, len(words)))
    case = Case(words, first, last, glue)
    assume(glue.join(words).count(case.quote) == 1)
    return case


@st.composite
def typeset(draw: st.DrawFn, words: tuple[str, ...], glue: str) -> str:
    """Return words as a text might have them: other spaces, line ends, letters."""
    if glue:
        between = st.sampled_from([" ", "  ", "\n", "\r\n", "\u00a0", "\u2009", " \n ", " \u200b"])
    else:
        between = st.sampled_from(["", "", "\n", "\u200b"])
    made = words[0]
    for word in words[1:]:
        made += draw(between) + word
    if draw(st.booleans()):
        at = draw(st.integers(1, len(words[0]) - 1)) if words[0].isalpha() else 0
        made = made[:at] + "\u00ad" + made[at:] if at else made
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), made)


@given(st.data(), cases())
def test_a_quote_in_any_typography_is_found_where_it_stands(
    data: st.DataObject, case: Case
) -> None:
    before, after = case.words[: case.first], case.words[case.last :]
    inside = data.draw(typeset(case.words[case.first : case.last], case.glue))
    head = case.glue.join(before) + case.glue if before else ""
    tail = case.glue + case.glue.join(after) if after else ""
    text = normalise(head + inside + tail)
    found = Text(text).find(case.quote)
    assert found.verdict in PASSING, (text.text, case.quote)
    assert text.origin(*found.stretches[0].spans[0]) == (len(head), len(head) + len(inside))


@given(st.data(), cases())
def test_a_quote_with_another_word_is_never_found(data: st.DataObject, case: Case) -> None:
    words = list(case.words[case.first : case.last])
    at = data.draw(st.integers(0, len(words) - 1))
    letter = data.draw(st.integers(0, len(words[at]) - 1))
    other = {"9": "8"}.get(words[at][letter], "9") if words[at][letter].isdigit() else "ø"
    assume(words[at][letter] != ",")
    words[at] = words[at][:letter] + other + words[at][letter + 1 :]
    found = Text(normalise(case.glue.join(case.words))).find(case.glue.join(words))
    assert found.verdict is Verdict.ABSENT


@given(cases(), st.text(LATIN + " \n.", max_size=60), st.text(LATIN + " \n.", max_size=60))
def test_edits_elsewhere_change_neither_verdict_nor_words(case: Case, head: str, tail: str) -> None:
    middle = case.glue.join(case.words)
    text = normalise(f"{head}\n\n{middle}\n\n{tail}")
    assume(text.text.count(case.quote) == 1)
    found = Text(text).find(case.quote)
    assert found.verdict in PASSING
    span = text.origin(*found.stretches[0].spans[0])
    assert text.given[span.start : span.end] == case.quote


def bold(text: str) -> str:
    return f"<p>{text.replace(' ', ' <b>x</b> ', 1)}</p>"


@given(st.lists(st.sampled_from(["word", "Å", " ", "<b>", "</b>", "&amp;", "\n", "한국", "<br>"])))
def test_what_is_left_of_html_stands_at_its_place(parts: list[str]) -> None:
    given_text = "".join(parts)
    bare = without_html(given_text)
    text = normalise(bare.text, (bare,), given_text)
    for word in ("word", "Å", "한국"):
        at = text.text.find(word)
        if at >= 0:
            span = text.origin(at, at + len(word))
            assert given_text[span.start : span.end] == word


@given(st.text("ab*_`[]()!<>#|\\-~ \n\t.1&;:^", max_size=80))
def test_any_markdown_is_read(text: str) -> None:
    steps = without_markdown(text)
    made = normalise(steps[0].text, steps, text)
    for at in range(len(made.text)):
        span = made.origin(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)


@given(st.text("ab<>/!-\"'&;#x= \n", max_size=80))
def test_any_html_is_read(text: str) -> None:
    bare = without_html(text)
    made = normalise(bare.text, (bare,), text)
    for at in range(len(made.text)):
        span = made.origin(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)


def find(row: dict[str, str]) -> Found:
    text = Text(normalise(row.get("text") or DATA["article"]))
    return text.find(row["quote"], row.get("prefix"), row.get("suffix"))


@pytest.mark.parametrize("row", DATA["quotes"], ids=lambda row: str(row["quote"])[:40])
def test_a_quote_stands_as_the_table_says(row: dict[str, str]) -> None:
    found = find(row)
    passing = "typography" if found.verdict is Verdict.EXACT else found.verdict.value
    assert passing == row["verdict"]
    assert row.get("reason", "") in found.reason


LONG = 300_000
HOSTILE = {
    "one letter": "a" * LONG,
    "words": "word " * (LONG // 5),
    "no spaces": "".join(chr(0x61 + i * i % 26) for i in range(LONG)),
    "marks": "e" + "\u0301\u0323" * (LONG // 2),
    "unseen": "a\u200b" * (LONG // 2),
    "right to left": "\u202e\u05d0\u05d1 " * (LONG // 6),
    "controls": "\x01\x02a " * (LONG // 4),
    "hyphens at line ends": "co-\nop " * (LONG // 7),
    "tags": "<a '\"" * (LONG // 5),
    "comments": "<!-- " * (LONG // 5),
    "brackets": "[(" * (LONG // 2),
    "stars": "*a " * (LONG // 3),
    "ticks": "` `` " * (LONG // 5),
    "tabs": "\t" * LONG,
    "dots": "... " * (LONG // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_and_searched(name: str) -> None:
    # Whatever takes quadratic time over these would not end.
    given_text = HOSTILE[name]
    for bare in (given_text, without_html(given_text).text, without_markdown(given_text)[0].text):
        text = Text(normalise(bare))
        for quote in ("word wo ... word x", "e\u0301 b", given_text[: LONG // 3] + "b", "co-op b"):
            assert text.find(quote).verdict in {Verdict.ABSENT, Verdict.AMBIGUOUS}
            text.near(quote)


@pytest.mark.parametrize("text", ["a", "a ", "ab-", "a… ", "a\n"])
@pytest.mark.parametrize("quote", ["a", "aa", "a a", "a a ", "a-b", "a ... b", "a ... a", "ab-"])
def test_a_text_that_repeats_itself_is_searched(text: str, quote: str) -> None:
    searched = Text(normalise(text * (LONG // 10)))
    for words in (quote, quote * 20, quote * 5_000, quote * 5_000 + "b"):
        found = searched.find(words, prefix=quote * 1_000)
        answers = {Verdict.ABSENT, Verdict.AMBIGUOUS, Verdict.MISPLACED, Verdict.GAVE_UP}
        assert found.verdict in answers
        searched.near(words)


def test_a_search_that_was_broken_off_is_no_absence() -> None:
    text = Text(normalise(("a" * 50 + "b ") * 20_000 + "end"))
    found = text.find("a" * 40)
    assert (found.verdict, found.reason != "") == (Verdict.GAVE_UP, True)
    assert text.find(" ... ".join("abcdefghijklmnopqrstuvwxyz" * 2)).verdict is Verdict.GAVE_UP


def test_a_quote_of_a_hundred_thousand_characters_is_found() -> None:
    words = " ".join(f"w{number}" for number in range(20_000))
    text = Text(normalise("first. " + words.replace(" ", "\n") + " last."))
    assert text.find(words[:100_000].rsplit(" ", 1)[0]).verdict is Verdict.TYPOGRAPHY
    near = text.near(words[:50_000].replace("w700 ", "w7OO "))
    assert near is not None
    assert [(d.text, d.quote) for d in near.differences] == [("w700", "w7OO")]
