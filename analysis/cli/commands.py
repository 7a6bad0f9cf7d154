"""The commands: parse the line, ask the room that answers, write the result."""

from __future__ import annotations

import json
import logging
import re
import shlex
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from analysis.cli.agreeing import agree
from analysis.cli.answering import intake, prompt
from analysis.cli.importing import import_file
from analysis.cli.terminal import Commands, about_option, counted, progress, say
from analysis.cli.tidying import tidy
from analysis.cli.writing import write_missing
from analysis.dossier import (
    TABLES,
    QuestionError,
    load,
    require_known,
    require_option,
)
from analysis.dossier.places import not_a_file
from analysis.dossier.reading import PACKAGED
from analysis.evidence import ARTICLE_ENV
from analysis.exchange import (
    FORMATS,
    dna_database,
    dna_notes,
    notes,
    statement_workbook,
    write,
)
from analysis.writing import undisturbed, write_whole

if TYPE_CHECKING:
    from analysis.dossier import Dossier

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Take a news article apart. Exit codes: 0 done; 1 the data has problems, something could "
    "not be written, was refused, waits for an answer, or was left out under --strict; "
    "2 wrong usage; 130 interrupted.",
)
app.command()(tidy)
app.command()(prompt)
app.command()(intake)
app.command("import")(import_file)
app.command()(agree)


def _days(age: str) -> int:
    match = re.fullmatch(r"([0-9]{1,5})d", age)
    if match is None:
        raise typer.BadParameter(f"{age}: a number of days is expected, such as 180d")
    return int(match[1])


def _file(path: Path | None) -> Path | None:
    if path is not None and (wrong := not_a_file(path)):
        raise typer.BadParameter(f"{path} {wrong}")
    return path


_FOLDER = typer.Argument(
    metavar="DIR",
    exists=True,
    file_okay=False,
    help="Folder with the tables of a dossier; by default the current folder if it has "
    "claims.csv, else the packaged study.",
)
_ARTICLE = typer.Option(
    metavar="FILE",
    envvar=ARTICLE_ENV,
    exists=True,
    dir_okay=False,
    callback=_file,
    help="Path to the article; by default article.txt in the folder.",
)
_AGE = typer.Option(
    metavar="180d", parser=_days, help="Also list outcomes not checked for this long."
)
_FORMAT = typer.Option(
    "--format",
    metavar="NAME",
    help="; ".join(f"{name}: {about}" for name, (about, _) in FORMATS.items()),
)
_NOT_TEXT = {
    "xlsx": "a workbook is not text",
    "dna": "a database is not text",
    "refi-qda": "a project is an archive, not text",
}
_ABOUT_ARTICLE = ("article.txt", "sources.csv", "actors.csv", "study.toml")
_FORMS = ("text", "csv", "markdown")


@app.command()
def check(
    folders: Annotated[list[Path] | None, _FOLDER] = None,
    *,
    article: Annotated[Path | None, _ARTICLE] = None,
    recheck_after: Annotated[int | None, _AGE] = None,
    unread: Annotated[
        bool,
        typer.Option("--unread", help="Also list rows that nobody is known to have read."),
    ] = False,
) -> None:
    """Check every table, every reference and, given the article, every claim's words."""
    from analysis.cli.checking import check_dossiers, due_lines, notes, unread_lines

    places = list(dict.fromkeys(folders or [_default_folder()]))
    report = check_dossiers(places, article)
    problems = [problem for found in report.problems.values() for problem in found]
    for problem in problems:
        say(str(problem))
    if problems:
        broken = sum(map(bool, report.problems.values()))
        apart = f" in {broken:,} of {len(places):,} dossiers" if report.many else ""
        typer.echo(f"{counted(len(problems), 'problem')}{apart}.", err=True)
    else:
        say(report.summary())
    if recheck_after is not None:
        for line in due_lines(report, recheck_after):
            say(line)
    if unread:
        for line in unread_lines(report):
            say(line)
    for note in notes(report):
        typer.echo(note, err=True)
    if problems:
        raise typer.Exit(1)


@app.command()
def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", file_okay=False, help="Folder of the dossier.")
    ],
    *,
    example: Annotated[
        bool, typer.Option("--example", help="Fill the tables with a small fictional dossier.")
    ] = False,
    article: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            callback=_file,
            help="Article to start with: text, a saved HTML page, PDF or DOCX. Its text becomes "
            "article.txt; what the file says of title, author and day goes into the tables.",
        ),
    ] = None,
) -> None:
    """Write what a dossier lacks: tables, README, study.toml, notebooks. Existing files stay."""
    from analysis.cli.starter import example_files, starter_files
    from analysis.evidence import read_article

    if example and article:
        raise typer.BadParameter("--example brings its own article; leave --article out")
    text = read_article(article) if article else None
    files = example_files() if example else starter_files(text)
    with undisturbed():
        written = write_missing(folder, files)
        for path in written:
            say(f"Wrote {path}")
    if left := len(files) - len(written):
        say(f"Left {counted(left, 'file')} as {'it was' if left == 1 else 'they were'}.")
    there = [name for name in _ABOUT_ARTICLE if name in files and folder / name not in written]
    if article and there:
        typer.echo(f"Without what {article} says, as they exist: {', '.join(there)}", err=True)
    place = shlex.quote(str(folder))
    next_step = f"README.md explains every table. Check the rows: dossier check {place}"
    if article:
        cell = f"from analysis.coding import Coder; Coder({json.dumps(str(folder))})"
        next_step = f"Code the article in a notebook of JupyterLab: {cell}\n{next_step}"
    typer.echo(next_step, err=True)


@app.command()
def share(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="NOTEBOOK|DIR",
            exists=True,
            help="Notebooks, or folders with notebooks in them or in their folder notebooks; "
            "by default the current folder.",
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", file_okay=False, help="Folder of the site."),
    ] = Path("site"),
    *,
    title: Annotated[
        str | None, typer.Option(help="Title of the index page; by default the study's.")
    ] = None,
    execute: Annotated[
        bool,
        typer.Option(
            "--execute/--no-execute", help="Run the notebooks first, or show stored outputs."
        ),
    ] = True,
    timeout: Annotated[
        int | None,
        typer.Option(
            metavar="SECONDS",
            min=1,
            help="Stop if a cell runs for longer than this; by default it may run for any time.",
        ),
    ] = None,
    with_code: Annotated[
        bool,
        typer.Option("--with-code", help="Show code from the start, and print it."),
    ] = False,
    no_code: Annotated[
        bool,
        typer.Option(
            "--no-code",
            help="Leave code out; by default it is behind a switch that a reader can turn on.",
        ),
    ] = False,
    data: Annotated[
        bool,
        typer.Option(
            "--data",
            help="Also write the dossier's tables and what they export to (GraphML, JSON-LD, "
            "datapackage.json) beside the pages, and link to them.",
        ),
    ] = False,
    with_article: Annotated[
        bool,
        typer.Option(
            "--with-article",
            help="Also write a page with the article's text, to which every mention of a claim "
            "leads. Only where you may: the text belongs to its publisher.",
        ),
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit with 1 if anything of the notebooks was left out or changed; the pages are "
            "written all the same.",
        ),
    ] = False,
) -> None:
    """Share notebooks as pages that need no Python and no network.

    What is left out or changed on the way is listed on standard error. What an author hid or
    tagged (remove-cell, hide-input ...) is not in the pages at all.
    """
    from analysis import sharing
    from analysis.cli.sharing import data_files, frame_of, said_of, texts_of

    if with_code and no_code:
        raise typer.BadParameter("--with-code and --no-code exclude each other")
    notebooks = sharing.find_notebooks(paths or [])
    frame = frame_of(notebooks, title)
    files, names = data_files(notebooks) if data else ({}, {})
    texts = texts_of(notebooks) if with_article else []
    logging.getLogger("asyncio").disabled = True  # it reports the tasks that Ctrl-C leaves undone
    with progress(notebooks) as on_cell:
        pages = sharing.share(
            notebooks,
            output,
            execute=execute,
            timeout_s=timeout,
            frame=replace(frame, downloads=names),
            code="shown" if with_code else "none" if no_code else "switch",
            files=files,
            texts=texts,
            on_cell=on_cell,
        )
    changed = said_of(pages, output, files)
    if strict and changed:
        things = "one thing was" if changed == 1 else f"{changed:,} things were"
        typer.echo(f"Of the notebooks, {things} left out or changed.", err=True)
        raise typer.Exit(1)


@app.command()
def anchor(
    words: Annotated[str, typer.Argument(help="Words of the article that carry a claim.")],
    *,
    article: Annotated[Path | None, _ARTICLE] = None,
) -> None:
    """Print the cells that tie a claim to its words: paragraph, start, end, digest, quote."""
    from analysis.evidence import AnchorError, make_anchor, read_article

    try:
        cells = make_anchor(read_article(article, Path()), words)
    except FileNotFoundError as missing:
        raise typer.BadParameter(str(missing)) from None
    except AnchorError as error:
        file = str(article or "article.txt")
        raise AnchorError(replace(problem, file=file) for problem in error.problems) from error
    say(pl.DataFrame([cells]).write_csv(), nl=False)


@app.command()
def export(
    folder: Annotated[Path | None, _FOLDER] = None,
    *,
    name: Annotated[str, _FORMAT],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="By default standard output."),
    ] = None,
    review: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="accepted: leave out what waits for review or was rejected (the default); all: "
            "with it (the default of xlsx).",
        ),
    ] = None,
) -> None:
    """Write the dossier for another tool; as dna, also all dossiers of a folder in one database."""
    if name not in FORMATS:
        raise typer.BadParameter(f"--format {name}: one of {', '.join(FORMATS)} is expected")
    if name in _NOT_TEXT and output is None:
        raise typer.BadParameter(f"--format {name}: {_NOT_TEXT[name]}; name a file by --output")
    # People go on working in a workbook: it has the rows that wait for review, too.
    review = review or ("all" if name == "xlsx" else "accepted")
    try:
        require_option(review, ("accepted", "all"), "--review")
    except QuestionError as unknown:
        raise typer.BadParameter(str(unknown)) from None
    dossiers = _exported(folder or _default_folder(), name, review)
    waiting = Counter[str]()
    for one in dossiers:
        waiting.update(one.waiting)
    if waiting:
        rows = ", ".join(counted(n, t.removesuffix("s")) for t, n in waiting.items())
        typer.echo(
            f"Note: {rows} left out until a person accepts what is proposed; with it: "
            "--review all.",
            err=True,
        )
    is_workbook = name == "statements" and output is not None and output.suffix.lower() == ".xlsx"
    content: str | bytes
    if len(dossiers) > 1:
        content, said = dna_database(dossiers), dna_notes(dossiers)
    else:
        (dossier,) = dossiers
        content = statement_workbook(dossier) if is_workbook else write(dossier, name)
        said = notes(dossier, name)
    for note in said:
        typer.echo(f"Note: {note}.", err=True)
    if output is not None:
        write_whole(output, content.encode() if isinstance(content, str) else content)
        typer.echo(f"Wrote {output}", err=True)
    else:
        say(content.decode() if isinstance(content, bytes) else content, nl=False)


def _exported(folder: Path, name: str, review: str) -> list[Dossier]:
    """Load a dossier or, for a format that has several, all that a folder has."""
    from analysis.corpora.folders import dossiers_in, folders_of, is_dossier

    pattern = dossiers_in(folder)
    found = [one for one in folders_of(pattern) if is_dossier(one)] if pattern else [folder]
    if len(found) > 1 and name != "dna":
        raise typer.BadParameter(
            f"{folder} has {len(found):,} dossiers below it, and --format {name} writes one; name "
            f"it, such as {found[0]} (--format dna writes all as one database)"
        )
    return [load(one, review="all" if review == "all" else "accepted") for one in found]


@app.command()
def diff(
    old: Annotated[
        Path,
        typer.Argument(metavar="OLD", exists=True, file_okay=False, help="Earlier dossier."),
    ],
    new: Annotated[
        Path, typer.Argument(metavar="NEW", exists=True, file_okay=False, help="Later dossier.")
    ],
    *,
    tables: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help="Only rows of this table, and no answers; may be given several times.",
        ),
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="Only counts, by table and column.")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="NAME", help=f"One of {', '.join(_FORMS)}.")
    ] = "text",
) -> None:
    """Say what differs between two versions of a dossier: rows, and answers that follow from them.

    Older dossiers are read under today's names. Rows are found again by their keys.
    """
    from analysis.cli import differing
    from analysis.dossier.differences import changed_cells
    from analysis.dossier.older import STUDY, version_of

    if form not in _FORMS:
        raise typer.BadParameter(f"--format {form}: one of {', '.join(_FORMS)} is expected")
    for name in tables or ():
        with about_option("--table"):
            require_known(name, [*TABLES, STUDY], "a table of a dossier")
    versions = version_of(old), version_of(new)
    rows = changed_cells(*versions)
    if tables:
        rows, answers = rows.filter(pl.col("table").is_in(tables)), differing.NO_ANSWERS
    else:
        answers = differing.answers_of(*versions)
    for line in differing.written(rows, answers, form, summary=summary):
        say(line)
    for version in versions:
        if version.problems:
            typer.echo(differing.problem_note(version), err=True)
    if any(version.problems for version in versions):
        raise typer.Exit(1)


def _default_folder() -> Path:
    return Path() if Path("claims.csv").is_file() else PACKAGED
