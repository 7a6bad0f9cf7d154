"""The picture of who agrees with whom: speakers by camp, ties by sign and weight."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    DASHED,
    GREY,
    INK,
    MUTED,
    PAPER,
    PURPLE,
    SOLID,
    VERMILION,
    WIDTH_PX,
    Layers,
    Style,
    Styles,
    circle_layout,
    edge_layout,
    mark_sentence,
    setting_controls,
    tooltips,
    vega_literal,
)
from analysis.charting.network import beside_nodes, camp_layout
from analysis.discourse.charts.debates import WHOLE, debate
from analysis.discourse.charts.divisions import UNMATCHED
from analysis.discourse.charts.pairings import (
    AGGREGATIONS,
    NORMALIZATIONS,
    SILENT,
    speaking_pairs,
)
from analysis.explorer import Explorer, figure

if TYPE_CHECKING:
    from analysis.charting import Settings
    from analysis.corpora import Corpus
    from analysis.discourse.charts.pairings import SpeakingPairs
    from analysis.dossier import Dossier

CAMP_STYLES = Styles(
    {
        "first": Style(BLUE, "circle", label="first camp"),
        "second": Style(VERMILION, "square", label="second camp"),
        "undecided": Style(PURPLE, "diamond", label="in either camp"),
        UNMATCHED: Style(PURPLE, "triangle-down", label="camps not matched with those before"),
        "unlinked": Style(GREY, "triangle-up", label="not linked"),
        SILENT: Style(MUTED, "cross", label=SILENT),
    }
)
_TIE_STYLES = Styles(
    {
        "agree": Style(BLUE, dash=SOLID, label="mostly agree"),
        "disagree": Style(VERMILION, dash=DASHED, label="mostly disagree"),
        "congruent": Style(BLUE, dash=SOLID, label="agree on a point"),
        "in conflict": Style(VERMILION, dash=DASHED, label="disagree on a point"),
        "both": Style(GREY, dash=SOLID, label="speak on the same"),
    }
)
_SIDES = {"first": "against", "second": "with"}
"""Where a camp is placed: the first at the left."""

_UNIT_PX = 176
"""Height of one unit of the layout, in which camps are 2 high."""

_ACROSS = alt.Scale(domain=[-0.93, 0.93], nice=False)
_ABOVE, _BELOW = 1.22, 1.3
_IN_A_ROW, _ROW, _STAGGER = 3, 0.7, 0.24
"""Of those without a link to the camps, below them; neighbours are not at one height."""

_LABEL_CHARACTERS = 14
_THIN_PX, _THICK_PX, _EDGE_PX = 1.5, 8.0, 4.0


@figure("speaker-network", "claims")
def speaker_network(
    dossier: Dossier | Corpus, *, by: str = "person", title: str | None = None
) -> Explorer:
    """Draw who agrees and who disagrees with whom, speakers by camp.

    Agreement can be counted, weighed and normalised as in `analysis.discourse.network`; the
    statements of several months can be shown window by window.

    Parameters
    ----------
    dossier
        A dossier, or a corpus of many.
    by
        Who the speakers are: ``person`` (whoever has the view) or ``organization`` (the
        government or organisation that they speak for).
    title
        By default it counts the pairs that agree and disagree in the setting shown.
    """
    pairs = speaking_pairs(debate(dossier, by), title)
    headings = {
        "concepts": "On ",
        "aggregation": "Count ",
        "normalization": "Weigh by ",
        "window": "Window ",
    }
    controls = setting_controls(pairs.settings, headings)
    return Explorer(_picture(pairs).add_params(*controls), "speaker-network", pairs.captions)


def _layout(pairs: SpeakingPairs) -> pl.DataFrame:
    """Place camps on two arcs, and below them whoever no tie links to them."""
    linked = {name: camp for name, camp in pairs.camps.items() if camp != "unlinked"}
    upper = [name for name in pairs.speakers if name in linked]
    lower = [name for name in pairs.speakers if name not in linked]
    if not upper:
        return circle_layout(lower)
    placed = camp_layout({name: _SIDES.get(linked[name], "undecided") for name in upper})
    rows = []
    for at, name in enumerate(lower):
        row, place = divmod(at, _IN_A_ROW)
        count = min(len(lower) - row * _IN_A_ROW, _IN_A_ROW)
        x = 0.0 if count == 1 else 1.8 * (place / (count - 1) - 0.5)
        y = -_BELOW - 0.2 - _ROW * row - _STAGGER * (place % 2)
        label = "\n".join(textwrap.wrap(name, _LABEL_CHARACTERS))
        rows.append((name, label, x, y, x, y - 0.17, "center"))
    return pl.concat([placed, pl.DataFrame(rows, placed.schema, orient="row")])


def _picture(pairs: SpeakingPairs) -> Layers:
    places = _layout(pairs)
    low, high = places["label_y"].min(), _ABOVE
    depth = max(_ABOVE, 0.12 - float(low))  # type: ignore[arg-type] # a number
    up = alt.Scale(domain=[-depth, high], nice=False)
    shown = (
        f"datum.span == {'window' if 'window' in pairs.settings.options else vega_literal(WHOLE)}"
    )
    kind, way = places_in_rows(pairs.settings)
    chosen = (
        alt.Chart(pairs.edges)
        .transform_filter(shown)
        .transform_calculate(
            weight=f"toNumber(split(datum.weights, '|')[{way}])",
            strained=f"substring(datum.odds, {kind}, {kind} + 1) == '1'",
        )
        .transform_filter("datum.weight != 0")
        .transform_calculate(
            size="abs(datum.weight)",
            tie="aggregation == 'ignore' ? 'both' : aggregation == 'conflict' ? 'in conflict' : "
            "aggregation == 'congruence' ? 'congruent' : "
            "datum.weight > 0 ? 'agree' : 'disagree'",
            strain="aggregation != 'subtract' ? 'the camps are by agreement less disagreement' : "
            "datum.strained ? 'at odds with the camps' : 'in line with the camps'",
            number="replace(format(datum.weight, ',.2~f'), '-', '\\u2212')",
        )
        .transform_joinaggregate(most="max(size)")
        .transform_calculate(thick=f"{_THIN_PX} + {_THICK_PX - _THIN_PX} * datum.size / datum.most")
    )
    layers: Layers = alt.layer(
        *_ties(edge_layout(chosen, places), up), *_speakers(pairs, places, shown, up)
    ).resolve_scale(color="independent", shape="independent", strokeDash="independent")
    return layers.properties(width=WIDTH_PX, height=_UNIT_PX * (depth + high))


def places_in_rows(settings: Settings) -> tuple[str, str]:
    """Write as Vega expressions which kind of points and which way of counting are chosen."""
    kinds = settings.options.get("concepts", {})
    kind = f"indexof({vega_literal(list(kinds))}, concepts)" if kinds else "0"
    ways = (
        (list(AGGREGATIONS), "aggregation"),
        (list(NORMALIZATIONS), "normalization"),
    )
    way = kind
    for words, name in ways:
        way = f"({way}) * {len(words)} + indexof({vega_literal(words)}, {name})"
    return kind, way


def _ties(edges: alt.Chart, up: alt.Scale) -> list[alt.Chart]:
    words = (
        "aggregation == 'ignore' ? ['both'] : aggregation == 'congruence' ? ['congruent'] : "
        "aggregation == 'conflict' ? ['in conflict'] : ['agree', 'disagree']"
    )
    legend = {"orient": "bottom", "values": alt.ExprRef(words), "symbolStrokeWidth": 3}
    ends = {
        "x": alt.X("x:Q", scale=_ACROSS, axis=None),
        "y": alt.Y("y:Q", scale=up, axis=None),
        "x2": "to_x:Q",
        "y2": "to_y:Q",
    }
    lines = edges.mark_rule(opacity=0.8).encode(
        **ends,
        strokeWidth=alt.StrokeWidth("thick:Q", scale=None),
        **_TIE_STYLES.lines("tie:N", "Tie", **legend),
        tooltip=tooltips(
            pair="Pair",
            number="Weight",
            same="Same side on",
            opposite="Opposite sides on",
            strain="With the camps",
        ),
        description=mark_sentence(
            "{pair}: {number}; the same side on {same}; opposite sides on {opposite}; {strain}"
        ),
    )
    edge = (
        edges.transform_filter("aggregation == 'subtract' && datum.strained")
        .transform_calculate(wide=f"datum.thick + {_EDGE_PX}")
        .mark_rule(opacity=1, stroke=INK)
        .encode(**ends, strokeWidth=alt.StrokeWidth("wide:Q", scale=None))
    )
    gap = edge.transform_calculate(wide="datum.thick + 1.5").mark_rule(opacity=1, stroke=PAPER)
    return [edge, gap, lines]


def _speakers(
    pairs: SpeakingPairs, places: pl.DataFrame, shown: str, up: alt.Scale
) -> list[alt.Chart]:
    sides = {word: style.label for word, style in CAMP_STYLES.words.items()}
    laid = places.drop("name").with_row_index("a").cast({"a": pl.Int64})
    nodes = pairs.nodes.join(laid, on="a", maintain_order="left")
    kind, _ = places_in_rows(pairs.settings)
    there = (
        alt.Chart(nodes)
        .transform_filter(shown)
        .transform_calculate(camp=f"split(datum.camps, '|')[{kind}]")
        .transform_calculate(side=f"{vega_literal(sides)}[datum.camp]")
    )
    styles = CAMP_STYLES.only({*nodes["camps"].str.split("|").explode()})
    x, y = alt.X("x:Q", scale=_ACROSS), alt.Y("y:Q", scale=up)
    marks = there.mark_point(filled=True, size=300, opacity=1, stroke=PAPER, strokeWidth=2).encode(
        x=x,
        y=y,
        **styles.points("camp:N", "Speaker", orient="bottom", columns=3),
        tooltip=tooltips(name="Speaker", side="Camp", said=("Statements", ",d")),
        description=mark_sentence("{name}: {side}, {said:,d} statements"),
    )
    return [marks, *beside_nodes(there, up, size_px=12)]
