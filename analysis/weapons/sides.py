"""Which countries give each other arms, and so are on one side when weapons are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.countries import country_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier

_NO_SIDE = ("sold", "ruled_out")
"""Statuses of a transfer that join nobody: a sale is trade, and what is ruled out is not given."""


def arms_sides(dossier: Dossier) -> dict[str, str]:
    """Name the side of each country that gives arms or gets them, by its first member.

    Countries are on one side if one of them gives the other arms, or is said to do so or to
    threaten it, or if both are joined so to a third.

    Examples
    --------
    >>> import analysis
    >>> arms_sides(analysis.example())
    {'XAR': 'XAR', 'XDE': 'XAR', 'XBE': 'XBE', 'XCO': 'XBE'}
    """
    country = dict(dossier.actors.select("actor_id", "country").iter_rows())
    given = pl.concat(
        [
            dossier.transfers.filter(~pl.col("status").cast(pl.String).is_in(_NO_SIDE)).select(
                "supplier", "recipient"
            ),
            dossier.deliveries.select("supplier", "recipient"),
        ]
    )
    pairs = {(country.get(one), country.get(other)) for one, other in given.iter_rows()}
    links = sorted((a, b) for a, b in pairs if a and b and a != b)
    side = {one: one for link in links for one in link}
    for a, b in links:
        kept, gone = sorted((side[a], side[b]))
        side = {one: kept if of == gone else of for one, of in side.items()}
    return dict(sorted(side.items(), key=lambda pair: (pair[1], pair[0])))


def is_across(weapon: str | None, place: str | None, side: Mapping[str, str]) -> bool:
    """Whether a weapon of one country would be aimed at a place of another.

    Where the place's country is on a side, only weapons of another side would; else those of any
    other country.

    Examples
    --------
    >>> side = {"XAA": "XAA", "XBB": "XAA", "XCC": "XCC"}
    >>> [is_across(weapon, "XAA", side) for weapon in ("XBB", "XCC", "XDD", None)]
    [False, True, False, False]
    >>> is_across("XDD", "XEE", side), is_across("XEE", "XEE", side), is_across(None, None, side)
    (True, False, True)
    """
    if place is not None and place in side:
        return side.get(weapon or "", side[place]) != side[place]
    return place is None or weapon != place


def countries(dossier: Dossier, *, in_sentence: bool = False) -> dict[str, str]:
    """Name each country as the dossier's states do, else as ISO 3166-1 does.

    Examples
    --------
    >>> import analysis
    >>> [countries(analysis.example(), in_sentence=way)["XTR"] for way in (False, True)]
    ['Union of Three Rivers', 'the Union of Three Rivers']
    """
    states = dossier.actors.filter(
        pl.col("kind").cast(pl.String) == "state", pl.col("country").is_not_null()
    )
    names = dossier.names.in_sentence if in_sentence else dossier.names
    own = states.select("country", names.column("actor_id").alias("name"))
    return country_names() | dict(own.sort("country", "name", descending=True).iter_rows())
