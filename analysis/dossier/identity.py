"""One thing, one row, one spelling: what would be counted twice or taken apart by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.diagnosis import ROWS_PER_RULE
from analysis.dossier.problems import Problem
from analysis.dossier.references import apart, references_of
from analysis.dossier.spelling import likeness
from analysis.dossier.tables import TABLES
from analysis.errors import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.dossier.files import TableText

NAMES = {
    "actors": "name",
    "weapons": "name",
    "places": "name",
    "propositions": "description",
    "weapon_classes": "label",
    "quantities": "label",
}
"""What a reader sees in place of an id: two rows of one name look like one."""
GROUPED: dict[str, dict[str, str | None]] = {
    "claims": {"concept": None, "likelihood_term": None, "coder": None},
    "ties": {"instrument": None, "coded_by": None, "coder": None},
    "transfers": {"coder": None},
    "clauses": {"article": "tie_id"},
    "figures": {"variant": "weapon_id", "condition": None, "unit": "quantity"},
    "deliveries": {"item": None, "unit": None},
    "sources": {"publisher": None, "voice": None},
    "frontier": {"question": None},
}
"""Columns of words by which rows are grouped or joined, and the column within which they are."""
_COUNTED = frozenset(
    ("ties", "clauses", "commitments", "events", "figures", "transfers", "deliveries")
)
"""Tables whose rows are counted. An article may make a claim twice."""


def identity_problems(
    frames: Mapping[str, pl.DataFrame], texts: Mapping[str, TableText]
) -> Iterator[Problem]:
    """Find what is one thing in two spellings, rows or items, and two things of one name.

    Parameters
    ----------
    frames, texts
        Typed frame and text per table, as `reference_problems` takes them.
    """
    for table, frame in frames.items():
        if frame.is_empty():
            continue
        text = texts[table]
        for name, column in TABLES[table].columns().items():
            if isinstance(column.dtype, pl.List):
                yield from _items_twice(frame, text, name)
        for name, within in GROUPED.get(table, {}).items():
            yield from _two_spellings(frame, text, name, within)
        if table in NAMES:
            yield from _one_name(frame, text, NAMES[table])
        if table in _COUNTED:
            yield from _rows_twice(frame, text, table)
    if "what_ifs" in frames:
        first = frames["what_ifs"].with_row_index("row").unique("what_if_id", keep="first")
        yield from _one_name(first.sort("row"), texts["what_ifs"], "description")


def _items_twice(frame: pl.DataFrame, text: TableText, column: str) -> Iterator[Problem]:
    several = (
        frame.select(items=column).with_row_index("row").filter(pl.col("items").list.len() > 1)
    )
    twice = several.filter(pl.col("items").list.n_unique() < pl.col("items").list.len())
    for row, items in twice.head(ROWS_PER_RULE).iter_rows():
        item = next(item for item in items if items.count(item) > 1)
        remedy = f"names {shorten(str(item))} {items.count(item)} times; once is enough"
        yield Problem(*text.place(row), column, text.texts[row, column], "item_twice", remedy)


def _two_spellings(
    frame: pl.DataFrame, text: TableText, column: str, within: str | None
) -> Iterator[Problem]:
    """Find texts that differ only in case, blanks or form from others they are grouped with."""
    by = [*apart(frame), *([within] if within else [])]
    values = frame.lazy().drop_nulls(column).group_by(*by, column).len().collect()
    values = values.with_columns(like=likeness(pl.col(column)))
    several = pl.struct(*by, "like").is_duplicated()
    alike = values.filter(several)
    if alike.is_empty():
        return
    rows = frame.select(*by, column).with_row_index("row")
    rows = rows.join(alike, on=[*by, column], maintain_order="left")
    first = rows.unique([*by, column], keep="first", maintain_order=True)
    usual = first.sort("len", descending=True, maintain_order=True)
    usual = usual.unique([*by, "like"], keep="first", maintain_order=True)
    named = usual.select(*by, "like", usual=column, usual_row="row")
    others = rows.join(named, on=[*by, "like"], maintain_order="left")
    others = others.filter(pl.col(column) != pl.col("usual"))
    for row, value, other, at in (
        others.head(ROWS_PER_RULE).select("row", column, "usual", "usual_row").iter_rows()
    ):
        _, line = text.place(at)
        remedy = f"is {shorten(other)} in line {line}; write both the same, or tell them apart"
        yield Problem(*text.place(row), column, value, "one_spelling", remedy)


def _one_name(frame: pl.DataFrame, text: TableText, column: str) -> Iterator[Problem]:
    rows = frame if "row" in frame.columns else frame.with_row_index("row")
    rows = rows.select("row", *apart(frame), column, like=likeness(pl.col(column)))
    rows = rows.drop_nulls("like")
    by = [*apart(frame), "like"]
    if not rows.select(pl.struct(by).is_duplicated().any()).item():
        return
    named = rows.with_columns(first=pl.col("row").first().over(by))
    again = named.filter(pl.col("row") != pl.col("first"))
    for row, value, first in again.select("row", column, "first").head(ROWS_PER_RULE).iter_rows():
        _, line = text.place(first)
        remedy = f"line {line} has the same {column}; add what tells them apart to one of the two"
        yield Problem(*text.place(row), column, value, "one_name_each", remedy)


def _rows_twice(frame: pl.DataFrame, text: TableText, table: str) -> Iterator[Problem]:
    """Find rows that are there twice, under two ids of their own."""
    schema = TABLES[table]
    key = schema.primary_key()
    if len(key) > 1 or key[0] in references_of(schema) or frame.width <= len([*key, *apart(frame)]):
        return
    rest = frame.drop(key)
    if not rest.is_duplicated().any():
        return
    columns = [c for c in rest.columns if c != "dossier"]
    rows = text.texts.select(columns).with_columns(*(frame[c] for c in apart(frame)))
    rows = rows.with_row_index("row").with_columns(key=text.texts[key[0]])
    by = [*columns, *apart(frame)]
    found = rows.with_columns(
        pl.col("row").first().over(by).alias("first"), pl.col("key").first().over(by).alias("as")
    ).filter(pl.col("row") != pl.col("first"), pl.col("key") != pl.col("as"))
    for row, value, first in found.select("row", "key", "first").head(ROWS_PER_RULE).iter_rows():
        _, line = text.place(first)
        remedy = f"is the row of line {line} under another id; keep one of them"
        yield Problem(*text.place(row), key[0], value, "row_twice", remedy)
