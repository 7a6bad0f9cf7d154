"""Hand a dossier to other tools, and take ties back from them."""

from analysis.exchange.annotations import read_web_annotations, web_annotations
from analysis.exchange.brat import read_brat
from analysis.exchange.coded_databases import read_dna_database
from analysis.exchange.databases import read_dna
from analysis.exchange.descriptors import croissant, datapackage
from analysis.exchange.dna_files import dna_database, dna_notes
from analysis.exchange.doccano import doccano_lines, read_doccano
from analysis.exchange.event_lists import event_list, read_dna_events, read_event_list
from analysis.exchange.followthemoney import followthemoney_entities
from analysis.exchange.followthemoney_rows import read_followthemoney
from analysis.exchange.formats import FORMATS, READERS, ForeignFormat, notes, read, write
from analysis.exchange.graph_files import graphml
from analysis.exchange.graph_rows import read_graphml
from analysis.exchange.graphs import from_networkx, to_networkx
from analysis.exchange.hypothesis import read_hypothesis
from analysis.exchange.label_studio import label_studio_tasks, read_label_studio
from analysis.exchange.langextract import read_langextract
from analysis.exchange.refi_projects import refi_qda_code_book, refi_qda_project
from analysis.exchange.refi_qda import read_refi_qda
from analysis.exchange.signed_graphs import signed_edges
from analysis.exchange.statements import (
    read_statement_table,
    statement_table,
    statement_workbook,
)
from analysis.exchange.uima import read_uima
from analysis.exchange.workbook import spreadsheet
from analysis.faces import promised as _promised

__all__ = [
    "FORMATS",
    "READERS",
    "ForeignFormat",
    "croissant",
    "datapackage",
    "dna_database",
    "dna_notes",
    "doccano_lines",
    "event_list",
    "followthemoney_entities",
    "from_networkx",
    "graphml",
    "label_studio_tasks",
    "notes",
    "read",
    "read_brat",
    "read_dna",
    "read_dna_database",
    "read_dna_events",
    "read_doccano",
    "read_event_list",
    "read_followthemoney",
    "read_graphml",
    "read_hypothesis",
    "read_label_studio",
    "read_langextract",
    "read_refi_qda",
    "read_statement_table",
    "read_uima",
    "read_web_annotations",
    "refi_qda_code_book",
    "refi_qda_project",
    "signed_edges",
    "spreadsheet",
    "statement_table",
    "statement_workbook",
    "to_networkx",
    "web_annotations",
    "write",
]

__dir__ = _promised(__all__)
