"""Every two weapons of a class beside each other: whose figures are above, below or unclear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import NothingToShow, cases
from analysis.weapons import comparisons, derivation, envelopes, labels
from analysis.weapons.phrases import many
from analysis.weapons.sides import arms_sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier

READINGS = {"value": "80 km", "bound": "80 km or less"}
_MOST_WEAPONS = 100
"""Weapons of one question: of more, a reader finds none."""
_MOST_STATES = 800
"""States of the menus that a page has words for."""
_KEPT = ["weapon_class", "quantity", "unit", "comparable_condition", "condition_stated"]
_KEPT += ["weapon_id", "name", "origin", "low", "high", "n_sources", "sources"]


@dataclass(frozen=True)
class Ladder:
    """Questions, the weapons that answer them, and how every two of these compare.

    ``weapons`` has a row per question and weapon, the highest first; ``verdicts`` one per
    question, reading and two weapons: is ``other_id`` above or below ``weapon_id``, equal, or
    open; ``missing`` names by question those of the class without a figure of it.
    """

    weapons: pl.DataFrame
    verdicts: pl.DataFrame
    missing: dict[str, list[str]] = field(default_factory=dict)
    note: str = ""

    def settled(self, quantity: str) -> tuple[int, int]:
        """Count the pairs of weapons that figures of a quantity settle, and all."""
        once = pl.col("weapon_id") < pl.col("other_id")
        rows = self.verdicts.filter(once, quantity=quantity, reading="value")
        rows = rows.unique(["condition", "weapon_id", "other_id"])
        return rows.filter(pl.col("verdict") != "open").height, rows.height


def asked_across(made: Ladder, rows: pl.DataFrame, dossier: Dossier) -> tuple[int, int]:
    """Count what could be asked of two opposed weapons, and what of it is settled.

    Asked is a quantity that both have figures of.
    """
    side = arms_sides(dossier)
    of = pl.col("origin").replace_strict(side, default=None, return_dtype=pl.String)
    has = rows.select("weapon_id", "weapon_class", "quantity", side=of).unique().drop_nulls()
    kinds = [(one, other) for one in dossier.classes for other in dossier.classes[one].faces]
    kinds += [(one, one) for one in has["weapon_class"].unique()]
    faced = pl.DataFrame(kinds, {"weapon_class": pl.String, "other_class": pl.String}, orient="row")
    pairs = (
        has.join(faced, on="weapon_class")
        .join(
            has.rename({"weapon_id": "other_id", "weapon_class": "other_class"}),
            on=["other_class", "quantity"],
            suffix="_other",
        )
        .filter(pl.col("side") != pl.col("side_other"))
        .with_columns(
            first=pl.min_horizontal("weapon_id", "other_id"),
            second=pl.max_horizontal("weapon_id", "other_id"),
        )
        .unique(["first", "second", "quantity"])
    )
    settled = made.verdicts.filter(pl.col("verdict") != "open", reading="value").rename(
        {"weapon_id": "first", "other_id": "second"}
    )
    sure = pairs.join(settled, on=["first", "second", "quantity"], how="semi")
    return pairs.height, sure.height


def compared_figures(dossier: Dossier) -> tuple[dict[str, pl.DataFrame], str]:
    """Give, in both readings, the figures in which one weapon may outdo another.

    These are stated figures and what follows from several of them. Also says what is left out,
    because unreliable sources alone give it.
    """
    compared = [name for name, measure in dossier.measures.items() if measure.compared]
    ids = pl.col("sources").list.eval(pl.element().struct.field("source_id"))
    rows: dict[str, pl.DataFrame] = {}
    left_out = ""
    for reading in envelopes.READINGS:
        every = envelopes.figure_envelopes(dossier, read_up_to_as=reading)
        strong, left_out = envelopes.without_weak(every.filter(pl.col("quantity").is_in(compared)))
        stated = strong.with_columns(ids).select(_KEPT)
        rows[reading] = pl.concat([stated, _derived(dossier, every, reading)])
    return rows, left_out


def _derived(dossier: Dossier, every: pl.DataFrame, reading: envelopes.UpTo) -> pl.DataFrame:
    """Give what follows from several figures, as rows that can be compared."""
    conditions = every.select(
        "comparable_condition", "condition_stated", "condition", first="quantity"
    )
    made = [
        derivation.derive(dossier, quantity, read_up_to_as=reading)
        .with_columns(first=pl.lit(dossier.measures[quantity].first))
        .join(conditions.unique(), on=["first", "condition"], nulls_equal=True)
        for quantity in derivation.derived_quantities(dossier)
    ]
    rows = pl.concat(made).filter(pl.col("low").is_not_null() | pl.col("high").is_not_null())
    return rows.with_columns(n_sources=pl.col("sources").list.len()).select(_KEPT)


def ladder(dossier: Dossier, figures: Mapping[str, pl.DataFrame]) -> Ladder:
    """Compare the weapons of every class, and those it faces, in every quantity and condition.

    Raises
    ------
    NothingToShow
        No two weapons of a class have figures under one condition.
    """
    classes = figures["bound"]["weapon_class"].unique().sort()
    grouped = {
        reading: pl.concat(
            [
                rows.clear(),
                *(comparisons.of_class(rows, one, dossier.classes[one].faces) for one in classes),
            ]
        )
        for reading, rows in figures.items()
    }
    named = {r: _with_questions(rows, dossier) for r, rows in grouped.items()}
    verdicts = pl.concat([_verdicts(named[r], rows, r) for r, rows in grouped.items()])
    weapons = _weapons(named, dossier).join(
        verdicts.select("question").unique(), on="question", how="semi", maintain_order="left"
    )
    if weapons.is_empty():
        raise NothingToShow("No two weapons have figures that can be compared yet.")
    weapons, note = _kept(_without_parts(weapons), dossier)
    verdicts = verdicts.join(weapons, on=["question", "weapon_id"], how="semi").join(
        weapons, left_on=["question", "other_id"], right_on=["question", "weapon_id"], how="semi"
    )
    return Ladder(weapons, verdicts, _missing(weapons, grouped["bound"], dossier), note)


def _with_questions(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    measured = labels.with_measures(rows, dossier)
    key = pl.concat_str("weapon_class", "measure", "comparable_condition", separator=":")
    return measured.with_columns(question=key.str.strip_chars(":"))


def _verdicts(named: pl.DataFrame, rows: pl.DataFrame, reading: str) -> pl.DataFrame:
    """Say of every two weapons under one condition how the second is placed beside the first."""
    same = ["weapon_class", "quantity", "unit", "comparable_condition"]
    pairs = comparisons.pairs_of(rows).filter(pl.col("comparison") != "not_comparable")
    back = pairs.select(*same, "comparison", weapon_id="other_id", other_id="weapon_id")
    both = pairs.join(back, on=[*same, "weapon_id", "other_id"], suffix="_back")
    verdict = cases(
        {
            "below": pl.col("comparison") == "more",
            "above": pl.col("comparison_back") == "more",
            "equal": pl.all_horizontal(
                pl.col("comparison", "comparison_back") == "not_more",
            ),
        },
        otherwise="open",
    )
    questions = named.select(*same, "question").unique()
    return both.join(questions, on=same).select(
        "question",
        "quantity",
        "weapon_id",
        "other_id",
        condition=pl.col("comparable_condition"),
        verdict=verdict,
        reading=pl.lit(reading),
    )


def _weapons(named: Mapping[str, pl.DataFrame], dossier: Dossier) -> pl.DataFrame:
    by = ["question", "weapon_id"]
    about = ["weapon_class", "quantity", "unit", "measure_label", "comparable_condition"]
    stated = {r: rows.filter("condition_stated") for r, rows in named.items()}
    bound = stated["bound"].group_by(by).agg(*envelopes.OUTER_BOUNDS)
    ends = (
        stated["value"]
        .group_by(by)
        .agg(
            *(pl.col(one).first() for one in (*about, "origin")),
            pl.col("sources").explode().unique(maintain_order=True),
            lowest=pl.min_horizontal(pl.col("low", "high").min()),
            highest=pl.max_horizontal(pl.col("low", "high").max()),
        )
    )
    # The groups above are in no order.
    place = labels.alphabetical(dossier)
    in_order = pl.element().sort_by(pl.element().replace_strict(place, default=None))
    ends = ends.with_columns(pl.col("sources").list.eval(in_order))
    rows = labels.with_names(ends.join(bound, on=by), dossier, name="weapon_id")
    return (
        labels.with_citations(rows, dossier)
        .with_columns(
            country=labels.country_of_origin(dossier),
            home=labels.country_of_origin(dossier, in_sentence=True),
            n_sources=labels.number_of_voices(dossier),
            unit_label=labels.UNIT_LABELS,
        )
        .sort("question", "highest", "lowest", "name", descending=[False, True, True, False])
    )


def _without_parts(weapons: pl.DataFrame) -> pl.DataFrame:
    """Leave out a question all of whose weapons are in another of the same quantity."""
    of: dict[tuple[str, ...], list[tuple[str, set[str]]]] = {}
    asked = weapons.group_by("question", "measure_label", "comparable_condition").agg("weapon_id")
    for question, *same, ids in asked.sort(pl.col("weapon_id").list.len(), "question").iter_rows():
        of.setdefault(tuple(same), []).append((question, set(ids)))
    parts = [
        question
        for alike in of.values()
        for at, (question, ids) in enumerate(alike)
        if any(ids <= larger for _, larger in alike[at + 1 :])
    ]
    return weapons.filter(~pl.col("question").is_in(parts))


def _kept(weapons: pl.DataFrame, dossier: Dossier) -> tuple[pl.DataFrame, str]:
    """Keep as many questions and weapons as a page has room for, the study's own first."""
    few = weapons.filter(pl.int_range(pl.len()).over("question") < _MOST_WEAPONS)
    study = dossier.study
    sized = few.with_columns(size=pl.len().over("question")).sort(
        pl.col("weapon_class") != (study.weapon_class or ""),
        pl.col("quantity") != (study.quantity or ""),
        -pl.col("size").cast(pl.Int64),
        "measure_label",
        "question",
        maintain_order=True,
    )
    states = 2 * (pl.col("nth") + 1).max().over("question")
    kept = sized.with_row_index("nth").filter(states <= _MOST_STATES).drop("nth")
    left = weapons.height - kept.height
    note = f" Left out: {many(left, 'row')}, for which a page has no room." if left else ""
    return kept, note


def _missing(weapons: pl.DataFrame, rows: pl.DataFrame, dossier: Dossier) -> dict[str, list[str]]:
    """Name the weapons that have the quantity, but not under the condition of the question."""
    names = labels.with_names(rows, dossier, name="weapon_id")
    found = {}
    columns = ["question", "weapon_class", "quantity"]
    for question, weapon_class, quantity in weapons.select(columns).unique().iter_rows():
        of_class = names.filter(weapon_class=weapon_class, quantity=quantity)
        there = weapons.filter(question=question)["weapon_id"].implode()
        lacking = of_class.filter(~pl.col("weapon_id").is_in(there))["name"]
        found[question] = sorted(set(lacking))
    return found
