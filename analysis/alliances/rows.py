"""What the figures of this room draw: places, words and citations, worked out beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from analysis.alliances import clauses
from analysis.alliances.frames import WHAT_IF
from analysis.alliances.structure import DAY_OF_ARTICLE, camps, describe_camps
from analysis.alliances.ties import BASES, parse_day, reduce_ties, ties_in_force
from analysis.charting import MOST_ROWS, NothingToShow, Settings, cases, circle_layout, edge_layout
from analysis.dossier import QuestionError, shorten
from analysis.dossier.vocabularies import labels, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.alliances.structure import CampSettings
    from analysis.dossier import Dossier

MOST_LINES = 200
"""Lines with a label each that a chart may have; with more, a page is slow."""

IN_FORCE, SIGNED, NOT_KNOWN = "in force", "signed, not yet in force", "not known to be in force"
"""How a treaty stands on a day."""

_OFFERED = 6
_ENDS = 2
"""Of an attack: attacker and attacked."""
_AROUND = ("with", "undecided", "against", "unlinked")


def at_most(rows: pl.DataFrame, what: str, most: int = MOST_ROWS) -> tuple[pl.DataFrame, str]:
    """Keep the last rows, as many as a chart may have, and say so."""
    if rows.height <= most:
        return rows, ""
    return rows.tail(most), f" Only {most:,} of {rows.height:,} {what} are drawn."


def counted(number: int, one: str, many: str) -> str:
    """Give a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def graded(min_reliability: str) -> str:
    """Say which sources count, where not all do."""
    if min_reliability == words("reliabilities")[-1]:
        return ""
    return f" Treaties and events: only with a source of grade {min_reliability} or better."


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
    rows = []
    for number, setting in settings:
        now = settings.camps[number]
        recorded = settings.camps[settings.number_of(**setting | {"what_if": "none"})]
        before = None if setting["what_if"] == "none" else recorded
        description = "\n".join(describe_camps(now, dossier.names.in_sentence, before))
        supposed = settings.options["what_if"][setting["what_if"]]
        row = {"setting": number, **setting, "index": now.index, "supposed": supposed}
        rows.append(row | {"description": description})
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

    order = sorted(dict.fromkeys(actors), key=place)
    places = circle_layout([dossier.names[actor] for actor in order])
    return places.with_columns(pl.Series("actor", order, dtype=pl.String))


def edge_rows(dossier: Dossier, edges: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Turn edges into what a chart needs to draw and explain them."""
    placed = edge_layout(edges, places.rename({"actor": "node"}))
    known = grounds(dossier)
    rests_on = [
        "; ".join(known[tie].assumed if tie in assumed else known[tie].recorded for tie in ties)
        for ties, assumed in placed.select("ties", "assumed").iter_rows()
    ]
    citations = [known[ties[0]].citation for ties in placed["ties"]]
    way = pl.when("directed").then(pl.lit(" \N{RIGHTWARDS ARROW} ")).otherwise(pl.lit(" - "))
    return placed.select(
        pl.exclude("source", "target", "sign", "ties", "assumed", "overruled"),
        rests_on=pl.Series(rests_on, dtype=pl.String),
        citation=pl.Series(citations, dtype=pl.String),
        pair=pl.concat_str(dossier.names.column("source"), way, dossier.names.column("target")),
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
    found = {}
    for tie in dossier.cite(dossier.ties).iter_rows(named=True):
        what = tie["instrument"] or clauses.capital(kinds[tie["kind"]])
        recorded, assumed = (
            f"{what} ({', '.join([basis, *tie['obligations']])})"
            for basis in (tie["basis"], WHAT_IF)
        )
        found[tie["tie_id"]] = Ground(recorded, assumed, tie["citation"])
    return found


def step_rows(dossier: Dossier, steps: pl.DataFrame, columns: pl.Series) -> pl.DataFrame:
    """Turn steps into what a sequence diagram needs to draw and explain them."""
    article = ", art. " + pl.col("article")
    later = pl.when(round=clauses.OWED_IF_ANSWERED).then(pl.lit(" *"))
    unsure = {
        SIGNED: pl.col("certainty") == "signed",
        NOT_KNOWN: pl.col("certainty") == "unknown",
        "coded by a data set, no clause read": ~pl.col("read"),
    }
    x, to_x = (
        pl.col(end).replace_strict(columns, range(columns.len()), return_dtype=pl.Int64)
        for end in ("actor", "owed_to")
    )
    cited = dossier.cite(dossier.ties).select("tie_id", "citation")
    return steps.join(cited, on="tie_id", how="left", maintain_order="left").select(
        *("setting", "step", "round", "description", "citation"),
        firmness=cases(unsure | {"binding": pl.col("binding")}, "political pledge"),
        label=pl.concat_str("obligation", article.fill_null(""), later.fill_null("")),
        side=pl.col("owed_to_side").fill_null("pledge broken"),
        x=x,
        to_x=to_x,
        middle=(x + to_x) / 2,
        angle=pl.when(to_x > x).then(90).otherwise(-90),
    )


def treaty_bars(dossier: Dossier, treaties: pl.DataFrame) -> pl.DataFrame:
    """Give treaties as bars: signed, in force, and from when on nothing is known, apart."""
    as_of = pl.lit(dossier.study.as_of, pl.Date)
    named = dossier.cite(treaties).with_columns(label=clauses.treaty_label(dossier))
    until = pl.max_horizontal("start", pl.coalesce("end", "known_until", as_of))
    in_force = named.drop_nulls("start")
    silent = pl.col("end").is_null() & (pl.col("known_until") < as_of)
    last_known = pl.coalesce(pl.max_horizontal("start", "known_until"), "signed")
    parts = [
        named.filter(pl.col("signed") < pl.col("start")).with_columns(
            start="signed", until="start", known=pl.lit(SIGNED)
        ),
        in_force.with_columns(until=until, known=pl.lit(IN_FORCE)),
        named.filter(silent | pl.col("start").is_null(), last_known < as_of).with_columns(
            start=pl.when(pl.col("start").is_null()).then("signed").otherwise(last_known),
            until=pl.coalesce("end", as_of),
            known=pl.lit(NOT_KNOWN),
        ),
    ]
    bars = pl.concat(parts).select("label", "start", "until", "known", "citation")
    order = pl.Enum(named["label"].unique(maintain_order=True))
    return bars.sort(pl.col("label").cast(order), "start")


def event_points(dossier: Dossier) -> pl.DataFrame:
    """Give events as points."""
    kind = pl.col("kind").cast(pl.String).replace(labels("event_kinds"))
    return dossier.cite(dossier.events).select("name", "start", kind, "citation")


def first_years(dossier: Dossier) -> list[int]:
    """Give years to begin with: that of the first tie or event, and those of the study's days."""
    starts = pl.concat([dossier.ties["start"], dossier.events["start"]]).drop_nulls()
    shown = {date.fromisoformat(day).year for day in dossier.study.day_labels}
    return sorted({*starts.dt.year().sort().head(1)} | shown)


def likely_attacks(dossier: Dossier) -> list[tuple[str, str]]:
    """Choose attackers and attacked to ask about, those named in most claims first, at most six.

    They are hostile to each other on the day of the study, and someone else must defend or consult
    the attacked. Where there are none, whoever has a tie attacks whom someone must defend.
    """
    edges = reduce_ties(ties_in_force(dossier, basis=BASES)).filter(~pl.col("unsettled"))
    ways = edges.select("sign", attacker="source", attacked="target")
    ways = pl.concat([ways, ways.select("sign", attacker="attacked", attacked="attacker")])
    duties = clauses.duties_on(dossier).select("obligation", helper="actor", attacked="owed_to")
    helping = duties.filter(pl.col("obligation").is_in(["defense", "consultation"]))
    hostile = ways.filter(sign=-1).join(helping, on="attacked")
    anyone = ways.select("attacker").join(duties.filter(obligation="defense"), how="cross")
    armed = dossier.actors.filter(pl.col("kind").is_in(clauses.ARMED))["actor_id"].implode()
    attacker = pl.col("attacker")
    possible = attacker.is_in(armed) & pl.col("attacked").is_in(armed)
    possible &= (attacker != pl.col("attacked")) & (attacker != pl.col("helper"))
    found = hostile.filter(possible)
    found = anyone.filter(possible) if found.is_empty() else found
    named = dossier.claims.select(pl.concat_list("subjects", "targets").list.unique())
    claims = Counter(named.to_series().explode())
    names = dossier.names

    def place(pair: tuple[str, str]) -> tuple[int, list[str]]:
        return -sum(claims[actor] for actor in pair), [names[actor] for actor in pair]

    pairs = found.select("attacker", "attacked").unique(maintain_order=True)
    return sorted(pairs.iter_rows(), key=place)[:_OFFERED]


def attack_days(dossier: Dossier) -> list[date]:
    """Give the day of the study, and the day after the next treaty enters into force."""
    day = dossier.study.day
    if day is None:
        return []
    later = dossier.ties.filter(pl.col("basis") == "treaty", pl.col("start") > day)["start"].min()
    return [day, later + timedelta(days=1)] if isinstance(later, date) else [day]


def attack_settings(
    dossier: Dossier,
    attacks: Sequence[tuple[str, str]] | None = None,
    days: Sequence[str | date] | None = None,
) -> Settings:
    """Offer attacks, as pairs of ids, on days: by default the likely ones on the attack days.

    The controls of what is asked are named apart, so that they do not move the default ones.
    """
    asked = likely_attacks(dossier) if attacks is None else _pairs(attacks)
    if not asked:
        raise NothingToShow("No treaty obliges anyone to defend or consult another yet.")
    for pair in asked:
        dossier.names.require(*pair)
    names = dossier.names.in_sentence
    given = attack_days(dossier) if days is None else _days(days)
    offered = {str(day): day_in_words(str(day)) for day in given}
    own = "" if attacks is None and days is None else "asked_"
    worded = {f"{a}>{b}": clauses.capital(f"{names[a]} attacks {names[b]}") for a, b in asked}
    return Settings(**{f"{own}attack": worded, f"{own}attack_day": offered or DAY_OF_ARTICLE})


def _pairs(attacks: object) -> list[Sequence[str]]:
    """Take attacks as pairs, and refuse what is not pairs."""
    pairs: list[Any] = list(attacks) if isinstance(attacks, Iterable) else [attacks]
    others = [one for one in pairs if not isinstance(one, list | tuple) or len(one) != _ENDS]
    if others or not pairs:
        what = shorten(str(others[0])) if others else "none"
        raise QuestionError(f"attacks are pairs of attacker and attacked, not {what}")
    return pairs


def _days(days: object) -> list[date]:
    """Take one day as a list of one, and refuse what is not days."""
    given: list[Any] = [days]
    if isinstance(days, Iterable) and not isinstance(days, str):
        given = list(days)
    if not given:
        raise QuestionError("days name one day or more, not none")
    return [parse_day(day) for day in given]


def attack_steps(dossier: Dossier, settings: Settings) -> pl.DataFrame:
    """Follow `activated_obligations` in every setting, as rows with ``setting`` (its number)."""
    frames = []
    for number, setting in settings:
        attack, asked = setting.values()
        attacker, _, attacked = attack.partition(">")
        day = None if asked in DAY_OF_ARTICLE else asked
        steps = clauses.activated_obligations(dossier, attacker, attacked, day, with_signed=True)
        described = clauses.describe_obligations(steps, dossier.names.in_sentence)
        sentences = pl.Series("description", described[: steps.height], dtype=pl.String)
        frames.append(steps.with_columns(sentences, setting=pl.lit(number)))
    return pl.concat(frames)
