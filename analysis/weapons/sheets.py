"""Data sheets to print: one page per class, with its sources by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.weapons.envelopes import OUTER_BOUNDS, figure_envelopes
from analysis.weapons.labels import (
    UNIT_LABELS,
    alphabetical,
    class_labels,
    joined,
    label_of,
    short_condition,
    with_names,
)
from analysis.weapons.phrases import capital, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.dossier import Dossier

_COLUMNS = 6


class Cell(NamedTuple):
    """A figure with the numbers of its sources, and whether these disagree."""

    text: str
    apart: bool = False


class Sheet(NamedTuple):
    """A class to print: quantities, a row per weapon, and the sources by number."""

    label: str
    headings: list[str]
    rows: list[tuple[str, list[Cell]]]
    sources: str


def printed_sheets(dossier: Dossier) -> dict[str, Sheet]:
    """Print a sheet for every class, except for munitions that others load."""
    loaded = {name for kind in dossier.classes.values() for name in kind.loads}
    cells = _cells(dossier)
    return {
        name: _sheet(cells.filter(weapon_class=name), dossier, name)
        for name in class_labels(cells, dossier)
        if name not in loaded or dossier.classes[name].fired_from
    }


def _cells(dossier: Dossier) -> pl.DataFrame:
    """Give the cells of all sheets: one per weapon and comparable quantity.

    Each class has as many quantities as a page has room for: ranges, then those that most
    weapons have.
    """
    measures = dossier.measures.values()
    on_sheets = pl.col("quantity").is_in([m.quantity for m in measures if m.on_sheets])
    is_range = pl.col("quantity").is_in([m.quantity for m in measures if m.is_range])
    rows = figure_envelopes(dossier).filter("condition_stated", on_sheets)
    # A column with one system compares nothing, unless the class has no other.
    systems = pl.min_horizontal(pl.n_unique("weapon_id").over("weapon_class"), pl.lit(2))
    column = ["weapon_class", "quantity", "comparable_condition", "unit"]
    shown = (
        rows.with_columns(systems=systems)
        .group_by(column)
        .agg(pl.col("systems").first(), n=pl.n_unique("weapon_id"))
        .filter(pl.col("n") >= pl.col("systems"))
        .sort(is_range, "n", *column, descending=[True, True, *[False] * len(column)])
        .with_columns(order=pl.int_range(pl.len()).over("weapon_class"))
        .filter(pl.col("order") < _COLUMNS)
    )
    cells = (
        rows.join(shown, on=column)
        .group_by("weapon_id", "order", *column)
        .agg(
            *OUTER_BOUNDS,
            pl.col("lowest_stated").min(),
            pl.col("highest_stated").max(),
            pl.col("disagree").any(),
            sources=pl.col("sources").explode().struct.field("source_id").unique(),
        )
    )
    condition = short_condition("comparable_condition", dossier).replace("", None)
    ends = pl.struct("low", "high", "lowest_stated", "highest_stated")
    named = with_names(cells, dossier, name="weapon_id").with_columns(
        text=ends.map_elements(stated_text, return_dtype=pl.String),
        heading=joined(label_of("quantity", dossier.measures), condition, UNIT_LABELS),
    )
    return named.sort("weapon_class", "order", "name")


def stated_text(ends: dict[str, float | None]) -> str:
    """Write the lowest and the highest stated figure, and which end of the envelope is open."""
    stated = span(ends["lowest_stated"], ends["highest_stated"])
    if ends["low"] is None and ends["high"] is None:
        return f"{stated}, ends open"
    if ends["lowest_stated"] == ends["highest_stated"]:
        return span(ends["low"], ends["high"])
    tail = ", or less" if ends["low"] is None else ", or more" if ends["high"] is None else ""
    return f"{stated}{tail}"


def _sheet(cells: pl.DataFrame, dossier: Dossier, weapon_class: str) -> Sheet:
    """Set a class on one page: units in the head, sources as numbers, marks where they differ."""
    # Numbered as a reader meets them, row by row, so that the notes of a cell are a run.
    place = alphabetical(dossier)
    lists = cells.sort("name", "order")["sources"].to_list()
    each = (source for sources in lists for source in sorted(sources or (), key=place.__getitem__))
    met = pl.Series(list(dict.fromkeys(each)), dtype=pl.String)
    number = {source: at for at, source in enumerate(met, 1)}
    cited = dossier.sources.filter(pl.col("source_id").is_in(met.implode())).with_columns(
        number=pl.col("source_id").replace_strict(number, return_dtype=pl.Int64)
    )
    columns = cells.select("order", "heading").unique("order", maintain_order=True).sort("order")
    found = {
        (name, order): Cell(f"{text} [{numbers([number[one] for one in sources])}]", bool(apart))
        for name, order, text, sources, apart in cells.select(
            "name", "order", "text", "sources", "disagree"
        ).iter_rows()
    }
    names = cells["name"].unique().sort()
    rows = [
        (name, [found.get((name, order), Cell("")) for order in columns["order"]]) for name in names
    ]
    year = pl.format(", {}", pl.col("published").str.head(4)).fill_null("")
    note = pl.format("[{}] {}{}", "number", pl.col("publisher").fill_null("no publisher"), year)
    return Sheet(
        capital(dossier.classes[weapon_class].label),
        list(map(capital, columns["heading"])),
        rows,
        " · ".join(cited.sort("number").select(note).to_series()),
    )


def numbers(found: Sequence[int]) -> str:
    """Write numbers of notes, runs of three or more as a range.

    Examples
    --------
    >>> numbers([7, 1, 2, 3, 9]), numbers([4, 5])
    ('1–3, 7, 9', '4, 5')
    """
    runs: list[list[int]] = []
    for number in sorted(found):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))  # noqa: PLR2004
        for run in runs
    ]
    return ", ".join(texts)
