"""counterclaim: reads claims, decides whether they can all be true, and shows exactly why not.

The front door puts the parts together and holds nothing of its own. Parts are imported by the
command that needs them, so that `--version` does not wait for what it does not use.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claims.files import Inputs
    from claims.load import Corpus
    from claims.source import Source
    from claims.tables.read import Asked, Select
    from claims.tree import Tree
    from reports.outputs import Output
    from reports.places import Locator
    from reports.rounds import Session
    from rules.columns.select import Selection
    from rules.engine import Outcome

CLEAN, FOUND, NOT_CHECKED = 0, 1, 2


class Format(Enum):
    """How findings are written."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"
    RDJSON = "rdjson"


class Shape(Enum):
    """How a timeline is written."""

    TEXT = "text"
    JSON = "json"


class Engine(Enum):
    """How tables are judged."""

    AUTO = "auto"
    RECORDS = "records"
    COLUMNS = "columns"


class FailOn(Enum):
    """The least severity at which a run fails."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


app = typer.Typer(
    name="counterclaim",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# What several commands take.
_Paths = Annotated[
    list[str] | None,
    typer.Argument(help="Claim files, folders of them, or - for standard input.", metavar="PATHS"),
]
_Format = Annotated[Format | None, typer.Option("--format", help="How findings are written.")]
_Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        help="Write a report into a file too, such as sarif=out.sarif; may be given again.",
        metavar="FORMAT=FILE",
    ),
]
_FailOn = Annotated[
    FailOn | None, typer.Option(help="The least severity at which the exit code is 1.")
]
_Vocabulary = Annotated[
    list[str] | None,
    typer.Option(help="A file of further names; may be given again.", metavar="FILE"),
]
_Pack = Annotated[
    list[str] | None,
    typer.Option(help="A file of further instruments; may be given again.", metavar="FILE"),
]
_Config = Annotated[str | None, typer.Option(help="The configuration file to use.", metavar="FILE")]
_Source = Annotated[
    list[str] | None,
    typer.Option(
        help="The text of a document; the path alone where there is one document. May be given "
        "again.",
        metavar="ID=PATH",
    ),
]


def _version(wanted: bool) -> None:  # noqa: FBT001  the form that typer calls
    if wanted:
        from claims import __version__  # noqa: PLC0415

        typer.echo(f"counterclaim {__version__}")
        raise typer.Exit(CLEAN)


@app.callback()
def counterclaim(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Read claims, decide whether they can all be true, and show exactly why not."""


@app.command()
def check(
    paths: _Paths = None,
    *,
    output_format: _Format = None,
    output: _Output = None,
    select: Annotated[
        list[str] | None,
        typer.Option(help="Only these rules or families; may be given again.", metavar="RULE"),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(help="All but these rules or families; may be given again.", metavar="RULE"),
    ] = None,
    fail_on: _FailOn = None,
    vocabulary: _Vocabulary = None,
    pack: _Pack = None,
    config: _Config = None,
    source: _Source = None,
    mapping: Annotated[
        str | None,
        typer.Option(help="What the columns of the tables in PATHS claim.", metavar="FILE"),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(help="How tables are judged: large ones in columns, by default."),
    ] = Engine.AUTO,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file changes, until Ctrl-C.")
    ] = False,
) -> None:
    """Check claim files: exit code 0 when clean, 1 with findings, 2 when not all was read."""
    from reports.settings import SettingsError, read_settings  # noqa: PLC0415
    from rules.catalogue import UnknownRuleError  # noqa: PLC0415
    from rules.catalogue import select as select_rules  # noqa: PLC0415

    def once(session: Session | None = None) -> int:
        try:
            settings = read_settings(config)
            rule_ids = select_rules(select or settings.select, ignore or settings.ignore)
        except SettingsError as error:
            _complain(str(error))
        except UnknownRuleError as error:
            _complain(f'no rule or family is called "{error}"; `counterclaim rules` lists them')
        names = vocabulary if vocabulary is not None else list(settings.vocabulary)
        laws = pack if pack is not None else list(settings.pack)
        outcome, locator, readable = _check(
            named, names, rule_ids, source, session, pack_files=laws, mapping=mapping, engine=engine
        )
        code = _code(outcome, FailOn(fail_on or settings.fail_on)) if readable else NOT_CHECKED
        if session is not None:
            session.code = code  # before it is told: an interrupt may come right after
        _save(outputs, outcome, locator)
        _print(outcome, locator, Format(output_format or settings.output_format), session)
        return code

    named = paths or ([] if mapping else ["."])
    outputs = _outputs(output)
    watched = [path for path in named if not _is_table(path, mapping)]
    watched += [mapping] if mapping else []
    raise typer.Exit(_watch(once, watched, vocabulary, config, pack) if watch else once())


@app.command()
def ground(
    paths: _Paths = None,
    *,
    source: _Source = None,
    output_format: _Format = None,
    output: _Output = None,
    fail_on: _FailOn = None,
    config: _Config = None,
) -> None:
    """Hold each record to the words it quotes, and to nothing else.

    Reads claim files, langextract's output (JSON Lines with character intervals), and lists of
    quotes with values. Exit codes are those of check.
    """
    from reports.settings import SettingsError, read_settings  # noqa: PLC0415
    from rules.catalogue import select as select_rules  # noqa: PLC0415

    outputs = _outputs(output)
    try:
        settings = read_settings(config)
    except SettingsError as error:
        _complain(str(error))
    # An extraction names properties as it likes; whether they are known is no question of words.
    rule_ids = select_rules(["record", "source"], ["record/vocabulary"])
    names = list(settings.vocabulary)
    outcome, locator, readable = _check(paths or ["."], names, rule_ids, source, extracted=True)
    _save(outputs, outcome, locator)
    _print(outcome, locator, Format(output_format or settings.output_format), None)
    failed = _code(outcome, FailOn(fail_on or settings.fail_on))
    raise typer.Exit(failed if readable else NOT_CHECKED)


def _watch(
    once: Callable[[Session], int],
    paths: list[str],
    vocabulary: list[str] | None,
    config: str | None,
    pack: list[str] | None,
) -> int:
    """Check now and after every change, until interrupted; return the latest exit code."""
    from reports.rounds import Session, watched  # noqa: PLC0415

    if "-" in paths:
        _complain("standard input cannot be watched; name files or folders")
    session = Session(NOT_CHECKED)
    with suppress(KeyboardInterrupt):
        for _ in session.rounds(lambda: watched(paths, vocabulary, config, session.texts, pack)):
            try:
                once(session)
            except typer.Exit as end:
                if session.is_first or end.exit_code != NOT_CHECKED:
                    raise
                session.code = NOT_CHECKED  # a setting is wrong, and may be put right
                continue
            if sys.stderr.isatty():
                typer.echo(f"{session.effort()}; watching, Ctrl-C ends", err=True)
    return session.code


def _check(
    paths: list[str],
    vocabulary_files: list[str],
    rule_ids: tuple[str, ...],
    texts: list[str] | None = None,
    session: Session | None = None,
    *,
    extracted: bool = False,
    pack_files: Sequence[str] = (),
    mapping: str | None = None,
    engine: Engine = Engine.RECORDS,
) -> tuple[Outcome, Locator, bool]:
    from reports.places import Locator  # noqa: PLC0415
    from rules.engine import check as judge  # noqa: PLC0415

    selections: list[Selection] = []
    select = None
    if engine is not Engine.RECORDS and not pack_files and session is None and not texts:
        select = _selecting(engine, vocabulary_files, selections)
    corpus, sources, trees = _read(
        paths,
        vocabulary_files,
        session,
        extracted=extracted,
        pack_files=pack_files,
        mapping=mapping,
        select=select,
    )
    if texts:
        corpus = _with_texts(corpus, texts)
    if session is not None:
        from claims.watching import text_files  # noqa: PLC0415

        tables = {tree.file for tree in trees if tree.is_of_table}
        tables.update(path for path in paths if _is_table(path, mapping))
        session.texts = (*text_files(corpus), *sorted(tables))
    outcome = judge(corpus, rule_ids, session.memory if session else None)
    for selection in selections:
        outcome = selection.added_to(outcome)
    readable = _readable(corpus) and all(f.rule != "source/text" for f in outcome.findings)
    return outcome, Locator((*sources, *_shown(trees)), trees, corpus), readable


def _with_texts(corpus: Corpus, texts: list[str]) -> Corpus:
    from claims.texts.named import UnknownDocumentError, with_articles  # noqa: PLC0415

    try:
        return with_articles(corpus, texts)
    except UnknownDocumentError as error:
        _complain(str(error))


def _read(
    paths: list[str],
    vocabulary_files: list[str],
    session: Session | None = None,
    *,
    extracted: bool = False,
    pack_files: Sequence[str] = (),
    mapping: str | None = None,
    select: Select | None = None,
) -> tuple[Corpus, tuple[Source, ...], tuple[Tree, ...]]:
    from claims.files import read_file, read_paths  # noqa: PLC0415
    from claims.load import load  # noqa: PLC0415
    from claims.vocabulary import build, shipped, shipped_tree  # noqa: PLC0415

    read = session.kept.read_file if session else read_file
    tables = [path for path in paths if _is_table(path, mapping)]
    inputs = read_paths([path for path in paths if path not in tables], sys.stdin.buffer, read=read)
    inputs = _tabled(inputs, tables, mapping, select)
    sources, trees, faults = inputs.sources, inputs.trees, inputs.faults
    if extracted:
        from claims.extractions import as_claim_files  # noqa: PLC0415

        trees, odd = as_claim_files(trees)
        faults = (*faults, *odd)
    words = shipped()
    laws = read_paths(pack_files, read=read) if pack_files else None
    if laws is not None:
        own = {source.name for source in laws.sources}
        trees = tuple(tree for tree in trees if tree.file not in own)
        sources = tuple(s for s in sources if s.name not in own)
        faults = tuple(f for f in faults if f.place.file not in own)
    if vocabulary_files:
        added = read_paths(vocabulary_files, read=read)
        words, wrong = build([shipped_tree(), *added.trees])
        own = {source.name for source in added.sources}
        trees = tuple(tree for tree in trees if tree.file not in own)
        sources = (*(s for s in sources if s.name not in own), *added.sources)
        faults = (*(f for f in faults if f.place.file not in own), *added.faults, *wrong)
        corpus: Corpus = load(trees, words, faults)
        trees = (*trees, *added.trees)
    else:
        corpus = load(trees, words, faults)
    if any(tree.is_of_table for tree in trees):
        from claims.tables.read import with_few_faults  # noqa: PLC0415  only runs with tables

        corpus = with_few_faults(corpus, trees)
    if laws is not None:
        from dataclasses import replace  # noqa: PLC0415  only runs with packs of their own

        from rules.resolution._reading import usable  # noqa: PLC0415

        packs, wrong = usable(laws, words)
        corpus = replace(corpus, faults=(*corpus.faults, *wrong), packs=packs)
        sources, trees = (*sources, *laws.sources), (*trees, *laws.trees)
    return corpus, sources, trees


def _is_table(path: str, mapping: str | None) -> bool:
    from claims.tables.suffixes import form_of, is_table_only  # noqa: PLC0415

    return form_of(path) is not None if mapping else is_table_only(path)


def _selecting(engine: Engine, vocabulary_files: list[str], selections: list[Selection]) -> Select:
    """Return what chooses the rows of a large table that become records, and notes it."""

    def select(asked: Asked) -> Selection | None:
        from claims.files import read_paths  # noqa: PLC0415  only runs with tables
        from claims.tables.columnar import NotInColumnsError, is_large  # noqa: PLC0415  likewise
        from claims.tables.missing import MissingExtraError  # noqa: PLC0415  likewise
        from claims.vocabulary import build, shipped, shipped_tree  # noqa: PLC0415  likewise

        if engine is Engine.AUTO and not is_large(asked.path):
            return None
        from rules.columns import select as columns  # noqa: PLC0415  only runs with large ones

        words = shipped()
        if vocabulary_files:
            words, _ = build([shipped_tree(), *read_paths(vocabulary_files).trees])
        try:
            selections.append(columns.select(asked.path, asked.mapping, words))
        except (NotInColumnsError, MissingExtraError) as error:
            if engine is Engine.COLUMNS:
                _complain(f"{asked.name} is not judged in columns: {error}")
            typer.echo(f"counterclaim: {asked.name} is judged on records: {error}", err=True)
            return None
        return selections[-1]

    return select


def _tabled(
    inputs: Inputs, tables: list[str], mapping: str | None, select: Select | None = None
) -> Inputs:
    """Return what was read with the claims of the tables of a run, where there are any."""
    from claims.tables.suffixes import names_table  # noqa: PLC0415

    named = any(names_table(tree) for tree in inputs.trees)
    if not (named or tables or mapping):
        return inputs
    from claims.tables.read import read_given, read_named  # noqa: PLC0415  only runs with tables

    if named:
        inputs = read_named(inputs, select)
    return read_given(inputs, tables, mapping, select) if tables or mapping else inputs


def _shown(trees: tuple[Tree, ...]) -> tuple[Source, ...]:
    """Return the texts by which places are told in tables of files that are no text."""
    if not any(tree.is_of_table for tree in trees):
        return ()
    from claims.tables.read import shown_sources  # noqa: PLC0415  only runs with tables

    return shown_sources(trees)


def _readable(corpus: Corpus) -> bool:
    return not any(fault.rule == "record/file" for fault in corpus.faults)


def _outputs(texts: list[str] | None) -> tuple[Output, ...]:
    if not texts:
        return ()
    from reports.outputs import OutputError, read_outputs  # noqa: PLC0415

    try:
        return read_outputs(texts)
    except OutputError as error:
        _complain(str(error))


def _save(outputs: tuple[Output, ...], outcome: Outcome, locator: Locator) -> None:
    if not outputs:
        return
    from claims import __version__  # noqa: PLC0415
    from reports.outputs import OutputError, write  # noqa: PLC0415

    try:
        write(outputs, outcome, locator, __version__)
    except OutputError as error:
        _complain(str(error))


def _print(
    outcome: Outcome, locator: Locator, output_format: Format, session: Session | None
) -> None:
    from claims import __version__  # noqa: PLC0415
    from reports.formats import FOR_PROGRAMS, render  # noqa: PLC0415

    form = output_format.value
    text = render(form, outcome, locator, __version__, colour=_colour(), width=_width())
    if session is not None:
        is_data = form in FOR_PROGRAMS
        text = session.heading(to_terminal=sys.stdout.isatty(), is_data=is_data) + text
    _write(text)


def _write(text: str) -> None:
    """Write UTF-8 whatever the terminal's encoding is said to be, the same bytes everywhere."""
    sys.stdout.flush()
    try:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has gone, as `head` does: there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(FOUND) from None


def _colour() -> bool:
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def _width() -> int | None:
    return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else None


def _code(outcome: Outcome, fail_on: FailOn) -> int:
    from rules.contract import Severity  # noqa: PLC0415

    if fail_on is FailOn.NEVER:
        return CLEAN
    least = Severity(fail_on.value).rank
    return FOUND if any(f.severity.rank >= least for f in outcome.findings) else CLEAN


def _complain(message: str) -> NoReturn:
    typer.echo(f"counterclaim: {message}", err=True)
    raise typer.Exit(NOT_CHECKED)


@app.command("map")
def draw(
    paths: _Paths = None,
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="The picture's file, or - for output.", metavar="FILE"),
    ] = None,
) -> None:
    """Draw the places, ranges and ways of claims as a map (SVG)."""
    from reports.map import NothingToDrawError, render  # noqa: PLC0415

    corpus, _, _ = _read(paths or ["."], [])
    try:
        picture = render(corpus)
    except NothingToDrawError:
        _complain("no claim names a place that is known, so that there is nothing to draw")
    if output is None or output == "-":
        _write(picture)
    else:
        try:
            with open(output, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
                file.write(picture)
        except OSError as error:
            _complain(f"{output} cannot be written: {error.strerror}")
    for fault in corpus.faults:
        if fault.rule == "record/file":
            typer.echo(f"counterclaim: {fault.place.file}: {fault.message}", err=True)
            raise typer.Exit(NOT_CHECKED)


@app.command()
def timeline(
    paths: _Paths = None,
    *,
    shape: Annotated[
        Shape, typer.Option("--format", help="How the timeline is written.")
    ] = Shape.TEXT,
    zone: Annotated[
        str | None,
        typer.Option(
            help="Tell all times in this zone, such as Europe/Oslo, UTC or +09:00; left out: each "
            "in that of its document.",
            metavar="ZONE",
        ),
    ] = None,
    vocabulary: _Vocabulary = None,
    config: _Config = None,
) -> None:
    """Show events and states in order, each with the tightest times that all claims leave it.

    The order is one in which everything can have happened, each event as early as the claims
    leave it. Lines at the side tell which neighbours certainly came in that order.
    """
    from claims.calendar import known_zone  # noqa: PLC0415
    from reports import timeline as report  # noqa: PLC0415
    from reports.settings import SettingsError, read_settings  # noqa: PLC0415
    from rules.claimset import ClaimSet  # noqa: PLC0415
    from rules.temporal.chronicle import make_chronicle  # noqa: PLC0415

    try:
        settings = read_settings(config)
    except SettingsError as error:
        _complain(str(error))
    if zone is not None and not known_zone(zone):
        _complain(f'no time zone is called "{zone}"; write one as Europe/Oslo, UTC or +09:00')
    names = vocabulary if vocabulary is not None else list(settings.vocabulary)
    corpus, sources, trees = _read(paths or ["."], names)
    claims = ClaimSet(corpus)
    chronicle = make_chronicle(claims, zone)
    if shape is Shape.JSON:
        _write(report.render(chronicle, claims, zone))
    else:
        _write(report.text(chronicle, claims, colour=_colour(), width=_width()))
    _tell_faults(corpus, sources, trees)
    raise typer.Exit(CLEAN if _readable(corpus) else NOT_CHECKED)


def _tell_faults(corpus: Corpus, sources: tuple[Source, ...], trees: tuple[Tree, ...]) -> None:
    """Tell what is wrong with the input on standard error, a line each."""
    from reports.places import Locator  # noqa: PLC0415
    from reports.text import complaints  # noqa: PLC0415
    from rules.catalogue import select  # noqa: PLC0415
    from rules.engine import check as judge  # noqa: PLC0415

    outcome = judge(corpus, select(["record"], ()))
    locator = Locator((*sources, *_shown(trees)), trees, corpus)
    typer.echo(complaints(outcome, locator), err=True, nl=False)


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(help="A rule, such as time/order.", metavar="RULE")],
) -> None:
    """Show the page of a rule: what it finds, how it decides, and examples."""
    from rules.catalogue import UnknownRuleError, page  # noqa: PLC0415

    try:
        text = page(rule)
    except UnknownRuleError:
        _complain(f'no rule is called "{rule}"; `counterclaim rules` lists them')
    _write(text)


@app.command()
def rules() -> None:
    """List all rules."""
    from rules import catalogue  # noqa: PLC0415

    ids = catalogue.rule_ids()
    width = max(map(len, ids))
    _write("".join(f"{i:<{width}}  {catalogue.rule(i).summary}\n" for i in ids))


@app.command()
def schema(
    *,
    mapping: Annotated[
        bool, typer.Option("--mapping", help="That of mapping files, which are for tables.")
    ] = False,
) -> None:
    """Print the JSON Schema of claim files, for editors and for language models."""
    import json  # noqa: PLC0415

    if mapping:
        from claims.tables.schema import mapping_schema as made  # noqa: PLC0415
    else:
        from claims.schema import claim_file_schema as made  # noqa: PLC0415
    _write(json.dumps(made(), indent=2, ensure_ascii=False) + "\n")


@app.command("columns")
def propose_columns(
    table: Annotated[
        str,
        typer.Argument(
            help="A table: CSV, TSV, JSON Lines, GeoJSON, Parquet, .xlsx, SQLite or DuckDB.",
            metavar="TABLE",
        ),
    ],
    *,
    sheet: Annotated[
        str | None,
        typer.Option(help="The sheet of a workbook, or the table of a database.", metavar="NAME"),
    ] = None,
    vocabulary: _Vocabulary = None,
) -> None:
    """Propose a mapping: which columns of a table make which claims."""
    from claims.files import read_paths  # noqa: PLC0415
    from claims.tables.mapping import Header  # noqa: PLC0415
    from claims.tables.model import Wanted  # noqa: PLC0415
    from claims.tables.propose import LOOKED_AT, propose  # noqa: PLC0415
    from claims.tables.read import read_table  # noqa: PLC0415
    from claims.vocabulary import build, shipped, shipped_tree  # noqa: PLC0415

    header = Header(sheet=sheet, claims=({},))
    read = read_table(table, table, header, Wanted(None), LOOKED_AT)
    for fault in read.faults:
        typer.echo(f"counterclaim: {fault.place.file}: {fault.message}", err=True)
    if read.table is None:
        raise typer.Exit(NOT_CHECKED)
    words = shipped()
    if vocabulary:
        words, _ = build([shipped_tree(), *read_paths(vocabulary).trees])
    _write(propose(read.table, os.path.basename(table), sheet, words))  # noqa: PTH119


@app.command("pack")
def check_pack(
    files: Annotated[
        list[str], typer.Argument(help="Packs of instruments of law.", metavar="FILE")
    ],
    *,
    vocabulary: _Vocabulary = None,
    output_format: _Format = None,
    config: _Config = None,
) -> None:
    """Check packs: exit code 0 when clean, 1 with faults, 2 when not all was read."""
    from reports.settings import SettingsError, read_settings  # noqa: PLC0415
    from rules.catalogue import select as select_rules  # noqa: PLC0415

    try:
        names = vocabulary if vocabulary is not None else list(read_settings(config).vocabulary)
    except SettingsError as error:
        _complain(str(error))
    rule_ids = select_rules(["record"], ())
    outcome, locator, readable = _check([], names, rule_ids, pack_files=files)
    form = output_format or Format.FULL
    if outcome.findings or form not in {Format.FULL, Format.CONCISE}:
        _print(outcome, locator, form, None)
    else:
        _write("No fault was found.\n")
    raise typer.Exit(_code(outcome, FailOn.WARNING) if readable else NOT_CHECKED)


def main() -> None:
    """Run the command line."""
    # Plugins of pydantic that happen to be installed have no business in a check, and looking for
    # them costs a quarter of its time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A short run makes many objects and little garbage: looking for it less often saves time.
    gc.set_threshold(100_000, 20, 20)
    app()


if __name__ == "__main__":
    main()
