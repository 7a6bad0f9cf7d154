from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis import QuestionError
from analysis.weapons import figures_on_claims, transfer_comparisons

if TYPE_CHECKING:
    from conftest import WithFigures

    from analysis import Dossier

CLAIM = {
    "claim_id": "c1",
    "paragraph": 0,
    "start": 0,
    "end": 5,
    "digest": "0" * 16,
    "quote": "words",
    "speaker": "alpha",
    "statement": "Alpha sends what it has",
}


def test_a_claim_about_a_class_leads_to_what_it_may_mean(dossier: Dossier) -> None:
    words = pl.when(pl.col("weapons").list.contains("long-range-weapons")).then(
        pl.lit("assessment")
    )
    acts = words.otherwise(pl.col("speech_act").cast(pl.String)).cast(
        dossier.claims.schema["speech_act"]
    )
    links = figures_on_claims(replace(dossier, claims=dossier.claims.with_columns(speech_act=acts)))
    broad = links.filter(claim_id="c08")
    assert broad["weapon_id"].to_list() == ["lorelei", "merrow"]
    assert set(broad["figures_found"]) == {"figures on a system that may be meant"}


def test_links_are_in_the_order_of_their_ids(dossier: Dossier) -> None:
    acts = dossier.claims.schema["speech_act"]
    claims = dossier.claims.reverse().with_columns(speech_act=pl.lit("assessment", acts))
    links = figures_on_claims(replace(dossier, claims=claims))
    assert links.equals(links.sort("claim_id", "mentioned_id", "weapon_id"))


def test_what_words_leave_open_or_no_source_measures_is_said(dossier: Dossier) -> None:
    open_words = pl.when(pl.col("weapon_id") == "kelpie").then(pl.lit("class"))
    weapons = dossier.weapons.with_columns(
        resolution=open_words.otherwise(pl.col("resolution").cast(pl.String)).cast(
            dossier.weapons.schema["resolution"]
        )
    )
    figures = dossier.figures.filter(pl.col("weapon_id") != "lorelei")
    links = figures_on_claims(replace(dossier, weapons=weapons, figures=figures))
    found = dict(links.filter(claim_id="c13").select("mentioned_id", "figures_found").iter_rows())
    assert found == {"kelpie": "left open by the words", "lorelei": "no figure found"}


def test_what_is_ruled_out_is_not_compared_with_anything(dossier: Dossier) -> None:
    asked: Any = ("belmark", "corvia", ["XAR"])
    found = transfer_comparisons(dossier, *asked, quantities=["max_range_km"])
    assert set(found["weapon_id"]) == {"kelpie"}
    assert set(found["other_origin"]) == {"XAR"}
    ruled_out = pl.lit("ruled_out", dossier.transfers.schema["status"])
    none = replace(dossier, transfers=dossier.transfers.with_columns(status=ruled_out))
    left = transfer_comparisons(none, *asked)
    assert left.is_empty()
    assert left.columns == found.columns


def test_classes_that_face_each_other_are_compared_once(with_figures: WithFigures) -> None:
    both = {"supplier": "alpha", "recipient": "beta", "status": "supplied", "claim_id": "c1"}
    sent = [both | {"transfer_id": f"t-{w}", "weapon_id": w} for w in ("tank-1", "raft-1")]
    faces = {"weapon_class": "raft", "label": "raft", "fired_from": "sea", "faces": "tank"}
    back = {"weapon_class": "tank", "label": "tank", "fired_from": "ground", "faces": "raft"}
    dossier = with_figures(
        *((w, "combat_mass_t", 9, 9, "t", None, "page-a") for w in ("tank-1", "tank-2", "raft-1")),
        actors=[{"actor_id": a, "name": a, "kind": "state"} for a in ("alpha", "beta")],
        claims=[CLAIM],
        transfers=sent,
        weapon_classes=[faces, back],
    )
    found = transfer_comparisons(dossier, "alpha", "beta", ["XAA"])
    pairs = found.select("weapon_class", "weapon_id", "other_id").rows()
    assert sorted(pairs) == [
        ("raft", "raft-1", "tank-1"),
        ("raft", "raft-1", "tank-2"),
        ("tank", "tank-1", "raft-1"),
        ("tank", "tank-1", "tank-2"),
    ]


@pytest.mark.parametrize(
    ("asked", "options", "refused"),
    [
        (("belmrk", "corvia", ["XAR"]), {}, '"belmrk" is not an actor'),
        (("belmark", "corvia", ["XAT"]), {}, '"XAT" is not a country of this dossier'),
        (("belmark", "corvia", ["XAR"]), {"quantities": ["speed"]}, '"speed" is not a quantity'),
        (("belmark", "corvia", ["XAR"]), {"read_up_to_as": "vlaue"}, "read_up_to_as"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(
    dossier: Dossier, asked: tuple[str, str, list[str]], options: dict[str, Any], refused: str
) -> None:
    with pytest.raises(QuestionError, match=refused):
        transfer_comparisons(dossier, *asked, **options)


def test_one_country_may_be_given_as_text(dossier: Dossier) -> None:
    listed = transfer_comparisons(dossier, "belmark", "corvia", ["XAR"])
    assert transfer_comparisons(dossier, "belmark", "corvia", "XAR").equals(listed)
