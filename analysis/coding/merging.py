"""One set of claims out of those of two coders, decision by decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.coding.comparing import agreement
from analysis.errors import QuestionError, require_option, shorten, suggestion

if TYPE_CHECKING:
    import dataframely as dy

    from analysis.dossier.tables import Claim

    Decision = str | Mapping[str, Any]
    Decisions = Mapping[str | tuple[str, str], Decision]

OF_A_VALUE = ("first", "second", "neither")
OF_A_CLAIM = ("keep", "leave out")
_SHOWN = 5


def merge(
    first: dy.DataFrame[Claim],
    second: dy.DataFrame[Claim],
    decisions: Decisions,
    *,
    threshold: float = 0.5,
) -> pl.DataFrame:
    """Make one table of claims out of two coders'.

    Claims that both found are those of the first coder, with the values that were decided on;
    words, paraphrases and places are the first coder's.

    Parameters
    ----------
    first, second
        Claims of the two coders, as for `agreement`.
    decisions
        For each disagreement ``(claim id of the first coder, column)``: "first", "second",
        "neither" (the cell is empty then), or another value, as ``{"value": "PR+"}``. For each
        claim that one coder alone found, its id: "keep" or "leave out".
    threshold
        As for `agreement`.

    Returns
    -------
    polars.DataFrame
        Claims in the order of the article; ``coder`` is empty where both had a part.

    Raises
    ------
    QuestionError
        A disagreement is not decided, a decision is about nothing or is not one of these words, a
        value is not one that its column can have, or a claim that is kept has the id of another.

    Examples
    --------
    >>> import analysis
    >>> claims = analysis.example().claims
    >>> merge(claims, claims.tail(19), {"c01": "leave out"}).height
    19
    """
    found = agreement(first, second, threshold=threshold)
    split = found.disagreements.select("first", "column").rows()
    differing: dict[str, list[str]] = {}
    for claim_id, column in split:
        differing.setdefault(claim_id, []).append(column)
    alone = [*found.only_first["claim_id"], *found.only_second["claim_id"]]
    _require_decisions(decisions, [*split, *alone])
    theirs = {row["claim_id"]: row for row in second.iter_rows(named=True)}
    partners = dict(found.matched.select("first", "second").iter_rows())
    rows = []
    for row in first.iter_rows(named=True):
        claim_id = row["claim_id"]
        if claim_id in partners:
            other = theirs[partners[claim_id]]
            values = {
                column: _decided(
                    decisions[claim_id, column],
                    row[column],
                    other[column],
                    (claim_id, column),
                    first.schema[column],
                )
                for column in differing.get(claim_id, [])
            }
            rows.append(row | values | {"coder": None})
        elif decisions[claim_id] == "keep":
            rows.append(row)
    kept = [i for i in found.only_second["claim_id"] if decisions[i] == "keep"]
    rows += [theirs[claim_id] for claim_id in kept]
    _require_own_ids([row["claim_id"] for row in rows])
    return pl.DataFrame(rows, first.schema).sort("start", "end", maintain_order=True)


def _require_decisions(decisions: Decisions, expected: list[str | tuple[str, str]]) -> None:
    missing = [key for key in expected if key not in decisions]
    if missing:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        listed = ", ".join(map(_key_in_words, missing[:_SHOWN])) + more
        raise QuestionError(f"not decided: {listed}; give a decision for each")
    known = set(expected)
    for key, decision in decisions.items():
        if key not in known:
            raise QuestionError(f"{_key_in_words(key)} is not a disagreement of these claims")
        if not isinstance(key, str) and isinstance(decision, Mapping) and "value" in decision:
            continue
        options = OF_A_CLAIM if isinstance(key, str) else OF_A_VALUE
        require_option(decision, options, f"decision on {_key_in_words(key)}")


def _decided(
    decision: Decision, first: object, second: object, key: tuple[str, str], dtype: pl.DataType
) -> object:
    if not isinstance(decision, str):
        return _value(decision["value"], key, dtype)
    neither: list[str] | None = [] if isinstance(first, list) else None
    return {"first": first, "second": second, "neither": neither}[decision]


def _value(value: object, key: tuple[str, str], dtype: pl.DataType) -> object:
    """Give a value as a column of this type has it.

    Raises
    ------
    QuestionError
        No such column can have it.
    """
    item = dtype.inner if isinstance(dtype, pl.List) else dtype
    if item is not dtype and isinstance(value, str):
        value = [value]
    try:
        return pl.Series([value], dtype=dtype, strict=True).to_list()[0]
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        words = item.categories.to_list() if isinstance(item, pl.Enum) else None
        hint = suggestion(str(value), words) if words else f"; its column is of type {dtype}"
    what = f"decision on {_key_in_words(key)}: {shorten(str(value))}"
    raise QuestionError(f"{what} is not a value of this column{hint}")


def _key_in_words(key: str | tuple[str, str]) -> str:
    return key if isinstance(key, str) else f"{key[1]} of {key[0]}"


def _require_own_ids(ids: list[str]) -> None:
    seen = set[str]()
    for claim_id in ids:
        if claim_id in seen:
            raise QuestionError(
                f"both coders call another claim {claim_id}; rename one of them before merging"
            )
        seen.add(claim_id)
