"""What explorers, tables and empty figures share."""

from __future__ import annotations

import re
from typing import Any

from analysis.errors import AnalysisError


def require_kebab_case(name: str) -> None:
    """Refuse a name that cannot be an anchor of the page.

    Raises
    ------
    AnalysisError
        The name is not in kebab-case.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise AnalysisError(f"the figure's name is {name!r}: write it in kebab-case, like 'ties'")


class Figure:
    """What a notebook shows and a page saves under one name.

    Parameters
    ----------
    name
        Identifies the figure in the page: kebab-case, unique in a notebook.
    """

    def __init__(self, name: str) -> None:
        require_kebab_case(name)
        self.name = name

    def __repr__(self) -> str:
        return str(self)

    def to_html(self) -> str:
        """Give the figure's part of a saved page, readable where no script runs."""
        raise NotImplementedError

    def _live_bundle(self) -> dict[str, Any]:
        return {}

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {**self._live_bundle(), "text/html": self.to_html(), "text/plain": str(self)}
