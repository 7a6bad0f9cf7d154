"""Notebooks as files: outputs that mean something when no kernel runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.preprocessors import Preprocessor

from analysis.explorer.base import FIGURE_MIME, TABLE_MIME, WIDGET_MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode


class StillPictures(Preprocessor):
    """Take the live view out of figures and tables that have a picture or a text as well.

    A live view is known to the kernel that made it alone: opened later, JupyterLab would say
    "model not found" in its place. What JupyterLab saves is without it already. Use it when
    notebooks are executed to be kept::

        jupyter nbconvert --to notebook --execute --inplace \
          --NotebookExporter.preprocessors=analysis.sharing.committed.StillPictures *.ipynb

    Examples
    --------
    >>> from nbformat.v4 import new_output
    >>> data = {WIDGET_MIME: {"model_id": "1"}, FIGURE_MIME: {"name": "ties"}, "text/html": "Ties"}
    >>> cell = {"cell_type": "code", "outputs": [new_output("execute_result", data)]}
    >>> kept, _ = StillPictures().preprocess_cell(cell, {}, 0)
    >>> sorted(kept["outputs"][0]["data"])
    ['application/vnd.dossier.figure+json', 'text/html']
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Change one cell."""
        del index
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if FIGURE_MIME in data or TABLE_MIME in data:
                data.pop(WIDGET_MIME, None)
        return cell, resources
