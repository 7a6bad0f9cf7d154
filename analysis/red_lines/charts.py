"""Figures of red lines: switches and what follows, ways to a goal, acts by day, outcomes."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MOST_ROWS,
    MUTED,
    ORANGE,
    PAPER,
    VERMILION,
    Layers,
    NothingToShow,
    Style,
    Styles,
    option_control,
    titled,
    tooltips,
    vega_literal,
)
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure
from analysis.red_lines import forward_chain, outcomes, scenarios

if TYPE_CHECKING:
    from analysis.dossier import Dossier

VERDICTS = labels("verdicts")
_VERDICT = pl.col("verdict").cast(pl.String).replace(VERDICTS)
_HUES = (BLUE, GREEN, ORANGE, VERMILION, GREY)
_MARKS = ("circle", "diamond", "cross", "triangle-down", "square")
_STYLES = Styles(dict(zip(VERDICTS.values(), map(Style, _HUES, _MARKS), strict=True)))
_OUTCOME = {one: look.legend(None) for one, look in _STYLES.points("outcome:N").items()}
_SERIES = Styles({"said": Style(VERMILION, "circle"), "reported since": Style(BLUE, "square")})

_LEFT_PX, _RIGHT_PX, _CARD_PX, _WIDTH_PX = 44, 476, 128, 860
_LINE_PX, _CARD_LINES, _LONGEST_CARD_LINES = 15, 7, 12
_TALLEST_PX = 4_000
"""Height of the tallest plot: to draw the still picture of a longer one takes too long."""
_LABEL_CHARACTERS = 120
_DAY = "%-d %B %Y"
_BESIDE: Any = {"align": "left", "fontSize": 11, "lineBreak": "\n", "baseline": "middle"}
_EVERYBODY = {"all": "all"}


@figure("commitments", "commitments")
def commitment_table(dossier: Dossier) -> TableExplorer:
    """List every commitment: who, if what, then what, where."""
    worded = scenarios.commitments_in_words(dossier)
    said = pl.col("claim_id").is_not_null()
    article, treaties = (
        scenarios.count_in_words(dossier, dossier.commitments.filter(rests)["commitment_id"])
        for rests in (said, ~said)
    )
    open_ = worded.filter(consequence=scenarios.NO_CONSEQUENCE).height
    return TableExplorer(
        worded.select("heading", "kind", "condition", "consequence", "unsaid", "locator"),
        "commitments",
        f"Resting on the article: {article}; on treaties: {treaties}; "
        f"without a consequence: {open_}",
        {"heading": "who and what", "condition": "if", "consequence": "then", "locator": "where"},
    )


@figure("scenario-switches", "commitments")
def scenario_switches(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw switches for what each side does, and in order what was said to follow.

    At first the switch is on that sets off most commitments; the default title counts them.
    """
    found = scenarios.switches(dossier)
    offered = found.drop_nulls("bit")
    if offered.is_empty():
        raise NothingToShow("Nothing that could be switched on sets a commitment off.")
    first = offered.row(offered["sets_off"].arg_max() or 0, named=True)
    boxes, bits = [], []
    for proposition, bit, text, _ in offered.iter_rows():
        # Ids may begin with a digit, or be a name that Vega or another figure uses.
        name = f"if_{proposition.replace('-', '_')}"
        box = alt.binding_checkbox(name=_short(text))
        boxes.append(alt.param(name=name, value=bit == first["bit"], bind=box))
        bits.append(f"({name} ? {bit} : 0)")
    mask = alt.param(name="red_line_bits", expr=" + ".join(bits))
    found_cards = scenarios.scenario_cards(dossier)
    cards, more = _carried(found_cards, "commitments and their causes", MOST_ROWS - 1)
    nothing = {
        "commitment_id": "",
        "needed_bits": 0,
        "order": 1 + max(cards["order"], default=0),
        "heading": "Nobody said what follows from this",
    }
    rows = pl.concat([cards, pl.DataFrame([nothing])], how="diagonal_relaxed")
    at_once = cards["commitment_id"].n_unique()
    drawn, some = _cards(rows, ["commitment_id", "needed_bits", "order"], at_once)
    each: list[Any] = ["commitment_id"]
    chart = (
        drawn.transform_filter("(datum.needed_bits & red_line_bits) == datum.needed_bits")
        .transform_joinaggregate(soonest="min(order)", groupby=each)
        .transform_filter("datum.order == datum.soonest")
        .transform_window(again="row_number()", groupby=each, sort=[alt.SortField("needed_bits")])
        .transform_filter("datum.again == 1")
        .transform_joinaggregate(shown="count()")
        .transform_filter("datum.commitment_id != '' || datum.shown == 1")
        .transform_window(slot="row_number()", sort=[alt.SortField("order")])
    )
    how = (
        "Each card shows who said it, where, and what happened. The number is the round in which "
        f"it follows.{more}{some}"
    )
    if rest := "; ".join(map(_short, found.filter(pl.col("bit").is_null())["description"])):
        how += f" Left out, because a page has room for {scenarios.MAX_BITS} switches: {rest}."
    followed = forward_chain(dossier, first["proposition_id"])
    rounds = max(followed.trace["round"], default=0)
    finding = (
        f'As the page opens: "{_short(first["description"])}" sets off '
        f"{scenarios.count_in_words(dossier, followed.trace['commitment_id'])} in "
        f"{_count(rounds, 'round')}; contradictions: {followed.contradictions.height}"
    )
    return titled(chart.add_params(*boxes, mask), title or finding, how, width_px=_WIDTH_PX)


@figure("ways-to-goal", "commitments")
def ways_to_goal(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw what would have to be true for a goal, and what speaks against it.

    The goal at first is the first that a commitment of the article leads to; the default title
    counts the ways there and the commitments against it.
    """
    ways = scenarios.ways_to_goals(dossier)
    if ways.is_empty():
        raise NothingToShow("No commitment names a consequence that something else leads to.")
    end = pl.col("place").max().over("goal", "way")
    whole = ways.with_row_index("place").filter(end < MOST_ROWS).height
    rows, more = _carried(ways, "steps", whole)
    texts = rows.select("goal", "goal_description").iter_rows()
    goals = {one: _short(text) for one, text in texts}
    said = dossier.commitments.drop_nulls("claim_id")["consequence"].explode()
    goal = next((one for one in said if one in goals), next(iter(goals)))
    numbers = [str(number) for number in range(1, max(rows["way"]) + 1)]
    controls = [
        option_control("red_line_goal", goals, "Goal ", goal),
        option_control("red_line_way", numbers, "Way "),
    ]
    numbered = rows.with_columns(round=pl.col("step"))
    drawn, some = _cards(numbered, ["goal", "way", "step", "role"], max(rows["step"]))
    chart = (
        drawn.transform_filter("datum.goal == red_line_goal")
        .transform_joinaggregate(ways="max(way)")
        .transform_filter("datum.way == min(toNumber(red_line_way), datum.ways)")
        .transform_calculate(
            slot="datum.step",
            heading="datum.heading + (datum.role == 'condition'"
            " ? ': way ' + datum.way + ' of ' + datum.ways : '')",
        )
    )
    these = ways.filter(goal=goal)
    number, against = max(these["way"]), these.filter(role="opposes")["commitment_id"]
    finding = (
        f"As the page opens: {_count(number, 'way')} {'leads' if number == 1 else 'lead'} to "
        f'"{goals[goal]}", opposed by {scenarios.count_in_words(dossier, against)}'
    )
    how = (
        "The smallest sets of acts and circumstances from which it follows; one way at a time."
        f"{more}{some}"
    )
    return titled(chart.add_params(*controls), title or finding, how, width_px=_WIDTH_PX)


@figure("acts-and-outcomes", "claims")
def acts_and_outcomes(dossier: Dossier, *actors: str, title: str | None = None) -> Layers:
    """Draw what actors said to each other, downwards by day, with what happened after each.

    By default the actors are the two states of ``study.between``; the default title counts acts,
    days and what happened in full.

    Raises
    ------
    QuestionError
        One of them is not an actor of the dossier, or only one is given.
    """
    between = actors or dossier.study.between
    if not between:
        raise NothingToShow("No dated claim of one state is aimed at another yet.")
    acts = outcomes.acts_with_outcomes(dossier, *between)
    if acts.is_empty():
        sides = " and ".join(dossier.names.in_sentence[one] for one in between)
        raise NothingToShow(f"No dated act between {sides} is coded yet.")
    who, act = pl.format("{}: {}", "day", "speaker_name"), pl.col("speech_act").cast(pl.String)
    number = pl.col("order") + 1
    rows = acts.select(
        *("claim_id", "verdict", "outcome_summary", "citation", "locator"),
        *(pl.lit(None, pl.String).alias(column) for column in ("act", "condition")),
        slot=number,
        round=number,
        heading=pl.concat_str(who, pl.format(" ({})", act), ignore_nulls=True),
        consequence="statement",
        unsaid=pl.format("answers number {}", pl.col("answers_order") + 1),
    )
    drawn = rows.head(_TALLEST_PX // _CARD_PX)
    chart, some = _cards(drawn, ["claim_id", "slot"], rows.height, "In the exchange")
    finding = (
        f"{_count(acts.height, 'act')} on {_count(acts['said_on'].n_unique(), 'day')}; "
        f"{acts.filter(verdict='happened').height:,} of them happened in full"
    )
    how = (
        "One card per dated act that one side aims at the other; on the right, what happened."
        f"{some}"
    )
    return titled(chart, title or finding, how, width_px=_WIDTH_PX)


@figure("claims-and-outcomes", "outcomes")
def claims_and_outcomes(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw every claim that was looked up later, with its verdict.

    The default title counts those that happened, were not tested, or speak of the future.
    """
    claims = outcomes.claims_with_outcomes(dossier)
    carried, more = _carried(claims, "claims")
    who = pl.format("{} {}", "claim_id", "speaker_name")
    rows = carried.select(
        *("speaker", "verdict", "statement", "locator", "summary", "checked_on", "evidence_until"),
        row=pl.concat_str(who, pl.format(" ({})", "certainty"), ignore_nulls=True),
        outcome=_VERDICT,
        text=_wrapped(pl.col("statement"), 58, 2),
        citation=dossier.citations.publishers("sources"),
        rests_on=outcomes.rests_on(),
    )
    speakers = _EVERYBODY | dict(carried.select("speaker", "speaker_name").iter_rows())
    controls = [
        option_control("outcome_speaker", speakers, "Speaker "),
        option_control("outcome_verdict", _EVERYBODY | VERDICTS, "Verdict "),
    ]
    tip = tooltips(
        statement="Claim",
        locator="Where",
        outcome="Outcome",
        summary="What was found",
        evidence_until=("Evidence until", _DAY),
        checked_on=("Checked on", _DAY),
        rests_on="Rests on",
        citation="Sources",
    )
    words = list(VERDICTS.values())
    lines = vega_literal({word: textwrap.fill(word, 12) for word in words})
    heads = f"split({lines}[datum.label], '\\n')"
    axis = alt.Axis(orient="top", labelAngle=0, labelExpr=heads, labelPadding=18)
    x = alt.X("outcome:N", title=None, sort=words, scale={"domain": words}, axis=axis)
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=230))
    chosen = alt.Chart(rows, width=330, height=alt.Step(31)).encode(y=y, tooltip=tip)
    for one in ("speaker", "verdict"):
        chosen = chosen.transform_filter(f"outcome_{one} == 'all' || datum.{one} == outcome_{one}")
    drawn, some = _drawn(chosen, rows.height)
    dots = drawn.mark_point(size=110, opacity=1).encode(x=x, **_OUTCOME)
    texts = drawn.mark_text(**_BESIDE).encode(x=alt.value(342), text="text:N")
    how = (
        "One row per claim about the future, or that later reports could check; the tooltip "
        f"names who published what the verdict rests on.{more}{some}"
    )
    layers = alt.layer(dots, texts).add_params(*controls)
    return titled(layers, title or _looked_up(claims), how, width_px=_WIDTH_PX)


@figure("evidence-frontier", "frontier")
def frontier_table(dossier: Dossier) -> TableExplorer:
    """List how far the record reaches, question by question."""
    asked = dossier.cite(dossier.frontier).with_columns(
        citation=dossier.citations.publishers("sources")
    )
    last = asked["latest_evidence_on"].max()
    until = f", the latest of {last:%-d %B %Y}" if isinstance(last, date) else ""
    shown = asked.select("question", "latest_evidence_on", "note", "searched_on", "citation", "url")
    headings = {"latest_evidence_on": "latest evidence", "note": "what was found"}
    headings |= {"citation": "publishers", "url": "address of the first"}
    caption = f"Questions looked into: {asked.height:,}{until}"
    return TableExplorer(shown, "evidence-frontier", caption, headings)


@figure("forecasters", "outcomes")
def forecasters(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw each speaker's record, with the interval that so few cases allow.

    The default title counts the forecasts tested and says whether the intervals overlap.
    """
    record = outcomes.track_record(dossier)
    if record.is_empty():
        raise NothingToShow("No claim with an outcome is coded as a prediction or an assessment.")
    counts = ("happened", "partly", "tested", "forecasts")
    counted = pl.format("{} happened, {} in part, of {} tested ({} made)", *counts)
    rows = record.head(_TALLEST_PX // 34).with_columns(description=counted)
    base = alt.Chart(rows, width=420, height=alt.Step(34)).encode(
        y=alt.Y("speaker_name:N", title=None, sort=None)
    )
    share = alt.Axis(format="%", tickCount=5)
    bars = base.mark_bar(height=12, color=BLUE, opacity=0.35).encode(
        x=alt.X("low:Q", title="Share that happened", axis=share, scale={"domain": [0, 1]}),
        x2="high:Q",
        tooltip=tooltips(
            speaker_name="Speaker",
            description="Forecasts",
            low=("Interval from", ".0%"),
            high=("Interval to", ".0%"),
            certain="Made as certain",
            probable="Made as probable",
            possible="Made as possible",
        ),
    )
    texts = base.mark_text(align="left", fontSize=12).encode(x=alt.value(430), text="description:N")
    how = (
        '95% Wilson interval over tested forecasts; "in part" counts as a miss at the lower end '
        "and as a hit at the upper."
    )
    if uncoded := outcomes.claims_with_outcomes(dossier)["speech_act"].null_count():
        how += f" Claims without a coded speech act are not counted ({uncoded:,})."
    if rows.height < record.height:
        how += f" The {rows.height} of {record.height:,} speakers with most tests are drawn."
    return titled(alt.layer(bars, texts), title or _tested(record), how, width_px=_WIDTH_PX)


@figure("said-and-reported")
def said_and_reported(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw what was said by the time of the article, and what has been reported since.

    The default title counts the events reported since and the acts in the article.
    """
    days = outcomes.said_and_reported(dossier)
    if days.is_empty():
        raise NothingToShow("No dated claim, commitment or later event is coded yet.")
    carried, more = _carried(days, "acts and events")
    date = pl.col("date").dt.strftime("%-d %b %Y")
    dated = pl.concat_str(date, "description", separator=": ", ignore_nulls=True)
    rows = carried.with_row_index("order").with_columns(short=_wrapped(dated, 112, 2))
    ids = rows["party_ids"].explode().drop_nulls().unique()
    parties = sorted((dossier.names[one], one) for one in ids)
    options = _EVERYBODY | {one: name for name, one in parties}
    tip = tooltips(date=("Day", _DAY), series="Series", description="What", citation="Source")
    chosen = (
        alt.Chart(rows.drop("parties"), width=230, height=alt.Step(26))
        .transform_filter("said_party == 'all' || indexof(datum.party_ids, said_party) >= 0")
        .encode(y=alt.Y("order:O", axis=None), tooltip=tip)
    )
    drawn, some = _drawn(chosen, rows.height)
    dots = drawn.mark_point(size=80, opacity=1).encode(
        x=alt.X("date:T", title=None, axis=alt.Axis(orient="top", format="%b %Y", tickCount=4)),
        **_SERIES.points("series:N"),
    )
    texts = drawn.mark_text(**_BESIDE).encode(x=alt.value(242), text="short:N")
    how = "Acts in the article, by its day where they have none; then events of the record."
    if dossier.study.date is None:
        how += " The day of the article is not known, so nothing is listed as reported since."
    layers: Layers = (
        alt.layer(dots, texts)
        .add_params(option_control("said_party", options, "Party "))
        .configure_legend(orient="top", title=None)
    )
    return titled(layers, title or _reported(days), how + more + some, width_px=_WIDTH_PX)


@figure("red-line-sources", "sources")
def source_table(dossier: Dossier) -> TableExplorer:
    """List what outcomes, events and the treaties behind commitments rest on."""
    treaties = dossier.ties.join(dossier.commitments, on="tie_id", how="semi")
    cited = dossier.citations.cited(dossier.outcomes, dossier.events, treaties)
    if cited.is_empty():
        raise NothingToShow("No outcome, event or treaty of a commitment names a source yet.")
    caption = f"Sources of outcomes, events and treaties: {cited.height:,}"
    return TableExplorer(cited, "red-line-sources", caption, {"source_id": "id"})


def _looked_up(claims: pl.DataFrame) -> str:
    verdicts, times = claims["verdict"].to_list(), claims["time_reference"].to_list()
    open_, ahead, uncoded = verdicts.count("not_tested"), times.count("future"), times.count(None)
    finding = (
        f"Of {_count(len(times), 'claim')} looked up, {verdicts.count('happened'):,} happened and "
        f"{open_:,} {'was' if open_ == 1 else 'were'} not tested; "
        f"{ahead:,} speak{'s' * (ahead == 1)} of the future, "
        f"{len(times) - ahead - uncoded:,} could merely be checked later"
    )
    return f"{finding}; of {uncoded:,} the time is not coded" if uncoded else finding


def _tested(record: pl.DataFrame) -> str:
    number, made = record.select("tested", "forecasts").sum().row(0)
    was = "was" if number == 1 else "were"
    finding = f"{number:,} of {_count(made, 'forecast')} {was} tested"
    tested = record.drop_nulls("low")
    if tested.height < 2:  # noqa: PLR2004 (an interval overlaps with another)
        return finding
    overlap = max(tested["low"]) < min(tested["high"])
    return f"{finding}; {'all intervals overlap' if overlap else 'not all intervals overlap'}"


def _reported(days: pl.DataFrame) -> str:
    later = days.filter(series="reported since")
    acts = f"{_count(days.height - later.height, 'act')} in the article"
    if later.is_empty():
        return f"For all parties: {acts}, and no event reported since"
    first, last = (f"{later['date'][row]:%B %Y}" for row in (0, -1))
    events = _count(later.height, "event")
    return f"For all parties: {events} reported from {first} to {last}, after {acts}"


def _carried(rows: pl.DataFrame, what: str, most: int = MOST_ROWS) -> tuple[pl.DataFrame, str]:
    """Keep the rows that a chart can carry, with a sentence if that is not all of them."""
    kept = rows.head(most)
    more = f" The chart has the first {kept.height:,} of {rows.height:,} {what}."
    return kept, more if kept.height < rows.height else ""


def _drawn(chart: alt.Chart, rows: int, slot: str = "") -> tuple[alt.Chart, str]:
    """Draw no more rows at once than a picture has room for, with a sentence that says so."""
    most = _TALLEST_PX // chart.height.step
    if rows <= most:
        return chart, ""
    numbered = chart if slot else chart.transform_window(line="row_number()")
    kept = numbered.transform_filter(f"datum.{slot or 'line'} <= {most}")
    return kept, f" It draws no more than the first {most} at once."


def _cards(
    rows: pl.DataFrame, keep: list[str], at_once: int, aside: str = "Left open"
) -> tuple[Layers, str]:
    """Lay text out as cards: ``slot`` is a card's place from 1, ``round`` its number."""
    contradiction, bare = pl.col("act").eq_missing("contradiction"), pl.col("condition").is_null()
    follows, left_open = pl.format("→ {}", "consequence"), pl.format(f"{aside}: {{}}", "unsaid")
    said = [
        pl.format("If {}:", "condition"),
        pl.when(bare).then("consequence").otherwise(follows),
        pl.when(contradiction).then("unsaid").otherwise(left_open),
        pl.col("locator"),
    ]
    found = [pl.col("outcome_summary"), pl.format("Sources: {}", "citation")]
    badge = pl.when(contradiction).then(pl.lit("!")).otherwise(pl.col("round").cast(pl.String))
    texts = {"lines": _paragraphs(said, 70), "found": _paragraphs(found, 60)}
    cards = rows.select(*keep, "heading", badge=badge, outcome=_VERDICT, **texts)
    breaks = cards.select(pl.max_horizontal(pl.col(*texts).str.count_matches("\n")).max()).item()
    card_px = _CARD_PX + _LINE_PX * max(0, 1 + (breaks or 0) - _CARD_LINES)
    chart = alt.Chart(cards, width=_WIDTH_PX, height=alt.Step(card_px))
    drawn, some = _drawn(chart, at_once, "slot")
    return _card_layers(drawn, card_px), some


def _card_layers(chart: alt.Chart, card_px: int) -> Layers:
    base = chart.encode(
        y=alt.Y("slot:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    )
    top = -card_px // 2 + 16
    text: dict[str, Any] = {"align": "left", "baseline": "top", "lineBreak": "\n"}
    head: dict[str, Any] = {**text, "fontWeight": "bold", "dy": top, "limit": _RIGHT_PX - 60}
    small: dict[str, Any] = {**text, "fontSize": 12, "color": MUTED, "dy": top + 18}
    circle: dict[str, Any] = {"size": 560, "filled": True, "color": PAPER, "stroke": INK}
    circle["aria"] = False  # cards are read by their texts
    middle, left, right = (base.encode(x=alt.value(px)) for px in (18, _LEFT_PX, _RIGHT_PX))
    numbered = middle.transform_filter("isValid(datum.badge)")
    known = right.transform_filter("isValid(datum.outcome)")
    return alt.layer(
        base.mark_rect(color=GREY, aria=False).encode(x=alt.value(17), x2=alt.value(19)),
        middle.mark_point(**circle, opacity=1, yOffset=top + 6),
        numbered.mark_text(fontWeight="bold", dy=top + 6).encode(text="badge:N"),
        left.mark_text(**head, fontSize=13).encode(text="heading:N"),
        left.mark_text(**small).encode(text="lines:N"),
        known.mark_point(size=90, opacity=1, yOffset=top + 6, aria=False).encode(**_OUTCOME),
        known.mark_text(**head, dx=12).encode(text="outcome:N"),
        right.mark_text(**small).encode(text="found:N"),
    )


def _paragraphs(texts: list[pl.Expr], width: int) -> pl.Expr:
    """Wrap texts below one another, each in its share of the lines that a card may have."""
    wrapped = [_wrapped(text, width, _LONGEST_CARD_LINES // len(texts)) for text in texts]
    return pl.concat_str(wrapped, separator="\n", ignore_nulls=True)


def _wrapped(text: pl.Expr, width: int, lines: int) -> pl.Expr:
    return text.map_elements(lambda t: _fitted(t, width, lines), return_dtype=pl.String)


def _short(text: str) -> str:
    return _fitted(text, _LABEL_CHARACTERS, 1)


def _fitted(text: str, width: int, lines: int) -> str:
    """Wrap and cut a text; unlike `textwrap`, keep words of one that has no spaces."""
    wrapped = textwrap.wrap(text, width)
    if len(wrapped) > lines:
        last = textwrap.wrap(wrapped[lines - 1], width - 2)[0]
        wrapped[lines - 1 :] = [f"{last} …"]
    return "\n".join(wrapped)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
