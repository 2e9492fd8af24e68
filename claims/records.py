"""The records of a claim file: the thirteen kinds of claim, and the document they stand in.

Records keep every value, date and place as the text that was written. What the text stands for
depends on the document (its dateline, its country), so it is read later, once for each distinct
text, by `claims.claimset`.

Descriptions stand in `Field(...)` and not in docstrings below the fields: pydantic reads those by
parsing the source file again at each start, which costs more than checking a small claim file.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import core_schema

TEXT_LIMIT = 100_000
NAME_LIMIT = 500
ARTICLE_LIMIT = 16 * 1024 * 1024
"""Characters that the text of a document may have where it stands in the claim file."""


def _as_text(value: object) -> object:
    """Give a number back as it was written; leave everything else to pydantic."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return getattr(value, "text", None) or str(value)
    return value


class Written:
    """How a text of a record is validated, and as what sort of value it is read later.

    The schema is built here and not from pydantic's annotated constraints: those are taken apart
    anew for each of the hundred fields that use them, which costs a fifth of a cold run.
    """

    def __init__(
        self,
        longest: int,
        *,
        sort: Literal["quantity", "count", "when", "span", "window"] | None = None,
        number: bool = False,
        pattern: str | None = None,
    ) -> None:
        self.longest = longest
        self.sort = sort
        self.number = number
        self.pattern = pattern

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        text = core_schema.str_schema(
            strip_whitespace=self.pattern is None,
            min_length=1,
            max_length=self.longest,
            pattern=self.pattern,
        )
        if self.number:
            return core_schema.no_info_before_validator_function(_as_text, text)
        return text

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        told: dict[str, Any] = {"type": ["string", "number"] if self.number else "string"}
        told |= {"minLength": 1, "maxLength": self.longest}
        # Spaces around a text are dropped before it is measured, so that some of it must be none.
        return {**told, "pattern": self.pattern or r"\S"}


class Listed:
    """A list of texts, or one text by itself."""

    def __init__(self, each: Written, *, least: int = 0) -> None:
        self.each = each
        self.least = least

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        each = self.each.__get_pydantic_core_schema__(source, handler)
        several = core_schema.tuple_variable_schema(each, min_length=self.least or None)
        return core_schema.no_info_before_validator_function(_listed, several)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        each = self.each.__get_pydantic_json_schema__(schema, handler)
        several = {"type": "array", "items": each}
        return {"anyOf": [each, several | ({"minItems": self.least} if self.least else {})]}


def _listed(value: object) -> object:
    single = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return [value] if single else value


ID_PATTERN = r"^[^\s#/\\]+$"
DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
Text = Annotated[str, Written(TEXT_LIMIT)]
Name = Annotated[str, Written(NAME_LIMIT)]
Phrase = Annotated[str, Written(NAME_LIMIT, number=True)]
"""A value as a person writes it; a bare number is kept with the digits that were written."""
Id = Annotated[str, Written(200, number=True, pattern=ID_PATTERN)]
Ref = Annotated[str, Written(NAME_LIMIT, number=True)]
"""The id of a claim of the same document, or `document-id#claim-id`, or (where a field says so)
a thing by its name."""
Refs = Annotated[tuple[str, ...], Listed(Written(NAME_LIMIT, number=True))]
Names = Annotated[tuple[str, ...], Listed(Written(NAME_LIMIT))]
SomeNames = Annotated[tuple[str, ...], Listed(Written(NAME_LIMIT), least=1)]
QuantityText = Annotated[str, Written(NAME_LIMIT, number=True, sort="quantity")]
CountText = Annotated[str, Written(NAME_LIMIT, number=True, sort="count")]
WhenText = Annotated[str, Written(NAME_LIMIT, number=True, sort="when")]
SpanText = Annotated[str, Written(NAME_LIMIT, number=True, sort="span")]
WindowText = Annotated[str, Written(NAME_LIMIT, number=True, sort="window")]
"""A span of time or a time: "six months", "since 2019"."""


class Record(BaseModel):
    """What all records share: frozen, and no field that the record does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        populate_by_name=False,
        # Every subclass repeats few fields; a title for each would only fatten the schema.
        json_schema_serialization_defaults_required=False,
    )


class Quote(Record):
    """Words of the document, with what stands before and after them where they stand twice."""

    exact: Text = Field(description="The words, verbatim.", examples=["about 500 miles"])
    prefix: Text | None = Field(
        None, description="The words just before them.", examples=["it flew "]
    )
    suffix: Text | None = Field(
        None, description="The words just after them.", examples=[" eastwards"]
    )
    start: Annotated[int, Field(ge=0, strict=True)] | None = Field(
        None,
        description="The offset in the text, in characters from 0, at or before which they begin.",
        examples=[120],
    )
    end: Annotated[int, Field(ge=0, strict=True)] | None = Field(
        None,
        description="The offset at or behind which they end, that character not included.",
        examples=[135],
    )


class Ignored(Record):
    """Findings that are not to count: of which rules, why, and until when."""

    rule: SomeNames = Field(
        description="The rules whose findings on the claim are marked and do not count: their "
        "ids, or `time/*` for a whole family.",
        examples=["quantity/disagreement", ["time/order", "reach/*"]],
    )
    reason: Text = Field(
        description="Why they do not count, for whoever reads the report.",
        examples=["the gazette was told of the misprint"],
    )
    until: Annotated[str, Written(10, pattern=DAY_PATTERN)] | None = Field(
        None,
        description="The last day on which they do not count; left out: for good.",
        examples=["2026-12-31"],
    )


class Among(Record):
    """Which events are meant: those that fit every field that is given."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    activity: Name | None = Field(
        None,
        description="What was done; a wider activity takes in the narrower ones.",
        examples=["missile test"],
    )
    actor: Name | None = Field(None, description="Who did it.", examples=["North Korea"])
    object: Name | None = Field(
        None, description="What it was done to or with.", examples=["fishing boat"]
    )
    place: Name | None = Field(None, description="Where it was done.", examples=["Norway"])
    classes: Names = Field(
        (),
        description="Classes that the event or its object belongs to.",
        examples=[["ballistic missile"]],
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.activity or self.actor or self.object or self.place or self.classes):
            raise ValueError("give at least one of activity, actor, object, place, classes")
        return self


class Complete(Record):
    """A statement that the document lists every event of a sort in an interval."""

    among: Among = Field(
        description="Events of this sort are listed without exception.",
        examples=[{"activity": "departure", "actor": "survey ship Lisbeth"}],
    )
    from_: WhenText | None = Field(
        None,
        alias="from",
        description="First day covered; left out: since ever.",
        examples=["2020-01-01"],
    )
    until: WhenText | None = Field(
        None,
        description="Last day covered; left out: up to the document's date.",
        examples=["2021-09-15"],
    )


class NamedPlace(Record):
    """A place that claims of the document name, and where it lies."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": [name], "properties": {name: {"not": {"type": "null"}}}}
                for name in ("at", "geojson")
            ]
        }
    )

    name: Name = Field(description="What claims call it.", examples=["the test range"])
    also: Names = Field((), description="Other names of it.", examples=[["Range 4"]])
    at: Phrase | None = Field(
        None,
        description="Its coordinates, latitude first.",
        examples=["39.2N 126.6E", "39.2, 126.6"],
    )
    geojson: dict[Name, Any] | Text | None = Field(
        None,
        description="Its area as GeoJSON, or a GeoJSON file in the folder of the claim file or "
        "below it.",
        examples=["range-4.geojson", {"type": "Point", "coordinates": [126.6, 39.2]}],
    )
    within: QuantityText | None = Field(
        None,
        description="How far its true edge may lie from the one given.",
        examples=["5 km"],
    )
    note: Text | None = Field(
        None, description="A remark for readers; never judged.", examples=["from a nautical chart"]
    )

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if (self.at is None) == (self.geojson is None):
            raise ValueError("give either `at` or `geojson`")
        return self


class _PathOrMapping:
    """The text of a document as a mapping, or as the path of its file alone."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_as_file, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        path = Written(TEXT_LIMIT).__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [path, handler(schema)]}


def _as_file(value: object) -> object:
    return {"file": value} if isinstance(value, str) else value


class DocumentText(Record):
    """The words of a document: a file, or the text itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": [name], "properties": {name: {"not": {"type": "null"}}}}
                for name in ("file", "inline")
            ]
        }
    )

    file: Text | None = Field(
        None,
        description="A file with the text, in the folder of the claim file or below it.",
        examples=["gazette-2024-03-06.md"],
    )
    inline: Annotated[str, Written(ARTICLE_LIMIT)] | None = Field(
        None,
        description="The text itself.",
        examples=["The survey ship Lisbeth left Bergen on Friday morning."],
    )
    format: Literal["plain", "markdown", "html"] | None = Field(
        None,
        description="What marks it up. Left out: what the ending of the file says (.md, "
        ".markdown, .html, .htm), else plain.",
    )
    sha256: Annotated[str, Written(64, pattern="^[0-9a-fA-F]{64}$")] | None = Field(
        None,
        description="The SHA-256 of the file, or of the text in UTF-8, in hexadecimal digits.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if (self.file is None) == (self.inline is None):
            raise ValueError("give either `file` or `inline`")
        return self


class Document(Record):
    """A source: who published what, when and where."""

    id: Id = Field(description="Names the document in all files.", examples=["gazette-2024-03-06"])
    title: Text | None = Field(
        None, description="Its headline.", examples=["Survey ship Lisbeth back in harbour"]
    )
    publisher: Name | None = Field(
        None,
        description="Who published it: the speaker of claims that name no other.",
        examples=["Coast Gazette"],
    )
    published: WhenText | None = Field(
        None,
        description='The dateline, as a date (EDTF). Phrases such as "Wednesday" are read '
        "against it, and what is said to have happened lies before it.",
        examples=["2024-03-06"],
    )
    timezone: Name | None = Field(
        None,
        description="Time zone of its dates and clock times, by its IANA name.",
        examples=["Europe/Oslo", "Asia/Seoul"],
    )
    country: Name | None = Field(
        None,
        description="Chooses among readings: tons, gallons, the order of day and month.",
        examples=["Norway"],
    )
    rounding: Phrase | None = Field(
        None,
        description="How values of its claims were rounded that do not say it themselves. Left "
        "out: to the nearest, halves either way.",
        examples=["half-even", "truncated"],
    )
    url: Text | None = Field(
        None, description="Where it can be read.", examples=["https://gazette.example/lisbeth"]
    )
    text: Annotated[DocumentText, _PathOrMapping()] | None = Field(
        None,
        description="Its text, which quotes are held to: a file in the folder of the claim file "
        "or below it, or the text itself.",
        examples=["gazette-2024-03-06.md", {"inline": "The Lisbeth left on Friday."}],
    )
    reference: bool = Field(
        default=False,
        strict=True,
        description="Its claims are background fact, such as a ledger that was checked: "
        "whoever contradicts them is in error, not in dispute.",
    )
    complete_for: tuple[Complete, ...] = Field(
        (),
        description="Of what the document is a whole list; without it absence proves nothing.",
        examples=[[{"among": {"activity": "departure"}, "from": "2024-01-01"}]],
    )
    places: tuple[NamedPlace, ...] = Field(
        (),
        description="Places by the names that its claims give them, with where they lie.",
        examples=[[{"name": "the test range", "at": "39.2N 126.6E"}]],
    )
    note: Text | None = Field(
        None, description="A remark for readers; never judged.", examples=["as told by radio"]
    )


Hedge = Literal["asserted", "reported", "believed", "denied"]
Status = Literal["happened", "planned", "expected", "cancelled"]


class BaseClaim(Record):
    """What all claims share."""

    id: Id = Field(
        description="Names the claim in its document; `document-id#claim-id` elsewhere.",
        examples=["departure"],
    )
    quote: Text | Quote | None = Field(
        None,
        description="The words of the document that say it, verbatim.",
        examples=["left Bergen on Friday morning"],
    )
    said_by: Name | None = Field(
        None,
        description="Who says it, where that is not the publisher.",
        examples=["the harbour master"],
    )
    hedge: Hedge = Field(
        "asserted",
        description="How firmly it is said. `denied` says that it is not so.",
    )
    status: Status = Field(
        "happened",
        description="Whether what it speaks of took place. A plan does not contradict what came "
        "of it.",
    )
    supersedes: Refs = Field(
        (),
        description="Earlier claims that this one corrects: no conflict with them.",
        examples=["gazette-2024-03-05#departure"],
    )
    same_as: Refs = Field(
        (),
        description="Claims of the same event or thing elsewhere; several: this one is all of "
        "them together.",
        examples=["ledger#2021-03-25"],
    )
    ignore: tuple[Ignored, ...] = Field(
        (),
        description="Findings on this claim that are marked and do not count, each with a reason.",
        examples=[[{"rule": "time/order", "reason": "the log is lost", "until": "2026-12-31"}]],
    )
    note: Text | None = Field(
        None, description="A remark for readers; never judged.", examples=["as told by radio"]
    )


class Event(BaseClaim):
    """Something happened. Other claims point at it by its id."""

    kind: Literal["event"]
    activity: Name = Field(description="What was done.", examples=["departure"])
    actor: Name | None = Field(None, description="Who did it.", examples=["survey ship Lisbeth"])
    object: Name | None = Field(
        None, description="What it was done to or with.", examples=["fishing boat"]
    )
    count: CountText | None = Field(
        None, description="How many times, or how many of them.", examples=[2, "at least three"]
    )
    when: WhenText | None = Field(
        None,
        description="When: a date (EDTF) or a phrase of news.",
        examples=["Friday morning", "2024-03-01", "2021-09", "[2021-09-11..2021-09-12]"],
    )
    place: Name | None = Field(None, description="Where.", examples=["off Ålesund"])
    from_: Name | None = Field(
        None, alias="from", description="Where it began.", examples=["Bergen"]
    )
    to: Name | None = Field(None, description="Where it ended.", examples=["Ålesund"])
    classes: Names = Field(
        (),
        description="Classes it, or what it was done with, belongs to.",
        examples=[["short-range ballistic missile"]],
    )


class Measurement(BaseClaim):
    """A property of an event or a thing has a value."""

    kind: Literal["measurement"]
    of: Ref = Field(description="An event's id, or a thing by name.", examples=["departure"])
    property: Name = Field(description="What is measured.", examples=["distance travelled"])
    value: QuantityText = Field(
        description="The value with its unit, in the words of the document.",
        examples=["about 500 miles", "500 ± 20 km", "at least 3,000 tons", 23],
    )
    role: Literal["actual", "capability", "planned", "limit"] | None = Field(
        None, description="What the value is of: what was, what could be, was meant or allowed."
    )
    statistic: Literal["mean", "least", "greatest", "total", "per item"] | None = Field(
        None, description="Which value of several it is."
    )
    rounding: Phrase | None = Field(
        None,
        description="How its values were rounded, where their own words do not say: half-up, "
        "half-even, truncated, floor, ceiling; with a step: nearest 50, 2 significant figures.",
        examples=["half-even", "nearest 50"],
    )
    when: WhenText | None = Field(
        None, description="When it had this value.", examples=["on Sunday"]
    )


class Comparison(BaseClaim):
    """One value held against another."""

    kind: Literal["comparison"]
    of: Ref = Field(
        description="An event's id, or a thing by name.", examples=["survey ship Lisbeth"]
    )
    property: Name = Field(description="What is compared.", examples=["speed"])
    than: Ref | None = Field(
        None,
        description="What it is compared with: an id or a thing.",
        examples=["survey ship Maren"],
    )
    times: QuantityText | None = Field(
        None, description="How many times the other value.", examples=["twice", "half", 3]
    )
    by: QuantityText | None = Field(
        None, description="By how much more; negative for less.", examples=["3 knots"]
    )
    percent: QuantityText | None = Field(
        None, description="By how many per cent more.", examples=["25 %"]
    )
    points: QuantityText | None = Field(
        None, description="By how many percentage points more.", examples=["5 percentage points"]
    )
    from_: QuantityText | None = Field(
        None, alias="from", description="The value before.", examples=["12 knots"]
    )
    to: QuantityText | None = Field(None, description="The value after.", examples=["9 knots"])
    rank: Phrase | None = Field(
        None,
        description="Its place among several by this property.",
        examples=["third largest", "second-highest of five"],
    )
    among: Names = Field(
        (),
        description="The others that it is ranked among, and it too or not: ids or things.",
        examples=[["survey ship Maren", "tug Frode"]],
    )
    rounding: Phrase | None = Field(
        None,
        description="How its values were rounded, where their own words do not say: half-up, "
        "half-even, truncated, floor, ceiling; with a step: nearest 50, 2 significant figures.",
        examples=["half-even", "nearest 50"],
    )
    when: WhenText | None = Field(None, description="When.", examples=["2024-03"])


class Classification(BaseClaim):
    """A thing belongs to a class of a scheme."""

    kind: Literal["classification"]
    of: Ref = Field(
        description="An event's id, or a thing by name.", examples=["survey ship Lisbeth"]
    )
    scheme: Name | None = Field(
        None,
        description="The scheme; left out: every scheme that knows the class.",
        examples=["CRS missile ranges"],
    )
    class_: Name = Field(alias="class", description="The class.", examples=["short-range"])


class Reach(BaseClaim):
    """A range covers a target."""

    kind: Literal["reach"]
    of: Ref = Field(
        description="What has the range: an event's id, or a thing by name.",
        examples=["rescue helicopter"],
    )
    distance: QuantityText = Field(description="The range.", examples=["930 miles"])
    target: Names = Field(description="What is within it.", examples=["Japan"])
    from_: Name | None = Field(None, alias="from", description="From where.", examples=["Florø"])
    origin: Literal["some", "stated", "every"] | None = Field(
        None, description="Whether from some point of `from`, the stated one, or from every one."
    )
    extent: Phrase = Field(
        "all",
        description="How much of the target: all, part, or a share.",
        examples=["all", "part", "90 %"],
    )


class Location(BaseClaim):
    """A place lies in, near, or at a distance and bearing from another."""

    kind: Literal["location"]
    of: Ref = Field(
        description="An event's id, or a thing or place by name.", examples=["grounding"]
    )
    place: SomeNames = Field(
        description="The place it is held against; two for `between`.", examples=["Ålesund"]
    )
    relation: Literal["at", "in", "outside", "near", "between"] = Field(
        "at", description="How it lies to the place."
    )
    distance: QuantityText | None = Field(None, description="How far from it.", examples=["12 km"])
    bearing: Name | None = Field(
        None, description="In which direction from it.", examples=["northwest", "310°"]
    )
    when: WhenText | None = Field(None, description="When.", examples=["2024-03"])


Relation = Literal[
    "before", "after", "meets", "met by", "overlaps", "overlapped by", "starts", "started by",
    "during", "contains", "finishes", "finished by", "equals",
    "same day", "same week", "same month", "same year", "apart",
]  # fmt: skip


class Order(BaseClaim):
    """One event stands in time to another."""

    kind: Literal["order"]
    of: Ref = Field(description="An event's id.", examples=["grounding"])
    relation: Relation = Field(
        description="How `of` stands to `than`: Allen's thirteen relations, the same calendar "
        "day, week, month or year, or `apart` where it is not said which came first.",
    )
    than: Ref = Field(description="The other event's id.", examples=["departure"])
    by: SpanText | None = Field(
        None, description="By how much.", examples=["two days", "hours", "about three weeks"]
    )


class First(BaseClaim):
    """An event is the first (last, largest, longest …) of its sort."""

    kind: Literal["first"]
    of: Ref = Field(description="The event's id.", examples=["grounding"])
    among: Among = Field(
        description="Events of which sort.",
        examples=[{"activity": "grounding", "place": "Norway"}],
    )
    rank: Literal["first", "last", "largest", "smallest", "longest", "shortest"] = Field(
        "first", description="In which respect it stands out."
    )
    property: Name | None = Field(
        None, description="What is compared by `largest` and its like.", examples=["range"]
    )
    within: WindowText | None = Field(
        None,
        description="In which time: a span back from the event, or an interval. Left out: ever.",
        examples=["six months", "since 2019"],
    )


class Pause(BaseClaim):
    """No event of a sort took place in an interval."""

    kind: Literal["pause"]
    among: Among = Field(
        description="Events of which sort.",
        examples=[{"activity": "grounding", "place": "Norway"}],
    )
    since: WhenText | None = Field(
        None, description="When the last one was: itself not in the pause.", examples=["2017-11"]
    )
    from_: WhenText | None = Field(
        None, alias="from", description="The first day without one.", examples=["2020-03-30"]
    )
    until: WhenText | None = Field(
        None,
        description="The last day without one; left out: the event that ended it, or the "
        "document's date.",
        examples=["2021-03-24"],
    )
    for_: SpanText | None = Field(
        None, alias="for", description="How long it lasted.", examples=["a year", "yearlong"]
    )
    begun_by: Ref | None = Field(
        None,
        description="The event with which it began, by its id: itself not in the pause.",
        examples=["departure"],
    )
    ended_by: Ref | None = Field(
        None, description="The event that ended it, by its id.", examples=["grounding"]
    )


class Count(BaseClaim):
    """How many events of a sort took place in an interval."""

    kind: Literal["count"]
    among: Among = Field(
        description="Events of which sort.",
        examples=[{"activity": "grounding", "place": "Norway"}],
    )
    within: WindowText | None = Field(
        None,
        description="In which time; a span counts back from the document's date. Left out: ever.",
        examples=["since January", "2021", "six months"],
    )
    number: CountText = Field(description="How many.", examples=[3, "at least three"])


class Total(BaseClaim):
    """A whole and its parts."""

    kind: Literal["total"]
    of: Ref = Field(
        description="An event's id, or a thing by name.", examples=["survey ship Lisbeth"]
    )
    property: Name = Field(description="What is added up.", examples=["people aboard"])
    value: QuantityText = Field(description="The whole.", examples=[23])
    parts: dict[Name, QuantityText] = Field(
        description="The parts by name.", examples=[{"scientists": 9, "crew": 14}], min_length=1
    )
    exhaustive: bool = Field(
        default=False, strict=True, description="Whether these are all of its parts."
    )
    rounding: Phrase | None = Field(
        None,
        description="How its values were rounded, where their own words do not say: half-up, "
        "half-even, truncated, floor, ceiling; with a step: nearest 50, 2 significant figures.",
        examples=["half-even", "nearest 50"],
    )
    when: WhenText | None = Field(None, description="When.", examples=["2024-03"])


class State(BaseClaim):
    """Something holds over an interval."""

    kind: Literal["state"]
    of: Ref = Field(
        description="A thing by name, or an event's id.", examples=["the northern fairway"]
    )
    state: Name = Field(description="What holds.", examples=["closed"])
    from_: WhenText | None = Field(
        None, alias="from", description="When it began.", examples=["Sunday night"]
    )
    until: WhenText | None = Field(
        None, description="When it ended; left out: it goes on.", examples=["Tuesday"]
    )


class Violation(BaseClaim):
    """An event breaches, or complies with, an instrument."""

    kind: Literal["violation"]
    of: Ref = Field(description="The event's id.", examples=["grounding"])
    instrument: Name = Field(
        description="The instrument or a group of them.",
        examples=["UN Security Council resolutions", "S/RES/2397"],
    )
    holds: bool = Field(
        default=True,
        strict=True,
        description="true: it breaches the instrument; false: it does not.",
    )


class Mention(Record):
    """Words that an extraction found, of which it says nothing that a claim could hold."""

    kind: Literal["mention"]
    id: Id
    quote: Text | Quote
    unread: tuple[Name, ...] = ()
    """What was said of them in fields that no claim has."""


Claim = (
    Event | Measurement | Comparison | Classification | Reach | Location | Order | First | Pause
    | Count | Total | State | Violation
)  # fmt: skip

AnyClaim = Annotated[Claim, Field(discriminator="kind")]

KINDS: Mapping[str, type[Claim]] = {
    "event": Event,
    "measurement": Measurement,
    "comparison": Comparison,
    "classification": Classification,
    "reach": Reach,
    "location": Location,
    "order": Order,
    "first": First,
    "pause": Pause,
    "count": Count,
    "total": Total,
    "state": State,
    "violation": Violation,
}
"""Each kind's model by its name."""


INNER: Mapping[str, type[Record]] = {
    "among": Among,
    "ignore": Ignored,
    "quote": Quote,
    "text": DocumentText,
    "complete_for": Complete,
    "places": NamedPlace,
}
"""Records inside other records, by the field that holds them."""


class ClaimFile(Record):
    """A claim file: one document and what it claims."""

    # The program complains of a file with neither, and of no file with one of them.
    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["document"]}, {"required": ["claims"]}]}
    )

    schema_: Text | None = Field(
        None,
        alias="$schema",
        description="For editors; not read.",
        examples=["counterclaim.schema.json"],
    )
    document: Document | None = Field(
        None,
        description="The source. Left out: a document named after the file.",
        examples=[{"id": "gazette-2024-03-06", "published": "2024-03-06"}],
    )
    claims: tuple[AnyClaim, ...] | None = Field(
        (),
        description="What it claims, one record each.",
        examples=[[{"id": "departure", "kind": "event", "activity": "departure"}]],
    )
