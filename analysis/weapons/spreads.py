"""What each source says of one quantity: a mark per source, a line per weapon and condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    GREY,
    GRID,
    INK,
    MUTED,
    SKY,
    VERMILION,
    Layers,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.charting.numbers import EXACT
from analysis.dossier.vocabularies import labels as vocabulary
from analysis.weapons import envelopes, gaps, labels
from analysis.weapons.packing import Packed, Packer
from analysis.weapons.phrases import capital, digits, many, short, span
from analysis.weapons.statements import KINDS, fanned, line_axis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.dossier import Dossier

_PLOT_PX, _STEP_PX = 400, 21
_MOST_CHOICES = 400
_NEAR = 0.05
"""Share of the highest figure below which the span of a plot is too small for an axis from zero."""
_NUMBER = "format(datum.{}, datum.{} >= 10000 ? ',.12~r' : '.4~r')"
_LOW, _HIGH = _NUMBER.format("low", "low"), _NUMBER.format("high", "high")
_FIGURE = (
    f"(!isValid(datum.low) ? 'up to ' + {_HIGH} : !isValid(datum.high) ? 'at least ' + {_LOW}"
    f" : datum.low == datum.high ? {_LOW} : {_LOW} + '–' + {_HIGH}) + ' ' + spread_units[spread]"
)
_SAME = ["weapon_id", "variant", "quantity", "unit", "comparable_condition"]
_SEVERAL, _EVERY = "several", "every"
_LINES = {_SEVERAL: "with two sources or more", _EVERY: "every one"}


def spread_rows(dossier: Dossier, most_marks: int) -> tuple[pl.DataFrame, str]:
    """Give a row per weapon, version and comparable condition, and say what is left out.

    ``said`` has what each source says there, ``compared`` whether two sources or more do. Rows of
    a choice, a class and a quantity, are together: weapons by their highest figure that several
    sources speak of, conditions that are not stated last.
    """
    rows, note = envelopes.without_weak(envelopes.figure_envelopes(dossier))
    measured = labels.with_measures(rows, dossier)
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
    origins = dossier.weapons.select("weapon_id", "origin")
    apart = _farthest_apart(dossier)
    merged = merged.join(origins, on="weapon_id", how="left", maintain_order="left")
    merged = merged.join(apart, on=_SAME, how="left", nulls_equal=True, maintain_order="left")
    named = labels.with_names(merged, dossier, name="weapon_id").with_columns(
        choice=pl.concat_str("weapon_class", "measure", separator=":"),
        row=labels.joined("name", "variant", condition),
        said_of=labels.joined("variant", condition),
        country=labels.country_of_origin(dossier),
        unit_label=labels.UNIT_LABELS,
        quantity_label=labels.label_of("quantity", dossier.measures),
    )
    as_coded = ("variant", "comparable_condition")
    named = labels.told_apart(
        named,
        ["choice", "row"],
        row=labels.joined("name", *as_coded),
        said_of=labels.joined(*as_coded),
    )
    highest = pl.col("highest_stated")
    greatest = pl.coalesce(highest.filter("compared").max(), highest.max())
    greatest = greatest.over("choice", "weapon_id")
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
    )
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


def captions(
    rows: pl.DataFrame, dossier: Dossier, title: str | None, note: str = ""
) -> pl.DataFrame:
    """Word each choice: how many weapons the sources disagree on, and where most."""
    share = f"{envelopes.DISAGREEMENT:.0%}".replace("25%", "a quarter")
    said = []
    for (choice,), of in rows.group_by("choice", maintain_order=True):
        first = of.row(0, named=True)
        asked = (
            f"{capital(dossier.classes[first['weapon_class']].label)}, {first['quantity_label']}"
        )
        compared = of.filter("compared")
        apart = of.filter("disagree").sort("gap_share", descending=True, maintain_order=True)
        if apart.height:
            worst = apart.row(0, named=True)
            words = (
                f"{asked}: sources are more than {share} apart on {apart.height:,} of "
                f"{many(compared.height, 'row')} with two sources or more, "
                f"most on {short(worst['row'])}: {labels.two(worst)}"
            )
        elif compared.height:
            words = (
                f"{asked}: no two sources are more than {share} apart on "
                f"{many(compared.height, 'row')} with two or more"
            )
        else:
            words = f"{asked}: one source for each row, so none can be checked by another"
        counts = f"{many(of['weapon_id'].n_unique(), 'weapon')}, {many(of['n'].sum(), 'figure')}"
        for which, shown in _offered(of).items():
            sentence = f"{counts}; only figures with the same stated condition are compared."
            if apart.height:
                sentence += " ≠ is between the two that are farthest apart."
            if shown.height < of.height:
                left = of.height - shown.height
                sentence += f" Folded: {many(left, 'row')} with one source."
            if silent := shown.height - shown["condition_stated"].sum():
                sentence += f" Grey: the condition is not stated, on {many(silent, 'row')}."
            if not _from_zero(shown):
                sentence += " The axis does not begin at 0."
            said.append((choice, which, title or words, sentence + note))
    frame = pl.DataFrame(said, ["spread", "spread_rows", "title", "sentence"], orient="row")
    return frame if frame["spread_rows"].n_unique() > 1 else frame.drop("spread_rows")


def _offered(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Give what can be shown of one choice: where sources can be compared, and all."""
    found = {_SEVERAL: rows.filter("compared"), _EVERY: rows}
    if found[_SEVERAL].height in (0, rows.height):
        return {_EVERY: rows}
    return found


def _from_zero(rows: pl.DataFrame) -> bool:
    low, high = rows.select(pl.col("lowest_stated").min(), pl.col("highest_stated").max()).row(0)
    return bool(high - low > _NEAR * high)


def spread_chart(rows: pl.DataFrame, dossier: Dossier) -> Layers:
    """Draw the lines of the choice of a menu: a heading per weapon, its conditions below it."""
    control = option_control("spread", choices(rows, dossier), "Show ", rows["choice"][0])
    offered = [[*_offered(of)] for _, of in rows.group_by("choice", maintain_order=True)]
    which = {key: words for key, words in _LINES.items() if any(key in one for one in offered)}
    if len(which) > 1:
        folded = option_control("spread_rows", which, "Rows ", offered[0][0], radio=True)
    else:
        folded = alt.param(name="spread_rows", value=_EVERY)
    units = dict(rows.select("choice", "unit_label").unique(maintain_order=True).iter_rows())
    drawn = _lines(rows)
    packer = Packer("spread")
    bands = packer.rows(drawn.drop("label"))
    said = packer.rows(_said(rows, drawn, dossier))
    given = {"units": units, "labels": drawn["label"].to_list(), "heads": drawn["head"].to_list()}
    params = [alt.param(name=f"spread_{name}", value=value) for name, value in given.items()]
    in_unit = "datum.label + ' ' + (spread_units[spread] || '')"
    axis = alt.Axis(labelExpr=in_unit, format=EXACT, aria=False, tickCount=5)
    x = alt.X("lowest:Q", title=None, scale=alt.Scale(zero=False), axis=axis)
    y = alt.Y(
        "line:O",
        title=None,
        axis=line_axis("spread_labels[datum.value]", "spread_heads[datum.value] == 1"),
    )
    band = _chosen(bands.read(alt.Chart(bands.data))).encode(y=y)
    known = band.transform_filter("isValid(datum.lowest)")
    zero = known.transform_filter("datum.from_zero == 1").transform_calculate(zero="0")
    apart = alt.condition("datum.apart == 1", alt.value(VERMILION), alt.value(SKY))
    text = known.mark_text(
        align="left",
        dx=12,
        color=INK,
        fontWeight=alt.expr("datum.apart ? 'bold' : 'normal'"),
        aria=False,
    )
    heading = alt.Chart().mark_text(align="left", dx=12, color=MUTED, aria=False)
    in_all = alt.expr("(spread_units[spread] ? spread_units[spread] + ' · ' : '') + 'figures'")
    headed = band.transform_filter("datum.head == 1")
    of_country = headed.transform_filter("isValid(datum.country)")
    chart = alt.layer(
        headed.mark_rule(color=GRID, aria=False).encode(x=alt.value(0), x2=alt.value(_PLOT_PX)),
        of_country.mark_text(align="left", dx=2, color=MUTED, fontSize=11, aria=False).encode(
            x=alt.value(0), text="country:N"
        ),
        known.transform_filter("datum.lowest < datum.highest")
        .mark_rule(strokeWidth=9, opacity=0.3, strokeCap="round", aria=False)
        .encode(x=x, x2="highest:Q", color=apart),
        # Where the span is wide enough, the axis begins at zero.
        zero.mark_rule(opacity=0, aria=False).encode(x="zero:Q", x2="lowest:Q"),
        *_ticks(bands, said, y),
        text.encode(x=alt.value(_PLOT_PX), text="stated:N"),
        _chosen(bands.read(heading.properties(data=bands.data)))
        .transform_aggregate(n="count()")
        .encode(x=alt.value(_PLOT_PX), y=alt.value(-8), text=alt.value(in_all)),
    ).add_params(control, folded, *params, *packer.params)
    layers: Layers = chart.properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    return layers


def _chosen(chart: alt.Chart) -> alt.Chart:
    """Keep what the menu and the buttons show."""
    chart = chart.transform_filter("datum.choice == spread")
    return chart.transform_filter(f"spread_rows == '{_EVERY}' || datum.compared == 1")


def _lines(rows: pl.DataFrame) -> pl.DataFrame:
    """Number the lines of all choices: each weapon has a heading, with a row that has no label."""
    zero = {str(choice): int(_from_zero(of)) for (choice,), of in rows.group_by("choice")}
    return pl.DataFrame(
        list(_headed(rows, zero)),
        infer_schema_length=None,
        schema_overrides={"lowest": pl.Float64, "highest": pl.Float64, "country": pl.String},
    ).with_row_index("line")


def _headed(rows: pl.DataFrame, zero: dict[str, int]) -> Iterator[dict[str, object]]:
    of_weapon = rows.with_row_index("nth").group_by("choice", "weapon_id", maintain_order=True)
    for (choice, _), of in of_weapon:
        compared = int(of["compared"].any())
        bare = not of["said_of"][0]
        shared = {"choice": choice, "name": of["name"][0], "country": of["country"][0]}
        if not bare:
            head = {"label": of["name"][0], "head": 1, "compared": compared, "from_zero": 0}
            yield shared | head
        for row in of.iter_rows(named=True):
            on_heading = bare and row["nth"] == of["nth"][0]
            label = row["said_of"] or ("" if on_heading else "no condition")
            yield shared | {
                "label": row["name"] if on_heading else label,
                "head": int(on_heading),
                "compared": max(int(row["compared"]), compared if on_heading else 0),
                "nth": row["nth"],
                "row": row["row"],
                "country": None if on_heading else row["country"],
                "lowest": row["lowest_stated"],
                "highest": row["highest_stated"],
                "known": int(row["condition_stated"]),
                "apart": int(row["disagree"]),
                "stated": _stated(row),
                "from_zero": zero[str(choice)],
            }


def _stated(row: dict[str, Any]) -> str:
    """Write what is stated, or the two that are farthest apart, and how many figures there are."""
    figures = span(row["lowest_stated"], row["highest_stated"])
    if row["disagree"]:
        figures = f"{digits(row['low'])} ≠ {digits(row['high'])}"
    return f"{figures} · {row['n']:,}"


def _farthest_apart(dossier: Dossier) -> pl.DataFrame:
    """Give the two figures that are farthest apart on each row where sources disagree."""
    return gaps.gap_rows(dossier).unique(_SAME, keep="first").select(*_SAME, "low", "high")


def _said(rows: pl.DataFrame, drawn: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Give what each source says, with the number of its line."""
    line = drawn.drop_nulls("nth").sort("nth")["line"]
    kept = rows.select("choice", "variant", "said").with_columns(of=line)
    each = kept.explode("said").unnest("said").explode("sources").unnest("sources")
    grades = {grade: f"{grade}, {words}" for grade, words in vocabulary("reliabilities").items()}
    condition = labels.joined("variant", labels.short_condition("condition", dossier))
    at = pl.coalesce("high", "low")
    return each.with_columns(at=at).select(
        *("of", "low", "high"),
        condition=condition.replace("", None),
        grade=pl.col("reliability").cast(pl.String).replace(grades),
        citation=pl.col("source_id").replace_strict(labels.citations(dossier), default=None),
        fan=fanned("at", ["of"], "choice"),
    )


def _ticks(bands: Packed, said: Packed, y: alt.Y) -> list[alt.Chart]:
    """Draw what each source says: its line is read through the line's number."""
    marks = said.read(alt.Chart(said.data))
    marks = bands.read(marks, "of", "choice", "line", "row", "name", "known", "compared")
    marks = _chosen(marks).transform_calculate(
        at="isValid(datum.high) ? datum.high : datum.low",
        figure=_FIGURE,
        kind="!isValid(datum.low) ? 'up to' : !isValid(datum.high) ? 'at least'"
        " : datum.low == datum.high ? 'value' : 'span'",
    )
    across = alt.YOffset("fan:Q", scale=alt.Scale(domain=[-1.5, 1.5]))
    color = alt.condition("datum.known == 1", alt.value(INK), alt.value(GREY))
    marks = marks.encode(y=y, yOffset=across, color=color)
    tooltip = tooltips(
        name="Weapon",
        condition="Version and condition",
        figure="Figure",
        grade="Grade of the source",
        citation="Source",
    )
    spoken = mark_sentence("{row}: {figure}, by {citation}")
    spans = marks.transform_filter("datum.kind == 'span'")
    shape = KINDS.shape(
        "kind:N",
        "A source says",
        orient="bottom",
        columns=4,
        symbolFillColor="transparent",
        labelOffset=9,
    )
    point: Any = {"size": 60, "opacity": 0.9, "filled": False, "strokeWidth": 1.6}
    return [
        spans.mark_rule(strokeWidth=1.6, opacity=0.9, aria=False).encode(x="low:Q", x2="high:Q"),
        spans.mark_point(shape="circle", aria=False, **point).encode(x="low:Q"),
        marks.mark_point(**point).encode(
            x="at:Q", shape=shape, tooltip=tooltip, description=spoken
        ),
    ]
