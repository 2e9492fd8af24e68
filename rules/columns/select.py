"""Finds in a table the rows that must become records.

Of the others it proves that no rule would find anything in them.

A row is left in columns only where each of these holds:

- its numbers have a shape that is known, and measure what their property is measured in;
- the values of each property of its event, over all rows of the event, have a number in common,
  and lie within the bounds of the property;
- its times are single days or moments, the same for all rows of its event, and not after the
  document's date;
- what else its event says (who did what to what, and where) is said of some row that was judged by
  every rule without a `when`, and no rule had anything to say;
- its key is its own, its coordinates exist, and nothing that a claim needs is missing.

All else is over-selected: the same rules judge it, on records. An event is selected with all of
its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from claims.load import load
from claims.tables.columnar import NotInColumnsError, open_cells
from claims.tables.databases import quoted_text
from claims.tables.filling import filled
from claims.tables.making import claim_trees
from claims.tables.mapping import Column, Point, columns_of
from claims.tables.model import Row, ShownTable
from claims.when import Dateline, When, read_when
from rules import catalogue
from rules.claimset import ClaimSet
from rules.columns.fitness import related, why_not
from rules.columns.shapes import MOST_DIGITS, NUMBER, read_shape, read_value
from rules.engine import InColumns
from rules.quantity._values import measure
from rules.quantity.plausible import ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from claims.calendar import Extent
    from claims.tables.mapping import TableMapping, Template
    from claims.vocabulary import Vocabulary
    from rules.columns.shapes import Shape
    from rules.engine import Outcome

MOST_SIGNATURES = 5_000
"""Different combinations of words of events that are judged one by one."""
MOST_DOCUMENTS = 20_000
MOST_TEXTS = 200_000
"""Different values of no known shape that are read one by one."""
_LONGEST = 200
"""Characters of a cell in columns; a longer one is judged on records."""
_IN_COLUMNS = frozenset(
    {
        "quantity/disagreement",
        "quantity/dimension",
        "quantity/conversion",
        "quantity/plausible",
        "quantity/related",
        "time/calendar",
        "time/dateline",
        "time/order",
    }
)
"""Rules that are decided in columns, each by the proof above; of any other, one word selects."""
_STEPS = tuple(times * 10**power for power in range(MOST_DIGITS, -1, -1) for times in (5, 2, 1))


class Event(NamedTuple):
    """An event of the mapping, and the expression for what tells its rows from those of others."""

    template: Template
    subject: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of a table that must become records.

    `silent` rows only tell of their documents. `claims` are all claims of the table, of which
    `in_columns` stay there, `compared` of them held against at least one other.
    """

    rows: tuple[Row, ...]
    silent: frozenset[int]
    columns: tuple[str, ...]
    claims: int
    in_columns: int
    compared: int

    def added_to(self, outcome: Outcome) -> Outcome:
        """Return what the records came to, with what stayed in columns."""
        return replace(
            outcome,
            claims=outcome.claims + self.in_columns,
            in_columns=InColumns(self.in_columns, self.compared),
        )


def select(path: str, mapping: TableMapping, vocabulary: Vocabulary) -> Selection:
    """Return the rows of a table that must become records.

    Raises:
        NotInColumnsError: the table or its mapping cannot be judged in columns.
        MissingExtraError: DuckDB is not installed.

    """
    reason = why_not(mapping)
    if reason is not None:
        raise NotInColumnsError(reason)
    columns = tuple(mapping.columns)
    sign = {"tab": "\t"}.get(mapping.header.delimiter or "", mapping.header.delimiter)
    if mapping.header.header != 1:
        raise NotInColumnsError("its header is not in the first row")
    with open_cells(path, columns, sign, mapping.header.empty) as base:
        return _Selecting(base, mapping, vocabulary, columns).selection()


class _Selecting:
    """The work on one table."""

    def __init__(
        self, base: Any, mapping: TableMapping, vocabulary: Vocabulary, columns: Sequence[str]
    ) -> None:
        self._base = base
        self._mapping = mapping
        self._vocabulary = vocabulary
        self._columns = tuple(columns)
        self._at = {column: f"c{at}" for at, column in enumerate(columns)}
        self._country = _constant(mapping.document, "country")
        self._zone = _constant(mapping.document, "timezone")
        self._events = [
            Event(template, self._subject(template))
            for template in mapping.claims
            if template.data["kind"] == "event"
        ]
        self._measures = [t for t in mapping.claims if t.data["kind"] == "measurement"]
        self._by_name = {event.template.name: event for event in self._events}
        self._bad: list[str] = []
        """Queries for rows that no proof covers."""

    def selection(self) -> Selection:
        """Return the rows that must become records."""
        self._run("CREATE TABLE bad (row BIGINT)")
        self._odd_cells()
        self._values()
        for event in self._events:
            self._times(event)
            self._places(event)
        self._signatures()
        chosen = self._chosen()
        return self._made(chosen)

    # --- in SQL ----------------------------------------------------------------------------------

    def _run(self, sql: str, values: Sequence[object] = ()) -> Any:
        return self._base.execute(sql, list(values))

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._base.execute(sql).fetchall()
        return found

    def _mark(self, condition: str, source: str = "cells") -> None:
        self._run(f"INSERT INTO bad SELECT row FROM {source} WHERE {condition}")

    def _subject(self, template: Template) -> str:
        own = "'#' || CAST(row AS VARCHAR)"
        if template.joined_by is None:
            return own
        return f"coalesce('=' || {self._at[template.joined_by]}, {own})"

    def _made_where(self, template: Template) -> str:
        """Return the condition under which a row makes a claim."""
        asked = [f"{self._at[name]} IS NOT NULL" for name in template.only_with]
        needed = [
            f"{self._at[name]} IS NOT NULL"
            for route in template.needed
            for _, name in list(columns_of(template.specs[route]))[:1]
        ]
        parts = [*asked, *([f"({' OR '.join(needed)})"] if needed else [])]
        return " AND ".join(parts) or "true"

    # --- what a claim needs ----------------------------------------------------------------------

    def _odd_cells(self) -> None:
        """Select rows whose cells are too long, whose keys are not their own, or that lack some."""
        for column in self._at.values():
            self._mark(f"length({column}) > {_LONGEST}")
        key = self._mapping.header.key
        if key is not None:
            turned = rf"regexp_replace(trim({self._at[key]}), '[\s#/\\]+', '-', 'g')"
            own = f"coalesce(nullif({turned}, ''), CAST(row AS VARCHAR))"
            self._run(
                f"INSERT INTO bad SELECT row FROM cells WHERE {own} IN "
                f"(SELECT {own} FROM cells GROUP BY 1 HAVING count(*) > 1)"
            )
        for template in self._mapping.claims:
            made = self._made_where(template)
            for route in template.needed:
                spec = template.specs[route]
                name = self._at[next(name for _, name in columns_of(spec))]
                self._mark(f"{made} AND {name} IS NULL")
        for template in self._measures:
            event = self._by_name[str(template.data["of"])].template
            self._mark(f"({self._made_where(template)}) AND NOT ({self._made_where(event)})")

    # --- values ----------------------------------------------------------------------------------

    def _values(self) -> None:
        self._run(
            "CREATE TABLE said (row BIGINT, subject VARCHAR, property INTEGER, sort INTEGER, "
            "lower DOUBLE, upper DOUBLE)"
        )
        properties: dict[str, int] = {}
        sorts: dict[str, int] = {}
        for template in self._measures:
            for name, condition in self._properties(template):
                canonical = self._vocabulary.properties.canonical(name)
                number = properties.setdefault(canonical, len(properties))
                self._measure(template, name, number, condition, sorts)
        reason = related(properties.keys(), self._vocabulary)
        if reason is not None:
            raise NotInColumnsError(f"{reason}, and that is judged on records")
        self._disagreeing()

    def _properties(self, template: Template) -> list[tuple[str, str]]:
        """Return the names of properties that a template measures, each with its condition."""
        spec = template.specs.get(("property",))
        if spec is None:
            return [(str(template.data["property"]), "true")]
        column = self._at[next(name for _, name in columns_of(spec))]
        found = self._rows(f"SELECT DISTINCT {column} FROM cells WHERE {column} IS NOT NULL")
        if len(found) > 1_000:
            raise NotInColumnsError("it has more than 1,000 properties")
        return [(row[0], f"{column} = {quoted_text(row[0])}") for row in sorted(found)]

    def _measure(
        self,
        template: Template,
        name: str,
        number: int,
        condition: str,
        sorts: dict[str, int],
    ) -> None:
        """Read the values of one property of one template, shape by shape."""
        concept = self._vocabulary.properties.get(name)
        wanted = measure(concept) if concept is not None else None
        counting = concept is not None and concept.counting
        spec = template.specs.get(("value",))
        if not isinstance(spec, Column):
            raise NotInColumnsError(f"the value of {template.name} is the same in every row")
        value = self._at[spec.column]
        unit = "NULL" if spec.unit_column is None else self._at[spec.unit_column]
        where = f"{value} IS NOT NULL AND ({condition}) AND ({self._made_where(template)})"
        subject = self._by_name[str(template.data["of"])].subject
        plain = spec.values is None and spec.decimal == "." and spec.format is None
        pattern = NUMBER if plain else "^$"
        self._run("DROP TABLE IF EXISTS split")
        self._run(
            f"CREATE TABLE split AS SELECT row, {subject} AS subject, {value} AS value, "
            f"{unit} AS unit, regexp_extract({value}, {quoted_text(pattern)}, "
            f"['head', 'whole', 'part', 'tail']) AS f FROM cells WHERE {where}"
        )
        shaped = f"f.whole <> '' AND length(f.whole) + length(f.part) <= {MOST_DIGITS}"
        found = self._rows(f"SELECT DISTINCT f.head, f.tail, unit FROM split WHERE {shaped}")

        def texts(head: str, tail: str, unit: str | None) -> Callable[[str], str | None]:
            return lambda x: self._text(spec, f"{head}{x}{tail}", unit)

        limits = [row.interval for row in ranges(concept.name)] if concept is not None else []
        rows: list[tuple[Any, ...]] = []
        for head, tail, held in found:
            shape = read_shape(texts(head, tail, held), wanted, self._country, counting=counting)
            if shape is not None:
                rows.append((head, tail, held or "", *_shape_row(shape, sorts)))
        self._known("known", rows)
        self._run(
            "CREATE OR REPLACE TABLE numbered AS SELECT s.row, s.subject, k.sort, k.a, k.b, k.c, "
            "k.d, k.counts, "
            "CAST(replace(s.f.whole, ',', '') || CASE WHEN s.f.part <> '' THEN '.' || s.f.part "
            "ELSE '' END AS DOUBLE) AS x, "
            "CAST(replace(s.f.whole, ',', '') || s.f.part AS BIGINT) AS m, "
            f"length(s.f.part) AS d10 FROM split s JOIN known k ON s.f.head = k.head "
            f"AND s.f.tail = k.tail AND coalesce(s.unit, '') = k.unit WHERE {shaped}"
        )
        slack = (
            "CASE WHEN counts AND m < 100 AND d10 = 0 THEN 0 ELSE 0.5 * "
            f"{_step('m')} / power(10, d10) END"
        )
        self._run(
            "INSERT INTO said SELECT row, subject, "
            f"{number}, sort, a * x + b * h, c * x + d * h "
            f"FROM (SELECT *, {slack} AS h FROM numbered)"
        )
        self._one_by_one(spec, wanted, number, sorts, counting=counting)
        for interval in limits:
            lower, upper = float(interval.lower), float(interval.upper)
            self._mark(
                f"property = {number} AND NOT (coalesce(lower < {_real(upper)}, true) "
                f"AND coalesce(upper > {_real(lower)}, true))",
                "said",
            )

    def _text(self, spec: Column, value: str, unit: str | None) -> str | None:
        cells: dict[str, Any] = {spec.column: value}
        if spec.unit_column is not None:
            cells[spec.unit_column] = unit
        held = filled(spec, Row(0, cells), frozenset())
        return held if isinstance(held, str) else None

    def _known(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Make the table of the shapes that are known."""
        self._run(
            f"CREATE OR REPLACE TABLE {table} (head VARCHAR, tail VARCHAR, unit VARCHAR, "
            "sort INTEGER, a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE, counts BOOLEAN)"
        )
        if rows:
            self._insert(table, rows)

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)]
        marks = ", ".join("unnest(?)" for _ in columns)
        self._run(f"INSERT INTO {table} SELECT {marks}", columns)

    def _one_by_one(
        self, spec: Column, wanted: Any, number: int, sorts: dict[str, int], *, counting: bool
    ) -> None:
        """Read the values that have no known shape, each text once; select what stays unread."""
        rest = (
            "SELECT row, subject, value, unit FROM split WHERE row NOT IN "
            "(SELECT row FROM numbered)"
        )
        found = self._rows(f"SELECT DISTINCT value, unit FROM ({rest}) LIMIT {MOST_TEXTS + 1}")
        if len(found) > MOST_TEXTS:
            self._mark("true", f"({rest})")
            return
        rows = []
        for text, unit in found:
            written = self._text(spec, text, unit)
            value = None
            if written is not None:
                value = read_value(written, wanted, self._country, counting=counting)
            if value is not None:
                sort = sorts.setdefault(value.sort, len(sorts))
                rows.append((text, "", unit or "", sort, value.lower, 0.0, value.upper, 0.0, False))
        self._known("alone", rows)
        joined = "r JOIN alone a ON r.value = a.head AND coalesce(r.unit, '') = a.unit"
        self._run(
            f"INSERT INTO said SELECT r.row, r.subject, {number}, a.sort, "
            f"CASE WHEN isinf(a.a) THEN NULL ELSE a.a END, "
            f"CASE WHEN isinf(a.c) THEN NULL ELSE a.c END FROM ({rest}) {joined}"
        )
        self._mark(f"row NOT IN (SELECT r.row FROM ({rest}) {joined})", f"({rest})")

    def _disagreeing(self) -> None:
        """Select the properties of events whose values have no number in common, for certain."""
        self._run(
            "CREATE TABLE clashing AS SELECT subject, property FROM said GROUP BY ALL HAVING "
            "count(DISTINCT sort) > 1 OR NOT ("
            "(coalesce(min(lower) = max(lower), false) AND coalesce(min(upper) = max(upper), false)"
            " AND count(lower) = count(*) AND count(upper) = count(*)) "
            "OR coalesce(max(lower) + 1e-9 * greatest(abs(max(lower)), abs(min(upper))) "
            "< min(upper), true))"
        )
        self._run(
            "INSERT INTO bad SELECT s.row FROM said s JOIN clashing c "
            "ON s.subject = c.subject AND s.property = c.property"
        )

    # --- times and places ------------------------------------------------------------------------

    def _times(self, event: Event) -> None:
        """Select the rows whose times may clash with others, with the calendar or the dateline."""
        spec = event.template.specs.get(("when",))
        constant = event.template.data.get("when")
        if spec is None and constant is None:
            return
        if not isinstance(spec, Column):
            raise NotInColumnsError(f"the time of {event.template.name} is the same in every row")
        made = self._made_where(event.template)
        self._read_times(spec, "moments")
        published = self._published()
        columns = self._keys(spec)
        first = columns[0]
        joined = " AND ".join(
            f"coalesce(t.{c}, '') = coalesce(k.k{at}, '')" for at, c in enumerate(columns)
        )
        self._run(
            "CREATE OR REPLACE TABLE timed AS SELECT t.row, "
            f"{event.subject.replace('row', 't.row')} AS subject, k.earliest, k.latest, k.zoned "
            f"FROM cells t LEFT JOIN moments k ON {joined} WHERE t.{first} IS NOT NULL "
            f"AND ({made})"
        )
        self._mark("earliest IS NULL", "timed")
        self._run(
            "INSERT INTO bad SELECT row FROM timed WHERE subject IN (SELECT subject FROM timed "
            "GROUP BY 1 HAVING max(earliest) > min(latest) OR min(zoned) <> max(zoned))"
        )
        if published:
            self._run(
                "INSERT INTO bad SELECT t.row FROM timed t JOIN published p USING (row) "
                "WHERE p.latest IS NULL OR t.zoned <> p.zoned OR t.latest > p.latest"
            )

    def _keys(self, spec: Column) -> list[str]:
        return [self._at[name] for _, name in columns_of(spec)]

    def _read_times(self, spec: Column, table: str) -> None:
        """Read the distinct times of a column into a table: earliest, latest, whether zoned."""
        names = [name for _, name in columns_of(spec)]
        columns = [self._at[name] for name in names]
        found = self._rows(
            f"SELECT DISTINCT {', '.join(columns)} FROM cells "
            f"WHERE {columns[0]} IS NOT NULL LIMIT {MOST_TEXTS + 1}"
        )
        rows = []
        for texts in found[:MOST_TEXTS]:
            held = filled(spec, Row(0, dict(zip(names, texts, strict=True))), frozenset())
            when = self._moment(held) if isinstance(held, str) else None
            if when is not None:
                rows.append((*(text or "" for text in texts), *when))
        keys = ", ".join(f"k{at} VARCHAR" for at in range(len(columns)))
        self._run(
            f"CREATE OR REPLACE TABLE {table} ({keys}, earliest BIGINT, latest BIGINT, "
            "zoned BOOLEAN)"
        )
        if rows:
            self._insert(table, rows)

    def _moment(self, text: str) -> tuple[int, int, bool] | None:
        """Return a time that has one reading, and is not told by a phrase or over a while."""
        when = read_when(text, Dateline(None, self._zone, self._country))
        if not isinstance(when, When) or len(when.readings) != 1:
            return None
        reading = when.readings[0]
        start, end = _ends(reading.extent)
        if when.relative or when.approximate or when.weekday is not None or start is None:
            return None
        if end is None:
            return None
        shift = reading.offset or 0
        return start - shift, end - shift, reading.offset is not None

    def _published(self) -> bool:
        """Make a table of the dates of the rows' documents, where they have any."""
        document = self._mapping.document
        spec = document.specs.get(("published",))
        constant = document.data.get("published")
        if spec is None and constant is None:
            return False
        if isinstance(spec, Column):
            self._read_times(spec, "dates")
            columns = self._keys(spec)
            joined = " AND ".join(
                f"coalesce(t.{c}, '') = coalesce(k.k{at}, '')" for at, c in enumerate(columns)
            )
            self._run(
                "CREATE OR REPLACE TABLE published AS SELECT t.row, k.latest, k.zoned "
                f"FROM cells t LEFT JOIN dates k ON {joined} WHERE t.{columns[0]} IS NOT NULL"
            )
            return True
        moment = self._moment(str(getattr(constant, "text", constant)))
        if moment is None:
            raise NotInColumnsError("the date of the document is no single day")
        self._run(
            "CREATE OR REPLACE TABLE published AS SELECT row, "
            f"CAST({moment[1]} AS BIGINT) AS latest, {moment[2]} AS zoned FROM cells"
        )
        return True

    def _places(self, event: Event) -> None:
        """Select the rows whose coordinates no point has."""
        spec = event.template.specs.get(("place",))
        if not isinstance(spec, Point):
            return
        lat, lon = self._at[spec.latitude], self._at[spec.longitude]
        degrees = r"'[-+]?[0-9]{1,3}(\.[0-9]{1,12})?'"
        fine = " AND ".join(
            f"regexp_full_match({c}, {degrees}) AND abs(TRY_CAST({c} AS DOUBLE)) <= {most}"
            for c, most in ((lat, 90), (lon, 180))
        )
        self._mark(f"({lat} IS NOT NULL OR {lon} IS NOT NULL) AND NOT coalesce({fine}, false)")

    # --- what else events say --------------------------------------------------------------------

    def _signatures(self) -> None:
        """Select the rows whose words some rule has to do with, by one row of each sort."""
        words, flags = self._words()
        keys = [*words, *(f"({flag})" for flag in flags)]
        named = ", ".join(f"{key} AS w{at}" for at, key in enumerate(keys)) or "1 AS w0"
        grouped = ", ".join(f"w{at}" for at in range(max(1, len(keys))))
        self._run(f"CREATE TABLE worded AS SELECT row, {named} FROM cells")
        self._run(
            f"CREATE TABLE sorts AS SELECT min(row) AS row, {grouped} FROM worded "
            f"GROUP BY {grouped}"
        )
        number = int(self._rows("SELECT count(*) FROM sorts")[0][0])
        if number > MOST_SIGNATURES:
            raise NotInColumnsError(
                f"its events are told in {number:,} different ways; {MOST_SIGNATURES:,} are "
                "judged one by one"
            )
        touched = self._touched(self._fetched("row IN (SELECT row FROM sorts)"))
        if touched:
            chosen = ", ".join(map(str, sorted(touched)))
            same = " AND ".join(
                f"w.w{at} IS NOT DISTINCT FROM s.w{at}" for at in range(max(1, len(keys)))
            )
            self._run(
                f"INSERT INTO bad SELECT w.row FROM worded w JOIN sorts s ON {same} "
                f"WHERE s.row IN ({chosen})"
            )

    def _words(self) -> tuple[list[str], list[str]]:
        """Return the columns with the words of events, and flags for what rows have beside."""
        words: dict[str, None] = {}
        for event in self._events:
            for route, spec in event.template.specs.items():
                if route[0] not in {"when", "said_by", "note"} and isinstance(spec, Column):
                    words.update(dict.fromkeys(self._keys(spec)))
        for template in self._measures:
            named = template.specs.get(("property",))
            if isinstance(named, Column):
                words.update(dict.fromkeys(self._keys(named)))
        flags = [f"coalesce({self._made_where(template)}, false)" for template in self._measures]
        return list(words), list(dict.fromkeys(flags))

    def _touched(self, rows: Sequence[Row]) -> set[int]:
        """Return the numbers of the rows of which some rule has anything to say."""
        document = self._mapping.document
        varying = {"published", *(route[0] for route in document.specs)}
        same = {key: value for key, value in document.data.items() if key not in varying}
        mapping = replace(
            self._mapping,
            claims=tuple(_bare(template) for template in self._mapping.claims),
            document=replace(document, data=same, specs={}),
        )
        header = mapping.header.model_copy(update={"key": None})
        table = ShownTable("rows", self._columns, rows)
        trees, faults = claim_trees(replace(mapping, header=header), table)
        corpus = load(trees, self._vocabulary, faults)
        claims = ClaimSet(corpus)
        touched: set[str] = set()
        for rule_id in catalogue.rule_ids():
            if rule_id.startswith("record/") or rule_id in _IN_COLUMNS:
                continue
            for judgement in catalogue.rule(rule_id).judge(claims):
                parts = (*judgement.parts, *judgement.related)
                touched.update(part.claim for part in parts if part.claim is not None)
        numbers = {int(key.partition("#")[2].partition(".")[0]) for key in touched if "#" in key}
        for fault in corpus.faults:
            route = fault.place.route or ()
            if trees and "value" not in route:  # values are looked at one by one
                numbers.add(trees[0].cell(route).row)
        return numbers

    # --- the rows --------------------------------------------------------------------------------

    def _chosen(self) -> str:
        """Return the table of the rows that are selected: whole events, for every event."""
        self._run("CREATE TABLE chosen AS SELECT DISTINCT row FROM bad")
        before = -1
        while True:
            number = int(self._rows("SELECT count(*) FROM chosen")[0][0])
            if number == before:
                return "chosen"
            before = number
            for event in self._events:
                if event.template.joined_by is None:
                    continue
                self._run(
                    "INSERT INTO chosen SELECT row FROM cells WHERE row NOT IN "
                    f"(SELECT row FROM chosen) AND {event.subject} IN (SELECT {event.subject} "
                    "FROM cells WHERE row IN (SELECT row FROM chosen))"
                )

    def _fetched(self, condition: str) -> list[Row]:
        names = list(self._at.values())
        select = ", ".join(["row", *names])
        found = self._rows(f"SELECT {select} FROM cells WHERE {condition} ORDER BY row")
        return [Row(row[0], dict(zip(self._columns, row[1:], strict=True))) for row in found]

    def _made(self, chosen: str) -> Selection:
        keys = [
            self._at[name]
            for spec in self._mapping.document.specs.values()
            for _, name in columns_of(spec)
        ]
        grouped = ", ".join(dict.fromkeys(keys)) or "()"
        documents = self._rows(f"SELECT min(row) FROM cells GROUP BY {grouped}")
        if len(documents) > MOST_DOCUMENTS:
            raise NotInColumnsError(f"its rows are of {len(documents):,} documents")
        named = self._mapping.document.specs.get(("id",))
        if isinstance(named, Column):
            ids = self._counted(f"SELECT count(DISTINCT {self._keys(named)[0]}) FROM cells")
            if ids != len(documents):
                raise NotInColumnsError("some of its documents have one id and differ")
        first = {row[0] for row in documents if row[0] is not None}
        listed = ", ".join(map(str, sorted(first))) or "-1"
        rows = self._fetched(f"row IN (SELECT row FROM {chosen}) OR row IN ({listed})")
        selected = {row[0] for row in self._rows(f"SELECT row FROM {chosen}")}
        silent = frozenset(row.number for row in rows if row.number not in selected)
        claims = in_columns = 0
        for template in self._mapping.claims:
            made = self._made_where(template)
            claims += self._counted(f"SELECT count(*) FROM cells WHERE {made}")
            in_columns += self._counted(
                f"SELECT count(*) FROM cells WHERE ({made}) AND row NOT IN "
                f"(SELECT row FROM {chosen})"
            )
        compared = self._counted(
            "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM said WHERE row NOT IN "
            f"(SELECT row FROM {chosen}) GROUP BY subject, property HAVING count(*) > 1)"
        )
        return Selection(tuple(rows), silent, self._columns, claims, in_columns, compared)

    def _counted(self, sql: str) -> int:
        return int(self._rows(sql)[0][0])


def _constant(template: Template, name: str) -> str | None:
    held = template.data.get(name)
    return held if isinstance(held, str) else None


def _bare(template: Template) -> Template:
    """Return a template without what only its time and its other rows add to it."""
    data = {key: value for key, value in template.data.items() if key != "when"}
    specs = {route: spec for route, spec in template.specs.items() if route[0] != "when"}
    return replace(template, data=data, specs=specs, joined_by=None)


def _ends(extent: Extent) -> tuple[int | None, int | None]:
    if extent.start != extent.end:
        return None, None
    return extent.start.earliest, extent.start.latest


def _shape_row(shape: Shape, sorts: dict[str, int]) -> Iterable[Any]:
    sort = sorts.setdefault(shape.sort, len(sorts))
    lower, upper = shape.lower, shape.upper
    return (
        sort,
        None if lower.infinite else lower.number,
        None if lower.infinite else lower.slack,
        None if upper.infinite else upper.number,
        None if upper.infinite else upper.slack,
        shape.counts,
    )


def _step(m: str) -> str:
    """Return the expression for the step to which a whole number looks rounded."""
    whens = " ".join(
        f"WHEN {m} >= {10 * step} AND {m} % {step} = 0 THEN {step}" for step in _STEPS if step > 1
    )
    return f"(CASE {whens} ELSE 1 END)"


def _real(value: float) -> str:
    return f"CAST('{value}' AS DOUBLE)"
