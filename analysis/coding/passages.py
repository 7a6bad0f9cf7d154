"""The paragraphs of an article that two claims are in, with the words of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.evidence.anchors import Copy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.evidence import Article


def passages_of(
    article: Article | None, pairs: Sequence[Sequence[Mapping[str, Any] | None]]
) -> list[dict[str, Any] | None]:
    """Give the paragraphs around the words of pairs of claims, and where in them the words are.

    Parameters
    ----------
    article
        The text; None where there is none.
    pairs
        Of each pair a row per coder; None where that coder has no such claim.

    Returns
    -------
    list
        Of each pair ``text`` and ``spans``: start and end of each claim in it, in code points,
        None for a claim that there is not or whose words are not found. None for the pair where no
        words are found.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import read_article
    >>> example = analysis.example()
    >>> claim = example.claims.row(0, named=True)
    >>> (words,) = passages_of(read_article(example.folder / "article.txt"), [(claim, None)])
    >>> words["spans"]
    [[0, 56], None]
    """
    copy = Copy(article) if article else None
    return [_around(copy, claims) if copy else None for claims in pairs]


def _around(copy: Copy, claims: Sequence[Mapping[str, Any] | None]) -> dict[str, Any] | None:
    article = copy.article
    found = [copy.spots(claim) if claim else [] for claim in claims]
    spans = [spots[0][:2] if len(spots) == 1 else None for spots in found]
    known = [span for span in spans if span]
    if not known:
        return None
    first = article.paragraph_of(min(start for start, _ in known))
    last = article.paragraph_of(max(end for _, end in known) - 1)
    start, end = article.paragraph_spans[first][0], article.paragraph_spans[last][1]
    return {
        "text": article.text[start:end],
        "spans": [span and [span[0] - start, span[1] - start] for span in spans],
    }
