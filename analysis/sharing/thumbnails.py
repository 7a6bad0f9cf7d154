"""A small picture of a chart: its marks alone, since words of that size cannot be read."""

from __future__ import annotations

import base64
import copy
import io
import json
from typing import Any

from PIL import Image, ImageChops

from analysis.explorer.rows import views_of
from analysis.sharing.pictures import data_address

_POSITIONS = {"x", "y"}
_FACETS = {"row", "column", "facet"}
_GUIDED = {"color", "fill", "stroke", "shape", "size", "opacity", "strokeDash", "strokeWidth"}
_WIDTH, _HEIGHT = 480, 300
_COLOURS = 32
_POINTS = {"point", "circle", "square"}
_LARGER = 3  # in area: a point of a chart is hardly one of a picture of a third of its width


def thumbnail(spec: dict[str, Any]) -> str:
    """Draw the marks of a Vega-Lite spec as a small picture, as an address that contains it.

    Examples
    --------
    >>> thumbnail({"mark": "bar", "data": {"values": [{"a": 1}]}})[:22]
    'data:image/png;base64,'
    """
    import vl_convert

    drawn = vl_convert.vegalite_to_png(json.dumps(wordless(spec), ensure_ascii=True), scale=2)
    return small(drawn)


def small(png: bytes) -> str:
    """Make a picture small, without its margins; of a tall one only the top."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    paper = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    picture = picture.crop(ImageChops.difference(picture, paper).getbbox())
    shown = picture.crop((0, 0, picture.width, min(picture.height, picture.width * 5 // 8)))
    shown.thumbnail((_WIDTH, _HEIGHT))
    file = io.BytesIO()
    shown.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return data_address("image/png", file.getvalue())


def small_of(address: str) -> str:
    """Make the picture of a ``data:`` address small; one that is not a bitmap stays as it is."""
    head, _, content = address.partition(";base64,")
    if head not in {"data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"}:
        return address
    try:
        return small(base64.b64decode(content))
    except (OSError, ValueError):  # nobody can draw it, a browser neither
        return ""


def wordless(spec: dict[str, Any]) -> dict[str, Any]:
    """Give the spec without axes, legends, titles and text.

    Examples
    --------
    >>> wordless({"mark": "bar", "title": "T", "encoding": {"x": {"field": "a"}}})
    {'mark': 'bar', 'encoding': {'x': {'field': 'a', 'axis': None}}}
    """
    bare = copy.deepcopy(spec)
    for view in views_of(bare):
        view.pop("title", None)
        mark = view.get("mark")
        kind = mark.get("type") if isinstance(mark, dict) else mark
        if kind == "text":
            kept = mark if isinstance(mark, dict) else {"type": "text"}
            view["mark"] = kept | {"opacity": 0, "fontSize": 0.01}
        if kind in _POINTS and "size" not in view.get("encoding", {}):
            kept = mark if isinstance(mark, dict) else {"type": kind}
            size = kept.get("size", 30)
            view["mark"] = kept | {"size": _LARGER * size if isinstance(size, int | float) else 90}
        for channel, said in view.get("encoding", {}).items():
            if not isinstance(said, dict):
                continue
            if channel in _POSITIONS:
                said["axis"] = None
            elif channel in _FACETS:
                said["header"] = None
            elif channel in _GUIDED and "field" in said:
                said["legend"] = None
    return bare
