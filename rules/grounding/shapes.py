"""Numbers of two parts that are neither a range nor a time of day: scores and times of running."""

from __future__ import annotations

import re

from rules.grounding.mentions import Mention, reading

# "Harrow Town 1-3 Calder Rovers", "passed the House 88-70": a score, and no range.
_SCORE = re.compile(r"(?<![\w.,/-])(\d{1,3})-(\d{1,3})(?![\w%/-]|[.,]\d)")


def scores(text: str) -> list[Mention]:
    """Return both numbers of each score; offsets are within the text."""
    found = []
    for match in _SCORE.finditer(text):
        named = re.search(r"[A-Z][\w'.]* $", text[: match.start()][-20:])
        facing = re.match(r"(?: [A-Z]|\W*$|[.,])", text[match.end() :])
        if int(match[1]) > int(match[2]) or (named and facing):
            for group in (1, 2):
                read = reading(match[group], None)
                if read is not None:
                    low, high = match.span(group)
                    found.append(Mention(low, high, match[group], read, "end"))
    return found


# "won in 3:53.07", "a time of 2:04:51": how long it took, and no time of day.
_RUNNING = re.compile(
    r"(?<![\w:.])(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d\d(?P<part>\.\d+)?)(?![\w:])"
)


def with_times(text: str, found: list[Mention]) -> list[Mention]:
    """Return the numbers with each time of running as one."""
    made = []
    for match in _RUNNING.finditer(text):
        if not (match["part"] or match["hours"]):
            continue
        hours = f"{match['hours']} h " if match["hours"] else ""
        read = reading(f"{hours}{match['minutes']} min {match['seconds']} s", None)
        if read is not None:
            made.append(Mention(match.start(), match.end(), match[0], read, "plain", "s"))
    return made + [m for m in found if not any(t.start < m.end and m.start < t.end for t in made)]
