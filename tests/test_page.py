"""The page as a file: what it holds, that it stands by itself, and that text stays text."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import error, judged, outcome, part, small

from claims.calendar import Range
from claims.files import read_paths
from claims.json_reader import read_json
from claims.load import load
from claims.source import Source
from claims.vocabulary import shipped
from reports.page.markup import element, text, words
from reports.page.render import render
from reports.page.scale import Scale
from reports.places import Locator
from rules.engine import check

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
HOSTILE = ROOT / "tests" / "data" / "page" / "hostile.yaml"
GOLDEN = ROOT / "tests" / "data" / "golden" / "reports" / "page.html"
STORY = ROOT / "tests" / "data" / "page" / "story.yaml"
LIMIT = 120_000


def page_of(*paths: Path) -> str:
    inputs = read_paths([os.path.relpath(path) for path in paths])
    corpus = load(inputs.trees, shipped(), inputs.faults)
    return render(check(corpus, keep=True), Locator(inputs.sources, inputs.trees, corpus), "1.0")


@pytest.fixture(scope="module", autouse=True)
def _in_the_project() -> Iterable[None]:
    before = Path.cwd()
    os.chdir(ROOT)
    yield
    os.chdir(before)


@pytest.fixture(scope="module")
def seed() -> str:
    return page_of(ROOT / "seeds")


@pytest.fixture(scope="module")
def hostile() -> str:
    return page_of(HOSTILE)


class Elements(HTMLParser):
    """The start tags of a page, and the words of each element of a class."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "col"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_of_the_seed_with_its_map_is_small(seed: str) -> None:
    assert '<path class="land"' in seed
    assert len(seed.encode()) < LIMIT


def test_the_page_shows_each_finding_and_each_claim_without_a_script(seed: str) -> None:
    body = re.sub(r"<script>.*?</script>", "", seed, flags=re.DOTALL)
    inputs = read_paths(["seeds"])
    corpus = load(inputs.trees, shipped(), inputs.faults)
    shown = unescape(re.sub(r"<[^>]*>", "", body))
    for finding in check(corpus).findings:
        assert finding.judgement.message in shown
    assert all(f"<code>{entry.record.id}</code>" in body for entry in corpus.entries)


@pytest.mark.parametrize("name", ["seed", "hostile"])
def test_elements_are_closed_in_their_order_and_names_are_there_once(
    name: str, request: pytest.FixtureRequest
) -> None:
    page = Elements(request.getfixturevalue(name))
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {attrs["href"] for _, attrs in page.tags if "href" in attrs}
    assert {str(link)[1:] for link in links} <= set(ids)


@pytest.mark.parametrize("name", ["seed", "hostile"])
def test_the_page_fetches_nothing_and_allows_only_its_own_script_and_style(
    name: str, request: pytest.FixtureRequest
) -> None:
    source = request.getfixturevalue(name)
    tags = Elements(source).tags
    policy = next(
        str(attrs["content"]) for _, attrs in tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
        assert sum(each == tag for each, _ in tags) == 1
    for tag, attrs in tags:
        assert tag not in {"img", "link", "iframe", "object", "embed", "base", "form", "i"}
        assert not any(key in {"style", "src"} or key.startswith("on") for key in attrs)
        assert str(attrs.get("href", "#")).startswith("#")
    assert not re.search(r"url\((?!#)|@import|https?:", source)


def test_what_hostile_claims_say_is_shown_as_text(hostile: str) -> None:
    shown = unescape(re.sub(r"<[^>]*>", "", hostile))
    for words_of_it in (
        "</svg><script>window.ran=1</script> isle",
        "</script><script>window.ran=1</script> left on Friday",
        "<img src=x onerror=window.ran=1>",
        '" onclick=window.ran=1',
        "\u2039U+202E\u203aevil\u2039U+2066\u203a",
    ):
        assert words_of_it in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029]", hostile)
    assert "<bdi>" in hostile


@given(st.text())
def test_any_text_stays_text(given_text: str) -> None:
    shown = element("p", words(given_text), title=given_text)
    elements = Elements(shown)
    assert [tag for tag, _ in elements.tags if tag != "bdi"] == ["p"]
    assert elements.open == []
    assert set(elements.tags[0][1]) == {"title"}
    shown.encode("utf-8")


@given(st.text())
def test_a_text_reads_as_it_was_but_for_what_cannot_be_seen(given_text: str) -> None:
    if given_text.isprintable():
        assert unescape(text(given_text)) == given_text
    assert not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text(given_text))


def test_the_page_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "validator.py"), "check", "seeds", "--fail-on", "never"]
    pages = []
    for hash_seed in ("1", "2"):
        file = tmp_path / f"{hash_seed}.html"
        subprocess.run(
            [*command, "--output", f"html={file}"], cwd=ROOT, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": f"UTC+{hash_seed}"},
        )  # fmt: skip
        pages.append(file.read_bytes())
    assert pages[0] == pages[1]


def test_the_page_of_a_small_story_is_as_it_was_kept() -> None:
    assert page_of(STORY) == GOLDEN.read_text(encoding="utf-8")


def test_a_conflict_of_times_is_a_bracket_of_the_claims_as_they_were_said() -> None:
    page = page_of(STORY)
    assert page.count('class="may said"') == 2
    assert page.count('class="lane error"') >= 2


def test_each_claim_tells_which_rules_judged_it_and_how(seed: str) -> None:
    (row,) = re.findall(r"<code>reach-japan</code>.*?</tr>", seed)
    assert "1 contradicted, 6 held" in row
    assert "contradicts: <code>reach/target</code>" in row
    assert "source/quote" in row
    (row,) = re.findall(r"<code>submarine</code>.*?</tr>", seed)
    assert "not judged" in row


def test_of_many_quotes_at_one_place_some_are_marked_and_the_text_is_there_once() -> None:
    spoken = [f"w{number}" for number in range(200)]
    rows = [
        {"id": f"c{n}", "kind": "event", "activity": "voyage", "quote": " ".join(spoken[: n + 2])}
        for n in range(150)
    ]
    head = {"id": "d", "text": {"inline": " ".join(spoken)}}
    source = Source("d.json", json.dumps({"document": head, "claims": rows}))
    corpus = load(read_json(source)[0], shipped())
    page = render(check(corpus, ["record/field"], keep=True), Locator([source], [], corpus), "1.0")
    assert page.count('class="cite"') == 20
    assert page.count("w199") == 1


def test_a_run_that_kept_nothing_has_a_page_of_its_findings() -> None:
    held = outcome(error(judged(part("gazette#two-days", "by"), message="they <differ>")))
    page = render(held, small(), "1.0")
    assert "they &lt;differ&gt;" in page
    assert "The claims were not kept" in page


@given(st.lists(st.tuples(st.integers(-(10**10), 10**10), st.integers(0, 10**9)), max_size=12))
def test_the_axis_keeps_moments_in_their_order(pairs: list[tuple[int, int]]) -> None:
    scale = Scale([Range(start, start + length) for start, length in pairs])
    moments = sorted({start for start, _ in pairs} | {s + length for s, length in pairs})
    places = [scale.at(moment) for moment in moments]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    ticks = scale.ticks()
    assert all(0 <= tick.at <= 1 for tick in ticks)
    assert len({tick.words for tick in ticks}) == len(ticks)


def test_the_axis_of_one_day_is_even_and_that_of_a_day_and_years_is_not() -> None:
    hours = [Range(n * 3600, (n + 1) * 3600 - 1) for n in range(20)]
    assert Scale(hours).is_even
    assert not Scale([*hours, Range(-(10**9), -(10**9) + 60)]).is_even


def test_a_suppressed_finding_is_marked_on_the_page_with_its_reason(tmp_path: Path) -> None:
    claims = tmp_path / "claims.yaml"
    claims.write_text(
        """document: {id: d, published: 2024-03-06}
claims:
- {id: sailed, kind: event, activity: departure, when: 2024-03-01}
- {id: aground, kind: event, activity: grounding, when: 2024-03-04}
# counterclaim: ignore[time/order]: asked the paper
- {id: two, kind: order, of: aground, relation: after, than: sailed, by: two days}
""",
        encoding="utf-8",
    )
    assert "suppressed: asked the paper" in page_of(claims)
