"""The picture of a chart, for pages where no script runs."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any

from PIL import Image

from analysis.charting.untrusted import escape_html

_TWO_HALVES = re.compile(r"[\U00010000-\U0010FFFF]")
_HEIGHT = re.compile(r'<svg [^>]*\bheight="([\d.]+)"')
_SCALE = 2
_COLORS = 96
_LARGEST_WEBP_PX = 16_383  # of each side; a taller picture is a PNG
_EFFORT = 4
"""Of WebP: with the highest, 6, three thousand marks take 14 s instead of 0.5, to save 0.2%."""

_TALL_PX = 400
"""Height from which a picture is drawn at one pixel per unit: it is large enough to be read."""


def still_image(spec: dict[str, Any], alt_text: str) -> str:
    """Draw a Vega-Lite spec as an HTML image, at two pixels per unit so that it prints sharply.

    A tall one has one pixel per unit. A chart needs few colours: with a palette and without losses
    it takes a fifteenth of what vl-convert writes.

    Examples
    --------
    >>> spec = {"mark": "point", "data": {"values": []}, "width": 200, "padding": 10}
    >>> still_image(spec, "No points.")[:37]
    '<img alt="No points." width="220" src'
    """
    import vl_convert

    # Vega cuts long labels between the halves of such a character, which cannot be measured.
    text = _TWO_HALVES.sub("\N{REPLACEMENT CHARACTER}", json.dumps(spec, ensure_ascii=False))
    svg = vl_convert.vegalite_to_svg(text)  # once: a chart takes longer than its pixels
    measured = _HEIGHT.match(svg)
    scale = 1 if measured and float(measured[1]) > _TALL_PX else _SCALE
    drawn = Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=scale)))
    few = drawn.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    file = io.BytesIO()
    kind = "webp" if max(few.size) <= _LARGEST_WEBP_PX else "png"
    few.convert("RGB").save(file, kind, lossless=True, quality=100, method=_EFFORT)
    source = base64.b64encode(file.getvalue()).decode("ascii")
    shown = f'alt="{escape_html(alt_text)}" width="{drawn.width // scale}"'
    return f'<img {shown} src="data:image/{kind};base64,{source}">'
