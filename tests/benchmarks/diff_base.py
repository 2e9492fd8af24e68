"""What `--diff-base` costs: a repository of 300 claim files, as a ratio to a plain check of it.

Run it as `python tests/benchmarks/diff_base.py [RUNS]`. Both are whole processes, from start to
end, run in turn (A B A B), so that a machine whose speed drifts slows both; the ratio is taken pair
by pair, and its median is printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from startup import ROOT, compare

RUNS = 7
FILES = 300
ACTIVITIES = ("departure", "arrival", "grounding", "statement", "meeting")
PROGRAM = [sys.executable, str(ROOT / "validator.py")]


def claim_file(number: int, *, moved: bool = False) -> str:
    """Return a file of twelve claims; in one of forty, two do not agree. `moved` makes it two."""
    lines = [
        f"document: {{id: gazette-{number}, published: 2024-03-{number % 28 + 1:02},",
        "  timezone: Europe/Oslo, publisher: Coast Gazette, country: Norway}",
        "claims:",
    ]
    for i, activity in enumerate(ACTIVITIES):
        day = 3 * i + number % 10 + 1 + (moved and i == 1)
        lines += [
            f"- id: e{i}",
            "  kind: event",
            f"  actor: ship {number}-{i}",
            f"  activity: {activity}",
            f"  when: 2024-02-{day:02}",
            "  place: Bergen",
        ]
    for i in range(3):
        gap = "four" if (number + i) % 40 == 0 else "three"
        ends = f"of: e{i + 1}, relation: after, than: e{i}"
        lines.append(f"- {{id: o{i}, kind: order, {ends}, by: {gap} days}}")
    lines += [
        f"- {{id: m{i}, kind: measurement, of: e{i}, property: distance travelled, "
        f"value: about {200 + 7 * i + number} nautical miles}}"
        for i in range(4)
    ]
    return "\n".join(lines) + "\n"


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, whatever is set for the user."""
    settings = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(folder), *settings, *arguments]
    subprocess.run(command, check=True, capture_output=True, env=quiet)


def main() -> None:
    """Print the ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        git(top, "init", "-q")
        claims = top / "claims"
        claims.mkdir()
        for number in range(FILES):
            (claims / f"c{number:03}.yaml").write_text(claim_file(number), encoding="utf-8")
        git(top, "add", "-A")
        git(top, "commit", "-q", "-m", "first")
        plain = [*PROGRAM, "check", str(claims), "--format", "concise"]
        since = [*plain, "--diff-base", "HEAD"]
        for changed in (1, 3, 30):
            for number in range(1, changed + 1):
                text = claim_file(number, moved=True)
                (claims / f"c{number:03}.yaml").write_text(text, encoding="utf-8")
            told = subprocess.run(since, capture_output=True, text=True, check=False)
            assert "findings known from HEAD" in told.stdout, told
            compare(f"{changed} of {FILES} files changed, --diff-base / plain", since, plain, runs)


if __name__ == "__main__":
    main()
