"""A matrix of two flows: which of their numbers may be compared, what that shows, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    SKY,
    Layers,
    cases,
    mark_sentence,
    option_control,
    tooltips,
    vega_literal,
)
from analysis.weapons.delivery_pairs import pairs_of
from analysis.weapons.delivery_views import flow_key, measured_if
from analysis.weapons.labels import joined
from analysis.weapons.mentions import deliveries_on_claims
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.dossier import Dossier

MOST_COMPARED = 500
"""Numbers of which every two are compared: a page with more would take long to make."""
MOST_KINDS = 90
"""Kinds of which every two have a cell: of more, a browser draws the cells with a delay."""
_FOUND = {
    "more": "more",
    "less": "less",
    "overlapping": "overlapping",
    "undecided": "left open",
}
_TURNED = _FOUND | {"more": "less", "less": "more"}
_MIXED, _SAME = "depends on the claim", "one kind"
_OBSTACLES = {
    "measure": "measures differ",
    "unit": "units differ",
    "class": "classes differ",
    "premise": "premises differ",
    "days": "days unknown or too few",
}
_GLYPHS = {
    "more": "▲",
    "less": "▽",
    "overlapping": "≈",
    "left open": "?",
    _MIXED: "±",
    _SAME: "=",
    "measures differ": "m",
    "units differ": "u",
    "classes differ": "c",
    "premises differ": "p",
    "days unknown or too few": "d",
}
_IN_CHART = ("flow_a", "kind_a", "flow_b", "kind_b", "relation", "found", "turned")
_COLORS = [BLUE, ORANGE, SKY, GRID, GRID, *[PAPER] * 6]


def comparable_kinds(dossier: Dossier, rows: pl.DataFrame) -> pl.DataFrame:
    """Compare every two kinds of numbers: those of one flow, unit, measure and premise.

    Parameters
    ----------
    dossier
        With weapons.
    rows
        Of `readable_claims`, those with a number.

    Returns
    -------
    DataFrame
        One row per pair, also of a kind with itself: ``flow_a``, ``kind_a``, ``flow_b``,
        ``kind_b``, ``relation`` (a word of the legend), ``found`` as read from a to b and
        ``turned`` from b to a, ``n_pairs`` of numbers, ``n_compared`` of them, and ``n_numbers`` of
        a kind with itself.
    """
    numbered = rows.with_columns(
        flow_key(),
        kind=joined("unit", measured_if()),
        n=pl.len().over("supplier", "recipient"),
    )
    largest = numbered.sort("n", "flow", "kind", descending=[True, False, False])
    named = largest.select("key", "kind").unique(maintain_order=True).with_row_index("at")
    kept = largest.head(MOST_COMPARED).join(named.head(MOST_KINDS), on=["key", "kind"])
    places = kept.select("delivery_id", "at")
    pairs = (
        pairs_of(kept, kept, dossier)
        .join(places, on="delivery_id")
        .join(places, left_on="other_id", right_on="delivery_id", suffix="_b")
        .filter(pl.col("at") < pl.col("at_b"))
    )
    said = pl.format("numbers of this kind: {}", "n_numbers")
    alone = (
        kept.group_by("at")
        .agg(n_numbers=pl.len())
        .with_columns(at_b="at", relation=pl.lit(_SAME), found=said, turned=said)
    )
    both = pl.concat([_counted(pairs), alone], how="diagonal").select(
        *("at", "at_b", "relation", "found", "turned"),
        pl.col("n_pairs", "n_compared", "n_numbers", *_FOUND).fill_null(0),
    )
    names = named.rename({"key": "flow"})
    return (
        both.join(names, on="at")
        .join(names, left_on="at_b", right_on="at", suffix="_b")
        .rename({"flow": "flow_a", "kind": "kind_a"})
        .sort("at", "at_b")
        .drop("at", "at_b")
    )


def _counted(pairs: pl.DataFrame) -> pl.DataFrame:
    """Count by two kinds how their numbers compare, and word it in both directions."""
    refused = pl.col("obstacle").is_not_null()
    commonest = pl.col("obstacle").drop_nulls().mode().sort().first()
    counts = [(pl.col("comparison") == word).sum().alias(word) for word in _FOUND]
    cells = pairs.group_by("at", "at_b").agg(
        *counts,
        n_pairs=pl.len(),
        n_compared=(~refused).sum(),
        obstacle=commonest,
        reason=pl.col("reason").filter(pl.col("obstacle") == commonest).mode().sort().first(),
    )
    ways = pl.sum_horizontal(pl.col(word) > 0 for word in _FOUND)
    relation = pl.coalesce(
        pl.when(pl.col("n_compared") == 0).then(pl.col("obstacle").replace(_OBSTACLES)),
        pl.when(ways > 1).then(pl.lit(_MIXED)),
        cases({label: pl.col(word) > 0 for word, label in _FOUND.items()}),
    )
    return cells.with_columns(relation=relation, found=_found(_FOUND), turned=_found(_TURNED))


def _found(words: Mapping[str, str]) -> pl.Expr:
    """Say how the pairs of numbers of two kinds compare, or why none of them may be compared."""
    parts = [
        pl.when(pl.col(word) > 0).then(pl.format("{} in {}", pl.lit(label), word))
        for word, label in words.items()
    ]
    counted = pl.format(
        "{} of {} pairs of numbers",
        pl.concat_str(parts, separator=", ", ignore_nulls=True),
        "n_pairs",
    )
    return pl.when(pl.col("n_compared") > 0).then(counted).otherwise("reason")


def flows_of(cells: pl.DataFrame, rows: pl.DataFrame) -> dict[str, str]:
    """Name the flows of rows of `comparable_kinds`, by label."""
    key = rows.select(flow_key(), "flow").unique()
    drawn = key.filter(pl.col("key").is_in(cells["flow_a"].unique().implode()))
    return dict(drawn.sort("flow").iter_rows())


def claim_on_flows(dossier: Dossier) -> tuple[str | None, list[str]]:
    """Choose the claim that speaks of two flows with most numbers, and give those two."""
    links = deliveries_on_claims(dossier).filter(
        pl.col("recipient").is_not_null(), pl.col("n_numbers") > 0
    )
    two = (
        links.sort("n_numbers", descending=True, maintain_order=True)
        .group_by("claim_id", maintain_order=True)
        .agg(flow_key().head(2), names=pl.col("flow").head(2), n=pl.col("n_numbers").head(2).sum())
        .filter(pl.col("key").list.len() > 1)
        .sort("n", descending=True, maintain_order=True)
    )
    for claim_id, keys, names, _ in two.head(1).iter_rows():
        return claim_id, [key for _, key in sorted(zip(names, keys, strict=True))]
    return None, []


def captions(
    cells: pl.DataFrame, flows: Mapping[str, str], note: str, title: str | None
) -> pl.DataFrame:
    """Word every two flows: how many of their numbers can be compared, and what that shows."""
    known: dict[tuple[str, str], pl.DataFrame] = {
        (str(a), str(b)): rows for (a, b), rows in cells.group_by("flow_a", "flow_b")
    }
    said = []
    for first in flows:
        for second in flows:
            straight, turned = known.get((first, second)), known.get((second, first))
            parts = [part for part in (straight, turned) if part is not None]
            rows = pl.concat(parts[:1] if first == second else parts) if parts else cells.clear()
            more, less = _directed(straight, turned, same=first == second)
            said.append(
                (
                    first,
                    second,
                    title or _compared_words(rows, flows[first], flows[second], more, less),
                    _refused_words(rows) + note,
                )
            )
    return pl.DataFrame(said, ["first_flow", "second_flow", "title", "sentence"], orient="row")


def _directed(
    straight: pl.DataFrame | None, turned: pl.DataFrame | None, *, same: bool
) -> tuple[int, int]:
    """Count the pairs in which the first flow has the larger number, and the smaller one."""
    more = less = 0
    if straight is not None:
        more, less = int(straight["more"].sum()), int(straight["less"].sum())
    if turned is not None and not same:
        more, less = more + int(turned["less"].sum()), less + int(turned["more"].sum())
    return more, less


def _compared_words(rows: pl.DataFrame, first: str, second: str, more: int, less: int) -> str:
    pairs, compared = int(rows["n_pairs"].sum()), int(rows["n_compared"].sum())
    both = first if first == second else f"{first} and {second}"
    if not pairs:
        return f"{both}: no two kinds of numbers to compare"
    words = f"{both}: {compared:,} of {many(pairs, 'pair')} of numbers can be compared"
    if first == second or not compared:
        return words
    found = {"the first is more": more, "less": less, "left open": compared - more - less}
    parts = [f"{word} in {number:,}" for word, number in found.items() if number]
    return f"{words}; {', '.join(parts)}"


def _refused_words(rows: pl.DataFrame) -> str:
    refused = rows.filter(pl.col("n_pairs") > 0, pl.col("n_compared") == 0)
    counts = refused.group_by("relation").agg(n=pl.len()).sort("n", "relation", descending=True)
    parts = [f"{relation} ({number:,})" for relation, number in counts.head(3).iter_rows()]
    return f"Most are not compared because {', '.join(parts)}." if parts else "All can be compared."


def comparability(cells: pl.DataFrame, flows: Mapping[str, str], opening: Sequence[str]) -> Layers:
    """Draw a matrix of the kinds of numbers on two flows, with the reason where nothing compares.

    Parameters
    ----------
    cells
        Rows of `comparable_kinds`.
    flows
        Label of each flow.
    opening
        The two flows shown first.
    """
    controls = [
        option_control("first_flow", flows, "Compare ", opening[0]),
        option_control("second_flow", flows, "with ", opening[1]),
    ]
    swapped = "datum.flow_a != first_flow"
    here = "datum.flow_{} == first_flow && datum.flow_{} == second_flow"
    turned = {"more": "less", "less": "more"}
    packer = Packer("flow")
    packed = packer.rows(cells.select(_IN_CHART))
    shown = (
        packed.read(alt.Chart(packed.data))
        .transform_filter(f"({here.format('a', 'b')}) || ({here.format('b', 'a')})")
        .transform_calculate(
            row=f"{swapped} ? datum.kind_b : datum.kind_a",
            column=f"{swapped} ? datum.kind_a : datum.kind_b",
            result=f"{swapped} ? ({vega_literal(turned)}[datum.relation] || datum.relation)"
            " : datum.relation",
            said=f"{swapped} ? datum.turned : datum.found",
        )
        .transform_calculate(glyph=f"{vega_literal(_GLYPHS)}[datum.result]")
    )
    axis: Any = {"labelLimit": 300, "title": None}
    base = shown.encode(
        x=alt.X("column:N", axis=alt.Axis(orient="top", labelAngle=-50, **axis)),
        y=alt.Y("row:N", axis=alt.Axis(**axis)),
        tooltip=tooltips(row="Row", column="Column", result="Row against column", said="Found"),
        description=mark_sentence("{row}, against {column}: {result}; {said}"),
    )
    legend = alt.Legend(
        orient="bottom",
        columns=3,
        symbolType="square",
        symbolStrokeColor=MUTED,
        labelExpr=f"{vega_literal(_GLYPHS)}[datum.label] + '  ' + datum.label",
    )
    scale = alt.Scale(domain=list(_GLYPHS), range=_COLORS)
    on_dark = "datum.result == 'more'"
    ink = alt.condition(on_dark, alt.value(PAPER), alt.value(INK))
    color = alt.Color("result:N", title=None, scale=scale, legend=legend)
    return (
        alt.layer(
            base.mark_rect(stroke=MUTED, strokeWidth=0.4).encode(color=color),
            base.mark_text(fontSize=13).encode(text="glyph:N", color=ink),
        )
        .properties(width=alt.Step(28), height=alt.Step(24))
        .add_params(*controls, *packer.params)
    )
