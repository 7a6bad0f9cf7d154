"""Cards of text whose choice and order follow the controls: lists and threads as HTML."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.explorer.base import FIGURE_MIME
from analysis.explorer.cards import MARKS, Card, cards_html, shown_cards
from analysis.explorer.chart import Explorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt
    import ipywidgets

    from analysis.explorer.arranged import Arrangement


class CardExplorer(Explorer):
    """Cards that follow controls.

    Parameters
    ----------
    cards
        All cards that any state shows.
    name
        Identifies the figure in the page: kebab-case, unique in a notebook.
    chart
        Which cards are shown: its data have ``card``, the number of a card from 0, and may have
        ``slot``, by which the shown ones are sorted; its transforms and params leave rows out. It
        needs no mark and no encoding. Without a chart all cards are shown. With a layer called
        ``caption`` beside it, it is the layer called ``cards``, and has a text mark.
    captions
        As for `Explorer`; a chart of more than 1,000 states has a layer called ``caption``.
    arrangement
        As for `Explorer`.

    Raises
    ------
    AnalysisError
        As for `Explorer`.

    Examples
    --------
    >>> cards = [Card("Alpha warns", ["It may answer."]), Card("Beta waits", group="Later")]
    >>> said = pl.DataFrame({"title": ["Two cards"], "sentence": [None]})
    >>> print(CardExplorer(cards, "warnings", captions=said))
    Explorer "warnings": Two cards
      Alpha warns: It may answer.
      Later: Beta waits
    """

    def __init__(
        self,
        cards: Sequence[Card],
        name: str,
        chart: alt.Chart | alt.LayerChart | None = None,
        captions: pl.DataFrame | None = None,
        *,
        alt_text: str | None = None,
        arrangement: Arrangement | None = None,
    ) -> None:
        import altair as alt  # it takes a second, and not everyone draws

        self.cards = list(cards)
        every = pl.DataFrame({"card": range(len(self.cards))})
        chosen = _numbered(alt.Chart(every) if chart is None else chart)
        super().__init__(chosen, name, captions, alt_text=alt_text, arrangement=arrangement)
        self.shown = shown_cards(self.spec)
        cards_html(self.cards, self.shown)  # refuses cards that there are not

    def __str__(self) -> str:
        return "\n  ".join([super().__str__(), *(self._line(self.cards[at]) for at in self.shown)])

    def _picture(self) -> str:
        return cards_html(self.cards, self.shown)

    def saved(self) -> dict[str, Any]:
        """Give the cards, and the spec by which they are chosen."""
        payload = self._payload() | {"cards": [card.payload() for card in self.cards]}
        return {FIGURE_MIME: payload}

    @cached_property
    def _live(self) -> tuple[ipywidgets.Widget, dict[str, ipywidgets.Widget]]:
        from analysis.explorer.live import chart_widget

        return chart_widget(self._payload() | {"html": self._picture()}, self.params)

    @staticmethod
    def _line(card: Card) -> str:
        said = [card.group, str(card.heading), " ".join(map(str, [*card.lines, *card.folded]))]
        return ": ".join(filter(None, said))


def _numbered(chart: Any) -> Any:  # noqa: ANN401 (a chart, or a part of a layered one)
    """Let the view called `MARKS`, or the only one, write place and number of each card."""
    import altair as alt

    if isinstance(chart, alt.LayerChart):
        layered = chart.copy()
        layered.layer = [_numbered(part) if part.name == MARKS else part for part in chart.layer]
        return layered
    slot = "isValid(datum.slot) ? datum.slot : datum.card"
    order = alt.value(alt.ExprRef(f"({slot}) + ' ' + datum.card"))
    return chart.properties(name=MARKS).mark_text().encode(text=order)
