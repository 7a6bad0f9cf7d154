"""Rows of the figure of agreement: one per column, and the disagreements behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.coding.claim_words import alpha_in_words, cell_in_words, column_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.coding.comparing import Agreement
    from analysis.coding.pairing import Coder

ALONE = "alone"
"""Key of the row on which words both coders marked, behind which claims of one alone are."""

MOST_LISTED = 60
"""Disagreements that are listed behind one column."""

_APART = 1_000
"""Slots between two columns, in which the lines behind the first have their places."""
_SHORT = {True: "one value", False: "no pair"}
_NOT_MARKED = "not marked"


def ranked_rows(found: Agreement) -> pl.DataFrame:
    """Give the head, the row on marked words, and the columns from the least agreed on."""
    both = found.matched.height
    every = both + found.only_first.height + found.only_second.height
    f1 = f"F1 {2 * both / (every + both):.2f}"
    marked = {
        "column": ALONE,
        "label": "words marked",
        "equal_share": both / every,
        "equal": f"{both:,} of {every:,}",
        "alpha_said": f1,
        "alpha_whole": f"none, but {f1}",
    }
    ranked = found.columns.with_row_index("place").sort(
        "equal_share", "alpha", "place", nulls_last=True
    )
    rows = [marked, *map(_column_row, ranked.iter_rows(named=True))]
    head = {
        "kind": "head",
        "scale_start": "0%",
        "scale_end": "100%",
        "equal": "Equal",
        "alpha_said": "Alpha",
        "slot": 0,
    }
    placed = [row | {"kind": "column", "slot": at * _APART} for at, row in enumerate(rows, start=1)]
    return pl.from_dicts([head, *placed], infer_schema_length=None)


def _column_row(row: Mapping[str, Any]) -> dict[str, object]:
    pairs, alpha = row["pairs"], row["alpha"]
    equal = round((row["equal_share"] or 0) * pairs)
    return {
        "column": row["column"],
        "label": column_in_words(str(row["column"])),
        "equal_share": row["equal_share"],
        "equal": f"{equal:,} of {pairs:,}" if pairs else _SHORT[False],
        "alpha_said": _SHORT[bool(pairs)] if alpha is None else alpha_in_words(alpha),
        "alpha_whole": f"not defined: {row['reason']}" if alpha is None else alpha_in_words(alpha),
    }


def lines_behind(pair: tuple[Coder, Coder], found: Agreement, rows: pl.DataFrame) -> pl.DataFrame:
    """Give two lines per disagreement: where the words are, and what each coder says."""
    slots = dict(rows.drop_nulls("column").select("column", "slot").iter_rows())
    lines = [
        {"kind": "line", "column": column, "part": part, "slot": slot + 2 * at + 1 + below, **said}
        for column, slot in slots.items()
        for at, said in enumerate(_listed(column, pair, found))
        for below, part in enumerate(("words", "values"))
    ]
    return pl.from_dicts(lines) if lines else pl.DataFrame()


def _listed(
    column: str, pair: tuple[Coder, Coder], found: Agreement
) -> Iterator[dict[str, object]]:
    if column == ALONE:
        yield from _of_one(pair, found)
        return
    one, other = pair
    quotes = dict(one.claims.select("claim_id", "quote").iter_rows())
    rows = found.disagreements.filter(column=column).sort("start", "end", maintain_order=True)
    for row in rows.head(MOST_LISTED).iter_rows(named=True):
        yield _place(row, quotes[row["first"]]) | {
            "first_said": _said(one, cell_in_words(one.dossier, column, row["value_first"])),
            "second_said": _said(other, cell_in_words(other.dossier, column, row["value_second"])),
        }


def _of_one(pair: tuple[Coder, Coder], found: Agreement) -> Iterator[dict[str, object]]:
    alone = [
        (row, at)
        for at, claims in enumerate((found.only_first, found.only_second))
        for row in claims.iter_rows(named=True)
    ]
    alone.sort(key=lambda one: (one[0]["start"], one[0]["end"], one[1]))
    for row, at in alone[:MOST_LISTED]:
        speaker = cell_in_words(pair[at].dossier, "speaker", row["speaker"])
        said = [_said(coder, _NOT_MARKED) for coder in pair]
        said[at] = _said(pair[at], f"claim by {speaker}")
        yield _place(row, row["quote"]) | {"first_said": said[0], "second_said": said[1]}


def _said(coder: Coder, words: str) -> str:
    return f"{coder.short}: {words}"


def _place(row: Mapping[str, object], quote: str) -> dict[str, object]:
    place = f"Paragraph {row['paragraph']}" if row["paragraph"] else "Headline"
    span = f"{row['start']:,}–{row['end']:,}"
    inner = quote.replace("“", "‘").replace("”", "’")
    return {
        "where": f"{place}, characters {span}",
        "quote": quote,
        "shown": f"{place} ({span}): “{inner}”",
    }
