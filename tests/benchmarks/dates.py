"""How many EDTF texts are read in a second, and the ratio to the `edtf` package in the same run.

Run it as `python tests/benchmarks/dates.py [ROUNDS]`. The texts are all different and mix the forms
of levels 0 and 1 evenly; `parse_edtf` keeps no results, so none is told from memory. Both readers
take turns round by round, so that a machine whose speed drifts slows both; medians are printed.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING

from claims.edtf import Edtf, parse_edtf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROUNDS = 7
TEXTS = 20_000
THEIRS = 40
"""Texts that the package reads in a round: it takes milliseconds for each."""


def texts() -> Iterator[str]:
    """Return different texts without end, one of each form in turn."""
    for n in range(10**6):
        year, month, day = 1000 + n % 8000, n % 12 + 1, n % 28 + 1
        clock = f"{n % 24:02}:{n % 60:02}:{n // 60 % 60:02}"
        yield f"{year}-{month:02}-{day:02}"
        yield f"{year}-{month:02}"
        yield f"{year}"
        yield f"{year}-{month:02}-{day:02}T{clock}"
        yield f"{year}-{month:02}-{day:02}T{clock}Z"
        yield f"{year}-{month:02}-{day:02}T{clock}+{n % 12:02}:30"
        yield f"{year}/{year + 1}"
        yield f"{year}-{month:02}/{year + 2}-{month:02}"
        yield f"{year}-{month:02}-{day:02}/{year + 1}-{month:02}-{day:02}"
        yield f"{year}-{month:02}-{day:02}/{year + 1}"
        yield f"Y{n + 10_000}"
        yield f"Y-{n + 10_000}"
        yield f"{year}-{21 + n % 4}"
        yield f"{year}?"
        yield f"{year}-{month:02}~"
        yield f"{year}-{month:02}-{day:02}%"
        yield f"{n % 1000:03}X"
        yield f"{n % 100:02}XX"
        yield f"{year}-XX"
        yield f"{year}-{month:02}-XX"
        yield f"{year}-XX-XX"
        yield f"{year}-{month:02}-{day:02}/.."
        yield f"../{year}-{month:02}"
        yield f"{year}/"
        yield f"/{year}-{month:02}-{day:02}"
        yield f"{year}~/{year + 20}-06?"
        yield f"-{year}"


def different(count: int) -> list[str]:
    """Return as many different texts, the shortest forms only as often as there are some."""
    return list(islice(dict.fromkeys(islice(texts(), 3 * count)), count))


def rate(read: Callable[[str], object], said: Sequence[str]) -> float:
    """Return how many texts are read in a second."""
    begin = time.perf_counter()
    for text in said:
        read(text)
    return len(said) / (time.perf_counter() - begin)


def main() -> None:
    """Print both rates and their ratio."""
    import edtf  # noqa: PLC0415 - slow to import, and only the reader held against

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    said = different(TEXTS)
    unread = [text for text in said if not isinstance(parse_edtf(text), Edtf)]
    if unread:
        raise SystemExit(f"not read: {unread[:5]}")
    few = [text for text in said if text[0] != "-" or len(text) == 5][:THEIRS]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(rate(parse_edtf, said))
        theirs.append(rate(edtf.parse_edtf, few))
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    print(f"{len(said)} different texts, {rounds} rounds")
    print(f"read in a second: {statistics.median(ours):,.0f}")
    print(f"by the edtf package: {statistics.median(theirs):,.0f}")
    print(f"ratio: {statistics.median(ratios):,.0f} ({min(ratios):,.0f} to {max(ratios):,.0f})")


if __name__ == "__main__":
    main()
