from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis.weapons import delivery_claims, delivery_comparisons, delivery_disputes

if TYPE_CHECKING:
    from pathlib import Path

    from analysis import Dossier

NUMBER = pl.col("low").is_not_null() | pl.col("high").is_not_null()


def test_every_delivery_has_a_source_and_somebody_who_says_so(dossier: Dossier) -> None:
    rows = dossier.deliveries
    silent = pl.col("claimant").is_null() | (pl.col("sources").list.len() == 0)
    assert rows.filter(silent | pl.col("method").is_null()).is_empty()


def test_only_the_article_gives_no_number(dossier: Dossier) -> None:
    wordy = dossier.deliveries.filter(~NUMBER)
    assert wordy.height > 0
    assert wordy["claim_id"].to_list() == dossier.deliveries["claim_id"].drop_nulls().to_list()
    said = wordy.join(dossier.claims, on="claim_id")
    assert said.filter(pl.col("speaker") != pl.col("claimant")).is_empty()


def test_an_item_has_one_unit_and_a_premise_belongs_to_capacities(dossier: Dossier) -> None:
    units = dossier.deliveries.group_by("item").agg(pl.col("unit").n_unique())
    assert units.filter(pl.col("unit") > 1).is_empty()
    capacities = dossier.deliveries.filter(pl.col("premise").is_not_null())
    assert set(capacities["measure"]) == {"capacity"}
    assert capacities.height == dossier.deliveries.filter(measure="capacity").height > 0


def test_a_share_is_in_percent_and_at_most_the_whole(dossier: Dossier) -> None:
    shares = dossier.deliveries.filter(measure="share")
    assert set(shares["unit"]) == {"percent"}
    assert shares.filter(pl.max_horizontal("low", "high") > 100).is_empty()
    assert set(dossier.deliveries.filter(unit="percent")["measure"]) == {"share"}


def test_outsiders_count_one_by_one_or_estimate(dossier: Dossier) -> None:
    told = dossier.deliveries.filter(pl.col("supplier").is_in(["north-korea", "russia"]))
    party = pl.col("claimant").is_in(["north-korea", "russia"])
    one_by_one = pl.col("unit").is_in(["voyages", "tonnes"])
    assert told.filter((pl.col("measure") == "count") & ~party & ~one_by_one).is_empty()
    assert told.filter((pl.col("measure") == "estimate") & (party | one_by_one)).is_empty()


def test_what_was_counted_was_over_when_it_was_said(dossier: Dossier) -> None:
    counted = dossier.deliveries.filter(measure="count")
    assert counted.filter(pl.col("end") > pl.col("claimed_on")).is_empty()


def test_no_delivery_rests_on_wikis_alone(dossier: Dossier) -> None:
    assert delivery_claims(dossier).filter(pl.col("reliability").fill_null("F") > "D").is_empty()


def test_only_stocks_and_output_may_go_to_nobody_named(dossier: Dossier) -> None:
    unnamed = dossier.deliveries.filter(pl.col("recipient").is_null())
    assert set(unnamed["measure"]) <= {"stock", "output"}


def test_rival_claimants_stand_apart(dossier: Dossier) -> None:
    rivals = delivery_disputes(dossier).select("item", "claimant", "claimant_other").rows()
    assert {
        ("containers of munitions", "us-state-department", "south-korean-defence-ministry"),
        ("artillery rounds", "csis", "ukrainian-military-intelligence"),
        ("artillery rounds", "ukraine", "western-intelligence-sources"),
        ("155 mm shells", "unattributed-press", "czech-republic"),
    } <= set(rivals)


def test_capacity_is_not_compared_with_estimate_nor_words_with_numbers(dossier: Dossier) -> None:
    others = ["nk-capacity-2025-07-152mm", "nk-ammunition-article", "nk-containers-2025-04-osc"]
    found = delivery_comparisons(dossier, "nk-rounds-2025-04-osc", others)
    refused = dict(found.select("other_id", "obstacle").iter_rows())
    assert refused == dict(zip(others, ("measure", "number", "unit"), strict=True))


def test_the_two_readings_of_the_same_containers_are_no_dispute(dossier: Dossier) -> None:
    both = ["nk-capacity-2024-02-152mm", "nk-capacity-2024-02-122mm"]
    found = delivery_comparisons(dossier, both[0], both[1])
    assert found["obstacle"].to_list() == ["premise"]


def test_a_bound_above_the_other_fails_the_check(folder: Path) -> None:
    table = folder / "deliveries.csv"
    rows = pl.read_csv(table, infer_schema=False)
    turned = rows.with_columns(
        low=pl.when(pl.col("delivery_id") == "nk-rounds-2025-04-osc")
        .then(pl.lit("7000000"))
        .otherwise("low")
    )
    turned.write_csv(table)
    with pytest.raises(analysis.DossierError) as caught:
        analysis.load(folder)
    line = rows["delivery_id"].to_list().index("nk-rounds-2025-04-osc") + 2
    assert [p.line for p in caught.value.problems] == [line]
