"""Figures of one call: a dossier in, a finished figure out, or a sentence why there is none."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from analysis.charting.settings import NothingToShow
from analysis.charting.untrusted import escape_html, reveal_hidden
from analysis.explorer.base import Figure, require_kebab_case
from analysis.explorer.chart import Explorer

if TYPE_CHECKING:
    from collections.abc import Callable

    import altair as alt

    Drawn = Figure | alt.TopLevelMixin

Given = TypeVar("Given")
Options = ParamSpec("Options")
_SPOKEN = {"what_ifs": "what-ifs"}


class EmptyFigure(Figure):
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
        super().__init__(name)
        self.sentence = reveal_hidden(sentence)

    def __str__(self) -> str:
        return f'Figure "{self.name}": {self.sentence}'

    def to_html(self) -> str:
        """Give the part of a saved page; it needs no script."""
        return (
            f'<figure class="dossier-explorer dossier-empty" id="explorer-{self.name}">'
            f"<p>{escape_html(self.sentence)}</p></figure>"
        )


def figure(
    name: str, *needs: str
) -> Callable[
    [Callable[Concatenate[Given, Options], Drawn]], Callable[Concatenate[Given, Options], Figure]
]:
    """Make a chart function into a figure of one call.

    The function takes a dossier first and returns an Altair chart or a `Figure`. The chart
    becomes an `Explorer`; where a needed table has no rows, or the function raises
    `analysis.charting.NothingToShow`, an `EmptyFigure` takes its place. Callers can give it
    another name with ``name=``, to show it twice on one page.

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
        draw: Callable[Concatenate[Given, Options], Drawn],
    ) -> Callable[Concatenate[Given, Options], Figure]:
        @functools.wraps(draw)
        def shown(dossier: Given, /, *args: Options.args, **options: Options.kwargs) -> Figure:
            called = str(options.pop("name", name))
            require_kebab_case(called)
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


def _finished(drawn: Drawn, name: str) -> Figure:
    if not isinstance(drawn, Figure):
        return Explorer(drawn, name)
    drawn.name = name
    return drawn
