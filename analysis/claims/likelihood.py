"""Likelihood words, and the probability that three published standards give each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from analysis.dossier import require_option

if TYPE_CHECKING:
    from analysis.dossier import Dossier

Standard = Literal["ICD 203", "Kent", "PHIA"]
STANDARDS: tuple[Standard, ...] = get_args(Standard)
"""US Intelligence Community Directive 203 (2015, D.6.e), Sherman Kent's Words of Estimative
Probability (1964), and the yardstick of the UK's Professional Head of Intelligence Assessment
(2019). Kent lists could, may and might as words without odds."""

Band = tuple[int, int]

_AUXILIARIES = ("would", "will", "could", "may", "might", "can", "is", "are", "was", "to be")
"""Words that may precede a likelihood word without changing its band."""


def likelihood_band(term: str, standard: Standard) -> Band | None:
    """Band of a likelihood word under a standard, in per cent; None where it has none.

    An auxiliary in front is dropped ("would likely" is "likely"); a bare "could" or "may" has no
    band.

    Raises
    ------
    QuestionError
        The standard is none of `STANDARDS`.

    Examples
    --------
    >>> likelihood_band("would likely", "ICD 203"), likelihood_band("would likely", "Kent")
    ((55, 80), (63, 87))
    >>> likelihood_band("could", "PHIA") is None
    True
    """
    require_option(standard, STANDARDS, "standard")
    return bands()[standard].get(_without_auxiliary(term))


def likelihood_words(dossier: Dossier) -> pl.DataFrame:
    """Look up every likelihood word of the article in every standard.

    Returns
    -------
    polars.DataFrame
        ``claim_id``, ``speaker``, ``likelihood_term``, ``standard``, ``low_pct``, ``high_pct``;
        both bounds are null where the standard gives the word no band.

    Raises
    ------
    QuestionError
        The article is not in English, and its claims have likelihood words.

    Examples
    --------
    >>> import analysis
    >>> likely = likelihood_words(analysis.example()).filter(likelihood_term="likely")
    >>> likely.select("claim_id", "standard", "low_pct", "high_pct").rows()
    [('c17', 'ICD 203', 55.0, 80.0), ('c17', 'Kent', 63.0, 87.0), ('c17', 'PHIA', 55.0, 75.0)]
    """
    columns = ["claim_id", "speaker", "likelihood_term"]
    said = dossier.claims.drop_nulls("likelihood_term").select(columns)
    if not said.is_empty():
        dossier.study.require_english("likelihood words")
    rows = [
        (*claim, standard, *(likelihood_band(claim[-1], standard) or (None, None)))
        for claim in said.iter_rows()
        for standard in STANDARDS
    ]
    bounds = {"low_pct": pl.Float64(), "high_pct": pl.Float64()}
    schema = dict.fromkeys([*columns, "standard"], pl.String()) | bounds
    return pl.DataFrame(rows, schema=schema, orient="row")


def likelihood_counts(dossier: Dossier) -> pl.DataFrame:
    """Count likelihood words, each under every standard.

    "Would likely" and "likely" are one word here, because they have one band; words without any
    are as printed.

    Returns
    -------
    polars.DataFrame
        ``likelihood_term``, ``claims`` (how many use the word), ``standard``, ``low_pct`` and
        ``high_pct`` (null where the standard gives the word no band); most used words first.

    Raises
    ------
    QuestionError
        The article is not in English, and its claims have likelihood words.

    Examples
    --------
    >>> import analysis
    >>> counts = likelihood_counts(analysis.example())
    >>> counts.filter(standard="Kent").select("likelihood_term", "claims", "low_pct").rows()[:3]
    [('could', 2, None), ('may', 2, None), ('would', 2, None)]
    """
    bare = pl.col("likelihood_term").map_elements(_without_auxiliary, pl.String)
    banded = pl.col("low_pct").is_not_null().any().over("likelihood_term")
    word = pl.when(banded).then(bare).otherwise("likelihood_term").alias("likelihood_term")
    keys = ["likelihood_term", "standard", "low_pct", "high_pct"]
    counted = likelihood_words(dossier).with_columns(word).group_by(keys).agg(claims=pl.len())
    order = ["claims", "likelihood_term", "standard"]
    return counted.sort(order, descending=[True, False, False]).select(
        "likelihood_term", "claims", *keys[1:]
    )


@cache
def bands() -> dict[Standard, dict[str, Band]]:
    """Per cent that each standard gives a word, from ``likelihood_words.csv``."""
    columns = ("standard", "term", "low_pct", "high_pct")
    found: dict[Standard, dict[str, Band]] = {standard: {} for standard in STANDARDS}
    file = Path(__file__).with_name("likelihood_words.csv")
    for standard, term, low, high in pl.read_csv(file.read_bytes()).select(columns).iter_rows():
        found[standard][term] = (low, high)
    return found


def _without_auxiliary(term: str) -> str:
    words = " ".join(term.lower().split())
    for auxiliary in _AUXILIARIES:
        words = words.removeprefix(f"{auxiliary} ")
    return words
