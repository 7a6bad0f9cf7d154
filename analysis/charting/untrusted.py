"""Untrusted text made harmless, its hidden characters visible, before it reaches a view."""

from __future__ import annotations

import html
import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BIDI = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_CONTROL = [c for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r"]
_NO_CHARACTERS = [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]  # XML cannot contain them
_VISIBLE = {code: f"[U+{code:04X}]" for code in (*_BIDI, *_CONTROL, *_NO_CHARACTERS)}
_IN_EXPRESSIONS = {ord(c): f"\\u{ord(c):04x}" for c in "<\u2028\u2029"}

Json = Any
"""What JSON can say."""


def reveal_hidden(text: str) -> str:
    r"""Write bidirectional and other control characters as their code point.

    A right-to-left override can make a sentence read as something it does not say
    (Boucher and Anderson 2021, "Trojan Source"); the reader should see that it is there. Tabs and
    line ends stay as they are.

    Examples
    --------
    >>> reveal_hidden("signed \u202eton\u202c yet")
    'signed [U+202E]ton[U+202C] yet'
    """
    return text.translate(_VISIBLE)


def reveal_hidden_in_json(part: Json) -> Json:
    r"""Apply `reveal_hidden` to all text of a JSON tree; NaN, which JSON lacks, becomes null.

    Vega shows text as text, but not that a control character is in it; and one that XML forbids
    ends the whole process when the picture is drawn.

    Examples
    --------
    >>> reveal_hidden_in_json({"names": ["ton\u202c", float("nan")]})
    {'names': ['ton[U+202C]', None]}
    """
    if isinstance(part, dict):
        return {reveal_hidden(key): reveal_hidden_in_json(below) for key, below in part.items()}
    if isinstance(part, list):
        return [reveal_hidden_in_json(below) for below in part]
    if isinstance(part, float) and not math.isfinite(part):
        return None
    return reveal_hidden(part) if isinstance(part, str) else part


def escape_html(text: str) -> str:
    """Make text harmless in HTML elements and in double-quoted attributes.

    Examples
    --------
    >>> escape_html('<img src="x">')
    '&lt;img src=&quot;x&quot;&gt;'
    """
    return html.escape(reveal_hidden(text))


def vega_literal(part: str | Sequence[str] | Mapping[str, str]) -> str:
    r"""Write text, a list of texts or an object as a literal of a Vega expression.

    Examples
    --------
    >>> print(vega_literal(["Côte d'Ivoire", "</script>", "ton\u202c"]))
    ["Côte d'Ivoire", "\u003c/script>", "ton[U+202C]"]
    """
    text = json.dumps(reveal_hidden_in_json(part), ensure_ascii=False)
    return text.translate(_IN_EXPRESSIONS)
