"""Hand a dossier to other tools, and take ties back from them."""

from analysis.exchange.annotations import web_annotations
from analysis.exchange.databases import read_dna
from analysis.exchange.descriptors import croissant, datapackage
from analysis.exchange.formats import FORMATS, READERS, ForeignFormat, read, write
from analysis.exchange.graph_files import graphml
from analysis.exchange.graphs import from_networkx, to_networkx
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
    "read",
    "read_dna",
    "spreadsheet",
    "to_networkx",
    "web_annotations",
    "write",
]

__dir__ = _promised(__all__)
