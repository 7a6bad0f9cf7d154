"""What a dossier is: typed tables about one article, read, checked, named and cited.

Errors come with it, so that a room that asks questions of a dossier refuses them in its words.
"""

from analysis.dossier.collection import Dossier
from analysis.dossier.differences import changes
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import example, load, load_actors, load_claims, load_table
from analysis.dossier.study import Study
from analysis.dossier.support import VOICE
from analysis.dossier.tables import TABLES
from analysis.dossier.unread import rows_to_read
from analysis.errors import (
    AnalysisError,
    QuestionError,
    as_names,
    did_you_mean,
    require_known,
    require_option,
    shorten,
)
from analysis.faces import promised as _promised

__all__ = [
    "TABLES",
    "VOICE",
    "AnalysisError",
    "Dossier",
    "DossierError",
    "Problem",
    "QuestionError",
    "Study",
    "as_names",
    "changes",
    "did_you_mean",
    "example",
    "load",
    "load_actors",
    "load_claims",
    "load_table",
    "require_known",
    "require_option",
    "rows_to_read",
    "shorten",
]

__dir__ = _promised(__all__)
