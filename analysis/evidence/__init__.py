"""Find each claim's words in the article, even in a copy that has shifted."""

from analysis.evidence.anchors import Excerpt, anchor, digest, excerpt, locate, verify
from analysis.evidence.article import Article, EvidenceError, read_article

__all__ = [
    "Article",
    "EvidenceError",
    "Excerpt",
    "anchor",
    "digest",
    "excerpt",
    "locate",
    "read_article",
    "verify",
]
