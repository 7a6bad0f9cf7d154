from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.alliances import AllianceError, call_in, compare, obligations, tell

if TYPE_CHECKING:
    from analysis import Dossier


def duties(chain: pl.DataFrame, actor: str) -> list[tuple[str, str, str | None]]:
    rows = chain.filter(pl.col("actor") == actor)
    return rows.select("obligation", "toward", "article").rows()


def test_china_must_defend_the_north_and_russia_only_consult_on_the_article_s_day(
    dossier: Dossier,
) -> None:
    chain = call_in(dossier, "united-states", "north-korea", "2024-06-24")
    assert duties(chain, "china") == [("defense", "north-korea", "2")]
    assert ("consultation", "north-korea", None) in duties(chain, "russia")
    assert not chain.filter(actor="russia", obligation="defense").height


def test_with_the_pact_in_force_russia_consults_first_and_assists_then(dossier: Dossier) -> None:
    chain = call_in(dossier, "south-korea", "north-korea", "2024-12-05").filter(actor="russia")
    helps = chain.filter(side="attacked").select("obligation", "article").rows()
    assert helps == [("consultation", "3"), ("defense", "4")]


def test_a_supposed_pact_binds_before_it_is_in_force(dossier: Dossier) -> None:
    chain = call_in(
        dossier, "south-korea", "north-korea", "2024-06-24", what_if="pact-counts"
    ).filter(actor="russia", obligation="defense")
    assert chain["instrument"].item().startswith("The pact of June 2024 binds")


def test_who_owes_both_sides_is_pulled_both_ways(dossier: Dossier) -> None:
    chain = call_in(dossier, "russia", "turkey", "2010-01-01")
    assert set(chain.filter("pulled")["actor"]) == {"united-states", "ukraine"}
    one_sided = call_in(dossier, "north-korea", "south-korea", "2024-06-24")
    assert not one_sided["pulled"].any()


def test_a_pledge_between_the_two_is_broken_first(dossier: Dossier) -> None:
    first = call_in(dossier, "russia", "turkey", "2010-01-01").row(0, named=True)
    assert (first["round"], first["actor"], first["toward"]) == (0, "russia", "turkey")


def test_steps_are_numbered_in_the_order_of_rounds(dossier: Dossier) -> None:
    chain = call_in(dossier, "united-states", "north-korea", "2024-12-05")
    assert chain["step"].to_list() == list(range(1, chain.height + 1))
    assert chain["round"].is_sorted()


def test_political_pledges_do_not_bind(dossier: Dossier) -> None:
    chain = call_in(dossier, "north-korea", "south-korea", "2024-06-24")
    camp_david = chain.filter(pl.col("tie_id").str.contains("camp-david"))
    assert camp_david.height
    assert not camp_david["binding"].any()
    assert chain.filter(tie_id="us-south-korea-1953")["binding"].all()


def test_pledges_beyond_their_sources_are_marked_unknown(dossier: Dossier) -> None:
    chain = call_in(dossier, "south-korea", "north-korea", "2024-06-24")
    assert chain.filter(tie_id="russia-south-korea-1992")["state"].to_list() == ["unknown"]


def test_nobody_known_to_owe_gives_an_empty_chain(dossier: Dossier) -> None:
    chain = call_in(dossier, "japan", "ukraine", "1950-01-01")
    assert chain.is_empty()
    assert tell(dossier, chain) == []


@pytest.mark.parametrize(
    ("attacker", "attacked", "message"),
    [("rusia", "china", 'did you mean "russia"'), ("china", "china", "cannot attack itself")],
)
def test_impossible_attacks_are_refused(
    dossier: Dossier, attacker: str, attacked: str, message: str
) -> None:
    with pytest.raises(AllianceError, match=message):
        call_in(dossier, attacker, attacked, "2024-06-24")


def test_sentences_name_actor_duty_and_clause(dossier: Dossier) -> None:
    chain = call_in(dossier, "south-korea", "north-korea", "2024-12-05")
    told = tell(dossier, chain)
    defends = next(s for s in told if "Russia must assist North Korea" in s)
    assert "article 4" in defends
    assert "Article 51" in defends
    assert told[-1].startswith("Russia is pulled both ways")


def test_every_coded_obligation_has_a_row(dossier: Dossier) -> None:
    listed = obligations(dossier)
    for tie_id, coded in dossier.ties.select("tie_id", "obligations").iter_rows():
        assert set(coded) <= set(listed.filter(tie_id=tie_id)["obligation"].drop_nulls())


def test_every_clause_read_is_listed(dossier: Dossier) -> None:
    listed = obligations(dossier)["clause_id"].drop_nulls()
    assert sorted(listed) == sorted(dossier.clauses["clause_id"])


def test_the_treaty_of_2000_holds_no_duty_to_defend(dossier: Dossier) -> None:
    grid = compare(dossier)
    assert grid.filter(treaty="Russia - North Korea, 2000")["obligation"].to_list() == [
        "consultation"
    ]
    assert "defense" in grid.filter(treaty="Russia - North Korea, 2024")["obligation"].to_list()


def test_clauses_stand_in_the_order_of_the_articles_of_their_treaty(dossier: Dossier) -> None:
    clauses = obligations(dossier)
    numbers = clauses["article"].str.extract(r"^(\d+)").cast(pl.Int64).fill_null(0)
    read = clauses.with_columns(number=numbers).drop_nulls("article")
    for _, treaty in read.group_by("tie_id"):
        assert treaty["number"].is_sorted()
    pact = clauses.filter(tie_id="russia-north-korea-2024")["article"].to_list()
    assert pact[:6] == ["1", "3", "4", "5", "8", "10"]
