"""The doors through which rows come in, and how far those agree who coded them."""

from __future__ import annotations

from typing import TYPE_CHECKING as _TYPE_CHECKING

from analysis.coding.comparing import Agreement, agreement
from analysis.coding.importing import Imported, imported
from analysis.coding.merging import merge
from analysis.coding.prompting import answer_schema, prompt
from analysis.coding.proposals import Intake
from analysis.coding.taking import intake
from analysis.faces import with_charts as _with_charts
from analysis.writing import ChangedError

if _TYPE_CHECKING:
    from analysis.coding.coder import Coder, Reader
    from analysis.coding.disagreeing import Disagreements

__all__ = [
    "Agreement",
    "ChangedError",
    "Coder",
    "Disagreements",
    "Imported",
    "Intake",
    "Reader",
    "agreement",
    "answer_schema",
    "imported",
    "intake",
    "merge",
    "prompt",
]

_LATER = {"Coder": "coder", "Disagreements": "disagreeing", "Reader": "coder"}
__getattr__, __dir__ = _with_charts(__name__, __all__, _LATER)
