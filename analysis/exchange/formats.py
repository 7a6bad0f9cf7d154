"""Formats that a dossier can be written in, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dossier import require_known
from analysis.exchange.annotations import web_annotations
from analysis.exchange.descriptors import croissant, datapackage
from analysis.exchange.graphs import graphml
from analysis.exchange.statements import dna_statements
from analysis.exchange.workbook import spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.dossier import Dossier

FORMATS: dict[str, tuple[str, Callable[[Dossier], str | bytes]]] = {
    "datapackage": ("the tables as a Frictionless Data Package 2.0", datapackage),
    "croissant": ("the tables in Croissant 1.0, for data set search", croissant),
    "webannotation": ("claims as W3C Web Annotations on the article", web_annotations),
    "dna": ("stances as statements of the Discourse Network Analyzer", dna_statements),
    "graphml": (
        "ties as a graph for Gephi, igraph and networkx, those without a direction both ways",
        graphml,
    ),
    "xlsx": ("the tables as a workbook for a spreadsheet program, one sheet each", spreadsheet),
}
"""What ``dossier export --format`` knows: by name, what each format is and what writes it."""


def write(dossier: Dossier, name: str) -> str | bytes:
    """Write a dossier in one of `FORMATS`; give the content of a file, the same each time.

    Returns
    -------
    str or bytes
        Bytes where the format is not text: a workbook.

    Raises
    ------
    QuestionError
        There is no such format.

    Examples
    --------
    >>> import analysis
    >>> write(analysis.example(), "dna").splitlines()[0]
    'statement_id,time,doc_title,person,organization,concept,agreement,text'
    """
    require_known(name, FORMATS, "a format")
    _, writer = FORMATS[name]
    return writer(dossier)
