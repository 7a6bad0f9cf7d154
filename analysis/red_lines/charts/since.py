"""What was said by the time of the article, and what has been reported since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    VERMILION,
    NothingToShow,
    Style,
    Styles,
    counted,
    day_in_words,
    mark_sentence,
    tooltips,
)
from analysis.charting import option_control as menu
from analysis.dossier.support import count_support
from analysis.explorer import Card, CardExplorer, Explorer, Sentence, figure
from analysis.red_lines import said_and_reported as all_days
from analysis.red_lines.charts.ledger import spoken
from analysis.red_lines.charts.pledges import ALL
from analysis.red_lines.charts.words import (
    Sources,
    judged,
    kept,
    paragraphs_of,
    place_of,
    sentences,
    spelled,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analysis.dossier import Dossier

_SERIES = Styles({"said": Style(VERMILION, "circle"), "reported since": Style(BLUE, "square")})
_MOST_PARTIES = 200
_LEAST_HIGH = 4
_WEAK = ["D", "E", "F"]
"""Grades of sources that are not usually reliable, or worse."""

_NO_DAY = "no day"
_NOTHING = "No dated claim, commitment or later event is coded yet."


@figure("events-by-month")
def events_by_month(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw how much was said and reported in each month, for everyone or one party.

    The default title counts the events since the article, and those that bear on a claim of it.
    """
    days = _days(dossier)
    dated = days.drop_nulls("date")
    if dated.is_empty():
        raise NothingToShow("Nothing that was said or reported has a day yet.")
    options = _parties(dossier, days)
    month = pl.col("date").dt.truncate("1mo").alias("month")
    parts = [
        own.group_by(month, "series", maintain_order=True)
        .len("n")
        .select(pl.lit(one).alias("party"), *_BARS)
        for one in options
        for own in [_of(dated, one)]
    ]
    marks = pl.concat(parts).with_columns(name=pl.col("month").dt.strftime("%B %Y"))
    months = marks.filter(party=ALL).group_by("month").agg(pl.col("n").sum())
    high = alt.Scale(domain=[0, max(_LEAST_HIGH, *months["n"])])  # the same for every party
    chart = (
        alt.Chart(marks, height=90)
        .transform_filter("datum.party == said_party")
        .mark_bar(opacity=1)
        .encode(
            x=alt.X(
                "yearmonth(month):T",
                title=None,
                axis=alt.Axis(format="%b %Y", tickCount=6),
                scale=alt.Scale(domain=_span(dated["date"])),
            ),
            y=alt.Y("n:Q", title="Per month", scale=high, axis=alt.Axis(tickCount=3)),
            color=_SERIES.color("series:N", orient="top"),
            tooltip=tooltips(name="Month", series="What", n=("Number", ",d")),
            description=mark_sentence("{n:,d} {series} in {name}"),
        )
        .add_params(menu("said_party", options, "Party "))
    )
    return Explorer(chart, "events-by-month", _captions(dossier, days, options, title))


_BARS = ("month", "series", "n")
_LEAST_MONTHS = 12
"""Months that an axis has room for, so that a single one is a bar and not a wall."""


def _span(days: pl.Series) -> list[alt.DateTime]:
    """Give the months in which an axis begins and ends."""
    ordered = days.sort()
    first, last = ((ordered[at].year, ordered[at].month - 1) for at in (0, -1))
    number = 12 * (last[0] - first[0]) + last[1] - first[1] + 1
    end = 12 * first[0] + first[1] + max(number, _LEAST_MONTHS)
    months = (first, divmod(end, 12))
    return [alt.DateTime(year=year, month=month + 1) for year, month in months]


@figure("said-and-reported")
def said_and_reported(dossier: Dossier, *, title: str | None = None) -> CardExplorer:
    """List by month what was said by the time of the article, and what has been reported since.

    A party and a year can be chosen; at first it is the first year. The default title counts the
    events since the article, and those that bear on a claim of it.
    """
    days = _days(dossier)
    rows, more = kept(days, "acts and events")
    rows = rows.with_columns(year=pl.col("date").dt.year().cast(pl.String).fill_null(_NO_DAY))
    sources, paragraphs = Sources(dossier), paragraphs_of(dossier)
    cards = [_card(row, sources, paragraphs) for row in rows.iter_rows(named=True)]
    parties = _parties(dossier, rows)
    numbers = rows.group_by("year", maintain_order=True).len()
    years = {ALL: f"all ({rows.height:,})"}
    years |= {year: f"{year} ({number:,})" for year, number in numbers.iter_rows()}
    if len(years) == 2:  # noqa: PLR2004 (one year, and all)
        years = {ALL: years[ALL]}
    first = next((year for year in years if year != ALL), ALL)
    chart = (
        alt.Chart(rows.select("party_ids", "year").with_row_index("card"))
        .transform_filter("said_party == 'all' || indexof(datum.party_ids, said_party) >= 0")
        .transform_filter("said_year == 'all' || datum.year == said_year")
        .add_params(menu("said_party", parties, "Party "), menu("said_year", years, "Year ", first))
    )
    captions = [
        _captions(dossier, own, parties, title, year=year, listed=True, more=more).with_columns(
            said_year=pl.lit(year)
        )
        for year in years
        for own in [rows if year == ALL else rows.filter(year=year)]
    ]
    words = ["said_party", "said_year", "title", "sentence"]
    return CardExplorer(cards, "said-and-reported", chart, pl.concat(captions).select(words))


def reported(days: pl.DataFrame, of: str = "", year: str = ALL) -> str:
    """Count what has been reported since the article, or in a year since, in words.

    Examples
    --------
    >>> days = pl.DataFrame({"series": ["said", "reported since"], "verdict": [None, "partly"]})
    >>> reported(days), reported(days.head(1), " concerns Alpha")
    ('1 event since the article; 1 bears on a claim of the article', \
'No event since the article concerns Alpha')
    """
    when = " since the article" if year == ALL else f" of {year}"
    since = days.filter(series="reported since")
    if since.is_empty():
        return f"No event{when}{of or ' is recorded'}"
    verb = of if since.height == 1 else of.replace(" concerns", " concern")
    bears = since["verdict"].count()
    bear = "none bears" if not bears else f"{bears:,} {'bears' if bears == 1 else 'bear'}"
    return f"{counted(since.height, 'event')}{when}{verb}; {bear} on a claim of the article"


def _days(dossier: Dossier) -> pl.DataFrame:
    """What was said and reported, with the verdict on the claim and whether its source is weak."""
    days = all_days(dossier)
    if days.is_empty():
        raise NothingToShow(_NOTHING)
    verdict = dossier.outcomes.select("claim_id", pl.col("verdict").cast(pl.String))
    rests_on = count_support(dossier, "events").select(
        "event_id", weak=(pl.col("n_voices") == 1) & pl.col("best_reliability").is_in(_WEAK)
    )
    for other, key in ((verdict, "claim_id"), (rests_on, "event_id")):
        days = days.join(other, on=key, how="left", maintain_order="left")
    return days


def _parties(dossier: Dossier, days: pl.DataFrame) -> dict[str, str]:
    """Offer everyone, then the parties that most concerns, with the number of entries."""
    numbers = days["party_ids"].explode().drop_nulls().value_counts(name="n")
    named = numbers.with_columns(name=dossier.names.column("party_ids"))
    first = named.sort("n", "name", descending=[True, False]).head(_MOST_PARTIES)
    every = {ALL: f"everyone ({days.height:,})"}
    rows = first.select("party_ids", "name", "n").iter_rows()
    return every | {one: f"{name} ({n:,})" for one, name, n in rows}


def _of(days: pl.DataFrame, party: str) -> pl.DataFrame:
    return days if party == ALL else days.filter(pl.col("party_ids").list.contains(party))


def _captions(
    dossier: Dossier,
    days: pl.DataFrame,
    options: dict[str, str],
    title: str | None,
    *,
    year: str = ALL,
    listed: bool = False,
    more: str = "",
) -> pl.DataFrame:
    """Word what is shown for each party that has an entry."""
    names, day = dossier.names.in_sentence, dossier.study.date
    unknown = "The day of the article is not known, so nothing is listed as reported since."
    rows = []
    for party in options:
        own = _of(days, party)
        if own.is_empty():
            continue
        said = own.filter(series="said").height
        before = (
            f"By the day of the article {counted(said, 'statement')} had been made."
            if said and not listed
            else ""
        )
        until = own.filter(series="reported since")["date"]
        last = f"The latest event is of {day_in_words(until[-1])}." if len(until) else ""
        about = "" if party == ALL else f" concerns {names[party]}"
        sentence = sentences(before, last, unknown if day is None else "", more)
        rows.append((party, title or reported(own, about, year), sentence))
    return pl.DataFrame(rows, ["said_party", "title", "sentence"], orient="row")


def _card(row: dict[str, Any], sources: Sources, paragraphs: dict[str, int]) -> Card:
    day: date | None = row["date"]
    was_said = row["series"] == "said"
    verdict = row["verdict"]
    bears = verdict and f"bears on a claim that {spoken(verdict)}"
    chips = ["in the article", judged(verdict)] if was_said else [bears]
    chips += ["one weak source" if row["weak"] else None]
    return Card(
        row["description"],
        [line for line in _lines(row, sources, paragraphs) if line],
        [chip for chip in chips if chip],
        f"{day:%B %Y}" if day else "Without a day",
        "" if was_said else "for",
        f"event-{row['event_id']}" if row["event_id"] else "",
        "beside",
    )


def _lines(
    row: dict[str, Any], sources: Sources, paragraphs: dict[str, int]
) -> Iterator[Sentence | str | None]:
    where = [place_of(row["claim_id"], paragraphs[row["claim_id"]])] if row["claim_id"] else []
    day = [day_in_words(row["date"])] if row["date"] else []
    who = [", ".join(row["parties"])] if row["parties"] else []
    yield spelled("", [*day, *who, *sources.links(row["sources"] or ()), *where])
