"""Figures that answer to controls, live in JupyterLab and in a saved page without a network."""

from analysis.explorer.arranged import Arrangement
from analysis.explorer.base import Figure
from analysis.explorer.cards import Card
from analysis.explorer.chart import Explorer
from analysis.explorer.figures import EmptyFigure, figure
from analysis.explorer.findings import Finding, Link, Sentence
from analysis.explorer.listing import CardExplorer
from analysis.explorer.table import TableExplorer
from analysis.faces import promised as _promised

__all__ = [
    "Arrangement",
    "Card",
    "CardExplorer",
    "EmptyFigure",
    "Explorer",
    "Figure",
    "Finding",
    "Link",
    "Sentence",
    "TableExplorer",
    "figure",
]

__dir__ = _promised(__all__)
