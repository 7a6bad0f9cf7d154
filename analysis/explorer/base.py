"""What explorers, tables and empty figures share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import ipywidgets


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

    def to_html(self) -> str:
        """Give the figure's part of a saved page, readable where no script runs."""
        raise NotImplementedError

    def _widget(self) -> ipywidgets.Widget | None:
        """Give the live view, where there is one."""
        return None

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        widget = self._widget()
        live = widget._repr_mimebundle_() if widget else {}
        return {**live, "text/html": self.to_html(), "text/plain": str(self)}
