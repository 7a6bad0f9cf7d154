"""The figure of agreement: columns from the least agreed on, the disagreements behind each."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis import QuestionError
from analysis.coding import agreement, charts
from analysis.coding.claim_words import cell_in_words
from analysis.dossier.reading import EXAMPLE
from analysis.evidence import read_article

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Change = Mapping[tuple[str, str], str | None]

NOTHING: Change = {}


@pytest.fixture
def coded(tmp_path: Path) -> Callable[..., analysis.Dossier]:
    """The example as somebody coded it: with other values, and without some claims."""

    def make(coder: str | None, change: Change = NOTHING, without: Sequence[str] = ()) -> object:
        folder = tmp_path / f"by-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for table in ("actors", "sources", "weapons"):
            shutil.copy(EXAMPLE / f"{table}.csv", folder)
        rows = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False).to_dicts()
        kept = [row | {"coder": coder} for row in rows if row["claim_id"] not in without]
        for (claim, column), value in change.items():
            next(row for row in kept if row["claim_id"] == claim)[column] = value
        pl.DataFrame(kept).write_csv(folder / "claims.csv")
        return analysis.load(folder)

    return make


@pytest.fixture
def pair(coded: Callable[..., analysis.Dossier]) -> tuple[analysis.Dossier, analysis.Dossier]:
    """Ann's 20 claims, and 18 by Bo, who put two as probable and one in another speaker's mouth."""
    change = {
        ("c01", "factuality"): "PR+",
        ("c02", "factuality"): "PR+",
        ("c07", "speaker"): "lena-brint",
        ("c09", "cue"): None,
    }
    return coded("ann"), coded("bo", change, without=("c05", "c06"))


def lines(figure: object) -> list[dict]:
    """Rows of the chart that list disagreements."""
    (rows,) = figure.spec["datasets"].values()
    return [row for row in rows if row["kind"] == "line"]


def test_columns_are_ranked_from_the_least_agreed_on(
    pair: tuple[analysis.Dossier, analysis.Dossier],
) -> None:
    drawn = charts.agreement(*pair)
    assert drawn.name == "agreement"
    assert drawn.title.startswith("ann and bo agree least on certainty: 16 of 18 claims alike, ")
    (rows,) = drawn.spec["datasets"].values()
    columns = [row for row in rows if row["kind"] == "column"]
    assert [row["label"] for row in columns[:3]] == ["words marked", "certainty", "speaker"]
    shares = [row["equal_share"] for row in columns[1:] if row["equal_share"] is not None]
    assert shares == sorted(shares)
    found = agreement(pair[0].claims, pair[1].claims)
    assert len(columns) == found.columns.height + 1
    alpha = found.columns.filter(column="factuality")["alpha"].item()
    assert columns[1]["alpha_said"] == f"{alpha:.2f}"
    assert (columns[0]["equal"], columns[0]["alpha_said"]) == ("18 of 20", "F1 0.95")


def test_behind_a_column_both_values_and_their_place_are_listed(
    pair: tuple[analysis.Dossier, analysis.Dossier],
) -> None:
    behind = lines(charts.agreement(*pair))
    of_speaker = [row for row in behind if row["column"] == "speaker"]
    claim = pair[0].claims.filter(claim_id="c07").row(0, named=True)
    said = cell_in_words(pair[0], "speaker", claim["speaker"])
    assert {(row["first_said"], row["second_said"]) for row in of_speaker} == {
        (f"ann: {said}", "bo: Lena Brint")
    }
    place = f"Paragraph {claim['paragraph']}, characters {claim['start']:,}–{claim['end']:,}"
    assert {(row["where"], row["quote"]) for row in of_speaker} == {(place, claim["quote"])}
    assert {row["second_said"] for row in behind if row["column"] == "cue"} == {"bo: no value"}


def test_every_state_has_its_own_title(
    pair: tuple[analysis.Dossier, analysis.Dossier],
) -> None:
    drawn = charts.agreement(*pair)
    assert drawn.caption(column="speaker")[0].startswith("ann and bo agree on speaker: 17 of 18")
    assert drawn.caption(column="alone")[0] == "ann marked 2 claims that bo did not"
    title, sentence = drawn.caption(column="cue")
    assert title.startswith("ann and bo agree on reporting word where both give one, and 1 claim")
    assert "18 claims of 20 and 18 are on the same words" in sentence
    assert list(drawn.controls) == ["column"]


def test_undefined_alphas_are_said_in_words(
    coded: Callable[..., analysis.Dossier],
) -> None:
    claims = [f"c{n:02}" for n in range(1, 21)]
    alike = coded("bo", {(claim, "polarity"): "positive" for claim in claims})
    none = {(claim, "likelihood_term"): None for claim in claims}
    one = coded("ann", {(claim, "polarity"): "positive" for claim in claims} | none)
    drawn = charts.agreement(one, alike)
    assert (
        "It is not defined for view reported and polarity: both gave one value throughout."
        in drawn.sentence
    )
    assert drawn.title == "No claim has a value for likelihood word by both ann and bo"
    assert "In no claim do both give a value for likelihood word." in drawn.sentence
    (rows,) = drawn.spec["datasets"].values()
    said = {row["label"]: (row["equal"], row["alpha_said"]) for row in rows if "label" in row}
    assert said["polarity"] == ("20 of 20", "one value")
    (whole,) = [row["alpha_whole"] for row in rows if row.get("label") == "polarity"]
    assert whole.startswith("not defined: both coders gave one value throughout")
    assert said["likelihood word"] == ("no pair", "no pair")


def test_full_agreement_needs_no_control(coded: Callable[..., analysis.Dossier]) -> None:
    drawn = charts.agreement(coded("ann"), coded("bo"))
    assert drawn.title == "ann and bo agree in every value of the 20 claims that both marked"
    assert drawn.controls == {}
    assert lines(drawn) == []


def test_coders_without_a_name_of_their_own_are_the_first_and_the_second(
    coded: Callable[..., analysis.Dossier],
) -> None:
    for name in ("ann", None):
        drawn = charts.agreement(coded(name), coded(name, {("c07", "speaker"): "lena-brint"}))
        assert drawn.title.startswith("The first coder and the second coder agree least on speaker")
        assert lines(drawn)[0]["second_said"] == "second: Lena Brint"


def test_one_dossier_is_compared_by_its_two_coders(tmp_path: Path) -> None:
    for table in ("actors", "sources", "weapons"):
        shutil.copy(EXAMPLE / f"{table}.csv", tmp_path)
    claims = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    other = claims.with_columns(
        claim_id=pl.format("k{}", "claim_id"), coder=pl.lit("kim"), factuality=pl.lit("CT+")
    )
    both = pl.concat([claims.with_columns(coder=pl.lit(None, pl.String)), other])
    both.write_csv(tmp_path / "claims.csv")
    drawn = charts.agreement(analysis.load(tmp_path))
    assert drawn.title.startswith("kim and somebody unnamed agree least on certainty: 9 of 20")
    assert "alpha −0.33" in drawn.title


@pytest.mark.parametrize(
    ("coders", "said"),
    [
        (["ann"], "The claims are by one coder alone"),
        (["ann", "bo", "kim"], "by 3 coders, ann (7), bo (7), kim (6)"),
    ],
)
def test_one_dossier_without_two_coders_says_what_to_do(
    folder: Path, coders: list[str], said: str
) -> None:
    claims = pl.read_csv(folder / "claims.csv", infer_schema=False)
    names = pl.Series("coder", (coders * claims.height)[: claims.height])
    claims.with_columns(names).write_csv(folder / "claims.csv")
    drawn = charts.agreement(analysis.load(folder))
    assert said in drawn.sentence
    assert "load(folder, coder=NAME)" in drawn.sentence


def test_claims_on_other_words_give_a_sentence_instead_of_a_chart(
    coded: Callable[..., analysis.Dossier],
) -> None:
    one = coded("ann", without=tuple(f"c{n:02}" for n in range(11, 21)))
    other = coded("bo", without=tuple(f"c{n:02}" for n in range(1, 11)))
    assert str(charts.agreement(one, other)) == (
        'Figure "agreement": No claim of 10 by ann is on the same words as one of 10 by bo: no '
        "overlap is at least 50%."
    )
    with pytest.raises(QuestionError, match="above 0 and at most 1"):
        charts.agreement(one, other, threshold=0)
    with pytest.raises(QuestionError, match="a second dossier is expected, not"):
        charts.agreement(one, "bo")


def test_no_sentence_of_the_article_is_in_the_figure(
    pair: tuple[analysis.Dossier, analysis.Dossier],
) -> None:
    drawn = charts.agreement(*pair)
    shown = json.dumps([drawn.saved(), drawn.to_html()], ensure_ascii=False)
    words = read_article(EXAMPLE / "article.txt").text.split()
    nine = [r"\s+".join(map(re.escape, words[at : at + 9])) for at in range(len(words) - 8)]
    assert not [one for one in nine if re.search(one, shown)]


def test_many_disagreements_are_cut_and_counted(tmp_path: Path) -> None:
    one = [f"c{n},0,{10 * n},{10 * n + 5},0123456789abcdef,so,ann,It is so,CT+" for n in range(90)]
    for name, word in (("a", "CT+"), ("b", "PR+")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "sources.csv").write_text("source_id,title,kind\npage,A page,press\n")
        (folder / "actors.csv").write_text("actor_id,name,kind\nann,Ann,person\n")
        head = "claim_id,paragraph,start,end,digest,quote,speaker,statement,factuality"
        rows = [row.replace("CT+", word) for row in one]
        (folder / "claims.csv").write_text("\n".join([head, *rows]) + "\n")
    drawn = charts.agreement(*(analysis.load(tmp_path / name) for name in "ab"))
    assert len(lines(drawn)) == 2 * 60
    assert "The first 60 of 90 are listed." in drawn.sentence
