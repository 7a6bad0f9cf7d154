"""Formats that a dossier can be written in, and those that are read, by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from analysis.dossier import Dossier, QuestionError, require_known
from analysis.dossier.places import not_a_file
from analysis.errors import visible
from analysis.exchange.annotations import read_web_annotations, web_annotations
from analysis.exchange.brat import read_brat
from analysis.exchange.coded_databases import read_dna_database
from analysis.exchange.descriptors import croissant, datapackage
from analysis.exchange.dna_files import dna_database, dna_notes
from analysis.exchange.doccano import doccano_lines, read_doccano
from analysis.exchange.event_lists import event_list, read_event_list
from analysis.exchange.followthemoney import followthemoney_entities
from analysis.exchange.followthemoney_rows import read_followthemoney
from analysis.exchange.graph_files import graphml
from analysis.exchange.graph_rows import read_graphml
from analysis.exchange.hypothesis import read_hypothesis
from analysis.exchange.label_studio import label_studio_tasks, read_label_studio
from analysis.exchange.langextract import read_langextract
from analysis.exchange.quoting import PAGE_OPTIONS
from analysis.exchange.refi_projects import refi_qda_code_book, refi_qda_project
from analysis.exchange.refi_qda import read_refi_qda
from analysis.exchange.statements import (
    COLUMNS,
    read_statement_table,
    statement_table,
)
from analysis.exchange.uima import read_uima
from analysis.exchange.untrusted import as_path
from analysis.exchange.workbook import spreadsheet
from analysis.prose import in_words

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from analysis.evidence import Foreign


def _event_list(dossier: Dossier) -> bytes:
    # DNA ends the list without a line end, which texts here have.
    return event_list(dossier).encode()


FORMATS: dict[str, tuple[str, Callable[[Dossier], str | bytes]]] = {
    "datapackage": ("the tables as a Frictionless Data Package 2.0", datapackage),
    "croissant": ("the tables in Croissant 1.0, for data set search", croissant),
    "webannotation": ("claims as W3C Web Annotations on the article", web_annotations),
    "dna": (
        "article and claims as a database that the Discourse Network Analyzer opens",
        dna_database,
    ),
    "dna-events": (
        "claims with a stance as the event list that the Discourse Network Analyzer exports (CSV)",
        _event_list,
    ),
    "statements": (
        "claims as a table of statements: CSV, or a workbook where the file is called .xlsx",
        statement_table,
    ),
    "graphml": (
        "ties as a graph for Gephi, igraph and networkx, those without a direction both ways",
        graphml,
    ),
    "followthemoney": (
        "actors, ties and sources as entities of FollowTheMoney, for Aleph (JSON lines)",
        followthemoney_entities,
    ),
    "refi-qda": ("article, claims and codes as a project of REFI-QDA (.qdpx)", refi_qda_project),
    "refi-qda-codes": ("concepts and other codes as a code book (.qdc)", refi_qda_code_book),
    "doccano": ("article and claims as spans of doccano (JSONL)", doccano_lines),
    "label-studio": ("article and claims as a task with annotations", label_studio_tasks),
    "xlsx": ("the tables as a workbook for a spreadsheet program, one sheet each", spreadsheet),
}
"""What ``dossier export --format`` knows: by name, what each format is and what writes it."""


@in_words
@dataclass(frozen=True)
class ForeignFormat:
    """A format that another tool writes, and what reads it."""

    description: str
    read: Callable[..., Foreign]
    """Takes the path, and each of `options` by its name as text."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What each option of the reader says, by name."""
    takes_folder: bool = False
    """Whether it may be a folder of files instead of one file."""

    def _sentences(self) -> list[str]:
        said = [f"{escape(self.description)}."]
        return said + [f"{escape(name)}: {escape(about)}." for name, about in self.options.items()]


_VARIABLES = {
    "person": "variable that says who, by default person",
    "organization": "variable that says for whom, by default that name",
    "concept": "variable that says what about, by default concept",
    "agreement": "variable that says whether they agree, by default agreement",
}
READERS: dict[str, ForeignFormat] = {
    "dna": ForeignFormat(
        "a database of the Discourse Network Analyzer 3",
        read_dna_database,
        {"statement_type": "label of the one type of statements to read", **_VARIABLES},
    ),
    "dna-events": ForeignFormat(
        "an event list that the Discourse Network Analyzer exported (CSV)",
        read_event_list,
        _VARIABLES,
    ),
    "statements": ForeignFormat(
        "a table of statements, CSV or a workbook (.xlsx)",
        read_statement_table,
        {
            **COLUMNS,
            "separator": "of CSV: comma, semicolon or tab; by default what separates the headings",
            "sheet": "name of the sheet of a workbook, by default its first",
        },
    ),
    "graphml": ForeignFormat(
        "actors and ties of a graph, as Gephi, yEd, visone, igraph and networkx write it",
        read_graphml,
        {
            "names": "attribute of nodes that names the actors; by default label, else name",
            "sign": "attribute of edges above zero for friendly ties, below for hostile ones",
            "actor_kind": "kind of the actors of which the file does not say it",
            "tie_kind": "kind of the ties of which the file does not say it",
            "tie_status": "status of the ties of which the file does not say it",
            "tie_basis": "basis of the ties of which the file does not say it",
        },
    ),
    "followthemoney": ForeignFormat(
        "actors and links of FollowTheMoney, as Aleph and OpenSanctions export them (JSON lines)",
        read_followthemoney,
    ),
    "webannotation": ForeignFormat(
        "W3C Web Annotations (JSON-LD)", read_web_annotations, PAGE_OPTIONS
    ),
    "hypothesis": ForeignFormat(
        "annotations of web pages as Hypothesis's interface gives them (JSON)",
        read_hypothesis,
        PAGE_OPTIONS,
    ),
    "refi-qda": ForeignFormat(
        "a project or a code book of REFI-QDA (.qdpx, .qdc)",
        read_refi_qda,
        {"unit": "what places count: characters, utf16, bytes or graphemes"},
    ),
    "doccano": ForeignFormat(
        "spans of doccano (JSONL, or a zip with a file for each annotator)",
        read_doccano,
        {"unit": "what places count: utf16, as its page does, characters, graphemes or bytes"},
    ),
    "brat": ForeignFormat(
        "standoff annotations of brat: an .ann file beside its .txt, or a folder of them",
        read_brat,
        takes_folder=True,
    ),
    "uima": ForeignFormat(
        "UIMA CAS XMI of INCEpTION, WebAnno and DKPro: a file, a zip or a folder",
        read_uima,
        {"typesystem": "file with the type system; by default TypeSystem.xml beside it"},
        takes_folder=True,
    ),
    "langextract": ForeignFormat(
        "extractions of a language model as LangExtract saves them (JSONL)", read_langextract
    ),
    "label-studio": ForeignFormat(
        "regions of Label Studio (JSON)",
        read_label_studio,
        {"field": "field of a task's data that has the text; by default text, or the only one"},
    ),
}
"""What ``dossier import --format`` knows: by name, what each format is and what reads it."""


def write(dossier: Dossier, name: str) -> str | bytes:
    """Write a dossier in one of `FORMATS`; give the content of a file, the same each time.

    Returns
    -------
    str or bytes
        Bytes where the format is not plain text, such as a workbook or a database.

    Raises
    ------
    QuestionError
        There is no such format, or this is not a dossier.

    Examples
    --------
    >>> import analysis
    >>> write(analysis.example(), "dna-events").splitlines()[0][:34]
    b'"statement_id";"time";"person";"or'
    """
    require_known(name, FORMATS, "a format")
    if not isinstance(dossier, Dossier):
        raise QuestionError(
            f"a file is written of one dossier, not of {type(dossier).__name__}; write one of "
            "each, or all into one database by dna_database"
        )
    _, writer = FORMATS[name]
    return writer(dossier)


def notes(dossier: Dossier, name: str) -> list[str]:
    """Say what a dossier written in one of `FORMATS` has in another way, or not at all.

    Raises
    ------
    QuestionError
        There is no such format.

    Examples
    --------
    >>> import analysis
    >>> notes(analysis.example(), "dna")[0]
    'the password of every coder is "dossier"'
    """
    require_known(name, FORMATS, "a format")
    return dna_notes(dossier) if name == "dna" else []


def read(file: str | os.PathLike[str], name: str, **options: str) -> Foreign:
    """Read a file that another tool wrote, in one of `READERS`.

    Parameters
    ----------
    file
        The file. It is read, never written.
    name
        Name of its format.
    **options
        What the reader is to know of the file, by name; see `READERS`.

    Returns
    -------
    Foreign
        Texts with the passages that were marked in them, and rows of tables;
        `analysis.coding.imported` takes them into a dossier.

    Raises
    ------
    QuestionError
        There is no such format, file or option, or the file is not of that format.

    Examples
    --------
    >>> read("coded.dna", "dna-event")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: "dna-event" is not a format that is read; did you mean ...
    """
    require_known(name, READERS, "a format that is read")
    reader = READERS[name]
    for option in options:
        require_known(option, reader.options, f"an option of {name}")
    path = as_path(file)
    if not (reader.takes_folder and path.is_dir()) and (wrong := not_a_file(path)):
        raise QuestionError(f"{visible(str(path))} {wrong}")
    if not path.exists():
        raise QuestionError(f"{visible(str(path))}: there is no such file")
    return reader.read(path, **options)
