"""Charts of weapons and deliveries: what each source says, who has more, what is within range."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    GRID,
    INK,
    MOST_ROWS,
    MUTED,
    ORANGE,
    PAPER,
    SKY,
    VERMILION,
    Layers,
    NothingToShow,
    Settings,
    Style,
    Styles,
    cases,
    option_control,
    setting_controls,
    titled,
    tooltips,
    vega_literal,
)
from analysis.charting.numbers import EXACT
from analysis.charting.untrusted import reveal_hidden
from analysis.dossier import VOICE, require_known
from analysis.dossier.vocabularies import labels as vocabulary
from analysis.explorer import Figure, TableExplorer, figure
from analysis.weapons import (
    comparisons,
    deliveries,
    delivery_matrix,
    delivery_pairs,
    delivery_views,
    derivation,
    envelopes,
    labels,
    mentions,
    ranges,
    sheets,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from great_tables import GT

    from analysis.dossier import Dossier

_GLYPHS = {"more": "▲", "not more": "▽", "overlapping": "≈", "not comparable": "·"}
_SETTLED = pl.col("comparison").is_in(["more", "not_more"])
_READINGS = {"value": "the value itself", "bound": "a bound only"}
_CONDITION = Styles({"stated": Style(BLUE, "circle"), "not stated": Style(GREY, "cross")})
_GRADE = "B"
_PLOT_PX = 520
_LABEL_PX = 14
_BEYOND = 1.2
"""How many times the longest range the ruler is long."""
_LABELLED_PLACES = 30
_NAMED_WEAPONS = 5
_RECURRING = 8
"""How often texts must recur to be listed: each layer of a chart has the list again."""
_CELL = "¦"
_SMALL = 0.1
_SAID = Styles(
    {
        "value": Style(INK, "M-0.12,-0.9H0.12V0.9H-0.12Z"),
        "up to": Style(INK, "triangle-left"),
        "at least": Style(INK, "triangle-right"),
        "span": Style(INK, "circle"),
    }
)
_APART = f"more than {envelopes.DISAGREEMENT:.0%} apart"


@figure("source-spread", "figures")
def source_spread(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw one row per weapon: a tick per source, a band from the lowest to the highest stated.

    By default the title says how often sources disagree.
    """
    strong, left_out = envelopes.without_weak(envelopes.figure_envelopes(dossier))
    if strong.is_empty():
        raise NothingToShow(f"No figure has a source better than grade {envelopes.WEAK[0]} yet.")
    every = _figure_rows(strong, dossier)
    marks = (
        1 + pl.col("sources").list.len().cast(pl.Int64) + pl.col("disagree").fill_null(value=False)
    )
    weapon_class = _opening(every["weapon_class"], dossier.study.weapon_class)
    rows, note = _fitting(every, weapon_class, dossier, "rows", marks.cum_sum())
    measures = rows.select("measure", "measure_label").unique().sort("measure_label", "measure")
    settings = Settings(
        weapon_class=labels.class_labels(rows, dossier), quantity=dict(measures.iter_rows())
    )
    start = {"weapon_class": weapon_class, "quantity": dossier.study.quantity or ""}
    controls = setting_controls(
        settings, {"weapon_class": "Class ", "quantity": "Quantity "}, start
    )
    rows = _numbered(rows, settings, "weapon_class", "measure")
    compared = every.filter(pl.col("n_sources") > 1).height
    finding = (
        f"Over all classes, in {every['disagree'].sum():,} of {compared:,} comparisons public "
        f"figures are {_APART}"
    )
    how = (
        "Diamond and per cent: gap between the sources farthest apart, over its midpoint; counted "
        "where two sources or more speak of the same weapon, variant and condition."
        f"{left_out}"
    )
    chart = alt.layer(*_spread_marks(rows, settings)).add_params(*controls)
    chart = chart.properties(width=_PLOT_PX, height=alt.Step(15))
    return titled(chart, title or finding, how + note)


def _figure_rows(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    rows = labels.with_names(rows, dossier, name="weapon_id")
    label = labels.joined("name", "variant", labels.short_condition("condition", dossier))
    order = ["name", "variant", "comparable_condition"]
    return labels.with_measures(rows, dossier).with_columns(row=label).sort(order, nulls_last=False)


def _fitting(
    rows: pl.DataFrame, weapon_class: str, dossier: Dossier, what: str, running_total: pl.Expr
) -> tuple[pl.DataFrame, str]:
    """Keep all rows, or of a class as many as fit on a page, and say what is left out."""
    if rows.select(running_total.max()).item() <= MOST_ROWS:
        return rows, ""
    kept = rows.filter(weapon_class=weapon_class).filter(running_total <= MOST_ROWS)
    return kept, (
        f" Drawn are {kept.height:,} of {rows.height:,} {what}, all of one class "
        f"({dossier.classes[weapon_class].label}): a page with more would be slow."
    )


def _opening(found: pl.Series, chosen: str | None) -> str:
    """Give the chosen value, or the most frequent where it is not among those found."""
    return str(chosen if chosen in found else found.mode().sort()[0])


def _numbered(rows: pl.DataFrame, settings: Settings, *columns: str) -> pl.DataFrame:
    """Add the number of the setting that shows each row."""
    numbers = {tuple(setting.values()): number for number, setting in settings}
    shown = [numbers[values] for values in rows.select(columns).iter_rows()]
    return rows.with_columns(setting=pl.Series(shown, dtype=pl.Int64))


def _shown(frame: pl.DataFrame, settings: Settings) -> alt.Chart:
    rows: alt.Chart = _table(frame).transform_filter(f"datum.setting == {settings.expression}")
    return rows


def _row_axis(*, grid: bool = True) -> alt.Y:
    return alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=310, grid=grid))


def _spread_marks(rows: pl.DataFrame, settings: Settings) -> list[alt.Chart]:
    units = dict(rows.select("measure", labels.UNIT_LABELS).unique().sort("measure").iter_rows())
    of_unit = f"datum.label + ' ' + {vega_literal(units)}[quantity]"
    title = "Value, in the unit of the chosen quantity"
    # Of an empty scale Vega would say that it is from Infinity to -Infinity; the marks say theirs.
    axis = alt.Axis(labelExpr=of_unit, format=EXACT, aria=False)
    x = alt.X("lowest_stated:Q", title=title, scale=alt.Scale(zero=False), axis=axis)
    drawn = rows.select("setting", "row", "lowest_stated", "highest_stated", "n_sources")
    band = _shown(drawn, settings).encode(y=_row_axis())
    bar = band.mark_bar(height=10, color=SKY, opacity=0.35, minBandSize=2)
    count = band.mark_text(align="left", fontSize=10, color=MUTED)
    apart = rows.filter("disagree").select("setting", "row", "highest_stated", "gap_share")
    gap = _shown(apart, settings).encode(x="highest_stated:Q", y=_row_axis())
    diamond = gap.mark_point(
        shape="diamond", size=110, color=VERMILION, filled=False, strokeWidth=2
    )
    share = gap.mark_text(align="left", dx=24, fontSize=11, color=INK)
    nothing = alt.Chart(pl.DataFrame({"text": ["No figure of this quantity in this class"]}))
    used = json.dumps(sorted(rows["setting"].unique()))
    nothing = nothing.transform_filter(f"indexof({used}, {settings.expression}) < 0")
    middle = {"x": alt.value(_PLOT_PX / 2), "y": alt.value(52)}
    return [
        bar.encode(x=x, x2="highest_stated:Q"),
        count.encode(x=alt.value(_PLOT_PX + 8), text="n_sources:Q"),
        *_ticks(rows, settings),
        diamond.encode(xOffset=alt.value(14)),
        share.encode(text=alt.Text("gap_share:Q", format=".0%")),
        nothing.mark_text(color=INK, fontSize=13).encode(text="text:N", **middle),
    ]


def _ticks(rows: pl.DataFrame, settings: Settings) -> list[alt.Chart]:
    kind = cases(
        {
            "up to": pl.col("low").is_null(),
            "at least": pl.col("high").is_null(),
            "value": pl.col("low") == pl.col("high"),
        },
        otherwise="span",
    )
    said = rows.select("setting", "row", "sources").explode("sources").unnest("sources")
    said = said.with_columns(at=pl.coalesce("high", "low"), kind=kind)
    tooltip = tooltips(
        row="Weapon",
        source_id="Source",
        publisher="Publisher",
        published="Published",
        reliability="Grade",
        kind="A source says",
        low=("From", EXACT),
        high=("To", EXACT),
    )
    marks = _shown(said, settings).encode(y=_row_axis())
    spans = marks.transform_filter("datum.kind == 'span'")
    start = spans.mark_point(shape="circle", size=60, color=INK)
    end = marks.mark_point(opacity=0.8, filled=True, size=60)
    ink = alt.value(INK)
    shape = _SAID.shape("kind:N", "A source says", orient="top")
    return [
        spans.mark_rule(strokeWidth=2, color=INK).encode(x="low:Q", x2="high:Q"),
        start.encode(x="low:Q", tooltip=tooltip),
        end.encode(x="at:Q", shape=shape, color=ink, stroke=ink, tooltip=tooltip),
    ]


@figure("comparison-matrix", "figures")
def comparison_matrix(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw a matrix of who has more: row against column.

    By default the title says how many comparisons of the quantity shown first are settled.
    """
    left_out = envelopes.without_weak(_compared_rows(dossier, "bound"))[1]
    pairs = _every_pair(dossier)
    if pairs.is_empty():
        raise NothingToShow(f"No two weapons have figures that can be compared yet.{left_out}")
    first, quantity = pairs.select("question", "quantity").row(0)
    every = pairs.filter(quantity=quantity)
    settled = dict(every.group_by("reading").agg(_SETTLED.sum()).iter_rows())
    total = every.filter(reading="value").height
    finding = (
        f"Over all classes, public figures settle {settled['value']:,} of {total:,} comparisons of "
        f"{dossier.measures[quantity].label}"
    )
    how = f"Read as bounds only, 'up to' and 'at least' leave {settled['bound']:,} of them settled."
    how += left_out
    most = math.isqrt(MOST_ROWS // 2)
    few = pl.all_horizontal(pl.col("name", "other").rank("dense").over("question") <= most)
    counted = pairs.with_columns(few=few, n=few.cum_sum())
    running_total = pl.when("few").then(pl.col("n").max().over("question")).otherwise(math.inf)
    weapon_class = pairs["weapon_class"][0]
    what = "comparisons in two readings"
    drawn, note = _fitting(counted, weapon_class, dossier, what, running_total)
    options = drawn.select("question", "label").unique().sort("label", "question")
    settings = Settings(comparison=dict(options.iter_rows()))
    controls = [
        *setting_controls(settings, {"comparison": "Compare "}, {"comparison": first}),
        option_control("reading", _READINGS, 'Read "up to" as ', radio=True),
    ]
    chart = _matrix(_numbered(drawn, settings, "question"), settings)
    return titled(chart.add_params(*controls), title or finding, how + note)


def _every_pair(dossier: Dossier) -> pl.DataFrame:
    """Rows of `pairwise_comparisons` in every quantity that is compared, in both readings.

    Those of a question are together: first the study's class and quantity, then the most settled.
    """
    frames = []
    for reading in envelopes.READINGS:
        strong, _ = envelopes.without_weak(_compared_rows(dossier, reading))
        pairs = comparisons.pairs_of(strong)
        frames.append(pairs.with_columns(reading=pl.lit(reading)))
    named = labels.with_names(pl.concat(frames), dossier, name="weapon_id", other="other_id")
    condition = pl.col("comparable_condition")
    question = pl.concat_str("weapon_class", "measure", condition, separator=":")
    of_class = labels.label_of("weapon_class", dossier.classes)
    label = pl.concat_str(of_class, "measure_label", condition, separator=": ")
    settled = _SETTLED & (pl.col("reading") == "value")
    return (
        labels.with_measures(named, dossier)
        .with_row_index("at")
        .with_columns(question=question.str.strip_chars(":"), label=label.str.strip_chars(": "))
        .sort(
            pl.col("weapon_class") != (dossier.study.weapon_class or ""),
            pl.col("quantity") != (dossier.study.quantity or ""),
            -settled.sum().over("question").cast(pl.Int64),
            "question",
            maintain_order=True,
        )
    )


def _compared_rows(dossier: Dossier, reading: envelopes.UpTo) -> pl.DataFrame:
    compared = [name for name, measure in dossier.measures.items() if measure.compared]
    rows = envelopes.figure_envelopes(dossier, read_up_to_as=reading)
    return rows.filter(pl.col("quantity").is_in(compared))


def _matrix(pairs: pl.DataFrame, settings: Settings) -> Layers:
    """Draw a cell per pair, one for both readings where they agree."""
    under = pl.format(" with {}", "comparable_condition")
    said = pairs.sort("at").with_columns(
        pl.col("reason").str.strip_suffix(under),
        pl.col("comparison").str.replace_all("_", " ", literal=True),
    )
    columns = ["setting", "name", "other", "comparison", "reason"]
    readings = pl.col("reading").unique().sort().str.join("|")
    cells = said.group_by(columns, maintain_order=True).agg(readings)
    found = {word: f"{glyph} {word}" for word, glyph in _GLYPHS.items()}
    x_axis = alt.Axis(labelAngle=-50, orient="top", labelLimit=150)
    base = (
        _shown(cells, settings)
        .transform_filter("indexof(datum.reading, reading) >= 0")
        .transform_calculate(
            glyph=f"{vega_literal(_GLYPHS)}[datum.comparison]",
            found=f"{vega_literal(found)}[datum.comparison]",
        )
        .encode(
            tooltip=tooltips(name="Weapon", other="Against", found="It has", reason="Reason"),
            x=alt.X("other:N", title="Against", sort="ascending", axis=x_axis),
            y=alt.Y("name:N", title="Weapon", sort="ascending", axis=alt.Axis(labelLimit=310)),
        )
    )
    legend = alt.Legend(
        orient="bottom",
        symbolType="square",
        symbolStrokeColor=MUTED,
        labelExpr=f"{vega_literal(found)}[datum.label]",
    )
    scale = alt.Scale(domain=list(_GLYPHS), range=[BLUE, ORANGE, GRID, PAPER])
    color = alt.Color("comparison:N", title=None, scale=scale, legend=legend)
    on_dark = "datum.comparison == 'more' || datum.comparison == 'not more'"
    ink = alt.condition(on_dark, alt.value(PAPER), alt.value(INK))
    return alt.layer(
        base.mark_rect(stroke=MUTED, strokeWidth=0.4).encode(color=color),
        base.mark_text(fontSize=13).encode(text="glyph:N", color=ink),
    ).properties(width=alt.Step(28), height=alt.Step(22))


@figure("range-ruler", "figures", "places")
def range_ruler(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw ranges as bars and the distances from a chosen place as lines across them.

    By default the title says which weapons of the study's class reach, from the study's place,
    the nearest other one that not all of them reach.
    """
    bars, left_out = _range_rows(dossier)
    if bars.is_empty():
        missing = "No range of a weapon that is not fired from the air is coded yet."
        raise NothingToShow(missing + left_out)
    ways = ranges.distances(dossier)
    if ways.is_empty():
        raise NothingToShow("Only one place is coded yet; a distance needs two.")
    farthest = _BEYOND * (max(bars["highest_stated"]) or 1)
    near = ways.filter(pl.col("distance_km") < farthest)
    near = near.group_by("origin_id", maintain_order=True).head(_LABELLED_PLACES)
    weapon_class = _opening(bars["weapon_class"], dossier.study.weapon_class)
    origin = _opening(ways["origin_id"], dossier.study.fired_from)
    places = dossier.places.select("place_id", "name").sort("name", "place_id")
    how = (
        "Counted: weapons that reach by every figure under one condition, 'up to' read as the "
        f"value itself.{left_out}"
    )
    if bars.height + near.height + places.height > MOST_ROWS:
        near, places = near.filter(origin_id=origin), places.filter(place_id=origin)
        how += " Distances are shown from one place."
    before = near.height + places.height
    running_total = pl.int_range(pl.len()) + before + 1
    bars, note = _fitting(bars, weapon_class, dossier, "ranges", running_total)
    lengths = [*bars["lowest_stated"], *near["distance_km"]]
    nearest = min((km for km in lengths if km > 0), default=1) / 2
    origins = dict(places.iter_rows())
    controls = [
        option_control("reach_class", labels.class_labels(bars, dossier), "Class ", weapon_class),
        option_control("origin", origins, "Fired from ", origin),
    ]
    layers = [*_range_bars(bars, nearest, farthest), *_place_lines(near, list(origins))]
    chart = alt.layer(*layers).add_params(*controls)
    chart = chart.properties(width=_PLOT_PX, height=alt.Step(17))
    return titled(chart, title or _reached(dossier, weapon_class, origin), how + note)


def _range_rows(dossier: Dossier) -> tuple[pl.DataFrame, str]:
    """Lowest and highest stated of each range, in km, and what is left out as weak.

    A row is a weapon and munition or target. Spans over several munitions are left out: their ends
    are in the rows of the munitions.
    """
    every = ranges.ranges_in_km(envelopes.figure_envelopes(dossier), dossier).filter(
        ~pl.col("comparable_condition").str.contains(f": {envelopes.UNKNOWN[1]}")
    )
    rows, left_out = envelopes.without_weak(every)
    known = pl.when("condition_stated").then(pl.lit("stated")).otherwise(pl.lit("not stated"))
    label = labels.joined("name", labels.short_condition("comparable_condition", dossier))
    bars = (
        labels.with_names(rows, dossier, name="weapon_id")
        .group_by(label.alias("row"), "weapon_class", known.alias("stated"))
        .agg(pl.col("lowest_stated").min(), pl.col("highest_stated").max())
        .sort("row", "stated")
    )
    return bars, left_out


def _range_bars(rows: pl.DataFrame, nearest: float, farthest: float) -> list[alt.Chart]:
    x = alt.X(
        "highest_stated:Q",
        title="Distance, km (logarithmic)",
        scale=alt.Scale(type="log", domain=[nearest, farthest], clamp=True, nice=False),
        axis=alt.Axis(format=EXACT, aria=False),  # its ends would be said with an exponent
    )
    title = "Munition or target"
    tooltip = tooltips(
        row="Weapon",
        lowest_stated=("Lowest stated, km", EXACT),
        highest_stated=("Highest stated, km", EXACT),
        stated=title,
    )
    bars = _table(rows).transform_filter("datum.weapon_class == reach_class")
    bars = bars.encode(y=_row_axis(grid=False), tooltip=tooltip)
    both = _CONDITION.points("stated:N", title, orient="bottom")
    color = both["color"]
    whole = bars.mark_bar(height=5, opacity=0.35)
    span = bars.mark_rule(strokeWidth=5)
    return [
        whole.encode(x=x, x2=alt.datum(nearest), color=color),
        span.encode(x="lowest_stated:Q", x2="highest_stated:Q", color=color),
        bars.mark_point(size=70, filled=True, opacity=1).encode(x="highest_stated:Q", **both),
    ]


def _place_lines(near: pl.DataFrame, origins: list[str]) -> list[alt.Chart]:
    """Draw a line per place, its label above the plot.

    Each label has a row of its own, the nearest lowest, so that no line crosses it; the room for
    all of them is always taken, because Vega does not move a title when labels change.
    """
    here = "datum.origin_id == origin"
    mark = pl.format("{}, {} km", "place", pl.col("distance_km").round(0).cast(pl.Int32))
    lines = _table(near.select("origin_id", "distance_km", mark=mark)).transform_filter(here)
    lines = lines.transform_window(rank="row_number()", sort=[alt.SortField("distance_km")])
    top = alt.value(alt.expr(f"-{_LABEL_PX} * datum.rank"))
    bottom = alt.value(alt.expr("height"))
    lines = lines.encode(x="distance_km:Q", y=top, tooltip=tooltips(mark="Place"))
    text = lines.mark_text(align="right", baseline="middle", dx=-4, color=INK)
    most = max(Counter(near["origin_id"]).values(), default=0)
    room = _table(pl.DataFrame({"origin_id": origins})).transform_filter(here)
    room_px = alt.value(-_LABEL_PX * (most + 1))
    return [
        lines.mark_rule(color=VERMILION, strokeDash=[4, 3]).encode(y2=bottom),
        text.encode(text="mark:N"),
        room.mark_rect(opacity=0).encode(
            x=alt.value(0), x2=alt.value(_PLOT_PX), y=room_px, y2=alt.value(0)
        ),
    ]


def _reached(dossier: Dossier, weapon_class: str, origin: str) -> str:
    """Say which weapons of a class reach the nearest place that not all of them reach."""
    every = envelopes.figure_envelopes(dossier, read_up_to_as="value")
    strong, _ = envelopes.without_weak(every)
    rows = ranges.reached_from(strong, dossier, origin).filter(weapon_class=weapon_class)
    sure = pl.col("name").filter(pl.col("within") == "yes").unique().sort()
    places = (
        labels.with_names(rows, dossier, name="weapon_id")
        .group_by("place_id", "origin", "place", "distance_km")
        .agg(names=sure)
        .sort("distance_km", "place_id")
    )
    weapons = rows["weapon_id"].n_unique()
    some = places.filter(pl.col("names").list.len() < weapons)
    place = pl.concat([some, places.tail(1)]).row(0, named=True)
    reach = len(place["names"])
    listed = f": {', '.join(place['names'])}" if 0 < reach <= _NAMED_WEAPONS else ""
    return (
        f"From {place['origin']}, {reach} of {weapons} weapons of one class "
        f"({dossier.classes[weapon_class].label}) {'reaches' if reach == 1 else 'reach'} "
        f"{place['place']}, {place['distance_km']:,.0f} km away{listed}"
    )


@figure("disagreements", "figures")
def disagreements(dossier: Dossier) -> TableExplorer:
    """List the figures on which sources disagree, the widest gap first."""
    apart = (
        _figure_rows(envelopes.figure_envelopes(dossier), dossier)
        .filter("disagree")
        .sort("gap_share", descending=True, maintain_order=True)
    )
    if apart.is_empty():
        raise NothingToShow(f"No two sources are {_APART}.")
    columns = ["name", "variant", "measure_label", "condition", "lowest_stated", "highest_stated"]
    gap = pl.format("{}%", (pl.col("gap_share") * 100).round(0).cast(pl.Int32))
    shown = apart.select(*columns, "n_sources", "condition_stated", gap=gap)
    caption = (
        f"Comparisons in which sources are {_APART}: {apart.height:,}, "
        f"{apart['condition_stated'].sum():,} of them under one stated condition"
    )
    headings = {"measure_label": "quantity", "n_sources": "sources"}
    return TableExplorer(shown, "disagreements", caption, headings)


@figure("derived-figures", "figures")
def derived_table(dossier: Dossier) -> TableExplorer:
    """List the quantities that follow from several figures, with their sources."""
    made = pl.concat(
        [
            derivation.derive(dossier, quantity)
            for quantity in derivation.derived_quantities(dossier)
        ]
    )
    if made.is_empty():
        raise NothingToShow("No weapon has the figures that a derived quantity needs yet.")
    shown = labels.with_names(made, dossier, name="weapon_id").select(
        labels.label_of("quantity", dossier.measures),
        *["name", "variant", "condition"],
        _rounded(pl.col("low", "high"), 2),
        "unit",
        pl.col("sources").list.join(", "),
    )
    caption = f"Derived figures with their sources: {made.height:,}"
    return TableExplorer(shown, "derived-figures", caption)


@figure("figures-on-claims", "claims", "weapons")
def figures_on_claims_table(dossier: Dossier) -> TableExplorer:
    """List the assessments and predictions that mention a weapon, with the figures on it."""
    links = mentions.figures_on_claims(dossier)
    mentioning = dossier.claims.filter(pl.col("weapons").list.len() > 0)
    uncoded = mentioning["speech_act"].null_count()
    others = f"; other claims that do, without a speech act: {uncoded:,}" if uncoded else ""
    if links.is_empty():
        raise NothingToShow(f"No assessment or prediction mentions a weapon yet{others}.")
    voices = dossier.sources.select("source_id", VOICE)
    figures = dossier.figures.join(voices, on="source_id").select("weapon_id", "figure_id", "voice")
    shown = (
        labels.with_names(links, dossier, mentioned="mentioned_id", may_mean="weapon_id")
        .with_columns(speaker=dossier.names.column("speaker"))
        .join(figures, on="weapon_id", how="left", maintain_order="left")
        .group_by("claim_id", "speaker", "statement", maintain_order=True)
        .agg(
            pl.col("mentioned", "may_mean").drop_nulls().unique(maintain_order=True).str.join(", "),
            pl.col("figures_found").unique(maintain_order=True).str.join("; "),
            n_figures=pl.col("figure_id").drop_nulls().n_unique(),
            n_sources=pl.col("voice").drop_nulls().n_unique(),
        )
    )
    caption = f"Assessments and predictions that mention a weapon: {shown.height:,}{others}"
    headings = {"claim_id": "claim", "may_mean": "systems that may be meant"}
    headings |= {"n_figures": "figures", "n_sources": "sources"}
    return TableExplorer(shown, "figures-on-claims", caption, headings)


@figure("deliveries-over-time", "deliveries")
def deliveries_over_time(dossier: Dossier, *, title: str | None = None) -> alt.FacetChart:
    """Draw what is claimed of deliveries by day, a panel per item, measure and premise.

    A menu offers every flow and unit; it opens with the one that has most numbers. The default
    title counts the pairs of rival claims that contradict each other.
    """
    every = delivery_views.readable_claims(dossier)
    numbered, note = delivery_views.drawable(every)
    if numbered.is_empty():
        raise NothingToShow("No delivery has both a number and a day yet.")
    rows = delivery_views.choices_of(numbered).head(MOST_ROWS // 2)  # each has up to two ends
    if rows.height < numbered.height:
        note += (
            f" Drawn are {rows.height:,} of {numbered.height:,}: a page with more would be slow."
        )
    apart = deliveries.disputes_of(every).height
    flows = every.drop_nulls("recipient")["flow"].n_unique()
    finding = (
        f"{_many(every['claimant'].drop_nulls().n_unique(), 'claimant')} with "
        f"{_many(every.height, 'number')} on {_many(flows, 'flow')} of deliveries; they "
        f"contradict each other in {_many(apart, 'pair')}"
    )
    how = (
        "A panel is one item, measure and premise, so that nothing is mixed; each has a scale of "
        "its own. A mark is a number on the day it was said, an arrow an end that the claim leaves "
        f"open, a ring a number that another claimant contradicts.{note}"
    )
    chart = delivery_views.over_time(rows, _opening(rows["choice"], None))
    return titled(chart, title or finding, how)


@figure("delivery-comparability", "deliveries")
def delivery_comparability(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw what of two flows may be compared with what, and why the rest may not.

    It opens with the first two flows that one claim speaks of, else with those that have most
    numbers. The default title counts the pairs of numbers that may be compared.
    """
    rows = delivery_views.with_numbers(delivery_views.readable_claims(dossier))
    if rows.is_empty():
        raise NothingToShow("No delivery has a number yet.")
    cells = delivery_matrix.comparable_kinds(dossier, rows)
    across = cells.filter(pl.col("flow_a") != pl.col("flow_b"))
    n_pairs, n_compared = across.select(pl.col("n_pairs", "n_compared").sum()).row(0)
    finding = (
        f"Of {_many(n_pairs, 'pair')} of numbers on different flows, {n_compared:,} can be compared"
    )
    how = (
        "Rows: kinds of numbers on the first flow; columns: on the second. Compared are numbers of "
        "one unit, measure and premise: as they are if they cover the same days, else per month. "
        "Nothing is converted."
    )
    if (drawn := cells["n_numbers"].sum()) < rows.height:
        how += f" Drawn are {drawn:,} of {rows.height:,} numbers: a page with more would be slow."
    flows = delivery_matrix.flows_of(cells, rows)
    _, spoken = delivery_matrix.claim_on_flows(dossier)
    opening = [*(flow for flow in spoken if flow in flows), *flows, *flows][:2]
    chart = delivery_matrix.comparability(cells, flows, opening)
    return titled(chart, title or finding, how)


@figure("delivery-disputes", "deliveries")
def delivery_disputes_table(dossier: Dossier) -> TableExplorer:
    """List who contradicts whom on the same deliveries, the widest gap first."""
    found = deliveries.delivery_disputes(dossier)
    if found.is_empty():
        raise NothingToShow("No two claimants contradict each other on the same deliveries yet.")
    times = pl.col("low") / pl.col("high_other")
    shown = found.sort(times, descending=True, maintain_order=True).select(
        *("flow", "item", "unit", "measured", "who"),
        labels.amount().alias("says"),
        pl.col("said_by").alias("on"),
        pl.col("who_other").alias("other"),
        labels.amount("low_other", "high_other").alias("other_says"),
        pl.col("said_by_other").alias("other_on"),
        dossier.citations.publishers("sources").alias("source"),
        dossier.citations.publishers("sources_other").alias("other_source"),
    )
    caption = (
        "Claims on the same flow, item, measure and premise that contradict each other at their "
        "word, because the larger number covers no more days than the smaller or, where days are "
        f"not known, was said about when the smaller was: {found.height:,}"
    )
    headings = {"measured": "measure", "who": "claimant", "other": "other claimant"}
    return TableExplorer(shown, "delivery-disputes", caption, headings)


@figure("delivery-comparisons", "deliveries")
def delivery_comparisons_table(dossier: Dossier) -> TableExplorer:
    """List the pairs of numbers on different flows that can be compared, with what that shows."""
    every = delivery_views.with_numbers(deliveries.delivery_claims(dossier))
    nth = pl.int_range(pl.len()).over(deliveries.SERIES)
    rows = every.sort(nth, maintain_order=True).head(delivery_matrix.MOST_COMPARED)
    order = {delivery_id: at for at, delivery_id in enumerate(rows["delivery_id"])}
    first, second = (pl.col(one).replace_strict(order) for one in ("delivery_id", "other_id"))
    found = delivery_pairs.pairs_of(rows, rows, dossier).filter(
        pl.col("obstacle").is_null(), pl.col("flow") != pl.col("other_flow"), first < second
    )
    if found.is_empty():
        raise NothingToShow("No two numbers on different flows can be compared yet.")
    word = pl.col("comparison").replace("undecided", "left open")
    bounds = pl.col("low", "high", "other_low", "other_high")
    derived = pl.when(pl.col("compared") == "per month").then(bounds.round_sig_figs(3))
    shown = (
        found.head(MOST_ROWS)
        .with_columns(derived.otherwise(bounds))
        .select(
            *("flow", "item", "who"),
            labels.amount().alias("number"),
            word.alias("is"),
            labels.amount("other_low", "other_high").alias("than"),
            *("unit", "compared", "other_flow", "other_item", "other_who"),
        )
    )
    settled = found["comparison"].is_in(["more", "less"]).sum()
    caption = (
        f"Pairs of numbers on different flows that can be compared: {found.height:,}, of which "
        f"{settled:,} are settled; numbers per month are derived"
    )
    if rows.height < every.height:
        caption += f"; looked at: {rows.height:,} of {every.height:,} numbers, some of each series"
    headings = {"who": "claimant", "is": "compared with the other", "than": "other number"}
    return TableExplorer(
        shown,
        "delivery-comparisons",
        caption,
        headings | {"compared": "as", "other_who": "other claimant"},
    )


@figure("delivery-claims", "deliveries")
def delivery_claims_table(dossier: Dossier) -> TableExplorer:
    """List every number on deliveries with its claimant, days, premise, method and source."""
    rows = delivery_views.readable_claims(dossier)
    shown = rows.select(
        *("flow", "item", "amount", "unit", "measured", "premise", "period", "per_month", "who"),
        *("said_by", "method", "disputed_by", "claim_id", "reliability", "citation", "url"),
    )
    caption = (
        f"Numbers on deliveries: {rows.height:,}; per month is derived: the number divided by days "
        f"/ {deliveries.DAYS_PER_MONTH}, where the days covered are known and four weeks or more"
    )
    headings = {
        "amount": "number",
        "measured": "measure",
        "period": "days covered",
        "per_month": "per month (derived)",
        "who": "claimant",
        "said_by": "said or published on",
        "disputed_by": "contradicted by",
        "claim_id": "claim",
        "reliability": "grade",
        "citation": "source",
        "url": "address",
    }
    return TableExplorer(shown, "delivery-claims", caption, headings)


@figure("numbers-behind-claim", "claims", "deliveries")
def numbers_behind_claim(dossier: Dossier, *, claim_id: str | None = None) -> TableExplorer:
    """List what the numbers on the flows of one claim are, item by item, with its outcome.

    By default the claim is the one that speaks of two flows with most numbers.

    Raises
    ------
    QuestionError
        The claim does not exist.
    """
    if claim_id is not None:
        require_known(claim_id, dossier.claims["claim_id"], "a claim of this dossier")
    chosen = claim_id or delivery_matrix.claim_on_flows(dossier)[0]
    links = mentions.deliveries_on_claims(dossier).filter(pl.col("claim_id") == (chosen or ""))
    ids = links["deliveries"].explode().drop_nulls().implode()
    numbers = deliveries.delivery_claims(dossier).filter(pl.col("delivery_id").is_in(ids))
    series = delivery_views.ranges_of_series(numbers)
    if series.is_empty():
        if claim_id is None:
            raise NothingToShow("No claim speaks of two flows of deliveries that have numbers yet.")
        raise NothingToShow(f"No delivery that claim {claim_id} speaks of has a number yet.")
    shown = series.select(
        *("flow", "item", "measured", "stated", "unit", "premise", "last"),
        *("n_numbers", "n_claimants"),
    )
    claim = links.select(dossier.names.column("speaker"), "statement", "verdict", "summary")
    speaker, statement, verdict, summary = claim.row(0)
    caption = f"Claim {chosen}, {speaker}: {statement}"
    if verdict:
        caption += f" Outcome: {vocabulary('verdicts')[verdict]}. {summary}"
    headings = {"measured": "measure", "stated": "lowest to highest stated", "last": "latest day"}
    headings |= {"n_numbers": "numbers", "n_claimants": "claimants"}
    return TableExplorer(shown, "numbers-behind-claim", caption, headings)


@figure("source-coverage", "figures")
def coverage_table(dossier: Dossier) -> TableExplorer:
    """Count, for each class, what several sources state, what one does, and what none does."""
    known = envelopes.source_coverage(dossier)
    if known.is_empty():
        raise NothingToShow("No class of weapons has both a system and a figure yet.")
    statuses = ["several sources", "single source", "unsourced"]
    counts = known.group_by(labels.label_of("weapon_class", dossier.classes)).agg(
        (pl.col("status") == status).sum().alias(status) for status in statuses
    )
    _, single, none = (counts[status].sum() for status in statuses)
    figures = dossier.figures.height
    left = figures - envelopes.figure_envelopes(dossier, min_reliability=_GRADE)["n_left_out"].sum()
    caption = (
        f"Of {known.height:,} things that could be known, {none:,} have no source and {single:,} "
        f"have one; counting only sources of grade {_GRADE} or better leaves {left:,} of "
        f"{figures:,} figures"
    )
    return TableExplorer(counts.sort("weapon_class"), "source-coverage", caption)


@figure("weapon-sources", "sources")
def source_table(dossier: Dossier) -> TableExplorer:
    """List the sources of figures and places; deliveries name theirs where they are listed."""
    cited = dossier.citations.cited(dossier.figures, dossier.places).sort("source_id")
    if cited.is_empty():
        raise NothingToShow("No figure or place has a source yet.")
    caption = f"Sources of figures and places: {cited.height:,}"
    return TableExplorer(cited, "weapon-sources", caption, {"source_id": "id"})


class DataSheets(Figure):
    """Sheets of several classes, one below the other; in print each begins a page."""

    def __init__(self, sheets: Mapping[str, GT]) -> None:
        super().__init__("data-sheets")
        self.sheets = sheets

    def __str__(self) -> str:
        return f"Sheets: {', '.join(self.sheets).replace('_', ' ')}"

    def to_html(self) -> str:
        """Give the sheets as HTML that needs no script; the styles of all of them stand once."""
        styles: dict[str, None] = {}
        bodies = []
        for name, sheet in self.sheets.items():
            anchor = f"sheet-{name.replace('_', '-')}"
            before, _, rest = sheet.as_raw_html().partition("<style>")
            style, _, table = rest.partition("</style>")
            of_all = style.replace(f"#{anchor}", ".printed-sheet").strip()
            styles[f"<style>\n{of_all}\n</style>\n"] = None
            opening = before.replace("<div ", '<div class="printed-sheet" ', 1)
            bodies.append(opening + table)
        return reveal_hidden("".join([*styles, *bodies]))


@figure("data-sheets", "figures")
def data_sheets(dossier: Dossier) -> DataSheets:
    """Print a sheet for every class, except for munitions that others load."""
    printed = sheets.printed_sheets(dossier)
    if not printed:
        raise NothingToShow("No figure states its condition yet.")
    return DataSheets(printed)


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _table(frame: pl.DataFrame) -> alt.Chart:
    """Start a chart on a frame whose rows are lines of text, which Vega's expressions take apart.

    Texts that recur often stand once, in a list, and in the rows by their places. That is less
    than a third of the size of records; Vega's reader of CSV would need an ``eval`` that saved
    pages forbid.
    """
    texts = [name for name, kind in frame.schema.items() if not kind.is_numeric()]
    apart = pl.col(texts).cast(pl.String).str.replace_all(rf"[{_CELL}\s]+", " ").fill_null("")
    rows = frame.with_columns(_rounded(pl.col(pl.Float64), 3), apart)
    cells = {}
    for at, name in enumerate(frame.columns):
        cell = f"datum.cells[{at}]"
        words = rows[name].unique().sort().to_list() if name in texts else []
        if name not in texts:
            cells[name] = f"{cell} == '' ? null : toNumber({cell})"
        elif len("".join(words)) * _RECURRING < rows[name].str.len_chars().sum():
            place = pl.col(name).replace_strict(words, range(len(words)), return_dtype=pl.Int64)
            rows = rows.with_columns(place)
            cells[name] = f"{vega_literal(words)}[toNumber({cell})]"
        else:
            cells[name] = cell
    line = pl.concat_str(pl.all().cast(pl.String).fill_null(""), separator=_CELL)
    return (
        alt.Chart(rows.select(line=line))
        .transform_calculate(cells=f"split(datum.line, '{_CELL}')")
        .transform_calculate(**cells)
    )


def _rounded(numbers: pl.Expr, decimals: int) -> pl.Expr:
    """Round to decimals, small numbers to as many digits."""
    small = numbers.round_sig_figs(decimals)
    return pl.when(numbers < _SMALL).then(small).otherwise(numbers.round(decimals))
