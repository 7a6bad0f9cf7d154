"""Several coders of one article: how far they agree, and one set of claims out of two."""

from __future__ import annotations

from analysis.coding.agreement import Agreement, agreement
from analysis.coding.merging import merge
from analysis.faces import promised as _promised

__all__ = ["Agreement", "agreement", "merge"]

__dir__ = _promised(__all__)
