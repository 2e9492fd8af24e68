"""The judge as a library."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ValidationError

from claims.records import AnyClaim  # noqa: TC001  pydantic reads it
from reports.judge import Article, grounded

PAGE = Path(__file__).resolve().parents[1] / "docs" / "grounding.md"
TEXT = "The Lisbeth sailed 500 miles on Friday. It did not carry oil. It sailed home."


class Extracted(BaseModel):
    claims: Annotated[list[AnyClaim], grounded]


def record(**fields: object) -> dict[str, object]:
    return {"id": "a", "kind": "event", "activity": "voyage", **fields}


def hold(*records: dict[str, object], **fields: Any) -> str:
    """Return what is said of records; "" where nothing is."""
    context = {"article": Article(TEXT, published="2024-03-06", **fields)}
    try:
        Extracted.model_validate({"claims": records}, context=context)
    except ValidationError as error:
        return str(error.errors()[0]["msg"])
    return ""


def test_the_example_of_the_page_prints_what_it_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (expected,) = re.findall(r"^```text\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(PAGE), "exec"), {"__name__": "example"})  # noqa: S102  our own page
    assert printed.getvalue() == expected


def test_records_that_say_what_the_article_says_are_given_back() -> None:
    assert hold(record(quote="The Lisbeth sailed 500 miles")) == ""


def test_each_record_that_is_wrong_is_told_by_its_number_and_field() -> None:
    said = hold(record(quote="sailed 500 miles"), record(id="b", quote="sailed 600 miles"))
    assert 'record 1 (id "b").quote' in said
    assert "record 0" not in said


def test_warnings_are_told_unless_only_errors_are_asked_for() -> None:
    twice = record(quote="sailed")
    assert "2 times" in hold(twice)
    assert hold(twice, least="error") == ""


def test_two_records_of_one_id_are_told() -> None:
    assert "given twice" in hold(record(), record())


def test_a_wrong_dateline_is_told() -> None:
    context = {"article": Article(TEXT, published="the umpteenth")}
    with pytest.raises(ValidationError, match=r"document\.published"):
        Extracted.model_validate({"claims": []}, context=context)


def test_a_validation_without_an_article_is_refused() -> None:
    with pytest.raises(TypeError, match="context"):
        Extracted.model_validate({"claims": []})
