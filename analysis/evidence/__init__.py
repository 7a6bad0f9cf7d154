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

__all__ = [
    "ARTICLE_ENV",
    "AnchorError",
    "Article",
    "Excerpt",
    "anchor_problems",
    "digest",
    "excerpt",
    "locate",
    "make_anchor",
    "read_article",
]
