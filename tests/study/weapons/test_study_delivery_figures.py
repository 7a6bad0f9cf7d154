"""What figures on the study's deliveries show, and what is refused to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from weapon_rows import drawn

from analysis.charting import MOST_ROWS
from analysis.explorer import Explorer, TableExplorer
from analysis.weapons import (
    charts,
    deliveries_on_claims,
    delivery_claims,
    delivery_comparisons,
    monthly_rates,
)

if TYPE_CHECKING:
    from analysis import Dossier


def test_the_ammunition_of_claim_c22_is_found_through_the_claim_within_its_words(
    dossier: Dossier,
) -> None:
    flows = deliveries_on_claims(dossier).filter(claim_id="c22")
    assert set(flows.drop_nulls("recipient").select("supplier", "recipient").rows()) == {
        ("north-korea", "russia"),
        ("south-korea", "ukraine"),
    }
    assert flows["n_numbers"].min() > 0
    shown = charts.numbers_behind_claim(dossier, claim_id="c22")
    assert isinstance(shown, TableExplorer)
    assert "Park Won-gon" in shown.caption
    assert "not tested" in shown.to_html()


def test_no_container_becomes_a_round_and_no_capacity_a_delivery(dossier: Dossier) -> None:
    claims = delivery_claims(dossier)
    ids = {unit: claims.filter(unit=unit)["delivery_id"] for unit in ("containers", "rounds")}
    across = delivery_comparisons(dossier, ids["containers"], ids["rounds"])
    assert across.height > 0
    assert set(across["comparison"]) == {"not_comparable"}
    capacities = claims.filter(measure="capacity")
    assert capacities["premise"].null_count() == 0
    others = claims.filter(pl.col("measure") != "capacity")
    mixed = delivery_comparisons(dossier, capacities["delivery_id"], others["delivery_id"])
    assert set(mixed["comparison"]) == {"not_comparable"}


def test_no_rate_rests_on_days_that_nobody_gave(dossier: Dossier) -> None:
    rates = monthly_rates(dossier)
    assert rates.height > 0
    assert rates.select(pl.col("start", "end").null_count().sum()).row(0) == (0, 0)
    assert not {"stock", "share"} & set(rates["measure"].cast(pl.String))


def test_the_figures_open_with_what_the_article_compares(dossier: Dossier) -> None:
    matrix, time = charts.delivery_comparability(dossier), charts.deliveries_over_time(dossier)
    assert isinstance(matrix, Explorer)
    assert isinstance(time, Explorer)
    start = {
        param["name"]: param["value"]
        for param in [*matrix.spec["params"], *time.spec["params"]]
        if "bind" in param
    }
    assert start == {
        "first_flow": "north-korea:russia",
        "delivery": "north-korea:russia:rounds",
    }
    for shown in (matrix, time):
        assert 0 < drawn(shown).height <= MOST_ROWS
