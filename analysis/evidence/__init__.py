"""Find each claim's words in the article, even in a copy that has shifted."""

from analysis.evidence.anchors import (
    Excerpt,
    anchor_problems,
    digest,
    excerpt,
    locate,
    make_anchor,
)
from analysis.evidence.article import ARTICLE_ENV, AnchorError, Article, read_article
from analysis.evidence.foreign import Foreign, ForeignText, Passage
from analysis.faces import promised as _promised

__all__ = [
    "ARTICLE_ENV",
    "AnchorError",
    "Article",
    "Excerpt",
    "Foreign",
    "ForeignText",
    "Passage",
    "anchor_problems",
    "digest",
    "excerpt",
    "locate",
    "make_anchor",
    "read_article",
]

__dir__ = _promised(__all__)
