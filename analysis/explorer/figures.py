"""Figures of one call: a dossier in, a finished figure out, or a sentence why there is none."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from analysis.charting.nothing import NothingToShow
from analysis.explorer.chart import Explorer
from analysis.explorer.visible import escaped, visible

if TYPE_CHECKING:
    from collections.abc import Callable

Given = TypeVar("Given")
Options = ParamSpec("Options")
_SPOKEN = {"what_ifs": "what-ifs"}


class Figure(Protocol):
    """What a notebook shows and a page saves: an explorer, a table, or why there is neither."""

    name: str

    def to_html(self) -> str:
        """Give the figure's part of a saved page."""


class EmptyFigure:
    """The place of a figure that has nothing to show, with a sentence that says why.

    Parameters
    ----------
    name
        Name of the figure that would be here.
    sentence
        What is missing, for the reader.

    Examples
    --------
    >>> EmptyFigure("tie-network", "No ties are coded yet.").to_html()[-38:]
    '<p>No ties are coded yet.</p></figure>'
    """

    def __init__(self, name: str, sentence: str) -> None:
        self.name = name
        self.sentence = visible(sentence)

    def __repr__(self) -> str:
        return f'Figure "{self.name}": {self.sentence}'

    def to_html(self) -> str:
        """Give the part of a saved page; it needs no script."""
        return (
            f'<figure class="dossier-explorer dossier-empty" id="explorer-{escaped(self.name)}">'
            f"<p>{escaped(self.sentence)}</p></figure>"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": repr(self)}


def figure(
    name: str, *needs: str
) -> Callable[
    [Callable[Concatenate[Given, Options], Any]], Callable[Concatenate[Given, Options], Figure]
]:
    """Make a chart function into a figure of one call.

    The function takes a dossier first and returns an Altair chart, or something with `to_html`
    of its own. The figure wraps a chart in an `Explorer`; it is an `EmptyFigure` where a needed
    table has no rows, or where the function raises `analysis.charting.NothingToShow`. Callers
    can give it another name with ``name=``, to show it twice on one page.

    Parameters
    ----------
    name
        Name of the figure: kebab-case, unique in a notebook.
    *needs
        Tables of the dossier without which there is nothing to show.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import polars as pl
    >>> @figure("tie-network", "ties")
    ... def tie_network(dossier):
    ...     '''Draw actors and ties.'''
    >>> tie_network(SimpleNamespace(ties=pl.DataFrame()))
    Figure "tie-network": No ties are coded yet.
    """

    def one_call(
        draw: Callable[Concatenate[Given, Options], Any],
    ) -> Callable[Concatenate[Given, Options], Figure]:
        @functools.wraps(draw)
        def shown(dossier: Given, /, *args: Options.args, **options: Options.kwargs) -> Figure:
            called = str(options.pop("name", name))
            for table in needs:
                if getattr(dossier, table).is_empty():
                    rows = _SPOKEN.get(table, table.replace("_", " "))
                    return EmptyFigure(called, f"No {rows} are coded yet.")
            try:
                return _finished(draw(dossier, *args, **options), called)
            except NothingToShow as nothing:
                return EmptyFigure(called, str(nothing))

        shown.__signature__ = _with_name(inspect.signature(draw), name)  # type: ignore[attr-defined]
        return shown

    return one_call


def _with_name(signature: inspect.Signature, name: str) -> inspect.Signature:
    more = inspect.Parameter("name", inspect.Parameter.KEYWORD_ONLY, default=name, annotation="str")
    return signature.replace(
        parameters=[*signature.parameters.values(), more], return_annotation="Figure"
    )


def _finished(drawn: Any, name: str) -> Figure:  # noqa: ANN401 (whatever a room draws)
    if hasattr(drawn, "to_dict"):  # an Altair chart; tables and the like are figures already
        return Explorer(drawn, name)
    drawn.name = name
    finished: Figure = drawn
    return finished
