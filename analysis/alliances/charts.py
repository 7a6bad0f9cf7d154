"""Figures on alliances: the network in its settings, treaties, time, and who must act."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.alliances.attacks import attack_settings, attack_steps
from analysis.alliances.clauses import (
    OBLIGATION_VERBS,
    OWED_IF_ANSWERED,
    clauses_in_force,
    listed,
    treaty_obligations,
)
from analysis.alliances.rows import (
    MOST_LINES,
    at_most,
    circle_places,
    counted,
    day_in_words,
    edge_rows,
    event_points,
    first_years,
    grounds,
    opening_setting,
    setting_rows,
    step_rows,
    treaty_bars,
)
from analysis.alliances.structure import BASIS_LABELS, every_setting, viewpoint, world
from analysis.charting import (
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SOLID,
    VERMILION,
    WIDTH_PX,
    NothingToShow,
    Style,
    Styles,
    cases,
    option_control,
    setting_controls,
    signed_network,
    titled,
    tooltips,
    vega_literal,
)
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure

if TYPE_CHECKING:
    from analysis.charting import Layers
    from analysis.dossier import Dossier

BASIS_STYLES = Styles(
    {
        "treaty": Style(BLUE, "circle", label=BASIS_LABELS["treaty"]),
        "event": Style(ORANGE, "square", label=BASIS_LABELS["event"]),
        "claim": Style(PURPLE, "cross", label=BASIS_LABELS["claim"]),
    }
)
IN_FORCE_STYLES = Styles(
    {"in force": Style(BLUE, dash=SOLID), "not known any more": Style(GREY, dash=DOTTED)}
)
FIRMNESS_STYLES = Styles(
    {
        "binding": Style(INK, dash=SOLID),
        "political pledge": Style(INK, dash=DASHED),
        "not known to be in force": Style(INK, dash=DOTTED),
    }
)
SIDE_COLORS = {"attacked": BLUE, "attacker": VERMILION, "pledge broken": GREY}


@figure("tie-network", "ties")
def tie_network(dossier: Dossier, *, title: str | None = None) -> alt.VConcatChart:
    """Draw the network with controls for day, basis and what-if; actors keep their places.

    Parameters
    ----------
    dossier
        Loaded dossier.
    title
        By default what strains the camps as the page opens.
    """
    settings = every_setting(dossier)
    seen_from = settings.seen_from
    if seen_from is None or settings.edges.is_empty():
        raise NothingToShow("No friendly or hostile tie is known on any day to choose from.")
    start = opening_setting(dossier)
    opening = settings.number_of(**start)
    edges, note = at_most(settings.edges, "ties")
    places = circle_places(dossier, settings.nodes["actor"], settings.camps[opening].nodes)
    nodes = settings.nodes.join(places, on="actor", maintain_order="left")
    shown = f"indexof(datum.settings, {settings.expression}) >= 0"
    picture = signed_network(
        alt.Chart(nodes).transform_filter(shown),
        alt.Chart(edge_rows(dossier, edges, places)).transform_filter(shown),
        dossier.names.in_sentence[seen_from],
    ).properties(width=620, height=430)
    summary = setting_rows(dossier, settings)
    described = [_wrapped(text, 94) for text in summary["description"]]
    most = max(text.count("\n") + 1 for text in described)
    words = (
        alt.Chart(summary.select("setting", description=pl.Series(described)))
        .transform_filter(f"datum.setting == {settings.expression}")
        .mark_text(
            align="left", baseline="top", lineBreak="\n", fontSize=13, lineHeight=17, limit=620
        )
        .encode(text="description:N", x=alt.value(0), y=alt.value(0), color=alt.value(INK))
        .properties(width=620, height=17 * most)
    )
    headings = {"day": "Day ", "basis": "Basis ", "what_if": "What if "}
    controls = setting_controls(settings, headings, start, radio=["basis"])
    finding = summary["description"][opening].splitlines()[0].removesuffix(".")
    return titled(
        alt.vconcat(picture, words).add_params(*controls),
        title or f"As the page opens, on {day_in_words(start['day'])}: {finding}",
        "Camps that all best divisions into two share (exact frustration index). Thick: ties at "
        f"odds with them. Arrows: one-sided ties. Hover over a tie for its source.{note}",
    )


def _wrapped(text: str, characters: int) -> str:
    lines = (textwrap.wrap(line, characters) for line in text.splitlines())
    return "\n".join(part for parts in lines for part in parts)


@figure("worlds-side-by-side", "ties")
def worlds_side_by_side(
    dossier: Dossier, *, seen_from: str | None = None, title: str | None = None
) -> alt.HConcatChart:
    """Draw the ties that two speakers describe or expect, one network each.

    Parameters
    ----------
    dossier
        Loaded dossier; the study chooses the speakers.
    seen_from
        Actor from whom camps are named; by default the study's, if both speakers tie it to
        anyone, else the one with most ties.
    title
        By default how many are with that actor in each world.
    """
    if seen_from is not None:
        dossier.names.require(seen_from)
    if not dossier.study.worlds:
        raise NothingToShow("No two speakers describe ties yet.")
    names = dossier.names.in_sentence
    described = [world(dossier, speaker).edges for speaker in dossier.study.worlds]
    viewer = seen_from or viewpoint(dossier, *described)
    if viewer is None:
        raise NothingToShow("The two speakers describe no friendly or hostile tie yet.")
    worlds = {speaker: world(dossier, speaker, viewer) for speaker in dossier.study.worlds}
    every = pl.concat([one.nodes for one in worlds.values()])
    first_seen = every.unique("actor", keep="first", maintain_order=True)
    places = circle_places(dossier, first_seen["actor"], first_seen)
    panels, notes = [], ""
    for speaker, one in worlds.items():
        heading = alt.TitleParams(f"As {names[speaker]} put it", fontSize=13, offset=4, limit=300)
        nodes = one.nodes.join(places, on="actor", maintain_order="left")
        edges, note = at_most(one.edges, "ties")
        edges = edge_rows(dossier, edges, places)
        notes += note
        panel = signed_network(alt.Chart(nodes), alt.Chart(edges), names[viewer])
        panels.append(panel.properties(title=heading, width=300, height=290))
    others = pl.col("actor") != viewer
    count = [one.nodes.filter(others, camp="with").height for one in worlds.values()]
    first, second = (names[speaker] for speaker in worlds)
    return titled(
        alt.hconcat(*panels),
        title or f"With {names[viewer]}: {count[0]} for {first}, {count[1]} for {second}",
        "Ties as each speaker describes or expects them, all resting on claims of the article; "
        f"camps as seen from {names[viewer]}.{notes}",
    )


@figure("frustration-by-what-if", "ties", "what_ifs")
def frustration_by_what_if(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw the frustration index under each what-if on the day of the study.

    Parameters
    ----------
    dossier
        Loaded dossier.
    title
        By default the what-ifs that change the index.
    """
    day = opening_setting(dossier)["day"]
    rows = setting_rows(dossier, every_setting(dossier, days={day: day_in_words(day)}))
    recorded = rows.filter(what_if="none").select("basis", recorded="index")
    moved = rows.join(recorded, on="basis").filter(pl.col("index") != pl.col("recorded"))
    which = "; ".join(moved["supposed"].unique(maintain_order=True)) or "nothing"
    base = alt.Chart(rows).encode(
        y=alt.Y("supposed:N", sort=None, title=None, axis=alt.Axis(labelLimit=430)),
        yOffset=alt.YOffset("basis:N", sort=list(BASIS_LABELS)),
        tooltip=tooltips(supposed="What if", basis="Basis", description="What it means"),
    )
    most = max(1, *rows["index"])
    count = alt.X(
        "index:Q",
        title="Ties at odds with the camps",
        axis=alt.Axis(format="d", values=list(range(0, most + 1, most // 10 + 1))),
        scale=alt.Scale(domain=[0, most]),
    )
    styles = BASIS_STYLES.points("basis:N", "Basis")
    dots = base.mark_point(filled=True, size=80).encode(x=count, **styles)
    return titled(
        alt.layer(dots).properties(width=330, height=alt.Step(15)),
        title or f"What changes the number of ties at odds: {which}",
        f"Exact frustration index on {day_in_words(day)}, by basis.",
    )


@figure("obligation-grid", "ties")
def obligation_grid(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Set treaties side by side: one row per treaty, one column per obligation.

    Parameters
    ----------
    dossier
        Loaded dossier; the study chooses the treaties.
    title
        By default how many treaties oblige to defend, and which obligations none has.
    """
    grid = treaty_obligations(dossier)
    if grid.is_empty():
        raise NothingToShow("No treaty with obligations is coded yet.")
    bound = grid.filter(obligation="defense")["treaty"].n_unique()
    none = [word for word in OBLIGATION_VERBS if word not in grid["obligation"]]
    every = counted(grid["treaty"].n_unique(), "treaty obliges", "treaties oblige")
    finding = f"{bound} of {every} to defend"
    finding += f"; none has {listed(none)}" if none else ""
    columns = alt.X(
        "obligation:N",
        title=None,
        scale=alt.Scale(domain=list(OBLIGATION_VERBS)),
        axis=alt.Axis(orient="top", labelAngle=0),
    )
    base = alt.Chart(grid.drop("tie_id", "url")).encode(
        x=columns,
        y=alt.Y("treaty:N", sort=None, title=None, axis=alt.Axis(labelLimit=330)),
        tooltip=tooltips(treaty="Treaty", description="Owed", citation="Source"),
    )
    cells = base.mark_rect(fill=BLUE, opacity=0.16, stroke=PAPER, strokeWidth=3)
    words = base.mark_text(color=INK).encode(text="articles:N")
    layers: Layers = alt.layer(cells, words).properties(width=600, height=alt.Step(34))
    return titled(
        layers,
        title or finding,
        "The five obligations that ATOP defines; a column is empty if no treaty here has it. "
        "Cells give the articles read, or the data set that alone codes the obligation.",
    )


@figure("clause-table", "clauses")
def clause_table(dossier: Dossier) -> TableExplorer:
    """List every clause that was read."""
    triggers = labels("triggers")
    rows = clauses_in_force(dossier).filter(pl.col("response").is_not_null())
    shown = ["instrument", "article", "obligation", "trigger", "condition", "response"]
    rows = rows.with_columns(pl.col("trigger").replace_strict(triggers, default=None))
    return TableExplorer(rows.select(shown), "clauses", "What each clause says, paraphrased")


@figure("obligation-sequence", "ties")
def obligation_sequence(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Draw who must act if one party attacks another: a column per party, a row per step.

    Parameters
    ----------
    dossier
        Loaded dossier.
    title
        By default in how many cases someone must defend the attacked.
    """
    settings = attack_settings(dossier)
    steps = attack_steps(dossier, settings)
    helps = {"obligation": "defense", "owed_to_side": "attacked", "certainty": "known"}
    defended = steps.filter("binding", **helps)["setting"].n_unique()
    parties = circle_places(dossier, pl.concat([steps["actor"], steps["owed_to"]]))
    rows, note = at_most(step_rows(dossier, steps, parties["actor"]), "steps")
    headings = {"attack": "If ", "attack_day": "on "}
    cases_asked = counted(len(settings), "case", "cases")
    chart = alt.Chart(rows).transform_filter(f"datum.setting == {settings.expression}")
    return titled(
        _sequence(chart, parties["name"].to_list())
        .add_params(*setting_controls(settings, headings))
        .properties(width=WIDTH_PX, height=alt.Step(30)),
        title or f"In {defended} of {cases_asked} someone must defend the attacked",
        "Arrows run from whoever owes to whom it is owed. Steps in order: pledges broken, then "
        "what partners owe; last and with *, what is owed only if the answer is itself an "
        f"attack.{note}",
    )


def _sequence(steps: alt.Chart, parties: list[str]) -> Layers:
    """Draw steps as arrows between the columns of the parties."""
    axis = alt.Axis(
        orient="top",
        values=list(range(len(parties))),
        labelExpr=f"{vega_literal(parties)}[datum.value]",
        labelLimit=WIDTH_PX // len(parties),
        labelOverlap=False,
        title=None,
    )
    across = alt.Scale(domain=[-0.4, len(parties) - 0.6], nice=False)
    legend: dict[str, Any] = {"orient": "bottom", "labelLimit": 200}
    side = alt.Color(
        "side:N",
        title="Owed to",
        legend=alt.Legend(**legend),
        scale=alt.Scale(domain=list(SIDE_COLORS), range=list(SIDE_COLORS.values())),
    )
    base = steps.encode(
        y=alt.Y("step:O", title="Step", axis=alt.Axis(grid=False)),
        tooltip=tooltips(description="Step", firmness="How firm", citation="Source"),
    )
    later = alt.condition(f"datum.round == {OWED_IF_ANSWERED}", alt.value(0.45), alt.value(1))
    arrows = base.mark_rule(strokeWidth=2.5).encode(
        x=alt.X("x:Q", scale=across, axis=axis),
        x2="to_x:Q",
        color=side,
        opacity=later,
        strokeDash=FIRMNESS_STYLES.lines("firmness:N", "How firm", **legend)["strokeDash"],
    )
    tips = base.mark_point(shape="triangle", filled=True, size=110, opacity=1).encode(
        x=alt.X("to_x:Q", scale=across), angle=alt.Angle("angle:Q", scale=None), color=side
    )
    words = base.mark_text(dy=-8, fontSize=11, color=INK).encode(
        x=alt.X("middle:Q", scale=across), text="label:N"
    )
    layers: Layers = alt.layer(arrows, tips, words)
    return layers


@figure("timeline")
def timeline(dossier: Dossier, *, title: str | None = None) -> alt.VConcatChart:
    """Draw treaties as bars and events as points over a span of years the reader chooses.

    Parameters
    ----------
    dossier
        Loaded dossier.
    title
        By default how many treaties and events there are.
    """
    recorded = dossier.ties.filter(pl.col("basis") == "treaty")
    treaties = recorded.drop_nulls("start").sort("start", maintain_order=True)
    if treaties.is_empty() and dossier.events.is_empty():
        raise NothingToShow("No treaties with a start and no events are coded yet.")
    drawn, fewer_treaties = at_most(treaties, "treaties", MOST_LINES)
    bars = treaty_bars(dossier, drawn)
    points, fewer_events = at_most(event_points(dossier), "events")
    undated = recorded.height - treaties.height
    left_out = f" Left out: {counted(undated, 'treaty', 'treaties')} without a start."
    notes = f"{fewer_treaties}{fewer_events}{left_out if undated else ''}"
    since = option_control("since", first_years(dossier), "From the year ")
    as_of = dossier.study.as_of
    latest = alt.DateTime(year=as_of.year, month=12) if as_of else alt.Undefined
    earliest = alt.ExprRef("datetime(since, 0, 1)")
    across = alt.X("start:T", title=None, scale=alt.Scale(domainMin=earliest, domainMax=latest))
    known = IN_FORCE_STYLES.lines("known:N", orient="bottom")
    spans = (
        alt.Chart(bars)
        .mark_rule(clip=True, strokeWidth=7, strokeCap="butt")
        .encode(
            x=across,
            x2="until:T",
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
            tooltip=tooltips(label="Treaty", start=("From", "%-d %B %Y"), citation="Source"),
            **known,
        )
        .properties(width=520, height=alt.Step(15))
    )
    happened = (
        alt.Chart(points)
        .mark_point(clip=True, size=60, opacity=0.75, filled=True, color=VERMILION)
        .encode(
            x=across,
            y=alt.Y("kind:N", title=None),
            tooltip=tooltips(name="Event", start=("From", "%-d %B %Y"), citation="Source"),
        )
        .properties(width=520, height=alt.Step(15))
    )
    both: alt.VConcatChart = (
        alt.vconcat(spans, happened).resolve_scale(x="shared").add_params(since)
    )
    found = counted(treaties.height, "treaty", "treaties")
    happenings = counted(dossier.events.height, "dated event", "dated events")
    return titled(
        both,
        title or f"In all years: {found} and {happenings}",
        "Above: treaties, dotted where no source says whether they were still in force. Below: "
        f"events by kind. Hover over a mark for its source.{notes}",
    )


@figure("tie-table", "ties")
def tie_table(dossier: Dossier) -> TableExplorer:
    """List every tie with what it rests on and where that can be checked."""
    known = grounds(dossier)
    signs = cases({"friendly": pl.col("sign") == 1, "hostile": pl.col("sign") == -1})
    rows = dossier.cite(dossier.ties).with_columns(
        dossier.names.column("source"),
        dossier.names.column("target"),
        sign=signs,
        rests_on=pl.Series([known[tie_id].recorded for tie_id in dossier.ties["tie_id"]]),
    )
    headings = {"source": "from", "target": "to", "citation": "publisher and title"}
    dates = ["start", "end", "known_until"]
    shown = ["source", "target", "sign", *dates, "rests_on", "citation", "url"]
    headings |= {"url": "address"}
    return TableExplorer(rows.select(shown), "ties", "Every tie and its first source", headings)
