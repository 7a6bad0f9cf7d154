"""What a ladder says in every state: questions, titles and sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.weapons import labels
from analysis.weapons.ladders import READINGS
from analysis.weapons.phrases import capital, listed, many, short, span
from analysis.weapons.sides import arms_sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier
    from analysis.weapons.ladders import Ladder

_MISSING = 2


def opening(made: Ladder, dossier: Dossier) -> tuple[str, str]:
    """Give the question and the weapon shown first: one that the article names."""
    question = made.weapons["question"][0]
    named = dossier.weapons.filter("named_in_article")["weapon_id"].implode()
    rows = made.weapons.filter(question=question).sort(
        ~pl.col("weapon_id").is_in(named), -pl.col("n_sources").cast(pl.Int64), "name"
    )
    return question, rows["weapon_id"][0]


def question_labels(made: Ladder, dossier: Dossier) -> dict[str, str]:
    """Label each question of the menu, in the order of labels."""
    found = {}
    for (question,), rows in made.weapons.group_by("question", maintain_order=True):
        asked = rows.row(0, named=True)
        quantity, condition = _asked(asked, dossier)
        under = f", {condition}" if condition else ""
        of = [asked["weapon_class"], *dossier.classes[asked["weapon_class"]].faces]
        kinds = dossier.weapons.filter(pl.col("weapon_id").is_in(rows["weapon_id"].implode()))
        there = set(kinds["weapon_class"])
        named = " or ".join(dossier.classes[one].label for one in of if one in there)
        unit = f" ({asked['unit_label']})" if asked["unit_label"] else ""
        kind = ", derived" if dossier.measures[asked["quantity"]].first else ""
        text = f"{capital(named)}: {quantity}{under}{unit}{kind}, {many(rows.height, 'weapon')}"
        found[str(question)] = text
    return dict(sorted(found.items(), key=lambda pair: pair[::-1]))


def _asked(row: Mapping[str, Any], dossier: Dossier) -> tuple[str, str]:
    condition = pl.DataFrame({"c": [row["comparable_condition"] or ""]})
    said = condition.select(labels.short_condition("c", dossier))["c"][0]
    return dossier.measures[row["quantity"]].label, said


def captions(made: Ladder, dossier: Dossier, title: str | None, left_out: str = "") -> pl.DataFrame:
    """Word every state of the menus: one per question, weapon and reading."""
    counted = _counted(made, arms_sides(dossier))
    rows = []
    for (question,), weapons in made.weapons.group_by("question", maintain_order=True):
        first = weapons.row(0, named=True)
        quantity, condition = _asked(first, dossier)
        asked = f"{quantity}{f' ({condition})' if condition else ''}"
        lacking = made.missing.get(str(question), [])
        none = f" No such figure for {listed(lacking, _MISSING)}." if lacking else ""
        if dossier.measures[first["quantity"]].first:
            none = " Derived from other figures." + none
        # A control that changes nothing is not shown.
        is_open = is_open_ended(weapons)
        for weapon in weapons.iter_rows(named=True):
            for reading in READINGS if is_open else ["value"]:
                ends = ("lowest", "highest") if reading == "value" else ("low", "high")
                found = counted[question, reading, weapon["weapon_id"]]
                others = many(weapons.height - 1, "other")
                placed = f"{short(weapon['name'])}, {asked}: {_placed(found.all)} of {others}"
                stated = span(weapon[ends[0]], weapon[ends[1]], weapon["unit_label"])
                sources = many(weapon["n_sources"], "source gives", "sources give")
                said = f"{sources} it {stated}."
                if found.across:
                    where = listed(sorted(found.countries)) or "the other side"
                    said += f" Beside those of {where}: {_placed(found.across)}."
                said += f"{none}{left_out}{made.note}"
                rows.append((question, weapon["weapon_id"], reading, title or placed, said))
    keys = ["comparison", "compared_weapon", "reading"]
    return pl.DataFrame(rows, [*keys, "title", "sentence"], orient="row")


def is_open_ended(weapons: pl.DataFrame) -> bool:
    """Whether an end of some interval is open, so that the readings differ."""
    return weapons["low"].null_count() + weapons["high"].null_count() > 0


@dataclass
class _Count:
    """Verdicts on a weapon's others: on all, and on those of another side, with whose they are."""

    all: Counter[str] = field(default_factory=Counter)
    across: Counter[str] = field(default_factory=Counter)
    countries: set[str] = field(default_factory=set)


def _counted(made: Ladder, side: Mapping[str, str]) -> dict[tuple[object, str, str], _Count]:
    about = made.weapons.select("weapon_id", "origin", "home").unique()
    of = {one: side.get(code or "") for one, code, _ in about.iter_rows()}
    home = {one: name for one, _, name in about.iter_rows()}
    found: dict[tuple[object, str, str], _Count] = defaultdict(_Count)
    columns = ["question", "reading", "weapon_id", "other_id", "verdict"]
    for question, reading, one, other, verdict in made.verdicts.select(columns).iter_rows():
        count = found[question, reading, one]
        count.all[verdict] += 1
        if of[one] and of[other] and of[one] != of[other]:
            count.across[verdict] += 1
            count.countries |= {home[other]} - {None}
    return found


def _placed(count: Mapping[str, int]) -> str:
    """Say how many are below and above, from the chosen weapon's view.

    Of two weapons the chosen one is above where the other is below.
    """
    said = {
        "above": count.get("below", 0),
        "below": count.get("above", 0),
        "equal to": count.get("equal", 0),
        "cannot be told from": count.get("open", 0),
    }
    parts = [f"{words} {number:,}" for words, number in said.items() if number]
    return ", ".join(parts) or "beside none"
