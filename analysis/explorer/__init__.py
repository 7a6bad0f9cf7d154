"""Figures that answer to controls, live in JupyterLab and in a saved page without a network."""

from analysis.explorer.base import Figure
from analysis.explorer.chart import Explorer
from analysis.explorer.figures import EmptyFigure, figure
from analysis.explorer.table import TableExplorer

__all__ = ["EmptyFigure", "Explorer", "Figure", "TableExplorer", "figure"]
