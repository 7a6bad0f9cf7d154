"""A Vega-Lite spec, whoever wrote it, made fit for a page without a network."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import reveal_hidden_in_json
from analysis.errors import AnalysisError
from analysis.explorer.rows import DATA, rows_of, time_columns
from analysis.explorer.spoken import describe_marks

if TYPE_CHECKING:
    from analysis.charting.untrusted import Json

_LONGEST_TEXT = 1000
_KEPT = 960  # with the note it is not too long
_LARGEST_WHOLE = 2**53
_IN_ZONE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|[+-]\d\d:?\d\d)")
_ELSEWHERE = {"url", "href"}


def fit_for_a_page(spec: dict[str, Any], name: str) -> dict[str, Any]:
    """Give a spec that loads nothing, and shows its rows as they were written.

    Hidden characters are written out, views are numbered from 1, texts of more than 1,000
    characters are cut, whole numbers that JavaScript would round are texts, times of a zone stay
    the times of their zone wherever they are read, marks say what their tooltips say, and the
    picture takes the room that its state needs.

    Parameters
    ----------
    spec
        As Altair writes it, or as a notebook has it.
    name
        Name of the figure, for messages.

    Raises
    ------
    AnalysisError
        The chart reads or links from elsewhere (``url``, ``href``).

    Examples
    --------
    >>> fit_for_a_page({"mark": "bar", "usermeta": {"embedOptions": {}}}, "bars")
    {'mark': 'bar', 'config': {'autosize': {'type': 'pad', 'resize': True}}}
    """
    spec = {key: part for key, part in spec.items() if key != "usermeta"}  # it instructs Vega-Embed
    spec = reveal_hidden_in_json(spec)
    datasets = spec.pop("datasets", {})
    spec = _resizing(_numbered_views(spec)) | ({"datasets": datasets} if datasets else {})
    _require_nothing_from_elsewhere(spec, name)
    times = set(time_columns(spec))
    for row in rows_of(spec):
        for column, value in row.items():
            row[column] = _shown(value, is_time=column in times)
    describe_marks(spec)
    return spec


def compiled(spec: dict[str, Any]) -> dict[str, Any]:
    """Give the Vega spec of a Vega-Lite spec, which a browser draws in less time.

    Examples
    --------
    >>> spec = fit_for_a_page({"mark": "bar", "data": {"values": []}}, "bars")
    >>> [mark["type"] for mark in compiled(spec)["marks"]]
    ['rect']
    """
    import vl_convert

    made: dict[str, Any] = vl_convert.vegalite_to_vega(spec)
    return made


def described(spec: dict[str, Any]) -> str:
    """Give the description of a chart, else its title and subtitle."""
    if spec.get("description"):
        return str(spec["description"])
    title = spec.get("title", "")
    parts = [title.get("text"), title.get("subtitle")] if isinstance(title, dict) else [title]
    lines = [" ".join(map(str, p)) if isinstance(p, list) else str(p) for p in parts if p]
    return ". ".join(lines)


def _resizing(spec: dict[str, Any]) -> dict[str, Any]:
    # A title fits whatever controls show, and a plot its place, unless the chart says otherwise.
    whole = {"type": "fit-x", "contains": "padding"}
    autosize = (whole if spec.get("width") == "container" else {"type": "pad"}) | {"resize": True}
    return spec | {"config": {"autosize": autosize} | (spec.get("config") or {})}


def _numbered_views(spec: dict[str, Any]) -> dict[str, Any]:
    # Altair numbers views over the whole process; here the same chart gives the same spec.
    seen: dict[str, str] = {}
    text, view = json.dumps(spec), re.compile(r'"view_\d+"')
    text = view.sub(lambda found: seen.setdefault(found[0], f'"view_{len(seen) + 1}"'), text)
    numbered: dict[str, Any] = json.loads(text)
    return numbered


def _require_nothing_from_elsewhere(part: Json, name: str) -> None:
    if isinstance(part, dict):
        for key, below in part.items():
            if key in _ELSEWHERE:
                raise AnalysisError(
                    f"explorer {name!r}: the chart uses {key!r} ({below}). Saved pages have no "
                    "network, and links in data are unsafe: pass a frame, and put links in a "
                    "TableExplorer"
                )
            if key not in DATA:
                _require_nothing_from_elsewhere(below, name)
    elif isinstance(part, list):
        for below in part:
            _require_nothing_from_elsewhere(below, name)


def _shown(value: Json, *, is_time: bool) -> Json:
    if isinstance(value, str):
        if is_time and (time := _IN_ZONE.fullmatch(value)):
            return time[1]
        if len(value) > _LONGEST_TEXT:
            # A label shows some forty characters, but measuring it takes Vega minutes at 100,000.
            rest = len(value) - _KEPT
            return f"{value[:_KEPT]} [{rest:,} characters more]"
    if type(value) is int and abs(value) > _LARGEST_WHOLE:
        return str(value)
    return value
