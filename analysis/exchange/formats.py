"""Formats that a dossier can be written in, by name; others can be added while Python runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dossier import require_known
from analysis.exchange.annotations import web_annotations
from analysis.exchange.descriptors import croissant, datapackage
from analysis.exchange.graphs import graphml
from analysis.exchange.statements import dna_statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.dossier import Dossier

FORMATS: dict[str, str] = {}
"""What ``dossier export --format`` knows: name of each format, and what it is."""
_WRITERS: dict[str, Callable[[Dossier], str]] = {}


def register(name: str, writer: Callable[[Dossier], str], description: str) -> None:
    """Add a format, or replace one.

    Parameters
    ----------
    name
        What to ask for it by.
    writer
        Takes a dossier and returns the text of a file.
    description
        What it is, in a few words, for the help of the command.

    Examples
    --------
    >>> import analysis
    >>> register("titles", lambda dossier: dossier.study.title, "the title alone")
    >>> write(analysis.example(), "titles")
    'The Sella Strait ferry crisis'
    >>> del FORMATS["titles"]
    """
    FORMATS[name] = description
    _WRITERS[name] = writer


def write(dossier: Dossier, name: str) -> str:
    """Write a dossier in one of `FORMATS`.

    Parameters
    ----------
    dossier
        What to write.
    name
        Name of the format.

    Returns
    -------
    str
        Text of a file, the same each time.

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
    return _WRITERS[name](dossier)


register("datapackage", datapackage, "the tables as a Frictionless Data Package 2.0")
register("croissant", croissant, "the tables in Croissant 1.0, for data set search")
register("webannotation", web_annotations, "claims as W3C Web Annotations on the article")
register("dna", dna_statements, "stances as statements of the Discourse Network Analyzer")
register("graphml", graphml, "ties as a graph, for Gephi, igraph and networkx")
