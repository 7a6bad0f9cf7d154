"""Claims and those they come from, to read and to link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import FIRMNESS, NOT_CODED, counted, enumerated
from analysis.claims.charts.linking import linked_claims
from analysis.claims.charts.looks import described, worded_claims
from analysis.claims.charts.wording import speaker_groups
from analysis.claims.speakers import CERTAINTY_LABELS, claims_with_speakers, speaks_for
from analysis.dossier.names import HOLDER
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier


_NEVER = "Do not speak themselves"
_COUNTED = ("made", "certain", "reported", "about")


@figure("claims", "claims")
def claim_table(dossier: Dossier) -> TableExplorer:
    """Every claim with its speaker, paraphrase, words and place, and what happened since."""
    said = worded_claims(dossier, claims_with_speakers(dossier))
    holder = dossier.names.column("nested_source")
    view = pl.when(holder.is_not_null()).then(pl.format("{} (view of {})", "speaker_name", holder))
    inner = pl.col("quote").str.replace_many(["“", "”"], ["‘", "’"])
    look = {word: (style.color, style.shape) for word, style in FIRMNESS.words.items()}
    color, shape = (
        pl.col("firmness").replace_strict(
            {word: one[at] for word, one in look.items()}, return_dtype=pl.String
        )
        for at in (0, 1)
    )
    rows = said.select(
        pl.concat_list(
            _link(pl.coalesce(view, "speaker_name"), "actor", "speaker"),
            pl.struct(text="where", address=pl.lit(None, pl.String)),
        ).alias("speaker"),
        pl.struct(text="statement", quote=pl.format("“{}”", inner)).alias("claim"),
        "act",
        pl.struct(text="firmness", color=color, shape=shape).alias("firmness"),
        claim_id="claim_id",
        anchor=pl.format("claim-{}", "claim_id"),
    )
    headings = {
        "speaker": "Who says it, and where",
        "claim": "Claim, paraphrased, and the article’s words",
    }
    for column, heading in (("act", "Kind of statement"), ("firmness", "Put as")):
        if (said[column] == NOT_CODED).all():
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
    rows: pl.DataFrame = dossier.actors
    for found in counts:
        rows = rows.join(found, on="actor_id", how="left")
    numbers = pl.col(_COUNTED).fill_null(0).cast(pl.Int64)
    heads = {group.name: group.heading for group in speaker_groups(said, dossier.names)}
    group = dict(said.select("speaker", "group").iter_rows())
    heading = {actor: heads[one] for actor, one in group.items()}
    order = [*heads.values(), _NEVER]
    state = pl.when(pl.col("government") == pl.col("actor_id")).then(pl.lit("itself"))
    named = dossier.names.column("government")
    sector = pl.col("sector").cast(pl.String).replace(labels("sectors"))
    rows = (
        rows.with_columns(numbers)
        .join(speaks_for(dossier), on="actor_id")
        .filter(pl.sum_horizontal("made", "reported", "about") > 0)
        .with_columns(
            group=pl.col("actor_id").replace_strict(heading, default=_NEVER, return_dtype=pl.String)
        )
        .sort(
            pl.col("group").replace_strict({one: at for at, one in enumerate(order)}),
            *("made", "about", "name"),
            descending=[False, True, True, False],
        )
        .select(
            *("name", "group"),
            what=_capitalised(
                pl.col("actor_id").replace_strict(described(dossier), return_dtype=pl.String)
            ),
            sector=_capitalised(sector),
            state=state.otherwise(named).fill_null("no state"),
            anchor=pl.format("actor-{}", "actor_id"),
            **{  # a zero is quieter as an empty cell
                column: pl.when(pl.col(column) > 0).then(column) for column in _COUNTED
            },
        )
    )
    headings = {
        "name": "Who",
        "what": "Who they are",
        "sector": "Sector",
        "state": "Speaks for",
        "made": "Claims made",
        "certain": "Put as certain",
        "reported": "Views reported",
        "about": "Claims about them",
    }
    empty = [column for column in ("sector", *_COUNTED) if not rows[column].count()]
    rows = rows.drop(empty)
    if (rows["state"] == "no state").all():
        rows = rows.drop("state")
    headings = {column: heading for column, heading in headings.items() if column in rows.columns}
    caption, sentence = _who(dossier, said)
    grouped = ["group"] if rows["group"].n_unique() > 1 else []
    return TableExplorer(
        rows.select(*headings, *grouped, "anchor"),
        "actors",
        caption,
        headings,
        row_anchor="anchor",
        group="group" if grouped else None,
        sentence=sentence,
    )


def _capitalised(words: pl.Expr) -> pl.Expr:
    return words.str.slice(0, 1).str.to_uppercase() + words.str.slice(1)


def _link(text: pl.Expr, kind: str, column: str) -> pl.Expr:
    return pl.struct(text=text, address=pl.format(f"#{kind}-{{}}", column))


def _related(dossier: Dossier) -> pl.DataFrame:
    """What each claim does to others, as links to them."""
    links = linked_claims(dossier)
    own = pl.col("speaker") == pl.col("other_speaker")
    named = pl.col("other_speaker").replace_strict(
        dossier.names.in_sentence, return_dtype=pl.String
    )
    words = pl.format(
        "{} {}, {}",
        pl.col("relation").replace(labels("relations")),
        pl.when(own).then(pl.lit("own claim")).otherwise(named),
        "other_where",
    )
    linked = links.select("claim_id", relation=_link(words, "claim", "other_claim_id"))
    return linked.group_by("claim_id", maintain_order=True).agg("relation")


def _verdicts(dossier: Dossier) -> pl.DataFrame:
    verdict = pl.col("verdict").cast(pl.String).replace(labels("verdicts"))
    return dossier.outcomes.select("claim_id", verdict=_link(verdict, "outcome", "claim_id"))


def _who(dossier: Dossier, said: pl.DataFrame) -> tuple[str, str]:
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
    sentence = ""
    if held.height:
        give = "gives" if held.height == 1 else "give"
        sentence = f"{counted(held.height, 'claim')} {give} the view of somebody else."
    return f"{'; '.join(parts)}.", sentence
