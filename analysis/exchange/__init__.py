"""Hand a dossier to other tools, and take ties back from them."""

from analysis.exchange.annotations import read_web_annotations, web_annotations
from analysis.exchange.coded_databases import read_dna_database
from analysis.exchange.databases import read_dna
from analysis.exchange.descriptors import croissant, datapackage
from analysis.exchange.formats import FORMATS, READERS, ForeignFormat, read, write
from analysis.exchange.graph_files import graphml
from analysis.exchange.graph_rows import read_graphml
from analysis.exchange.graphs import from_networkx, to_networkx
from analysis.exchange.label_studio import label_studio_tasks, read_label_studio
from analysis.exchange.signed_graphs import signed_edges
from analysis.exchange.statements import dna_statements
from analysis.exchange.workbook import spreadsheet
from analysis.faces import promised as _promised

__all__ = [
    "FORMATS",
    "READERS",
    "ForeignFormat",
    "croissant",
    "datapackage",
    "dna_statements",
    "from_networkx",
    "graphml",
    "label_studio_tasks",
    "read",
    "read_dna",
    "read_dna_database",
    "read_graphml",
    "read_label_studio",
    "read_web_annotations",
    "signed_edges",
    "spreadsheet",
    "to_networkx",
    "web_annotations",
    "write",
]

__dir__ = _promised(__all__)
