"""Cards of commitments: who said if this, then that, where, and what happened."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import counted, day_in_words, enumerated, option_control
from analysis.dossier.vocabularies import labels
from analysis.explorer import Card, CardExplorer, Link, Sentence, figure
from analysis.red_lines import commitments_in_words, treaty_standing
from analysis.red_lines.charts.words import (
    Sources,
    clauses,
    judged,
    kept,
    opening,
    place_of,
    sentences,
    spelled,
)
from analysis.red_lines.scenarios import NO_CONSEQUENCE, descriptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analysis.dossier import Dossier

ALL = "all"
"""Option of a menu that leaves nothing out."""

_ACTS = labels("commitment_acts")
_KINDS = {"deterrent": "meant to deter", "compellent": "meant to make another act"}


class Pledges:
    """The commitments of a dossier as cards."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        claims = dossier.claims.select("claim_id", "paragraph", "speaker", "nested_source")
        ties = dossier.ties.select("tie_id", read="sources")
        found = dossier.outcomes.select("claim_id", "evidence_until", checked="sources")
        own = dossier.commitments.select(
            *("commitment_id", "claim_id", "tie_id", "committer"),
            when="condition",
            then="consequence",
        )
        rows = commitments_in_words(dossier).join(own, on="commitment_id", maintain_order="left")
        standing = treaty_standing(dossier), "commitment_id"
        for other, key in ((claims, "claim_id"), (ties, "tie_id"), (found, "claim_id"), standing):
            rows = rows.join(other, on=key, how="left", maintain_order="left")
        self.rows = rows.with_columns(
            forecast=pl.col("act") == "forecast", open=pl.col("consequence") == NO_CONSEQUENCE
        )
        """The columns of `commitments_in_words`, with what the cards link to; ``forecast`` and
        ``open`` say whether others foresee it and whether it names no consequence."""

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        return {row["commitment_id"]: row for row in self.rows.iter_rows(named=True)}

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self._dossier)

    def card(
        self,
        commitment_id: str,
        group: str = "",
        tone: str = "",
        *,
        listed: bool = False,
        lane: str = "",
    ) -> Card:
        """Give one commitment as a card; in a list, where links lead, its group names the party."""
        row = self._by_id[commitment_id]
        left_open = f"Left open: {row['unsaid'].removesuffix('.')}." if row["unsaid"] else None
        found = [line for line in self._found(row) if line]
        return Card(
            opening(f"{'' if listed else self._who(row)}{self._conditional(row)}"),
            [line for line in (left_open, self._where(row)) if line],
            [word for word in self._chips(row) if word],
            group,
            tone or ("aside" if row["forecast"] else ""),
            f"commitment-{commitment_id}" if listed else "",
            lane,
            found,
            "What was found" if row["outcome_summary"] else "Where it was read",
        )

    def count(self, rows: pl.DataFrame) -> str:
        """Count a party's own commitments and other people's forecasts about it separately."""
        foreseen = rows.filter("forecast").height
        counts = ((rows.height - foreseen, "commitment"), (foreseen, "forecast"))
        return enumerated([counted(n, what) for n, what in counts if n]) or "no commitments"

    def _chips(self, row: dict[str, Any]) -> Iterator[str | None]:
        yield _ACTS.get(row["act"], "forecast by others")
        yield row["standing"]
        yield _KINDS.get(row["kind"])
        yield judged(row["verdict"])

    def _who(self, row: dict[str, Any]) -> str:
        """Name the party, where the consequence does not begin with it."""
        if row["forecast"]:
            return f"{row['heading']}: "
        known = (row["committer_name"], opening(self._dossier.names.in_sentence[row["committer"]]))
        says = any(self._texts[one].startswith(known) for one in row["then"] or ())
        return "" if says else f"{row['committer_name']}: "

    def _conditional(self, row: dict[str, Any]) -> str:
        when, then = (
            [self._inside(self._texts[one]) for one in row[column] or ()]
            for column in ("when", "then")
        )
        condition = f"if {' and '.join(when)}"
        return f"{condition}, then {'; '.join(then)}" if then else f"{condition}; {NO_CONSEQUENCE}"

    def _found(self, row: dict[str, Any]) -> Iterator[Sentence | str | None]:
        yield row["outcome_summary"]
        until = row["evidence_until"] and f"evidence until {day_in_words(row['evidence_until'])}"
        checked = row["checked"] if row["checked"] is not None else row["read"]
        yield self._sources.said(checked, until or "")

    @cached_property
    def _texts(self) -> dict[str, str]:
        return descriptions(self._dossier)

    @cached_property
    def _inside(self) -> Callable[[str], str]:
        return clauses(self._dossier)

    def _where(self, row: dict[str, Any]) -> Sentence:
        if row["claim_id"] is not None:
            said = self._dossier.names.in_sentence[row["nested_source"] or row["speaker"]]
            return spelled(
                "", [place_of(row["claim_id"], row["paragraph"]), f"said by {said}"], ", "
            )
        return spelled("", [Link(opening(row["locator"]), f"#tie-{row['tie_id']}")])


@figure("commitments", "commitments", shows=["claims"])
def commitment_cards(dossier: Dossier, *, title: str | None = None) -> CardExplorer:
    """Show every commitment as a card: who, if what, then what, where, and what happened.

    Those of one party can be chosen. The default title counts commitments and forecasts, and the
    sentence names whose leave the consequence open.
    """
    pledges = Pledges(dossier)
    rows, more = kept(pledges.rows, "commitments")
    numbers = rows.group_by("committer", "committer_name", maintain_order=True).len()
    parties = numbers.sort("len", "committer_name", descending=[True, False])
    order = parties["committer"].to_list()
    placed = rows.sort(
        pl.col("committer").replace_strict(order, range(len(order)), return_dtype=pl.Int64),
        maintain_order=True,
    )
    cards = [
        pledges.card(one, group, listed=True)
        for one, group in placed.select("commitment_id", "committer_name").iter_rows()
    ]
    every = {ALL: f"everyone ({rows.height:,})"}
    options = every | {one: f"{name} ({n:,})" for one, name, n in parties.iter_rows()}
    data = placed.select("committer").with_row_index("card")
    chart = (
        alt.Chart(data)
        .transform_filter("red_line_party == 'all' || datum.committer == red_line_party")
        .add_params(option_control("red_line_party", options, "Who "))
    )
    captions = pl.DataFrame(
        [
            (party, title or said, sentences(*rest, more))
            for party in options
            for said, *rest in [_counted(dossier, pledges, placed, party)]
        ],
        ["red_line_party", "title", "sentence"],
        orient="row",
    )
    return CardExplorer(cards, "commitments", chart, captions)


def _counted(
    dossier: Dossier, pledges: Pledges, rows: pl.DataFrame, party: str
) -> tuple[str, str, str]:
    """Word what a party, or everyone, has committed to."""
    own = rows if party == ALL else rows.filter(committer=party)
    who = "" if party == ALL else f"{dossier.names[party]}: "
    by_treaty = own["tie_id"].count()
    rest = f"{by_treaty:,} of them by treaty" if by_treaty else "none of them by treaty"
    unnamed = own.filter("open")
    if unnamed.is_empty():
        open_ = "Each names its consequence."
    elif party == ALL:
        names = unnamed["committer_name"].unique(maintain_order=True)
        verb = "names" if unnamed.height == 1 else "name"
        open_ = f"{unnamed.height:,} {verb} no consequence at all ({enumerated(names.to_list())})."
    else:
        open_ = f"{unnamed.height:,} {'names' if unnamed.height == 1 else 'name'} no consequence."
    foreseen = "A forecast is what others expect a party to do." if own["forecast"].any() else ""
    return f"{who}{pledges.count(own)}, {rest}", open_, foreseen
