"""What loads: the dossier itself, one table alone, other folders."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis import QuestionError
from analysis.dossier.reading import EXAMPLE, read_tables
from analysis.dossier.references import references_of
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path


def test_every_table_has_rows_and_the_dtypes_of_its_schema(dossier: analysis.Dossier) -> None:
    for table, schema in TABLES.items():
        frame = getattr(dossier, table)
        assert isinstance(frame, pl.DataFrame)
        assert frame.height > 0, table
        assert frame.schema == schema.create_empty().schema, table


@pytest.mark.parametrize(
    ("table", "column", "standard"),
    [
        ("claims", "quote", "W3C exact"),
        ("claims", "concept", "DNA"),
        ("ties", "obligations", "ATOP"),
        ("actors", "country", "ISO 3166-1 alpha-3"),
    ],
)
def test_a_column_that_follows_a_standard_names_it(table: str, column: str, standard: str) -> None:
    about = TABLES[table].columns()[column].metadata or {}
    assert about["standard"] == standard


@pytest.mark.parametrize("table", TABLES)
def test_one_table_alone_equals_the_same_table_of_the_whole(
    table: str, dossier: analysis.Dossier
) -> None:
    alone = analysis.load_table(table, EXAMPLE)
    assert alone.equals(getattr(dossier, table))


def test_columns_may_stand_in_any_order(folder: Path) -> None:
    path = folder / "actors.csv"
    shuffled = pl.read_csv(path, infer_schema=False)
    shuffled.select(reversed(shuffled.columns)).write_csv(path)
    assert analysis.load(folder).actors.equals(analysis.load_actors(EXAMPLE))


def test_empty_cells_are_null_and_empty_lists_are_lists(dossier: analysis.Dossier) -> None:
    assert dossier.actors["affiliation"].null_count() > 0
    assert dossier.claims["weapons"].null_count() == 0
    assert dossier.claims["weapons"].list.len().min() == 0


def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks(folder: Path) -> None:
    path = folder / "sources.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write('odd,"A ""title"", with\na break",,,2031,other,F,,,\n')
    title = analysis.load(folder).sources.filter(source_id="odd")["title"].item()
    assert title == 'A "title", with\na break'


def test_importing_the_package_imports_neither_charts_nor_solvers() -> None:
    code = "import sys, analysis; print(*(m for m in {} if m in sys.modules))"
    heavy = "('altair', 'ipywidgets', 'scipy', 'networkx', 'pint', 'nbconvert')"
    run = [sys.executable, "-c", code.format(heavy)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.split() == []


def test_exported_names_are_sorted_and_exist() -> None:
    assert analysis.__all__ == sorted(analysis.__all__)
    assert all(hasattr(analysis, name) for name in analysis.__all__)


def test_absent_tables_and_optional_columns_are_empty_and_no_problem(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("source_id,title,kind\npage,A page,press\n")
    (tmp_path / "actors.csv").write_text("actor_id,name,kind\nann,Ann,person\n")
    header = "claim_id,paragraph,start,end,digest,quote,speaker,statement\n"
    row = "c1,0,0,4,0123456789abcdef,so,ann,It is so\n"
    (tmp_path / "claims.csv").write_text(header + row)
    loaded = analysis.load(tmp_path)
    assert loaded.claims.select("statement", "factuality", "said_on").row(0) == (
        "It is so",
        None,
        None,
    )
    assert loaded.claims["subjects"].to_list() == [[]]
    assert [t for t in TABLES if getattr(loaded, t).height] == ["actors", "claims", "sources"]
    assert loaded.ties.schema == TABLES["ties"].create_empty().schema


def test_rows_under_review_and_what_rests_on_them_are_left_out(folder: Path) -> None:
    everything = analysis.load(folder)
    claim = everything.outcomes["claim_id"][0]
    claims = pl.read_csv(folder / "claims.csv", infer_schema=False)
    mark = pl.when(claim_id=claim).then(pl.lit("proposed")).otherwise("review")
    claims.with_columns(review=mark).write_csv(folder / "claims.csv")
    kept = analysis.load(folder)
    assert kept.waiting == {"claims": 1}
    assert analysis.load(folder, review="all").waiting == everything.waiting == {}
    assert claim not in kept.claims["claim_id"]
    assert claim not in kept.outcomes["claim_id"]
    assert analysis.load(folder, review="all").claims.height == everything.claims.height
    for table, schema in TABLES.items():
        for column, target in references_of(schema).items():
            if target == "claims":
                known = [*kept.claims["claim_id"], None]
                ids = getattr(kept, table)[column]
                ids = ids.explode() if ids.dtype == pl.List else ids
                assert set(ids) <= set(known), (table, column)


def test_an_unknown_review_is_refused(folder: Path) -> None:
    with pytest.raises(QuestionError, match='choose "accepted" or "all"'):
        analysis.load(folder, review="acepted")  # type: ignore[arg-type]


def test_many_dossiers_are_read_as_each_alone(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    shutil.copy(folder / "actors.csv", bare)
    frames, problems = read_tables([folder, bare, folder])
    assert problems == []
    alone, _ = read_tables([folder])
    for table, frame in frames.items():
        for number in (0, 2):
            assert frame.filter(dossier=number).drop("dossier").equals(alone[table]), table
        assert frame.filter(dossier=1).height == (alone[table].height if table == "actors" else 0)


def test_problems_of_many_dossiers_name_folder_and_line(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    claims = (other / "claims.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (other / "claims.csv").write_text("".join([*claims, claims[3]]), encoding="utf-8")
    ties = (other / "ties.csv").read_text(encoding="utf-8")
    (other / "ties.csv").write_text(ties.replace("\n", "\n", 1).replace("ardania,", "ardnia,", 1))
    _, problems = read_tables([folder, other, folder])
    assert {p.file for p in problems} == {str(other / "claims.csv"), str(other / "ties.csv")}
    assert sorted(p.line for p in problems if p.rule == "primary_key") == [4, len(claims) + 1]
    assert [p.line is not None for p in problems if p.rule == "reference"] == [True]


def test_ids_of_one_dossier_do_not_satisfy_another(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    shutil.copy(folder / "claims.csv", bare)
    _, problems = read_tables([folder, bare])
    assert {p.file for p in problems} == {str(bare / "claims.csv")}
    assert {p.rule for p in problems} == {"reference"}


def test_quantities_of_one_dossier_do_not_satisfy_another(tmp_path: Path) -> None:
    rows = {"one": "reach_km,reach,km,lift,*,crew", "other": "lift,lift,km,,,"}
    for name, row in rows.items():
        (tmp_path / name).mkdir()
        header = "quantity,label,unit,first,operator,second"
        (tmp_path / name / "quantities.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    _, (problem,) = read_tables([tmp_path / "one", tmp_path / "other"])
    assert (problem.column, problem.value) == ("first", "lift")
    assert problem.file == str(tmp_path / "one" / "quantities.csv")
    assert "lift" not in problem.remedy, "which only the other dossier has"


def test_a_folder_named_like_a_pattern_is_itself(folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "v[1]"
    shutil.copytree(folder, odd)
    (tmp_path / "v1").mkdir()
    assert analysis.load(odd).claims.height == analysis.load(folder).claims.height
