"""Rules between tables: every id that a row names exists, and what else no row can show alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.diagnosis import problems_by_row
from analysis.dossier.measures import STANDARD_QUANTITIES
from analysis.dossier.problems import Problem
from analysis.dossier.spelling import MISSING
from analysis.dossier.tables import ID, TABLES
from analysis.errors import Spellings, did_you_mean, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import dataframely as dy

    from analysis.dossier.files import TableText


@cache
def references_of(schema: type[dy.Schema]) -> Mapping[str, str]:
    """Columns of a table that name rows of another, with that table's name.

    Examples
    --------
    >>> from analysis.dossier.tables import Transfer
    >>> references_of(Transfer)["supplier"]
    'actors'
    """
    found = ((name, (c.metadata or {}).get("references")) for name, c in schema.columns().items())
    return {name: target for name, target in found if target}


def reference_problems(
    frames: Mapping[str, pl.DataFrame], texts: Mapping[str, TableText]
) -> Iterator[Problem]:
    """Check what rows of several tables have to do with one another.

    Parameters
    ----------
    frames, texts
        Typed frame and text per table. A table that could not be read is left out, and what
        points to it is not judged. A column ``dossier`` keeps many dossiers apart.
    """
    missing = _missing(frames)
    for table, frame in frames.items():
        for column, target in references_of(TABLES[table]).items():
            if target in missing and not frame.is_empty():
                known = frames[target].select(*apart(frame), TABLES[target].primary_key()[0])
                yield from _dangling(
                    texts[table], frame, column, known, missing[target], target=target
                )
    if "actors" in frames:
        yield from _circular_affiliations(frames["actors"], texts["actors"])
    if "figures" in frames and not frames["figures"].is_empty():
        own = frames.get("quantities")
        yield from _unstated_conditions(frames["figures"], texts["figures"], own)
    if "what_ifs" in frames:
        yield from _several_descriptions(frames["what_ifs"], texts["what_ifs"])


def apart(frame: pl.DataFrame) -> list[str]:
    """Column that keeps dossiers apart, where there are several."""
    return ["dossier"] if "dossier" in frame.columns else []


def _missing(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Ids that are named, but are not in the table they should be in: by that table."""
    named: dict[str, list[pl.LazyFrame]] = {}
    for table, frame in frames.items():
        for column, target in references_of(TABLES[table]).items():
            if target in frames and not frame.is_empty():
                ids = frame.lazy().select(*apart(frame), id=column)
                ids = ids.explode("id") if isinstance(frame[column].dtype, pl.List) else ids
                named.setdefault(target, []).append(ids)
    asked = []
    for target, every in named.items():
        by, key = apart(frames[target]), TABLES[target].primary_key()[0]
        known = frames[target].lazy().select(*by, id=key)
        # Both sides may be long; the longer one is gone through once for all columns.
        asked.append(pl.concat(every).drop_nulls("id").join(known, on=[*by, "id"], how="anti"))
    # A mark for no value is refused as such, unless it could be an id.
    mark = pl.col("id").str.to_lowercase().is_in(list(MISSING)) & ~pl.col("id").str.contains(ID)
    found = dict(zip(named, pl.collect_all(asked), strict=True))
    found = {target: ids.filter(~mark) for target, ids in found.items() if not ids.is_empty()}
    return {target: ids for target, ids in found.items() if not ids.is_empty()}


def _dangling(
    text: TableText,
    frame: pl.DataFrame,
    column: str,
    known: pl.DataFrame,
    missing: pl.DataFrame,
    *,
    target: str,
) -> Iterator[Problem]:
    """Find cells of a column that name rows which the table they should be in lacks."""
    by, key = [*apart(frame), column], known.columns[-1]
    named = frame.lazy().select(by).with_row_index("row")
    if isinstance(frame.schema[column], pl.List):
        named = named.explode(column)
    missing = missing.rename({"id": column})
    unknown = named.join(missing.lazy(), on=by, how="semi", maintain_order="left").collect()
    spellings: dict[int | None, Spellings] = {}

    def remedy(value: str, number: int | None = None) -> str:
        if number not in spellings:
            ids = known if number is None else known.filter(dossier=number)
            spellings[number] = Spellings(ids[key].drop_nulls())
        hint = did_you_mean(value, spellings[number])
        return f"no such {key}{hint or f'; write one of {target}.csv, or add it there'}"

    rows = unknown.select("row", column, *apart(frame)).iter_rows()
    yield from problems_by_row(text, column, "reference", rows, remedy)


def _circular_affiliations(actors: pl.DataFrame, text: TableText) -> Iterator[Problem]:
    apart = actors.get_column("dossier", default=None)
    numbers = apart if apart is not None else [0] * actors.height
    actor = list(zip(numbers, actors["actor_id"], strict=True))
    above = dict(zip(actor, zip(numbers, actors["affiliation"], strict=True), strict=True))
    for number in {*numbers}:
        above.pop((number, None), None)  # nobody belongs to an actor without an id
    for row, one in enumerate(actor):
        if one not in above:
            continue
        seen, at = {one}, above[one]
        while at in above and at not in seen:
            seen.add(at)
            at = above[at]
        if at == one and above[one] != one:
            remedy = "the chain of affiliations comes back to this actor; end it at a state"
            yield Problem(
                *text.place(row), "affiliation", above[one][1], "affiliation_chain_ends", remedy
            )


def _unstated_conditions(
    figures: pl.DataFrame, text: TableText, own: pl.DataFrame | None
) -> Iterator[Problem]:
    """Find figures that do not state the condition which their quantity depends on."""
    standard = pl.DataFrame(
        {q: [getattr(x, q) for x in STANDARD_QUANTITIES.values()] for q in ("quantity", "needs")},
        schema={"quantity": pl.String, "needs": pl.String},
    )
    asked = figures.lazy().select(*apart(figures), "quantity", "condition").with_row_index("row")
    by = [*apart(figures), "quantity"]
    if own is None:
        own = pl.DataFrame(schema={name: figures.schema[name] for name in by}).with_columns(
            needs=pl.lit(None, pl.String)
        )
    added = own.lazy().select(*by, own_needs="needs", is_own=pl.lit(value=True))
    asked = asked.join(added, on=by, how="left", maintain_order="left")
    asked = asked.join(standard.lazy(), on="quantity", how="left", maintain_order="left")
    needed = pl.when("is_own").then("own_needs").otherwise("needs").alias("needs")
    rows = asked.select("row", "quantity", "condition", needed).drop_nulls("needs").collect()
    parts = pl.concat_str(pl.lit("; "), pl.col("condition").fill_null(""))
    stated = parts.str.contains(pl.format("; {}: ", "needs"), literal=True)
    lacking = rows.filter(~stated).select("row", "quantity", "needs").iter_rows()

    def remedy(_: str, key: str) -> str:
        add = f'add "{key}: ..." to the condition, or "{key}: not stated"'
        return f"depends on the {key}: {add} if the source does not say"

    rule = "figure_states_its_condition"
    yield from problems_by_row(text, "condition", rule, lacking, remedy)


def _several_descriptions(what_ifs: pl.DataFrame, text: TableText) -> Iterator[Problem]:
    group = [*apart(what_ifs), "what_if_id"]
    first = pl.col("description").first().over(group)
    other = what_ifs.with_row_index("row").with_columns(first=first)
    wrong = other.filter(pl.col("description") != pl.col("first"))
    rows = wrong.select("row", "description", "first").iter_rows()

    def remedy(_: str, first: str) -> str:
        return f"the first row of this what-if says {shorten(first)}; write the same"

    yield from problems_by_row(text, "description", "one_description_each", rows, remedy)
