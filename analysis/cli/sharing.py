"""What ``dossier share`` knows of the folder it shares: whose pages these are, and their data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from analysis.cli.terminal import counted, say
from analysis.dossier import TABLES, AnalysisError, DossierError, load
from analysis.dossier.choices import read_choices
from analysis.dossier.study import Study
from analysis.errors import visible
from analysis.exchange import statement_table, web_annotations, write
from analysis.sharing import Frame, TextPage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from analysis.dossier import Dossier
    from analysis.sharing.site import Page

DATA = "data"
"""Folder of the site that has the data."""

_NAMES = {
    "datapackage": ("datapackage.json", "description of the tables (Frictionless)"),
    "croissant": ("croissant.json", "the same in Croissant (JSON-LD)"),
    "webannotation": ("claims.jsonld", "claims as Web Annotations (JSON-LD)"),
    "statements": ("statements.csv", "claims as a table of statements (CSV)"),
    "graphml": ("ties.graphml", "ties (GraphML)"),
    "xlsx": ("tables.xlsx", "all tables (workbook)"),
}
"""Formats of tables alone: data are shared without the words of the article."""

_WITHOUT_WORDS = {"webannotation": web_annotations, "statements": statement_table}


def frame_of(notebooks: Sequence[Path], title: str | None = None) -> Frame:
    """Say whose pages these are: title, day, marking and contact of the study they are about.

    Of several studies, all markings are on every page. A study whose tables have problems has the
    marking all the same; the day, which may follow from them, is left out.

    Parameters
    ----------
    notebooks
        The notebooks that are shared.
    title
        Title in place of the study's.

    Raises
    ------
    AnalysisError
        The tables have problems, and ``study.toml`` has some, too: the marking is in doubt.
    """
    folders = _folders_beside(notebooks)
    if len(folders) != 1 or None in folders:
        studies = [_study_in(folder)[0] for folder in folders if folder]
        markings = dict.fromkeys(study.marking for study in studies if study.marking)
        shown = title_of(notebooks) if title is None else title
        return Frame(title=shown, marking="; ".join(markings))
    study, as_of = _study_in(next(filter(None, folders)))
    return Frame(
        title=study.title if title is None else title,
        about=study.description or "",
        day=f"As of {_written(as_of)}" if as_of else "",
        marking=study.marking or "",
        contact=study.contact or "",
    )


def data_files(notebooks: Sequence[Path]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Give the data of the dossier that the notebooks are about, as files of the site.

    Returns
    -------
    The files, and what each is called in the pages: of the tables, which are many, only what
    describes them.

    Raises
    ------
    AnalysisError
        The notebooks are about no dossier, or about several.
    """
    dossier = _shared_dossier(notebooks)
    if dossier is None:
        raise AnalysisError(
            "There are no data to share: the notebooks are not beside one dossier that can be "
            "read. Share them from its folder, or without --data."
        )
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for table in TABLES:
        if (file := dossier.folder / f"{table}.csv").is_file():
            files[f"{DATA}/{table}.csv"] = file.read_bytes()
            names[f"{DATA}/{table}.csv"] = f"{table.replace('_', ' ')} (CSV)"
    for form, (name, called) in _NAMES.items():
        wordless = _WITHOUT_WORDS.get(form)
        content = wordless(dossier, words=False) if wordless else write(dossier, form)
        files[f"{DATA}/{name}"] = content.encode() if isinstance(content, str) else content
        names[f"{DATA}/{name}"] = called
    return files, names


def texts_of(notebooks: Sequence[Path]) -> list[TextPage]:
    """Make a page of the article of each dossier that the notebooks are about.

    Raises
    ------
    AnalysisError
        Notebooks are about no dossier, or a dossier is without an article that can be read.
    """
    by_home: dict[Path, list[Path]] = {}
    for path in notebooks:
        by_home.setdefault(path.resolve().parent, []).append(path)
    about: dict[Path, tuple[Dossier, list[Path]]] = {}
    for home, paths in by_home.items():
        dossier = _dossier_beside(home)
        if dossier is None:
            raise AnalysisError(
                f"There is no article to share with {paths[0]}: it is not beside a dossier that "
                "can be read. Share it from its dossier's folder, or without --with-article."
            )
        about.setdefault(dossier.folder.resolve(), (dossier, []))[1].extend(paths)
    if len(about) == 1:
        return [_text_of(*found, "article", "Article") for found in about.values()]
    names: dict[str, Path] = {}
    texts = []
    for folder, (dossier, paths) in about.items():
        name = f"article-{dossier.study.name}"
        if name in names:
            raise AnalysisError(
                f"The dossiers in {names[name]} and {folder} have one name, {dossier.study.name}, "
                "and their articles one page: give one another name in its study.toml."
            )
        names[name] = folder
        texts.append(_text_of(dossier, paths, name, f"Article: {dossier.study.title}"))
    return texts


def _text_of(dossier: Dossier, notebooks: list[Path], name: str, title: str) -> TextPage:
    """Make the page of one dossier's article."""
    from analysis.coding.reader_page import page_with_article

    try:
        page = page_with_article(dossier)
    except FileNotFoundError as missing:
        raise AnalysisError(
            f"{missing} Or share without --with-article: then pages are without it."
        ) from None
    return TextPage(
        name=name,
        title=title,
        notebooks=notebooks,
        **vars(page),
    )


def said_of(pages: Sequence[Page], output: Path, files: Mapping[str, bytes]) -> int:
    """Say what was written and, on standard error, what was left out or changed; count that."""
    for page in pages:
        for what in page.left_out:
            typer.echo(f"{page.file}: {what}", err=True)
        say(f"{page.file}: {page.size_bytes / 1e6:.1f} MB, {page.seconds:.1f} s")
    if files:
        size_bytes = sum(map(len, files.values()))
        say(f"{output / DATA}: {counted(len(files), 'file')}, {size_bytes / 1e6:.1f} MB")
    index = output / "index.html"
    size_bytes = sum(page.size_bytes for page in pages) + index.stat().st_size
    number = f"{counted(len(pages), 'page')}, {size_bytes / 1e6:.1f} MB in all"
    say(f"{index}: {number}. Open it in a browser; it needs no network.")
    return sum(len(page.left_out) for page in pages)


def title_of(notebooks: Sequence[Path]) -> str:
    """Title of the study that the notebooks are about, else the name of their folder."""
    titles = {_title_of_folder(path.resolve().parent) for path in notebooks}
    return titles.pop() if len(titles) == 1 else "Notebooks"


def _title_of_folder(home: Path) -> str:
    dossier = _dossier_beside(home)
    if dossier is not None:
        return dossier.study.title
    return home.parent.name if home.name == "notebooks" else home.name


def _shared_dossier(notebooks: Sequence[Path]) -> Dossier | None:
    """Give the one dossier that all notebooks are about, if there is one that can be read."""
    folders = _folders_beside(notebooks)
    return _dossier_in(next(iter(folders))) if len(folders) == 1 else None


def _dossier_beside(home: Path) -> Dossier | None:
    return _dossier_in(_folder_beside(home))


def _dossier_in(folder: Path | None) -> Dossier | None:
    try:
        return load(folder) if folder else None
    except DossierError:
        return None


def _study_in(folder: Path) -> tuple[Study, dt.date | None]:
    """Give what a folder says of its study, and the day of the record if that is known."""
    dossier = _dossier_in(folder)
    if dossier:
        return dossier.study, dossier.study.as_of
    choices, problems = read_choices(folder, {})
    if problems:
        raise AnalysisError(
            f"Pages may have to be marked as {visible(str(folder / 'study.toml'))} says, which has "
            f"a problem: {problems[0]}. Correct it and share again."
        )
    return Study(choices, folder, {}), None


def _folders_beside(notebooks: Sequence[Path]) -> list[Path | None]:
    """Find the folders of dossiers beside notebooks; None for notebooks beside none."""
    homes = dict.fromkeys(path.resolve().parent for path in notebooks)
    return list(dict.fromkeys(map(_folder_beside, homes)))


def _folder_beside(home: Path) -> Path | None:
    for folder in (home, home.parent, home.parent / "data"):
        if (folder / "claims.csv").is_file() or (folder / "study.toml").is_file():
            return folder.resolve()
    return None


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
