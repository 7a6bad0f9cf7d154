"""Figures on coding: how far two coders agree."""

from analysis.coding.charts.agreeing import agreement
from analysis.faces import promised as _promised

__all__ = ["agreement"]

__dir__ = _promised(__all__)
