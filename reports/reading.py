"""What a run reads: claim files, names and packs of the user's own, put together to one corpus."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from claims.files import Inputs
from claims.load import load
from claims.tables.suffixes import names_table
from claims.vocabulary import build, shipped, shipped_tree

if TYPE_CHECKING:
    from claims.load import Corpus
    from claims.source import Source
    from claims.tree import Tree


class Read(NamedTuple):
    """The corpus of a run, with the texts and the data that it was made from."""

    corpus: Corpus
    sources: tuple[Source, ...]
    trees: tuple[Tree, ...]


def put_together(
    claims: Inputs,
    names: Inputs | None = None,
    laws: Inputs | None = None,
    *,
    extracted: bool = False,
) -> Read:
    """Return the corpus of claim files, with further names and packs of instruments.

    A file of names or a pack is no claim file, also where a folder of claim files holds it.
    `extracted` reads claim files that list what a language model extracted, too.
    """
    if any(map(names_table, claims.trees)):
        from claims.tables.read import read_named  # noqa: PLC0415  only runs with tables

        claims = read_named(claims)
    if extracted:
        from claims.extractions import as_claim_files  # noqa: PLC0415  only runs that ask for it

        trees, odd = as_claim_files(claims.trees)
        claims = replace(claims, trees=trees, faults=(*claims.faults, *odd))
    for others in (laws, names):
        if others is not None:
            claims = _without(claims, others)
    words = shipped()
    faults, sources, trees = claims.faults, claims.sources, claims.trees
    if names is not None:
        words, wrong = build([shipped_tree(), *names.trees])
        faults = (*faults, *names.faults, *wrong)
        sources, trees = (*sources, *names.sources), (*trees, *names.trees)
    corpus = load(claims.trees, words, faults)
    if any(tree.is_of_table for tree in claims.trees):
        from claims.tables.read import with_few_faults  # noqa: PLC0415  likewise

        corpus = with_few_faults(corpus, claims.trees)
    if laws is not None:
        from rules.resolution._reading import usable  # noqa: PLC0415  likewise

        packs, wrong = usable(laws, words)
        corpus = replace(corpus, faults=(*corpus.faults, *wrong), packs=packs)
        sources, trees = (*sources, *laws.sources), (*trees, *laws.trees)
    return Read(corpus, sources, trees)


def readable(corpus: Corpus) -> bool:
    """Say whether every claim file could be read."""
    return not any(fault.rule == "record/file" for fault in corpus.faults)


def _without(inputs: Inputs, others: Inputs) -> Inputs:
    # One file may be named in two ways: by a folder that holds it, and by the settings.
    real = {os.path.realpath(source.name) for source in others.sources}
    own = {source.name for source in inputs.sources if os.path.realpath(source.name) in real}
    return Inputs(
        tuple(source for source in inputs.sources if source.name not in own),
        tuple(tree for tree in inputs.trees if tree.file not in own),
        tuple(fault for fault in inputs.faults if fault.place.file not in own),
    )
