"""Notebook files read, or refused in a sentence that says what is wrong with the file."""

from __future__ import annotations

import json
import re
import warnings
from typing import TYPE_CHECKING

import nbformat

from analysis.errors import AnalysisError, shorten

if TYPE_CHECKING:
    from pathlib import Path

_NEWEST = 4
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)


class NotebookError(AnalysisError):
    """A notebook cannot be shared; the message says which, where and why."""


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook of any version that nbformat knows.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    NotebookError
        It cannot be read, is not a notebook, or is of a newer kind than is known here.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise _unreadable(
            path, f"it is not UTF-8 (byte {error.start + 1}). Save it in Jupyter again"
        ) from error
    _require_sense(path, text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without ids are as good for a page
            nb: nbformat.NotebookNode = nbformat.reads(text, as_version=_NEWEST)
            nbformat.validate(nb)
    except Exception as error:  # nbformat fails in many ways on what it does not expect
        place = ", ".join(map(str, getattr(error, "relative_path", ())))
        said = str(error).partition("\n")[0].rstrip(".")
        built = "its cells or metadata are not built as its format says. Save it in Jupyter again"
        raise _unreadable(path, f"{place}: {said}" if place else built) from error
    return nb


def _require_sense(path: Path, text: str) -> None:
    if not text.strip():
        raise _unreadable(path, "it is empty")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        if conflict := _CONFLICT.search(text):
            line = text.count("\n", 0, conflict.start()) + 1
            reason = (
                f"line {line} is {shorten(conflict[0].strip())}, the mark of a merge that is not "
                "finished. Choose one of the two versions, and share again"
            )
        elif isinstance(error, json.JSONDecodeError):
            reason = f"it is not JSON ({error.msg} in line {error.lineno}, column {error.colno})"
        else:
            reason = "it is not JSON, or nested too deeply"
        raise _unreadable(path, reason) from error
    if not isinstance(found, dict):
        kind = {list: "a list", str: "a text", type(None): "null"}.get(type(found), "a value")
        raise _unreadable(path, f"it is {kind}, not an object with cells")
    version = found.get("nbformat")
    if not isinstance(version, int) or isinstance(version, bool):
        raise _unreadable(path, 'it has no "nbformat", the version of its format')
    if version > _NEWEST:
        raise _unreadable(
            path,
            f"it has format {version}, and the newest known here is {_NEWEST}. Save it as format "
            f"{_NEWEST} in Jupyter",
        )


def _unreadable(path: Path, reason: str) -> NotebookError:
    return NotebookError(f"{path} cannot be read as a Jupyter notebook: {reason}.")
