"""Figures of one call: a dossier in, a finished figure out, or a sentence why there is none."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, ParamSpec

from analysis.charting.settings import NothingToShow
from analysis.charting.untrusted import escape_html, reveal_hidden
from analysis.charting.words import enumerated
from analysis.errors import QuestionError
from analysis.explorer.base import FIGURE_MIME, Figure, in_kebab_case
from analysis.explorer.chart import Explorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import altair as alt

    Drawn = Figure | alt.TopLevelMixin

Options = ParamSpec("Options")
_SPOKEN = {"what_ifs": "what-ifs"}


class EmptyFigure(Figure):
    """A figure that has nothing to show, and a sentence that says why.

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
        """Give the sentence; it needs no script."""
        return (
            f'<figure class="dossier-explorer dossier-empty" id="explorer-{self.name}">'
            f"<p>{escape_html(self.sentence)}</p></figure>"
        )

    def saved(self) -> dict[str, Any]:
        """Give name and sentence to a saved page."""
        return {FIGURE_MIME: {"name": self.name, "sentence": self.sentence}}


def figure(
    name: str, *needs: str, shows: Sequence[str] = ()
) -> Callable[[Callable[Options, Drawn]], Callable[Options, Figure]]:
    """Make a chart function into a figure of one call.

    The function takes a dossier first and returns an Altair chart or a `Figure`. The chart
    becomes an `Explorer`; where a needed table has no rows, or the function raises
    `analysis.charting.NothingToShow`, an `EmptyFigure` takes its place. What is not a dossier is
    refused; a corpus, too, unless the annotation names one. Where several people coded one of its
    tables and none of them is chosen, the figure says whose rows it shows. Callers can give it
    another name with ``name=``, to show it twice on one page.

    Parameters
    ----------
    name
        Name of the figure: kebab-case, unique in a notebook.
    *needs
        Tables of the dossier without which there is nothing to show.
    shows
        Further tables whose rows it shows where there are any.

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

    def one_call(draw: Callable[Options, Drawn]) -> Callable[Options, Figure]:
        own = inspect.signature(draw)
        taken = str(next(iter(own.parameters.values())).annotation)

        @functools.wraps(draw)
        def called_with(*args: Options.args, **options: Options.kwargs) -> Figure:
            called = in_kebab_case(str(options.pop("name", name)))
            dossier = own.bind(*args, **options).args[0]
            _require_dossier(draw.__name__, dossier, taken, needs)
            for table in needs:
                if getattr(dossier, table).lazy().head(1).collect().is_empty():
                    return EmptyFigure(called, _without(dossier, table))
            try:
                drawn = draw(*args, **options)
            except NothingToShow as nothing:
                return EmptyFigure(called, str(nothing))
            shown = drawn if isinstance(drawn, Figure) else Explorer(drawn, called)
            shown.name = called
            if isinstance(shown, Explorer) and (citations := getattr(dossier, "citations", None)):
                shown.links |= citations.addresses
            if whose := _whose(dossier, [*needs, *shows]):
                shown.add_note(whose)
            return shown

        # Help shows the name that callers can give as well.
        more = inspect.Parameter("name", inspect.Parameter.KEYWORD_ONLY, default=name)
        parameters = [*own.parameters.values(), more.replace(annotation="str")]
        given = own.replace(parameters=parameters, return_annotation="Figure")
        called_with.__signature__ = given  # type: ignore[attr-defined]
        return called_with

    return one_call


def _require_dossier(function: str, given: object, taken: str, needs: Iterable[str]) -> None:
    """Refuse what a figure cannot read, before libraries say so in their own words.

    Raises
    ------
    QuestionError
        It is not a dossier nor, where the figure takes one, a corpus.
    """
    has_tables = all(hasattr(getattr(given, table, None), "lazy") for table in needs)
    if has_tables and (hasattr(given, "study") or taken != "Dossier"):
        return
    what, loaded = "one dossier", "analysis.load"
    if "Corpus" in taken:
        what, loaded = "a dossier or a corpus", "analysis.load or analysis.load_corpus"
    raise QuestionError(f"{function} shows {what}, not {type(given).__name__}; load it by {loaded}")


def _without(dossier: object, table: str) -> str:
    """Say that a table has no rows, and how many wait to be accepted."""
    rows = _SPOKEN.get(table, table.replace("_", " "))
    waiting = getattr(dossier, "waiting", {}).get(table)
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        return f"No {rows} are accepted yet; {waiting:,} {verb} for review."
    return f"No {rows} are coded yet."


def _whose(dossier: object, tables: Iterable[str]) -> str:
    """Say by whom the rows of tables are that several people coded."""
    coders: Mapping[str, Mapping[str, int]] = getattr(dossier, "coders", {})
    parts = []
    for table in tables:
        if rows := coders.get(table):
            named = [f"{coder} ({n:,})" for coder, n in rows.items() if coder]
            named += [f"somebody unnamed ({rows['']:,})"] if "" in rows else []
            parts.append(f"{table} coded by {enumerated(named)}")
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else ""
