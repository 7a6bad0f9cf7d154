"""What binds whom on a day: ties in force, camps, obligations that an attack activates, what-ifs.

Ties are those of a dossier, those of data sets such as ATOP and the Correlates of War, or plain
frames of them: `signed_edges` says which columns.
"""

from __future__ import annotations

from analysis.alliances.clauses import (
    activated_obligations,
    clauses_in_force,
    describe_obligations,
    treaty_obligations,
)
from analysis.alliances.datasets import from_atop, from_cow
from analysis.alliances.edge_lists import signed_edges_csv
from analysis.alliances.joining import JoinedTies, joined, ties_on
from analysis.alliances.structure import CAMPS, Camps, camps, describe_camps, every_setting, world
from analysis.alliances.ties import BASES, dyads, signed_edges, ties_in_force, treaties_pending
from analysis.alliances.what_if import WhatIf, suppose
from analysis.faces import with_charts as _with_charts

__all__ = [
    "BASES",
    "CAMPS",
    "Camps",
    "JoinedTies",
    "WhatIf",
    "activated_obligations",
    "camps",
    "clauses_in_force",
    "describe_camps",
    "describe_obligations",
    "dyads",
    "every_setting",
    "from_atop",
    "from_cow",
    "joined",
    "signed_edges",
    "signed_edges_csv",
    "suppose",
    "ties_in_force",
    "ties_on",
    "treaties_pending",
    "treaty_obligations",
    "world",
]

__getattr__, __dir__ = _with_charts(__name__, __all__)
