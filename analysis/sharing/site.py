"""A folder of pages, one per notebook, with an index; complete or not there at all."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.sharing.exporter import (
    Exported,
    OfflineExporter,
    content_security_policy,
    frame_script,
    rendered,
)
from analysis.sharing.frame import Code, Frame, Site
from analysis.sharing.reading import NotebookError, read_notebook
from analysis.sharing.running import require_outputs, run_notebook
from analysis.writing import write_all

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.sharing.texts import TextPage


@dataclass(frozen=True)
class Page:
    """A page of the site, and what the index says about it."""

    file: str
    title: str
    summary: str
    picture: str
    """Data URL of the first picture; empty if the notebook shows none."""

    size_bytes: int
    seconds: float
    """Seconds it took to execute and to export."""

    left_out: tuple[str, ...]
    """What was left out or changed, in a sentence each."""


def find_notebooks(paths: Sequence[Path] = ()) -> list[Path]:
    """Find the notebooks to share.

    Parameters
    ----------
    paths
        Notebooks, or folders: of a folder its notebooks, else those in its folder ``notebooks``.
        By default the current folder. One that is named twice is shared once.

    Raises
    ------
    NotebookError
        A path does not exist, or a folder has no notebooks.
    """
    found: list[Path] = []
    for path in paths or [Path()]:
        if path.is_dir():
            inside = sorted(path.glob("*.ipynb")) or sorted(path.glob("notebooks/*.ipynb"))
            if not inside:
                raise NotebookError(f"There are no notebooks in {path} or {path / 'notebooks'}.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise NotebookError(f"{path} does not exist.")
    return list(dict.fromkeys(found))


def share(
    notebooks: Sequence[Path],
    output: Path,
    *,
    execute: bool = True,
    timeout_s: int | None = None,
    frame: Frame | None = None,
    code: Code = "switch",
    files: Mapping[str, bytes] | None = None,
    texts: Sequence[TextPage] = (),
    on_cell: Callable[[Path, int, int], None] = lambda _notebook, _done, _cells: None,
) -> list[Page]:
    """Write one offline page per notebook and an index of them.

    Nothing is written to `output` before every page is ready; other files there stay.

    Parameters
    ----------
    notebooks
        Notebook files; their names become the pages' names.
    output
        Folder of the site; made if it is not there.
    execute
        Run each notebook first, in its own folder; otherwise show its stored outputs.
    timeout_s
        Seconds that a cell may run; by default any time.
    frame
        What is around the pages: title, day, marking, contact.
    code
        Code of the cells: behind a switch, shown until the switch is turned off, or left out.
    files
        More files of the site, by their path in it.
    texts
        Pages with a text that notebooks are about; they come after those of the notebooks.
    on_cell
        Called before each cell, and after the last, with the notebook, cells done and cells in all.

    Returns
    -------
    The pages, in the order of `notebooks` and `texts`.

    Raises
    ------
    NotebookError
        A file is not a notebook, a cell failed or ran for too long, outputs are missing, or two
        notebooks would have the same page.
    OSError
        The site cannot be written; what was there is as it was.
    """
    _require_own_names(notebooks, texts)
    exporter = OfflineExporter(exclude_input=code == "none")  # type: ignore[no-untyped-call]
    stems = {path.stem for path in notebooks}
    about_text = {path: text for text in texts for path in text.notebooks}
    exported: list[Exported] = []
    seconds: list[float] = []
    for path in notebooks:
        nb = read_notebook(path)
        start = time.perf_counter()
        if execute:
            run_notebook(nb, path, on_cell, timeout_s)
        else:
            require_outputs(nb, path)
        about = {"metadata": {"name": path.stem, "path": str(path.parent)}}
        made, _ = exporter.exported(nb, about, stems, about_text.get(path))
        exported.append(made)
        seconds.append(time.perf_counter() - start)
    # Only now is it known what all pages have.
    page_of = dict(zip(notebooks, exported, strict=True))
    related = []
    for text in texts:
        start = time.perf_counter()
        shown = [page_of[path] for path in text.notebooks if path in page_of]
        pages_about = {made.address: made.page for made in shown}
        exported.append(Exported(text.name, text.finished(pages_about), text.scripts()))
        related.append((text, pages_about))
        seconds.append(time.perf_counter() - start)
    finished = {made.address: made.page for made in exported}
    site = Site(frame or Frame(), finished, code, related)
    pages = {f"{made.name}.html": made.html(site).encode("utf-8", "replace") for made in exported}
    scripts = [frame_script()]
    index = rendered(
        "site.html.j2", site=site, scripts=scripts, policy=content_security_policy(scripts)
    )
    site_files = {**(files or {}), **pages, "index.html": index.encode("utf-8", "replace")}
    write_all({output / name: content for name, content in site_files.items()})
    return [
        _page(made, len(html), took)
        for made, html, took in zip(exported, pages.values(), seconds, strict=True)
    ]


def _require_own_names(notebooks: Sequence[Path], texts: Sequence[TextPage]) -> None:
    named = [(text.name, f"the page {text.title!r}") for text in texts]
    named += [(path.stem, str(path)) for path in notebooks]
    taken = {"index": "the index of the site"}
    for stem, what in named:
        # Some disks and servers take names of other case or composition for the same.
        name = unicodedata.normalize("NFC", stem).casefold()
        if name in taken:
            raise NotebookError(
                f"{what} and {taken[name]} would both become {stem}.html: rename one."
            )
        taken[name] = what


def _page(made: Exported, size_bytes: int, seconds: float) -> Page:
    return Page(
        file=f"{made.name}.html",
        title=made.page.title,
        summary=made.page.summary,
        picture=made.page.picture,
        size_bytes=size_bytes,
        seconds=seconds,
        left_out=tuple(made.page.left_out),
    )
