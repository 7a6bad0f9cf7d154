"""One Altair chart with controls, live in JupyterLab and in a saved page."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import Json, reveal_hidden, reveal_hidden_in_json
from analysis.errors import AnalysisError
from analysis.explorer.base import Figure
from analysis.explorer.params import settable_params
from analysis.explorer.still import still_image

if TYPE_CHECKING:
    import altair as alt
    import ipywidgets

_LONGEST_TEXT = 1000
_STILL = (
    '<p class="dossier-still">Still picture. Run the notebook, or open the shared page with '
    "scripts enabled, to use the controls.</p>"
)


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
        spec = reveal_hidden_in_json(chart.to_dict())
        datasets = spec.pop("datasets", {})
        spec = _numbered_views(spec) | ({"datasets": datasets} if datasets else {})
        _require_nothing_from_elsewhere(spec, name)
        for rows in datasets.values():
            _shorten(rows)
        self.params = settable_params(spec)
        self.alt_text = reveal_hidden(alt_text) if alt_text else _described(spec)
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
        """Give the part of a saved page that `analysis.sharing` brings to life.

        Without a script it is a picture with its alternative text.
        """
        wanted = [{"key": param.key, "store": param.store} for param in self.params]
        still = _STILL if any(param.bind for param in self.params) else ""
        return (
            f'<figure class="dossier-explorer" id="explorer-{self.name}" '
            f"data-spec='{_attribute(self.spec)}' data-params='{_attribute(wanted)}'>"
            f"{still_image(self.spec, self.alt_text)}{still}</figure>"
        )

    def _widget(self) -> ipywidgets.Widget:
        return self._live[0]


def _attribute(value: Json) -> str:
    # In single quotes JSON's many double quotes stay one character each.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")


def _numbered_views(spec: dict[str, Any]) -> dict[str, Any]:
    # Altair numbers views over the whole process; here the same chart gives the same spec.
    seen: dict[str, str] = {}
    text, view = json.dumps(spec), re.compile(r'"view_\d+"')
    text = view.sub(lambda found: seen.setdefault(found[0], f'"view_{len(seen) + 1}"'), text)
    numbered: dict[str, Any] = json.loads(text)
    return numbered


def _described(spec: dict[str, Any]) -> str:
    if spec.get("description"):
        return str(spec["description"])
    title = spec.get("title", "")
    parts = [title.get("text"), title.get("subtitle")] if isinstance(title, dict) else [title]
    lines = [" ".join(part) if isinstance(part, list) else part for part in parts if part]
    return ". ".join(lines)


def _require_nothing_from_elsewhere(part: Json, name: str) -> None:
    if isinstance(part, dict):
        for key, below in part.items():
            if key in {"url", "href"}:
                raise AnalysisError(
                    f"explorer {name!r}: the chart uses {key!r} ({below}). Saved pages have no "
                    "network, and links in data are unsafe: pass a frame, and put links in a "
                    "TableExplorer"
                )
            if key not in {"datasets", "values", "params"}:
                _require_nothing_from_elsewhere(below, name)
    elif isinstance(part, list):
        for below in part:
            _require_nothing_from_elsewhere(below, name)


def _shorten(rows: Json) -> None:
    # A label shows some forty characters, but measuring it takes Vega minutes at 100,000.
    for row in rows if isinstance(rows, list) else []:
        for column, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, str) and len(value) > _LONGEST_TEXT:
                rest = len(value) - _LONGEST_TEXT
                row[column] = f"{value[:_LONGEST_TEXT]} [{rest:,} characters more]"
