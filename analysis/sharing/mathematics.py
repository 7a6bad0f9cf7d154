"""Mathematics in markdown as MathML, which browsers draw without a script."""

from __future__ import annotations

import re

from analysis.charting.untrusted import escape_html

_DELIMITERS = re.compile(r"^\s*(\$\$?|\\\[|\\\()|(\$\$?|\\\]|\\\))\s*$")


def tex_to_mathml(tex: str, *, block: bool = False) -> str:
    r"""Turn TeX into MathML; what cannot be turned is shown as it was written.

    Parameters
    ----------
    tex
        TeX of one formula, with or without its delimiters.
    block
        Display the formula on a line of its own.

    Examples
    --------
    >>> tex_to_mathml("$x$").endswith("<mrow><mi>x</mi></mrow></math>")
    True
    >>> tex_to_mathml(r"\left( x")
    '<code class="tex">\\left( x</code>'
    """
    from latex2mathml.converter import convert

    bare = _DELIMITERS.sub("", tex)
    try:
        return str(convert(bare, display="block" if block else "inline"))
    except Exception:  # noqa: BLE001 (its errors have no base of their own)
        return f'<code class="tex">{escape_html(bare)}</code>'
