"""Plain frames that callers bring: whether they are frames, with the columns that are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterable


def require_frame(frame: object, columns: Iterable[str], what: str) -> pl.DataFrame:
    """Give back a frame that has these columns, and refuse all else.

    Parameters
    ----------
    frame
        What the caller gave.
    columns
        The columns that it must have.
    what
        What its rows are, in the plural.

    Raises
    ------
    QuestionError
        It is not a frame, or lacks a column.

    Examples
    --------
    >>> require_frame(pl.DataFrame({"a": [1]}), ["source"], "ties")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: ties: column "source" is missing; found a
    """
    if not isinstance(frame, pl.DataFrame):
        kind = type(frame).__name__
        raise QuestionError(f"{what} are given as a polars DataFrame, not as {kind}")
    for column in columns:
        if column not in frame.columns:
            found = ", ".join(frame.columns) or "no columns"
            raise QuestionError(f'{what}: column "{column}" is missing; found {found}')
    return frame
