"""Hypothesis strategies for claims: numbers, quantities, dates, records, files, whole worlds.

For tests of programs that write or read claim files; importing this module needs Hypothesis, which
the program itself does not. A *world* is what truly happened, with documents that tell of it: each
claim in them is true, however roughly it is put. `planted` adds one lie to a world and says which.

    from hypothesis import given
    from claims.strategies import claim_text, worlds

    @given(worlds())
    def test_mine(world):
        texts = [claim_text(file) for file in world.files]
"""

from claims.strategies.liar import Planted
from claims.strategies.lies import LIES, planted
from claims.strategies.numbers import (
    NUMBER_WORDS,
    UNITS,
    Spoken,
    counts,
    numbers_as_written,
    quantities,
)
from claims.strategies.records import claim_files, claim_records, claim_text, documents, ids
from claims.strategies.rows import ClaimFile, Row
from claims.strategies.times import STEADY_ZONES, ZONES, edtf_dates, local_moment, news_phrases
from claims.strategies.truth import ACTORS, LASTING, MOMENTARY, Happening, Source, World
from claims.strategies.worlds import worlds

__all__ = [
    "ACTORS",
    "LASTING",
    "LIES",
    "MOMENTARY",
    "NUMBER_WORDS",
    "STEADY_ZONES",
    "UNITS",
    "ZONES",
    "ClaimFile",
    "Happening",
    "Planted",
    "Row",
    "Source",
    "Spoken",
    "World",
    "claim_files",
    "claim_records",
    "claim_text",
    "counts",
    "documents",
    "edtf_dates",
    "ids",
    "local_moment",
    "news_phrases",
    "numbers_as_written",
    "planted",
    "quantities",
    "worlds",
]
