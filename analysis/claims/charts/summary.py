"""What the figures of this room show, in three sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting import day_in_words
from analysis.claims.charts.looks import opening
from analysis.claims.charts.wording import firmness_sentence, speaker_groups
from analysis.claims.likelihood import likelihood_counts
from analysis.claims.speakers import claims_with_speakers, sides
from analysis.dossier import QuestionError
from analysis.explorer import Finding, Link, Sentence, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier


@figure("what-this-shows", "claims")
def what_this_shows(dossier: Dossier) -> Finding:
    """How much is said by whom and how firmly, who is not quoted, and which hedges mean odds."""
    said = claims_with_speakers(dossier)
    sentences = [
        _who_speaks(dossier, said),
        _who_does_not(dossier),
        _which_odds(dossier),
        _waiting(dossier),
        _status(dossier),
    ]
    return Finding(
        "what-this-shows", [one for one in sentences if one is not None], heading="What this shows"
    )


def _who_speaks(dossier: Dossier, said: pl.DataFrame) -> Sentence:
    counts = said.group_by("speaker", "speaker_name").agg(n=pl.len())
    counts = counts.sort("n", "speaker_name", descending=[True, False])
    first, number = counts.select("speaker", "n").row(0)
    speaks = said.filter(pl.col("government").is_not_null()).height
    template = "The article has {claims} {of_claims} by {speakers} {of_speakers}"
    if counts.height > 1:
        template += (
            "; {speaks} of them {are} made for a state" if speaks else "; none is made for a state"
        )
        if counts["n"][1] < number:
            template += ", and {top} alone {makes} {number}"
    firm = firmness_sentence(speaker_groups(said, dossier.names))
    slots: dict[str, Any] = {} if firm is None else firm[1]
    if firm is not None:
        template += f". {firm[0]}"
    unnamed = said.filter(speaker=first)["speaker_kind"][0] == "group"
    return Sentence(
        f"{template}.",
        see="#explorer-claim-map",
        claims=said.height,
        of_claims="claim" if said.height == 1 else "claims",
        speakers=counts.height,
        of_speakers="speaker" if counts.height == 1 else "speakers",
        speaks=speaks,
        are="is" if speaks == 1 else "are",
        top=_actor(dossier, first),
        makes="make" if unnamed else "makes",
        number=number,
        **slots,
    )


def _who_does_not(dossier: Dossier) -> Sentence | None:
    every = sides(dossier)
    if every.is_empty():
        return None
    silent = every.filter((pl.col("made") == 0) & (pl.col("reported") == 0))
    see = "#explorer-talked-about"
    if silent.is_empty():
        return Sentence("Everybody who is talked about is quoted or has a view reported.", see=see)
    first = silent.row(0, named=True)
    template = "{who} {is_in} {number} of the claims and {never} quoted"
    others, rest = silent.height - 1, every.height - 1
    if others == rest > 0:
        template += "; nor is anybody else who is talked about"
    elif others:
        template += "; nor {are} {others} of the {rest} other sides that are talked about"
    return Sentence(
        f"{template}.",
        see=see,
        who=_actor(dossier, first["actor_id"], first=True),
        is_in="are in" if first["kind"] == "group" else "is in",
        never="are never" if first["kind"] == "group" else "is never",
        number=first["about"],
        are="is" if others == 1 else "are",
        others=others,
        rest=rest,
    )


def _which_odds(dossier: Dossier) -> Sentence | None:
    try:
        counts = likelihood_counts(dossier)
    except QuestionError:
        return None
    if counts.is_empty():
        return None
    words = counts.group_by("likelihood_term", "claims").agg(bare=pl.col("low_pct").is_null().all())
    every = int(words["claims"].sum())
    bare = int(words.filter("bare")["claims"].sum())
    template = "Of {every} {claims} with a likelihood word, {bare} {use} one without agreed odds."
    if not bare:
        template = "All likelihood words, in {every} {claims}, have odds in a published standard."
    return Sentence(
        template,
        see="#explorer-likelihood-bands",
        every=every,
        claims="claim" if every == 1 else "claims",
        bare=bare,
        use="uses" if bare == 1 else "use",
    )


def _waiting(dossier: Dossier) -> Sentence | None:
    """Say how many rows no figure of a page shows, since nobody has accepted them yet."""
    counts = dossier.waiting.items()
    if not counts:
        return None
    parts = [f"{{{table}}} {table if n > 1 else table.removesuffix('s')}" for table, n in counts]
    *others, last = parts
    named = f"{', '.join(others)} and {last}" if others else last
    verb = "waits" if sum(n for _, n in counts) == 1 else "wait"
    template = f"{named} {verb} for review and no figure shows them."
    if verb == "waits":
        template = f"{named} waits for review and no figure shows it."
    slots: dict[str, Any] = dict(counts)
    return Sentence(template, **slots)


def _status(dossier: Dossier) -> Sentence | None:
    checked, until = dossier.study.as_of, dossier.outcomes["evidence_until"].max()
    article = pl.DataFrame({"sources": [[dossier.study.source or ""]]})
    citation, url = dossier.citations.cite(article).select("citation", "url").row(0)
    parts = [
        f"checked on {day_in_words(checked)}" if checked else "",
        f"evidence until {day_in_words(str(until))}" if until else "",
        "the article: {article}" if url else "",
    ]
    if not (said := "; ".join(filter(None, parts))):
        return None
    slots: dict[str, Any] = {"article": Link(citation, url)} if url else {}
    return Sentence(f"{opening(said)}.", **slots)


def _actor(dossier: Dossier, actor_id: str, *, first: bool = False) -> Link:
    name = dossier.names.in_sentence[actor_id]
    return Link(opening(name) if first else name, f"#actor-{actor_id}")
