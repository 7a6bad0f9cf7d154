"""Charts on claims: who speaks where and how certainly, likelihood words, who is not heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    INK,
    MOST_ROWS,
    MUTED,
    ORANGE,
    PURPLE,
    VERMILION,
    WIDTH_PX,
    Layers,
    NothingToShow,
    Style,
    Styles,
    option_control,
    titled,
    tooltips,
    vega_literal,
)
from analysis.claims.likelihood import STANDARDS, likelihood_counts
from analysis.claims.speakers import CERTAINTY_LABELS, claims_with_speakers, unheard
from analysis.dossier import QuestionError
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier
    from analysis.dossier.names import Names

_MOST_NAMES = 300
"""They take some 14,000 pixels."""
_NOT_CODED = "not coded"
_CERTAINTY = Styles(
    {
        "certain": Style(BLUE, "circle"),
        "probable": Style(ORANGE, "square"),
        "possible": Style(VERMILION, "triangle-up"),
        "uncommitted": Style(GREY, "cross"),
        _NOT_CODED: Style(MUTED, "diamond"),
    }
)


@figure("claim-map", "claims")
def claim_map(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Every claim as a mark: speaker by paragraph, shape and colour by certainty.

    The default title says who makes most claims.
    """
    said = claims_with_speakers(dossier)
    first, cut = _first(said, "claims", "speaker_name")
    rows = first.select(
        *("claim_id", "paragraph", "stack", "speaker_name", "statement", "locator", "quote"),
        degree=pl.col("certainty").fill_null(-1),
        certainty=pl.col("certainty").replace_strict(
            CERTAINTY_LABELS, default=_NOT_CODED, return_dtype=pl.String
        ),
        speech_act=pl.col("speech_act").cast(pl.String).fill_null(_NOT_CODED),
    )
    controls, shown = _claim_controls(rows)
    base = alt.Chart(rows)
    marks = base.mark_point(filled=True, size=75, opacity=1).encode(
        x=alt.X(
            "paragraph:Q",
            title="Paragraph of the article (0 = headline)",
            scale=alt.Scale(domain=[-0.5, max(rows["paragraph"]) + 0.5], nice=False),
            axis=alt.Axis(tickMinStep=1),
        ),
        y=_names("speaker_name", rows),
        yOffset=alt.YOffset("stack:Q", scale=alt.Scale(domain=[-1, max(rows["stack"]) + 0.5])),
        **_CERTAINTY.only(rows["certainty"].unique()).points("certainty:N", "How certain"),
        opacity=alt.condition(shown, alt.value(1), alt.value(0.1)),
        tooltip=tooltips(
            claim_id="Claim",
            statement="Paraphrase",
            speech_act="Speech act",
            locator="Where",
            quote="Words",
        ),
    )
    count = (
        base.transform_filter(shown)
        .transform_aggregate(count="count()")
        .transform_calculate(
            label="datum.count + (datum.count == 1 ? ' claim' : ' claims') + ' shown'"
        )
        .mark_text(align="right", baseline="bottom", dy=-6, color=INK)
        .encode(x=alt.value(WIDTH_PX), y=alt.value(0), text="label:N")
    )
    chart = alt.layer(marks, count).add_params(*controls)
    chart = chart.properties(width=WIDTH_PX, height=alt.Step(42, **{"for": "position"}))
    how = "One mark per claim; shape and colour: FactBank factuality"
    if uncoded := said["certainty"].null_count():
        how += f", not coded for {uncoded:,} of {said.height:,}"
    return titled(chart, title or _who_speaks_most(said, dossier.names), how + cut)


@figure("likelihood-bands", "claims")
def likelihood_bands(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Likelihood words under each standard, as bands in per cent; no band is written out.

    The default title says how many of the words have a band.
    """
    try:
        counts = likelihood_counts(dossier)
    except QuestionError as refusal:
        raise NothingToShow(f"{_opening(str(refusal))}.") from refusal
    if counts.is_empty():
        raise NothingToShow("No claim uses a likelihood word yet.")
    every = counts["likelihood_term"].n_unique()
    banded = counts.drop_nulls("low_pct")["likelihood_term"].n_unique()
    finding = f"{banded:,} of {every:,} likelihood words have a band in any standard"
    if every == 1:
        finding = f"The one likelihood word has {'a' if banded else 'no'} band in any standard"
    words, cut = _first(counts.unique("label", maintain_order=True), "words", "label")
    rows = counts.join(words, on="label", how="semi", maintain_order="left")
    y = _names("label", rows)
    lanes = alt.YOffset("standard:N", scale=alt.Scale(domain=STANDARDS))
    bands = alt.Chart(rows.drop_nulls("low_pct")).encode(y=y, yOffset=lanes)
    color_scale = alt.Scale(domain=STANDARDS, range=[BLUE, ORANGE, PURPLE])
    bars = bands.mark_bar(height={"band": 0.8}).encode(
        x=alt.X(
            "low_pct:Q", title="Probability the word stands for (%)", scale={"domain": [0, 100]}
        ),
        x2="high_pct:Q",
        color=alt.Color("standard:N", scale=color_scale, legend=None),
        tooltip=tooltips(
            likelihood_term="Word",
            standard="Standard",
            low_pct=("From (%)", ".0f"),
            high_pct=("To (%)", ".0f"),
        ),
    )
    text = (
        bands.transform_calculate(
            written="datum.standard + ': ' + datum.low_pct + ' to ' + datum.high_pct + ' %'"
        )
        .mark_text(align="left", dx=6, dy=6, fontSize=11)
        .encode(x="high_pct:Q", text="written:N")
    )
    bare = rows.filter(pl.col("low_pct").is_null().all().over("label"))
    none = (
        alt.Chart(bare.unique("label", maintain_order=True))
        .mark_text(align="left", color=MUTED, fontSize=11)
        .encode(y=y, x=alt.value(6), text=alt.value("no band in any standard"))
    )
    chart = alt.layer(bars, text, none)
    chart = chart.properties(width=WIDTH_PX, height=alt.Step(46, **{"for": "position"}))
    how = "ICD 203 (2015), Kent (1964) and the PHIA yardstick (2019)"
    return titled(chart, title or finding, how + cut)


@figure("unheard", "claims")
def unheard_actors(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Actors that claims mention but that make none, by number of claims.

    The default title says who is in most claims.
    """
    actors = unheard(dossier)
    if actors.is_empty():
        raise NothingToShow("Everybody whom claims mention is heard, too.")
    kind = pl.col("kind").cast(pl.String).replace(labels("actor_kinds"))
    rows, cut = _first(actors.with_columns(kind), "actors", "name")
    actor_id, mentions = rows.select("actor_id", "mentions").row(0)
    name = _opening(dossier.names.in_sentence[actor_id])
    finding = f"{name} is in {mentions:,} claim{'' if mentions == 1 else 's'} and makes none"
    base = alt.Chart(rows).encode(
        x=alt.X("mentions:Q", title="Claims about or to it", axis=alt.Axis(tickMinStep=1)),
        y=_names("name", rows),
    )
    bars = base.mark_bar(color=BLUE).encode(
        tooltip=tooltips(name="Actor", kind="Kind", mentions=("Claims", ",d"))
    )
    text = base.mark_text(align="left", dx=5).encode(text="mentions:Q")
    chart = alt.layer(bars, text).properties(width=560, height=alt.Step(22))
    how = "Subjects and targets of claims from whom no claim comes and whose view none reports"
    return titled(chart, title or finding, how + cut)


@figure("claims", "claims")
def claim_table(dossier: Dossier) -> TableExplorer:
    """Every claim with its speaker, paraphrase and place, to search and sort."""
    rows = claims_with_speakers(dossier).select(
        *("claim_id", "speaker_name"),
        dossier.names.column("nested_source").alias("reported_name"),
        *("speech_act", "statement"),
        *("likelihood_term", "factuality", "quote", "locator"),
    )
    headings = {"speaker_name": "speaker", "reported_name": "reports the view of"}
    headings |= {"factuality": "factuality (FactBank)", "locator": "where"}
    return TableExplorer(rows, "claims", labels=headings)


@figure("claim-links", "claim_links")
def link_table(dossier: Dossier) -> TableExplorer:
    """Which claim answers, supports, qualifies or opposes which, those about one claim together."""
    said = claims_with_speakers(dossier).select(
        "claim_id", "start", "statement", speaker="speaker_name"
    )
    other = said.rename({column: f"other_{column}" for column in said.columns})
    every = dossier.claim_links.join(said, on="claim_id").join(other, on="other_claim_id")
    relation = pl.col("relation").cast(pl.String).replace(labels("relations"))
    rows = every.sort("other_start", "start", "relation").select(
        *("claim_id", "speaker", "statement"),
        relation,
        *("other_claim_id", "other_speaker", "other_statement"),
    )
    headings = {"relation": "how it relates", "other_claim_id": "to", "other_speaker": "whose"}
    return TableExplorer(rows, "claim-links", labels=headings | {"other_statement": "statement"})


def _claim_controls(rows: pl.DataFrame) -> tuple[list[alt.Parameter], str]:
    """Controls for what is coded, and the expression of the claims that they show."""
    controls, shown = [], ["true"]
    acts = rows["speech_act"].unique().sort().to_list()
    if acts != [_NOT_CODED]:
        controls.append(option_control("speech_act", ["all", *acts], "Speech act "))
        shown.append("(speech_act == 'all' || datum.speech_act == speech_act)")
    ascending = [CERTAINTY_LABELS[n] for n in sorted(CERTAINTY_LABELS)]
    if coded := set(ascending[1:]) & set(rows["certainty"]):
        offered = {w: w if w == ascending[-1] else f"{w} or more" for w in ascending if w in coded}
        controls.append(option_control("certainty", {"all": "any"} | offered, "Certainty "))
        shown.append(f"datum.degree >= indexof({vega_literal(ascending)}, certainty)")
    return controls, " && ".join(shown)


def _who_speaks_most(said: pl.DataFrame, names: Names) -> str:
    counts = said.group_by("speaker", "speaker_name").len()
    counts = counts.sort("len", "speaker_name", descending=[True, False])
    (first, most), *others = counts.select("speaker", "len").head(2).iter_rows()
    name = _opening(names.in_sentence[first])
    if not others:
        return f"{name} makes {'the only claim' if most == 1 else f'all {most:,} claims'}"
    second, fewer = others[0]
    return f"{name} makes {most:,} of {said.height:,} claims, {names.in_sentence[second]} {fewer:,}"


def _first(rows: pl.DataFrame, what: str, names: str) -> tuple[pl.DataFrame, str]:
    """As many rows as a chart can show, and a sentence where that leaves some out."""
    first = rows.filter(pl.col(names).is_first_distinct().cum_sum() <= _MOST_NAMES)
    first = first.head(MOST_ROWS)
    if first.height == rows.height:
        return rows, ""
    shown = f". Shown are the first {first.height:,} of {rows.height:,} {what}"
    return first, f"{shown}: a chart has at most {MOST_ROWS:,} marks and {_MOST_NAMES} names"


def _names(column: str, rows: pl.DataFrame) -> alt.Y:
    # A domain, not a sort: Vega writes a sort as one expression, nested as deep as it is long.
    names = rows[column].unique(maintain_order=True).to_list()
    return alt.Y(f"{column}:N", title=None, scale=alt.Scale(domain=names))


def _opening(words: str) -> str:
    """The words as they begin a sentence."""
    return words[:1].upper() + words[1:]
