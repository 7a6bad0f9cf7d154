"""The picture of a chart that stands in a page where no script runs."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from analysis.explorer.visible import escaped

_SCALE = 2
_COLORS = 96


def picture(spec: dict[str, Any], alt: str) -> str:
    """Draw a Vega-Lite spec as an HTML image, at two pixels per unit so that it prints sharply.

    A chart needs few colours: with a palette it takes a tenth of what vl-convert writes.

    Parameters
    ----------
    spec
        A Vega-Lite spec that holds its data.
    alt
        What the chart shows.

    Examples
    --------
    >>> spec = {"mark": "point", "data": {"values": []}, "width": 200, "padding": 10}
    >>> picture(spec, "No points.")[:37]
    '<img alt="No points." width="220" src'
    """
    import vl_convert  # noqa: PLC0415 (a spec alone needs no picture)

    drawn = Image.open(io.BytesIO(vl_convert.vegalite_to_png(spec, scale=_SCALE)))
    few = drawn.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True)
    source = base64.b64encode(file.getvalue()).decode("ascii")
    width = drawn.width // _SCALE
    return f'<img alt="{escaped(alt)}" width="{width}" src="data:image/png;base64,{source}">'
