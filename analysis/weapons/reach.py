"""Ranges beside the distance from one place to another: a ruler, not a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting import NothingToShow
from analysis.weapons import envelopes, labels, ranges
from analysis.weapons.phrases import listed, many, short
from analysis.weapons.sides import arms_sides, is_across

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_MOST_ROWS = 400
"""Ranges of one class that a page draws, the longest first."""
_MOST_PLACES = 8
"""Places that a page offers from one origin, the nearest first."""
_MOST_STATES = 600
_NAMED = 3


@dataclass(frozen=True)
class Reach:
    """Ranges by row, and ways by class, from where and to where.

    ``bars`` has a row per weapon and condition, with ``low`` and ``high`` in km, the longest
    first; ``ways`` one per state of the menus.
    """

    bars: pl.DataFrame
    ways: pl.DataFrame
    side: dict[str, str]
    note: str = ""


def ranges_and_ways(dossier: Dossier) -> Reach:
    """Find the ranges and the ways that a figure can set side by side.

    Raises
    ------
    NothingToShow
        There is no range or no distance, or no weapon has a place of another side before it.
    """
    bars, note = _bars(dossier)
    if bars.is_empty():
        missing = "No range of a weapon that is not fired from the air is coded yet."
        raise NothingToShow(missing + note)
    distances = ranges.distances(dossier)
    if distances.is_empty():
        raise NothingToShow("Only one place is coded yet; a distance needs two.")
    side = arms_sides(dossier)
    country = dict(dossier.places.select("place_id", "country").iter_rows())
    longest = bars.group_by("weapon_class").agg(
        longest=pl.col("high").max(), origins=pl.col("origin").unique()
    )
    places = distances.with_columns(
        to=pl.col("place_id").replace_strict(country, default=None, return_dtype=pl.String)
    )
    ways = places.join(longest, how="cross").with_columns(
        aimed=pl.struct("origins", "to").map_elements(
            lambda way: any(is_across(one, way["to"], side) for one in way["origins"]),
            return_dtype=pl.Boolean,
        )
    )
    ways = ways.filter("aimed").sort("weapon_class", "origin", "distance_km", "place")
    nth = pl.int_range(pl.len()).over("weapon_class", "origin_id")
    # Places from which nothing is within the longest range are offered only if there are no others.
    within = ways.filter(pl.col("distance_km") <= pl.col("longest"), nth < _MOST_PLACES)
    ways = (ways.filter(nth == 0) if within.is_empty() else within).drop("origins", "aimed")
    if ways.is_empty():
        raise NothingToShow("No weapon with a range has a place of another country before it yet.")
    study = dossier.study
    first = ways.sort(
        pl.col("weapon_class") != (study.weapon_class or ""),
        pl.col("origin_id") != (study.fired_from or ""),
        maintain_order=True,
    )
    kept = first.head(_MOST_STATES)
    if kept.height < ways.height:
        left = ways.height - kept.height
        note += f" Left out: {many(left, 'distance')}, for which a page has no room."
    return Reach(bars, kept, side, note)


def _bars(dossier: Dossier) -> tuple[pl.DataFrame, str]:
    """Give the ranges of each weapon by condition, "up to" read as the value itself."""
    every = ranges.ranges_in_km(
        envelopes.figure_envelopes(dossier, read_up_to_as="value"), dossier
    ).filter(~pl.col("comparable_condition").str.contains(f": {envelopes.UNKNOWN[1]}"))
    rows, left_out = envelopes.without_weak(every)
    by = ["weapon_class", "weapon_id", "quantity", "comparable_condition", "condition_stated"]
    ids = pl.col("sources").explode().struct.field("source_id").unique(maintain_order=True)
    bars = rows.group_by(by, maintain_order=True).agg(
        pl.col("origin").first(), *envelopes.OUTER_BOUNDS, sources=ids
    )
    named = labels.with_citations(
        labels.with_names(bars, dossier, name="weapon_id"), dossier
    ).with_columns(
        country=labels.country_of_origin(dossier),
        home=labels.country_of_origin(dossier, in_sentence=True),
        n_sources=labels.number_of_voices(dossier),
        condition=labels.short_condition("comparable_condition", dossier).replace("", None),
    )
    order = ["weapon_class", "high", "low", "name", "condition"]
    ordered = named.with_columns(row=labels.joined("name", "condition")).sort(
        order,
        descending=[False, True, True, False, False],
        nulls_last=True,
        maintain_order=True,
    )
    # Two quantities, such as ranges against two sorts of target, may share name and condition.
    quantity = labels.label_of("quantity", dossier.measures)
    ordered = labels.told_apart(ordered, ["row"], row=pl.format("{}, {}", "row", quantity))
    in_full = labels.joined("name", "comparable_condition", quantity)
    ordered = labels.told_apart(ordered, ["row"], row=in_full)
    kept = ordered.filter(pl.int_range(pl.len()).over("weapon_class") < _MOST_ROWS)
    return kept, left_out


def opening(made: Reach) -> tuple[str, str, str]:
    """Give class, place fired from and place shown first: the nearest that not all reach."""
    first = made.ways.row(0, named=True)
    ways = made.ways.filter(
        weapon_class=first["weapon_class"], origin_id=first["origin_id"]
    ).iter_rows(named=True)
    reached = {way["place_id"]: reached_by(made, way) for way in ways}
    some = [at for at, found in reached.items() if found["sure"] and found["sure"] < found["n"]]
    some += [at for at, found in reached.items() if found["sure"] < found["n"]]
    return first["weapon_class"], first["origin_id"], [*some, *reached][0]


def reached_by(made: Reach, way: dict[str, Any]) -> dict[str, Any]:
    """Count the weapons that are aimed along a way, and those that reach its end."""
    rows = made.bars.filter(weapon_class=way["weapon_class"])
    aimed = [is_across(one, way["to"], made.side) for one in rows["origin"]]
    rows = rows.filter(pl.Series(aimed, dtype=pl.Boolean))
    km = way["distance_km"]
    sure = pl.col("condition_stated") & (pl.col("low") >= km)
    some = pl.col("high") >= km
    found = rows.group_by("name").agg(sure=sure.any(), some=some.any()).sort("name")
    surely = found.filter("sure")["name"].to_list()
    perhaps = found.filter(pl.col("some") & ~pl.col("sure"))["name"].to_list()
    return {
        "n": found.height,
        "sure": len(surely),
        "some": len(perhaps),
        "surely": surely,
        "perhaps": perhaps,
        "from": sorted(rows["home"].drop_nulls().unique()),
    }


def captions(made: Reach, dossier: Dossier, title: str | None) -> pl.DataFrame:
    """Word every state of the menus."""
    said = []
    for way in made.ways.iter_rows(named=True):
        words, sentence = _finding(way, reached_by(made, way), dossier)
        state = way["weapon_class"], way["origin_id"], way["place_id"]
        said.append((*state, title or words, sentence + made.note))
    return pl.DataFrame(
        said, ["reach_class", "origin", "target", "title", "sentence"], orient="row"
    )


def _finding(way: dict[str, Any], found: dict[str, Any], dossier: Dossier) -> tuple[str, str]:
    """Say how many weapons reach a place from another one, and which."""
    kind = dossier.classes[way["weapon_class"]].label
    verb = "reaches" if found["sure"] == 1 else "reach"
    more = f"; {found['some']:,} more perhaps" if found["some"] else ""
    title = (
        f"From {short(way['origin'])}, {found['sure']:,} of {many(found['n'], 'weapon')} "
        f"({kind}) {verb} {short(way['place'])}, {kilometres(way)} away, by every figure"
        f"{more}"
    )
    named = [listed(found[which], _NAMED) for which in ("surely", "perhaps")]
    parts = []
    if found["surely"]:
        parts.append(f"Surely, by every figure for one munition or target: {named[0]}.")
    if found["perhaps"]:
        parts.append(f"Perhaps, by some figures or for a munition not stated: {named[1]}.")
    if not found["surely"] and not found["perhaps"]:
        parts.append("None has a range that is long enough.")
    if found["from"]:
        parts.append(f"Counts the weapons of {listed(found['from'])}.")
    return title, " ".join(parts)


def kilometres(way: dict[str, Any]) -> str:
    """Write how long a way is."""
    distance = way["distance_km"]
    return f"{distance:,.0f} km" if round(distance) else "less than a kilometre"
