"""If somebody acts, what was said to follow: switches, and cards round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt
import polars as pl

from analysis.charting import MOST_ROWS, NothingToShow, counted, enumerated, vega_literal
from analysis.explorer import Arrangement, Card, CardExplorer, figure
from analysis.red_lines import scenario_cards, switches
from analysis.red_lines.chaining import RuleBase
from analysis.red_lines.charts.pledges import Pledges
from analysis.red_lines.charts.words import clauses, sentences, shortened
from analysis.red_lines.scenarios import MAX_BITS
from analysis.red_lines.treaties import dormant

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_KINDS = ("own", "forecast", "dormant", "clash")
_FIRES = pl.col("kind").is_in(_KINDS[:2])
"""Of a cause, whether it is a round of a chain; a contradiction comes after the last."""
_CLASHES = "Contradictions"
_OF_NOBODY = "Circumstances and joint acts"
_MOST_PRESETS = 4
"""Acts that have a button."""

_MOST_COUNTED = 20
"""Switches of which every combination is counted: 2 to that power."""
_NOT_IN_FORCE = "' of a treaty that was not in force on the day of the article. '"

_MOST_CAUSES = MOST_ROWS - 1  # one row says that nothing follows
_LEFT_OUT = 3
"""Switches without room that a caption names; of more it gives the number."""

_NAMED = 2
"""Acts that a title names; of more it gives the number."""


class Follows(NamedTuple):
    """What a choice of switches sets off."""

    own: int
    """Commitments that bind, each counted once."""

    forecasts: int
    """What others expect a party to do."""

    dormant: int
    """Obligations of treaties that are not in force on the day of the study."""

    clashes: int
    rounds: int


class Scenarios:
    """Every combination of switches that a page can reach, as rows with bit masks."""

    def __init__(self, dossier: Dossier) -> None:
        found = switches(dossier).join(
            dossier.propositions.select("proposition_id", "controller"),
            on="proposition_id",
            how="left",
            maintain_order="left",
        )
        self.left_out = found.filter(pl.col("bit").is_null())["description"].to_list()
        offered = found.drop_nulls("bit").with_row_index("place")
        first = pl.col("place").min().over(pl.col("controller").fill_null("")).alias("actor")
        of_nobody = pl.col("controller").is_null()
        self.switches = offered.sort(of_nobody, first, "place")
        """In the order of the page: those of one actor together, circumstances last."""

        unbound = dormant(dossier)["commitment_id"].implode()
        act = pl.col("act")
        self.rows = scenario_cards(dossier).with_columns(
            kind=pl.when(act == "contradiction")
            .then(pl.lit("clash"))
            .when(act == "forecast")
            .then(pl.lit("forecast"))
            .when(pl.col("commitment_id").is_in(unbound))
            .then(pl.lit("dormant"))
            .otherwise(pl.lit("own"))
        )
        """The columns of `scenario_cards`, and of which ``kind`` each is."""

    def worded(self, mask: int) -> str:
        """Say what follows where the switches of a mask are on; nothing where nothing does."""
        found = self.follows(mask)
        parts = [(found.own, "commitment"), (found.forecasts, "forecast")]
        what = [counted(number, noun) for number, noun in parts if number]
        if not what:
            return ""
        verb = "follows" if found.own + found.forecasts == 1 else "follow"
        rounds = f" in {found.rounds} rounds" if found.rounds > 1 else ""
        ends = f", ending in {counted(found.clashes, 'contradiction')}" if found.clashes else ""
        return f"{enumerated(what)} {verb}{rounds}{ends}"

    @property
    def first(self) -> dict[str, Any]:
        """The switch that sets off most commitments."""
        return self.switches.row(self.switches["sets_off"].arg_max() or 0, named=True)

    def follows(self, mask: int) -> Follows:
        """Count what follows where the switches of a mask are on."""
        needed = pl.col("needed_bits")
        fired = self.rows.filter((needed & mask) == needed)
        once = fired.unique("commitment_id", keep="first", maintain_order=True)
        numbers = dict(once["kind"].value_counts().iter_rows())
        rounds = once.filter(_FIRES)["round"]
        own, forecasts, dormant, clashes = (numbers.get(kind, 0) for kind in _KINDS)
        return Follows(own, forecasts, dormant, clashes, max(rounds, default=0))

    def combinations(self) -> str:
        """Say how many combinations of the switches end in a contradiction."""
        number = self.switches.height
        if not 1 < number <= _MOST_COUNTED:
            return ""
        every = 2**number
        mask = pl.int_range(every, eager=True)
        needs = self.rows.filter(kind="clash")["needed_bits"]
        ends = [(mask & needed) == needed for needed in needs]
        met = mask.to_frame("mask").filter(pl.any_horizontal(*ends)).height if ends else 0
        longest = counted(max(self.rows.filter(_FIRES)["round"], default=0), "round")
        share = f"{met:,} ({met / every:.0%})" if met else "none"
        verb = "ends" if met == 1 else "end"
        return (
            f"Of the {every:,} combinations of the {number} switches, {share} {verb} in a "
            f"contradiction; no chain is longer than {longest}."
        )


@figure("scenario-switches", "commitments", shows=["claims"])
def scenario_switches(dossier: Dossier, *, title: str | None = None) -> CardExplorer:
    """Offer switches for what each side does, and show round by round what was said to follow.

    At first the switch is on that sets off most commitments; the title counts what follows.
    """
    played = Scenarios(dossier)
    if played.switches.is_empty():
        raise NothingToShow("Nothing that could be switched on sets a commitment off.")
    rows = played.rows.head(_MOST_CAUSES)
    made = rows.unique(["commitment_id", "round"], maintain_order=True)
    made = made.sort(pl.col("kind") != "clash", "round", "order", maintain_order=True)
    cards = _cards(dossier, made)
    number = made.select("commitment_id", "round").with_row_index("card")
    data = rows.join(number, on=["commitment_id", "round"], maintain_order="left").select(
        pl.col("card").cast(pl.Int64),
        *("needed_bits", "round", "order", "kind"),
        what=pl.col("card").cast(pl.Int64).min().over("commitment_id"),  # its first card
    )
    nothing = {"card": -1, "needed_bits": 0, "round": 0, "order": 0, "kind": "", "what": -1}
    data = pl.concat([data, pl.DataFrame([nothing], data.schema)])
    chosen = _fired(alt.Chart(data))
    shown = chosen.transform_filter("datum.card >= 0").transform_calculate(
        slot="datum.kind == 'clash' ? -1 : datum.order"
    )
    words = _caption(dossier, played, title, cut=len(played.rows) > len(rows))
    each = {kind: f"datum.kind == '{kind}' ? 1 : 0" for kind in _KINDS}
    said = (
        chosen.transform_calculate(**each, late="datum.own + datum.forecast ? datum.round : 0")
        .transform_aggregate(
            own="sum(own)",
            forecasts="sum(forecast)",
            dormant="sum(dormant)",
            clashes="sum(clash)",
            rounds="max(late)",
        )
        .transform_calculate(said=words)
    )
    layers: Any = alt.layer(
        shown.mark_text().properties(name="cards"),
        said.mark_text().encode(text="said:N").properties(name="caption"),
    )
    layers = layers.add_params(*_params(played))
    return CardExplorer(cards, "scenario-switches", layers, arrangement=_arranged(dossier, played))


def _params(played: Scenarios) -> list[alt.Parameter]:
    boxes, bits = [], []
    for row in played.switches.iter_rows(named=True):
        label = f"{shortened(row['description'])} ({row['sets_off']:,})"
        box = alt.binding_checkbox(name=label)
        on = row["bit"] == played.first["bit"]
        boxes.append(alt.param(name=_param(row["proposition_id"]), value=on, bind=box))
        bits.append(f"({_param(row['proposition_id'])} ? {row['bit']} : 0)")
    return [*boxes, alt.param(name="red_line_bits", expr=" + ".join(bits))]


def _param(proposition: str) -> str:
    # Ids may begin with a digit, or be a name that Vega or another figure uses.
    return f"if_{proposition.replace('-', '_')}"


def _arranged(dossier: Dossier, played: Scenarios) -> Arrangement:
    """Group the switches by actor, and give buttons to nothing, the article's words and acts."""
    meant = RuleBase(dossier).implied_by_meaning
    ids = played.switches["proposition_id"].to_list()
    implied = {
        one: causes
        for one in ids
        if (causes := [by for by in ids if one in meant[by] and by not in meant[one]])
    }
    groups: dict[str, list[str]] = {}
    legends: dict[str | None, str] = {}
    for one, controller in played.switches.select("proposition_id", "controller").iter_rows():
        name = _OF_NOBODY if controller is None else dossier.names[controller]
        legend = legends.setdefault(controller, shortened(name))
        if [*legends.values()].count(legend) > 1:
            legend = legends[controller] = name  # two names may begin alike
        groups.setdefault(legend, []).append(_param(one))
    said = dossier.commitments.drop_nulls("claim_id")["condition"].explode()
    named = [one for one in ids if one in set(said)]
    named = [one for one in named if not set(implied.get(one, ())) & {*named}]
    wanted = {"Nothing": [], f"All that the article names ({len(named):,})": named}
    acts = played.switches.drop_nulls("controller").filter(pl.col("sets_off") > 0)
    most = acts.sort("sets_off", descending=True, maintain_order=True)
    each = most.unique("controller", keep="first", maintain_order=True).head(_MOST_PRESETS)
    for one, text in each.select("proposition_id", "description").iter_rows():
        wanted[shortened(text)] = [one]
    presets = {
        words: {_param(one): one in on for one in ids}
        for words, on in wanted.items()
        if on or words == "Nothing"
    }
    by_param = {_param(one): [*map(_param, causes)] for one, causes in implied.items()}
    return Arrangement(groups if len(groups) > 1 else {}, presets, by_param)


def _fired(chart: alt.Chart) -> alt.Chart:
    """Keep what the switches set off, each commitment once, as soon as it follows."""
    each: list[Any] = ["what"]
    return (
        chart.transform_filter("(datum.needed_bits & red_line_bits) == datum.needed_bits")
        .transform_joinaggregate(soonest="min(order)", groupby=each)
        .transform_filter("datum.order == datum.soonest")
        .transform_window(again="row_number()", groupby=each, sort=[alt.SortField("needed_bits")])
        .transform_filter("datum.again == 1")
    )


def _cards(dossier: Dossier, rows: pl.DataFrame) -> list[Card]:
    pledges, found = Pledges(dossier), []
    for one, kind, number, text in rows.select(
        "commitment_id", "kind", "round", "unsaid"
    ).iter_rows():
        if kind == "clash":
            found.append(Card(f"{text}.", group=_CLASHES, tone="against", lane="across"))
        else:
            after = f", set off by round {number - 1}" if number > 1 else ""
            found.append(pledges.card(one, f"Round {number}{after}"))
    return found


def _caption(dossier: Dossier, played: Scenarios, title: str | None, *, cut: bool) -> str:
    """Write title and sentence as an expression of what an aggregate has counted."""
    inside = clauses(dossier)
    rows = played.switches.iter_rows(named=True)
    named = [
        f"({_param(one['proposition_id'])} ? "
        f"{vega_literal(' and ' + inside(shortened(one['description'])))} : '')"
        for one in rows
    ]
    on = f"({' + '.join(f'({_param(one)} ? 1 : 0)' for one in played.switches['proposition_id'])})"
    acts = f"'If ' + slice({' + '.join(named)}, 5)"
    subject = f"({on} > {_NAMED} ? 'With ' + {on} + ' switches on' : {acts})"
    both = "(datum.own && datum.forecasts ? ' and ' : '')"
    what = f"{_number('own', 'commitment')} + {both} + {_number('forecasts', 'forecast')}"
    verb = "(datum.own + datum.forecasts == 1 ? ' follows' : ' follow')"
    rounds = "(datum.rounds > 1 ? ' in ' + datum.rounds + ' rounds' : '')"
    clashes = _number("clashes", "contradiction")
    ends = f"(datum.clashes ? ', ending in ' + {clashes} : '')"
    follows = f"{what} + {verb} + {rounds} + {ends}"
    met = (
        f"(datum.clashes ? '; ' + {clashes} + (datum.clashes == 1 ? ' is' : ' are') + ' met' : '')"
    )
    result = f"(datum.own + datum.forecasts ? {follows} : 'nothing was said to follow' + {met})"
    worded = f"({on} ? {subject} + ', ' + {result} : 'No switch is on')"
    idle = f"'Shown but not counted: ' + {_number('dormant', 'obligation')} + {_NOT_IN_FORCE}"
    notes = f"(datum.dormant ? {idle} : '')"
    how = sentences(
        played.combinations(),
        "The number after an act counts what it sets off alone.",
        _left_out(played),
        f"The page has the first {_MOST_CAUSES:,} of {played.rows.height:,} causes." if cut else "",
    )
    whole = vega_literal(title) if title else worded
    rest = f"{notes} + {vega_literal(how)}"
    return f"{whole} + '\\n' + {rest}"


def _number(field: str, noun: str) -> str:
    """Write an expression of a number and its noun; of none, nothing."""
    value = f"datum.{field}"
    plural = f"({value} == 1 ? ' {noun}' : ' {noun}s')"
    return f"({value} ? {value} + {plural} : '')"


def _left_out(played: Scenarios) -> str:
    if not played.left_out:
        return ""
    rest = "; ".join(map(shortened, played.left_out[:_LEFT_OUT]))
    more = len(played.left_out) - _LEFT_OUT
    rest += f"; and {more:,} more" if more > 0 else ""
    return f"Left out, because a page has room for {MAX_BITS} switches: {rest}."
