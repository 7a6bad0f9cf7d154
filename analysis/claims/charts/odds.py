"""Which likelihood words claims use, and what odds published standards give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    INK,
    PAPER,
    WIDTH_PX,
    Layers,
    NothingToShow,
    counted,
    enumerated,
    mark_sentence,
    titled,
    tooltips,
    vega_literal,
)
from analysis.claims.charts.looks import MOST_NAMES, opening
from analysis.claims.likelihood import STANDARDS, likelihood_counts
from analysis.dossier import QuestionError
from analysis.explorer import figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier

_BANDED = 12
"""Words whose bands are drawn: three bars each."""
_ROW_PX, _BAND_PX = 26, 22
_NEAR_END_PCT = 80
"""Bands that end above this have their figures on the left, where there is room."""
_SHARED = "#0072B233"
"""A tint of blue: what all standards give a word."""
_STANDARDS = {
    "ICD 203": "ICD 203 (2015)",
    "Kent": "Kent (1964)",
    "PHIA": "the PHIA yardstick (2019)",
}


@figure("likelihood-bands", "claims")
def likelihood_bands(dossier: Dossier, *, title: str | None = None) -> alt.VConcatChart:
    """Likelihood words by the claims that use them, and the odds that standards give them.

    The default title says how many claims use a word that no standard gives odds for.
    """
    try:
        counts = likelihood_counts(dossier)
    except QuestionError as refusal:
        raise NothingToShow(f"{opening(str(refusal))}.") from refusal
    if counts.is_empty():
        raise NothingToShow("No claim uses a likelihood word.")
    words = _words(counts)
    found, sentence = _finding(words, counts)
    shown = words.head(MOST_NAMES)
    if shown.height < words.height:
        sentence += f" Shown are the first {shown.height:,} of {words.height:,} words."
    parts = [_bars(shown)]
    banded = shown.filter("banded").head(_BANDED)
    if not banded.is_empty():
        drawn = banded["likelihood_term"].implode()
        parts.append(_bands(counts.filter(pl.col("likelihood_term").is_in(drawn))))
    return titled(alt.vconcat(*parts, spacing=28), title or found, sentence)


def _words(counts: pl.DataFrame) -> pl.DataFrame:
    """One row per word, most used first, with the odds that standards agree or differ on."""
    return (
        counts.group_by("likelihood_term", "claims", maintain_order=True)
        .agg(
            banded=pl.col("low_pct").is_not_null().any(),
            odds=pl.format(
                "{}–{}%",
                pl.col("low_pct").min().cast(pl.Int64),
                pl.col("high_pct").max().cast(pl.Int64),
            ),
        )
        .with_columns(odds=pl.when("banded").then("odds").otherwise(pl.lit("no odds")))
    )


def _finding(words: pl.DataFrame, counts: pl.DataFrame) -> tuple[str, str]:
    every = int(words["claims"].sum())
    bare = words.filter(~pl.col("banded"))
    number = int(bare["claims"].sum())
    use = _use(every)
    all_claims = counted(every, "claim")
    if not number:
        found = f"Every likelihood word has odds in a standard: {all_claims} {use} one"
    elif number == every:
        found = "No likelihood word of the article has odds in any standard"
    else:
        found = (
            f"{number:,} of {all_claims} with a likelihood word {_use(number)} one that no "
            "standard gives odds for"
        )
    return found, " ".join(
        filter(None, [_carried(bare), _differing(counts), _how(some=number < every)])
    )


def _carried(bare: pl.DataFrame) -> str:
    if bare.is_empty():
        return ""
    most = bare.filter(claims=bare["claims"].max())
    number = int(most["claims"][0])
    first, *others = most["likelihood_term"]
    named = enumerated([_quoted(opening(first)), *map(_quoted, others)], most=3)
    if most.height == 1:
        return f"{named} alone is in {counted(number, 'claim')}."
    return f"{named} are in {counted(number, 'claim')} each."


def _differing(counts: pl.DataFrame) -> str:
    """Say of the most used word with odds where they begin, and which odds all standards share."""
    known = counts.drop_nulls("low_pct")
    if known.is_empty():
        return ""
    word = known["likelihood_term"][0]
    rows = known.filter(likelihood_term=word).sort("low_pct", "standard").rows(named=True)
    first, last = rows[0], rows[-1]
    quoted = _quoted(opening(word))
    if len(rows) == 1:
        return f"{quoted} has odds in {first['standard']} alone: {_percent(first)}."
    if all(_percent(row) == _percent(first) for row in rows):
        return f"{quoted} means {_percent(first)} in {enumerated([r['standard'] for r in rows])}."
    shared = {
        "low_pct": last["low_pct"],
        "high_pct": min(row["high_pct"] for row in rows),
    }
    begins = (
        f"{quoted} starts at {first['low_pct']:.0f}% in {first['standard']} and at "
        f"{last['low_pct']:.0f}% in {last['standard']}"
    )
    if first["low_pct"] == last["low_pct"]:
        begins = f"{quoted} starts at {first['low_pct']:.0f}% in all of them"
    if shared["low_pct"] >= shared["high_pct"]:
        return f"{begins}; no odds are in all of them."
    return f"{begins}; only {_percent(shared)} is in all of them (shaded)."


def _percent(band: Mapping[str, float]) -> str:
    return f"{band['low_pct']:.0f}–{band['high_pct']:.0f}%"


def _use(number: int) -> str:
    return "uses" if number == 1 else "use"


def _quoted(word: str) -> str:
    return f"“{word}”"


def _how(*, some: bool) -> str:
    standards = enumerated([_STANDARDS[standard] for standard in STANDARDS])
    filled = " Bars of words with odds are filled." if some else ""
    return f"Looked up in {standards}.{filled}"


def _bars(words: pl.DataFrame) -> Layers:
    claims = pl.when(pl.col("claims") == 1).then(pl.lit("claim")).otherwise(pl.lit("claims"))
    rows = words.with_columns(said=pl.format("{} {}, {}", "claims", claims, "odds"), zero=0)
    longest = max(rows["claims"])
    names = rows["likelihood_term"].to_list()
    # Room at the right for what is written at the end of the longest bar.
    scale = alt.Scale(domain=[0, longest * 1.7], nice=False)
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "likelihood_term:N",
            title=None,
            scale=alt.Scale(domain=names),
            axis=alt.Axis(domain=False, ticks=False, labelColor=INK, labelPadding=6),
        ),
        x=alt.X("zero:Q", scale=scale, axis=None),
        x2="claims:Q",
        tooltip=tooltips(
            likelihood_term="Word",
            claims=("Claims that use it", ",d"),
            odds="Odds over all standards",
        ),
        description=mark_sentence("{likelihood_term}: {claims:,d} claims, {odds}"),
    )
    filled, hollow = (
        base.transform_filter(f"{no}datum.banded").mark_bar(
            fill=fill, stroke=BLUE, strokeWidth=1.5, height=16
        )
        for no, fill in (("", BLUE), ("!", PAPER))
    )
    text = (
        alt.Chart(rows)
        .mark_text(align="left", dx=6, color=INK)
        .encode(
            y=alt.Y("likelihood_term:N", scale=alt.Scale(domain=names)),
            x=alt.X("claims:Q", scale=scale),
            text="said:N",
        )
    )
    return alt.layer(filled, hollow, text).properties(width=WIDTH_PX, height=alt.Step(_ROW_PX))


def _bands(counts: pl.DataFrame) -> Layers:
    """Draw the odds of each word below its name, a bar for each standard that has any."""
    rows = (
        counts.drop_nulls("low_pct")
        .with_columns(
            row=pl.format("{}: {}", "likelihood_term", "standard"),
            said=pl.format(
                "{}–{}%", pl.col("low_pct").cast(pl.Int64), pl.col("high_pct").cast(pl.Int64)
            ),
            inside=pl.col("high_pct") > _NEAR_END_PCT,
        )
        .sort(
            pl.col("standard").replace_strict({one: at for at, one in enumerate(STANDARDS)}),
            maintain_order=True,
        )
    )
    lines: dict[str, str] = {}
    for word in counts["likelihood_term"].unique(maintain_order=True):
        lines[word] = _quoted(word)
        of_word = rows.filter(likelihood_term=word)
        lines |= dict(of_word.select("row", "standard").iter_rows())
    words = vega_literal([line for line in lines if line in counts["likelihood_term"]])
    bold = {"test": f"indexof({words}, datum.value) >= 0", "value": "bold"}
    axis = alt.Axis(
        domain=False,
        ticks=False,
        labelPadding=6,
        labelExpr=f"{vega_literal(lines)}[datum.value]",
        labelColor=INK,
        labelFontWeight={"condition": bold, "value": "normal"},
    )
    y = alt.Y("row:N", title=None, scale=alt.Scale(domain=list(lines)), axis=axis)
    scale = alt.Scale(domain=[0, 100])
    across = alt.X(
        "low_pct:Q",
        title="Odds that the word means (%)",
        scale=scale,
        axis=alt.Axis(values=[0, 25, 50, 75, 100]),
    )
    shared = (
        rows.with_columns(
            pl.col("low_pct").max().over("likelihood_term"),
            pl.col("high_pct").min().over("likelihood_term"),
        )
        .filter(pl.col("low_pct") < pl.col("high_pct"))
        .filter(pl.len().over("likelihood_term") > 1)
    )
    tint = (
        alt.Chart(shared)
        .mark_rect(color=_SHARED, aria=False)
        .encode(x=across, x2="high_pct:Q", y=y, tooltip=alt.value(None))
    )
    base = alt.Chart(rows).encode(y=y)
    bars = base.mark_bar(color=BLUE, height=8).encode(
        x=across,
        x2="high_pct:Q",
        tooltip=tooltips(
            likelihood_term="Word",
            standard="Standard",
            low_pct=("From (%)", ".0f"),
            high_pct=("To (%)", ".0f"),
        ),
        description=mark_sentence(
            "{likelihood_term} means {low_pct:.0f} to {high_pct:.0f} per cent in {standard}"
        ),
    )
    texts = [
        base.transform_filter(f"{'!' * outside}datum.inside")
        .mark_text(align="left" if outside else "right", dx=6 if outside else -6)
        .encode(x=alt.X("high_pct:Q" if outside else "low_pct:Q", scale=scale), text="said:N")
        for outside in (True, False)
    ]
    return alt.layer(tint, bars, *texts).properties(width=WIDTH_PX, height=alt.Step(_BAND_PX))
