"""Signed edges out of any CSV file, for `analysis.balance`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from analysis.alliances.coded_rows import Sheet
from analysis.dossier import QuestionError, require_option, shorten
from analysis.dossier.stated_numbers import stated_number

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

Unsigned = Literal["error", "omit"]


def signed_edges_csv(
    path: str | os.PathLike[str],
    *,
    source: str = "source",
    target: str = "target",
    sign: str | None = "sign",
    weight: str | None = None,
    separator: str = ",",
    unsigned: Unsigned = "error",
) -> pl.DataFrame:
    r"""Read signed edges from a CSV file whose columns are named.

    Parameters
    ----------
    path
        The file, in UTF-8 or Latin-1, with a header.
    source, target
        Columns of the two ends.
    sign
        Column of +1 and -1, or ``+`` and ``-``. None: the weight below or above zero is the sign.
    weight
        Column of weights: numbers above zero, if a column has the sign; by default each is 1.
    separator
        Between cells, such as ";" or a tab.
    unsigned
        What to do about rows whose sign is empty or 0: "error" names the line, "omit" leaves them
        out.

    Returns
    -------
    DataFrame
        ``source``, ``target`` (text), ``sign`` and ``weight``, in the order of the file: what
        `analysis.balance` and `camps` take.

    Raises
    ------
    QuestionError
        A column is missing, a cell is not what its column has (the message names the line), or
        neither a sign nor a weight is named.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "edges.csv")
    ...     _ = file.write_text("from;to;score\nardania;corvia;-2.5\n")
    ...     options = {"source": "from", "target": "to", "sign": None, "weight": "score"}
    ...     signed_edges_csv(file, **options, separator=";").row(0)
    ('ardania', 'corvia', -1, 2.5)
    """
    require_option(unsigned, get_args(Unsigned), "unsigned")
    stated = sign if sign is not None else weight
    if stated is None:
        raise QuestionError("no column states a sign: name one by sign=, or a weight by weight=")
    texts = {"source": source, "target": target, "separator": separator}
    chosen = {"sign": sign, "weight": weight}
    texts |= {option: name for option, name in chosen.items() if name is not None}
    for option, name in texts.items():
        if not isinstance(name, str):
            raise QuestionError(f"{option} is text, not {type(name).__name__}")
    if len(separator) != 1 or separator in '"\r\n':
        raise QuestionError(f"separator is one character between cells, not {shorten(separator)}")
    sheet = Sheet(path, separator)
    beside = weight if sign is not None else None
    rows = []
    for line, cells in sheet.rows:
        one, other = (_end(sheet, line, name, cells) for name in (source, target))
        value = _number(sheet, line, stated, cells)
        if value:
            if sign is not None and abs(value) != 1:
                raise sheet.fault(line, f"{sign} is {value:g}; +1 or -1 is expected")
            size = abs(value) if beside is None else _weight(sheet, line, beside, cells)
            rows.append((one, other, 1 if value > 0 else -1, size))
        elif unsigned == "error":
            why = f'{stated} states no sign; unsigned="omit" leaves such rows out'
            raise sheet.fault(line, why)
    kinds = {"source": pl.String, "target": pl.String, "sign": pl.Int8, "weight": pl.Float64}
    return pl.DataFrame(rows, kinds, orient="row")


def _end(sheet: Sheet, line: int, column: str, cells: Sequence[str]) -> str:
    if found := cells[sheet.place(column)].strip():
        return found
    raise sheet.fault(line, f"{column} is empty; a tie has two ends")


def _weight(sheet: Sheet, line: int, column: str, cells: Sequence[str]) -> float:
    if (size := _number(sheet, line, column, cells)) > 0:
        return size
    raise sheet.fault(line, f"{column} is {size:g}; beside a sign it is above zero")


def _number(sheet: Sheet, line: int, column: str, cells: Sequence[str]) -> float:
    text = cells[sheet.place(column)].strip()
    if not text:
        return 0.0
    value = stated_number(text)
    if math.isnan(value):
        raise sheet.fault(line, f"{column} is {shorten(text)}; a finite number is expected")
    return value
