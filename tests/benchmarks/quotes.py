"""How long it takes to read a text and to find its quotes, and how that grows with the text.

Run it by itself: `python tests/benchmarks/quotes.py`. Each row is a text ten times as long as the
one before; the last columns are the growth, which is 10 where the time is linear.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from claims.texts.find import Text, Verdict
from claims.texts.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = [f"{a}{b}" for a in ("sail", "port", "crew", "ship", "wave", "mast") for b in range(400)]


def timed(work: Callable[[], object]) -> float:
    """Return the least of three times, in seconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def article(length: int, chance: random.Random) -> str:
    words: list[str] = []
    size = 0
    while size < length:
        words.append(chance.choice(WORDS) + chance.choice(["", "", "", ",", ".", "\n", "\n\n"]))
        size += len(words[-1]) + 1
    return " ".join(words)


def quotes(text: Text, chance: random.Random) -> tuple[list[str], list[str]]:
    """Return quotes that stand in a text, and the same with one word changed."""
    right, wrong = [], []
    for _ in range(50):
        start = chance.randrange(max(1, len(text.normal.text) - 200))
        words = text.normal.text[start : start + 120].split()[1:-1]
        right.append(" ".join(words))
        wrong.append(" ".join([*words[:5], "unsaid", *words[6:]]))
    return right, wrong


def main() -> None:
    chance = random.Random(5)
    print(
        f"{'characters':>10} {'read ms':>9} {'found µs':>9} {'not found, with what is near µs':>32}"
    )
    before: tuple[float, float, float] | None = None
    for length in (5_000, 50_000, 500_000, 5_000_000):
        given = article(length, chance)
        read = timed(lambda given=given: normalise(given))  # type: ignore[misc]
        text = Text(normalise(given))
        right, wrong = quotes(text, chance)
        text.near(wrong[0])
        found = timed(lambda: [text.find(quote) for quote in right]) / len(right)  # noqa: B023  called at once
        near = timed(lambda: [(text.find(q), text.near(q)) for q in wrong]) / len(wrong)  # noqa: B023  called at once
        assert all(text.find(quote).verdict is Verdict.ABSENT for quote in wrong)
        row = (read * 1e3, found * 1e6, near * 1e6)
        growth = ""
        if before is not None:
            growth = "  growth " + " ".join(
                f"{b / a:.1f}" for a, b in zip(before, row, strict=True)
            )
        print(f"{length:>10,} {row[0]:>9.2f} {row[1]:>9.1f} {row[2]:>32.1f}{growth}")
        before = row


if __name__ == "__main__":
    main()
