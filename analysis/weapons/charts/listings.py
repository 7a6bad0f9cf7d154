"""Lists of weapons, of their sources, and of the claims that mention them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import NothingToShow, cases, enumerated
from analysis.dossier import VOICE
from analysis.explorer import TableExplorer, figure
from analysis.weapons import labels, mentions
from analysis.weapons.charts.linking import linked
from analysis.weapons.phrases import capital, listed, many

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_MOST_MEANT = 6


@figure("figures-on-claims", "claims", "weapons")
def figures_on_claims_table(dossier: Dossier) -> TableExplorer:
    """List the assessments and predictions that mention a weapon, with the figures on it."""
    links = mentions.figures_on_claims(dossier)
    mentioning = dossier.claims.filter(pl.col("weapons").list.len() > 0)
    uncoded = mentioning["speech_act"].null_count()
    others = (
        f"; {many(uncoded, 'other claim')} that {'does' if uncoded == 1 else 'do'}, without a "
        "kind of statement"
        if uncoded
        else ""
    )
    if links.is_empty():
        raise NothingToShow(f"No assessment or prediction mentions a weapon yet{others}.")
    voices = dossier.sources.select("source_id", VOICE)
    figures = dossier.figures.join(voices, on="source_id").select("weapon_id", "figure_id", "voice")
    in_article = dossier.claims.sort("paragraph", "start", maintain_order=True)["claim_id"]
    nth = {claim_id: at for at, claim_id in enumerate(in_article)}
    kinds = dossier.weapons.filter(pl.col("resolution").cast(pl.String) != "system")["name"]
    kind_names = set(kinds)
    named = labels.with_names(links, dossier, mentioned="mentioned_id", may_mean="weapon_id")
    rows = (
        named.with_columns(speaker=dossier.names.column("speaker"))
        .sort(
            pl.col("claim_id").replace_strict(nth),
            "mentioned",
            "may_mean",
            nulls_last=True,
            maintain_order=True,
        )
        .join(figures, on="weapon_id", how="left", maintain_order="left")
        .group_by("claim_id", "speaker", "statement", maintain_order=True)
        .agg(
            pl.col("mentioned", "may_mean").drop_nulls().unique(maintain_order=True),
            n_figures=pl.col("figure_id").drop_nulls().n_unique(),
            n_sources=pl.col("voice").drop_nulls().n_unique(),
            open=(pl.col("figures_found") == "left open by the words").all(),
        )
    )
    system, left_open = rows.height - rows["open"].sum(), rows["open"].sum()
    shown = pl.DataFrame(
        {
            "speaker": rows["speaker"],
            "statement": [
                {"text": text, "address": f"#claim-{claim}"}
                for text, claim in rows.select("statement", "claim_id").iter_rows()
            ],
            "weapons": [_names(names, kind_names) for names in rows["mentioned"]],
            "may_mean": [
                "left open"
                if is_open
                else _names([name for name in names if name not in said], kind_names)
                for names, said, is_open in rows.select("may_mean", "mentioned", "open").iter_rows()
            ],
            "figures": [
                f"{many(n, 'figure')} from {many(voices, 'source')}" if n else "none"
                for n, voices in rows.select("n_figures", "n_sources").iter_rows()
            ],
        }
    )
    caption = (
        f"{many(rows.height, 'assessment or forecast', 'assessments and forecasts')} "
        f"{'mentions' if rows.height == 1 else 'mention'} weapons: in {system:,} a system is named "
        f"or may be meant, {many(left_open, 'leaves', 'leave')} it open{others}."
    )
    headings = {
        "statement": "Claim",
        "weapons": "Weapons mentioned",
        "may_mean": "Systems that may be meant",
        "figures": "Figures",
    }
    return TableExplorer(shown, "figures-on-claims", caption, headings, group="speaker")


def _names(names: list[str], kinds: set[str]) -> str:
    """List weapons: kinds of them are common nouns, systems have names."""
    words = [
        f"{name[0].lower()}{name[1:]}" if name in kinds and name[1:2].islower() else name
        for name in names
    ]
    return capital(enumerated(words, _MOST_MEANT))


@figure("weapons", "weapons")
def weapon_table(dossier: Dossier) -> TableExplorer:
    """List the weapons, with what is known of each; other pages and tables link here."""
    voices = dossier.sources.select("source_id", VOICE)
    may_mean = pl.col("may_mean").list.len() > 0
    known = (
        dossier.figures.join(voices, on="source_id")
        .group_by("weapon_id")
        .agg(n_figures=pl.len(), n_sources=pl.n_unique("voice"))
    )
    rows = labels.with_names(dossier.weapons, dossier, name="weapon_id").join(
        known, on="weapon_id", how="left", maintain_order="left"
    )
    rows = rows.with_columns(
        pl.col("n_figures", "n_sources").fill_null(0),
        label=labels.label_of("weapon_class", dossier.classes),
        country=labels.country_of_origin(dossier),
    ).sort("label", "name")
    # Paper has those that the article names and of which there is something to say.
    spoken = pl.col("named_in_article") & ((pl.col("n_figures") > 0) | may_mean)
    rows = rows.with_columns(printed=spoken | (not rows["named_in_article"].any()))
    names = dict(rows.select("weapon_id", "name").iter_rows())
    meant = [
        listed([names[one] for one in ids or [] if one in names])
        for ids in rows["may_mean"].to_list()
    ]
    system = pl.col("resolution").cast(pl.String) == "system"
    shown = rows.select(
        "name",
        kind=pl.col("label").map_elements(capital, return_dtype=pl.String),
        country="country",
        named=cases({"in the article": pl.col("named_in_article")}, otherwise="for comparison"),
        n_figures=pl.when(system).then("n_figures"),
        n_sources=pl.when(system).then("n_sources"),
        may_mean=pl.Series(meant, dtype=pl.String),
        anchor=pl.format("weapon-{}", "weapon_id"),
        printed="printed",
    )
    known_of = rows.filter(pl.col("n_figures") > 0).height
    named = int(rows["named_in_article"].sum())
    caption = (
        f"{many(rows.height, 'weapon')} or kinds of weapons, {named:,} of them in the "
        f"article; {known_of:,} {'has' if known_of == 1 else 'have'} figures, "
        f"{dossier.figures.height:,} in all."
    )
    headings = {
        "name": "Weapon",
        "country": "Country",
        "named": "Why it is here",
        "n_figures": "Figures",
        "n_sources": "Sources",
        "may_mean": "May mean",
    }
    options = {"row_anchor": "anchor", "group": "kind", "on_paper": "printed"}
    return TableExplorer(shown, "weapons", caption, headings, **options)


@figure("weapon-sources", "sources")
def source_table(dossier: Dossier) -> TableExplorer:
    """List the sources of figures and places; deliveries name theirs where they are listed."""
    cited = dossier.citations.cited(dossier.figures, dossier.places)
    if cited.is_empty():
        raise NothingToShow("No figure or place has a source yet.")
    named = labels.with_names(dossier.figures, dossier, weapon="weapon_id")
    used = (
        named.group_by("source_id", "weapon")
        .agg(n=pl.len())
        .sort("n", "weapon", descending=[True, False])
        .group_by("source_id", maintain_order=True)
        .agg(total=pl.col("n").sum(), weapons="weapon")
    )
    places = dossier.places.select("name", source_id="sources").explode("source_id")
    where = places.drop_nulls().group_by("source_id").agg(places="name")
    rows = (
        cited.join(used, on="source_id", how="left", maintain_order="left")
        .join(where, on="source_id", how="left", maintain_order="left")
        .with_columns(pl.col("total").fill_null(0), sources=pl.concat_list("source_id"))
        .sort(-pl.col("total").cast(pl.Int64), pl.coalesce("publisher", "title"), "title")
    )
    shown = rows.select(
        source=linked(rows, dossier, "sources"),
        grade=pl.col("reliability").cast(pl.String),
        figures="total",
        used=pl.Series(
            [
                listed([*(weapons or []), *(at or [])], 1)
                for weapons, at in rows.select("weapons", "places").iter_rows()
            ],
            dtype=pl.String,
        ),
        anchor=pl.format("source-{}", "source_id"),
    )
    caption = f"{many(rows.height, 'source')} of figures and places, those with most figures first"
    sentence = (
        "Grades run from A, completely reliable, to F, which cannot be judged. A title in square "
        "brackets is ours, for a page that has none."
    )
    headings = {
        "source": "Source",
        "grade": "Grade",
        "figures": "Figures",
        "used": "Used for",
    }
    options = {"row_anchor": "anchor", "sentence": sentence, "folded": caption}
    return TableExplorer(shown, "weapon-sources", f"{caption}.", headings, **options)
