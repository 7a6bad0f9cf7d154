"""What would change if one tie were dropped or reversed, tie by tie, on the day of the study."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt
import polars as pl

from analysis import balance
from analysis.alliances import rows
from analysis.alliances.sentences import (
    basis_sentence,
    few,
    joined,
    more_words,
    moved_words,
    pair_text,
    shortened,
)
from analysis.alliances.structure import BASIS_LABELS, Solved, camps_of
from analysis.alliances.ties import BASES, reduce_ties, ties_in_force
from analysis.charting import (
    BLUE,
    GREY,
    INK,
    VERMILION,
    NothingToShow,
    Style,
    Styles,
    cases,
    counted,
    mark_sentence,
    option_control,
    tooltips,
    vega_literal,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.alliances.structure import Camps
    from analysis.charting import Layers
    from analysis.dossier import Dossier

MOST_TIES = 40
"""Ties that are listed, those first that matter most."""

_NAME_CHARACTERS = 24
_LABEL_PX = 340
_WIDTH_PX = 500
_SECONDS, _AT_LEAST_S = 20.0, 0.1
_WAYS = Styles(
    {
        "dropped": Style(BLUE, "circle", label="without the tie"),
        "reversed": Style(VERMILION, "diamond", label="with its sign reversed"),
    }
)


class Picked(NamedTuple):
    """Ties of every basis, with the number of strained ties as it is, without it, and reversed."""

    ties: pl.DataFrame
    note: str


def pickable(dossier: Dossier, min_reliability: str = "F") -> Picked:
    """Ask of each tie of the day of the study what the strain would be without it, and reversed.

    Returns
    -------
    Picked
        ``basis``, ``pair`` and ``short`` (the same with long names cut), ``relation``, ``index``,
        ``known`` (number of ties that count), ``dropped``, ``reversed``, ``effect`` (that in
        words), ``if_dropped`` and ``if_reversed`` (sentences), ``rests_on`` and ``citation``.

    Raises
    ------
    NothingToShow
        No tie is friendly or hostile on that day, or there was no time for any of them.
    """
    ends, solved = time.monotonic() + _SECONDS, dict[object, Solved]()
    found, most, unproven = list[pl.DataFrame](), 0, 0
    every = ties_in_force(dossier, basis=BASES, min_reliability=min_reliability)
    for last, basis in enumerate(BASES, 1):
        edges = reduce_ties(every.filter(pl.col("basis").is_in(BASES[:last])))
        left = max(ends - time.monotonic(), _AT_LEAST_S)
        now = camps_of(edges, dossier.study.seen_from, solved, left)
        if now.edges.is_empty():
            continue
        signed = now.edges.select("source", "target", "sign")
        left = max(ends - time.monotonic(), _AT_LEAST_S)
        changed = balance.tie_sensitivity(signed, time_limit_s=left)
        table = now.edges.with_columns(
            basis=pl.lit(basis),
            index=pl.lit(now.index),
            known=pl.lit(now.edges.height),
            dropped=changed["index_if_dropped"].cast(pl.Int64),
            reversed=changed["index_if_flipped"].cast(pl.Int64),
        ).drop_nulls(["dropped", "reversed"])
        most, unproven = max(most, table.height), max(unproven, changed.height - table.height)
        found.append(_worded(dossier, table, now, solved, ends))
    if not any(table.height for table in found):
        none = "No friendly or hostile tie is known on the day of the study."
        late = "There was no time to work out what any tie changes."
        raise NothingToShow(late if found else none)
    cut = f"Only the {MOST_TIES} ties that matter most are listed." if most > MOST_TIES else None
    late = f"{counted(unproven, 'tie is', 'ties are')} left out, for lack of time."
    return Picked(pl.concat(found), joined(cut, late if unproven else None))


def _worded(
    dossier: Dossier, table: pl.DataFrame, now: Camps, solved: dict[object, Solved], ends: float
) -> pl.DataFrame:
    names = dossier.names
    pairs = [
        pair_text(one, other, names) for one, other in table.select("source", "target").iter_rows()
    ]
    cut = {actor: shortened(name, _NAME_CHARACTERS) for actor, name in names.items()}
    short = [pair_text(one, other, cut) for one, other in table.select("source", "target").rows()]
    reach = pl.max_horizontal(
        (pl.col(way) - pl.col("index")).abs() for way in ("dropped", "reversed")
    )
    listed = (
        table.with_columns(
            pair=pl.Series(pairs, dtype=pl.String),
            short=pl.Series(short, dtype=pl.String),
            reach=reach,
        )
        .unique("pair", keep="first", maintain_order=True)
        .sort("reach", "dropped", "reversed", "pair", descending=[True, False, False, False])
        .head(MOST_TIES)
    )
    edges = now.edges.drop("frustration").with_columns(unsettled=pl.lit(value=False))
    sentences: dict[str, list[str]] = {"if_dropped": [], "if_reversed": []}
    for row in listed.iter_rows(named=True):
        picked = (pl.col("source") == row["source"]) & (pl.col("target") == row["target"])
        flipped = pl.when(picked).then(-pl.col("sign")).otherwise("sign")
        others = {"if_dropped": edges.filter(~picked), "if_reversed": edges.with_columns(flipped)}
        for what, changed in others.items():
            left = ends - time.monotonic()
            then = camps_of(changed, now.seen_from, solved, left) if left > 0 else None
            proven = then is not None and then.proven
            said = moved_words(now, then, names.in_sentence) if then and proven else ""
            sentences[what].append(said)
    effect = cases(
        {
            "less strain either way": (pl.col("dropped") < pl.col("index"))
            & (pl.col("reversed") < pl.col("index")),
            "less strain without it": pl.col("dropped") < pl.col("index"),
            "more strain if reversed": pl.col("reversed") > pl.col("index"),
            "less strain if reversed": pl.col("reversed") < pl.col("index"),
        },
        otherwise="no difference",
    )
    explained = rows.with_grounds(dossier, listed)
    return explained.select(
        *("basis", "pair", "index", "known", "dropped", "reversed", "rests_on", "citation"),
        relation=cases({"friendly": pl.col("sign") == 1}, otherwise="hostile"),
        effect=effect,
        short="short",
        rank=pl.int_range(pl.len()),
        **{what: pl.Series(said, dtype=pl.String) for what, said in sentences.items()},
    )


def pick_captions(picked: Picked, day: str, title: str | None, note: str) -> pl.DataFrame:
    """Word what dropping or reversing each tie would do: a row per basis and tie."""
    said = []
    for (basis,), ties in picked.ties.group_by("basis", maintain_order=True):
        matter = ties.filter(pl.col("dropped") < pl.col("index"))["pair"].to_list()
        one_of = "any one of " if matter[1:] else ""
        fewer = f"Dropping {one_of}{few(matter)} would ease the strain." if matter else None
        known = counted(ties["known"][0], "known tie", "known ties")
        none = "Dropping any one of them would not ease the strain." if ties["index"][0] else None
        for tie in ties.iter_rows(named=True):
            sentence = joined(
                _who_moves(tie["if_dropped"], tie["if_reversed"]),
                f"On {day}, {tie['index']:,} of {known} strain the camps.",
                fewer or none,
                basis_sentence(str(basis)),
                picked.note,
                note,
            )
            said.append((basis, tie["pair"], title or _heading(tie), sentence))
    columns = [_basis_control(picked), "tie_pair", "title", "sentence"]
    return pl.DataFrame(said, columns, orient="row")


def _basis_control(picked: Picked) -> str:
    """Name the control for bases: that of other figures where it offers all that they offer."""
    return "basis" if picked.ties["basis"].n_unique() == len(BASES) else "basis_of_ties"


def _heading(tie: Mapping[str, Any]) -> str:
    other = "hostile" if tie["relation"] == "friendly" else "friendly"
    without, turned = (tie[way] - tie["index"] for way in ("dropped", "reversed"))
    pair = tie["pair"]
    if without == turned == 0:
        return f"{pair}: neither dropping nor reversing the tie changes the strain"
    if without == turned:
        return f"Without {pair}, {more_words(without)}; likewise if it were {other}"
    return f"Without {pair}, {more_words(without)}; if it were {other}, {more_words(turned)}"


def _who_moves(dropped: str, turned: str) -> str | None:
    if not dropped or not turned:
        return None
    if dropped == turned:
        return f"In both cases {dropped}."
    return f"Without it, {dropped}; reversed, {turned}."


def draw(picked: Picked) -> Layers:
    """Draw each tie with the number of strained ties as it is, without it, and reversed."""
    bases = {basis: BASIS_LABELS[basis] for basis in picked.ties["basis"]}
    pairs = picked.ties["pair"].unique(maintain_order=True).sort().to_list()
    opening = list(bases)[-1]
    first = picked.ties.filter(basis=opening)["pair"][0]
    tie = alt.selection_point(
        name="tie",
        fields=["pair"],
        value=[{"pair": first}],
        bind=alt.binding_select(options=pairs, name="Tie "),
        on="click",
        clear=False,
    )
    control = _basis_control(picked)
    basis = option_control(control, bases, "Count ", opening, radio=True)
    short = dict(picked.ties.select("pair", "short").iter_rows())
    cut = any(pair != said for pair, said in short.items())
    y = alt.Y(
        "pair:N",
        sort=alt.EncodingSortField("rank", order="ascending"),
        title=None,
        axis=alt.Axis(
            labelLimit=_LABEL_PX,
            labelExpr=f"{vega_literal(short)}[datum.value]" if cut else alt.Undefined,
        ),
    )
    most = max(
        1, *picked.ties.select(pl.max_horizontal("index", "dropped", "reversed")).to_series()
    )
    x = alt.X(
        "at:Q",
        title="Ties at odds with the camps (line: as it is)",
        axis=alt.Axis(format="d", values=list(range(0, most + 1, most // 10 + 1)), orient="top"),
        scale=alt.Scale(domain=[-0.3, most + 0.3], nice=False, zero=False),
    )
    here = alt.Chart(picked.ties).transform_filter(f"datum.basis == {control}")
    base = here.encode(
        y=y,
        tooltip=tooltips(
            pair="Pair",
            relation="Tie",
            index="At odds as it is",
            dropped="Without the tie",
            reversed="With its sign reversed",
            effect="Effect",
            rests_on="Rests on",
            citation="Source",
        ),
        description=mark_sentence(
            "{pair}, {relation}: {dropped} ties at odds without it, {reversed} if reversed, "
            "{index} as it is"
        ),
    )
    band = here.mark_bar(fill=GREY, stroke=INK, strokeWidth=1).encode(
        y=y,
        x=alt.value(0),
        x2=alt.value("width"),
        fillOpacity=alt.condition(tie, alt.value(0.18), alt.value(0), empty=False),
        strokeOpacity=alt.condition(tie, alt.value(1), alt.value(0), empty=False),
    )
    span = here.transform_calculate(
        low="min(datum.dropped, datum.reversed, datum.index)",
        high="max(datum.dropped, datum.reversed, datum.index)",
    )
    line = span.mark_rule(stroke=GREY, strokeWidth=1.5).encode(
        y=y, x=alt.X("low:Q", scale=x["scale"]), x2="high:Q"
    )
    # All rows of a basis have the same number as it is, so one of them draws its line.
    now = here.transform_filter("datum.rank == 0").mark_rule(stroke=INK, strokeWidth=2)
    as_it_is = now.encode(x=alt.X("index:Q", scale=x["scale"]))
    points = [
        base.transform_calculate(at=f"datum.{way}", way=f"'{way}'")
        .mark_point(filled=way == "dropped", size=110, opacity=1, strokeWidth=2)
        .encode(x=x, **_WAYS.points("way:N", None, orient="bottom", columns=2))
        for way in _WAYS.words
    ]
    return (
        alt.layer(band, as_it_is, line, *points)
        .add_params(basis, tie)
        .properties(width=_WIDTH_PX, height=alt.Step(20))
    )
