"""What two sides said to each other: a lane each, answer by answer, and what happened since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting import NothingToShow, counted, enumerated
from analysis.dossier.vocabularies import labels
from analysis.explorer import Card, CardExplorer, Link, Sentence, figure
from analysis.red_lines import acts_with_outcomes
from analysis.red_lines.charts.words import (
    Sources,
    judged,
    kept,
    place_of,
    sentences,
    spelled,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.dossier import Dossier


@figure("acts-and-outcomes", "claims")
def acts_and_outcomes(dossier: Dossier, *actors: str, title: str | None = None) -> CardExplorer:
    """Show what actors said to each other as a thread, with what happened after each act.

    Two actors have a lane each. By default they are the two states of ``study.between``; the
    default title counts statements, days, and those that have come true in full.

    Raises
    ------
    QuestionError
        One of them is not an actor of the dossier, or only one is given.
    """
    between = actors or dossier.study.between
    if not between:
        raise NothingToShow("No dated claim of one state is aimed at another yet.")
    acts = acts_with_outcomes(dossier, *between)
    if acts.is_empty():
        sides = enumerated([dossier.names.in_sentence[one] for one in between])
        raise NothingToShow(f"No dated act between {sides} is coded yet.")
    sources = dossier.outcomes.select("claim_id", found="sources")
    paragraphs = dossier.claims.select("claim_id", "paragraph")
    rows, more = kept(acts, "acts")
    for other in (sources, paragraphs):
        rows = rows.join(other, on="claim_id", how="left", maintain_order="left")
    said = Sources(dossier)
    lanes = dict(zip(between, ("start", "end"), strict=True)) if len(between) == 2 else {}  # noqa: PLR2004
    cards = [_card(row, said, lanes) for row in rows.iter_rows(named=True)]
    answers = acts.filter(pl.col("answers_actor") != pl.col("actor")).height
    spoken = f"{answers:,} {'answers' if answers == 1 else 'answer'} the other side"
    order = "Statements are numbered in their order, day by day."
    if lanes:
        left, right = (dossier.names[one] for one in between)
        order = f"{left} is on the left, {right} on the right; {order[:1].lower()}{order[1:]}"
    words = pl.DataFrame(
        {
            "title": [title or exchange(acts)],
            "sentence": [
                sentences(f"{spoken if answers else 'No statement answers another'}.", order, more)
            ],
        }
    )
    return CardExplorer(cards, "acts-and-outcomes", captions=words)


def exchange(acts: pl.DataFrame) -> str:
    """Count the statements of an exchange, in words.

    Examples
    --------
    >>> from datetime import date
    >>> days = [date(2031, 5, 12), date(2031, 5, 14)]
    >>> exchange(pl.DataFrame({"said_on": days, "verdict": ["happened", "partly"]}))
    '2 statements in 3 days; 1 has come true in full'
    """
    said_on = acts["said_on"].to_list()
    days = (max(said_on) - min(said_on)).days + 1
    true = acts.filter(verdict="happened").height
    have = "none has" if not true else f"{true:,} {'has' if true == 1 else 'have'}"
    statements = counted(acts.height, "statement")
    return f"{statements} {_over(days)}; {have} come true in full"


def _over(days: int) -> str:
    return "on one day" if days == 1 else f"in {days:,} days"


def _card(row: dict[str, Any], sources: Sources, lanes: dict[str, str]) -> Card:
    words = [labels("speech_acts").get(row["speech_act"] or ""), judged(row["verdict"])]
    begins = row["statement"].startswith(row["actor_name"])
    who = "" if lanes or begins else f"{row['actor_name']}: "
    return Card(
        f"{row['order'] + 1}. {who}{row['statement']}",
        [line for line in _lines(row, sources) if line],
        [word for word in words if word],
        row["day"],
        anchor=f"act-{row['claim_id']}",
        lane=lanes.get(row["actor"], ""),
    )


def _lines(row: dict[str, Any], sources: Sources) -> Iterator[Sentence | str | None]:
    where: list[Link | str] = [place_of(row["claim_id"], row["paragraph"])]
    if row["answers_id"] is not None:
        number = f"Answers\u00a0\u2191{row['answers_order'] + 1}"
        where.append(Link(number, f"#act-{row['answers_id']}"))
    speaker, actor = row["speaker_name"], row["actor_name"]
    yield spelled(f"{speaker if speaker == actor else f'{speaker} for {actor}'}. ", where)
    yield row["outcome_summary"]
    yield sources.said(row["found"])
