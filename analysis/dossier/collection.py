"""All tables about one article, with the choices its study makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.dossier.citations import Citations
from analysis.dossier.measures import classes_of, quantities_of
from analysis.dossier.names import Names
from analysis.dossier.study import Study
from analysis.dossier.tables import CODED, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import dataframely as dy
    import polars as pl

    from analysis.dossier import tables as t
    from analysis.dossier.measures import Quantity, WeaponClass


@dataclass(frozen=True, eq=False, repr=False)
class Dossier:
    """All tables about one article: typed polars frames, named as the CSV files.

    Attributes
    ----------
    folder
        Where it was loaded from.
    choices
        What ``study.toml`` says, checked; `study` adds what it leaves out.
    waiting
        Rows by table that are proposed and left out until somebody accepts them.
    """

    folder: Path
    choices: Mapping[str, Any]
    actors: dy.DataFrame[t.Actor]
    claims: dy.DataFrame[t.Claim]
    claim_links: dy.DataFrame[t.ClaimLink]
    propositions: dy.DataFrame[t.Proposition]
    commitments: dy.DataFrame[t.Commitment]
    ties: dy.DataFrame[t.Tie]
    what_ifs: dy.DataFrame[t.WhatIf]
    clauses: dy.DataFrame[t.Clause]
    events: dy.DataFrame[t.Event]
    weapons: dy.DataFrame[t.Weapon]
    weapon_classes: dy.DataFrame[t.WeaponClass]
    quantities: dy.DataFrame[t.Quantity]
    figures: dy.DataFrame[t.Figure]
    transfers: dy.DataFrame[t.Transfer]
    deliveries: dy.DataFrame[t.Delivery]
    outcomes: dy.DataFrame[t.Outcome]
    frontier: dy.DataFrame[t.Frontier]
    places: dy.DataFrame[t.Place]
    sources: dy.DataFrame[t.Source]
    waiting: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def study(self) -> Study:
        """Choices of the study: read from ``study.toml``, or derived from the tables."""
        return Study(self.choices, self.folder, {t: getattr(self, t) for t in TABLES})

    @cached_property
    def coders(self) -> dict[str, dict[str, int]]:
        """Rows by coder, most first, of each table with rows by several; nobody named is ""."""
        counts = {}
        for table in CODED:
            coder = getattr(self, table)["coder"].fill_null("").alias("coder")
            rows = coder.value_counts().sort("count", "coder", descending=[True, False])
            if rows.height > 1:
                counts[table] = dict(rows.iter_rows())
        return counts

    @cached_property
    def names(self) -> Names:
        """Name of each actor; ``names.in_sentence`` as it is inside a sentence."""
        return Names(self.actors)

    @cached_property
    def citations(self) -> Citations:
        """Where rows can be checked."""
        return Citations(self.sources, self.claims)

    @cached_property
    def classes(self) -> dict[str, WeaponClass]:
        """Classes of weapons, the standard ones and this dossier's, by name."""
        return classes_of(self.weapon_classes, self.weapons["weapon_class"].unique())

    @cached_property
    def measures(self) -> dict[str, Quantity]:
        """Quantities of weapons, the standard ones and this dossier's, by name."""
        return quantities_of(self.quantities, self.figures["quantity"].unique())

    def cite(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add ``citation`` and ``url`` to rows with ``sources`` or ``claim_id``."""
        return self.citations.cite(rows)

    def __repr__(self) -> str:
        """Say what it is about and how long its tables are."""
        rows = ", ".join(f"{table}: {count:,}" for table, count in self._rows().items())
        return f'Dossier "{self.study.title}" ({rows or "no rows"})'

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row'>{table}</th><td>{count:,}</td></tr>"
            for table, count in self._rows().items()
        )
        title = escape(self.study.title)
        return f"<table><caption>{title}</caption><tbody>{rows}</tbody></table>"

    def _rows(self) -> dict[str, int]:
        spoken = {t: t.replace("_", " ").replace("what ifs", "what-ifs") for t in TABLES}
        return {said: n for t, said in spoken.items() if (n := getattr(self, t).height)}
