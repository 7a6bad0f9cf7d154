"""What is known by several sources, by one, or by none; and what stricter sources leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    INK,
    PAPER,
    SKY,
    Layers,
    mark_sentence,
    option_control,
    tooltips,
    vega_literal,
)
from analysis.dossier.vocabularies import labels as vocabulary
from analysis.weapons import envelopes, labels
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import capital, many

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_PLOT_PX, _STEP_PX = 460, 28
_STATUS = {"several sources": BLUE, "single source": SKY, "unsourced": PAPER}
_SHOWN = {
    "several sources": "several sources",
    "single source": "one source",
    "unsourced": "no source",
}
_ANY = "F"
_GRADES = (_ANY, "D", "C", "B")
_ROOM = 0.06
"""Share of a bar that has room for a number."""


def covered(dossier: Dossier) -> pl.DataFrame:
    """Count what could be known of each class, by grade of the sources that count and by status.

    Columns ``grade``, ``weapon_class``, ``status`` and ``n``; what could be known is, for every
    system of a class, each quantity that any weapon of the class has a figure of.
    """
    things = envelopes.source_coverage(dossier)
    frames = []
    for grade in _GRADES:
        known = envelopes.source_coverage(replace(dossier, figures=_graded(dossier, grade)))
        found = known.select("weapon_id", "quantity", of_grade="status")
        status = things.join(found, on=["weapon_id", "quantity"], how="left").with_columns(
            grade=pl.lit(grade), status=pl.col("of_grade").fill_null("unsourced")
        )
        frames.append(status.group_by("grade", "weapon_class", "status").agg(n=pl.len()))
    return pl.concat(frames)


def _graded(dossier: Dossier, grade: str) -> Any:  # noqa: ANN401 (the table's rows)
    """Keep figures whose source has a grade or a better one; the worst grade keeps all."""
    graded = pl.col("reliability").cast(pl.String).fill_null(_ANY) <= grade
    sources = dossier.sources.filter(graded)
    return dossier.figures.join(sources, on="source_id", how="semi")


def grades(dossier: Dossier) -> dict[str, str]:
    """Label the grades that the control offers: those by which figures differ in number."""
    labelled = vocabulary("reliabilities")
    kept = {_ANY: "every source"}
    last = dossier.figures.height
    for grade in _GRADES[1:]:
        if (n := _graded(dossier, grade).height) < last:
            kept[grade] = f"grade {grade} ({labelled[grade]}) or better"
            last = n
    return kept


def captions(dossier: Dossier, counts: pl.DataFrame, title: str | None) -> pl.DataFrame:
    """Word each grade: how much has no source, and how many figures are left."""
    every = dossier.figures.height
    said = []
    for grade, label in grades(dossier).items():
        of = counts.filter(grade=grade)
        n, none, one = (
            of.filter(pl.col("status").is_in(words))["n"].sum()
            for words in ([*_STATUS], ["unsourced"], ["single source"])
        )
        kept = _graded(dossier, grade).height
        if grade == _ANY:
            words = (
                f"Of {many(n, 'figure')} that one could look up, {many(none, 'has', 'have')} no "
                f"source and {one:,} only one"
            )
        else:
            words = (
                f"Counting only sources of {label} leaves "
                f"{kept:,} of {many(every, 'figure')}; of {n:,} that one could look up, "
                f"{many(none, 'has', 'have')} no source"
            )
        worst = (
            of.group_by("weapon_class")
            .agg(
                share=pl.col("n").filter(pl.col("status") == "unsourced").sum() / pl.col("n").sum()
            )
            .with_columns(label=labels.label_of("weapon_class", dossier.classes))
            .sort("share", "label", descending=[True, False])
            .row(0, named=True)
        )
        largest = (
            f"The share without a source is largest for {worst['label']}: {worst['share']:.0%}. "
            if worst["share"]
            else ""
        )
        sentence = (
            f"{largest}For each system, one could look up every quantity that any weapon of its "
            "class has a figure for."
        )
        said.append((grade, title or words, sentence))
    frame = pl.DataFrame(said, ["grade", "title", "sentence"], orient="row")
    return frame if len(said) > 1 else frame.drop("grade")


def coverage_chart(dossier: Dossier, counts: pl.DataFrame) -> Layers:
    """Draw a bar per class, split by status."""
    offered = grades(dossier)
    # Of one kind there is nothing to choose.
    controls = [option_control("grade", offered, "Count ", radio=True)] if len(offered) > 1 else []
    chosen = "datum.grade == grade" if controls else f"datum.grade == '{_ANY}'"
    by = ["grade", "weapon_class"]
    order = list(_STATUS)
    rows = (
        counts.with_columns(
            at=pl.col("status").replace_strict({word: at for at, word in enumerate(order)}),
            label=labels.label_of("weapon_class", dossier.classes).map_elements(
                capital, return_dtype=pl.String
            ),
        )
        .filter(pl.col("grade").is_in(list(offered)))
        .sort(*by, "at")
        .with_columns(
            share=pl.col("n") / pl.col("n").sum().over(by),
            total=pl.col("n").sum().over(by),
            end=pl.col("n").cum_sum().over(by) / pl.col("n").sum().over(by),
        )
    )
    packer = Packer("coverage")
    packed = packer.rows(_shares(rows, counts))
    shown = alt.Chart()
    words = vega_literal(_SHOWN)
    color = alt.Color(
        "status:N",
        scale=alt.Scale(domain=order, range=list(_STATUS.values())),
        legend=alt.Legend(
            orient="bottom", title=None, labelExpr=f"{words}[datum.label]", symbolStrokeColor=INK
        ),
    )
    y = alt.Y("label:N", title=None, sort=None)
    x = alt.X(
        "start:Q",
        title="Share of what one could look up",
        axis=alt.Axis(format=".0%", aria=False),
        scale=alt.Scale(domain=[0, 1]),
    )
    tooltip = tooltips(
        label="Class", said="Known by", n="Figures", total="Of", share=("Share", ".0%")
    )
    spoken = mark_sentence("{label}: {n} of {total} by {said}")
    ink = alt.condition("datum.status == 'several sources'", alt.value(PAPER), alt.value(INK))
    layers: Layers = (
        packed.read(
            alt.layer(
                shown.mark_bar(stroke=INK, strokeWidth=0.8, opacity=1, height=20).encode(
                    x=x, x2="end:Q", y=y, color=color, tooltip=tooltip, description=spoken
                ),
                shown.transform_filter(f"datum.share >= {_ROOM}")
                .mark_text(fontSize=12, aria=False)
                .encode(x="middle:Q", y=y, text="n:Q", color=ink),
                data=packed.data,
            )
        )
        .transform_filter(chosen)
        .add_params(*controls, *packer.params)
        .properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    )
    return layers


def _shares(rows: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Order classes by the share without a source, counting every source."""
    none = pl.col("n").filter(pl.col("status") == "unsourced").sum() / pl.col("n").sum()
    worst = counts.filter(grade=_ANY).group_by("weapon_class").agg(none=none)
    return (
        rows.join(worst, on="weapon_class")
        .sort("grade", "none", "label", "at", descending=[False, True, False, False])
        .select(
            *("grade", "label", "status", "n", "total"),
            said=pl.col("status").replace(_SHOWN),
            share=pl.col("share").round(4),
            start=(pl.col("end") - pl.col("share")).round(4),
            end=pl.col("end").round(4),
            middle=(pl.col("end") - pl.col("share") / 2).round(4),
        )
    )
