"""What changed since an earlier version of a dossier: the answers that its rows give."""

from __future__ import annotations

from analysis.faces import with_charts as _with_charts
from analysis.revisions.answers import changed_answers

__all__ = ["changed_answers"]

__getattr__, __dir__ = _with_charts(__name__, __all__)
