"""Points that are contested: what is drawn and said is what the claims say, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis import discourse
from analysis.dossier.names import HOLDER
from analysis.explorer import EmptyFigure, Explorer

if TYPE_CHECKING:
    import analysis
    from tests.conftest import MakeDossier

PEOPLE = [
    {"actor_id": name.lower(), "name": name, "kind": "person"} for name in ("Ann", "Ben", "Cleo")
]
LAND = {"actor_id": "land", "name": "Land", "kind": "state"}
MINISTER = {"actor_id": "bo", "name": "Bo", "kind": "person", "affiliation": "land"}
ACTORS = [*PEOPLE, LAND, MINISTER]


def stances(*taken: tuple[str, str, str]) -> list[dict[str, object]]:
    """A claim per speaker, concept and stance."""
    return [
        {"claim_id": f"k{n}", "paragraph": n, "start": n, "end": n + 5, "digest": "0" * 16}
        | {"quote": "words", "statement": f"Statement {n}", "speaker": speaker}
        | {"concept": concept, "stance": stance}
        for n, (speaker, concept, stance) in enumerate(taken)
    ]


def drawn(figure: Explorer, column: str) -> list[dict[str, Any]]:
    """Rows of the dataset that has the column."""
    [rows] = [rows for rows in figure.spec["datasets"].values() if column in rows[0]]
    return rows


def test_every_claim_with_a_stance_is_a_mark_on_its_side(dossier: analysis.Dossier) -> None:
    figure = discourse.charts.contested_points(dossier)
    marks = [row for row in drawn(figure, "says") if row["shown"] == "all"]
    said = dossier.claims.drop_nulls("stance")
    assert len(marks) == said.height
    stance = dict(said.select("statement", pl.col("stance").cast(pl.String)).iter_rows())
    for mark in marks:
        agrees = stance[mark["statement"]] == "agree"
        assert mark["says"] == ("yes" if agrees else "no")
        assert (mark["at"] > 0) == agrees


def test_title_and_marks_follow_what_is_shown(dossier: analysis.Dossier) -> None:
    figure = discourse.charts.contested_points(dossier)
    states = set(dossier.actors.filter(kind="state")["actor_id"])
    sides: dict[str, dict[str, set[bool]]] = {}
    for concept, stance, holder in (
        dossier.claims.drop_nulls("stance")
        .select("concept", pl.col("stance").cast(pl.String), HOLDER.alias("holder"))
        .iter_rows()
    ):
        for_state = dossier.names.speaks_for[holder] in states
        sides.setdefault(concept, {}).setdefault(stance, set()).add(for_state)
    contested = {concept for concept, taken in sides.items() if len(taken) == 2}
    against = {c for c in contested if len(set.union(*sides[c].values())) == 2}
    expected = {"all": set(sides), "contested": contested, "state": against}
    [control] = [param for param in figure.params if param.bind]
    assert set(control.bind["options"]) == {shown for shown, found in expected.items() if found}
    for shown in control.bind["options"]:
        title, sentence = figure.caption(points=shown)
        number = len(contested) if shown == "all" else len(expected[shown])
        assert str(number) in title.split()
        marks = [row for row in drawn(figure, "says") if row["shown"] == shown]
        assert {mark["concept"] for mark in marks} == expected[shown]
        first = discourse.concepts(dossier).filter(pl.col("concept").is_in(expected[shown]))[0]
        assert first["concept"][0] in sentence


@pytest.mark.parametrize(
    ("taken", "title", "sentence"),
    [
        (
            [("ann", "toll", "agree"), ("ben", "toll", "disagree"), ("ben", "tax", "agree")],
            "1 of 2 points is contested",
            "On “toll” (1 claim against it, 1 for it): no from Ben, yes from Ann.",
        ),
        (
            [("ann", "toll", "agree"), ("ben", "toll", "agree")],
            "Nobody contradicts anybody: on 1 point claims take one side alone",
            "A mark is a claim",
        ),
    ],
)
def test_the_title_is_chosen_by_the_result(
    make_dossier: MakeDossier, taken: list[tuple[str, str, str]], title: str, sentence: str
) -> None:
    figure = discourse.charts.contested_points(make_dossier(actors=ACTORS, claims=stances(*taken)))
    assert figure.title == title
    assert figure.sentence.startswith(sentence)


def test_a_choice_without_points_is_not_offered(make_dossier: MakeDossier) -> None:
    agreed = stances(("ann", "toll", "agree"), ("ben", "toll", "agree"))
    figure = discourse.charts.contested_points(make_dossier(actors=ACTORS, claims=agreed))
    assert not figure.params
    private = stances(("ann", "toll", "agree"), ("ben", "toll", "disagree"))
    figure = discourse.charts.contested_points(make_dossier(actors=ACTORS, claims=private))
    assert figure.params[0].bind["options"] == ["all", "contested"]
    public = stances(("bo", "toll", "agree"), ("ben", "toll", "disagree"))
    figure = discourse.charts.contested_points(make_dossier(actors=ACTORS, claims=public))
    assert figure.params[0].bind["options"] == ["all", "contested", "state"]


def test_names_say_for_whom_somebody_speaks_and_whose_view_is_reported(
    make_dossier: MakeDossier,
) -> None:
    claims = stances(("bo", "toll", "agree"), ("land", "toll", "agree"), ("ann", "toll", "agree"))
    claims[2]["nested_source"] = "ben"
    figure = discourse.charts.contested_points(make_dossier(actors=ACTORS, claims=claims))
    names = [row["words"] for row in drawn(figure, "part") if row["part"] == "name"]
    assert names == ["Ben (reported)", "Bo, for Land", "Land"]
    assert {mark["words"] for mark in drawn(figure, "says")} == {*names}


def test_long_sides_are_cut_and_the_others_counted(make_dossier: MakeDossier) -> None:
    many = [{"actor_id": f"a{n}", "name": f"Actor {n}", "kind": "person"} for n in range(40)]
    claims = stances(*((f"a{n}", "toll", "agree") for n in range(40)))
    figure = discourse.charts.contested_points(make_dossier(actors=many, claims=claims))
    names = [row["words"] for row in drawn(figure, "part") if row["part"] == "name"]
    assert len(names) == 13
    assert names[-1] == "and 28 more"


def test_a_title_of_ones_own_takes_its_place_in_every_state(dossier: analysis.Dossier) -> None:
    figure = discourse.charts.contested_points(dossier, title="My finding")
    assert {state[-2] for state in figure.captions.states} == {"My finding"}


def test_without_stances_a_sentence_says_so(make_dossier: MakeDossier) -> None:
    claims = stances(("ann", "toll", "agree"))
    claims[0]["stance"] = None
    figure = discourse.charts.contested_points(make_dossier(actors=ACTORS, claims=claims))
    assert isinstance(figure, EmptyFigure)
    assert figure.sentence == "No claim takes a side on anything yet."


def test_a_point_on_which_one_side_is_taken_has_its_name_on_the_other(
    make_dossier: MakeDossier,
) -> None:
    claims = stances(
        ("ann", "toll", "agree"),
        ("ben", "toll", "disagree"),
        ("ann", "tax", "disagree"),
        ("ben", "A fee with a name that takes more than one line", "agree"),
    )
    figure = discourse.charts.contested_points(make_dossier(actors=ACTORS, claims=claims))
    lines = [row for row in drawn(figure, "part") if row["shown"] == "all"]
    assert [row["words"] for row in lines if row["part"] == "heading"] == ["toll"]
    beside = [row for row in lines if row["part"] == "beside"]
    assert [row["words"] for row in beside if row["stance"] == "agree"] == ["tax"]
    assert all(row["at"] > 0 for row in beside if row["stance"] == "agree")
    assert len([row for row in beside if row["stance"] == "disagree"]) > 1
    taken = {row["line"] for row in beside} | {
        row["line"] for row in lines if row["part"] == "name"
    }
    assert len({(row["line"], row["at"] > 0) for row in beside}) == len(beside)
    assert taken <= {row["line"] for row in lines if row["part"] == "middle"}


def test_a_name_that_half_a_phone_has_no_room_for_goes_on_in_the_next_line(
    make_dossier: MakeDossier,
) -> None:
    land = LAND | {"name": "Land of the Northern Mountains"}
    taken = [("bo", "Trade", "agree"), ("ann", "Trade", "disagree"), ("ben", "Trade", "agree")]
    dossier = make_dossier(actors=[*PEOPLE, land, MINISTER], claims=stances(*taken))
    figure = discourse.charts.contested_points(dossier)
    names = [row for row in drawn(figure, "part") if row["part"] == "name" and row["at"] > 0]
    lines = {row["words"]: row["line"] for row in names if row["shown"] == "all"}
    first = lines["Ben"]
    assert lines == {
        "Ben": first,
        "Bo,": first + 1,
        "for Land of the Northern": first + 2,
        "Mountains": first + 3,
    }
    (mark,) = (
        row for row in drawn(figure, "says") if row["shown"] == "all" and row["line"] == first + 1
    )
    assert mark["words"] == "Bo, for Land of the Northern Mountains"
