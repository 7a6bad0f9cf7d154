"""Rules between tables: every id that a row names exists, and no affiliation runs in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import dataframely as dy

EXPLAINED = 500
"""Rows per column that get a message each; beyond, one message counts the rest."""


def references(schema: type[dy.Schema]) -> dict[str, str]:
    """Columns of a table that name rows of another, with that table's name.

    Examples
    --------
    >>> from analysis.dossier.tables import Transfer
    >>> references(Transfer)["supplier"]
    'actors'
    """
    found = ((name, (c.metadata or {}).get("references")) for name, c in schema.columns().items())
    return {name: target for name, target in found if target}


def broken_references(
    schemas: Mapping[str, type[dy.Schema]],
    frames: Mapping[str, pl.DataFrame],
    lines_of: Callable[[str], list[int]],
) -> list[Problem]:
    """List every id that names no row of the table it points to.

    Parameters
    ----------
    schemas, frames
        Schema and typed frame per table; a table that could not be read is left out of
        ``frames``, and what points to it is not judged.
    lines_of
        Gives, for a table, the line on which each of its rows starts; called only on problems.
    """
    problems: list[Problem] = []
    for table, frame in frames.items():
        for column, target in references(schemas[table]).items():
            if target in frames and not frame.is_empty():
                known = frames[target][schemas[target].primary_key()[0]]
                problems += _dangling(table, frame, column, known, lines_of)
    if "actors" in frames:
        problems += _circular_affiliations(frames["actors"], lines_of)
    return problems


def _dangling(
    table: str,
    frame: pl.DataFrame,
    column: str,
    known: pl.Series,
    lines_of: Callable[[str], list[int]],
) -> Iterator[Problem]:
    named = frame.lazy().select(column).with_row_index("row")
    if isinstance(frame.schema[column], pl.List):
        named = named.explode(column)
    values = named.select(pl.col(column).drop_nulls().unique()).collect().to_series()
    # Both sides may be long; only the names in use are looked up.
    found = known.filter(known.is_in(values.implode()))
    missing = values.filter(~values.is_in(found.implode()))
    if missing.is_empty():
        return
    unknown = named.filter(pl.col(column).is_in(missing.implode())).collect()
    lines, ids = lines_of(table), known.drop_nulls().to_list()
    for row, value in unknown.head(EXPLAINED).iter_rows():
        remedy = f"no such {known.name}{did_you_mean(value, ids)}"
        yield Problem(f"{table}.csv", lines[row], column, value, "reference", remedy)
    if unknown.height > EXPLAINED:
        rest = f"{unknown.height - EXPLAINED} further cells name no {known.name}"
        yield Problem(f"{table}.csv", None, column, None, "reference", rest)


def _circular_affiliations(
    actors: pl.DataFrame, lines_of: Callable[[str], list[int]]
) -> Iterator[Problem]:
    above = dict(actors.select("actor_id", "affiliation").iter_rows())
    for row, actor in enumerate(actors["actor_id"]):
        seen, at = {actor}, above.get(actor)
        while at is not None and at not in seen:
            seen.add(at)
            at = above.get(at)
        if at == actor and above[actor] != actor:
            remedy = "the chain of affiliations comes back to this actor; end it at a state"
            place = ("actors.csv", lines_of("actors")[row], "affiliation")
            yield Problem(*place, above[actor], "affiliation_chain_ends", remedy)
