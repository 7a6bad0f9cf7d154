"""Results as a notebook shows them: sentences, with numbers set off and all names escaped.

Like `analysis.errors` this module imports nothing of the project, so that every room can use it.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_NAMES = 10
"""Names that a sentence lists; of more it says how many there are."""


class _Spoken(Protocol):
    def _sentences(self) -> Iterable[str]: ...


Result = TypeVar("Result", bound=_Spoken)


class _Printer(Protocol):
    def text(self, words: str, /) -> None: ...


def in_words(result: type[Result]) -> type[Result]:
    """Let a notebook and `print` show a class of results by its ``_sentences``, which are HTML.

    Its `repr` stays as it is, and so does a text of its own.

    Examples
    --------
    >>> @in_words
    ... class Found:
    ...     def _sentences(self):
    ...         return [f"{number(1200)} ties of {escape('A & B')}."]
    >>> print(Found())
    1,200 ties of A & B.
    >>> Found()._repr_html_()
    '<p><strong>1,200</strong> ties of A &amp; B.</p>'
    """

    def text(self: _Spoken) -> str:
        return "\n".join(plain(sentence) for sentence in self._sentences() if sentence)

    def html(self: _Spoken) -> str:
        return paragraphs(*self._sentences())

    def pretty(self: _Spoken, printer: _Printer, _cycle: bool) -> None:  # noqa: FBT001 (IPython's)
        printer.text(str(self))

    own = vars(result)
    for name, shown in {"__str__": text, "_repr_html_": html, "_repr_pretty_": pretty}.items():
        if name not in own:
            setattr(result, name, shown)
    return result


def plain(sentence: str) -> str:
    """Give the text of a sentence of HTML.

    Examples
    --------
    >>> plain(f"{number(3)} of {escape('<b>')}")
    '3 of <b>'
    """
    return unescape(re.sub(r"<[^>]*>", "", sentence))


def paragraphs(*sentences: str) -> str:
    """Put sentences, which are HTML, into paragraphs; empty ones are left out."""
    return "".join(f"<p>{sentence}</p>" for sentence in sentences if sentence)


def number(value: float | str) -> str:
    """Set a number off.

    Examples
    --------
    >>> number(1200), number("1 to 2")
    ('<strong>1,200</strong>', '<strong>1 to 2</strong>')
    """
    return f"<strong>{value if isinstance(value, str) else format(value, ',')}</strong>"


def counted(count: int, noun: str) -> str:
    """Set a number off before what is counted.

    Examples
    --------
    >>> counted(1, "round"), counted(0, "tie")
    ('<strong>1</strong> round', '<strong>0</strong> ties')
    """
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def listed(names: Sequence[object], separator: str = ", ") -> str:
    """List names, the first ten of many.

    Examples
    --------
    >>> listed(["a<b", 2]), listed(range(12))[-12:]
    ('a&lt;b, 2', '9 and 2 more')
    """
    shown = separator.join(escape(str(name)) for name in names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return f"{shown} and {rest:,} more" if rest > 0 else shown
