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
    from claims.revision import Revision
    from claims.source import Source
    from claims.tree import Tree
    from reports.outputs import Output
    from reports.places import Locator
    from reports.rounds import Session
    from reports.tables import Tables
    from rules.engine import Outcome

    Gather = Callable[[Sequence[str]], Inputs]
    """Reads the files that some paths stand for."""

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
    HTML = "html"


class Shape(Enum):
    """How a timeline is written."""

    TEXT = "text"
    JSON = "json"


class Subject(Enum):
    """What a schema is of."""

    CLAIMS = "claims"
    REPORT = "report"
    LINE = "line"
    MAPPING = "mapping"


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


def _day(text: str) -> str:
    from datetime import date  # noqa: PLC0415

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter("write a day of the calendar as 2026-12-31") from None


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
_Today = Annotated[
    str | None,
    typer.Option(
        parser=_day,
        help="The day by which suppressions end; left out: today in UTC.",
        metavar="DATE",
    ),
]
_ShowSuppressed = Annotated[
    bool,
    typer.Option(
        "--show-suppressed", help="List findings that are suppressed or known from before, too."
    ),
]
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
    today: _Today = None,
    show_suppressed: _ShowSuppressed = False,
    baseline: Annotated[
        str | None,
        typer.Option(help="Findings that are known and do not count.", metavar="FILE"),
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option(help="Write the findings into a file as known.", metavar="FILE"),
    ] = None,
    prune_baseline: Annotated[
        bool,
        typer.Option(
            "--prune-baseline", help="Take out of the baseline what a check of all files lacks."
        ),
    ] = False,
    diff_base: Annotated[
        str | None,
        typer.Option(
            help="Tell only what is new against a revision of git; both sides are checked whole.",
            metavar="REF",
        ),
    ] = None,
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
        form = Format(output_format or settings.output_format)
        keep = _shows_all(outputs, form)
        outcome, locator, readable = _check(
            settings.checked(paths) if paths or not mapping else [],
            names,
            rule_ids,
            source,
            session,
            pack_files=laws,
            today=today,
            diff_base=diff_base,
            keep=keep,
            mapping=mapping,
            engine=engine,
        )
        known = (baseline or settings.baseline, write_baseline, prune_baseline)
        outcome = _compared(outcome, known, rule_ids, readable=readable)
        code = _code(outcome, FailOn(fail_on or settings.fail_on)) if readable else NOT_CHECKED
        if session is not None:
            session.code = code  # before it is told: an interrupt may come right after
        _save(outputs, outcome, locator)
        _print(outcome, locator, form, session, show_suppressed=show_suppressed)
        return code

    outputs = _outputs(output)

    from claims.tables.suffixes import is_table  # noqa: PLC0415

    watched = [path for path in paths or () if not is_table(path, mapped=mapping is not None)]
    watched += [mapping] if mapping else []
    raise typer.Exit(_watch(once, watched or None, vocabulary, config, pack) if watch else once())


@app.command()
def ground(
    paths: _Paths = None,
    *,
    source: _Source = None,
    output_format: _Format = None,
    output: _Output = None,
    fail_on: _FailOn = None,
    config: _Config = None,
    today: _Today = None,
    show_suppressed: _ShowSuppressed = False,
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
    form = Format(output_format or settings.output_format)
    keep = _shows_all(outputs, form)
    outcome, locator, readable = _check(
        settings.checked(paths), names, rule_ids, source, extracted=True, today=today, keep=keep
    )
    _save(outputs, outcome, locator)
    _print(outcome, locator, form, None, show_suppressed=show_suppressed)
    failed = _code(outcome, FailOn(fail_on or settings.fail_on))
    raise typer.Exit(failed if readable else NOT_CHECKED)


def _watch(
    once: Callable[[Session], int],
    paths: list[str] | None,
    vocabulary: list[str] | None,
    config: str | None,
    pack: list[str] | None,
) -> int:
    """Check now and after every change, until interrupted; return the latest exit code."""
    from reports.rounds import Session, watched  # noqa: PLC0415

    if paths and "-" in paths:
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
    today: str | None = None,
    diff_base: str | None = None,
    keep: bool = False,
    mapping: str | None = None,
    engine: Engine = Engine.RECORDS,
) -> tuple[Outcome, Locator, bool]:
    from functools import partial  # noqa: PLC0415

    from claims.files import read_file, read_paths  # noqa: PLC0415
    from reports.places import Locator  # noqa: PLC0415
    from reports.progress import Progress, shown  # noqa: PLC0415
    from reports.reading import readable as read_whole  # noqa: PLC0415
    from reports.tables import Tables, of_tables  # noqa: PLC0415
    from rules.engine import check as judge  # noqa: PLC0415

    progress = Progress(len(rule_ids))
    read = progress.reading(session.kept.read_file if session else read_file)
    memory = session.memory if session else None
    since = None if diff_base is None else _revision(diff_base, paths)
    if since is not None:
        from rules.temporal.memory import Memory  # noqa: PLC0415

        read, memory = since.recording(read), memory or Memory()

    refused = "" if since is None else "tables are not read from a revision; leave out --diff-base"
    # What stays in columns is proved to be sound by the rules and names that the program ships.
    apart = session is None and since is None and not pack_files and not texts
    if engine is Engine.COLUMNS and not apart:
        _complain("--engine columns is not for --watch, --diff-base, --pack or --source")
    tables = Tables(mapping, (engine if apart else Engine.RECORDS).value, vocabulary_files, _remark)

    def corpus_of(gather: Gather) -> tuple[Corpus, tuple[Source, ...], tuple[Tree, ...]]:
        corpus, sources, trees = _read(
            paths,
            vocabulary_files,
            gather,
            tables,
            extracted=extracted,
            pack_files=pack_files,
            refused=refused,
        )
        return (_with_texts(corpus, texts) if texts else corpus), sources, trees

    with shown(progress, sys.stderr):
        corpus, sources, trees = corpus_of(partial(read_paths, stdin=sys.stdin.buffer, read=read))
        if session is not None:
            from claims.watching import text_files  # noqa: PLC0415

            session.texts = (*text_files(corpus), *tables.watched(paths, trees))
        outcome = judge(corpus, rule_ids, memory, today=today, begins=progress.begins, keep=keep)
        outcome = tables.added_to(outcome)
        if since is not None:
            progress.side()
            outcome = _new_since(
                since,
                outcome,
                lambda: corpus_of(since.read_paths)[0],
                lambda base: judge(
                    base, rule_ids, memory, today=today, begins=progress.begins, brief=True
                ),
                rule_ids,
            )
    readable = read_whole(corpus) and all(f.rule != "source/text" for f in outcome.findings)
    return outcome, Locator((*sources, *of_tables(trees)), trees, corpus), readable


def _remark(said: str) -> None:
    typer.echo(f"counterclaim: {said}", err=True)


def _revision(name: str, paths: list[str]) -> Revision:
    from claims.revision import Revision, RevisionError  # noqa: PLC0415

    try:
        return Revision(name, paths)
    except RevisionError as error:
        _complain(str(error))


def _new_since(
    revision: Revision,
    outcome: Outcome,
    read: Callable[[], Corpus],
    judge: Callable[[Corpus], Outcome],
    rule_ids: tuple[str, ...],
) -> Outcome:
    """Mark what the revision has already, checked as a whole."""
    from dataclasses import replace  # noqa: PLC0415

    from claims.revision import RevisionError  # noqa: PLC0415
    from reports.baseline import compared, known_findings  # noqa: PLC0415

    try:
        with revision:
            before = judge(replace(read(), shelf=revision))
    except RevisionError as error:
        _complain(str(error))
    return compared(outcome, known_findings(before), revision.name, rule_ids)


def _with_texts(corpus: Corpus, texts: list[str]) -> Corpus:
    from claims.texts.named import UnknownDocumentError, with_articles  # noqa: PLC0415

    try:
        return with_articles(corpus, texts)
    except UnknownDocumentError as error:
        _complain(str(error))


def _read(
    paths: list[str],
    vocabulary_files: list[str],
    gather: Gather | None = None,
    tables: Tables | None = None,
    *,
    extracted: bool = False,
    pack_files: Sequence[str] = (),
    refused: str = "",
) -> tuple[Corpus, tuple[Source, ...], tuple[Tree, ...]]:
    from functools import partial  # noqa: PLC0415

    from claims.files import read_paths  # noqa: PLC0415
    from reports.reading import put_together  # noqa: PLC0415
    from reports.tables import TablesError  # noqa: PLC0415

    gather = gather or partial(read_paths, stdin=sys.stdin.buffer)
    try:
        inputs = tables.read(paths, gather, refused=refused) if tables else gather(paths)
    except TablesError as error:
        _complain(str(error))
    laws = gather(pack_files) if pack_files else None
    names = gather(vocabulary_files) if vocabulary_files else None
    return put_together(inputs, names, laws, extracted=extracted)


def _compared(
    outcome: Outcome,
    known: tuple[str | None, str | None, bool],
    rule_ids: tuple[str, ...],
    *,
    readable: bool,
) -> Outcome:
    """Mark what is known from a baseline."""
    if not any(known):
        return outcome
    from reports.baseline import BaselineError, Baselines, apply  # noqa: PLC0415

    baselines = Baselines(*known)
    try:
        baselines.check()
        outcome, said = apply(baselines, outcome, rule_ids, readable=readable)
    except BaselineError as error:
        _complain(str(error))
    if said:
        typer.echo(f"counterclaim: {said}", err=True)
    return outcome


def _outputs(texts: list[str] | None) -> tuple[Output, ...]:
    if not texts:
        return ()
    from reports.outputs import OutputError, read_outputs  # noqa: PLC0415

    try:
        return read_outputs(texts)
    except OutputError as error:
        _complain(str(error))


def _shows_all(outputs: tuple[Output, ...], form: Format) -> bool:
    """Say whether a report shows more than findings."""
    from reports.formats import AS_PAGE  # noqa: PLC0415

    return form.value in AS_PAGE or any(output.form in AS_PAGE for output in outputs)


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
    outcome: Outcome,
    locator: Locator,
    output_format: Format,
    session: Session | None,
    *,
    show_suppressed: bool = False,
) -> None:
    from claims import __version__  # noqa: PLC0415
    from reports.formats import FOR_PEOPLE, render  # noqa: PLC0415

    form = output_format.value
    text = render(
        form,
        outcome,
        locator,
        __version__,
        colour=_colour(),
        width=_width(),
        show_suppressed=show_suppressed,
    )
    if session is not None:
        is_data = form not in FOR_PEOPLE
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
    return FOUND if any(f.severity.rank >= least for f in outcome.counting) else CLEAN


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
    from reports.reading import readable  # noqa: PLC0415
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
    corpus, sources, trees = _read(settings.checked(paths), names)
    claims = ClaimSet(corpus)
    chronicle = make_chronicle(claims, zone)
    if shape is Shape.JSON:
        _write(report.render(chronicle, claims, zone))
    else:
        _write(report.text(chronicle, claims, colour=_colour(), width=_width()))
    _tell_faults(corpus, sources, trees)
    raise typer.Exit(CLEAN if readable(corpus) else NOT_CHECKED)


def _tell_faults(corpus: Corpus, sources: tuple[Source, ...], trees: tuple[Tree, ...]) -> None:
    """Tell what is wrong with the input on standard error, a line each."""
    from reports.places import Locator  # noqa: PLC0415
    from reports.tables import of_tables  # noqa: PLC0415
    from reports.text import complaints  # noqa: PLC0415
    from rules.catalogue import select  # noqa: PLC0415
    from rules.engine import check as judge  # noqa: PLC0415

    outcome = judge(corpus, select(["record"], ()))
    locator = Locator((*sources, *of_tables(trees)), trees, corpus)
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
    of: Annotated[
        Subject,
        typer.Option(
            help="Of claim files, mappings, the json report, or a line of the jsonl report."
        ),
    ] = Subject.CLAIMS,
) -> None:
    """Print the JSON Schema of claim files or reports, for editors and for other programs."""
    import json  # noqa: PLC0415

    if of is Subject.CLAIMS:
        from claims.schema import claim_file_schema as made  # noqa: PLC0415
    elif of is Subject.MAPPING:
        from claims.tables.schema import mapping_schema as made  # noqa: PLC0415
    elif of is Subject.REPORT:
        from reports.schema import report_schema as made  # noqa: PLC0415
    else:
        from reports.schema import line_schema as made  # noqa: PLC0415
    _write(json.dumps(made(), indent=2, ensure_ascii=False) + "\n")


@app.command()
def init(
    folder: Annotated[str, typer.Argument(help="The folder; made if need be.")] = ".",
) -> None:
    """Write a small claim file, settings and a check for GitHub, to begin with."""
    from reports.starter import StarterError, write  # noqa: PLC0415

    try:
        written = write(folder)
    except StarterError as error:
        _complain(str(error))
    _write("".join(f"{path}\n" for path in written))
    where = "" if folder == "." else " in that folder"
    typer.echo(f"Now run `counterclaim check`{where}.", err=True)


@app.command("lsp")
def serve(
    *,
    stdio: Annotated[
        bool, typer.Option("--stdio", help="Say what is done anyway, as some editors do.")
    ] = False,
) -> None:
    """Serve an editor over standard input and output (Language Server Protocol)."""
    try:
        from reports.editor.server import make_server  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        _complain("the language server needs pygls: install counterclaim[lsp]")
    del stdio
    server = make_server()
    server.start_io()
    raise typer.Exit(0 if server.ended else 1)  # as the protocol has it


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
