"""What two coders have to decide on: claims on the same words that differ, claims of one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.coding.claim_words import cell_in_words, column_in_words, form_columns
from analysis.coding.comparing import FREE_TEXT, NOT_CODED, as_text
from analysis.coding.passages import passages_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import dataframely as dy

    from analysis.coding.comparing import Agreement
    from analysis.coding.pairing import Coder
    from analysis.dossier.tables import Claim
    from analysis.evidence import Article

    Row = Mapping[str, Any]
    Claims = dy.DataFrame[Claim]


def claims_to_decide(
    pair: tuple[Coder, Coder],
    claims: tuple[Claims, Claims],
    found: Agreement,
    article: Article | None,
) -> list[dict[str, Any]]:
    """Give every pair of claims that differ and every claim of one coder, as a view shows them.

    They are in the order of the article. Each has ``ids``, ``paragraph``, ``passage`` (see
    `passages`), ``quotes`` and ``statements`` by coder, ``columns`` with the values of both where
    they differ, and ``same``, the other columns in words.
    """
    ours, theirs = ({row["claim_id"]: row for row in one.iter_rows(named=True)} for one in claims)
    rows: list[tuple[Row | None, Row | None, list[str]]] = [
        (ours[str(one)], theirs[str(other)], differing["column"].to_list())
        for (one, other), differing in found.disagreements.group_by(
            "first", "second", maintain_order=True
        )
    ]
    rows += [(row, None, []) for row in found.only_first.iter_rows(named=True)]
    rows += [(None, row, []) for row in found.only_second.iter_rows(named=True)]
    rows.sort(key=_place)
    passages = passages_of(article, [(one, other) for one, other, _ in rows])
    return [
        _item(pair, (one, other), columns) | {"passage": words}
        for (one, other, columns), words in zip(rows, passages, strict=True)
    ]


def _place(item: tuple[Row | None, Row | None, list[str]]) -> tuple[object, ...]:
    one, other, _ = item
    row = one or other or {}
    return row["start"], row["end"], one is None, row["claim_id"]


def _item(
    pair: tuple[Coder, Coder], rows: tuple[Row | None, Row | None], columns: Sequence[str]
) -> dict[str, Any]:
    known = rows[0] or rows[1] or {}
    dossier = pair[0 if rows[0] else 1].dossier
    both = rows[0] is not None and rows[1] is not None
    hidden = (*NOT_CODED, *columns, *(FREE_TEXT if both else ()))
    return {
        "ids": [row and row["claim_id"] for row in rows],
        "paragraph": known["paragraph"],
        "quotes": [row and row["quote"] for row in rows],
        "statements": [row and row["statement"] for row in rows],
        "columns": [_differing(pair, rows, column) for column in columns],
        "same": [
            [column_in_words(column), cell_in_words(dossier, column, known[column])]
            for column in form_columns()
            if column not in hidden and known.get(column) not in (None, [], "")
        ],
    }


def _differing(
    pair: tuple[Coder, Coder], rows: tuple[Row | None, Row | None], column: str
) -> dict[str, Any]:
    values = [row[column] for row in rows if row]
    return {
        "column": column,
        "values": [as_text(value) for value in values],
        "words": [
            cell_in_words(coder.dossier, column, value)
            for coder, value in zip(pair, values, strict=True)
        ],
    }


def with_own_ids(first: Claims, second: Claims, found: Agreement) -> Claims:
    """Give the second coder's claims, of which none has the id of another claim of the first.

    Coders who number their claims call different ones the same.
    """
    alone, ours = {*found.only_second["claim_id"]}, {*first["claim_id"]}
    taken = ours | {*second["claim_id"]}
    ids = {}
    for claim_id in (one for one in second["claim_id"] if one in ours and one in alone):
        number = 2
        while (new := f"{claim_id}-{number}") in taken:
            number += 1
        ids[claim_id] = new
        taken.add(new)
    return cast("Claims", second.with_columns(pl.col("claim_id").replace(ids))) if ids else second
