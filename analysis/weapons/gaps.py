"""Where sources contradict each other: the two that are farthest apart, and how many times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    Layers,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.dossier import VOICE
from analysis.weapons import envelopes, labels
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import capital, digits, listed, many

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_PLOT_PX, _STEP_PX = 330, 22
_MOST = 300
_STATED = {"stated": "under one stated condition", "open": "where the condition is not stated"}


def gap_rows(dossier: Dossier) -> pl.DataFrame:
    """Give each figure on which two sources differ by more than a quarter, the widest gap first.

    ``low`` is the lower of the two that are farthest apart, ``high`` the higher, each with its
    ``citation``; pages of one voice are one source.
    """
    rows = envelopes.figure_envelopes(dossier).with_row_index("nth").filter("disagree")
    voices = dossier.sources.select("source_id", VOICE.alias("voice"))
    said = (
        rows.select("nth", "sources")
        .explode("sources")
        .unnest("sources")
        .join(voices, on="source_id", maintain_order="left")
    )
    heard = said.group_by("nth", "voice", maintain_order=True).agg(
        *envelopes.OUTER_BOUNDS, sources=pl.col("source_id")
    )
    cited = labels.with_citations(heard, dossier)
    lowest = cited.filter(pl.col("high").is_not_null()).sort("high", maintain_order=True)
    highest = cited.filter(pl.col("low").is_not_null()).sort(
        "low", descending=True, maintain_order=True
    )
    for frame, end, bound in ((lowest, "low", "high"), (highest, "high", "low")):
        first = frame.unique("nth", keep="first", maintain_order=True)
        one = first.select(
            "nth",
            pl.col(bound).alias(end),
            pl.col("citation", "citation_in_full", "sources").name.prefix(f"{end}_"),
        )
        rows = rows.drop(end).join(one, on="nth", maintain_order="left")
    named = labels.with_measures(labels.with_names(rows, dossier, name="weapon_id"), dossier)
    condition = labels.short_condition("condition", dossier)
    labelled = named.with_columns(
        quantity_label=labels.label_of("quantity", dossier.measures),
        said=labels.joined("variant", condition),
        unit_label=labels.UNIT_LABELS,
        times=pl.when(pl.col("low") > 0).then(pl.col("high") / pl.col("low")),
    ).with_columns(row=labels.joined("name", "quantity_label", "said"))
    as_coded = ("variant", "condition", "unit")
    return labels.told_apart(
        labelled,
        ["row"],
        row=labels.joined("name", "quantity_label", *as_coded),
        said=labels.joined(*as_coded),
    ).sort("gap_share", "row", descending=[True, False], maintain_order=True)


def captions(rows: pl.DataFrame, title: str | None) -> pl.DataFrame:
    """Word both groups: gaps under one stated condition, and the others."""
    said = []
    real, every = int(rows["condition_stated"].sum()), rows.height
    for key in _offered(rows):
        of = rows.filter(pl.col("condition_stated") == (key == "stated"))
        widest = of.row(0, named=True)
        apart = f"{widest['row']}, {labels.two(widest)}"
        words = (
            f"{many(of.height, 'gap')} of more than a quarter {_STATED[key]}; the widest: {apart}"
        )
        names = listed(of["name"].unique(maintain_order=True).to_list())
        if key == "stated":
            are = "This is a contradiction" if of.height == 1 else "These are contradictions"
            sentence = f"{are}, on {names}."
            if rest := every - real:
                sentence += f" {many(rest, 'more gap')} may compare different conditions."
        else:
            sentence = (
                f"On {names}: a gap may compare different munitions, targets or loads, "
                "because a source does not say which."
            )
        sentence += (
            " Each line leads from the lower figure to the higher one of the two sources that are "
            "farthest apart."
        )
        said.append((key, title or words, sentence))
    frame = pl.DataFrame(said, ["gaps", "title", "sentence"], orient="row")
    return frame if len(said) > 1 else frame.drop("gaps")


def _offered(rows: pl.DataFrame) -> list[str]:
    real = int(rows["condition_stated"].sum())
    return [key for key, n in {"stated": real, "open": rows.height - real}.items() if n]


def gap_chart(rows: pl.DataFrame) -> Layers:
    """Draw a dumbbell per gap."""
    counts = {
        key: f"{_STATED[key]} "
        f"({rows.filter(pl.col('condition_stated') == (key == 'stated')).height:,})"
        for key in _offered(rows)
    }
    # Of one kind there is nothing to choose.
    controls = [option_control("gaps", counts, "Gaps ", radio=True)] if len(counts) > 1 else []
    shown = "datum.kind == gaps" if controls else "true"
    packer = Packer("gap")
    kind = pl.when("condition_stated").then(pl.lit("stated")).otherwise(pl.lit("open"))
    figures = pl.struct("low", "high", "unit_label").map_elements(
        labels.two, return_dtype=pl.String
    )
    drawn = rows.head(_MOST).select(
        *("row", "name", "low_citation", "high_citation"),
        *("low_citation_in_full", "high_citation_in_full"),
        low_times=pl.when(pl.col("times").is_not_null()).then(1.0),
        high_times="times",
        quantity=pl.col("quantity_label").map_elements(capital, return_dtype=pl.String),
        said=pl.col("said").replace("", None),
        kind=kind,
        figures=figures,
        low_figure=_digits("low"),
        high_figure=_digits("high"),
        times=pl.when(pl.col("low") > 0).then(pl.format("{} times", pl.col("times").round(1))),
    )
    packed = packer.rows(drawn)
    axis = alt.Axis(labelExpr="datum.label + ' \u00d7'", format=".3~r", aria=False, tickCount=5)
    scale = alt.Scale(zero=False, nice=True, domainMin=1)
    title = "The higher figure is so many times the lower one"
    x = alt.X("low_times:Q", title=title, scale=scale, axis=axis)
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=360))
    tooltip = tooltips(
        name="Weapon",
        quantity="Quantity",
        said="Version and condition",
        low_figure="Low figure",
        low_citation="Source of the low figure",
        high_figure="High figure",
        high_citation="Source of the high figure",
        times="High over low",
    )
    spoken = mark_sentence("{row}: {figures}; {low_citation} against {high_citation}")
    rows_of = alt.Chart().encode(y=y)
    layers: Layers = (
        packed.read(
            alt.layer(
                rows_of.mark_rule(strokeWidth=3, color=MUTED, aria=False).encode(
                    x=x, x2="high_times:Q", tooltip=tooltip
                ),
                rows_of.mark_point(shape="circle", size=90, color=BLUE, opacity=1).encode(
                    x="low_times:Q", tooltip=tooltip, description=spoken
                ),
                rows_of.mark_point(shape="diamond", size=110, color=ORANGE, opacity=1).encode(
                    x="high_times:Q"
                ),
                rows_of.mark_text(align="left", dx=14, color=INK, aria=False).encode(
                    x=alt.value(_PLOT_PX), text="figures:N"
                ),
                data=packed.data,
            )
        )
        .transform_filter(shown)
        .add_params(*controls, *packer.params)
        .properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    )
    return layers


def _digits(column: str) -> pl.Expr:
    return pl.col(column).map_elements(digits, return_dtype=pl.String)
