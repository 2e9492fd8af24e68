"""The judge as a library: a pydantic validator that holds claim records to an article.

What it says of a record that the article does not bear out is meant to be read by whoever wrote
the record, a language model too: which field, what the record says, what the quote says, and what
would agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from claims.load import load
from claims.source import quoted
from claims.tree import Tree
from claims.vocabulary import shipped
from rules.catalogue import select
from rules.contract import Anchor, Severity
from rules.engine import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.records import BaseClaim
    from rules.contract import Finding

_DOCUMENT = "article"
_FILE = "records"


@dataclass(frozen=True, slots=True)
class Article:
    """What records are taken from: its text, and what its dates and units are read by.

    The fields are those of `document` in a claim file: `published` is a date (EDTF), `timezone` an
    IANA name, `country` the English name of a country. Findings below `least` are not told.
    """

    text: str
    published: str | None = None
    publisher: str | None = None
    timezone: str | None = None
    country: str | None = None
    format: Literal["plain", "markdown", "html"] = "plain"
    least: Literal["error", "warning"] = "warning"


def problems(article: Article, records: Sequence[BaseClaim]) -> list[str]:
    """Return what is wrong with records that were taken from an article, the gravest first."""
    fields = ("published", "publisher", "timezone", "country")
    document: dict[str, object] = {name: getattr(article, name) for name in fields}
    document = {name: value for name, value in document.items() if value is not None}
    document |= {"id": _DOCUMENT, "text": {"inline": article.text, "format": article.format}}
    rows = [record.model_dump(by_alias=True, exclude_none=True) for record in records]
    corpus = load([Tree(_FILE, {"document": document, "claims": rows}, lambda: None)], shipped())
    outcome = check(corpus, select(["record", "source"], ["record/vocabulary"]))
    least = Severity(article.least).rank
    numbers = {f"{_DOCUMENT}#{record.id}": index for index, record in enumerate(records)}
    return [
        _told(finding, numbers) for finding in outcome.findings if finding.severity.rank >= least
    ]


def _told(finding: Finding, numbers: dict[str, int]) -> str:
    judgement = finding.judgement
    at = judgement.parts[0].at
    if isinstance(at, Anchor):
        route: tuple[str | int, ...] = (numbers.get(at.claim, at.claim), *at.field)
        given = f"record {route[0]} (id {quoted(at.claim.partition('#')[2])})"
        where = ".".join([given, *map(str, at.field)])
    else:
        where = ".".join(map(str, at.route or ())) or "the records"
    text = f"{where}: {judgement.message}"
    for line in judgement.working:
        text += f"; {line}"
    return f"{text}. To mend it: {judgement.help}." if judgement.help else f"{text}."


def _hold(records: Any, info: ValidationInfo) -> Any:
    article = (info.context or {}).get("article")
    if not isinstance(article, Article):
        raise TypeError('validate with context={"article": Article(…)}')
    found = problems(article, records)
    if found:
        raise PydanticCustomError(
            "not_grounded",
            "the article does not bear the records out:\n{problems}",
            {"problems": "\n".join(f"- {problem}" for problem in found)},
        )
    return records


grounded = AfterValidator(_hold)
"""Marks a field of claim records that must say what the article says; it is given as the context
`{"article": Article(…)}` of the validation."""
