"""The page in a browser: it runs nothing of anybody else's, and mouse, keys and readers can use it.

Skipped where there is no Chromium (`CHROMIUM` names it), no playwright, or, for what axe-core is
asked, no `AXE` that names its `axe.min.js`. `.ci/run` has all three.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest
from test_page import HOSTILE, ROOT, STORY, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = os.environ.get("AXE", "")
pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"there is no {CHROMIUM}")
needs_axe = pytest.mark.skipif(not AXE, reason="AXE does not name axe.min.js")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as driver:
        # Without a sandbox, since the tests of a container run as root; the pages are our own.
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        for name, path in (("seed", ROOT / "seeds"), ("hostile", HOSTILE), ("story", STORY)):
            (folder / f"{name}.html").write_text(page_of(path), encoding="utf-8")
    finally:
        os.chdir(before)
    return {path.stem: path.as_uri() for path in folder.iterdir()}


class Visit:
    """A page in a window of its own, with all that it said, asked for and got wrong."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.told: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda problem: self.told.append(str(problem)))
        self.page.on("dialog", lambda dialog: self.told.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(address)

    def marked(self) -> set[str]:
        """Return the claims that are marked as of the chosen finding."""
        found = self.page.eval_on_selector_all(
            "tr.on th code", "rows => rows.map(row => row.textContent)"
        )
        return set(found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("name", ["seed", "hostile", "story"])
def test_the_page_says_nothing_and_asks_for_nothing(
    browser: Any, files: dict[str, str], name: str
) -> None:
    with Visit(browser, files[name]) as visit:
        visit.page.locator(".choose").first.click()
        visit.page.locator("#theme").click()
        visit.page.evaluate(
            "for (const held of document.querySelectorAll('details')) held.open = 1"
        )
        visit.page.keyboard.press("Escape")
        visit.page.wait_for_timeout(50)
        assert visit.told == []
        assert visit.requests == [files[name]]


def test_hostile_claims_run_nothing_and_are_read_as_they_stand(
    browser: Any, files: dict[str, str]
) -> None:
    with Visit(browser, files["hostile"]) as visit:
        page = visit.page
        assert page.evaluate("window.ran") is None
        assert page.locator("script").count() == 1
        assert page.locator("img").count() == 0
        assert "</script><script>window.ran=1</script> left on Friday" in page.text_content("main")
        assert "</svg><script>window.ran=1</script> isle" in page.text_content("#map svg")
        assert page.evaluate("document.querySelector('h1').closest('header') !== null")


def test_a_script_that_got_in_would_not_run(browser: Any, files: dict[str, str]) -> None:
    with Visit(browser, files["story"]) as visit:
        visit.page.evaluate(
            """() => {
              const held = document.createElement('script');
              held.textContent = 'window.ran = 1';
              document.body.append(held);
            }"""
        )
        assert visit.page.evaluate("window.ran") is None
        assert any("Content Security Policy" in each for each in visit.told)


def test_a_finding_is_chosen_with_the_mouse_and_let_go_with_escape(
    browser: Any, files: dict[str, str]
) -> None:
    with Visit(browser, files["story"]) as visit:
        page = visit.page
        page.locator(".card .choose").first.click()
        assert visit.marked() == {"sailed", "aground", "two-days"}
        assert page.locator(".rows > .trow.on").count() == 2
        assert page.locator(".lane.on").count() == 2
        assert page.locator("mark.on").count() == 3
        assert page.locator(".choose").first.get_attribute("aria-current") == "true"
        assert "3 claims are marked" in page.text_content("#status")
        assert page.evaluate("location.hash").startswith("#finding-")
        assert page.evaluate(
            "getComputedStyle(document.querySelector('tr:not(.on) td')).color"
            " !== getComputedStyle(document.querySelector('tr.on td')).color"
        )
        page.keyboard.press("Escape")
        assert visit.marked() == set()
        assert page.evaluate("location.hash") == ""
        assert page.locator(".choose").first.get_attribute("aria-current") is None


def test_a_finding_is_chosen_with_the_keyboard_alone(browser: Any, files: dict[str, str]) -> None:
    with Visit(browser, files["story"]) as visit:
        page = visit.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.className") == "choose":
                break
        page.keyboard.press("Enter")
        assert visit.marked() == {"sailed", "aground", "two-days"}
        assert page.locator(".card details").first.evaluate("held => held.open")
        page.keyboard.press("Escape")
        assert visit.marked() == set()
        assert page.evaluate("document.activeElement.className") == "choose"


def test_a_link_to_a_finding_chooses_it_and_going_back_lets_it_go(
    browser: Any, files: dict[str, str]
) -> None:
    with Visit(browser, files["seed"]) as visit:
        name = visit.page.locator(".card").first.get_attribute("id")
        visit.page.locator(".card .choose").first.click()
        visit.page.go_back()
        assert visit.marked() == set()
    with Visit(browser, f"{files['seed']}#{name}") as visit:
        assert visit.marked() == {"reach-japan"}
        assert visit.page.locator("#map path.ring.on").count() == 1


def test_without_scripts_findings_and_claims_can_be_read(
    browser: Any, files: dict[str, str]
) -> None:
    with Visit(browser, files["story"], java_script_enabled=False) as visit:
        page = visit.page
        assert page.locator(".card h3").first.is_visible()
        page.locator(".card summary").first.click()
        assert page.locator(".card pre").first.is_visible()
        assert page.locator("tbody tr").count() == 4
        assert page.locator("#theme").is_hidden()


def test_the_theme_follows_the_system_until_it_is_chosen(
    browser: Any, files: dict[str, str]
) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    with Visit(browser, files["story"], color_scheme="dark") as visit:
        dark = visit.page.evaluate(paper)
        assert visit.page.get_attribute("#theme", "aria-pressed") == "true"
        visit.page.locator("#theme").click()
        assert visit.page.evaluate(paper) != dark
        assert visit.page.get_attribute("#theme", "aria-pressed") == "false"


@pytest.mark.parametrize("width", [320, 380, 800, 1360])
def test_nothing_sticks_out_of_a_window_of_any_width(
    browser: Any, files: dict[str, str], width: int
) -> None:
    with Visit(browser, files["seed"], viewport={"width": width, "height": 800}) as visit:
        visit.page.locator(".choose").first.click()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@needs_axe
@pytest.mark.parametrize("chosen", [False, True], ids=["all", "one chosen"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["seed", "hostile"])
def test_axe_finds_nothing_to_complain_of(
    browser: Any, files: dict[str, str], name: str, scheme: str, *, chosen: bool
) -> None:
    with Visit(browser, files[name], color_scheme=scheme, reduced_motion="reduce") as visit:
        page = visit.page
        if chosen:
            page.locator(".choose").first.click()
        page.evaluate("for (const held of document.querySelectorAll('details')) held.open = true")
        page.evaluate(Path(AXE).read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")
        assert found["passes"]
        assert [
            (problem["id"], [node["html"][:200] for node in problem["nodes"][:3]])
            for problem in found["violations"]
        ] == []
