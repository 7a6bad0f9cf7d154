from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import DossierError, load
from analysis.dossier.tables import CONDITION_NEEDED, Dossier
from analysis.weapons import assessments, conversion, exchange_pairs, transfers_against

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("quantity", CONDITION_NEEDED)
def test_a_figure_without_what_it_hangs_on_fails_the_check(folder: Path, quantity: str) -> None:
    table = folder / "figures.csv"
    figures = pl.read_csv(table, infer_schema=False)
    first = figures.with_row_index().filter(pl.col("quantity") == quantity)["index"].min()
    bare = pl.when(pl.int_range(pl.len()) == first).then(None).otherwise(pl.col("condition"))
    figures.with_columns(condition=bare).write_csv(table)
    with pytest.raises(DossierError) as caught:
        load(folder)
    assert [problem.line for problem in caught.value.problems] == [int(str(first)) + 2]


def test_a_figure_without_a_source_fails_the_check(folder: Path) -> None:
    table = folder / "figures.csv"
    figures = pl.read_csv(table, infer_schema=False)
    figures.with_columns(source_id=pl.lit("nowhere")).head(1).write_csv(table)
    with pytest.raises(DossierError, match="nowhere"):
        load(folder)


def test_every_unit_is_known_and_every_quantity_has_one(dossier: Dossier) -> None:
    units = dossier.figures.group_by("quantity").agg(pl.col("unit").unique())
    for quantity, known in units.iter_rows():
        assert len(known) == 1, quantity
        assert conversion(known[0], known[0]) == 1


def test_every_weapon_named_by_a_claim_is_named_in_that_paragraph(dossier: Dossier) -> None:
    said = dossier.claims.select("paragraph", weapon_id="weapons").explode("weapon_id")
    joined = said.drop_nulls().join(dossier.weapons, on="weapon_id")
    assert joined.filter(~pl.col("paragraphs").list.contains(pl.col("paragraph"))).is_empty()


def test_weak_sources_never_make_a_confident_figure(dossier: Dossier) -> None:
    graded = dossier.figures.join(dossier.sources, on="source_id")
    weak = graded.filter(pl.col("reliability").cast(pl.String) == "E")
    assert weak["confidence"].cast(pl.String).unique().to_list() == ["low"]


def test_named_speakers_are_linked_to_figures_or_told_why_not(dossier: Dossier) -> None:
    links = assessments(dossier)
    assert {"park-won-gon", "lee-il-woo", "ilya-belyakov"} <= set(links["speaker"])
    on_k9 = links.filter(claim_id="c21", weapon_id="k9-thunder").row(0, named=True)
    assert on_k9["n_figures"] == len(on_k9["figures"]) > 0
    technology = links.filter(speaker="ilya-belyakov")
    assert set(technology["bearing"]) == {"left open by the words"}


def test_what_is_ruled_out_is_not_held_against_anything(dossier: Dossier) -> None:
    asked = ("engagement_range_km",)
    found = transfers_against(dossier, "russia", "north-korea", ("KOR",), quantities=asked)
    assert set(found["weapon_id"]) == {"s-400-triumf", "s-300pmu-2", "pantsir-s1"}
    assert set(found["other_origin"]) == {"KOR"}
    frames = dossier.to_dict()
    frames["transfers"] = frames["transfers"].with_columns(status=pl.lit("ruled_out"))
    without = Dossier.validate(frames, cast=True)
    left = transfers_against(without, "russia", "north-korea", ("KOR",), quantities=asked)
    assert left.is_empty()


def test_where_nothing_is_sent_there_are_no_rows_but_the_same_columns(dossier: Dossier) -> None:
    sides = {"Chinese arms": ("china", "ukraine", ("RUS",))}
    both = sides | {"Korean arms": ("south-korea", "ukraine", ("RUS",))}
    assert exchange_pairs(dossier, sides).is_empty()
    assert exchange_pairs(dossier, both)["side"].unique().to_list() == ["Korean arms"]
