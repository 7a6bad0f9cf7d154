"""The discourse network of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis import discourse
from analysis.dossier.names import HOLDER

if TYPE_CHECKING:
    import analysis


def test_the_network_counts_shared_concepts_by_stance(dossier: analysis.Dossier) -> None:
    network = discourse.congruence_network(dossier)
    stances = dossier.claims.drop_nulls("stance").with_columns(speaker=HOLDER)
    taken = stances.select("speaker", "concept", "stance").unique()
    both = taken.join(taken, on="concept", suffix="_other").filter(
        pl.col("speaker") < pl.col("speaker_other")
    )
    same = both.filter(pl.col("stance") == pl.col("stance_other")).height
    assert network["congruence"].sum() == same
    assert network["conflict"].sum() == both.height - same
    assert (network["source"] < network["target"]).all()


def test_the_title_counts_the_points_with_claims_on_both_sides(
    dossier: analysis.Dossier,
) -> None:
    sided = dossier.claims.drop_nulls("stance").group_by("concept").agg(pl.col("stance").n_unique())
    contested = sided.filter(stance=2).height
    title, _ = discourse.charts.contested_points(dossier).caption()
    assert title == f"{contested} of {sided.height} points are contested"


def test_what_one_expects_of_the_north_and_another_says_of_beijing_is_no_disagreement(
    dossier: analysis.Dossier,
) -> None:
    network = discourse.congruence_network(dossier)
    assert network.filter(source="observers", target="sun-yun").is_empty()
    assert network.filter(source="china", target="sun-yun")["sign"].item() == 1
    link = dossier.claim_links.filter(claim_id="c47", other_claim_id="c42")
    assert link["relation"].cast(pl.String).to_list() == ["contrasts"]


def test_the_two_governments_disagree_on_both_deliveries(dossier: analysis.Dossier) -> None:
    network = discourse.congruence_network(dossier)
    chang = network.filter(source="chang-ho-jin", target="vladimir-putin").row(0, named=True)
    assert (chang["congruence"], chang["conflict"]) == (0, 2)


def test_the_network_figure_counts_the_pairs_that_mostly_agree_and_disagree(
    dossier: analysis.Dossier,
) -> None:
    said = discourse.statements(dossier).select("person", "concept", "agreement")
    both = said.join(said, on="concept", suffix="_other").filter(
        pl.col("person") < pl.col("person_other")
    )
    alike = (
        pl.when(pl.col("agreement") == pl.col("agreement_other"))
        .then(pl.lit(1, pl.Int64))
        .otherwise(pl.lit(-1, pl.Int64))
    )
    weights = both.group_by("person", "person_other").agg(weight=alike.sum())["weight"]
    agree, disagree = (weights > 0).sum(), (weights < 0).sum()
    title, sentence = discourse.charts.speaker_network(dossier).caption()
    assert title == f"{agree} pairs of speakers mostly agree, {disagree} mostly disagree"
    assert f"Two camps explain all {agree + disagree} ties." in sentence


def test_the_two_governments_are_in_opposite_camps(dossier: analysis.Dossier) -> None:
    found = discourse.coalitions(discourse.statements(dossier), seen_from="South Korea")
    camps = dict(found.camps.select("actor", "camp").iter_rows())
    assert camps["South Korea"] == "first"
    assert camps["Russia"] == "second"
    assert camps["China"] == "unlinked"
