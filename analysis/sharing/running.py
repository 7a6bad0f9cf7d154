"""Notebooks run in their own folder, or refused in a sentence that says at which cell."""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from nbconvert.filters.ansi import strip_ansi

from analysis.charting.untrusted import reveal_hidden
from analysis.errors import shorten
from analysis.sharing.hidden import Shown
from analysis.sharing.reading import NotebookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import nbformat
    from nbclient import NotebookClient

_SHOWN_LINES = 6
_SHOWN_CHARACTERS = 500
_SKIPPED = "skip-execution"  # as nbclient has it
_PYTHON = re.compile(r"i?python|conda|pyodide", re.IGNORECASE)


def run_notebook(
    nb: nbformat.NotebookNode,
    path: Path,
    on_cell: Callable[[Path, int, int], None],
    timeout_s: int | None = None,
) -> None:
    """Run all cells of a notebook; their outputs and the last states of widgets are in it then.

    Parameters
    ----------
    nb
        The notebook; changed in place.
    path
        Its file, for messages and because it is run in its folder.
    on_cell
        Called before each cell, and after the last, with the file, cells done and cells in all.
    timeout_s
        Seconds that a cell may run; by default any time.

    Raises
    ------
    NotebookError
        It is not written in Python, there is no kernel or it does not start, or a cell failed or
        ran for too long.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from nbformat import ValidationError

    from analysis.sharing.listening import LookingClient

    _require_python(nb, path)
    nb.metadata.pop("widgets", None)  # of another run
    client = NotebookClient(
        nb,
        kernel_name="python3",
        timeout=timeout_s,
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--IPKernelApp.log_level=50"],  # its log is no reader's concern
    )
    client.log.disabled = True  # what it says of a failing cell is in the message
    client.create_kernel_manager().client_factory = LookingClient
    at = 0
    try:
        with _kernel(client, path):
            for at, cell in enumerate(nb.cells):
                on_cell(path, at, len(nb.cells))
                client.execute_cell(cell, at)
    except CellTimeoutError as error:
        raise NotebookError(
            f"{_place(nb, path, at)} ran for more than {timeout_s} s, and was stopped. Nothing was "
            "written. Give it longer with --timeout, or run and save the notebook and share it "
            "with --no-execute."
        ) from error
    except DeadKernelError as error:
        raise NotebookError(
            f"{_place(nb, path, at)} ended its kernel. Nothing was written. Fix the cell and share "
            "again."
        ) from error
    except CellExecutionError as error:
        raise NotebookError(
            f"{_place(nb, path, at)} failed with {_last_line(error)}. Nothing was written. Fix the "
            f"cell and share again. Its last lines:\n{_last_lines(error)}"
        ) from error
    except ValidationError as error:
        raise NotebookError(
            f"{_place(nb, path, at)} shows what no notebook can contain: "
            f"{shorten(error.message)}. Nothing was written. Fix what it shows, and share again."
        ) from error
    client.set_widgets_metadata()
    on_cell(path, len(nb.cells), len(nb.cells))


@contextmanager
def _kernel(client: NotebookClient, path: Path) -> Iterator[None]:
    from jupyter_client.kernelspec import NoSuchKernel

    with ExitStack() as running:
        try:
            # Unlike `execute`, it leaves Ctrl-C to Python.
            running.enter_context(client.setup_kernel())
        except NoSuchKernel as error:
            raise NotebookError(
                f"{path} cannot be run: Jupyter has no kernel for Python. Install it with: "
                "pip install ipykernel"
            ) from error
        except (OSError, RuntimeError) as error:
            raise NotebookError(
                f"{path} cannot be run: Jupyter's kernel for Python does not start ({error}). "
                "Define it anew with: python -m ipykernel install --sys-prefix"
            ) from error
        try:
            yield
        except (KeyboardInterrupt, SystemExit):
            client.shutdown_kernel = "immediate"  # nobody waits for a cell that is given up
            raise
        finally:
            # Its thread opens sockets, and a kernel is not ended while one of them is open.
            if client.kc:
                client.kc.hb_channel.stop()


def require_outputs(nb: nbformat.NotebookNode, path: Path) -> None:
    """Refuse a notebook that has a cell with neither a number nor an output: it was never run.

    Cells that their author hid, or said not to run, need none.

    Raises
    ------
    NotebookError
        Its message names the cell.
    """
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code" or not cell.source.strip() or cell.outputs:
            continue
        shown = Shown.of(cell.metadata)
        meant = shown.cell and shown.outputs and _SKIPPED not in cell.metadata.get("tags", [])
        if meant and cell.execution_count is None:
            raise NotebookError(
                f"{path}: cell {index + 1} of {len(nb.cells)} was never executed, so it has no "
                "output to show. Share without --no-execute, or run and save the notebook."
            )


def _require_python(nb: nbformat.NotebookNode, path: Path) -> None:
    kernel, known = nb.metadata.get("kernelspec", {}), nb.metadata.get("language_info", {})
    name = str(kernel.get("name", ""))
    shown = str(kernel.get("display_name") or name)
    language = str(kernel.get("language") or known.get("name") or "")
    if not language and name and not _PYTHON.search(f"{name} {shown}"):
        language = shown
    if language and "python" not in language.lower():
        by_name = f' (kernel "{name}")' if name else ""
        raise NotebookError(
            f"{path} is written in {language}{by_name}, and only Python is executed here. Run and "
            "save it yourself, then share it with --no-execute."
        )


def _place(nb: nbformat.NotebookNode, path: Path, at: int) -> str:
    code = [index for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    lines = [line.strip() for line in nb.cells[at].source.splitlines() if line.strip()]
    number = f"cell {at + 1} of {len(nb.cells)} (code cell {code.index(at) + 1})"
    return f"{path}: {number}, {shorten(lines[0])}," if lines else f"{path}: {number}"


def _last_lines(error: Any) -> str:  # noqa: ANN401 (nbclient's)
    lines = strip_ansi(str(error.traceback)).splitlines()
    said = [reveal_hidden(_cut(line.rstrip())) for line in lines if line.strip()]
    return "\n".join(f"    {line}" for line in said[-_SHOWN_LINES:])


def _last_line(error: Any) -> str:  # noqa: ANN401 (nbclient's)
    if error.ename == "NoneType":  # IPython does not name what failed as a result was shown
        return str(strip_ansi(str(error.traceback))).strip().rpartition("\n")[2].rstrip(".")
    lines = strip_ansi(str(error.evalue)).strip().splitlines()
    return f"{error.ename}: {_cut(lines[-1]).rstrip('.')}" if lines else str(error.ename)


def _cut(line: str) -> str:
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]} ..."
