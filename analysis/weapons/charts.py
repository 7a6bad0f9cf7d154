"""Charts of weapons: each source's figure, who outranges whom, and what lies within range."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting.controls import choice
from analysis.charting.theme import (
    BLUE,
    GREY,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    SKY,
    VERMILION,
    Layers,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from great_tables import GT

VERDICTS = ["yes", "no", "overlapping", "not comparable"]
GLYPHS = {"yes": "▲", "no": "▽", "overlapping": "≈", "not comparable": "·"}
"""What stands in a cell, so that colour is never alone."""
READINGS = {"value": "the value itself", "bound": "a bound only"}
"""Labels of `analysis.weapons.comparison.UpTo` in the controls."""
_PLOT_PX = 520
_LABEL_PX = 14
_FARTHEST_KM = 600
_CELL = "¦"
_TICK = "M-0.12,-0.9H0.12V0.9H-0.12Z"
_READING = choice("reading", READINGS, 'Read "up to" as ', radio=True)


def spread(rows: pl.DataFrame, title: str, subtitle: str) -> Layers:
    """Draw one row per weapon: a tick per source, a band from the least to the most stated.

    Parameters
    ----------
    rows
        From `analysis.weapons.compare`, with ``row`` (label), ``weapon_class`` and
        ``measure`` (quantity and unit) as text.
    title, subtitle
        The finding and how it was measured.
    """
    classes, measures = (rows[c].unique().sort().to_list() for c in ("weapon_class", "measure"))
    chosen = [
        choice("weapon_class", classes, "Class ", "rocket_artillery"),
        choice("measure", measures, "Quantity ", "max range, km"),
    ]
    wanted = "datum.weapon_class == weapon_class && datum.measure == measure"
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=310, grid=True))
    x = alt.X(
        title="Value, in the unit of the chosen quantity",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(labelExpr="datum.label + ' ' + replace(measure, regexp('^[^,]*,? ?'), '')",
                      format=".6~g"),
    )  # fmt: skip
    empty = (
        pl.DataFrame({"weapon_class": classes})
        .join(pl.DataFrame({"measure": measures}), how="cross")
        .join(rows, on=["weapon_class", "measure"], how="anti")
    )  # fmt: skip
    bands = rows.select("weapon_class", "measure", "row", "least", "most", "n_sources", "disagree",
                        "gap_share")  # fmt: skip
    ticks = rows.select("weapon_class", "measure", "row", "sources").explode("sources")
    ticks = ticks.unnest("sources").with_columns(
        at=pl.coalesce("high", "low"),
        kind=pl.when(pl.col("low").is_null()).then(pl.lit("up to"))
        .when(pl.col("high").is_null()).then(pl.lit("at least"))
        .when(pl.col("low") == pl.col("high")).then(pl.lit("value")).otherwise(pl.lit("span")),
    )  # fmt: skip
    band = _table(bands).transform_filter(wanted).encode(y=y)
    marks = _table(ticks).transform_filter(wanted).encode(y=y)
    spans = marks.transform_filter("datum.kind == 'span'")
    says = ["row:N", "source_id:N", "publisher:N", "published:N", "reliability:N", "kind:N",
            "low:Q", "high:Q"]  # fmt: skip
    shapes = alt.Scale(domain=["value", "up to", "at least", "span"],
                       range=[_TICK, "triangle-left", "triangle-right", "circle"])  # fmt: skip
    return titled(
        alt.layer(
            band.mark_bar(height=10, color=SKY, opacity=0.35, minBandSize=2).encode(
                x=x.field("least").type("quantitative"), x2="most:Q"
            ),
            spans.mark_rule(strokeWidth=2, color=INK).encode(x="low:Q", x2="high:Q"),
            spans.mark_point(shape="circle", size=60, color=INK).encode(x="low:Q", tooltip=says),
            marks.mark_point(opacity=0.8, filled=True, size=60).encode(
                x="at:Q",
                shape=alt.Shape("kind:N", scale=shapes, title="A source says",
                                legend=alt.Legend(orient="top")),
                color=alt.value(INK), stroke=alt.value(INK),
                tooltip=says,
            ),
            band.transform_filter("datum.disagree").mark_point(
                shape="diamond", size=110, color=VERMILION, filled=False, strokeWidth=2
            ).encode(x="most:Q", xOffset=alt.value(14)),
            band.transform_filter("datum.disagree").mark_text(
                align="left", dx=24, fontSize=11, color=INK
            ).encode(x="most:Q", text=alt.Text("gap_share:Q", format=".0%")),
            band.mark_text(align="left", fontSize=10, color=MUTED).encode(
                x=alt.value(_PLOT_PX + 8), text=alt.Text("n_sources:Q")
            ),
            _table(empty).transform_filter(wanted).mark_text(color=INK, fontSize=13).encode(
                x=alt.value(_PLOT_PX / 2), y=alt.value(52),
                text=alt.value("No figure of this quantity in this class"),
            ),
        ).add_params(*chosen).properties(width=_PLOT_PX, height=alt.Step(15)),
        title, subtitle,
    )  # fmt: skip


def outranking(pairs: pl.DataFrame, title: str, subtitle: str) -> Layers:
    """Draw a matrix of who has more: row against column.

    Parameters
    ----------
    pairs
        From `analysis.weapons.outranks`, with ``comparison`` (what the control offers) and
        ``reading`` (see `READINGS`).
    title, subtitle
        The finding and how it was measured.
    """
    options = pairs["comparison"].unique().sort().to_list()
    default = next((o for o in options if "standard projectile" in o), options[0])
    labels = dict(enumerate(options))
    chosen = choice("comparison", labels, "Compare ", options.index(default))
    numbers = {option: number for number, option in enumerate(options)}
    pairs = pairs.with_columns(comparison=pl.col("comparison").replace_strict(numbers))
    cells = _glyphs(pairs, "name", "Weapon", "datum.comparison == comparison")
    return titled(cells.add_params(chosen, _READING), title, subtitle)


def exchange(pairs: pl.DataFrame, title: str, subtitle: str) -> Layers:
    """Draw what one side could send against what the other fields, both ways.

    Parameters
    ----------
    pairs
        From `analysis.weapons.transfers_against`, with ``row`` (system and measure), ``side``
        (who sends to whom) and ``reading``.
    title, subtitle
        The finding and how it was measured.
    """
    sides = pairs["side"].unique(maintain_order=True).to_list()
    chosen = choice("side", sides, "Arms ", radio=True)
    cells = _glyphs(pairs, "row", None, "datum.side == side")
    return titled(cells.add_params(chosen, _READING), title, subtitle)


def ruler(ranges: pl.DataFrame, places: pl.DataFrame, title: str, subtitle: str) -> Layers:
    """Draw ranges as bars and the distances from a chosen place as lines across them.

    Parameters
    ----------
    ranges
        Ranges in km: ``row``, ``weapon_class``, ``stated``, ``least``, ``most``.
    places
        From `analysis.weapons.distances`.
    title, subtitle
        The finding and how it was measured.
    """
    classes = ranges["weapon_class"].unique().sort().to_list()
    origins = places["origin"].unique().sort().to_list()
    start = next((o for o in origins if o.startswith("Panmunjom")), None)
    chosen = [
        choice("weapon_class", classes, "Class ", "rocket_artillery"),
        choice("origin", origins, "Fired from ", start),
    ]
    x = alt.X("most:Q", title="Distance, km (logarithmic)",
              scale=alt.Scale(type="log", domain=[4, _FARTHEST_KM], clamp=True,
                              nice=False))  # fmt: skip
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=310))
    bars = _table(ranges).encode(y=y, tooltip=["row:N", "least:Q", "most:Q", "stated:N"])
    bars = bars.transform_filter("datum.weapon_class == weapon_class")
    known = alt.Color(
        "stated:N", title="Munition or target", legend=alt.Legend(orient="bottom"),
        scale=alt.Scale(domain=["stated", "not stated"], range=[BLUE, GREY]),
    )  # fmt: skip
    near = (
        _table(places.select("origin", "mark", "distance_km"))
        .transform_filter(f"datum.origin == origin && datum.distance_km < {_FARTHEST_KM}")
        .transform_window(rank="rank()", sort=[alt.SortField("distance_km")])
    )
    # Each label has a row of its own, the nearest lowest, so that no line crosses it; the room
    # for all of them is always taken, because Vega does not move a title when labels change.
    top = alt.value(alt.expr(f"-{_LABEL_PX} * datum.rank"))
    within = places.filter(pl.col("distance_km") < _FARTHEST_KM)
    rows = max(Counter(within["origin"]).values(), default=0)
    room = _table(places.select("origin").unique(maintain_order=True)).transform_filter(
        "datum.origin == origin"
    )
    return titled(
        alt.layer(
            bars.mark_bar(height=5, opacity=0.35).encode(x=x, x2=alt.datum(4), color=known),
            bars.mark_rule(strokeWidth=5).encode(x="least:Q", x2="most:Q", color=known),
            bars.mark_point(size=70, filled=True, opacity=1).encode(
                x="most:Q", color=known, shape=alt.Shape("stated:N", title="Munition or target",
                    legend=alt.Legend(orient="bottom"), scale=alt.Scale(
                    domain=["stated", "not stated"], range=["circle", "cross"])),
            ),
            near.mark_rule(color=VERMILION, strokeDash=[4, 3]).encode(
                x="distance_km:Q", y=top, y2=alt.value(alt.expr("height")), tooltip="mark:N"
            ),
            near.mark_text(align="right", baseline="middle", dx=-4, color=INK).encode(
                x="distance_km:Q", y=top, text="mark:N", tooltip="mark:N"
            ),
            room.mark_rect(opacity=0).encode(
                x=alt.value(0), x2=alt.value(_PLOT_PX), y2=alt.value(0),
                y=alt.value(-_LABEL_PX * (rows + 1)),
            ),
        ).add_params(*chosen).properties(width=_PLOT_PX, height=alt.Step(17)),
        title, subtitle,
    )  # fmt: skip


def sheet(cells: pl.DataFrame, sources: pl.DataFrame, title: str, name: str) -> GT:
    """Print a class on one page: units in the head, sources as numbers, ≠ where they disagree.

    Parameters
    ----------
    cells
        From `analysis.weapons.sheet_cells`.
    sources
        The dossier's sources.
    title
        Heading of the sheet.
    name
        Fixed id of the table in the page: kebab-case.
    """
    from great_tables import GT  # noqa: PLC0415 (a second that only sheets need)

    order = cells["sources"].explode().unique(maintain_order=True).to_list()
    number = {source: i for i, source in enumerate(order, 1)}
    shown = cells.with_columns(
        cell=pl.struct("text", "disagree", "sources").map_elements(
            lambda c: f"{c['text']}{' ≠' if c['disagree'] else ''} "
            f"[{', '.join(str(number[s]) for s in c['sources'])}]",
            return_dtype=pl.String,
        )
    ).pivot("heading", index="name", values="cell").fill_null("")  # fmt: skip
    named = sources.filter(pl.col("source_id").is_in(order)).with_columns(
        number=pl.col("source_id").replace_strict(number)
    ).sort("number")  # fmt: skip
    notes = " · ".join(
        f"{n} {publisher or 'no publisher'}{f', {published[:4]}' if published else ''}"
        for n, publisher, published in named.select("number", "publisher", "published").iter_rows()
    )
    return (
        GT(shown, id=name, rowname_col="name")
        .tab_header(title=title, subtitle="≠: sources lie more than a quarter apart")
        .tab_source_note(notes)
        .tab_options(
            table_width="100%", table_font_size="10px", data_row_padding="1px",
            source_notes_font_size="7px", heading_title_font_size="14px",
        )
        .opt_css(f"@media print {{ #{name} {{ break-inside: avoid; break-before: page; }} }}")
    )  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """Sheets of several classes, one below the other; in print each begins a page."""

    sheets: Mapping[str, GT]

    def __repr__(self) -> str:
        return f"Sheets: {', '.join(self.sheets)}"

    def _repr_html_(self) -> str:
        return "".join(sheet.as_raw_html() for sheet in self.sheets.values())


def pages(cells: Mapping[str, pl.DataFrame], sources: pl.DataFrame) -> Pages:
    """Print a sheet for every class that has cells.

    Parameters
    ----------
    cells
        From `analysis.weapons.sheet_cells`, by class.
    sources
        The dossier's sources.
    """
    names = {name: name.replace("_", " ") for name, found in cells.items() if found.height}
    return Pages({
        words: sheet(cells[name], sources, words.capitalize(), f"sheet-{words.replace(' ', '-')}")
        for name, words in names.items()
    })  # fmt: skip


def _table(frame: pl.DataFrame) -> alt.Chart:
    """Start a chart on a frame whose rows are lines of text, which Vega's expressions take apart.

    A third of the size of records; Vega's reader of CSV would need an ``eval`` that saved pages
    forbid.
    """
    apart = pl.col(pl.String).str.replace_all(rf"[{_CELL}\s]+", " ")
    rows = frame.with_columns(pl.col(pl.Float64).round(3), apart).select(
        line=pl.concat_str(pl.all().cast(pl.String).fill_null(""), separator=_CELL)
    )
    cells = {
        name: f"datum.cells[{i}] == '' ? null : toNumber(datum.cells[{i}])"
        if kind.is_numeric()
        else f"datum.cells[{i}]" + " == 'true'" * (kind == pl.Boolean)
        for i, (name, kind) in enumerate(frame.schema.items())
    }
    return (
        alt.Chart(rows)
        .transform_calculate(cells=f"split(datum.line, '{_CELL}')")
        .transform_calculate(**cells)
    )


def _glyphs(pairs: pl.DataFrame, rows: str, title: str | None, wanted: str) -> Layers:
    sort = "ascending" if title else None
    kept = [rows, "other", "verdict", "reason", wanted.split(" == ")[1]]
    cells = (
        pairs.with_columns(pl.col("reason").str.replace(" with .*", ""))
        .group_by(kept, maintain_order=True)
        .agg(pl.col("reading").unique())
    )
    base = _table(cells.with_columns(pl.col("reading").list.join("|")))
    chosen = base.transform_filter(f"{wanted} && indexof(datum.reading, reading) >= 0")
    base = chosen.transform_calculate(glyph=f"{GLYPHS}[datum.verdict]").encode(
        tooltip=[f"{rows}:N", "other:N", "verdict:N", "reason:N"],
        x=alt.X("other:N", title="Against", sort=sort,
                axis=alt.Axis(labelAngle=-50, orient="top", labelLimit=150)),
        y=alt.Y(f"{rows}:N", title=title, sort=sort, axis=alt.Axis(labelLimit=310)),
    )  # fmt: skip
    colors = alt.Scale(domain=VERDICTS, range=[BLUE, ORANGE, GRID, PAPER])
    legend = alt.Legend(
        orient="bottom", symbolType="square", symbolStrokeColor=MUTED,
        labelExpr="{'yes': '▲ more', 'no': '▽ not more', 'overlapping': '≈ overlapping', "
        "'not comparable': '· not comparable'}[datum.label]",
    )  # fmt: skip
    return alt.layer(
        base.mark_rect(stroke=MUTED, strokeWidth=0.4).encode(
            color=alt.Color("verdict:N", scale=colors, legend=legend, title=None),
        ),
        base.mark_text(fontSize=13).encode(
            text="glyph:N",
            color=alt.condition(
                "datum.verdict == 'yes' || datum.verdict == 'no'", alt.value(PAPER), alt.value(INK)
            ),
        ),
    ).properties(width=alt.Step(28), height=alt.Step(22))
