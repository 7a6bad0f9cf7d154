"""What explorers, tables and empty figures share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import ipywidgets

FIGURE_MIME = "application/vnd.dossier.figure+json"
"""MIME type by which a saved page knows a chart, or the sentence in its place."""

TABLE_MIME = "application/vnd.dossier.table+json"
"""MIME type by which a saved page knows that the table beside it can be searched."""

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"
"""MIME type by which a kernel's front end knows a live view."""


def in_kebab_case(name: str) -> str:
    """Give back a name that can be an anchor of a page, and refuse any other."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise AnalysisError(f"the figure's name is {name!r}: use kebab-case, like 'ties'")
    return name


class Figure:
    """What a notebook shows and a page saves under one name.

    Parameters
    ----------
    name
        Identifies the figure in the page: kebab-case, unique in a notebook.

    Raises
    ------
    AnalysisError
        The name is not in kebab-case.
    """

    def __init__(self, name: str) -> None:
        self.name = in_kebab_case(name)

    def __repr__(self) -> str:
        return str(self)

    def add_note(self, note: str) -> None:
        """Say a further sentence with whatever is shown; of itself a figure has no place for it."""

    def to_html(self) -> str:
        """Give what viewers show that run no script of ours."""
        raise NotImplementedError

    def saved(self) -> dict[str, Any]:
        """Give what a saved page needs beside the HTML, by its MIME type; of itself nothing."""
        return {}

    def _widget(self) -> ipywidgets.Widget | None:
        """Give the live view, where there is one."""
        return None

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        plain = {"text/html": self.to_html(), "text/plain": str(self)}
        return {**self._live_view(), **self.saved(), **plain}

    def _live_view(self) -> dict[str, Any]:
        widget = self._widget()
        if widget is None:
            return {}
        shown = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        return {WIDGET_MIME: shown}
