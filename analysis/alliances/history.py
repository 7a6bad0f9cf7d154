"""Treaties, events and strain over time, worked out beforehand for the timeline."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.alliances import rows
from analysis.alliances.clauses import treaty_label
from analysis.alliances.sentences import Strained, day_text, few, joined, number_word, pair_text
from analysis.alliances.structure import BASIS_LABELS, Solved, camps_of
from analysis.alliances.ties import BASES, reduce_ties, supposed_ties, ties_of_day
from analysis.charting import cases, counted
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from analysis.dossier import Dossier

IN_FORCE, SIGNED, UNDATED = "in force", "signed, not yet in force", "in force, entry not known"
"""How a treaty is drawn: from its start, before it, or where its start is not known."""

ENDED, STILL, SILENT = "ended", "in force when last checked", "no later source"
"""How a bar ends."""

MOST_LINES = 200
"""Treaties that a timeline has; with more, a page is slow."""

MOST_DAYS = 200
"""Days on which strain is computed: the latest ones, if there are more."""

ENDINGS = {ENDED: "|", STILL: "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}", SILENT: "?"}
"""The sign at the end of a bar."""

_ENDINGS = f"At the end of a bar: {', '.join(f'{sign} {word}' for word, sign in ENDINGS.items())}."
_CHECKED_WITHIN = timedelta(days=365)
_SECONDS = 20.0


def treaty_bars(dossier: Dossier, treaties: pl.DataFrame) -> pl.DataFrame:
    """Give treaties as bars, by their start: signed, and in force as far as sources reach.

    Returns
    -------
    DataFrame
        ``label``, ``start``, ``until``, ``known`` (`IN_FORCE`, `SIGNED` or `UNDATED`), ``ends``
        (`ENDED`, `STILL` or `SILENT`; null for the part before entry into force), ``span`` (its
        days in words), ``last_year`` and ``citation``.
    """
    checked, start = pl.lit(dossier.study.as_of, pl.Date), pl.col("start")
    named = rows.cited(dossier, treaties).with_columns(label=treaty_label(dossier))
    ended = pl.col("end").is_not_null() & checked.is_null()
    over = (pl.col("end") < checked).fill_null(value=ended)
    seen = pl.coalesce("known_until", checked, "start", "signed")
    last = pl.when(over).then("end").otherwise(seen)
    only_signed = pl.col("status").cast(pl.String) == "signed"
    pending = (start > checked).fill_null(value=start.is_null() & only_signed)
    silent = pl.col("known_until") < checked - _CHECKED_WITHIN
    ends = cases(
        {ENDED: over, SILENT: silent.fill_null(value=False)},
        otherwise=STILL,
    )
    whole = named.with_columns(ends=pl.when(~pending).then(ends))
    dated, undated = whole.drop_nulls("start"), whole.filter(start.is_null())
    before = dated.filter(pending | (pl.col("signed") < start))
    parts = [
        before.with_columns(
            start=pl.coalesce("signed", start),
            until="start",
            known=pl.lit(SIGNED),
            ends=pl.lit(None, pl.String),
        ),
        dated.filter(~pending).with_columns(
            until=pl.max_horizontal("start", last), known=pl.lit(IN_FORCE)
        ),
        undated.with_columns(
            start="signed",
            until=pl.max_horizontal("signed", last),
            known=cases({SIGNED: pending}, otherwise=UNDATED),
        ),
    ]
    bars = pl.concat([part.with_columns(pl.col("until").cast(pl.Date)) for part in parts])
    order = pl.Enum(named["label"].unique(maintain_order=True))
    placed = bars.sort(pl.col("label").cast(order), "start", maintain_order=True)
    spans = [
        f"{day_text(start)} to {day_text(until)}"
        for start, until in placed.select("start", "until").iter_rows()
    ]
    last_year = pl.col("until").max().over("label").dt.year()
    return placed.select(
        *("label", "instrument", "start", "until", "known", "ends", "citation"),
        span=pl.Series(spans, dtype=pl.String),
        last_year=last_year,
        place=pl.int_range(pl.len()),
    )


def event_points(dossier: Dossier) -> pl.DataFrame:
    """Give dated events, by their day: ``name``, ``day``, ``kind``, ``parties``, ``key``."""
    kinds = labels("event_kinds")
    dated = rows.cited(dossier, dossier.events.drop_nulls("start")).sort(
        "start", maintain_order=True
    )
    parties = [
        ", ".join(dossier.names[actor] for actor in actors if actor in dossier.names)
        for actors in dated["actors"]
    ]
    shown = dossier.study.day_labels
    key = [
        shown.get(str(day), "").endswith(f": {name}")
        for day, name in dated.select("start", "name").iter_rows()
    ]
    return dated.select(
        "name",
        "start",
        "citation",
        day=pl.Series([day_text(day) for day in dated["start"]], dtype=pl.String),
        kind=pl.col("kind").cast(pl.String).replace(kinds),
        parties=pl.Series(parties, dtype=pl.String),
        key=pl.Series(key, dtype=pl.Boolean),
        last_year=pl.col("start").dt.year(),
        place=pl.int_range(pl.len()),
    )


def strain_spans(dossier: Dossier) -> pl.DataFrame:
    """Find spans of days with the same strained ties, on treaties alone and with events.

    Strain is computed on every day on which a tie begins, ends or is last confirmed, up to the
    last of the days that the study offers.

    Returns
    -------
    DataFrame
        ``basis``, ``start``, ``until``, ``index``, ``strained`` (in words), ``named`` (whether
        they name any tie), ``cause`` (which ties changed on the first day), ``span`` and
        ``last_year``.
    """
    ends, solved = time.monotonic() + _SECONDS, dict[object, Solved]()
    found: list[dict[str, Any]] = []
    every = supposed_ties(dossier)
    for last in (1, 2):
        bases = BASES[:last]
        days = change_days(dossier, bases)[-MOST_DAYS:]
        last_day = _last_day(dossier) or max(days, default=None)
        for day, until in zip(days, [*days, last_day][1:], strict=True):
            left = ends - time.monotonic()
            if left < 0:
                break
            edges = reduce_ties(ties_of_day(dossier, every, day, bases))
            now = camps_of(edges, dossier.study.seen_from, solved, left)
            which = Strained.in_camps(now, dossier.names)
            strained = which.text(now.index)
            row = {"basis": bases[-1], "start": day, "until": until, "index": now.index}
            row["named"] = which.named
            previous = found[-1] if found and found[-1]["basis"] == bases[-1] else None
            if previous and (previous["index"], previous["strained"]) == (now.index, strained):
                previous["until"] = until
            else:
                cause = _cause(dossier, day, bases)
                found.append(row | {"strained": strained, "cause": cause})
    schema = {"basis": pl.String, "start": pl.Date, "until": pl.Date, "index": pl.Int64}
    schema["named"] = pl.Boolean
    frame = pl.DataFrame(found, schema | dict.fromkeys(("strained", "cause"), pl.String))
    spans = [
        f"{day_text(start)} to {day_text(until)}"
        for start, until in frame.select("start", "until").iter_rows()
    ]
    return frame.with_columns(
        span=pl.Series(spans, dtype=pl.String),
        counting=pl.col("basis").replace_strict(BASIS_LABELS, return_dtype=pl.String),
        last_year=pl.col("until").dt.year(),
    )


def undrawn_strain(dossier: Dossier, spans: pl.DataFrame) -> str | None:
    """Say between which days strain is known, where there was no room or no time for all of it."""
    days = change_days(dossier, BASES[:2])  # those on which treaties alone change are among them
    if not days:
        return None
    drawn = spans.filter(basis=BASES[1])
    if drawn.is_empty():
        return "There was no time to work out all strain."
    first, last = drawn["start"].to_list()[0], drawn["until"].to_list()[-1]
    if first == days[0] and last == (_last_day(dossier) or days[-1]):
        return None
    return f"Strain is worked out from {day_text(first)} to {day_text(last)} only."


def _last_day(dossier: Dossier) -> date | None:
    days = [date.fromisoformat(day) for day in dossier.study.day_labels]
    return max([*days, *filter(None, [dossier.study.day])], default=dossier.study.as_of)


def change_days(dossier: Dossier, bases: tuple[str, ...]) -> list[date]:
    """List the days on which a signed tie begins, has just ended, or is no longer confirmed."""
    ties = dossier.ties.filter(pl.col("basis").is_in(bases), pl.col("sign").is_not_null())
    silent = ties.filter(pl.col("end").is_null())["known_until"]
    after = pl.concat([ties["end"], silent]).dt.offset_by("1d")
    days = pl.concat([ties["start"], after]).drop_nulls().unique().sort()
    # Before they leave the frame: Python has no day after one that ends in 9999.
    return days.filter(days <= (_last_day(dossier) or date.max)).to_list()


def _cause(dossier: Dossier, day: date, bases: tuple[str, ...]) -> str:
    """Name the ties that begin or are over on a day."""
    kinds = labels("tie_kinds")
    ties = dossier.ties.filter(pl.col("basis").is_in(bases), pl.col("sign").is_not_null())
    over = pl.coalesce("end", "known_until").dt.offset_by("1d") == day
    said = []
    for what, rows_of in (("", ties.filter(start=day)), ("no longer: ", ties.filter(over))):
        named = sorted(
            f"{kinds[tie['kind']]} {pair_text(tie['source'], tie['target'], dossier.names)}"
            for tie in rows_of.iter_rows(named=True)
        )
        if named:
            said.append(f"{what}{few(list(dict.fromkeys(named)))}")
    return "; ".join(said)


def first_years(dossier: Dossier) -> list[int]:
    """Give years to begin with: that of the first tie or event, and those of the study's days.

    Where nothing has a start, it is that of the first signature.
    """
    starts = pl.concat([dossier.ties["start"], dossier.events["start"]]).drop_nulls()
    starts = dossier.ties["signed"].drop_nulls() if starts.is_empty() else starts
    shown = {date.fromisoformat(day).year for day in dossier.study.day_labels}
    return sorted({*starts.dt.year().sort().head(1)} | shown)


def opening_year(dossier: Dossier, years: list[int]) -> int:
    """Choose the last year offered before that of the study's day, else the first."""
    day = dossier.study.day
    return max((year for year in years if day and year < day.year), default=years[0])


def captions(
    treaties: pl.DataFrame,
    events: pl.DataFrame,
    spans: pl.DataFrame,
    years: list[int],
    *,
    title: str | None,
    note: str,
) -> pl.DataFrame:
    """Word what the timeline shows from each year on."""
    said = []
    for since in years:
        heading, sentence = history_words(treaties, events, spans, since)
        said.append((since, title or heading, joined(sentence, note)))
    return pl.DataFrame(said, ["since", "title", "sentence"], orient="row")


def history_words(
    treaties: pl.DataFrame, events: pl.DataFrame, spans: pl.DataFrame, since: int
) -> tuple[str, str]:
    """Say what the timeline shows from a year on."""
    now = [frame.filter(pl.col("last_year") >= since) for frame in (treaties, events, spans)]
    bars, points, strain = now
    count = bars.filter(pl.col("known") != SIGNED)["label"].n_unique()
    title = f"Since {since}: {counted(count, 'treaty', 'treaties')} in force at some time"
    title += f", {counted(points.height, 'dated event')}" if points.height else ""
    busiest = Counter(f"{day:%B %Y}" for day in points["start"]).most_common(1)
    if busiest and busiest[0][1] > 1 and points.height > busiest[0][1]:
        month, many = busiest[0]
        title += f", {many:,} of them in {month}"
    strains = (_strain_words(strain, basis, since) for basis in BASES[:2])
    return title, joined(*strains, _ENDINGS if count else None)


def _strain_words(spans: pl.DataFrame, basis: str, since: int) -> str | None:
    of_basis = spans.filter(basis=basis)
    if of_basis.is_empty():
        return None
    counting = f"Counting {'treaties alone' if basis == BASES[0] else BASIS_LABELS[basis]}"
    most = of_basis["index"].max()
    if not isinstance(most, int) or not most:
        return f"{counting}, no tie has strained the camps since {since}."
    first = of_basis.filter(index=most).row(0, named=True)
    start, strained, named = first["start"], first["strained"], first["named"]
    ties = "tie has" if most == 1 else "ties have"
    when = f"first on {day_text(start)}" if start.year >= since else f"already as {since} began"
    number = number_word(most)
    which = f": {strained}" if named else ""
    return f"{counting}, at most {number} {ties} strained them, {when}{which}."
