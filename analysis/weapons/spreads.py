"""What each source says of one quantity: a mark per source, a row per weapon and condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    INK,
    SKY,
    Layers,
    Style,
    Styles,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.charting.numbers import EXACT
from analysis.dossier.vocabularies import labels as vocabulary
from analysis.weapons import envelopes, labels
from analysis.weapons.packing import Packed, Packer
from analysis.weapons.phrases import capital, lines, many, short, span

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_PLOT_PX, _STEP_PX = 400, 20
_MOST_CHOICES = 400
_NEAR = 0.05
"""Share of the highest figure below which the span of a plot is too small for an axis from zero."""
_NUMBER = "format(datum.{}, datum.{} >= 10000 ? ',.12~r' : '.4~r')"
_LOW, _HIGH = _NUMBER.format("low", "low"), _NUMBER.format("high", "high")
_FIGURE = (
    f"(!isValid(datum.low) ? 'up to ' + {_HIGH} : !isValid(datum.high) ? 'at least ' + {_LOW}"
    f" : datum.low == datum.high ? {_LOW} : {_LOW} + '–' + {_HIGH}) + ' ' + spread_units[spread]"
)
_KINDS = Styles(
    {
        "value": Style(INK, "M-0.12,-0.9H0.12V0.9H-0.12Z", label="a value"),
        "up to": Style(INK, "triangle-left", label="up to"),
        "at least": Style(INK, "triangle-right", label="at least"),
        "span": Style(INK, "circle", label="from … to"),
    }
)


def spread_rows(dossier: Dossier, most_marks: int) -> tuple[pl.DataFrame, str]:
    """Give a row per weapon, version and comparable condition, and say what is left out.

    ``said`` has what each source says there. Rows of a choice, a class and a quantity, are
    together: weapons by their highest figure, conditions that are not stated last.
    """
    rows, note = envelopes.without_weak(envelopes.figure_envelopes(dossier))
    measured = labels.with_measures(rows.filter(pl.col("n_sources") > 0), dossier)
    by = ["weapon_id", "weapon_class", "variant", "quantity", "unit", "measure"]
    by += ["comparable_condition", "condition_stated"]
    each = pl.struct("condition", "sources")
    merged = measured.group_by(by, maintain_order=True).agg(
        pl.col("lowest_stated").min(),
        pl.col("highest_stated").max(),
        pl.col("gap_share").max(),
        pl.col("disagree").any(),
        compared=(pl.col("n_sources") > 1).any(),
        said=each,
        n=pl.col("sources").list.len().sum(),
    )
    condition = labels.short_condition("comparable_condition", dossier)
    named = labels.with_names(merged, dossier, name="weapon_id").with_columns(
        choice=pl.concat_str("weapon_class", "measure", separator=":"),
        row=labels.joined("name", "variant", condition),
        unit_label=labels.UNIT_LABELS,
        quantity_label=labels.label_of("quantity", dossier.measures),
    )
    greatest = pl.col("highest_stated").max().over("choice", "weapon_id")
    study = dossier.study
    ordered = named.sort(
        pl.col("weapon_class") != (study.weapon_class or ""),
        pl.col("quantity") != (study.quantity or ""),
        -pl.col("n").sum().over("choice").cast(pl.Int64),
        "choice",
        -greatest,
        "name",
        ~pl.col("condition_stated"),
        -pl.col("highest_stated"),
        "row",
        maintain_order=True,
    ).unique(["choice", "row"], keep="first", maintain_order=True)
    total = pl.col("n").cast(pl.Int64).cum_sum()
    kept = ordered.filter(total <= most_marks, pl.col("choice").rle_id() < _MOST_CHOICES)
    if kept.height < ordered.height:
        left = ordered.height - kept.height
        note += f" Left out: {many(left, 'row')}, for which a page has no room."
    return kept, note


def choices(rows: pl.DataFrame, dossier: Dossier) -> dict[str, str]:
    """Label what the menu offers: a class and a quantity, with the number of sources' figures."""
    found = {}
    for (choice,), of in rows.group_by("choice", maintain_order=True):
        first = of.row(0, named=True)
        kind = capital(dossier.classes[first["weapon_class"]].label)
        unit = f" ({first['unit_label']})" if first["unit_label"] else ""
        figures = many(of["n"].sum(), "figure")
        found[str(choice)] = f"{kind}: {first['quantity_label']}{unit}, {figures}"
    return dict(sorted(found.items(), key=lambda pair: pair[::-1]))


def captions(rows: pl.DataFrame, dossier: Dossier, title: str | None) -> pl.DataFrame:
    """Word each choice: how many weapons the sources disagree on, and where most."""
    share = f"{envelopes.DISAGREEMENT:.0%}".replace("25%", "a quarter")
    said = []
    for (choice,), of in rows.group_by("choice", maintain_order=True):
        first = of.row(0, named=True)
        kind = capital(dossier.classes[first["weapon_class"]].label)
        compared = of.filter("compared")
        apart = of.filter("disagree").sort("gap_share", descending=True, maintain_order=True)
        asked = f"{kind}, {first['quantity_label']}"
        if apart.height:
            worst = apart.row(0, named=True)
            stated = span(worst["lowest_stated"], worst["highest_stated"], worst["unit_label"])
            words = (
                f"{asked}: sources are more than {share} apart on {apart.height:,} of "
                f"{many(compared.height, 'row')}, most on {short(worst['row'])}: {stated}"
            )
        elif compared.height:
            words = (
                f"{asked}: no two sources are more than {share} apart on "
                f"{many(compared.height, 'row')}"
            )
        else:
            words = f"{asked}: one source for each row, so none can be checked by another"
        silent = of.height - of["condition_stated"].sum()
        sentence = (
            f"{many(of['weapon_id'].n_unique(), 'weapon')}, {many(of['n'].sum(), 'figure')}; "
            "sources are set against each other under one wording of the condition."
        )
        if silent:
            sentence += f" Hollow: the condition is not stated, on {many(silent, 'row')}."
        if not _from_zero(of):
            sentence += " The axis does not begin at 0."
        said.append((choice, title or words, sentence))
    return pl.DataFrame(said, ["spread", "title", "sentence"], orient="row")


def _from_zero(rows: pl.DataFrame) -> bool:
    low, high = rows.select(pl.col("lowest_stated").min(), pl.col("highest_stated").max()).row(0)
    return bool(high - low > _NEAR * high)


def spread_chart(rows: pl.DataFrame, dossier: Dossier, note: str) -> Layers:
    """Draw the rows of the choice of a menu."""
    control = option_control("spread", choices(rows, dossier), "Show ", rows["choice"][0])
    units = dict(rows.select("choice", "unit_label").unique(maintain_order=True).iter_rows())
    packer = Packer("spread")
    bands = packer.rows(_bands(rows))
    said = packer.rows(_said(rows, dossier))
    in_unit = "datum.label + ' ' + (spread_units[spread] || '')"
    axis = alt.Axis(labelExpr=in_unit, format=EXACT, aria=False, tickCount=5)
    x = alt.X("lowest:Q", title=lines(note), scale=alt.Scale(zero=False), axis=axis)
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=300, grid=True))
    band = bands.read(alt.Chart(bands.data)).transform_filter("datum.choice == spread")
    band = band.encode(y=y)
    zero = band.transform_filter("datum.from_zero == 1").transform_calculate(zero="0")
    chart = alt.layer(
        band.mark_rule(strokeWidth=9, color=SKY, opacity=0.25, strokeCap="round").encode(
            x=x, x2="highest:Q"
        ),
        # Where the span is wide enough, the axis begins at zero.
        zero.mark_rule(opacity=0).encode(x="zero:Q", x2="lowest:Q"),
        *_ticks(bands, said, y),
        band.mark_text(align="left", dx=12, color=INK, aria=False).encode(
            x=alt.value(_PLOT_PX), text="stated:N"
        ),
    ).add_params(control, alt.param(name="spread_units", value=units), *packer.params)
    layers: Layers = chart.properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    return layers


def _bands(rows: pl.DataFrame) -> pl.DataFrame:
    zero = {str(choice): int(_from_zero(of)) for (choice,), of in rows.group_by("choice")}
    gap = pl.format(" ≠ {}%", (pl.col("gap_share") * 100).round(0).cast(pl.Int64))
    text = pl.concat_str(
        labels.spans("lowest_stated", "highest_stated"),
        pl.when("disagree").then(gap).otherwise(pl.lit("")),
    )
    return rows.select(
        *("choice", "row", "name"),
        lowest="lowest_stated",
        highest="highest_stated",
        known=pl.col("condition_stated").cast(pl.Int8),
        stated=text,
        from_zero=pl.col("choice").replace_strict(zero),
    )


def _said(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Give what each source says, with the number of its row."""
    each = rows.with_row_index("of").select("of", "variant", "unit_label", "said").explode("said")
    each = each.unnest("said").explode("sources").unnest("sources")
    grades = {grade: f"{grade}, {words}" for grade, words in vocabulary("reliabilities").items()}
    condition = labels.joined("variant", labels.short_condition("condition", dossier))
    return each.select(
        *("of", "low", "high"),
        condition=condition.replace("", None),
        grade=pl.col("reliability").cast(pl.String).replace(grades),
        citation=pl.col("source_id").replace_strict(labels.citations(dossier), default=None),
    )


def _ticks(bands: Packed, said: Packed, y: alt.Y) -> list[alt.Chart]:
    """Draw what each source says: its row is read through the row's number."""
    marks = said.read(alt.Chart(said.data))
    marks = bands.read(marks, "of", "choice", "row", "name", "known")
    marks = marks.transform_filter("datum.choice == spread").transform_calculate(
        at="isValid(datum.high) ? datum.high : datum.low",
        figure=_FIGURE,
        kind="!isValid(datum.low) ? 'up to' : !isValid(datum.high) ? 'at least'"
        " : datum.low == datum.high ? 'value' : 'span'",
    )
    marks = marks.encode(y=y)
    tooltip = tooltips(
        name="Weapon",
        condition="Version and condition",
        figure="Figure",
        grade="Grade of the source",
        citation="Source",
    )
    spoken = mark_sentence("{row}: {figure}, by {citation}")
    spans = marks.transform_filter("datum.kind == 'span'")
    shape = _KINDS.shape("kind:N", "A source says", orient="bottom", columns=4)
    hollow = alt.condition("datum.known == 1", alt.value(1), alt.value(0))
    end = marks.mark_point(size=70, opacity=0.75, filled=True, stroke=INK, strokeWidth=1.2)
    return [
        spans.mark_rule(strokeWidth=2, color=INK).encode(x="low:Q", x2="high:Q"),
        spans.mark_point(shape="circle", size=50, color=INK, opacity=1).encode(x="low:Q"),
        end.encode(
            x="at:Q",
            shape=shape,
            color=alt.value(INK),
            fillOpacity=hollow,
            tooltip=tooltip,
            description=spoken,
        ),
    ]
