"""Answers that rows change are listed in words; those they leave as they are, are not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import analysis
from analysis.dossier import TABLES
from analysis.dossier.reading import EXAMPLE
from analysis.revisions import changed_answers

if TYPE_CHECKING:
    from pathlib import Path


def with_rows(dossier: analysis.Dossier, **tables: pl.DataFrame) -> analysis.Dossier:
    changed: dict[str, Any] = tables
    return replace(dossier, **changed)


def answers(old: analysis.Dossier, new: analysis.Dossier, answer: str) -> list[tuple[str, ...]]:
    found = changed_answers(old, new).filter(answer=answer)
    return found.select("key", "old", "new").rows()


def test_the_same_rows_give_the_same_answers(dossier: analysis.Dossier) -> None:
    assert changed_answers(dossier, EXAMPLE).is_empty()


def test_verdicts_that_moved_came_or_went(dossier: analysis.Dossier) -> None:
    one, other = dossier.outcomes["claim_id"][:2]
    verdict = pl.when(pl.col("claim_id") == one).then(pl.lit("not_tested")).otherwise("verdict")
    dtype = dossier.outcomes.schema["verdict"]
    rows = dossier.outcomes.with_columns(verdict=verdict.cast(dtype))
    new = with_rows(dossier, outcomes=rows.filter(pl.col("claim_id") != other))
    words = dict(analysis.load_table("outcomes", EXAMPLE).select("claim_id", "verdict").iter_rows())
    labels = {word.word: word.label for word in vocabulary("verdicts")}
    assert answers(dossier, new, "verdict") == [
        (one, labels[words[one]], "not tested"),
        (other, labels[words[other]], "no verdict"),
    ]
    assert answers(new, dossier, "verdict")[0] == (one, "not tested", labels[words[one]])


def vocabulary(name: str) -> Any:  # noqa: ANN401 (a tuple of words)
    from analysis.dossier.vocabularies import every_vocabulary

    return every_vocabulary()[name]


def test_camps_are_those_of_the_newer_study(make_dossier: Any) -> None:  # noqa: ANN401 (a fixture)
    actors = [{"actor_id": a, "name": f"The {a}", "kind": "state"} for a in ("ann", "ben", "cleo")]
    sources = [{"source_id": "page", "title": "A page", "kind": "article"}]

    def dossier(**signs: int) -> analysis.Dossier:
        ties = [
            {
                "tie_id": pair.replace("_", "-"),
                "source": pair.split("_")[0],
                "target": pair.split("_")[1],
                "directed": False,
                "kind": "cooperation",
                "sign": sign,
                "start": "2031-01-01",
                "status": "in_force",
                "basis": "event",
                "sources": ["page"],
            }
            for pair, sign in signs.items()
        ]
        made: analysis.Dossier = make_dossier(actors=actors, sources=sources, ties=ties)
        return made

    old = dossier(ann_ben=1, ann_cleo=-1)
    new = dossier(ann_ben=-1, ann_cleo=-1, ben_cleo=-1)
    assert answers(old, new, "ties at odds")[0] == ("event", "0", "1")
    assert answers(old, new, "camp")[:2] == [
        ("event|ben", "with The ann", "in either camp"),
        ("event|cleo", "against The ann", "in either camp"),
    ]
    none = dossier()
    assert answers(none, old, "camp")[0] == ("event|ann", "no tie", "with The ann")
    assert answers(old, none, "ties at odds")[0] == ("event", "0", "not counted")


def figures(dossier: analysis.Dossier, weapon: str, **cells: object) -> analysis.Dossier:
    """Every range of a weapon with other cells."""
    is_range = (pl.col("weapon_id") == weapon) & (pl.col("quantity") == "max_range_km")
    changed = {
        column: pl.when(is_range)
        .then(pl.lit(cell, dossier.figures.schema[column]))
        .otherwise(column)
        for column, cell in cells.items()
    }
    return with_rows(dossier, figures=dossier.figures.with_columns(**changed))


def test_stated_figures_and_comparisons_that_they_change(dossier: analysis.Dossier) -> None:
    new = figures(dossier, "kelpie", low=1.0, high=1.0)
    ((key, before, now),) = answers(dossier, new, "stated figures")
    assert (key, now) == ("kelpie|max_range_km|km", "1")
    assert before != now
    compared = answers(dossier, new, "comparison")
    assert all(key.startswith("kelpie|lorelei|max_range_km|km|munition: ") for key, *_ in compared)
    assert ("Kelpie has more", "Lorelei has more") in [(then, now) for _, then, now in compared]
    away = with_rows(dossier, figures=dossier.figures.filter(pl.col("weapon_id") != "kelpie"))
    assert (key, before, "no figure") in answers(dossier, away, "stated figures")
    assert {now for _, _, now in answers(dossier, away, "comparison")} == {"not comparable"}


def test_another_name_is_no_other_answer(dossier: analysis.Dossier) -> None:
    ones = pl.col("figure_id") == "kelpie-max-range-km-01"
    higher = pl.when(ones).then(pl.col("high") + 1).otherwise("high")
    new = with_rows(dossier, figures=dossier.figures.with_columns(high=higher))
    named = dossier.weapons.with_columns(name=pl.format("{} II", "name"))
    assert answers(dossier, new, "comparison") == []
    assert answers(dossier, with_rows(new, weapons=named), "comparison") == []


def test_a_quantity_that_is_compared_since_is_asked_about(dossier: analysis.Dossier) -> None:
    speeds = dossier.figures.filter(quantity="road_speed_kmh")
    as_endurance = speeds.with_columns(
        figure_id=pl.format("{}-h", "figure_id"),
        quantity=pl.lit("endurance_h"),
        unit=pl.lit("hour"),
        condition=pl.lit("speed: 10 kn"),
    ).cast(dict(speeds.schema))
    new = with_rows(dossier, figures=pl.concat([dossier.figures, as_endurance]))
    not_yet = with_rows(new, quantities=new.quantities.with_columns(compared=pl.lit(value=False)))
    found = answers(not_yet, new, "comparison")
    assert found
    assert {before for _, before, _ in found} == {"not comparable"}
    assert {key.split("|")[2] for key, *_ in found} == {"endurance_h"}


def test_an_end_that_opens_is_a_change(dossier: analysis.Dossier) -> None:
    closed = figures(dossier, "kelpie", low=70.0, high=70.0)
    up_to = figures(dossier, "kelpie", low=None, high=70.0)
    assert answers(closed, up_to, "stated figures") == [
        ("kelpie|max_range_km|km", "70", "up to 70")
    ]


def test_rows_that_are_not_accepted_answer_nothing(folder: Path) -> None:
    ties = pl.read_csv(folder / "ties.csv", infer_schema=False)
    ties.with_columns(review=pl.lit("rejected")).write_csv(folder / "ties.csv")
    found = changed_answers(EXAMPLE, folder)
    assert set(found.filter(answer="camp")["new"]) == {"no tie"}


def test_a_dossier_whose_rows_are_not_connected_cannot_be_asked(folder: Path) -> None:
    sources = pl.read_csv(folder / "sources.csv", infer_schema=False)
    sources.slice(5).write_csv(folder / "sources.csv")
    with pytest.raises(analysis.DossierError, match="no such source_id"):
        changed_answers(folder, EXAMPLE)


def test_a_version_without_actors_is_asked_as_the_other_is(dossier: analysis.Dossier) -> None:
    empty = {table: getattr(dossier, table).clear() for table in TABLES}
    nothing = with_rows(dossier, **empty)
    assert nothing.study.seen_from is None
    for old, new, side in ((dossier, nothing, "old"), (nothing, dossier, "new")):
        camps = changed_answers(old, new).filter(answer="camp")
        assert "with the Union of Three Rivers" in set(camps[side])
