"""What ``dossier share`` knows of the folder it shares: whose pages these are, and their data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dossier import TABLES, AnalysisError, DossierError, load
from analysis.exchange import FORMATS, write
from analysis.sharing import Frame

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from analysis.dossier import Dossier

DATA = "data"
"""Folder of the site that has the data."""

_NAMES = {
    "datapackage": ("datapackage.json", "description of the tables (Frictionless)"),
    "croissant": ("croissant.json", "the same in Croissant (JSON-LD)"),
    "webannotation": ("claims.jsonld", "claims as Web Annotations (JSON-LD)"),
    "dna": ("statements.csv", "statements for the Discourse Network Analyzer (CSV)"),
    "graphml": ("ties.graphml", "ties (GraphML)"),
}


def frame_of(notebooks: Sequence[Path], title: str | None = None) -> Frame:
    """Say whose pages these are: title, day, marking and contact of the study they are about.

    Parameters
    ----------
    notebooks
        The notebooks that are shared.
    title
        Title in place of the study's.
    """
    dossier = _shared_dossier(notebooks)
    if dossier is None:
        return Frame(title=title_of(notebooks) if title is None else title)
    study = dossier.study
    return Frame(
        title=study.title if title is None else title,
        about=study.description or "",
        day=f"As of {_written(study.as_of)}" if study.as_of else "",
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
    for form in FORMATS:
        name, called = _NAMES[form]
        files[f"{DATA}/{name}"] = write(dossier, form).encode()
        names[f"{DATA}/{name}"] = called
    return files, names


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
    found = [_dossier_beside(home) for home in {path.resolve().parent for path in notebooks}]
    return found[0] if len(found) == 1 else None


def _dossier_beside(home: Path) -> Dossier | None:
    for folder in (home, home.parent, home.parent / "data"):
        if (folder / "claims.csv").is_file() or (folder / "study.toml").is_file():
            try:
                return load(folder)
            except DossierError:
                return None
    return None


def _written(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
