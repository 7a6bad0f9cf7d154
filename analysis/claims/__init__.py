"""Who says what, for whom and how certainly."""

from __future__ import annotations

from analysis.claims.acts import acts_between
from analysis.claims.likelihood import (
    STANDARDS,
    Standard,
    likelihood_band,
    likelihood_counts,
    likelihood_words,
)
from analysis.claims.speakers import (
    CERTAINTY_LABELS,
    claims_with_speakers,
    sides,
    speaks_for,
    unheard,
)
from analysis.faces import with_charts as _with_charts

__all__ = [
    "CERTAINTY_LABELS",
    "STANDARDS",
    "Standard",
    "acts_between",
    "claims_with_speakers",
    "likelihood_band",
    "likelihood_counts",
    "likelihood_words",
    "sides",
    "speaks_for",
    "unheard",
]

__getattr__, __dir__ = _with_charts(__name__, __all__)
