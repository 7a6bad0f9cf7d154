"""Rows of this room's tables, in words a reader knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.alliances import clauses
from analysis.alliances.rows import web_address
from analysis.alliances.sentences import (
    day_text,
    few,
    in_order,
    joined,
    moved_words,
    pair_text,
    short_day,
)
from analysis.alliances.structure import BASIS_LABELS, CAMPS, NOTHING_SUPPOSED, world
from analysis.alliances.ties import BASES, ties_in_force
from analysis.charting import counted
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from analysis.alliances.structure import Camps, CampSettings
    from analysis.dossier import Dossier

_ANCHOR = re.compile(r"[^\w.-]+")


def anchor(kind: str, *parts: object) -> str:
    """Name where links to a row lead.

    Examples
    --------
    >>> anchor("tie", "alba bor")
    'tie-alba-bor'
    """
    return "-".join([kind, *(_ANCHOR.sub("-", str(part)) for part in parts)])


def until_text(end: date | None, known_until: date | None) -> str:
    """Say until when something lasted, or to what day it is confirmed.

    Examples
    --------
    >>> from datetime import date
    >>> until_text(date(2020, 1, 1), None), until_text(None, date(2031, 5, 14))
    ('1 Jan 2020', 'confirmed to 14 May 2031')
    """
    if end:
        return short_day(end)
    return f"confirmed to {short_day(known_until)}" if known_until else ""


def supposed_rows(
    dossier: Dossier, settings: CampSettings, day: str
) -> tuple[pl.DataFrame, list[str]]:
    """Set suppositions beside each other: a row each, a column per basis.

    Returns
    -------
    DataFrame, list of str
        ``supposed`` and a column per basis; and the suppositions that change the strain.
    """
    names = dossier.names.in_sentence
    found, changing = [], []
    for what_if, said in settings.options["what_if"].items():
        row = {"supposed": said.rstrip(".")}
        for basis in BASES:
            now, before = (
                settings.camps[settings.number_of(day=day, basis=basis, what_if=one)]
                for one in (what_if, next(iter(NOTHING_SUPPOSED)))
            )
            row[basis] = _cell(before, now, names, first=what_if in NOTHING_SUPPOSED)
            if now.index != before.index and row["supposed"] not in changing:
                changing.append(row["supposed"])
        found.append(row)
    return pl.DataFrame(found), changing


def _cell(before: Camps, now: Camps, names: Mapping[str, str], *, first: bool) -> str:
    if now.edges.is_empty():
        return "no tie known"
    strain = f"{now.index:,}"
    if first:
        return strain
    who = moved_words(before, now, names)
    stays = who == moved_words(now, now, names)
    if now.index != before.index:
        strain = f"{before.index:,} \N{RIGHTWARDS ARROW} {now.index:,}"
        return strain if stays else f"{strain}; {who}"
    return f"{strain}, no change" if stays else f"{strain}; {who}"


def supposed_words(settings: CampSettings, changing: list[str], day: str, note: str) -> str:
    """Say which suppositions change the number of strained ties."""
    every = len(settings.options["what_if"]) - 1
    which = counted(every, "supposition")
    if not changing:
        said = f"None of {which} changes" if every > 1 else "The one supposition does not change"
    elif len(changing) == every:
        said = f"Each of {which} changes" if every > 1 else "The one supposition changes"
    else:
        verb = "changes" if len(changing) == 1 else "change"
        said = f"{len(changing):,} of {which} {verb}"
    listed = f": {'; '.join(changing)}" if changing and len(changing) < every else ""
    return joined(
        f"{said} the number of strained ties on {day_text(day)}{listed}.",
        "Cells: ties at odds with the camps, without \N{RIGHTWARDS ARROW} with the supposition.",
        note,
    )


def obligation_rows(dossier: Dossier) -> pl.DataFrame:
    """Set the study's treaties side by side: a row each, a column per obligation.

    Returns
    -------
    DataFrame
        ``treaty``, ``span``, ``anchor`` of the tie, and for each obligation a struct of ``text``
        (articles) and ``address`` (of the first clause, or of the data set that codes it).
    """
    grid = clauses.treaty_obligations(dossier)
    places = clause_anchors(dossier)
    dated = {tie["tie_id"]: tie for tie in dossier.ties.iter_rows(named=True)}
    found: dict[str, dict[str, Any]] = {}
    for row in grid.iter_rows(named=True):
        tie = dated[row["tie_id"]]
        here = found.setdefault(
            row["tie_id"],
            {
                "treaty": row["treaty"],
                "span": _in_force(tie),
                "anchor": anchor("treaty", row["tie_id"]),
            },
        )
        place = places.get((row["tie_id"], row["obligation"]))
        address = f"#{place}" if place else web_address(row["url"])
        here[row["obligation"]] = {"text": row["articles"], "address": address}
    cell = pl.Struct({"text": pl.String, "address": pl.String})
    empty = {"text": "", "address": None}
    texts = dict.fromkeys(("treaty", "span", "anchor"), pl.String)
    return pl.DataFrame(
        [dict.fromkeys(clauses.OBLIGATION_VERBS, empty) | row for row in found.values()],
        texts | dict.fromkeys(clauses.OBLIGATION_VERBS, cell),
    )


def _in_force(tie: Mapping[str, Any]) -> str:
    start, end = tie["start"], tie["end"]
    if start and end:
        return f"{short_day(start)} to {short_day(end)}"
    if start or end:
        return f"since {short_day(start)}" if start else f"until {short_day(end)}"
    return f"signed on {short_day(tie['signed'])}" if tie["signed"] else ""


def clause_rows(dossier: Dossier) -> pl.DataFrame:
    """List the clauses that were read, those of the study's treaties first.

    Returns
    -------
    DataFrame
        ``tie_id``, ``obligation`` (as coded), ``anchor``, ``treaty``, ``article``, ``owed``,
        ``applies``, ``condition``, ``response``, and ``source``, a struct of ``text`` and
        ``address``.
    """
    order = dossier.study.treaties
    ties = dossier.ties.with_columns(treaty=clauses.treaty_label(dossier))
    first = pl.col("tie_id").replace_strict(order, range(len(order)), default=len(order))
    ties = ties.sort(first, pl.coalesce("start", "signed"), "treaty", nulls_last=True)
    place = dict(zip(ties["tie_id"], range(ties.height), strict=True))
    label = dict(ties.select("tie_id", "treaty").iter_rows())
    read = clauses.clauses_in_force(dossier).drop_nulls("response")
    at = pl.col("tie_id").replace_strict(place, return_dtype=pl.Int64)
    read = dossier.cite(read.sort(at, maintain_order=True))
    number = pl.int_range(1, pl.len() + 1).over("tie_id")
    anchors = [
        anchor("clause", tie_id, n)
        for tie_id, n in read.select("tie_id", number.alias("n")).iter_rows()
    ]
    known = _publishers(dossier)
    publishers = pl.Series(
        [_publisher(known, row) for row in read.iter_rows(named=True)], dtype=pl.String
    )
    addresses = pl.Series(list(map(web_address, read["url"])), dtype=pl.String)
    return read.select(
        "tie_id",
        "obligation",
        anchor=pl.Series(anchors, dtype=pl.String),
        treaty=pl.col("tie_id").replace_strict(label, return_dtype=pl.String),
        article="article",
        owed=pl.col("obligation").replace_strict(labels("obligations"), default="\N{EN DASH}"),
        applies=pl.col("trigger").replace_strict(labels("triggers"), default=None),
        condition="condition",
        response="response",
        source=pl.struct(text=publishers, address=addresses),
    )


def clause_anchors(dossier: Dossier) -> dict[tuple[str, str], str]:
    """Give the anchor of the first clause that was read of each treaty and obligation."""
    read = clause_rows(dossier).drop_nulls("obligation")
    rows_ = read.select("tie_id", "obligation", "anchor").iter_rows()
    return {(tie, obligation): place for tie, obligation, place in reversed(list(rows_))}


def world_rows(dossier: Dossier, speakers: tuple[str, ...], viewer: str) -> pl.DataFrame:
    """Set what speakers say of each actor beside each other, those first on whom they differ.

    Returns
    -------
    DataFrame
        ``actor``, ``differs`` (2 if they place it in opposite camps, 1 if they differ otherwise,
        else 0), and for each speaker (by id) a struct of ``text`` (where the actor
        is, as seen from the viewer) and ``address`` (of the claim that ties it to the viewer).
    """
    seen_from = dossier.names.in_sentence[viewer]
    words = {
        "with": f"with {seen_from}",
        "against": f"against {seen_from}",
        "undecided": "in either camp",
        "unlinked": f"not linked to {seen_from}",
    }
    worlds = {speaker: world(dossier, speaker, viewer) for speaker in speakers}
    camps = {
        speaker: dict(one.nodes.select("actor", "camp").iter_rows())
        for speaker, one in worlds.items()
    }
    claimed = {speaker: _claims(dossier, speaker, viewer) for speaker in speakers}
    named = {actor for camp in camps.values() for actor in camp} - {viewer}
    found = []
    for actor in in_order(named, dossier.names):
        row: dict[str, Any] = {"actor": dossier.names[actor]}
        for speaker in speakers:
            camp = camps[speaker].get(actor)
            claim = claimed[speaker].get(actor)
            row[speaker] = {
                "text": words[camp] if camp else "not mentioned",
                "address": f"#{anchor('claim', claim)}" if claim and camp in CAMPS[:2] else None,
            }
        said = {camps[speaker].get(actor) for speaker in speakers}
        row["differs"] = 2 if said == {*CAMPS[:2]} else int(len(said) > 1)
        found.append(row)
    cell = pl.Struct({"text": pl.String, "address": pl.String})
    schema = {"actor": pl.String, "differs": pl.Int64} | dict.fromkeys(speakers, cell)
    return pl.DataFrame(found, schema).sort("differs", descending=True, maintain_order=True)


def _claims(dossier: Dossier, speaker: str, viewer: str) -> dict[str, str]:
    """Give the first claim by which a speaker ties each actor to the viewer."""
    ties = ties_in_force(dossier, speaker=speaker).drop_nulls("claim_id")
    found: dict[str, str] = {}
    for one, other, claim in ties.select("source", "target", "claim_id").iter_rows():
        if viewer in {one, other}:
            found.setdefault(other if one == viewer else one, claim)
    return found


def world_words(dossier: Dossier, found: pl.DataFrame, speakers: tuple[str, ...]) -> str:
    """Say on whom the speakers differ."""
    names = dossier.names.in_sentence
    same = found.filter(differs=0).height
    both = f"{names[speakers[0]]} and {names[speakers[1]]}"
    differ = found.filter(pl.col("differs") > 0)
    if differ.is_empty():
        return f"{clauses.capital(both)} place everyone alike."
    said = []
    cells = differ.select("actor", *(pl.col(s).struct.field("text").alias(s) for s in speakers))
    for where, group in cells.group_by(*speakers, maintain_order=True):
        placed = [f"{place} for {names[s]}" for s, place in zip(speakers, where, strict=True)]
        said.append(f"{few(group['actor'].to_list())}: {', '.join(placed)}")
    alike = f" On {counted(same, 'actor', 'actors')} they agree." if same else ""
    return f"{'; '.join(said)}.{alike}"


def _publishers(dossier: Dossier) -> dict[str, str]:
    """Name who published each address."""
    publisher = pl.coalesce("publisher", "title")
    return dict(dossier.sources.select("url", publisher).drop_nulls().iter_rows())


def _publisher(publishers: Mapping[str, str], row: Mapping[str, Any]) -> str:
    if row["url"] is None and row.get("claim_id") is not None:
        return "the article"
    return publishers.get(row["url"]) or row["citation"] or ""


def tie_rows(dossier: Dossier) -> pl.DataFrame:
    """List every tie, those in force on the day of the study first.

    Returns
    -------
    DataFrame
        ``anchor``, ``pair``, ``sign``, ``from``, ``until``, ``basis``, ``what``, ``now`` (whether
        it was in force on the day), and ``source``, a struct of ``text`` and ``address``.
    """
    bases, kinds = labels("bases"), labels("tie_kinds")
    now = ties_in_force(dossier, basis=BASES).filter(certainty="known")["tie_id"]
    publishers = _publishers(dossier)
    found = []
    for tie in dossier.cite(dossier.ties).iter_rows(named=True):
        pair = pair_text(tie["source"], tie["target"], dossier.names)
        if tie["directed"]:
            ends = (dossier.names[tie[end]] for end in ("source", "target"))
            pair = " \N{RIGHTWARDS ARROW} ".join(ends)
        claim = tie["claim_id"] if tie["url"] is None else None
        publisher, more = _publisher(publishers, tie), len(tie["sources"]) - 1
        began = tie["start"] or tie["signed"]
        found.append(
            {
                "anchor": anchor("tie", tie["tie_id"]),
                "pair": pair,
                "sign": {1: "friendly", -1: "hostile"}.get(tie["sign"], "neither"),
                "from": short_day(began) if began else "",
                "until": until_text(tie["end"], tie["known_until"]),
                "basis": bases[tie["basis"]],
                "what": tie["instrument"] or clauses.capital(kinds[tie["kind"]]),
                "now": tie["tie_id"] in now,
                "source": {
                    "text": f"{publisher} and {more} more" if more > 0 else publisher,
                    "address": f"#{anchor('claim', claim)}" if claim else web_address(tie["url"]),
                },
                "start": tie["start"],
            }
        )
    cell = pl.Struct({"text": pl.String, "address": pl.String})
    schema: dict[str, pl.DataType] = dict.fromkeys(found[0] if found else (), pl.String())
    schema |= {"now": pl.Boolean(), "source": cell, "start": pl.Date()}
    frame = pl.DataFrame(found, schema)
    order = pl.col("basis").replace_strict(list(bases.values()), range(len(bases)))
    return frame.sort(
        pl.col("now").not_(), order, "pair", "start", nulls_last=True, maintain_order=True
    ).drop("start")


def basis_headings() -> dict[str, str]:
    """Head the columns of `supposed_rows`."""
    return {"supposed": "What if"} | {b: f"Counting {label}" for b, label in BASIS_LABELS.items()}
