"""One Altair chart with controls, live in JupyterLab and in a saved page."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.charting.settings import MOST_ROWS
from analysis.charting.untrusted import reveal_hidden
from analysis.errors import AnalysisError
from analysis.explorer.base import FIGURE_MIME, Figure
from analysis.explorer.captions import (
    Captions,
    caption_html,
    drawn_caption,
    hide_caption_layer,
    spoken_caption,
    taken_title,
)
from analysis.explorer.links import known_links
from analysis.explorer.params import set_to, settable_params
from analysis.explorer.saved import STILL
from analysis.explorer.specs import described, fit_for_a_page
from analysis.explorer.still import still_image

if TYPE_CHECKING:
    from collections.abc import Mapping

    import altair as alt
    import ipywidgets
    import polars as pl

    from analysis.charting.untrusted import Json
    from analysis.explorer.arranged import Arrangement


class Explorer(Figure):
    """A chart whose bound params become controls.

    The chart is the single source of truth. Give each control as a Vega param with ``bind=``
    and a name; params of the same name move together in all explorers of a notebook. A point
    selection (also one bound to the legend) is shared likewise if it names its fields or channels.
    The address of a page says all of it, picks of at most 500 values that are in the data; an
    interval is not in it, since it is a place in one picture at one width.

    Parameters
    ----------
    chart
        Single, layered or concatenated; its data are in it, not at a URL. Texts of more than
        1,000 characters are cut, and say so: a `TableExplorer` shows them whole. What a tooltip
        has in short in a field, the rows below the picture take from the field of the same name
        and ``_in_full``.
    name
        Identifies the explorer in the page: kebab-case, unique in a notebook.
    captions
        What is written above the picture and is its alternative text: one row per state of the
        controls, with a column per param on which the words depend, ``title`` and ``sentence``.
        Combinations without a row do not exist, and menus do not offer them. Without captions it
        is the chart's own title and subtitle, with the words of its controls. A chart of more
        than 1,000 states has a layer called ``caption`` instead, a text mark whose text is the
        title, a line end, and the sentence.
    links
        Address by citation: where a mark says such a text, the page makes it a link.
    alt_text
        Alternative text of a chart without captions and title: what it shows, in a sentence.
    arrangement
        Groups of controls, buttons that set several, and switches that others imply.

    Raises
    ------
    AnalysisError
        The name is not in kebab-case, a param has no name, no text says what the chart shows,
        captions leave out an option or have what no control offers, or the chart reads or links
        from elsewhere (``url``, ``href``) or has more rows than Altair passes on (5,000).

    Examples
    --------
    >>> import altair as alt
    >>> import polars as pl
    >>> year = alt.param("year", value=2024, bind=alt.binding_range(min=2000, max=2024, step=1))
    >>> ties = pl.DataFrame({"tie": ["treaty"], "start": [2024]})
    >>> bars = alt.Chart(ties).mark_bar().encode(y="tie", x="start").add_params(year)
    >>> shown = bars.transform_filter("datum.start <= year")
    >>> words = pl.DataFrame({"year": range(2000, 2025)}).with_columns(
    ...     title=pl.format("Ties in {}", "year"),
    ...     sentence=pl.when(pl.col("year") < 2024).then(pl.lit("There are none.")),
    ... )
    >>> ties = Explorer(shown, name="ties", captions=words)
    >>> ties
    Explorer "ties": Ties in 2024
      year: 2000 to 2024
    >>> ties.caption(year=1999 + 1)
    ('Ties in 2000', 'There are none.')
    """

    def __init__(
        self,
        chart: alt.TopLevelMixin,
        name: str,
        captions: pl.DataFrame | None = None,
        *,
        links: Mapping[str, str] | None = None,
        alt_text: str | None = None,
        arrangement: Arrangement | None = None,
    ) -> None:
        super().__init__(name)
        self.links = dict(links or {})
        spec = fit_for_a_page(_spec(chart, name), name)
        hide_caption_layer(spec)
        self.params = settable_params(spec)
        self.arrangement = arrangement and arrangement.checked(self.params, f"explorer {name!r}")
        said = reveal_hidden(alt_text) if alt_text else described(spec)
        title, sentence = taken_title(spec)
        if captions is not None:
            self.captions = Captions.of_frame(captions, self.params, name)
        else:
            self.captions = Captions.of_chart(spec, self.params, title or said, sentence)
        self.title, self.sentence = self.captions.opening(self.params)
        if not self.title:
            raise AnalysisError(
                f"explorer {name!r}: nothing says what the chart shows; pass captions= or "
                "alt_text=, or give it a title"
            )
        self.spec: dict[str, Any] = spec | {"description": self.alt_text}

    def add_note(self, note: str) -> None:
        """Say a further sentence in every state of the controls."""
        self.captions = replace(self.captions, note=reveal_hidden(note))
        self.title, self.sentence = self.captions.opening(self.params)
        self.spec["description"] = self.alt_text

    def __str__(self) -> str:
        lines = [f'Explorer "{self.name}": {self.alt_text}', *(p.describe() for p in self.params)]
        return "\n  ".join(lines)

    @property
    def alt_text(self) -> str:
        """The picture's alternative text as the page opens: title and sentence."""
        return spoken_caption(self.title, self.sentence)

    def caption(self, **state: Json) -> tuple[str, str]:
        """Give title and sentence in a state of the controls; those not given are as at first.

        Raises
        ------
        AnalysisError
            There is no such state, or no such control.
        """
        start = {param.key: param.value for param in self.params if param.bind}
        if strange := [key for key in state if key not in start]:
            known = ", ".join(start) or "none"
            raise AnalysisError(
                f"explorer {self.name!r} has no control {strange[0]!r}; the controls are: {known}"
            )
        chosen = start | state
        if not (self.captions.layer and state):
            return self.captions.at(**chosen)
        title, sentence = drawn_caption(set_to(self.spec, chosen))
        if not title:
            asked = ", ".join(f"{key} = {value!r}" for key, value in state.items())
            raise AnalysisError(f"explorer {self.name!r} says nothing where {asked}")
        return replace(self.captions, states=[[title, sentence]]).at(**chosen)

    @cached_property
    def _live(self) -> tuple[ipywidgets.Widget, dict[str, ipywidgets.Widget]]:
        from analysis.explorer.live import chart_widget

        return chart_widget(self._payload(), self.params)

    @property
    def controls(self) -> dict[str, ipywidgets.Widget]:
        """The ipywidgets by param name, to read or set from Python."""
        return self._live[1]

    def to_html(self) -> str:
        """Give what the page shows as it opens, for viewers that run no script of ours."""
        still = STILL if any(param.bind for param in self.params) else ""
        return (
            f'<figure class="dossier-explorer" id="explorer-{self.name}">'
            f"{caption_html(self.title, self.sentence)}"
            f"{self._picture()}{still}</figure>"
        )

    def _picture(self) -> str:
        return still_image(self.spec, self.alt_text)

    def saved(self) -> dict[str, Any]:
        """Give name, spec, captions and links, from which a saved page draws the chart."""
        return {FIGURE_MIME: self._payload()}

    def _payload(self) -> dict[str, Any]:
        drawn = {"name": self.name, "spec": self.spec, "captions": self.captions.payload()}
        if self.arrangement:
            drawn["arrangement"] = self.arrangement.payload()
        return drawn | {"links": known_links(self.links, self.spec)}

    def _widget(self) -> ipywidgets.Widget:
        return self._live[0]


def _spec(chart: alt.TopLevelMixin, name: str) -> dict[str, Any]:
    import altair as alt

    try:
        return chart.to_dict()
    except alt.MaxRowsError:  # whose advice is for pages with a server
        most = int(str(alt.data_transformers.options.get("max_rows", MOST_ROWS)))
    raise AnalysisError(
        f"explorer {name!r}: a dataset of the chart has more than {most:,} rows, all of which the "
        "page would carry; filter them or sum them up before they are drawn"
    )
