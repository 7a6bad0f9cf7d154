"""A folder of pages, one per notebook, with an index; complete or not there at all."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from importlib import metadata
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import nbformat

from analysis.errors import AnalysisError
from analysis.sharing.exporter import OfflineExporter, content_security_policy, page_stylesheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class NotebookError(AnalysisError):
    """A notebook cannot be shared; the message says which, where and why."""


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
    pages, files = [], {}
    for path in notebooks:
        nb = _read(path)
        start = time.perf_counter()
        if execute:
            _execute(nb, path, on_cell, timeout_s)
        else:
            _require_outputs(nb, path)
        page, files[page.file] = _exported(nb, path, exporter, start)
        pages.append(page)
    for page, following in zip_longest(pages, pages[1:]):
        # Only now are the titles of all pages known; a page exported alone has no neighbours.
        links = _render("neighbours.html.j2", title=title, following=following)
        files[page.file] = files[page.file].replace('<nav class="neighbours"></nav>', links)
    files["index.html"] = _index(pages, title)
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


def _exported(
    nb: nbformat.NotebookNode, path: Path, exporter: OfflineExporter, start: float
) -> tuple[Page, str]:
    about = {"metadata": {"name": path.stem, "path": str(path.parent)}}
    html, about = exporter.from_notebook_node(nb, about)
    said = {k: about["offline"][k] for k in ("title", "summary", "picture", "picture_alt")}
    size, seconds = len(html.encode()), time.perf_counter() - start
    left_out = tuple(f"left out: {what}" for what in about["offline"]["left_out"])
    page = Page(f"{path.stem}.html", **said, size_bytes=size, seconds=seconds, left_out=left_out)
    return page, html


def _read(path: Path) -> nbformat.NotebookNode:
    wrong = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
    try:
        nb: nbformat.NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(nb)
    except (*wrong, nbformat.ValidationError) as error:
        reason = str(error).partition("\n")[0]
        raise NotebookError(f"{path} cannot be read as a Jupyter notebook: {reason}") from error
    return nb


def _execute(
    nb: nbformat.NotebookNode,
    path: Path,
    on_cell: Callable[[Path, int, int], None],
    timeout_s: int | None,
) -> None:
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    _require_python(nb, path)
    client = NotebookClient(
        nb,
        kernel_name="python3",
        timeout=timeout_s,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.log_level=50"],  # its log is no reader's concern
    )
    at = 0
    try:
        with client.setup_kernel():  # unlike `execute`, it leaves Ctrl-C to Python
            for at, cell in enumerate(nb.cells):
                on_cell(path, at, len(nb.cells))
                client.execute_cell(cell, at)
    except NoSuchKernel as error:
        raise NotebookError("Jupyter has no kernel for Python: pip install ipykernel") from error
    except CellTimeoutError as error:
        raise NotebookError(
            f"{_place(nb, path, at)} ran for more than {timeout_s} s, and was stopped. Nothing was "
            "written. Give it longer with --timeout, or run and save the notebook and share it "
            "with --no-execute."
        ) from error
    except (CellExecutionError, DeadKernelError) as error:
        raise NotebookError(_failure(nb, path, at, error)) from error
    on_cell(path, len(nb.cells), len(nb.cells))


def _require_python(nb: nbformat.NotebookNode, path: Path) -> None:
    kernel, known = nb.metadata.get("kernelspec", {}), nb.metadata.get("language_info", {})
    language = str(kernel.get("language") or known.get("name") or "python")
    if "python" not in language.lower():
        raise NotebookError(
            f"{path} is written in {language}, and only Python is executed here. Run and save it "
            "yourself, then share it with --no-execute."
        )


def _failure(nb: nbformat.NotebookNode, path: Path, at: int, error: Exception) -> str:
    name = getattr(error, "ename", "the kernel died")
    value = getattr(error, "evalue", str(error))
    source = "\n".join(f"    {line}" for line in nb.cells[at].source.splitlines())
    return (
        f"{_place(nb, path, at)} failed with {name}: {value}\n{source}\n"
        "Nothing was written. Fix the cell and share again."
    )


def _place(nb: nbformat.NotebookNode, path: Path, at: int) -> str:
    code = [index for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    return f"{path}: cell {at + 1} of {len(nb.cells)} (code cell {code.index(at) + 1})"


def _require_outputs(nb: nbformat.NotebookNode, path: Path) -> None:
    for index, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            raise NotebookError(
                f"{path}: cell {index + 1} of {len(nb.cells)} was never executed, so it has no "
                "output to show. Share without --no-execute, or run and save the notebook."
            )


def _index(pages: Sequence[Page], title: str) -> str:
    return _render(
        "site.html.j2",
        pages=pages,
        title=title,
        policy=content_security_policy([]),
        style=page_stylesheet(),
        version=metadata.version("article-dossier"),
    )


def _render(template: str, **what: object) -> str:
    loader = jinja2.PackageLoader("analysis.sharing")
    environment = jinja2.Environment(loader=loader, autoescape=True)
    return environment.get_template(template).render(what)


def _write(files: dict[str, str], output: Path) -> None:
    """Write all files or none: those of before are kept aside until all new ones are there."""
    # The draft is on the disk of the site, which may be another one than its parent's.
    home = output if output.is_dir() else output.parent
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".site-") as aside:
        draft, before = Path(aside, "draft"), Path(aside, "before")
        draft.mkdir()
        before.mkdir()
        for name, html in files.items():
            (draft / name).write_text(html, encoding="utf-8", newline="\n")
        output.mkdir(exist_ok=True)
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
