"""What happened after each claim, one by one, and in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import day_in_words, enumerated, option_control
from analysis.dossier.vocabularies import labels
from analysis.explorer import Card, CardExplorer, Sentence, figure
from analysis.red_lines import claims_with_outcomes, outcomes
from analysis.red_lines.charts.pledges import ALL
from analysis.red_lines.charts.words import (
    VERDICTS,
    Sources,
    kept,
    opening,
    paragraphs_of,
    place_of,
    sentences,
    spelled,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.dossier import Dossier

_MOST_SPEAKERS = 100
_MEANT = {
    ALL: "Each verdict is as of the last day of evidence.",
    "happened": "What was said came true, or was borne out, by the last day of evidence.",
    "partly": "A part of what was said came true, or a weaker form of it.",
    "not_so_far": "No source read shows that it came true up to the last day of evidence.",
    "contradicted": "Sources show that it did not come true, or that the contrary did.",
    "not_tested": "It is vague or not measured, or its case never arose.",
}
_SPOKEN = {
    "happened": "came true",
    "partly": "came true in part",
    "not_so_far": "{has} not come true so far",
    "contradicted": "{was} contradicted",
    "not_tested": "could not be tested",
}


@figure("claims-and-outcomes", "outcomes", shows=["claims"])
def claims_and_outcomes(dossier: Dossier) -> CardExplorer:
    """List every claim that was checked, by verdict: what was said, by whom, and what was found.

    Those of one speaker, or with one verdict, can be chosen; at first those of the first verdict
    are shown.
    """
    rows, more = kept(claims_with_outcomes(dossier), "claims")
    verdict = pl.col("verdict").cast(pl.String)
    rank = verdict.replace_strict(list(VERDICTS), range(len(VERDICTS)), return_dtype=pl.Int64)
    rows = rows.with_columns(verdict, outcomes.rests_on().alias("rests_on")).sort(
        rank, maintain_order=True
    )
    sources, paragraphs = Sources(dossier), paragraphs_of(dossier)
    cards = [_card(row, sources, paragraphs) for row in rows.iter_rows(named=True)]
    speakers = speakers_of(rows)
    numbers = dict(rows["verdict"].value_counts().iter_rows())
    verdicts = {ALL: f"all ({rows.height:,})"}
    verdicts |= {v: f"{label} ({numbers[v]:,})" for v, label in VERDICTS.items() if v in numbers}
    chart = alt.Chart(rows.select("speaker", "verdict").with_row_index("card"))
    for one in ("speaker", "verdict"):
        chart = chart.transform_filter(f"outcome_{one} == 'all' || datum.{one} == outcome_{one}")
    chart = chart.add_params(
        option_control("outcome_speaker", speakers, "Speaker "),
        option_control("outcome_verdict", verdicts, "Verdict ", [*verdicts][1]),
    )
    captions = pl.DataFrame(
        [
            (speaker, verdict, said, sentences(_MEANT[verdict], more))
            for speaker in speakers
            for verdict in verdicts
            if (said := _chosen(dossier, rows, speaker, verdict))
        ],
        ["outcome_speaker", "outcome_verdict", "title", "sentence"],
        orient="row",
    )
    return CardExplorer(cards, "claims-and-outcomes", chart, captions)


def counts(rows: pl.DataFrame, of: str = "") -> str:
    """Count claims by verdict, in words; that none was contradicted is a finding, too.

    Examples
    --------
    >>> counts(pl.DataFrame({"verdict": ["happened", "not_so_far", "not_so_far"]}))
    'Of 3 claims checked, 1 came true, 2 have not so far and none was contradicted'
    """
    if rows.height == 1:
        return f"The only claim{of} that was checked {spoken(rows['verdict'][0], 1)}"
    numbers = dict(rows["verdict"].cast(pl.String).value_counts().iter_rows())
    parts = [f"{numbers[v]:,} {spoken(v, numbers[v])}" for v in VERDICTS if v in numbers]
    if "happened" in numbers:  # which the words after it need not repeat
        parts = [
            parts[0],
            *(part.replace(" come true", "").replace(" came true", "") for part in parts[1:]),
        ]
    if "contradicted" not in numbers and not of:
        parts.insert(len(parts) - ("not_tested" in numbers), "none was contradicted")
    checked = f"claims{of} that were checked" if of else "claims checked"
    return f"Of {rows.height:,} {checked}, {enumerated(parts)}"


def spoken(verdict: str, number: int = 1) -> str:
    """Say what became of claims, as the end of a sentence.

    Examples
    --------
    >>> spoken("partly"), spoken("not_so_far", 2)
    ('came true in part', 'have not come true so far')
    """
    has, was = ("has", "was") if number == 1 else ("have", "were")
    return _SPOKEN[verdict].format(has=has, was=was)


def speakers_of(rows: pl.DataFrame) -> dict[str, str]:
    """Offer everyone, then the speakers of most claims, with the number of their claims."""
    numbers = rows.group_by("speaker", "speaker_name", maintain_order=True).len()
    first = numbers.sort("len", "speaker_name", descending=[True, False]).head(_MOST_SPEAKERS)
    every = {ALL: f"everyone ({rows.height:,})"}
    return every | {one: f"{name} ({n:,})" for one, name, n in first.iter_rows()}


def whose(dossier: Dossier, speaker: str) -> str:
    """Say of whom claims are; nothing where they are everyone's."""
    return "" if speaker == ALL else f" of {dossier.names.in_sentence[speaker]}"


def _card(row: dict[str, Any], sources: Sources, paragraphs: dict[str, int]) -> Card:
    certainty = row["certainty"] and f"put as {row['certainty']}"
    acts = labels("speech_acts")
    return Card(
        row["statement"],
        [line for line in _card_lines(row, sources, paragraphs) if line],
        [word for word in (acts.get(row["speech_act"] or ""), certainty) if word],
        opening(VERDICTS[row["verdict"]]),
        anchor=f"outcome-{row['claim_id']}",
    )


def _card_lines(
    row: dict[str, Any], sources: Sources, paragraphs: dict[str, int]
) -> Iterator[Sentence | str | None]:
    place = place_of(row["claim_id"], paragraphs[row["claim_id"]])
    yield spelled(f"{row['speaker_name']}. ", [place])
    yield row["summary"]
    until = row["evidence_until"] and f"evidence until {day_in_words(row['evidence_until'])}"
    yield sources.said(row["sources"], "; ".join(filter(None, [row["rests_on"], until])))


def _chosen(dossier: Dossier, rows: pl.DataFrame, speaker: str, verdict: str) -> str:
    """Word how many claims are chosen; nothing where there are none."""
    own = rows if speaker == ALL else rows.filter(speaker=speaker)
    found = own if verdict == ALL else own.filter(verdict=verdict)
    if found.is_empty():
        return ""
    if verdict == ALL or own.height == 1:
        return counts(own, whose(dossier, speaker))
    claims = f"claims{whose(dossier, speaker)} that were checked"
    return f"{found.height:,} of {own.height:,} {claims} {spoken(verdict, found.height)}"
