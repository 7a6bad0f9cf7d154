"""One Altair chart with controls, live in JupyterLab and in a saved page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import reveal_hidden
from analysis.errors import AnalysisError
from analysis.explorer.base import FIGURE_MIME, Figure
from analysis.explorer.params import settable_params
from analysis.explorer.saved import STILL
from analysis.explorer.specs import described, fit_for_a_page
from analysis.explorer.still import still_image

if TYPE_CHECKING:
    import altair as alt
    import ipywidgets


class Explorer(Figure):
    """A chart whose bound params become controls.

    The chart is the single source of truth. Give each control as a Vega param with ``bind=``
    and a name; params of the same name move together in all explorers of a notebook. A point
    selection (also one bound to the legend) is shared likewise if it names its fields.

    Parameters
    ----------
    chart
        Single, layered or concatenated; its data are in it, not at a URL. Texts of more than
        1,000 characters are cut, and say so: a `TableExplorer` shows them whole.
    name
        Identifies the explorer in the page: kebab-case, unique in a notebook.
    alt_text
        Alternative text: what the chart shows, in a sentence. By default the chart's
        ``description`` (`analysis.charting.titled` writes it), else title and subtitle.

    Raises
    ------
    AnalysisError
        The name is not in kebab-case, a param has no name, no text says what the chart shows, or
        the chart reads or links from elsewhere (``url``, ``href``).

    Examples
    --------
    >>> import altair as alt
    >>> import polars as pl
    >>> year = alt.param("year", value=2024, bind=alt.binding_range(min=2000, max=2024, step=1))
    >>> ties = pl.DataFrame({"tie": ["treaty"], "start": [2024]})
    >>> bars = alt.Chart(ties).mark_bar().encode(y="tie", x="start").add_params(year)
    >>> shown = bars.transform_filter("datum.start <= year")
    >>> Explorer(shown, name="ties", alt_text="One tie.")
    Explorer "ties": One tie.
      year: 2000 to 2024
    """

    def __init__(self, chart: alt.TopLevelMixin, name: str, alt_text: str | None = None) -> None:
        super().__init__(name)
        spec = fit_for_a_page(chart.to_dict(), name)
        self.params = settable_params(spec)
        self.alt_text = reveal_hidden(alt_text) if alt_text else described(spec)
        if not self.alt_text:
            raise AnalysisError(
                f"explorer {name!r}: the chart has no description; pass alt_text= or give it "
                "a title"
            )
        self.spec: dict[str, Any] = spec | {"description": self.alt_text}

    def __str__(self) -> str:
        lines = [f'Explorer "{self.name}": {self.alt_text}', *(p.describe() for p in self.params)]
        return "\n  ".join(lines)

    @cached_property
    def _live(self) -> tuple[ipywidgets.VBox, dict[str, ipywidgets.Widget]]:
        from analysis.explorer.live import chart_widget

        return chart_widget(self.spec, self.params)

    @property
    def controls(self) -> dict[str, ipywidgets.Widget]:
        """The ipywidgets by param name, to read or set from Python."""
        return self._live[1]

    def to_html(self) -> str:
        """Give the picture with its alternative text, for viewers that run no script of ours."""
        still = STILL if any(param.bind for param in self.params) else ""
        return (
            f'<figure class="dossier-explorer" id="explorer-{self.name}">'
            f"{still_image(self.spec, self.alt_text)}{still}</figure>"
        )

    def saved(self) -> dict[str, Any]:
        """Give name and spec, from which a saved page draws the chart."""
        return {FIGURE_MIME: {"name": self.name, "spec": self.spec}}

    def _widget(self) -> ipywidgets.Widget:
        return self._live[0]
