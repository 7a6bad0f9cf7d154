"""Cells as sections of a page, as far as their author lets readers see them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nbconvert.filters.highlight import Highlight2HTML

from analysis.charting.untrusted import escape_html
from analysis.sharing.cleaning import clean
from analysis.sharing.fragments import Draft, Fragment
from analysis.sharing.hidden import Shown
from analysis.sharing.markdown import markdown_to_html

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from analysis.sharing.outputs import Outputs, Part

_RAW_AS_HTML, _RAW_AS_MARKDOWN = "text/html", "text/markdown"
RAW = ("", "text/plain", _RAW_AS_HTML, _RAW_AS_MARKDOWN)
"""Raw cells that are meant for a page; others are meant for other formats."""


@dataclass(frozen=True)
class Kinds:
    """What kinds of content the page takes, as nbconvert's options of the same names say."""

    exclude_code_cell: bool = False
    exclude_input: bool = False
    exclude_markdown: bool = False
    exclude_output: bool = False
    exclude_raw: bool = False
    raw_mimetypes: Collection[str] = RAW


@dataclass
class Section:
    """One cell in the page."""

    parts: list[Part]
    prose: list[Fragment] = field(default_factory=list)
    """What is written rather than computed."""

    folds: int = 0
    """Level of a heading under which its author folded all that follows; 0 for none."""

    level: int = 0
    """Level of the first heading; 0 for none."""


def sections(
    cells: Iterable[Any], outputs: Outputs, draft: Draft, language: str, kinds: Kinds
) -> Iterator[Section]:
    """Give the sections of a page.

    Cells and parts that are hidden or removed, by the tags of Jupyter Book and nbconvert or by
    JupyterLab's menu, are not in the page at all: what is folded there can be opened by anybody.

    Parameters
    ----------
    cells
        The notebook's.
    outputs
        What makes their outputs into parts.
    draft
        The page.
    language
        Name of the code's language, for its colours.
    kinds
        What the page takes.
    """
    for number, cell in enumerate(cells, 1):
        draft.cell = number
        metadata = cell.get("metadata") or {}
        shown = Shown.of(metadata)
        if not shown.cell:
            continue
        try:
            match cell.get("cell_type"):
                case "markdown" if shown.source and not kinds.exclude_markdown:
                    yield _text_cell(cell, metadata, draft)
                case "code" if not kinds.exclude_code_cell:
                    yield _code_cell(cell, shown, kinds, outputs, language)
                case "raw" if shown.source and not kinds.exclude_raw:
                    yield from _raw_cell(cell, metadata, draft, kinds)
        except Exception as error:  # noqa: BLE001 (one odd cell must not cost the whole page)
            said = draft.note_html(f"cell left out: {type(error).__name__}: {error}")
            source = escape_html(str(cell.get("source", "")))
            yield Section([f'<section class="text-cell">{said}<pre>{source}</pre></section>\n'])


def _text_cell(cell: Mapping[str, Any], metadata: Mapping[str, Any], draft: Draft) -> Section:
    html = markdown_to_html(cell.get("source", ""), draft.formulas)
    section = _written(html, cell, draft)
    level = int(section.prose[0].headings[0].name[1]) if section.prose[0].headings else 0
    section.level = level
    section.folds = level if metadata.get("jp-MarkdownHeadingCollapsed") else 0
    return section


def _written(html: str, cell: Mapping[str, Any], draft: Draft) -> Section:
    text = Fragment(html, draft, attachments=cell.get("attachments") or {}, prose=True)
    return Section(['<section class="text-cell">\n', text, "\n</section>\n"], [text])


def _code_cell(
    cell: Mapping[str, Any], shown: Shown, kinds: Kinds, outputs: Outputs, language: str
) -> Section:
    parts: list[Part] = ['<section class="code-cell">\n']
    source = cell.get("source", "")
    if shown.source and source.strip() and not kinds.exclude_input:
        code = highlighted(source, language)
        parts.append(f'<div class="dossier-code">{code}</div>\n')
    if not kinds.exclude_output:
        made = cell.get("outputs") or []
        parts += outputs.parts([one for one in made if shown.of_output(one)], cell)
    return Section([*parts, "</section>\n"] if len(parts) > 1 else [])


def _raw_cell(
    cell: Mapping[str, Any], metadata: Mapping[str, Any], draft: Draft, kinds: Kinds
) -> Iterator[Section]:
    source = cell.get("source", "")
    kind = str(metadata.get("raw_mimetype") or metadata.get("format") or "").lower()
    if not source.strip() or kind not in kinds.raw_mimetypes:
        return
    if kind == _RAW_AS_HTML:
        yield _written(source, cell, draft)
    elif kind == _RAW_AS_MARKDOWN:
        yield _written(markdown_to_html(source, draft.formulas), cell, draft)
    else:
        pre = f'<pre class="raw">{escape_html(source)}</pre>'
        yield Section([f'<section class="text-cell">{pre}</section>\n'])


def highlighted(source: str, language: str) -> str:
    """Give code in colours.

    Examples
    --------
    >>> "&lt;b&gt;" in highlighted("<b>", "no such language")
    True
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a language that nobody knows is shown without colours
        # The name of the language, which the notebook has, would be written as it is.
        return clean(Highlight2HTML(pygments_lexer=language)(source))
