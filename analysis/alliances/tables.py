"""Rows of this room's tables, in words a reader knows."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.alliances import clauses
from analysis.alliances.rows import web_address
from analysis.alliances.sentences import few, in_order, joined, pair_text, short_day
from analysis.alliances.structure import CAMPS, camp_words, world
from analysis.alliances.ties import BASES, ties_in_force
from analysis.charting import counted, enumerated
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from analysis.dossier import Dossier

ONLY_CODED = "yes*"
"""Of an obligation that is coded and of which no clause was read."""

NO_DUTY = "\N{EN DASH}"
OTHER_TREATIES = "Other treaties"
_CAMP_TONES = {"with": "for", "against": "against"}
_NAMED_ALONE = 8
_ANCHOR = re.compile(r"[^\w.-]+")


def anchor(kind: str, *parts: object) -> str:
    """Name where links to a row lead.

    Examples
    --------
    >>> anchor("tie", "alba bor")
    'tie-alba-bor'
    """
    return "-".join([kind, *(_ANCHOR.sub("-", str(part)) for part in parts)])


CELL = pl.Struct({"text": pl.String, "address": pl.String, "tone": pl.String})
"""What a cell says, where it leads, and its tone as that of a `Card`."""


def table_cell(
    text: str, address: str | None = None, tone: str | None = None
) -> dict[str, str | None]:
    """Make a `CELL`.

    Examples
    --------
    >>> table_cell("art. 4", "#clause-pact-4")
    {'text': 'art. 4', 'address': '#clause-pact-4', 'tone': None}
    """
    return {"text": text, "address": address, "tone": tone}


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


def obligation_rows(dossier: Dossier) -> pl.DataFrame:
    """Set the study's treaties side by side: a row each, a column per obligation.

    Returns
    -------
    DataFrame
        ``pair`` (parties that have several of the treaties; the others are "Other treaties", and
        where no parties have several all are ""), ``treaty`` (what the pair leaves to say),
        ``signed``, ``span``, ``anchor`` of
        the tie, and for each obligation a `CELL` with its articles, leading to the first clause or
        the data set that codes it. A star marks what is only coded.
    """
    grid = clauses.treaty_obligations(dossier)
    places = clause_anchors(dossier)
    dated = {tie["tie_id"]: tie for tie in dossier.ties.iter_rows(named=True)}
    found: dict[str, dict[str, Any]] = {}
    parties: dict[frozenset[str], str] = {}
    none = table_cell(NO_DUTY)
    for row in grid.iter_rows(named=True):
        tie = dated[row["tie_id"]]
        here = found.setdefault(
            row["tie_id"],
            {
                "pair": parties.setdefault(
                    frozenset((tie["source"], tie["target"])),
                    "–".join(dossier.names[tie[end]] for end in ("source", "target")),
                ),
                "treaty": row["treaty"],
                "signed": short_day(tie["signed"]) if tie["signed"] else "",
                "span": _in_force(tie),
                "anchor": anchor("treaty", row["tie_id"]),
                **dict.fromkeys(clauses.OBLIGATION_VERBS, none),
            },
        )
        place = places.get((row["tie_id"], row["obligation"]))
        address = f"#{place}" if place else web_address(row["url"])
        if row["obligation"] is not None:
            said = row["articles"] if place else ONLY_CODED
            here[row["obligation"]] = table_cell(said, address, "for")
    pairs = Counter(row["pair"] for row in found.values())
    several = any(count > 1 for count in pairs.values())
    for row in found.values():
        if pairs[row["pair"]] > 1:
            row["treaty"] = row["treaty"].removeprefix(f"{row['pair']}, ")
        else:
            row["pair"] = OTHER_TREATIES if several else ""
    order = list(dict.fromkeys(row["pair"] for row in found.values()))
    listed = sorted(
        found.values(), key=lambda row: (row["pair"] == OTHER_TREATIES, order.index(row["pair"]))
    )
    texts = dict.fromkeys(("pair", "treaty", "signed", "span", "anchor"), pl.String())
    return pl.DataFrame(listed, texts | dict.fromkeys(clauses.OBLIGATION_VERBS, CELL))


def obligation_sentence(grid: pl.DataFrame) -> str:
    """Say what the cells of a grid are, where they name articles."""
    leads = [cell["address"] or "" for word in clauses.OBLIGATION_VERBS for cell in grid[word]]
    if any(address.startswith("#") for address in leads):
        return "A cell names the article and leads to what it says."
    return ""


def obligation_notes(grid: pl.DataFrame, dossier: Dossier) -> list[str]:
    """Explain the signs of `obligation_rows` that a grid has."""
    said = {cell["text"] for word in clauses.OBLIGATION_VERBS for cell in grid[word]}
    notes = [f"{NO_DUTY} no such duty on record."] if NO_DUTY in said else []
    if ONLY_CODED in said:
        shown = dossier.ties.filter(pl.col("tie_id").is_in(dossier.study.treaties))
        data_sets = shown.select(clauses.data_set()).to_series()
        named = data_sets.drop_nulls().unique().sort().to_list()
        by = f" by {enumerated(named)}" if named else ""
        notes.append(f"* Coded{by}; no article of the treaty that says so was read.")
    return notes


def _in_force(tie: Mapping[str, Any]) -> str:
    start, end = tie["start"], tie["end"]
    if start and end:
        return f"{short_day(start)} to {short_day(end)}"
    if start or end:
        return f"since {short_day(start)}" if start else f"until {short_day(end)}"
    return ""


def clause_rows(dossier: Dossier) -> pl.DataFrame:
    """List the clauses that were read, those of the study's treaties first.

    Returns
    -------
    DataFrame
        ``tie_id``, ``obligation`` (as coded), ``anchor``, ``treaty`` (parties, year and name),
        ``article``, ``owed``, ``applies``, ``condition``, ``response``, and ``source``, a struct
        of ``text`` and ``address``.
    """
    order = dossier.study.treaties
    ties = dossier.ties.with_columns(treaty=clauses.treaty_label(dossier))
    first = pl.col("tie_id").replace_strict(order, range(len(order)), default=len(order))
    ties = ties.sort(first, pl.coalesce("start", "signed"), "treaty", nulls_last=True)
    place = dict(zip(ties["tie_id"], range(ties.height), strict=True))
    whole = pl.concat_str("treaty", "instrument", separator=": ", ignore_nulls=True)
    label = dict(ties.select("tie_id", whole).iter_rows())
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
        article=pl.col("article").fill_null(NO_DUTY),
        owed=pl.col("obligation").replace_strict(labels("obligations"), default=NO_DUTY),
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
        ``actor``, ``differs`` (3 if they place it in opposite camps, 2 if they differ otherwise,
        1 if only one mentions it, else 0), and for each speaker (by id) a `CELL`: where the actor
        is, as seen from the viewer, leading to the claim that ties it to the viewer.
    """
    words = camp_words(dossier.names.in_sentence[viewer])
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
            leads = f"#{anchor('claim', claim)}" if claim and camp in CAMPS[:2] else None
            row[speaker] = table_cell(
                words[camp] if camp else "not mentioned", leads, _CAMP_TONES.get(camp or "")
            )
        said = {camps[speaker].get(actor) for speaker in speakers}
        differs = 1 if None in said else 3 if said == {*CAMPS[:2]} else 2
        row["differs"] = differs if len(said) > 1 else 0
        found.append(row)
    schema = {"actor": pl.String, "differs": pl.Int64} | dict.fromkeys(speakers, CELL)
    return pl.DataFrame(found, schema).sort("differs", descending=True, maintain_order=True)


def _claims(dossier: Dossier, speaker: str, viewer: str) -> dict[str, str]:
    """Give the first claim by which a speaker ties each actor to the viewer."""
    ties = ties_in_force(dossier, speaker=speaker).drop_nulls("claim_id")
    found: dict[str, str] = {}
    for one, other, claim in ties.select("source", "target", "claim_id").iter_rows():
        if viewer in {one, other}:
            found.setdefault(other if one == viewer else one, claim)
    return found


def world_words(
    dossier: Dossier, found: pl.DataFrame, speakers: tuple[str, ...]
) -> tuple[str, str]:
    """Say on whom the speakers differ, on whom only one speaks, and on how many they agree."""
    names = dossier.names.in_sentence
    both = f"{names[speakers[0]]} and {names[speakers[1]]}"
    cells = found.select(
        "actor", "differs", *(pl.col(s).struct.field("text").alias(s) for s in speakers)
    )
    said = []
    for where, group in cells.filter(pl.col("differs") > 1).group_by(
        *speakers, maintain_order=True
    ):
        placed = [f"{place} for {names[s]}" for s, place in zip(speakers, where, strict=True)]
        said.append(f"{few(group['actor'].to_list())}: {', '.join(placed)}")
    alone, same = (cells.filter(differs=n)["actor"].to_list() for n in (1, 0))
    first = said[0] if said else f"{clauses.capital(both)} place nobody in different camps"
    if not said and not alone:
        first = f"{clauses.capital(both)} place everyone alike"
    return first, joined(
        f"{'; '.join(said[1:])}." if said[1:] else None,
        f"Only one of the two mentions {enumerated(alone, _NAMED_ALONE)}." if alone else None,
        f"On {counted(len(same), 'actor', 'actors')} they agree." if same else None,
    )


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
        ``anchor``, ``pair``, ``sign``, ``from``, ``until``, ``basis``, ``what``, ``source`` (a
        `CELL`) and ``now`` (whether it was in force on the day).
    """
    bases, kinds = labels("bases"), labels("tie_kinds")
    now = {*ties_in_force(dossier, basis=BASES).filter(certainty="known")["tie_id"]}
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
        further = f", +{more:,}" if more > 0 else ""
        address = f"#{anchor('claim', claim)}" if claim else web_address(tie["url"])
        found.append(
            {
                "anchor": anchor("tie", tie["tie_id"]),
                "pair": pair,
                "sign": {1: "friendly", -1: "hostile"}.get(tie["sign"], "neither"),
                "from": short_day(began) if began else "",
                "until": until_text(tie["end"], tie["known_until"]),
                "basis": bases[tie["basis"]],
                "what": tie["instrument"] or clauses.capital(kinds[tie["kind"]]),
                "source": table_cell(f"{publisher}{further}", address),
                "now": tie["tie_id"] in now,
                "start": tie["start"],
            }
        )
    schema: dict[str, pl.DataType] = dict.fromkeys(found[0] if found else (), pl.String())
    schema |= {"source": CELL, "now": pl.Boolean(), "start": pl.Date()}
    frame = pl.DataFrame(found, schema)
    order = pl.col("basis").replace_strict(list(bases.values()), range(len(bases)))
    return frame.sort(
        pl.col("now").not_(), order, "pair", "start", nulls_last=True, maintain_order=True
    ).drop("start")
