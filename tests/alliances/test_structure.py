from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import QuestionError, balance
from analysis.alliances import (
    BASES,
    CAMPS,
    camps,
    describe_camps,
    every_setting,
    signed_edges,
    ties_in_force,
    world,
)

if TYPE_CHECKING:
    from analysis import Dossier
    from analysis.alliances.structure import CampSettings
    from tests.conftest import MakeDossier


@pytest.fixture(scope="module")
def found(dossier: Dossier) -> CampSettings:
    return every_setting(dossier)


def unordered(edges: pl.DataFrame) -> set[tuple[object, ...]]:
    """Edges whatever the order of their ends, where they are not directed."""
    found = set()
    for row in edges.iter_rows(named=True):
        ends = [row.pop("source"), row.pop("target")]
        rest = [tuple(v) if isinstance(v, list) else v for v in row.values()]
        found.add((*(ends if row["directed"] else sorted(ends)), *rest))
    return found


@pytest.mark.parametrize(
    ("bases", "strained"),
    [
        (1, []),
        (2, [("belmark", "felland")]),
        (3, [("belmark", "felland"), ("delmora", "corvia")]),
    ],
)
def test_each_basis_adds_the_tie_that_strains_the_camps(
    dossier: Dossier, bases: int, strained: list[tuple[str, str]]
) -> None:
    now = camps(ties_in_force(dossier, basis=BASES[:bases]), "three-rivers")
    at_odds = now.edges.filter(pl.col("frustration") > 0).select("source", "target")
    assert (now.index, now.proven, at_odds.rows()) == (bases - 1, True, strained)


def test_the_index_is_that_of_balance(dossier: Dossier) -> None:
    for day in ("1988-01-01", "2031-05-14", "2031-10-06"):
        ties = ties_in_force(dossier, day, BASES)
        signed = signed_edges(ties, "strongest")
        assert camps(ties).index == balance.frustration_index(signed).index


def test_camps_turn_with_the_side_they_are_seen_from(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, basis=("treaty", "event"))
    one, other = camps(ties, "ardania"), camps(ties, "corvia")
    turned = {"with": "against", "against": "with"}
    assert [turned[camp] for camp in one.nodes["camp"]] == other.nodes["camp"].to_list()


def test_actors_without_a_chain_of_ties_are_unlinked() -> None:
    ties = pl.DataFrame({"source": ["a", "c"], "target": ["b", "d"], "sign": [1, 1]})
    nodes = camps(ties, "a").nodes
    assert nodes.rows() == [("a", "with"), ("b", "with"), ("c", "unlinked"), ("d", "unlinked")]


def test_whoever_may_be_in_either_camp_is_undecided() -> None:
    foes = pl.DataFrame({"source": [*"aab"], "target": [*"bcc"], "sign": [-1, -1, -1]})
    assert camps(foes, "a").nodes["camp"].to_list() == ["with", "undecided", "undecided"]


def test_too_many_divisions_to_list_leave_everyone_undecided() -> None:
    foes = pl.DataFrame(list(combinations("abcdefghijklm", 2)), ["source", "target"], orient="row")
    apart = pl.DataFrame({"source": ["x"], "target": ["y"], "sign": [1]})
    ties = pl.concat([foes.with_columns(sign=pl.lit(-1)), apart.cast({"sign": pl.Int32})])
    now = camps(ties, "a", time_limit_s=1e-6)
    assert now.index >= 36, "what a microsecond finds"
    assert not now.proven
    count = dict(now.nodes["camp"].value_counts().iter_rows())
    assert count == {"with": 1, "undecided": 12, "unlinked": 2}
    assert now.edges["frustration"].null_count() >= foes.height
    assert "There are too many best divisions to say where everyone belongs." in describe_camps(now)


def test_nobody_is_seen_from_an_actor_that_does_not_exist(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match='"ardanja" is not an actor of these ties; did you'):
        camps(ties_in_force(dossier), "ardanja")
    for ask in (every_setting, lambda d, actor: world(d, "lena-brint", actor)):
        with pytest.raises(QuestionError, match='"ardanja" is not an actor of this dossier; did'):
            ask(dossier, "ardanja")


def test_an_actor_without_a_tie_may_see_camps_if_it_is_known(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, "1988-01-01", "event")
    now = camps(ties, "felland", actors=dossier.names)
    assert set(now.nodes["camp"]) == {"unlinked"}


def test_a_world_is_seen_from_the_study_s_actor_if_it_is_in_it(dossier: Dossier) -> None:
    assert world(dossier, "lena-brint").seen_from == "three-rivers"
    assert world(dossier, "unnamed-captains").seen_from == "felland"
    with pytest.raises(QuestionError, match='"oren-dask" is not a speaker who describes ties'):
        world(dossier, "oren-dask")


def test_settings_are_named_by_day_basis_and_what_if(dossier: Dossier, found: CampSettings) -> None:
    assert list(found.options) == ["day", "basis", "what_if"]
    assert found.options["day"] == dossier.study.day_labels
    assert list(found.options["basis"]) == list(BASES)
    assert list(found.options["what_if"])[:2] == ["none", "arms-for-arms"]
    assert len(found.camps) == len(found) == len(dossier.study.day_labels) * 3 * 5


def test_every_setting_repeats_what_one_alone_gives(dossier: Dossier, found: CampSettings) -> None:
    for number, setting in found:
        what_if = () if setting["what_if"] == "none" else setting["what_if"]
        bases = BASES[: BASES.index(setting["basis"]) + 1]
        ties = ties_in_force(dossier, setting["day"], bases, what_if=what_if)
        alone = camps(ties, "three-rivers", actors=dossier.names)
        here = pl.col("settings").list.contains(number)
        nodes = found.nodes.filter(here).sort("actor").drop("settings")
        edges = found.edges.filter(here).drop("settings")
        assert found.camps[number].index == alone.index
        assert nodes.equals(alone.nodes)
        assert unordered(edges) == unordered(alone.edges)
        assert set(nodes["camp"]) <= set(CAMPS)


def test_days_may_be_chosen(dossier: Dossier) -> None:
    chosen = every_setting(dossier, days={"1988-01-01": "in the war"})
    assert len(chosen) == 15
    number = chosen.number_of(day="1988-01-01", basis="event", what_if="none")
    assert chosen.camps[number].edges.select("source", "target", "sign").rows() == [
        ("ardania", "corvia", -1)
    ]


def test_a_dossier_without_what_ifs_days_or_ties_has_settings(
    dossier: Dossier, make_dossier: MakeDossier
) -> None:
    bare = replace(dossier, what_ifs=dossier.what_ifs.clear())
    assert list(every_setting(bare).options["what_if"]) == ["none"]
    empty = every_setting(make_dossier())
    assert list(empty.options["day"]) == ["article"]
    assert (empty.seen_from, empty.nodes.height, empty.edges.height) == (None, 0, 0)


def test_sentences_name_strained_ties_camps_and_changes(dossier: Dossier) -> None:
    names = dossier.names.in_sentence
    ties = ties_in_force(dossier, basis=BASES)
    before = camps(ties, "three-rivers")
    said = describe_camps(before, names)
    assert said[:2] == [
        "2 ties are at odds with the camps: Belmark and Felland; Corvia and Delmora.",
        "With the Union of Three Rivers: Ardania, Delmora, Felland.",
    ]
    gone = ties_in_force(dossier, basis=BASES, what_if="tank-deal-ends")
    assert describe_camps(camps(gone, "three-rivers"), names, before)[-2:] == [
        "No one changes camp.",
        "1 tie fewer at odds.",
    ]
    assert describe_camps(camps(ties.clear())) == ["No friendly or hostile tie is known."]


@pytest.mark.parametrize(("strained", "others"), [(6, 0), (7, 0), (8, 2)])
def test_of_many_strained_ties_six_are_named_unless_one_more_is_all(
    strained: int, others: int
) -> None:
    rows = [
        {"source": f"{end}{n}", "target": f"{other}{n}", "sign": sign}
        for n in range(strained)
        for end, other, sign in (("a", "b", 1), ("b", "c", 1), ("a", "c", -1))
    ]
    every = camps(pl.DataFrame(rows))
    now = replace(every, edges=every.edges.filter(sign=-1))
    said, *_ = describe_camps(now)
    assert said.count(" and ") + others == strained
    assert (f"; {others} others." in said) == bool(others)
