from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances import (
    activated_obligations,
    clauses_in_force,
    describe_obligations,
    treaty_obligations,
)

if TYPE_CHECKING:
    from analysis import Dossier

ARTICLE, LATER = "2024-06-24", "2024-12-05"


def duties(steps: pl.DataFrame, actor: str) -> list[tuple[str, str, str | None]]:
    return steps.filter(actor=actor).select("obligation", "owed_to", "article").rows()


def test_china_must_defend_the_north_and_russia_only_consult_on_the_article_s_day(
    dossier: Dossier,
) -> None:
    steps = activated_obligations(dossier, "united-states", "north-korea", ARTICLE)
    assert duties(steps, "china") == [("defense", "north-korea", "2")]
    assert ("consultation", "north-korea", "2") in duties(steps, "russia")
    assert not steps.filter(actor="russia", obligation="defense").height


def test_with_the_pact_in_force_russia_consults_first_and_assists_then(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "south-korea", "north-korea", LATER)
    helps = steps.filter(actor="russia", owed_to_side="attacked").select("obligation", "article")
    assert helps.rows() == [("consultation", "3"), ("defense", "4")]


def test_an_assumed_pact_binds_before_it_is_in_force_by_its_own_clauses(dossier: Dossier) -> None:
    steps = activated_obligations(
        dossier, "south-korea", "north-korea", ARTICLE, what_if="pact-counts"
    )
    defends = steps.filter(actor="russia", obligation="defense")
    assert defends.select("tie_id", "article", "binding", "certainty").rows() == [
        ("russia-north-korea-2024", "4", True, "known")
    ]


def test_who_owes_both_sides_is_marked(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "russia", "turkey", "2010-01-01")
    assert set(steps.filter("owes_both")["actor"]) == {"united-states", "ukraine"}
    one_sided = activated_obligations(dossier, "north-korea", "south-korea", ARTICLE)
    assert not one_sided["owes_both"].any()


def test_a_pledge_between_the_two_is_broken_first(dossier: Dossier) -> None:
    first = activated_obligations(dossier, "russia", "turkey", "2010-01-01").row(0, named=True)
    assert (first["round"], first["actor"], first["owed_to"]) == (0, "russia", "turkey")


def test_political_pledges_do_not_bind(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "north-korea", "south-korea", ARTICLE)
    camp_david = steps.filter(pl.col("tie_id").str.contains("camp-david"))
    assert camp_david.height
    assert not camp_david["binding"].any()
    assert steps.filter(tie_id="us-south-korea-1953")["binding"].all()


def test_pledges_beyond_their_sources_are_marked_unknown(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "south-korea", "north-korea", ARTICLE)
    assert steps.filter(tie_id="russia-south-korea-1992")["certainty"].to_list() == ["unknown"]


def test_no_one_known_to_owe_gives_no_steps(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "japan", "ukraine", "1950-01-01")
    assert steps.is_empty()
    assert describe_obligations(steps) == []


def test_sentences_name_actor_duty_and_clause(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "south-korea", "north-korea", LATER)
    sentences = describe_obligations(steps, dossier.names)
    defends = next(s for s in sentences if "Russia must assist North Korea" in s)
    assert "article 4" in defends
    assert "Article 51" in defends
    assert sentences[-1].startswith("Russia may have duties to both sides: to refrain from ")
    assert sentences[-1].endswith(", consult with North Korea and assist North Korea.")


def test_every_coded_obligation_has_a_row(dossier: Dossier) -> None:
    listed = clauses_in_force(dossier)
    for tie_id, coded in dossier.ties.select("tie_id", "obligations").iter_rows():
        assert set(coded) <= set(listed.filter(tie_id=tie_id)["obligation"].drop_nulls())


def test_every_clause_read_is_listed(dossier: Dossier) -> None:
    listed = clauses_in_force(dossier)["clause_id"].drop_nulls()
    assert sorted(listed) == sorted(dossier.clauses["clause_id"])


def test_the_treaty_of_2000_has_no_duty_to_defend(dossier: Dossier) -> None:
    grid = treaty_obligations(dossier)
    of_2000 = grid.filter(treaty="Russia–North Korea, 2000")["obligation"].to_list()
    assert of_2000 == ["consultation"]
    assert "defense" in grid.filter(treaty="Russia–North Korea, 2024")["obligation"].to_list()


def test_clauses_are_in_the_order_of_the_articles_of_their_treaty(dossier: Dossier) -> None:
    clauses = clauses_in_force(dossier)
    numbers = clauses["article"].str.extract(r"^(\d+)").cast(pl.Int64).fill_null(0)
    read = clauses.with_columns(number=numbers).drop_nulls("article")
    for _, treaty in read.group_by("tie_id"):
        assert treaty["number"].is_sorted()
    pact = clauses.filter(tie_id="russia-north-korea-2024")["article"].to_list()
    assert pact[:6] == ["1", "3", "4", "5", "8", "10"]
