"""Rows of several coders in one folder: one of them is chosen, or it is said whose they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis import QuestionError
from analysis.dossier import TABLES
from analysis.dossier.references import references_of
from analysis.dossier.review import accepted

if TYPE_CHECKING:
    from pathlib import Path

    from analysis import Dossier


@pytest.fixture
def coded(folder: Path) -> Path:
    """The example, whose claims are by two people, but the last; of its ties nobody is named."""
    claims = pl.read_csv(folder / "claims.csv", infer_schema=False)
    names = ["ann"] * (claims.height // 2) + ["kim"] * claims.height
    coder = pl.Series("coder", [*names[: claims.height - 1], None])
    claims.with_columns(coder).write_csv(folder / "claims.csv")
    ties = pl.read_csv(folder / "ties.csv", infer_schema=False)
    ties.with_columns(coder=pl.lit(None)).write_csv(folder / "ties.csv")
    return folder


def test_a_chosen_coder_has_own_rows_and_what_rests_on_them(coded: Path) -> None:
    every, chosen = analysis.load(coded), analysis.load(coded, coder="kim")
    assert 0 < chosen.claims.height < every.claims.height
    assert chosen.claims["coder"].unique().to_list() == ["kim"]
    assert 0 < chosen.claim_links.height < every.claim_links.height
    for table, schema in TABLES.items():
        for column, target in references_of(schema).items():
            if target == "claims":
                ids = getattr(chosen, table)[column]
                ids = ids.explode() if ids.dtype == pl.List else ids
                assert set(ids) <= {*chosen.claims["claim_id"], None}, (table, column)


def test_a_table_that_names_nobody_stays_whole(coded: Path) -> None:
    """Only ties that rest on a claim of somebody else go."""
    every, chosen = analysis.load(coded), analysis.load(coded, coder="kim")
    kept = pl.col("claim_id").is_in(chosen.claims["claim_id"].implode())
    expected = every.ties.filter(pl.col("claim_id").is_null() | kept)
    assert chosen.ties["tie_id"].to_list() == expected["tie_id"].to_list()
    assert 0 < expected.height < every.ties.height


def test_a_coder_of_no_row_is_refused_with_those_there_are(coded: Path) -> None:
    with pytest.raises(QuestionError, match=r"kin.*kim"):
        analysis.load(coded, coder="kin")
    with pytest.raises(QuestionError, match="a coder of this dossier"):
        analysis.load(coder="kim")


def test_proposals_of_a_chosen_coder_alone_are_waiting(coded: Path) -> None:
    claims = pl.read_csv(coded / "claims.csv", infer_schema=False)
    claims.with_columns(review=pl.lit("proposed")).write_csv(coded / "claims.csv")
    kim = claims.filter(coder="kim").height
    assert analysis.load(coded, coder="kim").waiting == {"claims": kim}


def test_coders_of_as_many_rows_are_in_the_order_of_their_names(dossier: Dossier) -> None:
    claims = dossier.claims.head(4).with_columns(coder=pl.Series(["kim", "ann", "kim", "ann"]))
    two = replace(dossier, claims=claims)
    assert list(two.coders["claims"].items()) == [("ann", 2), ("kim", 2)]


def test_what_rests_on_a_row_that_is_left_out_keeps_what_else_it_rests_on(
    dossier: Dossier,
) -> None:
    gone, *_ = dossier.claims["claim_id"]
    review = pl.when(claim_id=gone).then(pl.lit("proposed")).otherwise(pl.lit("accepted"))
    typed = review.cast(dossier.claims.schema["review"])
    lists = pl.Series("claims", [[gone], []], dossier.frontier.schema["claims"])
    events = dossier.events.head(2).with_columns(
        claim_id=pl.lit(gone),
        sources=pl.Series([["wire"], []], dtype=dossier.events.schema["sources"]),
    )
    made = accepted(
        replace(
            dossier,
            claims=dossier.claims.with_columns(review=typed),
            events=events,
            frontier=pl.concat([dossier.frontier.head(1)] * 2).with_columns(lists),
        )
    )
    assert made.events.select("event_id", "claim_id").rows() == [(events["event_id"][0], None)]
    assert made.frontier["claims"].to_list() == [[], []]


def test_rows_are_counted_by_coder_where_there_are_several(coded: Path) -> None:
    every = analysis.load(coded)
    ann, kim = (every.claims.filter(coder=name).height for name in ("ann", "kim"))
    rows = sorted([(-ann, "ann"), (-kim, "kim"), (-1, "")])
    assert list(every.coders["claims"].items()) == [(name, -n) for n, name in rows]
    assert list(every.coders) == ["claims"]
    assert analysis.load(coded, coder="kim").coders == {}
    assert analysis.load().coders == {}


def test_figures_say_whose_rows_they_show(coded: Path) -> None:
    from analysis.alliances import charts as of_alliances
    from analysis.claims import charts as of_claims
    from analysis.red_lines import charts as of_red_lines

    every = analysis.load(coded)
    n = every.coders["claims"]
    ordered = " and ".join(f"{name} ({n[name]:,})" for name in n if name)
    said = f"Claims coded by {ordered.replace(' and ', ', ')} and somebody unnamed (1)."
    of_claims_alone = [of_claims.claim_map, of_claims.claim_table, of_claims.what_this_shows]
    resting_on_claims = [
        of_claims.claim_links,
        of_red_lines.verdict_counts,
        of_red_lines.commitment_cards,
    ]
    for drawn in [*of_claims_alone, *resting_on_claims]:
        assert said in str(drawn(every)), drawn
        assert said in drawn(every).to_html(), drawn
        assert "Claims coded by" not in str(drawn(analysis.load(coded, coder="kim"))), drawn
    assert "Claims coded by" not in str(of_alliances.tie_network(every))


def test_it_is_said_in_every_state_and_read_from_what_was_saved(coded: Path) -> None:
    from analysis.claims import charts
    from analysis.explorer.base import FIGURE_MIME
    from analysis.explorer.saved import SavedFigure

    drawn = charts.claim_map(analysis.load(coded))
    for *values, _, _ in drawn.captions.states:
        _, sentence = drawn.caption(**dict(zip(drawn.captions.keys, values, strict=True)))
        assert sentence.endswith("somebody unnamed (1).")
    assert drawn.sentence in SavedFigure(drawn.saved()[FIGURE_MIME]).html("claim-map")
