"""Records have intervals, old looks are listed, and nothing that is not coded gets lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis import QuestionError, red_lines

if TYPE_CHECKING:
    from conftest import MakeDossier

    import analysis

ACTORS = [
    {"actor_id": "aland", "name": "Aland", "kind": "state"},
    {"actor_id": "beland", "name": "Beland", "kind": "state"},
    {"actor_id": "crew", "name": "Sailors", "kind": "group"},
]
SOURCES = [{"source_id": "wire", "title": "Wire", "publisher": "Shore Wire", "kind": "press"}]


def said(number: int, speaker: str, **more: object) -> dict[str, object]:
    """A claim with the required columns alone."""
    span = {"paragraph": 0, "start": number, "end": number + 5, "digest": "0" * 16}
    what = {"claim_id": f"k{number}", "quote": "words", "statement": f"So it is, {number}."}
    return span | what | {"speaker": speaker} | more


def looked_up(number: int, verdict: str) -> dict[str, object]:
    found = {"summary": "Seen.", "sources": "wire", "checked_on": "2031-01-01"}
    return {"claim_id": f"k{number}", "verdict": verdict} | found


def wilson(hits: int, cases: int, side: int) -> float:
    """Wilson (1927), written out."""
    z = 1.959963984540054
    share = hits / cases
    middle = share + z**2 / (2 * cases)
    spread = z * (share * (1 - share) / cases + z**2 / (4 * cases**2)) ** 0.5
    return (middle + side * spread) / (1 + z**2 / cases)


def test_interval_is_wilsons_from_partly_as_a_miss_to_partly_as_a_hit(
    make_dossier: MakeDossier,
) -> None:
    verdicts = ["happened", "partly", "not_so_far", "contradicted", "not_tested"]
    claims = [said(n, "aland", speech_act="prediction") for n in range(5)]
    untested = [said(5, "beland", speech_act="assessment")]
    outcomes = [looked_up(n, verdict) for n, verdict in enumerate([*verdicts, "not_tested"])]
    record = red_lines.track_record(
        make_dossier(actors=ACTORS, sources=SOURCES, claims=claims + untested, outcomes=outcomes)
    )
    first, second = record.iter_rows(named=True)
    assert [first[verdict] for verdict in verdicts] == [1, 1, 1, 1, 1]
    assert (first["forecasts"], first["tested"]) == (5, 4)
    assert first["low"] == pytest.approx(wilson(1, 4, -1), abs=1e-9)
    assert first["high"] == pytest.approx(wilson(2, 4, +1), abs=1e-9)
    assert (second["tested"], second["low"], second["high"]) == (0, None, None)


def test_record_counts_every_forecast_once(dossier: analysis.Dossier) -> None:
    record = red_lines.track_record(dossier)
    made = red_lines.claims_with_outcomes(dossier).filter("is_forecast")
    assert record["forecasts"].sum() == made.height > 0
    assert (record["tested"] + record["not_tested"] == record["forecasts"]).all()


def test_a_claim_that_is_not_fully_coded_keeps_its_outcome_and_is_no_forecast(
    make_dossier: MakeDossier,
) -> None:
    bare = make_dossier(
        actors=ACTORS,
        sources=SOURCES,
        claims=[said(0, "aland")],
        outcomes=[looked_up(0, "happened")],
    )
    row = red_lines.claims_with_outcomes(bare).row(0, named=True)
    assert (row["verdict"], row["certainty"], row["is_forecast"]) == ("happened", None, None)
    assert red_lines.track_record(bare).is_empty()


def test_only_words_with_a_band_are_calibrated(dossier: analysis.Dossier) -> None:
    words = red_lines.calibration(dossier, "Kent")
    assert words["likelihood_term"].to_list() == ["almost certainly", "likely"]
    assert words.select("low_pct", "high_pct").rows() == [(87, 99), (63, 87)]


def test_an_unknown_standard_and_another_language_are_refused(dossier: analysis.Dossier) -> None:
    with pytest.raises(QuestionError, match='standard="ICD-203" is not an option'):
        red_lines.calibration(dossier, "ICD-203")  # type: ignore[arg-type]
    french = replace(dossier, choices={**dossier.choices, "study.language": "fr"})
    with pytest.raises(QuestionError, match="likelihood words are known in English only"):
        red_lines.calibration(french)


def test_an_outcome_is_due_only_after_its_days_are_over(dossier: analysis.Dossier) -> None:
    checked = dossier.outcomes["checked_on"].min()
    on_the_day = red_lines.due_for_recheck(dossier, 180, checked + dt.timedelta(days=180))
    a_day_later = red_lines.due_for_recheck(dossier, 180, checked + dt.timedelta(days=181))
    assert on_the_day.is_empty()
    assert a_day_later["claim_id"].to_list() == dossier.outcomes["claim_id"].to_list()
    assert set(a_day_later["age_days"]) == {181}
    last = pl.int_range(pl.len()) == pl.len() - 1
    earlier = pl.when(last).then(pl.date(2032, 1, 1)).otherwise("checked_on")
    older = replace(dossier, outcomes=dossier.outcomes.with_columns(checked_on=earlier))
    due = red_lines.due_for_recheck(older, 1, checked + dt.timedelta(days=9))
    assert due["claim_id"][0] == dossier.outcomes["claim_id"][-1], "the longest ago comes first"
    for days, today in ((True, checked), (1.5, checked), (180, "2032-03-01")):
        with pytest.raises(QuestionError, match="days is a whole number and today a date"):
            red_lines.due_for_recheck(dossier, days, today)  # type: ignore[arg-type]


def test_acts_are_those_of_the_studys_two_states_unless_others_are_named(
    dossier: analysis.Dossier,
) -> None:
    acts = red_lines.acts_with_outcomes(dossier)
    assert dossier.study.between == ("ardania", "belmark")
    assert acts["claim_id"].to_list() == ["c03", "c05", "c06"]
    assert acts["verdict"].to_list() == ["partly", "not_tested", "contradicted"]
    others = red_lines.acts_with_outcomes(dossier, "ardania", "corvia")
    assert "c04" in others["claim_id"]
    with pytest.raises(QuestionError, match='"corvja" is not an actor of this dossier; did you'):
        red_lines.acts_with_outcomes(dossier, "ardania", "corvja")


def test_without_two_states_there_are_no_acts_and_the_same_columns(
    make_dossier: MakeDossier, dossier: analysis.Dossier
) -> None:
    nothing = red_lines.acts_with_outcomes(make_dossier())
    assert nothing.is_empty()
    assert nothing.schema == red_lines.acts_with_outcomes(dossier).schema


def test_what_was_reported_since_comes_after_the_article(dossier: analysis.Dossier) -> None:
    days = red_lines.said_and_reported(dossier)
    since, before = days.filter(series="reported since"), days.filter(series="said")
    assert since["description"].to_list()[0] == "Corvian patrol boats turn back a ferry"
    assert (since["date"] > dossier.study.date).all()
    assert (before["date"] <= dossier.study.date).all()
    assert days["date"].is_sorted()
    # The coast guard counts as the state it belongs to.
    assert since["parties"].to_list()[0] == ["Corvia", "Harbour Line"]


def test_without_a_date_all_is_listed_as_said(make_dossier: MakeDossier) -> None:
    record: dict[str, Any] = {
        "claims": [said(0, "aland"), said(1, "crew", speech_act="report")],
        "propositions": [{"proposition_id": "p", "description": "It rains", "kind": "outcome"}],
        "commitments": [
            {
                "commitment_id": "r",
                "claim_id": "k0",
                "committer": "aland",
                "act": "threat",
                "condition": "p",
                "explicitness": "implied",
            }
        ],
        "events": [
            {
                "event_id": "e",
                "name": "Rain",
                "start": "2030-01-01",
                "kind": "other",
                "sources": "wire",
            }
        ],
    }
    undated = make_dossier(actors=ACTORS, sources=SOURCES, **record)
    assert undated.study.date is None
    days = red_lines.said_and_reported(undated)
    assert days.select("date", "series", "description").rows() == [
        (None, "said", "Aland: So it is, 0.")
    ]
    assert days.schema["date"] == pl.Date
