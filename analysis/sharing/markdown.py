"""Markdown as JupyterLab reads it, as HTML that still has to be cleaned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
    MathInlineParser,
)

from analysis.charting.untrusted import escape_html
from analysis.sharing.mathematics import tex_to_mathml

if TYPE_CHECKING:
    from collections.abc import Callable

# "$3.5 billion for tanks and $2.4 billion": both dollars stand before a digit, or the second one
# after a space; no formula looks like that.
_MONEY = r"(?!\d[^$]*(?:\s\$|\$\d))"
_PLACE = re.compile(r'<span class="formula-(\d+)">[^<]*</span>')


class Formulas:
    """The mathematics of a page: set aside while the HTML around it is cleaned.

    Parameters
    ----------
    undrawn
        Called with the TeX of each formula that is shown as TeX.

    Examples
    --------
    >>> formulas = Formulas()
    >>> place = formulas.set_aside("x")
    >>> place, formulas.put_back(f"<p>{place}</p>").count("<math")
    ('<span class="formula-0">$x$</span>', 1)
    """

    def __init__(self, undrawn: Callable[[str], object] = len) -> None:
        self._made: list[str] = []
        self._undrawn = undrawn

    def set_aside(self, tex: str, *, block: bool = False) -> str:
        """Make a formula and give a place for it, which reads as its TeX."""
        self._made.append(tex_to_mathml(tex, block=block))
        if not self._made[-1].startswith("<math"):
            self._undrawn(tex)
        mark = "$$" if block else "$"
        return f'<span class="formula-{len(self._made) - 1}">{mark}{escape_html(tex)}{mark}</span>'

    def put_back(self, html: str) -> str:
        """Put the formulas into cleaned HTML."""
        return _PLACE.sub(lambda place: self._of(int(place[1]), place[0]), html)

    def _of(self, number: int, otherwise: str) -> str:
        return self._made[number] if number < len(self._made) else otherwise


class _Inline(MathInlineParser):
    SPECIFICATION = MathInlineParser.SPECIFICATION | {
        "inline_math_tex": MathInlineParser.INLINE_MATH_TEX.replace(
            r"\$(?P<math_inline_tex>", rf"\${_MONEY}(?P<math_inline_tex>"
        )
    }


class _Renderer(IPythonRenderer):
    def __init__(self, set_aside: Callable[..., str]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._set_aside = set_aside

    def inline_math(self, body: str) -> str:
        return self._set_aside(body)

    def block_math(self, body: str) -> str:
        return self._set_aside(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return self._set_aside(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)

    def _embed_image_or_attachment(self, src: str) -> str:
        return src  # pictures of markdown and of HTML are embedded alike, after parsing


def markdown_to_html(source: str, formulas: Formulas) -> str:
    r"""Render markdown; its HTML is not cleaned, its pictures are not embedded.

    Examples
    --------
    >>> markdown_to_html("*$5* and $6, - \\$7", Formulas())
    '<p><em>$5</em> and $6, - $7</p>\n'
    """
    renderer = _Renderer(formulas.set_aside)
    markdown = MarkdownWithMath(renderer=renderer, inline=_Inline(hard_wrap=False))
    renderer.register("task_list_item", _task)
    return str(markdown.render(source))


def _task(_renderer: Any, text: str, *, checked: bool = False) -> str:  # noqa: ANN401 (mistune's)
    box = "\N{BALLOT BOX WITH CHECK}" if checked else "\N{BALLOT BOX}"
    before, opened, rest = text.rpartition("<p>") if text.startswith("<p>") else ("", "", text)
    return f"<li>{before}{opened}{box} {rest}</li>\n"
