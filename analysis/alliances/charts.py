"""Figures on alliances: the network in its settings, treaties, time, and who must act."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.alliances import clauses, rows
from analysis.alliances.structure import BASIS_LABELS, every_setting, viewpoint, world
from analysis.charting import (
    BLUE,
    DASH_DOTTED,
    DASHED,
    DOTTED,
    GREY,
    INK,
    LONG_DASHED,
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
    from collections.abc import Sequence
    from datetime import date

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
    {
        rows.SIGNED: Style(ORANGE, dash=DASHED),
        rows.IN_FORCE: Style(BLUE, dash=SOLID),
        rows.NOT_KNOWN: Style(GREY, dash=DOTTED),
    }
)
FIRMNESS_STYLES = Styles(
    {
        "binding": Style(INK, dash=SOLID),
        "political pledge": Style(INK, dash=DASHED),
        "coded by a data set, no clause read": Style(INK, dash=LONG_DASHED),
        rows.SIGNED: Style(INK, dash=DASH_DOTTED),
        rows.NOT_KNOWN: Style(INK, dash=DOTTED),
    }
)
_SYMBOL_SIZE = 1_000
"""Of a line in a legend, in square pixels: long enough to show its dashes."""
SIDE_COLORS = {"attacked": BLUE, "attacker": VERMILION, "pledge broken": GREY}


@figure("tie-network", "ties")
def tie_network(
    dossier: Dossier, *, min_reliability: str = "F", title: str | None = None
) -> alt.VConcatChart:
    """Draw the network with controls for day, basis and what-if; actors keep their places.

    Ties without a source of at least that Admiralty grade are left out. The default title says
    what strains the camps as the page opens.
    """
    settings = every_setting(dossier, min_reliability=min_reliability)
    seen_from = settings.seen_from
    if seen_from is None or settings.edges.is_empty():
        raise NothingToShow("No friendly or hostile tie is known on any day to choose from.")
    start = rows.opening_setting(dossier)
    opening = settings.number_of(**start)
    edges, note = rows.at_most(settings.edges, "ties")
    places = rows.circle_places(dossier, settings.nodes["actor"], settings.camps[opening].nodes)
    nodes = settings.nodes.join(places, on="actor", maintain_order="left")
    shown = f"indexof(datum.settings, {settings.expression}) >= 0"
    picture = signed_network(
        alt.Chart(nodes).transform_filter(shown),
        alt.Chart(rows.edge_rows(dossier, edges, places)).transform_filter(shown),
        dossier.names.in_sentence[seen_from],
    ).properties(width=620, height=430)
    summary = rows.setting_rows(dossier, settings)
    described = [
        "\n".join(line for said in text.splitlines() for line in textwrap.wrap(said, 94))
        for text in summary["description"]
    ]
    most = max(map(len, map(str.splitlines, described)))
    said = summary.select("setting", description=pl.Series(described))
    words = (
        alt.Chart(said, width=620, height=17 * most)
        .transform_filter(f"datum.setting == {settings.expression}")
        .mark_text(
            align="left", baseline="top", lineBreak="\n", fontSize=13, lineHeight=17, limit=620
        )
        .encode(text="description:N", x=alt.value(0), y=alt.value(0), color=alt.value(INK))
    )
    headings = {"day": "Day ", "basis": "Basis ", "what_if": "What if "}
    controls = setting_controls(settings, headings, start, radio=["basis"])
    finding = summary["description"][opening].splitlines()[0].removesuffix(".")
    return titled(
        alt.vconcat(picture, words).add_params(*controls),
        title or f"As the page opens, on {rows.day_in_words(start['day'])}: {finding}",
        "Camps that all best divisions into two share (exact frustration index). Thick: ties at "
        "odds with them. Arrows: one-sided ties. Hover over a tie for its source."
        f"{rows.graded(min_reliability)}{note}",
    )


@figure("worlds-side-by-side", "ties")
def worlds_side_by_side(
    dossier: Dossier, *, seen_from: str | None = None, title: str | None = None
) -> alt.HConcatChart:
    """Draw the ties that the study's two speakers describe or expect, one network each.

    Camps are named as seen from an actor: by default the study's, if both speakers tie it to
    anyone, else the one with most ties. The default title counts who is with it in each world.
    """
    if seen_from is not None:
        dossier.names.require(seen_from)
    claimed = dossier.ties.filter(basis="claim").join(dossier.claims, on="claim_id")
    if not dossier.study.worlds or not {*dossier.study.worlds} <= {*claimed["speaker"]}:
        raise NothingToShow("No two speakers describe ties yet.")
    names = dossier.names.in_sentence
    networks = (world(dossier, speaker).edges for speaker in dossier.study.worlds)
    viewer = seen_from or viewpoint(*networks, chosen=dossier.study.seen_from)
    if viewer is None:
        raise NothingToShow("The two speakers describe no friendly or hostile tie yet.")
    worlds = {speaker: world(dossier, speaker, viewer) for speaker in dossier.study.worlds}
    every = pl.concat([one.nodes for one in worlds.values()])
    first_seen = every.unique("actor", keep="first", maintain_order=True)
    places = rows.circle_places(dossier, first_seen["actor"], first_seen)
    panels, counts, notes = [], [], ""
    for speaker, one in worlds.items():
        heading = alt.TitleParams(f"As {names[speaker]} put it", fontSize=13, offset=4, limit=300)
        nodes = one.nodes.join(places, on="actor", maintain_order="left")
        edges, note = rows.at_most(one.edges, "ties")
        edges = rows.edge_rows(dossier, edges, places)
        panel = signed_network(alt.Chart(nodes), alt.Chart(edges), names[viewer])
        panels.append(panel.properties(title=heading, width=300, height=290))
        allies = nodes.filter(pl.col("actor") != viewer, camp="with").height
        counts.append(f"{allies} for {names[speaker]}")
        notes += note
    return titled(
        alt.hconcat(*panels),
        title or f"With {names[viewer]}: {', '.join(counts)}",
        "Ties as each speaker describes or expects them, all resting on claims of the article; "
        f"camps as seen from {names[viewer]}.{notes}",
    )


@figure("frustration-by-what-if", "ties", "what_ifs")
def frustration_by_what_if(
    dossier: Dossier, *, min_reliability: str = "F", title: str | None = None
) -> Layers:
    """Draw the frustration index under each what-if on the day of the study.

    Ties without a source of at least that Admiralty grade are left out. The default title names
    the what-ifs that change the index.
    """
    day = rows.opening_setting(dossier)["day"]
    days = {day: rows.day_in_words(day)}
    settings = every_setting(dossier, days=days, min_reliability=min_reliability)
    found = rows.setting_rows(dossier, settings)
    recorded = pl.col("index").filter(what_if="none").first().over("basis")
    moved = found.filter(pl.col("index") != recorded)
    which = "; ".join(moved["supposed"].unique(maintain_order=True)) or "nothing"
    base = alt.Chart(found).encode(
        y=alt.Y("supposed:N", sort=None, title=None, axis=alt.Axis(labelLimit=430)),
        yOffset=alt.YOffset("basis:N", sort=list(BASIS_LABELS)),
        tooltip=tooltips(supposed="What if", basis="Basis", description="What it means"),
    )
    most = max(1, *found["index"])
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
        f"Exact frustration index on {rows.day_in_words(day)}, by basis."
        f"{rows.graded(min_reliability)}",
    )


@figure("obligation-grid", "ties")
def obligation_grid(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Set the study's treaties side by side: one row per treaty, one column per obligation.

    The default title counts the treaties that oblige to defend, and names what none has.
    """
    grid = clauses.treaty_obligations(dossier)
    if grid.is_empty():
        raise NothingToShow("No treaty with obligations is coded yet.")
    bound = grid.filter(obligation="defense")["treaty"].n_unique()
    none = [word for word in clauses.OBLIGATION_VERBS if word not in grid["obligation"]]
    every = rows.counted(grid["treaty"].n_unique(), "treaty obliges", "treaties oblige")
    finding = f"{bound} of {every} to defend"
    finding += f"; none has {clauses.listed(none)}" if none else ""
    columns = alt.X(
        "obligation:N",
        title=None,
        scale=alt.Scale(domain=list(clauses.OBLIGATION_VERBS)),
        axis=alt.Axis(orient="top", labelAngle=0),
    )
    base = alt.Chart(grid.drop("tie_id", "url")).encode(
        x=columns,
        y=alt.Y("treaty:N", sort=None, title=None, axis=alt.Axis(labelLimit=330)),
        tooltip=tooltips(treaty="Treaty", description="Owed", citation="Source"),
    )
    cells = base.mark_rect(fill=BLUE, opacity=0.16, stroke=PAPER, strokeWidth=3)
    words = base.mark_text(color=INK).encode(text="articles:N")
    return titled(
        alt.layer(cells, words, width=600, height=alt.Step(34)),
        title or finding,
        "The five obligations that ATOP defines; a column is empty if no treaty here has it. "
        "Cells give the articles read, or the data set that alone codes the obligation.",
    )


@figure("clause-table", "clauses")
def clause_table(dossier: Dossier) -> TableExplorer:
    """List every clause that was read."""
    read = clauses.clauses_in_force(dossier).drop_nulls("response")
    trigger = pl.col("trigger").replace_strict(labels("triggers"), default=None)
    shown = read.select("instrument", "article", "obligation", trigger, "condition", "response")
    return TableExplorer(shown, "clauses", "What each clause says, paraphrased")


@figure("obligation-sequence", "ties")
def obligation_sequence(
    dossier: Dossier,
    *,
    attacks: Sequence[tuple[str, str]] | None = None,
    days: Sequence[str | date] | None = None,
    title: str | None = None,
) -> Layers:
    """Draw who must act if one party attacks another: a column per party, a row per step.

    Attacks are pairs of ids, attacker and attacked: by default those between the parties that
    most claims name. Days are in ISO 8601: by default that of the study and the one after the
    next treaty enters into force. The default title counts the cases in which someone must defend
    the attacked.
    """
    settings = rows.attack_settings(dossier, attacks, days)
    steps = rows.attack_steps(dossier, settings)
    if steps.is_empty():
        raise NothingToShow("No treaty or pledge on record says who would have to act.")
    helps = {"obligation": "defense", "owed_to_side": "attacked", "certainty": "known"}
    defended = steps.filter("binding", "read", **helps)["setting"].n_unique()
    parties = rows.circle_places(dossier, pl.concat([steps["actor"], steps["owed_to"]]))
    drawn, note = rows.at_most(rows.step_rows(dossier, steps, parties["actor"]), "steps")
    headings = dict(zip(settings.options, ("If ", "on "), strict=True))
    cases_asked = rows.counted(len(settings), "case", "cases")
    chart = alt.Chart(drawn).transform_filter(f"datum.setting == {settings.expression}")
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
    colors = alt.Scale(domain=list(SIDE_COLORS), range=list(SIDE_COLORS.values()))
    bottom = alt.Legend(orient="bottom", labelLimit=200)
    side = alt.Color("side:N", title="Owed to", legend=bottom, scale=colors)
    dashes = FIRMNESS_STYLES.lines(
        "firmness:N",
        "How firm",
        orient="bottom",
        columns=2,
        labelLimit=200,
        symbolSize=_SYMBOL_SIZE,
    )
    base = steps.encode(
        y=alt.Y("step:O", title="Step", axis=alt.Axis(grid=False)),
        tooltip=tooltips(description="Step", firmness="How firm", citation="Source"),
    )
    later = alt.condition(
        f"datum.round == {clauses.OWED_IF_ANSWERED}", alt.value(0.45), alt.value(1)
    )
    arrows = base.mark_rule(strokeWidth=2.5).encode(
        x=alt.X("x:Q", scale=across, axis=axis),
        x2="to_x:Q",
        color=side,
        opacity=later,
        strokeDash=dashes["strokeDash"],
    )
    tips = base.mark_point(shape="triangle", filled=True, size=110, opacity=1).encode(
        x=alt.X("to_x:Q", scale=across), angle=alt.Angle("angle:Q", scale=None), color=side
    )
    words = base.mark_text(dy=-8, fontSize=11, color=INK).encode(
        x=alt.X("middle:Q", scale=across), text="label:N"
    )
    return alt.layer(arrows, tips, words)


@figure("timeline")
def timeline(dossier: Dossier, *, title: str | None = None) -> alt.VConcatChart:
    """Draw treaties as bars and events as points over a span of years the reader chooses.

    The default title counts treaties and events.
    """
    recorded = dossier.ties.filter(pl.col("basis") == "treaty")
    since_when = pl.coalesce("start", "signed")
    treaties = recorded.filter(since_when.is_not_null()).sort(since_when, maintain_order=True)
    if treaties.is_empty() and dossier.events.is_empty():
        raise NothingToShow("No treaties with a start and no events are coded yet.")
    drawn, fewer_treaties = rows.at_most(treaties, "treaties", rows.MOST_LINES)
    bars = rows.treaty_bars(dossier, drawn)
    points, fewer_events = rows.at_most(rows.event_points(dossier), "events")
    undated = recorded.height - treaties.height
    left_out = f" Left out: {rows.counted(undated, 'treaty', 'treaties')} without a day."
    notes = f"{fewer_treaties}{fewer_events}{left_out if undated else ''}"
    since = option_control("since", rows.first_years(dossier), "From the year ")
    as_of = dossier.study.as_of
    latest = alt.DateTime(year=as_of.year, month=12) if as_of else alt.Undefined
    earliest = alt.ExprRef("datetime(since, 0, 1)")
    across = alt.X("start:T", title=None, scale=alt.Scale(domainMin=earliest, domainMax=latest))
    known = IN_FORCE_STYLES.lines("known:N", orient="bottom")
    spans = (
        alt.Chart(bars, width=520, height=alt.Step(15))
        .mark_rule(clip=True, strokeWidth=7, strokeCap="butt")
        .encode(
            x=across,
            x2="until:T",
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
            tooltip=tooltips(label="Treaty", start=("From", "%-d %B %Y"), citation="Source"),
            **known,
        )
    )
    happened = (
        alt.Chart(points, width=520, height=alt.Step(15))
        .mark_point(clip=True, size=60, opacity=0.75, filled=True, color=VERMILION)
        .encode(
            x=across,
            y=alt.Y("kind:N", title=None),
            tooltip=tooltips(name="Event", start=("From", "%-d %B %Y"), citation="Source"),
        )
    )
    found = rows.counted(treaties.height, "treaty", "treaties")
    happenings = rows.counted(dossier.events.height, "dated event", "dated events")
    return titled(
        alt.vconcat(spans, happened, resolve={"scale": {"x": "shared"}}).add_params(since),
        title or f"In all years: {found} and {happenings}",
        "Above: treaties, dashed from signature to entry into force, dotted where no source says "
        "whether they were in force. Below: events by kind. Hover over a mark for its "
        f"source.{notes}",
    )


@figure("tie-table", "ties")
def tie_table(dossier: Dossier) -> TableExplorer:
    """List every tie with what it rests on and where that can be checked."""
    known = rows.grounds(dossier)
    names = dossier.names
    signs = cases({"friendly": pl.col("sign") == 1, "hostile": pl.col("sign") == -1})
    rests_on = [known[tie_id].recorded for tie_id in dossier.ties["tie_id"]]
    shown = dossier.cite(dossier.ties).select(
        *(names.column("source"), names.column("target"), signs.alias("sign")),
        *("start", "end", "known_until", pl.Series("rests_on", rests_on), "citation", "url"),
    )
    headings = {"source": "from", "target": "to", "citation": "publisher and title"}
    headings |= {"url": "address"}
    return TableExplorer(shown, "ties", "Every tie and its first source", headings)
