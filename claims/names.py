"""Names as people write them, folded so that two spellings of one name compare equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻ`´"))
_DASHES = dict.fromkeys(map(ord, "-‐‑‒–—―_"), " ")
_ARTICLE = re.compile(r"^the ")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return the name without case, diacritics, apostrophes, dashes and a leading "the"."""
    text = name.translate(_APOSTROPHES).translate(_DASHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _ARTICLE.sub("", " ".join(text.casefold().split()))
