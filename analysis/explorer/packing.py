"""JSON in an attribute of a page, compressed: it has room for five times as much."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.charting.untrusted import Json


def packed(value: Json) -> str:
    """Give JSON as text of letters, digits, ``+``, ``/`` and ``=``; the page's script unpacks it.

    Examples
    --------
    >>> unpacked(packed({"ties": ["<a>", 1]}))
    {'ties': ['<a>', 1]}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode("ascii")


def unpacked(text: str) -> Json:
    """Give back what `packed` was given."""
    return json.loads(zlib.decompress(base64.b64decode(text)))
