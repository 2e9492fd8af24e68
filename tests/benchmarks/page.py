"""How long the page of many claims takes to make, to load in a browser, and to scroll.

    python tests/benchmarks/page.py [CLAIMS]

It needs Chromium (`CHROMIUM` names it; else /usr/bin/chromium) and playwright. Times are printed in
seconds, and nothing is asserted.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from claims.files import read_paths
from claims.load import load
from claims.vocabulary import shipped
from reports.page.render import render
from reports.places import Locator
from rules.engine import check

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
EACH = 50
"""Claims in a document."""


def document(number: int) -> dict[str, Any]:
    """Return a document of fifty claims, of which one in seven has two dates that do not fit."""
    claims: list[dict[str, Any]] = []
    for turn in range(EACH // 5):
        day = f"2024-03-{1 + turn % 5:02d}"
        late = 2 if number % 7 == 0 and turn == 3 else 1
        names = [f"{what}{turn}" for what in ("left", "came", "order", "far", "crew")]
        claims += [
            {
                "id": names[0], "kind": "event", "actor": f"ship {number}-{turn}",
                "activity": "departure", "when": day, "from": "Bergen",
                "quote": f"the ship {number}-{turn} left Bergen",
            },
            {
                "id": names[1], "kind": "event", "actor": f"ship {number}-{turn}",
                "activity": "arrival", "when": f"2024-03-{2 + turn % 5:02d}", "to": "Stavanger",
            },
            {
                "id": names[2], "kind": "order", "of": names[1], "relation": "after",
                "than": names[0], "by": f"{late} days" if late > 1 else "one day",
            },
            {
                "id": names[3], "kind": "measurement", "of": names[0],
                "property": "distance travelled", "value": "some 100 miles",
            },
            {
                "id": names[4], "kind": "measurement", "of": names[0], "property": "crew",
                "value": "12",
            },
        ]  # fmt: skip
    head = {
        "id": f"d{number:04}", "title": f"Ships of day {number}", "published": "2024-03-20",
        "timezone": "Europe/Oslo", "country": "Norway",
    }  # fmt: skip
    return {"document": head, "claims": claims}


def make(claims: int, folder: str) -> str:
    """Return the page of so many claims."""
    for number in range(max(1, claims // EACH)):
        text = yaml.safe_dump(document(number), sort_keys=False, allow_unicode=True)
        Path(folder, f"d{number:04}.yaml").write_text(text, encoding="utf-8")
    inputs = read_paths([folder])
    corpus = load(inputs.trees, shipped(), inputs.faults)
    begun = perf_counter()
    outcome = check(corpus, keep=True)
    judged = perf_counter()
    page = render(outcome, Locator(inputs.sources, inputs.trees, corpus), "0")
    print(f"claims {outcome.claims:,}, findings {len(outcome.findings):,}")
    print(
        f"check {judged - begun:.2f} s, page {perf_counter() - judged:.2f} s, {len(page):,} bytes"
    )
    return page


def look_at(file: Path) -> None:
    """Load the page, choose its first finding, unfold all, and scroll through it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        begun = perf_counter()
        page.goto(file.as_uri(), wait_until="load")
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        print(f"load {perf_counter() - begun:.2f} s")
        begun = perf_counter()
        page.locator(".choose").first.click()
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        print(f"choose {perf_counter() - begun:.2f} s")
        page.keyboard.press("Escape")
        begun = perf_counter()
        page.evaluate("for (const held of document.querySelectorAll('details')) held.open = true")
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        print(f"unfold all {perf_counter() - begun:.2f} s")
        frames = page.evaluate(
            """async () => {
              const spans = []; let last = performance.now();
              for (let at = 0; at < 60; at++) {
                scrollTo(0, document.documentElement.scrollHeight * at / 60);
                await new Promise(done => requestAnimationFrame(done));
                const now = performance.now(); spans.push(now - last); last = now;
              }
              return spans.sort((a, b) => a - b);
            }"""
        )
        middle, worst = frames[len(frames) // 2], frames[-1]
        print(f"scroll: a frame takes {middle:.0f} ms, the longest {worst:.0f} ms")
        browser.close()


def main() -> None:
    """Make, load and scroll the page."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 15_000
    with tempfile.TemporaryDirectory() as folder:
        page = make(claims, folder)
        file = Path(folder, "report.html")
        file.write_text(page, encoding="utf-8")
        if keep := os.environ.get("KEEP"):
            Path(keep).write_text(page, encoding="utf-8")
        look_at(file)


if __name__ == "__main__":
    main()
