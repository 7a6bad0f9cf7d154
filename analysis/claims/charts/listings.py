"""Claims and those they come from, to read and to link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import NOT_CODED, counted, enumerated
from analysis.claims.charts.linking import linked_claims
from analysis.claims.charts.looks import worded_claims
from analysis.claims.speakers import CERTAINTY_LABELS, claims_with_speakers, speaks_for
from analysis.dossier.names import HOLDER
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier


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


def _link(text: pl.Expr, kind: str, column: str) -> pl.Expr:
    return pl.struct(text=text, address=pl.format(f"#{kind}-{{}}", column))


def _related(dossier: Dossier) -> pl.DataFrame:
    """What each claim does to others, as links to them."""
    links = linked_claims(dossier)
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
