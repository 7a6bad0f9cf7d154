"""What the figures of this room draw: places, words and citations, worked out beforehand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.alliances.clauses import OWED_IF_ANSWERED, capital, treaty_labels
from analysis.alliances.frames import WHAT_IF
from analysis.alliances.structure import DAY_OF_ARTICLE, camps, describe_camps
from analysis.alliances.ties import BASES, ties_in_force
from analysis.charting import cases, circle_layout, edge_layout
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.alliances.structure import CampSettings
    from analysis.dossier import Dossier

MOST_ROWS, MOST_LINES = 5_000, 200
"""Marks that a chart may have, and lines that each have a label; with more, a page is slow."""

_AROUND = ("with", "undecided", "against", "unlinked")


def at_most(rows: pl.DataFrame, what: str, most: int = MOST_ROWS) -> tuple[pl.DataFrame, str]:
    """Keep the last rows, as many as a chart may have, and say so."""
    if rows.height <= most:
        return rows, ""
    return rows.tail(most), f" Only {most:,} of {rows.height:,} {what} are drawn."


def listed(words: Sequence[str], last: str = "and") -> str:
    """List words as a sentence does."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, one: str, many: str) -> str:
    """Give a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def day_in_words(day: str) -> str:
    """Write a day of the settings as a sentence does."""
    if day in DAY_OF_ARTICLE:
        return DAY_OF_ARTICLE[day]
    at = date.fromisoformat(day)
    return f"{at.day} {at:%B %Y}"


def opening_setting(dossier: Dossier) -> dict[str, str]:
    """Give the setting that figures open with: the study's day, all bases, nothing supposed."""
    day = dossier.study.day.isoformat() if dossier.study.day else next(iter(DAY_OF_ARTICLE))
    return {"day": day, "basis": BASES[-1], "what_if": "none"}


def setting_rows(dossier: Dossier, settings: CampSettings) -> pl.DataFrame:
    """Describe the camps of every setting, those under a what-if compared with none."""
    names = dossier.names.in_sentence
    rows = []
    for number, setting in settings:
        now = settings.camps[number]
        recorded = settings.camps[settings.number_of(**setting | {"what_if": "none"})]
        compared = None if setting["what_if"] == "none" else recorded
        row = {"setting": number, **setting, "index": now.index}
        row["supposed"] = settings.options["what_if"][setting["what_if"]]
        row["description"] = "\n".join(describe_camps(now, names, compared))
        rows.append(row)
    return pl.DataFrame(rows)


def circle_places(
    dossier: Dossier, actors: Iterable[str], nodes: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Place actors around the circle by their camp, then by name.

    Camps are ``nodes``, by default those that figures open with.
    """
    if nodes is None:
        ties = ties_in_force(dossier, basis=BASES)
        nodes = camps(ties, dossier.study.seen_from, actors=dossier.names).nodes
    camp = dict(nodes.select("actor", "camp").iter_rows())

    def place(actor: str) -> tuple[int, str]:
        return _AROUND.index(camp.get(actor, "unlinked")), dossier.names[actor]

    order = sorted(set(actors), key=place)
    places = circle_layout([dossier.names[actor] for actor in order])
    return places.with_columns(pl.Series("actor", order, dtype=pl.String))


def edge_rows(dossier: Dossier, edges: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Turn edges into what a chart needs to draw and explain them."""
    placed = edge_layout(edges, places.rename({"actor": "node"}))
    known = grounds(dossier)
    rests_on, citations = [], []
    for ties, assumed in placed.select("ties", "assumed").iter_rows():
        texts = [known[tie].assumed if tie in assumed else known[tie].recorded for tie in ties]
        rests_on.append("; ".join(texts))
        citations.append(known[ties[0]].citation)
    way = pl.when("directed").then(pl.lit(" \N{RIGHTWARDS ARROW} ")).otherwise(pl.lit(" - "))
    ends = [dossier.names.column(end) for end in ("source", "target")]
    return placed.select(
        pl.exclude("source", "target", "sign", "ties", "assumed", "overruled"),
        rests_on=pl.Series(rests_on, dtype=pl.String),
        citation=pl.Series(citations, dtype=pl.String),
        pair=pl.concat_str(ends[0], way, ends[1]),
        relation=cases({"friendly": pl.col("sign") == 1}, otherwise="hostile"),
    )


class Ground(NamedTuple):
    """What a tie rests on, as recorded and as assumed, and where it can be checked."""

    recorded: str
    assumed: str
    citation: str | None


def grounds(dossier: Dossier) -> dict[str, Ground]:
    """Say what each tie rests on, by its id."""
    kinds = labels("tie_kinds")
    columns = ("tie_id", "instrument", "kind", "basis", "obligations", "citation")
    found = {}
    for row in dossier.cite(dossier.ties).select(columns).iter_rows():
        tie_id, instrument, kind, basis, obligations, citation = row
        what = instrument or capital(kinds[kind])
        recorded = f"{what} ({', '.join([basis, *obligations])})"
        assumed = f"{what} ({', '.join([WHAT_IF, *obligations])})"
        found[tie_id] = Ground(recorded, assumed, citation)
    return found


def step_rows(dossier: Dossier, steps: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Turn steps into what a sequence diagram needs to draw and explain them."""
    column = {actor: number for number, actor in enumerate(columns)}
    article = pl.when(pl.col("article").is_not_null()).then(", art. " + pl.col("article"))
    later = pl.when(pl.col("round") == OWED_IF_ANSWERED).then(pl.lit(" *"))
    unknown = {"not known to be in force": pl.col("certainty") == "unknown"}
    ends = {
        name: pl.col(end).replace_strict(column, return_dtype=pl.Int64)
        for name, end in (("x", "actor"), ("to_x", "owed_to"))
    }
    cited = dossier.cite(dossier.ties).select("tie_id", "citation")
    return (
        steps.join(cited, on="tie_id", how="left", maintain_order="left")
        .select(
            *("setting", "step", "round", "description", "citation"),
            firmness=cases(unknown | {"binding": pl.col("binding")}, "political pledge"),
            label=pl.concat_str("obligation", article.fill_null(""), later.fill_null("")),
            side=pl.col("owed_to_side").fill_null("pledge broken"),
            **ends,
        )
        .with_columns(
            middle=(pl.col("x") + pl.col("to_x")) / 2,
            angle=pl.when(pl.col("to_x") > pl.col("x")).then(90).otherwise(-90),
        )
    )


def treaty_bars(dossier: Dossier, treaties: pl.DataFrame) -> pl.DataFrame:
    """Give treaties as bars, the known part and the unknown rest apart."""
    as_of = pl.lit(dossier.study.as_of, pl.Date)
    label = pl.Series("label", treaty_labels(dossier, treaties["tie_id"].to_list()), pl.String)
    named = dossier.cite(treaties).with_columns(label)
    until = pl.coalesce("end", "known_until", as_of)
    sure = named.with_columns(until=pl.max_horizontal("start", until), known=pl.lit("in force"))
    silent = pl.col("end").is_null() & (pl.col("known_until") < as_of)
    rest = named.filter(silent).with_columns(
        start="known_until", until=as_of, known=pl.lit("not known any more")
    )
    columns = ("label", "start", "until", "known", "citation")
    return pl.concat([sure.select(columns), rest.select(columns)])


def event_points(dossier: Dossier) -> pl.DataFrame:
    """Give events as points."""
    kind = pl.col("kind").cast(pl.String).replace(labels("event_kinds"))
    return dossier.cite(dossier.events).select("name", "start", kind, "citation")


def first_years(dossier: Dossier) -> list[int]:
    """Give years to begin with: that of the first tie or event, and those of the study's days."""
    earliest = [dossier.ties["start"].min(), dossier.events["start"].min()]
    days = [day for day in earliest if isinstance(day, date)]
    shown = {date.fromisoformat(day).year for day in dossier.study.day_labels}
    return sorted({min(days).year} | shown)
