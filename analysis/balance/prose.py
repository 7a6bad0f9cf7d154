"""Results as a notebook shows them: sentences, with numbers set off and all names escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NAMES = 10
"""Names that a sentence lists; of more it says how many there are."""


def paragraphs(*sentences: str) -> str:
    """Put sentences, which are HTML, into paragraphs; empty ones are left out."""
    return "".join(f"<p>{sentence}</p>" for sentence in sentences if sentence)


def number(value: float) -> str:
    """Set a number off.

    Examples
    --------
    >>> number(1200)
    '<strong>1,200</strong>'
    """
    return f"<strong>{value:,}</strong>"


def listed(names: Sequence[object]) -> str:
    """List names, the first ten of many.

    Examples
    --------
    >>> listed(["a<b", 2]), listed(range(12))[-12:]
    ('a&lt;b, 2', '9 and 2 more')
    """
    shown = ", ".join(escape(str(name)) for name in names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return f"{shown} and {rest:,} more" if rest > 0 else shown
