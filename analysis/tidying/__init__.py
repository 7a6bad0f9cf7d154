"""What a spreadsheet program made of a dossier's tables, as tables again."""

from analysis.faces import promised as _promised
from analysis.tidying.folder import Tidied, tidy
from analysis.tidying.readings import Readings

__all__ = ["Readings", "Tidied", "tidy"]

__dir__ = _promised(__all__)
