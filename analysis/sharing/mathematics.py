"""Mathematics in markdown as MathML, which browsers draw without a script."""

from __future__ import annotations

import re

from analysis.explorer.visible import escaped

_DELIMITERS = re.compile(r"^\s*(\$\$?|\\\[|\\\()|(\$\$?|\\\]|\\\))\s*$")


def mathml(tex: str, *, block: bool = False) -> str:
    r"""Turn TeX into MathML; what cannot be turned is shown as it was written.

    Parameters
    ----------
    tex
        TeX of one formula, with or without its delimiters.
    block
        Display the formula on a line of its own.

    Examples
    --------
    >>> mathml("$x$").endswith("<mrow><mi>x</mi></mrow></math>")
    True
    >>> mathml(r"\left( x")
    '<code class="tex">\\left( x</code>'
    """
    from latex2mathml.converter import convert  # noqa: PLC0415 (few notebooks hold a formula)

    bare = _DELIMITERS.sub("", tex)
    try:
        return str(convert(bare, display="block" if block else "inline"))
    except Exception:  # noqa: BLE001 (its errors have no base of their own)
        return f'<code class="tex">{escaped(bare)}</code>'
