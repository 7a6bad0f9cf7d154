"""Read the CSV tables of a dossier into typed frames, reporting every problem at once.

The fast path is polars throughout; lines are numbered and values looked up again only when
something is wrong, so that a good dossier pays nothing for good messages.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import polars as pl

from analysis.dossier import tables as s
from analysis.dossier.diagnosis import (
    cell_problems,
    header_problems,
    record_lines,
    row_problems,
    rule_problems,
    unreadable,
)
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.references import broken_references

if TYPE_CHECKING:
    from collections.abc import Mapping

    import dataframely as dy

Table = TypeVar("Table", bound="dy.Schema")

_HERE = Path(__file__).resolve().parent.parent
DATA = next(
    (d for d in (_HERE / "data", _HERE.parent / "data") if (d / "claims.csv").is_file()),
    _HERE.parent / "data",
)
"""The dossier that comes with the package: inside a wheel, or beside the package's sources."""
SCHEMAS: Mapping[str, type[dy.Schema]] = {
    name: member.schema for name, member in s.Dossier.members().items()
}
"""Schema of every table, by table name; the file of a table is its name plus ``.csv``."""


def load(directory: str | Path | None = None) -> s.Dossier:
    """Load and validate a whole dossier.

    Parameters
    ----------
    directory
        Folder with one CSV file per table; the package's own dossier by default.

    Returns
    -------
    Dossier
        Typed polars frames, one attribute per table: ``dossier.claims``, ``dossier.ties`` ...

    Raises
    ------
    DossierError
        With all problems of all files: ``.problems`` holds file, line, column, value and rule.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.load()
    >>> dossier.claims.filter(speaker="chang-ho-jin").select("speech_act").unique().height > 1
    True
    """
    folder = _folder(directory)
    problems: list[Problem] = []
    frames: dict[str, pl.DataFrame] = {}
    for table in SCHEMAS:
        frame, found = read_table(folder, table)
        problems += found
        if frame is not None:
            frames[table] = frame
    broken = broken_references(SCHEMAS, frames, lambda t: record_lines(folder / f"{t}.csv"))
    hinted = {_place(p) for p in broken if "did you mean" in p.remedy}
    problems = [p for p in problems if _place(p) not in hinted or p.rule != "regex"]
    said = {_place(p) for p in problems}
    problems += [p for p in broken if _place(p) not in said]
    if problems:
        raise DossierError(problems)
    return s.Dossier.validate(frames, skip_member_validation=True)


def read_table(folder: Path, table: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    """Read one table and check it against its schema, without raising.

    Returns the frame whenever its cells could be typed, even if rules are broken, so that
    the tables that point to it can still be checked.
    """
    schema, path = SCHEMAS[table], folder / f"{table}.csv"
    problems = unreadable(path, SCHEMAS)
    if problems:
        return None, problems
    problems = header_problems(path, schema)
    if problems:
        return None, problems
    try:
        texts = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        return None, row_problems(path, schema) or [
            Problem(path.name, None, None, None, "csv", f"cannot be parsed: {error}")
        ]
    if not _every_byte_accounted_for(path, texts):
        problems = row_problems(path, schema)
        if problems:
            return None, problems
    columns = [c for c in schema.column_names() if c in texts.columns]
    typed = texts.select(_typed(column, schema.columns()[column]) for column in columns)
    lossy = texts.lazy().select(
        _lost(column, schema.columns()[column]).any().alias(column) for column in columns
    ).collect()  # fmt: skip
    problems = [
        problem
        for column in columns
        if lossy[column].item()
        for problem in cell_problems(
            path, texts, column, schema.columns()[column], _lost(column, schema.columns()[column])
        )
    ]
    result = schema.filter(typed)
    if result.failure.counts():
        said = {(p.line, p.column) for p in problems}
        broken = rule_problems(path, texts, typed, schema, result.failure)
        problems += [p for p in broken if (p.line, p.column) not in said]
    return typed, problems


def _place(problem: Problem) -> tuple[str, int | None, str | None]:
    return problem.file, problem.line, problem.column


def _folder(directory: str | Path | None) -> Path:
    """Find the folder of a dossier, or say that there is none."""
    folder = DATA if directory is None else Path(directory)
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise DossierError(
            [Problem(str(folder), None, None, None, "folder", f"{what}; make one: pact new DIR")]
        )
    return folder


def _every_byte_accounted_for(path: Path, texts: pl.DataFrame) -> bool:
    """Polars fills short rows with nulls; weigh the file to see that there are none.

    What is not text of a cell is a separator, a line end or a quote mark around or doubled in a
    cell. Long rows are refused by polars, so too few separators means that a row is short.
    """
    size, quotes, last = 0, 0, b""
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 18), b""):
            size, quotes, last = size + len(chunk), quotes + chunk.count(b'"'), chunk[-1:]
    held = texts.lazy().select(pl.all().str.len_bytes().cast(pl.UInt64).sum()).collect()
    line_ends = texts.height + (last == b"\n")
    separators = size - sum(held.row(0)) - line_ends - quotes - sum(map(_bytes, texts.columns))
    expected = (texts.height + 1) * (texts.width - 1)
    if separators != expected and quotes:
        inside = texts.lazy().select(pl.all().str.count_matches('"', literal=True).sum()).collect()
        separators += sum(inside.row(0))
    return bool(separators == expected)


def _bytes(text: str) -> int:
    return len(text.encode())


def _typed(name: str, column: dy.Column) -> pl.Expr:
    """Turn the text of a cell into the column's type; what cannot be turned becomes null."""
    dtype, text = column.dtype, pl.col(name)
    if isinstance(dtype, pl.List):
        items = text.str.split("|").fill_null(pl.lit([], pl.List(pl.String)))
        return items.cast(dtype, strict=False)
    if dtype == pl.Boolean:
        return text.replace_strict({"true": True, "false": False}, default=None).alias(name)
    if dtype == pl.Date:
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text.cast(dtype, strict=False)


def _lost(name: str, column: dy.Column) -> pl.Expr:
    """Tell where typing a cell changes what it says: 2024-6-9, 007, ``+1``, an unknown word."""
    dtype, text = column.dtype, pl.col(name)
    typed = _typed(name, column)
    if dtype == pl.String or dtype == pl.List(pl.String):
        return pl.lit(value=False)
    if isinstance(dtype, pl.List):
        return typed.list.eval(pl.element().is_null()).list.any()
    if dtype == pl.Date or dtype.is_integer():
        return text.is_not_null() & (typed.cast(pl.String) != text).fill_null(value=True)
    return text.is_not_null() & typed.is_null()


def _load_one(
    directory: str | Path | None, table: str, _schema: type[Table]
) -> dy.DataFrame[Table]:
    frame, problems = read_table(_folder(directory), table)
    if problems or frame is None:
        raise DossierError(problems)
    return cast("dy.DataFrame[Table]", frame)


def load_actors(directory: str | Path | None = None) -> dy.DataFrame[s.Actor]:
    """Load ``actors.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "actors", s.Actor)


def load_claims(directory: str | Path | None = None) -> dy.DataFrame[s.Claim]:
    """Load ``claims.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "claims", s.Claim)


def load_claim_links(directory: str | Path | None = None) -> dy.DataFrame[s.ClaimLink]:
    """Load ``claim_links.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "claim_links", s.ClaimLink)


def load_state_variables(directory: str | Path | None = None) -> dy.DataFrame[s.StateVariable]:
    """Load ``state_variables.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "state_variables", s.StateVariable)


def load_commitments(directory: str | Path | None = None) -> dy.DataFrame[s.Commitment]:
    """Load ``commitments.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "commitments", s.Commitment)


def load_ties(directory: str | Path | None = None) -> dy.DataFrame[s.Tie]:
    """Load ``ties.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "ties", s.Tie)


def load_clauses(directory: str | Path | None = None) -> dy.DataFrame[s.Clause]:
    """Load ``clauses.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "clauses", s.Clause)


def load_events(directory: str | Path | None = None) -> dy.DataFrame[s.Event]:
    """Load ``events.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "events", s.Event)


def load_weapons(directory: str | Path | None = None) -> dy.DataFrame[s.Weapon]:
    """Load ``weapons.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "weapons", s.Weapon)


def load_figures(directory: str | Path | None = None) -> dy.DataFrame[s.Figure]:
    """Load ``figures.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "figures", s.Figure)


def load_transfers(directory: str | Path | None = None) -> dy.DataFrame[s.Transfer]:
    """Load ``transfers.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "transfers", s.Transfer)


def load_outcomes(directory: str | Path | None = None) -> dy.DataFrame[s.Outcome]:
    """Load ``outcomes.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "outcomes", s.Outcome)


def load_places(directory: str | Path | None = None) -> dy.DataFrame[s.Place]:
    """Load ``places.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "places", s.Place)


def load_sources(directory: str | Path | None = None) -> dy.DataFrame[s.Source]:
    """Load ``sources.csv`` alone, checked on its own; see :func:`load`."""
    return _load_one(directory, "sources", s.Source)
