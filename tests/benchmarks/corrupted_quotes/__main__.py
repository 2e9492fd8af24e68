"""Measures how many corrupted records are caught and how many faithful ones are flagged.

Run it as `python tests/benchmarks/corrupted_quotes [--texts even|odd|held-out|all] [--failures N]`.
A row is a kind of change: how many records, and the share of them that each judge complains of; for
this program also by texts of odd and of even number, and texts held out. A corruption that is
complained of is caught, a faithful variation that is complained of is flagged. Other tools are
asked where their packages are installed; they see the quote alone, so that of a changed field they
catch nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parent)]

from corrupted_quotes import judges  # noqa: E402  the path comes first - found by the lines above
from corrupted_quotes.cases import exact  # noqa: E402  the path comes first
from corrupted_quotes.generate import chosen, generate, group  # noqa: E402  the path comes first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrupted_quotes.articles import Article
    from corrupted_quotes.cases import Case

GROUPS = ("odd", "even", "held-out")


class Miss(NamedTuple):
    """A corruption that this program passes, or a faithful record that it flags."""

    case: Case
    said: tuple[str, ...]


@dataclass
class Tally:
    """What was asked and complained of, by kind and by the group of the text."""

    faithful: dict[str, bool] = field(default_factory=dict)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    complaints: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    misses: dict[str, list[Miss]] = field(default_factory=dict)

    def add(
        self, article: Article, program: judges.Counterclaim, panel: Sequence[judges.Judge]
    ) -> None:
        """Ask all judges about all cases of a text."""
        cases = list(generate([article]))
        of = group(article)
        for case in cases:
            self.asked[case.kind, of] += 1
            self.faithful[case.kind] = case.faithful
        for judge in (program, *panel):
            for at, complains in enumerate(judge.verdicts(article, cases)):
                case = cases[at]
                self.complaints[judge.name, case.kind, of] += complains
                if judge is program and complains is case.faithful:
                    miss = Miss(case, program.said[at])
                    self.misses.setdefault(case.kind, []).append(miss)

    def share(self, judge: str, kind: str, groups: tuple[str, ...]) -> str:
        """Return the share of the cases of a kind that a judge complains of."""
        whole = sum(self.asked[kind, of] for of in groups)
        told = sum(self.complaints[judge, kind, of] for of in groups)
        return f"{100 * told / whole:.1f} %" if whole else "-"

    def table(self, *, faithful: bool, panel: Sequence[judges.Judge]) -> str:
        """Return the rows of all faithful kinds, or of all corruptions."""
        title = "faithful: flagged" if faithful else "corruptions: caught"
        columns = [("counterclaim", GROUPS), *(("counterclaim", (of,)) for of in GROUPS)]
        columns += [(judge.name, GROUPS) for judge in panel]
        heads = ["counterclaim", *GROUPS, *(judge.name for judge in panel)]
        lines = [f"{title:<32}{'records':>8}" + "".join(f"{head:>18}" for head in heads)]
        for kind in sorted(k for k, value in self.faithful.items() if value is faithful):
            shares = [self.share(name, kind, groups) for name, groups in columns]
            number = sum(self.asked[kind, of] for of in GROUPS)
            lines.append(f"{kind:<32}{number:>8}" + "".join(f"{share:>18}" for share in shares))
        return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and print the tables."""
    options = _options()
    program = judges.Counterclaim()
    if not program.rules:
        print("counterclaim has no rules of the family source here: it can complain of nothing\n")
    panel = () if options.alone else judges.others()
    tally = Tally()
    for article in chosen(options.texts):
        tally.add(article, program, panel)
    print(tally.table(faithful=False, panel=panel))
    print(tally.table(faithful=True, panel=panel))
    for other in judges.all_others():
        if other.name not in {judge.name for judge in panel}:
            print(f"{other.name}: " + ("not asked" if options.alone else "not installed"))
    print(f"counterclaim: {program.milliseconds:.2f} ms a record, {program.records} records")
    for kind in sorted(tally.misses):
        for miss in tally.misses[kind][: options.failures]:
            print(_told(kind, miss))


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="corrupted_quotes", description=main.__doc__)
    asked.add_argument("--texts", choices=[*GROUPS, "all"], default="all")
    asked.add_argument("--failures", type=int, default=0, metavar="N", help="misses to list a kind")
    asked.add_argument("--alone", action="store_true", help="ask no other tool")
    return asked.parse_args()


def _told(kind: str, miss: Miss) -> str:
    case = miss.case
    what = "flagged" if case.faithful else "missed"
    lines = [
        f"\n{what}: {kind}: {case.article}#{case.before['id']} {case.field}",
        f"  quote   {exact(case.before)!r}",
        f"  before  {_value(case.before, case.field)!r}",
        f"  after   {_value(case.after, case.field)!r}",
    ]
    return "\n".join([*lines, *(f"  said    {said}" for said in miss.said)])


def _value(record: object, route: str) -> object:
    for step in route.split("."):
        record = record.get(step) if isinstance(record, dict) else None
    return record


if __name__ == "__main__":
    main()
