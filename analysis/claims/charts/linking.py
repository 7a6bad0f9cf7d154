"""What claims do to each other: whom a claim answers, supports or restates, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import altair as alt
import polars as pl

from analysis.charting import NothingToShow, counted, option_control
from analysis.claims.charts.looks import opening, shortened, where
from analysis.claims.speakers import claims_with_speakers
from analysis.dossier.vocabularies import labels
from analysis.explorer import Card, CardExplorer, Link, Sentence, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier


class _Kind(NamedTuple):
    """Relations that are read together."""

    heading: str
    one: str
    several: str
    tone: str
    relations: tuple[str, ...]


_KINDS = (
    _Kind("Contradictions", "contradicts", "contradict", "against", ("contradicts",)),
    _Kind(
        "Answers, limits and contrasts",
        "answers, limits or contrasts with",
        "answer, limit or contrast with",
        "aside",
        ("responds_to", "qualifies", "contrasts"),
    ),
    _Kind(
        "Support and explanation",
        "supports or explains",
        "support or explain",
        "for",
        ("supports", "explains"),
    ),
    _Kind("Restatements", "restates", "restate", "", ("restates",)),
)
"""In the order of their columns: what is said against a claim first."""

_OTHERS, _OWN = "others", "own"
_OFFERED = {_OTHERS: "between speakers", _OWN: "within what one speaker says"}
_MOST_CARDS = 200


@figure("claim-links", "claim_links", shows=["claims"])
def claim_links(dossier: Dossier, *, title: str | None = None) -> CardExplorer:
    """Claims with those that contradict, answer, support or restate them, as cards.

    Links between speakers are shown first, those within what one speaker says on demand. The
    default title counts the claims that do what is shown.
    """
    links = linked_claims(dossier)
    if links.is_empty():
        raise NothingToShow("No claim is linked to another yet.")
    cards: list[Card] = []
    of_card: list[tuple[int, str]] = []
    words: list[tuple[str, str, str]] = []
    counts = dict(links["between"].value_counts().iter_rows())
    for between in (one for one in _OFFERED if one in counts):
        chosen = links.filter(between=between)
        made = _cards(chosen, between)
        shown = made[:_MOST_CARDS]
        of_card += [(len(cards) + at, between) for at in range(len(shown))]
        cards += shown
        sentence = _about(dossier, chosen, between)
        if len(shown) < len(made):
            sentence += f" Shown are the first {len(shown):,} of {len(made):,} cards."
        words.append((between, title or _found(chosen, between), sentence))
    captions = pl.DataFrame(words, ["links", "title", "sentence"], orient="row")
    chart = alt.Chart(pl.DataFrame(of_card, ["card", "links"], orient="row"))
    if len(counts) == 1:
        return CardExplorer(cards, "claim-links", chart, captions.drop("links"))
    offered = {one: f"{label} ({counts[one]:,})" for one, label in _OFFERED.items()}
    control = option_control("links", offered, "Links ", radio=True)
    chosen_cards = chart.transform_filter("datum.links == links").add_params(control)
    return CardExplorer(cards, "claim-links", chosen_cards, captions)


def linked_claims(dossier: Dossier) -> pl.DataFrame:
    """Links with both claims and their ``kind``, in the order of the claims they are about.

    ``between`` says whether a link is to a claim of somebody else.
    """
    said = claims_with_speakers(dossier).select(
        *("claim_id", "start", "statement", "speaker", "speaker_name"), where=where()
    )
    said = said.with_columns(
        speaker_name=pl.col("speaker_name").replace(shortened(said["speaker_name"].unique()))
    )
    other = said.rename({column: f"other_{column}" for column in said.columns})
    kinds = {one: at for at, kind in enumerate(_KINDS) for one in kind.relations}
    same = pl.col("speaker") == pl.col("other_speaker")
    return (
        dossier.claim_links.with_columns(pl.col("relation").cast(pl.String))
        .join(said, on="claim_id", maintain_order="left")
        .join(other, on="other_claim_id", maintain_order="left")
        .with_columns(
            kind=pl.col("relation").replace_strict(kinds, return_dtype=pl.Int64),
            between=pl.when(same).then(pl.lit(_OWN)).otherwise(pl.lit(_OTHERS)),
        )
        .sort("kind", "other_start", "start", "relation", maintain_order=True)
    )


def _cards(links: pl.DataFrame, between: str) -> list[Card]:
    """Group links between speakers by what they do, those of one speaker by the speaker."""
    by = "kind" if between == _OTHERS else "other_speaker"
    in_order = links.sort(
        "kind" if by == "kind" else "other_start", "other_start", maintain_order=True
    )
    made = []
    for (_, number), rows in in_order.group_by("other_claim_id", "kind", maintain_order=True):
        kind = _KINDS[int(str(number))]
        of_group = links.filter(pl.col(by) == rows[by][0]).height
        group = kind.heading if by == "kind" else rows["other_speaker_name"][0]
        made.append(_card(rows, f"{group} ({of_group:,})", kind.tone, between))
    return made


def _card(rows: pl.DataFrame, group: str, tone: str, between: str) -> Card:
    """One claim, and below it those that bear on it in one way."""
    first = rows.row(0, named=True)
    by, of = "{who}, {where}, {relation} it: {claim}", "{who}, {where}: {claim}"
    if between == _OWN:
        by, of = "{where} {relation} it: {claim}", "{where}: {claim}"
    lines = [
        Sentence(
            by,
            who=row["speaker_name"],
            where=row["where"] if between == _OTHERS else opening(row["where"]),
            relation=labels("relations")[row["relation"]],
            claim=Link(row["statement"], f"#claim-{row['claim_id']}"),
        )
        for row in rows.iter_rows(named=True)
    ]
    place = first["other_where"]
    heading = Sentence(
        of,
        who=first["other_speaker_name"],
        where=place if between == _OTHERS else opening(place),
        claim=Link(first["other_statement"], f"#claim-{first['other_claim_id']}"),
    )
    return Card(heading, lines, group=group, tone=tone)


def _found(links: pl.DataFrame, between: str) -> str:
    """Count the claims of each kind."""
    parts: list[str] = []
    for number, kind in enumerate(_KINDS):
        claims = links.filter(kind=number)["claim_id"].n_unique()
        if not claims:
            continue
        does = kind.one if claims == 1 else kind.several
        what = "what somebody else says" if between == _OTHERS else "what the same speaker says"
        subject = counted(claims, "claim") if not parts else f"{claims:,}"
        parts.append(f"{subject} {does} {'it' if parts else what}")
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _about(dossier: Dossier, links: pl.DataFrame, between: str) -> str:
    """Say whose claims are taken up most."""
    how = "A card is a claim, with those that bear on it; numbers count links."
    claims = links.unique("other_claim_id").group_by("other_speaker").len("n")
    most = claims.filter(n=claims["n"].max())
    if most.height > 1 or claims.height == 1:
        return how
    who, number = dossier.names.in_sentence[most["other_speaker"][0]], most["n"][0]
    such = "claims taken up" if between == _OTHERS else "claims so linked"
    return f"More of the {such} are by {who} ({number:,}) than by anybody else. {how}"
