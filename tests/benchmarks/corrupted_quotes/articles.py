"""The texts of the benchmark and the faithful records that stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.source import Source
from claims.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
TEXTS = HERE / "texts"

Record = dict[str, Any]
"""A record as its file has it: texts, booleans, lists and mappings. Never changed, only copied."""


@dataclass(frozen=True)
class Article:
    """A text with its document record and its claims, in the order of the file."""

    number: int
    name: str
    text: str
    document: Mapping[str, Any]
    records: tuple[Record, ...]

    @property
    def file(self) -> Path:
        """Return the claim file."""
        return TEXTS / f"{self.name}.yaml"

    @property
    def published(self) -> date:
        """Return the date of the dateline."""
        return date.fromisoformat(self.document["published"])


@cache
def articles() -> tuple[Article, ...]:
    """Read all texts, in the order of their numbers."""
    return tuple(_article(file) for file in sorted(TEXTS.glob("[0-9]*.yaml")))


@cache
def data(name: str) -> Any:
    """Read a data file of the benchmark, as `words.yaml`."""
    return _read(HERE / name)


def _article(file: Path) -> Article:
    content = _read(file)
    text = (file.parent / content["document"]["text"]).read_text(encoding="utf-8")
    number = int(file.name.split("-")[0])
    return Article(number, file.stem, text, content["document"], tuple(content["claims"]))


def _read(file: Path) -> Any:
    trees, faults = read_yaml(Source(file.name, file.read_text(encoding="utf-8")))
    if faults:
        raise ValueError(f"{file.name}: {faults[0].message}")
    return _plain(trees[0].data)


def _plain(value: object) -> Any:
    """Give numbers back as they were written, and copies of all that holds others."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool) or value is None:
        return value
    return str(getattr(value, "text", value))
