"""Claims, those they come from and what they do to each other, to read and to link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import NOT_CODED, NothingToShow, counted, enumerated, option_control
from analysis.claims.charts.looks import where, worded_claims
from analysis.claims.speakers import CERTAINTY_LABELS, claims_with_speakers, speaks_for
from analysis.dossier.names import HOLDER
from analysis.dossier.vocabularies import labels
from analysis.explorer import Card, CardExplorer, Link, Sentence, TableExplorer, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_ALL = "all"
_RELATIONS = (
    *("contradicts", "responds_to", "contrasts", "qualifies"),
    *("explains", "supports", "restates"),
)
"""In the order of the menu: what is said against a claim first, and what is said for it."""


@figure("claims", "claims")
def claim_table(dossier: Dossier) -> TableExplorer:
    """Every claim with its speaker, paraphrase, words and place, and what happened since."""
    said = worded_claims(dossier, claims_with_speakers(dossier))
    holder = dossier.names.column("nested_source")
    view = pl.when(holder.is_not_null()).then(pl.format("{} (view of {})", "speaker_name", holder))
    inner = pl.col("quote").str.replace_many(["“", "”"], ["‘", "’"])
    quoted = pl.format("“{}”", inner)
    rows = said.select(
        pl.concat_list(
            _link(pl.coalesce(view, "speaker_name"), "actor", "speaker"),
            pl.struct(text="where", address=pl.lit(None, pl.String)),
        ).alias("speaker"),
        pl.concat_list("statement", quoted).alias("claim"),
        *("act", "firmness"),
        claim_id="claim_id",
        anchor=pl.format("claim-{}", "claim_id"),
    )
    headings = {
        "speaker": "Who says it, and where",
        "claim": "Claim, paraphrased, and words of the article",
    }
    for column, heading in (("act", "Kind of statement"), ("firmness", "Put as")):
        if (rows[column] == NOT_CODED).all():
            rows = rows.drop(column)
        else:
            headings[column] = heading
    for column, heading, found in (
        ("relation", "In relation to", _related(dossier)),
        ("verdict", "What happened", _verdicts(dossier)),
    ):
        if not found.is_empty():
            rows = rows.join(found, on="claim_id", how="left", maintain_order="left")
            headings[column] = heading
    hedged = said.filter(pl.col("certainty") < max(CERTAINTY_LABELS)).height
    caption = f"{counted(rows.height, 'claim')} in the order of the article"
    if hedged:
        caption += f"; {hedged:,} of them put as less than certain"
    return TableExplorer(
        rows.drop("claim_id"), "claims", f"{caption}.", headings, row_anchor="anchor"
    )


@figure("actors", "claims")
def actor_table(dossier: Dossier) -> TableExplorer:
    """Everyone who speaks or whom claims are about, with whom they speak for."""
    said = worded_claims(dossier, claims_with_speakers(dossier))
    about = dossier.claims.select(named=pl.col("subjects").list.set_union("targets"))
    counts = [
        said.group_by(actor_id="speaker").agg(
            made=pl.len(), certain=(pl.col("certainty") == max(CERTAINTY_LABELS)).sum()
        ),
        dossier.claims.drop_nulls("nested_source")
        .group_by(actor_id="nested_source")
        .agg(reported=pl.len()),
        about.explode("named").drop_nulls().group_by(actor_id="named").agg(about=pl.len()),
    ]
    rows = dossier.actors.with_columns(pl.col("kind").cast(pl.String))
    for found in counts:
        rows = rows.join(found, on="actor_id", how="left")
    numbers = pl.col("made", "certain", "reported", "about").fill_null(0).cast(pl.Int64)
    rows = (
        rows.with_columns(numbers)
        .join(speaks_for(dossier), on="actor_id")
        .filter(pl.sum_horizontal("made", "reported", "about") > 0)
        .sort("made", "about", "name", descending=[True, True, False])
        .select(
            "name",
            what=pl.coalesce("role", pl.col("kind").replace(labels("actor_kinds"))),
            belongs=dossier.names.column("affiliation"),
            state=dossier.names.column("government"),
            made="made",
            certain="certain",
            reported="reported",
            about="about",
            anchor=pl.format("actor-{}", "actor_id"),
        )
    )
    headings = {
        "name": "Who",
        "what": "What they are",
        "belongs": "Affiliation",
        "state": "Speaks for the state",
        "made": "Claims made",
        "certain": "Put as certain",
        "reported": "Views reported",
        "about": "Claims about them",
    }
    if said["certainty"].count() == 0:
        rows = rows.drop("certain")
    if not rows["reported"].sum():
        rows = rows.drop("reported")
    for column in ("belongs", "state"):
        rows = rows if rows[column].count() else rows.drop(column)
    headings = {column: heading for column, heading in headings.items() if column in rows.columns}
    return TableExplorer(rows, "actors", _who(dossier, said), headings, row_anchor="anchor")


@figure("claim-links", "claim_links")
def claim_links(dossier: Dossier, *, title: str | None = None) -> CardExplorer:
    """Which claim answers, contradicts, limits or supports which, as cards.

    The default title counts the claims that do what is chosen.
    """
    links = _links(dossier)
    if links.is_empty():
        raise NothingToShow("No claim is linked to another yet.")
    cards, of_card = [], []
    for (relation, _), rows in links.group_by("relation", "other_claim_id", maintain_order=True):
        cards.append(_card(rows, labels("relations")[str(relation)]))
        of_card.append((len(cards) - 1, relation))
    every = pl.DataFrame(of_card, ["card", "relation"], orient="row")
    counts = dict(links.group_by("relation", maintain_order=True).len().iter_rows())
    offered = {name: f"{labels('relations')[name]} ({n:,})" for name, n in counts.items()}
    if len(counts) > 1:
        offered[_ALL] = f"any ({links.height:,})"
    words = pl.DataFrame(
        [(name, *_linking(dossier, links, name)) for name in offered],
        ["relation", "title", "sentence"],
        orient="row",
    )
    words = words if title is None else words.with_columns(title=pl.lit(title))
    chart = alt.Chart(every)
    if len(offered) == 1:
        return CardExplorer(cards, "claim-links", chart, words.drop("relation"))
    control = option_control("relation", offered, "What one claim does to another ")
    chosen = chart.transform_filter(f"relation == '{_ALL}' || datum.relation == relation")
    return CardExplorer(cards, "claim-links", chosen.add_params(control), words)


def _link(text: pl.Expr, kind: str, column: str) -> pl.Expr:
    return pl.struct(text=text, address=pl.format(f"#{kind}-{{}}", column))


def _related(dossier: Dossier) -> pl.DataFrame:
    """What each claim does to others, as links to them."""
    links = _links(dossier)
    words = pl.format(
        "{} {}, {}",
        pl.col("relation").replace(labels("relations")),
        "other_speaker_name",
        "other_where",
    )
    linked = links.select("claim_id", relation=_link(words, "claim", "other_claim_id"))
    return linked.group_by("claim_id", maintain_order=True).agg("relation")


def _verdicts(dossier: Dossier) -> pl.DataFrame:
    verdict = pl.col("verdict").cast(pl.String).replace(labels("verdicts"))
    return dossier.outcomes.select("claim_id", verdict=_link(verdict, "outcome", "claim_id"))


def _links(dossier: Dossier) -> pl.DataFrame:
    """Links with both claims, by relation and then in the order of the claims they are about."""
    said = claims_with_speakers(dossier).select(
        *("claim_id", "start", "statement", "speaker", "speaker_name"), where=where()
    )
    other = said.rename({column: f"other_{column}" for column in said.columns})
    place = {relation: at for at, relation in enumerate(_RELATIONS)}
    return (
        dossier.claim_links.with_columns(pl.col("relation").cast(pl.String))
        .join(said, on="claim_id")
        .join(other, on="other_claim_id")
        .with_columns(place=pl.col("relation").replace_strict(place, default=len(place)))
        .sort("place", "relation", "other_start", "start", maintain_order=True)
    )


def _card(rows: pl.DataFrame, relation: str) -> Card:
    """One claim, and below it those that do the same to it."""
    first = rows.row(0, named=True)
    lines = [
        Sentence(
            "{who}, {where}, {relation} it: {claim}",
            who=row["speaker_name"],
            relation=relation,
            where=row["where"],
            claim=Link(row["statement"], f"#claim-{row['claim_id']}"),
        )
        for row in rows.iter_rows(named=True)
    ]
    heading = Sentence(
        "{who}, {where}: {claim}",
        who=first["other_speaker_name"],
        where=first["other_where"],
        claim=Link(first["other_statement"], f"#claim-{first['other_claim_id']}"),
    )
    return Card(heading, lines)


def _linking(dossier: Dossier, links: pl.DataFrame, name: str) -> tuple[str, str]:
    every = counted(dossier.claims.height, "claim")
    words = labels("relations")
    chosen = links if name == _ALL else links.filter(relation=name)
    number = chosen["claim_id"].n_unique()
    if name == _ALL:
        found = f"{number:,} of {every} {'bears' if number == 1 else 'bear'} on another"
    else:
        does = words[name] if number == 1 else _several(words[name])
        found = f"{number:,} of {every} {does} another"
    across = chosen.filter(pl.col("speaker") != pl.col("other_speaker")).height
    are = "is" if across == 1 else "are"
    if not across:
        return found, "Speakers do so with claims of their own alone."
    if across == chosen.height:
        return found, "The other claim is always somebody else's."
    return (
        found,
        f"{across:,} of {counted(chosen.height, 'link')} {are} to a claim of somebody else.",
    )


def _several(verb: str) -> str:
    """Give a verb that several do: "qualify" for "qualifies"."""
    first, *rest = verb.split()
    first = f"{first[:-3]}y" if first.endswith("ies") else first.removesuffix("s")
    return " ".join([first, *rest])


def _who(dossier: Dossier, said: pl.DataFrame) -> str:
    """Say for whom the speakers speak."""
    speakers = said.unique("speaker", maintain_order=True).sort("speaker_name")
    states = speakers.filter(group="state")["government"].unique(maintain_order=True)
    unnamed = said.filter(group="unnamed")
    parts = [counted(speakers.height, "speaker")]
    if states.len():
        names = enumerated(sorted(dossier.names.in_sentence[one] for one in states), most=4)
        number = speakers.filter(group="state").height
        parts.append(
            f"{number:,} of them {'speaks' if number == 1 else 'speak'} for a state ({names})"
        )
    else:
        parts.append("none of them speaks for a state")
    if unnamed.height:
        number = unnamed["speaker"].n_unique()
        parts.append(
            f"{number:,} {'is' if number == 1 else 'are'} unnamed and "
            f"{'makes' if number == 1 else 'make'} {counted(unnamed.height, 'claim')}"
        )
    held = said.select(HOLDER.alias("holder"), "speaker").filter(
        pl.col("holder") != pl.col("speaker")
    )
    if held.height:
        give = "gives" if held.height == 1 else "give"
        parts.append(f"{counted(held.height, 'claim')} {give} the view of somebody else")
    return f"{'; '.join(parts)}."
