"""Every pair of actors in every setting, sorted by camp, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances import rows
from analysis.alliances.clauses import capital
from analysis.alliances.sentences import (
    Strained,
    basis_sentence,
    camp_sentence,
    change_words,
    in_order,
    joined,
    pair_text,
    shortened,
    strain_title,
)
from analysis.alliances.structure import CAMPS, NOTHING_SUPPOSED
from analysis.charting import caption_rows, cases
from analysis.charting.network import CAMP_STYLES, camp_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.alliances.structure import CampSettings
    from analysis.dossier import Dossier

MOST_ACTORS = 20
"""Actors that a matrix has; with more, cells are too small to read."""

_NAME_CHARACTERS, _FEWER_CHARACTERS = 26, 16
"""Of a name beside its row or node, and where there are many."""

_MANY = 12

SIGNS = {
    "friendly": "+",
    "hostile": "\N{MINUS SIGN}",
    "contradictory": "\N{PLUS-MINUS SIGN}",
    "neither": "0",
    "not known": "\N{MIDDLE DOT}",
}
"""What each cell says: how a pair is tied, in words and as a sign."""

BOTH = "ties of both signs"
"""Of a pair whose stronger tie decides."""

_FRAMED = "Framed or thick: at odds; dashed frame: with some of the best divisions only."
_TOO_MANY = "There are too many best divisions to say where everyone belongs."
_FITS, _STRAINS, _MAY_STRAIN = "in line", "at odds", "sometimes at odds"


@dataclass(frozen=True)
class Pairs:
    """What matrix and network draw.

    Attributes
    ----------
    actors
        In the order of the camps as the page opens.
    left_out
        How many actors are not drawn.
    cells
        ``a`` and ``b`` (numbers of two actors), words and places of their tie, and ``settings``.
    nodes
        ``a``, name, camp and place of an actor, and ``settings``.
    layout
        ``x`` and ``y`` of each actor in the network.
    seams
        ``at``, after how many actors a camp ends, and ``settings``.
    places
        Vega expression of the list of each actor's place in the matrix.
    words
        Vega expression of the list of `SIGNS`, and of `BOTH`, that the matrix has.
    """

    actors: list[str]
    left_out: int
    cells: pl.DataFrame
    nodes: pl.DataFrame
    layout: pl.DataFrame
    seams: pl.DataFrame
    places: str
    words: str

    def count(self, relation: str, setting: int) -> int:
        """Count pairs with a relation in a setting."""
        found = self.cells.filter(pl.col("settings").list.contains(setting), relation=relation)
        return found.height


def pairs_drawn(dossier: Dossier, settings: CampSettings, opening: int) -> Pairs:
    """Work out cells, actors and seams of every setting."""
    every = _most_tied(dossier, settings, opening)
    kept = every[:MOST_ACTORS]
    actors = _by_camp(dossier, settings, opening, kept)
    number = {actor: at for at, actor in enumerate(actors)}
    orders = [_by_camp(dossier, settings, setting, kept) for setting in range(len(settings))]
    camps = {actor: settings.nodes.filter(actor=actor) for actor in actors}
    nodes = pl.concat([_all_settings(one, len(settings)) for one in camps.values()])
    opened = dict(settings.camps[opening].nodes.select("actor", "camp").iter_rows())
    written = _written([dossier.names[actor] for actor in actors])
    camp_of = [opened.get(actor, "unlinked") for actor in actors]
    placed = camp_layout(dict(zip(written, camp_of, strict=True)))
    places = placed.with_columns(
        actor=pl.Series(actors, dtype=pl.String),
        short="name",
        name=pl.Series([dossier.names[actor] for actor in actors], dtype=pl.String),
    )
    seen_from = dossier.names.in_sentence[settings.seen_from or actors[0]]
    sides = {
        camp: style.label for camp, style in CAMP_STYLES.labelled(seen_from=seen_from).words.items()
    }
    nodes = nodes.join(places, on="actor", maintain_order="left").select(
        pl.exclude("actor"),
        a=pl.col("actor").replace_strict(number, return_dtype=pl.Int64),
        side=pl.col("camp").replace_strict(sides, return_dtype=pl.String),
    )
    cells = pl.concat(
        [
            _edge_cells(dossier, settings, number),
            _gaps(dossier, settings, actors),
        ],
        how="diagonal_relaxed",
    )
    return Pairs(
        actors,
        len(every) - len(actors),
        cells,
        nodes,
        places.select("x", "y"),
        _seams(settings, orders),
        _places(settings, orders, actors),
        _words(settings, cells),
    )


def _written(names: list[str]) -> list[str]:
    """Shorten long names, unless two would then be alike."""
    characters = _NAME_CHARACTERS if len(names) <= _MANY else _FEWER_CHARACTERS
    short = [shortened(name, characters) for name in names]
    return short if len({*short}) == len({*names}) else names


def _most_tied(dossier: Dossier, settings: CampSettings, opening: int) -> list[str]:
    """Order all actors that are tied in any setting, those at odds first, then by their ties."""
    edges = settings.camps[opening].edges
    ends, strained = (
        pl.concat([some["source"], some["target"]]).to_list()
        for some in (edges, edges.filter(pl.col("frustration") == 1))
    )
    neutral = settings.neutral
    named = [settings.nodes["actor"], neutral["source"], neutral["target"]]
    actors = in_order(pl.concat(named), dossier.names)
    return sorted(
        actors,
        key=lambda actor: (actor != settings.seen_from, actor not in strained, -ends.count(actor)),
    )


def _by_camp(
    dossier: Dossier, settings: CampSettings, setting: int, actors: Sequence[str]
) -> list[str]:
    camp = dict(settings.camps[setting].nodes.select("actor", "camp").iter_rows())
    around = ("with", "undecided", "against", "unlinked")
    named = in_order(actors, dossier.names)
    return sorted(named, key=lambda actor: around.index(camp.get(actor, "unlinked")))


def _all_settings(nodes: pl.DataFrame, count: int) -> pl.DataFrame:
    """Give an actor a camp in the settings in which it has no tie, too."""
    missing = sorted(set(range(count)) - set(nodes["settings"].explode()))
    if not missing:
        return nodes
    camp, actor = CAMPS[-1], nodes["actor"][0]
    more = pl.DataFrame({"actor": [actor], "camp": [camp], "settings": [missing]}, nodes.schema)
    return pl.concat([nodes, more])


def _edge_cells(
    dossier: Dossier,
    settings: CampSettings,
    number: dict[str, int],
) -> pl.DataFrame:
    drawn = pl.col("source").is_in(list(number)) & pl.col("target").is_in(list(number))
    edges = settings.edges.filter(drawn)
    names = dossier.names
    pairs = [
        pair_text(one, other, names) for one, other in edges.select("source", "target").iter_rows()
    ]
    both = pl.col("overruled").list.len() > 0
    share = pl.col("frustration")
    strain = {_STRAINS: share == 1, _MAY_STRAIN: share > 0, _FITS: share == 0}
    one_way = pl.format(", from {}", names.in_sentence.column("source"))
    weaker = pl.when(pl.col("sign") == 1).then(pl.lit("hostile")).otherwise(pl.lit("friendly"))
    besides = pl.format(", beside weaker {} ties", weaker)
    worded = edges.with_columns(
        pair=pl.Series(pairs, dtype=pl.String),
        relation=cases({"friendly": pl.col("sign") == 1}, otherwise="hostile"),
        a=pl.col("source").replace_strict(number, return_dtype=pl.Int64),
        b=pl.col("target").replace_strict(number, return_dtype=pl.Int64),
        supposed=pl.col("assumed").list.len() > 0,
        strain=cases(strain),
        way=pl.concat_str(
            pl.when("directed").then(one_way).otherwise(pl.lit("")),
            pl.when(both).then(besides).otherwise(pl.lit("")),
        ),
    )
    explained = rows.with_grounds(dossier, worded)
    sign = pl.col("relation").replace_strict(SIGNS, return_dtype=pl.String)
    return explained.with_columns(
        mark=pl.when(both).then(pl.lit(SIGNS["contradictory"])).otherwise(sign)
    ).select(
        *("a", "b", "pair", "relation", "mark", "strain", "supposed", "directed", "frustration"),
        *("way", "rests_on", "citation", "settings"),
    )


def _gaps(dossier: Dossier, settings: CampSettings, actors: Sequence[str]) -> pl.DataFrame:
    """Give the pairs without an edge, and why there is none."""
    number = {actor: at for at, actor in enumerate(actors)}
    taken: dict[tuple[int, int], dict[str, set[int]]] = {
        pair: {"edge": set(), "contradictory": set(), "neither": set()}
        for pair in combinations(range(len(actors)), 2)
    }

    def add(what: str, one: str, other: str, where: Sequence[int]) -> None:
        ends = sorted((number.get(one, -1), number.get(other, -1)))
        if ends[0] >= 0:
            taken[ends[0], ends[1]][what].update(where)

    for one, other, where in settings.edges.select("source", "target", "settings").iter_rows():
        add("edge", one, other, where)
    for one, other, where in settings.neutral.select("source", "target", "settings").iter_rows():
        add("neither", one, other, where)
    for setting, now in enumerate(settings.camps):
        for one, other in now.unsettled.iter_rows():
            add("contradictory", one, other, [setting])
    every = set(range(len(settings)))
    found = []
    for (a, b), known in taken.items():
        neither = known["neither"] - known["edge"] - known["contradictory"]
        rest = every - known["edge"] - known["contradictory"] - neither
        pair = pair_text(actors[a], actors[b], dossier.names)
        which = {"contradictory": known["contradictory"], "neither": neither, "not known": rest}
        found += [
            {"a": a, "b": b, "pair": pair, "relation": relation, "settings": sorted(where)}
            for relation, where in which.items()
            if where
        ]
    why = {
        "contradictory": "friendly and hostile ties, none of them the stronger",
        "neither": "ties that are neither friendly nor hostile",
        "not known": "no tie that is known",
    }
    columns = {"a": pl.Int64, "b": pl.Int64, "pair": pl.String, "relation": pl.String}
    frame = pl.DataFrame(found, columns | {"settings": pl.List(pl.Int64)})
    return frame.with_columns(
        mark=pl.col("relation").replace_strict(SIGNS, return_dtype=pl.String),
        rests_on=pl.col("relation").replace_strict(why, return_dtype=pl.String),
        strain=pl.lit(""),
        citation=pl.lit(""),
    )


def _seams(settings: CampSettings, orders: Sequence[Sequence[str]]) -> pl.DataFrame:
    """Find after how many actors a camp ends, in each setting."""
    where: dict[int, list[int]] = {}
    for setting, order in enumerate(orders):
        camp = dict(settings.camps[setting].nodes.select("actor", "camp").iter_rows())
        for at, (one, other) in enumerate(pairwise(order), 1):
            if camp.get(one, "unlinked") != camp.get(other, "unlinked"):
                where.setdefault(at, []).append(setting)
    found = [{"at": at, "zero": 0, "settings": where[at]} for at in sorted(where)]
    return pl.DataFrame(
        found, {"at": pl.Int64, "zero": pl.Int64, "settings": pl.List(pl.Int64)}
    ).with_columns(end=pl.lit(len(orders[0]) if orders else 0))


def _places(settings: CampSettings, orders: Sequence[list[str]], actors: Sequence[str]) -> str:
    """Write the place of each actor in every setting as an expression, each order once."""
    found = [tuple(order.index(actor) for actor in actors) for order in orders]
    return _by_setting(settings, found)


def _words(settings: CampSettings, cells: pl.DataFrame) -> str:
    """Write what the cells of every setting say as an expression."""
    decided = pl.col("relation").is_in(["friendly", "hostile"])
    both = decided & (pl.col("mark") == SIGNS["contradictory"])
    said: list[set[str]] = [set() for _ in range(len(settings))]
    words = pl.when(both).then(pl.lit(BOTH)).otherwise("relation")
    for own, decided_by, where in cells.select(
        "relation", words.alias("decided"), "settings"
    ).iter_rows():
        for setting in where:
            said[setting] |= {own, decided_by}
    return _by_setting(settings, [tuple(one for one in (*SIGNS, BOTH) if one in s) for s in said])


def _by_setting(settings: CampSettings, found: Sequence[tuple[object, ...]]) -> str:
    """Write a list for each setting as an expression, lists that are alike once."""
    distinct = list(dict.fromkeys(found))
    which = [distinct.index(one) for one in found]
    return f"{json.dumps(distinct)}[{json.dumps(which)}[{settings.expression}]]"


def pair_captions(
    dossier: Dossier, settings: CampSettings, pairs: Pairs, *, title: str | None, note: str
) -> pl.DataFrame:
    """Word what strains the camps in every setting, who is where, and what is not known."""
    names, spoken = dossier.names, dossier.names.in_sentence
    total = len(pairs.actors) * (len(pairs.actors) - 1) // 2

    def worded(day: str, basis: str, what_if: str) -> tuple[str, str]:
        number = settings.number_of(day=day, basis=basis, what_if=what_if)
        now = settings.camps[number]
        strained = Strained.in_camps(now, names).text(now.index)
        supposed = settings.options["what_if"][what_if].rstrip(".")
        recorded = settings.number_of(day=day, basis=basis, what_if=next(iter(NOTHING_SUPPOSED)))
        change = change_words(settings.camps[recorded], now, spoken)
        unknown = pairs.count("not known", number)
        title_ = title or strain_title(now, names, day)
        sentence = joined(
            f"Supposed (in purple): {supposed}. {capital(change)}." if number != recorded else None,
            f"At odds: {strained}." if strained and strained not in title_ else None,
            _TOO_MANY if now.edges["frustration"].null_count() else camp_sentence(now, spoken),
            f"{basis_sentence(basis)[:-1]}, {unknown:,} of {total:,} pairs are not known.",
            _FRAMED if now.index else None,
            note,
        )
        return title_, sentence

    return caption_rows(settings, worded)
