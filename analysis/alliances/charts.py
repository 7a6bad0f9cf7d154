"""Figures on alliances: who is on whose side, what would change it, and who must act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.alliances import attacks as asked
from analysis.alliances import (
    chronology,
    clauses,
    findings,
    history,
    matrix,
    pairs,
    picking,
    rows,
    supposing,
    tables,
)
from analysis.alliances.sentences import day_text, graded, joined
from analysis.alliances.structure import every_setting, viewpoint, world
from analysis.charting import NothingToShow, cases, counted, option_control, setting_controls
from analysis.dossier.vocabularies import labels
from analysis.explorer import (
    Card,
    CardExplorer,
    Explorer,
    Finding,
    Link,
    Sentence,
    TableExplorer,
    figure,
)
from analysis.faces import promised as _promised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from analysis.dossier import Dossier

__all__ = [
    "attack_obligations",
    "clause_table",
    "frustration_by_what_if",
    "obligation_grid",
    "tie_network",
    "tie_sensitivity",
    "tie_table",
    "timeline",
    "what_this_shows",
    "worlds_side_by_side",
]

__dir__ = _promised(__all__)


@figure("what-this-shows", "ties")
def what_this_shows(dossier: Dossier) -> Finding:
    """Say in three sentences what the figures find, and as of when."""
    return Finding(
        "what-this-shows",
        [
            Sentence(said.template, see=said.see, **said.slots)
            for said in findings.opening_sentences(dossier)
        ],
        heading="What this shows",
    )


@figure("tie-network", "ties")
def tie_network(
    dossier: Dossier, *, min_reliability: str = "F", title: str | None = None
) -> Explorer:
    """Draw every pair as a matrix sorted by camp and as a network, by day, basis and what-if.

    Ties without a source of at least that Admiralty grade are left out. The title says how many
    ties strain the camps in the setting shown.
    """
    settings = every_setting(dossier, min_reliability=min_reliability)
    if settings.seen_from is None or settings.edges.is_empty():
        raise NothingToShow("No friendly or hostile tie is known on any day to choose from.")
    start = rows.opening_setting(dossier)
    drawn = pairs.pairs_drawn(dossier, settings, settings.number_of(**start))
    headings = {"day": "Day ", "basis": "Count ", "what_if": "What if "}
    controls = setting_controls(settings, headings, start, radio=["basis"])
    picture = matrix.draw(drawn, settings, dossier.names.in_sentence[settings.seen_from])
    every = len(drawn.actors) + drawn.left_out
    most = f"{len(drawn.actors)} of {every:,} actors, first those at odds, then by ties"
    note = joined(
        graded(min_reliability),
        f"Drawn: {most}." if drawn.left_out else None,
    )
    said = pairs.pair_captions(dossier, settings, drawn, title=title, note=note)
    return Explorer(picture.add_params(*controls), "tie-network", said)


@figure("tie-sensitivity", "ties")
def tie_sensitivity(
    dossier: Dossier, *, min_reliability: str = "F", title: str | None = None
) -> Explorer:
    """Draw what the strain would be without each tie, and with its sign reversed.

    The title speaks of the tie that is picked, on the day of the study.
    """
    picked = picking.pickable(dossier, min_reliability)
    day = day_text(rows.opening_setting(dossier)["day"])
    said = picking.pick_captions(picked, day, title, graded(min_reliability))
    return Explorer(picking.draw(picked), "tie-sensitivity", said)


@figure("frustration-by-what-if", "ties", "what_ifs")
def frustration_by_what_if(
    dossier: Dossier, *, min_reliability: str = "F", title: str | None = None
) -> TableExplorer:
    """List the number of strained ties under each what-if on the day of the study, by basis.

    Ties without a source of at least that Admiralty grade are left out. The default title counts
    the what-ifs that change the number; the sentence names those that change nothing.
    """
    day = rows.opening_setting(dossier)["day"]
    settings = every_setting(dossier, days={day: day_text(day)}, min_reliability=min_reliability)
    supposed = supposing.suppositions(settings, day)
    said, sentence = supposing.supposed_words(supposed, day, graded(min_reliability))
    return TableExplorer(
        supposing.supposed_rows(dossier, settings, day),
        "frustration-by-what-if",
        title or said,
        supposing.basis_headings(),
        sentence=sentence,
    )


@figure("obligation-grid", "ties")
def obligation_grid(dossier: Dossier, *, title: str | None = None) -> TableExplorer:
    """Set the study's treaties side by side: one row per treaty, one column per obligation.

    Treaties of the same parties are grouped.

    The default title counts the treaties that oblige to defend, and names what none has.
    """
    grid = tables.obligation_rows(dossier)
    if grid.is_empty():
        raise NothingToShow("No treaty with obligations is coded yet.")
    owed = labels("obligations")
    headings = {"treaty": "Treaty", "signed": "Signed", "span": "In force"}
    headings |= {word: clauses.capital(owed[word]) for word in clauses.OBLIGATION_VERBS}
    grouped = grid["pair"].n_unique() > 1
    return TableExplorer(
        grid if grouped else grid.drop("pair"),
        "obligation-grid",
        title or findings.obligation_words(grid),
        headings,
        row_anchor="anchor",
        sentence=tables.obligation_sentence(grid),
        group="pair" if grouped else None,
        notes=tables.obligation_notes(grid, dossier),
    )


@figure("clause-table", "clauses", shows=["ties"])
def clause_table(dossier: Dossier) -> TableExplorer:
    """List every clause that was read by treaty, those of the study first, folded."""
    read = tables.clause_rows(dossier)
    headings = {"article": "Article", "owed": "Obliges to", "applies": "Applies"}
    headings |= {"response": "What it says", "condition": "Condition", "source": "Source"}
    treaties = counted(read["tie_id"].n_unique(), "treaty", "treaties")
    said = f"{counted(read.height, 'clause', 'clauses')} of {treaties}, paraphrased"
    compared = "the treaties compared come first" if dossier.study.treaties else ""
    return TableExplorer(
        read.select("anchor", "treaty", *headings),
        "clauses",
        f"{said}; {compared}" if compared else said,
        headings,
        row_anchor="anchor",
        group="treaty",
        folded=f"What the articles say: {said}",
    )


@figure("attack-obligations", "ties")
def attack_obligations(
    dossier: Dossier,
    *,
    attacks: Sequence[tuple[str, str]] | None = None,
    days: Sequence[str | date] | None = None,
    title: str | None = None,
) -> CardExplorer:
    """List who must act if one party attacks another, a card per duty with its grounds, help first.

    Attacks are pairs of ids, attacker and attacked: by default those between the parties that
    most claims name. Days are in ISO 8601: by default that of the study and the one after the
    next treaty enters into force. The title says who must defend the attacked.
    """
    settings = asked.attack_settings(dossier, attacks, days)
    steps = asked.attack_steps(dossier, settings)
    if steps.is_empty():
        raise NothingToShow("No treaty or pledge on record says who would have to act.")
    where: dict[str, list[int]] = {}
    cards: dict[str, Card] = {}
    for (setting, *_), grounds in steps.group_by("setting", *asked.DUTY, maintain_order=True):
        card = _duty_card(grounds.to_dicts())
        key = str(card.payload())
        where.setdefault(key, []).append(setting)
        cards.setdefault(key, card)
    shown = pl.DataFrame({"card": range(len(cards)), "settings": list(where.values())})
    headings = dict(zip(settings.options, ("If ", "on "), strict=True))
    chart = (
        alt.Chart(shown)
        .transform_filter(f"indexof(datum.settings, {settings.expression}) >= 0")
        .add_params(*setting_controls(settings, headings))
    )
    said = asked.attack_captions(dossier, settings, steps, title)
    return CardExplorer(list(cards.values()), "attack-obligations", chart, said)


_PRINTED_TIES = 100
"""Ties in force that are printed."""

_TONES = {"attacked": "for", "attacker": "against", None: "aside"}


def _duty_card(grounds: Sequence[Mapping[str, Any]]) -> Card:
    """Say who owes what to whom, and by what, the firmest ground first."""
    first = grounds[0]
    firm = asked.firmness(first)
    both = ["owes something to both sides"] if any(one["owes_both"] for one in grounds) else []
    return Card(
        clauses.capital(f"{first['who']} {clauses.duty_words(first)}"),
        [
            _ground(one, "" if asked.firmness(one) == firm else asked.firmness(one))
            for one in grounds
        ],
        [firm, *both],
        group=first["group"],
        tone=_TONES[first["owed_to_side"]],
    )


def _ground(step: Mapping[str, Any], firmness: str) -> Sentence:
    """Say by what something is owed, and on what condition."""
    treaty = step["instrument"] or "An instrument without a name"
    article = f", article {step['article']}" if step["article"] else ""
    address = rows.web_address(step["url"])
    unread = "".join(
        f"; {name}{value}"
        for name, value in clauses.duty_grounds(step).items()
        if value is not None
    )
    condition = f" Condition: {step['condition'].rstrip('.')}." if step["condition"] else ""
    return Sentence(
        "{treaty}{article}{firmness}{unread}.{condition}",
        treaty=Link(treaty, address) if address else treaty,
        article=article,
        firmness=f" ({firmness})" if firmness else "",
        unread=unread,
        condition=condition,
    )


@figure("worlds-side-by-side", "ties")
def worlds_side_by_side(
    dossier: Dossier, *, seen_from: str | None = None, title: str | None = None
) -> TableExplorer:
    """Set beside each other where the study's two speakers place everyone.

    Camps are named as seen from an actor: by default the study's, if both speakers tie it to
    anyone, else the one with most ties. The default title names those on whom they differ.
    """
    if seen_from is not None:
        dossier.names.require(seen_from)
    speakers = tuple(dossier.study.worlds or ())
    claimed = dossier.ties.filter(basis="claim").join(dossier.claims, on="claim_id")
    if not speakers or not {*speakers} <= {*claimed["speaker"]}:
        raise NothingToShow("No two speakers describe ties yet.")
    networks = (world(dossier, speaker).edges for speaker in speakers)
    viewer = seen_from or viewpoint(*networks, chosen=dossier.study.seen_from)
    if viewer is None:
        raise NothingToShow("The two speakers describe no friendly or hostile tie yet.")
    placed = tables.world_rows(dossier, speakers, viewer)
    names = dossier.names
    headings = {"actor": "Actor"} | {one: f"As {names.in_sentence[one]} put it" for one in speakers}
    said, sentence = tables.world_words(dossier, placed, speakers)
    return TableExplorer(
        placed.drop("differs"), "worlds-side-by-side", title or said, headings, sentence=sentence
    )


@figure("timeline", shows=["ties"])
def timeline(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw strain, treaties and events over a span of years that the reader chooses.

    The title counts the treaties and events of the span.
    """
    recorded = dossier.ties.filter(pl.col("basis") == "treaty")
    since_when = pl.coalesce("start", "signed")
    treaties = recorded.filter(since_when.is_not_null()).sort(since_when, maintain_order=True)
    if treaties.is_empty() and dossier.events["start"].drop_nulls().is_empty():
        raise NothingToShow("No treaties with a start and no events are coded yet.")
    kept, fewer_treaties = rows.at_most(treaties, "treaties", history.MOST_LINES)
    events, fewer_events = rows.at_most(history.event_points(dossier), "events")
    bars, spans = history.treaty_bars(dossier, kept), history.strain_spans(dossier)
    undated = counted(recorded.height - treaties.height, "treaty", "treaties")
    left_out = f"Left out: {undated} without a day." if recorded.height > treaties.height else None
    years = history.first_years(dossier)
    since = option_control("since", years, "From the year ", history.opening_year(dossier, years))
    note = joined(fewer_treaties, fewer_events, left_out, history.undrawn_strain(dossier, spans))
    said = history.captions(bars, events, spans, years, title=title, note=note)
    chart = chronology.draw(bars, events, spans).add_params(since)
    return Explorer(chart, "timeline", said)


@figure("tie-table", "ties")
def tie_table(dossier: Dossier) -> TableExplorer:
    """List every tie with what it rests on and where that can be checked, by whether in force."""
    every = tables.tie_rows(dossier)
    day = day_text(rows.opening_setting(dossier)["day"])
    now = every.filter("now").height
    which = "all of them" if now == every.height else f"{now:,} of them"
    headings = {"pair": "Pair", "sign": "Tie", "from": "From", "until": "Until"}
    headings |= {"basis": "Ground", "what": "What", "source": "Source"}
    groups = {f"In force on {day}": pl.col("now")}
    return TableExplorer(
        every.with_columns(
            group=cases(groups, otherwise=f"Not known to be in force on {day}"),
            paper=pl.col("now") & (pl.int_range(pl.len()) < _PRINTED_TIES),
        ).drop("now"),
        "ties",
        f"{counted(every.height, 'tie', 'ties')}, {which} in force on {day}",
        headings,
        row_anchor="anchor",
        group="group",
        on_paper="paper",
    )
