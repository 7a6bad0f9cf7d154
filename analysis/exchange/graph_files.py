"""Graphs as files of GraphML, for Gephi, igraph, networkx and visone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from analysis.exchange.graphs import to_networkx

if TYPE_CHECKING:
    from analysis.dossier import Dossier


def graphml(dossier: Dossier) -> str:
    """Write all actors and ties as GraphML, for Gephi, igraph and networkx.

    The graph is that of `to_networkx`: ``weight``, ``sign``, dates, ids of sources with a
    ``citation`` and ``url``, and an edge each way for a tie that is not directed, the one back
    marked ``reverse``. To count ties, or add up weights, leave those out.

    Examples
    --------
    >>> import analysis
    >>> ties = analysis.example().ties
    >>> graphml(analysis.example()).count("<edge ") == ties.height + (~ties["directed"]).sum()
    True
    """
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_graphml(to_networkx(dossier), buffer)
    return buffer.getvalue().decode().rstrip() + "\n"  # networkx with lxml leaves it out
