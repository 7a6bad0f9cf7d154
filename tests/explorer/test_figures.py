"""A figure is one call; a thin dossier gets a sentence in its place."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import altair as alt
import polars as pl
import pytest

from analysis.charting import NothingToShow
from analysis.explorer import EmptyFigure, Explorer, TableExplorer, figure

DOSSIER = SimpleNamespace(
    ties=pl.DataFrame({"tie_id": ["pact"], "start": [2030]}),
    what_ifs=pl.DataFrame({"what_if_id": []}),
)


@figure("ties", "ties")
def ties(dossier: SimpleNamespace, since: int = 2000, *, title: str = "One tie") -> alt.Chart:
    """Draw ties."""
    shown = dossier.ties.filter(pl.col("start") >= since)
    if shown.is_empty():
        raise NothingToShow(f"No tie begins after {since} <yet>.")
    return alt.Chart(shown, title=title).mark_bar().encode(y="tie_id", x="start")


@figure("tie-table", "ties")
def tie_table(dossier: SimpleNamespace) -> TableExplorer:
    return TableExplorer(dossier.ties, name="tie-table")


def test_a_chart_becomes_an_explorer() -> None:
    shown = ties(DOSSIER, title="A pact")
    assert isinstance(shown, Explorer)
    assert (shown.name, shown.title) == ("ties", "A pact")


def test_one_figure_appears_twice_under_two_names() -> None:
    assert ties(DOSSIER, name="more-ties").name == "more-ties"
    assert 'id="table-ties-again"' in tie_table(DOSSIER, name="ties-again").to_html()


def test_a_table_stays_what_it_is() -> None:
    assert isinstance(tie_table(DOSSIER), TableExplorer)


def test_a_needed_table_without_rows_is_named() -> None:
    what_ifs = figure("by-what-if", "ties", "what_ifs")(lambda _: pytest.fail("drawn"))
    shown = what_ifs(DOSSIER)
    assert isinstance(shown, EmptyFigure)
    assert shown.sentence == "No what-ifs are coded yet."


def test_nothing_to_show_becomes_its_sentence() -> None:
    shown = ties(DOSSIER, 2040)
    assert shown.to_html() == (
        '<figure class="dossier-explorer dossier-empty" id="explorer-ties">'
        "<p>No tie begins after 2040 &lt;yet&gt;.</p></figure>"
    )
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == 'Figure "ties": No tie begins after 2040 <yet>.'
    assert bundle["text/html"] == shown.to_html()


def test_help_shows_the_signature_and_the_name() -> None:
    assert list(inspect.signature(ties).parameters) == ["dossier", "since", "title", "name"]
    assert (ties.__name__, ties.__doc__) == ("ties", "Draw ties.")


def test_the_dossier_can_be_given_by_its_name_and_must_be_given() -> None:
    assert isinstance(ties(dossier=DOSSIER), Explorer)
    with pytest.raises(TypeError, match="dossier"):
        ties()


def test_a_name_that_is_no_anchor_is_refused() -> None:
    with pytest.raises(ValueError, match="kebab-case"):
        ties(DOSSIER, name="My ties")
