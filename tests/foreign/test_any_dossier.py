"""One engine, many articles: everything public, asked about dossiers that are not this study's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from public_calls import CALLS, answer, as_text, figures, public_functions

import analysis
from analysis.dossier.measures import STANDARD_CLASSES

if TYPE_CHECKING:
    from analysis import Dossier

FUNCTIONS = dict(public_functions())
FIGURES = dict(figures())
OF_TWO_CODERS = {"coding.charts.agreement"}
"""The coders of the example shared its article out: no words are marked by both."""
RUN = re.compile(r"[\w-]+")
GENERIC = {"article", "reporter", "unknown", "europe"}


@pytest.fixture(scope="session")
def of_this_study() -> set[str]:
    """Ids of the packaged study, and names of its states, persons and places, as whole words."""
    study = analysis.load()
    ids = {
        found
        for table in ("actors", "places", "ties", "weapons")
        for found in getattr(study, table)[f"{table[:-1] if table != 'ties' else 'tie'}_id"]
    }
    who = study.actors.filter(study.actors["kind"].is_in(["state", "person"]))
    names = {*who["name"], *(alias for aliases in who["aliases"] for alias in aliases)}
    names |= {name.split(",")[0] for name in study.places["name"]}
    own = {a for t in ("actors", "places", "ties", "weapons") for a in _ids(analysis.example(), t)}
    return {w for w in ids | names if len(w) > 2} - GENERIC - own - STANDARD_CLASSES.keys()


def _ids(dossier: Dossier, table: str) -> list[str]:
    frame = getattr(dossier, table)
    found: list[str] = frame[frame.columns[0]].to_list()
    return found


def assert_foreign(text: str, of_this_study: set[str]) -> None:
    runs = set(RUN.findall(text))  # megabytes of text are searched for what can be in them only
    for word in sorted(of_this_study):
        if runs.issuperset(RUN.findall(word)):
            found = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)
            assert not found, f"{word}: ...{text[max(0, found.start() - 60) : found.end() + 60]}..."


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_answers_about_any_dossier(
    name: str, foreign: Dossier, of_this_study: set[str]
) -> None:
    assert_foreign(as_text(answer(name, FUNCTIONS[name], foreign)), of_this_study)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_shows_any_dossier_or_says_what_is_missing(
    name: str, foreign: Dossier, of_this_study: set[str]
) -> None:
    figure = FIGURES[name](foreign)
    shown = figure._repr_mimebundle_()
    assert shown["text/html"]
    assert_foreign(as_text([*shown.values(), getattr(figure, "spec", "")]), of_this_study)
    assert "None" not in str(figure)


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in OF_TWO_CODERS])
def test_a_figure_of_the_example_shows_something(name: str, dossier: Dossier) -> None:
    figure = FIGURES[name](dossier)
    assert not isinstance(figure, analysis.explorer.EmptyFigure), str(figure)


@pytest.fixture(scope="module")
def without_rows(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    folder = tmp_path_factory.mktemp("without-rows")
    (folder / "actors.csv").write_text("actor_id,name,kind\n")
    return analysis.load(folder)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_an_empty_dossier_says_in_a_sentence_what_is_missing(
    name: str, without_rows: Dossier
) -> None:
    figure = FIGURES[name](without_rows)
    assert isinstance(figure, analysis.explorer.EmptyFigure), name
    assert re.fullmatch(r"[A-Z][^.]*\.( [A-Z][^.]*\.)*", figure.sentence), figure.sentence


def test_every_call_is_of_a_function_that_exists() -> None:
    assert CALLS.keys() <= FUNCTIONS.keys()
