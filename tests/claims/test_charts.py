"""Figures on claims: true titles on any dossier, and a sentence where there is nothing to show."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis import claims
from analysis.explorer import EmptyFigure, Explorer

if TYPE_CHECKING:
    from conftest import MakeDossier

    import analysis

ANN = {"actor_id": "ann", "name": "Ann", "kind": "person"}
YARD = {"actor_id": "yard", "name": "Yard", "kind": "organisation", "in_sentence": "the Yard"}


def said(number: int, speaker: str = "ann", **more: object) -> dict[str, object]:
    """A claim with the required columns alone."""
    span = {"paragraph": number // 9, "start": number, "end": number + 5, "digest": "0" * 16}
    what = {"claim_id": f"k{number}", "quote": "words", "statement": "So it is."}
    return span | what | {"speaker": speaker} | more


def title(figure: Explorer) -> str:
    return " ".join(figure.spec["title"]["text"])


def subtitle(figure: Explorer) -> str:
    return " ".join(figure.spec["title"]["subtitle"])


def rows(figure: Explorer) -> list[dict[str, Any]]:
    return max(figure.spec["datasets"].values(), key=len)


def test_titles_say_who_speaks_most_how_many_words_have_a_band_and_who_is_not_heard(
    dossier: analysis.Dossier,
) -> None:
    charts = claims.charts
    said_most = "Lena Brint makes 5 of 20 claims, the author 4"
    assert title(charts.claim_map(dossier)) == said_most
    words = "2 of 8 likelihood words have a band in any standard"
    assert title(charts.likelihood_bands(dossier)) == words
    assert title(charts.unheard_actors(dossier)) == "Delmora is in 6 claims and makes none"


def test_a_title_of_ones_own_takes_their_place(dossier: analysis.Dossier) -> None:
    charts = claims.charts
    for figure in (charts.claim_map, charts.likelihood_bands, charts.unheard_actors):
        assert title(figure(dossier, title="My finding")) == "My finding"


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        (["yard"], "The Yard makes the only claim"),
        (["ann", "ann"], "Ann makes all 2 claims"),
        (["ann", "yard"], "Ann makes 1 of 2 claims, the Yard 1"),
    ],
)
def test_the_claim_maps_title_is_true_of_one_speaker_and_of_one_claim(
    make_dossier: MakeDossier, speakers: list[str], expected: str
) -> None:
    rows = [said(n, speaker) for n, speaker in enumerate(speakers)]
    figure = claims.charts.claim_map(make_dossier(actors=[ANN, YARD], claims=rows))
    assert title(figure) == expected


def test_claims_without_certainty_are_shown_as_not_coded_and_counted(
    make_dossier: MakeDossier,
) -> None:
    made = [said(0), said(1, factuality="PR-", speech_act="threat"), said(2)]
    figure = claims.charts.claim_map(make_dossier(actors=[ANN], claims=made))
    coded = [row["certainty"] for row in rows(figure)]
    assert coded == ["not coded", "probable", "not coded"]
    assert subtitle(figure).endswith("FactBank factuality, not coded for 2 of 3")
    values = {param.key: param.bind["options"] for param in figure.params if param.bind}
    assert values == {
        "speech_act": ["all", "not coded", "threat"],
        "certainty": ["all", "probable"],
    }


def test_what_nobody_coded_has_no_control(make_dossier: MakeDossier) -> None:
    figure = claims.charts.claim_map(make_dossier(actors=[ANN], claims=[said(0)]))
    assert not [param for param in figure.params if param.bind]


def test_a_long_article_and_a_talkative_speaker_stay_within_the_axes(
    dossier: analysis.Dossier,
) -> None:
    crowded = dossier.claims.with_columns(speaker=pl.lit("author"), paragraph=pl.lit(90, pl.Int32))
    figure = claims.charts.claim_map(dataclasses.replace(dossier, claims=crowded))
    marks = figure.spec["layer"][0]["encoding"]
    for channel, column in (("x", "paragraph"), ("yOffset", "stack")):
        low, high = marks[channel]["scale"]["domain"]
        assert all(low < row[column] < high for row in rows(figure))


def test_thousands_of_claims_are_cut_and_the_figure_says_so(make_dossier: MakeDossier) -> None:
    made = [said(n) for n in range(5_001)]
    figure = claims.charts.claim_map(make_dossier(actors=[ANN], claims=made))
    assert len(rows(figure)) == 5_000
    assert title(figure) == "Ann makes all 5,001 claims"
    assert "Shown are the first 5,000 of 5,001 claims" in subtitle(figure)


def test_hundreds_of_names_are_cut_and_the_figure_says_so(make_dossier: MakeDossier) -> None:
    actors = [{"actor_id": f"a{n}", "name": f"Actor {n}", "kind": "person"} for n in range(400)]
    made = [said(n, f"a{n}", likelihood_term=f"word {n}", subjects=["ann"]) for n in range(400)]
    dossier = make_dossier(actors=[ANN, *actors], claims=made)
    for figure, what in (
        (claims.charts.claim_map(dossier), "claims"),
        (claims.charts.likelihood_bands(dossier), "words"),
    ):
        assert f"Shown are the first 300 of 400 {what}" in subtitle(figure)


@pytest.mark.parametrize(
    ("term", "expected"),
    [("likely", "a band in any standard"), ("could", "no band in any standard")],
)
def test_one_likelihood_word_makes_a_sentence(
    make_dossier: MakeDossier, term: str, expected: str
) -> None:
    dossier = make_dossier(actors=[ANN], claims=[said(0, likelihood_term=term)])
    figure = claims.charts.likelihood_bands(dossier)
    assert title(figure) == f"The one likelihood word has {expected}"


def test_someone_unheard_is_named_as_in_a_sentence(make_dossier: MakeDossier) -> None:
    dossier = make_dossier(actors=[ANN, YARD], claims=[said(0, subjects=["yard"])])
    figure = claims.charts.unheard_actors(dossier)
    assert title(figure) == "The Yard is in 1 claim and makes none"


def test_without_rows_a_sentence_says_what_is_missing(make_dossier: MakeDossier) -> None:
    charts = claims.charts
    empty, plain = make_dossier(), make_dossier(actors=[ANN], claims=[said(0)])
    expected = [
        (charts.claim_map(empty), "No claims are coded yet."),
        (charts.claim_table(empty), "No claims are coded yet."),
        (charts.likelihood_bands(plain), "No claim uses a likelihood word yet."),
        (charts.link_table(empty), "No claim links are coded yet."),
        (charts.unheard_actors(plain), "Everybody whom claims mention is heard, too."),
    ]
    for figure, sentence in expected:
        assert isinstance(figure, EmptyFigure)
        assert figure.sentence == sentence


def test_the_table_has_every_claim(dossier: analysis.Dossier) -> None:
    html = claims.charts.claim_table(dossier).to_html()
    for claim_id, statement in dossier.claims.select("claim_id", "statement").iter_rows():
        assert claim_id in html
        assert statement in html


def test_links_say_in_words_who_relates_to_whom_claim_by_claim(dossier: analysis.Dossier) -> None:
    frame = claims.charts.link_table(dossier).frame
    assert frame.height == dossier.claim_links.height
    place = dict(dossier.claims.select("claim_id", "start").iter_rows())
    assert frame["other_claim_id"].replace_strict(place).is_sorted()
    link = frame.row(by_predicate=pl.col("claim_id") == "c15", named=True)
    assert (link["speaker"], link["relation"]) == ("Lena Brint", "contrasts with")
    assert (link["other_claim_id"], link["other_speaker"]) == ("c03", "Mira Tolvane")


def test_controls_have_words_for_values(dossier: analysis.Dossier) -> None:
    for param in claims.charts.claim_map(dossier).params:
        assert all(isinstance(value, str) for value in param.bind["options"])
