"""Figures of red lines: switches and what follows, ways to a goal, acts by day, outcomes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREEN,
    GREY,
    INK,
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
)
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure
from analysis.red_lines import outcomes, scenarios
from analysis.red_lines.chaining import forward_chain

if TYPE_CHECKING:
    from analysis.dossier import Dossier

VERDICTS = labels("verdicts")
_HUES = (BLUE, GREEN, ORANGE, VERMILION, GREY)
_MARKS = ("circle", "diamond", "cross", "triangle-down", "square")
_STYLES = Styles(
    {
        label: Style(hue, mark)
        for label, hue, mark in zip(VERDICTS.values(), _HUES, _MARKS, strict=True)
    }
)
_SERIES = Styles({"said": Style(VERMILION, "circle"), "reported since": Style(BLUE, "square")})

LEFT_PX, RIGHT_PX, CARD_PX, WIDTH_PX = 44, 476, 128, 860
_LINE_PX, _CARD_LINES, _LONGEST_CARD_LINES = 15, 6, 12
_TALLEST_PX = 8_000
"""Height of the tallest plot: a picture of more takes more memory than a page is worth."""
_MOST_ROWS = 5_000
_CARD = (
    "condition",
    "consequence",
    "unsaid",
    "locator",
    "verdict",
    "outcome_summary",
    "citation",
    "act",
)


@figure("commitments", "commitments")
def commitment_table(dossier: Dossier) -> TableExplorer:
    """List every commitment: who, if what, then what, where.

    Examples
    --------
    >>> import analysis
    >>> print(commitment_table(analysis.example()).caption)
    4 commitments and 1 forecast by others rest on the article, 1 commitment on treaties; \
1 names no consequence
    """
    worded = scenarios.commitments_in_words(dossier)
    columns = ["heading", "kind", "condition", "consequence", "unsaid", "locator"]
    said = pl.col("claim_id").is_not_null()
    counts = [
        scenarios.count_in_words(dossier, dossier.commitments.filter(rests)["commitment_id"])
        for rests in (said, ~said)
    ]
    open_ = worded.filter(consequence=scenarios.NO_CONSEQUENCE).height
    return TableExplorer(
        worded.select(columns),
        "commitments",
        f"{counts[0]} rest on the article, {counts[1]} on treaties; "
        f"{open_} name{'s' * (open_ == 1)} no consequence",
        {"heading": "who and what", "condition": "if", "consequence": "then", "locator": "where"},
    )


@figure("scenario-switches", "commitments")
def scenario_switches(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw switches for what each side does, and in order what was said to follow.

    Parameters
    ----------
    dossier
        The dossier; at first the switch is on that sets off most commitments.
    title
        By default what that switch sets off.
    """
    found = scenarios.switches(dossier)
    offered = found.drop_nulls("bit")
    if offered.is_empty():
        raise NothingToShow("Nothing that could be switched on sets a commitment off.")
    on_at_first = offered.row(offered["sets_off"].arg_max() or 0, named=True)
    # Ids may begin with a digit or be a word of Vega's; the prefix makes each a name of its own.
    names = [f"if_{one.replace('-', '_')}" for one in offered["proposition_id"]]
    boxes = [
        alt.param(
            name=name, value=bit == on_at_first["bit"], bind=alt.binding_checkbox(name=description)
        )
        for name, (bit, description) in zip(
            names, offered.select("bit", "description").iter_rows(), strict=True
        )
    ]
    bits = zip(names, offered["bit"], strict=True)
    mask = alt.param(
        name="red_line_bits", expr=" + ".join(f"({name} ? {bit} : 0)" for name, bit in bits)
    )
    cards, more = _carried(scenarios.scenario_cards(dossier), "commitments and their causes")
    nothing = {
        "commitment_id": "",
        "needed_bits": 0,
        "order": 1 + max(cards["order"], default=0),
        "heading": "Nobody said what follows from this",
    }
    rows = pl.concat([cards, pl.DataFrame([nothing])], how="diagonal_relaxed")
    chart = (
        _cards(rows, ["commitment_id", "needed_bits", "order"])
        .transform_filter("(datum.needed_bits & red_line_bits) == datum.needed_bits")
        .transform_joinaggregate(soonest="min(order)", groupby=["commitment_id"])
        .transform_filter("datum.order == datum.soonest")
        .transform_window(
            again="row_number()",
            groupby=["commitment_id"],
            sort=[alt.SortField("needed_bits")],
        )
        .transform_filter("datum.again == 1")
        .transform_joinaggregate(shown="count()")
        .transform_filter("datum.commitment_id != '' || datum.shown == 1")
        .transform_window(slot="row_number()", sort=[alt.SortField("order")])
    )
    how = (
        "Each card shows who said it, where, and what happened. The number is the round in which "
        f"it follows.{more}{_left_out(found)}"
    )
    shown = title or _opening(dossier, on_at_first)
    return titled(chart.add_params(*boxes, mask), shown, how, width_px=WIDTH_PX)


@figure("ways-to-goal", "commitments")
def ways_to_goal(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw what would have to be true for a goal, and what speaks against it.

    Parameters
    ----------
    dossier
        The dossier; the goal at first is what the first commitment of the article leads to.
    title
        By default how many ways lead to that goal.
    """
    ways = scenarios.ways_to_goals(dossier)
    if ways.is_empty():
        raise NothingToShow("No commitment names a consequence that something else leads to.")
    goals = dict(ways.select("goal", "goal_description").iter_rows())
    said = dossier.commitments.drop_nulls("claim_id")["consequence"].explode()
    goal = next((one for one in said if one in goals), next(iter(goals)))
    numbers = [str(number) for number in range(1, max(ways["way"]) + 1)]
    controls = [
        option_control("red_line_goal", goals, "Goal ", goal),
        option_control("red_line_way", numbers, "Way "),
    ]
    rows, more = _carried(ways, "steps", pl.int_range(pl.len()).max().over("goal", "way"))
    chart = (
        _cards(rows.with_columns(round=pl.col("step")), ["goal", "way", "step", "role"])
        .transform_filter("datum.goal == red_line_goal")
        .transform_joinaggregate(ways="max(way)")
        .transform_filter("datum.way == min(toNumber(red_line_way), datum.ways)")
        .transform_calculate(
            slot="datum.step",
            heading="datum.heading + (datum.role == 'condition'"
            " ? ': way ' + datum.way + ' of ' + datum.ways : '')",
        )
    )
    these = ways.filter(goal=goal)
    against = these.filter(role="opposes")["commitment_id"]
    number = max(these["way"])
    finding = (
        f"As the page opens: {number} way{'s' * (number != 1)} lead{'s' * (number == 1)} to "
        f'"{goals[goal]}", opposed by {scenarios.count_in_words(dossier, against)}'
    )
    how = "The smallest sets of acts and circumstances from which it follows; one way at a time."
    return titled(chart.add_params(*controls), title or finding, how + more, width_px=WIDTH_PX)


@figure("acts-and-outcomes", "claims")
def acts_and_outcomes(dossier: Dossier, *actors: str, title: str | None = None) -> Layers:
    """Draw what actors said to each other, downwards by day, with what happened after each.

    Parameters
    ----------
    dossier
        The dossier.
    *actors
        Two or more actor ids; by default the two states of ``study.between``.
    title
        By default the number of acts, of days and of what happened in full.
    """
    if not actors and not dossier.study.between:
        raise NothingToShow("No dated claim of one state is aimed at another yet.")
    acts = outcomes.acts_with_outcomes(dossier, *actors)
    if acts.is_empty():
        between = [dossier.names.in_sentence[one] for one in actors or dossier.study.between or ()]
        raise NothingToShow(f"No dated act between {' and '.join(between)} is coded yet.")
    rows = acts.select(
        *("claim_id", "verdict", "outcome_summary", "citation", "locator"),
        slot="order",
        round=pl.col("order") + 1,
        heading=pl.concat_str(
            pl.format("{}: {}", "day", "speaker_name"),
            pl.format("({})", pl.col("speech_act").cast(pl.String)),
            separator=" ",
            ignore_nulls=True,
        ),
        consequence="statement",
        unsaid=pl.format("answers number {}", pl.col("answers_order") + 1),
    )
    days, happened = acts["said_on"].n_unique(), acts.filter(verdict="happened").height
    finding = (
        f"{acts.height} act{'s' * (acts.height != 1)} on {days} day{'s' * (days != 1)}; "
        f"{happened} of them happened in full"
    )
    how = "One card per dated act that one side aims at the other; on the right, what happened."
    rows = rows.head(_TALLEST_PX // CARD_PX)
    if rows.height < acts.height:
        how += f" The first {rows.height} are drawn."
    chart = _cards(rows, ["claim_id", "slot"], aside="In the exchange: ")
    return titled(chart, title or finding, how, width_px=WIDTH_PX)


@figure("claims-and-outcomes", "outcomes")
def claims_and_outcomes(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw every claim that was looked up later, with its verdict.

    Parameters
    ----------
    dossier
        The dossier.
    title
        By default how many happened, were not tested, and speak of the future.
    """
    claims = outcomes.claims_with_outcomes(dossier)
    carried, more = _carried(claims, "claims")
    rows = carried.select(
        *("speaker", "verdict", "statement", "locator", "summary", "checked_on", "evidence_until"),
        row=pl.concat_str(
            pl.format("{} {}", "claim_id", "speaker_name"),
            pl.format("({})", "certainty"),
            separator=" ",
            ignore_nulls=True,
        ),
        outcome=_label("verdict"),
        text=_wrapped("statement", 58, 2),
        citation=dossier.citations.publishers("sources"),
    )
    everybody = {"all": "all"}
    speakers = everybody | dict(carried.select("speaker", "speaker_name").iter_rows())
    controls = [
        option_control("outcome_speaker", speakers, "Speaker "),
        option_control("outcome_verdict", everybody | VERDICTS, "Verdict "),
    ]
    chosen, some = _drawn(
        alt.Chart(rows, width=330, height=alt.Step(31))
        .transform_filter("outcome_speaker == 'all' || datum.speaker == outcome_speaker")
        .transform_filter("outcome_verdict == 'all' || datum.verdict == outcome_verdict"),
        rows.height,
        31,
    )
    base = chosen.encode(
        y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=230)),
        tooltip=tooltips(
            statement="Claim",
            locator="Where",
            outcome="Outcome",
            summary="What was found",
            evidence_until=("Evidence until", "%-d %B %Y"),
            checked_on=("Checked on", "%-d %B %Y"),
            citation="Sources",
        ),
    )
    words = list(VERDICTS.values())
    across = alt.Axis(orient="top", labelAngle=0)
    dots = base.mark_point(size=110, opacity=1).encode(
        x=alt.X("outcome:N", title=None, sort=words, scale={"domain": words}, axis=across),
        color=_STYLES.color("outcome:N").legend(None),
        shape=_STYLES.shape("outcome:N").legend(None),
    )
    texts = base.mark_text(align="left", fontSize=11, lineBreak="\n", baseline="middle").encode(
        x=alt.value(342), text="text:N"
    )
    how = (
        "One row per claim about the future, or that later reports could check; the tooltip "
        f"names who published what the verdict rests on.{more}{some}"
    )
    layers = alt.layer(dots, texts).add_params(*controls)
    return titled(layers, title or _looked_up(claims), how, width_px=WIDTH_PX)


@figure("forecasters", "outcomes")
def forecasters(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw each speaker's record, with the interval that so few cases allow.

    Parameters
    ----------
    dossier
        The dossier.
    title
        By default how many forecasts were tested, and whether the intervals overlap.
    """
    record = outcomes.track_record(dossier)
    if record.is_empty():
        raise NothingToShow("No claim with an outcome is coded as a prediction or an assessment.")
    rows = record.head(_TALLEST_PX // 34).with_columns(
        description=pl.format(
            "{} happened, {} in part, of {} tested ({} made)",
            *("happened", "partly", "tested", "forecasts"),
        )
    )
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
    counts = base.mark_text(align="left", fontSize=12).encode(
        x=alt.value(430), text="description:N"
    )
    how = (
        '95% Wilson interval over tested forecasts; "in part" counts as a miss at the lower end '
        "and as a hit at the upper."
    )
    if uncoded := outcomes.claims_with_outcomes(dossier)["speech_act"].null_count():
        how += f" Claims without a coded speech act are not counted ({uncoded})."
    if rows.height < record.height:
        how += f" The {rows.height} speakers with most tests of {record.height} are drawn."
    return titled(alt.layer(bars, counts), title or _tested(record), how, width_px=WIDTH_PX)


@figure("said-and-reported")
def said_and_reported(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw what was said by the time of the article, and what has been reported since.

    Parameters
    ----------
    dossier
        The dossier.
    title
        By default the number of events reported since, and of acts in the article.
    """
    days = outcomes.said_and_reported(dossier)
    if days.is_empty():
        raise NothingToShow("No dated claim, commitment or later event is coded yet.")
    carried, more = _carried(days, "rows")
    date = pl.col("date").dt.strftime("%-d %b %Y")
    dated = pl.concat_str(date, "description", separator=": ", ignore_nulls=True)
    rows = carried.with_row_index("order").with_columns(short=_wrapped(dated, 112, 2))
    ids = rows["party_ids"].explode().drop_nulls().unique()
    parties = sorted((dossier.names[one], one) for one in ids)
    options = {"all": "all"} | {one: name for name, one in parties}
    chosen, some = _drawn(
        alt.Chart(rows.drop("parties"), width=230, height=alt.Step(26)).transform_filter(
            "said_party == 'all' || indexof(datum.party_ids, said_party) >= 0"
        ),
        rows.height,
        26,
    )
    base = chosen.encode(
        y=alt.Y("order:O", axis=None),
        tooltip=tooltips(
            date=("Day", "%-d %B %Y"),
            series="Said or reported",
            description="What",
            citation="Source",
        ),
    )
    dots = base.mark_point(size=80, opacity=1).encode(
        x=alt.X("date:T", title=None, axis=alt.Axis(orient="top", format="%b %Y", tickCount=4)),
        **_SERIES.points("series:N"),
    )
    texts = base.mark_text(align="left", fontSize=11, lineBreak="\n", baseline="middle").encode(
        x=alt.value(242), text="short:N"
    )
    how = "Acts in the article, by its day where they have none; then events of the record."
    if dossier.study.date is None:
        how += " The day of the article is not known, so nothing is listed as reported since."
    layers: Layers = (
        alt.layer(dots, texts)
        .add_params(option_control("said_party", options, "Party "))
        .configure_legend(orient="top", title=None)
    )
    return titled(layers, title or _reported(days), how + more + some, width_px=WIDTH_PX)


@figure("red-line-sources", "sources")
def source_table(dossier: Dossier) -> TableExplorer:
    """List what outcomes, events and the treaties behind commitments rest on."""
    treaties = dossier.ties.join(dossier.commitments, on="tie_id", how="semi")
    cited = dossier.citations.cited(dossier.outcomes, dossier.events, treaties)
    if cited.is_empty():
        raise NothingToShow("No outcome, event or treaty of a commitment names a source yet.")
    return TableExplorer(cited, "red-line-sources", labels={"source_id": "id"})


def _opening(dossier: Dossier, switch: dict[str, Any]) -> str:
    followed = forward_chain(dossier, switch["proposition_id"])
    rounds = max(followed.trace["round"], default=0)
    count = scenarios.count_in_words(dossier, followed.trace["commitment_id"])
    return (
        f'As the page opens: "{switch["description"]}" sets off {count} in {rounds} '
        f"round{'s' * (rounds != 1)}; contradictions: {followed.contradictions.height}"
    )


def _left_out(switches: pl.DataFrame) -> str:
    rest = switches.filter(pl.col("bit").is_null())["description"]
    return (
        f" Left out, because a page has room for {scenarios.MAX_BITS} switches: {'; '.join(rest)}."
        if rest.len()
        else ""
    )


def _looked_up(claims: pl.DataFrame) -> str:
    n = {verdict: claims.filter(verdict=verdict).height for verdict in ("happened", "not_tested")}
    when = claims["time_reference"]
    ahead, uncoded = (when == "future").sum(), when.null_count()
    later = f"{claims.height - ahead - uncoded} could merely be checked later"
    unclear = f"; for {uncoded} the time is not coded" if uncoded else ""
    return (
        f"Of all {claims.height} claims looked up, {n['happened']} happened and "
        f"{n['not_tested']} were not tested; {ahead} speak of the future, {later}{unclear}"
    )


def _tested(record: pl.DataFrame) -> str:
    finding = f"{record['tested'].sum()} of {record['forecasts'].sum()} forecasts were tested"
    tested = record.drop_nulls("low")
    if tested.height < 2:  # noqa: PLR2004 (an interval overlaps with another)
        return finding
    overlap = max(tested["low"]) < min(tested["high"])
    return f"{finding}; {'all intervals overlap' if overlap else 'not all intervals overlap'}"


def _reported(days: pl.DataFrame) -> str:
    later = days.filter(series="reported since")
    said = days.height - later.height
    acts = f"{said} act{'s' * (said != 1)} in the article"
    if later.is_empty():
        return f"For all parties: {acts}, and no event reported since"
    first, last = (f"{later['date'][row]:%B %Y}" for row in (0, -1))
    events = f"{later.height} event{'s' * (later.height != 1)} reported"
    return f"For all parties: {events} from {first} to {last}, after {acts}"


def _carried(
    rows: pl.DataFrame, what: str, place: pl.Expr | None = None
) -> tuple[pl.DataFrame, str]:
    """Keep the rows that a chart can carry, with a sentence if that is not all of them."""
    if rows.height <= _MOST_ROWS:
        return rows, ""
    kept = rows.filter((pl.int_range(pl.len()) if place is None else place) < _MOST_ROWS)
    return kept, f" The chart has the first {kept.height:,} of {rows.height:,} {what}."


def _drawn(chart: alt.Chart, rows: int, step_px: int) -> tuple[alt.Chart, str]:
    """Draw no more rows at once than a picture has room for, with a sentence that says so."""
    most = _TALLEST_PX // step_px
    if rows <= most:
        return chart, ""
    kept = chart.transform_window(line="row_number()").transform_filter(f"datum.line <= {most}")
    return kept, f" It draws at most {most} at once: choose fewer to see others."


def _cards(rows: pl.DataFrame, keep: list[str], aside: str = "Left open: ") -> Layers:
    """Lay text out as cards; ``slot`` is the place of a card, ``round`` its number."""
    none = pl.DataFrame(schema=dict.fromkeys(_CARD, pl.String()))
    rows = pl.concat([none, rows], how="diagonal_relaxed")
    contradiction = pl.col("act").eq_missing("contradiction")
    arrow = pl.when(pl.col("condition").is_null()).then(pl.lit("")).otherwise(pl.lit("→ "))
    lead = pl.when(contradiction).then(pl.lit("")).otherwise(pl.lit(aside))
    said = [
        pl.format("If {}:", "condition"),
        arrow + pl.col("consequence"),
        lead + pl.col("unsaid"),
        pl.col("locator"),
    ]
    found = [pl.col("outcome_summary"), pl.format("Sources: {}", "citation")]
    badge = pl.when(contradiction).then(pl.lit("!")).otherwise(pl.col("round").cast(pl.String))
    cards = rows.select(
        *keep,
        "heading",
        lines=_paragraphs(said, 70),
        badge=badge,
        outcome=_label("verdict"),
        found=_paragraphs(found, 60),
    )
    longest = pl.max_horizontal(pl.col("lines", "found").str.count_matches("\n")).max()
    lines = cards.select(longest + 1).item() or 0
    card_px = CARD_PX + _LINE_PX * max(0, lines - _CARD_LINES)
    return _card_layers(cards, card_px)


def _card_layers(cards: pl.DataFrame, card_px: int) -> Layers:
    base = alt.Chart(cards, width=WIDTH_PX, height=alt.Step(card_px)).encode(
        y=alt.Y("slot:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    )
    top = -card_px // 2 + 16
    text: dict[str, Any] = {"align": "left", "baseline": "top", "lineBreak": "\n"}
    small: dict[str, Any] = {**text, "fontSize": 12, "color": MUTED, "dy": top + 18}
    middle, left, right = (base.encode(x=alt.value(px)) for px in (18, LEFT_PX, RIGHT_PX))
    known = right.transform_filter("isValid(datum.outcome)")
    style = {
        "color": _STYLES.color("outcome:N").legend(None),
        "shape": _STYLES.shape("outcome:N").legend(None),
    }
    circle: dict[str, Any] = {"size": 560, "filled": True, "color": PAPER, "stroke": INK}
    number = middle.transform_filter("isValid(datum.badge)")
    return alt.layer(
        base.mark_rect(color=GREY).encode(x=alt.value(17), x2=alt.value(19)),
        middle.mark_point(**circle, opacity=1, yOffset=top + 6),
        number.mark_text(fontWeight="bold", dy=top + 6).encode(text="badge:N"),
        left.mark_text(**text, fontWeight="bold", fontSize=13, dy=top).encode(text="heading:N"),
        left.mark_text(**small).encode(text="lines:N"),
        known.mark_point(size=90, opacity=1, yOffset=top + 6).encode(**style),
        known.mark_text(**text, fontWeight="bold", dy=top, dx=12).encode(text="outcome:N"),
        right.mark_text(**small).encode(text="found:N"),
    )


def _paragraphs(texts: list[pl.Expr], width: int) -> pl.Expr:
    """Wrap texts below one another, in no more lines than a card may have."""
    wrapped = [_wrapped(text, width) for text in texts]
    joined = pl.concat_str(wrapped, separator="\n", ignore_nulls=True)
    return _cut(joined, _LONGEST_CARD_LINES)


def _wrapped(text: str | pl.Expr, width: int, lines: int = _LONGEST_CARD_LINES) -> pl.Expr:
    column = pl.col(text) if isinstance(text, str) else text
    return column.map_elements(
        lambda t: "\n".join(textwrap.wrap(t, width, max_lines=lines, placeholder=" …")),
        return_dtype=pl.String,
    )


def _cut(text: pl.Expr, lines: int) -> pl.Expr:
    return text.map_elements(
        lambda t: t if t.count("\n") < lines else "\n".join(t.split("\n")[: lines - 1]) + "\n…",
        return_dtype=pl.String,
    )


def _label(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace(VERDICTS)
