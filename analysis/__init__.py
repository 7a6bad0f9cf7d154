"""Take a news article apart: who said what, what binds whom, what compares, what came of it.

Only loading lives here; the analyses are modules: ``from analysis import balance``.
"""

import dataframely as _dataframely  # noqa: F401  (imported before the rest, it takes a fifth less time)

from analysis.dossier.reading import (
    load,
    load_actors,
    load_claim_links,
    load_claims,
    load_clauses,
    load_commitments,
    load_events,
    load_figures,
    load_outcomes,
    load_places,
    load_sources,
    load_state_variables,
    load_ties,
    load_transfers,
    load_weapons,
)
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.tables import Dossier

__all__ = [
    "Dossier",
    "DossierError",
    "Problem",
    "load",
    "load_actors",
    "load_claim_links",
    "load_claims",
    "load_clauses",
    "load_commitments",
    "load_events",
    "load_figures",
    "load_outcomes",
    "load_places",
    "load_sources",
    "load_state_variables",
    "load_ties",
    "load_transfers",
    "load_weapons",
]
