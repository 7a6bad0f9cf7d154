"""Characters that a reader cannot see, made visible before untrusted text reaches a view."""

from __future__ import annotations

import html

_BIDI = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_CONTROL = [c for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r"]
_NO_CHARACTERS = [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]  # XML cannot hold them
_VISIBLE = {code: f"[U+{code:04X}]" for code in (*_BIDI, *_CONTROL, *_NO_CHARACTERS)}


def visible(text: str) -> str:
    r"""Write bidirectional and other control characters as their code point.

    A right-to-left override can make a sentence read as something it does not say
    (Boucher and Anderson 2021, "Trojan Source"); the reader shall see that it is there.

    Parameters
    ----------
    text
        Any text; tabs and line ends stay as they are.

    Examples
    --------
    >>> visible("signed \u202eton\u202c yet")
    'signed [U+202E]ton[U+202C] yet'
    """
    return text.translate(_VISIBLE)


def escaped(text: str) -> str:
    """Make text harmless in HTML elements and in double-quoted attributes.

    Parameters
    ----------
    text
        Any text.

    Examples
    --------
    >>> escaped('<img src="x">')
    '&lt;img src=&quot;x&quot;&gt;'
    """
    return html.escape(visible(text))
