"""A folder of pages, one per notebook, with an index; complete or not there at all."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.sharing.anchors import Places
from analysis.sharing.cleaning import page_address
from analysis.sharing.exporter import (
    Exported,
    Neighbour,
    OfflineExporter,
    content_security_policy,
    rendered,
)
from analysis.sharing.reading import NotebookError, read_notebook
from analysis.sharing.running import require_outputs, run_notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True)
class Page:
    """A page of the site, and what the index says about it."""

    file: str
    title: str
    summary: str
    picture: str
    """Data URL of the first picture; empty if the notebook shows none."""

    picture_alt: str
    size_bytes: int
    seconds: float
    """Seconds it took to execute and to export."""

    left_out: tuple[str, ...]
    """What was left out or changed, in a sentence each."""

    @property
    def address(self) -> str:
        """Address of the page in its site."""
        return page_address(self.file.removesuffix(".html"))


def find_notebooks(paths: Sequence[Path] = ()) -> list[Path]:
    """Find the notebooks to share.

    Parameters
    ----------
    paths
        Notebooks, or folders: of a folder its notebooks, else those in its folder ``notebooks``.
        By default the current folder.

    Raises
    ------
    NotebookError
        A path does not exist, or a folder has no notebooks.
    """
    found = []
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
    return found


def share(
    notebooks: Sequence[Path],
    output: Path,
    *,
    execute: bool = True,
    timeout_s: int | None = None,
    title: str = "Notebooks",
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
    title
        Heading of the index.
    on_cell
        Called after each cell with the notebook, cells done and cells in all.

    Returns
    -------
    The pages, in the order of `notebooks`.

    Raises
    ------
    NotebookError
        A file is not a notebook, a cell failed or ran for too long, outputs are missing, or two
        notebooks would have the same page.
    OSError
        The site cannot be written; what was there is as it was.
    """
    _require_own_names(notebooks)
    exporter = OfflineExporter()  # type: ignore[no-untyped-call]
    stems = {path.stem for path in notebooks}
    pages: list[Page] = []
    exported: list[Exported] = []
    for path in notebooks:
        nb = read_notebook(path)
        start = time.perf_counter()
        if execute:
            run_notebook(nb, path, on_cell, timeout_s)
        else:
            require_outputs(nb, path)
        about = {"metadata": {"name": path.stem, "path": str(path.parent)}}
        made, _ = exporter.exported(nb, about, stems)
        exported.append(made)
        pages.append(_page(made, time.perf_counter() - start))
    files = {}
    # Only now are the titles of all pages known.
    following = [Neighbour(made.page.title, made.address) for made in exported[1:]]
    places = Places({made.address: made.page.anchors for made in exported})
    for page, made, after in zip_longest(pages, exported, following):
        files[page.file] = made.html(title, after, places)
    files["index.html"] = rendered(
        "site.html.j2", pages=pages, title=title, policy=content_security_policy([])
    )
    _write(files, output)
    return pages


def _require_own_names(notebooks: Sequence[Path]) -> None:
    taken: dict[str, Path] = {"index": Path("the index of the site")}
    for path in notebooks:
        if path.stem in taken:
            raise NotebookError(
                f"{path} and {taken[path.stem]} would both become {path.stem}.html: rename one."
            )
        taken[path.stem] = path


def _page(made: Exported, seconds: float) -> Page:
    return Page(
        file=f"{made.name}.html",
        title=made.page.title,
        summary=made.page.summary,
        picture=made.page.picture,
        picture_alt=made.page.picture_alt,
        size_bytes=len(made.html().encode()),
        seconds=seconds,
        left_out=tuple(made.page.left_out),
    )


def _write(files: dict[str, str], output: Path) -> None:
    """Write all files or none; name the page or the site that could not be written."""
    try:
        # The draft is on the disk of the site, which may be another one than its parent's.
        home = output if output.is_dir() else output.parent
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".site-") as aside:
            draft = Path(aside, "draft")
            draft.mkdir()
            for name, html in files.items():
                (draft / name).write_text(html, encoding="utf-8", newline="\n")
            output.mkdir(exist_ok=True)
            _move(files, draft, output, Path(aside, "before"))
    except OSError as error:
        place = Path(str(error.filename2 or error.filename))
        named = place if place.parent == output else output
        raise OSError(error.errno, error.strerror, str(named)) from error


def _move(files: Iterable[str], draft: Path, output: Path, before: Path) -> None:
    """Move all files to their place; those of before are kept until all new ones are there."""
    before.mkdir()
    try:
        for name in files:
            if (output / name).is_file():
                (output / name).replace(before / name)
            (draft / name).replace(output / name)
    except BaseException:
        for name in files:
            if not (draft / name).exists():
                (output / name).unlink()
        for kept in before.iterdir():
            kept.replace(output / kept.name)
        raise
