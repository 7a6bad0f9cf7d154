"""Ties and clauses as plain frames: what each column must be, and what a missing one means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import QuestionError, did_you_mean, shorten
from analysis.dossier.frames import require_frame
from analysis.dossier.vocabularies import words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from polars.datatypes import DataTypeClass

    DataType = pl.DataType | DataTypeClass

WHAT_IF = "what-if"
"""Basis of a tie that is only assumed."""

_TEXT, _TEXTS = pl.String(), pl.List(pl.String)
_ENDS: Mapping[str, pl.DataType] = {"source": _TEXT, "target": _TEXT}
_TIES: Mapping[str, pl.DataType] = {
    **_ENDS,
    "sign": pl.Int8(),
    "directed": pl.Boolean(),
    **dict.fromkeys(("signed", "start", "end", "known_until"), pl.Date()),
    **dict.fromkeys(("kind", "basis", "certainty", "claim_id", "instrument", "coded_by"), _TEXT),
    **dict.fromkeys(("obligations", "sources"), _TEXTS),
}
_CLAUSES: Mapping[str, pl.DataType] = {
    **dict.fromkeys(("obligation", "article", "obliged"), _TEXT),
    **dict.fromkeys(("trigger", "condition", "response"), _TEXT),
    "response_order": pl.Int32(),
    "sources": _TEXTS,
}
_DEFAULTS: Mapping[str, object] = {
    "directed": False,
    "kind": "cooperation",
    "basis": "treaty",
    "certainty": "known",
    "obligations": [],
    "response_order": 1,
    "sources": [],
}
"""What an empty cell or a missing column is taken to be, if not empty."""

_WORDS: Mapping[str, Collection[str]] = {
    "kind": words("tie_kinds"),
    "obligations": words("obligations"),
    "obligation": words("obligations"),
    "basis": (*words("bases"), WHAT_IF),
    "certainty": ("known", "unknown", "signed"),
}


def read_ties(ties: pl.DataFrame, what: str = "ties") -> pl.DataFrame:
    """Check ties and fill in the columns that they lack; further columns are kept.

    Raises
    ------
    QuestionError
        A required column is missing, or a cell or a type is wrong; the message names column and
        row (from 0).
    """
    whole = _typed(ties, _TIES, ("source", "target", "sign"), what)
    for end in _ENDS:
        _refuse(whole, pl.col(end).is_null(), end, what, "a tie has two ends")
    itself = pl.col("source") == pl.col("target")
    _refuse(whole, itself, "target", what, "an actor cannot be tied to itself")
    if "tie_id" not in whole.columns:
        return whole.with_columns(tie_id=pl.format("row-{}", pl.int_range(pl.len())))
    whole = whole.with_columns(pl.col("tie_id").cast(_TEXT))
    twice = pl.col("tie_id").is_duplicated() | pl.col("tie_id").is_null()
    _refuse(whole, twice, "tie_id", what, "each tie needs an id of its own")
    return whole


def read_clauses(
    clauses: pl.DataFrame | None, ties: pl.DataFrame, now: pl.DataFrame
) -> pl.DataFrame:
    """Check clauses and find the tie that each belongs to, of a pair the one that is in force now.

    Raises
    ------
    QuestionError
        As `read_ties`; or a clause belongs to no tie, or to more than one.
    """
    if clauses is None:
        clauses = pl.DataFrame(schema={"tie_id": _TEXT, "obligation": _TEXT})
    whole = _typed(clauses, _CLAUSES, ("obligation",), "clauses")
    if "tie_id" in whole.columns:
        whole = whole.with_columns(pl.col("tie_id").cast(_TEXT))
        foreign = ~pl.col("tie_id").is_in(ties["tie_id"].implode()).fill_null(value=False)
        _refuse(whole, foreign, "tie_id", "clauses", "no tie has this id")
    else:
        whole = _with_tie_id(_typed(whole, _ENDS, _ENDS, "clauses"), ties, now)
    parties = whole.select("tie_id", "obliged").join(
        ties, on="tie_id", how="left", maintain_order="left"
    )
    stranger = ~pl.col("obliged").is_in(pl.concat_list("source", "target"))
    stranger &= pl.col("source").is_not_null()
    _refuse(parties, stranger, "obliged", "clauses", "it is not a party to the tie")
    return whole.select("tie_id", *_CLAUSES)


def _with_tie_id(clauses: pl.DataFrame, ties: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    pair = pl.concat_list("source", "target").list.sort().list.join(" and ")
    friends = ties.filter(pl.col("sign").fill_null(1) == 1).group_by(pair=pair)
    of_pair = friends.agg(pl.col("tie_id").filter(pl.col("tie_id").is_in(now["tie_id"].implode())))
    found = clauses.with_columns(pair=pair).join(
        of_pair, on="pair", how="left", maintain_order="left"
    )
    none, several = pl.col("tie_id").is_null(), pl.col("tie_id").list.len() > 1
    _refuse(found, none, "pair", "clauses", "no friendly tie joins the two")
    _refuse(found, several, "pair", "clauses", "several ties join the two: name one in tie_id")
    return found.with_columns(pl.col("tie_id").list.first())


def _typed(
    frame: pl.DataFrame,
    columns: Mapping[str, pl.DataType],
    required: Collection[str],
    what: str,
) -> pl.DataFrame:
    require_frame(frame, required, what)
    read = []
    for column, kind in columns.items():
        cell = pl.lit(_DEFAULTS.get(column), kind).alias(column)
        if column in frame.columns:
            if not _fits(given := frame.schema[column], kind):
                raise QuestionError(f'{what}: column "{column}" is {given}, but must be {kind}')
            if column == "sign":
                wrong = ~pl.col("sign").is_in([1, -1])
                _refuse(frame, wrong, "sign", what, "it is neither +1 nor -1")
            cell = pl.col(column).cast(kind).fill_null(cell)
        read.append(cell)
    whole = frame.with_columns(read)
    for column in [column for column in columns if column in _WORDS]:
        known = _WORDS[column]
        cells = pl.concat_list(column).list.drop_nulls()
        unknown = cells.list.set_difference(list(known)).list.first()
        for word in whole.select(unknown).to_series().drop_nulls().head(1):
            hint = did_you_mean(word, known) or f"; known: {', '.join(known)}"
            why = f"{shorten(word)} is not known{hint}"
            _refuse(whole, unknown == word, column, what, why)
    return whole


def _fits(given: DataType, kind: DataType) -> bool:
    if isinstance(given, pl.List) and isinstance(kind, pl.List):
        return _fits(given.inner, kind.inner)
    text = kind == pl.String and isinstance(given, pl.Enum | pl.Categorical)
    return given in (pl.Null, kind) or text or (kind.is_integer() and given.is_integer())


def _refuse(frame: pl.DataFrame, wrong: pl.Expr, column: str, what: str, why: str) -> None:
    rows = frame.select(wrong.fill_null(value=False).alias("wrong"))["wrong"].arg_true()
    if rows.len():
        row = int(rows[0])
        value = frame[column][row]
        shown = value.to_list() if isinstance(value, pl.Series) else value
        raise QuestionError(f"{what}, row {row}: {column} is {shown!r}: {why}")
