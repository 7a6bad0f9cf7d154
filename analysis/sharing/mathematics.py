"""Mathematics as MathML, which browsers draw without a script."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring, tostring

from analysis.charting.untrusted import escape_html

_DELIMITERS = re.compile(r"^\s*(\$\$?|\\\[|\\\()|(\$\$?|\\\]|\\\))\s*$")
_COMMAND = re.compile(r"\\[A-Za-z]")
_NUMBERING = re.compile(r"\\(?:label\s*\{[^{}]*\}|nonumber\b|notag\b)")
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_TAGS = frozenset(
    [
        "math",
        "menclose",
        "merror",
        "mfenced",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "none",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "columnalign",
        "columnlines",
        "columnspacing",
        "depth",
        "dir",
        "display",
        "displaystyle",
        "fence",
        "form",
        "frame",
        "height",
        "largeop",
        "linethickness",
        "lspace",
        "mathbackground",
        "mathcolor",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rowlines",
        "rowspacing",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
    ]
)


def tex_to_mathml(tex: str, *, block: bool = False) -> str:
    r"""Turn TeX into MathML; what cannot be turned is shown as it was written.

    Links, styles and names that TeX can give its parts are left out.

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
    >>> tex_to_mathml(r"\nobodyknows{x}")
    '<code class="tex">\\nobodyknows{x}</code>'
    """
    from latex2mathml.converter import convert

    bare = _DELIMITERS.sub("", tex)
    shown_as_tex = f'<code class="tex">{escape_html(bare)}</code>'
    try:
        tree = fromstring(convert(_NUMBERING.sub("", bare), display="block" if block else "inline"))  # noqa: S314 (ours)
    except Exception:  # noqa: BLE001 (the converter's errors have no base)
        return shown_as_tex
    for part in tree.iter():
        part.tag = part.tag.removeprefix(_NAMESPACE)
        part.attrib = {k: v for k, v in part.attrib.items() if k in _ATTRIBUTES}
        unknown = _COMMAND.match(part.text or "")  # the converter lets these through
        if part.tag not in _TAGS or unknown:
            return shown_as_tex
    tree.set("xmlns", _NAMESPACE[1:-1])
    return tostring(tree, encoding="unicode")
