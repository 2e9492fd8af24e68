"""What names a finding from one run to the next: its rule and its claims, never lines."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from rules.contract import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claims.faults import Place
    from rules.contract import Finding

_LENGTH = 32
_LINES = re.compile(r"\bline [0-9]+")


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return a fingerprint for each finding: 32 hexadecimal digits.

    It is made from the rule, and from the claims and fields that the finding rests on. Moving a
    claim, or a change elsewhere in its file, leaves it as it is. What is wrong in a file itself has
    no claim to go by, and is known by the file and the message. Of findings alike in all this the
    second, third and so on are told apart by their number.
    """
    seen: dict[str, int] = {}
    found = []
    for finding in findings:
        named = json.dumps([finding.rule, *_named(finding)], ensure_ascii=True)
        number = seen[named] = seen.get(named, -1) + 1
        digest = hashlib.sha256(f"{named}{number or ''}".encode())
        found.append(digest.hexdigest()[:_LENGTH])
    return tuple(found)


def _named(finding: Finding) -> Sequence[object]:
    parts = [part.at for part in finding.judgement.parts]
    if any(isinstance(at, Anchor) for at in parts):
        return sorted(_anchor(at) for at in parts)
    # A message on a file may name lines of it, and those move.
    return [*(_anchor(at) for at in parts), _LINES.sub("line", finding.judgement.message)]


def _anchor(at: Anchor | Place) -> list[str]:
    if isinstance(at, Anchor):
        return [at.claim, *map(str, at.field)]
    return [PurePath(at.file).as_posix()]
