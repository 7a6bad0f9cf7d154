"""One thing, one row, one spelling: what would be counted twice or taken apart by mistake."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.dossier.diagnosis import problems_by_row
from analysis.dossier.references import apart, references_of
from analysis.dossier.spelling import MISSING, likeness
from analysis.dossier.tables import ID, TABLES, WORD
from analysis.errors import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from analysis.dossier.files import TableText
    from analysis.dossier.problems import Problem

NAMES = {
    "actors": "name",
    "weapons": "name",
    "places": "name",
    "propositions": "description",
    "weapon_classes": "label",
    "quantities": "label",
    "what_ifs": "description",
    "sources": "url",
}
"""What a reader sees in place of an id: two rows of one name look like one, and what two sources
say that are one is counted twice."""
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
_PARTS = {"condition": "; "}
"""Columns of which each part groups rows, and what is between the parts."""
_TEXT = " as text"
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
        text, screen = texts[table], _screen(table)
        lists = [text.texts[name].alias(name + _TEXT) for name in screen.lists]
        asked = frame.hstack(lists).select(screen.asked)
        for check, *names in [name.split(" ") for name in asked.columns if asked[name].item()]:
            yield from _CHECKS[check](frame, text, table, *names)


class _Screen(NamedTuple):
    """What is asked of a table."""

    lists: list[str]
    """Columns whose texts are looked at."""

    asked: list[pl.Expr]
    """Whether something may be wrong: named for the check that says where, and the column."""


@cache
def _screen(table: str) -> _Screen:
    lists, asked = list[str](), list[pl.Expr]()
    refers = references_of(TABLES[table])
    for name, column in TABLES[table].columns().items():
        if getattr(column, "regex", None) in (ID, WORD) and name not in refers:
            asked.append(pl.col(name).is_in(list(MISSING)).any().alias(f"ids {name}"))
        if isinstance(column.dtype, pl.List):
            # Many rows name the same items, which are looked at once.
            items = pl.col(name + _TEXT).unique().str.split("|")
            twice = items.list.agg(pl.element().is_duplicated().any()).any()
            asked.append(twice.alias(f"items {name}"))
            lists.append(name)
    for name in GROUPED.get(table, {}):
        words = pl.col(name).str.split(_PARTS[name]).explode() if name in _PARTS else pl.col(name)
        like = likeness(words.unique().drop_nulls())
        asked.append(like.is_duplicated().any().alias(f"spellings {name}"))
    if table in NAMES:
        like = _like(NAMES[table]).drop_nulls()
        asked.append(like.is_duplicated().any().alias(f"names {NAMES[table]}"))
    if table in _COUNTED:
        rest = pl.exclude(*TABLES[table].primary_key(), *(name + _TEXT for name in lists))
        asked.append(pl.struct(rest).is_duplicated().any().alias("rows"))
    return _Screen(lists, asked)


def _like(column: str) -> pl.Expr:
    """What two names share that are one; addresses are one only letter by letter."""
    return pl.col(column) if column == "url" else likeness(pl.col(column))


def _ids(frame: pl.DataFrame, text: TableText, _: str, column: str) -> Iterator[Problem]:
    """Find ids and names of classes that other programs read as missing values."""
    rows = frame.select(column).with_row_index("row").filter(pl.col(column).is_in(list(MISSING)))

    def remedy(_: str) -> str:
        return "is read as a missing value by other programs; choose another name"

    yield from problems_by_row(text, column, "id_is_a_name", rows.iter_rows(), remedy)


def _items_twice(frame: pl.DataFrame, text: TableText, _: str, column: str) -> Iterator[Problem]:
    lists = frame.select(said=text.texts[column], items=column).with_row_index("row")
    twice = lists.filter(pl.col("items").list.n_unique() < pl.col("items").list.len())

    def remedy(_: str, items: list[object]) -> str:
        item = next(item for item in items if items.count(item) > 1)
        return f"names {shorten(str(item))} {items.count(item)} times; once is enough"

    yield from problems_by_row(text, column, "item_twice", twice.iter_rows(), remedy)


def _two_spellings(
    frame: pl.DataFrame, text: TableText, table: str, column: str
) -> Iterator[Problem]:
    """Find texts that differ only in case, blanks or form from others they are grouped with."""
    within = GROUPED[table][column]
    by = [*apart(frame), *([within] if within else [])]
    rows = frame.select(*by, column).with_row_index("row").drop_nulls(column)
    if column in _PARTS:
        rows = rows.with_columns(pl.col(column).str.split(_PARTS[column])).explode(column)
    values = rows.group_by(*by, column).len()
    values = values.with_columns(like=likeness(pl.col(column)))
    several = pl.struct(*by, "like").is_duplicated()
    alike = values.filter(several)
    if alike.is_empty():
        return
    rows = rows.join(alike, on=[*by, column], maintain_order="left")
    first = rows.unique([*by, column], keep="first", maintain_order=True)
    usual = first.sort("len", descending=True, maintain_order=True)
    usual = usual.unique([*by, "like"], keep="first", maintain_order=True)
    named = usual.select(*by, "like", usual=column, usual_row="row")
    others = rows.join(named, on=[*by, "like"], maintain_order="left")
    others = others.filter(pl.col(column) != pl.col("usual"))
    cells = others.select("row", column, "usual", "usual_row").iter_rows()

    def remedy(_: str, other: str, at: int) -> str:
        where = f"is {shorten(other)} in line {text.place(at)[1]}"
        return f"{where}; write both the same, or say how they differ"

    yield from problems_by_row(text, column, "one_spelling", cells, remedy)


def _one_name(frame: pl.DataFrame, text: TableText, table: str, column: str) -> Iterator[Problem]:
    by = [*apart(frame), "like"]
    rows = frame.with_row_index("row").with_columns(like=_like(column))
    if table == "what_ifs":
        rows = rows.unique([*apart(frame), "what_if_id"], keep="first", maintain_order=True)
    rows = rows.select("row", *by, column).drop_nulls("like")
    named = rows.with_columns(first=pl.col("row").first().over(by))
    again = named.filter(pl.col("row") != pl.col("first"))

    def remedy(_: str, first: int) -> str:
        same = f"line {text.place(first)[1]} has the same {column}"
        return f"{same}; add to one of the two what sets it apart"

    cells = again.select("row", column, "first").iter_rows()
    yield from problems_by_row(text, column, "one_name_each", cells, remedy)


def _rows_twice(frame: pl.DataFrame, text: TableText, table: str) -> Iterator[Problem]:
    """Find rows that are there twice, under two ids of their own."""
    key = TABLES[table].primary_key()
    columns = [c for c in text.texts.columns if c not in key]
    rows = text.texts.select(columns).with_columns(*(frame[c] for c in apart(frame)))
    rows = rows.with_row_index("row").with_columns(key=text.texts[key[0]])
    by = [*columns, *apart(frame)]
    found = rows.with_columns(
        pl.col("row").first().over(by).alias("first"), pl.col("key").first().over(by).alias("as")
    ).filter(pl.col("row") != pl.col("first"), pl.col("key") != pl.col("as"))

    def remedy(_: str, first: int) -> str:
        return f"is the row of line {text.place(first)[1]} under another id; keep one of them"

    cells = found.select("row", "key", "first").iter_rows()
    yield from problems_by_row(text, key[0], "row_twice", cells, remedy)


_CHECKS: dict[str, Callable[..., Iterator[Problem]]] = {
    "ids": _ids,
    "items": _items_twice,
    "spellings": _two_spellings,
    "names": _one_name,
    "rows": _rows_twice,
}
