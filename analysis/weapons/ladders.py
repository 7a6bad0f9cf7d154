"""One weapon beside the others of its class, as intervals on one axis: who has more of what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    Layers,
    NothingToShow,
    cases,
    mark_sentence,
    option_control,
    tooltips,
    vega_literal,
)
from analysis.charting.numbers import EXACT
from analysis.dossier import VOICE
from analysis.weapons import comparisons, derivation, envelopes, labels
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import capital, lines, listed, many, short, span
from analysis.weapons.sides import countries, sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier

READINGS = {"value": "80 km", "bound": "80 km or less"}
_PLOT_PX, _STEP_PX = 430, 22
_MISSING = 2
_MOST_WEAPONS = 100
"""Weapons of one question: of more, a reader finds none."""
_MOST_STATES = 800
"""States of the menus that a page has words for."""
_CODES = {"above": "a", "below": "b", "equal": "e", "open": "o", "chosen": "c"}
_GLYPHS = {"above": "▲", "below": "▼", "equal": "=", "open": "≈", "chosen": "◆"}
_WORDS = {
    "above": "above",
    "below": "below",
    "equal": "equal",
    "open": "unclear",
    "chosen": "chosen",
}
_COLORS = {"above": BLUE, "below": ORANGE, "equal": PURPLE, "open": GREY, "chosen": INK}
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

    def settled(self, quantity: str | None = None, reading: str = "value") -> tuple[int, int]:
        """Count the pairs of weapons that figures settle, and all; of one quantity, if given."""
        rows = self.verdicts.filter(pl.col("weapon_id") < pl.col("other_id"), reading=reading)
        if quantity is not None:
            rows = rows.filter(quantity=quantity)
        rows = rows.unique(["quantity", "condition", "weapon_id", "other_id"])
        return rows.filter(pl.col("verdict") != "open").height, rows.height


def asked_across(made: Ladder, rows: pl.DataFrame, dossier: Dossier) -> tuple[int, int, int]:
    """Count what could be asked of two opposed weapons, what can be compared, what is settled.

    Asked is a quantity that both have figures of; it can be compared where they share a condition.
    """
    side = sides(dossier)
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
    found = made.verdicts.filter(reading="value").rename(
        {"weapon_id": "first", "other_id": "second"}
    )
    settled = found.filter(pl.col("verdict") != "open")
    same = ["first", "second", "quantity"]
    compared, sure = (pairs.join(one, on=same, how="semi").height for one in (found, settled))
    return pairs.height, compared, sure


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
        stated = strong.filter(pl.col("n_sources") > 0).with_columns(ids).select(_KEPT)
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
    country, home = (
        pl.col("origin").replace_strict(countries(dossier, in_sentence=way), default=None)
        for way in (False, True)
    )
    voices = dict(dossier.sources.select("source_id", VOICE).iter_rows())
    voice = pl.col("sources").list.eval(pl.element().replace_strict(voices, default=None))
    rows = labels.with_names(ends.join(bound, on=by), dossier, name="weapon_id")
    return (
        labels.with_citations(rows, dossier)
        .with_columns(
            country=country,
            home=home,
            n_sources=voice.list.n_unique(),
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


def captions(made: Ladder, dossier: Dossier, title: str | None) -> pl.DataFrame:
    """Word every state of the menus: one per question, weapon and reading."""
    counted = _counted(made, sides(dossier))
    rows = []
    for (question,), weapons in made.weapons.group_by("question", maintain_order=True):
        first = weapons.row(0, named=True)
        quantity, condition = _asked(first, dossier)
        asked = f"{quantity}{f' ({condition})' if condition else ''}"
        lacking = made.missing.get(str(question), [])
        none = f" No figure of this: {listed(lacking, _MISSING)}." if lacking else ""
        if dossier.measures[first["quantity"]].first:
            none = " Derived from other figures." + none
        # A control that changes nothing is not shown.
        is_open = _is_open(weapons)
        for weapon in weapons.iter_rows(named=True):
            for reading in READINGS if is_open else ["value"]:
                ends = ("lowest", "highest") if reading == "value" else ("low", "high")
                found = counted[question, reading, weapon["weapon_id"]]
                others = many(weapons.height - 1, "other")
                placed = f"{short(weapon['name'])}, {asked}: {_placed(found.all)} of {others}"
                stated = span(weapon[ends[0]], weapon[ends[1]], weapon["unit_label"])
                said = f"It has {stated} by {many(weapon['n_sources'], 'source')}."
                if found.across:
                    where = listed(sorted(found.countries)) or "the other side"
                    said += f" Beside those of {where}: {_placed(found.across)}."
                said += none
                rows.append((question, weapon["weapon_id"], reading, title or placed, said))
    keys = ["comparison", "compared_weapon", "reading"]
    return pl.DataFrame(rows, [*keys, "title", "sentence"], orient="row")


def _is_open(weapons: pl.DataFrame) -> bool:
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


def ladder_chart(made: Ladder, dossier: Dossier, left_out: str) -> Layers:
    """Draw the weapons of a question as intervals, and the chosen one as a band across them."""
    question, chosen = opening(made, dossier)
    readings = READINGS if _is_open(made.weapons) else {"value": READINGS["value"]}
    names = dict(made.weapons.select("weapon_id", "name").unique().sort("name").iter_rows())
    controls = [
        option_control("comparison", question_labels(made, dossier), "Compare ", question),
        option_control("compared_weapon", names, "for ", chosen),
        option_control("reading", readings, 'Take "up to 80 km" as ', "value", radio=True),
    ]
    order = made.weapons.group_by("question", maintain_order=True).agg("weapon_id")
    units = made.weapons.select("question", "unit_label").unique(maintain_order=True)
    given = {"weapons": dict(order.iter_rows()), "units": dict(units.iter_rows())}
    given |= {"words": {c: _WORDS[w] for w, c in _CODES.items()}}
    given |= {"glyphs": {c: _GLYPHS[w] for w, c in _CODES.items()}}
    params = [alt.param(name=f"ladder_{name}", value=value) for name, value in given.items()]
    packer = Packer("ladder")
    rows = packer.rows(_drawn(made))
    chart = (
        rows.read(alt.layer(*_marks(left_out + made.note), data=rows.data))
        .transform_filter("datum.question == comparison")
        .transform_calculate(at="indexof(ladder_weapons[comparison], compared_weapon)")
        .transform_calculate(
            code="slice(reading == 'value' ? datum.value_codes : datum.bound_codes, "
            "datum.at, datum.at + 1)",
            said="reading == 'value' ? datum.value_text : datum.bound_text",
            open_low="reading == 'bound' && !isValid(datum.low)",
            open_high="reading == 'bound' && !isValid(datum.high)",
        )
        .transform_calculate(
            verdict="ladder_words[datum.code]",
            label="ladder_glyphs[datum.code] + ' ' + datum.said",
        )
        .add_params(*controls, *params, *packer.params)
    )
    layers: Layers = chart.properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    return layers


def _drawn(made: Ladder) -> pl.DataFrame:
    codes = {}
    columns = ["question", "reading", "weapon_id", "other_id"]
    of = {
        tuple(key): code
        for *key, code in made.verdicts.select(
            *columns, pl.col("verdict").replace_strict(_CODES)
        ).iter_rows()
    }
    for (question,), rows in made.weapons.group_by("question", maintain_order=True):
        ids = rows["weapon_id"].to_list()
        for row in ids:
            codes[question, row] = {
                reading: "".join(
                    _CODES["chosen"] if pick == row else of[question, reading, pick, row]
                    for pick in ids
                )
                for reading in READINGS
            }
    keys = made.weapons.select("question", "weapon_id").rows()
    read = {r: [codes[key][r] for key in keys] for r in READINGS}
    unit = pl.col("unit_label")
    texts = {
        "value_text": labels.spans("lowest", "highest"),
        "bound_text": labels.spans("low", "high"),
        "figures": pl.format("{} {}", labels.spans("lowest", "highest"), unit).str.strip_chars(),
    }
    row = pl.coalesce(pl.format("{} ({})", "name", "country"), "name")
    return made.weapons.select(
        *("question", "low", "high", "lowest", "highest", "n_sources", "citation", "name"),
        "country",
        row=row,
        value_codes=pl.Series(read["value"]),
        bound_codes=pl.Series(read["bound"]),
        **texts,
    )


def _marks(note: str) -> list[alt.Chart]:
    in_unit = "datum.label + ' ' + (ladder_units[comparison] || '')"
    axis = alt.Axis(format=EXACT, labelExpr=in_unit, aria=False, tickCount=5)
    x = alt.X("lowest:Q", title=lines(note), scale=alt.Scale(zero=True), axis=axis)
    rows = alt.Chart().encode(
        y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=310, grid=False))
    )
    words = {c: f"{_GLYPHS[w]} {_WORDS[w]}" for w, c in _CODES.items()}
    legend = alt.Legend(
        orient="bottom",
        columns=3,
        symbolType="square",
        title=None,
        labelExpr=f"{vega_literal(words)}[datum.label]",
    )
    scale = alt.Scale(domain=list(words), range=[_COLORS[word] for word in _CODES])
    color = alt.Color("code:N", scale=scale, legend=legend)
    tooltip = tooltips(
        name="Weapon",
        country="Country",
        figures="Figures",
        verdict="Beside the chosen one",
        n_sources="Sources",
        citation="Source",
    )
    spoken = mark_sentence("{row}: {figures}, by {citation}; beside the chosen one {verdict}")
    chosen = alt.Chart().transform_filter(f"datum.code == '{_CODES['chosen']}'")
    end = chosen.mark_rule(color=INK, strokeDash=[2, 3], opacity=0.7)
    left = rows.transform_filter("datum.open_low").mark_text(
        text="◂", dx=-9, fontSize=13, aria=False
    )
    right = rows.transform_filter("datum.open_high").mark_text(
        text="▸", dx=9, fontSize=13, aria=False
    )
    return [
        chosen.mark_rect(color=GREY, opacity=0.18).encode(x=x, x2="highest:Q"),
        end.encode(x="lowest:Q"),
        end.encode(x="highest:Q"),
        rows.mark_rule(strokeWidth=7, strokeCap="round", aria=False).encode(
            x="lowest:Q", x2="highest:Q", color=color, tooltip=tooltip
        ),
        rows.mark_point(size=75, filled=True, opacity=1).encode(
            x="highest:Q", color=color, tooltip=tooltip, description=spoken
        ),
        left.encode(x="lowest:Q"),
        right.encode(x="highest:Q"),
        rows.mark_text(align="left", color=INK, aria=False).encode(
            x=alt.value(_PLOT_PX + 12), text="label:N"
        ),
    ]
