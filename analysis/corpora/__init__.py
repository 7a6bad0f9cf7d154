"""Many articles: dossiers read together, with their actors merged by what is stated."""

from __future__ import annotations

from analysis.corpora.corpus import Corpus
from analysis.corpora.loading import load_corpus
from analysis.faces import promised as _promised

__all__ = ["Corpus", "load_corpus"]

__dir__ = _promised(__all__)
