"""Two versions of a dossier, compared cell by cell; older ones are read under today's names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis.dossier import changes
from analysis.dossier.older import version_of
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.vocabularies import package_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rewrite(path: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    change(pl.read_csv(path, infer_schema=False)).write_csv(path)


def test_a_dossier_and_its_folder_are_the_same_version(dossier: analysis.Dossier) -> None:
    assert changes(dossier, EXAMPLE).is_empty()
    assert changes(EXAMPLE, dossier).is_empty()


def test_rows_are_added_changed_and_dropped_by_their_keys(folder: Path) -> None:
    path = folder / "places.csv"
    first = pl.read_csv(path, infer_schema=False)["place_id"][0]
    rewrite(path, lambda rows: rows.slice(1).with_columns(name=pl.format("The {}", "name")))
    with path.open("a", encoding="utf-8") as file:
        file.write("new-place,New Place,,1,2,,,\n")
    found = changes(EXAMPLE, folder)
    assert set(found["table"]) == {"places"}
    assert found.filter(change="added")["key"].to_list() == ["new-place"]
    assert found.filter(change="dropped")["key"].to_list() == [first]
    changed = found.filter(change="changed")
    assert set(changed["column"]) == {"name"}
    assert (changed["new"] == "The " + changed["old"]).all()
    assert found["change"].to_list()[-2:] == ["added", "dropped"], "new rows keep their places"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("places", "latitude_deg", "0.625"),
        ("places", "as_of", "2031-01-02"),
        ("weapons", "paragraphs", "1|2"),
        ("weapons", "named_in_article", "true"),
        ("sources", "kind", "press"),
        ("claims", "condition", 'a "quoted", long\nphrase'),
    ],
)
def test_cells_are_given_as_a_file_has_them(
    folder: Path, table: str, column: str, value: str
) -> None:
    path = folder / f"{table}.csv"
    before = pl.read_csv(path, infer_schema=False)
    place = before[column].fill_null("").ne(value).arg_max() or 0
    row = pl.int_range(pl.len()) == place
    rewrite(
        path,
        lambda rows: rows.with_columns(
            pl.when(row).then(pl.lit(value)).otherwise(column).alias(column)
        ),
    )
    (found,) = changes(EXAMPLE, folder).filter(column=column).iter_rows(named=True)
    old = before[column][place]
    assert found["new"] == value
    assert found["old"] == (None if old is None else old.removesuffix(".0"))
    assert found["key"] == before[place, 0]


def test_what_a_cell_says_counts_not_how_it_is_written(folder: Path) -> None:
    """Neither digits, nor the order of columns, nor an absent column that is empty."""
    whole = pl.when(pl.col("high").str.contains(r"^\d+$")).then(pl.format("{}.00", "high"))
    figures = pl.read_csv(folder / "figures.csv", infer_schema=False)
    longer = figures.with_columns(high=whole.otherwise("high"))
    assert not longer.equals(figures)
    longer.write_csv(folder / "figures.csv")
    rewrite(folder / "claims.csv", lambda rows: rows.select(reversed(rows.columns)))
    rewrite(folder / "ties.csv", lambda rows: rows.drop("review"))
    assert changes(EXAMPLE, folder).is_empty()


def test_choices_of_the_study_are_compared(folder: Path) -> None:
    edit(folder / "study.toml", "2031-05-14", "2031-05-15")
    (found,) = changes(EXAMPLE, folder).iter_rows()
    assert found == ("study.toml", "article", "date", "2031-05-14", "2031-05-15", "changed")


def test_choices_that_cannot_be_read_leave_rows_to_compare(folder: Path) -> None:
    (folder / "study.toml").write_text("not a table")
    assert set(changes(EXAMPLE, folder)["table"]) == {"study.toml"}
    version = version_of(folder)
    assert version.dossier is None, "what is asked for is not known"
    assert [problem.file for problem in version.problems] == [str(folder / "study.toml")]


def test_rows_of_all_states_of_review_are_compared(folder: Path) -> None:
    rewrite(folder / "transfers.csv", lambda rows: rows.with_columns(review=pl.lit("proposed")))
    assert set(changes(EXAMPLE, folder)["column"]) == {"review"}
    version = version_of(folder)
    assert version.dossier
    assert version.dossier.transfers.is_empty()


def made_older(folder: Path) -> None:
    """Give tables, columns and words of a dossier the names they had before."""
    rows = package_rows("renames.csv")
    for row in [r for r in rows if r["value"]]:
        cell = pl.col(row["column"]).replace(row["new"], row["value"])
        rewrite(folder / f"{row['table']}.csv", lambda texts, cell=cell: texts.with_columns(cell))
    tables = {row["table"]: row["new"] for row in rows if not row["column"]}
    for row in [r for r in rows if r["column"] and not r["value"]]:
        path = folder / f"{tables.get(row['table'], row['table'])}.csv"
        rewrite(path, lambda texts, row=row: texts.rename({row["new"]: row["column"]}))
    for old, new in tables.items():
        (folder / f"{new}.csv").rename(folder / f"{old}.csv")


def test_an_older_dossier_is_read_under_todays_names(folder: Path) -> None:
    made_older(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(analysis.DossierError):
        analysis.load(folder)
    version = version_of(folder)
    assert version.problems == ()
    assert version.dossier
    assert version.dossier.folder == folder
    assert version.dossier.study.title == analysis.example().study.title
    assert changes(folder, EXAMPLE).is_empty()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_older_dossier_whose_table_is_a_spreadsheet_is_not_taken_for_empty(folder: Path) -> None:
    made_older(folder)
    (folder / "sources.csv").rename(folder / "sources.xlsx")
    with pytest.raises(analysis.DossierError, match=r"sources\.csv: is missing"):
        changes(folder, EXAMPLE)


def test_an_older_word_in_a_table_without_its_column_is_left_alone(folder: Path) -> None:
    path = folder / "outcomes.csv"
    rewrite(path, lambda rows: rows.drop("verdict").with_columns(summary=pl.lit("untestable")))
    version = version_of(folder)
    assert set(version.texts["outcomes"]["summary"]) == {"untestable"}
    assert version.dossier is None


def test_rules_that_a_version_breaks_do_not_hide_what_it_says(folder: Path) -> None:
    edit(folder / "sources.csv", ",article,", ",manuscript,")  # a word that is gone
    rewrite(folder / "places.csv", lambda rows: rows.with_columns(size=pl.lit("9")))  # a column
    found = changes(folder, EXAMPLE)
    assert found.filter(column="kind").select("old", "new").rows() == [("manuscript", "article")]
    assert set(found.filter(column="size").select("old", "new").rows()) == {("9", None)}
    version = version_of(folder)
    assert version.dossier is None
    assert {problem.file for problem in version.problems} == {
        str(folder / "sources.csv"),
        str(folder / "places.csv"),
    }


def test_a_version_that_breaks_only_later_rules_can_be_asked(folder: Path) -> None:
    names = (
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("a press")).otherwise(pl.lit("A Press"))
    )
    rewrite(folder / "sources.csv", lambda rows: rows.with_columns(publisher=names))
    version = version_of(folder)
    assert {problem.rule for problem in version.problems} == {"one_spelling"}
    assert version.dossier


def test_rows_whose_key_is_missing_in_both_versions_are_the_same(folder: Path) -> None:
    first = pl.int_range(pl.len()) == 0
    rewrite(
        folder / "places.csv",
        lambda rows: rows.with_columns(place_id=pl.when(~first).then("place_id")),
    )
    assert changes(folder, folder).is_empty()
    assert set(changes(EXAMPLE, folder)["change"]) == {"added", "dropped"}


def test_a_table_of_todays_name_counts_beside_one_of_an_older_name(folder: Path) -> None:
    (folder / "state_variables.csv").write_text("variable_id,kind\nx,state\n")
    assert changes(EXAMPLE, folder).is_empty()


def test_a_cell_that_may_be_empty_and_cannot_be_read_is_shown_and_left_out(folder: Path) -> None:
    rewrite(folder / "places.csv", lambda rows: rows.with_columns(as_of=pl.lit("soon")))
    assert set(changes(EXAMPLE, folder).filter(column="as_of")["new"]) == {"soon"}
    version = version_of(folder)
    assert version.problems
    assert version.dossier
    assert version.dossier.places["as_of"].null_count() == version.dossier.places.height


@pytest.mark.parametrize(
    ("table", "column", "value", "is_asked"),
    [
        ("ties", "review", "null", True),
        ("outcomes", "date", "14.05.2031", True),
        ("weapons", "named_in_article", "WAHR", False),
        ("figures", "low", "1.234,5", True),
        ("claims", "paragraph", "N/A", False),
    ],
)
def test_a_cell_that_another_program_has_spoilt_is_shown(
    folder: Path, table: str, column: str, value: str, *, is_asked: bool
) -> None:
    rewrite(
        folder / f"{table}.csv",
        lambda rows: rows.with_columns(
            pl.when(pl.int_range(pl.len()) == 1).then(pl.lit(value)).otherwise(column).alias(column)
        ),
    )
    version = version_of(folder)
    found = changes(EXAMPLE, version)
    assert found.select("table", "column", "new").rows() == [(table, column, value)]
    assert (version.dossier is not None) == is_asked


def test_rows_of_one_key_are_compared_in_their_order(folder: Path) -> None:
    with (folder / "places.csv").open("a", encoding="utf-8") as file:
        file.write("cape-orrin,The Same Cape,,1,2,,,\n")
    (found,) = changes(EXAMPLE, folder).iter_rows(named=True)
    assert (found["key"], found["change"]) == ("cape-orrin", "added")
    assert version_of(folder).dossier is None


@pytest.mark.parametrize(
    "content", ["", "place_id,name\na\n", 'place_id,name\n"a,b\n', "a;b\n1;2\n", "name\nA\n"]
)
def test_a_table_that_cannot_be_read_is_refused_with_its_folder(folder: Path, content: str) -> None:
    (folder / "places.csv").write_text(content)
    with pytest.raises(analysis.DossierError) as error:
        changes(EXAMPLE, folder)
    assert str(folder / "places.csv") in str(error.value)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(analysis.DossierError, match="dossier new DIR"):
            changes(place, EXAMPLE)


def test_a_folder_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "none").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(analysis.DossierError) as error:
        changes("none", EXAMPLE)
    assert [problem.file for problem in error.value.problems] == ["none"]


@pytest.mark.parametrize("odd", [None, 1, b"data", [], pl.DataFrame()], ids=repr)
def test_what_is_no_dossier_is_refused(odd: object) -> None:
    with pytest.raises(analysis.QuestionError, match="path of its folder"):
        changes(odd, EXAMPLE)  # type: ignore[arg-type]


def test_keys_of_several_columns_are_joined(dossier: analysis.Dossier) -> None:
    old = replace(dossier, claim_links=dossier.claim_links.slice(1))
    link = "|".join(map(str, dossier.claim_links.row(0)))
    assert changes(old, dossier).select("key", "change").rows() == [(link, "added")]
