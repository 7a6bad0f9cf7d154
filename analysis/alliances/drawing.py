"""Places, words and links for pictures of ties: what a chart draws, worked out beforehand."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances.obligations import ANSWER, call_in, obligations, tell
from analysis.alliances.what_if import SCENARIOS
from analysis.charting.layout import circle_layout, edge_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.dossier.tables import Dossier

CIRCLE = (
    "united-states", "japan", "south-korea", "ukraine", "turkey", "russia", "north-korea", "china",
    "europe", "the-west",
)  # fmt: skip
"""Actors in the order in which they stand around the circle, the same in every picture."""

COLUMNS = (
    "china", "north-korea", "russia", "turkey", "ukraine", "south-korea", "japan", "united-states",
)  # fmt: skip
"""States in the order of the columns of a sequence diagram."""

KEY_EVENTS = (
    "korean-war", "us-japan-treaty-in-force", "russia-dprk-2000-signed", "un-resolution-1718",
    "war-in-ukraine", "pact-signed", "article-published", "pact-in-force", "seoul-no-change",
)  # fmt: skip
"""Events whose days a reader can choose."""

ATTACKS = (
    ("united-states", "north-korea"), ("south-korea", "north-korea"),
    ("north-korea", "south-korea"), ("north-korea", "japan"),
    ("ukraine", "russia"), ("russia", "turkey"),
)  # fmt: skip
"""Attacker and attacked that a reader can choose."""

CHAIN_DAYS = ("2024-06-24", "2024-12-05")
"""Days for chains: the article's, and one with the pact in force."""

COMPARED = (
    "russia-north-korea-2024", "russia-north-korea-2000", "ussr-north-korea-1961",
    "china-north-korea-1961", "us-south-korea-1953", "us-japan-1960",
)  # fmt: skip
"""Treaties to set side by side: the pact, those before it, and those around it."""


def place(actors: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Add to each actor its name and the columns of `analysis.charting.circle_layout`."""
    named = dict(dossier.actors.select("actor_id", "name").iter_rows())
    order = [*CIRCLE, *sorted(set(actors["actor"]) - set(CIRCLE))]
    places = circle_layout([named.get(actor, actor) for actor in order])
    spots = places.with_columns(pl.Series("actor", order))
    return actors.join(spots, on="actor", maintain_order="left")


def draw(edges: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Turn edges into what a chart needs to draw and explain them.

    Returns
    -------
    polars.DataFrame
        The columns of `analysis.charting.edge_layout`; ``pair``, ``relation``, ``frustration``,
        ``directed``, ``states`` if given, ``rests_on`` (the ties behind it) and ``citation``.
    """
    ends = pl.concat([edges["source"], edges["target"]]).unique().to_frame("actor")
    spots = place(ends, dossier).rename({"actor": "node"})
    named = dict(spots.select("node", "name").iter_rows())
    placed = edge_layout(edges, spots).with_columns(
        pl.col(end).replace(named) for end in ("source", "target")
    )
    known = {row["tie_id"]: row for row in grounds(dossier).iter_rows(named=True)}
    own = {"what": "a what-if of your own", "source_text": "supposed"}
    behind = [[known.get(tie_id, own) for tie_id in tie_ids] for tie_ids in placed["ties"]]
    way = pl.when("directed").then(pl.lit(" \N{RIGHTWARDS ARROW} ")).otherwise(pl.lit(" - "))
    kept = [*({"states"} & set(edges.columns)), "directed"]
    return placed.select(
        *("x", "y", "to_x", "to_y", "arrow_x", "arrow_y", "angle"),
        *kept,
        frustration="strained",
        rests_on=pl.Series(["; ".join(row["what"] for row in rows) for rows in behind]),
        citation=pl.Series([rows[0]["source_text"] for rows in behind]),
        pair=pl.concat_str("source", way, "target"),
        relation=pl.when(pl.col("sign") == 1).then(pl.lit("friendly")).otherwise(pl.lit("hostile")),
    )


def key_days(dossier: Dossier, events: Sequence[str] = KEY_EVENTS) -> dict[str, str]:
    """Give days to choose from, ISO 8601, each with the name of what happened."""
    rows = dossier.events.filter(pl.col("event_id").is_in(events)).sort("start")
    return {
        str(day): f"{day.day} {day:%B %Y}: {name}"
        for day, name in rows.select("start", "name").iter_rows()
    }


def draw_chains(
    dossier: Dossier, cases: Sequence[tuple[str, str]] = ATTACKS, days: Sequence[str] = CHAIN_DAYS
) -> pl.DataFrame:
    """Follow `call_in` for each attacker and attacked on each day, as rows of a sequence diagram.

    Returns
    -------
    polars.DataFrame
        The steps with ``case`` and ``day`` (numbers of what was asked), columns ``x`` and ``x2``
        of who owes and to whom (places in `COLUMNS`), their middle ``mx``, ``angle`` of the arrow,
        ``label``, ``told``, ``certainty`` and ``source_text``.
    """
    frames = []
    for (case, (attacker, attacked)), (number, day) in product(enumerate(cases), enumerate(days)):
        chain = call_in(dossier, attacker, attacked, day)
        told = pl.Series("told", tell(dossier, chain)[: chain.height], dtype=pl.String)
        frames.append(chain.with_columns(told, case=pl.lit(case), day=pl.lit(number)))
    steps = pl.concat(frames).join(grounds(dossier), on="tie_id", how="left", maintain_order="left")
    column = {actor: i for i, actor in enumerate(COLUMNS)}
    article = pl.when(pl.col("article").is_not_null()).then(", art. " + pl.col("article"))
    later = pl.when(pl.col("round") == ANSWER).then(pl.lit(" *")).otherwise(pl.lit(""))
    certainty = (
        pl.when(pl.col("state") == "unknown")
        .then(pl.lit("not known to be in force"))
        .when("binding")
        .then(pl.lit("binding"))
        .otherwise(pl.lit("political pledge"))
    )
    return steps.select(
        "case", "day", "step", "round", "told", "source_text",
        certainty=certainty,
        x=pl.col("actor").replace_strict(column, return_dtype=pl.Int64),
        x2=pl.col("toward").replace_strict(column, return_dtype=pl.Int64),
        label=pl.format("{}{}{}", "obligation", article.fill_null(""), later),
        side=pl.col("side").fill_null("pledge broken"),
    ).with_columns(
        mx=(pl.col("x") + pl.col("x2")) / 2,
        angle=pl.when(pl.col("x2") > pl.col("x")).then(90).otherwise(-90),
    )  # fmt: skip


def history(dossier: Dossier) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give treaties as bars, known part and unknown rest apart, and events as points.

    Returns
    -------
    tuple of polars.DataFrame
        Bars: ``label``, ``start``, ``until``, ``known``, ``source_text``. Points: ``name``,
        ``start``, ``kind``, ``source_text``.
    """
    today = dossier.outcomes["checked"].max()
    bars = (
        dossier.ties.filter(pl.col("basis") == "treaty")
        .sort("start")
        .with_columns(label=_pair_and_year(dossier))
        .join(grounds(dossier), on="tie_id", maintain_order="left")
    )
    sure = bars.with_columns(
        until=pl.coalesce("end", "known_until", pl.lit(today)), known=pl.lit("in force")
    )
    rest = bars.filter(pl.col("end").is_null(), pl.col("known_until").is_not_null()).with_columns(
        start="known_until", until=pl.lit(today), known=pl.lit("not known any more")
    )
    wanted = ["label", "start", "until", "known", "source_text"]
    told = _checked(dossier, dossier.events.select("claim_id", "sources").rows())
    points = dossier.events.select(
        "name", "start", pl.col("kind").cast(pl.String).str.replace_all("_", " "), told[0]
    )
    return pl.concat([sure.select(wanted), rest.select(wanted)]), points


def compare(dossier: Dossier, treaties: Sequence[str] = COMPARED) -> pl.DataFrame:
    """Set treaties side by side: one row per treaty and obligation it holds.

    Returns
    -------
    polars.DataFrame
        ``treaty``, ``obligation``, ``articles`` (text of a cell), ``told``, ``source_text``.
    """
    number = pl.when(pl.col("article").str.contains(r"^\d")).then("art. " + pl.col("article"))
    told = pl.concat_str("response", "condition", separator="; if: ", ignore_nulls=True)
    return (
        obligations(dossier)
        .filter(pl.col("tie_id").is_in(treaties), pl.col("obligation").is_not_null())
        .group_by("tie_id", "obligation", maintain_order=True)
        .agg(
            treaty=_pair_and_year(dossier).first(),
            articles=number.otherwise("article")
            .drop_nulls()
            .unique(maintain_order=True)
            .str.join(", "),
            read=pl.col("response").is_not_null().any(),
            told=told.drop_nulls().str.join(". "),
        )
        .with_columns(
            articles=pl.when(pl.col("articles") != "")
            .then("articles")
            .when("read")
            .then(pl.lit("yes, number not read"))
            .otherwise(pl.lit("ATOP only"))
        )
        .join(grounds(dossier), on="tie_id", maintain_order="left")
        .sort(pl.col("tie_id").cast(pl.Enum(treaties)))
        .select("treaty", "obligation", "articles", "told", "source_text")
    )


def grounds(dossier: Dossier) -> pl.DataFrame:
    """Tell for each tie, what-ifs included, what it rests on and where that can be checked.

    Returns
    -------
    polars.DataFrame
        ``tie_id``, ``what``, ``source_text`` (source, or claim with paragraph and characters) and
        ``url`` (null where a tie rests on a claim alone).
    """
    rows = [
        (tie_id, f"{instrument} ({', '.join([basis, *owed])})", claim_id, sources)
        for tie_id, instrument, basis, owed, claim_id, sources in dossier.ties.select(
            "tie_id", "instrument", "basis", "obligations", "claim_id", "sources"
        ).iter_rows()
    ]
    rows += [
        (f"{one.name}-{number}", f"{one.description} (what-if)", row.get("claim_id"), [])
        for one in SCENARIOS.values()
        for number, row in enumerate(one.add, start=1)
    ]
    source_text, url = _checked(dossier, [row[2:] for row in rows])
    ties = pl.DataFrame([row[:2] for row in rows], ["tie_id", "what"], orient="row")
    return ties.with_columns(source_text, url)


def _checked(
    dossier: Dossier, rows: Sequence[tuple[str | None, list[str]]]
) -> tuple[pl.Series, pl.Series]:
    """Say where rows with a claim_id or source_ids can be checked, and give the first address."""
    sources = {row["source_id"]: row for row in dossier.sources.iter_rows(named=True)}
    claims = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}
    texts, urls = [], []
    for claim_id, source_ids in rows:
        linked = [sources[i] for i in source_ids if sources[i]["url"]]
        urls.append(linked[0]["url"] if linked else None)
        if linked:
            texts.append(f"{linked[0]['publisher']}: {linked[0]['title']}")
        elif claim := claims.get(claim_id):
            span = f"characters {claim['start']} to {claim['end']}"
            texts.append(f"claim {claim_id}: paragraph {claim['paragraph']}, {span}")
        else:
            texts.append("supposed")
    return pl.Series("source_text", texts), pl.Series("url", urls, dtype=pl.String)


def _pair_and_year(dossier: Dossier) -> pl.Expr:
    names = dict(dossier.actors.select("actor_id", "name").iter_rows())
    ends = [
        pl.col(end).replace_strict(names, return_dtype=pl.String) for end in ("source", "target")
    ]
    return pl.format("{} - {}, {}", *ends, pl.col("tie_id").str.extract(r"(\d{4})$"))
