"""Measures how many corrupted records are caught and how many faithful ones are flagged.

Run it as `python tests/benchmarks/corrupted_quotes [--texts even|odd|all] [--failures N]`. A row
is a kind of change: how many records, and the share that each judge complains of, for texts of odd
and of even number and for both. A corruption that is complained of is caught; a faithful variation
that is complained of is flagged. Other tools are asked where their packages are installed; they see
the quote alone, so that of a changed field they catch nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parent)]

from corrupted_quotes import judges  # noqa: E402 - found by the lines above
from corrupted_quotes.cases import exact  # noqa: E402
from corrupted_quotes.generate import chosen, generate  # noqa: E402

if TYPE_CHECKING:
    from corrupted_quotes.cases import Case


def main() -> None:
    """Measure, and print the tables."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--texts", choices=["even", "odd", "all"], default="all")
    asked.add_argument("--failures", type=int, default=0, metavar="N", help="misses to list a kind")
    asked.add_argument("--alone", action="store_true", help="ask no other tool")
    options = asked.parse_args()
    program = judges.Counterclaim()
    if not program.rules:
        print("counterclaim has no rules of the family source here: it can complain of nothing")
    panel: list[judges.Judge] = [program, *(() if options.alone else judges.others())]
    asked_count: Counter[tuple[str, int]] = Counter()
    complaints: Counter[tuple[str, str, int]] = Counter()
    missed: dict[str, list[tuple[Case, tuple[str, ...]]]] = {}
    faithful: dict[str, bool] = {}
    for article in chosen(options.texts):
        cases = list(generate([article]))
        odd = article.number % 2
        for case in cases:
            asked_count[case.kind, odd] += 1
            faithful[case.kind] = case.faithful
        for judge in panel:
            verdicts = judge.verdicts(article, cases)
            for case, complains in zip(cases, verdicts, strict=True):
                complaints[judge.name, case.kind, odd] += complains
            if judge is program:
                for case, complains, said in zip(cases, verdicts, program.said, strict=True):
                    if complains is case.faithful:
                        missed.setdefault(case.kind, []).append((case, said))
    for is_faithful, title in ((False, "corruptions: caught"), (True, "faithful: flagged")):
        kinds = [kind for kind, value in faithful.items() if value is is_faithful]
        _print_table(title, sorted(kinds), panel, asked_count, complaints)
    for other in judges.all_others():
        if other.name not in {judge.name for judge in panel}:
            print(f"{other.name}: " + ("not asked" if options.alone else "not installed"))
    print(f"counterclaim: {program.milliseconds:.2f} ms a record, {program.records} records")
    for kind, found in sorted(missed.items()):
        for case, said in found[: options.failures]:
            _print_miss(kind, case, said)


def _print_table(
    title: str,
    kinds: list[str],
    panel: list[judges.Judge],
    asked: Counter[tuple[str, int]],
    complaints: Counter[tuple[str, str, int]],
) -> None:
    program, *rest = panel
    heads = ["counterclaim", "odd", "even", *(judge.name for judge in rest)]
    print(f"{title:<32}{'records':>8}" + "".join(f"{head:>14}" for head in heads))
    for kind in kinds:
        parts = [(0, 1), (1,), (0,), *((0, 1) for _ in rest)]
        names = [program.name] * 3 + [judge.name for judge in rest]
        shares = []
        for name, odds in zip(names, parts, strict=True):
            whole = sum(asked[kind, odd] for odd in odds)
            told = sum(complaints[name, kind, odd] for odd in odds)
            shares.append(f"{100 * told / whole:.1f} %" if whole else "-")
        total = asked[kind, 0] + asked[kind, 1]
        print(f"{kind:<32}{total:>8}" + "".join(f"{share:>14}" for share in shares))
    print()


def _print_miss(kind: str, case: Case, said: tuple[str, ...]) -> None:
    before, after = _value(case.before, case.field), _value(case.after, case.field)
    what = "flagged" if case.faithful else "missed"
    print(f"\n{what}: {kind}: {case.article}#{case.before['id']} {case.field}")
    print(f"  quote   {exact(case.before)!r}\n  before  {before!r}\n  after   {after!r}")
    for line in said:
        print(f"  said    {line}")


def _value(record: object, route: str) -> object:
    for step in route.split("."):
        record = record.get(step) if isinstance(record, dict) else None
    return record


if __name__ == "__main__":
    main()
