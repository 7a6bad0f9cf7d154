"""The discourse network of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis import discourse

if TYPE_CHECKING:
    import analysis


def test_the_network_counts_shared_concepts_by_stance(dossier: analysis.Dossier) -> None:
    network = discourse.congruence_network(dossier)
    taken = dossier.claims.drop_nulls("stance").select("speaker", "concept", "stance").unique()
    both = taken.join(taken, on="concept", suffix="_other").filter(
        pl.col("speaker") < pl.col("speaker_other")
    )
    same = both.filter(pl.col("stance") == pl.col("stance_other")).height
    assert network["congruence"].sum() == same
    assert network["conflict"].sum() == both.height - same
    assert (network["source"] < network["target"]).all()


def test_the_title_is_the_finding_of_the_first_notebook(dossier: analysis.Dossier) -> None:
    title = discourse.charts.agreement_matrix(dossier).spec["title"]["text"]
    assert title == ["8 of 16 pairs of speakers take opposite stances on something"]


def test_observers_and_a_scholar_disagree(dossier: analysis.Dossier) -> None:
    network = discourse.congruence_network(dossier)
    assert network.filter(source="observers", target="sun-yun")["sign"].item() == -1
