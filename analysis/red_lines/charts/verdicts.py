"""How many claims met which verdict, and how firmly each was made."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    FIRMNESS,
    GREY,
    INK,
    NOT_CODED,
    Layers,
    counted,
    mark_sentence,
    option_control,
    tooltips,
    vega_literal,
)
from analysis.explorer import Explorer, figure
from analysis.red_lines import claims_with_outcomes, outcomes
from analysis.red_lines.charts.ledger import counts, speakers_of, whose
from analysis.red_lines.charts.pledges import ALL
from analysis.red_lines.charts.words import VERDICTS, kept

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_IN_A_LINE = 20
_MOST_DRAWN = 2_000
_LABEL_CHARACTERS = 14
_STEP_PX = 30
_LINE_PX = 32
_MARK_PX2 = 150
_TEXT_PX = 13
_DAY = "%-d %b %Y"


@figure("verdicts", "outcomes", shows=["claims"])
def verdict_counts(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw a mark for every claim that was checked, by verdict and by how firmly it was made.

    The claims of one speaker can be chosen; the default title counts their verdicts.
    """
    every = claims_with_outcomes(dossier)
    speakers = speakers_of(every)
    captions = pl.DataFrame(
        [
            (one, title or counts(own, whose(dossier, one)), _how(own))
            for one in speakers
            for own in [every if one == ALL else every.filter(speaker=one)]
        ],
        ["outcome_speaker", "title", "sentence"],
        orient="row",
    )
    rows, more = kept(every, "claims", _MOST_DRAWN)
    if more:
        captions = captions.with_columns(pl.format("{} {}", "sentence", pl.lit(more)))
    control = option_control("outcome_speaker", speakers, "Speaker ")
    chart = _verdict_marks(dossier.cite(rows).with_columns(rests_on=outcomes.rests_on()))
    return Explorer(chart.add_params(control), "verdicts", captions)


def _how(rows: pl.DataFrame) -> str:
    ahead, uncoded = (
        rows.filter(time_reference="future").height,
        rows["time_reference"].null_count(),
    )
    rest = rows.height - ahead - uncoded
    said = counted(ahead, "claim is", "claims are") if ahead else "No claim is"
    said = f"{said} about the future"
    if rest:
        said += f"; {rest:,} about the past or present (hollow) could be checked as well"
    if uncoded:
        said += f"; of {uncoded:,} (hollow) the time is not coded"
    if ahead == rows.height:
        said = f"{'It is' if ahead == 1 else 'All are'} about the future"
    return (
        f"{said}. Shape and colour say how firmly a claim was made. “Not tested” means that "
        "the case never arose, or that no source read measures it."
    )


def _verdict_marks(rows: pl.DataFrame) -> Layers:
    """Lay marks out in lines of twenty, each verdict from a line of its own."""
    verdict = pl.col("verdict").cast(pl.String)
    known = list(FIRMNESS.words)
    certainty = pl.col("certainty").fill_null(NOT_CODED)
    rank = certainty.replace_strict(known, range(len(known)), return_dtype=pl.Int64)
    placed = (
        rows.sort(rank, maintain_order=True)
        .with_columns(verdict, number=pl.int_range(pl.len()).over("verdict"))
        .select(
            *("speaker", "verdict", "speaker_name", "statement", "summary", "rests_on"),
            *("evidence_until", "checked_on", "citation"),
            certainty=certainty,
            outcome=verdict.replace(VERDICTS),
            future=pl.col("time_reference").eq_missing("future"),
            column=pl.col("number") % _IN_A_LINE,
            line=_line(verdict.replace(VERDICTS), pl.col("number") // _IN_A_LINE),
        )
    )
    lines = _domain(placed)
    labels_in_lines = f"split({vega_literal(lines)}[datum.label], '\\n')"
    axis = alt.Axis(
        labelExpr=labels_in_lines,
        labelLineHeight=14,
        labelFontSize=_TEXT_PX,
        labelColor=INK,
        ticks=False,
        domain=False,
    )
    y = alt.Y("line:N", title=None, scale=alt.Scale(domain=list(lines)), axis=axis)
    columns = max(placed["column"]) + 4  # and room for a number
    wide = alt.Scale(domain=[-0.6, columns - 0.6], nice=False)
    x = alt.X("column:Q", axis=None, scale=wide)
    ends = pl.DataFrame({"verdict": list(VERDICTS), "line": list(VERDICTS.values())})
    base = alt.Chart(placed, width=_STEP_PX * columns, height=alt.Step(_LINE_PX)).encode(y=y, x=x)
    used = FIRMNESS.only(set(placed["certainty"]))
    colors = [style.color for style in used.words.values()]
    outline = alt.Scale(domain=list(used.words), range=colors)
    chosen = (
        base.transform_filter("outcome_speaker == 'all' || datum.speaker == outcome_speaker")
        .mark_point(size=_MARK_PX2, opacity=1, strokeWidth=2)
        .encode(
            **used.points("certainty:N", "Put as", orient="top"),
            stroke=alt.Stroke("certainty:N", scale=outline, legend=None),
            fillOpacity=alt.condition("datum.future", alt.value(1), alt.value(0)),
            tooltip=tooltips(
                statement="Claim",
                speaker_name="Speaker",
                outcome="Verdict",
                summary="What was found",
                evidence_until=("Evidence until", _DAY),
                checked_on=("Checked on", _DAY),
                rests_on="Rests on",
                citation="Source",
            ),
            description=mark_sentence("{statement} Said by {speaker_name}; {outcome}. {summary}"),
        )
    )
    others = base.mark_point(
        size=_MARK_PX2,
        shape="square",
        filled=False,
        opacity=1,
        strokeWidth=1,
        color=GREY,
        aria=False,
    ).transform_filter("outcome_speaker != 'all' && datum.speaker != outcome_speaker")
    return alt.layer(others, chosen, _numbers(placed, ends, y, wide))


def _line(label: pl.Expr, number: pl.Expr) -> pl.Expr:
    """Name a line of marks: the first of a verdict by its label."""
    return pl.when(number == 0).then(label).otherwise(pl.format("{}, line {}", label, number + 1))


def _domain(placed: pl.DataFrame) -> dict[str, str]:
    """Give all lines with the label of each: that of the verdict for its first, else nothing."""
    numbers = dict(placed["verdict"].value_counts().iter_rows())
    lines = {}
    for word, label in VERDICTS.items():
        lines[label] = textwrap.fill(label, _LABEL_CHARACTERS)
        for line in range(2, -(-numbers.get(word, 0) // _IN_A_LINE) + 1):
            lines[f"{label}, line {line}"] = ""
    return lines


def _numbers(placed: pl.DataFrame, ends: pl.DataFrame, y: alt.Y, wide: alt.Scale) -> alt.Chart:
    """Write the number of each verdict after its marks, or that there are none."""
    tallied = placed.group_by("verdict", "speaker", maintain_order=True).len("n")
    none = ends.select("verdict", speaker=pl.lit(""), n=pl.lit(0, pl.UInt32))
    rows = pl.concat([tallied, none]).join(ends, on="verdict", maintain_order="left")
    mine = "outcome_speaker == 'all' || datum.speaker == outcome_speaker ? datum.n : 0"
    chart: alt.Chart = (
        alt.Chart(rows)
        .transform_calculate(mine=mine)
        .transform_aggregate(own="sum(mine)", every="sum(n)", groupby=["verdict", "line"])
        .transform_calculate(
            end=f"min(datum.every, {_IN_A_LINE}) - 0.4",
            of="outcome_speaker == 'all' || !datum.every ? '' : ' of ' + datum.every",
        )
        .transform_calculate(said="datum.own + datum.of")
        .mark_text(align="left", color=INK, fontSize=_TEXT_PX, fontWeight="bold", aria=False)
        .encode(y=y, x=alt.X("end:Q", axis=None, scale=wide), text="said:N")
    )
    return chart
