"""Every figure of ours says what it shows, in every state that its controls can reach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from public_calls import figures

import analysis
from analysis.explorer import Explorer, Figure

if TYPE_CHECKING:
    from analysis import Dossier

FIGURES = dict(figures())
OF_A_COMPUTER = re.compile(
    r"\b(null|undefined|nan|NaN|Infinity|inf|Invalid)\b"
    r"|(?<![\w.-])\d[\d.,]*[eE][+-]?\d|\b[a-z]+\d*(?:_[a-z0-9]+)+\b|\[object"
)
FROM_THE_OPENING = re.compile(r"as the page opens|hover", re.IGNORECASE)
AMERICAN = re.compile(r"\b(defense|offense|organization|favor|center)\b")


@pytest.fixture(scope="module", params=["study", "example"])
def coded(request: pytest.FixtureRequest) -> Dossier:
    return analysis.load() if request.param == "study" else analysis.example()


@pytest.fixture(scope="module", params=FIGURES)
def shown(request: pytest.FixtureRequest, coded: Dossier) -> Figure:
    return FIGURES[request.param](coded)


@pytest.mark.usefixtures("coded")
def test_title_and_sentence_depend_on_every_control(shown: Figure) -> None:
    if not isinstance(shown, Explorer):
        return
    controls = {param.key for param in shown.params if param.bind}
    assert shown.captions.layer or controls <= set(shown.captions.keys)
    assert shown.captions.controls == []
    said = {tuple(state[-2:]) for state in shown.captions.states}
    assert len(said) > 1 or len(shown.captions.states) == 1


@pytest.mark.usefixtures("coded")
def test_what_is_said_is_written_for_a_reader(shown: Figure) -> None:
    if not isinstance(shown, Explorer):
        return
    for *_, title, sentence in shown.captions.states:
        for words in (title, sentence):
            assert not OF_A_COMPUTER.search(words), words
            assert not FROM_THE_OPENING.search(words), words
            assert not AMERICAN.search(words), words
            assert "  " not in words
            assert not re.search(r"\.\.|\?\.| [.,;]", words), words
        assert title[0] == title[0].upper()
        assert not title.endswith(".")
