"""Notebooks as pages that open without Python, without a network and without a script."""

from analysis.sharing.exporter import OfflineExporter
from analysis.sharing.site import NotebookError, share

__all__ = ["NotebookError", "OfflineExporter", "share"]
