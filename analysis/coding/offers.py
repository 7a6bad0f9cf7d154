"""Words and ids that selected words of an article offer to the form of their claim."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.claims.likelihood import bands
from analysis.coding.exact_names import as_name
from analysis.dossier import example

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from analysis.evidence import Article

_AUXILIARIES = "would|will|could|may|might|can|is|are|was|were|to be"
_MODALS = "could|may|might|would|will|can|should|must|cannot"
"""Words that say how likely something is without a band; capitals would also be a month."""
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*\s+(?=[^\sa-z])")
_AROUND = 4_000
"""Characters before and after a selection that are looked at, in paragraphs without an end."""
_NEVER = re.compile(r"(?!)")


def offers_of(
    article: Article, span: tuple[int, int], frames: Mapping[str, pl.DataFrame], *, english: bool
) -> dict[str, list[str]]:
    """Offer reporting words, likelihood words and speakers for selected words.

    Parameters
    ----------
    article, span
        The text, and start and end of the selection.
    frames
        The dossier's tables: words in use and actors.
    english
        Whether the article is in English; in another language only words in use are offered.

    Returns
    -------
    dict
        ``cue`` and ``likelihood_term`` as printed, those of the selection before others of its
        sentence; ``speaker``, ids of actors whom the paragraph names.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import Article
    >>> text = Article("Oren Dask warned that Corvia would likely close the ports.")
    >>> example = analysis.example()
    >>> frames = {"claims": example.claims, "actors": example.actors}
    >>> offers_of(text, (22, 58), frames, english=True)
    {'cue': ['warned'], 'likelihood_term': ['would likely'], 'speaker': ['oren-dask', 'corvia']}
    """
    paragraph = _paragraph(article, span)
    whole = article.text[slice(*paragraph)]
    first, last = span[0] - paragraph[0], span[1] - paragraph[0]
    sentence = whole[slice(*_sentence(whole, first, last))]
    places = (whole[first:last], sentence)
    used = {
        name: frames["claims"][name].drop_nulls().to_list() if "claims" in frames else []
        for name in ("cue", "likelihood_term")
    }
    cues = _any_of([*used["cue"], *(_reporting_words() if english else ())])
    bare = set(_MODALS.split("|")) if english else set()
    terms = [_any_of(word for word in used["likelihood_term"] if word.lower() not in bare)]
    terms += [_likelihood_words()] if english else []
    return {
        "cue": _printed([cues], places),
        "likelihood_term": _printed(terms, places),
        "speaker": _named(whole, frames["actors"]) if "actors" in frames else [],
    }


def _paragraph(article: Article, span: tuple[int, int]) -> tuple[int, int]:
    spans = article.paragraph_spans
    first = spans[max(0, article.paragraph_of(span[0]))][0]
    last = spans[max(0, article.paragraph_of(span[1] - 1))][1]
    return max(first, span[0] - _AROUND), max(span[1], min(last, span[1] + _AROUND))


def _sentence(text: str, first: int, last: int) -> tuple[int, int]:
    """Characters of the sentences that a selection is in."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= first), default=0)
    return start, min((end for end in ends if end >= last), default=len(text))


def _printed(patterns: Iterable[re.Pattern[str]], places: Iterable[str]) -> list[str]:
    """Words that are in the texts, the longest of each place, as they are printed."""
    found = dict[str, None]()
    for text in places:
        matches = [match for pattern in patterns for match in pattern.finditer(text)]
        matches.sort(key=lambda match: (match.start(), -match.end()))
        done = 0
        for match in matches:
            if match.start() >= done:
                found[" ".join(match[0].split())] = None
                done = match.end()
    inner = {one for one in found for other in found if one != other and f" {one}" in f" {other}"}
    return [one for one in found if one not in inner]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of several words or phrases, whatever blanks and capitals they are printed with."""
    distinct = sorted({" ".join(word.split()) for word in words}, key=len, reverse=True)
    forms = [r"\s+".join(map(re.escape, word.split())) for word in distinct if word]
    if not forms:
        return _NEVER
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


@cache
def _reporting_words() -> tuple[str, ...]:
    """Common English reporting verbs in all forms, and the reporting words of the example."""
    with Path(__file__).with_name("reporting_verbs.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    forms = [form for row in rows for form in (row["verb"], *row["forms"].split("|"))]
    return (*forms, *example().claims["cue"].drop_nulls())


@cache
def _likelihood_words() -> re.Pattern[str]:
    terms = {term for words in bands().values() for term in words} - {*_MODALS.split("|")}
    some = _any_of(terms).pattern
    return re.compile(rf"(?i:(?<!\w)(?:(?:{_AUXILIARIES})\s+)?{some})|\b(?:{_MODALS})\b")


def _named(text: str, actors: pl.DataFrame) -> list[str]:
    """Ids of the actors whose names are in a text, in the order in which it names them."""
    spellings = dict[str, list[str]]()
    columns = ("actor_id", "name", "in_sentence", "aliases")
    for actor, name, inside, aliases in actors.select(columns).iter_rows():
        for one in filter(None, (name, inside, *(aliases or ()))):
            spellings.setdefault(as_name(one).casefold(), []).append(actor)
    found = dict[str, None]()
    for match in _any_of(spellings).finditer(text):
        found |= dict.fromkeys(spellings.get(as_name(match[0]).casefold(), ()))
    return [actor for actor in found if actor]
