"""What a dossier is: typed tables about one article, read, checked, named and cited."""

from analysis.dossier.collection import Dossier
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import example, load, load_actors, load_claims, load_table
from analysis.dossier.study import Study
from analysis.dossier.tables import TABLES

__all__ = [
    "TABLES",
    "Dossier",
    "DossierError",
    "Problem",
    "Study",
    "example",
    "load",
    "load_actors",
    "load_claims",
    "load_table",
]
