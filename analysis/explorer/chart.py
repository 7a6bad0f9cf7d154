"""One Altair chart with controls, live in JupyterLab and in a saved page."""

from __future__ import annotations

import json
import math
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.explorer.params import params
from analysis.explorer.picture import picture
from analysis.explorer.visible import visible

if TYPE_CHECKING:
    import altair as alt
    import ipywidgets

_LONGEST_TEXT = 1000
_STILL = (
    '<p class="pact-still">A still picture: for its controls run the notebook, or open the '
    "shared page where scripts may run.</p>"
)


class Explorer:
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
    alt
        Alternative text: what the chart shows, in a sentence. By default the chart's
        ``description`` (`analysis.charting.theme.titled` writes it), else title and subtitle.

    Raises
    ------
    ValueError
        A param has no name, no text says what the chart shows, or the chart reads or links
        from elsewhere (``url``, ``href``).

    Examples
    --------
    >>> import altair as alt
    >>> import polars as pl
    >>> year = alt.param("year", value=2024, bind=alt.binding_range(min=2000, max=2024, step=1))
    >>> ties = pl.DataFrame({"tie": ["pact"], "start": [2024]})
    >>> bars = alt.Chart(ties).mark_bar().encode(y="tie", x="start").add_params(year)
    >>> print(Explorer(bars.transform_filter("datum.start <= year"), name="ties", alt="One tie."))
    Explorer "ties": One tie.
      year: 2000 to 2024
    """

    def __init__(self, chart: alt.TopLevelMixin, name: str, alt: str | None = None) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            raise ValueError(
                f"the explorer's name is {name!r}: write it in kebab-case, like 'ties'"
            )
        text = json.dumps(_tidied(chart.to_dict()), ensure_ascii=False)
        spec = json.loads(_numbered_views(text))
        _require_nothing_from_elsewhere(spec, name)
        for rows in spec.get("datasets", {}).values():
            _shorten(rows)
        self.name = name
        self.params = params(spec)
        self.alt = visible(alt) if alt else _described(spec)
        if not self.alt:
            raise ValueError(
                f"explorer {name!r}: nothing says what the chart shows; give alt=... or a title"
            )
        self.spec: dict[str, Any] = spec | {"description": self.alt}

    def __str__(self) -> str:
        lines = [f'Explorer "{self.name}": {self.alt}', *(p.describe() for p in self.params)]
        return "\n  ".join(lines)

    __repr__ = __str__

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
            f'<figure class="pact-explorer" id="explorer-{self.name}" '
            f"data-spec='{_attribute(self.spec)}' data-params='{_attribute(wanted)}'>"
            f"{picture(self.spec, self.alt)}{still}</figure>"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        live = self._live[0]._repr_mimebundle_()
        return {**live, "text/html": self.to_html(), "text/plain": str(self)}


def _tidied(part: Any) -> Any:  # noqa: ANN401 (a JSON tree)
    # Vega shows text as text, but does not show that a control character is in it; and one that
    # XML forbids ends the whole process when the picture is drawn. JSON has no NaN.
    if isinstance(part, dict):
        return {visible(key): _tidied(below) for key, below in part.items()}
    if isinstance(part, list):
        return [_tidied(below) for below in part]
    if isinstance(part, float) and not math.isfinite(part):
        return None
    return visible(part) if isinstance(part, str) else part


def _attribute(value: Any) -> str:  # noqa: ANN401 (any JSON)
    # In single quotes JSON's many double quotes stay one character each.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")


def _numbered_views(spec: str) -> str:
    # Altair numbers views over the whole process; here the same chart gives the same spec.
    seen: dict[str, str] = {}
    return re.sub(r'"view_\d+"', lambda m: seen.setdefault(m[0], f'"view_{len(seen) + 1}"'), spec)


def _described(spec: dict[str, Any]) -> str:
    if spec.get("description"):
        return str(spec["description"])
    title = spec.get("title", "")
    parts = [title.get("text"), title.get("subtitle")] if isinstance(title, dict) else [title]
    lines = [" ".join(part) if isinstance(part, list) else part for part in parts if part]
    return ". ".join(lines)


def _require_nothing_from_elsewhere(part: Any, name: str) -> None:  # noqa: ANN401 (a JSON tree)
    if isinstance(part, dict):
        for key, below in part.items():
            if key in {"url", "href"}:
                raise ValueError(
                    f"explorer {name!r}: the chart reads or links by {key!r} ({below}), which a "
                    "page without a network cannot follow and untrusted text can abuse; give the "
                    "chart a frame, and links to a TableExplorer"
                )
            if key not in {"datasets", "values", "params"}:
                _require_nothing_from_elsewhere(below, name)
    elif isinstance(part, list):
        for below in part:
            _require_nothing_from_elsewhere(below, name)


def _shorten(rows: Any) -> None:  # noqa: ANN401 (a data set is a list of rows, or of values)
    # A label shows some forty characters, but measuring it takes Vega minutes at 100,000.
    for row in rows if isinstance(rows, list) else []:
        for column, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, str) and len(value) > _LONGEST_TEXT:
                rest = len(value) - _LONGEST_TEXT
                row[column] = f"{value[:_LONGEST_TEXT]} [{rest:,} characters more]"
