"""Outputs beyond text and pictures: what a page makes of them, or says in their place."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import escape_html
from analysis.sharing.pictures import SOUND, picture

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_JSON, _PDF = "application/json", "application/pdf"
OTHERS = (_JSON, _PDF, *SOUND)
"""MIME types that `as_html` knows."""

_SAVE = "Save a picture along with it and run the notebook anew"
_PLOTLY = (
    "Plotly chart",
    f'{_SAVE}: install kaleido and set plotly.io.renderers.default = "plotly_mimetype+svg".',
)
_BOKEH = "Bokeh chart", f"{_SAVE}: show what bokeh.io.export_png gives."
# By the beginning of the MIME type: what it is, and what to do.
_KNOWN = {
    "application/vnd.plotly": _PLOTLY,
    "application/vnd.bokehjs_exec": _BOKEH,
    "application/vnd.holoviews_exec": ("HoloViews chart", f'{_SAVE}: hv.output(fig="svg").'),
    "application/vnd.vega.v": ("Vega chart", "Charts of Vega-Lite, as Altair makes, are drawn."),
    "application/geo+json": ("map", f"{_SAVE}: GeoDataFrame.plot() draws one."),
    "text/vnd.mermaid": ("Mermaid diagram", "Save it as SVG and show that."),
}
# By words of the script in HTML.
_SCRIPTED = {
    "Plotly.newPlot(": _PLOTLY,
    "Bokeh.embed": _BOKEH,
    "leaflet": ("map", f"{_SAVE}."),
    "itables": ("sorting and search of this table", "TableExplorer has both in a page."),
}
_LOADERS = ("application/vnd.bokehjs_load", "application/vnd.holoviews_load")
_SCRIPTS = {"application/javascript", "text/javascript"}
_NOTHING_SAID = re.compile(r"<[\w.]+(?: object)?(?: at 0x[0-9a-fA-F]+)?>")


def unshown(data: Mapping[str, Any], seen: Collection[str]) -> list[str]:
    """Say in a sentence each what of an output cannot be shown.

    Parameters
    ----------
    data
        MIME bundle of the output.
    seen
        MIME types that pages show.

    Examples
    --------
    >>> unshown({"text/javascript": "x()", "text/x-odd": "y", "text/plain": "z"}, ["text/plain"])
    ['script left out, since a page runs only its own', 'left out: text/x-odd']
    """
    said, unknown = [], []
    if any(mime.startswith(_LOADERS) for mime in data):
        return []  # it shows nothing
    mimes = sorted(set(data) - set(seen))
    for mime in mimes:
        known = next((known for start, known in _KNOWN.items() if mime.startswith(start)), None)
        if known:
            said.append(_sentence(*known))
        elif mime not in _SCRIPTS:
            unknown.append(mime)
    if not said and _SCRIPTS & set(mimes):
        said.append("script left out, since a page runs only its own")
    return [*said, *([f"left out: {', '.join(unknown)}"] if unknown else [])]


def scripted(html: str) -> str | None:
    """Say in a sentence what a script in HTML would have drawn; None where nobody knows.

    Examples
    --------
    >>> scripted("<script>Plotly.newPlot('x')</script>")[:21]
    'Plotly chart left out'
    """
    return next((_sentence(*known) for word, known in _SCRIPTED.items() if word in html), None)


def _sentence(what: str, remedy: str) -> str:
    return f"{what} left out, since a page runs only its own scripts. {remedy}"


def as_html(data: Mapping[str, Any], cell: int) -> str | None:
    """Give JSON as text, a PDF as a file to take along, sound and film with a control; else None.

    Parameters
    ----------
    data
        MIME bundle of the output.
    cell
        Number of the cell, for the name of a file.
    """
    for mime in SOUND:
        if mime in data and (address := picture(mime, data[mime])):
            player = mime.partition("/")[0]
            return f'<{player} controls src="{escape_html(address)}"></{player}>'
    if _PDF in data and (address := picture(_PDF, data[_PDF])):
        name = f"cell-{cell}.pdf"
        return f'<p><a download="{name}" href="{escape_html(address)}">{name}</a></p>'
    if _JSON in data:
        text = json.dumps(data[_JSON], ensure_ascii=False, indent=2)
        return f"<pre>{escape_html(text)}</pre>"
    return None


def says_something(plain: str) -> bool:
    """Whether the text of an output is more than the name of a class.

    Examples
    --------
    >>> says_something("<IPython.core.display.HTML object>"), says_something("<b>")
    (False, True)
    """
    return not _NOTHING_SAID.fullmatch(plain.strip()) or "." not in plain
