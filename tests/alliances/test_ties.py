from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import QuestionError
from analysis.alliances import BASES, camps, signed_edges, ties_in_force, treaties_pending

if TYPE_CHECKING:
    from analysis import Dossier
    from tests.conftest import MakeDossier

ACTORS = [{"actor_id": a, "name": a.title(), "kind": "state"} for a in ("alba", "bor", "cant")]
SOURCES = [{"source_id": "s", "title": "Register", "kind": "press"}]
TIE = {
    "tie_id": "one",
    "source": "alba",
    "target": "bor",
    "directed": False,
    "kind": "alliance",
    "sign": 1,
    "status": "in_force",
    "basis": "treaty",
    "sources": ["s"],
}
CLAIM = {
    "claim_id": "c1",
    "paragraph": 0,
    "start": 0,
    "end": 5,
    "digest": "0" * 16,
    "quote": "words",
    "speaker": "cant",
    "statement": "They are friends.",
}


def test_the_day_is_that_of_the_study_unless_given(dossier: Dossier) -> None:
    assert ties_in_force(dossier).equals(ties_in_force(dossier, "2031-05-14"))
    assert ties_in_force(dossier, datetime(2031, 5, 14)).equals(ties_in_force(dossier))  # noqa: DTZ001 (a day has no zone)
    assert "belmark-corvia-2031" not in ties_in_force(dossier)["tie_id"]
    assert "belmark-corvia-2031" in ties_in_force(dossier, "2031-09-01")["tie_id"]


def test_a_tie_outside_its_sources_coverage_is_unknown_and_has_no_sign(dossier: Dossier) -> None:
    later = ties_in_force(dossier, "2033-01-01").filter(tie_id="ardania-corvia-2019")
    assert later.select("certainty", "sign").row(0) == ("unknown", None)


def test_one_basis_may_be_given_by_itself(dossier: Dossier) -> None:
    for basis in BASES:
        alone = ties_in_force(dossier, basis=basis)
        assert alone.equals(ties_in_force(dossier, basis=(basis,)))
        assert set(alone["basis"]) <= {basis}


def test_what_a_speaker_expects_counts_in_that_speaker_s_world_only(dossier: Dossier) -> None:
    everyone = ties_in_force(dossier, basis=BASES)["tie_id"]
    brint = ties_in_force(dossier, speaker="lena-brint")
    assert "c-brint-felland-ardania" not in everyone
    assert "c-brint-felland-ardania" in brint["tie_id"]
    assert brint["basis"].unique().to_list() == ["claim"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"day": "14 May 2031"}, '"14 May 2031" is not a date; write it like 2031-05-14'),
        ({"day": "2031-02-30"}, "is not a date"),
        ({"basis": "rumour"}, 'basis="rumour" is not an option; choose "treaty", "event" or'),
        ({"basis": ()}, 'basis="" is not an option'),
        ({"speaker": "lena-brnt"}, 'is not a speaker who describes ties; did you mean "lena-b'),
        ({"what_if": "pact-bind"}, 'is not a recorded what-if; did you mean "pact-binds"'),
    ],
)
def test_what_cannot_be_asked_is_refused(
    dossier: Dossier, asked: dict[str, str], message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        ties_in_force(dossier, **asked)  # type: ignore[arg-type]


def test_without_a_start_the_status_says_what_was_known_on_the_article_s_day(
    make_dossier: MakeDossier,
) -> None:
    event = {"event_id": "e", "name": "It appears", "start": "2030-01-01", "kind": "article"}
    ties = [TIE, TIE | {"tie_id": "two", "target": "cant", "status": "ended"}]
    made = make_dossier(
        actors=ACTORS, sources=SOURCES, ties=ties, events=[event | {"sources": ["s"]}]
    )
    known = {row["tie_id"]: row["certainty"] for row in ties_in_force(made).iter_rows(named=True)}
    assert known == {"one": "known", "two": "unknown"}
    assert set(ties_in_force(made, "2030-01-02")["certainty"]) == {"unknown"}


def test_a_dossier_without_any_date_still_has_ties(make_dossier: MakeDossier) -> None:
    made = make_dossier(actors=ACTORS, sources=SOURCES, ties=[TIE])
    assert made.study.day is None
    assert signed_edges(ties_in_force(made)).height == 1


def test_a_claim_without_codes_counts_unless_its_tie_is_only_announced(
    make_dossier: MakeDossier,
) -> None:
    ties = [
        TIE | {"basis": "claim", "claim_id": "c1"},
        TIE | {"basis": "claim", "claim_id": "c1", "tie_id": "two", "status": "announced"},
    ]
    made = make_dossier(actors=ACTORS, sources=SOURCES, claims=[CLAIM], ties=ties)
    assert ties_in_force(made, basis=BASES)["tie_id"].to_list() == ["one"]
    assert ties_in_force(made, speaker="cant")["tie_id"].to_list() == ["one", "two"]


def test_contradictory_ties_are_named_settled_by_the_strongest_or_left_out(
    dossier: Dossier,
) -> None:
    ties = ties_in_force(dossier, basis=("treaty", "event"))
    named = r"corvia and ardania: corvia-ardania-ferries-2031 \(-1\), ardania-corvia-2019 \(\+1\)"
    with pytest.raises(QuestionError, match=named):
        signed_edges(ties)
    edge = signed_edges(ties, "strongest").filter(source="corvia", target="ardania")
    assert edge.select("sign", "ties", "overruled").row(0) == (
        -1,
        ["corvia-ardania-ferries-2031"],
        ["ardania-corvia-2019"],
    )
    omitted = signed_edges(ties, "omit")
    assert omitted.filter(source="corvia", target="ardania").is_empty()
    with pytest.raises(QuestionError, match='on_conflict="weightiest" is not an option'):
        signed_edges(ties, "weightiest")  # type: ignore[arg-type]


def test_where_no_tie_is_the_strongest_the_pair_is_left_open_and_named() -> None:
    even = pl.DataFrame({"source": [*"aba"], "target": [*"bac"], "sign": [1, -1, 1]})
    with pytest.raises(QuestionError, match=r"between a and b: row-0.*of one rank and start"):
        signed_edges(even, "strongest")
    now = camps(even)
    assert now.unsettled.rows() == [("a", "b")]
    assert now.edges.select("source", "target").rows() == [("a", "c")]


def test_a_start_that_is_not_known_does_not_make_a_tie_the_latest() -> None:
    ties = {"source": [*"aab"], "target": [*"bbc"], "sign": [1, -1, 1]}
    starts = {"start": [date(2000, 1, 1), None, None]}
    assert camps(pl.DataFrame(ties | starts)).unsettled.rows() == [("a", "b")]
    dated = pl.DataFrame(ties | {"start": [date(2000, 1, 1), date(1990, 1, 1), None]})
    assert signed_edges(dated, "strongest")["sign"].to_list() == [1, 1]


def signs(edges: pl.DataFrame) -> set[tuple[object, ...]]:
    columns = edges.select("source", "target", "sign", "directed")
    return {(*((a, b) if way else sorted((a, b))), sign) for a, b, sign, way in columns.iter_rows()}


ENDS = st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")).filter(lambda x: x[0] != x[1])
ROWS = st.lists(
    st.tuples(ENDS, st.sampled_from([1, -1]), st.booleans(), st.integers(1, 28)), max_size=12
)


@settings(deadline=None, max_examples=50)
@given(ROWS, st.randoms())
def test_the_order_of_rows_and_of_ends_does_not_matter(
    rows: list[tuple[tuple[str, str], int, bool, int]], chance: object
) -> None:
    ties = pl.DataFrame(
        {
            "source": [ends[0] for ends, *_ in rows],
            "target": [ends[1] for ends, *_ in rows],
            "sign": [sign for _, sign, *_ in rows],
            "directed": [directed for *_, directed, _ in rows],
            "start": [date(2000, 1, day) for *_, day in rows],
        },
        schema_overrides={"source": pl.String, "target": pl.String, "start": pl.Date},
    ).cast({"sign": pl.Int8, "directed": pl.Boolean})
    order = list(range(ties.height))
    chance.shuffle(order)  # type: ignore[attr-defined]
    turned = pl.col("directed")
    shuffled = ties[order].with_columns(
        source=pl.when(turned).then("source").otherwise("target"),
        target=pl.when(turned).then("target").otherwise("source"),
    )
    one, other = camps(ties), camps(shuffled)
    assert signs(one.edges) == signs(other.edges)
    assert len(signs(one.edges)) == one.edges.height
    seen = one.seen_from
    assert camps(ties, seen).nodes.equals(camps(shuffled, seen).nodes)


def test_ties_without_a_source_of_the_grade_are_left_out(dossier: Dossier) -> None:
    every = ties_in_force(dossier, basis=BASES)
    for grade in "ABCDEF":
        kept = ties_in_force(dossier, basis=BASES, min_reliability=grade)
        good = set(dossier.sources.filter(pl.col("reliability").cast(str) <= grade)["source_id"])
        wanted = [
            tie
            for tie, basis, sources in every.select("tie_id", "basis", "sources").iter_rows()
            if basis == "claim" or good & set(sources) or grade == "F"
        ]
        assert kept["tie_id"].to_list() == wanted
    with pytest.raises(QuestionError, match="min_reliability"):
        ties_in_force(dossier, min_reliability="G")


def test_what_is_assumed_needs_no_source(dossier: Dossier) -> None:
    for name in dossier.what_ifs["what_if_id"].unique():
        ties_in_force(dossier, basis=BASES, what_if=name, min_reliability="A")


def test_a_signed_treaty_is_pending_until_the_day_before_it_is_in_force(dossier: Dossier) -> None:
    def pending(day: str) -> list[str]:
        return treaties_pending(dossier, day)["tie_id"].to_list()

    assert [pending(day) for day in ("2031-05-01", "2031-05-02", "2031-08-31", "2031-09-01")] == [
        [],
        ["belmark-corvia-2031"],
        ["belmark-corvia-2031"],
        [],
    ]
    assert treaties_pending(dossier, "2031-05-14", what_if="pact-binds").is_empty()
    pledges = replace(dossier, ties=dossier.ties.with_columns(basis=pl.lit("event")))
    assert treaties_pending(pledges, "2031-05-14").is_empty()


def test_a_treaty_that_nobody_knows_to_be_in_force_is_pending(dossier: Dossier) -> None:
    signed = pl.col("tie_id") == "belmark-corvia-2031"
    start = pl.when(~signed).then("start").alias("start")
    undated = replace(dossier, ties=dossier.ties.with_columns(start))
    assert treaties_pending(undated)["tie_id"].to_list() == ["belmark-corvia-2031"]
    after = "2032-02-21"  # a day of which no source speaks
    assert treaties_pending(undated, after).is_empty()
    known = ties_in_force(undated, after).filter(tie_id="belmark-corvia-2031")
    assert known["certainty"].to_list() == ["unknown"]
    assert "belmark-corvia-2031" not in ties_in_force(undated)["tie_id"]


def test_a_treaty_that_ended_before_it_was_in_force_is_not_pending(dossier: Dossier) -> None:
    signed = pl.col("tie_id") == "belmark-corvia-2031"
    ended = dossier.ties.with_columns(
        pl.when(~signed).then("start").alias("start"),
        pl.when(signed).then(pl.date(2031, 5, 13)).otherwise("end").alias("end"),
    )
    made = replace(dossier, ties=ended)
    assert treaties_pending(made, "2031-05-13")["tie_id"].to_list() == ["belmark-corvia-2031"]
    assert treaties_pending(made, "2031-05-14").is_empty()
    assert "belmark-corvia-2031" not in ties_in_force(made, "2031-05-14")["tie_id"]


def test_a_tie_without_a_start_does_not_hold_before_it_was_signed(dossier: Dossier) -> None:
    undated = replace(dossier, ties=dossier.ties.with_columns(start=pl.lit(None, pl.Date)))

    def certainty(day: str) -> list[str]:
        found = ties_in_force(undated, day).filter(tie_id="ardania-corvia-2019")
        return found["certainty"].to_list()

    assert certainty("2019-02-19") == []
    assert certainty("2019-02-20") == ["unknown"]
