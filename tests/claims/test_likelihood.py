"""Likelihood words have the bands that their standards print."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis import QuestionError, claims
from analysis.claims.likelihood import bands

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeDossier


@pytest.mark.parametrize("standard", claims.STANDARDS)
def test_a_band_starts_before_it_ends_and_is_within_per_cent(standard: claims.Standard) -> None:
    assert bands()[standard]
    assert all(0 <= low < high <= 100 for low, high in bands()[standard].values())


@pytest.mark.parametrize("standard", claims.STANDARDS)
def test_bands_of_one_standard_are_the_same_or_in_order(standard: claims.Standard) -> None:
    ordered = sorted(set(bands()[standard].values()))
    assert all(high <= low for (_, high), (low, _) in pairwise(ordered))


@pytest.mark.parametrize("standard", claims.STANDARDS)
@pytest.mark.parametrize("word", ["could", "may", "might", "would", "can"])
def test_a_bare_modal_has_no_band(word: str, standard: claims.Standard) -> None:
    assert claims.likelihood_band(word, standard) is None


@pytest.mark.parametrize("word", ["likely", "Would  likely", "is likely", "LIKELY"])
def test_auxiliaries_capitals_and_spaces_do_not_change_a_band(word: str) -> None:
    assert claims.likelihood_band(word, "Kent") == (63, 87)


def test_an_unknown_standard_is_refused_with_the_known_ones() -> None:
    with pytest.raises(QuestionError, match='choose "ICD 203", "Kent" or "PHIA"'):
        claims.likelihood_band("likely", "NATO")  # type: ignore[arg-type]


def test_every_likelihood_word_is_looked_up_in_every_standard(dossier: analysis.Dossier) -> None:
    words = dossier.claims.drop_nulls("likelihood_term").height
    assert claims.likelihood_words(dossier).height == 3 * words
    assert claims.likelihood_counts(dossier)["claims"].sum() == 3 * words


def test_words_of_another_language_are_refused_by_name(folder: Path) -> None:
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace("[study]", '[study]\nlanguage = "cy"'), encoding="utf-8")
    with pytest.raises(QuestionError, match="likelihood words are known in English only"):
        claims.likelihood_words(analysis.load(folder))
    figure = claims.charts.likelihood_bands(analysis.load(folder))
    assert figure.sentence.startswith("Likelihood words are known in English only")


def test_an_empty_dossier_gives_empty_frames(
    make_dossier: MakeDossier, dossier: analysis.Dossier
) -> None:
    for question in (claims.likelihood_words, claims.likelihood_counts):
        assert question(make_dossier()).is_empty()
        assert question(make_dossier()).schema == question(dossier).schema
