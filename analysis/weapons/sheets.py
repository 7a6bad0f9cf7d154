"""Data sheets to print: one page per class, with its sources by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.weapons.envelopes import DISAGREEMENT, OUTER_BOUNDS, figure_envelopes
from analysis.weapons.intervals import Interval
from analysis.weapons.labels import UNIT_LABELS, class_labels, joined, label_of, with_names

if TYPE_CHECKING:
    from great_tables import GT

    from analysis.dossier import Dossier

_COLUMNS = 6


def printed_sheets(dossier: Dossier) -> dict[str, GT]:
    """Print a sheet for every class, except for munitions that others load."""
    loaded = {name for kind in dossier.classes.values() for name in kind.loads}
    cells = _cells(dossier)
    return {
        name: _sheet(cells.filter(weapon_class=name), dossier.sources, name, label)
        for name, label in class_labels(cells, dossier).items()
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
    column = ["weapon_class", "quantity", "comparable_condition", "unit"]
    shown = (
        rows.group_by(column)
        .agg(n=pl.n_unique("weapon_id"))
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
    condition = pl.col("comparable_condition").str.replace("^.*: ", "").replace("", None)
    ends = pl.struct("low", "high", "lowest_stated", "highest_stated")
    named = with_names(cells, dossier, name="weapon_id").with_columns(
        text=ends.map_elements(stated_text, return_dtype=pl.String),
        heading=joined(label_of("quantity", dossier.measures), condition, UNIT_LABELS),
    )
    return named.sort("weapon_class", "order", "name")


def stated_text(ends: dict[str, float | None]) -> str:
    """Write the lowest and the highest stated figure, and which end of the envelope is open."""
    stated = Interval(ends["lowest_stated"], ends["highest_stated"])
    if ends["low"] is None and ends["high"] is None:
        return f"{stated}, ends open"
    if ends["lowest_stated"] == ends["highest_stated"]:
        return str(Interval(ends["low"], ends["high"]))
    tail = ", or less" if ends["low"] is None else ", or more" if ends["high"] is None else ""
    return f"{stated}{tail}"


def _sheet(cells: pl.DataFrame, sources: pl.DataFrame, weapon_class: str, label: str) -> GT:
    """Print a class on one page: units in the head, sources as numbers, ≠ where they disagree."""
    from great_tables import GT

    name = f"sheet-{weapon_class.replace('_', '-')}"
    named = cells["sources"].explode().implode()
    cited = sources.filter(pl.col("source_id").is_in(named)).with_row_index("number", offset=1)
    number = dict(cited.select("source_id", "number").iter_rows())
    numbered = pl.col("sources").list.eval(pl.element().replace_strict(number)).list.sort()
    numbers = numbered.cast(pl.List(pl.String)).list.join(", ")
    mark = pl.when("disagree").then(pl.lit(" ≠")).otherwise(pl.lit(""))
    order = pl.col("order").cast(pl.String)
    cell = pl.format("{}{} [{}]", "text", mark, numbers)
    shown = cells.select("name", order, cell=cell).pivot("order", index="name", values="cell")
    year = pl.format(", {}", pl.col("published").str.head(4)).fill_null("")
    note = pl.format("{} {}{}", "number", pl.col("publisher").fill_null("no publisher"), year)
    return (
        GT(shown.fill_null(""), id=name, rowname_col="name")
        .cols_label(dict(cells.select(order, "heading").unique().iter_rows()))
        .tab_header(
            label[:1].upper() + label[1:], f"≠: sources are more than {DISAGREEMENT:.0%} apart"
        )
        .tab_source_note(" · ".join(cited.select(note).to_series()))
        .tab_options(
            table_width="100%",
            table_font_size="10px",
            data_row_padding="1px",
            source_notes_font_size="7px",
            heading_title_font_size="14px",
        )
        .opt_css(f"@media print {{ #{name} {{ break-inside: avoid; break-before: page; }} }}")
    )
