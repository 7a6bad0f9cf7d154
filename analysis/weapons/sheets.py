"""Data sheets to print: one page per class, with its sources by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.weapons.envelopes import DISAGREEMENT, figure_envelopes, outer_bound
from analysis.weapons.intervals import Interval
from analysis.weapons.labels import UNIT_LABELS, joined, quantity_labels, with_names

if TYPE_CHECKING:
    from great_tables import GT

    from analysis.dossier import Dossier
    from analysis.dossier.measures import WeaponClass

_COLUMNS = 6


def printed_sheets(dossier: Dossier) -> dict[str, GT]:
    """Print a sheet for every class, except for those that others load."""
    loaded = {name for kind in dossier.classes.values() for name in kind.loads}
    cells = _cells(dossier).filter(~pl.col("weapon_class").is_in(loaded))
    kinds = [dossier.classes[name] for name in cells["weapon_class"].unique()]
    return {
        kind.weapon_class: _sheet(cells.filter(weapon_class=kind.weapon_class), dossier, kind)
        for kind in sorted(kinds, key=lambda kind: (kind.label, kind.weapon_class))
    }


def _cells(dossier: Dossier) -> pl.DataFrame:
    """Give the cells of all sheets: one per weapon and comparable quantity.

    Each class has as many quantities as a page has room for: ranges, then those that most
    weapons have.
    """
    measures = dossier.measures.values()
    off_sheets = [measure.quantity for measure in measures if not measure.on_sheets]
    is_range = pl.col("quantity").is_in([m.quantity for m in measures if m.is_range])
    rows = figure_envelopes(dossier).filter(
        "condition_stated", ~pl.col("quantity").is_in(off_sheets)
    )
    column = ["weapon_class", "quantity", "comparable_condition", "unit"]
    counts = rows.group_by(column).agg(n=pl.n_unique("weapon_id"))
    shown = (
        counts.sort(~is_range, -pl.col("n").cast(pl.Int64), *column)
        .with_columns(order=pl.int_range(pl.len()).over("weapon_class"))
        .filter(pl.col("order") < _COLUMNS)
    )
    cells = (
        rows.join(shown, on=column)
        .group_by("weapon_id", "order", *column)
        .agg(
            outer_bound("low"),
            outer_bound("high"),
            pl.col("lowest_stated").min(),
            pl.col("highest_stated").max(),
            pl.col("disagree").any(),
            sources=pl.col("sources").explode().struct.field("source_id").unique(),
        )
    )
    condition = pl.col("comparable_condition").str.replace("^.*: ", "")
    ends = pl.struct("low", "high", "lowest_stated", "highest_stated")
    named = with_names(cells, dossier, name="weapon_id").with_columns(
        text=ends.map_elements(_text, return_dtype=pl.String),
        heading=joined(
            quantity_labels(dossier), pl.when(condition != "").then(condition), UNIT_LABELS
        ),
    )
    return named.sort("weapon_class", "order", "name")


def _text(ends: dict[str, float | None]) -> str:
    stated = Interval(ends["lowest_stated"], ends["highest_stated"])
    if ends["low"] is None and ends["high"] is None:
        return f"{stated}, ends open"
    if ends["lowest_stated"] == ends["highest_stated"]:
        return str(Interval(ends["low"], ends["high"]))
    tail = ", or less" if ends["low"] is None else ", or more" if ends["high"] is None else ""
    return f"{stated}{tail}"


def _sheet(cells: pl.DataFrame, dossier: Dossier, kind: WeaponClass) -> GT:
    """Print a class on one page: units in the head, sources as numbers, ≠ where they disagree."""
    from great_tables import GT

    name = f"sheet-{kind.weapon_class.replace('_', '-')}"
    named = cells["sources"].explode().unique()
    cited = dossier.sources.filter(pl.col("source_id").is_in(named.implode()))
    number = {source: i for i, source in enumerate(cited["source_id"], 1)}
    numbered = pl.col("sources").list.eval(pl.element().replace_strict(number)).list.sort()
    numbers = numbered.cast(pl.List(pl.String)).list.join(", ")
    mark = pl.when(pl.col("disagree").fill_null(value=False)).then(pl.lit(" ≠"))
    column = pl.col("order").cast(pl.String)
    cell = pl.format("{}{} [{}]", "text", mark.otherwise(pl.lit("")), numbers)
    shown = cells.select("name", column, cell=cell).pivot("order", index="name", values="cell")
    headings = dict(cells.select(column, "heading").unique().iter_rows())
    notes = [
        f"{number[source]} {publisher or 'no publisher'}{f', {day[:4]}' if day else ''}"
        for source, publisher, day in cited.select(
            "source_id", "publisher", "published"
        ).iter_rows()
    ]
    return (
        GT(shown.fill_null(""), id=name, rowname_col="name")
        .cols_label(headings)
        .tab_header(kind.label.capitalize(), f"≠: sources are more than {DISAGREEMENT:.0%} apart")
        .tab_source_note(" · ".join(notes))
        .tab_options(
            table_width="100%",
            table_font_size="10px",
            data_row_padding="1px",
            source_notes_font_size="7px",
            heading_title_font_size="14px",
        )
        .opt_css(f"@media print {{ #{name} {{ break-inside: avoid; break-before: page; }} }}")
    )
