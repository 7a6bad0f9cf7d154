"""What changed, as a table on a page: in words, or a sentence that nothing did."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from bs4 import BeautifulSoup

import analysis
from analysis.dossier.reading import EXAMPLE
from analysis.explorer import EmptyFigure, TableExplorer
from analysis.revisions.charts import changes_table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def earlier() -> analysis.Dossier:
    new = analysis.example()
    status = pl.lit("announced", new.ties.schema["status"])
    return replace(new, ties=new.ties.slice(1).with_columns(status=status))  # type: ignore[arg-type]


def rows(figure: object) -> list[list[str]]:
    assert isinstance(figure, TableExplorer)
    page = BeautifulSoup(figure.to_html(), "html.parser")
    return [[cell.get_text() for cell in row("td")] for row in page.select("tbody tr")]


def test_rows_are_counted_and_answers_listed(
    dossier: analysis.Dossier, earlier: analysis.Dossier
) -> None:
    figure = changes_table(dossier, earlier)
    (first, *others) = rows(figure)
    height = dossier.ties.height
    assert first[:3] == ["rows", "ties", str(height - 1)]
    assert re.fullmatch(rf"{height} \(1 added, \d+ changed\)", first[3])
    assert {row[0] for row in others} <= {"ties at odds", "camp"}
    assert "What changed since an earlier version" in str(figure)


def test_cells_of_a_table_that_is_asked_for_are_worded(
    dossier: analysis.Dossier, earlier: analysis.Dossier
) -> None:
    found = rows(changes_table(dossier, earlier, tables="ties"))
    cells = [row for row in found if row[0] == "ties"]
    added, *changed = cells
    parties = "\N{EN DASH}".join(
        dossier.names[dossier.ties[end][0]] for end in ("source", "target")
    )
    assert added[:1] + added[2:] == ["ties", "", "added"]
    assert added[1].startswith(parties)
    assert all(row[1].endswith(": status") for row in changed)
    assert ["announced", "in force"] in [row[2:] for row in changed]
    assert not [text for row in found for text in row if re.search("null|None|[a-z]_[a-z]", text)]


def test_rows_and_what_they_point_to_are_named_in_words(dossier: analysis.Dossier) -> None:
    first = dossier.claims["claim_id"][2]
    other = pl.when(claim_id=first).then(pl.lit("oren-dask")).otherwise("speaker")
    day = pl.when(claim_id=first).then(pl.date(2031, 5, 1)).otherwise("said_on")
    outcomes = dossier.outcomes.slice(1)
    old = replace(
        dossier,
        claims=dossier.claims.with_columns(speaker=other, said_on=day),
        outcomes=outcomes,
    )
    found = rows(changes_table(dossier, old, tables=["claims", "outcomes"]))
    statement = dossier.claims["statement"][2]
    speaker, said_on = (row for row in found if row[0] == "claims")
    assert statement[:90] in speaker[1]
    assert speaker[1].endswith(": speaker")
    assert speaker[2:] == ["Oren Dask", "Mira Tolvane"]
    assert said_on[2:] == ["1 May 2031", "12 May 2031"]
    [added] = [row for row in found if row[0] == "outcomes"]
    assert added[1].startswith("If Belmark delivers")


def test_the_caption_says_how_far_two_versions_go(folder: Path) -> None:
    text = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(text.replace("as_of = 2032-03-01", "as_of = 2032-03-02"))
    places = pl.read_csv(folder / "places.csv", infer_schema=False)
    places.slice(1).write_csv(folder / "places.csv")
    caption = "What changed between the version of 1 March 2032 and that of 2 March 2032"
    assert caption in str(changes_table(analysis.load(folder), EXAMPLE))
    assert "Since the page went out" in str(
        changes_table(analysis.load(folder), EXAMPLE, caption="Since the page went out")
    )


def test_nothing_that_differs_is_a_sentence(dossier: analysis.Dossier) -> None:
    figure = changes_table(dossier, EXAMPLE)
    assert isinstance(figure, EmptyFigure)
    assert figure.sentence == "No row and no answer differs from the earlier version."


def test_an_unknown_table_is_refused(dossier: analysis.Dossier) -> None:
    with pytest.raises(analysis.QuestionError, match='did you mean "ties"'):
        changes_table(dossier, EXAMPLE, tables="tied")
