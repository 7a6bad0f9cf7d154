"""Whose forecasts came true, how far the record reaches, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    VERMILION,
    Layers,
    NothingToShow,
    Style,
    Styles,
    counted,
    day_in_words,
    mark_sentence,
    titled,
    tooltips,
)
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure
from analysis.red_lines import calibration, claims_with_outcomes, track_record
from analysis.red_lines.charts.words import (
    LINKS,
    VERDICTS,
    Sources,
    linked,
    opening,
    paragraphs_of,
    sentences,
)

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_LOOKS = Styles(
    {
        "happened": Style(BLUE, "circle"),
        "partly": Style(GREEN, "diamond"),
        "not_so_far": Style(ORANGE, "cross"),
        "contradicted": Style(VERMILION, "triangle-down"),
        "not_tested": Style(GREY, "square"),
    }
)
_MOST_SPEAKERS = 60
_MOST_FORECASTS = 40
_STEP_PX = 26
_NAME_PX = 220
_MARK_PX2, _SMALL_PX2 = 120, 30
_UNTESTED = "datum.verdict == 'not_tested'"
_DAY = "%-d %b %Y"


@figure("forecasters", "outcomes", shows=["claims"])
def forecasters(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw each speaker's forecasts, a mark each, by what happened.

    The default title says how many forecasts of one speaker were tested at most, and whether that
    can rank anyone.
    """
    record = track_record(dossier)
    if record.is_empty():
        raise NothingToShow("No claim with an outcome is coded as a prediction or an assessment.")
    first = record.head(_MOST_SPEAKERS)
    verdict = pl.col("verdict").cast(pl.String)
    rank = verdict.replace_strict(list(VERDICTS), range(len(VERDICTS)), return_dtype=pl.Int64)
    made = claims_with_outcomes(dossier).filter(
        "is_forecast", pl.col("speaker").is_in(first["speaker"].implode())
    )
    marks = (
        dossier.cite(made)
        .sort(rank, maintain_order=True)
        .with_columns(verdict, place=pl.int_range(pl.len()).over("speaker"))
        .filter(pl.col("place") < _MOST_FORECASTS)
        .select(
            *("speaker_name", "statement", "summary", "evidence_until", "citation"),
            *("verdict", "place", "certainty"),
            outcome=verdict.replace(VERDICTS),
        )
    )
    names = first["speaker_name"].unique(maintain_order=True).to_list()
    axis = alt.Axis(ticks=False, domain=False, labelColor=INK, labelLimit=_NAME_PX)
    y = alt.Y("speaker_name:N", title=None, scale=alt.Scale(domain=names), axis=axis)
    columns = max(marks["place"]) + 1
    wide = alt.Scale(domain=[-0.6, columns + 5], nice=False)
    styles = _LOOKS.only(set(marks["verdict"]))
    words = Styles({VERDICTS[word]: look for word, look in styles.words.items()})
    width = _STEP_PX * (columns + 5)
    dots = (
        alt.Chart(marks, width=width, height=alt.Step(_STEP_PX))
        .mark_point(opacity=1)
        .encode(
            size=alt.condition(_UNTESTED, alt.value(_SMALL_PX2), alt.value(_MARK_PX2)),
            x=alt.X("place:Q", axis=None, scale=wide),
            y=y,
            **words.points("outcome:N", orient="top"),
            tooltip=tooltips(
                statement="Forecast",
                speaker_name="Speaker",
                certainty="Made as",
                outcome="Verdict",
                summary="What was found",
                evidence_until=("Evidence until", _DAY),
                citation="Source",
            ),
            description=mark_sentence("{statement} Said by {speaker_name}; {outcome}. {summary}"),
        )
    )
    tested = pl.format("{} of {} tested", "tested", "forecasts")
    said = pl.when(pl.col("tested") == 0).then(pl.lit("none could be tested")).otherwise(tested)
    ends = first.select(
        "speaker_name", said=said, end=pl.min_horizontal("forecasts", columns) - 0.2
    )
    texts = (
        alt.Chart(ends)
        .mark_text(align="left", color=INK, aria=False)
        .encode(x=alt.X("end:Q", axis=None, scale=wide), y=y, text="said:N")
    )
    how = sentences(
        _likely(dossier),
        _uncoded(dossier),
        _cut(record, marks),
    )
    return titled(alt.layer(dots, texts), title or _ranked(record), how)


@figure("evidence-frontier")
def frontier_table(dossier: Dossier) -> TableExplorer:
    """List how far the record reaches, question by question, from the oldest evidence on."""
    if dossier.frontier.is_empty():
        raise NothingToShow("How far the record reaches is not coded yet.")
    asked = dossier.frontier.sort("latest_evidence_on", "question", maintain_order=True)
    sources = Sources(dossier)
    shown = asked.select(
        "question",
        latest=_written("latest_evidence_on"),
        note="note",
        paragraphs=pl.Series(_paragraphs(dossier, asked["claims"].to_list()), dtype=pl.String),
        searched=_written("searched_on"),
        sources=pl.Series(
            [sources.cells(ids or ()) for ids in asked["sources"].to_list()], dtype=LINKS
        ),
    )
    caption = f"{counted(asked.height, 'question')} looked into"
    days = asked["latest_evidence_on"].drop_nulls().to_list()
    first, last = (day_in_words(day) for day in (days[0], days[-1])) if days else ("", "")
    if days:
        caption += ", the latest evidence"
        caption += f" from {first} to {last}" if first != last else f" of {last}"
    if unanswered := asked["latest_evidence_on"].null_count():
        caption += f"; to {unanswered:,} no source was found"
    headings = {
        "question": "Question",
        "latest": "Latest evidence",
        "note": "What was found",
        "paragraphs": "Paragraphs of the article",
        "searched": "Searched on",
        "sources": "Sources of that evidence",
    }
    searched = asked["searched_on"].unique()
    if len(searched) == 1:
        caption += f"; all searched on {day_in_words(searched[0])}"
    empty = [
        one for one in ("paragraphs", "note", "latest") if shown[one].null_count() == len(shown)
    ]
    shown = shown.drop(empty, *(["searched"] if len(searched) == 1 else []))
    headings = {column: headings[column] for column in shown.columns}
    return TableExplorer(shown, "evidence-frontier", caption, headings)


def _paragraphs(dossier: Dossier, claims: list[list[str] | None]) -> list[str | None]:
    """Name the paragraphs of the claims of each row, each once."""
    known = paragraphs_of(dossier)
    places = [sorted({known[one] for one in ids or ()}) for ids in claims]
    return [", ".join(str(at) if at else "headline" for at in row) or None for row in places]


@figure("red-line-sources", "sources")
def source_table(dossier: Dossier) -> TableExplorer:
    """List what outcomes, events and the treaties behind commitments rest on, most used first."""
    treaties = dossier.ties.join(dossier.commitments, on="tie_id", how="semi")
    frames = (dossier.outcomes, dossier.events, treaties)
    cited = dossier.citations.cited(*frames)
    if cited.is_empty():
        raise NothingToShow("No outcome, event or treaty of a commitment names a source yet.")
    named = pl.concat([frame["sources"].explode() for frame in frames]).drop_nulls()
    used = named.value_counts(name="used").rename({named.name: "source_id"})
    grade = pl.col("reliability").cast(pl.String)
    graded = pl.format("{}, {}", grade, grade.replace(labels("reliabilities")))
    rows = cited.join(used, on="source_id", how="left", maintain_order="left").sort(
        "used", "publisher", "title", descending=[True, False, False], nulls_last=True
    )
    shown = rows.select(
        "publisher",
        title=linked("title", "url"),
        published=pl.Series(
            [day and day_in_words(day) for day in rows["published"]], dtype=pl.String
        ),
        reliability=graded,
        used="used",
        anchor=pl.format("source-{}", "source_id"),
    )
    caption = f"{counted(cited.height, 'source')} behind outcomes, events and treaties"
    headings = {
        "publisher": "Publisher",
        "title": "Title",
        "published": "Published",
        "reliability": "Reliability",
        "used": "Rows that rest on it",
    }
    return TableExplorer(shown, "red-line-sources", caption, headings, row_anchor="anchor")


def _written(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%-d %b %Y")


def _ranked(record: pl.DataFrame) -> str:
    """Say how few forecasts were tested, and whether the intervals overlap."""
    tested = record.drop_nulls("low")
    if tested.is_empty():
        return f"Not one of {counted(_made(record), 'forecast')} could be tested"
    most = max(tested["tested"])
    if tested.height == 1:
        number, made = tested.select("tested", "forecasts").row(0)
        return f"{tested['speaker_name'][0]}: {number:,} of {counted(made, 'forecast')} tested"
    few = f"Nobody has more than {counted(most, 'tested forecast')}"
    every = f"the 95% intervals of all {tested.height:,} speakers"
    if max(tested["low"]) < min(tested["high"]):
        return f"{few}, and {every} overlap, so this ranks no one"
    return f"{few}; {every} do not all overlap"


def _made(record: pl.DataFrame) -> int:
    return int(record["forecasts"].sum())


def _likely(dossier: Dossier) -> str:
    """Say how often words with agreed odds came true, and how many forecasts use none."""
    if dossier.study.language != "en":
        return ""
    banded = calibration(dossier)
    made = claims_with_outcomes(dossier).filter("is_forecast")
    worded = made.drop_nulls("likelihood_term").height
    bare = worded - int(banded["claims"].sum())
    said = ""
    if banded["tested"].sum():
        terms = " or ".join(f"“{term}”" for term in banded["likelihood_term"])
        terms = terms[:1] + opening(terms[1:])
        tested, right, part = banded.select("tested", "happened", "partly").sum().row(0)
        halves = f", and {part:,} in part," if part else ""
        said = f"{terms} came true in {right:,}{halves} of {counted(tested, 'tested case')}."
    rest = f"{counted(bare, 'forecast uses', 'forecasts use')} a word without agreed odds."
    return sentences(said, rest if bare else "")


def _uncoded(dossier: Dossier) -> str:
    uncoded = claims_with_outcomes(dossier)["speech_act"].null_count()
    return f"Claims without a coded speech act are not counted ({uncoded:,})." if uncoded else ""


def _cut(record: pl.DataFrame, marks: pl.DataFrame) -> str:
    if marks.height == _made(record):
        return ""
    return f"Drawn are {marks.height:,} of {counted(_made(record), 'forecast')}."
