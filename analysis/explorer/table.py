"""A frame as a table to search, sort and filter, live and in a saved page."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from analysis.charting import palette
from analysis.charting.numbers import number_text
from analysis.charting.untrusted import escape_html, reveal_hidden
from analysis.errors import AnalysisError, did_you_mean, shorten
from analysis.explorer.base import TABLE_MIME, Figure
from analysis.explorer.cards import TONES
from analysis.explorer.links import WEB, anchored, followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import ipywidgets


MOST_TABLE_ROWS = 10_000
"""Rows that a table of a page may have: beyond that, a browser is slow to search them."""

_DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"'\\]+")
_LONG_CHARACTERS = 600
_SENTENCE_CHARACTERS = 60
_LINK = {"text", "address", "tone"}
_MARKED = {"text", "color", "shape"}
_QUOTED = {"text", "quote"}
_SHAPES = ("circle", "square", "triangle-up", "triangle-down", "cross", "diamond")
_COLORS = {
    getattr(palette, name.upper()): name
    for name in ("blue", "vermilion", "green", "purple", "orange", "sky", "grey", "muted")
}
"""Names of the palette in the style sheet, which a cell may use alone."""


class _Columns(Protocol):
    """What a pandas frame has: columns by name."""

    @property
    def columns(self) -> Iterable[Any]: ...

    def __getitem__(self, name: Any, /) -> Iterable[Any]: ...  # noqa: ANN401


class TableExplorer(Figure):
    """A table of claims, sources or figures for readers to search, sort and filter.

    Every cell is text: markup in it is shown, not followed. A cell that is a web address
    (http or https) or a DOI becomes a link; no other scheme does. So does a struct of ``text``
    and ``address``, where the address is of the web or an anchor (``#claim-c01``). A struct with
    ``tone`` as well (``for``, ``against``, ``aside`` or nothing) tints the cell, as a `Card`.
    A struct of ``text``, ``color`` and ``shape``, as a `charting.Style` has them, has its mark
    before it; one of ``text`` and ``quote`` has the quotation below it in italics.

    Parameters
    ----------
    frame
        The rows, in the order to show them first: a polars or pandas frame, or a lazy one.
    name
        Identifies the table in the page: kebab-case, unique in a notebook.
    caption
        What the rows are; by default the name and the number of rows.
    labels
        Column headings, by column; other columns keep their name with spaces.
    row_anchor
        Column with where links to each row lead, such as ``claim-c01``; it is not shown.
    sentence
        What else a reader needs to read the table, below the caption.
    group
        Column with the words above the rows that share them, groups in the order of their first
        row; it is not shown, and rows without such words have nothing above them.
    on_paper
        Column that says which rows are printed (all by default); it is not shown.
    folded
        Words behind which the table is folded; on paper there are only the words.
    notes
        Lines below the table, such as what a sign in a cell means.

    Raises
    ------
    AnalysisError
        The name is not in kebab-case, `labels` or `row_anchor` name a column that is not in the
        frame, a link or an anchor is malformed, or there are more rows than `MOST_TABLE_ROWS`.

    Examples
    --------
    >>> sources = pl.DataFrame({"title": ["Treaty text"], "url": ["https://example.org/treaty"]})
    >>> print(TableExplorer(sources, name="sources"))
    Table "sources": sources, 1 row
      title, url
    """

    def __init__(
        self,
        frame: pl.DataFrame | pl.LazyFrame | _Columns,
        name: str,
        caption: str | None = None,
        labels: dict[str, str] | None = None,
        *,
        row_anchor: str | None = None,
        sentence: str | None = None,
        group: str | None = None,
        on_paper: str | None = None,
        folded: str | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(name)
        frame = _collected(frame)
        if frame.height > MOST_TABLE_ROWS:
            raise AnalysisError(
                f"table {name!r} has {frame.height:,} rows, and a page shows at most "
                f"{MOST_TABLE_ROWS:,} in a table; filter them before"
            )
        about = {"row_anchor": row_anchor, "group": group, "on_paper": on_paper}
        for option, column in about.items():
            _require_columns([column] if column else [], frame, f"table {name!r}: {option}=")
        _require_columns(labels or (), frame, f"table {name!r}: labels=")
        if group:
            frame = pl.concat([frame.clear(), *frame.partition_by(group, maintain_order=True)])
        self.anchors = [anchored(str(one)) for one in frame[row_anchor]] if row_anchor else []
        heads = frame[group] if group else [None] * frame.height
        self.groups = ["" if one is None else str(one) for one in heads]
        self.printed = frame[on_paper].to_list() if on_paper else [True] * frame.height
        frame = frame.drop(column for column in about.values() if column)
        self.sentence = reveal_hidden(sentence or "")
        self.folded = reveal_hidden(folded or "")
        self.notes = [reveal_hidden(note) for note in notes]
        rows = f"{frame.height:,} row{'' if frame.height == 1 else 's'}"
        self.frame = frame
        self.caption = reveal_hidden(caption) if caption else f"{name.replace('-', ' ')}, {rows}"
        self.labels = {column: column.replace("_", " ") for column in frame.columns}
        self.labels |= labels or {}

    def __str__(self) -> str:
        heads = ", ".join(self.labels[column] for column in self.frame.columns)
        said = [f'Table "{self.name}": {self.caption}', self.sentence, heads, *self.notes]
        return "\n  ".join(filter(None, said))

    def add_note(self, note: str) -> None:
        """Add a line below the table."""
        self.notes.append(reveal_hidden(note))

    @cached_property
    def _live(self) -> ipywidgets.Widget:
        from analysis.explorer.live import table_widget

        return table_widget(self.name, self.to_html())

    def to_html(self) -> str:
        """Give the table as HTML that is readable without a script."""
        types = self.frame.schema.items()
        kind = {name: ' class="number"' if dtype.is_numeric() else "" for name, dtype in types}
        wide = {name: ' class="wide"' for name in self.frame.columns if self._has_sentences(name)}
        head = "".join(
            f'<th scope="col"{wide.get(name, kind[name])}>{escape_html(self.labels[name])}</th>'
            for name in self.frame.columns
        )
        span = f'colspan="{self.frame.width}"'
        bodies = ""
        for words, rows in groupby(zip(self.groups, self._rows(kind), strict=True), itemgetter(0)):
            head_row = (
                f'<tr class="group"><th scope="rowgroup" {span}>{escape_html(words)}</th></tr>'
            )
            listed = "\n".join([*([head_row] if words else []), *(row for _, row in rows)])
            bodies += f"\n<tbody>\n{listed}\n</tbody>"
        notes = "".join(f"<tr><td {span}>{escape_html(note)}</td></tr>" for note in self.notes)
        sentence = f" <span>{escape_html(self.sentence)}</span>" if self.sentence else ""
        table = (
            f"<table><caption><b>{escape_html(self.caption)}</b>{sentence}</caption>"
            f"<thead><tr>{head}</tr></thead>{bodies or '<tbody></tbody>'}"
            f"{f'<tfoot>{notes}</tfoot>' if notes else ''}</table>"
        )
        if self.folded:
            table = f"<details><summary>{escape_html(self.folded)}</summary>{table}</details>"
        return f'<div class="dossier-table" id="table-{self.name}">{table}</div>'

    def _rows(self, kind: Mapping[str, str]) -> Iterator[str]:
        # An id is unique: the first row of an anchor has it.
        first = {anchor: at for at, anchor in reversed([*enumerate(self.anchors)])}
        for at, row in enumerate(self.frame.iter_rows(named=True)):
            anchor = self.anchors[at] if self.anchors else ""
            attributes = f' id="{anchor}"' if anchor and first[anchor] == at else ""
            attributes += "" if self.printed[at] else ' class="screen"'
            cells = "".join(
                f"<td{_toned(value) or kind[name]}>{_cell(value)}</td>"
                for name, value in row.items()
            )
            yield f"<tr{attributes}>{cells}</tr>"

    def saved(self) -> dict[str, Any]:
        """Say to a saved page that the table beside it can be searched."""
        return {TABLE_MIME: {"name": self.name}}

    def _has_sentences(self, name: str) -> bool:
        column = self.frame[name]
        if column.dtype == pl.List(pl.String):
            column = column.explode()
        if isinstance(column.dtype, pl.Struct) and {*column.struct.fields} == _QUOTED:
            column = column.struct.field("text")
        longest = column.str.len_chars().max() if column.dtype == pl.String else None
        return isinstance(longest, int) and longest > _SENTENCE_CHARACTERS

    def _widget(self) -> ipywidgets.Widget:
        return self._live


def _collected(frame: pl.DataFrame | pl.LazyFrame | _Columns) -> pl.DataFrame:
    """Give the rows of a frame of polars or pandas."""
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    # By way of plain values: polars would ask for another library to read pandas.
    columns = {str(name): [_known(value) for value in frame[name]] for name in frame.columns}
    return pl.DataFrame(columns, strict=False)


def _require_columns(columns: Iterable[str], frame: pl.DataFrame, said_by: str) -> None:
    for column in columns:
        if column not in frame.columns:
            found = ", ".join(frame.columns) or "none"
            raise AnalysisError(
                f"{said_by} names {shorten(str(column))}, which is not a column"
                f"{did_you_mean(str(column), frame.columns)}; the columns are: {found}"
            )


def _known(value: object) -> object:
    # NaN and NaT differ from themselves: in pandas they are what is not known.
    return None if value is None or (value != value) is True else value  # noqa: PLR0124


def _toned(value: object) -> str:
    tone = value.get("tone") if isinstance(value, dict) and set(value) == _LINK else None
    return f' class="{tone}"' if tone in TONES[1:] else ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"  # with the zeros that say how exact it is
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dict):
        return _struct(value)
    if isinstance(value, list | tuple):
        return "<br>".join(map(_cell, value))
    text = reveal_hidden(str(value))
    if WEB.fullmatch(text):
        return _link(text, text)
    if _DOI.fullmatch(text):
        return _link(f"https://doi.org/{text}", text)
    if len(text) > _LONG_CHARACTERS:
        return f'<div class="dossier-long" tabindex="0" dir="auto">{escape_html(text)}</div>'
    return f"<bdi>{escape_html(text)}</bdi>"


def _struct(value: Mapping[str, Any]) -> str:
    fields = set(value)
    if {"text", "address"} <= fields <= _LINK:
        if not (value["text"] and value["address"]):
            return _cell(value["text"])
        return _link(followed(value["address"]), reveal_hidden(str(value["text"])))
    if fields == _MARKED:
        look = f"{value['shape']} {_COLORS.get(value['color'])}"
        known = value["shape"] in _SHAPES and value["color"] in _COLORS
        mark = f'<b class="look {look}"></b>' if known else ""
        return f"{mark}{_cell(value['text'])}"
    if fields == _QUOTED:
        quote = f"<br><i>{_cell(value['quote'])}</i>" if value["quote"] else ""
        return f"{_cell(value['text'])}{quote}"
    return "<br>".join(f"{escape_html(name)}: {_cell(part)}" for name, part in value.items())


def _link(address: str, text: str) -> str:
    # What has no words may break anywhere.
    bare = ' class="bare"' if address.endswith(text) else ""
    return (
        f'<a{bare} href="{escape_html(address)}" rel="noopener noreferrer">{escape_html(text)}</a>'
    )
